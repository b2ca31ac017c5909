//! Every language has the same texts, and each puts in the same values.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on ends by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fieldlink_say::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Of each text of a language: the values that it puts in.
type Texts = BTreeMap<String, BTreeSet<String>>;

fn texts(language: Language) -> Texts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("locales")
        .join(language.identifier().to_string());
    let mut texts = Texts::new();
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let source = fs::read_to_string(&file).unwrap();
        let parsed = fluent_syntax::parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{file:?}: {errors:?}"));
        for entry in parsed.body {
            if let Entry::Message(message) = entry {
                let mut values = BTreeSet::new();
                of_pattern(&message.value.expect("a text"), &mut values);
                let twice = texts.insert(message.id.name.clone(), values);
                assert_eq!(twice, None, "{} stands twice", message.id.name);
            }
        }
    }
    texts
}

fn of_pattern(pattern: &Pattern<String>, values: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            of_expression(expression, values);
        }
    }
}

fn of_expression(expression: &Expression<String>, values: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => of_inline(inline, values),
        Expression::Select { selector, variants } => {
            of_inline(selector, values);
            for variant in variants {
                of_pattern(&variant.value, values);
            }
        }
    }
}

fn of_inline(inline: &InlineExpression<String>, values: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            values.insert(id.name.clone());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|inner| of_inline(inner, values));
        }
        InlineExpression::Placeable { expression } => of_expression(expression, values),
        _ => {}
    }
}

/// Texts whose English stands beside the rule or the error that says it.
fn english_is_elsewhere(id: &str) -> bool {
    let of_a_rule =
        id.starts_with("reason-") && !["reason-place", "reason-column", "reason-cell", "reason-value"].contains(&id);
    of_a_rule || id.starts_with("said-") || id.starts_with("plain-")
}

#[test]
fn every_language_has_the_same_texts_with_the_same_values() {
    let [mut english, spanish, french] = Language::ALL.map(texts);
    assert!(english.len() > 1_000);
    let of_both: BTreeSet<&String> = spanish.keys().chain(french.keys()).collect();
    for id in of_both {
        assert_eq!(
            spanish.get(id),
            french.get(id),
            "{id}: in one language, or with other values"
        );
        match english.remove(id) {
            None => assert!(english_is_elsewhere(id), "{id} is not there in English"),
            Some(values) => assert_eq!(spanish.get(id), Some(&values), "values of {id}"),
        }
    }
    assert!(english.is_empty(), "in English alone: {:#?}", english.keys());
}

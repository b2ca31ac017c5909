//! The texts of a language, as its files have them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Of each text of a language (`en-US`): the names of the values that it puts in.
pub fn texts(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../say/locales")
        .join(language);
    let mut texts = BTreeMap::new();
    for file in fs::read_dir(folder).expect("the folder of the language") {
        let file = file.expect("a file of texts").path();
        let source = fs::read_to_string(&file).expect("a file of texts");
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

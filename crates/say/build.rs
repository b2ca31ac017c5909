//! Reads the texts of all languages: a text that one of them lacks, or whose values differ, fails the build. Of the
//! English ones a table is made of ids and values, against which messages are held where they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Of each text: the names of the values that it puts in.
type Texts = BTreeMap<String, BTreeSet<String>>;
/// The languages, as their folders are named.
const LANGUAGES: [&str; 3] = ["en-US", "es", "fr"];

fn main() {
    println!("cargo:rerun-if-changed=locales");
    let folder = env::var("OUT_DIR").expect("the folder of what is built");
    let folder = Path::new(&folder);
    let [english, spanish, french] = LANGUAGES.map(|language| texts(language, &folder.join(format!("{language}.ftl"))));
    let mut wrong = String::new();
    for (language, others) in [("es", &spanish), ("fr", &french)] {
        let ids: BTreeSet<&String> = english.keys().chain(others.keys()).collect();
        for id in ids {
            // Their English stands beside the command still.
            if !english.contains_key(id) && id.starts_with("plain-") {
                continue;
            }
            if english.get(id) != others.get(id) {
                let _ = writeln!(
                    wrong,
                    "{id}: values {:?} in en-US, {:?} in {language}",
                    english.get(id),
                    others.get(id)
                );
            }
        }
    }
    assert!(wrong.is_empty(), "the languages do not agree:\n{wrong}");
    let mut table = String::from("const TEXTS: &[(&str, &[&str])] = &[\n");
    for (id, values) in &english {
        let values: Vec<&String> = values.iter().collect();
        let _ = writeln!(table, "    ({id:?}, &{values:?}),");
    }
    table.push_str("];\n");
    fs::write(folder.join("texts.rs"), table).expect("the table of texts");
}

/// The texts of a language, whose files are put together in one.
fn texts(language: &str, together: &Path) -> Texts {
    let mut texts = Texts::new();
    let mut whole = String::new();
    let folder = Path::new("locales").join(language);
    for file in fs::read_dir(&folder).expect("the folder of the language") {
        let path = file.expect("a file of texts").path();
        let source = fs::read_to_string(&path).expect("a file of texts");
        whole.push_str(&source);
        whole.push('\n');
        let parsed =
            fluent_syntax::parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{}: {errors:?}", path.display()));
        for entry in parsed.body {
            if let Entry::Message(message) = entry {
                let mut values = BTreeSet::new();
                of_pattern(&message.value.expect("a text"), &mut values);
                let twice = texts.insert(message.id.name.clone(), values);
                assert_eq!(twice, None, "{} stands twice", message.id.name);
            }
        }
    }
    fs::write(together, whole).expect("the texts of a language");
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

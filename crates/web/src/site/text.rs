//! The translation layer: every text of the site is looked up here.

use std::borrow::Cow;
use std::collections::HashMap;

use fieldlink_app::Error;
use fieldlink_domain::finding::Finding;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "en-US",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// What the site speaks.
const LANGUAGES: [LanguageIdentifier; 3] = [langid!("en-US"), langid!("es"), langid!("fr")];

/// The texts of one language.
#[derive(Debug, Clone)]
pub struct Text {
    language: LanguageIdentifier,
}

impl Default for Text {
    fn default() -> Text {
        let [english, ..] = LANGUAGES;
        Text { language: english }
    }
}

impl Text {
    /// One of each language, English first.
    pub fn all() -> impl Iterator<Item = Text> {
        LANGUAGES.into_iter().map(|language| Text { language })
    }

    /// The texts in the language with this two-letter name, as [`Text::language`] gives it.
    pub fn named(language: &str) -> Option<Text> {
        Text::all().find(|text| text.language() == language)
    }

    /// The text with this id. A missing id shows as such, and fails the test that renders every text.
    pub fn get(&self, id: &str) -> String {
        LOCALES.lookup(&self.language, id)
    }

    /// The text with values put in: `text.with("drafts-count", &[("count", 2.into())])`.
    pub fn with(&self, id: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), value.clone()))
            .collect();
        LOCALES.lookup_with_args(&self.language, id, &values)
    }

    /// The text with this id, or `other` where the language files have none; for codes that rules make.
    pub fn get_or(&self, id: &str, other: &str) -> String {
        LOCALES
            .try_lookup(&self.language, id)
            .unwrap_or_else(|| other.to_owned())
    }

    /// What a rule found: the text `finding-` and its code, or the rule's own English where there is none.
    pub fn finding(&self, finding: &Finding) -> String {
        let id = format!("finding-{}", finding.code.replace('_', "-"));
        let values = finding
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        self.filled(&id, values).unwrap_or_else(|| finding.message.clone())
    }

    /// What an error says to the person, or its English where it has no text of the site.
    pub fn error(&self, error: &Error) -> String {
        let said = error.said.as_ref().and_then(|said| {
            let values = said.values.iter().map(|(name, value)| (*name, value.as_str()));
            self.filled(said.text, values)
        });
        said.unwrap_or_else(|| error.message.clone())
    }

    fn filled<'a>(&self, id: &str, values: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> = values
            .map(|(name, value)| (Cow::Owned(name.to_owned()), FluentValue::from(value)))
            .collect();
        LOCALES.try_lookup_with_args(&self.language, id, &values)
    }

    /// The language, as the `lang` attribute of a page.
    pub fn language(&self) -> String {
        self.language.language.to_string()
    }

    /// The language for number formats and negotiation.
    pub fn identifier(&self) -> &LanguageIdentifier {
        &self.language
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::path::Path;

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;

    /// Of each text of a language: the values that it puts in.
    type Texts = BTreeMap<String, BTreeSet<String>>;

    fn texts(language: &LanguageIdentifier) -> Texts {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("locales")
            .join(language.to_string());
        let mut texts = Texts::new();
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().path();
            let source = fs::read_to_string(&file).unwrap();
            let parsed =
                fluent_syntax::parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{file:?}: {errors:?}"));
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

    #[test]
    fn every_language_has_the_same_texts_with_the_same_values() {
        let english = texts(&LANGUAGES[0]);
        assert!(english.len() > 100);
        for language in &LANGUAGES[1..] {
            let other = texts(language);
            let missing: Vec<_> = english.keys().filter(|id| !other.contains_key(*id)).collect();
            let spare: Vec<_> = other.keys().filter(|id| !english.contains_key(*id)).collect();
            assert!(
                missing.is_empty() && spare.is_empty(),
                "{language}: missing {missing:#?}, spare {spare:#?}"
            );
            for (id, values) in &english {
                assert_eq!(&other[id], values, "values of {id} in {language}");
            }
        }
    }

    /// Ids that stand in the code as they are: `get("…")` and `with("…"`.
    #[test]
    fn every_text_that_the_pages_name_is_there() {
        let english = texts(&LANGUAGES[0]);
        let mut named = 0;
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/site")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let code = fs::read_to_string(&path).unwrap();
                for call in ["text.get(\"", "text.with(\""] {
                    for rest in code.split(call).skip(1) {
                        let id = rest.split('"').next().unwrap();
                        assert!(english.contains_key(id), "{path:?} names {id:?}, which no file has");
                        named += 1;
                    }
                }
            }
        }
        assert!(named > 100);
    }

    #[test]
    fn a_finding_is_said_with_its_values_or_in_the_words_of_the_rule() {
        let text = Text::default();
        let unknown = Finding::error("no_such_rule", "amount", "The rule's own words.");
        assert_eq!(text.finding(&unknown), "The rule's own words.");
    }
}

//! The translation layer: every text of the site is looked up here.

use std::ops::Deref;

use fieldlink_app::Error;
use fieldlink_app::audit::{Before, Damage};
use fieldlink_domain::finding::Finding;
use fieldlink_say::{Language, Value};

/// The texts of one language, and how rules and errors are said in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Text(fieldlink_say::Text);

impl Deref for Text {
    type Target = fieldlink_say::Text;

    fn deref(&self) -> &fieldlink_say::Text {
        &self.0
    }
}

impl Text {
    /// The texts of this language.
    pub fn of(language: Language) -> Text {
        Text(fieldlink_say::Text(language))
    }

    /// One of each language, English first.
    pub fn all() -> impl Iterator<Item = Text> {
        Language::ALL.into_iter().map(Text::of)
    }

    /// The texts in the language with this two-letter name.
    pub fn named(language: &str) -> Option<Text> {
        Text::all().find(|text| text.language().as_str() == language)
    }

    /// The text with this id, or `other` where the language files have none; for codes that rules make.
    pub fn get_or(&self, id: &str, other: &str) -> String {
        self.find(id).unwrap_or_else(|| other.to_owned())
    }

    /// What a rule found: the text `finding-` and its code, or the rule's own English where there is none.
    pub fn finding(&self, finding: &Finding) -> String {
        let id = format!("finding-{}", finding.code.replace('_', "-"));
        let values = finding
            .values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str().into()));
        self.find_with(&id, values).unwrap_or_else(|| finding.message.clone())
    }

    /// What an error says to the person, or its English where it has no text of the site.
    pub fn error(&self, error: &Error) -> String {
        let said = error.said.as_ref().and_then(|said| {
            let values = said.values.iter().map(|(name, value)| (*name, value.as_str().into()));
            self.find_with(said.text, values)
        });
        said.unwrap_or_else(|| error.message.clone())
    }

    /// What is wrong with a chain of the audit trail.
    pub fn damage(&self, damage: Damage) -> String {
        let id = format!("audit-{}", damage.name().replace('_', "-"));
        let rows = [("row", damage.row()), ("last", damage.last())];
        let values: Vec<(&'static str, Value<'_>)> = rows
            .into_iter()
            .filter_map(|(name, row)| Some((name, self.number(row?).into())))
            .collect();
        self.with(&id, &values)
    }

    /// What a chain of the audit trail holds from before its key.
    pub fn before_key(&self, before: &Before) -> String {
        let rows = ("rows", self.number(before.rows).into());
        let day = ("day", self.day_of(before.at).into());
        match before.under.as_str() {
            "none" => self.with("audit-before-none", &[rows, day]),
            under => self.with("audit-before", &[rows, day, ("under", under.into())]),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Ids that stand in the code as they are: `get("…")` and `with("…"`.
    #[test]
    fn every_text_that_the_pages_name_is_there() {
        let english = fieldlink_testkit::texts::texts("en-US");
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
    fn every_damage_of_the_trail_has_its_own_words() {
        for text in Text::all() {
            let said: BTreeSet<String> = Damage::samples().map(|damage| text.damage(damage)).into();
            assert_eq!(said.len(), Damage::samples().len(), "{said:#?}");
            for said in &said {
                assert!(!said.starts_with("audit-") && !said.contains('$'), "{said}");
            }
        }
    }

    #[test]
    fn a_finding_is_said_with_its_values_or_in_the_words_of_the_rule() {
        let text = Text::default();
        let unknown = Finding::error("no_such_rule", "amount", "The rule's own words.");
        assert_eq!(text.finding(&unknown), "The rule's own words.");
    }
}

//! The inputs that steps are made of: each with its label, its value and what was found in it.

use fieldlink_domain::finding::Finding;
use maud::{Markup, html};

use super::typed::Typed;
use crate::site::layout;
use crate::site::text::Text;

/// A step's fields with their values and findings.
pub(super) struct Fields<'a> {
    pub(super) text: &'a Text,
    pub(super) typed: &'a Typed,
    pub(super) findings: &'a [Finding],
}

impl Fields<'_> {
    /// What was found in a field.
    pub(super) fn says(&self, name: &str) -> Markup {
        html! { @if self.has(name) { div id=(says_id(name)) { (layout::findings_of(self.text, self.findings, name)) } } }
    }

    fn has(&self, name: &str) -> bool {
        self.findings.iter().any(|f| f.field == name)
    }

    fn invalid(&self, name: &str) -> Option<&'static str> {
        self.findings
            .iter()
            .any(|f| f.field == name && f.blocks())
            .then_some("true")
    }

    fn described(&self, name: &str) -> Option<String> {
        self.has(name).then(|| says_id(name))
    }

    /// One line.
    pub(super) fn input(&self, name: &str, label: &str, kind: &str) -> Markup {
        html! {
            div.field {
                label for=(name) { (self.text.get(label)) }
                br;
                (self.bare(name, kind, None))
                (self.says(name))
            }
        }
    }

    /// One line over the whole width.
    pub(super) fn long_input(&self, name: &str, label: &str) -> Markup {
        html! {
            div.field.wide.long {
                label for=(name) { (self.text.get(label)) }
                br;
                (self.bare(name, "text", None))
                (self.says(name))
            }
        }
    }

    /// One line in a table, named by its column.
    pub(super) fn cell(&self, name: &str, label: &str, kind: &str) -> Markup {
        html! { (self.bare(name, kind, Some(label))) (self.says(name)) }
    }

    fn bare(&self, name: &str, kind: &str, label: Option<&str>) -> Markup {
        let mode = (kind == "decimal").then_some("decimal");
        let kind = if kind == "decimal" { "text" } else { kind };
        html! {
            input id=(name) name=(name) type=(kind) inputmode=[mode] value=(self.typed.get(name)) autocomplete="off"
                aria-label=[label.map(|l| self.text.get(l))] aria-invalid=[self.invalid(name)]
                aria-describedby=[self.described(name)];
        }
    }

    /// Several lines.
    pub(super) fn area(&self, name: &str, label: &str) -> Markup {
        html! {
            div.field.wide {
                label for=(name) { (self.text.get(label)) }
                textarea id=(name) name=(name) rows="8" aria-invalid=[self.invalid(name)]
                    aria-describedby=[self.described(name)] { "\n" (self.typed.get(name)) }
                (self.says(name))
            }
        }
    }

    /// A list to choose from. A kept value that is not among the choices stays one, marked as not the partner's.
    pub(super) fn select(&self, name: &str, label: &str, groups: &[Choices]) -> Markup {
        html! {
            div.field {
                label for=(name) { (self.text.get(label)) }
                br;
                (self.bare_select(name, None, groups))
                (self.says(name))
            }
        }
    }

    /// The same in a table, named by its column.
    pub(super) fn select_cell(&self, name: &str, label: &str, groups: &[Choices]) -> Markup {
        html! { (self.bare_select(name, Some(label), groups)) (self.says(name)) }
    }

    fn bare_select(&self, name: &str, label: Option<&str>, groups: &[Choices]) -> Markup {
        let chosen = self.typed.get(name);
        let known = groups.iter().flat_map(|g| &g.options).any(|(value, _)| value == chosen);
        html! {
            select id=(name) name=(name) aria-label=[label.map(|l| self.text.get(l))]
                aria-invalid=[self.invalid(name)] aria-describedby=[self.described(name)] {
                option value="" { (self.text.get("drafts-choose")) }
                @if !known && !chosen.is_empty() {
                    option value=(chosen) selected {
                        (self.text.with("drafts-not-yours", &[("value", chosen.into())]))
                    }
                }
                @for group in groups {
                    @if let Some(heading) = &group.heading {
                        optgroup label=(heading) { (options(&group.options, chosen)) }
                    } @else {
                        (options(&group.options, chosen))
                    }
                }
            }
        }
    }
}

/// Choices of a list, under a heading or none: value and shown text.
pub(super) struct Choices {
    pub(super) heading: Option<String>,
    pub(super) options: Vec<(String, String)>,
}

impl Choices {
    /// Without a heading.
    pub(super) fn plain(options: Vec<(String, String)>) -> [Choices; 1] {
        [Choices { heading: None, options }]
    }
}

fn options(options: &[(String, String)], chosen: &str) -> Markup {
    html! {
        @for (value, shown) in options { option value=(value) selected[value == chosen] { (shown) } }
    }
}

fn says_id(name: &str) -> String {
    format!("{name}-says")
}

#[cfg(test)]
mod tests {
    use fieldlink_contract::loan_draft::LoanDraft;
    use fieldlink_domain::draft_rules::{Context, PhotoUse, check};
    use fieldlink_domain::partner::Profile;
    use fieldlink_domain::reference::sample_config;
    use fieldlink_domain::settings::Settings;

    use super::*;

    /// What the rules find in drafts that have something wrong nearly everywhere.
    fn found() -> Vec<Finding> {
        let drafts = [
            "{}",
            r#"{"image_url":"https://example.org/a.jpg","group_name":"Umoja","not_pictured":[true],"currency":"XXX",
                "location":"Nowhere: Atlantis","activity_id":0,"theme_type_id":0,"description_language_id":0,
                "entreps":[{"amount":0}],"schedule":[]}"#,
            r#"{"internal_loan_id":"1","not_pictured":[false],"currency":"KES","disburse_time":"2026-03-09",
                "loanuse":"seed","description":"Wanjiru farms.","description_language_id":1,
                "entreps":[{"amount":100,"loan_id":"1","client_id":"c","first_name":"A","last_name":"Wanjiru"}],
                "schedule":[{"date":"2026-03-01","principal":-1,"interest":0}]}"#,
            r#"{"group_name":"Umoja","not_pictured":[true,true],"currency":"KES","disburse_time":"2026-03-09",
                "entreps":[{"amount":50000,"loan_id":"1","client_id":"c"},{"amount":50000,"loan_id":"1","client_id":"c"}],
                "schedule":[{"date":"2026-03-01","principal":1,"interest":0}]}"#,
        ];
        let (profile, config) = (Profile::default(), sample_config());
        let settings = Settings {
            group_max_members: 1,
            ..Settings::default()
        };
        let used = PhotoUse {
            photo: "p".into(),
            posted: "2020-01-01".parse().unwrap(),
            members: vec!["x".into()],
        };
        let uses = [used.clone(), used];
        let context = Context {
            profile: &profile,
            config: &config,
            settings: &settings,
            today: "2026-03-10".parse().unwrap(),
            live: &[],
            usage: None,
            photo_uses: &uses,
        };
        let read = |json: &str| serde_json::from_str::<LoanDraft>(json).unwrap();
        let of = |(n, json): (usize, &str)| check(&read(json), n % 2 == 0 && n > 0, &context);
        drafts.into_iter().enumerate().flat_map(of).collect()
    }

    #[test]
    fn what_the_rules_find_is_said_in_their_own_words_in_english_and_in_others_otherwise() {
        let found = found();
        let codes: std::collections::BTreeSet<&str> = found.iter().map(|f| f.code.as_str()).collect();
        assert!(codes.len() > 35, "{codes:?}");
        for text in Text::all() {
            for finding in &found {
                let said = text.finding(finding);
                let own_words = said == finding.message;
                assert_eq!(
                    own_words,
                    text.language() == fieldlink_say::Language::En,
                    "{} in {}: {said}",
                    finding.code,
                    text.language()
                );
            }
        }
    }
}

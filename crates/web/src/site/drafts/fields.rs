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

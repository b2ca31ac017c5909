//! Two people at one draft: what the other has saved beside what was typed here.

use fieldlink_app::drafts::Change;
use fieldlink_contract::loan_draft::Gender;
use fieldlink_domain::draft::Draft;
use fieldlink_domain::reference;
use maud::{Markup, html};

use super::typed::Typed;
use crate::site::loans;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Most fields that are shown side by side.
const MOST: usize = 60;

/// Both versions of each field that differs, with who saved the other and when.
pub(super) fn both(visitor: &Visitor, now: &Draft, typed: &Typed, by: Option<&Change>) -> Markup {
    let text = &visitor.text;
    let kept = Typed::of(now);
    let differing = differing(&kept, typed);
    html! {
        div.banner role="alert" {
            p { strong { (text.get("drafts-changed")) } }
            @if let Some(change) = by {
                p { (text.with("drafts-changed-by", &[
                    ("who", loans::who(text, &change.by).into()),
                    ("day", text.day_of(change.at).into()),
                ])) }
            }
            p { (text.get("drafts-changed-help")) }
        }
        @if !differing.is_empty() {
            div.scroll {
                table {
                    caption { (text.get("drafts-changed-fields")) }
                    thead { tr {
                        th scope="col" { (text.get("drafts-changed-field")) }
                        th scope="col" { (text.get("drafts-changed-theirs")) }
                        th scope="col" { (text.get("drafts-changed-yours")) }
                    } }
                    tbody {
                        @for name in differing.iter().take(MOST) {
                            tr {
                                th scope="row" { (label(text, name)) }
                                td { (shown(text, name, kept.get(name))) }
                                td { (shown(text, name, typed.get(name))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The fields of the posted step that hold something else than the kept draft.
fn differing<'a>(kept: &'a Typed, typed: &'a Typed) -> Vec<&'a str> {
    let description = !typed.get("loan_type").is_empty();
    let of_step = |name: &str| {
        let terms = matches!(name, "theme_type_id" | "disburse_time" | "currency")
            || name.starts_with("schedule")
            || name.ends_with("].amount");
        terms != description
    };
    let mut names: Vec<&str> = kept.all().chain(typed.all()).map(|(name, _)| name).collect();
    names.retain(|name| !matches!(*name, "csrf" | "version" | "then") && of_step(name));
    names.sort_unstable();
    names.dedup();
    names.retain(|name| kept.get(name) != typed.get(name));
    names
}

/// The field's label; of a row with its number.
fn label(text: &Text, name: &str) -> String {
    let (number, field) = match name.split_once('[').and_then(|(_, rest)| rest.split_once("].")) {
        Some((number, field)) => (number.parse::<usize>().ok().map(|n| n + 1), field),
        None => (None, name),
    };
    let field = field.strip_prefix("schedule_parameters.").unwrap_or(field);
    let label = match field {
        "loan_type" => text.get("drafts-loan-type"),
        "client_waiver_signed" => text.get("drafts-waiver"),
        "client_id" => text.get("drafts-client-id"),
        "loan_id" => text.get("drafts-loan-id"),
        "first_name" => text.get("drafts-first-name"),
        "last_name" => text.get("drafts-last-name"),
        "gender" => text.get("drafts-gender"),
        "group_name" => text.get("drafts-group-name"),
        "internal_client_id" => text.get("drafts-group-client-id"),
        "internal_loan_id" => text.get("drafts-group-loan-id"),
        "location" => text.get("drafts-location"),
        "activity_id" => text.get("drafts-activity"),
        "description_language_id" => text.get("drafts-language"),
        "loanuse" => text.get("drafts-loanuse-short"),
        "description" => text.get("drafts-description"),
        "theme_type_id" => text.get("drafts-theme"),
        "disburse_time" => text.get("drafts-disburse-time"),
        "currency" => text.get("drafts-currency"),
        "amount" => text.get("drafts-amount"),
        "date" => text.get("drafts-due-on"),
        "principal" => text.get("drafts-principal"),
        "interest" => text.get("drafts-interest"),
        "firstRepaymentDate" => text.get("drafts-first-repayment"),
        "nInstallments" => text.get("drafts-installments"),
        "nRepeat" => text.get("drafts-every"),
        "nRepeatUnit" => text.get("drafts-unit"),
        "interestRateType" => text.get("drafts-rate-type"),
        "annualRate" => text.get("drafts-annual-rate"),
        other => other.to_owned(),
    };
    match number {
        Some(number) => format!("{number}. {label}"),
        None => label,
    }
}

/// A value as a person knows it.
fn shown(text: &Text, name: &str, value: &str) -> String {
    let id = value.parse::<i64>().ok();
    let named = match name {
        "activity_id" => id.and_then(reference::activity).map(|a| a.name.to_owned()),
        "description_language_id" => id.and_then(reference::language).map(|l| l.name.to_owned()),
        "theme_type_id" => id.and_then(reference::theme).map(|t| t.name.to_owned()),
        "client_waiver_signed" => Some(text.get(if value.is_empty() { "drafts-no" } else { "drafts-yes" })),
        "loan_type" if value == "group" => Some(text.get("drafts-group")),
        "loan_type" => Some(text.get("drafts-individual")),
        name if name.ends_with("gender") => value
            .parse::<Gender>()
            .ok()
            .map(|gender| text.get(&format!("drafts-gender-{gender}"))),
        _ => None,
    };
    named.unwrap_or_else(|| value.to_owned())
}

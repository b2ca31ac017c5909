//! Step 2: theme, disbursal, currency, amounts and schedule.

use axum::extract::State;
use axum::response::Response;
use fieldlink_app::drafts::Review;
use fieldlink_domain::finding::Finding;
use fieldlink_domain::reference;
use maud::{Markup, html};

use super::fields::{Choices, Fields};
use super::steps::{self, Step};
use super::typed::Typed;
use super::{apply, chart};
use crate::AppState;
use crate::request::Path;
use crate::site::csrf;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;

/// Empty rows offered under a schedule.
const SPARE_ROWS: usize = 3;

const STEP: steps::Form = steps::Form {
    this: Step::Terms,
    next: Step::Photo,
    read: apply::terms,
    form,
};

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, SiteError> {
    STEP.show(&state, &visitor, id).await
}

pub(super) async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    csrf::Form(pairs): csrf::Form<Vec<(String, String)>>,
) -> Result<Response, SiteError> {
    STEP.save(&state, &visitor, id, pairs).await
}

fn form(visitor: &Visitor, review: &Review, typed: &Typed, findings: &[Finding]) -> Markup {
    let text = &visitor.text;
    let fields = Fields { text, typed, findings };
    html! {
        form method="post" action=(steps::href(review.draft.id, Step::Terms)) {
            (steps::hidden(visitor, review.draft.version))
            (layout::section_bar(&text.get("drafts-themes")))
            (themes(&fields, review))
            (layout::section_bar(&text.get("drafts-disbursal")))
            (disbursal(&fields, review))
            (chart::limits(text, review))
            (layout::section_bar(&text.get("drafts-schedule")))
            (schedule(&fields))
            (parameters(&fields))
            (steps::buttons(visitor, "drafts-save-more-rows"))
        }
    }
}

fn themes(fields: &Fields, review: &Review) -> Markup {
    let chosen = fields.typed.get("theme_type_id");
    let name = |id: i64| reference::theme(id).map_or_else(|| id.to_string(), |t| t.name.to_owned());
    html! {
        (fields.says("theme_type_id"))
        div.boxes {
            fieldset.field {
                legend.hidden { (fields.text.get("drafts-theme")) }
                @for theme in &review.partner.config.themes {
                    @let id = format!("theme-{}", theme.id);
                    div {
                        input id=(id) type="radio" name="theme_type_id" value=(theme.id)
                            checked[theme.id.to_string() == chosen];
                        " "
                        label for=(id) { (name(theme.id)) }
                    }
                }
            }
            div { (chart::themes(fields.text, review)) }
        }
    }
}

fn disbursal(fields: &Fields, review: &Review) -> Markup {
    let currencies = review
        .partner
        .config
        .currencies
        .iter()
        .map(|c| c.currency.code().to_owned());
    let currencies = Choices::plain(currencies.map(|code| (code.clone(), code)).collect());
    let rows = review.draft.body.entreps.len().max(1);
    html! {
        (fields.says("entreps.amount"))
        div.fields {
            (fields.input("disburse_time", "drafts-disburse-time", "date"))
            (fields.select("currency", "drafts-currency", &currencies))
            @if rows == 1 { (fields.input("entreps[0].amount", "drafts-amount", "decimal")) }
        }
        @if rows > 1 {
            table {
                thead { tr {
                    th scope="col" { (fields.text.get("drafts-borrower")) }
                    th scope="col" { (fields.text.get("drafts-amount")) }
                } }
                tbody {
                    @for (at, entrep) in review.draft.body.entreps.iter().enumerate() {
                        tr {
                            td {
                                (entrep.first_name.as_deref().unwrap_or_default()) " "
                                (entrep.last_name.as_deref().unwrap_or_default())
                            }
                            td { (fields.cell(&format!("entreps[{at}].amount"), "drafts-amount", "decimal")) }
                        }
                    }
                }
            }
        }
    }
}

fn schedule(fields: &Fields) -> Markup {
    let text = fields.text;
    let rows = fields.typed.rows("schedule") + SPARE_ROWS;
    html! {
        (fields.says("schedule"))
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("drafts-due-on")) }
                    th scope="col" { (text.get("drafts-principal")) }
                    th scope="col" { (text.get("drafts-interest")) }
                } }
                tbody {
                    @for at in 0..rows {
                        tr {
                            td { (fields.cell(&format!("schedule[{at}].date"), "drafts-due-on", "date")) }
                            td { (fields.cell(&format!("schedule[{at}].principal"), "drafts-principal", "decimal")) }
                            td { (fields.cell(&format!("schedule[{at}].interest"), "drafts-interest", "decimal")) }
                        }
                    }
                }
            }
        }
    }
}

fn parameters(fields: &Fields) -> Markup {
    let text = fields.text;
    let choices = |values: &[&str]| {
        Choices::plain(
            values
                .iter()
                .map(|v| ((*v).to_owned(), text.get(&format!("drafts-terms-{v}"))))
                .collect(),
        )
    };
    let name = |field: &str| format!("schedule_parameters.{field}");
    html! {
        fieldset {
            legend.label { (text.get("drafts-parameters")) }
            div.fields {
                (fields.input(&name("firstRepaymentDate"), "drafts-first-repayment", "date"))
                (fields.input(&name("nInstallments"), "drafts-installments", "number"))
                (fields.input(&name("nRepeat"), "drafts-every", "number"))
                (fields.select(&name("nRepeatUnit"), "drafts-unit", &choices(&["days", "weeks", "months", "years"])))
                (fields.select(&name("interestRateType"), "drafts-rate-type", &choices(&["decliningBalance", "flat"])))
                (fields.input(&name("annualRate"), "drafts-annual-rate", "decimal"))
            }
        }
    }
}

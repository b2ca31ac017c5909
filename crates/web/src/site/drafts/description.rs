//! Step 1: loan type, waiver, borrowers, place, activity, language, use and description.

use axum::extract::State;
use axum::response::Response;
use fieldlink_app::drafts::Review;
use fieldlink_domain::draft::{LoanType, loan_type};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::partner::PartnerConfig;
use fieldlink_domain::reference;
use maud::{Markup, html};

use super::apply;
use super::fields::{Choices, Fields};
use super::steps::{self, Step};
use super::typed::Typed;
use crate::AppState;
use crate::request::Path;
use crate::site::csrf;
use crate::site::layout::SiteError;
use crate::site::session::Visitor;
use crate::site::text::Text;

/// Empty rows offered under a group's borrowers.
const SPARE_ROWS: usize = 3;

const STEP: steps::Form = steps::Form {
    this: Step::Description,
    next: Step::Terms,
    read: apply::description,
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
    let config = &review.partner.config;
    html! {
        form method="post" action=(steps::href(review.draft.id, Step::Description)) {
            (steps::hidden(visitor, review.draft.version))
            div.fields { (loan_type_choice(&fields)) (waiver(&fields)) }
            (borrowers(&fields, review))
            (group(&fields))
            div.fields {
                (fields.select("location", "drafts-location", &locations(config)))
                (fields.select("activity_id", "drafts-activity", &activities(text, config)))
                (sector(text, review))
                (fields.select("description_language_id", "drafts-language", &languages(config)))
                (fields.long_input("loanuse", "drafts-loanuse"))
                (fields.area("description", "drafts-description"))
            }
            (steps::buttons(visitor, "drafts-save-more-borrowers"))
        }
    }
}

fn loan_type_choice(fields: &Fields) -> Markup {
    let chosen = fields.typed.get("loan_type");
    html! {
        fieldset.field {
            legend.label { (fields.text.get("drafts-loan-type")) }
            @for (value, label) in [("individual", "drafts-individual"), ("group", "drafts-group")] {
                div {
                    input id={ "loan_type-" (value) } type="radio" name="loan_type" value=(value)
                        checked[value == chosen];
                    " "
                    label for={ "loan_type-" (value) } { (fields.text.get(label)) }
                }
            }
        }
    }
}

fn waiver(fields: &Fields) -> Markup {
    let name = "client_waiver_signed";
    html! {
        fieldset.field {
            legend.label { (fields.text.get("drafts-waiver")) }
            input id=(name) type="checkbox" name=(name) value="true" checked[!fields.typed.get(name).is_empty()];
            " "
            label for=(name) { (fields.text.get("drafts-waiver-text")) }
            (fields.says(name))
        }
    }
}

fn borrowers(fields: &Fields, review: &Review) -> Markup {
    let text = fields.text;
    let kept = review.draft.body.entreps.len().max(1);
    let spare = if loan_type(&review.draft.body) == LoanType::Group {
        SPARE_ROWS
    } else {
        0
    };
    let rows = fields.typed.rows("entreps").max(kept + spare);
    let genders = ["female", "male"].map(|g| (g.to_owned(), text.get(&format!("drafts-gender-{g}"))));
    let genders = Choices::plain(genders.to_vec());
    html! {
        (fields.says("entreps"))
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("drafts-client-id")) }
                    th scope="col" { (text.get("drafts-loan-id")) }
                    th scope="col" { (text.get("drafts-first-name")) }
                    th scope="col" { (text.get("drafts-last-name")) }
                    th scope="col" { (text.get("drafts-gender")) }
                } }
                tbody {
                    @for at in 0..rows {
                        tr {
                            td { (fields.cell(&format!("entreps[{at}].client_id"), "drafts-client-id", "text")) }
                            td { (fields.cell(&format!("entreps[{at}].loan_id"), "drafts-loan-id", "text")) }
                            td { (fields.cell(&format!("entreps[{at}].first_name"), "drafts-first-name", "text")) }
                            td { (fields.cell(&format!("entreps[{at}].last_name"), "drafts-last-name", "text")) }
                            td {
                                (fields.select_cell(&format!("entreps[{at}].gender"), "drafts-gender", &genders))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn group(fields: &Fields) -> Markup {
    html! {
        fieldset {
            legend.label { (fields.text.get("drafts-group-only")) }
            div.fields {
                (fields.input("group_name", "drafts-group-name", "text"))
                (fields.input("internal_client_id", "drafts-group-client-id", "text"))
                (fields.input("internal_loan_id", "drafts-group-loan-id", "text"))
            }
        }
    }
}

fn locations(config: &PartnerConfig) -> [Choices; 1] {
    Choices::plain(
        config
            .locations
            .iter()
            .map(|l| (l.full_name(), l.full_name()))
            .collect(),
    )
}

fn languages(config: &PartnerConfig) -> [Choices; 1] {
    let name = |id: i64| reference::language(id).map_or_else(|| id.to_string(), |l| l.name.to_owned());
    Choices::plain(config.languages.iter().map(|id| (id.to_string(), name(*id))).collect())
}

/// The sector that follows from the activity that was saved (domain.md 2.1).
fn sector(text: &Text, review: &Review) -> Markup {
    let activity = review.draft.body.activity_id.and_then(reference::activity);
    let sector = activity.and_then(|a| a.sector()).map(|s| s.name);
    html! {
        div.field {
            span.label { (text.get("drafts-sector")) }
            br;
            @match sector { Some(name) => (name), None => (text.get("drafts-sector-follows")) }
        }
    }
}

/// Under the names of their sectors: choosing the activity chooses the sector.
fn activities(text: &Text, config: &PartnerConfig) -> Vec<Choices> {
    let mut by_sector = std::collections::BTreeMap::<Option<&str>, Vec<(String, String)>>::new();
    for id in &config.activities {
        let activity = reference::activity(*id);
        let sector = activity.and_then(|a| a.sector()).map(|s| s.name);
        let name = activity.map_or_else(|| id.to_string(), |a| a.name.to_owned());
        by_sector.entry(sector).or_default().push((id.to_string(), name));
    }
    let heading = |sector: Option<&str>| sector.map_or_else(|| text.get("drafts-no-sector"), str::to_owned);
    by_sector
        .into_iter()
        .map(|(sector, options)| Choices {
            heading: Some(heading(sector)),
            options,
        })
        .collect()
}

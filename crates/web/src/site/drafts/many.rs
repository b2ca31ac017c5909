//! Publishing several drafts: a second look at the list of them, then what became of each.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use fieldlink_app::drafts::Published;
use fieldlink_app::{Kind, Permission};
use maud::{Markup, html};

use super::steps::{self, Step};
use crate::AppState;
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

/// More than a page of the list has; what is chosen beyond is refused by the use case.
const MOST: usize = 1_000;

pub(super) async fn publish(
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(pairs): Fresh<Vec<(String, String)>>,
) -> Result<Response, SiteError> {
    visitor.actor().may(Permission::PublishDrafts, visitor.partner)?;
    let chosen: Vec<(i64, i64)> = pairs
        .iter()
        .filter(|(name, _)| name == "draft")
        .filter_map(|(_, value)| {
            let (id, version) = value.split_once(':')?;
            Some((id.parse().ok()?, version.parse().ok()?))
        })
        .take(MOST)
        .collect();
    let sure = pairs.iter().any(|(name, value)| name == "sure" && value == "yes");
    let text = &visitor.text;
    let body = if chosen.is_empty() {
        html! {
            p.banner role="alert" { (text.get("drafts-none-chosen")) }
            p.ways { a href="/drafts" { (text.get("drafts-back")) } }
        }
    } else if sure {
        let done = state
            .pa2
            .publish_drafts(&visitor.actor(), visitor.partner, &chosen)
            .await?;
        results(&visitor, &done)
    } else {
        confirmation(&visitor, &chosen)
    };
    Ok(layout::page(&visitor, Tab::NewLoans, &text.get("drafts-title"), body).into_response())
}

/// What is about to happen, and the button that does it.
fn confirmation(visitor: &Visitor, chosen: &[(i64, i64)]) -> Markup {
    let text = &visitor.text;
    html! {
        (layout::section_bar(&text.get("drafts-publish")))
        p { (text.with("drafts-publish-many", &[("count", chosen.len().into())])) }
        p { (text.get("drafts-publish-means")) }
        form method="post" action="/drafts/publish" {
            (csrf::field(visitor))
            input type="hidden" name="sure" value="yes";
            @for (id, version) in chosen { input type="hidden" name="draft" value={ (id) ":" (version) }; }
            p {
                (layout::button(&text.with("drafts-publish-many-sure", &[("count", chosen.len().into())])))
                " "
                a href="/drafts" { (text.get("drafts-back")) }
            }
        }
    }
}

/// What became of each.
fn results(visitor: &Visitor, done: &[Published]) -> Markup {
    let text = &visitor.text;
    let published = done.iter().filter(|one| one.outcome.is_ok()).count();
    html! {
        (layout::notice(&text.with(
            "drafts-published-many",
            &[("published", published.into()), ("of", done.len().into())],
        )))
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("drafts-name")) }
                    th scope="col" { (text.get("drafts-outcome")) }
                } }
                tbody { @for one in done { tr { (result(visitor, one)) } } }
            }
        }
        p.ways { a href="/drafts" { (text.get("drafts-back")) } }
    }
}

fn result(visitor: &Visitor, one: &Published) -> Markup {
    let text = &visitor.text;
    let draft = text.with("drafts-unnamed", &[("id", one.draft.into())]);
    html! {
        @match &one.outcome {
            Ok(loan) => {
                td { (loan.name) }
                td { a href={ "/loans/" (loan.id) } { (text.with("drafts-became", &[("id", loan.id.to_string().into())])) } }
            }
            Err(error) => {
                td { a href=(steps::href(one.draft, Step::Review)) { (draft) } }
                td {
                    span.error {
                        @if error.kind == Kind::Internal { (text.get("drafts-not-published")) " " }
                        (text.error(error))
                    }
                    (layout::findings(text, &error.findings))
                }
            }
        }
    }
}

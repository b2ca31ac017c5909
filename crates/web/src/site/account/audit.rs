//! ACCOUNT > Audit: who did what, as a page and as a file, and whether nobody changed it since.

use axum::extract::State;
use axum::response::Response;
use fieldlink_app::audit::{AuditPage, ChainReport};
use fieldlink_app::{Pa2, Permission};
use fieldlink_store::audit::Linked;
use futures::stream;
use maud::{Markup, html};
use serde::Deserialize;

use super::{page, time};
use crate::AppState;
use crate::request::Query;
use crate::site::Pages;
use crate::site::export::{self, Cell, Format, Row, Sheet};
use crate::site::layout::{SiteError, notice};
use crate::site::session::Visitor;
use crate::site::text::Text;

const PAGE: &str = "/account/audit";
/// Rows of a page.
const ROWS: u64 = 50;

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .get("/account/audit.csv", file)
        .get("/account/audit/check", check)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    before: Option<i64>,
}

async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Markup, SiteError> {
    let trail = state
        .pa2
        .audit_page(&visitor.actor(), visitor.partner, asked.before, ROWS)
        .await?;
    Ok(render(&visitor, &trail, None))
}

async fn check(State(state): State<AppState>, visitor: Visitor) -> Result<Markup, SiteError> {
    let report = state.pa2.check_audit(&visitor.actor(), visitor.partner).await?;
    let trail = state
        .pa2
        .audit_page(&visitor.actor(), visitor.partner, None, ROWS)
        .await?;
    Ok(render(&visitor, &trail, Some(&report)))
}

/// The whole trail, oldest first, read and sent some rows at a time.
async fn file(State(state): State<AppState>, visitor: Visitor) -> Result<Response, SiteError> {
    visitor.actor().may(Permission::ReadAudit, visitor.partner)?;
    let text = &visitor.text;
    let sheet = Sheet {
        name: format!("audit-{}", visitor.partner),
        head: [
            "audit-number",
            "audit-when",
            "audit-who",
            "audit-name",
            "audit-what",
            "audit-subject",
            "audit-detail",
        ]
        .iter()
        .map(|id| text.get(id))
        .chain([String::from("SHA-256")])
        .collect(),
    };
    let pa2: Pa2 = Pa2::clone(&state.pa2);
    let rows = stream::try_unfold((pa2, visitor, 0), |(pa2, visitor, after)| async move {
        let trail = pa2.audit_rows_after(&visitor.actor(), visitor.partner, after).await?;
        let Some(last) = trail.rows.last().map(|row| row.seq) else {
            return Ok(None);
        };
        let cells: Vec<Row> = trail.rows.iter().map(|row| cells(row, &trail)).collect();
        Ok(Some((cells, (pa2, visitor, last))))
    });
    export::send(Format::Csv, sheet, rows).await
}

fn cells(row: &Linked, trail: &AuditPage) -> Row {
    vec![
        Cell::Whole(row.seq),
        Cell::Text(row.act.at.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        Cell::Text(row.act.actor.clone()),
        Cell::Text(trail.names.get(&row.act.actor).cloned().unwrap_or_default()),
        Cell::Text(row.act.action.clone()),
        Cell::Text(row.act.subject.clone()),
        Cell::Text(row.act.detail.clone()),
        Cell::Text(row.hash.clone()),
    ]
}

fn render(visitor: &Visitor, trail: &AuditPage, report: Option<&ChainReport>) -> Markup {
    let text = &visitor.text;
    let more = trail.rows.len() as u64 == ROWS;
    let body = html! {
        p { (text.get("audit-means")) }
        @if let Some(report) = report { (outcome(text, report)) }
        p {
            a href="/account/audit/check" { (text.get("audit-check")) } " · "
            a href="/account/audit.csv" { (text.get("audit-file")) }
        }
        div.scroll tabindex="0" role="region" aria-label=(text.get("account-audit")) {
            table {
                thead { tr {
                    th scope="col" { (text.get("audit-number")) }
                    th scope="col" { (text.get("audit-when")) }
                    th scope="col" { (text.get("audit-who")) }
                    th scope="col" { (text.get("audit-what")) }
                    th scope="col" { (text.get("audit-subject")) }
                    th scope="col" { (text.get("audit-detail")) }
                } }
                tbody { @for row in &trail.rows { (one(text, row, trail)) } }
            }
        }
        @if more { @if let Some(last) = trail.rows.last() {
            p.pages { a rel="next" href=(format!("{PAGE}?before={}", last.seq)) { (text.get("account-older")) } }
        } }
    };
    page(visitor, PAGE, &text.get("account-audit"), body)
}

fn outcome(text: &Text, report: &ChainReport) -> Markup {
    let rows = u64::try_from(report.rows).unwrap_or(0);
    html! {
        @if report.damages.is_empty() {
            (notice(&text.counted("audit-whole", rows)))
        } @else {
            div.error role="alert" {
                p { (text.get("audit-damaged")) }
                ul { @for damage in &report.damages { li { (text.damage(*damage)) } } }
            }
        }
        @if let Some(before) = &report.before { p { (text.before_key(before)) } }
        @if !report.hash.is_empty() { p { (text.get("audit-last-hash")) " " code { (report.hash) } } }
    }
}

fn one(text: &Text, row: &Linked, trail: &AuditPage) -> Markup {
    let what = format!("act-{}", row.act.action.replace(['.', '_'], "-"));
    html! {
        tr {
            td.number { (row.seq) }
            td { (time(row.act.at)) }
            td { (who(text, &row.act.actor, trail)) }
            td { (text.get_or(&what, &row.act.action)) }
            td { code { (row.act.subject) } }
            td { (row.act.detail) }
        }
    }
}

fn who(text: &Text, actor: &str, trail: &AuditPage) -> String {
    match (trail.names.get(actor), actor) {
        (Some(name), _) => name.clone(),
        (None, "operator") => text.get("audit-operator"),
        (None, "clock") => text.get("audit-clock"),
        (None, other) => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Words of the use cases that look like acts: `"client.create"`.
    fn acts(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                acts(&path, found);
                continue;
            }
            let code = fs::read_to_string(&path).unwrap();
            let quoted = code.split('"').filter(|word| {
                let letters = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c == '_');
                word.split_once('.')
                    .is_some_and(|(thing, deed)| letters(thing) && letters(deed))
            });
            found.extend(quoted.map(str::to_owned));
        }
    }

    #[test]
    fn every_act_has_its_words() {
        let mut found = Vec::new();
        acts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src"), &mut found);
        assert!(found.len() > 30);
        for act in found {
            let id = format!("act-{}", act.replace(['.', '_'], "-"));
            for text in Text::all() {
                assert_ne!(text.get_or(&id, ""), "", "{act} in {}", text.language());
            }
        }
    }
}

//! Wires: everybody of the partner sees them, Kiva's people enter them.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use fieldlink_app::repayments::amount_of;
use fieldlink_app::reports::NewWire;
use fieldlink_app::{Error, Kind, Permission};
use fieldlink_domain::money::{Minor, to_minor};
use fieldlink_store::wires::Wire;
use iso_currency::Currency;
use maud::{Markup, html};
use serde::Deserialize;

use super::{export_links, with_status};
use crate::AppState;
use crate::request::{Path, Query};
use crate::site::csrf;
use crate::site::export::{self, Cell, Column, Format, Reader, Sheet};
use crate::site::fresh::Fresh;
use crate::site::layout::{self, SiteError, Tab};
use crate::site::session::Visitor;

/// Wires of a page.
const PAGE: u64 = 50;
/// Wires read at once for a file.
const EXPORTED: u64 = 500;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    before: Option<i64>,
    /// `csv` or `xlsx` for all of them as a file.
    format: String,
}

/// The form of a wire.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    day: String,
    usd: String,
    /// `sent` when Kiva sent it to the partner.
    way: String,
    reference: String,
}

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> Result<Response, SiteError> {
    if let Some(format) = Format::asked(&wanted.format) {
        return export(&state, &visitor, format).await;
    }
    let page = render(&state, &visitor, wanted.before, &Form::default(), None).await?;
    Ok(page.into_response())
}

async fn export(state: &AppState, visitor: &Visitor, format: Format) -> Result<Response, SiteError> {
    let sheet = Sheet {
        name: String::from("wires"),
        head: export::head(&visitor.text, &COLUMNS),
    };
    let rows = Reader::new(state, visitor).parts(|from, before| async move {
        let wires = from.pa2.wires(&from.actor, from.partner, before, EXPORTED).await?;
        let next = wires.last().map(|wire| wire.id);
        Ok((export::rows(&from.text, &COLUMNS, &wires), next))
    });
    export::send(format, sheet, rows).await
}

/// A wire that was struck out says why, and has no amount: it counts nowhere.
const COLUMNS: [Column<Wire>; 5] = [
    ("wires-day", |_, wire| Cell::Day(wire.day)),
    ("wires-way", |text, wire| {
        let sent = wire.usd < Minor::ZERO;
        Cell::Text(text.get(if sent { "wires-sent" } else { "wires-received" }))
    }),
    ("wires-reference", |_, wire| Cell::Text(wire.reference.clone())),
    ("wires-amount", |_, wire| match wire.struck {
        Some(_) => Cell::Empty,
        None => Cell::usd(Minor(wire.usd.0.saturating_abs())),
    }),
    ("repayments-why", |_, wire| {
        let struck = wire.struck.as_ref();
        struck.map_or(Cell::Empty, |struck| Cell::Text(struck.reason.clone()))
    }),
];

pub(super) async fn enter(
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(form): Fresh<Form>,
) -> Result<Response, SiteError> {
    visitor.actor().may(Permission::Operate, visitor.partner)?;
    let entered = match wire(&form) {
        Ok(wire) => state.pa2.enter_wire(&visitor.actor(), visitor.partner, wire).await,
        Err(error) => Err(error),
    };
    match entered {
        Ok(_) => Ok(Redirect::to("/repayments/wires").into_response()),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::Conflict) => {
            let said = visitor.text.error(&error);
            let page = render(&state, &visitor, None, &form, Some(&said)).await?;
            Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Err(error) => Err(error.into()),
    }
}

/// Why a wire is struck out.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Why {
    reason: String,
}

pub(super) async fn strike(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(wire): Path<String>,
    Fresh(why): Fresh<Why>,
) -> Result<Response, SiteError> {
    // What is no number is nobody's wire.
    let wire = wire.parse().unwrap_or(-1);
    let struck = state
        .pa2
        .strike_wire(&visitor.actor(), visitor.partner, wire, &why.reason)
        .await;
    match struck {
        Ok(()) => Ok(Redirect::to("/repayments/wires").into_response()),
        Err(error) if matches!(error.kind, Kind::Invalid | Kind::Conflict) => {
            let said = visitor.text.error(&error);
            let page = render(&state, &visitor, None, &Form::default(), Some(&said)).await?;
            Ok(with_status(layout::refusal_status(&error), page))
        }
        Err(error) => Err(error.into()),
    }
}

fn wire(form: &Form) -> Result<NewWire, Error> {
    let day: NaiveDate = form
        .day
        .trim()
        .parse()
        .map_err(|_| Error::invalid("The day is no date.").said("error-wire-day", []))?;
    let usd = amount_of(&form.usd).and_then(|usd| to_minor(usd, Currency::USD).ok());
    let usd = usd
        .filter(|usd| *usd > Minor::ZERO)
        .ok_or_else(|| Error::invalid("The amount of a wire is more than nothing.").said("error-wire-zero", []))?;
    Ok(NewWire {
        day,
        usd: if form.way == "sent" { -usd } else { usd },
        reference: form.reference.trim().to_owned(),
    })
}

async fn render(
    state: &AppState,
    visitor: &Visitor,
    before: Option<i64>,
    typed: &Form,
    error: Option<&str>,
) -> Result<Markup, SiteError> {
    let (actor, text) = (visitor.actor(), &visitor.text);
    let mut wires = state.pa2.wires(&actor, visitor.partner, before, PAGE + 1).await?;
    let more = wires.len() as u64 > PAGE;
    wires.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let may = actor.may(Permission::Operate, visitor.partner).is_ok();
    let body = html! {
        p.ways { a href="/repayments" { (text.get("repayments-back")) } }
        p { (text.get("wires-help")) }
        @if may { (form(visitor, typed, error)) }
        @if wires.is_empty() {
            p { (text.get("wires-none")) }
        } @else {
            div.scroll { table {
                caption.hidden { (text.get("wires-title")) }
                thead { tr {
                    th scope="col" { (text.get("wires-day")) }
                    th scope="col" { (text.get("wires-way")) }
                    th scope="col" { (text.get("wires-reference")) }
                    th.number scope="col" { (text.get("wires-amount")) }
                } }
                tbody {
                    @for wire in &wires {
                        tr {
                            td { (text.day(wire.day)) }
                            td { (text.get(if wire.usd < Minor::ZERO { "wires-sent" } else { "wires-received" })) }
                            td {
                                (wire.reference)
                                @if let Some(struck) = &wire.struck {
                                    " " strong { (text.with("wires-struck", &[("day", text.day_of(struck.at).into())])) }
                                    " " (struck.reason)
                                } @else if may { (strike_form(visitor, wire.id)) }
                            }
                            td.number {
                                @let amount = text.usd(Minor(wire.usd.0.saturating_abs()));
                                @if wire.struck.is_some() { s { (amount) } } @else { (amount) }
                            }
                        }
                    }
                }
            } }
            (export_links(text, |format| format!("/repayments/wires?format={format}")))
        }
        @if let Some(last) = wires.last().filter(|_| more) {
            nav.pages aria-label=(text.get("repayments-pages")) {
                a href={ "/repayments/wires?before=" (last.id) } rel="next" { (text.get("repayments-next")) }
            }
        }
    };
    Ok(layout::page(visitor, Tab::Repayments, &text.get("wires-title"), body))
}

/// Striking out what was entered by mistake, behind a second look.
fn strike_form(visitor: &Visitor, wire: i64) -> Markup {
    let text = &visitor.text;
    html! {
        details {
            summary { (text.get("wires-strike")) }
            form method="post" action={ "/repayments/wires/" (wire) "/strike" } {
                (csrf::field(visitor))
                label { (text.get("repayments-why")) " " input name="reason" required maxlength="2000"; }
                " " button { (text.get("wires-strike-do")) }
            }
        }
    }
}

fn form(visitor: &Visitor, typed: &Form, error: Option<&str>) -> Markup {
    let text = &visitor.text;
    html! {
        (layout::section_bar(&text.get("wires-enter")))
        @if let Some(error) = error { p.error role="alert" { (error) } }
        form action="/repayments/wires" method="post" {
            (csrf::field(visitor))
            div.fields {
                div.field {
                    label for="day" { (text.get("wires-day")) }
                    br;
                    input #day type="date" name="day" value=(typed.day) required;
                }
                div.field {
                    label for="usd" { (text.get("wires-amount")) }
                    br;
                    input #usd name="usd" inputmode="decimal" value=(typed.usd) required autocomplete="off";
                }
                div.field {
                    label for="way" { (text.get("wires-way")) }
                    br;
                    select #way name="way" {
                        option value="received" { (text.get("wires-received")) }
                        option value="sent" selected[typed.way == "sent"] { (text.get("wires-sent")) }
                    }
                }
                div.field {
                    label for="reference" { (text.get("wires-reference")) }
                    br;
                    input #reference name="reference" value=(typed.reference) maxlength="200" autocomplete="off";
                }
            }
            (layout::button(&text.get("wires-enter")))
        }
    }
}

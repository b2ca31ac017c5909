//! The knobs for faults: what an integrator's program must live through.

use axum::extract::State;
use fieldlink_app::Error;
use fieldlink_app::sandbox::{Fault, FaultKind, FaultRoute};
use maud::{Markup, html};
use serde::Deserialize;

use super::render;
use crate::AppState;
use crate::site::layout::{SiteError, section_bar};
use crate::site::session::Visitor;
use crate::site::text::Text;
use crate::site::{Pages, csrf};

/// The routes of this file.
pub(super) fn routes() -> Pages {
    Pages::new()
        .post("/sandbox/faults", add)
        .post("/sandbox/faults/clear", clear)
}

#[derive(Debug, Deserialize)]
struct Typed {
    route: FaultRoute,
    kind: String,
    #[serde(default)]
    wait: String,
    /// Empty for every call.
    #[serde(default)]
    calls: String,
}

impl Typed {
    fn fault(&self) -> Option<Fault> {
        let whole = |text: &str, empty| match text.trim() {
            "" => Some(empty),
            digits => digits.parse::<u32>().ok().map(Some),
        };
        let wait = whole(&self.wait, Some(0))?.unwrap_or_default();
        Some(Fault {
            route: self.route,
            kind: FaultKind::named(&self.kind, wait)?,
            calls: whole(&self.calls, None)?,
        })
    }
}

async fn add(
    State(state): State<AppState>,
    visitor: Visitor,
    csrf::Form(typed): csrf::Form<Typed>,
) -> Result<Markup, SiteError> {
    let fault = typed.fault().ok_or_else(|| {
        SiteError::from(Error::invalid("Calls and seconds are whole numbers.").said("error-fault-numbers", []))
    })?;
    state.pa2.add_fault(&visitor.actor(), fault).await?;
    let done = visitor.text.get("sandbox-fault-added");
    render(&state.pa2, &visitor, Some(&done)).await
}

async fn clear(State(state): State<AppState>, visitor: Visitor, _: csrf::Pressed) -> Result<Markup, SiteError> {
    state.pa2.clear_faults(&visitor.actor()).await?;
    let done = visitor.text.get("sandbox-faults-cleared");
    render(&state.pa2, &visitor, Some(&done)).await
}

/// The section of the panel.
pub(super) fn section(visitor: &Visitor, faults: &[Fault]) -> Markup {
    let text = &visitor.text;
    html! {
        (section_bar(&text.get("sandbox-faults")))
        p { (text.get("sandbox-faults-help")) }
        @if !faults.is_empty() {
            ul { @for fault in faults { li { (line(text, fault)) } } }
            form.row method="post" action="/sandbox/faults/clear" {
                (csrf::field(visitor))
                button { (text.get("sandbox-faults-clear")) }
            }
        }
        form.fields method="post" action="/sandbox/faults" {
            (csrf::field(visitor))
            div.field {
                label for="fault-route" { (text.get("sandbox-fault-route")) } br;
                select #fault-route name="route" {
                    @for route in FaultRoute::ALL { option value=(route.name()) { (route_name(text, route)) } }
                }
            }
            div.field {
                label for="fault-kind" { (text.get("sandbox-fault-kind")) } br;
                select #fault-kind name="kind" {
                    @for kind in FaultKind::ALL { option value=(kind.name()) { (kind_name(text, kind)) } }
                }
            }
            div.field {
                label for="fault-wait" { (text.get("sandbox-fault-wait")) } br;
                input #fault-wait name="wait" type="number" min="0" max="3600" value="5";
            }
            div.field {
                label for="fault-calls" { (text.get("sandbox-fault-calls")) } br;
                input #fault-calls name="calls" type="number" min="1" aria-describedby="fault-calls-help"; br;
                small #fault-calls-help { (text.get("sandbox-fault-calls-help")) }
            }
            div.field { br; button { (text.get("sandbox-fault-add")) } }
        }
    }
}

fn line(text: &Text, fault: &Fault) -> String {
    let route = route_name(text, fault.route);
    let kind = kind_name(text, fault.kind);
    match fault.calls {
        Some(calls) => text.with(
            "sandbox-fault-line",
            &[("route", route.into()), ("kind", kind.into()), ("calls", calls.into())],
        ),
        None => text.with(
            "sandbox-fault-always",
            &[("route", route.into()), ("kind", kind.into())],
        ),
    }
}

fn route_name(text: &Text, route: FaultRoute) -> String {
    text.get(&format!("fault-route-{}", route.name().replace('_', "-")))
}

fn kind_name(text: &Text, kind: FaultKind) -> String {
    text.get(&format!("fault-{}", kind.name().replace('_', "-")))
}

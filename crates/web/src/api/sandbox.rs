//! The sandbox over HTTP, for scripts and tests of integrators: the clock, a loan's life, scenarios, snapshots, faults.
//! Not part of Kiva's API. Any access token of a partner will do, where the sandbox is open; a step of a
//! loan's life asks for `read:loans` too, for its answer tells of the loan.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use fieldlink_app::Error;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::sandbox::{Fault, FaultKind, FaultRoute, Scenario};
use fieldlink_contract::{ApiMessage, Misfit, Texts, codes, text};
use fieldlink_domain::calendar::{day_start, pacific_day};
use fieldlink_domain::default::Reason;
use fieldlink_domain::ids::KivaId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::AppState;
use crate::api::caller::{AnyScope, Caller, ReadLoans};
use crate::error::ApiError;
use crate::request::{AnyJson, Path};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(show_clock, move_clock))
        .routes(routes!(step))
        .routes(routes!(load_scenario))
        .routes(routes!(show_faults, add_fault, clear_faults))
        .routes(routes!(save_snapshot))
        .routes(routes!(restore_snapshot))
        .routes(routes!(reset))
}

/// PA2's time.
#[derive(Debug, Serialize, ToSchema)]
struct Clock {
    /// The moment.
    #[schema(value_type = String, format = DateTime)]
    now: DateTime<Utc>,
    /// The day in PA2's calendar, which is Pacific.
    #[schema(value_type = String, format = Date, example = "2026-12-01")]
    day: NaiveDate,
}

impl Clock {
    fn at(now: DateTime<Utc>) -> Clock {
        Clock {
            now,
            day: pacific_day(now),
        }
    }
}

/// Where to set the clock.
#[derive(Debug, Deserialize, ToSchema)]
struct To {
    /// A day in PA2's calendar, before 2200: its first moment.
    #[schema(value_type = String, format = Date, pattern = "^(20|21)[0-9]{2}-", example = "2026-12-01")]
    day: NaiveDate,
}

impl Texts for To {
    const BOUNDS: &'static [(&'static str, usize)] = &[];

    fn misfit(&self) -> Option<Misfit> {
        let To { day: _ } = self;
        None
    }
}

impl Texts for GivenUp {
    const BOUNDS: &'static [(&'static str, usize)] = &[("reason", text::LINE), ("note", text::LONG)];

    fn misfit(&self) -> Option<Misfit> {
        let GivenUp { reason, note } = self;
        Misfit::of("reason", reason, text::LINE).or_else(|| Misfit::of("note", note, text::LONG))
    }
}

impl Texts for FaultBody {
    const BOUNDS: &'static [(&'static str, usize)] = &[("kind", text::LINE)];

    fn misfit(&self) -> Option<Misfit> {
        let FaultBody {
            route: _,
            kind,
            retry_after_s: _,
            calls: _,
        } = self;
        Misfit::of("kind", kind, text::LINE)
    }
}

/// Shows the sandbox's clock
#[utoipa::path(
    get,
    path = "/sandbox/partner/{id}/clock",
    tag = "sandbox",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses((status = 200, description = "PA2's time", body = Clock)),
    security(("token" = []))
)]
async fn show_clock(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<Json<Clock>, ApiError> {
    state.pa2.may_play(&caller.actor)?;
    Ok(Json(Clock::at(state.pa2.now().await?)))
}

/// Moves the sandbox's clock forward
///
/// Everything that falls due on the way happens.
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/clock",
    tag = "sandbox",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    request_body = To,
    responses(
        (status = 200, description = "PA2's time now", body = Clock),
        (status = 400, description = "This is no day, or one too far away", body = ApiMessage),
        (status = 403, description = "The sandbox is closed to clients", body = ApiMessage),
        (status = 409, description = "The day has passed", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn move_clock(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
    AnyJson { value, .. }: AnyJson<To>,
) -> Result<Json<Clock>, ApiError> {
    state.pa2.move_clock(&caller.actor, day_start(value.day)).await?;
    Ok(Json(Clock::at(state.pa2.now().await?)))
}

/// A loan after a step.
#[derive(Debug, Serialize, ToSchema)]
struct Stepped {
    /// Kiva ID.
    id: i64,
    /// Status after the step.
    status: String,
}

/// Why a loan is given up.
#[derive(Debug, Deserialize, ToSchema)]
struct GivenUp {
    /// death, illness, business, moved, disaster, unrest, fraud, unwilling or other.
    #[schema(example = "moved")]
    reason: String,
    /// Words to it; `other` needs some.
    #[serde(default)]
    note: String,
}

/// Takes a loan one step through its life
///
/// The token must have the scope read:loans. The step `default` has a body that says why; the others have none.
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/loans/{kiva_id}/{step}",
    tag = "sandbox",
    params(
        ("id" = i64, Path, description = "The Field Partner's id"),
        ("kiva_id" = i64, Path, description = "The loan's Kiva ID"),
        ("step" = String, Path, description = "review, resubmit, list, fund, disburse, expire, default or refund")
    ),
    request_body(content = Option<GivenUp>, description = "Of the step default alone: why"),
    responses(
        (status = 200, description = "The loan's status now", body = Stepped),
        (status = 400, description = "The step default without a reason", body = ApiMessage),
        (status = 403, description = "The token has not the scope read:loans", body = ApiMessage),
        (status = 404, description = "No such loan or step", body = ApiMessage),
        (status = 409, description = "The loan cannot take this step now", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn step(
    State(state): State<AppState>,
    caller: Caller<ReadLoans>,
    Path((_id, loan, step)): Path<(i64, i64, String)>,
    body: Option<AnyJson<GivenUp>>,
) -> Result<Json<Stepped>, ApiError> {
    let step = named_step(&step, body.map(|body| body.value))?;
    let which = LoanRef::Kiva(KivaId(loan));
    let loan = state.pa2.step_loan(&caller.actor, &which, step).await?;
    Ok(Json(Stepped {
        id: loan.id.0,
        status: loan.status.as_str().to_owned(),
    }))
}

fn named_step(name: &str, body: Option<GivenUp>) -> Result<LoanStep, ApiError> {
    if name == "default" {
        let GivenUp { reason, note } = body.ok_or_else(|| {
            let reasons = Reason::ALL.map(Reason::name).join(", ");
            Error::invalid(format!(
                "A loan is given up for a reason: send {{\"reason\":\"…\",\"note\":\"…\"}} with one of {reasons}."
            ))
        })?;
        let reason: Reason = reason.parse().map_err(|_| {
            let reasons = Reason::ALL.map(Reason::name).join(", ");
            Error::invalid(format!("reason: {reason:?} is none; reasons are {reasons}."))
        })?;
        return Ok(LoanStep::Default(reason, note));
    }
    let name = format!("loan.{name}");
    let step = LoanStep::ALL.into_iter().find(|known| known.name() == name);
    Ok(step.ok_or_else(|| Error::not_found("The step"))?)
}

/// What a scenario made.
#[derive(Debug, Serialize, ToSchema)]
struct Made {
    /// Loans made by this call.
    loans: u64,
    /// Drafts made by this call.
    drafts: u64,
}

/// Loads a scenario for the partner
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/scenarios/{scenario}",
    tag = "sandbox",
    params(
        ("id" = i64, Path, description = "The Field Partner's id"),
        ("scenario" = String, Path, description = "month-end, first-week or every-status")
    ),
    responses(
        (status = 200, description = "What was made", body = Made),
        (status = 404, description = "No such scenario", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn load_scenario(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
    Path((_id, name)): Path<(i64, String)>,
) -> Result<Json<Made>, ApiError> {
    let scenario = Scenario::named(&name).ok_or_else(|| Error::not_found("The scenario"))?;
    let made = state
        .pa2
        .load_scenario(&caller.actor, caller.partner, scenario, &|_| {});
    let (loans, drafts) = made.await?;
    Ok(Json(Made { loans, drafts }))
}

/// A fault that waits for calls.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct FaultBody {
    /// Which calls: all, token, config, loans, loan_draft, repayments or journals.
    #[schema(value_type = String, example = "repayments")]
    route: FaultRoute,
    /// too_many_requests, unavailable, slow_body, cut_before, cut_after or expired_token.
    #[schema(example = "unavailable")]
    kind: String,
    /// Seconds in `Retry-After`, of the two kinds that have one.
    #[serde(default)]
    retry_after_s: u32,
    /// How many calls it strikes; absent for every call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    calls: Option<u32>,
}

/// Lists the faults that wait
#[utoipa::path(
    get,
    path = "/sandbox/partner/{id}/faults",
    tag = "sandbox",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses((status = 200, description = "In the order in which they strike", body = Vec<FaultBody>)),
    security(("token" = []))
)]
async fn show_faults(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
) -> Result<Json<Vec<FaultBody>>, ApiError> {
    let faults = state.pa2.faults(&caller.actor).await?;
    let shown = faults.into_iter().map(|fault| FaultBody {
        route: fault.route,
        kind: fault.kind.name().to_owned(),
        retry_after_s: fault.kind.retry_after_s(),
        calls: fault.calls,
    });
    Ok(Json(shown.collect()))
}

/// Adds a fault
///
/// It strikes the next calls of the route, of all partners of the sandbox.
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/faults",
    tag = "sandbox",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    request_body = FaultBody,
    responses(
        (status = 204, description = "The fault waits"),
        (status = 400, description = "No such route or kind, or no calls", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn add_fault(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
    AnyJson { value, .. }: AnyJson<FaultBody>,
) -> Result<StatusCode, ApiError> {
    let kind = FaultKind::named(&value.kind, value.retry_after_s).ok_or_else(|| {
        let message = format!("kind: {:?} is no fault.", value.kind);
        ApiError::new(StatusCode::BAD_REQUEST, codes::INVALID_REQUEST, message)
    })?;
    let fault = Fault {
        route: value.route,
        kind,
        calls: value.calls,
    };
    state.pa2.add_fault(&caller.actor, fault).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes all faults away
#[utoipa::path(
    delete,
    path = "/sandbox/partner/{id}/faults",
    tag = "sandbox",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses((status = 204, description = "No fault waits")),
    security(("token" = []))
)]
async fn clear_faults(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<StatusCode, ApiError> {
    state.pa2.clear_faults(&caller.actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Keeps the sandbox as it is now
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/snapshots/{name}",
    tag = "sandbox",
    params(
        ("id" = i64, Path, description = "The Field Partner's id"),
        ("name" = String, Path, description = "What the snapshot is called")
    ),
    responses(
        (status = 204, description = "It is kept"),
        (status = 409, description = "The name is taken", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn save_snapshot(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
    Path((_id, name)): Path<(i64, String)>,
) -> Result<StatusCode, ApiError> {
    state.pa2.save_snapshot(&caller.actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a snapshot back
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/snapshots/{name}/restore",
    tag = "sandbox",
    params(
        ("id" = i64, Path, description = "The Field Partner's id"),
        ("name" = String, Path, description = "What the snapshot is called")
    ),
    responses(
        (status = 204, description = "Drafts, loans, reports, journals and the clock are as they were"),
        (status = 404, description = "No such snapshot", body = ApiMessage),
    ),
    security(("token" = []))
)]
async fn restore_snapshot(
    State(state): State<AppState>,
    caller: Caller<AnyScope>,
    Path((_id, name)): Path<(i64, String)>,
) -> Result<StatusCode, ApiError> {
    state.pa2.restore_snapshot(&caller.actor, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Empties the sandbox
///
/// Partners, people, clients, snapshots and the audit trail stay.
#[utoipa::path(
    post,
    path = "/sandbox/partner/{id}/reset",
    tag = "sandbox",
    params(("id" = i64, Path, description = "The Field Partner's id")),
    responses((status = 204, description = "No draft, loan, report or journal is left; the clock shows real time")),
    security(("token" = []))
)]
async fn reset(State(state): State<AppState>, caller: Caller<AnyScope>) -> Result<StatusCode, ApiError> {
    state.pa2.reset_sandbox(&caller.actor).await?;
    Ok(StatusCode::NO_CONTENT)
}

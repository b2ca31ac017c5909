//! ACCOUNT > API Access: the partner's clients, their secrets, and what a client must be told (domain.md 2.9).

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use fieldlink_app::clients::{ApiClient, ApiSecret, MAX_LIVE_SECRETS, NewSecret};
use fieldlink_app::{Kind, Role};
use fieldlink_contract::scope::{Scope, ScopeSet};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::partner::Partner;
use maud::{Markup, html};
use secrecy::ExposeSecret;
use serde::Deserialize;

use crate::AppState;
use crate::request::Path;
use crate::site::Pages;
use crate::site::account::{page, time};
use crate::site::csrf;
use crate::site::fresh::Fresh;
use crate::site::layout::{SiteError, boxed, button, section_bar};
use crate::site::session::{self, Visitor};
use crate::site::text::Text;

const PAGE: &str = "/account/api-access";

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .get(PAGE, show)
        .post("/account/partner", choose_partner)
        .post("/account/api-access/clients", create)
        .post("/account/api-access/clients/{client}/secrets", add_secret)
        .post(
            "/account/api-access/clients/{client}/secrets/{secret}/retire",
            retire_secret,
        )
        .post("/account/api-access/clients/{client}/retire", retire)
}

#[derive(Debug, Default, Deserialize)]
struct NewClient {
    #[serde(default)]
    name: String,
    #[serde(default)]
    scope: Vec<Scope>,
}

#[derive(Debug, Deserialize)]
struct Chosen {
    partner: i64,
}

/// What stands on the page beside the list.
#[derive(Default)]
struct Said<'a> {
    made: Option<&'a NewSecret>,
    refused: Option<&'a str>,
    typed: Option<&'a NewClient>,
}

async fn show(State(state): State<AppState>, visitor: Visitor) -> Result<Response, SiteError> {
    render(&state, &visitor, Said::default()).await
}

async fn create(
    State(state): State<AppState>,
    visitor: Visitor,
    Fresh(typed): Fresh<NewClient>,
) -> Result<Response, SiteError> {
    let scopes: ScopeSet = typed.scope.iter().copied().collect();
    match state
        .pa2
        .create_client(&visitor.actor(), visitor.partner, &typed.name, &scopes)
        .await
    {
        Ok(made) => {
            render(
                &state,
                &visitor,
                Said {
                    made: Some(&made),
                    ..Said::default()
                },
            )
            .await
        }
        Err(error) if error.kind == Kind::Invalid => {
            let said = Said {
                refused: Some(&visitor.text.error(&error)),
                typed: Some(&typed),
                made: None,
            };
            let page = render(&state, &visitor, said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn add_secret(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(client): Path<String>,
    _: Fresh<csrf::Nothing>,
) -> Result<Response, SiteError> {
    let made = state.pa2.add_secret(&visitor.actor(), &client).await?;
    render(
        &state,
        &visitor,
        Said {
            made: Some(&made),
            ..Said::default()
        },
    )
    .await
}

async fn retire_secret(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((client, secret)): Path<(String, i64)>,
    _: Fresh<csrf::Nothing>,
) -> Result<Redirect, SiteError> {
    state.pa2.retire_secret(&visitor.actor(), &client, secret).await?;
    Ok(Redirect::to(PAGE))
}

async fn retire(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(client): Path<String>,
    _: Fresh<csrf::Nothing>,
) -> Result<Redirect, SiteError> {
    state.pa2.retire_client(&visitor.actor(), &client).await?;
    Ok(Redirect::to(PAGE))
}

/// For Kiva's people: whose things to look at.
async fn choose_partner(
    State(state): State<AppState>,
    headers: HeaderMap,
    csrf::FormOfAnyPage(chosen): csrf::FormOfAnyPage<Chosen>,
) -> Result<Redirect, SiteError> {
    if let Some(held) = session::held(&headers, &state.pa2) {
        state.pa2.choose_partner(&held, PartnerId(chosen.partner)).await?;
    }
    Ok(Redirect::to(PAGE))
}

async fn render(state: &AppState, visitor: &Visitor, said: Said<'_>) -> Result<Response, SiteError> {
    let clients = state.pa2.list_clients(&visitor.actor(), visitor.partner).await?;
    let partners = match visitor.person.role {
        Role::Kiva => state.pa2.list_partners(&visitor.actor()).await?,
        _ => Vec::new(),
    };
    let text = &visitor.text;
    let body = html! {
        @if !partners.is_empty() { (partner_form(visitor, &partners)) }
        @if let Some(made) = said.made { (shown_once(text, made)) }
        (section_bar(&text.get("api-access-information")))
        (information(text, state, visitor))
        p.ways { a href="/account/api-access/calls" { (text.get("calls-title")) } }
        (section_bar(&text.get("api-access-clients")))
        @if clients.is_empty() { p { (text.get("api-access-no-clients")) } }
        @for client in clients.iter().filter(|c| c.retired_at.is_none()) { (one_client(visitor, client)) }
        (section_bar(&text.get("api-access-new-client")))
        (new_client_form(visitor, &said))
        (retired(text, &clients))
    };
    let page = page(visitor, PAGE, &text.get("api-access-title"), body);
    // A secret may stand on it.
    Ok(([(header::CACHE_CONTROL, "no-store")], page).into_response())
}

fn shown_once(text: &Text, made: &NewSecret) -> Markup {
    html! {
        section.notice role="status" {
            p { strong { (text.get("api-access-shown-once")) } }
            dl {
                dt { "client_id" } dd { code #made-client-id { (made.client_id) } }
                dt { "client_secret" } dd { code #made-client-secret { (made.client_secret.expose_secret()) } }
            }
        }
    }
}

fn partner_form(visitor: &Visitor, partners: &[Partner]) -> Markup {
    let text = &visitor.text;
    html! {
        form method="post" action="/account/partner" {
            (csrf::field(visitor))
            label for="partner" { (text.get("account-partner")) }
            select #partner name="partner" {
                @for partner in partners {
                    option value=(partner.id) selected[partner.id == visitor.partner] { (partner.id) " " (partner.name) }
                }
            }
            button { (text.get("account-look-at")) }
        }
    }
}

/// Everything that is typed into a client's settings beside id and secret.
fn information(text: &Text, state: &AppState, visitor: &Visitor) -> Markup {
    let base = state.pa2.public_url();
    html! {
        dl.facts {
            dt { (text.get("api-access-partner")) } dd { code { (visitor.partner) } }
            dt { (text.get("api-access-token-url")) } dd { code { (base) "/oauth/token" } }
            dt { (text.get("api-access-base")) } dd { code { (base) } }
            dt { (text.get("api-access-audience")) } dd { code { (base) } }
        }
    }
}

fn one_client(visitor: &Visitor, client: &ApiClient) -> Markup {
    let text = &visitor.text;
    let path = format!("{PAGE}/clients/{}", client.id);
    boxed(
        &client.name,
        html! {
            dl.facts {
                dt { "client_id" } dd { code { (client.id) } }
                dt { (text.get("api-access-scopes")) } dd { (client.scopes) }
                dt { (text.get("api-access-created")) } dd { (time(client.created_at)) }
                dt { (text.get("api-access-last-used")) } dd { (last_used(text, client.last_used_at)) }
            }
            table {
                thead { tr {
                    th scope="col" { (text.get("api-access-secret")) }
                    th scope="col" { (text.get("api-access-created")) }
                    th scope="col" { (text.get("api-access-last-used")) }
                    th scope="col" { span.hidden { (text.get("api-access-retire")) } }
                } }
                tbody { @for secret in &client.secrets { (secret_row(visitor, &path, secret)) } }
            }
            @if client.secrets.len() < MAX_LIVE_SECRETS {
                form method="post" action=(format!("{path}/secrets")) {
                    (csrf::field(visitor))
                    button { (text.get("api-access-add-secret")) }
                }
            }
            details {
                summary { (text.get("api-access-retire-client")) }
                p { (text.get("api-access-retire-client-means")) }
                form method="post" action=(format!("{path}/retire")) {
                    (csrf::field(visitor))
                    button { (text.get("api-access-retire-client-sure")) }
                }
            }
        },
    )
}

fn secret_row(visitor: &Visitor, path: &str, secret: &ApiSecret) -> Markup {
    let text = &visitor.text;
    html! {
        tr {
            td { code { "…" (secret.hint) } }
            td { (time(secret.created_at)) }
            td { (last_used(text, secret.last_used_at)) }
            td {
                details {
                    summary { (text.get("api-access-retire")) }
                    form method="post" action=(format!("{path}/secrets/{}/retire", secret.id)) {
                        (csrf::field(visitor))
                        button { (text.get("api-access-retire-secret-sure")) }
                    }
                }
            }
        }
    }
}

fn new_client_form(visitor: &Visitor, said: &Said<'_>) -> Markup {
    let text = &visitor.text;
    let name = said.typed.map_or("", |typed| typed.name.as_str());
    let ticked = |scope: Scope| said.typed.is_none_or(|typed| typed.scope.contains(&scope));
    html! {
        form method="post" action=(format!("{PAGE}/clients")) {
            (csrf::field(visitor))
            @if let Some(refused) = said.refused { p.error #refused role="alert" { (refused) } }
            p {
                label for="name" { (text.get("api-access-name")) }
                input #name name="name" required maxlength="100" value=(name)
                    aria-describedby=[said.refused.map(|_| "refused")];
            }
            fieldset {
                legend { (text.get("api-access-scopes")) }
                @for scope in Scope::ALL {
                    label { input type="checkbox" name="scope" value=(scope) checked[ticked(scope)]; " " (scope) }
                }
            }
            p { (button(&text.get("api-access-create"))) }
        }
    }
}

fn retired(text: &Text, clients: &[ApiClient]) -> Markup {
    let retired: Vec<&ApiClient> = clients.iter().filter(|c| c.retired_at.is_some()).collect();
    html! {
        @if !retired.is_empty() {
            (section_bar(&text.get("api-access-retired")))
            table {
                thead { tr {
                    th scope="col" { (text.get("api-access-name")) }
                    th scope="col" { "client_id" }
                    th scope="col" { (text.get("api-access-retired-on")) }
                } }
                tbody {
                    @for client in retired {
                        tr {
                            td { (client.name) }
                            td { code { (client.id) } }
                            td { @if let Some(at) = client.retired_at { (time(at)) } }
                        }
                    }
                }
            }
        }
    }
}

fn last_used(text: &Text, at: Option<DateTime<Utc>>) -> Markup {
    html! { @match at { Some(at) => { (time(at)) } None => { (text.get("api-access-never")) } } }
}

//! The frame of every page and the few pieces pages are made of.

use std::sync::Arc;

use axum::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fieldlink_app::{Error, Kind};
use fieldlink_domain::finding::{Finding, Severity};
use maud::{DOCTYPE, Markup, html};

use crate::error;
use crate::site::session::Visitor;
use crate::site::text::Text;
use crate::site::{csrf, language};

/// The tabs of PA2 (domain.md 2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// HOME.
    Home,
    /// NEW LOANS.
    NewLoans,
    /// REPAYMENTS.
    Repayments,
    /// DEFAULTS.
    Defaults,
    /// JOURNALS.
    Journals,
    /// REPORTS.
    Reports,
    /// ACCOUNT.
    Account,
    /// Kiva's side; only Kiva's people see it.
    Kiva,
    /// The sandbox and its training, which stand beside the tabs.
    Sandbox,
}

const TABS: [(Tab, &str, &str); 7] = [
    (Tab::Home, "tab-home", "/"),
    (Tab::NewLoans, "tab-new-loans", "/drafts"),
    (Tab::Repayments, "tab-repayments", "/repayments"),
    (Tab::Defaults, "tab-defaults", "/defaults"),
    (Tab::Journals, "tab-journals", "/journals"),
    (Tab::Reports, "tab-reports", "/reports"),
    (Tab::Account, "tab-account", "/account"),
];

/// A page of a signed-in person.
pub fn page(visitor: &Visitor, tab: impl Into<Option<Tab>>, title: &str, body: Markup) -> Markup {
    let (text, tab) = (&visitor.text, tab.into());
    let top = html! {
        form.search action="/loans" method="get" role="search" {
            label.hidden for="find" { (text.get("search-label")) }
            input #find name="query" type="search" placeholder=(text.get("search-hint"));
            button { (text.get("search-button")) }
        }
        div.who {
            (visitor.person.name)
            @if let Some(partner) = &visitor.looks_at { " · " (text.with("nav-looks-at", &[("partner", partner.as_str().into())])) }
            form action="/sign-out" method="post" {
                (csrf::field(visitor))
                button.link { (text.get("sign-out")) }
            }
        }
        @if visitor.sandbox {
            p.strip {
                (text.get("sandbox-strip")) " "
                a href="/sandbox" { (text.get("sandbox-title")) } " "
                a href="/training" { (text.get("training-title")) }
            }
        }
        nav aria-label=(text.get("nav-label")) {
            a.mark href="/" { "Fieldlink" span { "PA2" } }
            @for (this, label, href) in TABS {
                a.tab href=(href) aria-current=[(tab == Some(this)).then_some("page")] { (text.get(label)) }
            }
            @if visitor.person.role.is_kivas() {
                a.tab href="/kiva" aria-current=[(tab == Some(Tab::Kiva)).then_some("page")] { (text.get("tab-kiva")) }
            }
        }
    };
    frame(text, title, top, body)
}

/// A page for somebody who is not signed in.
pub fn plain_page(text: &Text, title: &str, body: Markup) -> Markup {
    frame(
        text,
        title,
        html! { nav { a.mark href="/" { "Fieldlink" span { "PA2" } } } },
        body,
    )
}

fn frame(text: &Text, title: &str, top: Markup, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(text.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Fieldlink PA2" }
                link rel="stylesheet" href="/static/site.css";
                link rel="icon" href="data:,";
            }
            body {
                a.skip href="#main" { (text.get("skip-to-content")) }
                header { (top) }
                main #main {
                    h1 { (title) }
                    (body)
                }
                footer { (text.get("footer")) (language::form(text)) }
            }
        }
    }
}

/// A green bar that begins a section.
pub fn section_bar(title: &str) -> Markup {
    html! { h2.bar { (title) } }
}

/// A bordered box with a grey head, as on the month's page.
pub fn boxed(title: &str, body: Markup) -> Markup {
    html! { section.box { h2 { (title) } div { (body) } } }
}

/// Findings as a list: errors in red, warnings in amber. Nothing when there are none.
pub fn findings(text: &Text, findings: &[Finding]) -> Markup {
    html! {
        @if !findings.is_empty() {
            ul.findings {
                @for finding in findings { (one_finding(text, finding)) }
            }
        }
    }
}

fn one_finding(text: &Text, finding: &Finding) -> Markup {
    let (class, word) = match finding.severity {
        Severity::Error => ("error", "severity-error"),
        Severity::Warning => ("warning", "severity-warning"),
    };
    html! { li class=(class) { span.hidden { (text.get(word)) ": " } (text.finding(finding)) } }
}

/// The findings that stand beside one field.
pub fn findings_of(text: &Text, all: &[Finding], field: &str) -> Markup {
    let own: Vec<Finding> = all.iter().filter(|f| f.field == field).cloned().collect();
    findings(text, &own)
}

/// The status of a page that says why a form was refused. A form that lacks something was understood, so it is not a bad request.
pub fn refusal_status(error: &Error) -> StatusCode {
    match error.kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        kind => error::status(kind),
    }
}

/// A line that says what has just happened.
pub fn notice(message: &str) -> Markup {
    html! { p.notice role="status" { (message) } }
}

/// The field of a search for loans, with what it takes said below.
pub fn search_field(text: &Text, label: &str, query: &str) -> Markup {
    html! {
        div.field {
            label for="query" { (text.get(label)) }
            br;
            input #query name="query" type="search" value=(query) aria-describedby="query-help";
            br;
            small #query-help { (text.get("search-hint")) }
        }
    }
}

/// The main button of a form.
pub fn button(label: &str) -> Markup {
    html! { button.main { (label) } }
}

/// What is shown in place of a page that cannot be.
#[derive(Debug)]
pub enum SiteError {
    /// Said in words, on a page, with its status, in the language of the request
    /// (`answers::in_form`).
    Said(Box<Error>),
    /// A page of its own, with a way on.
    Page(Box<Response>),
}

impl From<Error> for SiteError {
    fn from(error: Error) -> SiteError {
        SiteError::Said(Box::new(error))
    }
}

impl IntoResponse for SiteError {
    fn into_response(self) -> Response {
        match self {
            SiteError::Said(error) => {
                error::log(&error);
                let status = error::status(error.kind);
                (status, Extension(Arc::new(*error))).into_response()
            }
            SiteError::Page(page) => *page,
        }
    }
}

/// The page of an error, with the tabs of whoever is signed in.
pub(crate) fn error_page(text: &Text, visitor: Option<&Visitor>, error: &Error) -> Markup {
    let title = text.get(match error.kind {
        Kind::NotFound => "error-not-found",
        Kind::Forbidden | Kind::Unauthenticated => "error-forbidden",
        Kind::Conflict => "error-conflict",
        Kind::Internal | Kind::Busy | Kind::TooMany => "error-internal",
        Kind::Invalid | Kind::TooLarge => "error-invalid",
    });
    let body = html! {
        p.error { (text.error(error)) }
        (findings(text, &error.findings))
        p { a href="/" { (text.get("error-home")) } }
    };
    match visitor {
        Some(visitor) => page(visitor, None, &title, body),
        None => plain_page(text, &title, body),
    }
}

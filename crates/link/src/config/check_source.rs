//! What the types alone cannot say about a source.

use fieldlink_say::{Message, message};

use super::{HttpAuthKind, HttpPagingKind, LoanDrafts, Photos, Settings, Source, SourceKind};
use crate::source::sql::read_only;

/// The first thing that is wrong with a source: its key and a sentence.
pub(super) fn source_problem(source: &Source) -> Option<(&'static str, Message)> {
    let kind = source.kind.as_str();
    let without = |present: bool, key: &'static str| {
        present.then(|| (key, message!("check-kind-without", kind = kind, key = key)))
    };
    let csv = source.kind == SourceKind::Csv;
    let http = source.kind == SourceKind::Http;
    let named = [
        without(!csv && source.delimiter.is_some(), "delimiter"),
        without(!csv && source.encoding.is_some(), "encoding"),
        without(!http && source.http.is_some(), "http"),
        without(
            !source.kind.asks_the_account() && source.accept_writing_account.is_some(),
            "accept_writing_account",
        ),
    ];
    if let Some(problem) = named.into_iter().flatten().next() {
        return Some(problem);
    }
    let urls = [
        source.url.is_some(),
        source.url_env.is_some(),
        source.url_file.is_some(),
    ];
    let urls = urls.into_iter().filter(|given| *given).count();
    match source.kind {
        SourceKind::Postgres | SourceKind::Mysql | SourceKind::Mssql | SourceKind::Odbc => {
            if urls != 1 {
                return Some(("kind", message!("check-kind-url", kind = kind)));
            }
            without(source.path.is_some(), "path")
        }
        SourceKind::Sqlite | SourceKind::Workbook | SourceKind::Csv => {
            if source.path.is_none() {
                return Some(("kind", message!("check-kind-path", kind = kind)));
            }
            if urls > 0 {
                return without(true, if source.url.is_some() { "url" } else { "url_env" });
            }
            csv_problem(source)
        }
        SourceKind::Push => {
            let message = message!("check-push-path");
            source.path.is_some().then_some(("path", message))
        }
        SourceKind::Http => {
            if urls != 1 {
                return Some(("kind", message!("check-http-url")));
            }
            without(source.path.is_some(), "path").or_else(|| http_problem(source))
        }
    }
}

fn csv_problem(source: &Source) -> Option<(&'static str, Message)> {
    if let Some(delimiter) = &source.delimiter
        && crate::source::csv::delimiter_of(delimiter).is_none()
    {
        let message = message!("check-delimiter");
        return Some(("delimiter", message));
    }
    if let Some(quote) = &source.quote
        && crate::source::csv::quote_of(quote).is_none()
    {
        return Some(("quote", message!("check-quote")));
    }
    let encoding = source.encoding.as_deref()?;
    let is_known = crate::source::csv::is_encoding(encoding);
    (!is_known).then(|| ("encoding", message!("check-encoding", encoding = encoding)))
}

fn http_problem(source: &Source) -> Option<(&'static str, Message)> {
    let Some(http) = &source.http else {
        return Some(("kind", message!("check-http-requests")));
    };
    if let Some(auth) = &http.auth {
        let needed = match auth.kind {
            HttpAuthKind::Basic if auth.user.is_none() => Some("user"),
            HttpAuthKind::Header if auth.header.is_none() => Some("header"),
            HttpAuthKind::ClientCredentials if auth.user.is_none() => Some("user"),
            HttpAuthKind::ClientCredentials if auth.token_url.is_none() => Some("token_url"),
            _ => None,
        };
        if let Some(needed) = needed {
            let said = message!("check-auth", needed = needed);
            return Some(("http", said));
        }
        if auth.secret_env.is_some() == auth.secret_file.is_some() {
            let message = message!("check-auth-secret");
            return Some(("http", message));
        }
    }
    for (name, request) in &http.requests {
        let wrong = |why: Message| Some(("http", why));
        let pointer = |text: &Option<String>| {
            text.as_ref()
                .is_none_or(|text| text.is_empty() || text.starts_with('/'))
        };
        if !pointer(&request.rows) {
            return wrong(message!("check-rows", name = name));
        }
        let Some(paging) = &request.paging else { continue };
        let told = matches!(paging.kind, HttpPagingKind::Cursor | HttpPagingKind::Next);
        if told && paging.at.is_none() {
            return wrong(message!("check-paging-at", name = name));
        }
        if !pointer(&paging.at) {
            return wrong(message!("check-paging-pointer", name = name));
        }
        if paging.size == Some(0) {
            return wrong(message!("check-paging-size", name = name));
        }
    }
    None
}

/// What is wrong with the request that a section names, if anything.
pub(super) fn request_problem(source: &Source, query: Option<&str>) -> Option<Message> {
    let requests = source.http.as_ref().map(|http| &http.requests)?;
    let known: Vec<&str> = requests.keys().map(String::as_str).collect();
    let known = known.join(", ");
    match query {
        Some(name) if requests.contains_key(name) => None,
        Some(name) => Some(message!("check-request", name = name, known = known)),
        None => Some(message!("check-no-request", known = known)),
    }
}

/// What is wrong with `[loan_drafts.photos]`, if anything.
pub(super) fn photos_problem(settings: &Settings, drafts: &LoanDrafts, photos: &Photos) -> Option<(String, Message)> {
    let key = |field: &str| format!("loan_drafts.photos.{field}");
    if photos.query.is_none() && photos.path.is_none() {
        return photos
            .source
            .is_some()
            .then(|| (key("source"), message!("check-photos-query")));
    }
    let name = photos.source.as_deref().unwrap_or(&drafts.source);
    let Some(source) = settings.source.get(name) else {
        let said = message!("check-source", name = name);
        return Some((key("source"), said));
    };
    let kind = source.kind.as_str();
    if let Some(query) = &photos.query {
        if !source.kind.is_sql() {
            return Some((key("query"), message!("check-no-photos", kind = kind)));
        }
        return read_only::check(query, source.kind)
            .err()
            .map(|why| (key("query"), Message::from(&why)));
    }
    (source.kind != SourceKind::Http).then(|| (key("path"), message!("check-no-paths", kind = kind)))
}

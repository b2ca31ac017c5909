//! What the types alone cannot say about a source.

use super::{HttpAuthKind, HttpPagingKind, LoanDrafts, Photos, Settings, Source, SourceKind};
use crate::source::sql::read_only;

/// The first thing that is wrong with a source: its key and a sentence.
pub(super) fn source_problem(source: &Source) -> Option<(&'static str, String)> {
    let kind = source.kind.as_str();
    let without =
        |present: bool, key: &'static str| present.then(|| (key, format!("kind = \"{kind}\" has no `{key}`")));
    let csv = source.kind == SourceKind::Csv;
    let http = source.kind == SourceKind::Http;
    let named = [
        without(!csv && source.delimiter.is_some(), "delimiter"),
        without(!csv && source.encoding.is_some(), "encoding"),
        without(!http && source.http.is_some(), "http"),
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
                let message = format!("kind = \"{kind}\" needs one of `url_env`, `url_file` and `url`");
                return Some(("kind", message));
            }
            without(source.path.is_some(), "path")
        }
        SourceKind::Sqlite | SourceKind::Workbook | SourceKind::Csv => {
            if source.path.is_none() {
                return Some(("kind", format!("kind = \"{kind}\" needs `path`")));
            }
            if urls > 0 {
                return without(true, if source.url.is_some() { "url" } else { "url_env" });
            }
            csv_problem(source)
        }
        SourceKind::Push => {
            let message = String::from("kind = \"push\" has no path: its records wait in the ledger's database");
            source.path.is_some().then_some(("path", message))
        }
        SourceKind::Http => {
            if urls != 1 {
                return Some((
                    "kind",
                    String::from("kind = \"http\" needs `url`: what stands before every path"),
                ));
            }
            without(source.path.is_some(), "path").or_else(|| http_problem(source))
        }
    }
}

fn csv_problem(source: &Source) -> Option<(&'static str, String)> {
    if let Some(delimiter) = &source.delimiter
        && crate::source::csv::delimiter_of(delimiter).is_none()
    {
        let message = String::from("expected one character, such as \";\", or \"tab\"");
        return Some(("delimiter", message));
    }
    let encoding = source.encoding.as_deref()?;
    match encoding_rs::Encoding::for_label(encoding.as_bytes()) {
        Some(_) => None,
        None => Some((
            "encoding",
            format!("`{encoding}` is no encoding; expected a name such as utf-8 or windows-1252"),
        )),
    }
}

fn http_problem(source: &Source) -> Option<(&'static str, String)> {
    let Some(http) = &source.http else {
        return Some((
            "kind",
            String::from("kind = \"http\" needs a request: a table such as [source.mis.http.requests.loans]"),
        ));
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
            return Some(("http", format!("this way to sign in needs `auth.{needed}`")));
        }
        if auth.secret_env.is_some() == auth.secret_file.is_some() {
            let message =
                String::from("say where the secret is: exactly one of `auth.secret_env` and `auth.secret_file`");
            return Some(("http", message));
        }
    }
    for (name, request) in &http.requests {
        let pointer = |text: &Option<String>| {
            text.as_ref()
                .is_none_or(|text| text.is_empty() || text.starts_with('/'))
        };
        if !pointer(&request.rows) {
            let message = format!("requests.{name}.rows is a JSON pointer: it begins with a slash, such as /pageItems");
            return Some(("http", message));
        }
        let Some(paging) = &request.paging else { continue };
        let told = matches!(paging.kind, HttpPagingKind::Cursor | HttpPagingKind::Next);
        if told && paging.at.is_none() {
            let message = format!("requests.{name}.paging needs `at`: where the answer tells the next page");
            return Some(("http", message));
        }
        if !pointer(&paging.at) {
            return Some((
                "http",
                format!("requests.{name}.paging.at is a JSON pointer: it begins with a slash"),
            ));
        }
        if paging.size == Some(0) {
            return Some(("http", format!("requests.{name}.paging.size: expected at least 1")));
        }
    }
    None
}

/// What is wrong with the request that a section names, if anything.
pub(super) fn request_problem(source: &Source, query: Option<&str>) -> Option<String> {
    let requests = source.http.as_ref().map(|http| &http.requests)?;
    let known: Vec<&str> = requests.keys().map(String::as_str).collect();
    match query {
        Some(name) if requests.contains_key(name) => None,
        Some(name) => Some(format!(
            "the source has no request `{name}`; it has: {}",
            known.join(", ")
        )),
        None => Some(format!(
            "an http source needs the name of a request here; the source has: {}",
            known.join(", ")
        )),
    }
}

/// What is wrong with `[loan_drafts.photos]`, if anything.
pub(super) fn photos_problem(settings: &Settings, drafts: &LoanDrafts, photos: &Photos) -> Option<(String, String)> {
    let key = |field: &str| format!("loan_drafts.photos.{field}");
    if photos.query.is_none() && photos.path.is_none() {
        return photos.source.is_some().then(|| {
            (
                key("source"),
                String::from("a source of photos needs `query` or `path` too"),
            )
        });
    }
    let name = photos.source.as_deref().unwrap_or(&drafts.source);
    let Some(source) = settings.source.get(name) else {
        return Some((key("source"), format!("there is no [source.{name}]")));
    };
    let kind = source.kind.as_str();
    if let Some(query) = &photos.query {
        if !source.kind.is_sql() {
            return Some((key("query"), format!("a {kind} source has no photos to query")));
        }
        return read_only::check(query).err().map(|why| (key("query"), why.to_string()));
    }
    (source.kind != SourceKind::Http).then(|| {
        (
            key("path"),
            format!("a {kind} source has no paths; use `query`, or files"),
        )
    })
}

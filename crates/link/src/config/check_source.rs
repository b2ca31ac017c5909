//! What the types alone cannot say about a source.

use super::{HttpAuthKind, HttpPagingKind, LoanDrafts, Photos, Settings, Source, SourceKind};
use crate::said::Said;
use crate::source::sql::read_only;

/// The first thing that is wrong with a source: its key and a sentence.
pub(super) fn source_problem(source: &Source) -> Option<(&'static str, Said)> {
    let kind = source.kind.as_str();
    let of_kind = |id: &'static str, english: String| Said::new(id, &[("kind", kind.to_owned())], english);
    let without = |present: bool, key: &'static str| {
        let english = format!("kind = \"{kind}\" has no `{key}`");
        let values = [("kind", kind.to_owned()), ("key", key.to_owned())];
        present.then(|| (key, Said::new("said-check-kind-without", &values, english)))
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
                let english = format!("kind = \"{kind}\" needs one of `url_env`, `url_file` and `url`");
                return Some(("kind", of_kind("said-check-kind-url", english)));
            }
            without(source.path.is_some(), "path")
        }
        SourceKind::Sqlite | SourceKind::Workbook | SourceKind::Csv => {
            if source.path.is_none() {
                let english = format!("kind = \"{kind}\" needs `path`");
                return Some(("kind", of_kind("said-check-kind-path", english)));
            }
            if urls > 0 {
                return without(true, if source.url.is_some() { "url" } else { "url_env" });
            }
            csv_problem(source)
        }
        SourceKind::Push => {
            let message = Said::from("kind = \"push\" has no path: its records wait in the ledger's database");
            source.path.is_some().then_some(("path", message))
        }
        SourceKind::Http => {
            if urls != 1 {
                return Some((
                    "kind",
                    Said::from("kind = \"http\" needs `url`: what stands before every path"),
                ));
            }
            without(source.path.is_some(), "path").or_else(|| http_problem(source))
        }
    }
}

fn csv_problem(source: &Source) -> Option<(&'static str, Said)> {
    if let Some(delimiter) = &source.delimiter
        && crate::source::csv::delimiter_of(delimiter).is_none()
    {
        let message = Said::from("expected one character, such as \";\", or \"tab\"");
        return Some(("delimiter", message));
    }
    let encoding = source.encoding.as_deref()?;
    match encoding_rs::Encoding::for_label(encoding.as_bytes()) {
        Some(_) => None,
        None => Some((
            "encoding",
            Said::new(
                "said-check-encoding",
                &[("encoding", encoding.to_owned())],
                format!("`{encoding}` is no encoding; expected a name such as utf-8 or windows-1252"),
            ),
        )),
    }
}

fn http_problem(source: &Source) -> Option<(&'static str, Said)> {
    let Some(http) = &source.http else {
        return Some((
            "kind",
            Said::from("kind = \"http\" needs a request: a table such as [source.mis.http.requests.loans]"),
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
            let english = format!("this way to sign in needs `auth.{needed}`");
            let said = Said::new("said-check-auth", &[("needed", needed.to_owned())], english);
            return Some(("http", said));
        }
        if auth.secret_env.is_some() == auth.secret_file.is_some() {
            let message =
                Said::from("exactly one of `auth.secret_env` and `auth.secret_file` says where the secret is");
            return Some(("http", message));
        }
    }
    for (name, request) in &http.requests {
        let wrong =
            |id: &'static str, english: String| Some(("http", Said::new(id, &[("name", name.clone())], english)));
        let pointer = |text: &Option<String>| {
            text.as_ref()
                .is_none_or(|text| text.is_empty() || text.starts_with('/'))
        };
        if !pointer(&request.rows) {
            let english = format!("requests.{name}.rows is a JSON pointer: it begins with a slash, such as /pageItems");
            return wrong("said-check-rows", english);
        }
        let Some(paging) = &request.paging else { continue };
        let told = matches!(paging.kind, HttpPagingKind::Cursor | HttpPagingKind::Next);
        if told && paging.at.is_none() {
            let english = format!("requests.{name}.paging needs `at`: where the answer tells the next page");
            return wrong("said-check-paging-at", english);
        }
        if !pointer(&paging.at) {
            let english = format!("requests.{name}.paging.at is a JSON pointer: it begins with a slash");
            return wrong("said-check-paging-pointer", english);
        }
        if paging.size == Some(0) {
            let english = format!("requests.{name}.paging.size: expected at least 1");
            return wrong("said-check-paging-size", english);
        }
    }
    None
}

/// What is wrong with the request that a section names, if anything.
pub(super) fn request_problem(source: &Source, query: Option<&str>) -> Option<Said> {
    let requests = source.http.as_ref().map(|http| &http.requests)?;
    let known: Vec<&str> = requests.keys().map(String::as_str).collect();
    let known = known.join(", ");
    match query {
        Some(name) if requests.contains_key(name) => None,
        Some(name) => {
            let english = format!("the source has no request `{name}`; it has: {known}");
            let values = [("name", name.to_owned()), ("known", known)];
            Some(Said::new("said-check-request", &values, english))
        }
        None => {
            let english = format!("an http source needs the name of a request here; the source has: {known}");
            Some(Said::new("said-check-no-request", &[("known", known)], english))
        }
    }
}

/// What is wrong with `[loan_drafts.photos]`, if anything.
pub(super) fn photos_problem(settings: &Settings, drafts: &LoanDrafts, photos: &Photos) -> Option<(String, Said)> {
    let key = |field: &str| format!("loan_drafts.photos.{field}");
    if photos.query.is_none() && photos.path.is_none() {
        return photos.source.is_some().then(|| {
            (
                key("source"),
                Said::from("a source of photos needs `query` or `path` too"),
            )
        });
    }
    let name = photos.source.as_deref().unwrap_or(&drafts.source);
    let Some(source) = settings.source.get(name) else {
        let english = format!("there is no [source.{name}]");
        let said = Said::new("said-check-source", &[("name", name.to_owned())], english);
        return Some((key("source"), said));
    };
    let kind = source.kind.as_str();
    let of_kind = |id: &'static str, english: String| Said::new(id, &[("kind", kind.to_owned())], english);
    if let Some(query) = &photos.query {
        if !source.kind.is_sql() {
            let english = format!("a {kind} source has no photos to query");
            return Some((key("query"), of_kind("said-check-no-photos", english)));
        }
        return read_only::check(query, source.kind)
            .err()
            .map(|why| (key("query"), Said::from(&why)));
    }
    (source.kind != SourceKind::Http).then(|| {
        let english = format!("a {kind} source has no paths; use `query`, or files");
        (key("path"), of_kind("said-check-no-paths", english))
    })
}

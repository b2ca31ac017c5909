//! From one page to the next.

use std::collections::HashSet;

use fieldlink_say::{Message, message};
use url::Url;

use super::answer;
use super::exact::Json;
use super::rows;
use crate::config::{HttpPaging, HttpPagingKind, HttpRequest};

const SIZE: u32 = 200;

/// Where the following page is.
#[derive(Debug)]
pub(super) struct Pages<'r> {
    request: &'r HttpRequest,
    base: Url,
    /// Rows so far.
    rows: usize,
    /// Pages so far.
    pages: u32,
    /// The addresses that were asked for.
    asked: HashSet<Url>,
    /// How many rows there are, as the answers tell.
    total: Option<usize>,
}

impl<'r> Pages<'r> {
    /// Before the first page. The error is a sentence.
    pub(super) fn new(base: &str, request: &'r HttpRequest) -> Result<(Pages<'r>, Url), Message> {
        let base = base_of(base)?;
        let mut url = joined(&base, &request.path)?;
        let pages = Pages {
            request,
            base,
            rows: 0,
            pages: 0,
            asked: HashSet::new(),
            total: None,
        };
        if let Some(paging) = &request.paging {
            pages.counted(paging, &mut url);
        }
        Ok((pages, url))
    }

    /// The page after the one that was just read; none after the last. The error is a sentence.
    pub(super) fn after(
        &mut self,
        asked: &Url,
        answer: &Json,
        link: Option<&str>,
        found: usize,
    ) -> Result<Option<Url>, Message> {
        self.rows += found;
        self.pages += 1;
        self.total = answer::total(answer, self.request.total.as_deref()).or(self.total);
        let Some(paging) = &self.request.paging else {
            return Ok(None);
        };
        if answer::is_last(answer, paging.at.as_deref()) {
            return Ok(None);
        }
        let told = |at: &Option<String>| {
            let value = at.as_deref().and_then(|at| answer.at(at));
            value.filter(|value| **value != Json::Flag(false)).and_then(rows::text)
        };
        let next = match paging.kind {
            // A server may give fewer rows than it was asked for, so only a page without rows is the last.
            HttpPagingKind::Offset | HttpPagingKind::Page => (found > 0).then(|| {
                let mut url = asked.clone();
                self.counted(paging, &mut url);
                url
            }),
            HttpPagingKind::Cursor => told(&paging.at).filter(|cursor| !cursor.is_empty()).map(|cursor| {
                let mut url = asked.clone();
                set(&mut url, paging.parameter.as_deref().unwrap_or("cursor"), &cursor);
                url
            }),
            HttpPagingKind::Next => match told(&paging.at).filter(|next| !next.is_empty()) {
                Some(next) => Some(self.same_server(asked, &next)?),
                None => None,
            },
            HttpPagingKind::Link => match link.and_then(next_of) {
                Some(next) => Some(self.same_server(asked, &next)?),
                None => None,
            },
        };
        self.asked.insert(asked.clone());
        match next {
            Some(next) if self.asked.contains(&next) => Err(message!("http-next-is-same")),
            next => Ok(next),
        }
    }

    /// Whether a page that is not there is how the API ends: of pages that are counted, after one that was there.
    pub(super) fn may_end(&self) -> bool {
        self.rows > 0 && self.is_counted()
    }

    /// Whether pages are counted, so that rows may come in another order with each.
    pub(super) fn is_counted(&self) -> bool {
        let paging = self.request.paging.as_ref().map(|paging| paging.kind);
        matches!(paging, Some(HttpPagingKind::Offset | HttpPagingKind::Page))
    }

    /// After the last page: that fewer rows came than the API says there are. The error is a sentence.
    pub(super) fn finish(&self) -> Result<(), Message> {
        match self.total {
            Some(total) if self.rows < total => {
                let (came, total) = (self.rows, total);
                Err(message!("http-total", came = came, total = total))
            }
            _ => Ok(()),
        }
    }

    fn counted(&self, paging: &HttpPaging, url: &mut Url) {
        let size = paging.size.unwrap_or(SIZE);
        let (name, place) = match paging.kind {
            HttpPagingKind::Offset => ("offset", self.rows.to_string()),
            HttpPagingKind::Page => ("page", (paging.first.unwrap_or(1) + self.pages).to_string()),
            _ => return,
        };
        set(url, paging.parameter.as_deref().unwrap_or(name), &place);
        set(
            url,
            paging.size_parameter.as_deref().unwrap_or("limit"),
            &size.to_string(),
        );
    }

    /// An address of the answer's: the way to sign in is only told to the server that is configured.
    fn same_server(&self, asked: &Url, next: &str) -> Result<Url, Message> {
        let url = asked.join(next).map_err(|_| message!("http-next-no-address"))?;
        if url.origin() == self.base.origin() {
            Ok(url)
        } else {
            Err(message!("http-next-elsewhere"))
        }
    }
}

/// The address that stands before every path. TLS is required, except to this machine itself.
pub(super) fn base_of(text: &str) -> Result<Url, Message> {
    let url = Url::parse(text).map_err(|_| message!("http-url-no-address"))?;
    match url.scheme() {
        "https" => Ok(url),
        "http" if fieldlink_client::is_local(&url) => Ok(url),
        _ => Err(message!("http-url-https")),
    }
}

/// The base and a path as texts put together: `Url::join` would drop the base's own path.
pub(super) fn joined(base: &Url, path: &str) -> Result<Url, Message> {
    let whole = format!(
        "{}/{}",
        base.as_str().trim_end_matches('/'),
        path.trim_start_matches('/')
    );
    let url = Url::parse(&whole).map_err(|_| message!("http-path-no-address"))?;
    // A path filled in from a record must not lead elsewhere.
    if url.origin() == base.origin() {
        Ok(url)
    } else {
        Err(message!("http-path-elsewhere"))
    }
}

fn set(url: &mut Url, name: &str, value: &str) {
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(known, _)| known != name)
        .map(|(known, value)| (known.into_owned(), value.into_owned()))
        .collect();
    url.query_pairs_mut()
        .clear()
        .extend_pairs(others)
        .append_pair(name, value);
}

/// The address with `rel="next"` of a `Link` header (RFC 8288): commas and semicolons may stand in addresses and in quotes.
fn next_of(header: &str) -> Option<String> {
    let mut rest = header;
    loop {
        let (address, after) = rest.split_once('<')?.1.split_once('>')?;
        let mut in_quotes = false;
        let end = after.find(|sign: char| {
            in_quotes ^= sign == '"';
            sign == ',' && !in_quotes
        });
        let (parameters, next) = after.split_at(end.unwrap_or(after.len()));
        let is_next = parameters.split(';').any(|parameter| {
            let Some((name, value)) = parameter.split_once('=') else {
                return false;
            };
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            name.trim().eq_ignore_ascii_case("rel") && relations.any(|name| name.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(address.trim().to_owned());
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HttpShape;

    fn request(kind: HttpPagingKind, at: Option<&str>) -> HttpRequest {
        HttpRequest {
            path: String::from("/loans?status=300"),
            rows: None,
            total: None,
            shape: HttpShape::Objects,
            paging: Some(HttpPaging {
                kind,
                parameter: None,
                size_parameter: None,
                size: Some(2),
                first: None,
                at: at.map(str::to_owned),
            }),
        }
    }

    fn nothing() -> Json {
        Json::List(Vec::new())
    }

    #[test]
    fn offsets_count_the_rows_that_came() {
        let request = request(HttpPagingKind::Offset, None);
        let (mut pages, first) = Pages::new("https://mis.example/api/v1", &request).unwrap();
        assert_eq!(
            first.as_str(),
            "https://mis.example/api/v1/loans?status=300&offset=0&limit=2"
        );
        // One row only: the server gives what it likes.
        let second = pages.after(&first, &nothing(), None, 1).unwrap().unwrap();
        assert_eq!(second.query(), Some("status=300&offset=1&limit=2"));
        assert!(pages.after(&second, &nothing(), None, 0).unwrap().is_none());
    }

    #[test]
    fn addresses_of_the_next_page_stay_on_the_server() {
        let request = request(HttpPagingKind::Link, None);
        let (mut pages, first) = Pages::new("https://mis.example/api", &request).unwrap();
        let link = r#"<https://mis.example/api/loans?page=1>; rel="prev", </api/loans?page=2>; rel="next""#;
        let second = pages.after(&first, &nothing(), Some(link), 2).unwrap().unwrap();
        assert_eq!(second.as_str(), "https://mis.example/api/loans?page=2");
        let away = r#"<https://evil.example/loans>; rel="next""#;
        assert!(
            pages
                .after(&second, &nothing(), Some(away), 2)
                .unwrap_err()
                .to_string()
                .contains("another server")
        );
        let again = r#"</api/loans?page=2>; rel=next"#;
        assert!(
            pages
                .after(&second, &nothing(), Some(again), 2)
                .unwrap_err()
                .to_string()
                .contains("same page")
        );
    }

    #[test]
    fn links_are_read_as_servers_write_them() {
        for (header, next) in [
            (
                r#"<https://a/x?f=a,b;c&p=2>; title="a, b"; REL="prev next""#,
                Some("https://a/x?f=a,b;c&p=2"),
            ),
            (r#"</p=1>; rel=prev, </p=3> ; rel = next"#, Some("/p=3")),
            (r#"</p=1>; rel="nextish""#, None),
            ("nonsense", None),
        ] {
            assert_eq!(next_of(header).as_deref(), next, "{header}");
        }
    }

    #[test]
    fn pages_that_go_in_a_circle_and_rows_that_are_missing_are_said() {
        let request = request(HttpPagingKind::Next, Some("/next"));
        let (mut pages, first) = Pages::new("https://mis.example/api", &request).unwrap();
        let answer = |next: &str| Json::read(&format!(r#"{{"next": {next}, "totalElements": 5}}"#)).unwrap();
        let second = pages
            .after(&first, &answer("\"/api/loans?b\""), None, 2)
            .unwrap()
            .unwrap();
        let circle = pages.after(&second, &answer("\"/api/loans?status=300\""), None, 2);
        assert!(circle.unwrap_err().to_string().contains("same page"));
        assert_eq!(pages.after(&second, &answer("false"), None, 0).unwrap(), None);
        let missing = pages.finish().unwrap_err().to_string();
        assert!(missing.contains('4') && missing.contains('5'), "{missing}");
    }

    #[test]
    fn cursors_come_from_the_answer() {
        let request = request(HttpPagingKind::Cursor, Some("/meta/next"));
        let (mut pages, first) = Pages::new("http://127.0.0.1:8080", &request).unwrap();
        let answer = Json::read(r#"{"meta": {"next": "a b&c"}}"#).unwrap();
        let second = pages.after(&first, &answer, None, 2).unwrap().unwrap();
        assert_eq!(second.query(), Some("status=300&cursor=a+b%26c"));
        let last = Json::read(r#"{"meta": {"next": null}}"#).unwrap();
        assert!(pages.after(&second, &last, None, 2).unwrap().is_none());
    }

    #[test]
    fn a_line_that_others_can_read_is_not_used() {
        assert!(
            base_of("http://mis.example")
                .unwrap_err()
                .to_string()
                .contains("https://")
        );
        assert!(base_of("ftp://mis.example").is_err());
        for fine in [
            "https://mis.example",
            "http://127.0.0.1:1",
            "http://[::1]:1",
            "http://localhost:1",
        ] {
            assert!(base_of(fine).is_ok(), "{fine}");
        }
        let base = base_of("https://mis.example").unwrap();
        assert!(joined(&base, "@evil.example/x").is_ok_and(|url| url.host_str() == Some("mis.example")));
    }
}

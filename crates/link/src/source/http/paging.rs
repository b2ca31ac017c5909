//! From one page to the next.

use fieldlink_say::{Message, message};
use url::Url;

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
        let Some(paging) = &self.request.paging else {
            return Ok(None);
        };
        let told = |at: &Option<String>| at.as_deref().and_then(|at| answer.at(at)).and_then(rows::text);
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
                Some(next) => Some(self.same_server(asked, next)?),
                None => None,
            },
        };
        match next {
            Some(next) if next == *asked => Err(message!("http-next-is-same")),
            next => Ok(next),
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
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if local => Ok(url),
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

/// The address with `rel="next"` of a `Link` header.
fn next_of(header: &str) -> Option<&str> {
    header.split(',').find_map(|part| {
        let (address, rest) = part.trim().strip_prefix('<')?.split_once('>')?;
        let next = rest.split(';').any(|parameter| {
            let parameter = parameter.trim().to_ascii_lowercase();
            parameter == "rel=next" || parameter == "rel=\"next\""
        });
        next.then_some(address)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::HttpShape;

    fn request(kind: HttpPagingKind, at: Option<&str>) -> HttpRequest {
        HttpRequest {
            path: String::from("/loans?status=300"),
            rows: None,
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

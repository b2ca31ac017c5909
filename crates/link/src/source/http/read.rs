//! Rows of a JSON API to records.

use std::collections::HashSet;
use std::sync::Arc;

use fieldlink_say::{Message, message};
use reqwest::StatusCode;
use sha2::{Digest, Sha256};

use super::call::Caller;
use super::paging::Pages;
use super::{answer, rows};
use crate::config::{HttpRequest, TableRef};
use crate::record::{Cell, Columns, Origin, Record};
use crate::source::{Place, Records, Sink, SourceError};

/// The records of a request.
pub fn records(place: &Place, table: &TableRef<'_>) -> Records {
    let job = Job {
        place: place.clone(),
        section: table.section.to_owned(),
        name: table.query.unwrap_or_default().to_owned(),
    };
    Records::from_task(|sink| async move { job.run(&sink).await })
}

/// What is wrong with an answer.
fn but(why: Message) -> Message {
    message!("http-but", why = why)
}

struct Job {
    place: Place,
    section: String,
    name: String,
}

impl Job {
    async fn run(&self, sink: &Sink) -> Result<(), SourceError> {
        let mut caller = Caller::new(&self.place, &self.section)?;
        let request = self
            .request()
            .ok_or_else(|| caller.wrong(message!("http-no-request", name = &self.name)))?;
        let base = self.place.source().url.as_deref().unwrap_or_default();
        let (mut pages, first) = Pages::new(base, request).map_err(|why| caller.wrong(why))?;
        let mut next = Some(first);
        let mut number = 0;
        let mut seen = Seen::default();
        while let Some(url) = next {
            let answer = match caller.get(&url).await {
                Ok(answer) => answer,
                // So some APIs say that there are no more pages.
                Err(failed) if failed.status == Some(StatusCode::NOT_FOUND) && pages.may_end() => break,
                Err(failed) => return Err(caller.wrong(failed.why)),
            };
            let json = answer.json().map_err(|why| caller.wrong(why))?;
            let rows = rows::of(&json, request).map_err(|why| {
                let why = but(why);
                caller.wrong(match answer::words(&json) {
                    Some(said) => message!("http-says", why = why, said = said),
                    None => why,
                })
            })?;
            next = pages
                .after(&url, &json, answer.link.as_deref(), rows.len())
                .map_err(|why| caller.wrong(but(why)))?;
            let (columns, rows) = rows::table(rows).map_err(|why| caller.wrong(but(why)))?;
            seen.look(&rows, pages.is_counted()).map_err(|why| caller.wrong(why))?;
            let columns = Arc::new(Columns::named(columns));
            for cells in rows {
                number += 1;
                let origin = Origin {
                    source: self.place.name().into(),
                    table: self.section.as_str().into(),
                    row: number,
                };
                if !sink.put(Record::of(origin, &columns, cells)).await {
                    return Ok(());
                }
            }
        }
        pages.finish().map_err(|why| caller.wrong(why))
    }

    fn request(&self) -> Option<&HttpRequest> {
        self.place.source().http.as_ref()?.requests.get(&self.name)
    }
}

/// What came before, by hashes: an API that gives the same page for ever, or its rows in another order each time, is found
/// out.
#[derive(Debug, Default)]
struct Seen {
    pages: HashSet<[u8; 32]>,
    /// The rows of the page before.
    rows: HashSet<[u8; 32]>,
}

impl Seen {
    /// Looks at the rows of a page. The error is a sentence.
    fn look(&mut self, rows: &[Vec<Cell>], is_counted: bool) -> Result<(), Message> {
        if rows.is_empty() {
            return Ok(());
        }
        let mut page = Sha256::new();
        let mut now = HashSet::new();
        for row in rows {
            let hash: [u8; 32] = Sha256::digest(format!("{row:?}")).into();
            page.update(hash);
            now.insert(hash);
        }
        if !self.pages.insert(page.finalize().into()) {
            return Err(message!("http-same-page"));
        }
        if is_counted && now.intersection(&self.rows).next().is_some() {
            let page = self.pages.len().to_string();
            return Err(message!("http-rows-twice", page = page));
        }
        self.rows = now;
        Ok(())
    }
}

//! Rows of a JSON API to records.

use fieldlink_say::{Message, message};
use sha2::{Digest, Sha256};

use super::call::Caller;
use super::exact::Json;
use super::paging::Pages;
use super::rows;
use crate::config::{HttpRequest, TableRef};
use crate::record::{Origin, Record};
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
        let mut before = None;
        while let Some(url) = next {
            let answer = caller.get(&url).await?;
            let hash = Sha256::digest(&answer.body);
            let json = std::str::from_utf8(&answer.body)
                .ok()
                .and_then(|text| Json::read(text).ok());
            let json = json.ok_or_else(|| caller.wrong(message!("http-no-json")))?;
            let rows = rows::of(&json, request).map_err(|why| caller.wrong(but(why)))?;
            // A server that does not know the parameter gives the first page for ever.
            if !rows.is_empty() && before == Some(hash) {
                return Err(caller.wrong(message!("http-same-page")));
            }
            before = Some(hash);
            next = pages
                .after(&url, &json, answer.link.as_deref(), rows.len())
                .map_err(|why| caller.wrong(but(why)))?;
            for fields in rows {
                number += 1;
                let origin = Origin {
                    source: self.place.name().into(),
                    table: self.section.as_str().into(),
                    row: number,
                };
                if !sink.put(Record::of_cells(origin, fields)).await {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn request(&self) -> Option<&HttpRequest> {
        self.place.source().http.as_ref()?.requests.get(&self.name)
    }
}

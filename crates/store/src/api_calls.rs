//! What programs asked of late, for the page that shows it to their partner. Written in batches; old rows are taken away.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Ask as _, Db, Result, Sql, Tx, Value, sql};

/// Rows of one statement.
const ROWS: usize = 500;

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiCall {
    /// Its number; 0 before it is inserted.
    pub id: i64,
    /// Whose things it was about.
    pub partner_id: PartnerId,
    /// Who called; none when that is not known.
    pub client_id: Option<String>,
    /// Whether the client had shown that it is the one.
    pub known: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// `GET`, `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// What was answered.
    pub status: i64,
    /// How long it took, in milliseconds.
    pub ms: i64,
    /// The request's id, as in the answer's header.
    pub request_id: String,
    /// Why it was refused, as a word; empty when it was not.
    pub reason: String,
}

/// Which of a partner's calls to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallPage {
    /// Only those before this number.
    pub before: Option<i64>,
    /// Only those of this client.
    pub client_id: Option<String>,
    /// Only those that were refused or failed.
    pub refused: bool,
    /// At most so many.
    pub limit: i64,
}

/// Adds calls.
pub async fn insert(tx: &Tx, calls: &[ApiCall]) -> Result<()> {
    for some in calls.chunks(ROWS) {
        let mut sql = Sql::new(
            "INSERT INTO api_call (partner_id, client_id, known, at, method, path, status, ms, request_id, reason) VALUES ",
        );
        sql.rows(some.iter().map(values));
        tx.run(sql).await?;
    }
    Ok(())
}

fn values(call: &ApiCall) -> [Value; 10] {
    [
        call.partner_id.0.into(),
        call.client_id.clone().into(),
        call.known.into(),
        call.at.timestamp().into(),
        call.method.as_str().into(),
        call.path.as_str().into(),
        call.status.into(),
        call.ms.into(),
        call.request_id.as_str().into(),
        call.reason.as_str().into(),
    ]
}

/// The statement of a page.
pub(crate) fn page_sql(partner: PartnerId, page: &CallPage) -> Sql {
    let mut sql = sql!(
        "SELECT id, partner_id, client_id, at, method, path, status, ms, request_id, reason, known FROM api_call \
         WHERE partner_id = $1",
        partner.0,
    );
    if let Some(before) = page.before {
        sql.say(" AND id < ").value(before);
    }
    if let Some(client) = &page.client_id {
        sql.say(" AND client_id = ").value(client);
    }
    if page.refused {
        sql.say(" AND status >= 400");
    }
    sql.say(" ORDER BY id DESC LIMIT ").value(page.limit);
    sql
}

/// A partner's calls, newest first.
pub async fn page(db: &dyn Db, partner: PartnerId, page: &CallPage) -> Result<Vec<ApiCall>> {
    let rows = db.all(page_sql(partner, page)).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("api_call", "id");
            Ok(ApiCall {
                id: row.get("id")?,
                partner_id: PartnerId(row.get("partner_id")?),
                client_id: row.get("client_id")?,
                at: row.moment("at")?,
                method: row.get("method")?,
                path: row.get("path")?,
                status: row.get("status")?,
                ms: row.get("ms")?,
                request_id: row.get("request_id")?,
                reason: row.get("reason")?,
                known: row.get("known")?,
            })
        })
        .collect()
}

/// How many calls of a partner are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Of its own clients.
    pub known: i64,
    /// Of others, who must not push those out.
    pub strangers: i64,
}

/// Takes away what is older than a time, and of these partners all but the newest.
pub async fn trim(tx: &Tx, partners: &BTreeSet<PartnerId>, keep: Keep, before: DateTime<Utc>) -> Result<()> {
    tx.run(sql!("DELETE FROM api_call WHERE at < $1", before.timestamp()))
        .await?;
    for (partner, (known, keep)) in partners
        .iter()
        .flat_map(|partner| [(true, keep.known), (false, keep.strangers)].map(|kind| (partner, kind)))
    {
        let many = "DELETE FROM api_call WHERE partner_id = $1 AND known = $2 AND id <= \
                    (SELECT id FROM api_call WHERE partner_id = $1 AND known = $2 ORDER BY id DESC LIMIT 1 OFFSET $3)";
        tx.run(sql!(many, partner.0, known, keep)).await?;
    }
    Ok(())
}

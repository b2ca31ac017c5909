//! What programs asked of late, for the page that shows it to their partner. Written in batches; old rows are taken away.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Db, Result};

/// Columns of a row that is written: a statement takes some thousands of values.
const COLUMNS: usize = 10;
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
        let rows: Vec<String> = (0..some.len())
            .map(|row| {
                let values: Vec<String> = (1..=COLUMNS).map(|n| format!("${}", row * COLUMNS + n)).collect();
                format!("({})", values.join(","))
            })
            .collect();
        let sql = format!(
            "INSERT INTO api_call (partner_id, client_id, known, at, method, path, status, ms, request_id, reason) VALUES {}",
            rows.join(",")
        );
        let values: Vec<Value> = some.iter().flat_map(values).collect();
        tx.run(Sql::with(&sql, values)).await?;
    }
    Ok(())
}

fn values(call: &ApiCall) -> [Value; COLUMNS] {
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

/// The statement of a page, and its values.
pub(crate) fn page_sql(partner: PartnerId, page: &CallPage) -> (String, Vec<Value>) {
    let mut values: Vec<Value> = vec![partner.0.into(), page.limit.into()];
    let mut also = String::new();
    if let Some(before) = page.before {
        values.push(before.into());
        also.push_str(&format!(" AND id < ${}", values.len()));
    }
    if let Some(client) = &page.client_id {
        values.push(client.as_str().into());
        also.push_str(&format!(" AND client_id = ${}", values.len()));
    }
    if page.refused {
        also.push_str(" AND status >= 400");
    }
    let sql = format!(
        "SELECT id, partner_id, client_id, at, method, path, status, ms, request_id, reason, known FROM api_call \
         WHERE partner_id = $1{also} ORDER BY id DESC LIMIT $2"
    );
    (sql, values)
}

/// A partner's calls, newest first.
pub async fn page(db: &dyn Db, partner: PartnerId, page: &CallPage) -> Result<Vec<ApiCall>> {
    let (sql, values) = page_sql(partner, page);
    let rows = db.all(Sql::with(&sql, values)).await?;
    rows.iter()
        .map(|row| {
            let id: i64 = row.get(0)?;
            let at: i64 = row.get(3)?;
            Ok(ApiCall {
                id,
                partner_id: PartnerId(row.get(1)?),
                client_id: row.get(2)?,
                at: moment::read(at, "api_call", &id, "at")?,
                method: row.get(4)?,
                path: row.get(5)?,
                status: row.get(6)?,
                ms: row.get(7)?,
                request_id: row.get(8)?,
                reason: row.get(9)?,
                known: row.get(10)?,
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
    let old = "DELETE FROM api_call WHERE at < $1";
    tx.run(Sql::with(old, vec![before.timestamp().into()]))
        .await?;
    for (partner, (known, keep)) in partners
        .iter()
        .flat_map(|partner| [(true, keep.known), (false, keep.strangers)].map(|kind| (partner, kind)))
    {
        let many = "DELETE FROM api_call WHERE partner_id = $1 AND known = $2 AND id <= \
                    (SELECT id FROM api_call WHERE partner_id = $1 AND known = $2 ORDER BY id DESC LIMIT 1 OFFSET $3)";
        let values = vec![partner.0.into(), known.into(), keep.into()];
        tx.run(Sql::with(many, values)).await?;
    }
    Ok(())
}

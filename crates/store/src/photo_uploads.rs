//! Photos on their way, piece by piece.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Db, Result};

/// A photo on its way to a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoUpload {
    /// Names it; random.
    pub id: String,
    /// Whose draft it is for.
    pub partner: PartnerId,
    /// The draft.
    pub draft: i64,
    /// What the sender tells files apart by.
    pub mark: String,
    /// Bytes of the whole.
    pub size: i64,
    /// Bytes that have arrived, from the first on.
    pub received: i64,
}

const COLUMNS: &str = "id, partner_id, draft_id, mark, size, received";

/// Begins an upload.
pub async fn insert(tx: &Tx, upload: &PhotoUpload, now: DateTime<Utc>) -> Result<()> {
    let sql = "INSERT INTO photo_upload (id, partner_id, draft_id, mark, size, received, created_at) \
               VALUES ($1,$2,$3,$4,$5,$6,$7)";
    let values = vec![
        upload.id.as_str().into(),
        upload.partner.0.into(),
        upload.draft.into(),
        upload.mark.as_str().into(),
        upload.size.into(),
        upload.received.into(),
        now.timestamp().into(),
    ];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

/// The uploads to a draft of a partner.
pub async fn of_draft(db: &dyn Db, partner: PartnerId, draft: i64) -> Result<Vec<PhotoUpload>> {
    let sql =
        format!("SELECT {COLUMNS} FROM photo_upload WHERE partner_id = $1 AND draft_id = $2 ORDER BY created_at, id");
    let values = vec![partner.0.into(), draft.into()];
    let rows = db.all(Sql::with(sql, values)).await?;
    rows.iter().map(read).collect()
}

/// Adds a piece that begins where the last one ended; whether it did. What came twice is there once.
pub async fn add(tx: &Tx, upload: &PhotoUpload, data: &str, length: i64) -> Result<bool> {
    let sql = "UPDATE photo_upload SET received = received + $1 WHERE id = $2 AND received = $3";
    let values = vec![length.into(), upload.id.as_str().into(), upload.received.into()];
    let done = tx.run(Sql::with(sql, values)).await?;
    if done != 1 {
        return Ok(false);
    }
    let sql = "INSERT INTO photo_piece (upload_id, begins, data) VALUES ($1,$2,$3)";
    let values = vec![upload.id.as_str().into(), upload.received.into(), data.into()];
    tx.run(Sql::with(sql, values)).await?;
    Ok(true)
}

/// The pieces of an upload, in their order.
pub async fn pieces(db: &dyn Db, upload: &str) -> Result<Vec<String>> {
    let sql = "SELECT data FROM photo_piece WHERE upload_id = $1 ORDER BY begins";
    let rows = db.all(Sql::with(sql, vec![upload.into()]))
        .await?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Takes an upload away with its pieces.
pub async fn delete(tx: &Tx, upload: &str) -> Result<()> {
    for sql in [
        "DELETE FROM photo_piece WHERE upload_id = $1",
        "DELETE FROM photo_upload WHERE id = $1",
    ] {
        tx.run(Sql::with(sql, vec![upload.into()]))
            .await?;
    }
    Ok(())
}

/// Takes uploads away that began before a time.
pub async fn delete_old(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    for sql in [
        "DELETE FROM photo_piece WHERE upload_id IN (SELECT id FROM photo_upload WHERE created_at < $1)",
        "DELETE FROM photo_upload WHERE created_at < $1",
    ] {
        let values = vec![before.timestamp().into()];
        tx.run(Sql::with(sql, values)).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<PhotoUpload> {
    Ok(PhotoUpload {
        id: row.get(0)?,
        partner: PartnerId(row.get(1)?),
        draft: row.get(2)?,
        mark: row.get(3)?,
        size: row.get(4)?,
        received: row.get(5)?,
    })
}

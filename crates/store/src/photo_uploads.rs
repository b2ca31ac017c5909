//! Photos on their way, piece by piece.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

use crate::{Ask as _, Db, Result, Row, Tx, sql};

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
    let (partner, created) = (upload.partner.0, now.timestamp());
    tx.run(sql!(
        sql,
        &upload.id,
        partner,
        upload.draft,
        &upload.mark,
        upload.size,
        upload.received,
        created,
    ))
    .await?;
    Ok(())
}

/// The uploads to a draft of a partner.
pub async fn of_draft(db: &dyn Db, partner: PartnerId, draft: i64) -> Result<Vec<PhotoUpload>> {
    let sql =
        format!("SELECT {COLUMNS} FROM photo_upload WHERE partner_id = $1 AND draft_id = $2 ORDER BY created_at, id");
    let rows = db.all(sql!(sql, partner.0, draft)).await?;
    rows.iter().map(read).collect()
}

/// Adds a piece that begins where the last one ended; whether it did. What came twice is there once.
pub async fn add(tx: &Tx, upload: &PhotoUpload, data: &str, length: i64) -> Result<bool> {
    let sql = "UPDATE photo_upload SET received = received + $1 WHERE id = $2 AND received = $3";
    if tx.run(sql!(sql, length, &upload.id, upload.received)).await? != 1 {
        return Ok(false);
    }
    let sql = "INSERT INTO photo_piece (upload_id, begins, data) VALUES ($1,$2,$3)";
    tx.run(sql!(sql, &upload.id, upload.received, data)).await?;
    Ok(true)
}

/// The pieces of an upload, in their order.
pub async fn pieces(db: &dyn Db, upload: &str) -> Result<Vec<String>> {
    let sql = "SELECT data FROM photo_piece WHERE upload_id = $1 ORDER BY begins";
    Ok(db.values(sql!(sql, upload)).await?)
}

/// Takes an upload away with its pieces.
pub async fn delete(tx: &Tx, upload: &str) -> Result<()> {
    for sql in [
        "DELETE FROM photo_piece WHERE upload_id = $1",
        "DELETE FROM photo_upload WHERE id = $1",
    ] {
        tx.run(sql!(sql, upload)).await?;
    }
    Ok(())
}

/// Takes uploads away that began before a time.
pub async fn delete_old(tx: &Tx, before: DateTime<Utc>) -> Result<()> {
    for sql in [
        "DELETE FROM photo_piece WHERE upload_id IN (SELECT id FROM photo_upload WHERE created_at < $1)",
        "DELETE FROM photo_upload WHERE created_at < $1",
    ] {
        tx.run(sql!(sql, before.timestamp())).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<PhotoUpload> {
    let row = row.of("photo_upload", "id");
    Ok(PhotoUpload {
        id: row.get("id")?,
        partner: PartnerId(row.get("partner_id")?),
        draft: row.get("draft_id")?,
        mark: row.get("mark")?,
        size: row.get("size")?,
        received: row.get("received")?,
    })
}

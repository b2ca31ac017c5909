//! Which loans a photo stands on already.

use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft_rules::PhotoUse;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Borrower;

use crate::loan_row::moment;
use crate::{Db, Error, Result};

/// Photos asked for in one statement; SQLite joins at most 500 selects.
const PHOTOS: usize = 200;

/// The first two loans of the partner on each of these photos, those of one photo oldest first. Loans that were never to
/// be seen by lenders (withdrawn, or expired before they were listed) have not used their photo.
pub async fn photo_uses(db: &dyn Db, partner: PartnerId, photos: &[&str]) -> Result<Vec<PhotoUse>> {
    let mut uses = Vec::new();
    for chunk in photos.chunks(PHOTOS) {
        let mut values: Vec<Value> = vec![partner.0.into()];
        values.extend(chunk.iter().map(|photo| Value::from(*photo)));
        let sql = uses_sql(chunk.len());
        for row in db.all(Sql::with(sql, values)).await? {
            let (id, seq, created, borrowers): (i64, i64, i64, String) = (
                row.get("id")?,
                row.get("seq")?,
                row.get("created_at")?,
                row.get("borrowers")?,
            );
            let bad = |column| Error::Corrupt {
                table: "loan",
                row: id.to_string(),
                column,
            };
            let borrowers: Vec<Borrower> = serde_json::from_str(&borrowers).map_err(|_| bad("borrowers"))?;
            let photo_use = PhotoUse {
                photo: row.get("photo")?,
                posted: pacific_day(moment(created).ok_or_else(|| bad("created_at"))?),
                members: borrowers.into_iter().map(|borrower| borrower.client_id).collect(),
            };
            uses.push((seq, photo_use));
        }
    }
    uses.sort_by_key(|(seq, _)| *seq);
    Ok(uses.into_iter().map(|(_, photo_use)| photo_use).collect())
}

/// One select for each photo, so that a photo on very many loans costs no more than one on two.
pub(crate) fn uses_sql(photos: usize) -> String {
    let one = |n: usize| {
        format!(
            "SELECT * FROM (SELECT id, seq, photo, created_at, borrowers FROM loan WHERE partner_id = $1 \
             AND photo = ${} AND status NOT IN ('deleted', 'inactive_expired') ORDER BY seq LIMIT 2) AS p{n}",
            n + 2
        )
    };
    let all: Vec<String> = (0..photos).map(one).collect();
    all.join(" UNION ALL ")
}

//! Which loans a photo stands on already.

use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft_rules::PhotoUse;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::Borrower;

use crate::{Ask as _, Db, Result, Sql};

/// Photos asked for in one statement; SQLite joins at most 500 selects.
const PHOTOS: usize = 200;

/// The first two loans of the partner on each of these photos, those of one photo oldest first. Loans that were never to
/// be seen by lenders (withdrawn, or expired before they were listed) have not used their photo.
pub async fn photo_uses(db: &dyn Db, partner: PartnerId, photos: &[&str]) -> Result<Vec<PhotoUse>> {
    let mut uses = Vec::new();
    for chunk in photos.chunks(PHOTOS) {
        for row in db.all(uses_sql(partner, chunk)).await? {
            let row = row.of("loan", "id");
            let borrowers: Vec<Borrower> = row.json("borrowers")?;
            let photo_use = PhotoUse {
                photo: row.get("photo")?,
                posted: pacific_day(row.moment("created_at")?),
                members: borrowers.into_iter().map(|borrower| borrower.client_id).collect(),
            };
            let seq: i64 = row.get("seq")?;
            uses.push((seq, photo_use));
        }
    }
    uses.sort_by_key(|(seq, _)| *seq);
    Ok(uses.into_iter().map(|(_, photo_use)| photo_use).collect())
}

/// One select for each photo, so that a photo on very many loans costs no more than one on two.
pub(crate) fn uses_sql(partner: PartnerId, photos: &[&str]) -> Sql {
    let mut sql = Sql::new("");
    for (n, photo) in photos.iter().enumerate() {
        sql.say(if n > 0 { " UNION ALL " } else { "" });
        sql.say("SELECT * FROM (SELECT id, seq, photo, created_at, borrowers FROM loan WHERE partner_id = ");
        sql.value(partner.0).say(" AND photo = ").value(*photo);
        sql.say(" AND status NOT IN ('deleted', 'inactive_expired') ORDER BY seq LIMIT 2) AS p")
            .say(&n.to_string());
    }
    sql
}

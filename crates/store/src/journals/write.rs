//! Writing archives and journals.

use std::collections::BTreeMap;

use fieldlink_domain::journal::{Archive, Journal, JournalState};

use crate::{Ask as _, Error, Result, Sql, Tx, Value, sql};

/// Rows in one statement: 12 columns each stay far below SQLite's 32,766 binds.
const ROWS: usize = 1_000;
/// Ids in one statement.
const IDS: usize = 10_000;

/// Adds an archive and its journals; answers the archive's number.
pub async fn insert(tx: &Tx, new: &Archive) -> Result<i64> {
    let closed = new.state.closed();
    let mut sql = Sql::new(
        "INSERT INTO archive (partner_id, confirm_key, state, source, actor, created_at, closed_at, closed_by, version) \
         VALUES ",
    );
    sql.rows([[
        new.partner_id.0.into(),
        new.confirm_key.as_str().into(),
        new.state.name().into(),
        new.origin.name().into(),
        new.sent_by.as_str().into(),
        new.created_at.timestamp().into(),
        closed.map(|c| c.at.timestamp()).into(),
        closed.map(|c| c.by.as_str()).into(),
        new.version.into(),
    ]])
    .say(" RETURNING id");
    let id = tx.single(sql).await?;
    add(tx, id, new).await?;
    Ok(id)
}

/// Adds journals to an archive that was inserted in the same transaction.
pub async fn add(tx: &Tx, id: i64, new: &Archive) -> Result<()> {
    for chunk in new.journals.chunks(ROWS) {
        let rows = chunk.iter().map(|j| values(id, new, j)).collect::<Result<Vec<_>>>()?;
        let mut sql = Sql::new(
            "INSERT INTO journal (archive_id, partner_id, line, loan_id, internal_loan_id, internal_client_id, subject, \
             body, image_url, state, findings, published_at) VALUES ",
        );
        sql.rows(rows);
        tx.run(sql).await?;
    }
    Ok(())
}

fn values(archive_id: i64, archive: &Archive, journal: &Journal) -> Result<[Value; 12]> {
    Ok([
        archive_id.into(),
        archive.partner_id.0.into(),
        journal.line.into(),
        journal.loan.map(|l| l.0).into(),
        journal.sent.internal_loan_id.as_str().into(),
        journal.sent.internal_client_id.as_deref().into(),
        journal.sent.subject.as_str().into(),
        journal.sent.body.as_str().into(),
        journal.sent.image_url.as_deref().into(),
        journal.state.name().into(),
        findings(journal)?.into(),
        published_at(journal).into(),
    ])
}

/// Saves what has changed of an archive, and of those of its journals that were read. [`Error::Stale`] if somebody else
/// changed it since `before` was read; the version goes up by one.
pub async fn save(tx: &Tx, before: &Archive, after: &Archive) -> Result<()> {
    let closed = after.state.closed();
    // First, so that of two writers the second waits here and then finds the version gone.
    let sql = "UPDATE archive SET state = $1, closed_at = $2, closed_by = $3, version = version + 1 \
               WHERE id = $4 AND version = $5";
    let (at, by) = (closed.map(|c| c.at.timestamp()), closed.map(|c| c.by.as_str()));
    let guarded = tx
        .run(sql!(sql, after.state.name(), at, by, before.id, before.version))
        .await?;
    if guarded != 1 {
        return Err(Error::Stale { what: "The archive" });
    }
    save_journals(tx, &before.journals, &after.journals).await
}

/// Saves what has changed of these journals, in the order in which they were read. What the rules found is kept with a
/// text or a loan that is new only: whoever looks at a journal has it found again.
pub async fn save_journals(tx: &Tx, before: &[Journal], after: &[Journal]) -> Result<()> {
    let mut moved: BTreeMap<(&str, Option<i64>), Vec<i64>> = BTreeMap::new();
    for (old, new) in before.iter().zip(after) {
        if old.state != new.state {
            moved
                .entry((new.state.name(), published_at(new)))
                .or_default()
                .push(new.id);
        }
        if (&old.sent, old.loan) != (&new.sent, new.loan) {
            save_text(tx, new).await?;
        }
    }
    for ((state, published_at), ids) in moved {
        for chunk in ids.chunks(IDS) {
            let mut sql = sql!(
                "UPDATE journal SET state = $1, published_at = $2 WHERE id IN (",
                state,
                published_at,
            );
            sql.list(chunk.iter().copied()).say(")");
            tx.run(sql).await?;
        }
    }
    Ok(())
}

/// Takes out every journal of an archive that waits, read or not.
pub async fn discard(tx: &Tx, archive: i64) -> Result<()> {
    let sql = "UPDATE journal SET state = $1 WHERE archive_id = $2 AND state = $3";
    let (out, draft) = (JournalState::TakenOut.name(), JournalState::Draft.name());
    tx.run(sql!(sql, out, archive, draft)).await?;
    Ok(())
}

async fn save_text(tx: &Tx, new: &Journal) -> Result<()> {
    let sql = "UPDATE journal SET loan_id = $1, internal_loan_id = $2, internal_client_id = $3, subject = $4, body = $5, \
               image_url = $6, findings = $7 WHERE id = $8";
    let values = vec![
        new.loan.map(|l| l.0).into(),
        new.sent.internal_loan_id.as_str().into(),
        new.sent.internal_client_id.as_deref().into(),
        new.sent.subject.as_str().into(),
        new.sent.body.as_str().into(),
        new.sent.image_url.as_deref().into(),
        findings(new)?.into(),
        new.id.into(),
    ];
    tx.run(Sql::with(sql, values)).await?;
    Ok(())
}

fn findings(journal: &Journal) -> Result<String> {
    serde_json::to_string(&journal.findings).map_err(|_| Error::corrupt("journal", journal.id, "findings"))
}

fn published_at(journal: &Journal) -> Option<i64> {
    match journal.state {
        JournalState::Published(at) => Some(at.timestamp()),
        JournalState::Draft | JournalState::TakenOut => None,
    }
}

//! Writing archives and journals.

use std::collections::BTreeMap;

use fieldlink_domain::journal::{Archive, Journal, JournalState};

use crate::{Db, Error, Result, Tx};

/// Rows in one statement: 12 columns each stay far below SQLite's 32,766 binds.
const ROWS: usize = 1_000;
/// Ids in one statement.
const IDS: usize = 10_000;

/// Adds an archive and its journals; answers the archive's number.
pub async fn insert(tx: &Tx, new: &Archive) -> Result<i64> {
    let closed = new.state.closed();
    let row = archive::ActiveModel {
        id: NotSet,
        partner_id: Set(new.partner_id.0),
        confirm_key: Set(new.confirm_key.clone()),
        state: Set(new.state.name().into()),
        source: Set(new.origin.name().into()),
        actor: Set(new.sent_by.clone()),
        created_at: Set(new.created_at.timestamp()),
        closed_at: Set(closed.map(|c| c.at.timestamp())),
        closed_by: Set(closed.map(|c| c.by.clone())),
        version: Set(new.version),
    };
    let id = row.insert(&tx.connection()).await?.id;
    add(tx, id, new).await?;
    Ok(id)
}

/// Adds journals to an archive that was inserted in the same transaction.
pub async fn add(tx: &Tx, id: i64, new: &Archive) -> Result<()> {
    for chunk in new.journals.chunks(ROWS) {
        let rows = chunk.iter().map(|j| new_row(id, new, j)).collect::<Result<Vec<_>>>()?;
        journal::Entity::insert_many(rows)
            .exec_without_returning(&tx.connection())
            .await?;
    }
    Ok(())
}

fn new_row(archive_id: i64, archive: &Archive, journal: &Journal) -> Result<journal::ActiveModel> {
    Ok(journal::ActiveModel {
        id: NotSet,
        archive_id: Set(archive_id),
        partner_id: Set(archive.partner_id.0),
        line: Set(journal.line),
        loan_id: Set(journal.loan.map(|l| l.0)),
        internal_loan_id: Set(journal.sent.internal_loan_id.clone()),
        internal_client_id: Set(journal.sent.internal_client_id.clone()),
        subject: Set(journal.sent.subject.clone()),
        body: Set(journal.sent.body.clone()),
        image_url: Set(journal.sent.image_url.clone()),
        state: Set(journal.state.name().into()),
        findings: Set(findings(journal)?),
        published_at: Set(published_at(journal)),
    })
}

/// Saves what has changed of an archive, and of those of its journals that were read. [`Error::Stale`] if somebody else
/// changed it since `before` was read; the version goes up by one.
pub async fn save(tx: &Tx, before: &Archive, after: &Archive) -> Result<()> {
    let closed = after.state.closed();
    // First, so that of two writers the second waits here and then finds the version gone.
    let guarded = archive::Entity::update_many()
        .col_expr(archive::Column::State, Expr::value(after.state.name()))
        .col_expr(archive::Column::ClosedAt, Expr::value(closed.map(|c| c.at.timestamp())))
        .col_expr(archive::Column::ClosedBy, Expr::value(closed.map(|c| c.by.clone())))
        .col_expr(archive::Column::Version, Expr::value(before.version + 1))
        .filter(archive::Column::Id.eq(before.id))
        .filter(archive::Column::Version.eq(before.version))
        .exec(&tx.connection())
        .await?;
    if guarded.rows_affected != 1 {
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
            journal::Entity::update_many()
                .col_expr(journal::Column::State, Expr::value(state))
                .col_expr(journal::Column::PublishedAt, Expr::value(published_at))
                .filter(journal::Column::Id.is_in(chunk.iter().copied()))
                .exec(&tx.connection())
                .await?;
        }
    }
    Ok(())
}

/// Takes out every journal of an archive that waits, read or not.
pub async fn discard(tx: &Tx, archive: i64) -> Result<()> {
    journal::Entity::update_many()
        .col_expr(journal::Column::State, Expr::value(JournalState::TakenOut.name()))
        .filter(journal::Column::ArchiveId.eq(archive))
        .filter(journal::Column::State.eq(JournalState::Draft.name()))
        .exec(&tx.connection())
        .await?;
    Ok(())
}

async fn save_text(tx: &Tx, new: &Journal) -> Result<()> {
    journal::Entity::update_many()
        .col_expr(journal::Column::LoanId, Expr::value(new.loan.map(|l| l.0)))
        .col_expr(
            journal::Column::InternalLoanId,
            Expr::value(new.sent.internal_loan_id.clone()),
        )
        .col_expr(
            journal::Column::InternalClientId,
            Expr::value(new.sent.internal_client_id.clone()),
        )
        .col_expr(journal::Column::Subject, Expr::value(new.sent.subject.clone()))
        .col_expr(journal::Column::Body, Expr::value(new.sent.body.clone()))
        .col_expr(journal::Column::ImageUrl, Expr::value(new.sent.image_url.clone()))
        .col_expr(journal::Column::Findings, Expr::value(findings(new)?))
        .filter(journal::Column::Id.eq(new.id))
        .exec(&tx.connection())
        .await?;
    Ok(())
}

fn findings(journal: &Journal) -> Result<String> {
    serde_json::to_string(&journal.findings).map_err(|_| Error::Corrupt {
        table: "journal",
        row: journal.id.to_string(),
        column: "findings",
    })
}

fn published_at(journal: &Journal) -> Option<i64> {
    match journal.state {
        JournalState::Published(at) => Some(at.timestamp()),
        JournalState::Draft | JournalState::TakenOut => None,
    }
}

//! Reading archives and journals.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, ArchiveState, Closed, Journal, JournalState, Origin, Sent, Tally};

use crate::{Db, Error, Result, Tx};

/// Ids in one statement.
const IDS: usize = 10_000;

/// An archive as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Number.
    pub id: i64,
    /// The random end of its confirm URL.
    pub confirm_key: String,
    /// How it came.
    pub origin: Origin,
    /// The label of the actor who sent it.
    pub sent_by: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// Where it is.
    pub state: ArchiveState,
    /// Its journals, counted.
    pub tally: Tally,
}

/// The archive of a confirm URL, none of its journals read: they are counted in its `rest`.
pub async fn find(db: &dyn Db, confirm_key: &str) -> Result<Option<Archive>> {
    head(db, with_key(confirm_key)).await
}

/// The same, held until the transaction ends: its journals are those of the version that was read, whoever decides on it
/// at the same moment.
pub async fn hold(tx: &Tx, confirm_key: &str) -> Result<Option<Archive>> {
    head(tx, with_key(confirm_key).lock_exclusive()).await
}

fn with_key(confirm_key: &str) -> Select<archive::Entity> {
    archive::Entity::find().filter(archive::Column::ConfirmKey.eq(confirm_key))
}

async fn head(db: &dyn Db, select: Select<archive::Entity>) -> Result<Option<Archive>> {
    let Some(row) = select.one(&db.connection()).await? else {
        return Ok(None);
    };
    let rest = tallies(db, vec![row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(Some(Archive {
        id: row.id,
        partner_id: PartnerId(row.partner_id),
        state: state(&row)?,
        origin: origin(&row)?,
        created_at: moment::read(row.created_at, "archive", &row.id, "created_at")?,
        confirm_key: row.confirm_key,
        sent_by: row.actor,
        version: row.version,
        journals: Vec::new(),
        rest,
    }))
}

/// Which journals of an archive, by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// Only those behind this line; 0 for the first.
    pub after: i64,
    /// Only those that wait for a person.
    pub drafts: bool,
    /// How many at most.
    pub limit: u64,
}

/// Some journals of an archive, by line.
pub async fn part(db: &dyn Db, archive: i64, lines: Lines) -> Result<Vec<Journal>> {
    let mut select = journal::Entity::find()
        .filter(journal::Column::ArchiveId.eq(archive))
        .filter(journal::Column::Line.gt(lines.after))
        .order_by_asc(journal::Column::Line)
        .limit(lines.limit);
    if lines.drafts {
        select = select.filter(journal::Column::State.eq(JournalState::Draft.name()));
    }
    let rows = select.all(&db.connection()).await?;
    rows.into_iter().map(read_journal).collect()
}

/// Those of these journals that are the archive's, by line.
pub async fn chosen(db: &dyn Db, archive: i64, ids: &[i64]) -> Result<Vec<Journal>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        let rows = journal::Entity::find()
            .filter(journal::Column::Id.is_in(chunk.iter().copied()))
            .filter(journal::Column::ArchiveId.eq(archive))
            .all(&db.connection())
            .await?;
        for row in rows {
            found.push(read_journal(row)?);
        }
    }
    found.sort_unstable_by_key(|journal| journal.line);
    Ok(found)
}

/// Which archives of a partner a list shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ArchiveStates {
    /// All.
    #[default]
    All,
    /// Those that wait for a person.
    Open,
    /// Those that were confirmed or discarded.
    Closed,
}

/// A page of a partner's archives, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchivePage {
    /// Which.
    pub states: ArchiveStates,
    /// Only those with a number below this one.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: u64,
}

pub(crate) fn archive_page(partner: PartnerId, page: ArchivePage) -> Select<archive::Entity> {
    let mut query = archive::Entity::find()
        .filter(archive::Column::PartnerId.eq(partner.0))
        .order_by_desc(archive::Column::Id)
        .limit(page.limit);
    if let Some(before) = page.before {
        query = query.filter(archive::Column::Id.lt(before));
    }
    match page.states {
        ArchiveStates::All => query,
        ArchiveStates::Open => query.filter(archive::Column::State.eq(ArchiveState::Open.name())),
        ArchiveStates::Closed => query.filter(archive::Column::State.ne(ArchiveState::Open.name())),
    }
}

/// A partner's archives, newest first.
pub async fn summaries(db: &dyn Db, partner: PartnerId, page: ArchivePage) -> Result<Vec<Summary>> {
    let rows = archive_page(partner, page).all(&db.connection()).await?;
    let mut tallies = tallies(db, rows.iter().map(|r| r.id).collect()).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Summary {
                id: row.id,
                state: state(&row)?,
                origin: origin(&row)?,
                created_at: moment::read(row.created_at, "archive", &row.id, "created_at")?,
                tally: tallies.remove(&row.id).unwrap_or_default(),
                sent_by: row.actor,
                confirm_key: row.confirm_key,
            })
        })
        .collect()
}

/// How many archives of a partner wait for a person.
pub async fn count_open(db: &dyn Db, partner: PartnerId) -> Result<u64> {
    let open = archive::Entity::find()
        .filter(archive::Column::PartnerId.eq(partner.0))
        .filter(archive::Column::State.eq(ArchiveState::Open.name()));
    Ok(open.count(&db.connection()).await?)
}

async fn tallies(db: &dyn Db, archives: Vec<i64>) -> Result<HashMap<i64, Tally>> {
    let rows: Vec<(i64, String, i64)> = journal::Entity::find()
        .select_only()
        .column(journal::Column::ArchiveId)
        .column(journal::Column::State)
        .column_as(journal::Column::Id.count(), "n")
        .filter(journal::Column::ArchiveId.is_in(archives))
        .group_by(journal::Column::ArchiveId)
        .group_by(journal::Column::State)
        .into_tuple()
        .all(&db.connection())
        .await?;
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    for (archive, state, n) in rows {
        let tally = tallies.entry(archive).or_default();
        match state.as_str() {
            "draft" => tally.drafts = n,
            "published" => tally.published = n,
            _ => tally.taken_out = n,
        }
    }
    Ok(tallies)
}

/// The journals published on a partner's loan, newest first.
pub async fn of_loan(db: &dyn Db, partner: PartnerId, loan: KivaId) -> Result<Vec<Journal>> {
    let rows = journal::Entity::find()
        .filter(journal::Column::PartnerId.eq(partner.0))
        .filter(journal::Column::LoanId.eq(loan.0))
        .filter(journal::Column::State.eq("published"))
        .order_by_desc(journal::Column::Id)
        .all(&db.connection())
        .await?;
    rows.into_iter().map(read_journal).collect()
}

/// Subject and body of every journal published on these loans.
pub async fn published_texts(db: &dyn Db, loans: &[KivaId]) -> Result<Vec<(KivaId, String, String)>> {
    let mut texts = Vec::new();
    for chunk in loans.chunks(IDS) {
        let rows: Vec<(i64, String, String)> = journal::Entity::find()
            .select_only()
            .column(journal::Column::LoanId)
            .column(journal::Column::Subject)
            .column(journal::Column::Body)
            .filter(journal::Column::LoanId.is_in(chunk.iter().map(|l| l.0)))
            .filter(journal::Column::State.eq("published"))
            .into_tuple()
            .all(&db.connection())
            .await?;
        texts.extend(
            rows.into_iter()
                .map(|(loan, subject, body)| (KivaId(loan), subject, body)),
        );
    }
    Ok(texts)
}

fn origin(row: &archive::Model) -> Result<Origin> {
    let known = Origin::ALL.into_iter().find(|origin| origin.name() == row.source);
    known.ok_or_else(|| Error::Corrupt {
        table: "archive",
        row: row.id.to_string(),
        column: "source",
    })
}

fn state(row: &archive::Model) -> Result<ArchiveState> {
    let corrupt = |column| Error::Corrupt {
        table: "archive",
        row: row.id.to_string(),
        column,
    };
    if row.state == ArchiveState::Open.name() {
        return Ok(ArchiveState::Open);
    }
    let closed = Closed {
        at: moment::read_optional(row.closed_at, "archive", &row.id, "closed_at")?
            .ok_or_else(|| corrupt("closed_at"))?,
        by: row.closed_by.clone().ok_or_else(|| corrupt("closed_by"))?,
    };
    match row.state.as_str() {
        "confirmed" => Ok(ArchiveState::Confirmed(closed)),
        "discarded" => Ok(ArchiveState::Discarded(closed)),
        _ => Err(corrupt("state")),
    }
}

fn read_journal(row: journal::Model) -> Result<Journal> {
    let corrupt = |column| Error::Corrupt {
        table: "journal",
        row: row.id.to_string(),
        column,
    };
    let published = moment::read_optional(row.published_at, "journal", &row.id, "published_at")?;
    let state = match (row.state.as_str(), published) {
        ("draft", None) => JournalState::Draft,
        ("published", Some(at)) => JournalState::Published(at),
        ("taken_out", None) => JournalState::TakenOut,
        _ => return Err(corrupt("state")),
    };
    Ok(Journal {
        id: row.id,
        line: row.line,
        loan: row.loan_id.map(KivaId),
        findings: serde_json::from_str(&row.findings).map_err(|_| corrupt("findings"))?,
        state,
        sent: Sent {
            subject: row.subject,
            body: row.body,
            internal_loan_id: row.internal_loan_id,
            internal_client_id: row.internal_client_id,
            image_url: row.image_url,
        },
    })
}

//! Reading archives and journals.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, ArchiveState, Closed, Journal, JournalState, Origin, Sent, Tally};

use crate::{Ask as _, Db, Reader, Result, Row, Sql, Tx, sql};

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
    let mut sql = archives();
    sql.say("confirm_key = ").value(confirm_key);
    head(db, sql).await
}

/// The same, held until the transaction ends: its journals are those of the version that was read, whoever decides on it
/// at the same moment.
pub async fn hold(tx: &Tx, confirm_key: &str) -> Result<Option<Archive>> {
    let mut sql = archives();
    sql.say("confirm_key = ").value(confirm_key).say(tx.engine().held());
    head(tx, sql).await
}

/// The beginning of a statement that reads archives.
fn archives() -> Sql {
    Sql::new(
        "SELECT id, partner_id, confirm_key, state, source, actor, created_at, closed_at, closed_by, version \
         FROM archive WHERE ",
    )
}

async fn head(db: &dyn Db, sql: Sql) -> Result<Option<Archive>> {
    let Some(row) = db.one(sql).await? else {
        return Ok(None);
    };
    let row = row.of("archive", "id");
    let id: i64 = row.get("id")?;
    let rest = tallies(db, vec![id]).await?.remove(&id).unwrap_or_default();
    Ok(Some(Archive {
        id,
        partner_id: PartnerId(row.get("partner_id")?),
        state: state(row)?,
        origin: origin(row)?,
        created_at: row.moment("created_at")?,
        confirm_key: row.get("confirm_key")?,
        sent_by: row.get("actor")?,
        version: row.get("version")?,
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
    let mut sql = journals();
    sql.say("archive_id = ")
        .value(archive)
        .say(" AND line > ")
        .value(lines.after);
    if lines.drafts {
        sql.say(" AND state = ").value(JournalState::Draft.name());
    }
    sql.say(" ORDER BY line LIMIT ").value(lines.limit);
    db.all(sql).await?.iter().map(read_journal).collect()
}

/// The beginning of a statement that reads journals.
fn journals() -> Sql {
    Sql::new(
        "SELECT id, line, loan_id, internal_loan_id, internal_client_id, subject, body, image_url, state, findings, \
         published_at FROM journal WHERE ",
    )
}

/// Those of these journals that are the archive's, by line.
pub async fn chosen(db: &dyn Db, archive: i64, ids: &[i64]) -> Result<Vec<Journal>> {
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS) {
        let mut sql = journals();
        sql.say("id IN (")
            .list(chunk.iter().copied())
            .say(") AND archive_id = ")
            .value(archive);
        for row in db.all(sql).await? {
            found.push(read_journal(&row)?);
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

pub(crate) fn archive_page(partner: PartnerId, page: ArchivePage) -> Sql {
    let mut sql = archives();
    sql.say("partner_id = ").value(partner.0);
    if let Some(before) = page.before {
        sql.say(" AND id < ").value(before);
    }
    match page.states {
        ArchiveStates::All => &mut sql,
        ArchiveStates::Open => sql.say(" AND state = ").value(ArchiveState::Open.name()),
        ArchiveStates::Closed => sql.say(" AND state <> ").value(ArchiveState::Open.name()),
    }
    .say(" ORDER BY id DESC LIMIT ")
    .value(page.limit);
    sql
}

/// A partner's archives, newest first.
pub async fn summaries(db: &dyn Db, partner: PartnerId, page: ArchivePage) -> Result<Vec<Summary>> {
    let rows = db.all(archive_page(partner, page)).await?;
    let ids = rows.iter().map(|row| row.of("archive", "id").get("id"));
    let mut tallies = tallies(db, ids.collect::<std::result::Result<_, _>>()?).await?;
    rows.iter()
        .map(|row| {
            let row = row.of("archive", "id");
            let id = row.get("id")?;
            Ok(Summary {
                id,
                state: state(row)?,
                origin: origin(row)?,
                created_at: row.moment("created_at")?,
                tally: tallies.remove(&id).unwrap_or_default(),
                sent_by: row.get("actor")?,
                confirm_key: row.get("confirm_key")?,
            })
        })
        .collect()
}

/// How many archives of a partner wait for a person.
pub async fn count_open(db: &dyn Db, partner: PartnerId) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM archive WHERE partner_id = $1 AND state = $2";
    Ok(db.count(sql!(sql, partner.0, ArchiveState::Open.name())).await?)
}

async fn tallies(db: &dyn Db, archives: Vec<i64>) -> Result<HashMap<i64, Tally>> {
    let mut tallies: HashMap<i64, Tally> = HashMap::new();
    if archives.is_empty() {
        return Ok(tallies);
    }
    let mut sql = Sql::new("SELECT archive_id, state, COUNT(*) FROM journal WHERE archive_id IN (");
    sql.list(archives).say(") GROUP BY archive_id, state");
    for row in db.all(sql).await? {
        let (archive, state, n): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
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
    let mut sql = journals();
    sql.say("partner_id = ")
        .value(partner.0)
        .say(" AND loan_id = ")
        .value(loan.0);
    sql.say(" AND state = 'published' ORDER BY id DESC");
    db.all(sql).await?.iter().map(read_journal).collect()
}

/// Subject and body of every journal published on these loans.
pub async fn published_texts(db: &dyn Db, loans: &[KivaId]) -> Result<Vec<(KivaId, String, String)>> {
    let mut texts = Vec::new();
    for chunk in loans.chunks(IDS) {
        let mut sql = Sql::new("SELECT loan_id, subject, body FROM journal WHERE loan_id IN (");
        sql.list(chunk.iter().map(|l| l.0)).say(") AND state = 'published'");
        for row in db.all(sql).await? {
            texts.push((KivaId(row.get(0)?), row.get(1)?, row.get(2)?));
        }
    }
    Ok(texts)
}

fn origin(row: Reader<'_>) -> Result<Origin> {
    Ok(row.made("source", |name: String| {
        Origin::ALL.into_iter().find(|origin| origin.name() == name)
    })?)
}

fn state(row: Reader<'_>) -> Result<ArchiveState> {
    let state: String = row.get("state")?;
    if state == ArchiveState::Open.name() {
        return Ok(ArchiveState::Open);
    }
    let closed = Closed {
        at: row.moment("closed_at")?,
        by: row.get("closed_by")?,
    };
    match state.as_str() {
        "confirmed" => Ok(ArchiveState::Confirmed(closed)),
        "discarded" => Ok(ArchiveState::Discarded(closed)),
        _ => Err(row.bad("state").into()),
    }
}

fn read_journal(row: &Row) -> Result<Journal> {
    let row = row.of("journal", "id");
    let published = row.maybe_moment("published_at")?;
    let state = row.made("state", |state: String| match (state.as_str(), published) {
        ("draft", None) => Some(JournalState::Draft),
        ("published", Some(at)) => Some(JournalState::Published(at)),
        ("taken_out", None) => Some(JournalState::TakenOut),
        _ => None,
    })?;
    Ok(Journal {
        id: row.get("id")?,
        line: row.get("line")?,
        loan: row.get::<Option<i64>>("loan_id")?.map(KivaId),
        findings: row.json("findings")?,
        state,
        sent: Sent {
            subject: row.get("subject")?,
            body: row.get("body")?,
            internal_loan_id: row.get("internal_loan_id")?,
            internal_client_id: row.get("internal_client_id")?,
            image_url: row.get("image_url")?,
        },
    })
}

//! What plug-ins, macros and web hooks have handed in: records kept until they are planned, who may push, and hints.
//!
//! It stands in the ledger's database, since both are the link's own memory, but belongs to no profile: records are the
//! partner's, wherever they are delivered.
//!
//! Invariants: the same record again makes no second row, and a different one with its id replaces it as the next
//! revision; a request is taken wholly or not at all; a key is kept as a hash; a hint holds ids and nothing of a borrower.
//! What a record says is sealed when the ledger has a key.

mod hints;
mod keys;
mod prune;
mod rows;

use std::sync::Arc;

use fieldlink_rows::{Database, Db as _, Engine, Place, Tx, sql};

pub use self::hints::Hint;
pub use self::keys::{KeyHash, KnownKey, Purpose};
pub use self::prune::Origins;
pub use self::rows::{Batch, PushedRow, SheetCount, Taken, Took};
use super::error::{LedgerError, Result};
use super::open;
use super::seal::{self, Sealer};
use crate::config::Config;

/// Number of the advisory lock under which PostgreSQL takes records; any that nothing else uses.
const TAKING: i64 = 0x6c65_6467_7075_7368;

/// A place for one kind of pushed records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sheet {
    /// Loans to be posted.
    Loans,
    /// Borrowers of group loans.
    Members,
    /// Due dates of loans.
    Schedules,
    /// What loans have repaid.
    Repayments,
    /// News of borrowers.
    Journals,
}

impl Sheet {
    /// All of them.
    pub const ALL: [Sheet; 5] = [
        Sheet::Loans,
        Sheet::Members,
        Sheet::Schedules,
        Sheet::Repayments,
        Sheet::Journals,
    ];

    /// As it stands in the receiver's paths.
    pub const fn as_str(self) -> &'static str {
        match self {
            Sheet::Loans => "loans",
            Sheet::Members => "members",
            Sheet::Schedules => "schedules",
            Sheet::Repayments => "repayments",
            Sheet::Journals => "journals",
        }
    }

    /// By its name in a path.
    pub fn of_name(name: &str) -> Option<Sheet> {
        Sheet::ALL.into_iter().find(|sheet| sheet.as_str() == name)
    }

    /// What a section of fieldlink.toml reads.
    pub fn of_section(section: &str) -> Option<Sheet> {
        match section {
            "loan_drafts" => Some(Sheet::Loans),
            "loan_drafts.members" => Some(Sheet::Members),
            "loan_drafts.schedule" => Some(Sheet::Schedules),
            "repayments" => Some(Sheet::Repayments),
            "journals" => Some(Sheet::Journals),
            _ => None,
        }
    }
}

/// Where the receiver's memory is, and what seals it.
#[derive(Debug, Clone)]
pub struct PushedPlace {
    place: Place,
    sealer: Option<Arc<Sealer>>,
}

impl PushedPlace {
    /// As `[ledger]` says.
    ///
    /// # Errors
    /// [`LedgerError::NoUrl`], [`LedgerError::NoKey`] and [`LedgerError::Keys`].
    pub fn of(config: &Config) -> Result<PushedPlace> {
        Ok(PushedPlace {
            place: open::place(config, &config.settings().ledger)?,
            sealer: open::keys(config, &config.settings().ledger)?.map(Arc::new),
        })
    }

    /// The same with keys.
    #[must_use]
    pub fn sealed_by(self, sealer: Sealer) -> PushedPlace {
        PushedPlace {
            sealer: Some(Arc::new(sealer)),
            ..self
        }
    }
}

/// Without keys.
impl From<Place> for PushedPlace {
    fn from(place: Place) -> PushedPlace {
        PushedPlace { place, sealer: None }
    }
}

/// The receiver's memory.
#[derive(Debug, Clone)]
pub struct Pushed {
    pub(super) db: Database,
    sealer: Option<Arc<Sealer>>,
}

impl Pushed {
    /// Opens it, and brings the tables up to date.
    ///
    /// # Errors
    /// As [`super::Ledger::open`].
    pub async fn open(place: &PushedPlace) -> Result<Pushed> {
        Ok(Pushed {
            db: open::connect(&place.place).await?,
            sealer: place.sealer.clone(),
        })
    }

    /// Opens the one of a configuration.
    ///
    /// # Errors
    /// As [`PushedPlace::of`] and [`Pushed::open`].
    pub async fn of(config: &Config) -> Result<Pushed> {
        Pushed::open(&PushedPlace::of(config)?).await
    }

    /// What a record says, as it is written down. It opens as this record and nowhere else.
    fn seal(&self, sheet: Sheet, id: &str, fields: String) -> Result<String> {
        match &self.sealer {
            None => Ok(fields),
            Some(sealer) => sealer.seal(&place_of(sheet, id), &fields).map_err(LedgerError::Keys),
        }
    }

    /// What a record says, as it was before it was written down.
    fn opened(&self, sheet: Sheet, row: i64, id: &str, fields: &str) -> Result<String> {
        seal::open(self.sealer.as_deref(), &place_of(sheet, id), fields)
            .map_err(|source| LedgerError::Sealed { id: row, source })
    }

    /// A transaction that has the tables to itself. Two requests with the same key, or with the same records in another
    /// order, then come one after the other instead of failing each other.
    async fn begin(&self) -> Result<Tx> {
        let tx = self.db.begin().await?;
        if tx.engine() == Engine::Postgres {
            tx.run(sql!("SELECT pg_advisory_xact_lock($1)", TAKING)).await?;
        }
        Ok(tx)
    }
}

/// Where a record stands, so that it opens nowhere else.
fn place_of(sheet: Sheet, id: &str) -> String {
    format!("pushed/{}/{id}", sheet.as_str())
}

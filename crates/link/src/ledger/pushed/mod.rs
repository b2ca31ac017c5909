//! What plug-ins, macros and web hooks have handed in: records kept until they are planned, who may push, and hints.
//!
//! It stands in the ledger's database, since both are the link's own memory, but belongs to no profile: records are the
//! partner's, wherever they are delivered.
//!
//! Invariants: the same record again makes no second row, and a different one with its id replaces it as the next
//! revision; a request is taken wholly or not at all; a key is kept as a hash; a hint holds ids and nothing of a borrower.

mod entity;
mod hints;
mod keys;
mod rows;

use sea_orm::{ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, TransactionTrait};

pub use self::hints::Hint;
pub use self::keys::{KeyHash, KnownKey, Purpose};
pub use self::rows::{Batch, PushedRow, SheetCount, Taken, Took};
use super::error::Result;
use super::open::{self, LedgerUrl};

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

/// The receiver's memory.
#[derive(Debug, Clone)]
pub struct Pushed {
    pub(super) db: DatabaseConnection,
}

impl Pushed {
    /// Opens it, and brings the tables up to date.
    ///
    /// # Errors
    /// As [`super::Ledger::open`].
    pub async fn open(url: &LedgerUrl) -> Result<Pushed> {
        Ok(Pushed {
            db: open::connect(url).await?,
        })
    }

    /// A transaction that has the tables to itself. Two requests with the same key, or with the same records in another
    /// order, then come one after the other instead of failing each other.
    async fn begin(&self) -> Result<DatabaseTransaction> {
        let tx = self.db.begin_with_options(open::immediate()).await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TAKING})"))
                .await?;
        }
        Ok(tx)
    }
}

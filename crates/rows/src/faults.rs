//! What befalls statements of SQLite, for tests: SQLite itself refuses the one that is chosen. A line to a server is cut by
//! a proxy instead.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, Row as _, Sqlite, SqliteConnection};

use crate::Place;
use crate::connection::Connection;

/// A way in which statements fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ill {
    /// From the chosen change on the file may not grow.
    Full,
    /// The chosen statement is broken off, be it a read or a commit.
    Interrupted,
    /// Another writer is there when the chosen transaction begins.
    Busy,
}

impl Ill {
    fn can_befall(self, text: &str) -> bool {
        match self {
            Ill::Full => !["BEGIN", "COMMIT", "SELECT"].iter().any(|word| text.starts_with(word)),
            Ill::Interrupted => true,
            Ill::Busy => text == "BEGIN",
        }
    }
}

/// Decides about the statements on one file, whoever of this process has it open. Clones are one.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The ill, and how many statements pass that it could befall.
    armed: Option<(Ill, usize)>,
    /// That the next transaction finds room again.
    heals: bool,
    other_writer: Option<SqliteConnection>,
}

/// Those of each file.
static FAULTS: LazyLock<Mutex<HashMap<PathBuf, Faults>>> = LazyLock::new(Default::default);

impl Faults {
    /// Those of a file, as its URL names it.
    pub fn of(file: &Path) -> Faults {
        let mut all = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
        all.entry(file.to_owned()).or_default().clone()
    }

    pub(crate) fn at(place: &Place) -> Faults {
        match place {
            Place::File(file) => Faults::of(file),
            Place::Postgres(_) => Faults::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets so many statements pass that the ill could befall, and then strikes once.
    pub fn arm(&self, ill: Ill, passing: usize) {
        self.state().armed = Some((ill, passing));
    }

    /// Makes all well again. Whether the ill that was armed struck.
    pub async fn heal(&self) -> bool {
        self.other_writer_leaves().await;
        let mut state = self.state();
        state.heals = true;
        state.armed.take().is_none()
    }

    async fn other_writer_leaves(&self) {
        let other_writer = self.state().other_writer.take();
        if let Some(other_writer) = other_writer {
            other_writer.close().await.expect("a file closes");
        }
    }

    /// Makes what comes next fail, where that was chosen.
    pub(crate) async fn before(&self, connection: &mut Connection, text: &str) {
        let Connection::Sqlite(connection) = connection else {
            return;
        };
        self.other_writer_leaves().await;
        let (heals, ill) = {
            let mut state = self.state();
            let heals = text == "BEGIN" && std::mem::take(&mut state.heals);
            (heals, state.next(text))
        };
        if heals {
            set(connection, "PRAGMA max_page_count = 1000000").await;
        }
        if let Some(ill) = ill {
            let other_writer = strike(ill, connection).await;
            self.state().other_writer = other_writer;
        }
    }
}

impl State {
    /// What befalls this statement.
    fn next(&mut self, text: &str) -> Option<Ill> {
        let (ill, passing) = self.armed.as_mut().filter(|(ill, _)| ill.can_befall(text))?;
        if *passing > 0 {
            *passing -= 1;
            return None;
        }
        let ill = *ill;
        self.armed = None;
        Some(ill)
    }
}

/// Answers the other writer, where that is the ill.
async fn strike(ill: Ill, connection: &mut PoolConnection<Sqlite>) -> Option<SqliteConnection> {
    match ill {
        // SQLite takes the pages there are for the least.
        Ill::Full => set(connection, "PRAGMA max_page_count = 1").await,
        Ill::Interrupted => {
            let struck = AtomicBool::new(false);
            let goes_on = move || struck.swap(true, Ordering::SeqCst);
            let mut handle = connection.lock_handle().await.expect("an open connection");
            handle.set_progress_handler(1, goes_on);
        }
        Ill::Busy => {
            set(connection, "PRAGMA busy_timeout = 0").await;
            let place = connection.fetch_one("PRAGMA database_list").await;
            let file: String = place.expect("a file that is open").get("file");
            let options = SqliteConnectOptions::new().filename(file);
            let mut other = SqliteConnection::connect_with(&options).await.expect("the file");
            other.execute("BEGIN IMMEDIATE").await.expect("nobody else writes");
            return Some(other);
        }
    }
    None
}

async fn set(connection: &mut SqliteConnection, pragma: &'static str) {
    let done = connection.execute(AssertSqlSafe(pragma.to_owned())).await;
    done.expect("a setting of the connection");
}

//! Why a run ended before anything could be planned or sent.

use super::guards::Tripped;
use super::plan_file::PlanFileError;
use crate::config::ConfigError;
use crate::delivery::Stop;
use crate::kind::Kind;
use crate::ledger::{LedgerError, Trouble};
use crate::record::Origin;
use crate::said::Said;
use crate::source::SourceError;
use crate::spool::SpoolError;

/// What to do about an account that may write.
pub(crate) const ACCOUNT_READS: &str =
    "ask the database's people for an account that may only SELECT; it is the safest way for every database";

/// An error of a library that is only told on.
type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// Why a run ended. Nothing is lost by it: what was sent is in the ledger.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A source cannot be read, or is empty.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A source lacks columns that the configuration names.
    #[error("source {source_name} has no column {} for [{section}]", columns(missing))]
    Columns {
        /// The source.
        source_name: String,
        /// The section.
        section: String,
        /// Each column with the nearest one there is.
        missing: Vec<(String, Option<String>)>,
    },
    /// A source has several columns of a name that the configuration uses.
    #[error(
        "source {source_name} has several columns called {} for [{section}]; give each its own name",
        doubled.join(", ")
    )]
    DoubledColumns {
        /// The source.
        source_name: String,
        /// The section.
        section: String,
        /// Their names.
        doubled: Vec<String>,
    },
    /// A record does not say when it was written, where only what is new is read.
    #[error(
        "{origin}: `incremental` goes by column {column}, which must hold a whole number or a date in every row; here it holds {value:?}"
    )]
    Cursor {
        /// The record.
        origin: Origin,
        /// The column.
        column: String,
        /// What it holds.
        value: String,
    },
    /// A source has rows, and none of them is meant.
    #[error("[{section}] has {rows} rows, and none of them meets `when` ({when})")]
    NoneMeant {
        /// The section.
        section: String,
        /// How many rows there are.
        rows: usize,
        /// The condition.
        when: String,
    },
    /// There is no such row to be explained.
    #[error("{kind} has no row {wanted:?}{left_out}", kind = kind.plural())]
    NoSuchRow {
        /// Where it was looked for.
        kind: Kind,
        /// The row's number or id.
        wanted: String,
        /// Why it is not among the rows, when it is in the source all the same.
        left_out: String,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The Partner API cannot be asked.
    #[error("{}", .0.message)]
    Api(Stop),
    /// A plan file is not sent or approved.
    #[error(transparent)]
    PlanFile(#[from] PlanFileError),
    /// The profile wants an approved plan.
    #[error("profile {profile} sends only a plan that somebody approved")]
    NeedsApproval {
        /// The profile.
        profile: String,
    },
    /// Guards stop the send.
    #[error("stopped by [guards] before anything was sent: {}", trips(.0))]
    Guards(Vec<Tripped>),
    /// Settings of a production profile belong elsewhere.
    #[error("profile {profile} is for production, but {}", Said::joined(found))]
    MixedUp {
        /// The profile.
        profile: String,
        /// Each setting in words.
        found: Vec<Said>,
    },
    /// The first run to production is a small one that somebody approved.
    #[error(
        "nothing has ever been sent with profile {profile}: the first run is an approved plan of at most {most} rows"
    )]
    FirstRun {
        /// The profile.
        profile: String,
        /// Its `first_run_rows`.
        most: usize,
    },
    /// The profile was taken back from production work.
    #[error("{by} took profile {profile} back: {why}")]
    Back {
        /// The profile.
        profile: String,
        /// Who.
        by: String,
        /// Why.
        why: String,
    },
    /// The clock was set back.
    #[error("the machine's clock says {now}, but the ledger was last sent with at {last}")]
    Clock {
        /// What the clock says.
        now: String,
        /// The end of the last run.
        last: String,
    },
    /// The machine's clock and the server's do not agree.
    #[error("the machine's clock says {now}, but the server's says {theirs}")]
    ServerClock {
        /// What the clock says.
        now: String,
        /// What the server's clock says.
        theirs: String,
    },
    /// The server of the ledger could not be asked for its locks.
    #[error("cannot ask the ledger's server who else is sending")]
    Locks(#[source] BoxedError),
    /// What was read cannot be kept until it is sent.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// A report cannot be written.
    #[error("cannot write the report: {0}")]
    Report(String),
    /// Nobody can be told.
    #[error(transparent)]
    Notify(#[from] crate::notify::NotifyError),
    /// There is nothing to do by itself.
    #[error(
        "fieldlink.toml has no [[schedule]], no [watch] and no `receive` in [run], so there is nothing to do by itself"
    )]
    NothingScheduled,
    /// There is nothing to do.
    #[error("fieldlink.toml has none of [loan_drafts], [repayments] and [journals] that this run should do")]
    NothingToDo,
}

impl RunError {
    /// A stable name, for the ledger's list of runs.
    pub fn name(&self) -> &'static str {
        match self {
            RunError::Config(_) => "configuration",
            RunError::Source(_)
            | RunError::Columns { .. }
            | RunError::DoubledColumns { .. }
            | RunError::Cursor { .. } => "source",
            RunError::Ledger(_) | RunError::Locks(_) => "ledger",
            RunError::Spool(_) => "temporary_files",
            RunError::Api(stop) => stop.why,
            RunError::PlanFile(PlanFileError::Unwritable { .. }) => "plan_folder",
            RunError::PlanFile(_) => "plan_file",
            RunError::NeedsApproval { .. } => "approval",
            RunError::Guards(_) => "guards",
            RunError::MixedUp { .. } => "mixed_up",
            RunError::FirstRun { .. } => "first_run",
            RunError::Back { .. } => "back",
            RunError::Clock { .. } | RunError::ServerClock { .. } => "clock",
            RunError::Report(_) => "report",
            RunError::NoSuchRow { .. } => "no_such_row",
            RunError::NoneMeant { .. } => "none_meant",
            RunError::Notify(_) => "notify",
            RunError::NothingScheduled => "nothing_scheduled",
            RunError::NothingToDo => "nothing_to_do",
        }
    }

    /// When the Partner API cannot be asked.
    pub fn api(error: fieldlink_client::Error) -> RunError {
        RunError::Api(Stop::of(&error))
    }

    /// What to do about it, when the message does not say.
    pub fn next(&self) -> Option<&'static str> {
        match self {
            RunError::Api(stop) => Some(stop.next),
            RunError::PlanFile(PlanFileError::NoName) => Some("say who approves: --by NAME"),
            RunError::PlanFile(PlanFileError::Other { .. }) => Some("choose the profile that the plan is for"),
            RunError::PlanFile(PlanFileError::Unwritable { .. }) => {
                Some("check that the folder of plans, `plans` in [run], can be written")
            }
            RunError::PlanFile(_) => {
                Some("plan again with `fieldlink plan --out FILE`, and have the new plan approved")
            }
            RunError::NeedsApproval { .. } => Some(
                "`fieldlink plan --out FILE`, let somebody look at it and run `fieldlink approve FILE --by NAME`, then `fieldlink send --plan FILE`",
            ),
            RunError::Guards(_) => Some(
                "look at `fieldlink plan`; if it is right all the same, `fieldlink send --override-guards --by NAME` sends it this once",
            ),
            RunError::MixedUp { .. } => Some("correct the settings of the profile in fieldlink.toml"),
            RunError::FirstRun { .. } => Some(
                "`fieldlink plan --limit 10 --out first.json`, `fieldlink approve first.json --by NAME`, then `fieldlink send --plan first.json`; `fieldlink go-live` shows all steps",
            ),
            RunError::Clock { .. } => Some(
                "correct the clock: the month of a report comes from it; when it is right now, `fieldlink send --clock-is-right`",
            ),
            RunError::ServerClock { .. } => Some(
                "correct the machine's clock (on Linux: timedatectl): the month of a report comes from it; when it is right and the server's is not, `fieldlink send --clock-is-right`",
            ),
            RunError::Ledger(LedgerError::InUse { .. }) => Some("wait until it is done, and run the command again"),
            RunError::Ledger(LedgerError::Database(fieldlink_rows::Error::Unanswered(_))) => Some(
                "make room on the ledger's disk, or see that its server is well, and run the command again: it sends nothing twice",
            ),
            RunError::Ledger(error) if error.trouble().is_some() => error.trouble().map(|trouble| match trouble {
                Trouble::Full => {
                    "make room on the disk of the ledger and run the command again: it goes on where it stopped and sends nothing twice"
                }
                Trouble::Memory => {
                    "give the server of the ledger more memory or less to do, and run the command again: it goes on where it stopped"
                }
                Trouble::Connections => {
                    "see that the server of the ledger is ready, close programs that use it or raise its max_connections, and run the command again"
                }
                Trouble::Stopping | Trouble::Away => {
                    "wait until the server of the ledger runs, and run the command again: it goes on where it stopped"
                }
            }),
            RunError::Ledger(LedgerError::NoSuchRow(_) | LedgerError::NotNow { .. }) => {
                Some("`fieldlink ledger list` shows the rows there are, and where they stand")
            }
            RunError::Ledger(LedgerError::NoSuchLink(_)) => Some("`fieldlink inbox` shows the links there are"),
            RunError::Ledger(LedgerError::KeyExists(_) | LedgerError::NoSuchKey(_)) => {
                Some("`fieldlink receive key list` shows who has a key")
            }
            RunError::Ledger(_) | RunError::Locks(_) => Some(
                "check that the ledger's file or server is there and can be written; what was sent is in it, and the next run goes on from there",
            ),
            RunError::Spool(_) => Some(
                "make room in the folder for temporary files, or name another one with the environment variable TMPDIR, and run the command again: it goes on where it stopped",
            ),
            RunError::Source(SourceError::Empty { .. }) => {
                Some("look at the query and the file; where no rows are fine, set `allow_empty = true`")
            }
            RunError::Back { .. } => Some("`fieldlink go-live forth --by NAME` lets it send again"),
            RunError::Columns { .. } => Some(
                "correct the column names in fieldlink.toml, or the query; in a file the first row that is not empty is taken for the header: when titles stand above it, set `header_row` in its [source]",
            ),
            RunError::DoubledColumns { .. } => Some("rename one of them in the file or the query"),
            RunError::Cursor { .. } => Some(
                "name a column that is set whenever a record is written, or take `incremental` out to read all rows",
            ),
            RunError::NoSuchRow { .. } => {
                Some("give the row's number as the file or sheet counts it, or its Loan ID; --kind says which section")
            }
            RunError::NoneMeant { .. } => {
                Some("check how the column is written now, or set `allow_empty = true` in this section if it is meant")
            }
            RunError::Source(SourceError::Connect { .. }) => {
                Some("check that the database runs and that the URL, user and password are right")
            }
            RunError::Source(SourceError::File { .. } | SourceError::Shape { .. } | SourceError::BrokeDown) => Some(
                "see that the file is whole, closed in other programs and without a password, then run the command again; nothing was sent",
            ),
            RunError::Source(SourceError::Http { .. }) => {
                Some("check `url` and the way to sign in, and that the API runs; `fieldlink doctor` asks it")
            }
            RunError::Source(SourceError::Query { .. } | SourceError::TooSlow { .. }) => {
                Some("try the query in the database's own client, and correct it in fieldlink.toml")
            }
            RunError::Source(SourceError::Refused { .. }) => {
                Some("correct the query in fieldlink.toml; nothing of it was asked")
            }
            RunError::Source(SourceError::MayWrite { .. }) => Some(ACCOUNT_READS),
            RunError::Source(SourceError::Value { .. }) => Some("correct the value where it stands, or the query"),
            RunError::Source(_) => Some("set what the message names; `fieldlink doctor` looks at all sources"),
            RunError::Config(_) => Some("correct fieldlink.toml as the message says"),
            RunError::NothingScheduled => {
                Some("add a [[schedule]] with `name` and `cron`, or send by hand: `fieldlink send`")
            }
            _ => None,
        }
    }
}

fn trips(all: &[Tripped]) -> String {
    all.iter().map(Tripped::to_string).collect::<Vec<_>>().join("; ")
}

fn columns(missing: &[(String, Option<String>)]) -> String {
    let one = |(name, near): &(String, Option<String>)| match near {
        Some(near) => format!("{name:?} (did you mean {near:?}?)"),
        None => format!("{name:?}"),
    };
    missing.iter().map(one).collect::<Vec<_>>().join(", ")
}

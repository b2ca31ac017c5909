//! Why a run ended before anything could be planned or sent.

use fieldlink_say::{Message, message};

use super::guards::Tripped;
use super::plan_file::PlanFileError;
use crate::config::ConfigError;
use crate::delivery::Stop;
use crate::kind::Kind;
use crate::ledger::{LedgerError, Trouble};
use crate::record::Origin;
use crate::source::SourceError;
use crate::spool::SpoolError;

/// What to do about an account that may write.
pub(crate) const ACCOUNT_READS: Message = message!("next-account-reads");

/// An error of a library that is only told on.
type BoxedError = Box<dyn std::error::Error + Send + Sync>;

/// Why a run ended. Nothing is lost by it: what was sent is in the ledger.
#[derive(Debug, fieldlink_say::Error)]
#[say("run")]
pub enum RunError {
    /// The configuration cannot be used.
    #[say(inner)]
    Config(#[from] ConfigError),
    /// A source cannot be read, or is empty.
    #[say(inner)]
    Source(#[from] SourceError),
    /// A source lacks columns that the configuration names.
    #[say(with = columns)]
    Columns {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section.
        section: String,
        /// Each column with the nearest one there is.
        missing: Vec<(String, Option<String>)>,
    },
    /// A source has several columns of a name that the configuration uses.
    DoubledColumns {
        /// The source.
        #[say("source")]
        source_name: String,
        /// The section.
        section: String,
        /// Their names.
        #[say("names")]
        doubled: Vec<String>,
    },
    /// A record does not say when it was written, where only what is new is read.
    Cursor {
        /// The record.
        origin: Origin,
        /// The column.
        column: String,
        /// What it holds.
        value: String,
    },
    /// A source has rows, and none of them is meant.
    NoneMeant {
        /// The section.
        section: String,
        /// How many rows there are.
        rows: usize,
        /// The condition.
        when: String,
    },
    /// There is no such row to be explained.
    NoSuchRow {
        /// Where it was looked for.
        kind: Kind,
        /// The row's number or id.
        wanted: String,
        /// Why it is not among the rows, when it is in the source all the same.
        left_out: Option<Box<Message>>,
    },
    /// The ledger cannot be used.
    #[say(inner)]
    Ledger(#[from] LedgerError),
    /// The Partner API cannot be asked.
    #[say(with = Message::from)]
    Api(#[say(skip)] Stop),
    /// A plan file is not sent or approved.
    #[say(inner)]
    PlanFile(#[from] PlanFileError),
    /// The profile wants an approved plan.
    NeedsApproval {
        /// The profile.
        profile: String,
    },
    /// Guards stop the send.
    #[say(with = guards)]
    Guards(#[say(skip)] Vec<Tripped>),
    /// Settings of a production profile belong elsewhere.
    MixedUp {
        /// The profile.
        profile: String,
        /// Each setting in words.
        found: Vec<Message>,
    },
    /// The first run to production is a small one that somebody approved.
    FirstRun {
        /// The profile.
        profile: String,
        /// Its `first_run_rows`.
        most: usize,
    },
    /// The profile was taken back from production work.
    Back {
        /// The profile.
        profile: String,
        /// Who.
        by: String,
        /// Why.
        why: String,
    },
    /// The clock was set back.
    Clock {
        /// What the clock says.
        now: String,
        /// The end of the last run.
        last: String,
    },
    /// The machine's clock and the server's do not agree.
    ServerClock {
        /// What the clock says.
        now: String,
        /// What the server's clock says.
        theirs: String,
    },
    /// The server of the ledger could not be asked for its locks.
    Locks(#[source] BoxedError),
    /// What was read cannot be kept until it is sent.
    #[say(inner)]
    Spool(#[from] SpoolError),
    /// A report cannot be written.
    Report(#[say("why")] Box<Message>),
    /// Nobody can be told.
    #[say(inner)]
    Notify(#[from] crate::notify::NotifyError),
    /// There is nothing to do by itself.
    NothingScheduled,
    /// There is nothing to do.
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
    pub fn next(&self) -> Option<Message> {
        match self {
            RunError::Api(stop) => Some(stop.next.clone()),
            RunError::PlanFile(PlanFileError::NoName) => Some(message!("next-approver")),
            RunError::PlanFile(PlanFileError::Other { .. }) => Some(message!("next-plan-profile")),
            RunError::PlanFile(PlanFileError::Unwritable { .. }) => Some(message!("next-plans-folder")),
            RunError::PlanFile(_) => Some(message!("next-plan-again")),
            RunError::NeedsApproval { .. } => Some(message!("next-approval")),
            RunError::Guards(_) => Some(message!("next-guards")),
            RunError::MixedUp { .. } => Some(message!("next-mixed-up")),
            RunError::FirstRun { .. } => Some(message!("next-first-run")),
            RunError::Clock { .. } => Some(message!("next-clock")),
            RunError::ServerClock { .. } => Some(message!("next-server-clock")),
            RunError::Ledger(LedgerError::InUse { .. }) => Some(message!("next-ledger-in-use")),
            RunError::Ledger(LedgerError::Database(fieldlink_rows::Error::Unanswered(_))) => {
                Some(message!("next-ledger-unanswered"))
            }
            RunError::Ledger(error) if error.trouble().is_some() => error.trouble().map(|trouble| match trouble {
                Trouble::Full => {
                    message!("next-ledger-full")
                }
                Trouble::Memory => {
                    message!("next-ledger-memory")
                }
                Trouble::Connections => {
                    message!("next-ledger-connections")
                }
                Trouble::Stopping | Trouble::Away => {
                    message!("next-ledger-away")
                }
            }),
            RunError::Ledger(LedgerError::NoSuchRow(_) | LedgerError::NotNow { .. }) => {
                Some(message!("next-ledger-list"))
            }
            RunError::Ledger(LedgerError::NoSuchLink(_)) => Some(message!("next-inbox")),
            RunError::Ledger(LedgerError::KeyExists(_) | LedgerError::NoSuchKey(_)) => Some(message!("next-key-list")),
            RunError::Ledger(_) | RunError::Locks(_) => Some(message!("next-ledger")),
            RunError::Spool(_) => Some(message!("next-spool")),
            RunError::Source(SourceError::Empty { .. }) => Some(message!("next-source-empty")),
            RunError::Back { .. } => Some(message!("next-back")),
            RunError::Columns { .. } => Some(message!("next-columns")),
            RunError::DoubledColumns { .. } => Some(message!("next-doubled-columns")),
            RunError::Cursor { .. } => Some(message!("next-cursor")),
            RunError::NoSuchRow { .. } => Some(message!("next-no-such-row")),
            RunError::NoneMeant { .. } => Some(message!("next-none-meant")),
            RunError::Source(SourceError::Connect { .. }) => Some(message!("next-source-connect")),
            RunError::Source(SourceError::File { .. } | SourceError::Shape { .. } | SourceError::BrokeDown) => {
                Some(message!("next-source-file"))
            }
            RunError::Source(SourceError::Http { .. }) => Some(message!("next-source-http")),
            RunError::Source(SourceError::Query { .. } | SourceError::TooSlow { .. }) => {
                Some(message!("next-source-query"))
            }
            RunError::Source(SourceError::Refused { .. }) => Some(message!("next-source-refused")),
            RunError::Source(SourceError::MayWrite { .. }) => Some(ACCOUNT_READS),
            RunError::Source(SourceError::Value { .. }) => Some(message!("next-source-value")),
            RunError::Source(_) => Some(message!("next-source")),
            RunError::Config(_) => Some(message!("next-config")),
            RunError::NothingScheduled => Some(message!("next-nothing-scheduled")),
            _ => None,
        }
    }
}

fn guards(tripped: &[Tripped]) -> Message {
    let all: Vec<Message> = tripped.iter().map(Message::from).collect();
    message!("run-guards", guards = all)
}

fn columns(source: &str, section: &str, missing: &[(String, Option<String>)]) -> Message {
    let names: Vec<Message> = missing
        .iter()
        .map(|(name, near)| match near {
            Some(near) => message!("column-near", name = name, near = near),
            None => message!("column-quoted", name = name),
        })
        .collect();
    message!("run-columns", source = source, section = section, names = names)
}

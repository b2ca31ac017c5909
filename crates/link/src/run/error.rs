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
pub(crate) const ACCOUNT_READS: Message = message!("ask-database-s-people-account");

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
            RunError::PlanFile(PlanFileError::NoName) => Some(message!("say-who-approves-name")),
            RunError::PlanFile(PlanFileError::Other { .. }) => Some(message!("choose-profile-plan")),
            RunError::PlanFile(PlanFileError::Unwritable { .. }) => Some(message!("check-folder-plans-plans-run")),
            RunError::PlanFile(_) => Some(message!("plan-again-fieldlink-plan-out")),
            RunError::NeedsApproval { .. } => Some(message!("fieldlink-plan-out-file-let")),
            RunError::Guards(_) => Some(message!("look-fieldlink-plan-if-right")),
            RunError::MixedUp { .. } => Some(message!("correct-settings-profile-fieldlink-toml")),
            RunError::FirstRun { .. } => Some(message!("fieldlink-plan-limit-10-out")),
            RunError::Clock { .. } => Some(message!("correct-clock-month-report-comes")),
            RunError::ServerClock { .. } => Some(message!("correct-machine-s-clock-linux")),
            RunError::Ledger(LedgerError::InUse { .. }) => Some(message!("wait-until-done-run-command")),
            RunError::Ledger(LedgerError::Database(fieldlink_rows::Error::Unanswered(_))) => {
                Some(message!("make-room-ledger-s-disk"))
            }
            RunError::Ledger(error) if error.trouble().is_some() => error.trouble().map(|trouble| match trouble {
                Trouble::Full => {
                    message!("make-room-disk-ledger-run")
                }
                Trouble::Memory => {
                    message!("give-server-ledger-more-memory")
                }
                Trouble::Connections => {
                    message!("see-server-ledger-ready-close")
                }
                Trouble::Stopping | Trouble::Away => {
                    message!("wait-until-server-ledger-runs")
                }
            }),
            RunError::Ledger(LedgerError::NoSuchRow(_) | LedgerError::NotNow { .. }) => {
                Some(message!("fieldlink-ledger-list-shows-rows"))
            }
            RunError::Ledger(LedgerError::NoSuchLink(_)) => Some(message!("fieldlink-inbox-shows-links")),
            RunError::Ledger(LedgerError::KeyExists(_) | LedgerError::NoSuchKey(_)) => {
                Some(message!("fieldlink-receive-key-list-shows"))
            }
            RunError::Ledger(_) | RunError::Locks(_) => Some(message!("check-ledger-s-file-server")),
            RunError::Spool(_) => Some(message!("make-room-folder-temporary-files")),
            RunError::Source(SourceError::Empty { .. }) => Some(message!("look-query-file-where-no")),
            RunError::Back { .. } => Some(message!("fieldlink-go-live-forth-name")),
            RunError::Columns { .. } => Some(message!("correct-column-names-fieldlink-toml")),
            RunError::DoubledColumns { .. } => Some(message!("rename-them-file-query")),
            RunError::Cursor { .. } => Some(message!("name-column-set-whenever-record")),
            RunError::NoSuchRow { .. } => Some(message!("give-row-s-number-file")),
            RunError::NoneMeant { .. } => Some(message!("check-how-column-written-now")),
            RunError::Source(SourceError::Connect { .. }) => Some(message!("check-database-runs-url-user")),
            RunError::Source(SourceError::File { .. } | SourceError::Shape { .. } | SourceError::BrokeDown) => {
                Some(message!("see-file-whole-closed-other"))
            }
            RunError::Source(SourceError::Http { .. }) => Some(message!("check-url-way-sign-api")),
            RunError::Source(SourceError::Query { .. } | SourceError::TooSlow { .. }) => {
                Some(message!("try-query-database-s-own"))
            }
            RunError::Source(SourceError::Refused { .. }) => Some(message!("correct-query-fieldlink-toml-nothing")),
            RunError::Source(SourceError::MayWrite { .. }) => Some(ACCOUNT_READS),
            RunError::Source(SourceError::Value { .. }) => Some(message!("correct-value-where-stands-query")),
            RunError::Source(_) => Some(message!("set-message-names-fieldlink-doctor")),
            RunError::Config(_) => Some(message!("correct-fieldlink-toml-message-says")),
            RunError::NothingScheduled => Some(message!("add-schedule-name-cron-send")),
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

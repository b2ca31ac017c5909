//! What is said to people, with a name and values beside the English words, so that it can be said in another language.

use std::fmt;
use std::path::Path;

use fieldlink_rows as rows;
use serde::{Serialize, Serializer};

use crate::config::ConfigError;
use crate::delivery::Stop;
use crate::doctor::chain;
use crate::go_live::GoLiveError;
use crate::ledger::{LedgerError, Trouble};
use crate::run::{PlanFileError, RunError};
use crate::source::SourceError;
use crate::spool::SpoolError;

/// A sentence. As text and as JSON it is English.
///
/// It is what errors carry, so what is seldom there takes little room.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// In English.
    pub english: String,
    /// Its name; empty for a sentence without values, which is known by its English words.
    pub id: Box<str>,
    /// What is put in, by name.
    pub values: Vec<(&'static str, String)>,
    /// Numbers that are put in, by name: they choose between one and several.
    pub counts: Vec<(&'static str, usize)>,
    /// Sentences that are put in, by name, each in its own words.
    pub sentences: Box<[(&'static str, Vec<Said>)]>,
    /// What a driver or the system said below it, in its own words; empty when nothing did.
    pub below: Box<str>,
}

impl Said {
    /// A sentence with a name and values.
    pub fn new(id: impl Into<Box<str>>, values: &[(&'static str, String)], english: impl Into<String>) -> Said {
        Said {
            english: english.into(),
            id: id.into(),
            values: values.to_vec(),
            ..Said::default()
        }
    }

    /// The same with a number put in.
    #[must_use]
    pub fn counting(mut self, name: &'static str, count: usize) -> Said {
        self.counts.push((name, count));
        self
    }

    /// The same with sentences put in.
    #[must_use]
    pub fn quoting(mut self, name: &'static str, sentences: impl IntoIterator<Item = Said>) -> Said {
        let mut all = self.sentences.into_vec();
        all.push((name, sentences.into_iter().collect()));
        self.sentences = all.into();
        self
    }

    /// An error with everything below it.
    pub fn of(error: &dyn std::error::Error, id: &str, values: &[(&'static str, String)]) -> Said {
        let english = chain(error);
        let below = english.strip_prefix(&error.to_string()).unwrap_or_default();
        Said {
            below: below.trim_start_matches(": ").into(),
            ..Said::new(id, values, &english)
        }
    }

    /// An environment variable, as a place where something should be.
    pub fn variable(name: &str) -> Said {
        let english = format!("the environment variable {name}");
        Said::new("said-place-variable", &[("name", name.to_owned())], english)
    }

    /// A file, as a place where something should be.
    pub fn file(path: &Path) -> Said {
        let file = path.display().to_string();
        let english = format!("the file {file}");
        Said::new("said-place-file", &[("file", file)], english)
    }

    /// Sentences one after the other.
    pub fn joined<'a>(all: impl IntoIterator<Item = &'a Said>) -> String {
        let all: Vec<&str> = all.into_iter().map(|one| one.english.as_str()).collect();
        all.join("; ")
    }

    /// The name of a sentence without values: its first words.
    pub fn known_by(english: &str) -> String {
        let words: Vec<String> = english
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .take(8)
            .map(str::to_ascii_lowercase)
            .collect();
        format!("plain-{}", words.join("-"))
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english)
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english)
    }
}

impl From<&str> for Said {
    fn from(english: &str) -> Said {
        Said::from(english.to_owned())
    }
}

impl From<String> for Said {
    fn from(english: String) -> Said {
        Said {
            english,
            ..Said::default()
        }
    }
}

impl From<&RunError> for Said {
    fn from(error: &RunError) -> Said {
        let said = |id: &str, values: &[(&'static str, String)]| Said::of(error, id, values);
        match error {
            RunError::Config(error) => error.into(),
            RunError::Source(error) => error.into(),
            RunError::Ledger(error) => error.into(),
            RunError::PlanFile(error) => error.into(),
            RunError::Cursor { origin, column, value } => said(
                "said-cursor",
                &[
                    ("origin", origin.to_string()),
                    ("column", column.clone()),
                    ("value", value.clone()),
                ],
            ),
            RunError::Columns {
                source_name,
                section,
                missing,
            } => {
                let names: Vec<&str> = missing.iter().map(|(name, _)| name.as_str()).collect();
                let near: Vec<&str> = missing.iter().filter_map(|(_, near)| near.as_deref()).collect();
                let near = if near.is_empty() {
                    String::from("-")
                } else {
                    near.join(", ")
                };
                said(
                    "said-columns",
                    &[
                        ("source", source_name.clone()),
                        ("section", section.clone()),
                        ("names", names.join(", ")),
                        ("near", near),
                    ],
                )
            }
            RunError::DoubledColumns {
                source_name,
                section,
                doubled,
            } => said(
                "said-doubled-columns",
                &[
                    ("source", source_name.clone()),
                    ("section", section.clone()),
                    ("names", doubled.join(", ")),
                ],
            ),
            RunError::NoneMeant { section, rows, when } => said(
                "said-none-meant",
                &[
                    ("section", section.clone()),
                    ("rows", rows.to_string()),
                    ("when", when.clone()),
                ],
            ),
            RunError::NoSuchRow { kind, wanted, .. } => {
                said("said-no-such-row", &[("wanted", wanted.clone())]).quoting("kind", [(*kind).into()])
            }
            RunError::Api(stop) => stop.into(),
            RunError::NeedsApproval { profile } => said("said-needs-approval", &[("profile", profile.clone())]),
            RunError::Guards(tripped) => said("said-guards", &[]).quoting("guards", tripped.iter().map(Said::from)),
            RunError::MixedUp { profile, found } => {
                said("said-mixed-up", &[("profile", profile.clone())]).quoting("found", found.clone())
            }
            RunError::FirstRun { profile, most } => said(
                "said-first-run",
                &[("profile", profile.clone()), ("most", most.to_string())],
            ),
            RunError::Back { profile, by, why } => said(
                "said-back",
                &[("profile", profile.clone()), ("by", by.clone()), ("why", why.clone())],
            ),
            RunError::Clock { now, last } => said("said-clock", &[("now", now.clone()), ("last", last.clone())]),
            RunError::ServerClock { now, theirs } => {
                said("said-server-clock", &[("now", now.clone()), ("theirs", theirs.clone())])
            }
            RunError::Locks(_) => said("said-locks", &[]),
            RunError::Spool(SpoolError::File { folder, .. }) => said("said-spool-file", &[("folder", folder.clone())]),
            RunError::Spool(SpoolError::Broken) => said("said-spool-broken", &[]),
            RunError::Report(why) => said("said-report", &[("why", why.clone())]),
            RunError::Notify(_) => Said::from(chain(error)),
            RunError::NothingScheduled => said("said-nothing-scheduled", &[]),
            RunError::NothingToDo => said("said-nothing-to-do", &[]),
        }
    }
}

impl From<&Stop> for Said {
    /// Why delivery stopped; the message is the server's or the network's own.
    fn from(stop: &Stop) -> Said {
        let values = [("message", stop.message.clone())];
        Said::new(format!("said-api-{}", stop.why), &values, stop.message.clone())
    }
}

impl From<&ConfigError> for Said {
    fn from(error: &ConfigError) -> Said {
        let said = |id: &str, values: &[(&'static str, String)]| Said::of(error, id, values);
        match error {
            ConfigError::Unreadable { file, .. } => {
                said("said-config-unreadable", &[("file", file.display().to_string())])
            }
            ConfigError::Invalid {
                file,
                line,
                key,
                message,
                ..
            } => said(
                "said-config-invalid",
                &[
                    ("file", file.display().to_string()),
                    ("line", line.map_or_else(|| String::from("?"), |line| line.to_string())),
                    ("key", key.clone()),
                ],
            )
            .quoting("message", [Said::clone(message)]),
            ConfigError::NoSuchProfile { file, wanted, known } => said(
                "said-no-profile",
                &[
                    ("file", file.display().to_string()),
                    ("wanted", wanted.clone().unwrap_or_else(|| String::from("-"))),
                    ("known", known.join(", ")),
                ],
            ),
            ConfigError::Missing { key, message } => {
                said("said-config-missing", &[("key", key.clone())]).quoting("message", [Said::clone(message)])
            }
        }
    }
}

impl From<&SourceError> for Said {
    fn from(error: &SourceError) -> Said {
        let said = |id: &str, values: &[(&'static str, String)]| Said::of(error, id, values);
        let name = |source: &str| ("source", source.to_owned());
        match error {
            SourceError::Unknown { source_name } => said("said-source-unknown", &[name(source_name)]),
            SourceError::NoUrl { source_name, variable } => said(
                "said-source-no-url",
                &[name(source_name), ("variable", variable.clone())],
            ),
            SourceError::Secret { source_name, why } => {
                said("said-source-secret", &[name(source_name)]).quoting("why", [Said::clone(why)])
            }
            SourceError::Connect { source_name, why, .. } => {
                said("said-source-connect", &[name(source_name)]).quoting("why", [Said::clone(why)])
            }
            SourceError::Pushed { source_name, .. } => said("said-source-pushed", &[name(source_name)]),
            SourceError::Query {
                source_name,
                section,
                rows,
                why,
                ..
            } => {
                let values = [
                    name(source_name),
                    ("section", section.clone()),
                    ("rows", rows.to_string()),
                ];
                match why.as_slice() {
                    [] => said("said-source-query", &values),
                    why => said("said-source-query-there", &values).quoting("why", why.to_vec()),
                }
            }
            SourceError::Refused {
                source_name,
                section,
                why,
            } => said(
                "said-source-refused",
                &[name(source_name), ("section", section.clone())],
            )
            .quoting("why", [Said::clone(why)]),
            SourceError::MayWrite {
                source_name,
                account,
                why,
            } => said(
                "said-source-may-write",
                &[name(source_name), ("account", account.clone())],
            )
            .quoting("why", [Said::clone(why)]),
            SourceError::TooSlow {
                source_name,
                section,
                seconds,
            } => said(
                "said-source-too-slow",
                &[
                    name(source_name),
                    ("section", section.clone()),
                    ("seconds", seconds.to_string()),
                ],
            ),
            SourceError::Value {
                source_name,
                table,
                row,
                column,
                why,
            } => said(
                "said-source-value",
                &[
                    name(source_name),
                    ("table", table.clone()),
                    ("row", row.to_string()),
                    ("column", column.clone()),
                ],
            )
            .quoting("why", [Said::clone(why)]),
            SourceError::File { source_name, path, .. } => said(
                "said-source-file",
                &[name(source_name), ("file", path.display().to_string())],
            ),
            SourceError::Shape { source_name, path, why } => said(
                "said-source-shape",
                &[name(source_name), ("file", path.display().to_string())],
            )
            .quoting("why", [Said::clone(why)]),
            SourceError::Http {
                source_name,
                section,
                why,
            } => said("said-source-http", &[name(source_name), ("section", section.clone())])
                .quoting("why", [Said::clone(why)]),
            SourceError::NotBuilt { source_name, what } => {
                said("said-source-not-built", &[name(source_name)]).quoting("what", [Said::from(*what)])
            }
            SourceError::BrokeDown => said("said-source-broke-down", &[]),
            SourceError::Empty { source_name, section } => {
                said("said-source-empty", &[name(source_name), ("section", section.clone())])
            }
        }
    }
}

impl From<&LedgerError> for Said {
    fn from(error: &LedgerError) -> Said {
        let said = |id: &str, values: &[(&'static str, String)]| Said::of(error, id, values);
        if let LedgerError::Database(rows::Error::Unanswered(_)) = error {
            return said("said-ledger-unanswered", &[]);
        }
        match error.trouble() {
            Some(Trouble::Full) => return said("said-ledger-full", &[]),
            Some(Trouble::Memory) => return said("said-ledger-memory", &[]),
            Some(Trouble::Connections) => return said("said-ledger-connections", &[]),
            Some(Trouble::Stopping) => return said("said-ledger-stopping", &[]),
            Some(Trouble::Away) => return said("said-ledger-away", &[]),
            None => {}
        }
        match error {
            LedgerError::NoUrl(place) => said("said-ledger-no-url", &[]).quoting("place", [Said::clone(place)]),
            LedgerError::LockFile { path, .. } => {
                said("said-ledger-lock-file", &[("file", path.display().to_string())])
            }
            LedgerError::InUse { place } => said("said-ledger-in-use", &[("place", place.clone())]),
            LedgerError::Lock { place, .. } => said("said-ledger-lock", &[("place", place.clone())]),
            LedgerError::Database(error) => match error {
                rows::Error::Place { .. } => said("said-ledger-no-place", &[]),
                rows::Error::Unopened { place, .. } => said("said-ledger-unreachable", &[("place", place.clone())]),
                rows::Error::Migration { place, .. } => said("said-ledger-tables", &[("place", place.clone())]),
                rows::Error::Corrupt { row, column, .. } => said(
                    "said-ledger-corrupt",
                    &[("row", row.clone()), ("column", column.clone())],
                ),
                _ => said("said-ledger-statement", &[]),
            },
            LedgerError::Moved { expected, moved, .. } => said(
                "said-ledger-moved",
                &[("expected", expected.to_string()), ("moved", moved.to_string())],
            ),
            LedgerError::NoSuchRow(row) => said("said-ledger-no-row", &[("row", row.to_string())]),
            LedgerError::KeyExists(name) => said("said-key-exists", &[("name", name.clone())]),
            LedgerError::NoSuchKey(name) => said("said-no-such-key", &[("name", name.clone())]),
            LedgerError::NoKey { place } => said("said-ledger-no-key", &[]).quoting("place", [Said::clone(place)]),
            LedgerError::Keys(_) => said("said-ledger-keys", &[]),
            LedgerError::Sealed { id, .. } => said("said-ledger-sealed", &[("row", id.to_string())]),
            LedgerError::NotNow { id, state, why } => said(
                "said-ledger-not-now",
                &[
                    ("row", id.to_string()),
                    ("state", state.to_string()),
                    ("why", (*why).to_owned()),
                ],
            ),
            LedgerError::NoSuchLink(url) => said("said-no-link", &[("url", url.clone())]),
        }
    }
}

impl From<&PlanFileError> for Said {
    fn from(error: &PlanFileError) -> Said {
        let said = |id: &str, values: &[(&'static str, String)]| Said::of(error, id, values);
        match error {
            PlanFileError::Unreadable { file, .. } => said("said-plan-unreadable", &[("file", file.clone())]),
            PlanFileError::Unwritable { file, .. } => said("said-plan-unwritable", &[("file", file.clone())]),
            PlanFileError::NoPlan { file, message } => said(
                "said-plan-none",
                &[("file", file.clone()), ("message", message.clone())],
            ),
            PlanFileError::Other { theirs, ours } => {
                said("said-plan-other", &[("theirs", theirs.clone()), ("ours", ours.clone())])
            }
            PlanFileError::Tampered => said("said-plan-tampered", &[]),
            PlanFileError::FalseApproval => said("said-plan-false-approval", &[]),
            PlanFileError::OtherConfig => said("said-plan-other-config", &[]),
            PlanFileError::Changed(all) => {
                let named: Vec<String> = all
                    .iter()
                    .take(20)
                    .map(|one| format!("{} {}", one.kind, one.key))
                    .collect();
                said(
                    "said-plan-changed",
                    &[("rows", all.len().to_string()), ("named", named.join("; "))],
                )
            }
            PlanFileError::NoName => said("said-plan-no-name", &[]),
        }
    }
}

impl From<&GoLiveError> for Said {
    fn from(error: &GoLiveError) -> Said {
        let said = |id: &str, values: &[(&'static str, String)]| Said::of(error, id, values);
        match error {
            GoLiveError::Run(error) => error.into(),
            GoLiveError::NoProfile(what) => said("said-go-live-no-profile", &[("what", (*what).to_owned())]),
            GoLiveError::Several(what, names) => said(
                "said-go-live-several",
                &[("what", (*what).to_owned()), ("names", names.clone())],
            ),
            GoLiveError::NoStep(step, known) => said(
                "said-go-live-no-step",
                &[("step", step.clone()), ("known", known.clone())],
            ),
            GoLiveError::NoName => said("said-go-live-no-name", &[]),
        }
    }
}

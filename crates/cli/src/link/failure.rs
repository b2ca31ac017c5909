//! A failure as the terminal's user reads it: what, why, where in the file, what to do.

use std::path::Path;

use fieldlink_link::config::ConfigError;
use fieldlink_link::doctor::chain;
use fieldlink_link::go_live::GoLiveError;
use fieldlink_link::ledger::LedgerError;
use fieldlink_link::report::ReportError;
use fieldlink_link::run::RunError;
use fieldlink_link::said::Said;
use fieldlink_link::source::SourceError;
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::manner::words;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
#[error("{}", words().said(message))]
pub struct Failure {
    message: Box<Said>,
    help: Option<Box<Said>>,
    /// The help as it is shown, for whoever borrows it.
    shown: Option<String>,
    place: Option<Box<(NamedSource<String>, LabeledSpan)>>,
}

impl Failure {
    /// A failure with a sentence that says what to do.
    pub fn new(message: impl Into<Said>, help: impl Into<Said>) -> Failure {
        Failure::of(message.into()).with_help(Some(help.into()))
    }

    /// A file that cannot be written.
    pub fn unwritable(file: &Path, error: &dyn std::fmt::Display, help: &str) -> Failure {
        let file = file.display().to_string();
        let english = format!("cannot write {file}: {error}");
        let values = [("file", file), ("why", error.to_string())];
        Failure::new(Said::new("said-cannot-write", &values, english), help)
    }

    /// A file that is there and would be written over.
    pub fn already_there(file: &Path, help: &str) -> Failure {
        let file = file.display().to_string();
        let english = format!("{file} is there already");
        Failure::new(Said::new("said-already-there", &[("file", file)], english), help)
    }

    fn of(said: Said) -> Failure {
        Failure {
            message: Box::new(said),
            help: None,
            shown: None,
            place: None,
        }
    }

    fn with_help(self, help: Option<Said>) -> Failure {
        Failure {
            shown: help.as_ref().map(|help| words().said(help)),
            help: help.map(Box::new),
            ..self
        }
    }

    /// The failure as one JSON object.
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({ "error": { "message": self.message, "next": self.help } })
    }
}

impl Diagnostic for Failure {
    fn help<'a>(&'a self) -> Option<Box<dyn std::fmt::Display + 'a>> {
        self.shown
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn std::fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.place.as_deref().map(|(text, _)| text as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (_, label) = self.place.as_deref()?;
        Some(Box::new(std::iter::once(label.clone())))
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Failure {
        let mut failure = Failure::of((&error).into());
        if let ConfigError::Invalid {
            file,
            place: Some(place),
            ..
        } = error
        {
            let (text, span) = *place;
            let label = LabeledSpan::underline(span);
            failure.place = Some(Box::new((NamedSource::new(file.display().to_string(), text), label)));
        }
        failure
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Failure {
        match error {
            RunError::Config(error) => error.into(),
            error => {
                let help = match &error {
                    RunError::Api(stop) => Some(Said::new(format!("stop-{}", stop.why), &[], stop.next)),
                    error => error.next().map(Said::from),
                };
                Failure::of((&error).into()).with_help(help)
            }
        }
    }
}

impl From<LedgerError> for Failure {
    fn from(error: LedgerError) -> Failure {
        Failure::from(RunError::Ledger(error))
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        let said = match &error {
            ReportError::Ending(file) => Said::of(&error, "said-report-ending", &[("file", file.clone())]),
            ReportError::File { file, .. } => Said::of(&error, "said-report-unwritable", &[("file", file.clone())]),
            ReportError::Workbook(_) => Said::of(&error, "said-report-no-book", &[]),
        };
        Failure::of(said)
    }
}

impl From<GoLiveError> for Failure {
    fn from(error: GoLiveError) -> Failure {
        match error {
            GoLiveError::Run(error) => error.into(),
            GoLiveError::NoProfile(what) => {
                Failure::of((&GoLiveError::NoProfile(what)).into()).with_help(Some(Said::new(
                    "said-go-live-add-profile",
                    &[("what", what.to_owned())],
                    format!("add [profile.{what}]; where the addresses do not tell, with `environment = \"{what}\"`"),
                )))
            }
            error => Failure::of((&error).into()),
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Failure {
        Failure::from(RunError::Source(error))
    }
}

impl From<fieldlink_link::template::TemplateError> for Failure {
    fn from(error: fieldlink_link::template::TemplateError) -> Failure {
        Failure::of(chain(&error).into()).with_help(Some(Said::from(
            "check that its folder exists, and that no other program has the file open",
        )))
    }
}

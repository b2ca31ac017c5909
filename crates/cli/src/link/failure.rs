//! A failure as the terminal's user reads it: what, why, where in the file, what to do.

use std::path::Path;

use fieldlink_link::config::ConfigError;
use fieldlink_link::go_live::GoLiveError;
use fieldlink_link::ledger::LedgerError;
use fieldlink_link::report::ReportError;
use fieldlink_link::run::RunError;
use fieldlink_link::source::SourceError;
use fieldlink_say::{Message, message};
use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

use crate::manner::words;

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
#[error("{}", words().said(message))]
pub struct Failure {
    message: Box<Message>,
    help: Option<Box<Message>>,
    /// The help as it is shown, for whoever borrows it.
    shown: Option<String>,
    place: Option<Box<(NamedSource<String>, LabeledSpan)>>,
}

impl Failure {
    /// A failure with a sentence that says what to do.
    pub fn new(message: impl Into<Message>, help: impl Into<Message>) -> Failure {
        Failure::of(message.into()).with_help(Some(help.into()))
    }

    /// A file that cannot be written.
    pub fn unwritable(file: &Path, error: &dyn std::fmt::Display, help: Message) -> Failure {
        let file = file.display().to_string();
        Failure::new(message!("cannot-write", file = file, why = error.to_string()), help)
    }

    /// A file that is there and would be written over.
    pub fn already_there(file: &Path, help: Message) -> Failure {
        let file = file.display().to_string();
        Failure::new(message!("already-there", file = file), help)
    }

    fn of(said: Message) -> Failure {
        Failure {
            message: Box::new(said),
            help: None,
            shown: None,
            place: None,
        }
    }

    fn with_help(self, help: Option<Message>) -> Failure {
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
                let help = error.next();
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
        Failure::of((&error).into())
    }
}

impl From<GoLiveError> for Failure {
    fn from(error: GoLiveError) -> Failure {
        match error {
            GoLiveError::Run(error) => error.into(),
            GoLiveError::NoProfile(what) => Failure::of((&GoLiveError::NoProfile(what)).into())
                .with_help(Some(message!("go-live-add-profile", what = what))),
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
        Failure::of(fieldlink_say::chain(&error).into()).with_help(Some(message!("next-file-free")))
    }
}

//! The error of a use case: what the caller may read, apart from what the operator reads.

use std::error::Error as StdError;

use fieldlink_contract::codes;
use fieldlink_domain::finding::Finding;
use fieldlink_store::{Outcome, has_kept};

/// What kind of refusal it is; the edge turns it into a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The request cannot be understood or breaks a rule.
    Invalid,
    /// Nobody is signed in, or the token is no good.
    Unauthenticated,
    /// Signed in, but not allowed.
    Forbidden,
    /// Not there, or not for this caller to know of.
    NotFound,
    /// It clashes with what has happened meanwhile.
    Conflict,
    /// More than is taken.
    TooLarge,
    /// Try again later.
    Busy,
    /// The caller asks for more than its share: try again a little later.
    TooMany,
    /// Our fault; the operator reads the source.
    Internal,
}

/// A text of the site and the values that stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Id of the text.
    pub text: &'static str,
    /// Values by name.
    pub values: Vec<(&'static str, String)>,
}

/// An error of a use case. `message` is for the caller and holds no secret and no borrower data.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Kind of refusal.
    pub kind: Kind,
    /// Stable code, as on the wire (`api.…`).
    pub code: &'static str,
    /// For the caller, in English.
    pub message: String,
    /// How the site says it in the person's language; without it the message is shown.
    pub said: Option<Box<Said>>,
    /// What rules found, when rules refused.
    pub findings: Vec<Finding>,
    /// For the operator.
    #[source]
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of a kind.
    pub fn new(kind: Kind, code: &'static str, message: impl Into<String>) -> Error {
        Error {
            kind,
            code,
            message: message.into(),
            said: None,
            findings: Vec::new(),
            source: None,
        }
    }

    /// The request is wrong.
    pub fn invalid(message: impl Into<String>) -> Error {
        Error::new(Kind::Invalid, codes::INVALID_REQUEST, message)
    }

    /// The same, said on the site by this text.
    #[must_use]
    pub fn said<const N: usize>(mut self, text: &'static str, values: [(&'static str, String); N]) -> Error {
        let values = values.into();
        self.said = Some(Box::new(Said { text, values }));
        self
    }

    /// Rules refused; the findings say which.
    pub fn refused(message: impl Into<String>, findings: Vec<Finding>) -> Error {
        Error {
            findings,
            ..Error::new(Kind::Invalid, codes::INVALID_REQUEST, message)
        }
    }

    /// Not allowed.
    pub fn forbidden(message: impl Into<String>) -> Error {
        Error::new(Kind::Forbidden, codes::FORBIDDEN, message)
    }

    /// Not there.
    pub fn not_found(what: &str) -> Error {
        Error::new(Kind::NotFound, codes::NOT_FOUND, format!("{what} was not found"))
    }

    /// Clashes with what happened meanwhile.
    pub fn conflict(message: impl Into<String>) -> Error {
        Error::new(Kind::Conflict, codes::CONFLICT, message)
    }

    /// Our fault.
    pub fn internal(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        let outcome = if has_kept() {
            Outcome::NotKnown
        } else {
            Outcome::NotKept
        };
        Error::ended(outcome, source)
    }

    /// Our fault, and nobody knows how far it came.
    pub fn not_known(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        Error::ended(Outcome::NotKnown, source)
    }

    /// Our fault, of which this much is known.
    fn ended(outcome: Outcome, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Error {
        let (kind, code, message, text) = match outcome {
            Outcome::NotBegun => (
                Kind::Busy,
                codes::NOT_BEGUN,
                "The server cannot work just now. Nothing was begun; send it again in a moment.",
                "error-not-begun",
            ),
            Outcome::NotKept => (
                Kind::Internal,
                codes::ERROR,
                "Something went wrong on our side. Nothing was saved.",
                "error-not-saved",
            ),
            Outcome::NotKnown => (
                Kind::Internal,
                codes::OUTCOME_UNKNOWN,
                "Something went wrong on our side. It is not known whether this was saved: look before you send it again.",
                "error-not-known",
            ),
        };
        Error {
            source: Some(source.into()),
            ..Error::new(kind, code, message).said(text, [])
        }
    }
}

impl From<fieldlink_store::Error> for Error {
    fn from(error: fieldlink_store::Error) -> Error {
        match error {
            fieldlink_store::Error::Stale { what } => Error::conflict(format!(
                "{what} was changed by somebody else. Load it again and repeat your change."
            )),
            fieldlink_store::Error::OtherKey(kept) => Error::conflict(format!(
                "The audit trail was put under another key, {kept}. Whoever runs PA2 has to start it again with that one; until \
                 then nothing can be saved."
            ))
            .said("error-audit-key-since", [("kept", kept)]),
            other => Error::ended(other.outcome(), other),
        }
    }
}

impl From<fieldlink_store::DatabaseError> for Error {
    fn from(error: fieldlink_store::DatabaseError) -> Error {
        fieldlink_store::Error::from(error).into()
    }
}

impl From<fieldlink_domain::life::IllegalMove> for Error {
    fn from(error: fieldlink_domain::life::IllegalMove) -> Error {
        Error::conflict(error.to_string())
    }
}

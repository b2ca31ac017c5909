//! The three kinds of record that the link delivers.

use std::fmt;
use std::str::FromStr;

use fieldlink_say::{Argument, Message, message};
use serde::{Deserialize, Serialize};

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A loan to be posted.
    LoanDraft,
    /// What a loan has repaid.
    Repayment,
    /// News of a borrower.
    Journal,
}

impl Kind {
    /// All of them, in the order they are delivered in.
    pub const ALL: [Kind; 3] = [Kind::LoanDraft, Kind::Repayment, Kind::Journal];

    /// As it is kept in the ledger and written in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::LoanDraft => "loan_draft",
            Kind::Repayment => "repayment",
            Kind::Journal => "journal",
        }
    }

    /// As a person calls one of them.
    pub const fn one(self) -> Message {
        match self {
            Kind::LoanDraft => message!("kind-loan-draft"),
            Kind::Repayment => message!("kind-repayment"),
            Kind::Journal => message!("kind-journal"),
        }
    }

    /// As a person calls several of them; also the section of fieldlink.toml.
    pub const fn plural(self) -> &'static str {
        match self {
            Kind::LoanDraft => "loan drafts",
            Kind::Repayment => "repayments",
            Kind::Journal => "journals",
        }
    }
}

impl From<Kind> for Message {
    /// Several records of a kind.
    fn from(kind: Kind) -> Message {
        match kind {
            Kind::LoanDraft => message!("kinds-loan-draft"),
            Kind::Repayment => message!("kinds-repayment"),
            Kind::Journal => message!("kinds-journal"),
        }
    }
}

impl From<&Kind> for Argument {
    /// Several records of a kind.
    fn from(kind: &Kind) -> Argument {
        Message::from(*kind).into()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that names no [`Kind`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no kind of record; there are loan_drafts, repayments and journals")]
pub struct UnknownKind(String);

impl FromStr for Kind {
    type Err = UnknownKind;

    /// One or several: `loan_draft`, `loan_drafts`, `loan-drafts`.
    fn from_str(text: &str) -> Result<Kind, UnknownKind> {
        match text.replace('-', "_").trim_end_matches('s') {
            "loan_draft" => Ok(Kind::LoanDraft),
            "repayment" => Ok(Kind::Repayment),
            "journal" => Ok(Kind::Journal),
            _ => Err(UnknownKind(text.to_owned())),
        }
    }
}

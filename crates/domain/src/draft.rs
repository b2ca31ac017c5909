//! A loan draft: what the API or a person has put in so far. Everything may be missing (domain.md 1.6).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fieldlink_contract::loan_draft::LoanDraft;
use serde::{Deserialize, Serialize};

use crate::draft_rules::filled;
use crate::finding::Finding;
use crate::ids::{KivaId, PartnerId};

/// Who made a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The Partner API, by this OAuth client.
    Api(String),
    /// A person on the site, by user id.
    Person(String),
}

/// Where a draft is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    /// Can be corrected and published.
    Open,
    /// Has become the loan with this Kiva ID.
    Published(KivaId),
    /// Thrown away by a person.
    Deleted,
}

/// A step that a draft in this state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IllegalDraftMove {
    /// It has become a loan.
    #[error("this draft has already been published")]
    Published,
    /// It was deleted.
    #[error("this draft was deleted")]
    Deleted,
}

impl DraftState {
    /// An open draft, or why it is not.
    pub fn open(self) -> Result<(), IllegalDraftMove> {
        match self {
            DraftState::Open => Ok(()),
            DraftState::Published(_) => Err(IllegalDraftMove::Published),
            DraftState::Deleted => Err(IllegalDraftMove::Deleted),
        }
    }

    /// The draft has become this loan.
    pub fn publish(self, loan: KivaId) -> Result<DraftState, IllegalDraftMove> {
        self.open().map(|()| DraftState::Published(loan))
    }

    /// A person throws it away.
    pub fn delete(self) -> Result<DraftState, IllegalDraftMove> {
        self.open().map(|()| DraftState::Deleted)
    }
}

/// An individual loan or a group loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoanType {
    /// One borrower.
    Individual,
    /// Several borrowers under a group's name.
    Group,
}

/// The kind of loan a draft is: a group's when it carries a group's name or several borrowers. A blank name is none:
/// a client sends one on individual loans (domain.md 1.6).
pub fn loan_type(draft: &LoanDraft) -> LoanType {
    if draft.group_name().is_some() || draft.entreps.len() > 1 {
        LoanType::Group
    } else {
        LoanType::Individual
    }
}

/// The loan ID and client ID that the loan will carry, byte for byte. An individual loan has its borrower's. A group
/// loan has `internal_loan_id` and `internal_client_id`, and where one of them is absent, that of its first borrower:
/// no source says what PA2 does then, and repayments must find the loan by something.
pub fn internal_ids(draft: &LoanDraft) -> (Option<&str>, Option<&str>) {
    let first = draft.entreps.first();
    let of_borrower = (
        first.and_then(|e| filled(&e.loan_id)),
        first.and_then(|e| filled(&e.client_id)),
    );
    match loan_type(draft) {
        LoanType::Individual => of_borrower,
        LoanType::Group => (
            filled(&draft.internal_loan_id).or(of_borrower.0),
            filled(&draft.internal_client_id).or(of_borrower.1),
        ),
    }
}

/// What a person typed that cannot be read yet, kept so that nothing typed is lost: an amount with letters in it, a
/// repayment without its day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The text of each field, under its name on the wire.
    pub fields: BTreeMap<String, String>,
    /// What is wrong with them; each blocks.
    pub findings: Vec<Finding>,
}

impl Unread {
    /// Whether everything could be read.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty() && self.findings.is_empty()
    }
}

/// A loan draft kept by PA2.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Number within PA2.
    pub id: i64,
    /// Answered to the API as `loan_draft_uuid`; later the loan's uuid.
    pub uuid: String,
    /// Whose draft.
    pub partner_id: PartnerId,
    /// Who made it.
    pub origin: Origin,
    /// Where it is.
    pub state: DraftState,
    /// What was put in. The photo is taken out of `image_encoded` and kept under [`Draft::photo`].
    pub body: LoanDraft,
    /// What was typed and is not in the body, since it cannot be read.
    pub unread: Unread,
    /// Key of the photo in the photo store.
    pub photo: Option<String>,
    /// Why the sent picture could not be kept, in words for the person.
    pub photo_error: Option<String>,
    /// The repaid loan whose borrowers it lists again.
    pub relists: Option<KivaId>,
    /// When it arrived.
    pub created: DateTime<Utc>,
    /// Last change.
    pub updated: DateTime<Utc>,
    /// Counts changes; a save against an older version is refused.
    pub version: i64,
}

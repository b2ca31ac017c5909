//! Which call of the Partner API is meant.

use std::fmt;

/// A call, for error texts and logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// A token request.
    Token,
    /// `config/activities`.
    Activities,
    /// `config/locales`.
    Locales,
    /// `config/themes`.
    Themes,
    /// `config/locations`.
    Locations,
    /// A page of loans.
    Loans,
    /// Posting a loan draft.
    LoanDraft,
    /// Posting repayments.
    Repayments,
    /// Posting journals.
    Journals,
}

impl Call {
    /// Whether the call leaves something behind in PA2. The others may be repeated without a thought.
    #[must_use]
    pub const fn posts(self) -> bool {
        matches!(self, Self::LoanDraft | Self::Repayments | Self::Journals)
    }

    /// A short name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Activities => "activities",
            Self::Locales => "locales",
            Self::Themes => "themes",
            Self::Locations => "locations",
            Self::Loans => "loans",
            Self::LoanDraft => "loan draft",
            Self::Repayments => "repayments",
            Self::Journals => "journals",
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! What a token allows.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

/// One right of a token. The order is the documented one.
// Known from domain.md 1.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Scope {
    /// Read the partner's loans.
    #[serde(rename = "read:loans")]
    ReadLoans,
    /// Post loan drafts.
    #[serde(rename = "create:loan_draft")]
    CreateLoanDraft,
    /// Post journals.
    #[serde(rename = "create:journal_update")]
    CreateJournalUpdate,
    /// Post repayments.
    #[serde(rename = "create:repayment")]
    CreateRepayment,
}

/// A text that names no [`Scope`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope `{0}`")]
pub struct UnknownScope(pub String);

impl Scope {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::ReadLoans,
        Self::CreateLoanDraft,
        Self::CreateJournalUpdate,
        Self::CreateRepayment,
    ];

    /// The spelling on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadLoans => "read:loans",
            Self::CreateLoanDraft => "create:loan_draft",
            Self::CreateJournalUpdate => "create:journal_update",
            Self::CreateRepayment => "create:repayment",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL
            .into_iter()
            .find(|scope| scope.as_str() == text)
            .ok_or_else(|| UnknownScope(text.to_owned()))
    }
}

/// A set of scopes. As text: separated by blanks, in the documented order; in JSON (the claims of a token): a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// Every scope there is.
    #[must_use]
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// The scopes named in a text; names that are none are left out. Extra blanks mean nothing.
    #[must_use]
    pub fn known_in(text: &str) -> Self {
        text.split_ascii_whitespace()
            .filter_map(|name| name.parse().ok())
            .collect()
    }

    /// Whether the scope is in the set.
    #[must_use]
    pub fn contains(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one.
    pub fn insert(&mut self, scope: Scope) {
        self.0.insert(scope);
    }

    /// What both sets have: a token is given the requested scopes that the client may have.
    // Known from domain.md 1.2.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).copied().collect())
    }

    /// One after the other, in the documented order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

/// Strict: an unknown name is an error. [`ScopeSet::known_in`] is the lenient reading.
impl FromStr for ScopeSet {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        text.split_ascii_whitespace().map(str::parse).collect()
    }
}

impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, scope) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.as_str())?;
        }
        Ok(())
    }
}

impl Serialize for ScopeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

/// Reads a list of names or one text with blanks; unknown names are left out, so that a new scope of the issuer does
/// not break its tokens for us.
impl<'de> Deserialize<'de> for ScopeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_any(TextOrList)
            .map(|names| Self::known_in(&names.join(" ")))
    }
}

/// Reads one text or a list of texts, as JWT claims `aud` and `scope` are either.
pub(crate) struct TextOrList;

impl<'de> de::Visitor<'de> for TextOrList {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a list of texts")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<String>, E> {
        Ok(vec![text.to_owned()])
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<String>, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fps_lib_trailing_blank_and_doubled_blanks() {
        let set: ScopeSet = " read:loans  create:repayment ".parse().unwrap();
        assert_eq!(set.to_string(), "read:loans create:repayment");
    }

    #[test]
    fn unknown_names() {
        assert_eq!(
            "read:loans create:journals".parse::<ScopeSet>(),
            Err(UnknownScope("create:journals".into()))
        );
        assert_eq!(
            ScopeSet::known_in("read:loans create:journals").to_string(),
            "read:loans"
        );
        assert!(ScopeSet::known_in("  ").is_empty());
    }

    #[test]
    fn a_list_in_claims_and_a_text_read_the_same() {
        let list: ScopeSet = serde_json::from_str(r#"["create:loan_draft","read:loans","x"]"#).unwrap();
        let text: ScopeSet = serde_json::from_str(r#""read:loans create:loan_draft""#).unwrap();
        assert_eq!(list, text);
        assert_eq!(
            serde_json::to_string(&list).unwrap(),
            r#"["read:loans","create:loan_draft"]"#
        );
    }

    #[test]
    fn granted_is_what_was_asked_and_may_be_given() {
        let asked: ScopeSet = "read:loans create:repayment".parse().unwrap();
        let allowed: ScopeSet = "create:repayment create:journal_update".parse().unwrap();
        assert_eq!(asked.intersection(&allowed).to_string(), "create:repayment");
        assert_eq!(ScopeSet::all().iter().count(), 4);
    }
}

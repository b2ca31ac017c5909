//! `fieldlink probe`: asks a live Partner API the questions that can be asked safely, and says of each inferred fact
//! whether it is as assumed.
//!
//! The answers are read raw, not through the client: the client reads every shape it has ever seen, which is the very
//! thing to find out here. Nothing is posted unless test data is asked for, and then only what no loan can come of
//! without a person.

mod facts;
mod posts;
mod raw;

use fieldlink_say::Message;
use serde::Serialize;
use url::Url;

pub use self::facts::probe;
pub use self::raw::Target;

/// What a question came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The server does what Fieldlink assumes.
    AsAssumed,
    /// It does something else.
    Differs,
    /// It could not be asked.
    CouldNotAsk,
}

/// One fact and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// A stable name.
    pub name: &'static str,
    /// What Fieldlink assumes.
    pub assumed: Message,
    /// What was found.
    pub verdict: Verdict,
    /// How it differs, or why it could not be asked; what was seen otherwise. Holds no secret and no borrower.
    pub found: Message,
}

/// A probe of one server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probe {
    /// Where.
    pub api_base: Url,
    /// The partner.
    pub partner_id: i64,
    /// Every fact, in the order they were asked.
    pub facts: Vec<Fact>,
}

impl Probe {
    /// How many facts came to this.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.facts.iter().filter(|fact| fact.verdict == verdict).count()
    }
}

//! What can be wrong with a trail, each under a name of its own.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;

/// Something that is wrong with a chain. Rows are named by their number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// A row does not fit its hash, or its hash the one before.
    Changed(i64),
    /// A row fits its hash, but the key does not vouch for it: it, or one before it, was changed and the hashes were made anew.
    NotVouched(i64),
    /// Rows are not there, from the first to the last of them, and later ones are.
    Missing(i64, i64),
    /// A number is there twice.
    Doubled(i64),
    /// The last rows are not there, from the first to the last of them.
    Cut(i64, i64),
    /// Rows are there beyond the end of the chain, from the first to the last of them.
    Beyond(i64, i64),
    /// The end of the chain is not there, but rows are.
    NoEnd,
    /// The end of the chain was set without the key: last rows may have been cut.
    EndNotVouched,
    /// A row is not the one that the installation's chain noted: the chain was set back, or put in another's place.
    NotAsNoted(i64),
    /// Nothing is left of a chain.
    Gone,
    /// The installation's chain does not know of this one: it was brought in from elsewhere.
    NotNoted,
    /// The installation's chain, by which this one is known to be all there, is damaged itself.
    Installation,
}

impl Damage {
    /// Its name, as programs read it.
    pub fn name(self) -> &'static str {
        match self {
            Damage::Changed(_) => "row_changed",
            Damage::NotVouched(_) => "row_not_vouched",
            Damage::Missing(..) => "rows_missing",
            Damage::Doubled(_) => "row_doubled",
            Damage::Cut(..) => "end_cut",
            Damage::Beyond(..) => "rows_beyond_end",
            Damage::NoEnd => "end_missing",
            Damage::EndNotVouched => "end_not_vouched",
            Damage::NotAsNoted(_) => "row_not_as_noted",
            Damage::Gone => "chain_missing",
            Damage::NotNoted => "chain_not_noted",
            Damage::Installation => "installation_damaged",
        }
    }

    /// The first row that it is about.
    pub fn row(self) -> Option<i64> {
        match self {
            Damage::Changed(row)
            | Damage::NotVouched(row)
            | Damage::Missing(row, _)
            | Damage::Doubled(row)
            | Damage::Cut(row, _)
            | Damage::Beyond(row, _)
            | Damage::NotAsNoted(row) => Some(row),
            Damage::NoEnd | Damage::EndNotVouched | Damage::Gone | Damage::NotNoted | Damage::Installation => None,
        }
    }

    /// The last row that it is about, where those are several.
    pub fn last(self) -> Option<i64> {
        match self {
            Damage::Missing(_, last) | Damage::Cut(_, last) | Damage::Beyond(_, last) => Some(last),
            _ => None,
        }
    }

    /// One of each, for tests that put them into words.
    pub fn samples() -> [Damage; 12] {
        let (row, last) = (5, 7);
        [
            Damage::Changed(row),
            Damage::NotVouched(row),
            Damage::Missing(row, last),
            Damage::Doubled(row),
            Damage::Cut(row, last),
            Damage::Beyond(row, last),
            Damage::NoEnd,
            Damage::EndNotVouched,
            Damage::NotAsNoted(row),
            Damage::Gone,
            Damage::NotNoted,
            Damage::Installation,
        ]
    }
}

/// What a chain holds from before the key it is kept under now. It was sealed as it was found then: its hashes are checked, and
/// nothing of it can change any more without showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// How many rows.
    pub rows: i64,
    /// The fingerprint of the key they were kept under; `none` where there was none yet, `unknown` where nobody knows.
    pub under: String,
    /// When they were sealed.
    pub at: DateTime<Utc>,
}

/// What checking a chain came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// Whose chain; none for the whole installation's.
    pub partner_id: Option<PartnerId>,
    /// The number of the last row that is there.
    pub rows: i64,
    /// The hash of that row: whoever notes it down elsewhere can ask for it later.
    pub hash: String,
    /// What is there from before its key; none where all of it is under the key.
    pub before: Option<Before>,
    /// What is wrong with it; nothing when it is whole.
    pub damages: Vec<Damage>,
}

impl ChainReport {
    /// The first row that something is wrong with.
    pub fn broken_at(&self) -> Option<i64> {
        self.damages.iter().filter_map(|damage| damage.row()).min()
    }
}

/// What checking the whole trail came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Every chain, the installation's first.
    pub chains: Vec<ChainReport>,
    /// Of the hashes that were asked for, those that are nowhere in it.
    pub nowhere: Vec<String>,
}

//! Going along a chain, row by row: what must be true of the next one.

use std::collections::BTreeSet;

use fieldlink_store::audit::{self, Head, KeptHead, KeptRow, Key, NOTED, SEALED};

use super::damage::{Before, ChainReport, Damage};

/// A chain, as far as it was gone along.
pub(super) struct Walk {
    chain: i64,
    /// Rows that the installation's chain noted of it, by number, with their hashes; those that were passed are taken out.
    noted: BTreeSet<(i64, String)>,
    was_noted: bool,
    /// The last row: number in the chain, number of its own, hash.
    last: (i64, i64, String),
    /// The first row that the key vouches for.
    first_vouched: Option<i64>,
    before: Option<Before>,
    /// The first row that something is wrong with; those after it say nothing new.
    row: Option<Damage>,
    not_as_noted: Option<i64>,
    /// Whether a row could not be read; what stands after it is not known.
    stopped: bool,
    /// Ends of other chains that this one notes.
    pub(super) notes: Vec<Head>,
}

impl Walk {
    pub(super) fn new(chain: i64, noted: BTreeSet<(i64, String)>) -> Walk {
        Walk {
            chain,
            was_noted: !noted.is_empty(),
            noted,
            last: (0, 0, String::new()),
            first_vouched: None,
            before: None,
            row: None,
            not_as_noted: None,
            stopped: false,
            notes: Vec::new(),
        }
    }

    /// The last row's number in the chain, and its own.
    pub(super) fn last(&self) -> (i64, i64) {
        (self.last.0, self.last.1)
    }

    /// Takes the next row; whether one can go on from it.
    pub(super) fn take(&mut self, key: &Key, row: Option<KeptRow>) -> bool {
        let expected = self.last.0 + 1;
        let Some(row) = row else {
            self.wrong(Damage::Changed(expected));
            self.stopped = true;
            return false;
        };
        if row.seq > expected {
            let last = row.seq - 1;
            self.wrong(Damage::Missing(expected, last));
        } else if row.seq < expected {
            self.wrong(Damage::Doubled(row.seq));
        } else if row.hash != audit::hash(&self.last.2, row.seq, &row.act) {
            self.wrong(Damage::Changed(row.seq));
        }
        self.ask_key(key, &row);
        self.compare_with_notes(&row);
        if self.chain == 0 && row.act.action == NOTED {
            self.notes
                .extend(row.act.detail.split(' ').filter_map(|end| end.parse().ok()));
        }
        self.last = (row.seq, row.id, row.hash);
        true
    }

    /// The key vouches for every row from the one on that put the chain under it: the chain's first, or one that seals those
    /// before. The installation's own chain begins with such a row in any case.
    fn ask_key(&mut self, key: &Key, row: &KeptRow) {
        let vouched = row.mac == Some(key.of_row(self.chain, row.seq, &row.hash));
        let seals = row.act.action == SEALED && row.act.subject == key.fingerprint();
        match (self.first_vouched, vouched) {
            (Some(_), true) => {}
            (Some(_), false) => self.wrong(Damage::NotVouched(row.seq)),
            (None, false) if seals => self.wrong(Damage::NotVouched(row.seq)),
            (None, false) => {}
            (None, true) => {
                self.first_vouched = Some(row.seq);
                if !seals && (row.seq > 1 || self.chain == 0) {
                    self.wrong(Damage::NotVouched((row.seq - 1).max(1)));
                }
                self.before = (seals && row.seq > 1).then(|| Before {
                    rows: row.seq - 1,
                    under: row.act.detail.split(' ').next().unwrap_or_default().to_owned(),
                    at: row.act.at,
                });
            }
        }
    }

    fn compare_with_notes(&mut self, row: &KeptRow) {
        while let Some(next) = self.noted.first().filter(|(seq, _)| *seq <= row.seq) {
            if *next != (row.seq, row.hash.clone()) {
                self.not_as_noted.get_or_insert(next.0);
            }
            self.noted.pop_first();
        }
    }

    fn wrong(&mut self, damage: Damage) {
        self.row.get_or_insert(damage);
    }

    /// What the chain comes to, now that its last row was taken and this end stands beyond it.
    pub(super) fn end(mut self, key: &Key, head: Option<&KeptHead>) -> ChainReport {
        let (rows, _, hash) = self.last;
        let mut damages = Vec::new();
        if rows > 0 && self.first_vouched.is_none() {
            self.row.get_or_insert(Damage::NotVouched(1));
        }
        if rows == 0 && head.is_none() {
            damages.push(Damage::Gone);
        } else {
            damages.extend(self.row);
            if !self.stopped {
                damages.extend(at_the_end(self.chain, (rows, &hash), key, head));
                self.not_as_noted = self.not_as_noted.or(self.noted.first().map(|(seq, _)| *seq));
            }
            damages.extend(self.not_as_noted.map(Damage::NotAsNoted));
            if self.chain != 0 && !self.was_noted {
                damages.push(Damage::NotNoted);
            }
        }
        ChainReport {
            partner_id: audit::owner(self.chain),
            rows,
            hash,
            before: self.before,
            damages,
        }
    }
}

/// What is wrong with the end of a chain whose last row is this one.
fn at_the_end(chain: i64, (rows, hash): (i64, &str), key: &Key, head: Option<&KeptHead>) -> Vec<Damage> {
    let Some(head) = head else { return vec![Damage::NoEnd] };
    let mut damages = Vec::new();
    if head.mac != Some(key.of_head(chain, head.seq, &head.hash)) {
        damages.push(Damage::EndNotVouched);
    } else if head.seq == rows && head.hash != hash {
        damages.push(Damage::Changed(rows));
    }
    if head.seq > rows {
        let (row, last) = (rows + 1, head.seq);
        damages.push(Damage::Cut(row, last));
    } else if head.seq < rows {
        let (row, last) = (head.seq + 1, rows);
        damages.push(Damage::Beyond(row, last));
    }
    damages
}

//! Kiva's list of loans, as small as a plan can use it: a partner may have hundreds of thousands.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use fieldlink_contract::{Loan, LoanStatus};
use fieldlink_domain::money::{Minor, to_minor};
use iso_currency::Currency;

use super::short::{long, short};
use crate::reading::signs;

/// Kiva's list of loans, by Loan ID. The same Loan ID may stand on several.
#[derive(Debug, Clone, Default)]
pub struct KivaLoans {
    /// What is text of each loan, one after the other: Loan ID, Client ID, Kiva's number, a status that nobody knows.
    texts: String,
    /// As Kiva lists them.
    loans: Vec<Kept>,
    /// By Loan ID, and for the same one as Kiva lists them.
    order: Vec<u32>,
    /// By what a person reads of the Loan ID, hashed. Made when the first one is not found.
    read: OnceLock<Vec<(u64, u32)>>,
}

/// What is kept of a loan: where its texts begin, how long each is, and what is no text.
#[derive(Debug, Clone)]
struct Kept {
    start: usize,
    loan_id: u32,
    client_id: u32,
    kiva_id: u32,
    /// The status, or how long the text of an unknown one is.
    status: Result<LoanStatus, u32>,
    money: Option<(Currency, Minor)>,
}

impl KivaLoans {
    /// Adds a loan.
    pub fn push(&mut self, loan: &Loan) {
        let start = self.texts.len();
        let mut keep = |text: &str| {
            self.texts.push_str(text);
            short(text.len())
        };
        let currency = Currency::from_code(&loan.loan_currency);
        let principal = |currency| to_minor(loan.loan_local_price?.decimal(), currency).ok();
        let kept = Kept {
            start,
            loan_id: keep(&loan.internal_loan_id),
            client_id: keep(&loan.internal_client_id),
            kiva_id: keep(&loan.kiva_id),
            status: loan.loan_status().map_err(|_| keep(&loan.status)),
            money: currency.and_then(|currency| Some((currency, principal(currency)?))),
        };
        self.loans.push(kept);
    }

    /// All loans are here: puts them in order.
    #[must_use]
    pub fn complete(mut self) -> KivaLoans {
        self.texts.shrink_to_fit();
        self.loans.shrink_to_fit();
        let mut order: Vec<u32> = (0..short(self.loans.len())).collect();
        order.sort_by(|one, other| self.id(*one).cmp(self.id(*other)));
        self.order = order;
        self
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.loans.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.loans.is_empty()
    }

    fn at(&self, place: u32) -> Option<KivaLoan<'_>> {
        let kept = self.loans.get(long(place))?;
        let texts = self.texts.get(kept.start..)?;
        Some(KivaLoan { kept, texts })
    }

    fn id(&self, place: u32) -> &str {
        self.at(place).map_or("", |loan| loan.loan_id())
    }

    /// Where those with this Loan ID stand in Kiva's list.
    fn places(&self, loan_id: &str) -> impl Iterator<Item = u32> {
        let start = self.order.partition_point(|place| self.id(*place) < loan_id);
        let from = self.order.get(start..).unwrap_or_default();
        from.iter().copied().take_while(move |place| self.id(*place) == loan_id)
    }

    /// Those with this Loan ID, as Kiva lists them.
    pub fn of(&self, loan_id: &str) -> impl Iterator<Item = KivaLoan<'_>> {
        self.places(loan_id).filter_map(|place| self.at(place))
    }

    /// One whose Loan ID a person would read as this one: they differ in blanks, in zeros before them, or in signs that
    /// nobody sees.
    pub fn nearly(&self, loan_id: &str) -> Option<KivaLoan<'_>> {
        let wanted = as_read(loan_id);
        let hashed = hash(&wanted);
        let read = self.read.get_or_init(|| {
            let places = 0..short(self.loans.len());
            let mut read: Vec<(u64, u32)> = places.map(|place| (hash(&as_read(self.id(place))), place)).collect();
            read.sort_unstable();
            read
        });
        let start = read.partition_point(|(known, _)| *known < hashed);
        let same = read.get(start..)?.iter().take_while(|(known, _)| *known == hashed);
        let mut found = same.filter_map(|(_, place)| self.at(*place));
        found.find(|loan| !wanted.is_empty() && as_read(loan.loan_id()) == wanted)
    }

    /// Those that no row is about, each Loan ID once, as Kiva lists them. `reported` says whether a row is about one.
    pub fn missing<'l>(&'l self, reported: impl Fn(&str) -> bool + 'l) -> impl Iterator<Item = KivaLoan<'l>> {
        let left = (0..short(self.loans.len())).filter(move |place| {
            let loan_id = self.id(*place);
            !reported(loan_id) && self.places(loan_id).next() == Some(*place)
        });
        left.filter_map(|place| self.at(place))
    }
}

impl<'l> FromIterator<&'l Loan> for KivaLoans {
    fn from_iter<I: IntoIterator<Item = &'l Loan>>(loans: I) -> KivaLoans {
        let mut kept = KivaLoans::default();
        loans.into_iter().for_each(|loan| kept.push(loan));
        kept.complete()
    }
}

/// What a person reads of an id.
fn as_read(id: &str) -> String {
    let read: String = id
        .chars()
        .filter(|sign| !sign.is_whitespace() && !signs::is_unseen(*sign))
        .collect();
    read.trim_start_matches('0').to_owned()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A loan of Kiva's list.
#[derive(Debug, Clone, Copy)]
pub struct KivaLoan<'l> {
    kept: &'l Kept,
    /// Its texts, and those of the loans after it.
    texts: &'l str,
}

impl<'l> KivaLoan<'l> {
    fn text(&self, start: u32, length: u32) -> &'l str {
        let start = long(start);
        self.texts.get(start..start + long(length)).unwrap_or_default()
    }

    /// The partner's Loan ID.
    pub fn loan_id(&self) -> &'l str {
        self.text(0, self.kept.loan_id)
    }

    /// The partner's Client ID.
    pub fn client_id(&self) -> &'l str {
        self.text(self.kept.loan_id, self.kept.client_id)
    }

    /// Kiva's number.
    pub fn kiva_id(&self) -> &'l str {
        self.text(self.kept.loan_id + self.kept.client_id, self.kept.kiva_id)
    }

    /// Where it is in its life; the text of a status that nobody knows.
    pub fn status(&self) -> Result<LoanStatus, &'l str> {
        let ids = self.kept.loan_id + self.kept.client_id + self.kept.kiva_id;
        self.kept.status.map_err(|length| self.text(ids, length))
    }

    /// Its currency and principal; none when one of them cannot be read.
    pub fn money(&self) -> Option<(Currency, Minor)> {
        self.kept.money
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loan(loan_id: &str, client_id: &str, kiva_id: &str, status: &str) -> Loan {
        let json = serde_json::json!({
            "borrower_count": 1, "internal_loan_id": loan_id, "internal_client_id": client_id, "partner_id": "1",
            "partner": "Sample", "kiva_id": kiva_id, "uuid": "u", "name": "A", "location": "Nairobi: Kenya",
            "status": status, "loan_price": "25", "loan_local_price": "1000.50", "loan_currency": "KES",
            "delinquent": false,
        });
        serde_json::from_value(json).unwrap()
    }

    fn kiva_ids<'l>(loans: impl Iterator<Item = KivaLoan<'l>>) -> Vec<&'l str> {
        loans.map(|loan| loan.kiva_id()).collect()
    }

    #[test]
    fn loans_are_found_as_they_were_added() {
        let all = [
            loan("ñ-2", "C 1", "11", "payingBack"),
            loan("0017", "", "12", "restructured"),
            loan("0017", "C 3", "13", "defaulted"),
            loan("", "C 4", "14", "payingBack"),
        ];
        let loans: KivaLoans = all.iter().collect();
        assert_eq!(loans.len(), 4);
        let first = loans.of("ñ-2").next().unwrap();
        assert_eq!(
            (first.loan_id(), first.client_id(), first.kiva_id()),
            ("ñ-2", "C 1", "11")
        );
        assert_eq!(first.status(), Ok(LoanStatus::PayingBack));
        assert_eq!(first.money().map(|(_, principal)| principal), Some(Minor(100_050)));
        assert_eq!(kiva_ids(loans.of("0017")), ["12", "13"]);
        assert_eq!(loans.of("0017").next().unwrap().status(), Err("restructured"));
        assert_eq!(kiva_ids(loans.of("17")), [""; 0]);
        let nearly = |id: &str| loans.nearly(id).map(|loan| loan.loan_id());
        assert_eq!(nearly("17\u{A0}"), Some("0017"));
        assert_eq!(nearly("\u{200E}ñ-2"), Some("ñ-2"));
        assert_eq!((nearly("18"), nearly(" ")), (None, None));
        assert_eq!(kiva_ids(loans.missing(|_| false)), ["11", "12", "14"]);
        assert_eq!(kiva_ids(loans.missing(|loan_id| loan_id == "0017")), ["11", "14"]);
    }
}

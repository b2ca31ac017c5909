//! Kiva's list of loans, as small as a plan can use it: a partner may have hundreds of thousands.

use fieldlink_contract::{Loan, LoanStatus};
use fieldlink_domain::money::{Minor, to_minor};
use iso_currency::Currency;

/// A loan of Kiva's list.
#[derive(Debug, Clone, PartialEq)]
pub struct KivaLoan {
    /// Loan ID, Client ID and Kiva's number, one after the other.
    ids: Box<str>,
    client_id: u32,
    kiva_id: u32,
    status: Result<LoanStatus, Box<str>>,
    money: Option<(Currency, Minor)>,
}

impl From<&Loan> for KivaLoan {
    fn from(loan: &Loan) -> KivaLoan {
        let end = |text: &str, start: u32| start.saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX));
        let client_id = end(&loan.internal_loan_id, 0);
        let kiva_id = end(&loan.internal_client_id, client_id);
        let currency = Currency::from_code(&loan.loan_currency);
        let principal = |currency| to_minor(loan.loan_local_price?.decimal(), currency).ok();
        KivaLoan {
            ids: [&*loan.internal_loan_id, &*loan.internal_client_id, &*loan.kiva_id]
                .concat()
                .into(),
            client_id,
            kiva_id,
            status: loan.loan_status().map_err(|_| loan.status.as_str().into()),
            money: currency.and_then(|currency| Some((currency, principal(currency)?))),
        }
    }
}

impl KivaLoan {
    fn part(&self, from: u32, to: u32) -> &str {
        let place = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.ids
            .get(place(from)..place(to).min(self.ids.len()))
            .unwrap_or_default()
    }

    /// The partner's Loan ID.
    pub fn loan_id(&self) -> &str {
        self.part(0, self.client_id)
    }

    /// The partner's Client ID.
    pub fn client_id(&self) -> &str {
        self.part(self.client_id, self.kiva_id)
    }

    /// Kiva's number.
    pub fn kiva_id(&self) -> &str {
        self.part(self.kiva_id, u32::MAX)
    }

    /// Where it is in its life; the text of a status that nobody knows.
    pub fn status(&self) -> Result<LoanStatus, &str> {
        self.status.as_ref().copied().map_err(|text| &**text)
    }

    /// Its currency and principal; none when one of them cannot be read.
    pub fn money(&self) -> Option<(Currency, Minor)> {
        self.money
    }
}

/// Kiva's list of loans, by Loan ID. The same Loan ID may stand on several.
#[derive(Debug, Clone, Default)]
pub struct KivaLoans {
    /// As Kiva lists them.
    loans: Vec<KivaLoan>,
    /// By Loan ID, and for the same one as Kiva lists them.
    order: Vec<u32>,
}

impl FromIterator<KivaLoan> for KivaLoans {
    fn from_iter<I: IntoIterator<Item = KivaLoan>>(loans: I) -> KivaLoans {
        let mut loans: Vec<KivaLoan> = loans.into_iter().collect();
        loans.shrink_to_fit();
        let mut order: Vec<u32> = (0..u32::try_from(loans.len()).unwrap_or(u32::MAX)).collect();
        let id = |at: &u32| {
            loans
                .get(usize::try_from(*at).unwrap_or(usize::MAX))
                .map_or("", KivaLoan::loan_id)
        };
        order.sort_by(|one, other| id(one).cmp(id(other)));
        KivaLoans { loans, order }
    }
}

impl KivaLoans {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.loans.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.loans.is_empty()
    }

    /// All of them, as Kiva lists them.
    pub fn iter(&self) -> impl Iterator<Item = &KivaLoan> {
        self.loans.iter()
    }

    fn at(&self, place: u32) -> Option<&KivaLoan> {
        self.loans.get(usize::try_from(place).ok()?)
    }

    /// Those with this Loan ID.
    pub fn of<'l>(&'l self, loan_id: &'l str) -> impl Iterator<Item = &'l KivaLoan> {
        let id = |place: &u32| self.at(*place).map_or("", KivaLoan::loan_id);
        let start = self.order.partition_point(|place| id(place) < loan_id);
        self.order
            .iter()
            .skip(start)
            .filter_map(|place| self.at(*place))
            .take_while(move |loan| loan.loan_id() == loan_id)
    }

    /// Those that no row is about, each Loan ID once, as Kiva lists them. `reported` says whether a row is about one.
    pub fn missing<'l>(&'l self, reported: impl Fn(&str) -> bool + 'l) -> impl Iterator<Item = &'l KivaLoan> {
        self.loans.iter().filter(move |loan| {
            let first = self.of(loan.loan_id()).next();
            !reported(loan.loan_id()) && first.is_some_and(|first| std::ptr::eq(first, *loan))
        })
    }
}

//! What every module starts from: an open store with partner 1, and a loan to post.

use chrono::{DateTime, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::loan::{Borrower, NewLoan};
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::{CurrencyLoss, Partner, PartnerConfig, Profile};
use fieldlink_domain::schedule::{Installment, Schedule};
use fieldlink_store::{Store, partners};
use fieldlink_testkit::TestDatabase;

/// The partner that [`open`] makes.
pub const PARTNER: PartnerId = PartnerId(1);

/// The moment everything happens at unless a test says otherwise.
pub fn noon() -> DateTime<Utc> {
    at("2026-03-02T20:00:00Z")
}

/// An RFC 3339 moment.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// An open store over this database, with partner 1.
pub async fn open(database: &TestDatabase) -> Store {
    let store = Store::open(database.url()).await.unwrap();
    add_partner(&store, PARTNER).await;
    store
}

/// Adds a partner without any config.
pub async fn add_partner(store: &Store, id: PartnerId) {
    let partner = Partner {
        id,
        name: format!("Sample Partner {id}"),
        profile: Profile::default(),
        config: PartnerConfig::default(),
        first_period: "2026-01".parse().unwrap(),
    };
    let tx = store.begin().await.unwrap();
    partners::insert(&tx, &partner, noon()).await.unwrap();
    tx.commit().await.unwrap();
}

/// Borrower `n` of the partner, with an amount in minor units.
pub fn borrower(n: i64, first_name: &str, last_name: &str, amount: i64) -> Borrower {
    Borrower {
        loan_id: format!("000{n}"),
        client_id: format!("C {n}"),
        first_name: first_name.into(),
        last_name: last_name.into(),
        gender: serde_json::from_str("\"female\"").unwrap(),
        amount: Minor(amount),
    }
}

/// Loan `n` of partner 1, of one borrower, two instalments in KES.
pub fn new_loan(n: i64, first_name: &str, last_name: &str) -> NewLoan {
    let due = |day: &str, principal| Installment {
        date: day.parse().unwrap(),
        principal: Minor(principal),
        interest: Minor(1_234),
    };
    NewLoan {
        uuid: format!("00000000-0000-4000-8000-{n:012}"),
        partner_id: PARTNER,
        internal_loan_id: format!("000{n}"),
        internal_client_id: format!("C {n}"),
        name: format!("{first_name} {last_name}"),
        borrowers: vec![borrower(n, first_name, last_name, 5_000_000)],
        location: "Nairobi: Kenya".into(),
        activity_id: 120,
        theme_type_id: 48,
        language_id: 1,
        loanuse: "to buy seed".into(),
        description: "She grows maize.\nHer \"best\" year was 2025.".into(),
        currency: "KES".parse().unwrap(),
        principal: Minor(5_000_000),
        price_usd: Minor(40_000),
        rate: "129.05".parse().unwrap(),
        currency_loss: CurrencyLoss::Possible,
        schedule: Schedule(vec![due("2026-05-01", 2_000_000), due("2026-06-01", 3_000_000)]),
        disburse_on: "2026-03-05".parse().unwrap(),
        flexible: false,
        photo: Some(format!("photo-{n}")),
    }
}

/// The same loan for another partner.
pub fn new_loan_of(partner: PartnerId, n: i64) -> NewLoan {
    let uuid = format!("00000000-0000-4000-9000-{:06}{n:06}", partner.0);
    NewLoan {
        partner_id: partner,
        uuid,
        ..new_loan(n, "Ana", "Lima")
    }
}

/// One change in a transaction of its own.
macro_rules! alone {
    ($store:expr, $tx:ident => $deed:expr) => {{
        let $tx = $store.begin().await.unwrap();
        let done = $deed.await;
        if done.is_ok() {
            $tx.commit().await.unwrap();
        }
        done
    }};
}

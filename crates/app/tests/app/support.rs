//! A PA2 with two partners and some acts, and what somebody does to its trail who holds the database alone.

use fieldlink_app::audit::{Damage, Key, Verified};
use fieldlink_app::clock::SystemClock;
use fieldlink_app::partners::NewPartner;
use fieldlink_app::{Actor, Entropy, Options, Pa2, Result};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_store::audit;
use fieldlink_store::photos::Photos;
use fieldlink_testkit::{TestClock, TestDatabase};

pub const PARTNER: PartnerId = PartnerId(1);
pub const OTHER: PartnerId = PartnerId(2);

/// The key that most tests keep the trail under.
pub fn key() -> Key {
    Key::new(&[7; 32])
}

pub fn clock() -> TestClock {
    TestClock::at_text("2026-03-02T20:00:00Z")
}

/// A PA2 over this database.
pub async fn open(database: &TestDatabase, key: Key, clock: &TestClock, settings: Settings) -> Result<Pa2> {
    let store = Store::open(database.url()).await.unwrap();
    Pa2::new(store, Photos::memory(), options(key, clock, settings)).await
}

/// What such a PA2 is made of.
pub fn options(key: Key, clock: &TestClock, settings: Settings) -> Options {
    let hand = clock.clone();
    Options {
        settings,
        public_url: "https://pa2.example.org".into(),
        system: SystemClock::new(move || hand.now()),
        entropy: Entropy::from_system(),
        audit_key: key,
    }
}

/// Three rows of the installation, four of the first partner, two of the other.
pub async fn filled(database: &TestDatabase) -> Pa2 {
    let pa2 = open(database, key(), &clock(), Settings::default()).await.unwrap();
    for partner in [PARTNER, OTHER] {
        let new = NewPartner::sample(partner);
        pa2.create_partner(&Actor::Operator, new).await.unwrap();
    }
    for partner in [PARTNER, OTHER, PARTNER, PARTNER] {
        act(&pa2, partner).await.unwrap();
    }
    pa2
}

/// One act more.
pub async fn act(pa2: &Pa2, partner: PartnerId) -> Result<()> {
    let scopes = "read:loans".parse().unwrap();
    pa2.create_client(&Actor::Operator, partner, "MIS", &scopes)
        .await
        .map(|_| ())
}

/// What checking everything comes to.
pub async fn verified(pa2: &Pa2) -> Verified {
    pa2.check_whole_audit(&Actor::Operator, &[]).await.unwrap()
}

/// What is wrong with each chain, by its number.
pub async fn damages(pa2: &Pa2) -> Vec<(i64, Damage)> {
    let chains = verified(pa2).await.chains;
    assert_eq!(chains[0].partner_id, None, "the installation is always there");
    let found = chains.into_iter().flat_map(|report| {
        let chain = audit::chain(report.partner_id);
        report.damages.into_iter().map(move |damage| (chain, damage))
    });
    found.collect()
}

/// Makes the hashes of a chain anew from a row on, and sets its end to what comes of it, as somebody can without the key.
pub async fn rehash(database: &TestDatabase, pa2: &Pa2, chain: i64, from: i64) {
    let mut before = (0, String::new());
    for row in audit::kept_rows(pa2.store(), chain, (0, 0), 100).await.unwrap() {
        let row = row.unwrap();
        let mut hash = row.hash;
        if row.seq >= from {
            hash = audit::hash(&before.1, row.seq, &row.act);
            database
                .execute(&format!("UPDATE audit SET hash = '{hash}' WHERE id = {}", row.id))
                .await;
        }
        before = (row.seq, hash);
    }
    let (seq, hash) = before;
    database
        .execute(&format!(
            "UPDATE audit_head SET seq = {seq}, hash = '{hash}' WHERE chain = {chain}"
        ))
        .await;
}

const TABLES: [&str; 2] = ["audit", "audit_head"];

/// Keeps a copy of the trail in tables beside it.
pub async fn keep(database: &TestDatabase) {
    for table in TABLES {
        database
            .run(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))
            .await;
    }
}

/// Puts the copy back.
pub async fn put_back(database: &TestDatabase) {
    for table in TABLES {
        database.run(&format!("DELETE FROM {table}")).await;
        database
            .execute(&format!("INSERT INTO {table} SELECT * FROM kept_{table}"))
            .await;
    }
}

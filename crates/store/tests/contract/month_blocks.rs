//! Kept parts of months: whose versions go up when, and which parts stay.

use std::collections::{BTreeMap, BTreeSet};

use fieldlink_domain::calendar::Period;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::Minor;
use fieldlink_domain::settings::Settings;
use fieldlink_domain::statement::Part;
use fieldlink_store::loans::{self, Step};
use fieldlink_store::month_blocks::{self, Kept};
use fieldlink_store::repayments::{self, NewUpload, Source, UploadCounts};
use fieldlink_store::{Db, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, new_loan, noon, open};

fn may() -> Period {
    "2026-05".parse().unwrap()
}

fn part(expected: u64) -> Part {
    let mut part = Part::default();
    part.sums.counts.expected = expected;
    part.sums.owed_usd = Minor(7);
    part.on_time.insert(3, 4);
    part.expected.insert(48, Minor(5));
    part
}

fn made(block: i64, version: i64, expected: u64) -> Kept {
    Kept {
        block,
        version,
        upload_id: 9,
        terms: "1 KES".into(),
        part: part(expected),
    }
}

async fn keep(store: &Store, parts: &[Kept]) {
    let tx = store.begin().await.unwrap();
    month_blocks::keep(&tx, PARTNER, may(), parts).await.unwrap();
    tx.commit().await.unwrap();
}

async fn step(store: &Store, loan: &mut Loan, event: Event) {
    let (before, settings) = (loan.clone(), Settings::default());
    let step = Step {
        event: event.name(),
        actor: "operator".into(),
        at: noon(),
    };
    loan.apply(event, noon(), &settings).unwrap();
    let tx = store.begin().await.unwrap();
    loans::save(&tx, &before, loan, &settings, step).await.unwrap();
    tx.commit().await.unwrap();
}

async fn versions(db: &dyn Db) -> BTreeMap<i64, i64> {
    month_blocks::versions(db, PARTNER).await.unwrap()
}

async fn a_block_is_newer_after_each_change_of_a_loan_that_takes_repayments(database: &TestDatabase) {
    let store = open(database).await;
    let settings = Settings::default();
    let tx = store.begin().await.unwrap();
    let mut loan = loans::insert_published(&tx, new_loan(1, "Ana", "Lima"), &settings, "p", noon())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for event in [Event::Review, Event::List, Event::Fund] {
        step(&store, &mut loan, event).await;
        assert_eq!(versions(&store).await, BTreeMap::new(), "it takes no repayments yet");
    }
    let mut last = 0;
    let mut newer = async || {
        let now = versions(&store).await[&0];
        assert!(now > last, "{now} after {last}");
        last = now;
    };
    step(&store, &mut loan, Event::StartRepayment).await;
    newer().await;
    let mut after = loan.clone();
    after.repaid = Minor(5);
    let tx = store.begin().await.unwrap();
    loans::update(&tx, &[(loan.clone(), after.clone())], &settings)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    newer().await;
    step(&store, &mut after, Event::Default).await;
    newer().await;
    step(&store, &mut after, Event::RepayInFull).await;
    assert_eq!(versions(&store).await, BTreeMap::new(), "no loan is left in it");
}

async fn the_newest_upload_to_each_block_is_known(database: &TestDatabase) {
    let store = open(database).await;
    let upload = async |period: Period, blocks: &[i64]| {
        let new = NewUpload {
            partner: PARTNER,
            period,
            source: Source::Api,
            actor: "c".into(),
            at: noon(),
            counts: UploadCounts::default(),
            blocks: blocks.iter().copied().collect::<BTreeSet<_>>(),
            rows_csv: String::new(),
        };
        let tx = store.begin().await.unwrap();
        let id = repayments::insert_upload(&tx, new).await.unwrap();
        tx.commit().await.unwrap();
        id
    };
    let newest = async |period| repayments::newest_by_block(&store, PARTNER, period).await.unwrap();
    assert_eq!(newest(may()).await, (0, BTreeMap::new()));
    let one = upload(may(), &[0, 12]).await;
    let two = upload(may(), &[12, 700]).await;
    let none = upload(may(), &[]).await;
    upload(may().next(), &[0]).await;
    assert_eq!(newest(may()).await, (none, [(0, one), (12, two), (700, two)].into()));
}

async fn parts_are_replaced_until_the_month_is_final(database: &TestDatabase) {
    let store = open(database).await;
    let kept = async || month_blocks::kept(&store, PARTNER, may()).await.unwrap();
    assert_eq!(kept().await, []);
    keep(&store, &[made(0, 1, 10), made(2, 1, 20)]).await;
    keep(&store, &[made(2, 2, 21), made(3, 1, 30)]).await;
    assert_eq!(kept().await, [made(0, 1, 10), made(2, 2, 21), made(3, 1, 30)]);
    let other = month_blocks::kept(&store, PARTNER, may().next()).await.unwrap();
    assert_eq!(other, []);
    assert_eq!(month_blocks::kept(&store, PartnerId(2), may()).await.unwrap(), []);

    let made_final = BTreeMap::from([(0, part(11)), (2, part(22))]);
    let tx = store.begin().await.unwrap();
    month_blocks::keep_final(&tx, PARTNER, may(), made_final.clone())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    // A reader that began before keeps what it made too late.
    keep(&store, &[made(0, 9, 99), made(4, 9, 99)]).await;
    let read = month_blocks::kept_final(&store, PARTNER, may()).await.unwrap();
    assert_eq!(read, made_final);
}

for_each_engine!(
    a_block_is_newer_after_each_change_of_a_loan_that_takes_repayments,
    the_newest_upload_to_each_block_is_known,
    parts_are_replaced_until_the_month_is_final,
);

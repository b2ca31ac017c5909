//! Which key a trail is kept under: at the first start, after one without keys, when one is lost.

use fieldlink_app::audit::{Before, Damage, Key, rekey};
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{OTHER, PARTNER, act, clock, damages, filled, key, open, rehash, verified};

const OTHER_KEY: [u8; 32] = [8; 32];

async fn another_key_does_not_start(database: &TestDatabase) {
    let pa2 = filled(database).await;
    let refused = open(database, Key::new(&OTHER_KEY), &clock(), Settings::default()).await;
    let said = refused.unwrap_err().to_string();
    for part in [&key().fingerprint(), &Key::new(&OTHER_KEY).fingerprint(), "audit rekey"] {
        assert!(said.contains(part), "{said}");
    }
    let again = open(database, key(), &clock(), Settings::default()).await.unwrap();
    act(&again, PARTNER).await.unwrap();
    assert_eq!(damages(&pa2).await, []);
}

async fn a_database_that_names_no_key_any_more_is_not_taken_for_new(database: &TestDatabase) {
    filled(database).await;
    for statement in [
        "DELETE FROM setting WHERE key = 'audit_key'",
        "DELETE FROM audit",
        "DELETE FROM audit_head",
    ] {
        database.execute(statement).await;
    }
    let refused = open(database, key(), &clock(), Settings::default()).await;
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("does not say which key"), "{said}");
}

async fn of_many_first_starts_one_begins(database: &TestDatabase) {
    let clock = clock();
    let start = || open(database, key(), &clock, Settings::default());
    let (one, two, three) = tokio::join!(start(), start(), start());
    let pa2 = one.unwrap();
    two.unwrap();
    three.unwrap();
    let chains = verified(&pa2).await.chains;
    assert_eq!((chains.len(), chains[0].rows), (1, 1));
    assert_eq!(chains[0].damages, []);
}

/// As a database stands that an older program kept.
async fn without_keys(database: &TestDatabase) {
    filled(database).await;
    for statement in [
        "UPDATE audit SET mac = NULL",
        "UPDATE audit_head SET mac = NULL",
        "UPDATE setting SET value = 'before' WHERE key = 'audit_key'",
    ] {
        database.execute(statement).await;
    }
}

async fn what_was_there_before_is_sealed_as_it_is_found(database: &TestDatabase) {
    without_keys(database).await;
    // The first start of this key; the rows that say so in support's filling were never under it.
    let pa2 = open(database, Key::new(&OTHER_KEY), &clock(), Settings::default())
        .await
        .unwrap();
    act(&pa2, PARTNER).await.unwrap();
    let chains = verified(&pa2).await.chains;
    let before = |rows| {
        Some(Before {
            rows,
            under: "none".into(),
            at: clock().now(),
        })
    };
    let told: Vec<_> = chains.iter().map(|chain| (chain.rows, chain.before.clone())).collect();
    assert_eq!(told, [(5, before(3)), (6, before(4)), (3, before(2))]);
    assert_eq!(damages(&pa2).await, []);

    database
        .execute("UPDATE audit SET detail = 'nothing' WHERE chain = 1 AND seq = 2")
        .await;
    assert_eq!(damages(&pa2).await, [(1, Damage::Changed(2))]);
    // Without a key the hashes before the seal can be made anew; the seal says what they were.
    rehash(database, &pa2, 1, 2).await;
    let found = damages(&pa2).await;
    assert!(found.contains(&(1, Damage::NotVouched(5))), "{found:?}");
}

async fn what_was_broken_before_is_not_made_whole(database: &TestDatabase) {
    without_keys(database).await;
    database
        .execute("UPDATE audit SET detail = 'nothing' WHERE chain = 1 AND seq = 2")
        .await;
    let pa2 = open(database, Key::new(&OTHER_KEY), &clock(), Settings::default())
        .await
        .unwrap();
    assert_eq!(damages(&pa2).await, [(1, Damage::Changed(2))]);
}

async fn a_lost_key_is_said_for_ever(database: &TestDatabase) {
    let old = filled(database).await;
    let new = Key::new(&OTHER_KEY);
    let before = rekey(old.store(), &new, clock().now()).await.unwrap();
    assert_eq!(before, Some(key().fingerprint()));

    // A process that still has the old one saves nothing, on old chains and on new ones.
    for partner in [PARTNER, OTHER] {
        let error = act(&old, partner).await.unwrap_err().to_string();
        assert!(error.contains(&new.fingerprint()), "{error}");
    }
    let pa2 = open(database, new.clone(), &clock(), Settings::default())
        .await
        .unwrap();
    act(&pa2, PARTNER).await.unwrap();
    let report = verified(&pa2).await.chains.swap_remove(1);
    let sealed = Before {
        rows: 4,
        under: key().fingerprint(),
        at: clock().now(),
    };
    assert_eq!((report.rows, report.before), (6, Some(sealed)));
    assert_eq!(report.damages, []);

    for used in [new, key()] {
        let again = rekey(pa2.store(), &used, clock().now()).await.unwrap_err().to_string();
        assert!(again.contains("used once"), "{again}");
    }
}

for_each_engine!(
    another_key_does_not_start,
    a_database_that_names_no_key_any_more_is_not_taken_for_new,
    of_many_first_starts_one_begins,
    what_was_there_before_is_sealed_as_it_is_found,
    what_was_broken_before_is_not_made_whole,
    a_lost_key_is_said_for_ever,
);

//! Once a day the ends of the trail leave the machine; whoever kept them can tell an older copy from the trail.

use chrono::TimeDelta;
use fieldlink_app::Actor;
use fieldlink_app::audit::Damage;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, act, clock, damages, filled, keep, key, open, put_back, verified};

fn settings() -> Settings {
    Settings {
        operator_email: "ops@example.org".into(),
        ..Settings::default()
    }
}

async fn of_many_replicas_one_sends_them_each_day(database: &TestDatabase) {
    filled(database).await;
    let clock = clock();
    let one = open(database, key(), &clock, settings()).await.unwrap();
    let two = open(database, key(), &clock, settings()).await.unwrap();
    for day in 1..=2 {
        for _ in 0..3 {
            let (first, second) = tokio::join!(one.send_audit_heads(), two.send_audit_heads());
            first.unwrap();
            second.unwrap();
        }
        assert_eq!(one.mail_waiting().await.unwrap(), day);
        assert_eq!(verified(&one).await.chains[0].rows, 3 + day);
        clock.advance(TimeDelta::days(1));
    }
    assert_eq!(damages(&one).await, []);
}

async fn a_chain_that_is_set_back_alone_shows_from_the_next_day(database: &TestDatabase) {
    let pa2 = filled(database).await;
    keep(database).await;
    act(&pa2, PARTNER).await.unwrap();
    pa2.send_audit_heads().await.unwrap();
    for statement in [
        "DELETE FROM audit WHERE chain = 1 AND seq = 5",
        "DELETE FROM audit_head WHERE chain = 1",
        "INSERT INTO audit_head SELECT * FROM kept_audit_head WHERE chain = 1",
    ] {
        database.execute(statement).await;
    }
    assert_eq!(damages(&pa2).await, [(1, Damage::NotAsNoted(5))]);
    // Nor does another row take the place of the one that was noted.
    act(&pa2, PARTNER).await.unwrap();
    assert_eq!(damages(&pa2).await, [(1, Damage::NotAsNoted(5))]);
}

async fn a_noted_hash_tells_an_older_copy(database: &TestDatabase) {
    let pa2 = filled(database).await;
    keep(database).await;
    act(&pa2, PARTNER).await.unwrap();
    let heads = pa2.audit_heads(&Actor::Operator).await.unwrap();
    let noted: Vec<String> = heads.into_iter().map(|head| head.hash).collect();
    let nowhere = async || {
        let verified = pa2.check_whole_audit(&Actor::Operator, &noted).await.unwrap();
        assert!(verified.chains.iter().all(|chain| chain.damages.is_empty()));
        verified.nowhere
    };
    assert!(nowhere().await.is_empty());
    act(&pa2, PARTNER).await.unwrap();
    assert!(nowhere().await.is_empty(), "it need not be the last");
    put_back(database).await;
    assert_eq!(
        nowhere().await,
        [noted[1].clone()],
        "the partner's; nothing else was done since"
    );
}

async fn an_operator_has_an_address(database: &TestDatabase) {
    let wrong = Settings {
        operator_email: "nobody".into(),
        ..Settings::default()
    };
    let said = open(database, key(), &clock(), wrong).await.unwrap_err().to_string();
    assert!(said.contains("operator_email") && said.contains("nobody"), "{said}");
}

for_each_engine!(
    of_many_replicas_one_sends_them_each_day,
    a_chain_that_is_set_back_alone_shows_from_the_next_day,
    a_noted_hash_tells_an_older_copy,
    an_operator_has_an_address,
);

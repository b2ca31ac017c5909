//! Changing the signing key without a failed call.

use chrono::TimeDelta;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::settings::Settings;
use fieldlink_store::Store;
use fieldlink_testkit::{TestClock, TestDatabase, for_each_engine};

use super::support::{access_token, ask, client, read, replica};
use crate::support::{NOW, PARTNER, TestApp, URL};

fn kids(set: &[fieldlink_app::keys::Jwk]) -> Vec<&str> {
    set.iter().map(|k| k.kid.as_str()).collect()
}

async fn replicas_that_start_at_once_use_the_same_keys(database: &TestDatabase) {
    let clock = TestClock::at_text(NOW);
    // The tables are there; the keys are not.
    drop(Store::open(database.url()).await.unwrap());
    let (one, two) = tokio::join!(
        replica(database, &clock, 1, Settings::default(), URL),
        replica(database, &clock, 2, Settings::default(), URL)
    );
    let (ones, twos) = (one.key_set().await.unwrap(), two.key_set().await.unwrap());
    assert_eq!(ones, twos);
    assert_eq!(ones.len(), 1);
}

async fn no_call_fails_while_the_key_changes(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let other = replica(database, &app.clock, 8, Settings::default(), URL).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let kid = |token: &str| read(token).0["kid"].as_str().unwrap().to_owned();
    let old = access_token(&ask(&app, &made, &[]).await);
    let next = app.pa2.rotate_keys(&Actor::Operator).await.unwrap();

    // Published at once, also where it was not made, but not used.
    assert!(kids(&app.pa2.key_set().await.unwrap()).contains(&next.as_str()));
    app.clock.advance(TimeDelta::seconds(31));
    assert!(kids(&other.key_set().await.unwrap()).contains(&next.as_str()));
    let before = access_token(&ask(&app, &made, &[]).await);
    assert_eq!(kid(&before), kid(&old));

    app.clock.advance(TimeDelta::minutes(10));
    let after = access_token(&ask(&app, &made, &[]).await);
    assert_eq!(kid(&after), next);
    for token in [&old, &before, &after] {
        app.pa2.verify_token(token).await.unwrap();
        other.verify_token(token).await.unwrap();
    }

    // The last token of the old key is good to its end; then the key goes.
    app.clock.advance(TimeDelta::seconds(43_199 - 601));
    app.pa2.verify_token(&before).await.unwrap();
    app.clock.advance(TimeDelta::hours(13));
    assert_eq!(kids(&app.pa2.key_set().await.unwrap()), [next]);
}

async fn a_key_is_known_on_another_replica_as_soon_as_it_signs(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let other = replica(database, &app.clock, 8, Settings::default(), URL).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let token = access_token(&ask(&app, &made, &[]).await);
    other.verify_token(&token).await.unwrap();
    // A text with a made-up key is not worth a query each time, and is refused.
    let made_up = super::support::forged(&token, Some(r#"{"alg":"RS256","kid":"ffffffff"}"#), None);
    assert!(other.verify_token(&made_up).await.is_err());
}

async fn only_the_operator_changes_keys(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let person = app.person(Role::Coordinator).await.person;
    assert!(app.pa2.rotate_keys(&Actor::Person(person)).await.is_err());
}

for_each_engine!(
    replicas_that_start_at_once_use_the_same_keys,
    no_call_fails_while_the_key_changes,
    a_key_is_known_on_another_replica_as_soon_as_it_signs,
    only_the_operator_changes_keys,
);

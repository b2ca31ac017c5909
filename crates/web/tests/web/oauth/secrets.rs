//! Clients and their secrets, as the partner manages them.

use chrono::TimeDelta;
use fieldlink_app::clients::SECRET_PREFIX;
use fieldlink_app::{Actor, Kind, Role};
use fieldlink_contract::{Scope, ScopeSet};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use secrecy::ExposeSecret;

use super::support::{ask, client};
use crate::support::{PARTNER, STRANGER, TestApp};

async fn a_secret_is_replaced_without_a_failed_call(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let first = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let second = app.pa2.add_secret(&Actor::Operator, &first.client_id).await.unwrap();
    ask(&app, &first, &[]).await.expect(200);
    ask(&app, &second, &[]).await.expect(200);
    let third = app.pa2.add_secret(&Actor::Operator, &first.client_id).await;
    assert_eq!(third.unwrap_err().kind, Kind::Conflict);

    let listed = app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap().remove(0);
    assert_eq!(listed.secrets.len(), 2);
    app.pa2
        .retire_secret(&Actor::Operator, &first.client_id, listed.secrets[0].id)
        .await
        .unwrap();
    ask(&app, &first, &[]).await.expect(401);
    ask(&app, &second, &[]).await.expect(200);
    app.pa2.add_secret(&Actor::Operator, &first.client_id).await.unwrap();
}

async fn two_people_cannot_both_add_the_last_secret(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let add = || app.pa2.add_secret(&Actor::Operator, &made.client_id);
    let (one, two, three) = tokio::join!(add(), add(), add());
    assert_eq!([one, two, three].iter().filter(|added| added.is_ok()).count(), 1);
    let listed = app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap().remove(0);
    assert_eq!(listed.secrets.len(), 2);
}

async fn a_secret_is_long_and_kept_nowhere(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let secret = made.client_secret.expose_secret();
    assert!(secret.starts_with(SECRET_PREFIX));
    assert_eq!(secret.len(), SECRET_PREFIX.len() + 43);
    assert!(!format!("{made:?}").contains(secret));
    let listed = app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap().remove(0);
    assert_eq!(listed.secrets[0].hint, secret[secret.len() - 4..]);
    let kept = fieldlink_store::clients::for_authentication(app.pa2.store(), &made.client_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.1[0].mac.len(), 64);
    assert!(!kept.1[0].mac.contains(secret));
}

async fn the_last_use_is_told_within_a_minute(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    let last = async || {
        let client = fieldlink_store::clients::get(app.pa2.store(), &made.client_id)
            .await
            .unwrap()
            .unwrap();
        client.last_used_at
    };
    assert_eq!(last().await, None);
    ask(&app, &made, &[]).await.expect(200);
    let first = app.clock.now();
    assert_eq!(last().await, Some(first));
    // Many uses, one write a minute.
    for _ in 0..3 {
        app.clock.advance(TimeDelta::seconds(15));
        ask(&app, &made, &[]).await.expect(200);
    }
    assert_eq!(last().await, Some(first));
    app.clock.advance(TimeDelta::seconds(15));
    ask(&app, &made, &[]).await.expect(200);
    assert_eq!(last().await, Some(app.clock.now()));
    // The page never shows less than this replica knows.
    app.clock.advance(TimeDelta::seconds(15));
    ask(&app, &made, &[]).await.expect(200);
    let listed = app.pa2.list_clients(&Actor::Operator, PARTNER).await.unwrap().remove(0);
    assert_eq!(listed.last_used_at, Some(app.clock.now()));
    assert_eq!(listed.secrets[0].last_used_at, Some(app.clock.now()));
}

async fn each_partner_manages_its_own(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let theirs = client(&app, STRANGER, &[Scope::ReadLoans]).await;
    let coordinator = Actor::Person(app.person(Role::Coordinator).await.person);
    let reporter = Actor::Person(app.person(Role::Reporter).await.person);
    let all = ScopeSet::all();
    assert!(app.pa2.create_client(&coordinator, PARTNER, "own", &all).await.is_ok());
    assert_eq!(
        app.pa2
            .create_client(&coordinator, STRANGER, "x", &all)
            .await
            .unwrap_err()
            .kind,
        Kind::Forbidden
    );
    assert_eq!(
        app.pa2
            .create_client(&reporter, PARTNER, "x", &all)
            .await
            .unwrap_err()
            .kind,
        Kind::Forbidden
    );
    let id = &theirs.client_id;
    assert_eq!(
        app.pa2.add_secret(&coordinator, id).await.unwrap_err().kind,
        Kind::NotFound
    );
    assert_eq!(
        app.pa2.retire_client(&coordinator, id).await.unwrap_err().kind,
        Kind::NotFound
    );
    assert_eq!(
        app.pa2.list_clients(&coordinator, STRANGER).await.unwrap_err().kind,
        Kind::Forbidden
    );
    assert_eq!(app.pa2.list_clients(&coordinator, PARTNER).await.unwrap().len(), 1);
    ask(&app, &theirs, &[]).await.expect(200);
}

async fn what_was_done_is_in_the_audit_trail(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let made = client(&app, PARTNER, &[Scope::ReadLoans]).await;
    app.pa2.add_secret(&Actor::Operator, &made.client_id).await.unwrap();
    app.pa2.retire_client(&Actor::Operator, &made.client_id).await.unwrap();
    let trail = app.pa2.audit_trail(&Actor::Operator, PARTNER, 10).await.unwrap();
    let acts: Vec<&str> = trail.iter().map(|act| act.action.as_str()).collect();
    assert_eq!(
        acts,
        ["client.retire", "secret.create", "client.create", "partner.create"]
    );
    assert!(trail.iter().all(|act| act.actor == "operator"));
    let secret = made.client_secret.expose_secret();
    assert!(trail.iter().all(|act| !act.detail.contains(secret)));
}

for_each_engine!(
    a_secret_is_replaced_without_a_failed_call,
    two_people_cannot_both_add_the_last_secret,
    a_secret_is_long_and_kept_nowhere,
    the_last_use_is_told_within_a_minute,
    each_partner_manages_its_own,
    what_was_done_is_in_the_audit_trail,
);

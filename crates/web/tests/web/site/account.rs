//! ACCOUNT: profile, places, the request log, the audit trail.

use axum::http::Method;
use chrono::TimeDelta;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, TestApp};

const PROFILE: &str = "/account/profile";
const PLACES: &str = "/account/locations";
const CALLS: &str = "/account/api-access/calls";
const AUDIT: &str = "/account/audit";

async fn a_profile_is_changed_by_a_coordinator(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    let fields = [
        ("csv_upload_format", "three_column"),
        ("amount_mode", "principal_outstanding"),
        ("name", "Amina"),
        ("email", "amina@example.org"),
        ("telephone", "+254 700 000 000"),
    ];
    ana.submit(PROFILE, PROFILE, &fields).await.expect(303);
    let page = ana.get(PROFILE).await.expect(200);
    for told in ["value=\"Amina\"", "value=\"three_column\" id=\"three_column\" checked"] {
        assert!(page.text().contains(told), "{told}");
    }
    let wrong = [fields[0], fields[1], ("email", "no address")];
    let again = ana.submit(PROFILE, PROFILE, &wrong).await.expect(422);
    assert!(again.text().contains("This is no e-mail address.") && again.text().contains("value=\"no address\""));
    let bo = app.person(Role::Reporter).await;
    assert!(bo.get(PROFILE).await.expect(200).text().contains("<fieldset disabled"));
    bo.submit(PROFILE, PROFILE, &fields).await.expect(403);
    let kept = app.pa2.partner(PARTNER).await.unwrap().profile;
    assert_eq!(kept.contact.telephone, "+254 700 000 000");
}

async fn a_place_is_added_renamed_and_retired(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let answered = async |place: &str| {
        let reply = client.get("/v3/partner/1/config/locations").await.expect(200);
        reply.text().contains(place)
    };
    let new = [("location", " New  Town "), ("country", "Kenya")];
    ana.submit(PLACES, PLACES, &new).await.expect(303);
    assert!(answered("New Town: Kenya").await);
    let again = ana.submit(PLACES, PLACES, &new).await.expect(422);
    assert!(again.text().contains("already"));
    ana.submit(PLACES, PLACES, &[("location", "a: b"), ("country", "Kenya")])
        .await
        .expect(422);

    let rename = [
        ("place", "New Town: Kenya"),
        ("location", "Old Town"),
        ("country", "Kenya"),
    ];
    ana.submit(PLACES, "/account/locations/rename", &rename)
        .await
        .expect(303);
    assert!(answered("Old Town: Kenya").await && !answered("New Town: Kenya").await);
    let found = ana.get("/account/locations?find=old+t").await.expect(200);
    assert!(found.text().contains("<td>Old Town</td>") && found.text().contains("1 location"));

    ana.submit(PLACES, "/account/locations/retire", &[("place", "Old Town: Kenya")])
        .await
        .expect(303);
    assert!(!answered("Old Town: Kenya").await);
    assert!(
        ana.get(PLACES)
            .await
            .expect(200)
            .text()
            .contains("<li>Old Town: Kenya</li>")
    );
    let back = [("location", "Old Town"), ("country", "Kenya")];
    ana.submit(PLACES, PLACES, &back).await.expect(303);
    assert!(answered("Old Town: Kenya").await);
    assert!(
        !ana.get(PLACES)
            .await
            .expect(200)
            .text()
            .contains("<li>Old Town: Kenya</li>")
    );
}

async fn calls_are_logged_with_why_they_were_refused(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let bo = app.person(Role::Technical).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    client.get("/v3/partner/1/loans?limit=1").await.expect(200);
    let headers = [("content-type", "application/json"), ("x-request-id", "my-own-id")];
    client
        .request(Method::POST, "/v3/partner/1/journals", "[]", &headers)
        .await
        .expect(403);
    client.get("/v3/partner/2/loans").await.expect(403);
    app.get("/v3/partner/1/loans").await.expect(401);
    app.get("/v3/partner/77/loans").await.expect(401);
    app.post_form(
        "/oauth/token",
        &[
            ("grant_type", "client_credentials"),
            ("client_id", "x"),
            ("client_secret", "y"),
        ],
    )
    .await
    .expect(401);
    let page = bo.get(CALLS).await.expect(200);
    let text = page.text();
    for told in [
        "GET /v3/partner/1/loans?limit=1",
        "The token lacks the scope for this route.",
        "The partner in the path is not the partner of the token.",
        "There was no access token",
        "my-own-id",
        "Authorization: Bearer $ACCESS_TOKEN",
        "POST /oauth/token",
    ] {
        assert!(text.contains(told), "{told}");
    }
    assert!(!text.contains(&client.token) && !text.contains("/v3/partner/77"));
    app.clock.advance(TimeDelta::hours(13));
    client.get("/v3/partner/1/loans").await.expect(401);
    let bo = app.person_of(Some(PARTNER), Role::Coordinator).await;
    let refused = bo.get("/account/api-access/calls?refused=1").await.expect(200);
    assert!(refused.text().contains("The access token had expired."));
    assert!(!refused.text().contains("limit=1"));
    app.person(Role::Reporter).await.get(CALLS).await.expect(403);
}

async fn the_trail_is_shown_sent_and_checked(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    ana.submit(PLACES, PLACES, &[("location", "Town"), ("country", "Kenya")])
        .await
        .expect(303);
    let page = ana.get(AUDIT).await.expect(200);
    assert!(page.text().contains("Added a location") && page.text().contains("Test coordinator"));
    let file = ana.get("/account/audit.csv").await.expect(200);
    assert!(file.header("content-type").starts_with("text/csv"));
    assert!(file.text().contains("location.add,1,Town: Kenya,"), "{}", file.text());
    let whole = ana.get("/account/audit/check").await.expect(200);
    assert!(whole.text().contains("The trail is whole"), "{}", whole.text());
    let verified = app.pa2.check_whole_audit(&Actor::Operator, &[]).await.unwrap();
    assert!(verified.chains.iter().all(|report| report.damages.is_empty()));
}

async fn a_row_that_was_changed_shows(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    database
        .execute("UPDATE audit SET actor = 'person:999' WHERE chain = 1 AND seq = 2")
        .await;
    let broken = ana.get("/account/audit/check").await.expect(200);
    assert!(
        broken.text().contains("The trail is broken at row 2"),
        "{}",
        broken.text()
    );
    database.execute("DELETE FROM audit_head WHERE chain = 1").await;
    let broken = ana.get_in("/account/audit/check", "es").await.expect(200);
    assert!(
        broken.text().contains("roto en la fila 2") && broken.text().contains("Falta el final de la cadena"),
        "{}",
        broken.text()
    );
}

/// Pages at their fullest are small on a slow line, the style sheet aside.
async fn pages_are_light(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    for n in 0..60 {
        client.get(&format!("/v3/partner/1/loans?limit={n}")).await.expect(200);
        client.get("/v3/partner/2/loans").await.expect(403);
        let place = [("location", format!("Town {n}")), ("country", "Kenya".to_owned())];
        let place = place.each_ref().map(|(name, value)| (*name, value.as_str()));
        ana.submit(PROFILE, PLACES, &place).await.expect(303);
    }
    for path in [
        PROFILE,
        PLACES,
        CALLS,
        AUDIT,
        "/account/staff",
        "/account/security",
        "/account/api-access",
    ] {
        let weight = ana.get_compressed(path).await.expect(200).body.len();
        assert!(weight < 6 * 1024, "{path}: {weight} bytes");
    }
}

for_each_engine!(
    pages_are_light,
    a_profile_is_changed_by_a_coordinator,
    a_place_is_added_renamed_and_retired,
    calls_are_logged_with_why_they_were_refused,
    the_trail_is_shown_sent_and_checked,
    a_row_that_was_changed_shows,
);

//! The JOURNALS tab and the confirm page: read, correct, publish all or some, take out, discard; and two people at once.

use fieldlink_app::Role;
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::journal::JournalState;
use fieldlink_store::loans;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{Browser, PARTNER, Reply, STRANGER, TestApp, hidden};
use crate::v3::journals::{archive, journal, send};
use crate::v3::loans::{new_loan, post};
use crate::v3::repayments::paying_back;

fn page(key: &str) -> String {
    format!("/journals/archives/{key}")
}

fn to(key: &str, what: &str) -> String {
    format!("{}/{what}", page(key))
}

/// Submits a form of the confirm page as it stands on the page now.
async fn submit(browser: &Browser<'_>, key: &str, what: &str, fields: &[(&str, &str)]) -> Reply {
    let version = version(browser, key).await;
    submit_seen(browser, key, what, &version, fields).await
}

/// Submits a form of a page that was opened when the archive had this version.
async fn submit_seen(browser: &Browser<'_>, key: &str, what: &str, version: &str, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![("version", version)];
    all.extend_from_slice(fields);
    browser.submit("/journals", &to(key, what), &all).await
}

async fn version(browser: &Browser<'_>, key: &str) -> String {
    hidden(browser.get(&page(key)).await.expect(200).text(), "version")
}

async fn states(app: &TestApp, key: &str) -> Vec<&'static str> {
    archive(&app.pa2, key)
        .await
        .archive
        .journals
        .iter()
        .map(|j| j.state.name())
        .collect()
}

async fn ids(app: &TestApp, key: &str) -> Vec<String> {
    archive(&app.pa2, key)
        .await
        .archive
        .journals
        .iter()
        .map(|j| j.id.to_string())
        .collect()
}

async fn journals_on(app: &TestApp, loan: KivaId) -> i64 {
    loans::find(app.pa2.store(), loan).await.unwrap().unwrap().journals
}

fn three() -> Value {
    json!([journal(1), journal(2), journal(3)])
}

async fn the_confirm_url_asks_to_sign_in_and_comes_back(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let key = send(&app, three()).await;
    let reply = app.get(&page(&key)).await.expect(303);
    assert_eq!(
        reply.header("location"),
        format!("/sign-in?next=%2Fjournals%2Farchives%2F{key}")
    );
}

async fn the_confirm_page_shows_each_journal_with_its_borrower_and_what_is_wrong(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let key = send(
        &app,
        json!([journal(1), { "subject": "<b>", "body": "a & b", "internal_loan_id": "no<ne" }]),
    )
    .await;
    let text = app
        .person(Role::Coordinator)
        .await
        .get(&page(&key))
        .await
        .expect(200)
        .text()
        .to_owned();
    for part in [
        "2 journals, sent by",
        "on 17 Nov 2026",
        "The harvest came in.",
        "Amina Okoro",
        &format!("/loans/{}", loan.id),
        "You have no loan on Kiva with this Loan ID",
        "One journal cannot be published as it is.",
        "&lt;b&gt;",
        "no&lt;ne",
    ] {
        assert!(text.contains(part), "{part} is not on the page: {text}");
    }
    assert_eq!(
        text.matches("type=\"checkbox\"").count(),
        1,
        "a tick only where publishing is possible"
    );
}

async fn pictures_are_links_and_only_to_the_web(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let with = |url: &str| json!({ "subject": url, "body": "b", "internal_loan_id": "0001", "image_url": url });
    let key = send(
        &app,
        json!([with("https://example.org/a.jpg"), with("javascript:alert(1)")]),
    )
    .await;
    let text = app
        .person(Role::Coordinator)
        .await
        .get(&page(&key))
        .await
        .expect(200)
        .text()
        .to_owned();
    assert!(text.contains("href=\"https://example.org/a.jpg\""));
    assert!(!text.contains("href=\"javascript:"));
    assert!(!text.contains("<img"));
}

async fn publishing_all_counts_on_the_loans_and_closes_the_archive(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let one = paying_back(&app, PARTNER, 1).await;
    let two = paying_back(&app, PARTNER, 2).await;
    let key = send(
        &app,
        json!([journal(1), journal(2), { "subject": "More", "body": "b", "internal_loan_id": "0001" }]),
    )
    .await;
    let ana = app.person(Role::Coordinator).await;
    let reply = submit(&ana, &key, "publish", &[("choice", "all")]).await.expect(303);
    assert_eq!(reply.header("location"), format!("{}?done=published", page(&key)));

    assert_eq!(states(&app, &key).await, ["published"; 3]);
    assert_eq!(
        (journals_on(&app, one.id).await, journals_on(&app, two.id).await),
        (2, 1)
    );
    let loan = loans::find(app.pa2.store(), one.id).await.unwrap().unwrap();
    assert_eq!(loan.last_journal, Some(app.clock.now()));
    let shown = ana
        .get(&format!("/loans/{}", one.id))
        .await
        .expect(200)
        .text()
        .to_owned();
    assert!(
        shown.contains("Published on 17 Nov 2026") && shown.contains("The harvest came in."),
        "{shown}"
    );

    let text = ana.get(&page(&key)).await.expect(200).text().to_owned();
    assert!(
        text.contains(&format!("confirmed by {} on 17 Nov 2026", ana.person.name)),
        "{text}"
    );
    assert!(!text.contains("choice"), "a closed archive offers nothing");
}

async fn publishing_some_leaves_the_rest_waiting(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    let key = send(&app, three()).await;
    let ids = ids(&app, &key).await;
    let ana = app.person(Role::Coordinator).await;
    submit(
        &ana,
        &key,
        "publish",
        &[("choice", "ticked"), ("journal", &ids[2]), ("journal", &ids[0])],
    )
    .await
    .expect(303);
    assert_eq!(states(&app, &key).await, ["published", "draft", "published"]);
    let waiting = ana.get("/journals").await.expect(200);
    assert!(waiting.text().contains(&page(&key)));

    submit(&ana, &key, "discard", &[]).await.expect(303);
    assert_eq!(states(&app, &key).await, ["published", "taken_out", "published"]);
    assert_eq!(archive(&app.pa2, &key).await.archive.state.name(), "confirmed");
}

async fn a_choice_with_a_blocked_journal_publishes_nothing_and_keeps_the_ticks(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    let key = send(&app, three()).await;
    let ids = ids(&app, &key).await;
    let ana = app.person(Role::Coordinator).await;
    let reply = submit(&ana, &key, "publish", &[("journal", &ids[0]), ("journal", &ids[2])])
        .await
        .expect(422);
    assert!(reply.text().contains("Nothing was published"), "{}", reply.text());
    assert!(reply.text().contains(&format!("value=\"{}\" checked", ids[0])));
    assert!(
        reply.text().contains(&format!("value=\"{}\" aria", ids[1])),
        "what was not ticked stays so"
    );
    assert_eq!(states(&app, &key).await, ["draft"; 3]);
    assert_eq!(journals_on(&app, loan.id).await, 0);

    let reply = submit(&ana, &key, "publish", &[("choice", "ticked")]).await.expect(422);
    assert!(reply.text().contains("Choose at least one journal"));
}

async fn a_loan_refunded_since_is_not_written_to(database: &TestDatabase) {
    use fieldlink_app::Actor;
    use fieldlink_app::life::{LoanRef, LoanStep};
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let key = send(&app, json!([journal(1)])).await;
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), LoanStep::Refund)
        .await
        .unwrap();
    let ana = app.person(Role::Coordinator).await;
    submit(&ana, &key, "publish", &[("choice", "all")]).await.expect(422);
    assert_eq!(states(&app, &key).await, ["draft"]);
    assert_eq!(journals_on(&app, loan.id).await, 0);
}

async fn a_loan_funded_since_takes_its_journal(database: &TestDatabase) {
    use fieldlink_app::Actor;
    use fieldlink_app::life::{LoanRef, LoanStep};
    let app = TestApp::new(database).await;
    let loan = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    let key = send(&app, json!([journal(1)])).await;
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), LoanStep::Fund)
        .await
        .unwrap();
    let ana = app.person(Role::Coordinator).await;
    submit(&ana, &key, "publish", &[("choice", "all")]).await.expect(303);
    assert_eq!(journals_on(&app, loan.id).await, 1);
}

async fn a_correction_is_checked_again_and_can_be_published(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let key = send(&app, json!([journal(9)])).await;
    let id = ids(&app, &key).await.remove(0);
    let ana = app.person(Role::Coordinator).await;
    let form = format!("journals/{id}");
    let text = ana.get(&to(&key, &form)).await.expect(200).text().to_owned();
    assert!(
        text.contains("aria-invalid=\"true\"") && text.contains("value=\"0009\""),
        "{text}"
    );

    let fields = [
        ("subject", "Better <news>"),
        ("body", "First line.\r\nSecond line."),
        ("internal_loan_id", "0001"),
        ("internal_client_id", ""),
    ];
    submit(&ana, &key, &form, &fields).await.expect(303);
    let view = archive(&app.pa2, &key).await;
    let corrected = &view.archive.journals[0];
    assert_eq!(corrected.sent.body, "First line.\nSecond line.");
    assert_eq!((corrected.loan, corrected.findings.len()), (Some(loan.id), 0));
    submit(&ana, &key, "publish", &[("choice", "all")]).await.expect(303);
    assert_eq!(journals_on(&app, loan.id).await, 1);
    submit_seen(&ana, &key, &form, "4", &fields).await.expect(409);
}

async fn a_correction_of_what_has_changed_keeps_what_was_typed(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    let key = send(&app, three()).await;
    let ids = ids(&app, &key).await;
    let ana = app.person(Role::Coordinator).await;
    let seen = version(&ana, &key).await;
    submit(&ana, &key, &format!("journals/{}/take-out", ids[0]), &[])
        .await
        .expect(303);
    let fields = [
        ("subject", "A long thought"),
        ("body", "typed for an hour"),
        ("internal_loan_id", "0002"),
    ];
    let form = format!("journals/{}", ids[1]);
    let reply = submit_seen(&ana, &key, &form, &seen, &fields).await.expect(409);
    assert!(reply.text().contains("typed for an hour") && reply.text().contains("Somebody else has changed"));
    // The page that came back carries today's version: the same text can be sent again.
    let fresh = hidden(reply.text(), "version");
    submit_seen(&ana, &key, &form, &fresh, &fields).await.expect(303);
}

async fn taking_the_last_one_out_closes_the_archive(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let key = send(&app, json!([journal(1)])).await;
    let id = ids(&app, &key).await.remove(0);
    let ana = app.person(Role::Coordinator).await;
    submit(&ana, &key, &format!("journals/{id}/take-out"), &[])
        .await
        .expect(303);
    assert_eq!(archive(&app.pa2, &key).await.archive.state.name(), "discarded");
    let text = ana.get(&page(&key)).await.expect(200).text().to_owned();
    assert!(text.contains(&format!("discarded by {}", ana.person.name)), "{text}");
}

async fn of_two_people_at_once_one_publishes_and_the_other_is_told_who(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let key = send(&app, json!([journal(1)])).await;
    let ana = app.person(Role::Coordinator).await;
    let kiva = app.person(Role::Kiva).await;
    let seen = version(&ana, &key).await;
    let all = [("choice", "all")];
    let (a, b) = tokio::join!(
        submit_seen(&ana, &key, "publish", &seen, &all),
        submit_seen(&kiva, &key, "publish", &seen, &all)
    );
    let (winner, loser) = if a.status == 303 { (&ana, b) } else { (&kiva, a) };
    let loser = loser.expect(409);
    assert!(
        loser
            .text()
            .contains(&format!("confirmed by {} on", winner.person.name)),
        "{}",
        loser.text()
    );
    assert_eq!(journals_on(&app, loan.id).await, 1);
    let published = archive(&app.pa2, &key).await;
    assert_eq!(
        published.archive.journals[0].state,
        JournalState::Published(app.clock.now())
    );
}

async fn one_publishes_while_another_discards(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let key = send(&app, json!([journal(1)])).await;
    let ana = app.person(Role::Coordinator).await;
    let seen = version(&ana, &key).await;
    let all = [("choice", "all")];
    let (published, discarded) = tokio::join!(
        submit_seen(&ana, &key, "publish", &seen, &all),
        submit_seen(&ana, &key, "discard", &seen, &[])
    );
    let statuses = [published.status.as_u16(), discarded.status.as_u16()];
    assert!(statuses == [303, 409] || statuses == [409, 303], "{statuses:?}");
    let expected = if statuses[0] == 303 {
        ("published", 1)
    } else {
        ("taken_out", 0)
    };
    assert_eq!(
        (states(&app, &key).await[0], journals_on(&app, loan.id).await),
        expected
    );
}

async fn another_partners_archive_is_not_there(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let key = send(&app, three()).await;
    let id = ids(&app, &key).await.remove(0);
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    stranger.get(&page(&key)).await.expect(404);
    stranger.get(&to(&key, &format!("journals/{id}"))).await.expect(404);
    for what in [
        "publish".to_owned(),
        "discard".into(),
        format!("journals/{id}"),
        format!("journals/{id}/take-out"),
    ] {
        submit_seen(&stranger, &key, &what, "1", &[("choice", "all")])
            .await
            .expect(404);
    }
    assert!(!stranger.get("/journals").await.expect(200).text().contains(&key));
    assert_eq!(states(&app, &key).await, ["draft"; 3]);
}

async fn who_may_not_publish_may_read(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let key = send(&app, json!([journal(1)])).await;
    for role in [Role::Reporter, Role::Technical] {
        let person = app.person(role).await;
        let text = person.get(&page(&key)).await.expect(200).text().to_owned();
        assert!(text.contains("Only a Kiva Coordinator can publish them.") && !text.contains("name=\"choice\""));
        submit_seen(&person, &key, "publish", "1", &[("choice", "all")])
            .await
            .expect(403);
        submit_seen(&person, &key, "discard", "1", &[]).await.expect(403);
    }
    assert_eq!(states(&app, &key).await, ["draft"]);
}

async fn a_full_page_is_light_on_a_bad_line(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let story = "Amina bought a second fridge for her shop and now sells milk, yoghurt and cold drinks from morning to \
                 night. With what she earned she paid the school fees of her two daughters and mended the roof. ";
    let mut all = Vec::new();
    for n in 1..=60 {
        paying_back(&app, PARTNER, n).await;
        let body = format!(
            "{n} {}",
            story
                .chars()
                .cycle()
                .skip(usize::try_from(n).unwrap() * 7)
                .take(600)
                .collect::<String>()
        );
        all.push(
            json!({ "subject": format!("News of loan {n}"), "body": body, "internal_loan_id": format!("000{n}") }),
        );
    }
    let key = send(&app, Value::from(all)).await;
    let ana = app.person(Role::Coordinator).await;
    for path in [page(&key), "/journals".into(), "/".into()] {
        let reply = ana.get_compressed(&path).await.expect(200);
        assert_eq!(reply.header("content-encoding"), "br", "{path}");
        assert!(reply.body.len() < 14 * 1024, "{path}: {} bytes", reply.body.len());
    }
}

async fn a_long_archive_comes_in_pages_and_is_published_as_a_whole(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let all: Vec<Value> = (0..45)
        .map(|n| json!({ "subject": format!("Number {n}!"), "body": "b", "internal_loan_id": "0001" }))
        .collect();
    let key = send(&app, Value::from(all)).await;
    let ana = app.person(Role::Coordinator).await;
    let last = ana
        .get(&format!("{}?page=3", page(&key)))
        .await
        .expect(200)
        .text()
        .to_owned();
    assert!(last.contains("Number 44!") && !last.contains("Number 39!") && last.contains("Page 3 of 3"));
    let beyond = ana.get(&format!("{}?page=99", page(&key))).await.expect(200);
    assert!(beyond.text().contains("Page 3 of 3"));
    submit(&ana, &key, "publish", &[("choice", "all")]).await.expect(303);
    assert_eq!(journals_on(&app, loan.id).await, 45);
}

async fn the_tab_lists_eligible_clients_with_their_last_journal(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    post(&app, new_loan(PARTNER, 3, "Not Funded")).await;
    let ana = app.person(Role::Coordinator).await;
    let key = send(&app, json!([journal(1)])).await;
    submit(&ana, &key, "publish", &[("choice", "all")]).await.expect(303);

    let text = ana.get("/journals").await.expect(200).text().to_owned();
    assert!(text.contains("0001") && text.contains("0002") && !text.contains("Not Funded"));
    assert!(
        text.contains("50\u{a0}%") && text.contains("1 of 2 eligible loans have a journal."),
        "{text}"
    );
    assert!(text.contains("17 Nov 2026"));
    let never = ana.get("/journals?never=on").await.expect(200).text().to_owned();
    assert!(never.contains("0002") && !never.contains("0001"));
    let found = ana.get("/journals?query=0001").await.expect(200).text().to_owned();
    assert!(found.contains("0001") && !found.contains("0002"));
    let none = ana.get("/journals?query=0003").await.expect(200).text().to_owned();
    assert!(none.contains("No loan matches."));
}

async fn the_eligible_list_goes_on_page_by_page_without_gaps(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 10..70 {
        paying_back(&app, PARTNER, n).await;
    }
    let ana = app.person(Role::Coordinator).await;
    let mut seen = Vec::new();
    let mut path = String::from("/journals?");
    loop {
        let text = ana.get(&path).await.expect(200).text().to_owned();
        seen.extend((10..70).filter(|n| text.contains(&format!("<td>000{n}</td>"))));
        let Some((head, _)) = text.split_once("\" rel=\"next\"") else {
            break;
        };
        path = head.rsplit_once("href=\"").unwrap().1.replace("&amp;", "&");
    }
    assert_eq!(seen.len(), 60);
    seen.sort_unstable();
    assert_eq!(seen, (10..70).collect::<Vec<i64>>());
}

for_each_engine!(
    the_confirm_url_asks_to_sign_in_and_comes_back,
    the_confirm_page_shows_each_journal_with_its_borrower_and_what_is_wrong,
    pictures_are_links_and_only_to_the_web,
    publishing_all_counts_on_the_loans_and_closes_the_archive,
    publishing_some_leaves_the_rest_waiting,
    a_choice_with_a_blocked_journal_publishes_nothing_and_keeps_the_ticks,
    a_loan_refunded_since_is_not_written_to,
    a_loan_funded_since_takes_its_journal,
    a_correction_is_checked_again_and_can_be_published,
    a_correction_of_what_has_changed_keeps_what_was_typed,
    taking_the_last_one_out_closes_the_archive,
    of_two_people_at_once_one_publishes_and_the_other_is_told_who,
    one_publishes_while_another_discards,
    another_partners_archive_is_not_there,
    who_may_not_publish_may_read,
    a_full_page_is_light_on_a_bad_line,
    a_long_archive_comes_in_pages_and_is_published_as_a_whole,
    the_tab_lists_eligible_clients_with_their_last_journal,
    the_eligible_list_goes_on_page_by_page_without_gaps,
);

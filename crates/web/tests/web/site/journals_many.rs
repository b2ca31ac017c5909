//! An archive of many journals: its pages, what cannot be published, and the decision on all of it.

use std::collections::BTreeSet;

use fieldlink_app::Role;
use fieldlink_store::loans;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{Browser, PARTNER, TestApp, hidden};
use crate::v3::journals::{archive, journal, send};
use crate::v3::repayments::paying_back;

const MANY: i64 = 450;

fn page(key: &str) -> String {
    format!("/journals/archives/{key}")
}

/// So many journals on three loans; each hundredth names no loan.
async fn sent(app: &TestApp, many: i64) -> String {
    let one = |n: i64| {
        let loan = if n % 100 == 0 {
            String::from("none")
        } else {
            format!("000{}", n % 3 + 1)
        };
        json!({ "subject": format!("News {n}."), "body": "All is well.", "internal_loan_id": loan })
    };
    send(app, Value::from_iter((1..=many).map(one))).await
}

async fn app_with_loans(database: &TestDatabase) -> TestApp {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    app
}

async fn version(browser: &Browser<'_>, key: &str) -> String {
    hidden(browser.get(&page(key)).await.expect(200).text(), "version")
}

async fn every_journal_is_on_a_page_and_pages_cost_the_same(database: &TestDatabase) {
    let app = app_with_loans(database).await;
    let few_key = sent(&app, 30).await;
    let key = sent(&app, MANY).await;
    let ana = app.person(Role::Coordinator).await;
    let mut seen = BTreeSet::new();
    let mut at = Some(String::new());
    let mut pages = 0;
    while let Some(query) = at {
        let reply = ana.get(&format!("{}{query}", page(&key))).await.expect(200);
        let shown = reply.text().matches("<article").count();
        assert!((1..=20).contains(&shown), "{query}: {shown} journals");
        let subjects = (1..=MANY).filter(|n| reply.text().contains(&format!(": News {n}.<")));
        let before = seen.len();
        seen.extend(subjects);
        assert_eq!(seen.len(), before + shown, "{query}");
        pages += 1;
        at = (pages < 23).then(|| format!("?page={}", pages + 1));
        assert_eq!(reply.text().contains("rel=\"next\""), at.is_some(), "{query}");
        assert!(
            reply.text().contains("450 journals"),
            "{query}: what is said is said of all of them"
        );
        assert!(
            reply.text().contains("Publish all 446 that can be published"),
            "{query}"
        );
    }
    assert_eq!(seen.len(), 450);
    // Behind the end it is the last page.
    let beyond = ana.get(&format!("{}?page=99", page(&key))).await.expect(200);
    assert!(beyond.text().contains("Page 23 of 23") && beyond.text().contains("News 450."));

    let cost = async |key: &str| {
        let (reply, statements) = app.statements(ana.get(&page(key))).await;
        (reply.expect(200).body.len(), statements)
    };
    let ((few_bytes, few), (many_bytes, many)) = (cost(&few_key).await, cost(&key).await);
    assert!(
        !few.is_empty() && many.len() <= few.len(),
        "{many:#?} are more than {few:#?}"
    );
    assert!(
        many_bytes < few_bytes + 2_000,
        "{many_bytes} bytes, {few_bytes} for few"
    );
}

async fn all_are_published_whatever_page_is_open(database: &TestDatabase) {
    let app = app_with_loans(database).await;
    let key = sent(&app, MANY).await;
    let (ana, ben) = (app.person(Role::Coordinator).await, app.person(Role::Kiva).await);
    let seen = version(&ana, &key).await;
    let form = [("version", seen.as_str()), ("choice", "all"), ("page", "3")];
    let to = format!("{}/publish", page(&key));
    let done = ana
        .submit(&format!("{}?page=3", page(&key)), &to, &form)
        .await
        .expect(303);
    assert_eq!(done.header("location"), format!("{}?done=published&page=3", page(&key)));
    let tally = archive(&app.pa2, &key).await.archive.tally();
    assert_eq!((tally.drafts, tally.published, tally.taken_out), (4, 446, 0));
    let mut counted = 0;
    for loan in loans::by_internal_loan_ids(app.pa2.store(), PARTNER, &["0001".into(), "0002".into(), "0003".into()])
        .await
        .unwrap()
    {
        counted += loan.journals;
    }
    assert_eq!(counted, 446);
    // Whoever had the page open before is told, and nothing is done twice.
    ben.submit("/", &to, &form).await;
    let late = ana.submit("/journals", &to, &form).await.expect(409);
    assert!(
        late.text().contains("Somebody else has changed these journals"),
        "{}",
        late.text()
    );
    let seen = version(&ana, &key).await;
    let again = [("version", seen.as_str()), ("choice", "all")];
    let none = ana.submit("/journals", &to, &again).await.expect(422);
    assert!(none.text().contains("Choose at least one journal"), "{}", none.text());

    let rest = [("version", seen.as_str())];
    let to = format!("{}/discard", page(&key));
    ana.submit("/journals", &to, &rest).await.expect(303);
    let kept = archive(&app.pa2, &key).await.archive;
    assert_eq!((kept.state.name(), kept.tally().taken_out), ("confirmed", 4));
    let last = ana.get(&format!("{}?page=23", page(&key))).await.expect(200);
    assert!(
        last.text().contains("News 450.") && !last.text().contains("<button form"),
        "closed, and still read"
    );
}

async fn a_person_stays_where_they_were(database: &TestDatabase) {
    let app = app_with_loans(database).await;
    let key = sent(&app, 60).await;
    let ana = app.person(Role::Coordinator).await;
    let third = format!("{}?page=3", page(&key));
    let ids: Vec<String> = {
        let all = archive(&app.pa2, &key).await.archive;
        all.journals.iter().map(|j| j.id.to_string()).collect()
    };
    let seen = version(&ana, &key).await;
    let form = [("version", seen.as_str()), ("page", "3")];
    let to = format!("{}/journals/{}/take-out", page(&key), ids[41]);
    let done = ana.submit(&third, &to, &form).await.expect(303);
    assert_eq!(done.header("location"), format!("{}?done=taken-out&page=3", page(&key)));
    let shown = ana.get(done.header("location")).await.expect(200);
    assert!(shown.text().contains("Page 3 of 3") && shown.text().contains("The journal was taken out."));

    let correct = format!("{}/journals/{}", page(&key), ids[42]);
    let link = format!("href=\"{correct}?page=3\"");
    assert!(shown.text().contains(&link), "{link}: {}", shown.text());
    let opened = ana.get(&format!("{correct}?page=3")).await.expect(200);
    assert_eq!(hidden(opened.text(), "page"), "3");
    let seen = hidden(opened.text(), "version");
    let fields = [
        ("version", seen.as_str()),
        ("page", "3"),
        ("subject", "Better news."),
        ("body", "All is very well."),
        ("internal_loan_id", "0001"),
    ];
    let done = ana.submit(&correct, &correct, &fields).await.expect(303);
    let shown = ana.get(done.header("location")).await.expect(200);
    assert!(shown.text().contains("Better news.") && shown.text().contains("Page 3 of 3"));
}

async fn those_that_cannot_be_published_are_found(database: &TestDatabase) {
    let app = app_with_loans(database).await;
    let key = sent(&app, MANY).await;
    let ana = app.person(Role::Coordinator).await;
    let first = ana.get(&page(&key)).await.expect(200);
    assert!(
        first.text().contains("4 journals cannot be published"),
        "{}",
        first.text()
    );
    assert!(first.text().contains("?show=blocked"));
    let blocked = ana.get(&format!("{}?show=blocked", page(&key))).await.expect(200);
    assert_eq!(blocked.text().matches("<article").count(), 4, "{}", blocked.text());
    for n in [100, 200, 300, 400] {
        assert!(blocked.text().contains(&format!("News {n}.")), "{n}");
    }
    let ids = archive(&app.pa2, &key).await.archive.journals;
    let to = format!("{}/journals/{}/take-out", page(&key), ids[99].id);
    let seen = hidden(blocked.text(), "version");
    let form = [("version", seen.as_str()), ("show", "blocked")];
    let done = ana.submit("/journals", &to, &form).await.expect(303);
    let left = ana.get(done.header("location")).await.expect(200);
    assert_eq!(left.text().matches("<article").count(), 3);
    // A text twice is found across pages.
    let twice = send(
        &app,
        Value::from_iter((0..45).map(|n| journal(if n == 44 { 1 } else { n + 1 }))),
    )
    .await;
    let last = ana.get(&format!("{}?page=3", page(&twice))).await.expect(200);
    assert!(last.text().contains("already journal 1"), "{}", last.text());
}

for_each_engine!(
    every_journal_is_on_a_page_and_pages_cost_the_same,
    all_are_published_whatever_page_is_open,
    a_person_stays_where_they_were,
    those_that_cannot_be_published_are_found,
);

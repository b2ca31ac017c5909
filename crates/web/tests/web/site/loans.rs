//! The search box and a loan's page.

use fieldlink_app::clock::ClockMove;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_contract::loan_draft::LoanDraft;
use fieldlink_domain::loan::LoanStatus;
use fieldlink_domain::settings::Settings;
use fieldlink_store::loans;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::json;

use crate::support::{PARTNER, STRANGER, TestApp};
use crate::v3::loan_draft::complete;
use crate::v3::loans::{new_loan, post};
use crate::v3::repayments::{month, paying_back};

/// A GIF of one pixel.
const DOT: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x28\x5a\xc8\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

async fn the_search_box_leads_to_the_one_loan_or_lists_several(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let amina = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    post(&app, new_loan(PARTNER, 2, "Amina <b>Lima</b>")).await;
    let person = app.person(Role::Reporter).await;
    let one = person.get("/loans?query=okoro").await.expect(303);
    assert_eq!(one.header("location"), format!("/loans/{}", amina.id));
    let both = person.get("/loans?query=amina").await.expect(200);
    assert!(both.text().contains("2 loans") && both.text().contains("Amina Okoro"));
    assert!(
        both.text().contains("&lt;b&gt;Lima") && !both.text().contains("<b>Lima"),
        "names are text"
    );
    assert!(
        person
            .get("/loans?query=nobody")
            .await
            .expect(200)
            .text()
            .contains("No loan matches.")
    );
    assert!(
        person
            .get("/loans?status=inactive&query=")
            .await
            .expect(200)
            .text()
            .contains("2 loans")
    );
    assert!(
        person
            .get("/loans?status=ended")
            .await
            .expect(200)
            .text()
            .contains("No loan matches.")
    );
    app.get("/loans?query=amina").await.expect(303);
}

async fn a_long_list_has_pages(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 0..60 {
        post(&app, new_loan(PARTNER, n, "Amina Okoro")).await;
    }
    let person = app.person(Role::Coordinator).await;
    let first = person.get("/loans?query=ami").await.expect(200);
    assert!(first.text().contains("Page 1 of 3") && first.text().contains("/loans?query=ami&amp;page=2"));
    let link = "/loans?query=ami&page=1&format=csv";
    assert!(first.text().contains(&link.replace('&', "&amp;")), "{}", first.text());
    for (path, lines) in [
        (link, 61),
        ("/loans?format=csv", 61),
        ("/loans?status=raised&format=csv", 1),
    ] {
        assert_eq!(
            person.get(path).await.expect(200).text().lines().count(),
            lines,
            "{path}"
        );
    }
    let book = person.get("/loans?query=ami&format=xlsx").await.expect(200);
    assert!(book.body.starts_with(b"PK"));
    assert!(
        person
            .get("/loans?query=ami&page=x")
            .await
            .expect(200)
            .text()
            .contains("Page 1 of 3")
    );
    assert!(
        person
            .get("/loans?query=%00")
            .await
            .expect(400)
            .text()
            .contains("query: the text holds the character U+0000")
    );
    let last = person.get("/loans?query=ami&page=3").await.expect(200);
    assert!(last.text().contains("00059") && !last.text().contains("rel=\"next\""));
}

async fn a_loans_page_shows_its_life_and_only_to_its_partner(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = post(&app, new_loan(PARTNER, 7, "Amina Okoro")).await;
    let foreign = post(&app, new_loan(STRANGER, 8, "Bo Lima")).await;
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), LoanStep::Fund)
        .await
        .unwrap();
    let person = app.person(Role::Coordinator).await;
    let page = person.get(&format!("/loans/{}", loan.id)).await.expect(200);
    for wanted in [
        "Paying back",
        "60,000.00\u{a0}KES",
        "$475.00",
        "10 Jan 2027",
        "Fully funded",
        "Not due yet",
        "Farming",
    ] {
        assert!(page.text().contains(wanted), "{wanted} is missing");
    }
    person.get(&format!("/loans/{}", foreign.id)).await.expect(404);
    person.get("/loans/nonsense").await.expect(404);
}

async fn without_a_reviewing_clock_a_loan_waits(database: &TestDatabase) {
    let before = TestApp::new(database).await;
    let loan = post(&before, new_loan(PARTNER, 1, "Amina Okoro")).await;
    // Posted when the clock still reviewed.
    let settings = Settings {
        review_after_days: None,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let status_on = async |day: &str| {
        app.pa2
            .move_clock(&Actor::Operator, ClockMove::To(day.parse().unwrap()))
            .await
            .unwrap();
        let loan = loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap();
        loan.status
    };
    assert_eq!(status_on("2026-11-30T00:00:00Z").await, LoanStatus::Inactive);
    assert_eq!(status_on("2026-12-17T12:00:00Z").await, LoanStatus::InactiveExpired);
}

async fn a_common_word_finds_some_and_says_so(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let tx = app.pa2.store().begin().await.unwrap();
    let now = app.pa2.now().await.unwrap();
    for n in 0..1_002 {
        loans::insert_published(&tx, new_loan(PARTNER, n, "Amina Okoro"), app.pa2.settings(), "x", now)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let person = app.person(Role::Coordinator).await;
    let page = person.get("/loans?query=a").await.expect(200);
    assert!(page.text().contains("More than 1,000 loans match"), "{}", page.text());
    assert!(page.text().contains("Page 1 of 40"));
    assert!(
        person
            .get("/loans?query=okoro+amina")
            .await
            .text()
            .contains("More than 1,000")
    );
    person.get("/loans?query=00077").await.expect(303);
    assert!(
        person.get("/loans").await.text().contains("1,002 loans"),
        "the whole list is counted"
    );
}

async fn a_loans_page_shows_its_months_problems_and_who_did_what(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let client = app.client(&[Scope::CreateRepayment]).await;
    let send = async |amount: i64| {
        let rows = json!({ "repayments": [{ "loan_id": "0001", "amount": amount }] });
        client
            .post("/v3/partner/1/repayments", &rows.to_string())
            .await
            .expect(200);
    };
    send(15_000).await;
    send(900_000).await;
    let person = app.person(Role::Coordinator).await;
    let path = format!("/loans/{}", loan.id);
    let open = person.get(&path).await.expect(200);
    for wanted in [
        "Payments by month",
        "November 2026",
        "15,000.00\u{a0}KES",
        "Not billed yet",
        "Errors and warnings of its rows",
        "Funded",
        "Audit trail",
        "The operator",
        "Farming",
    ] {
        assert!(open.text().contains(wanted), "{wanted}: {}", open.text());
    }
    let month = month(&app).await;
    app.pa2
        .finalize_report(&Actor::Operator, PARTNER, month.period, month.version)
        .await
        .unwrap();
    let billed = person.get(&path).await.expect(200);
    assert!(billed.text().contains("Delinquent") && !billed.text().contains("Not billed yet"));
    for language in ["es", "fr"] {
        let page = person.get_in(&path, language).await.expect(200);
        assert!(!page.text().contains("Payments") && !page.text().contains("Audit trail"));
    }
}

async fn who_repaid_is_listed_again_from_the_earlier_loan(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let person = app.person(Role::Coordinator).await;
    let (page, again) = (format!("/loans/{}", loan.id), format!("/loans/{}/relist", loan.id));
    assert!(!person.get(&page).await.expect(200).text().contains(&again));
    person.submit("/", &again, &[]).await.expect(409);
    let client = app.client(&[Scope::CreateRepayment]).await;
    let rows = json!({ "repayments": [{ "loan_id": "0001", "amount": 60_000 }] }).to_string();
    client.post("/v3/partner/1/repayments", &rows).await.expect(200);
    let month = month(&app).await;
    app.pa2
        .finalize_report(&Actor::Operator, PARTNER, month.period, month.version)
        .await
        .unwrap();
    assert!(person.get(&page).await.expect(200).text().contains(&again));
    let made = person.submit(&page, &again, &[]).await.expect(303);
    let step = made.header("location").to_owned();
    let draft = person.get(&step).await.expect(200);
    for part in [
        "Update on Amina\n\nShe farms two acres.",
        "value=\"Okoro\"",
        "value=\"C-1\"",
    ] {
        assert!(draft.text().contains(part), "{part}: {}", draft.text());
    }
    assert!(
        !draft.text().contains("value=\"0001\""),
        "another loan has another loan ID"
    );
    let terms = person.get(&step.replace("/description", "/terms")).await.expect(200);
    assert!(!terms.text().contains("60000"), "{}", terms.text());
    // Published, it tells the lenders of the loan before what has become of the borrower.
    let id: i64 = step.split('/').nth(2).unwrap().parse().unwrap();
    let kept = app.pa2.draft(&Actor::Operator, PARTNER, id).await.unwrap();
    let mut whole: LoanDraft = serde_json::from_value(complete(9)).unwrap();
    whole.image_encoded = None;
    whole.description = kept.body.description.clone();
    let (version, photo) = ((id, 1), DOT.to_vec());
    let photo = app.pa2.save_draft_photo(&Actor::Operator, PARTNER, version, photo);
    let version = (id, photo.await.unwrap().version);
    let saved = app
        .pa2
        .save_draft(&Actor::Operator, PARTNER, version, (whole, kept.unread.clone()))
        .await
        .unwrap();
    let review = person.get(&format!("/drafts/{id}")).await.expect(200);
    assert!(
        review.text().contains("Publishing sends a journal"),
        "{}",
        review.text()
    );
    assert!(review.text().contains(&format!("href=\"{page}\"")));
    app.pa2
        .publish_draft(&Actor::Operator, PARTNER, (id, saved.version))
        .await
        .unwrap();
    let after = loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap();
    assert_eq!((after.journals, after.last_journal.is_some()), (1, true));
    let told = person.get(&page).await.expect(200);
    for part in ["Update on Amina", "She farms two acres.", "Lenders were told"] {
        assert!(told.text().contains(part), "{part}: {}", told.text());
    }
    let journals = person.get("/journals").await.expect(200);
    assert!(journals.text().contains("Listed again"), "{}", journals.text());
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    stranger.submit("/", &again, &[]).await.expect(404);
    app.person(Role::Reporter)
        .await
        .submit("/", &again, &[])
        .await
        .expect(403);
}

for_each_engine!(
    who_repaid_is_listed_again_from_the_earlier_loan,
    a_common_word_finds_some_and_says_so,
    a_loans_page_shows_its_months_problems_and_who_did_what,
    without_a_reviewing_clock_a_loan_waits,
    the_search_box_leads_to_the_one_loan_or_lists_several,
    a_long_list_has_pages,
    a_loans_page_shows_its_life_and_only_to_its_partner,
);

//! The drafts' pages: looking, correcting, publishing.

use base64::Engine as _;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::Profile;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{Browser, PARTNER, Reply, STRANGER, TestApp, hidden};
use crate::v3::loan_draft::{complete, png};
use crate::v3::repayments::{month, paying_back, set_profile};

/// Sends a draft by the API and answers the address of its review.
async fn sent(app: &TestApp, browser: &Browser<'_>, draft: &Value) -> String {
    let client = app.client(&[Scope::CreateLoanDraft]).await;
    client
        .post("/v3/partner/1/loan_draft", &draft.to_string())
        .await
        .expect(200);
    let list = browser.get("/drafts").await.expect(200);
    // Newest first.
    let (_, rest) = list.text().split_once("<tbody>").expect("a table");
    let (_, rest) = rest.split_once("href=\"").expect("a link");
    rest.split_once('"').expect("its end").0.to_owned()
}

async fn publish(browser: &Browser<'_>, draft: &str) -> Reply {
    let page = browser.get(draft).await.expect(200);
    let version = hidden(page.text(), "version");
    browser
        .submit(draft, &format!("{draft}/publish"), &[("version", &version)])
        .await
}

async fn an_empty_draft_shows_every_error_at_once(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &json!({})).await;
    let page = browser.get(&draft).await.expect(200);
    for text in [
        "The loan amount must be more than $5 USD to post the loan on Kiva.",
        "Each borrower must receive a non-zero disbursal amount. Please enter the loan amount.",
        "The disbursal date you entered is invalid.",
        "The disbursal date must be less than 30 days in the past and no more than 90 days in the future.",
        "A signed client waiver must be on file for this loan.",
        "A loan needs at least one borrower.",
        "Please choose the location.",
        "Please enter the repayment schedule.",
        "A photo that shows the borrower clearly is required.",
        "15 errors must be cleared",
    ] {
        assert_eq!(page.text().matches(text).count(), 1, "{text}");
    }
    assert!(
        !page.text().contains("/publish\""),
        "there is a button that cannot work"
    );
    let reply = publish(&browser, &draft).await.expect(422);
    assert!(reply.text().contains("This draft cannot be published yet."));
    assert!(browser.get("/drafts").await.text().contains("15 errors"));
}

async fn a_draft_is_published_once_and_becomes_a_loan(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let page = browser.get(&draft).await.expect(200);
    for text in [
        "Amina",
        "Wanjiru",
        "Kisumu: Kenya",
        "Agriculture",
        "Farming",
        "50,000.00\u{a0}KES",
        "$400.00",
        "10 Dec 2026",
    ] {
        assert!(page.text().contains(text), "{text}");
    }
    assert!(page.text().contains("Yes, publish this loan"));
    let version = hidden(page.text(), "version");

    let to = format!("{draft}/publish");
    let reply = browser.submit(&draft, &to, &[("version", &version)]).await.expect(303);
    assert!(reply.header("location").starts_with("/loans/"));
    browser.get(reply.header("location")).await.expect(200);
    let again = browser.submit(&draft, &to, &[("version", &version)]).await.expect(422);
    assert!(again.text().contains("This draft was published."));
    let page = browser.get(&draft).await.expect(200);
    assert!(page.text().contains("This draft was published."));
    assert!(
        !page.text().contains("is on Kiva already"),
        "its own loan stands in its way"
    );
    browser.get(&format!("{draft}/terms")).await.expect(303);

    let reader = app.client(&[Scope::ReadLoans]).await;
    let loans = reader.get("/v3/partner/1/loans").await.expect(200).json();
    assert_eq!(loans["total_records"], 1);
    let loan = &loans["data"][0];
    assert_eq!(
        (&loan["internal_loan_id"], &loan["status"]),
        (&json!("0001"), &json!("inactive"))
    );
    assert_eq!(
        (&loan["name"], &loan["loan_currency"]),
        (&json!("Amina Wanjiru"), &json!("KES"))
    );
    let list = browser.get("/drafts?stage=published").await.expect(200);
    assert!(
        list.text()
            .contains(&format!("Loan {}", loan["kiva_id"].as_str().expect("an id")))
    );
}

async fn the_loans_uuid_is_the_drafts(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let client = app.client(&[Scope::CreateLoanDraft, Scope::ReadLoans]).await;
    let reply = client
        .post("/v3/partner/1/loan_draft", &complete(1).to_string())
        .await
        .expect(200)
        .json();
    let draft = sent(&app, &browser, &complete(2)).await;
    publish(&browser, &draft).await.expect(303);
    let number: i64 = draft.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number");
    publish(&browser, &format!("/drafts/{}", number - 1)).await.expect(303);
    let loans = client.get("/v3/partner/1/loans?query=0001").await.expect(200).json();
    assert_eq!(loans["data"][0]["uuid"], reply["loan_draft_uuid"]);
}

async fn a_second_draft_of_a_live_loan_is_refused(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let first = sent(&app, &browser, &complete(1)).await;
    let second = sent(&app, &browser, &complete(1)).await;
    publish(&browser, &first).await.expect(303);
    let page = browser.get(&second).await.expect(200);
    assert!(
        page.text()
            .contains("A loan with this Loan ID and Client ID is on Kiva already.")
    );
    publish(&browser, &second).await.expect(422);
}

async fn a_person_makes_a_draft_in_four_steps(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let reply = browser.submit("/drafts", "/drafts", &[]).await.expect(303);
    let description = reply.header("location").to_owned();
    let draft = description.strip_suffix("/description").expect("step 1").to_owned();
    let page = browser.get(&description).await.expect(200);
    assert!(
        !page.text().contains("class=\"error\""),
        "a new draft begins with errors"
    );
    assert!(page.text().contains("<optgroup label=\"Agriculture\">"));

    let version = hidden(page.text(), "version");
    let fields = [
        ("version", version.as_str()),
        ("loan_type", "individual"),
        ("client_waiver_signed", "true"),
        ("entreps[0].client_id", "0045"),
        ("entreps[0].loan_id", "00123 A"),
        ("entreps[0].first_name", "Amina"),
        ("entreps[0].last_name", ""),
        ("entreps[0].gender", "female"),
        ("location", "Kisumu: Kenya"),
        ("activity_id", "31"),
        ("description_language_id", "1"),
        ("loanuse", "to buy seed"),
        ("description", "Amina grows maize.\r\nShe has two acres."),
    ];
    let reply = browser.submit(&description, &description, &fields).await.expect(303);
    let terms = reply.header("location").to_owned();
    assert_eq!(terms, format!("{draft}/terms"));

    let version = hidden(browser.get(&terms).await.expect(200).text(), "version");
    let mut fields = vec![
        ("version", version.as_str()),
        ("theme_type_id", "48"),
        ("disburse_time", "2026-11-10"),
        ("currency", "KES"),
        ("entreps[0].amount", "50,000"),
        ("schedule_parameters.firstRepaymentDate", "2026-12-10"),
        ("schedule_parameters.nInstallments", "6"),
        ("schedule_parameters.nRepeat", "1"),
        ("schedule_parameters.nRepeatUnit", "months"),
        ("schedule_parameters.interestRateType", "flat"),
        ("schedule_parameters.annualRate", "18"),
    ];
    // What cannot be read is saved as it was typed, and said beside its field.
    let stays = browser.submit(&terms, &terms, &fields).await.expect(303);
    assert_eq!(stays.header("location"), terms);
    let page = browser.get(&terms).await.expect(200);
    assert!(page.text().contains("value=\"50,000\""), "what was typed is gone");
    assert!(page.text().contains("value=\"2026-11-10\""));
    assert!(
        page.text()
            .contains("Please enter a number, with a point before the cents and no commas.")
    );
    assert!(!browser.get(&draft).await.text().contains("has no errors"));
    let version = hidden(page.text(), "version");
    fields[0].1 = version.as_str();
    fields[4].1 = "50000";
    let reply = browser.submit(&terms, &terms, &fields).await.expect(303);
    let photo = reply.header("location").to_owned();

    let version = hidden(browser.get(&photo).await.expect(200).text(), "version");
    let not_a_photo = browser
        .upload(&photo, &[("version", &version)], b"%PDF-1.7")
        .await
        .expect(422);
    assert!(
        not_a_photo
            .text()
            .contains("it must be a JPEG, PNG, WebP, GIF, BMP or TIFF picture")
    );
    browser
        .upload(&photo, &[("version", &version)], &png())
        .await
        .expect(303);
    let picture = browser.get(&format!("{draft}/photo.jpg")).await.expect(200);
    assert_eq!(
        (picture.header("content-type"), &picture.body[..3]),
        ("image/jpeg", &[0xff, 0xd8, 0xff][..])
    );

    let page = browser.get(&draft).await.expect(200);
    assert!(
        page.text().contains("This draft has no errors and can be published."),
        "{}",
        page.text()
    );
    publish(&browser, &draft).await.expect(303);
    let reader = app.client(&[Scope::ReadLoans]).await;
    let loans = reader.get("/v3/partner/1/loans").await.expect(200).json();
    assert_eq!(loans["data"][0]["internal_loan_id"], "00123 A");
    assert_eq!(loans["data"][0]["name"], "Amina");
}

async fn a_group_gets_rows_for_its_members_and_ticks_for_the_photo(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let mut group = complete(1);
    group["group_name"] = json!("Umoja");
    group["entreps"] = json!([
        {"amount": 20000, "client_id": "C-1", "first_name": "Amina", "gender": "female", "loan_id": "1"},
        {"amount": 30000, "client_id": "C-2", "first_name": "Bo", "gender": "male", "loan_id": "2"}
    ]);
    group["not_pictured"] = json!([true]);
    let draft = sent(&app, &browser, &group).await;
    let page = browser.get(&draft).await.expect(200);
    assert!(
        page.text()
            .contains("Not pictured needs one value for each borrower: 1 values, 2 borrowers.")
    );
    let step = browser.get(&format!("{draft}/description")).await.expect(200);
    assert!(
        step.text().contains("name=\"entreps[4].loan_id\""),
        "there are no spare rows"
    );

    let photo = format!("{draft}/photo");
    let version = hidden(browser.get(&photo).await.expect(200).text(), "version");
    browser
        .upload(&photo, &[("version", &version), ("not_pictured[1]", "true")], b"")
        .await
        .expect(303);
    let page = browser.get(&draft).await.expect(200);
    assert!(page.text().contains("1 member is not on the photo."));
    publish(&browser, &draft).await.expect(303);
    let reader = app.client(&[Scope::ReadLoans]).await;
    let loan = reader.get("/v3/partner/1/loans").await.expect(200).json()["data"][0].clone();
    assert_eq!((&loan["name"], &loan["borrower_count"]), (&json!("Umoja"), &json!(2)));
    // Without ids of its own a group has those of its first borrower.
    assert_eq!(
        (&loan["internal_loan_id"], &loan["internal_client_id"]),
        (&json!("1"), &json!("C-1"))
    );
}

async fn two_people_do_not_overwrite_each_other(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let step = format!("{draft}/description");
    let version = hidden(browser.get(&step).await.expect(200).text(), "version");
    let fields = |loanuse| {
        [
            ("version", version.as_str()),
            ("loan_type", "individual"),
            ("loanuse", loanuse),
        ]
    };
    browser.submit(&step, &step, &fields("to buy maize")).await.expect(303);
    let late = browser.submit(&step, &step, &fields("to buy beans")).await.expect(422);
    let text = late.text();
    assert!(text.contains("Somebody else saved this draft while you were writing."));
    assert!(text.contains("Saved by Test coordinator on 17 Nov 2026."), "{text}");
    assert!(
        text.contains("value=\"to buy beans\""),
        "what was typed is gone from the form"
    );
    let both = "<td>to buy maize</td><td>to buy beans</td>";
    assert!(text.contains(both), "{text}");
    assert!(browser.get(&draft).await.text().contains("to buy maize"));
    // Saved once more, knowing both, it takes the place of the other.
    let again = [
        ("version", hidden(text, "version")),
        ("loan_type", "individual".into()),
        ("loanuse", "to buy beans".into()),
    ];
    let again: Vec<(&str, &str)> = again.iter().map(|(n, v)| (*n, v.as_str())).collect();
    browser.submit(&step, &step, &again).await.expect(303);
    assert!(browser.get(&draft).await.text().contains("to buy beans"));
}

async fn a_draft_can_be_thrown_away(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let version = hidden(browser.get(&draft).await.expect(200).text(), "version");
    browser
        .submit(&draft, &format!("{draft}/delete"), &[("version", &version)])
        .await
        .expect(303);
    assert!(browser.get("/drafts").await.text().contains("No draft matches."));
    assert!(
        browser
            .get("/drafts?stage=deleted&maker=api")
            .await
            .text()
            .contains("1 draft")
    );
    browser
        .submit(&draft, &format!("{draft}/publish"), &[("version", "2")])
        .await
        .expect(422);
}

async fn who_may_not_publish_only_looks(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let coordinator = app.person(Role::Coordinator).await;
    let draft = sent(&app, &coordinator, &complete(1)).await;
    let reporter = app.person(Role::Reporter).await;
    let page = reporter.get(&draft).await.expect(200);
    assert!(!page.text().contains("Yes, publish this loan") && !page.text().contains("Yes, delete this draft"));
    let version = [("version", "1")];
    reporter
        .submit(&draft, &format!("{draft}/publish"), &version)
        .await
        .expect(403);
    reporter
        .submit(&draft, &format!("{draft}/delete"), &version)
        .await
        .expect(403);
    reporter.get(&format!("{draft}/terms")).await.expect(303);
    for step in ["description", "terms"] {
        let refused = reporter
            .submit(&draft, &format!("{draft}/{step}"), &version)
            .await
            .expect(403);
        assert!(
            refused.text().contains("You are not allowed to do this."),
            "{}",
            refused.text()
        );
    }
    let csrf = hidden(reporter.get("/").await.text(), "csrf");
    let fields = [("csrf", csrf.as_str()), ("version", "1")];
    let photo = reporter
        .post_file_raw(&format!("{draft}/photo"), &fields, "photo", b"x")
        .await;
    photo.expect(403);
}

async fn others_do_not_see_a_draft(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let coordinator = app.person(Role::Coordinator).await;
    let draft = sent(&app, &coordinator, &complete(1)).await;
    let stranger = app.person_of(Some(crate::support::STRANGER), Role::Coordinator).await;
    for path in ["", "/description", "/terms", "/photo", "/photo.jpg"] {
        stranger.get(&format!("{draft}{path}")).await.expect(404);
        app.get(&format!("{draft}{path}")).await.expect(303);
    }
    stranger
        .submit("/drafts", &format!("{draft}/publish"), &[("version", "1")])
        .await
        .expect(404);
    coordinator
        .post_raw(&format!("{draft}/publish"), &[("version", "1")])
        .await
        .expect(403);
}

async fn what_the_month_brings_back_makes_room_under_the_limits(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    // 20,000 of 60,000 KES of 475 USD are due this month.
    paying_back(&app, PARTNER, 9).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let id = draft.rsplit('/').next().unwrap().parse().unwrap();
    let review = async || app.pa2.review_draft(&Actor::Operator, PARTNER, id).await.unwrap();
    let (usage, price) = (review().await.usage.total(), review().await.terms.price_usd.unwrap());
    assert_eq!((usage.used, usage.expected), (Minor(47_500), Minor(15_833)));
    let warned = async |credit_limit: Minor| {
        let profile = Profile {
            credit_limit: Some(credit_limit),
            ..Profile::default()
        };
        set_profile(&app, profile).await;
        review().await.findings.iter().any(|f| f.code == "credit_limit")
    };
    let just_fits = usage.used + price - usage.expected;
    assert!(!warned(just_fits).await);
    assert!(warned(just_fits - Minor(1)).await);
    // Once it is invoiced it is neither expected nor outstanding.
    let month = month(&app).await;
    app.pa2
        .finalize_report(&Actor::Operator, PARTNER, month.period, month.version)
        .await
        .unwrap();
    let after = review().await.usage.total();
    assert_eq!(after.expected, Minor::ZERO);
    assert!(!warned(after.used + price).await && warned(after.used + price - Minor(1)).await);
}

async fn a_photo_of_60_mb_is_refused_in_words_and_the_rest_is_kept(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let mut group = flawless(1);
    group["group_name"] = json!("Umoja");
    let second = group["entreps"][0].clone();
    group["entreps"].as_array_mut().unwrap().push(second);
    let draft = sent(&app, &browser, &group).await;
    let photo = format!("{draft}/photo");
    let version = hidden(browser.get(&photo).await.expect(200).text(), "version");
    let ticked = [("version", version.as_str()), ("not_pictured[1]", "true")];
    let refused = browser
        .upload(&photo, &ticked, &vec![b'x'; 60 * 1024 * 1024])
        .await
        .expect(422);
    for part in ["larger than 12 MB", "name=\"not_pictured[1]\" value=\"true\" checked"] {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }
    browser.get(&format!("{draft}/photo.jpg")).await.expect(200);
}

async fn a_photo_that_was_used_too_often_warns_and_lets_through(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    for n in 1..=3 {
        let draft = sent(&app, &browser, &complete(n)).await;
        let page = browser.get(&draft).await.expect(200);
        let warned = page.text().contains("This photo stands on two loans already.");
        assert_eq!(warned, n == 3, "loan {n}");
        publish(&browser, &draft).await.expect(303);
    }
}

/// Another picture for each number, so that no rule minds that it is used often: a GIF of one pixel.
fn another_picture(n: u8) -> String {
    let mut bytes = b"GIF89a\x01\x00\x01\x00\x80\x00\x00".to_vec();
    bytes.extend([n * 40, 90, 200, 0, 0, 0]);
    bytes.extend(b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;");
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A draft that nothing is wrong with, with a picture of its own.
fn flawless(n: u8) -> Value {
    let mut draft = complete(n.into());
    draft["image_encoded"] = json!(another_picture(n));
    draft
}

fn number_of(draft: &str) -> &str {
    draft.rsplit('/').next().expect("a number")
}

async fn several_are_published_where_nothing_stands_in_the_way(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let first = sent(&app, &browser, &flawless(1)).await;
    let second = sent(&app, &browser, &flawless(2)).await;
    let mut warned = flawless(3);
    warned["loanuse"] = json!("seed and tools");
    let warned = sent(&app, &browser, &warned).await;
    let blocked = sent(&app, &browser, &json!({})).await;
    let list = browser.get("/drafts").await.expect(200);
    let boxes = list.text().matches("name=\"draft\"").count();
    assert_eq!(boxes, 2, "only flawless ones can be chosen: {}", list.text());
    assert!(list.text().contains("1 warning") && list.text().contains("API: test"));

    let chosen: Vec<String> = [&first, &second, &warned, &blocked]
        .iter()
        .map(|draft| format!("{}:1", number_of(draft)))
        .collect();
    let mut fields: Vec<(&str, &str)> = chosen.iter().map(|c| ("draft", c.as_str())).collect();
    let sure = browser.submit("/drafts", "/drafts/publish", &fields).await.expect(200);
    assert!(sure.text().contains("Yes, publish these 4 drafts"), "{}", sure.text());
    assert!(
        browser
            .get("/drafts?stage=published")
            .await
            .text()
            .contains("No draft matches.")
    );

    // Somebody changes one of them meanwhile.
    let step = format!("{second}/description");
    let version = hidden(browser.get(&step).await.text(), "version");
    let change = [("version", version.as_str()), ("loan_type", "individual")];
    browser.submit(&step, &step, &change).await.expect(303);
    fields.push(("sure", "yes"));
    let done = browser.submit("/drafts", "/drafts/publish", &fields).await.expect(200);
    let text = done.text();
    assert!(
        text.contains("Published: 1 of 4.") && text.contains("Amina Wanjiru"),
        "{text}"
    );
    assert_eq!(text.matches("This draft cannot be published yet.").count(), 3, "{text}");
    assert!(text.contains("The loan use should begin with"), "why is said");
    assert!(browser.get("/drafts").await.text().contains("3 drafts"));
    let none = browser
        .submit("/drafts", "/drafts/publish", &[("sure", "yes")])
        .await
        .expect(200);
    assert!(none.text().contains("No draft was chosen."));
}

async fn the_list_says_what_is_missing_and_finds_by_it(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    sent(&app, &browser, &flawless(1)).await;
    let mut no_photo = flawless(2);
    no_photo["image_encoded"] = json!(null);
    no_photo["entreps"][0]["first_name"] = json!("Zoë");
    sent(&app, &browser, &no_photo).await;
    browser.submit("/drafts", "/drafts", &[]).await.expect(303);
    let named = async |query: &str| -> (bool, bool, bool) {
        let page = browser.get(&format!("/drafts?{query}")).await.expect(200);
        let text = page.text();
        (text.contains("Amina"), text.contains("Zoë"), text.contains("Draft 3"))
    };
    assert_eq!(named("").await, (true, true, true));
    assert_eq!(named("maker=api").await, (true, true, false));
    assert_eq!(named("maker=people").await, (false, false, true));
    assert_eq!(named("standing=ready").await, (true, false, false));
    assert_eq!(named("standing=blocked").await, (false, true, true));
    assert_eq!(named("standing=photo").await, (false, true, true));
    assert_eq!(named("standing=terms").await, (false, false, true));
    assert_eq!(named("query=zoe").await, (false, true, false));
    assert_eq!(named("query=0001").await, (true, false, false));
    assert_eq!(named("query=C-2&standing=ready").await, (false, false, false));
    let page = browser.get("/drafts?maker=people").await.expect(200);
    assert!(page.text().contains("Test coordinator"), "who made it is not said");
    let part = browser.get("/drafts?standing=photo&query=zoe").await.expect(200);
    assert!(part.text().contains("Photo: 1"), "{}", part.text());
}

async fn a_long_list_of_drafts_has_pages(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    for _ in 0..60 {
        app.pa2.start_draft(&Actor::Operator, PARTNER).await.unwrap();
    }
    for filter in ["", "standing=blocked&"] {
        let mut path = format!("/drafts?{filter}");
        let mut seen = Vec::new();
        loop {
            let page = browser.get(&path).await.expect(200);
            let links = page.text().split("href=\"/drafts/").skip(1);
            seen.extend(links.map(|rest| rest.split('"').next().unwrap().parse::<i64>().unwrap()));
            let Some((_, next)) = page.text().split_once("before=") else {
                break;
            };
            let before = next.split('"').next().unwrap();
            path = format!("/drafts?{filter}before={before}");
        }
        assert_eq!(seen, (1..=60).rev().collect::<Vec<i64>>(), "{filter}");
        let file = browser.get(&format!("/drafts?{filter}format=csv")).await.expect(200);
        assert_eq!(file.text().lines().count(), 61, "{filter}");
        assert!(file.text().contains("Draft 60") && file.text().contains("Please choose the currency."));
    }
}

async fn a_group_that_has_no_name_yet_is_saved_as_one(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let reply = browser.submit("/drafts", "/drafts", &[]).await.expect(303);
    let step = reply.header("location").to_owned();
    let version = hidden(browser.get(&step).await.text(), "version");
    let fields = [
        ("version", version.as_str()),
        ("loan_type", "group"),
        ("entreps[0].first_name", "Amina"),
        ("loanuse", "to buy seed"),
    ];
    let stays = browser.submit(&step, &step, &fields).await.expect(303);
    assert_eq!(stays.header("location"), step);
    let page = browser.get(&step).await.expect(200);
    let group = "value=\"group\" checked";
    assert!(
        page.text().contains(group) && page.text().contains("to buy seed"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("Please enter the name of the group."));
}

async fn a_photo_comes_in_pieces_and_goes_on_where_it_broke_off(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &json!({})).await;
    let photo = format!("{draft}/photo");
    let page = browser.get(&photo).await.expect(200);
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    assert!(page.text().contains("src=\"/static/photo.js\""));
    let review = browser.get(&draft).await.expect(200);
    assert!(!review.header("content-security-policy").contains("script-src"));
    let script = app.get("/static/photo.js").await.expect(200);
    assert!(script.header("content-type").starts_with("text/javascript"));

    let file = png();
    let size = file.len().to_string();
    let begin = format!("{photo}/pieces");
    let mark = [("size", size.as_str()), ("mark", "amina.png 7")];
    let begun = browser.submit(&photo, &begin, &mark).await.expect(200).json();
    let upload = begun["upload"].as_str().unwrap().to_owned();
    assert_eq!(begun["offset"], 0);
    let pieces = format!("{begin}/{upload}");
    let csrf = hidden(page.text(), "csrf");
    let send = async |offset: &str, piece: &[u8]| {
        let fields = [("csrf", csrf.as_str()), ("offset", offset)];
        browser.post_file_raw(&pieces, &fields, "piece", piece).await
    };
    let (head, tail) = file.split_at(40);
    assert_eq!(send("0", head).await.expect(200).json()["offset"], 40);
    // The answer was lost: the same piece comes again and is told where to go on.
    assert_eq!(send("0", head).await.expect(409).json()["offset"], 40);
    send("40", &[]).await.expect(400);
    send("40", &vec![0; file.len()]).await.expect(400);
    // The page was loaded again, or the browser started again.
    let again = browser.submit(&photo, &begin, &mark).await.expect(200).json();
    assert_eq!(
        (again["upload"].as_str(), &again["offset"]),
        (Some(upload.as_str()), &json!(40))
    );
    let version = hidden(browser.get(&photo).await.expect(200).text(), "version");
    let done = [("version", version.as_str()), ("upload", upload.as_str())];
    let early = browser.upload(&photo, &done, &[]).await.expect(422);
    assert!(early.text().contains("broke off before its end"), "{}", early.text());
    assert_eq!(send("40", tail).await.expect(200).json()["offset"], file.len());
    browser.upload(&photo, &done, &[]).await.expect(303);
    let picture = browser.get(&format!("{draft}/photo.jpg")).await.expect(200);
    assert_eq!(&picture.body[..3], &[0xff, 0xd8, 0xff]);
    // What arrived is forgotten with that.
    send("40", tail).await.expect(409);
    let version = hidden(browser.get(&photo).await.expect(200).text(), "version");
    let done = [("version", version.as_str()), ("upload", upload.as_str())];
    let gone = browser.upload(&photo, &done, &[]).await.expect(422);
    assert!(gone.text().contains("no longer there"), "{}", gone.text());

    let large = [("size", "12582913"), ("mark", "x")];
    browser.submit(&photo, &begin, &large).await.expect(400);
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    stranger.submit("/", &begin, &mark).await.expect(404);
    app.person(Role::Reporter)
        .await
        .submit("/", &begin, &mark)
        .await
        .expect(403);
}

async fn photos_on_their_way_are_bounded_and_forgotten(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &json!({})).await;
    let id = draft.rsplit('/').next().unwrap().parse().unwrap();
    let begin = async |mark: &str| {
        let begun = app
            .pa2
            .begin_photo_upload(&Actor::Operator, PARTNER, id, (9, mark))
            .await;
        begun.unwrap().upload
    };
    let first = begin("1").await;
    for mark in ["2", "3"] {
        begin(mark).await;
    }
    assert_eq!(begin("1").await, first, "it goes on");
    begin("4").await;
    assert_ne!(begin("1").await, first, "the oldest gave way");
    let kept = begin("4").await;
    app.clock.advance(chrono::Duration::hours(25));
    begin("5").await;
    assert_ne!(begin("4").await, kept, "a day is over");
}

async fn a_loans_page_shows_its_photo_to_its_own_people(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let loan = publish(&browser, &draft)
        .await
        .expect(303)
        .header("location")
        .to_owned();
    let page = browser.get(&loan).await.expect(200);
    assert!(
        page.text().contains(&format!("src=\"{loan}/photo.jpg?")),
        "{}",
        page.text()
    );
    let path = format!("{loan}/photo.jpg");
    let picture = browser.get(&path).await.expect(200);
    assert_eq!(
        (picture.header("content-type"), &picture.body[..3]),
        ("image/jpeg", &[0xff, 0xd8, 0xff][..])
    );
    assert_eq!(picture.header("cache-control"), "private, max-age=600");
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    stranger.get(&path).await.expect(404);
    app.get(&path).await.expect(303);
}

async fn what_is_no_photo_is_said_and_all_else_is_kept(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let photo = format!("{draft}/photo");
    let version = hidden(browser.get(&photo).await.text(), "version");
    let version = [("version", version.as_str())];
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0".to_vec();
    heic.resize(2_000, 0);
    let large = vec![0xff; 13 * 1024 * 1024];
    for (file, said) in [
        (
            b"%PDF-1.7".to_vec(),
            "it must be a JPEG, PNG, WebP, GIF, BMP or TIFF picture",
        ),
        (heic, "Please save it as JPEG and try again."),
        (b"\xff\xd8\xff\xe0broken".to_vec(), "the file is damaged"),
        (large, "The file is larger than 12 MB."),
    ] {
        let reply = browser.upload(&photo, &version, &file).await.expect(422);
        assert!(reply.text().contains(said), "{said}: {}", reply.text());
        assert!(reply.text().contains("photo.jpg?"), "the photo is still there");
    }
}

async fn the_limits_stand_in_a_table_and_a_chart(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &complete(1)).await;
    let tx = app.pa2.store().begin().await.unwrap();
    let mut partner = fieldlink_store::partners::hold(&tx, PARTNER).await.unwrap().unwrap();
    partner.profile.credit_limit = Some(Minor(10_000_000));
    partner.config.themes[0].limit = Some(Minor(2_000_000));
    fieldlink_store::partners::save(&tx, &partner).await.unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&format!("{draft}/terms")).await.expect(200);
    for wanted in [
        "What are your limits?",
        "$100,000.00",
        "$20,000.00",
        "<svg role=\"img\"",
    ] {
        assert!(page.text().contains(wanted), "{wanted}: {}", page.text());
    }
}

/// The most bytes of a page after the first view, as the line carries it.
const LIGHT: usize = 6 * 1024;

async fn pages_are_light_on_a_slow_line(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let client = app.client(&[Scope::CreateLoanDraft]).await;
    for n in 1..30 {
        let draft = complete(n).to_string();
        client.post("/v3/partner/1/loan_draft", &draft).await.expect(200);
        crate::v3::repayments::paying_back(&app, PARTNER, i64::from(n) + 100).await;
    }
    let mut group = complete(40);
    let member = |n: usize| {
        json!({"amount": 2_000, "client_id": format!("C-{n}"), "first_name": "Amina", "gender": "female",
               "loan_id": format!("M-{n}")})
    };
    group["group_name"] = json!("Umoja");
    group["entreps"] = (0..25).map(member).collect();
    let group = sent(&app, &browser, &group).await;
    let steps = ["", "/description", "/terms", "/photo"].map(|step| format!("{group}{step}"));
    let others = [
        "/drafts",
        "/drafts?standing=warned",
        "/loans",
        "/loans?query=amina",
        "/loans/9000001",
        "/defaults?within=90",
        "/defaults/requests",
        "/defaults/recoveries",
    ];
    for path in steps.iter().map(String::as_str).chain(others) {
        let page = browser.get_compressed(path).await.expect(200);
        assert_eq!(page.header("content-encoding"), "br");
        assert!(page.body.len() < LIGHT, "{path}: {} bytes", page.body.len());
    }
}

async fn everything_is_said_in_three_languages(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Coordinator).await;
    let draft = sent(&app, &browser, &json!({})).await;
    for (language, said) in [
        ("es", "Cada prestatario debe recibir un desembolso mayor que cero."),
        (
            "fr",
            "Chaque emprunteur doit recevoir un décaissement supérieur à zéro.",
        ),
    ] {
        for path in ["", "/description", "/terms", "/photo"] {
            let page = browser.get_in(&format!("{draft}{path}"), language).await.expect(200);
            let english = ["Please ", "must ", "This draft"];
            let left = english.iter().find(|english| page.text().contains(**english));
            assert_eq!(left, None, "{language} {path}: {}", page.text());
            if path.is_empty() || path == "/terms" {
                assert!(page.text().contains(said), "{language} {path}: {}", page.text());
            }
        }
    }
}

for_each_engine!(
    a_photo_of_60_mb_is_refused_in_words_and_the_rest_is_kept,
    a_photo_comes_in_pieces_and_goes_on_where_it_broke_off,
    photos_on_their_way_are_bounded_and_forgotten,
    a_loans_page_shows_its_photo_to_its_own_people,
    several_are_published_where_nothing_stands_in_the_way,
    the_list_says_what_is_missing_and_finds_by_it,
    a_long_list_of_drafts_has_pages,
    a_group_that_has_no_name_yet_is_saved_as_one,
    what_is_no_photo_is_said_and_all_else_is_kept,
    the_limits_stand_in_a_table_and_a_chart,
    pages_are_light_on_a_slow_line,
    everything_is_said_in_three_languages,
    a_photo_that_was_used_too_often_warns_and_lets_through,
    what_the_month_brings_back_makes_room_under_the_limits,
    an_empty_draft_shows_every_error_at_once,
    a_draft_is_published_once_and_becomes_a_loan,
    the_loans_uuid_is_the_drafts,
    a_second_draft_of_a_live_loan_is_refused,
    a_person_makes_a_draft_in_four_steps,
    a_group_gets_rows_for_its_members_and_ticks_for_the_photo,
    two_people_do_not_overwrite_each_other,
    a_draft_can_be_thrown_away,
    who_may_not_publish_only_looks,
    others_do_not_see_a_draft,
);

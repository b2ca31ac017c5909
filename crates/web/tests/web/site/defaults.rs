//! DEFAULTS: what is at risk, giving loans up, asking Kiva not to, and recoveries.

use chrono::{Datelike, NaiveDate};
use fieldlink_app::clock::ClockMove;
use fieldlink_app::defaults::Reason;
use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::ids::KivaId;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::settings::Settings;
use fieldlink_store::loans;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{Browser, PARTNER, STRANGER, TestApp};
use crate::v3::repayments::paying_back;

/// Moves the clock to a day, and on the way has each month reported without any repayment: what is not reported is billed
/// as scheduled, and so repaid. The last repayment of [`paying_back`] is due on 25 December 2026: it defaults on 25 June 2027.
async fn at(app: &TestApp, day: &str) {
    let day: NaiveDate = day.parse().unwrap();
    loop {
        let today = pacific_day(app.pa2.now().await.unwrap());
        let fifth = Period::of(today).next().first_day().with_day(5).unwrap();
        let next = fifth.min(day);
        let moment = ClockMove::To(format!("{next}T20:00:00Z").parse().unwrap());
        app.pa2.move_clock(&Actor::Operator, moment).await.unwrap();
        for partner in [PARTNER, STRANGER] {
            let payers = [LoanStatus::PayingBack];
            let loans = loans::by_status(app.pa2.store(), partner, &payers).await.unwrap();
            if loans.is_empty() {
                continue;
            }
            let zero = |loan: &Loan| json!({ "loan_id": loan.internal_loan_id, "amount": 0 });
            let rows: Vec<Value> = loans.iter().map(zero).collect();
            let client = app.client_of(partner, &[Scope::CreateRepayment]).await;
            let path = format!("/v3/partner/{partner}/repayments");
            let body = json!({ "repayments": rows }).to_string();
            client.post(&path, &body).await.expect(200);
        }
        if next == day {
            return;
        }
    }
}

async fn status(app: &TestApp, loan: &Loan) -> LoanStatus {
    loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap().status
}

/// The number of the open request for a loan.
async fn request_for(app: &TestApp, loan: KivaId) -> i64 {
    let open = app
        .pa2
        .default_requests(&Actor::Operator, PARTNER, true, (None, 10))
        .await
        .unwrap();
    open.requests.iter().find(|request| request.loan == loan).unwrap().id
}

async fn ask(browser: &Browser<'_>, loan: &Loan, why: &str, wanted: &str) -> u16 {
    let id = loan.id.to_string();
    let fields = [("loan", id.as_str()), ("why", why), ("wanted", wanted)];
    let reply = browser.submit("/defaults", "/defaults/requests", &fields).await;
    reply.status.as_u16()
}

async fn loans_past_their_term_are_at_risk_and_say_when(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    paying_back(&app, STRANGER, 2).await;
    let browser = app.person(Role::Coordinator).await;
    let page = browser.get("/defaults").await.expect(200);
    assert!(page.text().contains("No loan is at risk."), "{}", page.text());
    at(&app, "2027-01-05").await;
    let page = browser.get("/defaults").await.expect(200);
    for wanted in [
        "1 loan",
        "25 Jun 2027",
        "25 Dec 2026",
        "60,000.00\u{a0}KES",
        "Amina Okoro",
    ] {
        assert!(page.text().contains(wanted), "{wanted}: {}", page.text());
    }
    assert!(
        browser
            .get("/defaults?within=90")
            .await
            .text()
            .contains("No loan is at risk.")
    );
    at(&app, "2027-06-01").await;
    assert!(browser.get("/defaults?within=30").await.text().contains("1 loan"));
    assert!(
        browser
            .get("/defaults?within=30&after=x")
            .await
            .text()
            .contains("1 loan")
    );
    // The rule is that of the clock.
    at(&app, "2027-06-24").await;
    assert_eq!(status(&app, &loan).await, LoanStatus::PayingBack);
    at(&app, "2027-06-26").await;
    assert_eq!(status(&app, &loan).await, LoanStatus::Defaulted);
    let page = browser.get("/defaults/recoveries").await.expect(200);
    assert!(
        page.text().contains("1 defaulted loan") && page.text().contains("By itself"),
        "{}",
        page.text()
    );
    let reader = app.person(Role::Reporter).await;
    let page = reader.get("/defaults").await.expect(200);
    assert!(
        !page.text().contains("/defaults/give-up"),
        "who may not default has no button"
    );
}

async fn several_are_given_up_with_a_reason_after_a_second_look(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let (one, two) = (paying_back(&app, PARTNER, 1).await, paying_back(&app, PARTNER, 2).await);
    let foreign = paying_back(&app, STRANGER, 3).await;
    at(&app, "2027-01-05").await;
    let browser = app.person(Role::Coordinator).await;
    let ids = [one.id, two.id, foreign.id].map(|id| id.to_string());
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("loan", id.as_str())).collect();
    let no_reason = browser
        .submit("/defaults", "/defaults/give-up", &fields)
        .await
        .expect(200);
    assert!(no_reason.text().contains("Please choose a reason."));
    fields.extend([("reason", "other"), ("note", "")]);
    let sure = browser
        .submit("/defaults", "/defaults/give-up", &fields)
        .await
        .expect(200);
    assert!(sure.text().contains("Yes, default these 2 loans"), "{}", sure.text());
    assert_eq!(status(&app, &one).await, LoanStatus::PayingBack);
    fields.push(("sure", "yes"));
    let no_note = browser
        .submit("/defaults", "/defaults/give-up", &fields)
        .await
        .expect(200);
    assert!(
        no_note.text().contains("Please say in a few words"),
        "{}",
        no_note.text()
    );
    fields.retain(|(name, _)| *name != "note");
    fields.push(("note", "The mill <closed>."));
    let done = browser
        .submit("/defaults", "/defaults/give-up", &fields)
        .await
        .expect(200);
    assert!(done.text().contains("Defaulted: 2 of 3."), "{}", done.text());
    for (loan, expected) in [
        (&one, LoanStatus::Defaulted),
        (&two, LoanStatus::Defaulted),
        (&foreign, LoanStatus::PayingBack),
    ] {
        assert_eq!(status(&app, loan).await, expected);
    }
    let again = browser
        .submit("/defaults", "/defaults/give-up", &fields)
        .await
        .expect(200);
    assert!(again.text().contains("Defaulted: 0 of 3."));
    assert!(again.text().contains("This loan is not paying back"));
    let page = browser.get(&format!("/loans/{}", one.id)).await.expect(200);
    for wanted in [
        "Something else",
        "The mill &lt;closed&gt;.",
        "Test coordinator",
        "Outstanding then",
    ] {
        assert!(page.text().contains(wanted), "{wanted}: {}", page.text());
    }
    let list = browser.get("/defaults/recoveries").await.expect(200);
    assert!(list.text().contains("2 defaulted loans") && list.text().contains("Something else"));
}

async fn kiva_lets_a_loan_wait_or_refuses(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let (one, two) = (paying_back(&app, PARTNER, 1).await, paying_back(&app, PARTNER, 2).await);
    at(&app, "2027-01-05").await;
    let browser = app.person(Role::Coordinator).await;
    assert_eq!(ask(&browser, &one, " ", "2027-12-01").await, 400);
    assert_eq!(
        ask(&browser, &one, "Harvest.", "2027-01-01").await,
        400,
        "a day that is past"
    );
    assert_eq!(ask(&browser, &one, "Harvest.", "2040-01-01").await, 400);
    assert_eq!(ask(&browser, &one, "Harvest.", "2027-12-01").await, 303);
    assert_eq!(ask(&browser, &one, "Again.", "2027-12-01").await, 409);
    assert_eq!(ask(&browser, &two, "Illness.", "2027-12-01").await, 303);
    let page = browser.get("/defaults").await.expect(200);
    assert!(page.text().contains("2 requests wait"), "{}", page.text());

    let kiva = app.person(Role::Kiva).await;
    let asked = kiva.get("/defaults/requests").await.expect(200);
    assert!(asked.text().contains("Harvest.") && asked.text().contains("Test coordinator"));
    let answer = async |id: i64, fields: &[(&str, &str)]| {
        let to = format!("/defaults/requests/{id}/answer");
        kiva.submit("/defaults/requests", &to, fields).await.status.as_u16()
    };
    let (first, second) = (request_for(&app, one.id).await, request_for(&app, two.id).await);
    assert_eq!(answer(first, &[("answer", "grant"), ("until", "")]).await, 400);
    assert_eq!(
        answer(first, &[("answer", "grant"), ("until", "2027-09-01")]).await,
        303
    );
    assert_eq!(answer(first, &[("answer", "refuse")]).await, 409);
    assert_eq!(
        answer(second, &[("answer", "refuse"), ("words", "Too long ago.")]).await,
        303
    );
    assert_eq!(answer(77, &[("answer", "refuse")]).await, 404);
    let page = browser.get("/defaults/requests").await.expect(200);
    for wanted in ["Does not default before 1 Sep 2027", "Too long ago.", "Kiva"] {
        assert!(page.text().contains(wanted), "{wanted}: {}", page.text());
    }
    let file = browser.get("/defaults/requests?format=csv").await.expect(200);
    assert_eq!(file.text().lines().count(), 3, "{}", file.text());
    assert!(
        file.text().contains("Too long ago.") && file.text().contains("2027-12-01"),
        "{}",
        file.text()
    );
    at(&app, "2027-07-01").await;
    assert_eq!(status(&app, &one).await, LoanStatus::PayingBack);
    assert_eq!(status(&app, &two).await, LoanStatus::Defaulted);
    at(&app, "2027-09-02").await;
    assert_eq!(status(&app, &one).await, LoanStatus::Defaulted);
}

async fn a_request_can_be_taken_back(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    at(&app, "2027-01-05").await;
    let browser = app.person(Role::Coordinator).await;
    assert_eq!(ask(&browser, &loan, "Harvest.", "2027-12-01").await, 303);
    let request = request_for(&app, loan.id).await;
    let to = format!("/defaults/requests/{request}/withdraw");
    browser.submit("/defaults", &to, &[]).await.expect(303);
    browser.submit("/defaults", &to, &[]).await.expect(409);
    assert!(browser.get("/defaults/requests").await.text().contains("Withdrawn"));
    let kiva = app.person(Role::Kiva).await;
    let to = format!("/defaults/requests/{request}/answer");
    let fields = [("answer", "grant"), ("until", "2027-12-01")];
    let late = kiva.submit("/defaults", &to, &fields).await.expect(409);
    assert!(late.text().contains("This request was answered or withdrawn already."));
}

async fn many_are_given_up_by_a_list_of_ids(database: &TestDatabase) {
    let settings = Settings {
        defaults_at_once: 2,
        mass_default_max: 4,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let (one, two) = (paying_back(&app, PARTNER, 1).await, paying_back(&app, PARTNER, 2).await);
    paying_back(&app, STRANGER, 3).await;
    let browser = app.person(Role::Coordinator).await;
    let page = "/defaults/mass";
    assert!(browser.get("/defaults").await.expect(200).text().contains(page));
    let list = [
        ("ids", "0001\r\n 0002 \r\n\r\n0002"),
        ("reason", "disaster"),
        ("note", "Flood"),
    ];
    let no_reason = browser.submit(page, page, &list[..1]).await.expect(200);
    assert!(
        no_reason.text().contains("Please choose a reason."),
        "{}",
        no_reason.text()
    );
    let many = browser
        .submit(page, page, &[("ids", "1\n2\n3"), ("reason", "disaster")])
        .await;
    assert!(many.expect(200).text().contains("At most 2 loans"));
    let sure = browser.submit(page, page, &list).await.expect(200);
    assert!(sure.text().contains("Yes, default these 2 loans"), "{}", sure.text());
    assert_eq!(status(&app, &one).await, LoanStatus::PayingBack);
    // Kiva takes more on, for a partner that asked for it.
    let kiva = app.person(Role::Kiva).await;
    let ids = ("ids", "0001\n0002\n0003\nnobody's");
    let told = kiva.submit(page, page, &[ids, list[1], list[2]]).await.expect(200);
    for part in ["2 IDs name no loan", "<li>0003</li>", "nobody's", "these 2 loans"] {
        assert!(told.text().contains(part), "{part}: {}", told.text());
    }
    let done = kiva
        .submit(page, page, &[ids, list[1], list[2], ("sure", "yes")])
        .await
        .expect(200);
    assert!(done.text().contains("Defaulted: 2 of 2."), "{}", done.text());
    for loan in [&one, &two] {
        assert_eq!(status(&app, loan).await, LoanStatus::Defaulted);
    }
    let kept = browser.get(&format!("/loans/{}", two.id)).await.expect(200);
    assert!(kept.text().contains("Flood"));
    let late = browser.submit(page, page, &list).await.expect(200);
    assert!(
        late.text().contains("Choose") || late.text().contains("chosen"),
        "{}",
        late.text()
    );
    app.person(Role::Reporter).await.get(page).await.expect(403);
}

const ASK: &str = "/defaults/mass/ask";

/// What a person asks for: these loans, in a flood.
fn flood<'a>(which: &'a str, ids: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("which", which),
        ("ids", ids),
        ("reason", "disaster"),
        ("note", "The <river>."),
    ]
}

/// Asks after the second look; answers the request's page.
async fn ask_for(browser: &Browser<'_>, mut fields: Vec<(&str, &str)>) -> String {
    fields.push(("sure", "yes"));
    let kept = browser.submit(ASK, ASK, &fields).await.expect(303);
    kept.header("location").to_owned()
}

async fn kiva_is_asked_for_a_mass_default_and_grants_it(database: &TestDatabase) {
    let settings = Settings {
        defaults_at_once: 1,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let (one, two) = (paying_back(&app, PARTNER, 1).await, paying_back(&app, PARTNER, 2).await);
    let foreign = paying_back(&app, STRANGER, 3).await;
    let kiva = app.person(Role::Kiva).await;
    assert!(!kiva.get("/kiva").await.expect(200).text().contains("mass default"));
    let browser = app.person(Role::Coordinator).await;
    assert!(browser.get("/defaults").await.expect(200).text().contains(ASK));
    let nothing = browser.submit(ASK, ASK, &flood("listed", "0003\nx")).await.expect(422);
    assert!(nothing.text().contains("No loan was chosen."), "{}", nothing.text());
    let no_reason = browser
        .submit(ASK, ASK, &[("which", "listed"), ("ids", "0001")])
        .await
        .expect(422);
    assert!(no_reason.text().contains("Please choose a reason.") && no_reason.text().contains(">\n0001<"));
    let look = browser
        .submit(ASK, ASK, &flood("listed", "0001\r\n0002\r\n0003"))
        .await
        .expect(200);
    for part in [
        "Yes, ask for these 2 loans",
        "1 ID names no loan",
        "<li>0003</li>",
        "value=\"0001\n0002\"",
    ] {
        assert!(look.text().contains(part), "{part}: {}", look.text());
    }
    let page = ask_for(&browser, flood("listed", "0001\n0002")).await;
    let shown = browser.get(&page).await.expect(200);
    for part in [
        "Waits for Kiva",
        "2 of the 2 loans are paying back",
        "The &lt;river&gt;.",
        "Drought, flood",
    ] {
        assert!(shown.text().contains(part), "{part}: {}", shown.text());
    }
    assert!(!shown.text().contains("value=\"grant\""), "the partner does not answer");
    assert_eq!(status(&app, &one).await, LoanStatus::PayingBack);
    assert_eq!(app.pa2.mail_waiting().await.unwrap(), 1, "Kiva is told by e-mail");

    let queue = kiva.get("/kiva").await.expect(200);
    assert!(
        queue.text().contains("1 request for a mass default waits."),
        "{}",
        queue.text()
    );
    let open = [("partner", "1"), ("to", "/defaults/mass/requests")];
    let opened = kiva.submit("/kiva", "/kiva/open", &open).await.expect(303);
    assert_eq!(opened.header("location"), "/defaults/mass/requests");
    assert!(
        kiva.get("/defaults/mass/requests")
            .await
            .expect(200)
            .text()
            .contains(&page)
    );
    // One of them is over before Kiva answers.
    app.pa2
        .default_loans(&Actor::Operator, PARTNER, &[two.id], (Reason::Death, ""))
        .await
        .unwrap();
    let answer = format!("{page}/answer");
    let granted = [("answer", "grant"), ("words", "We are sorry.")];
    let done = kiva.submit(&page, &answer, &granted).await.expect(200);
    assert!(done.text().contains("Defaulted: 1 of 1."), "{}", done.text());
    assert_eq!(status(&app, &one).await, LoanStatus::Defaulted);
    assert_eq!(status(&app, &foreign).await, LoanStatus::PayingBack);
    kiva.submit(&page, &answer, &granted).await.expect(409);
    browser
        .submit(&page, &format!("{page}/withdraw"), &[])
        .await
        .expect(409);
    let seen = browser.get(&page).await.expect(200);
    for part in [
        "Granted",
        "We are sorry.",
        "Kiva",
        "None of the 2 loans is paying back.",
    ] {
        assert!(seen.text().contains(part), "{part}: {}", seen.text());
    }
    assert_eq!(
        app.pa2.mail_waiting().await.unwrap(),
        2,
        "the coordinator is told of the answer"
    );
    let loan = browser.get(&format!("/loans/{}", one.id)).await.expect(200);
    assert!(loan.text().contains("The &lt;river&gt;."), "{}", loan.text());
    let file = browser.get(&format!("{page}?format=csv")).await.expect(200);
    assert_eq!(file.text().lines().count(), 3, "{}", file.text());
    assert!(
        browser
            .get(&format!("{page}?format=xlsx"))
            .await
            .expect(200)
            .body
            .starts_with(b"PK")
    );
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    for path in [page.clone(), format!("{page}?format=csv")] {
        stranger.get(&path).await.expect(404);
    }
}

async fn kiva_refuses_a_mass_default_with_a_word(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    at(&app, "2027-01-05").await;
    let browser = app.person(Role::Coordinator).await;
    // All that are past their term.
    let look = browser.submit(ASK, ASK, &flood("risk", "")).await.expect(200);
    assert!(look.text().contains("value=\"0001\""), "{}", look.text());
    let page = ask_for(&browser, flood("risk", "")).await;
    let kiva = app.person(Role::Kiva).await;
    let answer = format!("{page}/answer");
    let refuse = |words: &'static str| [("answer", "refuse"), ("words", words)];
    let silent = kiva.submit(&page, &answer, &refuse(" ")).await.expect(422);
    assert!(
        silent.text().contains("Please say in a few words why."),
        "{}",
        silent.text()
    );
    kiva.submit(&page, &answer, &refuse("Too early.")).await.expect(303);
    let list = browser.get("/defaults/mass/requests").await.expect(200);
    assert!(list.text().contains("Refused") && list.text().contains("Too early."));
    assert_eq!(status(&app, &loan).await, LoanStatus::PayingBack);
    kiva.submit(&page, &answer, &[("answer", "grant")]).await.expect(409);
    assert_eq!(status(&app, &loan).await, LoanStatus::PayingBack);

    let again = ask_for(&browser, flood("listed", "0001")).await;
    browser
        .submit(&again, &format!("{again}/withdraw"), &[])
        .await
        .expect(303);
    assert!(browser.get(&again).await.expect(200).text().contains("Withdrawn"));
    app.person(Role::Reporter).await.get(ASK).await.expect(403);
}

async fn the_lists_are_written_out(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let (one, two) = (paying_back(&app, PARTNER, 1).await, paying_back(&app, PARTNER, 2).await);
    at(&app, "2027-01-05").await;
    let browser = app.person(Role::Coordinator).await;
    let id = two.id.to_string();
    let reason = [
        ("loan", id.as_str()),
        ("reason", "moved"),
        ("note", "=To the coast"),
        ("sure", "yes"),
    ];
    browser
        .submit("/defaults", "/defaults/give-up", &reason)
        .await
        .expect(200);
    let risk = browser.get("/defaults?format=csv").await.expect(200);
    let lines: Vec<&str> = risk.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[1].starts_with("2027-06-2") && lines[1].contains(&one.id.to_string()),
        "{lines:?}"
    );
    assert!(lines[1].contains("2026-12-25,KES,60000.00"), "{lines:?}");
    let back = browser.get("/defaults/recoveries?format=csv").await.expect(200);
    let lines: Vec<&str> = back.text().lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(
        lines[1].contains("'=To the coast,KES,60000.00,0.00,60000.00"),
        "{lines:?}"
    );
    for path in ["/defaults?format=xlsx", "/defaults/recoveries?format=xlsx"] {
        let book = browser.get(path).await.expect(200);
        assert!(book.body.starts_with(b"PK"), "{path}");
    }
    let shown = browser.get("/defaults/recoveries").await.expect(200);
    assert!(shown.text().contains("/defaults/recoveries?format=xlsx"));
}

async fn the_tab_speaks_three_languages(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    at(&app, "2027-01-05").await;
    let browser = app.person(Role::Coordinator).await;
    for (language, said) in [("es", "Incumplimientos"), ("fr", "Défauts")] {
        for path in [
            "/defaults",
            "/defaults/requests",
            "/defaults/recoveries",
            "/defaults/mass",
            "/defaults/mass/requests",
            ASK,
        ] {
            let page = browser.get_in(path, language).await.expect(200);
            assert!(page.text().contains(said), "{language} {path}: {}", page.text());
        }
    }
}

for_each_engine!(
    kiva_is_asked_for_a_mass_default_and_grants_it,
    kiva_refuses_a_mass_default_with_a_word,
    loans_past_their_term_are_at_risk_and_say_when,
    several_are_given_up_with_a_reason_after_a_second_look,
    kiva_lets_a_loan_wait_or_refuses,
    a_request_can_be_taken_back,
    many_are_given_up_by_a_list_of_ids,
    the_lists_are_written_out,
    the_tab_speaks_three_languages,
);

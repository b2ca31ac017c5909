//! The month's pages: numbers, lists, uploads, and making a report final.

use chrono::{DateTime, Utc};
use fieldlink_app::defaults::Reason;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::{Actor, Kind, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::money::Minor;
use fieldlink_store::loans;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{Browser, PARTNER, STRANGER, TestApp, hidden};
use crate::v3::repayments::{MONTH, month, paying_back};

const PAGE: &str = "/repayments/2026-11";
const FINALIZE: &str = "/repayments/2026-11/finalize";

async fn report(app: &TestApp, rows: Value) {
    let client = app.client(&[Scope::CreateRepayment]).await;
    client
        .post("/v3/partner/1/repayments", &json!({ "repayments": rows }).to_string())
        .await
        .expect(200);
}

async fn loan_now(app: &TestApp, loan: &Loan) -> Loan {
    loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap()
}

async fn move_clock(app: &TestApp, to: &str) {
    let to: DateTime<Utc> = to.parse().unwrap();
    app.pa2.move_clock(&Actor::Operator, to).await.unwrap();
}

/// The page's words, without tags and with single blanks.
fn words(html: &str) -> String {
    let mut text = String::new();
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                text.push(' ');
            }
            c if !in_tag => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn page_words(browser: &Browser<'_>, path: &str) -> String {
    words(browser.get(path).await.expect(200).text())
}

async fn make_final(browser: &Browser<'_>) -> crate::support::Reply {
    let page = browser.get(FINALIZE).await.expect(200);
    let version = hidden(page.text(), "version");
    browser
        .submit(FINALIZE, FINALIZE, &[("version", &version), ("confirm", "yes")])
        .await
}

async fn the_month_shows_what_is_expected_and_reported(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    let browser = app.person(Role::Coordinator).await;
    let before = page_words(&browser, "/repayments").await;
    assert!(before.contains("Repayments for November 2026"), "{before}");
    assert!(
        before.contains("0 reported of 3 expected View 3 loans not reported"),
        "{before}"
    );
    // 20,000 of 60,000 KES of 475 USD each; before any report the whole expected sum is what will be invoiced.
    assert!(
        before.contains("$474.99 $474.99 repayments expected to be invoiced"),
        "{before}"
    );

    let rows = json!([{ "loan_id": "0001", "amount": 20_000 }, { "loan_id": "0002", "amount": 0 }, { "loan_id": "9", "amount": 1 }]);
    report(&app, rows).await;
    let after = page_words(&browser, PAGE).await;
    assert!(
        after.contains("2 reported of 3 expected View 1 loan not reported"),
        "{after}"
    );
    assert!(
        after.contains("$316.66 $474.99 repayments expected to be invoiced"),
        "{after}"
    );
    for part in [
        "Reported on time 1",
        "Delinquent 1",
        "Prepaid 0",
        "Not reported 1",
        "Partner API 3 2 1 1 0",
    ] {
        assert!(after.contains(part), "{part}: {after}");
    }
    assert!(
        after.contains("Error 9 No loan of this partner has this loan ID."),
        "{after}"
    );
}

async fn the_lists_name_the_loans(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    paying_back(&app, STRANGER, 4).await;
    report(&app, json!([{ "loan_id": "0002", "amount": 12.5 }])).await;
    let browser = app.person(Role::Technical).await;
    for (list, named) in [
        ("expected", vec!["0001", "0002", "0003"]),
        ("reported", vec!["0002"]),
        ("delinquent", vec!["0002"]),
        ("not_reported", vec!["0001", "0003"]),
        ("prepaid", vec![]),
    ] {
        let page = page_words(&browser, &format!("{PAGE}/loans?list={list}")).await;
        for n in 1..=4 {
            let id = format!("000{n}");
            assert_eq!(page.contains(&id), named.contains(&id.as_str()), "{list}: {page}");
        }
    }
    let reported = page_words(&browser, &format!("{PAGE}/loans?list=reported")).await;
    assert!(
        reported.contains("Delinquent 0.00 KES 20,000.00 KES 12.50 KES $0.10"),
        "{reported}"
    );
    browser.get(&format!("{PAGE}/loans?list=nonsense")).await.expect(404);
    browser.get("/repayments/2026-10").await.expect(404);
    browser.get("/repayments/2026-12").await.expect(404);
    browser.get("/repayments/nonsense").await.expect(404);
}

async fn a_coordinator_makes_the_report_final(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let (paid, partly, silent) = (
        paying_back(&app, PARTNER, 1).await,
        paying_back(&app, PARTNER, 2).await,
        paying_back(&app, PARTNER, 3).await,
    );
    report(
        &app,
        json!([{ "loan_id": "0001", "amount": 60_000 }, { "loan_id": "0002", "amount": 5_000 }]),
    )
    .await;
    let browser = app.person(Role::Coordinator).await;
    let preliminary = page_words(&browser, &format!("{PAGE}/statement")).await;
    assert!(
        preliminary.contains("Preliminary statement for November 2026"),
        "{preliminary}"
    );

    let confirm = page_words(&browser, FINALIZE).await;
    for part in [
        "Make November 2026 final",
        "Loans expected 3",
        "Prepaid 1",
        "Delinquent 1",
        "Not reported 1",
        "I have checked the report of November 2026: $672.91 will be invoiced.",
    ] {
        assert!(confirm.contains(part), "{part}: {confirm}");
    }
    let version = hidden(browser.get(FINALIZE).await.text(), "version");
    let unticked = browser
        .submit(PAGE, FINALIZE, &[("version", &version)])
        .await
        .expect(422);
    assert!(words(unticked.text()).contains("Tick the box to say that you have checked the report."));
    assert_eq!(loan_now(&app, &paid).await.status, LoanStatus::PayingBack);

    let done = make_final(&browser).await.expect(303);
    assert_eq!(done.header("location"), format!("{PAGE}/statement"));
    let statement = page_words(&browser, done.header("location")).await;
    // 475 + 39.58 + 158.33 USD are owed, 3 × 475 were raised in the month.
    for part in [
        "Statement for November 2026",
        "Final since 17 Nov 2026",
        "Total raised $1,425.00",
        "Repayments -$672.91",
        "Net balance $752.09",
        "Kiva pays you $752.09",
        "KES 3 85,000.00 KES",
    ] {
        assert!(statement.contains(part), "{part}: {statement}");
    }
    let paid = loan_now(&app, &paid).await;
    assert_eq!((paid.status, paid.repaid), (LoanStatus::Ended, Minor(6_000_000)));
    let partly = loan_now(&app, &partly).await;
    assert_eq!((partly.status, partly.repaid), (LoanStatus::PayingBack, Minor(500_000)));
    assert_eq!(
        loan_now(&app, &silent).await.repaid,
        Minor(2_000_000),
        "billed as scheduled"
    );

    let page = page_words(&browser, PAGE).await;
    assert!(page.contains("This report is final. Nothing can change it."), "{page}");
    assert!(
        page.contains("2 reported of 3 expected") && page.contains("Repayments invoiced $672.91"),
        "{page}"
    );
    assert!(!page.contains("Make final"), "{page}");
    let listed = page_words(&browser, &format!("{PAGE}/loans?list=prepaid")).await;
    assert!(listed.contains("0001"), "the lines stay as they were: {listed}");
}

async fn a_final_report_cannot_be_made_final_again(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    report(&app, json!([{ "loan_id": "0001", "amount": 1_000 }])).await;
    let numbers = month(&app).await;
    let finalize = || {
        app.pa2
            .finalize_report(&Actor::Operator, PARTNER, numbers.period, numbers.version)
    };
    let (one, two) = tokio::join!(finalize(), finalize());
    let refused = [one, two].into_iter().filter_map(Result::err).collect::<Vec<_>>();
    assert_eq!(refused.len(), 1, "one of two at once");
    assert_eq!(refused[0].kind, Kind::Conflict);
    assert_eq!(loan_now(&app, &loan).await.repaid, Minor(100_000));
    let again = finalize().await.unwrap_err();
    assert_eq!(
        (again.kind, again.message.as_str()),
        (Kind::Conflict, "The report of 2026-11 is final. Nothing can change it.")
    );
    let december = "2026-12".parse().unwrap();
    let early = app
        .pa2
        .finalize_report(&Actor::Operator, PARTNER, december, 0)
        .await
        .unwrap_err();
    assert_eq!(early.kind, Kind::NotFound, "it has not begun");
}

async fn nobody_makes_final_what_they_have_not_seen(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let browser = app.person(Role::Coordinator).await;
    let version = hidden(browser.get(FINALIZE).await.text(), "version");
    report(&app, json!([{ "loan_id": "0001", "amount": 1_000 }])).await;
    let late = browser
        .submit(PAGE, FINALIZE, &[("version", &version), ("confirm", "yes")])
        .await
        .expect(409);
    let said = words(late.text());
    assert!(
        said.contains("Rows came in, or somebody else changed the report"),
        "{said}"
    );
    assert!(said.contains("Delinquent 1"), "the figures of now: {said}");
    assert_eq!(loan_now(&app, &loan).await.repaid, Minor::ZERO);
    make_final(&browser).await.expect(303);
}

async fn who_may_report_and_who_may_make_final(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let technical = app.person(Role::Technical).await;
    let page = technical.get(PAGE).await.expect(200);
    assert!(!page.text().contains("/repayments/upload\"") && !page.text().contains(FINALIZE));
    technical
        .submit("/", FINALIZE, &[("version", "0"), ("confirm", "yes")])
        .await
        .expect(403);
    technical
        .submit("/", "/repayments/row", &[("loan_id", "0001"), ("amount", "1")])
        .await
        .expect(403);
    let reporter = app.person(Role::Reporter).await;
    reporter
        .post_raw(FINALIZE, &[("version", "0"), ("confirm", "yes")])
        .await
        .expect(403);
    make_final(&reporter).await.expect(303);
    app.get(PAGE).await.expect(303);
}

async fn one_loan_is_reported_by_hand(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let browser = app.person(Role::Reporter).await;
    let fields = [("loan_id", "0001"), ("amount", " 20000.00 ")];
    let done = browser.submit(PAGE, "/repayments/row", &fields).await.expect(303);
    let page = page_words(&browser, done.header("location")).await;
    assert!(page.contains("1 of 1 rows accepted, 0 with errors"), "{page}");
    assert!(page.contains("Single entry 1 1 1 0 0"), "{page}");
    browser
        .submit(PAGE, "/repayments/row", &[("loan_id", "0001"), ("amount", "20000,5")])
        .await
        .expect(303);
    assert_eq!(month(&app).await.sums.counts.prepaid, 1, "a decimal comma");
    let refused = browser
        .submit(PAGE, "/repayments/row", &[("loan_id", "0001"), ("amount", "1.000,5 <")])
        .await
        .expect(422);
    let page = words(refused.text());
    assert!(page.contains("“1.000,5 &lt;” is no amount."), "{page}");
    assert!(
        refused.text().contains("value=\"1.000,5 &lt;\""),
        "what was typed stays"
    );
    assert!(page.contains("Principal of the loan 60,000.00 KES"), "{page}");
    assert_eq!(month(&app).await.errors, 0, "nothing is kept of it");
    let unknown = browser
        .submit(PAGE, "/repayments/row", &[("loan_id", "none"), ("amount", "1")])
        .await
        .expect(422);
    assert!(words(unknown.text()).contains("No loan of this partner has this loan ID."));
}

async fn a_csv_is_uploaded_and_kept(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    let browser = app.person(Role::Reporter).await;
    let file = b"Loan ID;Amount\r\n0001;20000.00\r\n0002;x\r\n";
    let done = browser
        .submit_file(PAGE, "/repayments/upload", "file", file)
        .await
        .expect(303);
    let page = page_words(&browser, done.header("location")).await;
    assert!(page.contains("1 of 2 rows accepted, 1 with errors"), "{page}");
    assert!(page.contains("CSV 2 1 1 1 0"), "{page}");
    let upload = month(&app).await.uploads[0].upload.id;
    let rows = browser.get(&format!("/repayments/uploads/{upload}")).await.expect(200);
    assert_eq!(rows.text(), "0001,20000.00\r\n0002,x\r\n");
    assert_eq!(rows.header("content-type"), "text/csv; charset=utf-8");
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    stranger.get(&format!("/repayments/uploads/{upload}")).await.expect(404);

    browser.get("/repayments/uploads/none").await.expect(404);

    let wrong = browser
        .submit_file(PAGE, "/repayments/upload", "file", b"0001,C-1,5\n")
        .await
        .expect(422);
    assert!(
        words(wrong.text()).contains("Line 1 has 3 columns."),
        "{}",
        wrong.text()
    );
    browser
        .submit_file("/", "/repayments/upload", "other", b"0001,5\n")
        .await
        .expect(422);
}

async fn a_file_that_is_no_csv_says_what_to_do(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Reporter).await;
    let large = vec![b'1'; 5 * 1024 * 1024];
    let huge = vec![b'1'; 33 * 1024 * 1024];
    let files: [(&[u8], u16, &str); 6] = [
        (b"%PDF-1.4 ...", 422, "This is a PDF, not a CSV."),
        (
            b"PK\x03\x04 [Content_Types].xml",
            422,
            "Save as, file type “CSV UTF-8 (comma delimited)”",
        ),
        (b"", 422, "Choose a file first."),
        (b"Loan ID,Amount\n", 422, "The file has no rows."),
        (&large, 413, "larger than the 4 MB"),
        (&huge, 413, "larger than the 4 MB"),
    ];
    for (file, status, said) in files {
        let reply = browser
            .submit_file(PAGE, "/repayments/upload", "file", file)
            .await
            .expect(status);
        let page = words(reply.text());
        assert!(page.contains(said), "{said}: {page}");
        assert!(page.contains("Repayments for November 2026"), "the month stays: {page}");
    }
    assert_eq!(month(&app).await.upload_count, 0);
}

async fn a_row_with_a_problem_is_corrected(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    report(
        &app,
        json!([{ "loan_id": "0001", "amount": 70_000 }, { "loan_id": "x", "amount": 1 }]),
    )
    .await;
    let browser = app.person(Role::Reporter).await;
    let list = format!("{PAGE}/problems");
    let page = browser.get(&list).await.expect(200);
    let link = page.text().split("/repayments/row?problem=").nth(1).unwrap();
    let id: String = link.chars().take_while(char::is_ascii_digit).collect();
    let form = browser.get(&format!("/repayments/row?problem={id}")).await.expect(200);
    assert!(form.text().contains("value=\"0001\""), "{}", form.text());
    assert!(words(form.text()).contains("above the loan’s principal of 60000.00 KES"));
    let fields = [("loan_id", "0001"), ("amount", "20000")];
    browser.submit(PAGE, "/repayments/row", &fields).await.expect(303);
    let left = page_words(&browser, &list).await;
    assert!(
        left.contains("1 errors and 0 warnings") && !left.contains("0001"),
        "{left}"
    );
    let none = page_words(&browser, &format!("{list}?severity=warning")).await;
    assert!(none.contains("No row waits for correction."), "{none}");
    browser.get("/repayments/row?problem=999").await.expect(404);
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    stranger.get(&format!("/repayments/row?problem={id}")).await.expect(404);
    app.person(Role::Technical)
        .await
        .get("/repayments/row")
        .await
        .expect(403);
}

async fn a_row_that_no_correct_row_can_follow_is_set_aside_for_a_reason(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    report(
        &app,
        json!([{ "loan_id": "0001", "amount": 20_000 }, { "loan_id": "K-77", "amount": 1 }]),
    )
    .await;
    let browser = app.person(Role::Reporter).await;
    let list = format!("{PAGE}/problems");
    let page = browser.get(&list).await.expect(200);
    let link = page.text().split("/repayments/row?problem=").nth(1).unwrap();
    let id: String = link.chars().take_while(char::is_ascii_digit).collect();
    let row = format!("/repayments/row?problem={id}");
    let set = format!("/repayments/problems/{id}/set-aside");
    let stand = format!("/repayments/problems/{id}/stand");
    let seen = hidden(browser.get(FINALIZE).await.expect(200).text(), "version");
    let silent = browser.submit(&row, &set, &[("reason", "  ")]).await.expect(422);
    assert!(words(silent.text()).contains("Please say in a few words why."));
    let why = [("reason", "A loan of <another> lender")];
    browser.submit(&row, &set, &why).await.expect(303);
    browser.submit(PAGE, &set, &why).await.expect(409);
    let kept = page_words(&browser, &format!("{PAGE}/aside")).await;
    let file = browser.get(&format!("{PAGE}/aside?format=csv")).await.expect(200);
    assert_eq!(file.text().lines().count(), 2, "{}", file.text());
    for part in [
        "1 problem was set aside.",
        "K-77",
        "A loan of &lt;another&gt; lender",
        "Test reporter",
        "Undo",
    ] {
        assert!(kept.contains(part), "{part}: {kept}");
    }
    let left = page_words(&browser, &list).await;
    assert!(
        left.contains("0 errors and 0 warnings") && left.contains("1 problem was set aside."),
        "{left}"
    );
    // Who was about to make the month final has not seen it.
    let stale = [("version", seen.as_str()), ("confirm", "yes")];
    browser.submit(FINALIZE, FINALIZE, &stale).await.expect(409);
    browser.submit(PAGE, &stand, &[]).await.expect(303);
    browser.submit(PAGE, &stand, &[]).await.expect(409);
    assert!(page_words(&browser, &list).await.contains("1 errors and 0 warnings"));
    browser.submit(&row, &set, &why).await.expect(303);
    let final_words = page_words(&browser, FINALIZE).await;
    assert!(final_words.contains("1 problem was set aside."), "{final_words}");
    make_final(&browser).await.expect(303);
    let late = browser.submit(PAGE, &stand, &[]).await.expect(409);
    assert!(words(late.text()).contains("is final"), "{}", late.text());
    let trail = app.pa2.audit_trail(&Actor::Operator, PARTNER, 50).await.unwrap();
    let told = trail.iter().filter(|act| act.action.starts_with("problem.")).count();
    assert_eq!(told, 3);
}

async fn a_wire_typed_by_mistake_is_struck_out(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let kiva = app.person(Role::Kiva).await;
    let wires = "/repayments/wires";
    let wire = [
        ("day", "2026-11-16"),
        ("usd", "1000"),
        ("way", "received"),
        ("reference", "TT 7"),
    ];
    kiva.submit(wires, wires, &wire).await.expect(303);
    let page = kiva.get(wires).await.expect(200);
    let action = page.text().split("action=\"/repayments/wires/").nth(1).unwrap();
    let strike = format!("/repayments/wires/{}", action.split('"').next().unwrap());
    kiva.submit(wires, &strike, &[("reason", "")]).await.expect(422);
    let browser = app.person(Role::Coordinator).await;
    let why = [("reason", "A zero too many")];
    browser.submit("/", &strike, &why).await.expect(403);
    kiva.submit(wires, &strike, &why).await.expect(303);
    kiva.submit(wires, &strike, &why).await.expect(409);
    let page = page_words(&browser, wires).await;
    let file = browser.get(&format!("{wires}?format=csv")).await.expect(200);
    assert_eq!(file.text().lines().count(), 2, "{}", file.text());
    assert!(
        browser
            .get(&format!("{wires}?format=xlsx"))
            .await
            .expect(200)
            .body
            .starts_with(b"PK")
    );
    assert!(
        page.contains("Struck out on") && page.contains("A zero too many"),
        "{page}"
    );
    let statement = page_words(&browser, &format!("{PAGE}/statement")).await;
    assert!(!statement.contains("1,000.00"), "{statement}");
    kiva.submit(wires, wires, &wire).await.expect(303);
    make_final(&browser).await.expect(303);
    let page = kiva.get(wires).await.expect(200);
    let action = page.text().split("action=\"/repayments/wires/").nth(1).unwrap();
    let strike = format!("/repayments/wires/{}", action.split('"').next().unwrap());
    let late = kiva.submit(wires, &strike, &why).await.expect(409);
    assert!(words(late.text()).contains("is final"), "{}", late.text());
}

async fn lists_are_searched(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    let browser = app.person(Role::Technical).await;
    let found = async |query: &str| {
        let page = page_words(&browser, &format!("{PAGE}/loans?list=expected&query={query}")).await;
        (1..=3).filter(|n| page.contains(&format!("000{n}"))).count()
    };
    assert_eq!(found("0002").await, 1);
    assert_eq!(found("000").await, 3);
    assert_eq!(found("okoro+am").await, 3);
    assert_eq!(found("nobody").await, 0);
}

/// The parts of a workbook stand compressed in a ZIP; its names do not.
fn is_workbook(reply: &crate::support::Reply) -> bool {
    let holds = |name: &[u8]| reply.body.windows(name.len()).any(|part| part == name);
    reply.body.starts_with(b"PK") && holds(b"xl/worksheets/sheet1.xml")
}

async fn every_list_is_written_out(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=3 {
        paying_back(&app, PARTNER, n).await;
    }
    report(
        &app,
        json!([{ "loan_id": "0001", "amount": 20_000 }, { "loan_id": "=x", "amount": 1 }]),
    )
    .await;
    let browser = app.person(Role::Technical).await;
    let csv = async |path: &str| {
        let reply = browser.get(&format!("{path}format=csv")).await.expect(200);
        assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
        let text = reply.text().trim_start_matches('\u{feff}').to_owned();
        text.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = csv(&format!("{PAGE}/loans?list=expected&")).await;
    assert_eq!(expected.len(), 4);
    assert!(
        expected[1].contains(",0001,") && expected[1].contains(",20000.00,20000.00,"),
        "{expected:?}"
    );
    assert_eq!(
        csv(&format!("{PAGE}/loans?list=not_reported&query=0003&")).await.len(),
        2
    );
    assert_eq!(
        csv(&format!("{PAGE}/loans?list=prepaid&")).await.len(),
        1,
        "the head alone"
    );
    let problems = csv(&format!("{PAGE}/problems?")).await;
    assert!(problems[1].contains(",'=x,"), "no id is a formula: {problems:?}");
    let statement = csv(&format!("{PAGE}/statement?")).await;
    assert!(
        statement.iter().any(|line| line == "Amount outstanding,950.01"),
        "{statement:?}"
    );
    assert_eq!(csv("/reports/scheduled?").await.len(), 4);
    assert_eq!(csv("/reports/activity/2026-11/raised?").await.len(), 4);
    assert!(csv("/reports/credit-limit?").await.len() > 1);
    assert_eq!(csv("/reports/rates?").await.len(), 2);
    assert_eq!(csv("/journals?").await.len(), 4);
    for path in [
        format!("{PAGE}/loans?list=statement&"),
        format!("{PAGE}/problems?"),
        format!("{PAGE}/statement?"),
        String::from("/reports/rates?"),
        String::from("/journals?never=on&"),
    ] {
        let reply = browser.get(&format!("{path}format=xlsx")).await.expect(200);
        assert!(is_workbook(&reply), "{path}");
        assert!(reply.header("content-disposition").ends_with(".xlsx\""), "{path}");
    }
}

async fn the_statement_says_how_the_loans_stand_and_what_was_wired(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 1..=2 {
        paying_back(&app, PARTNER, n).await;
    }
    report(&app, json!([{ "loan_id": "0001", "amount": 0 }])).await;
    let kiva = app.person(Role::Kiva).await;
    kiva.submit("/", "/account/partner", &[("partner", "1")])
        .await
        .expect(303);
    let wires = "/repayments/wires";
    let wire = [
        ("day", "2026-11-16"),
        ("usd", "100,50"),
        ("way", "received"),
        ("reference", "TT 7"),
    ];
    kiva.submit(wires, wires, &wire).await.expect(303);
    for (day, usd) in [("2026-11-18", "1"), ("2026-11-16", "0"), ("2026-11-16", "x"), ("", "1")] {
        let bad = [("day", day), ("usd", usd), ("way", "received"), ("reference", "")];
        kiva.submit(wires, wires, &bad).await.expect(422);
    }
    let browser = app.person(Role::Coordinator).await;
    let page = page_words(&browser, wires).await;
    assert!(
        page.contains("16 Nov 2026 From the partner to Kiva TT 7 $100.50"),
        "{page}"
    );
    browser.submit("/", wires, &wire).await.expect(403);
    let statement = page_words(&browser, &format!("{PAGE}/statement")).await;
    // 158.33 of 475 are due on each; one is reported with nothing.
    for part in [
        "Wires received this month -$100.50",
        "Amount outstanding $791.67",
        "Amount past due $158.33",
        "Delinquency rate 20.0 %",
        "PAR1 60.0 %",
        "Default rate –",
        "Journaling rate 0.0 %",
    ] {
        assert!(statement.contains(part), "{part}: {statement}");
    }
    make_final(&browser).await.expect(303);
    let late = kiva.submit(wires, wires, &wire).await.expect(422);
    assert!(words(late.text()).contains("The report of 2026-11 is final."));
    let kept = page_words(&browser, &format!("{PAGE}/statement")).await;
    assert!(kept.contains("Delinquency rate 20.0 %"), "{kept}");
}

async fn the_pages_speak_three_languages(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    report(&app, json!([{ "loan_id": "0001", "amount": 70_000 }])).await;
    let browser = app.person(Role::Coordinator).await;
    for (language, parts) in [
        (
            "es",
            [
                "Pagos de noviembre de 2026",
                "El monto supera el capital del préstamo",
                "$158.33",
            ],
        ),
        (
            "fr",
            [
                "Remboursements : novembre 2026",
                "Le montant dépasse le capital du prêt",
                "158,33 $",
            ],
        ),
    ] {
        let page = words(browser.get_in(PAGE, language).await.expect(200).text());
        for part in parts {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
}

async fn the_clock_closes_a_report_that_nobody_closed(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    move_clock(&app, "2026-12-01T08:00:00Z").await;
    let browser = app.person(Role::Coordinator).await;
    let page = page_words(&browser, PAGE).await;
    assert!(page.contains("The preliminary statement stands."), "{page}");
    move_clock(&app, "2026-12-10T07:59:59Z").await;
    assert_eq!(loan_now(&app, &loan).await.repaid, Minor::ZERO);
    move_clock(&app, "2027-02-20T08:00:00Z").await;
    let done = loan_now(&app, &loan).await;
    assert_eq!(
        (done.status, done.repaid),
        (LoanStatus::Ended, Minor(6_000_000)),
        "two months, billed as scheduled"
    );
    assert_eq!(
        done.times.ended,
        Some("2027-01-10T08:00:00Z".parse().unwrap()),
        "at the report's own moment"
    );
    let months = app.pa2.months(&Actor::Operator, PARTNER).await.unwrap();
    let months: Vec<_> = months
        .into_iter()
        .map(|m| (m.period.to_string(), format!("{:?}", m.state)))
        .collect();
    let expected = [
        ("2027-02", "Open"),
        ("2027-01", "Final"),
        ("2026-12", "Final"),
        (MONTH, "Final"),
    ];
    assert_eq!(months, expected.map(|(m, s)| (m.to_owned(), s.to_owned())));
    let statement = page_words(&app.person(Role::Reporter).await, "/repayments/2026-12/statement").await;
    assert!(statement.contains("Final since 10 Jan 2027"), "{statement}");
}

async fn a_refund_is_owed_and_a_recovery_is_taken(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let (refunded, defaulted) = (paying_back(&app, PARTNER, 1).await, paying_back(&app, PARTNER, 2).await);
    let step = async |loan: &Loan, step| {
        app.pa2
            .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), step)
            .await
            .unwrap();
    };
    step(&refunded, LoanStep::Refund).await;
    step(&defaulted, LoanStep::Default(Reason::Moved, String::new())).await;
    report(&app, json!([{ "loan_id": "0002", "amount": 6_000 }])).await;
    let browser = app.person(Role::Coordinator).await;
    let page = page_words(&browser, PAGE).await;
    assert!(page.contains("0 reported of 0 expected"), "{page}");
    assert!(page.contains("1 other loan was reported"), "{page}");
    make_final(&browser).await.expect(303);
    let statement = page_words(&browser, &format!("{PAGE}/statement")).await;
    // 950 raised, 475 given back, a tenth of 475 recovered.
    for part in [
        "Total raised $950.00",
        "Repayments -$47.50",
        "Loans refunded -$475.00",
        "Net balance $427.50",
    ] {
        assert!(statement.contains(part), "{part}: {statement}");
    }
    let defaulted = loan_now(&app, &defaulted).await;
    assert_eq!(
        (defaulted.status, defaulted.repaid),
        (LoanStatus::Defaulted, Minor(600_000))
    );
}

for_each_engine!(
    the_month_shows_what_is_expected_and_reported,
    the_lists_name_the_loans,
    a_coordinator_makes_the_report_final,
    a_final_report_cannot_be_made_final_again,
    nobody_makes_final_what_they_have_not_seen,
    who_may_report_and_who_may_make_final,
    one_loan_is_reported_by_hand,
    a_csv_is_uploaded_and_kept,
    a_file_that_is_no_csv_says_what_to_do,
    a_row_with_a_problem_is_corrected,
    lists_are_searched,
    a_row_that_no_correct_row_can_follow_is_set_aside_for_a_reason,
    a_wire_typed_by_mistake_is_struck_out,
    every_list_is_written_out,
    the_statement_says_how_the_loans_stand_and_what_was_wired,
    the_pages_speak_three_languages,
    the_clock_closes_a_report_that_nobody_closed,
    a_refund_is_owed_and_a_recovery_is_taken,
);

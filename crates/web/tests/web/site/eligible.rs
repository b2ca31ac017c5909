//! "Loans Eligible to be Repaid": who has the list, what stands on it, and the list as a file.

use std::collections::BTreeSet;

use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::{Actor, Role};
use fieldlink_domain::loan::{Loan, NewLoan};
use fieldlink_domain::partner::Profile;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{Browser, PARTNER, TestApp};
use crate::v3::loans::{new_loan, post};
use crate::v3::repayments::set_profile;

const LIST: &str = "/repayments/eligible";

/// A loan that is paying back and was disbursed on this day.
async fn disbursed(app: &TestApp, n: i64, name: &str, day: &str) -> Loan {
    let new = NewLoan {
        disburse_on: day.parse().unwrap(),
        ..new_loan(PARTNER, n, name)
    };
    let loan = LoanRef::Kiva(post(app, new).await.id);
    let funded = app.pa2.step_loan(&Actor::Operator, &loan, LoanStep::Fund).await;
    funded.unwrap()
}

async fn india(app: &TestApp) {
    let profile = Profile {
        repay_after_months: Some(38),
        ..Profile::default()
    };
    set_profile(app, profile).await;
}

/// The loans that a page links to, and its way to the next one.
async fn page(browser: &Browser<'_>, path: &str) -> (Vec<String>, Option<String>) {
    let reply = browser.get(path).await.expect(200);
    let loans = reply.text().split("<td><a href=\"/loans/").skip(1);
    let loans = loans.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
    let next = reply
        .text()
        .split("rel=\"next\"")
        .next()
        .filter(|_| reply.text().contains("rel=\"next\""));
    let next = next.map(|before| {
        let (_, href) = before.rsplit_once("href=\"").unwrap();
        href.trim_end().trim_end_matches('"').replace("&amp;", "&")
    });
    (loans, next)
}

async fn the_list_holds_the_loans_that_waited_long_enough(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let browser = app.person(Role::Reporter).await;
    let mut old = BTreeSet::new();
    for n in 1..=30 {
        old.insert(disbursed(&app, n, "Asha Rao", "2023-08-31").await.id.to_string());
    }
    // By the end of November 2026 all have waited that were disbursed in September 2023.
    let new = disbursed(&app, 31, "Meena Nair", "2023-09-30").await.id.to_string();
    disbursed(&app, 32, "Too Early", "2023-10-01").await;
    assert!(!browser.get("/repayments").await.expect(200).text().contains(LIST));
    let none = browser.get(LIST).await.expect(200);
    assert!(none.text().contains("by its schedule") && !none.text().contains("Asha Rao"));

    india(&app).await;
    assert!(browser.get("/repayments").await.expect(200).text().contains(LIST));
    let (first, next) = page(&browser, LIST).await;
    let (second, end) = page(&browser, &next.unwrap()).await;
    assert_eq!((first.len(), second.len(), end), (25, 6, None));
    assert_eq!(second.last(), Some(&new), "disbursed last");
    let shown: BTreeSet<String> = first.into_iter().chain(second).collect();
    old.insert(new.clone());
    assert_eq!(shown, old);
    let text = browser.get(LIST).await.expect(200).text().to_owned();
    for part in [
        "31 loans",
        "38 months",
        "November 2026",
        "31 Aug 2023",
        "31 Oct 2026",
        "/repayments/row?loan_id=0001",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }

    assert_eq!(page(&browser, &format!("{LIST}?which=new")).await.0, [new.as_str()]);
    assert_eq!(page(&browser, &format!("{LIST}?query=meena")).await.0, [new.as_str()]);
    assert!(page(&browser, &format!("{LIST}?query=early")).await.0.is_empty());
    // Who may not report is offered no way to do so.
    let reader = app.person(Role::Technical).await;
    let text = reader.get(LIST).await.expect(200).text().to_owned();
    assert!(text.contains("31 loans") && !text.contains("/repayments/row"), "{text}");
}

async fn the_list_is_written_out(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    india(&app).await;
    for n in 1..=30 {
        disbursed(&app, n, "Asha Rao", "2023-08-31").await;
    }
    disbursed(&app, 31, "Meena Nair", "2023-09-30").await;
    let browser = app.person(Role::Coordinator).await;
    let file = browser.get(&format!("{LIST}?format=csv")).await.expect(200);
    let lines: Vec<&str> = file.text().lines().collect();
    assert_eq!(lines.len(), 32, "{lines:?}");
    assert!(
        lines[0].ends_with("Disbursed on,May be repaid from,Currency,Principal outstanding"),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains(",2023-08-31,2026-10-31,KES,"), "{}", lines[1]);
    let some = browser.get(&format!("{LIST}?format=csv&which=new")).await.expect(200);
    assert_eq!(some.text().lines().count(), 2);
    let book = browser.get(&format!("{LIST}?format=xlsx")).await.expect(200);
    assert!(book.body.starts_with(b"PK"));
    for (language, said) in [("es", "se pueden pagar"), ("fr", "pouvant être remboursés")] {
        let page = browser.get_in(LIST, language).await.expect(200);
        assert!(page.text().contains(said), "{language}: {}", page.text());
    }
}

for_each_engine!(
    the_list_holds_the_loans_that_waited_long_enough,
    the_list_is_written_out,
);

//! Kiva's side: the queue, problems raised and corrected, partners made and configured.

use fieldlink_app::{Actor, Role};
use fieldlink_contract::Scope;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::settings::Settings;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, TestApp, hidden};
use crate::v3::loan_draft::complete;

/// A loan that a coordinator has just posted.
async fn posted(app: &TestApp, n: u32) -> String {
    let client = app.client(&[Scope::CreateLoanDraft]).await;
    client
        .post("/v3/partner/1/loan_draft", &complete(n).to_string())
        .await
        .expect(200);
    let id = app.pa2.publish_draft(&Actor::Operator, PARTNER, (1, 1)).await.unwrap();
    id.to_string()
}

async fn a_loan_is_sent_back_corrected_and_approved(database: &TestDatabase) {
    // Not in a sandbox, where coordinators may do more.
    let settings = Settings {
        sandbox: false,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let loan = posted(&app, 1).await;
    let kiva = app.person(Role::Kiva).await;
    let queue = kiva.get("/kiva").await.expect(200);
    // Kiva's people see whose PA2 they look at; a partner's have but their own.
    let whose = "PA2 of Sample Partner 1";
    assert!(queue.text().contains(whose), "{}", queue.text());
    let own = app.person(Role::Reporter).await.get("/").await.expect(200);
    assert!(!own.text().contains(whose));
    assert!(queue.text().contains("Amina Wanjiru"), "{}", queue.text());
    let open = [("partner", "1"), ("loan", loan.as_str())];
    let opened = kiva.submit("/kiva", "/kiva/open", &open).await.expect(303);
    let page = opened.header("location").to_owned();
    assert!(
        kiva.get(&page)
            .await
            .expect(200)
            .text()
            .contains("Send back to the partner")
    );

    let issue = format!("{page}/issue");
    kiva.submit(&page, &issue, &[("code", "G"), ("text", " ")])
        .await
        .expect(400);
    let said = [("code", "G"), ("text", "She is called he.")];
    kiva.submit(&page, &issue, &said).await.expect(303);
    assert!(!kiva.get("/kiva").await.expect(200).text().contains("Amina Wanjiru"));

    let coordinator = app.person(Role::Coordinator).await;
    let seen = coordinator.get(&page).await.expect(200);
    assert!(seen.text().contains("She is called he."), "{}", seen.text());
    assert!(!seen.text().contains("Send back to the partner"));
    let again = [("step", "loan.resubmit")];
    coordinator
        .submit(&page, &format!("{page}/step"), &again)
        .await
        .expect(303);
    assert!(kiva.get("/kiva").await.expect(200).text().contains("Amina Wanjiru"));
    kiva.submit(&page, &format!("{page}/step"), &[("step", "loan.review")])
        .await
        .expect(303);
    let approved = coordinator.get(&page).await.expect(200);
    assert!(!approved.text().contains("She is called he."));
}

async fn a_partner_is_made_and_configured(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let kiva = app.person(Role::Kiva).await;
    let new = [("id", "77"), ("name", "Good Loans")];
    let made = kiva.submit("/kiva/partners", "/kiva/partners", &new).await.expect(303);
    let page = made.header("location").to_owned();
    kiva.submit("/kiva/partners", "/kiva/partners", &new).await.expect(409);
    kiva.submit("/kiva/partners", "/kiva/partners", &[("id", "x"), ("name", "X")])
        .await
        .expect(400);

    let config = |currencies: &'static str| {
        [
            ("name", "Better Loans"),
            ("amount_mode", "principal_outstanding"),
            ("csv_upload_format", "three_column"),
            ("currency_loss", "possible"),
            ("credit_limit", "250,000"),
            ("monthly_limit", "100"),
            ("group_max", ""),
            ("currencies", currencies),
            ("theme", "2"),
            ("theme_limit", ""),
            ("theme_limit", "1000.50"),
            ("activity", "31"),
            ("activity", "32"),
            ("language", "1"),
        ]
    };
    let refused = kiva.submit(&page, &page, &config("KES 129.5\nXYZ 1")).await.expect(422);
    assert!(
        refused.text().contains("XYZ 1") && refused.text().contains("value=\"250,000\""),
        "{}",
        refused.text()
    );
    kiva.submit(&page, &page, &config("KES 0")).await.expect(422);
    kiva.submit(&page, &page, &config("KES 129.5\nUSD 1")).await.expect(303);

    let partner = app.pa2.partner(PartnerId(77)).await.unwrap();
    assert_eq!(partner.name, "Better Loans");
    assert_eq!(partner.profile.credit_limit.unwrap().0, 25_000_000);
    assert_eq!(partner.profile.monthly_limit.unwrap().0, 10_000);
    let themes: Vec<_> = partner
        .config
        .themes
        .iter()
        .map(|t| (t.id, t.limit.map(|l| l.0)))
        .collect();
    assert_eq!(themes, [(2, Some(100_050))]);
    assert_eq!(partner.config.activities, [31, 32]);
    let shown = kiva.get(&page).await.expect(200);
    assert!(shown.text().contains("KES 129.5\nUSD 1"), "{}", shown.text());
    // Another one sees nothing of it.
    let coordinator = app.person(Role::Coordinator).await;
    coordinator.get(&page).await.expect(403);
    assert_eq!(
        hidden(kiva.get("/kiva/partners").await.expect(200).text(), "partner"),
        "1"
    );
}

for_each_engine!(
    a_loan_is_sent_back_corrected_and_approved,
    a_partner_is_made_and_configured,
);

//! What pages are on paper: all of what is read, and nothing of what is clicked.

use std::net::SocketAddr;

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use fieldlink_app::sandbox::Scenario;
use fieldlink_app::{Actor, Role};
use fieldlink_domain::partner::Profile;
use fieldlink_testkit::browser::Browser;
use fieldlink_testkit::{Engine, TestDatabase, databases};
use serde_json::{Value, json};

use crate::support::{PARTNER, PASSWORD, TestApp};
use crate::v3::journals::{journal, send};
use crate::v3::repayments::set_profile;

/// The width of the text on A4 paper with Chromium's own margins, in CSS pixels: upright, and on its side.
const UPRIGHT: u32 = 718;
const ON_ITS_SIDE: u32 = 1_045;

/// A command of Chromium's own, through chromedriver.
#[derive(Debug)]
struct Own {
    cmd: &'static str,
    params: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.cmd, "params": self.params });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// Serves the site to browsers.
async fn served(app: &TestApp) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = app.router.clone();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn sign_in(client: &Client, site: &str, email: &str) {
    client.goto(&format!("{site}/sign-in")).await.unwrap();
    for (id, text) in [("email", email), ("password", PASSWORD)] {
        let field = client.find(Locator::Id(id)).await.unwrap();
        field.send_keys(text).await.unwrap();
    }
    client
        .find(Locator::Css("main button.main"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    client.wait().for_element(Locator::Css(".who")).await.unwrap();
}

/// What stands on the paper: of each thing that is meant whether it is there, and what sticks out.
const LOOK: &str = "
    const shown = css => [...document.querySelectorAll(css)].filter(e =>
        e.checkVisibility() && !e.closest('.hidden') && getComputedStyle(e).position !== 'absolute');
    const texts = found => found.map(e => e.textContent.trim().slice(0, 60));
    const right = document.documentElement.clientWidth + 1;
    return {
        title: texts(shown('h1')),
        rows: shown('main tbody tr').length,
        allRows: document.querySelectorAll('main tbody tr').length,
        headings: shown('h2, h3').length,
        figures: shown('dl, .big').length,
        clicked: texts(shown('header, footer, nav, .skip, input:not([type=hidden]), select, textarea, .exports, .action, .ways, details, button')),
        out: texts(shown('main *').filter(e => e.getBoundingClientRect().right > right)).slice(0, 5),
        cut: texts(shown('.scroll').filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible')),
    };";

/// How many sheets a PDF has.
fn sheets(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.matches("/Type /Page\n").count() + text.matches("/Type /Page ").count() + text.matches("/Type /Page/").count()
}

async fn pages_are_whole_on_paper(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for scenario in [Scenario::EveryStatus, Scenario::MonthEnd] {
        app.pa2
            .load_scenario(&Actor::Operator, PARTNER, scenario, &|_| {})
            .await
            .unwrap();
    }
    let person = app.person(Role::Coordinator).await;
    let site = format!("http://{}", served(&app).await);
    let browser = Browser::start().await;
    let client = browser.client();
    sign_in(client, &site, &person.person.email).await;
    let many = (1..=45).map(journal);
    let archive = format!("/journals/archives/{}", send(&app, many.collect()).await);
    let profile = Profile {
        repay_after_months: Some(1),
        ..Profile::default()
    };
    set_profile(&app, profile).await;
    let of_a_loan = {
        let list = person.get("/loans?status=payingBack").await.expect(200);
        let (_, rest) = list.text().split_once("<a href=\"/loans/").unwrap();
        format!("/loans/{}", rest.split('"').next().unwrap())
    };
    let media = Own {
        cmd: "Emulation.setEmulatedMedia",
        params: json!({ "media": "print" }),
    };
    client.issue_cmd(media).await.unwrap();
    let mut wrong = Vec::new();
    // The page, the rows that it must have at least, its headings.
    let pages = [
        ("/repayments/2026-11/statement", 5, 1),
        ("/repayments/2026-11/loans?list=statement", 50, 0),
        ("/repayments", 6, 3),
        ("/repayments/2026-11/loans?list=expected", 50, 0),
        (of_a_loan.as_str(), 15, 4),
        ("/loans?status=payingBack", 25, 0),
        ("/defaults?within=90", 5, 0),
        ("/defaults/recoveries", 5, 0),
        ("/reports/scheduled", 50, 0),
        ("/reports/credit-limit", 3, 0),
        ("/reports/rates", 1, 3),
        ("/journals", 25, 1),
        ("/repayments/eligible", 25, 0),
        (archive.as_str(), 0, 20),
        ("/", 5, 2),
    ];
    for (path, rows, headings) in pages {
        // A table with many columns lies on its side.
        let width = if path.ends_with("list=statement") {
            ON_ITS_SIDE
        } else {
            UPRIGHT
        };
        let paper = Own {
            cmd: "Emulation.setDeviceMetricsOverride",
            params: json!({ "width": width, "height": 1_000, "deviceScaleFactor": 1, "mobile": false }),
        };
        client.issue_cmd(paper).await.unwrap();
        client.goto(&format!("{site}{path}")).await.unwrap();
        let seen = client.execute(LOOK, Vec::new()).await.unwrap();
        let number = |name: &str| seen[name].as_u64().unwrap();
        let list = |name: &str| seen[name].as_array().unwrap().clone();
        let pdf = client
            .print(fantoccini::wd::PrintConfiguration::default())
            .await
            .unwrap();
        let well = number("rows") >= rows
            && number("rows") == number("allRows")
            && number("headings") >= headings
            && list("title").len() == 1
            && list("clicked").is_empty()
            && list("out").is_empty()
            && list("cut").is_empty()
            && pdf.starts_with(b"%PDF")
            && sheets(&pdf) >= 1;
        if !well {
            wrong.push(format!("{path}: {seen}, {} sheets", sheets(&pdf)));
        }
    }
    browser.close().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn pages_on_paper() {
    // Paper is the same whatever the database.
    databases::run(Engine::Sqlite, pages_are_whole_on_paper);
}

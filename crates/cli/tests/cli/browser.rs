//! The whole path as a person sees it: the demo sends a partner's month, and a Kiva Coordinator does the rest in Chromium.
//!
//! Scripts are switched off in the browser, so that the site shows what it is without them.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use fieldlink_testkit::browser::Browser;
use tempfile::TempDir;

/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running demo. It is stopped when dropped.
struct Demo {
    child: Child,
    confirm_url: String,
    site: String,
    email: String,
    password: String,
}

impl Demo {
    /// Starts it in this folder and waits until it says that it keeps serving.
    fn start(folder: &TempDir) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fieldlink"))
            .args(["demo", "--data"])
            .arg(folder.path())
            .env("FIELDLINK_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        while !said.contains("Stop with Ctrl-C") {
            let line = lines
                .next()
                .unwrap_or_else(|| panic!("the demo ended early:\n{said}"))
                .unwrap();
            said.push_str(&line);
            said.push('\n');
        }
        let after = |words: &str| {
            let (_, rest) = said
                .split_once(words)
                .unwrap_or_else(|| panic!("no {words:?} in\n{said}"));
            rest.lines().next().unwrap_or_default().trim().to_owned()
        };
        Self {
            confirm_url: after("Confirm URL:"),
            site: after("sign in at").trim_end_matches("/sign-in").to_owned(),
            email: after("\n  as "),
            password: after("with the password"),
            child,
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A person at the browser: reads, types, clicks.
struct Person<'a> {
    client: &'a Client,
    site: String,
}

impl Person<'_> {
    async fn open(&self, place: &str) {
        let url = if place.starts_with("http") {
            place.to_owned()
        } else {
            format!("{}{place}", self.site)
        };
        self.client.goto(&url).await.unwrap();
    }

    /// The first thing with exactly these words on it, as soon as it is there: a click answers before the next page stands.
    async fn sees(&self, kind: &str, words: &str) -> Element {
        self.waits_for(&format!("//{kind}[normalize-space(.)='{words}']")).await
    }

    /// The first thing of the page's main part whose words begin so.
    async fn begins(&self, kind: &str, words: &str) -> Element {
        self.waits_for(&format!("//main//{kind}[starts-with(normalize-space(.), '{words}')]"))
            .await
    }

    async fn reads_that(&self, words: &str) {
        self.waits_for(&format!("//main[contains(normalize-space(.), '{words}')]"))
            .await;
    }

    async fn waits_for(&self, path: &str) -> Element {
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(path))
            .await
        {
            Ok(element) => element,
            Err(error) => {
                let page = self
                    .client
                    .find(Locator::Css("body"))
                    .await
                    .unwrap()
                    .text()
                    .await
                    .unwrap();
                panic!("there is no {path} ({error}) on this page:\n{page}");
            }
        }
    }

    async fn clicks(&self, kind: &str, words: &str) {
        self.sees(kind, words).await.click().await.unwrap();
    }

    async fn fills_in(&self, label: &str, text: &str) {
        let label = self.sees("label", label).await;
        let field = label.attr("for").await.unwrap().expect("the label names its field");
        self.client
            .find(Locator::Id(&field))
            .await
            .unwrap()
            .send_keys(text)
            .await
            .unwrap();
    }

    /// How many drafts the home page says there are: `[ 10 Drafts ]`.
    async fn drafts_on_home(&self) -> usize {
        let link = self.begins("a", "[").await.text().await.unwrap();
        link.split_whitespace()
            .nth(1)
            .and_then(|n| n.parse().ok())
            .unwrap_or_else(|| panic!("a number in {link:?}"))
    }
}

#[tokio::test]
async fn a_coordinator_publishes_confirms_and_finalizes_what_the_link_sent() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(&folder);
    let browser = Browser::start_with(&["--blink-settings=scriptEnabled=false"]).await;
    let person = Person {
        client: browser.client(),
        site: demo.site.clone(),
    };

    // The confirm URL asks who is there, and leads on to what it is for.
    person.open(&demo.confirm_url).await;
    person.fills_in("E-mail address", &demo.email).await;
    person.fills_in("Password", &demo.password).await;
    person.clicks("button", "Sign in").await;
    person.reads_that("Review journals").await;
    person.reads_that("0 published").await;
    let publish = person.begins("button", "Publish all").await;
    publish.click().await.unwrap();
    person.reads_that("The journals were published.").await;
    person.reads_that("0 waiting").await;

    person.clicks("a", "Home").await;
    person.reads_that("No journals wait to be confirmed.").await;
    let drafts = person.drafts_on_home().await;
    person.begins("a", "[").await.click().await.unwrap();
    let listed = person
        .client
        .find_all(Locator::Css("main td a[href^='/drafts/']"))
        .await
        .unwrap();
    let first = listed
        .first()
        .expect("a draft on the list")
        .attr("href")
        .await
        .unwrap()
        .unwrap();
    person.open(&first).await;
    person
        .reads_that("This draft has no errors and can be published.")
        .await;
    person.clicks("summary", "Publish").await;
    person.clicks("button", "Yes, publish this loan").await;
    person.reads_that("Waiting for review").await;
    person.clicks("a", "Home").await;
    assert_eq!(person.drafts_on_home().await, drafts - 1);

    person.clicks("a", "Repayments").await;
    person.reads_that("The month is open.").await;
    person
        .client
        .find(Locator::Id("confirm"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    person.clicks("button", "Make final").await;
    person.reads_that("Final since").await;
    person.clicks("a", "Repayments").await;
    person.reads_that("How the loans were reported").await;
    let again = Locator::XPath("//button[normalize-space(.)='Make final']");
    assert!(
        person.client.find(again).await.is_err(),
        "what is final can be made final again"
    );
    browser.close().await;
}

//! The whole path as a person sees it: the demo sends a partner's month, and a Kiva Coordinator does the rest in Chromium.
//!
//! Scripts are switched off in the browser, so that the site shows what it is without them. `cargo xtask screenshots` has
//! this test keep what it sees as pictures for the docs.

use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use fieldlink_testkit::browser::Browser;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use tempfile::TempDir;

use crate::support::{Running, fieldlink, path};

/// Names the folder that pictures go to; without it none are taken.
const SCREENSHOTS: &str = "FIELDLINK_SCREENSHOTS";
/// The most that a picture of the docs may weigh, in bytes.
const HEAVIEST: usize = 150_000;
/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How wide the window is, in pixels.
const WIDTH: u32 = 1_200;
/// How high the window is when a picture is taken: more than any page that is shown in one.
const TALLEST: u32 = 2_400;
/// How much of the page stands below the last thing in a picture, in pixels.
const MARGIN: u32 = 24;

/// A demo that keeps serving, and what it told a person to do.
struct Demo {
    #[expect(dead_code, reason = "held so that the demo runs until the test ends")]
    running: Running,
    confirm_url: String,
    site: String,
    email: String,
    password: String,
}

impl Demo {
    fn start(folder: &TempDir) -> Demo {
        let mut running = Running::start(fieldlink(&["demo", "--data", path(folder.path())]));
        let confirm_url = running.hear_after("Confirm URL:");
        let site = running.hear_after("Open this:");
        let person = running.hear_after("Sign in as:");
        let (email, password) = person.split_once("  password: ").expect("an address and a password");
        Demo {
            confirm_url,
            site,
            email: email.to_owned(),
            password: password.to_owned(),
            running,
        }
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

    /// The first thing on the page with exactly these words on it.
    async fn sees(&self, kind: &str, words: &str) -> Element {
        self.finds(&format!("//{kind}[normalize-space(.)='{words}']")).await
    }

    /// The first thing in the page's main part whose words begin so.
    async fn begins(&self, kind: &str, words: &str) -> Element {
        self.finds(&format!(
            "//main//{kind}[starts-with(normalize-space(.), '{}')]",
            words.trim_end()
        ))
        .await
    }

    async fn finds(&self, xpath: &str) -> Element {
        // A click may be over before the page that it leads to is there.
        match self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(xpath))
            .await
        {
            Ok(element) => element,
            Err(_) => panic!("there is no {xpath} on this page:\n{}", self.reads().await),
        }
    }

    async fn clicks(&self, kind: &str, words: &str) {
        self.sees(kind, words).await.click().await.unwrap();
    }

    async fn fills_in(&self, label: &str, text: &str) {
        let field = self
            .sees("label", label)
            .await
            .attr("for")
            .await
            .unwrap()
            .expect("the label names its field");
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
        let link = self.begins("a", "[ ").await.text().await.unwrap();
        let number = link.split_whitespace().nth(1).and_then(|n| n.parse().ok());
        number.unwrap_or_else(|| panic!("no number in {link:?}"))
    }

    /// All words of the page.
    async fn reads(&self) -> String {
        self.client
            .find(Locator::Css("main"))
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
    }

    async fn reads_that(&self, words: &str) {
        self.finds(&format!("//main[contains(normalize-space(.), '{words}')]"))
            .await;
    }

    /// Keeps the page down to this thing as a picture for the docs, when they are wanted: so none is cut through the middle
    /// of something.
    async fn takes_a_picture(&self, name: &str, last: &str) {
        let Some(folder) = std::env::var_os(SCREENSHOTS) else {
            return;
        };
        self.client.set_window_size(WIDTH, TALLEST).await.unwrap();
        let bottom = bottom(self.finds(last).await.rectangle().await.unwrap());
        let window = image::load_from_memory(&self.client.screenshot().await.unwrap()).unwrap();
        assert!(bottom < window.height(), "{name} ends at {bottom}");
        let height = (bottom + MARGIN).min(window.height());
        let mut picture = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut picture, CompressionType::Best, FilterType::Adaptive);
        let page = window.crop_imm(0, 0, window.width(), height).into_rgb8();
        page.write_with_encoder(encoder).unwrap();
        assert!(picture.len() < HEAVIEST, "{name} weighs {} bytes", picture.len());
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
    }
}

/// The lower edge of x, y, width and height.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_arithmetic,
    reason = "pixels of a window"
)]
fn bottom((_, y, _, height): (f64, f64, f64, f64)) -> u32 {
    (y + height).ceil() as u32
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_publishes_confirms_and_finalizes_what_the_link_sent() {
    let folder = TempDir::new().unwrap();
    let demo = Demo::start(&folder);
    let browser = Browser::start_with(&["--blink-settings=scriptEnabled=false", "--hide-scrollbars"]).await;
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
    person.reads_that("12 waiting, 0 published").await;
    person
        .takes_a_picture(
            "confirm",
            "(//main//button[starts-with(normalize-space(.), 'Take out')])[2]",
        )
        .await;

    person.clicks("a", "Home").await;
    person.reads_that("1 set of journals waits to be confirmed.").await;
    person.reads_that("58 reported of 60 expected").await;
    person.takes_a_picture("home", "//footer").await;

    person.open(&demo.confirm_url).await;
    person.begins("button", "Publish all ").await.click().await.unwrap();
    person.reads_that("The journals were published.").await;
    person.reads_that("0 waiting, 12 published").await;
    person.clicks("a", "Home").await;
    person.reads_that("No journals wait to be confirmed.").await;

    let drafts = person.drafts_on_home().await;
    person.clicks("a", "New Loans").await;
    person.reads_that(&format!("{drafts} drafts")).await;
    person.takes_a_picture("drafts", "(//main//tbody/tr)[last()]").await;
    person
        .finds("//main//tbody//a[not(contains(., 'Group'))]")
        .await
        .click()
        .await
        .unwrap();
    person
        .reads_that("This draft has no errors and can be published.")
        .await;
    person
        .takes_a_picture(
            "draft",
            "//dt[normalize-space(.)='Borrower and Loan Use Description']/following-sibling::dd[1]",
        )
        .await;
    person.clicks("summary", "Publish").await;
    person.clicks("button", "Yes, publish this loan").await;
    person.reads_that("Waiting for review").await;
    person.clicks("a", "Home").await;
    assert_eq!(person.drafts_on_home().await, drafts - 1);

    person.clicks("a", "Repayments").await;
    person.reads_that("The month is open.").await;
    person
        .takes_a_picture(
            "repayments",
            "//main//table[.//a[starts-with(normalize-space(.), 'Rows')]]",
        )
        .await;
    person.clicks("a", "Check the figures and make final").await;
    person.reads_that("will be invoiced. Once it is final").await;
    person.clicks("button", "Make final").await;
    person
        .reads_that("Tick the box to say that you have checked the report.")
        .await;
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
    person.reads_that("This report is final.").await;
    let again = Locator::XPath("//button[normalize-space(.)='Make final']");
    assert!(
        person.client.find(again).await.is_err(),
        "what is final can be made final again"
    );
    browser.close().await;
}

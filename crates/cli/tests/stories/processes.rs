//! Each process of a coordinator, from its first page to its last, in Chromium: in each language, with scripts and
//! without.

use std::path::{Path, PathBuf};

use chrono::{Datelike as _, Months, NaiveDate};
use fieldlink_testkit::browser::Browser;
use fieldlink_testkit::proxy::{Fault, FaultProxy};
use image::{ImageFormat, Rgb, RgbImage};
use tempfile::TempDir;

use crate::support::{Pa2, json, path};
use crate::visit::Visit;

/// A coordinator of a partner of their own; e-mail and password.
fn coordinator(data: &Path, partner: u32) -> (String, String) {
    let email = format!("coordinator-{partner}@example.org");
    let number = partner.to_string();
    let made = json(&[
        "pa2",
        "user",
        "create",
        "--partner",
        &number,
        "--email",
        &email,
        "--role",
        "coordinator",
        "--json",
        "--data",
        path(data),
    ]);
    (email, made["password"].as_str().unwrap().to_owned())
}

/// One of Kiva's administrators; e-mail and password.
fn administrator(data: &Path, n: u32) -> (String, String) {
    let email = format!("kiva-{n}@example.org");
    let made = json(&[
        "pa2",
        "user",
        "create",
        "--email",
        &email,
        "--role",
        "kiva",
        "--json",
        "--data",
        path(data),
    ]);
    (email, made["password"].as_str().unwrap().to_owned())
}

/// A photo of some 300 KB: what is not smooth cannot be made small.
fn photo(folder: &Path) -> PathBuf {
    let file = folder.join("amina.png");
    let picture = RgbImage::from_fn(320, 320, |x, y| {
        let mix = |n: u32| (x * 7_919 + y * 104_729 + n).wrapping_mul(2_654_435_761) >> 24;
        Rgb([0, 1, 2].map(|n| u8::try_from(mix(n)).unwrap()))
    });
    picture.save_with_format(&file, ImageFormat::Png).unwrap();
    assert!(std::fs::metadata(&file).unwrap().len() > 200_000);
    file
}

/// A day as a date field of an English browser takes it from the keyboard.
fn typed(day: NaiveDate) -> String {
    day.format("%m%d%Y").to_string()
}

fn next_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap() + Months::new(1)
}

/// The sandbox's day, off the field that sets it.
async fn today(visit: &Visit<'_>) -> NaiveDate {
    visit.open("/sandbox").await;
    let least = visit.sees("#to").await.attr("min").await.unwrap().unwrap();
    least.parse().unwrap()
}

async fn makes_and_publishes_a_draft(visit: &Visit<'_>, photo: &Path) {
    let today = today(visit).await;
    visit.open("/drafts").await;
    visit.clicks("form[action='/drafts'][method='post'] button").await;
    visit.comes_to("/description").await;
    visit.clicks("#loan_type-individual").await;
    visit.clicks("#client_waiver_signed").await;
    visit
        .fills(&[
            ("entreps[0].client_id", "0045"),
            ("entreps[0].loan_id", "00123 A"),
            ("entreps[0].first_name", "Amina"),
            ("entreps[0].last_name", "Okoro"),
            ("loanuse", "to buy seed"),
            ("description", "Amina grows maize on two acres."),
        ])
        .await;
    visit
        .chooses(&[
            ("entreps[0].gender", "female"),
            ("location", "Kisumu: Kenya"),
            ("activity_id", "31"),
            ("description_language_id", "1"),
        ])
        .await;
    visit.clicks("button[name='then'][value='next']").await;
    visit.comes_to("/terms").await;
    visit.clicks("#theme-48").await;
    visit
        .chooses(&[("currency", "KES"), ("schedule_parameters.nRepeatUnit", "months")])
        .await;
    visit.chooses(&[("schedule_parameters.interestRateType", "flat")]).await;
    visit
        .fills(&[
            ("disburse_time", &typed(today)),
            ("entreps[0].amount", "50000"),
            ("schedule_parameters.firstRepaymentDate", &typed(today + Months::new(1))),
            ("schedule_parameters.nInstallments", "6"),
            ("schedule_parameters.nRepeat", "1"),
            ("schedule_parameters.annualRate", "18"),
        ])
        .await;
    visit.clicks("button[name='then'][value='next']").await;
    visit.comes_to("/photo").await;
    visit.takes_file("#photo", photo).await;
    visit.clicks("main form button.main").await;
    visit.sees("form[action$='/publish']").await;
    visit.sees("img.photo").await;
    visit.unfolds("/publish").await;
    visit.clicks("form[action$='/publish'] button.main").await;
    visit.sees("img.photo[src^='/loans/']").await;
}

/// An exercise of the training, begun: it makes the loans that the process needs.
async fn begins(visit: &Visit<'_>, exercise: &str) {
    visit.open("/training").await;
    visit
        .clicks(&format!("form[action='/training/{exercise}'] button"))
        .await;
}

async fn confirms_an_archive(visit: &Visit<'_>) {
    begins(visit, "confirm-journals").await;
    visit.clicks("button[name='choice'][value='all']").await;
    visit.sees(".notice").await;
    assert_eq!(
        visit.counts("button[name='choice']").await,
        0,
        "nothing is left to publish"
    );
}

async fn reports_and_finalizes(visit: &Visit<'_>, folder: &Path) {
    begins(visit, "report-month").await;
    visit.sees("a[href$='/finalize']").await;
    let month = visit.place().await;
    let lines = visit.fetches(&format!("{month}/loans?list=expected&format=csv")).await;
    let lines = String::from_utf8(lines).unwrap();
    let ids: Vec<&str> = lines
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1))
        .collect();
    assert!(!ids.is_empty(), "{lines}");
    let rows: String = ids.iter().map(|id| format!("{id},0\n")).collect();
    let file = folder.join("repayments.csv");
    std::fs::write(&file, rows).unwrap();
    visit.takes_file("#file", &file).await;
    visit.clicks("form[action='/repayments/upload'] button.main").await;
    visit.sees("a[href^='/repayments/uploads/']").await;
    visit.clicks("a[href$='/finalize']").await;
    visit.comes_to("/finalize").await;
    visit.clicks("form[action$='/finalize'] button.main").await;
    visit.sees("#confirm-error").await;
    visit.clicks("#confirm").await;
    visit.clicks("form[action$='/finalize'] button.main").await;
    visit.comes_to("/statement").await;
    visit.open(&month).await;
    assert_eq!(visit.counts("a[href$='/finalize']").await, 0, "what is final stays so");
}

async fn gives_a_loan_up(visit: &Visit<'_>) {
    begins(visit, "default-loan").await;
    visit.unfolds("/defaults/give-up").await;
    visit.chooses(&[("reason", "moved")]).await;
    visit.clicks("form[action='/defaults/give-up'] button.danger").await;
    visit.sees("input[name='sure']").await;
    visit.clicks("form[action='/defaults/give-up'] button.danger").await;
    visit.sees(".notice").await;
}

/// Asks for two loans; answers the request's page.
async fn asks_for_a_mass_default(visit: &Visit<'_>) -> String {
    let listed = visit.fetches("/loans?status=payingBack&format=csv").await;
    let listed = String::from_utf8(listed).unwrap();
    let loans = listed.lines().skip(1).filter_map(|line| line.split(',').nth(1));
    let ids: Vec<&str> = loans.take(2).collect();
    assert_eq!(ids.len(), 2, "{listed}");
    visit.open("/defaults/mass/ask").await;
    visit.types("#ids", &ids.join("\n")).await;
    visit.clicks("form[action='/defaults/mass/ask'] button.main").await;
    visit.sees("main [role='alert']").await;
    visit.chooses(&[("reason", "disaster")]).await;
    visit.types("#note", "The river rose.").await;
    visit.clicks("form[action='/defaults/mass/ask'] button.main").await;
    visit.sees("input[name='sure']").await;
    visit.clicks("form[action='/defaults/mass/ask'] button.main").await;
    visit.sees("form[action$='/withdraw']").await;
    visit.place().await
}

/// Kiva finds the request in its queue and does what the partner asks for.
async fn grants_a_mass_default(visit: &Visit<'_>, partner: u32, page: &str) {
    visit.open("/kiva").await;
    let asked = format!(
        "form:has([name='partner'][value='{partner}']):has([name='to'][value='/defaults/mass/requests']) button"
    );
    visit.clicks(&asked).await;
    visit.comes_to("/defaults/mass/requests").await;
    visit.clicks(&format!("a[href='{page}']")).await;
    visit.types("#words", "We are sorry.").await;
    visit.clicks("button[name='answer'][value='grant']").await;
    visit.sees("p.notice").await;
    assert_eq!(visit.counts("button[name='answer']").await, 0, "it is answered once");
}

async fn invites_a_person(visit: &Visit<'_>, partner: u32) {
    visit.open("/account/staff").await;
    visit.types("#email", &format!("reporter-{partner}@example.org")).await;
    visit.types("#name", "Rosa").await;
    visit.clicks("form[action='/account/staff'] button.main").await;
    visit.sees(".notice").await;
    // Herself, and who was invited.
    assert_eq!(visit.counts("main table tbody tr").await, 2);
}

async fn moves_the_clock(visit: &Visit<'_>) {
    let before = today(visit).await;
    visit.clicks("button[name='by'][value='1d']").await;
    visit.sees(".notice").await;
    assert!(today(visit).await > before);
}

/// A place to work in: the site, PA2's data folder, and a folder for one's own files.
#[derive(Clone, Copy)]
struct Desk<'a> {
    site: &'a str,
    data: &'a Path,
    folder: &'a Path,
}

/// All of it in one browser.
async fn works_through(desk: Desk<'_>, language: &'static str, partner: u32, flags: &[&str]) {
    let Desk { site, data, folder } = desk;
    let browser = Browser::start_with(&[&["--window-size=1200,1600", "--lang=en-US"], flags].concat()).await;
    let photo = photo(folder);
    let (email, password) = {
        let data = data.to_owned();
        let made = tokio::task::spawn_blocking(move || coordinator(&data, partner));
        made.await.unwrap()
    };
    let visit = Visit::sign_in(browser.client(), site.to_owned(), language, (&email, &password)).await;
    makes_and_publishes_a_draft(&visit, &photo).await;
    confirms_an_archive(&visit).await;
    gives_a_loan_up(&visit).await;
    reports_and_finalizes(&visit, folder).await;
    invites_a_person(&visit, partner).await;
    visit.open("/training").await;
    assert_eq!(
        visit.counts("span.done").await,
        3,
        "exercises that see that they are done"
    );
    moves_the_clock(&visit).await;
    let asked = asks_for_a_mass_default(&visit).await;
    let (email, password) = {
        let data = data.to_owned();
        let made = tokio::task::spawn_blocking(move || administrator(&data, partner));
        made.await.unwrap()
    };
    let kiva = Visit::sign_in(browser.client(), site.to_owned(), language, (&email, &password)).await;
    grants_a_mass_default(&kiva, partner, &asked).await;
    browser.close().await;
}

/// Two coordinators at once, one of them without scripts.
async fn every_process_goes_through_in(language: &'static str) {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("pa2");
    let pa2 = Pa2::serve_data(&data);
    // Early in a month: each of them moves the clock on by a day, and none may come into the next one.
    let shown = json(&["pa2", "clock", "show", "--json", "--data", path(&data)]);
    let first = next_month(shown["day"].as_str().unwrap().parse().unwrap()).to_string();
    json(&["pa2", "clock", "set", &first, "--json", "--data", path(&data)]);
    let site = pa2.url("");
    let folders = [TempDir::new().unwrap(), TempDir::new().unwrap()];
    let [with, without] = [&folders[0], &folders[1]].map(|folder| Desk {
        site: &site,
        data: &data,
        folder: folder.path(),
    });
    tokio::join!(
        works_through(with, language, 1, &[]),
        works_through(without, language, 11, &["--blink-settings=scriptEnabled=false"]),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_goes_through_in_english_with_scripts_and_without() {
    every_process_goes_through_in("en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_goes_through_in_spanish_with_scripts_and_without() {
    every_process_goes_through_in("es").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_process_goes_through_in_french_with_scripts_and_without() {
    every_process_goes_through_in("fr").await;
}

/// What a line that breaks does to a photo: a piece that never comes, one whose answer is lost, one whose answer is cut.
#[tokio::test(flavor = "multi_thread")]
async fn a_photo_gets_through_a_line_that_breaks() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("pa2");
    let pa2 = Pa2::serve_data(&data);
    let line = FaultProxy::start(pa2.address()).await;
    let (email, password) = {
        let data = data.clone();
        tokio::task::spawn_blocking(move || coordinator(&data, 1))
            .await
            .unwrap()
    };
    let photo = photo(folder.path());
    let browser = Browser::start().await;
    let site = format!("http://{}", line.address());
    let visit = Visit::sign_in(browser.client(), site, "en", (&email, &password)).await;
    visit.open("/drafts").await;
    visit.clicks("form[action='/drafts'][method='post'] button").await;
    visit.comes_to("/description").await;
    let step = visit.place().await.replace("/description", "/photo");
    visit.open(&step).await;
    visit.takes_file("#photo", &photo).await;
    // The browser asks to begin, then sends pieces.
    line.arm([
        Fault::Pass,
        Fault::Pass,
        Fault::LoseRequest,
        Fault::LoseAnswer,
        Fault::Pass,
        Fault::CutAnswer,
        Fault::LoseAnswer,
    ]);
    visit.clicks("main form button.main").await;
    visit.sees("img.photo").await;
    assert_eq!(line.left(), 0, "every fault struck");
    let came = visit.fetches(&format!("{}.jpg", step)).await;
    let came = image::load_from_memory(&came).unwrap();
    assert_eq!(
        (came.width(), came.height()),
        (320, 320),
        "the whole of it came, in its order"
    );
    browser.close().await;
}

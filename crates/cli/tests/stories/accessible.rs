//! Every page of the site, looked over by axe-core in a browser: nothing may keep out who uses a keyboard, a screen reader
//! or large letters.

use std::collections::BTreeMap;
use std::path::Path;

use fantoccini::{Client, Locator};
use fieldlink_testkit::browser::Browser;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Pa2, Running, Tables, eventually, fieldlink, json as run, path};

/// Names the file with axe-core.
const AXE: &str = "FIELDLINK_TEST_AXE";

/// Runs axe over the page that is open and hands its findings back: rule, what it says, the first place.
const LOOK_OVER: &str = "const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        found => done(found.violations.map(v => [v.id, v.help, v.nodes.length, v.nodes[0].html])),
        error => done([['axe', String(error), 0, '']]));";

/// What stands in for the named parts of paths; every part of a new route needs its line.
fn names(tables: &mut Tables) -> BTreeMap<&'static str, String> {
    let mut one = |sql: &str| {
        let found = tables.texts(sql).into_iter().next();
        found.unwrap_or_else(|| panic!("the demo has no row for {sql}"))
    };
    BTreeMap::from([
        (
            "/drafts/{id}",
            one("SELECT '/drafts/' || id FROM draft WHERE state = '\"open\"' OR state LIKE '%open%' LIMIT 1"),
        ),
        (
            "{kiva_id}",
            one("SELECT CAST(id AS TEXT) FROM loan WHERE status = 'payingBack' LIMIT 1"),
        ),
        ("/journals/{id}", one("SELECT '/journals/' || id FROM journal LIMIT 1")),
        ("{key}", one("SELECT confirm_key FROM archive LIMIT 1")),
        ("{upload}", one("SELECT CAST(id AS TEXT) FROM upload LIMIT 1")),
        ("{period}", one("SELECT period FROM upload LIMIT 1")),
        ("{partner}", String::from("1")),
        // Asked for on the way.
        ("{mass}", String::from("1")),
        ("{happened}", String::from("raised")),
    ])
}

/// The paths of all pages that can be looked at, with their named parts filled in.
fn pages(names: &BTreeMap<&'static str, String>) -> Vec<String> {
    let routes = fieldlink_web::site::routes();
    // The page behind a link of an e-mail is looked at by itself. A photo is no page, and not every loan has one.
    let others = ["/password/{link}", "/loans/{kiva_id}/photo.jpg"];
    let gets = routes
        .listed()
        .iter()
        .filter(|(method, route)| method.as_str() == "GET" && !others.contains(route));
    gets.map(|(_, route)| {
        let path = names
            .iter()
            .fold((*route).to_owned(), |path, (name, value)| path.replace(name, value));
        assert!(!path.contains('{'), "say in `names` what stands for a part of {path}");
        path
    })
    .collect()
}

/// Signs in by the site's own form.
async fn sign_in(client: &Client, site: &str, email: &str, password: &str) {
    client.goto(&format!("{site}/sign-in")).await.unwrap();
    for (id, text) in [("email", email), ("password", password)] {
        client
            .find(Locator::Id(id))
            .await
            .unwrap()
            .send_keys(text)
            .await
            .unwrap();
    }
    client
        .find(Locator::Css("main button"))
        .await
        .unwrap()
        .click()
        .await
        .unwrap();
    client.wait().for_element(Locator::Css(".who")).await.unwrap();
}

/// Has a request for the pages that show one.
async fn ask_for_a_mass_default(client: &Client, site: &str, loan_id: &str) {
    client.goto(&format!("{site}/defaults/mass/ask")).await.unwrap();
    let find = async |css: &str| client.wait().for_element(Locator::Css(css)).await.unwrap();
    find("#ids").await.send_keys(loan_id).await.unwrap();
    find("[name='reason'] option[value='disaster']")
        .await
        .click()
        .await
        .unwrap();
    find("form[action='/defaults/mass/ask'] button.main")
        .await
        .click()
        .await
        .unwrap();
    find("[name='sure']").await;
    find("form[action='/defaults/mass/ask'] button.main")
        .await
        .click()
        .await
        .unwrap();
    find("form[action$='/answer']").await;
}

/// Whether the address answers with a page, and not with a picture or a file.
async fn is_page(http: &reqwest::Client, url: &str, cookie: &str) -> bool {
    let reply = http.get(url).header("cookie", cookie).send().await.unwrap();
    assert!(reply.status().is_success(), "{url}: {}", reply.status());
    reply.headers()["content-type"]
        .to_str()
        .unwrap()
        .starts_with("text/html")
}

const LANGUAGES: [&str; 3] = ["en", "es", "fr"];

/// Looks at every third page: each page is looked at in one of the languages.
async fn no_page_keeps_anybody_out_in(language: &str) {
    let script = std::env::var(AXE).unwrap_or_else(|_| panic!("{AXE} is not set: run `cargo xtask test`"));
    let axe = std::fs::read_to_string(script).unwrap();
    let folder = TempDir::new().unwrap();
    let mut running = Running::start(fieldlink(&["demo", "--data", path(folder.path())]));
    let site = running.hear_after("Open this:");
    // Kiva's people see every page there is.
    let data = folder.path().join("pa2");
    let person = run(&[
        "pa2",
        "user",
        "create",
        "--email",
        "kiva@example.org",
        "--role",
        "kiva",
        "--json",
        "--data",
        path(&data),
    ]);
    let found = tokio::task::spawn_blocking(move || {
        let mut tables = Tables::open(&data.join("pa2.db")).expect("the demo's database");
        let loan = "SELECT internal_loan_id FROM loan WHERE partner_id = 1 AND status = 'payingBack' LIMIT 1";
        (pages(&names(&mut tables)), tables.texts(loan).remove(0))
    });
    let (paths, loan_id) = found.await.unwrap();

    let browser = Browser::start_with(&["--window-size=1200,1000"]).await;
    let client = browser.client();
    let mut seen = Vec::new();
    look_over(client, &axe, &format!("{site}/sign-in"), &mut seen).await;
    sign_in(client, &site, "kiva@example.org", person["password"].as_str().unwrap()).await;
    ask_for_a_mass_default(client, &site, &loan_id).await;
    let session: Vec<String> = client
        .get_all_cookies()
        .await
        .unwrap()
        .iter()
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()))
        .collect();
    let http = reqwest::Client::new();
    let mut pages = 0;
    let paths = paths.iter().zip(LANGUAGES.into_iter().cycle());
    for (path, language) in paths.filter(|(_, of)| *of == language) {
        let url = format!("{site}{path}");
        if !is_page(&http, &url, &session.join("; ")).await {
            continue;
        }
        let choose = format!("document.cookie = 'language={language}; path=/'");
        client.execute(&choose, vec![]).await.unwrap();
        look_over(client, &axe, &url, &mut seen).await;
        pages += 1;
    }
    assert!(pages > 8, "only {pages} pages were looked at");
    assert!(
        seen.is_empty(),
        "{} findings on {pages} pages:\n{}",
        seen.len(),
        seen.join("\n")
    );
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_keeps_anybody_out_in_english() {
    no_page_keeps_anybody_out_in("en").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_keeps_anybody_out_in_spanish() {
    no_page_keeps_anybody_out_in("es").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_keeps_anybody_out_in_french() {
    no_page_keeps_anybody_out_in("fr").await;
}

/// The link of the e-mail that a PA2 writes into its outbox.
fn link_in(outbox: &Path) -> Option<String> {
    let letter = std::fs::read_dir(outbox).ok()?.next()?.ok()?.path();
    let letter = std::fs::read_to_string(letter).ok()?;
    // Quoted-printable: lines are folded, and an equals sign is written by its number.
    let plain = letter.replace("=\r\n", "").replace("=3D", "=");
    let link = plain.lines().find(|line| line.contains("/password/"))?;
    Some(link.trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_behind_an_e_mail_keeps_nobody_out() {
    let script = std::env::var(AXE).unwrap_or_else(|_| panic!("{AXE} is not set: run `cargo xtask test`"));
    let axe = std::fs::read_to_string(script).unwrap();
    let folder = TempDir::new().unwrap();
    let data = folder.path().to_owned();
    let pa2 = Pa2::serve_data(&data);
    let email = "kiva@example.org";
    run(&[
        "pa2",
        "user",
        "create",
        "--email",
        email,
        "--role",
        "kiva",
        "--json",
        "--data",
        path(&data),
    ]);
    let asked = reqwest::Client::new()
        .post(pa2.url("/password/forgot"))
        .form(&[("email", email)]);
    assert!(asked.send().await.unwrap().status().is_success());
    let link = eventually(|| link_in(&data.join("outbox")));
    let browser = Browser::start().await;
    let mut seen = Vec::new();
    browser.client().goto(&link).await.unwrap();
    for language in LANGUAGES {
        let choose = format!("document.cookie = 'language={language}; path=/'");
        browser.client().execute(&choose, vec![]).await.unwrap();
        look_over(browser.client(), &axe, &link, &mut seen).await;
        let page = browser.client().source().await.unwrap();
        assert!(
            page.contains(&format!("lang=\"{language}\"")) && page.contains("id=\"new\""),
            "{page}"
        );
    }
    assert!(seen.is_empty(), "{}", seen.join("\n"));
    browser.close().await;
}

/// Adds what axe finds on a page to `seen`.
async fn look_over(client: &Client, axe: &str, url: &str, seen: &mut Vec<String>) {
    client.goto(url).await.unwrap();
    client.execute(axe, vec![]).await.unwrap();
    let found = client.execute_async(LOOK_OVER, vec![]).await.unwrap();
    let none = json!([]);
    for finding in found.as_array().unwrap_or_else(|| none.as_array().unwrap()) {
        let part = |at: usize| finding.get(at).cloned().unwrap_or(Value::Null);
        seen.push(format!("{url}: {} ({}): {} — {}", part(0), part(2), part(1), part(3)));
    }
}

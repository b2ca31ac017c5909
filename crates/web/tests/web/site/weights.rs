//! What pages weigh on a slow line: compressed, with a partner that has been at it for some years.

use fieldlink_app::sandbox::Scenario;
use fieldlink_app::{Actor, Role};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::matrix::World;
use crate::support::PARTNER;

/// The most that a first view may weigh, the page with its styles and script: bytes that the first round trips of a connection carry.
const FIRST_VIEW: usize = 14 * 1024;
/// The most that a page may weigh once the styles are there.
const PAGE: usize = 6 * 1024;
/// The most requests of a first view, pictures of people among them; the empty icon is none.
const REQUESTS: usize = 3;

/// A picture of noise, as a BMP: nothing is harder to make small.
fn noise() -> Vec<u8> {
    let (width, height) = (400_u32, 300_u32);
    let pixels = width * height * 3;
    let mut bytes = b"BM".to_vec();
    for head in [
        54 + pixels,
        0,
        54,
        40,
        width,
        height,
        1 | (24 << 16),
        0,
        pixels,
        2_835,
        2_835,
        0,
        0,
    ] {
        bytes.extend(head.to_le_bytes());
    }
    let mut last = 7_u32;
    for _ in 0..pixels {
        last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.push(last.to_be_bytes()[0]);
    }
    bytes
}

async fn no_page_is_heavy(database: &TestDatabase) {
    let world = World::new(database).await;
    for scenario in [Scenario::EveryStatus, Scenario::MonthEnd] {
        world
            .app
            .pa2
            .load_scenario(&Actor::Operator, PARTNER, scenario, &|_| {})
            .await
            .unwrap();
    }
    let draft = world.app.pa2.draft(&Actor::Operator, PARTNER, 1).await.unwrap();
    let photo = world
        .app
        .pa2
        .save_draft_photo(&Actor::Operator, PARTNER, (1, draft.version), noise());
    photo.await.unwrap();
    let browser = world.app.person(Role::Kiva).await;
    let styles = browser.get_compressed("/static/site.css").await.expect(200).body.len();
    let script = browser.get_compressed("/static/photo.js").await.expect(200).body.len();
    let mut heavy = Vec::new();
    let mut weights = Vec::new();
    for path in world.pages() {
        let reply = browser.get_compressed(&path).await;
        if !reply.status.is_success() || !reply.header("content-type").starts_with("text/html") {
            continue;
        }
        assert_eq!(reply.header("content-encoding"), "br", "{path}");
        let page = reply.body.len();
        weights.push(page);
        let plain = browser.get(&path).await;
        let scripts = plain.text().matches("<script").count();
        let pictures = plain.text().matches("<img").count() - plain.text().matches("src=\"data:image").count();
        let files = scripts + pictures + plain.text().matches("rel=\"stylesheet\"").count();
        assert_eq!(
            scripts,
            plain.text().matches("src=\"/static/photo.js\"").count(),
            "{path}"
        );
        let first = page + styles + scripts * script;
        if page > PAGE || first > FIRST_VIEW || 1 + files > REQUESTS {
            heavy.push(format!(
                "{path}: {page} bytes, at first {first} in {} requests",
                1 + files
            ));
        }
    }
    assert!(weights.len() > 20, "{weights:?}");
    // The draft that was weighed has a photo, on the page with the script too.
    let photo = browser.get("/drafts/1/photo").await.expect(200);
    assert!(
        photo.text().contains("src=\"data:image/jpeg;base64,"),
        "{}",
        photo.text()
    );
    assert!(heavy.is_empty(), "{heavy:#?}");
}

for_each_engine!(no_page_is_heavy);

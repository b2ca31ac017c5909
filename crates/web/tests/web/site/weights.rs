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
/// The most requests of a first view; pictures of people and the empty icon are none.
const REQUESTS: usize = 3;

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
        let files = scripts + plain.text().matches("rel=\"stylesheet\"").count();
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
    assert!(heavy.is_empty(), "{heavy:#?}");
}

for_each_engine!(no_page_is_heavy);

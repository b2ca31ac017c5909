//! Lists of people, archives and partners as files, and who gets them.

use fieldlink_app::partners::NewPartner;
use fieldlink_app::{Actor, Role};
use fieldlink_domain::ids::PartnerId;
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::json;

use crate::matrix::World;
use crate::support::{Browser, PARTNER, STRANGER, TestApp, URL};
use crate::v3::journals::{journal, send};

async fn lines(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let file = browser.get(&format!("{path}format=csv")).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let book = browser.get(&format!("{path}format=xlsx")).await.expect(200);
    assert!(book.body.starts_with(b"PK"), "{path}");
    file.text().lines().map(String::from).collect()
}

async fn the_staff_is_written_out_for_who_manages_it(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 0..60 {
        let new = fieldlink_app::people::NewPerson {
            email: format!("n{n}@example.org"),
            name: format!("=Person {n}"),
            partner_id: Some(PARTNER),
            role: Role::Reporter,
            password: None,
        };
        app.pa2.create_person(&Actor::Operator, new).await.unwrap();
    }
    app.person_of(Some(STRANGER), Role::Coordinator).await;
    let ana = app.person(Role::Coordinator).await;
    assert!(
        ana.get("/account/staff")
            .await
            .expect(200)
            .text()
            .contains("/account/staff?format=xlsx")
    );
    let all = lines(&ana, "/account/staff?").await;
    assert_eq!(all.len(), 1 + 60 + 1, "head, people, the coordinator: {all:?}");
    assert!(all[1].starts_with("'=Person 0,n0@example.org,Reporter,"), "{}", all[1]);
    assert!(
        all[61].contains("Coordinator") && all[61].contains("2026-11-17"),
        "{}",
        all[61]
    );
    assert!(
        all.iter().all(|line| !line.contains("coordinator-2@")),
        "only the partner's own"
    );
    for role in [Role::Reporter, Role::Technical] {
        let low = app.person(role).await;
        low.get("/account/staff?format=csv").await.expect(403);
        low.get("/kiva/staff?format=csv").await.expect(403);
    }
    ana.get("/kiva/staff?format=csv").await.expect(403);
    let kiva = app.person(Role::Kiva).await;
    let kivas = lines(&kiva, "/kiva/staff?").await;
    assert_eq!(kivas.len(), 2, "{kivas:?}");
    assert!(kivas[1].contains("kiva-0@example.org,Administrator"), "{}", kivas[1]);
}

/// Every file of every page, with a formula where a program or a person may write one.
async fn no_cell_of_a_file_is_a_formula(database: &TestDatabase) {
    let world = World::new(database).await;
    let app = &world.app;
    let kiva = app.person(Role::Kiva).await;
    let profile = [
        ("csv_upload_format", "two_column"),
        ("amount_mode", "cumulative_principal_repaid"),
        ("name", "@SUM(A1)"),
        ("telephone", "+254 700"),
    ];
    kiva.submit("/account/profile", "/account/profile", &profile)
        .await
        .expect(303);
    let (mut files, mut formulas) = (0, 0);
    for page in world.pages() {
        let reply = kiva.get(&format!("{page}?format=csv")).await;
        if reply.status != 200 || !reply.header("content-type").starts_with("text/csv") {
            continue;
        }
        files += 1;
        let text = reply.text().trim_start_matches('\u{feff}');
        let mut cells = csv::ReaderBuilder::new();
        let mut cells = cells.has_headers(false).flexible(true).from_reader(text.as_bytes());
        for row in cells.records() {
            for cell in &row.unwrap() {
                let number = cell.parse::<f64>().is_ok() && !cell.starts_with('+');
                let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(number || !begins, "{page}: {cell}");
                formulas += usize::from(cell.starts_with('\''));
            }
        }
    }
    assert!(files >= 15, "{files} files");
    assert!(formulas >= 4, "{formulas} texts that began like one");
}

async fn archives_are_listed_and_written_out(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let ana = app.person(Role::Coordinator).await;
    let list = "/journals/archives";
    assert!(
        ana.get(list)
            .await
            .expect(200)
            .text()
            .contains("No journals have come.")
    );
    let mut keys = Vec::new();
    for n in 1..=28 {
        keys.push(send(&app, json!([journal(n)])).await);
    }
    let seen = crate::support::hidden(
        ana.get(&format!("{list}/{}", keys[0])).await.expect(200).text(),
        "version",
    );
    let form = [("version", seen.as_str())];
    ana.submit("/journals", &format!("{list}/{}/discard", keys[0]), &form)
        .await
        .expect(303);

    let first = ana.get(list).await.expect(200);
    assert_eq!(first.text().matches("/journals/archives/").count(), 25);
    assert!(first.text().contains(&keys[27]) && !first.text().contains(&keys[0]));
    let (_, rest) = first.text().split_once("&amp;before=").unwrap();
    let before = rest.split('"').next().unwrap();
    let second = ana.get(&format!("{list}?before={before}")).await.expect(200);
    assert_eq!(second.text().matches("/journals/archives/").count(), 3);
    assert!(second.text().contains(&keys[0]));

    let all = lines(&ana, &format!("{list}?")).await;
    assert_eq!(all.len(), 29);
    assert!(
        all[28].ends_with(&format!("0,0,1,{URL}{list}/{}", keys[0])),
        "{}",
        all[28]
    );
    assert!(all[28].contains("Discarded,2026-11-17,Test coordinator"), "{}", all[28]);
    assert_eq!(lines(&ana, &format!("{list}?state=open&")).await.len(), 28);
    assert_eq!(lines(&ana, &format!("{list}?state=closed&")).await.len(), 2);
    let stranger = app.person_of(Some(STRANGER), Role::Coordinator).await;
    assert_eq!(lines(&stranger, &format!("{list}?")).await.len(), 1);
    for (language, said) in [("es", "recibidos"), ("fr", "reçus")] {
        let page = ana.get_in(list, language).await.expect(200);
        assert!(page.text().contains(said), "{language}: {}", page.text());
    }
}

async fn partners_are_written_out_for_kiva(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    for n in 100..160 {
        let new = NewPartner {
            name: format!("Partner {n}"),
            ..NewPartner::sample(PartnerId(n))
        };
        app.pa2.create_partner(&Actor::Operator, new).await.unwrap();
    }
    let kiva = app.person(Role::Kiva).await;
    let first = kiva.get("/kiva/partners").await.expect(200);
    assert_eq!(first.text().matches("aria-label=\"Configure: ").count(), 50);
    let next = "/kiva/partners?after=147";
    assert!(first.text().contains(next), "{}", first.text());
    let second = kiva.get(next).await.expect(200);
    assert_eq!(second.text().matches("aria-label=\"Configure: ").count(), 12);
    let all = lines(&kiva, "/kiva/partners?").await;
    assert_eq!(all.len(), 63);
    assert!(all[3].starts_with("100,Partner 100,"), "{}", all[3]);
    assert!(all[3].contains("Principal repaid since disbursal"), "{}", all[3]);
    for role in [Role::Coordinator, Role::Reviewer] {
        app.person(role)
            .await
            .get("/kiva/partners?format=csv")
            .await
            .expect(403);
    }
}

for_each_engine!(
    no_cell_of_a_file_is_a_formula,
    the_staff_is_written_out_for_who_manages_it,
    archives_are_listed_and_written_out,
    partners_are_written_out_for_kiva,
);

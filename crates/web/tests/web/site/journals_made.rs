//! Journals made on the site: one by hand, a CSV, one text for several loans; and the list to choose from.

use fieldlink_app::Role;
use fieldlink_domain::journal::Origin;
use fieldlink_store::loans;
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{Browser, PARTNER, Reply, STRANGER, TestApp, hidden};
use crate::v3::journals::archive;
use crate::v3::repayments::paying_back;

const NEW: &str = "/journals/new";
const MASS: &str = "/journals/mass";
const UPLOAD: &str = "/journals/upload";

/// The archive that a form led to.
fn key_of(reply: &Reply) -> String {
    let location = reply.header("location");
    let rest = location.strip_prefix("/journals/archives/").unwrap();
    rest.split('?').next().unwrap().to_owned()
}

async fn publish_all(browser: &Browser<'_>, key: &str) {
    let page = format!("/journals/archives/{key}");
    let version = hidden(browser.get(&page).await.expect(200).text(), "version");
    let fields = [("version", version.as_str()), ("choice", "all")];
    browser
        .submit(&page, &format!("{page}/publish"), &fields)
        .await
        .expect(303);
}

async fn one_journal_is_written_by_hand(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let ana = app.person(Role::Coordinator).await;
    let form = ana.get(&format!("{NEW}?loan={}", loan.id)).await.expect(200);
    assert!(form.text().contains("value=\"0001\""), "{}", form.text());

    let lacking = [("internal_loan_id", "none"), ("subject", ""), ("body", "Typed & kept")];
    let refused = ana.submit(NEW, NEW, &lacking).await.expect(422);
    for part in [
        "You have no loan on Kiva with this Loan ID.",
        "Give the journal a subject.",
        "Typed &amp; kept",
    ] {
        assert!(refused.text().contains(part), "{part}: {}", refused.text());
    }

    let fields = [
        ("internal_loan_id", "0001"),
        ("subject", "A good year"),
        ("body", "One.\r\nTwo."),
    ];
    let done = ana.submit(NEW, NEW, &fields).await.expect(303);
    let key = key_of(&done);
    let shown = ana.get(done.header("location")).await.expect(200);
    assert!(
        shown.text().contains("Nothing has been published yet."),
        "{}",
        shown.text()
    );
    let kept = archive(&app.pa2, &key).await.archive;
    assert_eq!(
        (kept.origin, kept.journals[0].sent.body.as_str()),
        (Origin::Hand, "One.\nTwo.")
    );
    publish_all(&ana, &key).await;
    let after = loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap();
    assert_eq!(after.journals, 1);
    app.person(Role::Reporter).await.get(NEW).await.expect(403);
}

async fn a_long_csv_is_taken_part_by_part(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = paying_back(&app, PARTNER, 1).await;
    let ana = app.person(Role::Coordinator).await;
    // Latin-1, and more rows than are looked at together. The first and the last say the same.
    let mut file = b"Loan ID;Asunto;Texto\r\n0001;Se\xf1ora;Bien\r\n".to_vec();
    for n in 2..=2_100 {
        file.extend(format!("{};News;Text {n}\r\n", if n == 2_050 { "0001" } else { "none" }).bytes());
    }
    file.extend(b"0001;Se\xf1ora;Bien\r\n");
    let done = ana.submit_file(UPLOAD, UPLOAD, "file", &file).await.expect(303);
    let kept = archive(&app.pa2, &key_of(&done)).await.archive;
    assert_eq!(kept.journals.len(), 2_101);
    assert_eq!(
        (kept.journals[0].sent.subject.as_str(), kept.journals[2_100].line),
        ("Señora", 2_101)
    );
    assert_eq!(kept.journals[2_049].loan, Some(loan.id));
    let codes: Vec<&str> = kept.journals[2_100].findings.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["duplicate_text"]);
    publish_all(&ana, &key_of(&done)).await;
    let tally = archive(&app.pa2, &key_of(&done)).await.archive.tally();
    assert_eq!((tally.published, tally.drafts), (3, 2_098));
    assert_eq!(
        loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap().journals,
        3
    );
    let many = b"0001,News,Text\n".repeat(20_001);
    let refused = ana.submit_file(UPLOAD, UPLOAD, "file", &many).await.expect(413);
    assert!(refused.text().contains("more than 20000 rows"), "{}", refused.text());
}

async fn a_csv_of_journals_waits_at_its_confirm_page(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let ana = app.person(Role::Coordinator).await;
    let file = b"Loan ID;Subject;Text\r\n0001;News;\"All; well.\"\r\nnone;More;Text\r\n";
    let done = ana.submit_file(UPLOAD, UPLOAD, "file", file).await.expect(303);
    let kept = archive(&app.pa2, &key_of(&done)).await.archive;
    assert_eq!((kept.origin, kept.journals.len()), (Origin::Csv, 2));
    assert_eq!(kept.journals[0].sent.body, "All; well.");
    assert!(kept.journals[1].is_blocked());

    let pdf = ana.submit_file(UPLOAD, UPLOAD, "file", b"%PDF-1.7").await.expect(422);
    assert!(pdf.text().contains("This is a PDF, not a CSV."), "{}", pdf.text());
    let columns = ana.submit_file(UPLOAD, UPLOAD, "file", b"0001,x\n").await.expect(422);
    assert!(columns.text().contains("Line 1 has 2 columns."), "{}", columns.text());
}

async fn a_mass_journal_goes_to_each_chosen_loan_and_does_not_count(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let one = paying_back(&app, PARTNER, 1).await;
    paying_back(&app, PARTNER, 2).await;
    let strangers = paying_back(&app, STRANGER, 3).await;
    let ana = app.person(Role::Coordinator).await;
    let chosen = ana
        .get(&format!("{MASS}?loan={}&loan={}", one.id, strangers.id))
        .await
        .expect(200);
    assert!(chosen.text().contains("1 loan chosen"), "{}", chosen.text());

    let ids = one.id.to_string();
    let fields = [
        ("loan", ids.as_str()),
        ("loan_ids", "0002\r\n0001\r\nnone\r\n"),
        ("subject", "To all"),
        ("body", ""),
    ];
    let refused = ana.submit(MASS, MASS, &fields).await.expect(422);
    assert!(
        refused.text().contains("Write the text of the journal.") && refused.text().contains("none"),
        "{}",
        refused.text()
    );
    let fields = [fields[0], fields[1], fields[2], ("body", "The rains came.")];
    let done = ana.submit(MASS, MASS, &fields).await.expect(303);
    let key = key_of(&done);
    let kept = archive(&app.pa2, &key).await.archive;
    let named: Vec<&str> = kept.journals.iter().map(|j| j.sent.internal_loan_id.as_str()).collect();
    assert_eq!((kept.origin, named), (Origin::Mass, vec!["0001", "0002", "none"]));
    publish_all(&ana, &key).await;
    let after = loans::find(app.pa2.store(), one.id).await.unwrap().unwrap();
    assert_eq!((after.journals, after.last_journal), (0, None));
    let tab = ana.get("/journals").await.expect(200).text().to_owned();
    assert!(tab.contains("0 of 2 eligible loans have a journal."), "{tab}");
    let page = ana.get(&format!("/loans/{}", one.id)).await.expect(200);
    assert!(page.text().contains("The rains came."), "its lenders received it");
    let nobody = [("loan_ids", ""), ("subject", "s"), ("body", "b")];
    let none = ana.submit(MASS, MASS, &nobody).await.expect(422);
    assert!(none.text().contains("Choose at least one loan."), "{}", none.text());
}

async fn the_list_is_filtered_by_status(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    paying_back(&app, PARTNER, 1).await;
    let ana = app.person(Role::Technical).await;
    let lists = async |query: &str| {
        let page = ana.get(&format!("/journals?{query}")).await.expect(200);
        page.text().contains("<td>0001</td>")
    };
    assert!(lists("status=payingBack").await);
    assert!(!lists("status=ended").await);
    assert!(lists("query=0001&status=payingBack").await);
    assert!(!lists("query=0001&status=ended").await);
    let page = ana.get("/journals").await.expect(200);
    assert!(!page.text().contains(MASS), "who may not send is not offered to");
}

for_each_engine!(
    a_long_csv_is_taken_part_by_part,
    one_journal_is_written_by_hand,
    a_csv_of_journals_waits_at_its_confirm_page,
    a_mass_journal_goes_to_each_chosen_loan_and_does_not_count,
    the_list_is_filtered_by_status,
);

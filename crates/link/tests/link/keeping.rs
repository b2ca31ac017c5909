//! What the ledger keeps, for how long, and what nobody can read in it; the bundle for who helps.

use chrono::{TimeDelta, Utc};
use fieldlink_link::ledger::{Event, LedgerError, State, Wanted, seal};
use fieldlink_link::run::Options;
use fieldlink_link::{Kind, support};

use crate::support::{Fault, Partner, at};

async fn file_text(partner: &Partner) -> String {
    // What is in the write-ahead log counts too.
    let mut bytes = Vec::new();
    for name in ["fieldlink-ledger.db", "fieldlink-ledger.db-wal"] {
        bytes.extend(std::fs::read(at(&partner.folder, name)).unwrap_or_default());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn with_a_key_no_borrower_can_be_read_in_the_file_and_recovery_still_sends_the_same() {
    let mut partner = Partner::new().await;
    partner.idempotency = true;
    partner.server.honours_keys(true);
    partner.file("keys", &seal::new_key().unwrap());
    partner.ledger_lines = String::from("key_file = \"keys\"\n");
    partner.server.faults(&vec![Fault::FailAfter(500); 3]);
    partner.send().await.unwrap();
    let ledger = partner.ledger().await;
    let open = ledger.rows(&[State::Uncertain], Some(Kind::LoanDraft)).await.unwrap();
    assert_eq!(open.len(), 1);
    let text = file_text(&partner).await;
    assert!(
        text.contains("sealed:") && !text.contains("Otieno"),
        "a payload stands open in the file"
    );
    assert!(
        ledger
            .opened(open[0].id, open[0].payload.as_deref().unwrap())
            .unwrap()
            .contains("Otieno")
    );

    // The key is changed: the old one stays below until everything is sealed anew.
    let (old, new) = (
        std::fs::read_to_string(at(&partner.folder, "keys")).unwrap(),
        seal::new_key().unwrap(),
    );
    partner.file("keys", &new);
    let error = partner.send().await.unwrap_err();
    assert!(
        fieldlink_say::chain(&error).contains("is not among the configured ones"),
        "{error:?}"
    );
    partner.file("keys", &format!("{new}\n{old}\n"));
    assert_eq!(partner.ledger().await.reseal().await.unwrap(), 3);
    assert_eq!(partner.ledger().await.reseal().await.unwrap(), 0);
    partner.file("keys", &new);
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
    partner.server.taken(|taken| assert_eq!(taken.drafts.len(), 3));
    assert!(!file_text(&partner).await.contains("Otieno"));
}

#[tokio::test]
async fn keys_that_are_not_there_stop_before_anything_is_sent() {
    let mut partner = Partner::new().await;
    partner.ledger_lines = String::from("key_file = \"keys\"\n");
    let error = partner.send().await.unwrap_err().to_string();
    assert!(error.contains("should hold the keys of the ledger"), "{error}");
    partner.file("keys", "no key\n");
    assert!(partner.send().await.is_err());
    partner.server.taken(|taken| assert!(taken.drafts.is_empty()));
}

#[tokio::test]
async fn pruning_takes_the_history_and_never_what_keeps_a_loan_from_being_sent_twice() {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    let ledger = partner.ledger().await;
    let url = ledger.inbox(false).await.unwrap()[0].url.clone();
    ledger.mark_done(&url, partner.clock.now()).await.unwrap();
    let before = ledger.list(&Wanted::default()).await.unwrap();
    assert_eq!(
        ledger.prune(partner.clock.now() - TimeDelta::days(30)).await.unwrap(),
        Default::default()
    );

    partner.clock.advance(TimeDelta::days(60));
    let pruned = ledger.prune(partner.clock.now() - TimeDelta::days(30)).await.unwrap();
    assert_eq!(
        (pruned.emptied, pruned.history, pruned.links, pruned.runs),
        // Two entries for each of seven requests, and one for the rows of each kind that were planned together.
        (7, 17, 1, 1)
    );
    let after = ledger.list(&Wanted::default()).await.unwrap();
    assert_eq!(after.len(), before.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(
            (&before.key, before.state, &before.reference),
            (&after.key, after.state, &after.reference)
        );
        assert_eq!(after.origin, None);
    }
    let march = Options {
        period: Some("2026-03".parse().unwrap()),
        only: Some([Kind::Repayment, Kind::Journal].into()),
        ..Options::default()
    };
    let again = partner
        .send_with(&march, &|_: fieldlink_link::progress::Progress| {})
        .await
        .unwrap();
    assert_eq!(again.kinds().map(|(_, sent)| sent.delivered.sent).sum::<usize>(), 0);
}

#[tokio::test]
async fn what_is_uncertain_is_not_pruned() {
    let partner = Partner::new().await;
    partner.server.faults(&[Fault::LoseAnswer]);
    partner.send().await.unwrap();
    let ledger = partner.ledger().await;
    ledger
        .prune("2030-01-01T00:00:00Z".parse::<chrono::DateTime<Utc>>().unwrap())
        .await
        .unwrap();
    let open = ledger.rows(&[State::Uncertain], None).await.unwrap();
    assert_eq!(open.len(), 1);
    assert!(open[0].payload.is_some() && !open[0].reasons.is_empty());
    assert!(
        ledger
            .history(open[0].id)
            .await
            .unwrap()
            .iter()
            .any(|entry| entry.event == Event::LoseAnswer.as_str())
    );
    assert!(matches!(
        ledger.history(9_999).await,
        Err(LedgerError::NoSuchRow(9_999))
    ));
}

#[tokio::test]
async fn the_bundle_holds_no_secret_and_nothing_of_the_records() {
    let partner = Partner::new().await;
    partner.file(
        "loans.csv",
        "loan,client,first,last,sex,amount,activity,use,day\n\
         SECRET-LOAN-1,SECRET-CLIENT,Amina,Otieno,F,5000,Retail shop,buy seeds,2026-03-05\n\
         SECRET-LOAN-2,SECRET-CLIENT,Amina,Otieno,F,5000,Farming,buy seeds,2026-03-05\n",
    );
    partner.file("schedule.csv", "loan,due,principal\nSECRET-LOAN-2,2026-05-01,5000\n");
    partner.server.faults(&[Fault::Answer(
        400,
        r#"{"code":"Otieno","message":"Amina Otieno is refused"}"#,
    )]);
    partner.server.problem("P1", "Amina-Otieno", "warning");
    let config = partner.config();
    partner.send().await.unwrap();
    let text = std::fs::read_to_string(config.file());
    assert!(text.is_err(), "the tests' configuration is only in memory");
    partner.file(
        "fieldlink.toml",
        "[partner]\nid = 1\n[profile.test]\nclient_id = \"c-17\"\nclient_secret = \"s3cret\"\nclient_secret_env = \"KIVA_S3CRET\"\napi_base = \"https://u:s3cret@x.example\"\n[repayments]\nchecked = [\"SECRET-LOAN-1\"]\n",
    );
    let options = Options::default();
    let bundle = partner
        .with_job(&options, async |job| support::bundle(job).await.unwrap())
        .await;
    let all: String = bundle.values().cloned().collect();
    // The name of a run ends with the number of its process, which may be any.
    let all = all.replace(&format!("Z-{}", std::process::id()), "");
    for hidden in [
        "s3cret", "S3CRET", "c-17", "Amina", "Otieno", "SECRET", "P1", "P2", "seeds", "harvest", "250", "Retail",
    ] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
    assert!(
        all.contains("unknown_activity") && all.contains("(another name)"),
        "{all}"
    );
    assert!(bundle["counts.json"].contains("accepted"));
    let runs: serde_json::Value = serde_json::from_str(&bundle["runs.json"]).unwrap();
    assert_eq!(runs.as_array().unwrap().len(), 1);
}

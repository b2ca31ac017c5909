//! Whole runs: records to answers.

use fieldlink_link::ledger::State;
use fieldlink_link::run::Options;

use crate::support::{Fault, Partner, rules};

#[tokio::test]
async fn everything_fit_is_sent_once() {
    let partner = Partner::new().await;
    let plan = partner.plan().await.unwrap();
    assert_eq!(plan.loan_drafts.as_ref().unwrap().held, []);
    assert_eq!(
        plan.kinds().map(|(_, plan)| plan.planned).collect::<Vec<_>>(),
        [3, 2, 2]
    );
    partner
        .server
        .taken(|taken| assert!(taken.drafts.is_empty(), "a plan sends nothing"));

    let sent = partner.send().await.unwrap();
    assert_eq!(sent.exit_code(), 0, "{sent:?}");
    assert_eq!(sent.journals.unwrap().delivered.confirm_urls.len(), 2);
    assert_eq!(sent.repayments.unwrap().delivered.uploads, [1, 2]);
    partner.server.taken(|taken| {
        let ids: Vec<_> = taken
            .drafts
            .iter()
            .map(|draft| draft["entreps"][0]["loan_id"].as_str().unwrap())
            .collect();
        assert_eq!(ids, ["00017", "L 2", "L3"]);
        let draft = &taken.drafts[0];
        assert_eq!(
            (draft["activity_id"].as_i64(), draft["loanuse"].as_str()),
            (Some(31), Some("to buy seeds"))
        );
        assert_eq!(draft["location"], "Nairobi: Kenya");
        assert!(
            draft["image_encoded"].as_str().unwrap().starts_with("/9j/"),
            "a JPEG in base64"
        );
        assert_eq!(taken.repayments[0]["amount"].to_string(), "250");
    });

    let again = partner.send().await.unwrap();
    assert_eq!(again.exit_code(), 0);
    assert_eq!(
        again
            .kinds()
            .map(|(_, sent)| (sent.plan.unchanged, sent.delivered.sent))
            .collect::<Vec<_>>(),
        [(3, 0), (2, 0), (2, 0)]
    );
    partner
        .server
        .taken(|taken| assert_eq!((taken.drafts.len(), taken.uploads, taken.archives), (3, 2, 2)));
}

/// Kiva's newest sample says that loans are told of one status at a time.
#[tokio::test]
async fn a_server_that_wants_a_status_is_asked_for_one() {
    let partner = Partner::new().await;
    partner.server.wants_status();
    let plan = partner.plan().await.unwrap();
    assert_eq!(
        plan.kinds().map(|(_, plan)| plan.planned).collect::<Vec<_>>(),
        [3, 2, 2]
    );
    // What is there already is found all the same.
    partner.server.loan("00017", "fundRaising", "1000");
    let plan = partner.plan().await.unwrap();
    assert_eq!(plan.loan_drafts.unwrap().planned, 2);
}

#[tokio::test]
async fn unfit_loans_are_held_with_their_place() {
    let partner = Partner::new().await;
    partner.file(
        "loans.csv",
        "loan,client,first,last,sex,amount,activity,use,day\n\
         A1,C1,Amina,,F,5000,Retail shop,buy seeds,2026-03-05\n\
         ,C2,Amina,,F,5000,Farming,buy seeds,2026-03-05\n\
         A3,C3,Amina,,X,\"5,000\",Farming,buy seeds,05/03/2026\n\
         A4,C4,Amina,,F,5000,Farming,buy seeds,2026-01-05\n\
         A5,C5,Amina,,F,5000,Farming,buy seeds,2026-03-05\n\
         A5,C5,Amina,,F,5000,Farming,buy seeds,2026-03-05\n",
    );
    partner.file(
        "schedule.csv",
        "loan,due,principal\nA4,2026-05-01,5000\nA5,2026-05-01,5000\n",
    );
    let plan = partner.plan().await.unwrap().loan_drafts.unwrap();
    assert_eq!((plan.records, plan.planned), (6, 0));
    assert_eq!(
        rules(&plan),
        [
            "unknown_activity",
            "id_missing",
            "date_ambiguous",
            "amount_ambiguous",
            "gender_invalid",
            "disbursal_window",
            "loan_id_repeated",
            "loan_id_repeated"
        ]
    );
    let first = plan.held[0].reasons[0].to_string();
    assert_eq!(
        first,
        "files (loans.csv), row 2, column activity, value \"Retail shop\": the partner has no activity of this name; did you mean \"Retail\"? (unknown_activity)"
    );
}

#[tokio::test]
async fn repayments_are_matched_with_the_list_and_nothing_becomes_a_zero() {
    let partner = Partner::new().await;
    for (loan, price) in [("P3", "1000"), ("P4", "1000"), ("P5", "1000")] {
        partner.server.loan(loan, "payingBack", price);
    }
    partner.server.loan("OVER", "ended", "1000");
    partner.file(
        "repayments.csv",
        "loan,repaid\nP1,250\nP2,3000\nP3,\nP4,-1\nOVER,1000\nNOT,5\n",
    );
    let plan = partner.plan().await.unwrap().repayments.unwrap();
    assert_eq!(
        rules(&plan),
        [
            "amount_exceeds_principal",
            "amount_missing",
            "amount_invalid",
            "loan_not_found",
            "loan_not_found",
            "missing_in_source"
        ]
    );
    assert_eq!(plan.planned, 1);
    let sent = partner.send().await.unwrap();
    assert_eq!(sent.exit_code(), 3);
    partner.server.taken(|taken| assert_eq!(taken.repayments.len(), 1));
}

#[tokio::test]
async fn an_amount_below_the_last_or_equal_to_the_outstanding_is_held_until_looked_at() {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    partner.clock.set("2026-04-10T12:00:00Z".parse().unwrap());
    partner.file("loans.csv", "loan,client,first,last,sex,amount,activity,use,day\n");
    // 750 is what was outstanding of P1 after the last report; 900 is less than the 1000 of last time.
    partner.file("repayments.csv", "loan,repaid\nP1,750\nP2,900\n");
    let plan = partner.plan().await.unwrap().repayments.unwrap();
    assert_eq!(rules(&plan), ["amount_is_outstanding", "amount_decreased"]);
    let looked = Options {
        checked: ["P1".into(), "P2".into()].into(),
        ..Options::default()
    };
    let plan = partner.plan_with(&looked).await.unwrap().repayments.unwrap();
    assert_eq!((plan.planned, plan.held.len()), (2, 0));
    // The same amounts in another month are other rows.
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\n");
    assert_eq!(partner.plan().await.unwrap().repayments.unwrap().new, 2);
}

#[tokio::test]
async fn an_empty_source_stops_the_plan() {
    let partner = Partner::new().await;
    partner.file("repayments.csv", "loan,repaid\n");
    let error = partner.send().await.unwrap_err().to_string();
    assert!(error.contains("source files has no rows for [repayments]"), "{error}");
    partner
        .server
        .taken(|taken| assert!(taken.drafts.is_empty(), "nothing was sent before the plan was whole"));
}

#[tokio::test]
async fn a_missing_column_is_named_with_the_nearest() {
    let partner = Partner::new().await;
    partner.file("repayments.csv", "loan,repayd\nP1,1\n");
    let error = partner.plan().await.unwrap_err().to_string();
    assert_eq!(
        error,
        "source files has no column \"repaid\" (did you mean \"repayd\"?) for [repayments]"
    );
}

#[tokio::test]
async fn problems_stand_on_their_rows() {
    let partner = Partner::new().await;
    partner.server.problem("P2", "already_final", "error");
    partner.server.problem("P1", "amount_decreased", "warning");
    let sent = partner.send().await.unwrap();
    let delivered = &sent.repayments.as_ref().unwrap().delivered;
    assert_eq!(
        (delivered.sent, delivered.with_problems, delivered.refused.len()),
        (1, 1, 1)
    );
    assert_eq!(sent.exit_code(), 3);
    let ledger = partner.ledger().await;
    let refused = ledger.rows(&[State::Refused], None).await.unwrap();
    assert_eq!(
        (refused[0].key.as_str(), refused[0].reasons[0].rule.as_str()),
        ("2026-03/P2", "already_final")
    );
    // What was refused is not sent again by itself, but when a person says so.
    assert_eq!(partner.plan().await.unwrap().repayments.unwrap().planned, 0);
    let retry = Options {
        retry_refused: true,
        ..Options::default()
    };
    assert_eq!(partner.plan_with(&retry).await.unwrap().repayments.unwrap().changed, 1);
}

#[tokio::test]
async fn a_refused_draft_does_not_stop_the_others_and_bad_credentials_stop_all() {
    let partner = Partner::new().await;
    partner
        .server
        .faults(&[Fault::Answer(400, r#"{"code":"api.invalidRequest","message":"no"}"#)]);
    let sent = partner.send().await.unwrap().loan_drafts.unwrap().delivered;
    assert_eq!((sent.sent, sent.refused.len(), sent.stop), (2, 1, None));

    let partner = Partner::new().await;
    let unauthorized = Fault::Answer(401, r#"{"code":"api.authenticationRequired","message":"who?"}"#);
    partner.server.faults(&[unauthorized.clone(), unauthorized]);
    let stopped = partner.send().await.unwrap();
    let drafts = stopped.loan_drafts.as_ref().unwrap();
    assert_eq!(
        (drafts.delivered.not_sent, drafts.delivered.stop.as_ref().unwrap().why),
        (3, "credentials")
    );
    assert_eq!(stopped.exit_code(), 1);
    let sent = partner.send().await.unwrap();
    assert_eq!(
        sent.loan_drafts.unwrap().delivered.sent,
        3,
        "what was not taken is sent another time"
    );
}

#[tokio::test]
async fn a_changed_draft_is_held_and_a_changed_amount_is_sent() {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    let loans = std::fs::read_to_string(partner.folder.path().join("loans.csv")).unwrap();
    partner.file("loans.csv", &loans.replacen("buy seeds", "buy a cow", 1));
    partner.file("repayments.csv", "loan,repaid\nP1,260.50\nP2,1000.00\n");
    let plan = partner.plan().await.unwrap();
    let drafts = plan.loan_drafts.unwrap();
    assert_eq!((rules(&drafts), drafts.unchanged), (vec!["changed_after_sending"], 2));
    assert!(drafts.held[0].reasons[0].message.contains("uuid-1"));
    let repayments = plan.repayments.unwrap();
    assert_eq!((repayments.changed, repayments.unchanged), (1, 1), "1000.00 is 1000");
}

#[tokio::test]
async fn a_row_that_leaves_its_source_is_withdrawn() {
    let partner = Partner::new().await;
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\nGONE,5\n");
    partner.send().await.unwrap();
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\n");
    partner.send().await.unwrap();
    let counts = partner.ledger().await.counts().await.unwrap();
    assert_eq!(
        counts.get(&(fieldlink_link::Kind::Repayment, State::Withdrawn)),
        Some(&1)
    );
    assert_eq!(counts.get(&(fieldlink_link::Kind::Repayment, State::Held)), None);
}

#[tokio::test]
async fn the_inbox_holds_the_links_until_they_are_done() {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    let ledger = partner.ledger().await;
    let links = ledger.inbox(false).await.unwrap();
    assert_eq!(links.len(), 2);
    ledger.mark_done(&links[0].url, partner.clock.now()).await.unwrap();
    assert_eq!(ledger.inbox(false).await.unwrap().len(), 1);
    assert_eq!(ledger.inbox(true).await.unwrap().len(), 2);
    assert!(ledger.mark_done("http://elsewhere", partner.clock.now()).await.is_err());
}

#[tokio::test]
async fn a_photo_is_looked_at_again_only_when_something_tells_that_it_is_another() {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    let photo = partner.folder.path().join("photo.jpg");
    let (whole, moment) = (
        std::fs::read(&photo).unwrap(),
        photo.metadata().unwrap().modified().unwrap(),
    );
    let dated = |bytes: &[u8], moment| {
        std::fs::write(&photo, bytes).unwrap();
        let file = std::fs::File::options().write(true).open(&photo).unwrap();
        file.set_modified(moment).unwrap();
    };
    // No photo any more; but length and time say that it is the same, so nobody looks.
    dated(&vec![b'x'; whole.len()], moment);
    let plan = partner.plan().await.unwrap().loan_drafts.unwrap();
    assert_eq!((plan.unchanged, plan.held.len()), (3, 0));
    dated(&vec![b'x'; whole.len()], moment + std::time::Duration::from_secs(1));
    let plan = partner.plan().await.unwrap().loan_drafts.unwrap();
    assert_eq!(rules(&plan), ["photo_unusable"; 3]);
    // The same photo at another time is looked at, and is the same.
    dated(&whole, moment + std::time::Duration::from_secs(2));
    let plan = partner.plan().await.unwrap().loan_drafts.unwrap();
    assert_eq!((plan.unchanged, plan.held.len()), (3, 0));
}

/// Several calls under way, some lost and some refused: with keys every row arrives once.
#[tokio::test]
async fn calls_at_once_lose_and_double_nothing() {
    let mut partner = Partner::new().await;
    partner.idempotency = true;
    partner.server.honours_keys(true);
    partner.batch = 3;
    let mut rows = String::from("loan,repaid\nP1,250\nP2,1000\n");
    for n in 0..200 {
        partner.server.loan(&format!("W{n:03}"), "payingBack", "1000");
        rows.push_str(&format!("W{n:03},{}\n", 1 + n));
    }
    partner.server.poison("W07");
    partner.file("repayments.csv", &rows);
    partner.file("loans.csv", "loan,client,first,last,sex,amount,activity,use,day\n");
    let mut faults = vec![Fault::None; 20];
    faults.push(Fault::LoseAnswer);
    partner.server.faults(&faults);
    let first = partner.send().await.unwrap();
    let stopped = first.repayments.as_ref().unwrap();
    let told = &stopped.delivered;
    assert_eq!(
        told.sent + told.refused.len() + told.uncertain.len() + told.not_sent,
        202,
        "{told:?}"
    );
    let last = partner.send().await.unwrap();
    let refused = partner.ledger().await.rows(&[State::Refused], None).await.unwrap();
    assert_eq!(refused.len(), 10, "{last:?}");
    assert!(refused.iter().all(|row| row.key.contains("W07")));
    partner.server.taken(|taken| {
        let mut ids: Vec<&str> = taken
            .repayments
            .iter()
            .map(|row| row["loan_id"].as_str().unwrap())
            .collect();
        ids.sort_unstable();
        let before = ids.len();
        ids.dedup();
        assert_eq!((ids.len(), before), (192, 192));
    });
}

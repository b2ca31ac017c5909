//! Plans as files: sealed, approved, applied only while nothing has changed; guards; marks of people; the month.

use fieldlink_link::config::Stands;
use fieldlink_link::ledger::{State, Wanted};
use fieldlink_link::progress::Progress;
use fieldlink_link::run::month::Standing;
use fieldlink_link::run::{Options, PlanFile, RunError, SendSummary};
use fieldlink_link::{Kind, report};
use fieldlink_say::Text;
use tempfile::TempDir;

use crate::support::{Fault, Partner, at};

/// Sends a plan as `fieldlink send --plan` does.
async fn apply(partner: &Partner, file: &PlanFile) -> Result<SendSummary, RunError> {
    partner.send_with(&file.options(), &|_: Progress| {}).await
}

fn by(name: &str) -> Options {
    Options {
        by: Some(name.to_owned()),
        ..Options::default()
    }
}

#[tokio::test]
async fn an_approved_plan_is_sent_and_named_in_the_history() {
    let mut partner = Partner::new().await;
    partner.profile = String::from("require_approval = true");
    let refused = partner.send().await.unwrap_err();
    assert!(matches!(refused, RunError::NeedsApproval { .. }), "{refused}");

    let file = partner.plan_file(&by("Amos")).await.unwrap();
    assert_eq!((file.rows(), file.plan.made_by.as_deref()), (7, Some("Amos")));
    let text = file.text();
    for hidden in ["Amina", "Otieno", "seeds", "harvest"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    assert!(matches!(
        apply(&partner, &file).await,
        Err(RunError::NeedsApproval { .. })
    ));
    partner.server.taken(|taken| assert!(taken.drafts.is_empty()));

    let approved = partner.approve(&file, "Grace").await.unwrap();
    let folder = TempDir::new().unwrap();
    std::fs::write(at(&folder, "plan.json"), approved.text()).unwrap();
    let read = PlanFile::read(&at(&folder, "plan.json")).unwrap();
    assert_eq!(read, approved);
    let sent = apply(&partner, &read).await.unwrap();
    assert_eq!((sent.exit_code(), sent.approved_by.as_deref()), (0, Some("Grace")));

    let ledger = partner.ledger().await;
    for row in ledger.list(&Wanted::default()).await.unwrap() {
        let history = ledger.history(row.id).await.unwrap();
        let events: Vec<&str> = history.iter().map(|entry| entry.event.as_str()).collect();
        assert_eq!(events, ["planned", "about to leave", "accepted"], "{}", row.key);
        assert!(history.iter().all(|entry| entry.by.as_deref() == Some("Grace")));
        assert!(
            history
                .iter()
                .all(|entry| entry.run == sent.run && !entry.run.is_empty())
        );
        assert_eq!(history[1].request_id, row.request_id);
    }
    let runs = ledger.runs(10).await.unwrap();
    let said: Vec<_> = runs.iter().map(|run| (run.sent, run.stopped.as_deref())).collect();
    assert_eq!(said, [(7, None), (0, Some("approval")), (0, Some("approval"))]);
}

#[tokio::test]
async fn a_plan_that_was_changed_by_hand_is_refused() {
    let partner = Partner::new().await;
    let file = partner
        .approve(&partner.plan_file(&Options::default()).await.unwrap(), "Grace")
        .await
        .unwrap();
    let tampered = |change: fn(&mut PlanFile)| {
        let mut file = file.clone();
        change(&mut file);
        file
    };
    let cases = [
        tampered(|file| file.plan.partner_id = 2),
        tampered(|file| {
            file.plan.kinds.get_mut(&Kind::Repayment).unwrap().send.pop();
        }),
        tampered(|file| file.plan.choices.limit = Some(1)),
        tampered(|file| file.seal = "00".into()),
        tampered(|file| file.approval.as_mut().unwrap().by = "Somebody else".into()),
        tampered(|file| file.approval.as_mut().unwrap().seal.clear()),
    ];
    for case in &cases {
        let error = apply(&partner, case).await.unwrap_err();
        assert!(matches!(error, RunError::PlanFile(_)), "{error}");
    }
    // Another ledger has another key: what it did not make it does not send.
    let other = Partner::new().await;
    assert!(apply(&other, &file).await.is_err());
    for partner in [&partner, &other] {
        partner
            .server
            .taken(|taken| assert_eq!((taken.drafts.len(), taken.uploads, taken.archives), (0, 0, 0)));
    }
}

#[tokio::test]
async fn a_plan_is_not_sent_when_records_or_settings_have_changed() {
    let mut partner = Partner::new().await;
    let file = partner.plan_file(&Options::default()).await.unwrap();
    partner.file("repayments.csv", "loan,repaid\nP1,300\n");
    partner.file(
        "journals.csv",
        "loan,subject,body\nP1,News,A good harvest came in.\nP2,News,The shop has grown.\nP2,More,A second shop was opened.\n",
    );
    let error = apply(&partner, &file).await.unwrap_err().to_string();
    for part in [
        "repayment 2026-03/P1 has changed",
        "repayment 2026-03/P2 would not be sent any more",
        "journal P2: More is not in the plan",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
    partner.server.taken(|taken| assert_eq!(taken.uploads, 0));

    let file = partner.plan_file(&Options::default()).await.unwrap();
    partner.more = String::from("[guards]\nmax_rows = 100\n");
    let error = apply(&partner, &file).await.unwrap_err();
    assert!(error.to_string().contains("fieldlink.toml"), "{error}");
}

#[tokio::test]
async fn an_interrupted_plan_is_taken_up_again() {
    let partner = Partner::new().await;
    let file = partner.plan_file(&Options::default()).await.unwrap();
    partner
        .server
        .faults(&[Fault::None, Fault::Answer(401, "{}"), Fault::Answer(401, "{}")]);
    let first = apply(&partner, &file).await.unwrap();
    assert_eq!(first.loan_drafts.as_ref().unwrap().delivered.sent, 1);
    assert_eq!(first.exit_code(), 1);
    let stopped: Vec<_> = first
        .kinds()
        .map(|(_, sent)| sent.delivered.stop.as_ref().map(|stop| stop.why))
        .collect();
    assert_eq!(
        stopped,
        [Some("credentials"); 3],
        "no other kind is tried with credentials that are refused"
    );
    assert_eq!(apply(&partner, &file).await.unwrap().exit_code(), 0);
    partner
        .server
        .taken(|taken| assert_eq!((taken.drafts.len(), taken.uploads, taken.archives), (3, 2, 2)));
}

#[tokio::test]
async fn guards_stop_a_send_and_are_passed_over_once() {
    let mut partner = Partner::new().await;
    partner.more = String::from(
        "[guards]\nmax_rows = 2\n[guards.loan_drafts]\nmax_rows = 3\n[guards.repayments]\nmax_held_percent = 10\n",
    );
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,9000\n");
    let plan = partner.plan().await.unwrap();
    assert_eq!(plan.guards.len(), 1, "{:?}", plan.guards);
    let repayments = plan.repayments.unwrap();
    assert_eq!((repayments.held.len(), repayments.suspicious), (1, 1));
    let error = partner.send().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "stopped by [guards] before anything was sent: 1 of 2 repayments is held back, max_held_percent allows 10 percent"
    );
    assert!(error.next().unwrap().to_string().contains("--override-guards"));
    partner.server.taken(|taken| assert!(taken.drafts.is_empty()));
    let once = Options {
        override_guards: true,
        ..by("Grace")
    };
    let sent = partner.send_with(&once, &|_: Progress| {}).await.unwrap();
    assert_eq!(sent.loan_drafts.unwrap().delivered.sent, 3);
    let runs = partner.ledger().await.runs(9).await.unwrap();
    assert_eq!(
        (runs[0].by.as_deref(), runs[1].stopped.as_deref()),
        (Some("Grace"), Some("guards"))
    );
    assert!(partner.send().await.is_err(), "the next one is stopped again");
}

#[tokio::test]
async fn a_limit_leaves_the_others_for_another_run() {
    let partner = Partner::new().await;
    let two = Options {
        limit: Some(2),
        ..Options::default()
    };
    let plan = partner.plan_with(&two).await.unwrap().loan_drafts.unwrap();
    assert_eq!((plan.planned, plan.later), (2, 1));
    partner.send_with(&two, &|_: Progress| {}).await.unwrap();
    partner.server.taken(|taken| assert_eq!(taken.drafts.len(), 2));
    partner.send_with(&two, &|_: Progress| {}).await.unwrap();
    partner
        .server
        .taken(|taken| assert_eq!((taken.drafts.len(), taken.repayments.len()), (3, 2)));
}

#[tokio::test]
async fn a_refused_row_is_sent_again_when_a_person_says_so_and_once() {
    let partner = Partner::new().await;
    partner
        .server
        .faults(&[Fault::Answer(400, r#"{"code":"bad","message":"no"}"#)]);
    partner.send().await.unwrap();
    let ledger = partner.ledger().await.acting("by hand", Some("Grace"));
    let refused = ledger
        .list(&Wanted {
            states: vec![State::Refused],
            ..Wanted::default()
        })
        .await
        .unwrap();
    let accepted = ledger
        .list(&Wanted {
            states: vec![State::Accepted],
            ..Wanted::default()
        })
        .await
        .unwrap();
    assert_eq!((refused.len(), accepted.len()), (1, 6));
    assert!(
        ledger
            .retry(&accepted[0], partner.clock.now())
            .await
            .unwrap_err()
            .to_string()
            .contains("twice")
    );

    // Refused and unchanged: it stays where it is until a person says otherwise.
    assert_eq!(partner.send().await.unwrap().loan_drafts.unwrap().delivered.sent, 0);
    ledger.retry(&refused[0], partner.clock.now()).await.unwrap();
    partner
        .server
        .faults(&[Fault::Answer(400, r#"{"code":"bad","message":"no"}"#)]);
    assert_eq!(
        partner
            .send()
            .await
            .unwrap()
            .loan_drafts
            .unwrap()
            .delivered
            .refused
            .len(),
        1
    );
    assert_eq!(
        partner.plan().await.unwrap().loan_drafts.unwrap().planned,
        0,
        "once means once"
    );
}

#[tokio::test]
async fn a_held_record_is_not_sent_and_says_who_holds_it() {
    let partner = Partner::new().await;
    partner
        .server
        .faults(&[Fault::Answer(401, "{}"), Fault::Answer(401, "{}")]);
    partner.send().await.unwrap();
    let ledger = partner.ledger().await.acting("by hand", Some("Grace"));
    let planned = ledger
        .list(&Wanted {
            key: Some("00017".into()),
            ..Wanted::default()
        })
        .await
        .unwrap();
    assert_eq!(planned[0].state, State::Planned);
    ledger
        .hold(&planned[0], "the client moved away", partner.clock.now())
        .await
        .unwrap();
    let sent = partner.send().await.unwrap();
    let drafts = sent.loan_drafts.unwrap();
    assert_eq!((drafts.delivered.sent, drafts.plan.held.len()), (2, 1));
    let why = drafts.plan.held[0].reasons[0].to_string();
    assert!(why.contains("Grace holds it: the client moved away"), "{why}");
    assert!(ledger.release(&planned[0], partner.clock.now()).await.unwrap());
    assert!(!ledger.release(&planned[0], partner.clock.now()).await.unwrap());
    assert_eq!(partner.send().await.unwrap().loan_drafts.unwrap().delivered.sent, 1);
    let events: Vec<String> = ledger
        .history(planned[0].id)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.event)
        .collect();
    assert_eq!(
        events,
        [
            "planned",
            "about to leave",
            "not taken",
            "held by a person",
            "held",
            "released",
            "planned",
            "about to leave",
            "accepted"
        ]
    );
}

#[tokio::test]
async fn one_bad_row_does_not_hold_up_its_batch() {
    let mut partner = Partner::new().await;
    partner.more = String::from("[guards]\n");
    partner.batch = 300;
    let mut rows = String::from("loan,repaid\n");
    for n in 0..40 {
        partner.server.loan(&format!("B{n:02}"), "payingBack", "1000");
        rows.push_str(&format!("B{n:02},{}\n", 100 + n));
    }
    rows.push_str("P1,250\nP2,1000\n");
    partner.file("repayments.csv", &rows);
    partner.server.poison("B17");
    let sent = partner.send().await.unwrap().repayments.unwrap().delivered;
    assert_eq!((sent.sent, sent.refused.len()), (41, 1));
    assert!(sent.refused[0].key.ends_with("/B17"), "{sent:?}");
    partner.server.taken(|taken| {
        assert_eq!(taken.repayments.len(), 41);
        assert!(taken.uploads < 12, "halves, not single rows: {}", taken.uploads);
    });
}

#[tokio::test]
async fn a_server_that_refuses_everything_is_not_asked_row_by_row() {
    let mut partner = Partner::new().await;
    partner.batch = 300;
    let mut rows = String::from("loan,repaid\nP1,250\nP2,1000\n");
    for n in 0..200 {
        partner.server.loan(&format!("B{n:03}"), "payingBack", "1000");
        rows.push_str(&format!("B{n:03},100\n"));
    }
    partner.file("repayments.csv", &rows);
    partner.server.poison("");
    let sent = partner.send().await.unwrap().repayments.unwrap().delivered;
    assert_eq!(sent.stop.as_ref().map(|stop| stop.why), Some("refusing"));
    assert_eq!((sent.sent, sent.refused.len(), sent.not_sent), (0, 20, 182));
    assert_eq!(
        partner.ledger().await.counts().await.unwrap()[&(Kind::Repayment, State::Planned)],
        182
    );
}

#[tokio::test]
async fn a_month_lays_every_loan_out() {
    let mut partner = Partner::new().await;
    partner.batch = 300;
    partner.send().await.unwrap();
    for loan in ["P3", "P4", "P5", "P6"] {
        partner.server.loan(loan, "payingBack", "1000");
    }
    // P1 is reported, P2 lower than last time, P3 ready, P4 above the principal, P5 missing, P6 without an amount.
    partner.file(
        "repayments.csv",
        "loan,repaid\nP1,250\nP2,900\nP3,10\nP4,1000.5\nP6,\nNOT-OURS,5\n",
    );
    let month = partner.month().await.unwrap();
    let counts: Vec<_> = month.counts.iter().map(|(standing, rows)| (*standing, *rows)).collect();
    assert_eq!(
        counts,
        [
            (Standing::Ready, 1),
            (Standing::Reported, 1),
            (Standing::Suspicious, 2),
            (Standing::Held, 1),
            (Standing::Missing, 1),
            (Standing::Unknown, 1),
        ]
    );
    assert_eq!((month.expected, month.batches, month.open()), (6, 1, 5));
    let p2 = month.rows.iter().find(|row| row.loan_id == "P2").unwrap();
    assert_eq!(
        (p2.amount.unwrap().to_string(), p2.last.unwrap().to_string()),
        ("900".into(), "1000".into())
    );
    assert_eq!(
        month
            .rows
            .iter()
            .find(|row| row.standing == Standing::Missing)
            .unwrap()
            .loan_id,
        "P5"
    );

    let folder = TempDir::new().unwrap();
    let told = report::of_month(&month, "now", Text::default());
    for name in ["month.html", "month.xlsx"] {
        report::write(&told, &at(&folder, name)).unwrap();
    }
    let page = std::fs::read_to_string(at(&folder, "month.html")).unwrap();
    assert!(
        page.contains("Amount suspicious") && page.contains("NOT-OURS"),
        "{page}"
    );
    let plan = partner.plan().await.unwrap();
    let page = report::html(&report::of_plan(&plan, "now", Text::default()));
    assert!(page.contains("Suspicious repayments"), "{page}");
    assert!(report::write(&told, &at(&folder, "month.pdf")).is_err());
}

#[tokio::test]
async fn production_is_entered_with_care() {
    let mut partner = Partner::new().await;
    partner.profile = String::from("environment = \"production\"\nfirst_run_rows = 3\n");
    assert_eq!(partner.config().profile(None).unwrap().1.stands(), Stands::Production);
    assert!(matches!(partner.send().await, Err(RunError::FirstRun { most: 3, .. })));
    let all = partner
        .approve(&partner.plan_file(&Options::default()).await.unwrap(), "Grace")
        .await
        .unwrap();
    assert!(
        matches!(apply(&partner, &all).await, Err(RunError::FirstRun { .. })),
        "too many for a first run"
    );
    let one = Options {
        limit: Some(1),
        ..Options::default()
    };
    let few = partner.plan_file(&one).await.unwrap();
    assert!(
        matches!(apply(&partner, &few).await, Err(RunError::FirstRun { .. })),
        "nobody approved it"
    );
    let few = partner.approve(&few, "Grace").await.unwrap();
    assert_eq!(apply(&partner, &few).await.unwrap().exit_code(), 0);
    partner.server.taken(|taken| {
        assert_eq!(
            (taken.drafts.len(), taken.repayments.len(), taken.journals.len()),
            (1, 1, 1)
        )
    });
    // From then on it sends like any other.
    assert_eq!(partner.send().await.unwrap().exit_code(), 0);
}

#[tokio::test]
async fn a_production_profile_with_settings_of_stage_is_refused() {
    let mut partner = Partner::new().await;
    partner.profile = format!(
        "environment = \"production\"\n[profile.stage]\nenvironment = \"stage\"\nclient_id = \"c\"\nclient_secret_file = \"other\"\ntoken_url = \"{0}/oauth/token\"\napi_base = \"{0}\"\n",
        partner.server.url
    );
    let options = Options {
        profile: Some("test".into()),
        ..Options::default()
    };
    let error = partner
        .send_with(&options, &|_: Progress| {})
        .await
        .unwrap_err()
        .to_string();
    for part in [
        "`client_id` is that of [profile.stage]",
        "`api_base` is that of",
        "the ledger is that of",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
    assert!(!error.contains("client_secret_file"), "{error}");
}

#[tokio::test]
async fn a_record_that_was_sent_can_be_held_for_the_day_it_changes() {
    let partner = Partner::new().await;
    partner.send().await.unwrap();
    let ledger = partner.ledger().await.acting("by hand", Some("Grace"));
    let wanted = Wanted {
        key: Some("P1".into()),
        kind: Some(Kind::Repayment),
        ..Wanted::default()
    };
    let row = ledger.list(&wanted).await.unwrap();
    ledger.hold(&row[0], "disputed", partner.clock.now()).await.unwrap();
    partner.file("repayments.csv", "loan,repaid\nP1,300\nP2,1100\n");
    let sent = partner.send().await.unwrap().repayments.unwrap();
    assert_eq!((sent.delivered.sent, sent.plan.held.len()), (1, 1));
    assert_eq!(sent.plan.held[0].reasons[0].rule, "held_by_person");

    // What nobody knows the end of is looked at first.
    partner.server.faults(&[Fault::LoseAnswer]);
    partner.file(
        "loans.csv",
        "loan,client,first,last,sex,amount,activity,use,day\nN1,C,Amina,Otieno,F,5000,Farming,buy seeds,2026-03-05\n",
    );
    partner.file("schedule.csv", "loan,due,principal\nN1,2026-05-01,5000\n");
    partner.send().await.unwrap();
    let open = ledger.rows(&[State::Uncertain], None).await.unwrap();
    let error = ledger.hold(&open[0], "why", partner.clock.now()).await.unwrap_err();
    assert!(error.to_string().contains("it may have arrived"), "{error}");
}

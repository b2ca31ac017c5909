//! `fieldlink run` where something must be waited for: an approval, a lost answer, a person; and a clock that was set.

use chrono::TimeDelta;
use fieldlink_link::daemon::Stopper;
use fieldlink_link::ledger::{Outcome, State};
use fieldlink_link::overview;
use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::PlanFile;
use serde_json::Value;

use crate::running::{NIGHTLY, Receiver, TWO, daemon, partner, with_hook};
use crate::support::{Fault, Partner};

fn plans(partner: &Partner, part: &str) -> Vec<String> {
    let folder = partner.folder.path().join("plans").join(part);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains('.'))
        .collect();
    names.sort();
    names
}

async fn approve(partner: &Partner, name: &str) {
    let path = partner.folder.path().join("plans").join(name);
    let plan = PlanFile::read(&path).unwrap();
    let approved = partner.approve(&plan, "Grace").await.unwrap();
    std::fs::write(path, approved.text()).unwrap();
}

/// A partner whose plans need a yes, and who is told.
async fn asks_for_approval() -> (Receiver, Partner) {
    let receiver = Receiver::start().await;
    let mut partner = partner(&with_hook(&receiver)).await;
    partner.file("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    partner.profile = String::from("require_approval = true");
    (receiver, partner)
}

#[tokio::test]
async fn a_schedule_writes_its_plan_tells_and_sends_it_once_somebody_has_approved_it() {
    let (receiver, partner) = asks_for_approval().await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner.clock.set(TWO.parse().unwrap());
    daemon.tick().await.unwrap();
    let first = "nightly.2026-03-11-020000.json";
    assert_eq!(plans(&partner, ""), ["nightly.2026-03-11-020000.html", first]);
    assert_eq!(receiver.types(), ["plan.waiting"]);
    let told: Value = serde_json::from_str(&receiver.came.lock().unwrap()[0].1).unwrap();
    assert_eq!(told["data"]["rows"], 4);
    assert!(told["data"]["file"].as_str().unwrap().ends_with(first), "{told}");
    let seen = overview::look(&config, "test", daemon.ledger(), partner.clock.now())
        .await
        .unwrap();
    assert_eq!((seen.plans.len(), seen.plans[0].rows), (1, 4));

    // However long nobody says yes: nothing leaves. The next night has the same plan, which is not told again.
    partner.clock.advance(TimeDelta::days(1));
    daemon.tick().await.unwrap();
    partner
        .server
        .taken(|taken| assert_eq!((taken.uploads, taken.archives), (0, 0)));
    assert_eq!((plans(&partner, "").len(), receiver.types().len()), (2, 1));

    // A yes that `fieldlink approve` did not write is none.
    let path = partner.folder.path().join("plans").join(first);
    let genuine = std::fs::read_to_string(&path).unwrap();
    let mut forged: Value = serde_json::from_str(&genuine).unwrap();
    forged["approval"] = serde_json::json!({ "by": "Mallory", "at": "2026-03-11T00:00:00Z", "seal": "00" });
    std::fs::write(&path, forged.to_string()).unwrap();
    daemon.tick().await.unwrap();
    partner
        .server
        .taken(|taken| assert_eq!((taken.uploads, taken.archives), (0, 0)));
    assert_eq!(plans(&partner, "not-sent"), ["nightly.2026-03-11-020000.html", first]);
    // There is a new plan to look at, and the failure was told.
    let second = "nightly.2026-03-12-020000.json";
    assert!(
        plans(&partner, "").contains(&second.to_owned()),
        "{:?}",
        plans(&partner, "")
    );
    assert_eq!(receiver.types()[1..], ["run.failed", "run.recovered", "plan.waiting"]);

    approve(&partner, second).await;
    let next = daemon.tick().await.unwrap();
    partner
        .server
        .taken(|taken| assert_eq!((taken.repayments.len(), taken.journals.len()), (2, 2)));
    assert_eq!(plans(&partner, "").len(), 0);
    assert!(plans(&partner, "sent").contains(&second.to_owned()));
    assert_eq!(next.to_rfc3339(), "2026-03-12T23:00:00+00:00");
    let ledger = partner.ledger().await;
    let runs = ledger.runs(1).await.unwrap();
    assert_eq!((runs[0].approved_by.as_deref(), runs[0].sent), (Some("Grace"), 4));
    // Nothing to be sent, nothing to be approved.
    partner.clock.advance(TimeDelta::days(1));
    daemon.tick().await.unwrap();
    assert_eq!(plans(&partner, "").len(), 0);
}

#[tokio::test]
async fn a_plan_that_nobody_has_approved_is_named_again_until_somebody_has() {
    let (receiver, partner) = asks_for_approval().await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner.clock.set(TWO.parse().unwrap());
    daemon.tick().await.unwrap();
    let name = plans(&partner, "").pop().unwrap();
    assert_eq!(receiver.types(), ["plan.waiting"]);

    // Two days are 48 hours, after which it is said once more; and once more after as many.
    for (hours, told) in [(47, 1), (1, 2), (1, 2), (47, 3)] {
        partner.clock.advance(TimeDelta::hours(hours));
        daemon.tick().await.unwrap();
        daemon.tick().await.unwrap();
        assert_eq!(receiver.types().len(), told, "{:?}", receiver.types());
    }
    let came = receiver.came.lock().unwrap()[2].1.clone();
    let again: Value = serde_json::from_str(&came).unwrap();
    assert_eq!(
        (&again["type"], &again["data"]["run"]),
        (&"plan.waiting".into(), &"nightly".into())
    );
    assert!(again["data"]["file"].as_str().unwrap().ends_with(&name), "{again}");

    approve(&partner, &name).await;
    daemon.tick().await.unwrap();
    partner
        .server
        .taken(|taken| assert_eq!((taken.repayments.len(), taken.journals.len()), (2, 2)));
    partner.clock.advance(TimeDelta::days(5));
    daemon.tick().await.unwrap();
    let of_plans = receiver.types().iter().filter(|kind| *kind == "plan.waiting").count();
    assert_eq!(of_plans, 3, "{:?}", receiver.types());
}

#[tokio::test]
async fn an_approved_plan_whose_records_have_changed_is_planned_anew() {
    let mut partner = partner(NIGHTLY).await;
    partner.profile = String::from("require_approval = true");
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner.clock.set(TWO.parse().unwrap());
    daemon.tick().await.unwrap();
    let first = plans(&partner, "").pop().unwrap();
    approve(&partner, &first).await;
    partner.file("repayments.csv", "loan,repaid\nP1,300\nP2,1000\n");
    partner.clock.advance(TimeDelta::minutes(5));
    daemon.tick().await.unwrap();
    partner
        .server
        .taken(|taken| assert_eq!((taken.uploads, taken.archives), (0, 0)));
    assert!(plans(&partner, "not-sent").contains(&first));
    let second = plans(&partner, "").pop().unwrap();
    assert_ne!(first, second);
    approve(&partner, &second).await;
    // The server is away: the approval stays good until it is back.
    partner.server.faults(&vec![Fault::Answer(429, "{}"); 12]);
    daemon.tick().await.unwrap();
    assert!(plans(&partner, "").contains(&second));
    partner.server.behave();
    partner.clock.advance(TimeDelta::minutes(2));
    daemon.tick().await.unwrap();
    partner.server.taken(|taken| {
        assert_eq!((taken.repayments.len(), taken.journals.len()), (2, 2));
        assert_eq!(taken.repayments[0]["amount"].to_string().trim_matches('"'), "300");
    });
}

#[tokio::test]
async fn a_lost_answer_that_settles_by_itself_is_asked_for_again_minutes_later() {
    let receiver = Receiver::start().await;
    let more = with_hook(&receiver).replace(r#"["repayments", "journals"]"#, r#"["repayments"]"#);
    let partner = partner(&more).await;
    partner.file("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner.server.faults(&vec![Fault::LoseAnswer; 40]);
    partner.clock.set(TWO.parse().unwrap());
    let next = daemon.tick().await.unwrap();
    assert_eq!(next, partner.clock.now() + TimeDelta::minutes(2));
    // Nobody is called for what settles by itself, and the page does not ask for a person.
    assert_eq!(receiver.types(), Vec::<String>::new());
    let seen = overview::look(&config, "test", daemon.ledger(), partner.clock.now())
        .await
        .unwrap();
    assert_eq!((seen.waiting.total, seen.unanswered.total), (0, 1));
    assert_eq!(seen.runs[0].mishap.as_ref().unwrap().why, "unanswered");
    let plan = partner.plan().await.unwrap();
    let repayments = plan.repayments.unwrap();
    assert_eq!((repayments.waiting, repayments.unanswered), (0, 1));
    partner.clock.advance(TimeDelta::minutes(2));
    let next = daemon.tick().await.unwrap();
    assert_eq!(next, partner.clock.now() + TimeDelta::minutes(4), "the pause doubles");
    assert_eq!(receiver.types(), ["run.failed"], "the second time it is told");

    partner.server.behave();
    partner.clock.advance(TimeDelta::minutes(4));
    daemon.tick().await.unwrap();
    let ledger = daemon.ledger();
    assert!(
        ledger
            .rows(&[State::Sending, State::Uncertain], None)
            .await
            .unwrap()
            .is_empty()
    );
    let run = ledger.service_runs(None, 1).await.unwrap().remove(0);
    assert_eq!((run.outcome, run.sent), (Outcome::Done, 2));
}

#[tokio::test]
async fn a_lost_answer_to_a_journal_waits_for_a_person_and_is_told() {
    let receiver = Receiver::start().await;
    let partner = partner(&with_hook(&receiver)).await;
    partner.file("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    partner.file("repayments.csv", "loan,repaid\nP1,250\nP2,1000\n");
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner
        .server
        .faults(&[Fault::None, Fault::None, Fault::LoseAnswer, Fault::LoseAnswer]);
    partner.clock.set(TWO.parse().unwrap());
    let next = daemon.tick().await.unwrap();
    assert_eq!(next.to_rfc3339(), "2026-03-11T23:00:00+00:00", "the next night");
    let mut told = receiver.types();
    told.sort();
    assert_eq!(told, ["rows.waiting", "run.failed"]);
    let seen = overview::look(&config, "test", daemon.ledger(), partner.clock.now())
        .await
        .unwrap();
    assert_eq!((seen.waiting.total, seen.unanswered.total), (1, 0));
}

#[tokio::test]
async fn a_clock_that_is_set_back_is_told_and_stops_nothing_for_long() {
    let receiver = Receiver::start().await;
    let partner = partner(&with_hook(&receiver)).await;
    partner.file("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    partner.clock.set(TWO.parse().unwrap());
    daemon.tick().await.unwrap();
    assert_eq!(receiver.types(), ["confirm.waiting"]);
    partner.clock.jump(TimeDelta::minutes(-40));
    daemon.tick().await.unwrap();
    assert_eq!(receiver.types()[1..], ["clock.set_back"]);
    // A night of time passes by the clock that is slow now: the schedule runs.
    partner.clock.advance(TimeDelta::hours(25));
    daemon.tick().await.unwrap();
    assert_eq!(daemon.ledger().service_runs(Some("nightly"), 9).await.unwrap().len(), 2);
    assert_eq!(receiver.types().len(), 2);
}

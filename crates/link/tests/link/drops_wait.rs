//! A file that is dropped in where only approved plans are sent: it waits, is sent as it was approved, or is not sent.

use chrono::TimeDelta;
use fieldlink_link::daemon::plans::sent_by_hand;
use fieldlink_link::daemon::{Daemon, Stopper};
use fieldlink_link::progress::Unwatched;
use fieldlink_link::run::{Options, PlanFile};
use fieldlink_link::watched;
use fieldlink_say::Text;
use fieldlink_testkit::TestDatabase;

use crate::running::{daemon, partner};
use crate::support::{Fault, Partner};

const DROP: &str = r#"
[watch.office]
folder = "drop"
source = "files"
settle_seconds = 10
"#;

async fn asks_for_approval() -> Partner {
    let mut partner = partner(DROP).await;
    partner.profile = String::from("require_approval = true");
    partner
}

/// The names in a folder, without folders, in their order.
fn names(partner: &Partner, folder: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(partner.folder.path().join(folder)) else {
        return Vec::new();
    };
    let files = entries
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_file());
    let mut names: Vec<String> = files.map(|entry| entry.file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn plans(partner: &Partner, folder: &str) -> Vec<String> {
    names(partner, folder)
        .into_iter()
        .filter(|name| name.ends_with(".json"))
        .collect()
}

fn text(partner: &Partner, path: &str) -> String {
    std::fs::read_to_string(partner.folder.path().join(path)).unwrap()
}

async fn approve(partner: &Partner, name: &str) {
    let path = partner.folder.path().join("plans").join(name);
    let plan = PlanFile::read(&path).unwrap();
    let approved = partner.approve(&plan, "Grace").await.unwrap();
    std::fs::write(path, approved.text()).unwrap();
}

/// Drops a file in and lets it be taken.
async fn dropped(partner: &Partner, daemon: &mut Daemon<'_>, name: &str, text: &str) {
    partner.file(&format!("drop/{name}"), text);
    daemon.tick().await.unwrap();
    partner.clock.advance(TimeDelta::seconds(10));
    daemon.tick().await.unwrap();
}

fn sent(partner: &Partner) -> usize {
    partner.server.taken(|taken| taken.repayments.len())
}

const ROWS: &str = "loan,repaid\nP1,250\nP2,1000\n";

async fn waits_and_is_sent_as_it_was_approved(database: &TestDatabase) {
    let mut partner = asks_for_approval().await;
    partner.keeps_its_ledger_in(database);
    let config = partner.config();
    let mut first = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    dropped(&partner, &mut first, "repayments March.csv", ROWS).await;
    let file = "2026-03-10 15.00.10 repayments March.csv";
    let results = [format!("{file}.result.json"), format!("{file}.result.txt")];
    assert_eq!(names(&partner, "drop/waiting"), [file, &results[0], &results[1]]);
    assert_eq!((names(&partner, "drop").len(), sent(&partner)), (0, 0));
    let plan = plans(&partner, "plans");
    assert_eq!(
        plan,
        ["office-2026-03-10-15-00-10-repayments-March-csv.2026-03-10-150010.json"]
    );
    let told = text(&partner, &format!("drop/waiting/{}", results[1]));
    assert!(told.contains("2 rows waits for approval"), "{told}");
    assert!(told.contains("fieldlink approve ") && told.contains(&plan[0]), "{told}");
    assert!(told.contains(".html; "), "{told}");

    // Nobody says yes for a while, and the process is started again: nothing leaves, and the plan is the same.
    partner.clock.advance(TimeDelta::hours(3));
    first.tick().await.unwrap();
    drop(first);
    let mut second = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    second.tick().await.unwrap();
    assert_eq!((plans(&partner, "plans"), sent(&partner)), (plan.clone(), 0));

    // The server is away when the yes comes: it stays good.
    approve(&partner, &plan[0]).await;
    partner.server.faults(&vec![Fault::Answer(429, "{}"); 12]);
    second.tick().await.unwrap();
    assert_eq!(
        (names(&partner, "drop/waiting").len(), plans(&partner, "plans").len()),
        (3, 1)
    );
    partner.server.behave();
    partner.clock.advance(TimeDelta::minutes(2));
    second.tick().await.unwrap();
    assert_eq!(
        (sent(&partner), partner.server.taken(|taken| taken.journals.len())),
        (2, 0)
    );
    assert_eq!(names(&partner, "drop/waiting"), Vec::<String>::new());
    assert_eq!(names(&partner, "drop/done").len(), 3);
    assert!(names(&partner, "drop/done")[0].ends_with(" repayments March.csv"));
    assert_eq!(
        (plans(&partner, "plans").len(), plans(&partner, "plans/sent")),
        (0, plan)
    );
    let run = partner.ledger().await.runs(1).await.unwrap().remove(0);
    assert_eq!((run.approved_by.as_deref(), run.sent), (Some("Grace"), 2));
    partner.clock.advance(TimeDelta::minutes(2));
    second.tick().await.unwrap();
    assert_eq!(sent(&partner), 2);
}

fieldlink_testkit::for_each_engine!(waits_and_is_sent_as_it_was_approved);

#[tokio::test]
async fn a_changed_file_has_a_new_plan_and_what_was_approved_before_is_not_sent() {
    let partner = asks_for_approval().await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    dropped(&partner, &mut daemon, "repayments.csv", ROWS).await;
    let first = plans(&partner, "plans").pop().unwrap();
    let file = "drop/waiting/2026-03-10 15.00.10 repayments.csv";

    // Changed before anybody says yes: the plan that is there is the one of the file.
    partner.file(file, "loan,repaid\nP1,300\nP2,1000\nP1 ,1\n");
    partner.clock.advance(TimeDelta::seconds(5));
    daemon.tick().await.unwrap();
    let second = plans(&partner, "plans");
    assert_eq!(
        (second.len(), plans(&partner, "plans/not-sent")),
        (1, vec![first.clone()])
    );
    assert_ne!(second[0], first);

    // Changed after the yes: that was for something else.
    approve(&partner, &second[0]).await;
    partner.file(file, "loan,repaid\nP1,350\nP2,1000\n");
    partner.clock.advance(TimeDelta::seconds(5));
    daemon.tick().await.unwrap();
    assert_eq!((sent(&partner), plans(&partner, "plans/not-sent").len()), (0, 2));
    let third = plans(&partner, "plans").pop().unwrap();
    assert_ne!(third, second[0]);
    approve(&partner, &third).await;
    daemon.tick().await.unwrap();
    let amounts = partner.server.taken(|taken| taken.repayments.clone());
    assert_eq!(amounts.len(), 2);
    assert_eq!(amounts[0]["amount"].to_string().trim_matches('"'), "350");
}

#[tokio::test]
async fn a_changed_configuration_means_a_new_plan() {
    let mut partner = asks_for_approval().await;
    let before = partner.config();
    let mut first = daemon(&partner, &before, &Unwatched, &Stopper::default()).await;
    dropped(&partner, &mut first, "repayments.csv", ROWS).await;
    let plan = plans(&partner, "plans").pop().unwrap();
    approve(&partner, &plan).await;
    drop(first);
    partner.batch = 2;
    let after = partner.config();
    let mut second = daemon(&partner, &after, &Unwatched, &Stopper::default()).await;
    partner.clock.advance(TimeDelta::seconds(5));
    second.tick().await.unwrap();
    assert_eq!(
        (sent(&partner), plans(&partner, "plans/not-sent")),
        (0, vec![plan.clone()])
    );
    let new = plans(&partner, "plans").pop().unwrap();
    assert_ne!(new, plan);
    approve(&partner, &new).await;
    second.tick().await.unwrap();
    assert_eq!(sent(&partner), 2);
}

#[tokio::test]
async fn a_file_that_is_taken_away_is_refused_and_several_wait_each_for_itself() {
    let partner = asks_for_approval().await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    partner.file(
        "drop/journals.csv",
        "loan,subject,body\nP1,News,A good harvest came in.\n",
    );
    dropped(&partner, &mut daemon, "repayments.csv", ROWS).await;
    let both = plans(&partner, "plans");
    assert_eq!(both.len(), 2, "{both:?}");
    let refused = both.iter().find(|name| name.contains("journals")).unwrap();
    let kept = both.iter().find(|name| name.contains("repayments")).unwrap();

    // The yes comes, and then somebody takes the file away all the same.
    approve(&partner, refused).await;
    let folder = partner.folder.path().join("drop/waiting");
    std::fs::remove_file(folder.join("2026-03-10 15.00.10 journals.csv")).unwrap();
    daemon.tick().await.unwrap();
    assert_eq!(plans(&partner, "plans/not-sent"), std::slice::from_ref(refused));
    assert_eq!(partner.server.taken(|taken| taken.archives), 0);

    approve(&partner, kept).await;
    daemon.tick().await.unwrap();
    assert_eq!((sent(&partner), partner.server.taken(|taken| taken.archives)), (2, 0));
}

#[tokio::test]
async fn a_file_with_nothing_to_send_and_one_that_cannot_be_read_do_not_wait() {
    let partner = asks_for_approval().await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    partner.file("drop/picture.png", "x");
    dropped(
        &partner,
        &mut daemon,
        "repayments.csv",
        "loan,repaid\nP1,9999\nP2,9999\n",
    )
    .await;
    assert_eq!(
        (plans(&partner, "plans").len(), names(&partner, "drop/waiting").len()),
        (0, 0)
    );
    let held = names(&partner, "drop/held");
    assert_eq!(held.len(), 6, "{held:?}");
    let result = held
        .iter()
        .find(|name| name.ends_with("repayments.csv.result.txt"))
        .unwrap();
    assert!(text(&partner, &format!("drop/held/{result}")).contains("amount_exceeds_principal"));
}

/// A person sends the approved plan beside the service. Whoever puts it away, it is sent once.
async fn a_person_sends(and_puts_away: bool) {
    let partner = asks_for_approval().await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    dropped(&partner, &mut daemon, "repayments.csv", ROWS).await;
    let name = plans(&partner, "plans").pop().unwrap();
    approve(&partner, &name).await;
    let file = partner.folder.path().join("plans").join(&name);
    let plan = PlanFile::read(&file).unwrap();
    let with_file = watched::planned(config.clone(), &plan).unwrap();
    let options: Options = plan.options();
    let job = fieldlink_link::run::Job {
        config: &with_file,
        options: &options,
        clock: std::sync::Arc::new(crate::support::Standing(partner.clock.clone())),
        watch: &Unwatched,
    };
    let summary = fieldlink_link::run::send(&job).await.unwrap();
    assert_eq!((summary.exit_code(), sent(&partner)), (0, 2));
    if and_puts_away {
        sent_by_hand(&config, (&file, &plan), &summary, partner.clock.now(), Text::default()).unwrap();
        assert_eq!(plans(&partner, "plans/sent"), [name]);
    } else {
        daemon.tick().await.unwrap();
    }
    assert!(names(&partner, "drop/waiting").is_empty() && plans(&partner, "plans").is_empty());
    assert_eq!(names(&partner, "drop/done").len(), 3);
    daemon.tick().await.unwrap();
    assert_eq!((sent(&partner), names(&partner, "drop/done").len()), (2, 3));
    let gone = watched::planned(config.clone(), &plan).unwrap_err();
    assert!(gone.to_string().contains("does not wait any more"), "{gone}");
}

#[tokio::test]
async fn a_person_may_send_the_approved_plan_and_only_while_the_file_waits() {
    a_person_sends(true).await;
}

#[tokio::test]
async fn what_a_person_sent_and_could_not_put_away_is_put_away_and_not_sent_again() {
    a_person_sends(false).await;
}

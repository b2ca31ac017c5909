//! Dropped files are claimed before they are read: what is saved meanwhile is another file, and a stop loses none.

use std::path::PathBuf;

use chrono::TimeDelta;
use fieldlink_link::daemon::{Daemon, Stopper};
use fieldlink_link::progress::{Progress, Unwatched, Watch};

use crate::running::{DROP, daemon, partner};
use crate::support::Partner;

// Each leaves a loan out that Kiva expects, so they go to those that a person looks at.
const FIRST: &str = "loan,repaid\nP1,250\n";
const SECOND: &str = "loan,repaid\nP2,1000\n";

fn names(partner: &Partner, folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(partner.folder.path().join(folder)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn sent(partner: &Partner) -> Vec<String> {
    partner.server.taken(|taken| {
        let loans = taken.repayments.iter();
        loans.map(|row| row["loan_id"].as_str().unwrap().to_owned()).collect()
    })
}

async fn taken(partner: &Partner, daemon: &mut Daemon<'_>) {
    daemon.tick().await.unwrap();
    partner.clock.advance(TimeDelta::seconds(10));
    daemon.tick().await.unwrap();
}

/// Saves a file again as soon as the first request is on its way.
struct SavesAgain {
    file: PathBuf,
    text: &'static str,
}

impl Watch for SavesAgain {
    fn tell(&self, progress: Progress) {
        if matches!(progress, Progress::Intended(..)) {
            std::fs::write(&self.file, self.text).unwrap();
        }
    }
}

#[tokio::test]
async fn what_is_saved_under_the_same_name_meanwhile_is_a_file_of_its_own() {
    let partner = partner(DROP).await;
    let config = partner.config();
    let office = SavesAgain {
        file: partner.folder.path().join("drop/repayments.csv"),
        text: SECOND,
    };
    let mut first = daemon(&partner, &config, &office, &Stopper::default()).await;
    partner.file("drop/repayments.csv", FIRST);
    taken(&partner, &mut first).await;
    assert_eq!(sent(&partner), ["P1"]);
    assert_eq!(std::fs::read_to_string(&office.file).unwrap(), SECOND);
    let held = names(&partner, "drop/held");
    let kept = partner.folder.path().join("drop/held").join(&held[0]);
    assert_eq!(
        std::fs::read_to_string(kept).unwrap(),
        FIRST,
        "what was put away is what was read"
    );
    drop(first);
    let mut next = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    taken(&partner, &mut next).await;
    assert_eq!(sent(&partner), ["P1", "P2"]);
    assert_eq!(names(&partner, "drop/held").len(), 6);
    assert!(names(&partner, "drop/working").is_empty());
}

#[tokio::test]
async fn what_is_written_into_the_claimed_file_itself_is_read_too() {
    let partner = partner(DROP).await;
    let config = partner.config();
    let hand = SavesAgain {
        file: partner
            .folder
            .path()
            .join("drop/working/2026-03-10 15.00.10/repayments.csv"),
        text: "loan,repaid\nP1,250\nP2,1000\n",
    };
    let mut daemon = daemon(&partner, &config, &hand, &Stopper::default()).await;
    partner.file("drop/repayments.csv", FIRST);
    taken(&partner, &mut daemon).await;
    assert!(names(&partner, "drop/held").is_empty());
    partner.clock.advance(TimeDelta::minutes(1));
    daemon.tick().await.unwrap();
    assert_eq!(sent(&partner), ["P1", "P2"], "each once");
}

#[tokio::test]
async fn a_claim_that_a_killed_process_left_is_taken_up_again_and_says_so() {
    let partner = partner(DROP).await;
    let config = partner.config();
    std::fs::create_dir_all(partner.folder.path().join("drop/working/2026-03-10 14.00.00")).unwrap();
    std::fs::create_dir_all(partner.folder.path().join("drop/working/2026-03-10 14.00.00 2")).unwrap();
    partner.file("drop/working/2026-03-10 14.00.00/repayments.csv", FIRST);
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    daemon.tick().await.unwrap();
    assert_eq!(sent(&partner), ["P1"]);
    let held = names(&partner, "drop/held");
    assert!(held[0].ends_with(" repayments.csv"), "{held:?}");
    let result = partner.folder.path().join("drop/held").join(&held[2]);
    let told = std::fs::read_to_string(result).unwrap();
    assert!(told.contains("took it up again"), "{told}");
    assert!(names(&partner, "drop/working").is_empty());
}

#[tokio::test]
async fn odd_names_are_put_away_and_what_programs_keep_for_themselves_is_let_be() {
    let partner = partner(DROP).await;
    let config = partner.config();
    let mut daemon = daemon(&partner, &config, &Unwatched, &Stopper::default()).await;
    let own = [
        "~$book.xlsx",
        ".~lock.repayments.csv#",
        "desktop.ini",
        "Thumbs.db",
        ".DS_Store",
        "repayments.csv.tmp",
        "repayments.csv.part",
        "repayments.csv.crdownload",
        "repayments.csv~",
        ".hidden.csv",
    ];
    for name in own {
        partner.file(&format!("drop/{name}"), FIRST);
    }
    std::fs::create_dir(partner.folder.path().join("drop/repayments folder.csv")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", partner.folder.path().join("drop/repayments link.csv")).unwrap();
    let long = format!("repayments {}.csv", "é".repeat(117));
    assert_eq!(long.len(), 249);
    partner.file(&format!("drop/{long}"), FIRST);
    partner.file("drop/REPAYMENTS again.CSV", SECOND);
    partner.file("drop/held/2026-03-10 15.00.10 REPAYMENTS again.CSV", "of another day");
    taken(&partner, &mut daemon).await;
    assert_eq!(sent(&partner).len(), 2);
    let held = names(&partner, "drop/held");
    assert_eq!(held.len(), 7, "{held:?}");
    assert!(
        held.iter()
            .any(|name| name.starts_with("2 2026-03-10 15.00.10 REPAYMENTS")),
        "{held:?}"
    );
    assert_eq!(
        [names(&partner, "drop/working"), names(&partner, "drop/done")],
        [Vec::<String>::new(), Vec::new()]
    );
    assert_eq!(names(&partner, "drop").len(), own.len() + 2 + 3);
}

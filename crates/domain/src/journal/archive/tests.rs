use fieldlink_contract::loans::LoanStatus;

use super::*;
use crate::partner::CsvUploadFormat;

const RULES: Rules = Rules {
    format: CsvUploadFormat::TwoColumn,
    body_min: 1,
};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second, 0).unwrap()
}

/// Three journals, numbers 11, 12 and 13, on the loans "1", "2" and one that does not exist.
fn archive() -> Archive {
    let sent = |loan_id: &str| Sent {
        subject: "News".into(),
        body: "All is well.".into(),
        internal_loan_id: loan_id.into(),
        ..Sent::default()
    };
    let journals = vec![sent("1"), sent("2"), sent("nobody")];
    let mut archive = Archive::open(
        PartnerId(1),
        "key".into(),
        Origin::Api,
        "client:x".into(),
        at(0),
        journals,
    );
    for (id, journal) in (11..).zip(&mut archive.journals) {
        journal.id = id;
    }
    recheck(&mut archive);
    archive
}

fn recheck(archive: &mut Archive) {
    let loan = |id: i64, loan_id| LoanFacts {
        kiva_id: KivaId(id),
        loan_id,
        client_id: "c",
        status: LoanStatus::PayingBack,
    };
    archive.recheck(&[loan(101, "1"), loan(102, "2")], &[], RULES);
}

fn states(archive: &Archive) -> Vec<&'static str> {
    archive.journals.iter().map(|j| j.state.name()).collect()
}

#[test]
fn publishing_all_leaves_the_blocked_one_waiting_and_the_archive_open() {
    let mut archive = archive();
    let loans = archive.publish(&Selection::All, at(5), "person:1").unwrap();
    assert_eq!(loans, [KivaId(101), KivaId(102)]);
    assert_eq!(states(&archive), ["published", "published", "draft"]);
    assert_eq!(archive.state, ArchiveState::Open);
    assert_eq!(
        archive.publish(&Selection::All, at(6), "person:1"),
        Err(JournalError::NothingChosen)
    );

    archive.take_out(13, at(7), "person:2").unwrap();
    let closed = Closed {
        at: at(7),
        by: "person:2".into(),
    };
    assert_eq!(archive.state, ArchiveState::Confirmed(closed));
}

#[test]
fn one_blocked_choice_refuses_the_whole_choice_and_names_the_line() {
    let mut archive = archive();
    let before = archive.clone();
    let refused = archive
        .publish(&Selection::Chosen(vec![11, 13]), at(5), "person:1")
        .unwrap_err();
    let JournalError::Blocked { findings } = refused else {
        panic!("{refused}")
    };
    assert_eq!(findings[0].field, "journals[3].internal_loan_id");
    assert!(findings[0].message.starts_with("Journal 3: You have no loan"));
    assert_eq!(archive, before);
}

#[test]
fn a_re_listing_is_told_at_once_and_counts() {
    let sent = archive().journals[0].sent.clone();
    let mut told = Archive::relisting((PartnerId(1), "k".into()), (KivaId(101), sent), (at(5), "person:1"));
    assert_eq!(states(&told), ["published"]);
    assert_eq!((told.state.name(), told.origin.counts()), ("confirmed", true));
    assert_eq!(told.journals[0].loan, Some(KivaId(101)));
    assert!(told.discard(at(6), "p").is_err());
}

#[test]
fn a_choice_is_exact_and_counts_once() {
    let mut archive = archive();
    assert_eq!(
        archive.publish(&Selection::Chosen(vec![12, 12]), at(5), "p").unwrap(),
        [KivaId(102)]
    );
    assert_eq!(states(&archive), ["draft", "published", "draft"]);
    assert_eq!(
        archive.publish(&Selection::Chosen(vec![12]), at(5), "p"),
        Err(JournalError::NotDraft {
            line: 2,
            state: "published"
        })
    );
    assert_eq!(
        archive.publish(&Selection::Chosen(vec![99]), at(5), "p"),
        Err(JournalError::NoSuchJournal)
    );
    assert_eq!(
        archive.publish(&Selection::Chosen(vec![]), at(5), "p"),
        Err(JournalError::NothingChosen)
    );
}

#[test]
fn a_discarded_archive_refuses_everything_and_says_who_closed_it() {
    let mut archive = archive();
    archive.discard(at(5), "person:1").unwrap();
    assert_eq!(states(&archive), ["taken_out"; 3]);
    let closed = Closed {
        at: at(5),
        by: "person:1".into(),
    };
    let refused = JournalError::Closed {
        state: "discarded",
        closed,
    };
    let before = archive.clone();
    assert_eq!(archive.publish(&Selection::All, at(6), "p"), Err(refused.clone()));
    assert_eq!(archive.discard(at(6), "p"), Err(refused.clone()));
    assert_eq!(archive.take_out(11, at(6), "p"), Err(refused.clone()));
    assert_eq!(archive.correct(11, Sent::default()), Err(refused));
    assert_eq!(archive, before);
}

#[test]
fn discarding_the_rest_of_a_partly_published_archive_confirms_it() {
    let mut archive = archive();
    archive.publish(&Selection::Chosen(vec![11]), at(5), "p").unwrap();
    archive.discard(at(6), "p").unwrap();
    assert_eq!(states(&archive), ["published", "taken_out", "taken_out"]);
    assert_eq!(archive.state.name(), "confirmed");
}

#[test]
fn a_corrected_journal_can_be_published_and_a_published_one_is_fixed() {
    let mut archive = archive();
    let mut sent = archive.journals[2].sent.clone();
    sent.internal_loan_id = "2".into();
    archive.correct(13, sent).unwrap();
    recheck(&mut archive);
    assert!(!archive.journals[2].is_blocked());
    archive.publish(&Selection::All, at(5), "p").unwrap();
    assert_eq!(archive.state.name(), "confirmed");
}

//! Whatever people do to an archive, in whatever order: what went to lenders stays gone, what is closed stays closed.

use chrono::{DateTime, Utc};
use fieldlink_contract::loans::LoanStatus;
use proptest::prelude::*;

use super::{Archive, JournalState, LoanFacts, Origin, Rules, Selection, Sent};
use crate::ids::{KivaId, PartnerId};
use crate::partner::CsvUploadFormat;

/// Something a person does; numbers may name journals that are not there.
#[derive(Debug, Clone)]
enum Act {
    PublishAll,
    Publish(Vec<i64>),
    TakeOut(i64),
    Discard,
    /// Puts another Loan ID in: "1" and "2" are loans that take journals, others are not.
    Correct(i64, u8),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        Just(Act::PublishAll),
        prop::collection::vec(0..7_i64, 0..4).prop_map(Act::Publish),
        (0..7_i64).prop_map(Act::TakeOut),
        Just(Act::Discard),
        (0..7_i64, 0..4_u8).prop_map(|(id, loan)| Act::Correct(id, loan)),
    ];
    prop::collection::vec(act, 0..12)
}

fn sent(loan: u8) -> Sent {
    Sent {
        subject: "s".into(),
        body: "b".into(),
        internal_loan_id: loan.to_string(),
        ..Sent::default()
    }
}

fn at(second: usize) -> DateTime<Utc> {
    DateTime::from_timestamp(i64::try_from(second).unwrap(), 0).unwrap()
}

fn recheck(archive: &mut Archive) {
    let loan = |id, loan_id, status| LoanFacts {
        kiva_id: KivaId(id),
        loan_id,
        client_id: "c",
        status,
    };
    let loans = [
        loan(1, "1", LoanStatus::PayingBack),
        loan(2, "2", LoanStatus::Ended),
        loan(3, "3", LoanStatus::Refunded),
    ];
    archive.recheck(
        &loans,
        &[],
        Rules {
            format: CsvUploadFormat::TwoColumn,
            body_min: 1,
        },
    );
}

/// Does it; how many journals were published, or none when the archive refused.
fn apply(archive: &mut Archive, act: &Act, now: DateTime<Utc>) -> Option<usize> {
    match act {
        Act::PublishAll => archive.publish(&Selection::All, now, "p").ok().map(|loans| loans.len()),
        Act::Publish(ids) => archive
            .publish(&Selection::Chosen(ids.clone()), now, "p")
            .ok()
            .map(|loans| loans.len()),
        Act::TakeOut(id) => archive.take_out(*id, now, "p").ok().map(|()| 0),
        Act::Discard => archive.discard(now, "p").ok().map(|()| 0),
        Act::Correct(id, loan) => {
            let done = archive.correct(*id, sent(*loan)).ok().map(|()| 0);
            if done.is_some() {
                recheck(archive);
            }
            done
        }
    }
}

proptest! {
    #[test]
    fn an_archive_goes_forward_only(loans in prop::collection::vec(0..4_u8, 1..6), acts in acts()) {
        let journals = loans.iter().map(|loan| sent(*loan)).collect();
        let mut archive = Archive::open(PartnerId(1), "k".into(), Origin::Api, "c".into(), at(0), journals);
        for (id, journal) in (1..).zip(&mut archive.journals) {
            journal.id = id;
        }
        recheck(&mut archive);
        for (second, act) in acts.iter().enumerate() {
            let before = archive.clone();
            let done = apply(&mut archive, act, at(second + 1));
            let newly = |j: &&super::Journal| j.state == JournalState::Published(at(second + 1));
            match done {
                None => prop_assert_eq!(&archive, &before),
                Some(published) => prop_assert_eq!(archive.journals.iter().filter(newly).count(), published),
            }
            for (old, new) in before.journals.iter().zip(&archive.journals) {
                // What has left the state of a draft is as it was, text and all.
                prop_assert!(old.is_draft() || old == new);
                prop_assert!(!newly(&new) || (!old.is_blocked() && new.loan.is_some()));
            }
            let waits = archive.journals.iter().any(super::Journal::is_draft);
            prop_assert_eq!(archive.state.closed().is_none(), waits);
            let sent_out = archive.journals.iter().any(|j| matches!(j.state, JournalState::Published(_)));
            prop_assert!(waits || (archive.state.name() == "confirmed") == sent_out);
        }
    }
    /// Whoever reads only the journals that they act on, or all of them in parts of two, does the same.
    #[test]
    fn an_archive_read_in_parts_is_the_same(loans in prop::collection::vec(0..4_u8, 1..6), acts in acts()) {
        let journals = loans.iter().map(|loan| sent(*loan)).collect();
        let mut whole = Archive::open(PartnerId(1), "k".into(), Origin::Api, "c".into(), at(0), journals);
        for (id, journal) in (1..).zip(&mut whole.journals) {
            journal.id = id;
        }
        recheck(&mut whole);
        let mut kept = whole.journals.clone();
        let mut parts = whole.clone();
        for (second, act) in acts.iter().enumerate() {
            let done = apply(&mut whole, act, at(second + 1));
            let in_parts = apply_in_parts(&mut parts, &mut kept, act, at(second + 1));
            prop_assert_eq!(done, in_parts);
            let states = |journals: &[super::Journal]| journals.iter().map(|j| j.state).collect::<Vec<_>>();
            prop_assert_eq!(states(&kept), states(&whole.journals));
            prop_assert_eq!((&parts.state, parts.tally()), (&whole.state, whole.tally()));
        }
    }
}

/// Does it with only those journals read that it is about; `kept` stands for the table.
fn apply_in_parts(archive: &mut Archive, kept: &mut [super::Journal], act: &Act, now: DateTime<Utc>) -> Option<usize> {
    let ids = match act {
        Act::PublishAll | Act::Discard => Vec::new(),
        Act::Publish(ids) => ids.clone(),
        Act::TakeOut(id) | Act::Correct(id, _) => vec![*id],
    };
    archive.look_at(kept.iter().filter(|j| ids.contains(&j.id)).cloned().collect());
    let done = if matches!(act, Act::PublishAll) {
        let mut published = 0;
        for part in kept.chunks_mut(2) {
            archive.look_at(part.to_vec());
            published += archive.publish_part(now).ok()?.len();
            part.clone_from_slice(&archive.journals);
        }
        archive.all_published(published, now, "p").ok().map(|()| published)
    } else {
        apply(archive, act, now)
    };
    if done.is_some() && matches!(act, Act::Discard) {
        for journal in kept.iter_mut().filter(|j| j.is_draft()) {
            journal.state = JournalState::TakenOut;
        }
    }
    for journal in kept.iter_mut() {
        if let Some(read) = archive.journals.iter().find(|j| j.id == journal.id) {
            journal.clone_from(read);
        }
    }
    archive.look_at(Vec::new());
    done
}

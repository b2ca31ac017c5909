//! Archives with their journals, and the loans that take journals.

use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, JournalState, LoanFacts, Origin, Rules, Selection, Sent};
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Loan, LoanStatus};
use fieldlink_domain::partner::Profile;
use fieldlink_domain::settings::Settings;
use fieldlink_store::journals::{self, ArchivePage, ArchiveStates, EligiblePage, Lines, Rate, Tally};
use fieldlink_store::loans::{self, Step};
use fieldlink_store::{Error, Store};
use fieldlink_testkit::{TestDatabase, for_each_engine};

use crate::support::{PARTNER, add_partner, at, new_loan, new_loan_of, noon, open};

/// A loan taken to this status: raised, paying back, or inactive.
async fn loan(store: &Store, partner: PartnerId, n: i64, status: LoanStatus) -> Loan {
    let settings = Settings::default();
    let new = if partner == PARTNER {
        new_loan(n, "Ana", "Lima")
    } else {
        new_loan_of(partner, n)
    };
    let tx = store.begin().await.unwrap();
    let mut loan = loans::insert_published(&tx, new, &settings, "x", noon()).await.unwrap();
    for event in [Event::Review, Event::List, Event::Fund, Event::StartRepayment] {
        if loan.status == status {
            break;
        }
        let before = loan.clone();
        let step = Step {
            event: event.name(),
            actor: "x".into(),
            at: noon(),
        };
        loan.apply(event, noon(), &settings).unwrap();
        loans::save(&tx, &before, &loan, &settings, step).await.unwrap();
    }
    tx.commit().await.unwrap();
    loan
}

async fn give_journal(store: &Store, before: &Loan, when: &str) {
    let mut after = before.clone();
    after.journals += 1;
    after.last_journal = Some(at(when));
    let tx = store.begin().await.unwrap();
    loans::update(&tx, &[(before.clone(), after)], &Settings::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

fn sent(loan_id: &str, body: &str) -> Sent {
    Sent {
        subject: "Señora Lima's \"news\"".into(),
        body: body.into(),
        internal_loan_id: loan_id.into(),
        internal_client_id: Some(" 007".into()),
        image_url: None,
    }
}

/// An archive of these journals, checked against these loans, not kept yet.
fn new_archive(partner: PartnerId, key: &str, journals: Vec<Sent>, loans: &[Loan]) -> Archive {
    let mut archive = Archive::open(partner, key.into(), Origin::Api, "client:abc".into(), noon(), journals);
    check(&mut archive, loans);
    archive
}

fn check(archive: &mut Archive, loans: &[Loan]) {
    let facts: Vec<LoanFacts<'_>> = loans.iter().map(LoanFacts::from).collect();
    archive.recheck(&facts, &[], Rules::new(&Profile::default(), &Settings::default()));
}

/// Keeps an archive and reads it back.
async fn keep(store: &Store, new: &Archive) -> Archive {
    let tx = store.begin().await.unwrap();
    let id = journals::insert(&tx, new).await.unwrap();
    tx.commit().await.unwrap();
    let kept = whole(store, &new.confirm_key).await;
    assert_eq!(kept.id, id);
    kept
}

/// The archive with all of its journals.
async fn whole(store: &Store, key: &str) -> Archive {
    let mut archive = journals::find(store, key).await.unwrap().unwrap();
    let all = Lines {
        after: 0,
        drafts: false,
        limit: 10_000,
    };
    let read = journals::part(store, archive.id, all).await.unwrap();
    archive.look_at(read);
    assert_eq!(archive.rest, Tally::default());
    archive
}

fn page_of(states: ArchiveStates, before: Option<i64>, limit: u64) -> ArchivePage {
    ArchivePage { states, before, limit }
}

async fn save(store: &Store, before: &Archive, after: &Archive) -> Result<(), Error> {
    let tx = store.begin().await.unwrap();
    journals::save(&tx, before, after).await?;
    Ok(tx.commit().await?)
}

async fn a_long_archive_is_kept_part_by_part(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    let loan = loan(&store, PARTNER, 1, LoanStatus::PayingBack).await;
    let head = new_archive(PARTNER, "k-1", Vec::new(), &[]);
    let tx = store.begin().await.unwrap();
    let id = journals::insert(&tx, &head).await.unwrap();
    let names = ["0001".to_owned(), "no such".to_owned()];
    let named = journals::named_loans(&tx, PARTNER, &names).await.unwrap();
    assert_eq!(named.len(), 1);
    assert_eq!(named[0].facts(), LoanFacts::from(&loan));
    assert_eq!(journals::named_loans(&tx, PartnerId(2), &names).await.unwrap(), []);
    for (n, first) in [(1_200, 1), (2, 1_201)] {
        let mut part = new_archive(
            PARTNER,
            "k-1",
            vec![sent("0001", "One."); n],
            std::slice::from_ref(&loan),
        );
        part.number_from(first);
        journals::add(&tx, id, &part).await.unwrap();
    }
    tx.commit().await.unwrap();
    let kept = whole(&store, "k-1").await;
    let lines: Vec<i64> = kept.journals.iter().map(|journal| journal.line).collect();
    assert_eq!(lines, (1..=1_202).collect::<Vec<i64>>());
    assert!(kept.journals.iter().all(|journal| journal.loan == Some(loan.id)));
}

async fn a_re_listing_is_kept_as_published(database: &TestDatabase) {
    let store = open(database).await;
    let loan = loan(&store, PARTNER, 1, LoanStatus::PayingBack).await;
    let told = Archive::relisting(
        (PARTNER, "k-1".into()),
        (loan.id, sent("0001", "She is back.")),
        (noon(), "person:7"),
    );
    let kept = keep(&store, &told).await;
    assert_eq!((kept.origin, kept.state.name()), (Origin::Relisting, "confirmed"));
    let published = journals::of_loan(&store, PARTNER, loan.id).await.unwrap();
    assert_eq!(published[0].sent.body, "She is back.");
    assert_eq!(journals::count_open(&store, PARTNER).await.unwrap(), 0);
}

async fn an_archive_reads_back_byte_for_byte(database: &TestDatabase) {
    let store = open(database).await;
    let loan = loan(&store, PARTNER, 1, LoanStatus::PayingBack).await;
    let journals = vec![
        sent("0001", "One.\n\nTwo “three”"),
        sent("no such", ""),
        Sent::default(),
    ];
    let new = new_archive(PARTNER, "k-1", journals, &[loan]);
    let mut kept = keep(&store, &new).await;
    kept.id = 0;
    for journal in &mut kept.journals {
        assert!(journal.id > 0);
        journal.id = 0;
    }
    assert_eq!(kept, new);
    let read = journals::find(&store, &new.confirm_key).await.unwrap();
    assert_eq!(read.as_ref().map(Archive::tally), Some(kept.tally()));
    let tx = store.begin().await.unwrap();
    assert_eq!(journals::hold(&tx, &new.confirm_key).await.unwrap(), read);
    assert_eq!(journals::hold(&tx, "K-1").await.unwrap(), None);
    drop(tx);
    assert_eq!(journals::find(&store, "K-1").await.unwrap(), None);
    assert_eq!(journals::find(&store, "").await.unwrap(), None);
}

async fn an_archive_is_read_and_discarded_in_parts(database: &TestDatabase) {
    let store = open(database).await;
    let all = (1..=5).map(|n| sent("x", &format!("text {n}"))).collect();
    let kept = keep(&store, &new_archive(PARTNER, "k-1", all, &[])).await;
    let other = keep(&store, &new_archive(PARTNER, "k-2", vec![sent("x", "other")], &[])).await;
    let out = kept.journals[2].id;
    let mut before = journals::find(&store, "k-1").await.unwrap().unwrap();
    let foreign = other.journals[0].id;
    before.look_at(journals::chosen(&store, kept.id, &[out, foreign]).await.unwrap());
    assert_eq!(before.journals, [kept.journals[2].clone()]);
    let mut after = before.clone();
    after.take_out(out, noon(), "person:1").unwrap();
    assert_eq!(after.state.name(), "open");
    save(&store, &before, &after).await.unwrap();

    let lines = async |after, drafts, limit| {
        let lines = Lines { after, drafts, limit };
        let found = journals::part(&store, kept.id, lines).await.unwrap();
        found.iter().map(|journal| journal.line).collect::<Vec<i64>>()
    };
    assert_eq!(lines(0, false, 2).await, [1, 2]);
    assert_eq!(lines(2, false, 2).await, [3, 4]);
    assert_eq!(lines(2, true, 9).await, [4, 5]);

    let before = journals::find(&store, "k-1").await.unwrap().unwrap();
    let mut after = before.clone();
    after.discard(noon(), "person:1").unwrap();
    let tx = store.begin().await.unwrap();
    journals::discard(&tx, before.id).await.unwrap();
    journals::save(&tx, &before, &after).await.unwrap();
    tx.commit().await.unwrap();
    let tally = Tally {
        taken_out: 5,
        ..Tally::default()
    };
    assert_eq!(whole(&store, "k-1").await.tally(), tally);
    assert_eq!(whole(&store, "k-2").await.tally().drafts, 1);
}

async fn a_confirm_key_is_given_once(database: &TestDatabase) {
    let store = open(database).await;
    let new = new_archive(PARTNER, "k-1", vec![sent("1", "b")], &[]);
    keep(&store, &new).await;
    let tx = store.begin().await.unwrap();
    assert!(matches!(journals::insert(&tx, &new).await, Err(Error::Duplicate(_))));
}

async fn more_journals_than_one_statement_holds_are_kept(database: &TestDatabase) {
    let store = open(database).await;
    let all = (0..3_001).map(|n| sent("x", &format!("text {n}"))).collect();
    let kept = keep(&store, &new_archive(PARTNER, "k-1", all, &[])).await;
    assert_eq!(kept.journals.len(), 3_001);
    assert!(
        (0..)
            .zip(&kept.journals)
            .all(|(n, j)| j.line == n + 1 && j.sent.body == format!("text {n}"))
    );
    let mut after = kept.clone();
    after.discard(at("2026-03-03T00:00:00Z"), "person:1").unwrap();
    save(&store, &kept, &after).await.unwrap();
    let tally = journals::summaries(&store, PARTNER, page_of(ArchiveStates::Closed, None, 9))
        .await
        .unwrap()[0]
        .tally;
    assert_eq!(
        tally,
        Tally {
            taken_out: 3_001,
            ..Tally::default()
        }
    );
    assert_eq!(tally.total(), 3_001);
}

async fn what_a_person_decides_is_saved_and_nothing_else(database: &TestDatabase) {
    let store = open(database).await;
    let loans = [
        loan(&store, PARTNER, 1, LoanStatus::PayingBack).await,
        loan(&store, PARTNER, 2, LoanStatus::Raised).await,
    ];
    let journals = vec![sent("0001", "a"), sent("0002", "b"), sent("none", "c")];
    let before = keep(&store, &new_archive(PARTNER, "k-1", journals, &loans)).await;
    let other = keep(&store, &new_archive(PARTNER, "k-2", vec![sent("0001", "z")], &loans)).await;

    let mut after = before.clone();
    after
        .publish(
            &Selection::Chosen(vec![before.journals[0].id]),
            at("2026-03-03T00:00:00Z"),
            "person:1",
        )
        .unwrap();
    after.correct(before.journals[2].id, sent("0002", "corrected")).unwrap();
    check(&mut after, &loans);
    after
        .take_out(before.journals[1].id, at("2026-03-03T00:00:00Z"), "person:1")
        .unwrap();
    save(&store, &before, &after).await.unwrap();
    after.version += 1;
    let kept = whole(&store, "k-1").await;
    assert_eq!(kept, after);

    let mut closed = kept.clone();
    closed
        .publish(&Selection::All, at("2026-03-04T00:00:00Z"), "person:2")
        .unwrap();
    save(&store, &kept, &closed).await.unwrap();
    closed.version += 1;
    assert_eq!(whole(&store, "k-1").await, closed);
    assert_eq!(closed.state.closed().unwrap().by, "person:2");
    assert_eq!(whole(&store, "k-2").await, other);

    let published = journals::of_loan(&store, PARTNER, loans[1].id).await.unwrap();
    assert_eq!(journals::of_loan(&store, PartnerId(2), loans[1].id).await.unwrap(), []);
    assert_eq!(
        published.iter().map(|j| j.sent.body.as_str()).collect::<Vec<_>>(),
        ["corrected"]
    );
    assert_eq!(published[0].state, JournalState::Published(at("2026-03-04T00:00:00Z")));
    let mut texts = journals::published_texts(&store, &[loans[0].id, loans[1].id, KivaId(5)])
        .await
        .unwrap();
    texts.sort();
    let subject = "Señora Lima's \"news\"".to_owned();
    assert_eq!(
        texts,
        [
            (loans[0].id, subject.clone(), "a".into()),
            (loans[1].id, subject, "corrected".into())
        ]
    );
    assert_eq!(journals::published_texts(&store, &[]).await.unwrap(), []);
}

async fn who_saves_an_older_reading_is_refused(database: &TestDatabase) {
    let store = open(database).await;
    let before = keep(
        &store,
        &new_archive(PARTNER, "k-1", vec![sent("1", "a"), sent("2", "b")], &[]),
    )
    .await;
    let mut first = before.clone();
    first.take_out(before.journals[0].id, noon(), "person:1").unwrap();
    save(&store, &before, &first).await.unwrap();
    let mut second = before.clone();
    second.discard(noon(), "person:2").unwrap();
    assert!(matches!(save(&store, &before, &second).await, Err(Error::Stale { .. })));
    let states: Vec<&str> = whole(&store, "k-1")
        .await
        .journals
        .iter()
        .map(|j| j.state.name())
        .collect();
    assert_eq!(states, ["taken_out", "draft"]);
}

async fn of_writers_at_once_one_wins(database: &TestDatabase) {
    let store = open(database).await;
    let before = keep(&store, &new_archive(PARTNER, "k-1", vec![sent("1", "a")], &[])).await;
    let tries = (0..8).map(|n| {
        let (store, before) = (store.clone(), before.clone());
        tokio::spawn(async move {
            let mut after = before.clone();
            after.discard(noon(), &format!("person:{n}")).unwrap();
            save(&store, &before, &after).await.is_ok()
        })
    });
    let mut won = 0;
    for attempt in tries.collect::<Vec<_>>() {
        won += u8::from(attempt.await.unwrap());
    }
    assert_eq!(won, 1);
}

async fn lists_hold_the_partners_own_newest_first(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    for key in ["a", "b", "c"] {
        keep(
            &store,
            &new_archive(PARTNER, key, vec![sent("1", "x"), sent("2", "y")], &[]),
        )
        .await;
    }
    keep(&store, &new_archive(PartnerId(2), "other", vec![sent("1", "x")], &[])).await;
    let before = whole(&store, "b").await;
    let mut after = before.clone();
    after.discard(at("2026-03-09T00:00:00Z"), "person:1").unwrap();
    save(&store, &before, &after).await.unwrap();

    let keys = |list: Vec<journals::Summary>| list.into_iter().map(|s| s.confirm_key).collect::<Vec<_>>();
    let open_ones = journals::summaries(&store, PARTNER, page_of(ArchiveStates::Open, None, 9))
        .await
        .unwrap();
    assert_eq!(
        open_ones[0].tally,
        Tally {
            drafts: 2,
            ..Tally::default()
        }
    );
    assert_eq!(open_ones[0].created_at, noon());
    assert_eq!(keys(open_ones), ["c", "a"]);
    assert_eq!(
        keys(
            journals::summaries(&store, PARTNER, page_of(ArchiveStates::Open, None, 1))
                .await
                .unwrap()
        ),
        ["c"]
    );
    let all = journals::summaries(&store, PARTNER, page_of(ArchiveStates::All, None, 2))
        .await
        .unwrap();
    let more = page_of(ArchiveStates::All, Some(all[1].id), 2);
    assert_eq!(keys(all), ["c", "b"]);
    assert_eq!(keys(journals::summaries(&store, PARTNER, more).await.unwrap()), ["a"]);
    let closed = journals::summaries(&store, PARTNER, page_of(ArchiveStates::Closed, None, 9))
        .await
        .unwrap();
    assert_eq!(closed[0].state, after.state);
    assert_eq!(keys(closed), ["b"]);
    assert_eq!(journals::count_open(&store, PARTNER).await.unwrap(), 2);
    assert_eq!(journals::count_open(&store, PartnerId(2)).await.unwrap(), 1);
    assert_eq!(journals::count_open(&store, PartnerId(3)).await.unwrap(), 0);
}

async fn eligible_loans_come_in_pages_newest_first(database: &TestDatabase) {
    let store = open(database).await;
    add_partner(&store, PartnerId(2)).await;
    loan(&store, PartnerId(2), 1, LoanStatus::PayingBack).await;
    for n in 0..9_usize {
        let status = [LoanStatus::PayingBack, LoanStatus::Raised, LoanStatus::Inactive][n % 3];
        loan(&store, PARTNER, i64::try_from(n).unwrap(), status).await;
    }
    let with_journal = loans::by_internal_loan_ids(&store, PARTNER, &["0003".into()])
        .await
        .unwrap()
        .remove(0);
    give_journal(&store, &with_journal, "2026-03-10T00:00:00Z").await;

    let all = EligiblePage {
        before: None,
        never_journaled: false,
        status: None,
        limit: 100,
    };
    let seqs = |page: &[journals::EligibleLoan]| page.iter().map(|l| l.seq).collect::<Vec<_>>();
    let found = journals::eligible(&store, PARTNER, all).await.unwrap();
    assert_eq!(seqs(&found), [7, 6, 4, 3, 1, 0]);
    assert_eq!(
        (found[3].journals, found[3].last_journal),
        (1, Some(at("2026-03-10T00:00:00Z")))
    );
    assert_eq!(found[0].status, LoanStatus::Raised);
    assert_eq!(
        (found[0].internal_loan_id.as_str(), found[0].name.as_str()),
        ("0007", "Ana Lima")
    );

    let first = journals::eligible(&store, PARTNER, EligiblePage { limit: 2, ..all })
        .await
        .unwrap();
    assert_eq!(seqs(&first), [7, 6]);
    let next = EligiblePage {
        before: Some(6),
        limit: 3,
        ..all
    };
    assert_eq!(
        seqs(&journals::eligible(&store, PARTNER, next).await.unwrap()),
        [4, 3, 1]
    );
    let never = EligiblePage {
        never_journaled: true,
        ..next
    };
    assert_eq!(
        seqs(&journals::eligible(&store, PARTNER, never).await.unwrap()),
        [4, 1, 0]
    );
    assert_eq!(
        journals::eligible(&store, PARTNER, EligiblePage { before: Some(0), ..all })
            .await
            .unwrap(),
        []
    );

    let rate = journals::rate(&store, PARTNER).await.unwrap();
    assert_eq!(
        (rate, rate.percent()),
        (
            Rate {
                eligible: 6,
                journaled: 1
            },
            Some(16)
        )
    );
    let nobody = journals::rate(&store, PartnerId(3)).await.unwrap();
    assert_eq!((nobody, nobody.percent()), (Rate::default(), None));
}

for_each_engine!(
    a_long_archive_is_kept_part_by_part,
    a_re_listing_is_kept_as_published,
    an_archive_reads_back_byte_for_byte,
    an_archive_is_read_and_discarded_in_parts,
    a_confirm_key_is_given_once,
    more_journals_than_one_statement_holds_are_kept,
    what_a_person_decides_is_saved_and_nothing_else,
    who_saves_an_older_reading_is_refused,
    of_writers_at_once_one_wins,
    lists_hold_the_partners_own_newest_first,
    eligible_loans_come_in_pages_newest_first,
);

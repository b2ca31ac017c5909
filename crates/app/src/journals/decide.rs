//! A person's decision on an archive: publish, correct, take out, discard.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, JournalError, KnownTexts, Selection, Sent};
use fieldlink_domain::settings::Settings;
use fieldlink_store::journals::Lines;
use fieldlink_store::{Tx, journals, loans};

use super::{AT_ONCE, own, recheck};
use crate::audit::Deed;
use crate::{Actor, Error, Pa2, Permission, Result};

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// Journals published now.
    pub journals: usize,
    /// Journals that still wait.
    pub waiting: usize,
}

/// A journal's text and ids as a person corrected them. Without Debug: it tells of a borrower.
#[derive(Clone, PartialEq, Eq)]
pub struct Correction {
    /// Headline.
    pub subject: String,
    /// Text.
    pub body: String,
    /// The partner's Loan ID.
    pub internal_loan_id: String,
    /// The partner's Client ID.
    pub internal_client_id: Option<String>,
}

/// An archive as a person saw it, and who decides.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Who decides.
    pub actor: &'a Actor,
    /// Whose archive it must be.
    pub partner: PartnerId,
    /// The random end of the confirm URL.
    pub confirm_key: &'a str,
    /// The version that was on the page.
    pub version: i64,
}

/// A decision under way.
struct Decision {
    tx: Tx,
    before: Archive,
    archive: Archive,
    now: DateTime<Utc>,
}

impl Pa2 {
    /// Publishes journals of an archive. Nobody publishes what they have not seen: when the archive has changed since
    /// `seen.version`, nothing happens and the error says who did what.
    pub async fn publish_journals(&self, seen: Seen<'_>, which: &Selection) -> Result<Published> {
        let chosen: &[i64] = match which {
            Selection::All => &[],
            Selection::Chosen(ids) => ids,
        };
        let mut decision = self.begin_decision(seen, chosen).await?;
        let by = seen.actor.label();
        let outcome = match which {
            Selection::All => self.publish_all(&mut decision, &by).await?,
            Selection::Chosen(_) => match decision.archive.publish(which, decision.now, &by) {
                Ok(loans) => {
                    count_on_loans(&decision, &loans, &self.settings).await?;
                    Ok(loans.len())
                }
                Err(error) => Err(error),
            },
        };
        let done = match outcome {
            Ok(journals) => Published {
                journals,
                waiting: usize::try_from(decision.archive.tally().drafts).unwrap_or(usize::MAX),
            },
            Err(error) => return Err(self.refuse(decision, error).await?),
        };
        let detail = format!("published {}, waiting {}", done.journals, done.waiting);
        self.end_decision(seen, decision, "journals.publish", &detail).await?;
        Ok(done)
    }

    /// Publishes all that can be published, part by part: a large archive needs no more memory than a small one.
    async fn publish_all(&self, decision: &mut Decision, by: &str) -> Result<std::result::Result<usize, JournalError>> {
        let rules = self.journal_rules(&decision.tx, decision.archive.partner_id).await?;
        let (mut after, mut published) = (0, 0);
        loop {
            let lines = Lines {
                after,
                drafts: true,
                limit: AT_ONCE as u64,
            };
            let (tx, archive) = (&decision.tx, &mut decision.archive);
            let before = journals::part(tx, archive.id, lines).await?;
            let Some(last) = before.last() else { break };
            after = last.line;
            archive.look_at(before.clone());
            // What only warns has no say here.
            recheck(tx, archive, rules, &mut KnownTexts::default(), |_| false).await?;
            let loans = match archive.publish_part(decision.now) {
                Ok(loans) => loans,
                Err(error) => return Ok(Err(error)),
            };
            journals::save_journals(tx, &before, &archive.journals).await?;
            count_on_loans(decision, &loans, &self.settings).await?;
            published += loans.len();
        }
        decision.archive.look_at(Vec::new());
        Ok(decision
            .archive
            .all_published(published, decision.now, by)
            .map(|()| published))
    }

    /// Takes out everything that still waits, and closes the archive.
    pub async fn discard_journals(&self, seen: Seen<'_>) -> Result<()> {
        let mut decision = self.begin_decision(seen, &[]).await?;
        if let Err(error) = decision.archive.discard(decision.now, &seen.actor.label()) {
            return Err(self.refuse(decision, error).await?);
        }
        journals::discard(&decision.tx, decision.archive.id).await?;
        self.end_decision(seen, decision, "journals.discard", "").await
    }

    /// Takes one journal out.
    pub async fn take_out_journal(&self, seen: Seen<'_>, journal: i64) -> Result<()> {
        let mut decision = self.begin_decision(seen, &[journal]).await?;
        if let Err(error) = decision.archive.take_out(journal, decision.now, &seen.actor.label()) {
            return Err(self.refuse(decision, error).await?);
        }
        self.end_decision(seen, decision, "journals.take_out", &format!("journal {journal}"))
            .await
    }

    /// Puts a corrected text in a journal's place and checks it again. What is wrong with it then stands on the page.
    pub async fn correct_journal(&self, seen: Seen<'_>, journal: i64, correction: Correction) -> Result<()> {
        let mut decision = self.begin_decision(seen, &[journal]).await?;
        let image_url = decision.archive.journals.first().and_then(|j| j.sent.image_url.clone());
        let sent = Sent {
            subject: correction.subject,
            body: correction.body,
            internal_loan_id: correction.internal_loan_id,
            internal_client_id: correction.internal_client_id,
            image_url,
        };
        if let Err(error) = decision.archive.correct(journal, sent) {
            return Err(self.refuse(decision, error).await?);
        }
        let (tx, archive) = (&decision.tx, &mut decision.archive);
        let rules = self.journal_rules(tx, archive.partner_id).await?;
        recheck(tx, archive, rules, &mut KnownTexts::default(), |_| true).await?;
        self.end_decision(seen, decision, "journals.correct", &format!("journal {journal}"))
            .await
    }

    /// Opens the transaction and reads the archive in it and these of its journals, checked against the loans of this
    /// moment.
    async fn begin_decision(&self, seen: Seen<'_>, chosen: &[i64]) -> Result<Decision> {
        seen.actor.may(Permission::PublishJournals, seen.partner)?;
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        // Held: of two people at once the second waits here, and is told what the first did.
        let mut before = own(journals::hold(&tx, seen.confirm_key).await?, seen.partner)?;
        if before.version != seen.version {
            return Err(self.changed(&before).await?);
        }
        before.look_at(journals::chosen(&tx, before.id, chosen).await?);
        let mut archive = before.clone();
        if !chosen.is_empty() {
            let rules = self.journal_rules(&tx, seen.partner).await?;
            recheck(&tx, &mut archive, rules, &mut KnownTexts::default(), |_| false).await?;
        }
        Ok(Decision {
            tx,
            before,
            archive,
            now,
        })
    }

    async fn end_decision(&self, seen: Seen<'_>, decision: Decision, action: &'static str, detail: &str) -> Result<()> {
        match journals::save(&decision.tx, &decision.before, &decision.archive).await {
            Err(fieldlink_store::Error::Stale { .. }) => {
                drop(decision);
                let now = self.own_archive(&self.store, seen.partner, seen.confirm_key).await?;
                return Err(self.changed(&now).await?);
            }
            other => other?,
        }
        let Decision { tx, archive, .. } = decision;
        let subject = archive.id.to_string();
        let deed = Deed {
            partner: Some(seen.partner),
            action,
            subject: &subject,
            detail,
        };
        self.note(&tx, seen.actor, deed).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives the decision up, then says why: the words are read on another connection.
    async fn refuse(&self, decision: Decision, error: JournalError) -> Result<Error> {
        drop(decision);
        self.refusal(error).await
    }

    /// The error for a person whose page is older than the archive.
    async fn changed(&self, archive: &Archive) -> Result<Error> {
        match archive.state.closed() {
            Some(closed) => {
                self.refusal(JournalError::Closed {
                    state: archive.state.name(),
                    closed: closed.clone(),
                })
                .await
            }
            None => Ok(Error::conflict(
                "Somebody else has changed these journals since you opened the page. Nothing was done; look at them again.",
            )
            .said("error-journals-changed", [])),
        }
    }

    /// What the archive's refusal is to the caller.
    async fn refusal(&self, error: JournalError) -> Result<Error> {
        Ok(match error {
            JournalError::Closed { state, closed } => {
                let who = self.in_words(&closed.by).await?;
                let day = pacific_day(closed.at).format("%-d %B %Y");
                let deed = if state == "discarded" { "discarded" } else { "confirmed" };
                Error::conflict(format!(
                    "These journals were {deed} by {who} on {day}. Nothing more can be done with them."
                ))
                .said(
                    "error-journals-closed",
                    [
                        ("deed", deed.to_owned()),
                        ("who", who),
                        ("day", pacific_day(closed.at).to_string()),
                    ],
                )
            }
            JournalError::NoSuchJournal => Error::not_found("This journal").said("error-journal-gone", []),
            JournalError::NotDraft { line, state } => Error::conflict(format!("Nothing was done: {error}.")).said(
                "error-journal-not-waiting",
                [("line", line.to_string()), ("state", state.to_owned())],
            ),
            JournalError::NothingChosen => Error::invalid("Choose at least one journal that can be published.")
                .said("error-journals-nothing-chosen", []),
            JournalError::Blocked { findings } => Error::refused(
                "Nothing was published: some of the chosen journals cannot be published as they are.",
                findings,
            )
            .said("error-journals-blocked", []),
        })
    }
}

/// Counts published journals, of which these are the loans, on them.
async fn count_on_loans(decision: &Decision, published: &[KivaId], settings: &Settings) -> Result<()> {
    let mut counts: BTreeMap<KivaId, i64> = BTreeMap::new();
    for loan in published {
        *counts.entry(*loan).or_default() += 1;
    }
    if counts.is_empty() || !decision.archive.origin.counts() {
        return Ok(());
    }
    let ids: Vec<KivaId> = counts.keys().copied().collect();
    for some in ids.chunks(AT_ONCE) {
        let mut changes = Vec::with_capacity(some.len());
        for before in loans::by_ids(&decision.tx, decision.archive.partner_id, some).await? {
            let mut after = before.clone();
            after.journals += counts.get(&before.id).copied().unwrap_or(0);
            after.last_journal = Some(decision.now);
            changes.push((before, after));
        }
        loans::update(&decision.tx, &changes, settings).await?;
    }
    Ok(())
}

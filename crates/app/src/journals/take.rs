//! Journals as they come in, by a call, a file or a person's hand: one archive, one confirm URL.

use fieldlink_contract::codes;
use fieldlink_contract::journals::{Journal as Sent, JournalsReply};
use fieldlink_domain::finding::Finding;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::journal::{Archive, Journal, KnownTexts, Origin};
use fieldlink_store::{journals, loans};

use super::{AT_ONCE, file, make_keepable, recheck};
use crate::audit::Deed;
use crate::idempotency::{self, IdempotencyKey};
use crate::{Actor, Error, Pa2, Permission, Result};

/// Journals that came together.
struct Call {
    partner: PartnerId,
    origin: Origin,
    sent: Vec<Sent>,
}

/// What came of journals that were taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Number of the archive.
    pub archive: i64,
    /// The random end of its confirm URL.
    pub confirm_key: String,
}

/// One text for several loans.
#[derive(Clone, PartialEq, Eq)]
pub struct MassJournal {
    /// Headline.
    pub subject: String,
    /// Text.
    pub body: String,
    /// Loans whose lenders receive it.
    pub loans: Vec<KivaId>,
    /// More of them, by the partner's Loan ID.
    pub loan_ids: Vec<String>,
}

/// Most loans of one mass journal.
const MASS_MOST: usize = 3_000;

impl Pa2 {
    /// Keeps the journals of a call for a person to look through. Journals that break a rule are kept too, with what is
    /// wrong, so that nothing vanishes; they cannot be published until they are mended.
    pub async fn take_journals(
        &self,
        actor: &Actor,
        partner: PartnerId,
        sent: Vec<Sent>,
        key: Option<&IdempotencyKey>,
    ) -> Result<JournalsReply> {
        let call = Call {
            partner,
            origin: Origin::Api,
            sent,
        };
        Ok(self.keep_journals(actor, call, key).await?.0)
    }

    /// Keeps the journals of a CSV with the two or three columns of the partner's profile, then subject, text and, if
    /// wanted, the address of a picture.
    pub async fn take_journals_file(&self, actor: &Actor, partner: PartnerId, file: &[u8]) -> Result<Taken> {
        actor.may(Permission::SendJournals, partner)?;
        let format = self.partner(partner).await?.profile.csv_upload_format;
        let call = Call {
            partner,
            origin: Origin::Csv,
            sent: file::read(file, format)?,
        };
        Ok(self.keep_journals(actor, call, None).await?.1)
    }

    /// Keeps one journal that a person wrote.
    pub async fn write_journal(&self, actor: &Actor, partner: PartnerId, sent: Sent) -> Result<Taken> {
        let call = Call {
            partner,
            origin: Origin::Hand,
            sent: vec![sent],
        };
        Ok(self.keep_journals(actor, call, None).await?.1)
    }

    /// Keeps one text for several loans, a journal for each. Refused while the text itself breaks a rule.
    pub async fn write_mass_journal(&self, actor: &Actor, partner: PartnerId, mass: MassJournal) -> Result<Taken> {
        actor.may(Permission::SendJournals, partner)?;
        let sent = self.sent_to_all(partner, &mass).await?;
        let Some(first) = sent.first() else {
            return Err(Error::invalid("Choose at least one loan.").said("error-journals-no-loan", []));
        };
        if sent.len() > MASS_MOST {
            let message = format!("These are more than the {MASS_MOST} loans of one mass journal.");
            return Err(Error::invalid(message).said("error-journals-many", [("most", MASS_MOST.to_string())]));
        }
        let mut findings = self.judge_journal(actor, partner, first).await?;
        findings.retain(|f| f.blocks() && (f.field == "subject" || f.field == "body"));
        if !findings.is_empty() {
            let message = "The text cannot be sent as it is.";
            return Err(Error::refused(message, findings).said("error-journal-text", []));
        }
        let call = Call {
            partner,
            origin: Origin::Mass,
            sent,
        };
        Ok(self.keep_journals(actor, call, None).await?.1)
    }

    /// A journal for each loan, once. Of several loans with one Loan ID the newest that takes journals is meant; an ID
    /// that is no loan's stays, so that the confirm page can say so.
    async fn sent_to_all(&self, partner: PartnerId, mass: &MassJournal) -> Result<Vec<Sent>> {
        let mut chosen = loans::by_ids(&self.store, partner, &mass.loans).await?;
        let named = loans::by_internal_loan_ids(&self.store, partner, &mass.loan_ids).await?;
        let mut unknown = Vec::new();
        for id in &mass.loan_ids {
            let candidates = named.iter().filter(|loan| loan.internal_loan_id == *id);
            match candidates.max_by_key(|loan| (loan.takes_journals(), loan.id)) {
                Some(loan) => chosen.push(loan.clone()),
                None => unknown.push((id.clone(), None)),
            }
        }
        chosen.sort_by_key(|loan| loan.id);
        chosen.dedup_by_key(|loan| loan.id);
        let known = chosen
            .into_iter()
            .map(|loan| (loan.internal_loan_id, Some(loan.internal_client_id)));
        Ok(known
            .chain(unknown)
            .map(|(loan_id, client_id)| Sent {
                subject: mass.subject.clone(),
                body: mass.body.clone(),
                internal_loan_id: loan_id,
                internal_client_id: client_id,
                image_url: None,
            })
            .collect())
    }

    /// What the rules find in one journal. Nothing is kept.
    pub async fn judge_journal(&self, actor: &Actor, partner: PartnerId, sent: &Sent) -> Result<Vec<Finding>> {
        actor.may(Permission::SendJournals, partner)?;
        let now = self.now().await?;
        let sent = vec![sent.clone()];
        let mut archive = Archive::open(partner, String::new(), Origin::Hand, String::new(), now, sent);
        let rules = self.journal_rules(&self.store, partner).await?;
        recheck(&self.store, &mut archive, rules, &mut KnownTexts::default(), |_| true).await?;
        Ok(archive.journals.into_iter().flat_map(|j| j.findings).collect())
    }

    async fn keep_journals(
        &self,
        actor: &Actor,
        call: Call,
        key: Option<&IdempotencyKey>,
    ) -> Result<(JournalsReply, Taken)> {
        let Call { partner, origin, sent } = call;
        actor.may(Permission::SendJournals, partner)?;
        if sent.is_empty() {
            return Err(Error::invalid("The list of journals is empty.").said("error-journals-none", []));
        }
        let now = self.now().await?;
        let total = sent.len();
        let tx = self.store.begin().await?;
        if let Some(answer) = idempotency::replay::<JournalsReply>(&tx, key).await? {
            let taken = Taken {
                archive: answer.archive_id.parse().unwrap_or(0),
                confirm_key: answer.confirm_url.rsplit('/').next().unwrap_or_default().to_owned(),
            };
            return Ok((answer, taken));
        }
        // 256 random bits: nobody finds a confirm URL by trying.
        let confirm_key = self.entropy.token::<32>();
        let open = |sent| Archive::open(partner, confirm_key.clone(), origin, actor.label(), now, sent);
        let id = journals::insert(&tx, &open(Vec::new())).await?;
        let rules = self.journal_rules(&tx, partner).await?;
        let mut known = KnownTexts::default();
        let mut blocked = Blocked::default();
        let mut rest = sent.into_iter();
        for first in (1..=total).step_by(AT_ONCE) {
            let mut part = open(rest.by_ref().take(AT_ONCE).collect());
            part.number_from(first);
            recheck(&tx, &mut part, rules, &mut known, |_| true).await?;
            blocked.add(&part);
            part.journals
                .iter_mut()
                .for_each(|journal| make_keepable(&mut journal.sent));
            journals::add(&tx, id, &part).await?;
        }
        let answer = JournalsReply {
            code: codes::SUCCESS.into(),
            message: blocked.message(total),
            archive_id: id.to_string(),
            confirm_url: self.confirm_url(&confirm_key),
        };
        let detail = format!("{total} journals, {}", origin.name());
        let deed = Deed {
            partner: Some(partner),
            action: "journals.take",
            subject: &answer.archive_id,
            detail: &detail,
        };
        self.note(&tx, actor, deed).await?;
        if origin == Origin::Api {
            self.tell_of_archive(&tx, (partner, &confirm_key), (total, blocked.count))
                .await?;
        }
        self.keep_answer(&tx, key, &answer).await?;
        tx.commit().await?;
        let taken = Taken {
            archive: id,
            confirm_key,
        };
        Ok((answer, taken))
    }

    /// The page on which a person looks the archive through.
    pub fn confirm_url(&self, confirm_key: &str) -> String {
        format!("{}/journals/archives/{confirm_key}", self.public_url)
    }
}

/// Journals that cannot be published as they are.
#[derive(Default)]
struct Blocked {
    count: usize,
    /// The first of them, with what is wrong.
    named: Vec<String>,
}

/// Blocked journals that an answer names.
const NAMED: usize = 20;

impl Blocked {
    fn add(&mut self, part: &Archive) {
        for journal in part.journals.iter().filter(|j| j.is_blocked()) {
            self.count += 1;
            if self.named.len() < NAMED {
                self.named.push(format!("{} ({})", journal.line, reasons(journal)));
            }
        }
    }

    /// Says how many came and what is wrong with them, so that a log of the calling side is of use.
    fn message(&self, total: usize) -> String {
        let came = format!("Received {total} journal(s). A person must review and publish them at the confirm_url.");
        let (n, named) = (self.count, self.named.join(", "));
        match n {
            0 => came,
            n if n <= NAMED => format!("{came} As they are, {n} cannot be published: {named}."),
            _ => format!("{came} As they are, {n} cannot be published: {named}, and more."),
        }
    }
}

fn reasons(journal: &Journal) -> String {
    let codes: Vec<&str> = journal
        .findings
        .iter()
        .filter(|f| f.blocks())
        .map(|f| f.code.as_str())
        .collect();
    codes.join(", ")
}

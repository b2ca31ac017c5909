//! Journals of one call: one archive, one confirm URL.

use fieldlink_contract::codes;
use fieldlink_contract::journals::{Journal as Sent, JournalsReply};
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::journal::{Archive, Journal};
use fieldlink_store::journals;

use super::must_be_storable;
use crate::audit::Deed;
use crate::idempotency::{self, IdempotencyKey};
use crate::{Actor, Error, Pa2, Permission, Result};

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
        actor.may(Permission::SendJournals, partner)?;
        if sent.is_empty() {
            return Err(Error::invalid("The list of journals is empty."));
        }
        for (index, journal) in sent.iter().enumerate() {
            must_be_storable(journal, &format!("journals[{index}]."))?;
        }
        let now = self.now().await?;
        let tx = self.store.begin().await?;
        if let Some(answer) = idempotency::replay(&tx, key).await? {
            return Ok(answer);
        }
        // 256 random bits: nobody finds a confirm URL by trying.
        let confirm_key = self.entropy.token::<32>();
        let mut archive = Archive::open(partner, confirm_key, actor.label(), now, sent);
        self.recheck(&tx, &mut archive).await?;
        let id = journals::insert(&tx, &archive).await?;
        let answer = JournalsReply {
            code: codes::SUCCESS.into(),
            message: message(&archive),
            archive_id: id.to_string(),
            confirm_url: self.confirm_url(&archive.confirm_key),
        };
        let detail = format!("{} journals", archive.journals.len());
        let deed = Deed {
            partner: Some(partner),
            action: "journals.take",
            subject: &answer.archive_id,
            detail: &detail,
        };
        self.note(&tx, actor, deed).await?;
        idempotency::keep(&tx, key, &answer, now).await?;
        tx.commit().await?;
        Ok(answer)
    }

    /// The page on which a person looks the archive through.
    pub fn confirm_url(&self, confirm_key: &str) -> String {
        format!("{}/journals/archives/{confirm_key}", self.public_url)
    }
}

/// Says how many came and what is wrong with them, so that a log of the calling side is of use.
fn message(archive: &Archive) -> String {
    let total = archive.journals.len();
    let blocked: Vec<String> = archive
        .journals
        .iter()
        .filter(|j| j.is_blocked())
        .map(|j| format!("{} ({})", j.line, reasons(j)))
        .collect();
    let came = format!("Received {total} journal(s). A person must review and publish them at the confirm_url.");
    match blocked.len() {
        0 => came,
        n if n <= 20 => format!("{came} As they are, {n} cannot be published: {}.", blocked.join(", ")),
        n => format!(
            "{came} As they are, {n} cannot be published: {}, and more.",
            blocked[..20].join(", ")
        ),
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

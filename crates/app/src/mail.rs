//! E-mails: what they say is queued in the transaction of the deed, and sent after it.
//!
//! At least once: a process that ends between sending an e-mail and noting it has it sent again by another. What an e-mail
//! says is kept sealed until it has left, because it may carry a link that opens an account.

use chrono::Duration;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::Tx;
use fieldlink_store::mail::{self, NewMail, Waiting};
use fieldlink_store::people::{self, Person};

use crate::{Pa2, Result, Role};

mod letter;
mod news;
mod post;
mod reminders;

pub use letter::Letter;
pub use post::{Post, Rendered};

/// What the words of an e-mail are put together by: the letter, and the language by its two letters.
pub type Render = fn(&Letter, &str) -> Rendered;

const PURPOSE: &str = "mail";
/// How long a process has to send what it took.
const CLAIM: Duration = Duration::minutes(5);
/// E-mails that are taken at a time.
const BATCH: i64 = 20;
/// How often sending is tried, over two days.
const TRIES: i64 = 12;
/// The longest time to the next try.
const LONGEST_WAIT: Duration = Duration::hours(6);
/// How long it is kept that an e-mail was sent; what is told once a month is not told again in this time.
const KEPT: Duration = Duration::days(90);
/// People of a partner that are told of one thing.
const TOLD: u64 = 50;

impl Pa2 {
    /// Queues an e-mail to a person. With `once`, that person is told of this thing only once.
    pub(crate) async fn queue_letter(
        &self,
        tx: &Tx,
        person: &Person,
        letter: &Letter,
        once: Option<&str>,
    ) -> Result<()> {
        let language = person.locale.as_deref().unwrap_or("en");
        let once = once.map(|what| format!("{what}:{}", person.id));
        self.queue(tx, (&person.email, language), letter, once).await
    }

    /// Queues an e-mail to whoever runs PA2.
    pub(crate) async fn queue_to_operator(&self, tx: &Tx, letter: &Letter) -> Result<()> {
        let to = (
            self.settings.operator_email.trim(),
            self.settings.operator_language.as_str(),
        );
        self.queue(tx, to, letter, None).await
    }

    async fn queue(
        &self,
        tx: &Tx,
        (recipient, language): (&str, &str),
        letter: &Letter,
        once: Option<String>,
    ) -> Result<()> {
        let said = serde_json::to_vec(letter).map_err(crate::Error::internal)?;
        let new = NewMail {
            recipient: recipient.to_owned(),
            language: language.to_owned(),
            letter: self.seal(PURPOSE, &said).await?,
            once,
        };
        mail::insert(tx, &new, self.system.read()).await?;
        Ok(())
    }

    /// Queues an e-mail to those of a partner who have one of these roles.
    pub(crate) async fn tell(
        &self,
        tx: &Tx,
        partner: PartnerId,
        roles: &[Role],
        letter: &Letter,
        once: Option<&str>,
    ) -> Result<()> {
        let roles: Vec<String> = roles.iter().map(ToString::to_string).collect();
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        for person in people::with_roles(tx, partner, &roles, TOLD).await? {
            self.queue_letter(tx, &person, letter, once).await?;
        }
        Ok(())
    }

    /// Queues an e-mail to Kiva's administrators.
    pub(crate) async fn tell_kiva(&self, tx: &Tx, letter: &Letter) -> Result<()> {
        let role = Role::Kiva.to_string();
        for person in people::of_kiva_with_roles(tx, &[role.as_str()], TOLD).await? {
            self.queue_letter(tx, &person, letter, None).await?;
        }
        Ok(())
    }

    /// Sends the e-mails whose time has come; how many left. Several processes may do it at once.
    pub async fn send_mail(&self, post: &Post, render: Render) -> Result<u64> {
        let mut left = 0;
        loop {
            let now = self.system.read();
            let tx = self.store.begin().await?;
            let claimed = mail::claim(&tx, now, now + CLAIM, BATCH).await?;
            tx.commit().await?;
            if claimed.is_empty() {
                return Ok(left);
            }
            for waiting in claimed {
                left += u64::from(self.send_one(post, render, &waiting).await?);
            }
        }
    }

    /// Forgets e-mails that ended long ago.
    pub async fn forget_old_mail(&self) -> Result<()> {
        let tx = self.store.begin().await?;
        mail::delete_ended(&tx, self.system.read() - KEPT).await?;
        Ok(tx.commit().await?)
    }

    async fn send_one(&self, post: &Post, render: Render, waiting: &Waiting) -> Result<bool> {
        let said = self.unseal(PURPOSE, &waiting.letter).await?;
        let letter: Letter = serde_json::from_slice(&said).map_err(crate::Error::internal)?;
        let rendered = render(&letter, &waiting.language);
        let sent = post.send(waiting, &rendered, self.system.read()).await;
        let now = self.system.read();
        let tx = self.store.begin().await?;
        let left = sent.is_ok();
        match sent {
            Ok(()) => mail::sent(&tx, waiting.id, now).await?,
            Err(error) if error.for_good || waiting.tries >= TRIES => {
                tracing::error!(mail = waiting.id, error = error.text, "an e-mail is given up");
                mail::given_up(&tx, waiting.id, now, &error.text).await?;
            }
            Err(error) => {
                tracing::warn!(
                    mail = waiting.id,
                    error = error.text,
                    "an e-mail was not sent; it is tried again"
                );
                mail::try_again(&tx, waiting.id, now + wait_after(waiting.tries), &error.text).await?;
            }
        }
        tx.commit().await?;
        Ok(left)
    }

    /// How many e-mails wait to be sent.
    pub async fn mail_waiting(&self) -> Result<i64> {
        Ok(mail::count_waiting(&self.store).await?)
    }
}

/// A minute after the first failure, twice as long after each further one.
fn wait_after(tries: i64) -> Duration {
    let doublings = u32::try_from(tries - 1).unwrap_or(0).min(20);
    Duration::minutes(1)
        .checked_mul(1 << doublings)
        .map_or(LONGEST_WAIT, |wait| wait.min(LONGEST_WAIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_six_hours() {
        let minutes: Vec<i64> = (1..=11).map(|n| wait_after(n).num_minutes()).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]);
        assert_eq!(wait_after(0), Duration::minutes(1));
    }
}

//! What a run gives somebody to be told of, and not twice.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_say::Message;

use super::{Daemon, Performed};
use crate::config::Channel;
use crate::delivery::Stop;
use crate::ledger::{FreshNotice, LedgerError, Outcome};
use crate::notify::{About, Notice, on_all};

/// Runs whose end says that the work could be done.
const GOOD: [Outcome; 2] = [Outcome::Done, Outcome::Held];

impl Daemon<'_> {
    pub(super) fn about(&self) -> About {
        About {
            profile: self.profile.clone(),
            partner_id: self.partner,
        }
    }

    /// The notices of a run that has just ended and is not kept as ended yet. `tried_again` says that it failed for the
    /// first time and is tried again soon: a lost answer that settles then is nothing to be told of.
    pub(super) async fn what_to_tell(
        &self,
        name: &str,
        file: Option<&str>,
        performed: &Performed,
        tried_again: bool,
    ) -> Result<Vec<FreshNotice>, LedgerError> {
        let channels = self.config.settings().notify.channels();
        let finished = &performed.finished;
        if channels.is_empty() {
            return Ok(Vec::new());
        }
        let mut fresh = Vec::new();
        let mut tell = |notice: Notice, same: String| fresh.extend(on_all(&channels, &notice, &same));
        let run = file.map_or_else(|| name.to_owned(), |file| format!("{name}: {file}"));
        let last_good = self.ledger.last_run(name, &GOOD).await?;
        let since = last_good.as_ref().map_or(0, |run| run.id);
        if let Some(mishap) = &finished.mishap {
            if tried_again && mishap.why == Stop::UNANSWERED {
                return Ok(Vec::new());
            }
            let notice = Notice::RunFailed {
                about: self.about(),
                run: run.clone(),
                why: mishap.why.clone(),
                message: mishap.message.clone(),
                next: mishap.next.clone(),
            };
            // Once for each reason, until a run has been good in between.
            tell(notice, format!("failed/{run}/{}/{since}", mishap.why));
        } else if GOOD.contains(&finished.outcome)
            && let Some(failed) = self.ledger.first_run_after(name, since, Outcome::Failed).await?
        {
            let notice = Notice::RunRecovered {
                about: self.about(),
                run: run.clone(),
                since: failed.started,
            };
            tell(notice, format!("recovered/{name}/{}", failed.id));
        }
        if finished.held > 0 && finished.mishap.is_none() {
            // Once for the same rows with the same reasons, until none was held in between.
            let clean = self
                .ledger
                .last_run(name, &[Outcome::Done])
                .await?
                .map_or(0, |run| run.id);
            let notice = Notice::RowsHeld {
                about: self.about(),
                run: run.clone(),
                rows: finished.held,
                rules: performed.rules.clone(),
            };
            tell(notice, format!("held/{name}/{}/{clean}", performed.held_digest));
        }
        if let Some(plan) = &performed.plan {
            let notice = Notice::PlanWaiting {
                about: self.about(),
                run: run.clone(),
                file: plan.file.display().to_string(),
                rows: plan.rows,
            };
            tell(notice, format!("plan/{}", plan.file.display()));
        }
        if !performed.waiting_rows.is_empty() {
            let rows: BTreeSet<i64> = performed.waiting_rows.iter().copied().collect();
            let notice = Notice::RowsWaiting {
                about: self.about(),
                run,
                rows: rows.len(),
            };
            tell(notice, format!("waiting/{rows:?}"));
        }
        if !performed.confirm_urls.is_empty()
            && let Some(notice) = self
                .confirmations(|url| performed.confirm_urls.iter().any(|fresh| fresh == url))
                .await?
        {
            tell(notice, format!("confirm/{:?}", performed.confirm_urls));
        }
        if let Some(trouble) = &performed.trouble {
            self.in_its_language(&mut fresh, trouble);
        }
        Ok(fresh)
    }

    /// A web hook has the English words; who reads an e-mail has those of its language.
    fn in_its_language(&self, fresh: &mut [FreshNotice], trouble: &(Message, Message)) {
        for fresh in fresh.iter_mut().filter(|fresh| fresh.channel == Channel::Email) {
            if let Notice::RunFailed { message, next, .. } = &mut fresh.notice {
                *message = self.voice.say(&trouble.0);
                *next = self.voice.say(&trouble.1);
            }
        }
    }

    /// Reminds of what waits long for a person. Answers when the next reminder may be due.
    pub(super) async fn remind(&self) -> Result<DateTime<Utc>, LedgerError> {
        let hours = i64::from(self.config.settings().run.remind_after_hours.max(1));
        let links = self.remind_of_links(hours).await?;
        Ok(links.min(self.remind_of_plans(hours).await?))
    }

    /// Plans that nobody has approved; one that somebody has is sent by itself.
    async fn remind_of_plans(&self, hours: i64) -> Result<DateTime<Utc>, LedgerError> {
        let now = self.clock.now();
        let mut next = now + TimeDelta::hours(hours);
        for (name, plan) in self.unapproved() {
            let times = (now - plan.made).num_hours() / hours;
            let file = plan.file.display().to_string();
            if times >= 1 {
                let same = format!("remind/plan/{file}/{times}");
                let notice = Notice::PlanWaiting {
                    about: self.about(),
                    run: name,
                    file,
                    rows: plan.rows,
                };
                let fresh = on_all(&self.config.settings().notify.channels(), &notice, &same);
                self.ledger.add_notices(&fresh, now).await?;
            }
            next = next.min(plan.made + TimeDelta::hours((times + 1) * hours));
        }
        Ok(next)
    }

    async fn remind_of_links(&self, hours: i64) -> Result<DateTime<Utc>, LedgerError> {
        let settings = self.config.settings();
        let every = TimeDelta::hours(hours);
        let now = self.clock.now();
        let inbox = self.ledger.inbox(false).await?;
        let Some(oldest) = inbox.first() else {
            return Ok(now + every);
        };
        let times = (now - oldest.received).num_hours() / hours;
        if times >= 1
            && let Some(notice) = self.confirmations(|_| true).await?
        {
            let fresh = on_all(
                &settings.notify.channels(),
                &notice,
                &format!("remind/{}/{times}", oldest.url),
            );
            self.ledger.add_notices(&fresh, now).await?;
        }
        Ok(oldest.received + TimeDelta::hours((times + 1) * hours))
    }

    async fn confirmations(&self, wanted: impl Fn(&str) -> bool) -> Result<Option<Notice>, LedgerError> {
        let inbox = self.ledger.inbox(false).await?;
        let links: Vec<_> = inbox.into_iter().filter(|link| wanted(&link.url)).collect();
        Ok(links.first().map(|oldest| Notice::ConfirmWaiting {
            about: self.about(),
            journals: links.iter().map(|link| link.journals).sum(),
            since: oldest.received,
            urls: links.iter().map(|link| link.url.clone()).collect(),
        }))
    }
}

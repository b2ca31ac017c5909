//! What a send to production asks for first.

use chrono::{DateTime, TimeDelta, Utc};
use fieldlink_client::Client;
use fieldlink_say::{Message, message};

use super::plan_file::PlanFile;
use super::{Job, RunError};
use crate::config::{Profile, Stands};
use crate::ledger::Ledger;

/// The note of a profile that was taken back from production work.
pub const BACK: &str = "go-live/back";

/// Settings of a production profile that belong to a stage or sandbox profile of the same file, in words.
pub fn mixed_up(job: &Job<'_>, name: &str, profile: &Profile) -> Vec<Message> {
    if profile.stands() != Stands::Production {
        return Vec::new();
    }
    let mut found = Vec::new();
    if profile.is_at_stage() {
        found.push(message!(
            "mixed-address",
            token = profile.token_url.to_string(),
            api = profile.api_base.to_string()
        ));
    }
    if profile.audience().contains("stag") {
        let audience = profile.audience();
        found.push(message!("mixed-audience", audience = audience));
    }
    for (other, theirs) in &job.config.settings().profile {
        if other == name || theirs.stands() == Stands::Production {
            continue;
        }
        let mut same = |yes: bool, what: &str| {
            if yes {
                found.push(message!("mixed-setting", what = what, other = &other));
            }
        };
        same(profile.client_id == theirs.client_id, "`client_id`");
        same(profile.token_url == theirs.token_url, "`token_url`");
        same(profile.api_base == theirs.api_base, "`api_base`");
        same(
            profile.client_secret_env.is_some() && profile.client_secret_env == theirs.client_secret_env,
            "`client_secret_env`",
        );
        same(
            profile.client_secret_file.is_some() && profile.client_secret_file == theirs.client_secret_file,
            "`client_secret_file`",
        );
        if job.config.ledger_of(profile) == job.config.ledger_of(theirs) {
            found.push(message!("mixed-ledger", other = &other));
        }
        if let Some(theirs) = theirs.partner_id
            && job.config.partner_at(profile).0 == theirs
        {
            found.push(message!("mixed-partner", id = theirs.to_string(), other = &other));
        }
    }
    found
}

/// How far the machine's clock and the server's may be apart.
const APART: TimeDelta = TimeDelta::minutes(30);

/// Whether the machine's clock agrees with the server's, as its answers so far said. A sandbox may have any time.
pub(super) fn same_time(job: &Job<'_>, profile: &Profile, client: &Client) -> Result<(), RunError> {
    if job.options.clock_is_right || profile.stands() == Stands::Sandbox {
        return Ok(());
    }
    match client.server_ahead() {
        Some(ahead) if ahead.abs() > APART => {
            let now = job.clock.now();
            let text = |moment: DateTime<Utc>| moment.format("%Y-%m-%d %H:%M UTC").to_string();
            Err(RunError::ServerClock {
                now: text(now),
                theirs: text(now + ahead),
            })
        }
        _ => Ok(()),
    }
}

/// The same for whoever only looks.
pub(crate) fn same_time_at(job: &Job<'_>, client: &Client) -> Result<(), RunError> {
    let (_, profile) = job.profile()?;
    same_time(job, profile, client)
}

/// Whether this run may send: approval where it is asked for, and for production the careful beginning.
pub(super) async fn admit(
    job: &Job<'_>,
    ledger: &Ledger,
    name: &str,
    profile: &Profile,
    plan: Option<&PlanFile>,
) -> Result<(), RunError> {
    let approved = plan.is_some_and(|plan| plan.approval.is_some());
    if profile.stands() == Stands::Production {
        let found = mixed_up(job, name, profile);
        if !found.is_empty() {
            return Err(RunError::MixedUp {
                profile: name.to_owned(),
                found,
            });
        }
        if let Some(note) = ledger.note(BACK).await? {
            return Err(RunError::Back {
                profile: name.to_owned(),
                by: note.by.unwrap_or_default(),
                why: note.value,
            });
        }
        if !ledger.has_sent().await? {
            let rows = plan.map_or(usize::MAX, PlanFile::rows);
            if !approved || rows > profile.first_run_rows {
                return Err(RunError::FirstRun {
                    profile: name.to_owned(),
                    most: profile.first_run_rows,
                });
            }
        }
    }
    if profile.require_approval && !approved {
        return Err(RunError::NeedsApproval {
            profile: name.to_owned(),
        });
    }
    Ok(())
}

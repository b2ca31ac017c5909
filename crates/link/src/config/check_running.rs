//! What the types alone cannot say about `[[schedule]]`, `[watch]` and `[notify]`.

use std::collections::BTreeSet;

use lettre::message::Mailbox;

use super::{Settings, SourceKind};
use crate::daemon::schedule::Times;

/// The first thing that is wrong, if any: its key and what is wrong.
pub(super) fn problem(settings: &Settings) -> Option<(String, String)> {
    receiver(settings)
        .or_else(|| schedules(settings))
        .or_else(|| watched(settings))
        .or_else(|| notify(settings))
}

fn receiver(settings: &Settings) -> Option<(String, String)> {
    let address = settings.run.receive?;
    (!address.ip().is_loopback()).then(|| {
        (
            String::from("run.receive"),
            format!(
                "{address} can be reached from other machines; name an address of this one, such as 127.0.0.1:8610"
            ),
        )
    })
}

fn schedules(settings: &Settings) -> Option<(String, String)> {
    let mut names = BTreeSet::new();
    for schedule in &settings.schedule {
        let wrong = |what: String| Some((String::from("schedule"), format!("{:?}: {what}", schedule.name)));
        if schedule.name.trim().is_empty() || !names.insert(&schedule.name) {
            return wrong(String::from("every schedule needs a name of its own"));
        }
        if let Err(why) = Times::new(&schedule.cron, settings.partner.timezone) {
            return wrong(format!(
                "cron = {:?} cannot be read ({why}); five fields are expected, such as \"30 2 * * MON-FRI\"",
                schedule.cron
            ));
        }
    }
    None
}

fn watched(settings: &Settings) -> Option<(String, String)> {
    for (name, watched) in &settings.watch {
        let wrong = |what: String| Some((format!("watch.{name}.source"), what));
        let Some(source) = settings.source.get(&watched.source) else {
            return wrong(format!("there is no [source.{}]", watched.source));
        };
        if extensions(source.kind).is_empty() || source.path.is_none() {
            return wrong(format!(
                "[source.{}] is of kind {}; files are dropped in for csv and workbook sources",
                watched.source,
                source.kind.as_str()
            ));
        }
        if crate::watched::sections(settings, &watched.source).is_empty() {
            return wrong(format!("no section of the file uses [source.{}]", watched.source));
        }
    }
    None
}

fn notify(settings: &Settings) -> Option<(String, String)> {
    let wrong = |key: &str, what: &str| Some((format!("notify.{key}"), what.to_owned()));
    if let Some(webhook) = &settings.notify.webhook {
        if webhook.secret_env.is_some() == webhook.secret_file.is_some() {
            return wrong(
                "webhook.url",
                "say where the secret is: one of `secret_env` and `secret_file`",
            );
        }
        let local = matches!(webhook.url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if webhook.url.scheme() != "https" && !(webhook.url.scheme() == "http" && local) {
            return wrong(
                "webhook.url",
                "must begin with https:// (plain http is for this machine only)",
            );
        }
    }
    if let Some(email) = &settings.notify.email {
        let rest = email.smtp_url.split_once("://").map_or("", |(_, rest)| rest);
        if rest.split_once('@').is_some_and(|(user, _)| user.contains(':')) {
            return wrong(
                "email.smtp_url",
                "holds a password; name its place with `password_env` or `password_file`",
            );
        }
        if email.to.is_empty() {
            return wrong("email.to", "name at least one address");
        }
        for (key, address) in email
            .to
            .iter()
            .map(|to| ("email.to", to))
            .chain([("email.from", &email.from)])
        {
            if address.parse::<Mailbox>().is_err() {
                return wrong(key, &format!("{address:?} is no address of e-mails"));
            }
        }
    }
    None
}

/// How the names of files of this kind of source end; nothing for one that is no file.
pub(crate) fn extensions(kind: SourceKind) -> &'static [&'static str] {
    match kind {
        SourceKind::Csv => &["csv", "tsv", "txt"],
        SourceKind::Workbook => &["xlsx", "xlsm", "xls", "xlsb", "ods"],
        _ => &[],
    }
}

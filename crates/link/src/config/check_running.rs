//! What the types alone cannot say about `[[schedule]]`, `[watch]` and `[notify]`.

use std::collections::BTreeSet;

use fieldlink_say::{Message, message};
use lettre::message::Mailbox;

use super::{Settings, SourceKind};
use crate::daemon::schedule::Times;

/// The first thing that is wrong, if any: its key and what is wrong.
pub(super) fn problem(settings: &Settings) -> Option<(String, Message)> {
    receiver(settings)
        .or_else(|| schedules(settings))
        .or_else(|| watched(settings))
        .or_else(|| notify(settings))
}

fn receiver(settings: &Settings) -> Option<(String, Message)> {
    let address = settings.run.receive?;
    (!address.ip().is_loopback()).then(|| {
        let said = message!("check-receive", address = address.to_string());
        (String::from("run.receive"), said)
    })
}

fn schedules(settings: &Settings) -> Option<(String, Message)> {
    let mut names = BTreeSet::new();
    for schedule in &settings.schedule {
        let wrong = |what: Message| {
            let said = message!("check-schedule", name = &schedule.name, what = what);
            Some((String::from("schedule"), said))
        };
        if schedule.name.trim().is_empty() || !names.insert(&schedule.name) {
            return wrong(message!("check-schedule-name"));
        }
        if let Err(why) = Times::new(&schedule.cron, settings.partner.timezone) {
            return wrong(message!("check-cron", cron = &schedule.cron, why = why.to_string()));
        }
    }
    None
}

fn watched(settings: &Settings) -> Option<(String, Message)> {
    for (name, watched) in &settings.watch {
        let wrong = |said: Message| Some((format!("watch.{name}.source"), said));
        let name = &watched.source;
        let Some(source) = settings.source.get(&watched.source) else {
            return wrong(message!("check-source", name = name));
        };
        if extensions(source.kind).is_empty() || source.path.is_none() {
            return wrong(message!("check-watch-kind", name = name, kind = source.kind.as_str()));
        }
        if crate::watched::sections(settings, &watched.source).is_empty() {
            return wrong(message!("check-source-unused", name = name));
        }
    }
    None
}

fn notify(settings: &Settings) -> Option<(String, Message)> {
    let wrong = |key: &str, what: Message| Some((format!("notify.{key}"), what));
    if let Some(webhook) = &settings.notify.webhook {
        if webhook.secret_env.is_some() == webhook.secret_file.is_some() {
            return wrong("webhook.url", message!("check-webhook-secret"));
        }
        let local = matches!(webhook.url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if webhook.url.scheme() != "https" && !(webhook.url.scheme() == "http" && local) {
            return wrong("webhook.url", message!("check-webhook-https"));
        }
    }
    if let Some(email) = &settings.notify.email {
        let rest = email.smtp_url.split_once("://").map_or("", |(_, rest)| rest);
        if rest.split_once('@').is_some_and(|(user, _)| user.contains(':')) {
            return wrong("email.smtp_url", message!("check-smtp-password"));
        }
        if email.to.is_empty() {
            return wrong("email.to", message!("check-email-to"));
        }
        for (key, address) in email
            .to
            .iter()
            .map(|to| ("email.to", to))
            .chain([("email.from", &email.from)])
        {
            if address.parse::<Mailbox>().is_err() {
                return wrong(key, message!("check-address", address = &address));
            }
        }
    }
    None
}

/// How the names of files of this kind of source end; nothing for one that is no file.
pub fn extensions(kind: SourceKind) -> &'static [&'static str] {
    match kind {
        SourceKind::Csv => &["csv", "tsv", "txt", "tab"],
        SourceKind::Workbook => &["xlsx", "xlsm", "xls", "xlsb", "ods", "xltx", "xltm", "xlt", "ots"],
        _ => &[],
    }
}

//! What the types alone cannot say about `[[schedule]]`, `[watch]` and `[notify]`.

use std::collections::BTreeSet;

use lettre::message::Mailbox;

use super::{Settings, SourceKind};
use crate::daemon::schedule::Times;
use crate::said::Said;

/// The first thing that is wrong, if any: its key and what is wrong.
pub(super) fn problem(settings: &Settings) -> Option<(String, Said)> {
    receiver(settings)
        .or_else(|| schedules(settings))
        .or_else(|| watched(settings))
        .or_else(|| notify(settings))
}

fn receiver(settings: &Settings) -> Option<(String, Said)> {
    let address = settings.run.receive?;
    (!address.ip().is_loopback()).then(|| {
        let english = format!(
            "{address} can be reached from other machines; name an address of this one, such as 127.0.0.1:8610"
        );
        let said = Said::new("said-check-receive", &[("address", address.to_string())], english);
        (String::from("run.receive"), said)
    })
}

fn schedules(settings: &Settings) -> Option<(String, Said)> {
    let mut names = BTreeSet::new();
    for schedule in &settings.schedule {
        let wrong = |what: Said| {
            let english = format!("{:?}: {what}", schedule.name);
            let said = Said::new("said-check-schedule", &[("name", schedule.name.clone())], english);
            Some((String::from("schedule"), said.quoting("what", [what])))
        };
        if schedule.name.trim().is_empty() || !names.insert(&schedule.name) {
            return wrong(Said::from("every schedule needs a name of its own"));
        }
        if let Err(why) = Times::new(&schedule.cron, settings.partner.timezone) {
            let english = format!(
                "cron = {:?} cannot be read ({why}); five fields are expected, such as \"30 2 * * MON-FRI\"",
                schedule.cron
            );
            let values = [("cron", schedule.cron.clone()), ("why", why.to_string())];
            return wrong(Said::new("said-check-cron", &values, english));
        }
    }
    None
}

fn watched(settings: &Settings) -> Option<(String, Said)> {
    for (name, watched) in &settings.watch {
        let wrong = |said: Said| Some((format!("watch.{name}.source"), said));
        let name = ("name", watched.source.clone());
        let Some(source) = settings.source.get(&watched.source) else {
            let english = format!("there is no [source.{}]", watched.source);
            return wrong(Said::new("said-check-source", &[name], english));
        };
        if extensions(source.kind).is_empty() || source.path.is_none() {
            let kind = source.kind.as_str();
            let english = format!(
                "[source.{}] is of kind {kind}; files are dropped in for csv and workbook sources",
                watched.source
            );
            let values = [name, ("kind", kind.to_owned())];
            return wrong(Said::new("said-check-watch-kind", &values, english));
        }
        if crate::watched::sections(settings, &watched.source).is_empty() {
            let english = format!("no section of the file uses [source.{}]", watched.source);
            return wrong(Said::new("said-check-source-unused", &[name], english));
        }
    }
    None
}

fn notify(settings: &Settings) -> Option<(String, Said)> {
    let wrong = |key: &str, what: Said| Some((format!("notify.{key}"), what));
    if let Some(webhook) = &settings.notify.webhook {
        if webhook.secret_env.is_some() == webhook.secret_file.is_some() {
            return wrong(
                "webhook.url",
                Said::from("say where the secret is: one of `secret_env` and `secret_file`"),
            );
        }
        let local = matches!(webhook.url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        if webhook.url.scheme() != "https" && !(webhook.url.scheme() == "http" && local) {
            return wrong(
                "webhook.url",
                Said::from("must begin with https:// (plain http is for this machine only)"),
            );
        }
    }
    if let Some(email) = &settings.notify.email {
        let rest = email.smtp_url.split_once("://").map_or("", |(_, rest)| rest);
        if rest.split_once('@').is_some_and(|(user, _)| user.contains(':')) {
            return wrong(
                "email.smtp_url",
                Said::from("holds a password; name its place with `password_env` or `password_file`"),
            );
        }
        if email.to.is_empty() {
            return wrong("email.to", Said::from("name at least one address"));
        }
        for (key, address) in email
            .to
            .iter()
            .map(|to| ("email.to", to))
            .chain([("email.from", &email.from)])
        {
            if address.parse::<Mailbox>().is_err() {
                let english = format!("{address:?} is no address of e-mails");
                return wrong(
                    key,
                    Said::new("said-check-address", &[("address", address.clone())], english),
                );
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

//! The page itself.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fieldlink_link::Kind;
use fieldlink_link::ledger::{Outcome, Row, Run, State};
use fieldlink_link::overview::{Listed, Overview};
use fieldlink_say::Language;
use maud::{DOCTYPE, Markup, html};

use crate::words::Words;

/// The whole page. Times are those of the partner.
pub fn whole(words: Words, seen: &Overview, zone: Tz) -> Markup {
    let title = words.get("page-title");
    let at = |moment: DateTime<Utc>| moment.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    html! {
        (DOCTYPE)
        html lang=(words.0.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · Fieldlink" }
                link rel="stylesheet" href="/site.css";
                link rel="icon" href="data:,";
            }
            body {
                a.skip href="#main" { (words.get("page-skip")) }
                header { nav aria-label=(words.get("page-languages")) {
                    a.mark href="/" { "Fieldlink" span { (seen.profile) } }
                    @for (language, name) in [(Language::En, "English"), (Language::Es, "Español"), (Language::Fr, "Français")] {
                        a.tab href=(format!("/?lang={}", language.as_str())) lang=(language.as_str())
                            aria-current=[(language == words.0).then_some("true")] { (name) }
                    }
                } }
                main #main {
                    h1 { (title) }
                    p { (words.with("page-about", &[
                        ("partner", seen.partner_id.to_string().into()),
                        ("now", at(seen.now).into()),
                        ("zone", zone.name().into()),
                    ])) }
                    (people(words, seen, &at))
                    (schedules(words, seen, &at))
                    (counts(words, seen))
                    (runs(words, seen, &at))
                }
                footer { (words.get("page-footer")) }
            }
        }
    }
}

/// What waits for a person, each with its command.
fn people(words: Words, seen: &Overview, at: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    let nothing = seen.plans.is_empty()
        && seen.waiting.total == 0
        && seen.refused.total == 0
        && seen.held.total == 0
        && seen.inbox.is_empty();
    html! {
        h2.bar { (words.get("page-people")) }
        @if nothing { p.notice { (words.get("page-nothing-waits")) } }
        @if !seen.inbox.is_empty() {
            h3 { (words.get("page-confirm")) }
            p { (words.get("page-confirm-how")) }
            ul { @for link in &seen.inbox {
                li {
                    a href=(link.url) rel="noreferrer" { (link.url) } " "
                    (words.with("page-confirm-journals", &[("journals", link.journals.into()), ("since", at(link.received).into())]))
                }
            } }
            (command("fieldlink inbox done URL"))
        }
        @if !seen.plans.is_empty() {
            h3 { (words.get("page-plans")) }
            p { (words.get("page-plans-how")) }
            ul { @for plan in &seen.plans {
                li { (words.with("page-plan", &[("rows", plan.rows.into()), ("made", at(plan.made).into())])) br;
                    code { "fieldlink approve " (plan.file.display()) " --by NAME" } }
            } }
        }
        (list(words, "page-uncertain", &seen.waiting, "fieldlink resolve ROW --arrived\nfieldlink resolve ROW --not-arrived"))
        (list(words, "page-unanswered", &seen.unanswered, "fieldlink send"))
        (list(words, "page-refused", &seen.refused, "fieldlink send --retry-refused"))
        (list(words, "page-held", &seen.held, "fieldlink plan"))
        @if !seen.unsent.is_empty() {
            h3 { (words.get("page-unsent")) }
            ul { @for notice in &seen.unsent {
                li { (notice.channel) ": " (notice.error.as_deref().unwrap_or_default()) " "
                    @match notice.try_at {
                        Some(again) => { (words.with("page-again", &[("time", at(again).into())])) },
                        None => { (words.get("page-given-up")) },
                    }
                }
            } }
        }
    }
}

fn list(words: Words, id: &'static str, listed: &Listed, how: &str) -> Markup {
    html! {
        @if listed.total > 0 {
            h3 { (words.with(id, &[("rows", listed.total.into())])) }
            p { (words.get(&format!("{id}-how"))) }
            (command(how))
            div.scroll tabindex="0" role="region" aria-label=(words.with(id, &[("rows", listed.total.into())])) { table {
                thead { tr {
                    th.number scope="col" { (words.get("page-row")) }
                    th scope="col" { (words.get("page-kind")) }
                    th scope="col" { (words.get("page-key")) }
                    th scope="col" { (words.get("page-why")) }
                } }
                tbody { @for row in &listed.rows { (line(words, row)) } }
            } }
            @if listed.total > listed.rows.len() {
                p { (words.with("page-more", &[("rows", (listed.total - listed.rows.len()).into())])) }
            }
        }
    }
}

fn line(words: Words, row: &Row) -> Markup {
    html! { tr {
        td.number { (row.id) }
        td { (words.kind(row.kind)) }
        td { (row.key) }
        td { @for reason in &row.reasons { (words.reason(reason)) br; } }
    } }
}

fn command(text: &str) -> Markup {
    html! { pre { code { (text) } } }
}

fn schedules(words: Words, seen: &Overview, at: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    html! {
        h2.bar { (words.get("page-schedules")) }
        @if !seen.schedules.is_empty() {
            div.scroll tabindex="0" role="region" aria-label=(words.get("page-schedules")) { table {
                thead { tr {
                    th scope="col" { (words.get("page-schedule")) }
                    th scope="col" { (words.get("page-times")) }
                    th scope="col" { (words.get("page-next")) }
                    th scope="col" { (words.get("page-last")) }
                } }
                tbody { @for schedule in &seen.schedules { tr {
                    td { (schedule.name) }
                    td { code { (schedule.cron) } }
                    td { (schedule.next.map(at).unwrap_or_default()) }
                    td { @if let Some(run) = &schedule.last { (at(run.started)) ": " (outcome(words, run.outcome)) } }
                } } }
            } }
        }
        @for (name, folder) in &seen.watched {
            p { (words.with("page-watched", &[("name", name.as_str().into()), ("folder", folder.as_str().into())])) }
        }
    }
}

fn counts(words: Words, seen: &Overview) -> Markup {
    let count = |kind: Kind, state: State| {
        seen.counts
            .iter()
            .find(|(k, s, _)| *k == kind && *s == state)
            .map_or(0, |(.., rows)| *rows)
    };
    html! {
        h2.bar { (words.get("page-counts")) }
        div.scroll tabindex="0" role="region" aria-label=(words.get("page-counts")) { table {
            thead { tr {
                th scope="col" { (words.get("page-kind")) }
                @for state in State::ALL { th.number scope="col" { (words.state(state)) } }
            } }
            tbody { @for kind in Kind::ALL { tr {
                td { (words.kinds(kind)) }
                @for state in State::ALL { td.number { (count(kind, state)) } }
            } } }
        } }
    }
}

fn runs(words: Words, seen: &Overview, at: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    html! {
        h2.bar { (words.get("page-runs")) }
        @if seen.runs.is_empty() { p { (words.get("page-no-runs")) } } @else {
            div.scroll tabindex="0" role="region" aria-label=(words.get("page-runs")) { table {
                thead { tr {
                    th scope="col" { (words.get("page-began")) }
                    th scope="col" { (words.get("page-schedule")) }
                    th scope="col" { (words.get("page-outcome")) }
                    th.number scope="col" { (words.get("page-sent")) }
                    th.number scope="col" { (words.get("page-held-rows")) }
                    th.number scope="col" { (words.get("page-waiting-rows")) }
                    th scope="col" { (words.get("page-why")) }
                } }
                tbody { @for run in &seen.runs { (one_run(words, run, at)) } }
            } }
        }
    }
}

fn one_run(words: Words, run: &Run, at: &impl Fn(DateTime<Utc>) -> String) -> Markup {
    let class = match run.outcome {
        Outcome::Failed => Some("error"),
        Outcome::Held => Some("warning"),
        _ => None,
    };
    html! { tr {
        td { (at(run.started)) }
        td { (run.name) @if let Some(file) = &run.file { ": " (file) } }
        td class=[class] { (outcome(words, run.outcome)) }
        td.number { (run.sent) }
        td.number { (run.held) }
        td.number { (run.waiting) }
        td { @if let Some(mishap) = &run.mishap { (mishap.message) br; (mishap.next) } }
    } }
}

fn outcome(words: Words, outcome: Outcome) -> String {
    words.get(&format!("outcome-{}", outcome.as_str()))
}

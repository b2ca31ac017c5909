//! How far the limits are used (domain.md 2.1, 2.4): for each restricted theme a drawing with the used amount, the pending
//! loans and the red line, and for all of them a table.

use fieldlink_app::drafts::Review;
use fieldlink_domain::draft_rules::Used;
use fieldlink_domain::money::Minor;
use fieldlink_domain::reference;
use maud::{Markup, html};

use crate::site::text::Text;

/// Width of the drawing, in its own units; amounts stand between the margins.
const WIDTH: i64 = 640;
const MARGIN: i64 = 40;
/// Lines with an amount under them.
const TICKS: i64 = 4;

/// A chart for each restricted theme.
pub(super) fn themes(text: &Text, review: &Review) -> Markup {
    let restricted: Vec<(String, Used, Minor)> = review
        .partner
        .config
        .themes
        .iter()
        .filter_map(|t| Some((theme_name(t.id), review.usage.theme(t.id), t.limit?)))
        .collect();
    html! {
        @for (name, used, limit) in &restricted { (theme(text, name, *used, *limit)) }
        @if !restricted.is_empty() { p { (text.get("drafts-theme-advice")) } }
    }
}

/// All limits of the partner in a table, behind PA2's link to them.
pub(super) fn limits(text: &Text, review: &Review) -> Markup {
    let profile = &review.partner.profile;
    let total = profile
        .credit_limit
        .map(|limit| (text.get("drafts-limit-credit"), review.usage.total(), limit));
    let themes = review.partner.config.themes.iter();
    let themes = themes.filter_map(|t| Some((theme_name(t.id), review.usage.theme(t.id), t.limit?)));
    let rows: Vec<(String, Used, Minor)> = total.into_iter().chain(themes).collect();
    html! {
        details {
            summary { (text.get("drafts-limits")) }
            @if rows.is_empty() { p { (text.get("drafts-limits-none")) } } @else { (table(text, &rows)) }
            @if let Some(most) = profile.group_max_usd {
                p { (text.with("drafts-limit-group", &[("most", text.usd(most).into())])) }
            }
        }
    }
}

fn table(text: &Text, rows: &[(String, Used, Minor)]) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("drafts-limit-of")) }
                    th.number scope="col" { (text.get("drafts-limit-limit")) }
                    th.number scope="col" { (text.get("drafts-limit-expected")) }
                    th.number scope="col" { (text.get("drafts-limit-used")) }
                    th.number scope="col" { (text.get("drafts-limit-pending")) }
                    th.number scope="col" { (text.get("drafts-limit-left")) }
                } }
                tbody {
                    @for (name, used, limit) in rows {
                        @let left = *limit + used.expected - used.used - used.pending;
                        tr {
                            th scope="row" { (name) }
                            td.number { (text.usd(*limit)) }
                            td.number { (text.usd(used.expected)) }
                            td.number { (text.usd(used.used)) }
                            td.number { (text.usd(used.pending)) }
                            td.number { @if left < Minor::ZERO { span.error { (text.usd(left)) } } @else { (text.usd(left)) } }
                        }
                    }
                }
            }
        }
    }
}

fn theme_name(id: i64) -> String {
    reference::theme(id).map_or_else(|| id.to_string(), |t| t.name.to_owned())
}

fn theme(text: &Text, name: &str, used: Used, limit: Minor) -> Markup {
    let line = limit + used.expected;
    let full = line.0.max((used.used + used.pending).0).max(1);
    let at = |cents: i64| {
        let along = i128::from(cents) * i128::from(WIDTH - 2 * MARGIN) / i128::from(full);
        i128::from(MARGIN) + along
    };
    let wide = |from: i64, to: i64| at(to) - at(from);
    let words = text.with(
        "drafts-theme-chart",
        &[
            ("theme", name.into()),
            ("used", text.usd(used.used).into()),
            ("pending", text.usd(used.pending).into()),
            ("limit", text.usd(line).into()),
        ],
    );
    html! {
        figure {
            figcaption { strong { (name) } }
            svg role="img" aria-label=(words) viewBox={ "0 0 " (WIDTH) " 96" } width="100%" height="96" {
                @for tick in 0..=TICKS {
                    @let cents = full / TICKS * tick;
                    line x1=(at(cents)) x2=(at(cents)) y1="22" y2="70" stroke="#b9b9b9" {}
                    text x=(at(cents)) y="88" font-size="12" text-anchor="middle" fill="#2d2d2d" { (usd_whole(text, cents)) }
                }
                rect x=(at(0)) y="34" width=(wide(0, used.used.0)) height="24" fill="#b9cfe0" {}
                rect x=(at(used.used.0)) y="34" width=(wide(0, used.pending.0)) height="24" fill="#5a8f2f" {}
                line x1=(at(line.0)) x2=(at(line.0)) y1="18" y2="74" stroke="#b3261e" stroke-width="3"
                    stroke-dasharray="6 4" {}
                text x=(at(line.0)) y="13" font-size="12" text-anchor="end" fill="#b3261e" { (text.usd(line)) }
            }
            p { (words) }
        }
    }
}

/// `$20,000`: whole dollars under a line.
fn usd_whole(text: &Text, cents: i64) -> String {
    text.usd(Minor(cents / 100 * 100)).replace(".00", "").replace(",00", "")
}

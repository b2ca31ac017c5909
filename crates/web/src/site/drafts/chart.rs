//! How far a restricted theme is used (domain.md 2.1): used amount, pending loans, and the red line.

use fieldlink_app::drafts::Review;
use fieldlink_domain::draft_rules::Used;
use fieldlink_domain::money::Minor;
use fieldlink_domain::reference;
use maud::{Markup, html};

use crate::site::format::usd;
use crate::site::text::Text;

/// Width of the drawing, in its own units.
const WIDTH: i64 = 600;

/// A chart for each restricted theme.
pub(super) fn themes(text: &Text, review: &Review) -> Markup {
    let restricted = review
        .partner
        .config
        .themes
        .iter()
        .filter_map(|t| Some((t.id, t.limit?)));
    html! {
        @for (id, limit) in restricted {
            @let name = reference::theme(id).map_or_else(|| id.to_string(), |t| t.name.to_owned());
            (theme(text, &name, review.usage.theme(id), limit))
        }
    }
}

fn theme(text: &Text, name: &str, used: Used, limit: Minor) -> Markup {
    let line = limit + used.expected;
    // The line stands at nine tenths, unless more than that is used.
    let full = (used.used + used.pending).0.max(line.0.saturating_mul(10) / 9).max(1);
    let at = |amount: Minor| i128::from(amount.0) * i128::from(WIDTH) / i128::from(full);
    let words = text.with(
        "drafts-theme-chart",
        &[
            ("theme", name.into()),
            ("used", usd(used.used).into()),
            ("pending", usd(used.pending).into()),
            ("limit", usd(line).into()),
        ],
    );
    html! {
        figure {
            svg role="img" aria-label=(words) viewBox={ "0 0 " (WIDTH) " 60" } width="100%" height="60" {
                rect x="0" y="15" width=(WIDTH) height="30" fill="#efefef" {}
                rect x="0" y="15" width=(at(used.used)) height="30" fill="#b9cfe0" {}
                rect x=(at(used.used)) y="15" width=(at(used.pending)) height="30" fill="#5a8f2f" {}
                line x1=(at(line)) x2=(at(line)) y1="0" y2="60" stroke="#b3261e" stroke-width="3"
                    stroke-dasharray="6 4" {}
            }
            figcaption { (words) " " (text.get("drafts-theme-advice")) }
        }
    }
}

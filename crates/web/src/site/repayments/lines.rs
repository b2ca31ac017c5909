//! Lines of a month as a table, and as rows of a file.

use fieldlink_domain::statement::{Category, Line};
use maud::{Markup, html};
use url::form_urlencoded::Serializer;

use crate::site::export::{Cell, Row};
use crate::site::text::Text;

/// Which columns a table of lines has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    /// What was reported; `links` with a link that begins a report.
    Report {
        /// Whether the person may report, and the month takes reports.
        links: bool,
    },
    /// What the statement bills (domain.md 2.6).
    Statement,
}

pub(super) fn table(text: &Text, caption: &str, lines: &[Line], listing: Listing) -> Markup {
    let numbers: &[&str] = match listing {
        Listing::Report { .. } => &["before", "scheduled", "reported", "owed"],
        Listing::Statement => &[
            "statement-local",
            "statement-rate-posting",
            "statement-rate",
            "statement-round-up",
            "statement-usd",
            "statement-absorbed",
            "statement-owed",
            "statement-exchange",
        ],
    };
    let links = listing == Listing::Report { links: true };
    html! {
        div.scroll { table {
            caption.hidden { (caption) }
            thead { tr {
                @for key in ["name", "loan-id", "client-id", "kiva-id", "category"] {
                    th scope="col" { (text.get(&format!("repayments-{key}"))) }
                }
                @for key in numbers { th.number scope="col" { (text.get(&format!("repayments-{key}"))) } }
                @if links { th scope="col" { span.hidden { (text.get("repayments-single-send")) } } }
            } }
            tbody {
                @for line in lines {
                    tr {
                        td { a href={ "/loans/" (line.id) } { (line.name) } }
                        td { (line.loan_id) }
                        td { (line.client_id) }
                        td { (line.id) }
                        td { (text.get(category_key(line.category))) }
                        @match listing {
                            Listing::Report { .. } => { (reported(text, line)) }
                            Listing::Statement => { (billed(text, line)) }
                        }
                        @if links { td { a href=(report_href(&line.loan_id, &line.client_id)) {
                            (text.get("repayments-single-send")) span.hidden { " " (line.loan_id) }
                        } } }
                    }
                }
            }
        } }
    }
}

fn reported(text: &Text, line: &Line) -> Markup {
    html! {
        td.number { (text.money(line.invoiced_before, line.currency)) }
        td.number { (text.money(line.scheduled, line.currency)) }
        td.number { @if let Some(reported) = line.reported { (text.money(reported, line.currency)) } }
        td.number { (text.usd(line.owed_usd)) }
    }
}

fn billed(text: &Text, line: &Line) -> Markup {
    html! {
        td.number { (text.money(line.repaid, line.currency)) }
        td.number { (text.decimal(line.rate_at_posting)) }
        td.number { (text.decimal(line.rate_at_billing)) }
        td.number { (text.usd(line.round_up_usd)) }
        td.number { (text.usd(line.repaid_usd)) }
        td.number { (text.usd(line.loss_absorbed_usd)) }
        td.number { (text.usd(line.owed_usd)) }
        td.number { (super::statement::gained_or_lost(text, line.exchange_usd)) }
    }
}

/// The form that reports one loan, filled in with its ids.
pub(super) fn report_href(loan_id: &str, client_id: &str) -> String {
    let mut query = Serializer::new(String::new());
    query
        .append_pair("loan_id", loan_id)
        .append_pair("client_id", client_id);
    format!("/repayments/row?{}", query.finish())
}

pub(super) fn category_key(category: Category) -> &'static str {
    match category {
        Category::OnTime => "repayments-category-on-time",
        Category::Delinquent => "repayments-category-delinquent",
        Category::Prepaid => "repayments-category-prepaid",
        Category::NotReported => "repayments-category-not-reported",
    }
}

/// Links to the same list as a file.
pub(in crate::site) fn export_links(text: &Text, href: impl Fn(&str) -> String) -> Markup {
    html! {
        p.exports {
            (text.get("export-label")) " "
            a href=(href("csv")) { "CSV" } " · " a href=(href("xlsx")) { "XLSX" }
        }
    }
}

/// Heads of the columns of [`row`].
pub(super) fn head(text: &Text) -> Vec<String> {
    [
        "name",
        "loan-id",
        "client-id",
        "kiva-id",
        "category",
        "statement-currency",
        "before",
        "scheduled",
        "reported",
        "statement-local",
        "statement-rate-posting",
        "statement-rate",
        "statement-round-up",
        "statement-usd",
        "statement-absorbed",
        "statement-owed",
        "statement-exchange",
        "upload",
    ]
    .map(|key| text.get(&format!("repayments-{key}")))
    .to_vec()
}

/// A line with everything that the lists and the statement say of it.
pub(super) fn row(text: &Text, line: &Line) -> Row {
    let money = |amount| Cell::money(amount, line.currency);
    vec![
        Cell::Text(line.name.clone()),
        Cell::Text(line.loan_id.clone()),
        Cell::Text(line.client_id.clone()),
        Cell::Whole(line.id.0),
        Cell::Text(text.get(category_key(line.category))),
        Cell::Text(line.currency.code().to_owned()),
        money(line.invoiced_before),
        money(line.scheduled),
        line.reported.map_or(Cell::Empty, money),
        money(line.repaid),
        Cell::Exact(line.rate_at_posting),
        Cell::Exact(line.rate_at_billing),
        Cell::usd(line.round_up_usd),
        Cell::usd(line.repaid_usd),
        Cell::usd(line.loss_absorbed_usd),
        Cell::usd(line.owed_usd),
        Cell::usd(line.exchange_usd),
        line.upload_id.map_or(Cell::Empty, Cell::Whole),
    ]
}

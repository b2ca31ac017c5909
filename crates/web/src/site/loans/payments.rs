//! What is due on a loan against what came in: its schedule, its months, and the problems of its rows.

use fieldlink_app::loans::LoanView;
use fieldlink_domain::money::Minor;
use maud::{Markup, html};

use crate::site::layout;
use crate::site::text::Text;

/// Each due date with what of it is repaid: repayments settle the oldest principal first.
pub(super) fn schedule(text: &Text, view: &LoanView) -> Markup {
    let loan = &view.loan;
    let today = fieldlink_domain::calendar::pacific_day(view.now);
    let mut left = loan.repaid;
    let rows = loan.schedule.0.iter().map(|due| {
        let settled = left.min(due.principal).max(Minor::ZERO);
        left = left - settled;
        let state = match (settled == due.principal, due.date < today) {
            (true, _) => "loan-due-settled",
            (false, true) => "loan-due-late",
            (false, false) => "loan-due-open",
        };
        (due, settled, state)
    });
    html! {
        div.scroll {
            table {
                thead { tr {
                    th scope="col" { (text.get("loan-due-on")) }
                    th.number scope="col" { (text.get("loan-due-principal")) }
                    th.number scope="col" { (text.get("loan-due-interest")) }
                    th.number scope="col" { (text.get("loan-due-repaid")) }
                    th scope="col" { (text.get("loans-status")) }
                } }
                tbody {
                    @for (due, settled, state) in rows {
                        tr {
                            td { (text.day(due.date)) }
                            td.number { (text.money(due.principal, loan.currency)) }
                            td.number { (text.money(due.interest, loan.currency)) }
                            td.number { (text.money(settled, loan.currency)) }
                            td { @if state == "loan-due-late" { span.error { (text.get(state)) } } @else { (text.get(state)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Month by month: what was due by its end, what was reported, what was billed.
pub(super) fn months(text: &Text, view: &LoanView) -> Markup {
    let loan = &view.loan;
    let money = |amount: Minor| text.money(amount, loan.currency);
    html! {
        @if !view.months.is_empty() {
            (layout::section_bar(&text.get("loan-payments")))
            div.scroll {
                table {
                    thead { tr {
                        th scope="col" { (text.get("loan-month")) }
                        th.number scope="col" { (text.get("loan-due-by-end")) }
                        th.number scope="col" { (text.get("loan-reported")) }
                        th.number scope="col" { (text.get("loan-billed")) }
                        th.number scope="col" { (text.get("loan-billed-usd")) }
                        th scope="col" { (text.get("loans-status")) }
                    } }
                    tbody {
                        @for month in &view.months {
                            @let due = loan.schedule.principal_due_by(month.period.last_day());
                            tr {
                                th scope="row" {
                                    a href={ "/repayments/" (month.period) } { (text.month(month.period)) }
                                }
                                td.number { (money(due)) }
                                td.number { (month.reported.map(money).unwrap_or_default()) }
                                @match &month.billed {
                                    Some(line) => {
                                        td.number { (money(line.repaid)) }
                                        td.number { (text.usd(line.owed_usd)) }
                                        td { (text.get(category(line.category.name()))) }
                                    }
                                    None => { td {} td {} td { (text.get("loan-not-billed")) } }
                                }
                            }
                        }
                    }
                }
            }
            p { small { (text.get("loan-payments-help")) } }
        }
    }
}

fn category(name: &str) -> &'static str {
    match name {
        "on_time" => "loan-month-on-time",
        "delinquent" => "loan-month-delinquent",
        "prepaid" => "loan-month-prepaid",
        _ => "loan-month-not-reported",
    }
}

/// Rows of uploads that had something wrong.
pub(super) fn problems(text: &Text, view: &LoanView) -> Markup {
    html! {
        @if !view.problems.is_empty() {
            (layout::section_bar(&text.get("loan-problems")))
            div.scroll {
                table {
                    thead { tr {
                        th scope="col" { (text.get("loan-month")) }
                        th scope="col" { (text.get("loan-upload")) }
                        th.number scope="col" { (text.get("loan-row")) }
                        th scope="col" { (text.get("loan-problem")) }
                    } }
                    tbody {
                        @for problem in &view.problems {
                            tr {
                                td { (text.month(problem.period)) }
                                td { a href={ "/repayments/uploads/" (problem.upload_id) } { (problem.upload_id) } }
                                td.number { (problem.line) }
                                td { (layout::findings(text, std::slice::from_ref(&problem.finding))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

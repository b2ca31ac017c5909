//! The report as one page: nothing is loaded from elsewhere, it prints well, and everything is escaped.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Report, ReportTable, Tone};

/// The site's colours and forms, as far as a report needs them.
const STYLE: &str = "
:root { --green: #4f9a4b; --line: #9a9a9a; --ink: #2d2d2d; --red: #b3261e; --amber: #8a5a00; --grey: #efefef; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 0 1.25rem; color: var(--ink); background: #fff; font: 16px/1.45 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif; }
h1 { color: #3f7f3b; font-size: 1.6rem; border-bottom: 3px solid var(--green); padding-bottom: .5rem; }
h2 { background: #3f7f3b; color: #fff; font-size: 1.1rem; padding: .4rem .75rem; margin: 1.75rem 0 .9rem; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0 1.25rem; }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #d5d5d5; vertical-align: top; overflow-wrap: anywhere; }
th { background: var(--grey); font-size: .85rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
thead { display: table-header-group; } tr { break-inside: avoid; }
.bar { width: 100%; height: 1.6rem; border: 1px solid var(--line); }
.good { fill: #4f9a4b; background: #4f9a4b; } .look { fill: #d9a400; background: #d9a400; } .bad { fill: #b3261e; background: #b3261e; }
.key { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; }
.key span { display: inline-block; width: .9rem; height: .9rem; margin-right: .4rem; border: 1px solid var(--line); vertical-align: -.1rem; }
@media print { body { font-size: 11px; max-width: none; padding: 0; } h2 { color: var(--ink); background: none; border-bottom: 2px solid var(--green); padding: 0; } * { print-color-adjust: exact; } }
";

/// The page.
pub fn html(report: &Report) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(report.language.as_str()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (report.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (report.title) }
                dl { @for (name, value) in &report.facts { dt { (name) } dd { (value) } } }
                (bar(report))
                @for table in &report.tables { (section(table, &report.none)) }
            }
        }
    };
    page.into_string()
}

/// The shares of the whole beside each other, and what each stands for in words and numbers.
fn bar(report: &Report) -> Markup {
    let all: usize = report.bar.iter().map(|(_, rows, _)| rows).sum();
    let mut from = 0;
    let mut shares = Vec::new();
    for (words, rows, tone) in &report.bar {
        shares.push((words, *rows, class(*tone), from));
        from += rows;
    }
    html! {
        @if all > 0 {
            svg.bar viewBox=(format!("0 0 {all} 10")) preserveAspectRatio="none" role="img"
                aria-label=(report.bar.iter().map(|(words, rows, _)| format!("{words}: {rows}")).collect::<Vec<_>>().join(", ")) {
                @for (_, rows, class, from) in &shares {
                    rect class=(class) x=(from) y="0" width=(rows) height="10" {}
                }
            }
            ul.key {
                @for (words, rows, class, _) in &shares { li { span class=(class) {} (words) ": " b { (rows) } } }
            }
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Look => "look",
        Tone::Bad => "bad",
    }
}

fn section(table: &ReportTable, none: &str) -> Markup {
    let number = |at: usize| table.numbers.contains(&at).then_some("number");
    html! {
        h2 { (table.title) }
        @if table.rows.is_empty() {
            p { (none) }
        } @else {
            table {
                thead { tr { @for (at, head) in table.heads.iter().enumerate() { th scope="col" class=[number(at)] { (head) } } } }
                tbody {
                    @for row in &table.rows {
                        tr { @for (at, cell) in row.iter().enumerate() { td class=[number(at)] { (cell) } } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use fieldlink_say::Text;

    use super::*;

    #[test]
    fn what_records_say_is_never_markup() {
        let report = Report {
            facts: vec![(String::from("Profile"), String::from("<b>stage</b>"))],
            bar: vec![
                (String::from("ready"), 3, Tone::Good),
                (String::from("held"), 1, Tone::Bad),
            ],
            tables: vec![ReportTable {
                title: String::from("Held"),
                heads: vec![String::from("Record"), String::from("Why")],
                wide: Some(1),
                numbers: Vec::new(),
                rows: vec![vec![
                    String::from("<script>alert(1)</script>"),
                    String::from("\"a\" & 'b'"),
                ]],
            }],
            ..Report::empty(String::from("Plan"), Text::default())
        };
        let page = html(&report);
        assert!(!page.contains("<script>") && !page.contains("<b>stage"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(!page.contains("http"), "nothing is loaded from elsewhere");
        assert!(page.contains("aria-label=\"ready: 3, held: 1\""));
    }
}

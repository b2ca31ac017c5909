//! Reports as the finance officer gets them, in each language: no English is left in one of another language.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use fieldlink_link::report::{self, Maker};
use fieldlink_link::run::month::{MonthRow, Standing};
use fieldlink_link::run::{HeldRow, KindPlan, MonthSummary, PlanSummary, PlannedRow, Tripped};
use fieldlink_say::Message;

use super::*;

fn origin(row: u64) -> Origin {
    Origin {
        source: "mis".into(),
        table: "x9.csv".into(),
        row,
    }
}

/// A reason of each rule of the link.
fn reasons() -> Vec<Reason> {
    let spanish = texts(Language::Es);
    let rules = spanish
        .keys()
        .filter_map(|id| id.strip_prefix("reason-"))
        .filter(|rule| !["place", "column", "cell", "value"].contains(rule));
    let names = "by why row loan kiva_id status count thousands decimals between before written theirs one other format \
                 signs kivas what near known reference last size name outstanding";
    let values: Vec<_> = names
        .split_whitespace()
        .map(|name| (name.to_owned(), String::from("X")))
        .collect();
    rules
        .map(|rule| {
            Reason::new(&origin(7), &rule.replace('-', "_"), "the rule's English sentence")
                .at(Some("C1"), Some("12"))
                .with_values(values.clone())
        })
        .collect()
}

fn kind_plan() -> KindPlan {
    let held = |suspicious| HeldRow {
        key: String::from("L1"),
        origin: Some(origin(7)),
        suspicious,
        reasons: reasons(),
    };
    let row = |changed| PlannedRow {
        key: String::from("L2"),
        revision: 1,
        hash: String::from("h"),
        changed,
        origin: Some(origin(8)),
    };
    KindPlan {
        records: 10,
        planned: 2,
        new: 1,
        changed: 1,
        unchanged: 3,
        waiting: 1,
        suspicious: 1,
        held: vec![held(true), held(false)],
        notes: reasons(),
        rows: vec![row(true), row(false)],
        ..KindPlan::default()
    }
}

fn plan() -> PlanSummary {
    let guards = [
        "max_rows",
        "max_held_percent",
        "max_changed_percent",
        "max_suspicious_percent",
    ];
    let tripped = |found| {
        guards
            .into_iter()
            .zip(Kind::ALL.into_iter().cycle())
            .map(move |(guard, kind)| Tripped {
                kind,
                guard,
                limit: 5,
                found,
                records: 10,
            })
    };
    PlanSummary {
        profile: String::from("p1"),
        partner_id: 77,
        period: String::from("2026-10"),
        loan_drafts: Some(kind_plan()),
        repayments: Some(kind_plan()),
        journals: Some(KindPlan {
            rows: Vec::new(),
            ..kind_plan()
        }),
        guards: tripped(1).chain(tripped(9)).collect(),
    }
}

fn month() -> MonthSummary {
    let rows = Standing::ALL.map(|standing| MonthRow {
        standing,
        reasons: reasons(),
        loan_id: String::from("L1"),
        kiva_id: Some(String::from("12")),
        status: Some(String::from("payingBack")),
        currency: Some(String::from("KES")),
        amount: Some("10".parse().unwrap()),
        last: Some("9".parse().unwrap()),
    });
    MonthSummary {
        profile: String::from("p1"),
        partner_id: 77,
        period: String::from("2026-10"),
        expected: 9,
        counts: Standing::ALL.map(|standing| (standing, 1)).into(),
        ignored: 4,
        batches: 1,
        rows: rows.into(),
    }
}

/// What a page says: its texts between the tags.
fn said_on(page: &str) -> BTreeSet<String> {
    let body = page.split_once("</style>").unwrap().1;
    let texts = body.split('<').filter_map(|piece| Some(piece.split_once('>')?.1));
    texts
        .filter(|text| text.contains(char::is_alphabetic))
        .map(|text| text.trim().trim_end_matches(':').to_owned())
        .collect()
}

/// What a workbook says, its sheets' names among it.
fn said_in(book: Vec<u8>) -> BTreeSet<String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(book)).unwrap();
    let names = book.sheet_names();
    let mut said: BTreeSet<String> = names.iter().cloned().collect();
    assert_eq!(said.len(), names.len(), "two sheets of one name");
    for name in names {
        let sheet = book.worksheet_range(&name).unwrap();
        said.extend(sheet.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) if text.contains(char::is_alphabetic) => Some(text.clone()),
            _ => None,
        }));
    }
    said
}

/// What is the same in every language.
const GIVEN: [&str; 9] = ["L1", "L2", "p1", "C1", "KES", "payingBack", "Loan ID", "2026-10", "now"];

#[test]
fn no_english_is_left_in_a_report_of_another_language() {
    let (plan, month) = (plan(), month());
    let report = |words: Words, at: usize| match at {
        0 => report::of_plan(&plan, "now", words.text()),
        _ => report::of_month(&month, "now", words.text()),
    };
    for at in 0..2 {
        let english = report(Words(Language::En), at);
        let pages = said_on(&report::html(&english));
        let books = said_in(report::xlsx(&english).unwrap());
        assert!(pages.len() > 30 && books.len() > 30, "{} {}", pages.len(), books.len());
        let mut alike = BTreeMap::new();
        for language in [Language::Es, Language::Fr] {
            let report = report(Words(language), at);
            assert!(report.tables.iter().all(|table| !table.heads.is_empty()));
            let page = report::html(&report);
            assert!(page.contains(&format!("<html lang=\"{}\">", language.as_str())));
            assert!(
                !page.contains("{$") && !page.contains("said-") && !page.contains("English"),
                "{page}"
            );
            let book = said_in(report::xlsx(&report).unwrap());
            for text in said_on(&page).intersection(&pages).chain(book.intersection(&books)) {
                if !GIVEN.contains(&text.as_str()) {
                    alike.entry(text.clone()).or_insert_with(Vec::new).push(language);
                }
            }
        }
        assert!(alike.is_empty(), "{alike:#?}");
    }
}

#[test]
fn when_and_by_whom_is_said_in_every_language() {
    let at = "2026-10-31T12:00:00Z".parse().unwrap();
    let say = |language, by| report::made(at, by, Words(language).text());
    assert_eq!(say(Language::En, Maker::Unnamed), "2026-10-31 12:00 UTC");
    for by in [Maker::Person("Grace"), Maker::Schedule("nightly")] {
        let said: BTreeSet<String> = Language::ALL.into_iter().map(|language| say(language, by)).collect();
        assert_eq!(said.len(), 3, "{said:?}");
    }
}

#[test]
fn a_limit_is_said_of_one_and_of_several() {
    let guard = |found| Tripped {
        kind: Kind::Repayment,
        guard: "max_held_percent",
        limit: 5,
        found,
        records: 10,
    };
    let say = |language, found| Words(language).said(&Message::from(&guard(found)));
    assert_eq!(
        say(Language::Es, 1),
        "1 de 10 pagos está retenido; max_held_percent permite el 5 %"
    );
    assert_eq!(
        say(Language::Es, 3),
        "3 de 10 pagos están retenidos; max_held_percent permite el 5 %"
    );
    assert_eq!(
        say(Language::Fr, 3),
        "3 sur 10 remboursements sont retenus ; max_held_percent permet 5 %"
    );
    let stopped = fieldlink_link::run::RunError::Guards(vec![guard(3), guard(1)]);
    let said = Words(Language::Es).said(&Message::from(&stopped));
    assert!(
        said.contains("3 de 10 pagos") && said.contains("; 1 de 10 pagos"),
        "{said}"
    );
}

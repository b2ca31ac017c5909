//! Reading and writing what goes over the wire. Each body is also read by a plain scan that keeps nothing of it: no
//! reader of JSON can be quicker than that.

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use fieldlink_contract::{Loan, LoanDraft, LoansReply, RepaymentsRequest, json};
use serde::de::IgnoredAny;

fn main() {
    divan::main();
}

/// As many rows as Kiva advises for a call (`domain.md 1.7`). The server reads one before it takes its write lock, the
/// link writes 34 of them for a large month.
#[divan::bench_group]
mod repayments_of_300_rows {
    use super::*;

    fn body() -> String {
        let row = |n: i64| {
            format!(
                r#"{{"loan_id":"{n:08}","amount":{}.{:02},"client_id":"C-{n}"}}"#,
                n * 7,
                n % 100
            )
        };
        let rows: Vec<String> = (0..300).map(row).collect();
        format!(r#"{{"repayments":[{}]}}"#, rows.join(","))
    }

    #[divan::bench]
    fn read(bencher: Bencher) {
        let body = body();
        bencher
            .counter(ItemsCount::new(300_u32))
            .counter(BytesCount::of_str(&body))
            .bench(|| json::from_slice::<RepaymentsRequest>(black_box(body.as_bytes())));
    }

    #[divan::bench]
    fn scan(bencher: Bencher) {
        let body = body();
        bencher
            .counter(ItemsCount::new(300_u32))
            .counter(BytesCount::of_str(&body))
            .bench(|| serde_json::from_str::<IgnoredAny>(black_box(&body)));
    }
}

/// A draft carries its photo inside the JSON (`domain.md 1.6`), so nearly all of the body is one text: reading it must
/// cost about what a copy costs, or photos would be most of a draft's time.
#[divan::bench_group]
mod draft_with_a_photo_of_1_mb {
    use super::*;

    fn body() -> String {
        let photo = "QUJD".repeat(250_000);
        format!(
            r#"{{"activity_id":31,"client_waiver_signed":true,"currency":"KES","description":"Amina grows maize.",
            "description_language_id":1,"disburse_time":"2026-03-01","loanuse":"to buy seed","location":"Kisumu: Kenya",
            "entreps":[{{"amount":50000,"client_id":"0045","first_name":"Amina","last_name":"Wanjiru","gender":"female",
            "loan_id":"000123"}}],"schedule":[{{"date":"2026-05-01","interest":500,"principal":50000}}],
            "theme_type_id":48,"image_encoded":"{photo}"}}"#
        )
    }

    #[divan::bench]
    fn read(bencher: Bencher) {
        let body = body();
        bencher
            .counter(BytesCount::of_str(&body))
            .bench(|| json::from_slice::<LoanDraft>(black_box(body.as_bytes())));
    }

    #[divan::bench]
    fn scan(bencher: Bencher) {
        let body = body();
        bencher
            .counter(BytesCount::of_str(&body))
            .bench(|| serde_json::from_str::<IgnoredAny>(black_box(&body)));
    }
}

/// A page of the loans route, as long as it is when the call names no limit. Partners walk through all of their loans
/// with it, page after page.
#[divan::bench_group]
mod loans_page_of_20 {
    use super::*;

    fn page() -> LoansReply {
        let loan = |n: i64| Loan {
            borrower_count: 1,
            internal_loan_id: format!("{n:08}"),
            internal_client_id: format!("C-{n}"),
            partner_id: "1".into(),
            partner: "Sample Partner".into(),
            kiva_id: (2_000_000 + n).to_string(),
            uuid: format!("00000000-0000-4000-8000-{n:012}"),
            name: "José-María N’Golo".into(),
            location: "Kisumu: Kenya".into(),
            status: "payingBack".into(),
            loan_price: "400.00".parse().ok(),
            loan_local_price: "51625.00".parse().ok(),
            loan_currency: "KES".into(),
            create_time: Some(1_790_000_000 + n),
            funded_amount: "400.00".parse().ok(),
            flexible_fundraising_enabled: Some(true),
            ..Loan::default()
        };
        LoansReply {
            total_records: 1_000_000,
            data: (0..20).map(loan).collect(),
        }
    }

    #[divan::bench]
    fn write(bencher: Bencher) {
        let page = page();
        bencher
            .counter(ItemsCount::new(20_u32))
            .bench(|| serde_json::to_vec(black_box(&page)));
    }

    #[divan::bench]
    fn read(bencher: Bencher) {
        let body = serde_json::to_vec(&page()).expect("a page can be written");
        bencher
            .counter(ItemsCount::new(20_u32))
            .bench(|| json::from_slice::<LoansReply>(black_box(&body)));
    }
}

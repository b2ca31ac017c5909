//! Bodies that nobody means well with: whatever comes, reading ends with a value or an error.

use proptest::prelude::*;

use crate::json::from_slice;
use crate::{
    ActivitiesReply, Claims, JournalsReply, JournalsRequest, LoanDraft, LoansQuery, LoansReply, LocalesReply,
    LocationsReply, RepaymentsReply, RepaymentsRequest, ThemesReply, TokenError, TokenReply, one_or_list,
};

fn read_all(body: &[u8]) {
    let _ = from_slice::<ActivitiesReply>(body);
    let _ = from_slice::<LocalesReply>(body);
    let _ = from_slice::<ThemesReply>(body);
    let _ = from_slice::<LocationsReply>(body);
    let _ = from_slice::<LoansReply>(body);
    let _ = from_slice::<LoansQuery>(body);
    let _ = from_slice::<LoanDraft>(body);
    let _ = from_slice::<RepaymentsRequest>(body);
    let _ = from_slice::<JournalsRequest>(body);
    let _ = from_slice::<TokenReply>(body);
    let _ = from_slice::<TokenError>(body);
    let _ = from_slice::<Claims>(body);
    let _ = one_or_list::<RepaymentsReply>(body);
    let _ = one_or_list::<JournalsReply>(body);
}

/// Any value in the place of a known field.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        any::<bool>().prop_map(|flag| flag.to_string()),
        any::<i128>().prop_map(|number| number.to_string()),
        "-?[1-9][0-9]{0,9}\\.[0-9]{1,10}e-?[0-9]{1,3}",
        "\\PC{0,12}".prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|list| format!("[{}]", list.join(","))),
            prop::collection::vec((known_field(), inner), 0..3).prop_map(|fields| object(&fields)),
        ]
    })
}

fn known_field() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "repayments",
        "journals",
        "entreps",
        "schedule",
        "schedule_parameters",
        "amount",
        "loan_id",
        "date",
        "principal",
        "interest",
        "data",
        "total_records",
        "fundedAmount",
        "status",
        "aud",
        "scope",
        "exp",
        "expires_in",
        "upload_id",
        "problems",
        "severity",
        "as_of_date_time",
        "themes",
        "disburse_time",
        "not_pictured",
        "gender",
        "error",
        "x",
    ])
}

fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<_> = fields.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", fields.join(","))
}

proptest! {
    #[test]
    fn any_bytes(body in prop::collection::vec(any::<u8>(), 0..60)) {
        read_all(&body);
    }

    #[test]
    fn any_values_in_known_fields(fields in prop::collection::vec((known_field(), value()), 0..6)) {
        read_all(object(&fields).as_bytes());
    }

    #[test]
    fn ids_come_back_byte_for_byte(id in "\\PC{1,40}", number in "[1-9][0-9]{0,40}") {
        let text = serde_json::to_string(&id).unwrap();
        let body = format!("{{\"repayments\":[{{\"loan_id\":{text},\"amount\":1}},{{\"loan_id\":{number},\"amount\":1}}]}}");
        let rows = from_slice::<RepaymentsRequest>(body.as_bytes()).unwrap().repayments;
        prop_assert_eq!(&rows[0].loan_id, &id);
        prop_assert_eq!(&rows[1].loan_id, &number);
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    for open in ["[", "{\"journals\":", "{\"entreps\":[", "{\"x\":"] {
        read_all(open.repeat(100_000).as_bytes());
    }
    let closed = format!("{{\"loan_id\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    read_all(closed.as_bytes());
    read_all(format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000)).as_bytes());
    read_all(
        format!(
            "{{\"repayments\":[{{\"loan_id\":\"1\",\"amount\":{}}}]}}",
            "9".repeat(1_000_000)
        )
        .as_bytes(),
    );
}

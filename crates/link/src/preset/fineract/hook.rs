//! A web hook of Fineract's: a hint that something changed, after which the link reads again.
//!
//! Fineract signs nothing, sends once and does not look at the answer; failed commands are sent too, batch jobs are not.
//! So the body is never taken for the truth, the address carries a secret, and a nightly run stays necessary.

use serde_json::Value;

use crate::kind::Kind;

/// Longer addresses do not fit into Fineract's table.
pub const LONGEST_URL: usize = 100;

/// Which kinds of record may have changed after something was done at the MIS; none for what does not concern Kiva.
pub fn kinds(entity: &str, action: &str) -> &'static [Kind] {
    if !entity.eq_ignore_ascii_case("loan") {
        return &[];
    }
    match action.to_ascii_uppercase().as_str() {
        "APPROVE" | "DISBURSALUNDO" => &[Kind::LoanDraft],
        "DISBURSE" => &[Kind::LoanDraft, Kind::Repayment],
        "REPAYMENT" | "ADJUST" | "WRITEOFF" | "UNDOWRITEOFF" | "RECOVERYPAYMENT" | "CLOSE" | "FORECLOSURE" => {
            &[Kind::Repayment]
        }
        _ => &[],
    }
}

/// Whether the body of a hook says that the command failed, so that nothing has changed.
pub fn failed(body: &Value) -> bool {
    body["status"]
        .as_str()
        .is_some_and(|status| status.eq_ignore_ascii_case("exception"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_action_says_which_kinds_may_have_changed() {
        assert_eq!(kinds("LOAN", "REPAYMENT"), [Kind::Repayment]);
        assert_eq!(kinds("Loan", "disburse"), [Kind::LoanDraft, Kind::Repayment]);
        assert_eq!(kinds("LOAN", "APPROVE"), [Kind::LoanDraft]);
        for (entity, action) in [("CLIENT", "UPDATE"), ("LOAN", "READ"), ("", "")] {
            assert!(kinds(entity, action).is_empty(), "{entity} {action}");
        }
    }

    #[test]
    fn a_failed_command_has_changed_nothing() {
        assert!(failed(
            &json!({ "entityName": "LOAN", "actionName": "REPAYMENT", "status": "Exception" })
        ));
        assert!(!failed(&json!({ "entityName": "LOAN", "actionName": "REPAYMENT" })));
        assert!(!failed(&Value::Null));
    }
}

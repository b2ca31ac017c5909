//! Facts that only a post tells. Asked on a sandbox, and only when it is wished: an empty repayments call, a repayment of a
//! loan that no partner has, a draft with nothing in it, and a journal of no loan.

use fieldlink_say::{Message, message};
use reqwest::Method;
use serde_json::{Value, json};

use super::facts::{Facts, Found, Not, differs, is, is_missing, unasked};
use super::raw::{Answer, Wire, answered};

/// A Loan ID that nobody has.
const NOBODYS: &str = "fieldlink-probe-no-such-loan";

const FACTS: [(&str, Message); 5] = [
    ("repayments.reply", message!("object-code-message-upload-id")),
    ("repayments.problem", message!("unknown-loan-problem-loan-id")),
    ("loan_draft.reply", message!("code-message-loan-draft-uuid")),
    ("journals.plural", message!("of-201-v3-partners-bare-list")),
    ("journals.singular", message!("of-200-v3-partner-journals-taken")),
];

/// Says that none of it was asked.
pub(super) fn left_out(facts: &mut Facts) {
    let why = message!("only-asked-post-test-data");
    for (name, assumed) in FACTS {
        facts.add(name, assumed, unasked(why.clone()));
    }
}

pub(super) async fn ask(wire: &Wire<'_>, facts: &mut Facts, token: &str) {
    let post = async |spelling: &str, tail: &str, body: Value| {
        let request = wire.request(Method::POST, spelling, wire.target.partner_id, tail);
        answered(request.bearer_auth(token).json(&body)).await
    };
    let [reply, problem, draft, plural, singular] = FACTS;
    let body = json!({ "repayments": [{ "loan_id": NOBODYS, "client_id": NOBODYS, "amount": 0 }] });
    let answer = post("partner", "repayments", body).await;
    facts.add(reply.0, reply.1, repayments(&answer));
    facts.add(problem.0, problem.1, of_problem(&answer));
    let answer = post("partner", "loan_draft", json!({})).await;
    facts.add(draft.0, draft.1, members(&answer, &[200], &["loan_draft_uuid"]));
    let journal = json!([{ "subject": "Probe", "body": "A test of the connection.", "internal_loan_id": NOBODYS, "internal_client_id": NOBODYS }]);
    let answer = post("partners", "journals", journal.clone()).await;
    facts.add(
        plural.0,
        plural.1,
        members(&answer, &[201], &["confirm_url", "archive_id"]),
    );
    let answer = post("partner", "journals", json!({ "journals": journal })).await;
    facts.add(
        singular.0,
        singular.1,
        members(&answer, &[200], &["confirm_url", "archive_id"]),
    );
}

fn repayments(answer: &Result<Answer, String>) -> Found {
    members(answer, &[200], &["code", "message", "upload_id", "problems"])?;
    let number = answer
        .as_ref()
        .ok()
        .and_then(|answer| answer.get("upload_id"))
        .unwrap_or(&Value::Null);
    if number.is_i64() {
        Ok(message!("word-object"))
    } else {
        differs(is("upload_id", number))
    }
}

fn of_problem(answer: &Result<Answer, String>) -> Found {
    let answer = answer.as_ref().map_err(|why| Not::Asked(Message::as_is(why)))?;
    let first = answer.get("problems").and_then(|list| list.get(0));
    let Some(first) = first else {
        return differs(message!("probe-no-problem", status = answer.status.to_string()));
    };
    let there = super::raw::names(Some(first));
    for name in ["loan_id", "details", "code", "severity"] {
        if !there.contains(&name) {
            return differs(is_missing(name, &there));
        }
    }
    Ok(Message::as_is(first["code"].as_str().unwrap_or_default()))
}

/// The status and the members that are assumed.
fn members(answer: &Result<Answer, String>, statuses: &[u16], wanted: &[&str]) -> Found {
    let answer = answer.as_ref().map_err(|why| Not::Asked(Message::as_is(why)))?;
    if answer.status == 403 {
        return unasked(message!("of-403-client-lacks-scope"));
    }
    if !statuses.contains(&answer.status) {
        return differs(message!("probe-answered-as", status = answer.status.to_string(), type = &answer.content_type));
    }
    if let Some(Value::Array(_)) = answer.json {
        return differs(message!("list-replies"));
    }
    for name in wanted {
        if answer.get(name).is_none() {
            return differs(is_missing(name, &answer.names()));
        }
    }
    Ok(answer.status.to_string().into())
}

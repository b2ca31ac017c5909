//! The facts, each with the question that finds it out (domain.md 1.2 to 1.8).

use fieldlink_say::{Message, message};
use serde_json::Value;

use super::raw::{Answer, Target, Wire, answered, names, part};
use super::{Fact, Probe, Verdict, posts};

/// What a question came to: the verdict and what was found.
pub(super) type Found = Result<Message, Not>;

/// Not as assumed, or not asked.
pub(super) enum Not {
    Same(Message),
    Asked(Message),
}

pub(super) fn differs(how: impl Into<Message>) -> Found {
    Err(Not::Same(how.into()))
}

pub(super) fn unasked(why: impl Into<Message>) -> Found {
    Err(Not::Asked(why.into()))
}

/// As assumed when the two agree.
fn same(wanted: &str, found: &str) -> Found {
    if wanted == found {
        Ok(Message::as_is(found))
    } else {
        differs(found.to_owned())
    }
}

/// All that is wrong, one after the other.
fn all(wrong: Vec<Message>) -> Message {
    message!("probe-all", all = wrong)
}

pub(super) struct Facts(pub(super) Vec<Fact>);

impl Facts {
    pub(super) fn add(&mut self, name: &'static str, assumed: Message, found: Found) {
        let (verdict, found) = match found {
            Ok(found) => (Verdict::AsAssumed, found),
            Err(Not::Same(how)) => (Verdict::Differs, how),
            Err(Not::Asked(why)) => (Verdict::CouldNotAsk, why),
        };
        self.0.push(Fact {
            name,
            assumed,
            verdict,
            found,
        });
    }
}

/// Asks everything that can be asked safely; with `post_test_data` also what needs a post.
///
/// # Errors
/// When no HTTP client can be made. A server that cannot be reached is no error: its facts could not be asked.
pub async fn probe(target: &Target, post_test_data: bool) -> Result<Probe, reqwest::Error> {
    let wire = Wire::new(target)?;
    let mut facts = Facts(Vec::new());
    let token = tokens(&wire, &mut facts).await;
    match &token {
        Some(token) => {
            refusals(&wire, &mut facts, token).await;
            configuration(&wire, &mut facts, token).await;
            loans(&wire, &mut facts, token).await;
            if post_test_data {
                posts::ask(&wire, &mut facts, token).await;
            } else {
                posts::left_out(&mut facts);
            }
        }
        None => {
            facts.add(
                "api",
                message!("answers-token"),
                unasked(message!("no-token-was-issued")),
            );
        }
    }
    Ok(Probe {
        api_base: target.api_base.clone(),
        partner_id: target.partner_id,
        facts: facts.0,
    })
}

const GRANT: &str = "client_credentials";

async fn tokens(wire: &Wire<'_>, facts: &mut Facts) -> Option<String> {
    let answer = match wire.token(None, wire.secret(), GRANT).await {
        Ok(answer) => answer,
        Err(why) => {
            facts.add("token", message!("of-200-access-token"), unasked(why));
            return None;
        }
    };
    let Some(token) = answer.text("access_token").map(str::to_owned) else {
        let said = message!(
            "probe-reply",
            status = answer.status.to_string(),
            names = listed(&answer.names()),
        );
        facts.add(
            "token.without_scope",
            message!("without-scope-all-scopes-client"),
            differs(said),
        );
        return None;
    };
    let scope = answer.text("scope").unwrap_or_default().to_owned();
    facts.add(
        "token.without_scope",
        message!("without-scope-all-scopes-client"),
        if scope.is_empty() {
            differs(message!("reply-names-no-scope"))
        } else {
            Ok(scope.clone().into())
        },
    );
    facts.add("token.lifetime", message!("expires-43199-12-hours"), {
        let found = answer.get("expires_in").map(Value::to_string).unwrap_or_default();
        same("43199", &found)
    });
    facts.add(
        "token.partner_id",
        message!("partnerid-spelled-text"),
        match answer.get("partnerId") {
            Some(Value::String(_)) => Ok(message!("word-text")),
            Some(other) => differs(is("partnerId", other)),
            None => differs(is_missing("partnerId", &answer.names())),
        },
    );
    facts.add(
        "token.type",
        message!("token-type-bearer"),
        match answer.text("token_type") {
            Some(found) if found.eq_ignore_ascii_case("bearer") => Ok(Message::as_is(found)),
            Some(found) => differs(found.to_owned()),
            None => differs(is_missing("token_type", &answer.names())),
        },
    );
    claims(facts, &token, &wire.target.audience);
    let first = scope.split(' ').next().unwrap_or_default();
    let doubled = format!(" {first}  ");
    facts.add(
        "token.blanks",
        message!("blanks-too-many-scope-do"),
        match wire.token(Some(&doubled), wire.secret(), GRANT).await {
            Ok(answer) if answer.status == 200 => Ok(Message::as_is("200")),
            Ok(answer) => differs(answer.status.to_string()),
            Err(why) => unasked(why),
        },
    );
    facts.add(
        "token.wrong_secret",
        message!("of-401-oauth-2-error"),
        oauth_error(
            wire.token(None, "certainly-not-the-secret", GRANT).await,
            401,
            "invalid_client",
        ),
    );
    facts.add(
        "token.wrong_grant",
        message!("of-400-oauth-2-error"),
        oauth_error(
            wire.token(None, wire.secret(), "no_such_grant").await,
            400,
            "unsupported_grant_type",
        ),
    );
    Some(token)
}

fn oauth_error(answer: Result<Answer, String>, status: u16, error: &str) -> Found {
    match answer {
        Ok(answer) => {
            let Some(said) = answer.text("error") else {
                return differs(message!("probe-no-error", status = answer.status.to_string()));
            };
            same(&format!("{status} {error}"), &format!("{} {said}", answer.status))
        }
        Err(why) => unasked(why),
    }
}

fn claims(facts: &mut Facts, token: &str, audience: &str) {
    let assumed = message!("jwt-rs256-aud-array-audience");
    let (Some(head), Some(claims)) = (part(token, 0), part(token, 1)) else {
        facts.add("token.claims", assumed, differs(message!("token-no-jwt")));
        return;
    };
    let mut wrong = Vec::new();
    if head["alg"] != "RS256" {
        let alg = head["alg"].to_string();
        wrong.push(message!("probe-alg", alg = alg));
    }
    let audiences = claims["aud"].as_array();
    if !audiences.is_some_and(|list| list.iter().any(|one| one == audience)) {
        wrong.push(is("aud", &claims["aud"]));
    }
    if !claims["scope"].is_array() {
        wrong.push(is("scope", &claims["scope"]));
    }
    if !claims["partnerId"].is_string() {
        wrong.push(is("partnerId", &claims["partnerId"]));
    }
    if !claims["exp"].is_i64() {
        wrong.push(is("exp", &claims["exp"]));
    }
    let found = if wrong.is_empty() {
        Ok(names(Some(&claims)).join(", ").into())
    } else {
        differs(all(wrong))
    };
    facts.add("token.claims", assumed, found);
}

async fn refusals(wire: &Wire<'_>, facts: &mut Facts, token: &str) {
    let get = |partner| wire.request(reqwest::Method::GET, "partner", partner, "loans?limit=1");
    let own = wire.target.partner_id;
    let bare = answered(get(own)).await;
    facts.add("errors.no_token", message!("of-401-without-token"), status(&bare, 401));
    let bad = answered(get(own).bearer_auth("not.a.token")).await;
    facts.add("errors.bad_token", message!("of-401-token-none"), status(&bad, 401));
    let other = answered(get(own.saturating_add(1)).bearer_auth(token)).await;
    facts.add(
        "errors.other_partner",
        message!("of-403-another-partner-s-path"),
        status(&other, 403),
    );
    facts.add(
        "errors.body",
        message!("error-object-code-api-message"),
        match bare {
            Ok(answer) => match (answer.text("code"), answer.text("message")) {
                (Some(code), Some(_)) if code.starts_with("api.") => Ok(Message::as_is(code)),
                _ => {
                    let names = listed(&answer.names());
                    differs(message!("probe-has", names = names))
                }
            },
            Err(why) => unasked(why),
        },
    );
}

fn status(answer: &Result<Answer, String>, wanted: u16) -> Found {
    match answer {
        Ok(answer) => same(&wanted.to_string(), &answer.status.to_string()),
        Err(why) => unasked(why.clone()),
    }
}

/// Each list with its name and the members of an item.
const LISTS: [(&str, Message, &[&str]); 4] = [
    (
        "config.activities",
        message!("snake-case-date-time-activities"),
        &["activity_id", "activity"],
    ),
    (
        "config.locales",
        message!("snake-case-date-time-locales"),
        &["currency", "language_code", "language_id", "language_name"],
    ),
    (
        "config.themes",
        message!("snake-case-date-time-themes"),
        &["theme_type_id", "theme_type"],
    ),
    (
        "config.locations",
        message!("snake-case-date-time-locations"),
        &["country", "location", "full_name"],
    ),
];

async fn configuration(wire: &Wire<'_>, facts: &mut Facts, token: &str) {
    for (fact, assumed, members) in LISTS {
        let list = fact.trim_start_matches("config.");
        let answer = wire.get(&format!("config/{list}"), token).await;
        if list == "locations" {
            facts.add(
                "config.full_name",
                message!("full-name-town-country"),
                full_name(&answer),
            );
        }
        facts.add(fact, assumed, of_list(answer, list, members));
    }
    let scope = wire.token(Some("read:loans"), wire.secret(), GRANT).await;
    let narrow = scope
        .ok()
        .and_then(|answer| answer.text("access_token").map(str::to_owned));
    facts.add(
        "config.scope",
        message!("any-token-partner-may-read"),
        match narrow {
            Some(token) => status(&wire.get("config/themes", &token).await, 200),
            None => unasked(message!("no-token-read-loans-alone")),
        },
    );
}

fn of_list(answer: Result<Answer, String>, list: &str, members: &[&str]) -> Found {
    let answer = match answer {
        Ok(answer) if answer.status == 200 => answer,
        Ok(answer) => return unasked(answered_with(&answer)),
        Err(why) => return unasked(why),
    };
    let mut wrong = missing(&answer.names(), &["as_of_date_time", list, "code", "message"]);
    if let Some(moment) = answer.text("as_of_date_time")
        && chrono::NaiveDateTime::parse_from_str(moment, "%Y-%m-%dT%H:%M:%SZ").is_err()
    {
        wrong.push(message!("date-time-no-moment-like"));
    }
    match answer.get(list).and_then(Value::as_array).map(|items| items.first()) {
        Some(Some(item)) => wrong.extend(missing(&names(Some(item)), members)),
        Some(None) => wrong.push(message!("list-empty")),
        // The list is named above.
        None => {}
    }
    if wrong.is_empty() {
        Ok(Message::as_is(answer.text("code").unwrap_or_default()))
    } else {
        differs(all(wrong))
    }
}

/// The names that are not there, each with the camelCase or other spelling that is.
fn missing(there: &[&str], wanted: &[&str]) -> Vec<Message> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    wanted
        .iter()
        .filter(|name| !there.contains(name))
        .map(|name| match there.iter().find(|other| plain(other) == plain(name)) {
            Some(other) => message!("probe-spelled", name = *name, other = *other),
            None => is_missing(name, there),
        })
        .collect()
}

fn full_name(answer: &Result<Answer, String>) -> Found {
    let place = match answer {
        Ok(answer) => answer.get("locations").and_then(|list| list.get(0)).cloned(),
        Err(why) => return unasked(why.clone()),
    };
    let Some(place) = place else {
        return unasked(message!("no-location-was-listed"));
    };
    let text = |name: &str| place[name].as_str().unwrap_or_default().to_owned();
    same(
        &format!("{}: {}", text("location"), text("country")),
        &text("full_name"),
    )
}

/// Members of a loan that clients read.
const LOAN: &[&str] = &[
    "borrower_count",
    "internal_loan_id",
    "internal_client_id",
    "partner_id",
    "kiva_id",
    "uuid",
    "name",
    "location",
    "status",
    "loan_price",
    "loan_local_price",
    "loan_currency",
    "delinquent",
];

/// Members that are texts although they look like numbers.
const TEXTS: &[&str] = &["partner_id", "kiva_id", "loan_price", "loan_local_price"];

async fn loans(wire: &Wire<'_>, facts: &mut Facts, token: &str) {
    let first = wire.get("loans", token).await;
    facts.add(
        "loans.status_optional",
        message!("status-may-left-out"),
        status(&first, 200),
    );
    facts.add(
        "loans.envelope",
        message!("object-total-records-data"),
        match &first {
            Ok(answer) if answer.status == 200 => {
                let wrong = missing(&answer.names(), &["total_records", "data"]);
                match (&answer.json, wrong.is_empty()) {
                    (Some(Value::Array(_)), _) => differs(message!("bare-list")),
                    (_, true) => {
                        let loans = answer.get("total_records").unwrap_or(&Value::Null).to_string();
                        Ok(message!("probe-loans", loans = loans))
                    }
                    (_, false) => differs(all(wrong)),
                }
            }
            Ok(answer) => unasked(answered_with(answer)),
            Err(why) => unasked(why.clone()),
        },
    );
    let listed: Vec<Value> = rows(&first);
    facts.add("loans.default_limit", message!("of-20-loans-when-no-limit"), {
        let total = first.as_ref().ok().and_then(total).unwrap_or(0);
        if total > 20 {
            same("20", &listed.len().to_string())
        } else {
            unasked(message!("probe-few-loans", loans = total.to_string()))
        }
    });
    facts.add("loans.limit_3000", message!("limit-up-3000-taken"), {
        let answer = wire.get("loans?limit=3000&offset=0", token).await;
        let total = first.as_ref().ok().and_then(total).unwrap_or(0);
        match &answer {
            Ok(_) if total > 0 => {
                let wanted = usize::try_from(total).unwrap_or(usize::MAX).min(3_000);
                same(
                    &format!("200 {wanted}"),
                    &format!("{} {}", answer.as_ref().map_or(0, |a| a.status), rows(&answer).len()),
                )
            }
            _ => status(&answer, 200),
        }
    });
    let Some(loan) = listed.first() else {
        for (name, assumed) in OF_A_LOAN {
            facts.add(name, assumed, unasked(message!("partner-has-no-loans")));
        }
        return;
    };
    of_a_loan(wire, facts, token, loan, &listed).await;
}

const OF_A_LOAN: [(&str, Message); 4] = [
    ("loans.fields", message!("snake-case-members")),
    ("loans.texts", message!("ids-amounts-texts")),
    ("loans.status_names", message!("statuses-those-guide")),
    ("loans.search", message!("query-finds-loan-id")),
];

/// domain.md 1.5.
const STATUSES: &[&str] = &[
    "deleted",
    "issue",
    "issue_revising",
    "issue_approving",
    "reviewed",
    "fundRaising",
    "refunded",
    "raised",
    "payingBack",
    "ended",
    "defaulted",
    "expired",
    "inactive",
    "inactive_expired",
];

async fn of_a_loan(wire: &Wire<'_>, facts: &mut Facts, token: &str, loan: &Value, listed: &[Value]) {
    let [fields, texts, statuses, search] = OF_A_LOAN;
    let wrong = missing(&names(Some(loan)), LOAN);
    let has = names(Some(loan)).len();
    let found = if wrong.is_empty() {
        Ok(message!("probe-members", members = has.to_string()))
    } else {
        differs(all(wrong))
    };
    facts.add(fields.0, fields.1, found);
    let other: Vec<Message> = TEXTS
        .iter()
        .filter(|name| loan.get(**name).is_some_and(|value| !value.is_string()))
        .map(|name| is(name, &loan[*name]))
        .collect();
    let found = if other.is_empty() {
        Ok(message!("word-texts"))
    } else {
        differs(all(other))
    };
    facts.add(texts.0, texts.1, found);
    let mut unknown: Vec<&str> = listed
        .iter()
        .filter_map(|loan| loan["status"].as_str())
        .filter(|status| !STATUSES.contains(status))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    let found = if unknown.is_empty() {
        Ok(message!("known-ones"))
    } else {
        differs(unknown.join(", "))
    };
    facts.add(statuses.0, statuses.1, found);
    let id = loan["internal_loan_id"].as_str().unwrap_or_default().to_owned();
    let found = if id.is_empty() {
        unasked(message!("first-loan-has-no-loan"))
    } else {
        let request = wire
            .request(reqwest::Method::GET, "partner", wire.target.partner_id, "loans")
            .query(&[("query", id.as_str())])
            .bearer_auth(token);
        let answer = answered(request).await;
        let there = rows(&answer).iter().any(|loan| loan["internal_loan_id"] == id.as_str());
        if there {
            Ok(message!("word-does"))
        } else {
            differs(message!("loan-not-among-finds"))
        }
    };
    facts.add(search.0, search.1, found);
}

fn total(answer: &Answer) -> Option<u64> {
    answer.get("total_records")?.as_u64()
}

fn rows(answer: &Result<Answer, String>) -> Vec<Value> {
    let list = answer.as_ref().ok().and_then(|answer| match &answer.json {
        Some(Value::Array(list)) => Some(list.clone()),
        Some(object) => object.get("data")?.as_array().cloned(),
        None => None,
    });
    list.unwrap_or_default()
}

/// A member is of another kind than was assumed.
pub(super) fn is(name: &str, value: &Value) -> Message {
    let kind = kind(value);
    message!("probe-is", name = name, kind = kind)
}

/// A member is not among those that are there.
pub(super) fn is_missing(name: &str, there: &[&str]) -> Message {
    let there = listed(there);
    message!("probe-missing", name = name, names = there)
}

fn answered_with(answer: &Answer) -> Message {
    message!("probe-answered", status = answer.status.to_string())
}

fn kind(value: &Value) -> Message {
    match value {
        Value::Null => message!("word-missing"),
        Value::Bool(_) => message!("yes-no"),
        Value::Number(_) => message!("word-number"),
        Value::String(_) => message!("word-text"),
        Value::Array(_) => message!("word-list"),
        Value::Object(_) => message!("word-object"),
    }
}

/// Names one after the other. Names are no sentence, so they have no text in any language.
fn listed(names: &[&str]) -> Message {
    if names.is_empty() {
        message!("word-nothing")
    } else {
        Message::as_is(names.join(", "))
    }
}

//! The facts, each with the question that finds it out (domain.md 1.2 to 1.8).

use serde_json::Value;

use super::raw::{Answer, Target, Wire, answered, names, part};
use super::{Fact, Probe, Verdict, posts};
use crate::said::Said;

/// What a question came to: the verdict and what was found.
pub(super) type Found = Result<Said, Not>;

/// Not as assumed, or not asked.
pub(super) enum Not {
    Same(Said),
    Asked(Said),
}

pub(super) fn differs(how: impl Into<Said>) -> Found {
    Err(Not::Same(how.into()))
}

pub(super) fn unasked(why: impl Into<Said>) -> Found {
    Err(Not::Asked(why.into()))
}

/// As assumed when the two agree.
fn same(wanted: &str, found: &str) -> Found {
    if wanted == found {
        Ok(found.into())
    } else {
        differs(found)
    }
}

/// All that is wrong, one after the other.
fn all(wrong: Vec<Said>) -> Said {
    let english = Said::joined(&wrong);
    Said::new("said-probe-all", &[], english).quoting("all", wrong)
}

pub(super) struct Facts(pub(super) Vec<Fact>);

impl Facts {
    pub(super) fn add(&mut self, name: &'static str, assumed: &'static str, found: Found) {
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
            facts.add("api", "answers with a token", unasked("no token was issued"));
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
            facts.add("token", "200 with an access_token", unasked(why));
            return None;
        }
    };
    let Some(token) = answer.text("access_token").map(str::to_owned) else {
        let names = listed(&answer.names());
        let english = format!("{} with {names}", answer.status);
        let said = Said::new("said-probe-reply", &[("status", answer.status.to_string())], english);
        facts.add(
            "token.without_scope",
            "without `scope` all scopes of the client are granted",
            differs(said.quoting("names", [names])),
        );
        return None;
    };
    let scope = answer.text("scope").unwrap_or_default().to_owned();
    facts.add(
        "token.without_scope",
        "without `scope` all scopes of the client are granted",
        if scope.is_empty() {
            differs("the reply names no scope")
        } else {
            Ok(scope.clone().into())
        },
    );
    facts.add("token.lifetime", "expires_in is 43199 (12 hours)", {
        let found = answer.get("expires_in").map(Value::to_string).unwrap_or_default();
        same("43199", &found)
    });
    facts.add(
        "token.partner_id",
        "partnerId, spelled so, is a text",
        match answer.get("partnerId") {
            Some(Value::String(_)) => Ok(Said::from("a text")),
            Some(other) => differs(is("partnerId", other)),
            None => differs(is_missing("partnerId", &answer.names())),
        },
    );
    facts.add(
        "token.type",
        "token_type is `bearer`",
        match answer.text("token_type") {
            Some(found) if found.eq_ignore_ascii_case("bearer") => Ok(found.into()),
            Some(found) => differs(found),
            None => differs(is_missing("token_type", &answer.names())),
        },
    );
    claims(facts, &token, &wire.target.audience);
    let first = scope.split(' ').next().unwrap_or_default();
    let doubled = format!(" {first}  ");
    facts.add(
        "token.blanks",
        "blanks too many in `scope` do no harm",
        match wire.token(Some(&doubled), wire.secret(), GRANT).await {
            Ok(answer) if answer.status == 200 => Ok(Said::from("200")),
            Ok(answer) => differs(answer.status.to_string()),
            Err(why) => unasked(why),
        },
    );
    facts.add(
        "token.wrong_secret",
        "401 with an OAuth 2 error",
        oauth_error(
            wire.token(None, "certainly-not-the-secret", GRANT).await,
            401,
            "invalid_client",
        ),
    );
    facts.add(
        "token.wrong_grant",
        "400 with an OAuth 2 error",
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
                let english = format!("{} with no `error`", answer.status);
                return differs(Said::new(
                    "said-probe-no-error",
                    &[("status", answer.status.to_string())],
                    english,
                ));
            };
            same(&format!("{status} {error}"), &format!("{} {said}", answer.status))
        }
        Err(why) => unasked(why),
    }
}

fn claims(facts: &mut Facts, token: &str, audience: &str) {
    let assumed = "a JWT: RS256; aud an array with the audience; scope an array; partnerId a text; exp";
    let (Some(head), Some(claims)) = (part(token, 0), part(token, 1)) else {
        facts.add("token.claims", assumed, differs("the token is no JWT"));
        return;
    };
    let mut wrong = Vec::new();
    if head["alg"] != "RS256" {
        let alg = head["alg"].to_string();
        let english = format!("alg is {alg}");
        wrong.push(Said::new("said-probe-alg", &[("alg", alg)], english));
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
    facts.add("errors.no_token", "401 without a token", status(&bare, 401));
    let bad = answered(get(own).bearer_auth("not.a.token")).await;
    facts.add("errors.bad_token", "401 with a token that is none", status(&bad, 401));
    let other = answered(get(own.saturating_add(1)).bearer_auth(token)).await;
    facts.add(
        "errors.other_partner",
        "403 for another partner's path",
        status(&other, 403),
    );
    facts.add(
        "errors.body",
        "an error is an object with `code` (`api.…`) and `message`",
        match bare {
            Ok(answer) => match (answer.text("code"), answer.text("message")) {
                (Some(code), Some(_)) if code.starts_with("api.") => Ok(code.into()),
                _ => {
                    let names = listed(&answer.names());
                    let english = format!("it has {names}");
                    differs(Said::new("said-probe-has", &[], english).quoting("names", [names]))
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
const LISTS: [(&str, &str, &[&str]); 4] = [
    (
        "config.activities",
        "snake_case: as_of_date_time, activities of activity_id and activity, code, message",
        &["activity_id", "activity"],
    ),
    (
        "config.locales",
        "snake_case: as_of_date_time, locales of currency, language_code, language_id and language_name, code, message",
        &["currency", "language_code", "language_id", "language_name"],
    ),
    (
        "config.themes",
        "snake_case: as_of_date_time, themes of theme_type_id and theme_type, code, message",
        &["theme_type_id", "theme_type"],
    ),
    (
        "config.locations",
        "snake_case: as_of_date_time, locations of country, location and full_name, code, message",
        &["country", "location", "full_name"],
    ),
];

async fn configuration(wire: &Wire<'_>, facts: &mut Facts, token: &str) {
    for (fact, assumed, members) in LISTS {
        let list = fact.trim_start_matches("config.");
        let answer = wire.get(&format!("config/{list}"), token).await;
        if list == "locations" {
            facts.add("config.full_name", "full_name is `Town: Country`", full_name(&answer));
        }
        facts.add(fact, assumed, of_list(answer, list, members));
    }
    let scope = wire.token(Some("read:loans"), wire.secret(), GRANT).await;
    let narrow = scope
        .ok()
        .and_then(|answer| answer.text("access_token").map(str::to_owned));
    facts.add(
        "config.scope",
        "any token of the partner may read the configuration",
        match narrow {
            Some(token) => status(&wire.get("config/themes", &token).await, 200),
            None => unasked("no token for read:loans alone was issued"),
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
        wrong.push(Said::from("as_of_date_time is no moment like 2026-01-09T15:48:12Z"));
    }
    match answer.get(list).and_then(Value::as_array).map(|items| items.first()) {
        Some(Some(item)) => wrong.extend(missing(&names(Some(item)), members)),
        Some(None) => wrong.push(Said::from("the list is empty")),
        // The list is named above.
        None => {}
    }
    if wrong.is_empty() {
        Ok(answer.text("code").unwrap_or_default().into())
    } else {
        differs(all(wrong))
    }
}

/// The names that are not there, each with the camelCase or other spelling that is.
fn missing(there: &[&str], wanted: &[&str]) -> Vec<Said> {
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    wanted
        .iter()
        .filter(|name| !there.contains(name))
        .map(|name| match there.iter().find(|other| plain(other) == plain(name)) {
            Some(other) => Said::new(
                "said-probe-spelled",
                &[("name", (*name).to_owned()), ("other", (*other).to_owned())],
                format!("{name} is spelled {other}"),
            ),
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
        return unasked("no location was listed");
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
    facts.add("loans.status_optional", "`status` may be left out", status(&first, 200));
    facts.add(
        "loans.envelope",
        "an object of total_records and data",
        match &first {
            Ok(answer) if answer.status == 200 => {
                let wrong = missing(&answer.names(), &["total_records", "data"]);
                match (&answer.json, wrong.is_empty()) {
                    (Some(Value::Array(_)), _) => differs("a bare list"),
                    (_, true) => {
                        let loans = answer.get("total_records").unwrap_or(&Value::Null).to_string();
                        let english = format!("{loans} loans");
                        Ok(Said::new("said-probe-loans", &[("loans", loans)], english))
                    }
                    (_, false) => differs(all(wrong)),
                }
            }
            Ok(answer) => unasked(answered_with(answer)),
            Err(why) => unasked(why.clone()),
        },
    );
    let listed: Vec<Value> = rows(&first);
    facts.add("loans.default_limit", "20 loans when no limit is given", {
        let total = first.as_ref().ok().and_then(total).unwrap_or(0);
        if total > 20 {
            same("20", &listed.len().to_string())
        } else {
            let english = format!("the partner has only {total} loans");
            unasked(Said::new(
                "said-probe-few-loans",
                &[("loans", total.to_string())],
                english,
            ))
        }
    });
    facts.add("loans.limit_3000", "limit up to 3000 is taken", {
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
            facts.add(name, assumed, unasked("the partner has no loans"));
        }
        return;
    };
    of_a_loan(wire, facts, token, loan, &listed).await;
}

const OF_A_LOAN: [(&str, &str); 4] = [
    ("loans.fields", "snake_case members"),
    ("loans.texts", "ids and amounts are texts"),
    ("loans.status_names", "the statuses are those of the guide"),
    ("loans.search", "`query` finds a Loan ID"),
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
        let english = format!("{has} members");
        Ok(Said::new(
            "said-probe-members",
            &[("members", has.to_string())],
            english,
        ))
    } else {
        differs(all(wrong))
    };
    facts.add(fields.0, fields.1, found);
    let other: Vec<Said> = TEXTS
        .iter()
        .filter(|name| loan.get(**name).is_some_and(|value| !value.is_string()))
        .map(|name| is(name, &loan[*name]))
        .collect();
    let found = if other.is_empty() {
        Ok(Said::from("texts"))
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
        Ok(Said::from("known ones"))
    } else {
        differs(unknown.join(", "))
    };
    facts.add(statuses.0, statuses.1, found);
    let id = loan["internal_loan_id"].as_str().unwrap_or_default().to_owned();
    let found = if id.is_empty() {
        unasked("the first loan has no Loan ID")
    } else {
        let request = wire
            .request(reqwest::Method::GET, "partner", wire.target.partner_id, "loans")
            .query(&[("query", id.as_str())])
            .bearer_auth(token);
        let answer = answered(request).await;
        let there = rows(&answer).iter().any(|loan| loan["internal_loan_id"] == id.as_str());
        if there {
            Ok(Said::from("it does"))
        } else {
            differs("the loan is not among what it finds")
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
pub(super) fn is(name: &str, value: &Value) -> Said {
    let kind = kind(value);
    let english = format!("{name} is {kind}");
    Said::new("said-probe-is", &[("name", name.to_owned())], english).quoting("kind", [kind])
}

/// A member is not among those that are there.
pub(super) fn is_missing(name: &str, there: &[&str]) -> Said {
    let there = listed(there);
    let english = format!("{name} is missing (there are {there})");
    Said::new("said-probe-missing", &[("name", name.to_owned())], english).quoting("names", [there])
}

fn answered_with(answer: &Answer) -> Said {
    let english = format!("answered {}", answer.status);
    Said::new("said-probe-answered", &[("status", answer.status.to_string())], english)
}

fn kind(value: &Value) -> Said {
    match value {
        Value::Null => Said::from("missing"),
        Value::Bool(_) => Said::from("yes or no"),
        Value::Number(_) => Said::from("a number"),
        Value::String(_) => Said::from("a text"),
        Value::Array(_) => Said::from("a list"),
        Value::Object(_) => Said::from("an object"),
    }
}

/// Names one after the other. Names are no sentence, so they have no text in any language.
fn listed(names: &[&str]) -> Said {
    if names.is_empty() {
        Said::from("nothing")
    } else {
        names.join(", ").into()
    }
}

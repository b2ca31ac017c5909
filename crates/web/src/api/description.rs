//! The OpenAPI text, completed by what the code knows elsewhere: how long each text may be, and what real clients send for
//! one.

use fieldlink_contract::codes;
use fieldlink_contract::text::{self, PICTURE, Texts};
use fieldlink_contract::{Entrep, Journal, LoanDraft, LoanStatus, Repayment, ScheduleParameters, Scope};
use fieldlink_domain::settings::Settings;
use serde_json::{Map, Value, json};
use utoipa::openapi::security::{ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::request;

/// What stands above the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Partner API",
        version = "3",
        description = "What a Field Partner sends to Kiva: loan drafts, repayments and journals. Served by Fieldlink PA2."
    ),
    components(schemas(LoanStatus)),
    modifiers(&TokenScheme),
    tags(
        (name = "partner-configurations", description = "The values a partner may use"),
        (name = "partners", description = "Loans, loan drafts, repayments and journals of a partner"),
        (name = "sandbox", description = "Of a sandbox alone: its clock, the life of loans, scenarios, snapshots, faults"),
        (name = "token-service", description = "Access tokens for clients of the Partner API")
    )
)]
pub struct ApiDoc;

struct TokenScheme;

impl Modify for TokenScheme {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scopes = Scopes::from_iter(Scope::ALL.map(|scope| (scope.to_string(), String::new())));
        let flow = Flow::ClientCredentials(ClientCredentials::new("/oauth/token", scopes));
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("client_id and client_secret of the client"));
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::OAuth2(OAuth2::new([flow])));
        components.add_security_scheme("client", SecurityScheme::Http(basic.build()));
    }
}

/// Types of the contract whose texts real clients also send as numbers and truth values, with the bounds of their texts.
const READ_GENTLY: [(&str, &[(&str, usize)]); 5] = [
    ("LoanDraft", LoanDraft::BOUNDS),
    ("Entrep", Entrep::BOUNDS),
    ("ScheduleParameters", ScheduleParameters::BOUNDS),
    ("Journal", Journal::BOUNDS),
    ("Repayment", Repayment::BOUNDS),
];
/// Requests whose texts have the bounds of their names.
const BY_NAME: [&str; 4] = ["TokenRequest", "ShownToken", "GivenUp", "FaultBody"];
/// Amounts that may be empty, null or absent.
const OPTIONAL_AMOUNTS: [(&str, &str); 3] = [
    ("Installment", "interest"),
    ("Entrep", "amount"),
    ("ScheduleParameters", "annual_rate"),
];
/// Texts that hold no U+0000.
const STORABLE: &str = r"^[^\u0000]*$";

/// Whole numbers that are written as text, or left empty.
const WHOLE: &str = r"^([+-]?[0-9]{1,18})?$";
/// Amounts that are written as text.
const DECIMAL: &str = r"^[+-]?[0-9]{1,15}(\.[0-9]{1,4})?$";
/// Those that may be left out.
const OPTIONAL_DECIMAL: &str = r"^([+-]?[0-9]{1,15}(\.[0-9]{1,4})?)?$";
/// Below which, and above whose negative, an amount fits 28 digits.
const TOO_LARGE: f64 = 1e28;
const TOO_SMALL: f64 = -1e28;

/// The description as it is published.
///
/// # Panics
/// Never: what is made of a description is one again, which a test holds.
pub fn published(described: &utoipa::openapi::OpenApi) -> utoipa::openapi::OpenApi {
    let mut whole = serde_json::to_value(described).unwrap_or_default();
    if let Some(schemas) = whole.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, bounds) in READ_GENTLY {
            for (field, most) in bounds {
                if let Some(text) = property(schemas, name, field) {
                    read_gently(text, name, field);
                    bounded(text, *most, judged_by_its_row(name, field));
                }
            }
            let properties = schemas
                .get_mut(name)
                .and_then(|schema| schema["properties"].as_object_mut());
            properties
                .into_iter()
                .flatten()
                .for_each(|(_, value)| as_text_too(value));
        }
        if let Some(day) = property(schemas, "LoanDraft", "disburse_time") {
            *day = json!({
                "description": day["description"],
                "anyOf": [{"type": ["string", "null"], "format": "date"}, {"type": "string", "maxLength": 0}],
                "example": day["example"],
            });
        }
        if let Some(amount) = schemas.get_mut("Amount") {
            amount["pattern"] = json!(DECIMAL);
            amount["exclusiveMaximum"] = json!(TOO_LARGE);
            amount["exclusiveMinimum"] = json!(TOO_SMALL);
            let mut optional = amount.clone();
            optional["pattern"] = json!(OPTIONAL_DECIMAL);
            optional["type"] = json!(["number", "string", "null"]);
            for (name, field) in OPTIONAL_AMOUNTS {
                if let Some(own) = property(schemas, name, field) {
                    let said = own.get("description").cloned();
                    own.clone_from(&optional);
                    said.into_iter().for_each(|said| own["description"] = said);
                }
            }
        }
        for name in BY_NAME {
            let properties = schemas
                .get_mut(name)
                .and_then(|schema| schema["properties"].as_object_mut());
            for (field, text) in properties.into_iter().flatten() {
                if is_text(text) {
                    bounded(text, request::most(field), false);
                }
            }
            if let Some(schema) = schemas.get_mut(name).filter(|_| name != "FaultBody") {
                // A form may have more fields than are looked at, and they are texts too.
                let text = json!({"type": "string", "maxLength": text::LINE, "pattern": STORABLE});
                schema["propertyNames"].clone_from(&text);
                schema["additionalProperties"] = text;
            }
        }
    }
    for (path, method, operation) in operations(&mut whole) {
        if path.starts_with("/v3/") {
            answered_anywhere(operation);
            if method == "post" {
                takes_a_key(operation);
            }
        }
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap_or_default().to_owned();
            if is_text(&parameter["schema"]) {
                bounded(&mut parameter["schema"], request::most(&name), false);
            }
        }
    }
    serde_json::from_value(whole).expect("a description stays one")
}

fn property<'s>(schemas: &'s mut Map<String, Value>, name: &str, field: &str) -> Option<&'s mut Value> {
    let properties = schemas.get_mut(name)?.get_mut("properties")?.as_object_mut()?;
    // The parameters of a schedule are written in camelCase.
    let camel: String = field
        .split('_')
        .enumerate()
        .map(|(at, word)| if at == 0 { word.into() } else { capital(word) })
        .collect();
    let key = if properties.contains_key(field) {
        field
    } else {
        camel.as_str()
    };
    properties.get_mut(key)
}

fn capital(word: &str) -> String {
    let (head, rest) = word.split_at(1);
    head.to_uppercase() + rest
}

/// An id of a row is no reason to refuse its call.
fn judged_by_its_row(name: &str, field: &str) -> bool {
    matches!(name, "Repayment" | "Journal") && field.ends_with("_id")
}

/// Numbers and truth values are read as their characters; null as none, but for the one text that a row must have.
fn read_gently(text: &mut Value, name: &str, field: &str) {
    text["type"] = match (name, field) {
        ("Repayment", "loan_id") => json!(["string", "number"]),
        _ => json!(["string", "number", "boolean", "null"]),
    };
}

/// Whole numbers and truth values are read as texts too.
fn as_text_too(value: &mut Value) {
    let said = value["description"].clone();
    if value["type"] == json!(["integer", "null"]) {
        value["type"] = json!(["integer", "string", "null"]);
        value["pattern"] = json!(WHOLE);
    } else if value["type"] == json!(["boolean", "null"]) {
        let numbers = json!({"type": "integer", "enum": [0, 1]});
        let texts = json!({"type": "string", "enum": ["", "0", "1", "true", "false"]});
        *value = json!({"description": said, "anyOf": [{"type": ["boolean", "null"]}, numbers, texts]});
    }
}

fn bounded(text: &mut Value, most: usize, judged: bool) {
    if judged {
        let said = text["description"].as_str().unwrap_or_default();
        text["description"] = json!(format!(
            "{said} At most {most} characters without U+0000; another is the problem `id_unusable` of its row alone."
        ));
    } else {
        // Megabytes are bounded by the body: whoever tries the bound out would send them.
        if most < PICTURE {
            text["maxLength"] = json!(most);
        }
        text["pattern"] = json!(STORABLE);
    }
}

/// Whether a schema is of texts of any kind.
fn is_text(schema: &Value) -> bool {
    let is_string = match &schema["type"] {
        Value::String(one) => one == "string",
        Value::Array(some) => some.iter().any(|one| one == "string"),
        _ => false,
    };
    is_string && schema.get("format").is_none() && schema.get("enum").is_none() && schema.get("pattern").is_none()
}

/// What any route may answer.
fn answered_anywhere(operation: &mut Value) {
    let answers = [
        (
            "429",
            "More calls than a client may make; Retry-After says when to call again".to_owned(),
        ),
        (
            "500",
            format!(
                "PA2 failed and nothing was saved; with the code `{}` it is not known whether it was",
                codes::OUTCOME_UNKNOWN
            ),
        ),
        (
            "503",
            format!(
                "PA2 is busy, with the code `{}`: nothing was begun; Retry-After says when to call again",
                codes::NOT_BEGUN
            ),
        ),
    ];
    answers
        .into_iter()
        .for_each(|(status, said)| answers_too(operation, status, &said));
}

/// What an `Idempotency-Key` does, and what it may be answered with. It is no parameter of the description: tools that
/// try a route would send one key with every request.
fn takes_a_key(operation: &mut Value) {
    let days = Settings::default().idempotency_days;
    let about = operation["description"].as_str().unwrap_or_default();
    operation["description"] = json!(format!(
        "{about}\n\nWith a header `Idempotency-Key` of the client's choice (1 to 255 printable ASCII characters, bare or in \
         double quotes) a call may be sent again when its answer was lost: the same key gets the same answer, and nothing \
         is done twice. The answer is kept for {days} days, where the server's `idempotency_days` says nothing else; after \
         that, the same call is done again."
    ));
    answers_too(operation, "409", "The same request is being answered at this moment");
    answers_too(operation, "422", "The Idempotency-Key was used for another request");
}

fn answers_too(operation: &mut Value, status: &str, said: &str) {
    operation["responses"][status] = json!({
        "description": said,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ApiMessage"}}},
    });
}

/// Each operation with its path and method.
fn operations(whole: &mut Value) -> impl Iterator<Item = (&str, &str, &mut Value)> {
    let paths = whole["paths"].as_object_mut().into_iter().flatten();
    paths.flat_map(|(path, methods)| {
        let methods = methods.as_object_mut().into_iter().flatten();
        methods.map(|(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each text of the published description, with its place.
    fn texts(place: &str, value: &Value, found: &mut Vec<(String, String)>) {
        match value {
            Value::String(text) => found.push((place.to_owned(), text.clone())),
            Value::Array(some) => some.iter().for_each(|one| texts(place, one, found)),
            Value::Object(some) => some
                .iter()
                .for_each(|(key, one)| texts(&format!("{place}/{key}"), one, found)),
            _ => {}
        }
    }

    #[test]
    fn what_is_published_speaks_of_the_api_alone_and_names_what_is_there() {
        let whole = serde_json::to_value(crate::openapi()).unwrap();
        let mut all = Vec::new();
        texts("", &whole, &mut all);
        for (place, text) in &all {
            for inner in ["domain.md", "crate::", "[`"] {
                assert!(!text.contains(inner), "{place} speaks of {inner}: {text}");
            }
            if place.ends_with("/$ref") {
                let there = whole.pointer(text.trim_start_matches('#'));
                assert!(there.is_some(), "{place} leads to {text}, which is not there");
            }
        }
        assert!(all.len() > 500);
    }

    #[test]
    fn every_text_of_a_request_tells_its_bound() {
        let whole = serde_json::to_value(crate::openapi()).unwrap();
        for (name, bounds) in READ_GENTLY {
            for (field, most) in bounds
                .iter()
                .filter(|(field, most)| *most < PICTURE && !judged_by_its_row(name, field))
            {
                let mut schemas = whole["components"]["schemas"].as_object().unwrap().clone();
                let text = property(&mut schemas, name, field).unwrap_or_else(|| panic!("{name}.{field}"));
                assert_eq!(text["maxLength"], json!(most), "{name}.{field}");
            }
        }
    }
}

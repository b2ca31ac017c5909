//! The flows of Kiva's published samples and of two programs that ran against Kiva (domain.md 1.2 to 1.8), request by
//! request as those programs make them.

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Credentials, Pa2, asked, json as run, make_client, path, token};

/// A PA2 with loans of partner 145, and a client of that partner.
struct Sandbox {
    #[expect(dead_code, reason = "held so that the folder stays until the test ends")]
    folder: TempDir,
    pa2: Pa2,
    http: Client,
    credentials: Credentials,
}

impl Sandbox {
    fn new(loans: &str) -> Sandbox {
        let folder = TempDir::new().unwrap();
        let at = ["--data", path(folder.path())];
        if loans != "0" {
            run(&[
                &[
                    "pa2",
                    "seed",
                    "--partner",
                    "145",
                    "--loans",
                    loans,
                    "--seed",
                    "3",
                    "--json",
                ],
                &at[..],
            ]
            .concat());
        }
        let credentials = make_client("145", &at);
        Sandbox {
            pa2: Pa2::serve(&at),
            folder,
            http: Client::new(),
            credentials,
        }
    }

    /// Gets a token as a sample does, and answers its two values that the samples read.
    async fn authorize(&self, audience: &str, scope: &str) -> (String, String) {
        let issued = token(
            &self.http,
            &self.pa2,
            &self.credentials,
            &[("audience", audience), ("scope", scope)],
        )
        .await;
        let text = |name: &str| {
            issued[name]
                .as_str()
                .unwrap_or_else(|| panic!("{name} is no text: {issued}"))
                .to_owned()
        };
        (text("partnerId"), text("access_token"))
    }

    fn get(&self, place: &str, bearer: &str) -> RequestBuilder {
        self.http
            .get(self.pa2.url(place))
            .header("Accept", "application/json")
            .bearer_auth(bearer)
    }

    fn post(&self, place: &str, bearer: &str) -> RequestBuilder {
        self.http
            .post(self.pa2.url(place))
            .header("Accept", "application/json")
            .bearer_auth(bearer)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn python_and_typescript_list_loans() {
    let sandbox = Sandbox::new("40");
    // Each has an audience of Kiva's built in; the parameters come in Python's order.
    for (audience, scope, query) in [
        ("https://partner-api-stage.dk1.kiva.org", "read:loans", "?limit=20"),
        ("https://partner-api-stage.kiva.org", "create:loan_draft read:loans", ""),
    ] {
        let form = [
            ("client_id", sandbox.credentials.client_id.as_str()),
            ("client_secret", &sandbox.credentials.client_secret),
            ("audience", audience),
            ("grant_type", "client_credentials"),
            ("scope", scope),
        ];
        let request = sandbox
            .http
            .post(sandbox.pa2.url("/oauth/token"))
            .header("Accept", "application/json")
            .form(&form);
        let issued = asked(request, 200).await;
        assert_eq!(issued["token_type"], "bearer");
        assert_eq!(issued["expires_in"], 43_199);
        let partner = issued["partnerId"].as_str().unwrap();
        let place = format!("/v3/partner/{partner}/loans{query}");
        let listed = asked(sandbox.get(&place, issued["access_token"].as_str().unwrap()), 200).await;
        assert_eq!(listed["total_records"], 40);
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(20));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_cuts_the_token_out_with_sed_and_asks_for_the_themes() {
    let sandbox = Sandbox::new("0");
    let form = [
        ("grant_type", "client_credentials"),
        (
            "scope",
            "create:journal_update create:loan_draft create:repayment read:loans",
        ),
        ("client_id", sandbox.credentials.client_id.as_str()),
        ("client_secret", &sandbox.credentials.client_secret),
        ("audience", "https://partner-api-stage.dk1.kiva.org"),
    ];
    let reply = sandbox
        .http
        .post(sandbox.pa2.url("/oauth/token"))
        .form(&form)
        .send()
        .await
        .unwrap();
    let text = reply.text().await.unwrap();
    // s/.*"access_token":"\([^"]*\)".*/\1/p needs the reply on one line, without blanks.
    assert_eq!(text.lines().count(), 1);
    let (_, rest) = text
        .split_once(r#""access_token":""#)
        .expect("the token as sed looks for it");
    let bearer = rest.split('"').next().unwrap();
    let themes = asked(sandbox.get("/v3/partner/145/config/themes", bearer), 200).await;
    let count = themes["themes"].as_array().unwrap().len();
    assert_eq!(
        themes["message"],
        format!("Found {count} value(s) for configuration 'themes'")
    );
    let time = themes["as_of_date_time"].as_str().unwrap();
    assert!(
        time.len() == "2026-01-09T15:48:12Z".len() && time.ends_with('Z'),
        "{time}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn dotnet_and_php_read_the_configuration_and_post_a_draft() {
    let sandbox = Sandbox::new("0");
    let (partner, bearer) = sandbox
        .authorize("https://partner-api-stage.kiva.org", "create:loan_draft")
        .await;
    let mut lists: Vec<Value> = Vec::new();
    for list in ["activities", "locales", "themes", "locations"] {
        let reply = asked(
            sandbox.get(&format!("/v3/partner/{partner}/config/{list}"), &bearer),
            200,
        )
        .await;
        lists.push(reply[list].clone());
    }
    let [activities, locales, themes, locations] = lists.try_into().expect("four lists");

    // .NET's JSON writes the plus signs of base64 as \u002B, and the sample calls every picture a PNG.
    let photo = photo();
    let draft = json!({
        "activity_id": activities[0]["activity_id"],
        "currency": locales[0]["currency"],
        "description": "Test loan",
        "description_language_id": locales[0]["language_id"],
        "disburse_time": "2023-12-01",
        "entreps": [{"amount": 500, "client_id": "88", "first_name": "Test", "gender": "unknown", "last_name": "Borrower", "loan_id": "88"}],
        "group_name": "No Group",
        "image_encoded": format!("data:image/png;base64,{photo}"),
        "internal_client_id": "888888",
        "internal_loan_id": "888888",
        "location": locations[1]["full_name"],
        "not_pictured": [false],
        "schedule": [{"date": "2023-12-31", "interest": 50, "principal": 500}],
        "theme_type_id": themes[0]["theme_type_id"],
    });
    let body = draft.to_string().replace('+', "\\u002B");
    assert!(
        body.contains("\\u002B"),
        "the picture has no plus sign, so this proves nothing"
    );
    let place = format!("/v3/partner/{partner}/loan_draft");
    let post = |body: String| {
        sandbox
            .post(&place, &bearer)
            .header("Content-Type", "application/json; charset=utf-8")
            .body(body)
    };
    let saved = asked(post(body), 200).await;
    assert_eq!(saved["code"], "api.success");
    assert!(
        saved["loan_draft_uuid"].as_str().is_some_and(|uuid| uuid.len() == 36),
        "{saved}"
    );

    // PHP's example is about text that is not ASCII.
    let foreign = json!({"location": "São Paulo: Brazil", "entreps": [{"first_name": "Conceição", "loan_id": "89"}]});
    assert_ne!(
        asked(post(foreign.to_string()), 200).await["loan_draft_uuid"],
        saved["loan_draft_uuid"]
    );
}

/// A small JPEG in base64, with a plus sign in it.
fn photo() -> String {
    use std::fmt::Write as _;
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(32, 24, |x, y| {
        image::Rgb([u8::try_from(x * 8).unwrap_or(0), u8::try_from(y * 10).unwrap_or(0), 90])
    })
    .write_to(&mut bytes, image::ImageFormat::Jpeg)
    .unwrap();
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.into_inner().chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place) & 63) as usize];
            write!(text, "{}", if place > three.len() { '=' } else { char::from(letter) }).unwrap();
        }
    }
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn dotnet_reports_repayments_over_http_2() {
    let sandbox = Sandbox::new("0");
    let http = Client::builder().http2_prior_knowledge().build().unwrap();
    let sandbox = Sandbox { http, ..sandbox };
    let (partner, bearer) = sandbox
        .authorize("https://partner-api-stage.kiva.org", "create:repayment")
        .await;
    // The sample's own data file: two loans that this PA2 does not know.
    let body = r#"{
    "repayments": [
        {"loan_id": "1042970", "amount": 25.00, "client_id": "184729"},
        {"loan_id": "1043223", "amount": 40.00, "client_id": "481395"}
    ]
}"#;
    let request = sandbox
        .post(&format!("/v3/partner/{partner}/repayments"), &bearer)
        .header("Content-Type", "application/json; charset=utf-8")
        .body(body);
    let reply = request.send().await.unwrap();
    assert_eq!(
        (reply.status().as_u16(), reply.version()),
        (200, reqwest::Version::HTTP_2)
    );
    let taken: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
    assert!(taken["upload_id"].is_i64(), "{taken}");
    let problems: Vec<_> = taken["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (&p["loan_id"], &p["severity"]))
        .collect();
    assert_eq!(
        problems,
        [
            (&json!("1042970"), &json!("error")),
            (&json!("1043223"), &json!("error"))
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn dotnet_posts_a_bare_array_of_journals_and_fps_lib_an_envelope() {
    let sandbox = Sandbox::new("40");
    let (partner, bearer) = sandbox
        .authorize("https://partner-api-stage.kiva.org", "create:journal_update read:loans")
        .await;
    let journal = |loan: &str| {
        json!({
            "body": "This is the journal message sent to the borrower",
            "image_url": "https://www.kiva.org/img/w800/1615031.jpg",
            "internal_client_id": "123456",
            "internal_loan_id": loan,
            "subject": "This is the subject of the journal",
        })
    };
    // The sample's loan is not there: the journal is kept for the person who opens the confirm URL.
    let bare = sandbox
        .post(&format!("/v3/partners/{partner}/journals"), &bearer)
        .json(&json!([journal("123456")]));
    let created = asked(bare, 201).await;
    let listed = asked(
        sandbox.get(&format!("/v3/partner/{partner}/loans?status=payingBack"), &bearer),
        200,
    )
    .await;
    let loan = listed["data"][0]["internal_loan_id"].as_str().unwrap();
    let envelope = sandbox
        .post(&format!("/v3/partner/{partner}/journals"), &bearer)
        .json(&json!({"journals": [journal(loan)]}));
    let taken = asked(envelope, 200).await;
    for reply in [&created, &taken] {
        let confirm_url = reply["confirm_url"].as_str().unwrap();
        assert!(confirm_url.starts_with(&sandbox.pa2.url("/")), "{confirm_url}");
        let page = sandbox.http.get(confirm_url).send().await.unwrap();
        assert!(
            page.url().path() == "/sign-in",
            "a confirm URL opened without signing in: {}",
            page.url()
        );
    }
    assert_ne!(created["archive_id"], taken["archive_id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_fineract_fork_posts_without_a_content_type_and_reports_zero() {
    let sandbox = Sandbox::new("150");
    // A new token for every run of a job; blanks too many in the scope, as one library leaves them.
    let (partner, bearer) = sandbox
        .authorize(
            "https://partner-api-stage.dk1.kiva.org",
            "read:loans  create:loan_draft create:repayment ",
        )
        .await;
    let bearer_header = format!("bearer {bearer}");
    let raw = |place: String, body: Value| {
        sandbox
            .http
            .post(sandbox.pa2.url(&place))
            .header("Authorization", &bearer_header)
            .body(body.to_string())
    };

    let draft = json!({
        "activity_id": 31, "client_waiver_signed": true, "currency": "KES", "description": "She farms two acres.",
        "description_language_id": 1, "disburse_time": "2026-11-20", "theme_type_id": 48, "location": "Kisumu: Kenya",
        "loanuse": "to buy seed", "group_name": " ", "internal_client_id": "F-1", "internal_loan_id": "F-1",
        "entreps": [{"amount": 25000.5, "client_id": "F-1", "first_name": "Amina", "last_name": " ", "gender": "female", "loan_id": "F-1"}],
        "schedule_parameters": {"firstRepaymentDate": "2026-12-20", "nInstallments": 6, "nRepeat": 1, "nRepeatUnit": "months",
            "interestRateType": "decliningBalance", "annualRate": "18.0"},
    });
    let saved = asked(raw(format!("/v3/partner/{partner}/loan_draft"), draft), 200).await;
    assert!(saved["loan_draft_uuid"].is_string(), "{saved}");

    // The total with one loan, then pages of a hundred.
    let page = |query: &str| {
        let url = sandbox
            .pa2
            .url(&format!("/v3/partner/{partner}/loans?status=payingBack&{query}"));
        sandbox.http.get(url).header("Authorization", &bearer_header)
    };
    let total = asked(page("limit=1"), 200).await["total_records"].as_u64().unwrap();
    let mut loans = Vec::new();
    for offset in (0..total).step_by(100) {
        let listed = asked(page(&format!("offset={offset}&limit=100")), 200).await;
        loans.extend(listed["data"].as_array().unwrap().iter().cloned());
    }
    assert_eq!(u64::try_from(loans.len()).unwrap(), total);
    assert!(
        loans
            .iter()
            .all(|loan| loan["fundedAmount"].is_number() && loan["internal_loan_id"].is_string())
    );

    let rows: Vec<Value> = loans
        .iter()
        .map(|loan| json!({"loan_id": loan["internal_loan_id"], "amount": 0, "client_id": loan["internal_client_id"]}))
        .collect();
    let taken = asked(
        raw(
            format!("/v3/partner/{partner}/repayments"),
            json!({ "repayments": rows }),
        ),
        200,
    )
    .await;
    assert!(taken["upload_id"].is_i64(), "{taken}");
    let errors: Vec<_> = taken["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|p| p["severity"] == "error")
        .collect();
    assert!(errors.is_empty(), "zero is legal: {errors:?}");
}

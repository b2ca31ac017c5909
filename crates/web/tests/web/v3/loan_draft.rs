//! Posting loan drafts, as real clients do.

use axum::http::Method;
use base64::Engine as _;
use chrono::TimeDelta;
use fieldlink_app::Actor;
use fieldlink_app::clock::ClockMove;
use fieldlink_app::drafts::{Review, Wanted};
use fieldlink_contract::Scope;
use fieldlink_domain::draft::{Draft, LoanType, loan_type};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::{Value, json};

use crate::support::{ApiCaller, PARTNER, STRANGER, TestApp};

/// A PNG of 24 by 16 pixels.
pub const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAABgAAAAQCAIAAACDRijCAAACsElEQVR42g3MEROGMACA4XEUxN0w7OIgiscvDeJuGO7iYBSPo0HcheEuDkZxP+H7nh/wCCHIBIWgFFSCRtAKeoESIBgEo2ASzIJFsAq8YBPsgkNwCW7BI3gFQuRkOUVOmVPlNDltTp+jcsgZcsacKWfOWXLWHJ+z5ew5R86Vc+c8OW/+jySZpJCUkkrSSFpJL1ESJINklEySWbJIVomXbJJdckguyS15JK/8RzVZTVFT1lQ1TU1b09eoGmqGmrFmqplrlpq1xtdsNXvNUXPV3DVPzVv/o46so+goO6qOpqPt6DtUBx1Dx9gxdcwdS8fa4Tu2jr3j6Lg67o6n4+3+kSJTFIpSUSkaRavoFUqBYlCMikkxKxbFqvCKTbErDsWluBWP4lX/SJNpCk2pqTSNptX0GqVBM2hGzaSZNYtm1XjNptk1h+bS3JpH8+p/ZMgMhaE0VIbG0Bp6gzJgGAyjYTLMhsWwGrxhM+yGw3AZbsNjeM0/smSWwlJaKktjaS29RVmwDJbRMllmy2JZLd6yWXbLYbkst+WxvPYfOTJH4SgdlaNxtI7eoRw4BsfomByzY3GsDu/YHLvjcFyO2/E4XvePPJmn8JSeytN4Wk/vUR48g2f0TJ7Zs3hWj/dsnt1zeC7P7Xk8r/9HgSxQBMpAFWgCbaAPqACBITAGpsAcWAJrwAe2wB44AlfgDjyBN/yjk+ykOClPqpPmpD3pT9QJJ8PJeDKdzCfLyXriT7aT/eQ4uU7uk+fkPf9RJIsUkTJSRZpIG+kjKkJkiIyRKTJHlsga8ZEtskeOyBW5I0/kjf8okSWKRJmoEk2iTfQJlSAxJMbElJgTS2JN+MSW2BNH4krciSfxpn/0kX0UH+VH9dF8tB/9h/rgY/gYP6aP+WP5WD/8x/axfxwf18f98Xy8Hz+j8ueQkJwV+wAAAABJRU5ErkJggg==";

/// Its bytes.
pub fn png() -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.decode(PNG).expect("base64")
}

/// An individual draft without errors; `n` makes it another loan.
pub fn complete(n: u32) -> Value {
    json!({
        "activity_id": 31,
        "client_waiver_signed": true,
        "currency": "KES",
        "description": "Amina grows maize on two acres.",
        "description_language_id": 1,
        "disburse_time": "2026-11-10",
        "entreps": [{
            "amount": 50000, "client_id": format!("C-{n}"), "first_name": "Amina", "last_name": "Wanjiru",
            "gender": "female", "loan_id": format!("000{n}")
        }],
        "image_encoded": PNG,
        "loanuse": "to buy seed",
        "location": "Kisumu: Kenya",
        "schedule": [
            {"date": "2026-12-10", "interest": 1000.5, "principal": 25000},
            {"date": "2027-01-10", "interest": 500, "principal": 25000}
        ],
        "theme_type_id": 48
    })
}

/// `complete` with some fields put in place of its own.
fn with(n: u32, fields: Value) -> Value {
    let mut draft = complete(n);
    for (name, value) in fields.as_object().expect("an object") {
        draft[name] = value.clone();
    }
    draft
}

async fn sender(app: &TestApp) -> ApiCaller<'_> {
    app.client(&[Scope::CreateLoanDraft]).await
}

async fn post(client: &ApiCaller<'_>, draft: &Value) -> Value {
    client
        .post("/v3/partner/1/loan_draft", &draft.to_string())
        .await
        .expect(200)
        .json()
}

/// All drafts of the partner, newest first.
async fn drafts(app: &TestApp) -> Vec<Draft> {
    let page = app
        .pa2
        .drafts(&Actor::Operator, PARTNER, &Wanted::default(), 100)
        .await
        .expect("drafts");
    page.drafts.into_iter().map(|listed| listed.draft).collect()
}

/// The only draft, as a person sees it.
async fn only(app: &TestApp) -> Review {
    let all = drafts(app).await;
    assert_eq!(all.len(), 1);
    app.pa2
        .review_draft(&Actor::Operator, PARTNER, all[0].id)
        .await
        .expect("a review")
}

fn codes(review: &Review) -> Vec<(&str, bool)> {
    review.findings.iter().map(|f| (f.code.as_str(), f.blocks())).collect()
}

async fn a_complete_draft_is_taken_whole(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let reply = post(&client, &complete(1)).await;
    assert_eq!(reply["code"], "api.success");
    assert!(!reply["message"].as_str().expect("a message").is_empty());
    let review = only(&app).await;
    assert_eq!(reply["loan_draft_uuid"], review.draft.uuid);
    assert_eq!(review.findings, []);
    let mut kept: Value = serde_json::to_value(&review.draft.body).expect("JSON");
    let mut sent = complete(1);
    assert_eq!(
        kept["entreps"][0].as_object_mut().expect("a borrower").remove("amount"),
        Some(json!(50000))
    );
    sent["entreps"][0].as_object_mut().expect("a borrower").remove("amount");
    sent.as_object_mut().expect("an object").remove("image_encoded");
    assert_eq!(kept["entreps"], sent["entreps"]);
    assert_eq!(kept["image_encoded"], Value::Null);
    assert_eq!(
        review.draft.body.schedule.expect("a schedule")[0].interest.to_string(),
        "1000.5"
    );
    let photo = app
        .pa2
        .draft_photo(&Actor::Operator, PARTNER, review.draft.id)
        .await
        .expect("a photo");
    assert_eq!(photo[..3], [0xff, 0xd8, 0xff]);
}

async fn everything_may_be_missing(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    client.post("/v3/partners/1/loan_draft", "{}").await.expect(200);
    assert!(codes(&only(&app).await).len() > 10);
}

async fn unknown_references_are_kept_and_shown_to_a_person(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let unknown = json!({"activity_id": 110, "theme_type_id": 4711, "location": "Atlantis: Sea", "currency": "XXQ",
        "description_language_id": 99, "no_such_field": [1, {"a": null}]});
    post(&client, &with(1, unknown)).await;
    let review = only(&app).await;
    assert_eq!(
        (review.draft.body.activity_id, review.draft.body.theme_type_id),
        (Some(110), Some(4711))
    );
    let expected = [
        "location_unknown",
        "activity_unknown",
        "language_unknown",
        "theme_unknown",
        "currency_unknown",
    ];
    assert_eq!(codes(&review), expected.map(|code| (code, true)));
}

async fn a_body_that_cannot_be_read_names_the_field_and_keeps_nothing(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let cases = [
        (
            "{\"entreps\":[{\"amount\":5},{\"amount\":\"1,250\"}]}",
            "entreps[1].amount",
        ),
        ("{\"disburse_time\":\"2026-02-30\"}", "disburse_time"),
        ("{\"activity_id\":", "line 1"),
        ("", "empty"),
        ("[1]", "one JSON object"),
    ];
    for (body, named) in cases {
        let reply = client.post("/v3/partner/1/loan_draft", body).await.expect(400).json();
        assert_eq!(reply["code"], "api.invalidRequest");
        assert!(
            reply["message"].as_str().expect("a message").contains(named),
            "{body}: {reply}"
        );
    }
    assert!(drafts(&app).await.is_empty());
}

async fn a_body_that_is_too_large_is_refused_before_it_is_read(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let body = format!("{{\"image_encoded\":\"{}\"}}", "A".repeat(12 * 1024 * 1024));
    let reply = client.post("/v3/partner/1/loan_draft", &body).await.expect(413).json();
    assert_eq!(reply["code"], "api.tooLarge");
    assert!(drafts(&app).await.is_empty());
}

async fn more_rows_than_any_loan_has_are_refused(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    for (list, one) in [("entreps", json!({})), ("not_pictured", json!(false))] {
        let body = json!({ (list): vec![one; 1_001] }).to_string();
        let reply = client.post("/v3/partner/1/loan_draft", &body).await.expect(413).json();
        assert_eq!(reply["code"], "api.tooLarge");
    }
    assert!(drafts(&app).await.is_empty());
}

async fn a_picture_that_cannot_be_read_does_not_stop_the_draft(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    post(
        &client,
        &with(1, json!({"image_encoded": "data:image/png;base64,aGVsbG8="})),
    )
    .await;
    let review = only(&app).await;
    assert_eq!(codes(&review), [("photo_missing", true)]);
    assert!(
        review
            .draft
            .photo_error
            .is_some_and(|text| text.contains("JPEG, PNG, WebP, GIF, BMP or TIFF"))
    );
}

async fn an_image_url_is_kept_and_not_opened(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    post(
        &client,
        &with(
            1,
            json!({"image_encoded": null, "image_url": "http://127.0.0.1:1/photo.jpg"}),
        ),
    )
    .await;
    let review = only(&app).await;
    assert_eq!(
        review.draft.body.image_url.as_deref(),
        Some("http://127.0.0.1:1/photo.jpg")
    );
    assert!(
        review.findings[0]
            .message
            .contains("Addresses of photos are not opened")
    );
}

async fn the_same_idempotency_key_makes_one_draft(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let path = "/v3/partner/1/loan_draft";
    let send = async |key: &str, body: &Value| {
        client
            .request(Method::POST, path, &body.to_string(), &[("idempotency-key", key)])
            .await
    };
    let first = send("\"k-1\"", &complete(1)).await.expect(200).json();
    assert_eq!(send("\"k-1\"", &complete(1)).await.expect(200).json(), first);
    assert_eq!(drafts(&app).await.len(), 1);
    let reply = send("\"k-1\"", &complete(2)).await.expect(422).json();
    assert_eq!(reply["code"], "api.idempotencyMismatch");
    send("", &complete(3)).await.expect(400);
    assert_ne!(send("\"k-2\"", &complete(1)).await.expect(200).json(), first);
    // Keys of two clients never meet.
    let other = sender(&app).await;
    let headers = [("idempotency-key", "\"k-1\"")];
    other
        .request(Method::POST, path, &complete(2).to_string(), &headers)
        .await
        .expect(200);
    assert_eq!(drafts(&app).await.len(), 3);
}

async fn an_answer_is_kept_as_long_as_the_settings_say_in_real_time(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let send = async || {
        client
            .request(
                Method::POST,
                "/v3/partner/1/loan_draft",
                &complete(1).to_string(),
                &[("idempotency-key", "k-1")],
            )
            .await
            .expect(200)
            .json()
    };
    // A year of the sandbox is no year of the person who waits for an answer.
    let year = ClockMove::By(TimeDelta::days(365));
    app.pa2.move_clock(&Actor::Operator, year).await.unwrap();
    let first = send().await;
    app.pa2.forget_old_answers().await.unwrap();
    assert_eq!(send().await, first);
    let kept = TimeDelta::days(app.pa2.settings().idempotency_days.into()) + TimeDelta::minutes(1);
    app.clock.jump(kept);
    app.pa2.forget_old_answers().await.unwrap();
    // Back to a time when the token is still good.
    app.clock.jump(-kept);
    assert_ne!(send().await, first);
}

async fn without_a_key_the_same_draft_again_is_a_second_draft(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let first = post(&client, &complete(1)).await;
    assert_ne!(
        post(&client, &complete(1)).await["loan_draft_uuid"],
        first["loan_draft_uuid"]
    );
}

async fn others_are_refused(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let body = complete(1).to_string();
    let reader = app.client(&[Scope::ReadLoans]).await;
    let stranger = app.client_of(STRANGER, &[Scope::CreateLoanDraft]).await;
    for path in ["/v3/partner/1/loan_draft", "/v3/partners/1/loan_draft"] {
        reader.post(path, &body).await.expect(403);
        stranger.post(path, &body).await.expect(403);
        reader.get(path).await.expect(405);
    }
    assert!(drafts(&app).await.is_empty());
}

async fn fineract_fork_sends_json_without_content_type(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let body = complete(1).to_string();
    client
        .request(Method::POST, "/v3/partner/1/loan_draft", &body, &[])
        .await
        .expect(200);
    let odd = [("content-type", "application/json; charset=utf-8; x")];
    client
        .request(Method::POST, "/v3/partner/1/loan_draft", &body, &odd)
        .await
        .expect(200);
}

async fn fineract_fork_sends_a_blank_group_name(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let fields = json!({"group_name": " ", "internal_loan_id": "0001", "internal_client_id": "C-1"});
    post(&client, &with(1, fields)).await;
    let review = only(&app).await;
    assert_eq!(loan_type(&review.draft.body), LoanType::Individual);
    let warning = ("group_field_on_individual", false);
    assert_eq!(codes(&review), [warning, warning]);
}

async fn fineract_fork_sends_schedule_parameters(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let parameters = json!({"firstRepaymentDate": "2026-12-10", "nInstallments": 3, "nRepeat": 1,
        "nRepeatUnit": "months", "interestRateType": "decliningBalance", "annualRate": "18.5"});
    post(
        &client,
        &with(1, json!({"schedule": null, "schedule_parameters": parameters})),
    )
    .await;
    let review = only(&app).await;
    assert_eq!(review.findings, []);
    let schedule = review.terms.schedule.expect("a schedule");
    assert_eq!((schedule.0.len(), Some(schedule.principal())), (3, review.terms.total));
}

async fn dotnet_sample_sends_no_group_and_not_pictured_on_one_borrower(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let fields = json!({"group_name": "No Group", "internal_loan_id": "0001", "internal_client_id": "C-1",
        "not_pictured": [false]});
    post(&client, &with(1, fields)).await;
    // It can be published as it is; the person is told what it says.
    assert_eq!(codes(&only(&app).await), [("group_of_one", false)]);
}

async fn dotnet_labels_a_jpeg_as_png(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = sender(&app).await;
    let base64 = base64::engine::general_purpose::STANDARD;
    let jpeg = fieldlink_app::photo::prepare(&base64.decode(PNG).expect("base64"), &|| true).expect("a JPEG");
    let labelled = format!("data:image/png;base64,{}", base64.encode(jpeg));
    post(&client, &with(1, json!({"image_encoded": labelled}))).await;
    let review = only(&app).await;
    assert_eq!(
        (review.findings.as_slice(), review.draft.photo_error.as_deref()),
        (&[][..], None)
    );
    assert!(review.draft.photo.is_some());
}

for_each_engine!(
    a_complete_draft_is_taken_whole,
    everything_may_be_missing,
    unknown_references_are_kept_and_shown_to_a_person,
    a_body_that_cannot_be_read_names_the_field_and_keeps_nothing,
    a_body_that_is_too_large_is_refused_before_it_is_read,
    more_rows_than_any_loan_has_are_refused,
    a_picture_that_cannot_be_read_does_not_stop_the_draft,
    an_image_url_is_kept_and_not_opened,
    the_same_idempotency_key_makes_one_draft,
    an_answer_is_kept_as_long_as_the_settings_say_in_real_time,
    without_a_key_the_same_draft_again_is_a_second_draft,
    others_are_refused,
    fineract_fork_sends_json_without_content_type,
    fineract_fork_sends_a_blank_group_name,
    fineract_fork_sends_schedule_parameters,
    dotnet_sample_sends_no_group_and_not_pictured_on_one_borrower,
    dotnet_labels_a_jpeg_as_png,
);

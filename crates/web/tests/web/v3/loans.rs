//! The loans route: what it shows, finds and refuses, and a loan seen through its life.

use fieldlink_app::Actor;
use fieldlink_app::clock::ClockMove;
use fieldlink_app::defaults::Reason;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_app::seed::{SeedKind, SeedPlan};
use fieldlink_contract::Scope;
use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::life::Event;
use fieldlink_domain::loan::{Borrower, Issue, Loan, NewLoan};
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::CurrencyLoss;
use fieldlink_domain::schedule::{Installment, Schedule};
use fieldlink_domain::settings::Settings;
use fieldlink_store::loans::{self, Step};
use fieldlink_testkit::{TestDatabase, for_each_engine};
use serde_json::json;

use crate::support::{ApiCaller, PARTNER, STRANGER, TestApp};

/// A loan as a published draft leaves it: disbursed a few days ago, two instalments.
pub fn new_loan(partner: PartnerId, n: i64, name: &str) -> NewLoan {
    let (first_name, last_name) = name.split_once(' ').unwrap();
    let due = |day: &str, principal| Installment {
        date: day.parse().unwrap(),
        principal: Minor(principal),
        interest: Minor(50_000),
    };
    NewLoan {
        uuid: format!("00000000-0000-4000-8000-{:06}{n:06}", partner.0),
        partner_id: partner,
        internal_loan_id: format!("000{n}"),
        internal_client_id: format!("C-{n}"),
        name: name.into(),
        borrowers: vec![Borrower {
            loan_id: format!("000{n}"),
            client_id: format!("C-{n}"),
            first_name: first_name.into(),
            last_name: last_name.into(),
            gender: serde_json::from_str("\"female\"").unwrap(),
            amount: Minor(6_000_000),
        }],
        location: "Kisumu: Kenya".into(),
        activity_id: 31,
        theme_type_id: 48,
        language_id: 1,
        loanuse: "to buy seed and fertilizer".into(),
        description: "She farms two acres.".into(),
        currency: "KES".parse().unwrap(),
        principal: Minor(6_000_000),
        price_usd: Minor(47_500),
        rate: "129.50".parse().unwrap(),
        currency_loss: CurrencyLoss::Covered,
        schedule: Schedule(vec![due("2027-01-10", 2_000_000), due("2027-02-10", 4_000_000)]),
        disburse_on: "2026-11-10".parse().unwrap(),
        flexible: false,
        photo: None,
    }
}

/// Posts a loan at PA2's time.
pub async fn post(app: &TestApp, new: NewLoan) -> Loan {
    let now = app.pa2.now().await.unwrap();
    let tx = app.pa2.store().begin().await.unwrap();
    let loan = loans::insert_published(&tx, new, app.pa2.settings(), "person:1", now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    loan
}

async fn a_loan_shows_every_field_of_the_contract(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = post(&app, new_loan(PARTNER, 7, "Amina Okoro")).await;
    let reply = app
        .client(&[Scope::ReadLoans])
        .await
        .get("/v3/partner/1/loans")
        .await
        .expect(200);
    assert!(
        reply.text().contains(r#""fundedAmount":0.00"#),
        "an exact number, not text: {}",
        reply.text()
    );
    let created = 1_794_916_800;
    let expected = json!({ "total_records": 1, "data": [{
        "borrower_count": 1, "internal_loan_id": "0007", "internal_client_id": "C-7",
        "partner_id": "1", "partner": "Sample Partner 1", "kiva_id": loan.id.to_string(), "uuid": loan.uuid,
        "name": "Amina Okoro", "location": "Kisumu: Kenya", "status": "inactive",
        "loan_price": "475.00", "loan_local_price": "60000.00", "loan_currency": "KES",
        "create_time": created, "planned_inactive_expire_time": created + 30 * 86_400,
        "ended_time": null, "refunded_time": null, "expired_time": null, "defaulted_time": null,
        "delinquent": false, "flexible_fundraising_enabled": "false",
    }]});
    let mut shown = reply.json();
    shown["data"][0].as_object_mut().unwrap().remove("fundedAmount");
    assert_eq!(shown, expected);
}

async fn an_issue_names_who_found_what(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = post(&app, new_loan(PARTNER, 7, "Amina Okoro")).await;
    let which = LoanRef::Own(PARTNER, "0007".into());
    let step = LoanStep::RaiseIssue("FPU".into(), "What is it for?".into());
    app.pa2.step_loan(&Actor::Operator, &which, step).await.unwrap();
    let page = app
        .client(&[Scope::ReadLoans])
        .await
        .get("/v3/partner/1/loans?status=issue")
        .await
        .expect(200)
        .json();
    let shown = &page["data"][0];
    assert_eq!(shown["kiva_id"], loan.id.to_string());
    assert_eq!(
        (&shown["status_detail"], &shown["issue_reported_by"]),
        (&json!("FPU: What is it for?"), &json!("operator"))
    );
}

async fn both_path_spellings_answer_alike_and_only_the_tokens_partner(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    post(&app, new_loan(STRANGER, 1, "Bo Other")).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let singular = client.get("/v3/partner/1/loans").await.expect(200).json();
    let plural = client.get("/v3/partners/1/loans").await.expect(200).json();
    assert_eq!(singular, plural);
    assert_eq!(singular["total_records"], 1);
    client.get("/v3/partner/2/loans").await.expect(403);
    client.get("/v3/partners/2/loans?status=nonsense").await.expect(403);
    app.get("/v3/partner/1/loans").await.expect(401);
    app.client(&[Scope::CreateRepayment])
        .await
        .get("/v3/partner/1/loans")
        .await
        .expect(403);
}

async fn kiva_ids(client: &ApiCaller<'_>, query: &str) -> (i64, Vec<String>) {
    let page = client
        .get(&format!("/v3/partner/1/loans?{query}"))
        .await
        .expect(200)
        .json();
    let ids = page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["kiva_id"].as_str().unwrap().to_owned())
        .collect();
    (page["total_records"].as_i64().unwrap(), ids)
}

async fn pages_join_into_the_whole_list(database: &TestDatabase) {
    let settings = Settings {
        loans_limit_max: 150,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let plan = SeedPlan {
        partner: PARTNER,
        loans: 310,
        seed: 3,
        kind: SeedKind::Mixed,
    };
    app.pa2.seed_loans(&Actor::Operator, plan, &|_| ()).await.unwrap();
    let client = app.client(&[Scope::ReadLoans]).await;

    assert_eq!(kiva_ids(&client, "").await.1.len(), 20, "the default limit");
    assert_eq!(kiva_ids(&client, "limit=3000").await.1.len(), 150, "more is clamped");
    assert_eq!(kiva_ids(&client, "limit=0").await, (310, vec![]));
    assert_eq!(kiva_ids(&client, "offset=310").await, (310, vec![]));
    assert_eq!(kiva_ids(&client, "offset=9223372036854775807").await, (310, vec![]));
    // One more is beyond what the description says a number may be.
    client
        .get("/v3/partner/1/loans?offset=9223372036854775808")
        .await
        .expect(400);
    assert_eq!(
        kiva_ids(&client, "query=&status=&offset=&limit=").await.1.len(),
        20,
        "blanks are absent"
    );

    // The Fineract fork asks for one loan to learn the total, then for pages of 100.
    for filter in ["", "status=payingBack&", "status=ended&"] {
        let (total, _) = kiva_ids(&client, &format!("{filter}limit=1")).await;
        let mut all = Vec::new();
        for offset in (0..total).step_by(100) {
            all.extend(kiva_ids(&client, &format!("{filter}offset={offset}&limit=100")).await.1);
        }
        assert_eq!(all.len(), usize::try_from(total).unwrap(), "{filter}");
        assert!(all.windows(2).all(|w| w[0] < w[1]), "{filter}");
    }
    // Every status of the contract can be asked for, and together they are all loans.
    let mut sum = 0;
    for status in fieldlink_contract::loans::LoanStatus::ALL {
        let (total, _) = kiva_ids(&client, &format!("status={status}&limit=0")).await;
        assert!(total > 0, "{status}");
        sum += total;
    }
    assert_eq!(sum, 310);
}

async fn what_is_no_status_or_number_is_refused_by_name(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let reply = client
        .get("/v3/partner/1/loans?status=fundraising")
        .await
        .expect(400)
        .json();
    assert_eq!(reply["code"], "api.invalidRequest");
    let message = reply["message"].as_str().unwrap();
    assert!(
        message.contains("fundraising") && message.contains("inactive_expired, fundRaising"),
        "{message}"
    );
    for bad in ["limit=-1", "offset=x", "limit=1.5"] {
        let message = client
            .get(&format!("/v3/partner/1/loans?{bad}"))
            .await
            .expect(400)
            .json()["message"]
            .to_string();
        assert!(message.contains(bad.split('=').next().unwrap()), "{message}");
    }
}

async fn status_can_be_made_required(database: &TestDatabase) {
    let settings = Settings {
        loans_status_required: true,
        ..Settings::default()
    };
    let app = TestApp::with(database, settings).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let reply = client.get("/v3/partner/1/loans").await.expect(400).json();
    assert!(reply["message"].as_str().unwrap().contains("payingBack"), "{reply}");
    client.get("/v3/partner/1/loans?status=payingBack").await.expect(200);
}

async fn query_takes_what_the_search_box_takes(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let amina = post(&app, new_loan(PARTNER, 11, "Amina Núñez")).await.id.to_string();
    let zoe = post(&app, new_loan(PARTNER, 12, "Zoë Amani")).await.id.to_string();
    post(&app, new_loan(STRANGER, 13, "Amina Strange")).await;
    let client = app.client(&[Scope::ReadLoans]).await;
    let found = async |query: &str| kiva_ids(&client, query).await.1;
    assert_eq!(found("query=am").await, [amina.clone(), zoe.clone()]);
    assert_eq!(found("query=NUNEZ%20ami").await, [amina.as_str()]);
    assert_eq!(found("query=zo%C3%AB").await, [zoe.as_str()]);
    assert_eq!(found("query=00012").await, [zoe.as_str()]);
    assert_eq!(found("query=C-11").await, [amina.as_str()]);
    assert_eq!(found(&format!("query={zoe}")).await, [zoe.as_str()]);
    assert_eq!(found("query=am&status=payingBack").await, [] as [String; 0]);
    assert_eq!(found("query=am&status=inactive&offset=1").await, [zoe]);
    assert_eq!(found("query=00013").await, [] as [String; 0]);
}

async fn status(app: &TestApp, loan: &Loan) -> String {
    // A token lives half a day of PA2's time; each look has its own.
    let client = app.client(&[Scope::ReadLoans]).await;
    let path = format!("/v3/partner/1/loans?query={}", loan.id);
    client.get(&path).await.expect(200).json()["data"][0]["status"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn advance(app: &TestApp, days: i64) {
    let to = app.pa2.now().await.unwrap() + chrono::TimeDelta::days(days);
    app.pa2.move_clock(&Actor::Operator, to).await.unwrap();
}

async fn a_loan_goes_its_way_as_the_clock_moves(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    assert_eq!(status(&app, &loan).await, "inactive");
    advance(&app, 2).await;
    assert_eq!(status(&app, &loan).await, "inactive");
    advance(&app, 2).await;
    assert_eq!(
        status(&app, &loan).await,
        "fundRaising",
        "review and listing need nobody"
    );
    let which = LoanRef::Kiva(loan.id);
    let funded = app
        .pa2
        .step_loan(&Actor::Operator, &which, LoanStep::Fund)
        .await
        .unwrap();
    assert_eq!(funded.status.as_str(), "payingBack", "it was disbursed before");
    assert_eq!(funded.funded_usd, funded.price_usd);

    // Nobody reports: what is not reported counts as collected by the schedule when the month becomes final.
    app.pa2
        .move_clock(&Actor::Operator, ClockMove::To("2027-03-10T07:59:59Z".parse().unwrap()))
        .await
        .unwrap();
    assert_eq!(status(&app, &loan).await, "payingBack");
    advance(&app, 1).await;
    assert_eq!(status(&app, &loan).await, "ended");

    let view = app.pa2.loan(&Actor::Operator, PARTNER, loan.id).await.unwrap();
    let events: Vec<_> = view.history.iter().map(|past| past.event.as_str()).collect();
    assert_eq!(
        events,
        ["publish", "review", "list", "fund", "start_repayment", "repay_in_full"]
    );
    let ended = view.history.last().unwrap();
    assert_eq!(
        ended.at.to_rfc3339(),
        "2027-03-10T08:00:00+00:00",
        "at its own time, not when the clock stopped"
    );
    assert!(view.history.windows(2).all(|w| w[0].at <= w[1].at));
}

async fn one_long_advance_does_what_many_short_ones_do(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let unfunded = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    let issue = post(&app, new_loan(PARTNER, 2, "Bo Lima")).await;
    let later = NewLoan {
        disburse_on: "2027-01-05".parse().unwrap(),
        ..new_loan(PARTNER, 3, "Cy Lima")
    };
    let later = post(&app, later).await;
    let raise = LoanStep::RaiseIssue("G".into(), "Gender differs".into());
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(issue.id), raise)
        .await
        .unwrap();
    let funded = app
        .pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(later.id), LoanStep::Fund)
        .await
        .unwrap();
    assert_eq!(funded.status.as_str(), "raised", "its disbursal is to come");
    advance(&app, 100).await;
    assert_eq!(status(&app, &unfunded).await, "expired");
    assert_eq!(status(&app, &issue).await, "inactive_expired");
    assert_eq!(status(&app, &later).await, "payingBack");
    let begun = app
        .pa2
        .loan(&Actor::Operator, PARTNER, later.id)
        .await
        .unwrap()
        .loan
        .times
        .paying_back;
    assert_eq!(
        begun,
        Some("2027-01-05T08:00:00Z".parse().unwrap()),
        "the first moment of its Pacific day"
    );
    assert_eq!(
        app.pa2.run_due(app.pa2.now().await.unwrap()).await.unwrap(),
        0,
        "nothing is left to do"
    );
}

async fn an_operator_disburses_expires_defaults_and_refunds(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let step = async |n: i64, step: LoanStep| {
        let which = LoanRef::Own(PARTNER, format!("000{n}"));
        app.pa2
            .step_loan(&Actor::Operator, &which, step)
            .await
            .map(|loan| loan.status.to_string())
    };
    for n in 1..=4 {
        let day = "2027-02-01".parse().unwrap();
        post(
            &app,
            NewLoan {
                disburse_on: day,
                ..new_loan(PARTNER, n, "Amina Okoro")
            },
        )
        .await;
    }
    assert_eq!(step(1, LoanStep::Fund).await.unwrap(), "raised");
    assert_eq!(step(1, LoanStep::Disburse).await.unwrap(), "payingBack");
    assert_eq!(
        step(1, LoanStep::Default(Reason::Moved, String::new())).await.unwrap(),
        "defaulted"
    );
    assert_eq!(step(2, LoanStep::Review).await.unwrap(), "fundRaising");
    assert_eq!(step(2, LoanStep::Expire).await.unwrap(), "expired");
    assert_eq!(step(3, LoanStep::Expire).await.unwrap(), "inactive_expired");
    assert_eq!(step(4, LoanStep::Refund).await.unwrap(), "refunded");

    let refused = step(4, LoanStep::Fund).await.unwrap_err();
    assert_eq!(refused.kind, fieldlink_app::Kind::Conflict);
    assert_eq!(refused.message, "a loan that is refunded cannot take the step fund");
    assert_eq!(
        step(5, LoanStep::Fund).await.unwrap_err().kind,
        fieldlink_app::Kind::NotFound
    );
}

async fn a_loan_id_on_two_loans_names_neither(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let first = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    let again = NewLoan {
        uuid: "another".into(),
        ..new_loan(PARTNER, 1, "Amina Okoro")
    };
    let second = post(&app, again).await;
    let which = LoanRef::Own(PARTNER, "0001".into());
    let refused = app
        .pa2
        .step_loan(&Actor::Operator, &which, LoanStep::Fund)
        .await
        .unwrap_err();
    assert!(
        refused.message.contains(&format!("{}, {}", first.id, second.id)),
        "{}",
        refused.message
    );
}

async fn a_late_loan_shows_as_delinquent_once_its_month_is_over(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let loan = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(loan.id), LoanStep::Fund)
        .await
        .unwrap();
    for (day, late) in [
        ("2027-01-31T20:00:00Z", false),
        ("2027-02-09T20:00:00Z", false),
        ("2027-02-10T20:00:00Z", true),
    ] {
        // Straight into the store, so that only the calendar counts and no report of the month.
        let now = day.parse().unwrap();
        let read = loans::find(app.pa2.store(), loan.id).await.unwrap().unwrap();
        assert_eq!(read.delinquent(now, app.pa2.settings()), late, "{day}");
    }
}

async fn seeding_again_goes_on_and_never_doubles(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let plan = SeedPlan {
        partner: PartnerId(40),
        loans: 60,
        seed: 9,
        kind: SeedKind::Mixed,
    };
    let made = app.pa2.seed_loans(&Actor::Operator, plan, &|_| ()).await.unwrap();
    assert_eq!((made.made, made.already), (60, 0));
    let again = app.pa2.seed_loans(&Actor::Operator, plan, &|_| ()).await.unwrap();
    assert_eq!((again.made, again.already), (0, 60));
    let counts = loans::counts(app.pa2.store(), PartnerId(40)).await.unwrap();
    assert_eq!(counts.values().sum::<i64>(), 60);

    let filter = loans::Filter::default();
    let (total, all) = loans::page(app.pa2.store(), PartnerId(40), &filter, 0, 100)
        .await
        .unwrap();
    assert_eq!((total, all.len()), (60, 60));
    for loan in &all {
        let history = loans::history(app.pa2.store(), loan.id).await.unwrap();
        assert_eq!(history.last().map(|past| past.to), Some(loan.status), "{}", loan.id);
        assert!(
            history.windows(2).all(|w| w[1].from == Some(w[0].to)),
            "{}: {history:?}",
            loan.id
        );
        let whole = loans::Filter {
            query: Some(loan.name.clone()),
            status: Some(loan.status),
        };
        let (_, found) = loans::page(app.pa2.store(), PartnerId(40), &whole, 0, 100)
            .await
            .unwrap();
        assert!(found.contains(loan), "{} is not found by its name", loan.name);
    }
}

async fn two_movers_at_once_move_each_loan_once(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let mut posted = Vec::new();
    for n in 0..30 {
        posted.push(post(&app, new_loan(PARTNER, n, "Amina Okoro")).await);
    }
    let until = app.pa2.now().await.unwrap() + chrono::TimeDelta::days(40);
    let (one, two) = tokio::join!(app.pa2.run_due(until), app.pa2.run_due(until));
    // Each is reviewed, listed, and expires.
    assert_eq!(one.unwrap() + two.unwrap(), 90);
    for loan in posted {
        assert_eq!(loans::history(app.pa2.store(), loan.id).await.unwrap().len(), 4);
    }
}

async fn a_step_taken_behind_the_operators_back_is_not_overwritten(database: &TestDatabase) {
    let app = TestApp::new(database).await;
    let read = post(&app, new_loan(PARTNER, 1, "Amina Okoro")).await;
    app.pa2
        .step_loan(&Actor::Operator, &LoanRef::Kiva(read.id), LoanStep::Refund)
        .await
        .unwrap();
    let mut after = read.clone();
    let at = app.pa2.now().await.unwrap();
    let issue = Issue {
        code: "G".into(),
        text: "x".into(),
        reported_by: "x".into(),
        at,
    };
    after.apply(Event::RaiseIssue(issue), at, app.pa2.settings()).unwrap();
    let tx = app.pa2.store().begin().await.unwrap();
    let step = Step {
        event: "raise_issue",
        actor: "x".into(),
        at,
    };
    assert!(loans::save(&tx, &read, &after, app.pa2.settings(), step).await.is_err());
}

for_each_engine!(
    a_loan_shows_every_field_of_the_contract,
    an_issue_names_who_found_what,
    both_path_spellings_answer_alike_and_only_the_tokens_partner,
    pages_join_into_the_whole_list,
    what_is_no_status_or_number_is_refused_by_name,
    status_can_be_made_required,
    query_takes_what_the_search_box_takes,
    a_loan_goes_its_way_as_the_clock_moves,
    one_long_advance_does_what_many_short_ones_do,
    an_operator_disburses_expires_defaults_and_refunds,
    a_loan_id_on_two_loans_names_neither,
    a_late_loan_shows_as_delinquent_once_its_month_is_over,
    seeding_again_goes_on_and_never_doubles,
    two_movers_at_once_move_each_loan_once,
    a_step_taken_behind_the_operators_back_is_not_overwritten,
);

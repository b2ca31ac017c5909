//! From Stage to production over two servers, on two days, with a step back.

use fieldlink_link::go_live::{self, GoLiveError};
use fieldlink_link::progress::Progress;
use fieldlink_link::run::{Options, RunError};
use fieldlink_say::Text;

use crate::support::{Partner, Server};

fn at(profile: &str) -> Options {
    Options {
        profile: Some(profile.to_owned()),
        ..Options::default()
    }
}

fn grace() -> Options {
    Options {
        by: Some(String::from("Grace Wanjiru")),
        ..Options::default()
    }
}

/// A partner whose `test` profile is its Stage, with a production of its own.
async fn partner() -> (Partner, Server) {
    let live = Server::start().await;
    let mut partner = Partner::new().await;
    for (loan, status, price) in [("P1", "payingBack", "1000"), ("P2", "defaulted", "2000")] {
        live.loan(loan, status, price);
    }
    partner.file("live-secret", "s3cret-of-live\n");
    partner.profile = format!(
        "environment = \"stage\"\n[profile.live]\nenvironment = \"production\"\nclient_id = \"live\"\nclient_secret_file = \"live-secret\"\ntoken_url = \"{0}/oauth/token\"\napi_base = \"{0}\"\nledger = {{ path = \"live.db\" }}\nfirst_run_rows = 3\n",
        live.url
    );
    (partner, live)
}

async fn open_steps(partner: &Partner) -> Vec<&'static str> {
    let way = partner
        .with_job(&Options::default(), async |job| go_live::look(job).await)
        .await
        .unwrap();
    way.steps
        .iter()
        .filter(|step| !step.done)
        .map(|step| step.step)
        .collect()
}

#[tokio::test]
async fn every_step_is_found_out_or_confirmed_with_a_name() {
    let (partner, live) = partner().await;
    assert_eq!(
        open_steps(&partner).await,
        [
            "stage-drafts",
            "stage-repayments",
            "stage-journals",
            "kiva-verified",
            "trained",
            "first-run",
            "first-run-seen"
        ]
    );
    partner.send_with(&at("test"), &|_: Progress| {}).await.unwrap();
    assert!(
        open_steps(&partner).await.contains(&"stage-links"),
        "links wait to be opened"
    );
    let stage = partner.ledger().await;
    for link in stage.inbox(false).await.unwrap() {
        stage.mark_done(&link.url, partner.clock.now()).await.unwrap();
    }

    let nameless = partner
        .with_job(&Options::default(), async |job| {
            go_live::confirm(job, "trained", "").await
        })
        .await;
    assert!(matches!(nameless, Err(GoLiveError::NoName)));
    let unknown = partner
        .with_job(&grace(), async |job| go_live::confirm(job, "first-run", "").await)
        .await;
    assert!(
        matches!(unknown, Err(GoLiveError::NoStep(..))),
        "what the ledger knows nobody confirms"
    );
    for (step, words) in [("kiva-verified", "mail of 9 March | fine"), ("trained", "")] {
        partner
            .with_job(&grace(), async |job| go_live::confirm(job, step, words).await)
            .await
            .unwrap();
    }
    assert_eq!(open_steps(&partner).await, ["first-run", "first-run-seen"]);

    let few = Options {
        limit: Some(1),
        ..at("live")
    };
    let plan = partner.plan_file(&few).await.unwrap();
    let plan = partner.approve(&plan, "Grace Wanjiru").await.unwrap();
    let sent = partner.send_with(&plan.options(), &|_: Progress| {}).await.unwrap();
    assert_eq!(sent.exit_code(), 0, "{sent:?}");
    live.taken(|taken| {
        assert_eq!(
            (taken.drafts.len(), taken.repayments.len(), taken.journals.len()),
            (1, 1, 1)
        )
    });
    partner
        .with_job(&grace(), async |job| go_live::confirm(job, "first-run-seen", "").await)
        .await
        .unwrap();
    let way = partner
        .with_job(&Options::default(), async |job| go_live::look(job).await)
        .await
        .unwrap();
    assert!(way.is_done(), "{way:?}");

    let report = go_live::markdown(&way, partner.clock.now(), Text::default());
    assert!(
        report.contains("Grace Wanjiru, 2026-03-10: mail of 9 March \\| fine"),
        "{report}"
    );
    assert!(
        report.contains("3 rows on 2026-03-10, approved by Grace Wanjiru"),
        "{report}"
    );
    assert!(!report.contains("s3cret"), "no secret in {report}");
    assert!(go_live::html(&way, partner.clock.now(), Text::default()).contains("Grace Wanjiru"));

    // One command back, and one forth.
    partner
        .with_job(&grace(), async |job| go_live::back(job, "amounts look wrong").await)
        .await
        .unwrap();
    let error = partner.send_with(&at("live"), &|_: Progress| {}).await.unwrap_err();
    assert!(matches!(error, RunError::Back { .. }), "{error}");
    assert!(error.to_string().contains("Grace Wanjiru") && error.to_string().contains("amounts look wrong"));
    live.taken(|taken| assert_eq!(taken.drafts.len(), 1));
    assert_eq!(
        partner
            .send_with(&at("test"), &|_: Progress| {})
            .await
            .unwrap()
            .exit_code(),
        0,
        "Stage goes on"
    );
    partner
        .with_job(&grace(), async |job| go_live::forth(job).await)
        .await
        .unwrap();
    assert_eq!(
        partner
            .send_with(&at("live"), &|_: Progress| {})
            .await
            .unwrap()
            .exit_code(),
        0
    );
    live.taken(|taken| assert_eq!(taken.drafts.len(), 3));
}

#[tokio::test]
async fn without_the_two_profiles_there_is_no_way() {
    let partner = Partner::new().await;
    let error = partner
        .with_job(&grace(), async |job| go_live::look(job).await)
        .await
        .unwrap_err();
    assert!(matches!(error, GoLiveError::NoProfile("stage")), "{error}");
}

//! Each rule by its text, and the drafts that real clients send.

use chrono::NaiveDate;
use fieldlink_contract::loan_draft::{Entrep, Gender, LoanDraft};
use iso_currency::Currency;
use rust_decimal::Decimal;

use super::*;
use crate::draft::{Draft, DraftState, LoanType, Origin, Unread, internal_ids, loan_type};
use crate::ids::PartnerId;
use crate::money::Minor;
use crate::reference::{sample_config, sample_profile};
use crate::repayment::eligible::eligible_from;

const TODAY: &str = "2026-03-10";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn draft(json: &str) -> LoanDraft {
    serde_json::from_str(json).unwrap()
}

/// An individual draft that nothing is wrong with.
fn individual() -> LoanDraft {
    draft(
        r#"{"activity_id":31,"client_waiver_signed":true,"currency":"KES","description":"Amina grows maize.",
        "description_language_id":1,"disburse_time":"2026-03-01","loanuse":"to buy seed","location":"Kisumu: Kenya",
        "entreps":[{"amount":50000,"client_id":"0045","first_name":"Amina","last_name":"Wanjiru","gender":"female","loan_id":"000123"}],
        "schedule":[{"date":"2026-05-01","interest":500,"principal":25000},{"date":"2026-04-01","interest":1000,"principal":"25000.00"}],
        "theme_type_id":48}"#,
    )
}

/// A group draft that nothing is wrong with.
fn group() -> LoanDraft {
    let member = |n: i64| Entrep {
        amount: Some(25_000.into()),
        client_id: Some(format!("C{n}")),
        first_name: Some(format!("Member{n}")),
        last_name: None,
        gender: Some(Gender::Male),
        loan_id: Some(format!("L{n}")),
    };
    LoanDraft {
        group_name: Some("Umoja".into()),
        internal_loan_id: Some("G-1".into()),
        internal_client_id: Some("GC-1".into()),
        not_pictured: Some(vec![false, true]),
        entreps: vec![member(1), member(2)],
        ..individual()
    }
}

struct World {
    config: PartnerConfig,
    profile: Profile,
    settings: Settings,
    live: Vec<LiveLoan>,
    usage: Option<Usage>,
    photo_uses: Vec<PhotoUse>,
}

impl World {
    fn new() -> World {
        World {
            config: sample_config(),
            profile: sample_profile(),
            settings: Settings::default(),
            live: Vec::new(),
            usage: None,
            photo_uses: Vec::new(),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            profile: &self.profile,
            config: &self.config,
            settings: &self.settings,
            today: day(TODAY),
            live: &self.live,
            usage: self.usage.as_ref(),
            photo_uses: &self.photo_uses,
        }
    }

    fn check(&self, draft: &LoanDraft) -> Vec<(String, String)> {
        check(draft, true, &self.context())
            .into_iter()
            .map(|f| (f.code, f.field))
            .collect()
    }
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected
        .iter()
        .map(|(code, field)| ((*code).to_owned(), (*field).to_owned()))
        .collect()
}

#[test]
fn a_partner_that_is_repaid_late_has_no_early_repayment() {
    let mut world = World::new();
    world.profile.repay_after_months = Some(38);
    let found = check(&individual(), true, &world.context());
    let codes: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(codes, ["schedule_too_early"], "{found:?}");
    assert!(found[0].field.starts_with("schedule") && found[0].message.contains("38 months"));
    let disbursed = individual().disburse_time.unwrap();
    let late = eligible_from(disbursed, 38);
    let mut draft = individual();
    for (n, due) in (0..).zip(draft.schedule.as_mut().unwrap()) {
        due.date = late + chrono::Days::new(n);
    }
    assert_eq!(world.check(&draft), []);
    draft.schedule.as_mut().unwrap()[0].date = late - chrono::Days::new(1);
    assert_eq!(
        world.check(&draft),
        pairs(&[("schedule_too_early", "schedule[0].date")])
    );
}

#[test]
fn complete_drafts_have_no_findings() {
    let world = World::new();
    assert_eq!(world.check(&individual()), []);
    assert_eq!(world.check(&group()), []);
}

#[test]
fn the_known_texts_are_word_for_word() {
    let world = World::new();
    let empty = LoanDraft {
        disburse_time: None,
        ..individual()
    };
    let mut nothing = empty.clone();
    nothing.entreps[0].amount = Some(0.into());
    let texts: Vec<String> = check(&nothing, true, &world.context())
        .into_iter()
        .map(|f| f.message)
        .collect();
    assert_eq!(
        texts,
        [
            "The disbursal date you entered is invalid.",
            "The disbursal date must be less than 30 days in the past and no more than 90 days in the future.",
            "Each borrower must receive a non-zero disbursal amount. Please enter the loan amount.",
            "The loan amount must be more than $5 USD to post the loan on Kiva.",
        ]
    );
}

#[test]
fn an_empty_draft_gets_every_error_at_once() {
    let world = World::new();
    let found = check(&LoanDraft::default(), false, &world.context());
    let codes: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "waiver_missing",
            "borrower_missing",
            "location_missing",
            "activity_missing",
            "language_missing",
            "loan_use_missing",
            "description_missing",
            "theme_missing",
            "disbursal_invalid",
            "disbursal_window",
            "currency_missing",
            "amount_zero",
            "amount_too_small",
            "schedule_missing",
            "photo_missing",
        ]
    );
    assert!(found.iter().all(Finding::blocks));
}

#[test]
fn each_rule_names_its_field() {
    type Change = fn(&mut LoanDraft);
    let cases: &[(Change, &[(&str, &str)])] = &[
        (
            |d| d.client_waiver_signed = Some(false),
            &[("waiver_missing", "client_waiver_signed")],
        ),
        (
            |d| d.entreps[0].client_id = Some(" ".into()),
            &[("client_id_missing", "entreps[0].client_id")],
        ),
        (
            |d| d.entreps[0].loan_id = None,
            &[("loan_id_missing", "entreps[0].loan_id")],
        ),
        (
            |d| d.entreps[0].first_name = None,
            &[("first_name_missing", "entreps[0].first_name")],
        ),
        (
            |d| d.entreps[0].gender = Some(Gender::Unknown),
            &[("gender_missing", "entreps[0].gender")],
        ),
        (|d| d.entreps[0].last_name = Some(" ".into()), &[]),
        (
            |d| d.location = Some("Atlantis: Sea".into()),
            &[("location_unknown", "location")],
        ),
        (|d| d.activity_id = Some(110), &[("activity_unknown", "activity_id")]),
        (
            |d| d.description_language_id = Some(77),
            &[("language_unknown", "description_language_id")],
        ),
        (
            |d| d.description = Some("\n".into()),
            &[("description_missing", "description")],
        ),
        (
            |d| d.description = Some("Mrs. WANJIRU grows maize.".into()),
            &[("description_has_family_name", "description")],
        ),
        (
            |d| d.loanuse = Some("buying seed".into()),
            &[("loan_use_form", "loanuse")],
        ),
        (|d| d.theme_type_id = Some(999), &[("theme_unknown", "theme_type_id")]),
        (|d| d.currency = Some("EUR".into()), &[("currency_unknown", "currency")]),
        (|d| d.currency = Some("??".into()), &[("currency_unknown", "currency")]),
        (|d| d.currency = Some(" kes".into()), &[]),
        (
            |d| d.entreps[0].amount = Some((-5).into()),
            &[
                ("amount_zero", "entreps[0].amount"),
                ("amount_too_small", "entreps.amount"),
            ],
        ),
        (
            |d| d.entreps[0].amount = "1.005".parse().ok(),
            &[("amount_unreadable", "entreps[0].amount")],
        ),
        (|d| d.schedule = None, &[("schedule_missing", "schedule")]),
        (
            |d| d.schedule.as_mut().unwrap()[0].principal = 24_999.into(),
            &[("schedule_sum", "schedule")],
        ),
        (
            |d| d.schedule.as_mut().unwrap()[1].interest = (-1).into(),
            &[("schedule_negative", "schedule[1].interest")],
        ),
        (
            |d| d.schedule.as_mut().unwrap()[1].principal = "25000.001".parse().unwrap(),
            &[("schedule_unreadable", "schedule[1].principal")],
        ),
        (
            |d| d.schedule.as_mut().unwrap()[1].date = day("2026-03-01"),
            &[("schedule_before_disbursal", "schedule[1].date")],
        ),
        (
            |d| d.not_pictured = Some(vec![false]),
            &[("not_pictured_on_individual", "not_pictured")],
        ),
        (|d| d.not_pictured = Some(vec![]), &[]),
    ];
    let world = World::new();
    for (number, (change, expected)) in cases.iter().enumerate() {
        let mut draft = individual();
        change(&mut draft);
        assert_eq!(world.check(&draft), pairs(expected), "case {number}");
    }
}

#[test]
fn the_disbursal_window_is_in_pacific_days_and_open_on_the_past_side() {
    let world = World::new();
    // Strictly less than 30 days before 2026-03-10, at most 90 after.
    for (date, inside) in [
        ("2026-02-08", false),
        ("2026-02-09", true),
        ("2026-06-08", true),
        ("2026-06-09", false),
    ] {
        let mut draft = individual();
        draft.disburse_time = Some(day(date));
        for row in draft.schedule.as_mut().unwrap() {
            row.date = day("2027-01-01");
        }
        assert_eq!(world.check(&draft).is_empty(), inside, "{date}");
    }
}

#[test]
fn the_amount_is_more_than_five_dollars_at_the_partners_rate() {
    let mut world = World::new();
    // 129.50 KES to the dollar: five dollars are 647.50.
    for (amount, enough) in [("647.50", false), ("647.51", true)] {
        let mut draft = individual();
        draft.entreps[0].amount = amount.parse().ok();
        draft.schedule = Some(vec![fieldlink_contract::loan_draft::Installment {
            date: day("2026-04-01"),
            interest: 0.into(),
            principal: amount.parse().unwrap(),
        }]);
        assert_eq!(world.check(&draft).is_empty(), enough, "{amount}");
    }
    // Who does not know the rate leaves the rule to PA2.
    world.config.currencies[0].rate = Decimal::ZERO;
    let mut draft = individual();
    draft.entreps[0].amount = Some(1.into());
    assert_eq!(world.check(&draft), pairs(&[("schedule_sum", "schedule")]));
}

#[test]
fn groups_need_a_name_and_one_tick_for_each_borrower() {
    let world = World::new();
    let unnamed = LoanDraft {
        group_name: Some("  ".into()),
        ..group()
    };
    assert_eq!(world.check(&unnamed), pairs(&[("group_name_missing", "group_name")]));
    let short = LoanDraft {
        not_pictured: Some(vec![false]),
        ..group()
    };
    assert_eq!(world.check(&short), pairs(&[("not_pictured_count", "not_pictured")]));
    let nobody = LoanDraft {
        not_pictured: Some(vec![true, true]),
        ..group()
    };
    assert_eq!(world.check(&nobody), pairs(&[("nobody_pictured", "not_pictured")]));
    let silent = LoanDraft {
        not_pictured: None,
        ..group()
    };
    assert_eq!(world.check(&silent), []);
    let mut twins = group();
    twins.entreps[1] = twins.entreps[0].clone();
    assert_eq!(
        world.check(&twins),
        pairs(&[("borrower_repeated", "entreps[1].loan_id")])
    );
}

#[test]
fn groups_have_a_largest_size_and_amount() {
    let mut world = World::new();
    world.settings.group_max_members = 1;
    world.profile.group_max_usd = Some(Minor(10_000));
    assert_eq!(
        world.check(&group()),
        pairs(&[("group_too_large", "entreps"), ("group_amount", "entreps.amount")])
    );
}

#[test]
fn fineract_fork_sends_a_blank_group_name_and_both_ids_on_individual_loans() {
    let mut world = World::new();
    let draft = LoanDraft {
        group_name: Some(" ".into()),
        internal_loan_id: Some("000123".into()),
        internal_client_id: Some("0045".into()),
        ..individual()
    };
    assert_eq!(loan_type(&draft), LoanType::Individual);
    let found = check(&draft, true, &world.context());
    assert_eq!(found.len(), 2);
    assert!(
        found
            .iter()
            .all(|f| f.code == "group_field_on_individual" && !f.blocks())
    );
    world.settings.strict_group_fields = true;
    assert!(check(&draft, true, &world.context()).iter().all(Finding::blocks));
}

#[test]
fn dotnet_sample_names_a_group_of_one() {
    let draft = LoanDraft {
        group_name: Some("No Group".into()),
        internal_loan_id: Some("000123".into()),
        internal_client_id: Some("0045".into()),
        not_pictured: Some(vec![false]),
        ..individual()
    };
    let found = check(&draft, true, &World::new().context());
    assert_eq!(
        found.iter().map(|f| (f.code.as_str(), f.blocks())).collect::<Vec<_>>(),
        [("group_of_one", false)]
    );
}

#[test]
fn a_live_loan_with_both_ids_blocks_and_one_with_the_loan_id_warns() {
    let mut world = World::new();
    let live = |loan: &str, client: &str| LiveLoan {
        loan_id: loan.into(),
        client_id: client.into(),
    };
    world.live = vec![live("000123", "46")];
    assert_eq!(
        world.check(&individual()),
        pairs(&[("loan_id_shared", "entreps[0].loan_id")])
    );
    world.live.push(live("000123", "0045"));
    assert_eq!(
        world.check(&individual()),
        pairs(&[("loan_id_taken", "entreps[0].loan_id")])
    );
    world.live = vec![live("G-1", "GC-1")];
    assert_eq!(world.check(&group()), pairs(&[("loan_id_taken", "internal_loan_id")]));
    // Ids are compared byte for byte: a leading zero makes another id.
    world.live = vec![live("123", "0045")];
    assert_eq!(world.check(&individual()), []);
}

#[test]
fn past_a_limit_is_a_warning() {
    let mut world = World::new();
    world.profile.credit_limit = Some(Minor(1_000_000));
    world.config.themes.iter_mut().find(|t| t.id == 48).unwrap().limit = Some(Minor(100_000));
    // The draft's price: 50,000 KES at 129.50 are 386.10 USD, so 400.
    let with = |used: i64, expected: i64| {
        let used = Used {
            used: Minor(used),
            pending: Minor(10_000),
            expected: Minor(expected),
        };
        Some(Usage {
            themes: [(48, used)].into(),
            posted: Minor(10_000),
        })
    };
    world.usage = with(50_000, 0);
    assert_eq!(world.check(&individual()), []);
    world.usage = with(50_001, 0);
    assert_eq!(world.check(&individual()), pairs(&[("theme_limit", "theme_type_id")]));
    world.usage = with(50_001, 1);
    assert_eq!(world.check(&individual()), []);
    // 100 USD were posted this month, and this one is for 400.
    for (limit, warned) in [(50_000, false), (49_999, true)] {
        world.profile.monthly_limit = Some(Minor(limit));
        let found = check(&individual(), true, &world.context());
        assert_eq!(found.iter().any(|f| f.code == "monthly_limit" && !f.blocks()), warned);
    }
    world.profile.monthly_limit = None;
    world.usage = with(2_000_000, 0);
    let found = check(&individual(), true, &world.context());
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|f| !f.blocks()));
}

#[test]
fn no_text_repeats_what_a_borrower_is_called() {
    let mut draft = individual();
    draft.description = Some("Wanjiru farms.".into());
    draft.entreps[0].gender = None;
    for finding in check(&draft, false, &World::new().context()) {
        assert!(
            !finding.message.contains("Wanjiru") && !finding.message.contains("Amina"),
            "{}",
            finding.message
        );
    }
}

fn kept(body: LoanDraft) -> Draft {
    Draft {
        id: 1,
        uuid: "u-1".into(),
        partner_id: PartnerId(1),
        origin: Origin::Api("c".into()),
        state: DraftState::Open,
        body,
        unread: Unread::default(),
        photo: Some("photo-key".into()),
        photo_error: None,
        relists: None,
        created: "2026-03-09T00:00:00Z".parse().unwrap(),
        updated: "2026-03-09T00:00:00Z".parse().unwrap(),
        version: 1,
    }
}

#[test]
fn an_individual_draft_becomes_a_loan() {
    let world = World::new();
    let loan = to_loan(&kept(individual()), &world.context()).unwrap();
    assert_eq!(
        (loan.internal_loan_id.as_str(), loan.internal_client_id.as_str()),
        ("000123", "0045")
    );
    assert_eq!((loan.name.as_str(), loan.uuid.as_str()), ("Amina Wanjiru", "u-1"));
    assert_eq!((loan.principal, loan.price_usd), (Minor(5_000_000), Minor(40_000)));
    assert_eq!((loan.currency, loan.rate), (Currency::KES, Decimal::new(12_950, 2)));
    assert!(loan.schedule.0.windows(2).all(|pair| pair[0].date < pair[1].date));
}

#[test]
fn a_group_draft_becomes_a_loan_under_the_groups_ids() {
    let world = World::new();
    let loan = to_loan(&kept(group()), &world.context()).unwrap();
    assert_eq!((loan.internal_loan_id.as_str(), loan.name.as_str()), ("G-1", "Umoja"));
    assert_eq!(loan.borrowers.len(), 2);
    let unnumbered = LoanDraft {
        internal_loan_id: None,
        internal_client_id: Some(" ".into()),
        ..group()
    };
    assert_eq!(internal_ids(&unnumbered), (Some("L1"), Some("C1")));
}

#[test]
fn a_draft_with_an_error_becomes_no_loan() {
    let world = World::new();
    let mut draft = kept(individual());
    draft.photo = None;
    let found = to_loan(&draft, &world.context()).unwrap_err();
    assert_eq!(found[0].code, "photo_missing");
}

#[test]
fn a_dollar_loan_has_no_currency_loss() {
    let world = World::new();
    let loan = to_loan(
        &kept(LoanDraft {
            currency: Some("USD".into()),
            ..individual()
        }),
        &world.context(),
    )
    .unwrap();
    assert_eq!(loan.currency_loss, crate::partner::CurrencyLoss::NotApplicable);
}

proptest::proptest! {
    /// Whatever is found or not: a draft becomes a loan exactly when nothing blocks, and its money adds up.
    #[test]
    fn what_becomes_a_loan_adds_up(
        amounts in proptest::collection::vec(-10_i64..3_000_000, 0..4),
        parts in proptest::collection::vec(0_i64..3_000_000, 0..4),
        exact in proptest::bool::ANY,
    ) {
        let mut body = group();
        body.not_pictured = None;
        body.entreps = amounts.iter().enumerate().map(|(n, amount)| Entrep {
            amount: Some(Decimal::new(*amount, 2).into()),
            loan_id: Some(format!("L{n}")),
            ..group().entreps[0].clone()
        }).collect();
        let rest: i64 = amounts.iter().sum::<i64>() - parts.iter().sum::<i64>();
        let rows = parts.iter().copied().chain(exact.then_some(rest));
        body.schedule = Some(rows.zip(0_u64..).map(|(part, n)| fieldlink_contract::loan_draft::Installment {
            date: day("2026-04-01") + chrono::Days::new(n),
            interest: 0.into(),
            principal: Decimal::new(part, 2).into(),
        }).collect());
        let world = World::new();
        let blocked = check(&body, true, &world.context()).iter().any(Finding::blocks);
        match to_loan(&kept(body), &world.context()) {
            Ok(loan) => {
                proptest::prop_assert!(!blocked);
                proptest::prop_assert_eq!(loan.schedule.principal(), loan.principal);
                proptest::prop_assert_eq!(loan.principal.0, amounts.iter().sum::<i64>());
                proptest::prop_assert_eq!(loan.price_usd.0 % 2_500, 0);
            }
            Err(_) => proptest::prop_assert!(blocked),
        }
    }
}

//! The same loans again, and loans that could have happened.

use std::collections::BTreeMap;

use fieldlink_domain::ids::PartnerId;
use fieldlink_domain::life::next_event_at;

use super::*;

fn maker(loans: u64, seed: u64) -> Maker {
    maker_of(PartnerId(1), loans, seed)
}

fn maker_of(id: PartnerId, loans: u64, seed: u64) -> Maker {
    let partner = Partner {
        id,
        name: "Sample".into(),
        profile: reference::sample_profile(),
        config: reference::sample_config(),
        first_period: "2026-11".parse().unwrap(),
    };
    let now = day_start("2026-11-21".parse().unwrap());
    Maker::new(
        partner,
        SeedPlan {
            partner: id,
            loans,
            seed,
            kind: SeedKind::Mixed,
        },
        now,
        &Settings::default(),
    )
    .unwrap()
}

#[test]
fn the_same_seed_makes_the_same_loans_and_another_seed_others() {
    let (a, b) = (maker(500, 7), maker(500, 7));
    assert!((0..500).rev().all(|i| a.loan(i) == b.loan(i)));
    assert_ne!(a.loan(3), maker(500, 8).loan(3));
}

#[test]
fn two_plans_of_a_partner_share_no_uuid() {
    let uuids = |loans| {
        (0..200)
            .map(|i| maker(loans, 1).loan(i).uuid)
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert!(uuids(200).is_disjoint(&uuids(10_000)));
}

#[test]
fn two_partners_with_the_same_seed_share_no_uuid() {
    assert_ne!(maker(10, 1).loan(3).uuid, maker_of(PartnerId(2), 10, 1).loan(3).uuid);
}

#[test]
fn a_few_hundred_loans_stand_in_every_status() {
    for seed in 0..12 {
        let maker = maker(300, seed);
        let statuses: std::collections::BTreeSet<_> = (0..300).map(|i| maker.loan(i).status).collect();
        let missing: Vec<_> = LoanStatus::ALL.into_iter().filter(|s| !statuses.contains(s)).collect();
        assert!(missing.is_empty(), "seed {seed}: {missing:?}");
    }
}

#[test]
fn made_loans_are_shaped_like_real_ones() {
    let maker = maker(4_000, 1);
    let loans: Vec<Loan> = (0..4_000).map(|i| maker.loan(i)).collect();
    let mut prices: Vec<i64> = loans.iter().map(|l| l.price_usd.0 / 100).collect();
    prices.sort_unstable();
    assert!((375..=475).contains(&prices[2_000]), "median price {}", prices[2_000]);
    let groups = loans.iter().filter(|l| l.borrowers.len() > 1).count();
    assert!((480..=640).contains(&groups), "{groups} groups");
    assert!(loans.windows(2).all(|w| w[0].times.created <= w[1].times.created));
    let mut sectors: BTreeMap<&str, u32> = BTreeMap::new();
    for loan in &loans {
        let sector = reference::activity(loan.activity_id).and_then(|a| a.sector());
        *sectors.entry(sector.map_or("none", |s| s.name)).or_default() += 1;
    }
    assert!((800..=1_200).contains(&sectors["Agriculture"]), "{sectors:?}");
}

#[test]
fn every_made_loan_obeys_the_rules_of_its_life() {
    let maker = maker(3_000, 5);
    let settings = Settings::default();
    for i in 0..3_000 {
        let loan = maker.loan(i);
        assert_eq!(loan.price_usd.0 % 2_500, 0, "{i}");
        assert_eq!(
            loan.borrowers.iter().map(|b| b.amount).sum::<Minor>(),
            loan.principal,
            "{i}"
        );
        assert_eq!(loan.schedule.principal(), loan.principal, "{i}");
        assert!(
            loan.schedule
                .0
                .iter()
                .all(|due| due.date > loan.disburse_on && due.principal > Minor::ZERO),
            "{i}"
        );
        assert!(loan.schedule.0.windows(2).all(|w| w[0].date < w[1].date), "{i}");
        assert!(loan.loanuse.starts_with("to "), "{i}");
        assert_eq!(loan.status == LoanStatus::Ended, loan.repaid == loan.principal, "{i}");
        let t = &loan.times;
        let path = [
            Some(t.created),
            t.reviewed,
            t.listed,
            t.raised,
            t.paying_back,
            t.ended,
            t.defaulted,
        ];
        let path: Vec<_> = path.into_iter().flatten().collect();
        assert!(path.windows(2).all(|w| w[0] <= w[1]), "{i}: {t:?}");
        assert!(path.iter().all(|at| *at <= maker.now), "{i}: {t:?}");
        let due = next_event_at(&loan, &settings);
        // Reviewed is a passing state: it is listed at the next tick.
        let moves_later = due.is_none_or(|at| at > maker.now) || loan.status == LoanStatus::Reviewed;
        assert!(moves_later, "{i}: {:?} is due at {due:?}", loan.status);
    }
}

//! `fieldlink pa2 seed`: made loans.

use std::time::{Duration, Instant};

use clap::Args as ClapArgs;
use fieldlink_app::Actor;
use fieldlink_app::seed::{SeedKind, SeedPlan};
use fieldlink_domain::ids::PartnerId;
use indicatif::{ProgressBar, ProgressStyle};

use super::common::InWords as _;
use super::open::Database;
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    /// Whose loans; the partner is made if missing
    #[arg(long, value_name = "ID")]
    partner: i64,
    /// How many loans in all
    #[arg(long, value_name = "N")]
    loans: u64,
    /// Another number gives other loans
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    database: Database,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Runs it. The same partner, number and seed on the same day of PA2's clock give the same loans; a run that was cut off
/// goes on where it stopped.
pub async fn run(args: Args) -> miette::Result<()> {
    let pa2 = args.database.open().await?;
    let plan = SeedPlan {
        partner: PartnerId(args.partner),
        loans: args.loans,
        seed: args.seed,
        kind: SeedKind::Mixed,
    };
    let begun = Instant::now();
    let bar = ProgressBar::new(args.loans);
    let said = [
        ("done", "{human_pos}".into()),
        ("all", "{human_len}".into()),
        ("rate", "{per_sec}".into()),
        ("left", "{eta}".into()),
    ];
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:40}} {}", words().with("pa2-seeding", &said))) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(250));
    let seeded = pa2
        .seed_loans(&Actor::Operator, plan, &|done| bar.set_position(done))
        .await;
    bar.finish_and_clear();
    let seeded = seeded.in_words()?;
    let millis = begun.elapsed().as_millis();
    let seconds = format!("{}.{:03}", millis / 1_000, millis % 1_000);
    if args.json {
        let (made, already, partner) = (seeded.made, seeded.already, args.partner);
        println!(
            r#"{{"partner_id":{partner},"loans":{},"made":{made},"already_there":{already},"seconds":{seconds}}}"#,
            made + already
        );
    } else {
        let values = [
            ("made", seeded.made.to_string().into()),
            ("partner", args.partner.to_string().into()),
            ("seconds", seconds.into()),
            ("already", seeded.already.to_string().into()),
        ];
        println!("{}", words().with("pa2-seeded", &values));
    }
    Ok(())
}

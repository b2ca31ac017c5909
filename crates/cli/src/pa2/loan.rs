//! `fieldlink pa2 loan`: a loan's life.

use clap::{Args as ClapArgs, Subcommand};
use fieldlink_app::Actor;
use fieldlink_app::life::{LoanRef, LoanStep};
use fieldlink_domain::default::Reason;
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::loan::Loan;
use miette::miette;

use super::common::InWords as _;
use super::open::Database;
use crate::help::one_of;
use crate::manner::words;

/// Arguments.
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print where a loan is in its life
    Show(Which),
    /// Let it pass review
    Review(Which),
    /// Find a problem in it, as a reviewer does
    Issue {
        #[command(flatten)]
        which: Which,
        /// Short code, such as FPU
        #[arg(long, default_value = "FPU")]
        code: String,
        /// What is wrong
        #[arg(long)]
        text: String,
    },
    /// Bring it to full funding; one that is disbursed already begins to repay
    Fund(Which),
    /// Disburse it: today, if its day has not come
    Disburse(Which),
    /// Let its time run out
    Expire(Which),
    /// Give it up, for a reason that is kept
    Default {
        #[command(flatten)]
        which: Which,
        /// Why it is given up
        #[arg(long, value_parser = one_of::<Reason, _>(Reason::ALL.map(Reason::name)))]
        reason: Reason,
        /// Words to it; the reason `other` needs some
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Give lenders their money back
    Refund(Which),
}

#[derive(Debug, ClapArgs)]
struct Which {
    /// Kiva ID, or the partner's own loan ID with --partner
    id: String,
    /// The partner whose loan ID it is
    #[arg(long, value_name = "ID")]
    partner: Option<i64>,
    #[command(flatten)]
    database: Database,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Which {
    fn loan_ref(&self) -> miette::Result<LoanRef> {
        if let Some(partner) = self.partner {
            return Ok(LoanRef::Own(PartnerId(partner), self.id.clone()));
        }
        self.id.parse().map(|id| LoanRef::Kiva(KivaId(id))).map_err(|_| {
            let said = words().with("pa2-no-kiva-id", &[("id", format!("{:?}", self.id).into())]);
            miette!(help = words().get("pa2-name-partner"), "{said}")
        })
    }
}

/// Runs it.
pub async fn run(args: Args) -> miette::Result<()> {
    let (which, step) = match args.command {
        Command::Show(which) => (which, None),
        Command::Review(which) => (which, Some(LoanStep::Review)),
        Command::Issue { which, code, text } => (which, Some(LoanStep::RaiseIssue(code, text))),
        Command::Fund(which) => (which, Some(LoanStep::Fund)),
        Command::Disburse(which) => (which, Some(LoanStep::Disburse)),
        Command::Expire(which) => (which, Some(LoanStep::Expire)),
        Command::Default { which, reason, note } => (which, Some(LoanStep::Default(reason, note))),
        Command::Refund(which) => (which, Some(LoanStep::Refund)),
    };
    let id = which.loan_ref()?;
    let pa2 = which.database.open().await?;
    let loan = match step {
        Some(step) => pa2.step_loan(&Actor::Operator, &id, step).await,
        None => pa2.named_loan(&Actor::Operator, &id).await,
    };
    print(&loan.in_words()?, which.json);
    Ok(())
}

fn print(loan: &Loan, json: bool) {
    if json {
        let seconds = |at: Option<chrono::DateTime<chrono::Utc>>| at.map(|at| at.timestamp());
        let object = serde_json::json!({
            "kiva_id": loan.id.to_string(),
            "partner_id": loan.partner_id.to_string(),
            "internal_loan_id": loan.internal_loan_id,
            "internal_client_id": loan.internal_client_id,
            "uuid": loan.uuid,
            "status": loan.status,
            "disburse_on": loan.disburse_on,
            "planned_expiration_time": seconds(loan.times.planned_expiration),
            "raised_time": seconds(loan.times.raised),
            "paying_back_time": seconds(loan.times.paying_back),
        });
        println!("{object}");
    } else {
        let values = [
            ("kiva", loan.id.to_string().into()),
            ("loan", loan.internal_loan_id.to_string().into()),
            ("status", loan.status.to_string().into()),
        ];
        println!("{}", words().with("pa2-loan", &values));
    }
}

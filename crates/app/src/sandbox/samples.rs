//! Drafts and loans that a sandbox makes for somebody to work on.

use chrono::{DateTime, Days, Utc};
use fieldlink_contract::Amount;
use fieldlink_contract::loan_draft::{Entrep, Installment, LoanDraft};
use fieldlink_domain::calendar::pacific_day;
use fieldlink_domain::draft::{Draft, DraftState, Origin, Unread};
use fieldlink_domain::loan::Loan;
use fieldlink_domain::money::{Minor, to_decimal};
use fieldlink_domain::partner::Partner;
use fieldlink_store::{drafts, seed};
use iso_currency::Currency;

use crate::seed::{SeedKind, SeedPlan, maker};
use crate::{Error, Pa2, Result};

/// Of so many made loans the last few hundred were posted today or yesterday, which is what a draft is made from.
const OUT_OF: u64 = 100_000;
/// How long ago the disbursal of a draft with a wrong day was: outside of any window.
const LONG_AGO: Days = Days::new(300);

impl Pa2 {
    /// Adds a draft as a partner's MIS sends it, complete and with a drawn photo; a flawed one has no description and a
    /// day of disbursal long ago. Answers its number.
    pub(crate) async fn add_sample_draft(
        &self,
        partner: &Partner,
        n: u64,
        flawed: bool,
        now: DateTime<Utc>,
    ) -> Result<i64> {
        let loan = self
            .made_loans(partner, SeedKind::Mixed, OUT_OF, now)?
            .loan(OUT_OF - 1 - n);
        // Short, and another one each time: the ids of two samples must not meet.
        let uuid = self.entropy.uuid();
        let mark = uuid.get(..8).unwrap_or_default();
        let mut body = draft(&loan, mark);
        if flawed {
            body.description = None;
            body.disburse_time = Some(pacific_day(now) - LONG_AGO);
        }
        let picture = fieldlink_photo::drawn(body.entreps.len(), n).map_err(Error::internal)?;
        let photo = self.keep_photo(partner.id, move || Ok(picture)).await?;
        let draft = Draft {
            id: 0,
            uuid,
            partner_id: partner.id,
            origin: Origin::Api(String::from("sandbox")),
            state: DraftState::Open,
            body,
            photo: photo.ok(),
            unread: Unread::default(),
            photo_error: None,
            relists: None,
            created: now,
            updated: now,
            version: 1,
        };
        let tx = self.store.begin().await?;
        let id = drafts::insert(&tx, &draft).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Adds loans that are paying back.
    pub(crate) async fn add_sample_loans(
        &self,
        partner: &Partner,
        count: u64,
        now: DateTime<Utc>,
    ) -> Result<Vec<Loan>> {
        let maker = self.made_loans(partner, SeedKind::PayingBack, count, now)?;
        let mut loans: Vec<Loan> = (0..count).map(|i| maker.loan(i)).collect();
        let n = i64::try_from(loans.len()).map_err(Error::internal)?;
        let tx = self.store.begin().await?;
        let first = seed::reserve(&tx, partner.id, n).await?;
        for (loan, i) in loans.iter_mut().zip(0..) {
            maker::number(loan, first, i);
        }
        seed::insert(&tx, &loans, &self.settings).await?;
        tx.commit().await?;
        Ok(loans)
    }

    fn made_loans(&self, partner: &Partner, kind: SeedKind, loans: u64, now: DateTime<Utc>) -> Result<maker::Maker> {
        let plan = SeedPlan {
            partner: partner.id,
            loans,
            seed: u64::from_le_bytes(self.entropy.bytes()),
            kind,
        };
        maker::Maker::new(partner.clone(), plan, now, &self.settings)
    }
}

/// The loan as the draft that it came from; `mark` keeps its ids apart from others.
fn draft(loan: &Loan, mark: &str) -> LoanDraft {
    let group = loan.borrowers.len() > 1;
    let amount = |minor: Minor, currency: Currency| Amount::from(to_decimal(minor, currency));
    LoanDraft {
        activity_id: Some(loan.activity_id),
        client_waiver_signed: Some(true),
        currency: Some(loan.currency.code().to_owned()),
        description: Some(loan.description.clone()),
        description_language_id: Some(loan.language_id),
        disburse_time: Some(loan.disburse_on),
        entreps: (1..)
            .zip(&loan.borrowers)
            .map(|(n, borrower)| Entrep {
                amount: Some(amount(borrower.amount, loan.currency)),
                client_id: Some(format!("C-{mark}-{n}")),
                first_name: Some(borrower.first_name.clone()),
                last_name: Some(borrower.last_name.clone()),
                gender: Some(borrower.gender),
                loan_id: Some(format!("{mark}-{n}")),
            })
            .collect(),
        group_name: group.then(|| loan.name.clone()),
        internal_client_id: group.then(|| format!("C-{mark}")),
        internal_loan_id: group.then(|| mark.to_owned()),
        not_pictured: group.then(|| vec![false; loan.borrowers.len()]),
        loanuse: Some(loan.loanuse.clone()),
        location: Some(loan.location.clone()),
        schedule: Some(
            loan.schedule
                .0
                .iter()
                .map(|due| Installment {
                    date: due.date,
                    interest: amount(due.interest, loan.currency),
                    principal: amount(due.principal, loan.currency),
                })
                .collect(),
        ),
        theme_type_id: Some(loan.theme_type_id),
        ..LoanDraft::default()
    }
}

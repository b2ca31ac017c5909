//! Making a report final: by a person, or by the clock.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use fieldlink_domain::calendar::{Period, pacific_day};
use fieldlink_domain::ids::{KivaId, PartnerId};
use fieldlink_domain::life::Event;
use fieldlink_domain::money::Minor;
use fieldlink_domain::partner::Partner;
use fieldlink_domain::statement::{Line, Part, Statement, final_moment, month_in_hand};
use fieldlink_store::loans::{self, Move, Step};
use fieldlink_store::reports::{self, Final};
use fieldlink_store::{Tx, month_blocks};

use super::parts::{self, lines};
use crate::audit::Deed;
use crate::{Actor, Error, Kind, Pa2, Permission, Result};

/// How often a due report is tried again when somebody changes it at the same moment.
const TRIES: usize = 10;
/// Loans that are read whole and invoiced at once; each has its texts and its schedule.
const INVOICED_AT_ONCE: usize = 256;

impl Pa2 {
    /// Makes a month's report final. `version` is that of the [`Month`](crate::reports::Month) the person looked at; if
    /// rows came in since, it is a conflict. What is final never changes.
    pub async fn finalize_report(
        &self,
        actor: &Actor,
        partner: PartnerId,
        period: Period,
        version: i64,
    ) -> Result<Statement> {
        actor.may(Permission::FinalizeReport, partner)?;
        let now = self.now().await?;
        let partner = self.partner(partner).await?;
        let last_final = reports::last_final(&self.store, partner.id).await?;
        if last_final.is_some_and(|last| period <= last) {
            return Err(super::is_final(period));
        }
        match month_in_hand(partner.first_period, last_final, now) {
            Some(in_hand) if in_hand == period => self.close_month(actor, &partner, period, version, now).await,
            Some(in_hand) if in_hand < period => Err(Error::conflict(format!(
                "Reports become final in their order. The next one is {in_hand}."
            ))
            .said("error-report-order", [("month", in_hand.to_string())])),
            _ => Err(super::no_report(period)),
        }
    }

    /// Makes final, each at its own moment, all reports that were to be final at or before `until`
    /// (`statement_final_day` of the following month). Several processes may call it at once.
    pub async fn run_due_reports(&self, until: DateTime<Utc>) -> Result<()> {
        for partner in fieldlink_store::partners::all(&self.store).await? {
            let mut tries = 0;
            loop {
                let last_final = reports::last_final(&self.store, partner.id).await?;
                let Some(period) = month_in_hand(partner.first_period, last_final, until) else {
                    break;
                };
                let at = final_moment(period, &self.settings);
                if at > until {
                    break;
                }
                let version = reports::get(&self.store, partner.id, period).await?.version;
                match self.close_month(&Actor::Clock, &partner, period, version, at).await {
                    // Rows came in, or another process closed it: look again.
                    Err(error) if error.kind == Kind::Conflict && tries < TRIES => tries += 1,
                    Err(error) => return Err(error),
                    Ok(_) => tries = 0,
                }
            }
        }
        Ok(())
    }

    /// One transaction: holds the month and the partner's loans, writes every line, carries what is invoiced into the
    /// loans, then the statement. A block of loans at a time, so that a large partner needs no more memory than a small one.
    async fn close_month(
        &self,
        actor: &Actor,
        partner: &Partner,
        period: Period,
        version: i64,
        at: DateTime<Utc>,
    ) -> Result<Statement> {
        let tx = self.store.begin().await?;
        match reports::hold(&tx, partner.id, period, version).await {
            Err(stale @ fieldlink_store::Error::Stale { .. }) => {
                return Err(Error::from(stale).said("error-report-changed", []));
            }
            held => held?,
        }
        let mut parts = BTreeMap::new();
        let blocks: Vec<i64> = month_blocks::versions(&tx, partner.id).await?.into_keys().collect();
        for block in blocks {
            let loans = reports::month_loans(&tx, partner.id, period, block..=block).await?;
            let lines = lines(partner, period, &self.settings, &loans);
            parts::add(&mut parts, &loans, &lines);
            reports::insert_lines(&tx, partner.id, period, &lines).await?;
            self.invoice(&tx, actor, partner, &lines, at).await?;
        }
        let whole: Part = parts.values().collect();
        month_blocks::keep_final(&tx, partner.id, period, parts).await?;
        let statement = self.draw_up(&tx, partner, period, whole, pacific_day(at)).await?;
        let made_final = Final {
            at,
            by: actor.label(),
            statement,
        };
        reports::close(&tx, partner.id, &made_final).await?;
        let subject = period.to_string();
        let deed = Deed {
            partner: Some(partner.id),
            action: "report.finalize",
            subject: &subject,
            detail: "",
        };
        self.note(&tx, actor, deed).await?;
        tx.commit().await?;
        Ok(made_final.statement)
    }

    /// Carries what is invoiced into the loans; those repaid in full end.
    async fn invoice(
        &self,
        tx: &Tx,
        actor: &Actor,
        partner: &Partner,
        lines: &[Line],
        at: DateTime<Utc>,
    ) -> Result<()> {
        let changed: HashMap<KivaId, Minor> = lines
            .iter()
            .filter(|l| l.repaid != Minor::ZERO)
            .map(|l| (l.id, l.cumulative))
            .collect();
        let ids: Vec<KivaId> = changed.keys().copied().collect();
        for some in ids.chunks(INVOICED_AT_ONCE) {
            self.invoice_some(tx, actor, partner, (some, &changed), at).await?;
        }
        Ok(())
    }

    async fn invoice_some(
        &self,
        tx: &Tx,
        actor: &Actor,
        partner: &Partner,
        (ids, changed): (&[KivaId], &HashMap<KivaId, Minor>),
        at: DateTime<Utc>,
    ) -> Result<()> {
        let (mut moves, mut changes) = (Vec::new(), Vec::new());
        for before in loans::by_ids(tx, partner.id, ids).await? {
            let mut after = before.clone();
            after.repaid = changed.get(&before.id).copied().unwrap_or(before.repaid);
            if after.outstanding() > Minor::ZERO {
                changes.push((before, after));
            } else {
                let event = Event::RepayInFull;
                let step = Step {
                    event: event.name(),
                    actor: actor.label(),
                    at,
                };
                after.apply(event, at, &self.settings)?;
                moves.push(Move { before, after, step });
            }
        }
        loans::update(tx, &changes, &self.settings).await?;
        loans::save_all(tx, &moves, &self.settings).await?;
        Ok(())
    }
}

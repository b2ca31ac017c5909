//! Repayments leave in batches; what the server remarks is kept on its row.

use fieldlink_client::Post;
use fieldlink_contract::{Repayment, RepaymentsReply, Severity};

use super::batches::{After, Batches};
use super::outcome::{Delivered, RefusedRow, RowProblem};
use super::request::{Came, Courier, Ready};
use crate::config::AmountMode;
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError};
use crate::mapping::Reason;
use crate::progress::Progress;

/// Sends the rows, in batches.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(
    courier: &Courier<'_>,
    rows: &[Ready<Repayment>],
    batch: usize,
    mode: AmountMode,
) -> Result<Delivered, LedgerError> {
    courier.watch.tell(Progress::Sending(Kind::Repayment, rows.len()));
    let mut delivered = Delivered::default();
    let mut batches = Batches::of(rows, batch);
    while let Some((batch, way)) = batches.next(courier, Kind::Repayment).await? {
        let after = post(courier, &batch, way, mode, &mut delivered).await?;
        if !batches.goes_on(courier, &batch, after, &mut delivered) {
            break;
        }
    }
    Ok(delivered)
}

/// Sends one batch whose intent is committed.
pub(super) async fn post(
    courier: &Courier<'_>,
    batch: &[Ready<Repayment>],
    way: Post,
    mode: AmountMode,
    delivered: &mut Delivered,
) -> Result<After, LedgerError> {
    // The same amount again says the same thing, so these may be sent again even without a key.
    let way = if mode.may_be_repeated() {
        Post::repeatable(way)
    } else {
        way
    };
    let rows: Vec<Repayment> = batch.iter().map(|row| row.what.clone()).collect();
    let outcome = courier.client.repayments(&rows, &way).await;
    match courier.came(Kind::Repayment, batch, outcome, delivered).await? {
        Came::Answer(reply) => {
            let closings = closings(batch, &reply.value, delivered);
            courier.ledger.close(&closings, None, courier.now()).await?;
            courier.watch.tell(Progress::Kept(Kind::Repayment, batch.len()));
            Ok(After::Next)
        }
        Came::Refused => Ok(After::Refused),
        Came::Split => Ok(After::Split),
        Came::Stop(stop) => {
            delivered.not_sent += batch.len();
            delivered.stop = Some(stop);
            Ok(After::Stop)
        }
        Came::Uncertain(stop) => {
            delivered.stop = stop;
            Ok(delivered.stop.as_ref().map_or(After::Next, |_| After::Stop))
        }
    }
}

fn closings(batch: &[Ready<Repayment>], replies: &[RepaymentsReply], delivered: &mut Delivered) -> Vec<Closing> {
    let upload = replies.first().map(|reply| reply.upload_id.to_string());
    delivered.uploads.extend(replies.iter().map(|reply| reply.upload_id));
    let problems = || replies.iter().flat_map(|reply| &reply.problems);
    delivered.problems.extend(problems().map(|problem| RowProblem {
        loan_id: problem.loan_id.clone(),
        code: problem.code.clone(),
        details: problem.details.clone(),
        severity: problem.severity,
    }));
    batch
        .iter()
        .map(|row| {
            let mine: Vec<_> = problems()
                .filter(|problem| problem.loan_id == row.what.loan_id)
                .collect();
            let reasons: Vec<Reason> = mine
                .iter()
                .map(|problem| Reason::without_origin(&problem.code, problem.details.clone()))
                .collect();
            let event = if let Some(error) = mine.iter().find(|problem| problem.severity == Severity::Error) {
                delivered.refused.push(RefusedRow {
                    key: row.key.clone(),
                    code: error.code.clone(),
                    message: error.details.clone(),
                });
                Event::Refuse
            } else if mine.is_empty() {
                delivered.sent += 1;
                Event::Accept
            } else {
                delivered.sent += 1;
                delivered.with_problems += 1;
                Event::AcceptWithProblems
            };
            Closing {
                reasons,
                reference: upload.clone(),
                ..Closing::new(row.id, event)
            }
        })
        .collect()
}

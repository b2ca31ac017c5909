//! Repayments leave in batches; what the server remarks is kept on its row.

use fieldlink_client::Post;
use fieldlink_contract::{Repayment, RepaymentsReply, Severity};

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
    let mut delivered = Delivered::default();
    courier.watch.tell(Progress::Sending(Kind::Repayment, rows.len()));
    let mut left = rows.len();
    for batch in rows.chunks(batch.clamp(1, 300)) {
        left -= batch.len();
        let request_id = courier.request_id(Kind::Repayment, batch);
        if !post(courier, batch, &request_id, mode, &mut delivered).await? {
            delivered.not_sent += left;
            break;
        }
    }
    Ok(delivered)
}

/// Sends one batch. `false` when delivery must stop.
pub(super) async fn post(
    courier: &Courier<'_>,
    batch: &[Ready<Repayment>],
    request_id: &str,
    mode: AmountMode,
    delivered: &mut Delivered,
) -> Result<bool, LedgerError> {
    let bodies = batch
        .iter()
        .map(|row| (row.id, serde_json::to_string(&row.what).unwrap_or_default()))
        .collect();
    let post = courier.intend(Kind::Repayment, request_id, bodies).await?;
    // The same amount again says the same thing, so these may be sent again even without a key.
    let post = if mode.may_be_repeated() {
        Post::repeatable(post)
    } else {
        post
    };
    let rows: Vec<Repayment> = batch.iter().map(|row| row.what.clone()).collect();
    let outcome = courier.client.repayments(&rows, &post).await;
    match courier.came(Kind::Repayment, batch, outcome, delivered).await? {
        Came::Answer(reply) => {
            let closings = closings(batch, &reply.value, delivered);
            courier.ledger.close(&closings, None, courier.now()).await?;
            courier.watch.tell(Progress::Kept(Kind::Repayment, batch.len()));
            Ok(true)
        }
        Came::Refused => Ok(true),
        Came::Stop(stop) => {
            delivered.not_sent += batch.len();
            delivered.stop = Some(stop);
            Ok(false)
        }
        Came::Uncertain(stop) => {
            delivered.stop = stop;
            Ok(delivered.stop.is_none())
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

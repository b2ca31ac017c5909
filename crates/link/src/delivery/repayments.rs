//! Repayments leave in batches; what the server remarks is kept on its row.

use fieldlink_client::{Client, Error, Post};
use fieldlink_contract::{Repayment, RepaymentsReply, Severity};
use futures::FutureExt as _;
use futures::future::BoxFuture;

use super::batches::{self, After, Cargo};
use super::outcome::{Delivered, RefusedRow, RowProblem};
use super::request::{Courier, Kept, Ready};
use crate::kind::Kind;
use crate::ledger::{Closing, Event, LedgerError};
use crate::mapping::Reason;

/// Sends the rows, in batches. `count` is how many there are.
///
/// # Errors
/// When the ledger fails; what was sent until then is in it.
pub async fn send(
    courier: &Courier<'_>,
    rows: impl Iterator<Item = Ready<Repayment>> + Send,
    count: usize,
    batch: usize,
) -> Result<Delivered, LedgerError> {
    batches::send(courier, rows, count, batch).await
}

impl Cargo for Repayment {
    type Answer = Vec<RepaymentsReply>;
    const KIND: Kind = Kind::Repayment;

    fn post(client: Client, rows: Vec<Repayment>, way: Post) -> BoxFuture<'static, Result<Self::Answer, Error>> {
        async move { Ok(client.repayments(&rows, &way).await?.value) }.boxed()
    }

    // The same amount again says the same thing, so these may be sent again even without a key.
    fn may_be_repeated(courier: &Courier<'_>) -> bool {
        courier.repeats.says_the_same(Kind::Repayment)
    }

    fn answered(_: &Courier<'_>, rows: &[Ready<Self>], answer: Self::Answer, delivered: &mut Delivered) -> Kept {
        Kept {
            closings: closings(rows, &answer, delivered),
            confirmation: None,
            after: After::Next,
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

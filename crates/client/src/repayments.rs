//! Posting repayments (`domain.md 1.7`).

use fieldlink_contract::{Repayment, RepaymentsReply, one_or_list};
use serde::Serialize;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::post::Post;
use crate::reply::Reply;
use crate::transport::unreadable_list;

#[derive(Serialize)]
struct Rows<'a> {
    repayments: &'a [Repayment],
}

impl Client {
    /// Posts the rows of one upload, at most 300 unless the client was built otherwise. Needs the scope
    /// `create:repayment`. The problems in the reply say which rows were not taken.
    ///
    /// The reply is a list because some servers answer with one; it is never empty.
    ///
    /// Where amounts are cumulative or outstanding, the same row again says the same thing: then pass
    /// [`Post::repeatable`].
    ///
    /// # Errors
    /// [`Error::TooManyRows`] and [`Error::NothingToSend`] before anything is sent, else those of any request.
    pub async fn repayments(&self, rows: &[Repayment], post: &Post) -> Result<Reply<Vec<RepaymentsReply>>, Error> {
        if rows.len() > self.max_rows {
            return Err(Error::TooManyRows {
                rows: rows.len(),
                limit: self.max_rows,
            });
        }
        if rows.is_empty() {
            return Err(Error::NothingToSend { call: Call::Repayments });
        }
        let url = self.profile.route(&["repayments"])?;
        let reply = self
            .post(Call::Repayments, url, &Rows { repayments: rows }, post, one_or_list)
            .await?;
        if reply.is_empty() {
            Err(unreadable_list(Call::Repayments, &reply))
        } else {
            Ok(reply)
        }
    }
}

/// The rows in order, in batches that one call may have: [`Client::MAX_ROWS`] each, the last one smaller.
pub fn repayments_batches(rows: &[Repayment]) -> impl Iterator<Item = &[Repayment]> {
    rows.chunks(Client::MAX_ROWS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_keep_the_order_and_lose_nothing() {
        let row = |n: usize| Repayment {
            loan_id: n.to_string(),
            amount: 1.into(),
            client_id: None,
        };
        for count in [0, 1, 299, 300, 301, 900, 1000] {
            let rows: Vec<_> = (0..count).map(row).collect();
            let batches: Vec<_> = repayments_batches(&rows).collect();
            assert!(batches.iter().all(|batch| !batch.is_empty() && batch.len() <= 300));
            assert_eq!(batches.concat(), rows);
        }
    }
}

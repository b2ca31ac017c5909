//! The partner's loans (`domain.md 1.5`). Safe to repeat, and repeated by themselves.

use std::collections::VecDeque;

use fieldlink_contract::{Loan, LoansQuery, LoansReply};
use futures::Stream;
use futures::stream::try_unfold;

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::reply::Reply;

struct Paging {
    client: Client,
    query: LoansQuery,
    offset: u64,
    page: VecDeque<Loan>,
    last: bool,
}

impl Client {
    /// The most loans that are asked for at once: Kiva takes no more (`domain.md 1.5`).
    pub const MAX_PAGE: u64 = 3000;

    /// One page of loans. Needs the scope `read:loans`.
    ///
    /// # Errors
    /// Those of any request, see [`Error`].
    pub async fn loans(&self, query: &LoansQuery) -> Result<Reply<LoansReply>, Error> {
        self.get(Call::Loans, self.profile.route(&["loans"])?, query).await
    }

    /// All loans that match, fetched in pages of that size as they are asked for; Kiva advises at most 300 a page. A
    /// `limit` in the query is the size of nothing here; an `offset` is where to begin.
    ///
    /// Loans that enter or leave the list meanwhile move the others, so one may come twice or be left out: where that
    /// matters, compare by `uuid` and read again. The stream ends after the first error.
    pub fn loans_stream(
        &self,
        query: LoansQuery,
        page_size: u64,
    ) -> impl Stream<Item = Result<Loan, Error>> + Send + 'static {
        let limit = page_size.clamp(1, Self::MAX_PAGE);
        let offset = query.offset.unwrap_or(0);
        let query = LoansQuery {
            limit: Some(limit),
            ..query
        };
        let start = Paging {
            client: self.clone(),
            query,
            offset,
            page: VecDeque::new(),
            last: false,
        };
        try_unfold(start, |mut paging| async move {
            if paging.page.is_empty() && !paging.last {
                paging.fetch().await?;
            }
            Ok(paging.page.pop_front().map(|loan| (loan, paging)))
        })
    }
}

impl Paging {
    async fn fetch(&mut self) -> Result<(), Error> {
        let query = LoansQuery {
            offset: Some(self.offset),
            ..self.query.clone()
        };
        let reply = self.client.loans(&query).await?.value;
        // Servers may give fewer than asked, so the count of loans received says where the next page begins.
        self.offset += u64::try_from(reply.data.len()).unwrap_or(u64::MAX);
        let total = u64::try_from(reply.total_records).unwrap_or(0);
        self.last = reply.data.is_empty() || self.offset >= total;
        self.page = reply.data.into();
        Ok(())
    }
}

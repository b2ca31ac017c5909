//! Posting a loan draft (`domain.md 1.6`).

use fieldlink_contract::{LoanDraft, LoanDraftReply, json};

use crate::call::Call;
use crate::client::Client;
use crate::error::Error;
use crate::post::Post;
use crate::reply::Reply;

impl Client {
    /// Posts a draft; a person completes and publishes it in PA2. Needs the scope `create:loan_draft`.
    ///
    /// Each post makes a new draft, so an [`Error`] whose [`Effect`](crate::Effect) is unknown must not be answered by
    /// posting again.
    ///
    /// # Errors
    /// Those of any request, see [`Error`].
    pub async fn loan_draft(&self, draft: &LoanDraft, post: &Post) -> Result<Reply<LoanDraftReply>, Error> {
        self.post(
            Call::LoanDraft,
            self.profile.route(&["loan_draft"])?,
            draft,
            post,
            json::from_slice,
        )
        .await
    }
}

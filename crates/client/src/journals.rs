//! Posting journals (`domain.md 1.8`).

use fieldlink_contract::{Journal, JournalsEnvelope, JournalsReply, one_or_list};

use crate::call::Call;
use crate::client::Client;
use crate::environment::JournalsBody;
use crate::error::Error;
use crate::post::Post;
use crate::reply::Reply;
use crate::transport::unreadable_list;

impl Client {
    /// Posts the journals of one archive. Needs the scope `create:journal_update`. A person must then open the
    /// `confirm_url` of the reply and publish them.
    ///
    /// The reply is a list because some servers answer with one; it is never empty.
    ///
    /// Each post makes a new archive, so an [`Error`] whose [`Effect`](crate::Effect) is unknown must not be answered
    /// by posting again.
    ///
    /// # Errors
    /// [`Error::NothingToSend`] before anything is sent, else those of any request.
    pub async fn journals(&self, journals: &[Journal], post: &Post) -> Result<Reply<Vec<JournalsReply>>, Error> {
        if journals.is_empty() {
            return Err(Error::NothingToSend { call: Call::Journals });
        }
        let url = self.profile.journals()?;
        let reply = match self.profile.journals_body {
            JournalsBody::List => self.post(Call::Journals, url, &journals, post, one_or_list).await,
            JournalsBody::Envelope => {
                self.post(Call::Journals, url, &JournalsEnvelope { journals }, post, one_or_list)
                    .await
            }
        }?;
        if reply.is_empty() {
            Err(unreadable_list(Call::Journals, &reply))
        } else {
            Ok(reply)
        }
    }
}

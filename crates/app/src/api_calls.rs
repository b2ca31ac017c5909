//! What programs asked of late, for ACCOUNT > API Access.
//!
//! A call is noted in memory and written later, many at once, so that no call waits for it. What is noted is bounded; when
//! more comes than can be written, the newest are left out.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, Utc};
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::api_calls::{self, ApiCall, CallPage, Keep};
use fieldlink_store::{clients, partners};

use crate::{Actor, Kind, Pa2, Permission, Result, on_its_own};

/// Calls that wait in memory at most.
const MOST: usize = 5_000;
/// Of these, calls of nobody we know: they cannot push out the others.
const MOST_OF_STRANGERS: usize = 50;
/// Calls of a partner that are kept.
const KEPT: Keep = Keep {
    known: 10_000,
    strangers: 1_000,
};
/// How long they are kept.
const KEPT_FOR: Duration = Duration::days(30);
/// Longest path that is kept, in characters.
const PATH: usize = 300;

/// Longest method, client id and request id that is kept, in characters.
const WORD: usize = 100;

/// A call, as the edge saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedCall {
    /// Whose things it was about, as far as the path or the token says.
    pub partner: Option<PartnerId>,
    /// The client, as it called itself.
    pub client_id: Option<String>,
    /// Whether the client had shown that it is the one.
    pub known: bool,
    /// `GET`, `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// What was answered.
    pub status: u16,
    /// How long it took.
    pub ms: u64,
    /// The request's id.
    pub request_id: String,
    /// Why it was refused, as a word.
    pub reason: &'static str,
}

/// The calls that wait to be written, shared by all clones of a [`Pa2`].
#[derive(Clone, Default)]
pub(crate) struct Calls(Arc<Mutex<Waiting>>, Arc<tokio::sync::Mutex<()>>);

#[derive(Default)]
struct Waiting {
    calls: Vec<(DateTime<Utc>, NotedCall)>,
    of_strangers: usize,
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Calls(..)")
    }
}

/// Calls on their way into the database. Those that have not come there wait again, however the writing ends: with an
/// error, or because whoever asked for it has gone.
struct Taken<'a> {
    calls: &'a Calls,
    noted: Vec<(DateTime<Utc>, NotedCall)>,
}

impl Taken<'_> {
    fn from(calls: &Calls) -> Taken<'_> {
        let mut waiting = calls.0.lock().unwrap_or_else(PoisonError::into_inner);
        let noted = std::mem::take(&mut *waiting).calls;
        drop(waiting);
        Taken { calls, noted }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut waiting = self.calls.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newer = std::mem::take(&mut waiting.calls);
        let mut all = std::mem::take(&mut self.noted);
        all.extend(newer);
        all.truncate(MOST);
        waiting.of_strangers = all.iter().filter(|(_, call)| !call.known).count();
        waiting.calls = all;
    }
}

fn shorten(text: &mut String, most: usize) {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
}

impl Pa2 {
    /// Notes a call.
    pub fn note_call(&self, mut call: NotedCall) {
        let now = self.system.read();
        let mut waiting = self.calls.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.calls.len() >= MOST || (!call.known && waiting.of_strangers >= MOST_OF_STRANGERS) {
            return;
        }
        waiting.of_strangers += usize::from(!call.known);
        shorten(&mut call.path, PATH);
        shorten(&mut call.method, WORD);
        shorten(&mut call.request_id, WORD);
        if let Some(client_id) = &mut call.client_id {
            shorten(client_id, WORD);
        }
        waiting.calls.push((now, call));
    }

    /// Writes the calls that were noted, many at once. What cannot be written waits for the next time; of one that the
    /// database refuses while it takes others only the number is told.
    ///
    /// # Errors
    /// Nothing more can be written at present; nothing of it is lost.
    pub async fn write_calls(&self) -> Result<()> {
        let pa2 = self.clone();
        // On its own, and one after the other: a commit that nobody waits for any more would leave its calls twice.
        on_its_own(async move {
            let turn = Arc::clone(&pa2.calls.1);
            let _turn = turn.lock().await;
            pa2.write_noted().await
        })
        .await
    }

    async fn write_noted(&self) -> Result<()> {
        let mut taken = Taken::from(&self.calls);
        let mut most = MOST;
        let mut refused = Vec::new();
        while !taken.noted.is_empty() {
            let some = most.min(taken.noted.len());
            match self.write_some(&taken.noted[..some]).await {
                Ok(()) => {
                    taken.noted.drain(..some);
                    most = most.saturating_mul(2);
                }
                // Fewer would not come in either.
                Err(error) if error.kind == Kind::Busy => {
                    taken.noted.extend(refused);
                    return Err(error);
                }
                Err(_) if some > 1 => most = some / 2,
                // Alone: is it the call, or the database?
                Err(error) => {
                    refused.push(taken.noted.remove(0));
                    if refused.len() > MOST_OF_STRANGERS || !self.store.takes_writes().await {
                        taken.noted.extend(refused);
                        return Err(error);
                    }
                }
            }
        }
        if !refused.is_empty() {
            let left_out = refused.len();
            tracing::warn!(
                left_out,
                "calls that cannot be written were left out of the request log"
            );
        }
        Ok(())
    }

    async fn write_some(&self, noted: &[(DateTime<Utc>, NotedCall)]) -> Result<()> {
        // A token request names its client, not its partner.
        let unplaced: BTreeSet<&String> = noted
            .iter()
            .filter(|(_, call)| call.partner.is_none())
            .filter_map(|(_, call)| call.client_id.as_ref())
            .collect();
        let unplaced: Vec<String> = unplaced.into_iter().cloned().collect();
        let owners = match unplaced.is_empty() {
            true => Default::default(),
            false => clients::partners_of(&self.store, &unplaced).await?,
        };
        let rows: Vec<ApiCall> = noted
            .iter()
            .filter_map(|(at, call)| {
                let owner = call.client_id.as_ref().and_then(|id| owners.get(id).copied());
                let partner_id = call.partner.or(owner)?;
                Some(ApiCall {
                    id: 0,
                    partner_id,
                    client_id: call.client_id.clone(),
                    known: call.known,
                    at: *at,
                    method: call.method.clone(),
                    path: call.path.clone(),
                    status: i64::from(call.status),
                    ms: i64::try_from(call.ms).unwrap_or(i64::MAX),
                    request_id: call.request_id.clone(),
                    reason: call.reason.to_owned(),
                })
            })
            .collect();
        let named: BTreeSet<PartnerId> = rows.iter().map(|row| row.partner_id).collect();
        let named: Vec<PartnerId> = named.into_iter().collect();
        // Anybody may name any number in a path.
        let partners: BTreeSet<PartnerId> = partners::known(&self.store, &named).await?.into_iter().collect();
        let rows: Vec<ApiCall> = rows
            .into_iter()
            .filter(|row| partners.contains(&row.partner_id))
            .collect();
        let tx = self.store.begin().await?;
        api_calls::insert(&tx, &rows).await?;
        api_calls::trim(&tx, &partners, KEPT, self.system.read() - KEPT_FOR).await?;
        Ok(tx.commit().await?)
    }

    /// A partner's calls, newest first.
    pub async fn list_calls(&self, actor: &Actor, partner: PartnerId, page: &CallPage) -> Result<Vec<ApiCall>> {
        actor.may(Permission::ManageApiAccess, partner)?;
        self.write_calls().await?;
        Ok(api_calls::page(&self.store, partner, page).await?)
    }
}

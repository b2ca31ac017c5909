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

use crate::{Actor, Pa2, Permission, Result};

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
pub(crate) struct Calls(Arc<Mutex<Waiting>>);

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

impl Pa2 {
    /// Notes a call.
    pub fn note_call(&self, mut call: NotedCall) {
        let now = self.system.read();
        let mut waiting = self.calls.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.calls.len() >= MOST || (!call.known && waiting.of_strangers >= MOST_OF_STRANGERS) {
            return;
        }
        waiting.of_strangers += usize::from(!call.known);
        if call.path.len() > PATH {
            call.path = call.path.chars().take(PATH).collect();
        }
        waiting.calls.push((now, call));
    }

    /// Writes the calls that were noted.
    pub async fn write_calls(&self) -> Result<()> {
        let noted = {
            let mut waiting = self.calls.0.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *waiting).calls
        };
        if noted.is_empty() {
            return Ok(());
        }
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
            .into_iter()
            .filter_map(|(at, call)| {
                let owner = call.client_id.as_ref().and_then(|id| owners.get(id).copied());
                let partner_id = call.partner.or(owner)?;
                Some(ApiCall {
                    id: 0,
                    partner_id,
                    client_id: call.client_id,
                    known: call.known,
                    at,
                    method: call.method,
                    path: call.path,
                    status: i64::from(call.status),
                    ms: i64::try_from(call.ms).unwrap_or(i64::MAX),
                    request_id: call.request_id,
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

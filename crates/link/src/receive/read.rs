//! Reads bodies. Whoever sends slowly holds only what has come of his, and nobody else's turn.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::answer::Refusal;

/// How long a body may take.
const TIME: Duration = Duration::from_secs(60);
/// Bodies that are being read hold at most so many KiB together.
const ROOM_KIB: usize = 128 * 1024;
const KIB: usize = 1024;

/// Room for the bodies that are being read.
#[derive(Clone)]
pub(super) struct Room(Arc<Semaphore>);

impl Default for Room {
    fn default() -> Room {
        Room(Arc::new(Semaphore::new(ROOM_KIB)))
    }
}

/// A body, in its room.
pub(super) struct Whole {
    bytes: Vec<u8>,
    room: Option<OwnedSemaphorePermit>,
}

impl Deref for Whole {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The whole body, if it is small enough, comes in time, and finds room.
pub(super) async fn whole(room: &Room, body: Body, most: usize) -> Result<Whole, Refusal> {
    let read = async {
        let mut body = body.into_data_stream();
        let mut whole = Whole {
            bytes: Vec::new(),
            room: None,
        };
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|_| too_large(most))?;
            if whole.bytes.len() + piece.len() > most {
                return Err(too_large(most));
            }
            whole.bytes.extend_from_slice(&piece);
            let held = whole.room.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
            let more = whole.bytes.len().div_ceil(KIB).saturating_sub(held);
            let more = u32::try_from(more).unwrap_or(u32::MAX);
            // To wait for room with half a body in hand would let two such wait for each other.
            let taken = Arc::clone(&room.0).try_acquire_many_owned(more);
            let taken = taken.map_err(|_| full())?;
            match &mut whole.room {
                Some(held) => held.merge(taken),
                empty => *empty = Some(taken),
            }
        }
        Ok(whole)
    };
    tokio::time::timeout(TIME, read).await.unwrap_or_else(|_| Err(late()))
}

fn too_large(most: usize) -> Refusal {
    let message = format!("the body is cut off or larger than {most} bytes; send fewer records at a time");
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}

fn full() -> Refusal {
    let message = "too much is being sent at once, and nothing of this was taken; send it again in a minute";
    Refusal::new(StatusCode::SERVICE_UNAVAILABLE, message)
}

fn late() -> Refusal {
    let message = "the body did not come in a minute; send fewer records at a time";
    Refusal::new(StatusCode::REQUEST_TIMEOUT, message)
}

//! What is going on, told to whoever shows it.

use crate::kind::Kind;

/// Something that happened on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Records of a kind are being read from their source.
    Reading(Kind),
    /// So many records of a kind were read.
    Read(Kind, usize),
    /// The Partner API is being asked for something: `configuration`, `loans`.
    Asking(&'static str),
    /// So many rows of a kind are about to be sent.
    Sending(Kind, usize),
    /// The intent of a request is committed; the request has not left.
    Intended(Kind, usize),
    /// The request's answer is here and not kept yet; or it is known to be lost.
    Answered(Kind, usize),
    /// What became of the request's rows is committed.
    Kept(Kind, usize),
    /// A request from an earlier, interrupted run is taken up again.
    Recovering(Kind, usize),
}

/// Is told what is going on. Must return at once.
pub trait Watch: Send + Sync {
    /// Something happened.
    fn tell(&self, progress: Progress);

    /// Whether to stop before the next request. What is under way is finished and kept first.
    fn stopping(&self) -> bool {
        false
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn tell(&self, _: Progress) {}
}

impl<F: Fn(Progress) + Send + Sync> Watch for F {
    fn tell(&self, progress: Progress) {
        self(progress);
    }
}

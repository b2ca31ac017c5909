//! Places and lengths in half the memory, for lists of which there may be hundreds of thousands.

/// A place or length; no list of the link comes near what does not fit.
pub(super) fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The same again.
pub(super) fn long(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

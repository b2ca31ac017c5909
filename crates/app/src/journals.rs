//! Archives: take, review, publish, discard; who is eligible.

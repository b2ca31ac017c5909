//! How much is proved: a little with the tests, much more when `cargo xtask prove` says so.

use crate::records::Size;

/// Runs of each kind.
const RUNS: &str = "FIELDLINK_PROVE_RUNS";
/// Set: with a partner of real size.
const FULL: &str = "FIELDLINK_PROVE_FULL";

/// How many runs, when nobody says otherwise `few`.
pub fn runs(few: u64) -> u64 {
    match std::env::var(RUNS) {
        Ok(text) => text.parse().expect("FIELDLINK_PROVE_RUNS is a whole number"),
        Err(_) => few,
    }
}

/// How large the partner is.
pub fn size() -> Size {
    if std::env::var_os(FULL).is_none() {
        return Size::SMALL;
    }
    Size {
        loans: 17_000,
        repayments_batch: 300,
        drafts: 500,
        journals: 500,
        journals_batch: 25,
    }
}

/// Says how far it is. Shown by `cargo xtask prove`, and beside a test that fails.
#[expect(clippy::print_stdout, reason = "a proof of an hour says how far it is")]
pub fn tell(text: &str) {
    println!("{text}");
}

//! The `fieldlink` binary.
fn main() {}

//! The key that vouches for the trail. It is never in the database: who holds only that cannot make a row or an end of a chain
//! that the key vouches for.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Where a database says the fingerprint of its key.
pub(super) const SETTING: &str = "audit_key";

/// The key of a trail: 256 secret bits. Each thing it vouches for has a purpose of its own, so that no seal serves as another.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.fingerprint())
    }
}

impl Key {
    /// The key of these bytes.
    pub fn new(bytes: &[u8; 32]) -> Key {
        Key(Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length"))
    }

    /// What the key is known by, in 16 hexadecimal digits; tells nothing of it.
    pub fn fingerprint(&self) -> String {
        hex::encode(&self.mac("fingerprint")[..8])
    }

    /// What vouches for a row with this hash at its place.
    pub fn of_row(&self, chain: i64, seq: i64, hash: &str) -> String {
        hex::encode(self.mac(&format!("row {chain} {seq} {hash}")))
    }

    /// What vouches for this row being the last of its chain.
    pub fn of_head(&self, chain: i64, seq: i64, hash: &str) -> String {
        hex::encode(self.mac(&format!("head {chain} {seq} {hash}")))
    }

    fn mac(&self, said: &str) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(said.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

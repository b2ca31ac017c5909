//! Sealing of what must be read again but not by who merely sees a row: AES-256-GCM under a key made of the server key,
//! another for each purpose.
//!
//! The server key stands in the same database. What this keeps is that a row that was copied, printed or logged tells
//! nothing; it does not keep anything from somebody who holds the whole database.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Error, Pa2, Result};

impl Pa2 {
    /// Seals some bytes, as text.
    pub(crate) async fn seal(&self, purpose: &'static str, plain: &[u8]) -> Result<String> {
        let key = self.sealing_key(purpose).await?;
        let nonce: [u8; NONCE_LEN] = self.entropy.bytes();
        let mut sealed = plain.to_vec();
        let once = Nonce::assume_unique_for_key(nonce);
        key.seal_in_place_append_tag(once, Aad::from(purpose), &mut sealed)
            .map_err(Error::internal)?;
        let mut all = nonce.to_vec();
        all.append(&mut sealed);
        Ok(URL_SAFE_NO_PAD.encode(all))
    }

    /// What was sealed for this purpose; an error for anything else.
    pub(crate) async fn unseal(&self, purpose: &'static str, sealed: &str) -> Result<Vec<u8>> {
        let key = self.sealing_key(purpose).await?;
        let all = URL_SAFE_NO_PAD.decode(sealed).map_err(Error::internal)?;
        let (nonce, rest) = all
            .split_at_checked(NONCE_LEN)
            .ok_or_else(|| Error::internal("a sealed text is too short"))?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(Error::internal)?;
        let mut rest = rest.to_vec();
        let plain = key
            .open_in_place(nonce, Aad::from(purpose), &mut rest)
            .map_err(Error::internal)?;
        Ok(plain.to_vec())
    }

    async fn sealing_key(&self, purpose: &str) -> Result<LessSafeKey> {
        let key = self.keys().await?.derived(purpose)?;
        Ok(LessSafeKey::new(
            UnboundKey::new(&AES_256_GCM, &key).map_err(Error::internal)?,
        ))
    }
}

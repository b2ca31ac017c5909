//! Keys of senders.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::{RngCore, SeedableRng, rngs::StdRng};
use secrecy::SecretString;

use super::State;
use super::answer::Refusal;
use crate::ledger::Purpose;

/// What every key begins with, so that one is known where it does not belong.
const PREFIX: &str = "flk_";

/// A new key: 256 random bits. It is shown once and kept as a hash.
pub fn fresh_key() -> SecretString {
    let mut bytes = [0; 32];
    StdRng::from_os_rng().fill_bytes(&mut bytes);
    SecretString::from(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// Who sends: the holder of the key in `Authorization: Bearer …`.
pub(super) async fn sender(state: &State, headers: &HeaderMap) -> Result<String, Refusal> {
    let given = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, key)| key.trim());
    let Some(key) = given else {
        return Err(Refusal::unknown(
            "say who sends: Authorization: Bearer KEY; `fieldlink receive key new NAME` makes a key",
        ));
    };
    match state.pushed.holder(key, Purpose::Push).await {
        Ok(Some(name)) => Ok(name),
        Ok(None) => Err(Refusal::unknown(
            "this key is not known or was revoked; `fieldlink receive key list` shows those there are",
        )),
        Err(error) => Err(Refusal::storage(&error)),
    }
}

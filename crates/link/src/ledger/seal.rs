//! Payloads sealed at rest: AES-256-GCM under keys that are not in the ledger.
//!
//! A payload stands in the ledger from the intent until a definite answer, and that of an uncertain row until a person
//! has looked. With a key configured it stands there sealed, so that a copy of the file tells nobody who borrows.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What a sealed payload begins with.
const MARK: &str = "sealed:";
/// Bytes of a key.
const KEY: usize = 32;

/// The keys of a ledger: the first one seals, all of them open.
pub struct Sealer {
    keys: Vec<Key>,
}

struct Key {
    /// Tells the keys apart: the beginning of the key's hash.
    name: String,
    key: RandomizedNonceKey,
}

/// Keys never show.
impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| &key.name)).finish()
    }
}

/// Why a payload cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The text is no list of keys.
    #[error("line {0} is no key; a key is 64 hexadecimal digits, as `fieldlink ledger new-key` prints it")]
    NoKey(usize),
    /// There is no key at all.
    #[error("there is no key in it; `fieldlink ledger new-key` prints one")]
    Empty,
    /// It was sealed with a key that is not among those configured.
    #[error(
        "it is sealed with the key {0}, which is not among the configured ones; add that key below the current one"
    )]
    UnknownKey(String),
    /// It was changed, or belongs to another row.
    #[error("it was changed after it was sealed")]
    Changed,
    /// The library refused.
    #[error("sealing failed")]
    Failed,
}

impl Sealer {
    /// Keys from a text: one for each line, the current one first; older ones below it still open what they sealed.
    ///
    /// # Errors
    /// [`SealError::NoKey`] and [`SealError::Empty`].
    pub fn parse(text: &str) -> Result<Sealer, SealError> {
        let mut keys = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut bytes = [0_u8; KEY];
            hex::decode_to_slice(line, &mut bytes).map_err(|_| SealError::NoKey(at + 1))?;
            let key = RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| SealError::NoKey(at + 1))?;
            let name = hex::encode(Sha256::digest(bytes))[..8].to_owned();
            keys.push(Key { name, key });
        }
        if keys.is_empty() {
            return Err(SealError::Empty);
        }
        Ok(Sealer { keys })
    }

    /// The name of the key that seals.
    pub fn current(&self) -> &str {
        self.keys.first().map_or("", |key| key.name.as_str())
    }

    /// Seals a payload for its place: it opens nowhere else.
    ///
    /// # Errors
    /// [`SealError::Failed`].
    pub fn seal(&self, place: &str, plain: &str) -> Result<String, SealError> {
        let key = self.keys.first().ok_or(SealError::Empty)?;
        let mut sealed = plain.as_bytes().to_vec();
        let nonce = key
            .key
            .seal_in_place_append_tag(Aad::from(place.as_bytes()), &mut sealed)
            .map_err(|_| SealError::Failed)?;
        let mut all = nonce.as_ref().to_vec();
        all.append(&mut sealed);
        Ok(format!("{MARK}{}:{}", key.name, URL_SAFE_NO_PAD.encode(all)))
    }
}

/// Opens a payload; one that was never sealed is answered as it is.
///
/// # Errors
/// [`SealError::UnknownKey`] and [`SealError::Changed`].
pub fn open(sealer: Option<&Sealer>, place: &str, text: &str) -> Result<String, SealError> {
    let Some((name, sealed)) = parts(text) else {
        return Ok(text.to_owned());
    };
    let key = sealer.and_then(|sealer| sealer.keys.iter().find(|key| key.name == name));
    let key = key.ok_or_else(|| SealError::UnknownKey(name.to_owned()))?;
    let mut all = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealError::Changed)?;
    if all.len() < NONCE_LEN {
        return Err(SealError::Changed);
    }
    let mut rest = all.split_off(NONCE_LEN);
    let nonce = Nonce::try_assume_unique_for_key(&all).map_err(|_| SealError::Changed)?;
    let plain = key
        .key
        .open_in_place(nonce, Aad::from(place.as_bytes()), &mut rest)
        .map_err(|_| SealError::Changed)?;
    String::from_utf8(plain.to_vec()).map_err(|_| SealError::Changed)
}

/// The key that a payload was sealed with; none when it is not sealed.
pub fn sealed_with(text: &str) -> Option<&str> {
    parts(text).map(|(name, _)| name)
}

fn parts(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix(MARK)?.split_once(':')
}

/// A fresh key as text.
///
/// # Errors
/// [`SealError::Failed`] when the system gives no random bytes.
pub fn new_key() -> Result<String, SealError> {
    let mut bytes = [0_u8; KEY];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| SealError::Failed)?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_changed_without_losing_what_the_old_one_sealed() {
        let (old, new) = (new_key().unwrap(), new_key().unwrap());
        let before = Sealer::parse(&format!("{old}\n")).unwrap();
        let sealed = before.seal("p/1/7", "{\"first_name\":\"Amina\"}").unwrap();
        assert!(!sealed.contains("Amina"));
        let after = Sealer::parse(&format!("# current\n{new}\n# until 2027\n{old}\n")).unwrap();
        assert_eq!(
            open(Some(&after), "p/1/7", &sealed).unwrap(),
            "{\"first_name\":\"Amina\"}"
        );
        assert_eq!(sealed_with(&after.seal("p/1/7", "x").unwrap()), Some(after.current()));
        assert_ne!(after.current(), before.current());
    }

    #[test]
    fn what_was_moved_changed_or_has_no_key_does_not_open() {
        let sealer = Sealer::parse(&new_key().unwrap()).unwrap();
        let sealed = sealer.seal("p/1/7", "text").unwrap();
        assert_eq!(open(Some(&sealer), "p/1/8", &sealed), Err(SealError::Changed));
        assert_eq!(
            open(Some(&sealer), "p/1/7", &sealed[..sealed.len() - 4]),
            Err(SealError::Changed)
        );
        assert!(matches!(open(None, "p/1/7", &sealed), Err(SealError::UnknownKey(_))));
        assert_eq!(open(None, "p/1/7", "never sealed").unwrap(), "never sealed");
        assert_eq!(Sealer::parse("# nothing\n").unwrap_err(), SealError::Empty);
        assert_eq!(Sealer::parse("\nabc\n").unwrap_err(), SealError::NoKey(2));
    }
}

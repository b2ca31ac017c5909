//! Texts that wait outside of memory: a nameless file in the folder for temporary files, gone with the process. What
//! stands in it is sealed with a key that only this process has, since the disk may outlive it. A few texts never
//! leave memory.

use std::fmt;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use tempfile::SpooledTempFile;

/// Up to so many bytes stay in memory.
const IN_MEMORY: usize = 512 * 1024;
/// So many bytes are written at once.
const AT_ONCE: usize = 64 * 1024;
/// Bytes of a key.
const KEY: usize = 32;

/// Why texts cannot be kept or brought back.
#[derive(Debug, fieldlink_say::Error)]
#[say("spool")]
pub enum SpoolError {
    /// The file cannot be written or read.
    File {
        /// The folder.
        folder: String,
        /// Why.
        source: io::Error,
    },
    /// What came back is not what was kept.
    Broken,
}

type Result<T> = std::result::Result<T, SpoolError>;

/// Texts in the order in which they came, each brought back by its number.
pub struct Spool {
    file: SpooledTempFile,
    key: RandomizedNonceKey,
    /// What has not been written yet.
    pending: Vec<u8>,
    /// Bytes that have been written.
    written: u64,
    /// Where each text ends.
    ends: Vec<u64>,
}

/// Neither texts nor key show.
impl fmt::Debug for Spool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Spool")
            .field("texts", &self.ends.len())
            .finish_non_exhaustive()
    }
}

fn failed(source: io::Error) -> SpoolError {
    SpoolError::File {
        folder: std::env::temp_dir().display().to_string(),
        source,
    }
}

impl Spool {
    /// An empty one.
    ///
    /// # Errors
    /// [`SpoolError::Broken`] when the system gives no random bytes.
    pub fn new() -> Result<Spool> {
        let mut key = [0_u8; KEY];
        aws_lc_rs::rand::fill(&mut key).map_err(|_| SpoolError::Broken)?;
        Ok(Spool {
            file: SpooledTempFile::new(IN_MEMORY),
            key: RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| SpoolError::Broken)?,
            pending: Vec::new(),
            written: 0,
            ends: Vec::new(),
        })
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Keeps a text as the next one.
    ///
    /// # Errors
    /// [`SpoolError::File`], as on a full disk.
    pub fn push(&mut self, text: &[u8]) -> Result<()> {
        let from = self.pending.len();
        self.pending.extend_from_slice(text);
        let sealed = self.pending.get_mut(from..).unwrap_or_default();
        let (nonce, tag) = self
            .key
            .seal_in_place_separate_tag(place(self.ends.len()), sealed)
            .map_err(|_| SpoolError::Broken)?;
        self.pending.extend_from_slice(nonce.as_ref());
        self.pending.extend_from_slice(tag.as_ref());
        self.ends.push(self.written + bytes(self.pending.len()));
        if self.pending.len() >= AT_ONCE {
            self.write()?;
        }
        Ok(())
    }

    /// Brings a text back.
    ///
    /// # Errors
    /// [`SpoolError`] when it cannot be read, or is not what was kept.
    pub fn get(&mut self, at: usize) -> Result<Vec<u8>> {
        self.write()?;
        let end = *self.ends.get(at).ok_or(SpoolError::Broken)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let start = start.unwrap_or_default();
        let mut sealed = vec![0; usize::try_from(end - start).map_err(|_| SpoolError::Broken)?];
        self.file.seek(SeekFrom::Start(start)).map_err(failed)?;
        self.file.read_exact(&mut sealed).map_err(failed)?;
        // The text, the nonce, the tag: the tag belongs after the text.
        let tag = AES_256_GCM.tag_len();
        let length = sealed.len().checked_sub(NONCE_LEN + tag).ok_or(SpoolError::Broken)?;
        let nonce = Nonce::try_assume_unique_for_key(&sealed[length..length + NONCE_LEN]);
        let nonce = nonce.map_err(|_| SpoolError::Broken)?;
        sealed.copy_within(length + NONCE_LEN.., length);
        sealed.truncate(length + tag);
        let opened = self.key.open_in_place(nonce, place(at), &mut sealed);
        let length = opened.map_err(|_| SpoolError::Broken)?.len();
        sealed.truncate(length);
        Ok(sealed)
    }

    fn write(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(self.written)).map_err(failed)?;
        self.file.write_all(&self.pending).map_err(failed)?;
        self.written += bytes(self.pending.len());
        self.pending.clear();
        Ok(())
    }
}

/// What binds a text to its number.
fn place(at: usize) -> Aad<[u8; 8]> {
    Aad::from(bytes(at).to_be_bytes())
}

fn bytes(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_in_any_order_from_memory_and_from_disk() {
        let text = |at: usize| format!("{at} {}", "Amina sells maize. ".repeat(at % 40)).into_bytes();
        let mut spool = Spool::new().unwrap();
        for at in 0..3_000 {
            spool.push(&text(at)).unwrap();
            if at % 700 == 0 {
                assert_eq!(spool.get(at / 2).unwrap(), text(at / 2));
            }
        }
        spool.push(b"").unwrap();
        assert!(spool.file.is_rolled(), "it should be on disk by now");
        for at in (0..3_000).rev() {
            assert_eq!(spool.get(at).unwrap(), text(at));
        }
        assert_eq!((spool.len(), spool.get(3_000).unwrap()), (3_001, Vec::new()));
        assert!(matches!(spool.get(3_001), Err(SpoolError::Broken)));
    }

    #[test]
    fn nothing_can_be_read_on_the_disk_and_what_was_changed_is_refused() {
        let mut spool = Spool::new().unwrap();
        spool.push(b"Amina Otieno").unwrap();
        spool.push(b"Grace Wanjiru").unwrap();
        assert_eq!(spool.get(0).unwrap(), b"Amina Otieno");
        let mut kept = Vec::new();
        spool.file.rewind().unwrap();
        spool.file.read_to_end(&mut kept).unwrap();
        assert!(!kept.windows(5).any(|part| part == b"Amina" || part == b"Grace"));
        let at = usize::try_from(spool.ends[0]).unwrap() + 3;
        spool.file.seek(SeekFrom::Start(u64::try_from(at).unwrap())).unwrap();
        spool.file.write_all(&[kept[at] ^ 1]).unwrap();
        assert!(matches!(spool.get(1), Err(SpoolError::Broken)));
        assert_eq!(spool.get(0).unwrap(), b"Amina Otieno");
    }
}

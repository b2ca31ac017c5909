//! Where the key of the audit trail comes from. It is never in the database: a file or a variable that all processes of a PA2
//! share, or else a file beside what they keep, made at the first start.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use fieldlink_app::Entropy;
use fieldlink_app::audit::Key;
use miette::{IntoDiagnostic, WrapErr, miette};
use tempfile::NamedTempFile;

use crate::manner::words;

/// Holds the key itself; it is read from nowhere else.
const VARIABLE: &str = "FIELDLINK_PA2_AUDIT_KEY";
/// Its name in the folder that all processes share.
const IN_FOLDER: &str = "audit.key";

/// The folder that all processes of a PA2 share.
pub struct Shared {
    /// Where it is.
    pub folder: PathBuf,
    /// Whether whoever starts them has to see to it, so that it is said what stands there.
    pub by_agreement: bool,
}

/// The key that the audit trail is kept under.
#[derive(Debug, Clone, Default, Args)]
#[group(required = false)]
pub struct AuditKey {
    /// File with the key of the audit trail; replicas and commands share it. By default `audit.key` in the data folder, else
    /// in the folder of the photos, made at the first start. FIELDLINK_PA2_AUDIT_KEY may hold the key instead
    #[arg(long, value_name = "FILE", env = "FIELDLINK_PA2_AUDIT_KEY_FILE")]
    audit_key_file: Option<PathBuf>,
}

impl AuditKey {
    /// The key of a database whose trail is kept under this fingerprint. Without one the database gets its first key, which
    /// is made if nobody gave it: the file is safe on the disk before the database says anything of it.
    pub fn of(&self, kept: Option<&str>, shared: &Shared) -> miette::Result<Key> {
        if let Some(key) = self.given()? {
            return Ok(key);
        }
        let file = shared.folder.join(IN_FOLDER);
        match kept {
            _ if file.exists() => read(&file),
            None => {
                let key = made(&file)?;
                if shared.by_agreement {
                    eprintln!("{}", made_words(&file, &key.fingerprint()));
                }
                Ok(key)
            }
            Some(fingerprint) => {
                let values = [("key", fingerprint.into()), ("file", file.display().to_string().into())];
                Err(miette!(
                    help = words().get("pa2-audit-key-ways"),
                    "{}",
                    words().with("pa2-audit-key-missing", &values)
                ))
            }
        }
    }

    fn given(&self) -> miette::Result<Option<Key>> {
        let variable = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
        match (&self.audit_key_file, variable) {
            (Some(_), Some(_)) => Err(miette!(
                "{}",
                words().with("pa2-audit-key-twice", &[("variable", VARIABLE.into())])
            )),
            (Some(file), None) => read(file).map(Some),
            (None, Some(text)) => parsed(&text, VARIABLE).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// Writes a new key into a file that is not there yet; it is for its owner alone. The key's fingerprint.
pub fn make(file: &Path) -> miette::Result<String> {
    match written(file, &new_key()) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(miette!("{}", named("pa2-audit-key-there", file)))
        }
        done => {
            done.into_diagnostic()
                .wrap_err_with(|| named("pa2-audit-key-unmade", file))?;
            Ok(read(file)?.fingerprint())
        }
    }
}

/// The key of a file, which is made unless another process has just done so.
fn made(file: &Path) -> miette::Result<Key> {
    match written(file, &new_key()) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => read(file),
        done => {
            done.into_diagnostic()
                .wrap_err_with(|| named("pa2-audit-key-unmade", file))
                .map_err(|report| miette!(help = words().get("pa2-audit-key-ways"), "{report:#}"))?;
            read(file)
        }
    }
}

fn new_key() -> String {
    hex::encode(Entropy::from_system().bytes::<32>())
}

/// Writes a file that is there whole or not at all, and safe on the disk before anybody counts on it.
fn written(file: &Path, key: &str) -> std::io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut new = NamedTempFile::new_in(folder)?;
    writeln!(new, "{key}")?;
    new.as_file().sync_all()?;
    new.persist_noclobber(file)?;
    // Elsewhere folders cannot be synced.
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn read(file: &Path) -> miette::Result<Key> {
    let text = std::fs::read_to_string(file)
        .into_diagnostic()
        .wrap_err_with(|| named("pa2-audit-key-unread", file))?;
    parsed(&text, &file.display().to_string())
}

/// A key as it is written: 64 hexadecimal digits. What stands there instead is not repeated.
fn parsed(text: &str, place: &str) -> miette::Result<Key> {
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut bytes = [0; 32];
    if hex::decode_to_slice(text, &mut bytes).is_ok() {
        return Ok(Key::new(&bytes));
    }
    Err(miette!(
        help = words().get("pa2-audit-key-ways"),
        "{}",
        words().with("pa2-audit-key-bad", &[("place", place.into())])
    ))
}

/// That a key was made.
pub fn made_words(file: &Path, fingerprint: &str) -> String {
    let values = [("key", fingerprint.into()), ("file", file.display().to_string().into())];
    words().with("pa2-audit-key-made", &values)
}

fn named(text: &str, file: &Path) -> String {
    words().with(text, &[("file", file.display().to_string().into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(folder: &tempfile::TempDir) -> Shared {
        Shared {
            folder: folder.path().to_owned(),
            by_agreement: false,
        }
    }

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = AuditKey::default();
        let first = own.of(None, &shared(&folder)).expect("a key").fingerprint();
        let again = own.of(Some("whatever"), &shared(&folder)).expect("the same");
        assert_eq!(first, again.fingerprint());
        let file = folder.path().join(IN_FOLDER);
        let there = make(&file).expect_err("a key is never written over").to_string();
        assert!(there.contains("audit.key"), "{there}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&file).expect("the file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn what_is_no_key_is_not_repeated() {
        let half = "ab".repeat(16);
        for bad in ["", half.as_str(), &format!("{}+1", "ab".repeat(31)), &"é".repeat(32)] {
            let error = parsed(bad, "the variable").expect_err("no key").to_string();
            assert!(
                error.contains("the variable") && (bad.is_empty() || !error.contains(bad)),
                "{error}"
            );
        }
        let key = parsed(&format!("\u{feff}{}\r\n", "Ab".repeat(32)), "a file").expect("a key");
        assert_eq!(key.fingerprint(), Key::new(&[0xab; 32]).fingerprint());
    }

    #[test]
    fn a_lost_key_is_said_with_its_fingerprint() {
        let folder = tempfile::tempdir().expect("a folder");
        let lost = AuditKey::default().of(Some("00c0ffee00c0ffee"), &shared(&folder));
        let lost = lost.expect_err("no key").to_string();
        assert!(lost.contains("00c0ffee00c0ffee"), "{lost}");
        assert!(
            !folder.path().join(IN_FOLDER).exists(),
            "no other key is made in its place"
        );
    }
}

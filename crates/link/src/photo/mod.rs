//! Photos: found at the plan, read and made ready when they leave.
//!
//! What leaves is upright, a JPEG, no larger than wanted, and carries nothing but the picture: no place, no time, no
//! camera (they would tell where a borrower lives). The original is only read.

mod address;
mod bytes;
mod place;

use std::collections::HashMap;
use std::path::Path;

use base64::Engine as _;
use fieldlink_photo::{Bounds, Kind};
use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::place::PhotoPlace;

use crate::config::{Config, LoanDrafts, Photos as Settings};
use crate::source::{Place, SourceError, http, sql};

/// The largest file that is read: a photo of a telephone has a few megabytes.
const MAX_FILE: u64 = 32 * 1024 * 1024;
/// The most memory that decoding may take.
const MAX_MEMORY: u64 = 512 * 1024 * 1024;
/// Quality of the JPEG that leaves.
const QUALITY: u8 = 88;
const SECTION: &str = "loan_drafts.photos";

/// A photo that has been looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoFile {
    /// Where it is.
    pub place: PhotoPlace,
    /// Hash of its bytes: another photo is another draft.
    pub sha256: Vec<u8>,
    /// What tells without reading it that it is the same; none where nothing does.
    pub stamp: Option<String>,
}

/// Reads the photos of a configuration.
#[derive(Debug)]
pub struct Photos<'c> {
    config: &'c Config,
    settings: Settings,
    max_edge: u32,
    source: Option<Place>,
}

impl<'c> Photos<'c> {
    /// The photos of `[loan_drafts]`.
    ///
    /// # Errors
    /// When the source they are in cannot be opened.
    pub fn open(config: &'c Config, drafts: &LoanDrafts) -> Result<Photos<'c>, SourceError> {
        let settings = drafts.photos.clone().unwrap_or_default();
        let needed = settings.query.is_some() || settings.path.is_some();
        let name = settings.source.as_deref().unwrap_or(&drafts.source);
        let source = if needed { Some(Place::open(config, name)?) } else { None };
        Ok(Photos {
            config,
            settings,
            max_edge: drafts.photo_max_edge,
            source,
        })
    }

    /// How many photos are worked on at once.
    pub fn at_once(&self) -> usize {
        usize::from(self.settings.at_once.max(1))
    }

    /// Looks at a photo: it is there, and is a JPEG or PNG by its bytes, whatever it is called.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub async fn look(&self, place: &PhotoPlace) -> Result<PhotoFile, String> {
        // Before it is read: a file that is changed meanwhile has another stamp afterwards.
        let stamp = self.stamp(place).await;
        let bytes = self.bytes(place).await?;
        kind(&bytes)?;
        fieldlink_photo::look(&bytes)
            .map_err(|_| String::from("the photo is damaged: it says JPEG or PNG and is neither"))?;
        Ok(PhotoFile {
            place: place.clone(),
            sha256: Sha256::digest(&bytes).to_vec(),
            stamp,
        })
    }

    /// What tells without reading a photo that it is the same: of a file its path, length and last change. Of others it is
    /// only where they are, unless `look_again` asks for more; then nothing tells.
    pub async fn stamp(&self, place: &PhotoPlace) -> Option<String> {
        match place {
            PhotoPlace::File(path) => {
                let found = tokio::fs::metadata(self.config.path(path)).await.ok()?;
                let changed = found.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
                Some(format!("{}\0{}\0{}", path.display(), found.len(), changed.as_nanos()))
            }
            _ if self.settings.look_again => None,
            PhotoPlace::Address(place) | PhotoPlace::Path(place) => Some(place.clone()),
            PhotoPlace::Query(values) => Some(format!("{values:?}")),
        }
    }

    /// Looks at several photos, some at once. Each is kept in memory only while it is looked at.
    pub async fn look_all(
        &self,
        places: impl IntoIterator<Item = PhotoPlace>,
    ) -> HashMap<PhotoPlace, Result<PhotoFile, String>> {
        // Each look is begun when its turn comes: together those of many photos would take much memory.
        let looks = places.into_iter().map(|place| self.looked(place));
        futures::stream::iter(looks)
            .buffer_unordered(self.at_once())
            .collect()
            .await
    }

    fn looked(&self, place: PhotoPlace) -> BoxFuture<'_, (PhotoPlace, Result<PhotoFile, String>)> {
        async move {
            let seen = self.look(&place).await;
            (place, seen)
        }
        .boxed()
    }

    /// The photo as it leaves, in base64.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub async fn encode(&self, photo: &PhotoFile) -> Result<String, String> {
        let bytes = self.bytes(&photo.place).await?;
        if Sha256::digest(&bytes).as_slice() != photo.sha256.as_slice() {
            return Err(String::from(
                "the photo was changed while it was being planned; plan again",
            ));
        }
        let bounds = Bounds {
            longest_read: None,
            pixels_read: None,
            memory: MAX_MEMORY,
            long_edge: self.max_edge,
            quality: QUALITY,
        };
        let most = usize::try_from(self.settings.max_kilobytes)
            .unwrap_or(usize::MAX)
            .saturating_mul(1024);
        // Decoding takes a while, and other work should go on meanwhile.
        let work = tokio::task::spawn_blocking(move || {
            let jpeg = fieldlink_photo::jpeg_within(&bytes, &bounds, most).map_err(|error| match error {
                fieldlink_photo::Error::TooLarge => {
                    String::from("the photo is too large to decode, or cannot be made as small as `max_kilobytes`")
                }
                _ => String::from("the photo is damaged"),
            })?;
            Ok(base64::engine::general_purpose::STANDARD.encode(jpeg))
        });
        work.await
            .map_err(|_| String::from("the photo could not be prepared"))?
    }

    async fn bytes(&self, place: &PhotoPlace) -> Result<Vec<u8>, String> {
        let bytes = match place {
            PhotoPlace::File(path) => read(&self.config.path(path)).await?,
            PhotoPlace::Address(address) => address::fetch(address, &self.settings, MAX_FILE).await?,
            PhotoPlace::Query(values) => bytes::plain(self.queried(values).await?),
            PhotoPlace::Path(path) => {
                let source = self.source.as_ref().ok_or("[loan_drafts.photos] has no source")?;
                let answer = match http::Caller::new(source, SECTION) {
                    Ok(mut caller) => caller.bytes(path).await,
                    Err(error) => Err(error),
                };
                bytes::plain(answer.map_err(|error| error.to_string())?)
            }
        };
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= MAX_FILE => Ok(bytes),
            other => Err(too_large(other.unwrap_or(u64::MAX))),
        }
    }

    async fn queried(&self, values: &[(String, String)]) -> Result<Vec<u8>, String> {
        let (Some(source), Some(query)) = (&self.source, &self.settings.query) else {
            return Err(String::from("[loan_drafts.photos] has no query"));
        };
        let value = |name: &str| {
            values
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        };
        let found = sql::one::bytes(source, SECTION, query, value).await;
        found
            .map_err(|error| fieldlink_say::chain(&error))?
            .filter(|bytes| !bytes.is_empty())
            .ok_or_else(|| String::from("the database has no photo for this loan"))
    }
}

async fn read(path: &Path) -> Result<Vec<u8>, String> {
    let wrong = |error: std::io::Error| format!("the photo cannot be read: {}", error.kind());
    let length = tokio::fs::metadata(path).await.map_err(wrong)?.len();
    if length > MAX_FILE {
        return Err(too_large(length));
    }
    tokio::fs::read(path).await.map_err(wrong)
}

fn too_large(length: u64) -> String {
    format!(
        "the photo has more than {} MB; at most {} are read",
        length.saturating_sub(1) / 1_048_576,
        MAX_FILE / 1_048_576
    )
}

/// Only what PA2's own guide names; a WebP or GIF is made a JPEG by whoever keeps the photos.
fn kind(bytes: &[u8]) -> Result<(), String> {
    match Kind::of(bytes) {
        Some(Kind::Jpeg | Kind::Png) => Ok(()),
        _ => Err(String::from("the photo is neither JPEG nor PNG")),
    }
}

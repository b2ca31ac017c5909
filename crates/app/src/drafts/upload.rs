//! A photo sent in small pieces: when the line breaks, the sender goes on behind the last piece that arrived.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::Duration;
use fieldlink_domain::ids::PartnerId;
use fieldlink_store::photo_uploads::{self, PhotoUpload};

use crate::{Actor, Error, Pa2, Permission, Result};

/// Largest photo, in bytes.
pub const LARGEST_PHOTO: usize = 12 * 1024 * 1024;
/// Largest piece, in bytes.
pub const LARGEST_PIECE: usize = 256 * 1024;
/// Longest mark, in characters.
const LONGEST_MARK: usize = 200;
/// Photos on their way to one draft; the oldest gives way.
const MOST_AT_ONCE: usize = 3;
/// How long what has arrived is kept.
const KEPT: Duration = Duration::days(1);

/// How far a photo has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Names the upload.
    pub upload: String,
    /// Bytes that have arrived: where the next piece begins.
    pub offset: i64,
    /// Whether the piece that was just sent began elsewhere, and was not taken.
    pub elsewhere: bool,
}

impl Pa2 {
    /// Begins to send a photo, or goes on with one that has this size and mark: the sender's way to tell files apart.
    pub async fn begin_photo_upload(
        &self,
        actor: &Actor,
        partner: PartnerId,
        draft: i64,
        (size, mark): (i64, &str),
    ) -> Result<Arrived> {
        let under_way = self.photos_under_way(actor, partner, draft).await?;
        if size < 1 || usize::try_from(size).unwrap_or(usize::MAX) > LARGEST_PHOTO {
            let text = "A photo may have up to 12 MB.";
            return Err(Error::invalid(text).said("drafts-photo-upload-too-large", []));
        }
        if mark.chars().count() > LONGEST_MARK {
            return Err(Error::invalid("The mark of the file cannot be kept."));
        }
        if let Some(same) = under_way.iter().find(|one| one.size == size && one.mark == mark) {
            return Ok(arrived(same, false));
        }
        let now = self.system.read();
        let upload = PhotoUpload {
            id: self.entropy.token::<16>(),
            partner,
            draft,
            mark: mark.to_owned(),
            size,
            received: 0,
        };
        let tx = self.store.begin().await?;
        photo_uploads::delete_old(&tx, now - KEPT).await?;
        let spare = (under_way.len() + 1).saturating_sub(MOST_AT_ONCE);
        for old in under_way.iter().take(spare) {
            photo_uploads::delete(&tx, &old.id).await?;
        }
        photo_uploads::insert(&tx, &upload, now).await?;
        tx.commit().await?;
        Ok(arrived(&upload, false))
    }

    /// Takes a piece, if it begins where the last one ended.
    pub async fn add_photo_piece(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (draft, id): (i64, &str),
        (offset, piece): (i64, &[u8]),
    ) -> Result<Arrived> {
        let upload = self.photo_under_way(actor, partner, (draft, id)).await?;
        let length = i64::try_from(piece.len()).unwrap_or(i64::MAX);
        if piece.is_empty() || piece.len() > LARGEST_PIECE || length > upload.size - upload.received.min(offset.max(0))
        {
            return Err(Error::invalid("This piece is no part of the photo that was begun."));
        }
        if offset != upload.received {
            return Ok(arrived(&upload, true));
        }
        let tx = self.store.begin().await?;
        let taken = photo_uploads::add(&tx, &upload, &STANDARD.encode(piece), length).await?;
        tx.commit().await?;
        if !taken {
            // Another sender of the same piece was first.
            let now = self.photo_under_way(actor, partner, (draft, id)).await?;
            return Ok(arrived(&now, true));
        }
        let received = upload.received + length;
        Ok(arrived(&PhotoUpload { received, ..upload }, false))
    }

    /// The photo, once all of it has arrived.
    pub async fn whole_photo(&self, actor: &Actor, partner: PartnerId, of: (i64, &str)) -> Result<Vec<u8>> {
        let upload = self.photo_under_way(actor, partner, of).await?;
        if upload.received != upload.size {
            let text = "The upload broke off before its end.";
            return Err(Error::invalid(text).said("drafts-photo-upload-cut", []));
        }
        let mut photo = Vec::with_capacity(usize::try_from(upload.size).unwrap_or_default());
        for piece in photo_uploads::pieces(&self.store, &upload.id).await? {
            photo.extend(STANDARD.decode(piece).map_err(Error::internal)?);
        }
        Ok(photo)
    }

    /// Takes away what arrived of a photo.
    pub async fn forget_photo_upload(&self, actor: &Actor, partner: PartnerId, of: (i64, &str)) -> Result<()> {
        let upload = self.photo_under_way(actor, partner, of).await?;
        let tx = self.store.begin().await?;
        photo_uploads::delete(&tx, &upload.id).await?;
        Ok(tx.commit().await?)
    }

    async fn photo_under_way(
        &self,
        actor: &Actor,
        partner: PartnerId,
        (draft, id): (i64, &str),
    ) -> Result<PhotoUpload> {
        let under_way = self.photos_under_way(actor, partner, draft).await?;
        under_way.into_iter().find(|one| one.id == id).ok_or_else(|| {
            Error::conflict("What was sent of this photo is no longer there.").said("drafts-photo-upload-gone", [])
        })
    }

    async fn photos_under_way(&self, actor: &Actor, partner: PartnerId, draft: i64) -> Result<Vec<PhotoUpload>> {
        // Whose it is comes first: what a stranger may not do is not there for them.
        self.draft(actor, partner, draft).await?;
        actor.may(Permission::EditDrafts, partner)?;
        Ok(photo_uploads::of_draft(&self.store, partner, draft).await?)
    }
}

fn arrived(upload: &PhotoUpload, elsewhere: bool) -> Arrived {
    Arrived {
        upload: upload.id.clone(),
        offset: upload.received,
        elsewhere,
    }
}

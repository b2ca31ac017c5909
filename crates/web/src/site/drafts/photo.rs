//! Step 3: the photo, and who is not on it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fieldlink_app::drafts::{Arrived, LARGEST_PHOTO, Review};
use fieldlink_app::photo::PhotoError;
use fieldlink_app::{Error, Kind};
use fieldlink_contract::codes;
use fieldlink_contract::loan_draft::LoanDraft;
use fieldlink_domain::draft::{LoanType, loan_type};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::steps::{self, Step};
use super::typed::Typed;
use crate::AppState;
use crate::request::{Path, Upload, UploadError};
use crate::site::csrf;
use crate::site::layout::{self, SiteError};
use crate::site::session::Visitor;

/// What this page may load beside what every page may: our own script.
const SCRIPT_POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

pub(super) async fn show(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, SiteError> {
    let review = match steps::open_draft(&state, &visitor, id).await? {
        Ok(review) => review,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let body = form(&visitor, &review, &small(&state, &visitor, &review).await?, None);
    let page = steps::page(&state, &visitor, &review, Step::Photo, body).await?;
    Ok(with_script(page.into_response()))
}

/// Lets the page load our own script, and that script send pieces to us.
fn with_script(mut response: Response) -> Response {
    let policy = HeaderValue::from_static(SCRIPT_POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// How far a photo has come, for the script.
#[derive(Serialize)]
struct Progress {
    upload: String,
    offset: i64,
}

fn progress(arrived: Arrived) -> Response {
    let status = if arrived.elsewhere {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let Arrived { upload, offset, .. } = arrived;
    (status, Json(Progress { upload, offset })).into_response()
}

/// The file that the script is about to send.
#[derive(Deserialize)]
pub(super) struct Begun {
    size: i64,
    mark: String,
}

pub(super) async fn begin(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    csrf::Form(begun): csrf::Form<Begun>,
) -> Result<Response, SiteError> {
    let file = (begun.size, begun.mark.as_str());
    let arrived = state
        .pa2
        .begin_photo_upload(&visitor.actor(), visitor.partner, id, file)
        .await?;
    Ok(progress(arrived))
}

pub(super) async fn piece(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((id, upload)): Path<(i64, String)>,
    headers: HeaderMap,
    form: Upload,
) -> Result<Response, SiteError> {
    let posted = read(form, "piece").await?;
    csrf::check(&state, &visitor, &headers, Some(posted.fields.get(csrf::FIELD))).await?;
    let offset = posted.fields.get("offset").parse().unwrap_or_default();
    let arrived = state
        .pa2
        .add_photo_piece(
            &visitor.actor(),
            visitor.partner,
            (id, &upload),
            (offset, &posted.photo),
        )
        .await?;
    Ok(progress(arrived))
}

/// The picture itself.
pub(super) async fn picture(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
) -> Result<Response, SiteError> {
    let jpeg = state.pa2.draft_photo(&visitor.actor(), visitor.partner, id).await?;
    Ok((
        [
            (header::CONTENT_TYPE, "image/jpeg"),
            (header::CACHE_CONTROL, "private, no-cache"),
        ],
        jpeg,
    )
        .into_response())
}

pub(super) async fn save(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<i64>,
    headers: HeaderMap,
    form_data: Upload,
) -> Result<Response, SiteError> {
    let mut posted = match read(form_data, "photo").await {
        Ok(posted) => posted,
        // Without its end the form has no token to check; nothing is changed by showing the page.
        Err(error) => return again(&state, &visitor, id, None, error).await,
    };
    csrf::check(&state, &visitor, &headers, Some(posted.fields.get(csrf::FIELD))).await?;
    if posted.too_large {
        return again(&state, &visitor, id, Some(&posted.fields), unreadable(true)).await;
    }
    let review = match steps::posted_draft(&state, &visitor, id).await? {
        Ok(review) => review,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let fields = posted.fields.clone();
    let upload = fields.get("upload");
    let sent = (id, upload);
    if !upload.is_empty() {
        match state.pa2.whole_photo(&visitor.actor(), visitor.partner, sent).await {
            Ok(photo) => posted.photo = photo,
            Err(error) => return again(&state, &visitor, id, Some(&fields), error).await,
        }
    }
    let kept = keep(&state, &visitor, &review, posted).await;
    let unfit = |error: &Error| error.kind == Kind::Invalid;
    if !upload.is_empty() && kept.as_ref().err().is_none_or(unfit) {
        state
            .pa2
            .forget_photo_upload(&visitor.actor(), visitor.partner, sent)
            .await?;
    }
    match kept {
        Ok(()) => Ok(Redirect::to(&steps::href(id, Step::Review)).into_response()),
        Err(error) => again(&state, &visitor, id, Some(&fields), error).await,
    }
}

/// The page as it is, with the reason why nothing was saved, and the ticks as they were set.
async fn again(
    state: &AppState,
    visitor: &Visitor,
    id: i64,
    ticked: Option<&Typed>,
    error: Error,
) -> Result<Response, SiteError> {
    let notice = steps::refused(&visitor.text, error)?;
    let review = match steps::posted_draft(state, visitor, id).await? {
        Ok(review) => review,
        Err(elsewhere) => return Ok(elsewhere.into_response()),
    };
    let small = small(state, visitor, &review).await?;
    let body = html! { (steps::not_saved(visitor, &notice)) (form(visitor, &review, &small, ticked)) };
    let page = steps::page(state, visitor, &review, Step::Photo, body).await?;
    Ok(with_script(steps::refusal(page)))
}

struct Posted {
    fields: Typed,
    photo: Vec<u8>,
    /// The photo was larger than one may be, and is not held.
    too_large: bool,
}

/// Why an upload cannot be read: it is too large, or it broke off.
fn unreadable(too_large: bool) -> Error {
    let (kind, code, text) = if too_large {
        (Kind::TooLarge, codes::TOO_LARGE, "drafts-photo-upload-too-large")
    } else {
        (Kind::Invalid, codes::INVALID_REQUEST, "drafts-photo-upload-cut")
    };
    let english = "The upload could not be read. A photo may have up to 12 MB.";
    Error::new(kind, code, english).said(text, [])
}

/// Reads a form with one file in it, in the field of this name, to its end. Of the file no more is held than a photo may
/// have.
async fn read(mut form: Upload, file: &str) -> Result<Posted, Error> {
    let failed = |error: UploadError| error.said(unreadable);
    let mut fields = Vec::new();
    let mut photo = Vec::new();
    let mut too_large = false;
    while let Some(mut part) = form.next_part().await.map_err(failed)? {
        let name = part.name().to_owned();
        if name != file {
            fields.push((name, part.text().await.map_err(failed)?));
            continue;
        }
        while let Some(piece) = part.chunk().await.map_err(failed)? {
            too_large |= photo.len() + piece.len() > LARGEST_PHOTO;
            if too_large {
                photo = Vec::new();
            } else {
                photo.extend_from_slice(&piece);
            }
        }
    }
    Ok(Posted {
        fields: Typed::posted(fields),
        photo,
        too_large,
    })
}

async fn keep(state: &AppState, visitor: &Visitor, review: &Review, posted: Posted) -> Result<(), Error> {
    let (actor, partner, id) = (visitor.actor(), visitor.partner, review.draft.id);
    let mut version = posted.fields.get("version").parse().unwrap_or_default();
    if !posted.photo.is_empty() {
        version = state
            .pa2
            .save_draft_photo(&actor, partner, (id, version), posted.photo)
            .await?
            .version;
    }
    let body = &review.draft.body;
    if loan_type(body) == LoanType::Group {
        let ticked = |at: usize| !posted.fields.get(&format!("not_pictured[{at}]")).is_empty();
        let ticks = Some((0..body.entreps.len()).map(ticked).collect());
        let body = LoanDraft {
            not_pictured: ticks,
            ..body.clone()
        };
        let unread = review.draft.unread.clone();
        state
            .pa2
            .save_draft(&actor, partner, (id, version), (body, unread))
            .await?;
    }
    Ok(())
}

/// The photo within the page, with the way to the whole one. This page has a script: a picture of its own would be a
/// request too many on a slow line.
async fn small(state: &AppState, visitor: &Visitor, review: &Review) -> Result<Markup, SiteError> {
    let draft = &review.draft;
    let text = &visitor.text;
    let jpeg = state.pa2.draft_thumbnail(&visitor.actor(), draft).await?;
    let src = jpeg.map(|jpeg| format!("data:image/jpeg;base64,{}", STANDARD.encode(jpeg)));
    Ok(html! {
        @if let Some(key) = &draft.photo {
            p.ways { a href=(address(draft.id, key)) {
                @if let Some(src) = src { img.photo.small src=(src) alt=(text.get("drafts-photo-alt")); br; }
                (text.get("drafts-photo-whole"))
            } }
        }
        (photo_error(visitor, review))
    })
}

fn form(visitor: &Visitor, review: &Review, small: &Markup, ticked: Option<&Typed>) -> Markup {
    let text = &visitor.text;
    let findings = steps::shown(review);
    let fields = Fields {
        text,
        typed: &Typed::default(),
        findings: &findings,
    };
    html! {
        (layout::section_bar(&text.get("drafts-photo")))
        (small)
        @let pieces = format!("/drafts/{}/photo/pieces", review.draft.id);
        form method="post" enctype="multipart/form-data" action=(steps::href(review.draft.id, Step::Photo))
            data-pieces=(pieces) data-sent=(text.with("drafts-photo-sent", &[("percent", "%".into())]))
            data-waiting=(text.get("drafts-photo-waiting")) data-stopped=(text.get("drafts-photo-stopped"))
            data-most=(LARGEST_PHOTO) data-large=(text.get("drafts-photo-upload-too-large")) {
            (steps::hidden(visitor, review.draft.version))
            div.field {
                label for="photo" { (text.get("drafts-photo-choose")) }
                br;
                input #photo type="file" name="photo" accept="image/jpeg,image/png,image/webp,image/gif,image/bmp,image/tiff"
                    aria-describedby="photo-help";
                br;
                small #photo-help { (text.get("drafts-photo-help")) }
                (fields.says("image_encoded"))
            }
            @if loan_type(&review.draft.body) == LoanType::Group { (not_pictured(&fields, review, ticked)) }
            p { (layout::button(&text.get("drafts-save-next"))) " " output #sent role="status" {} }
        }
        script src="/static/photo.js" defer {}
    }
}

/// The photo, or why there is none.
pub(super) fn shown(visitor: &Visitor, review: &Review) -> Markup {
    let draft = &review.draft;
    html! {
        @if let Some(key) = &draft.photo {
            img.photo src=(address(draft.id, key)) alt=(visitor.text.get("drafts-photo-alt"));
        }
        (photo_error(visitor, review))
    }
}

/// The key changes with the picture, so an old one is never shown for a new one.
fn address(draft: i64, key: &str) -> String {
    format!("/drafts/{draft}/photo.jpg?{}", key_part(key))
}

fn photo_error(visitor: &Visitor, review: &Review) -> Markup {
    html! {
        @if let Some(error) = &review.draft.photo_error {
            p.error { (PhotoError::kept(error).map_or_else(|| error.clone(), |known| visitor.text.get(known.text()))) }
        }
    }
}

/// The part of a photo's address that changes with the picture.
pub(in crate::site) fn key_part(key: &str) -> &str {
    let name = key.rsplit('/').next().unwrap_or_default();
    name.get(..12).unwrap_or(name)
}

fn not_pictured(fields: &Fields, review: &Review, ticked: Option<&Typed>) -> Markup {
    let body = &review.draft.body;
    let ticks = body.not_pictured.as_deref().unwrap_or_default();
    html! {
        fieldset.field {
            legend.label { (fields.text.get("drafts-not-pictured")) }
            @for (at, entrep) in body.entreps.iter().enumerate() {
                @let name = format!("not_pictured[{at}]");
                @let kept = ticks.get(at).copied().unwrap_or(false);
                @let is_ticked = ticked.map_or(kept, |ticked| !ticked.get(&name).is_empty());
                div {
                    input id=(name) type="checkbox" name=(name) value="true"
                        checked[is_ticked];
                    " "
                    label for=(name) {
                        (entrep.first_name.as_deref().unwrap_or_default()) " "
                        (entrep.last_name.as_deref().unwrap_or_default())
                    }
                }
            }
            (fields.says("not_pictured"))
        }
    }
}

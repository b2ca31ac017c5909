//! NEW LOANS: drafts in PA2's four steps, and publishing them (domain.md 2.1).

mod apply;
mod changed;
mod chart;
mod description;
mod fields;
mod list;
mod many;
mod photo;
mod publish;
mod review;
mod steps;
mod terms;
mod typed;

pub(in crate::site) use photo::key_part;

use crate::site::Pages;

/// Largest photo form, in bytes: what a large camera makes. Of a photo no more is held than one may have; the rest is read
/// so that the answer reaches the browser.
const PHOTO_LIMIT: usize = 96 * 1024 * 1024;

/// The routes of this file.
pub fn routes() -> Pages {
    Pages::new()
        .get("/drafts/{id}/photo", photo::show)
        .post("/drafts/{id}/photo", photo::save)
        .body_limit(PHOTO_LIMIT)
        .post("/drafts/{id}/photo/pieces", photo::begin)
        .post("/drafts/{id}/photo/pieces/{upload}", photo::piece)
        .get("/drafts", list::show)
        .post("/drafts", list::start)
        .post("/drafts/publish", many::publish)
        .get("/drafts/{id}", review::show)
        .get("/drafts/{id}/description", description::show)
        .post("/drafts/{id}/description", description::save)
        .get("/drafts/{id}/terms", terms::show)
        .post("/drafts/{id}/terms", terms::save)
        .get("/drafts/{id}/photo.jpg", photo::picture)
        .post("/drafts/{id}/publish", publish::publish)
        .post("/drafts/{id}/delete", publish::delete)
}

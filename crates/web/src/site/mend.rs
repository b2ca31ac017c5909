//! A form with a text in it that cannot be taken is not lost: a page shows that text to be mended, says why, and holds
//! the other fields. Its button sends all of them to where the form went.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use fieldlink_app::Error;
use maud::html;

use crate::request::{self, Refused, Unfit};
use crate::site::csrf::Posted;
use crate::site::layout::{button, plain_page};

/// Fields that no page repeats.
const SECRET: [&str; 4] = ["password", "confirm_password", "new", "again"];

/// The page for a form with this text in it.
pub(super) fn page(posted: &Posted, unfit: &Unfit) -> Response {
    let fields: Vec<_> = request::pairs(&posted.bytes).collect();
    let text = &posted.visitor.text;
    if fields.iter().any(|(name, ..)| SECRET.contains(&&**name)) {
        return Refused(unfit.clone().into()).into_response();
    }
    let to = posted.parts.uri.path_and_query().map_or("/", |whole| whole.as_str());
    let body = html! {
        form method="post" action=(to) {
            p.error role="alert" { (text.error(&Error::from(unfit.clone()))) }
            @for (name, value, fits) in &fields {
                @if fits.is_err() {
                    div.field {
                        label for=(name) { (name) }
                        br;
                        textarea id=(name) name=(name) rows="5" maxlength=(request::most(name)) aria-invalid="true" {
                            "\n" (value.replace('\0', ""))
                        }
                    }
                } @else {
                    input type="hidden" name=(name) value=(value);
                }
            }
            p { (button(&text.get("mend-button"))) }
        }
        p.ways { a href="/" { (text.get("fresh-leave")) } }
    };
    let page = plain_page(text, &text.get("mend-title"), body);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

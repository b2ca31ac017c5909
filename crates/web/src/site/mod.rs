//! The site that people work in. Every page is whole without JavaScript.

pub mod api_access;
pub mod csrf;
pub mod drafts;
pub mod format;
pub mod home;
pub mod journals;
pub mod kiva;
pub mod language;
pub mod layout;
pub mod loans;
pub mod pages;
pub mod repayments;
pub mod sandbox;
pub mod session;
pub mod sign_in;
pub mod text;

pub use pages::Pages;

/// All pages.
pub fn routes() -> Pages {
    Pages::new()
        .merge(sign_in::routes())
        .merge(home::routes())
        .merge(drafts::routes())
        .merge(loans::routes())
        .merge(journals::routes())
        .merge(repayments::routes())
        .merge(api_access::routes())
        .merge(kiva::routes())
        .merge(sandbox::routes())
}

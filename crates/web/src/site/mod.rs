//! The site that people work in. Every page is whole without JavaScript.

pub mod account;
pub mod api_access;
pub mod cell;
pub mod chart;
pub mod csrf;
pub mod defaults;
pub mod drafts;
pub mod export;
pub mod files;
pub mod fresh;
pub mod home;
pub mod journals;
pub mod kiva;
pub mod language;
pub mod layout;
pub mod loans;
pub mod local;
mod mend;
mod other_partner;
pub mod pages;
pub mod repayments;
pub mod reports;
pub mod sandbox;
pub mod second_step;
pub mod session;
pub mod sign_in;
pub mod text;

pub use pages::Pages;

/// All pages.
pub fn routes() -> Pages {
    Pages::new()
        .merge(sign_in::routes())
        .merge(second_step::routes())
        .merge(language::routes())
        .merge(account::routes())
        .merge(home::routes())
        .merge(drafts::routes())
        .merge(loans::routes())
        .merge(defaults::routes())
        .merge(journals::routes())
        .merge(repayments::routes())
        .merge(reports::routes())
        .merge(api_access::routes())
        .merge(kiva::routes())
        .merge(sandbox::routes())
}

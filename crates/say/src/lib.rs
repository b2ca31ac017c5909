//! What people are told, in English, Spanish and French: the one folder of texts, `locales/`, and who looks them up.
//!
//! A text has an id and named values. Each language has a file of the same name with the same ids; what rules and errors
//! of the link say in English stands beside the rule still, so those files are there for the other languages alone.

mod language;
mod text;

pub use fluent_templates::LanguageIdentifier;
pub use fluent_templates::fluent_bundle::FluentValue as Value;
pub use language::{Language, UnknownLanguage};
pub use text::Text;

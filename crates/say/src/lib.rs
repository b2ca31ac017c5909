//! What people are told, in English, Spanish and French: the one folder of texts, `locales/`, and who looks them up.
//!
//! A text has an id and named values. Each language has a file of the same name with the same ids, or the build fails. Start
//! at [`message!`], which makes a [`Message`]; [`derive@Error`] makes an enum of errors that say themselves.

mod argument;
mod held;
mod language;
mod message;
mod number;
mod text;

/// An error whose variants name their texts and whose fields are the values that the texts put in. It is an
/// [`std::error::Error`], shows itself in English, and [`Message`] is made from a reference to it.
///
/// ```
/// use fieldlink_say::{Error, Message};
///
/// #[derive(Debug, Error)]
/// #[say("inbox")]
/// enum InboxError {
///     /// The text `inbox-empty`.
///     Empty,
/// }
///
/// assert_eq!(InboxError::Empty.to_string(), Message::from(&InboxError::Empty).to_string());
/// ```
///
/// The name of a text is that of the enum, `#[say("language")]`, and of the variant. A field that is marked `#[source]`, or
/// called so, lies below the error and is no value; `#[from]` marks one and makes the error of it; `#[say(skip)]` is neither,
/// and `#[say("name")]` gives a value another name. Of a variant, `#[say("another-text")]` names its text,
/// `#[say(inner)]` says the error that it wraps, `#[say(with = function)]` asks a function of its fields.
pub use fieldlink_say_derive::Error;
pub use fluent_bundle::FluentValue as Value;
pub use held::{ids, must_be_said, values_of};
pub use language::{Language, UnknownLanguage};
pub use message::{Argument, AsCause, Message, chain};
pub use text::Text;
pub use unic_langid::LanguageIdentifier;

// The derive speaks of this crate by its name.
extern crate self as fieldlink_say;

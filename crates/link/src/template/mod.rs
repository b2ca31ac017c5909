//! `fieldlink template`: a workbook for a partner whose records are in no database, and the configuration that reads it.
//!
//! The partner's own activities, loan themes, locations, languages and currencies are drop-downs, so a name that Kiva
//! does not know cannot be typed. One table (`columns`) makes the sheets, the instructions and the configuration.

mod book;
mod columns;
mod section;
mod texts;

pub use self::book::{TemplateError, write};
pub use self::section::section;

//! An answer that was a success.

use std::ops::Deref;

/// The value of a reply, and how it came. Reads like the value itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<T> {
    /// What the server said.
    pub value: T,
    /// The HTTP status: 200, or 201 for journals on one of its routes.
    pub status: u16,
    /// The server's id of the request (`x-request-id`), for a report to Kiva.
    pub request_id: Option<String>,
    /// How often the request was sent. More than 1 means that earlier tries failed.
    pub attempts: u32,
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

//! The link: from a partner's records to the Partner API.

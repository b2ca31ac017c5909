//! The token service.

mod bearer;
mod introspect;
mod limits;
mod revoke;
mod rotation;
mod secrets;
mod support;
mod token;
mod well_known;

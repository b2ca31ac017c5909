//! The signed-in person of a request, kept in the database.

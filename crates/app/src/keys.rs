//! Keys of the installation: signing keys, rotation, the server key.

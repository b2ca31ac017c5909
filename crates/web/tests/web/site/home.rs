//! Pages of home.

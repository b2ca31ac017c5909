//! Posted loans and the steps of their life.

//! A picture made safe to keep: known format, upright, without metadata, of bounded size.

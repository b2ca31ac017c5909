//! Monthly reports and their final lines.

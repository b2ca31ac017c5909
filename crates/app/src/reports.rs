//! The month: numbers, preliminary and final report.

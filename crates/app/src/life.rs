//! The job that moves loans when their time comes, and the steps an operator takes.

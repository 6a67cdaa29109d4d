//! The integration tests: reading, binding and what is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that meets the unexpected has to fail, and says where"
)]

mod support;

mod binding;
mod constructs;
mod fixtures;
mod laws;
mod reading;
mod refusals;
mod shared;

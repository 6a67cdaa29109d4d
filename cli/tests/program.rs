//! The program as people meet it: what it prints, and how it ends.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that meets the unexpected has to fail, and says where"
)]

mod browser;
mod check;
mod documents;
mod extract;
mod fill;
mod form;
mod forms;
mod help;
mod import;
mod inspect;
mod others;
mod report;
mod runner;
mod workbook;

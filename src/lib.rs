//! Reads filled Chinese budget-performance declaration forms and writes them back.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod fill;
pub mod value;

//! Reads filled Chinese budget-performance declaration forms and writes them back.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod document;
mod error;
pub mod fill;
mod finding;
pub mod form;
mod lang;
mod limits;
mod place;
pub mod read;
pub mod value;

pub use document::Document;
pub use error::{Cause, Error, ErrorKind, Foreign, Result};
pub use finding::{Finding, FindingKind, Severity};
pub use lang::Lang;
pub use limits::Limits;
pub use place::Place;

//! Reads filled Chinese budget-performance declaration forms and writes them back.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod declaration;
pub mod document;
mod error;
mod extract;
pub mod fill;
mod finding;
pub mod form;
mod lang;
mod limits;
mod place;
pub mod read;
pub mod value;

#[cfg(feature = "schema")]
pub use declaration::json_schema;
pub use declaration::{Attribute, Declaration, Funding, Indicator, Project};
pub use document::Document;
pub use error::{Cause, Error, ErrorKind, Foreign, Result};
pub use extract::{Extraction, Reading, extract};
pub use fill::{FillOptions, Filled, Template};
pub use finding::{Finding, FindingKind, Severity};
pub use form::{Form, Labelled};
pub use lang::Lang;
pub use limits::Limits;
pub use place::Place;

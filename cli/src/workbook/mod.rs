//! The Excel workbook of declarations: written from lines, and read back into data.
//!
//! A sheet has a row for each declaration, every list of the form a sheet of its own, and opinions and extras share one.
//! The first row of each sheet is hidden and holds the keys of its columns, so that headers can be renamed, columns
//! moved and sheets sorted, and reading back does not guess. A sheet that somebody wrote without keys is read by its
//! headers.

mod blank;
mod cell;
mod compose;
mod files;
mod grid;
mod headers;
mod layout;
mod overflow;
mod read;
mod style;
mod totals;
mod write;

pub(crate) use blank::blank;
pub(crate) use read::{Given, Read, read};
pub(crate) use write::Writer;

/// Whether bytes are a ZIP archive, which of all data only a workbook is.
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

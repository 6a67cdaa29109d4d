//! Rich Text Format to [`Document`] (RTF specification 1.9.1).
//!
//! ```text
//! bytes -token-> words, braces and bytes -walk-> lines of text -rows-> document
//!                        code pages: font    fields: form
//! ```
//!
//! The tokeniser is our own: the crates for RTF build trees by recursion, or read text only and drop tables, code pages
//! and fields. A group is an entry on a stack; how a paragraph lies in tables is known when it ends, so a line is
//! kept until then.

mod field;
mod font;
mod list;
mod rows;
mod token;
mod walk;

use crate::document::Document;
use crate::error::{ErrorKind, Result};
use crate::limits::Limits;

/// The name of the one part of a file.
const PART: &str = "rtf";

/// Reads an RTF file.
pub(in crate::read) fn read_rtf(bytes: &[u8], limits: &Limits) -> Result<Document> {
    if bytes.len() as u64 > limits.part_bytes {
        return Err(exceeded("part_bytes", limits.part_bytes, bytes.len() as u64));
    }
    walk::read(bytes, limits)
}

fn exceeded(limit: &'static str, allowed: u64, found: u64) -> crate::Error {
    ErrorKind::LimitExceeded { limit, allowed, found, part: Some(PART.to_owned()) }.into()
}

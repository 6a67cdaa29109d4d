//! Plain text.
use crate::{Document, Result, read::ReadOptions, document::Format};
pub(crate) fn read_text(_bytes: &[u8], _options: &ReadOptions<'_>) -> Result<Document> { Ok(Document::new(Format::Text)) }

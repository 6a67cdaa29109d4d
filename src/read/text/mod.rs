//! Plain text.
use crate::{Document, Result, document::Format, read::ReadOptions};
pub(crate) fn read_text(_bytes: &[u8], _options: &ReadOptions<'_>) -> Result<Document> {
    Ok(Document::new(Format::Text))
}

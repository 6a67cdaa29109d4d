use crate::document::{Document, Format};
use crate::error::Result;
use crate::limits::Limits;
use crate::read::build::Builder;
pub(in crate::read) fn read_rtf(_bytes: &[u8], limits: &Limits) -> Result<Document> {
    Builder::new(Format::Rtf, "rtf", limits).finish()
}

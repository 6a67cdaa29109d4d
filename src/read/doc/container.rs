//! The compound file ([MS-CFB]) and the streams of it that make a document.

use std::borrow::Cow;
use std::io::{Cursor, Read, Seek, SeekFrom};

use cfb::{CompoundFile, Stream};

use super::bytes::{slice, u16_at, u32_at};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::read::docx::package::check_limit;
use crate::read::field_data::{self, FieldData};
use crate::read::sniff::{Kind, compound_kind};

/// The stream of the file information block and the text ([MS-DOC] 2.1.1).
pub(super) const MAIN: &str = "WordDocument";

/// The bytes of the file, as given or repaired.
type Bytes<'b> = Cursor<Cow<'b, [u8]>>;

/// An open compound file.
pub(super) struct Container<'b> {
    file: CompoundFile<Bytes<'b>>,
    /// The names of the streams and storages at its root.
    names: Vec<String>,
}

impl<'b> Container<'b> {
    /// Opens a compound file that should hold a Word document at its root, not in something that it embeds.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Container<'b>> {
        let open = |bytes| CompoundFile::open(Cursor::new(bytes));
        let file = open(Cow::Borrowed(bytes)).or_else(|error| match with_free_tail(bytes) {
            Some(bytes) => open(Cow::Owned(bytes)),
            None => Err(error),
        });
        let file = file.map_err(|error| damaged("CFB", error.to_string()))?;
        let names: Vec<String> = file.read_root_storage().map(|entry| entry.name().to_owned()).collect();
        match compound_kind(|name| names.iter().any(|own| own.eq_ignore_ascii_case(name))) {
            Kind::Encrypted(by) => Err(ErrorKind::Encrypted { by }.into()),
            Kind::Foreign(found) => Err(ErrorKind::NotADocument { found }.into()),
            _ => Ok(Container { file, names }),
        }
    }

    /// Reads a stream at the root. Names are compared without case ([MS-CFB] 2.6.4).
    pub(super) fn read(&mut self, name: &str, limits: &Limits) -> Result<Vec<u8>> {
        let Some(mut stream) = self.stream(name)? else {
            return Err(ErrorKind::PartMissing { part: name.to_owned() }.into());
        };
        let length = stream.len();
        check_limit("text_bytes", limits.text_bytes, length, Some(name))?;
        let mut bytes = Vec::new();
        // A stream may claim any length; the memory grows with what is there.
        stream.read_to_end(&mut bytes).map_err(|error| damaged(name, error.to_string()))?;
        if (bytes.len() as u64) < length {
            return Err(damaged(name, format!("{} of {length} bytes are there", bytes.len())));
        }
        Ok(bytes)
    }

    /// Opens the stream of pictures, form fields and large properties, which may be most of the file and is
    /// read in places only.
    pub(super) fn data(&mut self) -> Result<Data<'b>> {
        Ok(Data(self.stream("Data")?))
    }

    fn stream(&mut self, name: &str) -> Result<Option<Stream<Bytes<'b>>>> {
        let Some(own) = self.names.iter().find(|own| own.eq_ignore_ascii_case(name)) else { return Ok(None) };
        self.file.open_stream(own).map(Some).map_err(|error| damaged(name, error.to_string()))
    }
}

/// The `Data` stream.
pub(super) struct Data<'b>(Option<Stream<Bytes<'b>>>);

impl Data<'_> {
    /// Reads up to so many bytes at a place; fewer where the stream ends, none where it does not reach.
    pub(super) fn at(&mut self, offset: u32, length: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(stream) = &mut self.0
            && u64::from(offset) < stream.len()
            && stream.seek(SeekFrom::Start(u64::from(offset))).is_ok()
        {
            // What is missing is noticed by whoever reads the bytes.
            let _ = stream.take(length as u64).read_to_end(&mut bytes);
        }
        bytes
    }

    /// What the form field shows whose data lies at a place: its length, the size of a header, the header, the data
    /// ([MS-DOC] 2.9.157 `NilPICFAndBinData`).
    pub(super) fn form_field(&mut self, offset: u32) -> Option<FieldData> {
        let length = u32_at(&self.at(offset, 4), 0)?;
        let bytes = self.at(offset, (length as usize).min(field_data::LONGEST));
        field_data::parse(bytes.get(usize::from(u16_at(&bytes, 4)?)..)?)
    }
}

/// Marks sectors that the file does not have as free, where some writers mark them as ends of chains. Nothing can be
/// read from them either way. `None` when there are none such.
fn with_free_tail(bytes: &[u8]) -> Option<Vec<u8>> {
    const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
    // [MS-CFB] 2.2: the size of a sector, and the first sectors of the allocation table.
    let size =
        1usize.checked_shl(u32::from(u16_at(bytes, 0x1E)?)).filter(|size| matches!(size, 512 | 4096))?;
    let present = (bytes.len() / size).checked_sub(1)?;
    let tables = u32_at(bytes, 0x2C)?.min(109) as usize;
    let mut copy = bytes.to_vec();
    for table in 0..tables {
        let start = (u32_at(bytes, 0x4C + table * 4)? as usize).checked_add(1)?.checked_mul(size)?;
        let entries = slice(bytes, start, size)?.chunks_exact(4);
        for (number, entry) in entries.enumerate() {
            if table * size / 4 + number >= present && u32_at(entry, 0) == Some(END_OF_CHAIN) {
                copy.get_mut(start + number * 4..)?.get_mut(..4)?.fill(0xFF);
            }
        }
    }
    (copy != bytes).then_some(copy)
}

/// The file cannot be taken apart.
fn damaged(part: &str, cause: String) -> Error {
    ErrorKind::DocBroken { part: part.to_owned(), byte: None, cause }.into()
}

/// Something in a stream is not what it should be.
pub(super) fn broken(part: &str, byte: usize, cause: &str) -> Error {
    ErrorKind::DocBroken { part: part.to_owned(), byte: Some(byte as u64), cause: cause.to_owned() }.into()
}

//! The compound file ([MS-CFB]) and the streams of it that make a document.

use std::io::{Cursor, Read, Seek, SeekFrom};

use cfb::{CompoundFile, Stream};

use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;

/// The stream of the file information block and the text ([MS-DOC] 2.1.1).
pub(super) const MAIN: &str = "WordDocument";

/// An open compound file.
pub(super) struct Container<'b> {
    file: CompoundFile<Cursor<&'b [u8]>>,
    /// The names of the streams and storages at its root.
    names: Vec<String>,
}

impl<'b> Container<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Container<'b>> {
        let file =
            CompoundFile::open(Cursor::new(bytes)).map_err(|error| damaged("CFB", error.to_string()))?;
        let names = file.read_root_storage().map(|entry| entry.name().to_owned()).collect();
        Ok(Container { file, names })
    }

    /// Reads a stream at the root. Names are compared without case ([MS-CFB] 2.6.4).
    pub(super) fn read(&mut self, name: &str, limits: &Limits) -> Result<Vec<u8>> {
        let Some(mut stream) = self.stream(name)? else {
            return Err(ErrorKind::PartMissing { part: name.to_owned() }.into());
        };
        let length = stream.len();
        if length > limits.part_bytes {
            return Err(ErrorKind::LimitExceeded {
                limit: "part_bytes",
                allowed: limits.part_bytes,
                found: length,
                part: Some(name.to_owned()),
            }
            .into());
        }
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

    fn stream(&mut self, name: &str) -> Result<Option<Stream<Cursor<&'b [u8]>>>> {
        let Some(own) = self.names.iter().find(|own| own.eq_ignore_ascii_case(name)) else { return Ok(None) };
        self.file.open_stream(own).map(Some).map_err(|error| damaged(name, error.to_string()))
    }
}

/// The `Data` stream.
pub(super) struct Data<'b>(Option<Stream<Cursor<&'b [u8]>>>);

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
}

/// The file cannot be taken apart.
fn damaged(part: &str, cause: String) -> Error {
    ErrorKind::DocBroken { part: part.to_owned(), byte: None, cause }.into()
}

/// Something in a stream is not what it should be.
pub(super) fn broken(part: &str, byte: usize, cause: &str) -> Error {
    ErrorKind::DocBroken { part: part.to_owned(), byte: Some(byte as u64), cause: cause.to_owned() }.into()
}

//! The template's archive taken apart once: a filled one is its bytes around one new entry.
//!
//! Going through the archive with the zip crate for each fill costs about a third of what deflating the part does; for
//! archives that are not plain enough to be taken apart, it is what does the work all the same.

use std::ops::Range;

/// Where one entry stands in an archive, and what must be told when it changes.
#[derive(Clone, Debug)]
pub(super) struct Archive {
    /// The entry's local header.
    header: Range<usize>,
    /// Where the next entry begins, or the directory.
    next: usize,
    directory: Range<usize>,
    /// The entry's record in the directory.
    record: usize,
    /// The records of the entries behind it.
    behind: Vec<usize>,
}

/// The new content of an entry.
pub(super) struct Content<'c> {
    pub(super) deflated: &'c [u8],
    pub(super) crc: u32,
    pub(super) size: usize,
}

/// APPNOTE 4.4.4: encrypted.
const ENCRYPTED: u16 = 1;
/// APPNOTE 4.4.4: how hard the deflater tried, and that sizes follow the data.
const OF_OLD_DATA: u16 = 0b1110;
/// APPNOTE 4.4.3 and 4.4.5: deflate, and the version that has it.
const DEFLATE: u16 = 8;
const DEFLATE_SINCE: u16 = 20;
/// The id of the extra field with sizes of 64 bits (APPNOTE 4.5.3).
const ZIP64: u16 = 1;

const LOCAL_HEADER: usize = 30;
const RECORD: usize = 46;
const END: usize = 22;

impl Archive {
    /// Takes an archive apart at one entry, whose content was read before. `None` when anything in it is out of the
    /// ordinary: bytes between the directory and its end, ZIP64, several disks, encryption, overlaps.
    pub(super) fn open(bytes: &[u8], name: &str, content: &[u8]) -> Option<Archive> {
        // A comment may hold the signature too, but then its length does not end where the archive does.
        let is_end = |at: &usize| {
            u16_at(bytes, at + 20).is_some_and(|comment| at + END + usize::from(comment) == bytes.len())
        };
        let end = memchr::memmem::rfind_iter(bytes, b"PK\x05\x06").find(is_end)?;
        let count = u16_at(bytes, end + 10)?;
        let directory = place_at(bytes, end + 16)?..end;
        let is_plain = u32_at(bytes, end + 4)? == 0
            && u16_at(bytes, end + 8)? == count
            && count != u16::MAX
            && directory.start.checked_add(place_at(bytes, end + 12)?)? == directory.end;
        if !is_plain {
            return None;
        }
        let mut entries: Vec<(usize, usize)> = Vec::with_capacity(usize::from(count));
        let mut own = None;
        let mut at = directory.start;
        for _ in 0..count {
            if bytes.get(at..at + 4)? != b"PK\x01\x02" {
                return None;
            }
            let [named, extra, said] = [28, 30, 32].map(|place| u16_at(bytes, at + place).map(usize::from));
            let named = at + RECORD..at + RECORD + named?;
            let extra = named.end..named.end + extra?;
            let offset = place_at(bytes, at + 42)?;
            if bytes.get(named)? == name.as_bytes() {
                let is_odd = u16_at(bytes, at + 8)? & ENCRYPTED != 0 || has_zip64(bytes.get(extra.clone())?);
                if is_odd || own.replace((offset, at)).is_some() {
                    return None;
                }
            }
            entries.push((offset, at));
            at = extra.end + said?;
        }
        let (start, record) = own.filter(|_| at == directory.end)?;
        let behind = || entries.iter().filter(|(offset, _)| *offset > start);
        let next = behind().map(|(offset, _)| *offset).min().unwrap_or(directory.start);
        let header = start..start + LOCAL_HEADER;
        let [named, extra] = [26, 28].map(|place| u16_at(bytes, start + place).map(usize::from));
        let named = header.end..header.end + named?;
        let header = start..named.end + extra?;
        let data_end = header.end.checked_add(place_at(bytes, record + 20)?)?;
        let is_sound = bytes.get(start..start + 4)? == b"PK\x03\x04"
            && bytes.get(named.clone())? == name.as_bytes()
            && !has_zip64(bytes.get(named.end..header.end)?)
            && data_end <= next
            // It is the entry that the reader of archives found under that name.
            && u32_at(bytes, record + 16)? == crc32fast::hash(content)
            && entries.iter().all(|(offset, _)| *offset < directory.start)
            && entries.iter().filter(|(offset, _)| *offset == start).count() == 1;
        let behind = behind().map(|(_, record)| record - directory.start).collect();
        is_sound.then(|| Archive { header, next, record: record - directory.start, directory, behind })
    }

    /// The archive with another content of the entry; everything else in it keeps its bytes and order. `None` when
    /// that is too large for it.
    pub(super) fn with(&self, bytes: &[u8], content: &Content<'_>) -> Option<Vec<u8>> {
        let packed = u32::try_from(content.deflated.len()).ok().filter(|size| *size < u32::MAX)?;
        let size = u32::try_from(content.size).ok().filter(|size| *size < u32::MAX)?;
        let rest = bytes.get(self.next..)?;
        let mut out = Vec::with_capacity(self.header.end + content.deflated.len() + rest.len());
        out.extend_from_slice(bytes.get(..self.header.end)?);
        describe(out.get_mut(self.header.start + 4..)?, content.crc, packed, size)?;
        out.extend_from_slice(content.deflated);
        let next = out.len();
        out.extend_from_slice(rest);

        let moved = |place: usize| u32::try_from((place + next).checked_sub(self.next)?).ok();
        let (directory, end) = (moved(self.directory.start)?, moved(self.directory.end)?);
        put(&mut out, end as usize + 16, directory.to_le_bytes())?;
        let records = out.get_mut(directory as usize..end as usize)?;
        describe(records.get_mut(self.record + 6..)?, content.crc, packed, size)?;
        for record in &self.behind {
            let offset = moved(place_at(records, record + 42)?)?;
            put(records, record + 42, offset.to_le_bytes())?;
        }
        Some(out)
    }
}

/// Writes what a header and a record both say of a content: version, flags, method, and behind the time crc and sizes.
fn describe(at: &mut [u8], crc: u32, packed: u32, size: u32) -> Option<()> {
    let version = u16_at(at, 0)?.max(DEFLATE_SINCE);
    let flags = u16_at(at, 2)? & !OF_OLD_DATA;
    put(at, 0, version.to_le_bytes())?;
    put(at, 2, flags.to_le_bytes())?;
    put(at, 4, DEFLATE.to_le_bytes())?;
    put(at, 10, crc.to_le_bytes())?;
    put(at, 14, packed.to_le_bytes())?;
    put(at, 18, size.to_le_bytes())
}

fn has_zip64(mut extra: &[u8]) -> bool {
    while let (Some(id), Some(length)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        if id == ZIP64 {
            return true;
        }
        extra = extra.get(4 + usize::from(length)..).unwrap_or_default();
    }
    false
}

fn put<const N: usize>(bytes: &mut [u8], at: usize, value: [u8; N]) -> Option<()> {
    bytes.get_mut(at..)?.first_chunk_mut::<N>().map(|place| *place = value)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

/// A place or size; all ones stand for one that is told elsewhere.
fn place_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).filter(|place| *place != u32::MAX).map(|place| place as usize)
}

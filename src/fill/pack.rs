//! Deflating a filled part: as a whole, or around stretches of the template that were deflated before.

use std::ops::Range;

use flate2::{Compress, CompressError, FlushCompress, Status};

use super::edits::Rendered;
use crate::document::Document;
use crate::form::{Binding, Slot};

/// How small a filled document gets, and how long that takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As small as Word and others make it.
    #[default]
    Small,
    /// As fast as can be: what the template says is deflated once and for all, place by place, and what is filled in
    /// hardly. Documents get two to three times as large.
    Fast,
}

/// Deflates bytes as one stream.
pub(super) fn deflate(bytes: &[u8], level: flate2::Compression) -> Result<Vec<u8>, CompressError> {
    let mut out = Vec::with_capacity(bytes.len() / 4 + ROOM);
    push(&mut Compress::new(level, false), bytes, FlushCompress::Finish, &mut out)?;
    Ok(out)
}

/// The deflater wants some room to begin with.
const ROOM: usize = 1 << 10;

fn push(
    state: &mut Compress,
    bytes: &[u8],
    flush: FlushCompress,
    out: &mut Vec<u8>,
) -> Result<(), CompressError> {
    let (start, mut done) = (state.total_in(), 0);
    loop {
        out.reserve(ROOM);
        let status = state.compress_vec(bytes.get(done..).unwrap_or_default(), out, flush)?;
        done = (state.total_in() - start) as usize;
        // A flush is over when it leaves room.
        let is_flushed = done == bytes.len() && out.len() < out.capacity();
        if status == Status::StreamEnd || (flush != FlushCompress::Finish && is_flushed) {
            return Ok(());
        }
        out.reserve(out.capacity() / 2);
    }
}

/// The stretches of a part between the places that are filled in, each deflated by itself.
#[derive(Clone, Debug)]
pub(super) struct Segments {
    /// Where stretches begin and end, in order.
    cuts: Vec<usize>,
    /// A stretch between each two of them; empty when it is better written as it is.
    packed: Vec<Vec<u8>>,
}

/// A shorter stretch gets no smaller by what begins and ends it.
const SHORTEST: usize = 64;

/// A longer stretch of what was filled in is worth the deflater's while.
const LONGEST_STORED: usize = 8 << 10;

impl Segments {
    pub(super) fn of(xml: &[u8], document: &Document, binding: &Binding) -> Result<Segments, CompressError> {
        let cuts = cuts(xml, document, binding);
        let mut state = Compress::new(flate2::Compression::best(), false);
        let mut packed = Vec::with_capacity(cuts.len());
        for pair in cuts.windows(2) {
            let [start, end] = pair else { continue };
            let bytes = xml.get(*start..*end).unwrap_or_default();
            let mut out = Vec::new();
            if bytes.len() >= SHORTEST {
                state.reset();
                // The end of the flush is on a byte, and what follows may be anything.
                push(&mut state, bytes, FlushCompress::Sync, &mut out)?;
            }
            packed.push(if out.len() < bytes.len() { out } else { Vec::new() });
        }
        Ok(Segments { cuts, packed })
    }

    /// Deflates what was made of the part.
    pub(super) fn deflate(&self, rendered: &Rendered) -> Result<Vec<u8>, CompressError> {
        let mut out = Writer { out: Vec::with_capacity(rendered.xml.len()), state: None };
        let mut written = 0;
        for kept in &rendered.kept {
            let first = self.cuts.partition_point(|cut| *cut < kept.from.start);
            let last = self.cuts.partition_point(|cut| *cut <= kept.from.end);
            for number in first..last.saturating_sub(1) {
                let Some(packed) = self.packed.get(number).filter(|packed| !packed.is_empty()) else {
                    continue;
                };
                let Some([start, end]) = self.cuts.get(number..number + 2) else { continue };
                let at = kept.at + (start - kept.from.start);
                out.text(rendered.xml.get(written..at).unwrap_or_default())?;
                out.out.extend_from_slice(packed);
                written = at + (end - start);
            }
        }
        out.text(rendered.xml.get(written..).unwrap_or_default())?;
        out.out.extend_from_slice(&LAST_BLOCK);
        Ok(out.out)
    }
}

/// A last block without content (RFC 1951, 3.2.3): its bit, the code of fixed trees, the end of the block.
const LAST_BLOCK: [u8; 2] = [0b011, 0];

struct Writer {
    out: Vec<u8>,
    state: Option<Compress>,
}

impl Writer {
    /// Writes what was not deflated before.
    fn text(&mut self, bytes: &[u8]) -> Result<(), CompressError> {
        if bytes.len() > LONGEST_STORED {
            let state = match &mut self.state {
                Some(state) => {
                    state.reset();
                    state
                }
                none => none.insert(Compress::new(flate2::Compression::fast(), false)),
            };
            return push(state, bytes, FlushCompress::Sync, &mut self.out);
        }
        // A stored block (RFC 1951, 3.2.4): its length, and that again with all bits turned.
        if let Ok(length) = u16::try_from(bytes.len())
            && length > 0
        {
            self.out.push(0);
            self.out.extend_from_slice(&length.to_le_bytes());
            self.out.extend_from_slice(&(!length).to_le_bytes());
            self.out.extend_from_slice(bytes);
        }
        Ok(())
    }
}

/// Where a fill may change something: the elements of text in the paragraphs of places, their ends, and those of rows.
fn cuts(xml: &[u8], document: &Document, binding: &Binding) -> Vec<usize> {
    let mut cuts = vec![0, xml.len()];
    let mut around = |range: Range<usize>| cuts.extend([range.start, range.end]);
    let mut paragraph = |number: u32| {
        let Some(paragraph) = document.paragraphs.get(number as usize) else { return };
        let range = paragraph.source.range();
        let pieces = document.pieces.get(paragraph.pieces.range()).unwrap_or_default();
        pieces.iter().filter(|piece| !piece.source.is_empty()).for_each(|piece| around(piece.source.range()));
        // Text goes before the end tag, or in the place of the slash.
        let inside = xml.get(range.clone()).unwrap_or_default();
        let tag = memchr::memrchr(b'<', inside).unwrap_or_default();
        let end = if tag == 0 { range.end.saturating_sub("/>".len()) } else { range.start + tag };
        around(end..range.end);
    };
    let mut slot = |slot: Slot| match slot {
        Slot::Cell { table, cell } => {
            let cells = document.tables.get(table as usize).map(|table| &table.cells);
            let Some(cell) = cells.and_then(|cells| cells.get(cell as usize)) else { return };
            document.cell_paragraphs(table as usize, cell).for_each(&mut paragraph);
        }
        Slot::Inline { paragraph: number, .. } => paragraph(number),
    };
    for declaration in &binding.declarations {
        for field in &declaration.fields {
            slot(field.slot);
            field.more.iter().for_each(|(_, other)| slot(*other));
        }
        declaration.extras.iter().for_each(|extra| slot(extra.slot));
        for list in &declaration.lists {
            let cells = list.rows.iter().flat_map(|row| row.cells.iter().flatten());
            cells.for_each(|cell| slot(Slot::Cell { table: list.table, cell: *cell }));
        }
    }
    let lists = binding.declarations.iter().flat_map(|declaration| &declaration.lists);
    for list in lists {
        let Some(table) = document.tables.get(list.table as usize) else { continue };
        let rows = list.rows.iter().filter_map(|row| table.rows.get(row.row as usize));
        cuts.extend(rows.map(|row| row.source.end as usize));
    }
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

//! Binary documents of Word 97 and later, and of WPS: .doc, .wps ([MS-DOC]).
//!
//! The text is one row of characters, all stories behind each other. What a character or paragraph looks like is
//! found by the byte at which it lies, in pages of properties; where a cell or row ends, a paragraph mark tells.

mod bytes;
mod container;
mod fib;
mod lists;
mod pages;
mod pieces;
mod properties;
mod rows;
mod sprm;
mod styles;
mod walk;

use bytes::{u8_at, u16_at, u32_at};
use container::{Container, MAIN};
use fib::{Fib, Part, Story};
use pages::Pages;
use pieces::Text;
use styles::Styles;
use walk::{Source, Walker};

use crate::document::{Document, Format, Home};
use crate::error::{ErrorKind, Result};
use crate::limits::Limits;
use crate::read::build::Builder;

/// Reads a compound file that holds a Word document: the body, then headers, footers and text boxes.
pub(super) fn read_doc(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let mut container = Container::open(bytes)?;
    let main = container.read(MAIN, limits)?;
    let fib = Fib::parse(&main)?;
    let table = container.read(fib.table_stream(), limits)?;
    if let Some(by) = fib.encryption(&table) {
        return Err(ErrorKind::Encrypted { by }.into());
    }
    let fonts = font_names(fib.part(&table, Part::Fonts)?);
    let levels = {
        let (at, length) = fib.location(Part::Lists);
        at.checked_add(length).and_then(|end| table.get(end..)).unwrap_or_default()
    };
    let numbering =
        lists::read(fib.part(&table, Part::Lists)?, levels, fib.part(&table, Part::ListOverrides)?, &fonts);
    let source = Source {
        text: Text::read(&main, &table, &fib, limits)?,
        characters: Pages::of_characters(&main, fib.part(&table, Part::CharacterPages)?),
        paragraphs: Pages::of_paragraphs(&main, fib.part(&table, Part::ParagraphPages)?),
        styles: Styles::read(fib.part(&table, Part::Styles)?),
        fonts,
        numbering,
        sections: positions(fib.part(&table, Part::Sections)?, SECTION),
    };
    let builder = Builder::new(Format::Doc, MAIN, limits);
    let mut walker = Walker::new(&source, container.data()?, builder, limits, bytes.len());
    let (start, end) = fib.story(Story::Main);
    walker.story(start, end)?;
    headers(&mut walker, &fib, &positions(fib.part(&table, Part::Headers)?, 0))?;
    for (story, part) in
        [(Story::TextBoxes, Part::TextBoxes), (Story::HeaderTextBoxes, Part::HeaderTextBoxes)]
    {
        text_boxes(&mut walker, fib.story(story), &positions(fib.part(&table, part)?, TEXT_BOX))?;
    }
    for (story, what) in [(Story::Footnotes, "footnote"), (Story::Endnotes, "endnote")] {
        let (start, end) = fib.story(story);
        if start < end {
            walker.builder.note(what);
        }
    }
    walker.builder.finish()
}

/// The size of what stands behind the positions of each section and text box.
const SECTION: usize = 12;
const TEXT_BOX: usize = 22;

/// The positions of a table of positions and data ([MS-DOC] 2.2.2 `PLC`).
fn positions(plc: &[u8], data: usize) -> Vec<u32> {
    let count = plc.len().saturating_sub(4) / (4 + data) + 1;
    (0..count).map_while(|number| u32_at(plc, number * 4)).collect()
}

/// Headers and footers. The first six are what separates notes; then come six for each section, of which an empty
/// one is that of the section before ([MS-DOC] 2.3.5).
fn headers(walker: &mut Walker<'_, '_, '_>, fib: &Fib<'_>, positions: &[u32]) -> Result<()> {
    let (first, last) = fib.story(Story::Headers);
    let stories = positions.iter().zip(positions.iter().skip(1)).skip(6).enumerate();
    let (mut headers, mut footers) = (0, 0);
    // They follow one another: no text is read twice.
    let mut read = first;
    for (number, (start, end)) in stories {
        let (start, end) = (first.saturating_add(*start).max(read), first.saturating_add(*end).min(last));
        read = read.max(end);
        // What has only marks is a header that says nothing.
        if (start..end).all(|position| walker.is_mark(position)) {
            continue;
        }
        // Even, odd; even, odd; first, first.
        let part = if matches!(number % 6, 0 | 1 | 4) {
            headers += 1;
            walker.builder.begin_part(Home::Header, &format!("header{headers}"))
        } else {
            footers += 1;
            walker.builder.begin_part(Home::Footer, &format!("footer{footers}"))
        };
        part?;
        // The last paragraph mark only guards the story.
        walker.story(start, end - 1)?;
    }
    Ok(())
}

/// Text boxes, each a part of the story.
fn text_boxes(walker: &mut Walker<'_, '_, '_>, (first, last): (u32, u32), positions: &[u32]) -> Result<()> {
    if first >= last {
        return Ok(());
    }
    walker.builder.begin_part(Home::TextBox, "textboxes")?;
    let mut start = first;
    for position in positions.iter().skip(1) {
        let end = first.saturating_add(*position).clamp(start, last);
        // Behind the last one stands a mark that is no box.
        if !(start..end).all(|position| walker.is_mark(position)) {
            walker.story(start, end)?;
        }
        start = end;
    }
    Ok(())
}

/// The names of the fonts, by which characters name them by number ([MS-DOC] 2.9.286 `SttbfFfn`, 2.9.77 `FFN`).
fn font_names(table: &[u8]) -> Vec<String> {
    const NAME: usize = 39;
    let mut names = Vec::new();
    let mut at = 4;
    for _ in 0..u16_at(table, 0).unwrap_or(0) {
        let Some(length) = u8_at(table, at).map(usize::from) else { break };
        let entry = table.get(at + 1..at + 1 + length).unwrap_or_default();
        let units = entry.get(NAME..).unwrap_or_default().chunks_exact(2);
        let units = units.map(|pair| u16_at(pair, 0).unwrap_or(0)).take_while(|unit| *unit != 0);
        names.push(char::decode_utf16(units).map_while(|unit| unit.ok()).collect());
        at += 1 + length;
    }
    names
}

//! Plain text to [`Document`]: what converters print of a Word document, and what Word and WPS save as text.
//!
//! Such a file has lost the table's borders and spans, and often its row ends. What is left is read in steps,
//! each of which loses no text:
//!
//! ```text
//! bytes -encoding-> text -lines, dialect-> kind of dump -stream or tabbed-> rows of cells -columns-> grid
//! ```
//!
//! A row end that the dump does not mark reliably is settled by the form's labels, through
//! [`RowSense`](super::RowSense). Every line becomes one paragraph, with its text as written.

mod columns;
mod continued;
mod dialect;
pub(in crate::read) mod encoding;
mod lines;
mod lost;
mod marked;
mod numbers;
mod rows;
mod sense;
mod stream;
mod tabbed;
#[cfg(test)]
mod tests;

use crate::document::{Block, Cell, Document, Format, Home, Piece, PieceKind, Row, Span, Table};
use crate::error::{ErrorKind, Result};
use crate::finding::{Finding, FindingKind};
use crate::limits::Limits;
use crate::place::Place;
use crate::read::ReadOptions;

use dialect::Dialect;
use lines::Lines;
use lost::Loss;
use rows::{Flow, Item};
use sense::{Kind, Sense};

/// Reads a plain-text file.
///
/// A text that holds only blanks gives a document without blocks.
pub(crate) fn read_text(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Document> {
    let default = Limits::default();
    let limits = options.limits.unwrap_or(&default);
    let sense = Sense(options.sense);
    let encoding::Decoded { text: decoded, broken } = encoding::decode(bytes, limits)?;
    let lines = Lines::of(&decoded, limits)?;
    let dialect = Dialect::of(&lines, &decoded, &sense);
    // Only there is a TAB behind a number what Word put there.
    let joined = if dialect == Dialect::Tabbed { numbers::join(&lines, &sense) } else { None };
    let (text, lines, dialect) = match joined.as_deref() {
        Some(joined) => {
            let lines = Lines::of(joined, limits)?;
            let dialect = Dialect::of(&lines, joined, &sense);
            (joined, lines, dialect)
        }
        None => (decoded.as_str(), lines, dialect),
    };
    let mut flow = Flow::new(limits);
    let loss = lost::of(&lines);
    if let Some(Loss::All(tool)) = loss {
        return Err(ErrorKind::DumpUnreadable { tool }.into());
    }
    let mut incomplete = if let Some(Loss::Part(tool)) = loss { Some(tool) } else { None };
    match dialect {
        Dialect::Marked => marked::read(text, &mut flow)?,
        Dialect::CellPerLine => stream::read(&lines, stream::Shape::CellPerLine, &sense, &mut flow)?,
        Dialect::RowPerLine => stream::read(&lines, stream::Shape::RowPerLine, &sense, &mut flow)?,
        Dialect::Tabbed => tabbed::read(&lines, &sense, &mut flow)?,
        Dialect::Plain => {
            if lost::read_lines(&lines, &sense, &mut flow)? {
                incomplete = Some("LibreOffice");
            } else {
                lines.iter().for_each(|line| flow.body(line.text, line.number));
            }
        }
    }
    let mut kinds = flow.kinds(text, &sense);
    if matches!(dialect, Dialect::CellPerLine | Dialect::RowPerLine) {
        stream::settle(&mut flow, &kinds, &sense);
    }
    if dialect == Dialect::CellPerLine {
        kinds = continued::fill(&mut flow, kinds, &sense)?;
    }
    flow.split_tables(&kinds);

    let mut document = Document::new(Format::Text);
    document.text = joined.unwrap_or(decoded);
    document.parts.push("text".to_owned());
    if let Some(line) = broken {
        let place = Place { line: Some(line + 1), ..Place::default() };
        document.findings.push(Finding::at(place, FindingKind::BytesUndecodable));
    }
    if let Some(tool) = incomplete {
        document.findings.push(Finding::new(FindingKind::DumpIncomplete { tool }));
    }
    if flow.settled > 0 {
        document.findings.push(Finding::new(FindingKind::RowsSettled { breaks: flow.settled }));
    }
    if flow.restored > 0 {
        document.findings.push(Finding::new(FindingKind::CellsRestored { rows: flow.restored }));
    }
    assemble(flow, &kinds, &sense, limits, &mut document)?;
    Ok(document)
}

/// Lays the tables out on their grids and hands everything over to the document.
fn assemble(
    flow: Flow,
    kinds: &[Kind],
    sense: &Sense<'_>,
    limits: &Limits,
    document: &mut Document,
) -> Result<()> {
    let Flow { paragraphs, cells, rows, items, .. } = flow;
    document.paragraphs = paragraphs;
    // All grids together, or else many tables of one wide row and many narrow ones make memory out of nothing.
    let mut places = 0u64;
    for item in items {
        let span = match item {
            Item::Paragraph(number) => {
                document.blocks.push(Block::Paragraph(number));
                continue;
            }
            Item::Table(span) => span,
        };
        let Some(table_rows) = rows.get(span.range()) else { continue };
        let number = document.tables.len() as u32;
        let grid = columns::lay_out(table_rows, kinds, sense);
        if u64::from(grid.columns) > limits.columns {
            return Err(exceeded("columns", limits.columns, u64::from(grid.columns)));
        }
        places += table_rows.len() as u64 * u64::from(grid.columns);
        if places > limits.grid {
            return Err(exceeded("grid", limits.grid, places));
        }
        let mut starts = grid.starts.iter().copied().peekable();
        let mut placed = Vec::with_capacity(grid.starts.len());
        let mut sources = Vec::with_capacity(table_rows.len());
        for (row, found) in table_rows.iter().enumerate() {
            let row_cells = cells.get(found.cells.range()).unwrap_or_default();
            for (position, cell) in row_cells.iter().enumerate() {
                let column = starts.next().unwrap_or_default();
                let next = if position + 1 == row_cells.len() { None } else { starts.peek().copied() };
                for paragraph in document.paragraphs.get_mut(cell.paragraphs.range()).into_iter().flatten() {
                    paragraph.home = Home::Table(number);
                }
                placed.push(Cell {
                    row: row as u32,
                    column,
                    row_span: 1,
                    column_span: next.unwrap_or(grid.columns).saturating_sub(column).max(1),
                    paragraphs: cell.paragraphs,
                    source: cell.lines,
                });
            }
            let lines = match (row_cells.first(), row_cells.last()) {
                (Some(first), Some(last)) => Span { start: first.lines.start, end: last.lines.end },
                _ => Span::default(),
            };
            sources.push(Row { source: lines, ..Row::default() });
        }
        let Some(table) = Table::new(grid.columns, sources, placed, limits) else {
            return Err(exceeded("grid", limits.grid, places));
        };
        document.tables.push(table);
        document.blocks.push(Block::Table(number));
    }
    document.pieces = document
        .paragraphs
        .iter()
        .map(|paragraph| Piece { text: paragraph.text, source: paragraph.source, kind: PieceKind::Text })
        .collect();
    Ok(())
}

fn exceeded(limit: &'static str, allowed: u64, found: u64) -> crate::Error {
    ErrorKind::LimitExceeded { limit, allowed, found, part: None }.into()
}

use super::exceeded;
use super::sense::{Kind, Sense};
use crate::document::{Home, Paragraph, Span};
use crate::error::Result;
use crate::limits::Limits;
use crate::read::budget::{CELL, PARAGRAPH};

/// What a dump holds, in reading order: paragraphs, and rows of cells that are on no grid yet.
///
/// Everything is a range of the list below it, so that joining what was torn apart is joining two ranges.
pub(super) struct Flow {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) cells: Vec<Cell>,
    pub(super) rows: Vec<Row>,
    pub(super) items: Vec<Item>,
    /// How many breaks the form's labels showed to be no row ends.
    pub(super) settled: usize,
    /// Rows to which cells were added that a merged one covers.
    pub(super) restored: usize,
    /// Whether the last item is a table that may go on.
    open: bool,
    grid: u64,
}

/// A cell without a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Numbers in [`Flow::paragraphs`]; none in an empty cell.
    pub(super) paragraphs: Span,
    /// Line numbers.
    pub(super) lines: Span,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// Numbers in [`Flow::cells`].
    pub(super) cells: Span,
    /// Empty lines before it.
    pub(super) blanks: u32,
    /// The dump rather says that the row before it goes on here.
    pub(super) doubtful: bool,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Item {
    /// A number in [`Flow::paragraphs`].
    Paragraph(u32),
    /// Numbers in [`Flow::rows`].
    Table(Span),
}

impl Flow {
    pub(super) fn new(limits: &Limits) -> Flow {
        Flow {
            paragraphs: Vec::new(),
            cells: Vec::new(),
            rows: Vec::new(),
            items: Vec::new(),
            settled: 0,
            restored: 0,
            open: false,
            grid: limits.grid,
        }
    }

    /// Whether there is a table that may go on.
    pub(super) fn in_table(&self) -> bool {
        self.open
    }

    /// Adds a paragraph outside tables; a table before it is over.
    pub(super) fn body(&mut self, text: Span, line: u32) {
        self.open = false;
        self.items.push(Item::Paragraph(self.paragraphs.len() as u32));
        self.paragraph(text, line);
    }

    /// Begins a row, and a table unless there is one that may go on.
    pub(super) fn row(&mut self, blanks: u32, doubtful: bool) {
        let number = self.rows.len();
        let cells = Span::new(self.cells.len(), self.cells.len());
        self.rows.push(Row { cells, blanks, doubtful });
        match self.items.last_mut() {
            Some(Item::Table(rows)) if self.open => rows.end += 1,
            _ => self.items.push(Item::Table(Span::new(number, number + 1))),
        }
        self.open = true;
    }

    /// Adds a cell to the last row, with its first paragraph.
    pub(super) fn cell(&mut self, text: Span, line: u32) -> Result<()> {
        self.check_cells(self.cells.len() + 1)?;
        let end = self.paragraphs.len();
        self.cells.push(Cell { paragraphs: Span::new(end, end), lines: Span { start: line, end: line + 1 } });
        if let Some(row) = self.rows.last_mut() {
            row.cells.end += 1;
        }
        self.push(text, line);
        Ok(())
    }

    /// Checks a number of cells against the limit.
    pub(super) fn check_cells(&self, count: usize) -> Result<()> {
        // Each has a paragraph.
        let places = (count as u64).saturating_mul(PARAGRAPH + CELL);
        if places > self.grid {
            return Err(exceeded("grid", self.grid, places));
        }
        Ok(())
    }

    /// Adds a paragraph to the last cell.
    pub(super) fn push(&mut self, text: Span, line: u32) {
        if text.is_empty() {
            return;
        }
        self.paragraph(text, line);
        if let Some(cell) = self.cells.last_mut() {
            cell.paragraphs.end = self.paragraphs.len() as u32;
            cell.lines.end = line + 1;
        }
    }

    /// Takes the last paragraphs out of the last cell and begins a row with them.
    pub(super) fn cut(&mut self, count: usize) -> Result<()> {
        let (Some(cell), Some(first)) =
            (self.cells.last_mut(), self.paragraphs.get(self.paragraphs.len().saturating_sub(count)))
        else {
            return Ok(());
        };
        let (line, end) = (first.source.start, cell.paragraphs.end);
        cell.paragraphs.end -= count as u32;
        cell.lines.end = line.max(cell.lines.start + 1);
        let start = cell.paragraphs.end;
        self.row(0, false);
        self.cell(Span::default(), line)?;
        if let Some(cell) = self.cells.last_mut() {
            cell.paragraphs = Span { start, end };
            cell.lines.end = self.paragraphs.last().map_or(line, |last| last.source.end);
        }
        Ok(())
    }

    fn paragraph(&mut self, text: Span, line: u32) {
        let number = self.paragraphs.len();
        self.paragraphs.push(Paragraph {
            text,
            number: 0,
            pieces: Span::new(number, number + 1),
            home: Home::Body,
            part: 0,
            source: Span { start: line, end: line + 1 },
        });
    }

    /// The texts of the last cell's last paragraphs joined, and then `tail`.
    pub(super) fn ending(&self, text: &str, count: usize, tail: &str) -> String {
        let start = self.paragraphs.len().saturating_sub(count);
        let last = self.paragraphs.iter().skip(start);
        last.filter_map(|paragraph| text.get(paragraph.text.range())).chain([tail]).collect()
    }

    /// Number of paragraphs in the last cell.
    pub(super) fn last_len(&self) -> usize {
        self.cells.last().map_or(0, |cell| cell.paragraphs.len())
    }

    /// What all cells hold.
    pub(super) fn kinds(&self, text: &str, sense: &Sense<'_>) -> Vec<Kind> {
        self.cells.iter().map(|cell| self.kind(cell, text, sense)).collect()
    }

    fn kind(&self, cell: &Cell, text: &str, sense: &Sense<'_>) -> Kind {
        match self.paragraphs.get(cell.paragraphs.range()).unwrap_or_default() {
            [] => Kind::Empty,
            [only] => sense.kind(text.get(only.text.range()).unwrap_or_default()),
            // Labels are broken over two lines or three, rarely more; a longer text is none.
            many if many.len() <= 6 && sense.is_there() => {
                let lines = many.iter().filter_map(|paragraph| text.get(paragraph.text.range()));
                sense.kind(&lines.collect::<String>())
            }
            _ => Kind::Value,
        }
    }

    /// Splits tables where another form begins.
    ///
    /// Dumps leave out what stands between two tables, often. A new one begins where a row of five or more
    /// empty cells, no shorter than any row before it, stands after a gap or before a title: a row of height
    /// zero that keeps the column widths. Or else where a title stands after a gap. Blank rows of a list are
    /// not split off, as they are shorter than the grid.
    pub(super) fn split_tables(&mut self, kinds: &[Kind]) {
        let kinds_of = |row: &Row| kinds.get(row.cells.range()).unwrap_or_default();
        let mut items = Vec::with_capacity(self.items.len());
        for &item in &self.items {
            let Item::Table(span) = item else {
                items.push(item);
                continue;
            };
            let rows = self.rows.get(span.range()).unwrap_or_default();
            let (mut start, mut widest, mut filled) = (0, 0, false);
            for (number, row) in rows.iter().enumerate() {
                let kinds = kinds_of(row);
                let is_empty = kinds.iter().all(|&kind| kind == Kind::Empty);
                let gap = row.blanks >= 2;
                let before_title = || {
                    rows.get(number + 1)
                        .is_some_and(|next| !matches!(kinds_of(next), [] | [Kind::Empty] | [_, _, ..]))
                };
                let begins = if is_empty {
                    kinds.len() >= 5 && kinds.len() >= widest && (gap || before_title())
                } else {
                    gap && matches!(kinds, [Kind::Label])
                };
                if filled && begins {
                    items.push(Item::Table(Span::new(
                        span.start as usize + start,
                        span.start as usize + number,
                    )));
                    (start, widest, filled) = (number, 0, false);
                }
                widest = widest.max(kinds.len());
                filled |= !is_empty;
            }
            items.push(Item::Table(Span::new(span.start as usize + start, span.end as usize)));
        }
        self.items = items;
    }
}

/// What a row looks like to somebody who wants to know whether it is complete.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outline {
    /// Number of cells.
    pub(super) len: usize,
    /// How many cells at its start are empty: they belong to merged cells above.
    pub(super) lead: usize,
    /// How many cells hold labels.
    pub(super) labels: usize,
    /// How many cells hold anything.
    pub(super) filled: usize,
    /// What the last cell holds.
    pub(super) last: Option<Kind>,
    /// What the cell before the last holds.
    pub(super) before_last: Option<Kind>,
}

impl Outline {
    pub(super) fn of(kinds: impl IntoIterator<Item = Kind>) -> Outline {
        let mut outline = Outline::default();
        kinds.into_iter().for_each(|kind| outline.add(kind));
        outline
    }

    /// Adds a cell at the end.
    pub(super) fn add(&mut self, kind: Kind) {
        (self.before_last, self.last) = (self.last, Some(kind));
        self.len += 1;
        self.labels += usize::from(kind == Kind::Label);
        self.filled += usize::from(kind != Kind::Empty);
        self.lead += usize::from(self.filled == 0);
    }

    /// Says that the last cell holds something else after all.
    pub(super) fn change_last(&mut self, kind: Kind) {
        let Some(old) = self.last else { return };
        self.last = self.before_last;
        self.labels -= usize::from(old == Kind::Label);
        self.lead -= usize::from(self.filled == 0);
        self.filled -= usize::from(old != Kind::Empty);
        self.len -= 1;
        let before_last = self.before_last;
        self.add(kind);
        self.before_last = before_last;
    }

    /// Whether it is a row of column headers: two labels or more and nothing else but merged cells before them.
    pub(super) fn is_header(&self) -> bool {
        self.labels >= 2 && self.labels + self.lead == self.len
    }
}

//! Builds a [`Document`] from what a reader finds in the order of the file: text, paragraphs, and tables inside each
//! other, whose cells are told by how many columns they span or by where their edges lie.

mod layout;

use crate::document::{
    Block, Document, Format, Home, MarkKind, MarkState, PieceKind, Span, SymbolFont, Table,
};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Finding, FindingKind};
use crate::limits::Limits;
use crate::place::Place;
use crate::read::budget::{Budget, CELL, PARAGRAPH, PIECE, TABLE};
use crate::read::paragraph::ParagraphBuilder;

/// A document that is being read. What is left open when it ends is closed.
pub(in crate::read) struct Builder<'l> {
    document: Document,
    limits: &'l Limits,
    paragraph: ParagraphBuilder,
    number: String,
    home: Home,
    tables: Vec<OpenTable>,
    budget: Budget,
}

/// How a cell lies in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) struct Shape {
    pub(in crate::read) width: Width,
    /// How many rows it covers; more than there are end with the table.
    pub(in crate::read) rows: u32,
    /// The merge with the cells above and below that it takes part in, where a format tells it cell by cell.
    pub(in crate::read) vertical: Option<Merge>,
    /// It is the rest of the cell on its left.
    pub(in crate::read) joins_left: bool,
}

/// How wide a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Width {
    /// In columns of the table's grid.
    Span(u32),
    /// From one edge to another, in any unit of length that the whole table uses. The grid is made of all edges.
    Edges(i32, i32),
}

/// The part of a cell in a vertical merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read) enum Merge {
    /// An origin.
    Restart,
    /// A continuation of the cell above.
    Continue,
}

struct OpenTable {
    number: u32,
    home: Home,
    parent_cell: Option<u32>,
    rows: Vec<OpenRow>,
    cells: Vec<OpenCell>,
    /// The number of paragraphs in the document before the cell that is open.
    first_paragraph: u32,
    /// The numbers of the tables in its cells.
    inner: Vec<u32>,
}

struct OpenRow {
    first_cell: usize,
    header: bool,
}

struct OpenCell {
    shape: Shape,
    paragraphs: Span,
}

impl Default for Shape {
    fn default() -> Shape {
        Shape { width: Width::Span(1), rows: 1, vertical: None, joins_left: false }
    }
}

impl<'l> Builder<'l> {
    pub(in crate::read) fn new(format: Format, part: &str, limits: &'l Limits) -> Builder<'l> {
        let mut document = Document::new(format);
        document.parts.push(part.to_owned());
        Builder {
            document,
            limits,
            paragraph: ParagraphBuilder::default(),
            number: String::new(),
            home: Home::Body,
            tables: Vec::new(),
            budget: Budget::new(limits),
        }
    }

    /// Adds text to the paragraph.
    pub(in crate::read) fn text(&mut self, text: &str) {
        self.push(text, PieceKind::Text);
    }

    /// Adds the placeholder text of something that is not filled.
    pub(in crate::read) fn placeholder(&mut self, text: &str) {
        self.push(text, PieceKind::Placeholder);
    }

    /// Adds a character that is no letter of a text: a line break, a tab, a symbol.
    pub(in crate::read) fn character(&mut self, character: char) {
        let mut buffer = [0u8; 4];
        self.push(character.encode_utf8(&mut buffer), PieceKind::Character);
    }

    /// Adds a tick box.
    pub(in crate::read) fn mark(&mut self, state: MarkState, kind: MarkKind) {
        if self.budget.spend(2 * PIECE) {
            self.paragraph.push_mark(state, kind, Span::default(), PieceKind::Character);
        }
    }

    /// Adds text typed in a symbol font.
    pub(in crate::read) fn symbol_text(&mut self, text: &str, font: SymbolFont) {
        match font.typed(text) {
            Some(state) => self.mark(state, MarkKind::Typed(font)),
            None => self.text(text),
        }
    }

    /// Sets the automatic list number of the paragraph, with what follows it.
    pub(in crate::read) fn number(&mut self, number: &str) {
        number.clone_into(&mut self.number);
    }

    /// The text of the paragraph so far.
    pub(in crate::read) fn paragraph_text(&self) -> &str {
        &self.paragraph.text
    }

    /// Ends the paragraph, empty or not.
    pub(in crate::read) fn end_paragraph(&mut self) {
        let home = self.tables.last().map_or(self.home, |table| Home::Table(table.number));
        let part = self.part();
        let number = std::mem::take(&mut self.number);
        if !self.budget.spend(PARAGRAPH) {
            self.paragraph.clear();
            return;
        }
        let committed = self.paragraph.commit(&mut self.document, &number, home, part, Span::default());
        self.paragraph.clear();
        if !matches!(home, Home::Table(_)) {
            self.document.blocks.push(Block::Paragraph(committed));
        }
    }

    /// Ends the paragraph if it holds anything.
    pub(in crate::read) fn end_open_paragraph(&mut self) {
        if !self.paragraph.text.is_empty() || !self.number.is_empty() {
            self.end_paragraph();
        }
    }

    /// Goes on with a header, a footer, or text boxes.
    pub(in crate::read) fn begin_part(&mut self, home: Home, part: &str) -> Result<()> {
        self.end_all()?;
        self.home = home;
        self.document.parts.push(part.to_owned());
        Ok(())
    }

    /// Opens a table: in the cell that is open, or in the body.
    pub(in crate::read) fn begin_table(&mut self) -> Result<()> {
        if self.tables.len() as u64 >= self.limits.nesting {
            return Err(self.over("nesting", self.limits.nesting, self.tables.len() as u64 + 1));
        }
        self.spend(TABLE)?;
        self.end_open_paragraph();
        let number = self.document.tables.len() as u32;
        let (home, parent_cell) = match self.tables.last_mut() {
            Some(outer) => {
                outer.inner.push(number);
                // The cell that holds it is the one whose end comes next.
                (Home::Table(outer.number), Some(outer.cells.len() as u32))
            }
            None => {
                self.document.blocks.push(Block::Table(number));
                (self.home, None)
            }
        };
        // Keeps the number; the finished table takes its place when it closes.
        self.document.tables.extend(Table::new(0, Vec::new(), Vec::new(), self.limits));
        self.tables.push(OpenTable {
            number,
            home,
            parent_cell,
            rows: Vec::new(),
            cells: Vec::new(),
            first_paragraph: 0,
            inner: Vec::new(),
        });
        Ok(())
    }

    /// Opens a row. `header` rows repeat at the top of each page.
    pub(in crate::read) fn begin_row(&mut self, header: bool) {
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(OpenRow { first_cell: table.cells.len(), header });
        }
    }

    /// Makes the row a header row, for formats that tell it at the row's end.
    pub(in crate::read) fn head_row(&mut self) {
        if let Some(row) = self.tables.last_mut().and_then(|table| table.rows.last_mut()) {
            row.header = true;
        }
    }

    /// Opens a cell.
    pub(in crate::read) fn begin_cell(&mut self) {
        self.end_open_paragraph();
        let paragraphs = self.document.paragraphs.len() as u32;
        if let Some(table) = self.tables.last_mut() {
            table.first_paragraph = paragraphs;
        }
    }

    /// Ends the cell, and with it its last paragraph. A cell without a paragraph gets an empty one.
    pub(in crate::read) fn end_cell(&mut self, shape: Shape) -> Result<()> {
        let first = self.tables.last().map_or(0, |table| table.first_paragraph);
        self.end_open_paragraph();
        if self.document.paragraphs.len() as u32 == first {
            self.end_paragraph();
        }
        let paragraphs = Span { start: first, end: self.document.paragraphs.len() as u32 };
        if let Some(table) = self.tables.last_mut() {
            table.cells.push(OpenCell { shape, paragraphs });
            // A format may have no more to say of the next cell than that this one has ended.
            table.first_paragraph = paragraphs.end;
        }
        self.spend(CELL)
    }

    /// Gives the cells of the row their shapes, for formats that tell them once for the whole row.
    pub(in crate::read) fn shape_row(&mut self, shapes: impl IntoIterator<Item = Shape>) {
        let Some(table) = self.tables.last_mut() else { return };
        let first = table.rows.last().map_or(0, |row| row.first_cell);
        for (cell, shape) in table.cells.iter_mut().skip(first).zip(shapes) {
            cell.shape = shape;
        }
    }

    /// Gives cells of the table another number of rows than they say themselves: the first of the rows that this begins
    /// in, and how many these are.
    pub(in crate::read) fn restore_spans(
        &mut self,
        spans: impl Iterator<Item = (usize, u32)>,
        first: u32,
        rows: usize,
    ) {
        let Some(table) = self.tables.last_mut() else { return };
        for (cell, rows) in spans {
            if let Some(cell) = table.cells.get_mut(cell) {
                cell.shape.rows = rows;
            }
        }
        let place = Place { table: Some(table.number + 1), row: Some(first + 1), ..Place::default() };
        self.document.findings.push(Finding::at(place, FindingKind::CellsRestored { rows }));
    }

    /// Ends the table and lays its cells out.
    pub(in crate::read) fn end_table(&mut self) -> Result<()> {
        self.end_open_paragraph();
        let Some(open) = self.tables.pop() else { return Ok(()) };
        let laid = layout::lay_out(&open.rows, &open.cells, self.limits);
        if u64::from(laid.columns) > self.limits.columns {
            return Err(self.over("columns", self.limits.columns, u64::from(laid.columns)));
        }
        let area = laid.rows.len() as u64 * u64::from(laid.columns);
        self.spend(area)?;
        let Some(mut table) = Table::new(laid.columns, laid.rows, laid.cells, self.limits) else {
            return Err(self.over("grid", self.limits.grid, area));
        };
        table.home = open.home;
        table.parent_cell = open.parent_cell;
        table.part = self.part();
        if let Some(place) = self.document.tables.get_mut(open.number as usize) {
            *place = table;
        }
        // Merging changed the numbers of the cells that hold tables.
        for number in open.inner {
            if let Some(inner) = self.document.tables.get_mut(number as usize) {
                let cell = inner.parent_cell.and_then(|cell| laid.numbers.get(cell as usize).copied());
                inner.parent_cell = cell.flatten();
            }
        }
        Ok(())
    }

    /// Says once that something was left out.
    pub(in crate::read) fn note(&mut self, what: &str) {
        self.document.note_skipped(what);
    }

    /// Closes what is open and gives the document.
    pub(in crate::read) fn finish(mut self) -> Result<Document> {
        self.end_all()?;
        self.spend(0)?;
        Ok(self.document)
    }

    fn end_all(&mut self) -> Result<()> {
        while !self.tables.is_empty() {
            self.end_table()?;
        }
        self.end_open_paragraph();
        Ok(())
    }

    fn part(&self) -> u16 {
        self.document.parts.len().saturating_sub(1) as u16
    }

    /// Adds text, to the piece before it where that is of the same kind: no piece has a place in the file.
    fn push(&mut self, text: &str, kind: PieceKind) {
        let last = self.paragraph.pieces.last().map(|last| last.kind);
        let goes_on = last == Some(kind) && kind != PieceKind::Character;
        if goes_on {
            self.paragraph.extend(text);
        } else if self.budget.spend(PIECE) {
            self.paragraph.push(text, Span::default(), kind);
        }
    }

    fn spend(&mut self, places: u64) -> Result<()> {
        let _ = self.budget.spend(places);
        self.budget.check(self.document.parts.last())
    }

    fn over(&self, limit: &'static str, allowed: u64, found: u64) -> Error {
        let part = self.document.parts.last().cloned();
        ErrorKind::LimitExceeded { limit, allowed, found, part }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(build: impl FnOnce(&mut Builder<'_>) -> Result<()>) -> Document {
        let limits = Limits::default();
        let mut builder = Builder::new(Format::Text, "test", &limits);
        build(&mut builder).unwrap();
        builder.finish().unwrap()
    }

    /// Every table drawn by its cells: `row,column+spans text`.
    fn drawn(document: &Document) -> Vec<Vec<String>> {
        let cells = |(number, table): (usize, &Table)| {
            let cell = |cell: &crate::document::Cell| {
                let (row, column, rows, columns) = (cell.row, cell.column, cell.row_span, cell.column_span);
                format!("{row},{column} {rows}x{columns} {}", document.cell_text(number, cell))
            };
            table.cells.iter().map(cell).collect()
        };
        document.tables.iter().enumerate().map(cells).collect()
    }

    fn cell(builder: &mut Builder<'_>, text: &str, shape: Shape) -> Result<()> {
        builder.begin_cell();
        builder.text(text);
        builder.end_cell(shape)
    }

    fn spans(rows: u32, columns: u32) -> Shape {
        Shape { width: Width::Span(columns), rows, ..Shape::default() }
    }

    fn edges(left: i32, right: i32) -> Shape {
        Shape { width: Width::Edges(left, right), ..Shape::default() }
    }

    #[test]
    fn spans_over_rows_push_the_cells_below_to_the_right() {
        let document = built(|builder| {
            builder.begin_table()?;
            builder.begin_row(false);
            cell(builder, "a", spans(2, 2))?;
            cell(builder, "b", spans(1, 1))?;
            builder.begin_row(false);
            cell(builder, "c", spans(9, 1))?;
            builder.end_table()
        });
        assert_eq!(drawn(&document), [["0,0 2x2 a", "0,2 1x1 b", "1,2 1x1 c"]]);
    }

    #[test]
    fn edges_make_the_grid_and_those_that_nearly_meet_are_one() {
        let document = built(|builder| {
            builder.begin_table()?;
            builder.begin_row(false);
            cell(builder, "a", edges(0, 3000))?;
            cell(builder, "b", edges(3000, 4000))?;
            builder.begin_row(false);
            cell(builder, "c", edges(1, 999))?;
            cell(builder, "d", edges(999, 3001))?;
            builder.begin_row(false);
            cell(builder, "e", edges(1000, 4000))?;
            builder.end_table()
        });
        let expected = ["0,0 1x2 a", "0,2 1x1 b", "1,0 1x1 c", "1,1 1x1 d", "2,1 1x2 e"];
        assert_eq!(drawn(&document), [expected]);
        let row = |number: usize| document.tables[0].rows[number];
        assert_eq!((row(1).skipped_before, row(1).skipped_after), (0, 1));
        assert_eq!((row(2).skipped_before, row(2).skipped_after), (1, 0));
    }

    #[test]
    fn cells_merge_upwards_and_to_the_left() {
        let vertical = |merge| Shape { vertical: Some(merge), ..edges(0, 100) };
        let joined = Shape { joins_left: true, ..edges(200, 300) };
        let document = built(|builder| {
            builder.begin_table()?;
            for (merge, text) in [(Merge::Restart, "a"), (Merge::Continue, ""), (Merge::Restart, "b")] {
                builder.begin_row(false);
                cell(builder, text, vertical(merge))?;
                cell(builder, "c", edges(100, 200))?;
                cell(builder, "", joined)?;
            }
            builder.end_table()
        });
        let expected = ["0,0 2x1 a", "0,1 1x2 c", "1,1 1x2 c", "2,0 1x1 b", "2,1 1x2 c"];
        assert_eq!(drawn(&document), [expected]);
    }

    #[test]
    fn a_table_in_a_cell_knows_the_cell_by_its_final_number() {
        let document = built(|builder| {
            builder.begin_table()?;
            for merge in [Merge::Restart, Merge::Continue] {
                builder.begin_row(false);
                cell(builder, "a", Shape { vertical: Some(merge), ..Shape::default() })?;
                builder.begin_cell();
                builder.text("before");
                builder.begin_table()?;
                builder.begin_row(false);
                cell(builder, "inner", Shape::default())?;
                builder.end_table()?;
                builder.text("behind");
                builder.end_cell(Shape::default())?;
            }
            Ok(())
        });
        assert_eq!(drawn(&document)[0], ["0,0 2x1 a", "0,1 1x1 before\nbehind", "1,1 1x1 before\nbehind"]);
        assert_eq!(document.tables[1].parent_cell, Some(1));
        assert_eq!(document.tables[2].parent_cell, Some(2));
        assert_eq!(document.cell_tables(0, 2).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn limits_hold() {
        let limits = Limits { grid: 100, columns: 50, ..Limits::default() };
        let mut builder = Builder::new(Format::Text, "test", &limits);
        builder.begin_table().unwrap();
        builder.begin_row(false);
        cell(&mut builder, "", spans(1, u32::MAX)).unwrap();
        assert_eq!(builder.end_table().unwrap_err().code(), "limit_exceeded");
    }
}

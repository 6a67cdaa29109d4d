//! Rows and cells of tables, and the lines of text in them.

use super::exceeded;
use crate::document::{MarkKind, MarkState};
use crate::error::Result;
use crate::limits::Limits;
use crate::read::build::{Builder, Merge, Shape, Width};

/// What `\trowd` and the words behind it say of a row.
#[derive(Debug, Default)]
pub(super) struct RowDefinition {
    left: i32,
    header: bool,
    cells: Vec<CellDefinition>,
    pending: CellDefinition,
}

#[derive(Clone, Copy, Debug, Default)]
struct CellDefinition {
    right: i32,
    vertical: Option<Merge>,
    joins_left: bool,
}

impl RowDefinition {
    /// Takes a control word, if it is one of rows. `limit` bounds the cells.
    pub(super) fn word(&mut self, word: &[u8], number: Option<i32>, limit: u64) -> Result<bool> {
        match word {
            b"trowd" => *self = RowDefinition::default(),
            b"trleft" => self.left = number.unwrap_or(0),
            b"trhdr" => self.header = true,
            b"clvmgf" => self.pending.vertical = Some(Merge::Restart),
            b"clvmrg" => self.pending.vertical = Some(Merge::Continue),
            b"clmrg" => self.pending.joins_left = true,
            b"cellx" => {
                let right = number.unwrap_or(0);
                self.cells.push(CellDefinition { right, ..std::mem::take(&mut self.pending) });
                if self.cells.len() as u64 > limit {
                    return Err(exceeded("columns", limit, self.cells.len() as u64));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The shapes of a number of cells. Where edges do not go from left to right, each cell still gets its own.
    fn shapes(&self, count: usize) -> Vec<Shape> {
        let undefined = CellDefinition { right: i32::MIN, ..CellDefinition::default() };
        let mut left = self.left;
        let defined = self.cells.iter().copied().chain(std::iter::repeat(undefined));
        defined
            .take(count)
            .map(|cell| {
                let right = if cell.right > left.saturating_add(NARROW) {
                    cell.right
                } else if cell.right == i32::MIN {
                    left.saturating_add(WIDE)
                } else {
                    left.saturating_add(NARROW)
                };
                let shape = Shape {
                    width: Width::Edges(left, right),
                    vertical: cell.vertical,
                    joins_left: cell.joins_left,
                    ..Shape::default()
                };
                left = right;
                shape
            })
            .collect()
    }
}

/// Twips between edges that are two, and of a cell that no definition tells of.
const NARROW: i32 = 20;
const WIDE: i32 = 1000;

/// Something in a line.
pub(super) enum Piece {
    Text(String),
    Character(char),
    Mark(MarkState, MarkKind),
}

/// The line that is being read, and the tables around it.
pub(super) struct Lines<'l> {
    pub(super) builder: Builder<'l>,
    limits: &'l Limits,
    line: Vec<Piece>,
    pub(super) number: String,
    rows: Vec<OpenRow>,
    /// The definition of rows of the outermost table, and of those of nested ones.
    pub(super) outer: RowDefinition,
    pub(super) nested: RowDefinition,
}

/// The last row of a table that is open.
#[derive(Default)]
struct OpenRow {
    open: bool,
    cell_open: bool,
    cells: usize,
}

impl<'l> Lines<'l> {
    pub(super) fn new(builder: Builder<'l>, limits: &'l Limits) -> Lines<'l> {
        Lines {
            builder,
            limits,
            line: Vec::new(),
            number: String::new(),
            rows: Vec::new(),
            outer: RowDefinition::default(),
            nested: RowDefinition::default(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty() && self.number.is_empty()
    }

    pub(super) fn text(&mut self, text: &str) {
        match self.line.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.line.push(Piece::Text(text.to_owned())),
        }
    }

    pub(super) fn push(&mut self, piece: Piece) {
        self.line.push(piece);
    }

    /// Ends the line as a paragraph so many tables deep.
    pub(super) fn end_line(&mut self, level: u32) -> Result<()> {
        self.enter(level)?;
        for piece in self.line.drain(..) {
            match piece {
                Piece::Text(text) => self.builder.text(&text),
                Piece::Character(character) => self.builder.character(character),
                Piece::Mark(state, kind) => self.builder.mark(state, kind),
            }
        }
        self.builder.number(&self.number);
        self.number.clear();
        self.builder.end_paragraph();
        Ok(())
    }

    /// Ends the line and the cell it stands in.
    pub(super) fn end_cell(&mut self, level: u32) -> Result<()> {
        self.end_line(level)?;
        self.builder.end_cell(Shape::default())?;
        if let Some(row) = self.rows.last_mut() {
            row.cell_open = false;
            row.cells += 1;
            if row.cells as u64 > self.limits.columns {
                return Err(exceeded("columns", self.limits.columns, row.cells as u64));
            }
        }
        Ok(())
    }

    /// Ends the row, and with it a cell that nothing ended.
    pub(super) fn end_row(&mut self, level: u32) -> Result<()> {
        if !self.is_empty() {
            self.end_cell(level)?;
        }
        self.leave(level)?;
        if self.rows.len() as u32 == level {
            self.close_row()?;
        }
        Ok(())
    }

    /// Ends what is open.
    pub(super) fn end(&mut self, level: u32) -> Result<()> {
        if !self.is_empty() {
            self.end_line(level)?;
        }
        self.leave(0)
    }

    /// Closes and opens tables until a line stands so many deep.
    fn enter(&mut self, level: u32) -> Result<()> {
        self.leave(level)?;
        for depth in 1..=level {
            if self.rows.len() < depth as usize {
                self.builder.begin_table()?;
                self.rows.push(OpenRow::default());
            }
            if self.rows.len() > depth as usize {
                continue;
            }
            let header = if depth == 1 { self.outer.header } else { self.nested.header };
            let Some(row) = self.rows.last_mut() else { continue };
            if !row.open {
                *row = OpenRow { open: true, ..OpenRow::default() };
                self.builder.begin_row(header);
            }
            if !row.cell_open {
                row.cell_open = true;
                self.builder.begin_cell();
            }
        }
        Ok(())
    }

    /// Closes tables until so many are open.
    fn leave(&mut self, level: u32) -> Result<()> {
        while self.rows.len() > level as usize {
            self.close_row()?;
            self.builder.end_table()?;
            self.rows.pop();
        }
        Ok(())
    }

    /// Closes the row of the innermost table, if one is open.
    fn close_row(&mut self) -> Result<()> {
        let level = self.rows.len();
        let Some(row) = self.rows.last_mut().filter(|row| row.open) else { return Ok(()) };
        if row.cell_open {
            self.builder.end_cell(Shape::default())?;
            row.cells += 1;
        }
        let definition = if level == 1 { &self.outer } else { &self.nested };
        self.builder.shape_row(definition.shapes(row.cells));
        *row = OpenRow::default();
        Ok(())
    }
}

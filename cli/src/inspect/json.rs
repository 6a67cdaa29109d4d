//! The grid of a document as JSON, with the key that is bound in each cell.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::json;
use shenbao::Reading;
use shenbao::document::{Block, Cell, Document, Table};

use super::bound::Bound;
use super::{Nested, nested_tables};

/// Writes `{"blocks": […]}`.
pub(crate) fn write(out: &mut impl Write, reading: &Reading<'_>, bound: &Bound) -> io::Result<()> {
    let document = &reading.document;
    let writer =
        Writer { document, bound, nested: nested_tables(document), many: bound.declarations.len() > 1 };
    out.write_all(b"{\"blocks\":[")?;
    for (number, block) in document.blocks.iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        match *block {
            Block::Paragraph(paragraph) => {
                write!(out, "{}", json!({ "paragraph": document.paragraph_text(paragraph) }))?;
            }
            Block::Table(table) => {
                out.write_all(b"{\"table\":")?;
                writer.table(out, table)?;
                out.write_all(b"}")?;
            }
        }
    }
    out.write_all(b"\n]}\n")
}

struct Writer<'d> {
    document: &'d Document,
    bound: &'d Bound,
    nested: Nested,
    /// There are several declarations, so that a key needs the number of its own.
    many: bool,
}

/// A table on the way: its next cell, and the next of the tables in the cell before.
struct Open<'d> {
    number: u32,
    table: &'d Table,
    cell: u32,
    inner: usize,
}

impl<'d> Writer<'d> {
    /// Writes a table and those in it. Documents nest tables as deep as they like, so this does not recurse.
    fn table(&self, out: &mut impl Write, number: u32) -> io::Result<()> {
        let mut open = Vec::new();
        self.open(out, number, &mut open)?;
        while let Some(top) = open.last_mut() {
            let before = top.cell.checked_sub(1);
            let inner = before.and_then(|cell| self.nested.get(&(top.number, cell)));
            if let Some(inner) = inner {
                if let Some(&next) = inner.get(top.inner) {
                    out.write_all(if top.inner == 0 { b",\"tables\":[" } else { b"," })?;
                    top.inner += 1;
                    self.open(out, next, &mut open)?;
                    continue;
                }
                out.write_all(b"]")?;
            }
            if before.is_some() {
                out.write_all(b"}")?;
            }
            match top.table.cells.get(top.cell as usize) {
                Some(cell) => {
                    out.write_all(if top.cell == 0 { b"\n  " } else { b",\n  " })?;
                    let members = self.cell(top.number, top.cell, cell)?;
                    // The brace stays open for the tables in the cell.
                    out.write_all(members.strip_suffix('}').unwrap_or(&members).as_bytes())?;
                    top.cell += 1;
                    top.inner = 0;
                }
                None => {
                    out.write_all(b"]}")?;
                    open.pop();
                }
            }
        }
        Ok(())
    }

    fn open(&self, out: &mut impl Write, number: u32, open: &mut Vec<Open<'d>>) -> io::Result<()> {
        let Some(table) = self.document.tables.get(number as usize) else {
            return out.write_all(b"{}");
        };
        let part = self.document.parts.get(table.part as usize).map(String::as_str);
        write!(
            out,
            "{{\"rows\":{},\"columns\":{},\"part\":{},\"cells\":[",
            table.row_count(),
            table.columns,
            json!(part)
        )?;
        open.push(Open { number, table, cell: 0, inner: 0 });
        Ok(())
    }

    fn cell(&self, table: u32, number: u32, cell: &Cell) -> io::Result<String> {
        let keys = self.bound.keys(table, number);
        let joined = || keys.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>().join(", ");
        let members = Members {
            row: cell.row,
            col: cell.column,
            row_span: cell.row_span,
            col_span: cell.column_span,
            text: self.document.cell_text(table as usize, cell),
            field: (!keys.is_empty()).then(joined),
            declaration: keys.first().map(|(declaration, _)| *declaration).filter(|_| self.many),
        };
        Ok(serde_json::to_string(&members)?)
    }
}

#[derive(Serialize)]
struct Members {
    row: u32,
    col: u32,
    row_span: u32,
    col_span: u32,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    declaration: Option<usize>,
}

//! A document for people: its grid, and what is bound where.

use std::collections::HashMap;
use std::io::{self, Write};

use rust_i18n::t;
use serde_json::Value;
use shenbao::document::{Block, Document, Home};
use shenbao::{Error, Extraction, Finding, Place, Reading};

use super::bound::{Bound, Declaration, Field};
use super::draw::draw;
use super::{Nested, nested_tables};
use crate::{lang, text, ui};

/// Writes all of it, no wider than the terminal.
pub(crate) fn write(
    out: &mut impl Write,
    reading: &Reading<'_>,
    bound: &Bound,
    width: usize,
) -> io::Result<()> {
    let report =
        Report { document: &reading.document, bound, nested: nested_tables(&reading.document), width };
    report.blocks(out)?;
    match reading.extract::<Value>() {
        Ok(extractions) => {
            for (number, (declaration, extraction)) in bound.declarations.iter().zip(&extractions).enumerate()
            {
                report.declaration(out, number, declaration, extraction)?;
            }
        }
        Err(error) => report.nothing(out, &error)?,
    }
    Ok(())
}

struct Report<'d> {
    document: &'d Document,
    bound: &'d Bound,
    nested: Nested,
    width: usize,
}

impl Report<'_> {
    fn blocks(&self, out: &mut impl Write) -> io::Result<()> {
        let mut counted: HashMap<(Home, u16), usize> = HashMap::new();
        let mut in_paragraphs = false;
        for block in &self.document.blocks {
            match *block {
                Block::Paragraph(number) => {
                    if let Some(paragraph) = self.document.paragraphs.get(number as usize) {
                        let count = counted.entry((paragraph.home, paragraph.part)).or_default();
                        *count += 1;
                        let shown = self.document.text(paragraph.text);
                        if !shown.trim().is_empty() {
                            let number = t!("inspect.paragraph", number = *count);
                            let before = format!("{}{number}  ", home(paragraph.home));
                            writeln!(out, "{before}{}", self.rest(&before, shown))?;
                            in_paragraphs = true;
                        }
                    }
                }
                Block::Table(number) => {
                    if in_paragraphs {
                        writeln!(out)?;
                    }
                    self.tables(out, number)?;
                    in_paragraphs = false;
                }
            }
        }
        if in_paragraphs {
            writeln!(out)?;
        }
        Ok(())
    }

    /// A table, then those in its cells, then those in theirs.
    fn tables(&self, out: &mut impl Write, number: u32) -> io::Result<()> {
        let mut open = vec![(number, None)];
        while let Some((number, cell)) = open.pop() {
            self.table(out, number, cell)?;
            let Some(table) = self.document.tables.get(number as usize) else { continue };
            let first = open.len();
            for (cell_number, cell) in (0..).zip(&table.cells) {
                let place = || self.document.cell_place(number as usize, cell);
                if let Some(inner) = self.nested.get(&(number, cell_number)) {
                    open.extend(inner.iter().map(|&inner| (inner, Some(place()))));
                }
            }
            open.get_mut(first..).unwrap_or_default().reverse();
        }
        Ok(())
    }

    fn table(&self, out: &mut impl Write, number: u32, within: Option<Place>) -> io::Result<()> {
        let Some(table) = self.document.tables.get(number as usize) else { return Ok(()) };
        let (rows, columns) = (table.row_count(), table.columns);
        let heading = t!("inspect.table", number = number + 1, rows = rows, columns = columns);
        let within = within.map(|place| t!("inspect.within", place = place.describe(lang::current())));
        writeln!(out, "{heading}{}", within.unwrap_or_default())?;
        let text_of = |cell: usize| {
            let nested = self.nested.get(&(number, cell as u32)).into_iter().flatten();
            let mut text: String = nested.map(|inner| t!("inspect.nested", number = inner + 1)).collect();
            let own = table.cells.get(cell).map(|cell| self.document.cell_text(number as usize, cell));
            let own = own.unwrap_or_default();
            if !text.is_empty() && !own.is_empty() {
                text.push('\n');
            }
            text + &own
        };
        let is_bound = |cell: usize| !self.bound.keys(number, cell as u32).is_empty();
        if !draw(out, table, text_of, is_bound, self.width)? {
            for (cell_number, cell) in table.cells.iter().enumerate() {
                let place = self.document.cell_place(number as usize, cell).describe(lang::current());
                let (down, right) = (cell.row_span, cell.column_span);
                let spans = if down * right > 1 { format!(" ({down}×{right})") } else { String::new() };
                let before = format!("  {place}{spans}  ");
                writeln!(out, "{before}{}", self.rest(&before, &text_of(cell_number)))?;
            }
        }
        writeln!(out)
    }

    fn declaration(
        &self,
        out: &mut impl Write,
        number: usize,
        declaration: &Declaration,
        extraction: &Extraction<Value>,
    ) -> io::Result<()> {
        writeln!(out, "{}", t!("inspect.declaration", number = number + 1))?;
        self.section(out, &t!("inspect.fields"), &declaration.fields)?;
        for list in &declaration.lists {
            let place = list.place.describe(lang::current());
            let columns = list.columns.join(" | ");
            let heading =
                t!("inspect.list", key = list.key, place = place, columns = columns, blank = list.blank);
            writeln!(out, "  {heading}")?;
            self.lines(out, &list.rows)?;
        }
        self.section(out, &t!("inspect.extra"), &declaration.extra)?;
        let unclaimed: Vec<Field> = extraction
            .unclaimed
            .iter()
            .map(|unclaimed| Field {
                place: unclaimed.place.clone(),
                key: String::new(),
                label: String::new(),
                text: unclaimed.text.clone(),
            })
            .collect();
        self.section(out, &t!("inspect.unclaimed"), &unclaimed)?;
        self.findings(out, &extraction.findings)?;
        writeln!(out)
    }

    fn section(&self, out: &mut impl Write, heading: &str, fields: &[Field]) -> io::Result<()> {
        if fields.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {heading}")?;
        self.lines(out, fields)
    }

    /// Lines such as `表1 第5行 第4列  project.name  ← 专项名称  "…"`, in columns.
    fn lines(&self, out: &mut impl Write, fields: &[Field]) -> io::Result<()> {
        let place = |field: &Field| {
            // The label has a column of its own.
            let place = Place { label: None, ..field.place.clone() };
            place.describe(lang::current())
        };
        let label = |field: &Field| match field.label.as_str() {
            "" => String::new(),
            label => format!("← {}", text::shorten(label, 24)),
        };
        let widest = |column: &dyn Fn(&Field) -> String| {
            fields.iter().map(|field| text::width(&column(field))).max().unwrap_or(0)
        };
        let widths = [widest(&place), widest(&|field| field.key.clone()), widest(&label)];
        for field in fields {
            let mut line = String::from("    ");
            for (cell, width) in [place(field), field.key.clone(), label(field)].iter().zip(widths) {
                if width > 0 {
                    line.push_str(&text::pad(&text::printable(cell), width));
                    line.push_str("  ");
                }
            }
            let rest = self.width.saturating_sub(text::width(&line) + 2).max(10);
            writeln!(out, "{line}\"{}\"", text::shorten(&text::tight(&field.text), rest))?;
        }
        Ok(())
    }

    fn findings(&self, out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
        if findings.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {}", t!("inspect.findings"))?;
        for finding in findings {
            let (style, heading) = ui::heading(finding.severity());
            let line = ui::finding_line("", finding);
            writeln!(out, "    {style}{heading}[{}]:{style:#} {line}", finding.code())?;
        }
        Ok(())
    }

    /// Says that no declaration was read, and what is bound all the same.
    fn nothing(&self, out: &mut impl Write, error: &Error) -> io::Result<()> {
        writeln!(out, "{}", text::one_line(&error.message(lang::current())))?;
        for declaration in &self.bound.declarations {
            self.section(out, &t!("inspect.fields"), &declaration.fields)?;
        }
        self.findings(out, &self.document.findings)
    }

    /// A text as one line that fits behind what stands before it.
    fn rest(&self, before: &str, shown: &str) -> String {
        text::shorten(shown, self.width.saturating_sub(text::width(before)).max(10))
    }
}

/// What holds a paragraph, if it is not the body.
fn home(home: Home) -> std::borrow::Cow<'static, str> {
    match home {
        Home::Body | Home::Table(_) => "".into(),
        Home::TextBox => t!("inspect.text_box"),
        Home::Header => t!("inspect.header"),
        Home::Footer => t!("inspect.footer"),
    }
}

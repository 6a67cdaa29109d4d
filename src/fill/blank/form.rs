//! A blank form for any vocabulary: plain, but complete.
//!
//! Title and year stand above the tables. What a section holds is a table of its own under the section's name, and so
//! is each list under its name and its header, since a section or list reaches to the end of its table. Short
//! values share a row, two labels each with the cell to its right.

use docx_rs::{AlignmentType, Docx, Paragraph, Table, TableRow};

use super::layout::{
    HALF_LINE, INDICATOR, LINE, LINE_WIDTH, OPINION, PROSE, caption, cell_on, empty, fillable, gap, long_row,
    opinion_on, page, plain, row, table_on,
};
use super::order::{Insertion, in_schema_order};
use super::package::pack;
use super::{BuildError, WIDTH};
use crate::form::{Field, Form, Kind, is_furniture_line};
use crate::value::ChoiceOption;

/// Labels and values of a row with two of each.
const PAIRS: [usize; 4] = [1800, 2906, 1800, 2906];

/// The rows of a list to be filled in; more are added as they are needed.
const ROWS: usize = 4;

/// Builds the document.
pub(super) fn build(form: &Form) -> Result<Vec<u8>, BuildError> {
    let mut page = Page {
        form,
        docx: page(),
        rows: Vec::new(),
        pending: None,
        section: None,
        count: 0,
        headers: Vec::new(),
    };
    let title = form.title();
    if let Some(title) = title {
        let paragraph = Paragraph::new().style("FormTitle").add_run(plain(title));
        page.docx = std::mem::take(&mut page.docx).add_paragraph(paragraph);
    }
    for (number, field) in form.fields().iter().enumerate() {
        page.field(number, field);
    }
    page.close();
    let insert = |&nth: &usize| Insertion { into: "w:trPr", nth, element: "w:tblHeader" };
    let headers: Vec<Insertion> = page.headers.iter().map(insert).collect();
    let document = in_schema_order(&page.docx.build().document, &headers)?;
    Ok(pack(&document, title.unwrap_or(form.name()))?)
}

struct Page<'f> {
    form: &'f Form,
    docx: Docx,
    /// The rows of the table at hand.
    rows: Vec<TableRow>,
    /// A short field that waits for another one to share its row.
    pending: Option<(String, Paragraph)>,
    section: Option<usize>,
    /// How many rows are in the tables before.
    count: usize,
    /// The rows that are repeated on every page that their table reaches.
    headers: Vec<usize>,
}

impl Page<'_> {
    fn field(&mut self, number: usize, field: &Field) {
        // What stands in the place of another field, or instead of it, has no place of its own.
        if field.place_of.is_some() || field.stands_for.is_some() {
            return;
        }
        match field.kind {
            Kind::Title => {}
            Kind::List => self.list(number, field),
            Kind::Opinion => {
                self.flush();
                for wording in self.form.wordings(number).collect::<Vec<_>>() {
                    self.enter(wording.section);
                    let lines = ["（盖章）", "年    月    日"];
                    let lines = lines.into_iter().filter(|line| is_furniture_line(self.form, line));
                    let value = opinion_on(&PAIRS, 1..4, lines);
                    self.rows.push(row(OPINION, vec![label(&wording.label, 0), value]));
                }
            }
            _ => self.value(number, field),
        }
    }

    fn value(&mut self, number: usize, field: &Field) {
        if let Some((before, after)) = self.form.printed_frame(number) {
            self.close();
            let line = format!("{before}      {after}").replace('(', "（").replace(')', "）");
            let line = fillable(&line).align(AlignmentType::Center);
            self.docx = std::mem::take(&mut self.docx).add_paragraph(line);
            return;
        }
        if let Some(wording) = self.form.wordings(number).next() {
            self.enter(wording.section);
            let value = match field.kind {
                Kind::Choice => fillable(&self.boxes(field)),
                _ => empty(),
            };
            self.labelled(field.kind, wording.label, value);
            return;
        }
        // Without a label of its own, each of its parts has one.
        for part in 0..field.parts.len() {
            if let Some(wording) = self.form.part_wording(number, part) {
                self.enter(wording.section);
                self.labelled(field.kind, wording.label, empty());
            }
        }
    }

    fn labelled(&mut self, kind: Kind, name: String, value: Paragraph) {
        let is_short =
            matches!(kind, Kind::Amount | Kind::Year | Kind::Period | Kind::Person | Kind::Contact);
        if is_short && !self.form.heads_column(&name) {
            match self.pending.take() {
                None => self.pending = Some((name, value)),
                Some((left, first)) => {
                    let cells = vec![
                        label(&left, 0),
                        cell_on(&PAIRS, 1..2).add_paragraph(first),
                        label(&name, 2),
                        cell_on(&PAIRS, 3..4).add_paragraph(value),
                    ];
                    self.rows.push(row(LINE, cells));
                }
            }
            return;
        }
        self.flush();
        let height = if matches!(kind, Kind::Text | Kind::Paragraphs) { PROSE / 2.0 } else { LINE };
        let height = if kind == Kind::Paragraphs { PROSE } else { height };
        self.rows.push(long_row(height, vec![label(&name, 0), cell_on(&PAIRS, 1..4).add_paragraph(value)]));
    }

    /// The options of a choice, and of what stands in its place too, a box behind each.
    fn boxes(&self, field: &Field) -> String {
        let also = self.form.fields().iter().filter(|it| it.place_of.as_deref() == Some(field.key.as_str()));
        let groups = std::iter::once(field).chain(also);
        let word = |option: &ChoiceOption| option.words.first().map(|word| format!("{word}□"));
        let words = groups.flat_map(|field| field.options.iter().filter_map(word));
        words.collect::<Vec<_>>().join("    ")
    }

    fn list(&mut self, number: usize, field: &Field) {
        self.close();
        self.section = None;
        // What is before or after another column is part of its value.
        let columns = field.columns.iter().filter(|column| column.before.is_none() && column.after.is_none());
        let columns: Vec<_> = columns.filter_map(|column| column.labels.first()).collect();
        let Some(width) = WIDTH.checked_div(columns.len()) else { return };
        let grid = vec![width; columns.len()];
        let mut rows = Vec::new();
        if let Some(wording) = self.form.wordings(number).next() {
            rows.push(row(
                LINE,
                vec![cell_on(&grid, 0..grid.len()).add_paragraph(caption(&wording.label).keep_next(true))],
            ));
        }
        let head = |(at, name): (usize, &&String)| {
            cell_on(&grid, at..at + 1).add_paragraph(caption(name).keep_next(true))
        };
        rows.push(row(LINE, columns.iter().enumerate().map(head).collect()));
        self.headers.extend((0..rows.len()).map(|at| self.count + at));
        for _ in 0..ROWS {
            let cells = (0..grid.len()).map(|at| cell_on(&grid, at..at + 1).add_paragraph(empty()));
            rows.push(row(INDICATOR, cells.collect()));
        }
        self.add(&grid, rows);
    }

    /// Goes on in a section, in a table of its own.
    fn enter(&mut self, section: Option<usize>) {
        if section == self.section {
            return;
        }
        self.close();
        self.section = section;
        if let Some(name) = section.and_then(|section| self.form.printed_section(section)) {
            let name = caption(name).keep_next(true);
            self.rows.push(row(LINE, vec![cell_on(&PAIRS, 0..4).add_paragraph(name)]));
        }
    }

    /// A short field that stays alone has its row for itself.
    fn flush(&mut self) {
        if let Some((name, value)) = self.pending.take() {
            self.rows.push(row(LINE, vec![label(&name, 0), cell_on(&PAIRS, 1..4).add_paragraph(value)]));
        }
    }

    fn close(&mut self) {
        self.flush();
        let rows = std::mem::take(&mut self.rows);
        self.add(&PAIRS, rows);
    }

    fn add(&mut self, grid: &[usize], rows: Vec<TableRow>) {
        if rows.is_empty() {
            return;
        }
        self.count += rows.len();
        let top = if self.count == rows.len() { LINE_WIDTH } else { HALF_LINE };
        let table: Table = table_on(grid, rows, top, LINE_WIDTH);
        self.docx = std::mem::take(&mut self.docx).add_table(table).add_paragraph(gap());
    }
}

fn label(name: &str, column: usize) -> docx_rs::TableCell {
    cell_on(&PAIRS, column..column + 1).add_paragraph(caption(name))
}

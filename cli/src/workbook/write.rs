//! Writes the workbook, row by row; what waits in memory are findings and sums.

use std::path::{Path, PathBuf};

use rust_i18n::t;
use rust_xlsxwriter::{Format, Url, Workbook, Worksheet, XlsxError};
use serde_json::Value;
use shenbao::form::Kind as FieldKind;
use shenbao::{Form, Severity};

use super::cell::Cell;
use super::files::{self, Files};
use super::layout::{Content, Layout, Part, Sheet, Told, name_field, name_of};
use super::overflow;
use super::style::{FIRST, HEADERS, Style};
use super::totals::Totals;
use crate::data;
use crate::failure::{Failure, Kind, Result};
use crate::line::{ErrorLine, Line};

/// More links than this in one sheet, and Excel says that the file is broken.
const MOST_LINKS: u32 = 65_000;

/// A workbook in the making.
pub(crate) struct Writer<'f> {
    form: &'f Form,
    built_in: bool,
    layout: Layout<'f>,
    book: Workbook,
    style: Style,
    progress: Vec<Progress>,
    findings: Vec<FindingRow>,
    totals: Totals<'f>,
    files: Files,
    declarations: usize,
    links: u32,
    overflows: usize,
    /// The folder in which the workbook will lie, to which links are relative.
    folder: Option<PathBuf>,
}

/// How far a sheet has come.
#[derive(Debug, Default)]
struct Progress {
    rows: u32,
    /// Which columns hold anything.
    used: Vec<bool>,
}

struct FindingRow {
    /// Errors first, unclaimed texts last.
    severity: Option<Severity>,
    message: String,
    place: String,
    field: String,
    declaration: usize,
    name: Cell,
    path: String,
    code: String,
}

impl<'f> Writer<'f> {
    /// A workbook for the declarations of a form. `folder` is where it will lie, if anywhere.
    pub(crate) fn new(form: &'f Form, built_in: bool, folder: Option<&Path>) -> Result<Writer<'f>> {
        let layout = Layout::new(form, built_in);
        let style = Style::new();
        let mut book = Workbook::new();
        let mut progress = Vec::new();
        for sheet in &layout.sheets {
            style.begin(book.add_worksheet_with_low_memory(), sheet).map_err(failed)?;
            progress.push(Progress { rows: 0, used: vec![false; sheet.columns.len()] });
        }
        Ok(Writer {
            form,
            built_in,
            layout,
            book,
            style,
            progress,
            findings: Vec::new(),
            totals: Totals::new(form),
            files: Files::default(),
            declarations: 0,
            links: 0,
            overflows: 0,
            folder: folder.and_then(|folder| std::path::absolute(folder).ok()),
        })
    }

    /// Writes the rows of a declaration.
    pub(crate) fn add(&mut self, line: &Line) -> Result<()> {
        self.declarations += 1;
        self.totals.add(&line.declaration);
        self.files.add(line);
        let name = name_field(self.form).and_then(|field| data::get(&line.declaration, &field.key));
        let name = name.and_then(Value::as_str).map_or(Cell::Blank, Cell::text);
        self.note(line, &name);
        for number in 0..self.layout.sheets.len() {
            let content = self.layout.sheets.get(number).map(|sheet| sheet.content);
            match content {
                Some(Content::Declarations) => self.row(number, &line.declaration, line, &name)?,
                Some(Content::List(list)) => {
                    let rows = data::get(&line.declaration, &list.key).and_then(Value::as_array);
                    for row in rows.into_iter().flatten() {
                        self.row(number, row, line, &name)?;
                    }
                }
                Some(Content::Labelled) => {
                    for row in self.labelled(&line.declaration) {
                        self.row(number, &row, line, &name)?;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Adds a file that could not be read.
    pub(crate) fn fail(&mut self, failed: &ErrorLine) {
        self.files.fail(failed);
    }

    /// Adds a file with the same content as another one.
    pub(crate) fn copy(&mut self, path: &str, of: &str) {
        self.files.copy(path, of);
    }

    /// The workbook as bytes.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>> {
        self.write_findings()?;
        self.write_totals()?;
        self.write_files()?;
        for ((number, sheet), progress) in self.layout.sheets.iter().enumerate().zip(&self.progress) {
            let worksheet = self.book.worksheet_from_index(number).map_err(failed)?;
            close(worksheet, sheet, progress).map_err(failed)?;
        }
        self.book.save_to_buffer().map_err(failed)
    }

    /// The number of the sheet for something.
    fn number_of(&self, wanted: impl Fn(Content<'_>) -> bool) -> Option<usize> {
        self.layout.sheets.iter().position(|sheet| wanted(sheet.content))
    }

    /// Opinions and extras of a declaration as rows with the name of their field.
    fn labelled(&self, declaration: &Value) -> Vec<Value> {
        let mut rows = Vec::new();
        let fields = self.form.fields().iter().filter(|field| field.kind == FieldKind::Opinion);
        let named = fields.map(|field| (field.key.as_str(), name_of(self.form, self.built_in, field)));
        for (key, name) in named.chain([("extra", t!("workbook.extra").into_owned())]) {
            for pair in data::get(declaration, key).and_then(Value::as_array).into_iter().flatten() {
                let text = |member| pair.get(member).and_then(Value::as_str).unwrap_or_default();
                rows.push(serde_json::json!({ "field": name, "label": text("label"), "text": text("text") }));
            }
        }
        rows
    }

    fn row(&mut self, number: usize, row: &Value, line: &Line, name: &Cell) -> Result<()> {
        let Some(sheet) = self.layout.sheets.get(number) else { return Ok(()) };
        let mut cells = Vec::with_capacity(sheet.columns.len());
        for column in &sheet.columns {
            let member = |key| row.get(key).and_then(Value::as_str).map_or(Cell::Blank, Cell::text);
            cells.push(match &column.part {
                Part::Number => Cell::count(self.declarations),
                Part::File => Cell::text(&line.source.path),
                Part::Value(slot) => Cell::of(slot, row),
                Part::LabelledField => member("field"),
                Part::Label => member("label"),
                Part::Text => member("text"),
                Part::Told(told) => match told {
                    Told::Name => name.clone(),
                    Told::Index => Cell::count(line.source.index + 1),
                    Told::Count(severity) => Cell::count(line.count(*severity)),
                    Told::Unclaimed => Cell::count(line.unclaimed.len()),
                    _ => Cell::Blank,
                },
            });
        }
        self.write(number, &cells, None)
    }

    /// Writes cells as the next row of a sheet, in the format of their columns unless others are named.
    fn write(&mut self, number: usize, cells: &[Cell], formats: Option<&[&Format]>) -> Result<()> {
        let is_long = |cell: &Cell| matches!(cell, Cell::Text(text) if overflow::is_long(text));
        if cells.iter().any(is_long) {
            let cells = cells.iter().map(|cell| self.fitting(cell)).collect::<Result<Vec<Cell>>>()?;
            return self.write(number, &cells, formats);
        }
        let Writer { layout, book, style, progress, links, folder, .. } = self;
        let (Some(sheet), Some(progress)) = (layout.sheets.get(number), progress.get_mut(number)) else {
            return Ok(());
        };
        let worksheet = book.worksheet_from_index(number).map_err(failed)?;
        let row = FIRST + progress.rows;
        progress.rows += 1;
        if let Some(height) = Style::height(sheet) {
            worksheet.set_row_height(row, height).map_err(failed)?;
        }
        for (((at, column), cell), used) in (0..).zip(&sheet.columns).zip(cells).zip(&mut progress.used) {
            let format = formats.and_then(|formats| formats.get(usize::from(at)).copied());
            let format = format.unwrap_or_else(|| style.of(column));
            *used |= *cell != Cell::Blank;
            match cell {
                Cell::Blank => worksheet.write_blank(row, at, format),
                Cell::Number(number) => worksheet.write_number_with_format(row, at, *number, format),
                Cell::Text(text) => {
                    let link = matches!(column.part, Part::File).then(|| link_to(text, folder.as_deref()));
                    match link.flatten().filter(|_| *links < MOST_LINKS) {
                        Some(link) => {
                            *links += 1;
                            worksheet.write_url_with_options(row, at, link, text, "", Some(&style.link))
                        }
                        None => worksheet.write_string_with_format(row, at, text, format),
                    }
                }
            }
            .map_err(failed)?;
        }
        Ok(())
    }

    /// The cell, or where its text is too long for one, a mark that says in which rows of another sheet it stands.
    fn fitting(&mut self, cell: &Cell) -> Result<Cell> {
        let Cell::Text(text) = cell else { return Ok(cell.clone()) };
        let sheet = self.number_of(|content| matches!(content, Content::Overflow));
        let Some(sheet) = sheet.filter(|_| overflow::is_long(text)) else { return Ok(cell.clone()) };
        self.overflows += 1;
        for piece in overflow::pieces(text) {
            self.write(sheet, &[Cell::count(self.overflows), Cell::Text(piece)], None)?;
        }
        Ok(Cell::Text(overflow::mark(self.overflows, text)))
    }

    /// Keeps the findings of a declaration for their sheet.
    fn note(&mut self, line: &Line, name: &Cell) {
        let (form, declaration) = (self.form, self.declarations);
        let row = |severity, message: &str, place: &str, field, code: &str| FindingRow {
            severity,
            message: message.to_owned(),
            place: place.to_owned(),
            field,
            declaration,
            name: name.clone(),
            path: line.source.path.clone(),
            code: code.to_owned(),
        };
        for finding in &line.findings {
            let key = finding.key.as_deref().unwrap_or_default();
            let top = key.split('[').next().unwrap_or(key);
            let field = form.field(top).map(|(_, field)| name_of(form, self.built_in, field));
            let place = finding.place.as_deref().unwrap_or_default();
            let field = field.unwrap_or_else(|| key.to_owned());
            self.findings.push(row(Some(finding.severity), &finding.message, place, field, &finding.code));
        }
        for left in &line.unclaimed {
            self.findings.push(row(None, &left.text, &left.place, String::new(), "unclaimed"));
        }
    }

    fn write_findings(&mut self) -> Result<()> {
        let Some(number) = self.number_of(|content| matches!(content, Content::Findings)) else {
            return Ok(());
        };
        let mut findings = std::mem::take(&mut self.findings);
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        let [error, warning, text, count] =
            [&self.style.error, &self.style.warning, &self.style.text, &self.style.number].map(Format::clone);
        for finding in findings {
            let severity = match finding.severity {
                Some(Severity::Error) => t!("workbook.severity.error"),
                Some(Severity::Warning) => t!("workbook.severity.warning"),
                Some(Severity::Info) => t!("workbook.severity.info"),
                None => t!("workbook.severity.unclaimed"),
            };
            let cells = [
                Cell::text(&severity),
                Cell::text(&finding.message),
                Cell::text(&finding.place),
                Cell::text(&finding.field),
                Cell::count(finding.declaration),
                finding.name,
                Cell::text(&finding.path),
                Cell::text(&finding.code),
            ];
            let first = match finding.severity {
                Some(Severity::Error) => &error,
                Some(Severity::Warning) => &warning,
                _ => &text,
            };
            let formats = [first, &text, &text, &text, &count, &text, &text, &text];
            self.write(number, &cells, Some(&formats))?;
        }
        Ok(())
    }

    fn write_totals(&mut self) -> Result<()> {
        let Some(number) = self.number_of(|content| matches!(content, Content::Totals)) else {
            return Ok(());
        };
        let (groups, all) = std::mem::replace(&mut self.totals, Totals::new(self.form)).finish();
        let Some(sheet) = self.layout.sheets.get(number) else { return Ok(()) };
        let told: Vec<Told> = sheet
            .columns
            .iter()
            .filter_map(|column| if let Part::Told(told) = column.part { Some(told) } else { None })
            .collect();
        let (text, money) = (self.style.total.clone(), self.style.total_money.clone());
        let unknown = t!("workbook.unknown");
        let last = (t!("workbook.total").into_owned(), String::new(), all);
        let end = groups.len();
        for (place, (year, department, sum)) in groups.into_iter().chain([last]).enumerate() {
            let cells: Vec<Cell> = told
                .iter()
                .map(|told| match told {
                    Told::Year if place == end => Cell::text(&year),
                    Told::Year => Cell::number(&year),
                    Told::Department if department.is_empty() && place < end => Cell::text(&unknown),
                    Told::Department => Cell::text(&department),
                    Told::Declarations => Cell::count(sum.declarations),
                    Told::Sum(at) => sum.amounts.get(at).map_or(Cell::Blank, |sum| Cell::decimal(*sum)),
                    _ => Cell::Blank,
                })
                .collect();
            let formats: Vec<&Format> =
                told.iter().map(|told| if matches!(told, Told::Sum(_)) { &money } else { &text }).collect();
            self.write(number, &cells, (place == end).then_some(&*formats))?;
        }
        Ok(())
    }

    fn write_files(&mut self) -> Result<()> {
        let Some(number) = self.number_of(|content| matches!(content, Content::Files)) else { return Ok(()) };
        let [error, warning, text, count] =
            [&self.style.error, &self.style.warning, &self.style.text, &self.style.number].map(Format::clone);
        for file in std::mem::take(&mut self.files).finish() {
            let state = match file.state {
                files::State::Failed => &error,
                files::State::Doubtful => &warning,
                files::State::Good | files::State::Copy => &text,
            };
            self.write(number, &file.cells(), Some(&[state, &text, &count, &text, &text, &text]))?;
        }
        Ok(())
    }
}

/// Hides what nothing was written to, and sets up filters over what was.
fn close(
    worksheet: &mut Worksheet,
    sheet: &Sheet<'_>,
    progress: &Progress,
) -> std::result::Result<(), XlsxError> {
    if progress.rows == 0 && !matches!(sheet.content, Content::Declarations) {
        worksheet.set_hidden(true);
    }
    for ((number, column), used) in (0..).zip(&sheet.columns).zip(&progress.used) {
        if (!used && progress.rows > 0 && matches!(column.part, Part::Value(_) | Part::Told(_)))
            || column.is_written()
        {
            worksheet.set_column_hidden(number)?;
        }
    }
    let last = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    // The last row of the totals is none of them: sorting leaves it where it is.
    let rows = progress.rows.saturating_sub(u32::from(matches!(sheet.content, Content::Totals)));
    worksheet.autofilter(HEADERS, 0, HEADERS + rows.max(1), last)?;
    Ok(())
}

/// A link to a file that is there: as seen from the folder of the workbook where it is below it, so that both can move
/// together.
fn link_to(path: &str, folder: Option<&Path>) -> Option<Url> {
    let path = Path::new(path);
    if !path.is_file() {
        return None;
    }
    let absolute = std::path::absolute(path).ok()?;
    let below = folder.and_then(|folder| absolute.strip_prefix(folder).ok());
    let target = below.unwrap_or(&absolute).to_str()?;
    // A # would begin the name of a place within the file.
    let is_sound = !target.contains('#') && target.len() < 1000;
    is_sound.then(|| Url::new(format!("file:///{target}")))
}

pub(super) fn failed(error: XlsxError) -> Failure {
    Failure::new(Kind::CannotWrite(std::io::Error::other(error)))
}

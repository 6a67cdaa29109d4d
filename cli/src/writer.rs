//! Lines in the formats in which people want them.

use rust_i18n::t;
use serde::Serialize;
use serde_json::Value;
use shenbao::{Form, Severity};

#[cfg(feature = "parquet")]
use crate::columnar;
use crate::failure::{Failure, Kind, Result};
use crate::line::{ErrorLine, Line};
use crate::output::{Output, Target, folder_of};
use crate::redact::Redaction;
use crate::sheet::{BYTE_ORDER_MARK, Beside, Sheet};
use crate::workbook;

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    Jsonl,
    Json,
    Csv,
    Xlsx,
    #[cfg(feature = "parquet")]
    Parquet,
}

/// Makes what is written of a line. It may be at work on many threads.
pub(crate) struct Encoder<'f> {
    form: &'f Form,
    built_in: bool,
    format: Format,
    sheet: Option<Sheet<'f>>,
    redact: bool,
}

/// A line, ready to be written.
pub(crate) enum Item {
    Bytes(Vec<u8>),
    Line(Box<Line>),
}

/// Puts lines one behind the other.
pub(crate) struct Writer<'f> {
    output: Output,
    redact: bool,
    to: To<'f>,
}

enum To<'f> {
    Text {
        /// What comes next in front of a line.
        before: Vec<u8>,
        between: &'static [u8],
        behind: &'static [u8],
        end: &'static [u8],
    },
    Workbook(Box<workbook::Writer<'f>>),
    #[cfg(feature = "parquet")]
    Columns(Box<columnar::Writer<'f>>),
}

impl Format {
    /// The format that `--format` names, or else the ending of the file.
    pub(crate) fn of(named: Option<Format>, target: &Target) -> Result<Format> {
        let path = match (named, target) {
            (Some(format), _) => return Ok(format),
            (None, Target::Stdout) => return Ok(Format::Jsonl),
            (None, Target::File(path)) => path,
        };
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        match extension.as_deref() {
            Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
            Some("json") => Ok(Format::Json),
            Some("csv") => Ok(Format::Csv),
            Some("xlsx") => Ok(Format::Xlsx),
            #[cfg(feature = "parquet")]
            Some("parquet") => Ok(Format::Parquet),
            _ => Err(Failure::new(Kind::OutputUnknown).about(path.to_string_lossy())),
        }
    }

    /// Whether lines become rows, so that nothing else can stand between them.
    pub(crate) fn is_sheet(self) -> bool {
        !matches!(self, Format::Jsonl | Format::Json)
    }

    /// Refuses what a terminal cannot show, and what is there already.
    pub(crate) fn check(self, target: &Target, force: bool) -> Result<()> {
        target.check(force)?;
        match self {
            Format::Jsonl | Format::Json | Format::Csv => Ok(()),
            Format::Xlsx => target.check_binary(),
            #[cfg(feature = "parquet")]
            Format::Parquet => target.check_binary(),
        }
    }
}

impl<'f> Encoder<'f> {
    /// For the declarations of a form: the built-in one where there is no other.
    pub(crate) fn new(custom: Option<&'f Form>, format: Format, redact: bool) -> Encoder<'f> {
        let form = custom.unwrap_or(Form::declaration());
        let built_in = custom.is_none();
        let sheet = (format == Format::Csv).then(|| Sheet::new(form, built_in));
        Encoder { form, built_in, format, sheet, redact }
    }

    pub(crate) fn encode<T: Serialize>(&self, line: Line<T>) -> Item {
        // Most lines are only written down, and need no detour.
        if !self.redact && !self.format.is_sheet() {
            // What was just read as JSON is written as JSON.
            return Item::Bytes(serde_json::to_vec(&line).unwrap_or_default());
        }
        let mut line = untyped(line);
        if self.redact {
            Redaction::of(self.form, std::slice::from_ref(&line)).line(&mut line);
        }
        match (&self.sheet, self.format) {
            (Some(sheet), _) => Item::Bytes(row(sheet, &line)),
            (None, Format::Jsonl | Format::Json) => {
                Item::Bytes(serde_json::to_vec(&line).unwrap_or_default())
            }
            _ => Item::Line(Box::new(line)),
        }
    }

    /// A file in which what this encodes is written.
    pub(crate) fn writer(&self, target: &Target, force: bool) -> Result<Writer<'f>> {
        let output = target.open(force)?;
        let (before, between, behind, end): (Vec<u8>, &[u8], &[u8], &[u8]) = match (self.format, &self.sheet)
        {
            (Format::Xlsx, _) => {
                let folder = match target {
                    Target::File(path) => Some(folder_of(path)),
                    Target::Stdout => None,
                };
                let book = workbook::Writer::new(self.form, self.built_in, folder)?;
                return Ok(Writer { output, redact: self.redact, to: To::Workbook(Box::new(book)) });
            }
            #[cfg(feature = "parquet")]
            (Format::Parquet, _) => {
                let columns = columnar::Writer::new(self.form)?;
                return Ok(Writer { output, redact: self.redact, to: To::Columns(Box::new(columns)) });
            }
            (_, Some(sheet)) => ([BYTE_ORDER_MARK, &sheet.headers()].concat(), b"", b"", b""),
            (Format::Json, _) => (b"[\n".to_vec(), b",\n", b"", b"\n]\n"),
            _ => (Vec::new(), b"", b"\n", b""),
        };
        Ok(Writer { output, redact: self.redact, to: To::Text { before, between, behind, end } })
    }
}

impl Writer<'_> {
    pub(crate) fn add(&mut self, item: &Item) -> Result<()> {
        match (&mut self.to, item) {
            (To::Text { before, between, behind, .. }, Item::Bytes(item)) => {
                for bytes in [&**before, item, behind] {
                    self.output.write(bytes)?;
                }
                *before = between.to_vec();
                Ok(())
            }
            (To::Workbook(book), Item::Line(line)) => book.add(line),
            #[cfg(feature = "parquet")]
            (To::Columns(columns), Item::Line(line)) => columns.add((**line).clone()),
            // An encoder makes items and writers of one kind.
            _ => Err(Failure::new(Kind::Internal(t!("error.output_unknown").into_owned()))),
        }
    }

    /// Takes note of a file that could not be read, where the format has a place for such.
    pub(crate) fn fail(&mut self, mut failed: ErrorLine) {
        if self.redact {
            Redaction::default().path(&mut failed.source.path);
        }
        if let To::Workbook(book) = &mut self.to {
            book.fail(&failed);
        }
    }

    /// Takes note of a file with the same content as another one.
    pub(crate) fn copy(&mut self, mut path: String, mut of: String) {
        if self.redact {
            Redaction::default().path(&mut path);
            Redaction::default().path(&mut of);
        }
        if let To::Workbook(book) = &mut self.to {
            book.copy(&path, &of);
        }
    }

    /// Hands over what was written so far.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.output.flush()
    }

    pub(crate) fn finish(mut self) -> Result<()> {
        match self.to {
            To::Text { before, between, end, .. } => {
                // An array of nothing still has its brackets, a sheet its headers.
                if !before.is_empty() && *before != *between {
                    self.output.write(&before)?;
                }
                self.output.write(end)?;
            }
            To::Workbook(book) => self.output.write(&book.finish()?)?,
            #[cfg(feature = "parquet")]
            To::Columns(columns) => self.output.write(&columns.finish()?)?,
        }
        self.output.finish()
    }
}

fn untyped<T: Serialize>(line: Line<T>) -> Line<Value> {
    let Line { source, declaration, findings, unclaimed } = line;
    let declaration = serde_json::to_value(declaration).unwrap_or_default();
    Line { source, declaration, findings, unclaimed }
}

fn row(sheet: &Sheet<'_>, line: &Line) -> Vec<u8> {
    let format = serde_json::to_value(line.source.format).unwrap_or_default();
    let beside = Beside {
        path: &line.source.path,
        format: format.as_str().unwrap_or_default(),
        index: line.source.index,
        findings: [Severity::Error, Severity::Warning, Severity::Info].map(|severity| line.count(severity)),
        unclaimed: line.unclaimed.len(),
    };
    sheet.row(&beside, &line.declaration)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_ending_says_what_is_written() {
        let of = |path: &str| Format::of(None, &Target::of(Path::new(path)));
        assert_eq!(of("a.JSON").unwrap(), Format::Json);
        assert_eq!(of("a.jsonl").unwrap(), Format::Jsonl);
        assert_eq!(of("-").unwrap(), Format::Jsonl);
        assert_eq!(of("a.csv").unwrap(), Format::Csv);
        assert_eq!(of("a.xlsx").unwrap(), Format::Xlsx);
        assert!(of("a.xls").is_err() && of("json").is_err());
        assert_eq!(Format::of(Some(Format::Csv), &Target::Stdout).unwrap(), Format::Csv);
    }
}

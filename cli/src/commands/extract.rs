use std::num::NonZeroUsize;
use std::path::PathBuf;

use rust_i18n::t;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shenbao::{Declaration, Extraction, Form, Severity};

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::input::Input;
use crate::many::Source;
use crate::output::{Output, Target};
use crate::sheet::{BYTE_ORDER_MARK, Beside, Sheet};
use crate::{form, lang, many, ui};

/// Read declarations out of documents
///
/// Prints one line of JSON for each declaration, in the order of the inputs: {"source": …, "declaration": …,
/// "findings": […], "unclaimed": […]}. A broken file costs only itself: it is told on stderr, and the exit status is 1
/// in the end, or 3 if nothing could be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders, or - for stdin
    ///
    /// Folders are searched with all folders in them for docx, docm, dotx, dotm, doc, wps, odt, fodt and txt files. What a file
    /// is, its content tells, not its name. Files that Word or WPS leaves beside an open document (~$…, .~…) are
    /// skipped.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// File to write: .jsonl, .json (an array) or .csv [default: JSON Lines on stdout]
    ///
    /// The file gets its name when it is complete.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Format of the output [default: by the ending of --output, else jsonl]
    ///
    /// csv is a sheet for Excel and WPS with a row for each declaration. In front of cells that a spreadsheet would take
    /// for a formula (they begin with = + - @ TAB CR), and of long numbers and numbers with leading zeros, which it would
    /// damage, stands an apostrophe.
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Read by the vocabulary of another form; declarations have the keys that it names
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Number of files read at once [default: as many as the machine has cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Replace the output if it exists
    #[arg(long)]
    force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Jsonl,
    Json,
    Csv,
}

/// What one input gave.
#[derive(Debug, Default)]
struct Yield {
    /// Its declarations as they are written.
    items: Vec<Vec<u8>>,
    /// Whether a finding is an error.
    has_errors: bool,
}

/// One line of output.
#[derive(Serialize)]
struct Line<'r, T> {
    source: Source<'r>,
    declaration: &'r T,
    findings: Vec<FindingLine>,
    unclaimed: Vec<UnclaimedLine<'r>>,
}

#[derive(Serialize)]
struct FindingLine {
    code: &'static str,
    severity: Severity,
    place: Option<String>,
    message: String,
}

#[derive(Serialize)]
struct UnclaimedLine<'r> {
    place: String,
    text: &'r str,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = args.output.as_deref().map_or(Target::Stdout, Target::of);
    let format = args.format.map_or_else(|| format_of(&target), Ok)?;
    target.check(args.force)?;
    let custom = form::load(args.form.as_deref())?;
    let reader = Reader::new(custom.as_ref(), format);

    let mut hints = ui::Hints::default();
    let found = many::find(&args.inputs, &mut hints)?;
    let mut writer = Writer::new(target.open(args.force)?, format, &reader);
    let mut declarations = 0;
    let mut has_errors = false;
    let read = |input: &Input| reader.read(input);
    let ran = many::over(&found, &mut hints, args.jobs, target == Target::Stdout, read, |read| {
        declarations += read.items.len();
        has_errors |= read.has_errors;
        read.items.iter().try_for_each(|item| writer.add(item))
    })?;
    if ran.failed < ran.inputs {
        writer.finish()?;
    }
    if ran.inputs > 1 {
        let (inputs, failed) = (ran.inputs, ran.failed);
        ui::status(&t!("extract.summary", inputs = inputs, declarations = declarations, failed = failed));
    }
    Ok(ran.exit(has_errors))
}

fn format_of(target: &Target) -> Result<Format> {
    let Target::File(path) = target else { return Ok(Format::Jsonl) };
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    match extension.as_deref() {
        Some("jsonl" | "ndjson") => Ok(Format::Jsonl),
        Some("json") => Ok(Format::Json),
        Some("csv") => Ok(Format::Csv),
        _ => Err(Failure::new(Kind::OutputUnknown).about(path.to_string_lossy())),
    }
}

/// Reads inputs and writes down what they say, one by one and on any thread.
struct Reader<'f> {
    form: &'f Form,
    built_in: bool,
    sheet: Option<Sheet<'f>>,
}

impl<'f> Reader<'f> {
    fn new(custom: Option<&'f Form>, format: Format) -> Reader<'f> {
        let form = custom.unwrap_or(Form::declaration());
        let built_in = custom.is_none();
        Reader { form, built_in, sheet: (format == Format::Csv).then(|| Sheet::new(form, built_in)) }
    }

    fn read(&self, input: &Input) -> Result<Yield> {
        let bytes = input.read()?;
        let name = input.name();
        if self.built_in {
            self.extract::<Declaration>(&name, &bytes)
        } else {
            self.extract::<Value>(&name, &bytes)
        }
        .map_err(|error| Failure::from(error).about(&*name))
    }

    fn extract<T: Serialize + DeserializeOwned>(&self, path: &str, bytes: &[u8]) -> shenbao::Result<Yield> {
        let reading = self.form.read(bytes)?;
        let mut read = Yield::default();
        for (index, extraction) in reading.extract::<T>()?.iter().enumerate() {
            let source = Source { path, format: reading.document.format, index };
            read.items.push(self.item(source, extraction));
            read.has_errors |=
                extraction.findings.iter().any(|finding| finding.severity() == Severity::Error);
        }
        Ok(read)
    }

    fn item<T: Serialize>(&self, source: Source<'_>, extraction: &Extraction<T>) -> Vec<u8> {
        // What was just read as JSON is written as JSON.
        match &self.sheet {
            Some(sheet) => {
                let declaration = serde_json::to_value(&extraction.declaration).unwrap_or_default();
                let format = serde_json::to_value(source.format).unwrap_or_default();
                let count =
                    |severity| extraction.findings.iter().filter(|one| one.severity() == severity).count();
                let beside = Beside {
                    path: source.path,
                    format: format.as_str().unwrap_or_default(),
                    index: source.index,
                    findings: [Severity::Error, Severity::Warning, Severity::Info].map(count),
                    unclaimed: extraction.unclaimed.len(),
                };
                sheet.row(&beside, &declaration)
            }
            None => serde_json::to_vec(&line_of(source, extraction)).unwrap_or_default(),
        }
    }
}

fn line_of<'r, T>(source: Source<'r>, extraction: &'r Extraction<T>) -> Line<'r, T> {
    let lang = lang::current();
    let findings = extraction.findings.iter().map(|finding| FindingLine {
        code: finding.code(),
        severity: finding.severity(),
        place: finding.place.as_ref().map(|place| place.describe(lang)),
        message: finding.message(lang),
    });
    let unclaimed = extraction
        .unclaimed
        .iter()
        .map(|unclaimed| UnclaimedLine { place: unclaimed.place.describe(lang), text: &unclaimed.text });
    Line {
        source,
        declaration: &extraction.declaration,
        findings: findings.collect(),
        unclaimed: unclaimed.collect(),
    }
}

/// Puts declarations one behind the other.
struct Writer {
    output: Output,
    /// What comes next in front of a declaration.
    before: Vec<u8>,
    between: &'static [u8],
    behind: &'static [u8],
    end: &'static [u8],
}

impl Writer {
    fn new(output: Output, format: Format, reader: &Reader<'_>) -> Writer {
        let (before, between, behind, end): (Vec<u8>, &[u8], &[u8], &[u8]) = match (format, &reader.sheet) {
            (Format::Csv, Some(sheet)) => ([BYTE_ORDER_MARK, &sheet.headers()].concat(), b"", b"", b""),
            (Format::Json, _) => (b"[\n".to_vec(), b",\n", b"", b"\n]\n"),
            _ => (Vec::new(), b"", b"\n", b""),
        };
        Writer { output, before, between, behind, end }
    }

    fn add(&mut self, item: &[u8]) -> Result<()> {
        for bytes in [&*self.before, item, self.behind] {
            self.output.write(bytes)?;
        }
        self.before = self.between.to_vec();
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        self.output.write(self.end)?;
        self.output.finish()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_ending_says_what_is_written() {
        let of = |path: &str| format_of(&Target::of(Path::new(path)));
        assert_eq!(of("a.JSON").unwrap(), Format::Json);
        assert_eq!(of("a.jsonl").unwrap(), Format::Jsonl);
        assert_eq!(of("-").unwrap(), Format::Jsonl);
        assert_eq!(of("a.csv").unwrap(), Format::Csv);
        assert!(of("a.xlsx").is_err() && of("json").is_err());
    }
}

use std::iter;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use rust_i18n::t;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shenbao::{Declaration, Form, Severity};

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::input::{Input, NameList};
use crate::line::{self, ErrorLine};
use crate::many::{self, Ran};
use crate::output::Target;
use crate::writer::{Encoder, Format, Item, Writer};
use crate::{form, lang, ui};

/// Read declarations out of documents
///
/// Prints one line of JSON for each declaration, in the order of the inputs: {"source": …, "declaration": …,
/// "findings": […], "unclaimed": […]}. A broken file costs only itself: it is told on stderr, and the exit status is 1
/// in the end, or 3 if nothing could be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders, .zip archives, or - for stdin
    ///
    /// Folders and archives are searched with all folders in them for docx, docm, dotx, dotm, doc, wps, rtf, odt, fodt, html, mht, xml
    /// and txt files. What a file is, its content tells, not its name. A file in an archive is called
    /// archive.zip!/folder/a.docx. Files that Word or WPS leaves beside an open document (~$…, .~…) are
    /// skipped.
    #[arg(required_unless_present = "files_from", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Read the names of the files from a file, a line each, or from stdin
    ///
    /// Each is read as its name comes, and its lines are written at once: a program at the other end of the pipe may
    /// wait for the answer before it names the next.
    #[arg(long, value_name = "LIST", conflicts_with = "inputs")]
    files_from: Option<PathBuf>,
    /// Names in the list end with a NUL, as find -print0 and git ls-files -z write them
    #[arg(short = '0', long, requires = "files_from")]
    null: bool,
    /// Write a line for each input that fails, too: {"source": {"path": …}, "error": {"code": …, "message": …}}
    ///
    /// Then every input has its answer in the output, nothing is told on stderr, and the exit status says whether all
    /// answers could be given: 0, whatever they are.
    #[arg(long)]
    errors_as_lines: bool,
    /// File to write: .jsonl, .json (an array), .csv or .xlsx [default: JSON Lines on stdout]
    ///
    /// The file gets its name when it is complete.
    #[arg(short, long, value_name = "OUT")]
    output: Option<PathBuf>,
    /// Format of the output [default: by the ending of --output, else jsonl]
    ///
    /// csv is a sheet for Excel and WPS with a row for each declaration. In front of cells that a spreadsheet would take
    /// for a formula (they begin with = + - @ TAB CR), and of long numbers and numbers with leading zeros, which it would
    /// damage, stands an apostrophe. xlsx is a workbook with sheets for declarations, indicators, findings and totals;
    /// edited there, `fill` makes Word forms of it.
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Read by the vocabulary of another form; declarations have the keys that it names
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Number of files read at once [default: as many as the machine has cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Mask phone numbers and the names of people
    #[arg(long)]
    redact: bool,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

/// What one input gave.
struct Yield {
    /// Its declarations as they are written.
    items: Vec<Item>,
    /// Whether a finding is an error.
    has_errors: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = args.output.as_deref().map_or(Target::Stdout, Target::of);
    let format = Format::of(args.format, &target)?;
    if args.errors_as_lines && format.is_sheet() {
        return Err(Failure::new(Kind::ErrorsInSheet));
    }
    format.check(&target, args.force)?;
    let custom = form::load(args.form.as_deref())?;
    let reader = Reader::new(custom.as_ref(), format, args.redact);
    match &args.files_from {
        Some(list) => answer(args, &Input::of(list), &target, &reader),
        None => read_all(args, &target, &reader),
    }
}

/// Reads inputs that are known from the start.
fn read_all(args: &Args, target: &Target, reader: &Reader<'_>) -> Result<Exit> {
    let mut run = Run::new(target, reader, args)?;
    let on_stdout = *target == Target::Stdout;
    let work = |input: &Input| reader.read(input);
    run.ran =
        many::over(&args.inputs, args.jobs, on_stdout, work, |read, progress| run.take(read, progress))?;
    run.end(target)
}

/// Reads inputs as they are named, and answers at once.
fn answer(args: &Args, list: &Input, target: &Target, reader: &Reader<'_>) -> Result<Exit> {
    let mut names = NameList::open(list, args.null)?;
    let mut run = Run::new(target, reader, args)?;
    let inputs = iter::from_fn(|| names.next());
    many::each(
        inputs,
        args.jobs,
        |input| reader.read(input),
        |read| {
            run.ran.inputs += 1;
            run.ran.failed += usize::from(read.is_err());
            run.take(read, &ui::Progress::hidden())?;
            run.writer.flush()
        },
    )?;
    names.end()?;
    run.end(target)
}

/// What has come of a run so far.
struct Run<'f> {
    writer: Writer<'f>,
    errors_as_lines: bool,
    hints: ui::Hints,
    ran: Ran,
    declarations: usize,
    has_errors: bool,
}

impl<'f> Run<'f> {
    fn new(target: &Target, reader: &Reader<'f>, args: &Args) -> Result<Run<'f>> {
        Ok(Run {
            writer: reader.encoder.writer(target, args.force)?,
            errors_as_lines: args.errors_as_lines,
            hints: ui::Hints::default(),
            ran: Ran::default(),
            declarations: 0,
            has_errors: false,
        })
    }

    fn take(&mut self, read: Result<Yield>, progress: &ui::Progress) -> Result<()> {
        match read {
            Ok(read) => {
                self.declarations += read.items.len();
                self.has_errors |= read.has_errors;
                read.items.iter().try_for_each(|item| self.writer.add(item))
            }
            Err(failure) if self.errors_as_lines => self
                .writer
                .add(&Item::Bytes(serde_json::to_vec(&ErrorLine::of(&failure)).unwrap_or_default())),
            Err(failure) => {
                self.writer.fail(ErrorLine::of(&failure));
                progress.pause(|| self.hints.report(&failure));
                Ok(())
            }
        }
    }

    fn end(self, target: &Target) -> Result<Exit> {
        let Ran { inputs, failed } = self.ran;
        let is_written = failed < inputs || self.errors_as_lines;
        if is_written {
            self.writer.finish()?;
        }
        if self.errors_as_lines {
            return Ok(Exit::Done);
        }
        if inputs > 1 {
            let declarations = self.declarations;
            ui::status(&t!("extract.summary", inputs = inputs, declarations = declarations, failed = failed));
        }
        if is_written {
            ui::written(target);
        }
        Ok(self.ran.exit(self.has_errors))
    }
}

/// Reads inputs and writes down what they say, one by one and on any thread.
struct Reader<'f> {
    form: &'f Form,
    built_in: bool,
    encoder: Encoder<'f>,
}

impl<'f> Reader<'f> {
    fn new(custom: Option<&'f Form>, format: Format, redact: bool) -> Reader<'f> {
        let form = custom.unwrap_or(Form::declaration());
        Reader { form, built_in: custom.is_none(), encoder: Encoder::new(custom, format, redact) }
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
        let lines = line::read::<T>(self.form, path, bytes, lang::current())?;
        Ok(Yield {
            has_errors: lines.iter().any(|line| line.count(Severity::Error) > 0),
            items: lines.into_iter().map(|line| self.encoder.encode(line)).collect(),
        })
    }
}

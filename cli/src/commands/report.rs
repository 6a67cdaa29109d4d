use std::num::NonZeroUsize;
use std::path::PathBuf;

use rust_i18n::t;
use serde_json::Value;
use shenbao::{Form, Severity};

use crate::drawing::Drawing;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::input::Input;
use crate::line::{Line, Source};
use crate::output::Target;
use crate::report::{Document, FailedEntry, Page};
use crate::{form, lang, many, ui};

/// Write a page for reviewing declarations in a browser
///
/// One HTML file with everything in it, which needs no network: doubtful declarations first, and for each its values
/// beside a drawing of the form, in which every value shows where it stands.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders, or - for stdin
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// File to write [default: stdout]
    ///
    /// The file gets its name when it is complete.
    #[arg(short, long, value_name = "OUT.html")]
    output: Option<PathBuf>,
    /// Mask phone numbers and the names of persons; names of files stay
    #[arg(long)]
    redact: bool,
    /// Read by the vocabulary of another form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Number of files read at once [default: as many as the machine has cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Replace the output if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = args.output.as_deref().map_or(Target::Stdout, Target::of);
    target.check(args.force)?;
    let custom = form::load(args.form.as_deref())?;
    let form = custom.as_ref().unwrap_or(Form::declaration());
    let mut hints = ui::Hints::default();
    let found = many::find(&args.inputs, &mut hints)?;
    let mut page = Page::begin(form, custom.is_none(), args.redact, target.open(args.force)?)?;

    let mut tally = Tally { failed: found.failures.len(), inputs: found.failures.len(), ..Tally::default() };
    found.failures.iter().for_each(|failure| page.fail(failed(failure)));
    let progress = ui::Progress::over(found.inputs.len(), target == Target::Stdout);
    many::each(found.inputs.iter(), args.jobs, |input| read(form, input), |_, document| {
        tally.inputs += 1;
        match document {
            Ok(document) => {
                tally.add(&document);
                page.add(document)?;
            }
            Err(failure) => {
                tally.failed += 1;
                page.fail(failed(&failure));
                progress.pause(|| hints.report(&failure));
            }
        }
        progress.step();
        Ok(())
    })?;
    page.finish()?;
    let Tally { inputs, failed, declarations, .. } = tally;
    ui::status(&t!("report.summary", inputs = inputs, declarations = declarations, failed = failed));
    Ok(Exit::of_batch(inputs, failed, tally.has_errors))
}

fn read(form: &Form, input: &Input) -> Result<Document> {
    let bytes = input.read()?;
    let path = input.name();
    let read = || -> shenbao::Result<Document> {
        let reading = form.read(&bytes)?;
        let found = reading.extract::<Value>()?;
        let drawing = Drawing::of(&reading, found.iter().map(|one| &one.places));
        let format = reading.document.format;
        let lines = found.into_iter().enumerate().map(|(index, one)| {
            Line::of(Source { path: path.clone(), format, index }, one, lang::current())
        });
        Ok(Document { path: path.clone(), lines: lines.collect(), drawing: Some(drawing) })
    };
    read().map_err(|error| Failure::from(error).about(&*path))
}

fn failed(failure: &Failure) -> FailedEntry {
    FailedEntry {
        path: failure.subject.clone().unwrap_or_default(),
        code: failure.code().to_owned(),
        message: failure.message(),
        place: failure.place(),
    }
}

#[derive(Debug, Default)]
struct Tally {
    inputs: usize,
    failed: usize,
    declarations: usize,
    has_errors: bool,
}

impl Tally {
    fn add(&mut self, document: &Document) {
        self.declarations += document.lines.len();
        self.has_errors |= document.lines.iter().any(|line| line.count(Severity::Error) > 0);
    }
}

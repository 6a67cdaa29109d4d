use std::num::NonZeroUsize;
use std::path::PathBuf;

use rust_i18n::t;
use serde_json::Value;
use shenbao::{Form, Profile, Severity};

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::input::Input;
use crate::line::ErrorLine;
use crate::output::Target;
use crate::report::{Page, judge};
use crate::store::{DocumentRow, Store};
use crate::{form, lang, line, many, profile, ui};

/// Write a page for reviewing declarations in a browser
///
/// One HTML file with everything in it, which needs no network: doubtful declarations first, and for each its values
/// beside a drawing of the form, in which every value shows where it stands.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders, .zip archives, or - for stdin
    #[arg(required_unless_present = "db", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Database of import, in place of files
    #[arg(long, value_name = "FORMS.db", conflicts_with = "inputs")]
    db: Option<PathBuf>,
    /// File to write [default: stdout]
    ///
    /// The file gets its name when it is complete.
    #[arg(short, long, value_name = "OUT.html")]
    output: Option<PathBuf>,
    /// Find what breaks the rules of check too: default, strict, or a file that says what differs from one of them
    #[arg(long, value_name = "PROFILE.toml")]
    profile: Option<PathBuf>,
    /// Mask phone numbers and the names of people
    #[arg(long)]
    redact: bool,
    /// Read by the vocabulary of another form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Number of files read at once [default: as many as the machine has cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = args.output.as_deref().map_or(Target::Stdout, Target::of);
    target.check(args.force)?;
    target.check_binary()?;
    let custom = form::load(args.form.as_deref())?;
    let form = custom.as_ref().unwrap_or(Form::declaration());
    let profile = args.profile.as_deref().map(|name| profile::load(Some(name))).transpose()?;
    let profile = profile.map(|profile| (form, profile.for_form(form)));
    let tally = Tally { profile, ..Tally::default() };
    let begin = || Ok(Page::begin(form, custom.is_none(), args.redact, target.open(args.force)?));
    let tally = match &args.db {
        Some(db) => {
            let store = Store::open(db)?;
            store.check_form(&form::name(args.form.as_deref())?)?;
            of_store(tally, &store, begin()?)?
        }
        None => of_files(tally, args, form, &target, begin)?,
    };
    let Tally { inputs, failed, declarations, .. } = tally;
    ui::status(&t!("report.summary", inputs = inputs, declarations = declarations, failed = failed));
    if failed < inputs {
        ui::written(&target);
    }
    Ok(Exit::of_batch(inputs, failed, tally.has_errors))
}

fn of_store<'f>(mut tally: Tally<'f>, store: &Store, mut page: Page<'f>) -> Result<Tally<'f>> {
    let mut hints = ui::Hints::default();
    for document in store.documents() {
        tally.take(&mut page, document, |failure| hints.report(failure))?;
    }
    for failed in store.failed()? {
        tally.inputs += 1;
        tally.failed += 1;
        page.fail(failed);
    }
    tally.finish(page)
}

fn of_files<'f>(
    mut tally: Tally<'f>,
    args: &Args,
    form: &Form,
    target: &Target,
    begin: impl FnOnce() -> Result<Page<'f>>,
) -> Result<Tally<'f>> {
    let mut hints = ui::Hints::default();
    let mut page = begin()?;
    let on_stdout = *target == Target::Stdout;
    many::over(
        &args.inputs,
        args.jobs,
        on_stdout,
        |input| read(form, input),
        |document, progress| {
            tally.take(&mut page, document, |failure| progress.pause(|| hints.report(failure)))
        },
    )?;
    tally.finish(page)
}

fn read(form: &Form, input: &Input) -> Result<DocumentRow> {
    let bytes = input.read()?;
    let path = input.name();
    let (lines, drawing) = line::read_drawn::<Value>(form, &path, &bytes, lang::current())
        .map_err(|error| Failure::from(error).about(&*path))?;
    let lines = lines.into_iter().map(|(line, _)| line).collect();
    Ok(DocumentRow { path, lines, drawing: Some(drawing) })
}

/// What went onto the page.
#[derive(Debug, Default)]
struct Tally<'f> {
    inputs: usize,
    failed: usize,
    declarations: usize,
    has_errors: bool,
    /// Rules to judge declarations by.
    profile: Option<(&'f Form, Profile)>,
}

impl<'f> Tally<'f> {
    /// Completes a page that has something to say.
    fn finish(self, page: Page<'_>) -> Result<Tally<'f>> {
        match self.inputs {
            0 => return Err(Failure::new(Kind::NoData)),
            _ if self.failed < self.inputs => page.finish()?,
            _ => {}
        }
        Ok(self)
    }

    fn take(
        &mut self,
        page: &mut Page<'_>,
        document: Result<DocumentRow>,
        tell: impl FnOnce(&Failure),
    ) -> Result<()> {
        self.inputs += 1;
        match document {
            Ok(mut document) => {
                if let Some((form, profile)) = &self.profile {
                    judge(form, &mut document, profile, lang::current());
                }
                self.declarations += document.lines.len();
                self.has_errors |= document.lines.iter().any(|line| line.count(Severity::Error) > 0);
                page.add(document)
            }
            Err(failure) => {
                self.failed += 1;
                tell(&failure);
                page.fail(ErrorLine::of(&failure));
                Ok(())
            }
        }
    }
}

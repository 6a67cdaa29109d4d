use std::fs;
use std::path::{Path, PathBuf};

use rust_i18n::t;
use serde_json::Value;
use shenbao::fill::blank::BLANK_FORM;
use shenbao::{Compression, ErrorKind, FillOptions, Filled, Finding, Form, Lang, Severity, Template};
use tempfile::TempPath;

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::file_name::{Names, Pattern};
use crate::input::{Input, has_extension};
use crate::output::{self, Target};
use crate::ui::Hints;
use crate::{batch, crash, data, form, lang, line, sheet, ui, workbook};

/// Fill a Word form with data
///
/// The labels of the form are the addresses: any blank form that has them is a template. All problems are told at
/// once and nothing is written until there are none; what is written is read back and compared.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("to").required(true))]
pub(crate) struct Args {
    /// Excel workbook (.xlsx) or JSON file, or - for stdin
    ///
    /// A workbook is what `extract` or `export` wrote, or one begun with `table new`: a row for each declaration. Cells
    /// that are empty leave their places as they are.
    ///
    /// JSON is one declaration, an array of them, JSON Lines, or what `extract` printed. Only the texts are needed:
    /// {"project": {"name": "…"}, "funding": {"total": 12.5}}. `shenbao schema` prints all keys.
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Word document to fill: docx, docm, dotx or dotm [default: the built-in blank form]
    #[arg(short, long, value_name = "T.docx")]
    template: Option<PathBuf>,
    /// Write all declarations to one file, each on its own page; - is stdout
    #[arg(short, long, value_name = "OUT.docx", group = "to")]
    output: Option<PathBuf>,
    /// Write each declaration to its own file in a folder
    ///
    /// Prints the paths of the files. If one declaration cannot be filled in, no file is written.
    #[arg(short, long, value_name = "DIR", group = "to")]
    directory: Option<PathBuf>,
    /// Names of the files in the folder, with keys of the data in braces
    ///
    /// {index} is the number of the declaration. Characters that file systems reserve become _, names that are the same
    /// are numbered.
    #[arg(
        short,
        long,
        value_name = "PATTERN",
        default_value = "{year}-{unit}-{project.name}.docx",
        conflicts_with = "output"
    )]
    name: String,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
    /// Go on when the template has no place for a value
    #[arg(long)]
    allow_unplaced: bool,
    /// Replace what the template already holds
    #[arg(long)]
    overwrite_values: bool,
    /// Make the documents fast rather than small: they get two to three times as large
    #[arg(long)]
    fast: bool,
    /// Fill by the vocabulary of another form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let target = args.output.as_deref().map(Target::of);
    if let Some(target) = &target {
        target.check(args.force)?;
        target.check_binary()?;
    }
    let custom = form::load(args.form.as_deref())?;
    let form = custom.as_ref().unwrap_or(Form::declaration());
    let to_folder = args
        .directory
        .as_deref()
        .map(|directory| Pattern::parse(&args.name, form).map(|pattern| (directory, pattern)));
    let to_folder = to_folder.transpose()?;

    let input = Input::of(&args.data);
    let Some(data) = read(&input, form, custom.is_none(), args.allow_unplaced)? else {
        return Ok(Exit::Nothing);
    };
    let bytes = match &args.template {
        Some(path) => Input::of(path).read()?,
        None => BLANK_FORM.to_vec(),
    };
    let template = crash::guarded(|| Template::open(form, &bytes))
        .map_err(|cause| Failure::new(Kind::Internal(cause)))
        .and_then(|opened| opened.map_err(Failure::from))
        .map_err(|failure| match &args.template {
            Some(path) => failure.about(path.to_string_lossy()),
            None => failure,
        })?;
    if let Some(Target::File(path)) = &target {
        // Any other ending is the caller's own affair.
        let is_word = has_extension(path, &["docx", "docm", "dotx", "dotm"]);
        if is_word && !has_extension(path, &[template.extension()]) {
            let kind = Kind::OutputEnding { ending: template.extension() };
            return Err(Failure::new(kind).about(path.to_string_lossy()));
        }
    }
    let to_folder =
        to_folder.map(|(directory, pattern)| (directory, pattern.ending_in(template.extension())));
    let options = FillOptions::default()
        .allow_unplaced(args.allow_unplaced)
        .overwrite_values(args.overwrite_values)
        .compression(if args.fast { Compression::Fast } else { Compression::Small });
    let Data { declarations, origins } = data;
    let job = Job { template, bytes: &bytes, options, subject: input.name(), declarations, origins };

    match (target, to_folder) {
        (Some(target), _) => job.one_file(&target, args.force),
        (None, Some((directory, pattern))) => job.many_files(directory, &pattern, args.force),
        // The parser asks for one of them.
        (None, None) => Ok(Exit::Usage),
    }
}

/// What forms are filled with.
#[derive(Default)]
struct Data {
    declarations: Vec<Value>,
    /// Where each of them stands in a workbook.
    origins: Vec<workbook::Given>,
}

/// Reads data of either kind; nothing when what is wrong with it has been told.
fn read(input: &Input, form: &Form, built_in: bool, allow_unplaced: bool) -> Result<Option<Data>> {
    let bytes = input.read()?;
    let about = |failure: Failure| failure.about(input.name());
    if !workbook::is_workbook(&bytes) {
        let declarations = data::declarations(&bytes).map_err(about)?;
        return Ok(Some(Data { declarations, origins: Vec::new() }));
    }
    let read = crash::guarded(|| workbook::read(form, built_in, &bytes, allow_unplaced))
        .map_err(|cause| about(Failure::new(Kind::Internal(cause))))?;
    match read {
        Ok(workbook::Read { mut declarations, notes }) => {
            notes.iter().for_each(|note| ui::note(note));
            let values = declarations.iter_mut().map(|given| std::mem::take(&mut given.value)).collect();
            Ok(Some(Data { declarations: values, origins: declarations }))
        }
        Err(failures) => {
            let mut hints = Hints::default();
            failures.into_iter().for_each(|failure| hints.report(&about(failure)));
            Ok(None)
        }
    }
}

struct Job<'f> {
    template: Template<'f>,
    bytes: &'f [u8],
    options: FillOptions,
    subject: String,
    declarations: Vec<Value>,
    origins: Vec<workbook::Given>,
}

impl Job<'_> {
    fn one_file(&self, target: &Target, force: bool) -> Result<Exit> {
        let filled = match self.filled(|| self.template.fill_all(&self.declarations, self.options)) {
            Ok(filled) => filled,
            Err(failure) => return Ok(self.refused(failure)),
        };
        self.tell(&filled, None);
        target.write(&filled.bytes, force)?;
        ui::written(target);
        Ok(Exit::Done)
    }

    /// All files are complete under other names before the first gets its own.
    fn many_files(&self, directory: &Path, pattern: &Pattern, force: bool) -> Result<Exit> {
        let mut names = Names::default();
        let numbered = self.declarations.iter().zip(1..);
        let plan: Vec<Planned<'_>> = numbered
            .map(|(data, number)| {
                let path = directory.join(pattern.name(data, number, &mut names));
                Planned { number, data, path }
            })
            .collect();
        let mut failures = Vec::new();
        for planned in &plan {
            failures.extend(Target::File(planned.path.clone()).check(force).err());
        }
        let mut hints = Hints::default();
        failures.iter().for_each(|failure| hints.report(failure));
        if let Some(exit) = failures.iter().map(Failure::exit).max() {
            return Ok(exit);
        }

        let folder = Folder::at(directory)?;
        let work = |planned: &&Planned<'_>| self.one(planned, directory);
        let progress = ui::Progress::over(|| plan.len(), true);
        let mut written = Vec::new();
        batch::in_order(&plan, batch::all_cores(), work, |planned, result| {
            progress.pause(|| match result {
                Ok((filled, file)) => {
                    self.tell(&filled, self.number(planned));
                    written.push((file, &planned.path));
                }
                Err(failure) => {
                    self.tell_failure(&failure, &mut hints);
                    failures.push(failure);
                }
            });
            progress.step();
            Ok::<(), Failure>(())
        })?;
        drop(progress);
        if let Some(exit) = failures.iter().map(Failure::exit).max() {
            return Ok(exit);
        }

        let mut stdout = Target::Stdout.open(false)?;
        for (file, path) in written {
            output::settle(file, path, force)?;
            folder.keep();
            stdout.write(format!("{}\n", path.display()).as_bytes())?;
        }
        stdout.finish()?;
        Ok(Exit::Done)
    }

    /// Fills one declaration into a file with a temporary name.
    fn one(&self, planned: &Planned<'_>, directory: &Path) -> Result<(Filled, TempPath)> {
        let mut filled =
            self.filled(|| self.template.fill(planned.data, self.options)).map_err(|failure| {
                match self.number(planned) {
                    Some(number) => failure.in_declaration(number),
                    None => failure,
                }
            })?;
        let failed = |cause| Failure::writing(&planned.path, cause);
        let mut file = output::temporary(directory).map_err(failed)?;
        let bytes = std::mem::take(&mut filled.bytes);
        std::io::Write::write_all(&mut file, &bytes).map_err(failed)?;
        Ok((filled, file.into_temp_path()))
    }

    fn filled(&self, fill: impl FnOnce() -> shenbao::Result<Filled>) -> Result<Filled> {
        let filled = crash::guarded(fill).map_err(|cause| Failure::new(Kind::Internal(cause)));
        filled
            .and_then(|filled| filled.map_err(Failure::from))
            .map_err(|failure| failure.about(&*self.subject))
    }

    /// Tells why all declarations together were refused. Where all go into copies of one form, each is tried alone, to
    /// say which it is about; otherwise the places say it.
    fn refused(&self, failure: Failure) -> Exit {
        let mut told = false;
        let mut hints = Hints::default();
        let forms = self.template.form().read(self.bytes).map_or(0, |read| read.binding.declarations.len());
        if self.declarations.len() > 1 && forms == 1 {
            for (data, number) in self.declarations.iter().zip(1..) {
                if let Err(failure) = self.filled(|| self.template.fill(data, self.options)) {
                    self.tell_failure(&failure.in_declaration(number), &mut hints);
                    told = true;
                }
            }
        }
        if !told {
            self.tell_failure(&failure, &mut hints);
        }
        failure.exit()
    }

    /// Tells what was allowed, but should be known.
    fn tell(&self, filled: &Filled, number: Option<usize>) {
        for finding in &filled.findings {
            let about = self.about(number, finding);
            ui::finding(finding.severity().min(Severity::Warning), &about, finding);
        }
    }

    fn tell_failure(&self, failure: &Failure, hints: &mut Hints) {
        let mut codes = Vec::new();
        if let Kind::Library(error) = &*failure.kind
            && let ErrorKind::Refused { findings } = error.kind()
        {
            for finding in findings {
                ui::finding(finding.severity(), &self.about(failure.declaration, finding), finding);
                codes.push(finding.code());
            }
        }
        hints.report(failure);
        for (code, key) in
            [("value_unplaced", "hint.value_unplaced"), ("place_occupied", "hint.place_occupied")]
        {
            if codes.contains(&code) {
                hints.give(&t!(key));
            }
        }
    }

    /// What a finding is about, as the beginning of a line: the cell of a workbook, or the number of the declaration.
    fn about(&self, number: Option<usize>, finding: &Finding) -> String {
        let index = number.map_or(0, |number| number.saturating_sub(1));
        let origin = self.origins.get(index).filter(|_| number.is_some() || self.origins.len() == 1);
        let mut about = match origin {
            Some(origin) => format!("{}: ", origin.cell_of(line::named_key(finding))),
            None => number.map(ui::about_declaration).unwrap_or_default(),
        };
        // People know a field by its label, which a place has.
        let form = self.template.form();
        if lang::current() == Lang::Zh
            && finding.place.is_none()
            && let Some((_, field)) = line::named_key(finding).and_then(|key| form.field(key))
        {
            about.push_str(&sheet::header_of(form, field));
            about.push_str(": ");
        }
        about
    }

    /// The number of a declaration, where there are others.
    fn number(&self, planned: &Planned<'_>) -> Option<usize> {
        (self.declarations.len() > 1).then_some(planned.number)
    }
}

/// A declaration and the file it goes to.
struct Planned<'d> {
    number: usize,
    data: &'d Value,
    path: PathBuf,
}

/// The folder that files go to. One that was made for them goes with them when they come to nothing.
struct Folder {
    made: Option<PathBuf>,
    kept: std::cell::Cell<bool>,
}

impl Folder {
    fn at(path: &Path) -> Result<Folder> {
        let made = (!path.exists()).then(|| path.to_owned());
        fs::create_dir_all(path).map_err(|cause| Failure::writing(path, cause))?;
        Ok(Folder { made, kept: false.into() })
    }

    fn keep(&self) {
        self.kept.set(true);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(made) = &self.made
            && !self.kept.get()
        {
            // What others put there meanwhile stays.
            let _ = fs::remove_dir(made);
        }
    }
}

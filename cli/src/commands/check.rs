use std::collections::BTreeMap;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use anstream::AutoStream;
use rust_i18n::t;
use serde::Serialize;
use serde_json::Value;
use shenbao::document::Format;
use shenbao::{Declaration, Extraction, Finding, FindingKind, Form, Places, Profile, Severity, check};

use crate::exit::Exit;
use crate::failure::{Failure, Result, STANDARD};
use crate::input::Input;
use crate::line::{FindingLine, Source};
use crate::{form, lang, many, profile, text, ui};

/// Check declarations by the rules of those who review them
///
/// Says for each declaration which rules it breaks, in which cell, and what stands there: totals against sources, the
/// year against the period, missing levels of indicators, vague values, what the template left. The exit status is 1
/// if a finding is an error.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders, .zip archives, or - for stdin
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Print JSON Lines instead, one for each declaration: {"source": …, "name": …, "findings": […]}
    #[arg(long)]
    json: bool,
    /// Rules to go by: default, strict, or a file that says what differs from one of them [default: default]
    #[arg(long, value_name = "PROFILE.toml")]
    profile: Option<PathBuf>,
    /// Read by the vocabulary of another form; rules on fields that it does not name are left out
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Number of files read at once [default: as many as the machine has cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// What was found in one input.
struct Checked {
    path: String,
    format: Format,
    declarations: Vec<One>,
}

struct One {
    name: Option<String>,
    findings: Vec<Finding>,
    /// Where its values stand, by key.
    places: Places,
}

/// One line of JSON.
#[derive(Serialize)]
struct Line<'c> {
    source: Source,
    name: Option<&'c str>,
    findings: Vec<SourcedLine>,
}

/// A finding, and where its rule comes from.
#[derive(Serialize)]
struct SourcedLine {
    #[serde(flatten)]
    finding: FindingLine,
    source: Option<&'static str>,
}

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let custom = form::load(args.form.as_deref())?;
    let form = custom.as_ref().unwrap_or(Form::declaration());
    let profile = profile::load(args.profile.as_deref())?.for_form(form);
    let mut hints = ui::Hints::default();

    let mut stdout = io::BufWriter::new(AutoStream::auto(io::stdout().lock()));
    let mut tally = Tally::default();
    let work = |input: &Input| checked(input, form, &profile);
    let ran = many::over(&args.inputs, args.jobs, true, work, |checked, progress| {
        let checked = match checked {
            Ok(checked) => checked,
            Err(failure) => {
                progress.pause(|| hints.report(&failure));
                return Ok(());
            }
        };
        tally.add(&checked);
        let written = if args.json { json(&mut stdout, &checked) } else { report(&mut stdout, &checked) };
        written.and_then(|()| stdout.flush()).map_err(|cause| Failure::writing(STANDARD.as_ref(), cause))
    })?;
    if !args.json {
        tally.sources(&mut stdout).map_err(|cause| Failure::writing(STANDARD.as_ref(), cause))?;
    }
    let [errors, warnings, hints] = tally.severities;
    ui::status(&t!(
        "check.summary",
        inputs = ran.inputs,
        declarations = tally.declarations,
        failed = ran.failed,
        errors = errors,
        warnings = warnings,
        infos = hints
    ));
    Ok(ran.exit(errors > 0))
}

fn checked(input: &Input, form: &Form, profile: &Profile) -> Result<Checked> {
    let bytes = input.read()?;
    let path = input.name();
    let read = || -> shenbao::Result<Checked> {
        let reading = form.read(&bytes)?;
        // A form of one's own may have other kinds under the same keys; what its values say is then judged by no rule
        // but those on any value.
        let declarations: Vec<Extraction> = match reading.extract() {
            Ok(declarations) => declarations,
            Err(error) if error.code() == "data_broken" => reading
                .extract::<Value>()?
                .into_iter()
                .map(|found| Extraction {
                    declaration: Declaration::default(),
                    findings: found.findings,
                    unclaimed: found.unclaimed,
                    places: found.places,
                })
                .collect(),
            Err(error) => return Err(error),
        };
        let declarations = declarations
            .into_iter()
            .map(|found| {
                let findings = check(&found, profile);
                let name = found.declaration.project.name.filter(|name| !name.is_empty());
                One { name, findings, places: found.places }
            })
            .collect();
        Ok(Checked { path: path.clone(), format: reading.document.format, declarations })
    };
    read().map_err(|error| Failure::from(error).about(&*path))
}

fn report(out: &mut impl Write, checked: &Checked) -> io::Result<()> {
    if checked.declarations.iter().all(|one| one.findings.is_empty()) {
        return Ok(());
    }
    writeln!(out, "{}", text::one_line(&checked.path))?;
    for (number, One { name, findings, .. }) in checked.declarations.iter().enumerate() {
        if findings.is_empty() {
            continue;
        }
        let name = name.as_deref().map(text::one_line).unwrap_or_default();
        writeln!(out, "  {}", t!("check.declaration", number = number + 1, name = name).trim_end())?;
        for finding in findings {
            let (style, heading) = ui::heading(finding.severity());
            let line = ui::finding_line("", finding);
            writeln!(out, "    {style}{heading}[{}]:{style:#} {line}", finding.code())?;
        }
    }
    Ok(())
}

fn json(out: &mut impl Write, checked: &Checked) -> io::Result<()> {
    let lang = lang::current();
    for (index, One { name, findings, places }) in checked.declarations.iter().enumerate() {
        let findings = findings.iter().map(|finding| SourcedLine {
            finding: FindingLine::of(finding, places, lang),
            source: source(finding),
        });
        let line = Line {
            source: Source { path: checked.path.clone(), format: checked.format, index },
            name: name.as_deref(),
            findings: findings.collect(),
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}

fn source(finding: &Finding) -> Option<&'static str> {
    match &finding.kind {
        FindingKind::Rule(breach) => Some(breach.source),
        _ => None,
    }
}

#[derive(Debug, Default)]
struct Tally {
    declarations: usize,
    /// Errors, warnings and hints.
    severities: [usize; 3],
    /// The rules that were broken, and where they come from.
    broken: BTreeMap<&'static str, &'static str>,
}

impl Tally {
    fn add(&mut self, checked: &Checked) {
        self.declarations += checked.declarations.len();
        let [errors, warnings, hints] = &mut self.severities;
        for finding in checked.declarations.iter().flat_map(|one| &one.findings) {
            match finding.severity() {
                Severity::Error => *errors += 1,
                Severity::Warning => *warnings += 1,
                Severity::Info => *hints += 1,
            }
            self.broken.extend(source(finding).map(|source| (finding.code(), source)));
        }
    }

    /// Why the rules are rules, each once.
    fn sources(&self, out: &mut impl Write) -> io::Result<()> {
        if !self.broken.is_empty() {
            writeln!(out, "\n{}", t!("check.sources"))?;
        }
        let width = self.broken.keys().map(|code| code.len()).max().unwrap_or(0);
        for (code, source) in &self.broken {
            writeln!(out, "  {code:width$}  {source}")?;
        }
        out.flush()
    }
}

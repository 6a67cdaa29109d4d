//! What the program says to people, on stderr. Nothing here can fail: when stderr is closed, nobody listens.

use std::collections::HashSet;
use std::fmt;
use std::io::{IsTerminal, Write, stderr, stdout};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use rust_i18n::t;
use shenbao::{Finding, Severity};

use crate::failure::Failure;
use crate::output::Target;
use crate::{lang, text};

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const INFO: Style = AnsiColor::Cyan.on_default().bold();

/// `error[code]: path: place: message`, and a hint under it.
pub(crate) fn report(failure: &Failure) {
    Hints::default().report(failure);
}

/// The hints given so far: what helps with one file of a thousand is said once.
#[derive(Debug, Default)]
pub(crate) struct Hints(HashSet<String>);

impl Hints {
    /// The same as [`report`], unless the hint is known.
    pub(crate) fn report(&mut self, failure: &Failure) {
        said(Severity::Error, failure.code(), &failure.line());
        if let Some(hint) = failure.hint() {
            self.give(&hint);
        }
    }

    pub(crate) fn give(&mut self, hint: &str) {
        if self.0.insert(hint.to_owned()) {
            self::hint(hint);
        }
    }
}

/// A finding about a file or a declaration of the data.
pub(crate) fn finding(severity: Severity, about: &str, finding: &Finding) {
    said(severity, finding.code(), &finding_line(about, finding));
}

/// An error that is no [`Failure`].
pub(crate) fn error(code: &str, message: &str) {
    said(Severity::Error, code, message);
}

/// `info: message`
pub(crate) fn note(message: &str) {
    line(INFO, "info", "", message);
}

/// `hint: message`
pub(crate) fn hint(message: &str) {
    line(INFO, "hint", "", message);
}

/// A sentence on how it went.
pub(crate) fn status(sentence: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{sentence}");
}

/// That a file has got its name.
pub(crate) fn written(target: &Target) {
    if let Target::File(path) = target {
        status(&t!("output.written", path = text::one_line(&path.to_string_lossy())));
    }
}

/// What a finding says and where, in one line.
pub(crate) fn finding_line(about: &str, finding: &Finding) -> String {
    let place = finding.place.as_ref().map(|place| place.describe(lang::current()));
    let mut line = String::from(about);
    if let Some(place) = place {
        line.push_str(&text::one_line(&place));
        line.push_str(": ");
    }
    line.push_str(&text::one_line(&finding.message(lang::current())));
    line
}

/// The number of a declaration of the data, as the beginning of a line.
pub(crate) fn about_declaration(number: usize) -> String {
    format!("{}: ", t!("place.declaration", number = number))
}

/// The heading of a severity, and how it looks.
pub(crate) fn heading(severity: Severity) -> (Style, &'static str) {
    match severity {
        Severity::Error => (ERROR, "error"),
        Severity::Warning => (WARNING, "warning"),
        Severity::Info => (INFO, "info"),
    }
}

fn said(severity: Severity, code: &str, message: &str) {
    let (style, heading) = heading(severity);
    line(style, heading, &format!("[{code}]"), message);
}

fn line(style: Style, heading: &str, code: &str, message: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{style}{heading}{code}:{style:#} {message}");
}

/// Fewer files than this are done before a bar is seen.
const MANY: usize = 8;

/// A progress bar, for those who look on.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar over so many files. There is none where the data would run through it.
    pub(crate) fn over(files: impl FnOnce() -> usize, data_on_stdout: bool) -> Progress {
        if !Progress::is_seen() || (data_on_stdout && stdout().is_terminal()) {
            return Progress::hidden();
        }
        match files() {
            few if few < MANY => Progress::hidden(),
            many => Progress::with(many, "{bar:40} {pos}/{len} {eta}"),
        }
    }

    /// A bar that also says how fast it goes and how many of what there are.
    pub(crate) fn counting(files: usize) -> Progress {
        Progress::with(files, "{bar:30} {pos}/{len} {rate} {eta} {msg}")
    }

    /// Whether somebody would look on.
    pub(crate) fn is_seen() -> bool {
        stderr().is_terminal()
    }

    pub(crate) fn hidden() -> Progress {
        Progress(ProgressBar::hidden())
    }

    fn with(files: usize, template: &str) -> Progress {
        let bar = ProgressBar::new(files as u64);
        match ProgressStyle::with_template(template) {
            Ok(style) => Progress(bar.with_style(style.with_key("rate", rate))),
            Err(_) => Progress(bar),
        }
    }

    pub(crate) fn step(&self) {
        self.0.inc(1);
    }

    /// There is more to do than was known.
    pub(crate) fn more(&self, files: usize) {
        self.0.inc_length(files as u64);
    }

    pub(crate) fn say(&self, counts: impl FnOnce() -> String) {
        if !self.0.is_hidden() {
            self.0.set_message(counts());
        }
    }

    /// Says something without breaking the bar.
    pub(crate) fn pause(&self, say: impl FnOnce()) {
        self.0.suspend(say);
    }
}

/// Files per second.
fn rate(state: &ProgressState, out: &mut dyn fmt::Write) {
    // The bar writes to memory.
    let _ = write!(out, "{:.0}/s", state.per_sec());
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

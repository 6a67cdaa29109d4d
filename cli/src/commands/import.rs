use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rust_i18n::t;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shenbao::{Declaration, Form};

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::input::Input;
use crate::line::ErrorFacts;
use crate::listing::{Ignored, Listed, Listing};
use crate::store::{Content, FileOutcome, Known, Outcome, Stamp, Standing, State, Store, sha256};
use crate::{batch, crash, form, interrupt, lang, text, ui};

/// Import documents into a database
///
/// Reads whatever lies in folders and .zip archives into an SQLite database, with every doubt and its cell. Each file
/// is good, doubtful or failed.
///
/// After a crash, after Ctrl-C, or with more files, the same command goes on where it stopped: files that have not
/// changed are not read again, the same content under two names is read once, and a file that changed replaces what it
/// said before.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Files, folders and .zip archives
    ///
    /// Folders are searched with all folders in them for the documents that extract reads, and for archives. A file in
    /// an archive is called archive.zip!/folder/a.docx.
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Database to write, or to add to
    #[arg(long, value_name = "FORMS.db")]
    db: PathBuf,
    /// Read by the vocabulary of another form; a database holds what was read by one form
    #[arg(long, value_name = "FORM.toml")]
    form: Option<PathBuf>,
    /// Number of files read at once [default: as many as the machine has cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Read again what another version of the program has read
    ///
    /// What another version failed to read is read again in any case.
    #[arg(long)]
    update: bool,
}

/// How often a run tells how far it is, where nobody looks at a bar.
const REMINDER: Duration = Duration::from_secs(60);

pub(crate) fn run(args: &Args) -> Result<Exit> {
    let custom = form::load(args.form.as_deref())?;
    let mut listing = Listing::of(&args.inputs).peekable();
    let mut ignored = Ignored::default();
    // No database is made of nothing.
    while let Some(Listed::Ignored(ending)) = listing.next_if(|next| matches!(next, Listed::Ignored(_))) {
        ignored.add(ending);
    }
    if listing.peek().is_none() {
        ignored.tell();
        return Err(Failure::new(Kind::NoInput));
    }
    let mut store = Store::create(&args.db, &form::name(args.form.as_deref())?)?;
    let importer = Importer {
        form: custom.as_ref().unwrap_or(Form::declaration()),
        built_in: custom.is_none(),
        known: Mutex::new(store.known(args.update)?),
    };

    interrupt::listen();
    let progress = match ui::Progress::is_seen() {
        true => ui::Progress::counting(Listing::count(&args.inputs)),
        false => ui::Progress::hidden(),
    };
    let mut tally = Tally::default();
    let mut hints = ui::Hints::default();
    let mut reminded = Instant::now();
    let listing = listing.take_while(|_| !interrupt::asked());
    let work = |listed: &Listed| importer.examine(listed);
    batch::in_order(listing, args.jobs.unwrap_or_else(batch::all_cores), work, |listed, examined| {
        let examined = match listed {
            Listed::Input(_) => examined?,
            Listed::Failed(failure) => {
                let path = failure.subject.clone().unwrap_or_default();
                Some(Examined::unreadable(path, Stamp::default(), failure))
            }
            Listed::Unseen(failure) => Some(Examined::unseen(failure)),
            passed => {
                if let Listed::Archive { name, .. } = &passed {
                    store.forget(name)?;
                }
                passed.pass(&progress, &mut ignored);
                return Ok(());
            }
        };
        if let Some(examined) = examined {
            if let Some(outcome) = &examined.outcome {
                store.record(outcome)?;
            }
            if let Some(failure) = &examined.failure {
                progress.pause(|| hints.report(failure));
            }
            tally.add(&examined);
        }
        progress.say(|| tally.counts());
        progress.step();
        if !ui::Progress::is_seen() && reminded.elapsed() > REMINDER {
            reminded = Instant::now();
            ui::status(&tally.counts());
        }
        Ok::<(), Failure>(())
    })?;
    drop(progress);
    store.finish()?;
    ignored.tell();
    tally.tell();
    if interrupt::asked() {
        ui::hint(&t!("import.interrupted"));
        return Ok(Exit::Interrupted);
    }
    if tally.doubtful + tally.failed > 0 {
        ui::hint(&t!("import.look", db = text::one_line(&args.db.to_string_lossy())));
    }
    Ok(Exit::of_batch(tally.files(), tally.failed, tally.has_errors))
}

/// Finds out about files, on any thread.
struct Importer<'f> {
    form: &'f Form,
    built_in: bool,
    known: Mutex<Known>,
}

/// What was found out about a file.
struct Examined {
    /// Nothing if it is as the database has it.
    outcome: Option<FileOutcome>,
    standing: Standing,
    /// Why it cannot be read, if that is news.
    failure: Option<Failure>,
}

impl Importer<'_> {
    /// # Errors
    ///
    /// Those of the database, which end the run.
    fn examine(&self, listed: &Listed) -> Result<Option<Examined>> {
        let Listed::Input(input) = listed else { return Ok(None) };
        let stamp = input.stamp();
        match crash::guarded(|| self.file(input, stamp)) {
            Ok(examined) => examined.map(Some),
            Err(cause) => {
                let failure = Failure::new(Kind::Internal(cause)).about(input.name());
                Ok(Some(Examined::unreadable(input.name(), stamp, failure)))
            }
        }
    }

    fn file(&self, input: &Input, stamp: Stamp) -> Result<Examined> {
        let path = input.name();
        if let Some(standing) = self.known(|known| known.file(&path, &stamp))? {
            return Ok(Examined { outcome: None, standing, failure: None });
        }
        let bytes = match input.read() {
            Ok(bytes) => bytes,
            Err(failure) => return Ok(Examined::unreadable(path, stamp, failure)),
        };
        let sha256 = sha256(&bytes);
        if let Some(standing) = self.known(|known| known.content(&sha256))? {
            let outcome = Some(FileOutcome { path, stamp, outcome: Outcome::Known { sha256 } });
            return Ok(Examined { outcome, standing, failure: None });
        }
        let (content, failure) = if self.built_in {
            self.content::<Declaration>(&path, &bytes, sha256)
        } else {
            self.content::<Value>(&path, &bytes, sha256)
        };
        let standing = Standing { state: content.state(), has_errors: content.has_errors() };
        let outcome = Some(FileOutcome { path, stamp, outcome: Outcome::Read(content) });
        Ok(Examined { outcome, standing, failure })
    }

    fn content<T: Serialize + DeserializeOwned>(
        &self,
        path: &str,
        bytes: &[u8],
        sha256: String,
    ) -> (Content, Option<Failure>) {
        Content::of::<T>(self.form, path, bytes, sha256, lang::current())
    }

    fn known<T>(&self, ask: impl FnOnce(&Known) -> T) -> T {
        ask(&self.known.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Examined {
    fn unseen(failure: Failure) -> Examined {
        let standing = Standing { state: State::Failed, has_errors: false };
        Examined { outcome: None, standing, failure: Some(failure) }
    }

    fn unreadable(path: String, stamp: Stamp, failure: Failure) -> Examined {
        let outcome =
            Some(FileOutcome { path, stamp, outcome: Outcome::Unreadable(ErrorFacts::of(&failure)) });
        Examined { outcome, ..Examined::unseen(failure) }
    }
}

/// How many files are in which state.
#[derive(Debug, Default)]
struct Tally {
    good: usize,
    doubtful: usize,
    failed: usize,
    /// Files that were as the database had them.
    unchanged: usize,
    has_errors: bool,
}

impl Tally {
    fn add(&mut self, examined: &Examined) {
        let state = match examined.standing.state {
            State::Good => &mut self.good,
            State::Doubtful => &mut self.doubtful,
            State::Failed => &mut self.failed,
        };
        *state += 1;
        self.unchanged += usize::from(examined.outcome.is_none() && examined.failure.is_none());
        self.has_errors |= examined.standing.has_errors;
    }

    fn files(&self) -> usize {
        self.good + self.doubtful + self.failed
    }

    fn counts(&self) -> String {
        t!("import.counts", good = self.good, doubtful = self.doubtful, failed = self.failed).into_owned()
    }

    fn tell(&self) {
        let (files, counts) = (self.files(), self.counts());
        ui::status(&match self.unchanged {
            0 => t!("import.summary", files = files, counts = counts),
            unchanged => t!("import.again", files = files, counts = counts, unchanged = unchanged),
        });
    }
}

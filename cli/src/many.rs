//! A run over many inputs, of which each stands for itself: what is broken is told, and the others go on.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use rust_i18n::t;

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::input::{Found, Input};
use crate::{batch, crash, ui};

/// How a run went.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ran {
    pub(crate) inputs: usize,
    pub(crate) failed: usize,
}

/// Finds the inputs that paths name, and tells what cannot be looked into.
pub(crate) fn find(paths: &[PathBuf], hints: &mut ui::Hints) -> Result<Found> {
    let found = Found::under(paths);
    for path in &found.skipped {
        ui::note(&t!("extract.skipped", path = path.to_string_lossy()));
    }
    found.failures.iter().for_each(|failure| hints.report(failure));
    if found.inputs.is_empty() && found.failures.is_empty() {
        return Err(Failure::new(Kind::NoInput));
    }
    Ok(found)
}

/// Works on all of them and takes the results in their order.
pub(crate) fn over<R: Send>(
    found: &Found,
    hints: &mut ui::Hints,
    jobs: Option<NonZeroUsize>,
    data_on_stdout: bool,
    work: impl Fn(&Input) -> Result<R> + Sync,
    mut take: impl FnMut(R) -> Result<()>,
) -> Result<Ran> {
    let progress = ui::Progress::over(found.inputs.len(), data_on_stdout);
    let mut ran = Ran { inputs: found.inputs.len() + found.failures.len(), failed: found.failures.len() };
    let jobs = jobs.unwrap_or_else(batch::all_cores);
    let guarded = |input: &Input| crash::guarded(|| work(input));
    batch::in_order(&found.inputs, jobs, guarded, |input, result| {
        let result =
            result.unwrap_or_else(|cause| Err(Failure::new(Kind::Internal(cause)).about(input.name())));
        match result {
            Ok(result) => take(result)?,
            Err(failure) => {
                ran.failed += 1;
                progress.pause(|| hints.report(&failure));
            }
        }
        progress.step();
        Ok::<(), Failure>(())
    })?;
    Ok(ran)
}

impl Ran {
    pub(crate) fn exit(self, has_errors: bool) -> Exit {
        Exit::of_batch(self.inputs, self.failed, has_errors)
    }
}

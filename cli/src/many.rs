//! A run over many inputs, of which each stands for itself: what is broken is told, and the others go on.

use std::borrow::Borrow;
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

/// Finds the inputs that paths name.
pub(crate) fn find(paths: &[PathBuf]) -> Result<Found> {
    let found = Found::under(paths);
    for path in &found.skipped {
        ui::note(&t!("extract.skipped", path = path.to_string_lossy()));
    }
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
    found.failures.iter().for_each(|failure| hints.report(failure));
    let progress = ui::Progress::over(found.inputs.len(), data_on_stdout);
    let failed = found.failures.len();
    let mut ran = Ran { inputs: failed, failed };
    each(found.inputs.iter(), jobs, work, |_, result| {
        ran.inputs += 1;
        match result {
            Ok(result) => take(result)?,
            Err(failure) => {
                ran.failed += 1;
                progress.pause(|| hints.report(&failure));
            }
        }
        progress.step();
        Ok(())
    })?;
    Ok(ran)
}

/// Works on inputs as they come, and takes what becomes of each, in their order. A bug of ours costs one of them.
pub(crate) fn each<I: Borrow<Input> + Send, R: Send>(
    inputs: impl Iterator<Item = I> + Send,
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&Input) -> Result<R> + Sync,
    mut take: impl FnMut(&Input, Result<R>) -> Result<()>,
) -> Result<()> {
    let guarded = |input: &I| crash::guarded(|| work(input.borrow()));
    batch::in_order(inputs, jobs.unwrap_or_else(batch::all_cores), guarded, |input, result| {
        let input = input.borrow();
        let failed = |cause| Err(Failure::new(Kind::Internal(cause)).about(input.name()));
        take(input, result.unwrap_or_else(failed))
    })
}

impl Ran {
    pub(crate) fn exit(self, has_errors: bool) -> Exit {
        Exit::of_batch(self.inputs, self.failed, has_errors)
    }
}

//! A run over many inputs, of which each stands for itself: what is broken is told, and the others go on.

use std::borrow::Borrow;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::exit::Exit;
use crate::failure::{Failure, Kind, Result};
use crate::input::Input;
use crate::listing::{Ignored, Listed, Listing};
use crate::{batch, crash, ui};

/// How a run went.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ran {
    pub(crate) inputs: usize,
    pub(crate) failed: usize,
}

/// Works on all that paths name, and takes what becomes of each in their order.
///
/// # Errors
///
/// The first error of `take`, which ends the run; and when there is nothing to read.
pub(crate) fn over<R: Send>(
    paths: &[PathBuf],
    jobs: Option<NonZeroUsize>,
    data_on_stdout: bool,
    work: impl Fn(&Input) -> Result<R> + Sync,
    mut take: impl FnMut(Result<R>, &ui::Progress) -> Result<()>,
) -> Result<Ran> {
    let progress = ui::Progress::over(|| Listing::count(paths), data_on_stdout);
    let (mut ran, mut ignored) = (Ran::default(), Ignored::default());
    let work = |listed: &Listed| match listed {
        Listed::Input(input) => Some(guarded(input, &work)),
        _ => None,
    };
    batch::in_order(Listing::of(paths), jobs.unwrap_or_else(batch::all_cores), work, |listed, worked| {
        let result = match (listed, worked) {
            (_, Some(result)) => result,
            (Listed::Failed(failure) | Listed::Unseen(failure), _) => Err(failure),
            (other, None) => {
                other.pass(&progress, &mut ignored);
                return Ok::<(), Failure>(());
            }
        };
        ran.inputs += 1;
        ran.failed += usize::from(result.is_err());
        take(result, &progress)?;
        progress.step();
        Ok(())
    })?;
    drop(progress);
    ignored.tell();
    if ran.inputs == 0 { Err(Failure::new(Kind::NoInput)) } else { Ok(ran) }
}

/// Works on inputs as they come, and takes what becomes of each, in their order.
pub(crate) fn each<I: Borrow<Input> + Send, R: Send>(
    inputs: impl Iterator<Item = I> + Send,
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&Input) -> Result<R> + Sync,
    mut take: impl FnMut(Result<R>) -> Result<()>,
) -> Result<()> {
    let work = |input: &I| guarded(input.borrow(), &work);
    batch::in_order(inputs, jobs.unwrap_or_else(batch::all_cores), work, |_, result| take(result))
}

/// A bug of ours costs one input.
fn guarded<R>(input: &Input, work: impl Fn(&Input) -> Result<R>) -> Result<R> {
    crash::guarded(|| work(input))
        .unwrap_or_else(|cause| Err(Failure::new(Kind::Internal(cause)).about(input.name())))
}

impl Ran {
    pub(crate) fn exit(self, has_errors: bool) -> Exit {
        Exit::of_batch(self.inputs, self.failed, has_errors)
    }
}

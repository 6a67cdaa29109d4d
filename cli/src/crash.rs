//! Panics, which are bugs of ours, as errors of the one input that met them.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps what a panic says for [`guarded`] instead of printing it.
pub(crate) fn capture() {
    set_hook(Box::new(|info| {
        let location = info.location().map(|at| format!("{}:{}: ", at.file(), at.line())).unwrap_or_default();
        let payload = info.payload();
        let said = payload.downcast_ref::<&str>().copied().map(str::to_owned);
        let said = said.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        LAST.with_borrow_mut(|last| *last = format!("{location}{said}"));
    }));
}

/// Does the work; a panic on the way is its failure, told in the words of the panic.
pub(crate) fn guarded<R>(work: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| LAST.with_borrow_mut(std::mem::take))
}

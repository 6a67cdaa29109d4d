//! Ctrl-C, and the polite signals to end. A command that can stop between two files says that it listens; any other ends
//! at once, and its unfinished files with it.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use crate::exit::Exit;

static LISTENING: AtomicBool = AtomicBool::new(false);
static ASKED: AtomicBool = AtomicBool::new(false);

/// Files that have no names of their own yet.
static UNFINISHED: LazyLock<Mutex<HashSet<PathBuf>>> = LazyLock::new(Mutex::default);

/// From now on a signal ends the program in an orderly way.
pub(crate) fn settle() {
    // Where there are no signals, nobody sends any.
    let _ = ctrlc::set_handler(|| {
        let again = ASKED.swap(true, Ordering::SeqCst);
        if LISTENING.load(Ordering::SeqCst) && !again {
            return;
        }
        for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain() {
            let _ = fs::remove_file(path);
        }
        process::exit(Exit::Interrupted as i32);
    });
}

/// The first signal is then only an answer of [`asked`], and a second one ends the program.
pub(crate) fn listen() {
    LISTENING.store(true, Ordering::SeqCst);
}

/// Whether the user wants the program to stop.
pub(crate) fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Notes that a file is to go if the program is ended.
pub(crate) fn unfinished(path: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
}

/// Notes that a file is complete, or gone.
pub(crate) fn finished(path: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).remove(path);
}

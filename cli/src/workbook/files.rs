//! What became of each file: those that could not be read come first, with the reason, for they have no row elsewhere.

use rust_i18n::t;

use super::cell::Cell;
use crate::line::{ErrorLine, Line};

/// How a file was taken up, in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    Failed,
    Doubtful,
    Good,
    /// The same content as another file.
    Copy,
}

/// The files that were met so far.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<FileRow>);

#[derive(Debug)]
pub(super) struct FileRow {
    pub(super) path: String,
    pub(super) state: State,
    declarations: usize,
    message: String,
    place: String,
    code: String,
}

impl Files {
    /// The declarations of a file come one behind the other.
    pub(super) fn add(&mut self, line: &Line) {
        let state = if line.is_doubtful() { State::Doubtful } else { State::Good };
        match self.0.last_mut() {
            Some(last) if last.path == line.source.path && last.state != State::Failed => {
                last.declarations += 1;
                if state == State::Doubtful {
                    last.state = state;
                }
            }
            _ => self.0.push(FileRow { declarations: 1, ..FileRow::new(&line.source.path, state) }),
        }
    }

    pub(super) fn fail(&mut self, failed: &ErrorLine) {
        self.0.push(FileRow {
            message: failed.error.message.clone(),
            place: failed.error.place.clone().unwrap_or_default(),
            code: failed.error.code.clone(),
            ..FileRow::new(&failed.source.path, State::Failed)
        });
    }

    /// Adds a file with the same content as another one.
    pub(super) fn copy(&mut self, path: &str, of: &str) {
        let message = t!("workbook.same", path = of).into_owned();
        self.0.push(FileRow { message, ..FileRow::new(path, State::Copy) });
    }

    pub(super) fn finish(mut self) -> Vec<FileRow> {
        self.0.sort_by_key(|file| file.state);
        self.0
    }
}

impl FileRow {
    fn new(path: &str, state: State) -> FileRow {
        let [message, place, code] = [const { String::new() }; 3];
        FileRow { path: path.to_owned(), state, declarations: 0, message, place, code }
    }

    /// In the order of the columns of the sheet.
    pub(super) fn cells(&self) -> [Cell; 6] {
        let state = match self.state {
            State::Failed => t!("workbook.state.failed"),
            State::Doubtful => t!("workbook.state.doubtful"),
            State::Good => t!("workbook.state.good"),
            State::Copy => t!("workbook.state.copy"),
        };
        [
            Cell::text(&state),
            Cell::text(&self.path),
            Cell::count(self.declarations),
            Cell::text(&self.message),
            Cell::text(&self.place),
            Cell::text(&self.code),
        ]
    }
}

//! What became of each file: those that could not be read come first, with the reason, for they have no row elsewhere.

use rust_i18n::t;

use super::cell::Cell;
use crate::line::{ErrorLine, Line};
use crate::store::State;

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
            _ => self.0.push(FileRow {
                path: line.source.path.clone(),
                state,
                declarations: 1,
                message: String::new(),
                place: String::new(),
                code: String::new(),
            }),
        }
    }

    pub(super) fn fail(&mut self, failed: &ErrorLine) {
        self.0.push(FileRow {
            path: failed.source.path.clone(),
            state: State::Failed,
            declarations: 0,
            message: failed.error.message.clone(),
            place: failed.error.place.clone().unwrap_or_default(),
            code: failed.error.code.clone(),
        });
    }

    /// The failed ones first, then the doubtful, then the good.
    pub(super) fn finish(mut self) -> Vec<FileRow> {
        self.0.sort_by_key(|file| match file.state {
            State::Failed => 0,
            State::Doubtful => 1,
            State::Good => 2,
        });
        self.0
    }
}

impl FileRow {
    /// In the order of the columns of the sheet.
    pub(super) fn cells(&self) -> [Cell; 6] {
        let state = match self.state {
            State::Failed => t!("workbook.state.failed"),
            State::Doubtful => t!("workbook.state.doubtful"),
            State::Good => t!("workbook.state.good"),
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

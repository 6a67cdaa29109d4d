//! Declarations out of the database, a few at a time.

use std::collections::VecDeque;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::failure::{Failure, Kind, Result};
use crate::line::Line;
use crate::store::Store;

/// How many are fetched at once.
const PAGE: usize = 64;

/// All declarations, in the order in which they were recorded, each with the path of its file; of several names of a
/// file, the one that was met first. Memory is flat in their number.
#[derive(Debug)]
pub(crate) struct Lines<'s, T = Value> {
    store: &'s Store,
    page: VecDeque<(i64, String, String)>,
    after: i64,
    line: PhantomData<T>,
}

impl Store {
    /// All declarations.
    pub(crate) fn lines<T: DeserializeOwned>(&self) -> Lines<'_, T> {
        Lines { store: self, page: VecDeque::new(), after: 0, line: PhantomData }
    }
}

impl<T: DeserializeOwned> Lines<'_, T> {
    fn fetch(&mut self) -> Result<()> {
        let rows = self.store.query(|connection| {
            connection
                .prepare_cached(
                    "SELECT id, path, line FROM located WHERE id > ?1 AND path IS NOT NULL ORDER BY id LIMIT ?2",
                )?
                .query_map((self.after, PAGE), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
                .collect::<rusqlite::Result<VecDeque<_>>>()
        })?;
        self.after = rows.back().map_or(self.after, |row| row.0);
        self.page = rows;
        Ok(())
    }
}

impl<T: DeserializeOwned> Iterator for Lines<'_, T> {
    type Item = Result<Line<T>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.is_empty()
            && let Err(failure) = self.fetch()
        {
            return Some(Err(failure));
        }
        let (_, path, json) = self.page.pop_front()?;
        let broken = |error: serde_json::Error| {
            let broken =
                Kind::DataBroken { line: error.line(), column: error.column(), cause: error.to_string() };
            Failure::new(broken).about(&*path)
        };
        Some(serde_json::from_str::<Line<T>>(&json).map_err(broken).map(|mut line| {
            line.source.path = path.clone();
            line
        }))
    }
}

#[cfg(test)]
mod tests {
    use shenbao::{Declaration, Form, Lang};

    use super::*;
    use crate::store::{Content, FileOutcome, Outcome, Stamp};

    fn outcome(path: &str, project: &str) -> FileOutcome {
        let dump = format!("专项名称\t{project}\n专项负责人\t周明远\n本年度预计投入（万元）\t12.5\n");
        let sha256 = crate::store::outcome::sha256(dump.as_bytes());
        let content =
            Content::of::<Declaration>(Form::declaration(), path, dump.as_bytes(), sha256, Lang::Zh).0;
        FileOutcome { path: path.to_owned(), stamp: Stamp::default(), outcome: Outcome::Read(content) }
    }

    #[test]
    fn lines_come_back_page_by_page_with_their_files() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(&folder.path().join("forms.db"), "built-in").unwrap();
        for number in 0..150 {
            store.record(&outcome(&format!("{number}.txt"), &format!("项目{number}"))).unwrap();
        }
        // A copy is no second declaration, and a file that changed is another one.
        store.record(&outcome("copy.txt", "项目7")).unwrap();
        store.record(&outcome("3.txt", "项目三")).unwrap();
        store.finish().unwrap();

        let lines: Vec<Line<Declaration>> = store.lines().map(Result::unwrap).collect();
        assert_eq!(lines.len(), 150);
        let names: Vec<String> = lines.iter().map(|one| one.source.path.clone()).collect();
        assert_eq!(names.last().map(String::as_str), Some("3.txt"));
        assert!(!names.contains(&"copy.txt".to_owned()));
        assert_eq!(lines[149].declaration.project.name.as_deref(), Some("项目三"));
        // A row that has lost its line does not end the others.
        store.connection.execute("UPDATE declarations SET line = '{' WHERE id = 2", []).unwrap();
        let broken: Vec<bool> = store.lines::<Value>().map(|line| line.is_err()).collect();
        assert_eq!((broken.len(), broken.iter().filter(|&&broken| broken).count()), (150, 1));
    }
}

//! What a document may hold in all.

use crate::error::{ErrorKind, Result};
use crate::limits::Limits;

/// Counts what is kept of a document in places of the grid, by the memory that it takes: a mark of one byte may make
/// a paragraph, and a few bytes many tables inside each other.
pub(in crate::read) struct Budget {
    allowed: u64,
    spent: u64,
}

/// A stretch of text, a paragraph, a cell, and a table, in places of the grid.
pub(in crate::read) const PIECE: u64 = 2;
pub(in crate::read) const PARAGRAPH: u64 = 8;
pub(in crate::read) const CELL: u64 = 2;
pub(in crate::read) const TABLE: u64 = 32;

impl Budget {
    pub(in crate::read) fn new(limits: &Limits) -> Budget {
        Budget { allowed: limits.grid, spent: 0 }
    }

    /// Takes account of something to be kept. What there is no room for is not; [`Budget::check`] then says so.
    #[must_use]
    pub(in crate::read) fn spend(&mut self, places: u64) -> bool {
        self.spent = self.spent.saturating_add(places);
        self.spent <= self.allowed
    }

    /// Fails once more was to be kept than there is room for.
    pub(in crate::read) fn check(&self, part: Option<&String>) -> Result<()> {
        if self.spent <= self.allowed {
            return Ok(());
        }
        let (limit, allowed, found) = ("grid", self.allowed, self.spent);
        Err(ErrorKind::LimitExceeded { limit, allowed, found, part: part.cloned() }.into())
    }
}

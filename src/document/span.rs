use std::fmt;
use std::ops::Range;

/// A half-open range of positions: bytes of a text buffer or of an XML part, or indexes of a list.
///
/// Half the size of `Range<usize>` and `Copy`; [`Limits`](crate::Limits) keep every buffer below 4 GiB.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First position.
    pub start: u32,
    /// Position after the last.
    pub end: u32,
}

impl Span {
    /// Makes a span of two positions; an end before the start gives an empty span at the start.
    pub fn new(start: usize, end: usize) -> Span {
        let clip = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        Span { start: clip(start), end: clip(end.max(start)) }
    }

    /// The same range in the type that slices take.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Number of positions in it.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Whether it holds no position.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether the other span lies in it entirely.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a position.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

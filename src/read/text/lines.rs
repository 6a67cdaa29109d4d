use crate::document::Span;
use crate::error::Result;
use crate::limits::Limits;
use crate::read::budget::{Budget, PARAGRAPH};

/// The lines of a text that hold more than blanks.
pub(super) struct Lines<'a> {
    pub(super) text: &'a str,
    list: Vec<Line>,
}

/// A line that holds more than blanks, or a TAB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its text without the line end.
    pub(super) text: Span,
    /// Its number in the file, counted from 0.
    pub(super) number: u32,
    /// How many empty lines stand between the line before and this one. Lines of mere blanks do not count:
    /// they are blank paragraphs, not ends of anything.
    pub(super) blanks: u32,
    pub(super) tabs: Tabs,
}

/// Where a line has TABs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tabs {
    None,
    /// One, at the start.
    Leading,
    /// At the start and further on.
    LeadingAndInner,
    /// Not at the start.
    Inner,
}

impl Tabs {
    pub(super) fn is_leading(self) -> bool {
        matches!(self, Tabs::Leading | Tabs::LeadingAndInner)
    }
}

impl<'a> Lines<'a> {
    /// Splits a text at LF, CR LF and CR.
    pub(super) fn of(text: &'a str, limits: &Limits) -> Result<Lines<'a>> {
        let mut list = Vec::new();
        let mut blanks = 0;
        let mut budget = Budget::new(limits);
        for (number, span) in spans(text).enumerate() {
            let line = text.get(span.range()).unwrap_or_default();
            let tabs = match (line.strip_prefix('\t'), memchr::memchr(b'\t', line.as_bytes())) {
                (_, None) => Tabs::None,
                (None, Some(_)) => Tabs::Inner,
                (Some(rest), _) if rest.contains('\t') => Tabs::LeadingAndInner,
                (Some(_), _) => Tabs::Leading,
            };
            if line.is_empty() {
                blanks += 1;
            } else if tabs != Tabs::None || !line.trim().is_empty() {
                if !budget.spend(PARAGRAPH) {
                    budget.check(None)?;
                }
                list.push(Line { text: span, number: number as u32, blanks, tabs });
                blanks = 0;
            }
        }
        Ok(Lines { text, list })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Line> + '_ {
        self.list.iter().copied()
    }

    pub(super) fn text(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Looks ahead; ask it with growing positions only.
    pub(super) fn ahead(&self, is_row: fn(Tabs) -> bool) -> Ahead<'_, 'a> {
        Ahead { lines: self, is_row, next: 0 }
    }
}

/// Cuts a span of a text at its TABs.
pub(super) fn cells(text: &str, span: Span) -> impl Iterator<Item = Span> + '_ {
    let mut start = span.start as usize;
    text.get(span.range()).unwrap_or_default().split('\t').map(move |cell| {
        let span = Span::new(start, start + cell.len());
        start += cell.len() + 1;
        span
    })
}

/// The number of the line that holds a position, counted from 0.
pub(super) fn line_number(text: &str, position: usize) -> u32 {
    spans(text).take_while(|span| (span.end as usize) < position).count() as u32
}

/// The spans of all lines, without their ends.
fn spans(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut start = Some(0);
    std::iter::from_fn(move || {
        let from = start?;
        let rest = bytes.get(from..)?;
        let Some(length) = memchr::memchr2(b'\n', b'\r', rest) else {
            start = None;
            return Some(Span::new(from, bytes.len()));
        };
        let end = from + length;
        let wide = bytes.get(end..).is_some_and(|rest| rest.starts_with(b"\r\n"));
        start = Some(end + if wide { 2 } else { 1 });
        Some(Span::new(from, end))
    })
}

/// Finds the next line that is part of a table.
pub(super) struct Ahead<'l, 'a> {
    lines: &'l Lines<'a>,
    is_row: fn(Tabs) -> bool,
    next: usize,
}

impl Ahead<'_, '_> {
    /// The position of the next line after this one that is part of a table.
    fn row_after(&mut self, position: usize) -> Option<usize> {
        self.next = self.next.max(position + 1);
        let rest = self.lines.list.get(self.next..)?;
        self.next += rest.iter().position(|line| (self.is_row)(line.tabs)).unwrap_or(rest.len());
        (self.next < self.lines.list.len()).then_some(self.next)
    }

    /// Whether the next thing after a line is no more of its table: a grid row of empty cells, or the end.
    pub(super) fn ends_table(&mut self, position: usize) -> bool {
        self.row_after(position).is_none_or(|row| self.is_grid_row(row))
    }

    /// The lines from this one to the next that is part of a table, eight at most.
    pub(super) fn texts(&mut self, position: usize) -> impl Iterator<Item = &str> {
        let end = self.row_after(position).unwrap_or(self.lines.list.len()).min(position + 8);
        let lines = self.lines.list.get(position..end).unwrap_or_default();
        lines.iter().map(|line| self.lines.text(line.text))
    }

    /// Whether five empty cells or more begin a row there, in one line or one a line.
    fn is_grid_row(&self, position: usize) -> bool {
        let mut rows =
            self.lines.list.iter().skip(position).map(|line| (self.lines.text(line.text), line.blanks));
        let Some((first, _)) = rows.next() else { return false };
        match first.len() {
            _ if first.bytes().any(|byte| byte != b'\t') => false,
            1 => rows.take(4).filter(|&(text, blanks)| text == "\t" && blanks == 0).count() == 4,
            tabs => tabs >= 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(text: &str) -> Lines<'_> {
        Lines::of(text, &Limits::default()).unwrap()
    }

    #[test]
    fn lines_end_in_three_ways() {
        let lines = lines_of("a\r\n\r\n\tb\rc\td\n \u{3000}\n\n\n\t\te");
        let found: Vec<_> =
            lines.iter().map(|line| (lines.text(line.text), line.number, line.blanks, line.tabs)).collect();
        assert_eq!(
            found,
            [
                ("a", 0, 0, Tabs::None),
                ("\tb", 2, 1, Tabs::Leading),
                ("c\td", 3, 0, Tabs::Inner),
                ("\t\te", 7, 2, Tabs::LeadingAndInner),
            ]
        );
    }

    #[test]
    fn positions_have_line_numbers() {
        let text = "ab\r\nc\n\nd";
        let numbers: Vec<_> = [0, 2, 4, 6, 7].map(|position| line_number(text, position)).into();
        assert_eq!(numbers, [0, 0, 1, 2, 3]);
    }

    #[test]
    fn looking_ahead_sees_grid_rows() {
        let ends = |text: &str| lines_of(text).ahead(Tabs::is_leading).ends_table(0);
        assert!(ends("注"));
        assert!(ends("注\n\t\t\t\t\t"));
        assert!(ends("注\n\t\n\t\n\t\n\t\n\t\n"));
        assert!(!ends("注\n\t\n\t\n\n\t\n\t\n\t\n"));
        assert!(!ends("注\n\t\n\t主管部门"));
        assert!(!ends("注\n又注\n\t主管部门"));
    }
}

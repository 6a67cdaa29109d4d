use crate::read::RowSense;

/// What the form says about the texts of a dump, if there is a form to ask.
pub(super) struct Sense<'a>(pub(super) Option<&'a dyn RowSense>);

/// What a cell holds, as far as rows are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing but blanks.
    Empty,
    /// A label, column header, section or title.
    Label,
    /// A label with its value, or a line of its own on the form.
    Inline,
    /// Anything else, and without a form everything else.
    Value,
}

/// No label is longer, with all its hints. Asking is no use beyond, and would cost time on long texts.
const LONGEST_LABEL: usize = 512;

impl Sense<'_> {
    /// Whether there is a form to ask.
    pub(super) fn is_there(&self) -> bool {
        self.0.is_some()
    }

    pub(super) fn kind(&self, text: &str) -> Kind {
        if text.trim().is_empty() {
            Kind::Empty
        } else if self.is_label(text) {
            Kind::Label
        } else if self.is_inline(text) {
            Kind::Inline
        } else {
            Kind::Value
        }
    }

    pub(super) fn is_label(&self, text: &str) -> bool {
        text.len() <= LONGEST_LABEL && self.0.is_some_and(|sense| sense.is_label(text))
    }

    fn is_inline(&self, text: &str) -> bool {
        self.0.is_some_and(|sense| sense.is_inline(beginning(text)))
    }
}

/// As much of a text as can be a label with the beginning of its value.
fn beginning(text: &str) -> &str {
    let end = (0..=LONGEST_LABEL.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

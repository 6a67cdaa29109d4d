//! Bytes to [`Document`]: the kind of file is told by its content, never by a name.

mod docx;
mod text;

use crate::limits::Limits;

/// How to read.
#[derive(Clone, Copy, Default)]
#[non_exhaustive]
pub struct ReadOptions<'a> {
    /// What reading may cost. Default: [`Limits::default`].
    pub limits: Option<&'a Limits>,
    /// What settles rows that a text dump does not mark reliably. Default: nothing, so that only the
    /// dump's own marks count. A [`Form`](crate::Form) is such a sense. Documents with real tables do not ask it.
    pub sense: Option<&'a dyn RowSense>,
}

/// What a reader of text dumps asks about the texts it finds, to know where rows begin.
pub trait RowSense {
    /// Whether a text, alone in its cell, is a label, column header, section or title of the form.
    fn is_label(&self, text: &str) -> bool;

    /// Whether a text begins with a label of the form and goes on with its value (`填报单位（盖章）：某局`),
    /// or is a line of its own on the form (`（ 2020 年度）`).
    fn is_inline(&self, text: &str) -> bool;
}

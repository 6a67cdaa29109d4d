//! Writing declarations into forms.

pub mod blank;

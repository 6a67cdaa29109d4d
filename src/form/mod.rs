//! The vocabulary of a form, and where a document holds what the vocabulary names.
//!
//! A [`Form`] is data: for every field its key, its labels in all wordings, and what kind of value stands there. It
//! names labels, never positions. [`Form::bind`] finds the positions in one document; extracting and filling go
//! through what it found.

mod bind;
mod binding;
pub(crate) mod canonical;
mod cells;
pub(crate) mod datum;
pub(crate) mod given;
mod grid;
mod header;
mod inline;
mod keys;
mod label;
mod lines;
mod lookup;
mod propose;
mod record;
pub(crate) mod typed;
mod vocabulary;
#[cfg(feature = "blank-builder")]
mod wording;

pub use binding::{
    Binding, BoundDeclaration, BoundExtra, BoundField, BoundList, BoundRow, Repeated, Slot, Unclaimed,
};
pub use record::{Content, Entry, Labelled, Record, RecordRow};
pub(crate) use vocabulary::is_row_number;
pub use vocabulary::{Column, Field, Form, Kind, Part};

pub(crate) use inline::{LEADS_OVER, is_furniture_line};

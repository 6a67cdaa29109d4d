//! What a form prints: for each field a label that leads to it, and nowhere else.

use super::label::Label;
use super::lookup::Meaning;
use super::vocabulary::{Form, Kind, key_of};

/// A label to print.
pub(crate) struct Wording {
    /// The section under which it has to stand.
    pub(crate) section: Option<usize>,
    pub(crate) label: String,
}

impl Form {
    /// The name of a section.
    pub(crate) fn printed_section(&self, section: usize) -> Option<&str> {
        let labels = &self.sections.get(section)?.labels;
        let names = |label: &&String| {
            key_of(label).is_some_and(|key| self.meanings.of(&key, None) == Some(Meaning::Section(section)))
        };
        labels.iter().find(names).map(String::as_str)
    }

    /// A line with the value of a field in its middle: what stands before it and behind it.
    pub(crate) fn printed_frame(&self, field: usize) -> Option<(&str, &str)> {
        self.meanings.frames.iter().find(|frame| frame.field == field).map(|frame| frame.around())
    }

    /// The labels of a field, in the order of the vocabulary: those that mean it, under the section in which they do.
    pub(crate) fn wordings(&self, field: usize) -> impl Iterator<Item = Wording> + '_ {
        let labels = self.fields().get(field).map(|field| field.labels.as_slice()).unwrap_or_default();
        labels.iter().filter_map(move |label| self.wording(label, Meaning::Field(field)))
    }

    /// The label of a part of a field.
    pub(crate) fn part_wording(&self, field: usize, part: usize) -> Option<Wording> {
        let labels = &self.fields().get(field)?.parts.get(part)?.labels;
        labels.iter().find_map(|label| self.wording(label, Meaning::Part { field, part }))
    }

    fn wording(&self, label: &str, meaning: Meaning) -> Option<Wording> {
        let printed = label.trim_start_matches('*');
        let read = Label::of(printed)?;
        let sections = std::iter::once(None).chain((0..self.sections.len()).map(Some));
        let means = |section: &Option<usize>| self.meanings.of(&read.key, *section) == Some(meaning);
        let section = sections.into_iter().find(means)?;
        let field = meaning.field().and_then(|(field, _)| self.fields().get(field))?;
        let mut label = printed.to_owned();
        if field.kind == Kind::Amount && read.unit.is_none() {
            label += &format!("（{}）", self.amount_unit().name());
        }
        Some(Wording { section, label })
    }

    /// Whether a label heads a column of a list too, so that two of them in a row would be its header.
    pub(crate) fn heads_column(&self, label: &str) -> bool {
        key_of(label).is_some_and(|key| self.meanings.find(&key).columns().next().is_some())
    }
}

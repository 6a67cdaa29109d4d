//! What a text means to a form.

use super::label::one_edit;
use super::vocabulary::{Form, Index, Words, key_of};
use crate::read::RowSense;
use crate::value::text::{is_blank_char, narrow_char};

/// What a label means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The title of the form.
    Title,
    /// A section, by number.
    Section(usize),
    /// A heading above labels, without a value of its own.
    Heading,
    /// A field, by number.
    Field(usize),
    /// A part of a field that has a place of its own, such as the phone of a contact.
    Part { field: usize, part: usize },
    /// A column of a list.
    Column { field: usize, column: usize },
    /// A column that says which year or term the amounts below are of.
    Scope(usize),
    /// Printed on the form, no value.
    Furniture,
    /// A label of another kind of document.
    Foreign,
    /// A title of another kind of document.
    ForeignTitle,
}

impl Meaning {
    /// The field, and its part, that a label leads to.
    pub(super) fn field(self) -> Option<(usize, Option<usize>)> {
        match self {
            Meaning::Field(field) => Some((field, None)),
            Meaning::Part { field, part } => Some((field, Some(part))),
            _ => None,
        }
    }
}

/// The labels of a form, to be looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Meanings {
    index: Index,
    /// `*审核意见`: any label with that ending. The first of the vocabulary counts.
    endings: Words<(usize, Meaning)>,
    /// How long they are, in bytes.
    ending_lengths: Vec<usize>,
    /// The characters that they end with.
    ending_signs: Vec<char>,
    /// The characters that furniture begins with.
    furniture_signs: Vec<char>,
    pub(super) frames: Vec<Frame>,
    /// The labels that a slip of the pen may be meant for, by what is left of them without one character.
    slips: Words<Vec<String>>,
}

/// What a key was found to mean.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found<'m> {
    /// All of it, each for a section or for any.
    whole: &'m [(Option<usize>, Meaning)],
    /// What its ending means, where the whole means nothing.
    ending: Option<Meaning>,
}

impl<'m> Found<'m> {
    /// Whether it means nothing in any section.
    pub(super) fn is_nothing(self) -> bool {
        self.whole.is_empty() && self.ending.is_none()
    }

    /// What it means in a section. A meaning that holds only in that section comes before one that holds anywhere,
    /// and the header of a column comes last: elsewhere than in a header row the word is rather something else.
    pub(super) fn within(self, section: Option<usize>) -> Option<Meaning> {
        let rank = |entry: &&(Option<usize>, Meaning)| match entry {
            (_, Meaning::Column { .. }) => 2,
            (None, _) => 1,
            (Some(_), _) => 0,
        };
        let here = self.whole.iter().filter(|(only, _)| only.is_none() || *only == section);
        here.min_by_key(rank).map(|(_, meaning)| *meaning).or(self.ending)
    }

    /// The columns of lists that it heads.
    pub(super) fn columns(self) -> impl Iterator<Item = (usize, usize)> + 'm {
        self.whole.iter().filter_map(|(_, meaning)| match meaning {
            Meaning::Column { field, column } => Some((*field, *column)),
            _ => None,
        })
    }
}

/// A text that holds a value in its middle: `（{}年度）`.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    before: String,
    after: String,
    pub(super) field: usize,
}

/// A shorter label has too little left of it when a character is wrong.
const SHORTEST_GUESSED: usize = 4;

/// A label without one of its characters, each in turn.
fn shortened(label: &str) -> impl Iterator<Item = String> + '_ {
    label.char_indices().filter_map(|(at, character)| {
        Some(format!("{}{}", label.get(..at)?, label.get(at + character.len_utf8()..)?))
    })
}

/// Longest value, in characters, that a frame may hold.
const FRAMED: usize = 12;

fn add_sign(signs: &mut Vec<char>, sign: Option<char>) {
    signs.extend(sign.filter(|sign| !signs.contains(sign)));
}

impl Meanings {
    /// Adds labels; those that begin with `*` are left to [`Meanings::add_patterns`].
    pub(super) fn add_all(&mut self, labels: &[String], meaning: Meaning, section: Option<usize>) {
        for key in labels.iter().filter(|label| !label.starts_with('*')).filter_map(|label| key_of(label)) {
            if meaning == Meaning::Furniture {
                add_sign(&mut self.furniture_signs, key.chars().next());
            }
            self.index.entry(key.into_owned()).or_default().push((section, meaning));
        }
    }

    /// Adds the labels that begin with `*`, and titles without it as they are.
    pub(super) fn add_patterns(&mut self, labels: &[String], meaning: Meaning) {
        for label in labels {
            match (label.strip_prefix('*'), meaning) {
                (Some(ending), _) => {
                    if let Some(key) = key_of(ending) {
                        if !self.ending_lengths.contains(&key.len()) {
                            self.ending_lengths.push(key.len());
                        }
                        add_sign(&mut self.ending_signs, key.chars().next_back());
                        let order = self.endings.len();
                        self.endings.entry(key.into_owned()).or_insert((order, meaning));
                    }
                }
                (None, Meaning::Title | Meaning::ForeignTitle) => {
                    self.add_all(std::slice::from_ref(label), meaning, None);
                }
                (None, _) => {}
            }
        }
    }

    /// What a key means in a section.
    pub(super) fn of(&self, key: &str, section: Option<usize>) -> Option<Meaning> {
        self.find(key).within(section)
    }

    /// What a key means in this section and that.
    pub(super) fn find(&self, key: &str) -> Found<'_> {
        let whole = self.index.get(key).map(Vec::as_slice).unwrap_or_default();
        let is_anywhere = whole.iter().any(|(only, _)| only.is_none());
        let ending = || self.endings_of(key).min_by_key(|(order, _)| *order).map(|(_, meaning)| meaning);
        Found { whole, ending: if is_anywhere { None } else { ending() } }
    }

    /// Whether a text that begins with this character may be printed without being a label.
    pub(super) fn may_begin_furniture(&self, first: char) -> bool {
        self.furniture_signs.contains(&first)
    }

    /// What the endings of a key mean, each with its rank.
    fn endings_of(&self, key: &str) -> impl Iterator<Item = (usize, Meaning)> {
        let is_sign = key.chars().next_back().is_some_and(|last| self.ending_signs.contains(&last));
        let lengths = if is_sign { self.ending_lengths.as_slice() } else { &[] };
        lengths
            .iter()
            .filter_map(|length| self.endings.get(key.get(key.len().checked_sub(*length)?..)?).copied())
    }

    /// The field that a key leads to, even where it is the name of a section too.
    pub(super) fn field(&self, key: &str) -> Option<usize> {
        self.index.get(key)?.iter().find_map(|(only, meaning)| match (only, meaning) {
            (None, Meaning::Field(field)) => Some(*field),
            _ => None,
        })
    }

    /// The parts of fields that a key leads to. 联系电话 is a part of every person's.
    pub(super) fn parts(&self, key: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.index.get(key).into_iter().flatten().filter_map(|(_, meaning)| match meaning {
            Meaning::Part { field, part } => Some((*field, *part)),
            _ => None,
        })
    }

    /// Whether a key is a label or title in any section.
    ///
    /// What is printed without being a label does not count: the line of a seal or date goes on in the cell of the
    /// opinion above it. Endings count for titles alone: the end of a label that a dump broke over two lines would have them too.
    pub(super) fn knows(&self, key: &str) -> bool {
        let is_title = |(_, meaning)| matches!(meaning, Meaning::Title | Meaning::ForeignTitle);
        let is_label = |found: &(Option<usize>, Meaning)| found.1 != Meaning::Furniture;
        self.index.get(key).is_some_and(|found| found.iter().any(is_label))
            || self.endings_of(key).any(is_title)
    }

    /// Gets ready to find slips of the pen, once all labels are known.
    pub(super) fn finish(&mut self) {
        for (label, found) in &self.index {
            let is_field = found.iter().any(|(_, meaning)| meaning.field().is_some());
            if !is_field || label.chars().count() < SHORTEST_GUESSED {
                continue;
            }
            for rest in shortened(label).chain([label.clone()]) {
                self.slips.entry(rest).or_default().push(label.clone());
            }
        }
    }

    /// The one label that a key is one edit away from, if there is just one meaning among such labels.
    ///
    /// Both begin with the same character: 上年度 is no slip for 本年度, nor 时效目标 for 绩效目标.
    pub(super) fn near(&self, key: &str, section: Option<usize>) -> Option<(String, Meaning)> {
        if key.chars().count() < SHORTEST_GUESSED {
            return None;
        }
        let mut near: Option<(&String, Meaning)> = None;
        let rests: Vec<String> = shortened(key).chain([key.to_owned()]).collect();
        for label in rests.iter().filter_map(|rest| self.slips.get(rest)).flatten() {
            if label.chars().next() != key.chars().next() || !one_edit(label, key) {
                continue;
            }
            for (only, meaning) in self.index.get(label).into_iter().flatten() {
                if meaning.field().is_none() || (only.is_some() && *only != section) {
                    continue;
                }
                match near {
                    Some((_, other)) if other.field().map(|it| it.0) != meaning.field().map(|it| it.0) => {
                        return None;
                    }
                    // The order of a hash map must not decide what a finding says.
                    Some((known, _)) if known <= label => {}
                    _ => near = Some((label, *meaning)),
                }
            }
        }
        near.map(|(label, meaning)| (label.clone(), meaning))
    }

    /// The field and the byte range of the value, when a text is one of the frames.
    pub(super) fn framed(&self, text: &str) -> Option<(usize, std::ops::Range<usize>)> {
        if self.frames.is_empty() || text.len() > 160 {
            return None;
        }
        self.frames.iter().find_map(|frame| Some((frame.field, frame.value_in(text)?)))
    }
}

impl Frame {
    /// What is printed before the value and behind it, in the width of Chinese brackets.
    #[cfg(feature = "blank-builder")]
    pub(super) fn around(&self) -> (&str, &str) {
        (&self.before, &self.after)
    }

    pub(super) fn new(frame: &str, field: usize) -> Option<Frame> {
        let (before, after) = frame.split_once("{}")?;
        let plain = |text: &str| text.chars().map(narrow_char).filter(|c| !is_blank_char(*c)).collect();
        Some(Frame { before: plain(before), after: plain(after), field })
    }

    /// The byte range of the value in a text that has this frame around it.
    fn value_in(&self, text: &str) -> Option<std::ops::Range<usize>> {
        let mut characters = text.char_indices().filter(|(_, character)| !is_blank_char(*character));
        let (mut start, mut end) = (0, text.len());
        for wanted in self.before.chars() {
            let (at, character) = characters.next().filter(|(_, found)| narrow_char(*found) == wanted)?;
            start = at + character.len_utf8();
        }
        for wanted in self.after.chars().rev() {
            (end, _) = characters.next_back().filter(|(_, found)| narrow_char(*found) == wanted)?;
        }
        (characters.count() <= FRAMED).then_some(start..end)
    }
}

impl RowSense for Form {
    fn is_label(&self, text: &str) -> bool {
        key_of(text).is_some_and(|key| self.meanings.knows(&key))
    }

    fn is_inline(&self, text: &str) -> bool {
        self.meanings.framed(text).is_some()
            || self.inline_labels(text, None).first().is_some_and(|hit| {
                text.get(..hit.label.start).is_some_and(|before| before.chars().all(is_blank_char))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_vocabulary_reads() {
        let form = Form::from_toml(include_str!("declaration.toml")).unwrap();
        assert_eq!(form.name(), "declaration");
        assert!(form.field("project.name").is_some());
    }

    #[test]
    fn a_label_may_mean_something_in_one_section_only() {
        let form = Form::declaration();
        let funding = 1;
        let (other, _) = form.field("funding.other").unwrap();
        assert_eq!(form.meanings.of("其他", Some(funding)), Some(Meaning::Field(other)));
        assert_eq!(form.meanings.of("其他", None), None);
    }

    #[test]
    fn a_frame_holds_the_value_in_its_middle() {
        let meanings = &Form::declaration().meanings;
        for (text, value) in [
            ("（ 2020    年度）", " 2020    "),
            ("(　　年度)", "　　"),
            ("2019年度)", "2019"),
            ("(2020)年度", "2020"),
        ] {
            let (_, range) = meanings.framed(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(&text[range], value, "{text}");
        }
        assert_eq!(meanings.framed("2020年度绩效目标"), None);
    }

    #[test]
    fn one_edit_is_forgiven_where_it_points_to_one_field() {
        let meanings = &Form::declaration().meanings;
        assert_eq!(meanings.near("主管部们", None).map(|(label, _)| label).as_deref(), Some("主管部门"));
        assert_eq!(meanings.near("二级指标", None), None);
    }
}

//! The elements that are open.

use std::collections::HashMap;

use super::element::El;
use crate::document::SymbolFont;
use crate::read::build::Shape;

/// How text looks at a place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// It is not on the page, and takes no place.
    pub(super) gone: bool,
    /// It is not on the page.
    pub(super) hidden: bool,
    pub(super) font: Option<SymbolFont>,
    pub(super) preformatted: bool,
}

/// An element that is open.
pub(super) struct Open {
    name: Vec<u8>,
    pub(super) el: El,
    /// How text looked in front of it.
    pub(super) before: Look,
    /// What it opened, which has to be closed with it.
    pub(super) opened: Opened,
}

/// What an element opened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Opened {
    Nothing,
    Table,
    Row,
    Cell(Shape),
    List,
    Item,
    Select,
    Number,
}

/// The stack, with the places of every name and kind, so that no end tag searches it.
#[derive(Default)]
pub(super) struct Stack {
    open: Vec<Open>,
    names: HashMap<Vec<u8>, Vec<usize>>,
    kinds: HashMap<El, Vec<usize>>,
}

impl Stack {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn push(&mut self, name: &[u8], el: El, before: Look, opened: Opened) {
        let place = self.open.len();
        match self.names.get_mut(name) {
            Some(places) => places.push(place),
            None => {
                self.names.insert(name.to_owned(), vec![place]);
            }
        }
        self.kinds.entry(el).or_default().push(place);
        self.open.push(Open { name: name.to_owned(), el, before, opened });
    }

    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        if let Some(places) = self.names.get_mut(&open.name) {
            places.pop();
            // A page may have any number of names.
            if places.is_empty() {
                self.names.remove(&open.name);
            }
        }
        if let Some(places) = self.kinds.get_mut(&open.el) {
            places.pop();
        }
        Some(open)
    }

    /// The place of the innermost element of a kind.
    pub(super) fn kind(&self, el: El) -> Option<usize> {
        self.kinds.get(&el)?.last().copied()
    }

    /// The place of the innermost element of some kinds.
    fn innermost(&self, is: impl Fn(El) -> bool) -> Option<usize> {
        self.kinds.iter().filter(|(el, _)| is(**el)).filter_map(|(_, places)| places.last()).max().copied()
    }

    /// The place of the innermost element of a kind that is not behind the wall of a cell or another kind.
    pub(super) fn within(&self, el: El, wall: El) -> Option<usize> {
        let place = self.kind(el)?;
        let wall = self.innermost(|other| other.is_scope() || other == wall);
        wall.is_none_or(|wall| wall < place).then_some(place)
    }

    /// The place of the innermost part of the innermost table, if one of that kind is open.
    pub(super) fn in_table(&self, el: El) -> Option<usize> {
        let place = self.kind(el)?;
        self.kind(El::Table).is_none_or(|table| table < place).then_some(place)
    }

    /// The place of the element that an end tag ends.
    pub(super) fn ended(&self, name: &[u8], el: El) -> Option<usize> {
        let place = self.names.get(name)?.last().copied()?;
        let wall = match el {
            El::Table => None,
            El::Section | El::Row | El::Cell | El::Caption => self.kind(El::Table),
            // An end tag of a part of a line, set wrong, does not end paragraphs.
            El::Inline | El::Hidden => self.innermost(El::is_block),
            _ => self.innermost(El::is_scope),
        };
        wall.is_none_or(|wall| wall < place).then_some(place)
    }
}

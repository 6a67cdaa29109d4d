//! A vocabulary proposed from a blank form, for a person to look over.
//!
//! Geometry says what is a label: it stands beside or above an empty place. What kind of value belongs there is
//! guessed from its words. Whatever was not understood is named in a comment.

mod guess;
mod scan;
mod write;

use std::collections::BTreeSet;

use super::vocabulary::{Form, Kind};
use crate::document::Document;
use crate::lang::Lang;
use crate::value::AmountUnit;

/// What a blank form seems to consist of.
#[derive(Debug, Default)]
struct Proposal {
    title: Option<String>,
    sections: Vec<Section>,
    fields: Vec<Proposed>,
    /// Lines printed in the places of values: seals, signatures, masks of dates.
    furniture: Vec<String>,
    /// The unit that a line such as `单位：元` names for the whole form.
    unit: Option<AmountUnit>,
}

#[derive(Debug)]
struct Section {
    label: String,
    headings: Vec<String>,
}

#[derive(Debug)]
struct Proposed {
    label: String,
    kind: Kind,
    section: Option<usize>,
    /// The place is behind the colon.
    inline: bool,
    /// The line that holds the value in its middle.
    frame: Option<&'static str>,
    options: Vec<String>,
    columns: Vec<(String, Kind, bool)>,
}

impl Form {
    /// Proposes a vocabulary for a blank form of any field: TOML for [`Form::from_toml`], with comments on what a
    /// person should look over.
    ///
    /// Labels are taken as printed, with the empty cell beside or below them, or the space behind their colon, as their
    /// place. Kinds are guessed from the labels' words, options from tick boxes, lists from a row of labels above
    /// several blank rows, sections from merged cells on the left. Keys are a guess too: change them to what the data
    /// should be called.
    ///
    /// ```
    /// use shenbao::{Document, Form};
    ///
    /// # fn main() -> shenbao::Result<()> {
    /// let blank = "设备购置申请表\n申请单位\t\n购置金额（元）\t\n联系电话\t\n";
    /// let vocabulary = Form::propose(&Document::read(blank.as_bytes())?);
    /// let form = Form::from_toml(&vocabulary)?;
    /// assert_eq!(form.fields().iter().map(|field| &*field.key).collect::<Vec<_>>(), ["title", "unit", "amount", "phone"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn propose(document: &Document) -> String {
        let proposal = scan::scan(document);
        let mut text = write::write(&proposal);
        // What the proposal does not find in the form that it was made of has to be told.
        if let Ok(form) = Form::from_toml(&text) {
            let binding = form.bind(document);
            let declarations = || binding.declarations.iter();
            let fields = declarations().flat_map(|bound| bound.fields.iter().map(|field| field.field));
            let lists = declarations().flat_map(|bound| bound.lists.iter().map(|list| list.field));
            let bound: BTreeSet<usize> = fields.chain(lists).collect();
            let known = form.fields().iter().enumerate().filter(|(_, field)| field.kind != Kind::Title);
            let lost = known.filter(|(number, _)| !bound.contains(number));
            let lost: Vec<String> = lost.map(|(_, field)| field.key.clone()).collect();
            let left =
                binding.unclaimed.iter().map(|left| (left.place.describe(Lang::Zh), left.text.clone()));
            write::remarks(&mut text, &lost, left);
        }
        text
    }
}

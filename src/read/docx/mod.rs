//! Office Open XML: .docx, .docm, .dotx, .dotm, transitional and Strict (ECMA-376).

mod grid;
pub(crate) mod lists;
mod names;
pub(crate) mod numbering;
pub(crate) mod package;
mod paragraph;
mod properties;
mod run;
pub(crate) mod token;
mod unmerged;
mod walk;
pub(crate) mod word2003;
pub(crate) mod xml;

use std::collections::{HashMap, HashSet};

use lists::{KnownLists, PackageLists};
use numbering::Numbering;
use package::{Package, check_limit, to_utf8};
use walk::{Lists, References, Walker};
use xml::Scanner;

use crate::document::{Document, Format, Home};
use crate::error::Result;
use crate::limits::Limits;
use crate::read::budget::Budget;

/// Reads a document from an open package: the main part, then the headers and footers that its sections use.
pub(crate) fn read_package(package: &mut Package<'_>, limits: &Limits) -> Result<Document> {
    let main = package.main_part()?;
    let bytes = package.part(&main)?;
    read_parts(package, &main, &bytes, limits)
}

/// Reads the main part alone, with the lists of a package that was opened before.
pub(crate) fn read_main(
    xml: &[u8],
    main: &str,
    numbering: Option<&Numbering>,
    limits: &Limits,
) -> Result<Document> {
    let mut document = Document::new(Format::Docx);
    let mut lists = KnownLists::new(numbering);
    read_part(&mut document, xml, main, Home::Body, &mut lists, limits, &mut Budget::new(limits))?;
    document.count_paragraphs();
    Ok(document)
}

fn read_parts(package: &mut Package<'_>, main: &str, bytes: &[u8], limits: &Limits) -> Result<Document> {
    let mut document = Document::new(Format::Docx);
    let mut lists = PackageLists::new(package, main);
    let mut budget = Budget::new(limits);
    let references = read_part(&mut document, bytes, main, Home::Body, &mut lists, limits, &mut budget)?;

    if !references.ids.is_empty() {
        let relationships = package.relationships(main)?;
        let targets: HashMap<&str, &str> = relationships
            .iter()
            .rev()
            .map(|relationship| (&*relationship.id, &*relationship.target))
            .collect();
        let mut seen: HashSet<&str> = HashSet::new();
        for (is_header, id) in &references.ids {
            let Some(&target) = targets.get(id.as_str()) else { continue };
            if !seen.insert(target) {
                continue;
            }
            // Each is looked for among the entries.
            check_limit("entries", limits.entries, seen.len() as u64, Some(main))?;
            if !package.has(target) {
                continue;
            }
            let bytes = package.part(target)?;
            let home = if *is_header { Home::Header } else { Home::Footer };
            let mut lists = PackageLists::new(package, main);
            read_part(&mut document, &bytes, target, home, &mut lists, limits, &mut budget)?;
        }
    }
    Ok(document)
}

fn read_part(
    document: &mut Document,
    bytes: &[u8],
    name: &str,
    home: Home,
    lists: &mut dyn Lists,
    limits: &Limits,
    budget: &mut Budget,
) -> Result<References> {
    let xml = to_utf8(bytes, name)?;
    let part = document.parts.len() as u16;
    document.parts.push(name.to_owned());
    // A form's text is about a tenth of its markup.
    document.text.reserve(xml.len() / 12);
    let scanner = Scanner::new(&xml, name, limits.depth);
    Walker::new(document, scanner, lists, limits, budget, part, home).walk()
}

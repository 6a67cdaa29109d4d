//! Office Open XML: .docx, .docm, .dotx, .dotm, transitional and Strict (ECMA-376).

mod grid;
pub(crate) mod lists;
pub(crate) mod numbering;
pub(crate) mod package;
mod properties;
mod run;
pub(crate) mod token;
mod unmerged;
mod walk;
pub(crate) mod word2003;
pub(crate) mod xml;

use lists::{KnownLists, PackageLists};
use numbering::Numbering;
use package::{Package, Relationship, to_utf8};
use walk::{Lists, References, Walker};
use xml::Scanner;

use crate::document::{Document, Format, Home};
use crate::error::Result;
use crate::limits::Limits;

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
    read_part(&mut document, xml, main, Home::Body, &mut lists, limits)?;
    Ok(document)
}

fn read_parts(package: &mut Package<'_>, main: &str, bytes: &[u8], limits: &Limits) -> Result<Document> {
    let mut document = Document::new(Format::Docx);
    let mut lists = PackageLists::new(package, main);
    let references = read_part(&mut document, bytes, main, Home::Body, &mut lists, limits)?;

    if !references.ids.is_empty() {
        let relationships = package.relationships(main)?;
        let mut seen: Vec<&str> = Vec::new();
        for (is_header, id) in &references.ids {
            let target = relationships.iter().find(|relationship| relationship.id == *id);
            let Some(Relationship { target, .. }) = target else { continue };
            if seen.contains(&target.as_str()) || !package.has(target) {
                continue;
            }
            seen.push(target);
            let bytes = package.part(target)?;
            let home = if *is_header { Home::Header } else { Home::Footer };
            let mut lists = PackageLists::new(package, main);
            read_part(&mut document, &bytes, target, home, &mut lists, limits)?;
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
) -> Result<References> {
    let xml = to_utf8(bytes, name)?;
    let part = document.parts.len() as u16;
    document.parts.push(name.to_owned());
    // A form's text is about a tenth of its markup.
    document.text.reserve(xml.len() / 12);
    let scanner = Scanner::new(&xml, name, limits.depth);
    Walker::new(document, scanner, lists, limits, part, home).walk()
}

//! OpenDocument text (ODF 1.3, ISO/IEC 26300): .odt, and .fodt, which is one XML file.

mod coverage;
mod list;
mod styles;
mod walk;

use std::collections::HashMap;

use memchr::memmem;

use super::build::Builder;
use super::docx::package::{Package, check_limit, to_utf8};
use super::docx::xml::Scanner;
use crate::document::{Document, Format, Home, Span};
use crate::error::{ErrorKind, Foreign, Result};
use crate::limits::Limits;
use styles::{StyleSet, Styles};
use walk::Walker;

/// Reads a document from an open package: its content, text boxes, then the headers and footers of its pages.
pub(super) fn read_package(package: &mut Package<'_>, limits: &Limits) -> Result<Document> {
    if package.has("encrypted-package")
        || package.has(MANIFEST) && memmem::find(&package.part(MANIFEST)?, b"encryption-data").is_some()
    {
        return Err(ErrorKind::Encrypted { by: "OpenDocument" }.into());
    }
    let content = package.part(CONTENT)?;
    let content = to_utf8(&content, CONTENT)?;
    let styles = if package.has(STYLES) { package.part(STYLES)? } else { Vec::new() };
    let styles = to_utf8(&styles, STYLES)?;
    let (mut common, mut pages) = StyleSet::read(&styles, STYLES, limits)?;
    let (_, mut own) = StyleSet::read(&content, CONTENT, limits)?;
    common.inherit(None);
    pages.inherit(Some(&common));
    own.inherit(Some(&common));
    let body = Part { xml: &content, name: CONTENT, styles: Styles { own: &own, common: &common } };
    let sides = Part { xml: &styles, name: STYLES, styles: Styles { own: &pages, common: &common } };
    read_parts(&body, &sides, limits)
}

/// Reads a document that is one XML file.
pub(super) fn read_flat(bytes: &[u8], limits: &Limits) -> Result<Document> {
    check_limit("part_bytes", limits.part_bytes, bytes.len() as u64, None)?;
    let xml = to_utf8(bytes, FLAT)?;
    let (mut common, mut own) = StyleSet::read(&xml, FLAT, limits)?;
    common.inherit(None);
    own.inherit(Some(&common));
    let part = Part { xml: &xml, name: FLAT, styles: Styles { own: &own, common: &common } };
    read_parts(&part, &part, limits)
}

const CONTENT: &str = "content.xml";
const STYLES: &str = "styles.xml";
const MANIFEST: &str = "META-INF/manifest.xml";
const FLAT: &str = "office:document";

/// How deep text boxes in text boxes are looked into.
const BOXES: usize = 8;

/// An XML file and the styles that hold in it.
struct Part<'p> {
    xml: &'p [u8],
    name: &'p str,
    styles: Styles<'p>,
}

fn read_parts(body: &Part<'_>, sides: &Part<'_>, limits: &Limits) -> Result<Document> {
    let mut builder = Builder::new(Format::Odt, body.name, limits);
    let mut controls = HashMap::new();
    let scanner = Scanner::new(body.xml, body.name, limits.depth);
    let met = Walker::new(scanner, &mut builder, body.styles, &mut controls, limits).walk()?;
    match met.kind {
        Some(walk::BodyKind::Text) => {}
        Some(walk::BodyKind::Other(found)) => return Err(ErrorKind::NotADocument { found }.into()),
        None => return Err(ErrorKind::NotADocument { found: Foreign::OpenDocument }.into()),
    }
    read_boxes(body, met.boxes, &mut builder, &mut controls, limits)?;

    let mut boxes = Vec::new();
    for (is_header, place) in sides.styles.own.sides(&met.pages) {
        builder.begin_part(if is_header { Home::Header } else { Home::Footer }, sides.name)?;
        let scanner = Scanner::inside(sides.xml, sides.name, limits.depth, place)?;
        boxes.extend(Walker::new(scanner, &mut builder, sides.styles, &mut controls, limits).walk()?.boxes);
    }
    read_boxes(sides, boxes, &mut builder, &mut controls, limits)?;
    builder.finish()
}

/// Reads text boxes, and those in them.
fn read_boxes(
    part: &Part<'_>,
    mut boxes: Vec<Span>,
    builder: &mut Builder<'_>,
    controls: &mut HashMap<String, bool>,
    limits: &Limits,
) -> Result<()> {
    if !boxes.is_empty() {
        builder.begin_part(Home::TextBox, part.name)?;
    }
    for _ in 0..BOXES {
        let mut inner = Vec::new();
        for place in std::mem::take(&mut boxes) {
            let scanner = Scanner::inside(part.xml, part.name, limits.depth, place)?;
            inner.extend(Walker::new(scanner, builder, part.styles, controls, limits).walk()?.boxes);
        }
        boxes = inner;
    }
    if !boxes.is_empty() {
        builder.note("draw:text-box");
    }
    Ok(())
}

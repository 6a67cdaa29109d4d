//! List numbers out of the package's numbering and styles parts.

use super::numbering::{Counters, Numbering, Suffix};
use super::package::{Package, to_utf8};
use super::walk::Lists;
use crate::error::{ErrorKind, Result};

/// Opens the parts when the first paragraph asks for a number; most forms never do.
pub(super) struct PackageLists<'p, 'b> {
    package: &'p mut Package<'b>,
    main: &'p str,
    /// Outer `None` until asked, inner `None` when the package numbers nothing.
    numbering: Option<Option<Numbering>>,
    counters: Counters,
}

impl<'p, 'b> PackageLists<'p, 'b> {
    pub(super) fn new(package: &'p mut Package<'b>, main: &'p str) -> PackageLists<'p, 'b> {
        PackageLists { package, main, numbering: None, counters: Counters::default() }
    }
}

/// Reads the lists of a package; `None` when it numbers nothing.
pub(crate) fn open(package: &mut Package<'_>, main: &str) -> Result<Option<Numbering>> {
    let relationships = package.relationships(main)?;
    let target = |kind: &str| {
        relationships.iter().find(|relationship| relationship.kind == kind).map(|found| found.target.clone())
    };
    let Some(name) = target("numbering").filter(|name| package.has(name)) else { return Ok(None) };
    let styles_name = target("styles").filter(|name| package.has(name));
    let bytes = package.part(&name)?;
    let numbering = to_utf8(&bytes, &name)?;
    let styles_bytes = styles_name.as_deref().map(|name| package.part(name)).transpose()?;
    let styles = match (&styles_bytes, &styles_name) {
        (Some(bytes), Some(name)) => Some(to_utf8(bytes, name)?),
        _ => None,
    };
    Numbering::parse(&numbering, styles.as_deref()).map(Some).map_err(|broken| {
        let part = if broken.in_styles { styles_name.unwrap_or_default() } else { name };
        ErrorKind::XmlBroken { part, byte: broken.byte, cause: broken.cause.to_string() }.into()
    })
}

/// Lists that were read before, counted anew.
pub(super) struct KnownLists<'n> {
    numbering: Option<&'n Numbering>,
    counters: Counters,
}

impl<'n> KnownLists<'n> {
    pub(super) fn new(numbering: Option<&'n Numbering>) -> KnownLists<'n> {
        KnownLists { numbering, counters: Counters::default() }
    }
}

impl Lists for KnownLists<'_> {
    fn number(
        &mut self,
        style: Option<&str>,
        num_id: Option<i32>,
        level: Option<u32>,
    ) -> Result<Option<String>> {
        let numbering = self.numbering;
        Ok(numbering.and_then(|numbering| next(numbering, &mut self.counters, style, num_id, level)))
    }
}

/// The number of the next paragraph of that style and numbering.
pub(super) fn next(
    numbering: &Numbering,
    counters: &mut Counters,
    style: Option<&str>,
    num_id: Option<i32>,
    level: Option<u32>,
) -> Option<String> {
    let at = numbering.list_of(style, num_id, level)?;
    counters.next(numbering, at).map(|number| match number.suffix {
        // The gap that a tab makes is a blank to a reader.
        Suffix::Tab | Suffix::Space => number.text + " ",
        Suffix::Nothing => number.text,
    })
}

impl Lists for PackageLists<'_, '_> {
    fn number(
        &mut self,
        style: Option<&str>,
        num_id: Option<i32>,
        level: Option<u32>,
    ) -> Result<Option<String>> {
        if self.numbering.is_none() {
            self.numbering = Some(open(self.package, self.main)?);
        }
        let Some(Some(numbering)) = &self.numbering else { return Ok(None) };
        Ok(next(numbering, &mut self.counters, style, num_id, level))
    }
}

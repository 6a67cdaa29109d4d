//! The built-in blank form, 《专项资金预算绩效目标申报表》, and blank forms for other vocabularies.
//!
//! The form is embedded as a file, so that filling it needs no document builder. With the feature
//! `blank-builder` it can be built anew: docx-rs writes the document, a pass of our own puts it into schema
//! order, and the few other parts of the package are constants. Building gives the embedded bytes exactly.

#[cfg(feature = "blank-builder")]
mod form;
#[cfg(feature = "blank-builder")]
mod layout;
#[cfg(feature = "blank-builder")]
mod order;
#[cfg(feature = "blank-builder")]
mod package;

#[cfg(feature = "blank-builder")]
use crate::form::{Form, Kind};

/// The blank form as a Word document: A4, portrait, two pages, ready to be filled or printed.
///
/// ```
/// assert!(shenbao::fill::blank::BLANK_FORM.starts_with(b"PK"));
/// ```
pub const BLANK_FORM: &[u8] = include_bytes!("blank.docx");

/// Builds the blank form; the result is [`BLANK_FORM`], byte for byte, on every platform.
///
/// # Errors
///
/// Only if what docx-rs wrote is not XML, or the archive cannot be written: neither depends on the caller.
#[cfg(feature = "blank-builder")]
pub fn build_blank_form() -> Result<Vec<u8>, BuildError> {
    let document = layout::document();
    let document = order::in_schema_order(&document, &[layout::REPEATED_HEADER])?;
    Ok(package::pack(&document, "专项资金预算绩效目标申报表")?)
}

/// The text from margin to margin, in twentieths of a point.
#[cfg(feature = "blank-builder")]
const WIDTH: usize = 9412;

/// A blank form for a vocabulary.
#[cfg(feature = "blank-builder")]
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BlankForm {
    /// The Word document.
    pub bytes: Vec<u8>,
    /// The keys of fields without a place on it: no label leads to them alone, or their list has a single column.
    pub missing: Vec<String>,
}

/// Builds a blank form for a vocabulary: A4, portrait, to be printed or filled. The same vocabulary gives the same bytes.
///
/// Every field has its first label, with a cell or row to be filled in; sections and lists are tables of their own. A
/// vocabulary does not tell other wordings of a label from another label, so each label of an opinion has a place.
///
/// # Errors
///
/// Those of [`build_blank_form`].
#[cfg(feature = "blank-builder")]
pub fn build_blank_form_for(form: &Form) -> Result<BlankForm, BuildError> {
    let bytes = form::build(form)?;
    let read = form.read(&bytes).ok();
    let declaration = read.as_ref().and_then(|read| read.binding.declarations.first());
    let is_bound = |field: usize| {
        declaration.is_some_and(|bound| {
            bound.fields.iter().any(|bound| bound.field == field)
                || bound.lists.iter().any(|list| list.field == field)
        })
    };
    let fields = form.fields().iter().enumerate();
    let missing = fields.filter(|(number, field)| {
        // The other fields are those that take the place of one that a form lacks, and those of other years.
        let has_place = !(field.labels.is_empty() && field.parts.is_empty()) && field.stands_for.is_none();
        field.kind != Kind::Title && has_place && !is_bound(*number)
    });
    let missing = missing.map(|(_, field)| field.key.clone()).collect();
    Ok(BlankForm { bytes, missing })
}

/// Why the blank form could not be built.
#[cfg(feature = "blank-builder")]
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The document that was built is not well-formed.
    Xml(quick_xml::Error),
    /// The package could not be written.
    Zip(zip::result::ZipError),
}

#[cfg(feature = "blank-builder")]
impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::Xml(cause) => write!(f, "the document built is not XML: {cause}"),
            BuildError::Zip(cause) => write!(f, "the package cannot be written: {cause}"),
        }
    }
}

#[cfg(feature = "blank-builder")]
impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            BuildError::Xml(cause) => Some(cause),
            BuildError::Zip(cause) => Some(cause),
        }
    }
}

#[cfg(feature = "blank-builder")]
impl From<quick_xml::Error> for BuildError {
    fn from(cause: quick_xml::Error) -> Self {
        BuildError::Xml(cause)
    }
}

#[cfg(feature = "blank-builder")]
impl From<zip::result::ZipError> for BuildError {
    fn from(cause: zip::result::ZipError) -> Self {
        BuildError::Zip(cause)
    }
}

#[cfg(all(test, feature = "blank-builder"))]
mod tests {
    use super::*;

    /// `SHENBAO_BLESS=1` writes the embedded file anew, after the form has been changed on purpose.
    #[test]
    fn building_again_gives_the_embedded_bytes() {
        let built = build_blank_form().unwrap();
        if std::env::var_os("SHENBAO_BLESS").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/fill/blank/blank.docx");
            std::fs::write(path, &built).unwrap();
            return;
        }
        assert!(built == BLANK_FORM, "blank.docx is not what the builder builds: run with SHENBAO_BLESS=1");
    }

    /// The parts are stored, so that their XML can be read in the archive.
    #[test]
    fn styles_used_are_defined() {
        let package = String::from_utf8_lossy(BLANK_FORM);
        let used: Vec<_> =
            package.split("<w:pStyle w:val=\"").skip(1).map(|rest| rest.split_once('"').unwrap().0).collect();
        assert!(!used.is_empty());
        for style in used {
            assert!(package.contains(&format!("w:styleId=\"{style}\"")), "{style}");
        }
    }
}

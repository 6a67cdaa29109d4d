//! Data into Word forms: a template is bound once, and filling it is a splice of byte ranges.

pub mod blank;

use crate::error::Result;
use crate::finding::Finding;
use crate::form::Form;
use crate::limits::Limits;

/// A Word form to be filled: parsed and bound once, filled as often as there is data.
#[derive(Clone, Debug)]
pub struct Template<'f> {
    form: &'f Form,
}

/// How to fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FillOptions {
    /// Go on when the template has no place for a value, and report it. Default: false, the fill is refused, since a
    /// value that is silently missing from a form is worse than no form.
    pub allow_unplaced: bool,
    /// Replace what a place already holds. Default: false, the fill is refused, since the form may be somebody's work.
    pub overwrite_values: bool,
}

/// A filled document.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Filled {
    /// The document.
    pub bytes: Vec<u8>,
    /// What was allowed, but should be known.
    pub findings: Vec<Finding>,
}

impl FillOptions {
    /// The options with unplaced values allowed or not.
    pub fn allow_unplaced(mut self, allow: bool) -> FillOptions {
        self.allow_unplaced = allow;
        self
    }

    /// The options with other values to be overwritten or not.
    pub fn overwrite_values(mut self, overwrite: bool) -> FillOptions {
        self.overwrite_values = overwrite;
        self
    }
}

impl<'f> Template<'f> {
    /// Opens a .docx, .docm, .dotx or .dotm as a template for a form. [`Form::declaration`] is the built-in form.
    ///
    /// # Errors
    ///
    /// Those of [`read`](crate::read::read), and [`ErrorKind::TemplateUnbound`](crate::ErrorKind::TemplateUnbound) when
    /// the document has no place that the form knows.
    pub fn open(form: &'f Form, bytes: &[u8]) -> Result<Template<'f>> {
        Template::open_with(form, bytes, &Limits::default())
    }

    /// The same within limits of the caller's.
    ///
    /// # Errors
    ///
    /// Those of [`Template::open`].
    pub fn open_with(form: &'f Form, _bytes: &[u8], _limits: &Limits) -> Result<Template<'f>> {
        Ok(Template { form })
    }

    /// The form by which the template is bound.
    pub fn form(&self) -> &'f Form {
        self.form
    }

    /// Fills one declaration.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`](crate::ErrorKind::Refused) with every reason at once, when the template cannot take the
    /// data as it is; [`ErrorKind::DataBroken`](crate::ErrorKind::DataBroken) when the data is not what the form takes.
    pub fn fill<T: serde::Serialize>(&self, data: &T, options: FillOptions) -> Result<Filled> {
        self.fill_all(std::slice::from_ref(data), options)
    }

    /// Fills several declarations into one document, each beginning on its own page.
    ///
    /// # Errors
    ///
    /// Those of [`Template::fill`].
    pub fn fill_all<T: serde::Serialize>(&self, _data: &[T], _options: FillOptions) -> Result<Filled> {
        Err(crate::ErrorKind::TemplateUnbound.into())
    }
}

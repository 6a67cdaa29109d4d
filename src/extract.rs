use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::declaration::Declaration;
use crate::document::Document;
use crate::error::{DataCause, Error, ErrorKind, Result};
use crate::finding::{Finding, Severity};
use crate::form::canonical::{Misfit, canonical};
use crate::form::{Binding, Form, Record, Unclaimed};
use crate::limits::Limits;
use crate::place::Place;
use crate::places::Places;
use crate::read::{ReadOptions, read};

/// One declaration read out of a document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extraction<T = Declaration> {
    /// What it says.
    pub declaration: T,
    /// What is doubtful about it.
    #[serde(skip)]
    pub findings: Vec<Finding>,
    /// Text that nothing in the form accounts for.
    #[serde(skip)]
    pub unclaimed: Vec<Unclaimed>,
    /// Where its values stand, by key.
    #[serde(skip)]
    pub places: Places,
}

/// A document and where it holds what a form names.
#[derive(Clone, Debug)]
pub struct Reading<'f> {
    form: &'f Form,
    /// The document.
    pub document: Document,
    /// Where it holds what the form names.
    pub binding: Binding,
}

/// Reads every declaration out of a document, whatever format it has.
///
/// ```
/// # fn main() -> shenbao::Result<()> {
/// let dump = "专项名称\t清溪县农村公路养护经费\n专项负责人\t周明远\n本年度预计投入（万元）\t12.5\n";
/// let found = shenbao::extract(dump.as_bytes())?;
/// assert_eq!(found[0].declaration.project.name.as_deref(), Some("清溪县农村公路养护经费"));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// Those of [`read`]; [`ErrorKind::NoDeclaration`] when the document has none, and [`ErrorKind::SelfEvaluation`] when
/// it is a report on what was achieved.
pub fn extract(bytes: &[u8]) -> Result<Vec<Extraction>> {
    Form::declaration().read(bytes)?.extract()
}

impl Form {
    /// Brings data into the form in which a document holds it, which is what extracting gives back: control characters
    /// gone, texts trimmed of layout blanks, line breaks made one kind, blank paragraphs and rows dropped, values read
    /// anew from their texts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::DataBroken`] when the data is not what the form takes.
    pub fn tidy<T: Serialize + DeserializeOwned>(&self, data: &T) -> Result<T> {
        let broken = |cause: DataCause, key: &str| {
            Error::from(ErrorKind::DataBroken { cause, place: Place::default().with_label(key) })
        };
        let (typed, misfits) = canonical(self, data).map_err(|cause| broken(cause, ""))?;
        for (key, misfit) in misfits {
            match misfit {
                Misfit::Wrong(cause) => return Err(broken(cause, &key)),
                Misfit::Contradiction => return Err(broken(DataCause::Contradiction, &key)),
                // What the form does not know has no tidy form; the type decides what becomes of it.
                Misfit::Unknown => {}
            }
        }
        typed.read_as(self).map_err(|error| broken(DataCause::Other { cause: error.to_string() }, ""))
    }

    /// Reads a document and finds where it holds what the form names.
    ///
    /// # Errors
    ///
    /// Those of [`read`].
    pub fn read(&self, bytes: &[u8]) -> Result<Reading<'_>> {
        self.read_with(bytes, &Limits::default())
    }

    /// The same within limits of the caller's.
    ///
    /// # Errors
    ///
    /// Those of [`read`], and [`ErrorKind::LimitExceeded`] when there are too many declarations.
    pub fn read_with(&self, bytes: &[u8], limits: &Limits) -> Result<Reading<'_>> {
        let document = read(bytes, &ReadOptions::default().with_limits(limits).with_sense(self))?;
        let most = limits.declarations;
        let binding =
            self.bind_within(&document, usize::try_from(most).unwrap_or(usize::MAX)).ok_or_else(|| {
                let (limit, found) = ("declarations", most.saturating_add(1));
                Error::from(ErrorKind::LimitExceeded { limit, allowed: most, found, part: None })
            })?;
        Ok(Reading { form: self, document, binding })
    }
}

impl<'f> Reading<'f> {
    pub(crate) fn of(form: &'f Form, document: Document, binding: Binding) -> Reading<'f> {
        Reading { form, document, binding }
    }

    /// The form by which the document was read.
    pub fn form(&self) -> &'f Form {
        self.form
    }

    /// What each declaration says, untyped.
    pub fn records(&self) -> Vec<Record> {
        self.binding.declarations.iter().map(|bound| Record::of(self.form, &self.document, bound)).collect()
    }

    /// What each declaration says, as a type of the caller's.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoDeclaration`] and [`ErrorKind::SelfEvaluation`] when there is nothing to read, and
    /// [`ErrorKind::DataBroken`] when the type does not take what the form's kinds give.
    pub fn extract<T: DeserializeOwned>(&self) -> Result<Vec<Extraction<T>>> {
        let mut foreign = self.binding.foreign.clone();
        foreign.sort_unstable();
        foreign.dedup();
        if foreign.len() >= 2 || self.binding.foreign_title {
            return Err(ErrorKind::SelfEvaluation { evidence: foreign }.into());
        }
        let records = self.records();
        if records.is_empty() {
            return Err(ErrorKind::NoDeclaration.into());
        }
        let last = records.len() - 1;
        records
            .into_iter()
            .zip(&self.binding.declarations)
            .enumerate()
            .map(|(number, (record, bound))| {
                let (data, mut findings) = record.to_typed(self.form);
                // What makes the whole document doubtful makes each declaration doubtful; the rest is said once.
                let concerns_all =
                    |found: &Finding| found.place.is_none() && found.severity() != Severity::Info;
                let of_document = self.document.findings.iter();
                findings
                    .splice(0..0, of_document.filter(|found| number == 0 || concerns_all(found)).cloned());
                let declaration = data.read_as(self.form).map_err(|error| {
                    Error::from(ErrorKind::DataBroken {
                        cause: DataCause::Other { cause: error.to_string() },
                        place: Place::default(),
                    })
                })?;
                // Left over text is in the order of the document, and so of its declarations.
                let all = &self.binding.unclaimed;
                let from = all.partition_point(|left| left.declaration.min(last) < number);
                let to = all.partition_point(|left| left.declaration.min(last) <= number);
                let unclaimed = all.get(from..to).unwrap_or_default().to_vec();
                let places = Places::of(self.form, &self.document, bound, record);
                Ok(Extraction { declaration, findings, unclaimed, places })
            })
            .collect()
    }
}

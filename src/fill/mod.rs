//! Data into Word forms: a template is bound once, and filling it is a splice of byte ranges.

mod archive;
pub mod blank;
mod body;
mod controls;
mod edits;
mod fragment;
mod groups;
mod halves;
mod looks;
mod overstrike;
mod pack;
mod parts;
mod plan;
mod row;
mod rows;
mod save;
mod slot;
mod store;
mod tick;

use std::sync::OnceLock;

use crate::document::Format;
use crate::error::{DataCause, Error, ErrorKind, Result};
use crate::extract::Reading;
use crate::finding::{Finding, FindingKind, Protection};
use crate::form::Form;
use crate::form::canonical::{Misfit, canonical};
use crate::form::datum::Typed;
use crate::limits::Limits;
use crate::place::Place;
use crate::read::docx::read_main;
use body::Body;
use controls::Controls;
use edits::{Edits, Rendered};
use looks::Looks;
pub use pack::Compression;
use pack::Segments;
use plan::Plan;
use save::Original;
use slot::Source;
use store::{StoreEdit, Stores};

/// A Word form to be filled: read and bound once, filled as often as there is data.
///
/// ```
/// use shenbao::{Declaration, FillOptions, Template};
///
/// # fn main() -> shenbao::Result<()> {
/// let mut declaration = Declaration::default();
/// declaration.year = Some(2026);
/// declaration.project.name = Some("清溪县农村公路养护经费".to_owned());
/// let filled = Template::blank()?.fill(&declaration, FillOptions::default())?;
///
/// let read = shenbao::extract(&filled.bytes)?;
/// assert_eq!(read[0].declaration.project.name, declaration.project.name);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Template<'f> {
    original: Original,
    reading: Reading<'f>,
    limits: Limits,
    /// What each bound declaration says already.
    current: Vec<Typed>,
    controls: Controls,
    stores: Stores,
    looks: Looks,
    /// The body in parts, when several copies of it were asked for.
    body: OnceLock<Option<Body>>,
    /// The main part in deflated stretches, when speed was asked for.
    segments: OnceLock<Option<Segments>>,
}

/// How to fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FillOptions {
    /// Go on when the template has no place for a value, and report it. Default: false, the fill is refused, since a
    /// value that is silently missing from a form is worse than no form.
    pub allow_unplaced: bool,
    /// Replace what a place already holds. Default: false, the fill is refused, since the form may be somebody's work.
    pub overwrite_values: bool,
    /// How the document is packed. Default: [`Compression::Small`].
    pub compression: Compression,
    /// Read the result back and compare it with the data before it is returned. Default: true. What a template can do to
    /// values is known only from its result: a text that reads like a label of the form next to it would be taken for
    /// one. Reading back is a large part of the work, so that who reads the documents anyway, or fills one template with
    /// data that went through it before, may do without.
    pub verify: bool,
}

impl Default for FillOptions {
    fn default() -> FillOptions {
        FillOptions {
            allow_unplaced: false,
            overwrite_values: false,
            compression: Compression::default(),
            verify: true,
        }
    }
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

    /// The options with documents packed small or fast.
    pub fn compression(mut self, compression: Compression) -> FillOptions {
        self.compression = compression;
        self
    }

    /// The options with the result read back or not.
    pub fn verify(mut self, verify: bool) -> FillOptions {
        self.verify = verify;
        self
    }
}

impl Template<'static> {
    /// The built-in blank 《专项资金预算绩效目标申报表》, [`BLANK_FORM`](blank::BLANK_FORM).
    ///
    /// # Errors
    ///
    /// None in practice; the form is part of the library and tested.
    pub fn blank() -> Result<Template<'static>> {
        Template::open(Form::declaration(), blank::BLANK_FORM)
    }
}

impl<'f> Template<'f> {
    /// Opens a .docx, .docm, .dotx or .dotm as a template for a form. [`Form::declaration`] is the built-in form.
    ///
    /// # Errors
    ///
    /// Those of [`read`](crate::read::read), [`ErrorKind::TemplateUnbound`] when the document has no place that the
    /// form knows, and [`ErrorKind::TemplateFormat`] when it is of a format that is read and not written.
    pub fn open(form: &'f Form, bytes: &[u8]) -> Result<Template<'f>> {
        Template::open_with(form, bytes, &Limits::default())
    }

    /// The same within limits of the caller's.
    ///
    /// # Errors
    ///
    /// Those of [`Template::open`].
    pub fn open_with(form: &'f Form, bytes: &[u8], limits: &Limits) -> Result<Template<'f>> {
        let reading = form.read_with(bytes, limits)?;
        match reading.document.format {
            Format::Docx if !reading.binding.declarations.is_empty() => {}
            Format::Docx | Format::Text => return Err(ErrorKind::TemplateUnbound.into()),
            found => return Err(ErrorKind::TemplateFormat { found }.into()),
        }
        let original = Original::open(bytes, limits)?;
        let current = reading.records().iter().map(|record| record.to_typed(form).0).collect();
        let controls = Controls::of(&original.xml);
        let stores = Stores::of(bytes, &controls, limits);
        let looks = Looks::of(&reading.document, &reading.binding, &original.xml, &controls);
        Ok(Template {
            original,
            reading,
            limits: limits.clone(),
            current,
            controls,
            stores,
            looks,
            body: OnceLock::new(),
            segments: OnceLock::new(),
        })
    }

    /// The form by which the template is bound.
    pub fn form(&self) -> &'f Form {
        self.reading.form()
    }

    /// The template as it was read.
    pub fn reading(&self) -> &Reading<'f> {
        &self.reading
    }

    /// What the name of a filled document ends with: `docx`, or `docm` where the template can hold macros. A filled
    /// .dotx or .dotm is a document and no template any more.
    pub fn extension(&self) -> &'static str {
        if self.original.has_macros { "docm" } else { "docx" }
    }

    /// Fills one declaration.
    ///
    /// A key that the data does not have, or has as null, leaves its place as it is; an empty text empties it. Places
    /// that hold the value already are not touched: filling in what a document says gives the same bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Refused`] with every reason at once, when the template cannot take the data as it is;
    /// [`ErrorKind::DataBroken`] when the data is not what the form takes. Nothing half-filled is ever returned: the
    /// result is read back and compared first.
    pub fn fill<T: serde::Serialize>(&self, data: &T, options: FillOptions) -> Result<Filled> {
        self.fill_all(std::slice::from_ref(data), options)
    }

    /// Fills several declarations into one document, each beginning on its own page.
    ///
    /// A template that holds as many declarations as the data, or more, is filled in order.
    ///
    /// # Errors
    ///
    /// Those of [`Template::fill`].
    pub fn fill_all<T: serde::Serialize>(&self, data: &[T], options: FillOptions) -> Result<Filled> {
        let (data, mut findings) = self.canonical_data(data)?;
        let bound = self.reading.binding.declarations.len();
        let copies = bound == 1 && data.len() > 1;
        if data.len() > bound && !copies {
            let count = data.len() - bound;
            findings.push(Finding::new(FindingKind::DeclarationsUnplaced { count }));
        }
        let mut plans = Vec::new();
        for (number, data) in data.into_iter().enumerate() {
            let target = if copies { 0 } else { number };
            let (Some(bound), Some(current)) =
                (self.reading.binding.declarations.get(target), self.current.get(target))
            else {
                break;
            };
            let mut plan = Plan::of(&self.reading, self.source(), bound, current, data, options);
            findings.append(&mut plan.findings);
            plans.push(plan);
        }
        let changes: Vec<StoreEdit> = plans.iter().flat_map(|plan| plan.edits.stores().to_vec()).collect();
        if let Some(control) =
            self.stores.conflict(&changes, if copies { plans.len() } else { 1 }).map(str::to_owned)
        {
            let key = control.clone();
            let kind = FindingKind::PlaceProtected { key, by: Protection::BoundControl { control } };
            findings.push(Finding::new(kind));
        }
        let refused = |finding: &Finding| match finding.kind {
            FindingKind::ValueUnplaced { .. } | FindingKind::DeclarationsUnplaced { .. } => {
                !options.allow_unplaced
            }
            _ => true,
        };
        if findings.iter().any(refused) {
            return Err(ErrorKind::Refused { findings }.into());
        }
        let (edits, expected): (Vec<Edits>, Vec<Typed>) =
            plans.into_iter().map(|plan| (plan.edits, plan.expected)).unzip();
        let bytes = match self.render(edits, copies) {
            None => self.original.bytes.clone(),
            Some(rendered) => {
                if options.verify {
                    self.read_back(&rendered.xml, &expected, copies)?;
                }
                let segments = self.segments(options.compression);
                self.original.save(&rendered, segments, &self.stores.changed(&changes))?
            }
        };
        Ok(Filled { bytes, findings })
    }

    /// The data in the form in which it will be read back, and what of it cannot be taken.
    fn canonical_data<T: serde::Serialize>(&self, data: &[T]) -> Result<(Vec<Typed>, Vec<Finding>)> {
        let mut canonical_data = Vec::new();
        let mut findings = Vec::new();
        for (number, data) in data.iter().enumerate() {
            let broken = |cause: DataCause, key: &str| {
                let key = if number > 0 { format!("[{number}].{key}") } else { key.to_owned() };
                Error::from(ErrorKind::DataBroken { cause, place: Place::default().with_label(key) })
            };
            let (typed, misfits) = canonical(self.form(), data).map_err(|cause| broken(cause, ""))?;
            for (key, misfit) in misfits {
                let place = Place::label(key.clone());
                match misfit {
                    Misfit::Wrong(cause) => return Err(broken(cause, &key)),
                    Misfit::Contradiction => {
                        findings.push(Finding::at(place, FindingKind::ValueContradicts { key }));
                    }
                    Misfit::Unknown => findings.push(Finding::new(FindingKind::ValueUnplaced { key })),
                }
            }
            canonical_data.push(typed);
        }
        Ok((canonical_data, findings))
    }

    /// The stretches of the main part that are deflated already, if that is asked for.
    fn segments(&self, compression: Compression) -> Option<&Segments> {
        let of = || Segments::of(&self.original.xml, &self.reading.document, &self.reading.binding).ok();
        match compression {
            Compression::Small => None,
            Compression::Fast => self.segments.get_or_init(of).as_ref(),
        }
    }

    fn source(&self) -> Source<'_> {
        Source {
            form: self.form(),
            document: &self.reading.document,
            xml: &self.original.xml,
            controls: &self.controls,
            looks: &self.looks,
            stores: &self.stores,
        }
    }

    /// The main part with the changes of each declaration made; `None` when there is nothing to change.
    fn render(&self, edits: Vec<Edits>, copies: bool) -> Option<Rendered> {
        let xml = &self.original.xml;
        let mut out = Rendered::default();
        if !copies {
            let mut all = Edits::default();
            edits.into_iter().for_each(|edits| all.append(edits));
            if all.is_empty() {
                return None;
            }
            all.render(self.source(), 0..xml.len(), &mut out);
            return Some(out);
        }
        let body = self.body.get_or_init(|| Body::of(xml)).as_ref()?;
        out.keep(xml, 0..body.blocks.start);
        let count = edits.len();
        for (number, edits) in edits.into_iter().enumerate() {
            // First those of the copy, since insertions at one place keep their order.
            let mut all = body.changes(number, count);
            all.append(edits);
            all.render(self.source(), body.blocks.clone(), &mut out);
        }
        out.keep(xml, body.blocks.end..xml.len());
        Some(out)
    }

    /// Reads what was written and compares it with what it should say.
    fn read_back(&self, xml: &[u8], expected: &[Typed], copies: bool) -> Result<()> {
        let numbering = self.original.numbering.as_ref().as_ref();
        let document = read_main(xml, &self.original.main, numbering, &self.limits)?;
        let binding = self.form().bind(&document);
        let reading = Reading::of(self.form(), document, binding);
        let found: Vec<Typed> =
            reading.records().iter().map(|record| record.to_typed(self.form()).0).collect();
        let mut wanted: Vec<&Typed> = expected.iter().collect();
        if !copies {
            wanted.extend(self.current.iter().skip(expected.len()));
        }
        if found.len() != wanted.len() {
            let keys = vec![format!("{} declarations, {} wanted", found.len(), wanted.len())];
            return Err(ErrorKind::ReadBack { keys }.into());
        }
        let mut keys = Vec::new();
        for (found, wanted) in found.iter().zip(wanted) {
            keys.extend(found.differing_keys(wanted, self.form()).map(str::to_owned));
        }
        if keys.is_empty() { Ok(()) } else { Err(ErrorKind::ReadBack { keys }.into()) }
    }
}

//! Reads filled Chinese budget-performance declaration forms (《专项资金预算绩效目标申报表》 and its family) out of Word
//! documents and text dumps into a typed model, and writes the model back as a Word document that follows a template.
//!
//! ```text
//! bytes --read--> Document --bind(Form)--> Binding --+--> extract --> Declaration + findings
//!                                                    +--> fill(Declaration) --> bytes
//! ```
//!
//! The labels that people read are the addresses: a [`Form`] names them, [`Form::bind`] finds where a document holds
//! what they stand for, and both extracting and filling go by that [`Binding`](form::Binding).
//!
//! # Where to begin
//!
//! * [`extract()`] takes the bytes of a file and gives an [`Extraction`] for each declaration in it: the
//!   [`Declaration`], [`Finding`]s about what is doubtful, and the text that nothing accounts for.
//! * [`Template`] is a Word form to be filled, [`Template::blank`] the built-in one. It is read once and filled often.
//! * [`Document`] is what a reader of the page sees: paragraphs, [`document::Table`]s on their layout grid, tick boxes.
//!   It knows no forms and serves any that reads Word tables.
//! * [`Form`] is a vocabulary. [`Form::declaration`] is the built-in one; [`Form::from_toml`] reads your own, and
//!   [`Reading::extract`] and [`Template::fill`] then take any type with serde.
//! * [`check()`] applies the rules by which reviewers judge a declaration, as a [`Profile`] chooses and weighs them.
//! * [`value`] has the parsers for what people write in cells: amounts, periods, contacts, choices, indicator values.
//!
//! [`Error`]s stop an operation, [`Finding`]s do not. Both have a stable code, a [`Place`], and messages in Chinese and
//! English.
//!
//! # Two programs
//!
//! Reading everything out of a file, with what to look at:
//!
//! ```
//! use shenbao::{Lang, extract};
//!
//! # fn main() -> shenbao::Result<()> {
//! # let bytes = include_bytes!("../fixtures/two.docx");
//! for found in extract(bytes)? {
//!     let declaration = &found.declaration;
//!     println!("{:?}: {:?} 万元", declaration.project.name, declaration.funding.total.as_ref().map(|total| &total.text));
//!     for indicator in &declaration.indicators {
//!         println!("  {} {} {}", indicator.level2, indicator.name, indicator.target.text);
//!     }
//!     for finding in &found.findings {
//!         println!("  {}: {}", finding.code(), finding.message(Lang::En));
//!     }
//!     assert!(found.unclaimed.is_empty());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Filling a form from data, with everything that stands in the way reported at once:
//!
//! ```
//! use shenbao::{FillOptions, Form, Lang, Template};
//!
//! # fn main() -> shenbao::Result<()> {
//! # let somebodys_form = include_bytes!("../fixtures/declaration.docx");
//! let data = serde_json::json!({
//!     "year": 2026,
//!     "project": {"name": "清溪县农村公路养护经费", "attribute": "continuing"},
//!     "funding": {"total": "12.5", "local": "12.5"},
//!     "indicators": [{"level1": "产出指标", "level2": "数量指标", "name": "养护里程", "target": "≥120公里"}]
//! });
//! let filled = Template::blank()?.fill(&data, FillOptions::default())?;
//! assert!(filled.findings.is_empty());
//!
//! // A form that is filled already is not overwritten unless that is asked for.
//! let template = Template::open(Form::declaration(), somebodys_form)?;
//! let error = template.fill(&data, FillOptions::default()).unwrap_err();
//! for finding in error.findings() {
//!     println!("{}", finding.message(Lang::En));
//! }
//! assert_eq!(error.code(), "fill_refused");
//! # Ok(())
//! # }
//! ```
//!
//! # What is not kept
//!
//! A [`Document`] has no looks: fonts, borders, colours and pictures are not in it. Comments, footnotes and endnotes are
//! not read. What is deleted, hidden or only an instruction is not on the page and not in the document. A template keeps
//! all of it, since filling copies what it does not change.
//!
//! # Features
//!
//! * `schema`: `schemars::JsonSchema` for the model, and `json_schema()`.
//! * `blank-builder`: builds the blank form from scratch with docx-rs, and blank forms for other vocabularies; the built-in
//!   one is embedded and needs nothing.
//!
//! The library takes bytes and gives bytes. It opens no files, starts no threads, and asks neither the clock nor the
//! environment.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod check;
mod declaration;
pub mod document;
mod error;
mod extract;
pub mod fill;
mod finding;
pub mod form;
mod lang;
mod limits;
mod place;
mod places;
pub mod read;
pub mod value;

pub use check::{Profile, check};
#[cfg(feature = "schema")]
pub use declaration::json_schema;
pub use declaration::{
    Attribute, BudgetItem, Declaration, Funding, Funds, Indicator, Project, ProjectSubtype, ProjectType,
    Recurrence, Step,
};
pub use document::Document;
pub use error::{Cause, DataCause, Error, ErrorKind, Foreign, Found, Result, Wanted};
pub use extract::{Extraction, Reading, extract};
pub use fill::{Compression, FillOptions, Filled, Template};
pub use finding::{Finding, FindingKind, Guess, Protection, Severity};
pub use form::{Form, Labelled};
pub use lang::Lang;
pub use limits::Limits;
pub use place::Place;
pub use places::Places;

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
pub struct ReadmeDoctests;

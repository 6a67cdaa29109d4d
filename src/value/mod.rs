//! What people write in cells, read into typed values.
//!
//! Every parser takes the text of a place and returns the value together with at most one [`Doubt`]: what the
//! parser has to say about a value that it carried but could not fully trust. A value keeps its text as
//! written, trimmed of layout blanks, so that nothing is lost when the reading fails, and nothing is
//! invented: a month stays a month, a blank is not zero, and a damaged `290%` is reported, not repaired.
//!
//! | type | cell | reading |
//! |---|---|---|
//! | [`Amount`] | `22,614.51万元` | an exact number of 万元 |
//! | [`Period`] | `2020年元月-12月` | start and end, as precise as written |
//! | [`parse_year`] | `（ 2020    年度）` | the year |
//! | [`Contact`] | `周明远13800000000` | names and phones |
//! | [`parse_choice`] | `新增项目□  延续项目√` | the ticked option, and where every mark stands |
//! | [`Target`] | `≥17个` | operator, number and unit, and the other shapes of an indicator value |
//!
//! The values serialize as objects such as `{"text": "10", "value": 10}`. In place of the object a bare
//! string or number is accepted, members that are missing are read from the text, and a missing text is
//! written from the members; when text and members disagree both are kept as given, and `contradicts` says
//! so.

mod amount;
mod choice;
mod contact;
mod doubt;
mod given;
mod mark;
mod moment;
mod numeral;
mod op;
mod part;
mod period;
mod scan;
#[cfg(feature = "schema")]
mod schema;
mod target;
pub mod text;
mod year;

pub use amount::{Amount, AmountUnit};
pub(crate) use choice::names_option;
pub use choice::{Choice, ChoiceOption, MarkSide, MarkState, OptionMark, parse_choice};
pub use contact::{Contact, mask_mobiles, mask_phones, parse_person};
pub use doubt::Doubt;
pub(crate) use given::NUMBER;
pub use moment::{Moment, NotAMoment};
pub use op::Op;
pub use part::TargetPart;
pub use period::Period;
pub use target::{Target, TargetKind};
pub use year::parse_year;

//! What a parser has to say about a value that it carried but could not fully trust.

use super::AmountUnit;
use super::contact::mask_mobiles;

/// A reservation about one value. Messages for people are made elsewhere, from the code and the fields.
///
/// The texts are as written, except that a mobile number typed into the wrong cell is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// The text of an amount is not a number: a mask, a percentage, a reference, two numbers run together.
    AmountUnreadable {
        /// The text as written.
        text: String,
    },
    /// The cell names another unit than the label does; the cell's is used. For information.
    AmountUnitDiffers {
        /// The text as written.
        text: String,
        /// The unit of the label.
        label: AmountUnit,
        /// The unit in the cell.
        cell: AmountUnit,
    },
    /// The text of a period holds no date that can be read, or an impossible one.
    PeriodUnreadable {
        /// The text as written.
        text: String,
    },
    /// The period starts after it ends; both ends are kept.
    PeriodReversed {
        /// The text as written.
        text: String,
    },
    /// The text is not a year.
    YearUnreadable {
        /// The text as written.
        text: String,
    },
    /// An option counts as ticked because its mark is missing or unreadable while all others are empty.
    ChoiceInferred {
        /// The text as written.
        text: String,
        /// The key of the option taken as ticked.
        option: String,
    },
    /// Several options are ticked, or too many marks are missing to tell.
    ChoiceUndecided {
        /// The text as written.
        text: String,
    },
    /// The text names none of the options.
    ChoiceUnreadable {
        /// The text as written.
        text: String,
    },
    /// A percentage with a `2` in front of a plausible one: most likely a damaged `≥`. Not repaired.
    TargetDamaged {
        /// The text as written.
        text: String,
    },
    /// The template's own filler is still there: `≥**个`, `XX`, a unit without a number.
    TargetResidue {
        /// The text as written.
        text: String,
    },
    /// An operator stands in the text, but no number can be read behind it.
    TargetUnreadable {
        /// The text as written.
        text: String,
    },
}

impl Doubt {
    /// The stable code of this kind of doubt.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AmountUnreadable { .. } => "amount_unreadable",
            Self::AmountUnitDiffers { .. } => "amount_unit_differs",
            Self::PeriodUnreadable { .. } => "period_unreadable",
            Self::PeriodReversed { .. } => "period_reversed",
            Self::YearUnreadable { .. } => "year_unreadable",
            Self::ChoiceInferred { .. } => "choice_inferred",
            Self::ChoiceUndecided { .. } => "choice_undecided",
            Self::ChoiceUnreadable { .. } => "choice_unreadable",
            Self::TargetDamaged { .. } => "target_damaged",
            Self::TargetResidue { .. } => "target_residue",
            Self::TargetUnreadable { .. } => "target_unreadable",
        }
    }
}

/// The text of a doubt. Doubts end up in logs, and a phone number in the wrong cell is still a phone number.
pub(super) fn quote(text: &str) -> String {
    mask_mobiles(text)
}

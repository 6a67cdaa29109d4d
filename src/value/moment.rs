//! A point in the calendar, as precise as it was written.

use std::cmp::Ordering;
use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The years that a form can speak of; four digits outside of these are no year.
pub(super) const YEARS: RangeInclusive<u16> = 1949..=2199;

/// A year, a month or a day. Precision is never invented: `2020年12月` has no day.
///
/// Prints, and serializes, as `2020`, `2020-12` or `2020-12-31`.
///
/// ```
/// use shenbao::value::Moment;
///
/// let moment: Moment = "2020-12".parse()?;
/// assert_eq!((moment.year(), moment.month(), moment.day()), (2020, Some(12), None));
/// # Ok::<(), shenbao::value::NotAMoment>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

impl Moment {
    /// Makes a moment; `None` when there is no such year, month or day, or a day without a month.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let exists = YEARS.contains(&year)
            && match (month, day) {
                (None, day) => day.is_none(),
                (Some(month), None) => (1..=12).contains(&month),
                (Some(month), Some(day)) => (1..=days_in(year, month)).contains(&day),
            };
        exists.then_some(Self { year, month, day })
    }

    /// The year.
    pub fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, if it was written.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, if it was written.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// Whether this moment lies after the other for certain: `2020-05` is neither before nor after `2020`.
    pub fn is_after(self, other: Self) -> bool {
        let by_month = self.month.zip(other.month).map_or(Ordering::Equal, |(a, b)| a.cmp(&b));
        let by_day = self.day.zip(other.day).map_or(Ordering::Equal, |(a, b)| a.cmp(&b));
        self.year.cmp(&other.year).then(by_month).then(by_day).is_gt()
    }

    /// The moment as a form writes it: `2020年12月31日`.
    pub(crate) fn to_chinese(self) -> String {
        let mut text = format!("{}年", self.year);
        text.extend(self.month.map(|month| format!("{month}月")));
        text.extend(self.day.map(|day| format!("{day}日")));
        text
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

/// The error of a text that is not of the form `2020`, `2020-12` or `2020-12-31`, or names no day of the
/// calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAMoment;

impl fmt::Display for NotAMoment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a date such as 2020, 2020-12 or 2020-12-31")
    }
}

impl std::error::Error for NotAMoment {}

impl FromStr for Moment {
    type Err = NotAMoment;

    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| fixed(part, 4)).ok_or(NotAMoment)?;
        let mut part = || match parts.next() {
            None => Ok(None),
            Some(part) => fixed(part, 2).map(Some).ok_or(NotAMoment),
        };
        let moment = Self::new(year, part()?, part()?).ok_or(NotAMoment)?;
        if parts.next().is_some() { Err(NotAMoment) } else { Ok(moment) }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A year alone is also written as a number.
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text.parse().map_err(Error::custom),
            serde_json::Value::Number(year) => year.to_string().parse().map_err(Error::custom),
            _ => Err(Error::custom(NotAMoment)),
        }
    }
}

/// Reads a number of exactly so many digits.
fn fixed<T: FromStr>(text: &str, digits: usize) -> Option<T> {
    (text.len() == digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_print_as_they_are_read() {
        for text in ["2020", "2020-01", "2020-02-29", "2199-12-31"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_the_calendar_lacks_is_refused() {
        for text in
            ["", "20", "0000", "2020-13", "2020-00", "2021-02-29", "2020-1", "2020-01-01-01", "2020-", "+202"]
        {
            assert_eq!(text.parse::<Moment>(), Err(NotAMoment), "{text}");
        }
        assert_eq!(Moment::new(2020, None, Some(1)), None);
    }

    #[test]
    fn moments_compare_at_their_common_precision() {
        for (a, b, after) in [
            ("2021", "2020-12-31", true),
            ("2020-05", "2020", false),
            ("2020", "2020-05", false),
            ("2020-05-02", "2020-05-01", true),
            ("2020-05-02", "2020-05", false),
            ("2019-12", "2020-01", false),
        ] {
            assert_eq!(a.parse::<Moment>().unwrap().is_after(b.parse().unwrap()), after, "{a} {b}");
        }
    }
}

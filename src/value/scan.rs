//! A cursor over the text of one value. The grammars here are too small for a parser library, and a regular
//! expression would cost more to compile than a whole form takes to read.

use std::str::FromStr;

use rust_decimal::Decimal;

/// More digits than any amount has, and few enough that a change of unit by 10 000 stays exact in a
/// [`Decimal`].
const MOST_DIGITS: usize = 24;

/// A cursor that eats its text from the left. Copies are cheap: try a path on a copy, keep it if it leads on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scan<'t> {
    rest: &'t str,
}

impl<'t> Scan<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { rest: text }
    }

    pub(super) fn rest(&self) -> &'t str {
        self.rest
    }

    pub(super) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Eats a word if it comes next.
    pub(super) fn eat(&mut self, word: &str) -> bool {
        match self.rest.strip_prefix(word) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Eats the longest of the words that come next.
    pub(super) fn eat_longest(&mut self, words: &[&str]) -> bool {
        // Most often none comes next, and mostly the first byte tells.
        let first = self.rest.as_bytes().first();
        let fits = |word: &&&str| word.as_bytes().first() == first && self.rest.starts_with(**word);
        let longest = words.iter().filter(fits).max_by_key(|word| word.len());
        longest.is_some_and(|word| self.eat(word))
    }

    /// Eats all characters of a kind, possibly none.
    pub(super) fn eat_while(&mut self, is_wanted: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !is_wanted(c)).unwrap_or(self.rest.len());
        let (eaten, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        eaten
    }

    /// Eats a run of digits, possibly none.
    pub(super) fn digits(&mut self) -> &'t str {
        self.eat_while(|c| c.is_ascii_digit())
    }

    /// Eats a number without a sign: digits, with or without thousands separators, and a fraction.
    ///
    /// `1,234` is one number, `1,23` is the number 1 and a rest.
    pub(super) fn number(&mut self) -> Option<Decimal> {
        let mut scan = *self;
        let whole = match scan.digits() {
            "" => return None,
            digits if digits.len() > 3 => digits,
            _ => {
                scan.eat_thousands();
                self.rest.get(..self.rest.len() - scan.rest.len())?
            }
        };
        let mut ahead = scan;
        let fraction = if ahead.eat(".") { ahead.digits() } else { "" };
        if !fraction.is_empty() {
            scan = ahead;
        }
        let digits = || whole.bytes().chain(fraction.bytes()).filter(u8::is_ascii_digit);
        if digits().count() > MOST_DIGITS {
            return None;
        }
        let mantissa = digits().fold(0, |number: i128, digit| number * 10 + i128::from(digit - b'0'));
        let number = Decimal::try_from_i128_with_scale(mantissa, fraction.len() as u32).ok()?;
        *self = scan;
        Some(number.normalize())
    }

    /// Eats groups such as `,234,567`.
    fn eat_thousands(&mut self) {
        let mut ahead = *self;
        while ahead.eat(",") && ahead.digits().len() == 3 {
            *self = ahead;
        }
    }
}

/// Reads a plain number, optionally signed, exactly; `None` when it is none, or longer than any real one.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits > MOST_DIGITS {
        return None;
    }
    Decimal::from_str(text).or_else(|_| Decimal::from_scientific(text)).ok().map(|number| number.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly() {
        for (text, number, rest) in [
            ("771,325,800.00元", "771325800", "元"),
            ("1,23", "1", ",23"),
            ("1,2345", "1", ",2345"),
            ("1234,567", "1234", ",567"),
            ("0.900%", "0.9", "%"),
            ("10.", "10", "."),
        ] {
            let mut scan = Scan::new(text);
            assert_eq!(scan.number().map(|n| n.to_string()).as_deref(), Some(number), "{text}");
            assert_eq!(scan.rest(), rest, "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_left_alone() {
        for text in ["", "个", ".5", ",123", &"9".repeat(25)] {
            let mut scan = Scan::new(text);
            assert_eq!(scan.number(), None, "{text}");
            assert_eq!(scan.rest(), text);
        }
    }
}

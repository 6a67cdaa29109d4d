//! People and how to reach them.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Deserializer, Serialize};

use super::given::{Given, written};
use super::text::{is_blank_char, narrow, narrow_char, trim};

/// Fewer digits than this are no phone: a room, a list number, a year.
const FEWEST_DIGITS: usize = 7;

/// The people to ask and their phones, as one cell holds them (联系人及电话).
///
/// Several names, and several phones, stay together as written. `Debug` masks phones.
///
/// ```
/// use shenbao::value::Contact;
///
/// let contact = Contact::parse("联系人：周明远，联系电话：0557-5123456");
/// assert_eq!(contact.name.as_deref(), Some("周明远"));
/// assert_eq!(contact.phone.as_deref(), Some("0557-5123456"));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The text as written, trimmed.
    pub text: String,
    /// The name, or several names as written.
    pub name: Option<String>,
    /// The phone, or several phones as written, in ASCII digits.
    pub phone: Option<String>,
}

impl Contact {
    /// Splits a text into names and phones.
    ///
    /// A phone is a run of at least seven digits with what stands between digits of a phone: hyphens, blanks,
    /// brackets, and the commas and slashes between two numbers. What remains, without labels, is the name.
    pub fn parse(text: &str) -> Self {
        let text = trim(text);
        let mut names = None;
        let mut phones = None;
        let mut end_of_last = 0;
        for run in phone_runs(text) {
            join(&mut names, text.get(end_of_last..run.start).and_then(name));
            join(&mut phones, text.get(run.clone()).map(phone));
            end_of_last = run.end;
        }
        join(&mut names, text.get(end_of_last..).and_then(name));
        Self { text: text.to_owned(), name: names, phone: phones }
    }

    /// Whether text and members disagree, which only data given from outside can do.
    pub fn contradicts(&self) -> bool {
        Self::parse(&self.text) != *self
    }
}

impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("text", &mask_runs(&self.text, phone_runs(&self.text)))
            .field("name", &self.name.as_deref().map(|name| mask_runs(name, phone_runs(name))))
            .field(
                "phone",
                &self.phone.as_deref().map(|phone| mask_runs(phone, std::iter::once(0..phone.len()))),
            )
            .finish()
    }
}

impl<'de> Deserialize<'de> for Contact {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            text: Option<String>,
            name: Option<String>,
            phone: Option<String>,
        }
        Ok(match Given::<Members>::deserialize(deserializer)? {
            Given::Text(text) => Self::parse(&text),
            Given::Members(Members { text, name, phone }) => {
                match (written(text), written(name), written(phone)) {
                    (Some(text), None, None) => Self::parse(&text),
                    (text, name, phone) => {
                        let text = text.unwrap_or_else(|| {
                            [name.as_deref(), phone.as_deref()].into_iter().flatten().collect()
                        });
                        Self { text, name, phone }
                    }
                }
            }
        })
    }
}

/// Reads one person's name: the blank inside a two-character name (`周 远`) is layout and goes, all else is
/// only trimmed.
///
/// ```
/// assert_eq!(shenbao::value::parse_person("　周　远 "), "周远");
/// assert_eq!(shenbao::value::parse_person("周明远 李思"), "周明远 李思");
/// ```
pub fn parse_person(text: &str) -> String {
    let name = trim(text);
    let mut parts = name.split(is_blank_char).filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (Some(family), Some(given), None) if is_one_han(family) && is_one_han(given) => {
            format!("{family}{given}")
        }
        _ => name.to_owned(),
    }
}

/// Masks every run of seven or more digits in free text, and mobile numbers written in groups.
///
/// ```
/// assert_eq!(shenbao::value::mask_phones("周明远13800000000"), "周明远138****0000");
/// ```
pub fn mask_phones(text: &str) -> String {
    mask_runs(text, digit_runs(text, |run| run.len() >= FEWEST_DIGITS))
}

/// Masks mobile numbers only, for texts whose long digit runs are more likely amounts and dates.
///
/// ```
/// assert_eq!(shenbao::value::mask_mobiles("13800000000，771325800元"), "138****0000，771325800元");
/// ```
pub fn mask_mobiles(text: &str) -> String {
    mask_runs(text, digit_runs(text, |_| false))
}

/// Puts one more behind the others.
fn join(all: &mut Option<String>, next: Option<String>) {
    match (all, next) {
        (Some(all), Some(next)) => {
            all.push('、');
            all.push_str(&next);
        }
        (all @ None, next) => *all = next,
        (Some(_), None) => {}
    }
}

const LABELS: [&str; 14] = [
    "联系人及电话",
    "联系电话",
    "办公电话",
    "移动电话",
    "固定电话",
    "手机号码",
    "电话号码",
    "手机号",
    "联系方式",
    "联系人",
    "姓名",
    "手机",
    "电话",
    "座机",
];

/// The name in a text without phones: labels and the marks around them removed.
fn name(text: &str) -> Option<String> {
    let mut rest = trim_marks(text);
    while holds_label(rest)
        && let Some(shorter) = LABELS.iter().find_map(|label| {
            let after =
                rest.strip_prefix(label).filter(|after| after.is_empty() || after.starts_with(is_mark));
            after.or_else(|| rest.strip_suffix(label))
        })
    {
        rest = trim_marks(shorter);
    }
    (!rest.is_empty()).then(|| parse_person(rest))
}

/// Whether a text has a character that each label has one of, which names hardly ever do.
fn holds_label(text: &str) -> bool {
    text.contains(['联', '话', '机', '姓'])
}

/// Trims the marks around a name. A bracket that enclosed the phone is one; a bracketed part of the name
/// stays.
fn trim_marks(text: &str) -> &str {
    text.trim_start_matches(|c| is_mark(c) || matches!(c, ')' | '）'))
        .trim_end_matches(|c| is_mark(c) || matches!(c, '(' | '（'))
}

fn is_mark(c: char) -> bool {
    let is_sign = matches!(narrow_char(c), ':' | ',' | ';' | '、' | '/' | '-' | '—' | '*' | '.' | '。');
    is_sign || is_blank_char(c)
}

/// A phone run as it is written, in ASCII digits.
fn phone(run: &str) -> String {
    narrow(run).into_owned()
}

/// Whether a character stands between the digits of phones.
fn is_within_phone(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '(' | ')' | '/' | '、' | ',' | ';' | '+' | '转')
}

/// Where the phones stand: each range begins and ends with a digit, save for brackets of an area code.
fn phone_runs(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut run: Option<(Range<usize>, usize)> = None;
    let mut take = |run: Option<(Range<usize>, usize)>| {
        runs.extend(run.filter(|(_, digits)| *digits >= FEWEST_DIGITS).map(|(range, _)| range));
    };
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let plain = narrow_char(c);
        match &mut run {
            // Published copies mask digits as 138xxxx0000 or 138****0000.
            Some((range, digits))
                if plain.is_ascii_digit() || (range.end == at && matches!(plain, 'x' | 'X' | '*')) =>
            {
                range.end = end;
                *digits += 1;
            }
            Some(_) if is_within_phone(plain) || is_blank_char(c) => {}
            Some(_) => take(run.take()),
            None if plain.is_ascii_digit() => run = Some((at..end, 1)),
            None => {}
        }
    }
    take(run);
    // An area code may be bracketed, and a country code has its plus sign.
    for range in &mut runs {
        let before = text.get(..range.start).and_then(|before| before.chars().next_back());
        let inside = text.get(range.clone()).unwrap_or_default();
        if before.is_some_and(|c| c == '+' || (matches!(c, '(' | '（') && inside.contains([')', '）']))) {
            range.start -= before.map_or(0, char::len_utf8);
        }
    }
    runs
}

/// The mobile numbers in a text, and those other unbroken runs of digits that are wanted.
fn digit_runs(text: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let is_digit = |c: char| narrow_char(c).is_ascii_digit();
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..)
        && let Some(skipped) = rest.find(is_digit)
    {
        let rest = rest.get(skipped..).unwrap_or_default();
        let run = rest.get(..rest.find(|c| !is_digit(c)).unwrap_or(rest.len())).unwrap_or_default();
        let start = at + skipped;
        let mobile = mobile_length(rest);
        at = start + mobile.unwrap_or(run.len());
        if mobile.is_some() || is_wanted(&narrow(run)) {
            runs.push(start..at);
        }
    }
    runs
}

/// The length in bytes of the mobile number at the front of a text, whole or in groups of 3, 4 and 4 digits.
fn mobile_length(text: &str) -> Option<usize> {
    let mut digits = 0;
    let mut length = 0;
    let mut may_part = false;
    for (at, c) in text.char_indices() {
        match narrow_char(c) {
            '1' if digits == 0 => digits = 1,
            '3'..='9' if digits == 1 => digits = 2,
            '0'..='9' if (2..11).contains(&digits) => digits += 1,
            // A twelfth digit: a longer number.
            '0'..='9' => return None,
            '-' | ' ' if may_part => {
                may_part = false;
                continue;
            }
            _ => break,
        }
        length = at + c.len_utf8();
        may_part = matches!(digits, 3 | 7);
    }
    (digits == 11).then_some(length)
}

/// Masks the digits of each range: a mobile keeps its first three and last four, any other its first three.
fn mask_runs(text: &str, runs: impl IntoIterator<Item = Range<usize>>) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end_of_last = 0;
    for run in runs {
        masked.push_str(text.get(end_of_last..run.start).unwrap_or_default());
        let run_text = text.get(run.clone()).unwrap_or_default();
        let digits: String = run_text.chars().map(narrow_char).filter(char::is_ascii_digit).collect();
        masked.push_str(digits.get(..3).unwrap_or_default());
        masked.push_str("****");
        if digits.len() == 11 {
            masked.push_str(digits.get(7..).unwrap_or_default());
        }
        end_of_last = run.end;
    }
    masked.push_str(text.get(end_of_last..).unwrap_or_default());
    masked
}

fn is_one_han(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| ('\u{3400}'..='\u{9FFF}').contains(&c)) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_label_is_noticed() {
        assert!(LABELS.into_iter().all(holds_label));
    }

    #[test]
    fn names_and_phones_are_split() {
        for (text, name, phone) in [
            ("周明远13800000000", Some("周明远"), Some("13800000000")),
            ("　周明远 13800000000　", Some("周明远"), Some("13800000000")),
            ("周某某138xxxxxxxx", Some("周某某"), Some("138xxxxxxxx")),
            ("周某某138****0000", Some("周某某"), Some("138****0000")),
            ("黄某某0557-5xxxxxx", Some("黄某某"), Some("0557-5xxxxxx")),
            ("刘某某09125123456", Some("刘某某"), Some("09125123456")),
            ("周明远（0557）5123456", Some("周明远"), Some("(0557)5123456")),
            ("周明远（13800000000）", Some("周明远"), Some("13800000000")),
            ("周明远(科长) 13800000000", Some("周明远(科长)"), Some("13800000000")),
            ("13800000000 周明远", Some("周明远"), Some("13800000000")),
            ("周　远 １３８００００００００", Some("周远"), Some("13800000000")),
            ("联系人:蒋某,联系电话:0997-4123456", Some("蒋某"), Some("0997-4123456")),
            ("江某某,联系电话:0591-81234567", Some("江某某"), Some("0591-81234567")),
            ("联系电话:", None, None),
            ("电话明远", Some("电话明远"), None),
            ("0371-6123456,6123457", None, Some("0371-6123456,6123457")),
            ("周明远、李思", Some("周明远、李思"), None),
            ("周明远、李思 13800000000、13900000000", Some("周明远、李思"), Some("13800000000、13900000000")),
            ("周明远13800000000；李思13900000000", Some("周明远、李思"), Some("13800000000、13900000000")),
            ("2123456", None, Some("2123456")),
            ("5123456转801", None, Some("5123456转801")),
            ("138 0000 0000", None, Some("138 0000 0000")),
            ("彭某", Some("彭某"), None),
            ("科室201", Some("科室201"), None),
            ("", None, None),
            ("　", None, None),
        ] {
            let contact = Contact::parse(text);
            assert_eq!(contact.text, trim(text));
            assert_eq!((contact.name.as_deref(), contact.phone.as_deref()), (name, phone), "{text}");
        }
    }

    #[test]
    fn debug_masks_phones() {
        for (text, debug) in [
            (
                "周明远13800000000",
                r#"Contact { text: "周明远138****0000", name: Some("周明远"), phone: Some("138****0000") }"#,
            ),
            ("0557-5123456", r#"Contact { text: "055****3456", name: None, phone: Some("055****3456") }"#),
            ("512 3456", r#"Contact { text: "512****", name: None, phone: Some("512****") }"#),
        ] {
            assert_eq!(format!("{:?}", Contact::parse(text)), debug);
        }
    }

    #[test]
    fn phones_in_free_text_are_masked() {
        for (text, masked) in [
            ("周明远13800000000。", "周明远138****0000。"),
            ("请拨138 0000 0000或１３９-００００-０００１", "请拨138****0000或139****0001"),
            ("0557-5123456", "0557-512****"),
            ("2020-01-31至2020-12-31", "2020-01-31至2020-12-31"),
            ("771,325,800.00", "771,325,800.00"),
            ("123456", "123456"),
            ("138000000001", "138****"),
            ("", ""),
        ] {
            assert_eq!(mask_phones(text), masked);
        }
        assert_eq!(mask_mobiles("20200101周明远13800000000"), "20200101周明远138****0000");
    }

    #[test]
    fn people_keep_their_names() {
        for (text, name) in [
            ("周 远", "周远"),
            ("周　远", "周远"),
            ("　周明远", "周明远"),
            ("周明 远", "周明 远"),
            ("周明远、李思", "周明远、李思"),
            ("A B", "A B"),
            ("", ""),
        ] {
            assert_eq!(parse_person(text), name);
        }
    }

    #[test]
    fn data_may_give_contacts_in_any_natural_way() {
        let expected = Contact::parse("周明远13800000000");
        for json in [
            r#""周明远13800000000""#,
            r#"{"text":"周明远13800000000"}"#,
            r#"{"text":"周明远13800000000","name":null,"phone":null}"#,
            r#"{"name":"周明远","phone":"13800000000"}"#,
        ] {
            assert_eq!(serde_json::from_str::<Contact>(json).unwrap(), expected);
        }
        let phone: Contact = serde_json::from_str("13800000000").unwrap();
        assert_eq!(phone.phone.as_deref(), Some("13800000000"));
        assert!(serde_json::from_str::<Contact>(r#"{"tel":"13800000000"}"#).is_err());
        let other: Contact = serde_json::from_str(r#"{"text":"周明远","name":"李思"}"#).unwrap();
        assert!(other.contradicts() && !expected.contradicts());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn parsing_is_stable(text in r"(周明远|[-0-9 x（）、/+:，]|\PC){0,40}") {
            let contact = Contact::parse(&text);
            prop_assert_eq!(&contact.text, trim(&text));
            prop_assert_eq!(&Contact::parse(&contact.text), &contact);
            let json = serde_json::to_string(&contact).unwrap();
            prop_assert_eq!(serde_json::from_str::<Contact>(&json).unwrap(), contact);
        }

        #[test]
        fn no_phone_survives_debug(before in r"[周明远 :（]{0,5}", digits in "1[3-9][0-9]{9}", after in r"[）,李思 ]{0,5}") {
            let contact = Contact::parse(&format!("{before}{digits}{after}"));
            let debug = format!("{contact:?}");
            prop_assert!(!debug.contains(&digits), "{}", debug);
            prop_assert!(!mask_phones(&contact.text).contains(&digits));
        }
    }
}

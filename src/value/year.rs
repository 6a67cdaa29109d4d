//! The year of a form.

use super::Doubt;
use super::doubt::quote;
use super::moment::YEARS;
use super::numeral::arabic;
use super::text::{narrow, strip_blanks};

/// Reads the year that stands before 年度 in a heading such as `（ 2020    年度）`.
///
/// The blank form's gap is no year and no doubt.
///
/// ```
/// use shenbao::value::parse_year;
///
/// assert_eq!(parse_year(" 20 17 "), (Some(2017), None));
/// assert_eq!(parse_year("20XX").1.map(|doubt| doubt.code()), Some("year_unreadable"));
/// ```
pub fn parse_year(text: &str) -> (Option<u16>, Option<Doubt>) {
    // Here, and only here, digits are joined over blanks: people space the year out to fill the printed gap.
    let narrow = narrow(text);
    let bare = strip_blanks(&narrow);
    let plain = arabic(&bare);
    let is_gap = ['(', ')', '_'];
    let plain = plain.trim_matches(is_gap);
    let plain = ["年度", "年", "度"].iter().find_map(|word| plain.strip_suffix(word)).unwrap_or(plain);
    let plain = plain.trim_matches(is_gap);
    if plain.is_empty() {
        return (None, None);
    }
    let is_plain = plain.len() == 4 && plain.bytes().all(|b| b.is_ascii_digit());
    match plain.parse().ok().filter(|year| is_plain && YEARS.contains(year)) {
        Some(year) => (Some(year), None),
        None => (None, Some(Doubt::YearUnreadable { text: quote(super::text::trim(text)) })),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn years_are_read() {
        for (text, year) in [
            ("2020", Some(2020)),
            (" 20 17 ", Some(2017)),
            ("　2020    ", Some(2020)),
            ("２０２０", Some(2020)),
            ("二〇二〇", Some(2020)),
            ("二○二一年", Some(2021)),
            ("（2020）年度", Some(2020)),
            ("2019年度)", Some(2019)),
            ("", None),
            ("　　", None),
            ("____", None),
            ("年度", None),
        ] {
            assert_eq!(parse_year(text), (year, None), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_year_is_doubted() {
        for text in ["20XX", "20", "20200", "0000", "2020-2022", "+202", "本"] {
            assert_eq!(parse_year(text), (None, Some(Doubt::YearUnreadable { text: text.into() })), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_taken(text in r"([0-9 　]|年|\PC){0,8}") {
            let (year, doubt) = parse_year(&text);
            prop_assert!(year.is_none() || doubt.is_none());
        }
    }
}

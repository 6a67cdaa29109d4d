use std::fmt::Write;

/// How an automatic number is written (ECMA-376 Part 1, 17.18.59 `ST_NumberFormat`).
///
/// Where Word and the standard differ ([MS-OI29500] on that clause), this is what Word shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberFormat {
    /// Nothing: only what stands around the number is shown.
    None,
    /// No number but the level's text as it is.
    Bullet,
    /// `7`, with zeros before it up to this many digits.
    Decimal(u8),
    /// `- 7 -`
    Dashed,
    /// `7th`
    Ordinal,
    /// `vii`
    LowerRoman,
    /// `VII`
    UpperRoman,
    /// `g`, and after `z` `aa`, `bb`
    LowerLetter,
    /// `G`, and after `Z` `AA`, `BB`
    UpperLetter,
    /// Place by place in these ten digits.
    Digits(&'static str),
    /// These characters in turn, then plain numbers.
    Symbols(&'static str),
    /// 甲子, 乙丑 ... 癸亥, and again.
    StemBranch,
    /// Spoken up to ninety-nine, then place by place: 九十九, 一○○.
    ShortCounting,
    /// As spoken or as written on cheques.
    Counting(&'static Numerals),
}

/// The characters and habits of one way to spell numbers out in hanzi.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Numerals {
    /// 0 to 9.
    digits: &'static str,
    /// 10, 100 and 1000.
    units: [char; 3],
    /// 10 000.
    myriad: char,
    /// Whether a gap between digits is said: 一百零五.
    gaps: bool,
    /// Where the 1 before a unit is left out.
    bare: Bare,
}

#[derive(Debug, PartialEq, Eq)]
enum Bare {
    /// Nowhere: 壹拾壹.
    Never,
    /// In 10 to 19: 十一, but 一百一十一.
    Teens,
    /// Before 10, 100, and a 1000 that begins the number: 千百十一.
    Japanese,
}

const SIMPLE: &str = "〇一二三四五六七八九";
const ROUND: &str = "○一二三四五六七八九";
const FULL_WIDTH: &str = "０１２３４５６７８９";
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const CIRCLED: &str = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳";
const WITH_STOP: &str = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛";
const IN_PARENTHESES: &str = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇";
const HANZI_IN_PARENTHESES: &str = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩";

/// The standard has 零 here; Word writes 〇.
static CHINESE: Numerals =
    Numerals { digits: SIMPLE, units: ['十', '百', '千'], myriad: '万', gaps: true, bare: Bare::Teens };
/// The standard has 万 here; Word writes 萬.
static CHINESE_LEGAL: Numerals = Numerals {
    digits: "零壹贰叁肆伍陆柒捌玖",
    units: ['拾', '佰', '仟'],
    myriad: '萬',
    gaps: true,
    bare: Bare::Never,
};
static TAIWANESE: Numerals = Numerals {
    digits: "零一二三四五六七八九",
    units: ['十', '百', '千'],
    myriad: '萬',
    gaps: true,
    bare: Bare::Teens,
};
static TRADITIONAL_LEGAL: Numerals = Numerals {
    digits: "零壹貳參肆伍陸柒捌玖",
    units: ['拾', '佰', '仟'],
    myriad: '萬',
    gaps: true,
    bare: Bare::Never,
};
static JAPANESE: Numerals =
    Numerals {
        digits: SIMPLE, units: ['十', '百', '千'], myriad: '万', gaps: false, bare: Bare::Japanese
    };
static JAPANESE_LEGAL: Numerals = Numerals {
    digits: "〇壱弐参四伍六七八九",
    units: ['拾', '百', '阡'],
    myriad: '萬',
    gaps: false,
    bare: Bare::Never,
};

impl NumberFormat {
    /// Finds the format by its name in `w:numFmt`. What Chinese documents do not use counts as decimal.
    pub(crate) fn from_name(name: &str) -> NumberFormat {
        match name {
            "none" => NumberFormat::None,
            "bullet" => NumberFormat::Bullet,
            "decimalZero" => NumberFormat::Decimal(2),
            "numberInDash" => NumberFormat::Dashed,
            "ordinal" => NumberFormat::Ordinal,
            "lowerRoman" => NumberFormat::LowerRoman,
            "upperRoman" => NumberFormat::UpperRoman,
            "lowerLetter" => NumberFormat::LowerLetter,
            "upperLetter" => NumberFormat::UpperLetter,
            "decimalFullWidth" | "decimalFullWidth2" => NumberFormat::Digits(FULL_WIDTH),
            "ideographDigital" | "japaneseDigitalTenThousand" => NumberFormat::Digits(SIMPLE),
            "taiwaneseDigital" => NumberFormat::Digits(ROUND),
            "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => NumberFormat::Symbols(CIRCLED),
            "decimalEnclosedFullstop" => NumberFormat::Symbols(WITH_STOP),
            "decimalEnclosedParen" => NumberFormat::Symbols(IN_PARENTHESES),
            // Despite its name: 17.18.59 gives U+3220, and so does Word.
            "ideographEnclosedCircle" => NumberFormat::Symbols(HANZI_IN_PARENTHESES),
            "ideographTraditional" => NumberFormat::Symbols(STEMS),
            "ideographZodiac" => NumberFormat::Symbols(BRANCHES),
            "ideographZodiacTraditional" => NumberFormat::StemBranch,
            "chineseCounting" | "taiwaneseCounting" => NumberFormat::ShortCounting,
            "chineseCountingThousand" => NumberFormat::Counting(&CHINESE),
            "chineseLegalSimplified" => NumberFormat::Counting(&CHINESE_LEGAL),
            "taiwaneseCountingThousand" => NumberFormat::Counting(&TAIWANESE),
            "ideographLegalTraditional" => NumberFormat::Counting(&TRADITIONAL_LEGAL),
            "japaneseCounting" => NumberFormat::Counting(&JAPANESE),
            "japaneseLegal" => NumberFormat::Counting(&JAPANESE_LEGAL),
            _ => NumberFormat::Decimal(1),
        }
    }

    /// Finds the format by the number that binary Word documents and RTF give it ([MS-OSHARED] 2.2.1.3, `MSONFC`).
    pub(crate) fn from_code(code: u8) -> NumberFormat {
        NumberFormat::from_name(match code {
            1 => "upperRoman",
            2 => "lowerRoman",
            3 => "upperLetter",
            4 => "lowerLetter",
            5 => "ordinal",
            10 => "ideographDigital",
            11 => "japaneseCounting",
            14 => "decimalFullWidth",
            16 => "japaneseLegal",
            17 => "japaneseDigitalTenThousand",
            18 => "decimalEnclosedCircle",
            19 => "decimalFullWidth2",
            22 => "decimalZero",
            23 => "bullet",
            26 => "decimalEnclosedFullstop",
            27 => "decimalEnclosedParen",
            28 => "decimalEnclosedCircleChinese",
            29 => "ideographEnclosedCircle",
            30 => "ideographTraditional",
            31 => "ideographZodiac",
            32 => "ideographZodiacTraditional",
            33 => "taiwaneseCounting",
            34 => "ideographLegalTraditional",
            35 => "taiwaneseCountingThousand",
            36 => "taiwaneseDigital",
            37 => "chineseCounting",
            38 => "chineseLegalSimplified",
            39 => "chineseCountingThousand",
            57 => "numberInDash",
            255 => "none",
            _ => "decimal",
        })
    }

    /// Finds the format that a `custom` one means by its examples: `001, 002, 003, ...` ([MS-DOCX] 2.4).
    pub(crate) fn from_examples(examples: &str) -> Option<NumberFormat> {
        let first = examples.split(',').next()?.trim();
        let zeros = first.strip_suffix('1')?;
        let width = u8::try_from(first.len()).ok().filter(|&width| width <= 10)?;
        zeros.bytes().all(|byte| byte == b'0').then_some(NumberFormat::Decimal(width))
    }

    /// Appends a number to a text.
    pub(crate) fn write(self, number: u32, text: &mut String) {
        match self {
            NumberFormat::None | NumberFormat::Bullet => {}
            NumberFormat::Decimal(width) => write_decimal(number, width, text),
            NumberFormat::Dashed => {
                text.push_str("- ");
                write_decimal(number, 1, text);
                text.push_str(" -");
            }
            NumberFormat::Ordinal => {
                write_decimal(number, 1, text);
                text.push_str(match (number % 100, number % 10) {
                    (11..=13, _) => "th",
                    (_, 1) => "st",
                    (_, 2) => "nd",
                    (_, 3) => "rd",
                    _ => "th",
                });
            }
            NumberFormat::LowerRoman => write_roman(number, char::to_ascii_lowercase, text),
            NumberFormat::UpperRoman => write_roman(number, char::to_ascii_uppercase, text),
            NumberFormat::LowerLetter => write_letters(number, b'a', text),
            NumberFormat::UpperLetter => write_letters(number, b'A', text),
            NumberFormat::Digits(digits) => write_digits(number, digits, text),
            NumberFormat::Symbols(symbols) => match symbol(symbols, number) {
                Some(symbol) => text.push(symbol),
                None => write_decimal(number, 1, text),
            },
            NumberFormat::StemBranch => match number.checked_sub(1) {
                Some(number) => {
                    text.extend(symbol(STEMS, number % 10 + 1));
                    text.extend(symbol(BRANCHES, number % 12 + 1));
                }
                None => write_decimal(number, 1, text),
            },
            NumberFormat::ShortCounting if number > 99 || number == 0 => write_digits(number, ROUND, text),
            NumberFormat::ShortCounting => CHINESE.write(number, text),
            NumberFormat::Counting(numerals) => numerals.write(number, text),
        }
    }
}

impl Numerals {
    /// Beyond 999 999 Word shows nothing.
    fn write(&self, number: u32, text: &mut String) {
        if number == 0 {
            return write_digits(number, self.digits, text);
        }
        if number > 999_999 {
            return;
        }
        let [ten, hundred, thousand] = self.units;
        let mut gap = false;
        let mut started = false;
        for (place, unit) in [
            (100_000, Some(ten)),
            (10_000, None),
            (1000, Some(thousand)),
            (100, Some(hundred)),
            (10, Some(ten)),
            (1, None),
        ] {
            let digit = number / place % 10;
            if digit == 0 {
                gap = started;
            } else {
                if gap && self.gaps {
                    write_digits(0, self.digits, text);
                }
                gap = false;
                started = true;
                let bare = digit == 1
                    && match self.bare {
                        Bare::Never => false,
                        Bare::Teens => (10..20).contains(&number),
                        Bare::Japanese => unit.is_some() && (place != 1000 || number < 10_000),
                    };
                if !bare || unit.is_none() {
                    write_digits(digit, self.digits, text);
                }
                text.extend(unit);
            }
            if place == 10_000 && started {
                text.push(self.myriad);
            }
        }
    }
}

fn write_decimal(number: u32, width: u8, text: &mut String) {
    // Writing to a String does not fail.
    let _ = write!(text, "{number:0width$}", width = usize::from(width));
}

fn write_digits(number: u32, digits: &str, text: &mut String) {
    let decimal = number.to_string();
    text.extend(decimal.bytes().filter_map(|byte| symbol(digits, u32::from(byte - b'0') + 1)));
}

/// The symbol for a number counted from 1.
fn symbol(symbols: &str, number: u32) -> Option<char> {
    symbols.chars().nth(usize::try_from(number.checked_sub(1)?).ok()?)
}

/// Repeats the letter once more for each time round the alphabet, up to thirty letters as Word does.
fn write_letters(number: u32, first: u8, text: &mut String) {
    let Some(number) = number.checked_sub(1).map(|number| number % 780) else {
        return write_decimal(number, 1, text);
    };
    let letter = char::from(first + (number % 26) as u8);
    text.extend((0..=number / 26).map(|_| letter));
}

/// Numbers that Word does not count to are not spelled out, so that no text grows without bound.
fn write_roman(number: u32, case: fn(&char) -> char, text: &mut String) {
    if number == 0 || number > 32_767 {
        return write_decimal(number, 1, text);
    }
    let mut rest = number;
    for (value, letters) in [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ] {
        while rest >= value {
            rest -= value;
            text.extend(letters.chars().map(|letter| case(&letter)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, number: u32) -> String {
        let mut text = String::new();
        NumberFormat::from_name(name).write(number, &mut text);
        text
    }

    #[test]
    fn each_format_writes_numbers_as_word_does() {
        for (name, cases) in [
            ("decimal", &[(0, "0"), (1, "1"), (105, "105")][..]),
            ("decimalHalfWidth", &[(12, "12")]),
            ("decimalZero", &[(1, "01"), (9, "09"), (10, "10"), (100, "100")]),
            ("decimalFullWidth", &[(0, "０"), (12, "１２")]),
            ("decimalFullWidth2", &[(305, "３０５")]),
            ("numberInDash", &[(1, "- 1 -"), (21, "- 21 -")]),
            (
                "ordinal",
                &[
                    (1, "1st"),
                    (2, "2nd"),
                    (3, "3rd"),
                    (4, "4th"),
                    (11, "11th"),
                    (112, "112th"),
                    (121, "121st"),
                ],
            ),
            (
                "upperRoman",
                &[(0, "0"), (4, "IV"), (9, "IX"), (49, "XLIX"), (1994, "MCMXCIV"), (40_000, "40000")],
            ),
            ("lowerRoman", &[(3, "iii"), (18, "xviii")]),
            (
                "upperLetter",
                &[(0, "0"), (1, "A"), (26, "Z"), (27, "AA"), (28, "BB"), (53, "AAA"), (781, "A")],
            ),
            ("lowerLetter", &[(2, "b"), (52, "zz")]),
            ("decimalEnclosedCircle", &[(0, "0"), (1, "①"), (20, "⑳"), (21, "21")]),
            ("decimalEnclosedCircleChinese", &[(10, "⑩"), (11, "⑪")]),
            ("decimalEnclosedFullstop", &[(1, "⒈"), (20, "⒛"), (21, "21")]),
            ("decimalEnclosedParen", &[(1, "⑴"), (20, "⒇"), (21, "21")]),
            ("ideographEnclosedCircle", &[(1, "㈠"), (10, "㈩"), (11, "11")]),
            ("ideographTraditional", &[(0, "0"), (1, "甲"), (10, "癸"), (11, "11")]),
            ("ideographZodiac", &[(1, "子"), (12, "亥"), (13, "13")]),
            ("ideographZodiacTraditional", &[(1, "甲子"), (11, "甲戌"), (60, "癸亥"), (61, "甲子")]),
            ("ideographDigital", &[(0, "〇"), (9, "九"), (10, "一〇"), (105, "一〇五")]),
            ("taiwaneseDigital", &[(10, "一○")]),
            ("none", &[(7, "")]),
            ("bullet", &[(7, "")]),
            ("vietnameseCounting", &[(7, "7")]),
            ("", &[(7, "7")]),
        ] {
            for &(number, text) in cases {
                assert_eq!(shown(name, number), text, "{number} as {name}");
            }
        }
    }

    #[test]
    fn counting_systems_say_ones_and_gaps_as_word_does() {
        for (name, cases) in [
            (
                "chineseCounting",
                &[
                    (0, "○"),
                    (1, "一"),
                    (10, "十"),
                    (11, "十一"),
                    (20, "二十"),
                    (99, "九十九"),
                    (100, "一○○"),
                    (105, "一○五"),
                    (110, "一一○"),
                    (1000, "一○○○"),
                ][..],
            ),
            ("taiwaneseCounting", &[(19, "十九"), (101, "一○一")]),
            (
                "chineseCountingThousand",
                &[
                    (0, "〇"),
                    (10, "十"),
                    (19, "十九"),
                    (21, "二十一"),
                    (100, "一百"),
                    (105, "一百〇五"),
                    (110, "一百一十"),
                    (1001, "一千〇一"),
                    (1010, "一千〇一十"),
                    (10_005, "一万〇五"),
                    (10_101, "一万〇一百〇一"),
                    (100_000, "一十万"),
                    (100_010, "一十万〇一十"),
                    (909_090, "九十万〇九千〇九十"),
                    (1_000_000, ""),
                ],
            ),
            (
                "chineseLegalSimplified",
                &[
                    (0, "零"),
                    (1, "壹"),
                    (10, "壹拾"),
                    (11, "壹拾壹"),
                    (101, "壹佰零壹"),
                    (10_005, "壹萬零伍"),
                    (100_100, "壹拾萬零壹佰"),
                ],
            ),
            ("ideographLegalTraditional", &[(2, "貳"), (10, "壹拾"), (205, "貳佰零伍")]),
            ("taiwaneseCountingThousand", &[(10, "十"), (101, "一百零一"), (10_005, "一萬零五")]),
            (
                "japaneseCounting",
                &[
                    (0, "〇"),
                    (10, "十"),
                    (101, "百一"),
                    (110, "百十"),
                    (1100, "千百"),
                    (10_005, "一万五"),
                    (11_100, "一万一千百"),
                    (100_000, "十万"),
                    (111_111, "十一万一千百十一"),
                ],
            ),
            ("japaneseLegal", &[(1, "壱"), (11, "壱拾壱"), (105, "壱百伍")]),
        ] {
            for &(number, text) in cases {
                assert_eq!(shown(name, number), text, "{number} as {name}");
            }
        }
    }

    #[test]
    fn custom_formats_are_told_by_their_examples() {
        for (examples, format) in [
            ("01, 02, 03, ...", Some(NumberFormat::Decimal(2))),
            ("0001, 0002, 0003, ...", Some(NumberFormat::Decimal(4))),
            ("a, ç, ĝ, ...", None),
            ("", None),
        ] {
            assert_eq!(NumberFormat::from_examples(examples), format, "{examples}");
        }
        let mut text = String::new();
        NumberFormat::Decimal(3).write(7, &mut text);
        assert_eq!(text, "007");
    }
}

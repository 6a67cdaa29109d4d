//! Amounts of money.

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};

use super::Doubt;
use super::doubt::quote;
use super::given::{Given, exact, written};
use super::scan::Scan;
use super::text::{is_blank_char, narrow, narrow_char, tighten, trim};

/// An amount of money: the text as written, and its value in 万元.
///
/// A blank cell has no value and is not zero. Neither has `无` or `/`, which say that there is no such money.
///
/// ```
/// use shenbao::value::{Amount, AmountUnit};
///
/// let (amount, doubt) = Amount::parse("771,325,800.00 ", AmountUnit::Yuan);
/// assert_eq!(amount.text, "771,325,800.00");
/// assert_eq!(amount.value, Some("77132.58".parse()?));
/// assert_eq!(doubt, None);
/// # Ok::<(), rust_decimal::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// The text as written, trimmed.
    pub text: String,
    /// The value in 万元, exactly.
    #[serde(with = "rust_decimal::serde::arbitrary_precision_option")]
    pub value: Option<Decimal>,
}

impl Amount {
    /// Reads an amount that stands under a label of the given unit. A unit in the cell overrides the label's.
    ///
    /// Only a number at the very front is taken: in `854万(示范400万元)` it is 854, and the remark stays in the
    /// text.
    pub fn parse(text: &str, unit_of_label: AmountUnit) -> (Self, Option<Doubt>) {
        let text = trim(text).to_owned();
        let tight = tighten(&text);
        if matches!(tight.as_ref(), "" | "无" | "/") {
            return (Self { text, value: None }, None);
        }
        let Some((value, cell)) = read(&tight, unit_of_label) else {
            let doubt = Doubt::AmountUnreadable { text: quote(&text) };
            return (Self { text, value: None }, Some(doubt));
        };
        let doubt = cell.filter(|&cell| cell != unit_of_label).map(|cell| Doubt::AmountUnitDiffers {
            text: quote(&text),
            label: unit_of_label,
            cell,
        });
        (Self { text, value: Some(value) }, doubt)
    }

    /// Writes a value for a place whose label has the given unit: plain digits, no separators, no unit.
    ///
    /// ```
    /// use shenbao::value::{Amount, AmountUnit};
    ///
    /// assert_eq!(Amount::to_text("77132.58".parse()?, AmountUnit::Yuan), "771325800");
    /// # Ok::<(), rust_decimal::Error>(())
    /// ```
    pub fn to_text(value_in_wan: Decimal, unit: AmountUnit) -> String {
        match unit.out_of_wan(value_in_wan) {
            Some(value) => value.to_string(),
            // Too large for the unit: the 万元 are then said in so many words.
            None => format!("{}{}", value_in_wan.normalize(), AmountUnit::WanYuan.name()),
        }
    }

    /// The unit under which the text gives the value, 万元 before others.
    pub(crate) fn unit_of_text(&self) -> Option<AmountUnit> {
        AmountUnit::ALL.into_iter().find(|&unit| Self::parse(&self.text, unit).0.value == self.value)
    }

    /// Whether text and value disagree, which only data given from outside can do.
    ///
    /// The text does not say under which unit it stood, so it disagrees when it gives the value under none of
    /// them.
    pub fn contradicts(&self) -> bool {
        self.unit_of_text().is_none()
    }
}

impl From<Decimal> for Amount {
    /// The amount of so many 万元.
    fn from(value: Decimal) -> Self {
        Self { text: value.normalize().to_string(), value: Some(value.normalize()) }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Members {
            text: Option<String>,
            #[serde(default, deserialize_with = "exact")]
            value: Option<Decimal>,
        }
        let parse = |text: &str| Self::parse(text, AmountUnit::WanYuan).0;
        Ok(match Given::<Members>::deserialize(deserializer)? {
            Given::Text(text) => parse(&text),
            Given::Members(Members { text, value }) => match (written(text), value) {
                (Some(text), Some(value)) => Self { text, value: Some(value) },
                (Some(text), None) => parse(&text),
                (None, Some(value)) => value.into(),
                (None, None) => Self::default(),
            },
        })
    }
}

/// A unit of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AmountUnit {
    /// 元
    Yuan,
    /// 千元
    QianYuan,
    /// 万元, the unit of the form.
    #[default]
    WanYuan,
    /// 百万元
    BaiwanYuan,
    /// 亿元
    YiYuan,
}

impl AmountUnit {
    const ALL: [Self; 5] = [Self::WanYuan, Self::Yuan, Self::QianYuan, Self::BaiwanYuan, Self::YiYuan];

    /// Every way to write a unit; longer ones win.
    const WORDS: [(&str, Self); 11] = [
        ("元", Self::Yuan),
        ("圆", Self::Yuan),
        ("千元", Self::QianYuan),
        ("仟元", Self::QianYuan),
        ("万元", Self::WanYuan),
        ("萬元", Self::WanYuan),
        ("万", Self::WanYuan),
        ("百万元", Self::BaiwanYuan),
        ("百万", Self::BaiwanYuan),
        ("亿元", Self::YiYuan),
        ("亿", Self::YiYuan),
    ];

    /// Finds the unit that a label names, as `（万元）` or `金额单位：元` do.
    ///
    /// ```
    /// use shenbao::value::AmountUnit;
    ///
    /// assert_eq!(AmountUnit::from_label("本年度预计投入（万元）"), Some(AmountUnit::WanYuan));
    /// assert_eq!(AmountUnit::from_label("填报单位：元坝镇"), None);
    /// ```
    pub fn from_label(label: &str) -> Option<Self> {
        let label = narrow(label);
        let label: String = label.chars().filter(|&c| !is_blank_char(c)).collect();
        // What follows each opening that can introduce a unit, up to what must close it.
        label.match_indices(['(', '[', ':']).find_map(|(at, opening)| {
            let (before, after) = label.split_at_checked(at)?;
            if opening == ":" && !before.ends_with("单位") {
                return None;
            }
            let mut scan = Scan::new(after);
            scan.eat(opening);
            scan.eat_longest(&["单位:", "单位", "金额单位:"]);
            scan.eat("人民币");
            let unit = Self::eat(&mut scan)?;
            scan.rest().chars().next().is_none_or(|next| !next.is_alphanumeric()).then_some(unit)
        })
    }

    /// The usual name of the unit, such as `万元`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuan => "元",
            Self::QianYuan => "千元",
            Self::WanYuan => "万元",
            Self::BaiwanYuan => "百万元",
            Self::YiYuan => "亿元",
        }
    }

    fn eat(scan: &mut Scan<'_>) -> Option<Self> {
        let (word, unit) = Self::WORDS
            .into_iter()
            .filter(|(word, _)| scan.rest().starts_with(word))
            .max_by_key(|(word, _)| word.len())?;
        scan.eat(word);
        Some(unit)
    }

    /// How many 万元 one of this unit is.
    fn in_wan(self) -> Decimal {
        match self {
            Self::Yuan => Decimal::new(1, 4),
            Self::QianYuan => Decimal::new(1, 1),
            Self::WanYuan => Decimal::ONE,
            Self::BaiwanYuan => Decimal::ONE_HUNDRED,
            Self::YiYuan => Decimal::new(10_000, 0),
        }
    }

    fn into_wan(self, number: Decimal) -> Option<Decimal> {
        number.checked_mul(self.in_wan()).map(|value| value.normalize())
    }

    fn out_of_wan(self, value: Decimal) -> Option<Decimal> {
        value.checked_div(self.in_wan()).map(|number| number.normalize())
    }
}

/// Reads an amount at the front of a tightened text: its value in 万元, and the unit in the cell.
fn read(tight: &str, unit_of_label: AmountUnit) -> Option<(Decimal, Option<AmountUnit>)> {
    let mut scan = Scan::new(tight);
    // Words that only repeat what the label says.
    scan.eat_longest(&["总额", "资金总额", "合计", "总计", "共计", "小计"]);
    scan.eat(":");
    scan.eat("人民币");
    scan.eat_longest(&["¥", "￥"]);
    let negative = scan.eat("-");
    let number = scan.number()?;
    let cell = AmountUnit::eat(&mut scan);
    scan.eat("整");
    if !is_remark(scan.rest()) {
        return None;
    }
    let number = if negative { -number } else { number };
    Some((cell.unwrap_or(unit_of_label).into_wan(number)?, cell))
}

/// Whether what follows an amount is a remark about it, and not a part of the number or a second number.
fn is_remark(rest: &str) -> bool {
    let mut chars = rest.chars();
    match chars.next() {
        None | Some('(' | '[' | '【' | '〔') => true,
        Some(',' | ';' | '。' | '、') => {
            chars.next().is_none_or(|next| !narrow_char(next).is_ascii_digit())
        }
        Some(_) => rest.starts_with("其中"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const READABLE: &[(&str, AmountUnit, &str)] = &[
        ("10", AmountUnit::WanYuan, "10"),
        ("0　", AmountUnit::WanYuan, "0"),
        ("　0", AmountUnit::WanYuan, "0"),
        ("0.00", AmountUnit::WanYuan, "0"),
        ("250万", AmountUnit::WanYuan, "250"),
        ("6070.00", AmountUnit::WanYuan, "6070"),
        ("153.518400", AmountUnit::WanYuan, "153.5184"),
        ("10606.7522万元", AmountUnit::WanYuan, "10606.7522"),
        ("总额10606.7522万元", AmountUnit::WanYuan, "10606.7522"),
        ("6923.3552万元(其中:上级6923.3552万元;本级0万元)", AmountUnit::WanYuan, "6923.3552"),
        ("854万(高标准400万元,示范295万元)", AmountUnit::WanYuan, "854"),
        ("10万元，其中市级5万元", AmountUnit::WanYuan, "10"),
        ("2279.048 万元", AmountUnit::WanYuan, "2279.048"),
        ("22,614.51万元", AmountUnit::WanYuan, "22614.51"),
        ("1，234", AmountUnit::WanYuan, "1234"),
        ("１２．５", AmountUnit::WanYuan, "12.5"),
        ("-3.5", AmountUnit::WanYuan, "-3.5"),
        ("－３．５", AmountUnit::WanYuan, "-3.5"),
        ("￥20", AmountUnit::WanYuan, "20"),
        ("771,325,800.00 ", AmountUnit::Yuan, "77132.58"),
        ("92156434", AmountUnit::Yuan, "9215.6434"),
        ("10，308，000.00", AmountUnit::Yuan, "1030.8"),
        ("15", AmountUnit::QianYuan, "1.5"),
        ("2", AmountUnit::BaiwanYuan, "200"),
        ("1.2", AmountUnit::YiYuan, "12000"),
    ];

    #[test]
    fn amounts_are_read_in_wan() {
        for &(text, unit, value) in READABLE {
            let (amount, doubt) = Amount::parse(text, unit);
            assert_eq!(amount.value.map(|v| v.to_string()).as_deref(), Some(value), "{text}");
            assert_eq!(amount.text, trim(text));
            assert_eq!(doubt, None, "{text}");
        }
    }

    #[test]
    fn a_unit_in_the_cell_overrides_the_label() {
        for (text, label, cell, value) in [
            ("20万元", AmountUnit::Yuan, AmountUnit::WanYuan, "20"),
            ("4623 万", AmountUnit::Yuan, AmountUnit::WanYuan, "4623"),
            ("50000元整", AmountUnit::WanYuan, AmountUnit::Yuan, "5"),
            ("1.2亿元", AmountUnit::WanYuan, AmountUnit::YiYuan, "12000"),
            ("3百万元", AmountUnit::WanYuan, AmountUnit::BaiwanYuan, "300"),
        ] {
            let (amount, doubt) = Amount::parse(text, label);
            assert_eq!(amount.value.map(|v| v.to_string()).as_deref(), Some(value), "{text}");
            assert_eq!(doubt, Some(Doubt::AmountUnitDiffers { text: text.into(), label, cell }), "{text}");
        }
    }

    #[test]
    fn no_money_is_not_zero() {
        for text in ["", "　", " \n", "无", "无　", "/", "／"] {
            let (amount, doubt) = Amount::parse(text, AmountUnit::WanYuan);
            assert_eq!((amount.value, doubt), (None, None), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_amount_is_carried_with_a_doubt() {
        let endless = "9".repeat(300);
        for text in [
            "* * *",
            "——",
            "—-",
            "-",
            "参见附件1具体金额",
            "86%",
            "854万854万(示范400万元)",
            "10 20",
            "10/20",
            "10,20",
            "1,2345",
            "约10万元",
            "10个",
            "1.2.3",
            "一",
            &endless,
        ] {
            let (amount, doubt) = Amount::parse(text, AmountUnit::WanYuan);
            assert_eq!(amount, Amount { text: text.into(), value: None });
            assert_eq!(doubt.map(|doubt| doubt.code()), Some("amount_unreadable"), "{text}");
        }
    }

    #[test]
    fn labels_name_their_unit() {
        for (label, unit) in [
            ("本年度预计投入（万元）", Some(AmountUnit::WanYuan)),
            ("项目资金申请(万元)", Some(AmountUnit::WanYuan)),
            ("金额单位:元", Some(AmountUnit::Yuan)),
            ("单位：万元", Some(AmountUnit::WanYuan)),
            ("（单位：万 元）", Some(AmountUnit::WanYuan)),
            ("资金总额（人民币元）", Some(AmountUnit::Yuan)),
            ("资金(亿元)情况", Some(AmountUnit::YiYuan)),
            ("金额（千元）", Some(AmountUnit::QianYuan)),
            ("填报单位：元坝镇人民政府", None),
            ("填报单位（盖章）", None),
            ("单元", None),
            ("", None),
        ] {
            assert_eq!(AmountUnit::from_label(label), unit, "{label}");
        }
    }

    #[test]
    fn values_are_written_in_the_unit_of_the_place() {
        for (value, unit, text) in [
            ("10.50", AmountUnit::WanYuan, "10.5"),
            ("77132.58", AmountUnit::Yuan, "771325800"),
            ("0.000001", AmountUnit::Yuan, "0.01"),
            ("-3", AmountUnit::QianYuan, "-30"),
            ("12000", AmountUnit::YiYuan, "1.2"),
            ("79228162514264337593543950335", AmountUnit::Yuan, "79228162514264337593543950335万元"),
        ] {
            assert_eq!(Amount::to_text(value.parse().unwrap(), unit), text);
        }
    }

    #[test]
    fn data_may_give_amounts_in_any_natural_way() {
        for (json, text, value) in [
            (r#"{"text":"10","value":10}"#, "10", Some("10")),
            (r#"{"text":"10"}"#, "10", Some("10")),
            (r#"{"text":"10","value":null}"#, "10", Some("10")),
            (r#"{"value":0.10000000000000000001}"#, "0.10000000000000000001", Some("0.10000000000000000001")),
            (r#"{"text":"","value":"12.50"}"#, "12.5", Some("12.5")),
            ("10", "10", Some("10")),
            ("-2.5", "-2.5", Some("-2.5")),
            (r#""250万""#, "250万", Some("250")),
            (r#""""#, "", None),
            ("null", "", None),
            (r#"{"text":"771,325,800.00","value":77132.58}"#, "771,325,800.00", Some("77132.58")),
        ] {
            let amount: Amount = serde_json::from_str(json).unwrap();
            assert_eq!(amount.text, text, "{json}");
            assert_eq!(amount.value.map(|v| v.to_string()).as_deref(), value, "{json}");
            assert!(!amount.contradicts(), "{json}");
        }
        for json in ["true", "[]", r#"{"valeu":1}"#, r#"{"value":"ten"}"#, r#"{"value":1e99}"#] {
            assert!(serde_json::from_str::<Amount>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn contradicting_data_is_kept_and_told() {
        let amount: Amount = serde_json::from_str(r#"{"text":"10","value":12}"#).unwrap();
        assert_eq!(amount, Amount { text: "10".into(), value: Some(12.into()) });
        assert!(amount.contradicts());
    }

    #[test]
    fn values_are_json_numbers() {
        let amount = Amount::parse("22,614.510", AmountUnit::WanYuan).0;
        assert_eq!(serde_json::to_string(&amount).unwrap(), r#"{"text":"22,614.510","value":22614.51}"#);
        assert_eq!(serde_json::to_string(&Amount::default()).unwrap(), r#"{"text":"","value":null}"#);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn parsing_is_stable(
            text in r"[ 　]?[-0-9０-９,，.]{0,30}[千百万亿]?元?(\PC{0,4})",
            unit in proptest::sample::select(&AmountUnit::ALL[..]),
        ) {
            let (amount, _) = Amount::parse(&text, unit);
            prop_assert_eq!(&amount.text, trim(&text));
            prop_assert_eq!(&Amount::parse(&amount.text, unit).0, &amount);
            prop_assert!(!amount.contradicts());
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), amount);
        }

        #[test]
        fn written_amounts_read_back(
            number in -1_000_000_000_000_i64..1_000_000_000_000,
            unit in proptest::sample::select(&AmountUnit::ALL[..]),
        ) {
            let value = Decimal::new(number, 6);
            prop_assert_eq!(Amount::parse(&Amount::to_text(value, unit), unit).0.value, Some(value));
        }
    }
}

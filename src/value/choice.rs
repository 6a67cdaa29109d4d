//! Choices: which of the printed options is ticked.

use std::cmp::Ordering;
use std::ops::Range;

use super::Doubt;
use super::doubt::quote;
use super::mark::{Glyph, Kind, Token, fold_word, tokens};
use super::text::trim;

/// An option of a choice: its key in the model, and every word that forms print for it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct ChoiceOption {
    /// The key, such as `continuing`.
    pub key: String,
    /// The words, such as `延续项目` and `延续`.
    pub words: Vec<String>,
}

/// What a text says about a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The index of the option that is ticked, among the options asked for.
    pub ticked: Option<usize>,
    /// The options that the text names, in its order, each once.
    pub marks: Vec<OptionMark>,
    /// On which side of its word a mark stands in this text.
    pub side: MarkSide,
}

/// One option as it stands in the text. Ranges are bytes of the text as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionMark {
    /// The index of the option among the options asked for.
    pub option: usize,
    /// Where its word stands.
    pub word: Range<usize>,
    /// Where its mark stands, if it has one.
    pub mark: Option<Range<usize>>,
    /// What the mark says.
    pub state: MarkState,
}

/// What the mark of an option says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkState {
    /// The box is ticked.
    Ticked,
    /// The box is empty.
    Empty,
    /// The mark is missing or cannot be read.
    Unknown,
}

/// On which side of an option's word its mark stands; it is the same for all options of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkSide {
    /// `新增项目□`
    #[default]
    After,
    /// `□新增项目`
    Before,
}

/// Finds the ticked option in a text whose check boxes are characters such as ☑ and ☐.
///
/// One ticked mark decides. Where none is ticked, one option whose mark is missing or unreadable is taken as
/// ticked by inference if all others are visibly empty: some readers drop an inserted symbol, or leave only a
/// `(` of it. A text without marks that names one option, and no more, means that option. Everything else is
/// undecided, never a guess; a form whose boxes are all empty has no choice, and no doubt.
///
/// ```
/// use shenbao::value::{ChoiceOption, parse_choice};
///
/// let options = [("new", "新增项目"), ("continuing", "延续项目")]
///     .map(|(key, word)| ChoiceOption { key: key.into(), words: vec![word.into()] });
/// let (choice, doubt) = parse_choice("新增项目□    延续项目√", &options);
/// assert_eq!((choice.ticked, doubt), (Some(1), None));
/// ```
pub fn parse_choice(text: &str, options: &[ChoiceOption]) -> (Choice, Option<Doubt>) {
    let tokens = cut(text, options);
    if tokens.is_empty() {
        return (Choice::default(), None);
    }
    let (choice, verdict) = decide(&named(&tokens));
    let quoted = || quote(trim(text));
    let doubt = match verdict {
        Verdict::Clear => None,
        Verdict::Inferred => choice
            .ticked
            .and_then(|index| options.get(index))
            .map(|option| Doubt::ChoiceInferred { text: quoted(), option: option.key.clone() }),
        Verdict::Undecided => Some(Doubt::ChoiceUndecided { text: quoted() }),
        Verdict::Unreadable => Some(Doubt::ChoiceUnreadable { text: quoted() }),
    };
    (choice, doubt)
}

/// Whether a text names one of the options, ticked or not.
pub(crate) fn names_option(text: &str, options: &[ChoiceOption]) -> bool {
    cut(text, options).iter().any(|token| matches!(token.kind, Kind::Word(_)))
}

fn cut(text: &str, options: &[ChoiceOption]) -> Vec<Token> {
    let words = options.iter().enumerate().flat_map(|(index, option)| {
        let folded = option.words.iter().map(|word| fold_word(word));
        folded.map(move |word| (index, word))
    });
    tokens(text, &words.collect::<Vec<_>>())
}

/// An option as the text names it: its word, and the tokens between it and the neighbouring words.
struct Named<'t> {
    option: usize,
    word: &'t Token,
    before: &'t [Token],
    after: &'t [Token],
}

fn named(tokens: &[Token]) -> Vec<Named<'_>> {
    let gaps: Vec<_> = tokens.split(|token| matches!(token.kind, Kind::Word(_))).collect();
    let words = tokens.iter().filter_map(|token| match token.kind {
        Kind::Word(option) => Some((option, token)),
        _ => None,
    });
    let sides = gaps.iter().zip(gaps.iter().skip(1));
    words.zip(sides).map(|((option, word), (before, after))| Named { option, word, before, after }).collect()
}

impl Named<'_> {
    /// The mark that belongs to this word when marks stand on the given side.
    fn mark(&self, side: MarkSide) -> Option<(Glyph, Range<usize>)> {
        match side {
            MarkSide::Before => touching_next(self.before),
            MarkSide::After => touching_last(self.after).or_else(|| behind_remark(self.after)),
        }
    }

    /// What a word without any mark means: the choice, if the text says no more than it.
    ///
    /// A label or list number may stand before the word and a remark behind it. Anything else may be an
    /// option that the vocabulary does not know, and whose mark is lost as well.
    fn plain(&self) -> Verdict {
        // What a colon ends is a label.
        let label =
            self.before.iter().rposition(|token| token.kind == Kind::Other(':')).map_or(0, |colon| colon + 1);
        let lead = self.before.get(label..).unwrap_or_default();
        let number = lead.iter().take_while(|token| token.is_list_number()).count();
        let lead = lead.get(number..).unwrap_or_default();
        let tail = self.after.iter().take_while(|token| token.is_alphabetic()).count();
        let (tail, remark) = self.after.split_at_checked(tail).unwrap_or_default();

        let denial = [Kind::Other('非'), Kind::Other('不'), Kind::Other('未'), Kind::Other('无')];
        let is_denied = lead.last().is_some_and(|token| denial.contains(&token.kind));
        // 是 is also a part of many a sentence.
        let is_short = self.word.range.len() <= '是'.len_utf8();
        if is_denied || (is_short && !(lead.is_empty() && tail.is_empty())) {
            return Verdict::Unreadable;
        }
        let mut end_of_last = lead.first().map_or(self.word.range.start, |first| first.range.start);
        let is_one_run = lead.iter().chain([self.word]).chain(tail).all(|token| {
            let touches = token.range.start <= end_of_last;
            end_of_last = token.range.end;
            touches && (token.is_alphabetic() || matches!(token.kind, Kind::Word(_)))
        });
        let is_remark = remark.first().is_none_or(|token| {
            matches!(token.kind, Kind::Other('(' | ',' | '。' | ';')) && !remark.iter().any(Token::is_mark)
        });
        if is_one_run && is_remark { Verdict::Clear } else { Verdict::Undecided }
    }
}

/// The mark at the start of a gap: it touches the word before the gap.
fn touching_last(gap: &[Token]) -> Option<(Glyph, Range<usize>)> {
    let first = gap.first()?;
    match first.kind {
        Kind::Mark(glyph) => Some((glyph, first.range.clone())),
        Kind::Letter(glyph, _) => {
            let goes_on =
                gap.get(1).is_some_and(|next| next.is_alphabetic() && next.range.start == first.range.end);
            (!goes_on).then(|| (glyph, first.range.clone()))
        }
        // An inserted symbol is stored as a bracket with a property; a dump that drops the property leaves
        // this.
        Kind::Other('(') if !gap.iter().any(|token| token.kind == Kind::Other(')')) => match gap.get(1) {
            Some(Token { kind: Kind::Mark(glyph), range }) => Some((*glyph, range.clone())),
            _ => Some((Glyph::Unreadable, first.range.clone())),
        },
        _ => None,
    }
}

/// The mark at the end of a gap, or before the list number there: it touches the word after the gap.
fn touching_next(gap: &[Token]) -> Option<(Glyph, Range<usize>)> {
    let end = gap.iter().rposition(|token| !token.is_list_number())?;
    let last = gap.get(end)?;
    match last.kind {
        Kind::Mark(glyph) => Some((glyph, last.range.clone())),
        Kind::Letter(glyph, _) => {
            let before = end.checked_sub(1).and_then(|index| gap.get(index));
            let goes_on =
                before.is_some_and(|token| token.is_alphabetic() && token.range.end == last.range.start);
            (!goes_on).then(|| (glyph, last.range.clone()))
        }
        _ => None,
    }
}

/// The mark behind what completes a word: a bracketed remark, or a character or two (行政事业 + 类 □).
///
/// No further: a `√` at the end of an instruction belongs to no option.
fn behind_remark(gap: &[Token]) -> Option<(Glyph, Range<usize>)> {
    let skipped = match gap.first()?.kind {
        Kind::Other('(') => gap.iter().position(|token| token.kind == Kind::Other(')'))? + 1,
        _ => gap.iter().take(2).take_while(|token| token.is_alphabetic()).count(),
    };
    match gap.get(skipped)? {
        Token { kind: Kind::Mark(glyph), range } => Some((*glyph, range.clone())),
        _ => None,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Clear,
    Inferred,
    Undecided,
    Unreadable,
}

fn decide(named: &[Named<'_>]) -> (Choice, Verdict) {
    if let Some(side) = side(named) {
        return judge(named, side);
    }
    // Marks fit both sides equally well. That does no harm as long as both readings tick the same option.
    let (after, verdict) = judge(named, MarkSide::After);
    let (before, _) = judge(named, MarkSide::Before);
    if after.ticked == before.ticked {
        (after, verdict)
    } else {
        (Choice { ticked: None, ..after }, Verdict::Undecided)
    }
}

/// The side on which more words have a mark, or else the side on which marks stand nearer to their words.
fn side(named: &[Named<'_>]) -> Option<MarkSide> {
    let marked = |side| named.iter().filter(|word| word.mark(side).is_some()).count();
    // A mark alone between two words touches both.
    let (mut nearer_last, mut nearer_next) = (0, 0);
    for (last, next) in named.iter().zip(named.iter().skip(1)) {
        if let [mark] = last.after {
            let to_last = mark.range.start.saturating_sub(last.word.range.end);
            let to_next = next.word.range.start.saturating_sub(mark.range.end);
            nearer_last += usize::from(to_last < to_next);
            nearer_next += usize::from(to_next < to_last);
        }
    }
    match (marked(MarkSide::After), nearer_last).cmp(&(marked(MarkSide::Before), nearer_next)) {
        Ordering::Greater => Some(MarkSide::After),
        Ordering::Less => Some(MarkSide::Before),
        Ordering::Equal => None,
    }
}

/// Reads all marks as standing on one side, and says what they tick.
fn judge(named: &[Named<'_>], side: MarkSide) -> (Choice, Verdict) {
    let mut found: Vec<(OptionMark, Option<Glyph>)> = Vec::new();
    for word in named {
        let (glyph, mark) = word.mark(side).unzip();
        let state = match glyph {
            Some(Glyph::Ticked) => MarkState::Ticked,
            Some(Glyph::Empty) => MarkState::Empty,
            Some(Glyph::Crossed | Glyph::Unreadable) | None => MarkState::Unknown,
        };
        let new = (OptionMark { option: word.option, word: word.word.range.clone(), mark, state }, glyph);
        // An option named again, in a remark perhaps, counts where it has a mark.
        match found.iter_mut().find(|(mark, _)| mark.option == word.option) {
            None => found.push(new),
            Some(old) if old.1.is_none() && new.1.is_some() => *old = new,
            Some(_) => {}
        }
    }
    let with = |wanted: fn(Option<Glyph>) -> bool| -> Vec<usize> {
        found.iter().filter(|(_, glyph)| wanted(*glyph)).map(|(mark, _)| mark.option).collect()
    };
    let ticked = with(|glyph| glyph == Some(Glyph::Ticked));
    let unknown = with(|glyph| matches!(glyph, Some(Glyph::Unreadable) | None));
    let has_cross = !with(|glyph| glyph == Some(Glyph::Crossed)).is_empty();
    let has_empty = !with(|glyph| glyph == Some(Glyph::Empty)).is_empty();
    let has_marks = found.iter().any(|(_, glyph)| glyph.is_some());

    let (ticked, verdict) = match (ticked.as_slice(), unknown.as_slice()) {
        (&[one], _) => (Some(one), Verdict::Clear),
        ([], []) if !has_marks => (None, Verdict::Unreadable),
        ([], []) if !has_cross => (None, Verdict::Clear),
        ([], &[one]) if !has_marks => {
            let verdict = named.first().map_or(Verdict::Unreadable, Named::plain);
            ((verdict == Verdict::Clear).then_some(one), verdict)
        }
        ([], &[one]) if has_empty && !has_cross => (Some(one), Verdict::Inferred),
        _ => (None, Verdict::Undecided),
    };
    (Choice { ticked, marks: found.into_iter().map(|(mark, _)| mark).collect(), side }, verdict)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn options(words: &[&[&str]]) -> Vec<ChoiceOption> {
        let option = |words: &&[&str]| ChoiceOption {
            key: words[0].to_owned(),
            words: words.iter().map(|&word| word.to_owned()).collect(),
        };
        words.iter().map(option).collect()
    }

    fn attribute() -> Vec<ChoiceOption> {
        options(&[&["新增项目", "新增专项", "新增", "新建"], &["延续项目", "延续专项", "延续", "常年性项目"]])
    }

    /// The key of the ticked option, or `-`, and the code of the doubt.
    fn outcome(text: &str, options: &[ChoiceOption]) -> (String, Option<&'static str>) {
        let (choice, doubt) = parse_choice(text, options);
        let key = choice.ticked.map_or("-", |index| &options[index].key);
        (key.to_owned(), doubt.map(|doubt| doubt.code()))
    }

    #[test]
    fn one_tick_decides() {
        for (text, expected) in [
            ("新增项目□                       延续项目R ", "延续项目"),
            ("新增项目□                       延续项目√ ", "延续项目"),
            ("新增项目□延续项目√", "延续项目"),
            ("新增项目 ■ 延续项目 □", "新增项目"),
            ("新增项目☑ 延续项目☐", "新增项目"),
            ("☐新增项目 ☒延续项目", "延续项目"),
            ("☑1.新增项目 ☐2.延续项目", "新增项目"),
            ("专项属性：□新增项目 √延续项目", "延续项目"),
            ("新增项目√ 延续项目", "新增项目"),
            ("新增项目 √延续项目", "延续项目"),
            ("√新增项目 延续项目", "新增项目"),
            ("□新增项目 延续项目√", "延续项目"),
            ("新增项目（ ） 延续项目（√）", "延续项目"),
            ("新增项目[X] 延续项目[ ]", "新增项目"),
            ("新增项目|_| 延续项目|X|", "延续项目"),
            ("新增项目【√】延续项目【】", "新增项目"),
            ("新增项目(√      延续项目□", "新增项目"),
            (r"新增项目 eq \o\ac(□,√)  延续项目□", "新增项目"),
            (r"新增项目□  延续项目 EQ \O\AC（□，√）", "延续项目"),
            ("新增项目\u{F0FE} 延续项目\u{F0A8}", "新增项目"),
            ("新增项目o延续项目þ", "延续项目"),
            ("新增项目£ 延续项目R", "延续项目"),
            ("新 增 项 目□ 延续\n项目√", "延续项目"),
            ("新增（含续建）□ 延续（含结转）√", "延续项目"),
            ("新增类□ 延续类√", "延续项目"),
            ("新增项目√ 延续项目×", "新增项目"),
            ("新增项目□ 延续项目√（注：延续项目指跨年度项目）", "延续项目"),
            ("延续专项√ 新增专项", "延续项目"),
        ] {
            assert_eq!(outcome(text, &attribute()), (expected.into(), None), "{text}");
        }
    }

    #[test]
    fn the_odd_one_out_is_inferred() {
        for (text, expected) in [
            ("新增项目(                       延续项目□ ", "新增项目"),
            ("新增项目□        延续项目（", "延续项目"),
            ("新增项目         延续项目□", "新增项目"),
            ("新增项目□        延续项目", "延续项目"),
            ("新增项目        □延续项目", "新增项目"),
            ("新增项目?  延续项目□", "新增项目"),
        ] {
            assert_eq!(outcome(text, &attribute()), (expected.into(), Some("choice_inferred")), "{text}");
        }
        let (_, doubt) = parse_choice(" 新增项目(  延续项目□ ", &attribute());
        let expected = Doubt::ChoiceInferred {
            text: "新增项目(  延续项目□".into(),
            option: "新增项目".into(),
        };
        assert_eq!(doubt, Some(expected));
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "延续专项 新增专项",
            "延续项目                                新增项目",
            "新增项目√ 延续项目√",
            "新增项目(  延续项目(",
            "新增项目√延续项目",
            "新增项目 √ 延续项目",
            "新增项目□延续项目",
            "新增项目× 延续项目□",
            "新增项目 延续项目 请在所选项后打√",
            "新增项目(",
            "新增项目    阶段性项目",
            "1、持续性项目2、新增性项目0",
            "1、滚动性项目2、延续性项目口3、一次性项目0",
        ] {
            assert_eq!(outcome(text, &attribute()), ("-".into(), Some("choice_undecided")), "{text}");
        }
    }

    #[test]
    fn empty_boxes_are_no_choice_and_no_doubt() {
        for text in [
            "",
            "　",
            "新增项目 □ 延续项目 □",
            "□新增项目 □延续项目",
            "新增项目（　）延续项目（　）",
            "新增项目口 延续项目口",
            "新增项目□ 延续项目□（在选项“□”中划“√”）",
            "请在□内打√：新增项目□ 延续项目□",
        ] {
            assert_eq!(outcome(text, &attribute()), ("-".into(), None), "{text}");
        }
    }

    #[test]
    fn a_plain_word_is_a_choice() {
        for (text, expected) in [
            ("延续", "延续项目"),
            ("新增项目", "新增项目"),
            ("新建　", "新增项目"),
            ("01-常年性项目", "延续项目"),
            ("本项目为新增项目", "新增项目"),
            ("专项属性： 延续", "延续项目"),
            ("延续项目，2019年开始", "延续项目"),
            ("延续（2019年启动）", "延续项目"),
            ("新 增 项 目", "新增项目"),
        ] {
            assert_eq!(outcome(text, &attribute()), (expected.into(), None), "{text}");
        }
        for text in ["滚动项目", "非新增项目", "乡村道路补助资金", "√", "□"] {
            assert_eq!(outcome(text, &attribute()), ("-".into(), Some("choice_unreadable")), "{text}");
        }
    }

    #[test]
    fn other_groups_of_options() {
        let yes_no = options(&[&["是"], &["否"]]);
        let grades = options(&[&["优"], &["良"], &["中"], &["差"]]);
        let reviews = options(&[&["部门集中审核"], &["专家评审"], &["第三方机构评审"]]);
        let kinds = options(&[&["基本建设类"], &["新建"], &["扩建"], &["改建"], &["其他专项类"]]);
        for (options, text, key, doubt) in [
            (&yes_no, "是□ 否√", "否", None),
            (&yes_no, "是 否", "-", Some("choice_undecided")),
            (&yes_no, "是", "是", None),
            (&yes_no, "是跨年度实施的", "-", Some("choice_unreadable")),
            (&reviews, "☑部门集中审核 □专家评审 □第三方机构评审", "部门集中审核", None),
            (&grades, "优口良口中□差√", "差", None),
            (&grades, "优口良口中□差", "-", Some("choice_undecided")),
            (&grades, "优√良□中□差", "-", Some("choice_undecided")),
            (&kinds, "3.其他专项类 R ", "其他专项类", None),
            (&kinds, "3.其他专项类 √ ", "其他专项类", None),
            (&kinds, "3.其他专项类 RMB", "-", Some("choice_undecided")),
            (&kinds, "1.基本建设类 □    其中:新建      扩建      改建", "-", Some("choice_undecided")),
            (&kinds, "1.基本建设类 □    其中:新建  □    扩建  □    改建  □", "-", None),
            (&kinds, "1.基本建设类 □    其中:新建  □    扩建  √    改建  □", "扩建", None),
        ] {
            assert_eq!(outcome(text, options), (key.into(), doubt), "{text}");
        }
    }

    #[test]
    fn marks_tell_a_filler_where_to_tick() {
        let text = "　新增 项目（　） 延续项目□";
        let (choice, _) = parse_choice(text, &attribute());
        let [new, continuing] = choice.marks.as_slice() else { panic!("{choice:?}") };
        assert_eq!(&text[new.word.clone()], "新增 项目");
        assert_eq!(new.mark.clone().map(|mark| &text[mark]), Some("（　）"));
        assert_eq!((continuing.option, continuing.state), (1, MarkState::Empty));
        assert_eq!(&text[continuing.mark.clone().unwrap()], "□");
        assert_eq!(choice.side, MarkSide::After);
        assert_eq!(parse_choice("□新增项目 延续项目", &attribute()).0.side, MarkSide::Before);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn ranges_are_slices_of_the_text(text in r"(新增项目|延续|[□√☑R(（)） ?X]|eq \\o\\ac|\PC){0,12}") {
            let (choice, _) = parse_choice(&text, &attribute());
            for mark in &choice.marks {
                prop_assert!(text.get(mark.word.clone()).is_some());
                prop_assert!(mark.mark.clone().is_none_or(|mark| text.get(mark).is_some()));
            }
            prop_assert_eq!(parse_choice(trim(&text), &attribute()).0.ticked, choice.ticked);
        }
    }
}

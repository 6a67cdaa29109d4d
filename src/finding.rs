use crate::check::Breach;
use crate::lang::Lang;
use crate::place::Place;
use crate::value::{Doubt, mask_mobiles};

/// Something to say about a document, a value or a fill: what it is, where, and how bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is, with the facts.
    pub kind: FindingKind,
    /// Where, if it is about one place.
    pub place: Option<Place>,
}

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// A person should look.
    Warning,
    /// Wrong, or refused.
    Error,
}

/// What a finding says, with the facts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// The reader stepped over content that it cannot show as text.
    ContentSkipped {
        /// The element, or what it is.
        what: String,
    },
    /// Bytes that the file's encoding does not explain were read as `\u{FFFD}`.
    BytesUndecodable,
    /// A web page ends inside of a table.
    PageCutOff,
    /// Rows of a text dump were joined because the form's labels say so.
    RowsSettled {
        /// How many breaks were no row ends.
        breaks: usize,
    },
    /// Rows lack the cells that a merged one covers, or contradict it; where it goes on was inferred from other rows.
    CellsRestored {
        /// How many rows got cells back.
        rows: usize,
    },
    /// A text dump lacks part of the document: the program that printed it keeps no tables, or damages them.
    DumpIncomplete {
        /// The program that prints such dumps.
        tool: &'static str,
    },
    /// A label was recognised although it is written a little differently.
    LabelFuzzy {
        /// As written.
        label: String,
        /// As the vocabulary has it.
        known: String,
    },
    /// A field that stands once in a declaration was found again with another text; both are kept.
    LabelRepeated {
        /// As written.
        label: String,
    },
    /// A value was assigned to its label on weak evidence.
    PlaceGuessed {
        /// The label as written.
        label: String,
        /// What the evidence is.
        guess: Guess,
    },
    /// A parser could not fully trust a value.
    Value(Doubt),
    /// The template has no place for a value of the data.
    ValueUnplaced {
        /// The key in the data.
        key: String,
    },
    /// The place already holds another text.
    PlaceOccupied {
        /// The key in the data.
        key: String,
    },
    /// The template has two places for a value, and nothing tells which is meant.
    PlaceAmbiguous {
        /// The key in the data.
        key: String,
        /// The other place.
        other: Place,
    },
    /// A value reads like what is printed in its place: a line to write on, the mask of a seal.
    ValueAsPrinted {
        /// The key in the data.
        key: String,
    },
    /// The parts of a value contradict each other, such as an amount's text and its number.
    ValueContradicts {
        /// The key in the data.
        key: String,
    },
    /// The template's choice has no box that can be ticked for the value.
    ChoiceUnplaced {
        /// The key in the data.
        key: String,
    },
    /// The value stands inside something a filler must not cut, such as a field or a bound control.
    PlaceProtected {
        /// The key in the data.
        key: String,
        /// What protects it.
        by: Protection,
    },
    /// The template holds fewer declarations than the data.
    DeclarationsUnplaced {
        /// How many have no place.
        count: usize,
    },
    /// A declaration breaks a rule of those who review it.
    Rule(Breach),
}

/// On what weak evidence a value was assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Guess {
    /// No colon stands between the label and the text behind it.
    NoColon,
    /// Two lists stand side by side without a label of their own; the left one is taken for that of the whole term.
    SideBySide,
}

/// What a filler does not cut into.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protection {
    /// A form field in the place.
    FormField,
    /// A box that is drawn by a field.
    DrawnBox,
    /// A value cell that several rows share.
    SharedCell,
    /// The list has no column for the value.
    NoColumn,
    /// The cell or list has nothing to write into: no paragraph, no row.
    NoRoom,
    /// A content control that shows what a data store holds (`w:dataBinding`); Word would put that back.
    BoundControl {
        /// What the control is called.
        control: String,
    },
    /// A drop-down list without the text among its entries.
    NoListItem,
}

impl Protection {
    fn name(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Protection::FormField => ("其中有窗体域", "a form field stands there"),
            Protection::DrawnBox => ("方框是由域画成的", "the box is drawn by a field"),
            Protection::SharedCell => ("单元格由多行共用", "several rows share the cell"),
            Protection::NoColumn => ("列表没有这一列", "the list has no such column"),
            Protection::NoRoom => ("其中没有可写的段落或行", "there is no paragraph or row to write into"),
            Protection::BoundControl { control } if lang == Lang::Zh => {
                return format!("内容控件“{control}”绑定了数据");
            }
            Protection::BoundControl { control } => {
                return format!("the content control {control:?} is bound to data");
            }
            Protection::NoListItem => ("下拉列表中没有这一项", "the drop-down list has no such entry"),
        };
        if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() }
    }
}

impl Finding {
    /// A finding at a place.
    pub fn at(place: Place, kind: FindingKind) -> Finding {
        Finding { kind, place: (!place.is_empty()).then_some(place) }
    }

    /// A finding about the whole document.
    pub fn new(kind: FindingKind) -> Finding {
        Finding { kind, place: None }
    }

    /// The stable code. `docs/errors.md` has a heading for each.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            FindingKind::ContentSkipped { .. } => "content_skipped",
            FindingKind::BytesUndecodable => "bytes_undecodable",
            FindingKind::PageCutOff => "page_cut_off",
            FindingKind::RowsSettled { .. } => "rows_settled",
            FindingKind::CellsRestored { .. } => "cells_restored",
            FindingKind::DumpIncomplete { .. } => "dump_incomplete",
            FindingKind::LabelFuzzy { .. } => "label_fuzzy",
            FindingKind::LabelRepeated { .. } => "label_repeated",
            FindingKind::PlaceGuessed { .. } => "place_guessed",
            FindingKind::Value(doubt) => doubt.code(),
            FindingKind::ValueUnplaced { .. } => "value_unplaced",
            FindingKind::PlaceOccupied { .. } => "place_occupied",
            FindingKind::PlaceAmbiguous { .. } => "place_ambiguous",
            FindingKind::ValueAsPrinted { .. } => "value_as_printed",
            FindingKind::ValueContradicts { .. } => "value_contradicts",
            FindingKind::ChoiceUnplaced { .. } => "choice_unplaced",
            FindingKind::PlaceProtected { .. } => "place_protected",
            FindingKind::DeclarationsUnplaced { .. } => "declarations_unplaced",
            FindingKind::Rule(breach) => breach.code,
        }
    }

    /// Every code that [`Finding::code`] can return: those of reading, of values, of filling. Those of
    /// [`check`](crate::check()) are the [`RULES`](crate::check::RULES).
    pub const CODES: &'static [&'static str] = &[
        "content_skipped",
        "bytes_undecodable",
        "page_cut_off",
        "rows_settled",
        "cells_restored",
        "dump_incomplete",
        "label_fuzzy",
        "label_repeated",
        "place_guessed",
        "amount_unreadable",
        "amount_unit_differs",
        "period_unreadable",
        "period_reversed",
        "year_unreadable",
        "choice_inferred",
        "choice_undecided",
        "choice_unreadable",
        "target_damaged",
        "target_residue",
        "target_unreadable",
        "value_unplaced",
        "place_occupied",
        "place_ambiguous",
        "value_as_printed",
        "value_contradicts",
        "choice_unplaced",
        "place_protected",
        "declarations_unplaced",
    ];

    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match &self.kind {
            FindingKind::ContentSkipped { .. } | FindingKind::RowsSettled { .. } => Severity::Info,
            FindingKind::LabelFuzzy { .. } => Severity::Info,
            FindingKind::BytesUndecodable
            | FindingKind::PageCutOff
            | FindingKind::CellsRestored { .. }
            | FindingKind::DumpIncomplete { .. }
            | FindingKind::LabelRepeated { .. }
            | FindingKind::PlaceGuessed { .. } => Severity::Warning,
            FindingKind::Value(doubt) => doubt_severity(doubt),
            FindingKind::Rule(breach) => breach.severity,
            FindingKind::ValueUnplaced { .. }
            | FindingKind::PlaceOccupied { .. }
            | FindingKind::PlaceAmbiguous { .. }
            | FindingKind::ValueAsPrinted { .. }
            | FindingKind::ValueContradicts { .. }
            | FindingKind::ChoiceUnplaced { .. }
            | FindingKind::PlaceProtected { .. }
            | FindingKind::DeclarationsUnplaced { .. } => Severity::Error,
        }
    }

    /// What to tell a person. Phone numbers in it are masked.
    pub fn message(&self, lang: Lang) -> String {
        // Labels and keys are people's texts too, and a number in the wrong cell ends up as one.
        mask_mobiles(&match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        })
    }

    fn zh(&self) -> String {
        match &self.kind {
            FindingKind::ContentSkipped { what } => format!("跳过了无法作为文字读取的内容：{what}"),
            FindingKind::PageCutOff => "网页在表格中间结束，可能没有传完；请核对最后几行".into(),
            FindingKind::BytesUndecodable => "有字节无法按文件编码解读，已用 \u{FFFD} 代替".into(),
            FindingKind::RowsSettled { breaks } => format!("根据表单标签，把 {breaks} 处断行合并回原来的行"),
            FindingKind::CellsRestored { rows } => format!(
                "有 {rows} 行的合并单元格缺失或自相矛盾，其位置是按其他行和表单标签推定的；请对照原件核对这些行"
            ),
            FindingKind::DumpIncomplete { tool } => format!(
                "这样的文本（如 {tool} 所导出）没有完整的表格，只读出一部分；请改用原来的 Word 文件，或用 Word、WPS、LibreOffice 把它另存为 .docx"
            ),
            FindingKind::LabelFuzzy { label, known } => format!("标签“{label}”按“{known}”识别"),
            FindingKind::LabelRepeated { label } => {
                format!("“{label}”重复出现且内容不同，后一处放在 extra 中")
            }
            FindingKind::PlaceGuessed { label, guess: Guess::NoColon } => {
                format!("“{label}”之后没有冒号，把其后的文字读作它的值")
            }
            FindingKind::PlaceGuessed { guess: Guess::SideBySide, .. } => {
                "两组指标并列而没有各自的名称，左边的读作中长期指标，右边的读作年度指标".into()
            }
            FindingKind::Value(doubt) => doubt_message(doubt, Lang::Zh),
            FindingKind::ValueUnplaced { key } => format!("模板中没有填写 {key} 的位置"),
            FindingKind::PlaceOccupied { key } => format!("{key} 的位置已有其他内容"),
            FindingKind::PlaceAmbiguous { key, other } => {
                format!("{key} 在模板中有两处，无法区分，另一处在{}", other.describe(Lang::Zh))
            }
            FindingKind::ValueAsPrinted { key } => {
                format!("{key} 的文字与表上印好的横线或盖章、日期相同，填入后无法分辨")
            }
            FindingKind::ValueContradicts { key } => format!("{key} 的文字与数值不一致"),
            FindingKind::ChoiceUnplaced { key } => format!("模板中没有可勾选 {key} 的方框"),
            FindingKind::PlaceProtected { key, by } => format!("{key} 不能填写：{}", by.name(Lang::Zh)),
            FindingKind::DeclarationsUnplaced { count } => format!("模板中放不下另外 {count} 份申报表"),
            FindingKind::Rule(breach) => breach.said.zh.clone(),
        }
    }

    fn en(&self) -> String {
        match &self.kind {
            FindingKind::ContentSkipped { what } => format!("stepped over content that is no text: {what}"),
            FindingKind::PageCutOff => {
                "the page ends inside of a table; it may be cut off, check its last rows".into()
            }
            FindingKind::BytesUndecodable => {
                "bytes that the encoding does not explain became \u{FFFD}".into()
            }
            FindingKind::DumpIncomplete { tool } => format!(
                "a text like this (as {tool} prints it) has no complete tables and is read in part; take the Word file \
                 itself, or save it as .docx with Word, WPS or LibreOffice"
            ),
            FindingKind::CellsRestored { rows } => format!(
                "{rows} rows lack the cells that merged ones cover, or contradict them; their places are inferred, check these"
            ),
            FindingKind::RowsSettled { breaks } => {
                format!("{breaks} breaks were no row ends; the labels say so")
            }
            FindingKind::LabelFuzzy { label, known } => format!("label {label:?} was taken for {known:?}"),
            FindingKind::LabelRepeated { label } => {
                format!("{label:?} stands here again with another text; it is kept in extra")
            }
            FindingKind::PlaceGuessed { label, guess: Guess::NoColon } => {
                format!("no colon follows {label:?}; what stands behind it was taken for its value")
            }
            FindingKind::PlaceGuessed { guess: Guess::SideBySide, .. } => {
                "two lists stand side by side without names; the left one was taken for the whole term's"
                    .into()
            }
            FindingKind::Value(doubt) => doubt_message(doubt, Lang::En),
            FindingKind::ValueUnplaced { key } => format!("the template has no place for {key}"),
            FindingKind::PlaceOccupied { key } => format!("the place of {key} already holds another text"),
            FindingKind::PlaceAmbiguous { key, other } => {
                format!(
                    "the template has two places for {key}, and nothing tells which is meant; the other is {}",
                    other.describe(Lang::En)
                )
            }
            FindingKind::ValueAsPrinted { key } => {
                format!(
                    "the text of {key} is like the line, seal or date that the form prints; it would be lost"
                )
            }
            FindingKind::ValueContradicts { key } => format!("the text of {key} contradicts its number"),
            FindingKind::ChoiceUnplaced { key } => format!("the template has no box to tick for {key}"),
            FindingKind::PlaceProtected { key, by } => {
                format!("{key} cannot be filled in: {}", by.name(Lang::En))
            }
            FindingKind::DeclarationsUnplaced { count } => {
                format!("the template has no place for {count} more declarations")
            }
            FindingKind::Rule(breach) => breach.said.en.clone(),
        }
    }
}

fn doubt_severity(doubt: &Doubt) -> Severity {
    match doubt {
        Doubt::AmountUnitDiffers { .. } | Doubt::ChoiceInferred { .. } => Severity::Info,
        _ => Severity::Warning,
    }
}

fn doubt_message(doubt: &Doubt, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    match doubt {
        Doubt::AmountUnreadable { text } if zh => format!("“{text}”不是可读的金额"),
        Doubt::AmountUnreadable { text } => format!("{text:?} is no readable amount"),
        Doubt::AmountUnitDiffers { text, label, cell } if zh => {
            format!("“{text}”的单位是{}，标签的单位是{}，以单元格为准", cell.name(), label.name())
        }
        Doubt::AmountUnitDiffers { text, label, cell } => {
            format!("{text:?} is in {}, its label says {}; the cell counts", cell.name(), label.name())
        }
        Doubt::PeriodUnreadable { text } if zh => format!("“{text}”不是可读的起止时间"),
        Doubt::PeriodUnreadable { text } => format!("{text:?} is no readable period"),
        Doubt::PeriodReversed { text } if zh => format!("“{text}”的开始晚于结束"),
        Doubt::PeriodReversed { text } => format!("{text:?} starts after it ends"),
        Doubt::YearUnreadable { text } if zh => format!("“{text}”不是年份"),
        Doubt::YearUnreadable { text } => format!("{text:?} is no year"),
        Doubt::ChoiceInferred { text, option } if zh => {
            format!("“{text}”中的勾选符号已丢失，因其余选项未勾选，推断为 {option}")
        }
        Doubt::ChoiceInferred { text, option } => {
            format!("the tick of {text:?} is lost; {option} is inferred, since the others are empty")
        }
        Doubt::ChoiceUndecided { text } if zh => format!("“{text}”无法确定勾选了哪一项"),
        Doubt::ChoiceUndecided { text } => format!("{text:?} does not tell which option is ticked"),
        Doubt::ChoiceUnreadable { text } if zh => format!("“{text}”不是其中任何一个选项"),
        Doubt::ChoiceUnreadable { text } => format!("{text:?} names none of the options"),
        Doubt::TargetDamaged { text } if zh => format!("“{text}”的首位 2 可能是损坏的“≥”，请核对"),
        Doubt::TargetDamaged { text } => format!("the leading 2 of {text:?} may be a damaged ≥"),
        Doubt::TargetResidue { text } if zh => format!("“{text}”是模板残留，尚未填写"),
        Doubt::TargetResidue { text } => format!("{text:?} is left over from the template"),
        Doubt::TargetUnreadable { text } if zh => format!("“{text}”有比较符号而没有可读的数值"),
        Doubt::TargetUnreadable { text } => format!("{text:?} has an operator, but no number to read"),
    }
}

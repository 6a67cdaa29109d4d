use crate::lang::Lang;

/// What is wrong with a value of the data.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DataCause {
    /// It is of another kind than the place takes.
    Kind {
        /// What the place takes.
        wanted: Wanted,
        /// What was found.
        found: Found,
    },
    /// It is none of the options of a choice.
    NoOption {
        /// The value.
        text: String,
    },
    /// It is no year.
    NoYear {
        /// The value.
        text: String,
    },
    /// Its text and its numbers contradict each other.
    Contradiction,
    /// Something else, in the words of the parser.
    Other {
        /// What it says.
        cause: String,
    },
}

/// What a place takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// A declaration: keys and values.
    Declaration,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A year.
    Year,
    /// The key of an option.
    Option,
    /// A list of rows.
    Rows,
    /// A row.
    Row,
    /// A list of labels with texts.
    Labelled,
}

/// What a value of the data is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Found {
    /// null
    Null,
    /// true or false
    Bool,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// Keys and values.
    Object,
}

impl DataCause {
    pub(super) fn describe(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            DataCause::Kind { wanted, found } => {
                let (wanted, found) = (wanted.name(lang), found.name(lang));
                if zh {
                    format!("需要{wanted}，得到的是{found}")
                } else {
                    format!("{wanted} is wanted, {found} was found")
                }
            }
            DataCause::NoOption { text } if zh => format!("“{text}”不是其中任何一个选项"),
            DataCause::NoOption { text } => format!("{text:?} is none of the options"),
            DataCause::NoYear { text } if zh => format!("“{text}”不是年份"),
            DataCause::NoYear { text } => format!("{text:?} is no year"),
            DataCause::Contradiction if zh => "文字与数值不一致".into(),
            DataCause::Contradiction => "its text and its number contradict each other".into(),
            DataCause::Other { cause } => cause.clone(),
        }
    }
}

impl Wanted {
    fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Wanted::Declaration => ("申报表（键和值）", "a declaration, keys and values,"),
            Wanted::Text => ("文字", "a text"),
            Wanted::Texts => ("文字的列表", "a list of texts"),
            Wanted::Year => ("年份", "a year"),
            Wanted::Option => ("选项的键", "the key of an option"),
            Wanted::Rows => ("行的列表", "a list of rows"),
            Wanted::Row => ("一行（键和值）", "a row of keys and values"),
            Wanted::Labelled => ("带标签的文字的列表", "a list of labels with texts"),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

impl Found {
    fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Found::Null => ("null", "null"),
            Found::Bool => ("真或假", "true or false"),
            Found::Number => ("数字", "a number"),
            Found::Text => ("文字", "a text"),
            Found::List => ("列表", "a list"),
            Found::Object => ("键和值", "an object"),
        };
        if lang == Lang::Zh { zh } else { en }
    }
}

use std::fmt::{self, Write as _};

use crate::lang::Lang;
use crate::value::mask_mobiles;

/// Where in a document something stands, as a person counts: everything from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The part of the package, when it is not the main one; or the part that is broken.
    pub part: Option<String>,
    /// The table, counted through the document, nested ones included.
    pub table: Option<u32>,
    /// The row in the table.
    pub row: Option<u32>,
    /// The layout-grid column in the table.
    pub column: Option<u32>,
    /// The paragraph outside tables.
    pub paragraph: Option<u32>,
    /// The byte in the part, or in the file.
    pub byte: Option<u64>,
    /// The line of a text or data file.
    pub line: Option<u32>,
    /// The label that governs it, or the key of the data.
    pub label: Option<String>,
}

impl Place {
    /// The place of a label or key alone.
    pub fn label(label: impl Into<String>) -> Place {
        Place { label: Some(label.into()), ..Place::default() }
    }

    /// The place of a byte in a part.
    pub fn byte(part: &str, byte: usize) -> Place {
        Place { part: Some(part.to_owned()), byte: Some(byte as u64), ..Place::default() }
    }

    /// The same place with the label that governs it.
    pub fn with_label(mut self, label: impl Into<String>) -> Place {
        let label = label.into();
        self.label = (!label.is_empty()).then_some(label);
        self
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Place::default()
    }

    /// The place in words: `表1 第7行 第3列 专项名称`, or `table 1, row 7, column 3, 专项名称`. A phone number in
    /// the label is masked.
    pub fn describe(&self, lang: Lang) -> String {
        let mut out = String::new();
        let zh = lang == Lang::Zh;
        let mut add = |text: fmt::Arguments<'_>| {
            if !out.is_empty() {
                out.push_str(if zh { " " } else { ", " });
            }
            // Writing to a String does not fail.
            let _ = out.write_fmt(text);
        };
        if let Some(part) = &self.part {
            add(format_args!("{part}"));
        }
        let counted = [
            (self.table, "表", "", "table"),
            (self.row, "第", "行", "row"),
            (self.column, "第", "列", "column"),
            (self.paragraph, "第", "段", "paragraph"),
            (self.line, "第", "行", "line"),
        ];
        for (number, before, after, word) in counted {
            match number {
                Some(number) if zh => add(format_args!("{before}{number}{after}")),
                Some(number) => add(format_args!("{word} {number}")),
                None => {}
            }
        }
        match self.byte {
            Some(byte) if zh => add(format_args!("第{byte}字节")),
            Some(byte) => add(format_args!("byte {byte}")),
            None => {}
        }
        if let Some(label) = &self.label {
            add(format_args!("{}", mask_mobiles(label)));
        }
        out
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.describe(Lang::Zh))
    }
}

impl serde::Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

use super::lines::{Lines, Tabs};
use super::marked;
use super::sense::{Kind, Sense};

/// How a text file writes its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `→a␊→b␊␊→c␊`: a line that begins with TAB opens a cell, an empty line may end a row. What Apache Tika
    /// prints of .doc, and of .docx before 3.3.2.
    CellPerLine,
    /// `→a→b␊→c␊`: every cell has a TAB before it, and a line is a row or part of one. What Apache Tika 3.3.2
    /// and later print of .docx.
    RowPerLine,
    /// `a→b␊c␊`: TABs between cells. What Word and WPS save as text, and what is copied out of them.
    Tabbed,
    /// `a␇␊b␇␊␇`: U+0007 behind cells and rows. What wvText prints.
    Marked,
    /// No TAB, no table.
    Plain,
}

impl Dialect {
    /// Tells the dialect by where the lines have TABs.
    pub(super) fn of(lines: &Lines<'_>, text: &str, sense: &Sense<'_>) -> Dialect {
        if marked::is(text) {
            return Dialect::Marked;
        }
        let (mut leading, mut rows, mut inner, mut labelled) = (0usize, 0usize, 0usize, 0usize);
        for line in lines.iter() {
            match line.tabs {
                Tabs::None => {}
                Tabs::Leading => leading += 1,
                Tabs::LeadingAndInner => rows += 1,
                Tabs::Inner => {
                    inner += 1;
                    let first = lines.text(line.text).split('\t').next().unwrap_or_default();
                    labelled += usize::from(matches!(sense.kind(first), Kind::Label | Kind::Inline));
                }
            }
        }
        let marked = leading + rows;
        // A few list numbers with TABs among many lines are no table.
        let tabs = marked + inner;
        if tabs == 0 || tabs < 4 && tabs * 16 < lines.iter().count() {
            return Dialect::Plain;
        }
        // Only between cells does a row begin without TAB. In the other dialects such a line goes on from a line
        // break in a cell, or stands outside the table; in a form with a long list of indicators, whose rows begin
        // with an empty cell, they may be few, but then they begin with labels.
        if inner * 4 > marked || labelled * 16 > marked {
            Dialect::Tabbed
        } else if rows > leading {
            Dialect::RowPerLine
        } else {
            Dialect::CellPerLine
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    #[test]
    fn dialects_are_told_by_their_tabs() {
        let cases = [
            ("清溪县\n环境整治经费", Dialect::Plain),
            ("表前\n→名称\n→经费\n\n→部门\n→某局\n", Dialect::CellPerLine),
            // A list in a cell of an .odt has a TAB of its own.
            ("→目标\n→→一\n\n→二\n\n→部门\n→某局\n", Dialect::CellPerLine),
            ("→名称→经费\n→部门→某局\n→主管\n部门→某局\n→→a→b\n→→c→d\n", Dialect::RowPerLine),
            ("名称→经费\n→部门→某局\n", Dialect::Tabbed),
            ("单位：某局→→负责人：周明远\n→a→b\n→c→d\n", Dialect::Tabbed),
        ];
        for (picture, dialect) in cases {
            let text = picture.replace('→', "\t");
            assert_eq!(
                Dialect::of(&Lines::of(&text, &Limits::default()).unwrap(), &text, &Sense(None)),
                dialect,
                "{picture}"
            );
        }
    }
}

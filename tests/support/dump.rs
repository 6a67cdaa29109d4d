//! A declaration as text dumps have it.

use super::form::{Form, FormCell};

/// What Apache Tika prints of the form saved as a binary .doc.
///
/// A TAB stands before a cell; a line ends a paragraph, two when the paragraph's mark belongs to the run before it; an
/// empty line ends a row and another one a table. A soft break is a line end. A symbol is `(`, whichever it was, and
/// automatic numbers are gone. The line at the start is the empty page header.
pub(crate) fn tika(forms: &[Form]) -> String {
    let mut out = "\n".to_owned();
    for form in forms {
        for row in &form.rows {
            for cell in row {
                out.push('\t');
                let last = cell.paragraphs.len().saturating_sub(1);
                for (number, paragraph) in cell.paragraphs.iter().enumerate() {
                    if number < last && paragraph.text.trim().is_empty() {
                        continue;
                    }
                    out.push_str(&paragraph.text.replace('↵', "\n").replace('☑', "("));
                    out.push_str(if paragraph.shares_run { "\n\n" } else { "\n" });
                }
                if cell.paragraphs.is_empty() {
                    out.push('\n');
                }
            }
            out.push('\n');
        }
        out.push('\n');
    }
    out
}

/// What Word and WPS save as text: TABs between cells, a line end behind each row and each paragraph.
///
/// `tick` is what becomes of the symbol. Automatic numbers are gone here too.
pub(crate) fn saved_as_text(forms: &[Form], tick: &str) -> String {
    let mut out = String::new();
    for (number, form) in forms.iter().enumerate() {
        if number > 0 {
            // The paragraph between the tables, and the page break in it.
            out.push_str("\r\n\r\n");
        }
        for row in &form.rows {
            let cells: Vec<String> = row.iter().map(|cell| saved_cell(cell, tick)).collect();
            out.push_str(&cells.join("\t"));
            out.push_str("\r\n");
        }
    }
    out
}

fn saved_cell(cell: &FormCell, tick: &str) -> String {
    let paragraphs = cell.paragraphs.iter().map(|paragraph| paragraph.text.replace('☑', tick));
    paragraphs.collect::<Vec<_>>().join("\r\n").replace('↵', "\r\n")
}

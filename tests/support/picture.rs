//! Grids drawn in characters, both ways.
//!
//! Cells stand between bars, one for each place of the grid. A merged cell stands at its origin; `<` is more of it to
//! the right and `^` more of it below. `_` is an empty cell, `--` a skipped place. In texts `¶` ends a paragraph,
//! `↵` is a line break, `→` a tab and `␣` a blank at an end.
//!
//! ```text
//! 基本情况 | 项目名称 | 公路养护 | <
//! ^        | 主管部门 | 某局     | --
//! ```

use shenbao::Document;
use shenbao::document::{Block, Home, Table};

use super::docx::{self, Node};

/// Draws a table.
pub(crate) fn grid(document: &Document, table: usize) -> String {
    let drawn = &document.tables[table];
    (0..drawn.row_count()).map(|row| grid_row(document, table, drawn, row) + "\n").collect()
}

fn grid_row(document: &Document, number: usize, table: &Table, row: u32) -> String {
    let places = (0..table.columns).map(|column| {
        let Some(at) = table.cell_at(row, column) else { return "--".to_owned() };
        let cell = &table.cells[at];
        match (cell.row == row, cell.column == column) {
            (true, true) => {
                let texts = document.cell_paragraphs(number, cell).map(|p| document.paragraph_text(p));
                let nested = document.cell_tables(number, at).map(|table| format!("[表{}]", table + 1));
                let texts: Vec<String> = texts.map(drawn).collect();
                let text = texts.join("¶") + &nested.collect::<String>();
                if text.is_empty() { "_".to_owned() } else { text }
            }
            (false, true) => "^".to_owned(),
            _ => "<".to_owned(),
        }
    });
    places.collect::<Vec<_>>().join(" | ")
}

/// Draws a whole document: paragraphs and tables in reading order, nested tables behind the outermost.
pub(crate) fn document(document: &Document) -> String {
    let mut out = String::new();
    let mut next = 0;
    for block in &document.blocks {
        match *block {
            Block::Paragraph(number) => {
                let home = match document.paragraphs[number as usize].home {
                    Home::Body => "段",
                    Home::TextBox => "框",
                    Home::Header => "页眉",
                    Home::Footer => "页脚",
                    Home::Table(_) => panic!("a paragraph of a cell is no block"),
                };
                out += &format!("{home}: {}\n", drawn(document.paragraph_text(number)));
            }
            Block::Table(number) => {
                let number = number as usize;
                // The tables inside it have the numbers up to the next table that is a block.
                let tables = document.tables.iter().enumerate().skip(number);
                for (inner, table) in
                    tables.take_while(|(at, table)| *at == number || matches!(table.home, Home::Table(_)))
                {
                    let size = format!("{}×{}", table.row_count(), table.columns);
                    out += &format!("表{} {size}\n{}", inner + 1, grid(document, inner));
                    next = inner + 1;
                }
            }
        }
    }
    assert_eq!(next, document.tables.len(), "every table is a block or in a cell of one");
    out
}

/// A text on one line.
fn drawn(text: &str) -> String {
    let core = text.trim_matches(' ');
    let leading = text.len() - text.trim_start_matches(' ').len();
    let trailing = if core.is_empty() { 0 } else { text.len() - leading - core.len() };
    "␣".repeat(leading) + &core.replace('\n', "↵").replace('\t', "→") + &"␣".repeat(trailing)
}

/// Makes a table of its picture.
pub(crate) fn table(picture: &str) -> Node {
    table_of(picture, &docx::cell)
}

/// Makes a table of its picture, each cell from its text.
pub(crate) fn table_of(picture: &str, make: &dyn Fn(&str) -> Node) -> Node {
    let places: Vec<Vec<&str>> = picture
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.split('|').map(str::trim).collect())
        .collect();
    let goes_on = |row: usize, column: usize| places.get(row).is_some_and(|row| row[column] == "^");
    docx::table(places.iter().enumerate().map(|(at, row)| {
        let mut cells: Vec<(&str, bool, u32)> = Vec::new();
        let (mut before, mut after) = (0, 0);
        for (column, &token) in row.iter().enumerate() {
            match token {
                "<" => cells.last_mut().unwrap().2 += 1,
                "--" if cells.is_empty() => before += 1,
                "--" => after += 1,
                token => cells.push((token, goes_on(at + 1, column), 1)),
            }
        }
        let cells = cells.into_iter().map(|(token, goes_on, span)| {
            let cell = make(if matches!(token, "_" | "^") { "" } else { token });
            let cell = if span > 1 { cell.span(span) } else { cell };
            match (token, goes_on) {
                ("^", _) => cell.merged(),
                (_, true) => cell.merge(),
                _ => cell,
            }
        });
        let row = docx::row(cells);
        let row = if before > 0 { row.before(before) } else { row };
        if after > 0 { row.after(after) } else { row }
    }))
}

/// What Word and WPS save as text of a table drawn this way: TABs between cells, an empty one for what goes on from
/// above.
pub(crate) fn saved_as_text(picture: &str) -> String {
    let row = |cells: Vec<String>| cells.join("\t").replace(['¶', '↵'], "\r\n") + "\r\n";
    dumped(picture).map(row).collect()
}

/// What Apache Tika prints of a .doc that holds a table drawn this way: a TAB before each cell, each paragraph and break a
/// line, an empty line behind each row and another one behind the table.
pub(crate) fn cells_as_lines(picture: &str) -> String {
    let cell = |cell: &String| format!("\t{}\n", cell.replace(['¶', '↵'], "\n"));
    let row = |cells: Vec<String>| cells.iter().map(cell).collect::<String>() + "\n";
    dumped(picture).map(row).collect::<String>() + "\n"
}

/// What Apache Tika prints of a .docx since 3.3.2: a row is a line, but for cells of several paragraphs, which end theirs.
pub(crate) fn rows_as_lines(picture: &str) -> String {
    let cell = |cell: &String| {
        let end = if cell.contains('¶') { "\n" } else { "" };
        format!("\t{}{end}", cell.replace(['¶', '↵'], "\n"))
    };
    let row = |cells: Vec<String>| cells.iter().map(cell).collect::<String>() + "\n";
    dumped(picture).map(row).collect::<String>() + "\n"
}

/// The cells of each row, one for what goes on from above.
fn dumped(picture: &str) -> impl Iterator<Item = Vec<String>> {
    let lines = picture.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| {
        let cells = line.split('|').map(str::trim).filter(|token| !matches!(*token, "<" | "--"));
        let text = |token: &str| match token {
            "_" | "^" => String::new(),
            text => text.replace('␣', " "),
        };
        cells.map(text).collect()
    })
}

/// A picture without its indentation and alignment, to be compared.
pub(crate) fn flat(picture: &str) -> String {
    let lines = picture.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| line.split('|').map(str::trim).collect::<Vec<_>>().join(" | ") + "\n").collect()
}

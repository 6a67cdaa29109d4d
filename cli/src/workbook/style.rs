//! How the sheets look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use super::layout::{Column, Content, Facet, Part, Sheet};

/// The rows above the data: the keys, which are hidden, and the headers.
pub(super) const KEYS: u32 = 0;
pub(super) const HEADERS: u32 = 1;
pub(super) const FIRST: u32 = 2;

/// Two lines of text; longer texts are read in the bar above the sheet, and a row of forty lines helps nobody.
const ROW_HEIGHT: f64 = 30.0;

const BLUE: Color = Color::RGB(0x1F4E79);
const GREY: Color = Color::RGB(0x7F7F7F);
const LINE: Color = Color::RGB(0xD9D9D9);

#[derive(Debug)]
pub(super) struct Style {
    key: Format,
    header: Format,
    /// The header of what is not read back.
    told: Format,
    pub(super) text: Format,
    pub(super) number: Format,
    pub(super) money: Format,
    pub(super) link: Format,
    pub(super) error: Format,
    pub(super) warning: Format,
    pub(super) total: Format,
    pub(super) total_money: Format,
}

impl Style {
    pub(super) fn new() -> Style {
        let cell = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(LINE)
                .set_font_size(10)
        };
        let header = || {
            cell()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_align(FormatAlign::Center)
                .set_font_color(Color::White)
                .set_border_right(FormatBorder::Thin)
                .set_border_right_color(LINE)
        };
        let text = || cell().set_text_wrap().set_num_format("@");
        // No more decimals than the number has, and no less than people write.
        let money = || cell().set_num_format("#,##0.00##########");
        let sum = |format: Format| format.set_bold().set_border_top(FormatBorder::Thin);
        Style {
            key: Format::new().set_font_color(GREY).set_font_size(9),
            header: header().set_background_color(BLUE),
            told: header().set_background_color(GREY),
            text: text(),
            number: cell().set_num_format("0").set_align(FormatAlign::Center),
            money: money(),
            link: text()
                .set_font_color(Color::RGB(0x0563C1))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            error: text().set_font_color(Color::RGB(0xC00000)).set_bold(),
            warning: text().set_font_color(Color::RGB(0x9C5700)),
            total: sum(text()),
            total_money: sum(money()),
        }
    }

    /// The format of the cells of a column.
    pub(super) fn of(&self, column: &Column<'_>) -> &Format {
        if column.is_money() {
            &self.money
        } else if column.is_text() {
            &self.text
        } else {
            &self.number
        }
    }

    /// Writes the two rows above the data, and settles what holds for the whole sheet.
    pub(super) fn begin(&self, worksheet: &mut Worksheet, sheet: &Sheet<'_>) -> Result<(), XlsxError> {
        worksheet.set_name(&sheet.name)?;
        worksheet.set_row_hidden(KEYS)?;
        worksheet.set_row_height(HEADERS, 34)?;
        for (number, column) in (0..).zip(&sheet.columns) {
            worksheet.set_column_width(number, column.width)?;
            // What people type below is then kept as they type it: 007, 95%, numbers of 18 digits.
            worksheet.set_column_format(number, self.of(column))?;
            worksheet.write_string_with_format(KEYS, number, &column.key, &self.key)?;
        }
        for (number, column) in (0..).zip(&sheet.columns) {
            let read_back = !matches!(column.part, Part::Told(_) | Part::File)
                && !matches!(column.part, Part::Value(slot) if slot.facet == Facet::Written)
                && !matches!(sheet.content, Content::Findings);
            let format = if read_back { &self.header } else { &self.told };
            worksheet.write_string_with_format(HEADERS, number, &column.header, format)?;
        }
        // Number and name stay in view.
        let columns = match sheet.content {
            Content::Declarations | Content::List(_) | Content::Labelled => 2,
            Content::Findings | Content::Totals | Content::Files | Content::Overflow => 0,
        };
        worksheet.set_freeze_panes(FIRST, columns)?;
        worksheet.set_landscape();
        worksheet.set_paper_size(9);
        // The widest sheets would be too small to read on one page.
        if !matches!(sheet.content, Content::Declarations | Content::Totals) {
            worksheet.set_print_fit_to_pages(1, 0);
        }
        worksheet.set_repeat_rows(HEADERS, HEADERS)?;
        worksheet.set_tab_color(match sheet.content {
            Content::Declarations => BLUE,
            Content::Findings => Color::RGB(0xC00000),
            Content::Totals | Content::Files => Color::RGB(0x548235),
            Content::List(_) | Content::Labelled | Content::Overflow => Color::RGB(0x9DC3E6),
        });
        Ok(())
    }

    /// The height of a row in which long texts stand.
    pub(super) fn height(sheet: &Sheet<'_>) -> Option<f64> {
        matches!(sheet.content, Content::Declarations).then_some(ROW_HEIGHT)
    }
}

//! One pass over the tokens, with a stack of groups; headers, footers and text boxes are read when the body has ended.

use super::field::{Drawn, Field};
use super::font::Fonts;
use super::list::Lists;
use super::rows::{Lines, Piece};
use super::token::{Token, Tokens};
use super::{PART, exceeded};
use crate::document::{Document, Format, Home, MarkKind};
use crate::error::{ErrorKind, Result};
use crate::finding::{Finding, FindingKind};
use crate::limits::Limits;
use crate::read::build::Builder;
use crate::read::symbol::bullet;

/// Reads a file.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Document> {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let mut walker = Walker {
        bytes,
        limits,
        lines: Lines::new(Builder::new(Format::Rtf, PART, limits), limits),
        fonts: Fonts::default(),
        default_font: 0,
        state: State::default(),
        stack: Vec::new(),
        fields: Vec::new(),
        pending: Vec::new(),
        skip: 0,
        high: None,
        starred: false,
        shown: 0,
        undecodable: false,
        lists: Lists::default(),
        spelled: false,
        numbers_left: limits.text_bytes,
        side: Some(Vec::new()),
    };
    let is_whole = start.starts_with(b"{\\rtf");
    let end = walker.group(bytes.len() - start.len(), is_whole)?;
    let behind = bytes.get(end..).unwrap_or_default();
    if behind.iter().any(|byte| !byte.is_ascii_whitespace() && *byte != 0) {
        walker.lines.builder.note("\\rtf");
    }
    walker.side()?;
    let Walker { lines, undecodable, .. } = walker;
    let mut document = lines.builder.finish()?;
    if undecodable {
        document.findings.push(Finding::new(FindingKind::BytesUndecodable));
    }
    Ok(document)
}

/// What a group inherits and gives back.
#[derive(Clone, Copy, Debug)]
struct State {
    destination: Destination,
    /// What has to be done when the group ends that set it.
    opened: Opened,
    font: i32,
    hidden: bool,
    deleted: bool,
    /// Characters that stand for `\u` in readers without Unicode.
    fallback: usize,
    in_table: bool,
    /// `\itap`, 0 when nothing says it.
    level: u32,
    /// `\ls`, 0 for none, and `\ilvl`.
    list: i32,
    list_level: u32,
}

impl Default for State {
    fn default() -> State {
        State {
            destination: Destination::Text,
            opened: Opened::Nothing,
            font: 0,
            hidden: false,
            deleted: false,
            fallback: 1,
            in_table: false,
            level: 0,
            list: 0,
            list_level: 0,
        }
    }
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Destination {
    Text,
    Nowhere,
    Fonts,
    /// The automatic number of the paragraph.
    Number,
    /// The list tables, and the text of a level in them.
    Lists,
    LevelText,
    Instruction,
    FormField,
    /// An entry of a drop-down form field.
    Entry,
    /// The definition of a row of a nested table.
    NestedRow,
    /// A drawing, whose text is in a destination of its own.
    Shape,
    /// Text written twice, the second time in Unicode.
    Twice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opened {
    Nothing,
    Field,
    Number,
    LevelText,
    /// A text box within a header or another text box.
    Box,
}

struct Walker<'b> {
    bytes: &'b [u8],
    limits: &'b Limits,
    lines: Lines<'b>,
    fonts: Fonts,
    default_font: i32,
    state: State,
    stack: Vec<State>,
    fields: Vec<Field>,
    /// Bytes that are not decoded yet.
    pending: Vec<u8>,
    /// How many characters are still to be skipped, which stand for the last `\u`.
    skip: usize,
    /// The first half of a character beyond U+FFFF.
    high: Option<u16>,
    /// `\*` came just before.
    starred: bool,
    /// How many times something was shown.
    shown: u64,
    undecodable: bool,
    lists: Lists,
    /// The number of the paragraph is written out.
    spelled: bool,
    /// How many bytes of counted numbers may still be written.
    numbers_left: u64,
    /// Headers, footers and text boxes: where they begin. None while they are read, so that no byte is read thrice.
    side: Option<Vec<(Home, usize, State)>>,
}

impl Walker<'_> {
    /// Reads from a place to the end of its group, or to the end of the file, and says where that is.
    fn group(&mut self, start: usize, is_whole: bool) -> Result<usize> {
        let mut tokens = Tokens::new(self.bytes, start);
        while let Some(token) = tokens.next() {
            let starred = std::mem::take(&mut self.starred);
            match token {
                Token::Text(text) => self.bytes(text),
                Token::Byte(byte) => self.bytes(&[byte]),
                Token::Open => {
                    self.flush();
                    self.skip = 0;
                    if self.stack.len() as u64 >= self.limits.depth {
                        return Err(exceeded("depth", self.limits.depth, self.stack.len() as u64 + 1));
                    }
                    self.stack.push(self.state);
                    self.state.opened = Opened::Nothing;
                }
                Token::Close => {
                    self.flush();
                    self.skip = 0;
                    self.close()?;
                    if self.stack.is_empty() && is_whole {
                        break;
                    }
                }
                Token::Symbol(symbol) => {
                    self.flush();
                    self.symbol(symbol)?;
                }
                Token::Word(word, number) => {
                    self.flush();
                    if self.skip > 0 {
                        self.skip -= 1;
                    } else {
                        self.word(word, number, starred, tokens.at)?;
                    }
                }
            }
        }
        self.flush();
        if !self.stack.is_empty() || tokens.at > self.bytes.len() {
            let byte = self.bytes.len() as u64;
            return Err(ErrorKind::RtfBroken { byte }.into());
        }
        self.lines.end(self.level())?;
        Ok(tokens.at)
    }

    /// Reads what stands beside the body: headers, then footers, then text boxes.
    fn side(&mut self) -> Result<()> {
        let side = self.side.take().unwrap_or_default();
        for (home, name) in [(Home::Header, "header"), (Home::Footer, "footer"), (Home::TextBox, "shptxt")] {
            let mut begun = false;
            for (_, start, state) in side.iter().filter(|(other, ..)| *other == home) {
                if !begun {
                    self.lines.builder.begin_part(home, name)?;
                    begun = true;
                }
                self.state = State { destination: Destination::Text, opened: Opened::Nothing, ..*state };
                self.state.in_table = false;
                self.state.level = 0;
                (self.state.list, self.state.list_level) = (0, 0);
                self.lists.restart();
                // The brace of the group is behind us, the one that closes it is not.
                self.stack = vec![self.state];
                self.fields.clear();
                self.group(*start, true)?;
            }
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        let Some(outer) = self.stack.pop() else { return Ok(()) };
        let inner = std::mem::replace(&mut self.state, outer);
        match inner.opened {
            Opened::Nothing => {}
            Opened::Field => {
                let Some(field) = self.fields.pop() else { return Ok(()) };
                let has_result = self.shown > field.shown;
                match field.drawn(has_result) {
                    Some(Drawn::Mark(state, kind)) => self.piece(Piece::Mark(state, kind)),
                    Some(Drawn::Text(text)) => self.text(&text),
                    None => {}
                }
            }
            Opened::Number => {
                let number = self.lines.number.trim();
                self.lines.number = if number.is_empty() { String::new() } else { format!("{number} ") };
            }
            Opened::LevelText => self.lists.end_text(),
            Opened::Box => {
                if !self.lines.is_empty() {
                    self.lines.end_line(self.level())?;
                }
            }
        }
        Ok(())
    }

    // Text

    fn bytes(&mut self, bytes: &[u8]) {
        let skipped = self.skip.min(bytes.len());
        self.skip -= skipped;
        if !matches!(self.state.destination, Destination::Nowhere | Destination::Shape | Destination::Twice) {
            self.pending.extend_from_slice(bytes.get(skipped..).unwrap_or_default());
        }
    }

    /// Decodes the bytes that have come together.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let pending = std::mem::take(&mut self.pending);
        let (text, whole) = self.fonts.decode(&pending, self.state.font);
        self.undecodable |= !whole;
        self.text(&text);
        // Keeps the memory for the next ones.
        self.pending = pending;
        self.pending.clear();
    }

    fn text(&mut self, text: &str) {
        match self.state.destination {
            Destination::Text if !self.state.hidden && !self.state.deleted => {
                let symbols = self.fonts.get(self.state.font).and_then(|font| font.symbols);
                if let Some((symbols, state)) = symbols.and_then(|font| Some((font, font.typed(text)?))) {
                    self.lines.push(Piece::Mark(state, MarkKind::Typed(symbols)));
                } else {
                    for (number, part) in text.split('\t').enumerate() {
                        if number > 0 {
                            self.lines.push(Piece::Character('\t'));
                        }
                        if !part.is_empty() {
                            self.lines.text(part);
                        }
                    }
                }
                self.shown += 1;
            }
            Destination::Number if !self.state.hidden => {
                let font = self.fonts.get(self.state.font).map_or("", |font| font.name.as_str());
                self.lines.number.extend(text.chars().map(|char| bullet(char, font, true)));
            }
            Destination::Fonts => self.fonts.text(text),
            Destination::LevelText => self.lists.text(text),
            Destination::Instruction => {
                if let Some(field) = self.fields.last_mut() {
                    field.add_instruction(text);
                }
            }
            Destination::Entry => {
                if let Some(field) = self.fields.last_mut() {
                    field.add_entry(text);
                }
            }
            _ => {}
        }
    }

    fn piece(&mut self, piece: Piece) {
        if self.state.destination == Destination::Text && !self.state.hidden && !self.state.deleted {
            self.lines.push(piece);
            self.shown += 1;
        }
    }

    fn character(&mut self, character: char) {
        match self.state.destination {
            Destination::Text => self.piece(Piece::Character(character)),
            _ => self.text(character.encode_utf8(&mut [0u8; 4])),
        }
    }

    /// `\u`: a unit of UTF-16, and the characters that stand for it are skipped.
    fn unit(&mut self, unit: u16) {
        self.skip = self.state.fallback;
        for decoded in char::decode_utf16(self.high.take().into_iter().chain([unit])) {
            match decoded {
                Ok(character) => self.text(character.encode_utf8(&mut [0u8; 4])),
                Err(lone) if (0xD800..0xDC00).contains(&lone.unpaired_surrogate()) => self.high = Some(unit),
                Err(_) => self.undecodable = true,
            }
        }
    }

    fn symbol(&mut self, symbol: u8) -> Result<()> {
        if self.skip > 0 {
            self.skip -= 1;
            return Ok(());
        }
        match symbol {
            b'*' => self.starred = true,
            b'{' | b'}' | b'\\' => self.bytes(&[symbol]),
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("\u{2011}"),
            b'\n' | b'\r' => self.paragraph()?,
            b'\t' => self.character('\t'),
            _ => {}
        }
        Ok(())
    }

    // Words

    fn word(&mut self, word: &[u8], number: Option<i32>, starred: bool, at: usize) -> Result<()> {
        if self.destination(word, starred, at)? {
            return Ok(());
        }
        let is_on = number != Some(0);
        match self.state.destination {
            Destination::Nowhere | Destination::Shape | Destination::Twice => return Ok(()),
            Destination::Fonts => {
                self.fonts.word(word, number);
                return Ok(());
            }
            Destination::FormField => {
                if let Some(field) = self.fields.last_mut() {
                    match word {
                        b"fftype" => field.kind = number,
                        b"ffres" => field.result = number,
                        b"ffdefres" => field.default = number,
                        _ => {}
                    }
                }
                return Ok(());
            }
            Destination::Lists => {
                let font = self.fonts.get(number.unwrap_or(0)).filter(|_| word == b"f");
                self.lists.word(word, number, font.map_or("", |font| font.name.as_str()));
                return Ok(());
            }
            Destination::NestedRow => {
                if word == b"nestrow" {
                    return self.lines.end_row(self.level().max(2));
                }
                self.lines.nested.word(word, number, self.limits.columns)?;
                return Ok(());
            }
            Destination::Text
            | Destination::Number
            | Destination::LevelText
            | Destination::Instruction
            | Destination::Entry => {}
        }
        let is_text = self.state.destination == Destination::Text;
        match word {
            b"u" => self.unit(number.unwrap_or(0) as u16),
            b"uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(0),
            b"f" => self.state.font = number.unwrap_or(0),
            b"v" => self.state.hidden = is_on,
            b"deleted" => self.state.deleted = is_on,
            b"plain" => {
                self.state.font = self.default_font;
                (self.state.hidden, self.state.deleted) = (false, false);
            }
            b"pard" => {
                (self.state.in_table, self.state.level) = (false, 0);
                (self.state.list, self.state.list_level) = (0, 0);
            }
            b"ls" => self.state.list = number.unwrap_or(0),
            b"ilvl" => self.state.list_level = u32::try_from(number.unwrap_or(0)).unwrap_or(0),
            b"intbl" => self.state.in_table = is_on,
            b"itap" => {
                self.state.level = u32::try_from(number.unwrap_or(1)).unwrap_or(0);
                self.state.in_table &= self.state.level > 0;
            }
            b"deff" => {
                self.default_font = number.unwrap_or(0);
                self.state.font = self.default_font;
            }
            b"ansicpg" => self.fonts.code_page(number),
            b"par" if is_text => self.paragraph()?,
            b"sect" if is_text && !self.lines.is_empty() => self.paragraph()?,
            b"cell" if is_text => {
                self.count()?;
                self.lines.end_cell(1)?;
            }
            b"nestcell" if is_text => {
                self.count()?;
                self.lines.end_cell(self.level().max(2))?;
            }
            b"row" if is_text => self.lines.end_row(1)?,
            b"line" | b"page" | b"column" => self.character('\n'),
            b"tab" => self.character('\t'),
            b"emdash" => self.text("—"),
            b"endash" => self.text("–"),
            b"lquote" => self.text("‘"),
            b"rquote" => self.text("’"),
            b"ldblquote" => self.text("“"),
            b"rdblquote" => self.text("”"),
            b"bullet" => self.text("•"),
            b"emspace" => self.text("\u{2003}"),
            b"enspace" => self.text("\u{2002}"),
            b"qmspace" => self.text("\u{2005}"),
            _ if is_text => {
                self.lines.outer.word(word, number, self.limits.columns)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Takes a word that says where the text of its group goes.
    fn destination(&mut self, word: &[u8], starred: bool, at: usize) -> Result<bool> {
        let here = self.state.destination;
        let to = match (here, word) {
            (Destination::Nowhere, _) => return Ok(true),
            (_, b"fonttbl") => Destination::Fonts,
            (Destination::Text, b"listtable" | b"listoverridetable") => Destination::Lists,
            (Destination::Lists, b"leveltext") => {
                self.state.opened = Opened::LevelText;
                Destination::LevelText
            }
            (Destination::Lists, b"levelnumbers" | b"listname") => Destination::Nowhere,
            (Destination::FormField, b"ffl") => {
                if let Some(field) = self.fields.last_mut() {
                    field.begin_entry();
                }
                Destination::Entry
            }
            (_, b"upr") => Destination::Twice,
            (Destination::Twice, b"ud") => Destination::Text,
            (_, b"shpinst" | b"do") if starred => Destination::Shape,
            (Destination::Shape, b"shptxt" | b"dptxbxtext") => return self.beside(Home::TextBox, at),
            (Destination::Text, b"header" | b"headerl" | b"headerr" | b"headerf") => {
                return self.beside(Home::Header, at);
            }
            (Destination::Text, b"footer" | b"footerl" | b"footerr" | b"footerf") => {
                return self.beside(Home::Footer, at);
            }
            (Destination::Text, b"listtext" | b"pntext") => {
                self.state.opened = Opened::Number;
                self.spelled = true;
                self.lines.number.clear();
                Destination::Number
            }
            (Destination::Text | Destination::Instruction, b"field") => {
                self.state.opened = Opened::Field;
                self.fields.push(Field::begin(self.shown));
                return Ok(true);
            }
            (Destination::Text, b"fldinst") if !self.fields.is_empty() => Destination::Instruction,
            (Destination::Text | Destination::Instruction, b"formfield") if !self.fields.is_empty() => {
                Destination::FormField
            }
            (Destination::Text, b"nesttableprops") => Destination::NestedRow,
            (Destination::Text, b"footnote") => {
                self.lines.builder.note("\\footnote");
                Destination::Nowhere
            }
            (Destination::Text, b"moMath") => {
                self.lines.builder.note("\\moMath");
                Destination::Nowhere
            }
            (_, word) if starred || NOT_ON_THE_PAGE.contains(&word) => Destination::Nowhere,
            _ => return Ok(false),
        };
        self.state.destination = to;
        Ok(true)
    }

    /// Keeps something that stands beside the body until the body has ended.
    fn beside(&mut self, home: Home, at: usize) -> Result<bool> {
        match &mut self.side {
            Some(side) => {
                side.push((home, at, self.state));
                self.state.destination = Destination::Nowhere;
            }
            None => {
                if !self.lines.is_empty() {
                    self.lines.end_line(self.level())?;
                }
                self.state.opened = Opened::Box;
                self.state.destination = Destination::Text;
            }
        }
        Ok(true)
    }

    fn paragraph(&mut self) -> Result<()> {
        if self.state.destination == Destination::Text {
            self.count()?;
            self.lines.end_line(self.level())
        } else {
            Ok(())
        }
    }

    /// Counts the paragraph that ends, and gives it its number unless the file spells it out.
    fn count(&mut self) -> Result<()> {
        let spelled = std::mem::take(&mut self.spelled);
        let counted = match self.state.list {
            0 => None,
            list => self.lists.next(list, self.state.list_level),
        };
        if let Some(number) = counted.filter(|_| !spelled) {
            let (limit, length) = (self.limits.text_bytes, number.len() as u64);
            self.numbers_left = self
                .numbers_left
                .checked_sub(length)
                .ok_or_else(|| exceeded("text_bytes", limit, limit - self.numbers_left + length))?;
            self.lines.number = number;
        }
        Ok(())
    }

    /// How many tables deep the paragraph stands.
    fn level(&self) -> u32 {
        if self.state.in_table { self.state.level.max(1) } else { self.state.level }
    }
}

/// Destinations that are not marked as ones to be ignored, and show nothing.
const NOT_ON_THE_PAGE: [&[u8]; 22] = [
    b"annotation",
    b"colortbl",
    b"datastore",
    b"filetbl",
    b"info",
    b"mmathPict",
    b"nonesttables",
    b"nonshppict",
    b"objalias",
    b"objclass",
    b"objdata",
    b"objname",
    b"objsect",
    b"pict",
    b"revtbl",
    b"rxe",
    b"shprslt",
    b"stylesheet",
    b"tc",
    b"tcn",
    b"themedata",
    b"xe",
];

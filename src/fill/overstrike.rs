//! The box that an EQ field draws by setting characters over each other: `eq \\o\\ac(□,√)`.

use std::ops::Range;

use super::edits::Edits;
use super::fragment::elements;
use super::slot::Protected;
use crate::finding::Protection;

/// Sets a tick over the box of a field, or takes it away. The instruction may be spread over several runs.
pub(super) fn overstrike(
    edits: &mut Edits,
    xml: &[u8],
    field: Range<usize>,
    ticked: bool,
) -> Result<(), Protected> {
    let change = Instruction::of(xml, field).and_then(|instruction| instruction.change());
    let Some(Change { remove, insert, is_alone }) = change else {
        return Err(Protected(Protection::DrawnBox));
    };
    let (first, rest) = match remove.split_first() {
        Some((first, rest)) => (first.clone(), rest),
        None => (insert..insert, Default::default()),
    };
    let text = match (ticked, is_alone) {
        (true, true) => ",√",
        (true, false) => "√",
        (false, true) => "",
        (false, false) => " ",
    };
    edits.raw(first, text);
    rest.iter().for_each(|range| edits.raw(range.clone(), ""));
    Ok(())
}

/// What of an instruction changes when its box is ticked or unticked.
struct Change {
    /// What stands over or under the box and has to go.
    remove: Vec<Range<usize>>,
    /// Where something may be put instead.
    insert: usize,
    /// The box is the only thing that the field draws, `eq \\o(□)`: a tick has to be set apart from it.
    is_alone: bool,
}

/// The characters of an instruction, each with its place in the part.
struct Instruction {
    characters: Vec<(char, Range<usize>)>,
}

impl Instruction {
    /// `None` where a character is written as a reference, which no program does for a box.
    fn of(xml: &[u8], field: Range<usize>) -> Option<Instruction> {
        let mut characters = Vec::new();
        for element in elements(xml, field, 4).iter().filter(|element| element.name == b"instrText") {
            let content = element.content(xml);
            let text = std::str::from_utf8(xml.get(content.clone())?).ok()?;
            characters.extend(text.char_indices().map(|(at, c)| {
                let start = content.start + at;
                (c, start..start + c.len_utf8())
            }));
        }
        characters.iter().all(|(c, _)| *c != '&').then_some(Instruction { characters })
    }

    fn change(&self) -> Option<Change> {
        let find = |is: &dyn Fn(char) -> bool| self.characters.iter().position(|(c, _)| is(*c));
        let open = find(&|c| c == '(')?;
        let close = self.characters.iter().rposition(|(c, _)| *c == ')')?;
        let stretch = |from: usize, to: usize| self.characters.get(from + 1..to);
        let is_box = |c: char| matches!(c, '□' | '☐' | '○' | '◻' | '口');
        let holds_box = |stretch: &[(char, Range<usize>)]| stretch.iter().any(|(c, _)| is_box(*c));
        // Word takes a semicolon where the system's lists have one.
        let Some(comma) = find(&|c| matches!(c, ',' | '，' | ';')) else {
            let drawn = stretch(open, close).filter(|drawn| holds_box(drawn))?;
            let over = drawn.iter().filter(|(c, _)| !is_box(*c));
            let (_, at) = self.characters.get(close)?;
            let remove = over.map(|(_, range)| range.clone()).collect();
            return Some(Change { remove, insert: at.start, is_alone: true });
        };
        let (left, right) = (stretch(open, comma)?, stretch(comma, close)?);
        let (over, end) = match (holds_box(left), holds_box(right)) {
            (true, false) => (right, close),
            (false, true) => (left, comma),
            _ => return None,
        };
        let (_, at) = self.characters.get(end)?;
        let remove = over.iter().map(|(_, range)| range.clone()).collect();
        Some(Change { remove, insert: at.start, is_alone: false })
    }
}

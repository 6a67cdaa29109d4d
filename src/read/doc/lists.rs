//! The list tables ([MS-DOC] 2.9.131 `LSTF`, 2.9.150 `LVL`, 2.9.129 `LFO`): what automatic numbers look like.

use std::collections::HashMap;

use super::bytes::{i32_at, slice, u8_at, u16_at, u32_at, wide};
use super::properties::Look;
use super::sprm::Sprms;
use crate::document::number_format::NumberFormat;
use crate::read::docx::numbering::{Level, List, Num, Numbering, Override, Suffix};

/// Reads the lists and the list overrides, by which paragraphs name them. The levels of all lists follow
/// behind the lists, where nothing tells their length. Tables that are cut off have the lists before that.
pub(super) fn read(lists: &[u8], levels: &[u8], overrides: &[u8], fonts: &[String]) -> Numbering {
    let (lists, by_id) = read_lists(lists, levels, fonts).unwrap_or_default();
    let nums = read_overrides(overrides, &lists, &by_id, fonts).unwrap_or_default();
    Numbering::from_lists(lists, nums)
}

const LIST: usize = 28;
const OVERRIDE: usize = 16;
const LEVELS: u8 = 9;

/// Longest text of a level that is shown. Word's dialog takes 31 characters.
const TEXT: usize = 255;

fn read_lists(table: &[u8], levels: &[u8], fonts: &[String]) -> Option<(Vec<List>, HashMap<u32, usize>)> {
    let mut lists = Vec::new();
    let mut by_id = HashMap::new();
    let mut rest = levels;
    for entry in table.get(2..)?.chunks_exact(LIST).take(usize::from(u16_at(table, 0)?)) {
        let single = u8_at(entry, 26)? & 1 != 0;
        let mut list = List { single, ..List::default() };
        for level in 0..if single { 1 } else { LEVELS } {
            let Some((level, length)) = read_level(rest, level, fonts) else { return Some((lists, by_id)) };
            list.levels.push(level);
            rest = rest.get(length..)?;
        }
        by_id.entry(u32_at(entry, 0)?).or_insert(lists.len());
        lists.push(list);
    }
    Some((lists, by_id))
}

fn read_overrides(
    table: &[u8],
    lists: &[List],
    by_id: &HashMap<u32, usize>,
    fonts: &[String],
) -> Option<HashMap<i32, Num>> {
    let count = u32_at(table, 0)? as usize;
    let entries = slice(table, 4, count.checked_mul(OVERRIDE)?)?;
    let mut rest = table.get(4 + entries.len()..)?;
    let mut nums = HashMap::new();
    for (id, entry) in (1..).zip(entries.chunks_exact(OVERRIDE)) {
        let list = by_id.get(&u32_at(entry, 0)?).copied();
        let mut overrides: Vec<Override> = Vec::new();
        // A character position that nobody uses stands before the changes.
        let mut changes = rest.get(4..).unwrap_or_default();
        for _ in 0..u8_at(entry, 12)? {
            let Some((change, length)) = read_change(changes, fonts) else { return Some(nums) };
            overrides.push(change);
            changes = changes.get(length..)?;
        }
        rest = changes;
        if let Some(list) = list.filter(|&list| list < lists.len()) {
            nums.insert(id, Num { list, definition: list, overrides });
        }
    }
    Some(nums)
}

/// A change to one level: where it starts, or all of it. Returns its length too.
fn read_change(bytes: &[u8], fonts: &[String]) -> Option<(Override, usize)> {
    let flags = u32_at(bytes, 4)?;
    let level = (flags & 0xF) as u8;
    let (starts, replaces) = (flags & 0x10 != 0, flags & 0x20 != 0);
    let mut change = Override { level, start: None, definition: None };
    let mut length = 8;
    if starts {
        change.start = Some(i32_at(bytes, 0)?.try_into().unwrap_or(0));
    }
    if replaces {
        let (definition, more) = read_level(bytes.get(8..)?, level, fonts)?;
        // Where the whole level is replaced, the start is the new one's.
        change.start = change.start.map(|_| definition.start);
        change.definition = Some(definition);
        length += more;
    }
    Some((change, length))
}

/// A level, and the length of its structure.
fn read_level(bytes: &[u8], level: u8, fonts: &[String]) -> Option<(Level, usize)> {
    let flags = u8_at(bytes, 5)?;
    let places = slice(bytes, 6, 9)?;
    let (characters, paragraphs) = (usize::from(u8_at(bytes, 24)?), usize::from(u8_at(bytes, 25)?));
    let mut look = Look::default();
    let properties = slice(bytes, 28 + paragraphs, characters)?;
    Sprms(properties).for_each(|sprm| look.apply(&sprm, &Look::default(), None));
    let at = 28 + paragraphs + characters;
    let units = usize::from(u16_at(bytes, at)?);
    let written = wide(bytes, at + 2, units)?;
    let format = NumberFormat::from_code(u8_at(bytes, 4)?);
    let mut text = String::new();
    for (place, character) in (1usize..).zip(written.chars().take(TEXT)) {
        match u32::from(character) {
            // The number of a level stands in its place, counted from 0.
            number @ 0..=8 if places.iter().any(|&own| usize::from(own) == place) => {
                text.push('%');
                text.extend(char::from_digit(number + 1, 10));
            }
            _ => text.push(character),
        }
    }
    let font = look.ascii_font.and_then(|font| fonts.get(usize::from(font)).cloned()).unwrap_or_default();
    let level = Level {
        level,
        start: i32_at(bytes, 0)?.try_into().unwrap_or(0),
        format: Some(format),
        text,
        suffix: match u8_at(bytes, 15)? {
            0 => Suffix::Tab,
            1 => Suffix::Space,
            _ => Suffix::Nothing,
        },
        legal: flags & 0x04 != 0,
        hidden: look.hidden,
        restart: (flags & 0x08 != 0).then_some(u8_at(bytes, 26)?),
        font,
        ..Level::default()
    };
    Some((level, at + 2 + units * 2))
}

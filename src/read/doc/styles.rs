//! The style sheet ([MS-DOC] 2.9.271 `STSH`): what styles say of lists, hidden text and fonts.

use super::bytes::{slice, u16_at};
use super::properties::{Look, ParagraphLook};
use super::sprm::Sprms;

/// What each style says, with all that it is based on.
pub(super) struct Styles(Vec<Style>);

/// A style.
#[derive(Clone, Copy, Default)]
pub(super) struct Style {
    pub(super) look: Look,
    pub(super) paragraph: ParagraphLook,
}

/// A style as it is written.
#[derive(Default)]
struct Written<'t> {
    base: usize,
    characters: &'t [u8],
    paragraphs: &'t [u8],
}

/// No style is based on more others; in a circle there would be no end.
const NONE: usize = 0xFFF;

impl Styles {
    /// Reads the style sheet. One that is cut off has the styles before that: their properties are few that matter.
    pub(super) fn read(sheet: &[u8]) -> Styles {
        let header = usize::from(u16_at(sheet, 0).unwrap_or(0));
        let fixed = usize::from(u16_at(sheet, 4).unwrap_or(10));
        let mut written: Vec<Written<'_>> = Vec::new();
        let mut at = 2 + header;
        while written.len() < NONE
            && let Some(length) = u16_at(sheet, at).map(usize::from)
            && let Some(style) = slice(sheet, at + 2, length)
        {
            written.push(parse(style, fixed).unwrap_or(Written { base: NONE, ..Written::default() }));
            at += 2 + length + length % 2;
        }
        let mut styles: Vec<Option<Style>> = vec![None; written.len()];
        for first in 0..written.len() {
            // From the style up to one that is known or has no base, and back.
            let mut chain = Vec::new();
            let mut next = first;
            let mut style = Style::default();
            while chain.len() <= written.len()
                && let Some(own) = written.get(next)
            {
                if let Some(known) = styles.get(next).copied().flatten() {
                    style = known;
                    break;
                }
                chain.push(next);
                next = own.base;
            }
            for number in chain.into_iter().rev() {
                let Some(own) = written.get(number) else { continue };
                let base = style.look;
                Sprms(own.characters).for_each(|sprm| style.look.apply(&sprm, &base, None));
                Sprms(own.paragraphs).for_each(|sprm| style.paragraph.apply(&sprm));
                if let Some(place) = styles.get_mut(number) {
                    *place = Some(style);
                }
            }
        }
        Styles(styles.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// What a style says; nothing where there is none of the number.
    pub(super) fn get(&self, number: u16) -> Style {
        self.0.get(usize::from(number)).copied().unwrap_or_default()
    }
}

/// Takes a style apart: a fixed part, the name, and its lists of properties by the kind of style.
fn parse(style: &[u8], fixed: usize) -> Option<Written<'_>> {
    let kind_and_base = u16_at(style, 2)?;
    let count = u16_at(style, 4)? & 0xF;
    let name = usize::from(u16_at(style, fixed)?);
    let mut at = fixed + 2 + name * 2 + 2;
    let mut lists = [&[][..]; 3];
    for list in lists.iter_mut().take(usize::from(count)) {
        at += at % 2;
        let length = usize::from(u16_at(style, at)?);
        *list = slice(style, at + 2, length)?;
        at += 2 + length;
    }
    let [first, second, third] = lists;
    // A list for paragraphs begins with the number of the style.
    let (paragraphs, characters): (&[u8], &[u8]) = match kind_and_base & 0xF {
        1 => (first.get(2..).unwrap_or_default(), second),
        2 => (&[], first),
        3 => (second.get(2..).unwrap_or_default(), third),
        4 => (first.get(2..).unwrap_or_default(), &[]),
        _ => (&[], &[]),
    };
    Some(Written { base: usize::from(kind_and_base >> 4), characters, paragraphs })
}

//! Tags, text and comments. Of attributes only those that count are kept, whatever else a page piles up in its tags.

use std::borrow::Cow;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// What follows in a page. Text and comments are as written; a page is UTF-8 by now.
pub(super) enum Token {
    Start(Tag),
    End(Vec<u8>),
    Text(Vec<u8>),
    Comment(Vec<u8>),
}

/// A start tag.
pub(super) struct Tag {
    pub(super) name: Vec<u8>,
    pub(super) self_closing: bool,
    attributes: Vec<(&'static [u8], Vec<u8>)>,
}

/// The attributes that count.
const ATTRIBUTES: [&[u8]; 15] = [
    b"checked",
    b"class",
    b"colspan",
    b"face",
    b"hidden",
    b"id",
    b"media",
    b"multiple",
    b"rowspan",
    b"selected",
    b"start",
    b"style",
    b"title",
    b"type",
    b"value",
];

impl Tag {
    pub(super) fn has(&self, name: &[u8]) -> bool {
        self.attributes.iter().any(|(own, _)| *own == name)
    }

    pub(super) fn attribute(&self, name: &[u8]) -> Option<Cow<'_, str>> {
        let (_, value) = self.attributes.iter().find(|(own, _)| *own == name)?;
        Some(String::from_utf8_lossy(value))
    }
}

/// The tokens of a page.
pub(super) fn tokens(page: &str) -> impl Iterator<Item = Token> {
    let mut tag: Option<Tag> = None;
    // Whether the value that comes next is the last attribute's.
    let mut counts = false;
    let mut emitter = CallbackEmitter::new(move |event: CallbackEvent<'_>, _: Span<()>| match event {
        CallbackEvent::OpenStartTag { name } => {
            tag = Some(Tag { name: name.to_owned(), self_closing: false, attributes: Vec::new() });
            counts = false;
            None
        }
        CallbackEvent::AttributeName { name } => {
            let known = ATTRIBUTES.into_iter().find(|own| *own == name);
            // Of several of one name the first counts (HTML standard, 13.2.5.33).
            let new = tag.as_mut().zip(known).filter(|(tag, name)| !tag.has(name));
            counts = new.is_some();
            if let Some((tag, name)) = new {
                tag.attributes.push((name, Vec::new()));
            }
            None
        }
        CallbackEvent::AttributeValue { value } => {
            let last = tag.as_mut().and_then(|tag| tag.attributes.last_mut()).filter(|_| counts);
            if let Some((_, own)) = last {
                own.extend_from_slice(value);
            }
            None
        }
        CallbackEvent::CloseStartTag { self_closing } => {
            tag.take().map(|tag| Token::Start(Tag { self_closing, ..tag }))
        }
        CallbackEvent::EndTag { name } => {
            tag = None;
            Some(Token::End(name.to_owned()))
        }
        CallbackEvent::String { value } => Some(Token::Text(value.to_owned())),
        CallbackEvent::Comment { value } => Some(Token::Comment(value.to_owned())),
        CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => None,
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(page, emitter).map(|Ok(token)| token)
}

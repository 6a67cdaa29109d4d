//! Words, braces and bytes of an RTF file.

/// What stands next in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'b> {
    Open,
    Close,
    /// A control word and its number.
    Word(&'b [u8], Option<i32>),
    /// A control symbol.
    Symbol(u8),
    /// `\'xx`
    Byte(u8),
    /// Bytes of text, in whatever code page.
    Text(&'b [u8]),
}

/// Goes through the bytes of a file. Line ends of the file are no text, and the data of `\bin` is stepped over.
pub(super) struct Tokens<'b> {
    bytes: &'b [u8],
    pub(super) at: usize,
}

impl<'b> Tokens<'b> {
    pub(super) fn new(bytes: &'b [u8], at: usize) -> Tokens<'b> {
        Tokens { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Steps over bytes, as long as they are of a kind.
    fn take(&mut self, most: usize, is: impl Fn(u8) -> bool) -> &'b [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let end = rest.iter().take(most).position(|byte| !is(*byte)).unwrap_or(rest.len().min(most));
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn control(&mut self) -> Option<Token<'b>> {
        let first = self.peek()?;
        if !first.is_ascii_alphabetic() {
            self.at += 1;
            if first != b'\'' {
                return Some(Token::Symbol(first));
            }
            let digit = |at: usize| (self.bytes.get(at).copied()? as char).to_digit(16);
            return Some(match (digit(self.at), digit(self.at + 1)) {
                (Some(high), Some(low)) => {
                    self.at += 2;
                    Token::Byte((high * 16 + low) as u8)
                }
                _ => Token::Symbol(first),
            });
        }
        // "A control word's name cannot be longer than 32 letters"
        let name = self.take(32, |byte| byte.is_ascii_alphabetic());
        let negative =
            self.peek() == Some(b'-') && self.bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit);
        self.at += usize::from(negative);
        let digits = self.take(usize::MAX, |byte| byte.is_ascii_digit());
        let number = (!digits.is_empty()).then(|| {
            let number = digits.iter().fold(0i32, |number, digit| {
                number.saturating_mul(10).saturating_add(i32::from(digit - b'0'))
            });
            if negative { -number } else { number }
        });
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if name == b"bin" {
            self.at = self.at.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0));
        }
        Some(Token::Word(name, number))
    }
}

impl<'b> Iterator for Tokens<'b> {
    type Item = Token<'b>;

    fn next(&mut self) -> Option<Token<'b>> {
        self.take(usize::MAX, |byte| matches!(byte, b'\r' | b'\n' | 0));
        let byte = self.peek()?;
        match byte {
            b'{' | b'}' | b'\\' => self.at += 1,
            _ => {
                let is_text = |byte| !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0);
                return Some(Token::Text(self.take(usize::MAX, is_text)));
            }
        }
        match byte {
            b'{' => Some(Token::Open),
            b'}' => Some(Token::Close),
            _ => self.control(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &[u8]) -> Vec<Token<'_>> {
        Tokens::new(text, 0).collect()
    }

    #[test]
    fn words_end_where_the_specification_says() {
        assert_eq!(
            tokens(b"{\\b0 a\\par\r\nb\\u-3842?\\'d6\\~\\*\\x-y}"),
            [
                Token::Open,
                Token::Word(b"b", Some(0)),
                Token::Text(b"a"),
                Token::Word(b"par", None),
                Token::Text(b"b"),
                Token::Word(b"u", Some(-3842)),
                Token::Text(b"?"),
                Token::Byte(0xD6),
                Token::Symbol(b'~'),
                Token::Symbol(b'*'),
                Token::Word(b"x", None),
                Token::Text(b"-y"),
                Token::Close,
            ]
        );
    }

    #[test]
    fn binary_data_is_no_text() {
        let expected = [Token::Word(b"bin", Some(3)), Token::Text(b"a")];
        assert_eq!(tokens(b"\\bin3 }{\\a"), expected);
        assert_eq!(tokens(b"\\bin99999999999 a"), [Token::Word(b"bin", Some(i32::MAX))]);
        assert_eq!(tokens(b"\\"), []);
        assert_eq!(tokens(b"\\'g"), [Token::Symbol(b'\''), Token::Text(b"g")]);
    }
}

//! The tokens of Rich Text Format.

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A group begins.
    Open,
    /// A group ends.
    Close,
    /// The next word may be ignored.
    Optional,
    /// A control word with its number.
    Word(&'a str, Option<i32>),
    /// A byte of text.
    Byte(u8),
    /// A character that a symbol stands for.
    Sign(char),
}

/// The tokens of a document.
pub struct Tokens<'a> {
    bytes: &'a [u8],
    place: usize,
}

impl<'a> Tokens<'a> {
    /// The tokens of these bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, place: 0 }
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.place)?;
        self.place += 1;
        Some(byte)
    }

    fn control(&mut self) -> Option<Token<'a>> {
        match self.next_byte()? {
            b'\'' => {
                let digits = self.bytes.get(self.place..self.place + 2).unwrap_or_default();
                let byte = std::str::from_utf8(digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                self.place += if byte.is_some() { 2 } else { 0 };
                Some(byte.map_or(Token::Byte(b' '), Token::Byte))
            }
            b'*' => Some(Token::Optional),
            b'~' => Some(Token::Sign(' ')),
            b'-' => Some(Token::Sign('\u{AD}')),
            b'_' => Some(Token::Sign('-')),
            b'\r' | b'\n' => Some(Token::Word("par", None)),
            b'\t' => Some(Token::Word("tab", None)),
            byte @ (b'\\' | b'{' | b'}') => Some(Token::Byte(byte)),
            byte if byte.is_ascii_alphabetic() => Some(self.word()),
            _ => self.next(),
        }
    }

    /// A word, whose first letter was read.
    fn word(&mut self) -> Token<'a> {
        let begin = self.place - 1;
        let letters = |byte: &&u8| byte.is_ascii_alphabetic();
        self.place += self.bytes[self.place..].iter().take(32).take_while(letters).count();
        let word = std::str::from_utf8(&self.bytes[begin..self.place]).unwrap_or_default();
        let digits_begin = self.place;
        if self.bytes.get(self.place) == Some(&b'-') {
            self.place += 1;
        }
        self.place +=
            self.bytes[self.place..].iter().take(11).take_while(|byte| byte.is_ascii_digit()).count();
        let number = std::str::from_utf8(&self.bytes[digits_begin..self.place]).ok();
        let number = number.and_then(|digits| digits.parse().ok());
        if self.bytes.get(self.place) == Some(&b' ') {
            self.place += 1;
        }
        if word == "bin" {
            // Bytes of a picture follow: they are no text.
            let length = number.map_or(0, |length: i32| length.max(0) as usize);
            self.place = self.place.saturating_add(length).min(self.bytes.len());
        }
        Token::Word(word, number)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            return match self.next_byte()? {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                byte => Some(Token::Byte(byte)),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_signs() {
        let tokens: Vec<Token<'_>> =
            Tokens::of(b"{\\rtf1\\u-3 x\\'e0\\*\\b0 \\~\\bin3 }}}y\r\n}\\").collect();
        let expected = [
            Token::Open,
            Token::Word("rtf", Some(1)),
            Token::Word("u", Some(-3)),
            Token::Byte(b'x'),
            Token::Byte(0xE0),
            Token::Optional,
            Token::Word("b", Some(0)),
            Token::Sign(' '),
            Token::Word("bin", Some(3)),
            Token::Byte(b'y'),
            Token::Close,
        ];
        assert_eq!(tokens, expected);
    }
}

//! VIQR (RFC 1456): the marks of a vowel typed after it, in plain ASCII.
//!
//! Its signs are those of ordinary punctuation, so it is taken for VIQR only where most of the words say so.

use unicode_normalization::UnicodeNormalization;

use super::score::is_word;

/// The text in Unicode.
pub(super) fn decoded(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut state = State::default();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign == '\\' {
            // An escaped sign stands for itself; `\L` and `\M` begin other languages, `\V` ends them.
            match signs.next() {
                Some('V' | 'v') => state.foreign = false,
                Some('L' | 'l' | 'M' | 'm') => state.foreign = true,
                Some(escaped) => read.push(escaped),
                None => read.push(sign),
            }
            state.vowel = None;
        } else if let Some(mark) = state.mark(sign) {
            read.push(mark);
        } else {
            let doubled = matches!((sign, signs.peek()), ('d', Some('d')) | ('D', Some('d' | 'D')));
            if doubled && !state.foreign {
                signs.next();
                read.push(if sign == 'd' { 'đ' } else { 'Đ' });
                state.vowel = None;
            } else {
                read.push(sign);
                state.begin(sign);
            }
        }
    }
    read.nfc().collect()
}

/// What the vowel before may still take.
#[derive(Default)]
struct State {
    vowel: Option<char>,
    shaped: bool,
    foreign: bool,
}

impl State {
    fn begin(&mut self, letter: char) {
        let small = letter.to_ascii_lowercase();
        self.vowel = matches!(small, 'a' | 'e' | 'i' | 'o' | 'u' | 'y').then_some(small);
        self.shaped = false;
    }

    /// The combining mark that a sign is here; a tone ends the vowel.
    fn mark(&mut self, sign: char) -> Option<char> {
        let vowel = self.vowel.filter(|_| !self.foreign)?;
        let shape = match (sign, vowel) {
            ('^', 'a' | 'e' | 'o') => Some('\u{302}'),
            ('(', 'a') => Some('\u{306}'),
            ('+', 'o' | 'u') => Some('\u{31b}'),
            _ => None,
        };
        if let Some(shape) = shape.filter(|_| !self.shaped) {
            self.shaped = true;
            return Some(shape);
        }
        let tone = match sign {
            '\'' => '\u{301}',
            '`' => '\u{300}',
            '?' => '\u{309}',
            '~' => '\u{303}',
            '.' => '\u{323}',
            _ => return None,
        };
        self.vowel = None;
        Some(tone)
    }
}

/// Whether a text is clearly VIQR: a good part of its words carries marks, nearly all that do read as Vietnamese, and
/// some of the marks are none that ordinary punctuation has.
pub(super) fn is_likely(text: &str) -> bool {
    let found = Evidence::of(text);
    found.marked >= 6
        && found.valid * 10 >= found.marked * 9
        && found.marked * 10 >= found.words * 4
        && found.shaped * 4 >= found.marked
}

/// Whether a few words within a text in VIQR are Vietnamese in it.
pub(super) fn is_possible(text: &str) -> bool {
    let found = Evidence::of(text);
    found.valid == found.marked && found.marked > 0
}

#[derive(Default)]
struct Evidence {
    words: usize,
    /// Words that the reading changes.
    marked: usize,
    /// Those of them that are Vietnamese then.
    valid: usize,
    /// Those that have a letter which no punctuation makes: â ê ô ă ơ ư đ.
    shaped: usize,
}

impl Evidence {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        if !text.contains(['^', '+', '(']) && !text.contains("dd") {
            return found;
        }
        for word in text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)) {
            found.words += 1;
            let read = decoded(word);
            if read == word {
                continue;
            }
            let is_letter = |c: &char| c.is_alphabetic();
            let letters = read.trim_matches(|c: char| !is_letter(&c));
            found.marked += 1;
            found.valid += usize::from(is_word(letters));
            found.shaped += usize::from(letters.chars().any(|c| !c.is_ascii() && has_shape(c)));
        }
        found
    }
}

fn has_shape(letter: char) -> bool {
    matches!(letter, 'đ' | 'Đ') || letter.nfd().any(|c| matches!(c, '\u{302}' | '\u{306}' | '\u{31b}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_the_standard() {
        for (typed, meant) in [
            ("Vie^.t Nam", "Việt Nam"),
            ("DDo^.c la^.p - Tu+. do - Ha.nh phu'c", "Độc lập - Tự do - Hạnh phúc"),
            ("ddu+o+`ng, Dda('c, a(~, y?, U+'", "đường, Đắc, ẵ, ỷ, Ứ"),
            ("la\\. ho?i\\? va^ng\\.", "la. hỏi? vâng."),
            ("\\Mwhat is a.b\\V la`", "what is a.b là"),
        ] {
            assert_eq!(decoded(typed), meant);
        }
    }

    #[test]
    fn vietnamese_is_told_from_punctuation_and_code() {
        assert!(is_likely("Co^.ng ho`a xa~ ho^.i chu? nghi~a Vie^.t Nam, ddo^.c la^.p tu+. do"));
        for text in [
            "a? b. (a) what? I'm here. Is it so? Yes. To be.",
            "let x = a^b + (c + d); o+1; u+2; f(a(1), a^2, e^3, o^4, a+b)",
            "\"Hoa\" la' co? do. Ai? La? Ba. Co' ai? Toi. Di. Ve.",
            "add the odd, call a(b) and e^x",
        ] {
            assert!(!is_likely(text), "{text}");
        }
    }
}

//! Takes a question apart: quoted phrases, words that must not occur, and the rest.

use std::ops::Range;

use super::language::Word;

/// A question taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Parsed {
    /// All that is looked for, phrases included, as one text.
    pub text: String,
    /// What must stand in this order, each by its words.
    pub phrases: Vec<Vec<Word>>,
    /// What must not occur: a word, or a quoted phrase by its words.
    pub excluded: Vec<Vec<Word>>,
    /// The bytes of the question that say what must not occur.
    pub excluded_at: Vec<Range<usize>>,
}

/// The most phrases and excluded words that are read; nobody types more by hand.
const MOST_CONDITIONS: usize = 8;

/// What opens or closes a phrase.
const QUOTES: [char; 5] = ['"', '“', '”', '„', '‟'];

impl Parsed {
    /// Takes a normalised question apart. What stands in `number`, a document number, is left as it is. A
    /// quotation mark without its second one is passed over.
    #[must_use]
    pub fn of(question: &str, number: Option<&Range<usize>>) -> Self {
        let mut parsed = Self::default();
        let mut at = 0;
        while at < question.len() {
            let rest = &question[at..];
            let inside_number = number.is_some_and(|span| span.contains(&at));
            let excluding = !inside_number && starts_exclusion(question, at);
            let after_sign = if excluding { &rest[1..] } else { rest };
            let quoted = quoted(after_sign).filter(|_| !inside_number);
            let length = match (excluding, quoted) {
                (true, Some((phrase, length))) => {
                    parsed.exclude(phrase);
                    1 + length
                }
                (true, None) => {
                    let length = after_sign.find(char::is_whitespace).unwrap_or(after_sign.len());
                    parsed.exclude(&after_sign[..length]);
                    1 + length
                }
                (false, Some((phrase, length))) => {
                    parsed.require(phrase);
                    length
                }
                (false, None) => {
                    let first = rest.chars().next().expect("at is inside the question");
                    parsed.text.push(if QUOTES.contains(&first) { ' ' } else { first });
                    first.len_utf8()
                }
            };
            if excluding {
                parsed.excluded_at.push(at..at + length);
            }
            at += length;
        }
        parsed
    }

    fn exclude(&mut self, words: &str) {
        let words = Word::all_of(words);
        if !words.is_empty() && self.excluded.len() < MOST_CONDITIONS {
            self.excluded.push(words);
        }
    }

    /// A phrase is also part of what is looked for, parted from its neighbours by the marks.
    fn require(&mut self, phrase: &str) {
        let words = Word::all_of(phrase);
        if !words.is_empty() && self.phrases.len() < MOST_CONDITIONS {
            self.phrases.push(words);
        }
        self.text.push_str(", ");
        self.text.push_str(phrase);
        self.text.push_str(", ");
    }
}

/// A minus after a blank or at the start, directly before a word or a phrase.
fn starts_exclusion(question: &str, at: usize) -> bool {
    let mut rest = question[at..].chars();
    let minus = rest.next() == Some('-');
    let word = rest.next().is_some_and(|c| c.is_alphabetic() || QUOTES.contains(&c));
    minus && word && question[..at].chars().next_back().is_none_or(char::is_whitespace)
}

/// The phrase with which the text begins, and its length with both marks.
fn quoted(text: &str) -> Option<(&str, usize)> {
    let open = text.chars().next().filter(|c| QUOTES.contains(c))?.len_utf8();
    let close = text[open..].find(QUOTES)? + open;
    let mark = text[close..].chars().next()?.len_utf8();
    Some((&text[open..close], close + mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(words: &[Vec<Word>]) -> Vec<String> {
        words.iter().map(|words| words.iter().map(|w| w.key.clone()).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn phrases_and_excluded_words() {
        let parsed = Parsed::of("cấp \"giấy phép\" xây dựng -nhà -\"đất ở\"", None);
        assert_eq!(keys(&parsed.phrases), ["giay phep"]);
        assert_eq!(keys(&parsed.excluded), ["nha", "dat o"]);
        assert_eq!(parsed.text.trim(), "cấp , giấy phép,  xây dựng");
        let question = "cấp \"giấy phép\" xây dựng -nhà -\"đất ở\"";
        let said: Vec<&str> = parsed.excluded_at.iter().map(|span| &question[span.clone()]).collect();
        assert_eq!(said, ["-nhà", "-\"đất ở\""]);
    }

    #[test]
    fn hyphens_inside_words_and_numbers_exclude_nothing() {
        assert!(Parsed::of("kinh tế-xã hội - 5 -3", None).excluded.is_empty());
        let number = "10/2016/QĐ -UBND";
        assert!(Parsed::of(number, Some(&(0..number.len()))).excluded.is_empty());
        assert_eq!(keys(&Parsed::of(number, None).excluded), ["ubnd"]);
    }

    #[test]
    fn unbalanced_quotes_are_passed_over() {
        let parsed = Parsed::of("đất \"ở", None);
        assert!(parsed.phrases.is_empty());
        assert_eq!(parsed.text, "đất  ở");
        assert_eq!(Parsed::of("\"", None).text, " ");
        assert_eq!(Parsed::of("\"\"", None).phrases.len(), 0);
    }
}

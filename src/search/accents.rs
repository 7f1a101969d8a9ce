//! Restores the marks of bare text: which forms our own texts give a syllable, and which stand beside which.
//!
//! A [`Model`] holds at most [`MOST_FORMS`] forms and [`MOST_PAIRS`] pairs of them, some 20 MB, and while it is
//! being learnt some 30 MB: no more for a million passages than for fifty thousand. It keeps syllables and
//! neighbours only, no texts.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::analyser::{key, marked_key};
use super::language::tone::placed;
use crate::base::text::{Token, capitalised, tokens};

/// The most forms that are told apart.
pub const MOST_FORMS: usize = 60_000;

/// The most pairs that are kept; beyond them the rarest are forgotten.
pub const MOST_PAIRS: usize = 900_000;

/// The longest syllable that is learnt, in bytes.
const LONGEST: usize = 24;

/// The forms of one syllable that are tried, commonest first.
const FORMS_TRIED: usize = 12;

/// How much a pair counts beside how common its second form is.
const BY_PAIR: f64 = 0.95;

/// How much each mark that was typed speaks for a form that has it.
const AGREEING_MARK: f64 = 2.0;

/// A form is shown in capitals where so many of ten of its places are.
const CAPITALS_IN_TEN: u32 = 8;

/// A word to be given its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// As it is shown where the model knows nothing better.
    pub text: String,
    /// Its folded key.
    key: String,
    /// The marks that were typed with it, right or wrong.
    hint: String,
    /// Whether its form is settled.
    settled: bool,
    /// Whether it is shown in the form chosen for it whatever was typed.
    guessed: bool,
    breaks: bool,
    /// Whether it begins with a capital.
    capital: bool,
}

impl Typed {
    /// A word as typed; with marks it is taken at its word where the model knows it so.
    #[must_use]
    pub fn of(text: &str, breaks: bool) -> Self {
        let short_form =
            text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.chars().any(char::is_lowercase);
        Self {
            text: text.to_owned(),
            key: key(text),
            hint: marks(text),
            settled: short_form,
            guessed: false,
            breaks,
            capital: text.starts_with(char::is_uppercase),
        }
    }

    /// A word whose form is known, in the place of a typed piece.
    #[must_use]
    pub fn like(text: &str, piece: &Token<'_>) -> Self {
        let capital = piece.text.starts_with(char::is_uppercase);
        let text = if capital { capitalised(text) } else { text.to_owned() };
        Self {
            key: key(&text),
            hint: marks(&text),
            settled: true,
            guessed: false,
            breaks: piece.breaks,
            capital,
            text,
        }
    }

    /// A word guessed by its key in the place of a typed piece, or as its second part.
    #[must_use]
    pub fn guessed(key: &str, hint: Option<&str>, piece: &Token<'_>, first: bool) -> Self {
        let capital = first && piece.text.starts_with(char::is_uppercase);
        Self {
            text: if capital { capitalised(key) } else { key.to_owned() },
            key: key.to_owned(),
            hint: hint.map(marks).unwrap_or_default(),
            settled: false,
            guessed: true,
            breaks: first && piece.breaks,
            capital,
        }
    }
}

/// The marks of a syllable, in order; đ among them.
fn marks(text: &str) -> String {
    text.nfd().flat_map(char::to_lowercase).filter(|c| is_combining_mark(*c) || *c == 'đ').collect()
}

/// One form of a syllable.
#[derive(Debug)]
struct Form {
    text: Box<str>,
    count: u32,
    in_capitals: u32,
}

/// What our own texts say about marks.
#[derive(Debug, Default)]
pub struct Model {
    forms: Vec<Form>,
    by_key: HashMap<Box<str>, Vec<u32>>,
    pairs: Vec<(u32, u32, u32)>,
    total: u64,
}

impl Model {
    /// The text with the marks that its bare words most likely have; what carries marks, and what the model does
    /// not know, stays.
    #[must_use]
    pub fn restore(&self, text: &str) -> String {
        let pieces: Vec<Token<'_>> = tokens(text).collect();
        let typed: Vec<Typed> = pieces.iter().map(|piece| Typed::of(piece.text, piece.breaks)).collect();
        let (mut out, mut last) = (String::with_capacity(text.len() * 2), 0);
        for (piece, word) in pieces.iter().zip(self.restored(&typed)) {
            out.push_str(&text[last..piece.start]);
            out.push_str(&word);
            last = piece.end;
        }
        out + &text[last..]
    }

    /// Whether a syllable, by its folded key, has a form with all of the marks typed in `hint`.
    #[must_use]
    pub fn has_marks(&self, key: &str, hint: &str) -> bool {
        let wanted = marks(hint);
        let has_all = |form: &u32| {
            let has = marks(&self.forms[*form as usize].text);
            wanted.chars().all(|mark| has.contains(mark))
        };
        self.by_key.get(key).is_some_and(|forms| forms.iter().take(FORMS_TRIED).any(has_all))
    }

    /// Each word with its likeliest marks, all together the likeliest way.
    #[must_use]
    pub fn restored(&self, typed: &[Typed]) -> Vec<String> {
        let choices: Vec<Vec<(Option<u32>, f64)>> = typed.iter().map(|word| self.choices(word)).collect();
        // For each word and each of its forms: the best likelihood up to here, and the form before it.
        let mut ways: Vec<Vec<(f64, usize)>> = Vec::with_capacity(typed.len());
        for (place, forms) in choices.iter().enumerate() {
            let way = |(form, agreement): &(Option<u32>, f64)| {
                let Some(before) = place.checked_sub(1) else { return (self.alone(*form) + agreement, 0) };
                let joined = !typed[place].breaks;
                let from = ways[before].iter().zip(&choices[before]).enumerate().map(|(at, (way, left))| {
                    let step = if joined { self.after(left.0, *form) } else { self.alone(*form) };
                    (way.0 + step + agreement, at)
                });
                from.max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0))
            };
            let next = forms.iter().map(way).collect();
            ways.push(next);
        }
        self.best_path(typed, &choices, &ways)
    }

    fn best_path(
        &self,
        typed: &[Typed],
        choices: &[Vec<(Option<u32>, f64)>],
        ways: &[Vec<(f64, usize)>],
    ) -> Vec<String> {
        let last = ways.last().and_then(|last| {
            last.iter().enumerate().max_by(|a, b| a.1.0.total_cmp(&b.1.0)).map(|(at, _)| at)
        });
        let mut at = last.unwrap_or(0);
        let mut words = Vec::with_capacity(typed.len());
        for place in (0..typed.len()).rev() {
            words.push(self.shown(&typed[place], choices[place][at].0));
            at = ways[place][at].1;
        }
        words.reverse();
        words
    }

    /// The forms a word may have, with how well each agrees with the marks typed; never none.
    fn choices(&self, word: &Typed) -> Vec<(Option<u32>, f64)> {
        let known = self.by_key.get(word.key.as_str()).filter(|_| !word.settled);
        let Some(known) = known else { return vec![(self.exactly(&word.text), 0.0)] };
        if !word.hint.is_empty()
            && !word.guessed
            && let Some(same) = self.exactly(&word.text)
        {
            return vec![(Some(same), 0.0)];
        }
        let agreement = |form: u32| {
            let has = marks(&self.forms[form as usize].text);
            let agreeing = word.hint.chars().filter(|mark| has.contains(*mark)).count();
            AGREEING_MARK * agreeing as f64
        };
        known.iter().take(FORMS_TRIED).map(|form| (Some(*form), agreement(*form))).collect()
    }

    /// The form that is this text, wherever its tone mark was put.
    fn exactly(&self, text: &str) -> Option<u32> {
        let wanted = marked_key(text);
        let same = |form: &&u32| marked_key(&self.forms[**form as usize].text) == wanted;
        self.by_key.get(key(text).as_str())?.iter().find(same).copied()
    }

    fn shown(&self, word: &Typed, form: Option<u32>) -> String {
        let Some(form) = form.filter(|_| !word.settled).map(|form| &self.forms[form as usize]) else {
            return word.text.clone();
        };
        let in_capitals = form.in_capitals * 10 >= form.count * CAPITALS_IN_TEN;
        let same = marked_key(&word.text) == marked_key(&form.text) && !(in_capitals && word.hint.is_empty());
        if same && !word.guessed {
            return word.text.clone();
        }
        if in_capitals {
            return form.text.to_uppercase();
        }
        if word.capital { capitalised(&form.text) } else { form.text.to_string() }
    }

    /// The logarithm of how likely a form is by itself.
    fn alone(&self, form: Option<u32>) -> f64 {
        let count = form.map_or(0, |form| self.forms[form as usize].count);
        ((f64::from(count) + 0.5) / (self.total as f64 + 1.0)).ln()
    }

    /// The logarithm of how likely a form is after another.
    fn after(&self, left: Option<u32>, right: Option<u32>) -> f64 {
        let (Some(before), Some(form)) = (left, right) else { return self.alone(right) };
        let together = self.pairs.binary_search_by(|pair| (pair.0, pair.1).cmp(&(before, form)));
        let together = together.map_or(0, |at| self.pairs[at].2);
        let seen = f64::from(together) / f64::from(self.forms[before as usize].count.max(1));
        (BY_PAIR * seen + (1.0 - BY_PAIR) * self.alone(right).exp()).ln()
    }
}

/// Learns a [`Model`] from texts.
#[derive(Debug, Default)]
pub struct Learner {
    forms: Vec<Form>,
    /// The form of each way of writing it in small letters.
    known: HashMap<Box<str>, u32>,
    pairs: HashMap<(u32, u32), u32>,
    total: u64,
}

impl Learner {
    /// Reads a normalised text.
    pub fn learn(&mut self, text: &str) {
        let mut left = None;
        for piece in tokens(text) {
            let form = self.form(&piece);
            if let (Some(before), Some(form)) = (left.filter(|_| !piece.breaks), form) {
                *self.pairs.entry((before, form)).or_default() += 1;
            }
            left = form;
        }
        let mut rarest = 1;
        while self.pairs.len() > MOST_PAIRS {
            self.pairs.retain(|_, count| *count > rarest);
            rarest += 1;
        }
    }

    /// Counts a piece; its form, if it is a word that can be learnt.
    fn form(&mut self, piece: &Token<'_>) -> Option<u32> {
        if piece.text.len() > LONGEST
            || !piece.text.chars().all(|c| c.is_alphabetic() || is_combining_mark(c))
        {
            return None;
        }
        let small = piece.text.to_lowercase();
        let form = match self.known.get(small.as_str()) {
            Some(known) => *known,
            None => self.new_form(&small)?,
        };
        let counted = &mut self.forms[form as usize];
        counted.count += 1;
        let in_capitals = piece.text.chars().nth(1).is_some() && !piece.text.chars().any(char::is_lowercase);
        counted.in_capitals += u32::from(in_capitals);
        self.total += 1;
        Some(form)
    }

    /// A way of writing met for the first time: of a form that is known, or of a new one.
    fn new_form(&mut self, small: &str) -> Option<u32> {
        if self.known.len() >= MOST_FORMS {
            return None;
        }
        let official = placed(small);
        let form = match self.known.get(official.as_str()) {
            Some(known) => *known,
            None => {
                let new = u32::try_from(self.forms.len()).ok()?;
                self.forms.push(Form { text: official.clone().into(), count: 0, in_capitals: 0 });
                self.known.insert(official.into(), new);
                new
            }
        };
        self.known.insert(small.into(), form);
        Some(form)
    }

    /// What was learnt.
    #[must_use]
    pub fn model(self) -> Model {
        drop(self.known);
        let mut pairs: Vec<(u32, u32, u32)> =
            self.pairs.into_iter().map(|((left, right), count)| (left, right, count)).collect();
        pairs.sort_unstable();
        let mut by_key: HashMap<Box<str>, Vec<u32>> = HashMap::new();
        for (number, form) in self.forms.iter().enumerate() {
            if let Ok(number) = u32::try_from(number) {
                by_key.entry(key(&form.text).into()).or_default().push(number);
            }
        }
        for forms in by_key.values_mut() {
            forms.sort_by_key(|form| std::cmp::Reverse(self.forms[*form as usize].count));
        }
        Model { forms: self.forms, by_key, pairs, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let mut learner = Learner::default();
        for text in [
            "Giấy khai sinh được cấp tại Ủy ban nhân dân xã.",
            "đăng ký khai sinh, giấy khai sinh, bản sao giấy khai sinh",
            "Đường giao thông nông thôn; họ Dương",
            "sinh viên; người dân; UBND huyện Hiệp Hoà; UBND xã",
            "Hiệp Hòa là huyện",
        ] {
            learner.learn(text);
        }
        learner.model()
    }

    #[test]
    fn bare_words_get_the_marks_of_their_neighbours() {
        let model = model();
        assert_eq!(model.restore("giay khai sinh"), "giấy khai sinh");
        assert_eq!(model.restore("duong giao thong"), "đường giao thông");
        assert_eq!(model.restore("ho duong"), "họ dương");
        assert_eq!(model.restore("nguoi dan"), "người dân");
    }

    #[test]
    fn capitals_numbers_and_signs_stay() {
        let model = model();
        assert_eq!(model.restore("Giay khai sinh?"), "Giấy khai sinh?");
        assert_eq!(model.restore("ubnd huyen Hiep Hoa"), "UBND huyện Hiệp Hòa");
        assert_eq!(model.restore("10/2016/QD-UBND (giay)"), "10/2016/QD-UBND (giấy)");
        assert_eq!(model.restore("homestay"), "homestay");
        assert_eq!(model.restore(""), "");
    }

    #[test]
    fn what_was_typed_with_its_marks_stays() {
        let model = model();
        assert_eq!(model.restore("dương giao thong"), "dương giao thông");
        assert_eq!(model.restore("Hiệp Hoà"), "Hiệp Hoà");
    }

    #[test]
    fn wrong_marks_lean_to_what_shares_them() {
        let model = model();
        assert_eq!(model.restore("đuòng"), "đường");
        assert_eq!(model.restore("hiẹp hòa"), "hiệp hòa");
    }

    #[test]
    fn nothing_learnt_changes_nothing() {
        assert_eq!(Model::default().restore("giay khai sinh"), "giay khai sinh");
    }
}

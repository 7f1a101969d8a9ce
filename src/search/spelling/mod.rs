//! A better spelling of a question, from the corpus alone: slips of one letter, a forgotten blank, and what an
//! input method leaves behind when it is off.
//!
//! **What is corrected.** A syllable is *unknown* when no passage holds it, and *doubtful* when at most one passage
//! in [`DOUBTFUL_ONE_IN`] holds it and it stands beside none of its neighbours anywhere. Doubtful syllables are
//! looked at only where none is unknown, and only for a syllable [`MUCH_COMMONER`] times as common. Where a question of
//! known syllables finds nothing, those that stand beside none of their neighbours are *misplaced* and may become what
//! stands beside all of them. Protected words, numbers, codes, short forms in capitals, single letters, excluded words
//! and document numbers are left alone.
//!
//! **What it becomes.** Keys pressed with the input method off, where they make a known syllable; else the likeliest
//! known word one slip away, by how common it is, how often it stands beside its neighbours, and how likely the slip
//! is. What is built like a Vietnamese syllable may be a word the corpus lacks, and what is short or has no vowel a
//! short form: they are corrected only to what stands beside one of their neighbours somewhere.

mod edits;
mod lexicon;
mod telex;

use std::collections::HashMap;
use std::ops::Range;

use tantivy::TantivyError;
use unicode_normalization::UnicodeNormalization;

pub use lexicon::Lexicon;

use super::accents::{Model, Typed};
use super::analyser::{key, marked_key};
use super::language::{Language, Word};
use super::plan::MOST_WORDS;
use crate::base::text::{Token, folded, is_syllable, tokens};

/// A known syllable in at most one passage of so many is doubtful.
pub const DOUBTFUL_ONE_IN: u64 = 20_000;

/// How much commoner the right spelling of a doubtful syllable must be.
pub const MUCH_COMMONER: u64 = 50;

/// The most syllables for which slips are tried; a question with more is no misspelt one.
const MOST_SLIPS: usize = 4;

/// A word of so many letters that is built like no Vietnamese syllable is surely wrong; a shorter one may be a
/// short form or foreign.
const SURELY_WRONG: usize = 4;

/// The longest word for which slips are tried, in letters.
const LONGEST: usize = 12;

/// How much less likely a word is that has no form with the marks typed.
const OTHER_MARKS: f32 = -3.0;

/// How much of a neighbour's own frequency stands in for pairs that the corpus lacks.
const UNSEEN: f32 = 0.02;

/// What one typed word should have been.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fix {
    /// The folded key; one with a blank is two words.
    key: String,
    /// With its marks, where the keys pressed say them.
    marked: Option<String>,
}

/// The words of a question that should be spelt otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spelling {
    fixes: HashMap<String, Fix>,
    /// Bytes of the question that stay as they are.
    kept: Vec<Range<usize>>,
    /// Whether what was typed stands somewhere, so that it may be right.
    pub doubtful: bool,
}

impl Spelling {
    /// A better spelling of a normalised question; `None` where nothing is wrong or nothing better is known. What
    /// stands in `kept`, such as a document number, stays.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of(
        question: &str,
        kept: &[Range<usize>],
        language: &Language,
        lexicon: &Lexicon,
        model: Option<&Model>,
    ) -> Result<Option<Self>, TantivyError> {
        let mut speller = Speller::of(question, kept, language, lexicon, model)?;
        let unknown: Vec<usize> = speller.places(|word| word.frequency == 0);
        let mut fixes = HashMap::new();
        let doubtful = unknown.is_empty();
        if doubtful {
            let rare = lexicon.passages / DOUBTFUL_ONE_IN;
            for place in speller.places(|word| word.frequency <= rare) {
                let fix = speller.doubtful(place)?;
                fixes.extend(fix.map(|fix| (speller.words[place].typed.clone(), fix)));
            }
        } else {
            for place in &unknown {
                speller.decode(*place)?;
            }
            let mut slips = 0;
            for place in unknown {
                let known = speller.words[place].fix.take();
                let fix = if known.is_none() && slips < MOST_SLIPS {
                    slips += 1;
                    speller.fixed(place)?
                } else {
                    known
                };
                if let Some(fix) = fix {
                    fixes.insert(speller.words[place].typed.clone(), fix);
                }
            }
        }
        Ok((!fixes.is_empty()).then_some(Self { fixes, kept: kept.to_vec(), doubtful }))
    }

    /// A better spelling of a question of known syllables that finds nothing; `None` where none is known.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of_misplaced(
        question: &str,
        kept: &[Range<usize>],
        language: &Language,
        lexicon: &Lexicon,
        model: Option<&Model>,
    ) -> Result<Option<Self>, TantivyError> {
        let mut speller = Speller::of(question, kept, language, lexicon, model)?;
        let mut fixes = HashMap::new();
        for place in speller.places(|_| true) {
            if let Some(fix) = speller.misplaced(place)? {
                fixes.insert(speller.words[place].typed.clone(), fix);
                if fixes.len() == MOST_SLIPS {
                    break;
                }
            }
        }
        Ok((!fixes.is_empty()).then(|| Self { fixes, kept: kept.to_vec(), doubtful: true }))
    }

    /// What the typed words become, by their folded keys; one with a blank is two words.
    pub fn corrected(&self) -> impl Iterator<Item = &str> {
        self.fixes.values().map(|fix| fix.key.as_str())
    }

    /// The folded keys of the typed words that stand nowhere.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.fixes.keys().map(String::as_str).filter(|_| !self.doubtful)
    }

    /// The question as it is looked for: only the misspelt words changed. They carry marks where the person typed
    /// marks, so that they are taken at their word as the others are.
    #[must_use]
    pub fn searched(&self, question: &str, model: Option<&Model>) -> String {
        let shown = self.words_shown(question, model);
        self.rewritten(question, |place, piece| {
            let fix = self.fixes.get(&key(piece.text))?;
            let marked = fix.marked.is_some() || marked_key(piece.text).is_some();
            Some(if marked { shown[place].clone() } else { fix.key.clone() })
        })
    }

    /// The question as it would be spelt, with its marks as far as `model` knows them.
    #[must_use]
    pub fn shown(&self, question: &str, model: Option<&Model>) -> String {
        let shown = self.words_shown(question, model);
        self.rewritten(question, |place, _| Some(shown[place].clone()))
    }

    /// Each piece of the question as it would be spelt.
    fn words_shown(&self, question: &str, model: Option<&Model>) -> Vec<String> {
        let (mut typed, mut parts) = (Vec::new(), Vec::new());
        for (place, piece) in tokens(question).enumerate() {
            let fix = self.fixes.get(&key(piece.text)).filter(|_| !is_within(&piece, &self.kept));
            let words: Vec<Typed> = match fix {
                Some(fix) => fixed_words(fix, &piece),
                None if place >= MOST_WORDS => vec![Typed::like(piece.text, &piece)],
                None => vec![Typed::of(piece.text, piece.breaks)],
            };
            parts.push(words.len());
            typed.extend(words);
        }
        let spelt = match model {
            Some(model) => model.restored(&typed),
            None => typed.into_iter().map(|word| word.text).collect(),
        };
        let mut spelt = spelt.into_iter();
        parts.into_iter().map(|count| spelt.by_ref().take(count).collect::<Vec<_>>().join(" ")).collect()
    }

    /// The question with the pieces outside of what is kept replaced.
    fn rewritten(&self, question: &str, new: impl Fn(usize, &Token<'_>) -> Option<String>) -> String {
        let (mut text, mut last) = (String::with_capacity(question.len()), 0);
        for (place, piece) in tokens(question).enumerate() {
            if let Some(new) = new(place, &piece).filter(|_| !is_within(&piece, &self.kept)) {
                text.push_str(&question[last..piece.start]);
                text.push_str(&new);
                last = piece.end;
            }
        }
        text + &question[last..]
    }
}

/// The words that a misspelt piece becomes, in the capitals in which it was typed.
fn fixed_words(fix: &Fix, piece: &Token<'_>) -> Vec<Typed> {
    if let Some(marked) = &fix.marked {
        return vec![Typed::like(marked, piece)];
    }
    let hint = if marked_key(piece.text).is_some() { Some(piece.text) } else { None };
    let parts = fix.key.split(' ').enumerate();
    parts.map(|(at, part)| Typed::guessed(part, hint, piece, at == 0)).collect()
}

fn is_within(piece: &Token<'_>, spans: &[Range<usize>]) -> bool {
    spans.iter().any(|span| span.start < piece.end && piece.start < span.end)
}

/// A word of the question while it is looked at.
struct Looked {
    raw: String,
    /// Its folded key as typed.
    typed: String,
    /// Its key as far as it has been corrected.
    now: String,
    breaks: bool,
    open: bool,
    frequency: u64,
    fix: Option<Fix>,
}

/// Looks for what misspelt words should have been.
struct Speller<'a> {
    lexicon: &'a Lexicon,
    model: Option<&'a Model>,
    words: Vec<Looked>,
}

impl<'a> Speller<'a> {
    fn of(
        question: &str,
        kept: &[Range<usize>],
        language: &Language,
        lexicon: &'a Lexicon,
        model: Option<&'a Model>,
    ) -> Result<Self, TantivyError> {
        let pieces: Vec<Token<'_>> = tokens(question).take(MOST_WORDS).collect();
        let in_capitals = pieces.iter().all(|piece| !piece.text.chars().any(char::is_lowercase));
        let mut words = Vec::with_capacity(pieces.len());
        for piece in &pieces {
            let typed = key(piece.text);
            let open = !is_within(piece, kept) && may_be_misspelt(piece, in_capitals, language);
            let frequency = if open { lexicon.syllable(&typed)? } else { u64::MAX };
            words.push(Looked {
                raw: piece.text.to_owned(),
                now: typed.clone(),
                typed,
                breaks: piece.breaks,
                open,
                frequency,
                fix: None,
            });
        }
        Ok(Self { lexicon, model, words })
    }

    fn places(&self, wanted: impl Fn(&Looked) -> bool) -> Vec<usize> {
        let open = self.words.iter().enumerate().filter(|(_, word)| word.open && wanted(word));
        open.map(|(place, _)| place).collect()
    }

    /// Reads a word as keys pressed with the input method off.
    fn decode(&mut self, place: usize) -> Result<(), TantivyError> {
        let word = &self.words[place];
        let Some(meant) = telex::decoded(&word.raw) else { return Ok(()) };
        let meant_key = key(&meant);
        if self.lexicon.syllable(&meant_key)? == 0 {
            return Ok(());
        }
        let marked = match marked_key(&meant) {
            Some(form) if self.lexicon.form(&form)? > 0 => Some(meant),
            _ => None,
        };
        let word = &mut self.words[place];
        word.now.clone_from(&meant_key);
        word.fix = Some(Fix { key: meant_key, marked });
        Ok(())
    }

    /// What an unknown word should have been.
    fn fixed(&mut self, place: usize) -> Result<Option<Fix>, TantivyError> {
        let word = &self.words[place];
        let letters = word.now.chars().count();
        let plain = word.now.bytes().all(|b| b.is_ascii_lowercase());
        if !plain || !(2..=LONGEST).contains(&letters) {
            return Ok(None);
        }
        let has_vowel = word.now.contains(['a', 'e', 'i', 'o', 'u', 'y']);
        let in_doubt = letters < SURELY_WRONG || !has_vowel || is_syllable(&word.now);
        let Some(key) = self.guesses(place, in_doubt)?.into_iter().next() else { return Ok(None) };
        self.words[place].now.clone_from(&key);
        Ok(Some(Fix { key, marked: None }))
    }

    /// What a doubtful word should have been: something much commoner that fits its neighbours, which it does not.
    fn doubtful(&self, place: usize) -> Result<Option<Fix>, TantivyError> {
        let word = &self.words[place];
        let letters = word.now.chars().count();
        let plain = word.now.bytes().all(|b| b.is_ascii_lowercase());
        if !plain || !(2..=LONGEST).contains(&letters) || self.fits(place, &word.now)? {
            return Ok(None);
        }
        for key in self.guesses(place, is_syllable(&word.now))? {
            let commoner = self.lexicon.syllable(&key)? >= word.frequency * MUCH_COMMONER;
            if commoner && self.fits(place, &key)? {
                return Ok(Some(Fix { key, marked: None }));
            }
        }
        Ok(None)
    }

    /// What a known word that stands beside none of its neighbours should have been: what stands beside all of them.
    fn misplaced(&mut self, place: usize) -> Result<Option<Fix>, TantivyError> {
        let word = self.words[place].now.clone();
        let letters = word.chars().count();
        let plain = word.bytes().all(|b| b.is_ascii_lowercase());
        let alone = self.left_of(place).is_none() && self.right_of(place).is_none();
        if alone || !plain || !(3..=LONGEST).contains(&letters) || self.fits(place, &word)? {
            return Ok(None);
        }
        for key in self.guesses(place, true)? {
            if self.fits_all(place, &key)? {
                self.words[place].now.clone_from(&key);
                return Ok(Some(Fix { key, marked: None }));
            }
        }
        Ok(None)
    }

    /// The likeliest known words, best first, at most two.
    fn guesses(&self, place: usize, must_fit: bool) -> Result<Vec<String>, TantivyError> {
        let word = &self.words[place];
        let mut found: Vec<(String, f32)> = Vec::new();
        for (guess, slip) in edits::one_slip_from(&word.now) {
            let guess = key(&guess);
            let frequency = self.lexicon.syllable(&guess)?;
            if frequency == 0 || guess.len() < 2 || must_fit && !self.fits(place, &guess)? {
                continue;
            }
            let fit = self.fit_left(place, &guess, frequency)? + self.fit_right(place, &guess, frequency)?;
            let likelihood = slip + (frequency as f32).ln() + fit + self.marked(&word.raw, &guess);
            found.push((guess, likelihood));
        }
        self.add_parted(place, &mut found)?;
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut keys: Vec<String> = Vec::new();
        for (guess, _) in found {
            if keys.len() < 2 && !keys.contains(&guess) {
                keys.push(guess);
            }
        }
        Ok(keys)
    }

    /// What the marks typed say about a word that may have been meant.
    fn marked(&self, raw: &str, guess: &str) -> f32 {
        match self.model {
            Some(model) if marked_key(raw).is_some() && !model.has_marks(guess, raw) => OTHER_MARKS,
            _ => 0.0,
        }
    }

    /// Adds the word as two, between which the blank was forgotten.
    fn add_parted(&self, place: usize, found: &mut Vec<(String, f32)>) -> Result<(), TantivyError> {
        let word = &self.words[place].now;
        let forgotten = -(word.len() as f32).ln();
        for at in 1..word.len() {
            let (left, right) = word.split_at(at);
            if !is_syllable(left) || !is_syllable(right) {
                continue;
            }
            let (left, right) = (key(left), key(right));
            let together = self.lexicon.pair(&left, &right)?;
            if together == 0 {
                continue;
            }
            let fit = self.fit_left(place, &left, self.lexicon.syllable(&left)?)?
                + self.fit_right(place, &right, self.lexicon.syllable(&right)?)?;
            found.push((format!("{left} {right}"), forgotten + (together as f32).ln() + fit));
        }
        Ok(())
    }

    /// Whether a word stands beside a neighbour of the place anywhere.
    fn fits(&self, place: usize, word: &str) -> Result<bool, TantivyError> {
        if let Some(left) = self.left_of(place)
            && self.lexicon.pair(left, word)? > 0
        {
            return Ok(true);
        }
        match self.right_of(place) {
            Some(right) => Ok(self.lexicon.pair(word, right)? > 0),
            None => Ok(false),
        }
    }

    /// Whether a word, or two, stands beside every neighbour of the place somewhere.
    fn fits_all(&self, place: usize, word: &str) -> Result<bool, TantivyError> {
        let (first, last) = (word.split(' ').next().unwrap_or(word), word.rsplit(' ').next().unwrap_or(word));
        let left = match self.left_of(place) {
            Some(left) => self.lexicon.pair(left, first)? > 0,
            None => true,
        };
        let right = match self.right_of(place) {
            Some(right) => self.lexicon.pair(last, right)? > 0,
            None => true,
        };
        Ok(left && right)
    }

    /// The logarithm of how likely the neighbour on the left is beside a word in `frequency` passages.
    fn fit_left(&self, place: usize, word: &str, frequency: u64) -> Result<f32, TantivyError> {
        let Some(left) = self.left_of(place) else { return Ok(0.0) };
        Ok(self.beside(self.lexicon.pair(left, word)?, frequency, self.lexicon.syllable(left)?))
    }

    fn fit_right(&self, place: usize, word: &str, frequency: u64) -> Result<f32, TantivyError> {
        let Some(right) = self.right_of(place) else { return Ok(0.0) };
        Ok(self.beside(self.lexicon.pair(word, right)?, frequency, self.lexicon.syllable(right)?))
    }

    fn beside(&self, together: u64, frequency: u64, neighbour: u64) -> f32 {
        let seen = together as f32 / frequency.max(1) as f32;
        let anywhere = neighbour as f32 / self.lexicon.passages.max(1) as f32;
        ((1.0 - UNSEEN) * seen + UNSEEN * anywhere + 1e-6).ln()
    }

    fn left_of(&self, place: usize) -> Option<&str> {
        let left = place.checked_sub(1).filter(|_| !self.words[place].breaks)?;
        self.words[left].now.rsplit(' ').next()
    }

    fn right_of(&self, place: usize) -> Option<&str> {
        let right = self.words.get(place + 1).filter(|right| !right.breaks)?;
        right.now.split(' ').next()
    }
}

/// Whether a piece is a word in which a slip can be told from a name, a number or a short form.
fn may_be_misspelt(piece: &Token<'_>, all_in_capitals: bool, language: &Language) -> bool {
    let word = Word { key: key(piece.text), marked: marked_key(piece.text), breaks: piece.breaks };
    let letters = piece.text.nfc().filter(|c| c.is_alphabetic()).count();
    let short_form = !all_in_capitals && letters > 1 && !piece.text.chars().any(char::is_lowercase);
    let word_shaped = folded(piece.text).bytes().all(|b| b.is_ascii_alphanumeric());
    letters > 1
        && word_shaped
        && piece.text.starts_with(char::is_alphabetic)
        && !short_form
        && !language.is_protected(&word)
}

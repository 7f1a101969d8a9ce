//! A question as it is looked for in a text that has been read: hashed words, neighbours, other forms.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::language::{Alternative, Word};
use super::reading::{Hash, Piece, hash, marked_hash, pair_hash};

/// Keys are hashes already.
#[derive(Debug, Default, Clone)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A map by hash.
pub type ByHash<T> = HashMap<Hash, T, BuildHasherDefault<AsIs>>;

/// A distinct syllable of the question.
#[derive(Debug, Clone)]
pub struct AskedWord {
    /// How telling it is: its inverse document frequency.
    pub worth: f32,
    /// Whether it carries a topic.
    pub topical: bool,
    /// The forms with marks that were typed.
    pub marks: Vec<Hash>,
    /// Where in the question it stands.
    pub places: Vec<usize>,
}

/// A distinct pair of neighbours, typed or of another form.
#[derive(Debug, Clone, Copy)]
pub struct AskedPair {
    /// How telling it is.
    pub worth: f32,
    /// Whether it was typed, not of another form.
    pub typed: bool,
}

/// A question ready to be looked for in texts.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Whether punctuation parts each piece from the one before.
    pub breaks: Vec<bool>,
    /// Its distinct syllables.
    pub words: Vec<AskedWord>,
    /// Its distinct pairs.
    pub pairs: Vec<AskedPair>,
    /// The number of each syllable, by hash.
    pub word_of: ByHash<usize>,
    /// The number of each pair, by hash.
    pub pair_of: ByHash<usize>,
    /// The worth of each form with marks, by hash.
    pub marked: ByHash<f32>,
    filter: Vec<bool>,
}

/// The bits of a hash by which most pieces of a text are passed over.
const FILTER_BITS: u64 = 0x3FF;

impl Asked {
    /// Hashes a question. The worths come from the index: of a folded key, of a pair of keys, of an exact key.
    pub fn of(
        words: &[Word],
        alternatives: &[Alternative],
        topical: impl Fn(&Word) -> bool,
        worth: impl Fn(Form<'_>) -> f32,
    ) -> Self {
        let mut asked = Self { filter: vec![false; 1024], ..Self::default() };
        for (place, word) in words.iter().enumerate() {
            asked.breaks.push(word.breaks);
            let number = asked.add_word(&word.key, topical(word), || worth(Form::Folded(&word.key)));
            asked.words[number].places.push(place);
            if let Some(marked) = &word.marked {
                let form = hash(marked);
                asked.marked.entry(form).or_insert_with(|| worth(Form::Exact(marked)));
                if !asked.words[number].marks.contains(&form) {
                    asked.words[number].marks.push(form);
                }
            }
        }
        for pair in words.windows(2).filter(|pair| !pair[1].breaks) {
            asked.add_pair(&pair[0].key, &pair[1].key, true, &worth);
        }
        for alternative in alternatives {
            for pair in alternative.keys.windows(2) {
                asked.add_pair(&pair[0], &pair[1], false, &worth);
            }
            if let [only] = alternative.keys.as_slice() {
                asked.add_word(only, true, || worth(Form::Folded(only)));
            }
        }
        asked
    }

    fn add_word(&mut self, key: &str, topical: bool, worth: impl FnOnce() -> f32) -> usize {
        let form = hash(key);
        if let Some(known) = self.word_of.get(&form) {
            return *known;
        }
        self.words.push(AskedWord { worth: worth(), topical, marks: Vec::new(), places: Vec::new() });
        self.word_of.insert(form, self.words.len() - 1);
        self.filter[(form & FILTER_BITS) as usize] = true;
        self.words.len() - 1
    }

    fn add_pair(&mut self, left: &str, right: &str, typed: bool, worth: &impl Fn(Form<'_>) -> f32) {
        let form = pair_hash(hash(left), hash(right));
        for key in [left, right] {
            self.filter[(hash(key) & FILTER_BITS) as usize] = true;
        }
        if let Some(known) = self.pair_of.get(&form) {
            self.pairs[*known].typed |= typed;
            return;
        }
        self.pairs.push(AskedPair { worth: worth(Form::Pair(left, right)), typed });
        self.pair_of.insert(form, self.pairs.len() - 1);
    }

    /// Whether a piece of a text may be of use; false is certain.
    #[must_use]
    pub fn may_hold(&self, piece: &Piece) -> bool {
        self.filter[(piece.key & FILTER_BITS) as usize]
    }

    /// The number of the syllable a piece is, whatever its marks.
    #[must_use]
    pub fn word(&self, piece: &Piece) -> Option<usize> {
        if self.may_hold(piece) { self.word_of.get(&piece.key).copied() } else { None }
    }

    /// The number of the pair that two pieces next to each other are.
    #[must_use]
    pub fn pair(&self, left: &Piece, right: &Piece) -> Option<usize> {
        if right.breaks || !self.may_hold(left) || !self.may_hold(right) {
            return None;
        }
        self.pair_of.get(&pair_hash(left.key, right.key)).copied()
    }

    /// Whether a piece may be the word typed: any marks will do if none were typed or the text has none.
    #[must_use]
    pub fn agrees(&self, word: usize, piece: &str) -> bool {
        let typed = &self.words[word].marks;
        typed.is_empty() || marked_hash(piece).is_none_or(|marked| typed.contains(&marked))
    }
}

/// What a worth is asked for.
#[derive(Debug, Clone, Copy)]
pub enum Form<'a> {
    /// A folded key.
    Folded(&'a str),
    /// Two neighbouring folded keys.
    Pair(&'a str, &'a str),
    /// An exact key.
    Exact(&'a str),
}

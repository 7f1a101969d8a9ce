//! Learns the marks of syllables from a sample of an index's texts, on a thread of its own; searching never waits.
//!
//! Learnt anew when the number of passages has changed by [`CHANGED`]. Until then, and until the first time is
//! over, what is known is used. The sample is at most [`MOST_PASSAGES`] passages, spread evenly over the segments,
//! of each the first [`MOST_BYTES`] bytes.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tantivy::schema::{Field, Value};
use tantivy::{DocAddress, IndexReader, Searcher, TantivyDocument, TantivyError};

use super::accents::{Learner, Model};

/// The share of passages that came or went after which it is learnt anew.
const CHANGED: f64 = 0.2;

/// The most passages that are read.
const MOST_PASSAGES: u64 = 12_000;

/// The most bytes of one passage that are read.
const MOST_BYTES: usize = 3_000;

/// After so many passages the thread rests, so that questions come first.
const STRETCH: usize = 100;

/// How long it rests.
const REST: Duration = Duration::from_millis(2);

/// What an index has learnt about marks.
pub struct Accents {
    reader: IndexReader,
    text: Field,
    learnt: Arc<Learnt>,
}

#[derive(Default)]
struct Learnt {
    model: RwLock<Option<Arc<Model>>>,
    progress: Mutex<Progress>,
}

/// How far learning is.
#[derive(Default)]
struct Progress {
    /// How many passages there were when it was last begun.
    passages: u64,
    under_way: bool,
}

impl Accents {
    /// Nothing yet about the texts in a field.
    pub fn of(reader: &IndexReader, text: Field) -> Self {
        Self { reader: reader.clone(), text, learnt: Arc::default() }
    }

    /// What is known now.
    pub fn model(&self) -> Option<Arc<Model>> {
        self.learnt.model.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts learning in the background if the index has changed enough and nobody is at it.
    pub fn follow(&self) {
        if !self.learnt.begin(self.reader.searcher().num_docs()) {
            return;
        }
        let (reader, text, learnt) = (self.reader.clone(), self.text, self.learnt.clone());
        let started = std::thread::Builder::new().name("learning-marks".to_owned()).spawn(move || {
            while learnt.goes_on(learn(&reader.searcher(), text, REST), reader.searcher().num_docs()) {}
        });
        if let Err(cause) = started {
            tracing::warn!(%cause, "marks cannot be learnt: no thread");
            self.learnt.stop();
        }
    }

    /// Learns here and now.
    pub fn learn_now(&self) -> Result<(), TantivyError> {
        let model = learn(&self.reader.searcher(), self.text, Duration::ZERO)?;
        self.learnt.keep(model);
        Ok(())
    }
}

impl Learnt {
    /// Whether to begin, so that no second one does.
    fn begin(&self, passages: u64) -> bool {
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let begins = !progress.under_way && has_changed(progress.passages, passages);
        if begins {
            *progress = Progress { passages, under_way: true };
        }
        begins
    }

    /// Keeps what was learnt; whether the index has changed so much meanwhile that it must be done again.
    fn goes_on(&self, outcome: Result<Model, TantivyError>, passages: u64) -> bool {
        match outcome {
            Ok(model) => self.keep(model),
            Err(cause) => {
                tracing::warn!(%cause, "marks cannot be learnt");
                self.stop();
                return false;
            }
        }
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let again = has_changed(progress.passages, passages);
        *progress = if again {
            Progress { passages, under_way: true }
        } else {
            Progress { under_way: false, ..*progress }
        };
        again
    }

    fn keep(&self, model: Model) {
        *self.model.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(model));
    }

    fn stop(&self) {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).under_way = false;
    }
}

fn has_changed(before: u64, now: u64) -> bool {
    before.abs_diff(now) as f64 > CHANGED * before as f64
}

/// Reads a sample of the texts.
fn learn(searcher: &Searcher, text: Field, rest: Duration) -> Result<Model, TantivyError> {
    let mut learner = Learner::default();
    for (read, address) in sample(searcher).into_iter().enumerate() {
        let record: TantivyDocument = searcher.doc(address)?;
        let whole = record.get_first(text).and_then(|value| value.as_str()).unwrap_or_default();
        learner.learn(&whole[..whole.floor_char_boundary(MOST_BYTES)]);
        if read % STRETCH == STRETCH - 1 && !rest.is_zero() {
            std::thread::sleep(rest);
        }
    }
    Ok(learner.model())
}

/// Every so many-th passage of every segment.
fn sample(searcher: &Searcher) -> Vec<DocAddress> {
    let step = usize::try_from(searcher.num_docs().div_ceil(MOST_PASSAGES).max(1)).unwrap_or(usize::MAX);
    let mut places = Vec::new();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let ordinal = u32::try_from(ordinal).unwrap_or(u32::MAX);
        places.extend(segment.doc_ids_alive().step_by(step).map(|doc| DocAddress::new(ordinal, doc)));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_of_change_is_enough() {
        assert!(has_changed(0, 1));
        assert!(!has_changed(0, 0));
        assert!(!has_changed(100, 120));
        assert!(has_changed(100, 121));
        assert!(has_changed(100, 79));
    }

    #[test]
    fn one_learns_at_a_time_and_again_if_much_changed_meanwhile() {
        let learnt = Learnt::default();
        assert!(!learnt.begin(0));
        assert!(learnt.begin(10));
        assert!(!learnt.begin(100));
        assert!(learnt.goes_on(Ok(Model::default()), 100));
        assert!(!learnt.goes_on(Ok(Model::default()), 101));
        assert!(!learnt.begin(102));
        assert!(learnt.begin(200));
    }
}

//! Two versions of the regulation side by side: article by article, and in those that differ word by word.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Article;

/// What became of a stretch of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in both.
    Same,
    /// It is in the later one alone.
    Added,
    /// It is in the earlier one alone.
    Removed,
}

/// A stretch of words with one fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What became of it.
    pub fate: Fate,
    /// The words.
    pub text: String,
}

/// An article in both versions; none where a version has none of this number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// In the earlier one.
    pub before: Option<&'a Article>,
    /// In the later one.
    pub after: Option<&'a Article>,
}

impl Pair<'_> {
    /// Its number.
    pub fn no(&self) -> &str {
        self.after.or(self.before).map_or("", |article| article.no.as_str())
    }

    /// Whether both say the same.
    pub fn is_same(&self) -> bool {
        match (self.before, self.after) {
            (Some(before), Some(after)) => before.heading == after.heading && before.body == after.body,
            _ => false,
        }
    }

    /// The words of both, woven together.
    pub fn runs(&self) -> Vec<Run> {
        let whole = |article: Option<&Article>| {
            article.map(|one| format!("{}\n\n{}", one.heading, one.body)).unwrap_or_default()
        };
        woven(&whole(self.before), &whole(self.after))
    }
}

/// The articles of two versions by their numbers, in the order of the later one; what it lacks stands where it stood.
pub fn pairs<'a>(before: &'a [Article], after: &'a [Article]) -> Vec<Pair<'a>> {
    let numbers = |articles: &'a [Article]| -> Vec<&'a str> {
        articles.iter().map(|article| article.no.as_str()).collect()
    };
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &numbers(before), &numbers(after)) {
        let (old, new) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            let both = before[old].iter().zip(&after[new]);
            pairs.extend(both.map(|(before, after)| Pair { before: Some(before), after: Some(after) }));
        } else {
            pairs.extend(before[old].iter().map(|one| Pair { before: Some(one), after: None }));
            pairs.extend(after[new].iter().map(|one| Pair { before: None, after: Some(one) }));
        }
    }
    pairs
}

/// Words with what follows them, so that put together they are the text again.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(char::is_whitespace).collect()
}

fn woven(before: &str, after: &str) -> Vec<Run> {
    let (old, new) = (words(before), words(after));
    let mut runs: Vec<Run> = Vec::new();
    let mut push = |fate: Fate, text: String| {
        if !text.is_empty() {
            runs.push(Run { fate, text });
        }
    };
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if let DiffOp::Equal { .. } = op {
            push(Fate::Same, new[op.new_range()].concat());
        } else {
            push(Fate::Removed, old[op.old_range()].concat());
            push(Fate::Added, new[op.new_range()].concat());
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(no: &str, body: &str) -> Article {
        Article { no: no.into(), body: body.into(), ..Article::default() }
    }

    #[test]
    fn articles_meet_by_number_and_words_are_woven() {
        let before = [article("1", "như cũ"), article("2", "cập nhật hàng ngày"), article("3", "bỏ đi")];
        let after = [article("1", "như cũ"), article("2", "cập nhật hằng ngày"), article("2a", "thêm vào")];
        let pairs = pairs(&before, &after);
        let told: Vec<_> = pairs.iter().map(|pair| (pair.no(), pair.is_same())).collect();
        assert_eq!(told, [("1", true), ("2", false), ("3", false), ("2a", false)]);
        let runs = pairs[1].runs();
        let of = |fate: Fate| {
            runs.iter().filter(|run| run.fate == fate).map(|run| run.text.as_str()).collect::<String>()
        };
        assert_eq!((of(Fate::Removed).trim(), of(Fate::Added).trim()), ("hàng", "hằng"));
        assert!(pairs[2].after.is_none() && pairs[3].before.is_none());
    }
}

//! Words that our own texts do not know.

use super::{Finding, Subject, Weight, found};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut words = subject.corpus.doubtful(&subject.plain);
    words.sort();
    words.dedup();
    found("spelling", Weight::Warning, "", words, |list| {
        format!("Có thể sai chính tả: {list}. Hãy sửa, hoặc xác nhận viết đúng.")
    })
}

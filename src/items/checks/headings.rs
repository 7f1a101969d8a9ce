//! Headings in order: none is skipped, none is empty.

use super::{Finding, Subject, Weight, found};
use crate::items::scan;

/// The page's title is the first level; the text begins below it.
const TOP: u32 = 2;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut above = TOP - 1;
    let mut wrong = Vec::new();
    for (tag, text) in scan::elements(subject.html, |name| level(name).is_some()) {
        let level = level(tag.name).unwrap_or(TOP);
        let empty = text.trim().is_empty();
        if empty || level > above + 1 {
            wrong.push(if empty { "đầu mục trống".to_owned() } else { text });
        }
        above = level;
    }
    found("headings", Weight::Warning, "Thông tư 32/2017/TT-BTTTT Điều 18.1", wrong, |list| {
        format!(
            "Đầu mục bỏ cấp hoặc để trống: {list}. Đầu mục lớn nhất là cấp 2, rồi đến cấp 3, không nhảy cấp."
        )
    })
}

fn level(name: &str) -> Option<u32> {
    name.strip_prefix('h').and_then(|digit| digit.parse().ok()).filter(|level| (1..=6).contains(level))
}

//! Links whose words say where they lead, without their surroundings.

use super::{Finding, Subject, Weight, found};
use crate::base::text::folded;
use crate::items::scan;

const EMPTY_WORDS: [&str; 12] = [
    "",
    "tai day",
    "o day",
    "day",
    "vao day",
    "xem",
    "xem them",
    "xem tiep",
    "chi tiet",
    "xem chi tiet",
    "link",
    "click",
];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let links = scan::elements(subject.html, |name| name == "a");
    let words = links.into_iter().map(|(tag, text)| {
        let shown = text.trim().to_owned();
        if shown.is_empty() { (text, tag.attribute("href").unwrap_or_default()) } else { (text, shown) }
    });
    let vague = words.filter(|(text, _)| says_nothing(text)).map(|(_, shown)| shown).collect();
    found("link-text", Weight::Warning, "Thông tư 32/2017/TT-BTTTT Điều 18.1", vague, |list| {
        format!("Chữ của liên kết không nói liên kết dẫn đến đâu: {list}. Hãy ghi tên trang, tên văn bản.")
    })
}

fn says_nothing(text: &str) -> bool {
    let key = folded(text);
    let key = key.trim().trim_matches(|c: char| !c.is_alphanumeric());
    EMPTY_WORDS.contains(&key) || ["http://", "https://", "www."].iter().any(|bare| key.starts_with(bare))
}

//! Pictures of children: with consent, or not at all.

use super::{Finding, Subject, Weight, byline::name, found, images::ImageFacts};
use crate::base::text::folded;

const CLAUSE: &str = "Luật Trẻ em Điều 21";
/// Words of a caption that speak of children.
const WORDS: [&str; 7] = ["tre em", "hoc sinh", "thieu nhi", "thieu nien", "mam non", "chau be", "em be"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let pictures = |wanted: fn(&ImageFacts) -> bool| -> Vec<String> {
        let shown = subject.images.iter().enumerate().filter(|(_, image)| wanted(image) && !image.consent);
        shown.map(|(at, image)| name(at, image)).collect()
    };
    let marked = pictures(|image| image.shows_children == Some(true));
    let likely = pictures(|image| image.shows_children.is_none() && speaks_of_children(&image.alt));
    let refused = found("children", Weight::Refusal, CLAUSE, marked, |list| {
        format!("Ảnh có trẻ em mà chưa có sự đồng ý của cha, mẹ hoặc người giám hộ: {list}.")
    });
    let asked = found("children", Weight::Warning, CLAUSE, likely, |list| {
        format!("Có thể là ảnh trẻ em: {list}. Đã có sự đồng ý của cha, mẹ hoặc người giám hộ chưa?")
    });
    [refused, asked].concat()
}

fn speaks_of_children(alt: &str) -> bool {
    let key = folded(alt);
    WORDS.iter().any(|word| key.contains(word))
}

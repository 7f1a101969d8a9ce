//! Author and source of every picture (Điều 8.1); those of the text stand in the publication rule.

use super::{Finding, Subject, Weight, found, images::ImageFacts};
use crate::tenants::SectionKey;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    // What readers send in is their own word and needs no byline.
    if subject.content.common().section == SectionKey::Questions {
        return Vec::new();
    }
    let nameless = |image: &&ImageFacts| image.author.is_empty() || image.source.is_empty();
    let pictures = subject.images.iter().enumerate().filter(|(_, image)| nameless(image));
    let named = pictures.map(|(at, image)| name(at, image)).collect();
    found("image-byline", Weight::Refusal, "Quy chế Điều 8.1", named, |list| {
        format!(
            "Ảnh chưa ghi tác giả và nguồn: {list}. Ghi trong thư viện, hoặc trong chú thích ảnh: “Ảnh: …; Nguồn: …”."
        )
    })
}

/// A picture as the person who looks for it in the text knows it.
pub(super) fn name(at: usize, image: &ImageFacts) -> String {
    let called = if image.alt.is_empty() { &image.name } else { &image.alt };
    if called.is_empty() {
        format!("ảnh thứ {}", at + 1)
    } else {
        format!("ảnh thứ {}: {called}", at + 1)
    }
}

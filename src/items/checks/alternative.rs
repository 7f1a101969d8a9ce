//! Words for who cannot see a picture.

use super::{Finding, Subject, Weight, byline::name, found};

const CLAUSE: &str = "Thông tư 32/2017/TT-BTTTT Điều 18.1";
const ENDINGS: [&str; 6] = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp"];

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let says_nothing = |alt: &str| {
        let small = alt.to_lowercase();
        alt.is_empty()
            || ENDINGS.iter().any(|ending| small.ends_with(ending))
            || matches!(small.as_str(), "ảnh" | "hình" | "image")
    };
    let silent = subject.images.iter().enumerate().filter(|(_, image)| says_nothing(&image.alt));
    let named = silent.map(|(at, image)| name(at, image)).collect();
    found("image-alt", Weight::Refusal, CLAUSE, named, |list| {
        format!("Ảnh chưa có lời mô tả cho người không nhìn thấy: {list}.")
    })
}

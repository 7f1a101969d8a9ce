//! Links that are known to answer no more.

use super::{Finding, Piece, Subject, Weight, found};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let links = subject.html.iter().filter_map(|piece| match piece {
        Piece::Open(tag) if tag.name == "a" => tag.attribute("href"),
        _ => None,
    });
    let dead = links.filter(|link| subject.dead.contains(link)).collect();
    found("dead-links", Weight::Warning, "Quy chế Điều 3.16", dead, |list| {
        format!("Liên kết không còn mở được: {list}. Hãy sửa địa chỉ hoặc bỏ liên kết.")
    })
}

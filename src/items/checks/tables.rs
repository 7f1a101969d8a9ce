//! Tables with header cells, so that a cell can be read without seeing the table.

use super::{Finding, Piece, Subject, Weight, found};

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let mut bare = Vec::new();
    let mut headed = None;
    let mut tables = 0;
    for piece in subject.html {
        match piece {
            Piece::Open(tag) if tag.name == "table" => {
                tables += 1;
                headed = Some(false);
            }
            Piece::Open(tag) if tag.name == "th" => headed = headed.map(|_| true),
            Piece::Close("table") if headed == Some(false) => {
                headed = None;
                bare.push(format!("bảng thứ {tables}"));
            }
            Piece::Close("table") => headed = None,
            _ => {}
        }
    }
    found("tables", Weight::Warning, "Thông tư 32/2017/TT-BTTTT Điều 18.1", bare, |list| {
        format!("Bảng chưa có hàng hoặc cột tiêu đề: {list}.")
    })
}

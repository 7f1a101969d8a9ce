//! Special-topic sites: a subject with its first and last day, its own menu and banner (Quy chế Điều 3.15).

use crate::tenants::{PALETTE_TITLES, SectionKey};

use super::{Fact, PLAIN, Register, Shape, Span};

const CLAUSE: &str = "Quy chế Điều 3.15";

/// The fact of what belongs to it.
pub const MEMBERS: &str = "noi-dung-thuoc";
/// The fact of its palette.
pub const LOOK: &str = "bang-mau";

/// Chuyên trang: after its last day it stays under its address, as an archive.
pub static SPECIALS: Register = Register {
    key: "chuyen-trang",
    section: SectionKey::Specials,
    one: "Chuyên trang",
    many: "Chuyên trang",
    title: "Tên chuyên trang",
    facts: &[
        Fact {
            key: "tu-ngay",
            field: "f-tu-ngay",
            label: "Mở từ ngày",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "den-ngay",
            field: "f-den-ngay",
            label: "Đến hết ngày",
            hint: "Sau ngày này chuyên trang chuyển sang lưu trữ; địa chỉ vẫn mở được.",
            shape: Shape::Day,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thuc-don",
            field: "f-thuc-don",
            label: "Mục của chuyên trang",
            hint: "Mỗi dòng một mục: tên, dấu |, rồi địa chỉ. Ví dụ: Kế hoạch | /van-ban/ke-hoach-tet",
            shape: Shape::Ways,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: MEMBERS,
            field: "f-noi-dung-thuoc",
            label: "Nội dung thuộc chuyên trang",
            hint: "Mỗi dòng một địa chỉ trên trang này: một bài (/tin-tuc/ten-bai), cả một mục (/van-ban), hoặc một mục theo chủ đề (/tin-tuc?chu-de=kinh-te).",
            shape: Shape::Members,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: LOOK,
            field: "f-bang-mau",
            label: "Bảng màu riêng",
            hint: "Để trống để dùng bảng màu của trang.",
            shape: Shape::Look(&PALETTE_TITLES),
            needed: None,
            facet: false,
            listed: false,
        },
    ],
    holds: Some(Span {
        from: "tu-ngay",
        until: "den-ngay",
        asked: "Đang mở vào ngày",
        backwards: "Ngày kết thúc không được trước ngày mở.",
        over: "Chuyên trang đã kết thúc",
    }),
    ..PLAIN
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::PALETTES;

    #[test]
    fn every_palette_can_be_chosen() {
        let keys: Vec<_> = PALETTE_TITLES.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, PALETTES);
    }
}

//! Addresses of other sites, by group (NĐ 43/2011 Điều 16).

use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Quy chế Điều 3.16";
const GROUPS: Choices = &[
    ("trung-uong", "Cơ quan trung ương"),
    ("tinh", "Cơ quan cấp tỉnh"),
    ("don-vi", "Đơn vị trực thuộc, xã, thị trấn"),
    ("dich-vu", "Dịch vụ công, tra cứu"),
    ("khac", "Tổ chức khác"),
];

/// Liên kết website (Quy chế Điều 3.16).
pub static LINKS: Register = Register {
    key: "lien-ket",
    section: SectionKey::Links,
    one: "Liên kết",
    many: "Liên kết website",
    title: "Tên trang",
    facts: &[
        Fact {
            key: "nhom",
            field: "f-nhom",
            label: "Nhóm",
            hint: "",
            shape: Shape::Choice(GROUPS),
            needed: Some(CLAUSE),
            facet: true,
            listed: false,
        },
        Fact {
            key: "dia-chi",
            field: "f-dia-chi",
            label: "Địa chỉ",
            hint: "Ví dụ: https://chinhphu.vn",
            shape: Shape::Address,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
    ],
    by_name: true,
    grouped: Some("nhom"),
    ..PLAIN
};

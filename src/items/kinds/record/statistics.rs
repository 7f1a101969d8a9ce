//! Statistics with all five of what NĐ 43/2011 Điều 12 asks for.

use crate::tenants::SectionKey;

use super::{Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Nghị định 43/2011/NĐ-CP Điều 12";

/// Số liệu, báo cáo thống kê.
pub static STATISTICS: Register = Register {
    key: "thong-ke",
    section: SectionKey::Strategy,
    one: "Số liệu thống kê",
    many: "Số liệu, báo cáo thống kê",
    title: "Tên số liệu, báo cáo",
    facts: &[
        Fact {
            key: "so-lieu",
            field: "f-so-lieu",
            label: "Số liệu",
            hint: "Ghi số liệu chính; bảng đầy đủ để trong tệp đính kèm.",
            shape: Shape::Text,
            needed: Some(CLAUSE),
            facet: false,
            listed: false,
        },
        Fact {
            key: "bao-cao",
            field: "f-bao-cao",
            label: "Báo cáo",
            hint: "Tên báo cáo, nơi lập; báo cáo đầy đủ để trong tệp đính kèm.",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "phuong-phap",
            field: "f-phuong-phap",
            label: "Phương pháp thống kê",
            hint: "",
            shape: Shape::Text,
            needed: Some(CLAUSE),
            facet: false,
            listed: false,
        },
        Fact {
            key: "phan-tich",
            field: "f-phan-tich",
            label: "Bản phân tích số liệu",
            hint: "",
            shape: Shape::Text,
            needed: Some(CLAUSE),
            facet: false,
            listed: false,
        },
        Fact {
            key: "thoi-gian",
            field: "f-thoi-gian",
            label: "Thời gian thực hiện thống kê",
            hint: "Ví dụ: quý IV năm 2016.",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
    ],
    ..PLAIN
};

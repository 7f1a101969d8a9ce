//! Scientific works and what came of them (NĐ 43/2011 Điều 11).

use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Nghị định 43/2011/NĐ-CP Điều 11";
const LEVELS: Choices =
    &[("nha-nuoc", "Nhà nước"), ("bo", "Bộ, ngành"), ("tinh", "Tỉnh"), ("co-so", "Cơ sở")];

/// Đề tài khoa học (Quy chế Điều 3.11).
pub static RESEARCH: Register = Register {
    key: "de-tai",
    section: SectionKey::Research,
    one: "Đề tài",
    many: "Đề tài khoa học",
    title: "Tên đề tài",
    facts: &[
        Fact {
            key: "ma-so",
            field: "f-ma-so",
            label: "Mã số",
            hint: "",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "cap",
            field: "f-cap",
            label: "Cấp quản lý",
            hint: "",
            shape: Shape::Choice(LEVELS),
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
        Fact {
            key: "linh-vuc",
            field: "f-linh-vuc",
            label: "Lĩnh vực",
            hint: "",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
        Fact {
            key: "chu-tri",
            field: "f-chu-tri",
            label: "Đơn vị chủ trì",
            hint: "",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thoi-gian",
            field: "f-thoi-gian",
            label: "Thời gian thực hiện",
            hint: "Một năm hoặc hai năm, ví dụ 2015-2016.",
            shape: Shape::Years,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "ket-qua",
            field: "f-ket-qua",
            label: "Kết quả",
            hint: "Báo cáo tổng hợp, báo cáo áp dụng; bản đầy đủ để trong tệp đính kèm.",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
    ],
    ..PLAIN
};

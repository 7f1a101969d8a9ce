//! Strategies, master plans and plans, by period and field (NĐ 43/2011 Điều 10.1.đ).

use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Nghị định 43/2011/NĐ-CP Điều 10.1.đ";
const SECTION: &str = "Quy chế Điều 3.7";
/// The key of the rest.
pub const OTHERS: &str = "khac";
/// The four groups of the decree, and the rest.
pub const GROUPS: Choices = &[
    ("uu-dai", "Chính sách ưu đãi, cơ hội đầu tư"),
    ("quy-hoach", "Quy hoạch xây dựng, đô thị, sử dụng đất"),
    ("tai-nguyen", "Quy hoạch, kế hoạch khai thác tài nguyên"),
    ("chat-thai", "Quy hoạch thu gom, xử lý chất thải"),
    (OTHERS, "Chiến lược, kế hoạch khác"),
];

/// Chiến lược, định hướng, quy hoạch, kế hoạch phát triển (Quy chế Điều 3.7).
pub static PLANS: Register = Register {
    key: "chien-luoc",
    section: SectionKey::Strategy,
    one: "Chiến lược, kế hoạch",
    many: "Chiến lược, quy hoạch, kế hoạch",
    title: "Tên chiến lược, quy hoạch, kế hoạch",
    facts: &[
        Fact {
            key: "linh-vuc",
            field: "f-linh-vuc",
            label: "Nhóm",
            hint: "",
            shape: Shape::Choice(GROUPS),
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
        Fact {
            key: "giai-doan",
            field: "f-giai-doan",
            label: "Giai đoạn",
            hint: "Một năm hoặc hai năm, ví dụ 2016-2020.",
            shape: Shape::Years,
            needed: Some(SECTION),
            facet: true,
            listed: true,
        },
        Fact {
            key: "co-quan-phe-duyet",
            field: "f-co-quan-phe-duyet",
            label: "Cơ quan phê duyệt",
            hint: "",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "so-quyet-dinh",
            field: "f-so-quyet-dinh",
            label: "Số quyết định",
            hint: "Ví dụ: 15/QĐ-UBND.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "ngay-phe-duyet",
            field: "f-ngay-phe-duyet",
            label: "Ngày phê duyệt",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(SECTION),
            facet: false,
            listed: true,
        },
    ],
    split: Some("linh-vuc"),
    ..PLAIN
};

//! Projects, tenders and public purchases: the nine facts of NĐ 43/2011 Điều 10.1.h, the name being the first.

use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Nghị định 43/2011/NĐ-CP Điều 10.1.h";
const KINDS: Choices = &[("du-an", "Dự án đầu tư"), ("dau-thau", "Đấu thầu"), ("mua-sam", "Mua sắm công")];
/// The three lists of the decree.
const STAGES: Choices =
    &[("chuan-bi", "Đang chuẩn bị"), ("trien-khai", "Đang triển khai"), ("hoan-tat", "Đã hoàn tất")];

/// Dự án đầu tư, đấu thầu, mua sắm công (Quy chế Điều 3.9).
pub static PROJECTS: Register = Register {
    key: "du-an",
    section: SectionKey::Projects,
    one: "Dự án",
    many: "Dự án đầu tư, mua sắm công",
    title: "Tên dự án",
    facts: &[
        Fact {
            key: "loai",
            field: "f-loai",
            label: "Loại",
            hint: "",
            shape: Shape::Choice(KINDS),
            needed: None,
            facet: true,
            listed: true,
        },
        Fact {
            key: "muc-tieu",
            field: "f-muc-tieu",
            label: "Mục tiêu chính",
            hint: "Dự án làm gì, cho ai.",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "linh-vuc",
            field: "f-linh-vuc",
            label: "Lĩnh vực chuyên môn",
            hint: "Ví dụ: giao thông, thủy lợi, trường học.",
            shape: Shape::Line,
            needed: None,
            facet: true,
            listed: true,
        },
        Fact {
            key: "thoi-gian",
            field: "f-thoi-gian",
            label: "Thời gian thực hiện",
            hint: "Một năm hoặc hai năm, ví dụ 2016-2018.",
            shape: Shape::Years,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "kinh-phi",
            field: "f-kinh-phi",
            label: "Kinh phí dự án",
            hint: "Ví dụ: 1.500.000.000 hoặc 1,5 tỷ.",
            shape: Shape::Money,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "loai-tai-tro",
            field: "f-loai-tai-tro",
            label: "Loại hình tài trợ",
            hint: "Ví dụ: ngân sách huyện, vốn vay, xã hội hóa.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "nha-tai-tro",
            field: "f-nha-tai-tro",
            label: "Nhà tài trợ",
            hint: "",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "tinh-trang",
            field: "f-tinh-trang",
            label: "Tình trạng dự án",
            hint: "",
            shape: Shape::Choice(STAGES),
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
    ],
    split: Some("tinh-trang"),
    ..PLAIN
};

//! Film and sound: with their day, their file and their words (Quy chế Điều 3.13, 3.14).

use crate::tenants::SectionKey;

use super::{Fact, PLAIN, Register, Shape};

const TELEVISION_CLAUSE: &str = "Quy chế Điều 3.13";
const RADIO_CLAUSE: &str = "Quy chế Điều 3.14";

/// Tin, phóng sự truyền hình.
pub static TELEVISION: Register = Register {
    key: "truyen-hinh",
    section: SectionKey::Television,
    one: "Chương trình truyền hình",
    many: "Tin, phóng sự truyền hình",
    title: "Tên chương trình",
    facts: &[
        Fact {
            key: "ngay-phat",
            field: "f-ngay-phat",
            label: "Ngày phát",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(TELEVISION_CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thoi-luong",
            field: "f-thoi-luong",
            label: "Thời lượng",
            hint: "Ví dụ: 12 phút.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "loi",
            field: "f-loi",
            label: "Nội dung bằng chữ",
            hint: "Lời thuyết minh hoặc nội dung chương trình, cho người không nghe hoặc không xem được.",
            shape: Shape::Text,
            needed: Some(TELEVISION_CLAUSE),
            facet: false,
            listed: false,
        },
    ],
    file: Some(("video/", "Phải đính kèm tệp video.", TELEVISION_CLAUSE)),
    ..PLAIN
};

/// Chương trình truyền thanh.
pub static RADIO: Register = Register {
    key: "truyen-thanh",
    section: SectionKey::Radio,
    one: "Chương trình truyền thanh",
    many: "Chương trình truyền thanh",
    title: "Tên chương trình",
    facts: &[
        Fact {
            key: "ngay-phat",
            field: "f-ngay-phat",
            label: "Ngày phát",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(RADIO_CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thoi-luong",
            field: "f-thoi-luong",
            label: "Thời lượng",
            hint: "Ví dụ: 12 phút.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "loi",
            field: "f-loi",
            label: "Nội dung bằng chữ",
            hint: "Bản chữ của chương trình, cho người không nghe được.",
            shape: Shape::Text,
            needed: Some(RADIO_CLAUSE),
            facet: false,
            listed: false,
        },
    ],
    file: Some(("audio/", "Phải đính kèm tệp âm thanh.", RADIO_CLAUSE)),
    ..PLAIN
};

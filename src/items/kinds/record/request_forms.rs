//! Forms on which people ask for information that is not public yet (Nghị định 13/2018, Mẫu số 01a, 01b, 02 …).

use crate::tenants::SectionKey;

use super::{Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Nghị định 13/2018/NĐ-CP Điều 11";

/// Mẫu phiếu yêu cầu cung cấp thông tin.
pub static REQUEST_FORMS: Register = Register {
    key: "mau-phieu",
    section: SectionKey::About,
    one: "Mẫu phiếu",
    many: "Mẫu phiếu yêu cầu cung cấp thông tin",
    title: "Tên mẫu",
    facts: &[
        Fact {
            key: "ky-hieu",
            field: "f-ky-hieu",
            label: "Ký hiệu mẫu",
            hint: "Ví dụ: 01a.",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "danh-cho",
            field: "f-danh-cho",
            label: "Dành cho",
            hint: "Ví dụ: công dân; tổ chức, đoàn thể, doanh nghiệp.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
    ],
    file: Some(("application/", "Phải đính kèm tệp mẫu để tải về.", CLAUSE)),
    by_name: true,
    ..PLAIN
};

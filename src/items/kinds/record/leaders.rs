//! Who holds which post, from when until when (NĐ 43/2011 Điều 10.1.a and 10.1.k).

use crate::tenants::SectionKey;

use super::{Fact, PLAIN, Record, Register, Shape, Span};

const SECTION: &str = "Quy chế Điều 3.3";
/// The clause behind who is reached how.
pub const CONTACT: &str = "Nghị định 43/2011/NĐ-CP Điều 10.1.k";

/// Bộ máy tổ chức, lãnh đạo (Quy chế Điều 3.3): the holder of a past day stays to be found.
pub static LEADERS: Register = Register {
    key: "bo-may",
    section: SectionKey::Organisation,
    one: "Người giữ chức vụ",
    many: "Lãnh đạo, người có thẩm quyền",
    title: "Họ và tên",
    facts: &[
        Fact {
            key: "chuc-vu",
            field: "f-chuc-vu",
            label: "Chức vụ",
            hint: "Ví dụ: Chủ tịch Ủy ban nhân dân.",
            shape: Shape::Line,
            needed: Some(CONTACT),
            facet: false,
            listed: true,
        },
        Fact {
            key: "don-vi",
            field: "f-don-vi",
            label: "Đơn vị công tác",
            hint: "",
            shape: Shape::Line,
            needed: Some(CONTACT),
            facet: true,
            listed: true,
        },
        Fact {
            key: "tu-ngay",
            field: "f-tu-ngay",
            label: "Giữ chức vụ từ ngày",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(SECTION),
            facet: false,
            listed: true,
        },
        Fact {
            key: "den-ngay",
            field: "f-den-ngay",
            label: "Đến ngày",
            hint: "Ngày cuối cùng giữ chức vụ; để trống nếu còn giữ.",
            shape: Shape::Day,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "nhiem-vu",
            field: "f-nhiem-vu",
            label: "Nhiệm vụ",
            hint: "Lĩnh vực phụ trách.",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "tieu-su",
            field: "f-tieu-su",
            label: "Tóm tắt tiểu sử",
            hint: "",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "dien-thoai",
            field: "f-dien-thoai",
            label: "Điện thoại, fax",
            hint: "Số của cơ quan.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "thu-dien-tu",
            field: "f-thu-dien-tu",
            label: "Thư điện tử công vụ",
            hint: "Người còn giữ chức vụ mà chưa có thì cần nói rõ lý do khi gửi duyệt.",
            shape: Shape::Mail,
            needed: None,
            facet: false,
            listed: true,
        },
    ],
    grouped: Some("don-vi"),
    holds: Some(Span {
        from: "tu-ngay",
        until: "den-ngay",
        asked: "Giữ chức vụ vào ngày",
        backwards: "Ngày thôi không được trước ngày bắt đầu.",
        over: "Không còn giữ chức vụ",
    }),
    ..PLAIN
};

/// Whether somebody who still holds a post has no official mail address: told to who approves, and no refusal.
pub fn is_out_of_reach(record: &Record) -> bool {
    record.register.key == LEADERS.key
        && record.facts.get("thu-dien-tu").is_empty()
        && record.facts.get("den-ngay").is_empty()
}

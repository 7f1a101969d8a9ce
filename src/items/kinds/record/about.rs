//! Introduction pages: a tree of topics, each page with its owner (Quy chế Điều 3.1, NĐ 43/2011 Điều 10.1.a).

use crate::base::error::Refusal;
use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Record, Register, Shape};

const SECTION: &str = "Quy chế Điều 3.1";
const CLAUSE: &str = "Nghị định 43/2011/NĐ-CP Điều 10.1.a";
/// The topic that a file tells, not words.
const MAP: &str = "ban-do";

/// The six topics of the regulation, and the map that the decree adds.
pub const TOPICS: Choices = &[
    ("tu-nhien", "Điều kiện tự nhiên"),
    ("lich-su", "Lịch sử"),
    ("van-hoa", "Văn hóa, di tích, danh thắng"),
    ("tiem-nang", "Tiềm năng, thế mạnh"),
    ("to-chuc", "Cơ cấu tổ chức"),
    ("nhiem-vu", "Chức năng, nhiệm vụ"),
    (MAP, "Bản đồ địa giới hành chính"),
];

/// Giới thiệu (Quy chế Điều 3.1): the unit that supplies a page owns it.
pub static ABOUT: Register = Register {
    key: "gioi-thieu",
    section: SectionKey::About,
    one: "Trang giới thiệu",
    many: "Trang giới thiệu",
    title: "Tên trang",
    facts: &[
        Fact {
            key: "chu-de",
            field: "f-chu-de",
            label: "Chủ đề",
            hint: "",
            shape: Shape::Choice(TOPICS),
            needed: Some(SECTION),
            facet: true,
            listed: false,
        },
        Fact {
            key: "ngay-ra-soat",
            field: "f-ngay-ra-soat",
            label: "Ngày rà soát",
            hint: "Ngày đơn vị phụ trách xem lại nội dung gần đây nhất, ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(SECTION),
            facet: false,
            listed: true,
        },
    ],
    by_name: true,
    grouped: Some("chu-de"),
    also: lacking,
    ..PLAIN
};

/// A page has words, a map has its picture or file: the office brings it, nothing is drawn here.
fn lacking(record: &Record) -> Vec<Refusal> {
    let empty = record.body_html.is_empty();
    let told = match record.facts.get("chu-de") {
        MAP if record.common.attachments.is_empty() => {
            Some(Refusal::new("attachments", "Phải đính kèm tệp bản đồ.", CLAUSE))
        }
        MAP => None,
        _ => empty.then(|| Refusal::new("body", "Phải có nội dung giới thiệu.", SECTION)),
    };
    told.into_iter().collect()
}

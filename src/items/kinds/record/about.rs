//! Introduction pages: a tree of topics, each page with its owner (Quy chế Điều 3.1, NĐ 43/2011 Điều 10.1.a).

use crate::base::error::Refusal;
use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Record, Register, Shape};

const SECTION: &str = "Quy chế Điều 3.1";
const CLAUSE: &str = "Nghị định 43/2011/NĐ-CP Điều 10.1.a";
const TRANSLATION: &str = "Nghị định 43/2011/NĐ-CP Điều 13";
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

/// The six topics that the regulation names, without the map.
pub const SIX: usize = 6;
/// The fact of the topic.
pub const TOPIC: &str = "chu-de";
/// The fact of the day on which the owner last looked at the page.
pub const REVIEWED: &str = "ngay-ra-soat";
/// The fact of the page that it stands under.
pub const PARENT: &str = "thuoc-trang";
/// The fact of its place among the pages beside it.
pub const PLACE: &str = "thu-tu";
/// The fact of the language.
pub const LANGUAGE: &str = "ngon-ngu";
/// The fact of the page that it translates.
pub const TRANSLATES: &str = "ban-dich-cua";

/// The languages of [`crate::items::kinds::Language`]; a test holds this to them.
const LANGUAGES: Choices = &[("en", "Tiếng Anh")];

/// Giới thiệu (Quy chế Điều 3.1): the unit that supplies a page owns it.
pub static ABOUT: Register = Register {
    key: "gioi-thieu",
    section: SectionKey::About,
    one: "Trang giới thiệu",
    many: "Trang giới thiệu",
    title: "Tên trang",
    facts: &[
        Fact {
            key: TOPIC,
            field: "f-chu-de",
            label: "Chủ đề",
            hint: "",
            shape: Shape::Choice(TOPICS),
            needed: Some(SECTION),
            facet: true,
            listed: false,
        },
        Fact {
            key: REVIEWED,
            field: "f-ngay-ra-soat",
            label: "Ngày rà soát",
            hint: "Ngày đơn vị phụ trách xem lại nội dung gần đây nhất, ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(SECTION),
            facet: false,
            listed: true,
        },
        Fact {
            key: PARENT,
            field: "f-thuoc-trang",
            label: "Thuộc trang",
            hint: "Trang giới thiệu đứng trên trang này; để trống nếu đứng ngay dưới chủ đề.",
            shape: Shape::Page,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: PLACE,
            field: "f-thu-tu",
            label: "Thứ tự",
            hint: "Số từ 1 đến 999; trang có số nhỏ đứng trước.",
            shape: Shape::Order,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: LANGUAGE,
            field: "f-ngon-ngu",
            label: "Ngôn ngữ khác tiếng Việt",
            hint: "Để trống nếu trang viết bằng tiếng Việt.",
            shape: Shape::Choice(LANGUAGES),
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: TRANSLATES,
            field: "f-ban-dich-cua",
            label: "Bản dịch của",
            hint: "Trang tiếng Việt mà trang này dịch.",
            shape: Shape::Page,
            needed: None,
            facet: false,
            listed: false,
        },
    ],
    by_name: true,
    grouped: Some(TOPIC),
    also: lacking,
    ..PLAIN
};

/// A page has words, a map has its picture or file: the office brings it, nothing is drawn here.
fn lacking(record: &Record) -> Vec<Refusal> {
    let empty = record.body_html.is_empty();
    let told = match record.facts.get(TOPIC) {
        MAP if record.common.attachments.is_empty() => {
            Some(Refusal::new("attachments", "Phải đính kèm tệp bản đồ.", CLAUSE))
        }
        MAP => None,
        _ => empty.then(|| Refusal::new("body", "Phải có nội dung giới thiệu.", SECTION)),
    };
    let whose = (record.facts.get(LANGUAGE).is_empty() && !record.facts.get(TRANSLATES).is_empty())
        .then(|| Refusal::new("f-ngon-ngu", "Bản dịch phải ghi ngôn ngữ.", TRANSLATION));
    told.into_iter().chain(whose).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::items::kinds::Language;

    #[test]
    fn the_form_offers_every_language() {
        let known: Vec<_> = Language::ALL.iter().map(|one| (one.tag(), one.vietnamese())).collect();
        assert_eq!(LANGUAGES, known);
        assert_eq!(TOPICS.len(), SIX + 1, "the map comes after the six");
    }
}

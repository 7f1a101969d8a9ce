//! Procedures: the eleven groups of facts of NĐ 63/2010 Điều 8, level and mode, and where it is done online.

use crate::base::error::Refusal;
use crate::tenants::SectionKey;

use super::{Choices, Fact, PLAIN, Record, Register, Shape, lower};

const LIST: &str = "Nghị định 43/2011/NĐ-CP Điều 18";
const ONLINE: &str = "Quy chế Điều 3.10";
const TOLD: &str = "Nghị định 43/2011/NĐ-CP Điều 3.4; Thông tư 32/2017/TT-BTTTT Điều 5.1";
const FORMS: &str = "Nghị định 43/2011/NĐ-CP Điều 19.1";
const PARTLY: &str = "Nghị định 224/2026/NĐ-CP Điều 14";
/// The groups of facts that are told of every procedure, beside its name, its field and its agency; forms, conditions
/// and fees are one group, of which the fees always have an answer.
pub(super) const GROUPS: [&str; 9] =
    ["trinh-tu", "cach-thuc", "ho-so", "thoi-han", "doi-tuong", "ket-qua", "phi", "nhan-tra", "can-cu"];
const LEVELS: Choices = &[("1", "Mức độ 1"), ("2", "Mức độ 2"), ("3", "Mức độ 3"), ("4", "Mức độ 4")];
const MODES: Choices = &[
    ("thong-tin", "Cung cấp thông tin"),
    ("mot-phan", "Trực tuyến một phần"),
    ("toan-trinh", "Trực tuyến toàn trình"),
];

/// Dịch vụ công trực tuyến (Quy chế Điều 3.10).
pub static PROCEDURES: Register = Register {
    key: "dich-vu-cong",
    section: SectionKey::Services,
    one: "Thủ tục",
    many: "Thủ tục hành chính, dịch vụ công",
    title: "Tên thủ tục",
    facts: &[
        Fact {
            key: "ma",
            field: "f-ma",
            label: "Mã thủ tục",
            hint: "Mã trên Cơ sở dữ liệu quốc gia về thủ tục hành chính.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "linh-vuc",
            field: "f-linh-vuc",
            label: "Lĩnh vực",
            hint: "Ví dụ: hộ tịch, đất đai.",
            shape: Shape::Line,
            needed: Some(LIST),
            facet: true,
            listed: true,
        },
        Fact {
            key: "co-quan",
            field: "f-co-quan",
            label: "Cơ quan thực hiện",
            hint: "",
            shape: Shape::Line,
            needed: Some(LIST),
            facet: true,
            listed: true,
        },
        Fact {
            key: "muc-do",
            field: "f-muc-do",
            label: "Mức độ (Nghị định 43/2011)",
            hint: "",
            shape: Shape::Choice(LEVELS),
            needed: None,
            facet: true,
            listed: true,
        },
        Fact {
            key: "hinh-thuc",
            field: "f-hinh-thuc",
            label: "Hình thức (Nghị định 42/2022)",
            hint: "",
            shape: Shape::Choice(MODES),
            needed: None,
            facet: true,
            listed: true,
        },
        Fact {
            key: "dia-chi",
            field: "f-dia-chi",
            label: "Địa chỉ nộp hồ sơ trực tuyến",
            hint: "Địa chỉ của thủ tục trên Cổng dịch vụ công.",
            shape: Shape::Address,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "ly-do",
            field: "f-ly-do",
            label: "Lý do chưa làm trực tuyến toàn trình",
            hint: "Chỉ ghi khi hình thức là trực tuyến một phần.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "trinh-tu",
            field: "f-trinh-tu",
            label: "Trình tự thực hiện",
            hint: "",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "cach-thuc",
            field: "f-cach-thuc",
            label: "Cách thức thực hiện",
            hint: "",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "ho-so",
            field: "f-ho-so",
            label: "Thành phần, số lượng hồ sơ",
            hint: "",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "thoi-han",
            field: "f-thoi-han",
            label: "Thời hạn giải quyết",
            hint: "",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "doi-tuong",
            field: "f-doi-tuong",
            label: "Đối tượng thực hiện",
            hint: "",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "ket-qua",
            field: "f-ket-qua",
            label: "Kết quả",
            hint: "",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "nhan-tra",
            field: "f-nhan-tra",
            label: "Hình thức nhận hồ sơ, trả kết quả",
            hint: "Ví dụ: tại bộ phận một cửa, qua bưu điện.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "phi",
            field: "f-phi",
            label: "Phí, lệ phí",
            hint: "Không thu thì ghi: Không thu.",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "mau-don",
            field: "f-mau-don",
            label: "Tên mẫu đơn, tờ khai",
            hint: "Mẫu để trong tệp đính kèm.",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "yeu-cau",
            field: "f-yeu-cau",
            label: "Yêu cầu, điều kiện",
            hint: "",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
        Fact {
            key: "can-cu",
            field: "f-can-cu",
            label: "Căn cứ pháp lý",
            hint: "Văn bản quy phạm pháp luật; quyết định công bố thủ tục.",
            shape: Shape::Text,
            needed: None,
            facet: false,
            listed: false,
        },
    ],
    by_name: true,
    split: Some("linh-vuc"),
    door: Some(("dia-chi", "Nộp hồ sơ trực tuyến")),
    also: without_way,
    ..PLAIN
};

/// What a procedure lacks of its way: a level or a mode, and an address where it is done online.
fn without_way(record: &Record) -> Vec<Refusal> {
    let (level, mode) = (record.facts.get("muc-do"), record.facts.get("hinh-thuc"));
    let mut gaps = Vec::new();
    if level.is_empty() && mode.is_empty() {
        gaps.push(Refusal::new("f-muc-do", "Phải ghi mức độ hoặc hình thức của dịch vụ công.", LIST));
    }
    let online = matches!(level, "3" | "4") || matches!(mode, "mot-phan" | "toan-trinh");
    if online && record.facts.get("dia-chi").is_empty() {
        gaps.push(Refusal::new("f-dia-chi", "Thủ tục làm trực tuyến phải có địa chỉ nộp hồ sơ.", ONLINE));
    }
    if mode == "mot-phan" && record.facts.get("ly-do").is_empty() {
        gaps.push(Refusal::new("f-ly-do", "Phải ghi lý do chỉ làm trực tuyến một phần.", PARTLY));
    }
    if matches!(level, "2" | "3" | "4") && record.common.attachments.is_empty() {
        gaps.push(Refusal::new("attachments", "Từ mức độ 2 phải có biểu mẫu để tải về.", FORMS));
    }
    gaps.extend(without_groups(record).filter(|_| !level.is_empty()));
    gaps
}

/// What a procedure of any level of 2011 must tell, of its eleven groups. One that stands on the national portal by
/// its mode of 2022 leads there instead of repeating it.
fn without_groups(record: &Record) -> impl Iterator<Item = Refusal> {
    let untold = PROCEDURES
        .facts
        .iter()
        .filter(|fact| GROUPS.contains(&fact.key) && record.facts.get(fact.key).is_empty());
    untold.map(|fact| Refusal::new(fact.field, format!("Phải ghi {}.", lower(fact.label)), TOLD))
}

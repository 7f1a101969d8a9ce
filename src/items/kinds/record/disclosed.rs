//! What must be public by law: the list of the law on access to information, which each authority keeps up to date.

use crate::tenants::SectionKey;

use super::{Fact, PLAIN, Register, Shape};

const CLAUSE: &str = "Nghị định 13/2018/NĐ-CP Điều 6.3; Luật Tiếp cận thông tin Điều 19.1";

/// Danh mục thông tin phải được công khai.
pub static DISCLOSED: Register = Register {
    key: "cong-khai",
    section: SectionKey::About,
    one: "Thông tin phải công khai",
    many: "Danh mục thông tin phải được công khai",
    title: "Tên thông tin",
    facts: &[
        Fact {
            key: "so-ky-hieu",
            field: "f-so-ky-hieu",
            label: "Số, ký hiệu",
            hint: "",
            shape: Shape::Line,
            needed: None,
            facet: false,
            listed: true,
        },
        Fact {
            key: "ngay-tao",
            field: "f-ngay-tao",
            label: "Ngày tạo ra thông tin",
            hint: "Ví dụ 28/12/2016.",
            shape: Shape::Day,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "hinh-thuc",
            field: "f-hinh-thuc",
            label: "Hình thức công khai",
            hint: "Ví dụ: đăng trên trang này, niêm yết tại trụ sở.",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
        Fact {
            key: "thoi-diem",
            field: "f-thoi-diem",
            label: "Thời điểm công khai",
            hint: "Ví dụ: 05 ngày làm việc từ ngày ban hành.",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: false,
            listed: true,
        },
        Fact {
            key: "thoi-han",
            field: "f-thoi-han",
            label: "Thời hạn công khai",
            hint: "Ví dụ: thường xuyên; 30 ngày.",
            shape: Shape::Line,
            needed: Some(CLAUSE),
            facet: true,
            listed: true,
        },
        Fact {
            key: "noi-xem",
            field: "f-noi-xem",
            label: "Nơi xem",
            hint: "Mỗi dòng một nơi: tên, dấu |, rồi địa chỉ. Ví dụ: Bản đầy đủ | /chi-dao/quyet-toan-2016",
            shape: Shape::Ways,
            needed: Some(CLAUSE),
            facet: false,
            listed: false,
        },
    ],
    by_name: true,
    ..PLAIN
};

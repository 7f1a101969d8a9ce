//! Where to find the offices: the site's own five values, then every unit.

use askama::Template;

use super::{layout::Layout, parts::Link};

/// A unit that answers.
#[derive(Clone, Debug, Default)]
pub struct UnitRow {
    /// Its place on the page.
    pub anchor: String,
    /// The feed of what it supplied, where there is something.
    pub feed: Option<String>,
    /// Its name.
    pub name: String,
    /// What it does, in one or two sentences.
    pub duties: String,
    /// The post that heads it.
    pub head: String,
    /// Telephone, if it is known.
    pub phone: Option<String>,
    /// Its box; a unit without one is shown as such (NĐ 43/2011, Đ10.1.k).
    pub email: Option<String>,
}

/// Units of one kind.
#[derive(Clone, Debug, Default)]
pub struct UnitGroup {
    /// `Cơ quan chuyên môn`, `Đơn vị sự nghiệp`.
    pub title: String,
    /// The units.
    pub units: Vec<UnitRow>,
}

/// A person with authority: who, in which post, and how they are reached in office (NĐ 43/2011, Đ10.1.k).
#[derive(Clone, Debug, Default)]
pub struct Officer {
    /// Name and page.
    pub link: Link,
    /// The post.
    pub post: String,
    /// Where they work.
    pub unit: String,
    /// Telephone and fax of the office.
    pub phone: String,
    /// The official box.
    pub mail: String,
}

/// The contact page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/contact.html")]
pub struct ContactPage {
    /// Everything around it; the five values come from its footer.
    pub layout: Layout,
    /// When citizens are received: days, hours, place; one line each.
    pub reception: Vec<String>,
    /// Who holds a post today.
    pub officers: Vec<Officer>,
    /// The units.
    pub groups: Vec<UnitGroup>,
}

#[cfg(test)]
impl ContactPage {
    pub(crate) fn sample() -> Self {
        use super::layout::samples as around;
        let unit = |name: &str, duties: &str, head: &str, email: Option<&str>| UnitRow {
            anchor: format!("don-vi-{}", crate::base::text::slug(name)),
            feed: email.map(|_| "/don-vi/vanphong/rss.xml".into()),
            name: name.into(),
            duties: duties.into(),
            head: head.into(),
            phone: None,
            email: email.map(Into::into),
        };
        Self {
            layout: around::layout("Liên hệ", ""),
            reception: vec![
                "Giờ làm việc: 7:30-11:30 và 13:30-17:00, thứ Hai đến thứ Sáu (mẫu)".into(),
                "Lãnh đạo huyện tiếp công dân ngày 10 và 25 hằng tháng (mẫu)".into(),
            ],
            officers: vec![Officer {
                link: Link::new("Người giữ chức vụ (mẫu)", "/bo-may/nguoi-giu-chuc-vu"),
                post: "Chủ tịch".into(),
                unit: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
                phone: String::new(),
                mail: "chutich@hiephoa.example".into(),
            }],
            groups: vec![
                UnitGroup {
                    title: "Cơ quan chuyên môn".into(),
                    units: vec![
                        unit(
                            "Văn phòng HĐND và UBND huyện",
                            "Tiếp công dân, một cửa, lịch công tác, quản trị trang thông tin.",
                            "Chánh Văn phòng",
                            Some("vanphong@hiephoa.example"),
                        ),
                        unit(
                            "Phòng Tư pháp",
                            "Hộ tịch, chứng thực, phổ biến pháp luật, hòa giải ở cơ sở.",
                            "Trưởng phòng",
                            Some("tuphap@hiephoa.example"),
                        ),
                    ],
                },
                UnitGroup {
                    title: "Đơn vị sự nghiệp".into(),
                    units: vec![unit(
                        "Trạm Khuyến nông",
                        "Kỹ thuật trồng trọt, chăn nuôi.",
                        "Trạm trưởng",
                        None,
                    )],
                },
            ],
        }
    }
}

//! The sites of the units below: their list with the form that begins one, and the steps of one that is prepared.

use askama::Template;

use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A site below.
#[derive(Clone, Debug, Default)]
pub struct SiteRow {
    /// Its name, and where it is prepared or read.
    pub link: Link,
    /// Whether it is open.
    pub state: Badge,
    /// Its address.
    pub about: String,
}

/// The form that begins a site; ids `cap`, `loai`, `ten`, `ma`, `tu-ngay`, `quyet-dinh`, `ten-dia-chi`, `ten-mien`,
/// `bang-mau`.
#[derive(Clone, Debug, Default)]
pub struct BeginSite {
    /// Where it is posted.
    pub post: Post,
    /// The levels that may stand below.
    pub levels: Vec<Choice>,
    /// Its type.
    pub unit_type: String,
    /// Its bare name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// Its first day.
    pub from: String,
    /// What it rests on.
    pub decision: String,
    /// Its name in addresses.
    pub slug: String,
    /// A host of its own.
    pub host: String,
    /// The palettes.
    pub palettes: Vec<Choice>,
    /// Why it was refused.
    pub refusals: Refusals,
}

/// The sites below.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/sites.html")]
pub struct SitesPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Those that are prepared first.
    pub rows: Vec<SiteRow>,
    /// Begins one, where a level stands below.
    pub form: Option<BeginSite>,
}

/// A unit that the site begins with.
#[derive(Clone, Debug, Default)]
pub struct UnitTick {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its box.
    pub email: String,
    /// Whether the site has it.
    pub kept: bool,
}

/// The five values and the units.
#[derive(Clone, Debug, Default)]
pub struct ContactsForm {
    /// Where it is posted.
    pub post: Post,
    /// The responsible unit.
    pub unit: String,
    /// The responsible post.
    pub responsible: String,
    /// Postal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Official mail.
    pub email: String,
    /// The units.
    pub units: Vec<UnitTick>,
}

/// Which sections are shown.
#[derive(Clone, Debug, Default)]
pub struct SectionsForm {
    /// Where it is posted.
    pub post: Post,
    /// The sections.
    pub choices: Vec<Choice>,
}

/// A person to be appointed or invited.
#[derive(Clone, Debug, Default)]
pub struct PersonForm {
    /// Where it is posted.
    pub post: Post,
    /// Posts.
    pub roles: Vec<Choice>,
    /// The login typed.
    pub login: String,
    /// The name typed.
    pub name: String,
    /// The address typed.
    pub email: String,
    /// First day.
    pub from: String,
    /// The decision's number.
    pub decision: String,
}

/// The steps of a site that is prepared.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/site.html")]
pub struct SitePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Back to the list.
    pub back: Link,
    /// Why the step that was sent was refused.
    pub refusals: Refusals,
    /// The first step.
    pub contacts: ContactsForm,
    /// The second.
    pub sections: SectionsForm,
    /// Who serves or is invited, a line each.
    pub people: Vec<String>,
    /// The third.
    pub person: PersonForm,
    /// How many first pages there are, in words.
    pub drafts_text: String,
    /// The fourth.
    pub drafts: Post,
    /// What is missing, a sentence each.
    pub missing: Vec<String>,
    /// The last.
    pub open: Post,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusal, Tone};

    impl SitesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Trang của đơn vị trực thuộc"),
                rows: vec![SiteRow {
                    link: Link::new("Xã Đức Thắng (mẫu)", "/hh/don-vi/ducthang"),
                    state: Badge::new("Đang chuẩn bị", Tone::Warn),
                    about: "ducthang.example".into(),
                }],
                form: Some(BeginSite {
                    post: post("/hh/don-vi"),
                    levels: vec![Choice::new("commune", "Cấp xã").chosen()],
                    palettes: vec![Choice::new("cham", "Chàm").chosen()],
                    refusals: Refusals(vec![Refusal {
                        field: "ten-dia-chi".into(),
                        message: "Tên trong địa chỉ “donglo” đã là của Xã Đông Lỗ.".into(),
                        clause: Some("Nghị định 43/2011/NĐ-CP Điều 6".into()),
                    }]),
                    ..BeginSite::default()
                }),
            }
        }
    }

    impl SitePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Chuẩn bị trang Xã Đức Thắng"),
                name: "Xã Đức Thắng (mẫu)".into(),
                address: "ducthang.example".into(),
                back: Link::new("Trang của đơn vị trực thuộc", "/hh/don-vi"),
                refusals: Refusals(vec![Refusal {
                    field: "dien-thoai".into(),
                    message: "Chưa ghi số điện thoại.".into(),
                    clause: Some("TT 32/2017 Đ16.3.c".into()),
                }]),
                contacts: ContactsForm {
                    post: post("/hh/don-vi/ducthang/lien-he"),
                    units: vec![UnitTick {
                        key: "vanphong".into(),
                        name: "Văn phòng".into(),
                        email: "vanphong@ducthang.example".into(),
                        kept: true,
                    }],
                    ..ContactsForm::default()
                },
                sections: SectionsForm {
                    post: post("/hh/don-vi/ducthang/chuyen-muc"),
                    choices: vec![Choice::new("tin-tuc", "Tin tức, sự kiện").chosen()],
                },
                people: vec!["Trưởng ban Biên tập: (mẫu), đã mời, chưa nhận lời".into()],
                person: PersonForm {
                    post: post("/hh/don-vi/ducthang/nhan-su"),
                    roles: vec![Choice::new("board-head", "Trưởng ban Biên tập").chosen()],
                    ..PersonForm::default()
                },
                drafts_text: "chưa có".into(),
                drafts: post("/hh/don-vi/ducthang/trang-dau"),
                missing: vec!["Chưa ghi số điện thoại.".into()],
                open: post("/hh/don-vi/ducthang/mo"),
            }
        }
    }
}

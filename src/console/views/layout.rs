//! What every staff page has around it: the person, their tenants, the trays with what waits in them.

use crate::public::views::{Badge, Link, Tone};

/// Where a form is posted, and its token against forged posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Address.
    pub action: String,
    /// Token, sent as `csrf`.
    pub csrf: String,
}

/// A moment as staff read it: how long ago, and exactly when on focus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// `2 giờ trước`, `còn 3 ngày làm việc`.
    pub relative: String,
    /// `28/12/2016 14:30`.
    pub exact: String,
    /// As `datetime` wants it.
    pub iso: String,
}

/// A tenant in which the person holds an appointment.
#[derive(Clone, Debug, Default)]
pub struct TenantLink {
    /// Its name and its desk.
    pub link: Link,
    /// What the person is there: `Ủy viên Ban Biên tập`.
    pub post: String,
    /// How much waits for the person there.
    pub waiting: u64,
    /// Whether the page being read belongs to it.
    pub current: bool,
}

/// A tray with its count.
#[derive(Clone, Debug, Default)]
pub struct Tray {
    /// Its name and its list.
    pub link: Link,
    /// How much lies in it; nothing is shown for zero.
    pub count: u64,
    /// [`Tone::Bad`] where something in it is overdue.
    pub tone: Tone,
    /// Whether it is open.
    pub current: bool,
}

/// Trays of one matter.
#[derive(Clone, Debug, Default)]
pub struct TrayGroup {
    /// `Tin, bài, văn bản`, `Hỏi đáp`, `Quản trị`.
    pub title: String,
    /// The trays.
    pub trays: Vec<Tray>,
    /// Whether it is unfolded: what people use daily, and where they are.
    pub open: bool,
}

impl TrayGroup {
    /// How many things in it call for somebody; said while it is folded.
    pub fn waiting(&self) -> u64 {
        self.calling().map(|tray| tray.count).sum()
    }

    /// [`Tone::Bad`] where one of them is overdue.
    pub fn tone(&self) -> Tone {
        if self.calling().any(|tray| tray.tone == Tone::Bad) { Tone::Bad } else { Tone::Warn }
    }

    fn calling(&self) -> impl Iterator<Item = &Tray> {
        self.trays.iter().filter(|tray| matches!(tray.tone, Tone::Warn | Tone::Bad))
    }
}

/// One row of the list in the middle.
#[derive(Clone, Debug, Default)]
pub struct ListRow {
    /// What it is, and its page.
    pub link: Link,
    /// Its state.
    pub state: Badge,
    /// Section and author, or topic and unit.
    pub about: String,
    /// When it last changed, or when it is due.
    pub at: When,
    /// Whether it is the one on the right.
    pub current: bool,
}

/// The list beside an item; on a phone it gives way to a link back.
#[derive(Clone, Debug, Default)]
pub struct ListPane {
    /// Name of the tray and its page.
    pub tray: Link,
    /// The first rows of it.
    pub rows: Vec<ListRow>,
}

/// What was just done, with a way to take it back.
#[derive(Clone, Debug, Default)]
pub struct Flash {
    /// How it went.
    pub tone: Tone,
    /// `Đã gửi duyệt lúc 14:30.`
    pub text: String,
    /// Takes it back, where that can be done.
    pub undo: Option<Post>,
}

/// Everything around a staff page.
#[derive(Clone, Debug, Default)]
pub struct ConsoleLayout {
    /// Title of the page.
    pub title: String,
    /// Name of the tenant worked in, `Huyện Hiệp Hòa`.
    pub tenant: String,
    /// Its palette, so that staff see at a glance in which tenant they work.
    pub palette: String,
    /// Its public site.
    pub site_url: String,
    /// Home of the desk.
    pub home_url: String,
    /// Name of the person.
    pub person: String,
    /// What they are in this tenant.
    pub post: String,
    /// Page of their password and second factor.
    pub account_url: String,
    /// Ends the session.
    pub sign_out: Post,
    /// The tenants of the person.
    pub tenants: Vec<TenantLink>,
    /// The trays.
    pub trays: Vec<TrayGroup>,
    /// The list beside an item.
    pub list: Option<ListPane>,
    /// What was just done.
    pub flash: Option<Flash>,
    /// Mail that stands still or waits too long, and where to see to it.
    pub mail_banner: Option<Link>,
    /// In what capacity a person of a tenant above reads here, without any right to change.
    pub looking_on: Option<String>,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub(crate) fn when(relative: &str) -> When {
        When {
            relative: relative.into(),
            exact: "28/12/2016 14:30".into(),
            iso: "2016-12-28T14:30:00+07:00".into(),
        }
    }

    pub(crate) fn post(action: &str) -> Post {
        Post { action: action.into(), csrf: "mau".into() }
    }

    fn tray(title: &str, count: u64, tone: Tone, current: bool) -> Tray {
        Tray { link: Link::new(title, "/hh/khay"), count, tone, current }
    }

    pub(crate) fn layout(title: &str) -> ConsoleLayout {
        let tenant = |name: &str, post: &str, waiting, current| TenantLink {
            link: Link::new(name, "/hh/"),
            post: post.into(),
            waiting,
            current,
        };
        ConsoleLayout {
            title: title.into(),
            tenant: "Huyện Hiệp Hòa".into(),
            palette: "son-do".into(),
            site_url: "/".into(),
            home_url: "/hh/".into(),
            person: "(mẫu)".into(),
            post: "Ủy viên Ban Biên tập".into(),
            account_url: "/tai-khoan".into(),
            sign_out: post("/ra"),
            tenants: vec![
                tenant("Huyện Hiệp Hòa", "Ủy viên Ban Biên tập", 5, true),
                tenant("Xã Đức Thắng", "Cộng tác viên", 1, false),
            ],
            trays: vec![
                TrayGroup {
                    title: "Tin, bài, văn bản".into(),
                    open: true,
                    trays: vec![
                        tray("Chờ tôi duyệt", 3, Tone::Plain, true),
                        tray("Bị trả lại", 1, Tone::Warn, false),
                        tray("Bản nháp", 4, Tone::Plain, false),
                        tray("Đã đăng", 0, Tone::Plain, false),
                    ],
                },
                TrayGroup {
                    title: "Hỏi đáp".into(),
                    open: true,
                    trays: vec![
                        tray("Chờ phân loại", 2, Tone::Plain, false),
                        tray("Quá hạn", 1, Tone::Bad, false),
                        tray("Chờ duyệt trả lời", 1, Tone::Plain, false),
                    ],
                },
                TrayGroup {
                    title: "Quản trị".into(),
                    open: false,
                    trays: vec![
                        tray("Việc cần người xử lý", 1, Tone::Warn, false),
                        tray("Người dùng", 0, Tone::Plain, false),
                        tray("Nhập dữ liệu", 0, Tone::Plain, false),
                        tray("Nhật ký", 0, Tone::Plain, false),
                    ],
                },
            ],
            list: None,
            flash: None,
            mail_banner: Some(Link::new("2 thư chờ quá một giờ chưa đi được.", "/hh/thu-di")),
            looking_on: None,
        }
    }

    /// The list beside an item.
    pub(crate) fn pane() -> ListPane {
        let row = |title: &str, state: Badge, about: &str, current| ListRow {
            link: Link::new(title, "/hh/bai/1"),
            state,
            about: about.into(),
            at: when("2 giờ trước"),
            current,
        };
        ListPane {
            tray: Link::new("Chờ tôi duyệt", "/hh/khay"),
            rows: vec![
                row(
                    "Huyện Hiệp Hòa ban hành Quy chế Trang thông tin điện tử (mẫu)",
                    Badge::new("Chờ duyệt", Tone::Warn),
                    "Tin tức · Đài Truyền thanh huyện",
                    true,
                ),
                row(
                    "128/KH-UBND Triển khai công tác tuyển quân năm 2017 (mẫu)",
                    Badge::new("Chờ duyệt", Tone::Warn),
                    "Văn bản · Văn phòng HĐND và UBND",
                    false,
                ),
                row(
                    "Hướng dẫn phòng, chống rét cho lúa chiêm xuân (mẫu)",
                    Badge::new("Có bản sửa", Tone::Accent),
                    "Tin tức · Trạm Khuyến nông",
                    false,
                ),
            ],
        }
    }
}

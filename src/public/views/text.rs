//! Pages of running text: those an office writes, and the three statements that come with the house.

use askama::Template;

use super::{
    layout::Layout,
    parts::{FileView, Html, Link, Stamp},
};

/// A page that an office wrote.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/text.html")]
pub struct TextPage {
    /// Everything around it.
    pub layout: Layout,
    /// Title.
    pub title: String,
    /// One or two sentences that open it.
    pub summary: Option<String>,
    /// The text.
    pub body: Html,
    /// The unit that keeps it.
    pub unit: String,
    /// When it was published.
    pub published: Stamp,
    /// When it was last changed, if it was.
    pub changed: Option<Stamp>,
    /// Pages beside or below it.
    pub pages: Vec<Link>,
    /// Files with it.
    pub files: Vec<FileView>,
}

/// One thing that machines may ask.
#[derive(Clone, Debug)]
pub struct OperationView {
    /// The method: `GET`.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// What it gives, in a sentence.
    pub summary: String,
    /// Its description as JSON.
    pub shown: String,
}

/// What machines may ask, for people to read.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/api.html")]
pub struct ApiPage {
    /// Everything around it.
    pub layout: Layout,
    /// The same for machines.
    pub machine_url: String,
    /// Everything in turn.
    pub operations: Vec<OperationView>,
}

/// How the site is run, with the regulation itself one link away.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/rules.html")]
pub struct RulesPage {
    /// Everything around it.
    pub layout: Layout,
    /// The document of the regulation: its type and number, and its page.
    pub regulation: Link,
    /// Its text by article, where a version is published.
    pub whole: Option<Link>,
    /// The plan of the year, where the office shows one.
    pub plan: Option<Link>,
    /// The standing office of the editorial board.
    pub standing_office: String,
    /// The law's limit for answers: `15 ngày làm việc`.
    pub answer_limit: String,
    /// The law's limit for putting the office's own documents here: `2 ngày làm việc`.
    pub document_limit: String,
    /// Law on which the limits rest: `Nghị định số 43/2011/NĐ-CP, Điều 17`.
    pub limits_from: String,
    /// Where the counting is explained.
    pub deadlines_url: String,
}

/// Every outage that was announced.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/outages.html")]
pub struct OutagesPage {
    /// Everything around it.
    pub layout: Layout,
    /// The last first, each in sentences.
    pub outages: Vec<Vec<String>>,
}

/// What is public, and how to ask for what is not.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/information.html")]
pub struct InformationPage {
    /// Everything around it.
    pub layout: Layout,
    /// The list of what must be public, where the site keeps one.
    pub list: Option<Link>,
    /// How much stands in it.
    pub count: usize,
    /// The list that is made from what is published, where something is.
    pub published: Option<Link>,
    /// Who takes requests.
    pub office: String,
    /// The forms on which people ask.
    pub forms: Vec<FileView>,
    /// How programs ask for the data.
    pub api_url: String,
}

/// How far the site can be used by everybody, and what to do where it cannot.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/accessibility.html")]
pub struct AccessibilityPage {
    /// Everything around it.
    pub layout: Layout,
    /// Day of the last review.
    pub reviewed: Stamp,
    /// What is known not to be usable by everybody yet, one sentence each.
    pub known_limits: Vec<String>,
    /// The law it follows: `Thông tư số 32/2017/TT-BTTTT, Điều 18`.
    pub law: String,
}

/// What happens to personal data.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/privacy.html")]
pub struct PrivacyPage {
    /// Everything around it.
    pub layout: Layout,
    /// Version and day of the text, `Bản 1, có hiệu lực từ 28/12/2016`.
    pub version: String,
    /// Whether it is a version that held before.
    pub is_former: bool,
    /// What a reader is asked to agree to in this version, word for word.
    pub agreed: Vec<String>,
    /// The other versions.
    pub others: Vec<Link>,
    /// How long contacts are kept after the answer: `24 tháng`.
    pub contact_kept: String,
    /// How long what a comment on a draft holds of its sender is kept: `24 tháng`.
    pub comment_kept: String,
    /// How long access logs are kept: `12 tháng`.
    pub log_kept: String,
    /// The law's limit for a person's request about their data: `72 giờ`.
    pub request_limit: String,
    /// The law it follows.
    pub law: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::layout::samples as around;

    impl TextPage {
        pub(crate) fn sample() -> Self {
            let mut layout = around::layout("Điều kiện tự nhiên (mẫu)", "gioi-thieu");
            layout.breadcrumbs.push(Link::new("Giới thiệu", "/gioi-thieu/"));
            Self {
                layout,
                title: "Điều kiện tự nhiên (mẫu)".into(),
                summary: Some("Hiệp Hòa là huyện trung du nằm bên sông Cầu, phía tây tỉnh Bắc Giang.".into()),
                body: Html::sanitised("<h2>Vị trí</h2><p>Huyện gồm 25 xã và 1 thị trấn.</p>"),
                unit: "Văn phòng HĐND và UBND huyện".into(),
                published: Stamp::new("28/12/2016", "2016-12-28"),
                changed: None,
                pages: vec![
                    Link::new("Lịch sử, văn hóa", "/gioi-thieu/lich-su"),
                    Link::new("Cơ cấu tổ chức", "/gioi-thieu/co-cau-to-chuc"),
                ],
                files: Vec::new(),
            }
        }
    }

    impl ApiPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Giao diện lập trình", ""),
                machine_url: "/api/v1/openapi.json".into(),
                operations: vec![OperationView {
                    method: "GET".into(),
                    path: "/{section}/du-lieu.json".into(),
                    summary: "A list as open data".into(),
                    shown: "{\n  \"summary\": \"A list as open data\"\n}".into(),
                }],
            }
        }
    }

    impl OutagesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Thông báo tạm ngừng", ""),
                outages: vec![vec![
                    "Trang tạm ngừng từ 22:00, 28/12/2016 đến khoảng 02:00, 29/12/2016. Nâng cấp (mẫu)."
                        .into(),
                    "Thực tế ngừng từ 22:05, 28/12/2016 đến 01:40, 29/12/2016.".into(),
                ]],
            }
        }
    }

    impl RulesPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Quy chế hoạt động", ""),
                regulation: Link::new("Quyết định số 10/2016/QĐ-UBND", "/van-ban/10-2016-qd-ubnd"),
                whole: Some(Link::new("Toàn văn theo từng điều", "/quy-che/toan-van")),
                plan: Some(Link::new("Kế hoạch năm và tiến độ", "/ke-hoach-nam")),
                standing_office: "Văn phòng HĐND và UBND huyện".into(),
                answer_limit: "15 ngày làm việc".into(),
                document_limit: "2 ngày làm việc".into(),
                limits_from: "Nghị định số 43/2011/NĐ-CP, Điều 17".into(),
                deadlines_url: "/cach-tinh-thoi-han".into(),
            }
        }
    }

    impl InformationPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Tiếp cận thông tin", ""),
                list: Some(Link::new("Danh mục thông tin phải được công khai", "/gioi-thieu?so=cong-khai")),
                count: 12,
                published: Some(Link::new(
                    "Danh mục lập từ 48 văn bản, nội dung đã đăng",
                    "/tiep-can-thong-tin/danh-muc",
                )),
                office: "Văn phòng HĐND và UBND huyện".into(),
                forms: Vec::new(),
                api_url: "/api".into(),
            }
        }
    }

    impl AccessibilityPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Khai báo tiếp cận", ""),
                reviewed: Stamp::new("28/12/2016", "2016-12-28"),
                known_limits: vec!["Một số tệp PDF cũ là ảnh chụp, chưa có lớp chữ.".into()],
                law: "Thông tư số 26/2009/TT-BTTTT".into(),
            }
        }
    }

    impl PrivacyPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: around::layout("Thông báo xử lý dữ liệu cá nhân", ""),
                version: "Bản 1, áp dụng từ 28/12/2016".into(),
                is_former: true,
                agreed: vec!["Tôi đồng ý để cơ quan dùng các thông tin trên để trả lời câu hỏi này.".into()],
                others: vec![Link::new("Bản 2, áp dụng từ 01/07/2023", "/du-lieu-ca-nhan")],
                contact_kept: "24 tháng".into(),
                comment_kept: "24 tháng".into(),
                log_kept: "12 tháng".into(),
                request_limit: "72 giờ".into(),
                law: "Luật Công nghệ thông tin năm 2006, Điều 21 và Điều 22".into(),
            }
        }
    }
}

//! What every public page has around it: head, names, sections, footer, metadata.

use super::parts::{Html, Link};

/// One section in the menu.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NavLink {
    /// Name of the section.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Whether the page being read lies in it.
    pub current: bool,
    /// Whether it stands in the row under the names; the others are in the index and in the footer.
    /// The row holds six or seven short names.
    pub primary: bool,
}

/// The five values that stand on every page (TT 32/2017, Đ16.3.c).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footer {
    /// The unit that runs the site, in full.
    pub unit: String,
    /// Who answers for it.
    pub responsible: String,
    /// Postal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Mail address, also for comments on the portal itself (TT 32/2017, Đ11.2.g).
    pub email: String,
}

/// A message above everything: a planned stop, an urgent announcement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// One word for its kind: `Tạm ngừng có kế hoạch`, `Thông báo`.
    pub kind: String,
    /// One or two sentences, with the expected return where it is a stop.
    pub text: String,
    /// More about it.
    pub link: Option<Link>,
}

/// The site that a page belongs to, on the day it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteView {
    /// The line above the name: `Trang thông tin điện tử`.
    pub over_name: String,
    /// The name in large: `Huyện Hiệp Hòa`.
    pub name: String,
    /// Full name of the body: `Ủy ban nhân dân huyện Hiệp Hòa`.
    pub body: String,
    /// Address of the emblem.
    pub emblem_url: String,
    /// Name of the palette, one of those in `base.css`: `son-do`, `tre-xanh`, …
    pub palette: String,
    /// The site's own style sheet over the palette, where it has one.
    pub sheet_url: Option<String>,
    /// One short line under the name.
    pub motto: Option<String>,
    /// Today in words, `thứ Sáu, 30/12/2016`.
    pub today: String,
    /// Every section, in order.
    pub nav: Vec<NavLink>,
    /// The special-topic sites that are open today.
    pub specials: Vec<Link>,
    /// The five values of the footer.
    pub footer: Footer,
    /// The site above, for a commune its district.
    pub parent: Option<Link>,
    /// What the sites below are called: `Các xã, thị trấn`.
    pub children_title: String,
    /// The sites below, in alphabetical order.
    pub children: Vec<Link>,
    /// Home of this site.
    pub home_url: String,
    /// Search page; takes `q`.
    pub search_url: String,
    /// Suggestions while typing, as JSON; takes `q`.
    pub suggest_url: String,
    /// How a browser adds the site to its own search field.
    pub opensearch_url: String,
    /// Form to ask a question.
    pub ask_url: String,
    /// Form to follow a question.
    pub track_url: String,
    /// How the site is run.
    pub rules_url: String,
    /// Everything there is, as a tree.
    pub sitemap_url: String,
    /// Units and their addresses.
    pub contact_url: String,
    /// Declaration of accessibility.
    pub accessibility_url: String,
    /// How personal data are handled.
    pub privacy_url: String,
    /// Message above everything.
    pub notice: Option<Notice>,
}

/// The elements of TT 24/2011: six that may not be empty, four that should be there.
///
/// Several values of one element are separated by `; ` (Đ5.4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DublinCore {
    /// Tiêu đề.
    pub title: String,
    /// Người tạo: author or the office that made it.
    pub creator: String,
    /// Thời gian, `2016-12-28T14:30:00+07:00`.
    pub date: String,
    /// Mô tả.
    pub description: String,
    /// Cơ quan ban hành.
    pub publisher: String,
    /// Định danh: the canonical address or the document's number.
    pub identifier: String,
    /// Ngôn ngữ.
    pub language: Option<String>,
    /// Nguồn.
    pub source: Option<String>,
    /// Người cộng tác.
    pub contributor: Option<String>,
    /// Chủ đề.
    pub subject: Option<String>,
}

impl DublinCore {
    /// Names and values of the elements that are there.
    pub fn elements(&self) -> Vec<(&'static str, &str)> {
        let required = [
            ("DC.title", &self.title),
            ("DC.creator", &self.creator),
            ("DC.date", &self.date),
            ("DC.description", &self.description),
            ("DC.publisher", &self.publisher),
            ("DC.identifier", &self.identifier),
        ];
        let further = [
            ("DC.language", &self.language),
            ("DC.source", &self.source),
            ("DC.contributor", &self.contributor),
            ("DC.subject", &self.subject),
        ];
        let required = required.into_iter().map(|(name, value)| (name, value.as_str()));
        let further = further.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
        required.chain(further).collect()
    }
}

/// The same page in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InLanguage {
    /// The language's tag.
    pub tag: &'static str,
    /// What the language calls itself.
    pub name: &'static str,
    /// The page.
    pub url: String,
}

/// In which languages a page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// The tag of its own.
    pub own: &'static str,
    /// The same page in others.
    pub others: Vec<InLanguage>,
    /// The languages in which it could be and is not, as they are called in Vietnamese.
    pub missing: Vec<String>,
}

impl Default for Languages {
    fn default() -> Self {
        Self { own: "vi", others: Vec::new(), missing: Vec::new() }
    }
}

impl Languages {
    /// The `lang` of an element that holds the page's own words; nothing where they are Vietnamese as all around.
    pub fn attribute(&self) -> Html {
        let own = if self.own == "vi" { String::new() } else { format!(" lang=\"{}\"", self.own) };
        Html::sanitised(own)
    }
}

/// Everything around a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The site.
    pub site: SiteView,
    /// Title of the page, without the site's name.
    pub title: String,
    /// One sentence about the page for result lists elsewhere.
    pub description: String,
    /// The one full address of the page, with scheme and host.
    pub canonical: String,
    /// The way here, from the home on, without the page itself.
    pub breadcrumbs: Vec<Link>,
    /// Metadata; required of the kinds that TT 24/2011 Đ6 names.
    pub metadata: Option<DublinCore>,
    /// Feeds of this page (RSS), with what they carry as title.
    pub feeds: Vec<Link>,
    /// Kept out of search engines: forms, receipts, errors.
    pub noindex: bool,
    /// What is said above the page's own text: that it is archived, whose it is.
    pub banners: Vec<Notice>,
    /// The page for printing, without menus; its canonical address stays that of the page itself.
    pub for_print: bool,
    /// In which languages it is told.
    pub languages: Languages,
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    fn nav(current: &str) -> Vec<NavLink> {
        let sections = [
            ("Giới thiệu", "gioi-thieu", true),
            ("Tin tức, sự kiện", "tin-tuc", true),
            ("Bộ máy tổ chức, lãnh đạo", "bo-may", false),
            ("Văn bản chỉ đạo, điều hành", "chi-dao", false),
            ("Lịch công tác", "lich-cong-tac", true),
            ("Tuyên truyền, phổ biến giáo dục pháp luật", "pho-bien-phap-luat", false),
            ("Chiến lược, kế hoạch phát triển", "chien-luoc", false),
            ("Văn bản", "van-ban", true),
            ("Dự án đầu tư, mua sắm công", "du-an", false),
            ("Dịch vụ công trực tuyến", "dich-vu-cong", true),
            ("Đề tài khoa học", "de-tai", false),
            ("Hỏi đáp", "hoi-dap", true),
            ("Tin, phóng sự truyền hình", "truyen-hinh", false),
            ("Chương trình truyền thanh", "truyen-thanh", false),
            ("Chuyên trang", "chuyen-trang", false),
            ("Liên kết", "lien-ket", false),
        ];
        sections
            .map(|(title, slug, primary)| NavLink {
                title: title.into(),
                url: format!("/{slug}/"),
                current: slug == current,
                primary,
            })
            .into()
    }

    fn communes() -> Vec<Link> {
        let names = "Bắc Lý, Châu Minh, Danh Thắng, Đại Thành, Đoan Bái, Đông Lỗ, Đồng Tân, Đức Thắng, Hòa Sơn, \
                     Hoàng An, Hoàng Lương, Hoàng Thanh, Hoàng Vân, Hợp Thịnh, Hùng Sơn, Hương Lâm, Lương Phong, \
                     Mai Đình, Mai Trung, Ngọc Sơn, Quang Minh, Thái Sơn, Thanh Vân, Thường Thắng, Xuân Cẩm";
        let town = Link::new("Thị trấn Thắng", "/xa/ttthang/");
        let communes = names.split(", ").map(|name| Link::new(format!("Xã {name}"), "/xa/ducthang/"));
        std::iter::once(town).chain(communes).collect()
    }

    /// The district's site, with the section of slug `current` marked.
    pub(crate) fn district(current: &str) -> SiteView {
        SiteView {
            over_name: "Trang thông tin điện tử".into(),
            name: "Huyện Hiệp Hòa".into(),
            body: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
            emblem_url: crate::public::assets::url("bieu-trung.svg"),
            palette: "son-do".into(),
            sheet_url: None,
            motto: Some("Công khai, kịp thời, gần dân".into()),
            today: "thứ Sáu, 30/12/2016".into(),
            nav: nav(current),
            specials: vec![Link::new("Tết an toàn (mẫu)", "/chuyen-trang/tet-an-toan")],
            footer: Footer {
                unit: "Văn phòng HĐND và UBND huyện Hiệp Hòa".into(),
                responsible: "Chánh Văn phòng HĐND và UBND huyện, Phó Trưởng ban thường trực Ban Biên tập"
                    .into(),
                address: "Thị trấn Thắng, huyện Hiệp Hòa, tỉnh Bắc Giang".into(),
                phone: "0204 000 0001 (mẫu)".into(),
                email: "vanphong@hiephoa.example".into(),
            },
            parent: None,
            children_title: "Các xã, thị trấn".into(),
            children: communes(),
            home_url: "/".into(),
            search_url: "/tim-kiem".into(),
            suggest_url: "/api/v1/suggest".into(),
            opensearch_url: "/opensearch.xml".into(),
            ask_url: "/hoi-dap/gui-cau-hoi".into(),
            track_url: "/hoi-dap/theo-doi".into(),
            rules_url: "/quy-che".into(),
            sitemap_url: "/so-do".into(),
            contact_url: "/lien-he".into(),
            accessibility_url: "/tro-nang".into(),
            privacy_url: "/du-lieu-ca-nhan".into(),
            notice: None,
        }
    }

    /// A commune's site, mounted below its district.
    pub(crate) fn commune(current: &str) -> SiteView {
        SiteView {
            name: "Xã Đức Thắng".into(),
            body: "Ủy ban nhân dân xã Đức Thắng".into(),
            palette: "tre-xanh".into(),
            motto: None,
            notice: Some(Notice {
                kind: "Tạm ngừng có kế hoạch".into(),
                text: "Trang tạm ngừng từ 22:00 ngày 20/01/2017 đến 02:00 ngày 21/01/2017 để thay thiết bị mạng.".into(),
                link: None,
            }),
            footer: Footer {
                unit: "Ủy ban nhân dân xã Đức Thắng".into(),
                responsible: "Chủ tịch Ủy ban nhân dân xã Đức Thắng".into(),
                address: "Xã Đức Thắng, huyện Hiệp Hòa, tỉnh Bắc Giang".into(),
                phone: "0204 000 0008 (mẫu)".into(),
                email: "vanphong@ducthang.hiephoa.example".into(),
            },
            parent: Some(Link::new("Huyện Hiệp Hòa", "/")),
            children_title: String::new(),
            children: Vec::new(),
            home_url: "/xa/ducthang/".into(),
            ..district(current)
        }
    }

    /// The district's layout for a page.
    pub(crate) fn layout(title: &str, current: &str) -> Layout {
        Layout {
            site: district(current),
            title: title.into(),
            description: format!("{title}, Trang thông tin điện tử huyện Hiệp Hòa (mẫu)."),
            canonical: "https://hiephoa.bacgiang.gov.vn/".into(),
            breadcrumbs: vec![Link::new("Trang chủ", "/")],
            metadata: None,
            feeds: Vec::new(),
            noindex: false,
            banners: Vec::new(),
            for_print: false,
            languages: Languages { missing: vec!["tiếng Anh".into()], ..Languages::default() },
        }
    }
}

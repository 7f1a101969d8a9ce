//! The search: the form, what was found here, and apart from it what the site above holds.

use askama::Template;

use super::{
    layout::Layout,
    news_list::FilterLink,
    parts::{Badge, Link, Pager, Run, Stamp},
};

/// Something found.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// Title, with what was searched for marked.
    pub title: Vec<Run>,
    /// Its page.
    pub url: String,
    /// Where the browser reports that it was opened.
    pub ping: String,
    /// What it is: `Văn bản`, `Tin tức`, `Hỏi đáp`, `Tệp PDF`.
    pub kind: String,
    /// Number of a document, set in bold before its title.
    pub number: Option<String>,
    /// Whether a document is in force.
    pub status: Option<Badge>,
    /// The passage, with what was searched for marked.
    pub snippet: Vec<Run>,
    /// Where in the document the passage stands, `Điều 8`, with its anchor.
    pub place: Option<Link>,
    /// Issuing body or author.
    pub by: String,
    /// Day of issue or publication.
    pub day: Option<Stamp>,
}

/// What one site holds.
#[derive(Clone, Debug, Default)]
pub struct HitGroup {
    /// `Kết quả từ huyện Hiệp Hòa`; absent for the site's own.
    pub title: Option<String>,
    /// The hits on this page.
    pub hits: Vec<Hit>,
    /// All of this group, where only the first are shown.
    pub more: Option<Link>,
}

/// One way to narrow: by kind, by section, by year.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// `Loại`, `Chuyên mục`, `Năm`.
    pub title: String,
    /// Its values.
    pub links: Vec<FilterLink>,
}

/// The search page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/search.html")]
pub struct SearchPage {
    /// Everything around it.
    pub layout: Layout,
    /// What was typed; empty before the first search.
    pub q: String,
    /// Restrictions that the form keeps: name and value.
    pub kept: Vec<(String, String)>,
    /// How many were found, in words: `37 kết quả`.
    pub count_text: String,
    /// The same words with their marks put right, where that would find more.
    pub suggestion: Option<Link>,
    /// How much of the index is there, in percent, while it is being built anew.
    pub building: Option<u8>,
    /// Ways to narrow what was found.
    pub facets: Vec<Facet>,
    /// The site's own hits, then those of the site above.
    pub groups: Vec<HitGroup>,
    /// The other pages of the site's own hits.
    pub pager: Pager,
    /// Searches that show what can be looked for.
    pub examples: Vec<Link>,
}

impl SearchPage {
    /// True when a search was made and found nothing anywhere.
    pub fn found_nothing(&self) -> bool {
        !self.q.is_empty() && self.groups.iter().all(|group| group.hits.is_empty())
    }
}

#[cfg(test)]
impl SearchPage {
    pub(crate) fn sample() -> Self {
        use super::{layout::samples as around, parts::Tone};
        let mut layout = around::layout("Tìm kiếm: nguồn tin tác giả", "");
        layout.noindex = true;
        let link = |title: &str, count, current| FilterLink {
            link: Link::new(title, "/tim-kiem?q=nguon+tin&loai=van-ban"),
            count: Some(count),
            current,
        };
        let document = Hit {
            title: vec![
                Run::around("Ban hành Quy chế tổ chức, quản lý hoạt động của Trang "),
                Run::found("thông tin"),
                Run::around(" điện tử huyện Hiệp Hòa"),
            ],
            url: "/van-ban/10-2016-qd-ubnd".into(),
            ping: "/tim-kiem/mo?q=nguon+tin&thu=1".into(),
            kind: "Quyết định".into(),
            number: Some("10/2016/QĐ-UBND".into()),
            status: Some(Badge::new("Còn hiệu lực", Tone::Good)),
            snippet: vec![
                Run::around("Tin, bài, ảnh trên Website phải có thông tin về "),
                Run::found("nguồn tin, tác giả"),
                Run::around(", trừ tin bài là ý kiến tham gia đóng góp của bạn đọc."),
            ],
            place: Some(Link::new("Điều 8", "/van-ban/10-2016-qd-ubnd#dieu-8")),
            by: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
            day: Some(Stamp::new("28/12/2016", "2016-12-28")),
        };
        let news = Hit {
            title: vec![Run::around("Huyện Hiệp Hòa ban hành Quy chế Trang thông tin điện tử (mẫu)")],
            url: "/tin-tuc/ban-hanh-quy-che".into(),
            kind: "Tin tức".into(),
            snippet: vec![
                Run::around("… phải có thông tin về "),
                Run::found("nguồn tin"),
                Run::around(", "),
                Run::found("tác giả"),
                Run::around("."),
            ],
            by: "Đài Truyền thanh huyện".into(),
            day: Some(Stamp::new("28/12/2016", "2016-12-28")),
            ..Default::default()
        };
        Self {
            layout,
            q: "nguồn tin tác giả".into(),
            kept: Vec::new(),
            count_text: "37 kết quả".into(),
            suggestion: None,

            building: None,
            facets: vec![
                Facet {
                    title: "Loại".into(),
                    links: vec![
                        link("Tất cả", 37, true),
                        link("Văn bản", 21, false),
                        link("Tin tức", 12, false),
                        link("Hỏi đáp", 4, false),
                    ],
                },
                Facet { title: "Năm".into(), links: vec![link("2016", 30, false), link("2015", 7, false)] },
            ],
            groups: vec![
                HitGroup {
                    title: None,
                    hits: vec![document.clone(), news.clone(), document.clone()],
                    more: None,
                },
                HitGroup {
                    title: Some("Kết quả từ huyện Hiệp Hòa".into()),
                    hits: vec![news, document],
                    more: Some(Link::new("Tất cả 14 kết quả từ huyện Hiệp Hòa", "/tim-kiem?q=nguon+tin")),
                },
            ],
            pager: Pager::over(4, 1, |page| format!("/tim-kiem?q=nguon+tin&trang={page}")),
            examples: Vec::new(),
        }
    }

    /// Before anything was typed.
    pub(crate) fn start_sample() -> Self {
        let mut page = Self::sample();
        page.layout.title = "Tìm kiếm".into();
        Self {
            q: String::new(),
            groups: Vec::new(),
            facets: Vec::new(),
            pager: Pager::default(),
            examples: vec![
                Link::new("10/2016/QĐ-UBND", "/tim-kiem?q=10/2016"),
                Link::new("đăng ký khai sinh", "/tim-kiem?q=dang+ky+khai+sinh"),
                Link::new("lịch tiếp công dân", "/tim-kiem?q=lich+tiep+cong+dan"),
            ],
            ..page
        }
    }

    /// Nothing found.
    pub(crate) fn nothing_sample() -> Self {
        Self {
            q: "giay phep xay dung nha cap bon".into(),
            count_text: "Không có kết quả".into(),
            suggestion: Some(Link::new("giấy phép xây dựng nhà cấp bốn", "/tim-kiem?q=giay+phep")),

            building: None,
            ..Self::start_sample()
        }
    }
}

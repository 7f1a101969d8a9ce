//! The search: the form, ways to narrow, what was found here and above, and what helps where nothing was.

use askama::Template;

use super::{
    layout::Layout,
    news_list::FilterLink,
    parts::{Badge, Link, Pager, Run, Stamp},
};

/// A part of something found.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// Its heading with its anchor, `Điều 8. Nguồn tin`; absent where it is the text itself.
    pub link: Option<Link>,
    /// The page on which its text is read, where it stands in a file.
    pub text: Option<Link>,
    /// Whether a machine recognised its letters on a picture.
    pub recognised: bool,
    /// The part that answers best, with what was searched for marked.
    pub snippet: Vec<Run>,
}

/// Something found.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// Title, with what was searched for marked; a document's without type and number.
    pub title: Vec<Run>,
    /// Its page.
    pub url: String,
    /// Where the browser reports that it was opened; empty where nobody counts.
    pub ping: String,
    /// What it is: `Quyết định`, `Tin, bài`, `Hỏi đáp`.
    pub kind: String,
    /// Number of a document, set in bold before its title.
    pub number: Option<String>,
    /// Whether a document is in force.
    pub status: Option<Badge>,
    /// The best passages.
    pub passages: Vec<Passage>,
    /// Issuing body.
    pub by: String,
    /// The site it is on, where that is not the one being read.
    pub site: Option<String>,
    /// Day of issue or publication.
    pub day: Option<Stamp>,
}

/// Hits that stand together.
#[derive(Clone, Debug, Default)]
pub struct HitGroup {
    /// `Văn bản có số 10/2016`, `Kết quả từ Huyện Hiệp Hòa`; absent where they are simply the results.
    pub title: Option<String>,
    /// The hits on this page.
    pub hits: Vec<Hit>,
    /// Where there is more of it.
    pub more: Vec<Link>,
    /// Whether they are the parent site's.
    pub from_above: bool,
}

/// One way to narrow: by kind, by section, by year.
#[derive(Clone, Debug, Default)]
pub struct Facet {
    /// `Loại nội dung`, `Năm`.
    pub title: String,
    /// Its first values, those chosen before all others.
    pub links: Vec<FilterLink>,
    /// The others, folded away.
    pub folded: Vec<FilterLink>,
}

/// A field for a day.
#[derive(Clone, Debug, Default)]
pub struct DayField {
    /// Name and id.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What it holds.
    pub value: String,
}

/// A small form of days beside the facets.
#[derive(Clone, Debug, Default)]
pub struct DayForm {
    /// What it is about.
    pub title: String,
    /// What else the search keeps: name and value.
    pub hidden: Vec<(String, String)>,
    /// Its fields.
    pub fields: Vec<DayField>,
    /// How days may be typed.
    pub hint: String,
    /// Words of its button.
    pub button: String,
}

/// All ways to narrow.
#[derive(Clone, Debug, Default)]
pub struct Narrowing {
    /// The facets that tell something.
    pub facets: Vec<Facet>,
    /// Days between which it was issued or published.
    pub days: Option<DayForm>,
    /// The day as of which documents are in force or not.
    pub as_of: Option<DayForm>,
    /// What is chosen; each link takes one choice back.
    pub active: Vec<Link>,
    /// The same search without any choice.
    pub clear_url: String,
}

/// A better spelling.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// Whether the results are already those of this spelling.
    pub applied: bool,
    /// The spelling and its search.
    pub link: Link,
}

/// A part of the address that cannot be read.
#[derive(Clone, Debug, Default)]
pub struct Refused {
    /// What is wrong and what to do.
    pub message: String,
    /// The way back.
    pub link: Link,
}

/// What helps a reader who found nothing.
#[derive(Clone, Debug, Default)]
pub struct Nothing {
    /// Words that stand nowhere.
    pub unknown: Vec<String>,
    /// The same search with fewer filters, where that finds something.
    pub without: Vec<FilterLink>,
    /// The same search on the site above and all below it, where that finds something.
    pub elsewhere: Option<FilterLink>,
    /// The form to ask, with the words filled in.
    pub ask_url: String,
}

/// The search page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "public/views/search.html")]
pub struct SearchPage {
    /// Everything around it.
    pub layout: Layout,
    /// What was typed, as far as it was read; empty before the first search.
    pub q: String,
    /// Whether this is everything that passes the filters, without words.
    pub is_listing: bool,
    /// Choices that the form keeps: name and value.
    pub kept: Vec<(String, String)>,
    /// What cannot be read in the address; nothing was searched then.
    pub refused: Vec<Refused>,
    /// What else is to be said before the results.
    pub notes: Vec<String>,
    /// How many were found, in words: `37 kết quả`.
    pub count_text: String,
    /// A better spelling, where that finds something.
    pub correction: Option<Correction>,
    /// How much of the index is there, in percent, while it is being built anew.
    pub building: Option<u8>,
    /// Ways to narrow what was found.
    pub narrowing: Narrowing,
    /// The orders to choose from.
    pub sorts: Vec<FilterLink>,
    /// The site's own hits, then those of the site above.
    pub groups: Vec<HitGroup>,
    /// The other pages of the site's own hits.
    pub pager: Pager,
    /// What helps, where the site itself has nothing.
    pub nothing: Option<Nothing>,
    /// Searches that show what can be looked for.
    pub examples: Vec<Link>,
    /// This search as a feed.
    pub feed_url: Option<String>,
}

impl SearchPage {
    /// True when a search was made and found nothing anywhere.
    pub fn found_nothing(&self) -> bool {
        !self.count_text.is_empty() && self.groups.iter().all(|group| group.hits.is_empty())
    }

    /// True when there is a list of results to show.
    pub fn has_results(&self) -> bool {
        self.groups.iter().any(|group| !group.hits.is_empty())
    }

    /// How many groups are the site's own; its pages stand below them.
    pub fn own_groups(&self) -> usize {
        self.groups.iter().filter(|group| !group.from_above).count()
    }

    /// How many choices are made, for the fold on phones.
    pub fn choices(&self) -> usize {
        self.narrowing.active.len()
    }
}

#[cfg(test)]
impl SearchPage {
    pub(crate) fn sample() -> Self {
        use super::layout::samples as around;
        let mut layout = around::layout("Tìm kiếm: nguồn tin tác giả", "");
        layout.noindex = true;
        Self {
            layout,
            q: "nguồn tin tác giả".into(),
            kept: vec![("kieu".into(), "document".into())],
            count_text: "37 kết quả".into(),
            narrowing: samples::narrowing(),
            sorts: vec![
                samples::link("Liên quan nhất", None, true),
                samples::link("Mới nhất", None, false),
                samples::link("Theo số", None, false),
            ],
            groups: vec![
                HitGroup { hits: vec![samples::document(), samples::news()], ..HitGroup::default() },
                HitGroup {
                    title: Some("Kết quả từ Huyện Hiệp Hòa".into()),
                    hits: vec![samples::news(), samples::document()],
                    more: vec![Link::new("Xem cả 14 kết quả trên trang Huyện Hiệp Hòa", "/tim-kiem?q=tin")],
                    from_above: true,
                },
            ],
            pager: Pager::over(4, 1, |page| format!("/tim-kiem?q=nguon+tin&trang={page}")),
            feed_url: Some("/tim-kiem/rss.xml?q=nguon+tin".into()),
            ..Self::default()
        }
    }

    /// A document number was asked for, and the words were spelt better.
    pub(crate) fn number_sample() -> Self {
        let page = Self::sample();
        let group = |title: &str, hits| HitGroup { title: Some(title.into()), hits, ..HitGroup::default() };
        Self {
            q: "quyet dinh 10/2016 nguon tim".into(),
            correction: Some(Correction {
                applied: false,
                link: Link::new("quyết định 10/2016 nguồn tin", "/tim-kiem?q=nguon+tin"),
            }),
            notes: vec!["Câu tìm dài 512 ký tự. Chỉ phần đầu được dùng để tìm.".into()],
            groups: vec![
                group("Văn bản có số 10/2016", vec![samples::document()]),
                group("Nội dung khác có nhắc tới", vec![samples::news()]),
            ],
            ..page
        }
    }

    /// Before anything was typed.
    pub(crate) fn start_sample() -> Self {
        let mut layout = Self::sample().layout;
        layout.title = "Tìm kiếm".into();
        Self {
            layout,
            examples: vec![
                Link::new("10/2016/QĐ-UBND", "/tim-kiem?q=10/2016"),
                Link::new("đăng ký khai sinh", "/tim-kiem?q=dang+ky+khai+sinh"),
                Link::new("lịch tiếp công dân", "/tim-kiem?q=lich+tiep+cong+dan"),
            ],
            ..Self::default()
        }
    }

    /// Nothing found.
    pub(crate) fn nothing_sample() -> Self {
        Self {
            q: "giay phep xay dungg nha cap bon".into(),
            count_text: "Không có kết quả".into(),
            correction: Some(Correction {
                applied: false,
                link: Link::new("giấy phép xây dựng nhà cấp bốn", "/tim-kiem?q=giay+phep"),
            }),
            narrowing: samples::narrowing(),
            nothing: Some(Nothing {
                unknown: vec!["dungg".into()],
                without: vec![samples::link("Bỏ lọc “Loại văn bản”", Some(12), false)],
                elsewhere: Some(samples::link("Tìm trên trang Huyện Hiệp Hòa", Some(3), false)),
                ask_url: "/hoi-dap/gui?tieu-de=giay+phep".into(),
            }),
            ..Self::start_sample()
        }
    }

    /// An address with parts that cannot be read.
    pub(crate) fn refused_sample() -> Self {
        Self {
            q: "khai sinh".into(),
            refused: vec![Refused {
                message: "“mai” không phải là ngày. Hãy nhập ngày/tháng/năm, ví dụ 28/12/2016.".into(),
                link: Link::new("Tìm lại không có giá trị này", "/tim-kiem?q=khai+sinh"),
            }],
            narrowing: Narrowing { days: samples::narrowing().days, ..Narrowing::default() },
            ..Self::start_sample()
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::parts::Tone;
    use super::*;

    pub fn link(title: &str, count: Option<u64>, current: bool) -> FilterLink {
        FilterLink { link: Link::new(title, "/tim-kiem?q=nguon+tin&loai=van-ban"), count, current }
    }

    pub fn narrowing() -> Narrowing {
        let day = |name: &str, label: &str| DayField {
            name: name.into(),
            label: label.into(),
            value: "01/07/2016".into(),
        };
        let year = |year: u64| link(&(2000 + year).to_string(), Some(year), false);
        Narrowing {
            facets: vec![
                Facet {
                    title: "Loại nội dung".into(),
                    links: vec![
                        link("Văn bản", Some(21), true),
                        link("Tin, bài", Some(12), false),
                        link("Hỏi đáp", Some(4), false),
                    ],
                    folded: Vec::new(),
                },
                Facet {
                    title: "Năm".into(),
                    links: (9..17).rev().map(year).collect(),
                    folded: (4..9).rev().map(year).collect(),
                },
            ],
            days: Some(DayForm {
                title: "Ngày ban hành, ngày đăng".into(),
                hidden: vec![("q".into(), "nguồn tin".into())],
                fields: vec![day("tu", "Từ ngày"), day("den", "Đến ngày")],
                hint: "Ví dụ 1/7/2016, hoặc chỉ năm: 2016.".into(),
                button: "Lọc theo ngày".into(),
            }),
            as_of: Some(DayForm {
                title: "Xem hiệu lực vào ngày khác".into(),
                hidden: Vec::new(),
                fields: vec![day("ngay", "Hiệu lực tính đến ngày")],
                hint: "Để trống là hôm nay.".into(),
                button: "Xem".into(),
            }),
            active: vec![Link::new("Loại nội dung: Văn bản", "/tim-kiem?q=nguon+tin")],
            clear_url: "/tim-kiem?q=nguon+tin".into(),
        }
    }

    pub fn document() -> Hit {
        let passage = |heading: &str, anchor: &str| Passage {
            link: Some(Link::new(heading, format!("/van-ban/10-2016-qd-ubnd#{anchor}"))),
            text: None,
            recognised: false,
            snippet: vec![
                Run::around("Tin, bài, ảnh trên Website phải có thông tin về "),
                Run::found("nguồn tin, tác giả"),
                Run::around(", trừ tin bài là ý kiến tham gia đóng góp của bạn đọc."),
            ],
        };
        Hit {
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
            passages: vec![
                passage("Điều 8. Nguồn tin, tác giả", "dieu-8"),
                passage("Điều 12. Trách nhiệm cung cấp", "dieu-12"),
            ],
            by: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
            site: None,
            day: Some(Stamp::new("28/12/2016", "2016-12-28")),
        }
    }

    pub fn news() -> Hit {
        Hit {
            title: vec![Run::around("Huyện Hiệp Hòa ban hành Quy chế Trang thông tin điện tử (mẫu)")],
            url: "/tin-tuc/ban-hanh-quy-che".into(),
            kind: "Tin, bài".into(),
            passages: vec![Passage {
                link: Some(Link::new("Tệp quy-che-mau.pdf, trang 2", "/tep/f1/quy-che-mau.pdf#page=2")),
                text: Some(Link::new("Đọc chữ", "/chu-trong-tep/f1/2?tim=nguon+tin")),
                recognised: true,
                snippet: vec![
                    Run::around("… phải có thông tin về "),
                    Run::found("nguồn tin"),
                    Run::around(", "),
                    Run::found("tác giả"),
                    Run::around("."),
                ],
            }],
            site: Some("Xã Đức Thắng".into()),
            day: Some(Stamp::new("28/12/2016", "2016-12-28")),
            ..Hit::default()
        }
    }
}

//! The home: what citizens come for first, then what the offices have to say.

use askama::Template;

use super::{
    consultation::ConsultationCard,
    layout::Layout,
    parts::{Badge, Html, Link, Picture, Stamp},
    schedule::DayView,
};

/// Which picture stands beside an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionIcon {
    /// A sheet of paper.
    Document,
    /// A speech bubble.
    Question,
    /// A list with ticks.
    Procedure,
    /// A calendar leaf.
    Calendar,
}

impl ActionIcon {
    /// Name of the icon in `macros.html`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Question => "question",
            Self::Procedure => "procedure",
            Self::Calendar => "calendar",
        }
    }
}

/// One of the four things that most readers come for.
#[derive(Clone, Debug)]
pub struct Action {
    /// Its picture.
    pub icon: ActionIcon,
    /// Its name and address.
    pub link: Link,
    /// What one finds there, with a figure where there is one: `1.248 văn bản, tra theo số hoặc nội dung`.
    pub text: String,
}

/// A news item in a list.
#[derive(Clone, Debug, Default)]
pub struct NewsCard {
    /// Headline and address.
    pub link: Link,
    /// One or two sentences.
    pub summary: String,
    /// When it was published.
    pub published: Stamp,
    /// The office that wrote it.
    pub author: String,
    /// A picture, for the lead story.
    pub picture: Option<Picture>,
}

/// A document in a list.
#[derive(Clone, Debug, Default)]
pub struct DocumentCard {
    /// Its address.
    pub url: String,
    /// Number and symbol, `10/2016/QĐ-UBND`.
    pub number: String,
    /// Type, `Quyết định`.
    pub kind: String,
    /// Whether it is in force, in words.
    pub status: Badge,
    /// Abstract, `Ban hành Quy chế …`.
    pub summary: String,
    /// Issuing body.
    pub issuer: String,
    /// Day of issue.
    pub issued: Stamp,
    /// Day it takes effect.
    pub effective: Option<Stamp>,
}

/// An answered question in a list.
#[derive(Clone, Debug, Default)]
pub struct QuestionCard {
    /// Subject and address.
    pub link: Link,
    /// The office that answered.
    pub unit: String,
    /// When the answer was published.
    pub answered: Stamp,
    /// First words of the answer, about 160 characters.
    pub opening: String,
    /// Field, `Đất đai`.
    pub topic: Option<String>,
}

/// When citizens are received.
#[derive(Clone, Debug, Default)]
pub struct Reception {
    /// `Giờ làm việc`, `Lãnh đạo tiếp công dân`.
    pub title: String,
    /// `7:30-11:30 và 13:30-17:00, thứ Hai đến thứ Sáu`.
    pub text: String,
}

/// What a block of the home shows.
#[derive(Clone, Debug)]
pub enum BlockContent {
    /// News, the first in large.
    News {
        /// The first.
        lead: Box<NewsCard>,
        /// Those after it.
        further: Vec<NewsCard>,
    },
    /// Entries with their days.
    Briefs(Vec<NewsCard>),
    /// Documents.
    Documents(Vec<DocumentCard>),
    /// The days of a week on which there is work.
    Week(Vec<DayView>),
    /// Answered questions, with the way to ask.
    Questions(Vec<QuestionCard>),
    /// Drafts on which the people are asked.
    Consultations(Vec<ConsultationCard>),
    /// Ways to pages.
    Links(Vec<Link>),
}

impl BlockContent {
    /// Whether it may stand beside another.
    fn is_narrow(&self) -> bool {
        !matches!(self, Self::Links(_) | Self::Questions(_))
    }
}

/// A block of the home.
#[derive(Clone, Debug)]
pub struct HomeBlock {
    /// Its word: the id of its heading.
    pub key: &'static str,
    /// Its heading.
    pub title: String,
    /// All that it shows the latest of.
    pub all: Option<Link>,
    /// What it shows.
    pub content: BlockContent,
}

/// One block across the page, or two beside each other.
#[derive(Clone, Debug)]
pub struct HomeRow(pub Vec<HomeBlock>);

impl HomeRow {
    /// The blocks in their order, narrow ones in pairs.
    pub fn of(blocks: Vec<HomeBlock>) -> Vec<Self> {
        let mut rows: Vec<Self> = Vec::new();
        for block in blocks {
            match rows.last_mut() {
                Some(Self(row))
                    if row.len() == 1 && row[0].content.is_narrow() && block.content.is_narrow() =>
                {
                    row.push(block);
                }
                _ => rows.push(Self(vec![block])),
            }
        }
        rows
    }

    /// Whether two stand beside each other.
    pub fn is_pair(&self) -> bool {
        self.0.len() > 1
    }
}

/// The home page of a site.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/home.html")]
pub struct HomePage {
    /// Everything around it.
    pub layout: Layout,
    /// The office as schema.org `GovernmentOrganization`, as JSON-LD.
    pub structured: Html,
    /// What people often look for, as links to the search.
    pub often: Vec<Link>,
    /// When and where citizens are received, one or two lines beside the search.
    pub reception: Vec<Reception>,
    /// The four actions.
    pub actions: Vec<Action>,
    /// What the office arranged; a block that has nothing is not among them.
    pub rows: Vec<HomeRow>,
    /// Whether it is looked at before it is published.
    pub preview: bool,
}

impl HomePage {
    /// Whether a block leads to the sites below; else the foot does, as on every other page.
    fn shows_communes(&self) -> bool {
        self.rows.iter().any(|row| row.0.iter().any(|block| block.key == "xa"))
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::public::views::{layout::samples as around, parts::Tone, schedule::EntryView};

    pub(crate) fn news() -> Vec<NewsCard> {
        let items = [
            (
                "Huyện Hiệp Hòa ban hành Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử (mẫu)",
                "Quy chế gồm 3 chương, 14 điều, quy định thành phần thông tin, trách nhiệm của Ban Biên tập và thời \
                 hạn trả lời câu hỏi của người dân; có hiệu lực kể từ ngày ký.",
                "thứ Tư, 28/12/2016",
            ),
            (
                "Lịch tiếp công dân của lãnh đạo Ủy ban nhân dân huyện tháng 01/2017 (mẫu)",
                "Lãnh đạo huyện tiếp công dân vào ngày 10 và ngày 25 hằng tháng tại Trụ sở tiếp công dân huyện.",
                "thứ Ba, 27/12/2016",
            ),
            (
                "Các xã hoàn thành rà soát hộ nghèo, hộ cận nghèo theo chuẩn tiếp cận đa chiều (mẫu)",
                "Kết quả rà soát được niêm yết công khai tại trụ sở xã và nhà văn hóa thôn trong 7 ngày.",
                "thứ Hai, 26/12/2016",
            ),
            (
                "Hướng dẫn phòng, chống rét cho lúa chiêm xuân và đàn vật nuôi (mẫu)",
                "Trạm Khuyến nông huyện khuyến cáo không gieo mạ khi nhiệt độ trung bình ngày dưới 15°C.",
                "thứ Sáu, 23/12/2016",
            ),
            (
                "Mở lớp dạy nghề may công nghiệp cho lao động nông thôn đợt I năm 2017 (mẫu)",
                "Người học được miễn học phí, hỗ trợ tiền ăn và tiền đi lại theo quy định.",
                "thứ Năm, 22/12/2016",
            ),
            (
                "Công khai dự toán ngân sách huyện năm 2017 (mẫu)",
                "Số liệu dự toán được đăng toàn văn kèm bảng tính để tải về.",
                "thứ Tư, 21/12/2016",
            ),
            (
                "Lịch phát thanh và lịch cắt điện tuần từ 26/12 đến 30/12/2016 (mẫu)",
                "Các thôn, tổ dân phố chủ động nguồn điện dự phòng cho bơm nước.",
                "thứ Ba, 20/12/2016",
            ),
        ];
        items
            .map(|(title, summary, day)| NewsCard {
                link: Link::new(title, "/tin-tuc/ban-hanh-quy-che"),
                summary: summary.into(),
                published: Stamp::new(day, "2016-12-28"),
                author: "Đài Truyền thanh huyện".into(),
                picture: None,
            })
            .into()
    }

    pub(crate) fn documents() -> Vec<DocumentCard> {
        let good = || Badge::new("Còn hiệu lực", Tone::Good);
        let items = [
            (
                "10/2016/QĐ-UBND",
                "Quyết định",
                good(),
                "Ban hành Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử huyện Hiệp Hòa",
            ),
            (
                "128/KH-UBND",
                "Kế hoạch",
                good(),
                "Triển khai công tác tuyển quân năm 2017 trên địa bàn huyện (mẫu)",
            ),
            (
                "76/TB-UBND",
                "Thông báo",
                Badge::new("Hết hiệu lực một phần", Tone::Warn),
                "Lịch cắt điện, cắt nước phục vụ thi công đường tỉnh đoạn qua thị trấn Thắng (mẫu)",
            ),
            (
                "1542/QĐ-UBND",
                "Quyết định",
                Badge::new("Hết hiệu lực", Tone::Bad),
                "Phê duyệt kế hoạch sử dụng đất năm 2015 cấp huyện (mẫu)",
            ),
        ];
        items
            .map(|(number, kind, status, summary)| DocumentCard {
                url: "/van-ban/10-2016-qd-ubnd".into(),
                number: number.into(),
                kind: kind.into(),
                status,
                summary: summary.into(),
                issuer: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
                issued: Stamp::new("28/12/2016", "2016-12-28"),
                effective: Some(Stamp::new("28/12/2016", "2016-12-28")),
            })
            .into()
    }

    pub(crate) fn questions() -> Vec<QuestionCard> {
        let items = [
            (
                "Đính chính diện tích ghi thiếu trên giấy chứng nhận quyền sử dụng đất cần giấy tờ gì? (mẫu)",
                "Chi nhánh Văn phòng Đăng ký đất đai huyện",
                "Ông/bà nộp đơn đề nghị đính chính theo mẫu kèm bản gốc giấy chứng nhận đã cấp tại bộ phận một cửa…",
                "Đất đai",
            ),
            (
                "Đăng ký khai sinh quá hạn cho cháu thì nộp hồ sơ ở đâu? (mẫu)",
                "Phòng Tư pháp",
                "Việc đăng ký khai sinh thực hiện tại Ủy ban nhân dân cấp xã nơi cư trú của người cha hoặc người mẹ…",
                "Hộ tịch",
            ),
            (
                "Hộ cận nghèo có được hỗ trợ mua thẻ bảo hiểm y tế không? (mẫu)",
                "Bảo hiểm xã hội huyện",
                "Người thuộc hộ gia đình cận nghèo được ngân sách nhà nước hỗ trợ tối thiểu 70% mức đóng…",
                "Bảo hiểm",
            ),
        ];
        items
            .map(|(title, unit, opening, topic)| QuestionCard {
                link: Link::new(title, "/hoi-dap/dinh-chinh-dien-tich"),
                unit: unit.into(),
                answered: Stamp::new("27/12/2016", "2016-12-27"),
                opening: opening.into(),
                topic: Some(topic.into()),
            })
            .into()
    }

    fn actions() -> Vec<Action> {
        let action =
            |icon, title, url, text: &str| Action { icon, link: Link::new(title, url), text: text.into() };
        vec![
            action(
                ActionIcon::Document,
                "Tra cứu văn bản",
                "/van-ban/",
                "248 văn bản, tra theo số hoặc nội dung",
            ),
            action(
                ActionIcon::Question,
                "Hỏi đáp",
                "/hoi-dap/",
                "Gửi câu hỏi, được trả lời trong 15 ngày làm việc",
            ),
            action(
                ActionIcon::Procedure,
                "Thủ tục hành chính",
                "/dich-vu-cong/",
                "Giấy tờ cần có, nơi nộp, thời hạn, lệ phí",
            ),
            action(
                ActionIcon::Calendar,
                "Lịch công tác",
                "/lich-cong-tac/",
                "Lịch tuần và lịch tiếp công dân",
            ),
        ]
    }

    fn block(key: &'static str, title: &str, content: BlockContent) -> HomeBlock {
        HomeBlock { key, title: title.into(), all: Some(Link::new("Xem cả mục", "/tin-tuc/")), content }
    }

    fn week() -> Vec<DayView> {
        let entry = EntryView {
            hours: "08:00 - 11:30".into(),
            what: "Họp giao ban (mẫu)".into(),
            place: "Phòng họp tầng 2".into(),
            ..EntryView::default()
        };
        vec![DayView {
            id: "ngay-2016-12-30".into(),
            day: Stamp::new("thứ Sáu, 30/12/2016", "2016-12-30"),
            today: true,
            entries: vec![entry],
        }]
    }

    fn consulted() -> Vec<ConsultationCard> {
        vec![ConsultationCard {
            link: Link::new("Dự thảo Quy chế quản lý chợ (mẫu)", "/lay-y-kien/du-thao"),
            state: Badge::new("Đang lấy ý kiến", Tone::Good),
            unit: "Phòng Kinh tế và Hạ tầng".into(),
            ends: Stamp::new("thứ Tư, 11/01/2017", "2017-01-11"),
            count_text: "4 ý kiến".into(),
        }]
    }

    impl HomePage {
        pub(crate) fn sample() -> Self {
            let mut news = news();
            let lead = news.remove(0);
            let mut layout = around::layout("Trang chủ", "");
            layout.breadcrumbs.clear();
            let communes = layout.site.children.clone();
            Self {
                layout,
                structured: Html::sanitised("{}"),
                often: vec![
                    Link::new("đăng ký khai sinh", "/tim-kiem?q=khai+sinh"),
                    Link::new("sổ đỏ", "/tim-kiem?q=so+do"),
                    Link::new("bảo hiểm y tế", "/tim-kiem?q=bhyt"),
                    Link::new("10/2016/QĐ-UBND", "/tim-kiem?q=10/2016"),
                ],
                reception: vec![
                    Reception {
                        title: "Giờ làm việc".into(),
                        text: "7:30-11:30 và 13:30-17:00, thứ Hai đến thứ Sáu (mẫu)".into(),
                    },
                    Reception {
                        title: "Lãnh đạo tiếp công dân".into(),
                        text: "ngày 10 và 25 hằng tháng (mẫu)".into(),
                    },
                ],
                actions: actions(),
                rows: HomeRow::of(vec![
                    block("tin-moi", "Tin tức", BlockContent::News { lead: Box::new(lead), further: news }),
                    block("van-ban", "Văn bản mới", BlockContent::Documents(documents())),
                    block("lich-tuan", "Lịch công tác tuần này", BlockContent::Week(week())),
                    block("lay-y-kien", "Đang lấy ý kiến góp ý", BlockContent::Consultations(consulted())),
                    block("hoi-dap", "Câu hỏi mới được trả lời", BlockContent::Questions(questions())),
                    block("xa", "Các xã, thị trấn", BlockContent::Links(communes)),
                ]),
                preview: false,
            }
        }

        pub(crate) fn commune_sample() -> Self {
            let mut page = Self::sample();
            page.layout.site = around::commune("");
            let above = BlockContent::Briefs(news().split_off(1));
            page.rows.truncate(1);
            page.rows.push(HomeRow(vec![block("cap-tren", "Từ trang cấp trên", above)]));
            page
        }

        /// A site on its first day: nothing published yet, and so no block.
        pub(crate) fn empty_sample() -> Self {
            let mut page = Self::commune_sample();
            page.rows.clear();
            page.often.clear();
            page.reception.clear();
            page
        }

        /// As it is looked at before it is published.
        pub(crate) fn preview_sample() -> Self {
            Self { preview: true, ..Self::sample() }
        }
    }

    #[test]
    fn narrow_blocks_stand_in_pairs_and_wide_ones_alone() {
        let kinds: Vec<Vec<&str>> =
            HomePage::sample().rows.iter().map(|row| row.0.iter().map(|block| block.key).collect()).collect();
        assert_eq!(
            kinds,
            [vec!["tin-moi", "van-ban"], vec!["lich-tuan", "lay-y-kien"], vec!["hoi-dap"], vec!["xa"]]
        );
    }
}

//! The answered questions: their list and one of them.

use askama::Template;

use super::{
    consultation::ConsultationCard,
    home::QuestionCard,
    layout::Layout,
    news::Correction,
    news_list::FilterLink,
    parts::{FileView, Html, Link, Pager, Stamp},
};

/// The list of answered questions.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/question_list.html")]
pub struct QuestionListPage {
    /// Everything around it.
    pub layout: Layout,
    /// Name of the section.
    pub title: String,
    /// Address of the search, narrowed to questions by [`Self::search_kept`].
    pub search_action: String,
    /// Restrictions that the search keeps: name and value.
    pub search_kept: Vec<(String, String)>,
    /// Fields: `Đất đai`, `Hộ tịch`, …
    pub topics: Vec<FilterLink>,
    /// Units that answered.
    pub units: Vec<FilterLink>,
    /// What is promised, with the law's limit: `trong 15 ngày làm việc`.
    pub promise: String,
    /// How many in words: `86 câu hỏi đã trả lời, mới nhất trước`.
    pub count_text: String,
    /// The questions on this page.
    pub questions: Vec<QuestionCard>,
    /// The other pages.
    pub pager: Pager,
    /// Feed of the answers.
    pub feed_url: Option<String>,
    /// The same list as a table and for programs.
    pub data: Vec<Link>,
    /// The drafts that are open for views.
    pub consultations: Vec<ConsultationCard>,
    /// All of them, where there ever was one.
    pub consultations_url: Option<String>,
}

/// An answer as it stands on the page; a later one completes or corrects the earlier.
#[derive(Clone, Debug, Default)]
pub struct AnswerView {
    /// The office that answers.
    pub unit: String,
    /// When it was published.
    pub at: Stamp,
    /// The text.
    pub body: Html,
    /// The post that signed, without a name: `Trưởng phòng`.
    pub signed: Option<String>,
    /// Documents that it cites.
    pub cited: Vec<Link>,
    /// Files with it.
    pub files: Vec<FileView>,
}

/// The question whether an answer helped; the rater stays unknown (NĐ 224/2026, Đ10.3).
#[derive(Clone, Debug, Default)]
pub struct RatingForm {
    /// Address the form is posted to; the field is `danh-gia`, its value `co` or `khong`.
    pub action: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Whether the reader has just said it.
    pub thanked: bool,
    /// What others said: `12 người thấy hữu ích, 1 người chưa`; "" while nobody did.
    pub count_text: String,
}

/// An answered question's page.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/question.html")]
pub struct QuestionPage {
    /// Everything around it.
    pub layout: Layout,
    /// Subject.
    pub title: String,
    /// Field.
    pub topic: Option<Link>,
    /// The question as it was asked, without contacts.
    pub question: Html,
    /// Name of the one who asked, only where they agreed to it.
    pub asker: Option<String>,
    /// When it was asked.
    pub asked: Stamp,
    /// The answers, oldest first.
    pub answers: Vec<AnswerView>,
    /// Corrections, oldest first.
    pub corrections: Vec<Correction>,
    /// The page as JSON-LD.
    pub structured: Html,
    /// Whether the answer helped; absent where it may not be asked.
    pub rating: Option<RatingForm>,
    /// Other questions on the matter.
    pub alike: Vec<QuestionCard>,
    /// The same page for printing.
    pub print_url: Option<String>,
    /// A `mailto:` address with title and address filled in.
    pub mail_url: Option<String>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::{home::samples as home, layout::samples as around};

    impl QuestionListPage {
        pub(crate) fn sample() -> Self {
            let topic = |title: &str, count, current| FilterLink {
                link: Link::new(title, "/hoi-dap/?linh-vuc=dat-dai"),
                count: Some(count),
                current,
            };
            Self {
                layout: around::layout("Hỏi đáp", "hoi-dap"),
                title: "Hỏi đáp".into(),
                search_action: "/tim-kiem".into(),
                search_kept: vec![("loai".into(), "hoi-dap".into())],
                topics: vec![
                    topic("Tất cả", 86, true),
                    topic("Đất đai", 31, false),
                    topic("Hộ tịch", 18, false),
                    topic("Bảo hiểm", 12, false),
                    topic("Người có công", 9, false),
                ],
                units: vec![topic("Phòng Tư pháp", 18, false)],
                promise: "trong 15 ngày làm việc".into(),
                count_text: "86 câu hỏi đã trả lời, mới nhất trước".into(),
                questions: home::questions(),
                pager: Pager::over(9, 1, |page| format!("/hoi-dap/?trang={page}")),
                feed_url: Some("/hoi-dap/rss.xml".into()),
                data: vec![Link::new("CSV", "/hoi-dap/du-lieu.csv")],
                consultations: Vec::new(),
                consultations_url: Some("/lay-y-kien".into()),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self {
                questions: Vec::new(),
                topics: Vec::new(),
                units: Vec::new(),
                pager: Pager::default(),
                ..Self::sample()
            }
        }
    }

    impl QuestionPage {
        pub(crate) fn sample() -> Self {
            let title =
                "Đính chính diện tích ghi thiếu trên giấy chứng nhận quyền sử dụng đất cần giấy tờ gì? (mẫu)";
            let mut layout = around::layout(title, "hoi-dap");
            layout.breadcrumbs.push(Link::new("Hỏi đáp", "/hoi-dap/"));
            Self {
                layout,
                title: title.into(),
                topic: Some(Link::new("Đất đai", "/hoi-dap/?linh-vuc=dat-dai")),
                question: Html::sanitised(
                    "<p>Kính gửi Ban Biên tập, gia đình tôi được cấp sổ đỏ năm 2003 nhưng diện tích ghi thiếu 45 m² \
                     so với thực tế. Tôi muốn đo lại và đính chính thì phải nộp hồ sơ ở đâu, cần giấy tờ gì?</p>",
                ),
                asker: None,
                asked: Stamp::new("thứ Hai, 12/12/2016", "2016-12-12"),
                answers: vec![AnswerView {
                    unit: "Chi nhánh Văn phòng Đăng ký đất đai huyện".into(),
                    at: Stamp::new("thứ Ba, 27/12/2016", "2016-12-27"),
                    body: Html::sanitised(
                        "<p>Ông/bà nộp một bộ hồ sơ tại bộ phận tiếp nhận và trả kết quả, gồm:</p><ul><li>Đơn đề nghị \
                         đính chính theo mẫu;</li><li>Bản gốc giấy chứng nhận đã cấp;</li><li>Giấy tờ chứng minh \
                         ranh giới thửa đất, nếu có.</li></ul><p>Sau khi nhận đủ hồ sơ, cơ quan đo đạc kiểm tra thực \
                         địa và thông báo kết quả bằng văn bản.</p>",
                    ),
                    signed: Some("Giám đốc".into()),
                    cited: vec![Link::new(
                        "Luật Đất đai số 45/2013/QH13, Điều 106",
                        "/van-ban/45-2013-qh13#dieu-106",
                    )],
                    files: Vec::new(),
                }],
                corrections: vec![Correction {
                    at: Stamp::new("05/01/2017", "2017-01-05"),
                    text: "Nêu sai nơi nộp hồ sơ.".into(),
                    before_url: Some("/hoi-dap/dinh-chinh/lich-su".into()),
                }],
                structured: Html::sanitised("{}"),
                rating: Some(RatingForm {
                    action: "/hoi-dap/dinh-chinh/danh-gia".into(),
                    csrf: "mau".into(),
                    thanked: true,
                    count_text: "12 người thấy hữu ích, 1 người chưa".into(),
                }),
                alike: home::questions().split_off(1),
                print_url: Some("/hoi-dap/dinh-chinh?in=1".into()),
                mail_url: None,
            }
        }
    }
}

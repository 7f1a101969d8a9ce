//! Drafts on which the people are asked: their list, one of them, and the form of a comment.

use askama::Template;

use super::layout::Layout;
use super::parts::{Badge, Choice, FileView, Html, Link, Pager, Refusals, Stamp};

/// A consultation in a list.
#[derive(Clone, Debug, Default)]
pub struct ConsultationCard {
    /// Its title and page.
    pub link: Link,
    /// Being asked, over.
    pub state: Badge,
    /// The unit in charge.
    pub unit: String,
    /// The last day.
    pub ends: Stamp,
    /// How many comments came, in words.
    pub count_text: String,
}

/// The list.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/consultation_list.html")]
pub struct ConsultationListPage {
    /// Everything around it.
    pub layout: Layout,
    /// Those that take comments or will.
    pub open: Vec<ConsultationCard>,
    /// Those that are over.
    pub closed: Vec<ConsultationCard>,
    /// Feed of them.
    pub feed_url: String,
}

/// An article of the draft.
#[derive(Clone, Debug, Default)]
pub struct ArticleView {
    /// `dieu-2`
    pub anchor: String,
    /// `Điều 2. Phạm vi`
    pub label: String,
    /// Its text.
    pub text: Html,
    /// The form about it, while comments are taken.
    pub comment: Option<Link>,
    /// How many comments on it are shown, in words; "" for none.
    pub count_text: String,
}

/// A comment that is shown.
#[derive(Clone, Debug, Default)]
pub struct CommentView {
    /// Its number.
    pub number: String,
    /// What it is about: an article, or the whole.
    pub about: Link,
    /// Who said it, as they wish.
    pub name: String,
    /// When it came.
    pub at: Stamp,
    /// What was said.
    pub body: Html,
    /// What became of it, once the account is out.
    pub verdict: Option<Badge>,
    /// Why.
    pub answer: Html,
}

/// An answer to some comments.
#[derive(Clone, Debug, Default)]
pub struct AnswerGroup {
    /// Taken in or not.
    pub verdict: Badge,
    /// Which comments: `số 1, 4, 7`.
    pub numbers: String,
    /// Why.
    pub text: Html,
}

/// The account.
#[derive(Clone, Debug, Default)]
pub struct AccountView {
    /// When it was published.
    pub at: Stamp,
    /// On the whole.
    pub body: Html,
    /// For comments, one or a group.
    pub answers: Vec<AnswerGroup>,
}

/// What readers are told of a change of what they had seen.
#[derive(Clone, Debug, Default)]
pub struct NoticeView {
    /// When.
    pub at: Stamp,
    /// What and why.
    pub text: String,
}

/// One consultation.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/consultation.html")]
pub struct ConsultationPage {
    /// Everything around it.
    pub layout: Layout,
    /// Its title.
    pub title: String,
    /// Being asked, over.
    pub state: Badge,
    /// What the state means today: `Còn nhận ý kiến đến hết thứ Tư, 11/01/2017`.
    pub state_text: String,
    /// Which kind of text.
    pub kind: String,
    /// The unit in charge.
    pub unit: String,
    /// How to reach it.
    pub contact: String,
    /// The first day.
    pub begins: Stamp,
    /// The last day.
    pub ends: Stamp,
    /// Why it is shorter than the rule wants, or "".
    pub ground: String,
    /// What was changed since it was announced, the newest first.
    pub notices: Vec<NoticeView>,
    /// Explanatory note.
    pub note: Html,
    /// Files beside it.
    pub files: Vec<FileView>,
    /// What stands before the first article.
    pub preamble: Html,
    /// The articles.
    pub articles: Vec<ArticleView>,
    /// The form about the whole, while comments are taken.
    pub comment_url: Option<String>,
    /// `Đã nhận 5 ý kiến: 3 đã đăng, 1 không đăng, 1 chờ xem xét.`
    pub count_text: String,
    /// Why comments were withheld: a sentence each.
    pub withheld: Vec<String>,
    /// The comments on this page.
    pub comments: Vec<CommentView>,
    /// The other pages of them.
    pub pager: Pager,
    /// The account, once it is out.
    pub account: Option<AccountView>,
    /// By when the account is promised, while it is not out; "" before the end.
    pub account_text: String,
    /// The document that came of it.
    pub issued: Option<Link>,
}

/// What was typed into a comment.
#[derive(Clone, Debug, Default)]
pub struct CommentValues {
    /// What is said.
    pub body: String,
    /// The name.
    pub name: String,
    /// The mail address.
    pub email: String,
    /// The telephone.
    pub phone: String,
    /// Where they live.
    pub place: String,
    /// Consent to handle it.
    pub consent_handle: bool,
    /// Consent to show the name.
    pub consent_name: bool,
}

/// The form of a comment.
///
/// Ids of its fields: `dieu`, `noi-dung`, `ho-ten`, `thu-dien-tu`, `dien-thoai`, `dia-chi`, `dong-y-xu-ly`,
/// `dong-y-cong-khai`.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/consultation_form.html")]
pub struct CommentPage {
    /// Everything around it.
    pub layout: Layout,
    /// The draft and its page.
    pub draft: Link,
    /// Until when.
    pub until: String,
    /// The article that it is about.
    pub article: Option<ArticleView>,
    /// Where it is posted.
    pub action: String,
    /// What makes the form one.
    pub csrf: String,
    /// When it was opened, signed.
    pub opened: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The whole and the articles.
    pub articles: Vec<Choice>,
    /// What was typed.
    pub values: CommentValues,
    /// The consents, word for word.
    pub consent_handle_text: String,
    /// See [`Self::consent_handle_text`].
    pub consent_name_text: String,
}

/// The receipt.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/consultation_sent.html")]
pub struct CommentedPage {
    /// Everything around it.
    pub layout: Layout,
    /// The draft and its page.
    pub draft: Link,
    /// The comment's number.
    pub number: String,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::public::views::{Refusal, Tone, layout::samples::layout};

    fn article(no: i32, open: bool) -> ArticleView {
        ArticleView {
            anchor: format!("dieu-{no}"),
            label: format!("Điều {no}. Quy định (mẫu)"),
            text: Html::sanitised("<p>Nội dung của điều này.</p>"),
            comment: open.then(|| {
                Link::new(format!("Góp ý Điều {no}"), format!("/lay-y-kien/quy-che/gop-y?dieu=dieu-{no}"))
            }),
            count_text: if no == 1 { "2 ý kiến đã đăng".into() } else { String::new() },
        }
    }

    fn comment() -> CommentView {
        CommentView {
            number: "1".into(),
            about: Link::new("Điều 1", "#dieu-1"),
            name: "Người góp ý không công khai họ tên".into(),
            at: Stamp::new("28/12/2016", "2016-12-28"),
            body: Html::sanitised("<p>Nên ghi rõ thời hạn trả lời.</p>"),
            ..CommentView::default()
        }
    }

    impl ConsultationListPage {
        pub(crate) fn sample() -> Self {
            let card = |state| ConsultationCard {
                link: Link::new("Dự thảo Quy chế quản lý chợ (mẫu)", "/lay-y-kien/quy-che"),
                state,
                unit: "Phòng Tư pháp".into(),
                ends: Stamp::new("thứ Tư, 11/01/2017", "2017-01-11"),
                count_text: "5 ý kiến".into(),
            };
            Self {
                layout: layout("Lấy ý kiến góp ý", "hoi-dap"),
                open: vec![card(Badge::new("Đang lấy ý kiến", Tone::Good))],
                closed: vec![card(Badge::new("Đã kết thúc", Tone::Plain))],
                feed_url: "/lay-y-kien/rss.xml".into(),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { open: Vec::new(), closed: Vec::new(), ..Self::sample() }
        }
    }

    impl ConsultationPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Dự thảo Quy chế quản lý chợ (mẫu)", "hoi-dap"),
                title: "Dự thảo Quy chế quản lý chợ (mẫu)".into(),
                state: Badge::new("Đang lấy ý kiến", Tone::Good),
                state_text: "Nhận ý kiến đến hết thứ Tư, 11/01/2017".into(),
                kind: "Dự thảo quyết định của Ủy ban nhân dân huyện".into(),
                unit: "Phòng Kinh tế và Hạ tầng".into(),
                contact: "Điện thoại 0204 000 0001 (mẫu)".into(),
                begins: Stamp::new("28/12/2016", "2016-12-28"),
                ends: Stamp::new("11/01/2017", "2017-01-11"),
                ground: String::new(),
                notices: vec![NoticeView {
                    at: Stamp::new("30/12/2016", "2016-12-30"),
                    text: "Kéo dài thời gian nhận ý kiến từ hết ngày 08/01/2017 đến hết ngày 11/01/2017. Lý do: \
                           theo đề nghị của các xã (mẫu)"
                        .into(),
                }],
                note: Html::sanitised("<p>Vì sao ban hành.</p>"),
                files: vec![FileView {
                    title: "Tờ trình (mẫu)".into(),
                    url: "/tep/1/to-trinh.pdf".into(),
                    format: "PDF".into(),
                    size: "120 KB".into(),
                    ..FileView::default()
                }],
                preamble: Html::default(),
                articles: vec![article(1, true), article(2, true)],
                comment_url: Some("/lay-y-kien/quy-che/gop-y".into()),
                count_text: "Đã nhận 5 ý kiến: 3 đã đăng, 1 không đăng, 1 chờ xem xét.".into(),
                withheld: vec!["1 ý kiến không về dự thảo này".into()],
                comments: vec![comment()],
                pager: Pager::default(),
                account: None,
                account_text: String::new(),
                issued: None,
            }
        }

        pub(crate) fn accounted_sample() -> Self {
            let answered = CommentView {
                verdict: Some(Badge::new("Tiếp thu", Tone::Good)),
                answer: Html::sanitised("<p>Đã bổ sung thời hạn.</p>"),
                ..comment()
            };
            Self {
                state: Badge::new("Đã kết thúc", Tone::Plain),
                articles: vec![article(1, false), article(2, false)],
                comment_url: None,
                ground: "Phòng, chống thiên tai (mẫu)".into(),
                comments: vec![answered],
                account: Some(AccountView {
                    at: Stamp::new("15/01/2017", "2017-01-15"),
                    body: Html::sanitised("<p>Tiếp thu một ý kiến.</p>"),
                    answers: vec![AnswerGroup {
                        verdict: Badge::new("Tiếp thu", Tone::Good),
                        numbers: "số 1".into(),
                        text: Html::sanitised("<p>Đã bổ sung thời hạn.</p>"),
                    }],
                }),
                issued: Some(Link::new("Quyết định 02/2017/QĐ-UBND (mẫu)", "/van-ban/02-2017")),
                ..Self::sample()
            }
        }
    }

    impl CommentPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Góp ý dự thảo", "hoi-dap"),
                draft: Link::new("Dự thảo Quy chế quản lý chợ (mẫu)", "/lay-y-kien/quy-che"),
                until: "thứ Tư, 11/01/2017".into(),
                article: Some(article(1, false)),
                action: "/lay-y-kien/quy-che/gop-y".into(),
                csrf: "x".into(),
                opened: "1".into(),
                refusals: Refusals(vec![Refusal {
                    field: "noi-dung".into(),
                    message: "Hãy ghi ý kiến, ít nhất 10 ký tự.".into(),
                    clause: None,
                }]),
                articles: vec![Choice::new("", "Toàn bộ dự thảo"), Choice::new("dieu-1", "Điều 1").chosen()],
                values: CommentValues { name: "(mẫu)".into(), ..CommentValues::default() },
                consent_handle_text: "Tôi đồng ý.".into(),
                consent_name_text: "Tôi đồng ý hiện họ tên.".into(),
            }
        }
    }

    impl CommentedPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Đã nhận góp ý", "hoi-dap"),
                draft: Link::new("Dự thảo Quy chế quản lý chợ (mẫu)", "/lay-y-kien/quy-che"),
                number: "6".into(),
            }
        }
    }
}

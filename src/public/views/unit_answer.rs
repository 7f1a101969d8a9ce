//! The page behind the link in a unit's mail: the question, and a form to answer it without an account.

use askama::Template;

use super::{
    layout::Layout,
    parts::{FileView, Html, Refusals, Stamp},
};

/// The question as the unit sees it, without the asker's contacts.
#[derive(Clone, Debug, Default)]
pub struct UnitQuestion {
    /// Number in the register.
    pub number: String,
    /// Subject.
    pub subject: String,
    /// The text.
    pub text: Html,
    /// Class: `Hỏi đáp`, `Phản ánh, kiến nghị`.
    pub class: String,
    /// When it was received.
    pub received: Stamp,
    /// Day by which the unit answers.
    pub due: Stamp,
    /// How far off that day is, in words: `còn 6 ngày làm việc`.
    pub due_text: String,
    /// What the board wrote to the unit.
    pub remark: Option<String>,
}

/// The form.
///
/// Ids of its fields: `tra-loi`, `ho-ten`, `chuc-vu`, `tep`, `cam-ket`.
#[derive(Clone, Debug, Default)]
pub struct UnitAnswerForm {
    /// Address it is posted to.
    pub action: String,
    /// Token against forged posts.
    pub csrf: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The answer typed so far.
    pub answer: String,
    /// Name of the officer.
    pub name: String,
    /// Post of the officer.
    pub post: String,
    /// Whether the declaration was ticked.
    pub declared: bool,
    /// Text of the declaration.
    pub declaration: String,
    /// Where the unit says that the question is not theirs.
    pub decline_url: String,
    /// The draft that the form was filled from, sent as `ban-nhap`.
    pub draft: String,
    /// When it was saved.
    pub saved: Option<Stamp>,
    /// Whether it was saved just now.
    pub kept: bool,
    /// What another window has saved meanwhile.
    pub overtaken: Option<Html>,
    /// The answer as readers would see it.
    pub preview: Option<Html>,
    /// Files with the draft, each with the value of `viec` that takes it out.
    pub files: Vec<(FileView, String)>,
    /// What files are taken.
    pub files_hint: &'static str,
}

/// What the link is worth today.
#[derive(Clone, Debug)]
pub enum UnitLink {
    /// The unit can answer.
    Valid {
        /// The question.
        question: UnitQuestion,
        /// The form.
        form: Box<UnitAnswerForm>,
    },
    /// An answer came in through it.
    Used {
        /// When.
        at: Stamp,
    },
    /// Its time is over.
    Expired {
        /// When it ended.
        at: Stamp,
    },
    /// The question went to another unit or was closed.
    Revoked,
    /// There is no such link: it was cut on its way, or never was one.
    Wrong,
}

/// The page; never indexed, never stored by caches.
#[derive(Clone, Debug, Template)]
#[template(path = "public/views/unit_answer.html")]
pub struct UnitAnswerPage {
    /// Everything around it.
    pub layout: Layout,
    /// Name of the unit the link was mailed to.
    pub unit: String,
    /// What the link is worth.
    pub link: UnitLink,
    /// What was typed while the link lost its worth: given back, for it is kept nowhere.
    pub typed: Option<String>,
    /// Why the clock stands, and what else the unit can ask for.
    pub clock: super::clock::UnitClock,
    /// What who asked attached, as far as the unit may see it.
    pub files: Vec<UnitFile>,
}

/// A file that the desk lets the unit see; opening it is written down, so it is posted.
#[derive(Clone, Debug)]
pub struct UnitFile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its size.
    pub size: String,
    /// Where it is posted.
    pub action: String,
    /// Against forged posts.
    pub csrf: String,
    /// The link's key.
    pub key: String,
}

#[cfg(test)]
impl UnitAnswerPage {
    fn with(link: UnitLink) -> Self {
        use super::layout::samples as around;
        let mut layout = around::layout("Trả lời câu hỏi", "");
        layout.noindex = true;
        layout.breadcrumbs.clear();
        let clock = super::clock::UnitClock {
            replies: vec![("Thửa đất ở thôn nào? (mẫu)".into(), "Thôn Đông. (mẫu)".into())],
            clarify_url: Some("/tra-loi/abc/hoi-lai".into()),
            time_url: Some("/tra-loi/abc/xin-gia-han".into()),
            ..Default::default()
        };
        Self { layout, unit: "Phòng Tư pháp".into(), link, clock, files: Vec::new(), typed: None }
    }

    pub(crate) fn sample() -> Self {
        let question = UnitQuestion {
            number: "HĐ-2016-0042".into(),
            subject: "Đăng ký khai sinh quá hạn cho cháu (mẫu)".into(),
            text: Html::sanitised(
                "<p>Cháu tôi sinh tháng 3 nhưng đến nay chưa làm khai sinh. Xin hỏi nộp hồ sơ ở đâu?</p>",
            ),
            class: "Hỏi đáp".into(),
            received: Stamp::new("thứ Tư, 28/12/2016, 09:00", "2016-12-28T09:00:00+07:00"),
            due: Stamp::new("thứ Ba, 10/01/2017", "2017-01-10"),
            due_text: "còn 6 ngày làm việc".into(),
            remark: Some("Xin nêu rõ lệ phí và nơi nộp.".into()),
        };
        let form = UnitAnswerForm {
            action: "/tra-loi/abc".into(),
            csrf: "mau".into(),
            refusals: Refusals(vec![super::Refusal {
                field: "cam-ket".into(),
                message: "Cần cam kết trước khi gửi câu trả lời. Hãy đánh dấu vào ô.".into(),
                clause: Some("Điều 4 Quy chế".into()),
            }]),
            answer: "Việc đăng ký khai sinh thực hiện tại Ủy ban nhân dân cấp xã…".into(),
            decline_url: "/tra-loi/x/khong-thuoc?khoa=y".into(),
            declaration: "Tôi trả lời thay mặt đơn vị; nội dung không chứa bí mật nhà nước và thông tin riêng của người \
                          hỏi."
                .into(),
            draft: "2".into(),
            saved: Some(Stamp::new("hôm nay 09:40", "2016-12-30T09:40:00+07:00")),
            kept: true,
            overtaken: Some(Html::sanitised("<p>Bản ở cửa sổ kia.</p>")),
            preview: Some(Html::sanitised("<p>Việc đăng ký khai sinh thực hiện tại Ủy ban nhân dân cấp xã…</p>")),
            files: vec![(FileView { title: "mau-don.pdf".into(), size: "12 KB".into(), ..FileView::default() }, "bo-tep:1".into())],
            files_hint: "Ảnh, PDF, Word.",
            ..Default::default()
        };
        Self::with(UnitLink::Valid { question, form: Box::new(form) })
    }

    pub(crate) fn used_sample() -> Self {
        Self::with(UnitLink::Used { at: Stamp::new("hôm nay 10:12", "2016-12-30T10:12:00+07:00") })
    }

    pub(crate) fn expired_sample() -> Self {
        Self::with(UnitLink::Expired { at: Stamp::new("28/12/2016", "2016-12-28") })
    }

    pub(crate) fn revoked_sample() -> Self {
        Self { typed: Some("Gia đình nộp hồ sơ tại xã.".into()), ..Self::with(UnitLink::Revoked) }
    }

    pub(crate) fn wrong_sample() -> Self {
        Self::with(UnitLink::Wrong)
    }
}

//! Every letter, with what it needs and a sample for the console.

use askama::Template;

use super::signature::Signature;
use super::{Letter, Written, write};

macro_rules! letters {
    ($($(#[$doc:meta])* $name:ident $file:literal $key:literal $title:literal $when:literal
        { $($(#[$field_doc:meta])* $field:ident: $type:ty = $sample:expr),* $(,)? }
        |$this:ident| $subject:expr;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Template)]
            #[template(path = $file, whitespace = "preserve")]
            pub struct $name<'a> { $($(#[$field_doc])* pub $field: $type),* }

            impl Letter for $name<'_> {
                fn subject(&self) -> String {
                    let $this = self;
                    $subject
                }
            }

            impl $name<'static> {
                /// With invented matter, marked as such.
                pub fn sample() -> Self {
                    Self { $($field: $sample),* }
                }
            }
        )*

        /// Every letter, as the console lists and previews it.
        pub const ALL: &[Kind] = &[$(Kind {
            key: $key,
            title: $title,
            when: $when,
            sample: |signature| write(&$name::sample(), signature),
        }),*];
    };
}

/// One kind of letter.
pub struct Kind {
    /// Its part of the address.
    pub key: &'static str,
    /// What it is.
    pub title: &'static str,
    /// When and to whom it goes.
    pub when: &'static str,
    /// Its sample under a signature.
    pub sample: fn(&Signature) -> Written,
}

impl Kind {
    /// The kind with this key.
    pub fn of(key: &str) -> Option<&'static Self> {
        ALL.iter().find(|kind| kind.key == key)
    }
}

const OFFICE: &str = "Ủy ban nhân dân (mẫu)";
const UNIT: &str = "Phòng chuyên môn (mẫu)";
const ABOUT: &str = "Thủ tục đăng ký khai sinh muộn (mẫu)";
const BODY: &str = "Gia đình tôi chưa đăng ký khai sinh cho cháu trong thời hạn.\nXin hỏi cần những giấy tờ gì và nộp ở đâu? (mẫu)";
const ANSWER: &str = "Gia đình mang giấy chứng sinh và giấy tờ tùy thân của cha mẹ đến bộ phận một cửa.\n\nTrường hợp không có giấy chứng sinh, xin mang văn bản của người làm chứng. (mẫu)";
const TRACK: &str = "https://trang-mau.example/hoi-dap/theo-doi";
const LINK: &str = "https://trang-mau.example/tra-loi/0193f2?khoa=mau";
const DUE: &str = "06/01/2017";
const DESK: &str = "https://quantri.trang-mau.example/";

/// A figure that somebody is urged about, with its list.
#[derive(Clone, Debug)]
pub struct UrgedMatter {
    /// What it counts, and how many.
    pub heading: String,
    /// One a row.
    pub lines: Vec<String>,
    /// How many more there are.
    pub more: i64,
}

letters! {
    /// The question is registered.
    Acknowledgement "letters/texts/acknowledgement.txt" "tiep-nhan" "Báo đã tiếp nhận"
        "Gửi người hỏi ngay khi câu hỏi được ghi vào sổ." {
        /// Who took it in.
        office: &'a str = OFFICE,
        /// What it is called: "câu hỏi".
        noun: &'a str = "câu hỏi",
        /// Its number in the register.
        number: i64 = 12,
        /// The tracking code.
        code: &'a str = "ABCDE-FGHJK",
        /// By when it is answered.
        due: Option<String> = Some(DUE.into()),
        /// What happens next.
        next: &'a str = "Câu hỏi được chuyển đơn vị có trách nhiệm; câu trả lời được kiểm tra trước khi gửi.",
        /// What to know besides, or "".
        advice: &'a str = "",
        /// Where the code is typed.
        track_url: String = TRACK.into(),
    } |l| format!("Đã tiếp nhận {} số {}", l.noun, l.number);

    /// A unit is asked to answer; nothing in it leads to the reader.
    Dispatch "letters/texts/dispatch.txt" "chuyen-don-vi" "Chuyển đơn vị trả lời"
        "Gửi đơn vị được giao trả lời; không có thông tin của người hỏi." {
        /// The unit.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// By when it answers.
        due: Option<String> = Some(DUE.into()),
        /// The question's subject, without what leads to the reader.
        subject: &'a str = ABOUT,
        /// Its text, likewise.
        body: &'a str = BODY,
        /// A remark of the board, or "".
        note: &'a str = "Đề nghị nêu rõ nơi nộp hồ sơ.",
        /// The unit's own link.
        link: &'a str = LINK,
        /// Whether a reply to the letter comes back to us.
        by_reply: bool = true,
    } |l| format!("Đề nghị trả lời câu hỏi số {}: {}", l.number, l.subject);

    /// The answer to who asked.
    Answer "letters/texts/answer.txt" "tra-loi" "Trả lời người hỏi"
        "Gửi người hỏi khi câu trả lời đã duyệt được đăng hoặc gửi riêng, và người đã hỏi cùng nội dung." {
        /// The unit that answers.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// The question that asked the same and was answered, if it was another.
        same_as: Option<i64> = None,
        /// The answer.
        answer: &'a str = ANSWER,
        /// Its page, where it is published.
        url: Option<&'a str> = Some("https://trang-mau.example/hoi-dap/dang-ky-khai-sinh-muon-12"),
    } |l| format!("Trả lời câu hỏi số {}: {}", l.number, l.subject);

    /// The matter is another body's, and the reader is told at once.
    Transferred "letters/texts/transferred.txt" "chuyen-co-quan" "Báo đã chuyển cơ quan khác"
        "Gửi người hỏi ngay khi câu hỏi thuộc thẩm quyền của cơ quan khác." {
        /// Who tells it.
        office: &'a str = OFFICE,
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// Whose matter it is.
        whose: &'a str = "cơ quan công an (mẫu)",
        /// By which law or for which reason, as a sentence, or "".
        why: &'a str = "Căn cứ: Luật Cư trú.",
        /// How to reach that body: names and values.
        reach: Vec<String> = vec!["Địa chỉ:  Thị trấn (mẫu)".into()],
        /// What the reader can do, or "".
        advice: &'a str = "Ông/bà có thể liên hệ trực tiếp với cơ quan này.",
    } |l| format!("Về câu hỏi số {}", l.number);

    /// The reader is asked for more; the clock stands meanwhile.
    Clarification "letters/texts/clarification.txt" "bo-sung" "Đề nghị người hỏi bổ sung"
        "Gửi người hỏi khi cần thêm thông tin để trả lời; thời hạn tạm dừng." {
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// What is asked for.
        wanted: &'a str = "Cháu sinh tại cơ sở y tế hay tại nhà? (mẫu)",
        /// Until when it is waited for.
        until: String = DUE.into(),
        /// Where the reader answers.
        track_url: String = TRACK.into(),
    } |l| format!("Đề nghị bổ sung thông tin cho câu hỏi số {}", l.number);

    /// How the case stands.
    Progress "letters/texts/progress.txt" "tien-do" "Báo tiến độ"
        "Gửi người hỏi khi việc giải quyết có thay đổi: tính tiếp thời hạn, gia hạn, sửa dữ liệu." {
        /// What is new, in a few words.
        news: String = "ngày trả lời mới 06/01/2017".into(),
        /// Who tells it.
        office: &'a str = OFFICE,
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// What is new.
        said: &'a str = "Đơn vị cần xác minh thêm nên thời hạn trả lời được lùi. (mẫu)",
        /// The due date as it stands.
        due: Option<String> = Some(DUE.into()),
        /// Where it is followed.
        track_url: String = TRACK.into(),
    } |l| format!("Câu hỏi số {}: {}", l.number, l.news);

    /// Something new about a question that a unit has.
    UnitNews "letters/texts/unit_news.txt" "bao-don-vi" "Báo đơn vị về câu hỏi đang giữ"
        "Gửi đơn vị khi người hỏi bổ sung, thời hạn được tính tiếp, hoặc đề nghị gia hạn đã có kết quả." {
        /// What is new, in a few words.
        news: &'a str = "người hỏi đã bổ sung",
        /// The unit.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// What is new.
        said: &'a str = "người hỏi đã bổ sung như sau.",
        /// The reader's words, without what leads to them, or "".
        words: &'a str = "Cháu sinh tại nhà. (mẫu)",
        /// The due date as it stands.
        due: Option<String> = Some(DUE.into()),
    } |l| format!("Câu hỏi số {}: {}", l.number, l.news);

    /// What of one's questions is due or late: a list by numbers and days, and not a word of a reader's.
    Reminder "letters/texts/reminder.txt" "nhac" "Nhắc hạn trả lời"
        "Gửi đơn vị, thủ trưởng, Ban Biên tập và lãnh đạo trước hạn, trong ngày hết hạn và khi quá hạn; mỗi người một thư một ngày." {
        /// Who is reminded.
        to: &'a str = UNIT,
        /// The day.
        day: String = "30/12/2016".into(),
        /// Whose questions.
        site: &'a str = "Trang thông tin điện tử (mẫu)",
        /// One a question.
        lines: Vec<String> = vec!["Câu hỏi số 12: hạn 06/01/2017, còn 2 ngày làm việc".into()],
    } |l| format!("Nhắc hạn trả lời: {} câu hỏi, {}", l.lines.len(), l.day);

    /// An answer goes back to the unit.
    Returned "letters/texts/returned.txt" "tra-lai" "Đề nghị đơn vị trả lời lại"
        "Gửi đơn vị khi Ban Biên tập trả lại câu trả lời." {
        /// The unit.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// Its subject, without what leads to the reader.
        subject: &'a str = ABOUT,
        /// Why.
        reason: &'a str = "Chưa nêu nơi nộp hồ sơ. (mẫu)",
        /// By when it answers.
        due: Option<String> = Some(DUE.into()),
        /// The answer that goes back.
        answer: &'a str = ANSWER,
        /// The unit's new link.
        link: &'a str = LINK,
        /// Whether a reply to the letter comes back to us.
        by_reply: bool = true,
    } |l| format!("Đề nghị trả lời lại câu hỏi số {}: {}", l.number, l.subject);

    /// A unit beside the one that answers is asked for its opinion.
    OpinionAsked "letters/texts/opinion_asked.txt" "xin-y-kien" "Xin ý kiến đơn vị phối hợp"
        "Gửi đơn vị phối hợp; không có thông tin của người hỏi." {
        /// The unit asked.
        unit: &'a str = "Phòng phối hợp (mẫu)",
        /// The unit that answers.
        lead: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// Its subject, without what leads to the reader.
        subject: &'a str = ABOUT,
        /// Its text, likewise.
        body: &'a str = BODY,
        /// What the desk wants to know, or "".
        note: &'a str = "Đề nghị nêu việc thuộc đơn vị.",
        /// By when the reader has the answer.
        due: Option<String> = Some(DUE.into()),
        /// The unit's own link.
        link: &'a str = "https://trang-mau.example/y-kien/0193f2?khoa=mau",
    } |l| format!("Đề nghị cho ý kiến về câu hỏi số {}: {}", l.number, l.subject);

    /// What another unit thinks, to the one that answers.
    OpinionGiven "letters/texts/opinion_given.txt" "y-kien" "Ý kiến phối hợp"
        "Gửi đơn vị chủ trì khi đơn vị phối hợp đã cho ý kiến." {
        /// The unit that answers.
        lead: &'a str = UNIT,
        /// The unit that was asked.
        unit: &'a str = "Phòng phối hợp (mẫu)",
        /// The question's number.
        number: i64 = 12,
        /// Its subject, without what leads to the reader.
        subject: &'a str = ABOUT,
        /// The opinion.
        opinion: &'a str = "Việc này đúng quy định, chúng tôi không có ý kiến khác. (mẫu)",
        /// Who gave it.
        signed: &'a str = "cán bộ (mẫu)",
    } |l| format!("Ý kiến phối hợp về câu hỏi số {}", l.number);

    /// A question passed on to a body outside.
    Forwarded "letters/texts/forwarded.txt" "chuyen-ngoai" "Chuyển câu hỏi cho cơ quan ngoài hệ thống"
        "Gửi cơ quan có thẩm quyền ngoài hệ thống; thông tin liên hệ chỉ kèm khi người hỏi đồng ý." {
        /// The body.
        body: &'a str = "Bảo hiểm xã hội (mẫu)",
        /// Who passes it on.
        office: &'a str = OFFICE,
        /// The question's number.
        number: i64 = 12,
        /// The law by which it is theirs.
        basis: &'a str = "Luật Bảo hiểm xã hội",
        /// The question's subject, without what leads to the reader.
        subject: &'a str = ABOUT,
        /// Its text, likewise.
        text: &'a str = BODY,
        /// A word to the body, or "".
        note: &'a str = "",
        /// The reader's contact, line by line, where they agreed; else none.
        contact: Vec<&'a str> = Vec::new(),
    } |l| format!("Chuyển câu hỏi của người dân thuộc thẩm quyền: {}", l.subject);

    /// The same was asked before.
    Joined "letters/texts/joined.txt" "cung-noi-dung" "Báo câu hỏi có cùng nội dung"
        "Gửi người hỏi khi câu hỏi được trả lời chung với câu hỏi đã nhận trước." {
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// The number of the one that is answered.
        main: i64 = 9,
    } |l| format!("Về câu hỏi số {}", l.number);

    /// A question is closed without an answer.
    Closed "letters/texts/closed.txt" "dong" "Báo đóng câu hỏi không trả lời"
        "Gửi người hỏi khi câu hỏi được đóng mà không trả lời, trừ thư rác." {
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// After "vì".
        why: &'a str = "ngoài phạm vi trả lời của Trang",
        /// The reason, in sentences.
        reason: &'a str = "Nội dung không liên quan tới công việc của cơ quan. (mẫu)",
    } |l| format!("Về câu hỏi số {}", l.number);

    /// A published answer was corrected.
    Corrected "letters/texts/corrected.txt" "dinh-chinh" "Báo đính chính câu trả lời"
        "Gửi người hỏi khi câu trả lời đã đăng được đính chính." {
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// What was wrong.
        reason: &'a str = "Nêu sai mức lệ phí. (mẫu)",
        /// The answer as it is now.
        answer: &'a str = ANSWER,
        /// Its page.
        url: Option<&'a str> = Some("https://trang-mau.example/hoi-dap/dang-ky-khai-sinh-muon-12"),
    } |l| format!("Đính chính câu trả lời cho câu hỏi số {}", l.number);

    /// A published answer was taken off the site.
    Withdrawn "letters/texts/withdrawn.txt" "go" "Báo gỡ câu trả lời"
        "Gửi người hỏi khi câu hỏi và câu trả lời được gỡ khỏi trang." {
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// Why.
        reason: &'a str = "Quy định đã thay đổi. (mẫu)",
        /// Where the answer is still read.
        track_url: String = TRACK.into(),
    } |l| format!("Đã gỡ câu trả lời cho câu hỏi số {}", l.number);

    /// A complaint or denunciation is not answered here.
    LawfulChannel "letters/texts/lawful_channel.txt" "khieu-nai-to-cao" "Hướng dẫn gửi khiếu nại, tố cáo"
        "Gửi người nêu khiếu nại, tố cáo khi đơn được hướng dẫn, chuyển hoặc kết thúc: nơi giải quyết theo luật định." {
        /// Who tells it.
        office: &'a str = OFFICE,
        /// Its number in the drawer.
        number: i64 = 12,
        /// What became of it, or "".
        said: &'a str = "Đơn đã được chuyển tới cơ quan có thẩm quyền (mẫu).",
        /// Where it is brought: who decides, where, what is needed, the law.
        channel: &'a str = "Thẩm quyền giải quyết: Chủ tịch Ủy ban nhân dân (mẫu).",
    } |l| format!("Về đơn số {}", l.number);

    /// What waits for a person, once a day.
    Digest "letters/texts/digest.txt" "tong-hop" "Thư tổng hợp việc chờ"
        "Gửi người làm việc mỗi sáng một thư thay cho nhiều thư lẻ." {
        /// Whose desk.
        name: &'a str = "Cán bộ (mẫu)",
        /// The day.
        day: &'a str = "30/12/2016",
        /// One a matter.
        lines: Vec<String> = vec![
            format!("Câu hỏi số 12: {ABOUT}, còn 2 ngày làm việc"),
            "Câu hỏi số 15: Lịch tiếp dân (mẫu), hết hạn hôm nay".into(),
        ],
        /// The console.
        desk_url: String = DESK.into(),
    } |l| format!("{} việc đang chờ, ngày {}", l.lines.len(), l.day);

    /// An office urges a site below to put things right.
    Urged "letters/texts/urged.txt" "don-doc" "Đôn đốc trang cấp dưới"
        "Gửi người phải xử lý từng việc ở trang cấp dưới, kèm danh sách, khi cơ quan cấp trên đôn đốc." {
        /// Whom it is written to.
        to: &'a str = "Phó ban thường trực (mẫu)",
        /// Who urges.
        office: &'a str = OFFICE,
        /// Which site.
        site: &'a str = "Xã (mẫu)",
        /// Until when it was counted.
        at: &'a str = "30/12/2016 08:00",
        /// One a figure, with its list.
        matters: Vec<UrgedMatter> = vec![
            UrgedMatter {
                heading: "Câu hỏi quá hạn: 2".into(),
                lines: vec![
                    "Câu hỏi số 12: hạn 20/12/2016, quá 8 ngày làm việc; Phòng chuyên môn (mẫu)".into(),
                    "Câu hỏi số 15: hạn 27/12/2016, quá 3 ngày làm việc; Ban Biên tập".into(),
                ],
                more: 0,
            },
            UrgedMatter {
                heading: "Liên kết hỏng: 5".into(),
                lines: vec!["https://trang-mau.example/van-ban: không mở được; trong bài “Bài (mẫu)”".into()],
                more: 4,
            },
        ],
        /// All of them together.
        count: i64 = 7,
        /// A word of who urges, or "".
        words: &'a str = "Đề nghị xong trước thứ Sáu. (mẫu)",
        /// Where the matters are seen to.
        url: String = DESK.into(),
    } |l| format!("Đôn đốc {}: {} việc cần xử lý", l.site, l.count);

    /// Royalties are not paid and their last day is near or past.
    RoyaltyUnpaid "letters/texts/royalty_unpaid.txt" "nhuan-but-chua-chi" "Nhắc chi nhuận bút"
        "Gửi người duyệt, người chi trước khi hết 60 ngày kể từ ngày đăng, ngay khi quá hạn và nhắc lại cho đến khi chi." {
        /// Whom it is written to.
        to: &'a str = "Phó ban thường trực (mẫu)",
        /// What stands as it should not, as a sentence.
        said: &'a str = "Nhuận bút tháng 10/2016: 4 tin, bài đã quá 60 ngày kể từ ngày đăng mà chưa chi. (mẫu)",
        /// Whose list.
        site: &'a str = "Xã (mẫu)",
        /// Which.
        month: String = "tháng 10/2016".into(),
        /// How many items, and what is owed.
        items: String = "4 tin, bài, 484.000 đ".into(),
        /// The last day of the item that came first.
        due: String = DUE.into(),
        /// Where it is seen to.
        url: String = DESK.into(),
    } |l| format!("Nhuận bút {} chưa chi: {}", l.month, l.site);

    /// Somebody is told of a sum that they do not collect.
    RoyaltyNotice "letters/texts/royalty_notice.txt" "thong-bao-nhan-nhuan-but" "Thông báo nhận nhuận bút"
        "Gửi người nhận khi người chi trả ghi một lần thông báo bằng thư về khoản chưa nhận." {
        /// Whom it is written to.
        to: &'a str = "Cộng tác viên (mẫu)",
        /// Who pays.
        office: &'a str = OFFICE,
        /// How much.
        amount: String = "484.000 đ".into(),
        /// Which notice it is.
        no: i64 = 2,
        /// After how many it goes to the next year's fund.
        least: i64 = 3,
        /// The site.
        site: String = "https://trang-mau.example/".into(),
    } |l| format!("Thông báo nhận nhuận bút, lần {}", l.no);

    /// A report is due or late.
    ReportDue "letters/texts/report_due.txt" "bao-cao-den-han" "Nhắc báo cáo đến hạn, quá hạn"
        "Gửi người soạn 7 ngày trước hạn; khi quá hạn gửi thêm Ban Biên tập." {
        /// Whom it is written to.
        to: &'a str = "Phó ban thường trực (mẫu)",
        /// What stands as it should not, as a sentence.
        said: &'a str = "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016 đã quá hạn ngày 10/07/2016. (mẫu)",
        /// What it is called.
        title: &'a str = "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016",
        /// Its last day.
        due: String = DUE.into(),
        /// Where it stands.
        standing: &'a str = "Đang soạn",
        /// Its page.
        url: String = DESK.into(),
    } |l| format!("Báo cáo: {}", l.title);

    /// A report was sent to be signed, sent back, taken back or signed.
    ReportTurn "letters/texts/report_turn.txt" "bao-cao-cho-xu-ly" "Báo cáo được trình, trả lại, thu hồi, ban hành"
        "Gửi người có quyền ký khi báo cáo được trình; gửi người soạn khi báo cáo bị trả lại, thu hồi hoặc được ban hành." {
        /// Whom it is written to.
        to: &'a str = "Trưởng ban (mẫu)",
        /// What happened, as a sentence.
        said: &'a str = "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016 bị trả lại để sửa. (mẫu)",
        /// What it is called.
        title: &'a str = "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016",
        /// Who took the step.
        by: &'a str = "Phó ban thường trực (mẫu)",
        /// Its last day.
        due: &'a str = DUE,
        /// Why, or "".
        reason: &'a str = "Phần kiến nghị chưa nêu rõ nơi giải quyết. (mẫu)",
        /// Its page.
        url: String = DESK.into(),
    } |l| l.said.trim_end_matches('.').to_owned();

    /// A unit or board is asked the questions of the yearly evaluation.
    SurveySent "letters/texts/survey_sent.txt" "phieu-danh-gia" "Phiếu đánh giá hằng năm"
        "Gửi đơn vị và Ban Biên tập các trang cấp dưới khi gửi phiếu đánh giá, và nhắc nơi chưa trả lời." {
        /// Who is asked.
        to: &'a str = UNIT,
        /// Who asks.
        office: &'a str = OFFICE,
        /// The year.
        year: i16 = 2016,
        /// By when.
        due: String = DUE.into(),
        /// A word that goes with it, or "".
        words: &'a str = "Đề nghị trả lời đủ các nội dung. (mẫu)",
        /// What is asked.
        questions: Vec<&'a str> = vec!["Thông tin trên trang đầy đủ (mẫu)", "Thông tin được cập nhật kịp thời (mẫu)"],
        /// Where it is answered.
        url: String = DESK.into(),
    } |l| format!("Phiếu đánh giá hoạt động Trang thông tin điện tử năm {}", l.year);

    /// A step of a leader's instruction.
    Instructed "letters/texts/instructed.txt" "chi-dao" "Chỉ đạo của lãnh đạo"
        "Gửi Ban Biên tập hoặc đơn vị khi có chỉ đạo, sắp đến hạn, quá hạn, được trả lại, được ghi nhận; và gửi người giao khi có báo cáo." {
        /// Whom it is written to.
        to: &'a str = UNIT,
        /// What happened, as a sentence.
        said: &'a str = "Lãnh đạo Ủy ban nhân dân (mẫu) giao việc sau.",
        /// What is to be done.
        title: &'a str = "Rà soát danh mục thủ tục (mẫu)",
        /// By when.
        due: Option<String> = Some(DUE.into()),
        /// The words that go with it, or "".
        words: &'a str = "Rà soát từng thủ tục và báo cáo kết quả. (mẫu)",
        /// Where it is reported on.
        url: String = DESK.into(),
    } |l| format!("Chỉ đạo: {}", l.title);

    /// Somebody signs in with an account that is at work elsewhere.
    SecondSignIn "letters/texts/second_sign_in.txt" "dang-nhap-khac-mang" "Đăng nhập thứ hai từ mạng khác"
        "Gửi chủ tài khoản khi có người đăng nhập từ mạng khác trong lúc một phiên của tài khoản đang mở (Quy chế Điều 12.4)." {
        /// Whose account it is.
        to: &'a str = "Biên tập viên (mẫu)",
        /// Its login.
        login: &'a str = "bientap.mau",
        /// From where it was.
        address: &'a str = "203.0.113.7",
        /// When.
        at: String = "14:30, 30/12/2016".into(),
        /// From where the other session is.
        other: &'a str = "198.51.100.20",
        /// Where the password is changed.
        url: String = "https://quan-tri-mau.example/mat-khau".into(),
    } |l| format!("Tài khoản {} đăng nhập từ mạng khác", l.login);

    /// A document is sent to a recipient of a group.
    DocumentSent "letters/texts/document_sent.txt" "gui-van-ban" "Gửi văn bản điện tử"
        "Gửi từng nơi nhận khi văn bản được gửi theo nhóm; mỗi nơi có một địa chỉ xác nhận riêng." {
        /// Who receives it.
        to: &'a str = UNIT,
        /// Who sends it.
        office: &'a str = OFFICE,
        /// Number and abstract.
        title: &'a str = "10/2016/QĐ-UBND Ban hành Quy chế (mẫu)",
        /// What the office adds, or "".
        note: &'a str = "Đề nghị phổ biến tới các thôn. (mẫu)",
        /// The recipient's own link.
        link: &'a str = "https://trang-mau.example/nhan-van-ban/0193f2?khoa=mau",
        /// Its page.
        page: &'a str = "https://trang-mau.example/van-ban/quy-che",
    } |l| format!("Văn bản điện tử: {}", l.title);

    /// A recipient has not opened a document.
    DocumentUnread "letters/texts/document_unread.txt" "nhac-nhan-van-ban" "Nhắc xác nhận đã nhận văn bản"
        "Gửi nơi nhận chưa mở văn bản điện tử, khi cơ quan gửi nhắc hoặc đến ngày nhắc đã đặt." {
        /// Who received it.
        to: &'a str = UNIT,
        /// Who sent it.
        office: &'a str = OFFICE,
        /// Number and abstract.
        title: &'a str = "10/2016/QĐ-UBND Ban hành Quy chế (mẫu)",
        /// The recipient's own link.
        link: &'a str = "https://trang-mau.example/nhan-van-ban/0193f2?khoa=mau",
    } |l| format!("Nhắc xác nhận đã nhận: {}", l.title);

    /// An office has filed a difficulty or a proposal.
    FeedbackFiled "letters/texts/feedback_filed.txt" "vuong-mac-moi" "Báo có vướng mắc, đề xuất mới"
        "Gửi Ban Biên tập khi một cơ quan, đơn vị nêu vướng mắc, đề xuất về trang hoặc quy chế." {
        /// Who filed it.
        from: &'a str = UNIT,
        /// Its number.
        number: i64 = 12,
        /// In a line.
        title: &'a str = "Chưa rõ thời hạn gửi tin, bài (mẫu)",
        /// The portal or the regulation.
        about: &'a str = "Quy chế hoạt động",
        /// The article, where one is named.
        article: Option<&'a str> = Some("9"),
    } |l| format!("Vướng mắc, đề xuất số {}: {}", l.number, l.title);

    /// A task of the year's plan is due soon, or late.
    PlanTaskDue "letters/texts/plan_task_due.txt" "ke-hoach-den-han" "Nhắc việc của kế hoạch năm"
        "Gửi người, đơn vị được giao khi việc của kế hoạch năm còn 3 ngày và khi quá hạn." {
        /// Whom it is written to.
        to: &'a str = UNIT,
        /// What is said of it: near, or late.
        said: &'a str = "sắp đến hạn",
        /// What is to be done.
        title: &'a str = "Mở lớp tập huấn biên tập tin, bài (mẫu)",
        /// By when.
        due: String = DUE.into(),
        /// Where it is reported on.
        url: String = DESK.into(),
    } |l| format!("Kế hoạch năm: việc {}: {}", l.said, l.title);

    /// The board took it a step further.
    FeedbackStep "letters/texts/feedback_step.txt" "vuong-mac-ket-qua" "Báo kết quả xem xét vướng mắc, đề xuất"
        "Gửi người đã nêu vướng mắc, đề xuất ở mỗi bước Ban Biên tập xử lý." {
        /// Its number.
        number: i64 = 12,
        /// In a line.
        title: &'a str = "Chưa rõ thời hạn gửi tin, bài (mẫu)",
        /// Where it stands now.
        standing: &'a str = "Đã tiếp thu",
        /// Why, or what was done; may be "".
        reason: &'a str = "Sẽ ghi rõ thời hạn trong lần sửa quy chế tới. (mẫu)",
    } |l| format!("Vướng mắc, đề xuất số {}: {}", l.number, l.standing.to_lowercase());
}

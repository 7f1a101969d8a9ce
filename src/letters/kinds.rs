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
        "Gửi người hỏi khi câu trả lời đã duyệt được đăng hoặc gửi riêng." {
        /// The unit that answers.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
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
        /// What the reader can do, or "".
        advice: &'a str = "Ông/bà có thể liên hệ trực tiếp với cơ quan này.",
    } |l| format!("Về câu hỏi số {}", l.number);

    /// The reader is asked for more; the clock stands meanwhile.
    Clarification "letters/texts/clarification.txt" "lam-ro" "Đề nghị người hỏi nói rõ thêm"
        "Gửi người hỏi khi đơn vị cần thêm thông tin; thời hạn tạm dừng." {
        /// Who asks.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// Its subject.
        subject: &'a str = ABOUT,
        /// What is asked for.
        wanted: &'a str = "Cháu sinh tại cơ sở y tế hay tại nhà? (mẫu)",
        /// Until when it is waited for.
        until: Option<String> = Some(DUE.into()),
        /// Where the reader answers.
        track_url: String = TRACK.into(),
    } |l| format!("Cần thêm thông tin về câu hỏi số {}", l.number);

    /// How the case stands.
    Progress "letters/texts/progress.txt" "tien-do" "Báo tiến độ"
        "Gửi người hỏi khi việc giải quyết có thay đổi, như gia hạn." {
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
    } |l| format!("Tiến độ giải quyết câu hỏi số {}", l.number);

    /// A unit's question is due or late.
    Reminder "letters/texts/reminder.txt" "nhac" "Nhắc đơn vị trả lời"
        "Gửi cán bộ, thủ trưởng đơn vị trước và trong ngày hết hạn, và khi quá hạn." {
        /// Who is reminded.
        unit: &'a str = UNIT,
        /// The question's number.
        number: i64 = 12,
        /// Its subject, without what leads to the reader.
        subject: &'a str = ABOUT,
        /// How it stands: "còn 2 ngày làm việc", "hết hạn hôm nay", "đã quá hạn".
        standing: &'a str = "còn 2 ngày làm việc",
        /// The due date.
        due: &'a str = DUE,
    } |l| format!("Nhắc trả lời câu hỏi số {}: {}", l.number, l.standing);

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
    } |l| format!("Đề nghị trả lời lại câu hỏi số {}: {}", l.number, l.subject);

    /// A complaint or denunciation is not answered here.
    LawfulChannel "letters/texts/lawful_channel.txt" "khieu-nai-to-cao" "Hướng dẫn gửi khiếu nại, tố cáo"
        "Gửi người nêu khiếu nại, tố cáo: nơi giải quyết theo luật định." {
        /// Who tells it.
        office: &'a str = OFFICE,
        /// Its number in the register.
        number: i64 = 12,
        /// "khiếu nại" or "tố cáo".
        kind: &'a str = "khiếu nại",
        /// Where it is brought: body, address, days.
        channel: &'a str = "Ban Tiếp công dân (mẫu)\nTrụ sở tiếp công dân, các ngày làm việc",
        /// The law.
        basis: &'a str = "Luật Khiếu nại, Luật Tiếp công dân",
    } |l| format!("Về nội dung số {} ông/bà đã gửi", l.number);

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

    /// What is late, to who can order it done.
    Late "letters/texts/late.txt" "qua-han" "Báo câu hỏi quá hạn"
        "Gửi Ban Biên tập và lãnh đạo về câu hỏi đã quá hạn mà chưa trả lời." {
        /// Who is told.
        to: &'a str = "Trưởng ban Biên tập (mẫu)",
        /// The day.
        day: &'a str = "30/12/2016",
        /// One a question.
        lines: Vec<String> = vec![format!("Số 12, {UNIT}, quá hạn 3 ngày làm việc: {ABOUT}")],
        /// The list.
        desk_url: String = DESK.into(),
    } |l| format!("{} câu hỏi quá hạn, ngày {}", l.lines.len(), l.day);
}

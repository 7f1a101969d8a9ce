//! The editors: all fields of a news item and of a document, the files with them, and what is still missing.

use askama::Template;

use super::from_file::FromFile;
use super::layout::{ConsoleLayout, Post};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A file with an item.
#[derive(Clone, Debug, Default)]
pub struct AttachmentRow {
    /// What it is.
    pub title: String,
    /// Name of the file as it came.
    pub file_name: String,
    /// `PDF · 312 KB · 9 trang`.
    pub about: String,
    /// Whether it was checked, and how that went.
    pub state: Badge,
    /// A sentence about what is wrong with it.
    pub problem: Option<String>,
    /// Where it can be looked at.
    pub url: Option<String>,
    /// Takes it away.
    pub remove: Option<Post>,
}

/// The form that brings a file.
///
/// Ids of its fields: `tep`, `ten-tep`.
#[derive(Clone, Debug, Default)]
pub struct UploadForm {
    /// Where it is posted, as `multipart/form-data`.
    pub post: Post,
    /// What may be brought, with the server's own limit (TT 32/2017, Đ7.3.c).
    pub limit_text: String,
    /// Endings for the browser's file chooser: `.pdf,.docx,.odt`.
    pub accept: String,
    /// The limits for the script: `image:20 audio:300 …`.
    pub limits: String,
    /// Where one is chosen from the library instead.
    pub library_url: String,
    /// Why the last one was refused.
    pub refusals: Refusals,
}

/// A text that was typed and never saved, kept by itself.
#[derive(Clone, Debug, Default)]
pub struct CopyNotice {
    /// `Có bản tự lưu lúc 14:30 chưa lưu.`
    pub text: String,
    /// When: tells several of them apart.
    pub at: String,
    /// The form with it.
    pub restore_url: String,
    /// Drops it.
    pub drop: Post,
    /// Of what, sent as `cho`.
    pub place: String,
    /// Which kind, sent as `loai`.
    pub kind: String,
}

/// What the form's scripts are told; without scripts only the notices are seen.
#[derive(Clone, Debug, Default)]
pub struct WritingAid {
    /// The text as clean HTML, for the rich editor.
    pub html: String,
    /// Whether this build has the rich editor.
    pub editor: bool,
    /// What is being written, sent as `ban`.
    pub place: String,
    /// Which kind of content.
    pub kind: String,
    /// Under which key the browser keeps the text: site, edition and person.
    pub key: String,
    /// Keeps what is typed.
    pub autosave_url: String,
    /// Cleans a paste.
    pub clean_url: String,
    /// Lists files.
    pub files_url: String,
    /// Takes a file for the text.
    pub upload_url: String,
    /// Signing in, and back here.
    pub sign_in_url: String,
    /// Whether the form came back refused: what the browser keeps is not saved yet.
    pub refused: bool,
    /// What was typed before and never saved.
    pub copies: Vec<CopyNotice>,
}

/// What is the same for every kind of item.
#[derive(Clone, Debug, Default)]
pub struct EditFrame {
    /// Where the form is posted; the button pressed is sent as `viec`.
    pub post: Post,
    /// Version of the text that the person began from, sent as `phien-ban`.
    pub version: String,
    /// State of the edition.
    pub state: Badge,
    /// `Đã lưu 14:30`, with nothing where it was never saved.
    pub saved_text: Option<String>,
    /// Why it could not be saved or sent.
    pub refusals: Refusals,
    /// What is missing before it may be published; shown in the bar.
    pub missing: Refusals,
    /// What the scripts are told, and what was kept by itself.
    pub aid: WritingAid,
    /// The one next action: value of `viec` and its words, `gui-duyet`, `Gửi duyệt`.
    pub next: Choice,
    /// Files.
    pub attachments: Vec<AttachmentRow>,
    /// The form for more files; absent until the item was saved once.
    pub upload: Option<UploadForm>,
}

/// Something that can be ticked.
#[derive(Clone, Debug, Default)]
pub struct Tick {
    /// The field.
    pub id: String,
    /// What it sends.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it is ticked.
    pub on: bool,
}

/// The fields of a news item beside its words.
///
/// Ids: `the-loai`, `chu-de-tin-…`, `gioi-thieu-van-ban`, `chon-van-ban-…`, `ngon-ngu`, `ban-dich-cua`.
#[derive(Clone, Debug, Default)]
pub struct AspectFields {
    /// Genres.
    pub genres: Vec<Choice>,
    /// Themes of the site.
    pub themes: Vec<Tick>,
    /// The documents that it introduces, one a line.
    pub introduces: String,
    /// The latest documents, to be picked.
    pub offered: Vec<Tick>,
    /// Languages.
    pub languages: Vec<Choice>,
    /// The address of the item that it translates.
    pub translates: String,
}

/// The editor of a news item.
///
/// Ids of its fields: `tieu-de`, `tom-tat`, `noi-dung`, `chuyen-muc`, `chu-de`, `tac-gia`, `nguon`, `don-vi`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/news_edit.html")]
pub struct NewsEditPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What every kind has.
    pub frame: EditFrame,
    /// Headline.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// The text, in light markup.
    pub body: String,
    /// Sections.
    pub sections: Vec<Choice>,
    /// Topics of the section.
    pub topics: Vec<Choice>,
    /// Author (QC Đ8.1).
    pub author: String,
    /// Source (QC Đ8.1).
    pub source: String,
    /// Supplying units (QC Đ12.3).
    pub units: Vec<Choice>,
    /// Day of the event, the issue or the approval.
    pub event: String,
    /// Genre, themes, documents introduced, language.
    pub aspects: AspectFields,
}

/// Something that can be begun.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    /// What, and its form.
    pub link: Link,
    /// Where it will stand.
    pub about: String,
}

/// What can be begun.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/begin.html")]
pub struct BeginPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// All of it.
    pub beginnings: Vec<Beginning>,
}

/// A fact of a register as the form asks for it.
#[derive(Clone, Debug, Default)]
pub struct AskedFact {
    /// The field.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What helps.
    pub hint: String,
    /// What is typed.
    pub value: String,
    /// Whether publication goes without it.
    pub optional: bool,
    /// Whether it takes several lines.
    pub long: bool,
    /// What can be chosen, if it is a choice.
    pub choices: Vec<Choice>,
}

/// The editor of an entry of a register.
///
/// Ids of its fields: `tieu-de`, `tom-tat`, `noi-dung`, one of each fact, `tac-gia`, `nguon`, `don-vi`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/record_edit.html")]
pub struct RecordEditPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What every kind has.
    pub frame: EditFrame,
    /// What one entry is called.
    pub heading: String,
    /// The register, sent as `so`.
    pub register: String,
    /// The section where it stands.
    pub section: String,
    /// What its name is called.
    pub title_label: String,
    /// Its name.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// What is told of it.
    pub facts: Vec<AskedFact>,
    /// More about it, in light markup.
    pub body: String,
    /// Who wrote it down.
    pub author: String,
    /// Where it comes from.
    pub source: String,
    /// Supplying units.
    pub units: Vec<Choice>,
}

/// The editor of a document.
///
/// Ids of its fields: `so-ky-hieu`, `loai`, `trich-yeu`, `co-quan-ban-hanh`, `tham-quyen-ky`, `chuc-vu-ky`,
/// `nguoi-ky`, `ngay-ban-hanh`, `ngay-hieu-luc`, `ngay-het-hieu-luc`, `linh-vuc`, `chuyen-muc`,
/// `quan-he`, `noi-dung`, `tac-gia`, `nguon`, `don-vi`. Days are written `28/12/2016`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/document_edit.html")]
pub struct DocumentEditPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// What every kind has.
    pub frame: EditFrame,
    /// What an attached file says.
    pub from_file: Option<FromFile>,
    /// Number and symbol.
    pub number: String,
    /// Types.
    pub kinds: Vec<Choice>,
    /// Abstract.
    pub summary: String,
    /// Issuing body.
    pub issuer: String,
    /// Authority of the signature: `TM. ỦY BAN NHÂN DÂN`.
    pub authority: String,
    /// Post of the signer.
    pub signer_post: String,
    /// Name of the signer.
    pub signer: String,
    /// Day of issue.
    pub issued: String,
    /// Day it takes effect.
    pub effective: String,
    /// Day it ceases, where that is fixed.
    pub expires: String,
    /// Fields, separated by `;`.
    pub fields: String,
    /// What it says about other documents, one a line.
    pub relations: String,
    /// The parts of the section of steering.
    pub parts: Vec<Choice>,
    /// Sections.
    pub sections: Vec<Choice>,
    /// The text, in light markup.
    pub body: String,
    /// Who put it in.
    pub author: String,
    /// Source of the text.
    pub source: String,
    /// Supplying units.
    pub units: Vec<Choice>,
}

impl DocumentEditPage {
    /// What helps with a field: the usual words, and where the attached file has it.
    fn hint(&self, id: &str, usual: &str) -> String {
        let from_file = self.from_file.as_ref().and_then(|from| from.hint(id));
        [usual.to_owned(), from_file.unwrap_or_default()].join(" ").trim().to_owned()
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::{
        console::views::layout::samples::{layout, post},
        public::views::{Refusal, Tone},
    };

    fn refusal(field: &str, message: &str, clause: Option<&str>) -> Refusal {
        Refusal { field: field.into(), message: message.into(), clause: clause.map(Into::into) }
    }

    impl BeginPage {
        pub(crate) fn sample() -> Self {
            let beginning = |title: &str, about: &str| Beginning {
                link: Link::new(title, "/hh/tin-bai/moi/tin"),
                about: about.into(),
            };
            Self {
                layout: layout("Thêm nội dung"),
                beginnings: vec![beginning("Tin, bài", "Mọi mục"), beginning("Dự án", "Mục Dự án đầu tư")],
            }
        }
    }

    impl RecordEditPage {
        pub(crate) fn sample() -> Self {
            let fact = |id: &str, label: &str, long: bool, choices: Vec<Choice>| AskedFact {
                id: id.into(),
                label: label.into(),
                hint: "Ví dụ 28/12/2016.".into(),
                value: String::new(),
                optional: long,
                long,
                choices,
            };
            Self {
                layout: layout("Dự án"),
                frame: frame(),
                heading: "Dự án".into(),
                register: "du-an".into(),
                section: "Dự án đầu tư, mua sắm công".into(),
                title_label: "Tên dự án".into(),
                title: "Đường liên xã (mẫu)".into(),
                summary: String::new(),
                facts: vec![
                    fact("f-ngay", "Ngày", false, vec![]),
                    fact("f-muc-tieu", "Mục tiêu chính", true, vec![]),
                    fact("f-tinh-trang", "Tình trạng", false, vec![Choice::new("hoan-tat", "Đã hoàn tất")]),
                ],
                body: String::new(),
                author: "Văn phòng".into(),
                source: "Trang thông tin điện tử huyện".into(),
                units: vec![Choice::new("vanphong", "Văn phòng").chosen()],
            }
        }
    }

    fn frame() -> EditFrame {
        EditFrame {
            post: post("/hh/bai/1/sua"),
            version: "7".into(),
            state: Badge::new("Bản nháp", Tone::Plain),
            saved_text: Some("Đã lưu hôm nay 14:30".into()),
            refusals: Refusals::default(),
            missing: Refusals(vec![
                refusal("nguon", "Chưa có nguồn tin.", Some("Điều 8.1 Quy chế")),
                refusal("don-vi", "Chưa chọn đơn vị cung cấp.", Some("Điều 12.3 Quy chế")),
            ]),
            next: Choice::new("gui-duyet", "Gửi duyệt"),
            aid: WritingAid {
                html: "<p>Ngày 28/12/2016</p>".into(),
                editor: crate::public::assets::has("editor.js"),
                place: "0190-mau".into(),
                kind: "news".into(),
                key: "hh/1/mau".into(),
                copies: vec![CopyNotice {
                    text: "Có bản tự lưu lúc 14:30 chưa lưu.".into(),
                    at: "14:30".into(),
                    restore_url: "/hh/tin-bai/1/sua?tu-luu=khoi-phuc".into(),
                    drop: post("/hh/soan/ban-tam/bo"),
                    place: "0190-mau".into(),
                    kind: "news".into(),
                }],
                ..WritingAid::default()
            },
            attachments: vec![
                AttachmentRow {
                    title: "Toàn văn Quy chế".into(),
                    file_name: "quy-che.pdf".into(),
                    about: "PDF · 312 KB · 9 trang".into(),
                    state: Badge::new("Đã kiểm tra", Tone::Good),
                    problem: None,
                    url: Some("/hh/tep/1".into()),
                    remove: Some(post("/hh/tep/1/bo")),
                },
                AttachmentRow {
                    title: "Phụ lục".into(),
                    file_name: "phu-luc.pdf".into(),
                    about: "48 KB".into(),
                    state: Badge::new("Không nhận", Tone::Bad),
                    problem: Some(
                        "Tệp này là trang HTML báo lỗi, không phải PDF. Hãy tải lại tệp gốc từ nơi phát hành.".into(),
                    ),
                    url: None,
                    remove: Some(post("/hh/tep/2/bo")),
                },
            ],
            upload: Some(UploadForm {
                post: post("/hh/bai/1/tep"),
                limit_text: "PDF, DOCX, ODT, XLSX, ODS, CSV, ảnh PNG hoặc JPG; mỗi tệp tối đa 20 MB.".into(),
                accept: ".pdf,.docx,.odt,.xlsx,.ods,.csv,.png,.jpg".into(),
                limits: "image:20 file:100".into(),
                library_url: "/hh/bai/1/thu-vien".into(),
                refusals: Refusals::default(),
            }),
        }
    }

    fn units() -> Vec<Choice> {
        vec![Choice::new("", "Chọn đơn vị"), Choice::new("vanphong", "Văn phòng HĐND và UBND huyện")]
    }

    impl NewsEditPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sửa tin"),
                frame: frame(),
                title: "Huyện Hiệp Hòa ban hành Quy chế Trang thông tin điện tử (mẫu)".into(),
                summary: "Quy chế gồm 3 chương, 14 điều.".into(),
                body: "Ngày 28/12/2016, Ủy ban nhân dân huyện ban hành Quyết định số 10/2016/QĐ-UBND.\n\n## Nội dung \
                       chính\n\n- Câu hỏi được cấp mã để theo dõi."
                    .into(),
                sections: vec![Choice::new("tin-tuc", "Tin tức, sự kiện").chosen()],
                topics: vec![Choice::new("trong-huyen", "Trong huyện").chosen(), Choice::new("noi-bat", "Nổi bật khác")],
                author: "Đài Truyền thanh huyện".into(),
                source: String::new(),
                units: units(),
                event: "28/12/2016".into(),
                aspects: AspectFields {
                    genres: vec![Choice::new("bai-viet", "Tin, bài viết").chosen()],
                    themes: vec![Tick {
                        id: "chu-de-tin-kinh-te".into(),
                        value: "co".into(),
                        label: "Kinh tế".into(),
                        on: true,
                    }],
                    introduces: "10/2016/QĐ-UBND".into(),
                    offered: vec![Tick {
                        id: "chon-van-ban-0".into(),
                        value: "15/QĐ-UBND ngày 28/12/2016".into(),
                        label: "Quyết định số 15/QĐ-UBND (mẫu)".into(),
                        on: false,
                    }],
                    languages: vec![Choice::new("", "Tiếng Việt").chosen(), Choice::new("en", "Tiếng Anh")],
                    translates: String::new(),
                },
            }
        }

        /// Refused when it was sent, with a correction of a live item under way.
        pub(crate) fn refused_sample() -> Self {
            let mut page = Self::sample();
            page.frame.refusals = page.frame.missing.clone();
            page.frame.state = Badge::new("Bản sửa của bài đang đăng", Tone::Accent);
            page
        }
    }

    impl DocumentEditPage {
        /// With what an attached file says beside it.
        pub(crate) fn from_file_sample() -> Self {
            Self { from_file: Some(FromFile::sample()), ..Self::sample() }
        }

        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Sửa văn bản"),
                frame: frame(),
                from_file: None,
                number: "10/2016/QĐ-UBND".into(),
                kinds: vec![
                    Choice::new("quyet-dinh", "Quyết định").chosen(),
                    Choice::new("ke-hoach", "Kế hoạch"),
                ],
                summary: "Ban hành Quy chế tổ chức, quản lý hoạt động của Trang thông tin điện tử".into(),
                issuer: "Ủy ban nhân dân huyện Hiệp Hòa".into(),
                authority: "TM. ỦY BAN NHÂN DÂN".into(),
                signer_post: "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH".into(),
                signer: String::new(),
                issued: "28/12/2016".into(),
                effective: "28/12/2016".into(),
                expires: String::new(),
                fields: "công nghệ thông tin".into(),
                relations: "Căn cứ: 43/2011/NĐ-CP\nThay thế: 05/2013/QĐ-UBND; từ 28/12/2016".into(),
                parts: vec![Choice::new("khen-thuong-xu-phat", "Khen thưởng, xử phạt")],
                sections: vec![Choice::new("van-ban", "Văn bản").chosen()],
                body: "## Điều 1. Phạm vi điều chỉnh\n\nQuy chế này quy định…".into(),
                author: "Văn phòng HĐND và UBND huyện".into(),
                source: "Bản gốc".into(),
                units: units(),
            }
        }
    }
}

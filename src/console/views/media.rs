//! The media library: its list, bringing files in, one file with what is said of it, and choosing for a text.

use askama::Template;

use super::layout::{ConsoleLayout, Post, When};
use crate::public::views::{Badge, Choice, Link, Refusals};

/// A file in the list.
#[derive(Clone, Debug, Default)]
pub struct MediaCard {
    /// Its name and its page.
    pub link: Link,
    /// A small picture of it, where it is one.
    pub thumb: Option<String>,
    /// What the picture shows.
    pub alt: String,
    /// `Ảnh · 1920 × 1080 · 312 KB`.
    pub about: String,
    /// Author and source.
    pub credit: String,
    /// What it lacks, or that it lacks nothing.
    pub state: Badge,
    /// `Dùng trong 2 bài`.
    pub used: String,
    /// When it came.
    pub added: When,
    /// Puts it into a text, where one is being written.
    pub pick: Option<Pick>,
}

/// How a file is put into a text.
#[derive(Clone, Debug, Default)]
pub struct Pick {
    /// Where it is posted.
    pub post: Post,
    /// The file's id, sent as `tep`.
    pub file: String,
    /// Version of the text, sent as `phien-ban`.
    pub version: String,
    /// Whether it can stand within the text, too.
    pub within: bool,
}

/// The library, or the choice from it.
///
/// Ids of the form's fields: `q`, `loai`, `xem`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/media.html")]
pub struct MediaPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Heading.
    pub title: String,
    /// For what is chosen.
    pub intro: String,
    /// Address of the form.
    pub action: String,
    /// Words searched for.
    pub q: String,
    /// Families, the first being all.
    pub kinds: Vec<Choice>,
    /// All, lacking something, one's own.
    pub looks: Vec<Choice>,
    /// What can be begun from here.
    pub begin: Vec<Link>,
    /// The files.
    pub cards: Vec<MediaCard>,
    /// What an empty list says.
    pub empty_text: String,
    /// The newest again, when older ones are shown.
    pub newest: Option<String>,
    /// Older ones.
    pub older: Option<String>,
}

/// What is said of a file, as typed.
///
/// Ids of its fields: `tac-gia`, `nguon`, `mo-ta-anh`, `chu-thich`, `dong-y`, `dong-y-boi`, `dong-y-ngay`.
#[derive(Clone, Debug, Default)]
pub struct DescriptionForm {
    /// Author.
    pub author: String,
    /// Source.
    pub source: String,
    /// Alternative text.
    pub alt: String,
    /// Caption.
    pub caption: String,
    /// Whether those shown agreed.
    pub consents: Vec<Choice>,
    /// Who agreed.
    pub consent_by: String,
    /// When.
    pub consent_on: String,
    /// Whether it is asked what is to be seen.
    pub seen: bool,
}

/// Bringing a file in; `tep` is the field of the file.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/media_add.html")]
pub struct MediaAddPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Where it is posted, as `multipart/form-data`.
    pub post: Post,
    /// The limits, with what is taken.
    pub limit_text: String,
    /// Endings for the browser's file chooser.
    pub accept: String,
    /// The limits for the script: `image:20 audio:300 …`.
    pub limits: String,
    /// Why it was refused.
    pub refusals: Refusals,
    /// The same bytes that are there already, when they are.
    pub known: Option<Link>,
    /// What is said of it.
    pub form: DescriptionForm,
}

/// What was read in a file.
#[derive(Clone, Debug)]
pub struct ReadingView {
    /// How far it could be read.
    pub state: Badge,
    /// Why, and what to do; may be empty.
    pub note: String,
    /// `23 trang, 4 trang chưa nhận dạng`; may be empty.
    pub pages: String,
    /// Where its text is read.
    pub text: Option<Link>,
    /// The digital signatures in it: signer, and what is to be said of the signature.
    pub signatures: Vec<(String, String)>,
    /// Reads it again.
    pub again: Option<Post>,
}

/// Where a file is used.
#[derive(Clone, Debug, Default)]
pub struct UseRow {
    /// The text; without an address where the person may not see it.
    pub link: Link,
    /// Its state.
    pub state: Badge,
    /// When it last changed.
    pub changed: When,
}

/// One file.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/media_entry.html")]
pub struct MediaEntryPage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// Name.
    pub title: String,
    /// What kind.
    pub kind: String,
    /// What it lacks, or that it lacks nothing.
    pub state: Badge,
    /// A picture of it.
    pub picture: Option<String>,
    /// What the picture shows.
    pub alt: String,
    /// `audio` or `video`, with its address.
    pub player: Option<(String, String)>,
    /// Where it is fetched.
    pub url: String,
    /// Why it cannot be shown.
    pub problem: Option<String>,
    /// Facts in two columns.
    pub facts: Vec<(String, String)>,
    /// What was read in it; absent for what is not read.
    pub reading: Option<ReadingView>,
    /// Where it is used.
    pub uses: Vec<UseRow>,
    /// Saves what is said; absent where the person may not, or it is taken out.
    pub save: Option<Post>,
    /// Version of what is said, sent as `phien-ban`.
    pub version: String,
    /// What is said of it.
    pub form: DescriptionForm,
    /// Why it was refused.
    pub refusals: Refusals,
    /// What is missing before it may be shown to readers.
    pub missing: Refusals,
    /// Fetches it as it was brought; who does is written down.
    pub original: Option<Post>,
    /// Takes it out.
    pub remove: Option<Post>,
    /// Brings it back.
    pub restore: Option<Post>,
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post, when};
    use crate::public::views::{Refusal, Tone};

    fn form() -> DescriptionForm {
        DescriptionForm {
            author: "Đài Truyền thanh huyện".into(),
            source: "Trang thông tin điện tử huyện".into(),
            alt: "Cầu mới bắc qua sông Cầu".into(),
            caption: "Cầu mới thông xe (mẫu)".into(),
            consents: crate::media::Consent::CHOICES.map(|(value, words)| Choice::new(value, words)).to_vec(),
            consent_by: String::new(),
            consent_on: String::new(),
            seen: true,
        }
    }

    fn missing() -> Refusals {
        let message = "Ảnh “cau-moi.jpg” chưa ghi người trong ảnh đã đồng ý hay không cần đồng ý.".into();
        Refusals(vec![Refusal { field: "dong-y".into(), message, clause: None }])
    }

    impl MediaPage {
        pub(crate) fn sample() -> Self {
            let card = |name: &str, thumb: Option<&str>, pick| MediaCard {
                link: Link::new(name, "/hh/thu-vien/1"),
                thumb: thumb.map(Into::into),
                alt: "Cầu mới bắc qua sông Cầu".into(),
                about: "Ảnh · 1920 × 1080 · 312 KB".into(),
                credit: "Đài Truyền thanh huyện".into(),
                state: Badge::new("Thiếu lời mô tả", Tone::Warn),
                used: "Dùng trong 2 bài".into(),
                added: when("2 giờ trước"),
                pick,
            };
            let pick = |within| {
                Some(Pick {
                    post: post("/hh/tin-bai/1/thu-vien"),
                    file: "1".into(),
                    version: "3".into(),
                    within,
                })
            };
            Self {
                layout: layout("Thư viện"),
                title: "Thư viện".into(),
                intro: "Ảnh, tệp, âm thanh, video dùng cho tin, bài (mẫu).".into(),
                action: "/hh/thu-vien".into(),
                q: String::new(),
                kinds: vec![Choice::new("", "Mọi loại").chosen(), Choice::new("image", "Ảnh")],
                looks: vec![Choice::new("", "Tất cả").chosen(), Choice::new("thieu", "Còn thiếu thông tin")],
                begin: vec![Link::new("Tải tệp lên thư viện", "/hh/thu-vien/them")],
                cards: vec![
                    card("cau-moi.jpg", Some("/anh/1/320.webp"), pick(true)),
                    card("quy-che.pdf", None, pick(false)),
                ],
                empty_text: "Chưa có tệp nào.".into(),
                newest: Some("/hh/thu-vien".into()),
                older: Some("/hh/thu-vien?truoc=1".into()),
            }
        }

        pub(crate) fn empty_sample() -> Self {
            Self { cards: Vec::new(), newest: None, older: None, ..Self::sample() }
        }
    }

    impl MediaAddPage {
        pub(crate) fn sample() -> Self {
            let message = "Tệp so.pdf là trang HTML (thường là trang báo lỗi), không phải PDF.".into();
            Self {
                layout: layout("Tải tệp lên thư viện"),
                post: post("/hh/thu-vien/them"),
                limit_text: "Ảnh không quá 20 MB, tệp văn bản 100 MB.".into(),
                accept: ".pdf,.jpg".into(),
                limits: "image:20 file:100".into(),
                refusals: Refusals(vec![Refusal { field: "tep".into(), message, clause: None }]),
                known: Some(Link::new("cau-moi.jpg", "/hh/thu-vien/1")),
                form: form(),
            }
        }
    }

    impl MediaEntryPage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("cau-moi.jpg"),
                title: "cau-moi.jpg".into(),
                kind: "Ảnh".into(),
                state: Badge::new("Thiếu 1 mục", Tone::Warn),
                picture: Some("/anh/1/640.webp".into()),
                alt: "Cầu mới bắc qua sông Cầu".into(),
                player: None,
                url: "/tep/1/cau-moi.jpg".into(),
                problem: None,
                facts: vec![("Kích thước".into(), "1920 × 1080".into())],
                reading: Some(ReadingView {
                    state: Badge::new("Đã có chữ", Tone::Good),
                    note: String::new(),
                    pages: "3 trang".into(),
                    text: Some(Link::new("Đọc chữ trong tệp", "/hh/chu-trong-tep/1/1")),
                    signatures: vec![(
                        "Ủy ban nhân dân huyện (mẫu)".into(),
                        "ký lúc 08:00 ngày 28/12/2016; chữ ký còn nguyên vẹn".into(),
                    )],
                    again: Some(post("/hh/thu-vien/1/doc-lai")),
                }),
                uses: vec![UseRow {
                    link: Link::new("Thông xe cầu mới (mẫu)", "/hh/tin-bai/1"),
                    state: Badge::new("Đang đăng", Tone::Good),
                    changed: when("2 giờ trước"),
                }],
                save: Some(post("/hh/thu-vien/1")),
                version: "2".into(),
                form: form(),
                refusals: Refusals::default(),
                missing: missing(),
                original: Some(post("/hh/thu-vien/1/goc")),
                remove: Some(post("/hh/thu-vien/1/bo")),
                restore: None,
            }
        }

        pub(crate) fn sound_sample() -> Self {
            Self {
                title: "ban-tin.mp3".into(),
                kind: "Âm thanh".into(),
                picture: None,
                player: Some(("audio".into(), "/tep/2/ban-tin.mp3".into())),
                problem: Some("Tệp chưa kiểm tra xong (mẫu).".into()),
                uses: Vec::new(),
                save: None,
                missing: Refusals::default(),
                remove: None,
                restore: Some(post("/hh/thu-vien/2/khoi-phuc")),
                ..Self::sample()
            }
        }
    }
}

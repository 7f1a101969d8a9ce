//! A document out of its file: taking the file in, and what it says beside the form.

use askama::Template;

use super::edit::UploadForm;
use super::layout::ConsoleLayout;
use crate::public::views::{Badge, Link};

/// Where a document is begun from its file.
///
/// Ids of its fields: `tep`.
#[derive(Clone, Debug, Template)]
#[template(path = "console/views/from_file.html")]
pub struct FromFilePage {
    /// Everything around it.
    pub layout: ConsoleLayout,
    /// The form.
    pub upload: UploadForm,
    /// Whether this machine recognises letters on pictures.
    pub recognises: bool,
}

/// What the file says of a field.
#[derive(Clone, Debug, Default)]
pub struct SuggestedRow {
    /// The field's id in the form.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What stands in the form, shortened.
    pub here: String,
    /// What the file says, shortened.
    pub there: String,
    /// `Trang 1: “Số: 05/QĐ-UBND”`
    pub origin: String,
    /// Why a person should look, until they did.
    pub doubt: Option<String>,
    /// The same, another, or nothing in the form.
    pub state: Badge,
    /// The field as the rules call it, and whether it was ticked: there where a doubt can be put aside.
    pub tick: Option<(String, bool)>,
    /// Sent as `viec` to take the file's words; absent where they stand there already.
    pub take: Option<String>,
}

/// A paragraph that may be read in two ways.
#[derive(Clone, Debug, Default)]
pub struct TwoWaysRow {
    /// `Trang 2`
    pub place: String,
    /// As it is read.
    pub read: String,
    /// As it may be read.
    pub other: String,
    /// Sent as `viec`: puts the one in the place of the other.
    pub swap: String,
    /// Which of the two stands in the form now.
    pub state: Badge,
}

/// A digital signature.
#[derive(Clone, Debug, Default)]
pub struct SignatureRow {
    /// Whom the certificate names.
    pub signer: String,
    /// When, and by whose certificate.
    pub about: String,
    /// Whether it is intact.
    pub state: Badge,
    /// What could not be checked.
    pub note: String,
}

/// What the attached file says, beside the form.
///
/// Ids of its fields: `doi-chieu-…`, sent as `da-doi-chieu`.
#[derive(Clone, Debug, Default)]
pub struct FromFile {
    /// The file.
    pub file: Link,
    /// The text that was read in it.
    pub text: Option<Link>,
    /// That it is still being read, or could not be.
    pub state_text: Option<String>,
    /// The form again, filled as soon as the file is read.
    pub again: Option<Link>,
    /// What else a person should know.
    pub remarks: Vec<String>,
    /// Live documents of the same number.
    pub doubles: Vec<Link>,
    /// The fields.
    pub rows: Vec<SuggestedRow>,
    /// Whether something in the form is empty that the file fills.
    pub fills: bool,
    /// The digital signatures in it.
    pub signatures: Vec<SignatureRow>,
    /// Paragraphs of doubtful encoding.
    pub two_ways: Vec<TwoWaysRow>,
    /// The text of its first page.
    pub first_page: Vec<String>,
}

impl FromFile {
    /// What is said under a field: where the file has it, and why a person should look.
    pub fn hint(&self, id: &str) -> Option<String> {
        let row = self.rows.iter().find(|row| row.id == id)?;
        let doubt = row.doubt.as_ref().map(|doubt| format!(" Cần xem: {doubt}")).unwrap_or_default();
        Some(format!("Gợi ý từ tệp, {}.{doubt}", row.origin))
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::console::views::layout::samples::{layout, post};
    use crate::public::views::{Refusals, Tone};

    impl FromFilePage {
        pub(crate) fn sample() -> Self {
            Self {
                layout: layout("Soạn từ tệp"),
                upload: UploadForm {
                    post: post("/hh/tin-bai/tu-tep"),
                    limit_text: "PDF, Word; mỗi tệp tối đa 20 MB.".into(),
                    accept: ".pdf,.docx".into(),
                    limits: "image:20 file:100".into(),
                    library_url: String::new(),
                    refusals: Refusals::default(),
                },
                recognises: false,
            }
        }
    }

    impl FromFile {
        pub(crate) fn sample() -> Self {
            let row = |id: &str, label: &str, here: &str, there: &str, doubt: Option<&str>| SuggestedRow {
                id: id.into(),
                label: label.into(),
                here: here.into(),
                there: there.into(),
                origin: format!("trang 1: “{there}”"),
                doubt: doubt.map(Into::into),
                state: if here == there {
                    Badge::new("Khớp", Tone::Good)
                } else {
                    Badge::new("Khác", Tone::Warn)
                },
                tick: doubt.map(|_| ("issued_on".into(), false)),
                take: (here != there).then(|| "lay:number".into()),
            };
            Self {
                file: Link::new("quyet-dinh.pdf", "/hh/tep/1"),
                text: Some(Link::new("Chữ đọc được trong tệp", "/hh/chu-trong-tep/1/1")),
                remarks: vec!["Số văn bản để trống trong tệp.".into()],
                doubles: vec![Link::new("Quyết định số 10/2016/QĐ-UBND", "/van-ban/1")],
                rows: vec![
                    row("so-ky-hieu", "Số, ký hiệu", "9/2016/QĐ-UBND", "10/2016/QĐ-UBND", None),
                    row(
                        "ngay-ban-hanh",
                        "Ngày ban hành",
                        "28/12/2016",
                        "28/12/2016",
                        Some("Ngày đọc từ ảnh."),
                    ),
                ],
                fills: true,
                signatures: vec![SignatureRow {
                    signer: "Văn phòng (mẫu)".into(),
                    about: "28/12/2016 14:30, chứng thư do CA (mẫu) cấp".into(),
                    state: Badge::new("Còn nguyên vẹn", Tone::Good),
                    note: "Chưa kiểm tra thu hồi.".into(),
                }],
                two_ways: vec![TwoWaysRow {
                    place: "Trang 2".into(),
                    read: "Nơi nhận".into(),
                    other: "N¬i nhËn".into(),
                    swap: "doan:0".into(),
                    state: Badge::new("Đang dùng cách đọc thứ nhất", Tone::Plain),
                }],
                first_page: vec!["ỦY BAN NHÂN DÂN".into(), "QUYẾT ĐỊNH".into()],
                ..Self::default()
            }
        }
    }
}

//! A document out of its file: taken in and read at once, the form filled with what it says, every field marked with
//! where the file has it. Nothing is saved by it but the draft that it begins: saving is the person's.

use poem::Response;
use poem::http::StatusCode;
use reader::Status;

use crate::base::error::{Error, Refusal, Result};
use crate::base::id::EditionId;
use crate::base::web::form::Form;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::edit::UploadForm;
use crate::console::views::from_file::FromFilePage;
use crate::console::views::layout::Flash;
use crate::extract::duties;
use crate::items::editing;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::suggest::{self, FromFile};
use crate::items::{Attachment, Content, Kind};
use crate::media::Description;
use crate::public::views::{Refusals, Tone};
use crate::tenants::SectionKey;

use super::edit::{first_fields, opened, respond, writable};
use super::form::{COMPARED, content, field, fields};
use super::frame::{layout, post, shown};
use super::media;

/// Fills every empty field.
const FILL: &str = "dien-tu-tep";
/// Takes the file's words for one field.
const TAKE: &str = "lay:";
/// Reads a paragraph the other way.
const SWAP: &str = "doan:";

/// The files that a document may come in.
const ACCEPT: &str = ".pdf,.docx,.doc,.odt,.rtf,.txt,.png,.jpg,.jpeg,.webp";

/// `GET /:tenant/tin-bai/tu-tep`
///
/// # Errors
/// When the database does not answer.
pub async fn form(desk: Desk) -> Result<Response> {
    page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let limits = &desk.app.config.uploads;
    let upload = UploadForm {
        post: post(desk, &desk.url("/tin-bai/tu-tep")),
        limit_text: limits.told(),
        accept: ACCEPT.into(),
        limits: limits.for_script(),
        library_url: String::new(),
        refusals,
    };
    let recognises = desk.app.library.workers.recognises().await;
    let layout = layout(desk, "Soạn từ tệp").await?;
    desk::html(status, &FromFilePage { layout, upload, recognises })
}

/// `POST /:tenant/tin-bai/tu-tep`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn begin(mut desk: Desk) -> Result<Response> {
    let refusals = match begun(&mut desk).await {
        Ok(edition) => return Ok(see_other(&desk.url(&format!("/tin-bai/{edition}/dien-tu-tep")))),
        Err(Error::Refused(refusals)) => refusals,
        Err(Error::TooLarge(why)) => vec![Refusal::new("tep", why, "")],
        Err(other) => return Err(other),
    };
    // Whatever stands against the draft stands against the file here: there is no other field.
    let at_file = |name: &str| if name == "tep" { field("tep") } else { "tep".to_owned() };
    page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, at_file)).await
}

/// A draft with the file, filled as far as the file could be read by now.
async fn begun(desk: &mut Desk) -> Result<EditionId> {
    let file = media::receive(desk, Description::default(), false).await?.into_attachment();
    duties::read_now(&desk.app, desk.tenant.id(), &file.sha256, &file.name).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let from = suggest::from_attachments(&mut scope, std::slice::from_ref(&file)).await?;
    drop(scope);
    let mut typed = first_fields(desk, Kind::Document);
    for suggested in from.iter().flat_map(|from| &from.suggestions) {
        put(&mut typed, suggested.field, &suggested.value);
    }
    if is_legislation(&typed) {
        set(&mut typed, "chuyen-muc", SectionKey::Legislation.as_str());
    }
    if value(&typed, "so-ky-hieu").is_empty() && value(&typed, "trich-yeu").is_empty() {
        set(&mut typed, "trich-yeu", stem(&file));
    }
    let content = content(Kind::Document, &Form::of(typed), vec![file])?;
    let (_, edition) =
        editing::create(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), content).await?;
    Ok(edition)
}

/// Whether the number is that of a legal document: those bear their year (NĐ 30/2020, and the law on promulgation).
fn is_legislation(typed: &[(String, String)]) -> bool {
    DocumentNumber::parse(value(typed, "so-ky-hieu")).is_ok_and(|number| number.year().is_some())
}

/// `GET /:tenant/tin-bai/:edition/dien-tu-tep`: the form with its empty fields filled from the file; nothing is saved.
///
/// # Errors
/// [`Error::NotFound`] or [`Error::Forbidden`] when the person may not write to it.
pub async fn fill(desk: Desk) -> Result<Response> {
    let (edition, content) = writable(&desk).await?;
    let mut typed = fields(&content)?;
    let from = of(&desk, &content).await?;
    let filled = from.as_ref().map_or(0, |from| fill_empty(&mut typed, from));
    let (tone, text) = match &from {
        None => (Tone::Warn, "Bài này chưa có tệp nào đọc được."),
        Some(from) if from.is_awaited() => (Tone::Warn, AWAITED),
        Some(_) if filled > 0 => {
            (Tone::Good, "Đã điền các ô còn trống theo tệp. Xem lại rồi bấm “Lưu” để giữ.")
        }
        Some(_) => {
            (Tone::Good, "Biểu mẫu được điền theo tệp. Các ô có ghi chú “Cần xem” phải được đối chiếu.")
        }
    };
    let flash = Some(Flash { tone, text: text.into(), undo: None });
    let editor = opened(&desk, &edition, &content, &typed).telling(flash);
    respond(&desk, StatusCode::OK, editor).await
}

/// What is said while a file is not read yet.
pub(super) const AWAITED: &str =
    "Tệp đang được đọc; bản chụp đang nhận dạng chữ. Mở lại trang này sau ít phút để điền tiếp.";

async fn of(desk: &Desk, content: &Content) -> Result<Option<FromFile>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    match content {
        Content::Document(document) => {
            suggest::from_attachments(&mut scope, &document.common.attachments).await
        }
        _ => Ok(None),
    }
}

/// The fields as a button beside the form asks for: filled, one of them taken from the file, a paragraph read the other
/// way; none where no such button was pressed. Nothing is saved.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn asked(desk: &Desk, content: &Content) -> Result<Option<Vec<(String, String)>>> {
    let act = desk.asked.form.get("viec");
    if act != FILL && !act.starts_with(TAKE) && !act.starts_with(SWAP) {
        return Ok(None);
    }
    let mut typed = desk.asked.form.fields().to_vec();
    if let Some(from) = of(desk, content).await? {
        if act == FILL {
            fill_empty(&mut typed, &from);
        } else if let Some(field) = act.strip_prefix(TAKE) {
            if let Some(suggested) = from.of(field) {
                put(&mut typed, suggested.field, &suggested.value);
            }
        } else if let Some(at) = act.strip_prefix(SWAP).and_then(|at| at.parse::<usize>().ok())
            && let Some(two) = from.two_ways.get(at)
        {
            swap(&mut typed, &two.read, &two.other);
        }
    }
    Ok(Some(typed))
}

/// Fills what is empty; tells how many fields that was.
fn fill_empty(typed: &mut Vec<(String, String)>, from: &FromFile) -> usize {
    let empty = |typed: &[(String, String)], name: &str| {
        let value = value(typed, &field(name));
        value.is_empty() || name == "abstract" && value == stem(&from.file)
    };
    let open: Vec<_> = from.suggestions.iter().filter(|one| empty(typed, field_name(one.field))).collect();
    for suggested in &open {
        put(typed, suggested.field, &suggested.value);
    }
    open.len()
}

/// The rules' name of a field that is compared with a file.
fn field_name(name: &str) -> &str {
    COMPARED.iter().find(|known| **known == name).copied().unwrap_or(name)
}

/// Puts a paragraph's other reading in the place of the one that stands there, in whichever field that is.
fn swap(typed: &mut [(String, String)], read: &str, other: &str) {
    let stands = typed.iter().any(|(_, value)| value.contains(read));
    let (from, to) = if stands { (read, other) } else { (other, read) };
    typed
        .iter_mut()
        .filter(|(_, value)| value.contains(from))
        .for_each(|(_, value)| *value = value.replace(from, to));
}

/// Puts a suggestion into its field.
fn put(typed: &mut Vec<(String, String)>, name: &str, value: &str) {
    if name == "body" {
        set(typed, "dang-noi-dung", "markdown");
    }
    set(typed, &field(name), value);
}

fn set(typed: &mut Vec<(String, String)>, name: &str, value: &str) {
    match typed.iter_mut().find(|(field, _)| field == name) {
        Some((_, old)) => value.clone_into(old),
        None => typed.push((name.to_owned(), value.to_owned())),
    }
}

/// What stands in a field of the form, trimmed.
pub(super) fn value<'a>(typed: &'a [(String, String)], name: &str) -> &'a str {
    typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
}

/// A file's name without its ending: what a draft is called until its abstract is known.
pub(super) fn stem(file: &Attachment) -> &str {
    file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem)
}

/// Why a file says nothing, as a sentence; none where it was read.
pub(super) fn state_text(from: &FromFile) -> Option<String> {
    if from.is_awaited() {
        return Some(AWAITED.to_owned());
    }
    match from.status {
        Some(Status::Text) => None,
        _ if from.note.is_empty() => Some("Không đọc được chữ trong tệp này.".to_owned()),
        _ => Some(from.note.clone()),
    }
}

/// The form of an edition, for links.
pub(super) fn fill_url(desk: &Desk, edition: &EditionId) -> String {
    desk.url(&format!("/tin-bai/{edition}/dien-tu-tep"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_text_taken_from_the_file_is_read_as_markdown() {
        let mut form = typed(&[("noi-dung", "<p>cũ</p>"), ("dang-noi-dung", "html")]);
        put(&mut form, "body", "## Điều 1");
        assert_eq!(form, typed(&[("noi-dung", "## Điều 1"), ("dang-noi-dung", "markdown")]));
    }

    #[test]
    fn a_paragraph_is_read_the_other_way_and_back() {
        let mut form = typed(&[("noi-dung", "Đầu\n\nN¬i nhËn\n\nCuối")]);
        swap(&mut form, "N¬i nhËn", "Nơi nhận");
        assert_eq!(form, typed(&[("noi-dung", "Đầu\n\nNơi nhận\n\nCuối")]));
        swap(&mut form, "N¬i nhËn", "Nơi nhận");
        assert_eq!(form, typed(&[("noi-dung", "Đầu\n\nN¬i nhËn\n\nCuối")]));
    }

    #[test]
    fn legal_documents_are_told_by_the_year_in_their_number() {
        assert!(is_legislation(&typed(&[("so-ky-hieu", "10/2016/QĐ-UBND")])));
        assert!(!is_legislation(&typed(&[("so-ky-hieu", "10/QĐ-UBND")])));
    }
}

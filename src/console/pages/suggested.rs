//! What an attached file says, laid beside what stands in the form.

use reader::Signature;

use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::console::desk::Desk;
use crate::console::views::from_file::{self as views, SignatureRow, SuggestedRow, TwoWaysRow};
use crate::items::suggest::{self, FromFile, Suggested, TwoWays};
use crate::items::{Attachment, Edition};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Link, Tone};

use super::form::{CHECKED, date, field};
use super::from_file::{fill_url, state_text, stem, value};

/// The longest words of a field that are shown beside it, in characters.
const SHOWN: usize = 300;

/// The most lines of the first page that are shown.
const LINES: usize = 120;

/// What the files of an edition say; none where none of them was ever read.
///
/// # Errors
/// When the database does not answer.
pub async fn panel(
    desk: &Desk,
    edition: &Edition,
    attachments: &[Attachment],
    typed: &[(String, String)],
) -> Result<Option<views::FromFile>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let Some(from) = suggest::from_attachments(&mut scope, attachments).await? else { return Ok(None) };
    let number = value(typed, "so-ky-hieu");
    let (issuer, issued_on) = (value(typed, "co-quan-ban-hanh"), date(value(typed, "ngay-ban-hanh")));
    let own: &ItemId = &edition.item;
    let doubles = suggest::doubles(&mut scope, Some(own), number, issuer, issued_on).await?;
    drop(scope);
    let file = &from.file;
    let base = desk.url(&format!("/tin-bai/{}/tep/{}/{}", edition.id, file.file_id, encode(&file.name)));
    let text = (!from.first_page.is_empty()).then(|| {
        Link::new("Chữ đọc được trong tệp", desk.url(&format!("/chu-trong-tep/{}/1", file.file_id)))
    });
    let rows: Vec<SuggestedRow> = from.suggestions.iter().map(|one| row(one, file, typed)).collect();
    Ok(Some(views::FromFile {
        file: Link::new(file.name.clone(), base),
        text,
        state_text: state_text(&from),
        again: from.is_awaited().then(|| Link::new("Mở lại", fill_url(desk, &edition.id))),
        remarks: from.remarks.clone(),
        doubles: doubles
            .into_iter()
            .map(|held| {
                let title = if held.title.is_empty() { held.number.clone() } else { held.title.clone() };
                let url = desk.url(&format!("/tin-bai?q={}", encode(&held.number)));
                Link::new(title, url)
            })
            .collect(),
        fills: rows.iter().any(|row| row.here.is_empty() && row.take.is_some()),
        rows,
        signatures: from.signatures.iter().map(signature).collect(),
        two_ways: two_ways(&from, typed),
        first_page: from.first_page.iter().take(LINES).cloned().collect(),
    }))
}

fn row(suggested: &Suggested, file: &Attachment, typed: &[(String, String)]) -> SuggestedRow {
    let id = field(suggested.field);
    let here = value(typed, &id);
    // A draft is called by its file until its abstract is known.
    let here = if suggested.field == "abstract" && here == stem(file) { "" } else { here };
    let same = words(here) == words(&suggested.value) || suggested.field == "body" && !here.is_empty();
    let ticked = typed.iter().any(|(name, field)| name == CHECKED && field == suggested.field);
    let tick = (same && suggested.doubt.is_some()).then(|| (suggested.field.to_owned(), ticked));
    let state = match (same, here.is_empty(), &tick) {
        (true, _, Some((_, false))) => Badge::new("Cần đối chiếu", Tone::Warn),
        (true, ..) => Badge::new("Khớp", Tone::Good),
        (false, true, _) => Badge::new("Còn trống", Tone::Warn),
        (false, false, _) => Badge::new("Khác tệp", Tone::Warn),
    };
    SuggestedRow {
        label: label(suggested.field).to_owned(),
        here: shortened(here),
        there: shortened(&suggested.value),
        origin: format!("trang {}: “{}”", suggested.page, suggested.as_written),
        // What the person wrote otherwise is theirs: the doubt was about the file's words.
        doubt: suggested.doubt.clone().filter(|_| !ticked && (same || here.is_empty())),
        state,
        tick,
        take: (!same).then(|| format!("lay:{}", suggested.field)),
        id,
    }
}

/// What a field is called beside the form.
fn label(field: &str) -> &'static str {
    match field {
        "number" => "Số, ký hiệu",
        "doc_type" => "Loại văn bản",
        "abstract" => "Trích yếu",
        "issuer" => "Cơ quan ban hành",
        "issued_on" => "Ngày ban hành",
        "effective_on" => "Ngày có hiệu lực",
        "signer_authority" => "Quyền hạn ký",
        "signer_post" => "Chức vụ",
        "signer_name" => "Họ và tên người ký",
        "relations" => "Văn bản liên quan",
        _ => "Toàn văn",
    }
}

fn signature(signature: &Signature) -> SignatureRow {
    let at = super::readings::signed_at(signature).unwrap_or_else(|| "không rõ lúc ký".to_owned());
    let state = match (signature.intact, signature.whole) {
        (true, true) => Badge::new("Còn nguyên vẹn", Tone::Good),
        (true, false) => Badge::new("Nguyên vẹn phần đã ký; tệp được thêm sau đó", Tone::Warn),
        (false, _) => Badge::new("Không còn nguyên vẹn", Tone::Bad),
    };
    SignatureRow {
        signer: signature.signer.clone(),
        about: format!("{at}; chứng thư do {} cấp", signature.issuer),
        state,
        note: signature.note.clone(),
    }
}

fn two_ways(from: &FromFile, typed: &[(String, String)]) -> Vec<TwoWaysRow> {
    let stands = |text: &str| typed.iter().any(|(_, value)| value.contains(text));
    let row = |(at, two): (usize, &TwoWays)| {
        let state = match (stands(&two.read), stands(&two.other)) {
            (true, _) => "Đang dùng cách thứ nhất",
            (false, true) => "Đang dùng cách thứ hai",
            (false, false) => return None,
        };
        Some(TwoWaysRow {
            place: format!("Trang {}", two.page),
            read: shortened(&two.read),
            other: shortened(&two.other),
            swap: format!("doan:{at}"),
            state: Badge::new(state, Tone::Plain),
        })
    };
    from.two_ways.iter().enumerate().filter_map(row).collect()
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        text.to_owned()
    } else {
        text.chars().take(SHOWN).chain(['…']).collect()
    }
}

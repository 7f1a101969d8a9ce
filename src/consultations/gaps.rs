//! What keeps a draft from being kept, and what keeps it from being opened.

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::error::{Refusal, Result};
use crate::base::id::FileId;
use crate::base::scope::Scope;
use crate::base::text::normalise;
use crate::media::store as media;
use crate::tenants::Profile;

use super::{ASKED, FILES, LINE, TEXT, TITLE, Typed, rules};

/// What was typed, in one form.
pub(super) fn tidied(typed: &Typed) -> Typed {
    let line = |text: &str| normalise(text).split_whitespace().collect::<Vec<_>>().join(" ");
    Typed {
        title: line(&typed.title),
        contact: line(&typed.contact),
        ground: line(&typed.ground),
        note: normalise(&typed.note).trim().to_owned(),
        text: normalise(&typed.text).trim().to_owned(),
        ..typed.clone()
    }
}

/// What keeps a draft from being kept at all.
pub(super) fn unkept(typed: &Typed, profile: &Profile, today: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, ASKED));
    match typed.title.chars().count() {
        0..10 => refuse("title", "Hãy ghi tên dự thảo, ít nhất 10 ký tự."),
        10..=TITLE => {}
        _ => refuse("title", "Tên dự thảo dài quá 300 ký tự."),
    }
    if !profile.units_on(today).any(|unit| unit.key == typed.unit) {
        refuse("unit", "Hãy chọn đơn vị chủ trì trong danh sách của trang.");
    }
    if !rules::kinds(profile.level, today).iter().any(|kind| kind.key == typed.kind) {
        refuse("kind", "Hãy chọn loại dự thảo.");
    }
    for (field, text) in [("contact", &typed.contact), ("ground", &typed.ground)] {
        if text.chars().count() > LINE {
            refuse(field, "Mục này dài quá 500 ký tự. Hãy rút gọn.");
        }
    }
    for (field, text) in [("note", &typed.note), ("text", &typed.text)] {
        if text.chars().count() > TEXT {
            refuse(field, "Nội dung dài quá 400.000 ký tự. Hãy đính kèm tệp cho phần phụ lục.");
        }
    }
    if typed.files.len() > FILES {
        refuse("files", "Nhiều nhất 20 tệp.");
    }
    refusals
}

/// What keeps a draft from being opened; every reason at once.
pub(super) fn unopened(typed: &Typed, today: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: String, clause| refusals.push(Refusal::new(field, message, clause));
    if typed.text.is_empty() {
        refuse("text", "Hãy đưa toàn văn dự thảo, mỗi điều một đầu mục (## Điều 1. …).".into(), ASKED);
    }
    if typed.note.is_empty() {
        refuse("note", "Hãy ghi thuyết minh: vì sao ban hành, nội dung chính, điều cần góp ý.".into(), ASKED);
    }
    if typed.contact.is_empty() {
        refuse(
            "contact",
            "Hãy ghi nơi nhận ý kiến: địa chỉ, điện thoại hoặc thư điện tử của đơn vị.".into(),
            ASKED,
        );
    }
    match (typed.begins, typed.ends) {
        (None, _) => refuse("begins", "Hãy ghi ngày bắt đầu lấy ý kiến, ví dụ 28/12/2016.".into(), ASKED),
        (_, None) => refuse("ends", "Hãy ghi ngày cuối nhận ý kiến.".into(), ASKED),
        (Some(begins), _) if begins < today => {
            refuse(
                "begins",
                "Ngày bắt đầu đã qua: thời gian góp ý sẽ ngắn hơn đã ghi. Hãy đặt lại.".into(),
                ASKED,
            );
        }
        (Some(begins), Some(ends)) => refusals.extend(too_short(typed, begins, ends)),
    }
    refusals
}

/// The law's least time, unless a ground is named.
fn too_short(typed: &Typed, begins: Date, ends: Date) -> Option<Refusal> {
    if ends < begins {
        return Some(Refusal::new("ends", "Ngày cuối phải sau ngày bắt đầu.", ASKED));
    }
    let kind = rules::kind(&typed.kind, begins)?;
    let days = i64::from(begins.until(ends).map_or(0, |span| span.get_days())) + 1;
    if days >= kind.days || typed.ground.chars().count() >= 10 {
        return None;
    }
    let message = format!(
        "Từ {} đến {} mới có {days} ngày; loại này cần ít nhất {} ngày. Hãy lùi ngày cuối, hoặc ghi căn cứ rút ngắn.",
        date_vi(begins),
        date_vi(ends),
        kind.days
    );
    Some(Refusal::new("ends", message, kind.clause.as_str()))
}

/// Files that are not there or may not be shown.
pub(super) async fn unshown(scope: &mut Scope, files: &[FileId]) -> Result<Vec<Refusal>> {
    let mut entries = media::several(scope, files).await?;
    entries.retain(|entry| entry.removed_at.is_none());
    let mut refusals = Vec::new();
    if entries.len() < files.len() {
        refusals.push(Refusal::new("files", "Có tệp không còn trong thư viện. Hãy chọn lại.", ASKED));
    }
    refusals.extend(entries.iter().flat_map(media_gaps));
    Ok(refusals)
}

fn media_gaps(entry: &crate::media::Entry) -> Vec<Refusal> {
    entry.gaps().into_iter().map(|gap| Refusal::new("files", gap.message, gap.clause)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn typed(days: i64) -> Typed {
        let begins = date(2017, 1, 2);
        Typed {
            kind: "quyet-dinh-huyen".into(),
            contact: "Phòng Tư pháp".into(),
            note: "Vì sao".into(),
            text: "## Điều 1. Phạm vi".into(),
            begins: Some(begins),
            ends: Some(crate::base::clock::plus_days(begins, days - 1)),
            ..Typed::default()
        }
    }

    #[test]
    fn six_days_for_a_decision_of_the_district_are_refused_unless_a_ground_is_named() {
        let today = date(2016, 12, 30);
        let refused = unopened(&typed(6), today);
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].field, "ends");
        assert!(refused[0].message.contains("mới có 6 ngày") && refused[0].clause.contains("Điều 138"));
        assert!(unopened(&typed(7), today).is_empty());
        let urgent = Typed { ground: "Thiên tai, theo chỉ đạo của tỉnh".into(), ..typed(3) };
        assert!(unopened(&urgent, today).is_empty());
        assert_eq!(unopened(&typed(30), date(2017, 1, 3))[0].field, "begins", "a day that is over");
    }
}

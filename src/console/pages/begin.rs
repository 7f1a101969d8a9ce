//! What can be begun: an article, a document, or an entry of a section's register.

use poem::Response;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::edit::{BeginPage, Beginning};
use crate::items::kinds::record::{ABOUT, REGISTERS, Register, TOPICS};
use crate::items::store::{self as items, Filter};
use crate::public::views::Link;

use super::frame::layout;

/// `GET /:tenant/tin-bai/moi`
///
/// # Errors
/// When the database does not answer.
pub async fn page(desk: Desk) -> Result<Response> {
    let profile = &desk.tenant.profile;
    let shown = |register: &&&'static Register| {
        profile.section(register.section).is_some_and(|section| !section.hidden)
    };
    let begin = |title: &str, word: &str, about: String| Beginning {
        link: Link::new(title, desk.url(&format!("/tin-bai/moi/{word}"))),
        about,
    };
    let untold = untold(&desk).await?;
    let entries = REGISTERS.iter().filter(shown).map(|register| {
        let section = profile.section(register.section).map_or("", |section| &section.title);
        let lacks = if register.key == ABOUT.key { untold.as_str() } else { "" };
        begin(register.one, register.key, format!("Mục {section}{lacks}"))
    });
    let texts = [
        begin("Tin, bài", "tin", "Mọi mục trừ văn bản và hỏi đáp".into()),
        begin("Văn bản", "van-ban", "Văn bản quy phạm pháp luật; văn bản chỉ đạo, điều hành".into()),
    ];
    desk::page(&BeginPage {
        layout: layout(&desk, "Thêm nội dung").await?,
        beginnings: texts.into_iter().chain(entries).collect(),
    })
}

/// The topics of the introduction that no live page tells (Quy chế Điều 3.1), as the end of a sentence.
async fn untold(desk: &Desk) -> Result<String> {
    let filter = Filter { register: Some(ABOUT.key), ..Filter::of_sections(&[ABOUT.section]) };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let told = items::record_facets(&mut scope, &filter, &["chu-de"]).await?.concat();
    let untold: Vec<String> = TOPICS
        .iter()
        .filter(|(key, _)| told.iter().all(|(told, _)| told != key))
        .map(|(_, words)| words.to_lowercase())
        .collect();
    Ok(if untold.is_empty() { String::new() } else { format!("; còn thiếu: {}", untold.join(", ")) })
}

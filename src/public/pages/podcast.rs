//! What podcast programs read of the feeds of sound and film (Quy chế Điều 3.13, 3.14).

use crate::base::error::Result;
use crate::files::kind::Family;
use crate::items::kinds::record::seconds;
use crate::items::{Attachment, Content, store as items};
use crate::public::assets;
use crate::public::visit::Visit;
use crate::tenants::{Section, SectionKey};

use super::about::escape;
use super::feed::Sound;
use super::home::encode;
use super::issued::Entry;

/// The sections whose feed podcast programs fetch sound and film from.
pub const SECTIONS: [SectionKey; 2] = [SectionKey::Television, SectionKey::Radio];
/// What the feed's head declares for their words.
pub const NAMESPACE: &str = " xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"";
/// The cover: such programs take no vector drawing, and want 1400 pixels at least.
const COVER: &str = "podcast.png";

/// What is told of the whole series.
pub fn channel(visit: &Visit, section: &Section) -> String {
    let tenant = &visit.tenant;
    let body = escape(&tenant.identity().body);
    format!(
        "<copyright>{body}</copyright><itunes:author>{body}</itunes:author><itunes:summary>{}</itunes:summary>\
         <itunes:owner><itunes:name>{body}</itunes:name><itunes:email>{}</itunes:email></itunes:owner>\
         <itunes:image href=\"{}\"/><itunes:category text=\"Government\"/><itunes:explicit>false</itunes:explicit>\
         <itunes:type>episodic</itunes:type>",
        escape(&format!("{} của {}.", section.title, tenant.identity().body)),
        escape(&tenant.profile.footer.email),
        escape(&tenant.url(&assets::url(COVER))),
    )
}

/// What is told of one programme: its file, its length, whose it is. Nothing where it has neither sound nor film.
///
/// # Errors
/// When the database does not answer.
pub async fn episode(visit: &Visit, entry: &Entry) -> Result<Option<Sound>> {
    let mut scope = visit.app.db.read(entry.owner.id()).await?;
    let Some(live) = items::live_by_id(&mut scope, &entry.listed.item_id).await? else { return Ok(None) };
    let common = live.content.common();
    let played = |file: &&Attachment| matches!(Family::of(&file.media_type), Family::Audio | Family::Video);
    let Some(file) = common.attachments.iter().find(played) else { return Ok(None) };
    let length = match &live.content {
        Content::Record(record) => seconds(record.facts.get("thoi-luong")),
        _ => None,
    };
    let length =
        length.map_or_else(String::new, |seconds| format!("<itunes:duration>{seconds}</itunes:duration>"));
    Ok(Some(Sound {
        url: visit.tenant.url(&format!("/tep/{}/{}", file.file_id, encode(&file.name))),
        bytes: file.bytes,
        media_type: file.media_type.clone(),
        told: format!(
            "<itunes:author>{}</itunes:author>{length}<itunes:explicit>false</itunes:explicit>",
            escape(&common.author)
        ),
    }))
}

//! Corrections: what readers are told was corrected, and what changed in a document.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{EditionId, ItemId};
use crate::base::scope::{Db, Reach, Scope};
use crate::people::{Action, Staff};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::rights::{require, require_hand};
use super::{Content, Document, Edition, store};

/// The longest note, in characters.
const LONGEST: usize = 1000;

/// What readers are told about a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The correcting edition's number.
    pub no: i64,
    /// Since when readers see it.
    pub at: Millis,
    /// What was corrected.
    pub note: String,
}

/// A correction of something live in a section, for its feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Its part of the address.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// The correction.
    pub correction: Correction,
}

/// One fact of a document before and after a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFact {
    /// Which.
    pub name: &'static str,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// One step in a document's public history, with what changed in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The edition's number.
    pub no: i64,
    /// Since when readers saw it.
    pub at: Millis,
    /// What was corrected; none for the first.
    pub note: Option<String>,
    /// The facts that changed.
    pub facts: Vec<ChangedFact>,
    /// The articles whose text changed, by their labels.
    pub articles: Vec<String>,
}

/// What stands against publishing an edition: one that follows another before readers must say what it corrects.
///
/// # Errors
/// When the database does not answer.
pub async fn missing_note(scope: &mut Scope, edition: &Edition) -> Result<Option<Refusal>> {
    let noted = edition.note.as_deref().is_some_and(|note| !note.trim().is_empty());
    if noted || !store::follows_another(scope, edition).await? {
        return Ok(None);
    }
    let message = "Hãy ghi đã đính chính điều gì; người đọc thấy lời này kèm ngày đính chính.";
    Ok(Some(Refusal::new("note", message, "Quy chế Điều 4; Luật Tiếp cận thông tin Điều 22")))
}

/// Writes what an edition corrects.
///
/// # Errors
/// [`Error::Forbidden`] where the person may not write to it, [`Error::Refused`] for a note that is too long.
pub async fn note(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    text: &str,
) -> Result<()> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > LONGEST {
        let message = format!("Nội dung đính chính dài quá {LONGEST} ký tự. Hãy viết gọn lại.");
        return Err(Error::refused("note", message, ""));
    }
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemSave, edition.state)?;
    require_hand(staff, &edition)?;
    if !store::follows_another(&mut scope, &edition).await? || edition.note.as_deref() == Some(&text) {
        return Ok(());
    }
    store::set_note(&mut scope, id, version, &text).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemSave.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "note": text }),
    );
    scope.commit().await
}

/// The corrections of an item that readers see, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_item(scope: &mut Scope, item: &ItemId) -> Result<Vec<Correction>> {
    store::corrections(scope, item).await
}

/// The latest corrections in a section.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(scope: &mut Scope, section: SectionKey, most: usize) -> Result<Vec<Corrected>> {
    store::latest_corrections(scope, section, most).await
}

/// The public history of a live document, newest first: when it changed, why, and in what.
///
/// # Errors
/// When the database does not answer.
pub async fn history(scope: &mut Scope, item: &ItemId) -> Result<Vec<Step>> {
    let mut shown: Vec<Edition> = store::editions(scope, item)
        .await?
        .into_iter()
        .filter(|edition| edition.live_from.is_some())
        .collect();
    shown.reverse();
    let mut steps: Vec<Step> = Vec::new();
    let mut before: Option<Document> = None;
    for edition in shown {
        let Content::Document(now) = store::content(scope, &edition.revision).await? else { break };
        let (facts, articles) = before.as_ref().map_or_else(Default::default, |before| changed(before, &now));
        steps.push(Step {
            no: edition.no,
            at: edition.live_from.unwrap_or(edition.updated_at),
            note: edition.note.clone(),
            facts,
            articles,
        });
        before = Some(*now);
    }
    steps.reverse();
    Ok(steps)
}

/// What differs between two texts of a document.
fn changed(before: &Document, after: &Document) -> (Vec<ChangedFact>, Vec<String>) {
    let facts = facts(before).into_iter().zip(facts(after)).filter(|(before, after)| before.1 != after.1);
    let facts =
        facts.map(|((name, before), (_, after))| ChangedFact { name, before, after }).collect::<Vec<_>>();
    let text = |document: &Document, label: &str| {
        document
            .articles
            .iter()
            .find(|article| article.label() == label)
            .map(|article| article.text.plain().into_owned())
    };
    let mut labels: Vec<String> = Vec::new();
    if before.preamble_html != after.preamble_html {
        labels.push("Phần mở đầu".into());
    }
    for article in after.articles.iter().chain(&before.articles) {
        let label = article.label();
        if !labels.contains(&label) && text(before, &label) != text(after, &label) {
            labels.push(label);
        }
    }
    (facts, labels)
}

fn facts(document: &Document) -> Vec<(&'static str, String)> {
    let day = |day: Option<jiff::civil::Date>| day.map(date_vi).unwrap_or_default();
    let files: Vec<&str> = document.common.attachments.iter().map(|file| file.name.as_str()).collect();
    vec![
        ("Số, ký hiệu", document.number.clone()),
        ("Loại văn bản", document.doc_type.clone()),
        ("Cơ quan ban hành", document.issuer.clone()),
        ("Trích yếu", document.summary.clone()),
        ("Người ký", document.signer_name.clone()),
        ("Ngày ban hành", day(document.issued_on)),
        ("Ngày có hiệu lực", day(document.effective_on)),
        ("Ngày hết hiệu lực", day(document.expires_on)),
        ("Tệp văn bản", files.join("; ")),
    ]
}

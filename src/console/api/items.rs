//! Items over JSON: the same services, and so the same rules, as the pages.

use poem::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, ItemId};
use crate::base::scope::WriteScope;
use crate::console::desk::Desk;
use crate::console::pages::after::submit_with;
use crate::console::pages::media::receive;
use crate::console::pages::review;
use crate::desk::PENDING;
use crate::desk::queue::{self, Cursor, Filter as QueueFilter, Place};
use crate::items::editing::{self, Saved};
use crate::items::rights::{Sight, require_hand, require_sight};
use crate::items::{Content, Edition, Kind, publishing, store as items};
use crate::media::Description;
use crate::people::{Action, State};
use crate::supply::confirm;
use crate::tenants::SectionKey;
use crate::trail::{Filter, store as trail};

use super::call::{Answer, List, Nothing, limit};
use super::trail::EventJson;

/// An edition as it stands.
#[derive(Serialize, JsonSchema)]
pub struct EditionJson {
    /// The item.
    item: String,
    /// The edition.
    edition: String,
    /// 1, then one more with each correction.
    no: i64,
    /// Where it stands.
    state: &'static str,
    /// Send it back with what you do.
    version: i64,
    /// Its heading.
    title: String,
    /// The supplying unit.
    unit: String,
    /// When it last changed.
    updated_at: String,
    /// Why it was returned or withdrawn.
    reason: Option<String>,
    /// What it says: kind `news` or `document` with its fields; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Value>,
}

impl Answer for EditionJson {}

impl EditionJson {
    pub(super) fn of(edition: &Edition) -> Self {
        Self {
            item: edition.item.to_string(),
            edition: edition.id.to_string(),
            no: edition.no,
            state: edition.state.as_str(),
            version: edition.version,
            title: edition.title.clone(),
            unit: edition.unit_key.clone(),
            updated_at: iso(edition.updated_at),
            reason: edition.reason.clone(),
            content: None,
        }
    }
}

/// The edition of the path.
pub(super) fn id(desk: &Desk) -> EditionId {
    desk.asked.param("edition").into()
}

/// An edition that the person may see.
pub(super) async fn seen(desk: &Desk, id: &EditionId) -> Result<Edition> {
    let edition = items::edition(&mut desk.app.db.read(desk.tenant.id()).await?, id).await?;
    require_sight(&desk.staff, &edition)?;
    Ok(edition)
}

/// An edition that the person may see, with what it says.
pub(super) async fn shown(desk: &Desk, id: &EditionId) -> Result<EditionJson> {
    let edition = seen(desk, id).await?;
    let content = items::content(&mut desk.app.db.read(desk.tenant.id()).await?, &edition.revision).await?;
    Ok(EditionJson { content: Some(serde_json::to_value(content)?), ..EditionJson::of(&edition) })
}

/// A transaction of the person's in this tenant.
pub(super) async fn writing(desk: &Desk) -> Result<WriteScope> {
    desk.app.db.write(desk.tenant.id(), &desk.actor()).await
}

/// What narrows the list.
#[derive(Deserialize, JsonSchema)]
pub struct ListQuery {
    /// `draft`, `submitted`, …
    state: Option<String>,
    /// `news` or `document`.
    kind: Option<String>,
    /// A section's key.
    section: Option<String>,
    /// The key of the unit that supplied it.
    unit: Option<String>,
    /// The account it is given to.
    assignee: Option<String>,
    /// Only what should have been done before today.
    late: Option<bool>,
    /// Words of its heading, whatever their marks.
    words: Option<String>,
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// A word of a query that must be one of a list.
pub(super) fn known<T>(
    given: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
    name: &str,
) -> Result<Option<T>> {
    let refuse = |text: &str| Error::BadRequest(format!("{name}: không có giá trị “{text}”"));
    given.filter(|text| !text.is_empty()).map(|text| parse(text).ok_or_else(|| refuse(text))).transpose()
}

/// What the query narrows the queue by.
fn filter(desk: &Desk, query: &ListQuery) -> Result<QueueFilter> {
    let state = known(query.state.as_deref(), State::parse, "state")?;
    let late = query.late == Some(true);
    // Only what is still worked on can be late.
    let states = state.map_or_else(|| if late { PENDING.to_vec() } else { Vec::new() }, |state| vec![state]);
    let some = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    Ok(QueueFilter {
        states,
        kind: known(query.kind.as_deref(), Kind::parse, "kind")?,
        section: known(query.section.as_deref(), SectionKey::parse, "section")?,
        unit: some(&query.unit),
        assignee: some(&query.assignee).map(AccountId::from),
        late_on: late.then(|| desk.app.db.clock.today()),
        words: some(&query.words).unwrap_or_default().chars().take(200).collect(),
        ..QueueFilter::default()
    })
}

/// `GET …/editions`
pub async fn list(desk: Desk, query: ListQuery) -> Result<List<EditionJson>> {
    let filter = filter(&desk, &query)?;
    let place = match query.after.as_deref() {
        None => Place::Start,
        Some(text) => Place::After(
            Cursor::read(text)
                .ok_or_else(|| Error::BadRequest("after không đúng: hãy gửi lại giá trị đã nhận".into()))?,
        ),
    };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let sight = Sight::of(&desk.staff);
    let page = queue::page(&mut scope, &sight, &filter, &place, limit(query.limit)).await?;
    let after = page.rows.last().filter(|_| page.older).map(|last| Cursor::of(last).written());
    Ok(List { rows: page.rows.iter().map(|row| EditionJson::of(&row.edition)).collect(), after })
}

/// A content, as the editor's form would send it.
#[derive(Deserialize, JsonSchema)]
pub struct Written {
    /// kind `news` or `document` with its fields.
    content: Value,
}

fn content(given: Value) -> Result<Content> {
    serde_json::from_value(given)
        .map_err(|cause| Error::BadRequest(format!("content không đúng dạng: {cause}")))
}

/// `POST …/items`
pub async fn create(desk: Desk, body: Written) -> Result<EditionJson> {
    let content = content(body.content)?;
    let (_, edition) =
        editing::create(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), content).await?;
    shown(&desk, &edition).await
}

/// An item over all its editions.
#[derive(Serialize, JsonSchema)]
pub struct ItemJson {
    /// Its id.
    item: String,
    /// `news` or `document`.
    kind: &'static str,
    /// Where it stands.
    section: &'static str,
    /// Its part of the address.
    slug: String,
    /// What readers see, if they see anything.
    live: Option<String>,
    /// Those of its editions that the person may see, newest first.
    editions: Vec<EditionJson>,
}

impl Answer for ItemJson {}

async fn visible(desk: &Desk, id: &ItemId) -> Result<Vec<Edition>> {
    let all = items::editions(&mut desk.app.db.read(desk.tenant.id()).await?, id).await?;
    let sight = Sight::of(&desk.staff);
    let seen: Vec<_> = all.into_iter().filter(|edition| sight.covers(edition)).collect();
    if seen.is_empty() { Err(Error::NotFound) } else { Ok(seen) }
}

/// `GET …/items/:item`
pub async fn item(desk: Desk, _: Nothing) -> Result<ItemJson> {
    let id: ItemId = desk.asked.param("item").into();
    let editions = visible(&desk, &id).await?;
    let item = items::item(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?;
    Ok(ItemJson {
        item: item.id.to_string(),
        kind: item.kind.as_str(),
        section: item.section.as_str(),
        slug: item.slug,
        live: item.live.map(|live| live.to_string()),
        editions: editions.iter().map(EditionJson::of).collect(),
    })
}

/// Where a history goes on.
#[derive(Deserialize, JsonSchema)]
pub struct HistoryQuery {
    /// Where the last answer ended.
    after: Option<i64>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// `GET …/items/:item/history`
pub async fn history(desk: Desk, query: HistoryQuery) -> Result<List<EventJson>> {
    let id: ItemId = desk.asked.param("item").into();
    visible(&desk, &id).await?;
    let filter = Filter { subject: Some(("item".to_owned(), id.to_string())), ..Filter::default() };
    let limit = limit(query.limit);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let events = trail::newest(&mut scope, &filter, query.after, limit + 1).await?;
    Ok(super::trail::page(events, limit))
}

/// `GET …/editions/:edition`
pub async fn read(desk: Desk, _: Nothing) -> Result<EditionJson> {
    shown(&desk, &id(&desk)).await
}

/// A content to be saved over a version that was read.
#[derive(Deserialize, JsonSchema)]
pub struct Save {
    /// The version that was read.
    version: i64,
    /// kind `news` or `document` with its fields.
    content: Value,
}

/// What saving came to.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SavedJson {
    /// It is saved.
    Now(EditionJson),
    /// Somebody else saved first: both texts.
    Stale {
        /// As every error.
        error: Value,
        /// The version that stands there.
        version: i64,
        /// What stands there.
        theirs: Value,
        /// What was sent.
        mine: Value,
    },
}

impl Answer for SavedJson {
    fn status(&self) -> StatusCode {
        match self {
            Self::Now(_) => StatusCode::OK,
            Self::Stale { .. } => StatusCode::CONFLICT,
        }
    }
}

/// `PUT …/editions/:edition`
pub async fn save(desk: Desk, body: Save) -> Result<SavedJson> {
    let (id, content, actor) = (id(&desk), content(body.content)?, desk.actor());
    let db = &desk.app.db;
    let saved = editing::save(db, &desk.tenant, &desk.staff, &actor, &id, body.version, content).await?;
    match saved {
        Saved::Now(_) => Ok(SavedJson::Now(shown(&desk, &id).await?)),
        Saved::Stale(stale) => {
            let message = "Nội dung vừa được người khác lưu. Cả hai bản ở dưới.";
            Ok(SavedJson::Stale {
                error: serde_json::json!({ "code": "conflict", "message": message, "refusals": [] }),
                version: stale.version,
                theirs: serde_json::to_value(stale.theirs)?,
                mine: serde_json::to_value(stale.mine)?,
            })
        }
    }
}

/// A revision.
#[derive(Serialize, JsonSchema)]
pub struct RevisionJson {
    /// Its id.
    revision: String,
    /// From 1, within the edition.
    no: i64,
    /// Digest of its content.
    sha256: String,
    /// Whose account.
    created_by: Option<String>,
    /// When.
    created_at: String,
    /// What it says; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Value>,
}

impl Answer for RevisionJson {}

async fn revisions_of(desk: &Desk, edition: &Edition) -> Result<Vec<RevisionJson>> {
    let all = items::revisions(&mut desk.app.db.read(desk.tenant.id()).await?, &edition.item).await?;
    let own = all.into_iter().filter(|revision| revision.edition == edition.id);
    let json = |revision: crate::items::Revision| RevisionJson {
        revision: revision.id.to_string(),
        no: revision.no,
        sha256: revision.sha256,
        created_by: revision.created_by.map(|account| account.to_string()),
        created_at: iso(revision.created_at),
        content: None,
    };
    Ok(own.map(json).collect())
}

/// `GET …/editions/:edition/revisions`
pub async fn revisions(desk: Desk, _: Nothing) -> Result<List<RevisionJson>> {
    let edition = seen(&desk, &id(&desk)).await?;
    Ok(List { rows: revisions_of(&desk, &edition).await?, after: None })
}

/// `GET …/editions/:edition/revisions/:revision`
pub async fn revision(desk: Desk, _: Nothing) -> Result<RevisionJson> {
    let edition = seen(&desk, &id(&desk)).await?;
    let wanted = desk.asked.param("revision");
    let all = revisions_of(&desk, &edition).await?;
    let found = all.into_iter().find(|one| one.revision == wanted).ok_or(Error::NotFound)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let content = items::content(&mut scope, &found.revision.as_str().into()).await?;
    Ok(RevisionJson { content: Some(serde_json::to_value(content)?), ..found })
}

/// A draft that the person may write to, with its content.
async fn writable(desk: &Desk) -> Result<(Edition, Content)> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let edition = items::edition(&mut scope, &id(desk)).await?;
    require_hand(&desk.staff, &edition)?;
    desk.staff.require(Action::ItemSave, edition.state)?;
    let content = items::content(&mut scope, &edition.revision).await?;
    Ok((edition, content))
}

async fn keep(desk: &Desk, edition: &Edition, content: Content) -> Result<EditionJson> {
    let (db, version) = (&desk.app.db, edition.version);
    let saved =
        editing::save(db, &desk.tenant, &desk.staff, &desk.actor(), &edition.id, version, content).await?;
    match saved {
        Saved::Now(_) => shown(desk, &edition.id).await,
        Saved::Stale(_) => {
            Err(Error::Conflict("Nội dung vừa được người khác lưu. Hãy đọc lại rồi gửi lại.".into()))
        }
    }
}

/// `POST …/editions/:edition/files`, a form with the file as `file`
pub async fn attach(mut desk: Desk, _: Nothing) -> Result<EditionJson> {
    let (edition, mut content) = writable(&desk).await?;
    let received = receive(&mut desk, Description::default(), false).await?;
    content.common_mut().attachments.push(received.into_attachment());
    keep(&desk, &edition, content).await
}

/// `POST …/editions/:edition/files/:file/remove`
pub async fn detach(desk: Desk, _: Nothing) -> Result<EditionJson> {
    let (edition, mut content) = writable(&desk).await?;
    let wanted = desk.asked.param("file").to_owned();
    let attachments = &mut content.common_mut().attachments;
    let before = attachments.len();
    attachments.retain(|file| file.file_id.as_str() != wanted);
    if attachments.len() == before {
        return Err(Error::NotFound);
    }
    keep(&desk, &edition, content).await
}

/// What an act needs.
#[derive(Deserialize, JsonSchema)]
pub struct Act {
    /// The version that was read.
    version: i64,
    /// Why: needed to return.
    #[serde(default)]
    reason: String,
    /// The approver declares that it holds no secret (Điều 4).
    #[serde(default)]
    no_secret: bool,
    /// What a correction corrects, as readers are told: needed to submit one.
    #[serde(default)]
    note: String,
}

macro_rules! act {
    ($(#[$doc:meta])* $name:ident, |$desk:ident, $id:ident, $act:ident| $call:expr) => {
        $(#[$doc])*
        pub async fn $name($desk: Desk, $act: Act) -> Result<EditionJson> {
            let $id = id(&$desk);
            $call.await?;
            shown(&$desk, &$id).await
        }
    };
}

act!(
    /// `POST …/submit`
    submit, |desk, id, act| submit_with(&desk, &id, act.version, &act.note)
);
act!(
    /// `POST …/confirm`
    confirm, |desk, id, act| confirm::confirm(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, act.version)
);
act!(
    /// `POST …/return`
    send_back, |desk, id, act| publishing::return_to_author(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, act.version, &act.reason)
);
act!(
    /// `POST …/approve`
    approve, |desk, id, act| review::approve(&desk, &id, act.version, act.no_secret)
);
act!(
    /// `POST …/publish`
    publish, |desk, id, act| publishing::publish(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, act.version)
);

/// `POST …/correct`
pub async fn correct(desk: Desk, _: Nothing) -> Result<EditionJson> {
    let fresh = editing::correct(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id(&desk)).await?;
    shown(&desk, &fresh).await
}

//! Writing: beginning an item, saving a draft, sending it to the board, correcting what is live.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId, ItemId, RevisionId};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::board::confirming;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::rights::{require, require_hand, require_unit};
use super::{Content, Edition, Item, corrections, rules, store};

/// What saving came to.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is saved; the form's next version.
    Now(i64),
    /// Somebody else saved first: both texts, and nothing is lost.
    Stale(Box<Stale>),
}

/// Two texts of the same draft.
#[derive(Clone, Debug)]
pub struct Stale {
    /// What stands there now.
    pub theirs: Content,
    /// What was to be saved.
    pub mine: Content,
    /// Who saved first.
    pub by: Option<AccountId>,
    /// When.
    pub at: Millis,
    /// The version that stands there.
    pub version: i64,
}

/// An edition that is about to be written for the first time.
pub(crate) fn fresh_edition(
    scope: &WriteScope,
    item: &ItemId,
    no: i64,
    content: &Content,
    by: Option<AccountId>,
) -> Edition {
    let db = scope.db();
    let now = db.clock.now();
    Edition {
        id: EditionId::fresh(&db.clock, &db.entropy),
        item: item.clone(),
        no,
        state: State::Draft,
        version: 1,
        revision: RevisionId::fresh(&db.clock, &db.entropy),
        title: content.title(),
        unit_key: content.common().unit_key.clone(),
        created_by: by,
        created_at: now,
        updated_at: now,
        submitted_by: None,
        submitted_at: None,
        approved_by: None,
        approved_at: None,
        no_secret_declared: false,
        live_from: None,
        live_until: None,
        reason: None,
        note: None,
        waivers: Vec::new(),
    }
}

/// Begins an item.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for another unit's matter or without any title.
pub async fn create(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    content: Content,
) -> Result<(ItemId, EditionId)> {
    require(staff, tenant.id(), db.clock.today(), Action::ItemCreate, State::Any)?;
    let content = content.tidied();
    require_unit(staff, &content)?;
    if content.title().is_empty() {
        return Err(Error::refused(
            "title",
            "Phải có tiêu đề (hoặc số, ký hiệu và trích yếu) để lưu bản nháp.",
            "",
        ));
    }
    let mut scope = db.write(tenant.id(), actor).await?;
    let (item, edition) = begin(&mut scope, &content, Some(staff.account.clone()), None).await?;
    scope.audit(
        Action::ItemCreate.as_str(),
        "item",
        item.as_str(),
        json!({ "edition": edition.id, "kind": content.kind() }),
    );
    scope.commit().await?;
    Ok((item, edition.id))
}

/// A new item with its first edition, as a draft.
pub(crate) async fn begin(
    scope: &mut WriteScope,
    content: &Content,
    by: Option<AccountId>,
    source_key: Option<&str>,
) -> Result<(ItemId, Edition)> {
    begin_as(scope, content, by, source_key, &content.slug()).await
}

/// As [`begin`], as part of an import's batch.
pub(crate) async fn begin_in_batch(
    scope: &mut WriteScope,
    content: &Content,
    by: Option<AccountId>,
    source_key: &str,
    batch: &str,
) -> Result<(ItemId, Edition)> {
    start(scope, content, by, Some(source_key), &content.slug(), Some(batch)).await
}

/// As [`begin`], at an address that was planned for it; with a number behind it where that is taken.
pub(crate) async fn begin_as(
    scope: &mut WriteScope,
    content: &Content,
    by: Option<AccountId>,
    source_key: Option<&str>,
    slug: &str,
) -> Result<(ItemId, Edition)> {
    start(scope, content, by, source_key, slug, None).await
}

async fn start(
    scope: &mut WriteScope,
    content: &Content,
    by: Option<AccountId>,
    source_key: Option<&str>,
    slug: &str,
    batch: Option<&str>,
) -> Result<(ItemId, Edition)> {
    let db = scope.db().clone();
    let item = Item {
        id: ItemId::fresh(&db.clock, &db.entropy),
        kind: content.kind(),
        section: content.common().section,
        slug: store::free_slug(scope, slug).await?,
        live: None,
        created_by: by.clone(),
        created_at: db.clock.now(),
    };
    store::insert_item(scope, &item, source_key).await?;
    store::place(scope, &item.id, content).await?;
    let edition = fresh_edition(scope, &item.id, 1, content, by);
    store::insert_edition(scope, &edition, content, batch).await?;
    scope.changed("item", item.id.as_str(), Reach::Staff);
    Ok((item.id, edition))
}

/// Saves a draft as a new revision; the same text again is no new revision.
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see, [`Error::Forbidden`] without the right in this state.
pub async fn save(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    content: Content,
) -> Result<Saved> {
    let content = content.tidied();
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemSave, edition.state)?;
    require_hand(staff, &edition)?;
    require_unit(staff, &content)?;
    if edition.version != version {
        return stale(&mut scope, &edition, content).await;
    }
    let last = store::last_revision(&mut scope, id).await?;
    if content.canonical()?.1 == last.sha256 {
        return Ok(Saved::Now(version));
    }
    if store::item(&mut scope, &edition.item).await?.kind != content.kind() {
        return Err(Error::BadRequest("Không đổi được loại nội dung của bản đã tạo.".into()));
    }
    let changed = changed_fields(&store::content(&mut scope, &edition.revision).await?, &content)?;
    let now = db.clock.now();
    let revision = RevisionId::fresh(&db.clock, &db.entropy);
    store::insert_revision(&mut scope, id, &revision, last.no + 1, &content, Some(&staff.account), now)
        .await?;
    store::point_to(&mut scope, id, version, &revision, &content, now).await?;
    store::place(&mut scope, &edition.item, &content).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemSave.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": id, "revision": last.no + 1, "changed": changed }),
    );
    scope.commit().await?;
    Ok(Saved::Now(version + 1))
}

/// The names of the fields in which two texts differ, for the trail: their words stay in the revisions.
fn changed_fields(before: &Content, after: &Content) -> Result<Vec<String>> {
    let fields = |content: &Content| -> Result<BTreeMap<String, Value>> {
        let Value::Object(mut all) = serde_json::to_value(content)? else { return Ok(BTreeMap::new()) };
        let common = all.remove("common");
        let common = common.as_ref().and_then(Value::as_object).into_iter().flatten();
        let common = common.map(|(name, value)| (format!("common.{name}"), value.clone()));
        Ok(all.clone().into_iter().chain(common).collect())
    };
    let (before, after) = (fields(before)?, fields(after)?);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    Ok(names.into_iter().filter(|name| before.get(*name) != after.get(*name)).cloned().collect())
}

async fn stale(scope: &mut WriteScope, edition: &Edition, mine: Content) -> Result<Saved> {
    let theirs = store::content(scope, &edition.revision).await?;
    let last = store::last_revision(scope, &edition.id).await?;
    Ok(Saved::Stale(Box::new(Stale {
        theirs,
        mine,
        by: last.created_by,
        at: last.created_at,
        version: edition.version,
    })))
}

/// Sends a draft to the board.
///
/// # Errors
/// [`Error::Refused`] with everything that stands against publication.
pub async fn submit(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
) -> Result<()> {
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemSubmit, edition.state)?;
    require_hand(staff, &edition)?;
    let content = store::content(&mut scope, &edition.revision).await?;
    let mut refusals = rules::refusals(&content, &tenant.profile, db.clock.today(), &edition.waivers);
    refusals.extend(corrections::missing_note(&mut scope, &edition).await?);
    Error::unless_empty(refusals)?;
    let now = db.clock.now();
    let more = crate::params![&staff.account, now];
    store::advance(
        &mut scope,
        &edition,
        State::Submitted,
        now,
        ", submitted_by = $6, submitted_at = $7, reason = NULL",
        more,
    )
    .await?;
    confirming::by_sending(&mut scope, staff, edition.supplied(), edition.item.as_str()).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(Action::ItemSubmit.as_str(), "item", edition.item.as_str(), json!({ "edition": id }));
    scope.commit().await
}

/// Begins a correcting edition; what is live stays live until the correction is published.
///
/// # Errors
/// [`Error::Refused`] when a correction is under way already.
pub async fn correct(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
) -> Result<EditionId> {
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemCorrect, edition.state)?;
    require_hand(staff, &edition)?;
    let all = store::editions(&mut scope, &edition.item).await?;
    let newest = all.first().map_or(edition.no, |newest| newest.no);
    if newest != edition.no {
        return Err(Error::refused("", "Nội dung này đang có một bản đính chính khác.", "Quy chế Điều 4"));
    }
    let content = store::content(&mut scope, &edition.revision).await?;
    let mut fresh = fresh_edition(&scope, &edition.item, newest + 1, &content, Some(staff.account.clone()));
    fresh.waivers.clone_from(&edition.waivers);
    store::insert_edition(&mut scope, &fresh, &content, None).await?;
    scope.changed("item", edition.item.as_str(), Reach::Staff);
    scope.audit(
        Action::ItemCorrect.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": fresh.id, "no": fresh.no }),
    );
    scope.commit().await?;
    Ok(fresh.id)
}

impl Edition {
    /// The edition, if it is still at the version that was read.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not.
    pub fn at(self, version: i64) -> Result<Self> {
        if self.version == version {
            return Ok(self);
        }
        Err(Error::Conflict("Nội dung vừa được người khác thay đổi. Hãy tải lại trang rồi làm lại.".into()))
    }
}

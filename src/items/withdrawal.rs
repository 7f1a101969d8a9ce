//! Taking from readers what is live: by mistake, moved elsewhere, secret, or no longer current.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, ItemId, TenantId};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::params;
use crate::people::{Action, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::rights::require;
use super::{Edition, publishing, store};

/// The task of a secret that still lies in the history.
pub const PURGE_TASK: &str = "item.purge";

/// A page of one of our own sites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub tenant: TenantId,
    /// Its path there.
    pub path: String,
}

/// Why something is taken from readers, which decides what its address answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    /// It should not have been there: gone, and readers are told why.
    Mistake,
    /// It stands elsewhere now: readers are led there.
    Moved(Place),
    /// It holds a secret: gone everywhere, and readers are told nothing about it.
    Secret,
    /// It is no longer current: still there, with a banner.
    Expired,
}

impl Withdrawal {
    /// As it is stored.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Moved(_) => "moved",
            Self::Secret => "secret",
            Self::Expired => "expired",
        }
    }

    fn place(&self) -> Option<&Place> {
        match self {
            Self::Moved(place) => Some(place),
            _ => None,
        }
    }
}

/// What the address of something that is not live answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// Nothing was ever there.
    Unknown,
    /// It was there and is gone; why, where readers may know.
    Gone(Option<String>),
    /// It stands elsewhere.
    Moved(Place),
}

/// Takes what is live from its readers; the item.
///
/// # Errors
/// [`Error::Refused`] without a reason, or when it is archived already.
pub async fn withdraw(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
    how: &Withdrawal,
    reason: &str,
) -> Result<ItemId> {
    let reason = publishing::needed(reason, "Hãy nêu lý do gỡ; lý do được ghi vào nhật ký.")?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = store::edition(&mut scope, id).await?.at(version)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemWithdraw, edition.state)?;
    if let Withdrawal::Moved(place) = how {
        refuse_itself(&mut scope, &edition, place).await?;
    }
    take_down(&mut scope, &edition, how, reason).await?;
    scope.commit().await?;
    Ok(edition.item)
}

/// Nothing moves to where it stands.
async fn refuse_itself(scope: &mut WriteScope, edition: &Edition, place: &Place) -> Result<()> {
    let item = store::item(scope, &edition.item).await?;
    let same_page = place.path.split(['?', '#']).next().and_then(|path| path.rsplit('/').next());
    if place.tenant == *scope.tenant() && same_page == Some(item.slug.as_str()) {
        return Err(Error::refused("moved_to", "Địa chỉ mới phải khác địa chỉ đang gỡ.", ""));
    }
    Ok(())
}

/// Takes an edition down, whatever asked for it; the caller has checked the right.
pub(crate) async fn take_down(
    scope: &mut WriteScope,
    edition: &Edition,
    how: &Withdrawal,
    reason: &str,
) -> Result<()> {
    match how {
        Withdrawal::Expired => archive(scope, edition, reason).await?,
        Withdrawal::Mistake | Withdrawal::Moved(_) | Withdrawal::Secret => {
            remove(scope, edition, how, reason).await?;
        }
    }
    scope.changed("item", edition.item.as_str(), Reach::Public);
    scope.audit(
        Action::ItemWithdraw.as_str(),
        "item",
        edition.item.as_str(),
        json!({ "edition": edition.id, "kind": how.as_str(), "reason": reason }),
    );
    if *how == Withdrawal::Secret {
        ask_for_purge(scope, edition).await?;
    }
    Ok(())
}

async fn archive(scope: &mut WriteScope, edition: &Edition, reason: &str) -> Result<()> {
    if edition.state == State::Archived {
        return Err(Error::refused("kind", "Nội dung này đã được lưu trữ.", ""));
    }
    let now = scope.db().clock.now();
    let today = scope.db().clock.today();
    store::advance(scope, edition, State::Archived, now, ", reason = $6", params![reason]).await?;
    store::archive(scope, &edition.item, today).await
}

async fn remove(scope: &mut WriteScope, edition: &Edition, how: &Withdrawal, reason: &str) -> Result<()> {
    let now = scope.db().clock.now();
    let set = ", live_until = $6, reason = $7";
    store::advance(scope, edition, State::Withdrawn, now, set, params![now, reason]).await?;
    publishing::fall_silent(scope, edition).await?;
    store::make_unseen(scope, &edition.item).await?;
    let told = (*how == Withdrawal::Mistake).then_some(reason);
    store::remember_withdrawal(scope, &edition.item, how.as_str(), told, how.place(), now).await
}

/// What is hidden from readers still lies in the history: who may remove it is asked to.
async fn ask_for_purge(scope: &mut WriteScope, edition: &Edition) -> Result<()> {
    let text = format!(
        "Nội dung mã {} đã gỡ vì có bí mật nhưng còn trong lịch sử, tệp và nhật ký. Trưởng ban hoặc Phó ban thường \
         trực mở nội dung và chọn “Xóa hẳn nội dung”.",
        edition.item
    );
    let task = NewTask {
        kind: PURGE_TASK,
        text,
        subject_kind: "item",
        subject_id: edition.item.as_str(),
        responsible: None,
    };
    tasks::create(scope, task).await.map(drop)
}

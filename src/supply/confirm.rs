//! A unit's head, or who may in their stead, confirms what the unit sends to the board.

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::base::scope::{Db, Scope};
use crate::board::confirming::{self, Authority};
use crate::items::rights::{require, require_sight};
use crate::items::{Edition, store as items};
use crate::people::{Action, Staff};
use crate::tenants::directory::Tenant;

/// Confirms an edition as it was seen.
///
/// # Errors
/// [`Error::Refused`] for whom the unit gave no such leave, [`Error::Conflict`] when it changed since.
pub async fn confirm(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &EditionId,
    version: i64,
) -> Result<()> {
    let mut scope = db.write(tenant.id(), actor).await?;
    let edition = items::edition(&mut scope, id).await?;
    require_sight(staff, &edition)?;
    require(staff, tenant.id(), db.clock.today(), Action::ItemConfirm, edition.state)?;
    let authority = confirming::authority(&mut scope, staff, &edition.unit_key).await?;
    let authority = authority.ok_or_else(|| {
        let message = "Thủ trưởng đơn vị chưa ủy quyền cho ông/bà xác nhận thay vào ngày hôm nay.";
        Error::refused("", message, "Quy chế Điều 8.2")
    })?;
    let edition = edition.at(version)?;
    let new =
        confirming::record(&mut scope, staff, &authority, edition.supplied(), edition.item.as_str()).await?;
    if !new {
        return Err(Error::Conflict("Nội dung này đã được xác nhận. Hãy tải lại trang.".into()));
    }
    scope.commit().await
}

/// By what a person may confirm an edition now; none when they may not, or it is confirmed as it stands.
///
/// # Errors
/// When the database does not answer.
pub async fn offered(scope: &mut Scope, staff: &Staff, edition: &Edition) -> Result<Option<Authority>> {
    if !staff.may(Action::ItemConfirm, edition.state) {
        return Ok(None);
    }
    let standing =
        confirming::standing(scope, &edition.id, &edition.revision, &edition.unit_key).await?.is_some();
    if standing { Ok(None) } else { confirming::authority(scope, staff, &edition.unit_key).await }
}

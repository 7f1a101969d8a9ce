//! Who is told that a link of the directory is broken: the unit that owns the entry, and the board (Quy chế Điều 3.16).

use std::sync::Arc;

use crate::app::App;
use crate::base::error::Result;
use crate::base::id::{AccountId, TenantId};
use crate::base::mail::Address;
use crate::base::scope::WriteScope;
use crate::care::letters::{self, ToBoard};
use crate::care::store;
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::LinkRow;

/// The task of a broken link of the directory.
pub const BROKEN_TASK: &str = "link.broken";

/// A site with the people of its board.
pub struct Told {
    tenant: Arc<Tenant>,
    board: Vec<(AccountId, Address)>,
}

/// Whom a site tells of broken links.
///
/// # Errors
/// When the database does not answer.
pub async fn whom(app: &App, tenant: &TenantId) -> Result<Option<Told>> {
    let Some(tenant) = app.directory.get(tenant) else { return Ok(None) };
    let board = letters::board(&app.db, &tenant).await?;
    Ok(Some(Told { tenant, board }))
}

/// Tells of a link that has just been called broken: a task and letters for each entry in which it stands, in the
/// transaction that calls it so.
///
/// # Errors
/// When a letter cannot be composed or the database refuses.
pub async fn tell(scope: &mut WriteScope, app: &App, to: &Told, link: &LinkRow) -> Result<()> {
    for listing in store::listings(scope, &link.id).await? {
        let text = format!(
            "Liên kết “{}” ({}) không mở được: {}. Hãy sửa địa chỉ hoặc gỡ liên kết.",
            listing.title, link.url, link.said
        );
        let task = NewTask {
            kind: BROKEN_TASK,
            text: text.clone(),
            subject_kind: "item",
            subject_id: listing.item.as_str(),
            responsible: listing.approved_by.as_ref(),
        };
        tasks::create(scope, task).await?;
        let day = link.failing_since.map(|day| day.to_string()).unwrap_or_default();
        let place = format!("{}/{}/lien-ket-hong", app.config.console_url(), to.tenant.slug());
        let letter = ToBoard {
            key: format!("link/{}/{}/{day}", link.id, listing.item),
            subject_kind: "item",
            subject_id: listing.item.as_str(),
            subject: format!("Liên kết hỏng: {}", listing.title),
            text: format!("{text}\n\nDanh sách liên kết hỏng: {place}"),
        };
        letters::write(scope, &app.mail, &to.tenant, &to.board, &letter).await?;
        letters::to_owner(scope, &app.mail, &to.tenant, &listing.unit_key, &letter).await?;
    }
    Ok(())
}

//! Whether live texts can be read by everybody, by the checks of access alone: each is looked at once an edition, and again when
//! the library says something else of its pictures.

use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::Db;
use crate::items::checks::{ACCESS, Known, NoCorpus, findings, images};
use crate::items::store as items;
use crate::tenants::directory::Tenant;

use super::store;

/// Texts of one turn.
const TURN: usize = 200;
/// The cursor is moved at least every so many changes.
const FAR: i64 = 1_000;

/// Looks at live texts of a site that were not looked at as they are now; whether none is left.
///
/// # Errors
/// When the database does not answer.
pub async fn look(db: &Db, tenant: &Tenant) -> Result<bool> {
    follow_pictures(db, tenant).await?;
    let mut scope = db.read(tenant.id()).await?;
    let unlooked = store::unlooked(&mut scope, TURN).await?;
    if unlooked.is_empty() {
        return Ok(true);
    }
    let mut looked = Vec::with_capacity(unlooked.len());
    for one in unlooked {
        let Some((edition, revision)) = one.live else {
            looked.push((one.item, None));
            continue;
        };
        let content = items::content(&mut scope, &revision).await?;
        let images = images::image_facts(&mut scope, &content).await?;
        let known = Known { tenant: &tenant.profile, images: &images, dead: &[], corpus: &NoCorpus };
        let all = findings(&content, &known);
        let found: Vec<&str> =
            all.iter().map(|finding| finding.check).filter(|check| ACCESS.contains(check)).collect();
        looked.push((one.item, Some((edition, found.join(" ")))));
    }
    drop(scope);
    let all = looked.len() < TURN;
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    for (item, found) in &looked {
        match found {
            Some((edition, found)) => store::put_found(&mut scope, item, edition, found).await?,
            None => store::forget_found(&mut scope, item).await?,
        }
    }
    scope.commit().await?;
    Ok(all)
}

/// Marks the texts whose pictures were described anew since this was last asked, along the feed of changes: in them may be found
/// what was not, and what was found may be mended.
async fn follow_pictures(db: &Db, tenant: &Tenant) -> Result<()> {
    let mut scope = db.read(tenant.id()).await?;
    let (from, head) = store::access_cursor(&mut scope).await?;
    let files = store::count_changed_files(&mut scope, from, head).await?;
    drop(scope);
    if files == 0 && head - from < FAR {
        return Ok(());
    }
    let mut scope = db.write(tenant.id(), &Actor::system()).await?;
    store::look_again(&mut scope, from, head).await?;
    store::move_access_cursor(&mut scope, head).await?;
    scope.commit().await
}

/// What a check of access finds, in words.
pub fn words(check: &str) -> &'static str {
    match check {
        "image-alt" => "ảnh chưa có lời mô tả",
        "headings" => "đầu mục bỏ cấp hoặc để trống",
        "tables" => "bảng thiếu tiêu đề",
        _ => "chữ liên kết không nói dẫn đến đâu",
    }
}

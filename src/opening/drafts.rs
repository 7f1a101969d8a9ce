//! The first pages of a new site as drafts "to be filled in": they are never before readers by themselves.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::Db;
use crate::items::editing::begin;
use crate::items::{Common, Content, News};
use crate::people::{Action, Staff, State};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::store;

/// A page's key, section, heading and what is to be written there.
const PAGES: [(&str, SectionKey, &str, &[&str]); 3] = [
    (
        "gioi-thieu",
        SectionKey::About,
        "Giới thiệu chung",
        &[
            "[Cần điền: vị trí, diện tích, dân số, các thôn, tổ dân phố]",
            "[Cần điền: lịch sử hình thành, truyền thống]",
            "[Cần điền: kinh tế, tiềm năng, di tích, danh thắng]",
        ],
    ),
    (
        "lien-he",
        SectionKey::About,
        "Liên hệ, nơi tiếp công dân",
        &[
            "[Cần điền: địa chỉ trụ sở, đường đi]",
            "[Cần điền: điện thoại trực, thư điện tử công vụ]",
            "[Cần điền: lịch tiếp công dân, giờ làm việc của bộ phận một cửa]",
        ],
    ),
    (
        "lanh-dao",
        SectionKey::Organisation,
        "Lãnh đạo, cơ cấu tổ chức",
        &[
            "[Cần điền: họ tên, chức vụ, lĩnh vực phụ trách, điện thoại công vụ của từng lãnh đạo]",
            "[Cần điền: các bộ phận chuyên môn và nhiệm vụ]",
        ],
    ),
];

/// Begins the first pages that are not there yet; how many were begun.
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right in the site above.
pub async fn begin_all(db: &Db, site: &Tenant, staff: &Staff, actor: &Actor) -> Result<usize> {
    staff.require(Action::TenantOpen, State::Any)?;
    let unit = site.profile.units_on(site.day).next().map_or("vanphong", |unit| unit.key.as_str());
    let mut scope = db.write(site.id(), actor).await?;
    let mut begun = 0;
    for (key, section, title, parts) in PAGES {
        let source_key = format!("{}{key}", store::FIRST_PAGES);
        if store::is_begun(&mut scope, &source_key).await? {
            continue;
        }
        let content = page(site, section, title, parts, unit);
        let (item, edition) =
            begin(&mut scope, &content, Some(staff.account.clone()), Some(&source_key)).await?;
        let detail = json!({ "edition": edition.id, "kind": content.kind() });
        scope.audit(Action::ItemCreate.as_str(), "item", item.as_str(), detail);
        begun += 1;
    }
    scope.commit().await?;
    Ok(begun)
}

fn page(site: &Tenant, section: SectionKey, title: &str, parts: &[&str], unit: &str) -> Content {
    let body: String = parts.iter().map(|part| format!("<p>{part}</p>")).collect();
    let common = Common {
        section,
        unit_key: unit.to_owned(),
        author: site.identity().body.clone(),
        source: format!("Trang thông tin điện tử {}", site.identity().full_name),
        attachments: Vec::new(),
    };
    Content::News(News {
        common,
        title: title.to_owned(),
        summary: String::new(),
        topic: None,
        body_html: body,
        published_on: None,
        event_on: None,
        aspects: Box::default(),
    })
    .tidied()
}

/// How many of the first pages were begun.
///
/// # Errors
/// When the database does not answer.
pub async fn begun(db: &Db, site: &Tenant) -> Result<usize> {
    let begun = store::count_begun(&mut db.read(site.id()).await?).await?;
    Ok(usize::try_from(begun).unwrap_or(0))
}

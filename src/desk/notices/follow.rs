//! Reads what was done from the audit chain and tells whom it concerns.

use serde_json::Value;

use crate::app::App;
use crate::base::audit::{Actor, Stored};
use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::WriteScope;
use crate::desk::assign;
use crate::items::rights::own_work;
use crate::items::{Edition, Kind as ItemKind, store as items};
use crate::people::store::{accounts, serving};
use crate::people::{Action, State, allows};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::{About, Kind, Notice, consulted, deliver, store};

/// Tells everything that has happened since the last look, in every tenant.
///
/// # Errors
/// When the database refuses; what was told stays told.
pub async fn catch_up(app: App) -> Result<()> {
    let behind = store::behind(&mut app.db.platform().await?).await?;
    for id in behind {
        let Some(tenant) = app.directory.get(&id) else { continue };
        while step(&app, &tenant).await? {}
    }
    Ok(())
}

/// One batch of events; whether there may be more.
async fn step(app: &App, tenant: &Tenant) -> Result<bool> {
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    let (told, head) = store::cursor(&mut scope).await?;
    let events = store::events(&mut scope, told).await?;
    for event in &events {
        tell(app, &mut scope, tenant, event).await?;
    }
    let last = events.last().map_or(head, |event| event.seq);
    store::move_to(&mut scope, last).await?;
    scope.commit().await?;
    Ok(!events.is_empty())
}

/// What an event says, taken apart.
struct Happened {
    edition: Edition,
    by: Option<AccountId>,
    detail: Value,
}

/// Who did what an event tells of, and what it says more.
pub(super) fn said(event: &Stored) -> (Option<AccountId>, Value) {
    let contents: Value =
        event.contents.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    (contents[1].as_str().map(AccountId::from), contents[7].clone())
}

async fn read(scope: &mut WriteScope, event: &Stored) -> Result<Option<Happened>> {
    let (by, detail) = said(event);
    let Some(id) = detail["edition"].as_str() else { return Ok(None) };
    match items::edition(scope, &EditionId::from(id)).await {
        Ok(edition) => Ok(Some(Happened { edition, by, detail })),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

async fn tell(app: &App, scope: &mut WriteScope, tenant: &Tenant, event: &Stored) -> Result<()> {
    if event.subject_kind == "consultation" {
        return consulted::tell(app, scope, tenant, event).await;
    }
    let Some(action) = Action::parse(&event.action).filter(|_| event.subject_kind == "item") else {
        return Ok(());
    };
    if matches!(action, Action::ItemPublish | Action::ItemEmergency | Action::ItemWithdraw) {
        assign::end_finished(scope, &event.subject_id.as_str().into()).await?;
    }
    let kind = match action {
        Action::ItemAssign => Kind::Assigned,
        Action::ItemReturn => Kind::Returned,
        Action::ItemComment => Kind::Comment,
        Action::ItemSubmit | Action::ItemEmergency => Kind::Waiting,
        _ => return Ok(()),
    };
    let Some(happened) = read(scope, event).await? else { return Ok(()) };
    let who = concerned(app, scope, tenant, action, &happened).await?;
    if who.is_empty() {
        return Ok(());
    }
    let text = sentence(app, scope, tenant, action, &happened, event.at).await?;
    for account in who {
        let notice = Notice {
            id: format!("{}/{account}", event.seq),
            account,
            kind,
            about: About::Edition(happened.edition.id.clone()),
            text: text.clone(),
            at: event.at,
        };
        deliver::deliver(app, scope, tenant, &notice).await?;
    }
    Ok(())
}

/// Whom it concerns: people who serve here today, and never the one who did it.
async fn concerned(
    app: &App,
    scope: &mut WriteScope,
    tenant: &Tenant,
    action: Action,
    happened: &Happened,
) -> Result<Vec<AccountId>> {
    let edition = &happened.edition;
    let serving = serving(&mut app.db.platform().await?, tenant.id(), app.db.clock.today()).await?;
    let authors = items::authors(scope, &edition.id).await?;
    let mut who: Vec<AccountId> = match action {
        Action::ItemAssign => happened.detail["account"].as_str().map(AccountId::from).into_iter().collect(),
        Action::ItemReturn => edition.created_by.iter().chain(&edition.submitted_by).cloned().collect(),
        Action::ItemComment if happened.detail.get("resolved").is_some() => Vec::new(),
        Action::ItemComment => {
            let assigned = assign::of(scope, &edition.id).await?.map(|given| given.account);
            let speakers = store::speakers(scope, &edition.id).await?;
            edition.created_by.iter().cloned().chain(assigned).chain(speakers).collect()
        }
        _ => {
            let (act, state) = if action == Action::ItemSubmit {
                (Action::ItemApprove, State::Submitted)
            } else {
                (Action::ItemEmergencyConfirm, State::Live)
            };
            let able = serving.iter().filter(|held| allows(held.role, act, state));
            able.map(|held| held.account.clone())
                .filter(|account| own_work(account, edition, &authors).is_none())
                .collect()
        }
    };
    who.retain(|account| Some(account) != happened.by.as_ref());
    who.retain(|account| serving.iter().any(|held| held.account == *account));
    who.sort();
    who.dedup();
    Ok(who)
}

/// Who did something, by name.
pub(super) async fn name_of(app: &App, by: Option<&AccountId>) -> Result<String> {
    let all = accounts(&mut app.db.platform().await?).await?;
    let found = all.into_iter().find(|account| Some(&account.id) == by);
    Ok(found.map_or_else(|| "Hệ thống".to_owned(), |account| account.name))
}

async fn sentence(
    app: &App,
    scope: &mut WriteScope,
    tenant: &Tenant,
    action: Action,
    happened: &Happened,
    at: i64,
) -> Result<String> {
    let name = name_of(app, happened.by.as_ref()).await?;
    let about = about(scope, tenant, &happened.edition).await?;
    let at = time_vi(at);
    Ok(match action {
        Action::ItemAssign => {
            let due = assign::of(scope, &happened.edition.id).await?;
            let due = due.map(|due| format!(", hạn {}", date_vi(due.due_on))).unwrap_or_default();
            format!("{name} giao ông/bà xử lý {about}{due}.")
        }
        Action::ItemReturn => format!("{name} trả lại {about} lúc {at}; lý do xem trên trang."),
        Action::ItemComment => format!("{name} góp ý về {about} lúc {at}."),
        Action::ItemEmergency => format!("{name} đăng khẩn {about} lúc {at}; cần một người khác xác nhận."),
        _ => format!("{name} gửi duyệt {about} lúc {at}."),
    })
}

/// Which text it is, by its place and never by its words.
pub(super) async fn about(scope: &mut WriteScope, tenant: &Tenant, edition: &Edition) -> Result<String> {
    let item = items::item(scope, &edition.item).await?;
    let kind = match item.kind {
        ItemKind::News => "một tin, bài",
        ItemKind::Document => "một văn bản",
        ItemKind::Record => "một hồ sơ",
    };
    let section = section(tenant, item.section);
    let unit = tenant.profile.unit(&edition.unit_key);
    let unit = unit.map(|unit| format!(" do {} cung cấp", unit.name)).unwrap_or_default();
    Ok(format!("{kind} của mục {section}{unit}"))
}

fn section(tenant: &Tenant, key: SectionKey) -> String {
    tenant.profile.section(key).map_or_else(|| key.as_str().to_owned(), |section| section.title.clone())
}

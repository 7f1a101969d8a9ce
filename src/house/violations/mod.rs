//! Violations (Điều 13.2): a register that few see, each look written down; and accounts suspended at once, until a day.

pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::{Db, Reach};
use crate::people::store::{appointments_of, delete_sessions_of};
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::awards::Who;
use super::feedback::Desk;
use super::struck::{self, Struck};
use super::{measures, tidy};

const CLAUSE: &str = "Quy chế Điều 13.2";
/// The trail's word for one.
pub const SUBJECT: &str = "violation";

/// What a violation is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Nothing that the site holds.
    Nothing,
    /// An edition, by its id.
    Edition(String),
    /// An event of the trail, by its number.
    Event(i64),
}

/// A violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its id.
    pub id: String,
    /// Its number in the register.
    pub number: i64,
    /// Whose.
    pub who: Who,
    /// What it is about.
    pub about: About,
    /// When it was found.
    pub on: Date,
    /// What it was.
    pub what: String,
    /// What was done about it.
    pub measure: String,
    /// The decision's number, or "".
    pub decision: String,
    /// Whose login recorded it.
    pub by: String,
    /// Since when the account is suspended.
    pub suspended_at: Option<Millis>,
    /// The last day of that; none until it is lifted.
    pub until: Option<Date>,
    /// Since when it is no more.
    pub lifted_at: Option<Millis>,
    /// Where it was written down by mistake.
    pub struck: Option<Struck>,
}

impl Violation {
    /// Whether its suspension holds.
    pub fn suspends(&self) -> bool {
        self.suspended_at.is_some() && self.lifted_at.is_none()
    }
}

/// A violation as somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// [`Who`] as a word.
    pub who: &'a str,
    /// An edition's id, an event's number, or "".
    pub about: &'a str,
    /// When it was found.
    pub on: Option<Date>,
    /// What it was.
    pub what: &'a str,
    /// What was done about it.
    pub measure: &'a str,
    /// The decision's number, or "".
    pub decision: &'a str,
    /// Whether the account is suspended.
    pub suspend: bool,
    /// The last day of that.
    pub until: Option<Date>,
}

/// The register of a year; the look is written down.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn look(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    year: i16,
) -> Result<Vec<Violation>> {
    staff.require(Action::ViolationRead, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let found = store::of_year(&mut scope, year).await?;
    scope.audit(
        Action::ViolationRead.as_str(),
        SUBJECT,
        &year.to_string(),
        json!({ "year": year, "rows": found.len() }),
    );
    scope.commit().await?;
    Ok(found)
}

/// Writes a violation down, and suspends the account where that was ordered: its sessions end with this.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn record(desk: Desk<'_>, typed: Typed<'_>) -> Result<i64> {
    desk.staff.require(Action::ViolationSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let who = Who::read(&mut scope, desk.tenant, typed.who).await?;
    let about = store::about(&mut scope, &tidy(typed.about)).await?;
    let (what, measure, decision) = (tidy(typed.what), tidy(typed.measure), tidy(typed.decision));
    let today = desk.db.clock.today();
    let on = typed.on.filter(|day| *day <= today);
    let checks = [
        (who.is_none(), "ai", "Hãy chọn cá nhân hoặc đơn vị."),
        (
            about.is_none(),
            "lien-quan",
            "Không có bài mang mã này, hoặc không có sự kiện mang số này trong nhật ký.",
        ),
        (on.is_none(), "ngay", "Hãy ghi ngày phát hiện, không sau hôm nay, ví dụ 28/12/2016."),
        (!measures(&what, 5, 2_000), "noi-dung", "Hãy nêu hành vi vi phạm (5 đến 2.000 ký tự)."),
        (!measures(&measure, 3, 1_000), "bien-phap", "Hãy nêu biện pháp xử lý (3 đến 1.000 ký tự)."),
        (!measures(&decision, 0, 100), "quyet-dinh", "Số quyết định không quá 100 ký tự."),
        (
            typed.until.is_some_and(|until| until < today),
            "den-ngay",
            "Ngày cuối đình chỉ không trước hôm nay, ví dụ 28/12/2016.",
        ),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    let mut refusals: Vec<Refusal> =
        failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect();
    if typed.suspend {
        refusals.extend(against_suspending(desk, who.as_ref()).await?);
    }
    Error::unless_empty(refusals)?;
    let (Some(who), Some(about), Some(on)) = (who, about, on) else { return Err(Error::NotFound) };
    let one = Violation {
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        number: scope.next_number("violation").await?,
        who,
        about,
        on,
        what,
        measure,
        decision,
        by: desk.actor.label.clone(),
        suspended_at: typed.suspend.then(|| desk.db.clock.now()),
        until: typed.until.filter(|_| typed.suspend),
        lifted_at: None,
        struck: None,
    };
    store::insert(&mut scope, &one).await?;
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    scope.audit(
        Action::ViolationSet.as_str(),
        SUBJECT,
        &one.id,
        json!({ "number": one.number, "suspended": one.suspends(), "until": one.until }),
    );
    scope.commit().await?;
    // What was ordered stands in the register; until the account follows, the duty puts it right.
    if let (Who::Account(id), true) = (&one.who, one.suspends()) {
        suspend(desk.db, desk.tenant.id(), desk.actor, id).await?;
    }
    Ok(one.number)
}

/// Nobody suspends themselves, nor who serves on a site that is not in this one's care.
async fn against_suspending(desk: Desk<'_>, who: Option<&Who>) -> Result<Option<Refusal>> {
    let refuse = |text: &str| Some(Refusal::new("dinh-chi", text, CLAUSE));
    let Some(Who::Account(id)) = who else {
        return Ok(refuse("Chỉ đình chỉ được tài khoản của một cá nhân."));
    };
    if *id == desk.staff.account {
        return Ok(refuse("Không tự đình chỉ tài khoản của mình."));
    }
    let today = desk.db.clock.today();
    let own = desk.directory.tree(desk.tenant.id());
    let held = appointments_of(&mut desk.db.platform().await?, id).await?;
    let elsewhere = held
        .iter()
        .filter(|held| held.holds_on(today))
        .any(|held| own.iter().all(|site| *site.id() != held.tenant));
    let text = "Người này còn giữ nhiệm vụ ở trang khác: đề nghị cơ quan thường trực cấp trên đình chỉ.";
    Ok(elsewhere.then(|| refuse(text)).flatten())
}

async fn suspend(db: &Db, tenant: &TenantId, actor: &Actor, id: &AccountId) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    store::disable(&mut platform, id, db.clock.now()).await?;
    delete_sessions_of(&mut platform, id, db.clock.now()).await?;
    platform.audit(tenant, "account.suspend", "account", id.as_str(), json!({}));
    platform.commit().await
}

/// Strikes out what was written down by mistake; a suspension is lifted first.
///
/// # Errors
/// [`Error::Refused`] when there is nothing that stands, it suspends somebody, or without a reason.
pub async fn strike(desk: Desk<'_>, id: &str, reason: &str) -> Result<()> {
    desk.staff.require(Action::ViolationSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let one = store::get(&mut scope, id).await?;
    if one.as_ref().is_some_and(Violation::suspends) {
        let message = "Việc này đang đình chỉ tài khoản: hãy cho dùng lại tài khoản trước.";
        return Err(Error::refused("ma-huy", message, CLAUSE));
    }
    let reason = struck::reason(reason, one.is_some_and(|one| one.struck.is_none()), CLAUSE)?;
    store::strike(&mut scope, id, &reason).await?;
    scope.changed(SUBJECT, id, Reach::Staff);
    scope.audit("violation.strike", SUBJECT, id, json!({ "reason": reason }));
    scope.commit().await
}

/// Ends a suspension before its day.
///
/// # Errors
/// [`Error::Refused`] for what suspends nobody.
pub async fn lift(desk: Desk<'_>, id: &str) -> Result<()> {
    desk.staff.require(Action::ViolationSet, State::Any)?;
    let found = store::get(&mut desk.db.read(desk.tenant.id()).await?, id).await?;
    let one = found
        .filter(Violation::suspends)
        .ok_or_else(|| Error::refused("ma", "Không có việc đình chỉ nào đang có hiệu lực.", CLAUSE))?;
    end(desk.db, desk.tenant.id(), desk.actor, &one).await
}

async fn end(db: &Db, tenant: &TenantId, actor: &Actor, one: &Violation) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    store::lift(&mut platform, tenant, one, &actor.label, db.clock.now()).await?;
    if let Who::Account(id) = &one.who {
        store::enable_unless_suspended(&mut platform, id).await?;
    }
    platform.audit(tenant, "account.unsuspend", SUBJECT, &one.id, json!({ "number": one.number }));
    platform.changed(tenant, SUBJECT, &one.id, Reach::Staff);
    platform.commit().await
}

/// Suspensions whose last day is over end by themselves; what was ordered and not carried out is.
///
/// # Errors
/// When the database does not answer.
pub async fn keep(app: App) -> Result<()> {
    let today = app.db.clock.today();
    for tenant in app.directory.all() {
        let open = store::suspending(&mut app.db.read(tenant.id()).await?).await?;
        for one in open {
            if one.until.is_some_and(|until| until < today) {
                end(&app.db, tenant.id(), &Actor::system(), &one).await?;
            } else if let Who::Account(id) = &one.who
                && store::is_enabled(&mut app.db.platform().await?, id).await?
            {
                suspend(&app.db, tenant.id(), &Actor::system(), id).await?;
            }
        }
    }
    Ok(())
}

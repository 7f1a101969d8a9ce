//! Appointing, ending an appointment, and lending a reviewer to a site below: each by a decision, each dated.

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::{Db, PlatformWrite, Reach};
use crate::people::permissions::allows_somewhere;
use crate::people::store::{account_by_login, insert_appointment, serving};
use crate::people::{Action, Appointment, Role, Staff, State};
use crate::tenants::directory::{Directory, Tenant};

use super::store::{self, Ending};
use super::{APPOINTED, refuse_dates, refuse_no_decision, refuse_unknown_unit};

/// Who may be lent: members of the lending board itself.
const LENDABLE: [Role; 4] = [Role::BoardHead, Role::StandingDeputy, Role::Deputy, Role::Member];
/// The longest a reviewer is lent by one decision, in days.
const LONGEST_LOAN: i32 = 366;

/// A post as the office typed it, for somebody who has an account.
#[derive(Clone, Debug)]
pub struct NewPost<'a> {
    /// The login of who is appointed.
    pub login: &'a str,
    /// To what.
    pub role: Option<Role>,
    /// For which unit.
    pub unit: Option<&'a str>,
    /// The first day.
    pub from: Option<Date>,
    /// The first day without the right.
    pub until: Option<Date>,
    /// The decision's number.
    pub decision: &'a str,
}

/// What is wrong with a post, whoever is to hold it.
pub fn refuse_post(tenant: &Tenant, post: &NewPost<'_>, day: Date) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    match post.role {
        None => refusals.push(Refusal::new("role", "Hãy chọn chức danh.", APPOINTED)),
        Some(Role::UnitHead | Role::UnitOfficer) if post.unit.is_none() => {
            refusals.push(Refusal::new("unit", "Chức danh này phải gắn với một đơn vị.", super::SUPPLIED));
        }
        Some(_) => {}
    }
    refuse_unknown_unit(&tenant.profile, post.unit, day, &mut refusals);
    refuse_dates(post.from, post.until, &mut refusals);
    refuse_no_decision(post.decision, &mut refusals);
    refusals
}

/// Appoints a person who has an account, in the office's own tenant.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn appoint(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    post: &NewPost<'_>,
) -> Result<()> {
    staff.require(Action::PeopleAppoint, State::Any)?;
    appoint_by(db, tenant, &staff.account, actor, post).await
}

/// Holds every other change of a tenant's people and of what it is off until this one is done.
pub(crate) async fn hold(platform: &mut PlatformWrite, tenant: &TenantId) -> Result<()> {
    store::hold(platform, tenant).await
}

/// As [`appoint`], by somebody whose right was checked.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub(crate) async fn appoint_by(
    db: &Db,
    tenant: &Tenant,
    by: &AccountId,
    actor: &Actor,
    post: &NewPost<'_>,
) -> Result<()> {
    let mut refusals = refuse_post(tenant, post, db.clock.today());
    let mut platform = db.platform_write(actor).await?;
    store::hold(&mut platform, tenant.id()).await?;
    let account = account_by_login(&mut platform, &post.login.trim().to_lowercase()).await?;
    match &account {
        None => {
            let message =
                "Không có tài khoản tên này. Nếu là người mới, hãy để trống ô này và mời qua thư điện tử.";
            refusals.push(Refusal::new("login", message, APPOINTED));
        }
        Some(found) if found.disabled_at.is_some() => {
            refusals.push(Refusal::new("login", "Tài khoản này đã ngừng sử dụng.", APPOINTED));
        }
        Some(found) if &found.id == by => {
            let message = "Ông/bà không tự cử mình; việc này do người khác có thẩm quyền thực hiện.";
            refusals.push(Refusal::new("login", message, APPOINTED));
        }
        Some(_) => {}
    }
    if let (Some(account), Some(role), Some(from)) = (&account, post.role, post.from) {
        let held = store::appointed(&mut platform, tenant.id()).await?;
        let again = held.iter().any(|held| {
            held.account == account.id
                && held.role == role
                && held.unit.as_deref() == post.unit
                && overlap(held, from, post.until)
        });
        if again {
            let message = "Người này đang giữ chức danh đó trong khoảng thời gian đã ghi.";
            refusals.push(Refusal::new("role", message, APPOINTED));
        }
    }
    Error::unless_empty(refusals)?;
    let (Some(account), Some(role), Some(from)) = (account, post.role, post.from) else {
        return Err(Error::internal("checked above"));
    };
    let appointment = Appointment {
        tenant: tenant.id().clone(),
        id: fresh(db.clock.now(), &db.entropy),
        account: account.id,
        role,
        unit: post.unit.map(str::to_owned),
        from,
        until: post.until,
        decision: post.decision.trim().to_owned(),
        lent_by: None,
        stopped_at: None,
    };
    add(&mut platform, &appointment).await?;
    platform.commit().await
}

fn overlap(held: &Appointment, from: Date, until: Option<Date>) -> bool {
    held.until.is_none_or(|end| from < end) && until.is_none_or(|end| held.from < end)
}

/// An appointment with its trace.
pub(crate) async fn add(platform: &mut PlatformWrite, appointment: &Appointment) -> Result<()> {
    insert_appointment(platform, appointment).await?;
    let detail = json!({
        "account": appointment.account, "role": appointment.role, "unit": appointment.unit, "from": appointment.from,
        "until": appointment.until, "decision": appointment.decision, "lent_by": appointment.lent_by,
    });
    platform.changed(&appointment.tenant, "people", &appointment.id, Reach::Staff);
    platform.audit(&appointment.tenant, "appointment.add", "appointment", &appointment.id, detail);
    Ok(())
}

/// Ends an appointment by a decision; `until` is the first day without the right.
///
/// # Errors
/// [`Error::NotFound`] for one that is not this tenant's, [`Error::Refused`] when nobody would be left who may appoint.
pub async fn end(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    until: Option<Date>,
    decision: &str,
) -> Result<()> {
    staff.require(Action::PeopleAppoint, State::Any)?;
    let mut platform = db.platform_write(actor).await?;
    store::hold(&mut platform, tenant.id()).await?;
    let all = store::appointed(&mut platform, tenant.id()).await?;
    let ended = all.iter().find(|held| held.id == id).ok_or(Error::NotFound)?;
    let mut refusals = Vec::new();
    match until {
        None => refusals.push(Refusal::new(
            "until",
            "Hãy ghi ngày thôi giữ chức danh, ví dụ 28/12/2016.",
            APPOINTED,
        )),
        Some(until) if until < ended.from => {
            refusals.push(Refusal::new("until", "Ngày thôi giữ không được trước ngày bắt đầu.", APPOINTED));
        }
        Some(until) => {
            let day = until.max(db.clock.today());
            refusals.extend(nobody_left(&mut platform, tenant.id(), ended, day).await?);
        }
    }
    refuse_no_decision(decision, &mut refusals);
    Error::unless_empty(refusals)?;
    let until = until.ok_or_else(|| Error::internal("checked above"))?;
    let ending = Ending { until, decision: decision.trim(), by: &staff.account, at: db.clock.now() };
    store::end_appointment(&mut platform, tenant.id(), id, ending).await?;
    let detail = json!({
        "account": ended.account, "role": ended.role, "until": until, "decision": decision.trim(), "lent_by": ended.lent_by,
    });
    platform.changed(tenant.id(), "people", id, Reach::Staff);
    platform.audit(tenant.id(), "appointment.end", "appointment", id, detail.clone());
    if let Some(lender) = &ended.lent_by {
        platform.audit(lender, "appointment.end", "appointment", id, detail);
    }
    platform.commit().await
}

/// Why the one appointment cannot end: on that day nobody would be left who may appoint anybody.
async fn nobody_left(
    platform: &mut PlatformWrite,
    tenant: &TenantId,
    ended: &Appointment,
    day: Date,
) -> Result<Option<Refusal>> {
    let keeps = |role: Role| allows_somewhere(role, Action::PeopleAppoint);
    if !keeps(ended.role) {
        return Ok(None);
    }
    let others = serving(platform, tenant, day).await?;
    let left = others.iter().any(|held| held.id != ended.id && keeps(held.role));
    Ok((!left).then(|| {
        let message = "Sau ngày đó trang không còn ai được cử người (Phó ban thường trực hoặc Văn phòng). Hãy cử người \
                       thay trước, rồi mới chấm dứt.";
        Refusal::new("until", message, APPOINTED)
    }))
}

/// A loan as the office of the tenant above typed it.
#[derive(Clone, Debug)]
pub struct NewLoan<'a> {
    /// The login of who is lent.
    pub login: &'a str,
    /// The slug of the site that gets them.
    pub to: &'a str,
    /// The first day.
    pub from: Option<Date>,
    /// The first day without the right.
    pub until: Option<Date>,
    /// The decision's number.
    pub decision: &'a str,
}

/// Lends a member of this board to the board of a site below, as its deputy for some days.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn lend(
    db: &Db,
    directory: &Directory,
    lender: &Tenant,
    staff: &Staff,
    actor: &Actor,
    loan: &NewLoan<'_>,
) -> Result<()> {
    staff.require(Action::PeopleAppoint, State::Any)?;
    let mut refusals = Vec::new();
    let below = directory.tree(lender.id()).into_iter().skip(1).find(|tenant| tenant.slug() == loan.to);
    if below.is_none() {
        let message = "Hãy chọn một đơn vị trực thuộc.";
        refusals.push(Refusal::new("tenant", message, APPOINTED));
    }
    refuse_dates(loan.from, loan.until, &mut refusals);
    match (loan.from, loan.until) {
        (_, None) => {
            let message = "Cho mượn phải có thời hạn: hãy ghi ngày kết thúc.";
            refusals.push(Refusal::new("until", message, APPOINTED));
        }
        (Some(from), Some(until)) if from.until(until).is_ok_and(|span| span.get_days() > LONGEST_LOAN) => {
            let message = "Mỗi quyết định cho mượn không quá một năm.";
            refusals.push(Refusal::new("until", message, APPOINTED));
        }
        (_, Some(until)) if until <= db.clock.today() => {
            refusals.push(Refusal::new("until", "Ngày kết thúc đã qua.", APPOINTED));
        }
        _ => {}
    }
    refuse_no_decision(loan.decision, &mut refusals);
    let mut platform = db.platform_write(actor).await?;
    // Heads are taken in order, as every change over several tenants does.
    let mut both: Vec<&TenantId> = below.iter().map(|tenant| tenant.id()).chain([lender.id()]).collect();
    both.sort();
    for tenant in both {
        store::hold(&mut platform, tenant).await?;
    }
    let account = lendable(&mut platform, lender.id(), loan, db.clock.today(), &mut refusals).await?;
    if let (Some(below), Some(account), Some(from)) = (&below, &account, loan.from) {
        let held = store::appointed(&mut platform, below.id()).await?;
        let serves = held.iter().any(|held| {
            held.account == *account && LENDABLE.contains(&held.role) && overlap(held, from, loan.until)
        });
        if serves {
            let message = "Người này đã có chân trong Ban Biên tập của đơn vị đó trong thời gian đã ghi.";
            refusals.push(Refusal::new("login", message, APPOINTED));
        }
    }
    Error::unless_empty(refusals)?;
    let (Some(below), Some(account), Some(from)) = (below, account, loan.from) else {
        return Err(Error::internal("checked above"));
    };
    let appointment = Appointment {
        tenant: below.id().clone(),
        id: fresh(db.clock.now(), &db.entropy),
        account,
        role: Role::Deputy,
        unit: None,
        from,
        until: loan.until,
        decision: loan.decision.trim().to_owned(),
        lent_by: Some(lender.id().clone()),
        stopped_at: None,
    };
    add(&mut platform, &appointment).await?;
    let detail = json!({
        "account": appointment.account, "to": below.slug(), "from": appointment.from, "until": appointment.until,
        "decision": appointment.decision,
    });
    platform.audit(lender.id(), "appointment.lend", "appointment", &appointment.id, detail);
    platform.commit().await
}

/// The account of who is lent: today of the lending board itself, and not lent to it by another.
async fn lendable(
    platform: &mut PlatformWrite,
    lender: &TenantId,
    loan: &NewLoan<'_>,
    today: Date,
    refusals: &mut Vec<Refusal>,
) -> Result<Option<AccountId>> {
    let account = account_by_login(platform, &loan.login.trim().to_lowercase()).await?;
    let board = serving(platform, lender, today).await?;
    let found = account.filter(|account| {
        board
            .iter()
            .any(|held| held.account == account.id && LENDABLE.contains(&held.role) && held.lent_by.is_none())
    });
    if found.is_none() {
        let message = "Người cho mượn phải đang ở trong Ban Biên tập của trang này.";
        refusals.push(Refusal::new("login", message, APPOINTED));
    }
    Ok(found.map(|account| account.id))
}

//! The steps of a report: begun, written, sent to the head, sent back, signed.

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, fresh};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::outbox::MailSettings;
use crate::people::{Action, Role, Staff, State};
use crate::tasks;
use crate::tenants::directory::Tenant;

use super::dues::Began;
use super::figures::Figures;
use super::letterhead::{Letterhead, SEALED};
use super::rules::{self, Rule};
use super::turn::{self, Turn};
use super::{Report, Stage, Texts, Version, numbers, papers, store};

/// The longest text.
const TEXT: usize = 20_000;
/// The earliest year of a report.
const EARLIEST: i16 = 2000;
/// The clause behind approvals.
pub(super) const APPROVED: &str = "Quy chế Điều 7.2";

/// Who does it, in which site.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// The database.
    pub db: &'a Db,
    /// Where.
    pub tenant: &'a Tenant,
    /// The person, with their rights.
    pub staff: &'a Staff,
    /// The person as the audit knows them.
    pub actor: &'a Actor,
    /// Who mail comes from.
    pub mail: &'a MailSettings,
    /// Where the console is.
    pub console: &'a str,
}

impl std::fmt::Debug for Act<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Act").field("actor", self.actor).finish_non_exhaustive()
    }
}

/// What a report would say now, counted anew.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn now(
    scope: &mut Scope,
    tenant: &Tenant,
    rule: &'static Rule,
    year: i16,
) -> Result<(Figures, Letterhead)> {
    let figures = Figures::read(scope, &tenant.profile, rule, year).await?;
    let today = scope.db().clock.today();
    let letterhead = Letterhead::on(scope, &tenant.profile, today).await?;
    Ok((figures, letterhead))
}

/// A report as it stands: what is signed as it was signed, what is written with the figures of now.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn current(scope: &mut Scope, tenant: &Tenant, report: &Report) -> Result<Version> {
    let version = store::version(scope, &report.id, report.no).await?;
    if report.stage == Stage::Approved {
        return Ok(version);
    }
    let (figures, letterhead) = now(scope, tenant, report.rule()?, report.year).await?;
    Ok(Version { figures, letterhead, ..version })
}

async fn insert(
    scope: &mut WriteScope,
    tenant: &Tenant,
    rule: &'static Rule,
    year: i16,
    by: Option<&AccountId>,
) -> Result<String> {
    let now_at = scope.db().clock.now();
    let report = Report {
        id: fresh(now_at, &scope.db().entropy),
        kind: rule.key.clone(),
        year,
        stage: Stage::Draft,
        no: 1,
        version: 1,
        returned: None,
        submitted_by: None,
        number: None,
        symbol: String::new(),
        signed: None,
        approved_by: None,
        reminded: String::new(),
        updated_at: now_at,
    };
    let (figures, letterhead) = now(scope, tenant, rule, year).await?;
    let texts = papers::usual(rule, year, &letterhead);
    store::insert(scope, &report, now_at).await?;
    store::insert_version(scope, &report, (&texts, &figures, &letterhead), by, now_at).await?;
    scope.changed("report", &report.id, Reach::Staff);
    let detail = json!({ "kind": report.kind, "year": year });
    scope.audit("report.begin", "report", &report.id, detail);
    Ok(report.id)
}

/// Begins a report, or finds it where it was begun already; its id.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for a report that is not for sites of this level or a year that has
/// not begun.
pub async fn begin(act: Act<'_>, kind: &str, year: Option<i16>) -> Result<String> {
    act.staff.require(Action::ReportSave, State::Any)?;
    let today = act.db.clock.today();
    let possible = rules::possible(act.tenant.profile.level, today);
    let rule = possible.into_iter().find(|rule| rule.key == kind);
    let mut refusals = Vec::new();
    if rule.is_none() {
        refusals.push(Refusal::new("kind", "Hãy chọn loại báo cáo.", APPROVED));
    }
    let begun = |year: i16| rule.is_none_or(|rule| rule.span(year).0 <= today);
    let year = year.filter(|year| *year >= EARLIEST && *year <= today.year() + 1);
    match year {
        None => refusals.push(Refusal::new("year", "Hãy ghi năm báo cáo, ví dụ 2016.", APPROVED)),
        Some(year) if !begun(year) => {
            refusals.push(Refusal::new("year", "Kỳ báo cáo này chưa bắt đầu.", APPROVED));
        }
        Some(year) => refusals.extend(too_early(act, rule, year).await?),
    }
    let (Some(rule), Some(year), true) = (rule, year, refusals.is_empty()) else {
        return Err(Error::Refused(refusals));
    };
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    if let Some(known) = store::of(&mut scope, kind, year).await? {
        return Ok(known.id);
    }
    let id = insert(&mut scope, act.tenant, rule, year, Some(&act.staff.account)).await?;
    scope.commit().await?;
    Ok(id)
}

/// What stands against a report of a year before there was a site, or a regulation that asks for it.
async fn too_early(act: Act<'_>, rule: Option<&'static Rule>, year: i16) -> Result<Option<Refusal>> {
    let Some(rule) = rule else { return Ok(None) };
    let since = Began::of(&mut act.db.read(act.tenant.id()).await?).await?.since(rule);
    Ok((year < since.year()).then(|| {
        let message = format!(
            "Không lập báo cáo của năm {year}: trang, quy chế có từ ngày {}.",
            crate::base::clock::date_vi(since)
        );
        Refusal::new("year", message, APPROVED)
    }))
}

/// Whether a report may be taken away by a person: a draft that never was sent and that nobody else wrote.
///
/// # Errors
/// When the database does not answer.
pub async fn may_discard(scope: &mut Scope, staff: &Staff, report: &Report) -> Result<bool> {
    let wrote = turn::authors(scope, report).await?;
    let own = !wrote.is_empty() && wrote.iter().all(|one| *one == staff.account);
    let never_sent = report.stage == Stage::Draft
        && report.returned.is_none()
        && store::recalls(scope, &report.id).await?.is_empty();
    Ok(own && never_sent && staff.may(Action::ReportSave, State::Any))
}

/// Takes away a draft that never was sent; its writer alone may.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when another was first, [`Error::Refused`] for what was sent or
/// written by others.
pub async fn discard(act: Act<'_>, id: &str, version: i64) -> Result<()> {
    act.staff.require(Action::ReportSave, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let report = seen(&mut scope, id, version).await?;
    if !may_discard(&mut scope, act.staff, &report).await? {
        let message = "Chỉ người soạn được xóa dự thảo của mình, khi dự thảo chưa từng được trình.";
        return Err(Error::refused("", message, APPROVED));
    }
    tasks::done_about(&mut scope, turn::SUBJECT, id).await?;
    store::delete(&mut scope, &report).await?;
    done(&mut scope, "report.discard", &report, json!({}));
    scope.commit().await
}

/// The server begins a report; nothing happens where it was begun already. Commits nothing.
///
/// # Errors
/// When the database refuses.
pub async fn begin_by_itself(
    scope: &mut WriteScope,
    tenant: &Tenant,
    rule: &'static Rule,
    year: i16,
) -> Result<Option<String>> {
    if store::of(scope, &rule.key, year).await?.is_some() {
        return Ok(None);
    }
    insert(scope, tenant, rule, year, None).await.map(Some)
}

/// The report a form is about, as its sender saw it.
pub(super) async fn seen(scope: &mut Scope, id: &str, version: i64) -> Result<Report> {
    let report = store::get(scope, id).await?;
    if report.version != version {
        return Err(Error::Conflict(
            "Báo cáo vừa được người khác thay đổi. Hãy xem bản mới rồi làm lại.".into(),
        ));
    }
    Ok(report)
}

pub(super) fn stands(report: &Report, wanted: &[Stage]) -> Result<()> {
    if wanted.contains(&report.stage) {
        return Ok(());
    }
    let message = match report.stage {
        Stage::Approved => "Báo cáo đã ban hành, không thay đổi được nữa.",
        Stage::Submitted => "Báo cáo đang chờ duyệt. Muốn sửa, hãy để người duyệt trả lại.",
        Stage::Draft => "Báo cáo chưa được trình duyệt.",
    };
    Err(Error::refused("", message, APPROVED))
}

/// Keeps what was written as a new version.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when another was first, [`Error::Refused`] for what is not
/// being written any more.
pub async fn save(act: Act<'_>, id: &str, version: i64, typed: &Texts) -> Result<()> {
    act.staff.require(Action::ReportSave, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let report = seen(&mut scope, id, version).await?;
    stands(&report, &[Stage::Draft])?;
    let rule = report.rule()?;
    let texts = papers::kept(rule, typed);
    let long = texts.values().any(|text| text.chars().count() > TEXT);
    if long {
        return Err(Error::refused("texts", "Mỗi phần viết dài nhất 20.000 ký tự.", APPROVED));
    }
    let (figures, letterhead) = now(&mut scope, act.tenant, rule, report.year).await?;
    let now_at = act.db.clock.now();
    let is = Report { no: report.no + 1, ..report.clone() };
    store::insert_version(&mut scope, &is, (&texts, &figures, &letterhead), Some(&act.staff.account), now_at)
        .await?;
    store::advance(&mut scope, &report, &is, now_at).await?;
    done(&mut scope, Action::ReportSave.as_str(), &is, json!({ "no": is.no }));
    scope.commit().await
}

fn done(scope: &mut WriteScope, action: &str, report: &Report, mut detail: serde_json::Value) {
    detail["kind"] = json!(report.kind);
    detail["year"] = json!(report.year);
    scope.changed("report", &report.id, Reach::Staff);
    scope.audit(action, "report", &report.id, detail);
}

/// Sends a report to the head.
///
/// # Errors
/// As [`save`]; [`Error::Refused`] also before its last day is over, and where the questionnaire is not filled in.
pub async fn submit(act: Act<'_>, id: &str, version: i64) -> Result<()> {
    act.staff.require(Action::ReportSave, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let report = seen(&mut scope, id, version).await?;
    stands(&report, &[Stage::Draft])?;
    let rule = report.rule()?;
    let held = store::version(&mut scope, id, report.no).await?;
    Error::unless_empty(gaps(rule, &report, &held, act.db.clock.today()))?;
    let is = Report {
        stage: Stage::Submitted,
        returned: None,
        submitted_by: Some(act.staff.account.clone()),
        ..report.clone()
    };
    store::advance(&mut scope, &report, &is, act.db.clock.now()).await?;
    done(&mut scope, "report.submit", &is, json!({ "no": is.no }));
    turn::tell(&mut scope, act, (&report, &is), Turn::Sent, "").await?;
    scope.commit().await
}

/// What stands against its going to the head.
pub fn gaps(rule: &'static Rule, report: &Report, held: &Version, today: jiff::civil::Date) -> Vec<Refusal> {
    let mut gaps = Vec::new();
    let (_, until) = rule.span(report.year);
    if today <= until {
        let message = format!(
            "Kỳ báo cáo kết thúc ngày {}; chưa trình duyệt được.",
            crate::base::clock::date_vi(until)
        );
        gaps.push(Refusal::new("", message, APPROVED));
    }
    let is_empty = |key: &str| held.texts.get(key).is_none_or(|text| text.trim().is_empty());
    for text in rule.texts().into_iter().filter(|text| text.required && is_empty(&text.key)) {
        let message = format!("Hãy ghi “{}”; hệ thống không có số liệu này.", text.name);
        gaps.push(Refusal::new(&text.key, message, &rule.clause));
    }
    if rule.asks() {
        let open = rules::criteria()
            .iter()
            .filter(|one| held.texts.get(&papers::level_key(&one.key)).is_none_or(String::is_empty));
        for one in open {
            gaps.push(Refusal::new("criteria", format!("Chưa đánh giá: {}.", one.name), "Quy chế Điều 14"));
        }
    }
    gaps
}

/// Sends a report back to who writes it, with a reason.
///
/// # Errors
/// As [`approve`].
pub async fn send_back(act: Act<'_>, id: &str, version: i64, reason: &str) -> Result<()> {
    act.staff.require(Action::ReportApprove, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let report = seen(&mut scope, id, version).await?;
    stands(&report, &[Stage::Submitted])?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::refused("reason", "Hãy ghi lý do trả lại.", APPROVED));
    }
    let is = Report {
        stage: Stage::Draft,
        returned: Some(reason.to_owned()),
        submitted_by: None,
        ..report.clone()
    };
    store::advance(&mut scope, &report, &is, act.db.clock.now()).await?;
    done(&mut scope, "report.return", &is, json!({ "reason": reason }));
    turn::tell(&mut scope, act, (&report, &is), Turn::Returned, reason).await?;
    scope.commit().await
}

/// Signs a report: its figures are counted a last time and stay, and it takes the next number of the board's own series.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when another was first, [`Error::Refused`] for one's own
/// work and for what was not sent.
pub async fn approve(act: Act<'_>, id: &str, version: i64) -> Result<()> {
    act.staff.require(Action::ReportApprove, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let report = seen(&mut scope, id, version).await?;
    stands(&report, &[Stage::Submitted])?;
    let wrote = turn::authors(&mut scope, &report).await?;
    if wrote.contains(&act.staff.account) || report.submitted_by.as_ref() == Some(&act.staff.account) {
        return Err(Error::refused("", "Người soạn, trình báo cáo không tự duyệt báo cáo đó.", APPROVED));
    }
    let held = store::version(&mut scope, id, report.no).await?;
    let (figures, letterhead) = now(&mut scope, act.tenant, report.rule()?, report.year).await?;
    let now_at = act.db.clock.now();
    let given = numbers::give(&mut scope, &letterhead, "BC", (turn::SUBJECT, id)).await?;
    let mut texts = held.texts;
    // Who signs is kept with what is signed, so that a later name or post changes no paper.
    let head = act.staff.is(&[Role::BoardHead]);
    texts.insert(papers::SIGNER.to_owned(), act.staff.name.clone());
    let role = if head { Role::BoardHead } else { Role::StandingDeputy };
    texts.insert(papers::SIGNER_ROLE.to_owned(), role.as_str().to_owned());
    let is = Report {
        stage: Stage::Approved,
        no: report.no + 1,
        number: Some(given.number),
        symbol: given.symbol,
        signed: Some(given.on),
        approved_by: Some(act.staff.account.clone()),
        ..report.clone()
    };
    store::insert_version(&mut scope, &is, (&texts, &figures, &letterhead), Some(&act.staff.account), now_at)
        .await?;
    store::advance(&mut scope, &report, &is, now_at).await?;
    let sign = paper::wording::sign(is.number, &is.symbol);
    done(&mut scope, Action::ReportApprove.as_str(), &is, json!({ "sign": sign, "clause": SEALED }));
    turn::tell(&mut scope, act, (&report, &is), Turn::Signed, "").await?;
    scope.commit().await
}

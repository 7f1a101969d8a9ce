//! What the units owe and sent, for the board and for each unit; a head's word and delegations.

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::Scope;
use crate::base::text::csv_cell as cell;
use crate::board::approvals::{Approval, Tally};
use crate::board::confirming::{self, Authority, Confirmation, Demand, NewDelegation, Settings};
use crate::board::store as board;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::item::{Action as ActionView, Ask};
use crate::console::views::supply::{
    DelegationRow, DelegationsPage, LimitRow, MissedRow, QuotaRow, QuotasPage, SupplyPage, UnitRow,
};
use crate::items::{Content, Edition};
use crate::people::store::{self as people};
use crate::people::{Action, Relation, Role, State};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::supply::limits::{self, Dates, Limit, Standing, day_of};
use crate::supply::month::Month;
use crate::supply::quotas;
use crate::supply::report::{Report, Row};
use crate::supply::{confirm as word, store as supply};

use super::board::{first_day, term, unit_name, unread_days};
use super::form::date;
use super::frame::{Names, layout, post, shown};
use super::items::choices;

/// How many months can be looked at together.
const TOGETHER: usize = 24;
/// How many months ahead a quota can begin.
const AHEAD: usize = 12;

fn field(name: &str) -> String {
    match name {
        "month" => "thang".into(),
        "items" => "chi-tieu".into(),
        "remind_day" => "ngay-nhac".into(),
        other => super::board::field(other),
    }
}

/// The month asked for, or this one.
fn month(desk: &Desk) -> Month {
    Month::parse(desk.asked.query("thang")).unwrap_or_else(|| Month::of(desk.app.db.clock.today()))
}

/// The last of several months that are looked at together; the one asked for where there is no other.
fn last_month(desk: &Desk, first: Month) -> Month {
    let latest = std::iter::successors(Some(first), |month| Some(month.next())).nth(TOGETHER - 1);
    let asked = Month::parse(desk.asked.query("den-thang")).filter(|last| *last >= first);
    asked.map_or(first, |last| latest.map_or(last, |latest| last.min(latest)))
}

/// The day until which it counts what readers saw, where another than today is asked for.
fn as_of(desk: &Desk) -> Option<Date> {
    date(desk.asked.query("tinh-den")).filter(|day| *day < desk.app.db.clock.today())
}

/// Whether the person sees every unit, or only their own.
pub fn sees_all(desk: &Desk) -> bool {
    desk.staff.appointments.iter().any(|held| {
        !matches!(held.role, Role::UnitHead | Role::UnitOfficer)
            && held.allows(Relation::Own, Action::SupplyRead, State::Any)
    })
}

/// The report, without what is other units' for who sees only their own.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn report(desk: &Desk, month: Month) -> Result<(Report, Settings)> {
    report_of(desk, month, month).await
}

/// The same of several months together.
async fn report_of(desk: &Desk, first: Month, last: Month) -> Result<(Report, Settings)> {
    desk.staff.require(Action::SupplyRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let (profile, day) = (&desk.tenant.profile, as_of(desk).unwrap_or_else(|| desk.app.db.clock.today()));
    let mut report = Report::as_of(&mut scope, profile, first, day).await?;
    if last > first {
        let mut months = vec![report];
        for month in std::iter::successors(Some(first.next()), |month| Some(month.next()))
            .take_while(|month| *month <= last)
        {
            months.push(Report::as_of(&mut scope, profile, month, day).await?);
        }
        report = Report::together(&months);
    }
    let settings = Settings::read(&mut scope, profile).await?;
    if !sees_all(desk) {
        let own: Vec<&str> = desk.staff.units().collect();
        report.rows.retain(|row| own.contains(&row.unit.as_str()));
        let names: Vec<String> = own.iter().map(|key| unit_name(desk, Some(key))).collect();
        report.missed.retain(|missed| names.contains(&missed.unit));
    }
    Ok((report, settings))
}

/// Which months are looked at, as things stood when.
fn told(month: Month, last: Month, as_of: Option<Date>) -> String {
    let until = if last > month { format!(" đến {}", last.vietnamese()) } else { String::new() };
    let as_of = as_of.map(|day| format!(", tính đến hết ngày {}", date_vi(day))).unwrap_or_default();
    format!("{}{until}{as_of}", month.vietnamese())
}

/// `GET /:tenant/cung-cap?thang=&den-thang=&tinh-den=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let (month, whole) = (month(desk), sees_all(desk));
    let last = last_month(desk, month);
    let (report, settings) = report_of(desk, month, last).await?;
    let link = |title: String, month: Month| Link::new(title, desk.url(&format!("/cung-cap?thang={month}")));
    let form = &desk.asked.form;
    let refused = !refusals.is_empty();
    let typed = |name: &str, kept: String| if refused { form.get(name).to_owned() } else { kept };
    let demand = typed("xac-nhan", settings.demand.as_str().to_owned());
    let office = typed("van-phong", settings.office_unit.clone());
    let units = desk.tenant.profile.units_on(desk.tenant.day);
    let page = SupplyPage {
        layout: layout(desk, "Cung cấp tin, bài").await?,
        month: told(month, last, as_of(desk)),
        months: vec![
            link(format!("Về {}", month.previous().vietnamese()), month.previous()),
            link(format!("Sang {}", last.next().vietnamese()), last.next()),
        ],
        begin: begin(desk),
        rows: report.rows.iter().map(unit_row).collect(),
        silent: if whole { report.silent().map(|row| row.name.clone()).collect() } else { Vec::new() },
        whole,
        missed: report
            .missed
            .iter()
            .map(|missed| MissedRow {
                link: Link::new(missed.title.clone(), desk.url(&format!("/tin-bai/{}", missed.edition))),
                unit: missed.unit.clone(),
                limit: missed.limit.clone(),
                state: Badge::new(missed.standing.vietnamese(), Tone::Bad),
            })
            .collect(),
        undated_text: format!(
            "{} bài chưa tính được vì chưa ghi ngày sự việc, ban hành hoặc phê duyệt.",
            report.undated
        ),
        limits: limits_today(desk),
        csv_url: desk.url(&if last > month {
            format!("/cung-cap.csv?thang={month}&den-thang={last}")
        } else {
            format!("/cung-cap.csv?thang={month}")
        }),
        settings: desk.may(Action::SupplySet, State::Any).then(|| post(desk, &desk.url("/cung-cap/cai-dat"))),
        refusals,
        demands: Demand::ALL
            .iter()
            .map(|one| Choice {
                value: one.as_str().into(),
                label: one.vietnamese().into(),
                chosen: one.as_str() == demand,
            })
            .collect(),
        offices: units
            .map(|unit| Choice {
                value: unit.key.clone(),
                label: unit.name.clone(),
                chosen: unit.key == office,
            })
            .collect(),
        remind_day: typed("ngay-nhac", settings.remind_day.to_string()),
        demand_text: settings.demand.vietnamese().into(),
    };
    desk::html(status, &page)
}

fn begin(desk: &Desk) -> Vec<Link> {
    let ways = [
        (Action::SupplySet, "Đặt chỉ tiêu", "/cung-cap/chi-tieu"),
        (Action::SupplyDelegate, "Ủy quyền xác nhận", "/cung-cap/uy-quyen"),
    ];
    let may = ways.into_iter().filter(|(action, ..)| desk.may(*action, State::Any));
    may.map(|(_, title, path)| Link::new(title, desk.url(path))).collect()
}

fn unit_row(row: &Row) -> UnitRow {
    let state = if row.sent == 0 && row.published == 0 {
        Badge::new("Chưa có bài nào", Tone::Bad)
    } else if row.is_behind() {
        Badge::new(format!("Thiếu {}", row.quota.unwrap_or(0) - row.sent), Tone::Warn)
    } else if row.quota.is_some() {
        Badge::new("Đủ chỉ tiêu", Tone::Good)
    } else {
        Badge::new("Có bài", Tone::Plain)
    };
    UnitRow {
        place: row.place.to_string(),
        name: row.name.clone(),
        quota: row.quota.map_or_else(|| "không giao".into(), |quota| quota.to_string()),
        sent: row.sent,
        published: row.published,
        returned: row.returned,
        timely: format!("{} đúng hạn, {} trễ", row.on_time, row.late),
        delay: row.median_delay.map_or_else(|| "chưa rõ".into(), |days| format!("{days} ngày làm việc")),
        state,
    }
}

fn limits_today(desk: &Desk) -> Vec<LimitRow> {
    let today = desk.app.db.clock.today();
    let held = limits::all().iter().filter(|limit| limit.holds_on(today));
    held.map(|limit: &Limit| LimitRow {
        id: limit.id.clone(),
        name: limit.name.clone(),
        span: limit.span(),
        from: limit.from_day.vietnamese().into(),
        clause: limit.clause.clone(),
    })
    .collect()
}

/// `GET /:tenant/cung-cap.csv?thang=&den-thang=`
///
/// # Errors
/// When the database does not answer.
pub async fn table(desk: Desk) -> Result<Response> {
    let month = month(&desk);
    let last = last_month(&desk, month);
    let (report, _) = report_of(&desk, month, last).await?;
    let mut out = String::from(
        "\u{FEFF}Hạng,Đơn vị,Chỉ tiêu,Đã gửi,Được đăng,Trả lại,Đúng hạn,Trễ,Trung vị từ sự việc đến khi gửi (ngày làm việc)\r\n",
    );
    for row in &report.rows {
        let optional = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let Row { place, sent, published, returned, on_time, late, .. } = row;
        out += &format!(
            "{place},{},{},{sent},{published},{returned},{on_time},{late},{}\r\n",
            cell(&row.name),
            optional(row.quota),
            optional(row.median_delay)
        );
    }
    let until = if last > month { format!("-{last}") } else { String::new() };
    let name = format!("cung-cap-{}-{month}{until}.csv", desk.tenant.slug());
    Ok(desk::download(&name, "text/csv; charset=utf-8", out))
}

/// `POST /:tenant/cung-cap/cai-dat`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn settings(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let usual = Settings::usual(&desk.tenant.profile);
    let settings = Settings {
        demand: Demand::parse(form.get("xac-nhan")).unwrap_or(usual.demand),
        office_unit: Some(form.get("van-phong").to_owned())
            .filter(|unit| !unit.is_empty())
            .unwrap_or(usual.office_unit),
        remind_day: form.get("ngay-nhac").parse().unwrap_or(0),
    };
    match confirming::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &settings).await {
        Ok(()) => Ok(see_other(&desk.url("/cung-cap"))),
        Err(Error::Refused(refusals)) => {
            let named = |name: &str| if name == "unit" { "van-phong".into() } else { field(name) };
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, named)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET /:tenant/cung-cap/chi-tieu`
///
/// # Errors
/// When the database does not answer.
pub async fn quotas_form(desk: Desk) -> Result<Response> {
    quotas_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn quotas_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let form = &desk.asked.form;
    let this = Month::of(desk.app.db.clock.today());
    let from = Month::parse(form.get("thang")).unwrap_or(this);
    let held = quotas::read(&mut desk.app.db.read(desk.tenant.id()).await?, from).await?;
    let months = std::iter::successors(Some(this), |month| Some(month.next())).take(AHEAD);
    let fresh = form.fields().is_empty();
    let page = QuotasPage {
        layout: layout(desk, "Chỉ tiêu cung cấp tin, bài").await?,
        post: post(desk, &desk.url("/cung-cap/chi-tieu")),
        refusals,
        months: months
            .map(|month| Choice {
                value: month.to_string(),
                label: month.vietnamese(),
                chosen: month == from,
            })
            .collect(),
        rows: desk
            .tenant
            .profile
            .units_on(desk.tenant.day)
            .map(|unit| {
                let name = format!("chi-tieu-{}", unit.key);
                let kept = held.get(&unit.key).copied().unwrap_or(0).to_string();
                QuotaRow {
                    items: if fresh { kept } else { form.get(&name).to_owned() },
                    field: name,
                    name: unit.name.clone(),
                }
            })
            .collect(),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/cung-cap/chi-tieu`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn set_quotas(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    // What is no number is refused like one that is too large.
    let number = |text: &str| if text.is_empty() { 0 } else { text.parse().unwrap_or(-1) };
    let numbers: Vec<(String, i64)> = form
        .fields()
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("chi-tieu-")?.to_owned(), number(value.trim()))))
        .collect();
    let Some(from) = Month::parse(form.get("thang")) else {
        let refusal = crate::base::error::Refusal::new("month", "Hãy chọn tháng bắt đầu áp dụng.", "");
        return quotas_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(vec![refusal], field)).await;
    };
    match quotas::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), from, &numbers).await {
        Ok(()) => Ok(see_other(&desk.url("/cung-cap"))),
        Err(Error::Refused(refusals)) => {
            quotas_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// The units the person heads.
pub fn headed(desk: &Desk) -> Vec<String> {
    let heads = desk.staff.appointments.iter().filter(|held| held.role == Role::UnitHead);
    heads.filter_map(|held| held.unit.clone()).collect()
}

/// `GET /:tenant/cung-cap/uy-quyen`
///
/// # Errors
/// When the database does not answer.
pub async fn delegations(desk: Desk) -> Result<Response> {
    delegations_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn delegations_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let (form, today, units) = (&desk.asked.form, desk.app.db.clock.today(), headed(desk));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let given = board::delegations(&mut scope).await?;
    let held = people::appointments_in(&mut scope).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let officers: Vec<(String, String)> = held
        .iter()
        .filter(|held| held.role == Role::UnitOfficer && held.until.is_none_or(|until| today < until))
        .filter(|held| held.unit.as_ref().is_some_and(|unit| units.contains(unit)))
        .map(|held| {
            let name = names.of(Some(&held.account));
            (held.account.to_string(), format!("{name}, {}", unit_name(desk, held.unit.as_deref())))
        })
        .collect();
    let rows = given.iter().filter(|one| units.contains(&one.unit)).map(|one| DelegationRow {
        name: names.of(Some(&one.account)),
        unit: unit_name(desk, Some(&one.unit)),
        term: term(one.from, Some(one.until)),
        paper: one.paper.clone(),
        state: if one.holds_on(today) {
            Badge::new("Đang hiệu lực", Tone::Good)
        } else if today < one.from {
            Badge::new("Chưa đến ngày", Tone::Plain)
        } else {
            Badge::new("Đã hết", Tone::Plain)
        },
        end: (today < one.until)
            .then(|| post(desk, &desk.url(&format!("/cung-cap/uy-quyen/{}/thoi", one.id)))),
    });
    let named: Vec<(String, String)> =
        units.iter().map(|unit| (unit.clone(), unit_name(desk, Some(unit)))).collect();
    let chosen_unit = if form.get("don-vi").is_empty() {
        units.first().map_or("", String::as_str)
    } else {
        form.get("don-vi")
    };
    let page = DelegationsPage {
        rows: rows.collect(),
        layout: layout(desk, "Ủy quyền xác nhận").await?,
        post: post(desk, &desk.url("/cung-cap/uy-quyen")),
        refusals,
        people: choices(
            "Chọn cán bộ của đơn vị",
            form.get("nguoi"),
            officers.iter().map(|(id, name)| (id.as_str(), name.clone())),
        ),
        units: named
            .iter()
            .map(|(key, name)| Choice { value: key.clone(), label: name.clone(), chosen: key == chosen_unit })
            .collect(),
        from: first_day(desk),
        until: form.get("den-ngay").to_owned(),
        paper: form.get("quyet-dinh").to_owned(),
    };
    desk::html(status, &page)
}

/// `POST /:tenant/cung-cap/uy-quyen`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn delegate(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let unread = unread_days(form);
    let account: AccountId = form.get("nguoi").into();
    let new = NewDelegation {
        unit: form.get("don-vi"),
        account: &account,
        from: date(form.get("tu-ngay")),
        until: date(form.get("den-ngay")),
        paper: form.get("quyet-dinh"),
    };
    let done = if unread.is_empty() {
        confirming::delegate(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &new).await
    } else {
        Err(Error::Refused(unread))
    };
    match done {
        Ok(()) => Ok(see_other(&desk.url("/cung-cap/uy-quyen"))),
        Err(Error::Refused(refusals)) => {
            delegations_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/cung-cap/uy-quyen/:delegation/thoi`
///
/// # Errors
/// [`Error::NotFound`] when the head's units have no such delegation.
pub async fn take_back(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("delegation");
    confirming::take_back(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(see_other(&desk.url("/cung-cap/uy-quyen")))
}

/// `POST /:tenant/tin-bai/:edition/xac-nhan`
///
/// # Errors
/// [`Error::Forbidden`] for whom the unit gave no such leave.
pub async fn confirm(desk: Desk) -> Result<Response> {
    let id: EditionId = desk.asked.param("edition").into();
    let version = desk.version()?;
    word::confirm(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, version).await?;
    Ok(see_other(&desk.url(&format!("/tin-bai/{id}"))))
}

/// What an item's page says of approvals, the unit's word and the limits; and the unit's act, where it is offered.
#[derive(Default)]
pub struct OnItem {
    /// Name and value.
    pub facts: Vec<(String, String)>,
    /// How far a shared approval is, as a sentence.
    pub approvals: Option<String>,
    /// The confirmation, if this person may give it now.
    pub confirm: Option<ActionView>,
}

/// Reads it for an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn on_item(
    desk: &Desk,
    scope: &mut Scope,
    edition: &Edition,
    content: &Content,
    names: &Names,
) -> Result<OnItem> {
    let mut found = OnItem::default();
    let mut fact = |name: &str, value: String| found.facts.push((name.to_owned(), value));
    let tally = Tally::read(scope, edition.subject(content.common().section)).await?;
    let named = |approval: &Approval| approver(desk, approval, names);
    if edition.state == State::Submitted || !tally.standing.is_empty() {
        fact("Duyệt", tally.sentence(named));
    }
    let standing = confirming::standing(scope, &edition.id, &edition.revision, &edition.unit_key).await?;
    let waits = matches!(edition.state, State::Draft | State::Submitted)
        && confirming::is_demanded(scope, &desk.tenant.profile, edition.supplied()).await?;
    match &standing {
        Some(word) => fact("Xác nhận của đơn vị", confirmed(word, names)),
        None if waits => {
            let text = "chưa có; cần thủ trưởng hoặc người được ủy quyền xác nhận";
            fact("Xác nhận của đơn vị", text.into());
        }
        None => {}
    }
    for (name, value) in clocks(desk, scope, edition, content).await? {
        fact(&name, value);
    }
    if edition.state == State::Submitted && tally.is_shared() {
        found.approvals = Some(tally.sentence(named));
    }
    let authority = word::offered(scope, &desk.staff, edition).await?;
    found.confirm = authority.map(|authority| confirm_view(desk, edition, &authority));
    Ok(found)
}

fn approver(desk: &Desk, approval: &Approval, names: &Names) -> String {
    let lender = approval.lent_by.as_ref().and_then(|id| desk.app.directory.get(id));
    let lent = lender.map(|lender| format!(", do {} cho mượn", lender.identity().full_name));
    format!(
        "{} ({}{}, {})",
        names.of(Some(&approval.account)),
        approval.role.vietnamese(),
        lent.unwrap_or_default(),
        time_vi(approval.at)
    )
}

fn confirmed(word: &Confirmation, names: &Names) -> String {
    let stead = if word.delegated { ", được ủy quyền" } else { "" };
    format!("{}{stead}, {}", names.of(Some(&word.account)), time_vi(word.at))
}

/// Every limit that holds for an edition's content, judged today.
///
/// # Errors
/// When the database does not answer.
pub async fn judged(
    desk: &Desk,
    scope: &mut Scope,
    edition: &Edition,
    content: &Content,
) -> Result<Vec<limits::Verdict>> {
    let seen = supply::seen(scope, &edition.item).await?;
    let begun = crate::items::store::item(scope, &edition.item).await?.created_at;
    let dates = Dates {
        event_on: content.event_on(),
        created_on: day_of(begun),
        shown_on: seen.from.map(day_of),
        shown_until: seen.until.map(day_of),
    };
    let classes = limits::classes(content, &desk.tenant.profile);
    Ok(limits::judge(&classes, &dates, desk.app.db.clock.today()))
}

async fn clocks(
    desk: &Desk,
    scope: &mut Scope,
    edition: &Edition,
    content: &Content,
) -> Result<Vec<(String, String)>> {
    let verdicts = judged(desk, scope, edition, content).await?;
    let told = |verdict: &limits::Verdict| {
        let start = verdict.start.map(crate::base::clock::date_vi).unwrap_or_default();
        let counted = if verdict.standing == Standing::Undated || verdict.limit.limit == limits::Unit::Stays {
            String::new()
        } else {
            format!(" kể từ {} {start}", verdict.limit.from_day.vietnamese())
        };
        let Limit { id, clause, .. } = verdict.limit;
        format!("{}: {id}, {}{counted} ({clause})", verdict.standing.vietnamese(), verdict.limit.span())
    };
    Ok(verdicts.iter().map(|verdict| ("Thời hạn đăng".to_owned(), told(verdict))).collect())
}

fn confirm_view(desk: &Desk, edition: &Edition, authority: &Authority) -> ActionView {
    let explanation = match authority {
        Authority::Head => "Thủ trưởng xác nhận nội dung đơn vị cung cấp là đúng (Quy chế Điều 8.2, 12.3).",
        Authority::Delegate(_) => "Xác nhận theo ủy quyền của thủ trưởng đơn vị (Quy chế Điều 8.2, 12.3).",
    };
    ActionView {
        id: "xac-nhan".into(),
        label: "Xác nhận của đơn vị".into(),
        explanation: explanation.into(),
        post: post(desk, &desk.url(&format!("/tin-bai/{}/xac-nhan", edition.id))),
        version: edition.version.to_string(),
        ask: Ask::Nothing,
        danger: false,
        refusals: Refusals::default(),
    }
}

//! The calendar in the console: a week, the form of an entry, publishing, copying.

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, weekday_date_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::schedule::{ScheduleDay, ScheduleEditPage, SchedulePage, ScheduleRow, Tick};
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::schedule::{self, Entry, Seen, Standing, Typed, Week, Work};

use super::form::date;
use super::frame::{Said, layout, post};

const HOME: &str = "/lich-cong-tac";

fn field(name: &str) -> String {
    match name {
        "day" => "ngay",
        "begins" => "bat-dau",
        "ends" => "ket-thuc",
        "what" => "noi-dung",
        "place" => "dia-diem",
        "presides" => "chu-tri",
        "attends" => "thanh-phan",
        "unit" => "don-vi",
        "note" => "thay-doi",
        "reason" => "ly-do",
        "no_secret" => "cam-ket",
        "entries" => "cong-bo",
        other => other,
    }
    .to_owned()
}

fn may_save(desk: &Desk) -> bool {
    desk.may(Action::ScheduleSave, State::Any)
}

fn may_publish(desk: &Desk) -> bool {
    desk.may(Action::SchedulePublish, State::Any)
}

/// The week asked for, in the address or in a form; this week where it cannot be read.
fn week(desk: &Desk) -> Week {
    let asked = [desk.asked.query("tuan"), desk.asked.form.get("tuan")];
    let found = asked.into_iter().find_map(Week::parse);
    found.unwrap_or_else(|| Week::of(desk.app.db.clock.today()))
}

fn week_url(desk: &Desk, week: Week) -> String {
    desk.url(&format!("{HOME}?tuan={week}"))
}

/// `GET /:tenant/lich-cong-tac?tuan=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default(), None).await
}

/// The week, with what was ticked in a form that did not go through.
async fn show(
    desk: &Desk,
    status: StatusCode,
    refusals: Refusals,
    notice: Option<String>,
) -> Result<Response> {
    desk.staff.require(Action::ScheduleRead, State::Any)?;
    let week = week(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let entries = schedule::seen(&mut scope, &desk.staff, week).await?;
    drop(scope);
    let days = week.days().filter_map(|day| {
        let rows: Vec<ScheduleRow> =
            entries.iter().filter(|entry| entry.work.day == day).map(|entry| row(desk, entry)).collect();
        let title = weekday_date_vi(day);
        (!rows.is_empty()).then(|| ScheduleDay { id: format!("ngay-{day}"), title, rows })
    });
    let days: Vec<ScheduleDay> = days.collect();
    let waits = days.iter().flat_map(|day| &day.rows).any(|row| row.tick.is_some());
    let link = |word: &str, to: Week| {
        Link::new(format!("{word} tuần {}", to.first().iso_week_date().week()), week_url(desk, to))
    };
    let page = SchedulePage {
        layout: layout(desk, "Lịch công tác").await?,
        week: week.vietnamese(),
        week_key: week.to_string(),
        weeks: vec![link("Về", week.plus(-1)), link("Sang", week.plus(1))],
        new_url: may_save(desk).then(|| desk.url(&format!("{HOME}/moi?tuan={week}"))),
        copy: may_save(desk).then(|| post(desk, &desk.url(&format!("{HOME}/chep")))),
        publish: (waits || !refusals.is_empty()).then(|| post(desk, &desk.url(&format!("{HOME}/cong-bo")))),
        declared: desk.asked.form.ticked("cam-ket"),
        notice,
        refusals,
        days,
    };
    desk::html(status, &page)
}

fn states(entry: &Entry) -> Vec<Badge> {
    let public = if entry.public {
        Badge::new("Đã công bố", Tone::Good)
    } else {
        Badge::new("Chưa công bố", Tone::Warn)
    };
    let standing = match entry.standing() {
        Standing::Planned => None,
        Standing::Changed(_) => Some(Badge::new("Có thay đổi", Tone::Warn)),
        Standing::Cancelled(_) => Some(Badge::new("Hoãn", Tone::Bad)),
    };
    std::iter::once(public).chain(standing).collect()
}

fn unit_name(desk: &Desk, key: &str) -> String {
    desk.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

fn row(desk: &Desk, entry: &Entry) -> ScheduleRow {
    let path = format!("{HOME}/{}", entry.id);
    let open = entry.cancelled.is_none();
    let changes = open && may_save(desk) && (!entry.public || may_publish(desk));
    ScheduleRow {
        hours: entry.work.hours(),
        what: entry.work.what.clone(),
        url: changes.then(|| desk.url(&path)),
        place: entry.work.place.clone(),
        presides: entry.work.presides.clone(),
        unit: unit_name(desk, &entry.work.unit),
        states: states(entry),
        tick: (open && !entry.public && may_publish(desk)).then(|| tick(desk, entry)),
        withhold: (entry.public && may_publish(desk)).then(|| post(desk, &desk.url(&format!("{path}/rut")))),
        version: entry.version.to_string(),
    }
}

/// The box of an entry that can be published: ticked again where it was, unless the entry was changed since.
fn tick(desk: &Desk, entry: &Entry) -> Tick {
    let value = entry.seen();
    Tick { id: entry.id.clone(), ticked: desk.asked.form.all("muc").any(|sent| sent == value), value }
}

/// `GET /:tenant/lich-cong-tac/moi?tuan=`
///
/// # Errors
/// When the database does not answer.
pub async fn new(desk: Desk) -> Result<Response> {
    let today = desk.app.db.clock.today();
    let week = week(&desk);
    let day = if Week::of(today) == week { today } else { week.first() };
    let unit = desk.staff.units().next().unwrap_or_default().to_owned();
    let typed = Typed { unit, ..Typed::default() };
    form(&desk, None, Said::default(), &typed, &date_vi(day)).await
}

/// `POST /:tenant/lich-cong-tac/moi`
///
/// # Errors
/// When the database refuses.
pub async fn create(desk: Desk) -> Result<Response> {
    desk.staff.require(Action::ScheduleSave, State::Any)?;
    let typed = typed(&desk);
    let work = match Work::parse(&typed, &desk.tenant.profile, desk.app.db.clock.today()) {
        Ok(work) => work,
        Err(refused) => return again(&desk, None, refused).await,
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match schedule::add(&mut scope, &desk.staff, &work).await {
        Ok(_) => {
            scope.commit().await?;
            Ok(see_other(&week_url(&desk, Week::of(work.day))))
        }
        Err(refused) => {
            drop(scope);
            again(&desk, None, refused).await
        }
    }
}

/// What the form says.
fn typed(desk: &Desk) -> Typed {
    let form = &desk.asked.form;
    Typed {
        day: date(form.get("ngay")),
        begins: form.get("bat-dau").into(),
        ends: form.get("ket-thuc").into(),
        what: form.get("noi-dung").into(),
        place: form.get("dia-diem").into(),
        presides: form.get("chu-tri").into(),
        attends: form.get("thanh-phan").into(),
        unit: form.get("don-vi").into(),
        regular: form.ticked("thuong-xuyen"),
    }
}

/// The form as it was typed, with what stands against it.
async fn again(desk: &Desk, entry: Option<&Entry>, refused: Error) -> Result<Response> {
    let said = Said::of(refused, field)?;
    let day = desk.asked.form.get("ngay").to_owned();
    match entry {
        // What was changed meanwhile is read anew, so that the next attempt is made knowingly.
        Some(_) if said.notice.is_some() => {
            form(desk, Some(&asked_for(desk).await?), said, &typed(desk), &day).await
        }
        _ => form(desk, entry, said, &typed(desk), &day).await,
    }
}

async fn form(desk: &Desk, entry: Option<&Entry>, said: Said, typed: &Typed, day: &str) -> Result<Response> {
    let (path, heading) = match entry {
        Some(entry) => (format!("{HOME}/{}", entry.id), "Sửa lịch công tác"),
        None => (format!("{HOME}/moi"), "Thêm lịch công tác"),
    };
    let week = date(day).map_or_else(|| week(desk), Week::of);
    let asked = &desk.asked.form;
    let own: Vec<&str> = desk.staff.units().collect();
    let on = typed.day.unwrap_or(desk.tenant.day);
    let units = desk
        .tenant
        .profile
        .units_on(on)
        .filter(|unit| !desk.staff.only_own_unit() || own.contains(&unit.key.as_str()));
    let unit = |unit: &crate::tenants::Unit| {
        let choice = Choice::new(unit.key.as_str(), unit.name.as_str());
        if unit.key == typed.unit { choice.chosen() } else { choice }
    };
    let typed_note = entry.filter(|entry| entry.public).map(|_| asked.get("thay-doi").to_owned());
    let page = ScheduleEditPage {
        layout: layout(desk, heading).await?,
        heading: heading.into(),
        back: Link::new(format!("Về tuần {}", week.first().iso_week_date().week()), week_url(desk, week)),
        state: entry.and_then(|entry| states(entry).into_iter().next()),
        post: post(desk, &desk.url(&path)),
        version: entry.map_or_else(String::new, |entry| entry.version.to_string()),
        notice: said.notice,
        refusals: said.refusals,
        day: day.to_owned(),
        begins: typed.begins.clone(),
        ends: typed.ends.clone(),
        what: typed.what.clone(),
        place: typed.place.clone(),
        presides: typed.presides.clone(),
        attends: typed.attends.clone(),
        units: units.map(unit).collect(),
        regular: typed.regular,
        note: typed_note,
        cancel: entry
            .filter(|entry| entry.cancelled.is_none())
            .map(|_| post(desk, &desk.url(&format!("{path}/hoan")))),
        reason: asked.get("ly-do").to_owned(),
    };
    desk::html(said.status, &page)
}

async fn asked_for(desk: &Desk) -> Result<Entry> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    schedule::find(&mut scope, &desk.staff, desk.asked.param("entry")).await
}

/// An entry as its form holds it.
fn typed_of(entry: &Entry) -> (Typed, Date) {
    let work = &entry.work;
    let time = |time: jiff::civil::Time| time.strftime("%H:%M").to_string();
    let typed = Typed {
        day: Some(work.day),
        begins: time(work.begins),
        ends: work.ends.map(time).unwrap_or_default(),
        what: work.what.clone(),
        place: work.place.clone(),
        presides: work.presides.clone(),
        attends: work.attends.clone(),
        unit: work.unit.clone(),
        regular: work.regular,
    };
    (typed, work.day)
}

/// `GET /:tenant/lich-cong-tac/:entry`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn edit(desk: Desk) -> Result<Response> {
    let entry = asked_for(&desk).await?;
    let (typed, day) = typed_of(&entry);
    form(&desk, Some(&entry), Said::default(), &typed, &date_vi(day)).await
}

/// `POST /:tenant/lich-cong-tac/:entry`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn save(desk: Desk) -> Result<Response> {
    let entry = asked_for(&desk).await?;
    let version = desk.version()?;
    let work = match Work::parse(&typed(&desk), &desk.tenant.profile, desk.app.db.clock.today()) {
        Ok(work) => work,
        Err(refused) => return again(&desk, Some(&entry), refused).await,
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let note = desk.asked.form.get("thay-doi");
    match schedule::change(&mut scope, &desk.staff, &entry, version, &work, note).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&week_url(&desk, Week::of(work.day))))
        }
        Err(refused) => {
            drop(scope);
            again(&desk, Some(&entry), refused).await
        }
    }
}

/// `POST /:tenant/lich-cong-tac/:entry/hoan`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn cancel(desk: Desk) -> Result<Response> {
    let entry = asked_for(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let reason = desk.asked.form.get("ly-do");
    match schedule::cancel(&mut scope, &desk.staff, &entry, desk.version()?, reason).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&week_url(&desk, Week::of(entry.work.day))))
        }
        Err(refused) => {
            drop(scope);
            let said = Said::of(refused, field)?;
            let entry = asked_for(&desk).await?;
            let (typed, day) = typed_of(&entry);
            form(&desk, Some(&entry), said, &typed, &date_vi(day)).await
        }
    }
}

/// `POST /:tenant/lich-cong-tac/cong-bo`
///
/// # Errors
/// [`Error::NotFound`] for what is not there.
pub async fn publish(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let seen: Vec<Seen> = form.all("muc").map(Seen::parse).collect();
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match schedule::publish(&mut scope, &desk.staff, &seen, form.ticked("cam-ket")).await {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&week_url(&desk, week(&desk))))
        }
        Err(refused) => {
            drop(scope);
            let Said { status, refusals, notice } = Said::of(refused, field)?;
            show(&desk, status, refusals, notice).await
        }
    }
}

/// `POST /:tenant/lich-cong-tac/:entry/rut`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn withhold(desk: Desk) -> Result<Response> {
    let entry = asked_for(&desk).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::withhold(&mut scope, &desk.staff, &entry, desk.version()?).await?;
    scope.commit().await?;
    Ok(see_other(&week_url(&desk, Week::of(entry.work.day))))
}

/// `POST /:tenant/lich-cong-tac/chep`
///
/// # Errors
/// When the database refuses.
pub async fn copy(desk: Desk) -> Result<Response> {
    let week = week(&desk);
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    schedule::copy_into(&mut scope, &desk.staff, &desk.tenant.profile, week).await?;
    scope.commit().await?;
    Ok(see_other(&week_url(&desk, week)))
}

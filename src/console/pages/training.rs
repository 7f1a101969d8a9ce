//! Trainings at the desk: the register of a year, and one with who took part.

use std::sync::Arc;

use jiff::civil::Date;
use poem::Response;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::training::{
    JoinForm, PersonRow, TrainingForm, TrainingPage, TrainingRow, TrainingsPage,
};
use crate::house::days_of;
use crate::house::struck::Struck;
use crate::house::training::{self, Figures, Joining, Kind, Participant, Served, Training, Typed};
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Choice, Html, Link};
use crate::tenants::directory::Tenant;

use super::feedback::hand;
use super::form::date;
use super::frame::{Said, layout, post};
use super::house::{Came, came, typed_day, year, years};
use super::office::strike_form;

/// Where the console has it.
pub(super) const PATH: &str = "/tap-huan";

pub(super) fn back(desk: &Desk) -> Link {
    Link::new("Tập huấn", desk.url(PATH))
}

/// The days of a training as people read them.
pub fn days(one: &Training) -> String {
    if one.from == one.until {
        date_vi(one.from)
    } else {
        format!("từ {} đến {}", date_vi(one.from), date_vi(one.until))
    }
}

fn reached(people: &[&Participant]) -> String {
    let units = people.iter().filter(|one| one.kind == Kind::Unit).count();
    let persons = people.len() - units;
    match (persons, units) {
        (0, 0) => "chưa ghi".to_owned(),
        (persons, 0) => format!("{persons} người"),
        (persons, units) => format!("{persons} người, {units} đơn vị"),
    }
}

fn facts(figures: &Figures, untrained: usize) -> Vec<(String, String)> {
    let facts = [
        ("Số lớp", figures.courses.to_string()),
        ("Tổng số giờ", figures.hours.to_string()),
        ("Lượt người tham gia", figures.turns.to_string()),
        ("Số người được tập huấn", figures.people.to_string()),
        ("Số cơ quan, đơn vị", figures.bodies.to_string()),
        ("Chưa được tập huấn", format!("{untrained} người đang giữ nhiệm vụ")),
    ];
    facts.map(|(name, value)| (name.to_owned(), value)).to_vec()
}

/// A year's trainings with who took part.
pub(super) async fn of_year(desk: &Desk, year: i16) -> Result<(Vec<Training>, Vec<Participant>)> {
    let (from, until) = days_of(year);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let held = training::between(&mut scope, from, until).await?;
    Ok((held, training::people_of_all(&mut scope, from, until).await?))
}

pub(super) async fn untrained_here(desk: &Desk) -> Result<Vec<Served>> {
    training::untrained(&mut desk.app.db.platform().await?, desk.tenant.id()).await
}

/// Those of the day that the address names, as a report counts them.
pub(super) async fn untrained_then(desk: &Desk, day: Date) -> Result<Vec<Served>> {
    training::untrained_on(&mut desk.app.db.platform().await?, desk.tenant.id(), day).await
}

/// `GET /:tenant/tap-huan?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    list_page(&desk, Said::default()).await
}

async fn list_page(desk: &Desk, said: Said) -> Result<Response> {
    let year = year(desk);
    let (held, people) = of_year(desk, year).await?;
    let (from, until) = days_of(year);
    let struck =
        training::struck_between(&mut desk.app.db.read(desk.tenant.id()).await?, from, until).await?;
    let untrained = untrained_here(desk).await?;
    let row = |one: &Training| TrainingRow {
        link: Link::new(one.topic.clone(), desk.url(&format!("{PATH}/{}", one.id))),
        days: days(one),
        hours: one.hours.to_string(),
        about: format!("{}; {}", one.place, one.trainer),
        people: match &one.struck {
            Some(struck) => struck.vietnamese(),
            None => reached(&people.iter().filter(|person| person.training == one.id).collect::<Vec<_>>()),
        },
    };
    let may = desk.may(Action::OfficeSet, State::Any);
    let entry = |one: &Training| (one.id.clone(), format!("{}, {}", one.topic, days(one)));
    let page = TrainingsPage {
        layout: layout(desk, "Tập huấn").await?,
        year: year.to_string(),
        years: years(desk, PATH, year),
        ways: vec![
            Link::new("Theo từng người", desk.url(&format!("{PATH}/nguoi?nam={year}"))),
            Link::new("Người chưa được tập huấn", desk.url(&format!("{PATH}/chua"))),
            Link::new("Tải sổ của năm (XLSX)", desk.url(&format!("{PATH}.xlsx?nam={year}"))),
        ],
        facts: facts(&training::figures(&held, &people), untrained.len()),
        rows: held.iter().chain(&struck).map(row).collect(),
        form: may.then(|| typed_form(desk, &desk.url(PATH))),
        strike: if may { strike_form(desk, PATH, held.iter().map(entry).collect()) } else { None },
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// The form with what was typed.
fn typed_form(desk: &Desk, action: &str) -> TrainingForm {
    let form = &desk.asked.form;
    TrainingForm {
        post: post(desk, action),
        version: None,
        topic: form.get("chuyen-de").into(),
        from: form.get("tu-ngay").into(),
        until: form.get("den-ngay").into(),
        hours: form.get("so-gio").into(),
        place: form.get("dia-diem").into(),
        trainer: form.get("giang-vien").into(),
        content: form.raw("noi-dung").into(),
    }
}

fn typed(desk: &Desk) -> Typed<'_> {
    let form = &desk.asked.form;
    Typed {
        topic: form.get("chuyen-de"),
        from: date(form.get("tu-ngay")),
        until: typed_day(form.get("den-ngay")),
        hours: form.get("so-gio").parse().ok(),
        place: form.get("dia-diem"),
        trainer: form.get("giang-vien"),
        content: form.raw("noi-dung"),
    }
}

/// `POST /:tenant/tap-huan`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn record(desk: Desk) -> Result<Response> {
    match training::record(hand(&desk, &desk.actor()), typed(&desk)).await {
        Ok(id) => Ok(see_other(&desk.url(&format!("{PATH}/{id}#them-nguoi")))),
        Err(refused @ Error::Refused(_)) => list_page(&desk, Said::of(refused, str::to_owned)?).await,
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/tap-huan/huy`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn strike(desk: Desk) -> Result<Response> {
    let (id, reason) = (desk.asked.form.get("ma-huy"), desk.asked.form.get("ly-do-huy"));
    match came(training::strike(hand(&desk, &desk.actor()), id, reason).await)? {
        Came::Done => Ok(see_other(&desk.url(PATH))),
        Came::Back(said) => list_page(&desk, said).await,
    }
}

/// Which of the forms of a training's page comes back.
#[derive(Default)]
struct Back {
    edit: Option<Said>,
    join: Option<Said>,
}

/// `GET /:tenant/tap-huan/:training?trang=`
///
/// # Errors
/// [`Error::NotFound`] for a training of another site.
pub async fn view(desk: Desk) -> Result<Response> {
    one_page(&desk, Back::default()).await
}

async fn one_page(desk: &Desk, came: Back) -> Result<Response> {
    let id = desk.asked.param("training").to_owned();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = training::find(&mut scope, &id).await?.ok_or(Error::NotFound)?;
    let people = training::people_of(&mut scope, &id).await?;
    drop(scope);
    let at = desk.url(&format!("{PATH}/{id}"));
    let may = desk.may(Action::OfficeSet, State::Any) && one.struck.is_none();
    let (edited, joined) = (came.edit, came.join);
    let status = edited.as_ref().or(joined.as_ref()).map(|said| said.status).unwrap_or_default();
    let notice = edited.as_ref().and_then(|said| said.notice.clone());
    let notice = notice.or_else(|| one.struck.as_ref().map(Struck::vietnamese));
    let join = if may { Some(join_form(desk, &at, &people, joined.is_some()).await?) } else { None };
    let held = || TrainingForm {
        post: post(desk, &at),
        version: None,
        topic: one.topic.clone(),
        from: date_vi(one.from),
        until: if one.from == one.until { String::new() } else { date_vi(one.until) },
        hours: one.hours.to_string(),
        place: one.place.clone(),
        trainer: one.trainer.clone(),
        content: one.content.clone(),
    };
    let edit = may.then(|| if edited.is_some() { typed_form(desk, &at) } else { held() });
    let row = |person: &Participant| PersonRow {
        name: person.name.clone(),
        body: if person.kind == Kind::Unit { "Đơn vị".into() } else { person.body.clone() },
        remove: may.then(|| (post(desk, &format!("{at}/bo-nguoi")), person.id.clone())),
    };
    let page = TrainingPage {
        layout: layout(desk, &one.topic).await?,
        back: back(desk),
        title: one.topic.clone(),
        notice,
        facts: vec![
            ("Thời gian".into(), days(&one)),
            ("Số giờ".into(), one.hours.to_string()),
            ("Địa điểm".into(), one.place.clone()),
            ("Người, cơ quan hướng dẫn".into(), one.trainer.clone()),
            ("Tham gia".into(), reached(&people.iter().collect::<Vec<_>>())),
        ],
        content: Html::sanitised(paragraphs(&one.content)),
        people: people.iter().map(row).collect(),
        join,
        join_refusals: joined.map(|said| said.refusals).unwrap_or_default(),
        edit: edit.map(|form| TrainingForm { version: Some(one.version.to_string()), ..form }),
        refusals: edited.map(|said| said.refusals).unwrap_or_default(),
    };
    desk::html(status, &page)
}

/// The form of who took part: the people of one site, the own where none was chosen.
async fn join_form(desk: &Desk, at: &str, held: &[Participant], came_back: bool) -> Result<JoinForm> {
    let form = &desk.asked.form;
    let wanted = if came_back { form.get("trang") } else { desk.asked.query("trang") };
    let sites = desk.app.directory.tree(desk.tenant.id());
    let site = sites.iter().find(|site| site.slug() == wanted).unwrap_or(&desk.tenant);
    let served = training::served_below(&mut desk.app.db.platform().await?, desk.tenant.id()).await?;
    let chosen: Vec<&str> = form.all("nguoi").collect();
    let choice = |one: &Served| {
        let post = one.role.vietnamese();
        let choice = Choice::new(one.account.to_string(), format!("{} ({post})", one.name));
        if came_back && chosen.contains(&one.account.as_str()) { choice.chosen() } else { choice }
    };
    let is_there = |one: &Served| held.iter().any(|row| row.kind == Kind::Account(one.account.clone()));
    let site_choice = |one: &Arc<Tenant>| {
        let choice = Choice::new(one.slug(), one.identity().full_name.clone());
        if one.id() == site.id() { choice.chosen() } else { choice }
    };
    let mut people: Vec<&Served> =
        served.iter().filter(|one| one.site == *site.id() && !is_there(one)).collect();
    people.sort_by_key(|one| crate::base::text::folded(&one.name));
    let typed = |name: &str| if came_back { form.raw(name).to_owned() } else { String::new() };
    Ok(JoinForm {
        post: post(desk, &format!("{at}/nguoi")),
        choose: at.to_owned(),
        sites: sites.iter().map(site_choice).collect(),
        site: site.slug().to_owned(),
        people: people.into_iter().map(choice).collect(),
        outside: typed("nguoi-ngoai"),
        units: typed("don-vi-ngoai"),
    })
}

/// `POST /:tenant/tap-huan/:training`
///
/// # Errors
/// [`Error::NotFound`] for a training of another site.
pub async fn correct(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("training").to_owned();
    let done = training::correct(hand(&desk, &desk.actor()), &id, desk.version()?, typed(&desk)).await;
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("{PATH}/{id}")))),
        Err(refused @ (Error::Refused(_) | Error::Conflict(_))) => {
            let edit = Some(Said::of(refused, str::to_owned)?);
            one_page(&desk, Back { edit, ..Back::default() }).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/tap-huan/:training/nguoi`
///
/// # Errors
/// [`Error::NotFound`] for a training of another site.
pub async fn join(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("training").to_owned();
    let form = &desk.asked.form;
    let units = form.raw("don-vi-ngoai").lines().map(str::trim).filter(|line| !line.is_empty());
    let joining = Joining {
        accounts: form.all("nguoi").map(str::to_owned).collect(),
        people: training::outsiders(form.raw("nguoi-ngoai")),
        units: units.map(str::to_owned).collect(),
    };
    match training::join(hand(&desk, &desk.actor()), &id, joining).await {
        Ok(_) => {
            let site = encode(form.get("trang"));
            Ok(see_other(&desk.url(&format!("{PATH}/{id}?trang={site}#tham-gia"))))
        }
        Err(refused @ Error::Refused(_)) => {
            let join = Some(Said::of(refused, str::to_owned)?);
            one_page(&desk, Back { join, ..Back::default() }).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/tap-huan/:training/bo-nguoi`
///
/// # Errors
/// [`Error::NotFound`] for who is not there.
pub async fn leave(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("training").to_owned();
    training::leave(hand(&desk, &desk.actor()), &id, desk.asked.form.get("ma")).await?;
    Ok(see_other(&desk.url(&format!("{PATH}/{id}#tham-gia"))))
}

//! Consultations in the console: the list, and the form of a draft.

use poem::Response;

use crate::base::clock::date_vi;
use crate::base::error::{self, Error, Result};
use crate::base::id::FileId;
use crate::base::scope::Scope;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::consultations::{ConsultationEditPage, ConsultationRow, ConsultationsPage};
use crate::consultations::{self, Act, Consultation, Course, Listed, Phase, Stage, Typed, rules, store};
use crate::files::kind::Family;
use crate::indexing::{OF_ANY_UNIT, READERS};
use crate::items::rights::Sight;
use crate::media::store as media;
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::search::service::Which;
use crate::search::{Filters, Group, Query};

use super::form::date;
use super::frame::{Said, layout, post};

pub(super) const HOME: &str = "/lay-y-kien";
/// Consultations on one page of the list.
const PAGE: usize = 50;
/// Files of the library offered by the form.
const OFFERED: usize = 40;

pub(super) fn field(name: &str) -> String {
    match name {
        "kind" => "loai",
        "title" => "tieu-de",
        "unit" => "don-vi",
        "contact" => "lien-he",
        "begins" => "tu-ngay",
        "ends" => "den-ngay",
        "ground" => "can-cu",
        "note" => "thuyet-minh",
        "text" => "toan-van",
        "files" => "tep",
        "no_secret" => "cam-ket",
        other => other,
    }
    .to_owned()
}

pub(super) fn act(desk: &Desk) -> Act<'_> {
    Act { staff: &desk.staff, tenant: &desk.tenant }
}

pub(super) fn unit_name(desk: &Desk, key: &str) -> String {
    desk.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

pub(super) fn badge(phase: Phase) -> Badge {
    let tone = match phase {
        Phase::Open | Phase::Accounted => Tone::Good,
        Phase::Submitted | Phase::Announced => Tone::Warn,
        Phase::TakenDown => Tone::Bad,
        Phase::Draft | Phase::Closed => Tone::Plain,
    };
    Badge::new(phase.vietnamese(), tone)
}

pub(super) fn days(course: &Course) -> String {
    match (course.begins, course.ends) {
        (Some(begins), Some(ends)) => format!("từ {} đến {}", date_vi(begins), date_vi(ends)),
        _ => "chưa đặt thời gian".into(),
    }
}

/// A page of those that a person sees, and whether more follow.
///
/// # Errors
/// When the database does not answer.
pub async fn seen(desk: &Desk, offset: usize, limit: usize) -> Result<(Vec<Listed>, bool)> {
    desk.staff.require(Action::ConsultationRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut found = store::list(&mut scope, offset, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    found.retain(|one| consultations::may_see(&desk.staff, one.course.stage, &one.unit));
    Ok((found, more))
}

/// Those that hold the words anywhere in their texts, the best first.
async fn searched(desk: &Desk, q: &str) -> Result<Vec<Listed>> {
    desk.staff.require(Action::ConsultationRead, State::Any)?;
    let query = Query {
        text: q.to_owned(),
        tenants: vec![desk.tenant.id().as_str().to_owned()],
        filters: Filters { kinds: vec!["consultation".into()], ..Filters::default() },
        audience: Some(audience(desk)),
        group: Group::Item,
        limit: PAGE,
        ..Query::default()
    };
    let found = desk.app.search.search(Which::Staff, query).await?;
    let ids: Vec<String> = found.hits.into_iter().map(|hit| hit.item).collect();
    let mut rows = store::listed(&mut desk.app.db.read(desk.tenant.id()).await?, &ids).await?;
    rows.retain(|one| consultations::may_see(&desk.staff, one.course.stage, &one.unit));
    rows.sort_by_key(|one| ids.iter().position(|id| *id == one.id));
    Ok(rows)
}

/// Who this person is to the staff's index of consultations.
fn audience(desk: &Desk) -> Vec<String> {
    if consultations::sees_all(&desk.staff) {
        return vec![READERS.to_owned()];
    }
    let units = desk.staff.units().map(|unit| format!("unit:{unit}"));
    units.chain(std::iter::once(OF_ANY_UNIT.to_owned())).collect()
}

/// `GET /:tenant/lay-y-kien?q=&trang=`
///
/// # Errors
/// When the database or the index does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let (today, page) = (desk.app.db.clock.today(), desk.asked.page());
    let q = desk.asked.query("q").to_owned();
    let (found, more) = if q.is_empty() {
        seen(&desk, (page - 1) * PAGE, PAGE).await?
    } else {
        (searched(&desk, &q).await?, false)
    };
    let row = |one: &Listed| ConsultationRow {
        link: Link::new(one.title.clone(), desk.url(&format!("{HOME}/{}", one.id))),
        state: badge(one.course.phase(today)),
        late: one.course.is_late(today).then(|| Badge::new("Trễ công bố kết quả", Tone::Bad)),
        unit: unit_name(&desk, &one.unit),
        days: days(&one.course),
        count_text: format!("{} ý kiến, {} chờ xem xét", one.counts.received, one.counts.waiting),
    };
    let way = |page: usize| desk.url(&format!("{HOME}?trang={page}"));
    desk::page(&ConsultationsPage {
        layout: layout(&desk, "Lấy ý kiến góp ý").await?,
        new_url: desk.may(Action::ConsultationSave, State::Any).then(|| desk.url(&format!("{HOME}/moi"))),
        action: desk.url(HOME),
        rows: found.iter().map(row).collect(),
        newer: (q.is_empty() && page > 1).then(|| way(page - 1)),
        older: more.then(|| way(page + 1)),
        q,
    })
}

fn typed(desk: &Desk) -> Typed {
    let form = &desk.asked.form;
    Typed {
        kind: form.get("loai").into(),
        title: form.get("tieu-de").into(),
        unit: form.get("don-vi").into(),
        contact: form.get("lien-he").into(),
        note: form.raw("thuyet-minh").into(),
        text: form.raw("toan-van").into(),
        begins: date(form.get("tu-ngay")),
        ends: date(form.get("den-ngay")),
        ground: form.get("can-cu").into(),
        files: form.all("tep").map(FileId::from).collect(),
    }
}

/// Days that were typed and cannot be read.
fn unread_days(desk: &Desk) -> Vec<error::Refusal> {
    let days = [("begins", "tu-ngay"), ("ends", "den-ngay")];
    let unread = days.into_iter().filter_map(|(name, field)| {
        let typed = desk.asked.form.get(field);
        let message = format!("“{typed}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016.");
        (!typed.is_empty() && date(typed).is_none()).then(|| error::Refusal::new(name, message, ""))
    });
    unread.collect()
}

/// `GET /:tenant/lay-y-kien/moi`
///
/// # Errors
/// When the database does not answer.
pub async fn new(desk: Desk) -> Result<Response> {
    let unit = desk.staff.units().next().unwrap_or_default().to_owned();
    let typed = Typed { unit, ..Typed::default() };
    form(&desk, None, Said::default(), &typed, [String::new(), String::new()]).await
}

async fn form(
    desk: &Desk,
    known: Option<&Consultation>,
    said: Said,
    typed: &Typed,
    [begins, ends]: [String; 2],
) -> Result<Response> {
    let (path, heading) = match known {
        Some(known) => (format!("{HOME}/{}/sua", known.id), "Sửa dự thảo lấy ý kiến"),
        None => (format!("{HOME}/moi"), "Lập việc lấy ý kiến"),
    };
    let chosen = |choice: Choice, on: bool| if on { choice.chosen() } else { choice };
    let today = desk.app.db.clock.today();
    let kinds = rules::kinds(desk.tenant.profile.level, today).into_iter().map(|kind| {
        let label = format!("{} (ít nhất {} ngày)", kind.name, kind.days);
        chosen(Choice::new(kind.key.as_str(), label), kind.key == typed.kind)
    });
    let own: Vec<&str> = desk.staff.units().collect();
    let units = desk.tenant.profile.units_on(today);
    let units = units.filter(|unit| !desk.staff.only_own_unit() || own.contains(&unit.key.as_str()));
    let units =
        units.map(|unit| chosen(Choice::new(unit.key.as_str(), unit.name.as_str()), unit.key == typed.unit));
    let page = ConsultationEditPage {
        layout: layout(desk, heading).await?,
        heading: heading.into(),
        back: match known {
            Some(known) => Link::new("Về dự thảo", desk.url(&format!("{HOME}/{}", known.id))),
            None => Link::new("Về danh sách", desk.url(HOME)),
        },
        post: post(desk, &desk.url(&path)),
        version: known.map_or_else(String::new, |known| known.version.to_string()),
        notice: said.notice,
        refusals: said.refusals,
        kinds: kinds.collect(),
        title: typed.title.clone(),
        units: units.collect(),
        contact: typed.contact.clone(),
        begins,
        ends,
        ground: typed.ground.clone(),
        note: typed.note.clone(),
        text: typed.text.clone(),
        files: offered(desk, &typed.files).await?,
        library_url: desk.url("/thu-vien/them"),
    };
    desk::html(said.status, &page)
}

/// What is chosen already, and the latest documents of the library.
async fn offered(desk: &Desk, files: &[FileId]) -> Result<Vec<Choice>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut entries = media::several(&mut scope, files).await?;
    let filter = media::Filter { family: Some(Family::File), ..media::Filter::default() };
    let latest = media::list(&mut scope, &Sight::of(&desk.staff), &filter, None, OFFERED).await?;
    entries.extend(latest.into_iter().filter(|entry| !files.contains(entry.id())).take(OFFERED));
    let choice = |entry: &crate::media::Entry| {
        let choice = Choice::new(entry.id().as_str(), entry.file.name.as_str());
        if files.contains(entry.id()) { choice.chosen() } else { choice }
    };
    Ok(entries.iter().map(choice).collect())
}

/// The form as it was typed, with what stands against it.
async fn again(desk: &Desk, known: Option<&Consultation>, refused: Error) -> Result<Response> {
    let said = Said::of(refused, field)?;
    let asked = &desk.asked.form;
    let days = [asked.get("tu-ngay").to_owned(), asked.get("den-ngay").to_owned()];
    if known.is_none() || said.notice.is_none() {
        return form(desk, known, said, &typed(desk), days).await;
    }
    // What was changed meanwhile is read anew, so that the next attempt is made knowingly.
    let now = asked_for(desk, &mut desk.app.db.read(desk.tenant.id()).await?).await?;
    form(desk, Some(&now), said, &typed(desk), days).await
}

/// `POST /:tenant/lay-y-kien/moi`
///
/// # Errors
/// When the database refuses.
pub async fn create(desk: Desk) -> Result<Response> {
    desk.staff.require(Action::ConsultationSave, State::Any)?;
    let unread = unread_days(&desk);
    if !unread.is_empty() {
        return again(&desk, None, Error::Refused(unread)).await;
    }
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    match consultations::create(&mut scope, &act(&desk), &typed(&desk)).await {
        Ok(id) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{id}"))))
        }
        Err(refused) => {
            drop(scope);
            again(&desk, None, refused).await
        }
    }
}

/// The consultation of the address.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn asked_for(desk: &Desk, scope: &mut Scope) -> Result<Consultation> {
    consultations::find(scope, &desk.staff, desk.asked.param("consultation")).await
}

/// `GET /:tenant/lay-y-kien/:consultation/sua`
///
/// # Errors
/// [`Error::Conflict`] when it is no draft any more.
pub async fn edit(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let known = asked_for(&desk, &mut scope).await?;
    if known.stage != Stage::Draft {
        return Err(Error::Conflict(
            "Dự thảo đã gửi duyệt hoặc đã mở lấy ý kiến, không sửa được nữa.".into(),
        ));
    }
    let typed = Typed { files: store::files(&mut scope, &known.id).await?, ..known.what.clone() };
    drop(scope);
    let days = [known.what.begins, known.what.ends].map(|day| day.map(date_vi).unwrap_or_default());
    form(&desk, Some(&known), Said::default(), &typed, days).await
}

/// `POST /:tenant/lay-y-kien/:consultation/sua`
///
/// # Errors
/// [`Error::Conflict`] when it was changed meanwhile.
pub async fn save(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let known = asked_for(&desk, &mut scope).await?;
    let unread = unread_days(&desk);
    let saved = if unread.is_empty() {
        consultations::save(&mut scope, &act(&desk), &known, desk.version()?, &typed(&desk)).await
    } else {
        Err(Error::Refused(unread))
    };
    match saved {
        Ok(()) => {
            scope.commit().await?;
            Ok(see_other(&desk.url(&format!("{HOME}/{}", known.id))))
        }
        Err(refused) => {
            drop(scope);
            again(&desk, Some(&known), refused).await
        }
    }
}

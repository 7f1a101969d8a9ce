//! How the office keeps house: awards with the year's top list, violations, how long the site was there.

use std::collections::BTreeSet;

use poem::Response;

use crate::base::clock::{MINUTE, date_vi, time_vi};
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::scope::Scope;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::office::{
    AwardForm, AwardRow, AwardsPage, StrikeForm, UptimePage, ViolationForm, ViolationRow, ViolationsPage,
};
use crate::house::awards::{self, Award, Who, merits};
use crate::house::days_of;
use crate::house::outages::{self, Gap};
use crate::house::struck::Struck;
use crate::house::violations::{self, About, Violation};
use crate::notices::{self, Notice};
use crate::people::store::appointments_in;
use crate::people::{Action, State};
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::reports::store::instants;

use super::board::unit_name;
use super::feedback::hand;
use super::form::date;
use super::frame::{Names, Said, layout, post};
use super::house::{Came, came, typed_day, year, years};
use super::items::choices;

const AWARDS: &str = "/khen-thuong";
const VIOLATIONS: &str = "/vi-pham";
const UPTIME: &str = "/hoat-dong";

fn who(desk: &Desk, names: &Names, who: &Who) -> String {
    match who {
        Who::Account(id) => names.of(Some(id)),
        Who::Unit(key) => unit_name(desk, Some(key)),
    }
}

/// The site's people and units, as forms offer them.
async fn everybody(desk: &Desk, names: &Names) -> Result<Vec<Choice>> {
    let held = appointments_in(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let people: BTreeSet<(String, AccountId)> =
        held.into_iter().map(|held| (names.of(Some(&held.account)), held.account)).collect();
    let people = people.into_iter().map(|(name, id)| (Who::Account(id).word(), name));
    let units = desk.tenant.profile.units_on(desk.tenant.day);
    let units = units.map(|unit| (Who::Unit(unit.key.clone()).word(), unit.name.clone()));
    let all: Vec<(String, String)> = people.chain(units).collect();
    let all = all.iter().map(|(word, name)| (word.as_str(), name.clone()));
    Ok(choices("Chọn cá nhân hoặc đơn vị", desk.asked.form.get("ai"), all))
}

fn award_text(award: &Award) -> String {
    let reason = if award.reason.is_empty() { String::new() } else { format!(": {}", award.reason) };
    format!("{}{reason}", award.kind)
}

/// What a person was awarded, as a fact of their profile.
///
/// # Errors
/// When the database does not answer.
pub async fn awarded(scope: &mut Scope, account: &AccountId) -> Result<Vec<(String, String)>> {
    let held = awards::store::of_account(scope, account).await?;
    let fact = |award: &Award| {
        let text = format!("{} (số {}, {})", award_text(award), award.decision, date_vi(award.on));
        ("Khen thưởng".to_owned(), text)
    };
    Ok(held.iter().map(fact).collect())
}

/// `GET /:tenant/khen-thuong?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn awards_list(desk: Desk) -> Result<Response> {
    awards_page(&desk, Said::default()).await
}

async fn awards_page(desk: &Desk, said: Said) -> Result<Response> {
    let year = year(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let held = awards::store::of_year(&mut scope, year).await?;
    let merits = merits::of_year(&mut scope, year).await?;
    drop(scope);
    let names = Names::read(desk).await?;
    let form = &desk.asked.form;
    let form = if desk.may(Action::OfficeSet, State::Any) {
        Some(AwardForm {
            post: post(desk, &desk.url(AWARDS)),
            who: everybody(desk, &names).await?,
            kind: form.get("hinh-thuc").into(),
            reason: form.get("thanh-tich").into(),
            decision: form.get("quyet-dinh").into(),
            on: form.get("ngay").into(),
        })
    } else {
        None
    };
    let page = AwardsPage {
        layout: layout(desk, "Khen thưởng").await?,
        year: year.to_string(),
        years: years(desk, AWARDS, year),
        awards: held
            .iter()
            .map(|award| AwardRow {
                who: who(desk, &names, &award.who),
                what: award_text(award),
                decision: format!("{}, {}", award.decision, date_vi(award.on)),
                struck: award.struck.as_ref().map(Struck::vietnamese),
            })
            .collect(),
        strike: form.as_ref().and_then(|_| {
            let stands = held.iter().filter(|award| award.struck.is_none());
            let entry = |award: &Award| {
                (award.id.clone(), format!("{}: {}", award.decision, who(desk, &names, &award.who)))
            };
            strike_form(desk, AWARDS, stands.map(entry).collect())
        }),
        people: merits
            .people
            .iter()
            .map(|one| match &one.author.account {
                Some(id) => (names.of(Some(id)), one.items),
                None => (one.author.name.clone(), one.items),
            })
            .collect(),
        units: merits
            .units
            .iter()
            .map(|one| (unit_name(desk, Some(&one.unit)), one.items, one.on_time, one.late))
            .collect(),
        form,
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// The form that strikes an entry out; none where nothing stands.
pub(super) fn strike_form(desk: &Desk, register: &str, entries: Vec<(String, String)>) -> Option<StrikeForm> {
    let form = &desk.asked.form;
    let entry = |(id, words): (String, String)| {
        let choice = Choice::new(id.clone(), words);
        if id == form.get("ma-huy") { choice.chosen() } else { choice }
    };
    let entries: Vec<_> = entries.into_iter().map(entry).collect();
    (!entries.is_empty()).then(|| StrikeForm {
        post: post(desk, &desk.url(&format!("{register}/huy"))),
        entries,
        reason: form.get("ly-do-huy").into(),
    })
}

/// `POST /:tenant/khen-thuong/huy`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn strike_award(desk: Desk) -> Result<Response> {
    let (id, reason) = (desk.asked.form.get("ma-huy"), desk.asked.form.get("ly-do-huy"));
    match came(awards::strike(hand(&desk, &desk.actor()), id, reason).await)? {
        Came::Done => Ok(see_other(&desk.url(AWARDS))),
        Came::Back(said) => awards_page(&desk, said).await,
    }
}

/// `POST /:tenant/vi-pham/huy`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn strike_violation(desk: Desk) -> Result<Response> {
    let (id, reason) = (desk.asked.form.get("ma-huy"), desk.asked.form.get("ly-do-huy"));
    match came(violations::strike(hand(&desk, &desk.actor()), id, reason).await)? {
        Came::Done => Ok(see_other(&desk.url(VIOLATIONS))),
        Came::Back(said) => violations_page(&desk, said).await,
    }
}

/// `POST /:tenant/khen-thuong`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn add_award(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = awards::Typed {
        decision: form.get("quyet-dinh"),
        on: date(form.get("ngay")),
        kind: form.get("hinh-thuc"),
        reason: form.get("thanh-tich"),
        who: form.get("ai"),
    };
    match came(awards::add(hand(&desk, &desk.actor()), typed).await)? {
        Came::Done => Ok(see_other(&desk.url(AWARDS))),
        Came::Back(said) => awards_page(&desk, said).await,
    }
}

fn violation_row(desk: &Desk, names: &Names, one: &Violation, may: bool) -> ViolationRow {
    let until = one.until.map_or_else(String::new, |until| format!(" đến hết {}", date_vi(until)));
    let struck = one.struck.as_ref().map(Struck::vietnamese).unwrap_or_default();
    let state = match (one.suspended_at, one.lifted_at) {
        _ if one.struck.is_some() => Badge::new("Đã hủy ghi", Tone::Plain),
        (None, _) => Badge::new("Không đình chỉ", Tone::Plain),
        (Some(_), None) => Badge::new(format!("Đang đình chỉ{until}"), Tone::Bad),
        (Some(_), Some(at)) => Badge::new(format!("Đã cho dùng lại {}", time_vi(at)), Tone::Plain),
    };
    let facts = [
        ("Cá nhân, đơn vị", who(desk, names, &one.who)),
        ("Ngày phát hiện", date_vi(one.on)),
        ("Biện pháp", one.measure.clone()),
        ("Quyết định", one.decision.clone()),
        ("Người ghi", one.by.clone()),
        ("Hủy ghi", struck),
    ];
    let facts = facts.into_iter().filter(|fact| !fact.1.is_empty());
    ViolationRow {
        title: format!("Số {}: {}", one.number, one.what),
        state,
        facts: facts.map(|(name, value)| (name.to_owned(), value)).collect(),
        about: match &one.about {
            About::Nothing => None,
            About::Edition(id) => Some(Link::new("Mở bài liên quan", desk.url(&format!("/tin-bai/{id}")))),
            About::Event(seq) => {
                Some(Link::new(format!("Sự kiện số {seq} trong nhật ký"), desk.url("/nhat-ky")))
            }
        },
        lift: (may && one.suspends())
            .then(|| (post(desk, &desk.url(&format!("{VIOLATIONS}/cho-lai"))), one.id.clone())),
    }
}

/// `GET /:tenant/vi-pham?nam=`; the look is written down.
///
/// # Errors
/// When the database does not answer.
pub async fn violations_list(desk: Desk) -> Result<Response> {
    violations_page(&desk, Said::default()).await
}

async fn violations_page(desk: &Desk, said: Said) -> Result<Response> {
    let year = year(desk);
    let held = violations::look(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), year).await?;
    let names = Names::read(desk).await?;
    let may = desk.may(Action::ViolationSet, State::Any);
    let form = &desk.asked.form;
    let form = if may {
        Some(ViolationForm {
            post: post(desk, &desk.url(VIOLATIONS)),
            who: everybody(desk, &names).await?,
            about: form.get("lien-quan").into(),
            on: form.get("ngay").into(),
            what: form.raw("noi-dung").into(),
            measure: form.get("bien-phap").into(),
            decision: form.get("quyet-dinh").into(),
            suspend: form.ticked("dinh-chi"),
            until: form.get("den-ngay").into(),
        })
    } else {
        None
    };
    let page = ViolationsPage {
        layout: layout(desk, "Sổ vi phạm").await?,
        year: year.to_string(),
        years: years(desk, VIOLATIONS, year),
        rows: held.iter().map(|one| violation_row(desk, &names, one, may)).collect(),
        strike: form.as_ref().and_then(|_| {
            let stands = held.iter().filter(|one| one.struck.is_none());
            let entry = |one: &Violation| (one.id.clone(), format!("Số {}: {}", one.number, one.what));
            strike_form(desk, VIOLATIONS, stands.map(entry).collect())
        }),
        form,
        refusals: said.refusals,
    };
    desk::html(said.status, &page)
}

/// `POST /:tenant/vi-pham`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn record_violation(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let typed = violations::Typed {
        who: form.get("ai"),
        about: form.get("lien-quan"),
        on: date(form.get("ngay")),
        what: form.raw("noi-dung"),
        measure: form.get("bien-phap"),
        decision: form.get("quyet-dinh"),
        suspend: form.ticked("dinh-chi"),
        until: typed_day(form.get("den-ngay")),
    };
    match came(violations::record(hand(&desk, &desk.actor()), typed).await)? {
        Came::Done => Ok(see_other(&desk.url(VIOLATIONS))),
        Came::Back(said) => violations_page(&desk, said).await,
    }
}

/// `POST /:tenant/vi-pham/cho-lai`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn lift(desk: Desk) -> Result<Response> {
    match came(violations::lift(hand(&desk, &desk.actor()), desk.asked.form.get("ma")).await)? {
        Came::Done => Ok(see_other(&desk.url(VIOLATIONS))),
        Came::Back(said) => violations_page(&desk, said).await,
    }
}

/// `GET /:tenant/hoat-dong?nam=`
///
/// # Errors
/// When the database does not answer.
pub async fn uptime(desk: Desk) -> Result<Response> {
    let year = year(&desk);
    let found = outages::for_year(&mut desk.app.db.platform().await?, year).await?;
    let gap = |gap: &Gap| {
        let minutes = (gap.ended_at - gap.began_at) / MINUTE;
        format!("Từ {} đến {} ({minutes} phút)", time_vi(gap.began_at), time_vi(gap.ended_at))
    };
    let mut facts = vec![("Tỷ lệ hoạt động".to_owned(), found.vietnamese())];
    if let Some(from) = found.from {
        facts.push(("Theo dõi".to_owned(), format!("từ {} đến {}", time_vi(from), time_vi(found.until))));
        facts.push(("Tổng gián đoạn".to_owned(), format!("{} phút", found.down() / MINUTE)));
    }
    let (begin, end) = days_of(year);
    let asked = |name: &str, usual| date(desk.asked.query(name)).unwrap_or(usual);
    let (from, until) = instants(asked("tu-ngay", begin), asked("den-ngay", end));
    let planned = notices::between(&mut desk.app.db.read(desk.tenant.id()).await?, from, until).await?;
    let told = |one: &Notice| {
        let span = format!("Từ {} đến {}. {}", time_vi(one.starts_at), time_vi(one.ends_at), one.text);
        one.happened().map_or(span.clone(), |happened| format!("{span} {happened}"))
    };
    desk::page(&UptimePage {
        layout: layout(&desk, "Thời gian hoạt động").await?,
        year: year.to_string(),
        years: years(&desk, UPTIME, year),
        facts,
        gaps: found.gaps.iter().rev().map(gap).collect(),
        planned: planned.iter().map(told).collect(),
    })
}

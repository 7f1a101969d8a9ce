//! The calendar before readers: a week, the feed for programs of others, and JSON. Only what was published.

use jiff::civil::Date;
use poem::Response;
use poem::http::{StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;

use crate::base::clock::{plus_days, weekday_date_vi};
use crate::base::error::{Error, Result};
use crate::items::store::Filter;
use crate::public::site::Around;
use crate::public::views::schedule::{DayView, EntryView, SchedulePage};
use crate::public::views::{Badge, Link, Refusals, Stamp, Tone};
use crate::public::visit::{Reply, Visit};
use crate::schedule::{Entry, Standing, Week, ical, store};
use crate::tenants::{Profile, Section, SectionKey};

use super::section::{archive_link, holds_archived};
use super::{ask, issued, typed_day};

/// Articles about the calendar below a week.
const ARTICLES: usize = 10;
/// The feed: so many days back and ahead.
const FEED_DAYS: (i64, i64) = (-35, 190);

/// The week asked for: by its number or a day; what is neither is told.
fn wanted(visit: &Visit) -> (Week, Refusals) {
    let this = Week::of(visit.app.db.clock.today());
    let (week, day) = (visit.asked.query("tuan"), visit.asked.query("ngay"));
    let told = |text: &str, how: &str| {
        (this, ask::told("ngay", format!("“{text}” không phải là {how}; dưới đây là tuần này.")))
    };
    match (week, day) {
        ("", "") => (this, Refusals::default()),
        ("", day) => typed_day::day(day).map_or_else(
            || told(day, "ngày. Hãy ghi ngày/tháng/năm, ví dụ 28/12/2016"),
            |day| (Week::of(day), Refusals::default()),
        ),
        (week, _) => Week::parse(week)
            .map_or_else(|| told(week, "tuần dạng 2016-W52"), |week| (week, Refusals::default())),
    }
}

/// `/lich-cong-tac?tuan=2016-W52&ngay=28/12/2016`
///
/// # Errors
/// When the database does not answer.
pub async fn week(visit: Visit, section: &Section) -> Result<Reply> {
    let tenant = &visit.tenant;
    let (week, refusals) = wanted(&visit);
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let entries = store::between(&mut scope, week.first(), week.last(), true).await?;
    let span = store::public_span(&mut scope).await?;
    drop(scope);
    let articles = issued::list(&visit, &Filter::of_sections(&[section.key]), 0, ARTICLES).await?;
    let path = format!("/{}", section.slug);
    let here = tenant.url(&path);
    let today = visit.app.db.clock.today();
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let around = if week == Week::of(today) { around } else { around.at(format!("{here}?tuan={week}")) };
    let archive = holds_archived(&visit, section).await?;
    let description = format!("Lịch công tác của {}, {}.", tenant.identity().body, week.vietnamese());
    let mut layout = around.layout(&section.title, &description, vec![]);
    layout.for_print = visit.asked.query("in") == "1";
    // A week without anything is no page to be found by others.
    layout.noindex = entries.is_empty() && week != Week::of(today);
    let page = SchedulePage {
        title: section.title.clone(),
        week: week.vietnamese(),
        weeks: weeks(
            &here,
            week,
            Week::of(today),
            span.map(|(first, last)| (Week::of(first), Week::of(last))),
        ),
        action: here.clone(),
        typed: visit.asked.query("ngay").to_owned(),
        days: if entries.is_empty() { Vec::new() } else { days(&tenant.profile, week, today, &entries) },
        empty: entries.is_empty(),
        ical_url: tenant.section_url(section, "lich.ics"),
        print_url: Some(format!("{here}?tuan={week}&in=1")),
        articles: articles
            .entries
            .iter()
            .map(|entry| Link::new(entry.listed.title.clone(), issued::entry_url(tenant, entry)))
            .collect(),
        archive: archive.then(|| archive_link(tenant, section)),
        articles_url: (articles.total > ARTICLES).then(|| format!("{here}?bai-viet=1")),
        layout,
        refusals,
    };
    if page.refusals.is_empty() { Reply::page(&page) } else { Reply::refused(&page) }
}

/// The days of a week with their entries.
pub(super) fn days(profile: &Profile, week: Week, today: Date, entries: &[Entry]) -> Vec<DayView> {
    let of = |day: Date| entries.iter().filter(move |entry| entry.work.day == day);
    let view = |day: Date| DayView {
        id: format!("ngay-{day}"),
        day: Stamp::new(weekday_date_vi(day), day.to_string()),
        today: day == today,
        entries: of(day).map(|entry| shown(entry, profile)).collect(),
    };
    week.days().map(view).collect()
}

/// The ways to other weeks, no further than something is published.
fn weeks(here: &str, week: Week, this: Week, span: Option<(Week, Week)>) -> Vec<Link> {
    let Some((first, last)) = span else { return Vec::new() };
    let link = |title: String, to: Week| Link::new(title, format!("{here}?tuan={to}"));
    let number = |week: Week| format!("tuần {}", week.first().iso_week_date().week());
    let mut links = Vec::new();
    if week > first {
        let to = week.plus(-1).min(last);
        links.push(link(format!("Về {}", number(to)), to));
    }
    if week != this {
        links.push(Link::new("Tuần này", here));
    }
    if week < last {
        let to = week.plus(1).max(first);
        links.push(link(format!("Sang {}", number(to)), to));
    }
    links
}

fn unit_name(profile: &Profile, key: &str) -> String {
    profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

fn shown(entry: &Entry, profile: &Profile) -> EntryView {
    let work = &entry.work;
    let (state, note) = match entry.standing() {
        Standing::Planned => (None, String::new()),
        Standing::Changed(note) => (Some(Badge::new("Có thay đổi", Tone::Warn)), note.to_owned()),
        Standing::Cancelled(reason) => (Some(Badge::new("Hoãn", Tone::Bad)), reason.to_owned()),
    };
    EntryView {
        hours: work.hours(),
        what: work.what.clone(),
        place: work.place.clone(),
        presides: work.presides.clone(),
        attends: work.attends.clone(),
        unit: unit_name(profile, &work.unit),
        state,
        note,
        cancelled: entry.cancelled.is_some(),
    }
}

/// `/lich-cong-tac/lich.ics`: what lies some weeks back and half a year ahead.
///
/// # Errors
/// [`Error::NotFound`] under another section's address.
pub async fn feed(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let section = tenant.profile.section_by_slug(visit.asked.param("section"));
    let section = section.filter(|section| section.key == SectionKey::Calendar).ok_or(Error::NotFound)?;
    let today = visit.app.db.clock.today();
    let (back, ahead) = FEED_DAYS;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let entries = store::between(&mut scope, plus_days(today, back), plus_days(today, ahead), true).await?;
    let name = format!("{} - {}", section.title, tenant.identity().full_name);
    let text = ical::calendar(&name, &tenant.section_url(section, ""), entries.iter());
    Ok(Reply::Raw(
        Response::builder()
            .status(StatusCode::OK)
            .header(header::CONTENT_TYPE, "text/calendar; charset=utf-8")
            .header(header::CONTENT_DISPOSITION, "inline; filename=\"lich-cong-tac.ics\"")
            .header(header::CACHE_CONTROL, "public, max-age=300")
            .body(text),
    ))
}

/// A piece of work for machines.
#[derive(Serialize, JsonSchema)]
pub struct WorkJson {
    /// Its id, the same as in the iCalendar feed.
    entry: String,
    /// As `2016-12-28`.
    day: String,
    /// As `08:00`.
    begins: String,
    /// As `11:30`; absent where it is not known.
    ends: Option<String>,
    /// What is done.
    what: String,
    /// Where.
    place: String,
    /// Who presides, by post.
    presides: String,
    /// Who attends.
    attends: String,
    /// The unit that prepares it.
    unit: String,
    /// `planned`, `changed`, `cancelled`.
    standing: &'static str,
    /// What changed, or why it is called off.
    note: Option<String>,
}

impl WorkJson {
    /// An entry for machines.
    pub fn of(entry: &Entry, profile: &Profile) -> Self {
        let work = &entry.work;
        let note = match entry.standing() {
            Standing::Planned => None,
            Standing::Changed(note) | Standing::Cancelled(note) => Some(note.to_owned()),
        };
        Self {
            entry: entry.id.clone(),
            day: work.day.to_string(),
            begins: work.begins.strftime("%H:%M").to_string(),
            ends: work.ends.map(|ends| ends.strftime("%H:%M").to_string()),
            what: work.what.clone(),
            place: work.place.clone(),
            presides: work.presides.clone(),
            attends: work.attends.clone(),
            unit: unit_name(profile, &work.unit),
            standing: entry.standing().as_str(),
            note,
        }
    }
}

/// A week for machines.
#[derive(Serialize, JsonSchema)]
pub struct WeekJson {
    /// As `2016-W52`.
    week: String,
    /// What was published, in order of time.
    entries: Vec<WorkJson>,
}

/// `/api/v1/schedule?week=2016-W52`
///
/// # Errors
/// [`Error::BadRequest`] for what is no week.
pub async fn json(visit: Visit) -> Result<Reply> {
    let asked = visit.asked.query("week");
    let week = if asked.is_empty() { Some(Week::of(visit.app.db.clock.today())) } else { Week::parse(asked) };
    let week = week.ok_or_else(|| Error::BadRequest("week: hãy ghi như 2016-W52 hoặc 2016-12-28".into()))?;
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let entries = store::between(&mut scope, week.first(), week.last(), true).await?;
    let entries = entries.iter().map(|entry| WorkJson::of(entry, &visit.tenant.profile)).collect();
    Reply::json(&WeekJson { week: week.to_string(), entries })
}

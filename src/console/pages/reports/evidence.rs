//! The rows behind a figure, narrowed as the figure is.

use jiff::civil::Date;
use paper::wording::grouped;
use poem::Response;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::Result;
use crate::base::text::thousands;
use crate::console::desk::{self, Desk};
use crate::console::views::reports::{EvidencePage, EvidenceRow};
use crate::items::{Genre, Kind};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Choice, Link, Refusal, Refusals};
use crate::reports::evidence::{self, Filter, HOME, Of, Row};
use crate::tenants::SectionKey;

use super::super::form::date;
use super::super::frame::layout;
use super::super::items::{choices, kind_name};

/// Rows on one page.
const PAGE: usize = 100;
/// What narrows the list, as it stands in addresses.
const FIELDS: [&str; 10] = [
    "so",
    "tu-ngay",
    "den-ngay",
    "chuyen-muc",
    "don-vi",
    "loai",
    "the-loai",
    "cong-tac-vien",
    "du-thao",
    "tinh-trang",
];

/// The filter asked for, and what of its days could not be read.
pub fn filter(desk: &Desk) -> (Filter, Refusals) {
    let asked = &desk.asked;
    let today = desk.app.db.clock.today();
    let mut refusals = Vec::new();
    let mut day = |name: &str, usual: Date| {
        let given = asked.query(name);
        let read = date(given);
        if !given.is_empty() && read.is_none() {
            let message = format!("“{given}” không phải là ngày dạng 28/12/2016.");
            refusals.push(Refusal { field: name.to_owned(), message, clause: None });
        }
        read.unwrap_or(usual)
    };
    let (from, until) = (day("tu-ngay", today.first_of_year()), day("den-ngay", today));
    let word = |name: &str| Some(asked.query(name).to_owned()).filter(|word| !word.is_empty());
    let filter = Filter {
        of: Of::by_word(asked.query("so")),
        from,
        until,
        section: SectionKey::parse(asked.query("chuyen-muc")),
        unit: word("don-vi"),
        kind: word("loai"),
        form: asked
            .query
            .iter()
            .any(|(name, _)| name == "the-loai")
            .then(|| asked.query("the-loai").to_owned()),
        contributors: !asked.query("cong-tac-vien").is_empty(),
        consultation: word("du-thao"),
        state: word("tinh-trang"),
    };
    (filter, Refusals(refusals))
}

/// What narrows it beside the form's fields, in words.
fn narrowed(filter: &Filter) -> Vec<String> {
    let kind = filter.kind.as_deref().and_then(Kind::parse);
    let form = filter.form.as_deref().map(|form| match kind {
        Some(Kind::News) => {
            let name =
                Genre::ALL.iter().find(|(genre, _)| *genre == Genre::of(form)).map_or("", |found| found.1);
            format!("Thể loại: {name}")
        }
        _ if form.is_empty() => "Loại văn bản: chưa ghi".to_owned(),
        _ => format!("Loại văn bản: {form}"),
    });
    let kind = kind.map(|kind| format!("Loại: {}", kind_name(kind)));
    let contributors = filter.contributors.then(|| "Của cộng tác viên".to_owned());
    let state = filter.state.as_deref().map(|state| format!("Ý kiến {}", evidence::state_name(state)));
    let one = filter.consultation.is_some().then(|| "Của một dự thảo".to_owned());
    kind.into_iter().chain(form).chain(contributors).chain(state).chain(one).collect()
}

fn row(desk: &Desk, found: Row) -> EvidenceRow {
    let profile = &desk.tenant.profile;
    EvidenceRow {
        link: Link::new(
            found.title,
            if found.path.is_empty() { String::new() } else { desk.url(&found.path) },
        ),
        section: found
            .section
            .and_then(|key| profile.section(key))
            .map_or_else(String::new, |one| one.title.clone()),
        unit: profile.unit(&found.unit).map_or(found.unit, |unit| unit.name.clone()),
        at: found.at.map(time_vi).unwrap_or_default(),
        amount: found.amount.map(grouped).unwrap_or_default(),
    }
}

/// `GET /:tenant/can-cu-so-lieu`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    desk.staff.require(Action::ReportRead, State::Any)?;
    let (filter, refusals) = filter(&desk);
    let asked = &desk.asked;
    let start: usize = asked.query("tu").parse().unwrap_or(0);
    let found = evidence::page(&mut desk.app.db.read(desk.tenant.id()).await?, &filter, start, PAGE).await?;
    let total = found.total;
    let sent = |name: &str| asked.query.iter().any(|(sent, _)| sent == name);
    let kept = FIELDS.iter().filter(|name| sent(name));
    let kept: String = kept.map(|name| format!("&{name}={}", encode(asked.query(name)))).collect();
    let at = |start: usize| desk.url(&format!("{HOME}?tu={start}{kept}"));
    let profile = &desk.tenant.profile;
    let title =
        format!("{} từ {} đến {}", filter.of.vietnamese(), date_vi(filter.from), date_vi(filter.until));
    let page = EvidencePage {
        layout: layout(&desk, &title).await?,
        title,
        action: desk.url(HOME),
        refusals,
        of: Of::ALL
            .iter()
            .map(|(of, key, name)| Choice {
                value: (*key).to_owned(),
                label: (*name).to_owned(),
                chosen: *of == filter.of,
            })
            .collect(),
        from: date_vi(filter.from),
        until: date_vi(filter.until),
        sections: choices(
            "Mọi chuyên mục",
            asked.query("chuyen-muc"),
            profile.sections.iter().map(|section| (section.key.as_str(), section.title.clone())),
        ),
        units: choices(
            "Mọi đơn vị",
            asked.query("don-vi"),
            profile.units.iter().map(|unit| (unit.key.as_str(), unit.name.clone())),
        ),
        narrowed: narrowed(&filter),
        count_text: match found.sum {
            Some(sum) => format!(
                "{} mục, cộng {} {}",
                thousands(total),
                grouped(sum),
                filter.of.unit().unwrap_or_default()
            ),
            None => format!("{} mục", thousands(total)),
        },
        sums: filter.of.unit().map(|unit| format!("Số {unit}")),
        newer: (start > 0).then(|| at(start.saturating_sub(PAGE))),
        older: (start + PAGE < total).then(|| at(start + PAGE)),
        rows: found.rows.into_iter().map(|found| row(&desk, found)).collect(),
    };
    desk::page(&page)
}

//! The lists that other registers hold: late questions, sections, links, files, letters, quotas, royalties, reports.

use crate::base::clock::{Millis, date_vi, start_of};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::care::{self, freshness, links::LinkState};
use crate::extract;
use crate::outbox;
use crate::people::State;
use crate::questions::clock::late;
use crate::reports::dues::{self, Due};
use crate::royalties;
use crate::royalties::unpaid::{Matter, Waits};
use crate::supply::remind::key;
use crate::tenants::directory::Tenant;

use super::super::score::rules;
use super::super::{Figure, figures, store};
use super::{BOARD, Entry, Listed, Moment, Place, Stretch, Told, Whose, unit};

/// A row of a register, with the board unless another is named.
fn entry(title: String, place: Place, said: String, since: Option<Millis>) -> Entry {
    Entry {
        line: format!("{title}: {said}"),
        title,
        place,
        said,
        with: BOARD.into(),
        whose: Whose::Board,
        since,
        count: 1,
        told: None,
    }
}

fn page(figure: Figure) -> Place {
    Place::Page(figure.page().into())
}

/// Numbers and days, no word of who asked.
pub(super) async fn overdue(scope: &mut Scope, tenant: &Tenant, stretch: Stretch) -> Result<Listed> {
    let found = late::page(scope, None, None, stretch.reach()).await?;
    let told = |case: &late::Late| {
        let of = |told: &late::Told| Told {
            whom: told.label.clone(),
            when: Moment::At(told.at),
            mail: told.mail.clone(),
        };
        case.told.iter().map(of).collect()
    };
    let row = |case: &late::Late| {
        let title = format!("Câu hỏi số {}", case.number);
        let said = format!("hạn {}, quá {} ngày làm việc", date_vi(case.due), case.days);
        let held = case.unit.as_ref().filter(|_| case.state == State::Assigned);
        let with = held.map_or_else(|| BOARD.to_owned(), |key| unit(tenant, key));
        Entry {
            line: format!("{title}: {said}; {with}"),
            with,
            whose: held.map_or(Whose::Board, |key| Whose::Unit(key.clone())),
            told: Some(told(case)),
            ..entry(title, page(Figure::Overdue), said, Some(start_of(case.due)))
        }
    };
    let rows = stretch.of(&found.cases).into_iter().map(row).collect();
    Ok(Listed::counted(found.total, rows))
}

pub(super) async fn stale(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Entry>> {
    let found = freshness::of_tenant(scope, tenant).await?;
    let row = |one: freshness::Freshness| {
        let last = one
            .last
            .map_or_else(|| "chưa có nội dung nào".to_owned(), |day| format!("mới nhất {}", date_vi(day)));
        let said = format!("yêu cầu: {}; {last}", one.pace.vietnamese().to_lowercase());
        entry(one.title, page(Figure::Stale), said, one.last.map(start_of))
    };
    let mut rows: Vec<Entry> = found.into_iter().filter(|one| one.stale).map(row).collect();
    rows.sort_by_key(|row| row.since);
    Ok(rows)
}

pub(super) async fn mail(scope: &mut Scope, stretch: Stretch) -> Result<Listed> {
    let since = figures::since(scope.db().clock.today(), rules().mail_days);
    let total = store::count_undelivered(scope, since).await?;
    let found = store::undelivered(scope, since, stretch).await?;
    let row = |one: store::Undelivered| {
        let state = outbox::State::ALL.into_iter().find(|state| state.as_str() == one.state);
        let title = format!("{} tới {}", outbox::words::what(&one.key), one.label);
        let said = state.map_or("", outbox::State::label).to_owned();
        entry(title, Place::Page(format!("/thu-di/{}", one.mail)), said, Some(one.at))
    };
    Ok(Listed::counted(total, found.into_iter().map(row).collect()))
}

pub(super) async fn links(scope: &mut Scope, stretch: Stretch) -> Result<Listed> {
    let total = care::store::count_broken(scope).await?;
    let found = care::store::broken(scope, LinkState::Dead, false, "", stretch.reach()).await?;
    let row = |one: care::store::Broken| {
        let said = format!("{}; trong bài “{}”", one.link.said, one.title);
        let since = one.link.failing_since.map(start_of);
        entry(one.link.url, Place::Edition(one.edition), said, since)
    };
    Ok(Listed::counted(total, stretch.of(found).into_iter().map(row).collect()))
}

pub(super) async fn textless(scope: &mut Scope, stretch: Stretch) -> Result<Listed> {
    let total = extract::store::count_textless(scope, figures::MOST_FILES).await?;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let found = extract::store::textless(scope, number(stretch.skip), number(stretch.take)).await?;
    let row = |one: extract::store::Textless| {
        let said = if one.public { "người đọc đang thấy" } else { "chưa công khai" };
        let place = Place::Page(format!("/thu-vien/{}", one.file));
        let row = entry(one.name, place, said.to_owned(), None);
        if one.public { row } else { Entry { line: "Một tệp chưa công khai".into(), ..row } }
    };
    Ok(Listed::counted(total, found.into_iter().map(row).collect()))
}

/// The units behind the month that is judged; who heads each, and when it was reminded.
pub(super) async fn quota(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Entry>> {
    let (month, units) = figures::units(scope, tenant).await?;
    let behind: Vec<figures::Owing> = units.into_iter().filter(figures::Owing::is_behind).collect();
    let keys: Vec<String> = behind.iter().map(|owing| key(month, &owing.unit)).collect();
    let letters = store::letters(scope, &keys).await?;
    let row = |owing: figures::Owing| {
        let unit = tenant.profile.unit(&owing.unit);
        let name = unit.map_or_else(|| owing.unit.clone(), |unit| unit.name.clone());
        let told = letters.iter().filter(|letter| letter.key == key(month, &owing.unit));
        let told = told.map(|letter| Told {
            whom: letter.label.clone(),
            when: Moment::At(letter.at),
            mail: Some(letter.state.clone()),
        });
        let said = format!("đã gửi {} trong {} tin, bài của {}", owing.sent, owing.owed, month.vietnamese());
        Entry {
            with: unit.map_or_else(|| name.clone(), |unit| format!("{} {}", unit.head, unit.name)),
            whose: Whose::Unit(owing.unit.clone()),
            told: Some(told.collect()),
            ..entry(name, Place::Page(format!("{}?thang={month}", Figure::Quota.page())), said, None)
        }
    };
    Ok(behind.into_iter().map(row).collect())
}

/// Month by month, what should have been paid; whose it is and who was told of it.
pub(super) async fn unpaid(scope: &mut Scope) -> Result<Vec<Entry>> {
    let today = scope.db().clock.today();
    let matters = royalties::unpaid::of_site(scope).await?;
    let site = scope.tenant().clone();
    let told = royalties::store::told_on(&mut scope.db().platform().await?, &site).await?;
    let late = matters.into_iter().filter(|matter| matter.late(today) > 0);
    let row = |matter: Matter| {
        let (with, whose) = match matter.waits {
            Waits::Approval => (BOARD, Whose::Board),
            Waits::Payment => ("Người chi trả", Whose::Payer),
        };
        let told = told.iter().filter(|(month, _)| *month == matter.month).map(|told| told.1).max();
        let told = told.map(|day| Told { whom: with.into(), when: Moment::Day(day), mail: None });
        let late = matter.late(today);
        let title = format!("Nhuận bút {}: {late} tin, bài", matter.month.vietnamese());
        let said = format!("{}; hạn {}", matter.waits.vietnamese(), date_vi(matter.last_day()));
        let place = Place::Page(format!("{}?thang={}", Figure::Unpaid.page(), matter.month));
        Entry {
            with: with.into(),
            whose,
            count: i64::try_from(late).unwrap_or(i64::MAX),
            told: Some(told.into_iter().collect()),
            ..entry(title, place, said, Some(start_of(matter.last_day())))
        }
    };
    Ok(late.map(row).collect())
}

pub(super) async fn reports(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Entry>> {
    let row = |due: &Due| {
        let home = Figure::Reports.page();
        let (place, stage) = match &due.report {
            Some(report) => (format!("{home}/{}", report.id), report.stage.vietnamese().to_lowercase()),
            None => (home.to_owned(), "chưa lập".to_owned()),
        };
        let reminded = due.report.as_ref().is_some_and(|report| !report.reminded.is_empty());
        let told = reminded.then(|| Told { whom: BOARD.into(), when: Moment::Unsaid, mail: None });
        let said = format!("{stage}; hạn {}", date_vi(due.on));
        Entry {
            told: Some(told.into_iter().collect()),
            ..entry(due.title(), Place::Page(place), said, Some(start_of(due.on)))
        }
    };
    Ok(dues::overdue(scope, tenant).await?.iter().map(row).collect())
}

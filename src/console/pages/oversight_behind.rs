//! The list behind a figure of a site with who must act and who was told, and what the site was urged to do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use poem::Response;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::console::desk::{self, Desk};
use crate::console::views::layout::When;
use crate::console::views::oversight::{BehindPage, EntryRow, UrgedPage};
use crate::oversight::acting::{People, Posts};
use crate::oversight::lists::{self, Entry, Moment, Place, Stretch, Told};
use crate::oversight::receipts::{self, Receipt};
use crate::oversight::{Figure, reminders, store};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Pager};
use crate::tenants::directory::Tenant;

use super::clock::mail_badge;
use super::frame::{Names, layout, when};
use super::oversight::behind;
use super::oversight_site::{figure_link, receipt, received, seen};

/// Who must act on rows of a figure, each once.
async fn acting(desk: &Desk, site: &Arc<Tenant>, figure: Figure, rows: &[Entry]) -> Result<Vec<String>> {
    let people = People::read(&desk.app.db).await?;
    let posts = Posts::read(&desk.app, site, &[figure]).await?;
    let mut each: Vec<String> = Vec::new();
    for one in posts.of(&people, figure, rows) {
        if !each.contains(&one.who.label) {
            each.push(one.who.label);
        }
    }
    Ok(each)
}

/// The office above from which the person looks on here, where they may urge.
fn office(desk: &Desk) -> Option<Arc<Tenant>> {
    let held = desk
        .staff
        .above
        .iter()
        .find(|held| crate::people::allows(held.role, Action::OversightRemind, State::Any))?;
    desk.app.directory.get(&held.tenant)
}

/// `GET /:tenant/can-xu-ly?loai=&trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let figure = Figure::parse(desk.asked.query("loai")).unwrap_or(Figure::Overdue);
    let (tenant, now) = (desk.tenant.clone(), desk.app.db.clock.now());
    let site = seen(&desk, tenant.clone()).await?;
    let mut scope = desk.app.db.read(tenant.id()).await?;
    let mut current = desk.asked.page();
    let mut listed = lists::entries(&mut scope, &tenant, figure, Stretch::page(current)).await?;
    if current > listed.pages() {
        current = listed.pages();
        listed = lists::entries(&mut scope, &tenant, figure, Stretch::page(current)).await?;
    }
    let tasked = match figure.task() {
        Some(kind) => store::tasked(&mut scope, kind).await?,
        None => Vec::new(),
    };
    drop(scope);
    let names = Names::read(&desk).await?;
    let about = |one: &&Receipt| one.told.iter().any(|(told, _)| *told == figure);
    let title = figure.titled(&site.figures);
    let page = BehindPage {
        layout: layout(&desk, &title).await?,
        title: format!("{title}: {}", tenant.identity().full_name),
        figures: Figure::ALL
            .iter()
            .map(|one| (Link::new(one.title(), behind(&tenant, *one)), one.of(&site.figures), *one == figure))
            .collect(),
        told: told(&listed.rows, now),
        acting: acting(&desk, &tenant, figure, &listed.rows).await?,
        pager: Pager::over(listed.pages(), current, |page| {
            format!("{}&trang={page}", behind(&tenant, figure))
        }),
        rows: listed
            .rows
            .iter()
            .map(|entry| EntryRow {
                url: place(&desk, &entry.place),
                title: entry.title.clone(),
                said: entry.sentence(),
                with: entry.with.clone(),
                since: entry.since.map(|at| when(at, now)),
            })
            .collect(),
        desk: figure
            .desk()
            .and_then(|page| place(&desk, &Place::Page(page.into())))
            .map(|url| Link::new("Mở nơi xử lý", url)),
        receipts: received(&desk, &tenant)
            .await?
            .iter()
            .filter(about)
            .map(|one| receipt(&desk, one))
            .collect(),
        tasked: tasked
            .into_iter()
            .map(|(account, at)| (names.of(Some(&AccountId::from(account))), when(at, now)))
            .collect(),
        remind: office(&desk).filter(|_| figure.of(&site.figures) > 0).map(|office| {
            let url = format!("/{}/giam-sat/{}?loai={}#don-doc", office.slug(), tenant.slug(), figure.key());
            Link::new("Gửi danh sách này cho người phải xử lý", url)
        }),
    };
    desk::page(&page)
}

/// Whom the server told of these rows by letter, each with the latest.
fn told(rows: &[Entry], now: Millis) -> Vec<(String, When, Badge)> {
    let mut latest: BTreeMap<&str, &Told> = BTreeMap::new();
    for one in rows.iter().filter_map(|row| row.told.as_ref()).flatten() {
        let known = latest.entry(&one.whom).or_insert(one);
        if known.when < one.when {
            *known = one;
        }
    }
    let row = |(whom, told): (&str, &Told)| {
        let Moment::At(at) = told.when else { return None };
        Some((whom.to_owned(), when(at, now), mail_badge(told.mail.as_deref())))
    };
    latest.into_iter().filter_map(row).collect()
}

/// Where a row is seen to, for who may go there: drafts are their writers' own.
fn place(desk: &Desk, place: &Place) -> Option<String> {
    let (right, path) = match place {
        Place::Edition(edition) => (Action::ItemRead, format!("/tin-bai/{edition}")),
        Place::Page(path) if path.contains("=draft") => {
            return desk.may(Action::ItemRead, State::Draft).then(|| desk.url(path)).or_else(|| {
                (!desk.staff.only_looks_on() && desk.may(Action::ItemRead, State::Any))
                    .then(|| desk.url(path))
            });
        }
        Place::Page(path) => (right_to(path), path.clone()),
    };
    desk.may(right, State::Any).then(|| desk.url(&path))
}

/// The right that opens a page of the site's desk.
fn right_to(path: &str) -> Action {
    match path.split(['?', '/']).nth(1).unwrap_or_default() {
        "viec-tre-han" => Action::ClockRead,
        "thu-di" => Action::MailRead,
        "cung-cap" => Action::SupplyRead,
        "thu-vien" => Action::MediaRead,
        "tin-bai" => Action::ItemRead,
        "bao-cao" => Action::ReportRead,
        "nhuan-but" => Action::RoyaltyRead,
        _ => Action::CareRead,
    }
}

/// `GET /:tenant/don-doc`: what the site was urged to do; who was told has opened it by that. Who does not look after the
/// site sees what they themselves were told.
///
/// # Errors
/// When the database does not answer.
pub async fn urged(desk: Desk) -> Result<Response> {
    let tenant = desk.tenant.clone();
    receipts::open(&desk.app.db, &tenant, &desk.staff, &desk.actor()).await?;
    let looks_after = desk.may(Action::OversightRead, State::Any);
    let mut received = received(&desk, &tenant).await?;
    received.retain(|one| looks_after || one.recipient == desk.staff.account.as_str());
    let figures = if looks_after {
        let site = seen(&desk, tenant.clone()).await?;
        let left = reminders::faults(&site.figures, &[]).into_iter();
        Some(left.map(|(figure, _)| figure_link(&tenant, figure, &site.figures)).collect())
    } else {
        None
    };
    let page = UrgedPage {
        layout: layout(&desk, "Đôn đốc đã nhận").await?,
        figures,
        places: if looks_after { Vec::new() } else { places(&desk, &received) },
        receipts: received.iter().map(|one| receipt(&desk, one)).collect(),
    };
    desk::page(&page)
}

/// Where somebody sees to what they were told.
fn places(desk: &Desk, received: &[Receipt]) -> Vec<Link> {
    let told: BTreeSet<Figure> =
        received.iter().flat_map(|one| one.told.iter().map(|(figure, _)| *figure)).collect();
    let place = |figure: &Figure| {
        let path = if *figure == Figure::Overdue { "/hoi-dap" } else { figure.page() };
        let right = if *figure == Figure::Overdue { Action::QuestionRead } else { right_to(path) };
        desk.may(right, State::Any).then(|| Link::new(figure.title(), desk.url(path)))
    };
    told.iter().filter_map(place).collect()
}

//! One site in full, the list behind each of its figures, and what it was urged to do.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{Millis, date_vi, plus_days, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::layout::When;
use crate::console::views::oversight::{
    BehindPage, EntryRow, FigureLink, OversightSitePage, PartRow, ReceiptRow, UrgedPage, drawing,
};
use crate::instructions::{Stage, store as instructions};
use crate::oversight::acting::{People, Posts};
use crate::oversight::lists::{self, Entry, Moment, Place, Stretch, Told};
use crate::oversight::overview::{self, Site};
use crate::oversight::receipts::{self, Receipt};
use crate::oversight::reminders;
use crate::oversight::score::{Behind, Score, rules};
use crate::oversight::store::{self, DayScore};
use crate::oversight::{Figure, Figures};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Pager, Refusals, Tone};
use crate::tenants::directory::Tenant;

use super::clock::mail_badge;
use super::frame::{Names, layout, shown, when};
use super::instructions::stage_badge;
use super::oversight::{OPEN, behind, field, form, in_time, looked_after, score, send, week};

/// Receipts on one page.
const RECEIPTS: usize = 60;
/// Months of the course.
const MONTHS: usize = 12;

/// The site of the address, where the person looks after it.
fn site(desk: &Desk) -> Result<Arc<Tenant>> {
    let slug = desk.asked.param("below");
    looked_after(desk).into_iter().find(|tenant| tenant.slug() == slug).ok_or(Error::NotFound)
}

/// Who looks after a site today, each once with what they are there.
async fn board(desk: &Desk, site: &Arc<Tenant>) -> Result<Vec<String>> {
    let people = People::read(&desk.app.db).await?;
    let posts = Posts::read(&desk.app, site, &[]).await?;
    Ok(posts.board(&people).into_iter().map(|one| one.label).collect())
}

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

fn receipt(desk: &Desk, one: &Receipt) -> ReceiptRow {
    let told: Vec<String> = one.told.iter().map(|(figure, n)| format!("{}: {n}", figure.title())).collect();
    let office = desk.app.directory.get(&one.office);
    let office = office.map_or_else(String::new, |office| format!(", {}", office.identity().full_name));
    ReceiptRow {
        label: one.label.clone(),
        by: format!("{}{office}", one.by),
        at: when(one.at, desk.app.db.clock.now()),
        told: told.join("; "),
        words: one.words.clone(),
        mail: if one.mail.is_some() {
            mail_badge(one.mail_state.as_deref())
        } else {
            Badge::new("không có địa chỉ thư", Tone::Bad)
        },
        opened: one.opened_at.map_or_else(
            || Badge::new("chưa mở", Tone::Warn),
            |at| Badge::new(format!("đã mở {}", time_vi(at)), Tone::Good),
        ),
    }
}

async fn received(desk: &Desk, site: &Tenant) -> Result<Vec<Receipt>> {
    receipts::of_site(&mut desk.app.db.platform().await?, site.id(), RECEIPTS).await
}

/// A site as the office sees it now.
async fn seen(desk: &Desk, site: Arc<Tenant>) -> Result<Site> {
    let seen = overview::read(&desk.app.db, desk.tenant.id(), vec![site]).await?;
    seen.sites.into_iter().next().ok_or(Error::NotFound)
}

/// `GET /:tenant/giam-sat/:below?loai=`
///
/// # Errors
/// [`Error::NotFound`] for a site that the person does not look after.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let site = seen(desk, site(desk)?).await?;
    let (tenant, figures) = (&site.tenant, &site.figures);
    let today = desk.app.db.clock.today();
    let mut scope = desk.app.db.read(tenant.id()).await?;
    let scores = store::scores(&mut scope, first_of_months(today)).await?;
    drop(scope);
    let course = course(&scores, today);
    let score_now = Score::of(figures);
    let name = tenant.identity().full_name.clone();
    let page = OversightSitePage {
        layout: layout(desk, &format!("Toàn cảnh {name}")).await?,
        ways: ways(desk, tenant),
        as_of: site.counted_at.map_or_else(|| "chưa đếm xong".into(), time_vi),
        score: score(site.score, " điểm"),
        parts: score_now
            .parts
            .iter()
            .map(|part| PartRow {
                name: part.name.to_owned(),
                formula: part.formula.clone(),
                weight: part.weight,
                share: part.share,
                url: part_url(tenant, part.behind, today),
            })
            .collect(),
        source: rules().source.clone(),
        figures: Figure::ALL
            .iter()
            .map(|figure| (figure_link(tenant, *figure, figures), figure.acts_vietnamese().to_owned()))
            .collect(),
        facts: facts(tenant, figures, today),
        board: board(desk, tenant).await?,
        drawing: drawing(&format!("Điểm của {name} theo tháng"), &course),
        course: course
            .iter()
            .map(|(month, score)| {
                (month.clone(), score.map_or_else(|| "chưa có".into(), |score| score.to_string()))
            })
            .collect(),
        receipts: received(desk, tenant).await?.iter().map(|one| receipt(desk, one)).collect(),
        instructions: instructions_to(desk, tenant).await?,
        remind: desk.may(Action::OversightRemind, State::Any).then(|| {
            let url = desk.url(&format!("/giam-sat/{}/nhac", tenant.slug()));
            form(desk, &url, Figure::parse(desk.asked.query("loai")), 1)
        }),
        refusals,
        name,
    };
    desk::html(status, &page)
}

/// The list behind a part of the score.
fn part_url(tenant: &Tenant, behind_it: Behind, today: Date) -> String {
    match behind_it {
        Behind::Figure(figure) => behind(tenant, figure),
        Behind::Closed => format!("/{}{}", tenant.slug(), in_time(today)),
    }
}

fn figure_link(tenant: &Tenant, figure: Figure, figures: &Figures) -> FigureLink {
    FigureLink {
        link: Link::new(figure.titled(figures), behind(tenant, figure)),
        count: figure.of(figures),
    }
}

fn ways(desk: &Desk, tenant: &Tenant) -> Vec<Link> {
    let mut ways = vec![
        Link::new("Toàn cảnh các trang", desk.url("/giam-sat")),
        Link::new("Bàn làm việc của trang", format!("/{}", tenant.slug())),
    ];
    if desk.may(Action::ComplianceRead, State::Any) {
        ways.push(Link::new("Tuân thủ", format!("/{}/tuan-thu", tenant.slug())));
    }
    if desk.may(Action::InstructionGive, State::Any) {
        ways.push(Link::new("Giao chỉ đạo", desk.url(&format!("/chi-dao?trang={}#giao", tenant.slug()))));
    }
    ways
}

/// What else is counted, each with the list behind it in the desk of the site.
fn facts(tenant: &Tenant, figures: &Figures, today: Date) -> Vec<(String, Link)> {
    let fact = |name: &str, value: String, page: &str| {
        (name.to_owned(), Link::new(value, format!("/{}{page}", tenant.slug())))
    };
    let month = figures.quota_month();
    let quota = fact(
        &month.map_or_else(|| "Chỉ tiêu tháng".to_owned(), |month| format!("Chỉ tiêu {}", month.vietnamese())),
        format!("{} trong {}", figures.sent, figures.owed),
        &month.map_or_else(
            || Figure::Quota.page().to_owned(),
            |month| format!("{}?thang={month}", Figure::Quota.page()),
        ),
    );
    vec![
        fact("Câu hỏi đang mở", figures.open.to_string(), OPEN),
        fact(
            &format!("Hỏi đáp đúng hạn, {}", rules().rate_span()),
            figures.on_time().map_or_else(|| "chưa có".into(), |rate| format!("{rate}%")),
            &in_time(today),
        ),
        fact("Nội dung đang đăng", figures.live.to_string(), "/tin-bai?trang-thai=live"),
        fact("Đăng trong tuần", figures.week.to_string(), &week(today)),
        fact("Bài chờ duyệt", figures.waiting.to_string(), "/tin-bai?trang-thai=submitted"),
        fact(
            "Bản nháp",
            figures.oldest_draft.map_or_else(
                || figures.drafts.to_string(),
                |at| format!("{}, lâu nhất từ {}", figures.drafts, time_vi(at)),
            ),
            "/tin-bai?trang-thai=draft",
        ),
        quota,
        fact(
            "Thủ tục",
            figures.confirmed_on.map_or_else(
                || figures.procedures.to_string(),
                |day| format!("{}, xác nhận lâu nhất ngày {}", figures.procedures, date_vi(day)),
            ),
            Figure::Procedures.page(),
        ),
    ]
}

async fn instructions_to(desk: &Desk, tenant: &Tenant) -> Result<Vec<(Link, Badge)>> {
    if !desk.may(Action::InstructionRead, State::Any) {
        return Ok(Vec::new());
    }
    let today = desk.app.db.clock.today();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let given = instructions::given(&mut scope).await?;
    let open = given
        .iter()
        .filter(|one| one.site == *tenant.id() && matches!(one.stage, Stage::Given | Stage::Reported));
    let link = |one: &crate::instructions::Instruction| {
        let url = desk.url(&format!("/chi-dao/{}", one.id));
        (Link::new(format!("{} (hạn {})", one.title, date_vi(one.due)), url), stage_badge(one, today))
    };
    Ok(open.map(link).collect())
}

/// The first day of the oldest month of the course.
fn first_of_months(today: Date) -> Date {
    (1..MONTHS).fold(today.first_of_month(), |day, _| plus_days(day, -1).first_of_month())
}

/// The last known score of each of the last months, oldest first.
fn course(scores: &[DayScore], today: Date) -> Vec<(String, Option<i64>)> {
    let mut months = vec![today.first_of_month()];
    while months.len() < MONTHS {
        let before = months.last().map_or(today, |first| plus_days(*first, -1)).first_of_month();
        months.push(before);
    }
    months.reverse();
    let last = |first: &Date| scores.iter().rev().find(|one| one.day.first_of_month() == *first);
    months
        .iter()
        .map(|first| (format!("Tháng {}/{}", first.month(), first.year()), last(first).map(|one| one.score)))
        .collect()
}

/// `POST /:tenant/giam-sat/:below/nhac`
///
/// # Errors
/// [`Error::NotFound`] for a site that the person does not look after, [`Error::Forbidden`] without the right.
pub async fn remind(desk: Desk) -> Result<Response> {
    let site = site(&desk)?;
    let url = desk.url(&format!("/giam-sat/{}#da-nhac", site.slug()));
    match send(&desk, vec![site]).await {
        Ok(_) => Ok(see_other(&url)),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
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
        pager: Pager::over(listed.pages(), current, |page| format!("{}&trang={page}", behind(&tenant, figure))),
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_course_is_of_twelve_months_and_takes_the_last_day_of_each() {
        let today = date(2017, 1, 15);
        assert_eq!(first_of_months(today), date(2016, 2, 1));
        let day = |day, score| DayScore { day, score };
        let scores = [day(date(2016, 12, 3), 40), day(date(2016, 12, 30), 55), day(date(2017, 1, 2), 60)];
        let course = course(&scores, today);
        assert_eq!(course.len(), 12);
        assert_eq!(course[0], ("Tháng 2/2016".to_owned(), None));
        assert_eq!(course[10], ("Tháng 12/2016".to_owned(), Some(55)));
        assert_eq!(course[11], ("Tháng 1/2017".to_owned(), Some(60)));
    }
}

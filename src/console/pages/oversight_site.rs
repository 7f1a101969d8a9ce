//! One site in full, the list behind each of its figures, and what it was urged to do.

use std::sync::Arc;

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, plus_days, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::oversight::{
    BehindPage, EntryRow, FigureLink, OversightSitePage, PartRow, ReceiptRow, UrgedPage, drawing,
};
use crate::instructions::{Stage, store as instructions};
use crate::oversight::lists::{self, Place};
use crate::oversight::overview::{self, Site};
use crate::oversight::reminders::{self, ACTING, Receipt};
use crate::oversight::score::{Behind, Score, rules};
use crate::oversight::store::{self, DayScore};
use crate::oversight::{Figure, Figures};
use crate::people::store::serving;
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Refusals, Tone};
use crate::tenants::directory::Tenant;

use super::clock::mail_badge;
use super::frame::{Names, layout, shown, when};
use super::instructions::stage_badge;
use super::oversight::{IN_TIME, OPEN, behind, field, form, looked_after, score, send, week};

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
///
/// # Errors
/// When the database does not answer.
async fn acting(desk: &Desk, site: &Tenant, names: &Names) -> Result<Vec<String>> {
    let held = serving(&mut desk.app.db.platform().await?, site.id(), desk.app.db.clock.today()).await?;
    let people = ACTING.into_iter().flat_map(|role| held.iter().filter(move |held| held.role == role));
    Ok(people.map(|held| format!("{}, {}", names.of(Some(&held.account)), held.role.vietnamese())).collect())
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

async fn receipts(desk: &Desk, site: &Tenant) -> Result<Vec<Receipt>> {
    reminders::of_site(&mut desk.app.db.platform().await?, site.id(), RECEIPTS).await
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
    let names = Names::read(desk).await?;
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
                url: part_url(tenant, part.behind),
            })
            .collect(),
        source: rules().source.clone(),
        figures: Figure::ALL.iter().map(|figure| figure_link(tenant, *figure, figures)).collect(),
        facts: facts(tenant, figures, today),
        acting: acting(desk, tenant, &names).await?,
        drawing: drawing(&format!("Điểm của {name} theo tháng"), &course),
        course: course
            .iter()
            .map(|(month, score)| {
                (month.clone(), score.map_or_else(|| "chưa có".into(), |score| score.to_string()))
            })
            .collect(),
        receipts: receipts(desk, tenant).await?.iter().map(|one| receipt(desk, one)).collect(),
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
fn part_url(tenant: &Tenant, behind_it: Behind) -> String {
    match behind_it {
        Behind::Figure(figure) => behind(tenant, figure),
        Behind::Closed => format!("/{}{IN_TIME}", tenant.slug()),
    }
}

fn figure_link(tenant: &Tenant, figure: Figure, figures: &Figures) -> FigureLink {
    FigureLink { link: Link::new(figure.title(), behind(tenant, figure)), count: figure.of(figures) }
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
    vec![
        fact("Câu hỏi đang mở", figures.open.to_string(), OPEN),
        fact(
            "Hỏi đáp đúng hạn",
            figures.on_time().map_or_else(|| "chưa có".into(), |rate| format!("{rate}%")),
            IN_TIME,
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
        fact("Chỉ tiêu tháng", format!("{} trong {}", figures.sent, figures.owed), Figure::Quota.page()),
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

/// `GET /:tenant/can-xu-ly?loai=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let figure = Figure::parse(desk.asked.query("loai")).unwrap_or(Figure::Overdue);
    let (tenant, now) = (desk.tenant.clone(), desk.app.db.clock.now());
    let site = seen(&desk, tenant.clone()).await?;
    let mut scope = desk.app.db.read(tenant.id()).await?;
    let entries = lists::entries(&mut scope, &tenant, figure).await?;
    let tasked = match figure.task() {
        Some(kind) => store::tasked(&mut scope, kind).await?,
        None => Vec::new(),
    };
    drop(scope);
    let names = Names::read(&desk).await?;
    let about = |one: &&Receipt| one.told.iter().any(|(told, _)| *told == figure);
    let page = BehindPage {
        layout: layout(&desk, figure.title()).await?,
        title: format!("{}: {}", figure.title(), tenant.identity().full_name),
        figures: Figure::ALL
            .iter()
            .map(|one| (Link::new(one.title(), behind(&tenant, *one)), one.of(&site.figures), *one == figure))
            .collect(),
        rows: entries
            .into_iter()
            .map(|entry| EntryRow {
                url: place(&desk, &entry.place),
                title: entry.title,
                said: entry.said,
                with: entry.with,
                since: entry.since.map(|at| when(at, now)),
            })
            .collect(),
        whole: place(&desk, &Place::Page(figure.page().into()))
            .map(|url| Link::new("Mở danh sách đầy đủ", url)),
        acting: acting(&desk, &tenant, &names).await?,
        receipts: receipts(&desk, &tenant)
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
        Place::Page(path) => {
            let right = match path.split(['?', '/']).nth(1).unwrap_or_default() {
                "viec-tre-han" => Action::ClockRead,
                "thu-di" => Action::MailRead,
                "cung-cap" => Action::SupplyRead,
                "thu-vien" => Action::MediaRead,
                "tin-bai" => Action::ItemRead,
                "bao-cao" => Action::ReportRead,
                _ => Action::CareRead,
            };
            (right, path.clone())
        }
    };
    desk.may(right, State::Any).then(|| desk.url(&path))
}

/// `GET /:tenant/don-doc`: what the site was urged to do; who was told has opened it by that.
///
/// # Errors
/// When the database does not answer.
pub async fn urged(desk: Desk) -> Result<Response> {
    let tenant = desk.tenant.clone();
    reminders::open(&desk.app.db, &tenant, &desk.staff, &desk.actor()).await?;
    let site = seen(&desk, tenant.clone()).await?;
    let page = UrgedPage {
        layout: layout(&desk, "Đôn đốc đã nhận").await?,
        figures: reminders::faults(&site.figures, &[])
            .into_iter()
            .map(|(figure, _)| figure_link(&tenant, figure, &site.figures))
            .collect(),
        receipts: receipts(&desk, &tenant).await?.iter().map(|one| receipt(&desk, one)).collect(),
    };
    desk::page(&page)
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

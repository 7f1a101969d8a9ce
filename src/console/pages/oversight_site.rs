//! One site in full: its figures, its score with the formula and the course, who was told, and the form that urges.

use std::sync::Arc;

use jiff::civil::Date;
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, plus_days, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::oversight::{FigureLink, OversightSitePage, PartRow, ReceiptRow, drawing};
use crate::instructions::{Stage, store as instructions};
use crate::oversight::acting::{People, Posts};
use crate::oversight::overview::{self, Site};
use crate::oversight::receipts::{self, Receipt};
use crate::oversight::score::{Behind, Score, rules};
use crate::oversight::store::{self, DayScore};
use crate::oversight::{Figure, Figures};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Refusals, Tone};
use crate::tenants::directory::Tenant;

use super::clock::mail_badge;
use super::frame::{layout, shown, when};
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

/// Somebody who was told, as a row.
pub(super) fn receipt(desk: &Desk, one: &Receipt) -> ReceiptRow {
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

/// Who of a site was told what, the latest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn received(desk: &Desk, site: &Tenant) -> Result<Vec<Receipt>> {
    receipts::of_site(&mut desk.app.db.platform().await?, site.id(), RECEIPTS).await
}

/// A site as the office sees it now.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn seen(desk: &Desk, site: Arc<Tenant>) -> Result<Site> {
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

/// A figure of a site with its number and its list.
pub(super) fn figure_link(tenant: &Tenant, figure: Figure, figures: &Figures) -> FigureLink {
    FigureLink { link: Link::new(figure.titled(figures), behind(tenant, figure)), count: figure.of(figures) }
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
        &month
            .map_or_else(|| "Chỉ tiêu tháng".to_owned(), |month| format!("Chỉ tiêu {}", month.vietnamese())),
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

//! What is to be looked after: stale sections, days that have come, broken links.

use std::collections::BTreeMap;

use jiff::civil::Date;
use poem::Response;

use crate::base::clock::{date_vi, plus_days};
use crate::base::error::Result;
use crate::care::freshness::{self, Freshness, Pace};
use crate::care::introduction::{self, Page, Topic};
use crate::care::links::{self, LinkState};
use crate::care::store::{self, Broken, Upcoming};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::care::{CarePage, DayRow, LinkGroup, LinkLine, LinksPage, SectionRow, TopicRow};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::tenants::SectionKey;

use super::after::may_settle;
use super::frame::{layout, post, when};

/// How far ahead days are listed.
const AHEAD: i64 = 30;
/// Rows of one list.
const PAGE: usize = 50;

/// `GET /:tenant/cham-soc`
///
/// # Errors
/// When the database does not answer.
pub async fn care(desk: Desk) -> Result<Response> {
    let today = desk.app.db.clock.today();
    let until = plus_days(today, AHEAD);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let sections = freshness::of_tenant(&mut scope, &desk.tenant).await?;
    let reviews = store::reviews_until(&mut scope, until, PAGE).await?;
    let expiring = store::expiring_until(&mut scope, until, PAGE).await?;
    let broken = store::count_broken(&mut scope).await?;
    let topics = introduction::topics(&mut scope, today).await?;
    drop(scope);
    let set = desk.may(Action::CareSet, State::Any).then(|| post(&desk, &desk.url("/cham-soc")));
    desk::page(&CarePage {
        layout: layout(&desk, "Chăm sóc nội dung").await?,
        sections: sections.into_iter().map(section).collect(),
        set,
        introduction: topics.iter().map(|one| topic(&desk, one)).collect(),
        reviews: reviews.iter().map(|one| row(&desk, one, today)).collect(),
        expiring: expiring.iter().map(|one| row(&desk, one, today)).collect(),
        broken: Link::new(format!("{broken} liên kết hỏng"), desk.url("/lien-ket-hong")),
    })
}

fn section(one: Freshness) -> SectionRow {
    let state = match (one.pace, one.stale, one.last) {
        (Pace::None, ..) => Badge::new("Không đặt yêu cầu", Tone::Plain),
        (_, true, None) => Badge::new("Chưa có nội dung", Tone::Warn),
        (_, true, Some(_)) => Badge::new("Quá hạn cập nhật", Tone::Bad),
        (_, false, _) => Badge::new("Đúng hạn", Tone::Good),
    };
    let paces = Pace::ALL.iter().map(|pace| {
        let choice = Choice::new(pace.as_str(), pace.vietnamese());
        if *pace == one.pace { choice.chosen() } else { choice }
    });
    SectionRow {
        key: one.section.as_str().into(),
        title: one.title,
        last: one.last.map_or_else(|| "chưa có".into(), date_vi),
        state,
        pace: one.pace.vietnamese().into(),
        paces: paces.collect(),
    }
}

fn topic(desk: &Desk, one: &Topic) -> TopicRow {
    let state = if one.complies() {
        Badge::new("Đủ", Tone::Good)
    } else if one.pages == 0 {
        Badge::new("Còn trống", Tone::Bad)
    } else {
        Badge::new("Quá hạn rà soát", Tone::Bad)
    };
    let page = |page: &Page| Link::new(page.title.clone(), desk.url(&format!("/tin-bai/{}", page.edition)));
    TopicRow {
        title: one.title.to_owned(),
        pages: format!("{} trang", one.pages),
        state,
        overdue: one.overdue.iter().map(page).collect(),
    }
}

fn row(desk: &Desk, one: &Upcoming, today: Date) -> DayRow {
    let state = if one.day <= today {
        Badge::new("Đến hạn", Tone::Bad)
    } else {
        Badge::new("Sắp đến hạn", Tone::Warn)
    };
    DayRow {
        link: Link::new(one.title.clone(), desk.url(&format!("/tin-bai/{}", one.edition))),
        day: date_vi(one.day),
        state,
    }
}

/// `POST /:tenant/cham-soc`
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn set(desk: Desk) -> Result<Response> {
    let typed = |key: SectionKey| Pace::parse(desk.asked.form.get(&format!("nhip-{key}")));
    let paces: BTreeMap<SectionKey, Pace> =
        SectionKey::ALL.iter().filter_map(|key| Some((*key, typed(*key)?))).collect();
    freshness::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &paces).await?;
    Ok(see_other(&desk.url("/cham-soc")))
}

/// `GET /:tenant/lien-ket-hong?nhom=&sau=`
///
/// # Errors
/// When the database does not answer.
pub async fn links(desk: Desk) -> Result<Response> {
    let groups = [
        (
            "hong",
            "Hỏng",
            "Không mở được ít nhất ba ngày liền; liên kết của mục Liên kết website: ba lần kiểm tra liền trong ngày.",
            LinkState::Dead,
            false,
        ),
        ("nghi", "Nghi hỏng", "Không mở được trong lần kiểm tra gần nhất.", LinkState::Failing, false),
        ("bo-qua", "Bỏ qua", "Đã có người xem và cho bỏ qua.", LinkState::Dead, true),
    ];
    let wanted = desk.asked.query("nhom").to_owned();
    let mut shown = Vec::new();
    for (key, title, about, state, ignored) in groups {
        if !wanted.is_empty() && wanted != key {
            continue;
        }
        let after = if wanted == key { desk.asked.query("sau") } else { "" };
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        let mut found = store::broken(&mut scope, state, ignored, after, PAGE + 1).await?;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let last = found.last().map(|one| one.link.id.clone()).unwrap_or_default();
        shown.push(LinkGroup {
            title: title.into(),
            about: about.into(),
            rows: found.iter().map(|one| line(&desk, one)).collect(),
            more_url: more.then(|| desk.url(&format!("/lien-ket-hong?nhom={key}&sau={}", encode(&last)))),
        });
    }
    desk::page(&LinksPage { layout: layout(&desk, "Liên kết hỏng").await?, groups: shown })
}

fn line(desk: &Desk, one: &Broken) -> LinkLine {
    let now = desk.app.db.clock.now();
    let act = |path: &str| {
        let url = desk.url(&format!("/lien-ket-hong/{}/{path}", one.link.id));
        may_settle(desk).then(|| post(desk, &url))
    };
    LinkLine {
        url: one.link.url.clone(),
        said: one.link.said.clone(),
        since: one.link.failing_since.map(|day| format!("từ {}", date_vi(day))).unwrap_or_default(),
        checked: one.link.checked_at.map(|at| when(at, now)),
        text: Link::new(one.title.clone(), desk.url(&format!("/tin-bai/{}", one.edition))),
        more: one.texts - 1,
        recheck: act("kiem-tra"),
        ignore: act("bo-qua").filter(|_| one.link.ignored_by.is_none()),
    }
}

/// `POST /:tenant/lien-ket-hong/:link/kiem-tra`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for another site's link.
pub async fn recheck(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("link").to_owned();
    links::recheck(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?;
    Ok(see_other(&desk.url("/lien-ket-hong")))
}

/// `POST /:tenant/lien-ket-hong/:link/bo-qua`
///
/// # Errors
/// [`crate::base::error::Error::NotFound`] for another site's link.
pub async fn ignore(desk: Desk) -> Result<Response> {
    let id = desk.asked.param("link").to_owned();
    links::ignore(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, true).await?;
    Ok(see_other(&desk.url("/lien-ket-hong")))
}

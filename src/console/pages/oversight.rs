//! Every site at a glance: what is late, where, and who was told; and the office's urging.

use std::sync::Arc;

use jiff::civil::Date;
use paper::sheet::{self, Sheet};
use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, local, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::fresh;
use crate::base::text::folded;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::layout::Flash;
use crate::console::views::oversight::{FigureLink, OversightPage, RemindForm, SiteRow, SumRow};
use crate::oversight::figures::week_of;
use crate::oversight::overview::{self, Overview, Site};
use crate::oversight::receipts::Reminded;
use crate::oversight::reminders::{self, Ask};
use crate::oversight::score::rules;
use crate::oversight::{Figure, sheet as table};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Pager, Refusals, Tone};
use crate::reports::evidence::HOME as EVIDENCE;
use crate::tenants::directory::Tenant;

use super::backups;
use super::frame::{layout, post, shown, when};

/// Sites on one page.
const PAGE: usize = 50;
/// From this score on nothing is pressing, and below the second something is.
const GOOD: i64 = 90;
const BAD: i64 = 60;

/// The orders of the sites.
const ORDERS: [(&str, &str); 4] = [
    ("", "Điểm thấp trước"),
    ("viec", "Nhiều việc trước"),
    ("qua-han", "Nhiều câu hỏi quá hạn trước"),
    ("ten", "Theo tên"),
];

/// The sites that the person may look at from here: the own one first, then those below that are open to readers.
pub fn looked_after(desk: &Desk) -> Vec<Arc<Tenant>> {
    let below = desk.overseen(&desk.tenant).into_iter().filter(|tenant| {
        !tenant.preparing
            && desk.staff_in(tenant).is_some_and(|staff| staff.may(Action::OversightRead, State::Any))
    });
    std::iter::once(desk.tenant.clone()).chain(below).collect()
}

/// The overview of these sites.
///
/// # Errors
/// When the database does not answer.
pub async fn read(desk: &Desk) -> Result<Overview> {
    overview::read(&desk.app.db, desk.tenant.id(), looked_after(desk)).await
}

/// A score as a badge.
pub fn score(score: Option<i64>, unit: &str) -> Badge {
    let Some(score) = score else { return Badge::new("đang đếm", Tone::Plain) };
    let tone = match score {
        GOOD.. => Tone::Good,
        BAD.. => Tone::Warn,
        _ => Tone::Bad,
    };
    Badge::new(format!("{score}{unit}"), tone)
}

/// The book of questions that are open.
pub const OPEN: &str = "/so-theo-doi?tinh-trang=dang-xu-ly";

/// The book of questions that were over in time, of those of which the rate of a day speaks.
pub fn in_time(today: Date) -> String {
    format!("/so-theo-doi?tinh-trang=dung-han&xong-tu-ngay={}", date_vi(rules().rate_from(today)))
}

/// What first came before readers in the week of a day.
pub fn week(today: Date) -> String {
    let monday = local(week_of(today)).date();
    format!("{EVIDENCE}?so=dang-moi&tu-ngay={}&den-ngay={}", date_vi(monday), date_vi(today))
}

/// The list behind a figure, in the desk of its site.
pub fn behind(site: &Tenant, figure: Figure) -> String {
    format!("/{}/can-xu-ly?loai={}", site.slug(), figure.key())
}

/// What is narrowed and ordered.
struct Wanted {
    figure: Option<Figure>,
    sought: String,
    order: &'static str,
}

impl Wanted {
    fn of(desk: &Desk) -> Self {
        let order = desk.asked.query("xep");
        Self {
            figure: Figure::parse(desk.asked.query("van-de")),
            sought: desk.asked.query("tim").to_owned(),
            order: ORDERS.iter().find(|(key, _)| *key == order).map_or("", |(key, _)| *key),
        }
    }

    /// The page with one thing changed.
    fn url(&self, desk: &Desk, path: &str, figure: Option<Figure>, order: &str, page: usize) -> String {
        let mut query = Vec::new();
        if let Some(figure) = figure {
            query.push(format!("van-de={}", figure.key()));
        }
        if !self.sought.is_empty() {
            query.push(format!("tim={}", encode(&self.sought)));
        }
        if !order.is_empty() {
            query.push(format!("xep={order}"));
        }
        if page > 1 {
            query.push(format!("trang={page}"));
        }
        let query = query.join("&");
        desk.url(&if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
    }

    fn chosen<'a>(&self, sites: &'a [Site]) -> Vec<&'a Site> {
        let sought = folded(&self.sought);
        let fits = |site: &&Site| {
            self.figure.is_none_or(|figure| figure.of(&site.figures) > 0)
                && (sought.is_empty() || folded(&site.tenant.identity().full_name).contains(&sought))
        };
        let mut chosen: Vec<&Site> = sites.iter().filter(fits).collect();
        match self.order {
            "viec" => chosen.sort_by_key(|site| std::cmp::Reverse(site.faults())),
            "qua-han" => chosen.sort_by_key(|site| std::cmp::Reverse(site.figures.overdue)),
            "ten" => chosen.sort_by_cached_key(|site| folded(&site.tenant.identity().full_name)),
            _ => match self.figure {
                Some(figure) => chosen.sort_by_key(|site| std::cmp::Reverse(figure.of(&site.figures))),
                None => chosen.sort_by_key(|site| (site.score.is_none(), site.score)),
            },
        }
        chosen
    }
}

/// `GET /:tenant/giam-sat?van-de=&xep=&tim=&trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Refusals::default()).await
}

async fn show(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let seen = read(desk).await?;
    let wanted = Wanted::of(desk);
    let chosen = wanted.chosen(&seen.sites);
    let page = desk.asked.page().min(chosen.len().div_ceil(PAGE).max(1));
    let rows = chosen.iter().skip((page - 1) * PAGE).take(PAGE);
    let mut layout = layout(desk, "Toàn cảnh các trang").await?;
    layout.flash = flash(desk);
    let page = OversightPage {
        layout,
        lead: lead(&seen),
        as_of: seen.as_of.map_or_else(|| "lúc mở trang lần đầu, đang đếm".into(), time_vi),
        periods: table::periods(&seen),
        copies: backups::glance(desk).await?,
        sums: Figure::ALL.iter().map(|figure| sum(desk, &wanted, &seen, *figure)).collect(),
        all_url: (wanted.figure.is_some() || !wanted.sought.is_empty()).then(|| desk.url("/giam-sat")),
        orders: ORDERS
            .iter()
            .map(|(key, title)| {
                let url = wanted.url(desk, "/giam-sat", wanted.figure, key, 1);
                (Link::new(*title, url), *key == wanted.order)
            })
            .collect(),
        action: desk.url("/giam-sat"),
        sought: wanted.sought.clone(),
        rows: rows.map(|site| row(desk, site)).collect(),
        pager: Pager::over(chosen.len().div_ceil(PAGE).max(1), page, |page| {
            wanted.url(desk, "/giam-sat", wanted.figure, wanted.order, page)
        }),
        remind: desk.may(Action::OversightRemind, State::Any).then(|| {
            let url = wanted.url(desk, "/giam-sat/nhac", wanted.figure, wanted.order, page);
            form(desk, &url, wanted.figure, chosen.len())
        }),
        refusals,
        tables: [("Excel", "/giam-sat.xlsx"), ("CSV", "/giam-sat.csv")]
            .map(|(title, path)| Link::new(title, wanted.url(desk, path, wanted.figure, wanted.order, 1)))
            .to_vec(),
        ways: [
            (Action::InstructionRead, "Chỉ đạo", "/chi-dao"),
            (Action::ComplianceRead, "Tuân thủ", "/tuan-thu"),
            (Action::ClockRead, "Số liệu hỏi đáp", "/so-theo-doi/so-lieu"),
        ]
        .into_iter()
        .filter(|(action, ..)| desk.may(*action, State::Any))
        .map(|(_, title, path)| Link::new(title, desk.url(path)))
        .collect(),
    };
    desk::html(status, &page)
}

/// What is said once an urging went out.
fn flash(desk: &Desk) -> Option<Flash> {
    let (sites, people) = desk.asked.query("da-gui").split_once('.')?;
    let (sites, people): (u32, u32) = (sites.parse().ok()?, people.parse().ok()?);
    Some(Flash {
        tone: Tone::Good,
        text: format!("Đã gửi đôn đốc tới {people} người ở {sites} trang."),
        undo: None,
    })
}

/// Late, open, score, this week's: what a leader asks first.
fn lead(seen: &Overview) -> Vec<String> {
    let sum = seen.sum();
    let late = seen.sites.iter().filter(|site| site.figures.overdue > 0).count();
    let mut lines = vec![match sum.overdue {
        0 => format!("Không có câu hỏi nào quá hạn; {} câu hỏi đang mở.", sum.open),
        overdue => format!(
            "{overdue} câu hỏi quá hạn ở {late} trang, {}; {} đang mở.",
            seen.urging(Figure::Overdue).vietnamese(),
            sum.open
        ),
    }];
    if seen.instructions_late() > 0 {
        lines.push(format!("{} chỉ đạo quá hạn.", seen.instructions_late()));
    }
    let mean = seen.mean().map_or_else(|| "chưa có".to_owned(), |mean| mean.to_string());
    let rate = sum.on_time().map_or_else(|| "chưa có".to_owned(), |rate| format!("{rate}%"));
    lines.push(format!(
        "Điểm trung bình {mean}; hỏi đáp đúng hạn {} {rate}; {} tin, bài, văn bản đăng trong tuần.",
        rules().rate_span(),
        sum.week
    ));
    lines
}

fn sum(desk: &Desk, wanted: &Wanted, seen: &Overview, figure: Figure) -> SumRow {
    SumRow {
        link: Link::new(figure.title(), wanted.url(desk, "/giam-sat", Some(figure), wanted.order, 1)),
        count: seen.sites.iter().map(|site| figure.of(&site.figures)).sum(),
        sites: seen.sites.iter().filter(|site| figure.of(&site.figures) > 0).count(),
        current: wanted.figure == Some(figure),
    }
}

fn row(desk: &Desk, site: &Site) -> SiteRow {
    let (tenant, figures) = (&site.tenant, &site.figures);
    let faults = reminders::faults(figures, &[]);
    SiteRow {
        slug: tenant.slug().to_owned(),
        link: Link::new(
            tenant.identity().full_name.clone(),
            desk.url(&format!("/giam-sat/{}", tenant.slug())),
        ),
        score: score(site.score, ""),
        open: Link::new(figures.open.to_string(), format!("/{}{OPEN}", tenant.slug())),
        rate: Link::new(
            figures.on_time().map_or_else(|| "chưa có".into(), |rate| format!("{rate}%")),
            format!("/{}{}", tenant.slug(), in_time(desk.app.db.clock.today())),
        ),
        week: Link::new(
            figures.week.to_string(),
            format!("/{}{}", tenant.slug(), week(desk.app.db.clock.today())),
        ),
        figures: faults
            .into_iter()
            .map(|(figure, count)| FigureLink {
                link: Link::new(figure.titled(figures), behind(tenant, figure)),
                count,
            })
            .collect(),
        instructions: (site.instructions_late > 0)
            .then(|| Badge::new(format!("{} quá hạn", site.instructions_late), Tone::Bad)),
        instructions_url: desk.url(&format!("/giam-sat/{}#chi-dao", tenant.slug())),
        reminded: site.reminded.map(|told| (when(told.at, desk.app.db.clock.now()), told_badge(&told))),
        ticked: desk.asked.form.all("trang").any(|slug| slug == tenant.slug()),
    }
}

fn told_badge(told: &Reminded) -> Badge {
    if told.lost > 0 {
        Badge::new(format!("{} người, {} thư không đến", told.told, told.lost), Tone::Bad)
    } else if told.opened > 0 {
        Badge::new(format!("{} người, {} đã mở", told.told, told.opened), Tone::Good)
    } else {
        Badge::new(format!("{} người, chưa ai mở", told.told), Tone::Warn)
    }
}

/// The form that urges, with what was typed.
pub fn form(desk: &Desk, url: &str, figure: Option<Figure>, sites: usize) -> RemindForm {
    let typed = &desk.asked.form;
    let fresh_form = typed.fields().is_empty();
    let (clock, entropy) = (&desk.app.db.clock, &desk.app.db.entropy);
    let ticked = |one: Figure| {
        if fresh_form { figure == Some(one) } else { typed.all("so-lieu").any(|key| key == one.key()) }
    };
    RemindForm {
        post: post(desk, url),
        id: if fresh_form { fresh(clock.now(), entropy) } else { typed.get("lan").to_owned() },
        figures: Figure::ALL
            .iter()
            .map(|one| Choice { value: one.key().into(), label: one.title().into(), chosen: ticked(*one) })
            .collect(),
        words: typed.get("loi-nhan").to_owned(),
        rows: reminders::ROWS,
        sites,
        all: typed.ticked("tat-ca"),
        again: typed.ticked("gui-lai"),
    }
}

/// A rule's field as the form calls it.
pub fn field(name: &str) -> String {
    match name {
        "sites" => "trang".into(),
        "words" => "loi-nhan".into(),
        "again" => "gui-lai".into(),
        _ => "so-lieu".into(),
    }
}

/// Sends what the form asks for to these sites.
///
/// # Errors
/// As [`reminders::send`].
pub async fn send(desk: &Desk, sites: Vec<Arc<Tenant>>) -> Result<reminders::Sent> {
    let form = &desk.asked.form;
    let ask = Ask {
        id: form.get("lan"),
        sites,
        figures: form.all("so-lieu").filter_map(Figure::parse).collect(),
        words: form.get("loi-nhan").trim(),
        again: form.ticked("gui-lai"),
    };
    reminders::send(&desk.app, &desk.tenant, &desk.staff, &desk.actor(), ask).await
}

/// `POST /:tenant/giam-sat/nhac`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn remind(desk: Desk) -> Result<Response> {
    let all = looked_after(&desk);
    let sites: Vec<Arc<Tenant>> = if desk.asked.form.ticked("tat-ca") {
        let seen = read(&desk).await?;
        Wanted::of(&desk).chosen(&seen.sites).into_iter().map(|site| site.tenant.clone()).collect()
    } else {
        let ticked = |tenant: &Arc<Tenant>| desk.asked.form.all("trang").any(|slug| slug == tenant.slug());
        all.into_iter().filter(ticked).collect()
    };
    match send(&desk, sites).await {
        Ok(sent) => Ok(see_other(&desk.url(&format!("/giam-sat?da-gui={}.{}", sent.sites, sent.people)))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

async fn taken(desk: &Desk) -> Result<Sheet> {
    let mut seen = read(desk).await?;
    // As the page is narrowed and ordered.
    seen.sites = Wanted::of(desk).chosen(&seen.sites).into_iter().cloned().collect();
    Ok(table::of(&desk.tenant, &seen, &time_vi(desk.app.db.clock.now())))
}

/// `GET /:tenant/giam-sat.csv`
///
/// # Errors
/// When the database does not answer.
pub async fn csv(desk: Desk) -> Result<Response> {
    let name = format!("toan-canh-{}-{}.csv", desk.tenant.slug(), desk.app.db.clock.today());
    Ok(desk::download(&name, "text/csv; charset=utf-8", taken(&desk).await?.to_csv()))
}

/// `GET /:tenant/giam-sat.xlsx`
///
/// # Errors
/// When the database does not answer.
pub async fn xlsx(desk: Desk) -> Result<Response> {
    let name = format!("toan-canh-{}-{}.xlsx", desk.tenant.slug(), desk.app.db.clock.today());
    let bytes = sheet::to_xlsx(&[taken(&desk).await?]).map_err(anyhow::Error::new)?;
    Ok(desk::download(&name, paper::sheet::MEDIA_TYPE, bytes))
}

//! What leaders and the office look at first, on their home: what is late and with whom, who was told, instructions, reports
//! that are due, payments that wait (Quy chế Điều 5.1).

use crate::base::clock::{date_vi, local, time_vi};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::console::desk::Desk;
use crate::console::views::desk::{Led, LedFigure, LedSite};
use crate::instructions::{Stage, store as instructions};
use crate::oversight::Figure;
use crate::oversight::overview::{Overview, Site};
use crate::oversight::receipts::Reminded;
use crate::oversight::score::rules;
use crate::people::{Action, Role, State};
use crate::public::views::{Badge, Link, Tone};
use crate::reports::dues::{self, Standing};
use crate::royalties::{dong, store as royalties};
use crate::supply::month::Month;

use super::oversight;

/// Sites that are named.
const SITES: usize = 5;
/// Faults that are told of each.
const FAULTS: usize = 3;
/// Reports due within so many days are told.
const NEAR: i64 = 30;

/// The block, for leaders and the office.
///
/// # Errors
/// When the database does not answer.
pub async fn block(desk: &Desk) -> Result<Option<Led>> {
    if !desk.staff.is(&[Role::Leader, Role::DistrictOffice]) || !desk.may(Action::OversightRead, State::Any) {
        return Ok(None);
    }
    let seen = oversight::read(desk).await?;
    let mut figures: Vec<LedFigure> = overall(desk, &seen).into_iter().collect();
    figures.extend(Figure::ALL.iter().filter_map(|figure| of_sites(desk, &seen, *figure)));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    figures.extend(instructed(desk, &mut scope).await?);
    if desk.may(Action::ReportRead, State::Any) {
        figures.extend(due(desk, &mut scope).await?);
    }
    if desk.may(Action::RoyaltyRead, State::Any) {
        figures.extend(payments(desk, &mut scope).await?);
    }
    Ok(Some(Led {
        figures,
        sites: pressing(desk, &seen),
        as_of: seen.as_of.map_or_else(|| "lúc mở trang lần đầu, đang đếm".into(), time_vi),
        all: Link::new("Toàn cảnh các trang", desk.url("/giam-sat")),
    }))
}

/// The mean score, with how many questions were over in time.
fn overall(desk: &Desk, seen: &Overview) -> Option<LedFigure> {
    let mean = seen.mean()?;
    let rate = seen.sum().on_time().map_or_else(|| "chưa có".to_owned(), |rate| format!("{rate}%"));
    Some(LedFigure {
        link: Link::new(mean.to_string(), desk.url("/giam-sat")),
        what: "Điểm trung bình các trang".into(),
        about: format!(
            "hỏi đáp đúng hạn {} {rate}; {} tin, bài, văn bản đăng trong tuần",
            rules().rate_span(),
            seen.sum().week
        ),
        state: oversight::score(Some(mean), " điểm"),
    })
}

fn of_sites(desk: &Desk, seen: &Overview, figure: Figure) -> Option<LedFigure> {
    let sum: i64 = seen.sites.iter().map(|site| figure.of(&site.figures)).sum();
    let touched: Vec<&Site> = seen.sites.iter().filter(|site| figure.of(&site.figures) > 0).collect();
    let told = seen.urging(figure).vietnamese();
    (sum > 0).then(|| LedFigure {
        link: Link::new(sum.to_string(), desk.url(&format!("/giam-sat?van-de={}", figure.key()))),
        what: figure.title().to_owned(),
        about: match touched.as_slice() {
            [site] => format!("{}; {told}", site.tenant.identity().full_name),
            many => format!("ở {} trang; {told}", many.len()),
        },
        state: Badge::new("Cần xử lý", Tone::Bad),
    })
}

/// Instructions that the site's leaders gave and nobody finished.
async fn instructed(desk: &Desk, scope: &mut Scope) -> Result<Option<LedFigure>> {
    let today = desk.app.db.clock.today();
    let given = instructions::given(scope).await?;
    let open: Vec<_> =
        given.iter().filter(|one| matches!(one.stage, Stage::Given | Stage::Reported)).collect();
    let late = open.iter().filter(|one| one.is_late(today)).count();
    let reported = open.iter().filter(|one| one.stage == Stage::Reported).count();
    let first = open.iter().map(|one| one.due).min();
    Ok(first.map(|first| LedFigure {
        link: Link::new(open.len().to_string(), desk.url("/chi-dao")),
        what: "Chỉ đạo chưa xong".into(),
        about: format!("hạn sớm nhất {}; {reported} việc đã báo cáo, chờ ghi nhận", date_vi(first)),
        state: match late {
            0 => Badge::new("Trong hạn", Tone::Plain),
            late => Badge::new(format!("{late} việc quá hạn"), Tone::Bad),
        },
    }))
}

/// The site's reports that are near their last day or past it.
async fn due(desk: &Desk, scope: &mut Scope) -> Result<Option<LedFigure>> {
    let dues = dues::of(scope, &desk.tenant).await?;
    let near = dues.iter().filter(|due| match due.standing {
        Standing::Left(days) => days <= NEAR,
        Standing::Overdue(_) => true,
        Standing::InTime | Standing::Late(_) | Standing::Before | Standing::Voluntary => false,
    });
    let near: Vec<_> = near.collect();
    let late = near.iter().filter(|due| due.standing.is_late()).count();
    let first = near.iter().min_by_key(|due| due.on);
    Ok(first.map(|first| LedFigure {
        link: Link::new(near.len().to_string(), desk.url("/bao-cao")),
        what: "Báo cáo đến hạn".into(),
        about: format!("{} {}, hạn {}", first.rule.name, first.year, date_vi(first.on)),
        state: match late {
            0 => Badge::new("Trong hạn", Tone::Plain),
            late => Badge::new(format!("{late} báo cáo quá hạn"), Tone::Bad),
        },
    }))
}

/// Payments that wait: the last month, if nobody approved it, and what is approved and not paid.
async fn payments(desk: &Desk, scope: &mut Scope) -> Result<Vec<LedFigure>> {
    if royalties::first_assessed(scope).await?.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let month = Month::of(desk.app.db.clock.today()).previous();
    if royalties::approved(scope, month).await?.is_none() {
        found.push(LedFigure {
            link: Link::new(month.vietnamese(), desk.url(&format!("/nhuan-but?thang={month}"))),
            what: "Danh sách nhuận bút chưa duyệt chi".into(),
            about: "Phó ban thường trực duyệt".into(),
            state: Badge::new("Chờ duyệt", Tone::Warn),
        });
    }
    let open = royalties::open_sum(scope).await?;
    if open > 0 {
        let url = if desk.may(Action::RoyaltyPay, State::Any) { "/chi-tra" } else { "/nhuan-but/cac-trang" };
        found.push(LedFigure {
            link: Link::new(dong(open), desk.url(url)),
            what: "Nhuận bút, thù lao đã duyệt, chưa chi".into(),
            about: "của trang này".into(),
            state: Badge::new("Chờ chi", Tone::Warn),
        });
    }
    Ok(found)
}

/// The sites with the most to do.
fn pressing(desk: &Desk, seen: &Overview) -> Vec<LedSite> {
    let mut sites: Vec<&Site> = seen.sites.iter().filter(|site| site.faults() > 0).collect();
    sites.sort_by_key(|site| std::cmp::Reverse(site.faults()));
    sites.into_iter().take(SITES).map(|site| pressed(desk, site)).collect()
}

fn pressed(desk: &Desk, site: &Site) -> LedSite {
    let mut faults: Vec<(i64, Figure)> = Figure::ALL
        .iter()
        .map(|figure| (figure.of(&site.figures), *figure))
        .filter(|one| one.0 > 0)
        .collect();
    faults.sort_by_key(|one| std::cmp::Reverse(one.0));
    let lines: Vec<String> = faults
        .iter()
        .take(FAULTS)
        .map(|(count, figure)| format!("{count} {}", figure.title().to_lowercase()))
        .collect();
    let rest = faults.len().saturating_sub(FAULTS);
    let more = if rest > 0 { format!(" và {rest} loại việc khác") } else { String::new() };
    LedSite {
        link: Link::new(
            site.tenant.identity().full_name.clone(),
            desk.url(&format!("/giam-sat/{}", site.tenant.slug())),
        ),
        faults: format!("{}{more}", lines.join(", ")),
        told: told(site.reminded.as_ref()),
    }
}

fn told(reminded: Option<&Reminded>) -> String {
    match reminded {
        None => "chưa đôn đốc".into(),
        Some(one) => {
            format!("đã đôn đốc {}, {}/{} người đã mở", date_vi(local(one.at).date()), one.opened, one.told)
        }
    }
}

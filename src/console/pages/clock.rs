//! The book of questions for the screen, paper and spreadsheets; its figures; what is late, with whom, who was told.

use jiff::civil::Date;
use poem::Response;

use crate::base::clock::{date_vi, local};
use crate::base::error::Result;
use crate::base::text::{capitalised, csv_cell as cell};
use crate::base::working_days::Calendar;
use crate::console::desk::{self, Desk};
use crate::console::views::clock::{
    EntryRow, FigureRow, FigureTable, FiguresPage, LatePage, LateRow, RegisterPage, ToldRow,
};
use crate::outbox;
use crate::oversight::{Figure, overview, reminders};
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::views::{Badge, Choice, Link, Tone};
use crate::questions::channels::Channel;
use crate::questions::clock::ageing::{self, By, Figures};
use crate::questions::clock::late::{self, Cursor};
use crate::questions::clock::register::{self, Entry, Filter, Sum};
use crate::questions::clock::{OPEN, deadlines, store};
use crate::questions::privacy::masked;
use crate::questions::routing::closing::Ending;

use super::form::date;
use super::frame::{badge, layout, when};
use super::items::choices;
use super::oversight::behind;

/// Lines on one page of the book.
const PAGE: usize = 50;
/// Lines of the page for paper.
const PAPER: usize = 2_000;
/// Cases on one page of what is late.
const LATE: usize = 50;
/// The ends of a case.
const ENDS: [State; 4] = [State::Published, State::AnsweredPrivately, State::Transferred, State::Closed];
/// What stands for "none" in addresses.
const NONE: &str = "-";

/// The filter asked for, and what of it could not be read.
pub fn filter(desk: &Desk) -> (Filter, Option<String>) {
    let asked = &desk.asked;
    let word = |name: &str| {
        let given = asked.query(name);
        (!given.is_empty()).then(|| if given == NONE { String::new() } else { given.to_owned() })
    };
    let mut wrong = None;
    let mut day = |name: &str| {
        let given = asked.query(name);
        let read = date(given);
        if !given.is_empty() && read.is_none() {
            wrong =
                Some(format!("“{given}” không phải là ngày dạng 28/12/2016, nên không lọc theo ngày này."));
        }
        read
    };
    let (from, until) = (day("tu-ngay"), day("den-ngay"));
    let (as_of, settled_from) = (day("tinh-den"), day("xong-tu-ngay"));
    let filter = Filter {
        open: match asked.query("tinh-trang") {
            "dang-xu-ly" => Some(true),
            "da-xong" => Some(false),
            _ => None,
        },
        late: asked.query("tinh-trang") == "tre-han",
        in_time: asked.query("tinh-trang") == "dung-han",
        state: State::parse(asked.query("trang-thai")),
        unit: word("don-vi"),
        class: word("loai"),
        field: word("linh-vuc"),
        channel: word("cach-gui"),
        from,
        until,
        closing: Ending::by_word(asked.query("ket-thuc")),
        as_of,
        settled_from,
    };
    (filter, wrong)
}

const FIELDS: [&str; 11] = [
    "tinh-trang",
    "trang-thai",
    "ket-thuc",
    "don-vi",
    "loai",
    "linh-vuc",
    "cach-gui",
    "tu-ngay",
    "den-ngay",
    "tinh-den",
    "xong-tu-ngay",
];

/// The filter as it stands in addresses, each with a leading `&`.
fn kept(desk: &Desk) -> String {
    let held = FIELDS.iter().filter(|name| !desk.asked.query(name).is_empty());
    held.map(|name| format!("&{name}={}", encode(desk.asked.query(name)))).collect()
}

fn unit_name(desk: &Desk, key: &str) -> String {
    if key.is_empty() {
        return "Chưa giao đơn vị".into();
    }
    desk.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

/// A word of the book as people read it.
pub fn name_of(desk: &Desk, by: By, key: &str) -> String {
    match by {
        By::Unit => unit_name(desk, key),
        By::Class => deadlines::class_name(key).to_owned(),
        By::Channel => {
            Channel::parse(key).map_or_else(|| key.to_owned(), |way| capitalised(way.vietnamese()))
        }
        By::Field if key.is_empty() => "Chưa phân lĩnh vực".into(),
        By::Field => key.to_owned(),
    }
}

/// Received is open and closed together.
pub fn sum_text(sum: Sum) -> String {
    format!("Đã nhận {} = đang xử lý {} + đã xong {}", sum.received, sum.open, sum.closed)
}

/// The sum with what narrows the book beside the form's choices.
fn narrowed(filter: &Filter, sum: Sum) -> String {
    let closing = filter.closing.map(|closing| format!("kết thúc: {}", closing.vietnamese()));
    let as_of = filter.as_of.map(|day| format!("tình trạng tính đến hết ngày {}", date_vi(day)));
    [Some(sum_text(sum)), closing, as_of].into_iter().flatten().collect::<Vec<_>>().join("; ")
}

async fn picks(desk: &Desk) -> Result<Vec<(String, String, Vec<Choice>)>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let asked = &desk.asked;
    let states = OPEN.iter().chain(&ENDS).map(|state| (state.as_str(), state.vietnamese().to_owned()));
    let mut picks = vec![
        (
            "tinh-trang".to_owned(),
            "Tình trạng".to_owned(),
            choices(
                "Tất cả",
                asked.query("tinh-trang"),
                [
                    ("dang-xu-ly", "Đang xử lý"),
                    ("da-xong", "Đã xong"),
                    ("dung-han", "Đã xong đúng hạn"),
                    ("tre-han", "Trễ hạn"),
                ]
                .into_iter()
                .map(|(key, name)| (key, name.to_owned())),
            ),
        ),
        (
            "trang-thai".to_owned(),
            "Trạng thái".to_owned(),
            choices("Mọi trạng thái", asked.query("trang-thai"), states),
        ),
    ];
    let units = desk.tenant.profile.units.iter().map(|unit| unit.key.clone());
    let units: Vec<String> = std::iter::once(String::new()).chain(units).collect();
    let classes = deadlines::CLASSES.iter().map(|(key, _)| (*key).to_owned()).collect();
    let fields = std::iter::once(String::new()).chain(store::fields(&mut scope).await?).collect();
    let channels = Channel::ALL.iter().map(|way| way.key().to_owned()).collect();
    for (by, id, all, words) in [
        (By::Unit, "don-vi", "Mọi đơn vị", units),
        (By::Class, "loai", "Mọi loại", classes),
        (By::Field, "linh-vuc", "Mọi lĩnh vực", fields),
        (By::Channel, "cach-gui", "Mọi cách gửi", channels),
    ] {
        let pairs: Vec<(String, String)> = words
            .into_iter()
            .map(|word| {
                let name = name_of(desk, by, &word);
                (if word.is_empty() { NONE.to_owned() } else { word }, name)
            })
            .collect();
        let rows = pairs.iter().map(|(key, name)| (key.as_str(), name.clone()));
        picks.push((id.to_owned(), by.vietnamese().to_owned(), choices(all, asked.query(id), rows)));
    }
    Ok(picks)
}

/// Whether the person may read the questions themselves here, and not only count them.
pub fn reads_questions(desk: &Desk) -> bool {
    desk.may(Action::QuestionRead, State::Any)
}

fn row(desk: &Desk, entry: &Entry, today: Date) -> EntryRow {
    let standing = entry.standing(today);
    let reads = reads_questions(desk);
    let tone = if standing.is_late() { Tone::Bad } else { Tone::Plain };
    let kinds = [
        name_of(desk, By::Class, &entry.class),
        name_of(desk, By::Channel, &entry.channel),
        entry.field.clone(),
    ];
    EntryRow {
        number: entry.number.to_string(),
        subject: if reads { masked(&entry.subject) } else { String::new() },
        url: reads.then(|| desk.url(&format!("/hoi-dap/{}", entry.id))),
        kind: kinds.into_iter().filter(|kind| !kind.is_empty()).collect::<Vec<_>>().join(" · "),
        state: badge(entry.state),
        unit: unit_name(desk, entry.unit.as_deref().unwrap_or_default()),
        received: date_vi(local(entry.received_at).date()),
        due: entry.due.map(date_vi).unwrap_or_default(),
        settled: entry.settled_at.map(|at| date_vi(local(at).date())).unwrap_or_default(),
        standing: Badge::new(standing.vietnamese(), tone),
    }
}

/// `GET /:tenant/so-theo-doi`
///
/// # Errors
/// When the database does not answer.
pub async fn book(desk: Desk) -> Result<Response> {
    let (filter, wrong) = filter(&desk);
    let for_paper = !desk.asked.query("in").is_empty();
    let below = desk.asked.query("duoi").parse().ok();
    let limit = if for_paper { PAPER } else { PAGE };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let found = register::page(&mut scope, &filter, below, limit).await?;
    let sum = register::sum(&mut scope, &filter).await?;
    drop(scope);
    let today = Calendar::counts_for(filter.seen_at(desk.app.db.clock.now()));
    let kept = kept(&desk);
    let with = |path: &str, first: &str| {
        let query = format!("{first}{kept}");
        let query = query.trim_start_matches('&');
        if query.is_empty() { desk.url(path) } else { format!("{}?{query}", desk.url(path)) }
    };
    let last = found.entries.last().filter(|_| found.more).map(|last| last.number);
    let paper = if for_paper { "&in=co" } else { "" };
    let page = RegisterPage {
        layout: layout(&desk, "Sổ theo dõi câu hỏi").await?,
        action: desk.url("/so-theo-doi"),
        picks: picks(&desk).await?,
        from: desk.asked.query("tu-ngay").to_owned(),
        until: desk.asked.query("den-ngay").to_owned(),
        as_of: desk.asked.query("tinh-den").to_owned(),
        settled_from: desk.asked.query("xong-tu-ngay").to_owned(),
        wrong,
        sum: narrowed(&filter, sum),
        rows: found.entries.iter().map(|entry| row(&desk, entry, today)).collect(),
        next: last.map(|number| with("/so-theo-doi", &format!("duoi={number}{paper}"))),
        first: below.map(|_: i64| with("/so-theo-doi", "")),
        csv_url: with("/so-theo-doi.csv", ""),
        print_url: with("/so-theo-doi", "in=co"),
        figures_url: desk.url("/so-theo-doi/so-lieu"),
        for_paper,
    };
    desk::page(&page)
}

/// `GET /:tenant/so-theo-doi.csv`
///
/// # Errors
/// When the database does not answer.
pub async fn table(desk: Desk) -> Result<Response> {
    let (filter, _) = filter(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let found = register::page(&mut scope, &filter, None, register::EXPORTED).await?;
    drop(scope);
    let today = Calendar::counts_for(filter.seen_at(desk.app.db.clock.now()));
    let mut out = String::from(
        "\u{FEFF}Số,Tiêu đề,Loại,Cách gửi,Lĩnh vực,Ngày nhận,Đơn vị,Trạng thái,Hạn trả lời,Ngày xong,So với hạn\r\n",
    );
    for entry in &found.entries {
        let row = row(&desk, entry, today);
        let cells = [
            row.subject.as_str(),
            &name_of(&desk, By::Class, &entry.class),
            &name_of(&desk, By::Channel, &entry.channel),
            &name_of(&desk, By::Field, &entry.field),
            &row.received,
            &row.unit,
            entry.state.vietnamese(),
            &row.due,
            &row.settled,
            &row.standing.text,
        ]
        .map(cell);
        out += &format!("{},{}\r\n", row.number, cells.join(","));
    }
    let name = format!("so-theo-doi-{}.csv", desk.tenant.slug());
    Ok(desk::download(&name, "text/csv; charset=utf-8", out))
}

fn figure_row(name: String, url: Option<String>, figures: &Figures) -> FigureRow {
    let Figures { received, open, waiting, overdue, closed, late, ages, .. } = *figures;
    FigureRow {
        name,
        url,
        counts: [received, open, waiting, overdue, closed, late],
        ages,
        rate: figures.on_time().map_or_else(|| "chưa có".into(), |rate| format!("{rate}%")),
    }
}

/// The figures of the sites below that the person looks after, parents before children.
///
/// # Errors
/// When the database does not answer.
pub async fn below(desk: &Desk) -> Result<Vec<(std::sync::Arc<crate::tenants::directory::Tenant>, Figures)>> {
    let overseen: Vec<_> =
        desk.overseen(&desk.tenant).into_iter().filter(|tenant| may_below(desk, tenant)).collect();
    if overseen.is_empty() {
        return Ok(Vec::new());
    }
    let now = desk.app.db.clock.now();
    let all = ageing::by_site(&mut desk.app.db.platform().await?, now).await?;
    let of = |tenant: &crate::tenants::directory::Tenant| {
        all.iter().find(|(id, _)| id == tenant.id()).map(|row| row.1.clone()).unwrap_or_default()
    };
    Ok(overseen.into_iter().map(|tenant| (tenant.clone(), of(&tenant))).collect())
}

fn may_below(desk: &Desk, tenant: &crate::tenants::directory::Tenant) -> bool {
    desk.staff_in(tenant).is_some_and(|staff| staff.may(Action::ClockRead, State::Any))
}

/// `GET /:tenant/so-theo-doi/so-lieu`
///
/// # Errors
/// When the database does not answer.
pub async fn figures(desk: Desk) -> Result<Response> {
    let (filter, wrong) = filter(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let sum = register::sum(&mut scope, &filter).await?;
    let mut tables = Vec::new();
    for (by, id, field) in [
        (By::Unit, "theo-don-vi", "don-vi"),
        (By::Field, "theo-linh-vuc", "linh-vuc"),
        (By::Channel, "theo-cach-gui", "cach-gui"),
        (By::Class, "theo-loai", "loai"),
    ] {
        let found = ageing::by(&mut scope, &filter, by).await?;
        let mut rows: Vec<FigureRow> = found
            .iter()
            .map(|one| {
                let key = if one.key.is_empty() { NONE } else { &one.key };
                let url = desk.url(&format!("/so-theo-doi?{field}={}", encode(key)));
                figure_row(name_of(&desk, by, &one.key), Some(url), one)
            })
            .collect();
        rows.push(figure_row("Tổng".into(), None, &Figures::total(&found)));
        tables.push(FigureTable { id: id.into(), title: by.vietnamese().into(), rows });
    }
    drop(scope);
    let below = below(&desk).await?;
    if !below.is_empty() {
        let mut rows: Vec<FigureRow> = below
            .iter()
            .map(|(tenant, one)| {
                let url = format!("/{}/so-theo-doi/so-lieu", tenant.slug());
                figure_row(tenant.identity().full_name.clone(), Some(url), one)
            })
            .collect();
        rows.push(figure_row("Tổng".into(), None, &Figures::total(below.iter().map(|row| &row.1))));
        tables.push(FigureTable {
            id: "theo-trang".into(),
            title: "Trang cấp dưới (mọi thời gian)".into(),
            rows,
        });
    }
    let page = FiguresPage {
        layout: layout(&desk, "Số liệu hỏi đáp").await?,
        sum: sum_text(sum),
        from: desk.asked.query("tu-ngay").to_owned(),
        until: desk.asked.query("den-ngay").to_owned(),
        action: desk.url("/so-theo-doi/so-lieu"),
        wrong,
        tables,
        register_url: desk.url("/so-theo-doi"),
    };
    desk::page(&page)
}

/// Where a letter of reminders is; "" where there was none to send.
pub fn mail_badge(word: Option<&str>) -> Badge {
    let state = word.and_then(|word| outbox::State::ALL.into_iter().find(|state| state.as_str() == word));
    match state {
        Some(state) => {
            let tone = match state {
                outbox::State::Delivered => Tone::Good,
                outbox::State::Dead => Tone::Bad,
                _ => Tone::Warn,
            };
            Badge::new(state.label(), tone)
        }
        None => Badge::new("không có địa chỉ thư, đã giao người gọi điện", Tone::Bad),
    }
}

/// With whom a case is.
pub fn with_whom(desk: &Desk, state: State, unit: Option<&str>) -> String {
    match (state, unit) {
        (State::Answered, Some(unit)) => {
            format!("Ban Biên tập (chờ duyệt; {} đã trả lời)", unit_name(desk, unit))
        }
        (State::AnswerApproved, Some(unit)) => {
            format!("Ban Biên tập (chờ gửi; {} đã trả lời)", unit_name(desk, unit))
        }
        (_, Some(unit)) => unit_name(desk, unit),
        (_, None) => "Ban Biên tập (chưa giao đơn vị)".into(),
    }
}

/// `GET /:tenant/viec-tre-han`
///
/// # Errors
/// When the database does not answer.
pub async fn late(desk: Desk) -> Result<Response> {
    let asked = &desk.asked;
    let given = asked.query("don-vi");
    let unit = (!given.is_empty()).then_some(if given == NONE { "" } else { given });
    let after = Cursor::parse(asked.query("sau"));
    let found = late::page(&mut desk.app.db.read(desk.tenant.id()).await?, unit, after, LATE).await?;
    let now = desk.app.db.clock.now();
    let reads = reads_questions(&desk);
    let rows = found.cases.iter().map(|case| LateRow {
        title: if reads {
            format!("Câu hỏi số {}: {}", case.number, masked(&case.subject))
        } else {
            format!("Câu hỏi số {}", case.number)
        },
        url: reads.then(|| desk.url(&format!("/hoi-dap/{}", case.id))),
        with: with_whom(&desk, case.state, case.unit.as_deref()),
        state: badge(case.state),
        due: date_vi(case.due),
        late: Badge::new(format!("quá hạn {} ngày làm việc", case.days), Tone::Bad),
        told: case
            .told
            .iter()
            .map(|told| ToldRow {
                label: told.label.clone(),
                at: when(told.at, now),
                mail: mail_badge(told.mail.as_deref()),
            })
            .collect(),
    });
    let narrowed = if given.is_empty() { String::new() } else { format!("&don-vi={}", encode(given)) };
    let with = found.with.iter().map(|(key, n)| {
        let word = if key.is_empty() { NONE } else { key };
        let url = desk.url(&format!("/viec-tre-han?don-vi={}", encode(word)));
        let name = if key.is_empty() { "Ban Biên tập".to_owned() } else { unit_name(&desk, key) };
        (Link::new(name, url), *n, word == given)
    });
    let page = LatePage {
        count: format!("{} câu hỏi quá hạn", found.total),
        with: with.collect(),
        all_url: (!given.is_empty() || after.is_some()).then(|| desk.url("/viec-tre-han")),
        rows: rows.collect(),
        next: found.next.map(|next| desk.url(&format!("/viec-tre-han?sau={}{narrowed}", next.written()))),
        below: late_below(&desk).await?,
        others: others(&desk).await?,
        layout: layout(&desk, "Việc trễ hạn").await?,
    };
    desk::page(&page)
}

/// What else is late here, for who may see its lists.
async fn others(desk: &Desk) -> Result<Vec<(Link, i64)>> {
    if !desk.may(Action::OversightRead, State::Any) {
        return Ok(Vec::new());
    }
    let seen = overview::read(&desk.app.db, desk.tenant.id(), vec![desk.tenant.clone()]).await?;
    let faults = reminders::faults(&seen.sum(), &[]);
    let others = faults.into_iter().filter(|(figure, _)| *figure != Figure::Overdue);
    Ok(others
        .map(|(figure, count)| (Link::new(figure.title(), behind(&desk.tenant, figure)), count))
        .collect())
}

async fn late_below(desk: &Desk) -> Result<Vec<(Link, i64)>> {
    let overseen: Vec<_> =
        desk.overseen(&desk.tenant).into_iter().filter(|tenant| may_below(desk, tenant)).collect();
    if overseen.is_empty() {
        return Ok(Vec::new());
    }
    let now = desk.app.db.clock.now();
    let counts = late::by_site(&mut desk.app.db.platform().await?, now).await?;
    let row = |tenant: &std::sync::Arc<crate::tenants::directory::Tenant>| {
        let n = counts.iter().find(|(id, _)| id == tenant.id()).map_or(0, |row| row.1);
        let url = format!("/{}/viec-tre-han", tenant.slug());
        (Link::new(tenant.identity().full_name.clone(), url), n)
    };
    let mut rows: Vec<(Link, i64)> = overseen.iter().map(row).filter(|(_, n)| *n > 0).collect();
    rows.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    Ok(rows)
}

//! What offices found hard and proposed (Quy chế Điều 14.b), how long the portal was there (Nghị định 43/2011 Điều 27.1), who
//! was taught (Điều 6.6) and how far the year's plan is (Điều 6.1).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::clock::{MINUTE, date_vi, local, plus_days, start_of};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::house::feedback::{self, Feedback};
use crate::house::outages::{self, Uptime};
use crate::house::plan::papers::standing;
use crate::house::plan::progress::counted;
use crate::house::plan::{self, Entry, Owner, Plan};
use crate::house::training::{self, Figures, Training};
use crate::tenants::Profile;

use super::super::planned;
use super::super::rules::{LEVELS, criteria};
use super::super::store;
use super::super::survey::store::Judged;
use super::super::survey::{self, Asked};
use super::{Cell, FigureTable, Span};

/// Where the console has the register.
const REGISTER: &str = "/vuong-mac";
/// Where it has the questionnaires.
const SURVEYS: &str = "/phieu-danh-gia";
/// Where it has the outages.
const OUTAGES: &str = "/hoat-dong";
/// Where it has the trainings, and whom none has reached.
const TRAININGS: &str = "/tap-huan";
const UNTRAINED: &str = "/tap-huan/chua";
/// Where it has the plan of a year.
const PLAN: &str = "/ke-hoach";

pub(super) async fn tables(
    scope: &mut Scope,
    profile: &Profile,
    span: Span,
    keys: &[&str],
) -> Result<Vec<FigureTable>> {
    let (from, until) = (start_of(span.from), start_of(plus_days(span.until, 1)));
    let mut tables = Vec::new();
    if keys.contains(&"feedback") {
        let filed = feedback::store::filed_between(scope, from, until).await?;
        let bodies = store::bodies(&mut scope.db().platform().await?).await?;
        tables.push(proposed(&filed, &bodies));
    }
    if keys.contains(&"survey") || keys.contains(&"survey-remarks") {
        let year = span.until.year();
        let asked = survey::store::asked(scope, year).await?;
        let judged = survey::store::judged(scope, year).await?;
        let proof = format!("{SURVEYS}?nam={year}");
        tables.extend(keys.contains(&"survey").then(|| answered(&asked, &judged, &proof)));
        tables.extend(keys.contains(&"survey-remarks").then(|| remarked(&asked, &proof)));
    }
    if keys.contains(&"uptime") {
        let uptime = outages::between(&mut scope.db().platform().await?, from, until).await?;
        let proof = format!("{OUTAGES}?nam={}&{}", span.until.year(), span.days());
        tables.push(there(&uptime, &proof));
    }
    if keys.iter().any(|key| key.starts_with("training")) {
        tables.extend(taught(scope, span).await?);
    }
    if keys.iter().any(|key| key.starts_with("plan")) {
        tables.extend(planned(scope, profile, span).await?);
    }
    tables.retain(|table| keys.contains(&table.key.as_str()));
    Ok(tables)
}

/// Each question by how the units and boards judged it; who did not answer stands beside.
fn answered(asked: &[Asked], judged: &[Judged], proof: &str) -> FigureTable {
    let levels: Vec<_> = LEVELS.iter().filter(|level| !level.0.is_empty()).collect();
    let columns: Vec<&str> = levels.iter().map(|level| level.1).chain(["Chưa trả lời"]).collect();
    let mut table =
        FigureTable::new("survey", "Ý kiến đánh giá của các đơn vị", "phiếu", "Nội dung", &columns);
    if asked.is_empty() {
        return table;
    }
    let open = asked.iter().filter(|one| one.way.is_none()).count();
    for question in criteria() {
        let count = |level: &str| {
            let found = judged.iter().find(|one| one.question == question.key && one.level == level);
            found.map_or(0, |one| one.count)
        };
        let mut cells: Vec<Cell> = levels.iter().map(|level| Cell::count(count(level.0), proof)).collect();
        cells.push(Cell::many(open, proof));
        table.line(&question.name, cells);
    }
    table
}

/// What those who answered find hard and propose.
fn remarked(asked: &[Asked], proof: &str) -> FigureTable {
    let mut table = FigureTable::new(
        "survey-remarks",
        "Vướng mắc, kiến nghị ghi trong phiếu",
        "ý kiến",
        "Nơi trả lời",
        &["Ý kiến"],
    );
    for one in asked.iter().filter(|one| !one.remark.is_empty()) {
        table.line(&one.label, vec![Cell { proof: proof.to_owned(), ..Cell::words(&one.remark) }]);
    }
    table
}

/// The trainings of the span one by one, and what they come to.
async fn taught(scope: &mut Scope, span: Span) -> Result<[FigureTable; 2]> {
    let held = training::between(scope, span.from, span.until).await?;
    let people = training::people_of_all(scope, span.from, span.until).await?;
    let tenant = scope.tenant().clone();
    let today = scope.db().clock.today();
    let day = span.until.min(today);
    let untrained = training::untrained_on(&mut scope.db().platform().await?, &tenant, day).await?.len();
    let year = span.until.year();
    let list = if day < today { format!("{UNTRAINED}?den-ngay={}", date_vi(day)) } else { UNTRAINED.into() };
    let reach = reached(&training::figures(&held, &people), Cell::many(untrained, list), year);
    let columns = ["Thời gian", "Số giờ", "Lượt người"];
    let mut table = FigureTable::new("training", "Các lớp tập huấn", "giờ", "Chuyên đề", &columns);
    for one in held.iter().rev() {
        let mine: Vec<_> = people.iter().filter(|person| person.training == one.id).cloned().collect();
        let turns = training::figures(std::slice::from_ref(one), &mine).turns;
        let proof = format!("{TRAININGS}/{}", one.id);
        let cells =
            vec![Cell::words(days(one)), Cell::count(one.hours, proof.clone()), Cell::many(turns, proof)];
        table.line(one.topic.clone(), cells);
    }
    let proof = format!("{TRAININGS}?nam={year}");
    Ok([table.summed(&["", &proof, &proof]), reach])
}

fn days(one: &Training) -> String {
    if one.from == one.until {
        return date_vi(one.from);
    }
    format!("{} - {}", date_vi(one.from), date_vi(one.until))
}

fn reached(figures: &Figures, untrained: Cell, year: i16) -> FigureTable {
    let columns = ["Số lớp", "Số giờ", "Số người", "Cơ quan, đơn vị", "Người chưa từng dự"];
    let mut table = FigureTable::new("training-reach", "Tập huấn", "lớp", "Kỳ", &columns);
    let year = |path: &str| format!("{path}?nam={year}");
    table.line(
        "Trong kỳ",
        vec![
            Cell::many(figures.courses, year(TRAININGS)),
            Cell::count(figures.hours, year(TRAININGS)),
            Cell::many(figures.people, year("/tap-huan/nguoi")),
            Cell::many(figures.bodies, year("/tap-huan/nguoi")),
            untrained,
        ],
    );
    table
}

/// The plan of the year in which the span ends, if it was approved by then: how many tasks of the span stood where on its
/// last day, and each of them.
async fn planned(scope: &mut Scope, profile: &Profile, span: Span) -> Result<[FigureTable; 2]> {
    let year = span.until.year();
    let day = planned::seen_from(span.until, scope.db().clock.today());
    let end = start_of(plus_days(span.until, 1));
    let held = plan::store::of_year(scope, year).await?;
    let held = held.filter(|plan| plan.approved.as_ref().is_some_and(|(_, at)| *at < end));
    let entries = match &held {
        Some(plan) => {
            let steps = plan::store::steps(scope, &plan.id).await?;
            planned::as_of(&plan::store::entries(scope, &plan.id).await?, &steps, span.from, span.until)
        }
        None => Vec::new(),
    };
    Ok([progressed(held.as_ref(), &entries, span, day), tasks(profile, &entries, day)])
}

fn progressed(held: Option<&Plan>, entries: &[Entry], span: Span, day: Date) -> FigureTable {
    let mut table =
        FigureTable::new("plan-progress", "Tiến độ kế hoạch năm", "việc", "Tình trạng", &["Số việc"]);
    let Some(plan) = held else { return table };
    let address = format!("{PLAN}?nam={}&{}", plan.year, span.days());
    table.line("Tổng số việc", vec![Cell::many(entries.len(), address.clone())]);
    for (sieve, count) in counted(entries, day) {
        let proof = format!("{address}&loc={}", sieve.word());
        table.line(sieve.vietnamese(), vec![Cell::many(count, proof)]);
    }
    table
}

fn tasks(profile: &Profile, entries: &[Entry], today: Date) -> FigureTable {
    let columns = ["Thực hiện", "Hạn", "Kết quả"];
    let mut table = FigureTable::new("plan", "Các việc của kế hoạch năm", "việc", "Việc", &columns);
    for one in entries {
        let owner = match &one.owner {
            Owner::Board => "Ban Biên tập".to_owned(),
            Owner::Account(_) => "Cán bộ được phân công".to_owned(),
            Owner::Unit(key) => profile.unit(key).map_or_else(String::new, |unit| unit.name.clone()),
        };
        let proof = format!("{PLAN}/{}", one.id);
        let result = Cell { proof, ..Cell::words(standing(one, today)) };
        table.line(one.title.clone(), vec![Cell::words(owner), Cell::words(date_vi(one.due)), result]);
    }
    table
}

fn there(uptime: &Uptime, proof: &str) -> FigureTable {
    let columns = ["Theo dõi từ", "Số lần ngừng", "Tổng thời gian ngừng (phút)", "Tỷ lệ hoạt động"];
    let mut table = FigureTable::new("uptime", "Hoạt động liên tục", "lần", "Trang", &columns);
    let since = uptime.from.map_or_else(|| "chưa theo dõi".to_owned(), |from| date_vi(local(from).date()));
    table.line(
        "Toàn hệ thống",
        vec![
            Cell::words(since),
            Cell::many(uptime.gaps.len(), proof),
            Cell::count(uptime.down() / MINUTE, proof),
            Cell { proof: proof.to_owned(), ..Cell::words(uptime.vietnamese()) },
        ],
    );
    table
}

fn proposed(filed: &[Feedback], bodies: &BTreeMap<String, String>) -> FigureTable {
    let columns = ["Cơ quan nêu", "Về", "Kết quả"];
    let mut table = FigureTable::new(
        "feedback",
        "Vướng mắc, đề xuất của các cơ quan, đơn vị",
        "ý kiến",
        "Nội dung",
        &columns,
    );
    for one in filed {
        let body = bodies.get(one.source.as_str()).map_or("", String::as_str);
        let about = if one.article.is_empty() {
            one.about.vietnamese().to_owned()
        } else {
            format!("{}, Điều {}", one.about.vietnamese(), one.article)
        };
        let proof = format!("{REGISTER}/{}", one.id);
        table.line(
            format!("Số {}: {}", one.number, one.title),
            vec![
                Cell::words(body),
                Cell::words(about),
                Cell { proof, ..Cell::words(one.standing.vietnamese()) },
            ],
        );
    }
    table
}

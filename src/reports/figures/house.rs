//! What offices found hard and proposed (Quy chế Điều 14.b), and how long the portal was there (Nghị định 43/2011 Điều 27.1).

use std::collections::BTreeMap;

use crate::base::clock::{MINUTE, date_vi, local, plus_days, start_of};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::house::feedback::{self, Feedback};
use crate::house::outages::{self, Uptime};

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

pub(super) async fn tables(scope: &mut Scope, span: Span, keys: &[&str]) -> Result<Vec<FigureTable>> {
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
        tables.push(there(&outages::between(&mut scope.db().platform().await?, from, until).await?));
    }
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

fn there(uptime: &Uptime) -> FigureTable {
    let columns = ["Theo dõi từ", "Số lần ngừng", "Tổng thời gian ngừng (phút)", "Tỷ lệ hoạt động"];
    let mut table = FigureTable::new("uptime", "Hoạt động liên tục", "lần", "Trang", &columns);
    let since = uptime.from.map_or_else(|| "chưa theo dõi".to_owned(), |from| date_vi(local(from).date()));
    table.line(
        "Toàn hệ thống",
        vec![
            Cell::words(since),
            Cell::many(uptime.gaps.len(), OUTAGES),
            Cell::count(uptime.down() / MINUTE, OUTAGES),
            Cell { proof: OUTAGES.to_owned(), ..Cell::words(uptime.vietnamese()) },
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

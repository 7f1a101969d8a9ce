//! What offices found hard and proposed (Quy chế Điều 14.b), and how long the portal was there (Nghị định 43/2011 Điều 27.1).

use std::collections::BTreeMap;

use crate::base::clock::{MINUTE, date_vi, local, plus_days, start_of};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::house::feedback::{self, Feedback};
use crate::house::outages::{self, Uptime};

use super::super::store;
use super::{Cell, FigureTable, Span};

/// Where the console has the register.
const REGISTER: &str = "/vuong-mac";
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
    if keys.contains(&"uptime") {
        tables.push(there(&outages::between(&mut scope.db().platform().await?, from, until).await?));
    }
    Ok(tables)
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

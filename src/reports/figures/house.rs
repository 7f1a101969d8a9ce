//! What offices found hard and proposed, as the yearly report must tell it (Quy chế Điều 14.b).

use std::collections::BTreeMap;

use crate::base::clock::{plus_days, start_of};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::house::feedback::{self, Feedback};

use super::super::store;
use super::{Cell, FigureTable, Span};

/// Where the console has the register.
const REGISTER: &str = "/vuong-mac";

pub(super) async fn tables(scope: &mut Scope, span: Span, keys: &[&str]) -> Result<Vec<FigureTable>> {
    if !keys.contains(&"feedback") {
        return Ok(Vec::new());
    }
    let (from, until) = (start_of(span.from), start_of(plus_days(span.until, 1)));
    let filed = feedback::store::filed_between(scope, from, until).await?;
    let bodies = store::bodies(&mut scope.db().platform().await?).await?;
    Ok(vec![table(&filed, &bodies)])
}

fn table(filed: &[Feedback], bodies: &BTreeMap<String, String>) -> FigureTable {
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

//! Statistics of a site, or of it and all below it, for the national platform and whoever else counts.

use jiff::civil::Date;
use serde::Serialize;

use crate::base::clock::plus_days;
use crate::base::error::{Error, Result};
use crate::public::visit::{Reply, Visit};
use crate::reports::feed::{self, Statistics};

use super::open_data::admit;

/// The longest span that is counted at once.
const LONGEST: i64 = 366;

/// What is answered.
#[derive(Serialize, schemars::JsonSchema)]
pub struct StatisticsJson {
    /// Which law the groups come from.
    source: &'static str,
    /// The sites, the one that was asked first.
    sites: Vec<Statistics>,
}

fn day(visit: &Visit, name: &str, usual: Date) -> Result<Date> {
    let given = visit.asked.query(name);
    if given.is_empty() {
        return Ok(usual);
    }
    given
        .parse()
        .map_err(|_| Error::BadRequest(format!("{name}: “{given}” không phải là ngày dạng 2016-12-28")))
}

/// `/api/v1/statistics?from=&until=&scope=all`
///
/// # Errors
/// [`Error::BadRequest`] for what is no day or a span of more than a year.
pub async fn json(visit: Visit) -> Result<Reply> {
    admit(&visit)?;
    let today = visit.app.db.clock.today();
    let until = day(&visit, "until", today)?;
    let from = day(&visit, "from", until.first_of_year())?;
    if from > until || plus_days(from, LONGEST) <= until {
        return Err(Error::BadRequest("from, until: hãy ghi một khoảng không quá một năm.".into()));
    }
    let tenants = match visit.asked.query("scope") {
        "" | "tenant" => vec![visit.tenant.clone()],
        "all" => visit.app.directory.open_tree(visit.tenant.id()),
        other => return Err(Error::BadRequest(format!("scope: không có giá trị “{other}”"))),
    };
    let mut sites = Vec::new();
    for tenant in tenants {
        let mut scope = visit.app.db.read(tenant.id()).await?;
        sites.push(feed::of(&mut scope, &tenant, from, until).await?);
    }
    Reply::json(&StatisticsJson { source: "Nghị định 224/2026/NĐ-CP, Điều 12.2", sites })
}

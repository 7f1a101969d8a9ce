//! How often the ways out of procedures are opened, over JSON.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::openings::read;
use crate::public::pages::item_url;

use super::call::{List, Nothing};

/// What was opened of one procedure.
#[derive(Serialize, JsonSchema)]
pub struct OpeningsJson {
    /// Its name.
    title: String,
    /// Its page.
    url: String,
    /// How often in the last twelve months.
    total: i64,
    /// How often in each month in which it was, by `2016-12`.
    months: BTreeMap<String, i64>,
}

/// `GET …/openings`
pub async fn list(desk: Desk, _: Nothing) -> Result<List<OpeningsJson>> {
    let all = read(&desk).await?;
    let json = |line: &crate::console::pages::openings::Line| OpeningsJson {
        title: line.entry.title.clone(),
        url: item_url(&desk.tenant, line.entry.section, &line.entry.slug),
        total: line.total(),
        months: all
            .months
            .iter()
            .zip(&line.counts)
            .filter(|(_, count)| **count > 0)
            .map(|(month, count)| (month.clone(), *count))
            .collect(),
    };
    Ok(List { rows: all.lines.iter().map(json).collect(), after: None })
}

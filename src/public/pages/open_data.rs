//! A register's list as open data: a table for office programs, and JSON.

use std::collections::HashMap;

use poem::Response;
use poem::http::header;
use serde_json::json;

use crate::base::error::{Error, Result};
use crate::base::text::csv_cell;
use crate::items::kinds::record::{Fact, Register};
use crate::items::store::{self as items, Listed};
use crate::public::visit::{Reply, Visit};

use super::records;

/// So many entries at most.
const MOST: usize = 10_000;
/// So many are looked up at once.
const CHUNK: usize = 500;

/// An entry with its short facts, as they are stored.
struct Line {
    listed: Listed,
    told: HashMap<String, String>,
}

impl Line {
    fn told(&self, fact: &Fact) -> &str {
        self.told.get(fact.key).map_or("", String::as_str)
    }
}

/// The facts that a table has room for.
fn columns(register: &'static Register) -> impl Iterator<Item = &'static Fact> {
    register.facts.iter().filter(|fact| !fact.shape.is_long() && fact.shape.is_told())
}

/// The site's own entries, narrowed as its list is.
async fn lines(visit: &Visit) -> Result<(&'static Register, Vec<Line>)> {
    let limited = visit.app.limits.search.check(visit.asked.client.addr);
    limited.map_err(|often| Error::TooMany(often.seconds()))?;
    let (section, register) = records::asked_for(visit).await?;
    let filter = records::filter(&section, register, &visit.asked, visit.tenant.day);
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let listed = items::live_list(&mut scope, &filter, 0, MOST).await?.items;
    let mut all: HashMap<_, HashMap<String, String>> = HashMap::new();
    for chunk in listed.chunks(CHUNK) {
        let ids: Vec<_> = chunk.iter().map(|one| one.item_id.clone()).collect();
        for (item, key, value) in items::told_of(&mut scope, &ids).await? {
            all.entry(item).or_default().insert(key, value);
        }
    }
    let line = |listed: Listed| Line { told: all.remove(&listed.item_id).unwrap_or_default(), listed };
    Ok((register, listed.into_iter().map(line).collect()))
}

fn address(visit: &Visit, line: &Line) -> String {
    super::item_url(&visit.tenant, line.listed.section, &line.listed.slug)
}

/// `/:section/du-lieu.csv?so=`
///
/// # Errors
/// [`Error::NotFound`] where the section has no register.
pub async fn csv(visit: Visit) -> Result<Reply> {
    let (register, lines) = lines(&visit).await?;
    let row = |cells: Vec<&str>| cells.into_iter().map(csv_cell).collect::<Vec<_>>().join(",") + "\r\n";
    let labels = columns(register).map(|fact| fact.label);
    let mut text = String::from("\u{FEFF}");
    text += &row([register.title, "Tóm tắt"].into_iter().chain(labels).chain(["Địa chỉ trang"]).collect());
    for line in &lines {
        let shown: Vec<String> = columns(register).map(|fact| fact.shown(line.told(fact))).collect();
        let page = address(&visit, line);
        let own = [line.listed.title.as_str(), line.listed.summary.as_str()];
        text +=
            &row(own.into_iter().chain(shown.iter().map(String::as_str)).chain([page.as_str()]).collect());
    }
    let name = format!("{}-{}.csv", register.key, visit.tenant.slug());
    Ok(Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "text/csv; charset=utf-8")
            .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
            .body(text),
    ))
}

/// `/:section/du-lieu.json?so=`: facts by their keys, days as 2016-12-28 and sums in đồng.
///
/// # Errors
/// [`Error::NotFound`] where the section has no register.
pub async fn json(visit: Visit) -> Result<Reply> {
    let (register, lines) = lines(&visit).await?;
    let entry = |line: &Line| {
        let told = columns(register).map(|fact| (fact.key, line.told(fact)));
        let facts: HashMap<&str, &str> = told.filter(|(_, value)| !value.is_empty()).collect();
        json!({
            "title": line.listed.title,
            "summary": line.listed.summary,
            "url": address(&visit, line),
            "listed_on": line.listed.listed_on.map(|day| day.to_string()),
            "facts": facts,
        })
    };
    let entries: Vec<_> = lines.iter().map(entry).collect();
    let labels: HashMap<&str, &str> = columns(register).map(|fact| (fact.key, fact.label)).collect();
    let body =
        json!({ "register": register.key, "name": register.many, "labels": labels, "entries": entries });
    Ok(Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .body(body.to_string()),
    ))
}

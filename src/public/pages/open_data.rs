//! Lists as open data: a table for office programs, and JSON. Of registers, documents and published answers.

use std::collections::HashMap;

use poem::Response;
use poem::http::header;
use serde_json::{Map, Value, json};

use crate::base::clock::{date_vi, local};
use crate::base::error::{Error, Result};
use crate::base::text::csv_cell;
use crate::items::kinds::record::{Fact, Register};
use crate::items::relations;
use crate::items::store::{self as items, Listed};
use crate::public::visit::{Reply, Visit};
use crate::questions::store::{self as questions, PublicQuestion};
use crate::tenants::{Section, SectionKey};

use super::{records, section as lists};

/// So many entries at most; the newest.
pub const MOST: usize = 10_000;
/// So many answers at most, for they come with all their words.
const ANSWERS: usize = 2_000;
/// So many are looked up at once.
const CHUNK: usize = 500;
/// On which terms the data may be used (Nghị định 43/2011 Điều 5.3: whoever uses it again names author and source).
pub const LICENCE: &str = "Được tự do dùng lại, chia sẻ; khi dùng phải ghi nguồn và ngày lấy dữ liệu.";

/// A list as data.
pub struct Table {
    /// What it is called in file names and by programs.
    pub key: String,
    /// What it is called by people.
    pub name: String,
    /// The page of which it is the data.
    pub page: String,
    /// The columns: their names for programs and for people.
    pub columns: Vec<(&'static str, &'static str)>,
    /// The entries.
    pub lines: Vec<Line>,
}

/// An entry.
pub struct Line {
    /// As people read it, a cell a column.
    pub cells: Vec<String>,
    /// As programs do.
    pub data: Value,
}

/// Lets a request in, or says how long to wait: such lists are long.
///
/// # Errors
/// [`Error::TooMany`] above the limit of searches.
pub fn admit(visit: &Visit) -> Result<()> {
    let limited = visit.app.limits.search.check(visit.asked.client.addr);
    limited.map_err(|often| Error::TooMany(often.seconds()))
}

/// A table as spreadsheets open it, no cell of which is taken for a formula; the day stands in its name.
pub fn as_csv(visit: &Visit, table: &Table) -> Reply {
    let row =
        |cells: &mut dyn Iterator<Item = &str>| cells.map(csv_cell).collect::<Vec<_>>().join(",") + "\r\n";
    let mut text = String::from("\u{FEFF}");
    text += &row(&mut table.columns.iter().map(|(_, label)| *label));
    for line in &table.lines {
        text += &row(&mut line.cells.iter().map(String::as_str));
    }
    let (tenant, today) = (&visit.tenant, visit.app.db.clock.today());
    let name = format!("{}-{}-{today}.csv", table.key, tenant.slug());
    let licence = format!("<{}>; rel=\"license\"", tenant.url("/tiep-can-thong-tin"));
    Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "text/csv; charset=utf-8")
            .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""))
            .header(header::LINK, licence)
            .body(text),
    )
}

/// A table for programs, with its day, its source and the terms of its use.
pub fn as_json(visit: &Visit, table: &Table) -> Reply {
    let labels: Map<String, Value> =
        table.columns.iter().map(|(key, label)| ((*key).to_owned(), json!(label))).collect();
    let body = json!({
        "register": table.key,
        "name": table.name,
        "page": table.page,
        "source": visit.tenant.identity().full_name,
        "as_of": visit.app.db.clock.today().to_string(),
        "licence": LICENCE,
        "labels": labels,
        "entries": table.lines.iter().map(|line| &line.data).collect::<Vec<_>>(),
    });
    Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .body(body.to_string()),
    )
}

/// `/:section/du-lieu.csv?so=`
///
/// # Errors
/// [`Error::NotFound`] where the section has nothing that is a table.
pub async fn csv(visit: Visit) -> Result<Reply> {
    Ok(as_csv(&visit, &table(&visit).await?))
}

/// `/:section/du-lieu.json?so=`: facts by their keys, days as 2016-12-28 and sums in đồng.
///
/// # Errors
/// [`Error::NotFound`] where the section has nothing that is a table.
pub async fn json(visit: Visit) -> Result<Reply> {
    Ok(as_json(&visit, &table(&visit).await?))
}

async fn table(visit: &Visit) -> Result<Table> {
    admit(visit)?;
    let section = visit.tenant.profile.section_by_slug(visit.asked.param("section")).cloned();
    let section = section.filter(|section| !section.hidden).ok_or(Error::NotFound)?;
    match section.key {
        SectionKey::Legislation | SectionKey::Steering => documents(visit, &section).await,
        SectionKey::Questions => answers(visit, &section).await,
        _ => register(visit).await,
    }
}

/// The facts that a table has room for.
fn columns(register: &'static Register) -> impl Iterator<Item = &'static Fact> {
    register.facts.iter().filter(|fact| !fact.shape.is_long() && fact.shape.is_told())
}

/// The site's own entries of a register, narrowed as its list is.
async fn register(visit: &Visit) -> Result<Table> {
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
    let line = |one: &Listed| entry(visit, register, one, &all.remove(&one.item_id).unwrap_or_default());
    let facts = columns(register).map(|fact| (fact.key, fact.label));
    Ok(Table {
        key: register.key.into(),
        name: register.many.into(),
        page: format!("{}?so={}", visit.tenant.section_url(&section, ""), register.key),
        columns: [("title", register.title), ("summary", "Tóm tắt")]
            .into_iter()
            .chain(facts)
            .chain([("url", "Địa chỉ trang")])
            .collect(),
        lines: listed.iter().map(line).collect(),
    })
}

fn entry(visit: &Visit, register: &'static Register, one: &Listed, told: &HashMap<String, String>) -> Line {
    let stored = |fact: &Fact| told.get(fact.key).map_or("", String::as_str);
    let url = super::item_url(&visit.tenant, one.section, &one.slug);
    let facts: HashMap<&str, &str> = columns(register)
        .map(|fact| (fact.key, stored(fact)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    Line {
        data: json!({
            "title": one.title,
            "summary": one.summary,
            "url": url,
            "listed_on": one.listed_on.map(|day| day.to_string()),
            "facts": facts,
        }),
        cells: [one.title.clone(), one.summary.clone()]
            .into_iter()
            .chain(columns(register).map(|fact| fact.shown(stored(fact))))
            .chain([url.clone()])
            .collect(),
    }
}

/// The site's own documents, narrowed as their list is.
async fn documents(visit: &Visit, section: &Section) -> Result<Table> {
    let tenant = &visit.tenant;
    let mut filter = lists::filter(&visit.asked, &[section.key], tenant.day);
    if filter.in_force.is_some() {
        filter.overruled =
            relations::overruled(&visit.app.db, &visit.app.directory, tenant, tenant.day).await?;
    }
    let listed = items::live_list(&mut visit.app.db.read(tenant.id()).await?, &filter, 0, MOST).await?.items;
    Ok(Table {
        key: section.key.as_str().into(),
        name: section.title.clone(),
        page: tenant.section_url(section, ""),
        columns: vec![
            ("number", "Số, ký hiệu"),
            ("type", "Hình thức văn bản"),
            ("issuer", "Cơ quan ban hành"),
            ("issued_on", "Ngày ban hành"),
            ("effective_on", "Ngày có hiệu lực"),
            ("expires_on", "Ngày hết hiệu lực"),
            ("title", "Trích yếu"),
            ("url", "Địa chỉ trang"),
        ],
        lines: listed.iter().map(|one| document(visit, one)).collect(),
    })
}

fn document(visit: &Visit, one: &Listed) -> Line {
    let url = super::item_url(&visit.tenant, one.section, &one.slug);
    let days = [one.issued_on, one.effective_on, one.expires_on];
    let [issued, effective, expires] = days.map(|day| day.map(|day| day.to_string()));
    let words = [&one.number, &one.doc_type, &one.issuer].map(|text| text.clone().unwrap_or_default());
    Line {
        data: json!({
            "number": one.number,
            "type": one.doc_type,
            "issuer": one.issuer,
            "issued_on": issued,
            "effective_on": effective,
            "expires_on": expires,
            "title": one.title,
            "url": url,
        }),
        cells: words
            .into_iter()
            .chain(days.map(|day| day.map_or_else(String::new, date_vi)))
            .chain([one.title.clone(), url.clone()])
            .collect(),
    }
}

/// The questions whose answers are published, in the words that everybody reads.
async fn answers(visit: &Visit, section: &Section) -> Result<Table> {
    let tenant = &visit.tenant;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let found = questions::public_list(&mut scope, 0, ANSWERS).await?.questions;
    Ok(Table {
        key: section.key.as_str().into(),
        name: section.title.clone(),
        page: tenant.section_url(section, ""),
        columns: vec![
            ("subject", "Câu hỏi về"),
            ("question", "Nội dung hỏi"),
            ("answer", "Trả lời"),
            ("unit", "Đơn vị trả lời"),
            ("asked_on", "Ngày hỏi"),
            ("published_on", "Ngày đăng trả lời"),
            ("url", "Địa chỉ trang"),
        ],
        lines: found.iter().map(|one| answer(visit, one)).collect(),
    })
}

fn answer(visit: &Visit, one: &PublicQuestion) -> Line {
    let tenant = &visit.tenant;
    let unit = tenant.profile.unit(&one.unit_key).map_or_else(String::new, |unit| unit.name.clone());
    let url = tenant.url(&super::question_path(tenant, &one.slug));
    let (asked, published) = (local(one.asked_at).date(), local(one.published_at).date());
    let words = [one.subject.clone(), one.body.clone(), one.answer.clone()];
    Line {
        data: json!({
            "subject": words[0],
            "question": words[1],
            "answer": words[2],
            "unit": unit,
            "asked_on": asked.to_string(),
            "published_on": published.to_string(),
            "url": url,
        }),
        cells: words.into_iter().chain([unit, date_vi(asked), date_vi(published), url.clone()]).collect(),
    }
}

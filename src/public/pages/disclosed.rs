//! The list of what must be public: what offices declare, and what is published already; as a page and as open data.

use serde_json::json;

use crate::base::clock::{date_vi, local};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::disclosure::{Entry, Publication, store};
use crate::items::kinds::record::DISCLOSED;
use crate::items::store::{self as items, Filter};
use crate::public::site::Around;
use crate::public::views::disclosed::{DisclosedPage, DisclosedRow};
use crate::public::views::{Link, Pager};
use crate::public::visit::{Reply, Visit};

use super::open_data::{self, Line, Table};

/// Where the list stands.
pub const PATH: &str = "/tiep-can-thong-tin/danh-muc";
/// Entries on one page.
const PAGE: usize = 50;
/// Declared entries shown beside.
const DECLARED: usize = 200;
/// What stands where nobody has told yet.
const UNTOLD: &str = "chưa ghi";

/// How many entries the list has that is made from what is published.
///
/// # Errors
/// When the database does not answer.
pub async fn count(visit: &Visit) -> Result<usize> {
    store::count(&mut visit.app.db.read(visit.tenant.id()).await?, false).await
}

/// `/tiep-can-thong-tin/danh-muc?trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(visit: Visit) -> Result<Reply> {
    let (tenant, page) = (&visit.tenant, visit.asked.page());
    let around = Around::of(&visit.app, tenant, PATH, None).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let total = store::count(&mut scope, false).await?;
    let entries = store::list(&mut scope, false, (page - 1) * PAGE, PAGE).await?;
    let declared = if page == 1 { declared(&visit, &mut scope).await? } else { Vec::new() };
    drop(scope);
    let title = "Danh mục thông tin phải được công khai";
    let mut layout =
        around.layout(title, "Tên, số, ngày tạo, hình thức, thời điểm, thời hạn công khai.", vec![]);
    layout.breadcrumbs.push(Link::new("Tiếp cận thông tin", tenant.url("/tiep-can-thong-tin")));
    let data = |name: &str, file: &str| Link::new(name, tenant.url(&format!("/tiep-can-thong-tin/{file}")));
    Reply::page(&DisclosedPage {
        layout,
        title: title.to_owned(),
        declared,
        count_text: format!("{total} văn bản và nội dung đã đăng, mới nhất trước"),
        rows: entries.iter().map(|entry| row(&visit, entry)).collect(),
        pager: Pager::over(total.div_ceil(PAGE).max(1), page, |page| {
            tenant.url(&format!("{PATH}?trang={page}"))
        }),
        data: vec![data("CSV", "du-lieu.csv"), data("JSON", "du-lieu.json")],
    })
}

fn url(visit: &Visit, entry: &Entry) -> String {
    super::item_url(&visit.tenant, entry.section, &entry.slug)
}

/// The three facts of an entry as readers see them.
fn told(publication: Option<&Publication>) -> [String; 3] {
    publication.map_or_else(
        || [UNTOLD; 3].map(str::to_owned),
        |told| [told.form.clone(), told.moment.clone(), told.term.clone()],
    )
}

fn row(visit: &Visit, entry: &Entry) -> DisclosedRow {
    let [form, moment, term] = told(entry.publication.as_ref());
    DisclosedRow {
        link: Link::new(entry.title.clone(), url(visit, entry)),
        number: entry.number.clone(),
        made: entry.made_on.map(date_vi),
        published: Some(date_vi(local(entry.published_at).date())),
        form,
        moment,
        term,
    }
}

/// What offices declare in the register of its own.
async fn declared(visit: &Visit, scope: &mut Scope) -> Result<Vec<DisclosedRow>> {
    let filter = Filter { register: Some(DISCLOSED.key), by_title: true, ..Filter::default() };
    let listed = items::live_list(scope, &filter, 0, DECLARED).await?.items;
    let ids: Vec<_> = listed.iter().map(|one| one.item_id.clone()).collect();
    let facts = items::told_of(scope, &ids).await?;
    let rows = listed.iter().map(|one| {
        let stored = |key: &str| {
            let found = facts.iter().find(|(item, known, _)| *item == one.item_id && known == key);
            let fact = DISCLOSED.fact(key);
            found.and_then(|(_, _, value)| fact.map(|fact| fact.shown(value)))
        };
        DisclosedRow {
            link: Link::new(one.title.clone(), super::item_url(&visit.tenant, one.section, &one.slug)),
            number: stored("so-ky-hieu"),
            made: stored("ngay-tao"),
            published: None,
            form: stored("hinh-thuc").unwrap_or_default(),
            moment: stored("thoi-diem").unwrap_or_default(),
            term: stored("thoi-han").unwrap_or_default(),
        }
    });
    Ok(rows.collect())
}

/// `/tiep-can-thong-tin/du-lieu.csv`
///
/// # Errors
/// [`crate::base::error::Error::TooMany`] above the limit of searches.
pub async fn csv(visit: Visit) -> Result<Reply> {
    Ok(open_data::as_csv(&visit, &table(&visit).await?))
}

/// `/tiep-can-thong-tin/du-lieu.json`
///
/// # Errors
/// [`crate::base::error::Error::TooMany`] above the limit of searches.
pub async fn json(visit: Visit) -> Result<Reply> {
    Ok(open_data::as_json(&visit, &table(&visit).await?))
}

async fn table(visit: &Visit) -> Result<Table> {
    open_data::admit(visit)?;
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let declared = declared(visit, &mut scope).await?;
    let entries = store::list(&mut scope, false, 0, open_data::MOST).await?;
    let rows = declared.into_iter().chain(entries.iter().map(|entry| row(visit, entry)));
    Ok(Table {
        key: "danh-muc-cong-khai".into(),
        name: "Danh mục thông tin phải được công khai".into(),
        page: visit.tenant.url(PATH),
        columns: vec![
            ("title", "Tên thông tin"),
            ("number", "Số, ký hiệu"),
            ("made_on", "Ngày tạo ra"),
            ("published_on", "Ngày đăng"),
            ("form", "Hình thức công khai"),
            ("moment", "Thời điểm công khai"),
            ("term", "Thời hạn công khai"),
            ("url", "Địa chỉ trang"),
        ],
        lines: rows.map(line).collect(),
    })
}

fn line(row: DisclosedRow) -> Line {
    let cells = [
        row.link.title,
        row.number.unwrap_or_default(),
        row.made.unwrap_or_default(),
        row.published.unwrap_or_default(),
        row.form,
        row.moment,
        row.term,
        row.link.url,
    ];
    let keys = ["title", "number", "made_on", "published_on", "form", "moment", "term", "url"];
    let data = keys.iter().zip(&cells).map(|(key, cell)| ((*key).to_owned(), json!(cell))).collect();
    Line { cells: cells.to_vec(), data: serde_json::Value::Object(data) }
}

//! The list of what must be public, over JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::base::id::ItemId;
use crate::console::desk::Desk;
use crate::disclosure::{self, Entry, Publication, store};

use super::call::{DONE, Done, List, limit};

/// Something published that stands in the list.
#[derive(Serialize, JsonSchema)]
pub struct DisclosedJson {
    /// The item.
    item: String,
    /// What is live of it.
    edition: String,
    /// Its name.
    title: String,
    /// Number and symbol of a document.
    number: Option<String>,
    /// The day it was made.
    made_on: Option<String>,
    /// Since when readers see it.
    published_at: String,
    /// How it is public; absent while nobody has told.
    form: Option<String>,
    /// From when.
    moment: Option<String>,
    /// For how long.
    term: Option<String>,
}

impl DisclosedJson {
    fn of(entry: Entry) -> Self {
        let told = |pick: fn(&Publication) -> &String| entry.publication.as_ref().map(pick).cloned();
        Self {
            form: told(|told| &told.form),
            moment: told(|told| &told.moment),
            term: told(|told| &told.term),
            item: entry.item.to_string(),
            edition: entry.edition.to_string(),
            title: entry.title,
            number: entry.number,
            made_on: entry.made_on.map(|day| day.to_string()),
            published_at: iso(entry.published_at),
        }
    }
}

/// Which part of the list.
#[derive(Deserialize, JsonSchema)]
pub struct DisclosedQuery {
    /// Only what nobody has told about.
    #[serde(default)]
    untold: bool,
    /// How many are passed over.
    after: Option<usize>,
    /// How many, 200 at most.
    limit: Option<usize>,
}

/// `GET …/disclosures`
pub async fn list(desk: Desk, query: DisclosedQuery) -> Result<List<DisclosedJson>> {
    let (start, limit) = (query.after.unwrap_or(0), limit(query.limit));
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let total = store::count(&mut scope, query.untold).await?;
    let rows = store::list(&mut scope, query.untold, start, limit).await?;
    let next = start + rows.len();
    Ok(List {
        after: (next < total && !rows.is_empty()).then(|| next.to_string()),
        rows: rows.into_iter().map(DisclosedJson::of).collect(),
    })
}

/// How published items are public.
#[derive(Deserialize, JsonSchema)]
pub struct Told {
    /// The items.
    items: Vec<String>,
    /// How: "Đăng trên trang này".
    form: String,
    /// From when: "Ngay khi ban hành".
    moment: String,
    /// For how long: "Thường xuyên".
    term: String,
}

/// `PUT …/disclosures`
pub async fn tell(desk: Desk, body: Told) -> Result<Done> {
    let items: Vec<ItemId> = body.items.into_iter().map(ItemId::from).collect();
    let told = Publication { form: body.form, moment: body.moment, term: body.term };
    disclosure::tell(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &items, &told).await?;
    Ok(DONE)
}

//! What banks sent back of runs, over JSON.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::royalties::returned::{self, New};
use crate::royalties::store;

use super::call::{DONE, Done, List, Nothing, day};

/// A payment that came back.
#[derive(Serialize, JsonSchema)]
pub struct ReturnedJson {
    /// Of which run.
    run: String,
    /// Whose.
    person: String,
    /// Their name as the run has it.
    name: String,
    /// What they were to receive, in đồng.
    net: i64,
    /// When it came back.
    on: String,
    /// Why.
    note: String,
}

/// `GET …/royalties/returns`
pub async fn open(desk: Desk, _: Nothing) -> Result<List<ReturnedJson>> {
    let open = store::returned_open(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let rows = open.into_iter().map(|one| ReturnedJson {
        run: one.run,
        person: one.person,
        name: one.name,
        net: one.net,
        on: one.on.to_string(),
        note: one.note,
    });
    Ok(List { rows: rows.collect(), after: None })
}

/// That a payment came back.
#[derive(Deserialize, JsonSchema)]
pub struct ReturnBody {
    /// Whose.
    #[serde(default)]
    person: String,
    /// When, as 2016-12-28.
    on: Option<String>,
    /// Why, as the bank says.
    #[serde(default)]
    note: String,
}

/// `POST …/royalties/runs/:run/returns`
pub async fn came_back(desk: Desk, body: ReturnBody) -> Result<Done> {
    let on = day("on", body.on.as_deref())?;
    let new = New { run: desk.asked.param("run"), person: &body.person, on, note: &body.note };
    returned::record(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), new).await?;
    Ok(DONE)
}

/// Whose payment was sent again.
#[derive(Deserialize, JsonSchema)]
pub struct SentBody {
    /// By whom payments are added up.
    #[serde(default)]
    person: String,
}

/// `POST …/royalties/runs/:run/returns/settle`
pub async fn sent_again(desk: Desk, body: SentBody) -> Result<Done> {
    let of = (desk.asked.param("run"), body.person.as_str());
    returned::sent_again(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), of).await?;
    Ok(DONE)
}

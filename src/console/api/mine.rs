//! One's own desk over JSON: what waits for the person here, what is late, what came back and why.

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::desk::mine::{self, Mine};
use crate::desk::queue::Row;

use super::call::{Answer, Nothing};
use super::items::EditionJson;

/// An edition on one's desk.
#[derive(Serialize, JsonSchema)]
pub struct DeskRowJson {
    /// The edition.
    #[serde(flatten)]
    edition: EditionJson,
    /// The account it is given to.
    assignee: Option<String>,
    /// Until which day.
    due_on: Option<String>,
    /// When it goes live by itself.
    publish_at: Option<String>,
    /// Until when an emergency publication must be confirmed.
    confirm_before: Option<String>,
}

/// What concerns the person in this tenant, each list with what changed last in front.
#[derive(Serialize, JsonSchema)]
pub struct MineJson {
    /// What they are to do: given to them, to be approved, to be confirmed.
    waiting: Vec<DeskRowJson>,
    /// What should have been done already.
    late: Vec<DeskRowJson>,
    /// What came back, with its reason.
    returned: Vec<DeskRowJson>,
    /// What they sent.
    sent: Vec<DeskRowJson>,
    /// Approved, and not yet live.
    ready: Vec<DeskRowJson>,
    /// Their drafts that never were sent.
    drafts: Vec<DeskRowJson>,
}

impl Answer for MineJson {}

fn rows(rows: &[Row]) -> Vec<DeskRowJson> {
    let row = |row: &Row| DeskRowJson {
        edition: EditionJson::of(&row.edition),
        assignee: row.assignee.as_ref().map(ToString::to_string),
        due_on: row.due_on.map(|day| day.to_string()),
        publish_at: row.publish_at.map(iso),
        confirm_before: row.confirm_before.map(iso),
    };
    rows.iter().map(row).collect()
}

/// `GET …/mine`
pub async fn read(desk: Desk, _: Nothing) -> Result<MineJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let Mine { waiting, late, returned, sent, ready, drafts } =
        mine::read(&mut scope, &desk.tenant.profile, &desk.staff, desk.app.db.clock.today()).await?;
    Ok(MineJson {
        waiting: rows(&waiting),
        late: rows(&late),
        returned: rows(&returned),
        sent: rows(&sent),
        ready: rows(&ready),
        drafts: rows(&drafts),
    })
}

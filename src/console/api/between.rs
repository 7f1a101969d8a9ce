//! Between sites, over JSON: what is proposed upward, and what is issued downward with who has seen it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::{EditionId, TenantId};
use crate::between::store::{self, After, Side};
use crate::between::{
    Delivery, DeliveryState, Issue, Proposal, ProposalState, SourceItem, issues as issuing,
    proposals as proposing,
};
use crate::console::desk::Desk;
use crate::console::pages::proposals::tell;
use crate::items::store as items;
use crate::public::pages::item_url;

use super::call::{Answer, DONE, Done, List, Nothing, limit};
use super::items::{EditionJson, known, shown};

/// What of a source is live.
#[derive(Serialize, JsonSchema)]
pub struct SourceJson {
    /// Its heading.
    title: String,
    /// What stands under it.
    summary: String,
    /// Where readers find it.
    url: Option<String>,
}

/// A site by its slug; by its id where it is no longer known.
fn site(desk: &Desk, id: &TenantId) -> String {
    desk.app.directory.get(id).map_or_else(|| id.to_string(), |tenant| tenant.slug().to_owned())
}

fn source(desk: &Desk, id: &TenantId, live: Option<&SourceItem>) -> Option<SourceJson> {
    let tenant = desk.app.directory.get(id);
    live.map(|live| SourceJson {
        title: live.title.clone(),
        summary: live.summary.clone(),
        url: tenant.map(|tenant| item_url(&tenant, live.section, &live.slug)),
    })
}

/// Where a list goes on: the moment and id of its last row.
fn place(given: Option<&str>) -> Result<After> {
    let read = |text: &str| {
        let (at, id) = text.split_once('.')?;
        Some((at.parse().ok()?, id.to_owned()))
    };
    let unread = || Error::BadRequest("after không đúng: hãy gửi lại giá trị đã nhận".into());
    given.map(|text| read(text).ok_or_else(unread)).transpose()
}

/// A page of rows that were read one too many, with the place of its last.
fn paged<T, J>(
    mut found: Vec<T>,
    limit: usize,
    place: impl Fn(&T) -> String,
    json: impl Fn(&T) -> J,
) -> List<J> {
    let more = found.len() > limit;
    found.truncate(limit);
    let after = found.last().filter(|_| more).map(place);
    List { rows: found.iter().map(json).collect(), after }
}

/// An item proposed to the site above.
#[derive(Serialize, JsonSchema)]
pub struct ProposalJson {
    /// Its id.
    proposal: String,
    /// The slug of the site that proposed it.
    from: String,
    /// The slug of the site it is for.
    to: String,
    /// `waiting`, `taken`, `declined` or `withdrawn`.
    state: &'static str,
    /// A word of who proposed it.
    note: String,
    /// Whose login proposed it.
    proposed_by: String,
    /// When.
    proposed_at: String,
    /// Whose login decided.
    decided_by: Option<String>,
    /// When.
    decided_at: Option<String>,
    /// Why it was declined.
    reason: Option<String>,
    /// The item that the receiver made of it.
    taken_item: Option<String>,
    /// What of it is live; none once it is not.
    live: Option<SourceJson>,
}

impl Answer for ProposalJson {}

impl ProposalJson {
    fn of(desk: &Desk, one: &Proposal) -> Self {
        Self {
            proposal: one.id.clone(),
            from: site(desk, &one.source),
            to: site(desk, &one.receiver),
            state: one.state.as_str(),
            note: one.note.clone(),
            proposed_by: one.proposed_by.clone(),
            proposed_at: iso(one.proposed_at),
            decided_by: one.decided_by.clone(),
            decided_at: one.decided_at.map(iso),
            reason: one.reason.clone(),
            taken_item: one.taken_item.as_ref().map(ToString::to_string),
            live: source(desk, &one.source, one.live.as_ref()),
        }
    }
}

/// Which proposals.
#[derive(Deserialize, JsonSchema)]
pub struct ProposalsQuery {
    /// `received` (if not given) or `sent`.
    side: Option<String>,
    /// `waiting`, `taken`, `declined` or `withdrawn`.
    state: Option<String>,
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// `GET …/proposals`
pub async fn proposals(desk: Desk, query: ProposalsQuery) -> Result<List<ProposalJson>> {
    let sides = |text: &str| match text {
        "received" => Some(Side::Received),
        "sent" => Some(Side::Sent),
        _ => None,
    };
    let side = known(query.side.as_deref(), sides, "side")?.unwrap_or(Side::Received);
    let state = known(query.state.as_deref(), ProposalState::parse, "state")?;
    let (from, limit) = (place(query.after.as_deref())?, limit(query.limit));
    let mut platform = desk.app.db.platform().await?;
    let found = store::proposals(&mut platform, desk.tenant.id(), side, state, &from, limit + 1).await?;
    let place = |one: &Proposal| format!("{}.{}", one.proposed_at, one.id);
    Ok(paged(found, limit, place, |one| ProposalJson::of(&desk, one)))
}

async fn proposal_now(desk: &Desk) -> Result<ProposalJson> {
    let id = desk.asked.param("proposal");
    let mut platform = desk.app.db.platform().await?;
    let found = store::proposal(&mut platform, desk.tenant.id(), id).await?.ok_or(Error::NotFound)?;
    Ok(ProposalJson::of(desk, &found))
}

/// `GET …/proposals/:proposal`
pub async fn proposal(desk: Desk, _: Nothing) -> Result<ProposalJson> {
    proposal_now(&desk).await
}

/// Who answers for what is taken.
#[derive(Deserialize, JsonSchema)]
pub struct Take {
    /// The key of a unit of this site.
    unit: String,
}

/// `POST …/proposals/:proposal/take`
pub async fn take(desk: Desk, body: Take) -> Result<EditionJson> {
    let units = desk.tenant.profile.units_on(desk.app.db.clock.today());
    if !units.into_iter().any(|unit| unit.key == body.unit) {
        return Err(Error::refused("unit", "Hãy chọn một đơn vị của trang này.", "Quy chế Điều 12.3"));
    }
    let (app, actor, id) = (&desk.app, desk.actor(), desk.asked.param("proposal"));
    let (tenant, staff) = (&desk.tenant, &desk.staff);
    let taken = proposing::take(&app.db, &app.directory, tenant, staff, &actor, id, &body.unit).await?;
    tell(&desk).await;
    let edition: EditionId = taken.1;
    shown(&desk, &edition).await
}

/// Why.
#[derive(Deserialize, JsonSchema)]
pub struct Reason {
    /// In words that the others are told.
    #[serde(default)]
    reason: String,
}

/// `POST …/proposals/:proposal/decline`
pub async fn decline(desk: Desk, body: Reason) -> Result<ProposalJson> {
    let id = desk.asked.param("proposal");
    let (db, actor) = (&desk.app.db, desk.actor());
    proposing::decline(db, &desk.tenant, &desk.staff, &actor, id, &body.reason).await?;
    tell(&desk).await;
    proposal_now(&desk).await
}

/// `POST …/proposals/:proposal/take-back`
pub async fn take_back(desk: Desk, _: Nothing) -> Result<ProposalJson> {
    let id = desk.asked.param("proposal");
    proposing::take_back(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    proposal_now(&desk).await
}

/// Where a list goes on.
#[derive(Deserialize, JsonSchema)]
pub struct Onward {
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// Something sent to the sites below.
#[derive(Serialize, JsonSchema)]
pub struct IssueJson {
    /// Its id.
    issue: String,
    /// Which item.
    item: String,
    /// Whether the sites below must show it.
    mandatory: bool,
    /// Whether it went to all of them.
    to_all: bool,
    /// A word to the boards below.
    note: String,
    /// Whose login issued it.
    issued_by: String,
    /// When.
    issued_at: String,
    /// When it was taken back.
    recalled_at: Option<String>,
    /// To how many sites it went.
    delivered: i64,
    /// On how many of them somebody has opened it.
    seen: i64,
    /// What of it is live.
    live: Option<SourceJson>,
    /// Each delivery; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    deliveries: Option<Vec<DeliveryJson>>,
}

impl Answer for IssueJson {}

impl IssueJson {
    fn of(desk: &Desk, one: &Issue) -> Self {
        Self {
            issue: one.id.clone(),
            item: one.item.to_string(),
            mandatory: one.mandatory,
            to_all: one.to_all,
            note: one.note.clone(),
            issued_by: one.issued_by.clone(),
            issued_at: iso(one.issued_at),
            recalled_at: one.recalled_at.map(iso),
            delivered: one.deliveries,
            seen: one.seen,
            live: source(desk, &one.source, one.live.as_ref()),
            deliveries: None,
        }
    }
}

/// `GET …/issues`
pub async fn issues(desk: Desk, query: Onward) -> Result<List<IssueJson>> {
    let (from, limit) = (place(query.after.as_deref())?, limit(query.limit));
    let mut platform = desk.app.db.platform().await?;
    let found = store::issues(&mut platform, desk.tenant.id(), &from, limit + 1).await?;
    let place = |one: &Issue| format!("{}.{}", one.issued_at, one.id);
    Ok(paged(found, limit, place, |one| IssueJson::of(&desk, one)))
}

async fn issue_now(desk: &Desk) -> Result<IssueJson> {
    let id = desk.asked.param("issue");
    let mut platform = desk.app.db.platform().await?;
    let issue = store::issue(&mut platform, desk.tenant.id(), id).await?.ok_or(Error::NotFound)?;
    let all = store::deliveries_of(&mut platform, &issue.source, &issue.id).await?;
    let deliveries = all.iter().map(|one| DeliveryJson::of(desk, one)).collect();
    Ok(IssueJson { deliveries: Some(deliveries), ..IssueJson::of(desk, &issue) })
}

/// `GET …/issues/:issue`
pub async fn issue(desk: Desk, _: Nothing) -> Result<IssueJson> {
    issue_now(&desk).await
}

/// `POST …/issues/:issue/recall`
pub async fn recall(desk: Desk, body: Reason) -> Result<IssueJson> {
    let id = desk.asked.param("issue");
    let (db, actor) = (&desk.app.db, desk.actor());
    issuing::recall(db, &desk.tenant, &desk.staff, &actor, id, &body.reason).await?;
    issue_now(&desk).await
}

/// What reached one site.
#[derive(Serialize, JsonSchema)]
pub struct DeliveryJson {
    /// The issue.
    issue: String,
    /// The slug of the site that issued it.
    from: String,
    /// The slug of the site it reached.
    to: String,
    /// Whether it must be shown.
    mandatory: bool,
    /// `waiting`, `shown`, `hidden` or `recalled`.
    state: &'static str,
    /// When it arrived.
    delivered_at: String,
    /// When somebody there first opened it.
    seen_at: Option<String>,
    /// Who that was, by name.
    seen_by: Option<String>,
    /// Whose login decided on it.
    decided_by: Option<String>,
    /// What of it is live.
    live: Option<SourceJson>,
    /// What it says: kind `news` or `document` with its fields; absent in lists and once it was recalled.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Value>,
}

impl Answer for DeliveryJson {}

impl DeliveryJson {
    fn of(desk: &Desk, one: &Delivery) -> Self {
        Self {
            issue: one.issue.clone(),
            from: site(desk, &one.source),
            to: site(desk, &one.receiver),
            mandatory: one.mandatory,
            state: one.state.as_str(),
            delivered_at: iso(one.delivered_at),
            seen_at: one.seen_at.map(iso),
            seen_by: one.seen_by.clone(),
            decided_by: one.decided_by.clone(),
            live: source(desk, &one.source, one.live.as_ref()),
            content: None,
        }
    }
}

/// `GET …/deliveries`
pub async fn deliveries(desk: Desk, query: Onward) -> Result<List<DeliveryJson>> {
    let (from, limit) = (place(query.after.as_deref())?, limit(query.limit));
    let mut platform = desk.app.db.platform().await?;
    let found = store::deliveries_to(&mut platform, desk.tenant.id(), &from, limit + 1).await?;
    let place = |one: &Delivery| format!("{}.{}", one.delivered_at, one.issue);
    Ok(paged(found, limit, place, |one| DeliveryJson::of(&desk, one)))
}

/// `GET …/deliveries/:issue`
pub async fn delivery(desk: Desk, _: Nothing) -> Result<DeliveryJson> {
    let id = desk.asked.param("issue");
    let found = issuing::open(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    let live = items::live_by_id(&mut desk.app.db.read(&found.source).await?, &found.item).await?;
    let live = live.filter(|_| found.state != DeliveryState::Recalled);
    let content = live.map(|live| serde_json::to_value(live.content)).transpose()?;
    Ok(DeliveryJson { content, ..DeliveryJson::of(&desk, &found) })
}

async fn decide(desk: &Desk, show: bool) -> Result<Done> {
    let id = desk.asked.param("issue");
    issuing::decide(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id, show).await?;
    Ok(DONE)
}

/// `POST …/deliveries/:issue/show`
pub async fn show(desk: Desk, _: Nothing) -> Result<Done> {
    decide(&desk, true).await
}

/// `POST …/deliveries/:issue/hide`
pub async fn hide(desk: Desk, _: Nothing) -> Result<Done> {
    decide(&desk, false).await
}

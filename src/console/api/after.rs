//! After publication, over JSON: withdrawal in its kinds, terms and reviews, purge, proposing upward, issuing downward.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::between::issues::{self, Audience};
use crate::between::{proposals, store as between};
use crate::care::{store as care, terms};
use crate::console::desk::Desk;
use crate::console::pages::after;
use crate::items::withdrawal::Withdrawal;
use crate::people::State;
use crate::review::{emergency, schedule};

use super::call::Answer;
use super::call::Nothing;
use super::items::{EditionJson, id, seen, shown};

/// Why something is taken down, and how.
#[derive(Deserialize, JsonSchema)]
pub struct Withdraw {
    /// The version that was read.
    version: i64,
    /// `mistake` (if not given), `moved`, `secret` or `expired`.
    #[serde(default)]
    kind: Option<String>,
    /// The address of a page of ours, for what moved.
    #[serde(default)]
    moved_to: String,
    /// Why; readers are told of a mistake.
    #[serde(default)]
    reason: String,
}

/// `POST …/withdraw`
pub async fn withdraw(desk: Desk, body: Withdraw) -> Result<EditionJson> {
    let how = match body.kind.as_deref() {
        None | Some("mistake") => Withdrawal::Mistake,
        Some("moved") => Withdrawal::Moved(after::place(&desk, &body.moved_to).await?),
        Some("secret") => Withdrawal::Secret,
        Some("expired") => Withdrawal::Expired,
        Some(other) => return Err(Error::BadRequest(format!("kind: không có giá trị “{other}”"))),
    };
    after::withdraw_as(&desk, &id(&desk), body.version, &how, &body.reason).await?;
    shown(&desk, &id(&desk)).await
}

/// An emergency publication that waits to be confirmed.
#[derive(Serialize, JsonSchema)]
pub struct EmergencyJson {
    /// Why it could not wait.
    reason: String,
    /// Whose account made it live.
    by: String,
    /// When.
    at: String,
    /// Until when another must confirm it.
    confirm_before: String,
}

/// How an edition goes and stays before readers.
#[derive(Serialize, JsonSchema)]
pub struct PublicationJson {
    /// When it goes live by itself.
    publish_at: Option<String>,
    /// What waits to be confirmed.
    emergency: Option<EmergencyJson>,
    /// The first day on which its item is no longer current.
    expires_on: Option<String>,
    /// The day on which a person looks at it again.
    review_on: Option<String>,
    /// Whose login last did.
    reviewed_by: Option<String>,
    /// The issues of its item, newest first.
    issues: Vec<String>,
}

impl Answer for PublicationJson {}

async fn stands(desk: &Desk) -> Result<PublicationJson> {
    let edition = seen(desk, &id(desk)).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let set = schedule::of(&mut scope, &edition.id).await?.filter(|_| edition.state == State::Scheduled);
    let urgent = emergency::of(&mut scope, &edition.id).await?;
    let urgent = urgent.filter(|found| found.closed_at.is_none() && edition.state == State::Live);
    let term = care::term(&mut scope, &edition.item).await?;
    Ok(PublicationJson {
        publish_at: set.map(|set| iso(set.at)),
        emergency: urgent.map(|found| EmergencyJson {
            reason: found.reason,
            by: found.by.to_string(),
            at: iso(found.at),
            confirm_before: iso(found.confirm_before),
        }),
        expires_on: term.expires_on.map(|day| day.to_string()),
        review_on: term.review_on.map(|day| day.to_string()),
        reviewed_by: term.reviewed_by,
        issues: between::issued_as(&mut scope, &edition.item).await?,
    })
}

/// `GET …/publication`
pub async fn publication(desk: Desk, _: Nothing) -> Result<PublicationJson> {
    stands(&desk).await
}

/// A day of the input, like 2017-12-28.
fn day(given: Option<&str>, field: &str) -> Result<Option<Date>> {
    let unread = |_| Error::BadRequest(format!("{field}: hãy ghi ngày như 2017-12-28"));
    given.map(|text| text.parse().map_err(unread)).transpose()
}

/// The days of an item.
#[derive(Deserialize, JsonSchema)]
pub struct SetTerm {
    /// The first day on which it is no longer current; none takes it away.
    #[serde(default)]
    expires_on: Option<String>,
    /// The day on which a person looks at it again; none takes it away.
    #[serde(default)]
    review_on: Option<String>,
}

/// `POST …/term`
pub async fn term(desk: Desk, body: SetTerm) -> Result<PublicationJson> {
    let expires = day(body.expires_on.as_deref(), "expires_on")?;
    let review = day(body.review_on.as_deref(), "review_on")?;
    let (db, actor) = (&desk.app.db, desk.actor());
    terms::set(db, &desk.tenant, &desk.staff, &actor, &id(&desk), expires, review).await?;
    stands(&desk).await
}

/// When it is looked at next.
#[derive(Deserialize, JsonSchema)]
pub struct Reviewed {
    /// The day; none asks for no further look.
    #[serde(default)]
    review_on: Option<String>,
}

/// `POST …/reviewed`
pub async fn reviewed(desk: Desk, body: Reviewed) -> Result<PublicationJson> {
    let next = day(body.review_on.as_deref(), "review_on")?;
    terms::reviewed(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id(&desk), next).await?;
    stands(&desk).await
}

/// What is removed for good, and why.
#[derive(Deserialize, JsonSchema)]
pub struct Purge {
    /// The version that was read.
    version: i64,
    /// Its heading, typed again.
    #[serde(default)]
    name: String,
    /// Why, without the words that must go.
    #[serde(default)]
    reason: String,
}

/// `POST …/purge`
pub async fn purge(desk: Desk, body: Purge) -> Result<EditionJson> {
    after::purge_named(&desk, &id(&desk), body.version, &body.name, &body.reason).await?;
    shown(&desk, &id(&desk)).await
}

/// What goes with a proposal.
#[derive(Deserialize, JsonSchema)]
pub struct Propose {
    /// A word to the board above.
    #[serde(default)]
    note: String,
}

/// The proposal that was made.
#[derive(Serialize, JsonSchema)]
pub struct ProposedJson {
    /// Its id.
    proposal: String,
}

impl Answer for ProposedJson {}

/// `POST …/propose`
pub async fn propose(desk: Desk, body: Propose) -> Result<ProposedJson> {
    let (app, actor) = (&desk.app, desk.actor());
    let (tenant, staff, id) = (&desk.tenant, &desk.staff, id(&desk));
    let made = proposals::propose(&app.db, &app.directory, tenant, staff, &actor, &id, &body.note).await?;
    Ok(ProposedJson { proposal: made })
}

/// To whom something is issued, and how.
#[derive(Deserialize, JsonSchema)]
pub struct IssueTo {
    /// The slugs of sites below; all of them if not given.
    #[serde(default)]
    to: Option<Vec<String>>,
    /// Whether they must show it.
    #[serde(default)]
    mandatory: bool,
    /// A word to the boards below.
    #[serde(default)]
    note: String,
}

/// The issue that was made.
#[derive(Serialize, JsonSchema)]
pub struct IssuedJson {
    /// Its id.
    issue: String,
    /// To how many sites it went.
    deliveries: usize,
}

impl Answer for IssuedJson {}

/// `POST …/issue`
pub async fn issue(desk: Desk, body: IssueTo) -> Result<IssuedJson> {
    let audience = body.to.map_or(Audience::All, Audience::Chosen);
    let (app, actor) = (&desk.app, desk.actor());
    let (issue, deliveries) = issues::issue(
        &app.db,
        &app.directory,
        &desk.tenant,
        &desk.staff,
        &actor,
        &id(&desk),
        &audience,
        body.mandatory,
        &body.note,
    )
    .await?;
    Ok(IssuedJson { issue, deliveries })
}

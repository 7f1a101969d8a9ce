//! Documents sent to groups over JSON: sending, receipts, reminders, groups, what was received, archive copies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::archive::{self, Copy};
use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::console::desk::Desk;
use crate::console::pages::feedback::hand;
use crate::house::distribution::groups::{self, Group};
use crate::house::distribution::{self as service, Distribution, Receipt, Typed, receipts, reminders, store};

use super::call::{Answer, DONE, Done, List, Nothing, day};

/// Archive copies of one answer.
const COPIES: usize = 200;

/// A sending.
#[derive(Serialize, JsonSchema)]
pub struct DistributionJson {
    /// Its id.
    distribution: String,
    /// What was sent.
    title: String,
    /// To which groups.
    groups: Vec<String>,
    /// What the office adds.
    note: String,
    /// When those who have not opened it are reminded.
    remind_on: Option<String>,
    /// Its archive copy.
    archive: String,
    /// Who sent it.
    by: String,
    /// When.
    at: String,
    /// To how many.
    recipients: i64,
    /// How many have opened it.
    opened: i64,
}

impl From<Distribution> for DistributionJson {
    fn from(one: Distribution) -> Self {
        Self {
            distribution: one.id,
            title: one.title,
            groups: one.groups,
            note: one.note,
            remind_on: one.remind_on.map(|day| day.to_string()),
            archive: one.archive,
            by: one.by,
            at: iso(one.at),
            recipients: one.recipients,
            opened: one.opened,
        }
    }
}

/// One recipient's receipt.
#[derive(Serialize, JsonSchema)]
pub struct ReceiptJson {
    /// Its id.
    receipt: String,
    /// `site`, `unit` or `contact`.
    kind: &'static str,
    /// What it is called.
    name: String,
    /// How its letter fares: `no-box`, `waiting`, `sent` or `bounced`.
    carried: &'static str,
    /// When it was opened.
    opened_at: Option<String>,
    /// By whom.
    opened_by: Option<String>,
    /// How often it was reminded.
    reminders: i64,
}

impl From<Receipt> for ReceiptJson {
    fn from(one: Receipt) -> Self {
        Self {
            receipt: one.id,
            kind: one.kind.as_str(),
            name: one.name,
            carried: one.carried.as_str(),
            opened_at: one.opened_at.map(iso),
            opened_by: one.opened_by,
            reminders: one.reminders,
        }
    }
}

/// A sending with its receipts.
#[derive(Serialize, JsonSchema)]
pub struct WholeJson {
    /// The sending.
    sending: DistributionJson,
    /// Its receipts, those who have not opened it first.
    receipts: Vec<ReceiptJson>,
}

impl Answer for WholeJson {}

/// From where a list goes on.
#[derive(Default, Deserialize, JsonSchema)]
pub struct ListQuery {
    /// What the page before said.
    after: Option<String>,
}

/// `GET …/distributions`
pub async fn list(desk: Desk, query: ListQuery) -> Result<List<DistributionJson>> {
    let before = query.after.unwrap_or_default();
    let all = store::list(&mut desk.app.db.read(desk.tenant.id()).await?, &before).await?;
    let after = (all.len() == store::MOST).then(|| all.last().map(|one| one.id.clone())).flatten();
    Ok(List { rows: all.into_iter().map(DistributionJson::from).collect(), after })
}

/// `GET …/distributions/:distribution`
pub async fn read(desk: Desk, _: Nothing) -> Result<WholeJson> {
    let id = desk.asked.param("distribution");
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = store::get(&mut scope, id).await?.ok_or(Error::NotFound)?;
    let receipts = store::receipts(&mut scope, id).await?.into_iter().map(ReceiptJson::from);
    Ok(WholeJson { sending: one.into(), receipts: receipts.collect() })
}

/// What is sent to whom.
#[derive(Deserialize, JsonSchema)]
pub struct SendJson {
    /// The number of a live document.
    #[serde(default)]
    document: String,
    /// The groups' ids.
    #[serde(default)]
    groups: Vec<String>,
    /// What the office adds.
    #[serde(default)]
    note: String,
    /// When to remind those who have not opened it, as 2016-12-28.
    remind_on: Option<String>,
    /// Whether it is meant to go once more to whom it was sent already.
    #[serde(default)]
    again: bool,
}

/// What was sent.
#[derive(Serialize, JsonSchema)]
pub struct SentJson {
    /// Its id.
    distribution: String,
    /// To how many.
    recipients: usize,
}

impl Answer for SentJson {}

/// `POST …/distributions`
pub async fn send(desk: Desk, body: SendJson) -> Result<SentJson> {
    let remind_on = day("remind_on", body.remind_on.as_deref())?;
    let typed = Typed {
        document: &body.document,
        groups: &body.groups,
        note: &body.note,
        remind_on,
        again: body.again,
    };
    let sent = service::send(&desk.app, hand(&desk, &desk.actor()), typed).await?;
    Ok(SentJson { distribution: sent.id, recipients: sent.recipients })
}

/// Which sending.
#[derive(Deserialize, JsonSchema)]
pub struct RemindJson {
    /// Its id.
    #[serde(default)]
    distribution: String,
}

/// How many were reminded.
#[derive(Serialize, JsonSchema)]
pub struct RemindedJson {
    /// How many letters that made.
    letters: usize,
}

impl Answer for RemindedJson {}

/// `POST …/distributions/remind`
pub async fn remind(desk: Desk, body: RemindJson) -> Result<RemindedJson> {
    let letters = reminders::remind(hand(&desk, &desk.actor()), &body.distribution).await?;
    Ok(RemindedJson { letters })
}

/// A group.
#[derive(Serialize, JsonSchema)]
pub struct GroupJson {
    /// Its id.
    group: String,
    /// What it is called.
    name: String,
    /// Whether it follows from the sites and units by itself.
    follows: bool,
    /// Who is in it today, as `kind:key`.
    members: Vec<String>,
}

impl From<Group> for GroupJson {
    fn from(group: Group) -> Self {
        let members = group.members.iter().map(groups::Recipient::word).collect();
        Self { group: group.id, name: group.name, follows: group.follows, members }
    }
}

/// `GET …/recipient-groups`
pub async fn groups(desk: Desk, _: Nothing) -> Result<List<GroupJson>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let all = groups::all(&mut scope, &desk.app.directory, &desk.tenant).await?;
    Ok(List { rows: all.into_iter().map(GroupJson::from).collect(), after: None })
}

/// A group of chosen recipients.
#[derive(Deserialize, JsonSchema)]
pub struct NewGroupJson {
    /// What it is called.
    #[serde(default)]
    name: String,
    /// Who is in it, as `kind:key`.
    #[serde(default)]
    members: Vec<String>,
}

/// Its id.
#[derive(Serialize, JsonSchema)]
pub struct AddedGroupJson {
    /// Of the group.
    group: String,
}

impl Answer for AddedGroupJson {}

/// `POST …/recipient-groups`
pub async fn add_group(desk: Desk, body: NewGroupJson) -> Result<AddedGroupJson> {
    let group = groups::add(hand(&desk, &desk.actor()), &body.name, &body.members).await?;
    Ok(AddedGroupJson { group })
}

/// Which group.
#[derive(Deserialize, JsonSchema)]
pub struct EndGroupJson {
    /// Its id.
    #[serde(default)]
    group: String,
}

/// `POST …/recipient-groups/end`
pub async fn end_group(desk: Desk, body: EndGroupJson) -> Result<Done> {
    groups::end(hand(&desk, &desk.actor()), &body.group).await?;
    Ok(DONE)
}

/// What another office sent.
#[derive(Serialize, JsonSchema)]
pub struct ReceivedJson {
    /// The receipt's id.
    receipt: String,
    /// The sender's site.
    from: String,
    /// What it is.
    title: String,
    /// What the sender adds.
    note: String,
    /// When it was sent.
    at: String,
    /// When somebody of this site opened it.
    opened_at: Option<String>,
    /// Who.
    opened_by: Option<String>,
}

impl Answer for ReceivedJson {}

fn received_json(desk: &Desk, (one, receipt): (Distribution, Receipt)) -> ReceivedJson {
    let from = desk.app.directory.get(&one.tenant);
    ReceivedJson {
        receipt: receipt.id,
        from: from.map(|from| from.slug().to_owned()).unwrap_or_default(),
        title: one.title,
        note: one.note,
        at: iso(one.at),
        opened_at: receipt.opened_at.map(iso),
        opened_by: receipt.opened_by,
    }
}

/// `GET …/received-documents`
pub async fn received(desk: Desk, query: ListQuery) -> Result<List<ReceivedJson>> {
    let before = query.after.unwrap_or_default();
    let all = receipts::received(&mut desk.app.db.platform().await?, desk.tenant.id(), &before).await?;
    let after = (all.len() == store::MOST).then(|| all.last().map(|one| one.1.id.clone())).flatten();
    Ok(List { rows: all.into_iter().map(|one| received_json(&desk, one)).collect(), after })
}

/// `POST …/received-documents/:receipt/open`
pub async fn open(desk: Desk, _: Nothing) -> Result<ReceivedJson> {
    let id = desk.asked.param("receipt");
    let found = receipts::open_at_desk(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(received_json(&desk, found))
}

/// An archive copy.
#[derive(Serialize, JsonSchema)]
pub struct CopyJson {
    /// Its id.
    archive: String,
    /// Of which item.
    item: String,
    /// Of which edition.
    edition: String,
    /// The edition's heading.
    title: String,
    /// The digest of the object.
    sha256: String,
    /// How large it is.
    bytes: i64,
    /// How many files lie in it.
    files: i64,
    /// When it was made.
    made_at: String,
    /// When it was last looked at.
    checked_at: Option<String>,
    /// What was wrong then, or "".
    fault: String,
    /// Whether a recorded purge took it away.
    purged: bool,
}

impl From<Copy> for CopyJson {
    fn from(copy: Copy) -> Self {
        Self {
            archive: copy.id,
            item: copy.item.to_string(),
            edition: copy.edition.to_string(),
            title: copy.title,
            sha256: copy.sha256,
            bytes: copy.bytes,
            files: copy.files,
            made_at: iso(copy.made_at),
            checked_at: copy.checked_at.map(iso),
            fault: copy.fault,
            purged: copy.purged,
        }
    }
}

/// `GET …/archive`
pub async fn copies(desk: Desk, _: Nothing) -> Result<List<CopyJson>> {
    let all = archive::store::list(&mut desk.app.db.read(desk.tenant.id()).await?, COPIES).await?;
    Ok(List { rows: all.into_iter().map(CopyJson::from).collect(), after: None })
}

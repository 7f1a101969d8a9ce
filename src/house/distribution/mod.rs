//! A published document sent to groups: one letter a recipient, one receipt a recipient, and who has not opened it yet.

pub mod groups;
mod letters;
pub mod receipts;
pub mod reminders;
pub mod store;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::archive;
use crate::base::clock::{Millis, time_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{ItemId, TenantId, fresh};
use crate::base::scope::{Reach, Scope};
use crate::base::seal::sha256_hex;
use crate::items::store as items;
use crate::people::{Action, State};
use crate::public::pages::item_url;
use crate::tenants::directory::Tenant;

use self::groups::{Group, Kind, Recipient};
use super::feedback::Desk;
use super::{measures, tidy};

const CLAUSE: &str = "Quyết định 10/2016/QĐ-UBND, Nơi nhận";
/// The change and the trail's word for one.
pub const SUBJECT: &str = "distribution";
/// The longest word that goes with a document, in characters.
const NOTE: usize = 1_000;

/// A sending as its sender sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// By whom.
    pub tenant: TenantId,
    /// Its id.
    pub id: String,
    /// Which item.
    pub item: ItemId,
    /// The archive copy of what was sent.
    pub archive: String,
    /// The heading of the edition that was sent.
    pub title: String,
    /// To which groups, by name.
    pub groups: Vec<String>,
    /// What the office adds.
    pub note: String,
    /// When those who have not opened it are reminded.
    pub remind_on: Option<Date>,
    /// Whose login sent it.
    pub by: String,
    /// When.
    pub at: Millis,
    /// To how many it went.
    pub recipients: i64,
    /// How many have opened it.
    pub opened: i64,
}

/// How a letter to a recipient fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carried {
    /// The recipient has no box.
    NoBox,
    /// It has not left yet.
    Waiting,
    /// The recipient's mail server took it.
    Sent,
    /// It came back, or could not be handed over.
    Bounced,
}

impl Carried {
    /// As programs read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoBox => "no-box",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Bounced => "bounced",
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::NoBox => "chưa có hộp thư",
            Self::Waiting => "đang gửi",
            Self::Sent => "đã gửi",
            Self::Bounced => "thư không tới",
        }
    }
}

/// One recipient's receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its id.
    pub id: String,
    /// Of which sending.
    pub distribution: String,
    /// Which kind of recipient.
    pub kind: Kind,
    /// The site's id, the unit's key, the body's id.
    pub recipient: String,
    /// What it was called.
    pub name: String,
    /// Proves its link.
    pub token_hashes: String,
    /// How its letter fares.
    pub carried: Carried,
    /// When it was opened.
    pub opened_at: Option<Millis>,
    /// By whom.
    pub opened_by: Option<String>,
    /// Their post.
    pub opened_post: Option<String>,
    /// How often it was reminded.
    pub reminders: i64,
}

/// What is sent to whom.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// The document's number.
    pub document: &'a str,
    /// The groups' ids.
    pub groups: &'a [String],
    /// What the office adds.
    pub note: &'a str,
    /// When to remind, as a day; none for never.
    pub remind_on: Option<Date>,
    /// Whether it is meant to go once more to whom it was sent already.
    pub again: bool,
}

/// What was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: String,
    /// To how many.
    pub recipients: usize,
}

/// Sends a live document to groups: the archive copy is there first, then every recipient has a receipt and a letter.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn send(app: &App, desk: Desk<'_>, typed: Typed<'_>) -> Result<Sent> {
    desk.staff.require(Action::DistributionSend, State::Any)?;
    let (number, note) = (tidy(typed.document), tidy(typed.note));
    let mut scope = desk.db.read(desk.tenant.id()).await?;
    let listed =
        if number.is_empty() { None } else { items::document_by_number(&mut scope, &number).await? };
    let known = groups::all(&mut scope, desk.directory, desk.tenant).await?;
    let chosen: Vec<&Group> = known.iter().filter(|group| typed.groups.contains(&group.id)).collect();
    let live = match &listed {
        Some(listed) => items::item(&mut scope, &listed.item_id).await?.live,
        None => None,
    };
    drop(scope);
    let recipients = once_each(&chosen);
    Error::unless_empty(against(desk, live.is_some(), &recipients, &note, typed.remind_on))?;
    let (Some(listed), Some(edition)) = (listed, live) else { return Err(Error::NotFound) };
    let copy = archive::keep(app, desk.tenant.id(), &edition).await?;
    if !typed.again {
        let mut scope = desk.db.read(desk.tenant.id()).await?;
        Error::unless_empty(sent_before(&mut scope, &copy.id, &chosen).await?)?;
    }
    let one = Distribution {
        tenant: desk.tenant.id().clone(),
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        item: listed.item_id.clone(),
        archive: copy.id.clone(),
        title: copy.title.clone(),
        groups: chosen.iter().map(|group| group.name.clone()).collect(),
        note,
        remind_on: typed.remind_on,
        by: desk.actor.label.clone(),
        at: desk.db.clock.now(),
        recipients: 0,
        opened: 0,
    };
    let page = item_url(desk.tenant, listed.section, &listed.slug);
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    store::insert(&mut scope, &one).await?;
    for recipient in &recipients {
        let (id, token) = (fresh(one.at, &desk.db.entropy), token(desk));
        let link = link(desk.tenant, &id, &token);
        let to = letters::To { receipt: &id, name: &recipient.name, email: &recipient.email };
        let mail = letters::sent(&mut scope, desk, &one, to, (&link, &page)).await?;
        store::insert_receipt(&mut scope, &one, &id, recipient, &sha256_hex(token.as_bytes()), mail.as_ref())
            .await?;
    }
    scope.changed(SUBJECT, &one.id, Reach::Staff);
    scope.audit(
        Action::DistributionSend.as_str(),
        SUBJECT,
        &one.id,
        json!({ "item": one.item, "archive": one.archive, "groups": one.groups, "recipients": recipients.len() }),
    );
    scope.commit().await?;
    Ok(Sent { id: one.id, recipients: recipients.len() })
}

/// Why the same copy should not go to these groups once more without being asked for.
async fn sent_before(scope: &mut Scope, copy: &str, groups: &[&Group]) -> Result<Vec<Refusal>> {
    let of_these = |one: &Distribution| groups.iter().any(|group| one.groups.contains(&group.name));
    let before = store::of_copy(scope, copy).await?.into_iter().find(of_these);
    let told = before.map(|one| {
        let message = format!(
            "Văn bản này đã gửi {} lúc {}. Nếu vẫn muốn gửi lần nữa, hãy đánh dấu “Gửi lại”.",
            one.groups.join(", "),
            time_vi(one.at)
        );
        Refusal::new("gui-lai", message, CLAUSE)
    });
    Ok(told.into_iter().collect())
}

/// The recipients of groups, each once however many name it.
fn once_each(groups: &[&Group]) -> Vec<Recipient> {
    let mut met = BTreeSet::new();
    let all = groups.iter().flat_map(|group| group.members.iter());
    all.filter(|one| met.insert((one.kind, one.key.clone()))).cloned().collect()
}

fn token(desk: Desk<'_>) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&desk.db.entropy.bytes::<16>())
}

fn link(tenant: &Tenant, receipt: &str, token: &str) -> String {
    tenant.url(&format!("/nhan-van-ban/{receipt}?khoa={token}"))
}

fn against(
    desk: Desk<'_>,
    is_live: bool,
    recipients: &[Recipient],
    note: &str,
    remind_on: Option<Date>,
) -> Vec<Refusal> {
    let checks = [
        (!is_live, "van-ban", "Hãy ghi đúng số, ký hiệu của một văn bản đang đăng trên trang này."),
        (recipients.is_empty(), "nhom", "Hãy chọn ít nhất một nhóm nơi nhận."),
        (!measures(note, 0, NOTE), "loi-nhan", "Lời nhắn dài quá 1.000 ký tự."),
        (
            remind_on.is_some_and(|day| day <= desk.db.clock.today()),
            "nhac-ngay",
            "Ngày nhắc phải sau hôm nay, ví dụ 28/12/2016.",
        ),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    failed.map(|(_, field, message)| Refusal::new(field, message, CLAUSE)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_in_two_groups_receives_once() {
        let one =
            |kind, key: &str| Recipient { kind, key: key.into(), name: key.into(), email: String::new() };
        let group =
            |members: Vec<Recipient>| Group { id: "g".into(), name: "g".into(), follows: false, members };
        let first = group(vec![one(Kind::Site, "a"), one(Kind::Unit, "a")]);
        let second = group(vec![one(Kind::Site, "a"), one(Kind::Contact, "b")]);
        assert_eq!(once_each(&[&first, &second]).len(), 3);
    }
}

//! What concerns one person in one tenant: what waits for them, what they sent, what came back, what is late.

use jiff::civil::Date;

use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::board::confirming;
use crate::items::rights::{Sight, own_work};
use crate::items::store as items;
use crate::people::{Action, Staff, State};
use crate::supply::confirm;
use crate::tenants::Profile;

use super::PENDING;
use super::queue::{Filter, Page, Place, Row, page};

/// So many rows are looked through for a group; the queue shows the rest.
const LOOKED: usize = 40;

/// A person's desk in one tenant.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// What they are to do: given to them, to be approved, to be confirmed after an emergency or for their unit.
    pub waiting: Vec<Row>,
    /// What should have been done already: by them, or by whom they gave it to.
    pub late: Vec<Row>,
    /// What came back, with its reason.
    pub returned: Vec<Row>,
    /// What they sent and where it stands.
    pub sent: Vec<Row>,
    /// Approved, and not yet live.
    pub ready: Vec<Row>,
    /// Their drafts that never were sent.
    pub drafts: Vec<Row>,
}

/// Reads it, of a person in the tenant of this profile.
///
/// # Errors
/// When the database does not answer.
pub async fn read(scope: &mut Scope, profile: &Profile, staff: &Staff, today: Date) -> Result<Mine> {
    let (me, sight) = (Some(staff.account.clone()), Sight::of(staff));
    let own = Sight::Own { account: staff.account.clone(), units: Vec::new(), sent: false };
    let mut rows = async |sight: &Sight, filter: Filter| -> Result<Vec<Row>> {
        let Page { rows, .. } = page(scope, sight, &filter, &Place::Start, LOOKED).await?;
        Ok(rows)
    };
    let pending = || Filter::in_states(&PENDING);
    let given = rows(&sight, Filter { assignee: me.clone(), ..pending() }).await?;
    let late = rows(&sight, Filter { late_on: Some(today), ..pending() }).await?;
    let returned = rows(&own, Filter { returned: true, ..Filter::in_state(State::Draft) }).await?;
    let sent = [State::Submitted, State::Approved, State::Scheduled, State::Live];
    let sent = rows(&sight, Filter { submitted_by: me, ..Filter::in_states(&sent) }).await?;
    let drafts = rows(&own, Filter::in_state(State::Draft)).await?;
    let mut ready = Vec::new();
    if staff.may(Action::ItemPublish, State::Approved) {
        ready = rows(&sight, Filter::in_state(State::Approved)).await?;
    }
    let mut unsettled = Vec::new();
    if staff.may(Action::ItemEmergencyConfirm, State::Live) {
        unsettled = rows(&sight, Filter { unconfirmed: true, ..Filter::in_state(State::Live) }).await?;
    }
    if staff.may(Action::ItemApprove, State::Submitted) {
        unsettled.extend(rows(&sight, Filter::in_state(State::Submitted)).await?);
    }
    let mut supplied = Vec::new();
    if staff.may(Action::ItemConfirm, State::Submitted) {
        supplied = rows(&sight, Filter::in_state(State::Submitted)).await?;
    }
    let mut waiting = Vec::new();
    for row in unsettled {
        let authors = items::authors(scope, &row.edition.id).await?;
        if own_work(&staff.account, &row.edition, &authors).is_none() {
            waiting.push(row);
        }
    }
    for row in supplied {
        // Who approves for the board and confirms for a unit finds it once.
        if waiting.iter().any(|one: &Row| one.edition.id == row.edition.id) {
            continue;
        }
        let is_theirs = confirm::offered(scope, staff, &row.edition).await?.is_some();
        if is_theirs && confirming::refusal(scope, profile, row.edition.supplied()).await?.is_some() {
            waiting.push(row);
        }
    }
    let known: Vec<_> = waiting.iter().map(|row| row.edition.id.clone()).collect();
    waiting.splice(0..0, given.into_iter().filter(|row| !known.contains(&row.edition.id)));
    let concerns_me = |row: &Row| row.assignee.as_ref() == Some(&staff.account) || !staff.only_own_drafts();
    Ok(Mine {
        waiting,
        late: late.into_iter().filter(concerns_me).collect(),
        returned,
        sent,
        ready,
        drafts: drafts.into_iter().filter(|row| row.edition.reason.is_none()).collect(),
    })
}

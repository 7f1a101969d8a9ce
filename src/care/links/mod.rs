//! The links in published texts: gathered from them, looked at politely, listed for the board when they are broken.

pub mod address;
pub mod broken;
pub mod check;
pub mod fetch;
pub mod gather;
pub mod guard;

use jiff::civil::Date;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, HOUR, Millis};
use crate::base::error::{Error, Result};
use crate::base::id::TenantId;
use crate::base::scope::{Db, Reach};
use crate::items::rights::require;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use super::store;

/// On how many days in a row a link must fail before it is called broken.
pub const DEAD_AFTER: i64 = 3;
/// When a link that answered is looked at again.
const AGAIN: Millis = DAY;
/// When a link that failed is: on another day, at another hour.
const AGAIN_FAILED: Millis = 20 * HOUR;

/// The directory of links is looked at more often, so that a broken one is flagged within a day (Quy chế Điều 3.16):
/// when one that answered is looked at again, when one that failed is, and after how many looks in a row it is broken.
const DIRECTORY: (Millis, Millis, i64) = (6 * HOUR, 3 * HOUR, 3);

/// How a link fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Nobody has looked yet.
    New,
    /// It answered.
    Alive,
    /// It failed, not yet on enough days.
    Failing,
    /// It failed on several days in a row.
    Dead,
    /// It is none that may be looked at: a private address, or no address at all.
    Unchecked,
}

impl LinkState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::New, Self::Alive, Self::Failing, Self::Dead, Self::Unchecked];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Alive => "alive",
            Self::Failing => "failing",
            Self::Dead => "dead",
            Self::Unchecked => "unchecked",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// A link and how it fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkRow {
    /// Whose text it stands in.
    pub tenant: TenantId,
    /// Its id.
    pub id: String,
    /// The address.
    pub url: String,
    /// Its host.
    pub host: String,
    /// How it fares.
    pub state: LinkState,
    /// What the last look brought, in words.
    pub said: String,
    /// When that was.
    pub checked_at: Option<Millis>,
    /// On how many days in a row it has failed.
    pub failed_days: i64,
    /// How often in a row it has failed.
    pub failures: i64,
    /// Since which day.
    pub failing_since: Option<Date>,
    /// The last of them.
    pub failed_on: Option<Date>,
    /// Who said that it need not be looked at.
    pub ignored_by: Option<String>,
}

/// What a look brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It answered.
    Alive(String),
    /// It did not, or says that there is nothing.
    Failed(String),
    /// It may not be looked at.
    Unchecked(String),
}

/// A link that is to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The link.
    pub link: LinkRow,
    /// Whether it stands in the directory of links.
    pub of_directory: bool,
}

/// How a link fares after a look, and when it is looked at next.
pub fn judged(due: &Due, verdict: Verdict, today: Date, now: Millis) -> (LinkRow, Millis) {
    let Due { link, of_directory } = due;
    let (again, again_failed) =
        if *of_directory { (DIRECTORY.0, DIRECTORY.1) } else { (AGAIN, AGAIN_FAILED) };
    let base = LinkRow { checked_at: Some(now), ..link.clone() };
    let rested = |state, said| LinkRow {
        state,
        said,
        failed_days: 0,
        failures: 0,
        failing_since: None,
        failed_on: None,
        ..base.clone()
    };
    match verdict {
        Verdict::Alive(said) => (rested(LinkState::Alive, said), now + again),
        Verdict::Unchecked(said) => (rested(LinkState::Unchecked, said), now + 30 * DAY),
        Verdict::Failed(said) => {
            let new_day = link.failed_on != Some(today);
            let failed_days = link.failed_days + i64::from(new_day);
            let failures = link.failures + 1;
            let dead = failed_days >= DEAD_AFTER || (*of_directory && failures >= DIRECTORY.2);
            let state = if dead { LinkState::Dead } else { LinkState::Failing };
            let failing_since = link.failing_since.or(Some(today));
            let failed =
                LinkRow { state, said, failed_days, failures, failing_since, failed_on: Some(today), ..base };
            (failed, now + again_failed)
        }
    }
}

/// Has a link looked at again soon.
///
/// # Errors
/// [`Error::NotFound`] for another site's link.
pub async fn recheck(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::ItemReviewed, State::Live)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    if !store::make_due(&mut scope, id).await? {
        return Err(Error::NotFound);
    }
    scope.changed("link", id, Reach::Staff);
    scope.audit("link.recheck", "link", id, serde_json::json!({}));
    scope.commit().await
}

/// Says that a link need not be looked at, or that it should be again.
///
/// # Errors
/// [`Error::NotFound`] for another site's link.
pub async fn ignore(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    ignored: bool,
) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::ItemReviewed, State::Live)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let by = ignored.then(|| actor.label.clone());
    if !store::set_ignored(&mut scope, id, by.as_deref()).await? {
        return Err(Error::NotFound);
    }
    scope.changed("link", id, Reach::Staff);
    scope.audit("link.ignore", "link", id, serde_json::json!({ "ignored": ignored }));
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn of(link: &LinkRow, of_directory: bool) -> Due {
        Due { link: link.clone(), of_directory }
    }

    fn fresh() -> LinkRow {
        LinkRow {
            tenant: "t".into(),
            id: "l".into(),
            url: "https://ngoai.example/".into(),
            host: "ngoai.example".into(),
            state: LinkState::New,
            said: String::new(),
            checked_at: None,
            failed_days: 0,
            failures: 0,
            failing_since: None,
            failed_on: None,
            ignored_by: None,
        }
    }

    /// QC-3.16: a link of the directory that breaks right after a look is flagged within a day.
    #[test]
    fn a_link_of_the_directory_is_broken_within_a_day() {
        let failed = || Verdict::Failed("404".into());
        let day = |n| date(2016, 12, n);
        let (mut link, mut at) = judged(&of(&fresh(), true), Verdict::Alive("200".into()), day(1), 0);
        let mut looks = 0;
        while link.state != LinkState::Dead {
            (link, at) = judged(&of(&link, true), failed(), day(1), at);
            looks += 1;
        }
        assert_eq!(looks, 3, "it is looked at again before it is called broken");
        assert!(link.checked_at.unwrap() <= DAY, "{link:?}");
        let (ours, _) = judged(&of(&link, true), Verdict::Alive("200".into()), day(2), at);
        assert_eq!((ours.state, ours.failures), (LinkState::Alive, 0));
    }

    #[test]
    fn a_link_is_broken_only_after_failing_on_several_days() {
        let failed = || Verdict::Failed("404".into());
        let day = |n| date(2016, 12, n);
        let (once, _) = judged(&of(&fresh(), false), failed(), day(1), 0);
        let (again, _) = judged(&of(&once, false), failed(), day(1), 1);
        assert_eq!((again.state, again.failed_days), (LinkState::Failing, 1), "the same day counts once");
        let (second, _) = judged(&of(&again, false), failed(), day(2), 2);
        let (third, next) = judged(&of(&second, false), failed(), day(3), 3);
        assert_eq!((third.state, third.failing_since), (LinkState::Dead, Some(day(1))));
        assert_eq!(next, 3 + AGAIN_FAILED);
        let (well, _) = judged(&of(&third, false), Verdict::Alive("200".into()), day(4), 4);
        assert_eq!((well.state, well.failed_days, well.failing_since), (LinkState::Alive, 0, None));
        let (private, _) = judged(&of(&second, false), Verdict::Unchecked("nội bộ".into()), day(3), 3);
        assert_eq!(private.state, LinkState::Unchecked);
        for state in LinkState::ALL {
            assert_eq!(LinkState::parse(state.as_str()), Some(state));
        }
    }
}

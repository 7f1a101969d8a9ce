//! The pages of review: remarks, assignment, checks, history, comparison, set times, emergencies.

pub mod assignment;
pub mod checks;
pub mod difference;
pub mod emergency;
pub mod history;
pub mod panel;
pub mod schedule;
pub mod talk;

use poem::Response;

use crate::base::error::{Error, Result};
use crate::base::id::EditionId;
use crate::base::scope::Scope;
use crate::console::desk::{Desk, see_other};
use crate::console::views::review::Head;
use crate::items::rights::require_sight;
use crate::items::{Content, Edition, rules, store as items};
use crate::people::State;
use crate::public::views::{Link, Refusal, Refusals};
use crate::review::corpus::Words;
use crate::review::standing::{self, Standing};
use crate::review::{approval, emergency as emergencies};

use super::form::field;
use super::frame::{badge, shown};

/// Which edition the address names.
fn id(desk: &Desk) -> EditionId {
    desk.asked.param("edition").into()
}

/// The edition, if this person may see it.
async fn seen(desk: &Desk, scope: &mut Scope) -> Result<Edition> {
    let edition = items::edition(scope, &id(desk)).await?;
    require_sight(&desk.staff, &edition)?;
    Ok(edition)
}

/// An address of an edition in the console.
fn of_edition(desk: &Desk, id: &EditionId, rest: &str) -> String {
    desk.url(&format!("/tin-bai/{id}{rest}"))
}

/// What stands at the head of every page about an edition.
fn head(desk: &Desk, edition: &Edition) -> Head {
    Head {
        item: Link::new(edition.title.clone(), of_edition(desk, &edition.id, "")),
        state: badge(edition.state),
    }
}

/// Back to a page of the edition after something was done.
fn back(desk: &Desk, rest: &str) -> Response {
    see_other(&of_edition(desk, &id(desk), rest))
}

/// The refusals of a form of one of these pages, whose fields bear their own names.
fn refused(refusals: Vec<crate::base::error::Refusal>) -> Refusals {
    shown(refusals, field)
}

/// Sends a draft to the board, the checks in front.
///
/// # Errors
/// As [`approval::submit`].
pub async fn submit(desk: &Desk, id: &EditionId, version: i64) -> Result<()> {
    let words = Words::of(&desk.app.search);
    approval::submit(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id, version, &words).await
}

/// Approves an edition, the checks in front.
///
/// # Errors
/// As [`approval::approve`].
pub async fn approve(desk: &Desk, id: &EditionId, version: i64, no_secret: bool) -> Result<()> {
    let words = Words::of(&desk.app.search);
    let (db, actor) = (&desk.app.db, desk.actor());
    approval::approve(db, &desk.tenant, &desk.staff, &actor, id, version, no_secret, &words).await
}

/// What stands against an edition as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn standing_of(desk: &Desk, edition: &Edition, content: &Content) -> Result<Standing> {
    let words = Words::of(&desk.app.search);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    standing::of(&mut scope, &desk.tenant, edition, content, &words).await
}

/// "Còn thiếu N mục": each reason with where it is put right; a doubt leads to where it is answered.
///
/// # Errors
/// When the database does not answer.
pub async fn missing(desk: &Desk, edition: &Edition, content: &Content) -> Result<Refusals> {
    let standing = standing_of(desk, edition, content).await?;
    let mut missing = shown(standing.rule.clone(), field);
    let checks = of_edition(desk, &edition.id, "/kiem-tra");
    missing.0.extend(standing.checks.iter().filter(|judged| judged.stands()).map(|judged| Refusal {
        field: if judged.finding.weight == crate::items::checks::Weight::Refusal {
            field(judged.finding.field)
        } else {
            checks.clone()
        },
        message: judged.finding.message.clone(),
        clause: Some(judged.finding.clause.to_owned()).filter(|clause| !clause.is_empty()),
    }));
    Ok(missing)
}

/// As [`missing`], of what is typed and not saved; of what was never saved, what the rule alone says.
///
/// # Errors
/// When the database does not answer.
pub async fn missing_typed(
    desk: &Desk,
    edition: Option<&Edition>,
    typed: &Result<Content>,
) -> Result<Refusals> {
    match (typed, edition) {
        (Ok(content), Some(edition)) => missing(desk, edition, content).await,
        (Ok(content), None) => {
            let today = desk.app.db.clock.today();
            Ok(shown(rules::refusals(content, &desk.tenant.profile, today, &[]), field))
        }
        (Err(Error::Refused(unread)), _) => Ok(shown(unread.clone(), field)),
        (Err(_), _) => Ok(Refusals::default()),
    }
}

/// Whether an emergency publication of this edition waits to be confirmed.
async fn waiting_emergency(scope: &mut Scope, edition: &Edition) -> Result<Option<emergencies::Emergency>> {
    let found = emergencies::of(scope, &edition.id).await?;
    Ok(found.filter(|found| found.closed_at.is_none() && edition.state == State::Live))
}

/// A refusal answers with the form again; anything else is what it is.
fn refusals_of(done: Result<()>) -> Result<Option<Refusals>> {
    match done {
        Ok(()) => Ok(None),
        Err(Error::Refused(refusals)) => Ok(Some(refused(refusals))),
        Err(other) => Err(other),
    }
}

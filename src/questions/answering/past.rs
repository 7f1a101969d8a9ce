//! What was answered before to questions like this one, on the site or to who asked alone: for staff who may read those
//! questions. What lies in the sealed drawer is no question, and so never among them.

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::{QuestionId, TenantId};
use crate::base::scope::{Db, Scope};
use crate::people::{Action, Staff, State};
use crate::questions::desk::require_sight;
use crate::questions::routing::hold::Memories;
use crate::questions::routing::store::{self as routing, Answered};
use crate::questions::routing::terms::{Asked, remembered};
use crate::questions::store::{self as register, Question};

/// How many are shown.
const SHOWN: usize = 5;
/// How many of the nearest are looked at: some have nothing but common words in common, some may not be read.
const LOOKED_AT: usize = 12;
/// From this weight on a pair of neighbouring syllables says what a question is about.
const TELLING: f32 = 0.8;

/// An answer given before; nothing in it leads to who asked.
#[derive(Clone, Debug)]
pub struct PastAnswer {
    /// The question.
    pub question: QuestionId,
    /// Its number in the register.
    pub number: i64,
    /// What it was about, as the board approved it.
    pub subject: String,
    /// The answer, as the board approved it.
    pub answer: String,
    /// Who answered.
    pub unit_key: String,
    /// When it was approved.
    pub at: Millis,
    /// Its part of the address, where it stands on the site.
    pub slug: Option<String>,
}

/// The nearest, nearest first.
///
/// # Errors
/// When the database does not answer.
pub async fn look(
    db: &Db,
    memories: &Memories,
    tenant: &TenantId,
    staff: &Staff,
    question: &Question,
) -> Result<Vec<PastAnswer>> {
    let filed = &question.filed;
    let (asked, now) = (Asked::of(&format!("{}\n{}", filed.subject, question.body)), db.clock.now());
    let near = |memory: &crate::questions::routing::history::Memory| -> Vec<QuestionId> {
        let near = memory.nearest(&asked, LOOKED_AT, now, |id| id == filed.id.as_str());
        near.iter().map(|near| memory.past(near.doc).id.as_str().into()).collect()
    };
    let ids = memories.ask(db, tenant, near).await?;
    let mut scope = db.read(tenant).await?;
    let mut found = Vec::new();
    for id in ids {
        if found.len() == SHOWN {
            break;
        }
        found.extend(one(&mut scope, staff, &id).await?.filter(|past| alike(&asked, past)));
    }
    Ok(found)
}

/// The answer that was given to a question, for who may read that one.
///
/// # Errors
/// When the database does not answer.
pub async fn one(scope: &mut Scope, staff: &Staff, id: &QuestionId) -> Result<Option<PastAnswer>> {
    let Some(answered) = routing::answered_one(scope, id.as_str()).await? else { return Ok(None) };
    let question = register::get(scope, id).await?;
    let seen = require_sight(staff, question.filed.unit_key.as_deref()).is_ok();
    if !seen || !staff.may(Action::QuestionRead, State::Any) {
        return Ok(None);
    }
    let Answered { number, subject, answer, unit, at, .. } = answered;
    let on_site = question.filed.state == State::Published;
    Ok(Some(PastAnswer {
        question: id.clone(),
        number,
        subject,
        answer,
        unit_key: unit,
        at,
        slug: question.slug.filter(|_| on_site),
    }))
}

/// Whether two have more in common than words that stand everywhere.
fn alike(asked: &Asked, past: &PastAnswer) -> bool {
    let theirs = remembered(&[(&past.subject, 1.0), (&past.answer, 1.0)]);
    asked.terms.iter().any(|term| term.pair && term.weight >= TELLING && theirs.contains_key(&term.key))
}

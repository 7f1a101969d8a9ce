//! Questions that ask the same: one is answered, the others are told of its answer, or each is answered by itself.

use super::letters;
use super::store as routing;
use crate::base::clock::DAY;
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::{Reach, Scope};
use crate::outbox;
use crate::params;
use crate::people::{Action, State};
use crate::questions::Contact;
use crate::questions::desk::{Act, Hand};
use crate::questions::store::{self, Answer, Filed, Question};

use super::terms::remembered;

/// Only what came in so many days before is compared.
const DAYS: i64 = 90;
/// And at most so many.
const COMPARED: usize = 300;
/// The share of the smaller one's words that two which ask the same have in common.
const ALIKE: f32 = 0.55;
/// At most so many are shown.
const SHOWN: usize = 3;

/// States in which a question can still bring an answer to others.
const OPEN: [State; 4] = [State::Received, State::Assigned, State::Answered, State::AnswerApproved];

/// The questions that came lately and may ask the same, likeliest first.
///
/// # Errors
/// When the database does not answer.
pub async fn candidates(scope: &mut Scope, question: &Question) -> Result<Vec<Filed>> {
    let since = question.filed.received_at - DAYS * DAY;
    let own = remembered(&[(&question.filed.subject, 1.0), (&question.body, 1.0)]);
    let mut found: Vec<(f32, Filed)> = Vec::new();
    for other in routing::recent(scope, since, COMPARED).await? {
        let not_answered = matches!(other.filed.state, State::Closed | State::Transferred);
        if other.filed.id == question.filed.id || not_answered {
            continue;
        }
        let theirs = remembered(&[(&other.filed.subject, 1.0), (&other.body, 1.0)]);
        let common = own.keys().filter(|key| theirs.contains_key(*key)).count() as f32;
        let alike = common / own.len().min(theirs.len()).max(1) as f32;
        if alike >= ALIKE {
            found.push((alike, other.filed));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.number.cmp(&b.1.number)));
    Ok(found.into_iter().take(SHOWN).map(|(_, filed)| filed).collect())
}

/// Links a question to the one that asks the same: together, it is closed and told of that one's answer; else it is
/// answered by itself.
///
/// # Errors
/// [`Error::Refused`] for a number that is not there, its own, itself a repetition, or no longer to be answered.
pub async fn link(act: Act<'_>, id: &QuestionId, version: i64, number: &str, together: bool) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionClose).await?;
    let refuse = |message: &str| Error::refused("so-chinh", message, "Quy chế Điều 10");
    let number: i64 =
        number.trim().parse().map_err(|_| refuse("Hãy ghi số trong sổ của câu hỏi chính, ví dụ 12."))?;
    let main = routing::by_number(&mut hand.scope, number).await?;
    let main = main.ok_or_else(|| refuse("Sổ của trang này không có câu hỏi mang số đó."))?;
    if main.id == *id {
        return Err(refuse("Câu hỏi không thể trùng với chính nó."));
    }
    if routing::main_of(&mut hand.scope, &main.id).await?.is_some_and(|linked| linked.together) {
        return Err(refuse("Câu hỏi mang số đó cũng là câu hỏi trùng. Hãy ghi số của câu hỏi chính."));
    }
    if !routing::untold(&mut hand.scope, id).await?.is_empty() {
        return Err(refuse(
            "Có câu hỏi khác đang chờ câu trả lời của câu hỏi này, nên nó không thể là câu hỏi trùng.",
        ));
    }
    let words = if together {
        together_with(act, &mut hand, &main).await?;
        format!("Cùng nội dung với câu hỏi số {number}; trả lời chung")
    } else {
        let state = hand.question.filed.state;
        store::advance(&mut hand.scope, &hand.question.filed, state, "", vec![]).await?;
        format!("Có nội dung gần với câu hỏi số {number}; trả lời riêng")
    };
    routing::link(&mut hand.scope, id, &main.id, together).await?;
    hand.finish(Action::QuestionClose, &words, together, Reach::Staff).await
}

/// Closed with the main one: told of its answer now if there is one, else when it is published.
async fn together_with(act: Act<'_>, hand: &mut Hand, main: &Filed) -> Result<()> {
    if !OPEN.contains(&main.state) && main.state != State::Published {
        let message = "Câu hỏi mang số đó không còn được trả lời công khai. Hãy trả lời câu hỏi này riêng.";
        return Err(Error::refused("so-chinh", message, "Quy chế Điều 10"));
    }
    let (id, now) = (hand.question.filed.id.clone(), act.db.clock.now());
    store::revoke_dispatches(&mut hand.scope, &id, now).await?;
    routing::revoke_opinions(&mut hand.scope, &id).await?;
    store::advance(&mut hand.scope, &hand.question.filed, State::Closed, ", closed_at = $6", params![now])
        .await?;
    let reason = format!("Cùng nội dung với câu hỏi số {}", main.number);
    routing::insert_closing(&mut hand.scope, &id, ("duplicate", ""), &reason).await?;
    let Some(to) = act.reader(&hand.question)? else { return Ok(()) };
    let settings = act.mail.named(&act.tenant.identity().body);
    let letter = match store::public_by_id(&mut hand.scope, &main.id).await? {
        Some(public) => {
            let url = crate::questions::letters::page_url(act.tenant, &public.slug);
            let unit = act.unit_name(&public.unit_key);
            letters::main_answered(act.tenant, &hand.question, (main.number, &unit, &public.answer, &url), to)
        }
        None => letters::joined(act.tenant, &hand.question, main.number, to),
    };
    outbox::enqueue(&mut hand.scope, &settings, letter).await.map(drop)
}

/// Sends a published answer to everybody whose question waits for it.
///
/// # Errors
/// When the database refuses.
pub(in crate::questions) async fn tell(
    act: Act<'_>,
    hand: &mut Hand,
    answer: &Answer,
    url: &str,
) -> Result<()> {
    let main = hand.question.filed.clone();
    let body = answer.public_body.clone().unwrap_or_else(|| answer.body.clone());
    let unit = act.unit_name(&answer.unit_key);
    for id in routing::untold(&mut hand.scope, &main.id).await? {
        let id = QuestionId::from(id);
        let question = store::get(&mut hand.scope, &id).await?;
        routing::told(&mut hand.scope, &id).await?;
        let words = format!("Đã gửi câu trả lời của câu hỏi số {}", main.number);
        store::event(&mut hand.scope, &id, "question.told", &words, true).await?;
        let contact = match &question.contact {
            Some(sealed) => Contact::open(act.db, act.tenant.id(), &id, sealed)?,
            None => Contact::default(),
        };
        if let Ok(to) = contact.email.parse() {
            let letter = letters::main_answered(act.tenant, &question, (main.number, &unit, &body, url), to);
            outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
        }
        hand.scope.changed("question", id.as_str(), Reach::Staff);
        hand.scope.audit(
            "question.told",
            "question",
            id.as_str(),
            serde_json::json!({ "main": main.number }),
        );
    }
    Ok(())
}

/// The main question will have no public answer: those that waited for it come back to the desk.
///
/// # Errors
/// When the database refuses.
pub(in crate::questions) async fn release(hand: &mut Hand) -> Result<()> {
    let main = hand.question.filed.clone();
    for id in routing::untold(&mut hand.scope, &main.id).await? {
        let id = QuestionId::from(id);
        let question = store::get(&mut hand.scope, &id).await?;
        routing::unlink(&mut hand.scope, &id).await?;
        let set = ", unit_key = $6, closed_at = $7";
        let none = params![Option::<String>::None, Option::<i64>::None];
        store::advance(&mut hand.scope, &question.filed, State::Received, set, none).await?;
        let words = format!(
            "Câu hỏi số {} không có câu trả lời công khai; câu hỏi này được xử lý riêng",
            main.number
        );
        store::event(&mut hand.scope, &id, "question.unlink", &words, true).await?;
        hand.scope.changed("question", id.as_str(), Reach::Staff);
        hand.scope.audit(
            "question.unlink",
            "question",
            id.as_str(),
            serde_json::json!({ "main": main.number }),
        );
    }
    Ok(())
}

//! Units beside the one that answers: asked for their opinion by a link of their own, which can answer nothing.

use serde_json::json;

use super::letters::{self, Shown};
use super::store as routing;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis, start_of};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{QuestionId, fresh};
use crate::base::mail::Address;
use crate::base::scope::{Db, Reach, Scope};
use crate::base::seal::sha256_hex;
use crate::base::text::normalise;
use crate::outbox::{self, MailSettings};
use crate::people::{Action, State};
use crate::questions::Contact;
use crate::questions::desk::Act;
use crate::questions::store::{self, Question};
use crate::tenants::directory::Tenant;

/// How long a link stays good after the question is due.
const AFTER_DUE: i64 = 30 * DAY;
/// At most so many units are asked about one question.
const MOST: usize = 8;
/// The longest opinion and note, in characters.
const LONGEST: usize = 10_000;
const NOTE: usize = 1000;

/// An opinion asked for, and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Its id.
    pub id: String,
    /// About which question.
    pub question: QuestionId,
    /// Whose.
    pub unit_key: String,
    pub(super) token_hash: String,
    /// What the desk wants to know.
    pub note: String,
    /// When it was asked for.
    pub asked_at: Millis,
    /// Until when the link is good.
    pub expires_at: Millis,
    /// When it was no longer wanted.
    pub revoked_at: Option<Millis>,
    /// What was said.
    pub body: Option<String>,
    /// Who said it.
    pub author_name: Option<String>,
    /// Their post.
    pub author_post: Option<String>,
    /// When.
    pub given_at: Option<Millis>,
}

/// Asks units for their opinion; the one that answers is not among them, and none is asked twice at a time.
///
/// # Errors
/// [`Error::Refused`] for units that are not there, have no box, or were asked.
pub async fn ask(act: Act<'_>, id: &QuestionId, version: i64, units: &[String], note: &str) -> Result<()> {
    let note = normalise(note).trim().to_owned();
    let mut hand = act.take(id, version, Action::QuestionAssign).await?;
    let known = routing::opinions(&mut hand.scope, id).await?;
    Error::unless_empty(against(act, &hand.question, &known, units, &note))?;
    let lead = hand.question.filed.unit_key.clone().unwrap_or_default();
    let contact = act.contact(&hand.question)?;
    let texts = (contact.redact(&hand.question.filed.subject), contact.redact(&hand.question.body));
    let now = act.db.clock.now();
    let until = hand.question.filed.due_on.map_or(now, |due| start_of(due).max(now)) + AFTER_DUE;
    let mut names = Vec::new();
    for key in units {
        let Some(unit) = act.unit(key).cloned() else { continue };
        let token = data_encoding::BASE64URL_NOPAD.encode(&act.db.entropy.bytes::<16>());
        let opinion = Opinion {
            id: fresh(now, &act.db.entropy),
            question: id.clone(),
            unit_key: key.clone(),
            token_hash: sha256_hex(token.as_bytes()),
            note: note.clone(),
            asked_at: now,
            expires_at: until,
            revoked_at: None,
            body: None,
            author_name: None,
            author_post: None,
            given_at: None,
        };
        routing::insert_opinion(&mut hand.scope, &opinion, Some(&act.staff.account)).await?;
        let to: Address = unit.email.parse().map_err(|_| no_box())?;
        let link = act.tenant.url(&format!("/y-kien/{}?khoa={token}", opinion.id));
        let letter = letters::opinion_asked(
            act.tenant,
            &hand.question,
            (&unit, &act.unit_name(&lead)),
            &Shown { subject: &texts.0, body: &texts.1 },
            (&note, &opinion.id, &link),
            to,
        );
        outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
        names.push(unit.name);
    }
    let state = hand.question.filed.state;
    store::advance(&mut hand.scope, &hand.question.filed, state, "", vec![]).await?;
    let words = format!("Xin ý kiến phối hợp của {}", names.join(", "));
    hand.finish(Action::QuestionAssign, &words, false, Reach::Staff).await
}

fn no_box() -> Error {
    Error::refused("phoi-hop", "Đơn vị này chưa có hộp thư đúng. Hãy báo Văn phòng.", "NĐ 43/2011 Đ10.1.k")
}

fn against(
    act: Act<'_>,
    question: &Question,
    known: &[Opinion],
    units: &[String],
    note: &str,
) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse =
        |field, message: String| refusals.push(Refusal::new(field, message, "Quy chế Điều 10.1"));
    if question.filed.state != State::Assigned {
        refuse("phoi-hop", "Hãy giao đơn vị chủ trì trước, rồi xin ý kiến phối hợp.".into());
    }
    if units.is_empty() || units.len() > MOST {
        refuse("phoi-hop", format!("Hãy chọn từ 1 đến {MOST} đơn vị phối hợp."));
    }
    for key in units {
        match act.unit(key) {
            None => refuse("phoi-hop", "Hãy chọn đơn vị của trang này.".into()),
            Some(_) if question.filed.unit_key.as_ref() == Some(key) => {
                refuse("phoi-hop", "Đơn vị chủ trì không đồng thời là đơn vị phối hợp.".into());
            }
            Some(unit) if known.iter().any(|one| &one.unit_key == key && one.revoked_at.is_none()) => {
                refuse("phoi-hop", format!("{} đã được xin ý kiến.", unit.name));
            }
            Some(_) => {}
        }
    }
    if note.chars().count() > NOTE {
        refuse("can-y-kien", "Nội dung cần ý kiến dài quá 1.000 ký tự.".into());
    }
    refusals
}

/// What a unit's link to give an opinion is worth now.
#[derive(Clone, Debug)]
pub enum OpinionLink {
    /// The unit can write.
    Valid(Box<Wanted>),
    /// It wrote.
    Given(String, Millis),
    /// It is no longer wanted: answered, given elsewhere, too late.
    Over(String),
    /// There is no such link.
    Unknown,
}

/// What the unit is asked.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Number in the register.
    pub number: i64,
    /// What it is about, without what leads to the reader.
    pub subject: String,
    /// What was asked, likewise.
    pub body: String,
    /// What the desk wants to know.
    pub note: String,
    /// The unit asked.
    pub unit_key: String,
    /// The unit that answers.
    pub lead_key: String,
    /// By when the reader has the answer.
    pub due_on: Option<jiff::civil::Date>,
}

/// What a link is worth; looking changes nothing, for mail scanners look too.
///
/// # Errors
/// When the database does not answer.
pub async fn open(db: &Db, tenant: &Tenant, id: &str, token: &str) -> Result<OpinionLink> {
    Ok(worth(db, &mut db.read(tenant.id()).await?, id, token).await?.0)
}

async fn worth(
    db: &Db,
    scope: &mut Scope,
    id: &str,
    token: &str,
) -> Result<(OpinionLink, Option<(Opinion, Question)>)> {
    let right = |opinion: &Opinion| {
        let hash = sha256_hex(token.as_bytes());
        bool::from(subtle::ConstantTimeEq::ct_eq(hash.as_bytes(), opinion.token_hash.as_bytes()))
    };
    let Some(opinion) = routing::opinion(scope, id).await?.filter(right) else {
        return Ok((OpinionLink::Unknown, None));
    };
    if let Some(at) = opinion.given_at {
        return Ok((OpinionLink::Given(opinion.unit_key, at), None));
    }
    let question = store::get(scope, &opinion.question).await?;
    let over = opinion.revoked_at.is_some()
        || opinion.expires_at <= db.clock.now()
        || question.filed.state != State::Assigned;
    if over {
        return Ok((OpinionLink::Over(opinion.unit_key), None));
    }
    let contact = match &question.contact {
        Some(sealed) => Contact::open(db, scope.tenant(), &question.filed.id, sealed)?,
        None => Contact::default(),
    };
    let wanted = Wanted {
        number: question.filed.number,
        subject: contact.redact(&question.filed.subject),
        body: contact.redact(&question.body),
        note: opinion.note.clone(),
        unit_key: opinion.unit_key.clone(),
        lead_key: question.filed.unit_key.clone().unwrap_or_default(),
        due_on: question.filed.due_on,
    };
    Ok((OpinionLink::Valid(Box::new(wanted)), Some((opinion, question))))
}

/// What a unit sent.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The opinion.
    pub body: String,
    /// Who writes it.
    pub name: String,
    /// Their post.
    pub post: String,
}

/// Takes a unit's opinion and passes it on to the unit that answers.
///
/// # Errors
/// [`Error::Refused`] with every reason; [`Error::Conflict`] when the link is worth nothing any more.
pub async fn give(
    db: &Db,
    mail: &MailSettings,
    tenant: &Tenant,
    id: &str,
    token: &str,
    given: Given,
    client: Option<String>,
) -> Result<()> {
    let tidy = |text: &str| normalise(text).trim().to_owned();
    let (body, name, post) = (tidy(&given.body), tidy(&given.name), tidy(&given.post));
    Error::unless_empty(refusals(&body, &name, &post))?;
    let (link, found) = worth(db, &mut db.read(tenant.id()).await?, id, token).await?;
    let Some((opinion, _)) = found else {
        return Err(match link {
            OpinionLink::Unknown => Error::NotFound,
            _ => Error::Conflict("Liên kết này không còn dùng được.".into()),
        });
    };
    let mut scope = db.write(tenant.id(), &Actor::unit(&opinion.unit_key, client)).await?;
    let question = store::get(&mut scope, &opinion.question).await?;
    routing::give_opinion(&mut scope, id, &body, &name, &post).await?;
    let unit_name =
        |key: &str| tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let from = unit_name(&opinion.unit_key);
    let lead = question.filed.unit_key.as_deref().and_then(|key| tenant.profile.unit(key));
    if let Some((lead, to)) = lead.and_then(|lead| Some((lead, lead.email.parse::<Address>().ok()?))) {
        let letter = letters::opinion_given(
            tenant,
            &question,
            lead,
            (&from, &body, &format!("{name}, {post}")),
            id,
            to,
        );
        outbox::enqueue(&mut scope, &mail.named(&tenant.identity().body), letter).await?;
    }
    let question_id = opinion.question.as_str();
    store::event(
        &mut scope,
        &opinion.question,
        "question.opinion",
        &format!("{from} đã cho ý kiến phối hợp"),
        false,
    )
    .await?;
    scope.changed("question", question_id, Reach::Staff);
    scope.audit(
        "question.opinion",
        "question",
        question_id,
        json!({ "opinion": id, "unit": opinion.unit_key }),
    );
    scope.commit().await
}

fn refusals(body: &str, name: &str, post: &str) -> Vec<Refusal> {
    let checks = [
        (body.chars().count() < 5, "body", "Hãy ghi ý kiến của đơn vị."),
        (body.chars().count() > LONGEST, "body", "Ý kiến dài quá 10.000 ký tự."),
        (!(2..=200).contains(&name.chars().count()), "name", "Hãy ghi họ tên người cho ý kiến."),
        (!(2..=200).contains(&post.chars().count()), "post", "Hãy ghi chức vụ người cho ý kiến."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    failed.map(|(_, field, message)| Refusal::new(field, message, "Quy chế Điều 10.1")).collect()
}

//! Where a question goes that is not this site's: to another site with its register, or to a body outside.
//!
//! Giving it to another site is two transactions, for a writing scope has one tenant: the first closes it here, tells the
//! reader and leaves a pointer; the second puts it into the other register under an id chosen in the first. The files
//! follow, each by itself, and only then is the pointer settled. A duty does all that again until it is done, so a crash
//! between them loses nothing and registers nothing twice.

use serde_json::json;

use super::duplicates;
use super::letters::{self, Shown};
use super::store::{self as routing, Handover};
use crate::app::App;
use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::mail::Address;
use crate::base::scope::{Db, Reach};
use crate::base::text::normalise;
use crate::outbox;
use crate::params;
use crate::people::{Action, State};
use crate::questions::attachments::{self, Owner};
use crate::questions::codes::{code_digest, code_digests};
use crate::questions::desk::{Act, Hand, needed};
use crate::questions::store::{self, NewRow};
use crate::questions::{Contact, Tracked, reader, rules};
use crate::tenants::directory::{Directory, Tenant};

/// The longest reason and note, in characters.
const LONGEST: usize = 1000;
/// A question passed on more often than this goes in a circle.
const HOPS: usize = 5;

/// The other sites that a question of this one may be given to: the one above, those beside and those below.
pub fn targets(directory: &Directory, tenant: &Tenant) -> Vec<std::sync::Arc<Tenant>> {
    let root = tenant.parent.as_ref().unwrap_or(tenant.id());
    directory.tree(root).into_iter().filter(|other| other.id() != tenant.id()).collect()
}

async fn leave(act: Act<'_>, hand: &mut Hand) -> Result<()> {
    let id = hand.question.filed.id.clone();
    let now = act.db.clock.now();
    store::revoke_dispatches(&mut hand.scope, &id, now).await?;
    routing::revoke_opinions(&mut hand.scope, &id).await?;
    duplicates::release(hand).await?;
    store::advance(
        &mut hand.scope,
        &hand.question.filed,
        State::Transferred,
        ", closed_at = $6",
        params![now],
    )
    .await
}

fn reason_of(text: &str) -> Result<String> {
    let reason = normalise(text);
    let reason = needed(&reason, "ly-do", "Hãy nêu lý do chuyển; người hỏi sẽ thấy lý do này.")?;
    if reason.chars().count() > LONGEST {
        return Err(Error::refused("ly-do", "Lý do dài quá 1.000 ký tự.", "Quy chế Điều 10"));
    }
    Ok(reason.to_owned())
}

/// Gives a question to another site: it is registered there, and the reader told at once.
///
/// # Errors
/// [`Error::Refused`] without a reason or for a site that is not beside, above or below this one.
pub async fn to_site(
    app: &App,
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    slug: &str,
    reason: &str,
) -> Result<()> {
    let mut hand = act.take(id, version, Action::QuestionTransfer).await?;
    let target = targets(&app.directory, act.tenant).into_iter().find(|target| target.slug() == slug);
    let target = target.ok_or_else(|| {
        Error::refused("trang", "Hãy chọn trang của cấp trên, cấp dưới hoặc cùng cấp.", "Quy chế Điều 10")
    })?;
    let reason = reason_of(reason)?;
    leave(act, &mut hand).await?;
    let handover = Handover {
        from: act.tenant.id().clone(),
        question: id.clone(),
        to: target.id().clone(),
        to_question: QuestionId::fresh(&act.db.clock, &act.db.entropy),
        reason: reason.clone(),
    };
    routing::insert_handover(&mut hand.scope, &handover).await?;
    if let Some(to) = act.reader(&hand.question)? {
        let letter = letters::handed_over(act.tenant, &hand.question, &target, &reason, to);
        outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
    }
    let words = format!("Đã chuyển {} trả lời: {reason}", target.identity().body);
    hand.finish(Action::QuestionTransfer, &words, true, Reach::Staff).await?;
    // Committed: whatever fails from here on is done again by the duty.
    if let Err(cause) = take_in(app, &handover).await {
        tracing::warn!(%cause, question = %id, "the other register will take the question a moment later");
    }
    Ok(())
}

/// Puts a question that was given away into the other register, with what was added and its files; doing it twice
/// changes nothing.
async fn take_in(app: &App, handover: &Handover) -> Result<()> {
    let (db, directory) = (&app.db, &app.directory);
    let (Some(source), Some(target)) = (directory.get(&handover.from), directory.get(&handover.to)) else {
        return Err(Error::internal("a handover between sites that are not there"));
    };
    register(db, &source, &target, handover).await?;
    hand_files(app, handover).await?;
    let mut scope = db.write(source.id(), &Actor::system()).await?;
    routing::taken(&mut scope, &handover.question).await?;
    scope.commit().await
}

/// Writes the question into the other register, unless it stands there.
async fn register(db: &Db, source: &Tenant, target: &Tenant, handover: &Handover) -> Result<()> {
    let mut scope = db.read(source.id()).await?;
    let question = store::get(&mut scope, &handover.question).await?;
    let whole = reader::whole_text(&mut scope, &question).await?;
    drop(scope);
    let actor = Actor::system();
    let mut scope = db.write(target.id(), &actor).await?;
    let submission = db.sealer.digest("question-handover", &format!("{}/{}", source.id(), handover.question));
    if store::was_submitted(&mut scope, &submission).await? {
        return Ok(());
    }
    let id = &handover.to_question;
    let contact = match &question.contact {
        Some(sealed) => {
            let open = Contact::open(db, source.id(), &handover.question, sealed)?;
            Some(open.seal(db, target.id(), id)?)
        }
        None => None,
    };
    let now = db.clock.now();
    let row = NewRow {
        id,
        number: scope.next_number("questions").await?,
        // The reader keeps the code of the first register; here nobody knows this one.
        code_digest: code_digest(db, target.id(), &db.entropy.token()),
        submission_digest: Some(submission),
        subject: &question.filed.subject,
        body: &whole,
        contact,
        consent_name: question.consent_name,
        consent_version: &rules::consent(db.clock.today()).version,
        received_at: now,
        due_on: rules::due(question.filed.class.key(), now).on,
        class: question.filed.class,
        channel: question.filed.channel,
        consent_answer: true,
        content_digest: None,
        same_as: None,
    };
    let number = row.number;
    store::insert(&mut scope, row).await?;
    let words = format!(
        "{} chuyển đến, số {} trong sổ của cơ quan này: {}",
        source.identity().body,
        question.filed.number,
        handover.reason
    );
    store::event(&mut scope, id, "question.receive", &words, true).await?;
    scope.changed("question", id.as_str(), Reach::Staff);
    scope.audit(
        "question.receive",
        "question",
        id.as_str(),
        json!({ "number": number, "from": source.id() }),
    );
    scope.commit().await
}

/// The reader's files follow the question, unless its sender was taken out of it meanwhile.
async fn hand_files(app: &App, handover: &Handover) -> Result<()> {
    let arrived = store::get(&mut app.db.read(&handover.to).await?, &handover.to_question).await?;
    if arrived.erased_at().is_some() {
        return Ok(());
    }
    let owner = Owner::Question(handover.question.clone());
    let files = attachments::store::of(&mut app.db.read(&handover.from).await?, &owner).await?;
    for file in files {
        app.drawer.copy_to(&handover.from, &file, &handover.to, &handover.to_question).await?;
    }
    Ok(())
}

/// Finishes what a crash left between two registers.
///
/// # Errors
/// When the database does not answer.
pub async fn finish(app: App) -> Result<()> {
    let open = routing::handovers_open(&mut app.db.platform().await?).await?;
    for handover in open {
        if let Err(cause) = take_in(&app, &handover).await {
            tracing::error!(%cause, question = %handover.question, "a question between two registers is not taken in");
        }
    }
    Ok(())
}

/// A body outside that a question is passed on to.
#[derive(Clone, Debug, Default)]
pub struct Forward<'a> {
    /// Its id.
    pub contact: &'a str,
    /// A word to it.
    pub note: &'a str,
    /// The reader agreed that their contact goes along.
    pub with_contact: bool,
}

/// Passes a question on to a body outside and tells the reader at once; no deadline is set.
///
/// # Errors
/// [`Error::Refused`] for a body that is not there today; [`Error::Forbidden`] to send the contact along without the
/// right to see it.
pub async fn to_body(act: Act<'_>, id: &QuestionId, version: i64, forward: Forward<'_>) -> Result<()> {
    if forward.with_contact {
        act.staff.require(Action::QuestionContact, State::Any)?;
    }
    let note = normalise(forward.note).trim().to_owned();
    if note.chars().count() > LONGEST {
        return Err(Error::refused("loi-nhan-co-quan", "Lời nhắn dài quá 1.000 ký tự.", "Quy chế Điều 10"));
    }
    let mut hand = act.take(id, version, Action::QuestionTransfer).await?;
    let known = routing::contacts(&mut hand.scope).await?;
    let body = known.into_iter().find(|body| body.id == forward.contact && body.holds_on(act.tenant.day));
    let body = body.ok_or_else(|| {
        Error::refused("co-quan", "Hãy chọn một cơ quan trong danh bạ của trang.", "NĐ 43/2011 Đ17.1.đ")
    })?;
    leave(act, &mut hand).await?;
    let contact = act.contact(&hand.question)?;
    let settings = act.mail.named(&act.tenant.identity().body);
    let whole = reader::whole_text(&mut hand.scope, &hand.question).await?;
    let shown = (contact.redact(&hand.question.filed.subject), contact.redact(&whole));
    let mailed: Option<Address> = body.email.parse().ok();
    let along = forward.with_contact && mailed.is_some();
    routing::insert_forward(&mut hand.scope, id, &body.id, along).await?;
    if let Some(to) = mailed {
        let shown = Shown { subject: &shown.0, body: &shown.1 };
        let letter = letters::forwarded(
            act.tenant,
            &hand.question,
            &body,
            &shown,
            (&note, along.then_some(&contact), &act.staff.account),
            to,
        );
        outbox::enqueue(&mut hand.scope, &settings, letter).await?;
    }
    if along {
        let detail = json!({ "passed_on_to": body.id });
        hand.scope.audit(Action::QuestionContact.as_str(), "question", id.as_str(), detail);
    }
    if let Some(to) = act.reader(&hand.question)? {
        let letter = letters::reader_of_forward(act.tenant, &hand.question, &body, along, to);
        outbox::enqueue(&mut hand.scope, &settings, letter).await?;
    }
    let words = format!("Thuộc thẩm quyền của {}", body.name);
    hand.finish(Action::QuestionTransfer, &words, true, Reach::Staff).await
}

/// A question that was given to another site, followed to where it is: by the old code, on the old site.
///
/// # Errors
/// When the database does not answer.
pub async fn followed(
    db: &Db,
    directory: &Directory,
    tenant: &Tenant,
    code: &str,
    tracked: Tracked,
) -> Result<Tracked> {
    if tracked.state != State::Transferred {
        return Ok(tracked);
    }
    let mut scope = db.read(tenant.id()).await?;
    let digests = code_digests(db, &mut scope, code).await?;
    let Some(first) = store::by_code(&mut scope, &digests).await? else {
        return Ok(tracked);
    };
    let mut at = routing::handover(&mut scope, &first.filed.id).await?;
    drop(scope);
    let mut found = tracked;
    for _ in 0..HOPS {
        let Some(handover) = at else { break };
        let Some(target) = directory.get(&handover.to) else { break };
        let mut scope = db.read(target.id()).await?;
        match store::get(&mut scope, &handover.to_question).await {
            // It is on its way: what is known here still holds.
            Err(Error::NotFound) => break,
            Err(other) => return Err(other),
            Ok(question) => {
                at = routing::handover(&mut scope, &question.filed.id).await?;
                found = there(&mut scope, &target, question, found).await?;
            }
        }
    }
    Ok(found)
}

async fn there(
    scope: &mut crate::base::scope::Scope,
    target: &Tenant,
    question: store::Question,
    here: Tracked,
) -> Result<Tracked> {
    let filed = question.filed;
    let events = store::events(scope, &filed.id).await?;
    let answers = store::answers(scope, &filed.id).await?;
    let out = matches!(filed.state, State::AnswerApproved | State::Published | State::AnsweredPrivately);
    let approved = answers.into_iter().find(|answer| Some(&answer.id) == question.answer.as_ref());
    let body = &target.identity().body;
    let unit = |key: &str| match target.profile.unit(key) {
        Some(unit) => format!("{} ({body})", unit.name),
        None => body.clone(),
    };
    let closed = matches!(filed.state, State::Transferred | State::Closed);
    let last = events
        .iter()
        .rev()
        .find(|event| matches!(event.kind.as_str(), "question.close" | "question.transfer"));
    let public = |event: &&store::Event| event.kind != "question.decline" && event.kind != "question.opinion";
    Ok(Tracked {
        id: here.id,
        erased: here.erased,
        number: filed.number,
        state: filed.state,
        due_on: filed.due_on,
        unit_key: filed.unit_key.as_deref().map(unit).or_else(|| Some(body.clone())),
        steps: events.iter().filter(public).map(|event| (event.kind.clone(), event.at)).collect(),
        answer: approved
            .filter(|_| out)
            .map(|answer| (unit(&answer.unit_key), answer.public_body.unwrap_or(answer.body))),
        closing: closed.then(|| last.map(|event| event.note.clone())).flatten(),
        // Its page is on the other site.
        slug: None,
        ..here
    })
}

//! Mail that leaves, over JSON: what was sent and how it fares, the queue, the templates, the signature.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::MailId;
use crate::console::desk::Desk;
use crate::console::pages::mail::{self, told};
use crate::letters::html;
use crate::letters::kinds::{ALL, Kind};
use crate::letters::signature::{self, Signature};
use crate::outbox::desk::{self as outbox, AttemptMade, Cursor, Drawer, Filter};
use crate::outbox::{MailState, State, alarm};

use super::call::{Answer, DONE, Done, List, Nothing, day, limit, one_of};

/// Which letters.
#[derive(Deserialize, JsonSchema)]
pub struct LettersQuery {
    /// `queued`, `sending`, `uncertain`, `delivered`, `dead`, `bounced` or `stopped`.
    state: Option<String>,
    /// `unit`, `reader` or `reminder`.
    class: Option<String>,
    /// Only what has failed for an hour.
    late: Option<bool>,
    /// Also those of the sites below that one looks after.
    below: Option<bool>,
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// A letter without its address and text.
#[derive(Serialize, JsonSchema)]
pub struct LetterJson {
    /// Its id.
    mail: String,
    /// The slug of its site.
    site: String,
    /// What it is, in words.
    what: String,
    /// `unit`, `reader` or `reminder`.
    class: String,
    /// To whom, never the address.
    to: String,
    /// Where it is.
    state: &'static str,
    /// How it fares, in a sentence.
    told: String,
    /// What it is about: `question`, …
    subject_kind: String,
    /// Which one.
    subject: String,
    /// Attempts so far.
    attempts: i64,
    /// When it is due, while it waits.
    next_at: Option<String>,
    /// What the server said last, without addresses.
    last_reply: Option<String>,
    /// When it was written.
    created_at: String,
    /// When the server took it.
    delivered_at: Option<String>,
    /// The letter that it repeats.
    resend_of: Option<String>,
    /// The letter that repeats it.
    resent_as: Option<String>,
    /// Why it was stopped or came back.
    ended_why: Option<String>,
}

impl LetterJson {
    fn of(site: &str, letter: MailState) -> Self {
        Self {
            told: told::sentence(&letter),
            next_at: letter.may_be_stopped().then(|| iso(letter.next_at)),
            mail: letter.id.to_string(),
            site: site.to_owned(),
            what: letter.what,
            class: letter.class,
            to: letter.recipient_label,
            state: letter.state.as_str(),
            subject_kind: letter.subject_kind,
            subject: letter.subject_id,
            attempts: letter.attempts,
            last_reply: letter.last_reply,
            created_at: iso(letter.created_at),
            delivered_at: letter.delivered_at.map(iso),
            resend_of: letter.resend_of.map(|id| id.to_string()),
            resent_as: letter.resent_as.map(|id| id.to_string()),
            ended_why: letter.ended_why,
        }
    }
}

/// An attempt of a letter.
#[derive(Serialize, JsonSchema)]
pub struct AttemptJson {
    /// Counting from 1.
    number: i64,
    /// When it began.
    began_at: String,
    /// When it ended; absent while it runs.
    ended_at: Option<String>,
    /// How far it came: `connect`, `hello`, `starttls`, `auth`, `mail`, `rcpt`, `data`, `dot`.
    phase: String,
    /// What it came to: `delivered`, `retry`, `uncertain`, …
    came_to: String,
    /// The server's words, without addresses.
    reply: String,
}

impl AttemptJson {
    fn of(attempt: AttemptMade) -> Self {
        Self {
            number: attempt.n,
            began_at: iso(attempt.began_at),
            ended_at: attempt.ended_at.map(iso),
            phase: attempt.phase,
            came_to: attempt.came_to,
            reply: attempt.reply,
        }
    }
}

/// A letter with its attempts.
#[derive(Serialize, JsonSchema)]
pub struct LetterWithAttempts {
    /// The letter.
    letter: LetterJson,
    /// Its attempts, latest first.
    attempts: Vec<AttemptJson>,
}

impl Answer for LetterWithAttempts {}

fn id_of(desk: &Desk) -> MailId {
    desk.asked.param("mail").into()
}

/// `GET …/mail`
pub async fn list(desk: Desk, query: LettersQuery) -> Result<List<LetterJson>> {
    let state = |word: &str| State::ALL.into_iter().find(|state| state.as_str() == word);
    let class = |word: &str| ["unit", "reader", "reminder"].contains(&word).then(|| word.to_owned());
    let filter = Filter {
        state: one_of("state", query.state.as_deref(), state)?,
        class: one_of("class", query.class.as_deref(), class)?,
        late: query.late.unwrap_or_default(),
    };
    let after = one_of("after", query.after.as_deref(), Cursor::parse)?;
    let limit = limit(query.limit);
    let below = query.below.unwrap_or_default();
    let mut found = mail::read(&desk, &filter, after.as_ref(), limit + 1, below).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let after = found.last().filter(|_| more).map(|(_, last)| Cursor::behind(last).print());
    let rows = found.into_iter().map(|(tenant, letter)| LetterJson::of(tenant.slug(), letter)).collect();
    Ok(List { rows, after })
}

/// `GET …/mail/:mail`
pub async fn read(desk: Desk, _: Nothing) -> Result<LetterWithAttempts> {
    let id = id_of(&desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let letter = outbox::get(&mut scope, &id, Drawer::of(&desk.staff)).await?;
    let attempts = outbox::attempts(&mut scope, &id).await?;
    Ok(LetterWithAttempts {
        letter: LetterJson::of(desk.tenant.slug(), letter),
        attempts: attempts.into_iter().map(AttemptJson::of).collect(),
    })
}

/// The letter that was made.
#[derive(Serialize, JsonSchema)]
pub struct Resent {
    /// Its id.
    mail: String,
}

impl Answer for Resent {}

/// `POST …/mail/:mail/resend`
pub async fn resend(desk: Desk, _: Nothing) -> Result<Resent> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let fresh = outbox::resend(&mut scope, &id_of(&desk), Drawer::of(&desk.staff)).await?;
    scope.commit().await?;
    Ok(Resent { mail: fresh.to_string() })
}

/// Why.
#[derive(Deserialize, JsonSchema)]
pub struct Reason {
    /// Why; written to the trail.
    #[serde(default)]
    reason: String,
}

/// `POST …/mail/:mail/stop`
pub async fn stop(desk: Desk, body: Reason) -> Result<Done> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    outbox::stop(&mut scope, &id_of(&desk), &body.reason, Drawer::of(&desk.staff)).await?;
    scope.commit().await?;
    Ok(DONE)
}

/// A queue that somebody holds.
#[derive(Serialize, JsonSchema)]
pub struct HoldJson {
    /// Why.
    reason: String,
    /// Who, by name.
    by: String,
    /// Since when.
    since: String,
}

/// How the queue stands.
#[derive(Serialize, JsonSchema)]
pub struct QueueJson {
    /// Letters that have waited for an hour.
    late: i64,
    /// Since when the oldest of them waits.
    since: Option<String>,
    /// Who holds the site's queue.
    held: Option<HoldJson>,
    /// Who holds everybody's.
    all_held: Option<HoldJson>,
    /// Since when the mail server refuses the system's account.
    refused_since: Option<String>,
}

impl Answer for QueueJson {}

/// `GET …/mail-queue`
pub async fn queue(desk: Desk, _: Nothing) -> Result<QueueJson> {
    let standing = alarm::standing(&desk.app.db, desk.tenant.id()).await?;
    let hold = |hold: outbox::Hold| HoldJson { reason: hold.reason, by: hold.by, since: iso(hold.since) };
    Ok(QueueJson {
        late: standing.late,
        since: standing.since.map(iso),
        held: standing.held.map(hold),
        all_held: standing.all_held.map(hold),
        refused_since: standing.refused_since.map(iso),
    })
}

/// Holding the queue.
#[derive(Deserialize, JsonSchema)]
pub struct Holding {
    /// Why; written to the trail and shown to the desk.
    #[serde(default)]
    reason: String,
    /// Everybody's, from the top alone.
    #[serde(default)]
    all: bool,
}

/// `POST …/mail-queue/pause`
pub async fn pause(desk: Desk, body: Holding) -> Result<Done> {
    let tenant = mail::meant(&desk, body.all)?;
    let mut scope = desk.app.db.write(&tenant, &desk.actor()).await?;
    outbox::hold(&mut scope, &body.reason, &desk.session.account.name).await?;
    scope.commit().await?;
    Ok(DONE)
}

/// Letting the queue go on.
#[derive(Deserialize, JsonSchema)]
pub struct GoingOn {
    /// Everybody's, from the top alone.
    #[serde(default)]
    all: bool,
    /// Try the system's account at the mail server again now, from the top alone.
    #[serde(default)]
    credentials: bool,
}

/// `POST …/mail-queue/resume`
pub async fn resume(desk: Desk, body: GoingOn) -> Result<Done> {
    let tenant = mail::meant(&desk, body.all || body.credentials)?;
    if body.credentials {
        outbox::try_credentials(&desk.app.db, &desk.actor()).await?;
        return Ok(DONE);
    }
    let mut scope = desk.app.db.write(&tenant, &desk.actor()).await?;
    outbox::release(&mut scope).await?;
    scope.commit().await?;
    Ok(DONE)
}

/// A template.
#[derive(Serialize, JsonSchema)]
pub struct TemplateJson {
    /// Its key.
    template: &'static str,
    /// What it is.
    title: &'static str,
    /// When it goes to whom.
    when: &'static str,
}

/// `GET …/mail-templates`
pub async fn templates(_: Desk, _: Nothing) -> Result<List<TemplateJson>> {
    let json = |kind: &Kind| TemplateJson { template: kind.key, title: kind.title, when: kind.when };
    Ok(List { rows: ALL.iter().map(json).collect(), after: None })
}

/// A template filled with a sample.
#[derive(Serialize, JsonSchema)]
pub struct SampleJson {
    /// Its subject.
    subject: String,
    /// The part in text.
    text: String,
    /// The part in HTML.
    html: String,
}

impl Answer for SampleJson {}

/// `GET …/mail-templates/:template`
pub async fn template(desk: Desk, _: Nothing) -> Result<SampleJson> {
    let kind = Kind::of(desk.asked.param("template")).ok_or(Error::NotFound)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let letter = (kind.sample)(&signature::current(&mut scope, &desk.tenant).await?);
    Ok(SampleJson {
        html: html::page(&letter.subject, &letter.text)?,
        subject: letter.subject,
        text: letter.text,
    })
}

/// What stands under letters.
#[derive(Serialize, Deserialize, JsonSchema)]
pub struct SignatureJson {
    /// The body that writes.
    #[serde(default)]
    body: String,
    /// Where it sits.
    #[serde(default)]
    address: String,
    /// Its telephone.
    #[serde(default)]
    phone: String,
    /// Its official mail.
    #[serde(default)]
    email: String,
    /// Its site.
    #[serde(default)]
    site: String,
    /// The first day, as `2016-12-30`; absent where the site's footer stands.
    from: Option<String>,
}

impl SignatureJson {
    fn of(signature: Signature, from: Option<String>) -> Self {
        let Signature { body, address, phone, email, site } = signature;
        Self { body, address, phone, email, site, from }
    }
}

/// Today's signature, and all that were set.
#[derive(Serialize, JsonSchema)]
pub struct SignaturesJson {
    /// What stands under today's letters.
    today: SignatureJson,
    /// What was set, the latest first.
    history: Vec<SignatureJson>,
}

impl Answer for SignaturesJson {}

/// `GET …/mail-signature`
pub async fn signature(desk: Desk, _: Nothing) -> Result<SignaturesJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let today = signature::current(&mut scope, &desk.tenant).await?;
    let history = signature::history(&mut scope).await?;
    let json = |one: signature::Dated| SignatureJson::of(one.signature, Some(one.from.to_string()));
    Ok(SignaturesJson {
        today: SignatureJson::of(today, None),
        history: history.into_iter().map(json).collect(),
    })
}

/// `PUT …/mail-signature`
pub async fn sign(desk: Desk, body: SignatureJson) -> Result<Done> {
    let from = day("from", body.from.as_deref())?;
    let trimmed = |text: &str| text.trim().to_owned();
    let signature = Signature {
        body: trimmed(&body.body),
        address: trimmed(&body.address),
        phone: trimmed(&body.phone),
        email: trimmed(&body.email),
        site: trimmed(&body.site),
    };
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    signature::set(&mut scope, &signature, from, &desk.session.account.name).await?;
    scope.commit().await?;
    Ok(DONE)
}

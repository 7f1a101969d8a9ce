//! Consultations over JSON: drafts, the two approvals, comments with their moderation, the account.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::Result;
use crate::base::id::FileId;
use crate::base::scope::{Scope, WriteScope};
use crate::console::desk::Desk;
use crate::console::pages::consultations::{asked_for, seen};
use crate::consultations::amends::{self, Cause, Correction};
use crate::consultations::comments::{self, Comment, Decision, Ground, Standing, Verdict};
use crate::consultations::{self, Act, Consultation, Course, Listed, Typed, retention, store};
use crate::people::{Action, State};
use crate::public::pages::consultations::CountsJson;

use super::call::{Answer, DONE, Done, List, Nothing, day, limit, one_of};

/// A consultation of the list.
#[derive(Serialize, JsonSchema)]
pub struct ConsultationJson {
    /// Its id.
    consultation: String,
    /// Its title.
    title: String,
    /// The key of the unit in charge.
    unit: String,
    /// `draft`, `submitted`, `announced`, `open`, `closed`, `accounted`, `taken-down`.
    phase: &'static str,
    /// How far it has come on paper: `account-submitted` while the account waits for approval.
    stage: &'static str,
    /// The first day.
    begins: Option<String>,
    /// The last day.
    ends: Option<String>,
    /// By when the account must be out.
    account_due: Option<String>,
    /// Whether it should have been out.
    late: bool,
    /// How many comments stand where.
    counts: CountsJson,
    /// Send it with a change.
    version: i64,
}

/// What says which one it is.
struct Named<'a> {
    id: &'a str,
    title: &'a str,
    unit: &'a str,
    version: i64,
}

fn json(desk: &Desk, named: &Named<'_>, course: &Course, counts: CountsJson) -> ConsultationJson {
    let today = desk.app.db.clock.today();
    ConsultationJson {
        consultation: named.id.to_owned(),
        title: named.title.to_owned(),
        unit: named.unit.to_owned(),
        phase: course.phase(today).as_str(),
        stage: course.stage.as_str(),
        begins: course.begins.map(|day| day.to_string()),
        ends: course.ends.map(|day| day.to_string()),
        account_due: course.account_due().map(|day| day.to_string()),
        late: course.is_late(today),
        counts,
        version: named.version,
    }
}

/// Which rows of the list.
#[derive(Deserialize, JsonSchema)]
pub struct ListQuery {
    /// Where the last answer ended.
    after: Option<String>,
    /// 1 to 200; 50 if not given.
    limit: Option<usize>,
}

/// A number of rows that were passed over already.
fn passed(after: Option<&str>) -> Result<usize> {
    let read = |text: &str| text.parse().ok().filter(|passed| *passed <= 1_000_000);
    Ok(one_of("after", after, read)?.unwrap_or(0))
}

/// `GET …/consultations`
pub async fn list(desk: Desk, query: ListQuery) -> Result<List<ConsultationJson>> {
    let (passed, limit) = (passed(query.after.as_deref())?, limit(query.limit));
    let (found, more) = seen(&desk, passed, limit).await?;
    let row = |one: &Listed| {
        let named = Named { id: &one.id, title: &one.title, unit: &one.unit, version: one.version };
        json(&desk, &named, &one.course, CountsJson::of(&one.counts))
    };
    Ok(List { rows: found.iter().map(row).collect(), after: more.then(|| (passed + limit).to_string()) })
}

/// A comment as the person may read it.
#[derive(Serialize, JsonSchema)]
pub struct CommentJson {
    /// Its id.
    comment: String,
    /// Its number.
    number: i64,
    /// The anchor of its article; absent for the whole.
    article: Option<String>,
    /// When it came.
    received_at: String,
    /// What was said; without what leads to anybody for who may not see the sender.
    body: String,
    /// `waiting`, `shown`, `withheld`.
    state: &'static str,
    /// Why it is withheld.
    ground: Option<&'static str>,
    /// `taken`, `partly`, `not-taken`.
    verdict: Option<&'static str>,
    /// Send it with a decision.
    version: i64,
}

/// A consultation with all that is known of it.
#[derive(Serialize, JsonSchema)]
pub struct DetailJson {
    /// What it is.
    summary: ConsultationJson,
    /// Which kind of text.
    kind: String,
    /// How to reach the unit.
    contact: String,
    /// Explanatory note, Markdown.
    note: String,
    /// The draft, Markdown.
    text: String,
    /// Why it is shorter than the rule wants.
    ground: String,
    /// Files of the library.
    files: Vec<String>,
    /// Why it was sent back last.
    returned: Option<String>,
    /// The account, Markdown.
    account: String,
    /// What stands against the next step.
    missing: Vec<String>,
    /// That it was taken from readers, and why.
    taken_down: Option<TakenDownJson>,
    /// What readers were told of changes, the newest first.
    notices: Vec<String>,
    /// A page of the comments, by number.
    comments: Vec<CommentJson>,
    /// Send it as `after` to get the comments that follow; absent at the end.
    next: Option<i64>,
}

/// That a consultation was taken from readers.
#[derive(Serialize, JsonSchema)]
pub struct TakenDownJson {
    /// `mistake` or `secret`.
    cause: &'static str,
    /// Why, in words.
    reason: String,
    /// When.
    at: String,
}

impl Answer for DetailJson {}

/// Which comments.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CommentsQuery {
    /// Those after this number.
    after: i64,
    /// 1 to 200; 200 if not given.
    limit: Option<usize>,
}

async fn detail(
    desk: &Desk,
    scope: &mut Scope,
    one: &Consultation,
    asked: &CommentsQuery,
) -> Result<DetailJson> {
    let counts = store::counts(scope, &one.id).await?;
    let responses = store::responses(scope, &one.id).await?;
    let most = limit(asked.limit.or(Some(usize::MAX)));
    let mut found = store::comments_after(scope, &one.id, asked.after, false, most + 1).await?;
    let more = found.len() > most;
    found.truncate(most);
    let comment = |comment: &Comment| -> Result<CommentJson> {
        let (state, ground) = match &comment.standing {
            Standing::Waiting => ("waiting", None),
            Standing::Shown { .. } => ("shown", None),
            Standing::Withheld(ground) => ("withheld", Some(ground.as_str())),
        };
        let answer = responses.iter().find(|(_, numbers)| numbers.contains(&comment.number));
        Ok(CommentJson {
            comment: comment.id.clone(),
            number: comment.number,
            article: comment.article.clone(),
            received_at: iso(comment.received_at),
            body: comments::readable(&desk.app.db, desk.tenant.id(), &desk.staff, comment)?,
            state,
            ground,
            verdict: answer.map(|(response, _)| response.verdict.as_str()),
            version: comment.version,
        })
    };
    let missing = consultations::missing(scope, one).await?;
    let (what, version) = (&one.what, one.version);
    let named = Named { id: &one.id, title: &what.title, unit: &what.unit, version };
    let notices = store::notices(scope, &one.id).await?;
    Ok(DetailJson {
        taken_down: one.taken_down.as_ref().map(|gone| TakenDownJson {
            cause: gone.cause.as_str(),
            reason: gone.reason.clone(),
            at: iso(gone.at),
        }),
        notices: notices.iter().map(amends::Notice::sentence).collect(),
        next: found.last().filter(|_| more).map(|last| last.number),
        kind: one.what.kind.clone(),
        contact: one.what.contact.clone(),
        note: one.what.note.clone(),
        text: one.what.text.clone(),
        ground: one.what.ground.clone(),
        files: store::files(scope, &one.id).await?.iter().map(ToString::to_string).collect(),
        returned: one.returned.clone(),
        account: one.account.clone(),
        missing: missing.into_iter().map(|refusal| refusal.message).collect(),
        comments: found.iter().map(comment).collect::<Result<_>>()?,
        summary: json(desk, &named, &one.course(), CountsJson::of(&counts)),
    })
}

async fn now(desk: &Desk) -> Result<DetailJson> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = asked_for(desk, &mut scope).await?;
    detail(desk, &mut scope, &one, &CommentsQuery::default()).await
}

/// `GET …/consultations/:consultation`
pub async fn read(desk: Desk, query: CommentsQuery) -> Result<DetailJson> {
    desk.staff.require(Action::ConsultationRead, State::Any)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let one = asked_for(&desk, &mut scope).await?;
    detail(&desk, &mut scope, &one, &query).await
}

/// A draft.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Written {
    /// The version seen; not for a new one.
    version: i64,
    /// Which kind of text, as `rules/consultations.toml` names it.
    kind: String,
    /// What it is about.
    title: String,
    /// The key of the unit in charge.
    unit: String,
    /// How to reach it.
    contact: String,
    /// Explanatory note, Markdown.
    note: String,
    /// The draft, Markdown with a heading of the second level for every article.
    text: String,
    /// The first day, as `2016-12-28`.
    begins: Option<String>,
    /// The last day.
    ends: Option<String>,
    /// Why it is shorter than the rule wants.
    ground: String,
    /// Files of the library.
    files: Vec<String>,
}

impl Written {
    fn typed(&self) -> Result<Typed> {
        Ok(Typed {
            kind: self.kind.clone(),
            title: self.title.clone(),
            unit: self.unit.clone(),
            contact: self.contact.clone(),
            note: self.note.clone(),
            text: self.text.clone(),
            begins: day("begins", self.begins.as_deref())?,
            ends: day("ends", self.ends.as_deref())?,
            ground: self.ground.clone(),
            files: self.files.iter().map(|id| FileId::from(id.as_str())).collect(),
        })
    }
}

fn act(desk: &Desk) -> Act<'_> {
    Act { staff: &desk.staff, tenant: &desk.tenant }
}

async fn begun(desk: &Desk) -> Result<(WriteScope, Consultation)> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let known = asked_for(desk, &mut scope).await?;
    Ok((scope, known))
}

/// `POST …/consultations`
pub async fn create(desk: Desk, body: Written) -> Result<DetailJson> {
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let id = consultations::create(&mut scope, &act(&desk), &body.typed()?).await?;
    let one = store::get(&mut scope, &id).await?;
    let made = detail(&desk, &mut scope, &one, &CommentsQuery::default()).await?;
    scope.commit().await?;
    Ok(made)
}

/// `PUT …/consultations/:consultation`
pub async fn save(desk: Desk, body: Written) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    consultations::save(&mut scope, &act(&desk), &known, body.version, &body.typed()?).await?;
    scope.commit().await?;
    now(&desk).await
}

/// The version seen.
#[derive(Deserialize, JsonSchema)]
pub struct Version {
    /// The version seen.
    version: i64,
}

/// `POST …/consultations/:consultation/submit`
pub async fn submit(desk: Desk, body: Version) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    consultations::submit(&mut scope, &act(&desk), &known, body.version).await?;
    scope.commit().await?;
    now(&desk).await
}

/// The approver's word.
#[derive(Deserialize, JsonSchema)]
pub struct Approved {
    /// The version seen.
    version: i64,
    /// The approver declares that nothing in it is secret (Điều 4).
    #[serde(default)]
    no_secret: bool,
}

/// `POST …/consultations/:consultation/approve`
pub async fn approve(desk: Desk, body: Approved) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    consultations::approve(&mut scope, &act(&desk), &known, body.version, body.no_secret).await?;
    scope.commit().await?;
    now(&desk).await
}

/// Why it is sent back.
#[derive(Deserialize, JsonSchema)]
pub struct Returned {
    /// The version seen.
    version: i64,
    /// Why.
    #[serde(default)]
    reason: String,
}

/// `POST …/consultations/:consultation/return`
pub async fn send_back(desk: Desk, body: Returned) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    consultations::send_back(&mut scope, &act(&desk), &known, body.version, &body.reason).await?;
    scope.commit().await?;
    now(&desk).await
}

/// More time.
#[derive(Deserialize, JsonSchema)]
pub struct Extended {
    /// The version seen.
    version: i64,
    /// The new last day, as `2016-12-28`: later than the one that readers know.
    ends: Option<String>,
    /// Why; readers see it.
    #[serde(default)]
    reason: String,
}

/// `POST …/consultations/:consultation/extend`
pub async fn extend(desk: Desk, body: Extended) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    let ends = day("ends", body.ends.as_deref())?;
    amends::extend(&mut scope, &act(&desk), &known, body.version, ends, &body.reason).await?;
    scope.commit().await?;
    now(&desk).await
}

/// A corrected text.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Corrected {
    /// The version seen.
    version: i64,
    /// Explanatory note, Markdown.
    note: String,
    /// The draft, Markdown with a heading of the second level for every article.
    text: String,
    /// What was corrected and why; readers see it.
    reason: String,
    /// Who corrects declares that nothing in it is secret (Điều 4).
    no_secret: bool,
}

/// `POST …/consultations/:consultation/correct`
pub async fn correct(desk: Desk, body: Corrected) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    let Corrected { version, note, text, reason, no_secret } = body;
    let typed = Correction { note, text, reason, no_secret };
    amends::correct(&mut scope, &act(&desk), &known, version, &typed).await?;
    scope.commit().await?;
    now(&desk).await
}

/// Why it is taken from readers.
#[derive(Deserialize, JsonSchema)]
pub struct Removed {
    /// The version seen.
    version: i64,
    /// `mistake`: readers are told the reason; `secret`: they are told nothing.
    cause: Option<String>,
    /// Why, in words.
    #[serde(default)]
    reason: String,
}

/// `POST …/consultations/:consultation/take-down`
pub async fn take_down(desk: Desk, body: Removed) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    let cause = one_of("cause", body.cause.as_deref(), Cause::parse)?;
    amends::take_down(&mut scope, &act(&desk), &known, body.version, cause, &body.reason).await?;
    scope.commit().await?;
    now(&desk).await
}

/// The account on the whole.
#[derive(Deserialize, JsonSchema)]
pub struct Accounted {
    /// The version seen.
    version: i64,
    /// Markdown.
    #[serde(default)]
    account: String,
}

/// `PUT …/consultations/:consultation/account`
pub async fn account(desk: Desk, body: Accounted) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    consultations::write_account(&mut scope, &act(&desk), &known, body.version, &body.account).await?;
    scope.commit().await?;
    now(&desk).await
}

/// What became of comments.
#[derive(Deserialize, JsonSchema)]
pub struct Responded {
    /// The version seen.
    version: i64,
    /// The numbers of the comments.
    #[serde(default)]
    comments: Vec<i64>,
    /// `taken`, `partly`, `not-taken`.
    verdict: Option<String>,
    /// Why.
    #[serde(default)]
    text: String,
}

/// `POST …/consultations/:consultation/respond`
pub async fn respond(desk: Desk, body: Responded) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    let verdict = one_of("verdict", body.verdict.as_deref(), Verdict::parse)?;
    let Responded { version, comments, text, .. } = body;
    comments::respond(&mut scope, &act(&desk), &known, version, &comments, verdict, &text).await?;
    scope.commit().await?;
    now(&desk).await
}

/// Which document came of it.
#[derive(Deserialize, JsonSchema)]
pub struct Issued {
    /// The version seen.
    version: i64,
    /// Its number; empty takes the link back.
    #[serde(default)]
    number: String,
}

/// `PUT …/consultations/:consultation/issued`
pub async fn issued(desk: Desk, body: Issued) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    consultations::link_issued(&mut scope, &act(&desk), &known, body.version, &body.number).await?;
    scope.commit().await?;
    now(&desk).await
}

/// What a moderator decides.
#[derive(Deserialize, JsonSchema)]
pub struct Moderated {
    /// The version of the comment that was seen.
    version: i64,
    /// Why it is withheld: `personal`, `insult`, `unrelated`, `spam`, `repeated`, `unlawful`; absent to show it.
    ground: Option<String>,
    /// The reason in words; asked for unless it is shown at once.
    #[serde(default)]
    note: String,
}

/// `POST …/consultations/:consultation/comments/:comment`
pub async fn moderate(desk: Desk, body: Moderated) -> Result<DetailJson> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comments::find(&mut scope, &known, desk.asked.param("comment")).await?;
    let decision = one_of("ground", body.ground.as_deref(), Ground::parse)?;
    let decision = decision.map_or(Decision::Show, Decision::Withhold);
    comments::moderate(&mut scope, &act(&desk), &known, &found, body.version, decision, &body.note).await?;
    scope.commit().await?;
    now(&desk).await
}

/// Who sent a comment, as far as they said.
#[derive(Serialize, JsonSchema)]
pub struct SenderJson {
    /// Their name.
    name: String,
    /// Their mail address.
    email: String,
    /// Their telephone.
    phone: String,
    /// Where they live.
    place: String,
}

impl Answer for SenderJson {}

/// `POST …/consultations/:consultation/comments/:comment/contact`
pub async fn contact(desk: Desk, _: Nothing) -> Result<SenderJson> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comments::find(&mut scope, &known, desk.asked.param("comment")).await?;
    let contact = comments::reveal(&mut scope, &act(&desk), &known, &found)?;
    scope.commit().await?;
    Ok(SenderJson { name: contact.name, email: contact.email, phone: contact.phone, place: contact.place })
}

/// `POST …/consultations/:consultation/comments/:comment/erase`
pub async fn erase(desk: Desk, _: Nothing) -> Result<Done> {
    let (mut scope, known) = begun(&desk).await?;
    let found = comments::find(&mut scope, &known, desk.asked.param("comment")).await?;
    retention::erase_on_word(&mut scope, &act(&desk), &known, &found).await?;
    scope.commit().await?;
    Ok(DONE)
}

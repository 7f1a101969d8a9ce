//! More time: asked by the unit, granted or refused by the desk within what the rule allows, and the reader is told.

use jiff::civil::Date;

use crate::base::clock::{Millis, date_vi, weekday_date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{QuestionId, fresh};
use crate::base::scope::{Scope, WriteScope};
use crate::base::text::normalise;
use crate::base::working_days::Calendar;
use crate::outbox::{self, NewMail};
use crate::people::{Action, State};

use super::super::desk::Act;
use super::super::store::{self as questions, Question};
use super::{case, deadlines, letters, store};

/// The law behind it.
const CLAUSE: &str = "NĐ 43/2011 Đ17.1.đ";
/// The longest reason, in characters.
const LONGEST: usize = 1_000;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The last day moved.
    Granted,
    /// It stays.
    Refused,
    /// The case went on before anybody decided.
    Moved,
}

impl Verdict {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Moved => "moved",
        }
    }

    /// The verdict of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Granted, Self::Refused, Self::Moved].into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// A request for more time, or more time given without one.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its id.
    pub id: String,
    /// The unit.
    pub unit: Option<String>,
    /// Name and post, or a login.
    pub asked_by: String,
    /// Why.
    pub reason: String,
    /// Until when.
    pub wanted: Date,
    /// When it was asked.
    pub asked_at: Millis,
    /// What became of it.
    pub verdict: Option<Verdict>,
    /// The last day before.
    pub due_before: Date,
    /// The last day after.
    pub due_after: Option<Date>,
}

/// The last day that may still be given, if any: the class's span after the present last day, less what was given.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(scope: &mut Scope, question: &Question) -> Result<Option<Date>> {
    let Some(due) = question.filed.due_on else { return Ok(None) };
    let class = store::class(scope, &question.filed.id).await?;
    let received = crate::base::clock::local(question.filed.received_at).date();
    let Some(span) = deadlines::of(&class, received).extension else { return Ok(None) };
    let given: Vec<(Date, Date)> = store::extensions(scope, &question.filed.id)
        .await?
        .into_iter()
        .filter(|one| one.verdict == Some(Verdict::Granted))
        .filter_map(|one| Some((one.due_before, one.due_after?)))
        .collect();
    let latest = span.less(&given).after(due);
    Ok((latest > due).then_some(latest))
}

/// Whether a day can be the new last day.
async fn allowed(
    scope: &mut Scope,
    question: &Question,
    until: Option<Date>,
) -> Result<Result<Date, Refusal>> {
    let refuse = |message: String| Ok(Err(Refusal::new("den-ngay", message, CLAUSE)));
    let Some(latest) = latest(scope, question).await? else {
        return refuse("Loại việc này không được gia hạn, hoặc đã gia hạn hết mức cho phép.".into());
    };
    let due = question.filed.due_on.unwrap_or(latest);
    match until {
        None => refuse("Hãy ghi ngày trả lời mới, dạng 25/01/2017.".into()),
        Some(until) if until <= due => {
            refuse(format!("Ngày trả lời mới phải sau hạn hiện nay ({}).", date_vi(due)))
        }
        Some(until) if until > latest => {
            refuse(format!("Ngày trả lời mới chậm nhất là {} theo quy định.", date_vi(latest)))
        }
        Some(until) if !Calendar::official().is_working(until) => {
            refuse(format!("{} là ngày nghỉ. Hãy chọn một ngày làm việc.", weekday_date_vi(until)))
        }
        Some(until) => Ok(Ok(until)),
    }
}

fn reason(given: &str) -> Result<String, Refusal> {
    let text = normalise(given).trim().to_owned();
    match text.chars().count() {
        0..5 => Err(Refusal::new(
            "ly-do",
            "Hãy nêu lý do cần thêm thời gian; người hỏi sẽ được báo lý do này.",
            CLAUSE,
        )),
        5..=LONGEST => Ok(text),
        _ => Err(Refusal::new("ly-do", "Lý do dài quá 1.000 ký tự. Hãy rút gọn.", CLAUSE)),
    }
}

/// A unit's people ask for more time in the console.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn ask_as_staff(
    act: Act<'_>,
    id: &QuestionId,
    version: i64,
    until: Option<Date>,
    why: &str,
) -> Result<()> {
    let (mut scope, question) = case::take(act, id, version, Action::QuestionMoreTime).await?;
    ask(&mut scope, &question, &act.staff.login, until, why, Vec::new()).await?;
    scope.commit().await
}

/// Writes a request down; the caller commits.
pub(super) async fn ask(
    scope: &mut WriteScope,
    question: &Question,
    by: &str,
    until: Option<Date>,
    why: &str,
    mut refusals: Vec<Refusal>,
) -> Result<()> {
    let filed = &question.filed;
    if store::open_request(scope, &filed.id).await?.is_some() {
        return Err(Error::refused(
            "",
            "Đơn vị đã đề nghị gia hạn và đang chờ Ban Biên tập quyết định.",
            CLAUSE,
        ));
    }
    let (day, why) = (allowed(scope, question, until).await?, reason(why));
    refusals.extend(day.as_ref().err().cloned());
    refusals.extend(why.as_ref().err().cloned());
    Error::unless_empty(refusals)?;
    let (Ok(day), Ok(why)) = (day, why) else { return Err(Error::NotFound) };
    insert(scope, question, by, &why, day).await?;
    questions::advance(scope, filed, State::Assigned, "", vec![]).await?;
    let words = format!("Đơn vị đề nghị gia hạn trả lời đến {}: {why}", date_vi(day));
    case::note(scope, question, Action::QuestionMoreTime.as_str(), &words, false).await
}

async fn insert(
    scope: &mut WriteScope,
    question: &Question,
    by: &str,
    why: &str,
    day: Date,
) -> Result<Extension> {
    let db = scope.db().clone();
    let now = db.clock.now();
    let extension = Extension {
        id: fresh(now, &db.entropy),
        unit: question.filed.unit_key.clone(),
        asked_by: by.to_owned(),
        reason: why.to_owned(),
        wanted: day,
        asked_at: now,
        verdict: None,
        due_before: question.filed.due_on.unwrap_or(day),
        due_after: None,
    };
    store::insert_extension(scope, &question.filed.id, &extension).await?;
    Ok(extension)
}

/// The desk's word on more time.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// Whether it is given.
    pub granted: bool,
    /// The new last day, where it is.
    pub until: Option<Date>,
    /// Why: the reader is told it with the new day, the unit with a refusal.
    pub reason: &'a str,
}

/// Grants or refuses the unit's request; without one, gives more time on the desk's own account.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn decide(act: Act<'_>, id: &QuestionId, version: i64, decision: Decision<'_>) -> Result<()> {
    let (mut scope, question) = case::take(act, id, version, Action::QuestionExtend).await?;
    let request = store::open_request(&mut scope, id).await?;
    let why = reason(decision.reason);
    if decision.granted {
        let day = allowed(&mut scope, &question, decision.until).await?;
        let refusals = [day.as_ref().err(), why.as_ref().err()].into_iter().flatten().cloned().collect();
        Error::unless_empty(refusals)?;
        let (Ok(day), Ok(why)) = (day, why) else { return Err(Error::NotFound) };
        grant(act, &mut scope, &question, request, day, &why).await?;
    } else {
        let request = request.ok_or_else(|| {
            Error::refused("y-kien", "Không có đề nghị gia hạn nào của đơn vị đang chờ.", CLAUSE)
        })?;
        let why = why.map_err(|refusal| Error::Refused(vec![refusal]))?;
        refuse(act, &mut scope, &question, &request, &why).await?;
    }
    scope.commit().await
}

async fn grant(
    act: Act<'_>,
    scope: &mut WriteScope,
    question: &Question,
    request: Option<Extension>,
    day: Date,
    why: &str,
) -> Result<()> {
    let filed = &question.filed;
    let asked = request.is_some();
    let request = match request {
        Some(request) => request,
        None => insert(scope, question, &act.staff.login, why, day).await?,
    };
    store::decide(scope, &request.id, Verdict::Granted, why, Some(day)).await?;
    case::move_due(scope, question, State::Assigned, day).await?;
    let phone = format!("báo ngày trả lời mới {} và lý do: {why}", date_vi(day));
    case::tell_reader(scope, act.mail, act.tenant, question, &phone, |to| {
        letters::extended(act.tenant, filed, &request.id, why, day, to)
    })
    .await?;
    let told = if asked {
        "Ban Biên tập đồng ý gia hạn."
    } else {
        "Ban Biên tập gia hạn trả lời."
    };
    tell_unit(
        act,
        scope,
        question,
        &request.id,
        format!("{told} Hạn trả lời mới: {}.", weekday_date_vi(day)),
    )
    .await?;
    let words = format!("Gia hạn trả lời: {why} {}", case::moved_text(filed.due_on, Some(day)));
    case::note(scope, question, Action::QuestionExtend.as_str(), &words, true).await
}

async fn refuse(
    act: Act<'_>,
    scope: &mut WriteScope,
    question: &Question,
    request: &Extension,
    why: &str,
) -> Result<()> {
    let filed = &question.filed;
    store::decide(scope, &request.id, Verdict::Refused, why, None).await?;
    questions::advance(scope, filed, State::Assigned, "", vec![]).await?;
    let due = filed.due_on.map(weekday_date_vi).unwrap_or_default();
    let text = format!("Ban Biên tập không đồng ý gia hạn: {why}\n\nHạn trả lời vẫn là {due}.");
    tell_unit(act, scope, question, &request.id, text).await?;
    let words = format!("Không đồng ý gia hạn: {why} {}", case::moved_text(filed.due_on, filed.due_on));
    case::note(scope, question, Action::QuestionExtend.as_str(), &words, false).await
}

async fn tell_unit(
    act: Act<'_>,
    scope: &mut WriteScope,
    question: &Question,
    extension: &str,
    text: String,
) -> Result<()> {
    let filed = &question.filed;
    let unit = filed.unit_key.as_deref().and_then(|key| act.tenant.profile.unit(key));
    let Some((name, to)) = unit.and_then(|unit| Some((unit.name.as_str(), unit.email.parse().ok()?))) else {
        return Ok(());
    };
    let letter = letters::decided(act.tenant, filed, (name, to), extension, text);
    let letter = NewMail { subject_id: filed.id.as_str(), ..letter };
    outbox::enqueue(scope, &act.mail.named(&act.tenant.identity().body), letter).await.map(drop)
}

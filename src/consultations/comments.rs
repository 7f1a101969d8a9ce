//! Comments on the desk: shown or withheld with a reason, answered one by one or in groups, their senders sealed.

use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{TenantId, fresh};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::text::normalise;
use crate::base::text::redact::redact;
use crate::people::{Action, Staff, State};
use crate::questions::Contact;

use super::{
    ASKED, Act, Consultation, LINE, Part, Phase, Stage, conflict, require_stage, require_unit, store, told,
};

/// The longest answer to comments, in characters.
const ANSWER: usize = 5000;

/// Why a comment is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// It tells of others what is theirs alone.
    Personal,
    /// It insults or slanders.
    Insult,
    /// It is about something else.
    Unrelated,
    /// It advertises, or a machine wrote it.
    Spam,
    /// The same stands there already.
    Repeated,
    /// It holds what is secret, or what the law forbids to spread.
    Unlawful,
}

impl Ground {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::Personal, Self::Insult, Self::Unrelated, Self::Spam, Self::Repeated, Self::Unlawful];

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Insult => "insult",
            Self::Unrelated => "unrelated",
            Self::Spam => "spam",
            Self::Repeated => "repeated",
            Self::Unlawful => "unlawful",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Personal => "có thông tin riêng của người khác",
            Self::Insult => "xúc phạm, vu khống",
            Self::Unrelated => "không về dự thảo này",
            Self::Spam => "quảng cáo, thư rác",
            Self::Repeated => "trùng ý kiến đã đăng của cùng người gửi",
            Self::Unlawful => "có bí mật nhà nước hoặc nội dung pháp luật cấm",
        }
    }
}

/// What became of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Taken in.
    Taken,
    /// Taken in in part.
    Partly,
    /// Not taken in.
    NotTaken,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Taken, Self::Partly, Self::NotTaken];

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Partly => "partly",
            Self::NotTaken => "not-taken",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Taken => "Tiếp thu",
            Self::Partly => "Tiếp thu một phần",
            Self::NotTaken => "Không tiếp thu",
        }
    }
}

/// Whether readers see a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has decided yet.
    Waiting,
    /// With the words that readers see, and the name where its sender wants it shown.
    Shown {
        /// The words.
        body: String,
        /// The name.
        name: Option<String>,
    },
    /// With the reason.
    Withheld(Ground),
}

/// A comment on the desk.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its id.
    pub id: String,
    /// Its number in the consultation.
    pub number: i64,
    /// The anchor of its article; none for the whole.
    pub article: Option<String>,
    /// What was said.
    pub body: String,
    /// Who said it, sealed; none where they did not say or were erased.
    pub contact: Option<Vec<u8>>,
    /// Whether they want their name shown.
    pub consent_name: bool,
    /// When it came.
    pub received_at: Millis,
    /// Whether readers see it.
    pub standing: Standing,
    /// The moderator's word.
    pub note: Option<String>,
    /// What became of it.
    pub response: Option<String>,
    /// When its sender was taken out.
    pub erased_at: Option<Millis>,
    /// Raised by every change.
    pub version: i64,
}

/// An answer to one comment or a group.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its id.
    pub id: String,
    /// Whether they were taken in.
    pub verdict: Verdict,
    /// Why.
    pub text: String,
}

/// How many comments stand where; what was received is their sum, since each stands in one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that came.
    pub received: i64,
    /// Readers see them.
    pub shown: i64,
    /// Withheld with a reason.
    pub withheld: i64,
    /// Nobody has decided yet.
    pub waiting: i64,
    /// Shown, without a word on what became of them.
    pub unanswered: i64,
}

fn context(tenant: &TenantId, id: &str) -> String {
    format!("consultation-comment/{tenant}/{id}")
}

pub(super) fn seal(db: &Db, tenant: &TenantId, id: &str, contact: &Contact) -> Result<Vec<u8>> {
    db.sealer.seal(&context(tenant, id), &serde_json::to_vec(contact)?)
}

/// Who sent a comment; empty where they did not say or were erased.
pub(super) fn opened(db: &Db, tenant: &TenantId, comment: &Comment) -> Result<Contact> {
    let Some(sealed) = &comment.contact else { return Ok(Contact::default()) };
    Ok(serde_json::from_slice(&db.sealer.open(&context(tenant, &comment.id), sealed)?)?)
}

/// What was said, as a person may read it: as it came for who may see the sender, else without what leads to anybody.
///
/// # Errors
/// When the sender does not open.
pub fn readable(db: &Db, tenant: &TenantId, staff: &Staff, comment: &Comment) -> Result<String> {
    if staff.may(Action::ConsultationContact, State::Any) {
        return Ok(comment.body.clone());
    }
    Ok(opened(db, tenant, comment)?.redact(&comment.body))
}

/// The words that readers would see.
///
/// # Errors
/// When the sender does not open.
pub fn masked(db: &Db, tenant: &TenantId, comment: &Comment) -> Result<String> {
    Ok(opened(db, tenant, comment)?.redact(&comment.body))
}

/// The name that readers would see under it, if its sender agreed: without what leads to anybody, as whoever decides reads it.
///
/// # Errors
/// When the sender does not open.
pub fn public_name(db: &Db, tenant: &TenantId, comment: &Comment) -> Result<Option<String>> {
    let name = redact(&opened(db, tenant, comment)?.name, &[]);
    Ok(Some(name).filter(|name| comment.consent_name && !name.is_empty()))
}

/// What a moderator decides.
#[derive(Clone, Debug)]
pub enum Decision {
    /// Readers see it, masked.
    Show,
    /// Nobody sees it, and why.
    Withhold(Ground),
}

/// Whether comments can still be put before readers.
pub fn may_show(known: &Consultation) -> bool {
    known.stage == Stage::Approved
}

/// Whether comments can be withheld: what should not stand there can be taken away whenever it is seen.
pub fn may_withhold(known: &Consultation) -> bool {
    known.stage.is_public()
}

/// Shows a comment or withholds it; a word is asked for where that changes what was decided before.
///
/// # Errors
/// [`Error::Refused`] without the word, [`Error::Conflict`] when another decided meanwhile.
pub async fn moderate(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    comment: &Comment,
    version: i64,
    decision: Decision,
    note: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationModerate, State::Any)?;
    let possible = match decision {
        Decision::Show => may_show(known),
        Decision::Withhold(_) => may_withhold(known),
    };
    if !possible || comment.version != version {
        return Err(conflict());
    }
    let note = normalise(note).trim().to_owned();
    if note.chars().count() > LINE {
        return Err(Error::refused("note", "Lý do dài quá 500 ký tự.", ASKED));
    }
    let again = comment.standing != Standing::Waiting;
    if note.chars().count() < 5 && (again || matches!(decision, Decision::Withhold(_))) {
        let message = "Hãy ghi rõ lý do, ít nhất 5 ký tự: lý do được lưu trong nhật ký.";
        return Err(Error::refused("note", message, ASKED));
    }
    let db = scope.db().clone();
    let (standing, word) = match decision {
        Decision::Show => {
            let body = masked(&db, scope.tenant(), comment)?;
            let name = public_name(&db, scope.tenant(), comment)?;
            (Standing::Shown { body, name }, "consultation.show")
        }
        Decision::Withhold(ground) => (Standing::Withheld(ground), "consultation.withhold"),
    };
    let ground = if let Standing::Withheld(ground) = &standing { Some(ground.as_str()) } else { None };
    store::moderate(scope, comment, &standing, &note, &act.staff.account).await?;
    let detail = json!({ "number": comment.number, "ground": ground, "reason": note });
    told(scope, word, &known.id, Reach::Public, detail);
    Ok(())
}

/// Says what became of shown comments, one or a group, and why.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn respond(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    numbers: &[i64],
    verdict: Option<Verdict>,
    text: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationSave, State::Any)?;
    require_stage(known, &[Stage::Approved], version)?;
    require_unit(act.staff, &known.what.unit)?;
    let text = normalise(text).trim().to_owned();
    let mut refusals = Vec::new();
    let mut refuse =
        |field, message: &str| refusals.push(crate::base::error::Refusal::new(field, message, ASKED));
    if known.phase(scope.db().clock.today()) != Phase::Closed {
        refuse("", "Chỉ ghi tiếp thu sau ngày cuối nhận ý kiến.");
    }
    if numbers.is_empty() {
        refuse("comments", "Hãy chọn ít nhất một ý kiến đã đăng.");
    }
    if verdict.is_none() {
        refuse("verdict", "Hãy chọn tiếp thu, tiếp thu một phần hoặc không tiếp thu.");
    }
    if !(5..=ANSWER).contains(&text.chars().count()) {
        refuse("answer", "Hãy ghi nội dung tiếp thu hoặc lý do không tiếp thu, từ 5 đến 5.000 ký tự.");
    }
    Error::unless_empty(refusals)?;
    let Some(verdict) = verdict else { return Err(conflict()) };
    let db = scope.db().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    store::insert_response(scope, &known.id, &id, verdict, &text, &act.staff.account).await?;
    for number in numbers {
        store::answer(scope, &known.id, *number, &id).await?;
    }
    store::wrote(scope, &known.id, Part::Account, &act.staff.account).await?;
    told(scope, "consultation.respond", &known.id, Reach::Staff, json!({ "comments": numbers }));
    Ok(())
}

/// Who sent a comment; the look is written down.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub fn reveal(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    comment: &Comment,
) -> Result<Contact> {
    act.staff.require(Action::ConsultationContact, State::Any)?;
    let word = Action::ConsultationContact.as_str();
    scope.audit(word, "consultation", &known.id, json!({ "number": comment.number }));
    let db = scope.db().clone();
    opened(&db, scope.tenant(), comment)
}

/// A comment of a consultation.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(scope: &mut Scope, known: &Consultation, id: &str) -> Result<Comment> {
    store::comment(scope, &known.id, id).await
}

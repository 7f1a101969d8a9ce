//! What may still be done to a draft that readers have seen: more time, a corrected text, or all of it taken down; each
//! with a reason, an event, and a word to readers.

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::{Millis, date_vi, plus_days};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Reach, WriteScope};
use crate::base::text::normalise;
use crate::people::{Action, State};

use super::{ASKED, Act, Consultation, LINE, Part, Phase, SECRET, Stage, TEXT, require_stage, store, told};

/// How far the last day may lie from today, in days.
const REACH_DAYS: i64 = 400;

/// Why a consultation is taken from readers, which decides what its address answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It should not have been there: gone, and readers are told why.
    Mistake,
    /// It holds a secret: gone, and readers are told nothing about it.
    Secret,
}

impl Cause {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 2] = [Self::Mistake, Self::Secret];

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mistake => "mistake",
            Self::Secret => "secret",
        }
    }

    /// The value of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Mistake => "Có sai sót, đăng nhầm (người đọc thấy lý do)",
            Self::Secret => {
                "Có bí mật nhà nước, thông tin không được phổ biến (không nói lý do với người đọc)"
            }
        }
    }
}

/// That a consultation was taken from readers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenDown {
    /// Why, as a rule.
    pub cause: Cause,
    /// Why, in words.
    pub reason: String,
    /// When.
    pub at: Millis,
}

impl TakenDown {
    /// The reason, where readers may know it.
    pub fn told(&self) -> Option<String> {
        (self.cause == Cause::Mistake).then(|| self.reason.clone())
    }
}

/// What was changed before readers' eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amended {
    /// The last day, from one to a later one.
    Extended {
        /// The last day before.
        from: Date,
        /// The last day now.
        to: Date,
    },
    /// The text.
    Corrected,
}

/// What readers are told of it.
#[derive(Clone, Debug)]
pub struct Notice {
    /// What.
    pub what: Amended,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Millis,
}

impl Notice {
    /// As readers read it, without its day.
    pub fn sentence(&self) -> String {
        match self.what {
            Amended::Extended { from, to } => format!(
                "Kéo dài thời gian nhận ý kiến từ hết ngày {} đến hết ngày {}. Lý do: {}",
                date_vi(from),
                date_vi(to),
                self.reason
            ),
            Amended::Corrected => format!("Sửa nội dung dự thảo. Điều đã sửa và lý do: {}", self.reason),
        }
    }
}

/// A reason that readers or the trail can be told; `field` names it in a refusal.
fn reason(field: &'static str, typed: &str, refusals: &mut Vec<Refusal>) -> String {
    let reason = normalise(typed).split_whitespace().collect::<Vec<_>>().join(" ");
    if !(5..=LINE).contains(&reason.chars().count()) {
        refusals.push(Refusal::new(field, "Hãy ghi lý do, từ 5 đến 500 ký tự.", ASKED));
    }
    reason
}

/// Time and text are changed only while comments are still to come.
fn require_running(known: &Consultation, day: Date, refusals: &mut Vec<Refusal>) {
    if !matches!(known.phase(day), Phase::Announced | Phase::Open) {
        let message = "Đã hết thời gian nhận ý kiến. Nếu cần hỏi thêm, hãy lập việc lấy ý kiến mới.";
        refusals.push(Refusal::new("", message, ASKED));
    }
}

/// Puts the last day off; it is never drawn nearer.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason, [`Error::Conflict`] when it was changed
/// meanwhile.
pub async fn extend(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    to: Option<Date>,
    typed_reason: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationApprove, State::Any)?;
    require_stage(known, &[Stage::Approved], version)?;
    let today = scope.db().clock.today();
    let mut refusals = Vec::new();
    require_running(known, today, &mut refusals);
    let reason = reason("extension_reason", typed_reason, &mut refusals);
    let later = known.what.ends.zip(to).filter(|(from, to)| to > from);
    if later.is_none_or(|(_, to)| to > plus_days(today, REACH_DAYS)) {
        let message =
            "Hãy ghi ngày cuối mới, sau ngày cuối đang báo cho người đọc và không quá 400 ngày nữa.";
        refusals.push(Refusal::new("extended", message, ASKED));
    }
    Error::unless_empty(refusals)?;
    let Some((from, to)) = later else { return Err(Error::internal("an extension without its day")) };
    store::extend(scope, known, to).await?;
    let what = Amended::Extended { from, to };
    write_notice(scope, act, known, what, &reason).await?;
    let detail = json!({ "from": from.to_string(), "to": to.to_string(), "reason": reason });
    told(scope, "consultation.extend", &known.id, Reach::Public, detail);
    Ok(())
}

async fn write_notice(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    what: Amended,
    reason: &str,
) -> Result<()> {
    let db = scope.db().clone();
    let notice = Notice { what, reason: reason.to_owned(), at: db.clock.now() };
    store::insert_notice(scope, &fresh(db.clock.now(), &db.entropy), known, &notice, &act.staff.account).await
}

/// A corrected text.
#[derive(Clone, Debug, Default)]
pub struct Correction {
    /// The explanatory note, Markdown.
    pub note: String,
    /// The draft, Markdown.
    pub text: String,
    /// What was corrected and why; readers see it.
    pub reason: String,
    /// Whether who corrects declares that nothing in it is secret (Điều 4).
    pub no_secret: bool,
}

/// Corrects the text before readers' eyes; who corrects counts among those who wrote it.
///
/// # Errors
/// As [`extend`].
pub async fn correct(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    typed: &Correction,
) -> Result<()> {
    act.staff.require(Action::ConsultationApprove, State::Any)?;
    require_stage(known, &[Stage::Approved], version)?;
    let mut refusals = Vec::new();
    require_running(known, scope.db().clock.today(), &mut refusals);
    let reason = reason("correction_reason", &typed.reason, &mut refusals);
    let mut corrected = known.clone();
    normalise(&typed.note).trim().clone_into(&mut corrected.what.note);
    normalise(&typed.text).trim().clone_into(&mut corrected.what.text);
    refusals.extend(unreadable(known, &corrected));
    refusals.extend(lost(&corrected, &store::commented(scope, &known.id).await?));
    if !typed.no_secret {
        let message = "Người sửa cần cam kết nội dung không có bí mật nhà nước.";
        refusals.push(Refusal::new("no_secret", message, SECRET));
    }
    Error::unless_empty(refusals)?;
    store::correct(scope, known, &corrected.what).await?;
    store::wrote(scope, &known.id, Part::Draft, &act.staff.account).await?;
    write_notice(scope, act, known, Amended::Corrected, &reason).await?;
    told(scope, "consultation.correct", &known.id, Reach::Public, json!({ "reason": reason }));
    Ok(())
}

/// What keeps a corrected text from being one.
fn unreadable(known: &Consultation, corrected: &Consultation) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, ASKED));
    let (was, is) = (&known.what, &corrected.what);
    for (field, text) in [("note", &is.note), ("text", &is.text)] {
        match text.chars().count() {
            0 => refuse(field, "Mục này không để trống được."),
            1..=TEXT => {}
            _ => refuse(field, "Nội dung dài quá 400.000 ký tự."),
        }
    }
    if was.note == is.note && was.text == is.text {
        refuse("text", "Thuyết minh và toàn văn chưa có gì khác bản đang lấy ý kiến.");
    }
    refusals
}

/// The articles on which somebody spoke must not go away under their words.
fn lost(corrected: &Consultation, commented: &[String]) -> Option<Refusal> {
    let (_, articles) = corrected.articles();
    let gone = commented.iter().filter(|anchor| !articles.iter().any(|article| article.anchor == **anchor));
    let gone: Vec<&str> = gone.map(String::as_str).collect();
    let message = format!(
        "Bản sửa không còn điều đã có người góp ý ({}). Hãy giữ số điều; điều bỏ đi thì ghi “(bỏ)”.",
        gone.join(", ")
    );
    (!gone.is_empty()).then(|| Refusal::new("text", message, ASKED))
}

/// Takes a consultation from readers: its address says that it is gone, its comments stay on the desk.
///
/// # Errors
/// As [`extend`].
pub async fn take_down(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    cause: Option<Cause>,
    typed_reason: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationApprove, State::Any)?;
    require_stage(known, &[Stage::Approved, Stage::AccountSubmitted, Stage::Accounted], version)?;
    let mut refusals = Vec::new();
    if cause.is_none() {
        refusals.push(Refusal::new("cause", "Hãy chọn vì sao gỡ.", ASKED));
    }
    let reason = reason("removal_reason", typed_reason, &mut refusals);
    Error::unless_empty(refusals)?;
    let Some(cause) = cause else { return Err(Error::internal("taken down without a cause")) };
    store::take_down(scope, known, cause, &reason, &act.staff.account).await?;
    let detail = json!({ "cause": cause.as_str(), "reason": reason, "was": known.stage.as_str() });
    told(scope, "consultation.take-down", &known.id, Reach::Public, detail);
    Ok(())
}

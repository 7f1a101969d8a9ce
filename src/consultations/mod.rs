//! Views of the people on drafts (QC-3.12): a draft approved by another, open for its lawful time, comments moderated
//! with reasons, and a published account of what was taken in and what was not.

pub mod amends;
pub mod comments;
mod course;
mod gaps;
pub mod intake;
pub mod retention;
pub mod rules;
pub mod seed;
pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, FileId, ItemId, fresh};
use crate::base::scope::{Reach, Scope, WriteScope};
use crate::base::text::{normalise, slug};
use crate::items::kinds::document;
use crate::items::store as items;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use comments::Counts;
use gaps::{tidied, unkept, unopened, unshown};

pub use amends::TakenDown;
pub use course::{Course, Phase, Stage};

/// The clause behind the section.
pub(crate) const ASKED: &str = "Quy chế Điều 3.12; Nghị định 43/2011/NĐ-CP, Điều 10.1.i";
/// The clause behind the account.
const ACCOUNTED: &str = "Luật Tiếp cận thông tin 2016, Điều 17.1.c";
/// The clause behind approvals.
const APPROVED: &str = "Quy chế Điều 7.2";
/// The clause behind what is never published.
const SECRET: &str = "Quy chế Điều 4";
/// The longest title, in characters.
const TITLE: usize = 300;
/// The longest draft text and the longest account, in characters.
const TEXT: usize = 400_000;
/// The longest of the smaller fields, in characters.
const LINE: usize = 500;
/// The most files.
pub const FILES: usize = 20;

/// What is typed of a draft, before anybody has looked at it.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// Which kind of text.
    pub kind: String,
    /// What it is about.
    pub title: String,
    /// The unit in charge.
    pub unit: String,
    /// How to reach it: telephone, mail, address.
    pub contact: String,
    /// Explanatory note, Markdown.
    pub note: String,
    /// The draft, Markdown with a heading of the second level for every article.
    pub text: String,
    /// The first day.
    pub begins: Option<Date>,
    /// The last day.
    pub ends: Option<Date>,
    /// Why it is shorter than the rule wants, or "".
    pub ground: String,
    /// Files of the library.
    pub files: Vec<FileId>,
}

/// A consultation.
#[derive(Clone, Debug)]
pub struct Consultation {
    /// Its id.
    pub id: String,
    /// Its part of the address.
    pub slug: String,
    /// What it says; the files are read apart.
    pub what: Typed,
    /// How far it has come.
    pub stage: Stage,
    /// Why it was sent back last.
    pub returned: Option<String>,
    /// When its opening was approved.
    pub approved_at: Option<Millis>,
    /// The account on the whole, Markdown, or "".
    pub account: String,
    /// When the account was published.
    pub account_at: Option<Millis>,
    /// The document that came of it.
    pub issued: Option<ItemId>,
    /// That it was taken from readers.
    pub taken_down: Option<TakenDown>,
    /// Raised by every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Millis,
}

impl Consultation {
    /// Its stage and its days.
    pub fn course(&self) -> Course {
        Course { stage: self.stage, begins: self.what.begins, ends: self.what.ends }
    }

    /// What it is on a day.
    pub fn phase(&self, day: Date) -> Phase {
        self.course().phase(day)
    }

    /// By when the account must be out, once the time for comments is over.
    pub fn account_due(&self) -> Option<Date> {
        self.course().account_due()
    }

    /// Whether the account should have been out.
    pub fn is_late(&self, day: Date) -> bool {
        self.course().is_late(day)
    }

    /// What stands before the first article, and the articles, each with its anchor.
    pub fn articles(&self) -> (String, Vec<document::Article>) {
        document::from_markdown(&self.what.text)
    }
}

/// A consultation as lists show it, without its texts.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id.
    pub id: String,
    /// Its part of the address.
    pub slug: String,
    /// What it is about.
    pub title: String,
    /// The unit in charge.
    pub unit: String,
    /// Its stage and its days.
    pub course: Course,
    /// When its opening was approved.
    pub approved_at: Option<Millis>,
    /// When the account was published.
    pub account_at: Option<Millis>,
    /// When it was last changed.
    pub updated_at: Millis,
    /// Raised by every change.
    pub version: i64,
    /// How many comments stand where.
    pub counts: Counts,
}

/// Who acts where.
pub struct Act<'a> {
    /// The person.
    pub staff: &'a Staff,
    /// The site.
    pub tenant: &'a Tenant,
}

/// Which of the two texts somebody wrote at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// The draft.
    Draft,
    /// The account.
    Account,
}

impl Part {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Account => "account",
        }
    }
}

/// Whether a person may see it on the desk: a unit's people see their own unit's and what everybody reads.
pub fn may_see(staff: &Staff, stage: Stage, unit: &str) -> bool {
    stage.is_public() || sees_all(staff) || staff.units().any(|own| own == unit)
}

/// Whether a person sees every unit's on the desk.
pub fn sees_all(staff: &Staff) -> bool {
    !staff.only_own_unit() || staff.only_looks_on()
}

/// A consultation that a person may see.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn find(scope: &mut Scope, staff: &Staff, id: &str) -> Result<Consultation> {
    let found = store::get(scope, id).await?;
    if may_see(staff, found.stage, &found.what.unit) { Ok(found) } else { Err(Error::NotFound) }
}

/// A unit's people work at their unit's alone.
fn require_unit(staff: &Staff, unit: &str) -> Result<()> {
    if staff.only_own_unit() && !staff.units().any(|own| own == unit) {
        return Err(Error::refused("unit", "Ông/bà chỉ lập và sửa việc lấy ý kiến của đơn vị mình.", ASKED));
    }
    Ok(())
}

fn conflict() -> Error {
    Error::Conflict("Việc lấy ý kiến đã sang bước khác. Hãy tải lại trang rồi làm lại.".into())
}

fn require_stage(consultation: &Consultation, wanted: &[Stage], version: i64) -> Result<()> {
    if consultation.version != version || !wanted.contains(&consultation.stage) {
        return Err(conflict());
    }
    Ok(())
}

/// Begins a consultation: a draft.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn create(scope: &mut WriteScope, act: &Act<'_>, typed: &Typed) -> Result<String> {
    act.staff.require(Action::ConsultationSave, State::Any)?;
    let typed = tidied(typed);
    let today = scope.db().clock.today();
    Error::unless_empty(unkept(&typed, &act.tenant.profile, today))?;
    require_unit(act.staff, &typed.unit)?;
    Error::unless_empty(unshown(scope, &typed.files).await?)?;
    let db = scope.db().clone();
    let id = fresh(db.clock.now(), &db.entropy);
    let address = store::free_slug(scope, &slug(&typed.title)).await?;
    store::insert(scope, &id, &address, &typed).await?;
    store::wrote(scope, &id, Part::Draft, &act.staff.account).await?;
    told(scope, Action::ConsultationSave.as_str(), &id, Reach::Staff, json!({ "new": true }));
    Ok(id)
}

/// Writes to a draft.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when it was changed meanwhile.
pub async fn save(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    typed: &Typed,
) -> Result<()> {
    act.staff.require(Action::ConsultationSave, State::Any)?;
    require_stage(known, &[Stage::Draft], version)?;
    let typed = tidied(typed);
    let today = scope.db().clock.today();
    Error::unless_empty(unkept(&typed, &act.tenant.profile, today))?;
    require_unit(act.staff, &known.what.unit)?;
    require_unit(act.staff, &typed.unit)?;
    Error::unless_empty(unshown(scope, &typed.files).await?)?;
    store::save(scope, &known.id, version, &typed).await?;
    store::wrote(scope, &known.id, Part::Draft, &act.staff.account).await?;
    told(scope, Action::ConsultationSave.as_str(), &known.id, Reach::Staff, json!({}));
    Ok(())
}

/// Sends the draft, or after its time the account, to another for approval.
///
/// # Errors
/// [`Error::Refused`] with every reason that stands against it.
pub async fn submit(scope: &mut WriteScope, act: &Act<'_>, known: &Consultation, version: i64) -> Result<()> {
    act.staff.require(Action::ConsultationSave, State::Any)?;
    require_stage(known, &[Stage::Draft, Stage::Approved], version)?;
    require_unit(act.staff, &known.what.unit)?;
    let next = if known.stage == Stage::Draft {
        Error::unless_empty(against_opening(scope, known).await?)?;
        Stage::Submitted
    } else {
        Error::unless_empty(against_account(scope, known).await?)?;
        Stage::AccountSubmitted
    };
    let part = if known.stage == Stage::Draft { Part::Draft } else { Part::Account };
    store::wrote(scope, &known.id, part, &act.staff.account).await?;
    store::advance(scope, known, next).await?;
    told(scope, "consultation.submit", &known.id, Reach::Staff, json!({ "part": part.as_str() }));
    Ok(())
}

/// Everything that stands against the next approval, where there is one to come.
///
/// # Errors
/// When the database does not answer.
pub async fn missing(scope: &mut Scope, known: &Consultation) -> Result<Vec<Refusal>> {
    match (known.stage, known.phase(scope.db().clock.today())) {
        (Stage::Draft | Stage::Submitted, _) => against_opening(scope, known).await,
        (Stage::Approved | Stage::AccountSubmitted, Phase::Closed) => against_account(scope, known).await,
        _ => Ok(Vec::new()),
    }
}

/// Everything that stands against opening it today.
async fn against_opening(scope: &mut Scope, known: &Consultation) -> Result<Vec<Refusal>> {
    let mut refusals = unopened(&known.what, scope.db().clock.today());
    let files = store::files(scope, &known.id).await?;
    refusals.extend(unshown(scope, &files).await?);
    Ok(refusals)
}

/// Everything that stands against publishing its account today.
async fn against_account(scope: &mut Scope, known: &Consultation) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: String| refusals.push(Refusal::new(field, message, ACCOUNTED));
    if known.phase(scope.db().clock.today()) != Phase::Closed {
        refuse("", "Chưa hết thời gian nhận ý kiến: kết quả tiếp thu chỉ công bố sau ngày cuối.".into());
    }
    if known.account.is_empty() {
        refuse("account", "Hãy ghi báo cáo tổng hợp, tiếp thu, giải trình.".into());
    }
    let counts = store::counts(scope, &known.id).await?;
    if counts.waiting > 0 {
        refuse("comments", format!("Còn {} ý kiến chưa quyết định đăng hay không đăng.", counts.waiting));
    }
    if counts.unanswered > 0 {
        refuse(
            "comments",
            format!("Còn {} ý kiến đã đăng chưa ghi tiếp thu hay không, vì sao.", counts.unanswered),
        );
    }
    Ok(refusals)
}

/// Approves the opening, or the account: by another than who wrote it.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] for one's own work and with every reason.
pub async fn approve(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    no_secret: bool,
) -> Result<()> {
    act.staff.require(Action::ConsultationApprove, State::Any)?;
    require_stage(known, &[Stage::Submitted, Stage::AccountSubmitted], version)?;
    let (part, next) = if known.stage == Stage::Submitted {
        (Part::Draft, Stage::Approved)
    } else {
        (Part::Account, Stage::Accounted)
    };
    let mut refusals = match part {
        Part::Draft => against_opening(scope, known).await?,
        Part::Account => against_account(scope, known).await?,
    };
    if store::authors(scope, &known.id, part).await?.contains(&act.staff.account) {
        let message = "Người viết không tự duyệt: cần một người có quyền duyệt khác.";
        refusals.insert(0, Refusal::new("", message, APPROVED));
    }
    if !no_secret {
        let message = "Người duyệt cần cam kết nội dung không có bí mật nhà nước.";
        refusals.push(Refusal::new("no_secret", message, SECRET));
    }
    Error::unless_empty(refusals)?;
    store::approve(scope, known, next, &act.staff.account).await?;
    told(
        scope,
        Action::ConsultationApprove.as_str(),
        &known.id,
        Reach::Public,
        json!({ "part": part.as_str() }),
    );
    Ok(())
}

/// Sends the draft or the account back with a reason.
///
/// # Errors
/// [`Error::Refused`] without one.
pub async fn send_back(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    reason: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationApprove, State::Any)?;
    require_stage(known, &[Stage::Submitted, Stage::AccountSubmitted], version)?;
    let reason = normalise(reason).trim().to_owned();
    if !(5..=2000).contains(&reason.chars().count()) {
        return Err(Error::refused("reason", "Hãy ghi lý do trả lại, từ 5 đến 2.000 ký tự.", APPROVED));
    }
    let (part, next) = if known.stage == Stage::Submitted {
        (Part::Draft, Stage::Draft)
    } else {
        (Part::Account, Stage::Approved)
    };
    store::send_back(scope, known, next, &reason).await?;
    told(scope, "consultation.return", &known.id, Reach::Staff, json!({ "part": part.as_str() }));
    Ok(())
}

/// Writes the account on the whole.
///
/// # Errors
/// [`Error::Refused`] when it is empty or too long.
pub async fn write_account(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    account: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationSave, State::Any)?;
    require_stage(known, &[Stage::Approved], version)?;
    require_unit(act.staff, &known.what.unit)?;
    let account = normalise(account).trim().to_owned();
    if !(10..=TEXT).contains(&account.chars().count()) {
        return Err(Error::refused(
            "account",
            "Hãy ghi báo cáo tổng hợp, từ 10 đến 400.000 ký tự.",
            ACCOUNTED,
        ));
    }
    store::set_account(scope, known, &account).await?;
    store::wrote(scope, &known.id, Part::Account, &act.staff.account).await?;
    told(scope, "consultation.account", &known.id, Reach::Staff, json!({}));
    Ok(())
}

/// Names the document that came of it, by its number; an empty number takes the link back.
///
/// # Errors
/// [`Error::Refused`] when no published document of the site has this number.
pub async fn link_issued(
    scope: &mut WriteScope,
    act: &Act<'_>,
    known: &Consultation,
    version: i64,
    number: &str,
) -> Result<()> {
    act.staff.require(Action::ConsultationSave, State::Any)?;
    require_stage(known, &[Stage::Approved, Stage::AccountSubmitted, Stage::Accounted], version)?;
    require_unit(act.staff, &known.what.unit)?;
    let number = normalise(number).trim().to_owned();
    let item = if number.is_empty() {
        None
    } else {
        let found = items::document_by_number(scope, &number).await?;
        let message = format!("Không có văn bản số {number} đang đăng trên trang. Hãy đăng văn bản trước.");
        Some(found.ok_or_else(|| Error::refused("number", message, ASKED))?.item_id)
    };
    store::set_issued(scope, known, item.as_ref()).await?;
    told(scope, "consultation.issued", &known.id, Reach::Public, json!({}));
    Ok(())
}

pub(crate) fn told(scope: &mut WriteScope, word: &str, id: &str, reach: Reach, detail: serde_json::Value) {
    scope.changed("consultation", id, reach);
    scope.audit(word, "consultation", id, detail);
}

/// Whether a person wrote at a part; for the pages, which do not offer what would be refused.
///
/// # Errors
/// When the database does not answer.
pub async fn wrote(scope: &mut Scope, known: &Consultation, account: &AccountId) -> Result<bool> {
    let part = if known.stage == Stage::Submitted { Part::Draft } else { Part::Account };
    Ok(store::authors(scope, &known.id, part).await?.contains(account))
}

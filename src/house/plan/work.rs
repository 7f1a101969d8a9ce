//! The tasks of a plan: written, changed with a reason once it is approved, and reported on by who is to do them.

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::WriteScope;
use crate::house::feedback::Desk;
use crate::house::{measures, tidy};
use crate::people::{Action, State};
use crate::tasks;
use crate::tenants::directory::Tenant;

use super::store::Names;
use super::{CLAUSE, Entry, Owner, Plan, SUBJECT, Stage, Step, Told, planned, store, tell};

const TITLE: usize = 300;
const WORDS: usize = 2_000;

/// A task as somebody typed it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Typed<'a> {
    /// What is to be done.
    pub title: &'a str,
    /// [`Owner`] as a word.
    pub owner: &'a str,
    /// Until the end of which day.
    pub due: Option<Date>,
    /// Why, where the plan is approved already.
    pub reason: &'a str,
}

/// What a typed task says.
struct Read {
    title: String,
    owner: Owner,
    due: Date,
    reason: String,
}

/// A change of an approved plan says why.
pub(super) fn against_reason(plan: &Plan, field: &'static str, reason: &str) -> Vec<Refusal> {
    let reason = tidy(reason);
    let missing = plan.approved.is_some() && reason.is_empty();
    let refuse =
        || Refusal::new(field, "Kế hoạch đã duyệt: hãy ghi lý do thay đổi, không quá 2.000 ký tự.", CLAUSE);
    (missing || !measures(&reason, 0, WORDS)).then(refuse).into_iter().collect()
}

impl Typed<'_> {
    async fn read(self, scope: &mut WriteScope, desk: Desk<'_>, plan: &Plan) -> Result<Read> {
        let title = tidy(self.title);
        let owner = Owner::read(scope, desk.tenant, self.owner).await?;
        // What is planned for a year is due in it, or runs over into the next.
        let years = plan.year..=plan.year.saturating_add(1);
        let due = self.due.filter(|due| years.contains(&due.year()));
        let checks = [
            (!measures(&title, 5, TITLE), "viec", "Hãy ghi việc cần làm (5 đến 300 ký tự)."),
            (owner.is_none(), "ai", "Hãy chọn người, đơn vị hoặc Ban Biên tập thực hiện."),
            (
                due.is_none(),
                "han",
                "Hãy ghi hạn hoàn thành trong năm kế hoạch hoặc năm sau, ví dụ 30/06/2017.",
            ),
        ];
        let failed = checks.into_iter().filter(|check| check.0);
        let mut refusals: Vec<Refusal> =
            failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect();
        refusals.extend(against_reason(plan, "ly-do", self.reason));
        Error::unless_empty(refusals)?;
        let (Some(owner), Some(due)) = (owner, due) else { return Err(Error::NotFound) };
        Ok(Read { title, owner, due, reason: tidy(self.reason) })
    }
}

/// Adds a task at the end of a year's plan; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason, also where the year has no plan.
pub async fn add(desk: Desk<'_>, year: i16, typed: Typed<'_>) -> Result<String> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let plan = planned(&mut scope, year).await?;
    let read = typed.read(&mut scope, desk, &plan).await?;
    let held = store::entries(&mut scope, &plan.id).await?;
    let entry = Entry {
        id: fresh(desk.db.clock.now(), &desk.db.entropy),
        plan: plan.id.clone(),
        place: held.last().map_or(1, |last| last.place + 1),
        title: read.title,
        owner: read.owner,
        due: read.due,
        stage: Stage::Open,
        result: String::new(),
        done_on: None,
        soon_for: None,
        late_for: None,
        version: 1,
    };
    store::insert_entry(&mut scope, &entry).await?;
    store::bump(&mut scope, &plan).await?;
    let words = format!("{}; hạn {}", entry.title, date_vi(entry.due));
    tell(
        &mut scope,
        desk,
        &plan,
        &Told { entry: &entry.id, words: &words, reason: &read.reason, ..Told::of(Step::Added) },
    )
    .await?;
    scope.commit().await?;
    Ok(entry.id)
}

/// The plan and the task of an id, as it was seen with its version.
async fn found(scope: &mut WriteScope, id: &str, version: i64) -> Result<(Plan, Entry)> {
    let entry = store::entry(scope, id).await?;
    let entry = entry.ok_or_else(|| Error::refused("ma", "Không có việc này trong kế hoạch.", CLAUSE))?;
    if entry.version != version {
        return Err(Error::Conflict("Việc này vừa có thay đổi. Hãy tải lại trang rồi làm lại.".into()));
    }
    let plan = store::get(scope, &entry.plan).await?.ok_or(Error::NotFound)?;
    Ok((plan, entry))
}

fn over() -> Error {
    Error::refused("viec", "Việc này đã xong hoặc đã thôi thực hiện, không sửa được nữa.", CLAUSE)
}

/// Changes a task; of an approved plan with a reason, and what it was stays visible.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when another was first.
pub async fn change(desk: Desk<'_>, id: &str, version: i64, typed: Typed<'_>) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let (plan, entry) = found(&mut scope, id, version).await?;
    if !entry.stage.is_open() {
        return Err(over());
    }
    let read = typed.read(&mut scope, desk, &plan).await?;
    let names = store::names(desk.db).await?;
    let name = |owner: &Owner| owner_name(desk.tenant, &names, owner);
    let differences = [
        ("Việc", entry.title.clone(), read.title.clone()),
        ("Thực hiện", name(&entry.owner), name(&read.owner)),
        ("Hạn", date_vi(entry.due), date_vi(read.due)),
    ];
    let told = differences.iter().filter(|(_, old, new)| old != new);
    let words: Vec<String> = told.map(|(what, old, new)| format!("{what}: {old} → {new}")).collect();
    if words.is_empty() {
        return Ok(());
    }
    let changed = Entry { title: read.title, owner: read.owner, due: read.due, ..entry.clone() };
    store::update(&mut scope, &changed).await?;
    store::bump(&mut scope, &plan).await?;
    if changed.due != entry.due {
        tasks::done_about(&mut scope, SUBJECT, id).await?;
    }
    let words = words.join("; ");
    tell(
        &mut scope,
        desk,
        &plan,
        &Told { entry: id, words: &words, reason: &read.reason, ..Told::of(Step::Changed) },
    )
    .await?;
    scope.commit().await
}

/// Takes a task out of a draft; of an approved plan it stays, as one that is no longer to be done.
///
/// # Errors
/// [`Error::Refused`] without a reason where one is needed, [`Error::Conflict`] when another was first.
pub async fn let_go(desk: Desk<'_>, id: &str, version: i64, reason: &str) -> Result<()> {
    desk.staff.require(Action::OfficeSet, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let (plan, entry) = found(&mut scope, id, version).await?;
    if !entry.stage.is_open() {
        return Err(over());
    }
    Error::unless_empty(against_reason(&plan, "ly-do-thoi", reason))?;
    let step = if plan.approved.is_some() {
        let dropped = Entry { stage: Stage::Dropped, result: tidy(reason), ..entry.clone() };
        store::update(&mut scope, &dropped).await?;
        tasks::done_about(&mut scope, SUBJECT, id).await?;
        Step::Dropped
    } else {
        store::delete(&mut scope, &entry).await?;
        Step::Removed
    };
    store::bump(&mut scope, &plan).await?;
    let reason = tidy(reason);
    let told = Told { entry: id, words: &entry.title, reason: &reason, ..Told::of(step) };
    tell(&mut scope, desk, &plan, &told).await?;
    scope.commit().await
}

/// A word on a task: how far it is, that it is done, or that it is not.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Which task.
    pub id: &'a str,
    /// The version that was seen.
    pub version: i64,
    /// [`Step::Progress`], [`Step::Done`] or [`Step::Returned`] as a word.
    pub step: &'a str,
    /// What came of it.
    pub note: &'a str,
    /// The day on which it was done; today if not said.
    pub done_on: Option<Date>,
}

/// The steps that a word on a task can be, from where it stands.
pub fn steps_from(stage: Stage) -> &'static [Step] {
    match stage {
        Stage::Open | Stage::Doing => &[Step::Progress, Step::Done],
        Stage::Done => &[Step::Returned],
        Stage::Dropped => &[],
    }
}

/// Who is to do it reports on a task of an approved plan; the office may for anybody, and alone sends one back.
///
/// # Errors
/// [`Error::Forbidden`] for another's task, [`Error::Refused`] with every reason, [`Error::Conflict`] when another was first.
pub async fn report(desk: Desk<'_>, word: Word<'_>) -> Result<()> {
    desk.staff.require(Action::OfficeReport, State::Any)?;
    let mut scope = desk.db.write(desk.tenant.id(), desk.actor).await?;
    let (plan, entry) = found(&mut scope, word.id, word.version).await?;
    let office = desk.staff.may(Action::OfficeSet, State::Any);
    let step = Step::parse(word.step).filter(|step| steps_from(entry.stage).contains(step));
    let theirs = entry.owner.is(desk.staff) && step != Some(Step::Returned);
    if !office && !theirs {
        return Err(Error::Forbidden);
    }
    let note = tidy(word.note);
    let today = desk.db.clock.today();
    let is_done = step == Some(Step::Done);
    // What is said of the day counts only where something is done.
    let said = word.done_on.filter(|_| is_done);
    let fits = |day: Date| day <= today && day.year() >= plan.year;
    let checks = [
        (plan.approved.is_none(), "buoc", "Kế hoạch chưa được duyệt."),
        (step.is_none(), "buoc", "Hãy chọn tiến độ hoặc hoàn thành."),
        (
            said.is_some_and(|day| !fits(day)),
            "ngay-xong",
            "Ngày hoàn thành không sau hôm nay và không trước năm của kế hoạch, ví dụ 28/12/2016.",
        ),
        (!measures(&note, 3, WORDS), "ket-qua", "Hãy ghi kết quả, tiến độ (3 đến 2.000 ký tự)."),
    ];
    let failed = checks.into_iter().filter(|check| check.0);
    Error::unless_empty(failed.map(|(_, field, text)| Refusal::new(field, text, CLAUSE)).collect())?;
    let step = step.ok_or(Error::NotFound)?;
    let done_on = is_done.then(|| said.unwrap_or(today));
    let changed = Entry {
        stage: if is_done { Stage::Done } else { Stage::Doing },
        done_on,
        result: note.clone(),
        ..entry
    };
    store::update(&mut scope, &changed).await?;
    if is_done {
        tasks::done_about(&mut scope, SUBJECT, word.id).await?;
    }
    if step == Step::Returned {
        store::forget_reminders(&mut scope, word.id).await?;
    }
    let words = said.map_or_else(String::new, |day| format!("Hoàn thành ngày {}", date_vi(day)));
    let told = Told { entry: word.id, words: &words, reason: &note, done_on, ..Told::of(step) };
    tell(&mut scope, desk, &plan, &told).await?;
    scope.commit().await
}

/// Who is to do a task, by name.
pub fn owner_name(tenant: &Tenant, names: &Names, owner: &Owner) -> String {
    match owner {
        Owner::Board => "Ban Biên tập".to_owned(),
        Owner::Unit(key) => tenant.profile.unit(key).map_or_else(|| key.clone(), |unit| unit.name.clone()),
        Owner::Account(id) => names.get(id).cloned().unwrap_or_default(),
    }
}

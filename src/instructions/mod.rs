//! What leaders instruct boards and units to do by a day, followed until it is done (Quy chế Điều 5.1).
//!
//! The rows are the giver's; the board or unit acts on them from the desk of its own site.

pub mod letters;
pub mod remind;
pub mod store;

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, plus_days};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::scope::Reach;
use crate::people::{Action, Role, Staff};
use crate::tenants::directory::Tenant;

/// What they rest on.
pub const CLAUSE: &str = "Quy chế Điều 5.1";
const TITLE: usize = 200;
const BODY: usize = 5_000;
/// The longest way to the last day, in days.
const FARTHEST: i64 = 730;

/// Where one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Somebody is at it.
    Given,
    /// Said to be done; the leader has yet to look.
    Reported,
    /// Done.
    Accepted,
    /// Taken back.
    Withdrawn,
}

impl Stage {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Given, Self::Reported, Self::Accepted, Self::Withdrawn];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Reported => "reported",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The stage of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Given => "Đang thực hiện",
            Self::Reported => "Đã báo cáo xong, chờ ghi nhận",
            Self::Accepted => "Đã hoàn thành",
            Self::Withdrawn => "Đã thu hồi",
        }
    }
}

/// What happened to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// It was given.
    Given,
    /// How far it is.
    Progress,
    /// It is said to be done.
    Reported,
    /// It was sent back.
    Returned,
    /// It got another last day.
    Extended,
    /// It is done.
    Accepted,
    /// It was taken back.
    Withdrawn,
}

impl Move {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Given,
        Self::Progress,
        Self::Reported,
        Self::Returned,
        Self::Extended,
        Self::Accepted,
        Self::Withdrawn,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Progress => "progress",
            Self::Reported => "reported",
            Self::Returned => "returned",
            Self::Extended => "extended",
            Self::Accepted => "accepted",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The move of a stored or sent text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Given => "Giao việc",
            Self::Progress => "Báo cáo tiến độ",
            Self::Reported => "Báo cáo hoàn thành",
            Self::Returned => "Trả lại, yêu cầu làm tiếp",
            Self::Extended => "Đổi hạn hoàn thành",
            Self::Accepted => "Ghi nhận hoàn thành",
            Self::Withdrawn => "Thu hồi chỉ đạo",
        }
    }

    /// Where it leads from a stage; none where it cannot be made there.
    fn leads(self, from: Stage) -> Option<Stage> {
        match (self, from) {
            (Self::Progress | Self::Extended, Stage::Given) | (Self::Returned, Stage::Reported) => {
                Some(Stage::Given)
            }
            (Self::Reported, Stage::Given) => Some(Stage::Reported),
            (Self::Accepted, Stage::Given | Stage::Reported) => Some(Stage::Accepted),
            (Self::Withdrawn, Stage::Given | Stage::Reported) => Some(Stage::Withdrawn),
            _ => None,
        }
    }

    fn ends(self) -> bool {
        matches!(self, Self::Accepted | Self::Withdrawn)
    }
}

/// An instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Whose leader gave it.
    pub giver: TenantId,
    /// Its id.
    pub id: String,
    /// What is to be done, in a line.
    pub title: String,
    /// In full.
    pub body: String,
    /// The site of who is to do it.
    pub site: TenantId,
    /// The unit; none is the board.
    pub unit: Option<String>,
    /// The last day.
    pub due: Date,
    /// Where it stands.
    pub stage: Stage,
    /// Counts its changes.
    pub version: i64,
    /// Who gave it.
    pub given_by: AccountId,
    /// Their name.
    pub given_name: String,
    /// When.
    pub given_at: Millis,
}

impl Instruction {
    /// Whether somebody is at it past its last day.
    pub fn is_late(&self, today: Date) -> bool {
        self.stage == Stage::Given && self.due < today
    }

    /// Whether a person of its site has it on their desk: the board's is everybody's but the units', a unit's its own too.
    pub fn is_of(&self, staff: &Staff) -> bool {
        !staff.only_own_unit()
            || self.unit.as_deref().is_some_and(|unit| staff.units().any(|own| own == unit))
    }
}

/// A step of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub step: Move,
    /// The words that went with it.
    pub note: String,
    /// Who did it.
    pub name: String,
    /// When.
    pub at: Millis,
}

/// One to be given.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// In a line.
    pub title: &'a str,
    /// In full.
    pub body: &'a str,
    /// The site, by its slug.
    pub site: &'a str,
    /// The unit's key, or "" for the board.
    pub unit: &'a str,
    /// The last day.
    pub due: Option<Date>,
}

/// The sites to whose boards and units a leader may turn: their own and those below.
pub fn sites(app: &App, tenant: &Tenant) -> Vec<Arc<Tenant>> {
    app.directory.tree(tenant.id())
}

/// Gives an instruction; its id.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Forbidden`] without the right.
pub async fn give(app: &App, tenant: &Tenant, staff: &Staff, actor: &Actor, new: &New<'_>) -> Result<String> {
    staff.require(Action::InstructionGive, crate::people::State::Any)?;
    let db = &app.db;
    let (title, body, today) = (new.title.trim(), new.body.trim(), db.clock.today());
    let site = sites(app, tenant).into_iter().find(|site| site.slug() == new.site);
    let mut refusals = Vec::new();
    if title.is_empty() || title.chars().count() > TITLE {
        refusals.push(Refusal::new(
            "title",
            "Hãy ghi việc cần làm trong một câu, không quá 200 chữ cái.",
            CLAUSE,
        ));
    }
    if body.chars().count() > BODY {
        refusals.push(Refusal::new("body", "Nội dung không dài quá 5.000 chữ cái.", ""));
    }
    match &site {
        None => refusals.push(Refusal::new("site", "Hãy chọn trang nhận chỉ đạo.", CLAUSE)),
        Some(site)
            if !new.unit.is_empty() && !site.profile.units_on(today).any(|unit| unit.key == new.unit) =>
        {
            refusals.push(Refusal::new("unit", "Trang đã chọn không có đơn vị này.", ""));
        }
        Some(_) => {}
    }
    refusals.extend(against_due(new.due, today));
    Error::unless_empty(refusals)?;
    let (Some(site), Some(due)) = (site, new.due) else { return Err(Error::NotFound) };
    let given = Instruction {
        giver: tenant.id().clone(),
        id: fresh(db.clock.now(), &db.entropy),
        title: title.to_owned(),
        body: body.to_owned(),
        site: site.id().clone(),
        unit: Some(new.unit.to_owned()).filter(|unit| !unit.is_empty()),
        due,
        stage: Stage::Given,
        version: 1,
        given_by: staff.account.clone(),
        given_name: staff.name.clone(),
        given_at: db.clock.now(),
    };
    let said = format!("{} ({}) giao việc sau.", staff.name, tenant.identity().body);
    let to = letters::receivers(db, &site, given.unit.as_deref()).await?;
    let mut scope = db.write(tenant.id(), actor).await?;
    store::insert(&mut scope, &given).await?;
    store::add_step(&mut scope, &given.id, Move::Given, body, staff).await?;
    letters::write(
        &mut scope,
        app,
        tenant,
        &given,
        &letters::To { people: &to, step: "given", said: &said, words: body },
    )
    .await?;
    scope.changed("instruction", &given.id, Reach::Staff);
    let detail =
        json!({ "site": given.site, "unit": given.unit, "due": given.due.to_string(), "told": to.len() });
    scope.audit(Action::InstructionGive.as_str(), "instruction", &given.id, detail);
    scope.commit().await?;
    Ok(given.id)
}

fn against_due(due: Option<Date>, today: Date) -> Option<Refusal> {
    match due {
        Some(due) if due < today => {
            Some(Refusal::new("due", "Hạn hoàn thành không được là ngày đã qua.", ""))
        }
        Some(due) if due > plus_days(today, FARTHEST) => {
            Some(Refusal::new("due", "Hạn hoàn thành không quá hai năm.", ""))
        }
        Some(_) => None,
        None => Some(Refusal::new("due", "Hãy ghi hạn hoàn thành, dạng 30/12/2016.", CLAUSE)),
    }
}

/// What is said of one.
#[derive(Clone, Copy, Debug)]
pub struct Word<'a> {
    /// Which.
    pub id: &'a str,
    /// Its version as it was read.
    pub version: Option<i64>,
    /// What happens.
    pub step: Option<Move>,
    /// The words that go with it.
    pub note: &'a str,
    /// The new last day, where it gets one.
    pub due: Option<Date>,
}

fn refused(word: &Word<'_>, wants_note: bool, allowed: &[Move]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    if word.id.is_empty() {
        refusals.push(Refusal::new("instruction", "Hãy chọn chỉ đạo.", ""));
    }
    if word.step.is_none_or(|step| !allowed.contains(&step)) {
        refusals.push(Refusal::new("step", "Hãy chọn việc muốn làm với chỉ đạo này.", CLAUSE));
    }
    if (wants_note && word.note.trim().is_empty()) || word.note.chars().count() > BODY {
        refusals.push(Refusal::new("note", "Hãy ghi nội dung, không quá 5.000 chữ cái.", CLAUSE));
    }
    refusals
}

/// The board or unit reports: how far it is, or that it is done.
///
/// # Errors
/// [`Error::NotFound`] for what is not theirs, [`Error::Refused`] without words, [`Error::Conflict`] where it moved on.
pub async fn report(app: &App, site: &Tenant, staff: &Staff, actor: &Actor, word: Word<'_>) -> Result<()> {
    staff.require(Action::InstructionReport, crate::people::State::Any)?;
    Error::unless_empty(refused(&word, true, &[Move::Progress, Move::Reported]))?;
    let found = store::find(&mut app.db.platform().await?, word.id, site.id()).await?;
    let found = found.filter(|one| one.site == *site.id() && one.is_of(staff)).ok_or(Error::NotFound)?;
    let giver = app.directory.get(&found.giver).ok_or(Error::NotFound)?;
    let to = letters::giver(&app.db, &found).await?;
    let said = format!("{} ({}) báo cáo về việc ông/bà đã giao.", staff.name, site.identity().body);
    step(app, &giver, staff, actor, &found, word, (Action::InstructionReport, &to, &said)).await
}

/// The leader takes it as done, gives it another last day, sends it back or takes it back: a leader of the giver's, or who gave it.
///
/// # Errors
/// As [`report`]; [`Error::Forbidden`] for another's where the person is no leader.
pub async fn settle(app: &App, tenant: &Tenant, staff: &Staff, actor: &Actor, word: Word<'_>) -> Result<()> {
    staff.require(Action::InstructionSettle, crate::people::State::Any)?;
    let wants = word.step != Some(Move::Accepted);
    let allowed = [Move::Accepted, Move::Extended, Move::Returned, Move::Withdrawn];
    let mut refusals = refused(&word, wants, &allowed);
    if word.step == Some(Move::Extended) {
        refusals.extend(against_due(word.due, app.db.clock.today()));
    }
    Error::unless_empty(refusals)?;
    let found = store::find(&mut app.db.platform().await?, word.id, tenant.id()).await?;
    let mut found = found.filter(|one| one.giver == *tenant.id()).ok_or(Error::NotFound)?;
    if found.given_by != staff.account && !staff.is(&[Role::Leader]) {
        return Err(Error::Forbidden);
    }
    let site = app.directory.get(&found.site).ok_or(Error::NotFound)?;
    let to = letters::receivers(&app.db, &site, found.unit.as_deref()).await?;
    let what = word.step.map_or("", Move::vietnamese).to_lowercase();
    if let Some(due) = word.due.filter(|_| word.step == Some(Move::Extended)) {
        found.due = due;
    }
    let said = format!("{} ({}): {what}.", staff.name, tenant.identity().body);
    step(app, tenant, staff, actor, &found, word, (Action::InstructionSettle, &to, &said)).await
}

async fn step(
    app: &App,
    giver: &Tenant,
    staff: &Staff,
    actor: &Actor,
    found: &Instruction,
    word: Word<'_>,
    (action, to, said): (Action, &[letters::Person], &str),
) -> Result<()> {
    let step = word.step.ok_or(Error::NotFound)?;
    let moved = || Error::Conflict("Chỉ đạo vừa có bước mới. Hãy tải lại trang rồi làm lại.".into());
    let leads = step.leads(found.stage).ok_or_else(moved)?;
    if word.version.is_some_and(|version| version != found.version) {
        return Err(moved());
    }
    let note = word.note.trim();
    let mut scope = app.db.write(giver.id(), actor).await?;
    store::advance(&mut scope, found, leads, step.ends()).await?;
    let no = store::add_step(&mut scope, &found.id, step, note, staff).await?;
    let name = format!("{}-{no}", step.as_str());
    letters::write(
        &mut scope,
        app,
        giver,
        found,
        &letters::To { people: to, step: &name, said, words: note },
    )
    .await?;
    scope.changed("instruction", &found.id, Reach::Staff);
    scope.audit(
        action.as_str(),
        "instruction",
        &found.id,
        json!({ "step": step.as_str(), "site": found.site }),
    );
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_so_and_words_parse_back() {
        for step in Move::ALL {
            assert_eq!(Move::parse(step.as_str()), Some(step));
            assert_eq!(step.leads(Stage::Accepted), None);
            assert_eq!(step.leads(Stage::Withdrawn), None);
        }
        for stage in Stage::ALL {
            assert_eq!(Stage::parse(stage.as_str()), Some(stage));
        }
        assert_eq!(Move::Returned.leads(Stage::Given), None, "nothing was reported");
        assert_eq!(Move::Reported.leads(Stage::Reported), None, "it is reported once");
    }
}

//! Reminders by the ladder of `rules/reminders.toml`: one letter a person and day, never on a day off, none after the answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{HOUR, Millis, date_vi, local, start_of};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, MailId, QuestionId};
use crate::base::mail::Address;
use crate::base::scope::{Reach, WriteScope};
use crate::base::working_days::Calendar;
use crate::outbox;
use crate::people::{Appointment, Role, State, store as people};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::super::store as questions;
use super::letters;
use super::store::{self, ToldStep};

/// The hours of a working day in which reminders are written.
const HOURS: std::ops::Range<i64> = 7 * HOUR..17 * HOUR;

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Whom {
    Officer,
    Head,
    Board,
    Leader,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    key: String,
    to: Vec<Whom>,
    days: i64,
    again: Option<i64>,
}

impl Step {
    /// The step's word on a day so many working days past the last one; told again, it is another word.
    fn word(&self, past: i64) -> String {
        match self.again {
            Some(every) if every > 0 && past - self.days >= every => {
                format!("{}/{}", self.key, (past - self.days) / every)
            }
            _ => self.key.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ladder {
    steps: Vec<Step>,
}

static LADDER: LazyLock<Ladder> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rules/reminders.toml"))
        .unwrap_or_else(|cause| panic!("rules/reminders.toml: {cause}"))
});

/// The latest step for each kind of person, so many working days past the last day.
fn steps(past: i64) -> BTreeMap<Whom, String> {
    let mut latest: BTreeMap<Whom, &Step> = BTreeMap::new();
    for step in LADDER.steps.iter().filter(|step| step.days <= past) {
        for whom in &step.to {
            let held = latest.entry(*whom).or_insert(step);
            if held.days <= step.days {
                *held = step;
            }
        }
    }
    latest.into_iter().map(|(whom, step)| (whom, step.word(past))).collect()
}

/// A question whose clock runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: QuestionId,
    /// Its number.
    pub number: i64,
    /// Where it stands.
    pub state: State,
    /// Who has it.
    pub unit: Option<String>,
    /// The last day.
    pub due: Date,
}

impl Waiting {
    /// The unit that has to act.
    fn with_unit(&self) -> Option<&str> {
        self.unit.as_deref().filter(|_| self.state == State::Assigned)
    }

    /// One line of a letter: numbers and days, no word of the reader's.
    fn line(&self, today: Date) -> String {
        let past = Calendar::official().between(self.due, today);
        let when = match past {
            0 => "đến hạn hôm nay".to_owned(),
            days if days < 0 => format!("còn {} ngày làm việc", -days),
            days => format!("quá hạn {days} ngày làm việc"),
        };
        let what = match self.state {
            State::Received => ", chưa giao đơn vị",
            State::Answered => ", đơn vị đã trả lời, chờ duyệt",
            State::AnswerApproved => ", câu trả lời đã duyệt, chờ gửi",
            _ => "",
        };
        format!("Câu hỏi số {}: hạn {}, {when}{what}", self.number, date_vi(self.due))
    }
}

/// One who can be told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Person {
    key: String,
    label: String,
    account: Option<AccountId>,
}

/// Who serves in a tenant today, and where its units are reached.
struct Staff<'a> {
    tenant: &'a Tenant,
    serving: Vec<Appointment>,
}

impl Staff<'_> {
    fn of(&self, waiting: &Waiting, whom: Whom) -> Vec<Person> {
        match (whom, waiting.with_unit()) {
            (Whom::Officer, Some(unit)) => vec![self.mail_box(unit, "")],
            (Whom::Head, Some(unit)) => {
                let heads = self.holding(&[Role::UnitHead], Some(unit));
                if heads.is_empty() { vec![self.mail_box(unit, "Thủ trưởng ")] } else { heads }
            }
            (Whom::Officer | Whom::Head, None) => {
                self.holding(&[Role::DistrictOffice, Role::StandingDeputy], None)
            }
            (Whom::Board, _) => self.holding(&[Role::BoardHead, Role::StandingDeputy], None),
            (Whom::Leader, _) => self.holding(&[Role::Leader], None),
        }
    }

    fn mail_box(&self, unit: &str, before: &str) -> Person {
        let name = self.tenant.profile.unit(unit).map_or(unit, |unit| unit.name.as_str());
        Person { key: format!("unit:{unit}"), label: format!("{before}{name}"), account: None }
    }

    fn holding(&self, roles: &[Role], unit: Option<&str>) -> Vec<Person> {
        let held = self.serving.iter().filter(|held| {
            roles.contains(&held.role) && unit.is_none_or(|unit| held.unit.as_deref() == Some(unit))
        });
        let person = |held: &Appointment| Person {
            key: held.account.to_string(),
            label: held.role.vietnamese().to_owned(),
            account: Some(held.account.clone()),
        };
        held.map(person).collect()
    }
}

/// What one person is to be told: each question with its steps.
type Told = BTreeMap<Person, Vec<(Waiting, BTreeSet<String>)>>;

/// Whether reminders are written at an instant: in the hours of a working day.
fn office_hours(now: Millis) -> Option<Date> {
    let today = local(now).date();
    let open = Calendar::official().is_working(today) && HOURS.contains(&(now - start_of(today)));
    open.then_some(today)
}

/// Writes what is due to be told on this day in every tenant: a duty that may be done twice.
///
/// # Errors
/// When the database does not answer; the other tenants were looked at all the same.
pub async fn work(app: App) -> Result<()> {
    let Some(today) = office_hours(app.db.clock.now()) else { return Ok(()) };
    let mut failure = None;
    for tenant in app.directory.all() {
        if let Err(cause) = of_tenant(&app, &tenant, today).await {
            tracing::error!(tenant = tenant.slug(), %cause, "the reminders of a tenant were not written");
            failure = Some(cause);
        }
    }
    failure.map_or(Ok(()), Err)
}

async fn of_tenant(app: &App, tenant: &Tenant, today: Date) -> Result<()> {
    let ahead = LADDER.steps.iter().map(|step| -step.days).max().unwrap_or(0);
    let until = Calendar::official().plus_working(today, u32::try_from(ahead).unwrap_or(0));
    let mut scope = app.db.read(tenant.id()).await?;
    let waiting = store::due_by(&mut scope, until).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let told: BTreeSet<ToldStep> = store::told_steps(&mut scope).await?.into_iter().collect();
    drop(scope);
    let serving = people::serving(&mut app.db.platform().await?, tenant.id(), today).await?;
    for (person, cases) in untold(&Staff { tenant, serving }, &waiting, &told, today) {
        tell(app, tenant, &person, &cases, today).await?;
    }
    Ok(())
}

fn untold(staff: &Staff<'_>, waiting: &[Waiting], told: &BTreeSet<ToldStep>, today: Date) -> Told {
    let mut all = Told::new();
    for one in waiting {
        for (whom, step) in steps(Calendar::official().between(one.due, today)) {
            for person in staff.of(one, whom) {
                if told.contains(&told_step(one, &step, &person)) {
                    continue;
                }
                let cases = all.entry(person).or_default();
                match cases.last_mut().filter(|(last, _)| last.id == one.id) {
                    Some((_, steps)) => drop(steps.insert(step.clone())),
                    None => cases.push((one.clone(), BTreeSet::from([step.clone()]))),
                }
            }
        }
    }
    all
}

fn told_step(waiting: &Waiting, step: &str, person: &Person) -> ToldStep {
    ToldStep {
        question: waiting.id.to_string(),
        due: waiting.due.to_string(),
        step: step.to_owned(),
        recipient: person.key.clone(),
    }
}

/// One person's letter of a day in its own transaction, with only what is still so.
async fn tell(
    app: &App,
    tenant: &Tenant,
    person: &Person,
    cases: &[(Waiting, BTreeSet<String>)],
    today: Date,
) -> Result<()> {
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    let Some(serial) = store::next_serial(&mut scope, &person.key, today).await? else { return Ok(()) };
    let mut still = Vec::new();
    for case in cases {
        if store::hold(&mut scope, &case.0).await? {
            still.push(case);
        }
    }
    let Some(first) = still.first() else { return Ok(()) };
    let digest = letters::Digest {
        recipient: &person.key,
        label: &person.label,
        responsible: None,
        day: today,
        serial,
        lines: still.iter().map(|(waiting, _)| waiting.line(today)).collect(),
        first: &first.0.id,
    };
    let mail = send(app, &mut scope, tenant, person, digest).await?;
    store::insert_digest(&mut scope, &person.key, today, serial, mail.as_ref()).await?;
    for (waiting, steps) in &still {
        for step in steps {
            let told = told_step(waiting, step, person);
            store::insert_reminder(&mut scope, &told, &person.label, mail.as_ref()).await?;
        }
        let words = format!("Nhắc {}: {}", person.label, waiting.line(today));
        questions::event(&mut scope, &waiting.id, "question.remind", &words, false).await?;
        scope.changed("question", waiting.id.as_str(), Reach::Staff);
    }
    let detail = json!({ "to": person.label, "questions": still.len() });
    scope.audit("question.remind", "question", first.0.id.as_str(), detail);
    scope.commit().await
}

/// Queues the letter; who cannot be written to is telephoned by a named person.
async fn send(
    app: &App,
    scope: &mut WriteScope,
    tenant: &Tenant,
    person: &Person,
    digest: letters::Digest<'_>,
) -> Result<Option<MailId>> {
    let (first, count) = (digest.first.clone(), digest.lines.len());
    if let Some(to) = address(app, tenant, person).await? {
        let settings = app.mail.named(&tenant.identity().body);
        match outbox::enqueue(scope, &settings, letters::digest(tenant, digest, to)).await {
            Err(Error::Refused(refusals)) => tracing::warn!(?refusals, "a reminder has no address to go to"),
            other => return other,
        }
    }
    let task = NewTask {
        kind: "question.phone",
        text: format!(
            "Gọi điện nhắc {}: {count} câu hỏi sắp đến hạn hoặc quá hạn, không có địa chỉ thư đúng.",
            person.label
        ),
        subject_kind: "question",
        subject_id: first.as_str(),
        responsible: None,
    };
    tasks::create(scope, task).await?;
    Ok(None)
}

async fn address(app: &App, tenant: &Tenant, person: &Person) -> Result<Option<Address>> {
    if let Some(account) = &person.account {
        let held = people::account(&mut app.db.platform().await?, account).await?;
        return Ok(held.filter(|held| held.disabled_at.is_none()).and_then(|held| held.email.parse().ok()));
    }
    let unit = person.key.strip_prefix("unit:").and_then(|key| tenant.profile.unit(key));
    Ok(unit.and_then(|unit| unit.email.parse().ok()))
}

/// Takes back the letters in which a question stands and that have not left: it has just gone on. What else stood in them is
/// told anew.
///
/// # Errors
/// When the database refuses.
pub(super) async fn withdraw(scope: &mut WriteScope, question: &QuestionId) -> Result<()> {
    for mail in store::unsent(scope, question).await? {
        if outbox::withdraw(scope, &mail, "câu hỏi đã có bước mới").await? {
            store::forget_digest(scope, &mail).await?;
            let words = "Rút thư nhắc chưa gửi, vì câu hỏi đã có bước mới";
            questions::event(scope, question, "question.remind", words, false).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::DAY;
    use jiff::civil::date;

    fn words(past: i64) -> Vec<(Whom, String)> {
        steps(past).into_iter().collect()
    }

    #[test]
    fn each_is_told_the_latest_step_that_has_come() {
        assert!(words(-3).is_empty());
        assert_eq!(words(-1), [(Whom::Officer, "truoc-han".to_owned())]);
        assert_eq!(words(0), [(Whom::Officer, "den-han".to_owned())]);
        let late = words(2);
        assert_eq!(late.len(), 4);
        assert!(
            late.contains(&(Whom::Head, "qua-han".into()))
                && late.contains(&(Whom::Leader, "qua-han-lau".into()))
        );
    }

    #[test]
    fn the_last_step_is_told_again_after_a_week_of_work() {
        assert_eq!(steps(6)[&Whom::Board], "qua-han-lau");
        assert_eq!(steps(7)[&Whom::Board], "qua-han-lau/1");
        assert_eq!(steps(12)[&Whom::Board], "qua-han-lau/2");
    }

    #[test]
    fn nothing_is_written_on_a_day_off_or_in_the_night() {
        let friday = start_of(date(2016, 12, 30));
        assert_eq!(office_hours(friday + 7 * HOUR), Some(date(2016, 12, 30)));
        assert_eq!(office_hours(friday + 7 * HOUR - 1), None);
        assert_eq!(office_hours(friday + 17 * HOUR), None);
        for days in 1..4 {
            assert_eq!(office_hours(friday + days * DAY + 9 * HOUR), None, "new year's days off");
        }
        assert_eq!(office_hours(start_of(date(2019, 1, 5)) + 9 * HOUR), Some(date(2019, 1, 5)), "made up");
    }
}

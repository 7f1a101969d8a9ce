//! Before the sixty days of payment end and after that from time to time who must see to it is told, until it is paid
//! (Nghị định 18/2014/NĐ-CP Điều 4.10).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use royalties::due::Step;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{date_vi, weekday_date_vi};
use crate::base::error::Result;
use crate::base::id::{TaskId, TenantId};
use crate::base::mail::retry::Class;
use crate::base::scope::{Reach, WriteScope};
use crate::letters::signature::Signature;
use crate::letters::{self, kinds};
use crate::outbox::{self, NewMail};
use crate::people::Role;
use crate::people::posts::{self, Post};
use crate::supply::month::Month;
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::unpaid::{self, Matter, Waits};
use super::{dong, runs, store};

/// The kind of its tasks.
pub const TASK: &str = "royalty.unpaid";

/// What was told of a month, and the task that came of it.
#[derive(Clone, Debug)]
pub struct Told {
    /// On whose desk the task lies.
    pub teller: TenantId,
    /// Whose list.
    pub site: TenantId,
    /// Which.
    pub month: Month,
    /// The step, as it is stored.
    pub step: String,
    /// The task.
    pub task: TaskId,
}

/// A step as it is stored, with what is waited for: when that changes another is told.
fn word(step: Step, waits: Waits) -> String {
    let step = match step {
        Step::Early => "early".into(),
        Step::Soon => "soon".into(),
        Step::Late(times) => format!("late-{times}"),
    };
    match waits {
        Waits::Approval => format!("{step}:approval"),
        Waits::Payment => format!("{step}:payment"),
    }
}

fn step(word: &str) -> Step {
    let step = word.split(':').next().unwrap_or_default();
    match step.strip_prefix("late-").and_then(|times| times.parse().ok()) {
        Some(times) => Step::Late(times),
        None => Step::Soon,
    }
}

/// Who sees to it: the board as long as the month is not approved, then who pays.
pub(crate) fn responsible(waits: Waits) -> [Role; 2] {
    match waits {
        Waits::Approval => [Role::StandingDeputy, Role::BoardHead],
        Waits::Payment => [Role::StandingDeputy, Role::DistrictOffice],
    }
}

/// Looks at every site that counts royalties.
///
/// # Errors
/// When the database does not answer; the other sites were looked at all the same.
pub async fn work(app: App) -> Result<()> {
    let mut platform = app.db.platform().await?;
    let sites = store::assessed(&mut platform).await?;
    let told = store::told(&mut platform).await?;
    drop(platform);
    let mut matters: BTreeMap<TenantId, Vec<Matter>> = BTreeMap::new();
    let mut unseen: BTreeSet<TenantId> = BTreeSet::new();
    let mut failure = None;
    for site in sites.iter().filter_map(|id| app.directory.get(id)) {
        match of_site(&app, &site).await {
            Ok(found) => {
                for (teller, matter) in found {
                    matters.entry(teller).or_default().push(matter);
                }
            }
            Err(cause) => {
                tracing::error!(site = site.slug(), %cause, "what a site has not paid was not looked at");
                unseen.insert(site.id().clone());
                failure = Some(cause);
            }
        }
    }
    let tellers: BTreeSet<TenantId> =
        matters.keys().cloned().chain(told.iter().map(|one| one.teller.clone())).collect();
    for teller in tellers.iter().filter_map(|id| app.directory.get(id)) {
        let own: Vec<&Told> =
            told.iter().filter(|one| one.teller == *teller.id() && !unseen.contains(&one.site)).collect();
        let due = matters.remove(teller.id()).unwrap_or_default();
        if let Err(cause) = settle(&app, &teller, &due, &own).await {
            tracing::error!(site = teller.slug(), %cause, "nobody was told of what is not paid");
            failure = Some(cause);
        }
    }
    failure.map_or(Ok(()), Err)
}

/// What a site has not paid, each with the site on whose desk it lies.
async fn of_site(app: &App, site: &Tenant) -> Result<Vec<(TenantId, Matter)>> {
    let matters = unpaid::of_site(&mut app.db.read(site.id()).await?).await?;
    if matters.is_empty() {
        return Ok(Vec::new());
    }
    let payer = runs::payer_of(&app.db, &app.directory, site).await?;
    let teller = |matter: &Matter| match matter.waits {
        Waits::Approval => site.id().clone(),
        Waits::Payment => payer.clone(),
    };
    Ok(matters.into_iter().map(|matter| (teller(&matter), matter)).collect())
}

/// Tells what is new at a site's desk and closes what is paid, in one transaction.
async fn settle(app: &App, teller: &Tenant, due: &[Matter], told: &[&Told]) -> Result<()> {
    let today = app.db.clock.today();
    let is_of = |told: &Told, matter: &Matter| told.site == matter.site && told.month == matter.month;
    let over: Vec<&&Told> = told.iter().filter(|one| due.iter().all(|matter| !is_of(one, matter))).collect();
    let known = |matter: &Matter| told.iter().find(|one| is_of(one, matter));
    let moved: Vec<&Matter> = due
        .iter()
        .filter(|matter| known(matter).is_none_or(|one| one.step != word(matter.step(today), matter.waits)))
        .collect();
    if over.is_empty() && moved.is_empty() {
        return Ok(());
    }
    let mut to = Vec::new();
    for matter in &moved {
        to.push(posts::serving_in(&app.db, teller.id(), &responsible(matter.waits)).await?);
    }
    let mut scope = app.db.write(teller.id(), &Actor::system()).await?;
    let open: Vec<TaskId> = tasks::open(&mut scope).await?.into_iter().map(|task| task.id).collect();
    for one in over {
        close(&mut scope, one, &open).await?;
        store::forget_told(&mut scope, &one.site, one.month).await?;
        let detail = json!({ "site": one.site, "month": one.month.to_string() });
        scope.audit("royalty.unpaid-over", "royalty", &one.month.to_string(), detail);
    }
    for (matter, to) in moved.iter().zip(&to) {
        let before = known(matter);
        let now = matter.step(today);
        let stored = word(now, matter.waits);
        // What came first is paid, what is left has more time: nobody is told.
        if before.is_some_and(|one| step(&one.step) > now) {
            store::set_step(&mut scope, matter, &stored).await?;
            continue;
        }
        if let Some(one) = before {
            close(&mut scope, one, &open).await?;
        }
        let task = tell(app, &mut scope, teller, matter, to).await?;
        store::remember_told(&mut scope, matter, &stored, &task, today).await?;
    }
    scope.changed("royalty", "unpaid", Reach::Staff);
    scope.commit().await
}

async fn close(scope: &mut WriteScope, told: &Told, open: &[TaskId]) -> Result<()> {
    if open.contains(&told.task) { tasks::done(scope, &told.task).await } else { Ok(()) }
}

/// What is said of a month, in a sentence.
pub fn said(matter: &Matter, today: Date) -> String {
    let month = matter.month.vietnamese();
    match (matter.late(today), matter.items.len()) {
        (0, all) => format!(
            "Nhuận bút {month}: {all} tin, bài {}; hạn chi của bài đăng sớm nhất là ngày {}.",
            matter.waits.vietnamese(),
            date_vi(matter.last_day())
        ),
        (late, _) => format!(
            "Nhuận bút {month}: {late} tin, bài đã quá 60 ngày kể từ ngày đăng mà {}.",
            matter.waits.vietnamese()
        ),
    }
}

async fn tell(
    app: &App,
    scope: &mut WriteScope,
    teller: &Tenant,
    matter: &Matter,
    to: &[Post],
) -> Result<TaskId> {
    let today = scope.db().clock.today();
    let site = app.directory.get(&matter.site);
    let name = site.as_ref().map_or_else(String::new, |site| site.identity().full_name.clone());
    let said = said(matter, today);
    let (month, step) = (matter.month.to_string(), word(matter.step(today), matter.waits));
    let place = match matter.waits {
        Waits::Approval => format!("nhuan-but?thang={month}"),
        Waits::Payment => "chi-tra".to_owned(),
    };
    let of = if site.as_ref().is_some_and(|site| site.id() != teller.id()) {
        format!("{name}. ")
    } else {
        String::new()
    };
    let task = NewTask {
        kind: TASK,
        text: format!("{of}{said} Hãy duyệt, chi tại “Tin bài và nhuận bút”."),
        subject_kind: "royalty",
        subject_id: &month,
        responsible: None,
    };
    let task = tasks::create(scope, task).await?;
    for post in to {
        let letter = kinds::RoyaltyUnpaid {
            to: &post.label,
            said: &said,
            site: &name,
            month: matter.month.vietnamese(),
            items: format!("{} tin, bài, {}", matter.items.len(), dong(matter.sum)),
            due: weekday_date_vi(matter.last_day()),
            url: format!("{}/{}/{place}", app.config.console_url(), teller.slug()),
        };
        let letter = letters::write(&letter, &Signature::of(teller));
        let mail = NewMail {
            class: Class::Reminder,
            dedupe_key: format!("royalty/{}/{month}/{step}/{}", matter.site, post.account),
            subject_kind: "royalty",
            subject_id: &month,
            responsible: Some(&post.account),
            recipient_label: post.label.clone(),
            to: post.address.clone(),
            subject: letter.subject,
            text: letter.text,
            bounces: true,
        };
        outbox::enqueue(scope, &app.mail.named(&teller.identity().body), mail).await?;
    }
    let detail = json!({ "site": matter.site, "month": month, "step": step, "items": matter.items.len(), "people": to.len() });
    scope.audit("royalty.unpaid", "royalty", &month, detail);
    Ok(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_stored_and_read_in_their_order() {
        for one in [Step::Soon, Step::Late(0), Step::Late(12)] {
            assert_eq!(step(&word(one, Waits::Payment)), one);
            assert_ne!(word(one, Waits::Payment), word(one, Waits::Approval));
        }
        assert!(Step::Late(2) > Step::Late(1) && Step::Late(0) > Step::Soon);
    }
}

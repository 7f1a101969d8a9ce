//! Before the day of a task and once it has passed, who is to do it is told, once each; a late one is also somebody's task.
//! One that was done and comes back is told of again.

use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{date_vi, plus_days, weekday_date_vi};
use crate::base::error::Result;
use crate::base::id::AccountId;
use crate::base::mail::Address;
use crate::base::mail::retry::Class;
use crate::base::scope::WriteScope;
use crate::care::letters::board;
use crate::letters::signature::Signature;
use crate::letters::{kinds, write};
use crate::outbox::{self, NewMail};
use crate::people::Role;
use crate::people::store::{account, serving};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;

use super::{Entry, LATE, Owner, SUBJECT, store};

/// How many days before the last one.
const AHEAD: i64 = 3;

/// Tells those whose day is near or has passed.
///
/// # Errors
/// When the database does not answer; one that refuses is logged and told again.
pub async fn work(app: App) -> Result<()> {
    let today = app.db.clock.today();
    let due = store::due_by(&mut app.db.platform().await?, plus_days(today, AHEAD)).await?;
    for (tenant, entry) in due {
        let is_late = entry.is_late(today);
        let told = if is_late { entry.late_for } else { entry.soon_for };
        let Some(tenant) = app.directory.get(&tenant).filter(|_| told != Some(entry.due)) else { continue };
        if let Err(cause) = remind(&app, &tenant, &entry, is_late).await {
            tracing::error!(entry = entry.id, %cause, "nobody was reminded of a task of the plan");
        }
    }
    Ok(())
}

/// Somebody who is written to.
struct Person {
    key: String,
    label: String,
    address: Address,
    account: Option<AccountId>,
}

/// Who is to do it: the person, the unit's box, or the board.
async fn receivers(app: &App, tenant: &Tenant, owner: &Owner) -> Result<Vec<Person>> {
    match owner {
        Owner::Account(id) => {
            let held = account(&mut app.db.platform().await?, id).await?;
            let person = |held: crate::people::store::Account| {
                let address = held.email.parse().ok()?;
                Some(Person { key: held.id.to_string(), label: held.name, address, account: Some(held.id) })
            };
            Ok(held.filter(|held| held.disabled_at.is_none()).and_then(person).into_iter().collect())
        }
        Owner::Unit(key) => {
            let unit = tenant.profile.unit(key);
            let person = |unit: &crate::tenants::Unit| {
                let address = unit.email.parse().ok()?;
                Some(Person { key: unit.key.clone(), label: unit.name.clone(), address, account: None })
            };
            Ok(unit.and_then(person).into_iter().collect())
        }
        Owner::Board => {
            let person = |(id, address): (AccountId, Address)| Person {
                key: id.to_string(),
                label: "Ban Biên tập".to_owned(),
                address,
                account: Some(id),
            };
            Ok(board(&app.db, tenant).await?.into_iter().map(person).collect())
        }
    }
}

/// Whose task a late one becomes: the person's, the head's of the unit, or whom the rules of tasks find.
async fn responsible(app: &App, tenant: &Tenant, owner: &Owner) -> Result<Option<AccountId>> {
    match owner {
        Owner::Account(id) => Ok(Some(id.clone())),
        Owner::Board => Ok(None),
        Owner::Unit(key) => {
            let held = serving(&mut app.db.platform().await?, tenant.id(), app.db.clock.today()).await?;
            let own = |role| held.iter().find(|one| one.role == role && one.unit.as_ref() == Some(key));
            Ok(own(Role::UnitHead).or_else(|| own(Role::UnitOfficer)).map(|one| one.account.clone()))
        }
    }
}

async fn remind(app: &App, tenant: &Tenant, entry: &Entry, is_late: bool) -> Result<()> {
    let people = receivers(app, tenant, &entry.owner).await?;
    let account = responsible(app, tenant, &entry.owner).await?;
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    for person in &people {
        letter(&mut scope, app, tenant, entry, person, is_late).await?;
    }
    if is_late {
        let task = NewTask {
            kind: LATE,
            text: format!("Việc của kế hoạch năm đã quá hạn {}: {}", date_vi(entry.due), entry.title),
            subject_kind: SUBJECT,
            subject_id: &entry.id,
            responsible: account.as_ref(),
        };
        tasks::create(&mut scope, task).await?;
    }
    store::reminded(&mut scope, entry, is_late).await?;
    scope.audit("plan.remind", SUBJECT, &entry.plan, json!({ "entry": entry.id, "late": is_late }));
    scope.commit().await
}

async fn letter(
    scope: &mut WriteScope,
    app: &App,
    tenant: &Tenant,
    entry: &Entry,
    to: &Person,
    is_late: bool,
) -> Result<()> {
    let said = if is_late { "đã quá hạn" } else { "sắp đến hạn" };
    let letter = kinds::PlanTaskDue {
        to: &to.label,
        said,
        title: &entry.title,
        due: weekday_date_vi(entry.due),
        url: format!("{}/{}/ke-hoach/{}", app.config.console_url(), tenant.slug(), entry.id),
    };
    let letter = write(&letter, &Signature::of(tenant));
    let step = if is_late { "late" } else { "soon" };
    let mail = NewMail {
        class: Class::Unit,
        dedupe_key: format!("plan/{}/{}/{step}/{}/{}", entry.id, entry.version, entry.due, to.key),
        subject_kind: SUBJECT,
        subject_id: &entry.id,
        responsible: to.account.as_ref(),
        recipient_label: to.label.clone(),
        to: to.address.clone(),
        subject: letter.subject,
        text: letter.text,
        bounces: true,
    };
    outbox::enqueue(scope, &app.mail.named(&tenant.identity().body), mail).await.map(drop)
}

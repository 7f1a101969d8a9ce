//! Sample entries of the office's own registers (Điều 6, 7, 13, 14), made through the services by the sample accounts, so that
//! every page of house-keeping shows what it is for.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use jiff::civil::Date;
use serde::Deserialize;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::instant;
use crate::deployment;
use crate::house::distribution::receipts;
use crate::house::feedback::Desk;
use crate::house::plan::work;
use crate::house::regulation::{Publishing, proposals};
use crate::house::training::Joining;
use crate::house::{awards, distribution, feedback, plan, regulation, training, violations};
use crate::notices::{self, Ahead, Happened, NewNotice};
use crate::people::{Staff, store as people};
use crate::tenants::directory::Tenant;

/// The file that a site's folder of samples may hold.
const FILE: &str = "to-chuc.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    regulation: Regulation,
    feedback: Vec<Filed>,
    proposal: String,
    award: Vec<Award>,
    violation: Vec<Violation>,
    outage: Vec<Outage>,
    sending: Vec<Sending>,
    training: Vec<Training>,
    plan: Vec<Plan>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Regulation {
    title: String,
    decision: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    decided_on: Date,
    /// The sample document that holds its text, each heading after this mark.
    text: String,
    mark: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filed {
    /// By which login.
    by: String,
    about: String,
    article: String,
    title: String,
    body: String,
    /// Steps that the board took, each with its reason.
    steps: Vec<[String; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Award {
    who: String,
    kind: String,
    reason: String,
    decision: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Violation {
    /// Whose login.
    login: String,
    what: String,
    measure: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    on: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outage {
    text: String,
    sudden: String,
    begins: jiff::civil::DateTime,
    ends: jiff::civil::DateTime,
    report: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sending {
    document: String,
    group: String,
    note: String,
    /// Logins of people below who have opened it.
    opened: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Training {
    topic: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
    #[serde(deserialize_with = "crate::base::civil::date")]
    until: Date,
    hours: i64,
    place: String,
    trainer: String,
    content: String,
    /// Everybody below whose login begins so.
    posts: Vec<String>,
    people: String,
    units: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    year: i16,
    aims: String,
    number: String,
    published: bool,
    task: Vec<Task>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Task {
    title: String,
    owner: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    due: Date,
    /// What was reported of it: `progress` or `done`, and the words.
    reported: Option<[String; 2]>,
}

/// Somebody's hand in a site.
struct Hand {
    tenant: Arc<Tenant>,
    staff: Staff,
    actor: Actor,
}

impl Hand {
    /// Of the person with this login, `post.site`, in their site.
    async fn of(app: &App, login: &str) -> Result<Self> {
        let slug = login.rsplit('.').next().unwrap_or_default();
        let tenant = app.directory.by_slug(slug).with_context(|| format!("{login}: no such site"))?;
        let mut platform = app.db.platform().await?;
        let account = people::account_by_login(&mut platform, login).await?;
        let account = account.with_context(|| format!("{login}: no such account"))?;
        let held = people::appointments_of(&mut platform, &account.id).await?;
        let actor = Actor { account: Some(account.id.clone()), label: login.to_owned(), address: None };
        let staff = Staff {
            account: account.id,
            login: account.login,
            name: account.name,
            appointments: held.into_iter().filter(|one| one.tenant == *tenant.id()).collect(),
            above: Vec::new(),
            limit: None,
        };
        Ok(Self { tenant, staff, actor })
    }

    fn desk<'a>(&'a self, app: &'a App) -> Desk<'a> {
        Desk {
            db: &app.db,
            mail: &app.mail,
            directory: &app.directory,
            tenant: &self.tenant,
            staff: &self.staff,
            actor: &self.actor,
        }
    }
}

/// Who acts for a site in the samples.
struct Hands {
    office: Hand,
    deputy: Hand,
    head: Hand,
}

/// Fills the registers of every site that has samples of them, piece by piece, each once.
///
/// # Errors
/// When a sample does not parse or a service refuses it.
pub async fn fill(app: &App, folder: &Path) -> Result<()> {
    for tenant in app.directory.all() {
        let samples = folder.join(tenant.slug()).join("mau");
        let file = samples.join(FILE);
        let whole = Mark { app, name: format!("samples/{}", tenant.slug()) };
        if !file.exists() || whole.is_set().await? {
            continue;
        }
        let read: File =
            toml::from_str(&std::fs::read_to_string(&file)?).with_context(|| file.display().to_string())?;
        let hand = async |post: &str| Hand::of(app, &format!("{post}.{}", tenant.slug())).await;
        let hands = Hands {
            office: hand("vanphong").await?,
            deputy: hand("thuongtruc").await?,
            head: hand("truongban").await?,
        };
        eprintln!("{}: sổ của cơ quan thường trực", tenant.identity().full_name);
        whole.of("regulation").once(publish_regulation(app, &hands, &read.regulation, &samples)).await?;
        for (nth, one) in read.feedback.iter().enumerate() {
            whole.of(&format!("feedback/{nth}")).once(file_feedback(app, &hands, one)).await?;
        }
        whole.of("proposal").once(propose(app, &hands, &read.proposal)).await?;
        write_registers(&whole, &hands, &read).await?;
        for (nth, one) in read.sending.iter().enumerate() {
            whole.of(&format!("sending/{nth}")).once(send(app, &hands, one)).await?;
        }
        for (nth, one) in read.training.iter().enumerate() {
            whole.of(&format!("training/{nth}")).once(train(app, &hands, one)).await?;
        }
        for one in &read.plan {
            whole.of(&format!("plan/{}", one.year)).once(make_plan(app, &hands, one)).await?;
        }
        whole.set().await?;
    }
    Ok(())
}

/// Notes that a piece is there, so that a run that was cut off goes on where it was.
struct Mark<'a> {
    app: &'a App,
    name: String,
}

impl<'a> Mark<'a> {
    fn of(&self, piece: &str) -> Mark<'a> {
        Mark { app: self.app, name: format!("{}/{piece}", self.name) }
    }

    async fn is_set(&self) -> Result<bool> {
        Ok(deployment::remembered(&mut self.app.db.platform().await?, &self.name).await?.is_some())
    }

    async fn set(&self) -> Result<()> {
        let mut platform = self.app.db.platform_write(&Actor::system()).await?;
        deployment::remember(&mut platform, &self.name, "").await?;
        Ok(platform.commit().await?)
    }

    /// Makes the piece unless it is there.
    async fn once(&self, making: impl Future<Output = Result<()>>) -> Result<()> {
        if self.is_set().await? {
            return Ok(());
        }
        making.await?;
        self.set().await
    }
}

async fn propose(app: &App, hands: &Hands, proposal: &str) -> Result<()> {
    proposals::make(hands.office.desk(app), proposal).await?;
    Ok(())
}

async fn publish_regulation(app: &App, hands: &Hands, one: &Regulation, samples: &Path) -> Result<()> {
    let text = std::fs::read_to_string(samples.join(&one.text)).with_context(|| one.text.clone())?;
    let text = text.replace(&one.mark, "");
    let typed = regulation::Typed { title: &one.title, text: &text, ..regulation::Typed::default() };
    let begun = regulation::store::drafts(&mut app.db.read(hands.office.tenant.id()).await?).await?;
    let id = match begun.into_iter().next() {
        Some(draft) => draft.id,
        None => regulation::draft(hands.office.desk(app), typed).await?,
    };
    let wanted = Publishing {
        id: &id,
        version: 1,
        decision: &one.decision,
        decided_on: Some(one.decided_on),
        from: Some(one.decided_on),
    };
    regulation::publish(hands.head.desk(app), wanted).await?;
    Ok(())
}

async fn file_feedback(app: &App, hands: &Hands, one: &Filed) -> Result<()> {
    let by = Hand::of(app, &one.by).await?;
    let typed =
        feedback::Typed { about: &one.about, article: &one.article, title: &one.title, body: &one.body };
    let number = feedback::file(by.desk(app), typed).await?;
    let mut scope = app.db.read(hands.deputy.tenant.id()).await?;
    let filed = feedback::store::filed_between(&mut scope, 0, i64::MAX).await?;
    drop(scope);
    let filed = filed.into_iter().find(|filed| filed.number == number).context("what was just filed")?;
    for (version, [standing, reason]) in (1..).zip(&one.steps) {
        let decision = feedback::Decision { id: &filed.id, version, standing, reason };
        feedback::decide(hands.deputy.desk(app), decision).await?;
    }
    Ok(())
}

async fn write_registers(whole: &Mark<'_>, hands: &Hands, read: &File) -> Result<()> {
    let app = whole.app;
    for (nth, one) in read.award.iter().enumerate() {
        whole.of(&format!("award/{nth}")).once(award(app, hands, one)).await?;
    }
    for (nth, one) in read.violation.iter().enumerate() {
        whole.of(&format!("violation/{nth}")).once(violate(app, hands, one)).await?;
    }
    for (nth, one) in read.outage.iter().enumerate() {
        whole.of(&format!("outage/{nth}")).once(outage(app, hands, one)).await?;
    }
    Ok(())
}

async fn award(app: &App, hands: &Hands, one: &Award) -> Result<()> {
    let typed = awards::Typed {
        decision: &one.decision,
        on: Some(one.on),
        kind: &one.kind,
        reason: &one.reason,
        who: &one.who,
    };
    awards::add(hands.office.desk(app), typed).await?;
    Ok(())
}

async fn violate(app: &App, hands: &Hands, one: &Violation) -> Result<()> {
    let who = Hand::of(app, &one.login).await?;
    let who = format!("account:{}", who.staff.account);
    let typed = violations::Typed {
        who: &who,
        on: Some(one.on),
        what: &one.what,
        measure: &one.measure,
        ..violations::Typed::default()
    };
    violations::record(hands.deputy.desk(app), typed).await?;
    Ok(())
}

/// An outage of the past, with what it came to.
async fn outage(app: &App, hands: &Hands, one: &Outage) -> Result<()> {
    let (starts_at, ends_at) = (instant(one.begins), instant(one.ends));
    let notice = NewNotice { text: &one.text, starts_at, ends_at, force_majeure: Some(&one.sudden) };
    let mut scope = app.db.write(hands.office.tenant.id(), &hands.office.actor).await?;
    notices::announce(&mut scope, notice, Ahead::of(app)).await?;
    let id = notices::all(&mut scope).await?.into_iter().find(|held| held.starts_at == starts_at);
    let id = id.context("what was just announced")?.id;
    let happened =
        Happened { id: &id, began_at: Some(starts_at), ended_at: Some(ends_at), report: &one.report };
    notices::record(&mut scope, happened).await?;
    Ok(scope.commit().await?)
}

async fn send(app: &App, hands: &Hands, one: &Sending) -> Result<()> {
    let groups = [one.group.clone()];
    let typed = distribution::Typed {
        document: &one.document,
        groups: &groups,
        note: &one.note,
        ..distribution::Typed::default()
    };
    let sent = distribution::send(app, hands.office.desk(app), typed).await?;
    for login in &one.opened {
        let by = Hand::of(app, login).await?;
        let received = receipts::received(&mut app.db.platform().await?, by.tenant.id(), "").await?;
        let receipt = received.into_iter().find(|(held, _)| held.id == sent.id).context("a receipt")?.1;
        receipts::open_at_desk(&app.db, &by.tenant, &by.staff, &by.actor, &receipt.id).await?;
    }
    Ok(())
}

async fn train(app: &App, hands: &Hands, one: &Training) -> Result<()> {
    let typed = training::Typed {
        topic: &one.topic,
        from: Some(one.from),
        until: Some(one.until),
        hours: Some(one.hours),
        place: &one.place,
        trainer: &one.trainer,
        content: &one.content,
    };
    let held =
        training::between(&mut app.db.read(hands.office.tenant.id()).await?, one.from, one.until).await?;
    let id = match held.into_iter().find(|held| held.topic == one.topic) {
        Some(held) => held.id,
        None => training::record(hands.office.desk(app), typed).await?,
    };
    let mut platform = app.db.platform().await?;
    let served = training::served_below(&mut platform, hands.office.tenant.id()).await?;
    let known = people::accounts(&mut platform).await?;
    drop(platform);
    let is_wanted = |login: &str| one.posts.iter().any(|post| login.split('.').next() == Some(post));
    let accounts = served
        .iter()
        .filter(|one| known.iter().any(|account| account.id == one.account && is_wanted(&account.login)));
    let joining = Joining {
        accounts: accounts.map(|one| one.account.to_string()).collect(),
        people: training::outsiders(&one.people),
        units: one.units.clone(),
    };
    training::join(hands.office.desk(app), &id, joining).await?;
    Ok(())
}

async fn make_plan(app: &App, hands: &Hands, one: &Plan) -> Result<()> {
    let site = hands.office.tenant.id();
    if plan::store::of_year(&mut app.db.read(site).await?, one.year).await?.is_none() {
        plan::begin(hands.office.desk(app), Some(one.year), &one.aims).await?;
    }
    let entries = async || -> Result<(plan::Plan, Vec<plan::Entry>)> {
        let mut scope = app.db.read(site).await?;
        let held = plan::store::of_year(&mut scope, one.year).await?.context("the plan just begun")?;
        let entries = plan::store::entries(&mut scope, &held.id).await?;
        Ok((held, entries))
    };
    let (_, there) = entries().await?;
    for task in one.task.iter().filter(|task| there.iter().all(|entry| entry.title != task.title)) {
        let typed = work::Typed { title: &task.title, owner: &task.owner, due: Some(task.due), reason: "" };
        work::add(hands.office.desk(app), one.year, typed).await?;
    }
    let (held, there) = entries().await?;
    if held.approved.is_none() {
        plan::approve(hands.head.desk(app), one.year, held.version, &one.number).await?;
    }
    for entry in there.iter().filter(|entry| entry.version == 1) {
        let task = one.task.iter().find(|task| task.title == entry.title);
        let Some([step, note]) = task.and_then(|task| task.reported.as_ref()) else { continue };
        work::report(
            hands.office.desk(app),
            work::Word { id: &entry.id, version: 1, step, note, done_on: None },
        )
        .await?;
    }
    if one.published {
        plan::show(hands.office.desk(app), one.year, true).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_samples_are_marked_and_name_what_is_there() {
        let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
        let declared = crate::tenants::declare::load(&set).unwrap();
        let district = declared.tenants.iter().find(|tenant| tenant.slug == "hiephoa").unwrap();
        let text = std::fs::read_to_string(set.join("hiephoa/mau").join(FILE)).unwrap();
        let read: File = toml::from_str(&text).unwrap();
        let marked = |text: &str| assert!(text.contains("(mẫu)"), "{text}");
        read.feedback.iter().for_each(|one| marked(&one.title));
        read.training.iter().for_each(|one| marked(&one.topic));
        read.award.iter().for_each(|one| marked(&one.decision));
        read.violation.iter().for_each(|one| marked(&one.what));
        for task in read.plan.iter().flat_map(|plan| &plan.task) {
            marked(&task.title);
            let unit = task.owner.strip_prefix("unit:");
            assert!(
                unit.is_none_or(|key| district.units.iter().any(|unit| unit.key == key)),
                "{}",
                task.owner
            );
        }
    }
}

//! Two persons who publish through the same rules as in the console.

use anyhow::Result;

use crate::base::audit::Actor;
use crate::base::clock::plus_days;
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::Db;
use crate::items::kinds::{Common, Content, News, Topic};
use crate::items::{editing, publishing, store as items};
use crate::people::accounts::{self, NewAppointment};
use crate::people::{Role, Staff, store as people};
use crate::public::pages::item_path;
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

/// Who writes, and who approves and publishes, in one tenant.
#[derive(Clone)]
pub struct Newsroom {
    /// Writes and submits.
    pub writer: Staff,
    /// Approves, publishes and withdraws.
    pub board: Staff,
}

impl Newsroom {
    /// Publishes one item of news; what was published, and its path.
    ///
    /// # Errors
    /// When a rule refuses it.
    pub async fn publish(&self, db: &Db, tenant: &Tenant, word: &str) -> Result<(EditionId, String)> {
        let actor = Actor::system();
        let (item, edition) = editing::create(db, tenant, &self.writer, &actor, news(tenant, word)).await?;
        let version = || async {
            let mut scope = db.read(tenant.id()).await?;
            anyhow::Ok(items::edition(&mut scope, &edition).await?.version)
        };
        editing::submit(db, tenant, &self.writer, &actor, &edition, version().await?).await?;
        publishing::approve(db, tenant, &self.board, &actor, &edition, version().await?, true).await?;
        let item = items::item(&mut db.read(tenant.id()).await?, &item).await?;
        let url = item_path(tenant, item.section, &item.slug);
        publishing::publish(db, tenant, &self.board, &actor, &edition, version().await?).await?;
        Ok((edition, url))
    }
}

/// Two persons for any number of tenants.
pub struct Agency {
    writer: Account,
    board: Account,
}

impl Agency {
    /// Two new accounts; `mark` tells their logins from those of others.
    ///
    /// # Errors
    /// When the logins are taken.
    pub async fn open(db: &Db, mark: &str) -> Result<Self> {
        Ok(Self {
            writer: account(db, &format!("bientap{mark}")).await?,
            board: account(db, &format!("truongban{mark}")).await?,
        })
    }

    /// Appoints them in one more tenant.
    ///
    /// # Errors
    /// When they hold an appointment there.
    pub async fn newsroom(&self, db: &Db, tenant: &Tenant) -> Result<Newsroom> {
        Ok(Newsroom {
            writer: staff(db, tenant, &self.writer, Role::Member).await?,
            board: staff(db, tenant, &self.board, Role::BoardHead).await?,
        })
    }
}

struct Account {
    id: AccountId,
    login: String,
}

async fn account(db: &Db, login: &str) -> Result<Account> {
    let password = accounts::random_password(db);
    let id = accounts::add(db, &Actor::system(), login, login, "do@example.vn", &password).await?;
    Ok(Account { id, login: login.to_owned() })
}

async fn staff(db: &Db, tenant: &Tenant, account: &Account, role: Role) -> Result<Staff> {
    let new = NewAppointment {
        tenant: tenant.id(),
        account: &account.id,
        role,
        unit: None,
        from: plus_days(db.clock.today(), -1),
        until: None,
        decision: "Để đo",
    };
    accounts::appoint(db, &Actor::system(), new).await?;
    let held = people::appointments_in(&mut db.read(tenant.id()).await?).await?;
    Ok(Staff {
        appointments: held.into_iter().filter(|one| one.account == account.id).collect(),
        account: account.id.clone(),
        login: account.login.clone(),
        name: account.login.clone(),
        above: Vec::new(),
        limit: None,
    })
}

/// A word that nothing else has.
pub fn word(n: usize) -> String {
    let letters: String = format!("{n:05}").bytes().map(|digit| char::from(digit + 49)).collect();
    format!("xq{letters}")
}

fn news(tenant: &Tenant, word: &str) -> Content {
    let unit = tenant.profile.units.first().map(|unit| unit.key.clone()).unwrap_or_default();
    Content::News(News {
        common: Common {
            section: SectionKey::News,
            unit_key: unit,
            author: "Văn phòng".into(),
            source: "Văn phòng".into(),
            attachments: Vec::new(),
        },
        title: format!("Thông báo {word}"),
        summary: "Thông báo để đo.".into(),
        topic: Some(Topic::Local),
        body_html: format!("<p>Nội dung của thông báo {word} gửi các thôn.</p>"),
        published_on: None,
        event_on: None,
        aspects: Box::default(),
    })
}

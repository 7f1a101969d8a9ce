//! Contributors over JSON: the board's list, one of them, one's own profile; every look at what is sealed is in the trail.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::base::id::AccountId;
use crate::console::desk::Desk;
use crate::console::pages::contributors::{Within, latest, require_sight};
use crate::contributors::profile::{self, Contact, Payment, Profile, Said};
use crate::contributors::statistics::{self, Figures, Statistics};
use crate::contributors::status::{self, Stop};
use crate::contributors::store as contributors;
use crate::people::{Action, Appointment, Role, store as people};

use super::board::PostBody;
use super::call::{Answer, DONE, Done, List, Nothing};

/// The figures of one span.
#[derive(Serialize, JsonSchema)]
pub struct FiguresJson {
    /// Items sent to the board.
    submitted: i64,
    /// Items that went live.
    published: i64,
    /// Times that something was returned.
    returned: i64,
}

impl From<Figures> for FiguresJson {
    fn from(figures: Figures) -> Self {
        let Figures { submitted, published, returned } = figures;
        Self { submitted, published, returned }
    }
}

/// A contributor, without what is sealed.
#[derive(Serialize, JsonSchema)]
pub struct ContributorJson {
    /// The account.
    account: String,
    /// Their name.
    name: String,
    /// The name their texts are signed with.
    pen_name: String,
    /// For which unit.
    unit: Option<String>,
    /// The first day.
    from: String,
    /// The first day without the right.
    until: Option<String>,
    /// The decision's number.
    decision: String,
    /// Whether they may write today.
    active: bool,
    /// Since when they are stopped.
    stopped_at: Option<String>,
    /// Why they are stopped.
    stopped_reason: Option<String>,
    /// When they accepted the rules.
    rules_accepted_at: Option<String>,
    /// Whether something is there to reach them by.
    has_contact: bool,
    /// Whether something is there to pay them by.
    has_payment: bool,
    /// Since the first of the month.
    month: FiguresJson,
    /// Since the first of January.
    year: FiguresJson,
}

impl Answer for ContributorJson {}

/// What is known of a site's contributors.
struct Known {
    held: Vec<Appointment>,
    profiles: Vec<Profile>,
    stops: Vec<Stop>,
    accounts: Vec<people::Account>,
}

impl Known {
    async fn read(desk: &Desk) -> Result<Self> {
        let mut scope = desk.app.db.read(desk.tenant.id()).await?;
        let held = people::appointments_in(&mut scope).await?;
        let profiles = contributors::profiles(&mut scope).await?;
        let stops = contributors::stopped(&mut scope).await?;
        drop(scope);
        let accounts = people::accounts(&mut desk.app.db.platform().await?).await?;
        Ok(Self { held, profiles, stops, accounts })
    }

    fn json(&self, desk: &Desk, held: &Appointment, figures: Statistics) -> ContributorJson {
        let account = self.accounts.iter().find(|account| account.id == held.account);
        let profile = self.profiles.iter().find(|profile| profile.account == held.account);
        let stop = self.stops.iter().find(|stop| stop.account == held.account);
        ContributorJson {
            account: held.account.to_string(),
            name: account.map_or_else(String::new, |account| account.name.clone()),
            pen_name: profile.map_or_else(String::new, |profile| profile.pen_name.clone()),
            unit: held.unit.clone(),
            from: held.from.to_string(),
            until: held.until.map(|day| day.to_string()),
            decision: held.decision.clone(),
            active: held.stopped_at.is_none() && held.holds_on(desk.app.db.clock.today()),
            stopped_at: held.stopped_at.map(iso),
            stopped_reason: stop.map(|stop| stop.reason.clone()),
            rules_accepted_at: profile.and_then(|profile| profile.rules_accepted_at).map(iso),
            has_contact: profile.is_some_and(|profile| profile.has_contact),
            has_payment: profile.is_some_and(|profile| profile.has_payment),
            month: figures.month.into(),
            year: figures.year.into(),
        }
    }
}

/// What narrows the list, as it stands in the proof of a figure.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(dead_code, reason = "described here, read as the page reads them")]
pub struct ContributorsQuery {
    /// The first day on which they were appointed, as `28/12/2016`.
    tu_ngay: Option<String>,
    /// The last day.
    den_ngay: Option<String>,
    /// `co` for those of whom something came before readers in these days.
    co_bai: Option<String>,
}

/// `GET …/contributors`
pub async fn list(desk: Desk, _: ContributorsQuery) -> Result<List<ContributorJson>> {
    require_sight(&desk)?;
    let known = Known::read(&desk).await?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let figures = statistics::of_all(&mut scope, desk.app.db.clock.today()).await?;
    let wanted = match Within::asked(&desk).0 {
        Some(within) => Some(within.accounts(&mut scope).await?),
        None => None,
    };
    let of = |held: &Appointment| figures.get(&held.account).copied().unwrap_or_default();
    let is_wanted = |account| wanted.as_ref().is_none_or(|wanted| wanted.contains(account));
    let wanted = latest(&known.held).into_iter().filter(|held| is_wanted(&held.account));
    let mut rows: Vec<_> = wanted.map(|held| known.json(&desk, held, of(held))).collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(List { rows, after: None })
}

async fn one(desk: &Desk, id: &AccountId) -> Result<ContributorJson> {
    let known = Known::read(desk).await?;
    let held = latest(&known.held).into_iter().find(|held| held.account == *id).ok_or(Error::NotFound)?;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let figures = statistics::of_one(&mut scope, id, desk.app.db.clock.today()).await?;
    Ok(known.json(desk, held, figures))
}

fn account(desk: &Desk) -> AccountId {
    desk.asked.param("account").into()
}

/// `GET …/contributors/:account`
pub async fn read(desk: Desk, _: Nothing) -> Result<ContributorJson> {
    require_sight(&desk)?;
    one(&desk, &account(&desk)).await
}

/// `POST …/contributors`
pub async fn invite(desk: Desk, body: PostBody) -> Result<Done> {
    body.invite(&desk, Some(Role::Contributor)).await?;
    Ok(DONE)
}

/// Why somebody is stopped.
#[derive(Deserialize, JsonSchema)]
pub struct StopBody {
    /// Why; it stands in the trail.
    #[serde(default)]
    reason: String,
}

/// `POST …/contributors/:account/stop`
pub async fn stop(desk: Desk, body: StopBody) -> Result<ContributorJson> {
    let id = account(&desk);
    status::stop(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id, &body.reason).await?;
    one(&desk, &id).await
}

/// `POST …/contributors/:account/resume`
pub async fn resume(desk: Desk, _: Nothing) -> Result<ContributorJson> {
    let id = account(&desk);
    status::resume(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?;
    one(&desk, &id).await
}

/// How a contributor is reached.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ContactJson {
    /// Telephone.
    phone: String,
    /// Where they live or work.
    address: String,
}

impl Answer for ContactJson {}

impl From<Contact> for ContactJson {
    fn from(contact: Contact) -> Self {
        Self { phone: contact.phone, address: contact.address }
    }
}

/// `POST …/contributors/:account/contact`
pub async fn contact(desk: Desk, _: Nothing) -> Result<ContactJson> {
    let (db, id) = (&desk.app.db, account(&desk));
    Ok(profile::contact(db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?.into())
}

/// How a contributor is paid.
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PaymentJson {
    /// The bank, with its branch.
    bank: String,
    /// The number of the account.
    account_number: String,
    /// In whose name.
    holder: String,
    /// The personal tax code.
    tax_code: String,
}

impl Answer for PaymentJson {}

impl From<Payment> for PaymentJson {
    fn from(payment: Payment) -> Self {
        let Payment { bank, account_number, holder, tax_code } = payment;
        Self { bank, account_number, holder, tax_code }
    }
}

/// `POST …/contributors/:account/payment`
pub async fn payment(desk: Desk, _: Nothing) -> Result<PaymentJson> {
    let (db, id) = (&desk.app.db, account(&desk));
    Ok(profile::payment(db, &desk.tenant, &desk.staff, &desk.actor(), &id).await?.into())
}

/// One's own profile.
#[derive(Serialize, JsonSchema)]
pub struct ProfileJson {
    /// As the board sees it.
    contributor: ContributorJson,
    /// Send it back with what you change.
    version: i64,
    /// How one is reached.
    contact: ContactJson,
    /// How one is paid.
    payment: PaymentJson,
}

impl Answer for ProfileJson {}

/// What is sealed is for who came in person, or with a key for contributors.
fn require_own(desk: &Desk) -> Result<()> {
    let reaches = desk.staff.limit.as_ref().is_none_or(|grants| grants.cover(Action::ContributorPrivate));
    if reaches { Ok(()) } else { Err(Error::Forbidden) }
}

/// `GET …/profile`
pub async fn own(desk: Desk, _: Nothing) -> Result<ProfileJson> {
    require_own(&desk)?;
    let (db, id, actor) = (&desk.app.db, desk.staff.account.clone(), desk.actor());
    let contributor = one(&desk, &id).await?;
    let version = profile::read(&mut db.read(desk.tenant.id()).await?, &id).await?.version;
    let contact = profile::contact(db, &desk.tenant, &desk.staff, &actor, &id).await?.into();
    let payment = profile::payment(db, &desk.tenant, &desk.staff, &actor, &id).await?.into();
    Ok(ProfileJson { contributor, version, contact, payment })
}

/// What one says of oneself.
#[derive(Deserialize, JsonSchema)]
pub struct ProfileBody {
    /// The version that was read.
    version: i64,
    /// The name one's texts are signed with.
    #[serde(default)]
    pen_name: String,
    /// How one is reached.
    #[serde(default)]
    contact: ContactJson,
    /// How one is paid.
    #[serde(default)]
    payment: PaymentJson,
}

/// `PUT …/profile`
pub async fn save_own(desk: Desk, body: ProfileBody) -> Result<ProfileJson> {
    require_own(&desk)?;
    let ProfileBody { version, pen_name, contact, payment: paid } = body;
    let said = Said {
        pen_name: &pen_name,
        contact: Contact::of(&contact.phone, &contact.address),
        payment: Payment::of(&paid.bank, &paid.account_number, &paid.holder, &paid.tax_code),
        version,
    };
    profile::save(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &said).await?;
    own(desk, Nothing {}).await
}

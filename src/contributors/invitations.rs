//! Invitations by mail: a link with a token that is stored hashed, good once and for some days.

use jiff::civil::Date;
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, TenantId, fresh};
use crate::base::mail::Address;
use crate::base::scope::{Db, PlatformWrite, Reach, Scope};
use crate::base::seal::sha256_hex;
use crate::board::appointments::{self, NewPost, refuse_post};
use crate::outbox::{self, MailSettings};
use crate::people::accounts::check_login;
use crate::people::store::{Account, account_by_login, insert_account};
use crate::people::{Action, Appointment, Role, Staff, State, passwords};
use crate::tenants::directory::Tenant;

use super::profile::{Contact, Profile};
use super::{CARED, letters, store, tidy};

/// How long an invitation is good.
pub const GOOD_FOR: Millis = 14 * DAY;

/// An invitation as it stands; its token is nowhere in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Where.
    pub tenant: TenantId,
    /// Its id in the tenant.
    pub id: String,
    /// Who is invited.
    pub name: String,
    /// Where the letter went.
    pub email: String,
    /// To what.
    pub role: Role,
    /// For which unit.
    pub unit: Option<String>,
    /// The first day.
    pub from: Date,
    /// The first day without the right.
    pub until: Option<Date>,
    /// The decision's number.
    pub decision: String,
    /// Who invited.
    pub invited_by: AccountId,
    /// When.
    pub invited_at: Millis,
    /// Until when it is good.
    pub expires_at: Millis,
    /// When it was accepted.
    pub accepted_at: Option<Millis>,
    /// When it was taken back.
    pub revoked_at: Option<Millis>,
}

impl Invitation {
    /// Whether it can still be accepted.
    pub fn is_open(&self, now: Millis) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none() && now < self.expires_at
    }
}

/// Whether a person may invite to a post: the board its contributors, the office anybody.
pub fn may_invite(staff: &Staff, role: Role) -> bool {
    staff.may(Action::PeopleAppoint, State::Any)
        || (role == Role::Contributor && staff.may(Action::ContributorManage, State::Any))
}

/// An invitation as it was typed.
#[derive(Clone, Debug)]
pub struct NewInvitation<'a> {
    /// Who is invited.
    pub name: &'a str,
    /// Where the letter goes.
    pub email: &'a str,
    /// The post; its login is chosen by who accepts.
    pub post: NewPost<'a>,
}

/// Invites a person who has no account yet; the letter is queued with it.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn invite(
    db: &Db,
    mail: &MailSettings,
    console_url: &str,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    new: &NewInvitation<'_>,
) -> Result<String> {
    if !may_invite(staff, new.post.role.unwrap_or(Role::Contributor)) {
        return Err(Error::Forbidden);
    }
    send(db, mail, console_url, tenant, &staff.account, actor, new).await
}

/// As [`invite`], by somebody whose right was checked.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub(crate) async fn send(
    db: &Db,
    mail: &MailSettings,
    console_url: &str,
    tenant: &Tenant,
    by: &AccountId,
    actor: &Actor,
    new: &NewInvitation<'_>,
) -> Result<String> {
    let role = new.post.role;
    let mut refusals = refuse_post(tenant, &new.post, db.clock.today());
    let (name, email) = (tidy(new.name), new.email.trim().to_lowercase());
    if !(2..=100).contains(&name.chars().count()) {
        refusals.push(Refusal::new("name", "Hãy ghi họ và tên (2 đến 100 ký tự).", CARED));
    }
    let to = address(&email);
    if to.is_none() {
        let message = "Địa chỉ thư điện tử không đúng. Ví dụ đúng: ten@example.vn.";
        refusals.push(Refusal::new("email", message, CARED));
    }
    let now = db.clock.now();
    let mut scope = db.write(tenant.id(), actor).await?;
    if store::invitations(&mut scope).await?.iter().any(|one| one.is_open(now) && one.email == email) {
        let message = "Địa chỉ này đang có một lời mời chưa trả lời. Hãy hủy lời mời đó trước khi mời lại.";
        refusals.push(Refusal::new("email", message, CARED));
    }
    Error::unless_empty(refusals)?;
    let (Some(role), Some(from), Some(to)) = (role, new.post.from, to) else {
        return Err(Error::internal("checked above"));
    };
    let token = db.entropy.token();
    let invitation = Invitation {
        tenant: tenant.id().clone(),
        id: fresh(now, &db.entropy),
        name,
        email,
        role,
        unit: new.post.unit.map(str::to_owned),
        from,
        until: new.post.until,
        decision: tidy(new.post.decision),
        invited_by: by.clone(),
        invited_at: now,
        expires_at: now + GOOD_FOR,
        accepted_at: None,
        revoked_at: None,
    };
    store::insert_invitation(&mut scope, &invitation, &sha256_hex(token.as_bytes())).await?;
    let link = format!("{console_url}/loi-moi/{token}");
    let letter = letters::invitation(tenant, &invitation, &link, by, to);
    outbox::enqueue(&mut scope, &mail.named(&tenant.identity().full_name), letter).await?;
    scope.changed("invitation", &invitation.id, Reach::Staff);
    scope.audit(
        "invitation.send",
        "invitation",
        &invitation.id,
        json!({ "role": role, "unit": invitation.unit, "from": from, "until": invitation.until, "decision": invitation.decision }),
    );
    scope.commit().await?;
    Ok(invitation.id)
}

fn address(text: &str) -> Option<Address> {
    let domain = text.rsplit_once('@')?.1;
    (text.is_ascii() && text.len() <= 254 && domain.contains('.')).then(|| text.parse().ok()).flatten()
}

/// Takes an invitation back; its link opens nothing any more.
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Conflict`] when it was answered.
pub async fn revoke(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, id: &str) -> Result<()> {
    let mut scope = db.write(tenant.id(), actor).await?;
    let all = store::invitations(&mut scope).await?;
    let found = all.iter().find(|one| one.id == id).ok_or(Error::NotFound)?;
    if !may_invite(staff, found.role) {
        return Err(Error::Forbidden);
    }
    store::revoke_invitation(&mut scope, id, db.clock.now()).await?;
    scope.changed("invitation", id, Reach::Staff);
    scope.audit("invitation.revoke", "invitation", id, json!({}));
    scope.commit().await
}

/// The tenant's open invitations, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn open(scope: &mut Scope) -> Result<Vec<Invitation>> {
    let now = scope.db().clock.now();
    let mut all = store::invitations(scope).await?;
    all.retain(|one| one.is_open(now));
    Ok(all)
}

/// The open invitation a link stands for.
///
/// # Errors
/// [`Error::NotFound`] for a link that is unknown, used, taken back or too old: it is not said which.
pub async fn by_token(db: &Db, token: &str) -> Result<Invitation> {
    let hash = sha256_hex(token.as_bytes());
    let found = store::invitation_by_token(&mut db.platform().await?, &hash).await?;
    found.filter(|one| one.is_open(db.clock.now())).ok_or(Error::NotFound)
}

/// What the invited person fills in.
#[derive(Clone, Debug, Default)]
pub struct Acceptance<'a> {
    /// The login they choose.
    pub login: &'a str,
    /// Their full name.
    pub name: &'a str,
    /// The name their texts are signed with.
    pub pen_name: &'a str,
    /// Telephone.
    pub phone: &'a str,
    /// Where they live or work.
    pub address: &'a str,
    /// Their password.
    pub password: &'a str,
    /// The same again.
    pub repeated: &'a str,
    /// They accept the rules (Điều 4, 12.4).
    pub accepts_rules: bool,
}

/// Accepts an invitation: the account, the appointment and, for a contributor, the profile, in one transaction.
///
/// # Errors
/// [`Error::NotFound`] for a link that is no longer good, [`Error::Refused`] with every reason.
pub async fn accept(db: &Db, token: &str, acceptance: &Acceptance<'_>, client: &str) -> Result<AccountId> {
    let invitation = by_token(db, token).await?;
    let login = acceptance.login.trim().to_lowercase();
    let mut refusals = refuse_acceptance(acceptance, &login);
    let known = account_by_login(&mut db.platform().await?, &login).await?.is_some();
    if known {
        refusals.push(taken(&login));
    }
    Error::unless_empty(refusals)?;
    let hash = passwords::hash(acceptance.password, &db.entropy).await?;
    let account = Account {
        id: AccountId::fresh(&db.clock, &db.entropy),
        login: login.clone(),
        name: tidy(acceptance.name),
        email: invitation.email.clone(),
        password_hash: hash,
        must_change: false,
        failures: 0,
        locked_until: None,
        disabled_at: None,
        last_sign_in_at: None,
    };
    let actor =
        Actor { account: Some(account.id.clone()), label: login.clone(), address: Some(client.to_owned()) };
    let mut platform = db.platform_write(&actor).await?;
    // Between the look above and the lock somebody may have taken the login or the invitation.
    if account_by_login(&mut platform, &login).await?.is_some() {
        return Err(Error::Refused(vec![taken(&login)]));
    }
    store::accept_invitation(&mut platform, &invitation, &account.id, db.clock.now()).await?;
    insert_account(&mut platform, &account, db.clock.now()).await?;
    platform.audit(
        &TenantId::platform(),
        "account.add",
        "account",
        account.id.as_str(),
        json!({ "login": login, "invited": true }),
    );
    settle(&mut platform, &invitation, &account, acceptance).await?;
    platform.commit().await?;
    Ok(account.id)
}

fn taken(login: &str) -> Refusal {
    Refusal::new("login", format!("Tên đăng nhập {login} đã có người dùng."), "Quy chế Điều 12.4")
}

fn refuse_acceptance(acceptance: &Acceptance<'_>, login: &str) -> Vec<Refusal> {
    let mut refusals = match check_login(login) {
        Err(Error::Refused(refusals)) => refusals,
        _ => Vec::new(),
    };
    let mut refuse = |field, message: &str, clause| refusals.push(Refusal::new(field, message, clause));
    if !(2..=100).contains(&tidy(acceptance.name).chars().count()) {
        refuse("name", "Hãy ghi họ và tên (2 đến 100 ký tự).", CARED);
    }
    if acceptance.password != acceptance.repeated {
        refuse("repeated", "Hai lần gõ mật khẩu không giống nhau.", "Quy chế Điều 12.4");
    }
    if !acceptance.accepts_rules {
        refuse("rules", "Hãy đánh dấu đã đọc và cam kết thực hiện Quy chế.", "Quy chế Điều 4, 12.4");
    }
    refusals.extend(passwords::refusals(acceptance.password, login));
    refusals.extend(Contact::of(acceptance.phone, acceptance.address).refusals());
    refusals.extend(Profile::refuse_pen_name(acceptance.pen_name));
    refusals
}

/// The appointment and, for a contributor, the profile.
async fn settle(
    platform: &mut PlatformWrite,
    invitation: &Invitation,
    account: &Account,
    acceptance: &Acceptance<'_>,
) -> Result<()> {
    let db = platform.db().clone();
    let appointment = Appointment {
        tenant: invitation.tenant.clone(),
        id: fresh(db.clock.now(), &db.entropy),
        account: account.id.clone(),
        role: invitation.role,
        unit: invitation.unit.clone(),
        from: invitation.from,
        until: invitation.until,
        decision: invitation.decision.clone(),
        lent_by: None,
        stopped_at: None,
    };
    appointments::add(platform, &appointment).await?;
    if invitation.role == Role::Contributor {
        let contact = Contact::of(acceptance.phone, acceptance.address);
        let profile = Profile::first(&account.id, acceptance.pen_name, db.clock.now());
        let sealed = contact.seal(&db, &invitation.tenant, &account.id)?;
        store::insert_profile(platform, &invitation.tenant, &profile, sealed).await?;
    }
    platform.changed(&invitation.tenant, "invitation", &invitation.id, Reach::Staff);
    let detail = json!({ "account": account.id, "role": invitation.role, "rules": true });
    platform.audit(&invitation.tenant, "invitation.accept", "invitation", &invitation.id, detail);
    Ok(())
}

//! The board over JSON: appointing, ending, lending, invitations, and how many must approve.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::board::appointments::{self, NewLoan, NewPost};
use crate::board::rules::{self, BoardRule, NewRule};
use crate::board::store as board;
use crate::console::desk::Desk;
use crate::contributors::invitations::{self, Invitation, NewInvitation, may_invite};
use crate::people::{Action, Role, State};
use crate::tenants::SectionKey;

use super::call::{DONE, Done, List, Nothing, day, one_of};

/// A post for a person: with an account by its login, without one by name and mail.
#[derive(Deserialize, JsonSchema)]
pub struct PostBody {
    /// The login of who has an account; absent: the person is invited by mail.
    #[serde(default)]
    login: String,
    /// Who is invited.
    #[serde(default)]
    name: String,
    /// Where the invitation goes.
    #[serde(default)]
    email: String,
    /// `board-head`, `member`, `contributor`, …
    #[serde(default)]
    role: Option<String>,
    /// The key of a unit, where the post belongs to one.
    unit: Option<String>,
    /// The first day, as `2016-12-28`.
    from: Option<String>,
    /// The first day without the right.
    until: Option<String>,
    /// The decision's number.
    #[serde(default)]
    decision: String,
}

impl PostBody {
    /// The post that is named; `role` where the call itself says which.
    fn post(&self, role: Option<Role>) -> Result<NewPost<'_>> {
        Ok(NewPost {
            login: self.login.trim(),
            role: role
                .map_or_else(|| one_of("role", self.role.as_deref(), Role::parse), |role| Ok(Some(role)))?,
            unit: self.unit.as_deref().filter(|unit| !unit.is_empty()),
            from: day("from", self.from.as_deref())?,
            until: day("until", self.until.as_deref())?,
            decision: &self.decision,
        })
    }

    /// Invites the person to the post by mail.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
    pub(super) async fn invite(&self, desk: &Desk, role: Option<Role>) -> Result<()> {
        let post = NewPost { login: "", ..self.post(role)? };
        let new = NewInvitation { name: &self.name, email: &self.email, post };
        let (app, console) = (&desk.app, desk.app.config.console_url());
        invitations::invite(&app.db, &app.mail, &console, &desk.tenant, &desk.staff, &desk.actor(), &new)
            .await
            .map(drop)
    }
}

/// `POST …/people`
pub async fn appoint(desk: Desk, body: PostBody) -> Result<Done> {
    if body.login.trim().is_empty() {
        body.invite(&desk, None).await?;
    } else {
        let post = body.post(None)?;
        appointments::appoint(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &post).await?;
    }
    Ok(DONE)
}

/// By what and when an appointment ends.
#[derive(Deserialize, JsonSchema)]
pub struct EndBody {
    /// The first day without the right, as `2016-12-28`.
    until: Option<String>,
    /// The decision's number.
    #[serde(default)]
    decision: String,
}

/// `POST …/people/:appointment/end`
pub async fn end(desk: Desk, body: EndBody) -> Result<Done> {
    let until = day("until", body.until.as_deref())?;
    let (id, actor) = (desk.asked.param("appointment"), desk.actor());
    appointments::end(&desk.app.db, &desk.tenant, &desk.staff, &actor, id, until, &body.decision).await?;
    Ok(DONE)
}

/// Whom a site below gets, and for how long.
#[derive(Deserialize, JsonSchema)]
pub struct LoanBody {
    /// The login of a member of this board.
    #[serde(default)]
    login: String,
    /// The name of the site below, as it stands in addresses.
    #[serde(default)]
    to: String,
    /// The first day, as `2016-12-28`.
    from: Option<String>,
    /// The first day without the right.
    until: Option<String>,
    /// The decision's number.
    #[serde(default)]
    decision: String,
}

/// `POST …/people/lend`
pub async fn lend(desk: Desk, body: LoanBody) -> Result<Done> {
    let loan = NewLoan {
        login: &body.login,
        to: &body.to,
        from: day("from", body.from.as_deref())?,
        until: day("until", body.until.as_deref())?,
        decision: &body.decision,
    };
    let (db, directory) = (&desk.app.db, &desk.app.directory);
    appointments::lend(db, directory, &desk.tenant, &desk.staff, &desk.actor(), &loan).await?;
    Ok(DONE)
}

/// An open invitation.
#[derive(Serialize, JsonSchema)]
pub struct InvitationJson {
    /// Its id.
    invitation: String,
    /// Who is invited.
    name: String,
    /// Where the letter went; absent for who may not invite to this post.
    email: Option<String>,
    /// To what.
    role: &'static str,
    /// For which unit.
    unit: Option<String>,
    /// When it was sent.
    invited_at: String,
    /// Until when it is good.
    expires_at: String,
}

impl InvitationJson {
    fn of(one: Invitation, desk: &Desk) -> Self {
        Self {
            email: may_invite(&desk.staff, one.role).then_some(one.email),
            invitation: one.id,
            name: one.name,
            role: one.role.as_str(),
            unit: one.unit,
            invited_at: iso(one.invited_at),
            expires_at: iso(one.expires_at),
        }
    }
}

/// `GET …/invitations`: all of them for who sees the site's people, contributors' for the board.
pub async fn invitations(desk: Desk, _: Nothing) -> Result<List<InvitationJson>> {
    let all = desk.may(Action::PeopleRead, State::Any);
    if !all && !desk.may(Action::ContributorManage, State::Any) {
        return Err(Error::Forbidden);
    }
    let open = invitations::open(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let seen = open.into_iter().filter(|one| all || one.role == Role::Contributor);
    Ok(List { rows: seen.map(|one| InvitationJson::of(one, &desk)).collect(), after: None })
}

/// `POST …/invitations/:invitation/revoke`
pub async fn revoke(desk: Desk, _: Nothing) -> Result<Done> {
    let id = desk.asked.param("invitation");
    invitations::revoke(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(DONE)
}

/// How many must approve, and from which posts.
#[derive(Serialize, JsonSchema)]
pub struct RuleJson {
    /// Its id.
    rule: Option<String>,
    /// For this section; absent: for every section without a rule of its own.
    section: Option<&'static str>,
    /// How many others must approve.
    approvals: usize,
    /// From these posts.
    roles: Vec<&'static str>,
    /// The first day.
    from: Option<String>,
    /// The first day on which it no longer holds.
    until: Option<String>,
    /// The decision it rests on.
    decision: String,
    /// Whether it holds today.
    holds: bool,
}

/// `GET …/board-rules`: where none holds, one other person approves.
pub async fn rules(desk: Desk, _: Nothing) -> Result<List<RuleJson>> {
    let today = desk.app.db.clock.today();
    let all = board::rules(&mut desk.app.db.read(desk.tenant.id()).await?).await?;
    let json = |rule: BoardRule| RuleJson {
        holds: rule.holds_on(today),
        section: rule.section.map(SectionKey::as_str),
        approvals: rule.approvals.count(),
        roles: rule.roles.iter().map(|role| role.as_str()).collect(),
        from: rule.from.map(|day| day.to_string()),
        until: rule.until.map(|day| day.to_string()),
        decision: rule.decision,
        rule: rule.id,
    };
    Ok(List { rows: all.into_iter().map(json).collect(), after: None })
}

/// A rule to be set.
#[derive(Deserialize, JsonSchema)]
pub struct RuleBody {
    /// For this section; absent: for every section without a rule of its own.
    section: Option<String>,
    /// 1 to 3.
    #[serde(default)]
    approvals: i64,
    /// `board-head`, `standing-deputy`, `deputy`.
    #[serde(default)]
    roles: Vec<String>,
    /// The first day, today or later, as `2016-12-28`.
    from: Option<String>,
    /// The first day on which it no longer holds.
    until: Option<String>,
    /// The decision it rests on.
    #[serde(default)]
    decision: String,
}

/// `POST …/board-rules`
pub async fn set_rule(desk: Desk, body: RuleBody) -> Result<Done> {
    let roles = body.roles.iter().map(|role| one_of("roles", Some(role), Role::parse));
    let new = NewRule {
        section: one_of("section", body.section.as_deref(), SectionKey::parse)?,
        approvals: body.approvals,
        roles: roles.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect(),
        from: day("from", body.from.as_deref())?,
        until: day("until", body.until.as_deref())?,
        decision: &body.decision,
    };
    rules::set(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), &new).await?;
    Ok(DONE)
}

/// `POST …/board-rules/:rule/end`
pub async fn end_rule(desk: Desk, _: Nothing) -> Result<Done> {
    let id = desk.asked.param("rule");
    rules::end(&desk.app.db, &desk.tenant, &desk.staff, &desk.actor(), id).await?;
    Ok(DONE)
}

//! What stands around every staff page: the person's tenants and posts, what the desk is told, the trays.

use std::collections::HashMap;

use poem::http::StatusCode;

use crate::base::clock::{DAY, HOUR, MINUTE, Millis, iso, time_vi};
use crate::base::error::{self, Error, Result};
use crate::base::id::AccountId;
use crate::base::text::folded;
use crate::console::desk::Desk;
use crate::console::views::layout::{ConsoleLayout, Post, When};
use crate::face;
use crate::outbox::alarm;
use crate::people::store as people;
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Refusal, Refusals, Tone};

use super::gate;

/// The layout of a page of this tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn layout(desk: &Desk, title: &str) -> Result<ConsoleLayout> {
    let here = desk.tenant.id();
    let mut places = desk.places();
    if desk.staff.only_looks_on() {
        places.push((desk.tenant.clone(), desk.staff.clone()));
    }
    let tenants = places.iter().map(|(tenant, staff)| {
        let mut link = gate::link(&tenant.identity().full_name, tenant.slug(), staff);
        link.current = tenant.id() == here;
        link
    });
    Ok(ConsoleLayout {
        title: title.to_owned(),
        tenant: desk.tenant.identity().full_name.clone(),
        palette: palette(desk).await?,
        site_url: desk.tenant.url("/"),
        home_url: desk.url(""),
        person: desk.session.account.name.clone(),
        post: gate::posts(&desk.staff),
        account_url: "/mat-khau".into(),
        sign_out: post(desk, "/dang-xuat"),
        tenants: tenants.collect(),
        trays: super::trays::trays(desk).await?,
        list: None,
        flash: None,
        mail_banner: mail_banner(desk).await?,
        looking_on: desk.staff.only_looks_on().then(|| looking_on(desk)),
    })
}

/// The palette of the site as it is published.
async fn palette(desk: &Desk) -> Result<String> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    Ok(face::look(&mut scope, &desk.tenant).await?.palette)
}

/// What the desk is told of mail that stands still or waits too long.
async fn mail_banner(desk: &Desk) -> Result<Option<Link>> {
    // The list itself says more.
    if !desk.may(Action::MailRead, State::Any) || desk.asked.path == desk.url("/thu-di") {
        return Ok(None);
    }
    let standing = alarm::standing(&desk.app.db, desk.tenant.id()).await?;
    let held = standing.held.as_ref().or(standing.all_held.as_ref());
    let text = match (held, standing.refused_since, standing.late) {
        (Some(hold), ..) => format!("Gửi thư đang tạm dừng từ {}: {}", time_vi(hold.since), hold.reason),
        (None, Some(since), _) => {
            format!("Gửi thư đang dừng từ {}: máy chủ thư không chấp nhận tài khoản.", time_vi(since))
        }
        (None, None, 0) => return Ok(None),
        (None, None, late) => format!("{late} thư chờ quá một giờ chưa đi được."),
    };
    Ok(Some(Link::new(text, desk.url("/thu-di"))))
}

/// In what capacity a person of a tenant above reads here.
fn looking_on(desk: &Desk) -> String {
    let held = desk.staff.above.first();
    let post = held.map_or("", |held| held.role.vietnamese());
    let place = held
        .and_then(|held| desk.app.directory.get(&held.tenant))
        .map_or_else(String::new, |tenant| tenant.identity().full_name.clone());
    format!("Ông/bà đang xem {} với tư cách {post} của {place}: chỉ đọc.", desk.tenant.identity().full_name)
}

/// A form's address with the session's token.
pub fn post(desk: &Desk, action: &str) -> Post {
    Post { action: action.to_owned(), csrf: desk.session.csrf.clone() }
}

/// A state in words, with what it means.
pub fn badge(state: State) -> Badge {
    let tone = match state {
        State::Live | State::Published | State::AnsweredPrivately => Tone::Good,
        State::Submitted
        | State::Approved
        | State::Scheduled
        | State::Received
        | State::Assigned
        | State::Clarification
        | State::Answered
        | State::AnswerApproved => Tone::Warn,
        State::Withdrawn | State::Closed => Tone::Bad,
        _ => Tone::Plain,
    };
    Badge::new(state.vietnamese(), tone)
}

/// How long ago, and exactly when.
pub fn when(at: Millis, now: Millis) -> When {
    let relative = match now - at {
        past if past < MINUTE => "vừa xong".to_owned(),
        past if past < HOUR => format!("{} phút trước", past / MINUTE),
        past if past < DAY => format!("{} giờ trước", past / HOUR),
        past if past < 30 * DAY => format!("{} ngày trước", past / DAY),
        _ => time_vi(at),
    };
    When { relative, exact: time_vi(at), iso: iso(at) }
}

/// The names of people by their accounts.
#[derive(Debug, Default)]
pub struct Names {
    names: HashMap<AccountId, String>,
    logins: Vec<(String, String)>,
}

impl Names {
    /// Of everybody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(desk: &Desk) -> Result<Self> {
        let all = people::accounts(&mut desk.app.db.platform().await?).await?;
        let logins = all.iter().map(|account| (account.name.clone(), account.login.clone())).collect();
        Ok(Self { names: all.into_iter().map(|account| (account.id, account.name)).collect(), logins })
    }

    /// All of them.
    pub fn all(&self) -> &HashMap<AccountId, String> {
        &self.names
    }

    /// The logins that a name or a login typed stands for; what is neither is looked for as it is.
    pub fn logins(&self, typed: &str) -> Vec<String> {
        let wanted = folded(typed);
        let people = self.logins.iter().filter(|(name, login)| login == typed || folded(name) == wanted);
        let found: Vec<String> = people.map(|(_, login)| login.clone()).collect();
        if found.is_empty() { vec![typed.to_owned()] } else { found }
    }

    /// Who did something: the name with the login, or what the system calls itself.
    pub fn who(&self, id: Option<&AccountId>, label: &str) -> String {
        match id.and_then(|id| self.names.get(id)) {
            Some(name) if name != label => format!("{name} ({label})"),
            _ => label.to_owned(),
        }
    }

    /// The name of who has this id, if it is a person's.
    pub fn known(&self, id: &str) -> Option<&str> {
        self.names.get(&AccountId::from(id)).map(String::as_str)
    }

    /// A person's name; what has none is the system's.
    pub fn of(&self, id: Option<&AccountId>) -> String {
        id.and_then(|id| self.names.get(id)).cloned().unwrap_or_else(|| "Hệ thống".into())
    }
}

/// The rules' refusals under a form's own field names.
pub fn shown(refusals: Vec<error::Refusal>, field: impl Fn(&str) -> String) -> Refusals {
    let one = |refusal: error::Refusal| Refusal {
        field: field(refusal.field),
        message: refusal.message,
        clause: Some(refusal.clause.to_owned()).filter(|clause| !clause.is_empty()),
    };
    Refusals(refusals.into_iter().map(one).collect())
}

/// What a form that did not go through says when it comes back with all that was typed.
#[derive(Debug, Default)]
pub struct Said {
    /// Of the answer.
    pub status: StatusCode,
    /// What must be put right.
    pub refusals: Refusals,
    /// What happened meanwhile.
    pub notice: Option<String>,
}

impl Said {
    /// What is said of a refusal or of a conflict; `field` gives the form's name for a field of the rules.
    ///
    /// # Errors
    /// Whatever no form can put right.
    pub fn of(refused: Error, field: impl Fn(&str) -> String) -> Result<Self> {
        match refused {
            Error::Refused(refusals) => Ok(Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                refusals: shown(refusals, field),
                notice: None,
            }),
            Error::Conflict(message) => {
                Ok(Self { status: StatusCode::CONFLICT, notice: Some(message), ..Self::default() })
            }
            other => Err(other),
        }
    }
}

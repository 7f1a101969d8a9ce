//! What a site's office arranges itself: what stands on the home and how the site looks, drafted, looked at, published and
//! brought back (Quy chế Điều 6.5).

pub mod arrangement;
pub mod look;
pub mod palettes;
pub mod preview;
pub mod store;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::scope::{Db, Reach, Scope, WriteScope};
use crate::base::seal::sha256_hex;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use arrangement::Arrangement;
use look::Look;

/// What can be arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The blocks of the home.
    Home,
    /// Colours, corners and emblem.
    Look,
}

impl Part {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Home, Self::Look];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Look => "look",
        }
    }

    /// The part of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == word)
    }
}

/// What was published once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, counting from 1.
    pub no: i64,
    /// What it says, as JSON.
    pub body: String,
    /// The version that it brought back.
    pub restored_from: Option<i64>,
    /// Whose login.
    pub published_by: String,
    /// When.
    pub published_at: Millis,
}

/// What is being prepared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it says, as JSON.
    pub body: String,
    /// Counts the changes.
    pub version: i64,
    /// Whose login.
    pub saved_by: String,
    /// When.
    pub saved_at: Millis,
}

/// Somebody's hand on a site's face.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// The database.
    pub db: &'a Db,
    /// Whose site.
    pub tenant: &'a Tenant,
    /// Who, as the audit knows them.
    pub actor: &'a Actor,
    /// Who, with all that they hold here.
    pub staff: &'a Staff,
}

/// What a part says, ready to be kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Arranged {
    /// The home.
    Home(Arrangement),
    /// The look.
    Look(Look),
}

impl Arranged {
    /// Which part it is.
    pub fn part(&self) -> Part {
        match self {
            Self::Home(_) => Part::Home,
            Self::Look(_) => Part::Look,
        }
    }

    /// What stands against it.
    ///
    /// # Errors
    /// [`Error::Refused`] with every reason.
    pub fn check(&self) -> Result<()> {
        Error::unless_empty(match self {
            Self::Home(arrangement) => arrangement.refusals(),
            Self::Look(look) => look.refusals(),
        })
    }

    fn read(part: Part, body: &str) -> Result<Self> {
        Ok(match part {
            Part::Home => Self::Home(serde_json::from_str(body)?),
            Part::Look => Self::Look(serde_json::from_str(body)?),
        })
    }

    fn body(&self) -> Result<String> {
        Ok(match self {
            Self::Home(arrangement) => serde_json::to_string(arrangement)?,
            Self::Look(look) => serde_json::to_string(look)?,
        })
    }

    /// Names the style sheet that follows; of a home, which has none, its own words.
    fn digest(&self) -> Result<String> {
        Ok(match self {
            Self::Home(_) => short(&self.body()?),
            Self::Look(look) => look.digest(),
        })
    }
}

/// The first digits of a text's SHA-256, as assets are named by theirs.
pub fn short(text: &str) -> String {
    sha256_hex(text.as_bytes()).chars().take(10).collect()
}

/// The arrangement that holds: the one published last, else what every site begins with.
///
/// # Errors
/// When the database does not answer.
pub async fn arrangement(scope: &mut Scope) -> Result<Arrangement> {
    match store::current(scope, Part::Home).await? {
        Some(version) => Ok(serde_json::from_str(&version.body)?),
        None => Ok(Arrangement::default()),
    }
}

/// The look that holds: the one published last, else what the site was declared with.
///
/// # Errors
/// When the database does not answer.
pub async fn look(scope: &mut Scope, tenant: &Tenant) -> Result<Look> {
    match store::current(scope, Part::Look).await? {
        Some(version) => Ok(serde_json::from_str(&version.body)?),
        None => Ok(Look::declared(tenant)),
    }
}

/// What is being prepared of a part, else what holds of it.
///
/// # Errors
/// When the database does not answer.
pub async fn prepared(scope: &mut Scope, tenant: &Tenant, part: Part) -> Result<Arranged> {
    if let Some(draft) = store::draft(scope, part).await? {
        return Arranged::read(part, &draft.body);
    }
    Ok(match part {
        Part::Home => Arranged::Home(arrangement(scope).await?),
        Part::Look => Arranged::Look(look(scope, tenant).await?),
    })
}

/// Keeps a draft over the version that was seen of it, 0 for none yet.
///
/// # Errors
/// [`Error::Refused`] with every reason, [`Error::Conflict`] when another was first.
pub async fn save(act: Act<'_>, arranged: &Arranged, seen: i64) -> Result<()> {
    act.staff.require(Action::SiteSet, State::Any)?;
    arranged.check()?;
    let part = arranged.part();
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let known = store::draft(&mut scope, part).await?.map_or(0, |draft| draft.version);
    if known != seen {
        return Err(moved_on());
    }
    // Never the same number twice: who saw a draft that was published meanwhile does not publish the next one by it.
    let version = scope.next_number("face-draft").await?;
    store::put_draft(&mut scope, part, &arranged.body()?, &arranged.digest()?, version).await?;
    scope.audit(Action::SiteSet.as_str(), "face", part.as_str(), json!({ "step": "draft" }));
    scope.changed("face", part.as_str(), Reach::Staff);
    scope.commit().await
}

/// Gives a draft up.
///
/// # Errors
/// [`Error::Conflict`] when it is no longer as it was seen.
pub async fn discard(act: Act<'_>, part: Part, seen: i64) -> Result<()> {
    act.staff.require(Action::SiteSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    drafted(&mut scope, part, seen).await?;
    store::drop_draft(&mut scope, part).await?;
    scope.audit(Action::SiteSet.as_str(), "face", part.as_str(), json!({ "step": "discard" }));
    scope.changed("face", part.as_str(), Reach::Staff);
    scope.commit().await
}

/// Publishes a draft as it was seen: readers have it with their next page.
///
/// # Errors
/// [`Error::Conflict`] when it is no longer as it was seen, [`Error::Refused`] when a rule has changed meanwhile.
pub async fn publish(act: Act<'_>, part: Part, seen: i64) -> Result<i64> {
    act.staff.require(Action::SiteSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let draft = drafted(&mut scope, part, seen).await?;
    let arranged = Arranged::read(part, &draft.body)?;
    arranged.check()?;
    store::drop_draft(&mut scope, part).await?;
    put(scope, &arranged, None).await
}

/// Brings a former version back, as a new one.
///
/// # Errors
/// [`Error::NotFound`] for a version there never was, [`Error::Conflict`] for the one that holds,
/// [`Error::Refused`] when a rule has changed meanwhile.
pub async fn restore(act: Act<'_>, part: Part, no: i64) -> Result<i64> {
    act.staff.require(Action::SiteSet, State::Any)?;
    let mut scope = act.db.write(act.tenant.id(), act.actor).await?;
    let version = store::version(&mut scope, part, no).await?.ok_or(Error::NotFound)?;
    if store::current(&mut scope, part).await?.is_some_and(|current| current.no == no) {
        return Err(Error::Conflict("Bản này đang được dùng.".into()));
    }
    let arranged = Arranged::read(part, &version.body)?;
    arranged.check()?;
    put(scope, &arranged, Some(no)).await
}

async fn drafted(scope: &mut WriteScope, part: Part, seen: i64) -> Result<Draft> {
    let draft = store::draft(scope, part).await?;
    draft.filter(|draft| draft.version == seen).ok_or_else(moved_on)
}

fn moved_on() -> Error {
    Error::Conflict("Bản nháp vừa được người khác sửa, đăng hoặc bỏ. Xin xem lại bản mới nhất.".into())
}

/// A version with all that follows from it; its number.
async fn put(mut scope: WriteScope, arranged: &Arranged, restored_from: Option<i64>) -> Result<i64> {
    let part = arranged.part();
    let no = store::current(&mut scope, part).await?.map_or(0, |current| current.no) + 1;
    let (body, digest) = (arranged.body()?, arranged.digest()?);
    store::insert(&mut scope, part, no, &body, &digest, restored_from).await?;
    let detail = json!({ "step": "publish", "no": no, "restored_from": restored_from });
    scope.audit(Action::SiteSet.as_str(), "face", part.as_str(), detail);
    scope.changed("face", part.as_str(), Reach::Public);
    scope.commit().await?;
    Ok(no)
}

//! What a person is writing and has not saved: kept beside the edition every few seconds, theirs alone.
//!
//! A working copy is no act on the item. Nobody else sees it, nothing is published from it, and what comes of it is
//! saved, audited and numbered like everything else; so keeping one is neither an event nor a change.

pub mod store;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::{Db, Scope};
use crate::items::Kind;
use crate::tenants::directory::Tenant;

/// How long a copy waits for its writer.
pub const KEPT: Millis = 30 * DAY;
/// The most copies one person may have in one tenant; the oldest give way.
const MOST: usize = 50;
/// The longest title kept for the list, in characters.
const TITLE: usize = 200;

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An edition.
    Edition(EditionId),
    /// What was never saved, under a token of its form.
    Fresh(String),
}

impl Place {
    const FRESH: &'static str = "moi-";

    /// A new form's place.
    pub fn fresh(db: &Db) -> Self {
        Self::Fresh(db.entropy.token())
    }

    /// As it is stored and sent.
    pub fn text(&self) -> String {
        match self {
            Self::Edition(id) => id.to_string(),
            Self::Fresh(token) => format!("{}{token}", Self::FRESH),
        }
    }

    /// The place of a text that was stored or sent.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for what no form of ours sends.
    pub fn parse(text: &str) -> Result<Self> {
        let plain = |text: &str| {
            (8..=64).contains(&text.len())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        };
        match text.strip_prefix(Self::FRESH) {
            Some(token) if plain(token) => Ok(Self::Fresh(token.to_owned())),
            None if plain(text) => Ok(Self::Edition(text.into())),
            _ => Err(Error::BadRequest("Biểu mẫu thiếu nơi lưu tạm.".into())),
        }
    }
}

/// A working copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    /// Of what.
    pub place: Place,
    /// Which kind of content.
    pub kind: Kind,
    /// The version the person began from; 0 for what was never saved.
    pub version: i64,
    /// What it is about, for the list.
    pub title: String,
    /// The form's fields.
    pub fields: Vec<(String, String)>,
    /// When it was kept.
    pub saved_at: Millis,
}

/// Keeps a copy in place of the one before.
///
/// # Errors
/// When the database refuses.
pub async fn keep(db: &Db, tenant: &Tenant, actor: &Actor, account: &AccountId, copy: Copy) -> Result<()> {
    let copy = Copy { title: copy.title.chars().take(TITLE).collect(), ..copy };
    let mut scope = db.write(tenant.id(), actor).await?;
    store::keep(&mut scope, account, &copy).await?;
    if matches!(copy.place, Place::Fresh(_)) {
        store::forget_beyond(&mut scope, account, MOST).await?;
    }
    scope.commit().await
}

/// A person's copy of something, if they have one.
///
/// # Errors
/// When the database does not answer.
pub async fn find(scope: &mut Scope, account: &AccountId, place: &Place) -> Result<Option<Copy>> {
    store::find(scope, account, place).await
}

/// Drops a person's copy.
///
/// # Errors
/// When the database refuses.
pub async fn forget(
    db: &Db,
    tenant: &Tenant,
    actor: &Actor,
    account: &AccountId,
    place: &Place,
) -> Result<()> {
    let mut scope = db.write(tenant.id(), actor).await?;
    store::forget(&mut scope, account, place).await?;
    scope.commit().await
}

/// Drops what nobody came back for.
///
/// # Errors
/// When the database refuses.
pub async fn tidy(app: App) -> Result<()> {
    let before = app.db.clock.now() - KEPT;
    for tenant in app.directory.all() {
        let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
        store::forget_before(&mut scope, before).await?;
        scope.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_was_sent() {
        let db_token = "kJ3_abc-DEF012345678";
        for place in [Place::Edition("0190-abcd-ef".into()), Place::Fresh(db_token.into())] {
            assert_eq!(Place::parse(&place.text()).unwrap(), place);
        }
        for bad in ["", "moi-", "moi-x", "a b c d e f g h", "<script>alert(1)</script>"] {
            assert!(Place::parse(bad).is_err(), "{bad}");
        }
    }
}

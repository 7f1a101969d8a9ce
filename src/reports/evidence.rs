//! The rows behind a figure: what first came before readers, was corrected or taken down between two days, read by the
//! same question that counts them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::base::clock::Millis;
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId};
use crate::base::scope::Scope;
use crate::items::Genre;
use crate::people::{Role, store as people};
use crate::tenants::SectionKey;

use super::store::{self, Changed, Shown};

/// Where it is listed in the console of a site.
pub const HOME: &str = "/can-cu-so-lieu";

/// What is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Of {
    /// What first came before readers, one by one.
    #[default]
    Shown,
    /// What was brought in with many others.
    Imported,
    /// Corrections.
    Corrected,
    /// What was taken down.
    Withdrawn,
}

impl Of {
    /// All, with their words in addresses and what they are called.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Shown, "dang-moi", "Đăng mới"),
        (Self::Imported, "nhap", "Nhập hàng loạt"),
        (Self::Corrected, "dinh-chinh", "Đính chính"),
        (Self::Withdrawn, "go", "Gỡ khỏi trang"),
    ];

    /// By its word; what is new for any other.
    pub fn by_word(word: &str) -> Self {
        Self::ALL.iter().find(|one| one.1 == word).map(|one| one.0).unwrap_or_default()
    }

    /// What it is called.
    pub fn vietnamese(self) -> &'static str {
        Self::ALL.iter().find(|one| one.0 == self).map_or("", |one| one.2)
    }
}

/// What narrows the list.
#[derive(Clone, Debug)]
pub struct Filter {
    /// What is listed.
    pub of: Of,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Only this section.
    pub section: Option<SectionKey>,
    /// Only this unit.
    pub unit: Option<String>,
    /// Only this kind's word.
    pub kind: Option<String>,
    /// Only this genre of news or type of document; "" means those without.
    pub form: Option<String>,
    /// Only what contributors wrote.
    pub contributors: bool,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The edition.
    pub edition: EditionId,
    /// Its heading.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Its section, where the list knows it.
    pub section: Option<SectionKey>,
    /// When it happened.
    pub at: Millis,
}

impl From<Changed> for Row {
    fn from(changed: Changed) -> Self {
        let Changed { edition, title, unit, at } = changed;
        Self { edition, title, unit, section: None, at }
    }
}

impl From<Shown> for Row {
    fn from(shown: Shown) -> Self {
        let Shown { edition, title, unit, section, at, .. } = shown;
        Self { edition, title, unit, section: Some(section), at }
    }
}

impl Filter {
    fn admits(&self, one: &Shown, contributors: &BTreeSet<AccountId>) -> bool {
        let form = |wanted: &str| match one.kind.as_str() {
            "news" => Genre::of(&one.form).as_str() == wanted,
            _ => one.form == wanted,
        };
        one.imported == (self.of == Of::Imported)
            && self.section.is_none_or(|section| section == one.section)
            && self.unit.as_ref().is_none_or(|unit| *unit == one.unit)
            && self.kind.as_ref().is_none_or(|kind| *kind == one.kind)
            && self.form.as_deref().is_none_or(form)
            && (!self.contributors || one.by.as_ref().is_some_and(|by| contributors.contains(by)))
    }
}

/// The contributors of a span of days.
///
/// # Errors
/// When the database does not answer.
pub async fn contributors(scope: &mut Scope, from: Date, until: Date) -> Result<BTreeSet<AccountId>> {
    let held = people::appointments_in(scope).await?;
    let there = held.into_iter().filter(|held| {
        held.role == Role::Contributor && held.from <= until && held.until.is_none_or(|last| from < last)
    });
    Ok(there.map(|held| held.account).collect())
}

/// The rows, the latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(scope: &mut Scope, filter: &Filter) -> Result<Vec<Row>> {
    let (from, until) = (filter.from, filter.until);
    let changed = match filter.of {
        Of::Corrected => store::corrected(scope, from, until).await?,
        Of::Withdrawn => store::withdrawn(scope, from, until).await?,
        Of::Shown | Of::Imported => {
            let people = contributors(scope, from, until).await?;
            let shown = store::shown(scope, from, until).await?;
            return Ok(shown.into_iter().filter(|one| filter.admits(one, &people)).map(Row::from).collect());
        }
    };
    Ok(changed.into_iter().map(Row::from).collect())
}

//! How a site stands to what the law asks of it: every item and function, computed from data under the law of the day.
//!
//! One entry of a table a check. What the software cannot but do says so with the test that shows it; what no computer can see
//! is a person's dated word.

pub mod checks;
pub mod facts;
pub mod law;
mod looks;
pub mod store;

use jiff::civil::Date;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{Millis, date_vi, local};
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::{Db, Reach};
use crate::legal;
use crate::people::{Action, Staff, State};
use crate::tenants::directory::Tenant;

use checks::{Check, Looked, Sees};
use facts::Facts;
use law::{Asked, Binding};

/// The longest word of a person, in characters.
const LONGEST: usize = 1_000;

/// How a check turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Light {
    /// It is not so.
    Red,
    /// It is not so, but need not be yet, or not wholly.
    Yellow,
    /// Nobody has said.
    Grey,
    /// It is so.
    Green,
}

impl Light {
    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Red => "Chưa đạt",
            Self::Yellow => "Đạt một phần",
            Self::Grey => "Chưa tự xác nhận",
            Self::Green => "Đạt",
        }
    }

    /// A stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Grey => "grey",
            Self::Green => "green",
        }
    }
}

/// A person's word on what no computer can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Which check.
    pub check: String,
    /// Whether it is so.
    pub met: bool,
    /// What they say.
    pub words: String,
    /// Who.
    pub name: String,
    /// When.
    pub at: Millis,
}

/// A check with how it turned out.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Which.
    pub check: &'static Check,
    /// What is asked.
    pub title: &'static str,
    /// By which clauses of the day.
    pub source: String,
    /// How.
    pub light: Light,
    /// Why, in a sentence.
    pub reason: String,
    /// The day of what it rests on, else the one on which it was looked at.
    pub day: Date,
    /// The test that shows it, where the software cannot but do it.
    pub test: Option<&'static str>,
    /// The last word of a person, where one is asked for.
    pub word: Option<Word>,
    /// Where in the desk it is mended.
    pub mend: Option<&'static str>,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// So.
    pub green: usize,
    /// Partly.
    pub yellow: usize,
    /// Not so.
    pub red: usize,
    /// Not said.
    pub grey: usize,
}

impl Count {
    /// Counts them.
    pub fn of(all: &[Judged]) -> Self {
        let of = |light| all.iter().filter(|one| one.light == light).count();
        Self {
            green: of(Light::Green),
            yellow: of(Light::Yellow),
            red: of(Light::Red),
            grey: of(Light::Grey),
        }
    }

    /// In a sentence.
    pub fn vietnamese(self) -> String {
        format!(
            "{} mục đạt, {} đạt một phần, {} chưa đạt, {} chưa tự xác nhận",
            self.green, self.yellow, self.red, self.grey
        )
    }
}

/// Every check that the law of the day asks of a site's level, as it stands today.
///
/// # Errors
/// When the database does not answer.
pub async fn of(app: &App, tenant: &Tenant) -> Result<Vec<Judged>> {
    let law_of = legal::profile(app).day;
    let facts = Facts::read(app, tenant, law_of).await?;
    let words = store::words(&mut app.db.read(tenant.id()).await?).await?;
    let asked = law::asked().iter().filter_map(|asked| {
        let binding = asked.binding(tenant.profile.level, law_of)?;
        Some((checks::find(&asked.id)?, asked, binding))
    });
    Ok(asked.map(|(check, asked, binding)| judge(check, asked, binding, &facts, &words)).collect())
}

fn judge(
    check: &'static Check,
    asked: &'static Asked,
    binding: Binding,
    facts: &Facts,
    words: &[Word],
) -> Judged {
    let judged = |light, reason| Judged {
        check,
        title: &asked.asks,
        source: binding.source,
        light,
        reason,
        day: facts.today,
        test: None,
        word: None,
        mend: None,
    };
    match check.sees {
        Sees::Built(test) => {
            let reason = "Phần mềm bảo đảm, có kiểm thử kèm theo.".to_owned();
            Judged { test: Some(test), ..judged(Light::Green, reason) }
        }
        Sees::Said => match words.iter().find(|word| word.check == check.id) {
            Some(word) => {
                let light = if word.met { Light::Green } else { Light::Red };
                let day = date_vi(local(word.at).date());
                let reason = format!("{} tự xác nhận ngày {day}: {}", word.name, word.words);
                Judged { word: Some(word.clone()), day: local(word.at).date(), ..judged(light, reason) }
            }
            None => judged(Light::Grey, "Máy không kiểm được; cần người có trách nhiệm tự xác nhận.".into()),
        },
        Sees::Data(look, mend) => {
            let Looked { light, reason, day } = look(facts);
            let (light, reason) = match binding.free {
                Some(free) if light == Light::Red => (Light::Yellow, format!("{reason} {free}.")),
                _ => (light, reason),
            };
            let mend = Some(mend).filter(|path| !path.is_empty());
            Judged { mend, day: day.unwrap_or(facts.today), ..judged(light, reason) }
        }
    }
}

/// A person says whether something is so that no computer can see.
///
/// # Errors
/// [`Error::Refused`] for a check that is computed, or without words; [`Error::Forbidden`] without the right.
pub async fn say(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    id: &str,
    met: Option<bool>,
    words: &str,
) -> Result<()> {
    staff.require(Action::ComplianceSay, State::Any)?;
    let words = words.trim();
    let mut refusals = Vec::new();
    let known = checks::find(id).is_some_and(|check| matches!(check.sees, Sees::Said));
    if !known {
        refusals.push(Refusal::new("check", "Hãy chọn một mục cần tự xác nhận.", ""));
    }
    if met.is_none() {
        refusals.push(Refusal::new("met", "Hãy chọn đạt hay chưa đạt.", ""));
    }
    if words.is_empty() || words.chars().count() > LONGEST {
        let message = "Hãy ghi căn cứ của xác nhận: đã kiểm tra gì, kết quả ra sao; không quá 1.000 chữ cái.";
        refusals.push(Refusal::new("words", message, ""));
    }
    Error::unless_empty(refusals)?;
    let met = met.unwrap_or(false);
    let mut scope = db.write(tenant.id(), actor).await?;
    let word =
        Word { check: id.into(), met, words: words.into(), name: staff.name.clone(), at: db.clock.now() };
    store::put_word(&mut scope, &word, &staff.account).await?;
    scope.changed("compliance", id, Reach::Staff);
    scope.audit(Action::ComplianceSay.as_str(), "compliance", id, json!({ "met": met }));
    scope.commit().await
}

/// Shows readers the summary, or not.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn publish(db: &Db, tenant: &Tenant, staff: &Staff, actor: &Actor, shown: bool) -> Result<()> {
    staff.require(Action::CompliancePublish, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    if store::is_published(&mut scope).await? == shown {
        return Ok(());
    }
    store::set_published(&mut scope, shown, &staff.account).await?;
    scope.changed("compliance", "publication", Reach::Staff);
    scope.audit(
        Action::CompliancePublish.as_str(),
        "compliance",
        "publication",
        json!({ "published": shown }),
    );
    scope.commit().await
}

#[cfg(test)]
mod tests;

//! How fresh each section must be (Điều 9.1), which ones are stale, and who is told once when one becomes so.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{local, plus_days, start_of};
use crate::base::error::Result;
use crate::base::scope::{Db, Reach, Scope};
use crate::base::working_days::Calendar;
use crate::items::rights::require;
use crate::people::{Action, Staff, State};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::Tenant;
use crate::tenants::{Profile, SectionKey};

use super::letters::{self, ToBoard};
use super::store;

/// The task of sections that became stale.
pub const STALE_TASK: &str = "care.stale";

/// How often a section must have something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// Every working day.
    Day,
    /// Every seven days.
    Week,
    /// Every month.
    Month,
    /// Every quarter.
    Quarter,
    /// No target.
    None,
}

impl Pace {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::None];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::None => "none",
        }
    }

    /// The pace of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pace| pace.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Day => "Hằng ngày làm việc",
            Self::Week => "Hằng tuần",
            Self::Month => "Hằng tháng",
            Self::Quarter => "Hằng quý",
            Self::None => "Không đặt",
        }
    }

    /// The last day on which a section with something of that day is fresh.
    fn fresh_until(self, last: Date) -> Option<Date> {
        match self {
            Self::Day => Some(Calendar::official().due(start_of(last), 1).on),
            Self::Week => Some(plus_days(last, 7)),
            Self::Month => Some(plus_days(last, 31)),
            Self::Quarter => Some(plus_days(last, 92)),
            Self::None => None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    #[serde(rename = "source")]
    _source: String,
    others: Pace,
    sections: BTreeMap<SectionKey, Pace>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/freshness.toml"))
        .expect("rules/freshness.toml is checked by a test")
});

/// The pace that the regulation asks of a section.
pub fn asked_of(section: SectionKey) -> Pace {
    RULES.sections.get(&section).copied().unwrap_or(RULES.others)
}

/// How one section stands on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// Which.
    pub section: SectionKey,
    /// What it is called here.
    pub title: String,
    /// How often it must have something new.
    pub pace: Pace,
    /// The day of its latest text; none while it has none.
    pub last: Option<Date>,
    /// Whether that is too long ago.
    pub stale: bool,
}

/// How every section of a site that readers see stands today.
///
/// # Errors
/// When the database does not answer.
pub async fn of_tenant(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<Freshness>> {
    let today = scope.db().clock.today();
    on(scope, &tenant.profile, today).await
}

/// How every section of a site that readers see stood at the end of a day: the one rule of the desk, the score and reports.
///
/// # Errors
/// When the database does not answer.
pub async fn on(scope: &mut Scope, profile: &Profile, day: Date) -> Result<Vec<Freshness>> {
    let paces = store::paces(scope).await?;
    let latest = store::latest(scope, day).await?;
    let shown = profile.sections.iter().filter(|section| !section.hidden);
    Ok(shown
        .map(|section| {
            let pace = paces.get(&section.key).copied().unwrap_or_else(|| asked_of(section.key));
            let last = latest.get(&section.key).map(|at| local(*at).date());
            let title = section.title.clone();
            Freshness { section: section.key, title, pace, last, stale: is_stale(pace, last, day) }
        })
        .collect())
}

/// Whether a section whose latest text is of that day is stale today; what never held anything is once it must.
fn is_stale(pace: Pace, last: Option<Date>, today: Date) -> bool {
    match last {
        Some(last) => pace.fresh_until(last).is_some_and(|until| today > until),
        None => pace != Pace::None,
    }
}

/// Sets the paces of a site.
///
/// # Errors
/// [`crate::base::error::Error::Forbidden`] without the right.
pub async fn set(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    paces: &BTreeMap<SectionKey, Pace>,
) -> Result<()> {
    require(staff, tenant.id(), db.clock.today(), Action::CareSet, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    let before = store::paces(&mut scope).await?;
    let mut changed = serde_json::Map::new();
    for (section, pace) in paces {
        if before.get(section).copied().unwrap_or_else(|| asked_of(*section)) == *pace {
            continue;
        }
        store::set_pace(&mut scope, *section, *pace).await?;
        changed.insert(section.as_str().into(), pace.as_str().into());
    }
    if changed.is_empty() {
        return Ok(());
    }
    scope.changed("care", "paces", Reach::Staff);
    scope.audit(Action::CareSet.as_str(), "care", "paces", json!(changed));
    scope.commit().await
}

/// Looks at every site: who is responsible is told once of each section that has become stale.
///
/// # Errors
/// When the database does not answer; a site that refuses is logged and looked at again.
pub async fn watch(app: App) -> Result<()> {
    for tenant in app.directory.all() {
        if let Err(cause) = watch_one(&app, &tenant).await {
            tracing::error!(tenant = %tenant.id(), %cause, "its sections could not be looked at");
        }
    }
    Ok(())
}

async fn watch_one(app: &App, tenant: &Tenant) -> Result<()> {
    let mut scope = app.db.read(tenant.id()).await?;
    let all = of_tenant(&mut scope, tenant).await?;
    let told = store::told_stale(&mut scope).await?;
    drop(scope);
    // A section that never held anything is listed, but nobody was late with it.
    let empty: Vec<&Freshness> = all.iter().filter(|one| one.stale && one.last.is_none()).collect();
    let stale: Vec<&Freshness> = all.iter().filter(|one| one.stale && one.last.is_some()).collect();
    let fresh_again: Vec<SectionKey> =
        told.iter().copied().filter(|key| stale.iter().all(|one| one.section != *key)).collect();
    let new: Vec<&Freshness> = stale.into_iter().filter(|one| !told.contains(&one.section)).collect();
    if new.is_empty() && fresh_again.is_empty() {
        return Ok(());
    }
    let to = letters::board(&app.db, tenant).await?;
    let mut scope = app.db.write(tenant.id(), &Actor::system()).await?;
    for section in &fresh_again {
        store::forget_stale(&mut scope, *section).await?;
    }
    for one in &new {
        store::remember_stale(&mut scope, one.section).await?;
    }
    if !new.is_empty() {
        let names = quoted(&new);
        let text = format!(
            "Chuyên mục {} đã quá hạn cập nhật (Quy chế Điều 9.1).{} Xem tại “Chăm sóc nội dung”.",
            names.join(", "),
            never_filled(&empty)
        );
        let day = app.db.clock.today().to_string();
        let task = NewTask {
            kind: STALE_TASK,
            text: text.clone(),
            subject_kind: "care",
            subject_id: &day,
            responsible: None,
        };
        tasks::create(&mut scope, task).await?;
        let place = format!("{}/{}/cham-soc", app.config.console_url(), tenant.slug());
        let letter = ToBoard {
            key: format!("stale/{day}/{}", names.join(",")),
            subject_kind: "care",
            subject_id: &day,
            subject: "Chuyên mục quá hạn cập nhật".into(),
            text: format!("{text}\n\n{place}"),
        };
        letters::write(&mut scope, &app.mail, tenant, &to, &letter).await?;
    }
    scope.commit().await
}

fn quoted(sections: &[&Freshness]) -> Vec<String> {
    sections.iter().map(|one| format!("“{}”", one.title)).collect()
}

/// The sections that stand on the same list and never held anything, as a sentence after others.
fn never_filled(empty: &[&Freshness]) -> String {
    match empty.len() {
        0 => String::new(),
        many => {
            format!(" Danh sách còn {many} chuyên mục chưa có nội dung nào: {}.", quoted(empty).join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_regulation_s_paces() {
        assert_eq!(asked_of(SectionKey::News), Pace::Day);
        assert_eq!(asked_of(SectionKey::Legislation), Pace::Week);
        assert_eq!(asked_of(SectionKey::Questions), Pace::None);
        for pace in Pace::ALL {
            assert_eq!(Pace::parse(pace.as_str()), Some(pace));
        }
    }

    #[test]
    fn news_of_friday_are_fresh_through_monday_and_others_for_a_week() {
        let friday = Some(date(2016, 12, 23));
        assert!(!is_stale(Pace::Day, friday, date(2016, 12, 26)));
        assert!(is_stale(Pace::Day, friday, date(2016, 12, 27)));
        assert!(!is_stale(Pace::Week, friday, date(2016, 12, 30)));
        assert!(is_stale(Pace::Week, friday, date(2016, 12, 31)));
        assert!(is_stale(Pace::Week, None, date(2016, 12, 31)));
        assert!(
            !is_stale(Pace::None, friday, date(2020, 1, 1)) && !is_stale(Pace::None, None, date(2020, 1, 1))
        );
    }
}

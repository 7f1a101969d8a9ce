//! The dated rules of `rules/consultations.toml`: how long a draft is open, by kind, and when its account is due.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::clock::plus_days;
use crate::tenants::Level;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    account_days: i64,
    kinds: Vec<Kind>,
}

/// A kind of text with the least time it is open.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// As it is stored.
    pub key: String,
    /// As people read it.
    pub name: String,
    levels: Vec<Level>,
    #[serde(deserialize_with = "crate::base::civil::date")]
    from: Date,
    /// The least number of days, first and last counted.
    pub days: i64,
    /// The law.
    pub clause: String,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/consultations.toml"))
        .unwrap_or_else(|cause| panic!("rules/consultations.toml: {cause}"))
});

/// A kind as it holds on a day.
pub fn kind(key: &str, day: Date) -> Option<&'static Kind> {
    let rows = RULES.kinds.iter().filter(|kind| kind.key == key && kind.from <= day);
    rows.max_by_key(|kind| kind.from)
}

/// The kinds that a site of this level has on a day.
pub fn kinds(level: Level, day: Date) -> Vec<&'static Kind> {
    let mut found: Vec<&Kind> = Vec::new();
    for row in RULES.kinds.iter().filter(|kind| kind.levels.contains(&level)) {
        if let Some(kind) = kind(&row.key, day)
            && !found.iter().any(|known| known.key == kind.key)
        {
            found.push(kind);
        }
    }
    found
}

/// The last day on which the account is published in time.
pub fn account_due(ends: Date) -> Date {
    plus_days(ends, RULES.account_days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_least_time_follows_kind_and_day() {
        assert_eq!(kind("quyet-dinh-huyen", date(2016, 12, 30)).unwrap().days, 7);
        assert_eq!(kind("van-ban-tinh", date(2016, 12, 30)).unwrap().days, 30);
        assert_eq!(kind("van-ban-tinh", date(2026, 11, 24)).unwrap().days, 20);
        assert!(kind("luat", date(2016, 12, 30)).is_none());
        let keys =
            |level| kinds(level, date(2026, 11, 24)).iter().map(|kind| kind.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys(Level::Province), ["van-ban-tinh", "khac"]);
        assert_eq!(keys(Level::Commune), ["khac"]);
        assert_eq!(account_due(date(2016, 12, 31)), date(2017, 1, 15));
    }
}

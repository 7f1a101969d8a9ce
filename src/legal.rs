//! Which law a deployment lives under, from the dated rows of `rules/legal.toml`: by the day, unless the settings pin a profile.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::app::App;
use crate::base::civil::date as civil;
use crate::base::clock::plus_days;

/// What pages say of the law in force on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name in the settings.
    pub key: &'static str,
    /// The day whose law holds: today, or, under a pinned profile, a day on which it is in force.
    pub day: Date,
    /// The first day on which the profile is in force.
    pub from: Date,
    /// What came into force on that day.
    pub source: &'static str,
    /// How soon a question is answered.
    pub answer_limit: &'static str,
    /// How soon the office's own documents are put on the site.
    pub document_limit: &'static str,
    /// Where both come from.
    pub limits_from: &'static str,
    /// The law on access.
    pub accessibility_law: &'static str,
    /// How soon a request about personal data is met.
    pub privacy_limit: &'static str,
    /// The law on personal data.
    pub privacy_law: &'static str,
    /// Working days between the announcement of an outage and its begin.
    pub outage_days: i64,
    /// Where they come from.
    pub outage_clause: &'static str,
}

impl Profile {
    /// As people read it.
    pub fn vietnamese(&self) -> String {
        format!("khung pháp lý {} ({})", self.key, self.source)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    profiles: Vec<Begun>,
    limits: Vec<Limits>,
    access: Vec<Access>,
    privacy: Vec<Privacy>,
    outages: Vec<Outages>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Begun {
    key: String,
    #[serde(deserialize_with = "civil")]
    from: Date,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    #[serde(deserialize_with = "civil")]
    from: Date,
    answer: String,
    document: String,
    clause: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Access {
    #[serde(deserialize_with = "civil")]
    from: Date,
    law: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Privacy {
    #[serde(deserialize_with = "civil")]
    from: Date,
    limit: String,
    law: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Outages {
    #[serde(deserialize_with = "civil")]
    from: Date,
    working_days: i64,
    clause: String,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../rules/legal.toml"))
        .unwrap_or_else(|cause| panic!("rules/legal.toml: {cause}"))
});

/// The latest row that has begun by a day; the first where the day is older than all.
fn held<T>(rows: &'static [T], from: impl Fn(&T) -> Date, day: Date) -> &'static T {
    let begun = rows.iter().filter(|row| from(row) <= day).max_by_key(|row| from(row));
    begun.or_else(|| rows.first()).unwrap_or_else(|| panic!("a table of rules/legal.toml is empty"))
}

/// The names of the profiles, the oldest first.
pub fn keys() -> impl Iterator<Item = &'static str> {
    RULES.profiles.iter().map(|profile| profile.key.as_str())
}

/// Why a profile cannot be pinned; none for one that is known.
pub fn unknown(key: &str) -> Option<String> {
    let known: Vec<&str> = keys().collect();
    (!known.contains(&key)).then(|| format!("legal_profile is one of {}, or left out", known.join(", ")))
}

/// The law that holds on a day, or that of a pinned profile: on the day itself where it is in force then, else on its last day,
/// or on its first where it has none yet.
pub fn of(pinned: Option<&str>, day: Date) -> Profile {
    let profiles = &RULES.profiles;
    let place = pinned.and_then(|key| profiles.iter().position(|profile| profile.key == key));
    let day = place.map_or(day, |place| {
        let from = profiles[place].from;
        let last = profiles.get(place + 1).map(|next| plus_days(next.from, -1));
        match last {
            Some(last) if day < from || day > last => last,
            _ => day.max(from),
        }
    });
    let profile = held(profiles, |row| row.from, day);
    let limits = held(&RULES.limits, |row| row.from, day);
    let privacy = held(&RULES.privacy, |row| row.from, day);
    let outages = held(&RULES.outages, |row| row.from, day);
    Profile {
        key: &profile.key,
        day,
        from: profile.from,
        source: &profile.source,
        answer_limit: &limits.answer,
        document_limit: &limits.document,
        limits_from: &limits.clause,
        accessibility_law: &held(&RULES.access, |row| row.from, day).law,
        privacy_limit: &privacy.limit,
        privacy_law: &privacy.law,
        outage_days: outages.working_days,
        outage_clause: &outages.clause,
    }
}

/// The law that a deployment lives under today.
pub fn profile(app: &App) -> Profile {
    on(app, app.db.clock.today())
}

/// The law under which something was begun on a day: what was begun under one law stays under it.
pub fn on(app: &App, day: Date) -> Profile {
    of(app.config.legal_profile.as_deref(), day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_day_decides_and_the_first_profile_holds_before_all() {
        for (day, key) in [
            (date(2005, 1, 1), "2016"),
            (date(2016, 12, 30), "2016"),
            (date(2018, 5, 31), "2016"),
            (date(2018, 6, 1), "2018"),
            (date(2022, 8, 14), "2018"),
            (date(2022, 8, 15), "2022"),
            (date(2026, 6, 30), "2022"),
            (date(2026, 7, 1), "2026"),
            (date(2031, 1, 1), "2026"),
        ] {
            let profile = of(None, day);
            assert_eq!((profile.key, profile.day), (key, day), "{day}");
        }
    }

    #[test]
    fn numbers_follow_their_own_days() {
        let days = |day| of(None, day).outage_days;
        assert_eq!((days(date(2026, 6, 30)), days(date(2026, 7, 1))), (1, 7));
        assert_eq!(of(None, date(2023, 6, 30)).privacy_limit, of(None, date(2016, 12, 30)).privacy_limit);
        assert_eq!(of(None, date(2023, 7, 1)).privacy_limit, "72 giờ");
        assert!(of(None, date(2026, 1, 1)).privacy_law.contains("91/2025"));
        assert!(of(None, date(2022, 8, 15)).accessibility_law.contains("32/2017"));
    }

    #[test]
    fn a_pinned_profile_is_looked_at_on_a_day_of_its_own() {
        let seed = date(2016, 12, 30);
        for (key, day) in [
            ("2016", seed),
            ("2018", date(2022, 8, 14)),
            ("2022", date(2026, 6, 30)),
            ("2026", date(2026, 7, 1)),
        ] {
            let profile = of(Some(key), seed);
            assert_eq!((profile.key, profile.day), (key, day));
        }
        assert_eq!(of(Some("2016"), date(2026, 11, 24)).day, date(2018, 5, 31));
        assert_eq!(of(Some("2026"), date(2026, 11, 24)).day, date(2026, 11, 24));
        assert!(unknown("2016").is_none() && unknown("2017").is_some() && unknown("").is_some());
    }

    #[test]
    fn every_table_is_in_the_order_of_its_days() {
        let in_order = |days: Vec<Date>| assert!(days.windows(2).all(|two| two[0] < two[1]), "{days:?}");
        in_order(RULES.profiles.iter().map(|row| row.from).collect());
        in_order(RULES.limits.iter().map(|row| row.from).collect());
        in_order(RULES.access.iter().map(|row| row.from).collect());
        in_order(RULES.privacy.iter().map(|row| row.from).collect());
        in_order(RULES.outages.iter().map(|row| row.from).collect());
    }
}

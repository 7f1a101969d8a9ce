//! By which clause each check is asked of a level on a day: the dated table of `rules/compliance.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::civil::optional;
use crate::base::clock::plus_days;
use crate::tenants::{Level, SectionKey};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    acts: BTreeMap<String, Act>,
    speed: Speed,
    checks: Vec<Asked>,
}

/// How soon pages are to be answered.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speed {
    /// Nineteen of twenty within so many milliseconds.
    pub page_ms: i64,
    /// Measured within so many days.
    pub days: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    name: String,
    #[serde(default, deserialize_with = "optional")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "optional")]
    until: Option<Date>,
    #[serde(default)]
    levels: Vec<Level>,
    #[serde(default)]
    free: Vec<Level>,
    #[serde(default)]
    free_words: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clause {
    act: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    levels: Vec<Level>,
    #[serde(default, deserialize_with = "optional")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "optional")]
    until: Option<Date>,
}

/// What a check asks, and by which clauses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The check's id.
    pub id: String,
    /// In a sentence.
    pub asks: String,
    /// Where what is asked stands.
    #[serde(default)]
    pub section: Option<SectionKey>,
    #[serde(default)]
    old_days: Option<i64>,
    #[serde(default)]
    gone_days: Option<i64>,
    by: Vec<Clause>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/compliance.toml"))
        .unwrap_or_else(|cause| panic!("rules/compliance.toml: {cause}"))
});

/// How a check binds a level on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The clauses in force.
    pub source: String,
    /// What is said where the level follows them of its own will only.
    pub free: Option<&'static str>,
}

/// How old what is there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Not too old.
    Fresh,
    /// Older than so many days.
    Old(i64),
    /// Older than so many days, and so nothing any more.
    Gone(i64),
}

impl Act {
    fn binds(&self, clause: &Clause, level: Level, day: Date) -> bool {
        let begun = |from: Option<Date>| from.is_none_or(|from| from <= day);
        let goes_on = |until: Option<Date>| until.is_none_or(|until| day < until);
        let speaks_to = |levels: &[Level]| levels.is_empty() || levels.contains(&level);
        begun(self.from)
            && begun(clause.from)
            && goes_on(self.until)
            && goes_on(clause.until)
            && speaks_to(&self.levels)
            && speaks_to(&clause.levels)
    }
}

impl Asked {
    /// How it binds a level on a day; not at all where no clause in force speaks to it.
    pub fn binding(&'static self, level: Level, day: Date) -> Option<Binding> {
        let act = |clause: &'static Clause| RULES.acts.get(&clause.act);
        let held = self.by.iter().filter_map(|clause| Some((clause, act(clause)?)));
        let held: Vec<_> = held.filter(|(clause, act)| act.binds(clause, level, day)).collect();
        let named = held.iter().map(|(clause, act)| format!("{} {}", act.name, clause.at).trim().to_owned());
        let source = named.collect::<Vec<_>>().join("; ");
        let (_, first) = held.first()?;
        let is_free = held.iter().all(|(_, act)| act.free.contains(&level));
        Some(Binding { source, free: is_free.then_some(first.free_words.as_str()) })
    }

    /// How old something of a day is.
    pub fn age(&self, of: Date, today: Date) -> Age {
        let older = |days: &i64| of < plus_days(today, -days);
        match (self.gone_days.filter(older), self.old_days.filter(older)) {
            (Some(days), _) => Age::Gone(days),
            (None, Some(days)) => Age::Old(days),
            (None, None) => Age::Fresh,
        }
    }
}

/// What every check asks, in the order of the page.
pub fn asked() -> &'static [Asked] {
    &RULES.checks
}

/// What a check asks.
pub fn of(id: &str) -> Option<&'static Asked> {
    RULES.checks.iter().find(|asked| asked.id == id)
}

/// How soon pages are to be answered.
pub fn speed() -> Speed {
    RULES.speed
}

/// The sections in which something stands that is asked of a level on a day, in the regulation's order.
pub fn sections(level: Level, day: Date) -> Vec<SectionKey> {
    let mut sections: Vec<SectionKey> = asked()
        .iter()
        .filter(|asked| asked.binding(level, day).is_some_and(|binding| binding.free.is_none()))
        .filter_map(|asked| asked.section)
        .collect();
    sections.sort();
    sections.dedup();
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const SEED: Date = date(2016, 12, 30);
    const OF_2018: Date = date(2018, 7, 1);
    const OF_2022: Date = date(2022, 8, 15);
    const OF_2026: Date = date(2026, 7, 1);

    fn source(id: &str, level: Level, day: Date) -> Option<String> {
        of(id).unwrap().binding(level, day).map(|binding| binding.source)
    }

    #[test]
    fn every_clause_names_an_act_and_every_act_is_named() {
        for asked in asked() {
            assert!(!asked.asks.is_empty() && !asked.by.is_empty(), "{}", asked.id);
            for clause in &asked.by {
                assert!(RULES.acts.contains_key(&clause.act), "{}: {}", asked.id, clause.act);
            }
            assert!(asked.gone_days.is_none_or(|gone| asked.old_days < Some(gone)), "{}", asked.id);
        }
        for (key, act) in &RULES.acts {
            assert!(asked().iter().flat_map(|asked| &asked.by).any(|clause| clause.act == *key), "{key}");
            assert!(act.free.is_empty() || !act.free_words.is_empty(), "{key}");
            assert!(act.until.is_none_or(|until| act.from < Some(until)), "{key}");
        }
    }

    #[test]
    fn nothing_rests_on_a_decree_that_has_ended() {
        for level in [Level::Province, Level::District, Level::Commune] {
            for (day, ended) in [(OF_2022, "43/2011"), (OF_2026, "43/2011"), (OF_2026, "42/2022")] {
                let named = asked().iter().filter_map(|asked| asked.binding(level, day));
                let named: Vec<String> = named.map(|binding| binding.source).collect();
                assert!(named.iter().all(|source| !source.contains(ended)), "{level:?} {day}: {named:?}");
                assert!(named.len() > 25, "{level:?} {day}: {}", named.len());
            }
        }
    }

    #[test]
    fn the_introduction_is_asked_by_the_decree_of_the_day() {
        for (day, clause) in [
            (SEED, "Nghị định 43/2011/NĐ-CP Điều 10.1.a"),
            (date(2022, 8, 14), "Nghị định 43/2011/NĐ-CP Điều 10.1.a"),
            (OF_2022, "Nghị định 42/2022/NĐ-CP"),
            (date(2026, 6, 30), "Nghị định 42/2022/NĐ-CP"),
            (OF_2026, "Nghị định 224/2026/NĐ-CP Điều 9.1"),
        ] {
            assert_eq!(source("P-a", Level::Commune, day).as_deref(), Some(clause), "{day}");
        }
    }

    #[test]
    fn research_is_asked_of_provinces_by_the_decree_and_of_districts_by_the_regulation() {
        let asked = |level, day| source("P-11", level, day);
        assert_eq!(asked(Level::Province, SEED).as_deref(), Some("Nghị định 43/2011/NĐ-CP Điều 11"));
        assert_eq!(asked(Level::District, SEED).as_deref(), Some("Quy chế Điều 3.11"));
        assert_eq!(asked(Level::Province, OF_2022), None);
        assert_eq!(asked(Level::District, OF_2022).as_deref(), Some("Quy chế Điều 3.11"));
        for day in [SEED, OF_2018, OF_2022, OF_2026] {
            assert_eq!(asked(Level::Commune, day), None, "{day}");
        }
        assert_eq!(source("P-12", Level::Province, OF_2022), None);
    }

    #[test]
    fn communes_follow_the_decree_of_2011_of_their_own_will_and_the_later_ones_by_duty() {
        let free = |id: &str, level, day| of(id).unwrap().binding(level, day).unwrap().free;
        assert!(free("P-a", Level::Commune, SEED).unwrap().contains("Điều 2.3"));
        assert_eq!(free("P-a", Level::District, SEED), None);
        assert_eq!(free("P-a", Level::Commune, OF_2022), None);
        assert_eq!(free("P-i", Level::Commune, OF_2018), None, "the law on access binds every body");
        assert!(sections(Level::Commune, SEED).is_empty());
        assert!(sections(Level::District, SEED).contains(&SectionKey::Research));
        assert_eq!(
            sections(Level::Commune, OF_2026),
            [SectionKey::About, SectionKey::Services, SectionKey::Questions]
        );
    }

    #[test]
    fn what_came_with_a_later_act_is_not_asked_before_its_day() {
        for (id, day) in [
            ("A-1", date(2018, 6, 1)),
            ("P-19", OF_2018),
            ("F-15", OF_2018),
            ("P-18-22", OF_2022),
            ("F-9", OF_2026),
            ("F-11", OF_2026),
        ] {
            assert_eq!(source(id, Level::Province, plus_days(day, -1)), None, "{id}");
            assert!(source(id, Level::Province, day).is_some(), "{id}");
        }
        assert_eq!(source("F-14", Level::Province, OF_2026), None, "communes alone");
        assert!(source("F-10", Level::Commune, date(2026, 6, 30)).unwrap().contains("32/2017"));
        assert_eq!(
            source("F-10", Level::Commune, OF_2026).as_deref(),
            Some("Nghị định 224/2026/NĐ-CP Điều 13.1")
        );
    }

    #[test]
    fn what_is_there_grows_old_and_then_counts_for_nothing() {
        let asked = of("P-d").unwrap();
        let aged = |days| asked.age(plus_days(SEED, -days), SEED);
        assert_eq!(
            (aged(31), aged(32), aged(365), aged(366)),
            (Age::Fresh, Age::Old(31), Age::Old(31), Age::Gone(365))
        );
        assert_eq!(of("P-đ").unwrap().age(plus_days(SEED, -3_000), SEED), Age::Fresh);
    }
}

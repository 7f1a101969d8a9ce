//! The dated rules of `rules/reports.toml`: which reports there are, their days, when they are due, what they say.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use crate::tenants::Level;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    reports: Vec<Rule>,
    texts: Vec<Text>,
    criteria: Vec<Criterion>,
}

/// A report as it is asked for from a day on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// As it is stored.
    pub key: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    since: Date,
    /// What it is called.
    pub name: String,
    about: String,
    /// Who asks for it.
    pub clause: String,
    levels: Vec<Level>,
    #[serde(default)]
    may: Vec<Level>,
    from: String,
    #[serde(default)]
    from_year: i16,
    until: String,
    draft: String,
    #[serde(default)]
    draft_year: i16,
    due: String,
    #[serde(default)]
    due_year: i16,
    to: String,
    #[serde(default)]
    body: Vec<String>,
    #[serde(default)]
    same_as: Option<String>,
}

/// A text that people write.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// As it is stored.
    pub key: String,
    /// Its heading in the form.
    pub name: String,
    /// What stands there before anybody wrote.
    pub usual: String,
    /// Whether a person must write it, as the portal cannot know.
    #[serde(default)]
    pub required: bool,
}

/// A question of the yearly evaluation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// As it is stored.
    pub key: String,
    /// What is judged.
    pub name: String,
}

/// How a criterion is judged.
pub const LEVELS: [(&str, &str); 5] =
    [("", "Chưa đánh giá"), ("tot", "Tốt"), ("kha", "Khá"), ("trung-binh", "Trung bình"), ("yeu", "Yếu")];

/// A piece of a report, in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A heading with its order.
    Heading(u8, &'a str),
    /// A text that people write.
    Text(&'a str),
    /// A table of figures.
    Table(&'a str),
    /// A chart of a table's first figures.
    Chart(&'a str),
    /// What missed its time.
    Late,
    /// The questionnaire.
    Criteria,
}

impl<'a> Piece<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        match line.split_once(' ') {
            Some(("1", words)) => Some(Self::Heading(1, words)),
            Some(("2", words)) => Some(Self::Heading(2, words)),
            Some(("text", key)) => Some(Self::Text(key)),
            Some(("table", key)) => Some(Self::Table(key)),
            Some(("chart", key)) => Some(Self::Chart(key)),
            None if line == "late" => Some(Self::Late),
            None if line == "criteria" => Some(Self::Criteria),
            _ => None,
        }
    }
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/reports.toml"))
        .unwrap_or_else(|cause| panic!("rules/reports.toml: {cause}"))
});

/// A report as it is asked for on a day.
pub fn of(key: &str, day: Date) -> Option<&'static Rule> {
    let rows = RULES.reports.iter().filter(|rule| rule.key == key && rule.since <= day);
    rows.max_by_key(|rule| rule.since)
}

/// The reports that a site of this level owes on a day, in the order of the rules.
pub fn owed(level: Level, day: Date) -> Vec<&'static Rule> {
    those(day, |rule| rule.is_owed_by(level))
}

/// The reports that a site of this level may write on a day, owed or not, in the order of the rules.
pub fn possible(level: Level, day: Date) -> Vec<&'static Rule> {
    those(day, |rule| rule.is_owed_by(level) || rule.may.contains(&level))
}

fn those(day: Date, wanted: impl Fn(&Rule) -> bool) -> Vec<&'static Rule> {
    let mut found: Vec<&Rule> = Vec::new();
    for rule in &RULES.reports {
        if let Some(rule) = of(&rule.key, day)
            && wanted(rule)
            && !found.iter().any(|known| known.key == rule.key)
        {
            found.push(rule);
        }
    }
    found
}

/// A report's rule whatever the day: as it was first asked for, where the day is before that.
pub fn known(key: &str, day: Date) -> Option<&'static Rule> {
    of(key, day).or_else(|| RULES.reports.iter().find(|rule| rule.key == key))
}

/// A report as it was asked for at the end of the year that it is named after.
pub fn of_year(key: &str, year: i16) -> Option<&'static Rule> {
    of(key, Date::new(year, 12, 31).unwrap_or(Date::MAX))
}

/// A text by its key.
pub fn text(key: &str) -> Option<&'static Text> {
    RULES.texts.iter().find(|text| text.key == key)
}

/// The questionnaire.
pub fn criteria() -> &'static [Criterion] {
    &RULES.criteria
}

/// A month and a day, as `07-10`, in a year.
fn in_year(day: &str, year: i16) -> Date {
    let read = |(month, day): (&str, &str)| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    day.split_once('-').and_then(read).unwrap_or(Date::MAX)
}

impl Rule {
    /// Whether sites of this level owe it.
    pub fn is_owed_by(&self, level: Level) -> bool {
        self.levels.contains(&level)
    }

    /// Whether the regulation of the site asks for it, rather than a law.
    pub fn is_of_regulation(&self) -> bool {
        self.clause.starts_with("Quy chế")
    }

    /// Its first and its last day for a year.
    pub fn span(&self, year: i16) -> (Date, Date) {
        (in_year(&self.from, year + self.from_year), in_year(&self.until, year))
    }

    /// When the server drafts it.
    pub fn drafted(&self, year: i16) -> Date {
        in_year(&self.draft, year + self.draft_year)
    }

    /// The last day on which it is in time.
    pub fn due(&self, year: i16) -> Date {
        in_year(&self.due, year + self.due_year)
    }

    /// The year whose report is drafted latest before or on a day.
    pub fn latest(&self, day: Date) -> i16 {
        let year = day.year();
        (year - 2..=year + 1).rev().find(|year| self.drafted(*year) <= day).unwrap_or(year)
    }

    /// What it is about.
    pub fn about(&self, year: i16) -> String {
        self.about.replace("{year}", &year.to_string())
    }

    /// To whom it goes, `body` being who the site stands for.
    pub fn to(&self, body: &str) -> String {
        if self.to == "body" { body.to_owned() } else { self.to.clone() }
    }

    /// Its pieces.
    pub fn pieces(&'static self) -> Vec<Piece<'static>> {
        let own = if self.body.is_empty() {
            let other = self.same_as.as_deref().unwrap_or_default();
            RULES
                .reports
                .iter()
                .find(|rule| rule.key == other && !rule.body.is_empty())
                .map_or(&self.body, |r| &r.body)
        } else {
            &self.body
        };
        own.iter().filter_map(|line| Piece::parse(line)).collect()
    }

    /// The texts that people write for it.
    pub fn texts(&'static self) -> Vec<&'static Text> {
        let keys = self
            .pieces()
            .into_iter()
            .filter_map(|piece| if let Piece::Text(key) = piece { text(key) } else { None });
        keys.collect()
    }

    /// Whether it holds the questionnaire.
    pub fn asks(&'static self) -> bool {
        self.pieces().contains(&Piece::Criteria)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::figures;
    use jiff::civil::date;

    #[test]
    fn every_piece_is_known() {
        for rule in &RULES.reports {
            let lines = if rule.body.is_empty() { 0 } else { rule.body.len() };
            let pieces = rule.pieces();
            assert!(!pieces.is_empty() && pieces.len() >= lines, "{}", rule.key);
            for piece in pieces {
                match piece {
                    Piece::Text(key) => assert!(text(key).is_some(), "{key}"),
                    Piece::Table(key) | Piece::Chart(key) => assert!(figures::is_known(key), "{key}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn spans_dues_and_drafts_follow_the_year() {
        let day = date(2017, 1, 15);
        let h1 = of("h1", day).unwrap();
        assert_eq!(h1.span(2016), (date(2016, 1, 1), date(2016, 6, 30)));
        assert_eq!((h1.drafted(2016), h1.due(2016)), (date(2016, 7, 1), date(2016, 7, 10)));
        let h2 = of("h2", day).unwrap();
        assert_eq!(h2.span(2016), (date(2016, 7, 1), date(2016, 12, 31)));
        assert_eq!(h2.due(2016), date(2017, 1, 10));
        assert_eq!((h1.latest(day), h2.latest(day)), (2016, 2016));
        assert_eq!(h2.latest(date(2016, 12, 31)), 2015);
        let portal = of("cong", day).unwrap();
        assert_eq!(portal.span(2016), (date(2015, 11, 1), date(2016, 10, 31)));
        assert_eq!((portal.drafted(2016), portal.due(2016)), (date(2016, 11, 1), date(2016, 11, 30)));
    }

    #[test]
    fn what_is_owed_follows_the_law_and_the_level() {
        let keys = |level, day| owed(level, day).iter().map(|rule| rule.key.as_str()).collect::<Vec<_>>();
        assert_eq!(keys(Level::District, date(2016, 12, 28)), ["h1", "h2", "nam", "cong", "hoi-dap"]);
        assert_eq!(keys(Level::Commune, date(2016, 12, 28)), ["hoi-dap"]);
        assert_eq!(keys(Level::Commune, date(2026, 11, 24)), ["cong", "tctt", "hoi-dap"]);
        let may: Vec<_> = possible(Level::Commune, date(2026, 11, 24)).iter().map(|rule| &rule.key).collect();
        assert_eq!(
            may,
            ["h1", "h2", "nam", "cong", "tctt", "hoi-dap"],
            "a commune's board judges its year too"
        );
        assert_eq!(of("cong", date(2026, 11, 24)).unwrap().to("x"), "Sở Khoa học và Công nghệ");
    }
}

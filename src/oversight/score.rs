//! The score of a site: shares of a hundred, weighed as `rules/score.toml` says, with the formula in words.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use crate::base::clock::plus_days;

use super::{Figure, Figures};

/// The dated rules of the score.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What they rest on.
    pub source: String,
    /// Days without a change after which a draft counts as left lying.
    pub draft_days: i64,
    /// Days after which a text that waits for the board does.
    pub waiting_days: i64,
    /// Days for which a letter that did not arrive is shown.
    pub mail_days: i64,
    /// Days after which a procedure is to be confirmed again.
    pub confirm_days: i64,
    /// Months of which the rate of questions in time speaks.
    pub rate_months: i64,
    /// The share of the time, in percent, in which the portal is to be there.
    pub uptime_percent: i64,
    parts: Vec<Rule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    name: String,
    weight: i64,
    measure: Measure,
    #[serde(default)]
    figure: String,
    #[serde(default)]
    cost: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Measure {
    Fresh,
    OnTime,
    Supply,
    Faults,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/score.toml")).expect("rules/score.toml is checked by a test")
});

/// The rules that hold.
pub fn rules() -> &'static Rules {
    &RULES
}

impl Rules {
    /// The first day of the months of which the rate of questions in time speaks on a day.
    pub fn rate_from(&self, today: Date) -> Date {
        plus_days(today.saturating_sub(self.rate_months.months()), 1)
    }

    /// Those months in words: `12 tháng qua`.
    pub fn rate_span(&self) -> String {
        format!("{} tháng qua", self.rate_months)
    }
}

/// One part of a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is about.
    pub name: &'static str,
    /// Its weight, of 100.
    pub weight: i64,
    /// What was reached of it, of 100.
    pub share: i64,
    /// How it is counted, with the site's own numbers.
    pub formula: String,
    /// What it is counted from.
    pub behind: Behind,
}

/// The list that a part of a score is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// That of a figure.
    Figure(Figure),
    /// The questions that are over.
    Closed,
}

/// The score of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Of 100.
    pub total: i64,
    /// What it is made of.
    pub parts: Vec<Part>,
}

impl Score {
    /// The score of these figures.
    pub fn of(figures: &Figures) -> Self {
        let parts: Vec<Part> = RULES.parts.iter().map(|rule| part(rule, figures)).collect();
        let reached: i64 = parts.iter().map(|part| part.weight * part.share).sum();
        Self { total: (reached + 50) / 100, parts }
    }
}

fn part(rule: &'static Rule, figures: &Figures) -> Part {
    let (share, formula) = match rule.measure {
        Measure::Fresh => (
            figures.fresh(),
            format!(
                "(chuyên mục có yêu cầu − quá hạn) / chuyên mục có yêu cầu = ({} − {}) / {0}",
                figures.paced,
                figures.stale.len()
            ),
        ),
        Measure::OnTime => (
            figures.on_time(),
            format!(
                "trong {}: xong đúng hạn / (đã xong + đang quá hạn) = {} / ({} + {})",
                RULES.rate_span(),
                figures.closed - figures.late,
                figures.closed,
                figures.overdue
            ),
        ),
        Measure::Supply => (
            figures.supplied(),
            format!(
                "đã gửi trong chỉ tiêu / chỉ tiêu{} = {} / {}",
                figures.quota_month().map_or_else(String::new, |month| format!(" {}", month.vietnamese())),
                figures.sent,
                figures.owed
            ),
        ),
        Measure::Faults => {
            let count = Figure::parse(&rule.figure).map_or(0, |figure| figure.of(figures));
            (Some((100 - rule.cost * count).max(0)), format!("100 − {} × {count}, không dưới 0", rule.cost))
        }
    };
    let behind = match rule.measure {
        Measure::Fresh => Behind::Figure(Figure::Stale),
        Measure::OnTime => Behind::Closed,
        Measure::Supply => Behind::Figure(Figure::Quota),
        Measure::Faults => Figure::parse(&rule.figure).map_or(Behind::Closed, Behind::Figure),
    };
    let formula = if share.is_none() {
        format!("{formula}; chưa có gì để tính nên được 100")
    } else {
        formula
    };
    Part { name: &rule.name, weight: rule.weight, share: share.unwrap_or(100), formula, behind }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_weights_are_a_hundred_and_every_fault_is_a_figure() {
        assert!(!rules().source.is_empty());
        assert_eq!(RULES.parts.iter().map(|rule| rule.weight).sum::<i64>(), 100);
        for rule in RULES.parts.iter().filter(|rule| rule.measure == Measure::Faults) {
            assert!(Figure::parse(&rule.figure).is_some() && rule.cost > 0, "{}", rule.name);
        }
    }

    #[test]
    fn the_rate_speaks_of_twelve_months() {
        assert_eq!(rules().rate_from(date(2016, 12, 30)), date(2015, 12, 31));
        assert_eq!(rules().rate_span(), "12 tháng qua");
    }

    #[test]
    fn what_has_nothing_against_it_reaches_all_and_every_fault_costs() {
        assert_eq!(Score::of(&Figures::default()).total, 100);
        let links = Figures { links: 2, ..Figures::default() };
        let score = Score::of(&links);
        // 6 points of weight at 90 of 100: 0,6 is lost, and rounded.
        assert_eq!(score.total, 99);
        let part = score.parts.iter().find(|part| part.name == "Liên kết không hỏng").unwrap();
        assert_eq!((part.share, part.formula.as_str()), (90, "100 − 5 × 2, không dưới 0"));
        let stale = Figures { paced: 2, stale: vec!["a".into(), "b".into()], ..Figures::default() };
        assert_eq!(Score::of(&stale).total, 70);
        let more = Figures { links: 1_000, ..stale };
        assert_eq!(Score::of(&more).total, 64);
    }
}

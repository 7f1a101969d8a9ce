//! What the board reads of a period: most looked for, looked for and not found, found and not opened.

use jiff::civil::Date;

use crate::base::clock::plus_days;
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::items::kinds::document::number_query::NumberQuery;

use super::store::{self, Counted};
use super::words::looks_personal;
use super::{SHARED, SHARED_PERSONAL};

/// A period that ends today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
    /// Ninety days.
    Quarter,
    /// A year.
    Year,
}

impl Period {
    /// All, the shortest first.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// How many days it has, today included.
    pub fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// The period of so many days; a month where there is none.
    pub fn of_days(text: &str) -> Self {
        let days = text.parse().ok();
        Self::ALL.into_iter().find(|period| Some(period.days()) == days).unwrap_or(Self::Month)
    }

    /// Its name.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Week => "7 ngày qua",
            Self::Month => "30 ngày qua",
            Self::Quarter => "90 ngày qua",
            Self::Year => "12 tháng qua",
        }
    }

    /// Its first day, when it ends on another.
    pub fn first_day(self, today: Date) -> Date {
        plus_days(today, 1 - self.days())
    }
}

/// What may help people who look for something in vain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// They typed the number of a document that is not here.
    Document,
    /// Something is here sometimes, so words may be missing in the search language.
    Words,
    /// Nothing is here: somebody should write it.
    Write,
}

/// Words that many share, with their counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words.
    pub words: String,
    /// How often they were looked for.
    pub searches: i64,
    /// How often nothing was found.
    pub empty: i64,
    /// How many results there were at most.
    pub hits: i64,
    /// How often a result was opened.
    pub clicks: i64,
    /// At which place the results opened stood on average, in tenths.
    pub place_tenths: Option<i64>,
}

impl Line {
    fn of(counted: &Counted) -> Self {
        let tally = &counted.tally;
        Self {
            words: counted.words.text.clone(),
            searches: tally.searches,
            empty: tally.empty,
            hits: tally.hits,
            clicks: tally.clicks,
            place_tenths: (10 * tally.ranks).checked_div(tally.clicks),
        }
    }

    /// How often something was found.
    pub fn found(&self) -> i64 {
        self.searches - self.empty
    }

    /// What may help where nothing was found.
    pub fn advice(&self) -> Advice {
        match NumberQuery::find(&self.words) {
            Some(_) => Advice::Document,
            None if self.found() > 0 => Advice::Words,
            None => Advice::Write,
        }
    }
}

/// What was looked for in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The words that may be shown, the most looked for first.
    pub lines: Vec<Line>,
    /// All searches, shown or not.
    pub searches: i64,
    /// Of these, how many found nothing.
    pub empty: i64,
    /// Results opened.
    pub clicks: i64,
    /// Searches whose words are not shown.
    pub hidden: i64,
}

impl Report {
    /// What was looked for on a site from one day to another.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, from: Date, to: Date) -> Result<Self> {
        Ok(Self::of(&store::between(scope, from, to).await?))
    }

    fn of(counted: &[Counted]) -> Self {
        let mut report = Self::default();
        for one in counted {
            report.searches += one.tally.searches;
            report.empty += one.tally.empty;
            report.clicks += one.tally.clicks;
            if may_be_shown(one) {
                report.lines.push(Line::of(one));
            } else {
                report.hidden += one.tally.searches;
            }
        }
        report
    }

    /// Those that were looked for and not found, the most missed first.
    pub fn missed(&self) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.lines.iter().filter(|line| line.empty > 0).collect();
        lines.sort_by_key(|line| -line.empty);
        lines
    }

    /// Those that were found again and again and never opened.
    pub fn unopened(&self) -> Vec<&Line> {
        self.lines.iter().filter(|line| line.clicks == 0 && line.found() >= SHARED).collect()
    }
}

fn may_be_shown(counted: &Counted) -> bool {
    let needed = if looks_personal(&counted.words) { SHARED_PERSONAL } else { SHARED };
    !counted.words.key.is_empty() && counted.tally.searches >= needed
}

#[cfg(test)]
mod tests {
    use super::super::counts::Tally;
    use super::super::words::Words;
    use super::*;

    fn counted(text: &str, searches: i64, empty: i64, clicks: i64) -> Counted {
        let words = Words::of(text).unwrap_or(Words { key: String::new(), text: String::new() });
        let tally = Tally { text: text.into(), searches, empty, hits: 9, clicks, ranks: 3 * clicks };
        Counted { words, tally }
    }

    fn shown(lines: &[&Line]) -> Vec<String> {
        lines.iter().map(|line| line.words.clone()).collect()
    }

    #[test]
    fn words_that_few_share_are_counted_and_not_shown() {
        let report = Report::of(&[
            counted("sổ đỏ", 12, 0, 6),
            counted("Nguyễn Văn Mẫu", 9, 9, 0),
            counted("Trần Thị Mẫu", 10, 1, 0),
            counted("xin con dấu", 2, 2, 0),
            counted("", 4, 4, 0),
        ]);
        assert_eq!(shown(&report.lines.iter().collect::<Vec<_>>()), ["sổ đỏ", "Trần Thị Mẫu"]);
        assert_eq!((report.searches, report.empty, report.clicks, report.hidden), (37, 16, 6, 15));
    }

    #[test]
    fn missed_and_unopened_are_told_apart() {
        let report = Report::of(&[
            counted("sổ đỏ", 12, 0, 6),
            counted("khai sinh", 8, 0, 0),
            counted("nghị định 43", 5, 5, 0),
            counted("xe ôm", 4, 1, 1),
        ]);
        assert_eq!(shown(&report.missed()), ["nghị định 43", "xe ôm"]);
        assert_eq!(shown(&report.unopened()), ["khai sinh"]);
        let advice: Vec<Advice> = report.missed().iter().map(|line| line.advice()).collect();
        assert_eq!(advice, [Advice::Document, Advice::Words]);
        assert_eq!(report.lines[0].place_tenths, Some(30));
    }

    #[test]
    fn periods_end_today_and_unknown_ones_are_a_month() {
        let today = jiff::civil::date(2016, 12, 30);
        assert_eq!(Period::Week.first_day(today), jiff::civil::date(2016, 12, 24));
        assert_eq!(Period::of_days("90"), Period::Quarter);
        assert_eq!(Period::of_days("-1"), Period::Month);
    }
}

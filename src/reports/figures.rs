//! What a report counts for its days: tables whose every figure knows the list that proves it.

mod counted;
mod house;
mod questions;
mod royalties;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::clock::{Millis, date_vi};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::tenants::Profile;

use super::rules::{Piece, Rule};

/// The most late cases that a report names.
pub const LATE: usize = 100;

/// Every table there is.
const KNOWN: [&str; 26] = [
    "sections",
    "genres",
    "documents",
    "units",
    "supply",
    "changes",
    "freshness",
    "contributors",
    "royalties",
    "questions",
    "question-units",
    "question-fields",
    "question-channels",
    "consultations",
    "access",
    "access-channels",
    "use",
    "late",
    "feedback",
    "uptime",
    "survey",
    "survey-remarks",
    "training",
    "training-reach",
    "plan",
    "plan-progress",
];

/// Whether there is a table of this key.
pub fn is_known(key: &str) -> bool {
    KNOWN.contains(&key)
}

/// A cell: a figure or words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Words, where it is no figure.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<i64>,
    /// Where in the console of the site its rows are listed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub proof: String,
}

impl Cell {
    /// A figure with the list that proves it.
    pub fn count(count: i64, proof: impl Into<String>) -> Self {
        Self { words: String::new(), count: Some(count), proof: proof.into() }
    }

    /// A number of rows with their list.
    pub fn many(rows: usize, proof: impl Into<String>) -> Self {
        Self::count(i64::try_from(rows).unwrap_or(i64::MAX), proof)
    }

    /// Words.
    pub fn words(words: impl Into<String>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }

    /// As it is read.
    pub fn text(&self) -> String {
        self.count.map_or_else(|| self.words.clone(), paper::wording::grouped)
    }
}

/// A line of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// What it is about.
    pub label: String,
    /// Its cells, as many as the table has columns.
    pub cells: Vec<Cell>,
}

/// A table of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureTable {
    /// Its key.
    pub key: String,
    /// What it shows.
    pub title: String,
    /// What its first figures count.
    pub unit: String,
    /// The head of the labels.
    pub label: String,
    /// The heads of its columns.
    pub columns: Vec<String>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// The sums of its figures, where they can be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Line>,
}

impl FigureTable {
    fn new(key: &str, title: &str, unit: &str, label: &str, columns: &[&str]) -> Self {
        Self {
            key: key.to_owned(),
            title: title.to_owned(),
            unit: unit.to_owned(),
            label: label.to_owned(),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
            ..Self::default()
        }
    }

    fn line(&mut self, label: impl Into<String>, cells: Vec<Cell>) {
        self.lines.push(Line { label: label.into(), cells });
    }

    /// With the sums of its lines under them, proved by these lists.
    fn summed(mut self, proofs: &[&str]) -> Self {
        let counts = |column: usize| self.lines.iter().filter_map(move |line| line.cells.get(column)?.count);
        let is_words = |column: usize| !self.lines.is_empty() && counts(column).next().is_none();
        let cells = (0..self.columns.len()).map(|column| {
            if is_words(column) {
                return Cell::words(String::new());
            }
            Cell::count(counts(column).sum(), proofs.get(column).copied().unwrap_or(""))
        });
        let total = Line { label: "Cộng".to_owned(), cells: cells.collect() };
        self.total = Some(total);
        self
    }

    /// With how many cases there are in all, of whom the lines name the first alone.
    fn counted(mut self, all: Cell) -> Self {
        let mut cells = vec![Cell::default(); self.columns.len()];
        if let Some(last) = cells.last_mut() {
            *last = all;
        }
        self.total = Some(Line { label: "Cộng".to_owned(), cells });
        self
    }

    /// How many cases there are, where the lines may name the first alone.
    pub fn cases(&self) -> i64 {
        let all = self.total.as_ref().and_then(|line| line.cells.last()?.count);
        all.unwrap_or_else(|| i64::try_from(self.lines.len()).unwrap_or(i64::MAX))
    }

    /// A figure by its line's label and its column's place.
    pub fn figure(&self, label: &str, column: usize) -> Option<i64> {
        let mut lines = self.lines.iter().chain(&self.total);
        lines.find(|line| line.label == label)?.cells.get(column)?.count
    }

    /// Its first figures as a chart, without those that are nothing.
    pub fn chart(&self) -> paper::chart::Chart {
        let bars =
            self.lines.iter().filter_map(|line| Some((line.label.clone(), line.cells.first()?.count?)));
        let bars = bars.filter(|bar| bar.1 > 0).collect();
        paper::chart::Chart { title: self.title.clone(), unit: self.unit.clone(), bars }
    }
}

/// What a report counts, as of a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// When it was counted.
    pub counted_at: Millis,
    /// The tables, in the order of the report.
    pub tables: Vec<FigureTable>,
}

impl Figures {
    /// Counts what a report asks for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(scope: &mut Scope, profile: &Profile, rule: &'static Rule, year: i16) -> Result<Self> {
        let (from, until) = rule.span(year);
        let mut keys: Vec<&str> = Vec::new();
        for piece in rule.pieces() {
            let key = match piece {
                Piece::Table(key) | Piece::Chart(key) => key,
                Piece::Late => "late",
                _ => continue,
            };
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        Self::of(scope, profile, from, until, &keys).await
    }

    /// Counts these tables between two days.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(
        scope: &mut Scope,
        profile: &Profile,
        from: Date,
        until: Date,
        keys: &[&str],
    ) -> Result<Self> {
        let span = Span { from, until };
        let mut tables = counted::tables(scope, profile, span, keys).await?;
        tables.extend(questions::tables(scope, profile, span, keys).await?);
        tables.extend(house::tables(scope, profile, span, keys).await?);
        if keys.contains(&"royalties") {
            tables.push(royalties::table(scope, span).await?);
        }
        tables.sort_by_key(|table| keys.iter().position(|key| *key == table.key));
        Ok(Self { from, until, counted_at: scope.db().clock.now(), tables })
    }

    /// A table by its key.
    pub fn table(&self, key: &str) -> Option<&FigureTable> {
        self.tables.iter().find(|table| table.key == key)
    }
}

/// From a day to a day.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: Date,
    until: Date,
}

impl Span {
    /// As it stands in the addresses of lists.
    fn days(self) -> String {
        format!("tu-ngay={}&den-ngay={}", date_vi(self.from), date_vi(self.until))
    }
}

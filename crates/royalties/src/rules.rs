//! The dated law as text: base salary, unit, ranges by genre, remuneration, tax.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::{Coefficient, Dong};

/// All of it, as `rules/royalties.toml` writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Within how many days of publication it is paid.
    pub pay_within: PayWithin,
    units: Vec<Unit>,
    salaries: Vec<Salary>,
    frames: Vec<Frame>,
    genres: Vec<Genre>,
    supplements: Vec<Band>,
    shares: Vec<Band>,
    remunerations: Vec<Share>,
    taxes: Vec<Tax>,
}

/// Within how many days of publication it is paid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayWithin {
    /// So many, the day of publication not counted.
    pub days: i64,
    /// So many days before the last one somebody is told.
    pub ahead: i64,
    /// After so many more days somebody is told again.
    pub again: i64,
    /// After so many notices without an answer a sum goes to the next year's fund.
    pub notices: i64,
    /// The law.
    pub clause: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unit {
    #[serde(deserialize_with = "day")]
    from: Date,
    percent: i64,
    clause: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Salary {
    #[serde(deserialize_with = "day")]
    from: Date,
    monthly: Dong,
    clause: String,
}

/// Whose ranges hold.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// As it is stored.
    pub key: String,
    /// As people read it.
    pub name: String,
    #[serde(deserialize_with = "day")]
    from: Date,
    /// For sites of which levels it is made.
    levels: Vec<String>,
}

/// The range of a genre's coefficients.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genre {
    frame: String,
    /// As it is stored.
    pub key: String,
    /// As people read it.
    pub name: String,
    #[serde(deserialize_with = "day")]
    from: Date,
    /// The least.
    pub least: Coefficient,
    /// The most.
    pub most: Coefficient,
    /// The law.
    pub clause: String,
}

impl Genre {
    /// The range in words: `0,5 đến 2`, `đúng 3`.
    pub fn range(&self) -> String {
        if self.least == self.most {
            format!("đúng {}", self.least)
        } else {
            format!("từ {} đến {}", self.least, self.most)
        }
    }

    /// Whether a coefficient lies in the range.
    pub fn allows(&self, coefficient: Coefficient) -> bool {
        (self.least..=self.most).contains(&coefficient)
    }
}

/// A share between two bounds, of which the board chooses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// As it is stored.
    pub key: String,
    /// As people read it.
    pub name: String,
    #[serde(deserialize_with = "day")]
    from: Date,
    /// The least, in the hundred.
    pub least: i64,
    /// The most.
    pub most: i64,
    /// The law.
    pub clause: String,
}

impl Band {
    /// Whether a share lies between the bounds.
    pub fn allows(&self, percent: i64) -> bool {
        (self.least..=self.most).contains(&percent)
    }

    /// The bounds in words: `từ 10 đến 20 %`.
    pub fn range(&self) -> String {
        format!("từ {} đến {} %", self.least, self.most)
    }
}

/// A share of something, at most.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    #[serde(deserialize_with = "day")]
    from: Date,
    /// In the hundred.
    pub percent: i64,
    /// The law.
    pub clause: String,
}

/// What is withheld of a payment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    #[serde(deserialize_with = "day")]
    from: Date,
    /// The least payment of which it is withheld.
    pub threshold: Dong,
    /// In the hundred, of the whole payment.
    pub percent: i64,
    /// Whether who is paid may ask that it be withheld below the threshold too.
    #[serde(default)]
    pub on_request: bool,
    /// The law.
    pub clause: String,
}

/// What one unit is worth on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The base salary.
    pub salary: Dong,
    /// In the hundred of it.
    pub percent: i64,
    /// The law.
    pub clause: String,
}

impl Worth {
    /// One unit, as people read it; what is owed is counted from the salary, so that nothing is rounded twice.
    pub fn unit(&self) -> Dong {
        self.salary * self.percent / 100
    }
}

trait Dated {
    fn from(&self) -> Date;
}

macro_rules! dated {
    ($($name:ident),*) => {$(impl Dated for $name { fn from(&self) -> Date { self.from } })*};
}
dated!(Unit, Salary, Genre, Band, Share, Tax);

/// The latest that has begun.
fn held<'a, T: Dated + 'a>(rows: impl IntoIterator<Item = &'a T>, day: Date) -> Option<&'a T> {
    rows.into_iter().filter(|row| row.from() <= day).max_by_key(|row| row.from())
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
    let day = toml::value::Datetime::deserialize(from)?;
    let date = day.date.ok_or_else(|| serde::de::Error::custom("a day is wanted"))?;
    let (month, on) = (date.month.cast_signed(), date.day.cast_signed());
    Date::new(date.year.cast_signed(), month, on).map_err(serde::de::Error::custom)
}

impl Rules {
    /// Reads them.
    ///
    /// # Errors
    /// For what is no such text.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// What a unit is worth on a day; none before the first salary.
    pub fn worth(&self, day: Date) -> Option<Worth> {
        let (salary, unit) = (held(&self.salaries, day)?, held(&self.units, day)?);
        Some(Worth {
            salary: salary.monthly,
            percent: unit.percent,
            clause: format!("{}; {}", salary.clause, unit.clause),
        })
    }

    /// The frames that a site of a level may choose from on a day; the first is the usual one.
    pub fn frames(&self, level: &str, day: Date) -> Vec<&Frame> {
        let fits = |frame: &&Frame| frame.from <= day && frame.levels.iter().any(|one| one == level);
        self.frames.iter().filter(fits).collect()
    }

    /// The genres of a frame on a day, in order.
    pub fn genres(&self, frame: &str, day: Date) -> Vec<&Genre> {
        let mut seen: Vec<&Genre> = Vec::new();
        for genre in self.genres.iter().filter(|genre| genre.frame == frame) {
            if !seen.iter().any(|known| known.key == genre.key) {
                seen.extend(self.genre(frame, &genre.key, day));
            }
        }
        seen
    }

    /// A genre of a frame as it holds on a day.
    pub fn genre(&self, frame: &str, key: &str, day: Date) -> Option<&Genre> {
        held(self.genres.iter().filter(|genre| genre.frame == frame && genre.key == key), day)
    }

    /// What a genre is called, whenever it held.
    pub fn genre_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.genres.iter().rev().find(|genre| genre.key == key).map_or(key, |genre| genre.name.as_str())
    }

    /// What may be added to an item's royalties on a day, in order.
    pub fn supplements(&self, day: Date) -> Vec<&Band> {
        let mut seen: Vec<&Band> = Vec::new();
        for band in &self.supplements {
            if !seen.iter().any(|known| known.key == band.key) {
                seen.extend(self.supplement(&band.key, day));
            }
        }
        seen
    }

    /// One of them as it holds on a day.
    pub fn supplement(&self, key: &str, day: Date) -> Option<&Band> {
        held(self.supplements.iter().filter(|band| band.key == key), day)
    }

    /// What it is called, whenever it held.
    pub fn supplement_name<'a>(&'a self, key: &'a str) -> &'a str {
        self.supplements.iter().rev().find(|band| band.key == key).map_or(key, |band| band.name.as_str())
    }

    /// What is paid of the whole for what is not written anew, where the law says between which bounds.
    pub fn share(&self, key: &str, day: Date) -> Option<&Band> {
        held(self.shares.iter().filter(|band| band.key == key), day)
    }

    /// The most that remuneration may be of a month's royalties.
    pub fn remuneration(&self, day: Date) -> Option<&Share> {
        held(&self.remunerations, day)
    }

    /// The tax of a payment on a day.
    pub fn tax(&self, day: Date) -> Option<&Tax> {
        held(&self.taxes, day)
    }
}

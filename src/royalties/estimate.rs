//! The estimate of a year: what the last twelve months were paid - shares, supplements, adjustments, remuneration -, counted with the salary of that year, and lines that
//! people write (Quy chế Điều 6.2, 11.2).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use royalties::amount::revalued;
use royalties::{Coefficient, Dong};
use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::fresh;
use crate::base::scope::{Db, Reach, Scope};
use crate::people::{Action, Staff, State};
use crate::supply::month::Month;
use crate::tenants::directory::{Directory, Tenant};

use super::store::{self, Coefficients, Spent};
use super::uncollected::Fund;
use super::{PAID, RULES, runs, tidy};

/// A line that people wrote.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub title: String,
    /// How much.
    pub amount: Dong,
    /// How it was counted.
    pub note: String,
}

/// The forecast of one genre, or of remuneration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The genre; "" for remuneration.
    pub genre: String,
    /// How many items in twelve months.
    pub items: i64,
    /// Their coefficients, added up.
    pub coefficients: Coefficient,
    /// What they would cost in the year.
    pub amount: Dong,
}

impl Forecast {
    /// As people read it.
    pub fn name(&self) -> &str {
        if self.genre.is_empty() {
            "Thù lao biên tập, quản trị"
        } else {
            RULES.genre_name(&self.genre)
        }
    }
}

/// A year.
#[derive(Clone, Debug)]
pub struct Estimate {
    /// Which.
    pub year: i16,
    /// The first of the twelve months it rests on.
    pub from: Month,
    /// The last of them.
    pub until: Month,
    /// Those of them that a site did not approve, with its name: nothing of them is counted.
    pub unapproved: Vec<(String, Month)>,
    /// By genre.
    pub forecast: Vec<Forecast>,
    /// Written by people.
    pub lines: Vec<Line>,
    /// What the year's fund has of sums that nobody collected in earlier years.
    pub fund: Fund,
}

impl Estimate {
    /// Royalties and remuneration.
    pub fn royalties(&self) -> Dong {
        self.forecast.iter().map(|one| one.amount).sum()
    }

    /// All of it: the sum of its lines.
    pub fn total(&self) -> Dong {
        self.royalties() + self.lines.iter().map(|line| line.amount).sum::<Dong>()
    }

    /// What is to be found beside what the fund has.
    pub fn wanted(&self) -> Dong {
        (self.total() - self.fund.left()).max(0)
    }

    /// The year as it would be on the ground of what was approved in the twelve months before today's, on every site that
    /// the tenant pays for; on its own where another pays for it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(db: &Db, directory: &Directory, tenant: &Arc<Tenant>, year: i16) -> Result<Self> {
        let until = Month::of(db.clock.today()).previous();
        let from = Month::of(until.first().saturating_sub(11.months()));
        let mut sites = runs::sources(db, directory, tenant).await?;
        if sites.is_empty() {
            sites.push(tenant.clone());
        }
        let (mut counted, mut spent, mut unapproved) = (Vec::new(), Vec::new(), Vec::new());
        for site in &sites {
            let mut scope = db.read(site.id()).await?;
            counted.extend(store::coefficients(&mut scope, from, until).await?);
            spent.extend(store::spent(&mut scope, from, until).await?);
            let missing = months_without_approval(&mut scope, from, until).await?;
            unapproved.extend(missing.into_iter().map(|month| (site.identity().full_name.clone(), month)));
        }
        let mut scope = db.read(tenant.id()).await?;
        let lines = store::estimate_lines(&mut scope, year).await?;
        let fund = Fund::of(&mut scope, year).await?;
        Ok(Self { year, from, until, unapproved, forecast: forecast(&counted, &spent, year), lines, fund })
    }

    /// What is missing of the ground it stands on, in a sentence; none where all twelve months were approved.
    pub fn missing(&self) -> Option<String> {
        let told = |(site, month): &(String, Month)| format!("{} ({site})", month.vietnamese());
        let months: Vec<String> = self.unapproved.iter().map(told).collect();
        (!months.is_empty()).then(|| {
            format!(
                "Chưa duyệt chi nên chưa được tính: {}. Hãy duyệt hoặc ghi thêm khoản dự kiến.",
                months.join(", ")
            )
        })
    }
}

/// The months since a site first said what an item is worth that nobody approved.
async fn months_without_approval(scope: &mut Scope, from: Month, until: Month) -> Result<Vec<Month>> {
    let approved = store::approved_months(scope).await?;
    let since = store::first_assessed(scope).await?;
    let months =
        std::iter::successors(Some(from), |month| Some(month.next())).take_while(|one| *one <= until);
    Ok(months
        .filter(|month| since.is_some_and(|since| since <= *month) && !approved.contains(month))
        .collect())
}

/// What was approved in twelve months as it would cost in a year: each sum with the salary of the same month of the year
/// instead of its own, as far as the law of that day is known. Remuneration hangs on no salary.
fn forecast(counted: &[Coefficients], spent: &[Spent], year: i16) -> Vec<Forecast> {
    let mut genres: BTreeMap<(bool, &str), Forecast> = BTreeMap::new();
    for one in counted {
        let genre = genres.entry((false, &one.genre)).or_insert_with(|| empty(&one.genre));
        genre.items += one.items;
        let sum = genre.coefficients.as_hundredths() + one.sum.as_hundredths();
        genre.coefficients = Coefficient::hundredths(sum);
    }
    for one in spent {
        let is_remuneration = one.kind == "remuneration";
        let name = if is_remuneration { "" } else { one.genre.as_str() };
        genres.entry((is_remuneration, name)).or_insert_with(|| empty(name)).amount += in_year(one, year);
    }
    genres.into_values().collect()
}

fn empty(genre: &str) -> Forecast {
    Forecast { genre: genre.to_owned(), items: 0, coefficients: Coefficient::default(), amount: 0 }
}

/// A sum as the same month of a year would have it.
fn in_year(one: &Spent, year: i16) -> Dong {
    let then = one.worth_on.and_then(|day| RULES.worth(day));
    let day = Date::new(year, one.month.first().month(), 1).ok();
    match (then, day.and_then(|day| RULES.worth(day))) {
        (Some(then), Some(now)) => revalued(one.amount, &then, &now),
        _ => one.amount,
    }
}

/// The years that can be estimated on a day.
pub fn years(today: Date) -> [i16; 3] {
    [today.year(), today.year() + 1, today.year() + 2]
}

/// The most of one line.
const MOST: Dong = 100_000_000_000;

/// Adds a line to a year's estimate.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Refused`] with every reason.
pub async fn add(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    year: i16,
    (title, amount, note): (&str, Option<Dong>, &str),
) -> Result<()> {
    staff.require(Action::RoyaltySet, State::Any)?;
    let (title, note) = (tidy(title), tidy(note));
    let mut refusals = Vec::new();
    let mut refuse = |field, message: &str| refusals.push(Refusal::new(field, message, PAID));
    if !(2..=160).contains(&title.chars().count()) {
        refuse("title", "Hãy ghi nội dung chi, từ 2 đến 160 ký tự.");
    }
    if note.chars().count() > 300 {
        refuse("note", "Ghi chú dài quá 300 ký tự.");
    }
    if !years(db.clock.today()).contains(&year) {
        refuse("year", "Dự toán lập cho năm nay hoặc hai năm tới.");
    }
    let amount = amount.filter(|amount| (1..=MOST).contains(amount));
    if amount.is_none() {
        refuse("amount", "Số tiền là một số đồng lớn hơn 0.");
    }
    Error::unless_empty(refusals)?;
    let (Some(amount), now) = (amount, db.clock.now()) else { return Err(Error::NotFound) };
    let line = Line { id: fresh(now, &db.entropy), title, amount, note };
    let mut scope = db.write(tenant.id(), actor).await?;
    store::add_estimate_line(&mut scope, year, &line, &staff.account, now).await?;
    scope.changed("royalty", "estimate", Reach::Staff);
    let detail = json!({ "year": year, "title": line.title, "amount": amount });
    scope.audit("royalty.estimate", "royalty", &line.id, detail);
    scope.commit().await
}

/// Takes a line out.
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::NotFound`].
pub async fn remove(
    db: &Db,
    tenant: &Tenant,
    staff: &Staff,
    actor: &Actor,
    year: i16,
    id: &str,
) -> Result<()> {
    staff.require(Action::RoyaltySet, State::Any)?;
    let mut scope = db.write(tenant.id(), actor).await?;
    store::remove_estimate_line(&mut scope, year, id).await?;
    scope.changed("royalty", "estimate", Reach::Staff);
    scope.audit("royalty.estimate", "royalty", id, json!({ "year": year, "taken_back": true }));
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn qc_6_2_a_month_is_counted_with_the_salary_of_its_time_of_year() {
        let of = |month, genre: &str, hundredths| Coefficients {
            month: Month::of(date(2016, month, 1)),
            genre: genre.into(),
            items: 2,
            sum: Coefficient::hundredths(hundredths),
        };
        let spent = |month, kind: &str, genre: &str, amount| Spent {
            month: Month::of(date(2016, month, 1)),
            kind: kind.into(),
            genre: genre.into(),
            worth_on: (kind != "remuneration").then(|| date(2016, month, 1)),
            amount,
        };
        let counted = [of(6, "tin", 200), of(7, "tin", 200), of(7, "anh", 50)];
        let written = [
            spent(6, "royalty", "tin", 242_000),
            spent(7, "royalty", "tin", 242_000),
            spent(7, "royalty", "anh", 60_500),
        ];
        let all = forecast(&counted, &written, 2017);
        let amounts: Vec<_> = all.iter().map(|one| (one.genre.as_str(), one.items, one.amount)).collect();
        assert_eq!(amounts, [("anh", 2, 65_000), ("tin", 4, 242_000 + 260_000)]);

        // A repost at half, less an adjustment, and remuneration: what was approved, not coefficient times unit.
        let written = [
            spent(7, "royalty", "tin", 121_000),
            spent(7, "adjustment", "tin", -60_500),
            spent(7, "remuneration", "", 50_000),
        ];
        let all = forecast(&[of(7, "tin", 200)], &written, 2017);
        let amounts: Vec<_> = all.iter().map(|one| (one.name(), one.amount)).collect();
        assert_eq!(amounts, [("Tin", 130_000 - 65_000), ("Thù lao biên tập, quản trị", 50_000)]);
    }
}

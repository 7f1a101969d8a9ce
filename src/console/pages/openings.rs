//! How often the ways out of procedures are opened, by month (NĐ 43/2011 Điều 18), for those who look after them.

use jiff::ToSpan as _;
use jiff::civil::Date;
use poem::Response;

use crate::base::error::Result;
use crate::base::text::{csv_cell, thousands};
use crate::console::desk::{self, Desk};
use crate::console::views::openings::{OpeningsPage, OpeningsRow};
use crate::items::kinds::record::PROCEDURES;
use crate::items::store::{self as items, Opened, Titled};
use crate::public::pages::item_url;
use crate::public::views::Link;

use super::frame::layout;

/// So many months are told of, this one the last.
const MONTHS: usize = 12;
/// Procedures on the page; the table to fetch has all.
const SHOWN: usize = 100;

/// What was opened of one procedure.
pub struct Line {
    /// The procedure.
    pub entry: Titled,
    /// How often in each month, in the order of [`Openings::months`].
    pub counts: Vec<i64>,
}

impl Line {
    /// How often in all.
    pub fn total(&self) -> i64 {
        self.counts.iter().sum()
    }
}

/// What was opened of all procedures.
pub struct Openings {
    /// The months, as 2016-12, the oldest first.
    pub months: Vec<String>,
    /// The procedures, what was opened most first.
    pub lines: Vec<Line>,
}

impl Openings {
    fn of(today: Date, opened: Vec<Opened>) -> Self {
        let month = |back: usize| {
            let back = i64::try_from(back).unwrap_or(0);
            today.first_of_month().saturating_sub(back.months()).strftime("%Y-%m").to_string()
        };
        let months: Vec<String> = (0..MONTHS).rev().map(month).collect();
        let mut lines: Vec<Line> = Vec::new();
        for one in opened {
            if lines.last().is_none_or(|line| line.entry.slug != one.entry.slug) {
                lines.push(Line { entry: one.entry, counts: vec![0; MONTHS] });
            }
            let at = months.iter().position(|month| Some(month) == one.month.as_ref());
            if let (Some(at), Some(line)) = (at, lines.last_mut()) {
                line.counts[at] = one.openings;
            }
        }
        lines.sort_by_key(|line| std::cmp::Reverse(line.total()));
        Self { months, lines }
    }

    /// How often the ways out were opened in one of the months.
    fn in_month(&self, at: usize) -> i64 {
        self.lines.iter().map(|line| line.counts[at]).sum()
    }
}

/// What was opened of the site's procedures in the last twelve months.
///
/// # Errors
/// When the database does not answer.
pub async fn read(desk: &Desk) -> Result<Openings> {
    let today = desk.app.db.clock.today();
    let since = today.first_of_month().saturating_sub(i64::try_from(MONTHS - 1).unwrap_or(0).months());
    let (way, _) = PROCEDURES.door.unwrap_or_default();
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let opened = items::openings_by_month(&mut scope, PROCEDURES.key, way, since).await?;
    Ok(Openings::of(today, opened))
}

/// `GET /:tenant/luot-mo`
///
/// # Errors
/// When the database does not answer.
pub async fn openings(desk: Desk) -> Result<Response> {
    let all = read(&desk).await?;
    let last = MONTHS - 1;
    let months = (0..MONTHS).rev().map(|at| (in_words(&all.months[at]), grouped(all.in_month(at))));
    let row = |line: &Line| OpeningsRow {
        link: Link::new(line.entry.title.clone(), url(&desk, &line.entry)),
        total: grouped(line.total()),
        this_month: grouped(line.counts[last]),
    };
    desk::page(&OpeningsPage {
        layout: layout(&desk, "Lượt mở dịch vụ công").await?,
        months: months.collect(),
        rows: all.lines.iter().take(SHOWN).map(row).collect(),
        more: all.lines.len().saturating_sub(SHOWN),
        csv_url: desk.url("/luot-mo.csv"),
    })
}

/// `GET /:tenant/luot-mo.csv`
///
/// # Errors
/// When the database does not answer.
pub async fn table(desk: Desk) -> Result<Response> {
    let all = read(&desk).await?;
    let name = format!("luot-mo-{}-{}.csv", desk.tenant.slug(), desk.app.db.clock.today());
    let mut text = format!("\u{FEFF}Thủ tục,{},Cộng\r\n", all.months.join(","));
    for line in &all.lines {
        let counts: Vec<String> = line.counts.iter().map(ToString::to_string).collect();
        text += &format!("{},{},{}\r\n", csv_cell(&line.entry.title), counts.join(","), line.total());
    }
    Ok(desk::download(&name, "text/csv; charset=utf-8", text))
}

fn url(desk: &Desk, entry: &Titled) -> String {
    item_url(&desk.tenant, entry.section, &entry.slug)
}

fn grouped(count: i64) -> String {
    thousands(usize::try_from(count).unwrap_or(0))
}

/// 2016-12 as "Tháng 12/2016".
fn in_words(month: &str) -> String {
    month.split_once('-').map_or_else(|| month.to_owned(), |(year, month)| format!("Tháng {month}/{year}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::SectionKey;
    use jiff::civil::date;

    #[test]
    fn twelve_months_end_with_this_one_and_what_was_opened_most_comes_first() {
        let opened = |slug: &str, month: Option<&str>, openings| Opened {
            entry: Titled { section: SectionKey::Services, slug: slug.into(), title: slug.into() },
            month: month.map(str::to_owned),
            openings,
        };
        let all = vec![
            opened("a", None, 0),
            opened("b", Some("2016-01"), 2),
            opened("b", Some("2016-12"), 3),
            opened("c", Some("2016-12"), 4),
        ];
        let all = Openings::of(date(2016, 12, 31), all);
        assert_eq!((all.months.len(), &*all.months[0], &*all.months[11]), (12, "2016-01", "2016-12"));
        let order: Vec<_> = all.lines.iter().map(|line| (line.entry.slug.as_str(), line.total())).collect();
        assert_eq!(order, [("b", 5), ("c", 4), ("a", 0)]);
        assert_eq!((all.in_month(0), all.in_month(11)), (2, 7));
        assert_eq!(in_words("2016-01"), "Tháng 01/2016");
    }
}

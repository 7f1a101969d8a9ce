//! `/cach-tinh-thoi-han`: how time is counted here, the limits of the day, and the calendar they rest on.

use jiff::civil::Date;

use crate::base::clock::weekday_date_vi;
use crate::base::error::Result;
use crate::base::working_days::Calendar;
use crate::public::site::{Around, day};
use crate::public::views::Stamp;
use crate::public::views::clock::{DeadlinesPage, LimitRow, YearView};
use crate::public::visit::{Reply, Visit};
use crate::questions::clock::deadlines::{self, CLASSES, Deadline};

/// Where it stands.
pub const PATH: &str = "/cach-tinh-thoi-han";

/// The page; the example is of this very moment, so that nobody keeps it.
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, PATH, None).await?;
    let (now, calendar) = (visit.app.db.clock.now(), Calendar::official());
    let today = visit.app.db.clock.today();
    let due = deadlines::of("hoi-dap", today).ours(now);
    let page = DeadlinesPage {
        layout: around.layout(
            "Cách tính thời hạn",
            "Thời hạn trả lời theo loại ý kiến, ngày nghỉ, ngày làm bù và cách tính.",
            vec![],
        ),
        on: day(today),
        limits: CLASSES.iter().map(|(key, name)| row(name, deadlines::of(key, today))).collect(),
        clarification: deadlines::clarification().span().vietnamese(),
        example: (day(calendar.day_zero(now)), day(due.on)),
        provisional: due.provisional,
        years: calendar.years().map(|year| year_view(calendar, year, today)).collect(),
    };
    Reply::fresh(&page)
}

fn row(name: &str, limit: &Deadline) -> LimitRow {
    let last = if limit.ends_with_first() { "giải quyết theo luật trong" } else { "trả lời trong" };
    LimitRow {
        name: name.to_owned(),
        first: limit.first.map(|span| format!("bước đầu trong {}", span.vietnamese())).unwrap_or_default(),
        last: format!("{last} {}", limit.last.vietnamese()),
        extension: limit.extension.map(deadlines::Span::vietnamese).unwrap_or_default(),
        clause: limit.clause.clone(),
    }
}

fn year_view(calendar: &Calendar, year: i16, today: Date) -> YearView {
    let stamp = |date: Date| Stamp::new(weekday_date_vi(date), date.to_string());
    YearView {
        year: year.to_string(),
        off: calendar.days_off(year).map(stamp).collect(),
        worked: calendar.days_worked(year).map(stamp).collect(),
        provisional: calendar.is_provisional(year),
        open: year == today.year(),
    }
}

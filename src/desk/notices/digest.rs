//! At seven in the morning of a working day: what is due or late is remembered, and what waited is told in one mail.

use jiff::civil::{Date, DateTime, time};

use crate::app::App;
use crate::base::audit::Actor;
use crate::base::clock::{DAY, Millis, date_vi, instant, local, plus_days};
use crate::base::error::Result;
use crate::base::id::{AccountId, EditionId, TenantId};
use crate::base::working_days::Calendar;
use crate::items::store as items;
use crate::outbox;

use super::{About, Choice, Kind, Notice, choices, consulted, deliver, follow, letters, store};

/// What was told so long ago is forgotten.
const KEPT: Millis = 90 * DAY;

/// Something that is due.
#[derive(Clone, Debug)]
pub struct Reminder {
    /// Where.
    pub tenant: TenantId,
    /// Which edition.
    pub edition: EditionId,
    /// Who works on it.
    pub account: AccountId,
    /// The last day.
    pub due_on: Date,
}

impl Reminder {
    /// The same reminder is sent once: before the day, then once in every week that it is late.
    fn id(&self, today: Date) -> String {
        let Self { edition, account, due_on, .. } = self;
        if *due_on < today {
            let week = today.iso_week_date();
            format!("late/{edition}/{account}/{due_on}/{}-{}", week.year(), week.week())
        } else {
            format!("soon/{edition}/{account}/{due_on}")
        }
    }
}

/// Seven in the morning, if it is a working day and that late already.
fn seven(now: Millis) -> Option<(Date, Millis)> {
    let today = local(now).date();
    let seven = instant(DateTime::from_parts(today, time(7, 0, 0, 0)));
    (Calendar::official().is_working(today) && now >= seven).then_some((today, seven))
}

/// Does what the morning asks for; once it is done, nothing until the next.
///
/// # Errors
/// When the database refuses; what was told stays told.
pub async fn morning(app: App) -> Result<()> {
    let Some((today, seven)) = seven(app.db.clock.now()) else { return Ok(()) };
    remind(&app, today, seven).await?;
    consulted::remind(&app, today).await?;
    let waiting = store::waiting(&mut app.db.platform().await?, seven).await?;
    for place in waiting {
        tell(&app, &place, today, seven).await?;
    }
    let mut platform = app.db.platform_write(&Actor::system()).await?;
    store::forget(&mut platform, app.db.clock.now() - KEPT).await?;
    platform.commit().await
}

/// The next day on which offices work.
fn next_working(today: Date) -> Date {
    let mut days = (1..30).map(|n| plus_days(today, n));
    days.find(|day| Calendar::official().is_working(*day)).unwrap_or(today)
}

async fn remind(app: &App, today: Date, seven: Millis) -> Result<()> {
    let due = store::due(&mut app.db.platform().await?, next_working(today), seven).await?;
    for reminder in due {
        let id = reminder.id(today);
        if store::is_known(&mut app.db.platform().await?, &reminder.tenant, &id).await? {
            continue;
        }
        let Some(tenant) = app.directory.get(&reminder.tenant) else { continue };
        let mut scope = app.db.write(&reminder.tenant, &Actor::system()).await?;
        let edition = items::edition(&mut scope, &reminder.edition).await?;
        let about = follow::about(&mut scope, &tenant, &edition).await?;
        let when = if reminder.due_on < today { "đã quá hạn" } else { "đến hạn" };
        let notice = Notice {
            id,
            account: reminder.account,
            kind: Kind::Due,
            about: About::Edition(reminder.edition),
            text: format!("Việc giao cho ông/bà về {about} {when} ngày {}.", date_vi(reminder.due_on)),
            at: app.db.clock.now(),
        };
        deliver::deliver(app, &mut scope, &tenant, &notice).await?;
        scope.commit().await?;
    }
    Ok(())
}

/// One person's mail of one tenant; what they no longer want is settled without a word.
async fn tell(app: &App, place: &store::Waiting, today: Date, seven: Millis) -> Result<()> {
    let Some(tenant) = app.directory.get(&place.tenant) else { return Ok(()) };
    let chosen = choices::of(&mut app.db.platform().await?, &place.account).await?;
    let mut scope = app.db.write(&place.tenant, &Actor::system()).await?;
    let notices = store::waiting_for(&mut scope, &place.account, seven).await?;
    store::settle(&mut scope, &notices, app.db.clock.now()).await?;
    let wanted: Vec<Notice> =
        notices.into_iter().filter(|notice| chosen.of(notice.kind) != Choice::Never).collect();
    if let Some(to) = deliver::address(app, &place.account).await?
        && let Some(mail) = letters::digest(app, &tenant, &wanted, today, to)
    {
        deliver::queued(outbox::enqueue(&mut scope, &app.mail, mail).await)?;
    }
    scope.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::{HOUR, start_of};
    use jiff::civil::date;

    #[test]
    fn mornings_are_those_of_working_days_from_seven_on() {
        let friday = start_of(date(2016, 12, 30));
        assert_eq!(seven(friday + 7 * HOUR - 1), None);
        assert_eq!(seven(friday + 7 * HOUR), Some((date(2016, 12, 30), friday + 7 * HOUR)));
        assert_eq!(seven(friday + DAY + 9 * HOUR), None, "a Saturday");
    }

    #[test]
    fn one_is_reminded_before_the_day_and_once_in_every_late_week() {
        let reminder = Reminder {
            tenant: "t".into(),
            edition: "e".into(),
            account: "a".into(),
            due_on: date(2016, 12, 30),
        };
        assert_eq!(reminder.id(date(2016, 12, 29)), reminder.id(date(2016, 12, 30)));
        assert_eq!(reminder.id(date(2017, 1, 3)), reminder.id(date(2017, 1, 6)));
        assert_ne!(reminder.id(date(2017, 1, 3)), reminder.id(date(2017, 1, 10)));
        assert_ne!(reminder.id(date(2016, 12, 30)), reminder.id(date(2017, 1, 3)));
    }
}

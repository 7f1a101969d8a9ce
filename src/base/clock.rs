//! The one source of time: the system's clock, shifted for a deployment that lives in another year, or
//! moved by hand in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

/// Milliseconds since 1970-01-01T00:00:00Z, as every time is stored.
pub type Millis = i64;

/// One second in [`Millis`].
pub const SECOND: Millis = 1000;
/// One minute in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;
/// One hour in [`Millis`].
pub const HOUR: Millis = 60 * MINUTE;
/// One day in [`Millis`].
pub const DAY: Millis = 24 * HOUR;

/// Tells the time. Clones share what was moved by [`Clock::advance`].
#[derive(Clone, Debug)]
pub struct Clock {
    base: Base,
    shift: Arc<AtomicI64>,
}

#[derive(Clone, Copy, Debug)]
enum Base {
    System,
    Fixed(Millis),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { base: Base::System, shift: Arc::default() }
    }

    /// The system's clock moved by a whole number of days, for a deployment that lives in another year.
    pub fn shifted(days: i64) -> Self {
        Self { base: Base::System, shift: Arc::new(AtomicI64::new(days * DAY)) }
    }

    /// A clock that stands still at `start` until it is advanced: for tests.
    pub fn fixed(start: Millis) -> Self {
        Self { base: Base::Fixed(start), shift: Arc::default() }
    }

    /// Moves this clock and all its clones forward.
    pub fn advance(&self, by: Millis) {
        self.shift.fetch_add(by, Ordering::SeqCst);
    }

    /// Now, in milliseconds since the epoch.
    pub fn now(&self) -> Millis {
        let base = match self.base {
            Base::System => system_millis(),
            Base::Fixed(start) => start,
        };
        base + self.shift.load(Ordering::SeqCst)
    }

    /// The civil date in Vietnam.
    pub fn today(&self) -> Date {
        local(self.now()).date()
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the module that owns the wall clock")]
fn system_millis() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
}

/// Whole days from the system's date in Vietnam to `date`: what [`Clock::shifted`] takes to live in it.
pub fn days_from_system_to(date: Date) -> i64 {
    let today = local(system_millis()).date();
    i64::from(today.until(date).map_or(0, |span| span.get_days()))
}

/// Vietnam's time zone: UTC+7 all year, since 1975.
pub fn zone() -> TimeZone {
    TimeZone::fixed(Offset::constant(7))
}

/// The civil time in Vietnam at an instant.
pub fn local(at: Millis) -> DateTime {
    let instant = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    zone().to_datetime(instant)
}

/// The instant of a civil time in Vietnam.
pub fn instant(civil: DateTime) -> Millis {
    zone().to_timestamp(civil).map_or(0, Timestamp::as_millisecond)
}

/// The instant at which a civil date begins in Vietnam.
pub fn start_of(date: Date) -> Millis {
    instant(date.to_datetime(jiff::civil::Time::midnight()))
}

/// The date `days` later (or earlier), saturating at the calendar's ends.
pub fn plus_days(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}

/// ISO 8601 with Vietnam's offset, as feeds and metadata print it.
pub fn iso(at: Millis) -> String {
    format!("{}+07:00", local(at).strftime("%Y-%m-%dT%H:%M:%S"))
}

/// A date as Vietnamese readers write it: 28/12/2016.
pub fn date_vi(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

/// A date with its weekday: "thứ Tư, 28/12/2016".
pub fn weekday_date_vi(date: Date) -> String {
    const NAMES: [&str; 7] = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];
    let index = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
    format!("{}, {}", NAMES[index], date_vi(date))
}

/// An instant as Vietnamese readers write it: "14:30, 28/12/2016".
pub fn time_vi(at: Millis) -> String {
    let civil = local(at);
    format!("{}, {}", civil.strftime("%H:%M"), date_vi(civil.date()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn civil_time_is_vietnams() {
        let late_evening_utc = start_of(date(2016, 12, 28)) - HOUR;
        assert_eq!(local(late_evening_utc).date(), date(2016, 12, 27));
        assert_eq!(iso(start_of(date(2016, 12, 28))), "2016-12-28T00:00:00+07:00");
    }

    #[test]
    fn a_fixed_clock_moves_only_when_told() {
        let clock = Clock::fixed(start_of(date(2016, 12, 28)));
        let clone = clock.clone();
        clock.advance(DAY);
        assert_eq!(clone.today(), date(2016, 12, 29));
    }

    #[test]
    fn weekdays_are_named() {
        assert_eq!(weekday_date_vi(date(2016, 12, 28)), "thứ Tư, 28/12/2016");
        assert_eq!(weekday_date_vi(date(2026, 11, 24)), "thứ Ba, 24/11/2026");
    }
}

//! Deadlines against an oracle that walks day by day and reads the days off by itself; the table against the notices.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::{ToSpan, tz::Offset, tz::TimeZone};
use portal::base::clock::{Millis, plus_days};
use portal::base::working_days::Calendar;
use portal::questions::clock::deadlines::{CLASSES, Span, of};
use portal::questions::rules;

/// How many cases are drawn.
const CASES: usize = 10_000;

/// The days off and the days made up, read line by line from the table with nothing of the portal's.
struct Oracle {
    off: BTreeSet<Date>,
    worked: BTreeSet<Date>,
}

impl Oracle {
    fn read() -> Self {
        let text = include_str!("../rules/holidays.toml");
        let (mut off, mut worked, mut into_worked) = (BTreeSet::new(), BTreeSet::new(), false);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with("weekdays_off") || line.starts_with("weekend_worked") {
                into_worked = line.starts_with("weekend");
            }
            for word in line.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|word| word.len() == 10)
            {
                let day: Date = word.parse().expect(word);
                let _ = if into_worked { worked.insert(day) } else { off.insert(day) };
            }
        }
        Self { off, worked }
    }

    fn open(&self, day: Date) -> bool {
        match day.weekday() {
            Weekday::Saturday | Weekday::Sunday => self.worked.contains(&day),
            _ => !self.off.contains(&day),
        }
    }

    /// Day by day: first to the day that counts as the day of receipt, then to the end of the span.
    fn due(&self, received: DateTime, span: Span) -> Date {
        let tomorrow = |day: Date| day.checked_add(1.day()).expect("a day");
        let after_closing = received.time() > jiff::civil::time(17, 0, 0, 0);
        let mut day = received.date();
        if after_closing {
            day = tomorrow(day);
        }
        while !self.open(day) {
            day = tomorrow(day);
        }
        match span {
            Span::WorkingDays(count) => {
                let mut left = count;
                while left > 0 {
                    day = tomorrow(day);
                    if self.open(day) {
                        left -= 1;
                    }
                }
            }
            Span::Days(count) => {
                for _ in 0..count {
                    day = tomorrow(day);
                }
                while !self.open(day) {
                    day = tomorrow(day);
                }
            }
        }
        day
    }
}

/// A small generator of its own, so that the same cases are drawn on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn millis(at: DateTime) -> Millis {
    TimeZone::fixed(Offset::constant(7)).to_timestamp(at).expect("an instant").as_millisecond()
}

/// Receipts of 2016 to 2026 to the second: every third near a Tết, a make-up Saturday or closing time.
fn receipt(chance: &mut Chance, oracle: &Oracle) -> DateTime {
    let days =
        u64::try_from(date(2016, 1, 1).until(date(2026, 12, 31)).expect("days").get_days()).expect("days");
    let any = plus_days(date(2016, 1, 1), i64::try_from(chance.below(days + 1)).expect("a day"));
    let special: Vec<Date> =
        oracle.off.iter().chain(&oracle.worked).copied().filter(|day| day.year() <= 2026).collect();
    let day = if chance.below(3) == 0 {
        let near = special[usize::try_from(chance.below(special.len() as u64)).expect("an index")];
        let moved = plus_days(near, i64::try_from(chance.below(9)).expect("days") - 6);
        if moved.year() < 2016 { near } else { moved }
    } else {
        any
    };
    let second = if chance.below(4) == 0 { 17 * 3600 - 2 + chance.below(5) } else { chance.below(24 * 3600) };
    let time = day.to_datetime(jiff::civil::Time::midnight());
    time.checked_add(i64::try_from(second).expect("seconds").seconds()).expect("a time")
}

#[test]
fn ten_thousand_receipts_agree_with_a_walk_day_by_day() {
    let oracle = Oracle::read();
    let mut chance = Chance(2016);
    let (mut off, mut late, mut over_tet, mut made_up) = (0, 0, 0, 0);
    for case in 0..CASES {
        let received = receipt(&mut chance, &oracle);
        let class = CLASSES[usize::try_from(chance.below(CLASSES.len() as u64)).expect("a class")].0;
        let row = of(class, received.date());
        let at = millis(received);
        let due = rules::due(class, at).on;
        assert_eq!(due, oracle.due(received, row.own_span()), "case {case}: {class} received {received}");
        let spans =
            [Some(row.last), row.first, Some(Span::Days(u32::try_from(chance.below(70)).expect("days")))];
        for span in spans.into_iter().flatten() {
            assert_eq!(
                span.due(at).on,
                oracle.due(received, span),
                "case {case}: {span:?} received {received}"
            );
        }
        off += usize::from(!oracle.open(received.date()));
        late += usize::from(received.hour() >= 17);
        let between = |day: &&Date| received.date() < **day && **day < due;
        over_tet += usize::from(oracle.off.iter().filter(between).count() >= 5);
        made_up += usize::from(oracle.worked.iter().any(|day| between(&day)));
    }
    println!(
        "{CASES} cases: {off} received on a day off, {late} after 17:00, {over_tet} over a Tết, {made_up} over a make-up Saturday"
    );
    assert!(off > 1_000 && late > 1_000 && over_tet > 300 && made_up > 100);
}

#[test]
fn what_comes_later_is_never_due_earlier_and_a_day_off_never_brings_it_nearer() {
    let mut oracle = Oracle::read();
    let mut chance = Chance(7);
    for _ in 0..2_000 {
        let received = receipt(&mut chance, &oracle);
        let later = received
            .checked_add(i64::try_from(chance.below(40 * 86_400)).expect("seconds").seconds())
            .expect("a time");
        for (class, _) in CLASSES {
            let span = of(class, received.date()).own_span();
            assert!(
                span.due(millis(received)).on <= span.due(millis(later)).on,
                "{class}: {received}, {later}"
            );
            let before = oracle.due(received, span);
            let extra = plus_days(received.date(), i64::try_from(chance.below(40)).expect("days"));
            let (was_off, was_worked) = (!oracle.off.insert(extra), oracle.worked.remove(&extra));
            assert!(before <= oracle.due(received, span), "{class}: {extra} off");
            if !was_off {
                oracle.off.remove(&extra);
            }
            if was_worked {
                oracle.worked.insert(extra);
            }
        }
    }
}

fn data() -> PathBuf {
    let folder = std::env::var_os("PORTAL_TEST_DATA").map(PathBuf::from);
    folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data"))
}

#[test]
fn the_table_agrees_with_the_notices() {
    let file = data().join("calendar/holidays_vn.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: no {}", file.display());
        return;
    };
    let years: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
    let calendar = Calendar::official();
    let days = |year: &serde_json::Value, name: &str| -> Vec<Date> {
        let list = year[name].as_array().expect("a list");
        list.iter().map(|day| day.as_str().expect("a day").parse().expect("a day")).collect()
    };
    assert_eq!(years.len(), calendar.years().count());
    for year in &years {
        let number = i16::try_from(year["year"].as_i64().expect("a year")).expect("a year");
        assert_eq!(calendar.days_off(number).collect::<Vec<_>>(), days(year, "weekdays_off"), "{number}");
        assert_eq!(
            calendar.days_worked(number).collect::<Vec<_>>(),
            days(year, "weekend_days_worked"),
            "{number}"
        );
        assert_eq!(
            calendar.is_provisional(number),
            year["provisional"].as_bool().expect("a bool"),
            "{number}"
        );
    }
}

#[test]
fn a_limit_over_the_tet_of_2027_is_provisional() {
    let at = |day: Date| millis(day.at(9, 0, 0, 0));
    assert!(rules::due("hoi-dap", at(date(2027, 1, 28))).provisional);
    assert!(rules::due("khieu-nai", at(date(2026, 12, 28))).provisional);
    assert!(!rules::due("hoi-dap", at(date(2026, 11, 2))).provisional);
}

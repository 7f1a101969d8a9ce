//! The calendar as RFC 5545 wants it: the few properties that are used, escaped, and folded by bytes.
//!
//! Written here, since the crates that do it ask the wall clock and make random ids by themselves; the tests read it
//! back with one of them.

use jiff::civil::{Date, Time};

use crate::base::clock::{DAY, HOUR, Millis, instant, local};

use super::Entry;

/// The most bytes of a line, without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// A calendar of these entries, which are public all of them.
pub fn calendar<'a>(name: &str, url: &str, entries: impl Iterator<Item = &'a Entry>) -> String {
    let mut out = String::new();
    for (key, value) in [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//portal//schedule//VI"),
        ("METHOD", "PUBLISH"),
    ] {
        put(&mut out, key, value);
    }
    put(&mut out, "X-WR-CALNAME", &escaped(name));
    put(&mut out, "X-WR-TIMEZONE", "Asia/Ho_Chi_Minh");
    put(&mut out, "REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    for entry in entries {
        event(&mut out, entry, url);
    }
    put(&mut out, "END", "VCALENDAR");
    out
}

fn event(out: &mut String, entry: &Entry, url: &str) {
    let work = &entry.work;
    put(out, "BEGIN", "VEVENT");
    put(out, "UID", &entry.id);
    put(out, "DTSTAMP", &utc(entry.updated_at));
    put(out, "LAST-MODIFIED", &utc(entry.updated_at));
    put(out, "SEQUENCE", &(entry.version - 1).to_string());
    put(out, "DTSTART", &utc(at(work.day, work.begins)));
    if let Some(ends) = work.ends {
        put(out, "DTEND", &utc(at(work.day, ends)));
    }
    put(out, "STATUS", if entry.cancelled.is_some() { "CANCELLED" } else { "CONFIRMED" });
    put(out, "SUMMARY", &escaped(&work.what));
    put(out, "LOCATION", &escaped(&work.place));
    put(out, "DESCRIPTION", &escaped(&entry.description()));
    put(out, "URL", url);
    put(out, "END", "VEVENT");
}

fn at(day: Date, time: Time) -> Millis {
    instant(day.to_datetime(time))
}

/// An instant in UTC, so that nobody needs our table of time zones.
fn utc(at: Millis) -> String {
    // The civil time seven hours before Vietnam's is that of Greenwich.
    local(at.max(DAY) - 7 * HOUR).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a value: backslash, comma, semicolon and the end of a line have a meaning of their own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ',' | ';' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Writes a line, folded: no more than [`LINE`] bytes, never within a character; what continues begins with a space.
fn put(out: &mut String, key: &str, value: &str) {
    let mut room = LINE;
    for c in key.chars().chain([':']).chain(value.chars()) {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = LINE - 1;
        }
        out.push(c);
        room -= c.len_utf8();
    }
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::start_of;
    use crate::schedule::Work;
    use jiff::civil::{date, time};

    fn entry() -> Entry {
        Entry {
            id: "0190c0de-0000-7000-8000-000000000001".into(),
            work: Work {
                day: date(2016, 12, 28),
                begins: time(8, 0, 0, 0),
                ends: Some(time(11, 30, 0, 0)),
                what: "Phiên họp thường kỳ; thông qua báo cáo, kế hoạch \\ dự toán của Ủy ban nhân dân huyện Hiệp Hòa".into(),
                place: "Hội trường".into(),
                presides: "Chủ tịch Ủy ban nhân dân huyện".into(),
                attends: "Các Phó Chủ tịch".into(),
                unit: "vanphong".into(),
                regular: false,
            },
            public: true,
            changed: None,
            cancelled: None,
            version: 3,
            updated_at: start_of(date(2016, 12, 27)) + 9 * HOUR,
        }
    }

    #[test]
    fn lines_hold_75_bytes_and_come_back_whole() {
        let text = calendar("Lịch công tác", "https://hiephoa.example/lich-cong-tac", [entry()].iter());
        assert!(text.ends_with("END:VCALENDAR\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(text.split("\r\n").all(|line| line.len() <= LINE));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains(r"SUMMARY:Phiên họp thường kỳ\; thông qua báo cáo\, kế hoạch \\ dự toán"));
        assert!(unfolded.contains("DTSTART:20161228T010000Z\r\nDTEND:20161228T043000Z\r\nSTATUS:CONFIRMED"));
        assert!(unfolded.contains("SEQUENCE:2\r\n"));
    }

    #[test]
    fn another_s_parser_reads_what_is_written() {
        use icalendar::{Calendar, Component as _, EventLike as _, EventStatus};
        let called_off = Entry { cancelled: Some("Trùng lịch".into()), ..entry() };
        let read: Calendar = calendar("Lịch", "https://a.example/", [called_off].iter()).parse().unwrap();
        let event = read.events().next().expect("one event");
        assert_eq!(event.get_uid(), Some("0190c0de-0000-7000-8000-000000000001"));
        assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
        assert_eq!(event.get_location(), Some("Hội trường"));
        assert!(event.get_description().unwrap().contains("Chủ trì: Chủ tịch"));
    }
}

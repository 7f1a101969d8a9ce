//! Days as people type them and as they stand in addresses.

use jiff::civil::Date;

/// A day as it stands in addresses, 2016-12-28, or as people type it, 28/12/2016 or 28-12-2016.
pub fn day(text: &str) -> Option<Date> {
    let parts = numbers(text)?;
    match *parts.as_slice() {
        [Part { digits: 4, value: year }, Part { value: month, .. }, Part { value: day, .. }]
        | [Part { value: day, .. }, Part { value: month, .. }, Part { digits: 4, value: year }] => {
            date(year, month, day)
        }
        _ => None,
    }
}

/// The first and the last day of what was typed: a day, a month (7/2016) or a year (2016).
pub fn span(text: &str) -> Option<(Date, Date)> {
    if let Some(day) = day(text) {
        return Some((day, day));
    }
    let first = match *numbers(text)?.as_slice() {
        [Part { digits: 4, value: year }] => return Some((date(year, 1, 1)?, date(year, 12, 31)?)),
        [Part { value: month, digits: 1 | 2 }, Part { digits: 4, value: year }]
        | [Part { digits: 4, value: year }, Part { value: month, digits: 1 | 2 }] => date(year, month, 1)?,
        _ => return None,
    };
    Some((first, first.last_of_month()))
}

/// A number of what was typed, with how many digits it has.
#[derive(Clone, Copy)]
struct Part {
    digits: usize,
    value: i16,
}

fn numbers(text: &str) -> Option<Vec<Part>> {
    let part = |part: &str| {
        let part = part.trim();
        let digits = part.bytes().all(|b| b.is_ascii_digit()) && part.len() <= 4;
        digits.then(|| Some(Part { digits: part.len(), value: part.parse().ok()? }))?
    };
    text.split(['/', '-', '.']).map(part).collect()
}

/// A day of the years in which anything here can lie.
fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    Date::new(year, month, day).ok().filter(|date| date.year() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_in_both_forms_and_nonsense_is_not() {
        assert_eq!(day("2016-12-28"), Some(date(2016, 12, 28)));
        assert_eq!(day("28/12/2016"), Some(date(2016, 12, 28)));
        assert_eq!(day("1/7/2016"), Some(date(2016, 7, 1)));
        assert_eq!(day(" 1-7-2016 "), Some(date(2016, 7, 1)));
        for nonsense in [
            "",
            "hôm nay",
            "31/02/2016",
            "2016",
            "2016-13-01",
            "1/2/3",
            "28/12/-2016",
            "1/1/1/2016",
            "1/1/0000",
        ] {
            assert_eq!(day(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn months_and_years_are_spans() {
        assert_eq!(span("2016"), Some((date(2016, 1, 1), date(2016, 12, 31))));
        assert_eq!(span("02/2016"), Some((date(2016, 2, 1), date(2016, 2, 29))));
        assert_eq!(span("2016-7"), Some((date(2016, 7, 1), date(2016, 7, 31))));
        assert_eq!(span("01-01-2016"), Some((date(2016, 1, 1), date(2016, 1, 1))));
        for nonsense in ["16", "13/2016", "2016/2016", "tháng 7", "", "-", "99999"] {
            assert_eq!(span(nonsense), None, "{nonsense}");
        }
    }
}

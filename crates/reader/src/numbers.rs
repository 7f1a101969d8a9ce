//! Numbers, dates and times of cells as a spreadsheet shows them, the Vietnamese way: 1.234,5 and 31/12/2004.

use jiff::civil::{Date, DateTime, date};

/// The codes of the formats that have numbers and no text in the file.
pub fn builtin(number: u16) -> &'static str {
    match number {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 | 41 | 42 => "#,##0",
        4 | 39 | 40 | 43 | 44 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 => "dd/mm/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 | 46 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        45 | 47 => "mm:ss",
        _ => "General",
    }
}

/// A number in a format.
pub fn shown(value: f64, format: &str, from_1904: bool) -> String {
    let section = section(value, format);
    let tokens = tokens(section.code);
    if tokens.iter().any(|token| matches!(token, Token::Time(..))) {
        return moment(value, from_1904).map_or_else(|| general(value), |at| time(at, &tokens));
    }
    let has_places = tokens.iter().any(|token| matches!(token, Token::Digit | Token::Optional));
    if !has_places {
        let is_literal =
            !section.code.is_empty() && tokens.iter().all(|token| matches!(token, Token::Text(_)));
        return if is_literal { literal(&tokens) } else { general(value) };
    }
    let shown = figures(if section.is_absolute { value.abs() } else { value }, &tokens);
    shown.unwrap_or_else(|| general(value))
}

struct Section<'a> {
    code: &'a str,
    /// Whether the section itself says how a minus is shown.
    is_absolute: bool,
}

/// The part of a format that is for this number: positive; negative; zero.
fn section(value: f64, format: &str) -> Section<'_> {
    let mut quoted = false;
    let parts: Vec<&str> = format
        .split(|c: char| {
            quoted ^= c == '"';
            c == ';' && !quoted
        })
        .collect();
    match parts.as_slice() {
        [_, negative, ..] if value < 0.0 => Section { code: negative, is_absolute: true },
        [_, _, zero, ..] if value == 0.0 => Section { code: zero, is_absolute: false },
        [first, ..] => Section { code: first, is_absolute: false },
        [] => Section { code: "General", is_absolute: false },
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    /// A digit that is always there.
    Digit,
    /// A digit that is there if it counts.
    Optional,
    Point,
    Comma,
    Percent,
    Text(char),
    /// A part of a date or time, and how often its letter stands.
    Time(char, usize),
    General,
}

fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut signs = code.chars().take(256).peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => tokens.extend(signs.by_ref().take_while(|c| *c != '"').map(Token::Text)),
            '\\' => tokens.extend(signs.next().map(Token::Text)),
            '_' => {
                signs.next();
                tokens.push(Token::Text(' '));
            }
            '*' => drop(signs.next()),
            '[' => {
                let inner: String = signs.by_ref().take_while(|c| *c != ']').collect();
                tokens.extend(in_brackets(&inner));
            }
            '0' | '?' => tokens.push(Token::Digit),
            '#' => tokens.push(Token::Optional),
            '.' => tokens.push(Token::Point),
            ',' => tokens.push(Token::Comma),
            '%' => tokens.push(Token::Percent),
            'A' | 'a' if is_next(&mut signs, "m/pm") => tokens.push(Token::Time('a', 1)),
            'G' if is_next(&mut signs, "eneral") => tokens.push(Token::General),
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => {
                let letter = sign.to_ascii_lowercase();
                let mut count = 1;
                while signs.next_if(|c| c.to_ascii_lowercase() == letter).is_some() {
                    count += 1;
                }
                tokens.push(Token::Time(letter, count));
            }
            _ => tokens.push(Token::Text(sign)),
        }
    }
    tokens
}

/// Elapsed hours, a currency, or a colour or condition that shows nothing.
fn in_brackets(inner: &str) -> Vec<Token> {
    if let Some(currency) = inner.strip_prefix('$') {
        return currency.chars().take_while(|c| *c != '-').map(Token::Text).collect();
    }
    match inner.chars().next() {
        Some(letter @ ('h' | 'H' | 's')) if inner.chars().all(|c| c == letter) => vec![Token::Time('h', 1)],
        _ => Vec::new(),
    }
}

fn is_next(signs: &mut std::iter::Peekable<std::iter::Take<std::str::Chars<'_>>>, expected: &str) -> bool {
    let mut ahead = signs.clone();
    let matches = expected.chars().all(|c| ahead.next().is_some_and(|next| next.eq_ignore_ascii_case(&c)));
    if matches {
        *signs = ahead;
    }
    matches
}

fn literal(tokens: &[Token]) -> String {
    let text = tokens.iter().filter_map(|token| if let Token::Text(c) = token { Some(*c) } else { None });
    text.collect::<String>().trim().to_owned()
}

/// A number without a format: as many figures as a cell has room for.
pub fn general(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    if value.abs() >= 1e15 {
        return format!("{value:.5e}").replace('.', ",");
    }
    let whole = value.abs().max(1.0).log10().floor().max(0.0) as usize + 1;
    let decimals = 10_usize.saturating_sub(whole);
    let text = format!("{value:.decimals$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.replace('.', ",") }
}

/// A number with its places, groups and what stands around it.
fn figures(value: f64, tokens: &[Token]) -> Option<String> {
    let is_place = |token: &Token| matches!(token, Token::Digit | Token::Optional);
    let first = tokens.iter().position(is_place)?;
    let last = tokens.iter().rposition(is_place)?;
    let percent = tokens.contains(&Token::Percent);
    let point =
        tokens[first..=last].iter().position(|token| *token == Token::Point).map(|place| place + first);
    let is_grouped = tokens[first..point.unwrap_or(last)].contains(&Token::Comma);
    let thousands = tokens[last + 1..].iter().take_while(|token| **token == Token::Comma).count();
    let scaled = value * if percent { 100.0 } else { 1.0 } / 1000_f64.powf(thousands.min(4) as f64);
    if !scaled.is_finite() || scaled.abs() >= 1e18 {
        return None;
    }
    let decimals =
        point.map_or(0, |point| tokens[point..=last].iter().filter(|token| is_place(token)).count());
    let needed = point.map_or(0, |point| {
        tokens[point..=last].iter().rposition(|token| *token == Token::Digit).unwrap_or(0)
    });
    let whole_places =
        tokens[first..point.unwrap_or(last + 1)].iter().filter(|token| **token == Token::Digit);
    let number = rounded(scaled.abs(), decimals.min(15), needed, whole_places.count(), is_grouped);
    let is_negative = scaled < 0.0 && number.chars().any(|c| c.is_ascii_digit() && c != '0');
    let before = literal_part(&tokens[..first]);
    let after = literal_part(&tokens[last + 1..]);
    Some(format!("{}{before}{number}{after}", if is_negative { "-" } else { "" }).trim().to_owned())
}

fn literal_part(tokens: &[Token]) -> String {
    let text = tokens.iter().filter_map(|token| match token {
        Token::Text(c) => Some(*c),
        Token::Percent => Some('%'),
        _ => None,
    });
    text.collect()
}

fn rounded(value: f64, decimals: usize, needed: usize, whole_places: usize, is_grouped: bool) -> String {
    let text = format!("{value:.decimals$}");
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let whole = if whole == "0" && whole_places == 0 { "" } else { whole };
    let whole = format!("{whole:0>whole_places$}");
    let whole = if is_grouped { grouped(&whole) } else { whole };
    let kept = part.trim_end_matches('0').len().max(needed.min(part.len()));
    let part = &part[..kept];
    if part.is_empty() { whole } else { format!("{whole},{part}") }
}

fn grouped(digits: &str) -> String {
    let parts: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|part| std::str::from_utf8(part).unwrap_or_default())
        .collect();
    parts.join(".")
}

/// The moment that a number of days stands for.
fn moment(days: f64, from_1904: bool) -> Option<DateTime> {
    if !(0.0..2_958_466.0).contains(&days) {
        return None;
    }
    let begin: Date = if from_1904 { date(1904, 1, 1) } else { date(1899, 12, 30) };
    let seconds = (days * 86_400.0).round() as i64;
    begin
        .to_datetime(jiff::civil::Time::midnight())
        .checked_add(jiff::SignedDuration::from_secs(seconds))
        .ok()
}

fn time(at: DateTime, tokens: &[Token]) -> String {
    let half = tokens.contains(&Token::Time('a', 1));
    let mut text = String::new();
    for (place, token) in tokens.iter().enumerate() {
        match token {
            Token::Time('m', count) if *count <= 2 && is_minute(tokens, place) => {
                text.push_str(&padded(i32::from(at.minute()), *count));
            }
            Token::Time(letter, count) => text.push_str(&part(at, *letter, *count, half)),
            Token::Text(c) => text.push(*c),
            Token::Point => text.push('.'),
            Token::Comma => text.push(','),
            _ => {}
        }
    }
    text.trim().to_owned()
}

/// Whether the m at a place counts minutes: it stands after hours or before seconds.
fn is_minute(tokens: &[Token], place: usize) -> bool {
    let letter = |token: &Token| if let Token::Time(letter, _) = token { Some(*letter) } else { None };
    let before = tokens[..place].iter().rev().find_map(letter);
    let after = tokens[place + 1..].iter().find_map(letter);
    before == Some('h') || after == Some('s')
}

fn part(at: DateTime, letter: char, count: usize, half: bool) -> String {
    let hour = i32::from(at.hour());
    match letter {
        'y' if count <= 2 => padded(i32::from(at.year()) % 100, 2),
        'y' => at.year().to_string(),
        'm' if count >= 4 => format!("tháng {}", at.month()),
        'm' => padded(i32::from(at.month()), count.min(2)),
        'd' if count >= 3 => String::new(),
        'd' => padded(i32::from(at.day()), count),
        'h' if half => padded(if hour % 12 == 0 { 12 } else { hour % 12 }, count),
        'h' => padded(hour, count),
        's' => padded(i32::from(at.second()), count),
        'a' => if hour < 12 { "SA" } else { "CH" }.to_owned(),
        _ => String::new(),
    }
}

fn padded(number: i32, width: usize) -> String {
    format!("{number:0>width$}", width = width.min(4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_cells_show_them() {
        for (value, format, expected) in [
            (15_237_170.0, "General", "15237170"),
            (0.1 + 0.2, "General", "0,3"),
            (-2.5, "General", "-2,5"),
            (1_234_567.891, "#,##0", "1.234.568"),
            (1_234.5, "#,##0.00", "1.234,50"),
            (12.0, "#,##0.##", "12"),
            (12.25, "#,##0.0#", "12,25"),
            (-1_234.0, "#,##0;(#,##0)", "(1.234)"),
            (0.0, "#,##0;-#,##0;\"-\"", "-"),
            (0.256, "0.0%", "25,6%"),
            (7.0, "000", "007"),
            (5_000_000.0, "#,##0,,", "5"),
            (1_500.0, "#,##0\\ \"đ\"", "1.500 đ"),
            (1_500.0, "_(* #,##0_);_(* (#,##0);_(* \"-\"??_);_(@_)", "1.500"),
            (f64::INFINITY, "0", ""),
            (-0.001, "0", "0"),
        ] {
            assert_eq!(shown(value, format, false), expected, "{value} {format}");
        }
    }

    #[test]
    fn dates_and_times() {
        for (value, format, expected) in [
            (38_353.0, "dd/mm/yyyy", "01/01/2005"),
            (38_353.75, "d/m/yy h:mm", "1/1/05 18:00"),
            (0.5, "h:mm AM/PM", "12:00 CH"),
            (38_353.0, "[$-42A]dd\\-mm\\-yyyy;@", "01-01-2005"),
            (-1.0, "dd/mm/yyyy", "-1"),
            (1e12, "dd/mm/yyyy", "1000000000000"),
        ] {
            assert_eq!(shown(value, format, false), expected, "{value} {format}");
        }
        assert_eq!(shown(0.0, "dd/mm/yyyy", true), "01/01/1904");
    }
}

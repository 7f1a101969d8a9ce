//! One fact of a register: how it is asked for, read, stored and shown.

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::text::{normalise, thousands};

use super::one_line;
use crate::items::kinds::language::slug_of;

/// Keys with their words.
pub type Choices = &'static [(&'static str, &'static str)];

/// The longest line, in characters.
const LINE: usize = 300;
/// The longest text, in characters.
const TEXT: usize = 20_000;

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A line.
    Line,
    /// Lines.
    Text,
    /// A day, typed 28/12/2016, stored 2016-12-28.
    Day,
    /// One year or from one to another, stored 2016-2020.
    Years,
    /// Đồng, typed as people write sums ("1,5 tỷ"), stored as a whole number.
    Money,
    /// One of a few.
    Choice(Choices),
    /// An address on the web.
    Address,
    /// An address for mail.
    Mail,
    /// Links, one a line: its name, a bar, its address on the web or on the site itself.
    Ways,
    /// Another page of the site by the end of its address; how pages lie to each other, nothing that is told.
    Page,
    /// A place among others, 1 to 999; nothing that is told.
    Order,
    /// One of a few, for how the page looks; nothing that is told.
    Look(Choices),
    /// What belongs to a page, one address of the site a line: an item, a section, a section narrowed by a theme;
    /// nothing that is told.
    Members,
}

impl Shape {
    /// Whether it is told in lines under a heading of its own, rather than beside its label.
    pub fn is_long(self) -> bool {
        matches!(self, Self::Text | Self::Ways | Self::Members)
    }

    /// Whether it is told to readers, rather than showing in how pages stand and look.
    pub fn is_told(self) -> bool {
        !matches!(self, Self::Page | Self::Order | Self::Look(_) | Self::Members)
    }
}

/// One fact of a register.
#[derive(Debug)]
pub struct Fact {
    /// As it is stored.
    pub key: &'static str,
    /// The form's name for it: `f-` and the key.
    pub field: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What helps to fill it in.
    pub hint: &'static str,
    /// What it looks like.
    pub shape: Shape,
    /// The clause for which an entry is not published without it.
    pub needed: Option<&'static str>,
    /// Whether the list can be narrowed by it.
    pub facet: bool,
    /// Whether the list shows it.
    pub listed: bool,
}

impl Fact {
    /// What was typed, as it is stored; "" for nothing.
    ///
    /// # Errors
    /// A Vietnamese sentence for what cannot be read.
    pub fn read(&self, typed: &str) -> Result<String, String> {
        let line = one_line(typed);
        if line.is_empty() {
            return Ok(line);
        }
        let too_long = |most: usize| format!("{}: dài quá {} ký tự.", self.label, thousands(most));
        let wrong = |how: &str| Err(format!("{}: “{line}” {how}", self.label));
        match self.shape {
            Shape::Line if line.chars().count() > LINE => Err(too_long(LINE)),
            Shape::Line => Ok(line),
            Shape::Text | Shape::Ways | Shape::Members if typed.chars().count() > TEXT => Err(too_long(TEXT)),
            Shape::Text => Ok(normalise(typed).replace("\r\n", "\n").trim().to_owned()),
            Shape::Day => day(&line)
                .map(|day| day.to_string())
                .map_or_else(|| wrong("không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016."), Ok),
            Shape::Years => years(&line)
                .map_or_else(|| wrong("không phải là năm. Viết một năm hoặc hai năm, ví dụ 2016-2020."), Ok),
            Shape::Money => money(&line)
                .map(|sum| sum.to_string())
                .map_or_else(|| wrong("không phải là số tiền. Ví dụ: 1.500.000.000, 850 triệu, 1,5 tỷ."), Ok),
            Shape::Choice(choices) | Shape::Look(choices) => {
                match choices.iter().find(|(key, _)| *key == line) {
                    Some((key, _)) => Ok((*key).to_owned()),
                    None => wrong("không có trong danh sách."),
                }
            }
            Shape::Address => match url::Url::parse(&line) {
                Ok(url) if on_the_web(&url) => Ok(line),
                _ => wrong("không phải là địa chỉ trang web. Ví dụ: https://dichvucong.gov.vn"),
            },
            Shape::Mail => match line.parse::<crate::base::mail::Address>() {
                Ok(_) => Ok(line),
                Err(_) => wrong("không phải là địa chỉ thư điện tử."),
            },
            Shape::Page => Ok(slug_of(&line).to_owned()),
            Shape::Order => match line.parse::<u16>() {
                Ok(place @ 1..=999) => Ok(place.to_string()),
                _ => wrong("không phải là số thứ tự. Viết số từ 1 đến 999."),
            },
            Shape::Members => {
                let lines: Vec<String> =
                    typed.lines().map(one_line).filter(|line| !line.is_empty()).collect();
                match lines.iter().find(|line| member(line).is_none()) {
                    Some(line) => Err(format!(
                        "{}: dòng “{line}” không phải là địa chỉ trên trang này, ví dụ: /tin-tuc/ten-bai, /tin-tuc hoặc /tin-tuc?chu-de=kinh-te.",
                        self.label
                    )),
                    None => Ok(lines.join("\n")),
                }
            }
            Shape::Ways => {
                let lines = typed.lines().map(one_line).filter(|line| !line.is_empty());
                let read = lines.map(|line| match way(&line) {
                    Some((name, address)) => Ok(format!("{name} | {address}")),
                    None => Err(format!(
                        "{}: dòng “{line}” phải gồm tên, dấu | và địa chỉ, ví dụ: Kế hoạch | /van-ban/ke-hoach.",
                        self.label
                    )),
                });
                read.collect::<Result<Vec<_>, _>>().map(|lines| lines.join("\n"))
            }
        }
    }

    /// Whether a value is in the form in which it is stored: what came over JSON need not be.
    pub fn keeps(&self, stored: &str) -> bool {
        self.read(&self.typed(stored)).is_ok_and(|again| again == stored)
    }

    /// A stored value as people read it.
    pub fn shown(&self, stored: &str) -> String {
        match self.shape {
            Shape::Day => stored.parse().map_or_else(|_| stored.to_owned(), date_vi),
            Shape::Money => stored
                .parse()
                .map_or_else(|_| stored.to_owned(), |sum: usize| format!("{} đồng", thousands(sum))),
            Shape::Choice(choices) | Shape::Look(choices) => {
                choices.iter().find(|(key, _)| *key == stored).map_or(stored, |(_, words)| words).to_owned()
            }
            Shape::Years => stored.replace('-', "–"),
            Shape::Line
            | Shape::Text
            | Shape::Address
            | Shape::Mail
            | Shape::Ways
            | Shape::Page
            | Shape::Order
            | Shape::Members => stored.to_owned(),
        }
    }

    /// The part of a stored value under whose heading an entry stands: of a day its month, of all else the whole.
    pub fn group<'a>(&self, stored: &'a str) -> &'a str {
        match self.shape {
            Shape::Day => stored.get(..7).unwrap_or(stored),
            _ => stored,
        }
    }

    /// The heading of a [`Fact::group`].
    pub fn heading(&self, group: &str) -> String {
        let month = || {
            let (year, month) = group.split_once('-')?;
            Some(format!("Tháng {} năm {year}", month.parse::<u8>().ok()?))
        };
        match self.shape {
            Shape::Day => month().unwrap_or_else(|| "Chưa rõ ngày".to_owned()),
            _ => self.shown(group),
        }
    }

    /// Where a stored value stands among the declared ones; after them what is not declared.
    pub fn place(&self, stored: &str) -> usize {
        match self.shape {
            Shape::Choice(choices) => {
                choices.iter().position(|(key, _)| *key == stored).unwrap_or(choices.len())
            }
            _ => 0,
        }
    }

    /// A stored value as the form shows it.
    pub fn typed(&self, stored: &str) -> String {
        match self.shape {
            Shape::Day => self.shown(stored),
            Shape::Money => stored.parse().map_or_else(|_| stored.to_owned(), |sum: usize| thousands(sum)),
            _ => stored.to_owned(),
        }
    }
}

/// The links of a stored [`Shape::Ways`], each its name and its address.
pub fn ways(stored: &str) -> impl Iterator<Item = (&str, &str)> {
    stored.lines().filter_map(way)
}

fn way(line: &str) -> Option<(&str, &str)> {
    let (name, address) = line.split_once('|')?;
    let (name, address) = (name.trim(), address.trim());
    let of_the_site =
        address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', ' ']);
    let leads = of_the_site || url::Url::parse(address).is_ok_and(|url| on_the_web(&url));
    (leads && !name.is_empty()).then_some((name, address))
}

/// What belongs to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member<'a> {
    /// One item: its section's and its own part of the address.
    Item(&'a str, &'a str),
    /// What stands in a section, perhaps under one theme.
    Section(&'a str, Option<&'a str>),
}

/// The members that a stored [`Shape::Members`] names.
pub fn members(stored: &str) -> impl Iterator<Item = Member<'_>> {
    stored.lines().filter_map(member)
}

fn member(line: &str) -> Option<Member<'_>> {
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    let (path, query) = line.strip_prefix('/')?.split_once('?').unwrap_or((line.strip_prefix('/')?, ""));
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let theme = query.strip_prefix("chu-de=");
    match parts[..] {
        [section] if plain(section) && query.is_empty() => Some(Member::Section(section, None)),
        [section] if plain(section) && theme.is_some_and(plain) => Some(Member::Section(section, theme)),
        [section, slug] if plain(section) && plain(slug) && query.is_empty() => {
            Some(Member::Item(section, slug))
        }
        _ => None,
    }
}

fn on_the_web(url: &url::Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

fn day(text: &str) -> Option<Date> {
    let parts: Vec<i16> =
        text.split(['/', '-', '.']).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let [day, month, year] = parts[..] else { return None };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn years(text: &str) -> Option<String> {
    let parts: Vec<u16> =
        text.split(['-', '–', '—']).map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    let sane = |year: &u16| (1900..=2200).contains(year);
    match parts[..] {
        [year] if sane(&year) => Some(year.to_string()),
        [from, until] if sane(&from) && sane(&until) && from <= until => Some(format!("{from}-{until}")),
        _ => None,
    }
}

/// A sum in đồng: digits with dots or blanks between thousands, or a number with a comma before "triệu", "tỷ", "nghìn".
fn money(text: &str) -> Option<u64> {
    let lower = text.to_lowercase();
    let bare = lower.trim_end_matches("đồng").trim_end_matches("vnđ").trim_end_matches("vnd").trim();
    let units = [("tỷ", 9_u32), ("tỉ", 9), ("triệu", 6), ("nghìn", 3), ("ngàn", 3)];
    let (number, power) = units
        .iter()
        .find_map(|(word, power)| bare.strip_suffix(word).map(|number| (number.trim(), *power)))
        .unwrap_or((bare, 0));
    let (whole, part) = number.split_once(',').unwrap_or((number, ""));
    let digits: String = whole.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}')).collect();
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if digits.is_empty() || !plain(&digits) || !plain(part) || part.len() > power as usize {
        return None;
    }
    let rest = 10_u64.pow(power - u32::try_from(part.len()).ok()?);
    let part = if part.is_empty() { 0 } else { part.parse::<u64>().ok()?.checked_mul(rest)? };
    digits.parse::<u64>().ok()?.checked_mul(10_u64.pow(power))?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_as_people_write_them() {
        for (text, sum) in [
            ("1.500.000.000", 1_500_000_000),
            ("1 500 000", 1_500_000),
            ("850 triệu đồng", 850_000_000),
            ("1,5 tỷ", 1_500_000_000),
            ("12,345 tỉ đồng", 12_345_000_000),
            ("0", 0),
            ("20 nghìn", 20_000),
        ] {
            assert_eq!(money(text), Some(sum), "{text}");
        }
        for text in ["", "nhiều", "1,5", "-3", "1,2345678901 tỷ", "99999999999999999999", "3 tỷ 5"] {
            assert_eq!(money(text), None, "{text}");
        }
    }

    #[test]
    fn years_and_days() {
        assert_eq!(years("2016 – 2020").as_deref(), Some("2016-2020"));
        assert_eq!(years("2016").as_deref(), Some("2016"));
        for text in ["2020-2016", "16-20", "2016-2017-2018", "nay"] {
            assert_eq!(years(text), None, "{text}");
        }
        assert_eq!(day("28/12/2016").unwrap().to_string(), "2016-12-28");
        assert!(day("31/2/2016").is_none() && day("2016").is_none());
    }

    #[test]
    fn members_are_items_sections_and_sections_under_a_theme() {
        assert_eq!(member("/tin-tuc/ten-bai"), Some(Member::Item("tin-tuc", "ten-bai")));
        assert_eq!(member("/tin-tuc"), Some(Member::Section("tin-tuc", None)));
        assert_eq!(member("/tin-tuc?chu-de=kinh-te"), Some(Member::Section("tin-tuc", Some("kinh-te"))));
        for text in
            ["tin-tuc", "/", "//la.example", "/tin-tuc?loai=x", "/a/b/c", "https://a.example/tin-tuc", "/A"]
        {
            assert_eq!(member(text), None, "{text}");
        }
    }

    #[test]
    fn links_are_a_name_and_an_address() {
        assert_eq!(way("Kế hoạch | /van-ban/a"), Some(("Kế hoạch", "/van-ban/a")));
        assert_eq!(way("Bộ | https://bo.example/x"), Some(("Bộ", "https://bo.example/x")));
        for text in [
            "/van-ban",
            "| /a",
            "Lạ | //la.example",
            "Lạ | javascript:alert(1)",
            "Lạ | /\\la.example",
            "Lạ |",
        ] {
            assert_eq!(way(text), None, "{text}");
        }
    }
}

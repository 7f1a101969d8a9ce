//! Numbers that lead to a person: of an identity card, of a private telephone.

use std::collections::BTreeSet;

use super::{Finding, Subject, Weight, found};
use crate::base::text::folded;

/// What stands before the nine digits of an old identity card.
const OLD_CARD: [&str; 5] = ["cmnd", "cmt", "cmtnd", "chung minh", "giay to"];
/// How far before a number its name may stand.
const NEAR: usize = 30;

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let office = offices(&subject.tenant.footer.phone);
    let private: Vec<String> = numbers(&subject.plain)
        .into_iter()
        .filter(Number::leads_to_a_person)
        .filter(|number| !office.contains(&number.digits()))
        .map(|number| number.shown)
        .collect();
    found("personal-data", Weight::Warning, "Nghị định 13/2023/NĐ-CP", private, |list| {
        format!(
            "Có thể là số giấy tờ hoặc số điện thoại riêng của một người: {list}. Có được phép công khai không?"
        )
    })
}

/// A run of digits, with the blanks, points and hyphens in it.
struct Number {
    shown: String,
    groups: Vec<String>,
    before: String,
}

impl Number {
    /// Its digits, those of this country beginning with 0.
    fn digits(&self) -> String {
        let digits = self.groups.concat();
        match digits.strip_prefix("84") {
            Some(rest) if digits.len() >= 11 => format!("0{rest}"),
            _ => digits,
        }
    }

    fn is_date(&self) -> bool {
        let year = |text: &String| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
        matches!(self.groups.as_slice(), [day, month, then, ..] if day.len() <= 2 && month.len() <= 2 && year(then))
    }

    fn leads_to_a_person(&self) -> bool {
        let digits = self.digits();
        if self.is_date() {
            return false;
        }
        let mobile =
            digits.len() == 10 && ["03", "05", "07", "08", "09"].iter().any(|p| digits.starts_with(p));
        let fixed = digits.len() == 11 && digits.starts_with("02");
        let card = digits.len() == 12 && digits.starts_with('0');
        let named = OLD_CARD.iter().any(|name| self.before.contains(name));
        mobile || fixed || card || digits.len() == 9 && named
    }
}

fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + next;
        let (groups, length) = run(&text[start..]);
        let shown = text[start..start + length].to_owned();
        at = start + length;
        // A part of a longer code, such as a document's number, is no number of its own.
        let glued = text[..start].ends_with(['/', '_']) || text[at..].starts_with(['/', '_']);
        if !glued {
            let before: String = text[..start].chars().rev().take(NEAR).collect();
            let before: String = before.chars().rev().collect();
            found.push(Number { shown, groups, before: folded(&before) });
        }
    }
    found
}

fn run(rest: &str) -> (Vec<String>, usize) {
    let mut groups = vec![String::new()];
    let (mut length, mut gap) = (0, false);
    for (at, c) in rest.char_indices() {
        if c.is_ascii_digit() {
            if gap {
                groups.push(String::new());
            }
            gap = false;
            length = at + 1;
            groups.last_mut().into_iter().for_each(|group| group.push(c));
        } else if !gap && " .-\u{A0}".contains(c) {
            gap = true;
        } else {
            break;
        }
    }
    (groups, length)
}

/// The offices' own numbers, as the site prints them.
fn offices(printed: &str) -> BTreeSet<String> {
    let plain = printed.replace(['(', ')'], "");
    numbers(&plain).iter().map(Number::digits).collect()
}

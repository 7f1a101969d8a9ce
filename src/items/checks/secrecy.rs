//! Stamps of secrecy in the names of files, and within a line; a stamp on a line of its own is the rule's.

use super::{Finding, Subject, Weight, found};
use crate::base::text::{folded, normalise};

const CLAUSE: &str = "Quy chế Điều 4";

pub(super) fn check(subject: &Subject<'_>) -> Vec<Finding> {
    let names = subject.content.common().attachments.iter().map(|file| file.name.clone());
    let stamped = names.filter(|name| is_stamped(name)).collect();
    let mut files = found("secrecy-file", Weight::Refusal, CLAUSE, stamped, |list| {
        format!("Tên tệp có dấu mật hoặc “lưu hành nội bộ”: {list}. Không được đăng tài liệu này.")
    });
    files.iter_mut().for_each(|finding| finding.field = "attachments");
    let inline = inline(&normalise(&subject.plain));
    let text = found("secrecy-inline", Weight::Warning, CLAUSE, inline, |list| {
        format!("Nội dung nhắc đến dấu mật: {list}. Đây có phải là tài liệu mật không?")
    });
    [files, text].concat()
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// `MẬT` in capitals and with its marks; the longer stamps however they are written.
fn is_stamped(name: &str) -> bool {
    let name = normalise(name);
    let key = folded(&name);
    let key = format!(" {} ", words(&key).join(" "));
    let longer = [" toi mat ", " tuyet mat ", " luu hanh noi bo "].iter().any(|stamp| key.contains(stamp));
    longer || !alone(&words(&name)).is_empty()
}

/// Where `MẬT` stands as a word that is no part of `BÍ MẬT`, `BẢO MẬT` or another common word.
fn alone(words: &[&str]) -> Vec<usize> {
    const BEFORE: [&str; 5] = ["BÍ", "BẢO", "CẨN", "THÂN", "CƠ"];
    let is_stamp = |at: &usize| {
        words[*at] == "MẬT" && at.checked_sub(1).is_none_or(|before| !BEFORE.contains(&words[before]))
    };
    (0..words.len()).filter(is_stamp).collect()
}

fn inline(text: &str) -> Vec<String> {
    // Among capitals alone a stamp cannot be told from a heading: a line of its own is judged by the rule.
    let mixed = text.lines().filter(|line| line.chars().any(char::is_lowercase));
    let mut stamps = Vec::new();
    for line in mixed {
        let words = words(line);
        for at in alone(&words) {
            let from = at.saturating_sub(2);
            stamps.push(words[from..(at + 2).min(words.len())].join(" "));
        }
    }
    stamps
}

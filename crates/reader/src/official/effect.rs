//! From which day a document has effect, as its own text says.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Regex;

use super::running::Running;
use super::{Remark, Suggestion, dates};

/// Kinds that have effect from a day on; letters, reports, notices have none.
const IN_FORCE: &[&str] = &[
    "Quyết định",
    "Nghị quyết",
    "Nghị định",
    "Thông tư",
    "Thông tư liên tịch",
    "Nghị quyết liên tịch",
    "Luật",
    "Bộ luật",
    "Pháp lệnh",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
];

/// How a text says it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum From {
    /// On this day.
    On(Date),
    /// On the day it is signed or passed, or so many days after it.
    Issue(i32),
    /// So long after it stood in the gazette.
    Gazette,
}

static EFFECT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:co hieu luc|co gia tri|thi hanh) "));
static SUBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:luat|phap lenh|nghi dinh|nghi quyet|quyet dinh|thong tu|thong tu lien tich|chi thi|quy che|quy dinh|van ban)(?: lien tich| lien bo)? nay\b",
    )
});
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^.{0,40}?\bsau (?P<count>\d{1,3}|[a-z ]{2,20}?)(?: ?\(\s?(?P<figure>[\d]{1,3}|[a-z ]{2,20})\s?\))? ngay,? (?:ke )?tu (?:ngay )?(?P<from>ky|duoc ky|ban hanh|thong qua|dang cong bao|duoc dang cong bao)",
    )
});
static SIGNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^.{0,40}?\b(?:ke )?tu ngay (?:duoc )?(?:ky|ban hanh|thong qua|hoi dong nhan dan[^.]{0,60}? thong qua)",
    )
});
static GAZETTE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^.{0,40}?\b(?:ke )?tu ngay (?:duoc )?dang cong bao"));

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// The first day in force, computed from what the text says; the day of issue, doubted, where it says nothing.
pub(super) fn found(
    running: &Running<'_>,
    kind: Option<&str>,
    issued: Option<&Suggestion<Date>>,
    remarks: &mut Vec<Remark>,
) -> Option<Suggestion<Date>> {
    let stated = EFFECT.find_iter(&running.plain).find_map(|verb| {
        let sentence = running.sentence(verb.start(), 400);
        let before = &running.plain[sentence.start..verb.start()];
        let own = SUBJECT.find_iter(before).last().is_some_and(|subject| before.len() - subject.end() < 120)
            || before.trim_end().ends_with("va") && SUBJECT.is_match(before);
        let from = from(&running.plain[verb.end()..sentence.end.max(verb.end())])?;
        own.then_some((verb.start(), sentence, from))
    });
    let Some((at, sentence, from)) = stated else {
        return unstated(kind, issued);
    };
    let piece = running.piece(at)?;
    let written = running.written(sentence.clone());
    let date = match from {
        From::On(date) => Some(date),
        From::Issue(days) => issued.and_then(|issued| issued.value.checked_add(i64::from(days).days()).ok()),
        From::Gazette => None,
    };
    let Some(date) = date else {
        let sentence = match from {
            From::Gazette => "Ngày có hiệu lực tính từ ngày đăng Công báo: điền theo Công báo.",
            _ => "Ngày có hiệu lực tính từ ngày ban hành, mà ngày ban hành chưa rõ.",
        };
        remarks.push(Remark { as_written: written, ..Remark::at(piece, sentence) });
        return None;
    };
    let early = issued.is_some_and(|issued| date < issued.value);
    let apart = running.plain[sentence].contains("tru truong hop") || running.plain[at..].starts_with("tru ");
    let doubt = match () {
        () if early => Some("Ngày có hiệu lực sớm hơn ngày ban hành: kiểm tra lại cả hai."),
        () if apart => Some("Có phần của văn bản có hiệu lực vào ngày khác."),
        () => issued.filter(|_| from != From::On(date)).and_then(|issued| {
            issued.doubt.as_ref().map(|_| "Tính từ ngày ban hành, mà ngày ban hành cần kiểm tra.")
        }),
    };
    let found = Suggestion::at(piece, date).doubted(doubt.map(str::to_owned));
    Some(Suggestion { as_written: written, ..found })
}

fn unstated(kind: Option<&str>, issued: Option<&Suggestion<Date>>) -> Option<Suggestion<Date>> {
    let issued = issued?;
    kind.filter(|kind| IN_FORCE.contains(kind))?;
    let doubt = "Văn bản không nói ngày có hiệu lực; lấy theo ngày ban hành, cần kiểm tra.";
    Some(issued.clone().doubted(Some(doubt.to_owned())))
}

/// What stands behind "có hiệu lực".
fn from(behind: &str) -> Option<From> {
    let reach = behind.char_indices().nth(160).map_or(behind.len(), |(at, _)| at);
    let behind = &behind[..reach];
    if let Some(after) = AFTER.captures(behind) {
        let count = after.name("figure").and_then(|figure| figure.as_str().trim().parse().ok());
        let days = count.or_else(|| spoken(after["count"].trim()))?;
        return Some(if after["from"].contains("cong bao") { From::Gazette } else { From::Issue(days) });
    }
    let day = dates::first(behind).filter(|day| is_beginning(&behind[..day.range.start]));
    if let Some(date) = day.and_then(|day| day.date) {
        return Some(From::On(date));
    }
    if GAZETTE.is_match(behind) {
        return Some(From::Gazette);
    }
    SIGNED.is_match(behind).then_some(From::Issue(0))
}

/// Whether between "có hiệu lực" and the day stands nothing but "thi hành kể từ".
fn is_beginning(between: &str) -> bool {
    between.split_whitespace().all(|word| {
        matches!(
            word,
            "thi"
                | "hanh"
                | "ke"
                | "tu"
                | "ngay"
                | "bat"
                | "dau"
                | "chinh"
                | "thuc"
                | "phap"
                | "luat"
                | "vao"
                | "0"
                | "00"
                | "gio"
                | "24"
                | ":"
                | "luc"
                | "va"
                | "ap"
                | "dung"
        )
    })
}

/// Days in figures or in words: "45", "mười lăm", "bảy".
fn spoken(words: &str) -> Option<i32> {
    const DIGITS: [&[&str]; 10] = [
        &["khong"],
        &["mot"],
        &["hai"],
        &["ba"],
        &["bon", "tu"],
        &["nam", "lam"],
        &["sau"],
        &["bay"],
        &["tam"],
        &["chin"],
    ];
    if let Ok(figure) = words.parse() {
        return Some(figure);
    }
    let digit = |word: &str| {
        DIGITS.iter().position(|names| names.contains(&word)).and_then(|digit| i32::try_from(digit).ok())
    };
    match words.split_whitespace().collect::<Vec<_>>()[..] {
        ["muoi"] => Some(10),
        [one] => digit(one),
        ["muoi", unit] => digit(unit).map(|unit| 10 + unit),
        [ten, "muoi"] => digit(ten).map(|ten| 10 * ten),
        [ten, "muoi", unit] | [ten, unit] => Some(10 * digit(ten)? + digit(unit)?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_ways_of_saying_it() {
        for (text, wanted) in [
            ("thi hanh ke tu ngay 01 thang 7 nam 2019", Some(From::On(date(2019, 7, 1)))),
            ("ke tu ngay ky", Some(From::Issue(0))),
            ("thi hanh tu ngay ky ban hanh", Some(From::Issue(0))),
            ("sau 45 ngay ke tu ngay ky", Some(From::Issue(45))),
            ("thi hanh sau muoi lam ngay, ke tu ngay ky", Some(From::Issue(15))),
            ("thi hanh sau 07 (bay) ngay ke tu ngay ky", Some(From::Issue(7))),
            ("sau 15 ngay ke tu ngay dang cong bao", Some(From::Gazette)),
            ("ke tu ngay 1-1-1996", Some(From::On(date(1996, 1, 1)))),
            ("cua hop dong da ky ngay 1/1/2000", None),
        ] {
            assert_eq!(from(text), wanted, "{text}");
        }
    }

    #[test]
    fn counts_in_words() {
        for (words, count) in
            [("bay", 7), ("muoi", 10), ("muoi lam", 15), ("bon muoi lam", 45), ("ba muoi", 30)]
        {
            assert_eq!(spoken(words), Some(count), "{words}");
        }
    }
}

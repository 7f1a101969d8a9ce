//! What people say of themselves, found by the words before it: identity and account numbers, plates, birth dates, names
//! and addresses. Days and numbers of documents, sums and articles of law stay.

use super::{ADDRESS, IDENTITY, NAME, Plain, Span};

/// What stands where an account number stood.
const ACCOUNT: &str = "[số tài khoản]";
/// What stands where a licence plate stood.
const PLATE: &str = "[biển số xe]";
/// What stands where a birth date stood.
const BIRTH: &str = "[ngày sinh]";

/// How far behind its words a number may stand, in bytes of the folded text.
const WINDOW: usize = 40;

/// One kind of finder after the other; what one takes is not looked at by the next.
pub(super) const FINDERS: &[fn(&str) -> Vec<Span>] =
    &[accounts, identities, plates, births, names, addresses];

const IDENTITY_CUES: &[&str] = &[
    "cmnd",
    "cmtnd",
    "cmt",
    "chung minh nhan dan",
    "chung minh thu",
    "cccd",
    "can cuoc cong dan",
    "can cuoc",
    "dinh danh ca nhan",
    "ma dinh danh",
    "so dinh danh",
];
const ACCOUNT_CUES: &[&str] = &["so tai khoan", "tai khoan", "stk", "so tk", "tk"];
const PLATE_CUES: &[&str] = &["bien so", "bien kiem soat", "bks", "bien", "xe"];
const BIRTH_CUES: &[&str] = &["sinh ngay", "ngay sinh", "sinh nam", "nam sinh", "sinh", "sn"];
/// Words that end in "sinh" and speak of nobody's birth.
const NOT_BORN: &[&str] = &[
    "khai", "hoc", "thi", "ve", "phat", "dan", "an", "ho", "tuyen", "san", "nay", "hy", "so", "song", "tai",
];
/// After these stands a name, however it is written.
const NAME_CUES: &[&str] =
    &["toi ten la", "ten toi la", "em ten la", "ten em la", "chau ten la", "con ten la", "toi ten", "em ten"];
/// After these stands a name only where it is written as one.
const LOOSE_NAME_CUES: &[&str] =
    &["toi la", "em la", "chau la", "ho va ten", "ho ten", "nguoi gui", "ky ten"];
/// With these a name in small letters ends.
const AFTER_NAMES: &[&str] = &[
    "o", "tai", "sinh", "sn", "hien", "tru", "thuong", "tam", "cu", "ngu", "que", "so", "cmnd", "cccd",
    "cmt", "nam", "nu", "la", "xin", "muon", "dang", "co", "va", "dia", "dien", "sdt", "toi", "chau", "em",
    "con", "thon", "xom", "xa", "nghe", "lam", "hoi", "gui", "kinh", "de", "nay", "tuoi", "nguoi", "thuoc",
];
const ADDRESS_CUES: &[&str] = &[
    "dia chi thuong tru",
    "dia chi lien he",
    "dia chi nha",
    "dia chi",
    "ho khau thuong tru",
    "ho khau",
    "thuong tru",
    "tam tru",
    "cu tru",
    "que quan",
    "tru tai",
    "tru o",
    "hien o",
    "dang o",
    "ngu tai",
    "ngu o",
    "toi o",
    "em o",
    "so nha",
    "nha so",
];
const ADDRESS_WORDS: &[&str] = &[
    "thon", "xom", "lang", "ap", "to", "khu", "pho", "duong", "ngo", "ngach", "hem", "so", "xa", "phuong",
    "thi", "tt", "huyen", "quan", "tinh", "tp", "thanh", "doi", "can", "chung", "tang", "phong",
];
const AFTER_ADDRESSES: &[&str] = &[
    "xin", "muon", "hoi", "toi", "em", "chau", "nay", "co", "duoc", "va", "de", "dang", "cho", "da", "bi",
    "gui", "kinh", "nhung", "vi", "lam", "mua", "nop", "khi", "neu", "thay", "nen", "ma", "voi", "trong",
    "con",
];
/// Behind these nine digits are a sum or a measure.
const COUNTED: &[&str] = &["dong", "d", "vnd", "trieu", "nghin", "ngan", "ty", "usd", "m2", "ha", "kg"];

/// Where the words of a cue end, in the folded text.
fn cues<'a>(plain: &'a Plain, words: &'a [&str]) -> impl Iterator<Item = (usize, usize)> + 'a {
    words.iter().flat_map(move |word| {
        let places = plain.text.match_indices(word).map(move |(at, _)| (at, at + word.len()));
        places.filter(|(start, end)| plain.is_whole(*start, *end) && !plain.text[..*start].ends_with('['))
    })
}

/// Where the value behind a cue begins.
fn value(text: &str, mut at: usize, fillers: &[&str]) -> usize {
    loop {
        at += text[at..].len() - text[at..].trim_start_matches([' ', ':', '-', '=', ',', '(']).len();
        let word = word_at(text, at);
        if word.is_empty() || !fillers.contains(&word) {
            return at;
        }
        at += word.len();
    }
}

fn word_at(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())]
}

fn word_before(text: &str, at: usize) -> &str {
    let head = text[..at].trim_end();
    &head[head
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |i| i + head[i..].chars().next().map_or(1, char::len_utf8))..]
}

/// The groups of digits from `at` on, parted by one blank, point or hyphen: where each ends and how many digits
/// there are until then.
fn groups(text: &str, at: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut digits, mut end) = (0, at);
    for (offset, c) in text[at..].char_indices() {
        let here = at + offset;
        if c.is_ascii_digit() {
            digits += 1;
            end = here + 1;
            if !text[here + 1..].starts_with(|next: char| next.is_ascii_digit()) {
                found.push((end, digits));
            }
        } else if !" .-".contains(c) || here > end {
            break;
        }
    }
    found
}

/// The first number behind a cue that is as long as `fits` says.
fn number_after(plain: &Plain, cue: usize, fits: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let text = &plain.text;
    let mut at = cue;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + offset;
        if start > cue + WINDOW || text[at..start].contains(['\n', ';']) {
            return None;
        }
        let groups = groups(text, start);
        if let Some((end, _)) =
            groups.iter().find(|(end, digits)| fits(*digits) && !text[*end..].starts_with('/'))
        {
            return Some((start, *end));
        }
        at = groups.first().map_or(start + 1, |(end, _)| *end);
    }
    None
}

fn in_source(plain: &Plain, start: usize, end: usize, label: &'static str) -> Span {
    (plain.origin[start], plain.origin[end], label)
}

fn accounts(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let whole = |cue: usize| {
        let (start, _) = number_after(&plain, cue, |digits| (6..=19).contains(&digits))?;
        let longest =
            groups(&plain.text, start).into_iter().rev().find(|(_, digits)| (6..=19).contains(digits))?;
        Some(in_source(&plain, start, longest.0, ACCOUNT))
    };
    cues(&plain, ACCOUNT_CUES).filter_map(|(_, end)| whole(end)).collect()
}

fn identities(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let number = |cue: usize| number_after(&plain, cue, |digits| digits == 9 || digits == 12);
    let found = cues(&plain, IDENTITY_CUES).filter_map(|(_, end)| number(end));
    found.map(|(start, end)| in_source(&plain, start, end, IDENTITY)).collect()
}

/// Nine digits in a row that are no sum, and twelve that begin with a nought, however parted.
pub(super) fn bare_identities(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let words = &plain.text;
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(offset) = words[at..].find(|c: char| c.is_ascii_digit()) {
        let start = at + offset;
        let groups = groups(words, start);
        let first = groups.first().map_or(start + 1, |(end, _)| *end);
        let parted = groups.iter().find(|(_, digits)| *digits == 12 && words[start..].starts_with('0'));
        let nine = groups.first().filter(|(end, digits)| *digits == 9 && !is_counted(words, *end));
        let free = !words[..start].ends_with(|c: char| c.is_alphanumeric() || c == '/');
        match parted.or(nine).filter(|(end, _)| free && !words[*end..].starts_with('/')) {
            Some((end, _)) => {
                spans.push(in_source(&plain, start, *end, IDENTITY));
                at = *end;
            }
            None => at = first,
        }
    }
    spans
}

fn is_counted(text: &str, end: usize) -> bool {
    let after = word_at(text, end + text[end..].len() - text[end..].trim_start().len());
    COUNTED.contains(&after) || text[end..].starts_with(|c: char| c.is_alphabetic())
}

fn plates(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let starts = plain.text.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at);
    starts.filter_map(|at| plate(text, &plain, at)).collect()
}

/// `98B1-234.56`, `29H 12345`: two digits, one or two signs of which the first is a letter, four or five digits.
fn plate(source: &str, plain: &Plain, start: usize) -> Option<Span> {
    let text = &plain.text;
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
    let free = !text[..start].ends_with(|c: char| c.is_alphanumeric() || "/.-".contains(c));
    if !free || !byte(start).is_ascii_digit() || !byte(start + 1).is_ascii_digit() {
        return None;
    }
    let mut at = start + 2;
    at += usize::from(b" -".contains(&byte(at)));
    let letter = at;
    if !byte(letter).is_ascii_lowercase() {
        return None;
    }
    at += 1;
    let doubled = byte(at).is_ascii_alphanumeric() && !byte(at + 1).is_ascii_alphanumeric();
    at += usize::from(doubled);
    let gap = at;
    while b" -.".contains(&byte(at)) && at < gap + 2 {
        at += 1;
    }
    let tail = groups(text, at);
    let (end, digits) = tail.into_iter().find(|(end, digits)| (4..=5).contains(digits) && *end <= at + 6)?;
    let ends = !text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '/');
    let near = &text[start.saturating_sub(25).max(floor(text, start.saturating_sub(25)))..start];
    let said = PLATE_CUES
        .iter()
        .any(|cue| near.split(|c: char| !c.is_alphanumeric()).collect::<Vec<_>>().join(" ").contains(cue));
    let printed = source[plain.origin[letter]..].starts_with(|c: char| c.is_uppercase());
    let clear = digits == 5 && at > gap || digits == 4 && doubled && text[gap..at].contains('-');
    (ends && (said || printed && clear)).then(|| in_source(plain, start, end, PLATE))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn births(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let born = |start: usize| {
        let first = word_at(&plain.text, start);
        first != "sinh" || !NOT_BORN.contains(&word_before(&plain.text, start))
    };
    let found = cues(&plain, BIRTH_CUES).filter(|(start, _)| born(*start)).filter_map(|(_, end)| {
        let start = value(&plain.text, end, &["la", "ngay", "nam", "vao"]);
        day_at(&plain.text, start).map(|end| in_source(&plain, start, end, BIRTH))
    });
    found.collect()
}

/// Where a day, a month with its year, or a year ends that begins here.
fn day_at(text: &str, start: usize) -> Option<usize> {
    let number = |at: usize, longest: usize| {
        let word = text[at..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |n| at + n);
        (word > at && word - at <= longest).then_some(word)
    };
    let year =
        |at: usize| number(at, 4).filter(|end| end - at == 4 && ["19", "20"].contains(&&text[at..at + 2]));
    let skip = |at: usize, signs: &str| {
        let rest = &text[at..];
        at + rest.len() - rest.trim_start_matches(|c| signs.contains(c)).len()
    };
    if let Some(end) = year(start) {
        return Some(end);
    }
    let mut at = start;
    for _ in 0..3 {
        at = skip(at, " ./-");
        for word in ["thang", "nam"] {
            at = text[at..].strip_prefix(word).map_or(at, |rest| skip(text.len() - rest.len(), " "));
        }
        if let Some(end) = year(at) {
            return Some(end);
        }
        at = number(at, 2)?;
    }
    None
}

fn names(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let sure = cues(&plain, NAME_CUES).map(|cue| (cue, true));
    let loose = cues(&plain, LOOSE_NAME_CUES).map(|cue| (cue, false));
    let found = sure.chain(loose).filter_map(|((_, end), sure)| {
        let said = sure || plain.text[end..].trim_start().starts_with(':');
        let start = value(&plain.text, end, &["la"]);
        name_at(text, &plain, start, said).map(|end| in_source(&plain, start, end, NAME))
    });
    found.collect()
}

/// Where a name ends that begins here: its words are written large, or, where a name must stand, until another word
/// begins.
fn name_at(source: &str, plain: &Plain, start: usize, sure: bool) -> Option<usize> {
    let text = &plain.text;
    let large = |at: usize| source[plain.origin[at]..].starts_with(|c: char| c.is_uppercase());
    let (mut at, mut end, mut words) = (start, start, 0);
    let written = start < text.len() && large(start);
    while words < 6 {
        let word = word_at(text, at);
        let letters = !word.is_empty() && word.chars().all(char::is_alphabetic);
        if !letters || written && !large(at) || !written && (!sure || AFTER_NAMES.contains(&word)) {
            break;
        }
        words += 1;
        end = at + word.len();
        if !text[end..].starts_with(' ') {
            break;
        }
        at = end + 1;
    }
    let enough = if sure && written { 1 } else { 2 };
    (words >= enough).then_some(end)
}

fn addresses(text: &str) -> Vec<Span> {
    let plain = Plain::of(text);
    let found = cues(&plain, ADDRESS_CUES).filter_map(|(cue, end)| {
        let cue_word = &plain.text[cue..end];
        let said = plain.text[end..].trim_start().starts_with(':');
        let start = value(&plain.text, end, &["la", "tai", "o", "cua", "toi"]);
        let first = word_at(&plain.text, start);
        let house = cue_word.contains("nha") && first.starts_with(|c: char| c.is_ascii_digit());
        let fits = said || house || ADDRESS_WORDS.contains(&first);
        let until = address_end(&plain.text, start);
        (fits && until > start + 2).then(|| in_source(&plain, start, until, ADDRESS))
    });
    found.collect()
}

/// Where an address ends that begins here: parts between commas, as long as they begin like parts of an address.
fn address_end(text: &str, start: usize) -> usize {
    let (mut at, mut end, mut words) = (start, start, 0);
    while words < 40 {
        let word = word_at(text, at);
        if word.is_empty() || AFTER_ADDRESSES.contains(&word) {
            break;
        }
        words += 1;
        end = at + word.len();
        let rest = &text[end..];
        if let Some(after) =
            rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" - ")).or_else(|| rest.strip_prefix(','))
        {
            at = text.len() - after.len();
            let next = word_at(text, at);
            if !ADDRESS_WORDS.contains(&next) && !next.starts_with(|c: char| c.is_ascii_digit()) {
                break;
            }
        } else if rest.starts_with(". ") && ["tp", "q", "p", "h", "x", "tt", "so"].contains(&word) {
            at = end + 2;
        } else if rest.starts_with([' ', '/', '-']) {
            at = end + 1;
        } else {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Reach, folded, joined, pieces};

    fn shown(text: &str) -> String {
        joined(&pieces(text, &[], Reach::Everybody))
    }

    /// Each is masked as written, without diacritics, in capitals and with odd blanks.
    fn gone(text: &str, secret: &str, label: &str) {
        let wide = text.replace(' ', "  ");
        for text in [text.to_owned(), folded(text), wide, text.to_uppercase()] {
            let out = shown(&text);
            let same = |one: &str| folded(one).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(out.contains(label), "{text}: {out}");
            assert!(!same(&out).contains(&same(secret)), "{text}: {out}");
        }
    }

    #[test]
    fn numbers_and_birth_dates_go() {
        for (label, texts) in [
            (
                "[số giấy tờ]",
                &[
                    ("Số CMND 121234567 cấp tại Bắc Giang", "121234567"),
                    ("chứng minh nhân dân số: 121 234 567", "121 234 567"),
                    ("Căn cước công dân: 024.190.012.345", "024.190.012.345"),
                    ("giấy tờ 024 190 012 345 của tôi", "024 190 012 345"),
                    ("tôi gửi số 121234567 để tra cứu", "121234567"),
                ][..],
            ),
            (
                "[số tài khoản]",
                &[
                    ("chuyển vào số tài khoản 0351 000 123456 tại Vietcombank", "0351 000 123456"),
                    ("STK: 19034567890123", "19034567890123"),
                ][..],
            ),
            (
                "[biển số xe]",
                &[("xe biển số 98B1-234.56 bị giữ", "98B1-234.56"), ("xe máy 98 B1 23456", "98 B1 23456")][..],
            ),
            (
                "[ngày sinh]",
                &[
                    ("tôi sinh ngày 05/10/1980, nay muốn hỏi", "05/10/1980"),
                    ("Con tôi sinh năm 2003", "2003"),
                    ("ngày sinh: 5 tháng 10 năm 1980", "1980"),
                    ("mẹ tôi sn 1955", "1955"),
                ][..],
            ),
        ] {
            for (text, secret) in texts {
                gone(text, secret, label);
            }
        }
        assert_eq!(shown("Ô tô đỗ sai là 29A-123.45."), "Ô tô đỗ sai là [biển số xe].");
    }

    #[test]
    fn names_that_people_give_go() {
        gone("Tôi tên là Trần Thị Mẫu, ở xa", "Trần Thị Mẫu", "[họ tên]");
        gone("tên tôi là Nguyễn Văn Thử hiện là giáo viên", "Nguyễn Văn Thử", "[họ tên]");
        assert_eq!(shown("Tôi là Trần Thị Mẫu. Xin hỏi"), "Tôi là [họ tên]. Xin hỏi");
        assert_eq!(shown("Tôi là công dân xã Đức Thắng"), "Tôi là công dân xã Đức Thắng");
        assert_eq!(shown("ghi rõ họ tên người khai vào đơn"), "ghi rõ họ tên người khai vào đơn");
    }

    #[test]
    fn addresses_that_people_give_go() {
        gone(
            "thường trú tại thôn Đông, xã Mẫu, huyện Thử xin hỏi thủ tục",
            "thôn Đông, xã Mẫu, huyện Thử",
            "[địa chỉ]",
        );
        gone("Địa chỉ: số 12, ngõ 3, đường Mẫu. Kính mong", "số 12, ngõ 3, đường Mẫu", "[địa chỉ]");
        gone("nhà số 15 ngách 2 phố Mẫu bị ngập", "ngách 2 phố Mẫu", "[địa chỉ]");
        assert!(shown("thường trú tại thôn Đông xin hỏi thủ tục").ends_with("xin hỏi thủ tục"));
    }

    #[test]
    fn what_speaks_of_nobody_stays() {
        for text in [
            "Quyết định số 10/2016/QĐ-UBND ngày 28/12/2016",
            "Nghị định 123/2015/NĐ-CP; Thông tư 15/2015/TT-BTP",
            "Công văn 1234/UBND-VP ngày 05.10.2016",
            "lệ phí 150000000 đồng, 150.000.000đ hoặc 1.500.000 đồng",
            "diện tích 123456789 m2",
            "giấy khai sinh ngày 05/10/2016, học sinh năm 2016, vệ sinh năm 2015",
            "Khoản 2 Điều 12A 2013, năm 2003 ghi thiếu 45 m2",
            "Điều 12 Luật Hộ tịch 60/2014/QH13",
            "nộp hồ sơ tại bộ phận một cửa, địa chỉ nộp ghi trên giấy hẹn",
            "Cháu tôi sinh tháng 3 nhưng chưa khai sinh",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_twice_is_once(text in "(tôi tên là |sinh năm |stk |CMND |ở thôn |địa chỉ: |[a-z0-9Đấ .,:/-]{1,8}|\\PC{1,4}){0,9}") {
            let found = pieces(&text, &[], Reach::Everybody);
            let whole: String = found.iter().map(|piece| match piece {
                super::super::Piece::Kept(text) => text.as_str(),
                super::super::Piece::Masked { original, .. } => original.as_str(),
            }).collect();
            prop_assert_eq!(whole, text);
        }
    }
}

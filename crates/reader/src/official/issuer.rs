//! Who issued a document: the names in the left half of its head, the body above and the body itself told apart.

use std::sync::LazyLock;

use regex::Regex;

use super::casing;
use super::plain::plain;

/// With these a body's name begins, marks or not: long enough to mean nothing else.
static LONG: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:uy ban|ubnd|ubmttq|ubkt|hoi dong|hdnd|tong cuc|chi cuc|van phong|trung tam|dang bo|dang uy|huyen uy|tinh uy",
        r"|thanh uy|quan uy|chinh phu|thu tuong|quoc hoi|chu tich|toa an|hoc vien|ngan hang|bao hiem|kho bac|cong an",
        r"|thanh tra|kiem toan|lien doan|mat tran|cong ty|tong cong ty|tap doan|benh vien|bch|bql|bcd|bchqs|thuong truc",
        r"|tong lien doan|dai hoc|lien hiep|vks|vksnd|tand|lien minh|hiep hoi|hop tac xa|nha van hoa|tinh doan|huyen doan",
        r"|ttyt|vien kiem sat|bo truong|thong doc|truong ban|giam doc)\b",
    ))
});
/// Short ones, which only their marks tell from other words.
static SHORT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:bộ|sở|phòng|ban|cục|vụ|viện|trường|trạm|đài|hạt|hội|đoàn|tổ|quỹ|đội)\s"));
/// What begins with a short one and is no body.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:bộ (?:luật|đơn giá|thủ tục|tiêu chí|chỉ số|máy)|phòng(?:,| cháy| chống| ngừa| trừ| bệnh)|ban (?:hành|giao|bố)",
        r"|vụ (?:việc|đông|xuân|mùa|hè|án)|trường hợp|đài tưởng|hội (?:nghị|thảo|thi|khỏe|chợ)|đoàn (?:kết|công tác)",
        r"|tổ chức|đội ngũ|sở hữu|viện trợ|viện dẫn)",
    ))
});
static TERRITORY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:tinh|huyen|xa|phuong|quan|thi xa|thi tran|thanh pho|dac khu|tp)\b"));
/// A unit of the administration and its name, then a body below it, in one line.
static WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:.*?\b(?:tinh|huyen|xa|phuong|quan|thi xa|thi tran|thanh pho|tp\.?) \S+(?: \S+){0,3}?|bo .+?)",
        r"(?P<cut> )(?:phong|so|ban quan ly|ban chi|ban dan toc|van phong|trung tam|truong|ubnd|uy ban nhan dan|hoi dong",
        r"|cong an|chi cuc|tram|cuc|tong cuc|to |hat |bo )",
    ))
});
/// A body that says nothing without what follows.
static OPEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:van phong|thuong truc|chi cuc|trung tam|phong|ban quan ly|ban chi dao|truong|chu tich|cuc|so|bo|vien|ban",
        r"|hoi dong nhan dan|hdnd|uy ban|uy ban nhan dan|hoi dong|doan|thanh tra|bo chi huy|ban chi huy|to cong tac)$",
    ))
});

fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern")
}

/// Whether a line begins as the name of a body does.
pub(super) fn is_body(text: &str) -> bool {
    let lower = text.to_lowercase();
    LONG.is_match(&plain(text)) || SHORT.is_match(&lower) && !OTHER.is_match(&lower)
}

/// A name with the short form at its head in full.
pub(super) fn in_full(name: &str) -> String {
    for (short, full) in
        [("UBND ", "Ủy ban nhân dân "), ("HĐND ", "Hội đồng nhân dân "), ("Uỷ ban ", "Ủy ban ")]
    {
        if let Some(rest) = name.strip_prefix(short).filter(|rest| !rest.starts_with("và ")) {
            return format!("{full}{rest}");
        }
    }
    name.to_owned()
}

/// The body that an office speaks for: "Chủ tịch Ủy ban nhân dân xã …" for the committee, "Bộ trưởng Bộ …" for the ministry.
pub(super) fn of_office(text: &str) -> String {
    static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^(?:chu tich|bo truong|giam doc|tong giam doc|truong|cuc truong|tong cuc truong|chanh|thong doc|hieu truong) (?P<body>(?:uy ban|ubnd|hoi dong|bo|so|phong|ban|cuc|tong cuc|van phong|ngan hang|truong) )",
        )
    });
    let folded = plain(text);
    let from = OFFICE.captures(&folded).and_then(|found| found.name("body")).map_or(0, |body| body.start());
    let body: String = text.chars().skip(folded[..from].chars().count()).collect();
    in_full(&casing::body(body.trim_matches([' ', ':', ','])))
}

/// The names that the lines of a head spell, from the highest body down.
pub(super) fn names<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in lines.map(without_rules).flat_map(parted) {
        match names.last_mut().filter(|last| continues(last, &line)) {
            Some(last) => *last = format!("{last} {line}"),
            None => names.push(line),
        }
    }
    let mut cased: Vec<String> = Vec::new();
    for name in names {
        let name = casing::body(name.trim_matches([' ', '-', '*', ':', ',']));
        cased.push(cased.last().map_or_else(|| name.clone(), |above| with_names_of(above, &name)));
    }
    cased
}

/// A name in which the place that the body above is called by is written as it is there.
fn with_names_of(above: &str, name: &str) -> String {
    let Some(place) = TERRITORY.find_iter(&plain(above)).last().map(|unit| {
        above.chars().skip(plain(above)[..unit.end()].chars().count()).collect::<String>().trim().to_owned()
    }) else {
        return name.to_owned();
    };
    match name.to_lowercase().find(&place.to_lowercase()) {
        Some(at) if !place.is_empty() && name.is_char_boundary(at + place.len()) => {
            format!("{}{place}{}", &name[..at], &name[at + place.len()..])
        }
        _ => name.to_owned(),
    }
}

/// A line without the rules drawn by signs around it.
fn without_rules(line: &str) -> &str {
    let drawn = |c: char| matches!(c, '_' | '*' | '=' | '~' | '.' | ':' | '—' | '|') || c.is_whitespace();
    line.trim_matches(drawn)
        .trim_end_matches("--")
        .trim_end_matches("--")
        .trim_start_matches("--")
        .trim_matches(drawn)
}

/// A line cut where a body below the first begins in it.
fn parted(line: &str) -> Vec<String> {
    let folded = plain(line);
    let Some(cut) = WITHIN.captures(&folded).and_then(|found| found.name("cut")) else {
        return vec![line.to_owned()];
    };
    let chars = folded[..cut.start()].chars().count();
    let first: String = line.chars().take(chars).collect();
    let rest: String = line.chars().skip(chars + 1).collect();
    std::iter::once(first).chain(parted(&rest)).collect()
}

/// Whether `line` goes on with the name begun before it.
fn continues(name: &str, line: &str) -> bool {
    let begins = (is_body(name), is_body(line));
    let (name, line) = (plain(name), plain(line));
    let hangs = name.ends_with(['-', '–', ',']) || name.ends_with(" va") || line.starts_with(['-', '–']);
    if hangs || line.starts_with("va ") || !begins.1 {
        // A unit of the administration alone stands above what follows.
        return hangs || begins.0 || !TERRITORY.is_match(&line);
    }
    OPEN.is_match(&name) && !(name == "hoi dong nhan dan" && line.starts_with("uy ban"))
}

/// The names of bodies that issue together: those of all lines, and those a line joins by a hyphen.
pub(super) fn joint(names: &[String]) -> Vec<String> {
    static HYPHEN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s*[-–,]\s*|\s+và\s+|\s{2,}"));
    let mut all: Vec<String> = Vec::new();
    for name in names {
        let mut from = 0;
        let mut begun = String::new();
        for sign in HYPHEN.find_iter(name) {
            let behind = plain(&name[sign.end()..]);
            if starts_peer(&behind) {
                begun.push_str(&name[from..sign.start()]);
                all.push(std::mem::take(&mut begun));
                from = sign.end();
            }
        }
        all.push(name[from..].to_owned());
    }
    all.into_iter().map(|name| casing::body(&name)).collect()
}

/// Whether a body of the rank of a ministry or department begins here.
fn starts_peer(plain: &str) -> bool {
    [
        "bo ",
        "so ",
        "toa an",
        "vien kiem sat",
        "uy ban",
        "thanh tra",
        "ngan hang",
        "kiem toan",
        "tong lien doan",
        "hoi ",
        "ban to chuc",
        "tong cuc",
        "bao hiem",
    ]
    .iter()
    .any(|beginning| plain.starts_with(beginning))
}

/// Whether the names are those of peers though nothing else says so: all of them ministries, or departments.
pub(super) fn are_peers(names: &[String]) -> bool {
    let all = |beginning: &str| {
        names.len() > 1
            && names.iter().all(|name| {
                let name = plain(name);
                name.starts_with(beginning)
                    && !name.starts_with("bo tu lenh")
                    && !name.starts_with("bo chi huy")
            })
    };
    all("bo ") || all("so ")
}

/// Several names as a sentence joins them: "Bộ Y tế, Bộ Tài chính và Bộ Công an".
pub(super) fn together(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} và {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_names() {
        for (lines, wanted) in [
            (&["ỦY BAN NHÂN DÂN", "XÃ ĐÔNG LỖ"][..], &["Ủy ban nhân dân xã Đông Lỗ"][..]),
            (&["UBND HUYỆN HIỆP HÒA", "PHÒNG NỘI VỤ"], &["UBND huyện Hiệp Hòa", "Phòng Nội vụ"]),
            (&["UBND HUYỆN HIỆP HÒA PHÒNG NỘI VỤ"], &["UBND huyện Hiệp Hòa", "Phòng Nội vụ"]),
            (&["BỘ CÔNG AN", "CỤC CẢNH SÁT PCCC VÀ CNCH"], &["Bộ Công an", "Cục Cảnh sát PCCC và CNCH"]),
            (&["BỘ NÔNG NGHIỆP", "VÀ PHÁT TRIỂN NÔNG THÔN"], &["Bộ Nông nghiệp và Phát triển nông thôn"]),
            (
                &["UBND TỈNH BÀ RỊA – VŨNG TÀU", "BQL CÁC KHU CÔNG NGHIỆP", "BÀ RỊA – VŨNG TÀU"],
                &["UBND tỉnh Bà Rịa – Vũng Tàu", "BQL các khu công nghiệp Bà Rịa – Vũng Tàu"],
            ),
            (
                &["THÀNH PHỐ HỒ CHÍ MINH", "UBND HUYỆN CẦN GIỜ"],
                &["Thành phố Hồ Chí Minh", "UBND huyện Cần Giờ"],
            ),
            (&["ủy ban nhân dân", "Tỉnh an giang"], &["Ủy ban nhân dân tỉnh An Giang"]),
            (
                &["UBND HUYỆN HIỆP HÒA", "VĂN PHÒNG", "HĐND VÀ UBND"],
                &["UBND huyện Hiệp Hòa", "Văn phòng HĐND và UBND"],
            ),
        ] {
            assert_eq!(names(lines.iter().copied()), wanted, "{lines:?}");
        }
    }

    #[test]
    fn bodies_that_issue_together() {
        let names =
            joint(&["Bộ Y tế - bộ lao động - thương binh và xã hội".to_owned(), "Bộ Tài chính".to_owned()]);
        assert_eq!(names, ["Bộ Y tế", "Bộ Lao động - Thương binh và Xã hội", "Bộ Tài chính"]);
        assert_eq!(together(&names), "Bộ Y tế, Bộ Lao động - Thương binh và Xã hội và Bộ Tài chính");
        assert!(are_peers(&names));
        assert!(!are_peers(&["Bộ Công an".to_owned(), "Cục Cảnh sát".to_owned()]));
    }
}

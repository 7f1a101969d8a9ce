//! The short forms that stand in document numbers: kinds of document and issuing bodies.

use crate::{folded, has_diacritic};

/// A kind of document with its short form.
#[derive(Debug, PartialEq, Eq)]
pub struct TypeName {
    /// The short form as printed in a number.
    pub abbreviation: &'static str,
    /// The name in words, as it is printed in running text: `Quyết định`.
    pub name: &'static str,
    /// The name in words, folded: no marks, lower case.
    pub words: &'static str,
}

/// Short forms that, typed without marks, are everyday words ("da" for "đã").
pub const EVERYDAY: &[&str] = &["ĐA", "DA", "L", "PA", "GM", "SY"];

/// The kinds of document: Decree 30/2020/NĐ-CP, appendix III, then those of the Law on promulgation of legal
/// documents and of older and joint documents. `L` stands for laws, whose numbers carry no short form.
pub const TYPES: &[TypeName] = &[
    named("NQ", "Nghị quyết", "nghi quyet"),
    named("QĐ", "Quyết định", "quyet dinh"),
    named("CT", "Chỉ thị", "chi thi"),
    named("QC", "Quy chế", "quy che"),
    named("QyĐ", "Quy định", "quy dinh"),
    named("TC", "Thông cáo", "thong cao"),
    named("TB", "Thông báo", "thong bao"),
    named("HD", "Hướng dẫn", "huong dan"),
    named("CTr", "Chương trình", "chuong trinh"),
    named("KH", "Kế hoạch", "ke hoach"),
    named("PA", "Phương án", "phuong an"),
    named("ĐA", "Đề án", "de an"),
    named("DA", "Dự án", "du an"),
    named("BC", "Báo cáo", "bao cao"),
    named("BB", "Biên bản", "bien ban"),
    named("TTr", "Tờ trình", "to trinh"),
    named("HĐ", "Hợp đồng", "hop dong"),
    named("CĐ", "Công điện", "cong dien"),
    named("BGN", "Bản ghi nhớ", "ban ghi nho"),
    named("BTT", "Bản thỏa thuận", "ban thoa thuan"),
    named("GUQ", "Giấy ủy quyền", "giay uy quyen"),
    named("GM", "Giấy mời", "giay moi"),
    named("GGT", "Giấy giới thiệu", "giay gioi thieu"),
    named("GNP", "Giấy nghỉ phép", "giay nghi phep"),
    named("PG", "Phiếu gửi", "phieu gui"),
    named("PC", "Phiếu chuyển", "phieu chuyen"),
    named("PB", "Phiếu báo", "phieu bao"),
    named("SY", "Sao y", "sao y"),
    named("TrS", "Trích sao", "trich sao"),
    named("SL", "Sao lục", "sao luc"),
    named("L", "Luật", "luat"),
    named("L", "Bộ luật", "bo luat"),
    named("PL", "Pháp lệnh", "phap lenh"),
    named("NĐ", "Nghị định", "nghi dinh"),
    named("TT", "Thông tư", "thong tu"),
    named("TTLT", "Thông tư liên tịch", "thong tu lien tich"),
    named("NQLT", "Nghị quyết liên tịch", "nghi quyet lien tich"),
    named("SL", "Sắc lệnh", "sac lenh"),
    named("LCT", "Lệnh công bố", "lenh cong bo"),
];

const fn named(abbreviation: &'static str, name: &'static str, words: &'static str) -> TypeName {
    TypeName { abbreviation, name, words }
}

/// Issuing bodies and drafting units whose short form is recognised when typed without marks or capitals.
/// Others are taken as they are written.
const ISSUERS: &[&str] = &[
    "UBND", "HĐND", "TT.HĐND", "TTHĐND", "CP", "TTg", "QH", "UBTVQH", "CTN", "HĐBT", "HĐNN", "HĐTP",
    "UBMTTQ", "MTTQ", "UBMTTQVN", "HU", "TU", "ĐU", "VP", "VX", "VPCP", "VPQH", "BCA", "BCT", "BDTTG",
    "BDTTĐ", "BGDĐT", "BGD&ĐT", "BGTVT", "BKHCN", "BKHĐT", "BLĐTBXH", "BNG", "BNN", "BNN&PTNT", "BNNMT",
    "BNNPTNT", "BNV", "BQP", "BTC", "BTM", "BTNMT", "BTP", "BTTTT", "BVHTT", "BVHTTDL", "BXD", "BYT", "NHNN",
    "TTCP", "UBDT", "KTNN", "TANDTC", "VKSNDTC", "VKSTC", "TATC", "BHXH", "SNV", "STC", "STP", "SYT", "SXD",
    "SCT", "SGTVT", "SGDĐT", "SKHCN", "SKHĐT", "SLĐTBXH", "SNN", "STNMT", "STTTT", "SVHTTDL", "PNV", "PTC",
    "PTCKH", "PTP", "PYT", "PTNMT", "PGDĐT", "PLĐTBXH", "PVHTT", "PNN", "PKTHT", "BĐH", "BBT", "BQL", "BCĐ",
    "CA", "QS",
];

/// The kind whose short form `letters` is: as printed, else in any case, else without its marks.
#[must_use]
pub fn type_of(letters: &str) -> Option<&'static str> {
    recognised(letters, || TYPES.iter().map(|name| name.abbreviation))
}

/// The short form of a kind given in words, in any case, with or without marks.
#[must_use]
pub fn type_named(words: &str) -> Option<&'static str> {
    let words = folded(words.trim());
    TYPES.iter().find(|name| name.words == words).map(|name| name.abbreviation)
}

/// The body whose known short form `letters` is, with the number of its term kept (`qh14` is `QH14`).
#[must_use]
pub fn known_issuer(letters: &str) -> Option<String> {
    let stem = letters.trim_end_matches(|c: char| c.is_ascii_digit());
    let term = &letters[stem.len()..];
    let body = recognised(stem, || ISSUERS.iter().copied())?;
    let has_terms = matches!(body, "QH" | "UBTVQH" | "HĐNN");
    (term.is_empty() || has_terms && term.len() <= 2).then(|| format!("{body}{term}"))
}

/// The printed form of an issuer or unit: the known one, else capitals where nothing is capital.
#[must_use]
pub fn issuer_form(letters: &str) -> String {
    known_issuer(letters).unwrap_or_else(|| {
        let typed_small = !letters.chars().any(char::is_uppercase);
        if typed_small { letters.to_uppercase() } else { letters.to_owned() }
    })
}

/// Whether several bodies sign documents of this kind, so that all its letters are issuers.
#[must_use]
pub fn is_joint(abbreviation: &str) -> bool {
    abbreviation.ends_with("LT")
}

/// Finds `letters` in a list of printed forms, the closest way of writing first.
fn recognised<F, I>(letters: &str, forms: F) -> Option<&'static str>
where
    F: Fn() -> I,
    I: Iterator<Item = &'static str>,
{
    let small = letters.to_lowercase();
    forms()
        .find(|form| *form == letters)
        .or_else(|| forms().find(|form| form.to_lowercase() == small))
        .or_else(|| if has_diacritic(letters) { None } else { forms().find(|form| folded(form) == small) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_writing_wins() {
        assert_eq!(type_of("HD"), Some("HD"));
        assert_eq!(type_of("HĐ"), Some("HĐ"));
        assert_eq!(type_of("qd"), Some("QĐ"));
        assert_eq!(type_of("CTR"), Some("CTr"));
        assert_eq!(type_of("QYD"), Some("QyĐ"));
        assert_eq!(type_of("UBND"), None);
    }

    #[test]
    fn issuers_keep_their_term_and_their_own_capitals() {
        assert_eq!(known_issuer("qh14").as_deref(), Some("QH14"));
        assert_eq!(known_issuer("bldtbxh").as_deref(), Some("BLĐTBXH"));
        assert_eq!(known_issuer("ubnd14"), None);
        assert_eq!(issuer_form("ttg"), "TTg");
        assert_eq!(issuer_form("xyz"), "XYZ");
        assert_eq!(issuer_form("VTLTNNg"), "VTLTNNg");
    }

    #[test]
    fn the_folded_words_are_those_of_the_name() {
        for kind in TYPES {
            assert_eq!(folded(kind.name), kind.words);
        }
    }

    #[test]
    fn kinds_are_found_by_name() {
        assert_eq!(type_named("Thông tư liên tịch"), Some("TTLT"));
        assert_eq!(type_named("Bộ luật"), Some("L"));
        assert_eq!(type_named("Bài thơ"), None);
    }
}

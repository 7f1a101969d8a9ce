//! The shipped language, and each kind of rule.

use std::time::Instant;

use super::check::{check, check_sources};
use super::*;

fn forms(language: &Language, question: &str) -> Vec<String> {
    let found = language.alternatives(&Word::all_of(question));
    found.into_iter().map(|alternative| alternative.keys.join(" ")).collect()
}

fn shipped(question: &str) -> Vec<String> {
    forms(Language::shipped(), question)
}

fn source(kind: Kind, text: &str) -> Source {
    Source { kind, path: kind.file_name().to_owned(), text: text.to_owned() }
}

fn written(rules: &str) -> Language {
    Language::read(&[source(Kind::Synonyms, rules)]).unwrap()
}

fn complaints(sources: &[Source]) -> Vec<String> {
    check_sources(sources).unwrap_err().iter().map(ToString::to_string).collect()
}

fn complaint(kind: Kind, line: &str) -> String {
    complaints(&[source(kind, line)]).join("\n")
}

#[test]
fn shipped_files_pass_the_check() {
    let counts = check(None).unwrap().unwrap_or_else(|problems| panic!("{problems:#?}"));
    let least = |kind: Kind| match kind {
        Kind::Abbreviations | Kind::Synonyms => 120,
        _ => 50,
    };
    for (kind, count) in counts.rules.iter().chain(&counts.words) {
        assert!(*count >= least(*kind), "{kind:?}: {count}");
    }
}

#[test]
fn abbreviations_stand_for_words_and_back() {
    assert_eq!(shipped("UBND phường"), ["uy ban nhan dan"]);
    assert_eq!(shipped("ubnd"), ["uy ban nhan dan"]);
    assert_eq!(shipped("ủy ban nhân dân"), ["ubnd"]);
    assert!(shipped("làm sổ đỏ").contains(&"giay chung nhan quyen su dung dat".to_owned()));
}

#[test]
fn one_way_rules_do_not_lead_back() {
    let language = written("xe máy -> xe mô tô  # a\nvỉa hè = hè phố  # b");
    assert_eq!(forms(&language, "xe máy"), ["xe mo to"]);
    assert_eq!(forms(&language, "xe mô tô"), Vec::<String>::new());
    assert_eq!(forms(&language, "vỉa hè"), ["he pho"]);
    assert_eq!(forms(&language, "hè phố"), ["via he"]);
}

#[test]
fn places_lead_from_the_old_name_to_the_new() {
    assert_eq!(shipped("xã Đức Thắng"), ["thi tran thang", "xa hiep hoa"]);
    assert_eq!(shipped("xã Hiệp Hòa"), Vec::<String>::new());
    assert_eq!(shipped("tỉnh Bắc Giang"), ["tinh bac ninh"]);
    assert_eq!(shipped("tỉnh Bắc Ninh"), Vec::<String>::new());
    assert!(shipped("thị trấn Bắc Lý").contains(&"xa bac li".to_owned()));
}

#[test]
fn marks_that_were_typed_count() {
    assert_eq!(shipped("sơ đồ"), Vec::<String>::new());
    assert_eq!(shipped("so do"), ["giay chung nhan quyen su dung dat"]);
    assert_eq!(shipped("uy ban nhan dan"), ["ubnd"]);
    assert_eq!(shipped("ủy ban, nhân dân"), Vec::<String>::new());
}

#[test]
fn of_rules_that_meet_the_longer_wins() {
    let language = written("bằng lái = giấy phép lái xe  # a\nmất bằng lái -> cấp lại giấy phép  # b");
    assert_eq!(forms(&language, "mất bằng lái"), ["cap lai giay phep"]);
    let overlapping = written("bằng lái xe -> giấy phép lái xe  # a\nxe máy -> xe mô tô  # b");
    assert_eq!(forms(&overlapping, "bằng lái xe máy"), ["giay phep lai xe", "xe mo to"]);
}

#[test]
fn one_form_may_have_several_others() {
    let found = Language::shipped().alternatives(&Word::all_of("phạt xe máy"));
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|alternative| alternative.span == (1..3)));
}

#[test]
fn ambiguous_abbreviations_are_left_alone() {
    for short in ["TT", "CT", "KH", "CP", "TP", "KT", "HS"] {
        assert_eq!(shipped(short), Vec::<String>::new(), "{short}");
        let text = format!("# ambiguous: TT CT KH CP TP KT HS\n{short} = chữ dài hơn  # a");
        assert!(complaint(Kind::Abbreviations, &text).contains("nhiều nghĩa"), "{short}");
    }
}

#[test]
fn function_words() {
    let is_function_word = |text: &str| Language::shipped().is_function_word(&Word::all_of(text)[0]);
    assert!(is_function_word("được"));
    assert!(is_function_word("duoc"));
    assert!(is_function_word("Không"));
    assert!(!is_function_word("hội"));
    assert!(!is_function_word("đất"));
}

#[test]
fn protected_words_stay() {
    let is_protected = |text: &str| Language::shipped().is_protected(&Word::all_of(text)[0]);
    for text in ["ubnd", "VNeID", "qr", "lpg", "website", "hiep", "Hiệp", "hoà", "HDND"] {
        assert!(is_protected(text), "{text}");
    }
    assert!(!is_protected("hoạ"));
    assert!(!is_protected("khiếu"));
    assert_eq!(shipped("xe máy chuyên dùng"), Vec::<String>::new());
}

#[test]
fn lines_that_cannot_be_read_are_named() {
    let read = |text| Language::read(&[source(Kind::Synonyms, text)]).unwrap_err();
    let problems = read(
        "# only\n\nsổ đỏ\na =  # b\nmột = hai = ba  # c\nmột -> hai = ba  # d\nmột => hai  # e\nmột <-> hai  # f",
    );
    assert_eq!(problems.iter().map(|problem| problem.line).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8]);
    assert!(problems[0].to_string().starts_with("synonyms.txt:3: không hiểu dòng này: cần"));
    assert!(problems[1].message.starts_with("thiếu một vế"));
}

#[test]
fn the_check_says_what_a_reviewer_would() {
    for (line, said) in [
        ("mũ cối = mũ lá", "thiếu chú thích"),
        ("mũ = mũ lá  # a", "quá ngắn"),
        ("mũ lá = a b c d e f g h i k l m n o p  # a", "quá dài"),
        ("mũ lá = mũ, nón  # a", "dấu câu"),
        ("có được = mũ lá  # a", "hư từ"),
        ("sơ đồ = sổ đỏ  # a", "chỉ khác nhau ở dấu"),
        ("hoà giải = mũ lá  # a", "viết «hòa»"),
        ("mu\u{303} lá = mũ cối  # a", "NFC"),
        ("mũ lá = mũ cối  # a\nmũ cối -> mũ lá  # a", "trùng với quy tắc ở synonyms.txt:1"),
        ("Hiệp Hòa = mũ lá  # a", "giữ nguyên"),
    ] {
        let lists = [source(Kind::FunctionWords, "có được"), source(Kind::ProtectedWords, "Hiệp Hòa  # a")];
        let sources = [&lists[..], &[source(Kind::Synonyms, line)]].concat();
        let found = complaints(&sources);
        assert!(found.iter().any(|message| message.contains(said)), "{line}: {found:?}");
    }
    assert!(complaint(Kind::FunctionWords, "là\nvà là").contains("trùng với dòng 1"));
    assert!(complaint(Kind::ProtectedWords, "internet").contains("thiếu chú thích"));
}

#[test]
fn a_folder_overrides_what_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("synonyms.txt", "\u{FEFF}# của huyện\nmũ cối = nón bảo hộ  # a\n");
    let language = Language::load(folder.path()).unwrap();
    assert_eq!(forms(&language, "mũ cối"), ["non bao ho"]);
    assert_eq!(forms(&language, "sổ đỏ"), Vec::<String>::new());
    assert_eq!(forms(&language, "ubnd"), ["uy ban nhan dan"]);
    assert!(check(Some(folder.path())).unwrap().is_ok());
    write("synonym.txt", "");
    assert!(check(Some(folder.path())).unwrap().unwrap_err()[0].message.starts_with("tệp lạ"));
    write("synonyms.txt", "mũ cối");
    let error = Language::load(folder.path()).unwrap_err().to_string();
    assert!(error.contains("synonyms.txt:1: "), "{error}");
    assert!(Language::load(&folder.path().join("none")).is_err());
}

#[test]
fn a_long_question_is_quick() {
    let words = Word::all_of(
        "Tôi muốn làm sổ đỏ và đổi bằng lái xe thì nộp hồ sơ ở ủy ban nhân dân xã Đức Thắng tỉnh Bắc Giang hay ở \
         công an xã và cần giấy tờ gì",
    );
    let language = Language::shipped();
    let started = Instant::now();
    for _ in 0..100 {
        assert!(language.alternatives(&words).len() > 4);
    }
    assert!(started.elapsed().as_millis() < 500, "{:?} for 100", started.elapsed());
}

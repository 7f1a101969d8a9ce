//! Scanned pages against what a person typed from them.

use std::path::{Path, PathBuf};

use reader::accuracy::compare;
use reader::{Source, recognise};

/// The pages, and the share of their syllables that must be found.
const PAGES: [(&str, u32, f64); 8] = [
    ("SRC-A-01", 2, 0.97),
    ("SRC-A-03", 2, 0.97),
    ("SRC-B-03", 2, 0.97),
    ("SRC-D-04", 1, 0.97),
    ("SRC-F-04", 2, 0.97),
    ("SRC-F-19", 1, 0.97),
    ("SRC-F-40", 1, 0.97),
    ("SRC-G-02", 1, 0.97),
];

fn files() -> Option<PathBuf> {
    let folder = std::env::var_os("PORTAL_TEST_DATA").map(PathBuf::from);
    let folder =
        folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    Some(folder.join("files")).filter(|folder| folder.is_dir())
}

fn file(folder: &Path, name: &str) -> PathBuf {
    let mut files = std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path());
    files.find(|path| path.to_string_lossy().contains(name)).expect("the file")
}

#[test]
fn pages_are_recognised_as_people_read_them() {
    let (Some(folder), true) = (files(), recognise::available()) else {
        eprintln!("no real files or no recogniser here: skipped");
        return;
    };
    let room = tempfile::tempdir().expect("a folder");
    let mut short = Vec::new();
    for (name, number, least) in PAGES {
        let transcript = format!("{}/tests/scans/{name}-{number}.txt", env!("CARGO_MANIFEST_DIR"));
        let expected = std::fs::read_to_string(&transcript).expect("a transcript");
        let page = recognise::page(&file(&folder, name), number, room.path()).expect("a page");
        assert_eq!(page.source, Source::Recognised);
        let text: Vec<&str> = page.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let accuracy = compare(&text.join("\n"), &expected);
        eprintln!(
            "{name} {number}: syllables {:.4}, marks {:.4}, characters {:.4}",
            accuracy.syllables.rate(),
            accuracy.marks.rate(),
            accuracy.characters.rate()
        );
        if accuracy.syllables.rate() < least {
            short.push((name, number, accuracy.syllables.rate()));
        }
    }
    assert!(short.is_empty(), "{short:?}");
    assert_eq!(std::fs::read_dir(room.path()).expect("a folder").count(), 0, "something was left behind");
}

#[test]
fn the_columns_of_a_head_are_not_mixed() {
    let (Some(folder), true) = (files(), recognise::available()) else {
        eprintln!("no real files or no recogniser here: skipped");
        return;
    };
    let room = tempfile::tempdir().expect("a folder");
    for (name, issuer) in
        [("SRC-F-19", "BỘ LAO ĐỘNG"), ("SRC-D-04", "BỘ CÔNG AN"), ("SRC-F-40", "BỘ CÔNG AN")]
    {
        let page = recognise::page(&file(&folder, name), 1, room.path()).expect("a page");
        let texts: Vec<&str> = page.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let at = |words: &str| texts.iter().position(|text| text.contains(words));
        let (left, right) = (at(issuer), at("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"));
        assert!(left.is_some() && left < right, "{texts:#?}");
        assert!(at("Số:") < right, "{texts:#?}");
    }
}

//! PDFs: made ones whose every word is known, and real ones against what poppler finds in them.

mod made;

use std::path::PathBuf;
use std::process::Command;

use made::{file, lines, of_objects, pages, pages_with};
use reader::accuracy::compare;
use reader::{Page, Reading, Role, Source, Status, pdf};

fn read(bytes: &[u8]) -> Reading {
    let (_folder, path) = file("tep.pdf", bytes);
    pdf::read(&path)
}

fn texts(page: &Page) -> Vec<&str> {
    page.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
}

#[test]
fn lines_become_paragraphs_with_places() {
    let content = lines(&[
        (72.0, 760.0, "ban"),
        (72.0, 700.0, "mot dong dai cho den het le ben phai cua trang giay nay va con"),
        (72.0, 684.0, "dong hai"),
    ]);
    let reading = read(&pages(&[("", content)]));
    assert_eq!(reading.status, Status::Text);
    let page = &reading.pages[0];
    let joined = "mot dong dai cho den het le ben phai cua trang giay nay va con dong hai";
    assert_eq!(texts(page), ["ban", joined]);
    assert_eq!(page.size, Some((595.0, 842.0)));
    let area = page.paragraphs[0].area.expect("a place");
    assert!((area.left - 72.0).abs() < 0.5 && (area.top - 73.0).abs() < 2.0, "{area:?}");
    assert!((page.paragraphs[0].letters - 12.0).abs() < 0.1);
}

#[test]
fn the_head_of_an_official_document_is_read_column_by_column() {
    let content = lines(&[
        (60.0, 780.0, "UBND HUYEN"),
        (300.0, 782.0, "CỘNG HÒA XA HOI CHU NGHIA VIET NAM"),
        (60.0, 764.0, "PHONG NOI VU"),
        (340.0, 766.0, "Doc lap - Tu do - Hanh phuc"),
        (60.0, 740.0, "So: 12/BC-PNV"),
        (330.0, 740.0, "Hoa, ngay 1 thang 2 nam 2016"),
    ]);
    let reading = read(&pages(&[("", content)]));
    assert_eq!(
        reading.pages[0].text().replace('\n', " "),
        "UBND HUYEN PHONG NOI VU So: 12/BC-PNV CỘNG HÒA XA HOI CHU NGHIA VIET NAM \
         Doc lap - Tu do - Hanh phuc Hoa, ngay 1 thang 2 nam 2016"
    );
}

#[test]
fn columns_of_running_text_are_read_one_after_the_other() {
    let mut set = Vec::new();
    let left: Vec<String> = (0..8).map(|line| format!("cot trai dong thu {line} day chu ra")).collect();
    let right: Vec<String> = (0..8).map(|line| format!("cot phai dong thu {line} day chu ra")).collect();
    for (line, (left, right)) in left.iter().zip(&right).enumerate() {
        let y = 700.0 - 16.0 * line as f32;
        set.push((72.0, y, left.as_str()));
        set.push((310.0, y, right.as_str()));
    }
    let text = read(&pages(&[("", lines(&set))])).pages[0].text();
    let (last_left, first_right) = (text.find("trai dong thu 7"), text.find("phai dong thu 0"));
    assert!(last_left.is_some() && last_left < first_right, "{text}");
}

#[test]
fn tables_with_rulings_are_rows_and_a_cell_of_lines_is_one() {
    let rulings = "72 600 m 500 600 l S 72 560 m 500 560 l S 72 520 m 500 520 l S \
                   72 520 m 72 600 l S 120 520 m 120 600 l S 500 520 m 500 600 l S\n";
    let text = lines(&[
        (80.0, 580.0, "1"),
        (130.0, 588.0, "dang ky"),
        (130.0, 570.0, "khai sinh"),
        (80.0, 540.0, "2"),
        (130.0, 540.0, "chung thuc"),
    ]);
    let reading = read(&pages(&[("", format!("{rulings}{text}"))]));
    let page = &reading.pages[0];
    assert_eq!(texts(page), ["1\tdang ky khai sinh", "2\tchung thuc"]);
    assert!(page.paragraphs.iter().all(|row| row.role == Role::Row));
}

#[test]
fn turned_pages_and_turned_text_stand_upright() {
    let reading = read(&pages(&[("/Rotate 90", lines(&[(72.0, 700.0, "trang xoay ngang")]))]));
    let page = &reading.pages[0];
    assert_eq!(page.size, Some((842.0, 595.0)));
    assert_eq!(texts(page), ["trang xoay ngang"]);
    let turned = format!("BT /F1 12 Tf 0 1 -1 0 300 100 Tm {} ET", made::shown("chu dung doc"));
    let reading = read(&pages(&[("", turned)]));
    let paragraph = &reading.pages[0].paragraphs[0];
    assert_eq!(paragraph.text, "chu dung doc");
    let area = paragraph.area.expect("a place");
    assert!(area.height > area.width && (area.top + area.height - 742.0).abs() < 3.0, "{area:?}");
}

#[test]
fn headers_footers_and_page_numbers_stand_apart() {
    let page = |number: usize| {
        let head = format!("CONG BAO/So {}/Ngay 08-01-2024", 35 + number);
        let body = format!("noi dung rieng cua trang {}", ["mot", "hai", "ba", "bon"][number]);
        let foot = format!("{}", number + 1);
        ("", lines(&[(200.0, 805.0, &head), (72.0, 600.0, &body), (290.0, 30.0, &foot)]))
    };
    let reading = read(&pages(&[page(0), page(1), page(2), page(3)]));
    for (number, page) in reading.pages.iter().enumerate() {
        let margins: Vec<_> = page.paragraphs.iter().filter(|p| p.role == Role::Margin).collect();
        assert_eq!(margins.len(), 2, "{:?}", texts(page));
        assert_eq!(page.text(), format!("noi dung rieng cua trang {}", ["mot", "hai", "ba", "bon"][number]));
    }
}

#[test]
fn words_broken_at_a_lines_end_are_made_whole() {
    let content = lines(&[
        (72.0, 700.0, "These systems are used for fire protection and extinguish-"),
        (72.0, 684.0, "ing of the fires"),
    ]);
    let text = read(&pages(&[("", content)])).text();
    assert!(text.ends_with("extinguishing of the fires"), "{text}");
}

#[test]
fn a_scan_with_a_layer_is_read_by_it_only_where_the_layer_is_vietnamese() {
    let scan = "q 595 0 0 842 0 0 cm /Scan Do Q\n";
    let hidden = |text: &str| format!("{scan}BT 3 Tr /F1 12 Tf 1 0 0 1 72 700 Tm {} ET", made::shown(text));
    let good = read(&pages(&[("", hidden("Cộng hòa xã hội chủ nghĩa việt nam được ấn định"))]));
    assert_eq!(good.pages[0].source, Source::Recognised);
    assert!(good.text().contains("hội chủ nghĩa việt"), "{}", good.text());
    let bad = read(&pages(&[("", hidden("CQNG HOA XA HQI CHU NGHiA ViJT NAM dugc"))]));
    assert_eq!((bad.status, bad.pages[0].source), (Status::NeedsRecognition, Source::Picture));
    assert_eq!(bad.text(), "");
}

#[test]
fn a_stamp_over_a_scan_leaves_it_a_picture() {
    let content = format!(
        "q 595 0 0 842 0 0 cm /Scan Do Q\n{}",
        lines(&[
            (300.0, 820.0, "Ky boi: Cong Thong tin dien tu"),
            (300.0, 806.0, "Thoi gian ky: 03.02.2021")
        ])
    );
    let reading = read(&pages(&[("", content)]));
    assert_eq!((reading.status, reading.pages[0].source), (Status::NeedsRecognition, Source::Picture));
    assert!(reading.text().contains("Thoi gian ky: 03.02.2021"));
}

#[test]
fn a_page_without_anything_is_empty() {
    let reading = read(&pages(&[("", String::new())]));
    assert_eq!(reading.status, Status::Empty);
    assert_eq!(reading.pages.len(), 1);
}

#[test]
fn locked_is_not_damaged() {
    let secret = "ab".repeat(32);
    let locked = format!(
        "/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{secret}> /U <{secret}> >> /ID [<{secret}> <{secret}>]"
    );
    let reading = read(&pages_with(&locked, &[("", lines(&[(72.0, 700.0, "mat")]))]));
    assert_eq!(reading.status, Status::Locked);
    assert!(reading.note.contains("mật khẩu"), "{}", reading.note);
}

#[test]
fn a_broken_table_of_objects_is_mended_and_a_cut_file_is_damaged() {
    let whole = pages(&[("", lines(&[(72.0, 700.0, "van con doc duoc")]))]);
    let text = String::from_utf8_lossy(&whole).into_owned();
    let start = text.rfind("startxref").expect("a table");
    let mended = read(format!("{}startxref\n7\n%%EOF", &text[..start]).as_bytes());
    assert_eq!(mended.text(), "van con doc duoc");
    assert_eq!(read(b"%PDF-1.4\n1 0 obj\n<< /Type /Cat").status, Status::Damaged);
    assert_eq!(read(&of_objects(&[b"<< /Type /Catalog >>".to_vec()], "")).status, Status::Damaged);
}

#[test]
fn an_error_page_named_pdf_is_foreign() {
    assert_eq!(read(b"<!DOCTYPE html><title>404</title>").status, Status::Foreign);
    assert_eq!(read(b"").status, Status::Foreign);
}

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("PORTAL_TEST_DATA").map(PathBuf::from);
    let folder =
        folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    folder.is_dir().then_some(folder)
}

fn real(folder: &str) -> Vec<PathBuf> {
    let Some(data) = data() else { return Vec::new() };
    let files = std::fs::read_dir(data.join(folder)).expect("a folder").flatten().map(|entry| entry.path());
    files.filter(|path| path.extension().is_some_and(|end| end == "pdf")).collect()
}

/// What poppler finds.
fn poppler(path: &std::path::Path) -> Option<String> {
    let output = Command::new("pdftotext").arg(path).arg("-").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn real_files_say_what_poppler_finds_in_them() {
    let mut compared = 0;
    for path in real("files") {
        let reading = reader::read(&path);
        let Some(expected) = poppler(&path) else {
            eprintln!("no pdftotext here: skipped");
            return;
        };
        if expected.trim().is_empty() {
            continue;
        }
        let all: Vec<&str> = reading.pages.iter().flat_map(texts).collect();
        let syllables = compare(&all.join("\n"), &expected).syllables;
        eprintln!("{:.4} of {} in {:?}", syllables.rate(), syllables.of, path.file_name());
        assert!(syllables.rate() >= 0.99, "{path:?}");
        compared += 1;
    }
    if compared == 0 {
        eprintln!("no real files here: skipped");
    }
}

#[test]
fn real_files_in_old_encodings_say_what_people_typed_from_them() {
    for path in real("legacy") {
        let expected = std::fs::read_to_string(path.with_extension("expected.txt")).expect("a transcript");
        let reading = reader::read(&path);
        let all: Vec<&str> = reading.pages.iter().flat_map(texts).collect();
        let accuracy = compare(&all.join("\n"), &expected);
        eprintln!("{:.4} {:.4} {:?}", accuracy.syllables.rate(), accuracy.marks.rate(), path.file_name());
        assert!(accuracy.syllables.rate() >= 0.97, "{path:?}");
    }
}

#[test]
fn real_scans_are_told_from_text() {
    for path in real("files") {
        let reading = reader::read(&path);
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let scanned =
            ["SRC-A-01", "SRC-A-03", "SRC-B-03", "SRC-D-04", "SRC-F-04", "SRC-F-19", "SRC-F-40", "SRC-G-02"];
        let foreign = ["SRC-F-28", "SRC-F-34", "SRC-F-36"];
        if scanned.iter().any(|scan| name.starts_with(scan)) {
            assert_eq!(reading.status, Status::NeedsRecognition, "{name}");
            assert!(reading.pages.iter().all(|page| page.source == Source::Picture), "{name}");
        } else if !foreign.iter().any(|page| name.starts_with(page)) {
            assert_eq!(reading.status, Status::Text, "{name}");
        }
    }
}

#[test]
fn real_signatures_are_read_and_a_changed_byte_breaks_them() {
    let Some(path) = real("files").into_iter().find(|path| path.to_string_lossy().contains("SRC-F-39"))
    else {
        eprintln!("no real files here: skipped");
        return;
    };
    let signatures = reader::read(&path).signatures;
    let seen: Vec<(bool, bool)> =
        signatures.iter().map(|signature| (signature.intact, signature.whole)).collect();
    assert_eq!(seen, [(true, false), (true, false), (true, false), (true, false), (true, true)]);
    assert_eq!(signatures[4].signer, "C07, BỘ CÔNG AN");
    assert_eq!(signatures[4].issuer, "CA phục vụ các cơ quan Nhà nước G2, Ban Cơ yếu Chính phủ");
    assert_eq!(signatures[4].at, "2026-01-27T07:21:31Z");
    assert!(signatures.iter().all(|signature| signature.note.contains("chuỗi chứng thư")));
    let mut changed = std::fs::read(&path).expect("a file");
    // A byte of the first revision's comment line: all signatures cover it.
    changed[10] ^= 1;
    let (_folder, changed) = file("doi.pdf", &changed);
    let broken = reader::read(&changed).signatures;
    assert_eq!(broken.len(), 5);
    assert!(broken.iter().all(|signature| !signature.intact), "{broken:?}");
    let mut longer = std::fs::read(&path).expect("a file");
    longer.extend(b"\n% them vao sau\n");
    let (_folder, longer) = file("them.pdf", &longer);
    let added = reader::read(&longer).signatures;
    assert!(added.iter().all(|signature| signature.intact && !signature.whole), "{added:?}");
}

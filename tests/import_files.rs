//! A folder of files becomes drafts: what is taken and what is not, what the table says, killed at any step and run again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::app::{Person, TestApp};
use crate::support::command::{Configured, portal, run};
use portal::import::folder::{self, Request};
use portal::import::report::{Kind, Report, Standing};
use portal::import::site::files::Keeping;
use portal::items::{Content, Document, store as items};
use portal::params;
use portal::people::{Role, State};
use serde_json::Value;

const LOGIN: &str = "thanhvien.ducthang";
const SOURCE: &str = "Kho văn bản (mẫu)";

/// A decision as a text file.
fn decision(number: &str, about: &str) -> String {
    format!(
        "ỦY BAN NHÂN DÂN\nXÃ ĐỨC THẮNG\nSố: {number}\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\
         Đức Thắng, ngày 05 tháng 3 năm 2016\n\nQUYẾT ĐỊNH\nVề việc {about}\n\n\
         Điều 1. Giao Văn phòng thực hiện.\nĐiều 2. Quyết định có hiệu lực từ ngày ký.\n\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n"
    )
}

/// A PDF of these objects.
fn pdf(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut bytes = b"%PDF-1.5\n".to_vec();
    let mut places = Vec::new();
    for (object, number) in objects.iter().zip(1..) {
        places.push(bytes.len());
        bytes.extend(format!("{number} 0 obj\n").into_bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        writeln!(table, "{place:010} 00000 n ").unwrap();
    }
    write!(
        table,
        "trailer\n<</Size {} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    )
    .unwrap();
    bytes.extend(table.into_bytes());
    bytes
}

fn stream(dictionary: &str, bytes: &[u8]) -> Vec<u8> {
    [format!("<<{dictionary} /Length {}>>\nstream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
}

/// A page that is nothing but a picture, as scanners write it.
fn scan() -> Vec<u8> {
    let gray: Vec<u8> = (0..200_u32 * 280).map(|n| if n % 7 < 3 { 20 } else { 235 }).collect();
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</XObject <</Im 4 0 R>>>> /Contents 5 0 R>>".to_vec(),
        stream("/Type /XObject /Subtype /Image /Width 200 /Height 280 /BitsPerComponent 8 /ColorSpace /DeviceGray", &gray),
        stream("", b"q 595 0 0 842 0 0 cm /Im Do Q"),
    ];
    pdf(&objects, "")
}

/// A page that only who has the password can read.
fn locked() -> Vec<u8> {
    let objects = [
        b"<</Type /Catalog /Pages 2 0 R>>".to_vec(),
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>".to_vec(),
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R>>".to_vec(),
        stream("", b"\x93\x11\x7f\x20\x51\x88\x02\xa1"),
    ];
    let secret = "41".repeat(32);
    let trailer = format!(
        "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] \
         /Encrypt <</Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <{secret}> /U <{secret}>>>"
    );
    pdf(&objects, &trailer)
}

/// A folder with something of everything.
fn folder_of_everything() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let place = folder.path().join(name);
        std::fs::create_dir_all(place.parent().unwrap()).unwrap();
        std::fs::write(place, bytes).unwrap();
    };
    put("2016/Quyết định 10.txt", decision("10/2016/QĐ-UBND", "giao chỉ tiêu").as_bytes());
    put("2016/11.txt", decision("11/QĐ-UBND", "phân công trực").as_bytes());
    // The same bytes, and another file of the same document.
    put("2016/zz-chép.txt", decision("10/2016/QĐ-UBND", "giao chỉ tiêu").as_bytes());
    put("2016/zz-in lại.txt", decision("11/QĐ-UBND", "phân công trực lễ").as_bytes());
    put("ban-quet.pdf", &scan());
    put("co-mat-khau.pdf", &locked());
    put("trang-loi.pdf", b"<!DOCTYPE html><title>404</title>");
    put("rong.pdf", b"");
    put("loa.mp3", b"ID3 la la la");
    put("mat.txt", b"M\xe1\xba\xacT\nK\xe1\xba\xbf ho\xe1\xba\xa1ch di\xe1\xbb\x85n t\xe1\xba\xadp\n");
    put(".an.txt", b"chu");
    put("~$11.docx", b"chu");
    put(
        "bang.csv",
        "Tệp;Số ký hiệu;Loại;Cơ quan ban hành;Ngày ban hành;Trích yếu;Màu bìa\n\
         Quyết định 10.txt;10/2016/QĐ-UBND;Quyết định;UBND xã Đức Thắng;05/03/2016;Giao chỉ tiêu năm 2016;xanh\n\
         11.txt;11/QĐ-UBND;Quyết định;UBND xã Đức Thắng;31/02/2016;;đỏ\n\
         zz-in lại.txt;11/QĐ-UBND;Quyết định;UBND xã Đức Thắng;05/03/2016;;đỏ\n\
         không có.pdf;12/QĐ-UBND;;;;;\n"
            .as_bytes(),
    );
    folder
}

async fn importer(app: &TestApp) -> Person {
    app.person(LOGIN, "ducthang", Role::Member, None).await
}

fn request<'a>(folder: &'a Path, sheet: Option<&'a Path>, dry_run: bool) -> Request<'a> {
    Request { imported_by: LOGIN, unit_key: "vanphong", source: SOURCE, folder, sheet, dry_run }
}

async fn import(app: &TestApp, request: Request<'_>) -> Report {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let upload = app.data().join("upload");
    let keeping = Keeping { library: &app.app.library, upload: &upload, limits: &app.app.config.uploads };
    folder::run(app.db(), &tenant, keeping, request, |_| {}).await.unwrap()
}

/// The names of the files of which a kind of thing was found.
fn found(report: &Report, kind: Kind) -> Vec<&str> {
    let found = report.refused.iter().filter(|found| found.kind == kind);
    found.map(|found| found.number.as_str()).collect()
}

fn reason<'a>(report: &'a Report, kind: Kind, name: &str) -> &'a str {
    let mut found = report.refused.iter().filter(|found| found.kind == kind && found.number == name);
    &found.next().unwrap_or_else(|| panic!("nothing is said of {name}: {report}")).reason
}

/// The documents of the tenant, all drafts of a batch, by the names of their files.
async fn drafts(app: &TestApp) -> Vec<(String, Document)> {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let editions: Vec<String> = scope
        .all("SELECT edition_id AS s FROM editions WHERE tenant_id = $1 AND batch_id IS NOT NULL ORDER BY edition_id", params![])
        .await
        .unwrap();
    let mut drafts = Vec::new();
    for id in editions {
        let edition = items::edition(&mut scope, &id.as_str().into()).await.unwrap();
        assert_eq!(edition.state, State::Draft);
        let Content::Document(document) = items::content(&mut scope, &edition.revision).await.unwrap() else {
            panic!("a document")
        };
        assert_eq!(document.common.attachments.len(), 1);
        drafts.push((document.common.attachments[0].name.clone(), *document));
    }
    drafts
}

async fn count(app: &TestApp, sql: &'static str) -> i64 {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    app.db().read(tenant.id()).await.unwrap().one(sql, params![]).await.unwrap()
}

#[tokio::test]
async fn a_folder_becomes_drafts_and_everything_else_is_told() {
    let app = TestApp::start().await;
    let person = importer(&app).await;
    let folder = folder_of_everything();
    let sheet = folder.path().join("bang.csv");

    let dry = import(&app, request(folder.path(), Some(&sheet), true)).await;
    assert_eq!((dry.batch.as_str(), drafts(&app).await.len()), ("", 0));
    let report = import(&app, request(folder.path(), Some(&sheet), false)).await;
    assert_eq!(dry.counts, report.counts, "a try says what will be done");
    assert_eq!(report.standing, Standing::Drafts);
    let counts = &report.counts;
    assert_eq!((counts.read, counts.unchanged, counts.updated), (10, 0, 0), "{report}");

    assert_eq!(
        found(&report, Kind::Refused),
        ["loa.mp3", "mat.txt", "rong.pdf", "trang-loi.pdf"],
        "{report}"
    );
    assert!(reason(&report, Kind::Refused, "trang-loi.pdf").contains("trang HTML"), "{report}");
    assert!(reason(&report, Kind::Refused, "mat.txt").contains("dấu mật"), "{report}");
    assert!(
        reason(&report, Kind::Duplicate, "2016/zz-chép.txt").contains("giống hệt “2016/Quyết định 10.txt”")
    );
    assert!(found(&report, Kind::NoText).contains(&"ban-quet.pdf"), "{report}");
    assert!(reason(&report, Kind::NoText, "co-mat-khau.pdf").contains("mật khẩu"), "{report}");
    assert_eq!(found(&report, Kind::WithoutFile), ["không có.pdf"]);
    assert_eq!(found(&report, Kind::Column), ["Màu bìa"]);
    assert!(found(&report, Kind::WithoutRow).contains(&"ban-quet.pdf"), "{report}");
    assert!(reason(&report, Kind::Doubt, "2016/11.txt").contains("31/02/2016"), "{report}");

    let drafts = drafts(&app).await;
    assert_eq!(drafts.len() as u64, counts.created, "{report}");
    let first = &drafts.iter().find(|(name, _)| name == "Quyết định 10.txt").expect("the first").1;
    assert_eq!(
        (first.number.as_str(), first.doc_type.as_str(), first.issuer.as_str(), first.summary.as_str()),
        ("10/2016/QĐ-UBND", "Quyết định", "UBND xã Đức Thắng", "Giao chỉ tiêu năm 2016")
    );
    assert_eq!(first.issued_on, Some(jiff::civil::date(2016, 3, 5)));
    assert_eq!(first.common.source, SOURCE);
    let scanned = &drafts.iter().find(|(name, _)| name == "ban-quet.pdf").expect("the scan").1;
    assert_eq!(scanned.summary, "ban-quet", "its name stands in for what it is about");

    // Nothing of it is public, and the board sees all of it.
    assert_eq!(app.get("ducthang.hiephoa.localhost", "/chi-dao/giao-chi-tieu").await.status(), 404);
    let page = app.desk(&person, &format!("/ducthang/nhap/{}", report.batch)).await.text().await.unwrap();
    for words in
        ["Bản nháp, xem từng văn bản", "trang-loi.pdf", "Màu bìa", "Cần người xem lại", "/ducthang/tin-bai/"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let path = format!("/ducthang/nhap/{}/duyet", report.batch);
    let refused = app.act(&head, &path, &[("cam-ket", "co")]).await;
    assert_eq!(refused.status(), 422, "drafts are not approved as a whole");
    assert!(refused.text().await.unwrap().contains("từng văn bản"));
    assert!(
        count(&app, "SELECT COUNT(*) AS n FROM readings WHERE tenant_id = $1 AND work = 'waiting'").await
            == 0
    );

    // Run again, nothing is made twice, and what is wrong is told again.
    let again = import(&app, request(folder.path(), Some(&sheet), false)).await;
    assert_eq!((again.counts.created, again.counts.unchanged), (0, counts.created), "{again}");
    assert_eq!(found(&again, Kind::Duplicate).len(), found(&report, Kind::Duplicate).len(), "{again}");
    assert_eq!(self::drafts(&app).await.len() as u64, counts.created);
}

#[tokio::test]
async fn another_file_of_a_document_that_is_there_is_not_made_twice() {
    let app = TestApp::start().await;
    importer(&app).await;
    let folder = tempfile::tempdir().unwrap();
    let sheet = folder.path().join("bang.tsv");
    let row = |file: &str| format!("{file}\t15/QĐ-UBND\tUBND xã Đức Thắng\t05/03/2016\n");
    let head = "Tên tệp\tSố, ký hiệu\tCơ quan ban hành\tNgày ban hành\n";
    std::fs::write(folder.path().join("a.txt"), decision("15/QĐ-UBND", "một việc")).unwrap();
    std::fs::write(&sheet, format!("{head}{}", row("a.txt"))).unwrap();
    assert_eq!(import(&app, request(folder.path(), Some(&sheet), false)).await.counts.created, 1);
    std::fs::write(folder.path().join("b.txt"), decision("15/QĐ-UBND", "việc ấy, bản sao")).unwrap();
    std::fs::write(&sheet, format!("{head}{}{}", row("a.txt"), row("b.txt"))).unwrap();
    let report = import(&app, request(folder.path(), Some(&sheet), false)).await;
    assert_eq!((report.counts.created, report.counts.unchanged), (0, 1), "{report}");
    assert!(reason(&report, Kind::Duplicate, "b.txt").contains("cùng số, cơ quan và năm"), "{report}");
    let files = count(&app, "SELECT COUNT(*) AS n FROM files WHERE tenant_id = $1").await;
    assert_eq!(files, 1, "and its file does not lie about in the library");
}

/// A workbook with one sheet of texts; an empty one is no cell at all.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let cell = |(column, text): (usize, &&str), row: usize| {
        let place = char::from(b'A' + u8::try_from(column).unwrap());
        format!("<c r=\"{place}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    };
    let mut lines = String::new();
    for (texts, row) in rows.iter().zip(1..) {
        let cells = texts.iter().enumerate().filter(|(_, text)| !text.is_empty());
        let cells: String = cells.map(|place| cell(place, row)).collect();
        write!(lines, "<row r=\"{row}\">{cells}</row>").unwrap();
    }
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" \
                 ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{SHEET}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{SHEET}.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets>\
                 <sheet name=\"Danh mục\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" \
                 Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{lines}</sheetData></worksheet>"),
        ),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_workbook_says_what_the_files_are_through_the_worker() {
    let app = TestApp::start().await;
    importer(&app).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), decision("15/QĐ-UBND", "một việc")).unwrap();
    let sheet = folder.path().join("danh-muc.xlsx");
    let rows: [&[&str]; 4] = [
        &["DANH MỤC VĂN BẢN"],
        &["STT", "Tên tệp", "Số, ký hiệu", "Ngày ban hành", "Trích yếu"],
        &["", "a.txt", "", "05/03/2016", "Một việc, theo bảng"],
        &["2", "không có.pdf"],
    ];
    std::fs::write(&sheet, workbook(&rows)).unwrap();
    let report = import(&app, request(folder.path(), Some(&sheet), false)).await;
    assert_eq!(report.counts.created, 1, "the table is none of the files: {report}");
    assert_eq!(found(&report, Kind::WithoutFile), ["không có.pdf"]);
    let made = drafts(&app).await;
    let document = &made[0].1;
    assert_eq!(document.summary, "Một việc, theo bảng");
    assert_eq!(document.issued_on, Some(jiff::civil::date(2016, 3, 5)));
    assert_eq!(document.number, "15/QĐ-UBND", "what the row does not say, the file does");
}

/// A folder of so many different decisions.
fn many(files: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for n in 1..=files {
        let text = decision(&format!("{n}/QĐ-UBND"), &format!("việc thứ {n}"));
        std::fs::write(folder.path().join(format!("{n:03}.txt")), text).unwrap();
    }
    folder
}

/// Every file is one draft, once, and lies once in the library.
async fn each_once(app: &TestApp, files: usize) {
    let drafts = drafts(app).await;
    let names: BTreeSet<&str> = drafts.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((drafts.len(), names.len()), (files, files), "nothing twice, nothing lost");
    let files = i64::try_from(files).unwrap();
    assert_eq!(count(app, "SELECT COUNT(*) AS n FROM files WHERE tenant_id = $1").await, files);
    let read = "SELECT COUNT(*) AS n FROM readings WHERE tenant_id = $1 AND work = 'done'";
    assert_eq!(count(app, read).await, files);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again_it_goes_on_and_makes_nothing_twice() {
    let app = TestApp::start().await;
    importer(&app).await;
    let folder = many(24);
    let configured = Configured::of(&app);
    let begin = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portal"));
        command.arg("--config").arg(&configured.file).args(["import", "files", "--tenant", "ducthang"]);
        command.args(["--imported-by", LOGIN]).arg(folder.path());
        command
    };
    let made = async || count(&app, "SELECT COUNT(*) AS n FROM editions WHERE tenant_id = $1").await;
    for place in ["import-received", "import-draft"] {
        let before = made().await;
        let ended = run(begin().env("PORTAL_DIE_AT", place), b"");
        assert_eq!(ended.code, -1, "{place}: {}", ended.said);
        assert_eq!(made().await, before + i64::from(place == "import-draft"), "{place}");
    }
    for round in 1..=3 {
        let before = made().await;
        let mut child = begin().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let end = Instant::now() + Duration::from_secs(60);
        while made().await < before + 3 {
            assert!(Instant::now() < end, "round {round}: nothing is made");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(made().await < 24, "it was killed in the middle");
    let arguments = ["import", "files", "--tenant", "ducthang", "--imported-by", LOGIN, "--json"];
    let place = folder.path().to_string_lossy().into_owned();
    let ended = portal(&configured.file, &[&arguments[..], &[place.as_str()]].concat(), b"");
    assert_eq!(ended.code, 0, "{}", ended.said);
    let json: Value = serde_json::from_str(&ended.said[ended.said.find('{').unwrap()..]).unwrap();
    let counts = &json["counts"];
    assert_eq!(counts["created"].as_u64().unwrap() + counts["unchanged"].as_u64().unwrap(), 24, "{json}");
    each_once(&app, 24).await;
}

#[tokio::test]
async fn a_file_is_read_on_the_command_line() {
    let app = TestApp::start().await;
    let configured = Configured::of(&app);
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(place("a.txt"), decision("10/2016/QĐ-UBND", "giao chỉ tiêu")).unwrap();
    std::fs::write(place("b.pdf"), locked()).unwrap();
    let read = portal(&configured.file, &["extract", &place("a.txt")], b"");
    assert_eq!(read.code, 0, "{}", read.said);
    assert!(
        read.said.contains("Số: 10/2016/QĐ-UBND") && read.said.contains("Về việc giao chỉ tiêu"),
        "{}",
        read.said
    );
    let json = portal(&configured.file, &["extract", &place("a.txt"), "--json"], b"");
    let reading: reader::Reading = serde_json::from_str(&json.said).unwrap();
    assert_eq!((json.code, reading.status), (0, reader::Status::Text));
    let closed = portal(&configured.file, &["extract", &place("b.pdf")], b"");
    assert_eq!(closed.code, 1);
    assert!(closed.said.contains("mật khẩu"), "{}", closed.said);
    let absent = portal(&configured.file, &["extract", &place("c.pdf")], b"");
    assert!(absent.code == 1 && absent.said.contains("không có tệp"), "{}", absent.said);
}

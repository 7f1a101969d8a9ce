//! What files say: read once, found at their page, listed where they say nothing, gone with what carries them.

use portal::extract::{duties, store};
use portal::people::Role;
use reader::{Paragraph, Source, Status};

use crate::support::app::{Person, TestApp};
use crate::support::desk::Desk;

const DISTRICT: &str = "hiephoa.localhost";
const COMMUNE: &str = "ducthang.hiephoa.localhost";
const SENTENCE: &str = "Kinh phi sua chua nha van hoa thon lay tu nguon ket du";

/// A PDF of pages with one line each, in letters that every viewer has; a page without a line is a picture of nothing.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/Kids[{}]>>",
            lines.len(),
            (0..lines.len()).map(|at| format!("{} 0 R ", 4 + 2 * at)).collect::<String>()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (at, line) in lines.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>",
            5 + 2 * at
        ));
        let drawn = format!("BT /F 14 Tf 72 700 Td ({line}) Tj ET");
        objects.push(format!("<</Length {}>>stream\n{drawn}\nendstream", drawn.len()));
    }
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file += &format!("{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let table = file.len();
    file += &format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for place in places {
        file += &format!("{place:010} 00000 n \n");
    }
    file += &format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.into_bytes()
}

fn document<'a>(number: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("so-ky-hieu", number),
        ("loai", "Quyết định"),
        ("trich-yeu", "Về việc phân bổ (mẫu)"),
        ("co-quan-ban-hanh", body),
        ("ngay-ban-hanh", "01/12/2016"),
        ("ngay-hieu-luc", "01/12/2016"),
        ("noi-dung", "Toàn văn trong tệp đính kèm."),
        ("chuyen-muc", "van-ban"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Bản gốc"),
        ("don-vi", "vanphong"),
    ]
}

async fn attach(app: &TestApp, person: &Person, item: &str, name: &str, bytes: &[u8]) {
    let sent = app.upload(person, &format!("{item}/tep"), name, bytes).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
}

/// The version of an edition after so many changes of it.
async fn version(app: &TestApp, person: &Person, slug: &str, item: &str) -> i64 {
    let id = item.rsplit('/').next().unwrap();
    let read: serde_json::Value =
        app.desk(person, &format!("/api/v1/staff/{slug}/editions/{id}")).await.json().await.unwrap();
    read["version"].as_i64().unwrap()
}

async fn read_all(app: &TestApp) {
    duties::turn(&app.app).await.unwrap();
    duties::recognising_turn(&app.app).await.unwrap();
    app.drain().await;
}

async fn sha_of(app: &TestApp, slug: &str) -> String {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let sql = "SELECT sha256 AS s FROM files WHERE tenant_id = $1 AND name LIKE 'phan-bo%'";
    app.db().read(tenant.id()).await.unwrap().one(sql, portal::params![]).await.unwrap()
}

/// Brings a decision to the page whose text is in its file alone; where it is at the desk.
async fn published(app: &TestApp, desk: &Desk, slug: &str) -> String {
    let item = desk.write(app, &document("45/2016/QĐ-UBND", "Ủy ban nhân dân huyện Hiệp Hòa")).await;
    let file = pdf(&["Trang dau: quyet dinh phan bo", SENTENCE]);
    attach(app, &desk.writer, &item, "phan-bo.pdf", &file).await;
    desk.bring_live(app, &item, version(app, &desk.writer, slug, &item).await).await;
    item
}

#[tokio::test]
async fn a_sentence_of_the_second_page_is_found_and_opens_the_file_there() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let item = published(&app, &desk, "hiephoa").await;
    app.drain().await;
    let search = "/tim-kiem?q=sua+chua+nha+van+hoa+thon";
    assert!(!app.page(DISTRICT, search).await.contains("#page="), "nobody has read it yet");
    read_all(&app).await;
    let found = app.page(DISTRICT, search).await;
    assert!(found.contains("phan-bo.pdf#page=2") && found.contains("Tệp phan-bo.pdf, trang 2"), "{found}");
    let start = found.find("/chu-trong-tep/").expect("a way to its text");
    let text_path = &found[start..start + found[start..].find(['"', '?']).unwrap()];
    let text = app.page(DISTRICT, &format!("{text_path}?tim=van+hoa")).await;
    assert!(text.contains("Trang 2 trong 2") && text.contains("<mark>"), "{text}");
    assert!(text.contains("noindex") && text.contains("45/2016/QĐ-UBND"));
    let answer: serde_json::Value =
        app.get(DISTRICT, "/api/v1/search?q=sua+chua+nha+van+hoa+thon").await.json().await.unwrap();
    let place = &answer["hits"][0]["places"][0]["file"];
    assert_eq!((place["page"].as_u64(), place["recognised"].as_bool()), (Some(2), Some(false)), "{answer}");
    let page = app.page(DISTRICT, "/van-ban/45-2016-qd-ubnd-ve-viec-phan-bo-mau").await;
    assert!(page.contains("2 trang") && page.contains("Đọc chữ"), "{page}");
    assert_eq!(app.get(COMMUNE, text_path).await.status(), 404, "another site's file");
    let version = version(&app, &desk.writer, "hiephoa", &item).await.to_string();
    let gone = [("phien-ban", version.as_str()), ("ly-do", "Đăng nhầm")];
    assert_eq!(app.act(&desk.board, &format!("{item}/go"), &gone).await.status(), 303);
    assert_eq!(app.get(DISTRICT, text_path).await.status(), 404, "withdrawn with what carried it");
}

#[tokio::test]
async fn bytes_that_another_site_has_read_are_not_read_again() {
    let app = TestApp::start().await;
    published(&app, &Desk::of(&app, "hiephoa").await, "hiephoa").await;
    read_all(&app).await;
    let sha = sha_of(&app, "hiephoa").await;
    let (first, second) = ("hiephoa", "ducthang");
    let tenant = |slug: &str| app.app.directory.by_slug(slug).unwrap().id().clone();
    let mut scope = app.db().write(&tenant(first), &portal::base::audit::Actor::system()).await.unwrap();
    let mut page = store::page(&mut scope, &sha, 1).await.unwrap().unwrap().page;
    page.paragraphs = vec![Paragraph { text: "dau rieng cua ban doc truoc".into(), ..Paragraph::default() }];
    store::keep_page(&mut scope, &sha, &page).await.unwrap();
    scope.commit().await.unwrap();
    published(&app, &Desk::of(&app, second).await, second).await;
    read_all(&app).await;
    let copied = store::whole(&mut app.db().read(&tenant(second)).await.unwrap(), &sha).await.unwrap();
    assert_eq!(copied.unwrap().pages[0].text(), "dau rieng cua ban doc truoc");
}

#[tokio::test]
async fn a_file_that_kills_its_reader_costs_itself_alone_and_is_published_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let worker = folder.path().join("worker");
    std::fs::write(&worker, "#!/bin/sh\nkill -SEGV $$\n").unwrap();
    std::fs::set_permissions(&worker, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let app = TestApp::working(worker).await;
    let desk = Desk::of(&app, "hiephoa").await;
    published(&app, &desk, "hiephoa").await;
    let sha = sha_of(&app, "hiephoa").await;
    let tenant = app.app.directory.by_slug("hiephoa").unwrap().id().clone();
    for _ in 0..3 {
        read_all(&app).await;
        app.db().clock.advance(60_000);
    }
    let kept = store::find(&mut app.db().read(&tenant).await.unwrap(), &sha).await.unwrap().unwrap();
    assert!(kept.is_done() && kept.status == Some(Status::Damaged), "{kept:?}");
    assert!(kept.note.contains("phan-bo.pdf") && kept.note.contains("hỏng"), "{}", kept.note);
    assert!(app.page(DISTRICT, "/tim-kiem?q=45/2016/QĐ-UBND").await.contains("phân bổ (mẫu)"));
    let list = app.desk(&desk.board, "/hiephoa/tep-chua-co-chu").await.text().await.unwrap();
    assert!(list.contains("phan-bo.pdf") && list.contains("Tệp hỏng") && list.contains("Đọc lại"), "{list}");
    let again = list.split("action=\"").find(|part| part.contains("/doc-lai")).unwrap();
    let again = again.split('"').next().unwrap();
    assert_eq!(app.act(&desk.board, again, &[]).await.status(), 303);
    let kept = store::find(&mut app.db().read(&tenant).await.unwrap(), &sha).await.unwrap().unwrap();
    assert!(!kept.is_done());
    let stranger = app.person("congtac.ducthang", "ducthang", Role::BoardHead, None).await;
    assert_ne!(app.act(&stranger, again, &[]).await.status(), 303, "another site's board");
}

#[tokio::test]
async fn what_a_page_says_is_forgotten_with_its_file() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let item = desk.write(&app, &document("46/2016/QĐ-UBND", "Ủy ban nhân dân huyện Hiệp Hòa")).await;
    attach(&app, &desk.writer, &item, "phan-bo.pdf", &pdf(&[SENTENCE])).await;
    read_all(&app).await;
    let sha = sha_of(&app, "hiephoa").await;
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let whole = store::whole(&mut app.db().read(tenant.id()).await.unwrap(), &sha).await.unwrap().unwrap();
    assert_eq!((whole.status, whole.pages[0].source), (Status::Text, Source::Layer));
    let id: String = app
        .db()
        .read(tenant.id())
        .await
        .unwrap()
        .one("SELECT file_id AS s FROM files WHERE tenant_id = $1 AND sha256 = $2", portal::params![&sha])
        .await
        .unwrap();
    let bare = app.act(&desk.writer, &format!("{item}/tep/{id}/bo"), &[("phien-ban", "2")]).await;
    assert_eq!(bare.status(), 303, "{}", bare.text().await.unwrap());
    let actor = portal::base::audit::Actor::system();
    app.app.library.purge(tenant.id(), &actor, &id.as_str().into()).await.unwrap();
    assert_eq!(store::find(&mut app.db().read(tenant.id()).await.unwrap(), &sha).await.unwrap(), None);
}

/// Files that ask a reader for more than there is, which the door lets through as what they seem.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let nested = format!("%PDF-1.4\n1 0 obj\n{}\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF", "[".repeat(400_000));
    let circle = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>endobj\n\
                  trailer<</Root 1 0 R>>\n%%EOF"
        .to_owned();
    let groups = format!("{{\\rtf1 {}", "{\\b ".repeat(1_000_000));
    vec![
        ("mang-long.pdf", nested.into_bytes()),
        ("trang-vong.pdf", circle.into_bytes()),
        ("dong-chay.pdf", flate_bomb()),
        ("nhom.rtf", groups.into_bytes()),
        ("o-xa.xlsx", far_cell()),
        ("cat-doi.pdf", pdf(&[SENTENCE])[..300].iter().copied().chain(*b"\n%%EOF\n").collect()),
    ]
}

/// A page whose content unpacks to a gigabyte of drawing.
fn flate_bomb() -> Vec<u8> {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let block = b"BT /F 9 Tf (a) Tj ET\n".repeat(50_000);
    for _ in 0..1000 {
        packed.write_all(&block).unwrap();
    }
    let packed = packed.finish().unwrap();
    let head = format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n\
         4 0 obj<</Length {}/Filter/FlateDecode>>stream\n",
        packed.len()
    );
    [head.as_bytes(), &packed, b"\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"].concat()
}

/// A sheet with one cell, in its last column and row.
fn far_cell() -> Vec<u8> {
    use std::io::Write as _;
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
             xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
             <sheets><sheet name=\"Xa\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
             Target=\"worksheets/sheet1.xml\"/></Relationships>",
        ),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\
             <row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>cuoi bang</t></is></c></row></sheetData></worksheet>",
        ),
    ];
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        packed.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        packed.write_all(text.as_bytes()).unwrap();
    }
    packed.finish().unwrap().into_inner()
}

#[tokio::test]
async fn bombs_end_with_a_status_each_while_the_server_answers() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let item = desk.write(&app, &document("47/2016/QĐ-UBND", "Ủy ban nhân dân huyện Hiệp Hòa")).await;
    // Packing a gigabyte takes seconds, in which the server closes what stands idle: its task must not be kept from it.
    let bombs = tokio::task::spawn_blocking(bombs).await.unwrap();
    for (name, bytes) in &bombs {
        attach(&app, &desk.writer, &item, name, bytes).await;
    }
    let serving = async {
        let mut answered = 0;
        loop {
            assert_eq!(app.get(DISTRICT, "/").await.status(), 200);
            answered += 1;
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            if answered > 10_000 {
                return;
            }
        }
    };
    let reading = async {
        for _ in 0..3 {
            read_all(&app).await;
            app.db().clock.advance(60_000);
        }
    };
    tokio::select! { () = serving => panic!("never done"), () = reading => {} }
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    for (name, bytes) in &bombs {
        let kept = store::find(&mut scope, &portal::base::seal::sha256_hex(bytes)).await.unwrap().unwrap();
        assert!(kept.is_done() && kept.status.is_some(), "{name}: {kept:?}");
        assert!(kept.status == Some(Status::Text) || !kept.note.is_empty(), "{name} says why: {kept:?}");
    }
    let far = portal::base::seal::sha256_hex(&far_cell());
    let far = store::whole(&mut scope, &far).await.unwrap().unwrap();
    let read = far.pages[0].text();
    assert!(read.trim() == "cuoi bang" && read.len() < 200, "{read}");
}

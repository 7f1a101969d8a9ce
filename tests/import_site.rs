//! From the site before this one: an export taken into a waiting batch, approved, live with its old days, and found under
//! its old addresses.

use std::io::{Cursor, Write as _};
use std::path::Path;

use crate::support::app::TestApp;
use crate::support::newsroom::Newsroom;
use image::{DynamicImage, ImageFormat, RgbImage};
use portal::import::report::{Report, Standing};
use portal::import::site::files::Keeping;
use portal::import::site::{self, Format, Request};
use portal::people::Role;

const SITE: &str = "ducthang.hiephoa.localhost";
const OTHER: &str = "donglo.hiephoa.localhost";
const SOURCE: &str = "Trang cũ của xã (mẫu)";

fn file(lines: &[String], ending: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(ending).tempfile().unwrap();
    for line in lines {
        writeln!(file, "{line}").unwrap();
    }
    file
}

fn request<'a>(format: Format, file: &'a Path, folder: Option<&'a Path>) -> Request<'a> {
    Request {
        format,
        imported_by: "thanhvien.ducthang",
        unit_key: "vanphong",
        source: SOURCE,
        site: "trang-cu",
        sections: Vec::new(),
        file,
        folder,
        dry_run: false,
    }
}

async fn import(app: &TestApp, request: &Request<'_>) -> Report {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let upload = app.data().join("upload");
    let keeping = Keeping { library: &app.app.library, upload: &upload, limits: &app.app.config.uploads };
    site::run(app.db(), &tenant, keeping, request, |_| {}).await.unwrap()
}

fn picture() -> Vec<u8> {
    let mut jpeg = Cursor::new(Vec::new());
    let picture = RgbImage::from_fn(640, 400, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    DynamicImage::ImageRgb8(picture).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

fn news(id: u32, title: &str, body: &str, urls: &str) -> String {
    let body = serde_json::to_string(body).unwrap();
    format!(
        r#"{{"kind": "news", "id": {id}, "title": "{title}", "body": {body}, "author": "Ban Văn hóa xã (mẫu)", "published": "2015-03-02 08:00:00", "old_urls": [{urls}]}}"#
    )
}

async fn people(app: &TestApp) -> crate::support::app::Person {
    app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await
}

async fn approve(app: &TestApp, head: &crate::support::app::Person, report: &Report) {
    let path = format!("/ducthang/nhap/{}/duyet", report.batch);
    let done = app.act(head, &path, &[("cam-ket", "co")]).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
}

/// Where an address of the commune leads.
async fn led(app: &TestApp, path: &str) -> (u16, String) {
    let answer = app.get(SITE, path).await;
    (answer.status().as_u16(), TestApp::location(&answer))
}

#[tokio::test]
async fn an_export_waits_is_approved_and_lives_on_under_its_old_addresses() {
    let app = TestApp::start().await;
    let head = people(&app).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("anh")).unwrap();
    std::fs::write(folder.path().join("anh/cau.jpg"), picture()).unwrap();
    let body = "<p>Xem <a href=\"http://www.xacu.example/?p=2&utm_source=x\">bài sau</a>, \
                <a href=\"https://khac.example/a\">nơi khác</a>.</p><p><img src=\"/uploads/cau.jpg\"></p>\
                <p><img src=\"/uploads/mat.jpg\"></p><script>alert(1)</script>";
    let mut first = news(
        1,
        "Khánh thành cầu",
        body,
        r#""http://xacu.example/?p=1", "/index.php/vi/news/Khanh-thanh-1.html""#,
    );
    first.pop();
    first
        .push_str(r#", "pictures": [{"path": "anh/cau.jpg", "url": "/uploads/cau.jpg", "alt": "Cầu mới"}]}"#);
    let lines = [
        first,
        news(2, "Hội làng", "<p>Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc</p>", r#""/?p=2""#),
        r#"{"kind": "page", "id": "gt", "title": "Giới thiệu xã", "body": "<p>Xã ở phía nam huyện.</p>", "old_urls": ["/gioi-thieu-xa.html"]}"#.into(),
        r#"{"kind": "document", "id": "vb", "number": "15/QĐ-UBND", "type": "Quyết định", "issuer": "UBND xã Đức Thắng", "issued_on": "2015-01-05", "effective_on": "2015-01-05", "abstract": "Về việc giao chỉ tiêu", "articles": [{"no": "1", "text": "Giao chỉ tiêu."}], "old_urls": ["/van-ban?id=7"]}"#.into(),
    ];
    let export = file(&lines, ".jsonl");
    let request = request(Format::Lines, export.path(), Some(folder.path()));
    let dry = import(&app, &Request { dry_run: true, ..request.clone() }).await;
    assert_eq!((dry.counts.created, dry.batch.as_str()), (4, ""), "{dry}");

    let report = import(&app, &request).await;
    assert_eq!((report.counts.created, report.counts.refused), (4, 0), "{report}");
    assert!(report.to_string().contains("mat.jpg"), "a missing picture is named: {report}");
    assert_eq!(report.standing, Standing::Waiting);
    // Nothing is there before another person approves.
    assert_eq!(led(&app, "/?p=1").await.0, 200);
    assert_eq!(led(&app, "/index.php/vi/news/Khanh-thanh-1.html").await.0, 404);
    assert_eq!(led(&app, "/tin-tuc/khanh-thanh-cau").await.0, 404);
    approve(&app, &head, &report).await;

    let page = app.page(SITE, "/tin-tuc/khanh-thanh-cau").await;
    assert!(page.contains("02/03/2015") && page.contains("Ban Văn hóa xã (mẫu)"), "{page}");
    assert!(page.contains("/tin-tuc/hoi-lang\"") && page.contains("https://khac.example/a"), "{page}");
    assert!(page.contains("/anh/") && !page.contains("mat.jpg") && !page.contains("alert(1)"), "{page}");
    assert!(page.contains(SOURCE), "the credit that the picture lacks is the import's: {page}");
    let legacy = app.page(SITE, "/tin-tuc/hoi-lang").await;
    assert!(legacy.contains("Cộng hoà xã hội chủ nghĩa Việt Nam"), "{legacy}");

    for (old, new) in [
        ("/?p=1", "/tin-tuc/khanh-thanh-cau"),
        ("/?p=1&fbclid=abc", "/tin-tuc/khanh-thanh-cau"),
        ("/index.php/vi/news/Khanh-thanh-1.html", "/tin-tuc/khanh-thanh-cau"),
        ("/index.php/vi/news/Khanh-thanh-1.html?page=2", "/tin-tuc/khanh-thanh-cau"),
        ("/gioi-thieu-xa.html", "/gioi-thieu/gioi-thieu-xa"),
    ] {
        let (status, place) = led(&app, old).await;
        assert_eq!(status, 308, "{old}");
        assert!(place.ends_with(new) && place.contains(SITE), "{old}: {place}");
        assert_eq!(led(&app, new).await.0, 200, "{new}");
    }
    let (status, place) = led(&app, "/uploads/cau.jpg").await;
    assert!(
        status == 308 && place.contains("/tep/"),
        "a file's old address leads to the file: {status} {place}"
    );
    let path = &place[place.find("/tep/").unwrap()..];
    assert_eq!(led(&app, path).await.0, 200, "{path}");
    assert_eq!(led(&app, "/uploads/mat.jpg").await.0, 404);
    let (status, place) = led(&app, "/van-ban?id=7").await;
    assert!(status == 200 || status == 308, "the section answers for itself or leads on: {status} {place}");
    // Another tenant knows none of it.
    assert_eq!(app.get(OTHER, "/index.php/vi/news/Khanh-thanh-1.html").await.status(), 404);
    assert_eq!(app.get(OTHER, "/?p=1").await.status(), 200);
}

#[tokio::test]
async fn what_was_withdrawn_is_gone_and_what_moved_leads_on() {
    let app = TestApp::start().await;
    let head = people(&app).await;
    let lines = [
        news(1, "Bài sai", "<p>Nội dung một.</p>", r#""/bai-sai.html""#),
        news(2, "Bài chuyển", "<p>Nội dung hai.</p>", r#""/bai-chuyen.html""#),
        news(3, "Bài còn", "<p>Nội dung ba.</p>", r#""/bai-con.html", "/bai-sai.html""#),
    ];
    let export = file(&lines, ".jsonl");
    let report = import(&app, &request(Format::Lines, export.path(), None)).await;
    assert!(report.to_string().contains("đã thuộc mục khác"), "{report}");
    approve(&app, &head, &report).await;
    let list = app.desk(&head, "/ducthang/tin-bai?trang-thai=live").await.text().await.unwrap();
    let place = |title: &str| {
        let part = list.split("/ducthang/tin-bai/").find(|part| part.contains(title)).unwrap();
        format!("/ducthang/tin-bai/{}", part.split('"').next().unwrap())
    };
    let room = Newsroom::of(&app, "ducthang").await;
    let wrong = [("kieu-go", "sai"), ("ly-do", "Đăng nhầm")];
    let done = room.act(&app, &room.board, &place("Bài sai"), "go", &wrong).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    let moved = [("kieu-go", "chuyen"), ("chuyen-den", "/tin-tuc/bai-con"), ("ly-do", "Gộp bài")];
    let done = room.act(&app, &room.board, &place("Bài chuyển"), "go", &moved).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());

    let gone = app.get(SITE, "/bai-sai.html").await;
    assert_eq!(gone.status(), 410);
    assert!(gone.text().await.unwrap().contains("Đăng nhầm"));
    let (status, place) = led(&app, "/bai-chuyen.html").await;
    assert_eq!(status, 308);
    assert!(place.ends_with("/tin-tuc/bai-con"), "{place}");
    assert!(led(&app, "/bai-con.html").await.1.ends_with("/tin-tuc/bai-con"));
}

#[tokio::test]
async fn run_again_it_takes_what_is_new_and_goes_on_after_a_crash() {
    let app = TestApp::start().await;
    people(&app).await;
    let mut lines: Vec<String> = (1..=45)
        .map(|n| news(n, &format!("Tin số {n}"), "<p>Nội dung.</p>", &format!("\"/?p={n}\"")))
        .collect();
    let export = file(&lines, ".jsonl");
    // Dropped in the middle: what was committed stays.
    let crashed = {
        let tenant = app.app.directory.by_slug("ducthang").unwrap();
        let upload = app.data().join("upload");
        let keeping = Keeping { library: &app.app.library, upload: &upload, limits: &app.app.config.uploads };
        let (first, done) = tokio::sync::oneshot::channel();
        let mut first = Some(first);
        let request = request(Format::Lines, export.path(), None);
        let run = site::run(app.db(), &tenant, keeping, &request, |_| {
            first.take().into_iter().for_each(|first| first.send(()).unwrap_or(()));
        });
        tokio::select! {
            biased;
            _ = done => true,
            _ = run => false,
        }
    };
    assert!(crashed);
    let again = import(&app, &request(Format::Lines, export.path(), None)).await;
    assert!((1..45).contains(&again.counts.unchanged), "{again}");
    assert_eq!(again.counts.created + again.counts.unchanged, 45, "{again}");
    let third = import(&app, &request(Format::Lines, export.path(), None)).await;
    assert_eq!((third.counts.created, third.counts.unchanged, third.batch.as_str()), (0, 45, ""), "{third}");
    lines[0] = news(1, "Tiêu đề đổi ở trang cũ", "<p>Khác.</p>", "");
    lines.push(news(46, "Tin mới", "<p>Mới.</p>", ""));
    let fuller = file(&lines, ".jsonl");
    let fourth = import(&app, &request(Format::Lines, fuller.path(), None)).await;
    assert_eq!((fourth.counts.created, fourth.counts.unchanged), (1, 45), "{fourth}");
}

#[tokio::test]
async fn what_cannot_be_taken_is_named_with_its_reason_and_harms_no_other() {
    let app = TestApp::start().await;
    people(&app).await;
    let lines = [
        "không phải JSON".to_owned(),
        r#"{"kind": "poll", "id": 2}"#.into(),
        r#"{"kind": "news", "id": 3, "title": "Thiếu ngày", "body": "<p>a</p>"}"#.into(),
        news(4, "Tài liệu mật", "<p>MẬT</p>", ""),
        r#"{"kind": "news", "id": 5, "title": "Rỗng", "published": "2015-01-01"}"#.into(),
        news(6, "Tin được", "<p>Nội dung.</p>", ""),
        news(6, "Trùng mã", "<p>Nội dung.</p>", ""),
        r#"{"kind": "news", "id": 8, "title": "Ngày sau", "published": "2099-01-01", "body": "<p>a</p>"}"#.into(),
        r#"{"kind": "news", "id": 9, "title": "Tệp ngoài", "published": "2015-01-01", "body": "<p>a</p>", "files": [{"path": "../khoa"}]}"#.into(),
    ];
    let export = file(&lines, ".jsonl");
    let folder = tempfile::tempdir().unwrap();
    let report = import(&app, &request(Format::Lines, export.path(), Some(folder.path()))).await;
    assert_eq!((report.counts.created, report.counts.refused), (2, 7), "{report}");
    for (line, reason) in [
        (1, "không phải JSON"),
        (2, "không có loại “poll”"),
        (3, "thiếu ngày đăng"),
        (4, "dấu mật"),
        (5, "Phải có nội dung"),
        (7, "mã 6 đã có ở mục thứ 6"),
        (8, "ở sau hôm nay"),
        (9, "không có trong thư mục xuất"),
    ] {
        let found = report.refused.iter().find(|refused| refused.line == line).unwrap();
        assert!(found.reason.contains(reason), "{line}: {}", found.reason);
    }
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["counts"]["refused"], 7);
}

#[tokio::test]
async fn a_wordpress_export_is_read_with_its_uploads() {
    let app = TestApp::start().await;
    let head = people(&app).await;
    let uploads = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(uploads.path().join("2015/03")).unwrap();
    std::fs::write(uploads.path().join("2015/03/cau.jpg"), picture()).unwrap();
    let post = |id: u32, status: &str, title: &str, body: &str| {
        format!(
            "<item><title>{title}</title><link>https://xacu.example/2015/03/bai-{id}/</link>\
             <dc:creator><![CDATA[vanhoa]]></dc:creator><guid isPermaLink=\"false\">https://xacu.example/?p={id}</guid>\
             <content:encoded><![CDATA[{body}]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>\
             <wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[2015-03-0{id} 08:00:00]]></wp:post_date>\
             <wp:status><![CDATA[{status}]]></wp:status><wp:post_type><![CDATA[post]]></wp:post_type>\
             <category domain=\"category\" nicename=\"thong-bao\"><![CDATA[Thông báo xã]]></category></item>"
        )
    };
    let body = "Đoạn một, <a href=\"https://xacu.example/2015/03/bai-2/\">bài hai</a>.\n\n\
                <img src=\"https://xacu.example/wp-content/uploads/2015/03/cau-300x188.jpg\" alt=\"\">";
    let lines = [
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss><channel><title>Xã</title><link>https://xacu.example</link>\
         <wp:author><wp:author_login>vanhoa</wp:author_login><wp:author_display_name><![CDATA[Ban Văn hóa (mẫu)]]>\
         </wp:author_display_name></wp:author>"
            .to_owned(),
        post(1, "publish", "Bài một &amp; cầu", body),
        post(2, "publish", "Bài hai", "Nội dung hai."),
        post(3, "draft", "Bài nháp", "Chưa xong."),
        post(4, "publish", "Bom", "x").replace("<title>Bom", "<title>&lol9;"),
        "<item><title>cau</title><wp:post_id>9</wp:post_id><wp:post_type>attachment</wp:post_type>\
         <wp:attachment_url>https://xacu.example/wp-content/uploads/2015/03/cau.jpg</wp:attachment_url>\
         <wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value><![CDATA[Cầu mới của xã]]></wp:meta_value></wp:postmeta></item>"
            .to_owned(),
        "</channel></rss>".to_owned(),
    ];
    let export = file(&lines, ".xml");
    let request = Request {
        sections: vec![("Thông báo xã".into(), portal::tenants::SectionKey::LegalEducation)],
        ..request(Format::WordPress, export.path(), Some(uploads.path()))
    };
    let report = import(&app, &request).await;
    assert_eq!((report.counts.created, report.counts.refused), (2, 2), "{report}");
    assert!(
        report.to_string().contains("chưa công khai") && report.to_string().contains("XML hỏng"),
        "{report}"
    );
    approve(&app, &head, &report).await;
    let (status, place) = led(&app, "/2015/03/bai-1/").await;
    assert_eq!(status, 308);
    assert!(place.contains("/bai-mot-cau"), "{place}");
    assert_eq!(led(&app, "/?p=1").await.1, place);
    let path = &place[place.find(SITE).unwrap()..];
    let page = app.page(SITE, &path[path.find('/').unwrap()..]).await;
    assert!(page.contains("Ban Văn hóa (mẫu)") && page.contains("01/03/2015"), "{page}");
    assert!(page.contains("alt=\"Cầu mới của xã\"") && page.contains("/bai-hai\""), "{page}");
}

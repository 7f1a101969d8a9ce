//! The media library: from a phone's picture to the page, who sees what, ranges, and what is taken out.

use std::io::Cursor;

use crate::support::app::{Person, TestApp, between};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use portal::base::seal::sha256_hex;
use portal::params;
use portal::people::Role;
use serde_json::Value;

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const OTHER: &str = "donglo.hiephoa.localhost";
/// What the camera writes about where it was.
const PLACE: &[u8] = b"GPS-21.355N-105.982E";
const ADD: &str = "/ducthang/thu-vien/them";

/// A photograph lying on its side, red above and blue below once it is upright, with a place in its EXIF.
fn phone_picture(width: u32, height: u32) -> Vec<u8> {
    let shade = |x: u32, y: u32| {
        let noise = (x * 7 + y * 13) % 32;
        // Turned clockwise by the camera's word: its left edge becomes the top.
        if x < width / 2 { Rgb([220, noise as u8, 20]) } else { Rgb([20, noise as u8, 220]) }
    };
    let picture = DynamicImage::ImageRgb8(ImageBuffer::from_fn(width, height, shade));
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    let jpeg = jpeg.into_inner();
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08".to_vec();
    exif.extend(b"\0\x02");
    exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
    exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x26");
    exif.extend(b"\0\0\0\0");
    exif.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0");
    exif.extend(PLACE);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn described() -> Vec<(&'static str, &'static str)> {
    vec![
        ("tac-gia", "Văn hóa xã Đức Thắng"),
        ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
        ("mo-ta-anh", "Cầu dân sinh mới của thôn (mẫu)"),
        ("chu-thich", "Cầu mới thông xe"),
        ("dong-y", "not-needed"),
    ]
}

fn id_of(location: &str) -> String {
    location.rsplit('/').next().unwrap().to_owned()
}

/// A draft of the writer's; its address in the console.
async fn draft(app: &TestApp, writer: &Person, title: &str) -> String {
    let form = [
        ("tieu-de", title),
        ("tom-tat", "Tóm tắt của bài."),
        ("noi-dung", "Đoạn đầu của bài."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn hóa xã"),
        ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
        ("don-vi", "diachinh"),
    ];
    let saved = app.act(writer, "/ducthang/tin-bai/moi/tin", &form).await;
    let location = TestApp::location(&saved);
    assert!(location.ends_with("/sua"), "{}", saved.status());
    location.trim_end_matches("/sua").to_owned()
}

async fn version(app: &TestApp, person: &Person, item: &str) -> String {
    let id = id_of(item);
    let read: Value =
        app.desk(person, &format!("/api/v1/staff/ducthang/editions/{id}")).await.json().await.unwrap();
    read["version"].to_string()
}

/// From the writer's hands to the readers.
async fn publish(app: &TestApp, writer: &Person, board: &Person, item: &str) {
    for (person, step) in [(writer, "gui-duyet"), (board, "duyet"), (board, "dang")] {
        let version = version(app, board, item).await;
        let form = [("phien-ban", version.as_str()), ("cam-ket", "co")];
        let done = app.act(person, &format!("{item}/{step}"), &form).await;
        assert_eq!(done.status(), 303, "{step}: {}", done.text().await.unwrap());
    }
}

async fn people(app: &TestApp) -> (Person, Person) {
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    (writer, board)
}

fn left_in_upload_folder(app: &TestApp) -> usize {
    std::fs::read_dir(app.data().join("upload")).map_or(0, Iterator::count)
}

#[tokio::test]
async fn a_phones_picture_goes_to_the_page_upright_small_and_without_its_place() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let photograph = phone_picture(1400, 1000);
    assert!(holds(&photograph, PLACE));

    let form = app.desk(&writer, ADD).await.text().await.unwrap();
    assert!(
        form.contains("Ảnh không quá 20 MB") && form.contains("video 2048 MB"),
        "the limit stands beside the field"
    );
    let added =
        app.upload_with(&writer, ADD, &[("tac-gia", "Văn hóa xã")], "IMG_0001.JPG", &photograph).await;
    assert_eq!(added.status(), 303, "{}", added.text().await.unwrap());
    let page = TestApp::location(&added);
    let id = id_of(&page);
    let seen = app.desk(&writer, &page).await.text().await.unwrap();
    assert!(seen.contains("1000 × 1400"), "turned upright");
    for missing in ["chưa ghi nguồn", "chưa có lời mô tả", "chưa ghi người trong ảnh"] {
        assert!(seen.contains(missing), "{missing}");
    }
    assert_eq!(left_in_upload_folder(&app), 0);

    let mut form = described();
    form.push(("phien-ban", "1"));
    assert_eq!(app.act(&writer, &page, &form).await.status(), 303);
    let stale = app.act(&board, &page, &form).await;
    assert_eq!(stale.status(), 409, "somebody else was first");
    assert!(stale.text().await.unwrap().contains("Cầu dân sinh mới"), "and what was typed is still there");

    let item = draft(&app, &writer, "Thông xe cầu dân sinh").await;
    let choose =
        app.desk(&writer, &format!("{item}/thu-vien?loai=image&q=cau+dan+sinh")).await.text().await.unwrap();
    assert!(choose.contains("Đưa vào cuối nội dung") && choose.contains(&id), "found without marks");
    let put = [("phien-ban", "1"), ("tep", id.as_str()), ("cach", "noi-dung")];
    assert_eq!(app.act(&writer, &format!("{item}/thu-vien"), &put).await.status(), 303);
    assert_eq!(app.act(&writer, &format!("{item}/thu-vien"), &put).await.status(), 409, "an old version");

    let public = format!("/anh/{id}/640.webp");
    assert_eq!(app.get(COMMUNE, &public).await.status(), 404, "not before it is live");
    publish(&app, &writer, &board, &item).await;
    let html = app.page(COMMUNE, "/tin-tuc/thong-xe-cau-dan-sinh").await;
    let picture = between(&html, "<figure class=\"picture\">", "</figure>");
    assert!(picture.contains("width=\"1000\" height=\"1400\""), "{html}");
    assert!(picture.contains("alt=\"Cầu dân sinh mới của thôn (mẫu)\""));
    assert!(picture.contains("Ảnh: Văn hóa xã Đức Thắng. Nguồn: Trang thông tin điện tử xã Đức Thắng."));
    assert!(
        between(picture, "src=\"", "\"").ends_with(&format!("/anh/{id}/640.jpg")),
        "old phones get a small one"
    );
    for format in ["webp", "jpg"] {
        for width in [320, 640, 1000] {
            assert!(picture.contains(&format!("/anh/{id}/{width}.{format} {width}w")), "{picture}");
            let answer = app.get(COMMUNE, &format!("/anh/{id}/{width}.{format}")).await;
            assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
            let bytes = answer.bytes().await.unwrap();
            assert!(!holds(&bytes, PLACE) && !holds(&bytes, b"Exif") && !holds(&bytes, b"EXIF"));
            let shown = image::load_from_memory(&bytes).unwrap().into_rgb8();
            assert_eq!((shown.width(), shown.height()), (width, width * 14 / 10));
            let (top, bottom) =
                (shown.get_pixel(width / 2, 5), shown.get_pixel(width / 2, shown.height() - 5));
            assert!(top.0[0] > 180 && bottom.0[2] > 180, "red above, blue below: {top:?} {bottom:?}");
        }
    }
    assert_eq!(
        app.get(COMMUNE, &format!("/anh/{id}/1280.webp")).await.status(),
        404,
        "never larger than it is"
    );
    let whole = app.get(COMMUNE, &format!("/tep/{id}/x.jpg")).await.bytes().await.unwrap();
    assert!(!holds(&whole, PLACE), "nor under the address of the file");
    for elsewhere in [OTHER, "hiephoa.localhost"] {
        assert_eq!(app.get(elsewhere, &public).await.status(), 404);
    }

    let original = app.act(&board, &format!("{page}/goc"), &[]).await;
    assert_eq!(original.bytes().await.unwrap(), photograph, "the archive keeps what was brought");
    let seen = app.desk(&board, &page).await.text().await.unwrap();
    assert!(seen.contains("Thông xe cầu dân sinh") && seen.contains("Đủ thông tin"));
    assert!(!seen.contains("Bỏ khỏi thư viện"), "what is used is not taken out");
    assert_eq!(app.act(&board, &format!("{page}/bo"), &[]).await.status(), 422);

    let version = version(&app, &board, &item).await;
    let withdrawn = [("phien-ban", version.as_str()), ("ly-do", "Đăng nhầm")];
    assert_eq!(app.act(&board, &format!("{item}/go"), &withdrawn).await.status(), 303);
    for gone in [public, format!("/tep/{id}/x.jpg")] {
        assert_eq!(app.get(COMMUNE, &gone).await.status(), 404, "at once");
    }
    let trail = app.desk(&board, "/ducthang/nhat-ky").await.text().await.unwrap();
    assert!(
        trail.contains("media.original") || trail.contains("bản gốc"),
        "who fetched the original is written down"
    );
}

#[tokio::test]
async fn the_same_bytes_are_found_and_offered() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let photograph = phone_picture(300, 200);
    let added = app.upload_with(&writer, ADD, &described(), "cau.jpg", &photograph).await;
    let page = TestApp::location(&added);
    let again = app.upload_with(&board, ADD, &[("tac-gia", "Người khác")], "ten-khac.jpg", &photograph).await;
    assert_eq!(again.status(), 409);
    let html = again.text().await.unwrap();
    assert!(html.contains("đã có trong thư viện") && html.contains(&page) && html.contains("cau.jpg"));
    assert!(html.contains("value=\"Người khác\""), "what was typed comes back");

    let item = draft(&app, &board, "Bài có ảnh cũ").await;
    assert_eq!(app.upload(&board, &format!("{item}/tep"), "x.jpg", &photograph).await.status(), 303);
    let editor = app.desk(&board, &format!("{item}/sua")).await.text().await.unwrap();
    assert!(editor.contains(&id_of(&page)), "a text uses what is there instead of keeping it twice");
    let list: Value = app.desk(&board, "/api/v1/staff/ducthang/media").await.json().await.unwrap();
    assert_eq!(list["rows"].as_array().unwrap().len(), 1);
    assert_eq!(list["rows"][0]["uses"], 1);

    let elsewhere = app.person("truongban.donglo", "donglo", Role::BoardHead, None).await;
    let theirs = app.upload_with(&elsewhere, "/donglo/thu-vien/them", &[], "x.jpg", &photograph).await;
    assert_eq!(theirs.status(), 303, "another tenant's library is its own");
}

#[tokio::test]
async fn what_a_file_is_decides_and_the_person_is_told() {
    let app = TestApp::start().await;
    let (writer, _) = people(&app).await;
    let word: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain("WordDocument\0".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let added = app.upload_with(&writer, ADD, &[], "Quyết định.docx", &word).await;
    let page = app.desk(&writer, &TestApp::location(&added)).await.text().await.unwrap();
    assert!(page.contains("<h1>Quyết định.doc</h1>"), "named for what it is");
    for (name, bytes, told) in [
        (
            "so.pdf",
            b"<!DOCTYPE html><title>404</title>".as_slice(),
            "là trang HTML (thường là trang báo lỗi), không phải PDF. Hãy tải lại tệp gốc từ nơi phát hành.",
        ),
        ("a.pdf", b"%PDF-1.7\nchopped", "bị cắt giữa chừng"),
        ("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "không thuộc loại"),
        ("a.jpg", b"", "rỗng"),
        ("a.png", b"\x89PNG\r\n\x1a\nnothing", "hỏng"),
    ] {
        let refused = app.upload_with(&writer, ADD, &[("tac-gia", "Giữ lại")], name, bytes).await;
        assert_eq!(refused.status(), 422, "{name}");
        let html = refused.text().await.unwrap();
        assert!(html.contains(told), "{name}: {html}");
        assert!(html.contains("value=\"Giữ lại\""), "{name}: the form comes back filled in");
    }
    let none = app.act(&writer, ADD, &[("tac-gia", "A")]).await;
    assert_eq!(none.status(), 422);
    assert!(none.text().await.unwrap().contains("Hãy chọn một tệp"));
    let consent = [("dong-y", "given"), ("dong-y-ngay", "hôm qua")];
    let unread = app.upload_with(&writer, ADD, &consent, "a.txt", "chữ".as_bytes()).await;
    let html = unread.text().await.unwrap();
    assert!(html.contains("ngày/tháng/năm") && html.contains("value=\"hôm qua\""));
    let large = app
        .upload_with(
            &writer,
            ADD,
            &[("nguon", "Giữ lại")],
            "a.jpg",
            &[b"\xff\xd8\xff".as_slice(), &vec![0; 21 << 20]].concat(),
        )
        .await;
    assert_eq!(large.status(), 413);
    let html = large.text().await.unwrap();
    assert!(html.contains("lớn hơn mức 20 MB dành cho ảnh") && html.contains("value=\"Giữ lại\""), "{html}");
    assert_eq!(left_in_upload_folder(&app), 0);
    let form = reqwest::multipart::Form::new()
        .part("tep", reqwest::multipart::Part::bytes(vec![1; 10]).file_name("a"));
    let port = app.app.config.listen.port();
    let public = reqwest::Client::new()
        .post(format!("http://127.0.0.1:{port}/hoi-dap/theo-doi"))
        .header("host", format!("{COMMUNE}:{port}"));
    assert_eq!(public.multipart(form).send().await.unwrap().status(), 400, "no other form takes files");
}

/// The files that offices really publish, where they are at hand.
#[tokio::test]
async fn real_files_are_taken_for_what_they_are() {
    let Ok(data) = std::env::var("PORTAL_TEST_DATA") else {
        eprintln!("skipped: PORTAL_TEST_DATA names no folder with files/");
        return;
    };
    let app = TestApp::start().await;
    let (writer, _) = people(&app).await;
    let mut taken = 0;
    for entry in std::fs::read_dir(std::path::Path::new(&data).join("files")).unwrap() {
        let path = entry.unwrap().path();
        let (name, bytes) =
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap());
        if name.ends_with(".tsv") {
            continue;
        }
        let answer = app.upload_with(&writer, ADD, &[], &name, &bytes).await;
        let status = answer.status();
        let html = holds(&bytes[..100], b"<!DOCTYPE html");
        if html {
            assert!(answer.text().await.unwrap().contains("trang HTML"), "{name}");
        } else if status == 409 {
            // The same file under two names.
        } else {
            assert_eq!(status, 303, "{name}: {}", answer.text().await.unwrap());
            let seen = app.desk(&writer, &TestApp::location(&answer)).await.text().await.unwrap();
            let compound = bytes.starts_with(b"\xd0\xcf\x11\xe0");
            assert!(!compound || between(&seen, "<h1>", "</h1>").ends_with(".doc"), "{name}");
            taken += 1;
        }
    }
    assert!(taken > 10, "{taken}");
}

#[tokio::test]
async fn sound_is_played_without_script_and_served_in_stretches() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let sound: Vec<u8> = b"ID3".iter().copied().chain((0..300_000_u32).map(|n| (n % 251) as u8)).collect();
    let item = draft(&app, &writer, "Bản tin truyền thanh").await;
    assert_eq!(app.upload(&writer, &format!("{item}/tep"), "ban-tin.mp3", &sound).await.status(), 303);
    assert_eq!(
        app.upload(&writer, &format!("{item}/tep"), "lich.csv", "a,b\n".as_bytes()).await.status(),
        303
    );
    publish_with_facts(&app, &writer, &board, &item).await;
    let html = app.page(COMMUNE, "/tin-tuc/ban-tin-truyen-thanh").await;
    assert!(html.contains("<audio controls preload=\"none\" src=\""), "{html}");
    let path = between(&html, "<audio controls preload=\"none\" src=\"", "\"");
    let path = &path[path.find("/tep/").unwrap()..];

    let whole = app.get(COMMUNE, path).await;
    assert_eq!(whole.status(), 200);
    for (name, value) in [
        ("content-type", "audio/mpeg"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("content-length", "300003"),
        ("cache-control", "no-cache"),
    ] {
        assert_eq!(whole.headers()[name], value, "{name}");
    }
    let etag = whole.headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(etag, format!("\"{}\"", sha256_hex(&sound)), "the whole digest, as a strong tag");
    assert_eq!(whole.bytes().await.unwrap(), sound);
    for (range, status, told, part) in [
        ("bytes=0-3", 206, "bytes 0-3/300003", &sound[..4]),
        ("bytes=299999-", 206, "bytes 299999-300002/300003", &sound[299_999..]),
        ("bytes=-5", 206, "bytes 299998-300002/300003", &sound[299_998..]),
        ("bytes=100000-200000", 206, "bytes 100000-200000/300003", &sound[100_000..=200_000]),
        ("bytes=400000-", 416, "bytes */300003", &[]),
        ("bytes=0-1,5-6", 200, "", &sound[..]),
        ("nonsense", 200, "", &sound[..]),
    ] {
        let answer = app.fetch(COMMUNE, "GET", path, &[("range", range)]).await;
        assert_eq!(answer.status(), status, "{range}");
        let said = answer.headers().get("content-range").map_or("", |value| value.to_str().unwrap());
        assert_eq!(said, told, "{range}");
        assert_eq!(answer.bytes().await.unwrap(), part, "{range}");
    }
    let same = app.fetch(COMMUNE, "GET", path, &[("range", "bytes=0-3"), ("if-range", &etag)]).await;
    assert_eq!(same.status(), 206);
    let other = app.fetch(COMMUNE, "GET", path, &[("range", "bytes=0-3"), ("if-range", "\"old\"")]).await;
    assert_eq!(other.status(), 200, "the part is of another file");
    let known = app.fetch(COMMUNE, "GET", path, &[("if-none-match", &etag)]).await;
    assert_eq!(known.status(), 304);
    let head = app.fetch(COMMUNE, "HEAD", path, &[]).await;
    assert_eq!((head.status().as_u16(), head.headers()["content-length"].to_str().unwrap()), (200, "300003"));
    assert!(head.bytes().await.unwrap().is_empty());

    let csv = between(&html, "/tep/", "lich.csv").rsplit("/tep/").next().unwrap().to_owned();
    let csv = app.get(COMMUNE, &format!("/tep/{csv}lich.csv")).await;
    assert!(csv.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(csv.headers()["content-security-policy"].to_str().unwrap().contains("sandbox"));
}

#[tokio::test]
async fn a_download_bears_its_name_for_every_client_and_is_never_a_page() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let item = draft(&app, &writer, "Bài có tệp").await;
    let pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n";
    for (name, bytes) in [
        ("Quyết định số 10.pdf", &pdf[..]),
        ("<script>alert(1).txt", b"<p>kh\xc3\xb4ng ph\xe1\xba\xa3i trang</p>"),
    ] {
        let attached = app.upload(&writer, &format!("{item}/tep"), name, bytes).await;
        assert_eq!(attached.status(), 303, "{name}: {}", attached.text().await.unwrap());
    }
    publish_with_facts(&app, &writer, &board, &item).await;
    let html = app.page(COMMUNE, "/tin-tuc/bai-co-tep").await;
    let path = |ending: &str| {
        let end = html.find(&format!("{ending}\"")).unwrap() + ending.len();
        let start = html[..end].rfind("/tep/").unwrap();
        html[start..end].to_owned()
    };
    let shown = app.get(COMMUNE, &path("10.pdf")).await;
    let header = |name: &str| shown.headers()[name].to_str().unwrap();
    assert_eq!(
        header("content-disposition"),
        "inline; filename=\"Quyet dinh so 10.pdf\"; filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh%20s%E1%BB%91%2010.pdf"
    );
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'; sandbox");
    let saved = app.get(COMMUNE, &path(".txt")).await;
    let header = |name: &str| saved.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(
        header("content-disposition").starts_with("attachment; filename=\""),
        "{}",
        header("content-disposition")
    );
}

/// Publishes after everything attached was described.
async fn publish_with_facts(app: &TestApp, writer: &Person, board: &Person, item: &str) {
    let list: Value = app.desk(board, "/api/v1/staff/ducthang/media").await.json().await.unwrap();
    for file in list["rows"].as_array().unwrap() {
        let mut form = described();
        form.push(("phien-ban", "1"));
        let path = format!("/ducthang/thu-vien/{}", file["id"].as_str().unwrap());
        assert_eq!(app.act(board, &path, &form).await.status(), 303);
    }
    publish(app, writer, board, item).await;
}

#[tokio::test]
async fn an_attached_picture_stands_above_the_text() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let item = draft(&app, &writer, "Bài có ảnh đầu").await;
    let attached = app.upload(&writer, &format!("{item}/tep"), "dau.jpg", &phone_picture(900, 600)).await;
    assert_eq!(attached.status(), 303);
    publish_with_facts(&app, &writer, &board, &item).await;
    let html = app.page(COMMUNE, "/tin-tuc/bai-co-anh-dau").await;
    let lead = between(&html, "<figure class=\"picture\">", "</figure>");
    assert!(lead.contains("type=\"image/webp\"") && lead.contains("width=\"600\" height=\"900\""), "{html}");
    assert!(lead.contains("alt=\"Cầu dân sinh mới của thôn (mẫu)\"") && !lead.contains("loading=\"lazy\""));
    let list = app.page(COMMUNE, "/tin-tuc").await;
    let card = between(&list, "<article class=\"news-card with-picture\">", "</article>");
    assert!(
        card.contains("sizes=\"(min-width: 60em) 13rem, 100vw\"") && card.contains("loading=\"lazy\""),
        "{list}"
    );
    let home = app.page(COMMUNE, "/").await;
    assert!(between(&home, "<article class=\"lead\">", "</article>").contains("<picture>"), "{home}");
}

#[tokio::test]
async fn a_library_is_seen_by_those_whose_it_is() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let other = app.person("ctv2.ducthang", "ducthang", Role::Contributor, None).await;
    let leader = app.person("lanhdao.ducthang", "ducthang", Role::Leader, None).await;
    let stranger = app.person("truongban.donglo", "donglo", Role::BoardHead, None).await;
    let item = draft(&app, &writer, "Bài chưa ai được biết").await;
    assert_eq!(
        app.upload(&writer, &format!("{item}/tep"), "rieng.jpg", &phone_picture(400, 300)).await.status(),
        303
    );
    let shared = app.upload_with(&writer, ADD, &described(), "chung.jpg", &phone_picture(420, 300)).await;
    let shared = id_of(&TestApp::location(&shared));
    let list: Value = app.desk(&board, "/api/v1/staff/ducthang/media?kind=image").await.json().await.unwrap();
    let found = list["rows"].as_array().unwrap().iter().find(|file| file["name"] == "rieng.jpg").unwrap();
    let private = found["id"].as_str().unwrap().to_owned();

    for (person, sees) in
        [(&writer, true), (&board, true), (&leader, true), (&other, false), (&stranger, false)]
    {
        for path in [format!("/tep/{private}/x.jpg"), format!("/anh/{private}/300.webp")] {
            assert_eq!(app.desk(person, &path).await.status(), if sees { 200 } else { 404 }, "{path}");
        }
        let page = app.desk(person, &format!("/ducthang/thu-vien/{private}")).await;
        assert_eq!(page.status(), if sees { 200 } else { 404 });
    }
    let page = app.desk(&other, "/ducthang/thu-vien").await.text().await.unwrap();
    assert!(page.contains("chung.jpg") && !page.contains("rieng.jpg"));
    assert_eq!(app.desk(&other, &format!("/tep/{shared}/x.jpg")).await.status(), 200);
    assert_eq!(
        app.get("quantri.localhost", &format!("/tep/{shared}/x.jpg")).await.status(),
        303,
        "to the door"
    );
    // What another may not see is not given away as a duplicate either.
    let again = app.upload_with(&other, ADD, &[], "x.jpg", &phone_picture(400, 300)).await;
    assert_eq!(again.status(), 303);

    let by_leader = app.upload_with(&leader, ADD, &[], "x.txt", b"x").await;
    assert_eq!(by_leader.status(), 403, "who looks on adds nothing");
    let goc = app.act(&other, &format!("/ducthang/thu-vien/{shared}/goc"), &[]).await;
    assert_eq!(goc.status(), 403, "the original, with its place, is for the board and for who brought it");
    let bo = app.act(&writer, &format!("/ducthang/thu-vien/{shared}/bo"), &[]).await;
    assert_eq!(bo.status(), 403);
}

#[tokio::test]
async fn the_list_goes_on_by_its_last_and_is_found_by_words() {
    let app = TestApp::start().await;
    let (_, board) = people(&app).await;
    for n in 0..40 {
        let text = format!("Nội dung số {n}");
        let name = format!("Biên bản {n}.txt");
        let fields = [("shared", "1"), ("author", if n == 7 { "Tổ 100%_dân" } else { "Văn phòng" })];
        let added =
            app.upload_with(&board, "/api/v1/staff/ducthang/media", &fields, &name, text.as_bytes()).await;
        app.db().clock.advance(1);
        assert_eq!(added.status(), 201, "{}", added.text().await.unwrap());
    }
    let first = app.desk(&board, "/ducthang/thu-vien?loai=file").await.text().await.unwrap();
    assert_eq!(first.matches("class=\"shelf-name\"").count(), 36);
    let older = between(&first, "rel=\"next\" href=\"", "\"").replace("&#38;", "&");
    let second = app.desk(&board, &older).await.text().await.unwrap();
    assert_eq!(second.matches("class=\"shelf-name\"").count(), 4);
    assert!(second.contains("Về mới nhất") && second.contains("Biên bản 0.txt"));
    let found: Value =
        app.desk(&board, "/api/v1/staff/ducthang/media?q=BIEN+ban+39").await.json().await.unwrap();
    assert_eq!(found["rows"].as_array().unwrap().len(), 1);
    let escaped: Value =
        app.desk(&board, "/api/v1/staff/ducthang/media?q=100%25_").await.json().await.unwrap();
    assert_eq!(escaped["rows"].as_array().unwrap().len(), 1, "a sign of the pattern is a letter");
    let none: Value = app.desk(&board, "/api/v1/staff/ducthang/media?kind=video").await.json().await.unwrap();
    assert!(none["rows"].as_array().unwrap().is_empty() && none["after"].is_null());
    let json = app.call(&board, "POST", "/api/v1/staff/ducthang/media", serde_json::json!({})).await;
    assert_eq!(json.status(), 400);
}

#[tokio::test]
async fn what_is_taken_out_comes_back_or_goes_for_good_and_takes_nobody_elses_bytes() {
    let app = TestApp::start().await;
    let (_, board) = people(&app).await;
    let theirs = app.person("truongban.donglo", "donglo", Role::BoardHead, None).await;
    let (own, common) = (phone_picture(330, 200), phone_picture(340, 200));
    let mut pages = Vec::new();
    for bytes in [&own, &common] {
        pages.push(TestApp::location(&app.upload_with(&board, ADD, &described(), "a.jpg", bytes).await));
    }
    let kept = app.upload_with(&theirs, "/donglo/thu-vien/them", &described(), "b.jpg", &common).await;
    let kept = id_of(&TestApp::location(&kept));
    let stored = || walk(&app.data().join("files"));
    let before = stored();
    for page in &pages {
        assert_eq!(app.act(&board, &format!("{page}/bo"), &[]).await.status(), 303);
    }
    assert!(!app.desk(&board, "/ducthang/thu-vien").await.text().await.unwrap().contains("a.jpg"));
    assert_eq!(app.act(&board, &format!("{}/khoi-phuc", pages[0]), &[]).await.status(), 303);
    assert!(app.desk(&board, "/ducthang/thu-vien").await.text().await.unwrap().contains("a.jpg"));
    assert_eq!(app.act(&board, &format!("{}/bo", pages[0]), &[]).await.status(), 303);
    app.do_duties().await;
    assert_eq!(stored(), before, "there is time to think again");
    app.db().clock.advance(31 * 24 * 3_600_000);
    app.do_duties().await;
    let board = app.person("truongban2.ducthang", "ducthang", Role::BoardHead, None).await;
    for page in &pages {
        assert_eq!(app.desk(&board, page).await.status(), 404);
    }
    assert!(stored() < before, "the bytes are gone");
    let theirs = app.person("truongban2.donglo", "donglo", Role::BoardHead, None).await;
    let original = app.act(&theirs, &format!("/donglo/thu-vien/{kept}/goc"), &[]).await;
    assert_eq!(original.bytes().await.unwrap(), common, "but not those that another tenant has, too");
}

#[tokio::test]
async fn what_must_not_exist_is_purged_wherever_it_is_named() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let item = draft(&app, &writer, "Bài có tệp mật").await;
    assert_eq!(
        app.upload(&writer, &format!("{item}/tep"), "mat.jpg", &phone_picture(500, 300)).await.status(),
        303
    );
    publish_with_facts(&app, &writer, &board, &item).await;
    let list: Value = app.desk(&board, "/api/v1/staff/ducthang/media").await.json().await.unwrap();
    let id = list["rows"][0]["id"].as_str().unwrap().to_owned();
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let actor = portal::base::audit::Actor::system();
    let purge = async || app.app.library.purge(tenant.id(), &actor, &id.as_str().into()).await;
    assert!(
        matches!(purge().await, Err(portal::base::error::Error::Conflict(_))),
        "not while readers see it"
    );
    let version = version(&app, &board, &item).await;
    let withdrawn = [("phien-ban", version.as_str()), ("ly-do", "Lộ thông tin mật")];
    assert_eq!(app.act(&board, &format!("{item}/go"), &withdrawn).await.status(), 303);
    purge().await.unwrap();
    assert_eq!(walk(&app.data().join("files")), 0, "no byte of it is left");
    for path in
        [format!("/tep/{id}/mat.jpg"), format!("/ducthang/thu-vien/{id}"), format!("{item}/tep/{id}/mat.jpg")]
    {
        assert_eq!(app.desk(&board, &path).await.status(), 404, "{path}");
    }
    assert_eq!(app.desk(&board, &item).await.status(), 200, "the text that named it is still read");
    assert!(matches!(purge().await, Err(portal::base::error::Error::NotFound)));
}

/// How many files lie in a folder, however deep.
fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn pictures_that_came_without_sizes_get_them() {
    let app = TestApp::start().await;
    let (_, board) = people(&app).await;
    let added = app.upload_with(&board, ADD, &described(), "a.jpg", &phone_picture(700, 400)).await;
    let id = id_of(&TestApp::location(&added));
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().write(tenant.id(), &portal::base::audit::Actor::system()).await.unwrap();
    for sql in [
        "DELETE FROM renditions WHERE tenant_id = $1 AND file_id = $2",
        "UPDATE media SET state = 'waiting', width = NULL, height = NULL WHERE tenant_id = $1 AND file_id = $2",
    ] {
        scope.execute(sql, params![id.as_str()]).await.unwrap();
    }
    scope.commit().await.unwrap();
    let path = format!("/anh/{id}/320.webp");
    assert_eq!(app.desk(&board, &path).await.status(), 404);
    let page = app.desk(&board, &format!("/ducthang/thu-vien/{id}")).await.text().await.unwrap();
    assert!(page.contains("Đang xử lý ảnh"));
    app.do_duties().await;
    assert_eq!(app.desk(&board, &path).await.status(), 200);
}

#[tokio::test]
async fn the_checks_learn_what_a_picture_lacks() {
    use portal::media::facts::{image_facts, refusals};
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let item = draft(&app, &writer, "Bài có trẻ em").await;
    let children = [("tac-gia", "A"), ("nguon", "B"), ("mo-ta-anh", "C"), ("dong-y", "children-without")];
    let added = app.upload_with(&writer, ADD, &children, "be.jpg", &phone_picture(400, 300)).await;
    let id = id_of(&TestApp::location(&added));
    let put = [("phien-ban", "1"), ("tep", id.as_str()), ("cach", "noi-dung")];
    assert_eq!(app.act(&writer, &format!("{item}/thu-vien"), &put).await.status(), 303);
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let facts = image_facts(&mut scope, &id.as_str().into()).await.unwrap().unwrap();
    assert!(facts.blocks() && facts.author == "A" && facts.source == "B" && facts.alt == "C");
    let edition = portal::items::store::edition(&mut scope, &id_of(&item).as_str().into()).await.unwrap();
    let content = portal::items::store::content(&mut scope, &edition.revision).await.unwrap();
    let told = refusals(&mut scope, &content).await.unwrap();
    assert_eq!(told.len(), 1);
    assert!(told[0].message.contains("không được đăng"));
    let other = app.app.directory.by_slug("donglo").unwrap();
    let mut scope = app.db().read(other.id()).await.unwrap();
    assert_eq!(image_facts(&mut scope, &id.as_str().into()).await.unwrap(), None);
    let lacking = app.desk(&board, "/ducthang/thu-vien?xem=thieu").await.text().await.unwrap();
    assert!(lacking.contains("be.jpg") && lacking.contains("Không được đăng"));
}

#[tokio::test]
async fn what_the_library_says_of_a_picture_shows_in_what_the_overview_counts() {
    let app = TestApp::start().await;
    let (writer, board) = people(&app).await;
    let added = app.upload_with(&writer, ADD, &described(), "cau.jpg", &phone_picture(700, 400)).await;
    let picture = id_of(&TestApp::location(&added));
    let item = draft(&app, &writer, "Cầu mới của thôn").await;
    let put = [("phien-ban", "1"), ("tep", picture.as_str()), ("cach", "dinh-kem")];
    assert_eq!(app.act(&writer, &format!("{item}/thu-vien"), &put).await.status(), 303);
    publish(&app, &writer, &board, &item).await;
    let found = async || {
        portal::oversight::keep::work(app.app.clone()).await.unwrap();
        let list = app.desk(&board, "/ducthang/can-xu-ly?loai=tiep-can").await.text().await.unwrap();
        list.contains("Cầu mới của thôn") && list.contains("ảnh chưa có lời mô tả")
    };
    assert!(!found().await);
    let say = async |words: &str, version: &str| {
        let mut form = described();
        form.retain(|(field, _)| *field != "mo-ta-anh");
        form.extend([("mo-ta-anh", words), ("phien-ban", version)]);
        let saved = app.act(&board, &format!("/ducthang/thu-vien/{picture}"), &form).await;
        assert_eq!(saved.status(), 303, "{}", saved.text().await.unwrap());
    };
    say("", "1").await;
    assert!(found().await, "words that are taken away are missed in what is live");
    say("Cầu dân sinh mới của thôn (mẫu)", "2").await;
    assert!(!found().await, "words that are there again mend it");
}

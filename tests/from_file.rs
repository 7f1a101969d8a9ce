//! Documents begun from their files: read at once, the form filled and marked, nothing saved that nobody saved.

use crate::support::app::{Person, TestApp};
use crate::support::desk::Desk;

/// A text as Word writes it, one paragraph a line.
fn rtf(lines: &[&str]) -> Vec<u8> {
    let letter = |c: char| if c.is_ascii() { c.to_string() } else { format!("\\u{}?", u32::from(c)) };
    let line = |line: &&str| line.chars().map(letter).collect::<String>() + "\\par\n";
    let text: String = lines.iter().map(line).collect();
    format!("{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Times New Roman;}}}}\\f0 {text}}}").into_bytes()
}

const DECISION: &[&str] = &[
    "ỦY BAN NHÂN DÂN",
    "HUYỆN HIỆP HÒA",
    "Số: 45/2016/QĐ-UBND",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Hiệp Hòa, ngày 01 tháng 12 năm 2016",
    "QUYẾT ĐỊNH",
    "Về việc phân bổ kinh phí (mẫu)",
    "Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13 tháng 6 năm 2011 của Chính phủ;",
    "QUYẾT ĐỊNH:",
    "Điều 1. Phân bổ kinh phí sửa chữa nhà văn hóa thôn.",
    "Điều 2. Các đơn vị có liên quan chịu trách nhiệm thi hành./.",
];

/// Uploads a file to be begun from; where its draft is at the desk, without what follows it.
async fn begun(app: &TestApp, person: &Person, name: &str, bytes: &[u8]) -> String {
    let sent = app.upload(person, "/hiephoa/tin-bai/tu-tep", name, bytes).await;
    assert_eq!(sent.status(), 303);
    TestApp::location(&sent).trim_end_matches("/dien-tu-tep").to_owned()
}

async fn page(app: &TestApp, person: &Person, path: &str) -> String {
    let answer = app.desk(person, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// The fields of a form as they stand in a page.
fn value<'a>(page: &'a str, id: &str) -> &'a str {
    let field = page.split(&format!("id=\"{id}\" name=\"{id}\" value=\"")).nth(1).unwrap_or_default();
    field.split('"').next().unwrap_or_default()
}

#[tokio::test]
async fn a_decision_fills_the_form_and_every_field_says_where_it_comes_from() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let upload = page(&app, &desk.writer, "/hiephoa/tin-bai/tu-tep").await;
    assert!(upload.contains("enctype=\"multipart/form-data\""), "{upload}");
    let item = begun(&app, &desk.writer, "phan-bo.rtf", &rtf(DECISION)).await;
    let form = page(&app, &desk.writer, &format!("{item}/dien-tu-tep")).await;
    assert_eq!(value(&form, "so-ky-hieu"), "45/2016/QĐ-UBND");
    assert_eq!(value(&form, "ngay-ban-hanh"), "01/12/2016");
    assert_eq!(value(&form, "co-quan-ban-hanh"), "Ủy ban nhân dân huyện Hiệp Hòa");
    assert!(form.contains("value=\"Quyết định\" selected"), "{form}");
    assert!(form.contains("Gợi ý từ tệp, trang 1: “Số: 45/2016/QĐ-UBND”"), "{form}");
    assert!(form.contains("Căn cứ: 43/2011/NĐ-CP") && form.contains("## Điều 1"), "{form}");
    assert!(form.contains("Cần xem: Văn bản không nói ngày có hiệu lực"), "{form}");
}

#[tokio::test]
async fn one_click_takes_the_words_of_the_file_and_saves_nothing() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let item = begun(&app, &desk.writer, "phan-bo.rtf", &rtf(DECISION)).await;
    let edit = format!("{item}/sua");
    let typed = |act| {
        [("phien-ban", "1"), ("so-ky-hieu", "54/2016/QĐ-UBND"), ("nguoi-ky", "Giữ nguyên"), ("viec", act)]
    };
    let shown = app.act(&desk.writer, &edit, &typed("kiem-tra")).await.text().await.unwrap();
    assert_eq!(value(&shown, "so-ky-hieu"), "54/2016/QĐ-UBND");
    assert!(shown.contains("Khác tệp") && shown.contains("value=\"lay:number\""), "{shown}");
    let taken = app.act(&desk.writer, &edit, &typed("lay:number")).await.text().await.unwrap();
    assert_eq!(value(&taken, "so-ky-hieu"), "45/2016/QĐ-UBND");
    assert_eq!(value(&taken, "nguoi-ky"), "Giữ nguyên");
    assert_eq!(value(&taken, "ngay-ban-hanh"), "", "the other fields are the person's");
    let filled = app.act(&desk.writer, &edit, &typed("dien-tu-tep")).await.text().await.unwrap();
    assert_eq!(value(&filled, "so-ky-hieu"), "54/2016/QĐ-UBND", "what was typed stays");
    assert_eq!(value(&filled, "ngay-ban-hanh"), "01/12/2016");
    let stored = page(&app, &desk.writer, &edit).await;
    assert!(stored.contains("name=\"phien-ban\" value=\"1\""), "nothing was saved");
}

#[tokio::test]
async fn a_doubt_stays_until_a_person_ticks_it() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let item = begun(&app, &desk.writer, "phan-bo.rtf", &rtf(DECISION)).await;
    let edit = format!("{item}/sua");
    let tick = "id=\"doi-chieu-ngay-hieu-luc\" name=\"da-doi-chieu\" value=\"effective_on\" form=\"soan\"";
    let before = page(&app, &desk.writer, &edit).await;
    assert!(before.contains(&format!("{tick}>")) && before.contains("Cần đối chiếu"), "{before}");
    let fields = [
        ("phien-ban", "1"),
        ("so-ky-hieu", "45/2016/QĐ-UBND"),
        ("loai", "Quyết định"),
        ("trich-yeu", "Về việc phân bổ kinh phí (mẫu)"),
        ("co-quan-ban-hanh", "Ủy ban nhân dân huyện Hiệp Hòa"),
        ("ngay-ban-hanh", "01/12/2016"),
        ("ngay-hieu-luc", "01/12/2016"),
        ("noi-dung", "## Điều 1\n\nPhân bổ."),
        ("chuyen-muc", "van-ban"),
        ("don-vi", "vanphong"),
        ("da-doi-chieu", "effective_on"),
        ("viec", "luu"),
    ];
    assert_eq!(app.act(&desk.writer, &edit, &fields).await.status(), 303);
    let after = page(&app, &desk.writer, &edit).await;
    assert!(after.contains(&format!("{tick} checked>")), "{after}");
    assert!(!after.contains("Cần xem: Văn bản không nói ngày có hiệu lực"), "{after}");
}

#[tokio::test]
async fn a_file_that_is_no_document_begins_a_draft_of_its_name() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "hiephoa").await;
    let item = begun(&app, &desk.writer, "bai-viet.rtf", &rtf(&["Bài viết về mùa vải chín."])).await;
    let form = page(&app, &desk.writer, &format!("{item}/sua")).await;
    assert!(form.contains("bai-viet") && form.contains("bai-viet.rtf"), "{form}");
    let refused = app.upload(&desk.writer, "/hiephoa/tin-bai/tu-tep", "may.exe", b"MZ\x90\x00").await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("id=\"tep-loi\""));
}

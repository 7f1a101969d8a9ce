//! Writing: what is typed is kept, cleaned, compared and never lost, with scripts and without.

use crate::support::app::{PASSWORD, Person, TestApp, between};
use portal::app::routes;
use portal::items::markup::tree;
use portal::people::Role;
use portal::routes::Surface;
use serde_json::{Value, json};

const CONSOLE: &str = "quantri.localhost";

fn news<'a>(title: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("tieu-de", title),
        ("tom-tat", "Tóm tắt"),
        ("noi-dung", body),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang xã"),
        ("don-vi", "vanphong"),
    ]
}

async fn begin(app: &TestApp, person: &Person, body: &str) -> String {
    let created = app.act(person, "/ducthang/tin-bai/moi/tin", &news("Lịch tiếp dân", body)).await;
    let edit = TestApp::location(&created);
    assert!(edit.contains("/sua"), "{} {}", created.status(), created.text().await.unwrap());
    edit.split('?').next().unwrap().to_owned()
}

fn edition_of(edit: &str) -> String {
    edit.trim_end_matches("/sua").rsplit('/').next().unwrap().to_owned()
}

async fn page(app: &TestApp, person: &Person, path: &str) -> String {
    app.desk(person, path).await.text().await.unwrap()
}

async fn autosave(
    app: &TestApp,
    person: &Person,
    place: &str,
    version: i64,
    fields: &[(&str, &str)],
) -> (u16, Value) {
    let body = json!({ "place": place, "kind": "news", "version": version, "fields": fields });
    let answer = app.call(person, "POST", "/api/v1/staff/ducthang/writing/autosave", body).await;
    (answer.status().as_u16(), answer.json().await.unwrap())
}

/// The text of an HTML attribute or field, decoded.
fn decoded(text: &str) -> String {
    text.replace("&#34;", "\"")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

fn typed(page: &str) -> String {
    decoded(between(page, "<textarea id=\"noi-dung\"", "</textarea>").split_once(">\n").unwrap().1)
}

#[tokio::test]
async fn what_is_typed_is_kept_beside_the_draft_and_restored_when_the_form_opens_again() {
    let app = TestApp::start().await;
    let writer = app.person("ctv", "ducthang", Role::Contributor, None).await;
    let other = app.person("bientap", "ducthang", Role::Member, None).await;
    let edit = begin(&app, &writer, "Bản đã lưu").await;
    let edition = edition_of(&edit);
    let (status, answer) =
        autosave(&app, &writer, &edition, 1, &news("Lịch tiếp dân", "Đoạn vừa gõ thêm")).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer["saved_text"].as_str().unwrap().starts_with("Đã tự lưu lúc "));
    assert_eq!(answer["stale"], false);

    let form = page(&app, &writer, &edit).await;
    assert!(form.contains("Có bản tự lưu lúc") && form.contains("Khôi phục") && form.contains(">Bỏ<"));
    assert_eq!(typed(&form), "Bản đã lưu", "nothing is put in place of the saved text unasked");
    let restored = page(&app, &writer, &format!("{edit}?tu-luu=khoi-phuc")).await;
    assert_eq!(typed(&restored), "Đoạn vừa gõ thêm");
    assert!(!page(&app, &other, &edit).await.contains("Có bản tự lưu"), "a copy is its writer's alone");

    // It is no revision: the item's history knows one.
    let item = page(&app, &writer, edit.trim_end_matches("/sua")).await;
    assert!(!item.contains("Đoạn vừa gõ thêm"));

    // Dropped, it is gone; saved, it is gone too.
    let drop = [("cho", edition.as_str()), ("loai", "news")];
    let dropped = app.act(&writer, "/ducthang/soan/ban-tam/bo", &drop).await;
    assert_eq!(TestApp::location(&dropped), edit);
    assert!(!page(&app, &writer, &edit).await.contains("Có bản tự lưu"));
    autosave(&app, &writer, &edition, 1, &news("Lịch tiếp dân", "Lần hai")).await;
    let mut saved = news("Lịch tiếp dân", "Lần hai");
    saved.push(("phien-ban", "1"));
    assert_eq!(app.act(&writer, &edit, &saved).await.status(), 303);
    assert!(!page(&app, &writer, &edit).await.contains("Có bản tự lưu"));
}

#[tokio::test]
async fn what_was_never_saved_is_kept_too_and_old_copies_are_tidied_away() {
    let app = TestApp::start().await;
    let writer = app.person("ctv", "ducthang", Role::Contributor, None).await;
    let form = page(&app, &writer, "/ducthang/tin-bai/moi/tin").await;
    let place = between(&form, "name=\"ban\" value=\"", "\"").to_owned();
    assert!(place.starts_with("moi-"), "{place}");
    let (status, answer) =
        autosave(&app, &writer, &place, 0, &[("tieu-de", "Mới gõ"), ("noi-dung", "Nửa chừng")]).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer["missing"].as_array().unwrap().iter().any(|reason| reason["field"] == "tac-gia"));

    let again = page(&app, &writer, "/ducthang/tin-bai/moi/tin").await;
    assert!(again.contains("Có bản tự lưu lúc") && again.contains("“Mới gõ”"));
    let restored = page(&app, &writer, &format!("/ducthang/tin-bai/moi/tin?ban={place}")).await;
    assert_eq!(typed(&restored), "Nửa chừng");
    assert!(restored.contains(&format!("name=\"ban\" value=\"{place}\"")), "it goes on as the same copy");

    let mut first = news("Mới gõ", "Nửa chừng");
    first.push(("ban", &place));
    assert_eq!(app.act(&writer, "/ducthang/tin-bai/moi/tin", &first).await.status(), 303);
    assert!(!page(&app, &writer, "/ducthang/tin-bai/moi/tin").await.contains("Có bản tự lưu"));

    let (status, _) = autosave(&app, &writer, "moi-abcdefgh12345678", 0, &[("tieu-de", "Quên")]).await;
    assert_eq!(status, 200);
    app.db().clock.advance(29 * 24 * 3_600_000);
    app.do_duties().await;
    let writer = app.sign_in_again("ctv").await;
    assert!(page(&app, &writer, "/ducthang/tin-bai/moi/tin").await.contains("“Quên”"));
    app.db().clock.advance(2 * 24 * 3_600_000);
    app.do_duties().await;
    let writer = app.sign_in_again("ctv").await;
    assert!(!page(&app, &writer, "/ducthang/tin-bai/moi/tin").await.contains("“Quên”"));
}

#[tokio::test]
async fn autosave_keeps_to_the_rights_of_saving() {
    let app = TestApp::start().await;
    let writer = app.person("ctv", "ducthang", Role::Contributor, None).await;
    let stranger = app.person("ctv2", "ducthang", Role::Contributor, None).await;
    let edit = begin(&app, &writer, "Của người khác").await;
    let edition = edition_of(&edit);
    assert_eq!(autosave(&app, &stranger, &edition, 1, &[("tieu-de", "x")]).await.0, 404);
    for bad in ["", "moi-", "<script>", "0190-there-is-none"] {
        let (status, _) = autosave(&app, &writer, bad, 1, &[("tieu-de", "x")]).await;
        assert!(matches!(status, 400 | 404), "{bad}: {status}");
    }
    let mut whole = news("Lịch tiếp dân", "Của người khác");
    whole.push(("phien-ban", "1"));
    whole.push(("viec", "gui-duyet"));
    assert_eq!(app.act(&writer, &edit, &whole).await.status(), 303);
    assert_eq!(
        autosave(&app, &writer, &edition, 2, &[("tieu-de", "x")]).await.0,
        403,
        "what was sent off rests"
    );
}

async fn post(app: &TestApp, fields: Vec<(String, String)>) -> reqwest::Response {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    app.post(CONSOLE, "/dang-nhap/gui-tiep", &fields).await
}

#[tokio::test]
async fn a_session_that_ended_costs_nothing_that_was_typed() {
    let app = TestApp::start().await;
    let writer = app.person("ctv", "ducthang", Role::Contributor, None).await;
    app.person("ctv2", "ducthang", Role::Contributor, None).await;
    let edit = begin(&app, &writer, "Bản đã lưu").await;
    let mut form = news("Lịch tiếp dân", "Dòng một \"<b>\" & hai\n\nDòng hai");
    form.push(("phien-ban", "1"));
    let kept = app.post(CONSOLE, &edit, &form).await;
    assert_eq!(kept.status(), 401);
    let text = kept.text().await.unwrap();
    assert!(text.contains("Phiên làm việc đã kết thúc") && text.contains("name=\"gui.noi-dung\""));
    assert!(decoded(&text).contains("Dòng một \"<b>\" & hai\n\nDòng hai"), "{text}");
    assert!(!text.contains("<b>\" &"), "what comes back is text, whatever it is");

    let password = format!("{PASSWORD} x");
    let send = |login: &'static str, password: &str, goal: &str| {
        let mut fields: Vec<(String, String)> =
            form.iter().map(|(name, value)| (format!("gui.{name}"), (*value).to_owned())).collect();
        fields.push(("ten-dang-nhap".into(), login.into()));
        fields.push(("mat-khau".into(), password.into()));
        fields.push(("toi".into(), goal.into()));
        fields
    };
    for (login, password, why) in
        [("ctv", "sai mat khau", "không đúng"), ("ctv2", password.as_str(), "không sửa được nội dung đó")]
    {
        let refused = post(&app, send(login, password, &edit)).await;
        assert_eq!(refused.status(), 422);
        let text = refused.text().await.unwrap();
        assert!(text.contains(why) && text.contains("Dòng hai"), "{text}");
    }
    assert_eq!(
        post(&app, send("ctv", &password, "/ducthang/nhan-su")).await.status(),
        404,
        "nowhere but to a form"
    );

    let sent = post(&app, send("ctv", &password, &edit)).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    assert!(sent.headers()["set-cookie"].to_str().unwrap().starts_with("portal="));
    assert_eq!(TestApp::location(&sent), edit, "it lands in the saved draft");
    assert!(typed(&page(&app, &writer, &edit).await).contains("Dòng hai"));

    // Signed in anew elsewhere, the form's token is old: it comes back to be sent once more.
    let stale = app.forged(&writer, &edit).await;
    assert_eq!(stale.status(), 403);
    let text = stale.text().await.unwrap();
    assert!(
        text.contains("Gửi lại") && text.contains("name=\"a\" value=\"b\"") && text.contains("name=\"csrf\"")
    );
    // Where nothing is written, nothing is given back.
    let other = app.post(CONSOLE, &edit.replace("/sua", "/gui-duyet"), &[("phien-ban", "1")]).await;
    assert!(TestApp::location(&other).starts_with("/dang-nhap"));
}

#[tokio::test]
async fn two_people_who_save_the_same_draft_see_both_texts_and_lose_none() {
    let app = TestApp::start().await;
    let one = app.person("bientap1", "ducthang", Role::Member, None).await;
    let two = app.person("bientap2", "ducthang", Role::Member, None).await;
    let edit = begin(&app, &one, "Đoạn chung.\n\nĐoạn cũ.").await;
    let edition = edition_of(&edit);
    let with = |title: &'static str, body: &'static str| {
        let mut form = news(title, body);
        form.push(("phien-ban", "1"));
        form
    };
    assert_eq!(
        app.act(&one, &edit, &with("Lịch mới", "Đoạn chung.\n\nĐoạn của người một.")).await.status(),
        303
    );
    let (_, answer) = autosave(&app, &two, &edition, 1, &news("Lịch tiếp dân", "Đoạn của người hai.")).await;
    assert_eq!(answer["stale"], true, "told while still typing");

    let mine = with("Lịch khác", "Đoạn chung.\n\nĐoạn của người hai.");
    let conflict = app.act(&two, &edit, &mine).await;
    assert_eq!(conflict.status(), 409);
    let text = conflict.text().await.unwrap();
    assert!(text.contains("bientap1 đã lưu nội dung này lúc"));
    assert!(
        text.contains("Đoạn chung.")
            && text.contains("Đoạn của người một.")
            && text.contains("Đoạn của người hai.")
    );
    let diff = between(&text, "id=\"khac-noi-dung\"", "</section>");
    assert!(diff.contains("<del>") && diff.contains("<ins>") && diff.contains("[thêm]"), "{diff}");
    assert_eq!(between(&text, "name=\"phien-ban\" value=\"", "\""), "2");
    for words in ["Giữ bản đã lưu, bỏ bản của tôi", "Ghép hai bản", "Lưu bản của tôi"]
    {
        assert!(text.contains(words), "{words}");
    }

    // Merging saves nothing by itself.
    let mut merge = mine.clone();
    merge.retain(|(name, _)| *name != "phien-ban");
    merge.push(("chon.tieu-de", "ho"));
    let merged = app.act(&two, &edit.replace("/sua", "/tron"), &merge).await;
    assert_eq!(merged.status(), 200);
    let form = merged.text().await.unwrap();
    assert_eq!(typed(&form), "Đoạn chung.\n\nĐoạn của người hai.\n\nĐoạn của người một.");
    assert!(form.contains(">\nLịch mới</textarea>") && form.contains("name=\"phien-ban\" value=\"2\""));
    assert!(!page(&app, &one, &edit).await.contains("người hai"));

    // Keeping the other's drops one's own; keeping one's own saves it over.
    let kept = app.act(&two, "/ducthang/soan/ban-tam/bo", &[("cho", edition.as_str())]).await;
    assert_eq!(TestApp::location(&kept), edit);
    let mut over = news("Lịch khác", "Đoạn chung.\n\nĐoạn của người hai.");
    over.push(("phien-ban", "2"));
    assert_eq!(app.act(&two, &edit, &over).await.status(), 303);
    assert!(typed(&page(&app, &one, &edit).await).contains("người hai"));
}

#[tokio::test]
async fn the_form_says_at_any_time_what_stands_against_publication() {
    let app = TestApp::start().await;
    let writer = app.person("ctv", "ducthang", Role::Contributor, None).await;
    let fresh = page(&app, &writer, "/ducthang/tin-bai/moi/tin").await;
    assert!(fresh.contains("Còn thiếu") && fresh.contains("href=\"#tieu-de\""), "a new form says it too");
    let half =
        [("tieu-de", "Có tên"), ("noi-dung", "Có chữ"), ("chuyen-muc", "tin-tuc"), ("viec", "kiem-tra")];
    let checked = app.act(&writer, "/ducthang/tin-bai/moi/tin", &half).await;
    assert_eq!(checked.status(), 200);
    let text = checked.text().await.unwrap();
    assert!(text.contains("Phải ghi tác giả.") && !text.contains("Phải có tiêu đề"));
    assert_eq!(typed(&text), "Có chữ", "checking loses nothing");
    assert!(!page(&app, &writer, "/ducthang/tin-bai").await.contains("Có tên"), "and saves nothing");

    let edit = begin(&app, &writer, "x").await;
    let mut missing = news("Lịch", "chữ");
    missing.retain(|(name, _)| *name != "nguon");
    missing.extend([("phien-ban", "1"), ("viec", "kiem-tra")]);
    let text = app.act(&writer, &edit, &missing).await.text().await.unwrap();
    assert!(text.contains("Còn thiếu 1 mục") && text.contains("href=\"#nguon\""), "{text}");
    let (_, answer) = autosave(&app, &writer, &edition_of(&edit), 1, &missing).await;
    assert_eq!(answer["missing"][0]["field"], "nguon");
    assert_eq!(answer["missing"][0]["clause"], "Quy chế Điều 8.1");
}

#[tokio::test]
async fn both_editors_write_on_the_same_draft_without_loss() {
    let app = TestApp::start().await;
    let writer = app.person("bientap", "ducthang", Role::Member, None).await;
    let edit = begin(&app, &writer, "x").await;
    let html = "<h2>Lịch</h2><p class=\"can-giua\">Từ <strong>ngày 1</strong></p><table><caption>Lịch tuần</caption><tbody><tr><th>Thứ</th>\
                <th>Việc</th></tr><tr><td><p>Hai</p></td><td><p>Họp</p></td></tr></tbody></table><figure><img src=\"/tep/f-1/a.jpg\" alt=\"Sân\">\
                <figcaption>Sân <span class=\"tac-gia\">Đài xã</span> <span class=\"nguon-anh\">Trang xã</span></figcaption></figure>\
                <ul><li><p>một</p></li></ul><p></p>";
    let mut rich = news("Lịch", html);
    rich.extend([("dang-noi-dung", "html"), ("phien-ban", "1")]);
    assert_eq!(app.act(&writer, &edit, &rich).await.status(), 303);
    let form = page(&app, &writer, &edit).await;
    let stored = decoded(between(&form, "data-html=\"", "\""));
    assert!(
        stored.contains("<table><caption>Lịch tuần</caption><thead><tr><th scope=\"col\">Thứ</th>"),
        "{stored}"
    );
    assert!(
        stored.contains("<p class=\"can-giua\">") && stored.contains("<span class=\"tac-gia\">Đài xã</span>")
    );

    let markdown = typed(&form);
    assert!(markdown.contains("## Lịch") && markdown.contains("- một"), "{markdown}");
    let mut plain = news("Lịch", &markdown);
    plain.extend([("dang-noi-dung", "markdown"), ("phien-ban", "2")]);
    assert_eq!(app.act(&writer, &edit, &plain).await.status(), 303);
    let again = page(&app, &writer, &edit).await;
    assert_eq!(decoded(between(&again, "data-html=\"", "\"")), stored);
    assert_eq!(between(&again, "name=\"phien-ban\" value=\"", "\""), "2", "the same text is no new revision");
}

/// QC-9.2: what comes in TCVN3 or VNI is converted, and the person is told.
#[tokio::test]
async fn pasted_text_in_old_encodings_is_converted_and_told() {
    let app = TestApp::start().await;
    let writer = app.person("bientap", "ducthang", Role::Member, None).await;
    let old = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc. Quy ®Þnh vÒ ®Êt ®ai ®\u{AD}îc ban hµnh\n\n![x](https://x.example/y.png)";
    let created = app.act(&writer, "/ducthang/tin-bai/moi/tin", &news("QuyÕt ®Þnh míi", old)).await;
    let there = TestApp::location(&created);
    let form = page(&app, &writer, &there).await;
    assert!(
        form.contains("Đã chuyển chữ mã TCVN3 sang Unicode")
            && form.contains("Đã bỏ 1 ảnh nằm ngoài trang này"),
        "{there}"
    );
    assert!(typed(&form).starts_with("Cộng hoà xã hội chủ nghĩa Việt Nam, Độc lập"), "{}", typed(&form));
    assert!(typed(&form).contains("đất đai được ban hành") && form.contains(">\nQuyết định mới</textarea>"));

    let word = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.</span>Một</p>\
                <p align=center style='font-family:VNI-Times'>Uyû ban nhaân daân</p><img src='file:///c:/x.png'><script>alert(1)</script>";
    let answer =
        app.call(&writer, "POST", "/api/v1/staff/ducthang/writing/clean", json!({ "html": word })).await;
    let cleaned: Value = answer.json().await.unwrap();
    assert_eq!(cleaned["html"], "<ol><li>Một</li></ol>\n<p class=\"can-giua\">Uỷ ban nhân dân</p>");
    assert_eq!(cleaned["notes"].as_array().unwrap().len(), 3, "{cleaned}");
}

#[tokio::test]
async fn files_are_offered_to_those_who_may_see_them() {
    let app = TestApp::start().await;
    let writer = app.person("ctv", "ducthang", Role::Contributor, None).await;
    let other = app.person("ctv2", "ducthang", Role::Contributor, None).await;
    let board = app.person("bientap", "ducthang", Role::Member, None).await;
    let elsewhere = app.person("bientap.donglo", "donglo", Role::Member, None).await;
    let dot =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let png = data_encoding::BASE64.decode(dot.as_bytes()).unwrap();
    let sent = app.upload(&writer, "/ducthang/soan/tep", "Cầu 100%.png", &png).await;
    assert_eq!(sent.status(), 200);
    let file: Value = sent.json().await.unwrap();
    let url = file["url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("/tep/"), "{file}");
    let refused = app.upload(&writer, "/ducthang/soan/tep", "x.png", b"<html>404").await;
    assert_eq!(refused.status(), 422);
    let refused: Value = refused.json().await.unwrap();
    assert!(refused["error"]["message"].as_str().unwrap().contains("trang HTML"));

    let list = "/api/v1/staff/ducthang/writing/files?loai=anh";
    for (who, seen) in [(&writer, true), (&board, true), (&other, false)] {
        assert_eq!(page(&app, who, list).await.contains("Cầu 100%.png"), seen);
        assert_eq!(app.desk(who, &url).await.status(), if seen { 200 } else { 404 });
    }
    assert_eq!(app.desk(&elsewhere, list).await.status(), 404);
    assert_eq!(app.desk(&elsewhere, &url).await.status(), 404);
    assert!(!page(&app, &writer, "/api/v1/staff/ducthang/writing/files?loai=phim").await.contains("Cầu"));
    assert!(!page(&app, &writer, &format!("{list}&ten=h_nh")).await.contains("Cầu"), "signs are letters");
    assert!(page(&app, &writer, &format!("{list}&ten=100%25")).await.contains("Cầu"));

    // Pages of the list follow one another.
    for n in 0..31u8 {
        let bytes = [png.as_slice(), &[n]].concat();
        app.upload(&board, "/ducthang/soan/tep", &format!("anh-{n}.png"), &bytes).await;
    }
    let first: Value = app.desk(&board, list).await.json().await.unwrap();
    assert_eq!(first["files"].as_array().unwrap().len(), 30);
    let next = first["next"].as_str().unwrap();
    let second: Value = app.desk(&board, &format!("{list}&truoc={next}")).await.json().await.unwrap();
    assert_eq!(second["files"].as_array().unwrap().len(), 2);

    // What a text shows is public with it, and a colleague who sees the draft sees its pictures.
    let body = format!("![Cầu]({url})");
    let edit = begin(&app, &other, &body).await;
    assert_eq!(app.desk(&other, &url).await.status(), 200, "an edition of their own shows it");
    assert!(page(&app, &other, edit.trim_end_matches("/sua")).await.contains(&url));
}

#[tokio::test]
async fn every_page_runs_under_a_policy_without_anything_inline() {
    let app = TestApp::start().await;
    let board = app.person("truongban", "ducthang", Role::BoardHead, None).await;
    let edit = begin(&app, &board, "x").await;
    let mut looked = 0;
    for spec in routes().into_iter().filter(|spec| spec.method == "GET") {
        let path = spec
            .path
            .replace(":tenant", "ducthang")
            .replace(":edition", &edition_of(&edit))
            .replace(":kind", "tin")
            .replace(":section", "tin-tuc");
        let path: String = path
            .split('/')
            .map(|part| if part.starts_with(':') { "0190-khong-co" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        let answer = match spec.surface() {
            Surface::Console => app.desk(&board, &path).await,
            Surface::Public => app.get("ducthang.hiephoa.localhost", &path).await,
        };
        let kind =
            answer.headers().get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("text/html") {
            continue;
        }
        let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        for part in policy.split(';').filter(|part| part.trim().starts_with("script-src")) {
            assert_eq!(part.trim(), "script-src 'self'", "{path}");
        }
        let text = answer.text().await.unwrap();
        tree::walk(&tree::read(&text), &mut |element| {
            let runs = element.name == "script" && element.get("type") != "application/ld+json";
            assert!(!runs || element.get("src").starts_with("/tinh/"), "{path}: inline script");
            assert_ne!(element.name, "style", "{path}");
            for (name, value) in &element.attributes {
                assert!(!name.starts_with("on") && name != "style", "{path}: {name}={value}");
                assert!(!value.trim_start().to_lowercase().starts_with("javascript:"), "{path}: {value}");
            }
        });
        looked += 1;
    }
    assert!(looked > 30, "{looked}");
}

#[tokio::test]
async fn attacks_kept_in_an_article_are_text_on_its_page() {
    let app = TestApp::start().await;
    let writer = app.person("bientap", "ducthang", Role::Member, None).await;
    let board = app.person("truongban", "ducthang", Role::BoardHead, None).await;
    let vectors: Vec<String> = serde_json::from_str(include_str!("xss/vectors.json")).unwrap();
    for (way, mark) in [("html", "tan-cong-mot"), ("markdown", "tan-cong-hai")] {
        let body = vectors.iter().map(|vector| format!("<p>{vector}</p>\n\n")).collect::<String>();
        let title = format!("Thử {mark} <script>alert(1)</script>");
        let mut form = news(&title, &body);
        form.push(("dang-noi-dung", way));
        let created = app.act(&writer, "/ducthang/tin-bai/moi/tin", &form).await;
        let there = TestApp::location(&created);
        let edit = there.split('?').next().unwrap().to_owned();
        assert!(edit.ends_with("/sua"), "{} {}", created.status(), created.text().await.unwrap());
        let item = edit.trim_end_matches("/sua");
        for (step, who, version) in
            [("gui-duyet", &writer, "1"), ("duyet", &board, "2"), ("dang", &board, "3")]
        {
            let done =
                app.act(who, &format!("{item}/{step}"), &[("phien-ban", version), ("cam-ket", "co")]).await;
            assert_eq!(done.status(), 303, "{step}: {}", done.text().await.unwrap());
        }
        let list = app.page("ducthang.hiephoa.localhost", "/tin-tuc").await;
        let slug = between(&list, "/tin-tuc/thu-tan-cong", "\"");
        let shown = app.page("ducthang.hiephoa.localhost", &format!("/tin-tuc/thu-tan-cong{slug}")).await;
        for text in [shown, page(&app, &board, item).await] {
            tree::walk(&tree::read(&text), &mut |element| {
                assert!(
                    !matches!(
                        element.name.as_str(),
                        "iframe" | "object" | "embed" | "style" | "base" | "math"
                    ),
                    "{}",
                    element.name
                );
                let data = element.get("type") == "application/ld+json";
                assert!(element.name != "script" || data || element.get("src").starts_with("/tinh/"));
                for (name, value) in &element.attributes {
                    assert!(!name.starts_with("on") && name != "style" && name != "srcdoc", "{name}={value}");
                    let bare: String =
                        value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                    let address = matches!(name.as_str(), "href" | "src" | "action" | "formaction");
                    assert!(!address || !bare.to_lowercase().starts_with("javascript:"), "{name}={value}");
                }
            });
        }
    }
}

#[tokio::test]
async fn a_document_written_in_either_editor_keeps_its_articles_and_tables() {
    let app = TestApp::start().await;
    let writer = app.person("bientap", "ducthang", Role::Member, None).await;
    let html = "<p class=\"can-giua\">ỦY BAN NHÂN DÂN</p><h2>Điều 1. Phạm vi</h2><p>Quy định này…</p><h2>Điều 2. Mức thu</h2>\
                <table><caption>Mức thu</caption><tbody><tr><th>Việc</th><th>Mức</th></tr><tr><td>Rác</td><td>20.000</td></tr></tbody></table>";
    let facts = [
        ("so-ky-hieu", "12/2016/QĐ-UBND"),
        ("loai", "Quyết định"),
        ("trich-yeu", "Quy định mức thu"),
        ("chuyen-muc", "van-ban"),
        ("ngay-ban-hanh", "28/12/2016"),
        ("don-vi", "vanphong"),
    ];
    let form = |body: &'static str, way: &'static str| {
        let mut form = facts.to_vec();
        form.extend([("noi-dung", body), ("dang-noi-dung", way)]);
        form
    };
    let created = app.act(&writer, "/ducthang/tin-bai/moi/van-ban", &form(html, "html")).await;
    let edit = TestApp::location(&created).split('?').next().unwrap().to_owned();
    assert!(edit.ends_with("/sua"), "{} {}", created.status(), created.text().await.unwrap());
    let first = page(&app, &writer, &edit).await;
    let markdown = typed(&first);
    assert!(
        markdown.contains("## Điều 1. Phạm vi") && markdown.contains("<caption>Mức thu</caption>"),
        "{markdown}"
    );
    let stored = decoded(between(&first, "data-html=\"", "\""));
    assert!(
        stored.contains("<h2>Điều 2. Mức thu</h2>\n<table><caption>Mức thu</caption><thead>"),
        "{stored}"
    );
    let mut plain = facts.to_vec();
    plain.extend([("noi-dung", markdown.as_str()), ("phien-ban", "1")]);
    assert_eq!(app.act(&writer, &edit, &plain).await.status(), 303);
    let mut rich = facts.to_vec();
    rich.extend([("noi-dung", stored.as_str()), ("dang-noi-dung", "html"), ("phien-ban", "1")]);
    assert_eq!(app.act(&writer, &edit, &rich).await.status(), 303, "neither changed anything");

    // What cannot be read is said while typing, and kept all the same.
    let edition = edition_of(&edit);
    let fields = [("so-ky-hieu", "12/2016/QĐ-UBND"), ("ngay-ban-hanh", "hôm qua"), ("noi-dung", "đang gõ")];
    let body = json!({ "place": edition, "kind": "document", "version": 1, "fields": fields });
    let answer = app.call(&writer, "POST", "/api/v1/staff/ducthang/writing/autosave", body).await;
    assert_eq!(answer.status(), 200);
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["missing"][0]["field"], "ngay-ban-hanh");
    let restored = page(&app, &writer, &format!("{edit}?tu-luu=khoi-phuc")).await;
    assert!(restored.contains("value=\"hôm qua\"") && typed(&restored) == "đang gõ");
    let wrong = json!({ "place": edition, "kind": "news", "version": 1, "fields": fields });
    assert_eq!(
        app.call(&writer, "POST", "/api/v1/staff/ducthang/writing/autosave", wrong).await.status(),
        400
    );
    let huge = json!({ "place": edition, "kind": "document", "version": 1, "fields": [["noi-dung", "x".repeat(3_000_000)]] });
    assert_eq!(
        app.call(&writer, "POST", "/api/v1/staff/ducthang/writing/autosave", huge).await.status(),
        413
    );
}

//! The three walks over HTTP, and what must be refused on the way.

use crate::support::app::{TestApp, between};
use portal::people::Role;
use serde_json::{Value, json};

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const DISTRICT: &str = "hiephoa.localhost";

fn news<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("tieu-de", "Lịch thu gom rác thải sinh hoạt"),
        ("tom-tat", "Từ tháng 01/2017 thu gom hai buổi mỗi tuần."),
        ("noi-dung", "Các thôn tập kết rác trước 17 giờ.\n\n- thứ Ba\n- thứ Sáu"),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Địa chính - Xây dựng xã Đức Thắng"),
        ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
        ("don-vi", "diachinh"),
    ]
}

#[tokio::test]
async fn an_article_goes_from_a_contributor_to_the_page_and_the_search() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let saved = app.act(&writer, "/ducthang/tin-bai/moi/tin", &news()).await;
    let edit = TestApp::location(&saved);
    assert!(edit.ends_with("/sua"), "{} {edit}", saved.status());
    let item = edit.trim_end_matches("/sua").to_owned();

    let sent = app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(sent.status(), 303);
    let own = app.act(&writer, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    assert_eq!(own.status(), 403, "a contributor approves nothing");
    let undeclared = app.act(&board, &format!("{item}/duyet"), &[("phien-ban", "2")]).await;
    assert_eq!(undeclared.status(), 422);
    assert!(undeclared.text().await.unwrap().contains("không chứa bí mật"));
    assert_eq!(
        app.act(&board, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await.status(),
        303
    );

    let before = app.page(COMMUNE, "/tin-tuc").await;
    assert!(!before.contains("Lịch thu gom rác"));
    assert_eq!(app.act(&board, &format!("{item}/dang"), &[("phien-ban", "3")]).await.status(), 303);
    let after = app.page(COMMUNE, "/tin-tuc").await;
    assert!(after.contains("Lịch thu gom rác"), "the cached page is dropped when its tenant publishes");
    assert!(app.page(COMMUNE, "/").await.contains("Lịch thu gom rác"));
    let page = app.page(COMMUNE, "/tin-tuc/lich-thu-gom-rac-thai-sinh-hoat").await;
    assert!(page.contains("Địa chính - Xây dựng xã Đức Thắng") && page.contains("<li>thứ Ba</li>"));

    app.drain().await;
    let found: Value =
        serde_json::from_str(&app.page(COMMUNE, "/api/v1/search?q=thu+gom+rac").await).unwrap();
    assert_eq!(found["total"], 1, "{found}");
    let below: Value =
        serde_json::from_str(&app.page(DISTRICT, "/api/v1/search?q=thu+gom+rac&scope=all").await).unwrap();
    assert_eq!(below["hits"][0]["tenant"], "ducthang");
    let alone: Value =
        serde_json::from_str(&app.page(DISTRICT, "/api/v1/search?q=thu+gom+rac").await).unwrap();
    assert_eq!(alone["total"], 0);

    // Withdrawn: gone from page, list and search, and its address says so.
    assert_eq!(
        app.act(&board, &format!("{item}/go"), &[("phien-ban", "4"), ("ly-do", "Sai lịch")]).await.status(),
        303
    );
    app.drain().await;
    assert_eq!(app.get(COMMUNE, "/tin-tuc/lich-thu-gom-rac-thai-sinh-hoat").await.status(), 410);
    let found: Value =
        serde_json::from_str(&app.page(COMMUNE, "/api/v1/search?q=thu+gom+rac").await).unwrap();
    assert_eq!(found["total"], 0);
}

#[tokio::test]
async fn a_refused_form_names_every_reason_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let mut form: Vec<_> = news()
        .into_iter()
        .map(|(name, value)| if matches!(name, "tac-gia" | "nguon") { (name, "") } else { (name, value) })
        .collect();
    form.push(("viec", "gui-duyet"));
    let refused = app.act(&writer, "/ducthang/tin-bai/moi/tin", &form).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    for part in [
        "Phải ghi tác giả",
        "Phải ghi nguồn tin",
        "Điều 8.1",
        "Lịch thu gom rác thải sinh hoạt",
        "tập kết rác trước 17 giờ",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn two_who_save_the_same_draft_both_keep_their_text() {
    let app = TestApp::start().await;
    let one = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let two = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let edit = TestApp::location(&app.act(&one, "/ducthang/tin-bai/moi/tin", &news()).await);
    let with = |title: &'static str| {
        let mut form: Vec<_> = news().into_iter().filter(|(name, _)| *name != "tieu-de").collect();
        form.extend([("tieu-de", title), ("phien-ban", "1")]);
        form
    };
    assert_eq!(app.act(&one, &edit, &with("Bản của người một")).await.status(), 303);
    let stale = app.act(&two, &edit, &with("Bản của người hai")).await;
    assert_eq!(stale.status(), 409);
    let page = stale.text().await.unwrap();
    assert!(page.contains("Bản của người một") && page.contains("Bản của người hai"));
}

fn content(author: &str, source: &str) -> Value {
    json!({ "content": { "kind": "news", "title": "Tin qua giao diện lập trình", "summary": "", "topic": "trong-huyen", "body_html": "<p>Nội dung</p>",
        "common": { "section": "tin-tuc", "unit_key": "vanphong", "author": author, "source": source } } })
}

#[tokio::test]
async fn the_api_refuses_what_the_pages_refuse() {
    let app = TestApp::start().await;
    let editor = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let stranger = app.person("thuongtruc.donglo", "donglo", Role::StandingDeputy, None).await;

    let made: Value = app
        .call(&editor, "POST", "/api/v1/staff/ducthang/items", content("", ""))
        .await
        .json()
        .await
        .unwrap();
    let edition = format!("/api/v1/staff/ducthang/editions/{}", made["edition"].as_str().unwrap());
    let refused = app.call(&editor, "POST", &format!("{edition}/submit"), json!({ "version": 1 })).await;
    assert_eq!(refused.status(), 422);
    let refused: Value = refused.json().await.unwrap();
    let fields: Vec<_> = refused["error"]["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r["field"].as_str().unwrap().to_owned())
        .collect();
    assert!(fields.contains(&"author".to_owned()) && fields.contains(&"source".to_owned()), "{fields:?}");

    let saved = json!({ "version": 1, "content": content("Văn phòng", "Trang xã")["content"] });
    assert_eq!(app.call(&editor, "PUT", &edition, saved).await.status(), 200);
    assert_eq!(
        app.call(&editor, "POST", &format!("{edition}/submit"), json!({ "version": 2 })).await.status(),
        200
    );
    let own = app
        .call(&editor, "POST", &format!("{edition}/approve"), json!({ "version": 3, "no_secret": true }))
        .await;
    assert_eq!(own.status(), 422, "nobody approves their own work");
    assert!(own.text().await.unwrap().contains("Điều 7.2"));

    for (method, path) in [
        ("GET", edition.clone()),
        ("POST", format!("{edition}/approve")),
        ("POST", format!("{edition}/publish")),
    ] {
        let other = app.call(&stranger, method, &path, json!({ "version": 3, "no_secret": true })).await;
        assert_eq!(other.status(), 404, "an editor of another commune: {method} {path}");
    }
    let across = edition.replace("/ducthang/", "/donglo/");
    assert_eq!(
        app.call(&stranger, "POST", &format!("{across}/approve"), json!({ "version": 3, "no_secret": true }))
            .await
            .status(),
        404
    );
}

#[tokio::test]
async fn a_question_goes_to_the_unit_by_mail_and_back_to_the_page() {
    let app = TestApp::start().await;
    let desk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let asked = [
        ("tieu-de", "Đăng ký khai sinh muộn"),
        (
            "noi-dung",
            "Cháu tôi sinh năm ngoái chưa khai sinh, cần giấy tờ gì? Xin gọi 0912 345 678 hoặc ten@example.vn.",
        ),
        ("ho-ten", "Người Hỏi Thử"),
        ("thu-dien-tu", "ten@example.vn"),
        ("dong-y-xu-ly", "co"),
    ];
    let refused = app.post(COMMUNE, "/hoi-dap/gui", &asked[..4]).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(
        refused.contains("Đăng ký khai sinh muộn") && refused.contains("Người Hỏi Thử"),
        "what was typed comes back"
    );

    let receipt = app.post(COMMUNE, "/hoi-dap/gui", &asked).await;
    assert_eq!(receipt.status(), 200);
    let receipt = receipt.text().await.unwrap();
    app.drain().await;
    let mails = app.mail.take();
    assert_eq!(mails.len(), 1, "the acknowledgement");
    assert!(mails[0].envelope.from.is_none(), "nobody answers an acknowledgement");
    let text = parsed(&mails[0].mime);
    let code = between(&text, "Mã theo dõi: ", "\n").trim().to_owned();
    assert_eq!(code.len(), 11, "{text}");
    assert!(receipt.contains(&code));
    assert!(
        app.post(COMMUNE, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code.to_lowercase())])
            .await
            .text()
            .await
            .unwrap()
            .contains("Đã tiếp nhận")
    );
    assert_eq!(
        app.post("donglo.hiephoa.localhost", "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await.status(),
        422,
        "another site knows no such code"
    );

    let list = app.desk(&desk, "/ducthang/hoi-dap").await.text().await.unwrap();
    let question = format!("/ducthang/hoi-dap/{}", between(&list, "/ducthang/hoi-dap/", "\""));
    let page = app.desk(&desk, &question).await.text().await.unwrap();
    assert!(
        page.contains("Tư pháp - Hộ tịch") && page.contains("khai sinh"),
        "the unit is suggested with the words that caused it"
    );
    assert!(!page.contains("Người Hỏi Thử"), "the contact is hidden");
    let revealed = app.act(&desk, &format!("{question}/lien-he"), &[]).await.text().await.unwrap();
    assert!(revealed.contains("Người Hỏi Thử") && revealed.contains("Đã ghi nhật ký"));

    assert_eq!(
        app.act(&desk, &format!("{question}/chuyen"), &[("phien-ban", "1"), ("don-vi", "tuphap")])
            .await
            .status(),
        303
    );
    app.drain().await;
    let mails = app.mail.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].envelope.to.to_string(), "tuphap@ducthang.hiephoa.example");
    let text = parsed(&mails[0].mime);
    for secret in ["ten@example.vn", "0912", "Người Hỏi Thử"] {
        assert!(!text.contains(secret), "{secret} reaches the unit");
    }
    let link = between(&text, "localhost:", "\n").trim().to_owned();
    let path = &link[link.find('/').unwrap()..];
    assert!(app.page(COMMUNE, path).await.contains("Đăng ký khai sinh muộn"));
    assert_eq!(app.get(COMMUNE, &path.replace("khoa=", "khoa=x")).await.status(), 404);
    assert_eq!(
        app.get("donglo.hiephoa.localhost", path).await.status(),
        404,
        "another site has no such link"
    );

    let empty = app.post(COMMUNE, path, &[("tra-loi", "ngắn"), ("ho-ten", "Cán bộ")]).await;
    assert_eq!(empty.status(), 422);
    let answer = [
        ("tra-loi", "Gia đình mang giấy chứng sinh và giấy tờ của cha mẹ đến Ủy ban nhân dân xã."),
        ("ho-ten", "Cán bộ thử"),
        ("chuc-vu", "Công chức tư pháp - hộ tịch"),
        ("cam-ket", "co"),
    ];
    assert!(app.post(COMMUNE, path, &answer).await.status().is_success());
    assert!(!app.page(COMMUNE, path).await.contains("name=\"tra-loi\""), "the link is good once");

    let unconfirmed = app.act(&board, &format!("{question}/duyet"), &[("phien-ban", "3")]).await;
    assert_eq!(unconfirmed.status(), 422);
    assert_eq!(
        app.act(&board, &format!("{question}/duyet"), &[("phien-ban", "3"), ("cam-ket", "co")])
            .await
            .status(),
        303
    );
    assert!(!app.page(COMMUNE, "/hoi-dap").await.contains("Đăng ký khai sinh muộn"));
    assert_eq!(app.act(&board, &format!("{question}/dang"), &[("phien-ban", "4")]).await.status(), 303);
    app.drain().await;
    let mails = app.mail.take();
    assert_eq!(mails[0].envelope.to.to_string(), "ten@example.vn");
    assert!(parsed(&mails[0].mime).contains("giấy chứng sinh"));

    assert!(app.page(COMMUNE, "/hoi-dap").await.contains("Đăng ký khai sinh muộn"));
    let public = app.page(COMMUNE, "/hoi-dap/dang-ky-khai-sinh-muon-1").await;
    assert!(public.contains("giấy chứng sinh"));
    for secret in ["ten@example.vn", "0912", "Người Hỏi Thử", "Cán bộ thử"] {
        assert!(!public.contains(secret), "{secret} stands on the page");
    }
    let found: Value =
        serde_json::from_str(&app.page(COMMUNE, "/api/v1/search?q=giay+chung+sinh").await).unwrap();
    assert_eq!((found["total"].clone(), found["hits"][0]["kind"].clone()), (json!(1), json!("question")));
}

fn parsed(mime: &[u8]) -> String {
    let message = mail_parser::MessageParser::default().parse(mime).expect("mail");
    message.body_text(0).expect("text").into_owned()
}

#[tokio::test]
async fn an_ended_appointment_and_a_forged_form_do_nothing() {
    let app = TestApp::start().await;
    let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    assert_eq!(app.desk(&member, "/ducthang").await.status(), 200);
    assert_eq!(app.desk(&member, "/donglo").await.status(), 404);
    assert_eq!(app.forged(&member, "/ducthang/tin-bai/moi/tin").await.status(), 403);
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut platform = app.db().platform_write(&portal::base::audit::Actor::system()).await.unwrap();
    platform
        .execute(
            "UPDATE appointments SET until_on = '2016-12-30' WHERE tenant_id = $1",
            portal::params![tenant.id()],
        )
        .await
        .unwrap();
    platform.commit().await.unwrap();
    assert_eq!(app.desk(&member, "/ducthang").await.status(), 404, "it ended yesterday: no right today");
}

#[tokio::test]
async fn every_host_serves_its_own_name_and_colours_and_a_stranger_gets_nothing() {
    let app = TestApp::start().await;
    let mut names = std::collections::BTreeSet::new();
    for tenant in app.app.directory.all() {
        let host = tenant.profile.hosts.iter().find(|host| host.trial).unwrap().host.clone();
        let page = app.page(&host, "/").await;
        assert!(page.contains(&tenant.identity().full_name), "{host}");
        assert!(page.contains(&format!("data-palette=\"{}\"", tenant.profile.theme.palette)), "{host}");
        assert!(app.get(&host, "/").await.headers().get("set-cookie").is_none());
        names.insert(between(&page, "<title>", "</title>").to_owned());
        assert_eq!(app.get(&host.to_uppercase(), "/").await.status(), 200);
        assert_eq!(app.get(&format!("{host}."), "/").await.status(), 200);
    }
    assert_eq!(names.len(), 27);
    let stranger = app.get("khac.example", "/").await;
    assert_eq!(stranger.status(), 421);
    assert!(!stranger.text().await.unwrap().contains("Hiệp Hòa"));
    let mounted = app.get(DISTRICT, "/xa/ducthang/tin-tuc").await;
    assert_eq!(mounted.status(), 308);
    assert!(TestApp::location(&mounted).contains("ducthang.hiephoa.localhost"));
}

#[tokio::test]
async fn a_planned_outage_is_announced_in_time_and_stands_on_every_page() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let form = |begins: &'static str| {
        [("bat-dau", begins), ("ket-thuc", "05/01/2017 23:00"), ("noi-dung", "Nâng cấp máy chủ.")]
    };
    let late = app.act(&office, "/ducthang/tam-ngung", &form("30/12/2016 22:00")).await;
    assert_eq!(late.status(), 422);
    let late = late.text().await.unwrap();
    assert!(
        late.contains("ngày làm việc") && late.contains("Nâng cấp máy chủ."),
        "refused, and nothing typed is lost"
    );
    assert!(!app.page(COMMUNE, "/").await.contains("Nâng cấp máy chủ"));
    assert_eq!(app.act(&office, "/ducthang/tam-ngung", &form("05/01/2017 22:00")).await.status(), 303);
    assert!(app.page(COMMUNE, "/").await.contains("Nâng cấp máy chủ"));
    assert!(app.page(COMMUNE, "/lien-he").await.contains("Nâng cấp máy chủ"));
    assert!(
        !app.page("donglo.hiephoa.localhost", "/").await.contains("Nâng cấp máy chủ"),
        "only on its own site"
    );
}

#[tokio::test]
async fn the_chain_of_what_was_done_verifies_and_a_person_moves_between_tenants() {
    let app = TestApp::start().await;
    let person = app.person("hai-noi", "ducthang", Role::StandingDeputy, None).await;
    let account = {
        let mut platform = app.db().platform().await.unwrap();
        portal::people::store::account_by_login(&mut platform, "hai-noi").await.unwrap().unwrap().id
    };
    let other = app.app.directory.by_slug("donglo").unwrap();
    let new = portal::people::accounts::NewAppointment {
        tenant: other.id(),
        account: &account,
        role: Role::Auditor,
        unit: None,
        from: jiff::civil::date(2016, 1, 1),
        until: None,
        decision: "QĐ 2",
    };
    portal::people::accounts::appoint(app.db(), &portal::base::audit::Actor::system(), new).await.unwrap();
    let choice = app.desk(&person, "/").await.text().await.unwrap();
    assert!(choice.contains("/ducthang") && choice.contains("/donglo"));
    assert_eq!(app.desk(&person, "/donglo/nhat-ky").await.status(), 200);
    assert_eq!(
        app.act(&person, "/donglo/tin-bai/moi/tin", &news()).await.status(),
        403,
        "an auditor writes nothing there"
    );
    app.act(&person, "/ducthang/tin-bai/moi/tin", &news()).await;
    let trail = app.desk(&person, "/ducthang/nhat-ky").await.text().await.unwrap();
    assert!(trail.contains("Chuỗi nhật ký toàn vẹn") && trail.contains("tạo tin bài"));
}

#[tokio::test]
async fn a_file_is_known_by_its_bytes_and_public_only_while_its_item_is() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let edit = TestApp::location(&app.act(&writer, "/ducthang/tin-bai/moi/tin", &news()).await);
    let item = edit.trim_end_matches("/sua").to_owned();
    let fake = app
        .upload(&writer, &format!("{item}/tep"), "quyet-dinh.pdf", b"<!doctype html><title>404</title>")
        .await;
    assert_eq!(fake.status(), 422);
    assert!(fake.text().await.unwrap().contains("trang HTML"), "refused with the reason");
    let whole = "%PDF-1.4 thu\nstartxref\n0\n%%EOF";
    let cut = app.upload(&writer, &format!("{item}/tep"), "quyet-dinh.pdf", b"%PDF-1.4 thu").await;
    assert_eq!(cut.status(), 422);
    assert!(cut.text().await.unwrap().contains("bị cắt giữa chừng"));
    let taken = app.upload(&writer, &format!("{item}/tep"), "quyet-dinh.pdf", whole.as_bytes()).await;
    assert_eq!(taken.status(), 303);
    let page = app.desk(&writer, &item).await.text().await.unwrap();
    let staff = format!("{item}/tep/{}", between(&page, &format!("{item}/tep/"), "\""));
    assert_eq!(app.desk(&writer, &staff).await.text().await.unwrap(), whole);
    let public = format!("/tep/{}", staff.rsplit("/tep/").next().unwrap());
    assert_eq!(app.get(COMMUNE, &public).await.status(), 404, "a draft's file is nobody's");
    assert_eq!(app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "2")]).await.status(), 303);
    assert_eq!(
        app.act(&board, &format!("{item}/duyet"), &[("phien-ban", "3"), ("cam-ket", "co")]).await.status(),
        303
    );
    assert_eq!(app.act(&board, &format!("{item}/dang"), &[("phien-ban", "4")]).await.status(), 303);
    assert_eq!(app.page(COMMUNE, &public).await, whole);
    assert_eq!(app.get(DISTRICT, &public).await.status(), 404, "another site does not serve it");
}

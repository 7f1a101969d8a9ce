//! Review over HTTP: two texts compared, one restored, the checks, set times, emergencies.

use crate::support::app::{Person, TestApp, between};
use portal::base::audit::Actor;
use portal::base::clock::{HOUR, MINUTE};
use portal::params;
use portal::people::Role;
use serde_json::{Value, json};

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const ADDRESS: &str = "/tin-tuc/lich-thu-gom-rac-thai-sinh-hoat";

fn news(body: &str) -> Vec<(&str, &str)> {
    vec![
        ("tieu-de", "Lịch thu gom rác thải sinh hoạt"),
        ("noi-dung", body),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng xã"),
        ("nguon", "Trang thông tin điện tử xã"),
        ("don-vi", "vanphong"),
    ]
}

async fn draft(app: &TestApp, who: &Person, body: &str) -> String {
    let saved = app.act(who, "/ducthang/tin-bai/moi/tin", &news(body)).await;
    let edit = TestApp::location(&saved);
    assert!(edit.ends_with("/sua"), "{} {}", saved.status(), saved.text().await.unwrap());
    edit.trim_end_matches("/sua").to_owned()
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

async fn done(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) {
    let answer = app.act(who, path, form).await;
    assert_eq!(answer.status(), 303, "{path}: {}", answer.text().await.unwrap());
}

/// A writer, and two who may approve.
async fn people(app: &TestApp) -> (Person, Person, Person) {
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let deputy = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    (writer, head, deputy)
}

async fn value(app: &TestApp, sql: &'static str, item: &str) -> Option<String> {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let edition = item.rsplit('/').next().unwrap().to_owned();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope.optional(sql, params![edition]).await.unwrap()
}

const STATE: &str = "SELECT state AS s FROM editions WHERE tenant_id = $1 AND edition_id = $2";

#[tokio::test]
async fn two_revisions_are_compared_and_the_earlier_one_comes_back() {
    let app = TestApp::start().await;
    let (writer, head, _) = people(&app).await;
    let item = draft(&app, &writer, "Thu gom **hai** buổi mỗi tuần.\n\nĐoạn giữ nguyên.").await;
    let mut changed = news("Thu gom ba buổi mỗi tuần.\n\nĐoạn giữ nguyên.\n\nĐoạn mới thêm.");
    changed.retain(|(name, _)| *name != "nguon");
    changed.extend([("nguon", "Đài Truyền thanh"), ("phien-ban", "1")]);
    done(&app, &writer, &format!("{item}/sua"), &changed).await;

    let shown = page(&app, &head, &format!("{item}/so-sanh")).await;
    for part in [
        "<del><span class=\"mark\">[bỏ]</span> <strong>hai</strong></del>",
        "<ins><span class=\"mark\">[thêm]</span> ba</ins>",
        "[thêm]</span> Đoạn mới thêm.",
        "Trang thông tin điện tử xã",
        "Đài Truyền thanh",
        "Bản 1.1, ctv.ducthang",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let history = page(&app, &writer, &format!("{item}/lich-su")).await;
    assert!(history.contains("Bản 1.1") && history.contains("Bản 1.2") && history.contains("Bản hiện dùng"));

    let old = between(&shown, "name=\"ban\" value=\"", "\"").to_owned();
    assert_eq!(
        app.act(&writer, &format!("{item}/khoi-phuc"), &[("phien-ban", "1"), ("ban", &old)]).await.status(),
        409,
        "the draft changed since"
    );
    done(&app, &writer, &format!("{item}/khoi-phuc"), &[("phien-ban", "2"), ("ban", &old)]).await;
    let restored = page(&app, &writer, &item).await;
    assert!(restored.contains("<strong>hai</strong>") && !restored.contains("Đoạn mới thêm"));
    assert!(
        page(&app, &writer, &format!("{item}/lich-su")).await.contains("Bản 1.3"),
        "a new one, nothing is lost"
    );
    let again = app.act(&writer, &format!("{item}/khoi-phuc"), &[("phien-ban", "3"), ("ban", &old)]).await;
    assert_eq!(again.status(), 422);
    let stranger = app.person("ctv2.ducthang", "ducthang", Role::Contributor, None).await;
    assert_eq!(app.desk(&stranger, &format!("{item}/so-sanh")).await.status(), 404);
    assert_eq!(app.desk(&writer, &format!("{item}/so-sanh?den=khong-co")).await.status(), 404);
    let other = draft(&app, &head, "Bài khác.").await;
    assert_eq!(
        app.act(&head, &format!("{other}/khoi-phuc"), &[("phien-ban", "1"), ("ban", &old)]).await.status(),
        404,
        "a revision of another item"
    );
}

/// QC-8.1: a picture of the text without author and source keeps an article from being published.
#[tokio::test]
async fn what_must_be_put_right_stops_submission_and_what_can_be_answered_stops_approval() {
    let app = TestApp::start().await;
    let (writer, head, _) = people(&app).await;
    let item = draft(&app, &writer, "Gọi 0912 345 678 để hẹn.\n\n![Bãi rác](/tep/1/rac.jpg)").await;
    let missing = page(&app, &writer, &item).await;
    assert!(missing.contains("Còn thiếu 2 mục"), "{missing}");
    assert!(missing.contains(&format!("href=\"{item}/kiem-tra\"")), "a doubt leads to its answer");
    assert!(page(&app, &writer, &format!("{item}/sua")).await.contains("Còn thiếu 2 mục"));
    let refused = app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("Ảnh chưa ghi tác giả và nguồn") && refused.contains("Điều 8.1"));

    let credited =
        "Gọi 0912 345 678 để hẹn.\n\n![Bãi rác](/tep/1/rac.jpg \"Ảnh: Văn phòng; Nguồn: Trang xã\")";
    let mut form = news(credited);
    form.push(("phien-ban", "1"));
    done(&app, &writer, &format!("{item}/sua"), &form).await;
    done(&app, &writer, &format!("{item}/gui-duyet"), &[("phien-ban", "2")]).await;
    let approve = [("phien-ban", "3"), ("cam-ket", "co")];
    let doubted = app.act(&head, &format!("{item}/duyet"), &approve).await;
    assert_eq!(doubted.status(), 422);
    assert!(doubted.text().await.unwrap().contains("0912 345 678"));
    let edition = item.rsplit('/').next().unwrap();
    let api = format!("/api/v1/staff/ducthang/editions/{edition}/approve");
    let by_api = app.call(&head, "POST", &api, json!({ "version": 3, "no_secret": true })).await;
    assert_eq!(by_api.status(), 422, "the API refuses what the page refuses");
    let by_api: Value = by_api.json().await.unwrap();
    assert_eq!(by_api["error"]["refusals"][0]["field"], "body");

    let checks = page(&app, &head, &format!("{item}/kiem-tra")).await;
    assert!(checks.contains("Phải sửa hoặc trả lời (1)") && !checks.contains("Phải sửa (1)"));
    let which = between(&checks, "name=\"muc\" value=\"", "\"").to_owned();
    let mark = between(&checks, "name=\"dau-vet\" value=\"", "\"").to_owned();
    let answer = |text: &'static str| {
        [("muc", which.clone()), ("dau-vet", mark.clone()), ("tra-loi", text.to_owned())]
    };
    let send = async |form: [(&str, String); 3]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.act(&head, &format!("{item}/kiem-tra"), &form).await
    };
    let short = send(answer("ừ")).await;
    assert_eq!(short.status(), 422);
    let short = short.text().await.unwrap();
    assert!(short.contains("vì sao giữ nguyên") && short.contains(">\nừ</textarea>"));
    let gone =
        send([("muc", "tables".into()), ("dau-vet", mark.clone()), ("tra-loi", "không còn".into())]).await;
    assert_eq!(gone.status(), 409);
    assert_eq!(send(answer("Số trực ban của tổ thu gom.")).await.status(), 303);
    let checks = page(&app, &head, &format!("{item}/kiem-tra")).await;
    assert!(
        checks.contains("Số trực ban của tổ thu gom.")
            && checks.contains("truongban.ducthang trả lời cho bản 2")
    );
    done(&app, &head, &format!("{item}/duyet"), &approve).await;
}

#[tokio::test]
async fn an_approved_text_goes_live_at_its_minute_and_not_before() {
    let app = TestApp::start().await;
    let (writer, head, deputy) = people(&app).await;
    let item = draft(&app, &writer, "Thu gom hai buổi mỗi tuần.").await;
    done(&app, &writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    done(&app, &head, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    let time = |hour: &'static str, version: &'static str| {
        [("ngay", "30/12/2016"), ("gio", hour), ("phien-ban", version)]
    };
    for (hour, said) in [("07:00", "đã qua"), ("25 giờ", "không phải là giờ")] {
        let refused = app.act(&deputy, &format!("{item}/hen-gio"), &time(hour, "3")).await;
        assert_eq!(refused.status(), 422);
        let refused = refused.text().await.unwrap();
        assert!(refused.contains(said) && refused.contains(&format!("value=\"{hour}\"")), "{said}");
    }
    assert_eq!(app.act(&writer, &format!("{item}/hen-gio"), &time("09:30", "3")).await.status(), 403);
    done(&app, &deputy, &format!("{item}/hen-gio"), &time("09:30", "3")).await;
    let shown = page(&app, &writer, &item).await;
    assert!(shown.contains("Đã hẹn giờ đăng") && shown.contains("09:30, 30/12/2016"), "{shown}");
    done(&app, &deputy, &format!("{item}/bo-hen-gio"), &[("phien-ban", "4")]).await;
    assert_eq!(value(&app, STATE, &item).await.as_deref(), Some("approved"));
    done(&app, &deputy, &format!("{item}/hen-gio"), &time("09:30", "5")).await;
    done(&app, &deputy, &format!("{item}/hen-gio"), &time("10:00", "6")).await;

    app.db().clock.advance(2 * HOUR - MINUTE);
    app.do_duties().await;
    assert_eq!(app.get(COMMUNE, ADDRESS).await.status(), 404, "a minute before");
    app.db().clock.advance(MINUTE);
    app.do_duties().await;
    app.do_duties().await;
    assert!(app.page(COMMUNE, ADDRESS).await.contains("Thu gom hai buổi"));
    assert_eq!(value(&app, STATE, &item).await.as_deref(), Some("live"));
}

#[tokio::test]
async fn what_has_come_to_stand_against_it_holds_it_back_and_is_told() {
    let app = TestApp::start().await;
    let (writer, head, deputy) = people(&app).await;
    let item = draft(&app, &writer, "Thu gom hai buổi mỗi tuần.").await;
    done(&app, &writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    done(&app, &head, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    let time = [("ngay", "30/12/2016"), ("gio", "9h"), ("phien-ban", "3")];
    done(&app, &deputy, &format!("{item}/hen-gio"), &time).await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut platform = app.db().platform_write(&Actor::system()).await.unwrap();
    let sql =
        "UPDATE tenant_units SET until_on = '2016-12-30' WHERE tenant_id = $1 AND unit_key = 'vanphong'";
    platform.execute(sql, params![tenant.id()]).await.unwrap();
    platform.commit().await.unwrap();
    app.app.directory.reload(app.db()).await.unwrap();
    app.db().clock.advance(HOUR);
    app.do_duties().await;
    assert_eq!(value(&app, STATE, &item).await.as_deref(), Some("approved"));
    assert_eq!(app.get(COMMUNE, ADDRESS).await.status(), 404);
    let tasks = page(&app, &deputy, "/ducthang/viec").await;
    assert!(tasks.contains("hẹn đăng lúc 09:00, 30/12/2016 chưa đăng được"), "{tasks}");
    assert!(tasks.contains("Giao cho phoban.ducthang") && tasks.contains(&format!("href=\"{item}\"")));
    app.do_duties().await;
    assert_eq!(page(&app, &deputy, "/ducthang/viec").await.matches("chưa đăng được").count(), 1);
}

#[tokio::test]
async fn an_emergency_is_live_at_once_and_another_confirms_it() {
    let app = TestApp::start().await;
    let (writer, head, deputy) = people(&app).await;
    let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let item = draft(&app, &member, "Nước sông lên nhanh, các thôn ven sông di dời.").await;
    let urgent = format!("{item}/dang-khan");
    let form = [("phien-ban", "1"), ("ly-do", "Nước sông vượt báo động 3"), ("cam-ket", "co")];
    assert_eq!(app.act(&deputy, &urgent, &form).await.status(), 403, "only the head or the standing deputy");
    let refused = app.act(&head, &urgent, &[("phien-ban", "1"), ("ly-do", "gấp")]).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(
        refused.contains("lý do phải đăng ngay")
            && refused.contains("không chứa bí mật")
            && refused.contains("gấp")
    );
    done(&app, &head, &urgent, &form).await;
    assert!(app.page(COMMUNE, ADDRESS).await.contains("Nước sông lên nhanh"));

    for path in [item.as_str(), "/ducthang/tin-bai", "/ducthang"] {
        assert!(page(&app, &deputy, path).await.contains("Đăng khẩn, chờ xác nhận"), "{path}");
    }
    let confirm = format!("{item}/xac-nhan-khan");
    let declared = [("cam-ket", "co")];
    for who in [&head, &member] {
        let own = app.act(who, &confirm, &declared).await;
        assert_eq!(own.status(), 422, "four eyes");
        assert!(own.text().await.unwrap().contains("người khác trong Ban Biên tập"));
    }
    assert_eq!(app.act(&writer, &confirm, &declared).await.status(), 403);
    assert_eq!(app.act(&deputy, &confirm, &[]).await.status(), 422, "not without the declaration");
    done(&app, &deputy, &confirm, &declared).await;
    assert_eq!(app.act(&deputy, &confirm, &declared).await.status(), 409, "once");
    assert!(!page(&app, &deputy, &item).await.contains("Đăng khẩn, chờ xác nhận"));
    let approver = "SELECT a.login AS s FROM editions e JOIN accounts a ON a.account_id = e.approved_by \
                    WHERE e.tenant_id = $1 AND e.edition_id = $2";
    if std::env::var("PORTAL_TEST_POSTGRES").is_err() {
        assert_eq!(value(&app, approver, &item).await.as_deref(), Some("phoban.ducthang"));
    }
    app.db().clock.advance(25 * HOUR);
    app.do_duties().await;
    assert_eq!(app.get(COMMUNE, ADDRESS).await.status(), 200, "confirmed, it stays");
}

#[tokio::test]
async fn an_emergency_that_nobody_confirms_is_withdrawn_and_told() {
    let app = TestApp::start().await;
    let (writer, head, _) = people(&app).await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let item = draft(&app, &writer, "Nước sông lên nhanh, các thôn ven sông di dời.").await;
    let settings = "/ducthang/dang-khan";
    let refused = app.act(&office, settings, &[("so-gio", "99")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("từ 1 đến 72"));
    done(&app, &office, settings, &[("so-gio", "2")]).await;
    let form = [("phien-ban", "1"), ("ly-do", "Nước sông vượt báo động 3"), ("cam-ket", "co")];
    done(&app, &head, &format!("{item}/dang-khan"), &form).await;
    app.db().clock.advance(2 * HOUR - MINUTE);
    app.do_duties().await;
    assert_eq!(app.get(COMMUNE, ADDRESS).await.status(), 200);
    app.drain().await;
    app.mail.take();
    app.db().clock.advance(MINUTE);
    app.do_duties().await;
    app.do_duties().await;
    assert_eq!(app.get(COMMUNE, ADDRESS).await.status(), 410);
    assert_eq!(value(&app, STATE, &item).await.as_deref(), Some("withdrawn"));
    app.drain().await;
    let letters = app.mail.take();
    assert_eq!(letters.len(), 2, "who published and who wrote, once each");
    let text = mail_parser::MessageParser::default().parse(&letters[0].mime).unwrap();
    assert!(text.body_text(0).unwrap().contains("đã được gỡ vì không ai xác nhận"));
    let board = app.person("phoban2.ducthang", "ducthang", Role::Deputy, None).await;
    let tasks = page(&app, &board, "/ducthang/viec").await;
    assert!(
        tasks.contains("không ai xác nhận trước 10:00, 30/12/2016")
            && tasks.contains("Giao cho truongban.ducthang")
    );
    assert!(page(&app, &board, &item).await.contains("Đăng khẩn không được xác nhận"));
}

#[tokio::test]
async fn an_unconfirmed_emergency_over_a_live_text_brings_that_text_back() {
    let app = TestApp::start().await;
    let (writer, head, _) = people(&app).await;
    let item = draft(&app, &writer, "Thu gom rác vào thứ hai.").await;
    done(&app, &writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    done(&app, &head, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    done(&app, &head, &format!("{item}/dang"), &[("phien-ban", "3")]).await;
    let opened = app.act(&writer, &format!("{item}/dinh-chinh"), &[("phien-ban", "4")]).await;
    let later = TestApp::location(&opened).trim_end_matches("/sua").to_owned();
    let mut changed = news("Thu gom rác vào thứ ba.");
    changed.push(("phien-ban", "1"));
    done(&app, &writer, &format!("{later}/sua"), &changed).await;
    let note = [("phien-ban", "2"), ("dinh-chinh", "Sửa ngày thu gom.")];
    done(&app, &writer, &format!("{later}/gui-duyet"), &note).await;
    let version = versions(&app, &later).await;
    let urgent = [("phien-ban", version.as_str()), ("ly-do", "Mai đã thu gom rồi."), ("cam-ket", "co")];
    done(&app, &head, &format!("{later}/dang-khan"), &urgent).await;
    assert!(app.page(COMMUNE, ADDRESS).await.contains("thứ ba"));

    app.db().clock.advance(25 * HOUR);
    app.do_duties().await;
    let shown = app.page(COMMUNE, ADDRESS).await;
    assert!(shown.contains("thứ hai") && !shown.contains("thứ ba"), "{shown}");
    assert_eq!(value(&app, STATE, &item).await.as_deref(), Some("live"));
    assert_eq!(value(&app, STATE, &later).await.as_deref(), Some("withdrawn"));
    let another = app.person("phoban2.ducthang", "ducthang", Role::Deputy, None).await;
    let tasks = page(&app, &another, "/ducthang/viec").await;
    assert!(tasks.contains("Bản trước đó đã được đăng lại."), "{tasks}");
}

/// A small picture into the library of the commune; its id.
async fn picture(app: &TestApp, who: &Person, said: &[(&str, &str)], name: &str) -> String {
    let mut jpeg = std::io::Cursor::new(Vec::new());
    let shade = u8::try_from(name.len()).unwrap();
    let image = image::RgbImage::from_pixel(320, 200, image::Rgb([shade, 90, 90]));
    image.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    let added = app.upload_with(who, "/ducthang/thu-vien/them", said, name, jpeg.get_ref()).await;
    TestApp::location(&added).rsplit('/').next().unwrap().to_owned()
}

async fn versions(app: &TestApp, item: &str) -> String {
    let sql = "SELECT CAST(version AS TEXT) AS s FROM editions WHERE tenant_id = $1 AND edition_id = $2";
    value(app, sql, item).await.unwrap()
}

#[tokio::test]
async fn what_the_library_says_of_a_picture_stands_for_or_against_the_text() {
    let app = TestApp::start().await;
    let (writer, head, _) = people(&app).await;
    let credited = [
        ("tac-gia", "Đài Truyền thanh"),
        ("nguon", "Trang xã"),
        ("mo-ta-anh", "Cầu mới của thôn"),
        ("dong-y", "not-needed"),
    ];
    let bridge = picture(&app, &writer, &credited, "cau.jpg").await;
    let item = draft(&app, &writer, &format!("Thông xe.\n\n![](/tep/{bridge}/cau.jpg)")).await;
    let shown = page(&app, &writer, &format!("{item}/kiem-tra")).await;
    assert!(!shown.contains("Ảnh chưa"), "author, source and words are the library's: {shown}");

    let silent = picture(&app, &writer, &[], "hop-thon.jpg").await;
    let put = [("phien-ban", "1"), ("tep", silent.as_str()), ("cach", "dinh-kem")];
    done(&app, &writer, &format!("{item}/thu-vien"), &put).await;
    let shown = page(&app, &writer, &format!("{item}/kiem-tra")).await;
    assert!(
        shown.contains("Ảnh chưa ghi tác giả và nguồn: “ảnh thứ 2: hop-thon.jpg”"),
        "one that is attached counts too: {shown}"
    );

    let children = picture(
        &app,
        &writer,
        &[
            ("tac-gia", "Đài"),
            ("nguon", "Trang xã"),
            ("mo-ta-anh", "Khai giảng"),
            ("dong-y", "children-without"),
        ],
        "khai-giang-truong.jpg",
    )
    .await;
    let other = draft(
        &app,
        &writer,
        &format!("Khai giảng.\n\n![Lễ khai giảng](/tep/{children}/k.jpg \"Ảnh: A; Nguồn: B\")"),
    )
    .await;
    let refused = app.act(&writer, &format!("{other}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("trẻ em mà chưa có sự đồng ý"));
    let agreed = [
        ("phien-ban", "1"),
        ("tac-gia", "Đài"),
        ("nguon", "Trang xã"),
        ("mo-ta-anh", "Khai giảng"),
        ("dong-y", "given"),
        ("dong-y-boi", "Phụ huynh lớp 1A"),
        ("dong-y-ngay", "01/12/2016"),
    ];
    done(&app, &head, &format!("/ducthang/thu-vien/{children}"), &agreed).await;
    let version = versions(&app, &other).await;
    done(&app, &writer, &format!("{other}/gui-duyet"), &[("phien-ban", &version)]).await;
}

#[tokio::test]
async fn a_link_that_the_checker_found_dead_is_doubted_until_it_lives_or_is_let_be() {
    let app = TestApp::start().await;
    let (writer, head, deputy) = people(&app).await;
    let body = "Xem [biểu mẫu](/van-ban/mau) và [trang ngoài](https://ngoai.example/mat).";
    let first = draft(&app, &writer, body).await;
    done(&app, &writer, &format!("{first}/gui-duyet"), &[("phien-ban", "1")]).await;
    done(&app, &head, &format!("{first}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    done(&app, &deputy, &format!("{first}/dang"), &[("phien-ban", "3")]).await;
    portal::care::links::gather::gather(&app.app).await.unwrap();
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let set = async |sql: &'static str| {
        let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
        assert_eq!(scope.execute(sql, params![]).await.unwrap(), 2, "{sql}");
        scope.commit().await.unwrap();
    };
    let second = draft(&app, &writer, body).await;
    let checks = async || page(&app, &writer, &format!("{second}/kiem-tra")).await;
    assert!(!checks().await.contains("không còn mở được"));
    set("UPDATE links SET state = 'dead' WHERE tenant_id = $1").await;
    let shown = checks().await;
    assert!(
        shown.contains("“/van-ban/mau”, “https://ngoai.example/mat”") && shown.contains("Điều 3.16"),
        "our own and others', as they are written: {shown}"
    );
    set("UPDATE links SET ignored_by = 'Trưởng ban' WHERE tenant_id = $1").await;
    assert!(!checks().await.contains("không còn mở được"));
}

//! Mail that leaves, as the desk sees it over HTTP: states, attempts, sending again, stopping, holding, signing.

use crate::support::app::{Person, TestApp, between};
use portal::base::mail::{Outcome, Phase};
use portal::people::Role;
use serde_json::json;

const HERE: &str = "ducthang.hiephoa.localhost";
const READER: &str = "nguoi.hoi.rieng@thu.example";

async fn ask(app: &TestApp, subject: &str) {
    let form = [
        ("tieu-de", subject),
        ("noi-dung", "Thủ tục cần những giấy tờ gì và nộp ở đâu?"),
        ("ho-ten", "Người hỏi"),
        ("thu-dien-tu", READER),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post(HERE, "/hoi-dap/gui", &form).await.status(), 200);
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    let text = answer.text().await.unwrap();
    assert!(!text.contains(READER) && !text.contains("nguoi.hoi.rieng"), "{path} shows an address");
    text
}

fn first_letter(list: &str) -> String {
    let from = list.find("class=\"rows plain\"").expect("rows");
    format!("/ducthang/thu-di/{}", between(&list[from..], "/ducthang/thu-di/", "\""))
}

#[tokio::test]
async fn a_refused_letter_is_seen_sent_again_and_stands_beside_its_question() {
    let app = TestApp::start().await;
    let desk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    ask(&app, "Khai sinh muộn").await;
    let said = format!("550 5.1.1 <{READER}> unknown");
    app.mail.push_outcome(Outcome::Refused { phase: Phase::Rcpt, reply: said });
    app.drain().await;

    let list = page(&app, &desk, "/ducthang/thu-di?trang-thai=dead").await;
    assert!(list.contains("Báo đã tiếp nhận câu hỏi") && list.contains("Địa chỉ bị từ chối vì: 550 5.1.1"));
    assert!(list.contains("gửi người hỏi"));
    let letter = first_letter(&list);
    let view = page(&app, &desk, &letter).await;
    for part in ["Gửi lại thư này", "địa chỉ bị từ chối", "địa chỉ người nhận", "Mở câu hỏi"]
    {
        assert!(view.contains(part), "{part}");
    }
    let empty = page(&app, &desk, "/ducthang/thu-di?trang-thai=delivered").await;
    assert!(empty.contains("Không có thư nào như vậy."));

    let again = app.act(&desk, &format!("{letter}/gui-lai"), &[]).await;
    assert_eq!(again.status(), 303);
    let fresh = TestApp::location(&again);
    assert_eq!(app.act(&desk, &format!("{letter}/gui-lai"), &[]).await.status(), 409, "once");
    app.drain().await;
    assert_eq!(app.mail.take().len(), 1);
    let view = page(&app, &desk, &fresh).await;
    assert!(view.contains("Đã gửi lúc") && view.contains("Thư này gửi lại thư trước"));
    let old = page(&app, &desk, &letter).await;
    assert!(old.contains("Thư này đã được gửi lại bằng thư sau") && !old.contains("Gửi lại thư này"));

    let question = between(&old, "\"/ducthang/hoi-dap/", "\"");
    let question = page(&app, &desk, &format!("/ducthang/hoi-dap/{question}")).await;
    assert!(question.contains("Thư đã gửi") && question.contains(&fresh) && question.contains("Đã gửi lúc"));
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let trail = page(&app, &head, "/ducthang/nhat-ky").await;
    assert!(trail.contains("đã cho gửi lại thư"));
}

#[tokio::test]
async fn a_letter_that_waits_is_stopped_with_a_reason() {
    let app = TestApp::start().await;
    let desk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let looker = app.person("lanhdao.ducthang", "ducthang", Role::Leader, None).await;
    ask(&app, "Khai sinh muộn").await;
    let letter = first_letter(&page(&app, &desk, "/ducthang/thu-di").await);
    assert!(!page(&app, &looker, &letter).await.contains("Thôi gửi thư này"));
    assert_eq!(app.act(&looker, &format!("{letter}/thoi-gui"), &[("ly-do", "x")]).await.status(), 403);
    let refused = app.act(&desk, &format!("{letter}/thoi-gui"), &[("ly-do", " ")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("Hãy nêu lý do"));
    assert_eq!(app.act(&desk, &format!("{letter}/thoi-gui"), &[("ly-do", "Gửi nhầm")]).await.status(), 303);
    app.drain().await;
    assert!(app.mail.take().is_empty());
    let view = page(&app, &desk, &letter).await;
    assert!(view.contains("Đã thôi gửi lúc") && view.contains("Gửi nhầm"));
}

/// A denunciation by its form brings a letter that belongs to the sealed drawer; its id is guessed here.
async fn letter_of_the_drawer(app: &TestApp) -> String {
    let form = [
        ("loai", "to-cao"),
        ("tieu-de", "Về việc cấp giấy"),
        ("noi-dung", "Cán bộ nhận tiền khi cấp giấy, tôi có ghi âm (mẫu)."),
        ("ho-ten", "Người tố cáo (mẫu)"),
        ("dien-thoai", "0912345678"),
        ("thu-dien-tu", READER),
        ("dia-chi", "Thôn Mẫu"),
        ("dong-y-xu-ly", "co"),
    ];
    let sent = app.post(HERE, "/hoi-dap/gui", &form).await;
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let sql = "SELECT mail_id AS s FROM outbox WHERE tenant_id = $1 AND subject_kind = 'sealed'";
    app.db().read(tenant.id()).await.unwrap().one(sql, vec![]).await.unwrap()
}

#[tokio::test]
async fn a_letter_of_the_sealed_drawer_is_not_there_but_for_its_keepers() {
    let app = TestApp::start().await;
    let desk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let looker = app.person("lanhdao.ducthang", "ducthang", Role::Leader, None).await;
    let id = letter_of_the_drawer(&app).await;
    let (page, json) = (format!("/ducthang/thu-di/{id}"), format!("/api/v1/staff/ducthang/mail/{id}"));
    let why = [("ly-do", "Gửi nhầm")];
    assert_eq!(app.desk(&desk, &page).await.status(), 404);
    assert_eq!(app.act(&desk, &format!("{page}/thoi-gui"), &why).await.status(), 404);
    assert_eq!(
        app.act(&desk, &format!("{page}/thoi-gui"), &[]).await.status(),
        404,
        "not even what it lacks"
    );
    assert_eq!(app.act(&desk, &format!("{page}/gui-lai"), &[]).await.status(), 404);
    assert_eq!(app.call(&desk, "GET", &json, json!({})).await.status(), 404);
    for (act, body) in [("resend", json!({})), ("stop", json!({"reason": "Gửi nhầm"}))] {
        assert_eq!(app.call(&desk, "POST", &format!("{json}/{act}"), body).await.status(), 404, "{act}");
    }
    assert!(!self::page(&app, &head, "/ducthang/thu-di").await.contains(&id), "no list holds it");

    assert_eq!(app.desk(&looker, &page).await.status(), 200, "a keeper who may look");
    assert_eq!(app.act(&looker, &format!("{page}/thoi-gui"), &why).await.status(), 403);
    assert_eq!(app.act(&head, &format!("{page}/thoi-gui"), &why).await.status(), 303);
    assert!(self::page(&app, &head, &page).await.contains("Đã thôi gửi lúc"));
    app.drain().await;
    assert!(app.mail.take().is_empty());
    assert_eq!(app.act(&head, &format!("{page}/gui-lai"), &[]).await.status(), 303);
    app.drain().await;
    assert_eq!(app.mail.take().len(), 1);
}

#[tokio::test]
async fn a_held_queue_is_told_on_every_page_and_goes_on() {
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let above = app.person("vanphong", "hiephoa", Role::DistrictOffice, None).await;
    let refused = app.act(&head, "/ducthang/thu-di/tam-dung", &[("ly-do", "")]).await;
    assert_eq!(refused.status(), 422);
    let all = [("ly-do", "Đổi máy chủ"), ("tat-ca", "co")];
    assert_eq!(app.act(&head, "/ducthang/thu-di/tam-dung", &all).await.status(), 403, "not from below");
    let here = [("ly-do", "Đổi máy chủ")];
    assert_eq!(app.act(&head, "/ducthang/thu-di/tam-dung", &here).await.status(), 303);
    assert_eq!(app.act(&head, "/ducthang/thu-di/tam-dung", &here).await.status(), 409);
    ask(&app, "Khai sinh muộn").await;
    app.drain().await;
    assert!(app.mail.take().is_empty());
    assert!(
        page(&app, &head, "/ducthang")
            .await
            .contains("Gửi thư đang tạm dừng từ 08:00, 30/12/2016: Đổi máy chủ")
    );
    assert!(page(&app, &head, "/ducthang/thu-di").await.contains("theo truongban.ducthang: Đổi máy chủ"));
    assert!(!page(&app, &above, "/hiephoa").await.contains("Gửi thư đang tạm dừng"));
    assert_eq!(app.act(&head, "/ducthang/thu-di/tiep-tuc", &[]).await.status(), 303);
    app.drain().await;
    assert_eq!(app.mail.take().len(), 1);

    assert_eq!(app.act(&above, "/hiephoa/thu-di/tam-dung", &all).await.status(), 303);
    assert!(page(&app, &head, "/ducthang").await.contains("Gửi thư đang tạm dừng"));
    assert_eq!(app.act(&head, "/ducthang/thu-di/tiep-tuc", &[("tat-ca", "co")]).await.status(), 403);
    ask(&app, "Khai sinh muộn lần hai").await;
    app.drain().await;
    assert!(app.mail.take().is_empty());
    assert_eq!(app.act(&above, "/hiephoa/thu-di/tiep-tuc", &[("tat-ca", "co")]).await.status(), 303);
    app.drain().await;
    assert_eq!(app.mail.take().len(), 1);
}

#[tokio::test]
async fn refused_credentials_stop_everything_and_are_tried_again_on_request() {
    let app = TestApp::start().await;
    let above = app.person("vanphong", "hiephoa", Role::DistrictOffice, None).await;
    ask(&app, "Khai sinh muộn").await;
    app.mail.push_outcome(Outcome::OurFault { phase: Phase::Auth, reply: "535 no".into() });
    app.drain().await;
    let list = page(&app, &above, "/hiephoa/thu-di").await;
    assert!(list.contains("không chấp nhận tài khoản") && list.contains("Thử lại ngay"));
    assert_eq!(app.act(&above, "/hiephoa/thu-di/tiep-tuc", &[("tai-khoan", "co")]).await.status(), 303);
    app.drain().await;
    assert_eq!(app.mail.take().len(), 1);
    assert!(!page(&app, &above, "/hiephoa/thu-di").await.contains("không chấp nhận tài khoản"));
    let mut platform = app.db().platform().await.unwrap();
    let tasks = portal::tasks::of_operator(&mut platform).await.unwrap();
    assert!(tasks.iter().any(|task| task.kind == "mail.paused"), "{tasks:?}");
}

#[tokio::test]
async fn an_hour_of_failure_is_a_task_a_banner_and_a_filter() {
    let app = TestApp::start().await;
    app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    ask(&app, "Khai sinh muộn").await;
    for _ in 0..8 {
        app.mail.push_outcome(Outcome::RetryLater { phase: Phase::Connect, reply: "refused".into() });
        app.drain().await;
        app.db().clock.advance(30 * 60_000);
    }
    let desk = app.sign_in_again("vanphong.ducthang").await;
    let list = page(&app, &desk, "/ducthang/thu-di?cham=co").await;
    assert!(list.contains("1 thư chờ quá một giờ") && list.contains("kết nối máy chủ thư"));
    assert!(page(&app, &desk, "/ducthang").await.contains("1 thư chờ quá một giờ chưa đi được."));
    let tasks = page(&app, &desk, "/ducthang/viec").await;
    assert!(tasks.contains("không đi được từ hơn một giờ nay") && tasks.contains("Mở sổ thư đi"));
    assert_eq!(tasks.matches("không đi được từ hơn một giờ nay").count(), 1);
}

#[tokio::test]
async fn those_above_see_all_sites_and_change_none() {
    let app = TestApp::start().await;
    let above = app.person("vanphong", "hiephoa", Role::DistrictOffice, None).await;
    let operator = app.person("vanhanh", "hiephoa", Role::Operator, None).await;
    ask(&app, "Khai sinh muộn").await;
    app.drain().await;
    assert!(!page(&app, &above, "/hiephoa/thu-di").await.contains("Báo đã tiếp nhận"));
    let all = page(&app, &above, "/hiephoa/thu-di?pham-vi=duoi").await;
    assert!(all.contains("Báo đã tiếp nhận") && all.contains("Đức Thắng"));
    let letter = first_letter(&all);
    let view = page(&app, &above, &letter).await;
    assert!(!view.contains("Mở câu hỏi"), "questions of a site below are not theirs to read");
    assert_eq!(app.act(&above, &format!("{letter}/gui-lai"), &[]).await.status(), 403);
    let all = page(&app, &operator, "/hiephoa/thu-di?pham-vi=duoi").await;
    assert!(all.contains("Báo đã tiếp nhận") && !all.contains("href=\"/ducthang/"));
    assert_eq!(app.desk(&operator, &letter).await.status(), 404);
}

#[tokio::test]
async fn a_signature_is_dated_kept_and_stands_under_the_next_letter() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let member = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    let path = "/ducthang/thu-di/chu-ky";
    assert!(!page(&app, &member, path).await.contains("Lưu chữ ký"));
    let form = [
        ("ten", "Văn phòng xã (mẫu)"),
        ("dia-chi", "Thôn mẫu"),
        ("dien-thoai", ""),
        ("thu-dien-tu", "sai"),
        ("trang", "x"),
        ("tu-ngay", "29/12/2016"),
    ];
    assert_eq!(app.act(&member, path, &form).await.status(), 403);
    let refused = app.act(&office, path, &form).await;
    assert_eq!(refused.status(), 422);
    let text = refused.text().await.unwrap();
    for part in ["không đúng dạng", "https://", "ở trước hôm nay", "value=\"Thôn mẫu\"", "id=\"tu-ngay-loi\""]
    {
        assert!(text.contains(part), "{part}");
    }
    let good = [("ten", "Văn phòng xã (mẫu)"), ("dien-thoai", "0204 111 222"), ("tu-ngay", "31/12/2016")];
    assert_eq!(app.act(&office, path, &good).await.status(), 303);
    assert!(page(&app, &office, path).await.contains("Từ ngày 31/12/2016"));
    let letters = async |subject: &str| {
        ask(&app, subject).await;
        app.drain().await;
        let mail = app.mail.take().pop().unwrap();
        let mail = mail_parser::MessageParser::default().parse(&mail.mime).unwrap().into_owned();
        (mail.body_text(0).unwrap().into_owned(), mail.body_html(0).unwrap().into_owned())
    };
    assert!(!letters("Hôm nay").await.0.contains("Văn phòng xã (mẫu)"), "not before its day");
    app.db().clock.advance(24 * 3_600_000);
    let (text, html) = letters("Ngày mai").await;
    assert!(text.contains("-- \r\nVăn phòng xã (mẫu)\r\nĐiện thoại: 0204 111 222"), "{text}");
    assert!(html.contains("Văn phòng xã (mẫu)") && html.contains("<strong>"), "{html}");
    for line in text.lines().filter(|line| !line.starts_with("http")) {
        assert!(line.chars().count() <= 78, "{line}");
    }
}

#[tokio::test]
async fn every_template_is_previewed_in_both_parts() {
    let app = TestApp::start().await;
    let desk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let list = page(&app, &desk, "/ducthang/thu-di/mau").await;
    for kind in portal::letters::kinds::ALL {
        assert!(list.contains(&format!("/ducthang/thu-di/mau/{}\"", kind.key)), "{}", kind.key);
        let shown = page(&app, &desk, &format!("/ducthang/thu-di/mau/{}", kind.key)).await;
        assert_eq!(shown.matches("Kính gửi").count(), 2, "{}: both parts", kind.key);
        assert!(shown.contains("Ủy ban nhân dân xã Đức Thắng"), "{}: its own signature", kind.key);
    }
    assert_eq!(app.desk(&desk, "/ducthang/thu-di/mau/khong-co").await.status(), 404);
}

#[tokio::test]
async fn the_same_over_json() {
    let app = TestApp::start().await;
    let desk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let get = async |path: &str| {
        let answer = app.desk(&desk, &format!("/api/v1/staff/ducthang{path}")).await;
        assert_eq!(answer.status(), 200, "{path}");
        let text = answer.text().await.unwrap();
        assert!(!text.contains(READER));
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let call = async |method: &str, path: &str, body| {
        let path = format!("/api/v1/staff/ducthang{path}");
        app.call(&desk, method, &path, body).await
    };
    for subject in ["Một", "Hai", "Ba"] {
        ask(&app, &format!("Khai sinh muộn: {subject}")).await;
    }
    app.mail.push_outcome(Outcome::Refused { phase: Phase::Dot, reply: "550 spam".into() });
    app.drain().await;
    let first = get("/mail?limit=2").await;
    assert_eq!(first["rows"].as_array().unwrap().len(), 2);
    let rest = get(&format!("/mail?limit=2&after={}", first["after"].as_str().unwrap())).await;
    assert_eq!((rest["rows"].as_array().unwrap().len(), &rest["after"]), (1, &serde_json::Value::Null));
    let dead = get("/mail?state=dead").await;
    let id = dead["rows"][0]["mail"].as_str().unwrap().to_owned();
    let one = get(&format!("/mail/{id}")).await;
    assert_eq!(one["attempts"][0]["came_to"], "message-refused");
    let resent = call("POST", &format!("/mail/{id}/resend"), json!({})).await;
    assert_eq!(resent.status(), 200);
    let fresh = resent.json::<serde_json::Value>().await.unwrap()["mail"].as_str().unwrap().to_owned();
    assert_eq!(call("POST", &format!("/mail/{fresh}/stop"), json!({})).await.status(), 422);
    assert_eq!(
        call("POST", &format!("/mail/{fresh}/stop"), json!({"reason": "Đã gọi điện"})).await.status(),
        200
    );
    assert_eq!(get(&format!("/mail/{fresh}")).await["letter"]["state"], "stopped");
    assert_eq!(call("POST", "/mail-queue/pause", json!({"reason": "Đổi máy chủ"})).await.status(), 200);
    assert_eq!(get("/mail-queue").await["held"]["reason"], "Đổi máy chủ");
    assert_eq!(call("POST", "/mail-queue/pause", json!({"reason": "x", "all": true})).await.status(), 403);
    assert_eq!(call("POST", "/mail-queue/resume", json!({})).await.status(), 200);
    let templates = get("/mail-templates").await;
    let key = templates["rows"][0]["template"].as_str().unwrap();
    assert!(
        get(&format!("/mail-templates/{key}")).await["html"].as_str().unwrap().contains("<!doctype html>")
    );
    let signature = json!({"body": "Văn phòng xã (mẫu)", "phone": "0204 111 222", "from": "2016-12-30"});
    assert_eq!(call("PUT", "/mail-signature", signature).await.status(), 200);
    assert_eq!(get("/mail-signature").await["today"]["body"], "Văn phòng xã (mẫu)");
}

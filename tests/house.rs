//! The regulation's own house-keeping over HTTP: what offices file with the board, documents sent to groups and kept, the
//! regulation's versions, what is planned, learned, rewarded and put right.

use std::io::Read as _;

use crate::support::app::{Person, TestApp, between};
use crate::support::desk::Desk;
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const HOST: &str = "hiephoa.localhost";

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

async fn office(app: &TestApp) -> Person {
    app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await
}

/// A form that must be taken.
async fn done(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) -> String {
    let answer = app.act(who, path, form).await;
    let (status, at) = (answer.status().as_u16(), TestApp::location(&answer));
    assert_eq!(status, 303, "{path}: {}", text(answer).await);
    at
}

/// A form that must be refused.
async fn refused(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) -> String {
    let answer = app.act(who, path, form).await;
    assert_eq!(answer.status(), 422, "{path}");
    text(answer).await
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    text(answer).await
}

async fn api(app: &TestApp, who: &Person, path: &str) -> Value {
    app.desk(who, &format!("/api/v1/staff{path}")).await.json().await.unwrap()
}

#[tokio::test]
async fn a_commune_files_a_difficulty_and_hears_what_became_of_it() {
    let app = TestApp::start().await;
    let filer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let other = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("thuongtruc.hiephoa", "hiephoa", Role::StandingDeputy, None).await;
    let member = app.person("thanhvien.hiephoa", "hiephoa", Role::Member, None).await;
    let empty = refused(&app, &filer, "/ducthang/vuong-mac", &[("tieu-de", "Khó"), ("dieu", "9")]).await;
    assert!(empty.contains("Còn 3 mục cần sửa") && empty.contains("value=\"9\""), "{empty}");
    let filed = [
        ("ve", "regulation"),
        ("dieu", "Điều 9"),
        ("tieu-de", "Chưa rõ thời hạn gửi tin, bài"),
        ("noi-dung", "Điều 9 ghi “hàng ngày, hàng tuần”, đơn vị không biết gửi trước mấy ngày."),
    ];
    assert_eq!(done(&app, &filer, "/ducthang/vuong-mac", &filed).await, "/ducthang/vuong-mac?da-gui=1");
    assert!(page(&app, &filer, "/ducthang/vuong-mac").await.contains("Số 1: Chưa rõ thời hạn"));
    assert!(!page(&app, &other, "/ducthang/vuong-mac").await.contains("Chưa rõ thời hạn"), "another's own");
    app.drain().await;
    let told = app.letters("Vướng mắc, đề xuất số 1");
    assert_eq!(told.len(), 1, "the board's standing deputy");

    let register = page(&app, &board, "/hiephoa/vuong-mac/so").await;
    assert!(register.contains("Điều 9 · Tư pháp - Hộ tịch, Xã Đức Thắng"), "{register}");
    let at = format!("/hiephoa/vuong-mac/{}", between(&register, "href=\"/hiephoa/vuong-mac/0", "\""));
    let at = at.replace("vuong-mac/", "vuong-mac/0");
    let id = at.rsplit('/').next().unwrap().to_owned();
    let step = |version: &'static str, to: &'static str, why: &'static str| {
        [("ma", id.clone()), ("phien-ban", version.into()), ("buoc", to.into()), ("ly-do", why.into())]
    };
    let decide = "/hiephoa/vuong-mac/xu-ly";
    let form = |fields: &'_ [(&'static str, String); 4]| -> Vec<(&'static str, String)> { fields.to_vec() };
    let act = async |who: &Person, fields: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.act(who, decide, &fields).await.status().as_u16()
    };
    assert_eq!(act(&member, form(&step("1", "accepted", ""))).await, 403);
    assert_eq!(
        act(&board, form(&step("1", "done", "Đã sửa"))).await,
        422,
        "nothing is done before it is accepted"
    );
    assert_eq!(act(&board, form(&step("1", "declined", ""))).await, 422, "declined with a reason");
    assert_eq!(act(&board, form(&step("1", "considered", ""))).await, 303);
    assert_eq!(act(&board, form(&step("1", "accepted", ""))).await, 409, "another was first");
    assert_eq!(act(&board, form(&step("2", "accepted", "Sẽ ghi rõ trong lần sửa tới."))).await, 303);
    let call = json!({ "feedback": id, "version": 3, "standing": "done", "reason": "Đã sửa Điều 9." });
    assert_eq!(app.call(&board, "POST", "/api/v1/staff/hiephoa/feedback/decide", call).await.status(), 200);
    app.drain().await;
    assert_eq!(app.letters("Vướng mắc, đề xuất số 1").len(), 3, "one a step to who filed it");
    let own = page(&app, &filer, "/ducthang/vuong-mac").await;
    assert!(own.contains("Đã thực hiện") && own.contains("Đã sửa Điều 9."));
    assert_eq!(app.desk(&filer, "/ducthang/vuong-mac/so").await.status(), 403);
    let elsewhere = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    assert_eq!(app.desk(&elsewhere, &format!("/ducthang/vuong-mac/{id}")).await.status(), 404);

    let year = api(&app, &board, "/hiephoa/feedback?year=2016").await;
    assert_eq!(year["counts"][4], json!({ "standing": "done", "count": 1 }));
    assert_eq!(year["rows"][0]["source"], "ducthang");
    let mine = api(&app, &filer, "/ducthang/feedback/mine").await;
    assert_eq!(mine["rows"][0]["steps"].as_array().unwrap().len(), 3);
    assert_eq!(api(&app, &board, "/hiephoa/feedback?year=2017").await["rows"], json!([]));
}

const NUMBER: &str = "10/2016/QĐ-UBND";

/// A decision of the district, live; its page at the desk.
async fn decision(app: &TestApp) -> String {
    let desk = Desk::of(app, "hiephoa").await;
    let form = [
        ("so-ky-hieu", NUMBER),
        ("loai", "Quyết định"),
        ("trich-yeu", "Ban hành Quy chế trang thông tin điện tử"),
        ("co-quan-ban-hanh", "Ủy ban nhân dân huyện Hiệp Hòa"),
        ("ngay-ban-hanh", "28/12/2016"),
        ("ngay-hieu-luc", "28/12/2016"),
        ("noi-dung", "Căn cứ Luật;\n\n## Điều 1. Phạm vi\n\nToàn huyện."),
        ("chuyen-muc", "van-ban"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Bản gốc"),
        ("don-vi", "vanphong"),
    ];
    desk.publish(app, &form).await
}

#[tokio::test]
async fn sending_to_the_communes_makes_26_deliveries_and_shows_who_has_not_read() {
    let app = TestApp::start().await;
    decision(&app).await;
    let office = office(&app).await;
    let member = app.person("thanhvien.hiephoa", "hiephoa", Role::Member, None).await;
    let page_of = "/hiephoa/gui-van-ban";
    assert!(page(&app, &office, page_of).await.contains("UBND các xã, thị trấn (26 nơi nhận)"));
    let wrong =
        refused(&app, &office, page_of, &[("van-ban", "99/2016/QĐ-UBND"), ("nhac-ngay", "01/01/2016")]).await;
    assert!(wrong.contains("Còn 3 mục cần sửa") && wrong.contains("value=\"99/2016/QĐ-UBND\""), "{wrong}");
    let form = [("van-ban", NUMBER), ("nhom", "cap-duoi"), ("nhac-ngay", "04/01/2017")];
    assert_eq!(app.act(&member, page_of, &form).await.status(), 403);
    app.drain().await;
    app.mail.take();
    let at = done(&app, &office, page_of, &form).await;
    let id = at.rsplit('/').next().unwrap();
    app.drain().await;
    let letters = app.letters("Văn bản điện tử: Quyết định số 10/2016");
    assert_eq!(letters.len(), 26);
    let sent = api(&app, &office, &format!("/hiephoa/distributions/{id}")).await;
    assert_eq!(sent["receipts"].as_array().unwrap().len(), 26);
    assert!(sent["receipts"].as_array().unwrap().iter().all(|one| one["carried"] == "sent"), "{sent}");
    assert!(page(&app, &office, &at).await.contains("26 nơi nhận, 0 nơi đã nhận"));
    let twice = refused(&app, &office, page_of, &form).await;
    assert!(
        twice.contains("Văn bản này đã gửi UBND các xã, thị trấn lúc")
            && twice.contains("Gửi lại nơi đã gửi"),
        "{twice}"
    );

    // A person of a commune opens it at the desk; another office confirms by its own link.
    let clerk = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let tray = page(&app, &clerk, "/ducthang/van-ban-den").await;
    assert!(tray.contains("Chưa nhận") && tray.contains(NUMBER), "{tray}");
    let receipt = between(&tray, "href=\"/ducthang/van-ban-den/", "\"").to_owned();
    let elsewhere = app.person("vanphong.donglo", "donglo", Role::DistrictOffice, None).await;
    assert_eq!(app.desk(&elsewhere, &format!("/donglo/van-ban-den/{receipt}")).await.status(), 404);
    page(&app, &clerk, &format!("/ducthang/van-ban-den/{receipt}")).await;
    let message = letters
        .iter()
        .find(|mail| mail.envelope.to.to_string().contains("donglo"))
        .map(|mail| mail_parser::MessageParser::default().parse(&mail.mime).unwrap())
        .unwrap();
    let body = message.body_text(0).unwrap().into_owned();
    let link = between(&body, "/nhan-van-ban/", "\n").trim().to_owned();
    let link = format!("/nhan-van-ban/{link}");
    assert_eq!(app.get(HOST, link.split('?').next().unwrap()).await.status(), 404, "without its key");
    assert!(app.page(HOST, &link).await.contains("Xác nhận đã nhận"), "a look changes nothing");
    assert_eq!(app.post(HOST, &link, &[("ho-ten", "")]).await.status(), 422);
    let signed = [("ho-ten", "Cán bộ văn thư"), ("chuc-vu", "Văn thư")];
    assert_eq!(app.post(HOST, &link, &signed).await.status(), 200);
    let seen = page(&app, &office, &at).await;
    assert!(seen.contains("26 nơi nhận, 2 nơi đã nhận"), "{seen}");
    let unread = between(&seen, "Chưa nhận</h2>", "Đã nhận</h2>");
    assert_eq!(unread.matches("<th scope=\"row\">").count(), 24);
    assert!(!unread.contains("Đức Thắng") && seen.contains("Cán bộ văn thư, Văn thư"));

    // On the day that was set, who has not opened it is reminded, once.
    app.do_duties().await;
    app.drain().await;
    assert!(app.letters("Nhắc xác nhận").is_empty());
    app.db().clock.advance(5 * DAY);
    app.do_duties().await;
    app.do_duties().await;
    app.drain().await;
    assert_eq!(app.letters("Nhắc xác nhận đã nhận").len(), 24);
    let office = app.sign_in_again("vanphong.hiephoa").await;
    done(&app, &office, &format!("{page_of}/nhac"), &[("ma", id)]).await;
    app.drain().await;
    assert_eq!(app.letters("Nhắc xác nhận đã nhận").len(), 24);
}

#[tokio::test]
async fn a_group_holds_bodies_outside_and_nobody_receives_twice() {
    let app = TestApp::start().await;
    decision(&app).await;
    let office = office(&app).await;
    let outside = [
        ("ten", "Sở Tư pháp (mẫu)"),
        ("thu-dien-tu", "vanthu@stp.example"),
        ("can-cu", "Quyết định 10/2016/QĐ-UBND"),
        ("tu-ngay", "28/12/2016"),
    ];
    done(&app, &office, "/hiephoa/co-quan-ngoai", &outside).await;
    let form = page(&app, &office, "/hiephoa/nhom-noi-nhan").await;
    let contact = format!("contact:{}", between(&form, "value=\"contact:", "\""));
    let empty = refused(&app, &office, "/hiephoa/nhom-noi-nhan", &[("ten", "Các sở")]).await;
    assert!(empty.contains("Hãy chọn ít nhất một nơi nhận") && empty.contains("value=\"Các sở\""));
    let group = [("ten", "Các sở"), ("thanh-vien", contact.as_str()), ("thanh-vien", "unit:tuphap")];
    done(&app, &office, "/hiephoa/nhom-noi-nhan", &group).await;
    let groups = api(&app, &office, "/hiephoa/recipient-groups").await;
    let find = |name: &str| {
        groups["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["name"].as_str().unwrap().starts_with(name))
            .unwrap()
    };
    let units = find("Các cơ quan, đơn vị thuộc")["members"].as_array().unwrap().len();
    let ids = [find("Các sở")["group"].clone(), find("Các cơ quan, đơn vị thuộc")["group"].clone()];
    let call = json!({ "document": NUMBER, "groups": ids });
    let sent = app.call(&office, "POST", "/api/v1/staff/hiephoa/distributions", call).await;
    let sent: Value = sent.json().await.unwrap();
    assert_eq!(sent["recipients"], units + 1, "the unit in both groups receives once");
    done(&app, &office, "/hiephoa/nhom-noi-nhan/thoi", &[("ma", ids[0].as_str().unwrap())]).await;
    assert!(!page(&app, &office, "/hiephoa/gui-van-ban").await.contains("Các sở (2"));
}

#[tokio::test]
async fn publishing_makes_one_immutable_archive_copy_with_its_checksum() {
    let app = TestApp::start().await;
    decision(&app).await;
    let office = office(&app).await;
    for _ in 0..3 {
        app.do_duties().await;
    }
    let held = api(&app, &office, "/hiephoa/archive").await;
    let rows = held["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{held}");
    let id = rows[0]["archive"].as_str().unwrap();
    let bytes = app.desk(&office, &format!("/hiephoa/ban-luu/{id}")).await.bytes().await.unwrap();
    let digest = portal::base::seal::sha256_hex(&bytes);
    assert_eq!(rows[0]["sha256"], digest.as_str());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let mut words = String::new();
    archive.by_name("noi-dung.txt").unwrap().read_to_string(&mut words).unwrap();
    assert!(words.contains(NUMBER) && words.contains("Toàn huyện."), "{words}");

    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().write(tenant.id(), &portal::base::audit::Actor::system()).await.unwrap();
    let change = "UPDATE archive_copies SET sha256 = 'x' WHERE tenant_id = $1";
    assert!(scope.execute(change, vec![]).await.is_err(), "a copy is never changed");
    drop(scope);

    // Every month it is looked at again; what is lost is a task.
    app.db().clock.advance(31 * DAY);
    app.do_duties().await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let held = api(&app, &office, "/hiephoa/archive").await;
    assert_eq!((&held["rows"][0]["fault"], held["rows"][0]["checked_at"].is_string()), (&json!(""), true));
    app.app.files.forget(&digest).await.unwrap();
    app.db().clock.advance(31 * DAY);
    app.do_duties().await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    assert!(page(&app, &office, "/hiephoa/viec").await.contains("có lỗi: không còn tệp lưu"));
}

const FIRST: &str = "Chương I NHỮNG QUY ĐỊNH CHUNG\n\nĐiều 1. Phạm vi\n\nQuy chế này áp dụng với trang.\n\n\
    Chương II\n\nQUY ĐỊNH CỤ THỂ\n\nĐiều 9. Chế độ cập nhật\n\n1. Cập nhật hàng ngày, hàng tuần.\n";

/// Drafts a regulation from a text and publishes it by another; its page at the desk.
async fn published(
    app: &TestApp,
    writer: &Person,
    head: &Person,
    text: &str,
    decision: &str,
    from: &str,
) -> String {
    let draft = [("ten", "Quy chế hoạt động"), ("toan-van", text)];
    let at = done(app, writer, "/hiephoa/quy-che", &draft).await;
    publish(app, head, (&at, "1"), decision, from).await;
    at
}

async fn publish(app: &TestApp, head: &Person, (at, version): (&str, &str), decision: &str, from: &str) {
    let id = at.rsplit('/').next().unwrap();
    let form = [
        ("ma", id),
        ("phien-ban", version),
        ("quyet-dinh", decision),
        ("ngay-quyet-dinh", "28/12/2016"),
        ("tu-ngay", from),
    ];
    done(app, head, "/hiephoa/quy-che/cong-bo", &form).await;
}

#[tokio::test]
async fn the_regulation_is_cut_published_by_another_amended_and_compared() {
    let app = TestApp::start().await;
    let writer = office(&app).await;
    let head = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let standing = app.person("thuongtruc.hiephoa", "hiephoa", Role::StandingDeputy, None).await;
    assert_eq!(app.get(HOST, "/quy-che/toan-van").await.status(), 404, "nothing is published");

    let preview = app.act(&writer, "/hiephoa/quy-che/xem-truoc", &[("toan-van", FIRST)]).await;
    let preview = text(preview).await;
    assert!(
        preview.contains("Xem trước: 2 điều") && preview.contains("Điều 9. Chế độ cập nhật"),
        "{preview}"
    );
    assert!(preview.contains("Sau Điều 1 là Điều 9.") && preview.contains("Cập nhật hàng ngày, hàng tuần."));
    refused(&app, &writer, "/hiephoa/quy-che", &[("ten", "Quy chế"), ("toan-van", "không có điều")]).await;

    // Who drafted it does not publish it, and a date is needed.
    let own = [("ten", "Quy chế của thường trực"), ("toan-van", FIRST)];
    let at = done(&app, &standing, "/hiephoa/quy-che", &own).await;
    let id = at.rsplit('/').next().unwrap();
    let form = [("ma", id), ("phien-ban", "1"), ("quyet-dinh", "10/2016/QĐ-UBND")];
    let again = refused(&app, &standing, "/hiephoa/quy-che/cong-bo", &form).await;
    assert!(
        again.contains("Người soạn không tự công bố") && again.contains("Hãy ghi ngày có hiệu lực"),
        "{again}"
    );
    done(&app, &standing, "/hiephoa/quy-che/bo", &[("ma", id)]).await;
    published(&app, &writer, &head, FIRST, "10/2016/QĐ-UBND", "28/12/2016").await;
    assert!(app.page(HOST, "/quy-che").await.contains("/quy-che/toan-van"));
    let whole = app.page("ducthang.hiephoa.localhost", "/quy-che/toan-van").await;
    assert!(
        whole.contains("Chương II QUY ĐỊNH CỤ THỂ") && whole.contains("id=\"dieu-9\""),
        "the communes read it too"
    );

    // From what a commune filed to the next version.
    let filed = [
        ("ve", "regulation"),
        ("dieu", "9"),
        ("tieu-de", "Chưa rõ thời hạn"),
        ("noi-dung", "Đề nghị bỏ “hàng tuần”."),
    ];
    let none = [filed[0], ("dieu", "99"), filed[2], filed[3]];
    let none = refused(&app, &standing, "/hiephoa/vuong-mac", &none).await;
    assert!(none.contains("không có Điều 99") && none.contains("value=\"99\""), "{none}");
    done(&app, &standing, "/hiephoa/vuong-mac", &filed).await;
    let title = [("ten-kien-nghi", "Kiến nghị sửa Điều 9")];
    refused(&app, &writer, "/hiephoa/quy-che/kien-nghi", &title).await;
    let rows = api(&app, &standing, "/hiephoa/feedback").await;
    let filed = rows["rows"][0]["feedback"].as_str().unwrap().to_owned();
    let accept = [("ma", filed.as_str()), ("phien-ban", "1"), ("buoc", "accepted")];
    done(&app, &standing, "/hiephoa/vuong-mac/xu-ly", &accept).await;
    let proposal = done(&app, &writer, "/hiephoa/quy-che/kien-nghi", &title).await;
    let shown = page(&app, &writer, &proposal).await;
    assert!(shown.contains("Điều 9</h2>") && shown.contains("Đề nghị bỏ “hàng tuần”."), "{shown}");
    let id = proposal.rsplit('/').next().unwrap();
    let save = [("ma", id), ("phien-ban", "1"), ("moi-0", "1. Cập nhật hàng ngày."), ("ly-do-0", "Rõ hơn.")];
    done(&app, &writer, "/hiephoa/quy-che/kien-nghi/luu", &save).await;
    assert_eq!(app.act(&writer, "/hiephoa/quy-che/kien-nghi/luu", &save).await.status(), 409);
    let table = app.desk(&writer, &format!("{proposal}/bang.xlsx")).await.bytes().await.unwrap();
    assert!(zip::ZipArchive::new(std::io::Cursor::new(table.to_vec())).is_ok());
    let draft = done(&app, &writer, "/hiephoa/quy-che/kien-nghi/thanh-nhap", &[("ma", id)]).await;
    let seen = page(&app, &head, &draft).await;
    assert!(
        seen.contains("Thay đổi so với bản đang áp dụng") && seen.contains("Điều 9: có sửa đổi"),
        "who publishes sees what changes: {seen}"
    );
    // A draft is edited; who does so is its drafter, and an older page does not write over it.
    let id = draft.rsplit('/').next().unwrap();
    let text = FIRST.replace("1. Cập nhật hàng ngày, hàng tuần.", "1. Cập nhật hàng ngày.");
    let edit = [("ma", id), ("phien-ban", "1"), ("ten", "Quy chế sửa đổi"), ("toan-van", text.as_str())];
    let none =
        refused(&app, &head, "/hiephoa/quy-che/sua", &[edit[0], edit[1], edit[2], ("toan-van", "bỏ hết")])
            .await;
    assert!(none.contains("Không cắt được điều nào") && none.contains("bỏ hết</textarea>"), "{none}");
    done(&app, &head, "/hiephoa/quy-che/sua", &edit).await;
    assert_eq!(app.act(&writer, "/hiephoa/quy-che/sua", &edit).await.status(), 409);
    let seen = page(&app, &head, &draft).await;
    assert!(seen.contains("<h1>Quy chế sửa đổi</h1>") && seen.contains("Sau Điều 1 là Điều 9."), "{seen}");
    let own = [("ma", id), ("phien-ban", "2"), ("quyet-dinh", "02/2017/QĐ-UBND")];
    assert!(
        refused(&app, &head, "/hiephoa/quy-che/cong-bo", &own).await.contains("Người soạn không tự công bố")
    );
    let edit = [edit[0], ("phien-ban", "2"), edit[2], edit[3]];
    done(&app, &writer, "/hiephoa/quy-che/sua", &edit).await;
    publish(&app, &head, (&draft, "3"), "02/2017/QĐ-UBND", "01/02/2017").await;
    assert_eq!(
        app.act(&writer, "/hiephoa/quy-che/sua", &edit).await.status(),
        422,
        "what is published stays"
    );

    // Both versions are read with their days, and side by side.
    let today = app.page(HOST, "/quy-che/toan-van").await;
    assert!(today.contains("hàng ngày, hàng tuần") && today.contains("Bản 1, Quyết định 10/2016/QĐ-UBND"));
    let later = app.page(HOST, "/quy-che/toan-van?ngay=01/02/2017").await;
    assert!(!later.contains("hàng tuần") && later.contains("có hiệu lực từ 01/02/2017"), "{later}");
    let before = app.page(HOST, "/quy-che/toan-van?ngay=01/01/2016").await;
    assert!(before.contains("chưa có bản nào có hiệu lực"));
    let compared = app.page(HOST, "/quy-che/so-sanh?cu=1&amp;moi=2".replace("&amp;", "&").as_str()).await;
    assert!(
        compared.contains("Điều 9: có sửa đổi") && compared.contains("Không thay đổi: Điều 1"),
        "{compared}"
    );
    assert!(compared.contains("<del><span class=\"mark\">[bỏ]</span>"));
    assert_eq!(app.get(HOST, "/quy-che/so-sanh?cu=1&moi=9").await.status(), 404);
    let all = api(&app, &head, "/hiephoa/regulation").await;
    assert_eq!(all["versions"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_proposal_is_edited_and_a_draft_given_up_over_json_too() {
    let app = TestApp::start().await;
    let writer = office(&app).await;
    let head = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    published(&app, &writer, &head, FIRST, "10/2016/QĐ-UBND", "28/12/2016").await;
    let filed = json!({ "about": "regulation", "article": "9", "title": "Chưa rõ thời hạn", "body": "Đề nghị ghi rõ." });
    app.call(&writer, "POST", "/api/v1/staff/hiephoa/feedback", filed).await;
    let filed = api(&app, &head, "/hiephoa/feedback").await["rows"][0]["feedback"].clone();
    let accept = json!({ "feedback": filed, "version": 1, "standing": "accepted" });
    assert_eq!(app.call(&head, "POST", "/api/v1/staff/hiephoa/feedback/decide", accept).await.status(), 200);
    // Two opinions on one article are one amendment: neither undoes the other.
    let more = json!({ "about": "regulation", "article": "9", "title": "Quá dày", "body": "Đề nghị cập nhật hàng tuần." });
    app.call(&writer, "POST", "/api/v1/staff/hiephoa/feedback", more).await;
    let rows = api(&app, &head, "/hiephoa/feedback").await["rows"].as_array().unwrap().clone();
    let more = rows.iter().find(|row| row["title"] == "Quá dày").unwrap()["feedback"].clone();
    let accept = json!({ "feedback": more, "version": 1, "standing": "accepted" });
    assert_eq!(app.call(&head, "POST", "/api/v1/staff/hiephoa/feedback/decide", accept).await.status(), 200);
    let base = "/api/v1/staff/hiephoa/regulation";
    let made = app
        .call(&writer, "POST", &format!("{base}/proposals"), json!({ "title": "Kiến nghị sửa Điều 9" }))
        .await;
    let made: Value = made.json().await.unwrap();
    let id = made["proposal"].as_str().unwrap();
    let at = format!("{base}/proposals/{id}");
    let words = json!({ "version": 1, "amendments": [{ "place": 0, "new_words": "Trong 2 ngày.", "reason": "Rõ hơn." }] });
    assert_eq!(app.call(&writer, "PUT", &at, words.clone()).await.status(), 200);
    assert_eq!(app.call(&writer, "PUT", &at, words).await.status(), 409, "another was first");
    let read = api(&app, &head, &format!("/hiephoa/regulation/proposals/{id}")).await;
    assert_eq!(read["amendments"][0]["new_words"], "Trong 2 ngày.");
    assert_eq!(read["amendments"].as_array().unwrap().len(), 1);
    let draft =
        app.call(&writer, "POST", &format!("{base}/proposals/draft"), json!({ "proposal": id })).await;
    let draft: Value = draft.json().await.unwrap();
    let whole =
        api(&app, &head, &format!("/hiephoa/regulation/{}", draft["regulation"].as_str().unwrap())).await;
    assert_eq!(whole["articles"][1]["body"], "Trong 2 ngày.");
    let at = format!("{base}/{}", draft["regulation"].as_str().unwrap());
    let anew = json!({ "version": 1, "title": "Quy chế sửa đổi", "text": FIRST });
    assert_eq!(app.call(&writer, "PUT", &at, anew.clone()).await.status(), 200);
    assert_eq!(app.call(&writer, "PUT", &at, anew).await.status(), 409, "another was first");
    assert_eq!(app.call(&writer, "POST", &format!("{base}/discard"), draft.clone()).await.status(), 200);
    assert_eq!(
        app.call(&writer, "POST", &format!("{base}/discard"), draft).await.status(),
        422,
        "it is gone"
    );
    assert_eq!(api(&app, &head, "/hiephoa/regulation").await["drafts"], json!([]));
}

#[tokio::test]
async fn the_text_of_2016_is_cut_into_its_fourteen_articles() {
    let Ok(data) = std::env::var("PORTAL_TEST_DATA") else {
        println!("skipped: PORTAL_TEST_DATA names no folder");
        return;
    };
    let text =
        std::fs::read_to_string(std::path::Path::new(&data).join("../seed/10-2016-QD-UBND.txt")).unwrap();
    let cut = portal::house::regulation::cut::cut(&text);
    let numbers: Vec<&str> = cut.articles.iter().map(|article| article.no.as_str()).collect();
    assert_eq!(numbers, (1..=14).map(|no| no.to_string()).collect::<Vec<_>>());
    let chapters: std::collections::BTreeSet<&str> =
        cut.articles.iter().map(|article| article.chapter.as_str()).collect();
    assert_eq!(chapters.len(), 3, "{chapters:?}");
    assert!(cut.articles[12].body.contains("xét khen thưởng"));
}

#[tokio::test]
async fn an_award_shows_on_the_profile_and_the_top_list_matches_the_database() {
    let app = TestApp::start().await;
    decision(&app).await;
    let office = office(&app).await;
    let writer = app.person("ctv.hiephoa", "hiephoa", Role::Contributor, None).await;
    let member = app.person("thanhvien.hiephoa", "hiephoa", Role::Member, None).await;
    let form = page(&app, &office, "/hiephoa/khen-thuong").await;
    assert!(form.contains("Văn phòng</th><td class=\"number\" data-label=\"Được đăng\">1<"), "{form}");
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let live: i64 = scope
        .one("SELECT COUNT(*) AS n FROM editions WHERE tenant_id = $1 AND live_from IS NOT NULL", vec![])
        .await
        .unwrap();
    drop(scope);
    let top = api(&app, &office, "/hiephoa/awards?year=2016").await;
    let counted: i64 =
        top["people"].as_array().unwrap().iter().map(|one| one["items"].as_i64().unwrap()).sum();
    assert_eq!(counted, live);
    let account = between(&form, "<option value=\"account:", "\">ctv.hiephoa")
        .rsplit("account:")
        .next()
        .unwrap()
        .to_owned();
    let who = format!("account:{account}");
    let award = [
        ("ai", who.as_str()),
        ("hinh-thuc", "Giấy khen"),
        ("thanh-tich", "Nhiều tin, bài tốt"),
        ("quyet-dinh", "15/QĐ-UBND"),
        ("ngay", "29/12/2016"),
    ];
    assert_eq!(app.act(&member, "/hiephoa/khen-thuong", &award).await.status(), 403);
    let wrong = refused(&app, &office, "/hiephoa/khen-thuong", &award[..3]).await;
    assert!(wrong.contains("Hãy ghi số quyết định") && wrong.contains("value=\"Nhiều tin, bài tốt\""));
    done(&app, &office, "/hiephoa/khen-thuong", &award).await;
    let shown = "Giấy khen: Nhiều tin, bài tốt (số 15/QĐ-UBND, 29/12/2016)";
    assert!(page(&app, &writer, "/hiephoa/ho-so").await.contains(shown));
    assert!(page(&app, &member, &format!("/hiephoa/cong-tac-vien/{account}")).await.contains(shown));
    assert!(!page(&app, &office, "/hiephoa/khen-thuong?nam=2015").await.contains("15/QĐ-UBND"));

    // Twice is a mistake; what was a mistake is struck out with its reason, and is nobody's any more.
    let twice = refused(&app, &office, "/hiephoa/khen-thuong", &award).await;
    assert!(twice.contains("Quyết định này đã ghi"), "{twice}");
    let id = between(&twice, "id=\"ma-huy\" name=\"ma-huy\"", "</select>");
    let id = between(id, "<option value=\"", "\"").to_owned();
    let strike = [("ma-huy", id.as_str()), ("ly-do-huy", "Ghi nhầm người")];
    assert_eq!(app.act(&member, "/hiephoa/khen-thuong/huy", &strike).await.status(), 403);
    refused(&app, &office, "/hiephoa/khen-thuong/huy", &strike[..1]).await;
    done(&app, &office, "/hiephoa/khen-thuong/huy", &strike).await;
    let register = page(&app, &office, "/hiephoa/khen-thuong").await;
    assert!(register.contains("Đã hủy ghi lúc") && register.contains("Ghi nhầm người"), "{register}");
    assert!(!page(&app, &writer, "/hiephoa/ho-so").await.contains(shown));
    refused(&app, &office, "/hiephoa/khen-thuong/huy", &strike).await;
    done(&app, &office, "/hiephoa/khen-thuong", &award).await;
}

#[tokio::test]
async fn a_suspended_account_is_out_at_once_and_back_after_its_last_day() {
    let app = TestApp::start().await;
    let head = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let office = office(&app).await;
    let writer = app.person("ctv.hiephoa", "hiephoa", Role::Contributor, None).await;
    assert_eq!(app.desk(&office, "/hiephoa/vi-pham").await.status(), 403, "few see it");
    let form = page(&app, &head, "/hiephoa/vi-pham").await;
    let of = |name: &str| {
        let at = between(&form, "<option value=\"account:", &format!("\">{name}"));
        format!("account:{}", at.rsplit("account:").next().unwrap())
    };
    let (who, own) = (of("ctv.hiephoa"), of("truongban.hiephoa"));
    let record = |who: &'_ str| -> Vec<(String, String)> {
        [
            ("ai", who),
            ("ngay", "30/12/2016"),
            ("noi-dung", "Để lộ mật khẩu của tài khoản."),
            ("bien-phap", "Đình chỉ, nhắc nhở"),
            ("dinh-chi", "co"),
            ("den-ngay", "31/12/2016"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    };
    let fields = |form: &[(String, String)]| -> Vec<(String, String)> { form.to_vec() };
    let act = async |form: Vec<(String, String)>| {
        let form: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        app.act(&head, "/hiephoa/vi-pham", &form).await
    };
    let self_made = act(fields(&record(&own))).await;
    assert_eq!(self_made.status(), 422);
    assert!(text(self_made).await.contains("Không tự đình chỉ"));
    let mut about = record(&who);
    about.push(("lien-quan".into(), "999999".into()));
    assert_eq!(act(about).await.status(), 422, "no such event in the trail");
    assert_eq!(app.desk(&writer, "/hiephoa").await.status(), 200);
    assert_eq!(act(record(&who)).await.status(), 303);
    assert_ne!(app.desk(&writer, "/hiephoa").await.status(), 200, "the session is over");
    let password = format!("{} x", crate::support::app::PASSWORD);
    let form = [("ten-dang-nhap", "ctv.hiephoa"), ("mat-khau", password.as_str())];
    let again = app.post("quantri.localhost", "/dang-nhap", &form).await;
    assert!(text(again).await.contains("Tài khoản đã ngừng sử dụng"));
    let trail = page(&app, &head, "/hiephoa/nhat-ky").await;
    assert!(trail.contains("đã xem sổ vi phạm") && trail.contains("đã đình chỉ tài khoản"), "{trail}");

    app.do_duties().await;
    let held = api(&app, &head, "/hiephoa/violations?year=2016").await;
    assert_eq!(
        (&held["rows"][0]["suspended"], &held["rows"][0]["until"]),
        (&json!(true), &json!("2016-12-31"))
    );
    app.db().clock.advance(2 * DAY);
    app.do_duties().await;
    let writer = app.sign_in_again("ctv.hiephoa").await;
    assert_eq!(app.desk(&writer, "/hiephoa").await.status(), 200, "the last day is over");
}

#[tokio::test]
async fn an_announced_outage_is_called_off_everywhere_and_announced_anew() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let form = [
        ("bat-dau", "05/01/2017 22:00"),
        ("ket-thuc", "06/01/2017 02:00"),
        ("noi-dung", "Nâng cấp máy chủ."),
        ("cap-duoi", "co"),
    ];
    done(&app, &office, "/hiephoa/tam-ngung", &form).await;
    refused(&app, &office, "/hiephoa/tam-ngung", &form).await;
    let desk = page(&app, &office, "/hiephoa/tam-ngung").await;
    let id = between(&desk, "id=\"ma-huy\" name=\"ma-huy\"", "</select>");
    let id = between(id, "<option value=\"", "\"").to_owned();
    let off = [("ma-huy", id.as_str()), ("ly-do-huy", "Hoãn sang tháng sau."), ("cap-duoi-huy", "co")];
    refused(&app, &office, "/hiephoa/tam-ngung/huy", &[off[0], ("ly-do-huy", "x")]).await;
    done(&app, &office, "/hiephoa/tam-ngung/huy", &off).await;
    for host in [HOST, "ducthang.hiephoa.localhost"] {
        assert!(!app.page(host, "/lien-he").await.contains("Trang tạm ngừng từ"), "{host}");
        assert!(app.page(host, "/tam-ngung").await.contains("Đã hủy lúc"), "{host}");
    }
    refused(&app, &office, "/hiephoa/tam-ngung/huy", &off).await;
    let real = [("ma", id.as_str()), ("da-bat-dau", "29/12/2016 22:05"), ("da-ket-thuc", "30/12/2016 01:00")];
    refused(&app, &office, "/hiephoa/tam-ngung/ket-qua", &real).await;
    // What was wrong is announced anew, also where a site below says so already.
    done(&app, &office, "/hiephoa/tam-ngung", &form[..3]).await;
    assert!(app.page(HOST, "/lien-he").await.contains("Nâng cấp máy chủ."));
}

#[tokio::test]
async fn an_outage_is_announced_everywhere_recorded_and_the_gap_lowers_the_years_figure() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let form = [
        ("bat-dau", "05/01/2017 22:00"),
        ("ket-thuc", "06/01/2017 02:00"),
        ("noi-dung", "Nâng cấp máy chủ."),
        ("cap-duoi", "co"),
    ];
    let hasty = [("bat-dau", "30/12/2016 23:00"), form[1], form[2], form[3]];
    refused(&app, &office, "/hiephoa/tam-ngung", &hasty).await;
    done(&app, &office, "/hiephoa/tam-ngung", &form).await;
    for host in [HOST, "ducthang.hiephoa.localhost"] {
        assert!(app.page(host, "/lien-he").await.contains("Nâng cấp máy chủ."), "{host}");
        assert!(app.page(host, "/tam-ngung").await.contains("Nâng cấp máy chủ."), "{host}");
    }
    app.do_duties().await;
    app.db().clock.advance(7 * DAY);
    app.do_duties().await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let desk = page(&app, &office, "/hiephoa/tam-ngung").await;
    let id = between(&desk, "id=\"ma\" name=\"ma\"", "</select>");
    let id = between(id, "<option value=\"", "\"").to_owned();
    let wrong =
        [("ma", id.as_str()), ("da-bat-dau", "05/01/2017 22:05"), ("da-ket-thuc", "05/01/2017 20:00")];
    refused(&app, &office, "/hiephoa/tam-ngung/ket-qua", &wrong).await;
    let real = [wrong[0], wrong[1], ("da-ket-thuc", "06/01/2017 01:40"), ("ket-qua", "Xong.")];
    done(&app, &office, "/hiephoa/tam-ngung/ket-qua", &real).await;
    assert!(
        app.page(HOST, "/tam-ngung")
            .await
            .contains("Thực tế ngừng từ 22:05, 05/01/2017 đến 01:40, 06/01/2017. Xong.")
    );

    // The clock of the test stood still for a week: the server was not there.
    let figure = api(&app, &office, "/hiephoa/uptime?year=2017").await;
    assert_eq!(figure["gaps"].as_array().unwrap().len(), 1, "{figure}");
    assert!(figure["share"].as_i64().unwrap() < 100_000);
    assert!(page(&app, &office, "/hiephoa/hoat-dong?nam=2017").await.contains("Các lần gián đoạn"));
}

//! Who answers for what (Điều 7, 12, 14): several posts in one person, units that take part without running the site, and what
//! communes find hard in the board's report.

use crate::support::app::{Person, TestApp};
use portal::base::audit::Actor;
use portal::people::Role;
use portal::people::accounts::{self, NewAppointment};
use serde_json::{Value, json};

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

/// A news item of a unit, sent to the board; its page at the desk.
async fn sent(app: &TestApp, writer: &Person, unit: &str, title: &str) -> String {
    let form = [
        ("tieu-de", title),
        ("tom-tat", "Lịch tiếp nhận hồ sơ."),
        ("noi-dung", "Tiếp nhận vào sáng thứ Ba."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang xã"),
        ("don-vi", unit),
    ];
    let made = TestApp::location(&app.act(writer, "/ducthang/tin-bai/moi/tin", &form).await);
    let item = made.trim_end_matches("/sua").to_owned();
    assert_eq!(app.act(writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    item
}

async fn waiting(app: &TestApp, who: &Person) -> Vec<String> {
    let mine: Value = app.desk(who, "/api/v1/staff/ducthang/mine").await.json().await.unwrap();
    let rows = mine["waiting"].as_array().unwrap();
    let mut titles: Vec<String> = rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[tokio::test]
async fn qc_7_1b_who_is_on_the_board_and_heads_a_unit_sees_both_queues() {
    let app = TestApp::start().await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let contributor = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let head = app.person("thutruong.ducthang", "ducthang", Role::UnitHead, Some("tuphap")).await;
    let (both, account) = app.signed_in("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let of_unit = sent(&app, &officer, "tuphap", "Lịch đăng ký khai sinh").await;
    let of_office = sent(&app, &contributor, "vanphong", "Lịch tiếp công dân").await;
    let queue = text(app.desk(&head, "/ducthang/tin-bai?trang-thai=submitted").await).await;
    assert!(queue.contains("Lịch đăng ký khai sinh") && !queue.contains("Lịch tiếp công dân"), "{queue}");
    let confirms = async |who: &Person| {
        text(app.desk(who, &of_unit).await).await.contains("Xác nhận của đơn vị</button>")
    };
    assert!(confirms(&head).await && !confirms(&both).await, "the head's alone");
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let second = NewAppointment {
        tenant: tenant.id(),
        account: &account,
        role: Role::UnitHead,
        unit: Some("tuphap"),
        from: app.db().clock.today(),
        until: None,
        decision: "Quyết định 2",
    };
    accounts::appoint(app.db(), &Actor::system(), second).await.unwrap();
    assert_eq!(waiting(&app, &both).await, ["Lịch tiếp công dân", "Lịch đăng ký khai sinh"]);
    assert!(confirms(&both).await, "the unit's queue beside the board's");
    let version = [("phien-ban", "2"), ("cam-ket", "co")];
    assert_eq!(app.act(&both, &format!("{of_unit}/xac-nhan"), &version[..1]).await.status(), 303);
    assert_eq!(app.act(&both, &format!("{of_office}/duyet"), &version).await.status(), 303);
}

#[tokio::test]
async fn qc_12_2_the_broadcasting_station_brings_sound_and_runs_nothing() {
    let app = TestApp::start().await;
    let station = app.person("canbo.dai", "hiephoa", Role::UnitOfficer, Some("daitruyenthanh")).await;
    let form = [
        ("so", "truyen-thanh"),
        ("tieu-de", "Bản tin sáng"),
        ("f-ngay-phat", "28/12/2016"),
        ("f-loi", "Kính chào bà con."),
        ("tac-gia", "Đài Truyền thanh"),
        ("nguon", "Trang huyện"),
        ("don-vi", "daitruyenthanh"),
    ];
    let made = app.act(&station, "/hiephoa/tin-bai/moi/truyen-thanh", &form).await;
    let item = TestApp::location(&made).trim_end_matches("/sua").to_owned();
    let sound: Vec<u8> = b"ID3".iter().copied().chain((0..3_000_u32).map(|n| (n % 251) as u8)).collect();
    assert_eq!(app.upload(&station, &format!("{item}/tep"), "ban-tin.mp3", &sound).await.status(), 303);
    assert!(text(app.desk(&station, &item).await).await.contains("ban-tin.mp3"));
    for (path, form) in [
        (format!("{item}/duyet"), [("phien-ban", "1"), ("cam-ket", "co")]),
        (format!("{item}/dang"), [("phien-ban", "1"), ("cam-ket", "co")]),
        ("/hiephoa/trang-chu/dang".to_owned(), [("phien-ban", "1"), ("cam-ket", "co")]),
    ] {
        assert_eq!(app.act(&station, &path, &form).await.status(), 403, "{path}");
    }
    for path in ["/hiephoa/nhan-su", "/hiephoa/giao-dien", "/hiephoa/nhat-ky"] {
        assert_eq!(app.desk(&station, path).await.status(), 403, "{path}");
    }
}

#[tokio::test]
async fn qc_14b_what_a_commune_files_stands_in_the_draft_of_the_report() {
    let app = TestApp::start().await;
    let commune = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let member = app.person("thanhvien.hiephoa", "hiephoa", Role::Member, None).await;
    let filed = [
        ("ve", "regulation"),
        ("dieu", "9"),
        ("tieu-de", "Chưa rõ thời hạn gửi tin, bài"),
        ("noi-dung", "Điều 9 chưa ghi gửi trước mấy ngày."),
    ];
    assert_eq!(app.act(&commune, "/ducthang/vuong-mac", &filed).await.status(), 303);
    let begun = json!({ "kind": "nam", "year": 2016 });
    let begun = app.call(&member, "POST", "/api/v1/staff/hiephoa/reports", begun).await;
    let begun: Value = begun.json().await.unwrap();
    let read = format!("/api/v1/staff/hiephoa/reports/{}", begun["report"].as_str().unwrap());
    let read: Value = app.desk(&member, &read).await.json().await.unwrap();
    let tables = read["figures"]["tables"].as_array().unwrap();
    let line = &tables.iter().find(|one| one["key"] == "feedback").unwrap()["lines"][0];
    assert_eq!(line["label"], "Số 1: Chưa rõ thời hạn gửi tin, bài");
    let proof = format!("/hiephoa{}", line["cells"][2]["proof"].as_str().unwrap());
    assert!(text(app.desk(&member, &proof).await).await.contains("Điều 9 chưa ghi gửi trước mấy ngày."));
}

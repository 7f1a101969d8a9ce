//! The regulation's own house-keeping over HTTP: what offices file with the board, documents sent to groups and kept, the
//! regulation's versions, what is planned, learned, rewarded and put right.

use crate::support::app::{Person, TestApp, between};
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
    assert_eq!(act(&board, form(&step("1", "done", "Đã sửa"))).await, 422, "nothing is done before it is accepted");
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

//! Registers over HTTP: an entry written, refused with every reason, published, listed by its facts, found and followed.

mod support {
    pub mod app;
}

use portal::people::Role;
use support::app::{Person, TestApp};

const SITE: &str = "ducthang.hiephoa.localhost";

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// The form of an entry of the commune.
fn entry<'a>(register: &'a str, title: &'a str, facts: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let common = [
        ("so", register),
        ("tieu-de", title),
        ("tac-gia", "Văn phòng xã"),
        ("nguon", "Trang thông tin điện tử xã"),
        ("don-vi", "vanphong"),
    ];
    common.into_iter().chain(facts.iter().copied()).collect()
}

async fn published(app: &TestApp, writer: &Person, head: &Person, form: &[(&str, &str)]) {
    let register = form[0].1;
    let saved = app.act(writer, &format!("/ducthang/tin-bai/moi/{register}"), form).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    for (who, act, more) in [
        (writer, "gui-duyet", vec![("phien-ban", "1")]),
        (head, "duyet", vec![("phien-ban", "2"), ("cam-ket", "co")]),
        (head, "dang", vec![("phien-ban", "3")]),
    ] {
        let done = app.act(who, &format!("{item}/{act}"), &more).await;
        assert_eq!(done.status(), 303, "{act}: {}", done.text().await.unwrap());
    }
}

async fn people(app: &TestApp) -> (Person, Person) {
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    (writer, head)
}

#[tokio::test]
async fn a_project_is_refused_with_reasons_published_and_listed_by_stage() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let begin = page(&app, &writer, "/ducthang/tin-bai/moi").await;
    assert!(begin.contains("/ducthang/tin-bai/moi/du-an") && begin.contains("Thủ tục"), "{begin}");

    let odd = [("f-kinh-phi", "nhiều"), ("f-thoi-gian", "năm ngoái"), ("f-linh-vuc", "Giao thông")];
    let refused = app.act(&writer, "/ducthang/tin-bai/moi/du-an", &entry("du-an", "Đường làng", &odd)).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    for kept in ["không phải là số tiền", "không phải là năm", "value=\"nhiều\"", "value=\"Giao thông\"", "Đường làng"] {
        assert!(refused.contains(kept), "{kept}: {refused}");
    }
    let saved = app.act(&writer, "/ducthang/tin-bai/moi/du-an", &entry("du-an", "Đường không tình trạng", &[])).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    let sent = app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(sent.status(), 422, "QC-3.9, P-h: without its stage");
    assert!(sent.text().await.unwrap().contains("Phải ghi tình trạng dự án."));

    let road = [("f-tinh-trang", "trien-khai"), ("f-kinh-phi", "1,5 tỷ"), ("f-linh-vuc", "Giao thông")];
    published(&app, &writer, &head, &entry("du-an", "Đường thôn Trung", &road)).await;
    let school = [("f-tinh-trang", "chuan-bi"), ("f-linh-vuc", "Giáo dục")];
    published(&app, &writer, &head, &entry("du-an", "Trường mầm non thôn Hạ", &school)).await;

    let all = app.page(SITE, "/du-an").await;
    assert!(all.contains("2 dự án đầu tư") && all.contains("1.500.000.000 đồng"), "{all}");
    let preparing = app.page(SITE, "/du-an?so=du-an&tinh-trang=chuan-bi").await;
    assert!(preparing.contains("Trường mầm non") && !preparing.contains("Đường thôn Trung"), "{preparing}");
    assert!(preparing.contains("Bỏ lọc"));
    let odd = app.page(SITE, "/du-an?so=du-an&tinh-trang=%27%20OR%201=1").await;
    assert!(odd.contains("Chưa có nội dung nào"), "{odd}");
    let one = app.page(SITE, "/du-an/duong-thon-trung").await;
    assert!(one.contains("Đang triển khai") && one.contains("Văn phòng xã"), "{one}");
    app.drain().await;
    let found = app.page(SITE, "/tim-kiem?q=duong+thon+trung").await;
    assert!(found.contains("/du-an/duong-thon-trung"), "{found}");
    assert!(app.page(SITE, "/du-an/rss.xml").await.contains("Đường thôn Trung"));
}

#[tokio::test]
async fn the_holder_of_a_past_day_stays_to_be_found() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let holder = |from: &'static str, until: &'static str| {
        [
            ("f-chuc-vu", "Chủ tịch Ủy ban nhân dân xã"),
            ("f-don-vi", "Ủy ban nhân dân xã"),
            ("f-tu-ngay", from),
            ("f-den-ngay", until),
            ("f-thu-dien-tu", "chutich@ducthang.example"),
        ]
    };
    let wrong = entry("bo-may", "Người giữ chức vụ sai ngày", &holder("01/07/2016", "01/07/2015"));
    let saved = app.act(&writer, "/ducthang/tin-bai/moi/bo-may", &wrong).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    let sent = app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert!(sent.text().await.unwrap().contains("Ngày thôi không được trước"));
    let before = holder("01/07/2011", "30/06/2016");
    published(&app, &writer, &head, &entry("bo-may", "Người giữ chức vụ nhiệm kỳ trước", &before)).await;
    let now = holder("01/07/2016", "");
    published(&app, &writer, &head, &entry("bo-may", "Người giữ chức vụ hiện nay", &now)).await;

    let today = app.page(SITE, "/bo-may").await;
    assert!(today.contains("hiện nay") && !today.contains("nhiệm kỳ trước"), "{today}");
    let past = app.page(SITE, "/bo-may?so=bo-may&ngay=30/06/2016").await;
    assert!(past.contains("nhiệm kỳ trước") && !past.contains("hiện nay"), "{past}");
    let past = app.page(SITE, "/bo-may?so=bo-may&ngay=01/07/2016").await;
    assert!(past.contains("hiện nay") && !past.contains("nhiệm kỳ trước"), "{past}");
}

#[tokio::test]
async fn over_json_no_value_goes_past_its_form() {
    let app = TestApp::start().await;
    let (writer, _) = people(&app).await;
    let content = |url: &str| {
        serde_json::json!({ "content": {
            "kind": "record", "register": "lien-ket", "title": "Trang lạ",
            "common": { "section": "lien-ket", "unit_key": "vanphong", "author": "a", "source": "b" },
            "facts": { "nhom": "tinh", "dia-chi": url }
        } })
    };
    let path = "/api/v1/staff/ducthang/items";
    let made = app.call(&writer, "POST", path, content("javascript:alert(1)")).await;
    assert_eq!(made.status(), 201);
    let edition = made.json::<serde_json::Value>().await.unwrap()["edition"].as_str().unwrap().to_owned();
    let submit = format!("{path}/{edition}/submit");
    let sent = app.call(&writer, "POST", &submit, serde_json::json!({ "version": 1 })).await;
    assert_eq!(sent.status(), 422);
    assert!(sent.text().await.unwrap().contains("không đúng dạng"));
    let mut unknown = content("https://a.example");
    unknown["content"]["register"] = "khac".into();
    assert!(app.call(&writer, "POST", path, unknown).await.status().is_client_error());
}

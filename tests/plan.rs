//! The plan of a year over HTTP: drafted by one, approved by another, followed by who is to do it, shown to readers.

use std::io::Read as _;

use crate::support::app::{Person, TestApp, between};
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const HOST: &str = "hiephoa.localhost";
const PLAN: &str = "/hiephoa/ke-hoach";

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    text(answer).await
}

async fn done(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) {
    let answer = app.act(who, path, form).await;
    let status = answer.status();
    assert_eq!(status, 303, "{path}: {}", text(answer).await);
}

async fn refused(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) -> String {
    let answer = app.act(who, path, form).await;
    assert_eq!(answer.status(), 422, "{path}");
    text(answer).await
}

async fn plan(app: &TestApp, who: &Person) -> Value {
    app.desk(who, "/api/v1/staff/hiephoa/plan?year=2017").await.json().await.unwrap()
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

struct People {
    office: Person,
    head: Person,
    officer: Person,
}

/// A draft for 2017 with a task of a unit and one of the board.
async fn drafted(app: &TestApp) -> People {
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let head = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let officer = app.person("canbo.tuphap", "hiephoa", Role::UnitOfficer, Some("tuphap")).await;
    done(app, &office, PLAN, &[("nam", "2017"), ("muc-dich", "Thực hiện Quy chế Điều 6 (mẫu).")]).await;
    for (what, who, due) in [
        ("Rà soát thủ tục hành chính (mẫu)", "unit:tuphap", "02/01/2017"),
        ("Mở lớp tập huấn biên tập (mẫu)", "board", "30/06/2017"),
    ] {
        let task = [("nam", "2017"), ("viec", what), ("ai", who), ("han", due)];
        done(app, &office, &format!("{PLAN}/viec"), &task).await;
    }
    People { office, head, officer }
}

/// The head approves it as it stands.
async fn approved(app: &TestApp, people: &People) {
    let version = plan(app, &people.office).await["version"].to_string();
    let form = [("nam", "2017"), ("phien-ban", version.as_str()), ("so-ke-hoach", "12/KH-BBT")];
    done(app, &people.head, &format!("{PLAN}/duyet"), &form).await;
}

#[tokio::test]
async fn qc_6_1_a_plan_is_approved_by_another_its_changes_stay_and_it_is_taken_along() {
    let app = TestApp::start().await;
    let people = drafted(&app).await;
    let (office, head) = (&people.office, &people.head);
    let wrong = [("nam", "2017"), ("viec", "x"), ("ai", "unit:khong-co"), ("han", "30/06/2021")];
    let wrong = refused(&app, office, &format!("{PLAN}/viec"), &wrong).await;
    assert!(wrong.contains("Còn 3 mục cần sửa") && wrong.contains("value=\"30/06/2021\""), "{wrong}");
    refused(&app, office, PLAN, &[("nam", "2017")]).await;
    assert_eq!(app.act(&people.officer, PLAN, &[("nam", "2018")]).await.status(), 403);

    // Who wrote a task of it does not approve it, nor what has changed since it was seen.
    let deputy = app.person("thuongtruc.hiephoa", "hiephoa", Role::StandingDeputy, None).await;
    let own = [("nam", "2017"), ("viec", "Sao lưu dữ liệu (mẫu)"), ("ai", "board"), ("han", "31/12/2017")];
    done(&app, &deputy, &format!("{PLAN}/viec"), &own).await;
    let version = plan(&app, office).await["version"].to_string();
    let form = [("nam", "2017"), ("phien-ban", version.as_str())];
    assert!(
        refused(&app, &deputy, &format!("{PLAN}/duyet"), &form).await.contains("Người soạn không tự duyệt")
    );
    assert_eq!(app.act(office, &format!("{PLAN}/duyet"), &form).await.status(), 403);
    assert_eq!(app.act(head, &format!("{PLAN}/duyet"), &[form[0], ("phien-ban", "1")]).await.status(), 409);
    assert!(page(&app, office, &format!("{PLAN}?nam=2017")).await.contains("Dự thảo, chờ duyệt"));
    assert!(
        refused(&app, office, &format!("{PLAN}/cong-bo"), &[("nam", "2017"), ("cong-bo", "co")])
            .await
            .contains("đã duyệt")
    );
    approved(&app, &people).await;

    // Whatever changes from now on says why, and stays to be seen.
    let first = plan(&app, office).await["entries"][0]["entry"].as_str().unwrap().to_owned();
    let at = format!("{PLAN}/{first}");
    let change = [
        ("phien-ban", "1"),
        ("viec", "Rà soát thủ tục hành chính (mẫu)"),
        ("ai", "unit:tuphap"),
        ("han", "15/01/2017"),
    ];
    assert!(refused(&app, office, &at, &change).await.contains("hãy ghi lý do thay đổi"));
    let told = [&change[..], &[("ly-do", "Chờ danh mục của tỉnh (mẫu)")]].concat();
    done(&app, office, &at, &told).await;
    assert_eq!(app.act(office, &at, &told).await.status(), 409, "another was first");
    let third = plan(&app, office).await["entries"][2]["entry"].as_str().unwrap().to_owned();
    refused(&app, office, &format!("{PLAN}/{third}/thoi"), &[("phien-ban", "1")]).await;
    let drop = [("phien-ban", "1"), ("ly-do-thoi", "Tỉnh làm chung (mẫu)")];
    done(&app, office, &format!("{PLAN}/{third}/thoi"), &drop).await;
    let seen = page(&app, head, &format!("{PLAN}?nam=2017")).await;
    let changes = between(&seen, "Thay đổi sau khi duyệt</h2>", "</section>");
    for part in ["Hạn: 02/01/2017 → 15/01/2017", "Chờ danh mục của tỉnh (mẫu)", "Tỉnh làm chung (mẫu)"]
    {
        assert!(changes.contains(part), "{part}: {changes}");
    }
    assert!(!changes.contains("Lập dự thảo") && seen.contains("0 trong 2 việc đã hoàn thành"), "{seen}");

    let docx = app.desk(office, &format!("{PLAN}/van-ban.docx?nam=2017")).await.bytes().await.unwrap();
    let words = part(&docx, "word/document.xml");
    assert!(
        words.contains("KẾ HOẠCH") && words.contains("15/01/2017") && words.contains("KH-BBT"),
        "{words}"
    );
    let xlsx = app.desk(office, &format!("{PLAN}/bang.xlsx?nam=2017")).await.bytes().await.unwrap();
    let words = part(&xlsx, "xl/sharedStrings.xml");
    assert!(words.contains("Số 12/KH-BBT") && words.contains("Thôi thực hiện"), "{words}");

    // Readers see it when the office says so, with its changes and without names of people.
    assert_eq!(app.get(HOST, "/ke-hoach-nam").await.status(), 404);
    done(&app, office, &format!("{PLAN}/cong-bo"), &[("nam", "2017"), ("cong-bo", "co")]).await;
    let public = app.page(HOST, "/ke-hoach-nam").await;
    for part in
        ["Rà soát thủ tục hành chính (mẫu)", "15/01/2017", "Chờ danh mục của tỉnh (mẫu)", "Số 12/KH-BBT"]
    {
        assert!(public.contains(part), "{part}: {public}");
    }
    assert!(app.page(HOST, "/quy-che").await.contains("/ke-hoach-nam"));
    assert_eq!(app.get("ducthang.hiephoa.localhost", "/ke-hoach-nam").await.status(), 404);
    done(&app, office, &format!("{PLAN}/cong-bo"), &[("nam", "2017"), ("cong-bo", "khong")]).await;
    assert_eq!(app.get(HOST, "/ke-hoach-nam").await.status(), 404);
}

#[tokio::test]
async fn a_late_task_is_red_reminds_its_owner_and_its_end_stands_in_the_report() {
    let app = TestApp::start().await;
    let people = drafted(&app).await;
    app.do_duties().await;
    app.drain().await;
    assert!(app.letters("Kế hoạch năm: việc").is_empty(), "nobody is reminded of a draft");
    let entry = plan(&app, &people.office).await["entries"][0]["entry"].as_str().unwrap().to_owned();
    let report = |version: &'static str, step: &'static str, note: &'static str| {
        [
            ("ma", entry.clone()),
            ("phien-ban", version.into()),
            ("buoc", step.into()),
            ("ket-qua", note.into()),
        ]
    };
    let act = async |who: &Person, fields: [(&str, String); 4]| {
        let form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.act(who, &format!("{PLAN}/bao-cao"), &form).await.status().as_u16()
    };
    assert_eq!(act(&people.officer, report("1", "done", "Xong.")).await, 422, "a draft is not reported on");
    approved(&app, &people).await;
    for _ in 0..2 {
        app.db().clock.advance(portal::base::clock::HOUR);
        app.do_duties().await;
    }
    app.drain().await;
    assert_eq!(app.letters("Kế hoạch năm: việc sắp đến hạn").len(), 1, "three days before, once");

    app.db().clock.advance(4 * DAY);
    for _ in 0..2 {
        app.db().clock.advance(portal::base::clock::HOUR);
        app.do_duties().await;
    }
    app.drain().await;
    assert_eq!(app.letters("Kế hoạch năm: việc đã quá hạn").len(), 1, "and once it is late");
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let seen = page(&app, &office, &format!("{PLAN}?nam=2017&loc=tre")).await;
    assert!(seen.contains("badge bad\">Chưa thực hiện, quá hạn 1 ngày"), "{seen}");
    assert!(
        page(&app, &office, "/hiephoa/viec").await.contains("Việc của kế hoạch năm đã quá hạn 02/01/2017")
    );

    // Who is to do it reports; another unit's person does not.
    let officer = app.sign_in_again("canbo.tuphap").await;
    let other = app.person("canbo.noivu", "hiephoa", Role::UnitOfficer, Some("noivu")).await;
    assert_eq!(act(&other, report("1", "done", "Đã rà soát.")).await, 403);
    assert_eq!(act(&officer, report("1", "progress", "")).await, 422);
    assert_eq!(act(&officer, report("1", "progress", "Đã rà soát một nửa.")).await, 303);
    assert_eq!(act(&officer, report("1", "done", "Đã rà soát.")).await, 409, "another was first");
    assert_eq!(act(&officer, report("2", "done", "Đã rà soát.")).await, 303);
    assert_eq!(act(&officer, report("3", "returned", "Làm lại.")).await, 403, "the office alone sends back");
    assert!(
        !page(&app, &office, "/hiephoa/viec").await.contains("Việc của kế hoạch năm"),
        "its task is over"
    );
    let shown = page(&app, &officer, &format!("{PLAN}/{entry}")).await;
    assert!(shown.contains("Đã hoàn thành, sau hạn") && shown.contains("Đã rà soát một nửa."), "{shown}");

    let begun = json!({ "kind": "nam", "year": 2017 });
    let begun = app.call(&office, "POST", "/api/v1/staff/hiephoa/reports", begun).await;
    let begun: Value = begun.json().await.unwrap();
    let read = format!("/api/v1/staff/hiephoa/reports/{}", begun["report"].as_str().unwrap());
    let read: Value = app.desk(&office, &read).await.json().await.unwrap();
    let tables = read["figures"]["tables"].as_array().unwrap();
    let progress =
        tables.iter().find(|one| one["key"] == "plan-progress").unwrap()["lines"].as_array().unwrap();
    let count = |label: &str| {
        let line = progress.iter().find(|line| line["label"] == label).unwrap();
        let cell = &line["cells"][0];
        (cell["count"].as_i64().unwrap(), cell["proof"].as_str().unwrap().to_owned())
    };
    assert_eq!((count("Tổng số việc").0, count("Đã hoàn thành").0, count("Hoàn thành sau hạn").0), (2, 1, 1));
    let list = page(&app, &office, &format!("/hiephoa{}", count("Hoàn thành sau hạn").1)).await;
    assert!(list.contains("Rà soát thủ tục") && !list.contains("Mở lớp tập huấn"), "{list}");
}

/// The plan, approved, on the first day on which its first task is late; the office and who is to do it, signed in that day.
async fn late(app: &TestApp) -> (String, Person, Person) {
    let people = drafted(app).await;
    approved(app, &people).await;
    app.db().clock.advance(4 * DAY);
    app.do_duties().await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let entry = plan(app, &office).await["entries"][0]["entry"].clone();
    (entry.as_str().unwrap().to_owned(), office, app.sign_in_again("canbo.tuphap").await)
}

async fn reported(app: &TestApp, who: &Person, form: &[(&str, &str)]) -> u16 {
    app.act(who, &format!("{PLAN}/bao-cao"), form).await.status().as_u16()
}

#[tokio::test]
async fn a_late_task_that_comes_back_is_somebody_s_again() {
    let app = TestApp::start().await;
    let (entry, office, officer) = late(&app).await;
    let is_told =
        async |who: &Person| page(&app, who, "/hiephoa/viec").await.contains("Việc của kế hoạch năm");
    assert!(is_told(&office).await);
    let step = |version: &'static str, step: &'static str| {
        [
            ("ma", entry.clone()),
            ("phien-ban", version.into()),
            ("buoc", step.into()),
            ("ket-qua", "Ghi lại.".into()),
        ]
    };
    for (who, fields) in [(&officer, step("1", "done")), (&office, step("2", "returned"))] {
        let form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(reported(&app, who, &form).await, 303, "{form:?}");
        assert!(!is_told(&office).await, "its task is over");
    }
    for _ in 0..2 {
        app.db().clock.advance(portal::base::clock::HOUR);
        app.do_duties().await;
    }
    app.drain().await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    assert!(is_told(&office).await, "it is to be done again");
    assert_eq!(app.letters("Kế hoạch năm: việc đã quá hạn").len(), 2, "told once each time");
}

#[tokio::test]
async fn what_was_done_in_time_and_reported_late_is_not_late() {
    let app = TestApp::start().await;
    let (entry, office, officer) = late(&app).await;
    let form = |day: &'static str| {
        [
            ("ma", entry.as_str()),
            ("phien-ban", "1"),
            ("buoc", "done"),
            ("ket-qua", "Đã rà soát."),
            ("ngay-xong", day),
        ]
    };
    for day in ["31/12/2016", "04/01/2017", "hôm kia"] {
        let answer = app.act(&officer, &format!("{PLAN}/bao-cao"), &form(day)).await;
        assert_eq!(answer.status(), 422, "{day}");
        let text = text(answer).await;
        assert!(text.contains("Ngày hoàn thành không sau hôm nay"), "{day}: {text}");
        assert!(text.contains(&format!("value=\"{day}\"")) && text.contains("Đã rà soát."), "{day}: {text}");
    }
    assert_eq!(reported(&app, &officer, &form("02/01/2017")).await, 303);
    let shown = page(&app, &office, &format!("{PLAN}/{entry}")).await;
    assert!(shown.contains("Hoàn thành ngày 02/01/2017") && !shown.contains("sau hạn"), "{shown}");
    let plan = plan(&app, &office).await;
    assert_eq!(plan["entries"][0]["done_on"], "2017-01-02");
}

#[tokio::test]
async fn a_draft_that_was_begun_by_mistake_is_thrown_away_and_an_approved_plan_is_not() {
    let app = TestApp::start().await;
    let people = drafted(&app).await;
    let office = &people.office;
    let discard = format!("{PLAN}/bo-du-thao");
    let version = plan(&app, office).await["version"].to_string();
    let form = [("nam", "2017"), ("phien-ban", version.as_str()), ("ly-do-bo", "Lập nhầm năm (mẫu)")];
    assert_eq!(app.act(&people.officer, &discard, &form).await.status(), 403);
    refused(&app, office, &discard, &form[..2]).await;
    assert_eq!(app.act(office, &discard, &[form[0], ("phien-ban", "1"), form[2]]).await.status(), 409);
    assert!(page(&app, office, &format!("{PLAN}?nam=2017")).await.contains("Bỏ dự thảo lập nhầm"));
    done(&app, office, &discard, &form).await;
    assert!(page(&app, office, &format!("{PLAN}?nam=2017")).await.contains("Năm 2017 chưa có kế hoạch"));
    let trail = page(&app, &people.head, "/hiephoa/nhat-ky").await;
    assert!(trail.contains("đã bỏ dự thảo kế hoạch năm"), "{trail}");

    done(&app, office, PLAN, &[("nam", "2017"), ("muc-dich", "Lập lại (mẫu).")]).await;
    let task = [("nam", "2017"), ("viec", "Rà soát (mẫu)"), ("ai", "board"), ("han", "30/06/2017")];
    done(&app, office, &format!("{PLAN}/viec"), &task).await;
    approved(&app, &people).await;
    let version = plan(&app, office).await["version"].as_i64().unwrap();
    let body = json!({ "year": 2017, "version": version, "reason": "Bỏ (mẫu)" });
    let answer = app.call(office, "POST", "/api/v1/staff/hiephoa/plan/discard", body).await;
    assert_eq!(answer.status(), 422, "what is approved stays");
    assert!(!page(&app, office, &format!("{PLAN}?nam=2017")).await.contains("Bỏ dự thảo lập nhầm"));
}

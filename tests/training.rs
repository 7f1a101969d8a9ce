//! Trainings over HTTP: the register of a year, who took part from every site below, whom none has reached, and the report.

use crate::support::app::{Person, TestApp, between};
use portal::params;
use portal::people::Role;
use serde_json::{Value, json};

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    text(answer).await
}

async fn done(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) -> String {
    let answer = app.act(who, path, form).await;
    let (status, at) = (answer.status().as_u16(), TestApp::location(&answer));
    assert_eq!(status, 303, "{path}: {}", text(answer).await);
    at
}

async fn refused(app: &TestApp, who: &Person, path: &str, form: &[(&str, &str)]) -> String {
    let answer = app.act(who, path, form).await;
    assert_eq!(answer.status(), 422, "{path}");
    text(answer).await
}

async fn api(app: &TestApp, who: &Person, path: &str) -> Value {
    app.desk(who, &format!("/api/v1/staff{path}")).await.json().await.unwrap()
}

const COURSE: [(&str, &str); 6] = [
    ("chuyen-de", "Biên tập tin, bài (mẫu)"),
    ("tu-ngay", "20/12/2016"),
    ("den-ngay", "21/12/2016"),
    ("so-gio", "12"),
    ("dia-diem", "Hội trường Ủy ban nhân dân"),
    ("giang-vien", "Văn phòng (mẫu)"),
];

/// Writes the course down; its page at the desk.
async fn course(app: &TestApp, office: &Person) -> String {
    let at = done(app, office, "/hiephoa/tap-huan", &COURSE).await;
    at.split('#').next().unwrap().to_owned()
}

#[tokio::test]
async fn qc_6_6_a_training_reaches_people_of_every_site_and_the_year_s_report_says_so() {
    let app = TestApp::start().await;
    let (office, _) = app.signed_in("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let member = app.person("thanhvien.hiephoa", "hiephoa", Role::Member, None).await;
    let (clerk, account) = app.signed_in("canbo.ducthang", "ducthang", Role::UnitOfficer, None).await;
    let wrong = [COURSE[0], ("tu-ngay", "31/12/2016"), ("den-ngay", "hôm qua"), ("so-gio", "nhiều")];
    let wrong = refused(&app, &office, "/hiephoa/tap-huan", &wrong).await;
    assert!(wrong.contains("Còn 4 mục cần sửa") && wrong.contains("value=\"nhiều\""), "{wrong}");
    assert_eq!(app.act(&member, "/hiephoa/tap-huan", &COURSE).await.status(), 403);
    let at = course(&app, &office).await;

    let never = page(&app, &office, "/hiephoa/tap-huan/chua").await;
    assert!(never.contains("canbo.ducthang") && never.contains("Xã Đức Thắng"), "{never}");
    assert!(!page(&app, &clerk, "/ducthang/tap-huan-cua-toi").await.contains("Biên tập tin, bài"));
    let form = page(&app, &office, &format!("{at}?trang=ducthang")).await;
    assert!(
        form.contains(&format!("value=\"{account}\"")) && !form.contains(">thanhvien.hiephoa ("),
        "{form}"
    );
    let empty = refused(&app, &office, &format!("{at}/nguoi"), &[("trang", "ducthang")]).await;
    assert!(empty.contains("Hãy chọn hoặc ghi ít nhất một người"));
    let join = [
        ("trang", "ducthang"),
        ("nguoi", account.as_str()),
        ("nguoi-ngoai", "Cán bộ một cửa (mẫu); Xã Danh Thắng\nCán bộ một cửa (mẫu); xã danh thắng"),
        ("don-vi-ngoai", "Hội Nông dân (mẫu)"),
    ];
    done(&app, &office, &format!("{at}/nguoi"), &join).await;
    done(&app, &office, &format!("{at}/nguoi"), &join).await;
    let stranger = [("nguoi", "00000000-0000-7000-8000-000000000000")];
    refused(&app, &office, &format!("{at}/nguoi"), &stranger).await;
    let shown = page(&app, &member, &at).await;
    assert!(shown.contains("2 người, 1 đơn vị") && !shown.contains("Thêm người tham gia"), "{shown}");

    // The person sees it on the own page, and stands no longer among those whom none has reached.
    assert!(page(&app, &clerk, "/ducthang/tap-huan-cua-toi").await.contains("1 lớp, 12 giờ."));
    assert_eq!(api(&app, &clerk, "/ducthang/trainings/mine").await["rows"][0]["hours"], 12);
    assert!(!page(&app, &office, "/hiephoa/tap-huan/chua").await.contains("canbo.ducthang"));
    assert_eq!(app.desk(&clerk, &at.replace("/hiephoa/", "/ducthang/")).await.status(), 404);
    assert!(page(&app, &office, "/hiephoa/tap-huan/nguoi?nam=2016").await.contains("canbo.ducthang"));
    assert!(page(&app, &office, "/hiephoa/tap-huan?nam=2015").await.contains("Trong năm chưa ghi lớp"));

    // What the register counts is what is in the database, and what the year's report says with its proof.
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM training_people WHERE tenant_id = $1 AND kind <> $2";
    let held: i64 = scope.one(sql, params!["unit"]).await.unwrap();
    drop(scope);
    let year = api(&app, &office, "/hiephoa/trainings?year=2016").await;
    assert_eq!((&year["people"], &year["hours"], &year["bodies"]), (&json!(held), &json!(12), &json!(3)));
    let begun = json!({ "kind": "nam", "year": 2016 });
    let begun = app.call(&member, "POST", "/api/v1/staff/hiephoa/reports", begun).await;
    let begun: Value = begun.json().await.unwrap();
    let report = format!("/hiephoa/reports/{}", begun["report"].as_str().unwrap());
    let report = api(&app, &member, &report).await;
    let tables = report["figures"]["tables"].as_array().unwrap();
    let line = |key: &str| &tables.iter().find(|one| one["key"] == key).unwrap()["lines"][0];
    let cells = line("training-reach")["cells"].as_array().unwrap();
    let counts: Vec<i64> = cells.iter().map(|cell| cell["count"].as_i64().unwrap()).collect();
    assert_eq!(counts[..4], [1, 12, held, 3]);
    let untrained = api(&app, &office, "/hiephoa/trainings/untrained").await;
    assert_eq!(counts[4], i64::try_from(untrained["rows"].as_array().unwrap().len()).unwrap());
    for cell in cells.iter().chain([&line("training")["cells"][1]]) {
        page(&app, &member, &format!("/hiephoa{}", cell["proof"].as_str().unwrap())).await;
    }
}

#[tokio::test]
async fn a_training_is_put_right_by_who_saw_it_last_and_taken_along_as_a_table() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let at = course(&app, &office).await;
    let api_at = format!("/api/v1/staff{}", at.replace("/tap-huan/", "/trainings/"));
    let mut right: Vec<(&str, &str)> = COURSE.to_vec();
    right[3] = ("so-gio", "16");
    right.push(("phien-ban", "1"));
    done(&app, &office, &at, &right).await;
    assert_eq!(app.act(&office, &at, &right).await.status(), 409, "another was first");
    assert!(page(&app, &office, &at).await.contains("<dd>16</dd>"));
    let people = json!({ "people": [{ "name": "Cán bộ văn thư (mẫu)", "body": "Xã Đồng Tân" }] });
    let added: Value =
        app.call(&office, "POST", &format!("{api_at}/people"), people).await.json().await.unwrap();
    assert_eq!(added["added"], 1);
    let held = page(&app, &office, &at).await;
    let row = between(&held, "name=\"ma\" value=\"", "\"").to_owned();
    done(&app, &office, &format!("{at}/bo-nguoi"), &[("ma", &row)]).await;
    assert_eq!(app.act(&office, &format!("{at}/bo-nguoi"), &[("ma", &row)]).await.status(), 404);
    let bytes = app.desk(&office, "/hiephoa/tap-huan.xlsx?nam=2016").await.bytes().await.unwrap();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let mut words = String::new();
    std::io::Read::read_to_string(&mut book.by_name("xl/sharedStrings.xml").unwrap(), &mut words).unwrap();
    assert!(words.contains("Biên tập tin, bài (mẫu)") && words.contains("Sổ tập huấn năm 2016"), "{words}");
    let trail = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let trail = page(&app, &trail, "/hiephoa/nhat-ky").await;
    assert!(
        trail.contains("đã sửa thông tin lớp tập huấn") && trail.contains("đã bỏ người khỏi lớp"),
        "{trail}"
    );
}

#[tokio::test]
async fn a_training_written_down_twice_is_struck_out_and_counts_no_more() {
    let app = TestApp::start().await;
    let (office, account) = app.signed_in("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let member = app.person("thanhvien.hiephoa", "hiephoa", Role::Member, None).await;
    let first = course(&app, &office).await;
    let second = course(&app, &office).await;
    let people = [("nguoi", account.as_str()), ("don-vi-ngoai", "Hội Nông dân (mẫu)")];
    done(&app, &office, &format!("{second}/nguoi"), &people).await;
    let id = second.rsplit('/').next().unwrap();
    let strike = [("ma-huy", id), ("ly-do-huy", "Ghi hai lần (mẫu)")];
    let at = "/hiephoa/tap-huan/huy";
    assert_eq!(app.act(&member, at, &strike).await.status(), 403);
    refused(&app, &office, at, &strike[..1]).await;
    assert_eq!(api(&app, &office, "/hiephoa/trainings?year=2016").await["courses"], 2);
    done(&app, &office, at, &strike).await;
    refused(&app, &office, at, &strike).await;

    // It stays to be read with its reason; nothing counts it, and nothing of it is changed.
    let year = api(&app, &office, "/hiephoa/trainings?year=2016").await;
    assert_eq!((&year["courses"], &year["hours"], &year["people"]), (&json!(1), &json!(12), &json!(0)));
    assert_eq!(year["trainings"][1]["struck"], "Ghi hai lần (mẫu)");
    let list = page(&app, &office, "/hiephoa/tap-huan?nam=2016").await;
    assert!(list.contains("Đã hủy ghi lúc") && list.contains(&format!("href=\"{first}\"")), "{list}");
    let seen = page(&app, &office, &second).await;
    assert!(seen.contains("Ghi hai lần (mẫu)") && !seen.contains("Sửa thông tin lớp"), "{seen}");
    assert!(seen.contains("Hội Nông dân (mẫu)"), "{seen}");
    refused(&app, &office, &format!("{second}/nguoi"), &people).await;
    let mut right: Vec<(&str, &str)> = COURSE.to_vec();
    right.push(("phien-ban", "2"));
    refused(&app, &office, &second, &right).await;
    assert_eq!(api(&app, &office, "/hiephoa/trainings/mine").await["rows"], json!([]));
    assert!(page(&app, &office, "/hiephoa/tap-huan/chua").await.contains("vanphong.hiephoa"));
    let begun = json!({ "kind": "nam", "year": 2016 });
    let begun: Value =
        app.call(&member, "POST", "/api/v1/staff/hiephoa/reports", begun).await.json().await.unwrap();
    let report = api(&app, &member, &format!("/hiephoa/reports/{}", begun["report"].as_str().unwrap())).await;
    let tables = report["figures"]["tables"].as_array().unwrap();
    let reach = &tables.iter().find(|one| one["key"] == "training-reach").unwrap()["lines"][0]["cells"];
    assert_eq!((&reach[0]["count"], &reach[1]["count"]), (&json!(1), &json!(12)));
    let trail = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    assert!(page(&app, &trail, "/hiephoa/nhat-ky").await.contains("đã hủy ghi lớp tập huấn"));
}

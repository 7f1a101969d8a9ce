//! Who must act on what lies behind a figure: the months that are judged, whole lists, and letters to those whose turn it is.

use crate::oversight::{question, run, text};
use crate::support::app::{TestApp, between};
use portal::base::clock::DAY;
use portal::oversight::keep;
use portal::params;
use portal::people::Role;
use portal::supply::remind;
use serde_json::{Value, json};

const SITE: &str = "ducthang";
const LIST: &str = "/ducthang/can-xu-ly?loai=";

async fn quota(app: &TestApp, unit: &str, items: i64) {
    run(
        app,
        SITE,
        "INSERT INTO supply_quotas (tenant_id, unit_key, from_month, items, set_by, set_at) VALUES ($1, $2, '2016-11', $3, 'mau', 0)",
        params![unit, items],
    )
    .await;
}

async fn count(app: &TestApp) {
    keep::work(app.app.clone()).await.unwrap();
}

/// The letters that urge, as text.
async fn urged(app: &TestApp) -> Vec<String> {
    app.drain().await;
    let body = |mime: &[u8]| {
        let message = mail_parser::MessageParser::default().parse(mime).unwrap();
        message.body_text(0).unwrap().replace(" \r\n", " ").replace(" \n", " ")
    };
    app.letters("Đôn đốc ").iter().map(|mail| body(&mail.mime)).collect()
}

#[tokio::test]
async fn quotas_are_judged_from_the_day_of_reminding_and_urged_of_the_units_behind() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let deputy = app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    let head = app.person("thutruong.tuphap", SITE, Role::UnitHead, Some("tuphap")).await;
    quota(&app, "tuphap", 2).await;
    quota(&app, "diachinh", 1).await;
    count(&app).await;

    let list = format!("{LIST}chi-tieu");
    let page = text(app.desk(&office, &list).await).await;
    assert!(page.contains("Đơn vị thiếu chỉ tiêu tháng 12/2016"), "{page}");
    assert!(page.contains("đã gửi 0 trong 2 tin, bài của tháng 12/2016; chưa nhắc ai"), "{page}");
    assert!(page.contains("Chưa ai đôn đốc về việc này"), "{page}");
    assert!(page.contains("href=\"/ducthang/cung-cap?thang=2016-12\""), "{page}");
    let acting = between(&page, "id=\"nguoi\"", "</section>");
    assert!(
        acting.contains("thutruong.tuphap, Thủ trưởng đơn vị") && !acting.contains("thuongtruc"),
        "{acting}"
    );

    // What the server told is told here.
    remind::work(app.app.clone()).await.unwrap();
    app.drain().await;
    let page = text(app.desk(&office, &list).await).await;
    assert!(!page.contains("chưa nhắc ai") && !page.contains("Chưa ai đôn đốc về việc này"), "{page}");
    let told = between(&page, "id=\"da-nhac\"", "</section>");
    assert_eq!(told.matches("Máy đã gửi thư nhắc").count(), 2, "{told}");
    assert!(told.contains("máy chủ thư đã nhận"), "{told}");

    // Urged: the head of the one unit and the box of the other, each of their own; not the board.
    let form = [("lan", "chi-tieu"), ("trang", SITE), ("so-lieu", "chi-tieu")];
    let sent = app.act(&office, "/hiephoa/giam-sat/nhac", &form).await;
    assert_eq!(TestApp::location(&sent), "/hiephoa/giam-sat?da-gui=1.2");
    let letters = urged(&app).await;
    assert_eq!(letters.len(), 2);
    let to_head = letters.iter().find(|body| body.contains("Kính gửi thutruong.tuphap")).unwrap();
    assert!(to_head.contains("Đơn vị thiếu chỉ tiêu tháng 12/2016: 1"), "{to_head}");
    assert!(to_head.contains("đã gửi 0 trong 2") && !to_head.contains("đã gửi 0 trong 1"), "{to_head}");
    let to_box = letters.iter().find(|body| body.contains("đã gửi 0 trong 1")).unwrap();
    assert!(!to_box.contains("đã gửi 0 trong 2") && !letters.iter().any(|body| body.contains("thuongtruc")));
    let overview = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(
        overview.contains("2 người, chưa ai mở") && overview.contains("xét tháng 12/2016:"),
        "{overview}"
    );

    // The head is told at the desk, opens it, and sees nothing but their own.
    let home = text(app.desk(&head, "/ducthang").await).await;
    assert!(home.contains("1 đôn đốc của cấp trên ông/bà chưa mở"), "{home}");
    let opened = text(app.desk(&head, "/ducthang/don-doc").await).await;
    assert!(opened.contains("href=\"/ducthang/cung-cap\"") && opened.contains("đã mở"), "{opened}");
    assert!(!opened.contains("Việc đang cần xử lý") && !opened.contains("Hộp thư"), "{opened}");
    assert_eq!(app.desk(&head, &list).await.status(), 403, "the lists are for who looks after the site");
    let receipts = text(app.desk(&deputy, &list).await).await;
    let receipts = between(&receipts, "id=\"da-nhac\"", "</section>");
    assert!(receipts.contains("thutruong.tuphap") && receipts.contains("đã mở "), "{receipts}");
    let again = [("lan", "lan-hai"), ("trang", SITE), ("so-lieu", "chi-tieu")];
    let refused = app.act(&office, "/hiephoa/giam-sat/nhac", &again).await;
    assert_eq!(refused.status(), 422, "each was told their part, the site has no more than both");

    // On the third of January nobody is behind the new month; what December lacks is still there.
    app.db().clock.advance(4 * DAY);
    count(&app).await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let read = async |office| -> Value {
        let all: Value = app.desk(office, "/api/v1/staff/hiephoa/oversight").await.json().await.unwrap();
        all["rows"].as_array().unwrap().iter().find(|row| row["slug"] == SITE).unwrap().clone()
    };
    let row = read(&office).await;
    assert_eq!((&row["quota_month"], &row["figures"]["chi-tieu"]), (&json!("2016-12"), &json!(2)), "{row}");
    let formula = row["parts"].to_string();
    assert!(formula.contains("đã gửi trong chỉ tiêu / chỉ tiêu tháng 12/2016 = 0 / 3"), "{formula}");
    run(
        &app,
        SITE,
        "INSERT INTO supply_settings (tenant_id, confirmation, office_unit, remind_day, set_by, set_at) \
         VALUES ($1, 'nothing', 'vanphong', 3, 'mau', 0)",
        vec![],
    )
    .await;
    count(&app).await;
    assert_eq!(read(&office).await["quota_month"], "2017-01", "the site's own day begins it");
    let page = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("tháng 12/2016 hoặc tháng 01/2017"), "{page}");
}

#[tokio::test]
async fn the_rate_speaks_of_twelve_months_on_every_page() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    question(&app, SITE, 1, "2015-06-10", Some("2015-07-01")).await;
    question(&app, SITE, 2, "2015-12-20", Some("2015-12-31")).await;
    question(&app, SITE, 3, "2016-12-20", Some("2016-12-19")).await;
    count(&app).await;
    let page = text(app.desk(&office, "/hiephoa/giam-sat/ducthang").await).await;
    assert!(
        page.contains("trong 12 tháng qua: xong đúng hạn / (đã xong + đang quá hạn) = 1 / (2 + 0)"),
        "{page}"
    );
    assert!(page.contains("dung-han&#38;xong-tu-ngay=31/12/2015") && page.contains("50%"), "{page}");
    let book = "/ducthang/so-theo-doi?tinh-trang=dung-han&xong-tu-ngay=31/12/2015";
    let book = text(app.desk(&office, book).await).await;
    assert!(book.contains("Đã nhận 1 = đang xử lý 0 + đã xong 1"), "{book}");
    assert!(
        book.contains("name=\"xong-tu-ngay\" value=\"31/12/2015\""),
        "what narrows it stands in its form"
    );
    let all = "/ducthang/so-theo-doi?tinh-trang=da-xong&xong-tu-ngay=31/12/2015";
    assert!(text(app.desk(&office, all).await).await.contains("đã xong 2"));

    // A day later what was over a year ago is held against nobody.
    app.db().clock.advance(DAY);
    count(&app).await;
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let page = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("hỏi đáp đúng hạn 12 tháng qua 100%"), "{page}");
    let row: Value = app.desk(&office, "/api/v1/staff/hiephoa/oversight").await.json().await.unwrap();
    let row = row["rows"].as_array().unwrap().iter().find(|row| row["slug"] == SITE).unwrap();
    assert_eq!(row["on_time"], 100);
}

#[tokio::test]
async fn a_late_question_is_urged_of_its_unit_and_of_the_board() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    app.person("thutruong.tuphap", SITE, Role::UnitHead, Some("tuphap")).await;
    for number in 1..=22 {
        question(&app, SITE, number, "2016-12-20", None).await;
    }
    run(&app, SITE, "UPDATE questions SET unit_key = 'diachinh' WHERE tenant_id = $1 AND number = 1", vec![])
        .await;
    run(&app, SITE, "UPDATE questions SET state = 'answered' WHERE tenant_id = $1 AND number = 2", vec![])
        .await;
    count(&app).await;
    let form = [("lan", "qua-han"), ("trang", SITE), ("so-lieu", "qua-han")];
    let sent = app.act(&office, "/hiephoa/giam-sat/nhac", &form).await;
    assert_eq!(TestApp::location(&sent), "/hiephoa/giam-sat?da-gui=1.3");
    let letters = urged(&app).await;
    let of = |who: &str| letters.iter().find(|body| body.contains(who)).unwrap();
    let board = of("Kính gửi thuongtruc.ducthang");
    assert!(board.contains("Câu hỏi quá hạn: 22") && board.contains("- và 2 việc nữa"), "{board}");
    assert_eq!(board.matches("- Câu hỏi số ").count(), 20, "{board}");
    let head = of("Kính gửi thutruong.tuphap");
    assert!(head.contains("Câu hỏi quá hạn: 20") && !head.contains("việc nữa"), "{head}");
    assert!(!head.contains("Câu hỏi số 2:") && head.contains("Câu hỏi số 3: hạn 20/12/2016"), "{head}");
    assert!(
        letters
            .iter()
            .any(|body| body.contains("Câu hỏi quá hạn: 1\n") || body.contains("Câu hỏi quá hạn: 1\r\n"))
    );
    assert!(
        letters.iter().all(|body| !body.contains("Hỏi (mẫu)") && !body.contains("Nội dung (mẫu)")),
        "{letters:?}"
    );
    let page = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("22 câu hỏi quá hạn ở 1 trang, đã đôn đốc cả"), "{page}");
    let again = [("lan", "qua-han-2"), ("trang", SITE), ("so-lieu", "qua-han")];
    assert_eq!(app.act(&office, "/hiephoa/giam-sat/nhac", &again).await.status(), 422);
}

#[tokio::test]
async fn every_row_of_a_list_is_reached() {
    const NUMBERS: &str = "WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 60)";
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let actor = portal::base::audit::Actor::system();
    let mut scope = app.db().write(tenant.id(), &actor).await.unwrap();
    for sql in [
        "INSERT INTO items (tenant_id, item_id, kind, section_key, slug, live_edition_id, listed_on, created_at) \
         SELECT $1, 'i' || CAST(n AS TEXT), 'news', 'tin-tuc', 's' || CAST(n AS TEXT), 'e' || CAST(n AS TEXT), '2016-12-01', 0 \
         FROM numbers",
        "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, unit_key, \
         kind, section_key, created_at, updated_at, no_secret_declared, live_from, waivers) SELECT $1, 'e' || CAST(n AS TEXT), \
         'i' || CAST(n AS TEXT), 1, 'live', 1, 'r', 'Bài thứ ' || CAST(n AS TEXT) || ' (mẫu)', '', 'Văn phòng', 'tuphap', 'news', \
         'tin-tuc', 0, 0, TRUE, 0, '' FROM numbers",
        "INSERT INTO item_access (tenant_id, item_id, edition_id, found) SELECT $1, 'i' || CAST(n AS TEXT), \
         'e' || CAST(n AS TEXT), 'tables' FROM numbers",
    ] {
        scope.execute(sqlx::AssertSqlSafe(format!("{NUMBERS} {sql}")), vec![]).await.unwrap();
    }
    scope.changed("test", "x", portal::base::scope::Reach::Staff);
    scope.commit().await.unwrap();
    count(&app).await;

    let mut seen = std::collections::BTreeSet::new();
    for page in ["1", "2", "9"] {
        let list = text(app.desk(&office, &format!("{LIST}tiep-can&trang={page}")).await).await;
        let rows = list.matches("bảng thiếu tiêu đề").count();
        assert_eq!(rows, if page == "1" { 50 } else { 10 }, "{page}: {list}");
        assert!(!list.contains("trang-thai=live") && list.contains("loai=tiep-can&#38;trang="), "{list}");
        let named = |n: &i32| list.contains(&format!("Bài thứ {n} (mẫu)"));
        seen.extend((1..=60).filter(named));
    }
    assert_eq!(seen.len(), 60, "the fifty-first is on the second page");
    let api = "/api/v1/staff/ducthang/oversight/list?figure=tiep-can";
    let first: Value = app.desk(&office, api).await.json().await.unwrap();
    assert_eq!((first["rows"].as_array().unwrap().len(), &first["after"]), (50, &json!("50")));
    let next: Value = app.desk(&office, &format!("{api}&after=50")).await.json().await.unwrap();
    assert_eq!((next["rows"].as_array().unwrap().len(), &next["after"]), (10, &Value::Null));

    let form = [("lan", "tiep-can"), ("trang", SITE), ("so-lieu", "tiep-can")];
    let sent = app.act(&office, "/hiephoa/giam-sat/nhac", &form).await;
    assert_eq!(TestApp::location(&sent), "/hiephoa/giam-sat?da-gui=1.2");
    let letters = urged(&app).await;
    assert!(letters.iter().all(|body| body.contains("Nội dung chưa tiếp cận được: 60")), "{letters:?}");
    assert!(letters.iter().all(|body| body.contains("- và 40 việc nữa")), "{letters:?}");
}

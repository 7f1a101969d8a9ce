//! What reports count: for exactly their days, as things stood on the last of them, and all of it.

use crate::reports::{
    People, SITE, begun, counted, figure, part, people, published, read, run, seen_on, stepped, text,
};
use crate::support::app::{Person, TestApp};
use jiff::civil::{Date, date};
use portal::base::audit::Actor;
use portal::base::clock::{DAY, HOUR, start_of};
use portal::params;
use portal::people::Role;
use serde_json::{Value, json};

/// A question that was just asked; its id.
async fn asked(app: &TestApp, subject: &str) -> String {
    let form = [
        ("tieu-de", subject),
        ("noi-dung", "Cần những giấy tờ gì khi đăng ký khai sinh?"),
        ("ho-ten", "Người hỏi"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post("hiephoa.localhost", "/hoi-dap/gui", &form).await.status(), 200);
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT question_id AS s FROM questions WHERE tenant_id = $1 AND subject = $2";
    scope.one(sql, params![subject]).await.unwrap()
}

async fn closed(app: &TestApp, who: &Person, id: &str, kind: &str) -> u16 {
    let version = counted(
        app,
        "SELECT version AS n FROM questions WHERE tenant_id = $1 AND question_id = $2",
        params![id],
    )
    .await;
    let body = json!({ "version": version, "kind": kind, "reason": "Đã trao đổi với người hỏi." });
    let path = format!("/api/v1/staff/{SITE}/questions/{id}/close");
    app.call(who, "POST", &path, body).await.status().as_u16()
}

async fn list(app: &TestApp, who: &Person, proof: &str) -> String {
    text(app.desk(who, &format!("/{SITE}{proof}")).await).await
}

#[tokio::test]
async fn a_question_counts_as_it_stood_at_the_end_of_the_last_day() {
    let app = TestApp::start().await;
    people(&app).await;
    asked(&app, "Hỏi về đất").await;
    let over = asked(&app, "Hỏi về khai sinh").await;
    app.db().clock.advance(6 * DAY);
    let office = app.sign_in_again("vanphong").await;
    let writer = app.sign_in_again("thanhvien").await;
    assert_eq!(closed(&app, &office, &over, "out-of-scope").await, 200, "in the new year");

    let id = begun(&app, &writer, "h2", 2016).await;
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    let told = |column| figure(&report, "questions", "Cộng", column);
    assert_eq!((told(0).0, told(1).0, told(3).0), (2, 0, 2), "on 31/12 both were open");
    assert_eq!(figure(&report, "question-units", "Chưa giao đơn vị", 3).0, 2);
    let book = list(&app, &office, &told(3).1).await;
    assert!(book.contains("Đã nhận 2 = đang xử lý 2 + đã xong 0"), "{book}");
    assert!(book.contains("tình trạng tính đến hết ngày 31/12/2016"));
    let now = list(&app, &office, "/so-theo-doi?tu-ngay=01/07/2016&den-ngay=31/12/2016").await;
    assert!(now.contains("Đã nhận 2 = đang xử lý 1 + đã xong 1"), "{now}");
    // The book over JSON can be read as of the day too.
    let path = "/register/figures?until=2016-12-31&as_of=2016-12-31";
    assert_eq!(read(&app, &office, path).await["closed"], 0);
    let year = begun(&app, &writer, "hoi-dap", 2016).await;
    let year = read(&app, &writer, &format!("/reports/{year}")).await;
    assert_eq!(figure(&year, "questions", "Cộng", 3).0, 2);
}

async fn comment(app: &TestApp, number: i64, came: Date, decided: Option<(&str, Date)>) {
    let (state, at) = decided.map_or(("waiting", None), |(state, day)| (state, Some(start_of(day) + HOUR)));
    let public = (state == "shown").then_some("Ý kiến (mẫu)");
    let ground = (state == "withheld").then_some("spam");
    let id = format!("y-kien-{number}");
    run(
        app,
        "INSERT INTO consultation_comments (tenant_id, comment_id, consultation_id, number, body, consent_name, consent_version, \
         received_at, state, public_body, withheld_ground, moderated_at, version) \
         VALUES ($1, $2, 'du-thao', $3, 'Ý kiến (mẫu)', FALSE, '1', $4, $5, $6, $7, $8, 1)",
        params![id, number, start_of(came) + HOUR, state, public, ground, at],
    )
    .await;
}

#[tokio::test]
async fn comments_count_by_their_own_day_where_a_consultation_runs_over_the_end() {
    let app = TestApp::start().await;
    let People { writer, .. } = people(&app).await;
    run(
        &app,
        "INSERT INTO consultations (tenant_id, consultation_id, slug, kind, title, unit_key, contact, note, text, begins_on, \
         ends_on, short_ground, stage, approved_at, account, version, created_at, updated_at) \
         VALUES ($1, 'du-thao', 'du-thao', 'quyet-dinh', 'Dự thảo (mẫu)', 'tuphap', '', '', '', '2016-06-20', '2016-07-10', '', \
         'approved', $2, '', 1, $2, $2)",
        params![start_of(date(2016, 6, 20))],
    )
    .await;
    comment(&app, 1, date(2016, 6, 25), Some(("shown", date(2016, 6, 26)))).await;
    comment(&app, 2, date(2016, 6, 30), Some(("withheld", date(2016, 7, 2)))).await;
    comment(&app, 3, date(2016, 7, 1), None).await;
    let first = begun(&app, &writer, "h1", 2016).await;
    let first = read(&app, &writer, &format!("/reports/{first}")).await;
    let of = |report: &Value| [0, 1, 2, 3].map(|column| figure(report, "consultations", "Cộng", column).0);
    assert_eq!(of(&first), [2, 1, 0, 1], "the second was withheld after the half was over");
    let second = begun(&app, &writer, "h2", 2016).await;
    let second = read(&app, &writer, &format!("/reports/{second}")).await;
    assert_eq!(of(&second), [1, 0, 0, 1]);
    let (waiting, proof) = figure(&first, "consultations", "Dự thảo (mẫu)", 3);
    let rows = list(&app, &writer, &proof).await;
    assert_eq!(waiting, 1);
    assert!(rows.contains("1 mục") && rows.contains("Ý kiến số 2 (chờ xem xét)"), "{rows}");
}

#[tokio::test]
async fn a_section_is_as_fresh_in_a_report_as_on_the_desk() {
    let app = TestApp::start().await;
    let People { writer, head, .. } = people(&app).await;
    // An article of October that was corrected yesterday.
    let edition = published(&app, &writer, &head, "Giới thiệu chung của huyện").await;
    seen_on(&app, &edition, date(2016, 10, 3)).await;
    let yesterday = start_of(date(2016, 12, 29)) + HOUR;
    run(
        &app,
        "UPDATE editions SET state = 'superseded', live_until = $3 WHERE tenant_id = $1 AND edition_id = $2",
        params![&edition, yesterday],
    )
    .await;
    run(
        &app,
        "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, unit_key, \
         created_at, updated_at, no_secret_declared, live_from, waivers) SELECT tenant_id, 'sua', item_id, 2, 'live', 1, revision_id, \
         title, '', author, unit_key, $3, $3, TRUE, $3, '[]' FROM editions WHERE tenant_id = $1 AND edition_id = $2",
        params![&edition, yesterday],
    )
    .await;
    run(
        &app,
        "UPDATE items SET section_key = 'gioi-thieu', live_edition_id = 'sua' WHERE tenant_id = $1 AND live_edition_id = $2",
        params![&edition],
    )
    .await;
    // An answer, and a day of the leaders' calendar, both before readers since yesterday.
    let question = asked(&app, "Hỏi về hộ khẩu").await;
    run(
        &app,
        "UPDATE questions SET state = 'published', public_subject = subject, published_at = $3, settled_at = $3, \
         settled_on = '2016-12-29' WHERE tenant_id = $1 AND question_id = $2",
        params![&question, yesterday],
    )
    .await;
    run(
        &app,
        "INSERT INTO schedule_entries (tenant_id, entry_id, day, begins, what, place, presides, attends, unit_key, regular, is_public, \
         published_at, updated_at, version) VALUES ($1, 'lich', '2016-12-30', '08:00', 'Họp giao ban (mẫu)', '', '', '', 'vanphong', \
         FALSE, TRUE, $2, $2, 1)",
        params![yesterday],
    )
    .await;

    let id = begun(&app, &writer, "h2", 2016).await;
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    let table = report["figures"]["tables"].as_array().unwrap().iter().find(|one| one["key"] == "freshness");
    let lines = table.unwrap()["lines"].as_array().unwrap();
    let care = read(&app, &head, "/care").await;
    let sections = care["sections"].as_array().unwrap();
    assert_eq!(lines.len(), sections.len());
    for section in sections {
        let line = lines.iter().find(|line| line["label"] == section["title"]).unwrap();
        let told = line["cells"][3]["words"] == json!("Quá hạn cập nhật");
        assert_eq!(json!(told), section["stale"], "{section}");
    }
    for (key, times) in [("gioi-thieu", 2), ("hoi-dap", 1), ("lich-cong-tac", 1)] {
        let section = sections.iter().find(|one| one["section"] == key).unwrap();
        assert_eq!((section["last"].as_str(), section["stale"].as_bool()), (Some("2016-12-29"), Some(false)));
        let (count, proof) = figure(&report, "freshness", section["title"].as_str().unwrap(), 1);
        assert_eq!(count, times, "{key}");
        let rows = list(&app, &writer, &proof).await;
        assert!(rows.contains(&format!("{times} mục")), "{rows}");
    }
    // As of the end of the first half there was nothing of all this.
    let half = begun(&app, &writer, "h1", 2016).await;
    let half = read(&app, &writer, &format!("/reports/{half}")).await;
    let title = sections.iter().find(|one| one["section"] == "lich-cong-tac").unwrap()["title"].clone();
    assert_eq!(figure(&half, "freshness", title.as_str().unwrap(), 1).0, 0);
}

#[tokio::test]
async fn every_late_case_is_counted_though_only_the_first_are_named() {
    let app = TestApp::start().await;
    let People { writer, .. } = people(&app).await;
    run(
        &app,
        "WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < 130) \
         INSERT INTO questions (tenant_id, question_id, number, code_digest, state, version, subject, body, consent_answer, \
         consent_name, consent_text_version, received_at, due_on) SELECT $1, 'q' || CAST(n AS TEXT), 1000 + n, \
         'q' || CAST(n AS TEXT), 'assigned', 1, 'Hỏi (mẫu)', 'Nội dung (mẫu)', TRUE, FALSE, '1', $2, '2016-05-25' FROM numbers",
        params![start_of(date(2016, 5, 4))],
    )
    .await;
    let id = begun(&app, &writer, "h1", 2016).await;
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    let late = report["figures"]["tables"].as_array().unwrap().iter();
    let late = late.into_iter().find(|one| one["key"] == "late" && one["unit"] == "câu hỏi").unwrap();
    assert_eq!(late["lines"].as_array().unwrap().len(), 100);
    assert_eq!(late["total"]["cells"][1]["count"], 130);
    assert_eq!(figure(&report, "questions", "Cộng", 4).0, 130);
    let proof = late["total"]["cells"][1]["proof"].as_str().unwrap();
    assert!(list(&app, &writer, proof).await.contains("Đã nhận 130 = đang xử lý 130"), "{proof}");
    let page = format!("/{SITE}/bao-cao/{id}/tai/bao-cao.docx");
    let docx = app.desk(&writer, &page).await.bytes().await.unwrap();
    let document = part(&docx, "word/document.xml");
    let said = "Câu hỏi trễ hạn: 130 câu hỏi; bảng sau nêu 100 câu hỏi đầu, còn 30 câu hỏi nữa.";
    assert!(document.contains(said), "{document}");
}

/// Texts that an import brought on a day, as many as wanted.
async fn imported(app: &TestApp, many: i64, day: Date) {
    const NUMBERS: &str = "WITH RECURSIVE numbers (n) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT n + 1 FROM numbers WHERE n < $2) ";
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    for sql in [
        "INSERT INTO items (tenant_id, item_id, kind, section_key, slug, live_edition_id, listed_on, created_at) SELECT $1, \
         'i' || CAST(n AS TEXT), 'document', 'van-ban', 'i' || CAST(n AS TEXT), 'e' || CAST(n AS TEXT), '2016-06-01', $3 FROM numbers",
        "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, unit_key, \
         batch_id, created_at, updated_at, no_secret_declared, live_from, waivers) SELECT $1, 'e' || CAST(n AS TEXT), \
         'i' || CAST(n AS TEXT), 1, 'live', 1, 'r' || CAST(n AS TEXT), 'Văn bản cũ (mẫu)', '', '', 'vanphong', 'lo', $3, $3, TRUE, $3, \
         '[]' FROM numbers",
        "INSERT INTO revisions (tenant_id, revision_id, edition_id, no, content, sha256, created_at) SELECT $1, \
         'r' || CAST(n AS TEXT), 'e' || CAST(n AS TEXT), 1, '{}', 'x', $3 FROM numbers",
    ] {
        let sql = sqlx::AssertSqlSafe(format!("{NUMBERS}{sql}"));
        scope.execute(sql, params![many, start_of(day) + HOUR]).await.unwrap();
    }
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn a_large_import_takes_nothing_out_of_the_figures() {
    let app = TestApp::start().await;
    let People { writer, head, .. } = people(&app).await;
    let edition = published(&app, &writer, &head, "Tin trước đợt nhập lớn").await;
    seen_on(&app, &edition, date(2016, 2, 1)).await;
    imported(&app, 50_100, date(2016, 6, 1)).await;
    let id = begun(&app, &writer, "h1", 2016).await;
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    assert_eq!(figure(&report, "sections", "Cộng", 0).0, 1);
    let (all, proof) = figure(&report, "changes", "Văn bản, bài cũ nhập hàng loạt", 0);
    assert_eq!(all, 50_100);
    assert!(list(&app, &writer, &proof).await.contains("50.100 mục"));
}

#[tokio::test]
async fn refusals_are_counted_by_their_ground_and_complaints_are_told_by_a_person() {
    let app = TestApp::start().await;
    people(&app).await;
    let early = asked(&app, "Xin bản sao quy hoạch").await;
    let to_class =
        "UPDATE questions SET class = 'yeu-cau-thong-tin' WHERE tenant_id = $1 AND question_id = $2";
    run(&app, to_class, params![&early]).await;
    let office = app.sign_in_again("vanphong").await;
    assert_eq!(closed(&app, &office, &early, "28.1.c").await, 422, "the law holds from 1/7/2018");
    app.db().clock.advance(740 * DAY);
    let office = app.sign_in_again("vanphong").await;
    let mut made = Vec::new();
    for subject in ["Xin tài liệu mật", "Xin số liệu dân số", "Xin danh sách hộ", "Hỏi chuyện khác"]
    {
        let id = asked(&app, subject).await;
        if subject != "Hỏi chuyện khác" {
            run(&app, to_class, params![&id]).await;
        }
        made.push(id);
    }
    assert_eq!(closed(&app, &office, &made[3], "28.1.a").await, 422, "it asks for no information");
    let page = text(app.desk(&office, &format!("/{SITE}/hoi-dap/{}", made[0])).await).await;
    assert!(page.contains("Từ chối cung cấp: thông tin không thuộc trách nhiệm cung cấp"), "{page}");
    for (id, kind) in made.iter().zip(["28.1.a", "taken-back", "out-of-scope"]) {
        assert_eq!(closed(&app, &office, id, kind).await, 200, "{kind}");
    }
    app.drain().await;
    let writer = app.sign_in_again("thanhvien").await;
    let id = begun(&app, &writer, "tctt", 2019).await;
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    let told = |label: &str| figure(&report, "access", label, 0);
    assert_eq!(told("Tiếp nhận").0, 3);
    let (refused, proof) = told("Từ chối cung cấp");
    assert_eq!((refused, told("Người yêu cầu rút yêu cầu").0), (1, 1));
    assert_eq!(told("Ngoài phạm vi trả lời").0, 1);
    let rows = list(&app, &office, &proof).await;
    assert!(rows.contains("Xin tài liệu mật") && !rows.contains("Xin số liệu dân số"), "{rows}");
    let part = "Trong đó thông tin không được tiếp cận, hoặc không đủ điều kiện tiếp cận, Luật Tiếp cận thông tin số \
                104/2016/QH13, Điều 28.1.a";
    assert_eq!(told(part).0, 1);

    // The portal says nothing of complaints: the report waits for a person to do so.
    assert_eq!(report["texts"]["khieu-nai"], "");
    app.db().clock.advance(365 * DAY);
    let writer = app.sign_in_again("thanhvien").await;
    let page = format!("/{SITE}/bao-cao/{id}");
    let early = app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "1")]).await;
    assert_eq!(early.status(), 422);
    assert!(text(early).await.contains("hệ thống không có số liệu này"));
    let written = [("phien-ban", "1"), ("noi-dung-khieu-nai", "Có 01 khiếu nại, đã giải quyết.")];
    assert_eq!(app.act(&writer, &page, &written).await.status(), 303);
    assert_eq!(stepped(&app, &writer, &id, "submit", "").await, 200);
}

#[tokio::test]
async fn a_commune_s_board_may_judge_its_year_and_owes_it_to_nobody() {
    let app = TestApp::start().await;
    let writer = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    for kind in ["h1", "h2", "nam"] {
        let new = json!({ "kind": kind, "year": 2016 });
        let made = app.call(&writer, "POST", "/api/v1/staff/ducthang/reports", new).await;
        assert_eq!(made.status(), 200, "{kind}: {}", text(made).await);
    }
    app.db().clock.advance(90 * DAY);
    app.do_duties().await;
    let writer = app.sign_in_again("thanhvien.ducthang").await;
    let due: Value = app.desk(&writer, "/api/v1/staff/ducthang/reports").await.json().await.unwrap();
    for row in due["rows"].as_array().unwrap().iter().filter(|row| row["kind"] != "hoi-dap") {
        assert_eq!((row["late"].as_bool(), row["standing"].as_str()), (Some(false), Some("không bắt buộc")));
    }
    let page = text(app.desk(&writer, "/ducthang/bao-cao").await).await;
    assert!(page.contains("Báo cáo đánh giá hoạt động hằng năm"), "{page}");
}

#[tokio::test]
async fn units_with_nothing_stand_in_the_report_and_contributors_are_those_of_the_days() {
    let app = TestApp::start().await;
    let People { writer, head, .. } = people(&app).await;
    app.person("ctv", SITE, Role::Contributor, None).await;
    published(&app, &writer, &head, "Tin của Văn phòng").await;
    run(
        &app,
        "INSERT INTO search_log (tenant_id, day, query_key, query, searches, empty_searches, hits, clicks, click_ranks) \
         VALUES ($1, '2016-12-29', 'ho khau', 'hộ khẩu', 3, 1, 2, 0, 0)",
        vec![],
    )
    .await;
    let id = begun(&app, &writer, "nam", 2016).await;
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    let units = app.app.directory.by_slug(SITE).unwrap().profile.units.clone();
    let silent = units.iter().find(|unit| unit.key == "tuphap").unwrap();
    assert_eq!(figure(&report, "units", &silent.name, 0).0, 0);
    assert_eq!(figure(&report, "supply", &silent.name, 1).0, 0, "it owes nothing and sent nothing");
    for (table, label) in [("use", "Lượt mở dịch vụ công từ trang"), ("uptime", "Toàn hệ thống")]
    {
        let column = usize::from(table == "uptime");
        assert_eq!(figure(&report, table, label, column).0, 0, "{table}");
    }
    let (searched, proof) = figure(&report, "use", "Lượt tìm kiếm", 0);
    let rows = list(&app, &head, &proof).await;
    assert_eq!((searched, figure(&report, "use", "Lượt tìm kiếm không có kết quả", 0).0), (3, 1));
    assert!(rows.contains("1 mục, cộng 3 lượt") && rows.contains("29/12/2016"), "{rows}");
    let (there, proof) = figure(&report, "contributors", "Cộng tác viên trong kỳ", 0);
    assert_eq!(there, 1);
    let rows = list(&app, &head, &proof).await;
    assert!(rows.contains("1 cộng tác viên từ 01/01/2016 đến 31/12/2016"), "{rows}");
    let (writing, proof) = figure(&report, "contributors", "Cộng tác viên có bài được đăng", 0);
    assert_eq!(writing, 0);
    assert!(list(&app, &head, &proof).await.contains("0 cộng tác viên có bài được đăng"));
    let before = list(&app, &head, "/cong-tac-vien?tu-ngay=01/01/2015&den-ngay=31/12/2015").await;
    assert!(before.contains("0 cộng tác viên từ 01/01/2015 đến 31/12/2015"), "{before}");
    let over_json = read(&app, &head, "/contributors?tu-ngay=01/01/2015&den-ngay=31/12/2015").await;
    assert_eq!(over_json["rows"], json!([]));
}

#[tokio::test]
async fn other_papers_of_the_board_take_their_numbers_from_the_same_series() {
    use portal::reports::letterhead::Letterhead;
    use portal::reports::numbers;
    let app = TestApp::start().await;
    let People { writer, head, .. } = people(&app).await;
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let letterhead = Letterhead::usual(&tenant.profile, app.db().clock.today());
    let about = ("royalty-month", "2016-11");
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    let first = numbers::give(&mut scope, &letterhead, "TTr", about).await.unwrap();
    scope.commit().await.unwrap();
    assert_eq!((first.number, first.symbol.as_str()), (1, "TTr-BBT"));
    let id = begun(&app, &writer, "h1", 2016).await;
    assert_eq!(stepped(&app, &writer, &id, "submit", "").await, 200);
    assert_eq!(stepped(&app, &head, &id, "approve", "").await, 200);
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    assert_eq!(report["sign"], "02/BC-BBT", "one series for reports and proposals");
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    assert_eq!(numbers::of(&mut scope, about).await.unwrap(), Some(first));
    assert_eq!(numbers::of(&mut scope, ("report", &id)).await.unwrap().map(|one| one.number), Some(2));
    assert_eq!(numbers::of(&mut scope, ("royalty-month", "2016-10")).await.unwrap(), None);
}

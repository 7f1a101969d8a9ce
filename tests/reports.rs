//! Reports over HTTP: figures that equal what is in the database, texts, approval, number, papers, what is due, the feed.

use std::io::Read;

use crate::support::app::{Person, TestApp};
use jiff::civil::date;
use portal::base::audit::Actor;
use portal::base::clock::{DAY, start_of};
use portal::params;
use portal::people::Role;
use serde_json::{Value, json};

pub(crate) const SITE: &str = "hiephoa";

pub(crate) async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

/// Publishes a news item now; its edition.
pub(crate) async fn published(app: &TestApp, writer: &Person, head: &Person, title: &str) -> String {
    let form = [
        ("tieu-de", title),
        ("tom-tat", "Lịch tiếp nhận hồ sơ."),
        ("noi-dung", "Tiếp nhận vào sáng thứ Ba."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang huyện"),
        ("don-vi", "vanphong"),
    ];
    let made = TestApp::location(&app.act(writer, &format!("/{SITE}/tin-bai/moi/tin"), &form).await);
    let item = made.trim_end_matches("/sua").to_owned();
    for (person, step, form) in [
        (writer, "gui-duyet", vec![("phien-ban", "1")]),
        (head, "duyet", vec![("phien-ban", "2"), ("cam-ket", "co")]),
        (head, "dang", vec![("phien-ban", "3")]),
    ] {
        let answer = app.act(person, &format!("{item}/{step}"), &form).await;
        assert_eq!(answer.status(), 303, "{step}: {}", text(answer).await);
    }
    item.rsplit('/').next().unwrap().to_owned()
}

/// Says that readers first saw an edition on a day.
pub(crate) async fn seen_on(app: &TestApp, edition: &str, day: jiff::civil::Date) {
    run(
        app,
        "UPDATE editions SET live_from = $3 WHERE tenant_id = $1 AND edition_id = $2",
        params![edition, start_of(day)],
    )
    .await;
}

pub(crate) async fn run(app: &TestApp, sql: &'static str, params: Vec<portal::base::db::Param>) {
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    scope.execute(sql, params).await.unwrap();
    scope.commit().await.unwrap();
}

pub(crate) async fn counted(app: &TestApp, sql: &'static str, params: Vec<portal::base::db::Param>) -> i64 {
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope.one(sql, params).await.unwrap()
}

pub(crate) async fn read(app: &TestApp, person: &Person, path: &str) -> Value {
    app.desk(person, &format!("/api/v1/staff/{SITE}{path}")).await.json().await.unwrap()
}

pub(crate) async fn begun(app: &TestApp, person: &Person, kind: &str, year: i16) -> String {
    let new = json!({ "kind": kind, "year": year });
    let made: Value =
        app.call(person, "POST", &format!("/api/v1/staff/{SITE}/reports"), new).await.json().await.unwrap();
    made["report"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned()
}

/// A figure of a report as it is read over JSON: its count and its proof.
pub(crate) fn figure(report: &Value, table: &str, label: &str, column: usize) -> (i64, String) {
    let tables = report["figures"]["tables"].as_array().unwrap();
    let table = tables.iter().find(|one| one["key"] == table).unwrap_or_else(|| panic!("no table {table}"));
    let lines = table["lines"].as_array().unwrap().iter().chain(table.get("total"));
    let line = lines
        .into_iter()
        .find(|line| line["label"] == label)
        .unwrap_or_else(|| panic!("no line {label}: {table}"));
    let cell = &line["cells"][column];
    (cell["count"].as_i64().unwrap(), cell["proof"].as_str().unwrap_or_default().to_owned())
}

/// The count of a figure; none where words stand there.
pub(crate) fn maybe_figure(report: &Value, table: &str, label: &str, column: usize) -> Option<i64> {
    let tables = report["figures"]["tables"].as_array().unwrap();
    let table = tables.iter().find(|one| one["key"] == table).unwrap_or_else(|| panic!("no table {table}"));
    let line = table["lines"].as_array().unwrap().iter().find(|line| line["label"] == label);
    line.unwrap_or_else(|| panic!("no line {label}: {table}"))["cells"][column]["count"].as_i64()
}

pub(crate) fn part(docx: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(docx)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

pub(crate) fn pdf_text(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::with_suffix(".pdf").unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let pages = reader::read(file.path()).pages;
    let words: Vec<String> =
        pages.iter().flat_map(|page| &page.paragraphs).map(|paragraph| paragraph.text.clone()).collect();
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) struct People {
    pub(crate) writer: Person,
    pub(crate) deputy: Person,
    pub(crate) head: Person,
    pub(crate) office: Person,
}

pub(crate) async fn people(app: &TestApp) -> People {
    People {
        writer: app.person("thanhvien", SITE, Role::Member, None).await,
        deputy: app.person("photruc", SITE, Role::StandingDeputy, None).await,
        head: app.person("truongban", SITE, Role::BoardHead, None).await,
        office: app.person("vanphong", SITE, Role::DistrictOffice, None).await,
    }
}

#[tokio::test]
async fn the_half_year_s_figures_equal_the_database_and_each_names_its_list() {
    let app = TestApp::start().await;
    let People { writer, head, .. } = people(&app).await;
    // On the first and the last day, and one on either side of them.
    let days = [date(2015, 12, 31), date(2016, 1, 1), date(2016, 3, 10), date(2016, 6, 30), date(2016, 7, 1)];
    for (nth, day) in days.into_iter().enumerate() {
        let edition = published(&app, &writer, &head, &format!("Tin thứ {nth} của kỳ")).await;
        seen_on(&app, &edition, day).await;
    }
    let asked = [
        ("tieu-de", "Hỏi về giấy khai sinh"),
        ("noi-dung", "Cần những giấy tờ gì khi đăng ký khai sinh?"),
        ("ho-ten", "Người hỏi"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post("hiephoa.localhost", "/hoi-dap/gui", &asked).await.status(), 200);
    run(
        &app,
        "UPDATE questions SET received_at = $2 WHERE tenant_id = $1",
        params![start_of(date(2016, 5, 4))],
    )
    .await;

    let id = begun(&app, &writer, "h1", 2016).await;
    assert_eq!(begun(&app, &writer, "h1", 2016).await, id, "one a kind and year");
    let report = read(&app, &writer, &format!("/reports/{id}")).await;
    let span = params![start_of(date(2016, 1, 1)), start_of(date(2016, 7, 1))];
    let sql = "SELECT COUNT(*) AS n FROM editions e WHERE e.tenant_id = $1 AND e.live_from >= $2 AND e.live_from < $3 AND e.no = 1 \
               AND e.batch_id IS NULL";
    let in_database = counted(&app, sql, span.clone()).await;
    assert!(in_database >= 3);
    let (all, proof) = figure(&report, "sections", "Cộng", 0);
    assert_eq!(all, in_database);
    assert_eq!(figure(&report, "units", "Cộng", 0).0, in_database);
    // The list that proves it shows as many rows.
    let list = text(app.desk(&writer, &format!("/{SITE}{proof}")).await).await;
    assert!(list.contains(&format!("{in_database} mục")) && list.contains("Tin thứ 3 của kỳ"), "{proof}");
    assert!(!list.contains("Tin thứ 0 của kỳ") && !list.contains("Tin thứ 4 của kỳ"));
    let sql =
        "SELECT COUNT(*) AS n FROM questions WHERE tenant_id = $1 AND received_at >= $2 AND received_at < $3";
    let questions = counted(&app, sql, span).await;
    let (received, book) = figure(&report, "questions", "Cộng", 0);
    assert_eq!((received, questions), (1, 1));
    let (closed, _) = figure(&report, "questions", "Cộng", 1);
    let (open, _) = figure(&report, "questions", "Cộng", 3);
    assert_eq!(received, closed + open, "received is over and open together");
    let book = text(app.desk(&writer, &format!("/{SITE}{book}")).await).await;
    assert!(book.contains("Hỏi về giấy khai sinh"));
    let page = text(app.desk(&writer, &format!("/{SITE}/bao-cao/{id}")).await).await;
    assert!(
        page.contains("/can-cu-so-lieu?so=dang-moi&#38;tu-ngay=01/01/2016")
            || page.contains("/can-cu-so-lieu?so=dang-moi&amp;tu-ngay=01/01/2016"),
        "{page}"
    );
}

#[tokio::test]
async fn a_report_is_written_sent_signed_by_another_and_takes_its_number() {
    let app = TestApp::start().await;
    let People { writer, deputy, head, office } = people(&app).await;
    let id = begun(&app, &writer, "h1", 2016).await;
    let page = format!("/{SITE}/bao-cao/{id}");
    let written = [
        ("phien-ban", "1"),
        ("noi-dung-vuong-mac", "Thiếu cộng tác viên ở các xã."),
        ("noi-dung-can-cu", "Báo cáo:"),
    ];
    assert_eq!(
        app.act(&head, &format!("{page}/duyet"), &[("phien-ban", "1")]).await.status(),
        422,
        "nobody sent it"
    );
    assert_eq!(app.act(&writer, &page, &written).await.status(), 303);
    let stale = app.act(&office, &page, &written).await;
    assert_eq!(stale.status(), 409, "an older version");
    assert!(text(stale).await.contains("Thiếu cộng tác viên"), "what was typed comes back");
    assert_eq!(
        app.act(&deputy, &page, &[("phien-ban", "2"), ("noi-dung-vuong-mac", "Thiếu người.")]).await.status(),
        303
    );
    assert_eq!(app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "3")]).await.status(), 303);
    assert_eq!(app.act(&writer, &page, &[("phien-ban", "4")]).await.status(), 422, "it waits for the head");
    assert_eq!(app.act(&writer, &format!("{page}/duyet"), &[("phien-ban", "4")]).await.status(), 403);
    let own = app.act(&deputy, &format!("{page}/duyet"), &[("phien-ban", "4")]).await;
    assert_eq!(own.status(), 422, "nobody signs what they wrote");
    assert!(text(own).await.contains("không tự duyệt"));
    let reason = [("phien-ban", "4"), ("ly-do", "")];
    assert_eq!(app.act(&head, &format!("{page}/tra-lai"), &reason).await.status(), 422);
    assert_eq!(
        app.act(&head, &format!("{page}/tra-lai"), &[("phien-ban", "4"), ("ly-do", "Ghi rõ xã nào")])
            .await
            .status(),
        303
    );
    assert!(text(app.desk(&writer, &page).await).await.contains("Bị trả lại: Ghi rõ xã nào"));
    assert_eq!(app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "5")]).await.status(), 303);
    assert_eq!(app.act(&head, &format!("{page}/duyet"), &[("phien-ban", "6")]).await.status(), 303);

    // The first paper of the year is 01, whatever numbers anything else has taken; the next of the year is 02.
    let signed = text(app.desk(&writer, &page).await).await;
    assert!(signed.contains("01/BC-BBT ngày 30/12/2016"), "{signed}");
    let docx = app.desk(&writer, &format!("{page}/tai/bao-cao.docx")).await.bytes().await.unwrap();
    let document = part(&docx, "word/document.xml");
    for wanted in [
        "Số: 01/BC-BBT",
        "Hiệp Hòa, ngày 30 tháng 12 năm 2016",
        "Kính gửi: Ủy ban nhân dân huyện Hiệp Hòa",
        "Thiếu người.",
    ] {
        assert!(document.contains(wanted), "{wanted}");
    }
    assert!(document.contains("UBND HUYỆN HIỆP HÒA") && document.contains("VĂN PHÒNG HĐND VÀ UBND"));
    let pdf = app.desk(&writer, &format!("{page}/tai/bao-cao.pdf")).await.bytes().await.unwrap();
    let read_back = pdf_text(&pdf);
    for wanted in ["Số: 01/BC-BBT", "TM. BAN BIÊN TẬP", "TRƯỞNG BAN", "Thiếu người.", "- Lưu: VT, BBT."]
    {
        assert!(read_back.contains(wanted), "{wanted}: {read_back}");
    }
    // An earlier version is there as it was, without a number.
    let draft = app.desk(&writer, &format!("{page}/tai/bao-cao.pdf?ban=2")).await.bytes().await.unwrap();
    let draft = pdf_text(&draft);
    assert!(
        draft.contains("DỰ THẢO")
            && draft.contains("Thiếu cộng tác viên ở các xã.")
            && !draft.contains("01/BC-BBT"),
        "{draft}"
    );

    // What happens afterwards changes neither figures nor papers.
    let before = read(&app, &writer, &format!("/reports/{id}")).await;
    let edition = published(&app, &writer, &head, "Tin đăng sau khi báo cáo đã ban hành").await;
    seen_on(&app, &edition, date(2016, 4, 1)).await;
    app.db().clock.advance(DAY);
    let writer = app.sign_in_again("thanhvien").await;
    let head = app.sign_in_again("truongban").await;
    assert_eq!(read(&app, &writer, &format!("/reports/{id}")).await["figures"], before["figures"]);
    assert_eq!(app.act(&writer, &page, &[("phien-ban", "7")]).await.status(), 422, "it is signed");
    let again = app.desk(&writer, &format!("{page}/tai/bao-cao.pdf")).await.bytes().await.unwrap();
    assert_eq!(again, pdf);

    let portal = begun(&app, &writer, "cong", 2016).await;
    let page = format!("/{SITE}/bao-cao/{portal}");
    assert_eq!(app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "1")]).await.status(), 303);
    assert_eq!(app.act(&head, &format!("{page}/duyet"), &[("phien-ban", "2")]).await.status(), 303);
    assert!(text(app.desk(&writer, &page).await).await.contains("02/BC-BBT ngày 31/12/2016"));
}

#[tokio::test]
async fn the_deputy_signs_for_the_head_and_a_new_year_begins_at_one() {
    let app = TestApp::start().await;
    let People { writer, .. } = people(&app).await;
    let set = [
        ("tu-ngay", "30/12/2016"),
        ("cap-tren", "UBND huyện Hiệp Hòa"),
        ("co-quan", "Văn phòng HĐND và UBND"),
        ("viet-tat", "bbt"),
        ("dia-danh", "Hiệp Hòa"),
        ("thay-mat", "Ban Biên tập"),
        ("tham-quyen", "board"),
        ("cap-truong", "Trưởng ban"),
        ("cap-pho", "Phó Trưởng ban"),
        ("noi-nhan", "Như trên;\n- Lưu trữ huyện"),
        ("luu", "BBT"),
    ];
    let office = app.sign_in_again("vanphong").await;
    assert_eq!(app.act(&writer, &format!("/{SITE}/mau-van-ban"), &set).await.status(), 403);
    let mut wrong = set;
    wrong[0] = ("tu-ngay", "27/12/2016");
    wrong[2] = ("co-quan", "");
    let refused = app.act(&office, &format!("/{SITE}/mau-van-ban"), &wrong).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    assert!(
        refused.contains("không đặt ngược")
            && refused.contains("Hãy ghi tên cơ quan")
            && refused.contains("value=\"Phó Trưởng ban\"")
    );
    assert_eq!(app.act(&office, &format!("/{SITE}/mau-van-ban"), &set).await.status(), 303);

    let first = begun(&app, &writer, "h1", 2016).await;
    let sign = |id: String| {
        let app = &app;
        async move {
            let (writer, deputy) = (app.sign_in_again("thanhvien").await, app.sign_in_again("photruc").await);
            let page = format!("/{SITE}/bao-cao/{id}");
            assert_eq!(app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "1")]).await.status(), 303);
            assert_eq!(app.act(&deputy, &format!("{page}/duyet"), &[("phien-ban", "2")]).await.status(), 303);
            let pdf = app.desk(&writer, &format!("{page}/tai/bao-cao.pdf")).await.bytes().await.unwrap();
            pdf_text(&pdf)
        }
    };
    let text = sign(first).await;
    for wanted in ["KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "- Như trên;", "- Lưu trữ huyện;", "- Lưu: VT, BBT."]
    {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    app.db().clock.advance(3 * DAY);
    let writer = app.sign_in_again("thanhvien").await;
    let second = begun(&app, &writer, "h2", 2016).await;
    let text = sign(second).await;
    assert!(text.contains("Số: 01/BC-BBT") && text.contains("ngày 02 tháng 01 năm 2017"), "{text}");
}

#[tokio::test]
async fn the_year_is_judged_before_it_is_sent() {
    let app = TestApp::start().await;
    let People { writer, .. } = people(&app).await;
    let id = begun(&app, &writer, "nam", 2016).await;
    let page = format!("/{SITE}/bao-cao/{id}");
    let early = app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "1")]).await;
    assert_eq!(early.status(), 422);
    let early = text(early).await;
    assert!(
        early.contains("Kỳ báo cáo kết thúc ngày 31/12/2016")
            && early.contains("Chưa đánh giá: Thông tin được cập nhật kịp thời")
    );
    app.db().clock.advance(3 * DAY);
    let writer = app.sign_in_again("thanhvien").await;
    let mut form = vec![
        ("phien-ban", "1"),
        ("nhan-xet-kip-thoi", "Văn bản đăng chậm"),
        ("noi-dung-vuong-mac", "Không có."),
    ];
    form.extend(["day-du", "kip-thoi", "chinh-xac", "phoi-hop", "hoi-dap", "van-hanh"].map(
        |key| match key {
            "day-du" => ("muc-day-du", "tot"),
            "kip-thoi" => ("muc-kip-thoi", "trung-binh"),
            "chinh-xac" => ("muc-chinh-xac", "tot"),
            "phoi-hop" => ("muc-phoi-hop", "kha"),
            "hoi-dap" => ("muc-hoi-dap", "kha"),
            _ => ("muc-van-hanh", "tot"),
        },
    ));
    assert_eq!(app.act(&writer, &page, &form).await.status(), 303);
    assert_eq!(app.act(&writer, &format!("{page}/trinh"), &[("phien-ban", "2")]).await.status(), 303);
    let pdf = app.desk(&writer, &format!("{page}/tai/bao-cao.pdf")).await.bytes().await.unwrap();
    let read_back = pdf_text(&pdf);
    for wanted in ["PHIẾU ĐÁNH GIÁ", "Trung bình", "Văn bản đăng chậm", "CÁC CHỈ SỐ", "VƯỚNG MẮC, KIẾN NGHỊ"]
    {
        assert!(read_back.contains(wanted), "{wanted}: {read_back}");
    }
}

#[tokio::test]
async fn the_server_drafts_on_the_day_and_reminds_once_before_and_once_after() {
    let app = TestApp::start().await;
    let People { deputy, .. } = people(&app).await;
    app.do_duties().await;
    let due = read(&app, &deputy, "/reports").await;
    let of = |due: &Value, kind: &str| {
        due["rows"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["kind"] == kind && row["year"] == 2016)
            .cloned()
            .unwrap()
    };
    // The site came into being on 28/12/2016: the portal's yearly report, whose days ended in October, and that of the first
    // half of the year may be written and are not owed.
    let portal = of(&due, "cong");
    assert_eq!((portal["late"].as_bool(), portal["stage"].as_str()), (Some(false), None), "{portal}");
    assert_eq!(portal["standing"], "kỳ trước khi có trang, không bắt buộc");
    assert_eq!(
        (portal["from"].as_str(), portal["until"].as_str(), portal["due"].as_str()),
        (Some("2015-11-01"), Some("2016-10-31"), Some("2016-11-30"))
    );
    assert!(of(&due, "h1")["report"].is_null() && of(&due, "h2")["report"].is_null());
    app.do_duties().await;
    let tasks = "SELECT COUNT(*) AS n FROM tasks WHERE tenant_id = $1 AND kind = 'report.due'";
    assert_eq!(counted(&app, tasks, vec![]).await, 0, "nothing is owed yet");

    // The second half is drafted on New Year's Day, and somebody is told a week before its last day.
    app.db().clock.advance(4 * DAY);
    app.do_duties().await;
    let deputy = app.sign_in_again("photruc").await;
    let half = of(&read(&app, &deputy, "/reports").await, "h2");
    assert_eq!((half["stage"].as_str(), half["late"].as_bool()), (Some("draft"), Some(false)), "{half}");
    app.db().clock.advance(3 * DAY);
    app.do_duties().await;
    app.do_duties().await;
    assert_eq!(counted(&app, tasks, vec![]).await, 1, "the second half is due in a week, told once");
}

async fn turns(app: &TestApp) -> Vec<portal::tasks::Task> {
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let open = portal::tasks::open(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap();
    open.into_iter().filter(|task| task.kind == "report.turn").collect()
}

/// A step of a report as it stands; the status.
pub(crate) async fn stepped(app: &TestApp, who: &Person, id: &str, step: &str, reason: &str) -> u16 {
    let version = read(app, who, &format!("/reports/{id}")).await["version"].clone();
    let body = json!({ "version": version, "reason": reason });
    let path = format!("/api/v1/staff/{SITE}/reports/{id}/{step}");
    app.call(who, "POST", &path, body).await.status().as_u16()
}

#[tokio::test]
async fn whose_turn_a_report_is_is_told_and_is_over_with_the_next_step() {
    let app = TestApp::start().await;
    let People { writer, deputy, head, .. } = people(&app).await;
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let wrote = Some(app.staff("thanhvien", &tenant).await.account);
    let id = begun(&app, &writer, "h1", 2016).await;
    let title = "Báo cáo kết quả hoạt động 6 tháng đầu năm 2016";
    assert!(turns(&app).await.is_empty());

    assert_eq!(stepped(&app, &writer, &id, "submit", "").await, 200);
    assert_eq!(turns(&app).await.len(), 2, "the head and the deputy may sign");
    app.drain().await;
    assert_eq!(app.letters(&format!("{title} đã được trình")).len(), 2);
    let desk = app.desk(&head, &format!("/{SITE}/viec")).await.text().await.unwrap();
    assert!(desk.contains("chờ duyệt và ký") && desk.contains(&format!("/{SITE}/bao-cao/{id}")), "{desk}");
    let home = app.desk(&head, &format!("/{SITE}")).await.text().await.unwrap();
    assert!(home.contains("1 việc giao cho ông/bà; trước nhất: Báo cáo kết quả"), "{home}");

    assert_eq!(stepped(&app, &head, &id, "return", "Thiếu kiến nghị.").await, 200);
    let open = turns(&app).await;
    assert_eq!((open.len(), &open[0].account), (1, &wrote), "who wrote it writes on");
    app.drain().await;
    let returned = app.letters(&format!("{title} bị trả lại"));
    assert_eq!(returned.len(), 1);
    let message = mail_parser::MessageParser::default().parse(&returned[0].mime).unwrap();
    assert!(message.body_text(0).unwrap().contains("Thiếu kiến nghị."));

    assert_eq!(stepped(&app, &writer, &id, "submit", "").await, 200);
    app.drain().await;
    assert_eq!(app.letters(&format!("{title} đã được trình")).len(), 2, "anew each time that it is sent");
    assert_eq!(stepped(&app, &head, &id, "approve", "").await, 200);
    assert!(turns(&app).await.is_empty(), "it is signed: nobody is waited for");
    app.drain().await;
    assert_eq!(app.letters(&format!("{title} đã được ký ban hành")).len(), 1);
    assert_eq!(stepped(&app, &deputy, &id, "recall", "Số liệu quý hai chưa đúng.").await, 200);
    let open = turns(&app).await;
    assert_eq!((open.len(), &open[0].account), (1, &wrote));
}

#[tokio::test]
async fn a_draft_that_never_was_sent_goes_with_its_writer_and_no_year_before_the_site_is_begun() {
    let app = TestApp::start().await;
    let People { writer, deputy, .. } = people(&app).await;
    let early = app.act(&writer, &format!("/{SITE}/bao-cao"), &[("loai", "nam"), ("nam", "2015")]).await;
    assert_eq!(early.status(), 422);
    let said = early.text().await.unwrap();
    assert!(said.contains("Không lập báo cáo của năm 2015") && said.contains("28/12/2016"), "{said}");

    let id = begun(&app, &writer, "h1", 2016).await;
    assert_eq!(stepped(&app, &deputy, &id, "discard", "").await, 422, "another's draft");
    let page = app.desk(&writer, &format!("/{SITE}/bao-cao/{id}")).await.text().await.unwrap();
    assert!(page.contains(&format!("/{SITE}/bao-cao/{id}/xoa")), "{page}");
    let gone = app.act(&writer, &format!("/{SITE}/bao-cao/{id}/xoa"), &[("phien-ban", "1")]).await;
    assert_eq!(TestApp::location(&gone), format!("/{SITE}/bao-cao"));
    assert_eq!(app.desk(&writer, &format!("/{SITE}/bao-cao/{id}")).await.status(), 404);

    let id = begun(&app, &writer, "h1", 2016).await;
    assert_eq!(stepped(&app, &writer, &id, "submit", "").await, 200);
    assert_eq!(stepped(&app, &deputy, &id, "return", "Sửa lại.").await, 200);
    assert_eq!(stepped(&app, &writer, &id, "discard", "").await, 422, "it was sent once");
}

#[tokio::test]
async fn what_is_overdue_is_the_same_on_every_page_begun_or_not() {
    let app = TestApp::start().await;
    people(&app).await;
    app.db().clock.advance(120 * DAY);
    portal::oversight::keep::work(app.app.clone()).await.unwrap();
    let deputy = app.sign_in_again("photruc").await;
    let due = read(&app, &deputy, "/reports").await;
    let late: Vec<&Value> =
        due["rows"].as_array().unwrap().iter().filter(|row| row["late"] == json!(true)).collect();
    assert!(late.len() > 1 && late.iter().all(|row| row["report"].is_null()), "{due}");
    assert!(late.iter().all(|row| row["year"] == json!(2016)), "nothing of before the site: {due}");
    let all: Value = read(&app, &deputy, "/oversight").await;
    let own = all["rows"].as_array().unwrap().iter().find(|row| row["slug"] == SITE).unwrap();
    assert_eq!(own["figures"]["bao-cao"], json!(late.len()), "{own}");
    let list = app.desk(&deputy, &format!("/{SITE}/can-xu-ly?loai=bao-cao")).await.text().await.unwrap();
    assert_eq!(list.matches("chưa lập; hạn").count(), late.len(), "{list}");
}

#[tokio::test]
async fn statistics_are_given_by_the_three_groups_for_a_site_and_those_below() {
    let app = TestApp::start().await;
    let People { writer, head, .. } = people(&app).await;
    published(&app, &writer, &head, "Tin để đếm trong số liệu").await;
    let get = |path: &'static str| {
        let app = &app;
        async move {
            let answer = app.get("hiephoa.localhost", path).await;
            let (status, body) = (answer.status().as_u16(), answer.text().await.unwrap());
            (status, serde_json::from_str::<Value>(&body).unwrap_or_else(|_| panic!("{body}")))
        }
    };
    let (status, body) = get("/api/v1/statistics?from=2016-12-30&until=2016-12-30").await;
    assert_eq!(status, 200, "{body}");
    let sites = body["sites"].as_array().unwrap();
    assert_eq!(sites.len(), 1);
    assert!(sites[0]["completeness"]["published"].as_i64().unwrap() >= 1, "{body}");
    assert!(sites[0]["reachability"]["availability"].is_null(), "nobody watched yet: {body}");
    assert!(sites[0]["reachability"]["broken_links"].is_i64() && sites[0]["use"]["searches"].is_i64());
    let (_, all) = get("/api/v1/statistics?scope=all").await;
    assert!(all["sites"].as_array().unwrap().len() > 1);
    let (status, _) = get("/api/v1/statistics?from=hom-qua").await;
    assert_eq!(status, 400);
    let (_, described) = get("/api/v1/openapi.json").await;
    assert!(described["paths"]["/api/v1/statistics"]["get"].is_object());
}

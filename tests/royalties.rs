//! Royalties over HTTP and on the store: the month's list, assessment and approval by different people, runs, adjustments.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use crate::support::app::{Person, TestApp, between};
use jiff::civil::{Date, date};
use portal::base::audit::Actor;
use portal::base::clock::{DAY, HOUR, start_of};
use portal::base::id::{AccountId, ItemId};
use portal::params;
use portal::people::{Role, Staff};
use portal::royalties::approve::{self, Saw};
use portal::royalties::assess::{self, Said};
use portal::royalties::list::List;
use portal::royalties::payees::Named;
use portal::royalties::settings::Treatment;
use portal::royalties::{export, runs, store};
use portal::supply::month::Month;
use portal::tenants::directory::Tenant;
use serde_json::{Value, json};

const API: &str = "/api/v1/staff/ducthang/royalties";

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

async fn body(response: reqwest::Response) -> Value {
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

/// A news item that the writer wrote and the board published; its page in the console.
async fn published(app: &TestApp, writer: &Person, board: &Person, title: &str) -> String {
    let form = [
        ("tieu-de", title),
        ("tom-tat", "Lịch tiếp nhận hồ sơ."),
        ("noi-dung", "Tiếp nhận vào sáng thứ Ba."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Cộng tác viên xã"),
        ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
        ("don-vi", "vanphong"),
    ];
    let saved = app.act(writer, "/ducthang/tin-bai/moi/tin", &form).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    assert_eq!(app.act(writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    let yes = [("phien-ban", "2"), ("cam-ket", "co")];
    assert_eq!(app.act(board, &format!("{item}/duyet"), &yes).await.status(), 303);
    assert_eq!(app.act(board, &format!("{item}/dang"), &[("phien-ban", "3")]).await.status(), 303);
    item
}

/// The row of a month's list with a heading.
async fn row(app: &TestApp, person: &Person, month: &str, title: &str) -> Value {
    let list = body(app.call(person, "GET", &format!("{API}?month={month}"), json!({})).await).await;
    let rows = list["rows"].as_array().unwrap();
    rows.iter().find(|row| row["title"] == title).unwrap_or_else(|| panic!("no row {title}")).clone()
}

/// Approves a month as it stands; the status.
async fn approve_month(app: &TestApp, deputy: &Person, month: &str) -> u16 {
    let list = body(app.call(deputy, "GET", &format!("{API}?month={month}"), json!({})).await).await;
    let saw =
        json!({ "month": month, "items": list["rows"].as_array().unwrap().len(), "total": list["total"] });
    app.call(deputy, "POST", &format!("{API}/approve"), saw).await.status().as_u16()
}

fn genre<'a>(
    account: &'a str,
    genre: &'a str,
    coefficient: &'a str,
    version: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![
        ("the-loai", genre),
        ("he-so", coefficient),
        ("cach-lam", "original"),
        ("nguoi-1", account),
        ("phan-1", "100"),
        ("ly-do", "Tin kịp thời, có số liệu"),
        ("phien-ban", version),
    ]
}

async fn account(app: &TestApp, login: &str) -> String {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    format!("a:{}", app.staff(login, &tenant).await.account)
}

#[tokio::test]
async fn qc_11_2_a_month_is_assessed_by_the_board_and_approved_by_the_deputy() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let deputy = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let page = published(&app, &writer, &board, "Ra quân làm thủy lợi").await;
    published(&app, &writer, &board, "Hội nghị cuối năm").await;
    let person = account(&app, "ctv.ducthang").await;

    let list = text(app.desk(&board, "/ducthang/nhuan-but?thang=2016-12").await).await;
    assert!(list.contains("Ra quân làm thủy lợi") && list.contains("Chưa chấm"), "{list}");
    assert_eq!(app.desk(&writer, "/ducthang/nhuan-but").await.status(), 403);
    let first = row(&app, &board, "2016-12", "Ra quân làm thủy lợi").await;
    let second = row(&app, &board, "2016-12", "Hội nghị cuối năm").await;
    let form = format!("/ducthang/nhuan-but/bai/{}", first["item"].as_str().unwrap());
    let other = format!("/ducthang/nhuan-but/bai/{}", second["item"].as_str().unwrap());
    assert!(text(app.desk(&board, &form).await).await.contains("Tin (từ 0,5 đến 2)"));
    assert_eq!(app.act(&deputy, &form, &genre(&person, "tin", "2,5", "0")).await.status(), 422);
    let refused = app.act(&board, &form, &genre(&person, "tin", "2,5", "0")).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    assert!(refused.contains("phải từ 0,5 đến 2; ông/bà ghi 2,5") && refused.contains("value=\"2,5\""));
    assert_eq!(app.act(&office, &form, &genre(&person, "tin", "2", "0")).await.status(), 403);
    assert_eq!(app.act(&board, &form, &genre(&person, "tin", "2", "0")).await.status(), 303);
    assert_eq!(app.act(&board, &form, &genre(&person, "tin", "1", "0")).await.status(), 409, "an older form");
    assert_eq!(row(&app, &board, "2016-12", "Ra quân làm thủy lợi").await["amount"], 242_000);

    assert_eq!(approve_month(&app, &deputy, "2016-12").await, 422, "the month is not over, one item waits");
    let mut shared = genre(&person, "bai-phan-anh", "5", "0");
    shared.extend([("ten-moi", "Tổ ghi hình (mẫu)"), ("phan-moi", "50")]);
    assert_eq!(app.act(&board, &other, &shared).await.status(), 303);
    app.db().clock.advance(5 * DAY);
    let board = app.sign_in_again("truongban.ducthang").await;
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    let office = app.sign_in_again("vanphong.ducthang").await;
    assert_eq!(
        app.call(&board, "POST", &format!("{API}/approve"), json!({"month": "2016-12"})).await.status(),
        403
    );
    let stale = json!({ "month": "2016-12", "items": 2, "total": 1 });
    assert_eq!(app.call(&deputy, "POST", &format!("{API}/approve"), stale).await.status(), 409);
    let page_of_month = text(app.desk(&deputy, "/ducthang/nhuan-but?thang=2016-12").await).await;
    let total = between(&page_of_month, "name=\"tong\" value=\"", "\"");
    let items = between(&page_of_month, "name=\"so-bai\" value=\"", "\"");
    assert_eq!(total, (242_000 + 605_000).to_string());
    let saw = [("thang", "2016-12"), ("so-bai", items), ("tong", total)];
    assert_eq!(app.act(&deputy, "/ducthang/nhuan-but/duyet", &saw).await.status(), 303);
    assert_eq!(approve_month(&app, &deputy, "2016-12").await, 422, "approved once");
    let locked = text(app.desk(&board, "/ducthang/nhuan-but?thang=2016-12").await).await;
    assert!(locked.contains("Đã duyệt chi, đã khóa") && locked.contains("Chờ chi"));

    // A run pays it; the file with bank data is written to the trail, person by person.
    let plan = body(app.call(&office, "GET", &format!("{API}/plan"), json!({})).await).await;
    assert_eq!((&plan["total"], &plan["tax"]), (&json!(847_000), &json!(0)));
    let shown = text(app.desk(&office, "/ducthang/chi-tra").await).await;
    assert!(shown.contains("847.000 đ") && shown.contains("Tổ ghi hình (mẫu)"));
    let payee = between(&shown, "/ducthang/chi-tra/nguoi-nhan/", "\"").to_owned();
    let bank = [
        ("phien-ban", "1"),
        ("ho-ten", "Tổ ghi hình (mẫu)"),
        ("ngan-hang", "Ngân hàng A (mẫu)"),
        ("so-tai-khoan", "1234567890"),
    ];
    let address = format!("/ducthang/chi-tra/nguoi-nhan/{payee}");
    assert_eq!(app.act(&office, &address, &[("phien-ban", "1"), ("so-tai-khoan", "12")]).await.status(), 422);
    assert_eq!(app.act(&office, &address, &bank).await.status(), 303);
    assert!(
        !text(app.desk(&office, &address).await).await.contains("1234567890"),
        "sealed data are not shown"
    );
    let pay = [("ngay-chi", "04/01/2017"), ("den-thang", "2017-01"), ("tong", "847000")];
    let stale = [pay[0], pay[1], ("tong", "1")];
    assert_eq!(app.act(&office, "/ducthang/chi-tra", &stale).await.status(), 409);
    let paid = app.act(&office, "/ducthang/chi-tra", &pay).await;
    let run = TestApp::location(&paid);
    assert_eq!(app.act(&office, "/ducthang/chi-tra", &pay).await.status(), 422, "nothing is paid twice");
    assert!(text(app.desk(&office, &run).await).await.contains("Hội nghị cuối năm"));
    assert_eq!(app.act(&board, &format!("{run}/tep"), &[]).await.status(), 403);
    let file = app.act(&office, &format!("{run}/tep"), &[]).await;
    assert_eq!(file.status(), 200);
    let bytes = file.bytes().await.unwrap().to_vec();
    let words = part(&bytes, "xl/sharedStrings.xml");
    assert!(words.contains("1234567890") && words.contains("PHÓ TRƯỞNG BAN THƯỜNG TRỰC"), "{words}");
    assert!(!words.contains("CHÁNH VĂN PHÒNG"), "a commune has none");
    assert!(words.contains("bằng chữ: Tám trăm bốn mươi bảy nghìn đồng"), "{words}");
    assert!(
        part(&bytes, "xl/worksheets/sheet1.xml").contains("<v>847000</v>"),
        "the file's sum is the ledger's"
    );
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let looks: i64 = app
        .db()
        .read(tenant.id())
        .await
        .unwrap()
        .one(
            "SELECT COUNT(*) AS n FROM audit_events WHERE tenant_id = $1 AND action = 'contributor.private' AND contents LIKE $2",
            params!["%đợt chi trả 1%"],
        )
        .await
        .unwrap();
    assert_eq!(looks, 2);

    // Each sees their own.
    let writer = app.sign_in_again("ctv.ducthang").await;
    let own = text(app.desk(&writer, "/ducthang/nhuan-but-cua-toi").await).await;
    assert!(
        own.contains("Đã chi 04/01/2017, đợt 1") && own.contains("242.000 đ") && !own.contains("Tổ ghi hình")
    );
    assert_eq!(app.desk(&writer, "/ducthang/chi-tra").await.status(), 403);
    let mine = body(app.call(&writer, "GET", &format!("{API}/mine"), json!({})).await).await;
    assert_eq!(mine["rows"].as_array().unwrap().len(), 2);
    let nobodys = text(app.desk(&office, "/ducthang/nhuan-but-cua-toi").await).await;
    assert!(nobodys.contains("Chưa có khoản nào"));

    // After approval nothing is edited: less for one item, all of the other back, both in the next list.
    let mut less = genre(&person, "tin", "1", "1");
    let shown = text(app.desk(&board, &form).await).await;
    assert!(
        !shown.contains(">Tin kịp thời, có số liệu</textarea>"),
        "the old reason is not taken over: {shown}"
    );
    assert!(shown.contains("lần 1: Tin, hệ số 2"), "{shown}");
    assert_eq!(app.act(&board, &form, &less).await.status(), 422, "a reason of its own");
    less.retain(|field| field.0 != "ly-do");
    less.push(("ly-do", "Tin trùng nội dung"));
    assert_eq!(
        app.act(&board, &format!("{form}?ban=0"), &less).await.status(),
        409,
        "made from another version"
    );
    assert_eq!(app.act(&board, &format!("{form}?ban=1"), &less).await.status(), 303);
    let withdraw = [("phien-ban", "4"), ("kieu-go", "sai"), ("ly-do", "Đăng nhầm")];
    let edition = page.rsplit('/').next().unwrap();
    let down = app.act(&board, &format!("/ducthang/tin-bai/{edition}/go"), &withdraw).await;
    assert_eq!(down.status(), 303, "{}", text(down).await);
    assert_eq!(row(&app, &board, "2016-12", "Ra quân làm thủy lợi").await["amount"], 242_000, "locked");
    let january = body(app.call(&board, "GET", &format!("{API}?month=2017-01"), json!({})).await).await;
    assert_eq!(january["total"], -242_000);
    let change = &january["adjustments"][0];
    assert_eq!(
        (&change["listed_in"], &change["before"], &change["after"]),
        (&json!("2016-12"), &json!("2"), &Value::Null)
    );
    assert_eq!(row(&app, &board, "2016-12", "Ra quân làm thủy lợi").await["withdrawn"], true);
    let locked = text(app.desk(&board, "/ducthang/nhuan-but?thang=2016-12").await).await;
    assert!(locked.contains("Đã gỡ ngày 04/01/2017"), "{locked}");
    assert!(
        locked.contains("Lý do: Tin kịp thời, có số liệu") && locked.contains("Tổ ghi hình (mẫu): 201.667 đ"),
        "{locked}"
    );
    let changed = text(app.desk(&board, "/ducthang/nhuan-but?thang=2017-01").await).await;
    assert!(changed.contains("tháng 12/2016; hệ số 2 → 0 (đã gỡ)"), "{changed}");
    let gone = text(app.desk(&board, &form).await).await;
    assert!(gone.contains("không có tác dụng chi trả"), "{gone}");
    app.db().clock.advance(30 * DAY);
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    let office = app.sign_in_again("vanphong.ducthang").await;
    assert_eq!(approve_month(&app, &deputy, "2017-01").await, 200);
    let plan = body(app.call(&office, "GET", &format!("{API}/plan"), json!({})).await).await;
    assert_eq!(
        (&plan["people"], &plan["held"][0]["gross"]),
        (&json!([]), &json!(-242_000)),
        "counted against what comes"
    );
    let held = text(app.desk(&office, "/ducthang/chi-tra").await).await;
    assert!(held.contains("Phải thu lại, trừ vào lần chi sau"), "{held}");
    let writer = app.sign_in_again("ctv.ducthang").await;
    let own = text(app.desk(&writer, "/ducthang/nhuan-but-cua-toi").await).await;
    assert!(own.contains("Thu lại, trừ vào lần chi sau") && !own.contains("Quá 60 ngày chưa chi"), "{own}");
    assert!(own.contains("<dt>Phải thu lại, trừ vào lần chi sau</dt><dd>242.000 đ</dd>"), "{own}");
    let january = text(app.desk(&office, "/ducthang/nhuan-but?thang=2017-01").await).await;
    assert!(
        january.contains("tháng 12/2016; hệ số 2 → 0 (đã gỡ)"),
        "the same once it is approved: {january}"
    );
    let year = body(app.call(&office, "GET", &format!("{API}/year?year=2017"), json!({})).await).await;
    assert_eq!(year["rows"].as_array().unwrap().len(), 2);
    let file = app.act(&office, "/ducthang/nhuan-but/nam?nam=2017", &[]).await;
    assert_eq!(file.status(), 200);
    let bytes = file.bytes().await.unwrap().to_vec();
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("Tổ ghi hình (mẫu)"));
    assert!(part(&bytes, "xl/worksheets/sheet1.xml").contains("<v>847000</v>"));
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut out = String::new();
    book.by_name(name).unwrap().read_to_string(&mut out).unwrap();
    out
}

#[tokio::test]
async fn who_assessed_does_not_approve_and_documents_are_not_paid() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let deputy = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    published(&app, &writer, &board, "Tin do phó ban chấm").await;
    let person = account(&app, "ctv.ducthang").await;
    let item = row(&app, &deputy, "2016-12", "Tin do phó ban chấm").await;
    let form = format!("/ducthang/nhuan-but/bai/{}", item["item"].as_str().unwrap());
    assert_eq!(app.act(&deputy, &form, &genre(&person, "tin", "1", "0")).await.status(), 303);
    app.db().clock.advance(5 * DAY);
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    assert_eq!(approve_month(&app, &deputy, "2016-12").await, 422);
    let page = text(app.desk(&deputy, "/ducthang/nhuan-but?thang=2016-12").await).await;
    assert!(page.contains("nên không tự duyệt chi") && !page.contains("Duyệt chi và khóa danh sách"));
    let other = app.person("pho2.ducthang", "ducthang", Role::StandingDeputy, None).await;

    // Remuneration above half of the royalties is refused; half is approved.
    let board = app.sign_in_again("truongban.ducthang").await;
    let propose = |amount: i64| json!({ "month": "2016-12", "task": "Biên tập", "amount": amount, "to": { "name": "Biên tập viên (mẫu)" } });
    let call = format!("{API}/remunerations");
    assert_eq!(app.call(&board, "POST", &call, propose(60_501)).await.status(), 200);
    assert_eq!(approve_month(&app, &other, "2016-12").await, 422);
    let list = body(app.call(&board, "GET", &format!("{API}?month=2016-12"), json!({})).await).await;
    let line = list["remunerations"][0]["line"].as_str().unwrap().to_owned();
    assert_eq!(app.call(&board, "POST", &format!("{call}/{line}/remove"), json!({})).await.status(), 200);
    assert_eq!(app.call(&board, "POST", &call, propose(60_500)).await.status(), 422, "known by now");
    let mut known = propose(60_500);
    known["to"] = json!({ "payee": list["remunerations"][0]["payee"] });
    assert_eq!(app.call(&board, "POST", &call, known).await.status(), 200);
    assert_eq!(approve_month(&app, &other, "2016-12").await, 200);

    // The page of the office above adds up the sites.
    let above = app.person("vanphong.huyen", "hiephoa", Role::DistrictOffice, None).await;
    let sites = text(app.desk(&above, "/hiephoa/nhuan-but/cac-trang?thang=2016-12").await).await;
    assert!(sites.contains("phải chi 181.500 đ"), "{sites}");
    let csv = text(app.desk(&above, "/hiephoa/nhuan-but/cac-trang.csv?thang=2016-12").await).await;
    assert!(csv.contains("Trang,STT,") && csv.contains("Tin do phó ban chấm"), "{csv}");
    let paper = app.desk(&above, "/hiephoa/nhuan-but/cac-trang.docx?thang=2016-12").await;
    let paper = part(&paper.bytes().await.unwrap(), "word/document.xml");
    assert!(paper.contains("Tin do phó ban chấm") && paper.contains("Cộng"), "the paper of all sites");
    assert_eq!(app.desk(&above, "/hiephoa/nhuan-but/cac-trang.pdf?thang=2016-12").await.status(), 200);
    let book = app.desk(&above, "/hiephoa/nhuan-but/cac-trang.xlsx?thang=2016-12").await;
    assert_eq!(book.status(), 200);
    assert_eq!(app.desk(&above, "/ducthang/nhuan-but?thang=2016-12").await.status(), 200);
    assert_eq!(app.desk(&above, "/ducthang/chi-tra").await.status(), 403, "bank data stay below");

    // Sixty-one days after publication it is red.
    app.db().clock.advance(56 * DAY);
    let board = app.sign_in_again("truongban.ducthang").await;
    let red = text(app.desk(&board, "/ducthang/nhuan-but?thang=2016-12").await).await;
    assert!(red.contains("Quá 60 ngày chưa chi"));
}

#[tokio::test]
async fn the_site_above_pays_and_taxes_what_it_pays_for_as_one() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.huyen", "hiephoa", Role::DistrictOffice, None).await;
    let own = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let settings = json!({
        "unit_day": "publication", "rounding": 1, "payer": "above",
        "translation": null, "repost": null, "duty": null, "remuneration": null,
    });
    assert_eq!(app.call(&own, "PUT", &format!("{API}/settings"), settings.clone()).await.status(), 200);
    let district = "/api/v1/staff/hiephoa/royalties/settings";
    assert_eq!(app.call(&office, "PUT", district, settings).await.status(), 422, "nobody stands above");
    let page = text(app.desk(&office, "/hiephoa/chi-tra").await).await;
    assert!(page.contains("Chi trả cho 2 trang"), "{page}");
    let page = text(app.desk(&own, "/ducthang/chi-tra").await).await;
    assert!(page.contains("do cơ quan của trang cấp trên chi trả"));
}

#[tokio::test]
async fn qc_6_2_the_estimate_is_the_sum_of_its_lines() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let leader = app.person("lanhdao.ducthang", "ducthang", Role::Leader, None).await;
    let line = |amount: &'static str| {
        [("nam", "2017"), ("noi-dung-chi", "Thuê máy chủ"), ("so-tien", amount), ("ghi-chu", "12 tháng")]
    };
    assert_eq!(app.act(&leader, "/ducthang/du-toan", &line("5.000.000")).await.status(), 403);
    let refused = app.act(&office, "/ducthang/du-toan", &line("năm triệu")).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("value=\"năm triệu\""));
    assert_eq!(app.act(&office, "/ducthang/du-toan", &line("5.000.000")).await.status(), 303);
    let page = text(app.desk(&leader, "/ducthang/du-toan?nam=2017").await).await;
    assert!(page.contains("Tổng dự toán: 5.000.000 đ") && !page.contains("Bỏ khoản này"));
    let sheet = app.desk(&office, "/ducthang/du-toan.xlsx?nam=2017").await.bytes().await.unwrap();
    assert!(part(&sheet, "xl/worksheets/sheet1.xml").contains("<v>5000000</v>"));
}

#[tokio::test]
async fn one_name_is_one_payee_and_the_office_writes_down_how_everybody_is_paid() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    published(&app, &writer, &board, "Ra quân làm thủy lợi").await;
    let call = format!("{API}/remunerations");
    let propose = |to: Value| json!({ "month": "2016-12", "task": "Biên tập", "amount": 50_000, "to": to });
    let named = |name: &str| propose(json!({ "name": name }));
    assert_eq!(app.call(&board, "POST", &call, named("Biên tập viên (mẫu)")).await.status(), 200);
    let again = app.call(&board, "POST", &call, named("  BIÊN TẬP  viên (mẫu)")).await;
    assert_eq!(again.status(), 422);
    let again = text(again).await;
    assert!(again.contains("hãy chọn người đó trong danh sách"), "{again}");
    assert_eq!(app.call(&board, "POST", &call, named("Biên tập viên (mẫu), xã khác")).await.status(), 200);
    assert_eq!(app.call(&board, "POST", &call, named("Biên tập viên (mẫu), Xã Khác")).await.status(), 422);
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let member = app.staff("thanhvien.ducthang", &tenant).await;
    assert_eq!(app.call(&board, "POST", &call, named(&member.name)).await.status(), 422, "an account's name");
    let form = [
        ("thang", "2016-12"),
        ("ten-moi", "biên tập viên (mẫu)"),
        ("cong-viec", "Biên tập"),
        ("so-tien", "1"),
    ];
    let refused = app.act(&board, "/ducthang/nhuan-but/thu-lao", &form).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Nếu là người khác trùng tên"));

    // A member of the board has an account and no profile: the office writes down how they are paid.
    let account = member.account.to_string();
    assert_eq!(app.call(&board, "POST", &call, propose(json!({ "account": account }))).await.status(), 200);
    let payees = body(app.call(&office, "GET", &format!("{API}/payees"), json!({})).await).await;
    let rows = payees["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 3);
    let own = rows.iter().find(|row| row["account"] == account.as_str()).unwrap();
    assert_eq!(own["payment"], Value::Null);
    let id = own["payee"].as_str().unwrap();
    let page = format!("/ducthang/chi-tra/nguoi-nhan/{id}");
    assert_eq!(app.desk(&office, &page).await.status(), 200);
    assert_eq!(app.desk(&board, &page).await.status(), 403);
    let bank = [
        ("phien-ban", "1"),
        ("ngan-hang", "Ngân hàng A (mẫu)"),
        ("so-tai-khoan", "1234567890"),
        ("ma-so-thue", "8012345678"),
    ];
    assert_eq!(app.act(&office, &page, &bank).await.status(), 303);
    let payees = body(app.call(&office, "GET", &format!("{API}/payees"), json!({})).await).await;
    let own = payees["rows"].as_array().unwrap().iter().find(|row| row["payee"] == id).unwrap().clone();
    assert_eq!((&own["payment"], &own["name"]), (&json!("office"), &json!(member.name)));
    let more = json!({ "unit": "Văn phòng xã", "tax_code": "12", "version": own["version"] });
    assert_eq!(app.call(&office, "PUT", &format!("{API}/payees/{id}"), more).await.status(), 422);
    let more = json!({ "unit": "Văn phòng xã", "version": own["version"] });
    assert_eq!(app.call(&office, "PUT", &format!("{API}/payees/{id}"), more).await.status(), 200);
}

#[tokio::test]
async fn qc_7_2c_nobody_assesses_approves_or_pays_what_is_their_own() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    app.person("pho2.ducthang", "ducthang", Role::StandingDeputy, None).await;
    app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let (head, deputys) =
        (account(&app, "truongban.ducthang").await, account(&app, "thuongtruc.ducthang").await);
    let contributors = account(&app, "ctv.ducthang").await;
    for (title, to) in [("Tin của phó ban", &deputys), ("Tin của cộng tác viên", &contributors)] {
        published(&app, &writer, &board, title).await;
        let item = row(&app, &board, "2016-12", title).await;
        let form = format!("/ducthang/nhuan-but/bai/{}", item["item"].as_str().unwrap());
        let own = app.act(&board, &form, &genre(&head, "tin", "2", "0")).await;
        assert_eq!(own.status(), 422);
        let own = text(own).await;
        assert!(own.contains("không tự chấm hệ số bài này") && own.contains("Quy chế Điều 7.2.c"), "{own}");
        assert_eq!(app.act(&board, &form, &genre(to, "tin", "2", "0")).await.status(), 303);
    }
    let own = json!({ "month": "2016-12", "task": "Biên tập", "amount": 1, "to": { "account": &head[2..] } });
    assert_eq!(app.call(&board, "POST", &format!("{API}/remunerations"), own).await.status(), 422);

    app.db().clock.advance(5 * DAY);
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    assert_eq!(approve_month(&app, &deputy, "2016-12").await, 422);
    let page = text(app.desk(&deputy, "/ducthang/nhuan-but?thang=2016-12").await).await;
    assert!(
        page.contains("khoản chi cho chính ông/bà") && !page.contains("Duyệt chi và khóa danh sách"),
        "{page}"
    );
    let second = app.sign_in_again("pho2.ducthang").await;
    assert_eq!(approve_month(&app, &second, "2016-12").await, 200);

    // A run of the deputy pays everybody else; one that would pay only the deputy is another's to make.
    let plan = body(app.call(&deputy, "GET", &format!("{API}/plan"), json!({})).await).await;
    assert_eq!((&plan["total"], &plan["own"][0]["gross"]), (&json!(242_000), &json!(242_000)));
    let page = text(app.desk(&deputy, "/ducthang/chi-tra").await).await;
    assert!(page.contains("Của ông/bà: người khác lập đợt chi"), "{page}");
    let run = |total: i64| json!({ "total": total });
    assert_eq!(app.call(&deputy, "POST", &format!("{API}/runs"), run(242_000)).await.status(), 200);
    let alone = app.call(&deputy, "POST", &format!("{API}/runs"), run(0)).await;
    assert_eq!(alone.status(), 422);
    assert!(text(alone).await.contains("người khác có quyền chi trả lập đợt này"));
    let office = app.sign_in_again("vanphong.ducthang").await;
    assert_eq!(app.call(&office, "POST", &format!("{API}/runs"), run(242_000)).await.status(), 200);
}

#[tokio::test]
async fn qc_6_2_the_estimate_follows_what_was_paid_and_a_repost_says_its_share() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let settings = json!({
        "unit_day": "publication", "rounding": 1, "payer": "own",
        "translation": null, "repost": 50, "duty": null, "remuneration": null,
    });
    assert_eq!(app.call(&office, "PUT", &format!("{API}/settings"), settings.clone()).await.status(), 200);
    let person = account(&app, "ctv.ducthang").await;
    published(&app, &writer, &board, "Tin đăng lại").await;
    let item = row(&app, &board, "2016-12", "Tin đăng lại").await;
    let form = format!("/ducthang/nhuan-but/bai/{}", item["item"].as_str().unwrap());
    let mut said = genre(&person, "tin", "2", "0");
    said[2] = ("cach-lam", "repost");
    assert_eq!(app.act(&board, &form, &said).await.status(), 303);
    let propose = json!({ "month": "2016-12", "task": "Biên tập", "amount": 50_000, "to": { "name": "Biên tập viên (mẫu)" } });
    assert_eq!(app.call(&board, "POST", &format!("{API}/remunerations"), propose).await.status(), 200);
    app.db().clock.advance(5 * DAY);
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    assert_eq!(approve_month(&app, &deputy, "2016-12").await, 200);
    let told = async |when: &str| {
        let item = row(&app, &deputy, "2016-12", "Tin đăng lại").await;
        assert_eq!(
            (&item["amount"], &item["share"], &item["parts"][0]["amount"]),
            (&json!(121_000), &json!(50), &json!(121_000))
        );
        let page = text(app.desk(&deputy, "/ducthang/nhuan-but?thang=2016-12").await).await;
        assert!(page.contains("đăng lại 50 %"), "{when}: {page}");
        let csv = text(app.desk(&deputy, "/ducthang/nhuan-but.csv?thang=2016-12").await).await;
        assert!(csv.contains("đăng lại 50 %") && csv.contains(": 121.000 đ"), "{when}: {csv}");
    };
    told("approved").await;
    // Another rate holds for what comes; what was approved says what it was paid with.
    let office = app.sign_in_again("vanphong.ducthang").await;
    let mut other = settings;
    other["repost"] = json!(40);
    assert_eq!(app.call(&office, "PUT", &format!("{API}/settings"), other.clone()).await.status(), 200);
    told("after another rate").await;

    // What is corrected later is counted with the rate that it was approved with, as it came about in the same way.
    let board = app.sign_in_again("truongban.ducthang").await;
    let mut corrected = genre(&person, "tin", "1", "1");
    corrected[2] = ("cach-lam", "repost");
    corrected[5] = ("ly-do", "Sửa hệ số");
    assert_eq!(app.act(&board, &form, &corrected).await.status(), 303);
    let january = body(app.call(&deputy, "GET", &format!("{API}?month=2017-01"), json!({})).await).await;
    assert_eq!(january["adjustments"][0]["amount"], -60_500, "half of one unit less: {january}");

    // A rate that is emptied before the approval is missed, not counted as nothing.
    let writer = app.sign_in_again("ctv.ducthang").await;
    published(&app, &writer, &board, "Tin đăng lại nữa").await;
    let item = row(&app, &board, "2017-01", "Tin đăng lại nữa").await;
    let again = format!("/ducthang/nhuan-but/bai/{}", item["item"].as_str().unwrap());
    assert_eq!(app.act(&board, &again, &said).await.status(), 303);
    let mut none = other.clone();
    none["repost"] = Value::Null;
    assert_eq!(app.call(&office, "PUT", &format!("{API}/settings"), none).await.status(), 200);
    let page = text(app.desk(&deputy, "/ducthang/nhuan-but?thang=2017-01").await).await;
    assert!(page.contains("Chưa đặt tỷ lệ chi") && page.contains("Tin đăng lại nữa"), "{page}");
    assert_eq!(app.call(&office, "PUT", &format!("{API}/settings"), other).await.status(), 200);

    let estimate =
        body(app.call(&office, "GET", &format!("{API}/estimate?year=2017"), json!({})).await).await;
    let lines: Vec<(&str, i64)> = estimate["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["title"].as_str().unwrap(), line["amount"].as_i64().unwrap()))
        .collect();
    assert_eq!(
        lines,
        [("Tin", 130_000), ("Thù lao biên tập, quản trị", 50_000)],
        "half of two units of 2017"
    );
}

/// A small generator, so that the months are the same on every engine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most
    }
}

/// Puts an item before readers on a day, as publishing would.
async fn put(app: &TestApp, tenant: &Tenant, no: usize, day: Date) -> ItemId {
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    let (item, at) = (format!("bai-{no:04}"), start_of(day) + 9 * HOUR);
    scope
        .execute(
            "INSERT INTO items (tenant_id, item_id, kind, section_key, slug, live_edition_id, created_at) \
             VALUES ($1, $2, 'news', 'tin-tuc', $2, $2, $3)",
            params![&item, at],
        )
        .await
        .unwrap();
    scope
        .execute(
            "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, unit_key, \
             created_at, updated_at, no_secret_declared, live_from, waivers) \
             VALUES ($1, $2, $2, 1, 'live', 1, $2, $2, '', 'Tác giả (mẫu)', 'vanphong', $3, $3, $4, $3, '[]')",
            params![&item, at, true],
        )
        .await
        .unwrap();
    scope.commit().await.unwrap();
    item.into()
}

/// Takes an item from readers, or brings it back on a day as a further edition.
async fn show(app: &TestApp, tenant: &Tenant, item: &ItemId, live: bool, day: Date) {
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    let edition = live.then(|| format!("{item}-{day}"));
    if let Some(edition) = &edition {
        scope
            .execute(
                "INSERT INTO editions (tenant_id, edition_id, item_id, no, state, version, revision_id, title, summary, author, \
                 unit_key, created_at, updated_at, no_secret_declared, live_from, waivers) SELECT $1, $3, $2, MAX(no) + 1, 'live', 1, \
                 $3, $2, '', 'Tác giả (mẫu)', 'vanphong', $4, $4, $5, $4, '[]' FROM editions WHERE tenant_id = $1 AND item_id = $2",
                params![item, edition, start_of(day) + 10 * HOUR, true],
            )
            .await
            .unwrap();
    }
    scope
        .execute(
            "UPDATE items SET live_edition_id = $3 WHERE tenant_id = $1 AND item_id = $2",
            params![item, edition],
        )
        .await
        .unwrap();
    scope.commit().await.unwrap();
}

async fn say(
    app: &TestApp,
    tenant: &Tenant,
    board: &Staff,
    people: &[AccountId],
    item: &ItemId,
    chance: &mut Chance,
) {
    const GENRES: [(&str, u64, u64); 4] =
        [("tin", 50, 200), ("bai-phan-anh", 200, 500), ("nghien-cuu", 300, 1000), ("anh", 50, 100)];
    let (genre, least, most) = GENRES[chance.below(4) as usize];
    let hundredths = least + chance.below(most - least + 1);
    let first = chance.below(people.len() as u64) as usize;
    let parts = (0..=chance.below(3) as usize).map(|nth| {
        (Named::Account(people[(first + nth) % people.len()].clone()), 1 + chance.below(100).cast_signed())
    });
    let version = store::last_assessment(&mut app.db().read(tenant.id()).await.unwrap(), item).await.unwrap();
    let said = Said {
        genre: genre.into(),
        coefficient: format!("{},{:02}", hundredths / 100, hundredths % 100),
        treatment: Treatment::Original,
        share: String::new(),
        supplements: Vec::new(),
        reason: format!("Theo chất lượng, lần {}", version + 1),
        parts: parts.collect(),
        version,
    };
    assess::assess(app.db(), tenant, board, &Actor::system(), item, &said).await.unwrap();
}

#[tokio::test]
async fn over_24_random_months_list_ledger_payments_and_file_say_the_same() {
    let app = TestApp::start().await;
    for (login, role) in [
        ("truongban.ducthang", Role::BoardHead),
        ("thuongtruc.ducthang", Role::StandingDeputy),
        ("vanphong.ducthang", Role::DistrictOffice),
    ] {
        app.person(login, "ducthang", role, None).await;
    }
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut people = Vec::new();
    for no in 0..5 {
        let login = format!("ctv{no}.ducthang");
        app.person(&login, "ducthang", Role::Contributor, None).await;
        people.push(app.staff(&login, &tenant).await.account);
    }
    let board = app.staff("truongban.ducthang", &tenant).await;
    let deputy = app.staff("thuongtruc.ducthang", &tenant).await;
    let office = app.staff("vanphong.ducthang", &tenant).await;
    let (db, directory, actor) = (app.db(), &app.app.directory, Actor::system());
    let letterhead = portal::reports::letterhead::Letterhead::usual(&tenant.profile, db.clock.today());
    let mut chance = Chance(0x5eed_cafe);
    let mut items: Vec<(ItemId, bool)> = Vec::new();
    let (mut written, mut paid, mut month) = (0, 0, Month::of(date(2017, 1, 1)));
    let mut made = Made::default();
    for _ in 0..24 {
        let days = i64::from(month.last().day());
        for _ in 0..2 + chance.below(4) {
            let day =
                month.first().saturating_add(jiff::ToSpan::days(chance.below(days as u64).cast_signed()));
            let item = put(&app, &tenant, items.len(), day).await;
            say(&app, &tenant, &board, &people, &item, &mut chance).await;
            items.push((item, true));
        }
        // Some go, some come back, some are worth something else.
        for _ in 0..chance.below(3) {
            let nth = chance.below(items.len() as u64) as usize;
            items[nth].1 = !items[nth].1;
            show(&app, &tenant, &items[nth].0.clone(), items[nth].1, month.last()).await;
        }
        let nth = chance.below(items.len() as u64) as usize;
        let known = assess::found(db, &tenant, &items[nth].0).await.is_ok();
        if known && chance.below(2) == 0 {
            say(&app, &tenant, &board, &people, &items[nth].0.clone(), &mut chance).await;
        }
        let second = start_of(month.next().first()) + DAY + 8 * HOUR;
        db.clock.advance(second - db.clock.now());
        let open = List::read(&mut db.read(tenant.id()).await.unwrap(), month).await.unwrap();
        approve::approve(db, &tenant, &deputy, &actor, month, Saw::of(&open)).await.unwrap();

        let mut scope = db.read(tenant.id()).await.unwrap();
        let locked = List::read(&mut scope, month).await.unwrap();
        let entries = store::entries(&mut scope, month).await.unwrap();
        drop(scope);
        let sum: i64 = entries.iter().map(|entry| entry.amount).sum();
        assert_eq!((locked.total(), locked.approved.as_ref().unwrap().total), (sum, sum), "{month}");
        assert_eq!(export::list(&tenant, &letterhead, &locked).sum(9), sum, "{month}: the file");
        assert_eq!(Saw::of(&locked), Saw::of(&open));
        written += sum;
        made.listed.push((month, locked.rows.len(), sum));
        made.entries.extend(entries);

        let pay_on = db.clock.today();
        let plan = runs::plan(db, directory, &tenant, pay_on, month).await.unwrap();
        if chance.below(3) > 0 && !plan.people.is_empty() {
            let gross = plan.gross();
            let wanted = (pay_on, month);
            let run = runs::pay(db, directory, &tenant, &office, &actor, wanted, gross).await.unwrap();
            let run_rows =
                store::paid_by(&mut db.platform().await.unwrap(), tenant.id(), &run).await.unwrap();
            let mut scope = db.read(tenant.id()).await.unwrap();
            let payments = store::payments(&mut scope, &run).await.unwrap();
            assert_eq!(run_rows.iter().map(|one| one.ledger.amount).sum::<i64>(), gross);
            assert_eq!(payments.iter().map(|one| one.gross).sum::<i64>(), gross);
            assert_eq!(payments.iter().map(|one| one.net() + one.tax).sum::<i64>(), gross);
            paid += gross;
            made.runs.push((pay_on, gross, payments.iter().map(|one| one.tax).sum()));
            made.paid.extend(run_rows.into_iter().map(|one| (one.ledger.id, pay_on)));
        }
        let rest = runs::plan(db, directory, &tenant, pay_on, month).await.unwrap();
        let unpaid: i64 = rest.people.iter().chain(&rest.held).map(|one| one.payment.gross).sum();
        assert_eq!(written, paid + unpaid, "{month}: no đồng is lost or made");
        month = month.next();
    }
    // What stands for each item is what it should be, or nothing where it is gone.
    let mut scope = db.read(tenant.id()).await.unwrap();
    assert!(store::changed(&mut scope, month).await.unwrap().iter().all(|one| one.live));
    for (item, live) in &items {
        let stands: i64 = store::standing(&mut scope, item).await.unwrap().iter().map(|one| one.1).sum();
        assert_eq!(*live, stands != 0, "{item}");
    }
    drop(scope);
    reports_say_the_same(&app, &tenant, &made).await;
}

/// What the 24 months made, as lists, ledger and runs say it.
#[derive(Default)]
struct Made {
    listed: Vec<(Month, usize, i64)>,
    entries: Vec<store::Ledger>,
    runs: Vec<(Date, i64, i64)>,
    paid: Vec<(String, Date)>,
}

impl Made {
    /// Items and sum of the lists of these months.
    fn listed(&self, from: Date, until: Date) -> (i64, i64) {
        let within = self.listed.iter().filter(|one| from <= one.0.first() && one.0.last() <= until);
        within.fold((0, 0), |(items, sum), one| (items + i64::try_from(one.1).unwrap(), sum + one.2))
    }

    /// Runs of these days: how many, what they paid and withheld.
    fn runs(&self, from: Date, until: Date) -> (i64, i64, i64) {
        let within = self.runs.iter().filter(|one| (from..=until).contains(&one.0));
        within.fold((0, 0, 0), |(many, gross, tax), one| (many + 1, gross + one.1, tax + one.2))
    }

    /// Items that were approved and not paid by the end of a day, more than sixty days after readers first saw them.
    fn unpaid(&self, day: Date) -> (i64, i64) {
        let mut people: BTreeMap<(&ItemId, &str), i64> = BTreeMap::new();
        for entry in &self.entries {
            let (Some(item), Some(published_on)) = (&entry.item, entry.published_on) else { continue };
            let approved_on = entry.month.next().first().saturating_add(jiff::ToSpan::days(1));
            let paid_on = self.paid.iter().find(|one| one.0 == entry.id).map(|one| one.1);
            let last = published_on.saturating_add(jiff::ToSpan::days(60));
            if approved_on <= day && last < day && paid_on.is_none_or(|on| on > day) {
                *people.entry((item, &entry.person)).or_default() += entry.amount;
            }
        }
        people.retain(|_, sum| *sum > 0);
        let items: BTreeSet<_> = people.keys().map(|one| one.0).collect();
        (i64::try_from(items.len()).unwrap(), people.values().sum())
    }
}

/// The reports of the four halves and of both years, as they are read, against what was made and what the database holds.
async fn reports_say_the_same(app: &TestApp, tenant: &Tenant, made: &Made) {
    let head = app.sign_in_again("truongban.ducthang").await;
    let home = "/api/v1/staff/ducthang/reports";
    let mut unpaid = 0;
    for (kind, year, from, until) in [
        ("h1", 2017, date(2017, 1, 1), date(2017, 6, 30)),
        ("h2", 2017, date(2017, 7, 1), date(2017, 12, 31)),
        ("h1", 2018, date(2018, 1, 1), date(2018, 6, 30)),
        ("h2", 2018, date(2018, 7, 1), date(2018, 12, 31)),
        ("nam", 2017, date(2017, 1, 1), date(2017, 12, 31)),
        ("nam", 2018, date(2018, 1, 1), date(2018, 12, 31)),
    ] {
        let begun = app.call(&head, "POST", home, json!({ "kind": kind, "year": year })).await;
        let begun: Value = begun.json().await.unwrap();
        let id = begun["report"].as_str().unwrap_or_else(|| panic!("{begun}"));
        let report: Value = app.desk(&head, &format!("{home}/{id}")).await.json().await.unwrap();
        let told = |label: &str| {
            [0, 1].map(|column| crate::reports::maybe_figure(&report, "royalties", label, column))
        };
        let (items, sum) = made.listed(from, until);
        let (many, gross, tax) = made.runs(from, until);
        let late = made.unpaid(until);
        unpaid += late.0;
        assert_eq!(told("Tin, bài trong danh sách đã duyệt chi")[0], Some(items), "{kind} {year}");
        assert_eq!(told("Nhuận bút, thù lao, điều chỉnh đã duyệt")[1], Some(sum), "{kind} {year}");
        assert_eq!(told("Đã chi trong kỳ, trước thuế")[1], Some(gross), "{kind} {year}");
        assert_eq!(told("Đợt chi do trang lập"), [Some(many), Some(gross)], "{kind} {year}");
        assert_eq!(told("Thuế thu nhập cá nhân các đợt đó khấu trừ"), [None, Some(tax)], "{kind} {year}");
        assert_eq!(told("Đã duyệt, quá 60 ngày chưa chi"), [Some(late.0), Some(late.1)], "{kind} {year}");

        let months = [Month::of(from), Month::of(until)].map(|month| month.to_string());
        let sql = "SELECT CAST(SUM(total) AS BIGINT) AS n FROM royalty_months WHERE tenant_id = $1 AND month >= $2 AND month <= $3";
        let mut scope = app.db().read(tenant.id()).await.unwrap();
        let held: i64 = scope.one(sql, params![&months[0], &months[1]]).await.unwrap();
        drop(scope);
        assert_eq!(held, sum, "{kind} {year}: the database");
        let (_, proof) =
            crate::reports::figure(&report, "royalties", "Nhuận bút, thù lao, điều chỉnh đã duyệt", 1);
        let rows = app.desk(&head, &format!("/ducthang{proof}")).await.text().await.unwrap();
        assert!(rows.contains(&format!("cộng {} đồng", paper::wording::grouped(sum))), "{rows}");
    }
    assert!(unpaid > 0, "something waits longer than sixty days");
}

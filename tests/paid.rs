//! What is paid to a person over the sites of one payer: namesakes, tax that a payment cannot bear, sums that cancel out, what a
//! bank sends back.

use crate::support::app::{Person, TestApp};
use jiff::civil::date;
use portal::base::audit::Actor;
use portal::base::clock::DAY;
use portal::base::id::fresh;
use portal::people::Role;
use portal::royalties::{export, store, unpaid, year};
use portal::{params, royalties::mine};
use serde_json::{Value, json};

const PAYER: &str = "hiephoa";

async fn api(app: &TestApp, person: &Person, verb: &str, path: &str, body: Value) -> reqwest::Response {
    app.call(person, verb, &format!("/api/v1/staff/{PAYER}/royalties{path}"), body).await
}

async fn read(app: &TestApp, person: &Person, path: &str) -> Value {
    let answer = api(app, person, "GET", path, json!({})).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().await.unwrap()
}

async fn page(app: &TestApp, person: &Person, path: &str) -> String {
    app.desk(person, path).await.text().await.unwrap()
}

/// The office of the district, which pays for the commune too.
async fn office(app: &TestApp) -> Person {
    let own = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let settings = json!({
        "unit_day": "publication", "rounding": 1, "payer": "above",
        "translation": null, "repost": null, "duty": null, "remuneration": null,
    });
    let path = "/api/v1/staff/ducthang/royalties/settings";
    assert_eq!(app.call(&own, "PUT", path, settings).await.status(), 200);
    app.person("vanphong.huyen", PAYER, Role::DistrictOffice, None).await
}

/// Somebody whom a site pays, without an account.
async fn payee(app: &TestApp, site: &str, name: &str, unit: &str) -> String {
    let tenant = app.app.directory.by_slug(site).unwrap();
    let db = app.db();
    let mut scope = db.write(tenant.id(), &Actor::system()).await.unwrap();
    let id = fresh(db.clock.now(), &db.entropy);
    let sql = "INSERT INTO royalty_payees (tenant_id, payee_id, account_id, name, unit, version, set_by, set_at) \
               VALUES ($1, $2, NULL, $3, $4, 1, 'x', 0)";
    scope.execute(sql, params![&id, name, unit]).await.unwrap();
    scope.commit().await.unwrap();
    id
}

/// A row of a site's ledger, as the approval of a month writes it.
async fn owe(app: &TestApp, site: &str, person: &str, name: &str, amount: i64) -> String {
    let tenant = app.app.directory.by_slug(site).unwrap();
    let db = app.db();
    let mut scope = db.write(tenant.id(), &Actor::system()).await.unwrap();
    let id = fresh(db.clock.now(), &db.entropy);
    let sql = "INSERT INTO royalty_entries (tenant_id, entry_id, month, kind, item_id, payee_id, person, name, task, genre, \
               coefficient, assessment, worth_on, amount, reason, published_on, written_by, written_at) VALUES ($1, $2, \
               '2016-11', 'remuneration', $3, $4, $4, $5, 'Biên tập', '', 0, 0, NULL, $6, '', '2016-11-01', 'x', 0)";
    scope.execute(sql, params![&id, format!("i-{id}"), person, name, amount]).await.unwrap();
    scope.commit().await.unwrap();
    id
}

#[tokio::test]
async fn namesakes_of_two_sites_are_asked_about_and_taxed_as_one_person() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let name = "Tổ ghi hình (mẫu)";
    let here = payee(&app, PAYER, name, "").await;
    let there = payee(&app, "ducthang", "tổ ghi hình (mẫu)", "Xã Đức Thắng").await;
    owe(&app, PAYER, &here, name, 1_200_000).await;
    owe(&app, "ducthang", &there, name, 1_200_000).await;

    let plan = read(&app, &office, "/plan").await;
    assert_eq!(
        (&plan["total"], &plan["tax"]),
        (&json!(2_400_000), &json!(0)),
        "each alone is below the limit"
    );
    assert_eq!(plan["undecided"][0]["others"].as_array().unwrap().len(), 1);
    let run = json!({ "total": 2_400_000 });
    let refused = api(&app, &office, "POST", "/runs", run.clone()).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("một người hay hai người trùng tên"));
    let asked = page(&app, &office, "/hiephoa/chi-tra").await;
    assert!(
        asked.contains("<h2 id=\"trung-ten\">") && asked.contains("Là người khác, chỉ trùng tên"),
        "{asked}"
    );
    let later = plan["undecided"][0]["person"].as_str().unwrap();
    let other = plan["undecided"][0]["others"][0].as_str().unwrap();
    let none = app.act(&office, "/hiephoa/chi-tra/trung-ten", &[("nguoi", later), ("la", "")]).await;
    assert_eq!(none.status(), 422);
    let stranger = json!({ "person": later, "is": "khong-ai" });
    assert_eq!(api(&app, &office, "PUT", "/same", stranger).await.status(), 422);
    let same = [("nguoi", later), ("la", other)];
    assert_eq!(app.act(&office, "/hiephoa/chi-tra/trung-ten", &same).await.status(), 303);

    let plan = read(&app, &office, "/plan").await;
    assert_eq!((plan["people"].as_array().unwrap().len(), &plan["tax"]), (1, &json!(240_000)));
    assert_eq!(plan["undecided"], json!([]));
    assert_eq!(api(&app, &office, "POST", "/runs", run).await.status(), 200);
    let tenant = app.app.directory.by_slug(PAYER).unwrap();
    let staff = app.staff("vanphong.huyen", &tenant).await;
    let run = read(&app, &office, "/runs").await["rows"][0]["run"].as_str().unwrap().to_owned();
    let (db, directory) = (app.db(), &app.app.directory);
    let file = export::payment_file(db, directory, &tenant, &staff, &Actor::system(), &run).await;
    assert_eq!(file.unwrap().0.people, 1, "one transfer");
    let rows = year::read(&mut db.read(tenant.id()).await.unwrap(), 2016).await.unwrap();
    assert_eq!((rows.len(), rows[0].gross, rows[0].tax), (1, 2_400_000, 240_000));
}

#[tokio::test]
async fn who_only_bears_the_same_name_is_asked_about_once() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    for site in [PAYER, "ducthang"] {
        let person = payee(&app, site, "Cộng tác viên (mẫu)", site).await;
        owe(&app, site, &person, "Cộng tác viên (mẫu)", 1_200_000).await;
    }
    let plan = read(&app, &office, "/plan").await;
    let person = plan["undecided"][0]["person"].clone();
    assert_eq!(api(&app, &office, "PUT", "/same", json!({ "person": person })).await.status(), 200);
    let plan = read(&app, &office, "/plan").await;
    assert_eq!((&plan["undecided"], &plan["tax"]), (&json!([]), &json!(0)));
    assert_eq!(plan["people"].as_array().unwrap().len(), 2);
    assert_eq!(api(&app, &office, "POST", "/runs", json!({ "total": 2_400_000 })).await.status(), 200);
}

#[tokio::test]
async fn what_a_payment_cannot_bear_of_its_tax_the_next_one_of_the_year_does() {
    let app = TestApp::start().await;
    office(&app).await;
    app.db().clock.advance(30 * DAY);
    let office = app.sign_in_again("vanphong.huyen").await;
    let person = payee(&app, PAYER, "Tổ ghi hình (mẫu)", "").await;
    let pay = async |amount: i64, day: &str| {
        owe(&app, PAYER, &person, "Tổ ghi hình (mẫu)", amount).await;
        let planned = read(&app, &office, &format!("/plan?pay_on={day}")).await;
        let run = json!({ "total": amount, "pay_on": day });
        assert_eq!(api(&app, &office, "POST", "/runs", run).await.status(), 200);
        let one = &planned["people"][0];
        (one["tax"].as_i64().unwrap(), one["short"].as_i64().unwrap())
    };
    assert_eq!(pay(1_999_999, "2017-01-10").await, (0, 0));
    assert_eq!(pay(1, "2017-01-20").await, (1, 199_999), "the whole of January asks 200.000");
    let shown = page(&app, &office, "/hiephoa/nhuan-but/nam?nam=2017").await;
    assert!(shown.contains("199.999 đ"), "{shown}");
    assert_eq!(pay(150_000, "2017-02-01").await, (150_000, 49_999), "below the limit, and still asked");
    assert_eq!(pay(2_000_000, "2017-02-02").await, (200_000 + 15_000 + 49_999, 0));
}

#[tokio::test]
async fn sums_that_cancel_out_are_closed_by_a_run_and_nobody_is_late() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let person = payee(&app, PAYER, "Tổ ghi hình (mẫu)", "").await;
    owe(&app, PAYER, &person, "Tổ ghi hình (mẫu)", 242_000).await;
    owe(&app, PAYER, &person, "Tổ ghi hình (mẫu)", -242_000).await;
    let tenant = app.app.directory.by_slug(PAYER).unwrap();
    let matters =
        async || unpaid::of_site(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap().len();
    assert_eq!(matters().await, 0, "who owes as much is owed nothing");
    let plan = read(&app, &office, "/plan").await;
    assert_eq!((&plan["people"], &plan["settled"][0]["gross"]), (&json!([]), &json!(0)));
    let shown = page(&app, &office, "/hiephoa/chi-tra").await;
    assert!(shown.contains("Bù trừ hết: không phải chuyển tiền"), "{shown}");
    assert_eq!(api(&app, &office, "POST", "/runs", json!({ "total": 0 })).await.status(), 200);
    let run = read(&app, &office, "/runs").await["rows"][0].clone();
    assert_eq!((&run["people"], &run["gross"]), (&json!(0), &json!(0)));
    let open = store::open_sum(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap();
    let plan = read(&app, &office, "/plan").await;
    assert_eq!((open, &plan["settled"]), (0, &json!([])));
    assert_eq!(
        api(&app, &office, "POST", "/runs", json!({ "total": 0 })).await.status(),
        422,
        "nothing is left"
    );
}

#[tokio::test]
async fn what_a_bank_sends_back_is_seen_until_it_is_sent_again() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    let person = payee(&app, PAYER, "Tổ ghi hình (mẫu)", "").await;
    owe(&app, PAYER, &person, "Tổ ghi hình (mẫu)", 242_000).await;
    assert_eq!(api(&app, &office, "POST", "/runs", json!({ "total": 242_000 })).await.status(), 200);
    let run = read(&app, &office, "/runs").await["rows"][0]["run"].as_str().unwrap().to_owned();
    let at = format!("/hiephoa/chi-tra/{run}");
    let form = |day: &'static str, note: &'static str| {
        [("nguoi-bi-tra-lai", person.clone()), ("ngay-tra-lai", day.into()), ("ly-do-tra-lai", note.into())]
    };
    let send = async |form: [(&'static str, String); 3]| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.act(&office, &format!("{at}/tra-lai"), &form).await
    };
    let early = send(form("01/12/2016", "x")).await;
    assert_eq!(early.status(), 422);
    let early = early.text().await.unwrap();
    assert!(early.contains("không trước ngày chi trả") && early.contains("value=\"01/12/2016\""), "{early}");
    assert_eq!(send(form("30/12/2016", "Sai số tài khoản")).await.status(), 303);
    assert_eq!(send(form("30/12/2016", "Sai số tài khoản")).await.status(), 422, "it came back once");
    let shown = page(&app, &office, &at).await;
    assert!(
        shown.contains("Bị trả lại 30/12/2016: Sai số tài khoản") && shown.contains("Đã chuyển lại"),
        "{shown}"
    );
    assert!(page(&app, &office, "/hiephoa/chi-tra").await.contains("của đợt 1 bị trả lại ngày 30/12/2016"));
    assert_eq!(read(&app, &office, "/returns").await["rows"][0]["net"], 242_000);
    assert_eq!(app.act(&office, &format!("{at}/chuyen-lai/{person}"), &[]).await.status(), 303);
    assert_eq!(app.act(&office, &format!("{at}/chuyen-lai/{person}"), &[]).await.status(), 422);
    assert_eq!(read(&app, &office, "/returns").await["rows"], json!([]));
    let again = json!({ "person": person, "on": "2016-12-30", "note": "Tài khoản đã đóng" });
    assert_eq!(api(&app, &office, "POST", &format!("/runs/{run}/returns"), again).await.status(), 200);
    let settle = json!({ "person": person });
    assert_eq!(
        api(&app, &office, "POST", &format!("/runs/{run}/returns/settle"), settle).await.status(),
        200
    );
}

#[tokio::test]
async fn who_signs_in_sees_what_was_paid_to_them_under_their_name_elsewhere() {
    let app = TestApp::start().await;
    let office = office(&app).await;
    app.person("ctv.huyen", PAYER, Role::Contributor, None).await;
    let tenant = app.app.directory.by_slug(PAYER).unwrap();
    let own = app.staff("ctv.huyen", &tenant).await;
    let db = app.db();
    let mut scope = db.write(tenant.id(), &Actor::system()).await.unwrap();
    let sql = "INSERT INTO royalty_payees (tenant_id, payee_id, account_id, name, unit, version, set_by, set_at) \
               VALUES ($1, 'p-1', $2, $3, '', 1, 'x', 0)";
    scope.execute(sql, params![&own.account, &own.name]).await.unwrap();
    scope.commit().await.unwrap();
    let there = payee(&app, "ducthang", &own.name, "").await;
    owe(&app, "ducthang", &there, &own.name, 2_500_000).await;
    let plan = read(&app, &office, "/plan").await;
    let asked = &plan["undecided"][0];
    let said = json!({ "person": asked["person"], "is": asked["others"][0] });
    assert_eq!(api(&app, &office, "PUT", "/same", said).await.status(), 200);
    assert_eq!(read(&app, &office, "/plan").await["people"][0]["person"], own.account.as_str());
    assert_eq!(api(&app, &office, "POST", "/runs", json!({ "total": 2_500_000 })).await.status(), 200);
    let commune = app.app.directory.by_slug("ducthang").unwrap();
    let mine = mine::read(db, &app.app.directory, &commune, &own.account).await.unwrap();
    assert_eq!((mine.rows.len(), mine.year.gross, mine.year.tax), (1, 2_500_000, 250_000));
    assert_eq!(mine.rows[0].paid.map(|one| one.0), Some(date(2016, 12, 30)));
}

/// A published answer to a reader, as the desk leaves it.
async fn answered(app: &TestApp, site: &str, no: i64, title: &str) {
    let tenant = app.app.directory.by_slug(site).unwrap();
    let db = app.db();
    let mut scope = db.write(tenant.id(), &Actor::system()).await.unwrap();
    let id = format!("q-{no}");
    let question = "INSERT INTO questions (tenant_id, question_id, number, code_digest, state, version, subject, body, \
                    consent_answer, consent_name, consent_text_version, received_at, public_subject, public_body, slug, \
                    answer_id, published_at) VALUES ($1, $2, $3, $2, 'published', 1, $4, 'x', TRUE, FALSE, '1', $5, $4, 'x', $2, $6, $5)";
    let answer = format!("a-{no}");
    scope.execute(question, params![&id, no, title, db.clock.now(), &answer]).await.unwrap();
    let sql = "INSERT INTO answers (tenant_id, answer_id, question_id, unit_key, body, public_body, author_name, author_post, \
               created_at) VALUES ($1, $2, $3, 'vanphong', 'x', 'x', 'Công chức (mẫu)', 'Công chức', $4)";
    scope.execute(sql, params![&answer, &id, db.clock.now()]).await.unwrap();
    scope.commit().await.unwrap();
}

#[tokio::test]
async fn answers_to_readers_stand_in_the_list_are_paid_and_taken_back_when_withdrawn() {
    let app = TestApp::start().await;
    let board = app.person("truongban.hiephoa", PAYER, Role::BoardHead, None).await;
    app.person("thuongtruc.hiephoa", PAYER, Role::StandingDeputy, None).await;
    for (no, title) in [(1, "Thời hạn cấp lại giấy khai sinh"), (2, "Lịch tiếp công dân")] {
        answered(&app, PAYER, no, title).await;
    }
    let list = async |person: &Person, month: &str| read(&app, person, &format!("?month={month}")).await;
    let rows = list(&board, "2016-12").await["rows"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 2, "each answer once: {rows:?}");
    assert!(
        rows.iter().all(|row| row["genre"] == "Trả lời bạn đọc" && row["author"] == "Công chức (mẫu)"),
        "{rows:?}"
    );
    let said = json!({
        "genre": "tra-loi-ban-doc", "coefficient": "1,5", "treatment": "original", "reason": "Trả lời đầy đủ",
        "parts": [{ "name": "Công chức (mẫu)", "weight": 100 }], "version": 0,
    });
    let assessed = api(&app, &board, "PUT", "/items/q-1", said).await;
    assert_eq!(assessed.status(), 200, "{}", assessed.text().await.unwrap());

    app.db().clock.advance(5 * DAY);
    let deputy = app.sign_in_again("thuongtruc.hiephoa").await;
    let saw = list(&deputy, "2016-12").await;
    assert_eq!(saw["total"], 181_500);
    let saw = json!({ "month": "2016-12", "items": 2, "total": saw["total"] });
    assert_eq!(api(&app, &deputy, "POST", "/approve", saw).await.status(), 200);
    let locked = list(&deputy, "2016-12").await["rows"].as_array().unwrap().clone();
    let amounts: Vec<(&str, i64)> =
        locked.iter().map(|row| (row["title"].as_str().unwrap(), row["amount"].as_i64().unwrap())).collect();
    assert_eq!(amounts.len(), 2);
    assert!(amounts.contains(&("Thời hạn cấp lại giấy khai sinh", 181_500)), "{amounts:?}");
    let csv = app.desk(&deputy, "/hiephoa/nhuan-but.csv?thang=2016-12").await.text().await.unwrap();
    assert!(csv.contains("/hoi-dap/q-1") && csv.contains("Lịch tiếp công dân"), "{csv}");

    let tenant = app.app.directory.by_slug(PAYER).unwrap();
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    let sql = "UPDATE questions SET state = 'answered' WHERE tenant_id = $1 AND question_id = 'q-1'";
    scope.execute(sql, params![]).await.unwrap();
    scope.commit().await.unwrap();
    let january = list(&deputy, "2017-01").await;
    assert_eq!(january["adjustments"][0]["amount"], -181_500, "{january}");
    assert_eq!(january["rows"], json!([]), "what is listed is listed once");
}

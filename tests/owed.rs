//! What is owed and by whom: royalties that are not paid in time or not collected, late reports and those taken back, the
//! yearly questionnaire, what leaders see first, what the board adds to royalties.

use crate::support::app::{Person, TestApp};
use portal::base::clock::DAY;
use portal::people::Role;
use portal::royalties::{remind, store, unpaid};
use portal::tasks::Task;
use serde_json::{Value, json};

const SITE: &str = "ducthang";
const ABOVE: &str = "hiephoa";

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

fn api(site: &str, path: &str) -> String {
    format!("/api/v1/staff/{site}{path}")
}

async fn get(app: &TestApp, person: &Person, site: &str, path: &str) -> Value {
    let answer = app.call(person, "GET", &api(site, path), json!({})).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().await.unwrap()
}

async fn post(app: &TestApp, person: &Person, site: &str, path: &str, body: Value) -> u16 {
    app.call(person, "POST", &api(site, path), body).await.status().as_u16()
}

/// A news item that the board published; its id among those of the month's list.
async fn published(app: &TestApp, writer: &Person, board: &Person, title: &str) -> String {
    let form = [
        ("tieu-de", title),
        ("noi-dung", "Tiếp nhận vào sáng thứ Ba."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Cộng tác viên xã"),
        ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
        ("don-vi", "vanphong"),
    ];
    let saved = app.act(writer, &format!("/{SITE}/tin-bai/moi/tin"), &form).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    for (step, who, version) in [("gui-duyet", writer, "1"), ("duyet", board, "2"), ("dang", board, "3")] {
        let form = [("phien-ban", version), ("cam-ket", "co")];
        assert_eq!(app.act(who, &format!("{item}/{step}"), &form).await.status(), 303, "{step}");
    }
    let list = get(app, board, SITE, "/royalties?month=2016-12").await;
    let rows = list["rows"].as_array().unwrap();
    rows.iter().find(|row| row["title"] == title).unwrap()["item"].as_str().unwrap().to_owned()
}

async fn account(app: &TestApp, login: &str) -> String {
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    app.staff(login, &tenant).await.account.to_string()
}

/// Says what an item is worth; the status.
async fn assess(app: &TestApp, board: &Person, item: &str, to: &str, more: Value) -> u16 {
    let mut body = json!({
        "genre": "tin", "coefficient": "2", "reason": "Tin kịp thời", "version": 0,
        "parts": [{ "account": to, "weight": 100 }],
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    app.call(board, "PUT", &api(SITE, &format!("/royalties/items/{item}")), body).await.status().as_u16()
}

async fn approve(app: &TestApp, deputy: &Person, month: &str) -> u16 {
    let list = get(app, deputy, SITE, &format!("/royalties?month={month}")).await;
    let saw =
        json!({ "month": month, "items": list["rows"].as_array().unwrap().len(), "total": list["total"] });
    post(app, deputy, SITE, "/royalties/approve", saw).await
}

/// The open tasks of a kind on a site's desk.
async fn tasks(app: &TestApp, site: &str, kind: &str) -> Vec<Task> {
    let tenant = app.app.directory.by_slug(site).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let open = portal::tasks::open(&mut scope).await.unwrap();
    open.into_iter().filter(|task| task.kind == kind).collect()
}

async fn told(app: &TestApp) -> usize {
    remind::work(app.app.clone()).await.unwrap();
    remind::work(app.app.clone()).await.unwrap();
    app.drain().await;
    app.letters("Nhuận bút tháng 12/2016 chưa chi").len()
}

async fn late(app: &TestApp) -> i64 {
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    unpaid::count_late(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn who_pays_is_told_before_sixty_days_end_and_until_it_is_paid() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", SITE, Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    app.person("vanphong.ducthang", SITE, Role::DistrictOffice, None).await;
    let person = account(&app, "ctv.ducthang").await;
    let item = published(&app, &writer, &board, "Ra quân làm thủy lợi").await;
    published(&app, &writer, &board, "Hội nghị cuối năm").await;
    assert_eq!(assess(&app, &board, &item, &person, json!({})).await, 200);

    // The last day of what was published on 30/12/2016 is 28/02/2017.
    app.db().clock.advance(49 * DAY);
    assert_eq!(told(&app).await, 0, "there is time");
    app.db().clock.advance(DAY);
    assert_eq!(told(&app).await, 2, "the deputy and the head, once");
    let open = tasks(&app, SITE, remind::TASK).await;
    assert_eq!(open.len(), 1);
    assert!(open[0].text.contains("2 tin, bài chưa chấm xong hoặc chưa duyệt chi"), "{}", open[0].text);
    assert!(open[0].text.contains("28/02/2017"), "{}", open[0].text);
    assert_eq!(late(&app).await, 0);
    app.db().clock.advance(11 * DAY);
    assert_eq!(told(&app).await, 2, "the day after the last one");
    assert_eq!(late(&app).await, 2);
    let open = tasks(&app, SITE, remind::TASK).await;
    assert!(open.len() == 1 && open[0].text.contains("2 tin, bài đã quá 60 ngày"), "{open:?}");
    app.db().clock.advance(10 * DAY);
    assert_eq!(told(&app).await, 0);
    app.db().clock.advance(5 * DAY);
    assert_eq!(told(&app).await, 2, "again after fifteen days");

    // The office above sees it among what is late, and who was told.
    let above = app.person("vanphong.hiephoa", ABOVE, Role::DistrictOffice, None).await;
    portal::oversight::keep::work(app.app.clone()).await.unwrap();
    let page = text(app.desk(&above, &format!("/{ABOVE}/giam-sat")).await).await;
    assert!(page.contains("Nhuận bút quá hạn chi: 2 ở 1 trang"), "{page}");
    let list = text(app.desk(&above, &format!("/{SITE}/can-xu-ly?loai=nhuan-but")).await).await;
    assert!(
        list.contains("Nhuận bút tháng 12/2016: 2 tin, bài") && list.contains("đã nhắc 16/03/2017"),
        "{list}"
    );

    // Approved, it waits for who pays; paid, it is over.
    let board = app.sign_in_again("truongban.ducthang").await;
    let other = get(&app, &board, SITE, "/royalties?month=2016-12").await;
    let other = other["rows"].as_array().unwrap().iter().find(|row| row["waits"] == true).unwrap().clone();
    assert_eq!(assess(&app, &board, other["item"].as_str().unwrap(), &person, json!({})).await, 200);
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    assert_eq!(approve(&app, &deputy, "2016-12").await, 200);
    assert_eq!(told(&app).await, 2, "now the deputy and the office");
    let open = tasks(&app, SITE, remind::TASK).await;
    assert!(open.len() == 1 && open[0].text.contains("đã duyệt, chưa chi"), "{open:?}");
    let office = app.sign_in_again("vanphong.ducthang").await;
    let plan = get(&app, &office, SITE, "/royalties/plan").await;
    let run = json!({ "total": plan["total"] });
    assert_eq!(post(&app, &office, SITE, "/royalties/runs", run).await, 200);
    assert_eq!(told(&app).await, 0);
    assert!(tasks(&app, SITE, remind::TASK).await.is_empty(), "what is paid is closed");
    assert_eq!(late(&app).await, 0);

    // More for an item that is paid: the difference is late as soon as it is approved and not paid, on every page.
    let board = app.sign_in_again("truongban.ducthang").await;
    let less = json!({ "coefficient": "1", "version": 1, "reason": "Trùng nội dung" });
    assert_eq!(assess(&app, &board, &item, &person, less).await, 200);
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let approve_next = async |month: &str| {
        app.db().clock.advance(31 * DAY);
        let deputy = app.sign_in_again("thuongtruc.ducthang").await;
        assert_eq!(approve(&app, &deputy, month).await, 200, "{month}");
    };
    approve_next("2017-03").await;
    assert_eq!(late(&app).await, 0, "what is taken back is no debt to anybody");
    let board = app.sign_in_again("truongban.ducthang").await;
    let more = json!({ "coefficient": "2", "version": 2, "reason": "Chấm lại sau khiếu nại" });
    assert_eq!(assess(&app, &board, &item, &person, more).await, 200);
    let more = json!({ "supplements": { "kho-khan": 50 }, "version": 1, "reason": "Viết trong mưa lũ" });
    assert_eq!(assess(&app, &board, other["item"].as_str().unwrap(), &person, more).await, 200);
    approve_next("2017-04").await;
    assert_eq!(late(&app).await, 1, "one is even, the other is owed half");
    let office = app.sign_in_again("vanphong.ducthang").await;
    let list = text(app.desk(&office, &format!("/{SITE}/nhuan-but?thang=2016-12")).await).await;
    assert_eq!(list.matches("Quá 60 ngày chưa chi").count(), 1, "{list}");
    let plan = get(&app, &office, SITE, "/royalties/plan").await;
    assert_eq!(plan["people"][0]["late"], true);
    let rows = portal::royalties::sites::read(
        app.db(),
        &[tenant],
        portal::supply::month::Month::parse("2016-12").unwrap(),
    )
    .await;
    assert_eq!(rows.unwrap()[0].late, 1);
}

#[tokio::test]
async fn what_nobody_collects_goes_to_the_next_fund_after_three_notices_and_is_never_lost() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", SITE, Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    app.person("vanphong.ducthang", SITE, Role::DistrictOffice, None).await;
    let person = account(&app, "ctv.ducthang").await;
    let item = published(&app, &writer, &board, "Ra quân làm thủy lợi").await;
    assert_eq!(assess(&app, &board, &item, &person, json!({})).await, 200);
    app.db().clock.advance(5 * DAY);
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    let office = app.sign_in_again("vanphong.ducthang").await;
    assert_eq!(approve(&app, &deputy, "2016-12").await, 200);
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    // Written = paid + to be paid + in a fund, whatever happens.
    let whole = async |paid: i64, open: i64, fund: i64| {
        let mut scope = app.db().read(tenant.id()).await.unwrap();
        let month = portal::supply::month::Month::parse("2016-12").unwrap();
        let sums = store::sums(&mut scope, month).await.unwrap();
        let is = (
            sums.paid,
            store::open_sum(&mut scope).await.unwrap(),
            store::sum_in_fund(&mut scope).await.unwrap(),
        );
        assert_eq!(is, (paid, open, fund));
        assert_eq!(sums.written, paid + open + fund, "no đồng is lost or made");
    };
    whole(0, 242_000, 0).await;

    let early = json!({ "person": person, "way": "phone", "note": "Số 1 (mẫu)", "on": "2017-01-03" });
    assert_eq!(post(&app, &office, SITE, "/royalties/notices", early).await, 422, "before it was approved");
    let notice = |way: &str, note: &str| json!({ "person": person, "way": way, "note": note });
    assert_eq!(
        post(&app, &office, SITE, "/royalties/notices", notice("phone", "")).await,
        422,
        "which number?"
    );
    assert_eq!(post(&app, &office, SITE, "/royalties/notices", notice("letter", "")).await, 200);
    assert_eq!(
        post(&app, &office, SITE, "/royalties/notices", notice("letter", "")).await,
        422,
        "once a day"
    );
    app.drain().await;
    assert_eq!(app.letters("Thông báo nhận nhuận bút, lần 1").len(), 1);
    let plan = get(&app, &office, SITE, "/royalties/plan").await;
    assert_eq!(plan["total"], 0, "who was told is not paid until they answer");
    let page = text(app.desk(&office, &format!("/{SITE}/chi-tra")).await).await;
    assert!(page.contains("Đã thông báo, chưa nhận") && page.contains("chua-nhan?nguoi="), "{page}");
    let move_it = json!({ "person": person, "amount": 242_000 });
    assert_eq!(post(&app, &deputy, SITE, "/royalties/carries", move_it.clone()).await, 422, "told once");
    let answer = json!({ "person": person, "note": "Sẽ đến nhận" });
    assert_eq!(post(&app, &office, SITE, "/royalties/responses", answer).await, 200);
    let plan = get(&app, &office, SITE, "/royalties/plan").await;
    assert_eq!(plan["total"], 242_000, "they answered");
    for (nth, (who, way)) in
        [("office", "paper"), ("deputy", "phone"), ("office", "person")].into_iter().enumerate()
    {
        app.db().clock.advance(10 * DAY);
        let login = if who == "office" { "vanphong.ducthang" } else { "thuongtruc.ducthang" };
        let who = app.sign_in_again(login).await;
        assert_eq!(
            post(&app, &who, SITE, "/royalties/notices", notice(way, "Số 12 (mẫu)")).await,
            200,
            "{nth}"
        );
    }
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    let office = app.sign_in_again("vanphong.ducthang").await;
    assert_eq!(post(&app, &office, SITE, "/royalties/carries", move_it.clone()).await, 403);
    assert_eq!(
        post(&app, &deputy, SITE, "/royalties/carries", move_it.clone()).await,
        422,
        "who told them does not approve"
    );
    app.person("pho2.ducthang", SITE, Role::StandingDeputy, None).await;
    let second = app.sign_in_again("pho2.ducthang").await;
    let stale = json!({ "person": person, "amount": 1 });
    assert_eq!(post(&app, &second, SITE, "/royalties/carries", stale).await, 409);
    let page = format!("/{SITE}/chi-tra/chua-nhan?nguoi={person}");
    assert!(text(app.desk(&second, &page).await).await.contains("Duyệt chuyển quỹ"));
    assert_eq!(post(&app, &second, SITE, "/royalties/carries", move_it.clone()).await, 200);
    assert_eq!(post(&app, &second, SITE, "/royalties/carries", move_it).await, 422, "it is moved once");
    whole(0, 0, 242_000).await;
    assert_eq!(late(&app).await, 0, "what lies in a fund is not late");

    // Visible to the person, on the year's page and in the estimate of the year that has it.
    let writer = app.sign_in_again("ctv.ducthang").await;
    let own = text(app.desk(&writer, &format!("/{SITE}/nhuan-but-cua-toi")).await).await;
    assert!(own.contains("Đã chuyển quỹ năm 2018"), "{own}");
    let year = text(app.desk(&office, &format!("/{SITE}/nhuan-but/nam?nam=2017")).await).await;
    assert!(year.contains("Khoản chưa nhận chuyển quỹ năm sau") && year.contains("242.000 đ"), "{year}");
    let estimate = text(app.desk(&office, &format!("/{SITE}/du-toan?nam=2018")).await).await;
    assert!(estimate.contains("Quỹ năm trước chuyển sang (khoản chưa nhận): 242.000 đ"), "{estimate}");

    // A later claim is paid by the next run, from that fund.
    app.db().clock.advance(365 * DAY);
    let office = app.sign_in_again("vanphong.ducthang").await;
    let carries = get(&app, &office, SITE, "/royalties/carries").await;
    let carry = carries["rows"][0]["carry"].clone();
    let claim = json!({ "carry": carry, "note": "Đơn đề nghị (mẫu)" });
    assert_eq!(post(&app, &office, SITE, "/royalties/claims", claim.clone()).await, 200);
    assert_eq!(post(&app, &office, SITE, "/royalties/claims", claim).await, 422, "once");
    whole(0, 242_000, 0).await;
    let asked = text(app.desk(&office, &format!("/{SITE}/du-toan?nam=2018")).await).await;
    assert!(
        asked.contains("đã chi lại khi có yêu cầu 0 đ, đã có yêu cầu nhận mà chưa chi 242.000 đ"),
        "{asked}"
    );
    let plan = get(&app, &office, SITE, "/royalties/plan").await;
    assert_eq!(plan["total"], 242_000);
    assert!(
        text(app.desk(&office, &format!("/{SITE}/chi-tra")).await).await.contains("Đã yêu cầu nhận, chờ chi")
    );

    // Again not collected, it goes to a later fund; what moved once more is asked for once more.
    let late_move = json!({ "person": person, "amount": 242_000 });
    for _ in 0..3 {
        app.db().clock.advance(10 * DAY);
        let office = app.sign_in_again("vanphong.ducthang").await;
        assert_eq!(
            post(&app, &office, SITE, "/royalties/notices", notice("paper", "Số 12 (mẫu)")).await,
            200
        );
    }
    let second = app.sign_in_again("pho2.ducthang").await;
    assert_eq!(post(&app, &second, SITE, "/royalties/carries", late_move).await, 200);
    whole(0, 0, 242_000).await;
    let writer = app.sign_in_again("ctv.ducthang").await;
    let own = text(app.desk(&writer, &format!("/{SITE}/nhuan-but-cua-toi")).await).await;
    assert!(own.contains("Đã chuyển quỹ năm 2019"), "{own}");
    let office = app.sign_in_again("vanphong.ducthang").await;
    let carries = get(&app, &office, SITE, "/royalties/carries").await;
    let claim = json!({ "carry": carries["rows"][0]["carry"], "note": "Đơn lần hai (mẫu)" });
    assert_eq!(post(&app, &office, SITE, "/royalties/claims", claim).await, 200);
    whole(0, 242_000, 0).await;
    assert_eq!(post(&app, &office, SITE, "/royalties/runs", json!({ "total": 242_000 })).await, 200);
    whole(242_000, 0, 0).await;
    let estimate = text(app.desk(&office, &format!("/{SITE}/du-toan?nam=2019")).await).await;
    assert!(estimate.contains("đã chi lại khi có yêu cầu 242.000 đ"), "{estimate}");
    let carries = get(&app, &office, SITE, "/royalties/carries").await;
    assert_eq!(carries["rows"][0]["paid"], 242_000);
    for path in ["chi-tra", "nhuan-but/nam?nam=2018"] {
        let page = text(app.desk(&office, &format!("/{SITE}/{path}")).await).await;
        assert!(page.contains("Đã chi lại") && page.contains("Đã chuyển quỹ lần nữa"), "{path}: {page}");
        assert!(!page.contains("Đã yêu cầu nhận"), "{path}: {page}");
    }
}

#[tokio::test]
async fn what_the_board_adds_is_within_the_law_and_shown_on_list_and_files() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", SITE, Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    let person = account(&app, "ctv.ducthang").await;
    let item = published(&app, &writer, &board, "Tin cho thiếu nhi vùng cao").await;
    let too_much = json!({ "supplements": { "thieu-nhi": 25 } });
    assert_eq!(assess(&app, &board, &item, &person, too_much).await, 422);
    let form = text(app.desk(&board, &format!("/{SITE}/nhuan-but/bai/{item}")).await).await;
    assert!(form.contains("Dành cho thiếu nhi") && form.contains("từ 10 đến 20 %"), "{form}");
    let both = json!({ "supplements": { "thieu-nhi": 15, "kho-khan": 50 } });
    assert_eq!(assess(&app, &board, &item, &person, both).await, 200);
    let list = get(&app, &board, SITE, "/royalties?month=2016-12").await;
    assert_eq!(list["rows"][0]["amount"], 242_000 * 165 / 100);
    assert_eq!(list["rows"][0]["supplements"]["kho-khan"], 50);
    let page = text(app.desk(&board, &format!("/{SITE}/nhuan-but?thang=2016-12")).await).await;
    assert!(page.contains("tăng 15 % (dành cho thiếu nhi)"), "{page}");
    let csv = text(app.desk(&board, &format!("/{SITE}/nhuan-but.csv?thang=2016-12")).await).await;
    assert!(csv.contains("tăng 50 % (thực hiện trong điều kiện khó khăn, nguy hiểm)"), "{csv}");
    let form = text(app.desk(&board, &format!("/{SITE}/nhuan-but/bai/{item}")).await).await;
    assert!(form.contains("name=\"tang-thieu-nhi\" value=\"15\""), "{form}");

    // A translation: the board chooses the share where the site has set none.
    let translated = |share: Value| json!({ "treatment": "translation", "share": share, "version": 1 });
    assert_eq!(assess(&app, &board, &item, &person, translated(Value::Null)).await, 422);
    assert_eq!(assess(&app, &board, &item, &person, translated(json!(70))).await, 422);
    assert_eq!(assess(&app, &board, &item, &person, translated(json!(50))).await, 200);
    let list = get(&app, &board, SITE, "/royalties?month=2016-12").await;
    assert_eq!(list["rows"][0]["amount"], 121_000);
}

#[tokio::test]
async fn what_is_not_paid_is_urged_of_who_approves_and_then_of_who_pays_above() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", SITE, Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    let own = app.person("vanphong.ducthang", SITE, Role::DistrictOffice, None).await;
    app.person("vanphong.hiephoa", ABOVE, Role::DistrictOffice, None).await;
    let settings = json!({
        "unit_day": "publication", "rounding": 1, "payer": "above",
        "translation": null, "repost": null, "duty": null, "remuneration": null,
    });
    let path = api(SITE, "/royalties/settings");
    assert_eq!(app.call(&own, "PUT", &path, settings).await.status(), 200);
    let person = account(&app, "ctv.ducthang").await;
    let item = published(&app, &writer, &board, "Ra quân làm thủy lợi").await;
    assert_eq!(assess(&app, &board, &item, &person, json!({})).await, 200);
    app.db().clock.advance(76 * DAY);
    portal::oversight::keep::work(app.app.clone()).await.unwrap();
    let above = app.sign_in_again("vanphong.hiephoa").await;
    let urge = async |id: &str| -> Vec<String> {
        let form = [("lan", id), ("trang", SITE), ("so-lieu", "nhuan-but"), ("gui-lai", "co")];
        assert_eq!(app.act(&above, &format!("/{ABOVE}/giam-sat/nhac"), &form).await.status(), 303);
        app.drain().await;
        let body = |mime: &[u8]| {
            let message = mail_parser::MessageParser::default().parse(mime).unwrap();
            message.body_text(0).unwrap().into_owned()
        };
        app.letters("Đôn đốc ").iter().map(|mail| body(&mail.mime)).collect()
    };
    let told =
        |letters: &[String], who: &str| letters.iter().any(|body| body.contains(&format!("Kính gửi {who}")));
    let letters = urge("mot").await;
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(told(&letters, "thuongtruc.ducthang") && told(&letters, "truongban.ducthang"), "{letters:?}");

    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    assert_eq!(approve(&app, &deputy, "2016-12").await, 200);
    let list = text(app.desk(&above, &format!("/{SITE}/can-xu-ly?loai=nhuan-but")).await).await;
    assert!(list.contains("Người chi trả") && list.contains("vanphong.hiephoa, Văn phòng"), "{list}");
    portal::oversight::keep::work(app.app.clone()).await.unwrap();
    let letters = urge("hai").await;
    assert!(letters.len() == 1 && told(&letters, "vanphong.hiephoa"), "{letters:?}");
    assert!(
        letters[0].contains("- Nhuận bút tháng 12/2016: 1 tin, bài: đã duyệt, chưa chi"),
        "{}",
        letters[0]
    );
    let opened = text(app.desk(&above, &format!("/{SITE}/don-doc")).await).await;
    assert!(opened.contains("vanphong.hiephoa, Văn phòng") && opened.contains("đã mở "), "{opened}");
}

#[tokio::test]
async fn leaders_see_first_what_is_late_with_whom_and_who_was_told() {
    let app = TestApp::start().await;
    let leader = app.person("lanhdao.hiephoa", ABOVE, Role::Leader, None).await;
    app.person("vanphong.hiephoa", ABOVE, Role::DistrictOffice, None).await;
    app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    let asked = [
        ("tieu-de", "Hỏi về giấy khai sinh"),
        ("noi-dung", "Cần những giấy tờ gì khi đăng ký khai sinh?"),
        ("ho-ten", "Người hỏi"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post("ducthang.hiephoa.localhost", "/hoi-dap/gui", &asked).await.status(), 200);
    let due = portal::base::clock::plus_days(app.db().clock.today(), 5);
    let give = json!({
        "title": "Rà soát danh mục thủ tục", "body": "", "site": SITE, "unit": "", "due": due.to_string(),
    });
    assert_eq!(post(&app, &leader, ABOVE, "/instructions", give).await, 200);
    app.db().clock.advance(40 * DAY);
    portal::oversight::keep::work(app.app.clone()).await.unwrap();
    let leader = app.sign_in_again("lanhdao.hiephoa").await;
    let home = text(app.desk(&leader, &format!("/{ABOVE}")).await).await;
    assert!(home.contains("Chỉ đạo, điều hành") && home.contains("Câu hỏi quá hạn"), "{home}");
    assert!(home.contains("Xã Đức Thắng; 1 trang chưa được đôn đốc"), "{home}");
    assert!(home.contains("Chỉ đạo chưa xong") && home.contains("1 việc quá hạn"), "{home}");
    assert!(home.contains("Trang có nhiều việc nhất") && home.contains("chưa đôn đốc"), "{home}");
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let urged = [("lan", "lan-mot"), ("trang", SITE), ("so-lieu", "qua-han"), ("loi-nhan", "")];
    assert_eq!(app.act(&office, &format!("/{ABOVE}/giam-sat/nhac"), &urged).await.status(), 303);
    let home = text(app.desk(&office, &format!("/{ABOVE}")).await).await;
    assert!(home.contains("Xã Đức Thắng; đã đôn đốc cả") && home.contains("0/1 người đã mở"), "{home}");
    let deputy = app.sign_in_again("thuongtruc.ducthang").await;
    let home = text(app.desk(&deputy, &format!("/{SITE}")).await).await;
    assert!(!home.contains("Chỉ đạo, điều hành"));
    assert!(home.contains("1 chỉ đạo giao nơi đây chưa xong, 1 đã quá hạn"), "{home}");
    assert!(home.contains("1 đôn đốc của cấp trên ông/bà chưa mở"), "{home}");
}

fn pdf_text(bytes: &[u8]) -> String {
    let file = tempfile::NamedTempFile::with_suffix(".pdf").unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let pages = reader::read(file.path()).pages;
    let words: Vec<String> =
        pages.iter().flat_map(|page| &page.paragraphs).map(|paragraph| paragraph.text.clone()).collect();
    words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_signed_report_is_taken_back_by_another_and_its_paper_stays() {
    let app = TestApp::start().await;
    let writer = app.person("thanhvien", ABOVE, Role::Member, None).await;
    let head = app.person("truongban", ABOVE, Role::BoardHead, None).await;
    let deputy = app.person("photruc", ABOVE, Role::StandingDeputy, None).await;
    let begun =
        app.call(&writer, "POST", &api(ABOVE, "/reports"), json!({ "kind": "h1", "year": 2016 })).await;
    let begun: Value = begun.json().await.unwrap();
    let id = begun["report"].as_str().unwrap().to_owned();
    let step = async |who: &Person, step: &str, reason: &str| {
        let report = get(&app, who, ABOVE, &format!("/reports/{id}")).await;
        let body = json!({ "version": report["version"], "reason": reason });
        post(&app, who, ABOVE, &format!("/reports/{id}/{step}"), body).await
    };
    assert_eq!(step(&deputy, "recall", "Sai số liệu kỳ báo cáo").await, 422, "nothing is signed");
    assert_eq!(step(&writer, "submit", "").await, 200);
    assert_eq!(step(&head, "approve", "").await, 200);
    let signed = get(&app, &writer, ABOVE, &format!("/reports/{id}")).await;
    let (first, no) = (signed["sign"].as_str().unwrap().to_owned(), signed["versions"][0].as_i64().unwrap());
    assert!(first.starts_with("01/"), "{first}");
    assert_eq!(step(&writer, "recall", "Sai số liệu kỳ báo cáo").await, 403);
    assert_eq!(step(&head, "recall", "Sai số liệu kỳ báo cáo").await, 422, "who signed it");
    assert_eq!(step(&deputy, "recall", "").await, 422, "no reason");
    let page = format!("/{ABOVE}/bao-cao/{id}");
    assert!(text(app.desk(&deputy, &page).await).await.contains("Thu hồi báo cáo"));
    assert!(!text(app.desk(&head, &page).await).await.contains("Thu hồi báo cáo"));
    assert_eq!(step(&deputy, "recall", "Sai số liệu kỳ báo cáo").await, 200);

    let shown = text(app.desk(&writer, &page).await).await;
    assert!(shown.contains("Đã thu hồi") && shown.contains(&first), "{shown}");
    assert!(shown.contains("Sai số liệu kỳ báo cáo") && shown.contains("Chưa có bản thay thế."), "{shown}");
    let old = format!("{page}/tai/bao-cao.pdf?ban={no}");
    let paper = pdf_text(&app.desk(&head, &old).await.bytes().await.unwrap());
    assert!(paper.contains(&format!("Số: {first}")) && paper.contains("ĐÃ THU HỒI"), "{paper}");
    let draft = get(&app, &writer, ABOVE, &format!("/reports/{id}")).await;
    assert_eq!((&draft["stage"], &draft["sign"]), (&json!("draft"), &Value::Null));
    assert_eq!(draft["texts"]["vuong-mac"], signed["texts"]["vuong-mac"], "the texts it had");

    // Written anew, it takes the next number; the old paper names it.
    assert_eq!(step(&writer, "submit", "").await, 200);
    assert_eq!(step(&head, "approve", "").await, 200, "who signed the first wrote nothing of it");
    let again = get(&app, &writer, ABOVE, &format!("/reports/{id}")).await;
    assert!(again["sign"].as_str().unwrap().starts_with("02/"), "{again}");
    assert!(again["recalled"][0]["replaced_by"].as_str().unwrap().contains("02/"), "{again}");
    let paper = pdf_text(&app.desk(&head, &old).await.bytes().await.unwrap());
    assert!(paper.contains("ĐÃ THU HỒI, thay bằng báo cáo số 02/"), "{paper}");
    let trail = text(app.desk(&deputy, &format!("/{ABOVE}/nhat-ky")).await).await;
    assert!(trail.contains("đã thu hồi báo cáo đã ban hành"), "{trail}");
}

#[tokio::test]
async fn a_late_report_is_written_about_to_its_writer_and_the_board() {
    let app = TestApp::start().await;
    let writer = app.person("thanhvien", ABOVE, Role::Member, None).await;
    app.person("truongban", ABOVE, Role::BoardHead, None).await;
    app.person("photruc", ABOVE, Role::StandingDeputy, None).await;
    let new = json!({ "kind": "h1", "year": 2016 });
    assert_eq!(post(&app, &writer, ABOVE, "/reports", new).await, 200);
    for _ in 0..2 {
        portal::reports::dues::work(app.app.clone()).await.unwrap();
    }
    app.drain().await;
    let letters = app.letters("Báo cáo: Báo cáo kết quả hoạt động 6 tháng đầu năm 2016");
    assert_eq!(letters.len(), 3, "the writer, the head and the deputy, once");
    let open = tasks(&app, ABOVE, "report.due").await;
    let half = open.iter().find(|task| task.text.contains("6 tháng đầu năm")).unwrap();
    let tenant = app.app.directory.by_slug(ABOVE).unwrap();
    assert_eq!(half.account, Some(app.staff("thanhvien", &tenant).await.account), "who wrote it");
    portal::oversight::keep::work(app.app.clone()).await.unwrap();
    let list = text(app.desk(&writer, &format!("/{ABOVE}/can-xu-ly?loai=bao-cao")).await).await;
    assert!(list.contains("6 tháng đầu năm 2016") && list.contains("đã nhắc Ban Biên tập"), "{list}");
}

#[tokio::test]
async fn qc_14a_the_questionnaire_goes_out_comes_back_and_is_counted_in_the_report() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", ABOVE, Role::DistrictOffice, None).await;
    let deputy = app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    let stranger = app.person("thuongtruc.donglo", "donglo", Role::StandingDeputy, None).await;
    let unit = app.app.directory.by_slug(ABOVE).unwrap().profile.units[0].clone();
    let head = app.person("thutruong", ABOVE, Role::UnitHead, Some(&unit.key)).await;
    let site = app.app.directory.by_slug(SITE).unwrap();
    let to = [format!("unit:{}", unit.key), format!("site:{}", site.id())];
    let page = format!("/{ABOVE}/phieu-danh-gia");
    let none = [("nam", "2016"), ("han", "x")];
    let refused = app.act(&office, &page, &none).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    assert!(refused.contains("Hãy ghi hạn trả lời") && refused.contains("ít nhất một nơi nhận"), "{refused}");
    let send = [("nam", "2016"), ("han", "15/01/2017"), ("noi", to[0].as_str()), ("noi", to[1].as_str())];
    for _ in 0..2 {
        assert_eq!(app.act(&office, &page, &send).await.status(), 303);
    }
    app.drain().await;
    assert_eq!(app.letters("Phiếu đánh giá hoạt động").len(), 2, "the unit's box and the deputy, once");
    assert_eq!(
        app.act(&deputy, &format!("/{SITE}/phieu-danh-gia/nhac"), &[("nam", "2016")]).await.status(),
        422
    );

    // The board of the commune answers at its own desk.
    let inbox = text(app.desk(&deputy, &format!("/{SITE}/phieu-danh-gia")).await).await;
    assert!(inbox.contains("Phiếu năm 2016") && inbox.contains("Chưa trả lời"), "{inbox}");
    assert!(!text(app.desk(&stranger, "/donglo/phieu-danh-gia").await).await.contains("Phiếu năm 2016 của"));
    let mut answer = vec![("cua", ABOVE), ("nam", "2016"), ("noi", to[1].as_str()), ("phien-ban", "1")];
    let own = format!("/{SITE}/phieu-danh-gia/tra-loi");
    let short = app.act(&deputy, &own, &answer).await;
    assert_eq!(short.status(), 422);
    assert!(text(short).await.contains("Chưa đánh giá: Thông tin được cập nhật kịp thời."));
    let levels =
        ["muc-day-du", "muc-kip-thoi", "muc-chinh-xac", "muc-phoi-hop", "muc-hoi-dap", "muc-van-hanh"];
    answer.extend(levels.map(|field| (field, "tot")));
    answer.push(("vuong-mac", "Thiếu máy quay (mẫu)"));
    assert_eq!(
        app.act(&stranger, "/donglo/phieu-danh-gia/tra-loi", &answer).await.status(),
        422,
        "not theirs"
    );
    assert_eq!(app.act(&deputy, &own, &answer).await.status(), 303);
    assert_eq!(app.act(&deputy, &own, &answer).await.status(), 409, "an older form");

    // The unit answers by mail; who has a way in may answer too, and then nothing is written over it.
    let shown = text(app.desk(&office, &page).await).await;
    assert!(shown.contains("1 nơi đã trả lời") && shown.contains("Nhắc các nơi chưa trả lời"), "{shown}");
    assert_eq!(app.act(&office, &format!("{page}/nhac"), &[("nam", "2016")]).await.status(), 303);
    app.drain().await;
    assert_eq!(app.letters("Phiếu đánh giá hoạt động").len(), 1, "only who has not answered");
    let mut reply = vec![("cua", ABOVE), ("nam", "2016"), ("noi", to[0].as_str()), ("phien-ban", "1")];
    reply.extend(levels.map(|field| (field, "kha")));
    assert_eq!(app.act(&office, &format!("{page}/ghi"), &reply).await.status(), 422, "which letter?");
    reply.push(("thu", "Thư ngày 05/01/2017 (mẫu)"));
    assert_eq!(app.act(&office, &format!("{page}/ghi"), &reply).await.status(), 303);
    reply[3] = ("phien-ban", "2");
    assert_eq!(app.act(&head, &format!("{page}/tra-loi"), &reply).await.status(), 303, "the unit's own word");
    reply[3] = ("phien-ban", "3");
    assert_eq!(app.act(&office, &format!("{page}/ghi"), &reply).await.status(), 422);

    let begun =
        app.call(&office, "POST", &api(ABOVE, "/reports"), json!({ "kind": "nam", "year": 2016 })).await;
    let begun: Value = begun.json().await.unwrap();
    let report = get(&app, &office, ABOVE, &format!("/reports/{}", begun["report"].as_str().unwrap())).await;
    let tables = report["figures"]["tables"].as_array().unwrap();
    let counted = tables.iter().find(|table| table["key"] == "survey").unwrap();
    let counts: Vec<i64> = counted["lines"][0]["cells"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cell| cell["count"].as_i64().unwrap())
        .collect();
    assert_eq!(counts, [1, 1, 0, 0, 0]);
    assert_eq!(counted["lines"][0]["cells"][0]["proof"], "/phieu-danh-gia?nam=2016");
    let remarks = tables.iter().find(|table| table["key"] == "survey-remarks").unwrap();
    assert_eq!(remarks["lines"][0]["cells"][0]["words"], "Thiếu máy quay (mẫu)");
    let in_time = tables.iter().find(|table| table["key"] == "questions").unwrap();
    let proof = in_time["total"]["cells"][2]["proof"].as_str().unwrap();
    assert!(proof.contains("tinh-trang=dung-han"), "{proof}");
    assert_eq!(app.desk(&office, &format!("/{ABOVE}{proof}")).await.status(), 200);
}

//! What the units supply, over HTTP: their word, quotas and reminders, the ranking, the limits on the item.

use crate::support::app::{Person, TestApp, between};
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

fn news<'a>(unit: &'a str, title: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("tieu-de", title),
        ("tom-tat", "Lịch tiếp nhận hồ sơ."),
        ("noi-dung", "Tiếp nhận vào sáng thứ Ba."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Cán bộ xã"),
        ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
        ("don-vi", unit),
    ]
}

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

/// A draft's page in the console; its version is 1.
async fn drafted(app: &TestApp, writer: &Person, form: &[(&str, &str)]) -> String {
    let saved = app.act(writer, "/ducthang/tin-bai/moi/tin", form).await;
    let at = TestApp::location(&saved);
    assert!(at.ends_with("/sua"), "{}", saved.status());
    at.trim_end_matches("/sua").to_owned()
}

/// A submitted item's page; its version is 2.
async fn submitted(app: &TestApp, writer: &Person, form: &[(&str, &str)]) -> String {
    let item = drafted(app, writer, form).await;
    assert_eq!(app.act(writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    item
}

fn yes(version: &str) -> [(&str, &str); 2] {
    [("phien-ban", version), ("cam-ket", "co")]
}

#[tokio::test]
async fn a_unit_s_item_waits_for_its_head_and_a_later_revision_for_another_word() {
    let app = TestApp::start().await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let head = app.person("thutruong.tuphap", "ducthang", Role::UnitHead, Some("tuphap")).await;
    let other = app.person("thutruong.diachinh", "ducthang", Role::UnitHead, Some("diachinh")).await;
    let deputy = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let form = news("tuphap", "Lịch đăng ký khai sinh lưu động");
    let item = submitted(&app, &officer, &form).await;
    let approve = format!("{item}/duyet");
    let waits = app.act(&board, &approve, &yes("2")).await;
    assert_eq!(waits.status(), 422);
    let waits = text(waits).await;
    assert!(waits.contains("Thủ trưởng Tư pháp - Hộ tịch (hoặc người được ủy quyền) chưa xác nhận"));

    let waits_for = async |who: &Person| {
        let mine: Value =
            app.call(who, "GET", "/api/v1/staff/ducthang/mine", json!({})).await.json().await.unwrap();
        mine["waiting"].as_array().unwrap().len()
    };
    assert_eq!((waits_for(&head).await, waits_for(&officer).await, waits_for(&other).await), (1, 0, 0));
    let confirm = format!("{item}/xac-nhan");
    assert_eq!(app.act(&officer, &confirm, &[("phien-ban", "2")]).await.status(), 422, "no leave");
    assert_eq!(app.act(&other, &confirm, &[("phien-ban", "2")]).await.status(), 404, "another unit's");
    assert_eq!(app.act(&board, &confirm, &[("phien-ban", "2")]).await.status(), 403);
    assert!(text(app.desk(&head, &item).await).await.contains("Xác nhận của đơn vị</button>"));
    assert_eq!(app.act(&head, &confirm, &[("phien-ban", "1")]).await.status(), 409, "an older text");
    assert_eq!(app.act(&head, &confirm, &[("phien-ban", "2")]).await.status(), 303);
    assert_eq!(waits_for(&head).await, 0);
    let page = text(app.desk(&board, &item).await).await;
    assert!(page.contains("Xác nhận của đơn vị</dt><dd>thutruong.tuphap, "), "{page}");

    // The board changes a word: what the head confirmed is no longer what stands there.
    let mut changed: Vec<_> = form.iter().filter(|pair| pair.0 != "tom-tat").copied().collect();
    changed.extend([("tom-tat", "Lịch tiếp nhận hồ sơ tại thôn."), ("phien-ban", "2")]);
    assert_eq!(app.act(&deputy, &format!("{item}/sua"), &changed).await.status(), 303);
    let again = app.act(&board, &approve, &yes("3")).await;
    assert_eq!(again.status(), 422);
    assert!(text(again).await.contains("cần xác nhận lại"));
    assert_eq!(waits_for(&head).await, 1, "again");
    assert_eq!(app.act(&head, &confirm, &[("phien-ban", "3")]).await.status(), 303);
    assert_eq!(app.act(&board, &approve, &yes("3")).await.status(), 303);

    // What the head sends in is confirmed by that; what the board writes about a unit needs no word of it.
    let own = submitted(&app, &head, &news("tuphap", "Tuyên truyền pháp luật ở thôn")).await;
    assert_eq!(app.act(&board, &format!("{own}/duyet"), &yes("2")).await.status(), 303);
    let boards = submitted(&app, &deputy, &news("tuphap", "Phiên tòa giả định")).await;
    assert_eq!(waits_for(&head).await, 0, "neither their own nor the board's");
    assert_eq!(app.act(&board, &format!("{boards}/duyet"), &yes("2")).await.status(), 303);
}

#[tokio::test]
async fn a_head_delegates_for_some_days() {
    let app = TestApp::start().await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let head = app.person("thutruong.tuphap", "ducthang", Role::UnitHead, Some("tuphap")).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    app.person("canbo.diachinh", "ducthang", Role::UnitOfficer, Some("diachinh")).await;
    let page = text(app.desk(&head, "/ducthang/cung-cap/uy-quyen").await).await;
    assert!(page.contains("canbo.tuphap, Tư pháp") && !page.contains("canbo.diachinh"));
    let account = between(&page, "<option value=\"0", "\"").to_owned();
    let account = format!("0{account}");
    let give = [
        ("don-vi", "tuphap"),
        ("nguoi", account.as_str()),
        ("tu-ngay", "30/12/2016"),
        ("den-ngay", "02/01/2017"),
        ("quyet-dinh", "Giấy ủy quyền 01"),
    ];
    assert_eq!(app.act(&officer, "/ducthang/cung-cap/uy-quyen", &give).await.status(), 403);
    let endless = [give[0], give[1], give[2], give[4]];
    let refused = text(app.act(&head, "/ducthang/cung-cap/uy-quyen", &endless).await).await;
    assert!(refused.contains("Ủy quyền phải có thời hạn") && refused.contains("value=\"Giấy ủy quyền 01\""));
    let foreign = [("don-vi", "diachinh"), give[1], give[2], give[3], give[4]];
    let refused = text(app.act(&head, "/ducthang/cung-cap/uy-quyen", &foreign).await).await;
    assert!(refused.contains("cho đơn vị mình đứng đầu"));
    assert_eq!(app.act(&head, "/ducthang/cung-cap/uy-quyen", &give).await.status(), 303);

    let item = drafted(&app, &officer, &news("tuphap", "Lịch hòa giải ở cơ sở")).await;
    let edition = item.rsplit('/').next().unwrap();
    let call = format!("/api/v1/staff/ducthang/editions/{edition}/confirm");
    assert_eq!(app.call(&officer, "POST", &call, json!({ "version": 1 })).await.status(), 200);
    assert_eq!(app.act(&officer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    assert!(text(app.desk(&board, &item).await).await.contains("canbo.tuphap, được ủy quyền, "));
    assert_eq!(app.act(&board, &format!("{item}/duyet"), &yes("2")).await.status(), 303);

    app.db().clock.advance(3 * DAY);
    let officer = app.sign_in_again("canbo.tuphap").await;
    let later = drafted(&app, &officer, &news("tuphap", "Lịch chứng thực lưu động")).await;
    let over = app.act(&officer, &format!("{later}/xac-nhan"), &[("phien-ban", "1")]).await;
    assert_eq!(over.status(), 422, "the days are over");
}

#[tokio::test]
async fn the_office_says_whose_word_is_waited_for() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let set = |demand: &'static str| [("xac-nhan", demand), ("van-phong", "vanphong"), ("ngay-nhac", "25")];
    let settings = "/ducthang/cung-cap/cai-dat";
    assert_eq!(app.act(&board, settings, &set("nothing")).await.status(), 403);
    let wrong = [("xac-nhan", "nothing"), ("van-phong", "vanphong"), ("ngay-nhac", "31")];
    let refused = app.act(&office, settings, &wrong).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("value=\"31\""));

    assert_eq!(app.act(&office, settings, &set("other-units")).await.status(), 303);
    let item = submitted(&app, &writer, &news("tuphap", "Tin của cộng tác viên về tư pháp")).await;
    assert_eq!(app.act(&board, &format!("{item}/duyet"), &yes("2")).await.status(), 422);
    let own = submitted(&app, &writer, &news("vanphong", "Tin của văn phòng")).await;
    assert_eq!(app.act(&board, &format!("{own}/duyet"), &yes("2")).await.status(), 303);

    assert_eq!(app.act(&office, settings, &set("nothing")).await.status(), 303);
    let sent = submitted(&app, &officer, &news("tuphap", "Tin của cán bộ tư pháp")).await;
    assert_eq!(app.act(&board, &format!("{sent}/duyet"), &yes("2")).await.status(), 303);
}

#[tokio::test]
async fn a_unit_behind_its_quota_is_reminded_once_a_month() {
    let app = TestApp::start().await;
    let office = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let officer = app.person("canbo.diachinh", "ducthang", Role::UnitOfficer, Some("diachinh")).await;
    app.do_duties().await;
    app.drain().await;
    assert!(app.letters("Nhắc cung cấp tin, bài").is_empty(), "nothing is asked, nobody is reminded");

    let quotas = "/ducthang/cung-cap/chi-tieu";
    let past = [("thang", "2016-11"), ("chi-tieu-tuphap", "2")];
    assert_eq!(app.act(&office, quotas, &past).await.status(), 422);
    let wrong = [("thang", "2016-12"), ("chi-tieu-tuphap", "hai")];
    let refused = app.act(&office, quotas, &wrong).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("value=\"hai\""));
    let owed = [
        ("thang", "2016-12"),
        ("chi-tieu-tuphap", "2"),
        ("chi-tieu-diachinh", "1"),
        ("chi-tieu-vanphong", "0"),
    ];
    assert_eq!(app.act(&officer, quotas, &owed).await.status(), 403);
    assert_eq!(app.act(&office, quotas, &owed).await.status(), 303);
    let item = submitted(&app, &officer, &news("diachinh", "Lịch đo đạc thửa đất")).await;

    // It is 30/12, after the 25th: one letter, to the one unit that is behind, whoever asks again.
    for _ in 0..3 {
        app.do_duties().await;
    }
    app.drain().await;
    let mails = app.letters("Nhắc cung cấp tin, bài");
    let to: Vec<String> = mails.iter().map(|mail| mail.envelope.to.to_string()).collect();
    assert_eq!(to, ["tuphap@ducthang.hiephoa.example"]);
    let message = mail_parser::MessageParser::default().parse(&mails[0].mime).unwrap();
    let body = message.body_text(0).unwrap().into_owned();
    assert!(body.contains("cung cấp 2 tin, bài") && body.contains("còn thiếu 2"), "{body}");

    let page = text(app.desk(&office, "/ducthang/cung-cap").await).await;
    let silent = between(&page, "id=\"chua-gui\"", "</section>");
    assert!(silent.contains("Tư pháp - Hộ tịch") && !silent.contains("Địa chính - Xây dựng"), "{silent}");
    assert!(page.contains("Đủ chỉ tiêu"));
    let table = text(app.desk(&office, "/ducthang/cung-cap.csv?thang=2016-12").await).await;
    assert!(table.contains("1,\"Địa chính - Xây dựng\",1,1,0,0,0,0,"), "{table}");
    assert!(table.contains("2,\"Tư pháp - Hộ tịch\",2,0,0,0,0,0,"), "{table}");
    let own = text(app.desk(&officer, "/ducthang/cung-cap").await).await;
    assert!(own.contains("Địa chính - Xây dựng</th>") && !own.contains("Tư pháp - Hộ tịch</th>"));

    // Returned, it is no longer sent in; the month's letter of that unit is still to come, the other's is not.
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let back = [("phien-ban", "2"), ("ly-do", "Thiếu ngày")];
    assert_eq!(app.act(&board, &format!("{item}/tra-lai"), &back).await.status(), 303);
    app.do_duties().await;
    app.drain().await;
    let to: Vec<String> =
        app.letters("Nhắc cung cấp tin, bài").iter().map(|mail| mail.envelope.to.to_string()).collect();
    assert_eq!(to, ["diachinh@ducthang.hiephoa.example"]);

    // January: nothing before the 25th, then one letter each.
    app.db().clock.advance(25 * DAY);
    app.do_duties().await;
    app.drain().await;
    assert!(app.letters("Nhắc cung cấp tin, bài").is_empty(), "24/01/2017");
    app.db().clock.advance(DAY);
    app.do_duties().await;
    app.do_duties().await;
    app.drain().await;
    let mut to: Vec<String> =
        app.letters("Nhắc cung cấp tin, bài").iter().map(|mail| mail.envelope.to.to_string()).collect();
    to.sort();
    assert_eq!(to, ["diachinh@ducthang.hiephoa.example", "tuphap@ducthang.hiephoa.example"]);
}

fn document(number: &str, issued: &str) -> Value {
    json!({ "content": { "kind": "document", "number": number, "doc_type": "Thông báo",
        "issuer": "Ủy ban nhân dân xã Đức Thắng", "issued_on": issued, "effective_on": issued,
        "abstract": "Lịch tiếp công dân", "preamble_html": "<p>Toàn văn</p>",
        "common": { "section": "chi-dao", "unit_key": "vanphong", "author": "Văn phòng", "source": "Bản gốc" } } })
}

#[tokio::test]
async fn the_limit_stands_on_the_item_and_late_ones_before_the_board() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let mut pages = Vec::new();
    for (number, issued) in [("01/TB-UBND", "2016-12-28"), ("02/TB-UBND", "2016-12-26")] {
        let made = app.call(&writer, "POST", "/api/v1/staff/ducthang/items", document(number, issued)).await;
        let made: Value = made.json().await.unwrap();
        let edition = made["edition"].as_str().unwrap().to_owned();
        let call = |verb: &str| format!("/api/v1/staff/ducthang/editions/{edition}/{verb}");
        for (person, verb, body) in [
            (&writer, "submit", json!({ "version": 1 })),
            (&board, "approve", json!({ "version": 2, "no_secret": true })),
            (&board, "publish", json!({ "version": 3 })),
        ] {
            let done = app.call(person, "POST", &call(verb), body).await;
            assert_eq!(done.status(), 200, "{verb}");
        }
        pages.push(text(app.desk(&board, &format!("/ducthang/tin-bai/{edition}")).await).await);
    }
    // Issued on Wednesday 28/12: until Friday 30/12. Issued on Monday 26/12: until Wednesday 28/12.
    assert!(
        pages[0].contains("đúng hạn: U-3, 2 ngày làm việc kể từ ngày ban hành 28/12/2016"),
        "{}",
        pages[0]
    );
    assert!(pages[1].contains("trễ 2 ngày làm việc: U-3"), "{}", pages[1]);

    // News with the day of what it tells: the delay until it was sent is counted.
    let mut form = news("tuphap", "Hội nghị phổ biến pháp luật");
    form.push(("ngay-su-viec", "27/12/2016"));
    let item = submitted(&app, &writer, &form).await;
    let page = text(app.desk(&board, &item).await).await;
    assert!(page.contains("chưa đăng, đã trễ 2 ngày làm việc: U-1"), "{page}");
    form.pop();
    form.push(("ngay-su-viec", "hôm kia"));
    let refused = app.act(&writer, "/ducthang/tin-bai/moi/tin", &form).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("“hôm kia” không phải là ngày"));

    let supply = text(app.desk(&board, "/ducthang/cung-cap").await).await;
    let late = between(&supply, "id=\"tre-han\"", "</section>");
    assert!(late.contains("02/TB-UBND") && !late.contains("01/TB-UBND"), "{late}");
    assert!(late.contains("trễ 2 ngày làm việc") && late.contains("U-3"));
    let table = text(app.desk(&board, "/ducthang/cung-cap.csv").await).await;
    assert!(table.contains("1,\"Văn phòng - Thống kê\",,2,2,0,1,1,2\r\n"), "{table}");
    assert!(table.contains("2,\"Tư pháp - Hộ tịch\",,1,0,0,0,0,3\r\n"), "{table}");
}

#[tokio::test]
async fn a_report_of_days_that_are_over_judges_what_readers_saw_until_then() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    // Issued on Friday 30/12: until Wednesday 4/1, since Monday is off. Readers see it on 6/1.
    let made = document("03/TB-UBND", "2016-12-30");
    let made = app.call(&writer, "POST", "/api/v1/staff/ducthang/items", made).await;
    let made: Value = made.json().await.unwrap();
    let edition = made["edition"].as_str().unwrap().to_owned();
    let call = |verb: &str| format!("/api/v1/staff/ducthang/editions/{edition}/{verb}");
    assert_eq!(app.call(&writer, "POST", &call("submit"), json!({ "version": 1 })).await.status(), 200);
    app.db().clock.advance(7 * DAY);
    let board = app.sign_in_again("truongban.ducthang").await;
    let approved = json!({ "version": 2, "no_secret": true });
    assert_eq!(app.call(&board, "POST", &call("approve"), approved).await.status(), 200);
    assert_eq!(app.call(&board, "POST", &call("publish"), json!({ "version": 3 })).await.status(), 200);

    let late = async |path: &str| {
        let page = text(app.desk(&board, path).await).await;
        between(&page, "id=\"tre-han\"", "</section>").to_owned()
    };
    let now = late("/ducthang/cung-cap?thang=2016-12").await;
    assert!(now.contains("trễ 2 ngày làm việc"), "{now}");
    let then = late("/ducthang/cung-cap?thang=2016-12&den-thang=2016-12&tinh-den=31/12/2016").await;
    assert!(then.contains("Không có bài nào trễ hạn"), "{then}");
    let begun = json!({ "kind": "h2", "year": 2016 });
    let begun = app.call(&board, "POST", "/api/v1/staff/ducthang/reports", begun).await;
    let begun: Value = begun.json().await.unwrap();
    let path = format!("/api/v1/staff/ducthang/reports/{}", begun["report"].as_str().unwrap());
    let report: Value = app.desk(&board, &path).await.json().await.unwrap();
    let tables = report["figures"]["tables"].as_array().unwrap();
    let late = tables.iter().find(|one| one["key"] == "late" && one["unit"] == "việc").unwrap();
    assert_eq!(late["lines"], json!([]), "on 31/12 there was time");
}

//! The calendar of leaders and units (QC-3.5): what is withheld is nowhere, what was announced and changes says so.

use crate::support::app::{Person, TestApp, between};
use icalendar::{Calendar, Component as _, EventStatus};
use portal::people::Role;
use serde_json::{Value, json};

const HOST: &str = "ducthang.hiephoa.localhost";
const DESK: &str = "/ducthang/lich-cong-tac";

fn entry<'a>(day: &'a str, hours: (&'a str, &'a str), what: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("ngay", day),
        ("bat-dau", hours.0),
        ("ket-thuc", hours.1),
        ("noi-dung", what),
        ("dia-diem", "Hội trường xã"),
        ("chu-tri", "Chủ tịch Ủy ban nhân dân xã"),
        ("don-vi", "tuphap"),
    ]
}

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

/// The entries of a week as a person sees them.
async fn rows(app: &TestApp, person: &Person, week: &str) -> Vec<Value> {
    let path = format!("/api/v1/staff/ducthang/schedule?week={week}");
    let list: Value = app.desk(person, &path).await.json().await.unwrap();
    list["rows"].as_array().unwrap().clone()
}

/// The entry whose words these are.
async fn row_of(app: &TestApp, person: &Person, week: &str, what: &str) -> Value {
    let rows = rows(app, person, week).await;
    rows.into_iter().find(|row| row["work"]["what"] == what).unwrap_or_else(|| panic!("{what}"))
}

/// Its id.
async fn id_of(app: &TestApp, person: &Person, week: &str, what: &str) -> String {
    row_of(app, person, week, what).await["work"]["entry"].as_str().unwrap().to_owned()
}

/// Publishes an entry as it was first written.
async fn publish(app: &TestApp, person: &Person, id: &str) -> u16 {
    publish_seen(app, person, &format!("{id}:1")).await.status().as_u16()
}

/// Publishes an entry as it was seen.
async fn publish_seen(app: &TestApp, person: &Person, seen: &str) -> reqwest::Response {
    let form = [("muc", seen), ("cam-ket", "co"), ("tuan", "2016-W52")];
    app.act(person, &format!("{DESK}/cong-bo"), &form).await
}

/// Everywhere a reader can look at a week.
async fn everywhere(app: &TestApp, week: &str) -> String {
    let mut all = String::new();
    for path in [
        format!("/lich-cong-tac?tuan={week}"),
        "/lich-cong-tac/lich.ics".into(),
        format!("/api/v1/schedule?week={week}"),
        "/so-do".into(),
        "/sitemap.xml".into(),
        "/lich-cong-tac/rss.xml".into(),
    ] {
        all += &app.page(HOST, &path).await.replace("\r\n ", "");
    }
    all
}

#[tokio::test]
async fn qc_3_5_only_what_a_person_published_is_read_on_page_feed_and_json() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let member = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;

    // The form that is refused comes back with all that was typed, each reason beside its field.
    let wrong = [("ngay", "31/02/2017"), ("bat-dau", "sáng"), ("noi-dung", "Họp"), ("don-vi", "khac")];
    let refused = app.act(&officer, &format!("{DESK}/moi"), &wrong).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    for field in ["ngay", "bat-dau", "noi-dung", "dia-diem", "chu-tri", "don-vi"] {
        assert!(refused.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(refused.contains("value=\"31/02/2017\"") && refused.contains("value=\"sáng\""));

    let open = entry("28/12/2016", ("7h30", "11:00"), "Phiên họp thường kỳ tháng 12");
    let secret = entry("28/12/2016", ("14:00", ""), "Nghe báo cáo nhân sự nội bộ");
    for form in [&open, &secret] {
        assert_eq!(app.act(&officer, &format!("{DESK}/moi"), form).await.status(), 303);
    }
    assert!(!app.page(HOST, "/").await.contains("/lich-cong-tac\""), "an empty section stands nowhere");
    let all = everywhere(&app, "2016-W52").await;
    assert!(!all.contains("Phiên họp") && !all.contains("nhân sự"), "withheld by default");

    let id = id_of(&app, &officer, "2016-W52", "Phiên họp thường kỳ tháng 12").await;
    assert_eq!(publish(&app, &officer, &id).await, 403, "a unit does not publish");
    assert_eq!(publish(&app, &member, &id).await, 403);
    let seen = format!("{id}:1");
    let form = [("muc", seen.as_str()), ("tuan", "2016-W52")];
    let undeclared = app.act(&office, &format!("{DESK}/cong-bo"), &form).await;
    assert_eq!(undeclared.status(), 422);
    let undeclared = text(undeclared).await;
    assert!(undeclared.contains("Người công bố cần cam kết"));
    assert!(undeclared.contains(&format!("value=\"{seen}\" checked")), "what was ticked stays so");
    assert_eq!(undeclared.matches(" checked").count(), 1, "and nothing else");
    assert_eq!(publish(&app, &office, &id).await, 303);

    let all = everywhere(&app, "2016-W52").await;
    assert!(!all.contains("nhân sự"), "what is withheld stays so beside what is public");
    for place in ["/lich-cong-tac", "/lich-cong-tac?ngay=28/12/2016", "/api/v1/schedule?week=2016-12-28"] {
        assert!(app.page(HOST, place).await.contains("Phiên họp thường kỳ tháng 12"), "{place}");
    }
    assert!(app.page(HOST, "/").await.contains("/lich-cong-tac\""), "the section stands in the menu");
    assert!(app.page(HOST, "/lich-cong-tac").await.contains("07:30 - 11:00"));
    let another = app.page("donglo.hiephoa.localhost", "/lich-cong-tac?tuan=2016-W52").await;
    assert!(!another.contains("Phiên họp thường kỳ"), "another site has its own");

    // What the units see of each other's: only what everybody reads.
    let other = app.person("canbo.diachinh", "ducthang", Role::UnitOfficer, Some("diachinh")).await;
    let seen = text(app.desk(&other, &format!("{DESK}?tuan=2016-W52")).await).await;
    assert!(seen.contains("Phiên họp thường kỳ") && !seen.contains("nhân sự nội bộ"));
    let theirs = id_of(&app, &officer, "2016-W52", "Nghe báo cáo nhân sự nội bộ").await;
    assert_eq!(app.desk(&other, &format!("{DESK}/{theirs}")).await.status(), 404);
    assert_eq!(app.act(&other, &format!("{DESK}/moi"), &open).await.status(), 422, "for the own unit alone");

    // Taken back, it is nowhere again.
    let back = app.act(&office, &format!("{DESK}/{id}/rut"), &[("phien-ban", "2")]).await;
    assert_eq!(back.status(), 303);
    assert!(!everywhere(&app, "2016-W52").await.contains("Phiên họp"));
}

#[tokio::test]
async fn what_was_announced_and_is_changed_or_called_off_says_so() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let what = "Hội nghị đối thoại; trả lời, giải thích về \\ đất đai";
    let form = entry("30/12/2016", ("8:00", "11:00"), what);
    assert_eq!(app.act(&officer, &format!("{DESK}/moi"), &form).await.status(), 303);
    let id = id_of(&app, &officer, "2016-W52", what).await;
    let at = format!("{DESK}/{id}");
    assert_eq!(publish(&app, &office, &id).await, 303);

    let mut later = entry("30/12/2016", ("9:00", "11:00"), what);
    later.push(("phien-ban", "2"));
    let refused = app.act(&officer, &at, &later).await;
    assert_eq!(refused.status(), 422, "what everybody reads is changed by who publishes");
    let silent = app.act(&office, &at, &later).await;
    assert_eq!(silent.status(), 422);
    assert!(text(silent).await.contains("hãy ghi điều thay đổi"));
    later.push(("thay-doi", "Lùi một giờ."));
    assert_eq!(app.act(&office, &at, &later).await.status(), 303);
    assert_eq!(app.act(&office, &at, &later).await.status(), 409, "an older version");
    let page = app.page(HOST, "/lich-cong-tac").await;
    assert!(page.contains("09:00 - 11:00") && page.contains("Có thay đổi") && page.contains("Lùi một giờ."));

    let no_reason = app.act(&office, &format!("{at}/hoan"), &[("phien-ban", "3")]).await;
    assert_eq!(no_reason.status(), 422);
    let off = [("phien-ban", "3"), ("ly-do", "Trùng lịch họp của huyện")];
    assert_eq!(app.act(&office, &format!("{at}/hoan"), &off).await.status(), 303);
    let page = app.page(HOST, "/lich-cong-tac").await;
    assert!(page.contains("Hoãn") && page.contains("Trùng lịch họp của huyện") && page.contains("<del>"));
    let week: Value = serde_json::from_str(&app.page(HOST, "/api/v1/schedule").await).unwrap();
    assert_eq!(week["entries"][0]["standing"], "cancelled");

    let answer = app.get(HOST, "/lich-cong-tac/lich.ics").await;
    assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
    let feed = text(answer).await;
    assert!(feed.split("\r\n").all(|line| line.len() <= 75), "folded by bytes");
    let read: Calendar = feed.parse().expect("another's parser reads it");
    let event = read.events().next().expect("one event");
    assert_eq!(event.get_uid(), Some(id.as_str()), "the same id after every change");
    assert_eq!(event.get_status(), Some(EventStatus::Cancelled));
    assert_eq!(event.get_summary(), Some(what));
    assert_eq!(event.property_value("SEQUENCE"), Some("3"));
    assert_eq!(event.property_value("DTSTART"), Some("20161230T020000Z"));
}

#[tokio::test]
async fn weeks_are_walked_printed_and_copied() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let mut regular = entry("26/12/2016", ("7:30", ""), "Giao ban đầu tuần");
    regular.push(("thuong-xuyen", "co"));
    let once = entry("27/12/2016", ("7:30", ""), "Kiểm tra kênh mương");
    for form in [&regular, &once] {
        assert_eq!(app.act(&office, &format!("{DESK}/moi"), form).await.status(), 303);
    }
    for _ in 0..2 {
        let copied = app.act(&office, &format!("{DESK}/chep"), &[("tuan", "2017-W01")]).await;
        assert_eq!(copied.status(), 303);
    }
    let list: Value =
        app.desk(&office, "/api/v1/staff/ducthang/schedule?week=2017-W01").await.json().await.unwrap();
    let rows = list["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "what is regular, once: {list}");
    assert_eq!((&rows[0]["work"]["day"], &rows[0]["public"]), (&json!("2017-01-02"), &json!(false)));

    let first = row_of(&app, &office, "2016-W52", "Giao ban đầu tuần").await;
    let seen = [&rows[0], &first];
    let seen = seen.map(|row| json!({ "entry": row["work"]["entry"], "version": row["version"] }));
    let call = "/api/v1/staff/ducthang/schedule/publish";
    let published = app.call(&office, "POST", call, json!({ "entries": seen, "no_secret": true })).await;
    assert_eq!(published.status(), 200);
    let page = app.page(HOST, "/lich-cong-tac").await;
    assert!(
        page.contains("tuan=2017-W01\">Sang tuần 1<") && !page.contains(">Về tuần"),
        "no further than there is something"
    );
    assert_eq!(between(&page, "Tuần 52 (từ ", ")"), "26/12/2016 đến 01/01/2017");
    let next = app.page(HOST, "/lich-cong-tac?tuan=2017-W01&in=1").await;
    assert!(
        next.contains("for-print") && next.contains("thứ Hai, 02/01/2017") && next.contains(">Về tuần 52<")
    );
    for bad in ["/lich-cong-tac?tuan=2016-W60", "/lich-cong-tac?ngay=31/02/2016"] {
        let refused = app.get(HOST, bad).await;
        assert_eq!(refused.status(), 422, "{bad}");
        assert!(text(refused).await.contains("dưới đây là tuần này"), "{bad}");
    }
    assert_eq!(app.get(HOST, "/tin-tuc/lich.ics").await.status(), 404);
    assert_eq!(app.get(HOST, "/api/v1/schedule?week=khong").await.status(), 400);
}

#[tokio::test]
async fn what_was_changed_after_it_was_looked_at_is_not_published() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    for what in ["Kiểm tra công tác hộ tịch", "Tiếp công dân định kỳ"] {
        let form = entry("28/12/2016", ("8:00", ""), what);
        assert_eq!(app.act(&officer, &format!("{DESK}/moi"), &form).await.status(), 303);
    }
    let changed = id_of(&app, &office, "2016-W52", "Kiểm tra công tác hộ tịch").await;
    let other = id_of(&app, &office, "2016-W52", "Tiếp công dân định kỳ").await;
    let mut form = entry("28/12/2016", ("8:00", ""), "Kiểm tra nhân sự, chưa phổ biến");
    form.push(("phien-ban", "1"));
    assert_eq!(app.act(&officer, &format!("{DESK}/{changed}"), &form).await.status(), 303);

    let both = [("muc", format!("{other}:1")), ("muc", format!("{changed}:1"))];
    let mut form: Vec<(&str, &str)> = both.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend([("cam-ket", "co"), ("tuan", "2016-W52")]);
    let conflict = app.act(&office, &format!("{DESK}/cong-bo"), &form).await;
    assert_eq!(conflict.status(), 409);
    let conflict = text(conflict).await;
    assert!(conflict.contains("“Kiểm tra nhân sự, chưa phổ biến”, 08:00 ngày 28/12/2016"), "{conflict}");
    assert!(conflict.contains(&format!("value=\"{other}:1\" checked")), "what is as it was stays ticked");
    assert!(conflict.contains(&format!("value=\"{changed}:2\" form")), "what was changed is to be looked at");
    assert!(conflict.contains("value=\"co\" checked"), "the declaration too");
    let all = everywhere(&app, "2016-W52").await;
    assert!(!all.contains("nhân sự") && !all.contains("Tiếp công dân"), "all or none");

    let call = "/api/v1/staff/ducthang/schedule/publish";
    let seen = json!({ "entries": [{ "entry": changed, "version": 1 }], "no_secret": true });
    assert_eq!(app.call(&office, "POST", call, seen).await.status(), 409);
    assert_eq!(
        publish_seen(&app, &office, &changed).await.status(),
        409,
        "without a version nothing was seen"
    );
    assert_eq!(publish_seen(&app, &office, &format!("{changed}:2")).await.status(), 303);
    assert!(everywhere(&app, "2016-W52").await.contains("Kiểm tra nhân sự"));

    // Two people at one entry: the second keeps what was typed.
    let mut first = entry("28/12/2016", ("9:00", ""), "Tiếp công dân định kỳ");
    first.push(("phien-ban", "1"));
    assert_eq!(app.act(&officer, &format!("{DESK}/{other}"), &first).await.status(), 303);
    let mut second = entry("29/12/2016", ("10:15", ""), "Tiếp công dân đột xuất");
    second.extend([("phien-ban", "1"), ("thuong-xuyen", "co")]);
    let late = app.act(&office, &format!("{DESK}/{other}"), &second).await;
    assert_eq!(late.status(), 409);
    let late = text(late).await;
    for kept in ["29/12/2016", "10:15", "Tiếp công dân đột xuất", "name=\"phien-ban\" value=\"2\""] {
        assert!(late.contains(kept), "{kept}");
    }
    assert!(late.contains("name=\"thuong-xuyen\" value=\"co\" checked"));
}

#[tokio::test]
async fn a_copy_that_was_moved_to_another_day_does_not_come_back() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let mut regular = entry("26/12/2016", ("7:30", ""), "Giao ban đầu tuần");
    regular.push(("thuong-xuyen", "co"));
    assert_eq!(app.act(&office, &format!("{DESK}/moi"), &regular).await.status(), 303);
    let copy = async || app.act(&office, &format!("{DESK}/chep"), &[("tuan", "2017-W01")]).await.status();
    assert_eq!(copy().await, 303);
    let copied = id_of(&app, &office, "2017-W01", "Giao ban đầu tuần").await;
    let mut moved = entry("03/01/2017", ("7:30", ""), "Giao ban đầu tuần");
    moved.extend([("thuong-xuyen", "co"), ("phien-ban", "1")]);
    assert_eq!(app.act(&office, &format!("{DESK}/{copied}"), &moved).await.status(), 303);
    assert_eq!(copy().await, 303);
    let rows = rows(&app, &office, "2017-W01").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!(rows[0]["work"]["day"], "2017-01-03");
}

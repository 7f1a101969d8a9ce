//! Every site at a glance, what lies behind the figures, urging with receipts, instructions to their end, compliance.

use std::collections::BTreeMap;

use crate::support::app::{Person, TestApp, between};
use portal::base::audit::Actor;
use portal::base::clock::{DAY, local, start_of};
use portal::base::id::fresh;
use portal::house::outages;
use portal::oversight::{Figure, Figures, figures, keep, store};
use portal::params;
use portal::people::Role;
use portal::tenants::directory::Tenant;
use reqwest::Response;
use serde_json::{Value, json};

const SITE: &str = "ducthang";

pub async fn text(response: Response) -> String {
    response.text().await.unwrap()
}

/// Writes something past the services, and tells the feed of it.
pub async fn run(app: &TestApp, slug: &str, sql: &'static str, params: Vec<portal::base::db::Param>) {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    scope.execute(sql, params).await.unwrap();
    // What is written past the services is told all the same.
    scope.changed("test", "x", portal::base::scope::Reach::Staff);
    scope.commit().await.unwrap();
}

/// A question received so many days ago that is due on a day, open or over since a day.
pub async fn question(app: &TestApp, slug: &str, number: i64, due: &str, settled: Option<&str>) {
    let id = fresh(app.db().clock.now(), &app.db().entropy);
    let received = app.db().clock.now() - 30 * DAY;
    let state = if settled.is_some() { "answered-privately" } else { "assigned" };
    let at = settled.map(|_| app.db().clock.now());
    run(
        app,
        slug,
        "INSERT INTO questions (tenant_id, question_id, number, code_digest, state, version, subject, body, consent_answer, \
         consent_name, consent_text_version, received_at, due_on, unit_key, settled_at, settled_on) \
         VALUES ($1, $2, $3, $2, $4, 1, 'Hỏi (mẫu)', 'Nội dung (mẫu)', TRUE, FALSE, '1', $5, $6, 'tuphap', $7, $8)",
        params![&id, number, state, received, due, at, settled],
    )
    .await;
}

async fn broken_link(app: &TestApp, slug: &str, url: &str) {
    let id = fresh(app.db().clock.now(), &app.db().entropy);
    run(
        app,
        slug,
        "INSERT INTO links (tenant_id, link_id, url, host, state, said, due_at, failed_days) \
         VALUES ($1, $2, $3, 'trang-mau.example', 'dead', 'không mở được', 0, 3)",
        params![&id, url],
    )
    .await;
}

fn news<'a>(title: &'a str, body: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("tieu-de", title),
        ("noi-dung", body),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang xã"),
        ("don-vi", "vanphong"),
    ]
}

async fn draft(app: &TestApp, who: &Person, title: &str) -> String {
    let made = app.act(who, &format!("/{SITE}/tin-bai/moi/tin"), &news(title, "Nội dung của tin.")).await;
    TestApp::location(&made).trim_end_matches("/sua").to_owned()
}

async fn publish(app: &TestApp, writer: &Person, board: &Person, title: &str) -> String {
    let item = draft(app, writer, title).await;
    for (version, (step, who)) in (1..).zip([("gui-duyet", writer), ("duyet", board), ("dang", board)]) {
        let version = version.to_string();
        let form = [("phien-ban", version.as_str()), ("cam-ket", "co")];
        assert_eq!(app.act(who, &format!("{item}/{step}"), &form).await.status(), 303, "{step}");
    }
    item
}

/// The figures of a site counted by hand: every row is read and looked at, no sum is made by the database.
async fn by_hand(app: &TestApp, tenant: &Tenant) -> BTreeMap<&'static str, i64> {
    async fn all(app: &TestApp, tenant: &Tenant, sql: &'static str) -> Vec<Vec<String>> {
        let mut scope = app.db().read(tenant.id()).await.unwrap();
        let rows: Vec<String> = scope.all(sql, vec![]).await.unwrap();
        rows.into_iter().map(|row| row.split('|').map(str::to_owned).collect()).collect()
    }
    let today = app.db().clock.today();
    let day = today.to_string();
    let editions = all(
        app,
        tenant,
        "SELECT state || '|' || CAST(updated_at AS TEXT) || '|' || CAST(COALESCE(submitted_at, 0) AS TEXT) || '|' || \
         CAST(no AS TEXT) || '|' || CAST(COALESCE(live_from, 0) AS TEXT) AS s FROM editions WHERE tenant_id = $1",
    )
    .await;
    let number = |text: &str| text.parse::<i64>().unwrap();
    let count = |keep: &dyn Fn(&Vec<String>) -> bool, rows: &[Vec<String>]| {
        i64::try_from(rows.iter().filter(|row| keep(row)).count()).unwrap()
    };
    let questions = all(
        app,
        tenant,
        "SELECT state || '|' || COALESCE(due_on, '9') || '|' || COALESCE(settled_on, '') AS s FROM questions WHERE tenant_id = $1",
    )
    .await;
    let links = all(
        app,
        tenant,
        "SELECT state || '|' || COALESCE(ignored_by, '') AS s FROM links WHERE tenant_id = $1",
    )
    .await;
    let quotas = all(
        app,
        tenant,
        "SELECT unit_key || '|' || from_month || '|' || CAST(items AS TEXT) AS s FROM supply_quotas WHERE tenant_id = $1 ORDER BY from_month",
    )
    .await;
    let sent = all(
        app,
        tenant,
        "SELECT unit_key || '|' || CAST(submitted_at AS TEXT) AS s FROM editions WHERE tenant_id = $1 AND no = 1 \
         AND state <> 'draft' AND submitted_at IS NOT NULL",
    )
    .await;
    // No site of this story has a day of its own: before the 25th the month before is judged.
    let judged = if today.day() < 25 { today.first_of_month().yesterday().unwrap() } else { today };
    let month = judged.strftime("%Y-%m").to_string();
    let held: BTreeMap<&str, i64> = quotas
        .iter()
        .filter(|row| row[1] <= month && tenant.profile.unit(&row[0]).is_some())
        .map(|row| (row[0].as_str(), number(&row[2])))
        .collect();
    let of_month = |at: &str| local(number(at)).date().strftime("%Y-%m").to_string() == month;
    let sent_by = |unit: &str| {
        i64::try_from(sent.iter().filter(|row| row[0] == unit && of_month(&row[1])).count()).unwrap()
    };
    let behind = held.iter().filter(|(unit, owed)| sent_by(unit) < **owed).count();
    let year_ago = today.saturating_sub(jiff::ToSpan::years(1)).to_string();
    let monday = figures::week_of(today);
    let old = |days: i64| start_of(today) - days * DAY;
    BTreeMap::from([
        ("drafts", count(&|row| row[0] == "draft", &editions)),
        ("drafts_old", count(&|row| row[0] == "draft" && number(&row[1]) < old(14), &editions)),
        ("waiting", count(&|row| row[0] == "submitted", &editions)),
        ("waiting_old", count(&|row| row[0] == "submitted" && number(&row[2]) < old(3), &editions)),
        ("week", count(&|row| row[3] == "1" && number(&row[4]) >= monday, &editions)),
        ("open", count(&|row| row[2].is_empty(), &questions)),
        ("overdue", count(&|row| row[2].is_empty() && row[0] != "clarification" && row[1] < day, &questions)),
        ("closed", count(&|row| row[2] > year_ago, &questions)),
        ("late", count(&|row| row[2] > year_ago && row[2] > row[1], &questions)),
        ("owed", held.values().sum()),
        ("sent", held.iter().map(|(unit, owed)| sent_by(unit).min(*owed)).sum()),
        ("behind", i64::try_from(behind).unwrap()),
        ("links", count(&|row| row[0] == "dead" && row[1].is_empty(), &links)),
    ])
}

fn same(kept: &Figures) -> BTreeMap<&'static str, i64> {
    BTreeMap::from([
        ("drafts", kept.drafts),
        ("drafts_old", kept.drafts_old),
        ("waiting", kept.waiting),
        ("waiting_old", kept.waiting_old),
        ("week", kept.week),
        ("open", kept.open),
        ("overdue", kept.overdue),
        ("closed", kept.closed),
        ("late", kept.late),
        ("owed", kept.owed),
        ("sent", kept.sent),
        ("behind", kept.behind),
        ("links", kept.links),
    ])
}

#[tokio::test]
async fn kept_figures_equal_a_slow_recount_whatever_happens() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", SITE, Role::Member, None).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    question(&app, SITE, 1, "2016-12-20", None).await;
    question(&app, SITE, 2, "2017-01-20", None).await;
    question(&app, SITE, 3, "2016-12-20", Some("2016-12-22")).await;
    question(&app, SITE, 4, "2016-12-20", Some("2016-12-19")).await;
    question(&app, SITE, 5, "2015-12-01", Some("2015-12-30")).await;
    question(&app, SITE, 6, "2015-12-01", Some("2015-12-31")).await;
    for (unit, items) in [("vanphong", 1), ("tuphap", 2)] {
        run(
            &app,
            SITE,
            "INSERT INTO supply_quotas (tenant_id, unit_key, from_month, items, set_by, set_at) VALUES ($1, $2, '2016-12', $3, 'mau', 0)",
            params![unit, items],
        )
        .await;
    }
    broken_link(&app, SITE, "https://trang-mau.example/a").await;
    let check = async |what: &str| {
        keep::work(app.app.clone()).await.unwrap();
        let kept = store::latest(&mut app.db().platform().await.unwrap()).await.unwrap();
        assert_eq!(kept.len(), 27, "{what}: every site is counted");
        for tenant in app.app.directory.all() {
            let kept = kept.iter().find(|row| row.tenant == *tenant.id()).unwrap();
            assert_eq!(same(&kept.figures), by_hand(&app, &tenant).await, "{what}: {}", tenant.slug());
            let mut scope = app.db().read(tenant.id()).await.unwrap();
            let anew = figures::count(&mut scope, &tenant).await.unwrap();
            assert_eq!(kept.figures, anew, "{what}: {}", tenant.slug());
        }
    };
    check("at first").await;
    draft(&app, &writer, "Bản nháp thứ nhất").await;
    let sent = draft(&app, &writer, "Bài gửi duyệt").await;
    assert_eq!(app.act(&writer, &format!("{sent}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    publish(&app, &writer, &board, "Tin đã đăng").await;
    check("after some acts").await;
    let mut platform = app.db().platform().await.unwrap();
    let moved = store::moved(&mut platform, app.db().clock.today(), 0, 100).await.unwrap();
    drop(platform);
    assert!(moved.is_empty(), "who did not move is not counted again");
    app.db().clock.advance(20 * DAY);
    check("twenty days later").await;
    let kept = store::latest(&mut app.db().platform().await.unwrap()).await.unwrap();
    let tenant = app.app.directory.by_slug(SITE).unwrap();
    let kept = kept.into_iter().find(|row| row.tenant == *tenant.id()).unwrap().figures;
    assert_eq!((kept.owed, kept.sent, kept.behind), (3, 1, 1), "on 19/01/2017 December is judged");
    assert_eq!((kept.drafts_old, kept.waiting_old, kept.overdue), (1, 1, 1), "what lies there has aged");
    assert!(kept.stale.contains(&"tin-tuc".to_owned()));
    app.db().clock.advance(6 * DAY);
    check("on the day from which January is judged").await;
    let kept = store::latest(&mut app.db().platform().await.unwrap()).await.unwrap();
    let kept = kept.into_iter().find(|row| row.tenant == *tenant.id()).unwrap().figures;
    assert_eq!((kept.owed, kept.sent, kept.behind), (3, 0, 2));
}

#[tokio::test]
async fn a_live_text_that_not_everybody_can_read_is_counted_until_it_is_mended() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", SITE, Role::Member, None).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    let item = publish(&app, &writer, &board, "Tin có bảng").await;
    keep::work(app.app.clone()).await.unwrap();
    let list = format!("/{SITE}/can-xu-ly?loai=tiep-can");
    let page = text(app.desk(&board, &list).await).await;
    assert!(page.contains("Không có việc nào thuộc loại này."), "{page}");
    // As an import of before the checks left it.
    let edition = item.rsplit('/').next().unwrap();
    run(
        &app,
        SITE,
        "UPDATE item_access SET found = 'headings tables' WHERE tenant_id = $1 AND edition_id = $2",
        params![edition],
    )
    .await;
    keep::work(app.app.clone()).await.unwrap();
    let page = text(app.desk(&board, &list).await).await;
    assert!(page.contains("Tin có bảng") && page.contains("bảng thiếu tiêu đề"), "{page}");
    let go = [("phien-ban", "4"), ("ly-do", "Đăng nhầm")];
    assert_eq!(app.act(&board, &format!("{item}/go"), &go).await.status(), 303);
    keep::work(app.app.clone()).await.unwrap();
    let page = text(app.desk(&board, &list).await).await;
    assert!(!page.contains("Tin có bảng"), "what is taken down is no longer counted");
}

#[tokio::test]
async fn the_office_sees_what_is_late_where_and_who_was_told() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let leader = app.person("lanhdao.hiephoa", "hiephoa", Role::Leader, None).await;
    let deputy = app.person("thuongtruc.ducthang", SITE, Role::StandingDeputy, None).await;
    let member = app.person("bientap.ducthang", SITE, Role::Member, None).await;
    let stranger = app.person("thuongtruc.donglo", "donglo", Role::StandingDeputy, None).await;
    question(&app, SITE, 1, "2016-12-20", None).await;
    broken_link(&app, SITE, "https://trang-mau.example/a").await;
    draft(&app, &member, "Bản nháp kín của xã").await;
    keep::work(app.app.clone()).await.unwrap();

    let page = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("1 câu hỏi quá hạn ở 1 trang, 1 trang chưa được đôn đốc"), "{page}");
    assert!(
        page.contains("Câu hỏi quá hạn: 1 ở 1 trang") && page.contains("name=\"trang\" value=\"ducthang\"")
    );
    let narrowed = text(app.desk(&office, "/hiephoa/giam-sat?van-de=lien-ket").await).await;
    assert!(narrowed.contains("giam-sat/ducthang\"") && !narrowed.contains("giam-sat/donglo\""));
    assert_eq!(app.desk(&leader, "/hiephoa/giam-sat").await.status(), 200);
    assert!(!text(app.desk(&leader, "/hiephoa/giam-sat").await).await.contains("Gửi đôn đốc"));
    assert_eq!(app.desk(&stranger, "/hiephoa/giam-sat").await.status(), 404);
    assert_eq!(app.desk(&stranger, "/donglo/giam-sat/ducthang").await.status(), 404);
    let own = text(app.desk(&deputy, "/ducthang/giam-sat").await).await;
    assert!(
        own.contains("giam-sat/ducthang\"") && !own.contains("giam-sat/donglo\""),
        "a commune sees itself"
    );

    // Each figure opens its list in the commune's desk; drafts are counted, never named.
    for figure in Figure::ALL {
        let path = format!("/{SITE}/can-xu-ly?loai={}", figure.key());
        let list = app.desk(&office, &path).await;
        assert_eq!(list.status(), 200, "{}", figure.key());
        assert!(!text(list).await.contains("Bản nháp kín của xã"), "{}", figure.key());
    }
    let late = text(app.desk(&office, "/ducthang/can-xu-ly?loai=qua-han").await).await;
    assert!(late.contains("Câu hỏi số 1") && late.contains("chưa nhắc ai"), "{late}");
    assert!(
        late.contains("/hiephoa/giam-sat/ducthang?loai=qua-han#don-doc"),
        "the list goes to who must act"
    );

    // Urging: once, to who must act; sending the same form again urges nobody anew.
    let form =
        [("lan", "lan-mot"), ("trang", SITE), ("so-lieu", "qua-han"), ("loi-nhan", "Xong trước thứ Sáu.")];
    assert_eq!(app.act(&leader, "/hiephoa/giam-sat/nhac", &form).await.status(), 403);
    let none = [("lan", "lan-khong"), ("trang", "donglo"), ("so-lieu", "qua-han")];
    let refused = app.act(&office, "/hiephoa/giam-sat/nhac", &none).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("không có việc nào thuộc loại này"));
    // The deputy, and the unit that has the question.
    for people in ["1.2", "0.0"] {
        let sent = app.act(&office, "/hiephoa/giam-sat/nhac", &form).await;
        assert_eq!(TestApp::location(&sent), format!("/hiephoa/giam-sat?da-gui={people}"));
    }
    app.drain().await;
    let mails = app.letters("Đôn đốc Xã Đức Thắng: 1 việc");
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().any(|mail| mail.envelope.to.to_string() == "tuphap@ducthang.hiephoa.example"));
    let deputys = mails.iter().find(|mail| mail.envelope.to.to_string() == "a@example.vn").unwrap();
    let message = mail_parser::MessageParser::default().parse(&deputys.mime).unwrap();
    let body = message.body_text(0).unwrap().into_owned();
    assert!(body.contains("- Câu hỏi số 1: hạn 20/12/2016"), "{body}");
    assert!(body.contains("Câu hỏi quá hạn: 1") && body.contains("Xong trước thứ Sáu."), "{body}");
    assert!(body.contains("/ducthang/don-doc"), "{body}");

    let site = text(app.desk(&office, "/hiephoa/giam-sat/ducthang").await).await;
    let told = between(&site, "id=\"da-nhac\"", "</section>");
    assert!(told.contains("thuongtruc.ducthang, Phó ban thường trực Xã Đức Thắng"), "{told}");
    assert!(told.contains("máy chủ thư đã nhận") && told.contains("chưa mở"), "{told}");
    assert!(site.contains("<title id=\"dien-bien-ten\">") && site.contains("xong đúng hạn / "));
    let page = text(app.desk(&member, "/ducthang/don-doc").await).await;
    assert!(page.contains("chưa mở"), "who was not told opens nothing");
    assert_eq!(app.desk(&deputy, "/ducthang/don-doc").await.status(), 200);
    let site = text(app.desk(&office, "/hiephoa/giam-sat/ducthang").await).await;
    let told = between(&site, "id=\"da-nhac\"", "</section>");
    assert!(
        told.contains("đã mở ") && told.matches("chưa mở").count() == 1,
        "a unit's box opens nothing: {told}"
    );
    let page = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("2 người, 1 đã mở") && page.contains("đã đôn đốc cả"), "{page}");
    let trail = text(app.desk(&office, "/hiephoa/nhat-ky").await).await;
    assert!(trail.contains("đã đôn đốc trang cấp dưới") && trail.contains("đã mở đôn đốc nhận được"));

    // Taken along: the same numbers.
    let table = text(app.desk(&office, "/hiephoa/giam-sat.csv").await).await;
    let row = table.lines().find(|line| line.contains("Xã Đức Thắng")).unwrap();
    assert!(table.starts_with("\u{FEFF}Trang,Điểm,Câu hỏi đang mở"), "{table}");
    assert!(row.starts_with("Xã Đức Thắng,") && row.contains(",1,0,"), "{row}");
    let book = app.desk(&office, "/hiephoa/giam-sat.xlsx").await.bytes().await.unwrap();
    assert_eq!(&book[..2], b"PK");
    let api: Value = app.desk(&office, "/api/v1/staff/hiephoa/oversight").await.json().await.unwrap();
    let rows = api["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 27);
    let json = rows.iter().find(|row| row["slug"] == SITE).unwrap();
    assert_eq!((&json["figures"]["qua-han"], &json["open"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn all_sites_with_something_are_urged_at_once_and_a_site_without_a_board_by_its_box() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    for slug in [SITE, "donglo"] {
        question(&app, slug, 1, "2016-12-20", None).await;
    }
    keep::work(app.app.clone()).await.unwrap();
    let form = [("lan", "tat-ca"), ("tat-ca", "co"), ("so-lieu", "qua-han")];
    let sent = app.act(&office, "/hiephoa/giam-sat/nhac?van-de=qua-han", &form).await;
    assert_eq!(TestApp::location(&sent), "/hiephoa/giam-sat?da-gui=2.4");
    app.drain().await;
    let mut to: Vec<String> =
        app.letters("Đôn đốc ").iter().map(|mail| mail.envelope.to.to_string()).collect();
    to.sort();
    // The box of each site, which has no board, and that of the unit that has the question.
    let boxes = |slug: &str| {
        let profile = &app.app.directory.by_slug(slug).unwrap().profile;
        [profile.footer.email.clone(), profile.unit("tuphap").unwrap().email.clone()]
    };
    let mut boxes: Vec<String> = ["donglo", SITE].into_iter().flat_map(boxes).collect();
    boxes.sort();
    assert_eq!(to, boxes);
    // The same again on the same day: only by a tick.
    let again = [("lan", "lan-hai"), ("tat-ca", "co"), ("so-lieu", "qua-han")];
    let refused = app.act(&office, "/hiephoa/giam-sat/nhac?van-de=qua-han", &again).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Hôm nay đã đôn đốc về các việc này"));
    let ticked = [again[0], again[1], again[2], ("gui-lai", "co")];
    let sent = app.act(&office, "/hiephoa/giam-sat/nhac?van-de=qua-han", &ticked).await;
    assert_eq!(TestApp::location(&sent), "/hiephoa/giam-sat?da-gui=2.4");
    // What became late since is told on the page, and may be urged about at once.
    question(&app, SITE, 2, "2016-12-29", None).await;
    let page = text(app.desk(&office, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("3 câu hỏi quá hạn ở 2 trang, 1 việc mới chưa đôn đốc"), "{page}");
    let table = text(app.desk(&office, "/hiephoa/giam-sat.csv?van-de=qua-han").await).await;
    assert!(table.contains("Xã Đức Thắng") && !table.contains("Xã Danh Thắng"), "{table}");
}

#[tokio::test]
async fn an_instruction_is_followed_to_its_end() {
    let app = TestApp::start().await;
    let leader = app.person("lanhdao.hiephoa", "hiephoa", Role::Leader, None).await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let head = app.person("thutruong.tuphap", SITE, Role::UnitHead, Some("tuphap")).await;
    let other = app.person("thutruong.diachinh", SITE, Role::UnitHead, Some("diachinh")).await;
    let board = app.person("truongban.ducthang", SITE, Role::BoardHead, None).await;
    let stranger = app.person("truongban.donglo", "donglo", Role::BoardHead, None).await;

    let wrong = [("trang", SITE), ("don-vi", "khong-co"), ("tieu-de", ""), ("han", "hôm qua")];
    let refused = app.act(&leader, "/hiephoa/chi-dao", &wrong).await;
    assert_eq!(refused.status(), 422);
    let page = text(refused).await;
    assert!(page.contains("Trang đã chọn không có đơn vị này") && page.contains("Hãy ghi hạn hoàn thành"));
    assert!(page.contains("value=\"hôm qua\""), "what was typed comes back");
    let form = [
        ("trang", SITE),
        ("don-vi", "tuphap"),
        ("tieu-de", "Rà soát thủ tục hộ tịch"),
        ("noi-dung", "Báo cáo kết quả."),
        ("han", "05/01/2017"),
    ];
    assert_eq!(app.act(&office, "/hiephoa/chi-dao", &form).await.status(), 403);
    let given = app.act(&leader, "/hiephoa/chi-dao", &form).await;
    let path = TestApp::location(&given);
    let id = path.rsplit('/').next().unwrap().to_owned();
    app.drain().await;
    let mails = app.letters("Chỉ đạo: Rà soát thủ tục hộ tịch");
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].envelope.to.to_string(), "tuphap@ducthang.hiephoa.example");

    let here = format!("/{SITE}/chi-dao/{id}");
    assert!(text(app.desk(&head, "/ducthang/chi-dao").await).await.contains("hạn 05/01/2017"));
    assert!(text(app.desk(&board, "/ducthang/chi-dao").await).await.contains("Rà soát thủ tục hộ tịch"));
    assert!(!text(app.desk(&other, "/ducthang/chi-dao").await).await.contains("Rà soát thủ tục"));
    assert_eq!(app.desk(&other, &here).await.status(), 404);
    assert_eq!(app.desk(&stranger, &format!("/donglo/chi-dao/{id}")).await.status(), 404);
    assert!(text(app.desk(&head, "/ducthang").await).await.contains("Chỉ đạo"), "it stands in the menu");

    let say = async |who: &Person, path: &str, step: &str, note: &str, version: &str| {
        let form = [("chi-dao", id.as_str()), ("buoc", step), ("ghi-chu", note), ("phien-ban", version)];
        app.act(who, path, &form).await
    };
    let report = format!("/{SITE}/chi-dao/bao-cao");
    assert_eq!(say(&head, &report, "progress", "", "1").await.status(), 422);
    assert_eq!(say(&other, &report, "progress", "Của tôi.", "1").await.status(), 404);
    assert_eq!(say(&head, &report, "accepted", "Xong.", "1").await.status(), 422, "that is the leader's");
    assert_eq!(say(&head, &report, "progress", "Đã rà 5 thủ tục.", "1").await.status(), 303);

    // Past its last day it is late, once, on the leader's page and in a letter.
    app.db().clock.advance(8 * DAY);
    let leader = app.sign_in_again("lanhdao.hiephoa").await;
    let head = app.sign_in_again("thutruong.tuphap").await;
    for _ in 0..2 {
        app.do_duties().await;
    }
    app.drain().await;
    let late = app.letters("Chỉ đạo: Rà soát thủ tục hộ tịch");
    assert_eq!(late.iter().filter(|mail| mail.envelope.to.to_string().starts_with("tuphap@")).count(), 1);
    let page = text(app.desk(&leader, "/hiephoa/giam-sat").await).await;
    assert!(page.contains("1 chỉ đạo quá hạn."), "{page}");
    assert!(text(app.desk(&leader, "/hiephoa/giam-sat/ducthang").await).await.contains("Quá hạn"));

    assert_eq!(say(&head, &report, "reported", "Đã xong.", "1").await.status(), 409, "an older version");
    assert_eq!(say(&head, &report, "reported", "Đã xong.", "2").await.status(), 303);
    let page = text(app.desk(&leader, "/hiephoa/giam-sat").await).await;
    assert!(!page.contains("1 chỉ đạo quá hạn."), "it waits for the leader now");
    app.drain().await;
    assert_eq!(app.letters("Chỉ đạo: Rà soát thủ tục hộ tịch").len(), 1, "the leader is told");
    let settle = "/hiephoa/chi-dao/ket-luan";
    assert_eq!(say(&leader, settle, "returned", "", "3").await.status(), 422);
    assert_eq!(say(&leader, settle, "returned", "Còn thiếu hai thủ tục.", "3").await.status(), 303);
    assert_eq!(say(&head, &report, "reported", "Đã bổ sung.", "4").await.status(), 303);
    assert_eq!(say(&leader, settle, "accepted", "", "5").await.status(), 303);
    assert_eq!(say(&head, &report, "progress", "Thêm.", "6").await.status(), 409, "it is over");

    let page = text(app.desk(&leader, &path).await).await;
    for step in
        ["Giao việc", "Đã rà 5 thủ tục.", "Còn thiếu hai thủ tục.", "Đã bổ sung.", "Ghi nhận hoàn thành"]
    {
        assert!(page.contains(step), "{step}: {page}");
    }
    assert!(page.contains("Đã hoàn thành"));
    let steps: Value = app
        .desk(&leader, &format!("/api/v1/staff/hiephoa/instructions/{id}/steps"))
        .await
        .json()
        .await
        .unwrap();
    let steps: Vec<&str> =
        steps["rows"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["given", "progress", "reported", "returned", "reported", "accepted"]);
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let trail = text(app.desk(&office, "/hiephoa/nhat-ky").await).await;
    for sentence in ["đã giao chỉ đạo", "đã báo cáo thực hiện chỉ đạo", "đã xử lý kết quả thực hiện chỉ đạo"]
    {
        assert!(trail.contains(sentence), "{sentence}");
    }
}

#[tokio::test]
async fn another_leader_settles_and_who_gave_it_but_no_other() {
    let app = TestApp::start().await;
    let head = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let second = app.person("truongban2.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let leader = app.person("lanhdao.hiephoa", "hiephoa", Role::Leader, None).await;
    let body = json!({ "title": "Cập nhật giới thiệu", "site": "hiephoa", "due": "2017-01-20" });
    let given = app.call(&head, "POST", "/api/v1/staff/hiephoa/instructions", body).await;
    let given: Value = given.json().await.unwrap();
    let settle = json!({ "instruction": given["id"], "step": "withdrawn", "note": "Không cần nữa." });
    let call = "/api/v1/staff/hiephoa/instructions/settle";
    assert_eq!(app.call(&second, "POST", call, settle.clone()).await.status(), 403);
    assert_eq!(app.call(&leader, "POST", call, settle).await.status(), 200);
}

#[tokio::test]
async fn compliance_is_computed_said_and_shown_at_the_site_s_own_choice() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let member = app.person("bientap.hiephoa", "hiephoa", Role::Member, None).await;
    let read = async || -> Value {
        app.desk(&office, "/api/v1/staff/hiephoa/compliance").await.json().await.unwrap()
    };
    let light = |all: &Value, id: &str| {
        let checks = all["checks"].as_array().unwrap();
        let found = checks.iter().find(|check| check["id"] == id);
        found.map(|check| check["light"].as_str().unwrap().to_owned())
    };
    let all = read().await;
    assert_eq!(all["profile"], "2016");
    assert_eq!(light(&all, "P-a").as_deref(), Some("red"));
    assert_eq!(light(&all, "P-l").as_deref(), Some("green"), "the foot has its five values");
    assert_eq!(light(&all, "P-14").as_deref(), Some("green"), "by construction");
    assert_eq!(light(&all, "F-8").as_deref(), Some("grey"), "nobody has said");
    assert_eq!(light(&all, "F-8c").as_deref(), Some("red"), "no copy was proved yet");
    assert_eq!(light(&all, "F-7").as_deref(), Some("yellow"), "nobody watched yet");
    outages::beat(app.app.clone()).await.unwrap();
    app.db().clock.advance(60_000);
    outages::beat(app.app.clone()).await.unwrap();
    assert_eq!(light(&read().await, "F-7").as_deref(), Some("green"));
    assert_eq!(light(&all, "F-9"), None, "the law of 2026 asks it");

    question(&app, "hiephoa", 1, "2016-12-20", None).await;
    assert_eq!(light(&read().await, "F-5").as_deref(), Some("red"), "a late question shows at once");

    let say = "/hiephoa/tuan-thu/xac-nhan";
    assert_eq!(app.act(&member, say, &[("muc", "F-8")]).await.status(), 403);
    let computed = [("muc", "P-a"), ("dat", "co"), ("can-cu", "Tôi thấy đủ.")];
    let refused = app.act(&office, say, &computed).await;
    assert_eq!(refused.status(), 422, "what is computed is not said");
    assert!(text(refused).await.contains("\nTôi thấy đủ.</textarea>"), "what was typed is there");
    let word = [("muc", "F-8"), ("dat", "co"), ("can-cu", "Nhật ký máy chủ tháng 12 không có lần dừng nào.")];
    assert_eq!(app.act(&office, say, &word).await.status(), 303);
    assert_eq!(light(&read().await, "F-8").as_deref(), Some("green"));
    let page = text(app.desk(&member, "/hiephoa/tuan-thu").await).await;
    assert!(page.contains("vanphong.hiephoa tự xác nhận ngày 30/12/2016: Nhật ký máy chủ"), "{page}");
    assert!(page.contains("href=\"/hiephoa/cham-soc\""), "red leads to where it is mended");

    let public = app.page("hiephoa.localhost", "/tuan-thu").await;
    assert!(public.contains("chưa công bố") && !public.contains("Nội dung phải có"), "{public}");
    assert_eq!(app.act(&member, "/hiephoa/tuan-thu/cong-bo", &[("cong-bo", "co")]).await.status(), 403);
    assert_eq!(app.act(&office, "/hiephoa/tuan-thu/cong-bo", &[("cong-bo", "co")]).await.status(), 303);
    let public = app.page("hiephoa.localhost", "/tuan-thu").await;
    assert!(public.contains("Nội dung phải có") && public.contains("mục đạt"), "{public}");
    assert!(!public.contains("vanphong.hiephoa"), "readers see no names");
    assert!(app.page("hiephoa.localhost", "/so-do").await.contains("Tự đánh giá việc tuân thủ"));
    // A commune does of its own will what the decree of 2011 asks.
    let below: Value = app.desk(&office, "/api/v1/staff/ducthang/compliance").await.json().await.unwrap();
    assert_eq!(light(&below, "P-a").as_deref(), Some("yellow"));
}

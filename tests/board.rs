//! The board over HTTP: appointed and ended by decision, approvals counted, a reviewer lent, contributors invited.

use crate::support::app::{TestApp, between};
use portal::base::audit::Stored;
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const DOOR: &str = "quantri.localhost";

const NEWS: [(&str, &str); 8] = [
    ("tieu-de", "Lịch phát thanh tháng Một"),
    ("tom-tat", "Giờ phát thanh thay đổi."),
    ("noi-dung", "Đài phát từ 5 giờ sáng."),
    ("chuyen-muc", "tin-tuc"),
    ("chu-de", "trong-huyen"),
    ("tac-gia", "Văn phòng"),
    ("nguon", "Trang thông tin điện tử xã Đức Thắng"),
    ("don-vi", "vanphong"),
];

/// A submitted item's page in the console; its version is 2.
async fn submitted(app: &TestApp, writer: &crate::support::app::Person) -> String {
    let saved = app.act(writer, "/ducthang/tin-bai/moi/tin", &NEWS).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    assert_eq!(app.act(writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    item
}

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

async fn trail(app: &TestApp, slug: &str) -> Vec<Stored> {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope.all("SELECT * FROM audit_events WHERE tenant_id = $1 ORDER BY seq", vec![]).await.unwrap()
}

#[tokio::test]
async fn an_office_appoints_and_ends_by_decision_in_its_own_tenant_only() {
    let app = TestApp::start().await;
    let office = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let other = app.person("bientap.donglo", "donglo", Role::Member, None).await;
    let post = [
        ("ten-dang-nhap", "bientap.donglo"),
        ("chuc-danh", "deputy"),
        ("tu-ngay", "30/12/2016"),
        ("quyet-dinh", "1234/QĐ-UBND"),
    ];
    assert_eq!(app.desk(&other, "/ducthang").await.status(), 404);
    assert_eq!(app.act(&member, "/ducthang/nhan-su/cu", &post).await.status(), 403);
    assert_eq!(app.act(&office, "/donglo/nhan-su/cu", &post).await.status(), 404, "not one's own tenant");
    let refused = app.act(&office, "/ducthang/nhan-su/cu", &post[..3]).await;
    assert_eq!(refused.status(), 422);
    let page = text(refused).await;
    assert!(page.contains("Hãy ghi số quyết định") && page.contains("value=\"bientap.donglo\""), "{page}");

    assert_eq!(app.act(&office, "/ducthang/nhan-su/cu", &post).await.status(), 303);
    assert_eq!(app.desk(&other, "/ducthang").await.status(), 200);
    assert_eq!(app.desk(&other, "/donglo").await.status(), 200, "one person in two tenants");
    let again = text(app.act(&office, "/ducthang/nhan-su/cu", &post).await).await;
    assert!(again.contains("đang giữ chức danh đó"));
    let myself = [("ten-dang-nhap", "thuongtruc.ducthang"), ("chuc-danh", "board-head"), post[2], post[3]];
    let refused = text(app.act(&office, "/ducthang/nhan-su/cu", &myself).await).await;
    assert!(refused.contains("không tự cử mình"));

    let people = text(app.desk(&office, "/ducthang/nhan-su").await).await;
    assert!(people.contains("1234/QĐ-UBND") && people.contains("bientap.donglo"));
    let row = &people[people.find("bientap.donglo</td>").expect("the row")..];
    let end = format!("/ducthang/nhan-su/{}/cham-dut", between(row, "/ducthang/nhan-su/", "/cham-dut"));
    assert_eq!(app.desk(&office, &end).await.status(), 200);
    assert_eq!(app.act(&office, &end, &[("den-ngay", "hôm qua")]).await.status(), 422);
    let item = submitted(&app, &member).await;
    let over = [("den-ngay", "30/12/2016"), ("quyet-dinh", "1300/QĐ-UBND")];
    assert_eq!(app.act(&office, &end, &over).await.status(), 303);
    assert_eq!(app.act(&office, &end, &over).await.status(), 409, "it ended already");

    // No right today: neither through the pages nor through the interface.
    assert_eq!(app.desk(&other, &item).await.status(), 404);
    let approved = app.act(&other, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    assert_eq!(approved.status(), 404);
    let edition = item.rsplit('/').next().unwrap();
    let call = format!("/api/v1/staff/ducthang/editions/{edition}/approve");
    let approved = app.call(&other, "POST", &call, json!({ "version": 2, "no_secret": true })).await;
    assert_eq!(approved.status(), 404);
    let people = text(app.desk(&office, "/ducthang/nhan-su").await).await;
    assert!(people.contains("thôi theo 1300/QĐ-UBND"), "the history stays");
    let acts: Vec<_> = trail(&app, "ducthang").await.into_iter().map(|event| event.action).collect();
    assert!(acts.contains(&"appointment.add".to_owned()) && acts.contains(&"appointment.end".to_owned()));
}

#[tokio::test]
async fn the_last_who_may_appoint_cannot_leave_without_another() {
    let app = TestApp::start().await;
    let office = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let _reader = app.person("lanhdao.ducthang", "ducthang", Role::Leader, None).await;
    let people = text(app.desk(&office, "/ducthang/nhan-su").await).await;
    let row = &people[people.find("thuongtruc.ducthang</td>").expect("the row")..];
    let end = format!("/ducthang/nhan-su/{}/cham-dut", between(row, "/ducthang/nhan-su/", "/cham-dut"));
    let over = [("den-ngay", "31/12/2016"), ("quyet-dinh", "9/QĐ")];
    let refused = app.act(&office, &end, &over).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("không còn ai được cử người"));
    let successor = [
        ("ten-dang-nhap", "lanhdao.ducthang"),
        ("chuc-danh", "district-office"),
        ("tu-ngay", "31/12/2016"),
        ("quyet-dinh", "8/QĐ"),
    ];
    assert_eq!(app.act(&office, "/ducthang/nhan-su/cu", &successor).await.status(), 303);
    assert_eq!(app.act(&office, &end, &over).await.status(), 303);
}

fn two_approvals<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("so-nguoi", "2"),
        ("chuc-danh", "board-head"),
        ("chuc-danh", "standing-deputy"),
        ("chuc-danh", "deputy"),
        ("tu-ngay", "30/12/2016"),
        ("quyet-dinh", "Biên bản họp 12"),
    ]
}

#[tokio::test]
async fn enough_distinct_approvals_on_one_revision_and_no_fewer() {
    let app = TestApp::start().await;
    let office = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let deputy = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    assert_eq!(app.act(&head, "/ducthang/quy-tac-duyet", &two_approvals()).await.status(), 403);
    let none: Vec<_> =
        two_approvals().into_iter().map(|(n, v)| if n == "so-nguoi" { (n, "0") } else { (n, v) }).collect();
    let refused = app.act(&office, "/ducthang/quy-tac-duyet", &none).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Không bỏ được nguyên tắc"), "four eyes stay");
    assert_eq!(app.act(&office, "/ducthang/quy-tac-duyet", &two_approvals()).await.status(), 303);

    let item = submitted(&app, &member).await;
    let approve = format!("{item}/duyet");
    let yes = |version: &'static str| [("phien-ban", version), ("cam-ket", "co")];
    assert!(text(app.desk(&head, &item).await).await.contains("0/2 người đã duyệt"));
    assert_eq!(app.act(&head, &approve, &yes("2")).await.status(), 303);
    let page = text(app.desk(&deputy, &item).await).await;
    assert!(page.contains("1/2 người đã duyệt: truongban.ducthang (Trưởng ban Biên tập"), "{page}");
    let twice = app.act(&head, &approve, &yes("3")).await;
    assert_eq!(twice.status(), 422);
    assert!(text(twice).await.contains("Ông/bà đã duyệt nội dung này rồi"));
    assert_eq!(app.act(&head, &format!("{item}/dang"), &[("phien-ban", "3")]).await.status(), 403);

    // A new revision has no approvals.
    let mut changed: Vec<_> = NEWS.iter().filter(|pair| pair.0 != "tom-tat").copied().collect();
    changed.extend([("tom-tat", "Giờ phát thanh thay đổi từ mồng 1."), ("phien-ban", "3")]);
    assert_eq!(app.act(&member, &format!("{item}/sua"), &changed).await.status(), 303);
    assert!(text(app.desk(&head, &item).await).await.contains("0/2 người đã duyệt"));
    assert_eq!(app.act(&deputy, &approve, &yes("4")).await.status(), 303);

    // A return takes back what it had, though the text is the same.
    let back = [("phien-ban", "5"), ("ly-do", "Ghi rõ giờ")];
    assert_eq!(app.act(&head, &format!("{item}/tra-lai"), &back).await.status(), 303);
    assert_eq!(app.act(&member, &format!("{item}/gui-duyet"), &[("phien-ban", "6")]).await.status(), 303);
    assert!(text(app.desk(&head, &item).await).await.contains("0/2 người đã duyệt"));
    assert_eq!(app.act(&deputy, &approve, &yes("7")).await.status(), 303);
    let edition = item.rsplit('/').next().unwrap();
    let call = format!("/api/v1/staff/ducthang/editions/{edition}/approve");
    let stale = app.call(&head, "POST", &call, json!({ "version": 7, "no_secret": true })).await;
    assert_eq!(stale.status(), 409);
    let done = app.call(&head, "POST", &call, json!({ "version": 8, "no_secret": true })).await;
    let done: Value = done.json().await.unwrap();
    assert_eq!(done["state"], "approved", "{done}");
    assert_eq!(app.act(&member, &format!("{item}/dang"), &[("phien-ban", "9")]).await.status(), 303);
    let counted: Vec<String> = trail(&app, "ducthang")
        .await
        .iter()
        .filter(|event| event.action == "item.approve")
        .map(|event| serde_json::from_str::<Value>(event.contents.as_deref().unwrap()).unwrap())
        .map(|contents| contents[7]["approvals"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(counted, ["1/2", "1/2", "1/2", "2/2"]);
}

#[tokio::test]
async fn a_section_s_rule_names_who_approves_and_ends() {
    let app = TestApp::start().await;
    let office = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let deputy = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let rule = [
        ("chuyen-muc", "tin-tuc"),
        ("so-nguoi", "1"),
        ("chuc-danh", "board-head"),
        ("tu-ngay", "30/12/2016"),
        ("quyet-dinh", "Biên bản họp 13"),
    ];
    assert_eq!(app.act(&office, "/ducthang/quy-tac-duyet", &rule).await.status(), 303);
    let item = submitted(&app, &member).await;
    let yes = [("phien-ban", "2"), ("cam-ket", "co")];
    let refused = app.act(&deputy, &format!("{item}/duyet"), &yes).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("người duyệt là: Trưởng ban Biên tập."));
    let rules = text(app.desk(&head, "/ducthang/quy-tac-duyet").await).await;
    assert!(rules.contains("Biên bản họp 13") && !rules.contains("Đặt quy tắc mới"), "the head only looks");
    let rules = text(app.desk(&office, "/ducthang/quy-tac-duyet").await).await;
    let end =
        format!("/ducthang/quy-tac-duyet/{}/thoi", between(&rules, "/ducthang/quy-tac-duyet/", "/thoi"));
    assert_eq!(app.act(&office, &end, &[]).await.status(), 303);
    assert_eq!(app.act(&deputy, &format!("{item}/duyet"), &yes).await.status(), 303);
}

#[tokio::test]
async fn the_database_itself_refuses_no_approvals_and_one_s_own() {
    let app = TestApp::start().await;
    let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let item = submitted(&app, &member).await;
    let edition = item.rsplit('/').next().unwrap();
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let actor = portal::base::audit::Actor::system();
    let rule = "INSERT INTO board_rules (tenant_id, rule_id, approvals, roles, from_on, decision, set_by, set_at) \
                VALUES ($1, $2, $3, '[\"deputy\"]', '2016-12-30', 'x', 'x', 0)";
    for (approvals, fine) in [(0, false), (4, false), (1, true)] {
        let mut scope = app.db().write(tenant.id(), &actor).await.unwrap();
        let done = scope.execute(rule, portal::params!["r", i64::from(approvals)]).await;
        assert_eq!(done.is_ok(), fine, "{approvals}");
    }
    let approval = "INSERT INTO approvals (tenant_id, approval_id, edition_id, revision_id, account_id, written_by, role, no_secret, approved_at) \
                    VALUES ($1, 'a', $2, 'r', $3, $4, 'deputy', TRUE, 0)";
    for (approver, fine) in [("mot", false), ("hai", true)] {
        let mut scope = app.db().write(tenant.id(), &actor).await.unwrap();
        let done = scope.execute(approval, portal::params![edition, approver, "mot"]).await;
        assert_eq!(done.is_ok(), fine, "{approver}");
    }
}

#[tokio::test]
async fn the_district_lends_a_reviewer_for_some_days() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let lent = app.person("bientap.hiephoa", "hiephoa", Role::Member, None).await;
    let below = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let loan = [
        ("ten-dang-nhap", "bientap.hiephoa"),
        ("noi-nhan", "ducthang"),
        ("tu-ngay", "30/12/2016"),
        ("den-ngay", "02/01/2017"),
        ("quyet-dinh", "77/QĐ-UBND"),
    ];
    let upwards = [loan[0], ("noi-nhan", "hiephoa"), loan[2], loan[3], loan[4]];
    assert_eq!(app.act(&below, "/ducthang/nhan-su/cho-muon", &upwards).await.status(), 422);
    let endless = [loan[0], loan[1], loan[2], loan[4]];
    let refused = text(app.act(&office, "/hiephoa/nhan-su/cho-muon", &endless).await).await;
    assert!(refused.contains("Cho mượn phải có thời hạn"));
    let stranger = [("ten-dang-nhap", "thuongtruc.ducthang"), loan[1], loan[2], loan[3], loan[4]];
    let refused = text(app.act(&office, "/hiephoa/nhan-su/cho-muon", &stranger).await).await;
    assert!(refused.contains("phải đang ở trong Ban Biên tập của trang này"));
    assert_eq!(app.act(&office, "/hiephoa/nhan-su/cho-muon", &loan).await.status(), 303);

    let item = submitted(&app, &below).await;
    let approved = app.act(&lent, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await;
    assert_eq!(approved.status(), 303);
    let page = text(app.desk(&below, &item).await).await;
    assert!(page.contains("do Huyện Hiệp Hòa cho mượn"), "{page}");
    for (person, path) in [(&below, "/ducthang/nhan-su"), (&office, "/hiephoa/nhan-su")] {
        let people = text(app.desk(person, path).await).await;
        assert!(people.contains("cho mượn") && people.contains("77/QĐ-UBND"), "{path}");
    }
    let trail = trail(&app, "ducthang").await;
    let approval = trail.iter().find(|event| event.action == "item.approve").unwrap();
    let contents: Value = serde_json::from_str(approval.contents.as_deref().unwrap()).unwrap();
    assert_eq!(contents[7]["lent_by"], "hh-hiephoa");
    assert_eq!(contents[7]["role"], "deputy");

    app.db().clock.advance(3 * DAY);
    let lent = app.sign_in_again("bientap.hiephoa").await;
    assert_eq!(app.desk(&lent, &item).await.status(), 404, "the days are over");
    assert_eq!(app.desk(&lent, "/hiephoa").await.status(), 200);
}

/// The page of the first contributor in the list.
fn first_contributor(list: &str) -> String {
    let rows = &list[list.find("<tbody>").expect("rows")..];
    format!("/ducthang/cong-tac-vien/{}", between(rows, "/ducthang/cong-tac-vien/", "\""))
}

const INVITED: [(&str, &str); 5] = [
    ("ho-ten", "Cộng tác viên (mẫu)"),
    ("thu-dien-tu", "ctv@thu.example.vn"),
    ("don-vi", "vanhoa"),
    ("tu-ngay", "30/12/2016"),
    ("quyet-dinh", "Công văn 15"),
];

/// Invites a contributor; the path of the link in the letter.
async fn invited(app: &TestApp, board: &crate::support::app::Person) -> String {
    let sent = app.act(board, "/ducthang/cong-tac-vien/moi", &INVITED).await;
    assert_eq!(sent.status(), 303, "{}", text(sent).await);
    app.drain().await;
    let mails = app.mail.take();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].envelope.to.to_string(), "ctv@thu.example.vn");
    let message = mail_parser::MessageParser::default().parse(&mails[0].mime).unwrap();
    let body = message.body_text(0).unwrap().into_owned();
    format!("/loi-moi/{}", between(&body, "/loi-moi/", "\n").trim())
}

const ACCEPTED: [(&str, &str); 8] = [
    ("ho-ten", "Cộng tác viên (mẫu)"),
    ("but-danh", "Sông Cầu"),
    ("dien-thoai", "0912 345 678"),
    ("dia-chi", "Thôn Dinh Hương"),
    ("ten-dang-nhap", "ctv.moi"),
    ("mat-khau", "mat khau rieng toi 8"),
    ("nhac-lai", "mat khau rieng toi 8"),
    ("cam-ket", "co"),
];

#[tokio::test]
async fn a_contributor_is_invited_by_mail_and_the_link_is_good_once() {
    let app = TestApp::start().await;
    let board = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let path = invited(&app, &board).await;
    let token = path.trim_start_matches("/loi-moi/");
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let kept: String =
        scope.one("SELECT token_hash AS s FROM invitations WHERE tenant_id = $1", vec![]).await.unwrap();
    drop(scope);
    assert!(!kept.contains(token) && kept.len() == 64, "only its digest is kept");
    let twice = text(app.act(&board, "/ducthang/cong-tac-vien/moi", &INVITED).await).await;
    assert!(twice.contains("đang có một lời mời chưa trả lời"));

    let form = app.page(DOOR, &path).await;
    assert!(form.contains("Xã Đức Thắng") && form.contains("value=\"ctv\"") && form.contains("Công văn 15"));
    assert_eq!(app.get(DOOR, "/loi-moi/khong-co").await.status(), 404);
    let hasty: Vec<_> = ACCEPTED.iter().filter(|pair| pair.0 != "cam-ket").copied().collect();
    let refused = app.post(DOOR, &path, &hasty).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    assert!(refused.contains("cam kết thực hiện Quy chế") && refused.contains("value=\"Sông Cầu\""));
    let accepted = app.post(DOOR, &path, &ACCEPTED).await;
    assert_eq!(accepted.status(), 303);
    assert!(accepted.headers().contains_key("set-cookie"), "signed in at once");
    assert_eq!(app.post(DOOR, &path, &ACCEPTED).await.status(), 404, "good once");
    assert_eq!(app.get(DOOR, &path).await.status(), 404);

    let writer = app.sign_in_with("ctv.moi", "mat khau rieng toi 8").await;
    assert_eq!(app.desk(&writer, "/ducthang").await.status(), 200);
    assert_eq!(app.desk(&writer, "/donglo").await.status(), 404);
    let list = text(app.desk(&board, "/ducthang/cong-tac-vien").await).await;
    assert!(list.contains("Sông Cầu") && list.contains("Đang cộng tác"));

    // An invitation runs out, and can be taken back before.
    let mut later = INVITED.to_vec();
    later[1] = ("thu-dien-tu", "khac@thu.example.vn");
    assert_eq!(app.act(&board, "/ducthang/cong-tac-vien/moi", &later).await.status(), 303);
    let list = text(app.desk(&board, "/ducthang/cong-tac-vien").await).await;
    let revoke = format!("/ducthang/loi-moi/{}/huy", between(&list, "/ducthang/loi-moi/", "/huy"));
    app.drain().await;
    let mails = app.mail.take();
    let message = mail_parser::MessageParser::default().parse(&mails[0].mime).unwrap();
    let body = message.body_text(0).unwrap().into_owned();
    let path = format!("/loi-moi/{}", between(&body, "/loi-moi/", "\n").trim());
    assert_eq!(app.get(DOOR, &path).await.status(), 200);
    assert_eq!(app.act(&board, &revoke, &[]).await.status(), 303);
    assert_eq!(app.get(DOOR, &path).await.status(), 404);
    assert_eq!(app.act(&board, "/ducthang/cong-tac-vien/moi", &later).await.status(), 303);
    app.drain().await;
    let mails = app.mail.take();
    let message = mail_parser::MessageParser::default().parse(&mails[0].mime).unwrap();
    let body = message.body_text(0).unwrap().into_owned();
    let path = format!("/loi-moi/{}", between(&body, "/loi-moi/", "\n").trim());
    app.db().clock.advance(14 * DAY);
    assert_eq!(app.get(DOOR, &path).await.status(), 404, "too old");
}

struct Bytes(Vec<u8>);

impl portal::base::db::FromRow for Bytes {
    fn from_row(row: &portal::base::db::Row) -> portal::base::error::Result<Self> {
        Ok(Self(row.get("payment")?))
    }
}

#[tokio::test]
async fn bank_and_tax_data_are_encrypted_and_every_look_is_logged() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, Some("vanhoa")).await;
    let board = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    assert_eq!(app.desk(&board, "/ducthang/ho-so").await.status(), 403, "no contributor");
    let profile = [
        ("phien-ban", "0"),
        ("but-danh", "Sông Cầu"),
        ("dien-thoai", "0912 345 678"),
        ("ngan-hang", "Ngân hàng Nông nghiệp"),
        ("so-tai-khoan", "2600 2050 1234"),
        ("ma-so-thue", "8012345678"),
    ];
    let wrong = [profile[0], profile[1], ("so-tai-khoan", "mười hai")];
    let refused = app.act(&writer, "/ducthang/ho-so", &wrong).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("value=\"mười hai\""), "nothing typed is lost");
    assert_eq!(app.act(&writer, "/ducthang/ho-so", &profile).await.status(), 303);
    assert_eq!(app.act(&writer, "/ducthang/ho-so", &profile).await.status(), 409, "a stale form");
    assert!(text(app.desk(&writer, "/ducthang/ho-so").await).await.contains("2600 2050 1234"));

    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sealed: Bytes =
        scope.one("SELECT payment FROM contributors WHERE tenant_id = $1", vec![]).await.unwrap();
    drop(scope);
    assert!(!sealed.0.windows(4).any(|part| part == b"2600"), "encrypted at rest");

    let list = text(app.desk(&office, "/ducthang/cong-tac-vien").await).await;
    let one = first_contributor(&list);
    let page = text(app.desk(&office, &one).await).await;
    assert!(!page.contains("2600 2050") && !page.contains("0912"), "hidden until asked for");
    assert_eq!(app.act(&board, &format!("{one}/chi-tra"), &[]).await.status(), 403);
    assert_eq!(app.act(&office, &format!("{one}/lien-he"), &[]).await.status(), 403);
    let looks = |events: &[Stored]| {
        let looks = events.iter().filter(|event| event.action == "contributor.private");
        looks.map(|event| event.actor.clone()).collect::<Vec<_>>()
    };
    let before = looks(&trail(&app, "ducthang").await).len();
    let paid = text(app.act(&office, &format!("{one}/chi-tra"), &[]).await).await;
    assert!(paid.contains("2600 2050 1234") && paid.contains("Đã ghi nhật ký"));
    assert!(!paid.contains("0912 345 678"));
    let reached = text(app.act(&board, &format!("{one}/lien-he"), &[]).await).await;
    assert!(reached.contains("0912 345 678") && !reached.contains("2600 2050"));
    let after = looks(&trail(&app, "ducthang").await);
    assert_eq!(after[before..], ["vanphong.ducthang", "bientap.ducthang"]);
    assert!(after[..before].iter().all(|who| who == "ctv.ducthang"), "one's own looks are there too");
}

#[tokio::test]
async fn a_stopped_contributor_submits_nothing_by_page_or_interface() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let saved = app.act(&writer, "/ducthang/tin-bai/moi/tin", &NEWS).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    let list = text(app.desk(&board, "/ducthang/cong-tac-vien").await).await;
    let one = first_contributor(&list);
    assert_eq!(app.act(&board, &format!("{one}/ngung"), &[("ly-do", " ")]).await.status(), 422);
    assert_eq!(app.act(&board, &format!("{one}/ngung"), &[("ly-do", "Chuyển công tác")]).await.status(), 303);
    let ended = app.desk(&writer, "/ducthang").await;
    assert!(TestApp::location(&ended).starts_with("/dang-nhap"), "the session ended: {}", ended.status());

    let writer = app.sign_in_again("ctv.ducthang").await;
    assert_eq!(app.desk(&writer, &item).await.status(), 200, "one's own text is still there to be read");
    let submit = format!("{item}/gui-duyet");
    assert_eq!(app.act(&writer, &submit, &[("phien-ban", "1")]).await.status(), 403);
    assert_eq!(app.act(&writer, "/ducthang/tin-bai/moi/tin", &NEWS).await.status(), 403);
    let edition = item.rsplit('/').next().unwrap();
    let call = format!("/api/v1/staff/ducthang/editions/{edition}/submit");
    assert_eq!(app.call(&writer, "POST", &call, json!({ "version": 1 })).await.status(), 403);
    let own = text(app.desk(&writer, "/ducthang/ho-so").await).await;
    assert!(own.contains("Ngừng cộng tác") && own.contains("Chuyển công tác"));

    assert_eq!(app.act(&board, &format!("{one}/cho-lai"), &[]).await.status(), 303);
    assert_eq!(app.act(&writer, &submit, &[("phien-ban", "1")]).await.status(), 303);
    let returned = [("phien-ban", "2"), ("ly-do", "Viết rõ hơn")];
    assert_eq!(app.act(&board, &format!("{item}/tra-lai"), &returned).await.status(), 303);
    let own = text(app.desk(&writer, "/ducthang/ho-so").await).await;
    let figures = between(&own, "Tháng 12/2016</th>", "</tr>");
    let numbers: Vec<&str> = figures.split("<td").skip(1).map(|cell| between(cell, ">", "<")).collect();
    assert_eq!(numbers, ["1", "0", "1"], "sent, published, returned");
    let list = text(app.desk(&board, "/ducthang/cong-tac-vien").await).await;
    assert!(list.contains("gửi 1, đăng 0, trả lại 1"));
}

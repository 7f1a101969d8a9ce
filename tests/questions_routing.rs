//! Where a question goes from the desk: suggested, given, sent back, given to other sites and bodies, closed.

use crate::support::app::{Person, TestApp, between};
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const DISTRICT: &str = "hiephoa.localhost";
const READER: &str = "nguoi-hoi-7@example.vn";
const PHONE: &str = "0912 345 678";

/// A letter as it went: to whom, about what, with which words.
struct Letter {
    to: String,
    subject: String,
    text: String,
}

async fn letters(app: &TestApp) -> Vec<Letter> {
    app.drain().await;
    let letter = |mail: &portal::base::mail::memory::Sent| {
        let parsed = mail_parser::MessageParser::default().parse(&mail.mime).unwrap();
        Letter {
            to: mail.envelope.to.to_string(),
            subject: parsed.subject().unwrap_or_default().to_owned(),
            // Letters are format=flowed: their lines are joined as a reader's program does.
            text: portal::base::mail::flow::joined(&parsed.body_text(0).unwrap().replace('\r', ""))
                .join("\n"),
        }
    };
    app.mail.take().iter().map(letter).collect()
}

/// Asks on a site; the id and the tracking code.
async fn ask(app: &TestApp, slug: &str, host: &str, subject: &str, body: &str) -> (String, String) {
    let form = [
        ("tieu-de", subject),
        ("noi-dung", body),
        ("ho-ten", "Người Hỏi Thử"),
        ("thu-dien-tu", READER),
        ("dien-thoai", PHONE),
        ("dong-y-xu-ly", "co"),
        ("da-xem", "co"),
    ];
    app.db().clock.advance(1000);
    let sent = app.post(host, "/hoi-dap/gui", &form).await;
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    let letters = letters(app).await;
    let ack = letters.iter().rev().find(|letter| letter.text.contains("Mã theo dõi")).expect("acknowledged");
    let code = between(&ack.text, "Mã theo dõi: ", "\n").trim().to_owned();
    (newest(app, slug).await, code)
}

async fn newest(app: &TestApp, slug: &str) -> String {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope
        .one(
            "SELECT question_id AS s FROM questions WHERE tenant_id = $1 ORDER BY number DESC LIMIT 1",
            vec![],
        )
        .await
        .unwrap()
}

async fn field(app: &TestApp, slug: &str, question: &str, column: &str) -> String {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = format!(
        "SELECT COALESCE(CAST({column} AS TEXT), '') AS s FROM questions WHERE tenant_id = $1 AND question_id = $2"
    );
    scope.one(sqlx::AssertSqlSafe(sql), portal::params![question]).await.unwrap()
}

/// Posts a form of the question's page with the version that it has now.
async fn act(
    app: &TestApp,
    person: &Person,
    slug: &str,
    question: &str,
    path: &str,
    form: &[(&str, &str)],
) -> reqwest::Response {
    let version = field(app, slug, question, "version").await;
    let mut form = form.to_vec();
    form.push(("phien-ban", &version));
    app.act(person, &format!("/{slug}/hoi-dap/{question}/{path}"), &form).await
}

/// What was received is open or closed: no question is lost between states.
async fn balance(app: &TestApp, slug: &str) {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let count = "SELECT COUNT(*) AS n FROM questions WHERE tenant_id = $1";
    let received: i64 = scope.one(count, vec![]).await.unwrap();
    let sql = |states: &str| format!("{count} AND state IN ({states})");
    let open = sql("'received', 'assigned', 'answered', 'answer-approved'");
    let closed = sql("'published', 'answered-privately', 'transferred', 'closed'");
    let open: i64 = scope.one(sqlx::AssertSqlSafe(open), vec![]).await.unwrap();
    let closed: i64 = scope.one(sqlx::AssertSqlSafe(closed), vec![]).await.unwrap();
    let last: i64 = scope
        .one("SELECT n FROM counters WHERE tenant_id = $1 AND counter = 'questions'", vec![])
        .await
        .unwrap();
    assert_eq!((received, received), (open + closed, last), "{slug}");
}

fn no_contact(text: &str) {
    for secret in [READER, PHONE, "0912345678", "Người Hỏi Thử"] {
        assert!(!text.contains(secret), "{secret} reaches who must not have it: {text}");
    }
}

fn path_of(text: &str, from: &str) -> String {
    format!("{from}{}", between(text, from, "\n").trim())
}

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

#[tokio::test]
async fn a_unit_says_not_ours_and_its_suggestion_sinks() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let (id, _) =
        ask(&app, "ducthang", COMMUNE, "Khai sinh muộn", "Đăng ký khai sinh muộn cho cháu cần giấy tờ gì?")
            .await;
    let triage: Value = serde_json::from_str(
        &text(app.desk(&desk, &format!("/api/v1/staff/ducthang/questions/{id}/triage")).await).await,
    )
    .unwrap();
    assert_eq!(triage["suggestions"][0]["unit"], "tuphap", "{triage}");
    assert_eq!(act(&app, &desk, "ducthang", &id, "chuyen", &[("don-vi", "tuphap")]).await.status(), 303);
    let sent = letters(&app).await;
    no_contact(&sent[0].text);
    let link = path_of(&sent[0].text, "/tra-loi/");
    let decline = link.replace("?khoa=", "/khong-thuoc?khoa=");
    assert!(app.page(COMMUNE, &link).await.contains("/khong-thuoc?khoa="), "the answer's page leads there");
    assert!(app.page(COMMUNE, &decline).await.contains("Khai sinh muộn"));
    assert_eq!(field(&app, "ducthang", &id, "state").await, "assigned", "looking changes nothing");
    assert_eq!(app.get(COMMUNE, &decline.replace("khoa=", "khoa=x")).await.status(), 404);
    assert_eq!(
        app.get("donglo.hiephoa.localhost", &decline).await.status(),
        404,
        "another site has no such link"
    );
    let bare = app.post(COMMUNE, &decline, &[("noi-dung", "không"), ("ho-ten", "Cán bộ thử")]).await;
    assert_eq!(bare.status(), 422);
    assert!(text(bare).await.contains("Cán bộ thử"), "what was typed comes back");
    let reason = [
        ("noi-dung", "Thuộc trách nhiệm của Văn phòng xã"),
        ("ho-ten", "Cán bộ thử"),
        ("chuc-vu", "Công chức"),
    ];
    assert!(text(app.post(COMMUNE, &decline, &reason).await).await.contains("Ban Biên tập đã nhận lý do"));
    assert_eq!(field(&app, "ducthang", &id, "state").await, "received");
    assert!(!app.page(COMMUNE, &link).await.contains("name=\"tra-loi\""), "the dispatch is revoked");
    let waiting = text(app.desk(&desk, "/ducthang/cho-phan-loai").await).await;
    assert!(waiting.contains("Khai sinh muộn") && waiting.contains("không thuộc trách nhiệm"));
    let page = text(app.desk(&desk, &format!("/ducthang/hoi-dap/{id}")).await).await;
    assert!(page.contains("Thuộc trách nhiệm của Văn phòng xã"), "the desk reads the reason");
    assert!(!page.contains("value=\"tuphap\" checked"));
    let triage: Value = serde_json::from_str(
        &text(app.desk(&desk, &format!("/api/v1/staff/ducthang/questions/{id}/triage")).await).await,
    )
    .unwrap();
    assert_ne!(triage["suggestions"][0]["unit"], "tuphap", "{triage}");
    balance(&app, "ducthang").await;
}

#[tokio::test]
async fn an_officer_says_not_ours_in_the_console_and_no_longer_sees_it() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let officer = app.person("cb.ducthang", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let other = app.person("cb2.ducthang", "ducthang", Role::UnitOfficer, Some("congan")).await;
    let (id, _) =
        ask(&app, "ducthang", COMMUNE, "Chứng thực bản sao", "Chứng thực bản sao bằng tốt nghiệp ở đâu?")
            .await;
    act(&app, &desk, "ducthang", &id, "chuyen", &[("don-vi", "tuphap")]).await;
    let reason = [("ly-do", "Thuộc thẩm quyền của cơ quan khác")];
    assert_eq!(
        act(&app, &other, "ducthang", &id, "khong-thuoc", &reason).await.status(),
        404,
        "not their unit's"
    );
    let short = act(&app, &officer, "ducthang", &id, "khong-thuoc", &[("ly-do", "không")]).await;
    assert_eq!(short.status(), 422);
    assert_eq!(act(&app, &officer, "ducthang", &id, "khong-thuoc", &reason).await.status(), 303);
    assert_eq!(app.desk(&officer, &format!("/ducthang/hoi-dap/{id}")).await.status(), 404);
    assert_eq!(field(&app, "ducthang", &id, "state").await, "received");
    let tasks = text(app.desk(&desk, "/ducthang/viec").await).await;
    assert!(tasks.contains("không thuộc trách nhiệm"), "somebody has the task to choose another");
}

#[tokio::test]
async fn two_who_assign_at_once_one_is_told_and_keeps_the_form() {
    let app = TestApp::start().await;
    let one = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let two = app.person("tb.ducthang", "ducthang", Role::BoardHead, None).await;
    let (id, _) =
        ask(&app, "ducthang", COMMUNE, "Tách thửa đất", "Tách thửa đất ở cho con thì làm thế nào?").await;
    let path = format!("/ducthang/hoi-dap/{id}/chuyen");
    let first = app.act(&one, &path, &[("phien-ban", "1"), ("don-vi", "diachinh")]).await;
    assert_eq!(first.status(), 303);
    let late = [("phien-ban", "1"), ("don-vi-khac", "congan"), ("loi-nhan", "Xin trả lời sớm giúp")];
    let second = app.act(&two, &path, &late).await;
    assert_eq!(second.status(), 409);
    let page = text(second).await;
    assert!(
        page.contains("người khác xử lý") && page.contains("Xin trả lời sớm giúp"),
        "told, and the form is kept"
    );
    assert!(page.contains("<option value=\"congan\" selected>"), "the unit chosen is kept");
    assert_eq!(field(&app, "ducthang", &id, "unit_key").await, "diachinh");
    let sent = letters(&app).await;
    assert_eq!(sent.iter().filter(|letter| letter.subject.contains("Đề nghị trả lời")).count(), 1);
}

#[tokio::test]
async fn units_beside_the_lead_give_opinions_and_answer_nothing() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let (id, _) = ask(
        &app,
        "ducthang",
        COMMUNE,
        "Đường thôn hẹp",
        &format!("Mở rộng đường thôn, gọi {PHONE} giúp tôi"),
    )
    .await;
    let early = act(&app, &desk, "ducthang", &id, "phoi-hop", &[("phoi-hop", "taichinh")]).await;
    assert_eq!(early.status(), 422, "first a lead");
    act(&app, &desk, "ducthang", &id, "chuyen", &[("don-vi", "diachinh")]).await;
    let given = letters(&app).await;
    let lead_link =
        path_of(&given.iter().find(|letter| letter.to.starts_with("diachinh")).unwrap().text, "/tra-loi/");
    let due = field(&app, "ducthang", &id, "due_on").await;
    let lead = act(
        &app,
        &desk,
        "ducthang",
        &id,
        "phoi-hop",
        &[("phoi-hop", "diachinh"), ("can-y-kien", "Kinh phí?")],
    )
    .await;
    assert_eq!(lead.status(), 422);
    assert!(text(lead).await.contains("Kinh phí?"), "what was typed comes back");
    let both = [("phoi-hop", "taichinh"), ("phoi-hop", "congan"), ("can-y-kien", "Nguồn kinh phí")];
    assert_eq!(act(&app, &desk, "ducthang", &id, "phoi-hop", &both).await.status(), 303);
    let again = act(&app, &desk, "ducthang", &id, "phoi-hop", &[("phoi-hop", "taichinh")]).await;
    assert_eq!(again.status(), 422, "none is asked twice");
    let sent = letters(&app).await;
    assert_eq!(sent.len(), 2);
    let asked = sent.iter().find(|letter| letter.to.starts_with("taichinh")).expect("asked");
    no_contact(&asked.text);
    let link = path_of(&asked.text, "/y-kien/");
    assert!(app.page(COMMUNE, &link).await.contains("Nguồn kinh phí"));
    let as_answer = link.replace("/y-kien/", "/tra-loi/");
    assert_eq!(app.get(COMMUNE, &as_answer).await.status(), 404, "it opens no answer");
    assert_eq!(app.post(COMMUNE, &link, &[("noi-dung", "")]).await.status(), 422);
    let given = [
        ("noi-dung", "Ngân sách xã bố trí trong năm sau; đã gọi 0912345678."),
        ("ho-ten", "Kế toán thử"),
        ("chuc-vu", "Công chức"),
    ];
    assert_eq!(app.post(COMMUNE, &link, &given).await.status(), 200);
    assert!(!app.page(COMMUNE, &link).await.contains("name=\"noi-dung\""), "once");
    assert_eq!(field(&app, "ducthang", &id, "state").await, "assigned", "only the lead answers");
    assert_eq!(field(&app, "ducthang", &id, "due_on").await, due);
    let sent = letters(&app).await;
    assert!(
        sent[0].to.starts_with("diachinh") && sent[0].text.contains("Ngân sách xã bố trí"),
        "the lead has it"
    );
    let beside = app.page(COMMUNE, &lead_link).await;
    assert!(beside.contains("Ý kiến phối hợp") && beside.contains("Ngân sách xã bố trí"), "{beside}");
    no_contact(&beside);
    assert!(!app.page(COMMUNE, &format!("{lead_link}x")).await.contains("Ngân sách xã"), "to nobody else");
    let page = text(app.desk(&desk, &format!("/ducthang/hoi-dap/{id}")).await).await;
    assert!(page.contains("Ngân sách xã bố trí"));
    // Closed: the other opinion is no longer wanted.
    let close = [("loai-dong", "out-of-scope"), ("ly-do", "Việc đã có trong kế hoạch được công khai")];
    assert_eq!(act(&app, &desk, "ducthang", &id, "dong", &close).await.status(), 303);
    let sent_to_reader = letters(&app).await;
    assert!(sent_to_reader.iter().any(|letter| letter.to == READER && letter.text.contains("ngoài phạm vi")));
    balance(&app, "ducthang").await;
}

#[tokio::test]
async fn given_to_another_site_it_has_a_number_there_and_the_old_code_still_follows_it() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let above = app.person("vp.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let (id, code) =
        ask(&app, "ducthang", COMMUNE, "Giấy phép karaoke", "Xin giấy phép kinh doanh karaoke ở đâu?").await;
    let stranger =
        act(&app, &desk, "ducthang", &id, "chuyen-trang", &[("trang", "bacninh"), ("ly-do-chuyen", "x")])
            .await;
    assert_eq!(stranger.status(), 422);
    let bare = act(&app, &desk, "ducthang", &id, "chuyen-trang", &[("trang", "hiephoa")]).await;
    assert_eq!(bare.status(), 422, "the reason is for the reader");
    let given = [("trang", "hiephoa"), ("ly-do-chuyen", "Thuộc thẩm quyền cấp phép của huyện")];
    assert_eq!(act(&app, &desk, "ducthang", &id, "chuyen-trang", &given).await.status(), 303);
    let sent = letters(&app).await;
    assert!(
        sent.iter()
            .any(|letter| letter.to == READER && letter.text.contains("Mã theo dõi đã nhận vẫn dùng được"))
    );
    assert_eq!(field(&app, "ducthang", &id, "state").await, "transferred");
    let there = newest(&app, "hiephoa").await;
    assert_ne!(there, id);
    assert_eq!(field(&app, "hiephoa", &there, "number").await, "1");
    app.do_duties().await;
    assert_eq!(newest(&app, "hiephoa").await, there, "it is registered once");
    for slug in ["ducthang", "hiephoa"] {
        balance(&app, slug).await;
    }
    assert_eq!(app.desk(&desk, &format!("/hiephoa/hoi-dap/{there}")).await.status(), 404, "no longer theirs");
    let contact = app.act(&above, &format!("/hiephoa/hoi-dap/{there}/lien-he"), &[]).await;
    assert!(text(contact).await.contains(READER), "sealed anew for the site that has it");
    act(&app, &above, "hiephoa", &there, "chuyen", &[("don-vi", "vhtt")]).await;
    let followed = text(app.post(COMMUNE, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await).await;
    assert!(followed.contains("Phòng Văn hóa và Thông tin"), "the old code, on the old site: {followed}");
    assert_eq!(app.post(DISTRICT, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await.status(), 422);
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF";

/// The ids of the files of a question.
async fn files_of(app: &TestApp, slug: &str, question: &str) -> Vec<String> {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT attachment_id AS s FROM question_attachments WHERE tenant_id = $1 AND owner = $2 ORDER BY created_at, attachment_id";
    scope.all(sql, portal::params![format!("question/{question}")]).await.unwrap()
}

#[tokio::test]
async fn files_and_what_was_added_go_along_to_another_site_once_whatever_crashes() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let above = app.person("vp.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let (id, code) =
        ask(&app, "ducthang", COMMUNE, "Giấy phép karaoke", "Xin giấy phép karaoke ở đâu?").await;
    let more =
        [("ma-theo-doi", code.as_str()), ("bo-sung", "Quán ở thị trấn Thắng."), ("csrf", "mau-bo-sung")];
    let files: [(&str, &[u8]); 2] = [("don xin.pdf", PDF), ("ban ve.pdf", PDF)];
    let added = app.post_files(COMMUNE, "/hoi-dap/theo-doi/bo-sung", &more, &files).await;
    assert_eq!(added.status(), 200, "{}", text(added).await);
    assert_eq!(files_of(&app, "ducthang", &id).await.len(), 2);
    let given = [("trang", "hiephoa"), ("ly-do-chuyen", "Thuộc thẩm quyền cấp phép của huyện")];
    assert_eq!(act(&app, &desk, "ducthang", &id, "chuyen-trang", &given).await.status(), 303);
    let there = newest(&app, "hiephoa").await;
    let page = text(app.desk(&above, &format!("/hiephoa/hoi-dap/{there}")).await).await;
    assert!(page.contains("don xin.pdf") && page.contains("ban ve.pdf"), "{page}");
    assert!(page.contains("Quán ở thị trấn Thắng"), "what was added goes along");
    let copied = files_of(&app, "hiephoa", &there).await;
    assert_eq!(copied.len(), 2);
    let opened = app.act(&above, &format!("/hiephoa/hoi-dap/{there}/tep"), &[("tep", &copied[0])]).await;
    assert_eq!(opened.status(), 200, "sealed anew for the site that has it");
    assert_eq!(opened.bytes().await.unwrap(), PDF);

    // As a process leaves it that dies after one file: the duty brings the other one, and none twice.
    let (from, to) =
        (app.app.directory.by_slug("ducthang").unwrap(), app.app.directory.by_slug("hiephoa").unwrap());
    let system = portal::base::audit::Actor::system();
    let mut scope = app.db().write(to.id(), &system).await.unwrap();
    let sql = "DELETE FROM question_attachments WHERE tenant_id = $1 AND attachment_id = $2";
    scope.execute(sql, portal::params![&copied[0]]).await.unwrap();
    scope.commit().await.unwrap();
    let mut scope = app.db().write(from.id(), &system).await.unwrap();
    scope.execute("UPDATE handovers SET taken_at = NULL WHERE tenant_id = $1", vec![]).await.unwrap();
    scope.commit().await.unwrap();
    for _ in 0..2 {
        app.do_duties().await;
    }
    let mut again = files_of(&app, "hiephoa", &there).await;
    again.sort();
    let mut copied = copied;
    copied.sort();
    assert_eq!(again, copied);
    assert_eq!(newest(&app, "hiephoa").await, there);
}

#[tokio::test]
async fn a_crash_between_two_registers_is_made_good() {
    let app = TestApp::start().await;
    let (id, _) =
        ask(&app, "ducthang", COMMUNE, "Việc của huyện", "Câu hỏi thuộc trách nhiệm của huyện").await;
    // As the first transaction leaves it when the process dies before the second.
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let target = app.app.directory.by_slug("hiephoa").unwrap();
    let mut scope = app.db().write(tenant.id(), &portal::base::audit::Actor::system()).await.unwrap();
    scope
        .execute("UPDATE questions SET state = 'transferred', version = 2 WHERE tenant_id = $1 AND question_id = $2", portal::params![&id])
        .await
        .unwrap();
    scope
        .execute(
            "INSERT INTO handovers (tenant_id, question_id, to_tenant, to_question, reason, handed_by, handed_at) \
             VALUES ($1, $2, $3, 'chosen-id', 'Thuộc huyện', 'vp', 1)",
            portal::params![&id, target.id()],
        )
        .await
        .unwrap();
    scope.commit().await.unwrap();
    for _ in 0..2 {
        app.do_duties().await;
    }
    assert_eq!(newest(&app, "hiephoa").await, "chosen-id");
    balance(&app, "hiephoa").await;
    let mut scope = app.db().read(target.id()).await.unwrap();
    let all: i64 =
        scope.one("SELECT COUNT(*) AS n FROM questions WHERE tenant_id = $1", vec![]).await.unwrap();
    assert_eq!(all, 1, "taken in once");
}

#[tokio::test]
async fn passed_on_to_a_body_outside_without_more_than_was_agreed_to() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let officer = app.person("cb.ducthang", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let body = [
        ("ten", "Bảo hiểm xã hội huyện (mẫu)"),
        ("viec", "bảo hiểm xã hội, bảo hiểm y tế"),
        ("thu-dien-tu", "bhxh@example.vn"),
        ("can-cu", "Luật Bảo hiểm xã hội 2014 (mẫu)"),
        ("tu-ngay", "01/01/2016"),
    ];
    assert_eq!(app.act(&officer, "/ducthang/co-quan-ngoai", &body).await.status(), 403);
    let bare = app.act(&desk, "/ducthang/co-quan-ngoai", &body[..2]).await;
    assert_eq!(bare.status(), 422);
    assert!(text(bare).await.contains("bảo hiểm xã hội, bảo hiểm y tế"));
    assert_eq!(app.act(&desk, "/ducthang/co-quan-ngoai", &body).await.status(), 303);
    let list: Value =
        serde_json::from_str(&text(app.desk(&desk, "/api/v1/staff/ducthang/routing/contacts").await).await)
            .unwrap();
    let contact = list["rows"][0]["contact"].as_str().unwrap().to_owned();
    let ask_about = format!("Sổ bảo hiểm của tôi ghi sai, xin gọi {PHONE} hoặc {READER}");
    let (id, code) = ask(&app, "ducthang", COMMUNE, "Sổ bảo hiểm xã hội", &ask_about).await;
    assert_eq!(
        act(&app, &desk, "ducthang", &id, "chuyen-ngoai", &[("co-quan", "khong-co")]).await.status(),
        422
    );
    assert_eq!(
        act(&app, &desk, "ducthang", &id, "chuyen-ngoai", &[("co-quan", &contact)]).await.status(),
        303
    );
    let sent = letters(&app).await;
    let forward = sent.iter().find(|letter| letter.to == "bhxh@example.vn").expect("passed on");
    no_contact(&forward.text);
    let told = sent.iter().find(|letter| letter.to == READER).expect("told at once");
    assert!(
        told.text.contains("Bảo hiểm xã hội huyện (mẫu)")
            && told.text.contains("không kèm thông tin liên hệ")
    );
    assert!(
        text(app.post(COMMUNE, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await)
            .await
            .contains("Bảo hiểm xã hội huyện")
    );
    let (id, _) =
        ask(&app, "ducthang", COMMUNE, "Thẻ bảo hiểm y tế", "Thẻ bảo hiểm y tế của tôi hết hạn").await;
    let agreed = [("co-quan", contact.as_str()), ("kem-lien-he", "co")];
    assert_eq!(act(&app, &desk, "ducthang", &id, "chuyen-ngoai", &agreed).await.status(), 303);
    let sent = letters(&app).await;
    assert!(sent.iter().any(|letter| letter.to == "bhxh@example.vn" && letter.text.contains(READER)));
    let trail = text(app.desk(&desk, "/ducthang/nhat-ky").await).await;
    assert!(trail.contains("đã xem thông tin người hỏi"), "passing the contact on is a look at it");
    assert_eq!(app.act(&desk, &format!("/ducthang/co-quan-ngoai/{contact}/thoi"), &[]).await.status(), 303);
    let page = text(app.desk(&desk, "/ducthang/co-quan-ngoai").await).await;
    assert!(page.contains("đã thôi"));
    balance(&app, "ducthang").await;
}

#[tokio::test]
async fn who_asks_the_same_is_told_of_the_main_ones_answer() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let board = app.person("tb.ducthang", "ducthang", Role::BoardHead, None).await;
    let words = "Đăng ký khai sinh muộn cho cháu cần những giấy tờ gì và nộp ở đâu?";
    let (main, _) = ask(&app, "ducthang", COMMUNE, "Đăng ký khai sinh muộn", words).await;
    let (same, _) = ask(&app, "ducthang", COMMUNE, "Khai sinh muộn cho cháu", words).await;
    let (third, _) = ask(&app, "ducthang", COMMUNE, "Hỏi về khai sinh muộn", words).await;
    let page = text(app.desk(&desk, &format!("/ducthang/hoi-dap/{same}")).await).await;
    assert!(page.contains("số 1: Đăng ký khai sinh muộn"), "it is pointed out");
    for bad in ["", "99", "2"] {
        let refused =
            act(&app, &desk, "ducthang", &same, "trung", &[("so-chinh", bad), ("tra-loi-chung", "co")]).await;
        assert_eq!(refused.status(), 422, "{bad}");
    }
    let together = [("so-chinh", "1"), ("tra-loi-chung", "co")];
    assert_eq!(act(&app, &desk, "ducthang", &same, "trung", &together).await.status(), 303);
    assert_eq!(act(&app, &desk, "ducthang", &third, "trung", &[("so-chinh", "1")]).await.status(), 303);
    assert_eq!(field(&app, "ducthang", &same, "state").await, "closed");
    assert_eq!(field(&app, "ducthang", &third, "state").await, "received", "answered by itself");
    let circle =
        act(&app, &desk, "ducthang", &main, "trung", &[("so-chinh", "3"), ("tra-loi-chung", "co")]).await;
    assert_eq!(circle.status(), 422, "another waits for it");
    assert!(
        letters(&app).await.iter().any(|letter| letter.to == READER && letter.text.contains("cùng nội dung"))
    );
    act(&app, &desk, "ducthang", &main, "chuyen", &[("don-vi", "tuphap")]).await;
    let answer = [("ly-do", "Ông bà mang giấy chứng sinh đến bộ phận một cửa của xã.")];
    assert_eq!(act(&app, &desk, "ducthang", &main, "tra-loi", &answer).await.status(), 303);
    assert_eq!(act(&app, &board, "ducthang", &main, "duyet", &[("cam-ket", "co")]).await.status(), 303);
    letters(&app).await;
    assert_eq!(act(&app, &board, "ducthang", &main, "dang", &[]).await.status(), 303);
    let answers = letters(&app).await;
    let told: Vec<_> = answers.iter().filter(|letter| letter.text.contains("giấy chứng sinh")).collect();
    assert_eq!(told.len(), 2, "who asked first and who asked the same");
    assert!(told.iter().any(|letter| letter.subject.contains("số 2")));
    // What was answered is now remembered, with the unit that gave the answer.
    let url = format!("/api/v1/staff/ducthang/questions/{third}/triage");
    let triage: Value = serde_json::from_str(&text(app.desk(&desk, &url).await).await).unwrap();
    assert_eq!(triage["suggestions"][0]["answered"], json!([main]), "{triage}");
    balance(&app, "ducthang").await;
}

#[tokio::test]
async fn when_the_main_one_gets_no_public_answer_the_others_come_back() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let words = "Bao giờ thôn có đèn đường, tối đi lại rất khó khăn?";
    let (main, _) = ask(&app, "ducthang", COMMUNE, "Đèn đường", words).await;
    let (same, _) = ask(&app, "ducthang", COMMUNE, "Đèn đường thôn", words).await;
    act(&app, &desk, "ducthang", &same, "trung", &[("so-chinh", "1"), ("tra-loi-chung", "co")]).await;
    let close = [("loai-dong", "spam"), ("ly-do", "Gửi nhầm")];
    letters(&app).await;
    assert_eq!(act(&app, &desk, "ducthang", &main, "dong", &close).await.status(), 303);
    assert_eq!(field(&app, "ducthang", &same, "state").await, "received");
    assert_eq!(field(&app, "ducthang", &same, "closed_at").await, "");
    assert!(letters(&app).await.iter().all(|letter| letter.to != READER), "spam is not answered");
    balance(&app, "ducthang").await;
}

#[tokio::test]
async fn rules_are_reasons_beside_the_suggestion_and_dated() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let member = app.person("tv.ducthang", "ducthang", Role::Member, None).await;
    let today = app.app.directory.by_slug("ducthang").unwrap().day;
    let vietnamese = |day: jiff::civil::Date| format!("{:02}/{:02}/{}", day.day(), day.month(), day.year());
    let (from, last) = (vietnamese(today), vietnamese(today.tomorrow().unwrap()));
    let keyword = [
        ("loai", "keyword"),
        ("tu-khoa", "đèn đường"),
        ("don-vi", "vanphong"),
        ("tu-ngay", from.as_str()),
        ("ghi-chu", "Văn phòng theo dõi"),
    ];
    assert_eq!(app.act(&member, "/ducthang/chuyen-cau-hoi", &keyword).await.status(), 403);
    let bare =
        app.act(&desk, "/ducthang/chuyen-cau-hoi", &[("loai", "keyword"), ("ghi-chu", "còn đây")]).await;
    assert_eq!(bare.status(), 422);
    assert!(text(bare).await.contains("còn đây"));
    assert_eq!(app.act(&desk, "/ducthang/chuyen-cau-hoi", &keyword).await.status(), 303);
    assert_eq!(app.act(&desk, "/ducthang/chuyen-cau-hoi", &keyword).await.status(), 422, "it holds already");
    let away = [
        ("loai", "absent"),
        ("don-vi-vang", "vanphong"),
        ("don-vi", "congan"),
        ("tu-ngay", from.as_str()),
        ("den-ngay", last.as_str()),
    ];
    assert_eq!(app.act(&desk, "/ducthang/chuyen-cau-hoi", &away[..4]).await.status(), 422, "until when?");
    assert_eq!(app.act(&desk, "/ducthang/chuyen-cau-hoi", &away).await.status(), 303);
    let (id, _) = ask(&app, "ducthang", COMMUNE, "Den duong", "Den duong thon toi hong lau nay").await;
    let page = text(app.desk(&desk, &format!("/ducthang/hoi-dap/{id}")).await).await;
    assert!(page.contains("Theo quy tắc của trang: câu hỏi có “đèn đường”"), "with or without marks");
    assert!(page.contains("làm thay"), "and who stands in");
    assert_eq!(field(&app, "ducthang", &id, "state").await, "received", "nothing is sent by itself");
    // It ends by a day, which is not before it begins nor in the past; what was typed comes back beside the reason.
    let rules = text(app.desk(&desk, "/ducthang/chuyen-cau-hoi").await).await;
    assert_eq!(rules.matches("đang áp dụng").count(), 2, "{rules}");
    assert!(rules.contains("đang áp dụng, đã ghi ngày thôi"), "the one that has a last day");
    let keyword_row = &rules[rules.find("đèn đường").unwrap()..];
    let by_day =
        format!("/ducthang/chuyen-cau-hoi/{}", between(keyword_row, "/ducthang/chuyen-cau-hoi/", "\""));
    let yesterday = vietnamese(today.yesterday().unwrap());
    for wrong in ["31/02/2017", yesterday.as_str()] {
        let refused = app.act(&desk, &by_day, &[("ngay-cuoi", wrong)]).await;
        assert_eq!(refused.status(), 422, "{wrong}");
        let refused = text(refused).await;
        assert!(
            refused.contains(&format!("value=\"{wrong}\"")) && refused.contains("Ngày cuối"),
            "{refused}"
        );
    }
    assert_eq!(app.act(&member, &by_day, &[("ngay-cuoi", &last)]).await.status(), 403);
    assert_eq!(app.act(&desk, &by_day, &[("ngay-cuoi", &last)]).await.status(), 303);
    assert_eq!(app.act(&desk, &by_day, &[("ngay-cuoi", &last)]).await.status(), 422, "it ends then already");
    let rules = text(app.desk(&desk, "/ducthang/chuyen-cau-hoi").await).await;
    assert_eq!(rules.matches("đang áp dụng, đã ghi ngày thôi").count(), 2, "{rules}");
    let path = format!("/ducthang/chuyen-cau-hoi/{}", between(&rules, "/ducthang/chuyen-cau-hoi/", "\""));
    assert_eq!(app.act(&desk, &path, &[]).await.status(), 303);
    assert_eq!(app.act(&desk, &path, &[]).await.status(), 409, "it is over already");
    app.db().clock.advance(3 * DAY);
    let trail = text(app.desk(&app.sign_in_again("vp.ducthang").await, "/ducthang/nhat-ky").await).await;
    assert!(trail.contains("đã đặt quy tắc chuyển câu hỏi"));
}

#[tokio::test]
async fn a_field_is_chosen_from_the_units_own() {
    let app = TestApp::start().await;
    let desk = app.person("vp.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let (id, _) =
        ask(&app, "ducthang", COMMUNE, "Đơn tố cáo", "Tôi làm đơn tố cáo, kèm việc khai sinh của cháu").await;
    let page = text(app.desk(&desk, &format!("/ducthang/hoi-dap/{id}")).await).await;
    assert!(page.contains("Có thể là tố cáo"), "{page}");
    assert_eq!(
        act(&app, &desk, "ducthang", &id, "linh-vuc", &[("linh-vuc", "khong-co")]).await.status(),
        422
    );
    assert_eq!(
        act(&app, &desk, "ducthang", &id, "linh-vuc", &[("linh-vuc", "khai-sinh")]).await.status(),
        303
    );
    let page = text(app.desk(&desk, &format!("/ducthang/hoi-dap/{id}")).await).await;
    assert!(page.contains("Lĩnh vực: <strong>khai sinh</strong>"));
}

/// Names of procedures and offices as the law itself has them: a question and the data may both use them.
const TERMS_OF_LAW: [&str; 6] = [
    "đăng ký hộ kinh doanh",
    "đăng ký kết hôn",
    "giấy phép xây dựng",
    "kết hôn với người nước ngoài",
    "lịch tiếp công dân của",
    "tạm ngừng kinh doanh",
];

type Grams = std::collections::BTreeSet<Vec<String>>;

/// Every four syllables that follow each other on one line, without marks.
fn grams(text: &str) -> Grams {
    let of_line = |line: &str| -> Vec<Vec<String>> {
        let words: Vec<String> =
            portal::base::text::tokens(line).map(|piece| portal::base::text::folded(piece.text)).collect();
        words.windows(4).map(<[String]>::to_vec).collect()
    };
    text.lines().flat_map(of_line).collect()
}

#[test]
fn no_words_of_the_smoke_questions_stand_in_what_is_shipped() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = std::env::var("PORTAL_TEST_DATA").map_or_else(|_| folder.join("../shared/data"), Into::into);
    let Ok(questions) = std::fs::read_to_string(data.join("hiep-hoa/questions-smoke.jsonl")) else {
        println!("skipped: no {}", data.display());
        return;
    };
    let asked: Grams = questions
        .lines()
        .flat_map(|line| grams(serde_json::from_str::<Value>(line).unwrap()["text"].as_str().unwrap()))
        .collect();
    assert!(asked.len() > 200);
    let lawful: Grams = TERMS_OF_LAW.iter().flat_map(|term| grams(term)).collect();
    let check = |place: &str, text: &str| {
        let common: Vec<_> =
            grams(text).into_iter().filter(|gram| asked.contains(gram) && !lawful.contains(gram)).collect();
        assert!(common.is_empty(), "{place}: {common:?}");
    };
    for part in ["rules", "search-index"] {
        for entry in std::fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            check(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap());
        }
    }
    // The district's duties are the data's own, word for word: nothing was added to them for the questions' sake.
    let units: Vec<Value> =
        serde_json::from_str(&std::fs::read_to_string(data.join("hiep-hoa/units.json")).unwrap()).unwrap();
    let given: Vec<&str> = units.iter().map(|unit| unit["duties"].as_str().unwrap()).collect();
    for set in ["hiep-hoa-2016", "bac-ninh-2026"] {
        for tenant in portal::tenants::declare::load(&folder.join("tenants").join(set)).unwrap().tenants {
            for unit in &tenant.units {
                if set == "hiep-hoa-2016" && tenant.slug == "hiephoa" {
                    assert!(given.contains(&unit.duties.as_str()), "{}: not the data's own", unit.key);
                } else {
                    check(&format!("{set}/{}/{}", tenant.slug, unit.key), &unit.duties);
                }
            }
        }
    }
}

#[test]
fn what_is_called_a_term_of_law_stands_in_the_law() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let data: std::path::PathBuf =
        std::env::var("PORTAL_TEST_DATA").map_or_else(|_| folder.join("../shared/data"), Into::into);
    let Ok(packed) = std::fs::File::open(data.join("legal/documents.jsonl.gz")) else {
        println!("skipped: no {}", data.display());
        return;
    };
    let mut missing = TERMS_OF_LAW.to_vec();
    let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(packed));
    for line in std::io::BufRead::lines(lines) {
        if missing.is_empty() {
            break;
        }
        let line = line.unwrap().to_lowercase();
        missing.retain(|term| !line.contains(term));
    }
    assert!(missing.is_empty(), "{missing:?}");
}

//! Mail that comes in: a unit's answer by reply, reports of non-delivery, readers' mail, and what nobody can place.

use crate::support::app::{Person, TestApp, between};
use mail_parser::MessageParser;
use portal::base::audit::Actor;
use portal::base::scope::Scope;
use portal::inbound::tray::{self, Decision, Hand};
use portal::inbound::{self, Envelope};
use portal::outbox;
use portal::people::Role;
use portal::tasks::{self, Task};

const DISTRICT: &str = "hiephoa.localhost";
const BOX: &str = "tuphap@hiephoa.example";
const ANSWER: &str = "Hồ sơ gồm tờ khai và giấy tờ tùy thân, nộp tại bộ phận một cửa.";

/// A question that has gone to a unit, with what its letter says.
struct Sent {
    app: TestApp,
    board: Person,
    question: String,
    reply_to: String,
    reports_to: String,
    message_id: String,
}

async fn sent() -> Sent {
    let app = TestApp::receiving().await;
    let board = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let asked = [
        ("tieu-de", "Thủ tục đăng ký khai sinh"),
        ("noi-dung", "Xin hỏi hồ sơ đăng ký khai sinh gồm những gì?"),
        ("ho-ten", "Người hỏi (mẫu)"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post(DISTRICT, "/hoi-dap/gui", &asked).await.status(), 200);
    let list = app.desk(&board, "/hiephoa/hoi-dap").await.text().await.unwrap();
    let question = between(&list, "/hiephoa/hoi-dap/", "\"").to_owned();
    assign(&app, &board, &question, "1", "tuphap").await;
    let mail = app.mail.take().pop().unwrap();
    let letter = MessageParser::default().parse(&mail.mime).unwrap();
    Sent {
        reply_to: letter.reply_to().unwrap().first().unwrap().address().unwrap().to_owned(),
        reports_to: mail.envelope.from.unwrap().to_string(),
        message_id: letter.message_id().unwrap().to_owned(),
        app,
        board,
        question,
    }
}

async fn assign(app: &TestApp, board: &Person, question: &str, version: &str, unit: &str) {
    let form = [("phien-ban", version), ("don-vi", unit)];
    let done = app.act(board, &format!("/hiephoa/hoi-dap/{question}/chuyen"), &form).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    app.drain().await;
}

fn letter(from: &str, headers: &str, body: &str) -> String {
    let head = format!("From: Phòng Tư pháp <{from}>\nSubject: Re: Đề nghị trả lời\n{headers}");
    format!("{}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}\n", head.trim_end())
        .replace('\n', "\r\n")
}

const VOUCHED: &str = "Authentication-Results: mx.hiephoa.example; dmarc=pass header.from=hiephoa.example";

impl Sent {
    async fn comes(&self, from: &str, to: &str, raw: &str) {
        // What came later is listed later.
        self.app.db().clock.advance(1000);
        let envelope = Envelope::new(from, to);
        inbound::take_in(self.app.db(), &self.app.app.directory, &envelope, raw.as_bytes()).await.unwrap();
        inbound::read_new(self.app.app.clone()).await.unwrap();
    }

    async fn scope(&self) -> Scope {
        let tenant = self.app.app.directory.by_slug("hiephoa").unwrap();
        self.app.db().read(tenant.id()).await.unwrap()
    }

    async fn tasks(&self) -> Vec<Task> {
        tasks::open(&mut self.scope().await).await.unwrap()
    }

    /// State of the question.
    async fn state(&self) -> String {
        self.scope()
            .await
            .one("SELECT state AS s FROM questions WHERE tenant_id = $1 AND number = 1", vec![])
            .await
            .unwrap()
    }

    /// One text of the district's.
    async fn value(&self, sql: &'static str) -> String {
        self.scope().await.one(sql, vec![]).await.unwrap()
    }

    /// Writes a state over every received message's, of which the program need not know.
    async fn set_state(&self, state: &str) {
        let tenant = self.app.app.directory.by_slug("hiephoa").unwrap();
        let mut scope = self.app.db().write(tenant.id(), &Actor::system()).await.unwrap();
        let sql = "UPDATE received_mail SET state = $2 WHERE tenant_id = $1";
        scope.execute(sql, portal::params![state]).await.unwrap();
        scope.commit().await.unwrap();
    }

    /// State and note of each received message, in order.
    async fn received(&self) -> Vec<String> {
        let sql = "SELECT state || ': ' || note AS s FROM received_mail WHERE tenant_id = $1 ORDER BY received_at, mail_id";
        self.scope().await.all(sql, vec![]).await.unwrap()
    }
}

#[tokio::test]
async fn a_unit_answers_by_replying_and_the_board_publishes() {
    let sent = sent().await;
    let quoted = format!("{ANSWER}\n\nOn Fri, Dec 30, 2016 Ban Biên tập wrote:\n> Xin hỏi hồ sơ");
    sent.comes(BOX, &sent.reply_to.to_uppercase(), &letter(BOX, VOUCHED, &quoted)).await;
    assert_eq!(sent.state().await, "answered", "{:?}", sent.received().await);
    let page = sent
        .app
        .desk(&sent.board, &format!("/hiephoa/hoi-dap/{}", sent.question))
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains(ANSWER) && !page.contains("wrote:"), "{page}");
    for (step, version) in [("duyet", "3"), ("dang", "4")] {
        let answer = between(&page, "name=\"cau-tra-loi\" value=\"", "\"").to_owned();
        let form = [("phien-ban", version), ("cau-tra-loi", answer.as_str()), ("cam-ket", "co")];
        let done =
            sent.app.act(&sent.board, &format!("/hiephoa/hoi-dap/{}/{step}", sent.question), &form).await;
        assert_eq!(done.status(), 303, "{step}: {}", done.text().await.unwrap());
    }
    assert!(sent.app.page(DISTRICT, "/hoi-dap").await.contains("Thủ tục đăng ký khai sinh"));
}

#[tokio::test]
async fn the_same_message_handed_over_twice_is_one() {
    let sent = sent().await;
    let raw = letter(BOX, VOUCHED, ANSWER);
    for _ in 0..3 {
        sent.comes(BOX, &sent.reply_to, &raw).await;
    }
    assert_eq!(sent.received().await, ["answer: Đã ghi nhận là câu trả lời của đơn vị."]);
}

#[tokio::test]
async fn a_late_reply_to_a_dispatch_that_was_taken_back_answers_nothing() {
    let sent = sent().await;
    assign(&sent.app, &sent.board, &sent.question, "2", "vanphong").await;
    sent.comes(BOX, &sent.reply_to, &letter(BOX, VOUCHED, ANSWER)).await;
    assert_eq!(sent.state().await, "assigned");
    assert_eq!(sent.received().await, ["waiting: Thư trả lời đến sau khi câu hỏi đã chuyển nơi khác."]);
}

#[tokio::test]
async fn an_address_whose_time_is_over_or_that_was_answered_answers_nothing_more() {
    let sent = sent().await;
    sent.app.db().clock.advance(400 * 24 * 3_600_000);
    sent.comes(BOX, &sent.reply_to, &letter(BOX, VOUCHED, ANSWER)).await;
    assert_eq!(sent.state().await, "assigned");
    assert_eq!(sent.received().await, ["waiting: Thư trả lời đến khi đã quá hạn của địa chỉ trả lời."]);
    let id = waiting(&sent).await;
    let form = [("viec", "tra-loi"), ("so", "1")];
    let board = sent.app.sign_in_again("truongban.hiephoa").await;
    let done = sent.app.act(&board, &format!("/hiephoa/thu-den/{id}/xu-ly"), &form).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    assert_eq!(sent.state().await, "answered");
    let once_more = letter(BOX, VOUCHED, "Đơn vị xin gửi lại câu trả lời đã sửa.");
    sent.comes(BOX, &sent.reply_to, &once_more).await;
    assert!(sent.received().await[1].starts_with("waiting: "), "{:?}", sent.received().await);
}

#[tokio::test]
async fn the_address_of_another_site_s_dispatch_answers_nothing_here() {
    let sent = sent().await;
    // The envelope names a commune's box, a header the district's dispatch: the envelope's site is where it lands.
    let raw = letter(BOX, &format!("{VOUCHED}\nTo: {}", sent.reply_to), ANSWER);
    sent.comes(BOX, "vanthu@ducthang.hiephoa.example", &raw).await;
    assert_eq!(sent.state().await, "assigned");
    let tenant = sent.app.app.directory.by_slug("ducthang").unwrap();
    let there = inbound::store::waiting(&mut sent.app.db().read(tenant.id()).await.unwrap()).await.unwrap();
    assert_eq!(there.len(), 1);
    assert_eq!(there[0].question, None);
}

#[tokio::test]
async fn who_is_not_the_unit_or_is_not_vouched_for_does_not_answer() {
    let sent = sent().await;
    let evil = "ai-do@evil.example";
    for (from, headers) in [
        (BOX, ""),
        (BOX, "Authentication-Results: mx.evil.example; dmarc=pass"),
        (evil, "Authentication-Results: mx.hiephoa.example; dmarc=pass header.from=evil.example"),
    ] {
        sent.comes(from, &sent.reply_to, &letter(from, headers, &format!("{ANSWER} {headers}"))).await;
    }
    assert_eq!(sent.state().await, "assigned");
    let waiting = "waiting: Thư trả lời từ người gửi chưa xác minh được là đơn vị.";
    assert_eq!(sent.received().await, [waiting; 3]);
    // Without its address, the letter it answers only suggests.
    let answering = format!("{VOUCHED}\nIn-Reply-To: <{}>", sent.message_id);
    sent.comes(BOX, "trangtin@hiephoa.example", &letter(BOX, &answering, ANSWER)).await;
    assert_eq!(sent.state().await, "assigned");
    assert!(sent.received().await[3].starts_with("waiting: Trả lời một thư về câu hỏi"));
}

#[tokio::test]
async fn out_of_office_and_made_up_addresses_move_nothing() {
    let sent = sent().await;
    let away =
        letter(BOX, &format!("{VOUCHED}\nAuto-Submitted: auto-replied"), "Tôi đi công tác đến hết tuần.");
    sent.comes(BOX, &sent.reply_to, &away).await;
    let last = if sent.reply_to.contains("0@") { "1@" } else { "0@" };
    let at = sent.reply_to.find('@').unwrap();
    let forged = format!("{}{last}{}", &sent.reply_to[..at - 1], &sent.reply_to[at + 1..]);
    sent.comes(BOX, &forged, &letter(BOX, VOUCHED, ANSWER)).await;
    assert_eq!(sent.state().await, "assigned");
    let received = sent.received().await;
    assert_eq!(received[0], "automatic: Thư máy gửi tự động.");
    assert_eq!(received[1], "waiting: Không rõ thư thuộc việc nào.");
    assert!(sent.app.mail.take().is_empty(), "nobody is answered");
}

fn report(about: &str, action: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n\
         --x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n\
         Final-Recipient: rfc822; {BOX}\r\nAction: {action}\r\nStatus: 5.1.1\r\n\
         --x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}>\r\n--x--\r\n"
    )
}

#[tokio::test]
async fn a_bounce_is_a_task_for_a_person_and_a_delay_is_none() {
    let sent = sent().await;
    sent.comes("", &sent.reports_to, &report("khac@x.example", "delayed")).await;
    assert!(sent.tasks().await.is_empty());
    for _ in 0..2 {
        sent.comes("", &sent.reports_to, &report("khac@x.example", "failed")).await;
    }
    // Another address, but the letter comes back with its id.
    sent.comes("", "trangtin@hiephoa.example", &report(&sent.message_id, "failed")).await;
    let open = sent.tasks().await;
    assert_eq!(kinds(&open), ["mail.bounced"]);
    assert_eq!(sent.state().await, "assigned");
    let letters = outbox::of_subject(&mut sent.scope().await, "question", &sent.question).await.unwrap();
    assert_eq!(letters.last().unwrap().state, outbox::State::Bounced);
    // Of no letter of ours.
    sent.comes("", "trangtin@hiephoa.example", &report("la@x.example", "failed")).await;
    assert_eq!(sent.tasks().await.len(), 2);
}

#[tokio::test]
async fn a_reader_s_mail_is_a_question_acknowledged_once() {
    let sent = sent().await;
    let from = "nguoi-dan@mail.example";
    for n in 0..2 {
        let body = format!("Xin hỏi lịch tiếp công dân tháng {n} của huyện ở đâu?");
        sent.comes(from, "hoidap@hiephoa.example", &letter(from, "", &body)).await;
    }
    sent.comes(from, "hoidap@hiephoa.example", &letter(from, "", "?")).await;
    let received = sent.received().await;
    assert_eq!(received[..2], ["question: Đã vào sổ câu hỏi.", "question: Đã vào sổ câu hỏi."]);
    assert!(received[2].starts_with("waiting: Thư gửi vào hộp hỏi đáp"));
    sent.app.drain().await;
    assert_eq!(sent.app.mail.take().len(), 1, "one acknowledgement in a week");
    let stored: Vec<String> = sent
        .scope()
        .await
        .all("SELECT subject || body || note AS s FROM questions JOIN question_events USING (tenant_id, question_id) WHERE tenant_id = $1", vec![])
        .await
        .unwrap();
    assert!(stored.iter().all(|text| !text.contains(from)), "{stored:?}");
}

#[tokio::test]
async fn two_portals_that_write_to_each_other_stop_at_once() {
    let sent = sent().await;
    let from = "trangtin@huyenban.example";
    let ours = letter(from, "Auto-Submitted: auto-generated", "Đã tiếp nhận câu hỏi số 5 của ông/bà.");
    for n in 0..5 {
        sent.comes(from, "hoidap@hiephoa.example", &format!("X-No: {n}\r\n{ours}")).await;
    }
    sent.app.drain().await;
    assert!(sent.app.mail.take().is_empty());
}

#[tokio::test]
async fn a_person_decides_what_waits_and_rubbish_stops_nothing() {
    let sent = sent().await;
    let rubbish = "\u{1}\u{2}không phải thư";
    sent.comes("x@y.example", "aido@hiephoa.example", rubbish).await;
    sent.comes(BOX, &sent.reply_to, &letter(BOX, VOUCHED, ANSWER)).await;
    assert_eq!(sent.state().await, "answered");
    let tenant = sent.app.app.directory.by_slug("hiephoa").unwrap();
    let waiting = inbound::store::waiting(&mut sent.scope().await).await.unwrap();
    assert_eq!(waiting.len(), 1);
    let staff = sent.app.staff("truongban.hiephoa", &tenant).await;
    let by_hand = |decision: Decision| {
        let (app, tenant, staff, id) =
            (sent.app.app.clone(), tenant.clone(), staff.clone(), waiting[0].id.clone());
        async move {
            let actor = Actor::system();
            let hand = Hand { app: &app, tenant: &tenant, staff: &staff, actor: &actor };
            tray::settle(hand, &id, &decision).await
        }
    };
    assert!(by_hand(Decision::Addition { number: 99 }).await.is_err());
    assert!(by_hand(Decision::Answer { number: 1, body: ANSWER.into() }).await.is_err(), "answered already");
    assert!(by_hand(Decision::Nothing { reason: " ".into() }).await.is_err());
    assert_eq!(kinds(&sent.tasks().await), ["letter.waiting"]);
    by_hand(Decision::Addition { number: 1 }).await.unwrap();
    assert!(by_hand(Decision::Nothing { reason: "Thư rác".into() }).await.is_err(), "somebody was faster");
    assert!(sent.tasks().await.is_empty(), "the last that waited takes the task with it");
}

fn kinds(tasks: &[Task]) -> Vec<&str> {
    tasks.iter().map(|task| task.kind.as_str()).collect()
}

/// The one letter in the tray.
async fn waiting(sent: &Sent) -> String {
    let waiting = inbound::store::waiting(&mut sent.scope().await).await.unwrap();
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    waiting[0].id.to_string()
}

async fn looks(sent: &Sent, letter: &str) -> Vec<String> {
    let sql = "SELECT action AS s FROM audit_events WHERE tenant_id = $1 AND subject_id = $2 AND action IN ('letter.open', 'letter.download') ORDER BY seq";
    sent.scope().await.all(sql, portal::params![letter]).await.unwrap()
}

#[tokio::test]
async fn the_tray_shows_a_letter_as_text_to_who_opens_it_and_writes_the_look_down() {
    let sent = sent().await;
    let evil = "ai-do@evil.example";
    let text = format!("{ANSWER}\n<script>alert(1)</script>");
    sent.comes(evil, &sent.reply_to, &letter(evil, "", &text)).await;
    let id = waiting(&sent).await;
    let page = async |path: String| sent.app.desk(&sent.board, &path).await.text().await.unwrap();
    let list = page("/hiephoa/thu-den".into()).await;
    assert!(list.contains(&format!("/hiephoa/thu-den/{id}")) && !list.contains(evil), "{list}");
    let closed = page(format!("/hiephoa/thu-den/{id}")).await;
    assert!(!closed.contains(evil) && !closed.contains("tờ khai"), "{closed}");
    assert!(looks(&sent, &id).await.is_empty());
    let opened = sent.app.act(&sent.board, &format!("/hiephoa/thu-den/{id}/mo"), &[]).await;
    assert_eq!(opened.status(), 200);
    let opened = opened.text().await.unwrap();
    assert!(
        opened.contains(evil) && opened.contains("&#60;script") && !opened.contains("<script>"),
        "{opened}"
    );
    let raw = sent.app.desk(&sent.board, &format!("/hiephoa/thu-den/{id}/thu.eml")).await;
    assert_eq!(raw.headers()["content-type"], "application/octet-stream");
    assert!(raw.text().await.unwrap().contains(evil));
    assert_eq!(looks(&sent, &id).await, ["letter.open", "letter.download"]);
    // The question's page leads to it.
    assert!(page(format!("/hiephoa/hoi-dap/{}", sent.question)).await.contains(&format!("/thu-den/{id}")));
    // A unit's people see no letters.
    let unit = sent.app.person("canbo.tuphap", "hiephoa", Role::UnitOfficer, Some("tuphap")).await;
    for path in ["", "/thu.eml"] {
        let status = sent.app.desk(&unit, &format!("/hiephoa/thu-den/{id}{path}")).await.status();
        assert_eq!(status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_letter_becomes_the_units_answer_by_hand_and_a_refused_form_comes_back_filled_in() {
    let sent = sent().await;
    sent.comes(BOX, &sent.reply_to, &letter(BOX, "", ANSWER)).await;
    let id = waiting(&sent).await;
    let url = format!("/hiephoa/thu-den/{id}/xu-ly");
    for (form, says) in [
        (vec![("so", "1")], "Hãy chọn thư này là gì"),
        (vec![("viec", "tra-loi"), ("so", "mười"), ("noi-dung", "Giữ lại phần này.")], "chỉ gồm chữ số"),
        (
            vec![("viec", "tra-loi"), ("so", "77"), ("noi-dung", "Giữ lại phần này.")],
            "Không có câu hỏi mang số này",
        ),
        (vec![("viec", "khong"), ("ly-do", "x")], "Hãy nêu lý do"),
    ] {
        let refused = sent.app.act(&sent.board, &url, &form).await;
        assert_eq!(refused.status(), 422);
        let page = refused.text().await.unwrap();
        assert!(page.contains(says), "{says}: {page}");
        for (name, value) in form.iter().filter(|(name, _)| matches!(*name, "so" | "noi-dung" | "ly-do")) {
            assert!(page.contains(value), "{name}: {page}");
        }
    }
    let done = sent.app.act(&sent.board, &url, &[("viec", "tra-loi"), ("so", "1")]).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    assert_eq!(sent.state().await, "answered");
    let page = sent
        .app
        .desk(&sent.board, &format!("/hiephoa/hoi-dap/{}", sent.question))
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains(ANSWER) && page.contains("chưa xác nhận"), "{page}");
    let again = sent.app.act(&sent.board, &url, &[("viec", "khong"), ("ly-do", "Thư trùng")]).await;
    assert_eq!(again.status(), 409);
}

#[tokio::test]
async fn a_letter_becomes_a_new_question_by_hand_over_json_once() {
    let sent = sent().await;
    let from = "nguoi-dan@mail.example";
    sent.comes(from, "vanthu@hiephoa.example", &letter(from, "", "Xin hỏi lịch tiếp công dân của huyện."))
        .await;
    let id = waiting(&sent).await;
    let url = format!("/api/v1/staff/hiephoa/letters/{id}");
    let body = serde_json::json!({ "kind": "question", "subject": "Lịch tiếp công dân" });
    let done = sent.app.call(&sent.board, "POST", &format!("{url}/settle"), body.clone()).await;
    assert_eq!(done.status(), 200, "{}", done.text().await.unwrap());
    let again = sent.app.call(&sent.board, "POST", &format!("{url}/settle"), body).await;
    assert_eq!(again.status(), 409);
    let read: serde_json::Value = sent.app.desk(&sent.board, &url).await.json().await.unwrap();
    assert_eq!(read["state"], "settled");
    assert!(read["question"].is_string());
    sent.app.drain().await;
    assert_eq!(sent.app.letters("Đã tiếp nhận câu hỏi số 2").len(), 1);
}

/// The reader's question by mail, and its acknowledgement: address for additions, message id.
async fn acknowledged(sent: &Sent, from: &str) -> (String, String) {
    let body = "Xin hỏi lịch tiếp công dân của huyện ở đâu?";
    sent.comes(from, "hoidap@hiephoa.example", &letter(from, "", body)).await;
    sent.app.drain().await;
    let mail = sent.app.mail.take().pop().expect("an acknowledgement");
    let parsed = MessageParser::default().parse(&mail.mime).unwrap();
    let reply_to = parsed.reply_to().unwrap().first().unwrap().address().unwrap().to_owned();
    (reply_to, parsed.message_id().unwrap().to_owned())
}

#[tokio::test]
async fn what_a_reader_writes_back_is_added_to_their_question_and_answers_nobody() {
    let sent = sent().await;
    let from = "nguoi-dan@mail.example";
    let (reply_to, message_id) = acknowledged(&sent, from).await;
    assert!(reply_to.starts_with("hd-"), "{reply_to}");
    let more = |n: u32| letter(from, &format!("X-No: {n}"), "Tôi xin bổ sung: cả lịch tháng sau.");
    sent.comes(from, &reply_to, &more(1)).await;
    // Without the address, but answering the letter that went to this very sender.
    let answering = letter(from, &format!("In-Reply-To: <{message_id}>"), "Bổ sung lần hai, xin cảm ơn.");
    sent.comes(from, "trangtin@hiephoa.example", &answering).await;
    // Somebody else who learnt the address, and who learnt the id.
    let other = "nguoi-khac@mail.example";
    sent.comes(other, &reply_to, &letter(other, "", "Tôi trả lời thay.")).await;
    let answering = letter(other, &format!("In-Reply-To: <{message_id}>"), "Tôi trả lời thay.");
    sent.comes(other, "trangtin@hiephoa.example", &answering).await;
    let received = sent.received().await;
    assert_eq!(received[1..3], ["addition: Đã ghi là phần bổ sung của người hỏi."; 2]);
    assert!(received[3].starts_with("waiting: ") && received[4].starts_with("waiting: "), "{received:?}");
    let sql = "SELECT COUNT(*) AS n FROM questions WHERE tenant_id = $1";
    let questions: i64 = sent.scope().await.one(sql, vec![]).await.unwrap();
    assert_eq!(questions, 2, "no new question");
    assert_eq!(kinds(&sent.tasks().await), ["question.added", "letter.waiting"]);
    sent.app.drain().await;
    assert!(sent.app.mail.take().is_empty());
}

fn with_files(from: &str, headers: &str, files: &[(&str, &[u8])]) -> String {
    let head = format!(
        "From: Phòng Tư pháp <{from}>\r\nSubject: Re: Đề nghị trả lời\r\n{headers}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
    );
    let text = format!("--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{ANSWER}\r\n");
    let parts: String = files
        .iter()
        .map(|(name, bytes)| {
            let encoded = data_encoding::BASE64.encode(bytes);
            format!("--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n")
        })
        .collect();
    format!("{head}{text}{parts}--x--\r\n")
}

#[tokio::test]
async fn attachments_are_kept_if_they_are_what_is_taken_and_the_desk_is_told_of_the_others() {
    let sent = sent().await;
    let pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n";
    let files: [(&str, &[u8]); 4] = [
        ("huong-dan.pdf", pdf),
        ("cat-doi.pdf", b"%PDF-1.4\n1 0 obj"),
        ("chay.exe", b"MZ\x90\0\x03\0\0\0"),
        ("ghi-chu.txt", "Ghi chú".as_bytes()),
    ];
    sent.comes(BOX, &sent.reply_to, &with_files(BOX, VOUCHED, &files)).await;
    assert_eq!(sent.state().await, "answered", "{:?}", sent.received().await);
    let sql = "SELECT mail_id AS s FROM received_mail WHERE tenant_id = $1";
    let id: String = sent.scope().await.one(sql, vec![]).await.unwrap();
    let kept = inbound::store::files(&mut sent.scope().await, &id.as_str().into()).await.unwrap();
    let is_kept: Vec<bool> = kept.iter().map(|file| file.file.is_some()).collect();
    assert_eq!(is_kept, [true, false, false, false], "{kept:?}");
    assert!(kept[1..].iter().all(|file| !file.refusal.is_empty()), "{kept:?}");
    let file = sent.app.desk(&sent.board, &format!("/hiephoa/thu-den/{id}/tep/0")).await;
    assert_eq!(file.bytes().await.unwrap().as_ref(), pdf);
    assert_eq!(sent.app.desk(&sent.board, &format!("/hiephoa/thu-den/{id}/tep/1")).await.status(), 404);
    assert_eq!(looks(&sent, &id).await, ["letter.download"]);
    let page = sent
        .app
        .desk(&sent.board, &format!("/hiephoa/hoi-dap/{}", sent.question))
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("3 tệp gửi kèm không nhận được") && !page.contains("chay.exe"), "{page}");
    // Its time over, the text and the file go; that it came stays.
    sent.app
        .db()
        .clock
        .advance((inbound::retention::kept_days(jiff::civil::date(2016, 12, 30)) + 1) * 24 * 3_600_000);
    inbound::retention::let_go(sent.app.app.clone()).await.unwrap();
    let kept = inbound::store::get(&mut sent.scope().await, &id.as_str().into()).await.unwrap();
    assert!(kept.emptied && kept.question.is_some());
    assert!(inbound::store::open(&mut sent.scope().await, &id.as_str().into()).await.is_err());
    let board = sent.app.sign_in_again("truongban.hiephoa").await;
    assert_eq!(sent.app.desk(&board, &format!("/hiephoa/thu-den/{id}/thu.eml")).await.status(), 404);
    let names: i64 = sent
        .scope()
        .await
        .one("SELECT COUNT(*) AS n FROM files WHERE tenant_id = $1 AND sha256 <> ''", vec![])
        .await
        .unwrap();
    assert_eq!(names, 0);
}

/// A reader asked by the form and added something by mail; with their tracking code.
async fn added_to() -> (Sent, String) {
    let app = TestApp::receiving().await;
    let board = app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await;
    let asked = [
        ("tieu-de", "Thủ tục đăng ký khai sinh"),
        ("noi-dung", "Xin hỏi hồ sơ đăng ký khai sinh gồm những gì?"),
        ("ho-ten", "Người hỏi (mẫu)"),
        ("thu-dien-tu", "nguoi-hoi@mail.example"),
        ("dong-y-xu-ly", "co"),
    ];
    let page = app.post(DISTRICT, "/hoi-dap/gui", &asked).await.text().await.unwrap();
    let code = between(&page, "<p class=\"code number\">", "<").to_owned();
    app.drain().await;
    let mail = app.mail.take().pop().unwrap();
    let letter = MessageParser::default().parse(&mail.mime).unwrap();
    let reply_to = letter.reply_to().unwrap().first().unwrap().address().unwrap().to_owned();
    let message_id = letter.message_id().unwrap().to_owned();
    let sent = Sent { app, board, question: String::new(), reply_to, reports_to: String::new(), message_id };
    (sent, code)
}

#[tokio::test]
async fn who_is_forgotten_is_forgotten_with_their_mail_or_not_at_all() {
    let (sent, code) = added_to().await;
    let from = "nguoi-hoi@mail.example";
    sent.comes(from, &sent.reply_to, &letter(from, "", "Tôi bổ sung số nhà và tên cháu.")).await;
    let received = sent.received().await;
    assert!(received[0].starts_with("addition: "), "{received:?}");
    let id: String = sent.value("SELECT mail_id AS s FROM received_mail WHERE tenant_id = $1").await;
    let words = "SELECT body AS s FROM questions WHERE tenant_id = $1 AND number = 1";
    let erase = [("ma-theo-doi", code.as_str()), ("chac-xoa", "co")];

    // The mail cannot be emptied, so nothing is.
    sent.set_state("broken").await;
    let failed = sent.app.post(DISTRICT, "/hoi-dap/theo-doi/xoa", &erase).await;
    assert_eq!(failed.status(), 500);
    assert!(sent.value(words).await.contains("Xin hỏi hồ sơ"), "half of it must not be done");
    sent.set_state("addition").await;
    let done = sent.app.post(DISTRICT, "/hoi-dap/theo-doi/xoa", &erase).await;
    assert_eq!(done.status(), 200, "{}", done.text().await.unwrap());
    assert!(!sent.value(words).await.contains("Xin hỏi hồ sơ"));
    assert!(inbound::store::open(&mut sent.scope().await, &id.as_str().into()).await.is_err());
    assert!(inbound::store::get(&mut sent.scope().await, &id.as_str().into()).await.unwrap().emptied);
}

#[tokio::test]
async fn what_waits_for_a_person_is_never_let_go() {
    let sent = sent().await;
    sent.comes("x@y.example", "aido@hiephoa.example", &letter("x@y.example", "", "Kính gửi văn thư.")).await;
    let id = waiting(&sent).await;
    sent.app.db().clock.advance(10 * 366 * 24 * 3_600_000);
    inbound::retention::let_go(sent.app.app.clone()).await.unwrap();
    assert!(inbound::store::open(&mut sent.scope().await, &id.as_str().into()).await.is_ok());
}

#[tokio::test]
async fn a_flood_from_one_sender_waits_under_one_task() {
    let sent = sent().await;
    let from = "nguoi-dan@mail.example";
    for n in 0..30 {
        let raw = letter(from, &format!("X-No: {n}"), "Xin hỏi lịch tiếp công dân của huyện?");
        sent.comes(from, "hoidap@hiephoa.example", &raw).await;
    }
    let received = sent.received().await;
    let questions = received.iter().filter(|row| row.starts_with("question: ")).count();
    assert_eq!((questions, received.len()), (20, 30));
    assert_eq!(kinds(&sent.tasks().await), ["letter.waiting"]);
    sent.app.drain().await;
    assert_eq!(sent.app.mail.take().len(), 1, "one acknowledgement in a week");
}

/// Hands every letter that has left to the portal whose address it bears, until none leaves; how many left.
async fn carried(sent: &Sent, stripped: bool) -> usize {
    let mut carried = 0;
    for _ in 0..10 {
        sent.app.drain().await;
        let letters = sent.app.mail.take();
        if letters.is_empty() {
            return carried;
        }
        for mail in letters {
            carried += 1;
            let from = mail.envelope.from.as_ref().map(ToString::to_string).unwrap_or_default();
            let raw = String::from_utf8(mail.mime).unwrap();
            // A gateway that takes the marks of a machine's letter away, and answers from a person's address.
            let (from, raw) = if stripped {
                let kept = raw.split("\r\n").filter(|line| !line.starts_with("Auto-Submitted"));
                let kept = kept
                    .collect::<Vec<_>>()
                    .join("\r\n")
                    .replace("trangtin@hiephoa.example", "to@la.example");
                ("to@la.example".to_owned(), kept)
            } else {
                (from, raw)
            };
            sent.comes(&from, mail.envelope.to.as_ref(), &raw).await;
        }
    }
    panic!("they never stop");
}

#[tokio::test]
async fn two_portals_mailing_each_other_stop_after_two_messages() {
    for stripped in [false, true] {
        let sent = sent().await;
        // The commune's portal is asked in the name of the district's address for questions.
        let asked = [
            ("tieu-de", "Thủ tục đăng ký khai sinh"),
            ("noi-dung", "Xin hỏi hồ sơ đăng ký khai sinh gồm những gì?"),
            ("ho-ten", "Người hỏi (mẫu)"),
            ("thu-dien-tu", "hoidap@hiephoa.example"),
            ("dong-y-xu-ly", "co"),
        ];
        let answer = sent.app.post("ducthang.hiephoa.localhost", "/hoi-dap/gui", &asked).await;
        assert_eq!(answer.status(), 200);
        let carried = carried(&sent, stripped).await;
        assert!((1..=2).contains(&carried), "stripped {stripped}: {carried}");
    }
}

#[tokio::test]
async fn none_of_the_real_reports_answers_or_asks_anything() {
    let Ok(folder) = std::env::var("PORTAL_TEST_BOUNCES") else {
        eprintln!("skipped: PORTAL_TEST_BOUNCES names no unpacked source package of flufl.bounce");
        return;
    };
    let sent = sent().await;
    let folder = std::path::Path::new(&folder).join("tests/data");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
    for path in &files {
        let raw = std::fs::read(path).unwrap();
        for to in [&sent.reply_to, "hoidap@hiephoa.example"] {
            let envelope = Envelope::new("", to);
            inbound::take_in(sent.app.db(), &sent.app.app.directory, &envelope, &raw).await.unwrap();
        }
    }
    while sent.received().await.iter().any(|row| row.starts_with("new: ")) {
        inbound::read_new(sent.app.app.clone()).await.unwrap();
    }
    let received = sent.received().await;
    assert_eq!(received.len(), 2 * files.len());
    let wrong: Vec<_> = received
        .iter()
        .filter(|row| ["answer: ", "question: ", "addition: "].iter().any(|bad| row.starts_with(bad)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(sent.state().await, "assigned");
    sent.app.drain().await;
    assert!(sent.app.mail.take().is_empty(), "nobody is answered");
}

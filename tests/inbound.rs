//! Mail that comes in: a unit's answer by reply, reports of non-delivery, readers' mail, and what nobody can place.

mod support {
    pub mod app;
}

use mail_parser::MessageParser;
use portal::base::audit::Actor;
use portal::base::scope::Scope;
use portal::inbound::{self, Decision, Envelope};
use portal::outbox;
use portal::people::Role;
use portal::tasks::{self, Task};
use support::app::{Person, TestApp, between};

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
        let envelope = Envelope { from: from.into(), to: to.into() };
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
    assert_eq!(open.iter().map(|task| task.kind.as_str()).collect::<Vec<_>>(), ["mail.bounced"]);
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
        async move { inbound::settle_by_hand(&app, &tenant, &staff, &Actor::system(), &id, &decision).await }
    };
    assert!(by_hand(Decision::BelongsTo(99)).await.is_err());
    assert!(by_hand(Decision::Nothing(" ".into())).await.is_err());
    by_hand(Decision::BelongsTo(1)).await.unwrap();
    assert!(by_hand(Decision::Nothing("Thư rác".into())).await.is_err(), "somebody was faster");
}

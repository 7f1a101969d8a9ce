//! The clock of questions, over HTTP and under a clock that is moved: pauses, more time, reminders, the book, what is late.

use crate::support::app::{Person, TestApp, between};
use portal::base::audit::Actor;
use portal::base::clock::{DAY, HOUR};
use portal::base::id::QuestionId;
use portal::people::{Role, State};
use portal::questions::clock::register::{self, Filter};
use portal::questions::clock::{OPEN, pauses};
use portal::questions::desk::{self as service, Act};
use portal::questions::{self, NewQuestion};
use serde_json::{Value, json};

const HOST: &str = "ducthang.hiephoa.localhost";

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

/// A question of a reader: its id, number and tracking code.
async fn ask(app: &TestApp, subject: &str, email: &str) -> (QuestionId, i64, String) {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let new = NewQuestion {
        name: "Người hỏi mẫu".into(),
        email: email.into(),
        phone: if email.is_empty() { "0912345678".into() } else { String::new() },
        subject: subject.into(),
        body: "Thủ tục cần những giấy tờ gì, nộp ở đâu? (mẫu)".into(),
        consent_answer: true,
        ..NewQuestion::default()
    };
    let asked = questions::ask(app.db(), &app.app.mail, &tenant, new).await.expect("asked");
    (asked.question_id, asked.number, asked.code)
}

async fn filed(app: &TestApp, id: &QuestionId) -> questions::store::Filed {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    questions::store::get(&mut app.db().read(tenant.id()).await.unwrap(), id).await.unwrap().filed
}

async fn version(app: &TestApp, id: &QuestionId) -> String {
    filed(app, id).await.version.to_string()
}

/// Does one thing on the desk with what the question's version is now.
async fn act(
    app: &TestApp,
    who: &Person,
    id: &QuestionId,
    verb: &str,
    form: &[(&str, &str)],
) -> (u16, String) {
    let version = version(app, id).await;
    let mut form = form.to_vec();
    form.push(("phien-ban", &version));
    let done = app.act(who, &format!("/ducthang/hoi-dap/{id}/{verb}"), &form).await;
    (done.status().as_u16(), done.text().await.unwrap())
}

/// Gives a question to the justice officer: the path of the link in the mail.
async fn assign(app: &TestApp, who: &Person, id: &QuestionId) -> String {
    assert_eq!(act(app, who, id, "chuyen", &[("don-vi", "tuphap")]).await.0, 303);
    app.drain().await;
    let letters = app.letters("Đề nghị trả lời câu hỏi");
    let body = body(&letters[0].mime);
    let at = body.find("/tra-loi/").expect("a link");
    body[at..].split_whitespace().next().unwrap().to_owned()
}

fn body(mime: &[u8]) -> String {
    let parsed = mail_parser::MessageParser::default().parse(mime).unwrap();
    let text = parsed.body_text(0).unwrap();
    // Letters are format=flowed: their lines are joined as a reader's program does.
    portal::base::mail::flow::joined(&text.replace('\r', "")).join("\n")
}

fn with(path: &str, verb: &str) -> String {
    path.replacen("?khoa=", &format!("/{verb}?khoa="), 1)
}

/// The day the deployment lives in is Friday 30/12/2016; what is asked then is due on 23/01/2017.
#[tokio::test]
async fn a_unit_asks_the_reader_and_the_clock_stands_until_the_reply() {
    let app = TestApp::start().await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let (id, number, code) = ask(&app, "Đăng ký khai sinh quá hạn (mẫu)", "nguoihoi@thu.example").await;
    assert_eq!(filed(&app, &id).await.due_on.unwrap().to_string(), "2017-01-23");
    let link = assign(&app, &board, &id).await;

    // Looking changes nothing; a form that says nothing comes back with its reasons at its fields.
    let form = text(app.get(HOST, &with(&link, "hoi-lai")).await).await;
    assert!(form.contains("Đề nghị người hỏi bổ sung") && form.contains("name=\"chuc-vu\""));
    let refused = app.post(HOST, &with(&link, "hoi-lai"), &[("ho-ten", "Cán bộ mẫu")]).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    assert!(refused.contains("Hãy ghi chức vụ") && refused.contains("Hãy ghi điều cần người hỏi bổ sung"));
    assert!(refused.contains("value=\"Cán bộ mẫu\""), "what was typed comes back");
    assert_eq!(filed(&app, &id).await.state, State::Assigned);

    app.db().clock.advance(4 * DAY); // Tuesday 3/1
    let said = [
        ("noi-dung", "Xin cho biết cháu sinh ở đâu."),
        ("ho-ten", "Cán bộ mẫu"),
        ("chuc-vu", "Công chức tư pháp"),
    ];
    assert_eq!(app.post(HOST, &with(&link, "hoi-lai"), &said).await.status(), 303);
    assert_eq!(filed(&app, &id).await.state, State::Clarification);
    app.drain().await;
    let letter = app.letters("Đề nghị bổ sung thông tin");
    assert_eq!(letter[0].envelope.to.to_string(), "nguoihoi@thu.example");
    assert!(body(&letter[0].mime).contains("cháu sinh ở đâu") && body(&letter[0].mime).contains("tạm dừng"));
    // Ten working days after Tuesday 3/1 is Tuesday 17/1.
    assert!(body(&letter[0].mime).contains("17/01/2017"), "{}", body(&letter[0].mime));
    let page = text(app.post(HOST, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await).await;
    assert!(
        page.contains("Chờ ông/bà bổ sung")
            && page.contains("cháu sinh ở đâu")
            && page.contains("17/01/2017")
    );
    let unit = text(app.get(HOST, &link).await).await;
    assert!(unit.contains("Đang chờ người hỏi bổ sung") && !unit.contains("Đề nghị gia hạn</a>"));

    // The reader replies on Friday 6/1: three working days later, and so is the last day.
    app.db().clock.advance(3 * DAY);
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().write(tenant.id(), &Actor::reader(None)).await.unwrap();
    let reply = "Cháu sinh ở nhà. Gọi 0912345678, nguoihoi@thu.example.";
    assert!(pauses::reader_replied(&mut scope, &app.app.mail, &tenant, &id, reply).await.unwrap());
    scope.commit().await.unwrap();
    let now = filed(&app, &id).await;
    // 23/1 and three working days: 24, 25/1, and after the days of Tết from 26/1 on, Thursday 2/2.
    assert_eq!((now.state, now.due_on.unwrap().to_string()), (State::Assigned, "2017-02-02".into()));
    app.drain().await;
    let letters = app.letters("hạn trả lời được tính tiếp");
    assert_eq!(letters.len(), 2, "the reader and the unit");
    let to_unit =
        letters.iter().find(|mail| mail.envelope.to.to_string().starts_with("tuphap@")).expect("the unit's");
    let words = body(&to_unit.mime);
    assert!(words.contains("Cháu sinh ở nhà") && words.contains("02/02/2017"), "{words}");
    assert!(!words.contains("0912345678") && !words.contains("nguoihoi@"), "{words}");
    let unit = text(app.get(HOST, &link).await).await;
    assert!(unit.contains("Cháu sinh ở nhà") && !unit.contains("0912345678"), "{unit}");
    let page = text(app.post(HOST, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await).await;
    assert!(page.contains("Hạn trả lời chuyển từ 23/01/2017 sang 02/02/2017"), "{page}");
    let desk = text(
        app.desk(&app.sign_in_again("truongban.ducthang").await, &format!("/ducthang/hoi-dap/{id}")).await,
    )
    .await;
    assert!(
        desk.contains("Hạn trả lời chuyển từ 23/01/2017 sang 02/02/2017")
            && desk.contains("Người hỏi bổ sung:")
    );

    // What comes after that reaches the unit too: on its page, and as a letter from which nothing leads to the reader.
    let more = [("ma-theo-doi", code.as_str()), ("bo-sung", "Cháu đã có giấy chứng sinh. Gọi 0912345678.")];
    assert_eq!(app.post(HOST, "/hoi-dap/theo-doi/bo-sung", &more).await.status(), 200);
    app.drain().await;
    let told = app.letters("người hỏi đã bổ sung");
    assert_eq!(told.len(), 1);
    assert!(told[0].envelope.to.to_string().starts_with("tuphap@"));
    let words = body(&told[0].mime);
    assert!(words.contains("Cháu đã có giấy chứng sinh") && !words.contains("0912345678"), "{words}");
    let unit = text(app.get(HOST, &link).await).await;
    assert!(unit.contains("Cháu đã có giấy chứng sinh") && !unit.contains("0912345678"), "{unit}");

    // Nobody waits any more: nothing is taken twice.
    let mut scope = app.db().write(tenant.id(), &Actor::reader(None)).await.unwrap();
    assert!(!pauses::reader_replied(&mut scope, &app.app.mail, &tenant, &id, reply).await.unwrap());
    assert!(number > 0);
}

#[tokio::test]
async fn the_end_of_the_term_lets_the_clock_go_on_and_who_left_no_address_is_telephoned() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let (id, _, code) = ask(&app, "Xin cấp lại giấy tờ (mẫu)", "").await;
    let (status, page) = act(&app, &office, &id, "hoi-lai", &[("noi-dung", "Gì?")]).await;
    assert_eq!(status, 422);
    assert!(page.contains("Hãy ghi điều cần người hỏi bổ sung") && page.contains("Gì?</textarea>"), "{page}");
    let (status, _) = act(&app, &office, &id, "hoi-lai", &[("noi-dung", "Xin cho biết loại giấy tờ.")]).await;
    assert_eq!(status, 303);
    let tasks = text(app.desk(&office, "/ducthang/viec").await).await;
    assert!(tasks.contains("Gọi điện cho người hỏi"), "{tasks}");
    let page = text(app.post(HOST, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await).await;
    assert!(page.contains("Xin cho biết loại giấy tờ."));

    // Asked on Friday 30/12: the term is Monday 16/1. On that day nothing happens, on the next it is over.
    app.db().clock.advance(17 * DAY);
    app.do_duties().await;
    assert_eq!(filed(&app, &id).await.state, State::Clarification);
    app.db().clock.advance(DAY);
    app.do_duties().await;
    app.do_duties().await;
    let now = filed(&app, &id).await;
    // Eleven working days stood still (30/12 to 17/1): from 23/1 on, over Tết, to 14/2.
    assert_eq!((now.state, now.due_on.unwrap().to_string()), (State::Received, "2017-02-14".into()));
    let events = {
        let tenant = app.app.directory.by_slug("ducthang").unwrap();
        questions::store::events(&mut app.db().read(tenant.id()).await.unwrap(), &id).await.unwrap()
    };
    let over = events.iter().filter(|event| event.kind == "question.clarification-over").count();
    assert_eq!(over, 1, "once, however often the duty is done");
}

#[tokio::test]
async fn an_answer_during_a_pause_ends_it_and_the_desk_writes_down_what_was_said() {
    let app = TestApp::start().await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let (id, ..) = ask(&app, "Chứng thực hợp đồng (mẫu)", "nguoihoi@thu.example").await;
    let link = assign(&app, &board, &id).await;
    let request = [("noi-dung", "Hợp đồng về việc gì?")];
    assert_eq!(act(&app, &officer, &id, "hoi-lai", &request).await.0, 303);
    assert_eq!(act(&app, &officer, &id, "tiep-tuc", &[("noi-dung", "Về nhà đất.")]).await.0, 403);
    assert_eq!(act(&app, &board, &id, "tiep-tuc", &[("noi-dung", "Về nhà đất.")]).await.0, 303);
    assert_eq!(filed(&app, &id).await.state, State::Assigned);

    assert_eq!(act(&app, &board, &id, "hoi-lai", &request).await.0, 303);
    app.db().clock.advance(5 * DAY); // Wednesday 4/1: two working days
    let answer = [
        ("tra-loi", "Ông bà đến Ủy ban nhân dân xã, mang theo giấy tờ."),
        ("ho-ten", "Cán bộ mẫu"),
        ("chuc-vu", "Công chức tư pháp"),
        ("cam-ket", "co"),
    ];
    assert_eq!(app.post(HOST, &link, &answer).await.status(), 200);
    let now = filed(&app, &id).await;
    assert_eq!((now.state, now.due_on.unwrap().to_string()), (State::Answered, "2017-01-25".into()));
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let open = pauses::open(&mut app.db().read(tenant.id()).await.unwrap(), &id).await.unwrap();
    assert!(open.is_none());
}

#[tokio::test]
async fn more_time_is_asked_granted_within_the_rule_and_told_to_the_reader() {
    let app = TestApp::start().await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let (id, _, code) = ask(&app, "Đính chính hộ tịch (mẫu)", "nguoihoi@thu.example").await;
    let link = assign(&app, &board, &id).await;
    let who = [("ho-ten", "Cán bộ mẫu"), ("chuc-vu", "Công chức tư pháp")];
    let asked = |until: &'static str| {
        [("den-ngay", until), ("ly-do", "Phải tra sổ gốc lưu ở huyện."), who[0], who[1]]
    };
    for (until, why) in [
        ("hôm nào", "Hãy ghi ngày trả lời mới"),
        ("20/01/2017", "phải sau hạn hiện nay (23/01/2017)"),
        ("30/01/2017", "là ngày nghỉ"),
        ("01/06/2017", "chậm nhất là 20/02/2017"),
    ] {
        let refused = app.post(HOST, &with(&link, "xin-gia-han"), &asked(until)).await;
        assert_eq!(refused.status(), 422);
        let refused = text(refused).await;
        assert!(refused.contains(why) && refused.contains("Phải tra sổ gốc"), "{until}: {refused}");
    }
    assert_eq!(app.post(HOST, &with(&link, "xin-gia-han"), &asked("06/02/2017")).await.status(), 303);
    assert_eq!(filed(&app, &id).await.due_on.unwrap().to_string(), "2017-01-23", "asked is not given");
    assert!(text(app.get(HOST, &link).await).await.contains("đang chờ Ban Biên tập quyết định"));
    let page = text(app.desk(&board, &format!("/ducthang/hoi-dap/{id}")).await).await;
    assert!(
        page.contains("đề nghị gia hạn đến 06/02/2017") && page.contains("Quyết định về đề nghị gia hạn")
    );

    let no = [("y-kien", "khong"), ("ly-do", "Sổ gốc đã có ở xã.")];
    assert_eq!(act(&app, &officer, &id, "gia-han", &no).await.0, 403);
    assert_eq!(act(&app, &board, &id, "gia-han", &no).await.0, 303);
    app.drain().await;
    let told = app.letters("kết quả đề nghị gia hạn");
    assert!(body(&told[0].mime).contains("không đồng ý") && body(&told[0].mime).contains("23/01/2017"));

    // Again, in the console; granted for longer than was asked, up to what the rule leaves.
    let again = [("den-ngay", "06/02/2017"), ("ly-do", "Sổ gốc ở xã đã hỏng.")];
    assert_eq!(act(&app, &officer, &id, "xin-gia-han", &again).await.0, 303);
    let yes = [("y-kien", "dong-y"), ("den-ngay", "07/02/2017"), ("ly-do", "Phải tra sổ gốc ở huyện.")];
    assert_eq!(act(&app, &board, &id, "gia-han", &yes).await.0, 303);
    assert_eq!(filed(&app, &id).await.due_on.unwrap().to_string(), "2017-02-07");
    app.drain().await;
    let told = app.letters("ngày trả lời mới 07/02/2017");
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].envelope.to.to_string(), "nguoihoi@thu.example");
    let page = text(app.post(HOST, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await).await;
    assert!(page.contains("Hạn trả lời chuyển từ 23/01/2017 sang 07/02/2017"), "{page}");
    assert!(!page.contains("Sổ gốc đã có ở xã"), "a refusal is not the reader's");
    // What is left of fifteen working days after six were given.
    let clock: Value = app
        .call(&board, "GET", &format!("/api/v1/staff/ducthang/questions/{id}/clock"), json!({}))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!((&clock["due_on"], &clock["latest_on"]), (&json!("2017-02-07"), &json!("2017-02-20")));
    let call = format!("/api/v1/staff/ducthang/questions/{id}/extend");
    let too_far = json!({ "version": clock["version"], "granted": true, "until": "2017-02-21", "reason": "Còn phải tra thêm." });
    assert_eq!(app.call(&board, "POST", &call, too_far).await.status(), 422);
    let far = json!({ "version": clock["version"], "granted": true, "until": "2017-02-20", "reason": "Còn phải tra thêm." });
    assert_eq!(app.call(&board, "POST", &call, far).await.status(), 200, "of the desk's own");
    let clock: Value = app
        .call(&board, "GET", &format!("/api/v1/staff/ducthang/questions/{id}/clock"), json!({}))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(clock["latest_on"], Value::Null, "nothing is left");
}

#[tokio::test]
async fn another_class_brings_its_own_last_day_and_keeps_what_was_given() {
    let app = TestApp::start().await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let (id, _, code) = ask(&app, "Bài viết ghi sai số liệu (mẫu)", "nguoihoi@thu.example").await;
    for (was, is, due) in [
        ("hoi-dap", "ngoai-pham-vi", "2017-01-03"),
        ("ngoai-pham-vi", "phan-hoi-bai-viet", "2017-01-16"),
        ("phan-hoi-bai-viet", "hoi-dap", "2017-01-23"),
    ] {
        let before = filed(&app, &id).await;
        let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
        questions::clock::class_changed(&mut scope, &before, was, is).await.unwrap();
        scope.commit().await.unwrap();
        assert_eq!(filed(&app, &id).await.due_on.unwrap().to_string(), due, "{is}");
    }
    let page = text(app.post(HOST, "/hoi-dap/theo-doi", &[("ma-theo-doi", &code)]).await).await;
    assert!(
        page.contains("Phân loại lại: Hỏi đáp. Hạn trả lời chuyển từ 16/01/2017 sang 23/01/2017."),
        "{page}"
    );
}

/// Reminders that were sent, as recipient and list.
async fn reminded(app: &TestApp) -> Vec<(String, String)> {
    app.do_duties().await;
    app.do_duties().await;
    app.drain().await;
    let mut all: Vec<(String, String)> = app
        .letters("Nhắc hạn trả lời")
        .iter()
        .map(|mail| (mail.envelope.to.to_string(), body(&mail.mime)))
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn reminders_climb_the_ladder_once_each_and_never_on_a_day_off() {
    let app = TestApp::start().await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    app.person("lanhdao.ducthang", "ducthang", Role::Leader, None).await;
    app.person("thutruong.tuphap", "ducthang", Role::UnitHead, Some("tuphap")).await;
    let (first, number, _) = ask(&app, "Câu hỏi thứ nhất của Nguyễn Kín (mẫu)", "nguoihoi@thu.example").await;
    let (second, ..) = ask(&app, "Câu hỏi thứ hai (mẫu)", "nguoihoi@thu.example").await;
    assign(&app, &board, &first).await;
    assign(&app, &board, &second).await;
    assert!(reminded(&app).await.is_empty());

    // Due on Monday 23/1: two working days before is Thursday 19/1. One letter with both.
    app.db().clock.advance(20 * DAY);
    let told = reminded(&app).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, "tuphap@ducthang.hiephoa.example");
    assert!(
        told[0].1.contains(&format!("Câu hỏi số {number}: hạn 23/01/2017, còn 2 ngày làm việc")),
        "{}",
        told[0].1
    );
    assert_eq!(told[0].1.matches("- Câu hỏi số").count(), 2);
    assert!(!told[0].1.contains("Nguyễn Kín") && !told[0].1.contains("thứ nhất"), "no word of the reader's");
    app.db().clock.advance(DAY);
    assert!(reminded(&app).await.is_empty(), "told once");
    app.db().clock.advance(DAY);
    assert!(reminded(&app).await.is_empty(), "a Saturday");
    app.db().clock.advance(2 * DAY);
    let told = reminded(&app).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains("đến hạn hôm nay"));

    // One is answered on the day: only the other goes on.
    let answer = [("ly-do", "Ông bà mang giấy chứng sinh đến Ủy ban nhân dân xã.")];
    let board = app.sign_in_again("truongban.ducthang").await;
    assert_eq!(act(&app, &board, &first, "tra-loi", &answer).await.0, 303);
    app.db().clock.advance(DAY);
    let told = reminded(&app).await;
    assert_eq!(
        told.iter().map(|mail| mail.1.matches("- Câu hỏi số").count()).collect::<Vec<_>>(),
        [1],
        "{told:?}"
    );
    assert!(told[0].1.contains("Kính gửi Thủ trưởng đơn vị") && told[0].1.contains("quá hạn 1 ngày"));
    // Wednesday 25/1: the board and the leader. Then Tết: nothing on its days.
    app.db().clock.advance(DAY);
    assert_eq!(reminded(&app).await.len(), 2);
    for _ in 0..7 {
        app.db().clock.advance(DAY);
        assert!(reminded(&app).await.is_empty());
    }
    // A clock that jumps: the server stood still for two weeks, and nobody gets two weeks' letters.
    app.db().clock.advance(14 * DAY);
    assert!(reminded(&app).await.len() <= 2);

    let board = app.sign_in_again("truongban.ducthang").await;
    let page = text(app.desk(&board, "/ducthang/viec-tre-han").await).await;
    assert!(page.contains("Câu hỏi số") && page.contains("Đã nhắc Thủ trưởng đơn vị"), "{page}");
    assert!(
        page.contains("Đã nhắc Lãnh đạo Ủy ban nhân dân") && page.contains("Tư pháp - Hộ tịch: 1"),
        "{page}"
    );
    assert!(page.contains("2 câu hỏi quá hạn"), "the answered one waits for the board: {page}");
}

#[tokio::test]
async fn an_answer_takes_back_the_reminder_that_has_not_left() {
    let app = TestApp::start().await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let (first, ..) = ask(&app, "Câu hỏi thứ nhất (mẫu)", "nguoihoi@thu.example").await;
    let (second, number, _) = ask(&app, "Câu hỏi thứ hai (mẫu)", "nguoihoi@thu.example").await;
    assign(&app, &board, &first).await;
    assign(&app, &board, &second).await;
    app.db().clock.advance(24 * DAY);
    app.do_duties().await;
    let board = app.sign_in_again("truongban.ducthang").await;
    let answer = [("ly-do", "Ông bà mang giấy chứng sinh đến Ủy ban nhân dân xã.")];
    assert_eq!(act(&app, &board, &first, "tra-loi", &answer).await.0, 303);
    let told = reminded(&app).await;
    assert_eq!(told.len(), 1, "the letter with both was withdrawn, one with the other alone was written");
    assert!(told[0].1.contains(&format!("Câu hỏi số {number}:")), "{}", told[0].1);
    assert_eq!(told[0].1.matches("- Câu hỏi số").count(), 1);
    assert_eq!(act(&app, &board, &second, "dong", &[("ly-do", "Gửi trùng")]).await.0, 303);
    app.db().clock.advance(DAY);
    assert!(reminded(&app).await.iter().all(|mail| !mail.1.contains(&format!("số {number}:"))));
    let board = app.sign_in_again("truongban.ducthang").await;
    let page = text(app.desk(&board, &format!("/ducthang/hoi-dap/{first}")).await).await;
    assert!(page.contains("Rút thư nhắc chưa gửi"), "{page}");
}

#[tokio::test]
async fn the_book_holds_its_sum_in_every_walk_of_the_states() {
    let app = TestApp::start().await;
    app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let (staff, actor) = who(&app, "truongban.ducthang").await;
    let act = Act { db: app.db(), mail: &app.app.mail, tenant: &tenant, actor: &actor, staff: &staff };
    let mut seed = 7u64;
    let mut chance = |end: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % end
    };
    let mut all: Vec<QuestionId> = Vec::new();
    for step in 0..160 {
        if all.len() < 12 || chance(12) == 0 {
            all.push(ask(&app, &format!("Câu hỏi {step} (mẫu)"), "nguoihoi@thu.example").await.0);
        }
        let id = all[usize::try_from(chance(all.len() as u64)).unwrap()].clone();
        let version = filed(&app, &id).await.version;
        // Most of these are refused by the state: what counts is that none breaks the sum.
        let _ = match chance(10) {
            0 | 1 => service::assign(act, &id, version, "tuphap", "").await,
            2 => pauses::ask_reader(act, &id, version, "Xin cho biết thêm.").await,
            3 => pauses::resume_as_staff(act, &id, version, "Đã cho biết thêm.").await,
            4 | 5 => {
                service::answer_as_staff(act, &id, version, "Ông bà mang giấy tờ đến Ủy ban nhân dân xã.")
                    .await
            }
            6 => service::transfer(act, &id, version, "Công an huyện", "").await,
            7 => portal::questions::routing::closing::close(act, &id, version, "other", "Gửi trùng").await,
            8 => service::publish(act, &id, version).await,
            _ => service::withdraw(act, &id, version, "Sai căn cứ", false).await,
        };
        if chance(4) == 0 {
            app.db().clock.advance(HOUR * i64::try_from(chance(40)).unwrap());
        }
        let mut scope = app.db().read(tenant.id()).await.unwrap();
        let sum = register::sum(&mut scope, &Filter::default()).await.unwrap();
        assert_eq!(sum.received, sum.open + sum.closed, "step {step}");
        assert_eq!(usize::try_from(sum.received).unwrap(), all.len());
        let open =
            register::sum(&mut scope, &Filter { open: Some(true), ..Filter::default() }).await.unwrap();
        let closed =
            register::sum(&mut scope, &Filter { open: Some(false), ..Filter::default() }).await.unwrap();
        assert_eq!((open.received, open.closed), (sum.open, 0), "the mark of the end agrees with the state");
        assert_eq!((closed.received, closed.open), (sum.closed, 0));
        let page = register::page(&mut scope, &Filter::default(), None, 500).await.unwrap();
        let by_hand = page.entries.iter().filter(|entry| OPEN.contains(&entry.state)).count();
        assert_eq!(i64::try_from(by_hand).unwrap(), sum.open);
    }
    let sum =
        register::sum(&mut app.db().read(tenant.id()).await.unwrap(), &Filter::default()).await.unwrap();
    assert!(sum.open > 0 && sum.closed > 0);
    let board = app.sign_in_again("truongban.ducthang").await;
    let page = text(app.desk(&board, "/ducthang/so-theo-doi").await).await;
    assert!(
        page.contains(&format!(
            "Đã nhận {} = đang xử lý {} + đã xong {}",
            sum.received, sum.open, sum.closed
        ))
    );
}

async fn who(app: &TestApp, login: &str) -> (portal::people::Staff, Actor) {
    use portal::people::store as people;
    let mut platform = app.db().platform().await.unwrap();
    let account = people::account_by_login(&mut platform, login).await.unwrap().unwrap();
    let appointments = people::appointments_of(&mut platform, &account.id).await.unwrap();
    let actor = Actor { account: Some(account.id.clone()), label: login.into(), address: None };
    let staff = portal::people::Staff {
        account: account.id,
        login: login.into(),
        name: account.name,
        appointments,
        above: Vec::new(),
        limit: None,
    };
    (staff, actor)
}

#[tokio::test]
async fn the_book_is_paged_narrowed_printed_and_taken_along() {
    let app = TestApp::start().await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let leader = app.person("lanhdao.huyen", "hiephoa", Role::Leader, None).await;
    let officer = app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let mut ids = Vec::new();
    for n in 0..55 {
        ids.push(ask(&app, &format!("=Câu hỏi {n} (mẫu)"), "nguoihoi@thu.example").await.0);
    }
    assert_eq!(act(&app, &board, &ids[0], "dong", &[("ly-do", "Gửi trùng")]).await.0, 303);
    assert_eq!(act(&app, &board, &ids[1], "chuyen", &[("don-vi", "tuphap")]).await.0, 303);
    let page = text(app.desk(&board, "/ducthang/so-theo-doi").await).await;
    assert!(page.contains("Đã nhận 55 = đang xử lý 54 + đã xong 1"), "{page}");
    assert_eq!(page.matches("<th scope=\"row\">").count(), 50);
    let next = between(&page, "href=\"/ducthang/so-theo-doi?duoi=", "\"").to_owned();
    let rest = text(app.desk(&board, &format!("/ducthang/so-theo-doi?duoi={next}")).await).await;
    assert_eq!(rest.matches("<th scope=\"row\">").count(), 5);
    let paper = text(app.desk(&board, "/ducthang/so-theo-doi?in=co").await).await;
    assert_eq!(paper.matches("<th scope=\"row\">").count(), 55);
    let one = text(app.desk(&board, "/ducthang/so-theo-doi?don-vi=tuphap").await).await;
    assert!(one.contains("Đã nhận 1 = đang xử lý 1 + đã xong 0"));
    let wrong = text(app.desk(&board, "/ducthang/so-theo-doi?tu-ngay=h%C3%B4m+qua").await).await;
    assert!(wrong.contains("không phải là ngày") && wrong.contains("value=\"hôm qua\""));
    let table = text(app.desk(&board, "/ducthang/so-theo-doi.csv?tinh-trang=da-xong").await).await;
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("\"'=Câu hỏi 0 (mẫu)\""), "a spreadsheet calculates nothing of a reader's");
    assert_eq!(app.desk(&officer, "/ducthang/so-theo-doi").await.status(), 403);

    // From above: numbers and places, and no reader's words; the figures of every site.
    let below = text(app.desk(&leader, "/ducthang/so-theo-doi").await).await;
    assert!(below.contains("Đã nhận 55") && !below.contains("=Câu hỏi"), "{below}");
    let table = text(app.desk(&leader, "/ducthang/so-theo-doi.csv").await).await;
    assert!(!table.contains("Câu hỏi 0"));
    let figures = text(app.desk(&leader, "/hiephoa/so-theo-doi/so-lieu").await).await;
    assert!(figures.contains("Trang cấp dưới") && figures.contains("/ducthang/so-theo-doi/so-lieu"));
    app.db().clock.advance(30 * DAY);
    let leader = app.sign_in_again("lanhdao.huyen").await;
    let late = text(app.desk(&leader, "/hiephoa/viec-tre-han").await).await;
    assert!(late.contains("54 câu hỏi quá hạn"), "{late}");
    let late: Value = app
        .call(&leader, "GET", "/api/v1/staff/ducthang/late?limit=3", json!({}))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(late["rows"].as_array().unwrap().len(), 3);
    assert_eq!(late["rows"][0]["subject"], Value::Null);
    let after = late["after"].as_str().unwrap();
    let next: Value = app
        .call(&leader, "GET", &format!("/api/v1/staff/ducthang/late?limit=200&after={after}"), json!({}))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(next["rows"].as_array().unwrap().len(), 51);
    let figures: Value = app
        .call(&leader, "GET", "/api/v1/staff/ducthang/register/figures", json!({}))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&figures["received"], &figures["open"], &figures["closed"]),
        (&json!(55), &json!(54), &json!(1))
    );
    let unit = &figures["by"]["unit"];
    let sum: i64 = unit
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["ages"].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).sum::<i64>())
        .sum();
    assert_eq!(sum, 54, "every open one has an age");
}

#[tokio::test]
async fn the_rule_of_counting_is_public_and_names_provisional_years() {
    let app = TestApp::start().await;
    let page = app.page(HOST, "/cach-tinh-thoi-han").await;
    assert!(
        page.contains("Nhận sau 17:00")
            && page.contains("23/01/2017")
            && page.contains("Năm 2027 (tạm tính)")
    );
    assert!(page.contains("Khiếu nại") && page.contains("thứ Bảy, 05/01/2019"));
    let later = TestApp::of("bac-ninh-2026").await;
    later.db().clock.advance(30 * DAY);
    let page = later.page("bacninh.localhost", "/cach-tinh-thoi-han").await;
    assert!(page.contains("(tạm tính)") && page.contains("chưa được công bố"), "{page}");
}

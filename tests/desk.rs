//! The desk over HTTP: who is given what, what they say to each other, who is told when, and the queue.

use crate::support::app::{Person, TestApp, between};
use portal::base::audit::Actor;
use portal::base::clock::DAY;
use portal::people::Role;
use portal::people::accounts::{self, NewAppointment};

const TITLE: &str = "Lịch thu gom rác thải sinh hoạt";

fn news<'a>(title: &'a str, unit: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("tieu-de", title),
        ("noi-dung", "Các thôn tập kết rác trước 17 giờ."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng xã"),
        ("nguon", "Trang thông tin điện tử xã"),
        ("don-vi", unit),
    ]
}

async fn draft(app: &TestApp, who: &Person, slug: &str, title: &str) -> String {
    let saved = app.act(who, &format!("/{slug}/tin-bai/moi/tin"), &news(title, "vanphong")).await;
    let edit = TestApp::location(&saved);
    assert!(edit.ends_with("/sua"), "{} {}", saved.status(), saved.text().await.unwrap());
    edit.trim_end_matches("/sua").to_owned()
}

async fn id(app: &TestApp, login: &str) -> String {
    let mut platform = app.db().platform().await.unwrap();
    let account = portal::people::store::account_by_login(&mut platform, login).await.unwrap().unwrap();
    account.id.to_string()
}

/// The letters that have left since the last look: subject and text.
async fn letters(app: &TestApp) -> Vec<(String, String)> {
    app.do_duties().await;
    app.drain().await;
    let parsed = |mime: &[u8]| {
        let message = mail_parser::MessageParser::default().parse(mime).expect("mail");
        let subject = message.subject().unwrap_or_default().to_owned();
        (subject, message.body_text(0).expect("text").into_owned())
    };
    app.mail.take().iter().map(|mail| parsed(&mail.mime)).collect()
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn what_is_given_to_somebody_is_told_once_and_stands_on_their_desk() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let item = draft(&app, &writer, "ducthang", TITLE).await;
    assert_eq!(letters(&app).await, [], "a draft concerns nobody else yet");

    let form = |person: &str, days: &'static str| {
        vec![("nguoi", person.to_owned()), ("so-ngay", days.into()), ("loi-nhan", "Bổ sung ảnh".to_owned())]
    };
    let give = async |form: Vec<(&str, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        app.act(&board, &format!("{item}/phan-cong"), &form).await
    };
    let refused = give(form("khong-co", "0")).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    for part in ["đang giữ nhiệm vụ", "từ 1 đến 60", "Bổ sung ảnh", "value=\"0\""] {
        assert!(refused.contains(part), "{part}");
    }
    assert_eq!(give(form(&id(&app, "ctv.ducthang").await, "1")).await.status(), 303);

    let told = letters(&app).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].0.contains("Việc được giao"), "{}", told[0].0);
    assert!(told[0].1.contains(&item) && told[0].1.contains("/thong-bao"), "{}", told[0].1);
    assert!(
        !told[0].1.contains(TITLE) && !told[0].1.contains("Bổ sung"),
        "mail carries no words of the text"
    );
    assert_eq!(letters(&app).await, [], "nothing is told twice");

    let home = page(&app, &writer, "/ducthang").await;
    assert!(home.contains("Chờ tôi xử lý (1)") && home.contains("Hạn 03/01/2017"), "{home}");
    let shown = page(&app, &writer, &item).await;
    assert!(shown.contains("hạn 03/01/2017") && !shown.contains(&format!("{item}/phan-cong")));
    assert_eq!(
        app.desk(&writer, &format!("{item}/phan-cong")).await.status(),
        403,
        "a contributor gives nothing"
    );
    let queue =
        page(&app, &board, &format!("/ducthang/tin-bai?nguoi-xu-ly={}", id(&app, "ctv.ducthang").await))
            .await;
    assert!(queue.contains(TITLE) && queue.contains("1 bản"));
    let none = page(
        &app,
        &board,
        &format!("/ducthang/tin-bai?nguoi-xu-ly={}", id(&app, "truongban.ducthang").await),
    )
    .await;
    assert!(!none.contains(TITLE));
    assert_eq!(app.act(&board, &format!("{item}/phan-cong"), &[("viec", "thu-lai")]).await.status(), 303);
    assert!(!page(&app, &writer, "/ducthang").await.contains("Chờ tôi xử lý (1)"));
}

#[tokio::test]
async fn changes_are_asked_for_with_a_remark_and_everybody_hears_as_they_chose() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let other = app.person("ctv2.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let item = draft(&app, &writer, "ducthang", TITLE).await;
    assert_eq!(app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    assert_eq!(
        letters(&app).await,
        [],
        "what waits for the board is told in the morning unless chosen otherwise"
    );
    assert!(page(&app, &board, "/ducthang").await.contains("Chờ tôi xử lý (1)"));
    let sent = page(&app, &writer, "/ducthang").await;
    assert!(sent.contains("Tôi đã gửi (1)") && sent.contains("Chờ duyệt"));

    let empty = app.act(&board, &format!("{item}/gop-y"), &[("gop-y", " "), ("phien-ban", "2")]).await;
    assert_eq!(empty.status(), 422);
    let talk = format!("{item}/gop-y");
    assert_eq!(app.desk(&other, &talk).await.status(), 404, "another's draft is not there");
    assert_eq!(app.act(&other, &talk, &[("gop-y", "x")]).await.status(), 404);
    let back = [("gop-y", "Thiếu giờ thu gom buổi chiều."), ("phien-ban", "2"), ("viec", "tra-lai")];
    let stale = [back[0], ("phien-ban", "1"), back[2]];
    let conflict = app.act(&board, &talk, &stale).await;
    assert_eq!(conflict.status(), 409);
    assert!(conflict.text().await.unwrap().contains("Thiếu giờ thu gom"), "what was typed comes back");
    assert_eq!(app.act(&board, &talk, &back).await.status(), 303);
    let told = letters(&app).await;
    assert_eq!(told.len(), 1, "a return is told at once: {told:?}");
    assert!(told[0].0.contains("bị trả lại") && !told[0].1.contains("buổi chiều"));
    let home = page(&app, &writer, "/ducthang").await;
    assert!(home.contains("Bị trả lại (1)") && home.contains("Thiếu giờ thu gom buổi chiều."));

    let choose = |comment: &'static str| {
        [
            ("giao-viec", "ngay"),
            ("tra-lai", "ngay"),
            ("gop-y", comment),
            ("cho-duyet", "khong"),
            ("da-duyet", "khong"),
            ("den-han", "khong"),
        ]
    };
    assert_eq!(app.act(&board, "/thong-bao", &choose("ngay")).await.status(), 303);
    assert!(page(&app, &board, "/thong-bao").await.contains("<option value=\"ngay\" selected>"));
    assert_eq!(app.act(&board, "/thong-bao", &choose("gi-do")).await.status(), 400);
    let thread = page(&app, &writer, &talk).await;
    assert!(thread.contains("Thiếu giờ thu gom buổi chiều.") && thread.contains("Chưa xong"));
    let first = between(&thread, "name=\"tra-loi-cho\" value=\"", "\"").to_owned();
    let reply = [("gop-y", "Đã bổ sung: 16 giờ."), ("tra-loi-cho", first.as_str())];
    assert_eq!(app.act(&writer, &talk, &reply).await.status(), 303);
    let told = letters(&app).await;
    assert_eq!(told.len(), 1, "the deputy hears at once: {told:?}");
    assert!(told[0].0.contains("Góp ý") && told[0].1.contains("/gop-y"));
    assert_eq!(app.act(&board, &format!("{talk}/{first}/xong"), &[]).await.status(), 303);
    let settled = page(&app, &board, &talk).await;
    assert!(settled.contains("Đã xong, phoban.ducthang") && settled.contains("Đã bổ sung: 16 giờ."));
    assert_eq!(app.act(&board, &format!("{talk}/{first}/xong"), &[("viec", "mo-lai")]).await.status(), 303);
    assert!(page(&app, &board, &talk).await.contains("Chưa xong"));
    assert_eq!(letters(&app).await, [], "settling is no news");
}

#[tokio::test]
async fn the_morning_brings_one_letter_with_all_that_waited_and_what_is_due() {
    let app = TestApp::start().await;
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let board = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let item = draft(&app, &writer, "ducthang", TITLE).await;
    let person = id(&app, "ctv.ducthang").await;
    let give = [("nguoi", person.as_str()), ("so-ngay", "1"), ("loi-nhan", "")];
    assert_eq!(app.act(&board, &format!("{item}/phan-cong"), &give).await.status(), 303);
    for words in ["Một góp ý.", "Góp ý nữa."] {
        assert_eq!(app.act(&board, &format!("{item}/gop-y"), &[("gop-y", words)]).await.status(), 303);
    }
    assert_eq!(letters(&app).await.len(), 1, "only what was given is told at once");
    app.db().clock.advance(DAY);
    assert_eq!(letters(&app).await, [], "a Saturday is no morning");
    app.db().clock.advance(3 * DAY);
    let told = letters(&app).await;
    assert_eq!(told.len(), 1, "{told:?}");
    let (subject, text) = &told[0];
    assert!(subject.starts_with("3 việc") && subject.contains("03/01/2017"), "{subject}");
    for part in ["Góp ý mới (2)", "sắp đến hạn, quá hạn (1)", "đến hạn ngày 03/01/2017", &item]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains(TITLE) && !text.contains("Một góp ý"));
    assert_eq!(letters(&app).await, [], "once a morning");
    app.db().clock.advance(DAY);
    let told = letters(&app).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].1.contains("đã quá hạn ngày 03/01/2017"), "{}", told[0].1);
    app.db().clock.advance(DAY);
    assert_eq!(letters(&app).await, [], "lateness is told once a week");
    let late = app.person("pho.ducthang", "ducthang", Role::Deputy, None).await;
    let home = page(&app, &late, "/ducthang").await;
    assert!(home.contains("Quá hạn (1)") && home.contains("Quá hạn từ 03/01/2017"));
    assert!(page(&app, &late, "/ducthang/tin-bai?qua-han=co").await.contains(TITLE));
}

#[tokio::test]
async fn a_person_of_two_sites_has_one_desk() {
    let app = TestApp::start().await;
    let person = app.person("hai-noi", "ducthang", Role::Deputy, None).await;
    let account = id(&app, "hai-noi").await.as_str().into();
    let other = app.app.directory.by_slug("donglo").unwrap();
    let new = NewAppointment {
        tenant: other.id(),
        account: &account,
        role: Role::Deputy,
        unit: None,
        from: jiff::civil::date(2016, 1, 1),
        until: None,
        decision: "QĐ 2",
    };
    accounts::appoint(app.db(), &Actor::system(), new).await.unwrap();
    for (slug, title) in [("ducthang", "Tin của Đức Thắng"), ("donglo", "Tin của Đông Lỗ")] {
        let writer = app.person(&format!("ctv.{slug}"), slug, Role::Contributor, None).await;
        let item = draft(&app, &writer, slug, title).await;
        assert_eq!(app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    }
    let home = page(&app, &person, "/donglo").await;
    assert!(home.contains("Chờ tôi xử lý (2)"), "{home}");
    assert!(home.contains("Tin của Đức Thắng") && home.contains("Tin của Đông Lỗ"));
    assert!(home.contains("/ducthang/tin-bai/") && home.contains("/donglo/tin-bai/"));
    let alone = app.person("mot-noi", "donglo", Role::Deputy, None).await;
    assert!(!page(&app, &alone, "/donglo").await.contains("Tin của Đức Thắng"));
}

#[tokio::test]
async fn the_queue_pages_both_ways_and_keeps_its_filter() {
    let app = TestApp::start().await;
    let writer = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    for n in 0..33 {
        app.db().clock.advance(1_000);
        draft(&app, &writer, "ducthang", &format!("Thông báo số {n:02} của xã")).await;
    }
    draft(&app, &writer, "ducthang", "Chuyện khác hẳn").await;
    let first = page(&app, &writer, "/ducthang/tin-bai?q=thong+bao&trang-thai=draft").await;
    assert!(first.contains("33 bản") && first.contains("Thông báo số 32 của xã"), "{first}");
    assert!(!first.contains("Thông báo số 02 của xã") && !first.contains("Chuyện khác hẳn"));
    assert!(!first.contains("Mới hơn"));
    let next = between(&first, "rel=\"next\" accesskey=\"n\" href=\"", "\"").replace("&#38;", "&");
    assert!(next.contains("q=thong") && next.contains("trang-thai=draft"), "{next}");
    let second = page(&app, &writer, &next).await;
    assert!(second.contains("Thông báo số 02 của xã") && !second.contains("Thông báo số 32 của xã"));
    assert!(!second.contains("Cũ hơn"));
    let back = between(&second, "rel=\"prev\" accesskey=\"p\" href=\"", "\"").replace("&#38;", "&");
    assert!(page(&app, &writer, &back).await.contains("Thông báo số 32 của xã"));
    let odd = "/ducthang/tin-bai?sau=%27&truoc=x&trang-thai=received&don-vi=%22%3E&q=%25%5f";
    assert!(page(&app, &writer, odd).await.contains("Không có nội dung nào như vậy"));
    let whole = page(&app, &writer, "/ducthang/tin-bai?q=tap+ket+rac").await;
    assert!(whole.contains("trong toàn văn"), "words of the text are one link away");
    app.drain().await;
    let found = page(&app, &writer, "/ducthang/tin-bai?q=tap+ket+rac&toan-van=co").await;
    assert!(found.contains("Chuyện khác hẳn") || found.contains("Thông báo số"), "{found}");
    let narrowed = page(&app, &writer, "/ducthang/tin-bai?q=tap+ket+rac&toan-van=co&trang-thai=live").await;
    assert!(narrowed.contains("Không có nội dung nào như vậy"), "the other conditions hold too: {narrowed}");
}

//! Answers over HTTP: the unit's form by its link, the unit's word, the words for everybody, corrections and the end.

use crate::support::app::{Person, TestApp, between};
use portal::people::Role;
use serde_json::{Value, json};

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const ANSWER: &str = "Gia đình mang giấy chứng sinh và giấy tờ của cha mẹ đến Ủy ban nhân dân xã.";
const PDF: &[u8] = b"%PDF-1.4 mau\nstartxref\n0\n%%EOF";

/// A portal with its board, and one question that was given to a unit.
struct Story {
    app: TestApp,
    head: Person,
    deputy: Person,
    member: Person,
    question: String,
    link: String,
}

impl Story {
    async fn start() -> Self {
        let body = "Tôi tên là Trần Thị Mẫu, sinh ngày 05/10/1980, CMND 121234567, thường trú tại thôn Đông. \
                    Cháu tôi chưa khai sinh, cần giấy tờ gì? Xin gọi 0912 345 678.";
        Self::asking("Đăng ký khai sinh muộn", body).await
    }

    async fn asking(subject: &str, body: &str) -> Self {
        let app = TestApp::start().await;
        let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
        let deputy = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
        let member = app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
        let form = [
            ("tieu-de", subject),
            ("noi-dung", body),
            ("ho-ten", "Trần Thị Mẫu"),
            ("thu-dien-tu", "mau@example.vn"),
            ("dong-y-xu-ly", "co"),
            ("da-xem", "co"),
        ];
        assert_eq!(app.post(COMMUNE, "/hoi-dap/gui", &form).await.status(), 200);
        let list = app.desk(&head, "/ducthang/hoi-dap").await.text().await.unwrap();
        let question = format!("/ducthang/hoi-dap/{}", between(&list, "/ducthang/hoi-dap/", "\""));
        let mut story = Self { app, head, deputy, member, question, link: String::new() };
        story.assign("1", "tuphap").await;
        story
    }

    async fn assign(&mut self, version: &str, unit: &str) {
        let form = [("phien-ban", version), ("don-vi", unit)];
        assert_eq!(self.app.act(&self.head, &self.at("/chuyen"), &form).await.status(), 303);
        self.link = self.mailed_link().await;
    }

    /// The link of the last letter to a unit.
    async fn mailed_link(&self) -> String {
        self.app.drain().await;
        let letters = self.app.letters("Đề nghị trả lời");
        let text = parsed(&letters.last().expect("a letter to the unit").mime);
        let link = between(&text, "localhost:", "\n").trim().to_owned();
        link[link.find('/').unwrap()..].to_owned()
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.question)
    }

    fn api(&self, path: &str) -> String {
        format!("/api/v1/staff{}{path}", self.question.replace("hoi-dap", "questions"))
    }

    async fn page(&self) -> String {
        self.app.page(COMMUNE, &self.link).await
    }

    async fn answer(&self, text: &str) {
        let sent = self.app.post(COMMUNE, &self.link, &filled(text)).await;
        assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    }

    async fn version(&self) -> String {
        let read: Value = self.app.desk(&self.head, &self.api("")).await.json().await.unwrap();
        read["version"].to_string()
    }

    /// One act with the version as it is now.
    async fn act(&self, person: &Person, path: &str, form: &[(&str, &str)]) -> reqwest::Response {
        let version = self.version().await;
        let mut form = form.to_vec();
        form.push(("phien-ban", &version));
        self.app.act(person, &self.at(path), &form).await
    }

    async fn done(&self, person: &Person, path: &str, form: &[(&str, &str)]) {
        let done = self.act(person, path, form).await;
        assert_eq!(done.status(), 303, "{path}: {}", done.text().await.unwrap());
    }

    async fn desk(&self) -> String {
        self.app.desk(&self.head, &self.question).await.text().await.unwrap()
    }

    async fn published() -> Self {
        let story = Self::start().await;
        story.answer(ANSWER).await;
        story.done(&story.head, "/duyet", &[("cam-ket", "co")]).await;
        story.done(&story.head, "/dang", &[]).await;
        story.app.drain().await;
        story
    }
}

const PAGE: &str = "/hoi-dap/dang-ky-khai-sinh-muon-1";

fn filled(text: &str) -> Vec<(&'static str, &str)> {
    vec![
        ("tra-loi", text),
        ("ho-ten", "Cán bộ thử"),
        ("chuc-vu", "Công chức tư pháp"),
        ("cam-ket", "co"),
        ("viec", "gui"),
        ("ban-nhap", "0"),
    ]
}

fn parsed(mime: &[u8]) -> String {
    let message = mail_parser::MessageParser::default().parse(mime).expect("mail");
    let text = message.body_text(0).expect("text");
    // Letters are format=flowed: their lines are joined as a reader's program does.
    portal::base::mail::flow::joined(&text.replace('\r', "")).join("\n")
}

async fn seq(app: &TestApp) -> i64 {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope.one("SELECT seq AS n FROM tenant_heads WHERE tenant_id = $1", vec![]).await.unwrap()
}

#[tokio::test]
async fn a_draft_survives_and_two_windows_never_overwrite_each_other() {
    let story = Story::start().await;
    let before = seq(&story.app).await;
    let page = story.page().await;
    assert!(page.contains("Tư pháp") && page.contains("ngày làm việc") && page.contains("khai sinh"));
    assert!(!page.contains("0912") && !page.contains("Trần Thị Mẫu"), "nothing leads to the reader");
    assert_eq!(seq(&story.app).await, before, "looking changes nothing");

    let draft = |text: &'static str, version: &'static str| {
        [("tra-loi", text), ("ho-ten", "Cán bộ thử"), ("ban-nhap", version), ("viec", "luu")]
    };
    let saved = story.app.post(COMMUNE, &story.link, &draft("Bản nháp một.", "0")).await;
    assert_eq!(saved.status(), 200, "a draft needs no declaration and no length");
    let page = story.page().await;
    assert!(
        page.contains("Bản nháp một.") && page.contains("Bản nháp đã lưu") && page.contains("Cán bộ thử")
    );
    assert_eq!(story.app.post(COMMUNE, &story.link, &draft("Bản nháp hai.", "1")).await.status(), 200);

    let stale = story.app.post(COMMUNE, &story.link, &draft("Chữ ở cửa sổ kia.", "1")).await;
    assert_eq!(stale.status(), 409);
    let stale = stale.text().await.unwrap();
    assert!(stale.contains("Bản nháp hai.") && stale.contains("Chữ ở cửa sổ kia."), "both texts are there");
    let next = between(&stale, "name=\"ban-nhap\" value=\"", "\"").to_owned();
    let form = [("tra-loi", "Chữ ở cửa sổ kia."), ("ban-nhap", next.as_str()), ("viec", "xem")];
    let preview = story.app.post(COMMUNE, &story.link, &form).await.text().await.unwrap();
    assert!(preview.contains("Xem trước, chưa gửi") && preview.contains("<p>Chữ ở cửa sổ kia.</p>"));

    let refused = story
        .app
        .post(COMMUNE, &story.link, &[("tra-loi", "ngắn"), ("ban-nhap", "3"), ("viec", "gui")])
        .await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("ít nhất 20 ký tự") && refused.contains("họ tên") && refused.contains("ngắn"));
    let mut form = filled(ANSWER);
    form.retain(|(name, _)| *name != "ban-nhap");
    form.push(("ban-nhap", "4"));
    assert_eq!(story.app.post(COMMUNE, &story.link, &form).await.status(), 200);
    let used = story.page().await;
    assert!(used.contains("Đã nhận câu trả lời") && !used.contains("name=\"tra-loi\""));
}

#[tokio::test]
async fn files_are_looked_at_and_refusing_one_loses_nothing_typed() {
    let story = Story::start().await;
    let typed = [("tra-loi", "Gia đình xem mẫu đơn kèm theo."), ("ban-nhap", "0"), ("viec", "gui")];
    let mut large = PDF.to_vec();
    large.splice(8..8, vec![b'x'; 25 * 1024 * 1024]);
    let polyglot = [PDF, b"PK\x05\x06\0\0\0\0"].concat();
    for (name, bytes, why) in [
        ("to.pdf", large, "lớn hơn 10 MB"),
        ("hai-mat.pdf", polyglot, "vừa là loại tệp này"),
        ("gia.pdf", b"<!doctype html><title>404</title>".to_vec(), "trang HTML"),
        ("cut.pdf", b"%PDF-1.4 thu".to_vec(), "bị cắt giữa chừng"),
        ("so.csv", b"a,b".to_vec(), "không thuộc loại được nhận"),
    ] {
        let refused = story.app.send_files(COMMUNE, &story.link, &typed, &[(name, bytes)]).await;
        assert_eq!(refused.status(), 422, "{name}");
        let page = refused.text().await.unwrap();
        assert!(page.contains(why), "{name}: {why}");
        assert!(page.contains("Gia đình xem mẫu đơn kèm theo."), "{name}: what was typed comes back");
    }
    let kept = [("tra-loi", ANSWER), ("ban-nhap", "1"), ("viec", "luu")];
    let saved = story.app.send_files(COMMUNE, &story.link, &kept, &[("mau-don.pdf", PDF.to_vec())]).await;
    assert_eq!(saved.status(), 200);
    assert!(saved.text().await.unwrap().contains("mau-don.pdf"));
    let mut form = filled(ANSWER);
    form.retain(|(name, _)| *name != "ban-nhap");
    form.push(("ban-nhap", "2"));
    assert_eq!(story.app.send_files(COMMUNE, &story.link, &form, &[]).await.status(), 200);

    let desk = story.desk().await;
    let file = between(&desk, "name=\"tep-dang\" value=\"", "\"").to_owned();
    let own = format!("/ducthang/tep-tra-loi/{file}");
    assert_eq!(story.app.desk(&story.head, &own).await.bytes().await.unwrap(), PDF);
    let public = format!("/tep-tra-loi/{file}/mau-don.pdf");
    assert_eq!(story.app.get(COMMUNE, &public).await.status(), 404, "not before it is published");
    story.done(&story.head, "/duyet", &[("cam-ket", "co"), ("tep-dang", &file)]).await;
    story.done(&story.head, "/dang", &[]).await;
    assert!(story.app.page(COMMUNE, PAGE).await.contains("mau-don.pdf"));
    assert_eq!(story.app.get(COMMUNE, &public).await.bytes().await.unwrap(), PDF);
    assert_eq!(
        story.app.get("donglo.hiephoa.localhost", &public).await.status(),
        404,
        "another site has none"
    );
}

#[tokio::test]
async fn a_link_that_is_worth_nothing_says_why_and_gives_back_what_was_typed() {
    let mut story = Story::start().await;
    for wrong in [story.link.replace("khoa=", "khoa=x"), "/tra-loi/khong-co?khoa=x".to_owned()] {
        let page = story.app.get(COMMUNE, &wrong).await;
        assert_eq!(page.status(), 404);
        let page = page.text().await.unwrap();
        assert!(page.contains("Liên kết không đúng"), "a wrong one says so");
        assert!(
            !page.contains("Đăng ký khai sinh muộn") && !page.contains("Hộ tịch"),
            "and says nothing else"
        );
        assert_eq!(
            story.app.send_files(COMMUNE, &wrong, &filled(ANSWER), &[("a.pdf", PDF.to_vec())]).await.status(),
            404
        );
    }
    let old = story.link.clone();
    let version = story.version().await;
    story.assign(&version, "diachinh").await;
    let late = story.app.post(COMMUNE, &old, &filled(ANSWER)).await;
    assert_eq!(late.status(), 409);
    let late = late.text().await.unwrap();
    assert!(late.contains("không còn giá trị") && late.contains("giấy chứng sinh"), "the text is given back");

    story.app.db().clock.advance(80 * 24 * 3_600_000);
    let expired = story.app.post(COMMUNE, &story.link, &filled(ANSWER)).await;
    assert_eq!(expired.status(), 409);
    let expired = expired.text().await.unwrap();
    assert!(expired.contains("đã hết hạn") && expired.contains("giấy chứng sinh"));
    assert!(!story.desk().await.contains("giấy chứng sinh"), "none of it became an answer");
}

#[tokio::test]
async fn an_officer_writes_beside_what_is_found_and_the_head_gives_the_units_word() {
    let story = Story::start().await;
    let officer = story.app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let chief = story.app.person("truong.tuphap", "ducthang", Role::UnitHead, Some("tuphap")).await;
    let other = story.app.person("canbo.diachinh", "ducthang", Role::UnitOfficer, Some("diachinh")).await;
    assert_eq!(story.app.desk(&other, &story.at("/soan")).await.status(), 404);
    let page = story.app.desk(&officer, &story.at("/soan")).await.text().await.unwrap();
    assert!(page.contains("Cháu tôi chưa khai sinh") && page.contains("Tìm để trích dẫn"));
    story.done(&officer, "/soan", &[("tra-loi", ANSWER), ("ban-nhap", "0"), ("viec", "gui")]).await;

    let own = story.act(&officer, "/xac-nhan", &[]).await;
    assert_eq!(own.status(), 422, "an officer without a delegation");
    let early = story.act(&story.head, "/duyet", &[("cam-ket", "co")]).await;
    assert_eq!(early.status(), 422);
    assert!(early.text().await.unwrap().contains("chưa xác nhận câu trả lời của đơn vị"));
    story.done(&chief, "/xac-nhan", &[]).await;
    assert!(story.desk().await.contains("Đơn vị đã xác nhận"));
    assert_eq!(story.act(&chief, "/xac-nhan", &[]).await.status(), 409, "once is enough");
    story.done(&story.head, "/duyet", &[("cam-ket", "co")]).await;
}

#[tokio::test]
async fn a_delegate_gives_the_units_word_while_the_delegation_lasts() {
    let story = Story::start().await;
    let officer = story.app.person("canbo.tuphap", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    story.done(&officer, "/soan", &[("tra-loi", ANSWER), ("ban-nhap", "0"), ("viec", "gui")]).await;
    let account = {
        let mut platform = story.app.db().platform().await.unwrap();
        portal::people::store::account_by_login(&mut platform, "canbo.tuphap").await.unwrap().unwrap().id
    };
    let tenant = story.app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = story.app.db().write(tenant.id(), &portal::base::audit::Actor::system()).await.unwrap();
    scope
        .execute(
            "INSERT INTO unit_delegations (tenant_id, delegation_id, unit_key, account_id, from_on, until_on, paper, given_by, given_at) \
             VALUES ($1, 'uq-1', 'tuphap', $2, '2016-01-01', '2017-12-31', 'GUQ 1', $2, 0)",
            portal::params![&account],
        )
        .await
        .unwrap();
    scope.commit().await.unwrap();
    story.done(&officer, "/xac-nhan", &[]).await;
    assert!(story.desk().await.contains("người được ủy quyền"));
    story.done(&story.head, "/duyet", &[("cam-ket", "co")]).await;
}

#[tokio::test]
async fn drafts_of_the_console_keep_two_windows_apart_over_pages_and_json() {
    let story = Story::start().await;
    let saved = story
        .act(&story.member, "/soan", &[("tra-loi", "Nháp một"), ("ban-nhap", "0"), ("viec", "luu")])
        .await;
    assert!(saved.text().await.unwrap().contains("Đã lưu bản nháp"));
    let stale = story
        .act(&story.member, "/soan", &[("tra-loi", "Nháp hai"), ("ban-nhap", "0"), ("viec", "luu")])
        .await;
    assert_eq!(stale.status(), 409);
    let stale = stale.text().await.unwrap();
    assert!(stale.contains("Nháp một") && stale.contains("Nháp hai"));
    let read: Value = story.app.desk(&story.member, &story.api("/draft")).await.json().await.unwrap();
    assert_eq!((read["version"].clone(), read["body"].clone()), (json!(1), json!("Nháp một")));
    let put = |version: i64| json!({ "version": version, "body": "Nháp qua JSON" });
    assert_eq!(story.app.call(&story.member, "PUT", &story.api("/draft"), put(0)).await.status(), 409);
    let kept: Value =
        story.app.call(&story.member, "PUT", &story.api("/draft"), put(1)).await.json().await.unwrap();
    assert_eq!(kept["version"], 2);
    let theirs: Value = story.app.desk(&story.deputy, &story.api("/draft")).await.json().await.unwrap();
    assert_eq!(theirs["version"], 0, "a draft is one's own");
}

#[tokio::test]
async fn what_was_sent_back_stays_in_the_history_and_the_next_link_begins_from_it() {
    let story = Story::start().await;
    story.answer(ANSWER).await;
    story.done(&story.head, "/tra-lai", &[("ly-do", "Chưa nêu căn cứ pháp luật")]).await;
    let fresh = story.mailed_link().await;
    assert_ne!(fresh, story.link);
    let page = story.app.page(COMMUNE, &fresh).await;
    assert!(
        page.contains("Chưa nêu căn cứ pháp luật") && page.contains("giấy chứng sinh"),
        "begins from the earlier text"
    );
    let again = format!("{ANSWER} Căn cứ Luật Hộ tịch.");
    assert_eq!(story.app.post(COMMUNE, &fresh, &filled(&again)).await.status(), 200);
    let read: Value = story.app.desk(&story.head, &story.api("")).await.json().await.unwrap();
    let answers = read["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["returned_reason"], "Chưa nêu căn cứ pháp luật");
    assert_eq!(answers[0]["body"], ANSWER, "as it was");
}

#[tokio::test]
async fn the_board_looks_by_eye_and_nobody_approves_what_they_wrote() {
    let story = Story::start().await;
    story.answer(ANSWER).await;
    let desk = story.desk().await;
    assert!(
        desk.contains("<mark>121234567</mark>") && desk.contains("<mark>05/10/1980</mark>"),
        "masked places are marked"
    );
    assert!(desk.contains("[số giấy tờ]") && desk.contains("[ngày sinh]") && desk.contains("[họ tên]"));
    let unlooked = story.act(&story.head, "/duyet", &[("tieu-de-dang", "Khai sinh quá hạn")]).await;
    assert_eq!(unlooked.status(), 422);
    assert!(unlooked.text().await.unwrap().contains("Khai sinh quá hạn"), "what was typed comes back");

    let more = format!("{ANSWER} Lệ phí 8.000 đồng.");
    let own = story.act(&story.head, "/duyet", &[("cam-ket", "co"), ("tra-loi-dang", &more)]).await;
    assert_eq!(own.status(), 422);
    assert!(own.text().await.unwrap().contains("đã viết thêm vào câu trả lời"));
    story.done(&story.head, "/ban-cong-bo", &[("tra-loi-dang", &more), ("linh-vuc", "Hộ tịch")]).await;
    assert_eq!(
        story.act(&story.head, "/duyet", &[("cam-ket", "co")]).await.status(),
        422,
        "still their own words"
    );

    let version = story.version().await;
    let form = [("phien-ban", version.as_str()), ("cam-ket", "co")];
    let approve = story.at("/duyet");
    let third = story.app.person("phoban2.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let (one, two) =
        tokio::join!(story.app.act(&story.deputy, &approve, &form), story.app.act(&third, &approve, &form));
    let mut both = [one.status().as_u16(), two.status().as_u16()];
    both.sort_unstable();
    assert!(both == [303, 409] || both == [303, 403], "two at once: {both:?}");
    story.done(&story.head, "/dang", &[]).await;
    let page = story.app.page(COMMUNE, PAGE).await;
    assert!(page.contains("8.000 đồng") && page.contains("Hộ tịch"));
    for secret in
        ["Trần Thị Mẫu", "121234567", "05/10/1980", "0912", "thôn Đông", "mau@example.vn", "Cán bộ thử"]
    {
        assert!(!page.contains(secret), "{secret} stands on the page");
    }
}

#[tokio::test]
async fn what_sounds_like_a_complaint_is_cleared_by_a_person_or_stays_off_the_site() {
    let story = Story::asking("Khiếu nại về lệ phí", "Tôi muốn hỏi nộp đơn khiếu nại lệ phí ở đâu?").await;
    story.answer(ANSWER).await;
    let refused = story.act(&story.head, "/duyet", &[("cam-ket", "co")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("không phải khiếu nại"));
    story.done(&story.head, "/duyet", &[("cam-ket", "co"), ("khong-khieu-nai", "co")]).await;
}

#[tokio::test]
async fn the_published_page_is_filed_fed_described_and_rated() {
    let story = Story::published().await;
    let page = story.app.page(COMMUNE, PAGE).await;
    let data: Value =
        serde_json::from_str(between(&page, "<script type=\"application/ld+json\">", "</script>")).unwrap();
    assert_eq!(data["@type"], "QAPage");
    assert!(data["mainEntity"]["acceptedAnswer"]["text"].as_str().unwrap().contains("giấy chứng sinh"));
    assert!(story.app.page(COMMUNE, "/hoi-dap/rss.xml").await.contains("Đăng ký khai sinh muộn"));
    assert!(!story.app.page(COMMUNE, "/hoi-dap?linh-vuc=khac").await.contains("Đăng ký khai sinh muộn"));
    assert!(story.app.page(COMMUNE, "/hoi-dap?don-vi=tuphap").await.contains("Đăng ký khai sinh muộn"));
    let rate = format!("{PAGE}/danh-gia");
    for choice in ["co", "co", "khong"] {
        let rated = story.app.post(COMMUNE, &rate, &[("danh-gia", choice)]).await;
        assert_eq!(rated.status(), 303);
    }
    assert_eq!(story.app.post(COMMUNE, &rate, &[("danh-gia", "x")]).await.status(), 400);
    assert_eq!(
        story.app.post(COMMUNE, "/hoi-dap/khong-co/danh-gia", &[("danh-gia", "co")]).await.status(),
        404
    );
    assert!(story.app.page(COMMUNE, PAGE).await.contains("2 người thấy hữu ích, 1 người chưa"));
    assert!(story.app.page(COMMUNE, &format!("{PAGE}?cam-on=1")).await.contains("Cảm ơn ông/bà"));
}

#[tokio::test]
async fn a_correction_goes_through_another_and_stands_with_its_day_and_reason() {
    let story = Story::published().await;
    let form = [
        ("ly-do-dinh-chinh", "Nêu thiếu lệ phí phải nộp"),
        ("tra-loi-moi", "Gia đình mang giấy chứng sinh, lệ phí 8.000 đồng."),
    ];
    let empty = story.act(&story.member, "/dinh-chinh", &[("ly-do-dinh-chinh", "")]).await;
    assert_eq!(empty.status(), 422);
    story.done(&story.head, "/dinh-chinh", &form).await;
    assert!(
        !story.app.page(COMMUNE, PAGE).await.contains("8.000 đồng"),
        "what is there stays until it is approved"
    );
    let second = story.act(&story.member, "/dinh-chinh", &form).await;
    assert_eq!(second.status(), 422, "one at a time");
    let own = story.act(&story.head, "/dinh-chinh/duyet", &[("xem-dinh-chinh", "co")]).await;
    assert_eq!(own.status(), 422);
    assert!(own.text().await.unwrap().contains("không được tự duyệt"));
    assert_eq!(
        story.act(&story.deputy, "/dinh-chinh/duyet", &[]).await.status(),
        422,
        "without having looked"
    );
    story.app.mail.take();
    story.done(&story.deputy, "/dinh-chinh/duyet", &[("xem-dinh-chinh", "co")]).await;
    story.app.drain().await;
    let page = story.app.page(COMMUNE, PAGE).await;
    assert!(
        page.contains("Đính chính ngày") && page.contains("Nêu thiếu lệ phí") && page.contains("8.000 đồng")
    );
    let letters = story.app.letters("Đính chính câu trả lời");
    assert_eq!(letters.len(), 1, "who asked is told");
    assert!(parsed(&letters[0].mime).contains("8.000 đồng"));
    assert!(story.desk().await.contains("Câu trả lời trước khi đính chính"), "the earlier words are kept");
    let found: Value =
        serde_json::from_str(&story.app.page(COMMUNE, "/api/v1/search?q=le+phi+8.000").await).unwrap();
    assert_eq!(found["total"], 1, "the index follows");

    story
        .done(
            &story.member,
            "/dinh-chinh",
            &[("ly-do-dinh-chinh", "Thử đổi thêm lần nữa"), ("tra-loi-moi", "Nội dung khác hẳn, chưa đúng.")],
        )
        .await;
    story.done(&story.deputy, "/dinh-chinh/tra-lai", &[("ly-do-tra", "Chưa đúng")]).await;
    assert!(!story.app.page(COMMUNE, PAGE).await.contains("khác hẳn"));
}

#[tokio::test]
async fn what_is_taken_down_answers_410_with_its_reason_and_the_reader_is_told() {
    let story = Story::published().await;
    story.app.mail.take();
    assert_eq!(story.act(&story.head, "/go", &[("ly-do", "")]).await.status(), 422);
    story.done(&story.head, "/go", &[("ly-do", "Quy định đã thay đổi"), ("bao-nguoi-hoi", "co")]).await;
    story.app.drain().await;
    let gone = story.app.get(COMMUNE, PAGE).await;
    assert_eq!(gone.status(), 410);
    assert!(gone.text().await.unwrap().contains("Quy định đã thay đổi"));
    assert_eq!(story.app.get(COMMUNE, "/hoi-dap/khong-co").await.status(), 404);
    let letters = story.app.letters("Đã gỡ câu trả lời");
    assert_eq!(letters.len(), 1);
    assert!(parsed(&letters[0].mime).contains("Quy định đã thay đổi"));
    let found: Value =
        serde_json::from_str(&story.app.page(COMMUNE, "/api/v1/search?q=giay+chung+sinh").await).unwrap();
    assert_eq!(found["total"], 0);
}

#[tokio::test]
async fn a_private_answer_goes_to_the_reader_alone() {
    let story = Story::start().await;
    story.answer(ANSWER).await;
    story.done(&story.head, "/duyet", &[("cam-ket", "co")]).await;
    story.done(&story.head, "/gui-rieng", &[]).await;
    story.app.drain().await;
    let letters = story.app.letters("Trả lời câu hỏi số");
    assert_eq!(letters.len(), 1);
    assert!(parsed(&letters[0].mime).contains("giấy chứng sinh"));
    assert_eq!(story.app.get(COMMUNE, PAGE).await.status(), 404);
    for public in ["/hoi-dap", "/hoi-dap/rss.xml", "/api/v1/search?q=giay+chung+sinh"] {
        assert!(!story.app.page(COMMUNE, public).await.contains("chứng sinh"), "{public}");
    }
}

#[tokio::test]
async fn documents_and_answers_lead_to_each_other_and_citations_are_inserted() {
    let story = Story::start().await;
    let document = publish_document(&story).await;
    story.app.drain().await;
    let page = story
        .act(
            &story.member,
            "/soan",
            &[("tra-loi", "Mở đầu."), ("ban-nhap", "0"), ("tim", "ho tich"), ("viec", "tim")],
        )
        .await;
    let page = page.text().await.unwrap();
    let value = between(&page, "name=\"chen\" value=\"", "\"").to_owned();
    assert!(value.starts_with("van-ban|"), "found without diacritics: {value}");
    let page = story
        .act(&story.member, "/soan", &[("tra-loi", "Mở đầu."), ("ban-nhap", "1"), ("chen", &value)])
        .await;
    let page = page.text().await.unwrap();
    assert!(page.contains("Đã chèn trích dẫn"));
    let text = between(&page, "name=\"tra-loi\"", "</textarea>");
    assert!(text.contains("Mở đầu.") && text.contains("15/TB-UBND") && text.contains(&document), "{text}");
    let nothing = story
        .act(&story.member, "/soan", &[("tra-loi", "Mở đầu."), ("ban-nhap", "2"), ("chen", "van-ban|x|y|z")])
        .await;
    assert_eq!(nothing.status(), 200, "what is not there inserts nothing");

    story.answer("Gia đình làm theo Thông báo số 15/TB-UBND, nộp tại xã.").await;
    story.done(&story.head, "/duyet", &[("cam-ket", "co")]).await;
    story.done(&story.head, "/dang", &[]).await;
    let page = story.app.page(COMMUNE, PAGE).await;
    assert!(page.contains(">15/TB-UBND</a>") && page.contains(&document), "the number leads to the document");
    assert!(story.app.page(COMMUNE, &document).await.contains("Đăng ký khai sinh muộn"), "and back");
}

/// A live document; its path.
async fn publish_document(story: &Story) -> String {
    let content = json!({ "content": { "kind": "document", "number": "15/TB-UBND", "doc_type": "Thông báo",
        "issuer": "Ủy ban nhân dân xã Đức Thắng", "issued_on": "2016-12-28", "effective_on": "2016-12-28",
        "abstract": "Đăng ký hộ tịch (mẫu)", "preamble_html": "<p>Đăng ký hộ tịch tại xã.</p>",
        "common": { "section": "chi-dao", "unit_key": "vanphong", "author": "Văn phòng", "source": "Bản gốc" } } });
    let made = story.app.call(&story.member, "POST", "/api/v1/staff/ducthang/items", content).await;
    let text = made.text().await.unwrap();
    let made: Value = serde_json::from_str(&text).unwrap();
    let edition = made["edition"].as_str().unwrap_or_else(|| panic!("{text}"));
    let at = format!("/api/v1/staff/ducthang/editions/{edition}");
    for (person, verb, version) in
        [(&story.member, "submit", 1), (&story.head, "approve", 2), (&story.head, "publish", 3)]
    {
        let body = json!({ "version": version, "no_secret": true });
        let done = story.app.call(person, "POST", &format!("{at}/{verb}"), body).await;
        assert!(done.status().is_success(), "{verb}: {}", done.text().await.unwrap());
    }
    story.app.drain().await;
    let found: Value =
        serde_json::from_str(&story.app.page(COMMUNE, "/api/v1/search?q=15/TB-UBND").await).unwrap();
    let url = found["hits"][0]["url"].as_str().unwrap_or_else(|| panic!("{found}"));
    let path = url.split("://").last().unwrap_or_default();
    path[path.find('/').unwrap_or(0)..].to_owned()
}

/// Asks once more on the site; the question's page on the desk.
async fn ask_again(story: &Story, subject: &str, body: &str) -> String {
    story.app.db().clock.advance(60_000);
    let form = [
        ("tieu-de", subject),
        ("noi-dung", body),
        ("ho-ten", "Người Hỏi Khác"),
        ("thu-dien-tu", "khac@example.vn"),
        ("dong-y-xu-ly", "co"),
        ("da-xem", "co"),
    ];
    let sent = story.app.post(COMMUNE, "/hoi-dap/gui", &form).await;
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    let list: Value =
        story.app.desk(&story.head, "/api/v1/staff/ducthang/questions").await.json().await.unwrap();
    format!("/ducthang/hoi-dap/{}", list["rows"][0]["question"].as_str().expect("its id"))
}

#[tokio::test]
async fn past_answers_stand_beside_a_question_for_who_may_read_them_and_are_taken_over() {
    let story = Story::start().await;
    story.answer(ANSWER).await;
    story.done(&story.head, "/duyet", &[("cam-ket", "co")]).await;
    story.done(&story.head, "/gui-rieng", &[]).await;
    let second =
        ask_again(&story, "Khai sinh muộn cho con", "Đăng ký khai sinh muộn cho con cần giấy tờ gì?").await;
    let page = story.app.desk(&story.member, &second).await.text().await.unwrap();
    assert!(
        page.contains("Câu hỏi tương tự đã trả lời") && page.contains("trả lời riêng, không đăng"),
        "{page}"
    );
    assert!(
        page.contains("giấy chứng sinh") && !page.contains("0912 345 678"),
        "the words that were approved"
    );
    assert!(!page.contains("Lấy câu trả lời vào bản nháp"), "nobody answers it yet");

    let given = [("phien-ban", "1"), ("don-vi", "vanphong")];
    assert_eq!(story.app.act(&story.head, &format!("{second}/chuyen"), &given).await.status(), 303);
    let page = story.app.desk(&story.member, &second).await.text().await.unwrap();
    let take = between(&page, "name=\"chen\" value=\"tra-loi|", "\"");
    let take = format!("tra-loi|{take}");
    // The draft that was begun stays; the answer comes to its end.
    let write = format!("{second}/soan");
    let begun = [("tra-loi", "Chào ông/bà."), ("ban-nhap", "0"), ("viec", "luu"), ("phien-ban", "2")];
    assert_eq!(story.app.act(&story.member, &write, &begun).await.status(), 200);
    let taken = story.app.act(&story.member, &write, &[("chen", &take)]).await.text().await.unwrap();
    assert!(taken.contains("Đã lấy câu trả lời trước"), "{taken}");
    let text = between(&taken, "name=\"tra-loi\"", "</textarea>");
    assert!(text.contains("Chào ông/bà.") && text.contains("giấy chứng sinh"), "{text}");

    // A unit that has not the first question sees nothing of its answer, and can take nothing of it.
    let officer = story.app.person("vp.officer", "ducthang", Role::UnitOfficer, Some("vanphong")).await;
    let page = story.app.desk(&officer, &second).await.text().await.unwrap();
    assert!(page.contains("Khai sinh muộn cho con") && !page.contains("giấy chứng sinh"), "{page}");
    let taken = story.app.act(&officer, &write, &[("chen", &take)]).await.text().await.unwrap();
    assert!(!between(&taken, "name=\"tra-loi\"", "</textarea>").contains("giấy chứng sinh"), "{taken}");
    // And readers nothing at all.
    assert!(!story.app.page(COMMUNE, "/api/v1/search?q=giay+chung+sinh").await.contains("chứng sinh"));
}

#[tokio::test]
async fn phrases_are_kept_by_the_desk_and_put_into_drafts_without_scripts() {
    let story = Story::start().await;
    let officer = story.app.person("tuphap.officer", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let phrase = [
        ("ten", "Nơi nộp hồ sơ (mẫu)"),
        ("noi-dung", "Gia đình nộp hồ sơ tại bộ phận một cửa."),
        ("loai", "hoi-dap"),
    ];
    assert_eq!(
        story.app.act(&officer, "/ducthang/mau-cau", &phrase).await.status(),
        403,
        "the desk keeps them"
    );
    let bare =
        story.app.act(&story.member, "/ducthang/mau-cau", &[("ten", "x"), ("noi-dung", "Còn đây nhé")]).await;
    assert_eq!(bare.status(), 422);
    let bare = bare.text().await.unwrap();
    assert!(bare.contains("Hãy ghi tên mẫu câu") && bare.contains("Còn đây nhé"), "{bare}");
    assert_eq!(story.app.act(&story.member, "/ducthang/mau-cau", &phrase).await.status(), 303);
    assert_eq!(
        story.app.act(&story.member, "/ducthang/mau-cau", &phrase).await.status(),
        422,
        "one of a name"
    );
    let other =
        [("ten", "Phản ánh (mẫu)"), ("noi-dung", "Cảm ơn phản ánh của ông/bà."), ("loai", "phan-anh")];
    assert_eq!(story.app.act(&story.member, "/ducthang/mau-cau", &other).await.status(), 303);

    // By the link of the mail: what was typed stays, the phrase stands after it, and only what fits is offered.
    let page = story.page().await;
    assert!(page.contains("Nơi nộp hồ sơ (mẫu)") && !page.contains("Phản ánh (mẫu)"), "{page}");
    let id = between(&page[page.find("name=\"mau-cau\"").unwrap()..], "<option value=\"", "\"").to_owned();
    let typed =
        [("tra-loi", "Chào ông/bà."), ("ban-nhap", "0"), ("viec", "chen-cau"), ("mau-cau", id.as_str())];
    let page = story.app.post(COMMUNE, &story.link, &typed).await;
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    let text = between(&page, "name=\"tra-loi\"", "</textarea>");
    assert!(text.contains("Chào ông/bà.") && text.contains("bộ phận một cửa"), "{text}");

    // In the console likewise.
    let page = story.act(&officer, "/soan", &typed).await.text().await.unwrap();
    assert!(page.contains("Đã chèn mẫu câu “Nơi nộp hồ sơ (mẫu)”"), "{page}");
    let text = between(&page, "name=\"tra-loi\"", "</textarea>");
    assert!(text.contains("Chào ông/bà.") && text.contains("bộ phận một cửa"), "{text}");

    // Changed by one, it is not overwritten by who saw the one before; ended, it is offered no more.
    let path = format!("/ducthang/mau-cau/{id}");
    let form = story.app.desk(&story.member, &path).await.text().await.unwrap();
    assert!(form.contains("value=\"Nơi nộp hồ sơ (mẫu)\"") && form.contains("Lưu mẫu câu"), "{form}");
    let changed =
        [("ten", "Nơi nộp (mẫu)"), ("noi-dung", "Nộp tại xã trong giờ làm việc."), ("phien-ban", "1")];
    assert_eq!(story.app.act(&story.member, &path, &changed).await.status(), 303);
    assert_eq!(story.app.act(&story.head, &path, &changed).await.status(), 409);
    let ended = format!("{path}/thoi");
    assert_eq!(story.app.act(&story.member, &ended, &[("phien-ban", "1")]).await.status(), 409);
    assert_eq!(story.app.act(&story.member, &ended, &[("phien-ban", "2")]).await.status(), 303);
    assert!(!story.page().await.contains("Nơi nộp (mẫu)"));
    let rows: Value = story.app.desk(&officer, "/api/v1/staff/ducthang/phrases").await.json().await.unwrap();
    assert_eq!(rows["rows"].as_array().unwrap().iter().filter(|row| row["offered"] == true).count(), 1);
    let trail = story.app.desk(&story.head, "/ducthang/nhat-ky").await.text().await.unwrap();
    assert!(trail.contains("đã đặt mẫu câu trả lời"));
}

#[tokio::test]
async fn an_answer_that_goes_back_has_its_letter_with_the_reason_and_its_words() {
    let story = Story::start().await;
    story.answer(ANSWER).await;
    story.app.mail.take();
    story.done(&story.head, "/tra-lai", &[("ly-do", "Chưa nêu lệ phí.")]).await;
    story.app.drain().await;
    let letters = story.app.letters("Đề nghị trả lời lại câu hỏi số 1");
    assert_eq!(letters.len(), 1);
    let text = parsed(&letters[0].mime);
    assert!(text.contains("Lý do: Chưa nêu lệ phí.") && text.contains("giấy chứng sinh"), "{text}");
    assert!(!text.contains("0912 345 678") && !text.contains("Trần Thị Mẫu"), "{text}");
}

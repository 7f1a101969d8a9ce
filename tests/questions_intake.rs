//! What readers send: classes, the sealed drawer, letters, files, what is shown before sending, and what follows.

use crate::support::app::{Person, TestApp, between};
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const HOST: &str = "ducthang.hiephoa.localhost";
const SECRET: &str = "Bí mật Thửa Bảy Mươi Chín";

fn asked<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("tieu-de", "Đăng ký khai sinh quá hạn"),
        ("noi-dung", "Cháu tôi sinh tháng 3 nhưng chưa làm khai sinh. Nộp hồ sơ ở đâu?"),
        ("ho-ten", "Người Hỏi Mẫu"),
        ("thu-dien-tu", "nguoihoi@thu.example"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    let changed = |name: &&str| more.iter().any(|(other, _)| other == name);
    usual.into_iter().filter(|(name, _)| !changed(name)).chain(more.iter().copied()).collect()
}

async fn send(app: &TestApp, more: &[(&str, &str)]) -> (u16, String) {
    let sent = app.post(HOST, "/hoi-dap/gui", &asked(more)).await;
    (sent.status().as_u16(), sent.text().await.unwrap())
}

fn code(page: &str) -> String {
    between(page, "<p class=\"code number\">", "<").to_owned()
}

async fn track(app: &TestApp, act: &str, code: &str, more: &[(&str, &str)]) -> (u16, String) {
    let mut form = vec![("ma-theo-doi", code)];
    form.extend(more);
    let sent = app.post(HOST, &format!("/hoi-dap/theo-doi{act}"), &form).await;
    (sent.status().as_u16(), sent.text().await.unwrap())
}

async fn first_id(app: &TestApp, person: &Person) -> String {
    let list = app.desk(person, "/ducthang/hoi-dap").await.text().await.unwrap();
    let at = list.find("<tbody>").expect("rows");
    between(&list[at..], "/ducthang/hoi-dap/", "\"").to_owned()
}

async fn answered(app: &TestApp, head: &Person, id: &str, last: &[&str]) {
    let member = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    let url = |act: &str| format!("/ducthang/hoi-dap/{id}/{act}");
    let text = "Ông bà mang giấy chứng sinh đến Ủy ban nhân dân xã trong giờ làm việc.";
    for (who, act, form) in [
        (&member, "chuyen", vec![("phien-ban", "1"), ("don-vi", "tuphap")]),
        (&member, "tra-loi", vec![("phien-ban", "2"), ("ly-do", text)]),
        (head, "duyet", vec![("phien-ban", "3"), ("cam-ket", "co")]),
    ] {
        assert_eq!(app.act(who, &url(act), &form).await.status(), 303, "{act}");
    }
    for (n, act) in last.iter().enumerate() {
        let version = (n + 4).to_string();
        assert_eq!(app.act(head, &url(act), &[("phien-ban", &version)]).await.status(), 303, "{act}");
    }
}

#[tokio::test]
async fn each_class_asks_for_its_own_and_has_its_own_words() {
    let app = TestApp::start().await;
    let (status, page) = send(&app, &[("loai", "phan-anh")]).await;
    assert_eq!(status, 422);
    assert!(page.contains("nơi xảy ra việc được phản ánh"), "{page}");
    assert!(page.contains("Cháu tôi sinh tháng 3") && page.contains("value=\"phan-anh\" selected"));
    let (status, page) = send(&app, &[("loai", "phan-anh"), ("noi-them", "Thôn Dinh Hương")]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Đã nhận phản ánh") && page.contains("kết quả được thông báo"), "{page}");
    let (status, page) =
        send(&app, &[("loai", "yeu-cau-thong-tin"), ("noi-dung", "Xin bản sao quy hoạch xã.")]).await;
    assert_eq!(status, 422);
    assert!(page.contains("mục đích yêu cầu") && page.contains("cần địa chỉ nơi ở"));
    // A proposal needs no way to answer it.
    let (status, _) = send(
        &app,
        &[("loai", "gop-y"), ("thu-dien-tu", ""), ("dien-thoai", ""), ("tieu-de", "Góp ý ghế đá")],
    )
    .await;
    assert_eq!(status, 200);

    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let listed: Value =
        app.call(&head, "GET", "/api/v1/staff/ducthang/questions", json!({})).await.json().await.unwrap();
    let classes: Vec<&str> =
        listed["rows"].as_array().unwrap().iter().map(|row| row["class"].as_str().unwrap()).collect();
    assert_eq!(classes, ["gop-y", "phan-anh"]);
    assert_eq!(listed["rows"][0]["channel"], "web");

    app.drain().await;
    let letters = app.letters("Đã tiếp nhận phản ánh số 1");
    assert_eq!(letters.len(), 1);
}

#[tokio::test]
async fn what_may_not_be_published_is_not() {
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let more = [("loai", "phan-hoi-bai-viet"), ("noi-them", "/tin-tuc/bai-mau"), ("dong-y-cong-khai", "co")];
    assert_eq!(send(&app, &more).await.0, 200);
    let id = first_id(&app, &head).await;
    answered(&app, &head, &id, &[]).await;
    let refused = app.act(&head, &format!("/ducthang/hoi-dap/{id}/dang"), &[("phien-ban", "4")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("chỉ trả lời riêng"));
    let private = app.act(&head, &format!("/ducthang/hoi-dap/{id}/gui-rieng"), &[("phien-ban", "4")]).await;
    assert_eq!(private.status(), 303);
}

/// Everything of the console and of the site that a person may fetch without naming anything.
async fn everything(app: &TestApp, person: &Person) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    for spec in portal::app::routes().into_iter().filter(|spec| spec.method == poem::http::Method::GET) {
        let path = spec.path.replace(":tenant", "ducthang").replace(":kind", "tin");
        if path.contains(':') || path.contains("ngan-rieng") || path.contains("/sealed") {
            continue;
        }
        let text = match spec.surface() {
            portal::routes::Surface::Console => {
                app.desk(person, &path).await.text().await.unwrap_or_default()
            }
            portal::routes::Surface::Public => app.page(HOST, &path).await,
        };
        seen.push((path, text));
    }
    for path in [
        "/ducthang/hoi-dap?q=bi+mat+thua+bay+muoi+chin",
        "/ducthang/tim?q=bi+mat+thua",
        "/ducthang/nhat-ky?dang=csv",
        "/api/v1/staff/ducthang/questions?limit=200",
    ] {
        seen.push((path.into(), app.desk(person, path).await.text().await.unwrap_or_default()));
    }
    seen
}

#[tokio::test]
async fn the_sealed_drawer_is_open_to_its_keepers_alone() {
    let app = TestApp::start().await;
    assert_eq!(send(&app, &[]).await.0, 200);
    let words = format!("{SECRET}: cán bộ nhận tiền khi cấp giấy, tôi có ghi âm.");
    let more = [
        ("loai", "to-cao"),
        ("tieu-de", SECRET),
        ("noi-dung", words.as_str()),
        ("ho-ten", ""),
        ("dien-thoai", ""),
    ];
    let (status, page) = send(&app, &more).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("Nơi giải quyết theo luật") && page.contains("Điều 20"), "the law of 2016: {page}");
    assert!(page.contains("không được thụ lý giải quyết"), "without a name");
    let tracked = code(&page);
    app.drain().await;
    app.do_duties().await;
    app.drain().await;
    for mail in app.mail.take() {
        let text = String::from_utf8_lossy(&mail.mime).into_owned();
        assert!(!text.contains("Thửa Bảy"), "no letter repeats it");
    }

    for &role in Role::ALL {
        let unit = matches!(role, Role::UnitHead | Role::UnitOfficer).then_some("tuphap");
        let person = app.person(&format!("{role}.ducthang"), "ducthang", role, unit).await;
        for (path, text) in everything(&app, &person).await {
            let folded = text.to_lowercase();
            assert!(!folded.contains("thửa bảy mươi chín"), "{role} reads it at {path}");
        }
        let keeper = matches!(role, Role::BoardHead | Role::Leader);
        let drawer = app.desk(&person, "/ducthang/ngan-rieng").await;
        assert_eq!(drawer.status(), if keeper { 200 } else { 403 }, "{role}");
        let list = drawer.text().await.unwrap();
        assert!(!list.contains("Thửa Bảy"), "the list has no words");
        if !keeper {
            let home = app.desk(&person, "/ducthang/hoi-dap").await.text().await.unwrap_or_default();
            assert!(!home.contains("2 câu hỏi"), "{role} can count it");
            continue;
        }
        let case = between(&list, "name=\"don\" value=\"", "\"").to_owned();
        let open = app.act(&person, "/ducthang/ngan-rieng/mo", &[("don", &case)]).await;
        assert_eq!(open.status(), 200);
        assert!(open.text().await.unwrap().contains("tôi có ghi âm"), "{role} opens it");
    }
    // The only thing of it on the disk is sealed.
    for (path, bytes) in files_under(app.data()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("tôi có ghi âm") && !text.contains("Thửa Bảy"), "{path} holds it in clear");
    }

    let head = app.sign_in_again("board-head.ducthang").await;
    let trail = app.desk(&head, "/ducthang/nhat-ky").await.text().await.unwrap();
    assert!(trail.contains("đã mở ngăn hồ sơ riêng"), "each look is written down");
    let list = app.desk(&head, "/ducthang/ngan-rieng").await.text().await.unwrap();
    let case = between(&list, "name=\"don\" value=\"", "\"").to_owned();
    let answer = [
        ("don", case.as_str()),
        ("phien-ban", "1"),
        ("buoc", "tra-loi"),
        ("noi-dung", "Xin đến nơi tiếp công dân."),
    ];
    assert_eq!(app.act(&head, "/ducthang/ngan-rieng/xu-ly", &answer).await.status(), 303);
    assert_eq!(
        app.act(&head, "/ducthang/ngan-rieng/xu-ly", &answer).await.status(),
        409,
        "somebody was quicker"
    );
    app.drain().await;
    let told = app.letters("Về đơn số 1");
    assert_eq!(told.len(), 1);
    let parsed = mail_parser::MessageParser::default().parse(&told[0].mime).unwrap();
    let text = parsed.body_text(0).unwrap();
    assert!(text.contains("Nơi nhận:") && text.contains("Căn cứ: Luật Tố cáo"), "{text}");

    let (status, page) = track(&app, "", &tracked, &[]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Đã hướng dẫn, trả lời người gửi") && !page.contains("tôi có ghi âm"));
    let (_, page) = track(&app, "/xoa", &tracked, &[("chac-xoa", "co")]).await;
    assert!(page.contains("không xóa theo yêu cầu"), "the law keeps the file: {page}");
    let (_, page) = track(&app, "/rut", &tracked, &[("chac-rut", "co")]).await;
    assert!(page.contains("Người gửi đã rút"));
}

fn files_under(folder: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_under(&entry.path()));
        } else if let Ok(bytes) = std::fs::read(entry.path()) {
            found.push((entry.path().display().to_string(), bytes));
        }
    }
    found
}

#[tokio::test]
async fn a_complaint_found_among_questions_leaves_the_register() {
    let app = TestApp::start().await;
    let member = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let words = format!("{SECRET}: tôi không đồng ý với quyết định thu hồi đất.");
    let (_, page) = send(&app, &[("tieu-de", SECRET), ("noi-dung", &words), ("da-xem", "co")]).await;
    let tracked = code(&page);
    app.drain().await;
    let id = first_id(&app, &member).await;
    let url = format!("/ducthang/hoi-dap/{id}/doi-loai");
    let without = app.act(&member, &url, &[("phien-ban", "1"), ("loai", "khieu-nai")]).await;
    assert_eq!(without.status(), 422);
    assert!(without.text().await.unwrap().contains("Hãy nêu lý do đổi loại"));
    let moved = [("phien-ban", "1"), ("loai", "khieu-nai"), ("ly-do-doi", "Đây là đơn khiếu nại")];
    assert_eq!(app.act(&member, &url, &moved).await.status(), 303);
    app.drain().await;
    for (path, text) in everything(&app, &member).await {
        assert!(!text.contains("Thửa Bảy") && !text.to_lowercase().contains("khiếu nại</td>"), "{path}");
    }
    let left = app.desk(&member, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(left.contains("Đã chuyển xử lý theo thủ tục khác") && !left.contains("thu hồi đất"));
    let (_, page) = track(&app, "", &tracked, &[]).await;
    assert!(
        page.contains("Khiếu nại số 1") && page.contains("Luật Khiếu nại 2011"),
        "the code still works: {page}"
    );

    // It was none after all: it comes back with its words and its code.
    let list = app.desk(&head, "/ducthang/ngan-rieng").await.text().await.unwrap();
    let case = between(&list, "name=\"don\" value=\"", "\"").to_owned();
    let back = [
        ("don", case.as_str()),
        ("phien-ban", "1"),
        ("buoc", "hoi-dap"),
        ("loai", "phan-anh"),
        ("noi-dung", "Chỉ là phản ánh"),
    ];
    assert_eq!(app.act(&head, "/ducthang/ngan-rieng/xu-ly", &back).await.status(), 303);
    let (_, page) = track(&app, "", &tracked, &[]).await;
    assert!(page.contains(SECRET), "{page}");
    assert!(!app.desk(&head, "/ducthang/ngan-rieng").await.text().await.unwrap().contains("Khiếu nại số"));
}

/// A number that one statement counts on the site.
async fn counted(app: &TestApp, sql: &'static str, id: &str) -> i64 {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    app.db().read(tenant.id()).await.unwrap().one(sql, portal::params![id]).await.unwrap()
}

#[tokio::test]
async fn what_units_were_to_get_of_a_complaint_is_taken_back_and_what_they_wrote_is_emptied() {
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let words = format!("{SECRET}: tôi không đồng ý với quyết định thu hồi đất.");
    let (_, page) = send(&app, &[("tieu-de", SECRET), ("noi-dung", &words), ("da-xem", "co")]).await;
    let tracked = code(&page);
    let id = first_id(&app, &head).await;
    let url = |act: &str| format!("/ducthang/hoi-dap/{id}/{act}");
    let given = [("phien-ban", "1"), ("don-vi", "tuphap")];
    assert_eq!(app.act(&head, &url("chuyen"), &given).await.status(), 303);
    app.drain().await;
    let letter = app.letters("Đề nghị trả lời").pop().unwrap();
    let parsed = mail_parser::MessageParser::default().parse(&letter.mime).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    let link = format!("/tra-loi/{}", between(&text, "/tra-loi/", "\n").trim());
    let draft = [("tra-loi", "Bản nháp về Thửa Bảy."), ("ban-nhap", "0"), ("viec", "luu")];
    let kept = app.post_files(HOST, &link, &draft, &[("ban-ve.pdf", PDF)]).await;
    assert_eq!(kept.status(), 200, "{}", kept.text().await.unwrap());
    // Two letters to units wait in the queue when the desk sees what it is.
    let asked = [("phien-ban", "2"), ("phoi-hop", "congan"), ("can-y-kien", "Có tranh chấp không?")];
    assert_eq!(app.act(&head, &url("phoi-hop"), &asked).await.status(), 303);
    let more = [("bo-sung", "Tôi gửi thêm ý.")];
    assert_eq!(track(&app, "/bo-sung", &tracked, &more).await.0, 200);
    let waiting = "SELECT COUNT(*) AS n FROM outbox WHERE tenant_id = $1 AND subject_id = $2 AND class = 'unit' AND state = 'queued'";
    assert_eq!(counted(&app, waiting, &id).await, 2);
    let files = "SELECT COUNT(*) AS n FROM answer_files WHERE tenant_id = $1 AND question_id = $2";
    assert_eq!(counted(&app, files, &id).await, 1);

    let moved = [("phien-ban", "4"), ("loai", "khieu-nai"), ("ly-do-doi", "Đây là đơn khiếu nại")];
    let done = app.act(&head, &url("doi-loai"), &moved).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    app.mail.take();
    app.drain().await;
    assert!(
        app.mail.take().iter().all(|mail| !mail.envelope.to.to_string().contains("congan")),
        "taken back"
    );
    let withdrawn = "SELECT COUNT(*) AS n FROM outbox WHERE tenant_id = $1 AND subject_id = $2 AND state = 'withdrawn' AND mime IS NULL";
    assert_eq!(counted(&app, withdrawn, &id).await, 2, "and emptied");
    let page = app.page(HOST, &link).await;
    assert!(page.contains("Liên kết không còn giá trị") && !page.contains("Thửa Bảy"), "{page}");
    for gone in [
        files,
        "SELECT COUNT(*) AS n FROM answer_drafts WHERE tenant_id = $1 AND question_id = $2",
        "SELECT COUNT(*) AS n FROM opinions WHERE tenant_id = $1 AND question_id = $2 AND (note <> '' OR revoked_at IS NULL)",
    ] {
        assert_eq!(counted(&app, gone, &id).await, 0, "{gone}");
    }
    for (path, bytes) in files_under(&app.data().join("files")) {
        assert!(!bytes.starts_with(b"%PDF"), "{path} is still there");
    }
}

#[tokio::test]
async fn who_asked_has_their_data_corrected_and_hears_of_it_at_both_addresses() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let member = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    let (_, page) = send(&app, &[]).await;
    let tracked = code(&page);
    let id = first_id(&app, &office).await;
    let (_, page) = track(&app, "", &tracked, &[]).await;
    assert!(page.contains("Đề nghị sửa dữ liệu đang được giữ"), "{page}");
    for (wrong, why) in [
        (("thu-dien-tu-moi", "khong-phai-thu"), "Địa chỉ thư điện tử không đúng"),
        (("ho-ten-moi", "Người Hỏi Mẫu"), "phải khác dữ liệu đang giữ"),
    ] {
        let (status, page) = track(&app, "/sua", &tracked, &[wrong]).await;
        assert_eq!(status, 422);
        assert!(page.contains(why) && page.contains(&format!("value=\"{}\"", wrong.1)), "{page}");
        assert!(page.contains(&format!("href=\"#{}\"", wrong.0)), "beside its field: {page}");
    }
    let wanted = [
        ("ho-ten-moi", "Người Hỏi Đúng"),
        ("thu-dien-tu-moi", "dung@thu.example"),
        ("ly-do-sua", "Ghi nhầm"),
    ];
    let (status, page) = track(&app, "/sua", &tracked, &wanted).await;
    assert_eq!(status, 200, "{page}");
    assert!(page.contains("Đã nhận đề nghị sửa") && page.contains("đang chờ xử lý, chậm nhất"), "{page}");
    assert_eq!(track(&app, "/sua", &tracked, &wanted).await.0, 422, "one at a time");
    for (path, bytes) in files_under(app.data()) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains("dung@thu.example") && !text.contains("Người Hỏi Đúng"),
            "{path} holds it in clear"
        );
    }

    // The desk is told that it waits, sees what it wants only after the look was written down, and settles it.
    let tasks = app.desk(&office, "/ducthang/viec").await.text().await.unwrap();
    assert!(tasks.contains("đề nghị sửa dữ liệu cá nhân"), "{tasks}");
    let url = format!("/ducthang/hoi-dap/{id}/du-lieu");
    let page = app.desk(&office, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(page.contains("Xem nội dung đề nghị") && !page.contains("dung@thu.example"), "{page}");
    assert_eq!(app.act(&member, &url, &[("phien-ban", "1"), ("viec", "xem-sua")]).await.status(), 403);
    let opened = app.act(&office, &url, &[("phien-ban", "1"), ("viec", "xem-sua")]).await;
    assert_eq!(opened.status(), 200);
    let opened = opened.text().await.unwrap();
    assert!(opened.contains("dung@thu.example") && opened.contains("Ghi nhầm"), "{opened}");
    let bare = [("phien-ban", "1"), ("viec", "sua"), ("y-kien-sua", "khong")];
    let bare = app.act(&office, &url, &bare).await;
    assert_eq!(bare.status(), 422);
    assert!(bare.text().await.unwrap().contains("Hãy nêu lý do không sửa"));
    let yes = [("phien-ban", "1"), ("viec", "sua"), ("y-kien-sua", "dong-y")];
    assert_eq!(app.act(&office, &url, &yes).await.status(), 303);
    assert_eq!(app.act(&office, &url, &yes).await.status(), 409, "once");
    app.drain().await;
    let told = app.letters("về đề nghị sửa dữ liệu");
    let mut to: Vec<String> = told.iter().map(|mail| mail.envelope.to.to_string()).collect();
    to.sort();
    assert_eq!(to, ["dung@thu.example", "nguoihoi@thu.example"]);
    let contact =
        app.act(&office, &format!("/ducthang/hoi-dap/{id}/lien-he"), &[]).await.text().await.unwrap();
    assert!(contact.contains("dung@thu.example") && contact.contains("0912345678"), "{contact}");
    let (_, page) = track(&app, "", &tracked, &[]).await;
    assert!(page.contains("Đã sửa dữ liệu theo đề nghị"), "{page}");
    assert!(!app.desk(&office, "/ducthang/viec").await.text().await.unwrap().contains("đề nghị sửa dữ liệu"));
    let kept = "SELECT COUNT(*) AS n FROM privacy_requests WHERE tenant_id = $1 AND owner = $2 AND wanted IS NOT NULL";
    assert_eq!(counted(&app, kept, &format!("question/{id}")).await, 0, "nothing of it is kept");

    // Refused, with the reason; what goes by the code is in the trail without the data.
    assert_eq!(track(&app, "/sua", &tracked, &[("dien-thoai-moi", "0987654321")]).await.0, 200);
    let no = [
        ("phien-ban", "2"),
        ("viec", "sua"),
        ("y-kien-sua", "khong"),
        ("tra-loi-sua", "Chưa xác minh được."),
    ];
    assert_eq!(app.act(&office, &url, &no).await.status(), 303);
    let (_, page) = track(&app, "", &tracked, &[]).await;
    assert!(page.contains("Không sửa dữ liệu. Lý do: Chưa xác minh được."), "{page}");
    let trail = app.desk(&office, "/ducthang/nhat-ky").await.text().await.unwrap();
    assert!(trail.contains("đã đề nghị sửa dữ liệu của mình"), "{trail}");
    assert!(!trail.contains("0987654321") && !trail.contains("dung@thu.example"));
    assert_eq!(track(&app, "/sua", "KHONG-CO-MA", &wanted).await.0, 422);
}

#[tokio::test]
async fn the_desk_writes_down_a_letter_and_hands_over_a_receipt() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    assert_eq!(send(&app, &[]).await.0, 200);
    let form = [
        ("mau", "mot-to-giay"),
        ("loai", "hoi-dap"),
        ("kenh", "letter"),
        ("ngay-nhan", "26/12/2016"),
        ("tieu-de", "Hỏi về hỗ trợ hộ nghèo"),
        ("noi-dung", "Gia đình tôi thuộc hộ nghèo, xin hỏi mức hỗ trợ tiền điện."),
    ];
    let late = form.map(|(name, value)| (name, if name == "ngay-nhan" { "05/01/2017" } else { value }));
    let refused = app.act(&office, "/ducthang/ghi-don-thu", &late).await;
    assert_eq!(refused.status(), 422);
    let text = refused.text().await.unwrap();
    assert!(text.contains("không thể ở sau hôm nay") && text.contains("mức hỗ trợ tiền điện"));
    let receipt = app.act(&office, "/ducthang/ghi-don-thu", &form).await;
    assert_eq!(receipt.status(), 200);
    let receipt = receipt.text().await.unwrap();
    assert!(receipt.contains("<strong>2</strong>"), "the register goes on: {receipt}");
    assert!(receipt.contains("26/12/2016") && receipt.contains("/hoi-dap/theo-doi"));
    let code = between(&receipt, "<strong class=\"number\">", "<").to_owned();
    let (status, page) = track(&app, "", &code, &[]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Hỏi về hỗ trợ hộ nghèo"));
    assert_eq!(
        app.act(&office, "/ducthang/ghi-don-thu", &form).await.status(),
        409,
        "reloading registers nothing"
    );
    let listed = app.call(&office, "GET", "/api/v1/staff/ducthang/questions", json!({})).await;
    let listed: Value = listed.json().await.unwrap();
    assert_eq!(listed["rows"][0]["channel"], "letter");
    assert!(listed["rows"][0]["received_at"].as_str().unwrap().starts_with("2016-12-26"));

    // A complaint told in person: the office writes it down and cannot open it afterwards.
    let spoken = json!({ "class": "khieu-nai", "channel": "oral", "subject": SECRET, "body": "Tôi khiếu nại quyết định thu hồi đất." });
    let taken: Value =
        app.call(&office, "POST", "/api/v1/staff/ducthang/questions", spoken).await.json().await.unwrap();
    assert_eq!(taken["number"], 1, "numbers of the drawer's own");
    assert_eq!(taken["question"], Value::Null);
    assert_eq!(app.call(&office, "GET", "/api/v1/staff/ducthang/sealed", json!({})).await.status(), 403);
}

/// A small photograph with the words of a place in its EXIF.
fn photograph() -> Vec<u8> {
    let picture = image::DynamicImage::new_rgb8(40, 30);
    let mut plain = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut plain, image::ImageFormat::Jpeg).unwrap();
    let plain = plain.into_inner();
    let exif = b"Exif\0\0GPS 21.3601N 105.9802E";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xff, 0xe1], &length, exif, &plain[2..]].concat()
}

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF";
const ACTING: &[u8] =
    b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\nstartxref\n0\n%%EOF";

#[tokio::test]
async fn files_are_looked_at_sealed_and_shown_to_whom_they_concern() {
    let app = TestApp::start().await;
    let form = asked(&[("csrf", "mot-bieu-mau-rieng")]);
    let photo = photograph();
    let html: &[u8] = b"<!doctype html><script>alert(1)</script>";
    let files: [(&str, &[u8]); 3] = [("anh nha toi.jpg", &photo), ("don.pdf", ACTING), ("la.pdf", html)];
    let refused = app.post_files(HOST, "/hoi-dap/gui", &form, &files).await;
    assert_eq!(refused.status(), 422);
    let page = refused.text().await.unwrap();
    assert!(page.contains("chương trình chạy kèm") && page.contains("trang HTML"), "{page}");
    assert!(
        page.contains("Bỏ tệp anh nha toi.jpg") && page.contains("Cháu tôi sinh tháng 3"),
        "nothing is lost"
    );
    let sent = app.post_files(HOST, "/hoi-dap/gui", &form, &[("giay.pdf", PDF)]).await;
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());

    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let unit = app.person("tuphap.ducthang", "ducthang", Role::UnitOfficer, Some("tuphap")).await;
    let id = first_id(&app, &head).await;
    let page = app.desk(&head, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(page.contains("anh nha toi.jpg") && page.contains("giay.pdf"));
    let first = between(&page, "name=\"tep\" value=\"", "\"").to_owned();
    let opened = app.act(&head, &format!("/ducthang/hoi-dap/{id}/tep"), &[("tep", &first)]).await;
    assert_eq!(opened.status(), 200);
    assert_eq!(opened.headers()["x-content-type-options"], "nosniff");
    assert!(opened.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"));
    let bytes = opened.bytes().await.unwrap();
    assert!(bytes.starts_with(b"\xff\xd8\xff") && !bytes.windows(4).any(|window| window == b"Exif"));
    let trail = app.desk(&head, "/ducthang/nhat-ky").await.text().await.unwrap();
    assert!(trail.contains("đã mở tệp người hỏi gửi"));
    for (path, bytes) in files_under(&app.data().join("questions")) {
        assert!(!bytes.starts_with(b"\xff\xd8\xff") && !bytes.starts_with(b"%PDF"), "{path} is not sealed");
    }

    // The unit sees nothing of them until the desk says so.
    let given = [("phien-ban", "1"), ("don-vi", "tuphap")];
    assert_eq!(app.act(&head, &format!("/ducthang/hoi-dap/{id}/chuyen"), &given).await.status(), 303);
    app.drain().await;
    let letter = app.letters("Đề nghị trả lời").pop().unwrap();
    let parsed = mail_parser::MessageParser::default().parse(&letter.mime).unwrap();
    let text = parsed.body_text(0).unwrap().into_owned();
    let link = format!("/tra-loi/{}", between(&text, "/tra-loi/", "\n").trim());
    assert!(!app.page(HOST, &link).await.contains("anh nha toi"));
    let refused = app.act(&unit, &format!("/ducthang/hoi-dap/{id}/tep"), &[("tep", &first)]).await;
    assert_eq!(refused.status(), 422);
    let release = [("tep", first.as_str()), ("cho", "co")];
    assert_eq!(app.act(&unit, &format!("/ducthang/hoi-dap/{id}/cho-xem"), &release).await.status(), 403);
    assert_eq!(app.act(&head, &format!("/ducthang/hoi-dap/{id}/cho-xem"), &release).await.status(), 303);
    let page = app.page(HOST, &link).await;
    assert!(page.contains("anh nha toi") && !page.contains("giay.pdf"));
    let (dispatch, key) = link.trim_start_matches("/tra-loi/").split_once("?khoa=").unwrap();
    let by_link = [("khoa", key), ("tep", first.as_str())];
    let opened = app.post(HOST, &format!("/tra-loi/{dispatch}/tep"), &by_link).await;
    assert_eq!(opened.status(), 200);
    let wrong = [("khoa", "AAAAAAAAAAAAAAAAAAAAAA"), ("tep", first.as_str())];
    assert_eq!(app.post(HOST, &format!("/tra-loi/{dispatch}/tep"), &wrong).await.status(), 404);
    assert_eq!(
        app.act(&unit, &format!("/ducthang/hoi-dap/{id}/tep"), &[("tep", &first)]).await.status(),
        200
    );
}

#[tokio::test]
async fn no_more_than_five_files_and_forgotten_ones_go() {
    let app = TestApp::start().await;
    let form = asked(&[("csrf", "bieu-mau-sau-tep"), ("tieu-de", "x")]);
    let files: Vec<(&str, &[u8])> =
        ["1.pdf", "2.pdf", "3.pdf", "4.pdf", "5.pdf", "6.pdf"].map(|name| (name, PDF)).to_vec();
    let refused = app.post_files(HOST, "/hoi-dap/gui", &form, &files).await;
    let page = refused.text().await.unwrap();
    assert!(page.contains("nhiều nhất 5 tệp") && page.contains("6.pdf"), "{page}");
    assert_eq!(files_under(&app.data().join("questions")).len(), 5);
    let out = between(&page, "name=\"bo-tep\" value=\"", "\"").to_owned();
    let mut again = form.clone();
    again.push(("bo-tep", &out));
    let page = app.post_files(HOST, "/hoi-dap/gui", &again, &[]).await.text().await.unwrap();
    assert!(!page.contains(&out));
    assert_eq!(files_under(&app.data().join("questions")).len(), 4);
    app.db().clock.advance(2 * DAY);
    portal::questions::attachments::tidy(app.app.clone()).await.unwrap();
    portal::questions::attachments::tidy(app.app.clone()).await.unwrap();
    assert!(files_under(&app.data().join("questions")).is_empty());
}

#[tokio::test]
async fn before_sending_the_reader_sees_what_is_answered_and_words_of_complaint() {
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    assert_eq!(send(&app, &[]).await.0, 200);
    let id = first_id(&app, &head).await;
    answered(&app, &head, &id, &["dang"]).await;
    app.drain().await;
    let again = [("noi-dung", "Con tôi hai tuổi chưa khai sinh thì làm thế nào?")];
    let (status, page) = send(&app, &again).await;
    assert_eq!(status, 200);
    assert!(
        page.contains("Câu hỏi tương tự đã trả lời") && page.contains("/hoi-dap/dang-ky-khai-sinh-qua-han-1"),
        "{page}"
    );
    assert!(page.contains("Con tôi hai tuổi") && page.contains("Vẫn gửi") && code(&page).is_empty());
    let (_, page) = send(&app, &[again[0], ("da-xem", "co")]).await;
    assert!(!code(&page).is_empty(), "sent anyway");

    let complaint =
        [("tieu-de", "Thu hồi ruộng"), ("noi-dung", "Toi muon khieu nai quyet dinh thu hoi ruong cua xa.")];
    let (_, page) = send(&app, &complaint).await;
    assert!(page.contains("khiếu nại</strong>") && code(&page).is_empty(), "{page}");
    let (_, page) =
        send(&app, &[complaint[0], complaint[1], ("loai", "khieu-nai"), ("dia-chi", "Thôn Dinh Hương")])
            .await;
    assert!(page.contains("Nơi giải quyết theo luật") && !code(&page).is_empty());
}

#[tokio::test]
async fn too_many_are_told_to_wait_and_lose_nothing_and_the_same_words_are_linked() {
    let app = TestApp::start().await;
    let (status, first) = send(&app, &[]).await;
    assert!(status == 200 && !first.contains("trùng với nội dung"));
    let (status, second) =
        send(&app, &[("noi-dung", "chau toi sinh thang 3 nhung chua lam khai sinh; nop ho so o dau")]).await;
    assert!(status == 200 && second.contains("trùng với nội dung đã nhận lúc"), "{second}");
    for n in 3..=10 {
        let subject = format!("Hỏi việc thứ {n} khác nhau");
        assert_eq!(send(&app, &[("tieu-de", &subject)]).await.0, 200, "{n}");
    }
    let (status, page) = send(&app, &[]).await;
    assert_eq!(status, 429);
    assert!(page.contains("Xin gửi lại sau khoảng") && page.contains("Cháu tôi sinh tháng 3"), "{page}");
    // A form that says when it was opened comes from a person: an office has a larger share.
    let form = app.page(HOST, "/hoi-dap/gui").await;
    let opened = between(&form, "name=\"luc\" value=\"", "\"").to_owned();
    app.db().clock.advance(20_000);
    assert_eq!(send(&app, &[("luc", &opened), ("tieu-de", "Hỏi thêm một việc")]).await.0, 200);
    let (status, _) = track(&app, "", "AAAAA-AAAAA", &[]).await;
    assert_eq!(status, 422);
    for _ in 0..20 {
        track(&app, "", "AAAAA-AAAAA", &[]).await;
    }
    let (status, page) = track(&app, "", "AAAAA-AAAAA", &[]).await;
    assert_eq!(status, 429);
    assert!(page.contains("Xin thử lại sau khoảng"));
    assert_eq!(track(&app, "", &code(&first), &[]).await.0, 200, "who knows a code is let in");
}

#[tokio::test]
async fn the_reader_adds_takes_back_rates_sees_and_erases() {
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let (_, page) = send(&app, &[]).await;
    let one = code(&page);
    let (status, page) = track(&app, "/bo-sung", &one, &[("bo-sung", "")]).await;
    assert_eq!(status, 422);
    assert!(page.contains("Hãy ghi nội dung bổ sung"));
    let (status, page) =
        track(&app, "/bo-sung", &one, &[("bo-sung", "Cháu sinh tại bệnh viện huyện.")]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Đã nhận phần bổ sung") && page.contains("bệnh viện huyện"));
    let (_, page) = track(&app, "/danh-gia", &one, &[("sao", "5")]).await;
    assert!(page.contains("Chỉ đánh giá được khi đã có câu trả lời"));
    let id = first_id(&app, &head).await;
    let seen = app.desk(&head, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(seen.contains("Người hỏi bổ sung") && seen.contains("bệnh viện huyện"));

    let member = app.person("mot.ducthang", "ducthang", Role::Member, None).await;
    let version = between(&seen, "name=\"phien-ban\" value=\"", "\"").to_owned();
    assert_eq!(version, "2");
    for (who, act, form) in [
        (&member, "chuyen", vec![("phien-ban", "2"), ("don-vi", "tuphap")]),
        (
            &member,
            "tra-loi",
            vec![("phien-ban", "3"), ("ly-do", "Ông Người Hỏi Mẫu mang giấy chứng sinh đến xã nộp.")],
        ),
        (&head, "duyet", vec![("phien-ban", "4"), ("cam-ket", "co")]),
        (&head, "dang", vec![("phien-ban", "5")]),
    ] {
        assert_eq!(
            app.act(who, &format!("/ducthang/hoi-dap/{id}/{act}"), &form).await.status(),
            303,
            "{act}"
        );
    }
    let (_, page) = track(&app, "/danh-gia", &one, &[("sao", "4"), ("nhan-xet", "Rõ ràng")]).await;
    assert!(page.contains("Cảm ơn ông/bà đã đánh giá") && page.contains("value=\"4\" checked"));
    let seen = app.desk(&head, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(seen.contains("4/5. Rõ ràng"));
    let (_, page) = track(&app, "/rut", &one, &[("chac-rut", "co")]).await;
    assert!(page.contains("không rút được nữa"));

    let (_, page) = track(&app, "/du-lieu", &one, &[]).await;
    assert!(
        page.contains("nguoihoi@thu.example")
            && page.contains("0912345678")
            && page.contains("bệnh viện huyện")
    );
    let (_, text) = track(&app, "/du-lieu", &one, &[("dang", "json")]).await;
    let export: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(export["contact"]["email"], "nguoihoi@thu.example");
    assert_eq!(export["rating"][0], 4);

    let (status, _) = track(&app, "/xoa", &one, &[]).await;
    assert_eq!(status, 422, "asked once more");
    let (status, page) = track(&app, "/xoa", &one, &[("chac-xoa", "co")]).await;
    assert_eq!(status, 200);
    assert!(page.contains("Đã xóa thông tin liên hệ"), "{page}");
    let (_, text) = track(&app, "/du-lieu", &one, &[("dang", "json")]).await;
    assert!(!text.contains("nguoihoi@thu.example") && !text.contains("bệnh viện huyện"));
    let public = app.page(HOST, "/hoi-dap/dang-ky-khai-sinh-qua-han-1").await;
    assert!(
        public.contains("giấy chứng sinh") && !public.contains("Người Hỏi Mẫu"),
        "what was published stays: {public}"
    );
    let seen = app.desk(&head, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(seen.contains("đã được xóa") && !seen.contains("Người Hỏi Mẫu"));
    let (_, page) = track(&app, "/xoa", &one, &[("chac-xoa", "co")]).await;
    assert!(page.contains("đã được xóa trước đó"));

    // One that is still worked on is taken back with its erasure; its number stays.
    let (_, page) = send(&app, &[("tieu-de", "Câu hỏi thứ hai sẽ xóa"), ("da-xem", "co")]).await;
    let two = code(&page);
    let (_, page) = track(&app, "/xoa", &two, &[("chac-xoa", "co")]).await;
    assert!(page.contains("Đã đóng"), "{page}");
    let listed: Value =
        app.call(&head, "GET", "/api/v1/staff/ducthang/questions", json!({})).await.json().await.unwrap();
    assert_eq!(listed["rows"][0]["number"], 2);
    assert!(listed["rows"][0]["subject"].as_str().unwrap().contains("đã được xóa"));
    let (_, page) = send(&app, &[("tieu-de", "Câu hỏi thứ ba sẽ rút"), ("da-xem", "co")]).await;
    let (_, page) = track(&app, "/rut", &code(&page), &[("chac-rut", "co")]).await;
    assert!(page.contains("Người hỏi đã rút"), "{page}");
}

#[tokio::test]
async fn the_desk_meets_a_request_about_data_and_time_meets_the_rest() {
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let member = app.person("mot.ducthang", "ducthang", Role::Member, None).await;
    assert_eq!(send(&app, &[]).await.0, 200);
    let id = first_id(&app, &head).await;
    let url = format!("/ducthang/hoi-dap/{id}/du-lieu");
    assert_eq!(app.act(&member, &url, &[("phien-ban", "1"), ("viec", "xem")]).await.status(), 403);
    let export = app.act(&head, &url, &[("phien-ban", "1"), ("viec", "xem")]).await.text().await.unwrap();
    assert!(export.contains("nguoihoi@thu.example"));
    let open = [("phien-ban", "1"), ("viec", "xoa"), ("chac-xoa", "co")];
    let refused = app.act(&head, &url, &open).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("đang xử lý"));
    let close = [("phien-ban", "1"), ("ly-do", "Ngoài phạm vi trả lời")];
    assert_eq!(app.act(&head, &format!("/ducthang/hoi-dap/{id}/dong"), &close).await.status(), 303);

    let left = |app: &TestApp| {
        let (db, tenant) = (app.db().clone(), app.app.directory.by_slug("ducthang").unwrap());
        async move {
            let mut scope = db.read(tenant.id()).await.unwrap();
            let n: i64 = scope
                .one(
                    "SELECT COUNT(*) AS n FROM questions WHERE tenant_id = $1 AND contact IS NOT NULL",
                    vec![],
                )
                .await
                .unwrap();
            n
        }
    };
    app.db().clock.advance(700 * DAY);
    portal::questions::privacy::expire(app.app.clone()).await.unwrap();
    assert_eq!(left(&app).await, 1, "23 months are not enough");
    app.db().clock.advance(60 * DAY);
    for _ in 0..2 {
        portal::questions::privacy::expire(app.app.clone()).await.unwrap();
        assert_eq!(left(&app).await, 0);
    }
    let head = app.sign_in_again("truongban.ducthang").await;
    let page = app.desk(&head, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    assert!(page.contains("Thông tin liên hệ đã được xóa") && page.contains("Cháu tôi sinh tháng 3"));
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM audit_events WHERE tenant_id = $1 AND action = 'privacy.expire'";
    let written: i64 = scope.one(sql, vec![]).await.unwrap();
    assert_eq!(written, 1, "written down once");
}

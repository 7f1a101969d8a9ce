//! Views of the people on drafts (QC-3.12): approved by another, open for its lawful time, moderated with reasons,
//! accounted for; who sent a comment stays sealed.

use crate::support::app::{Person, TestApp, between};
use portal::base::clock::DAY;
use portal::people::Role;
use serde_json::{Value, json};

const HOST: &str = "hiephoa.localhost";
const DESK: &str = "/hiephoa/lay-y-kien";
const TITLE: &str = "Dự thảo Quyết định về quản lý vỉa hè";
const PAGE: &str = "/lay-y-kien/du-thao-quyet-dinh-ve-quan-ly-via-he";

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

/// A draft from 02/01/2017 to a day.
fn draft(ends: &str) -> Vec<(&str, &str)> {
    vec![
        ("loai", "quyet-dinh-huyen"),
        ("tieu-de", TITLE),
        ("don-vi", "tuphap"),
        ("lien-he", "Phòng Tư pháp, điện thoại 0204 000 0005"),
        ("tu-ngay", "02/01/2017"),
        ("den-ngay", ends),
        ("thuyet-minh", "Vì sao cần quy định."),
        ("toan-van", "## Điều 1. Phạm vi\n\nToàn huyện.\n\n## Điều 2. Giờ bán hàng\n\nTừ 5 giờ đến 7 giờ."),
    ]
}

struct People {
    officer: Person,
    deputy: Person,
    head: Person,
}

async fn people(app: &TestApp) -> People {
    People {
        officer: app.person("canbo.tuphap", "hiephoa", Role::UnitOfficer, Some("tuphap")).await,
        deputy: app.person("phoban.hiephoa", "hiephoa", Role::Deputy, None).await,
        head: app.person("truongban.hiephoa", "hiephoa", Role::BoardHead, None).await,
    }
}

async fn drafted(app: &TestApp, person: &Person, ends: &str) -> String {
    let made = app.act(person, &format!("{DESK}/moi"), &draft(ends)).await;
    let at = TestApp::location(&made);
    assert!(at.starts_with(DESK), "{} {}", made.status(), text(made).await);
    at
}

/// A consultation that was opened, on its first day.
async fn opened(app: &TestApp, people: &People) -> String {
    let at = drafted(app, &people.officer, "08/01/2017").await;
    let sent = app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(sent.status(), 303, "{}", text(sent).await);
    let yes = [("phien-ban", "2"), ("cam-ket", "co")];
    let approved = app.act(&people.deputy, &format!("{at}/duyet"), &yes).await;
    assert_eq!(approved.status(), 303, "{}", text(approved).await);
    app.db().clock.advance(3 * DAY);
    at
}

/// Everybody signs in anew: sessions end while days go by.
async fn again(app: &TestApp) -> People {
    People {
        officer: app.sign_in_again("canbo.tuphap").await,
        deputy: app.sign_in_again("phoban.hiephoa").await,
        head: app.sign_in_again("truongban.hiephoa").await,
    }
}

async fn say(app: &TestApp, fields: &[(&str, &str)]) -> reqwest::Response {
    app.post(HOST, &format!("{PAGE}/gop-y"), fields).await
}

async fn detail(app: &TestApp, person: &Person, at: &str) -> Value {
    let id = at.rsplit('/').next().unwrap();
    app.desk(person, &format!("/api/v1/staff/hiephoa/consultations/{id}")).await.json().await.unwrap()
}

fn comment(detail: &Value, number: i64) -> &Value {
    let all = detail["comments"].as_array().unwrap();
    all.iter().find(|one| one["number"] == number).unwrap_or_else(|| panic!("{detail}"))
}

/// received = shown + withheld + waiting, on the page and for machines.
async fn counted(app: &TestApp, received: i64, shown: i64, withheld: i64, waiting: i64) {
    assert_eq!(received, shown + withheld + waiting);
    let told =
        format!("Đã nhận {received} ý kiến: {shown} đã đăng, {withheld} không đăng, {waiting} chờ xem xét.");
    let page = app.page(HOST, PAGE).await;
    assert!(page.contains(&told), "{told}: {}", between(&page, "Đã nhận", "<"));
    let list: Value = serde_json::from_str(&app.page(HOST, "/api/v1/consultations").await).unwrap();
    let counts = json!({ "received": received, "shown": shown, "withheld": withheld, "waiting": waiting });
    assert_eq!(list["consultations"][0]["counts"], counts);
}

#[tokio::test]
async fn qc_3_12_a_draft_is_opened_by_another_and_for_no_less_than_the_law_wants() {
    let app = TestApp::start().await;
    let people = people(&app).await;

    let wrong = [("tieu-de", "Ngắn"), ("den-ngay", "31/02/2017"), ("thuyet-minh", "Đã viết dở")];
    let refused = app.act(&people.officer, &format!("{DESK}/moi"), &wrong).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    assert!(refused.contains("href=\"#den-ngay\"") && refused.contains("Đã viết dở"));
    let other = app.person("canbo.noivu", "hiephoa", Role::UnitOfficer, Some("noivu")).await;
    assert_eq!(app.act(&other, &format!("{DESK}/moi"), &draft("08/01/2017")).await.status(), 422);

    // Six days are one too few (Luật 80/2015 Điều 138), unless a ground is named.
    let at = drafted(&app, &people.officer, "07/01/2017").await;
    assert_eq!(app.desk(&other, &at).await.status(), 404, "another unit's draft");
    let short = app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(short.status(), 422);
    let short = text(short).await;
    assert!(short.contains("mới có 6 ngày; loại này cần ít nhất 7 ngày") && short.contains("Điều 138"));
    let mut urgent = draft("07/01/2017");
    urgent.extend([("can-cu", "Phòng, chống thiên tai theo chỉ đạo của tỉnh"), ("phien-ban", "1")]);
    assert_eq!(app.act(&people.officer, &format!("{at}/sua"), &urgent).await.status(), 303);
    let mut longer = draft("08/01/2017");
    longer.push(("phien-ban", "2"));
    assert_eq!(app.act(&people.deputy, &format!("{at}/sua"), &longer).await.status(), 303);
    assert_eq!(
        app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "3")]).await.status(),
        303
    );
    assert_eq!(app.get(HOST, PAGE).await.status(), 404, "nobody reads it before it is approved");
    assert!(!app.page(HOST, "/sitemap.xml").await.contains("lay-y-kien"));

    // Whoever wrote at it does not approve it; a unit never does.
    let yes = [("phien-ban", "4"), ("cam-ket", "co")];
    assert_eq!(app.act(&people.officer, &format!("{at}/duyet"), &yes).await.status(), 403);
    let own = app.act(&people.deputy, &format!("{at}/duyet"), &yes).await;
    assert_eq!(own.status(), 422);
    assert!(text(own).await.contains("Người viết không tự duyệt"));
    let undeclared = app.act(&people.head, &format!("{at}/duyet"), &[("phien-ban", "4")]).await;
    assert_eq!(undeclared.status(), 422);
    let back = [("phien-ban", "4"), ("ly-do-tra", "Thiếu biểu giờ")];
    assert_eq!(app.act(&people.head, &format!("{at}/tra-lai"), &back).await.status(), 303);
    assert!(text(app.desk(&people.officer, &at).await).await.contains("Thiếu biểu giờ"));
    assert_eq!(
        app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "5")]).await.status(),
        303
    );
    let yes = [("phien-ban", "6"), ("cam-ket", "co")];
    assert_eq!(app.act(&people.head, &format!("{at}/duyet"), &yes).await.status(), 303);

    // Announced, not yet open.
    let page = app.page(HOST, PAGE).await;
    assert!(page.contains("Sắp lấy ý kiến") && !page.contains("/gop-y"), "no form before the first day");
    let early = say(&app, &[("noi-dung", "Ý kiến gửi trước ngày mở.")]).await;
    assert_eq!(early.status(), 422);
    app.db().clock.advance(3 * DAY);
    let page = app.page(HOST, PAGE).await;
    assert!(page.contains("Đang lấy ý kiến") && page.contains("id=\"dieu-2\""));
    assert!(page.contains(&format!("{PAGE}/gop-y?dieu=dieu-2")), "a form for every article");
    for place in ["/lay-y-kien", "/hoi-dap", "/sitemap.xml", "/so-do", "/lay-y-kien/rss.xml"] {
        assert!(app.page(HOST, place).await.contains(PAGE), "{place}");
    }
    assert_eq!(app.get("ducthang.hiephoa.localhost", PAGE).await.status(), 404, "another site has its own");
}

#[tokio::test]
async fn comments_are_moderated_with_reasons_and_what_came_is_always_the_sum() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    let people = again(&app).await;

    let form = app.page(HOST, &format!("{PAGE}/gop-y?dieu=dieu-2")).await;
    assert!(form.contains("Từ 5 giờ đến 7 giờ") && form.contains("<option value=\"dieu-2\" selected>"));
    let own = between(&form, "<main", "</main>");
    assert!(!own.contains(" checked"), "no consent is ticked beforehand");
    let stamp = between(&form, "name=\"luc\" value=\"", "\"").to_owned();

    let refused = say(&app, &[("noi-dung", "Ngắn"), ("dien-thoai", "0912345678"), ("dieu", "dieu-9")]).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    for field in ["noi-dung", "dieu", "dong-y-xu-ly"] {
        assert!(refused.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(refused.contains("value=\"0912345678\""));

    let named = [
        ("csrf", "mot-bieu-mau-1"),
        ("luc", stamp.as_str()),
        ("dieu", "dieu-2"),
        ("noi-dung", "Nên cho bán đến 8 giờ. Gọi lại cho tôi số 0912345678."),
        ("ho-ten", "Người góp ý Một"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
        ("dong-y-cong-khai", "co"),
    ];
    let sent = say(&app, &named).await;
    assert_eq!(sent.status(), 200);
    assert!(text(sent).await.contains("Ý kiến số <strong class=\"number\">1</strong>"));
    assert_eq!(say(&app, &named).await.status(), 409, "the same form twice");
    let nameless = [("noi-dung", "Đồng ý với dự thảo, không cần sửa gì thêm.")];
    assert_eq!(say(&app, &nameless).await.status(), 200, "neither name nor address is asked for");
    let spam = [("noi-dung", "Bán hàng giá rẻ, liên hệ ngay hôm nay."), ("trang-rieng", "x")];
    assert_eq!(say(&app, &spam).await.status(), 303);
    assert_eq!(say(&app, &spam[..1]).await.status(), 200);
    counted(&app, 3, 0, 0, 3).await;
    assert!(
        !app.page(HOST, PAGE).await.contains("bán đến 8 giờ"),
        "nothing is shown before it was looked at"
    );

    // The unit reads it without what leads to the sender; the desk sees who it was, and the look is written down.
    let seen = detail(&app, &people.officer, &at).await;
    assert!(!seen.to_string().contains("0912345678"), "{seen}");
    let first = comment(&seen, 1)["comment"].as_str().unwrap().to_owned();
    let third = comment(&seen, 3)["comment"].as_str().unwrap().to_owned();
    assert_eq!(app.act(&people.officer, &format!("{at}/y-kien/{first}/lien-he"), &[]).await.status(), 403);
    let revealed = text(app.act(&people.deputy, &format!("{at}/y-kien/{first}/lien-he"), &[]).await).await;
    assert!(revealed.contains("Họ tên: Người góp ý Một"));
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let looks =
        "SELECT COUNT(*) AS n FROM audit_events WHERE tenant_id = $1 AND action = 'consultation.contact'";
    let looked: i64 = app.db().read(tenant.id()).await.unwrap().one(looks, vec![]).await.unwrap();
    assert_eq!(looked, 1);

    let decide = |id: &str| format!("{at}/y-kien/{id}");
    let show = [("phien-ban", "1"), ("quyet-dinh", "show")];
    assert_eq!(app.act(&people.officer, &decide(&first), &show).await.status(), 403);
    assert_eq!(app.act(&people.deputy, &decide(&first), &show).await.status(), 303);
    let silent =
        app.act(&people.deputy, &decide(&third), &[("phien-ban", "1"), ("quyet-dinh", "spam")]).await;
    assert_eq!(silent.status(), 422, "what is withheld has a reason");
    let withheld = [("phien-ban", "1"), ("quyet-dinh", "spam"), ("ly-do", "Quảng cáo bán hàng")];
    assert_eq!(app.act(&people.deputy, &decide(&third), &withheld).await.status(), 303);
    counted(&app, 3, 1, 1, 1).await;
    let page = app.page(HOST, PAGE).await;
    assert!(page.contains("Nên cho bán đến 8 giờ") && page.contains("Người góp ý Một"));
    assert!(!page.contains("0912345678") && !page.contains("giá rẻ"));
    assert!(page.contains("1 ý kiến không đăng: quảng cáo, thư rác"));
    let machines =
        app.page(HOST, &format!("/api/v1/consultations/{}", PAGE.rsplit('/').next().unwrap())).await;
    assert!(machines.contains("Nên cho bán") && !machines.contains("0912345678"));

    // What was decided is changed with a reason only.
    let again = app.act(&people.head, &decide(&third), &[("phien-ban", "2"), ("quyet-dinh", "show")]).await;
    assert_eq!(again.status(), 422);
    let why = [("phien-ban", "2"), ("quyet-dinh", "show"), ("ly-do", "Xem lại: không phải quảng cáo")];
    assert_eq!(app.act(&people.head, &decide(&third), &why).await.status(), 303);
    counted(&app, 3, 2, 0, 1).await;
}

#[tokio::test]
async fn the_last_day_holds_on_the_server_and_an_account_follows_or_is_late() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    for words in
        ["Nên cho bán đến 8 giờ.", "Nên bỏ hẳn Điều 2 của dự thảo.", "Đề nghị làm rõ phạm vi áp dụng."]
    {
        assert_eq!(say(&app, &[("noi-dung", words), ("dieu", "dieu-2")]).await.status(), 200);
    }
    let people = again(&app).await;
    let early = app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "3")]).await;
    assert_eq!(early.status(), 422, "no account while comments are taken");

    // A form that was opened in time is too late the day after.
    app.db().clock.advance(7 * DAY);
    let late = say(&app, &[("noi-dung", "Ý kiến gửi sau ngày cuối.")]).await;
    assert_eq!(late.status(), 422);
    assert!(text(late).await.contains("không trong thời gian nhận góp ý"));
    counted(&app, 3, 0, 0, 3).await;
    let page = app.page(HOST, PAGE).await;
    assert!(
        page.contains("Đã kết thúc")
            && page.contains("chậm nhất ngày 23/01/2017")
            && !page.contains("/gop-y")
    );
    assert!(app.page(HOST, "/lay-y-kien").await.contains("Đã kết thúc"));

    app.db().clock.advance(20 * DAY);
    let people = again(&app).await;
    assert!(text(app.desk(&people.officer, DESK).await).await.contains("Trễ công bố kết quả"));

    let account = [("phien-ban", "3"), ("bao-cao", "Nhận 3 ý kiến, tiếp thu một phần.")];
    assert_eq!(app.act(&people.officer, &format!("{at}/tong-hop"), &account).await.status(), 303);
    let open = app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "4")]).await;
    assert_eq!(open.status(), 422);
    assert!(text(open).await.contains("Còn 3 ý kiến chưa quyết định"));
    let seen = detail(&app, &people.head, &at).await;
    for (number, decision) in [(1, "show"), (2, "show"), (3, "unrelated")] {
        let id = comment(&seen, number)["comment"].as_str().unwrap();
        let decide = [("phien-ban", "1"), ("quyet-dinh", decision), ("ly-do", "Đã xem xét")];
        assert_eq!(app.act(&people.head, &format!("{at}/y-kien/{id}"), &decide).await.status(), 303);
    }
    let bare = app.act(&people.officer, &format!("{at}/tiep-thu"), &[("phien-ban", "4")]).await;
    assert_eq!(bare.status(), 422);
    let answer = |number: &'static str, verdict: &'static str, why: &'static str| {
        [("phien-ban", "4"), ("y-kien", number), ("ket-luan", verdict), ("giai-trinh", why)]
    };
    let group = answer("1", "taken", "Đã sửa thành 8 giờ.");
    assert_eq!(app.act(&people.officer, &format!("{at}/tiep-thu"), &group).await.status(), 303);
    let open = app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "4")]).await;
    assert!(text(open).await.contains("Còn 1 ý kiến đã đăng chưa ghi tiếp thu"));
    let other = answer("2", "not-taken", "Cần có giờ bán để giữ lối đi.");
    assert_eq!(app.act(&people.officer, &format!("{at}/tiep-thu"), &other).await.status(), 303);
    assert_eq!(
        app.act(&people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "4")]).await.status(),
        303
    );
    assert!(!app.page(HOST, PAGE).await.contains("Đã sửa thành 8 giờ"), "not before another approved it");
    let yes = [("phien-ban", "5"), ("cam-ket", "co")];
    assert_eq!(app.act(&people.deputy, &format!("{at}/duyet"), &yes).await.status(), 303);
    let page = app.page(HOST, PAGE).await;
    for words in [
        "Kết quả tiếp thu ý kiến",
        "Đã sửa thành 8 giờ.",
        "Không tiếp thu",
        "Nhận 3 ý kiến, tiếp thu một phần.",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!text(app.desk(&people.officer, DESK).await).await.contains("Trễ công bố kết quả"));
    let unknown = [("phien-ban", "6"), ("so-van-ban", "99/2017/QĐ-UBND")];
    let refused = app.act(&people.officer, &format!("{at}/ban-hanh"), &unknown).await;
    assert_eq!(refused.status(), 422);
    assert!(text(refused).await.contains("Không có văn bản số 99/2017/QĐ-UBND"));
}

#[tokio::test]
async fn a_sender_is_forgotten_on_their_word_and_when_the_time_is_over() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    let send = |name: &'static str| {
        [
            ("noi-dung", "Tôi ở thôn Đông, gọi số 0987654321 để hỏi thêm."),
            ("ho-ten", name),
            ("dien-thoai", "0987654321"),
            ("dong-y-xu-ly", "co"),
            ("dong-y-cong-khai", "co"),
        ]
    };
    for name in ["Người Thứ Nhất", "Người Thứ Hai"] {
        assert_eq!(say(&app, &send(name)).await.status(), 200);
    }
    let people = again(&app).await;
    let seen = detail(&app, &people.head, &at).await;
    let ids: Vec<String> =
        [1, 2].iter().map(|n| comment(&seen, *n)["comment"].as_str().unwrap().to_owned()).collect();
    for id in &ids {
        let show = [("phien-ban", "1"), ("quyet-dinh", "show")];
        assert_eq!(app.act(&people.head, &format!("{at}/y-kien/{id}"), &show).await.status(), 303);
    }
    let erase = format!("{at}/y-kien/{}/xoa-nguoi-gui", ids[0]);
    assert_eq!(app.act(&people.deputy, &erase, &[]).await.status(), 403);
    assert_eq!(app.act(&people.head, &erase, &[]).await.status(), 303);
    assert_eq!(app.act(&people.head, &erase, &[]).await.status(), 409);
    let page = app.page(HOST, PAGE).await;
    assert!(!page.contains("Người Thứ Nhất") && page.contains("Người Thứ Hai"));
    assert!(page.contains("để hỏi thêm"), "what was lawfully shown stays without its sender");

    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let known = "SELECT COUNT(*) AS n FROM consultation_comments WHERE tenant_id = $1 AND (contact IS NOT NULL OR \
                 public_name IS NOT NULL OR body LIKE '%0987654321%')";
    let count =
        async || -> i64 { app.db().read(tenant.id()).await.unwrap().one(known, vec![]).await.unwrap() };
    portal::consultations::retention::expire(app.app.clone()).await.unwrap();
    assert_eq!(count().await, 1, "kept while its time is not over");
    app.db().clock.advance(760 * DAY);
    portal::consultations::retention::expire(app.app.clone()).await.unwrap();
    assert_eq!(count().await, 0);
    assert!(!app.page(HOST, PAGE).await.contains("Người Thứ Hai"));
    portal::consultations::retention::expire(app.app.clone()).await.expect("again does nothing");
}

async fn act(app: &TestApp, person: &Person, path: &str, form: &[(&str, &str)], status: u16) -> String {
    let answer = app.act(person, path, form).await;
    let got = answer.status();
    let body = text(answer).await;
    assert_eq!(got, status, "{path}: {body}");
    body
}

/// How many results a search has, for readers.
async fn found(app: &TestApp, words: &str) -> Value {
    app.drain().await;
    let answer = app.page(HOST, &format!("/api/v1/search?q={}", words.replace(' ', "+"))).await;
    serde_json::from_str(&answer).unwrap()
}

#[tokio::test]
async fn what_should_not_stand_there_is_taken_down_and_leaves_every_list() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    assert_eq!(say(&app, &[("noi-dung", "Nên cho bán đến 8 giờ sáng.")]).await.status(), 200);
    let people = again(&app).await;
    let down = format!("{at}/go");
    let yes = [("phien-ban", "3"), ("vi-sao-go", "mistake"), ("ly-do-go", "Đăng nhầm bản chưa thẩm định")];
    act(&app, &people.officer, &down, &yes, 403).await;
    let bare = act(&app, &people.deputy, &down, &[("phien-ban", "3"), ("vi-sao-go", "secret")], 422).await;
    assert!(bare.contains("href=\"#ly-do-go\"") && bare.contains("<option value=\"secret\" selected>"));
    act(&app, &people.deputy, &down, &yes, 303).await;

    let gone = app.get(HOST, PAGE).await;
    assert_eq!(gone.status(), 410);
    assert!(text(gone).await.contains("Đăng nhầm bản chưa thẩm định"), "readers are told why");
    for place in
        ["/lay-y-kien", "/hoi-dap", "/sitemap.xml", "/so-do", "/lay-y-kien/rss.xml", "/api/v1/consultations"]
    {
        assert!(!app.page(HOST, place).await.contains(PAGE), "{place}");
    }
    let machines = format!("/api/v1/consultations/{}", PAGE.rsplit('/').next().unwrap());
    for path in [machines, format!("{PAGE}/gop-y")] {
        assert_eq!(app.get(HOST, &path).await.status(), 410, "{path}");
    }
    assert_eq!(say(&app, &[("noi-dung", "Ý kiến gửi sau khi gỡ.")]).await.status(), 410);

    let desk = text(app.desk(&people.head, &at).await).await;
    assert!(desk.contains("Đã gỡ khỏi trang ngày") && desk.contains("Nên cho bán đến 8 giờ sáng"));
    assert!(!desk.contains("Quyết định ý kiến số"), "nothing is offered any more");
    let seen = detail(&app, &people.head, &at).await;
    assert_eq!(seen["summary"]["phase"], "taken-down");
    assert_eq!(seen["summary"]["counts"]["received"], 1, "its comments stay");
    act(
        &app,
        &people.deputy,
        &down,
        &[("phien-ban", "4"), ("vi-sao-go", "secret"), ("ly-do-go", "Gỡ lại")],
        409,
    )
    .await;
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let logged =
        "SELECT COUNT(*) AS n FROM audit_events WHERE tenant_id = $1 AND action = 'consultation.take-down'";
    let logged: i64 = app.db().read(tenant.id()).await.unwrap().one(logged, vec![]).await.unwrap();
    assert_eq!(logged, 1);
}

#[tokio::test]
async fn of_a_secret_readers_are_told_nothing() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    let people = again(&app).await;
    let id = at.rsplit('/').next().unwrap();
    let call = format!("/api/v1/staff/hiephoa/consultations/{id}/take-down");
    let body = json!({ "version": 3, "cause": "secret", "reason": "Có số liệu quân sự" });
    assert_eq!(app.call(&people.officer, "POST", &call, body.clone()).await.status(), 403);
    assert_eq!(app.call(&people.head, "POST", &call, body).await.status(), 200);
    let gone = app.get(HOST, PAGE).await;
    assert_eq!(gone.status(), 410);
    assert!(!text(gone).await.contains("quân sự"));
}

#[tokio::test]
async fn more_time_is_given_and_a_text_corrected_before_readers_eyes() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    assert_eq!(
        say(&app, &[("noi-dung", "Nên cho bán đến 8 giờ sáng."), ("dieu", "dieu-2")]).await.status(),
        200
    );
    let people = again(&app).await;

    let longer = format!("{at}/keo-dai");
    let shorter =
        [("phien-ban", "3"), ("ngay-cuoi-moi", "05/01/2017"), ("ly-do-keo-dai", "Theo đề nghị của xã")];
    let refused = act(&app, &people.deputy, &longer, &shorter, 422).await;
    assert!(refused.contains("href=\"#ngay-cuoi-moi\"") && refused.contains("value=\"05/01/2017\""));
    assert!(refused.contains("value=\"Theo đề nghị của xã\""));
    let to = [("phien-ban", "3"), ("ngay-cuoi-moi", "15/01/2017"), ("ly-do-keo-dai", "Theo đề nghị của xã")];
    act(&app, &people.officer, &longer, &to, 403).await;
    act(&app, &people.deputy, &longer, &to, 303).await;
    let stale = act(&app, &people.head, &longer, &to, 409).await;
    assert!(
        stale.contains("value=\"15/01/2017\"") && stale.contains("sang bước khác"),
        "nothing typed is lost"
    );
    let page = app.page(HOST, PAGE).await;
    assert!(page.contains("đến hết Chủ Nhật, 15/01/2017") || page.contains("15/01/2017"));
    assert!(page.contains("từ hết ngày 08/01/2017 đến hết ngày 15/01/2017. Lý do: Theo đề nghị của xã"));

    let correct = format!("{at}/dinh-chinh");
    assert!(text(app.desk(&people.deputy, &correct).await).await.contains("Từ 5 giờ đến 7 giờ."));
    let form = |text: &'static str, why: &'static str| {
        [
            ("phien-ban", "4"),
            ("thuyet-minh", "Vì sao cần quy định."),
            ("toan-van", text),
            ("ly-do-sua", why),
            ("cam-ket", "co"),
        ]
    };
    let lost = form("## Điều 1. Phạm vi\n\nToàn huyện và các xã.", "Bỏ Điều 2");
    let lost = act(&app, &people.deputy, &correct, &lost, 422).await;
    assert!(lost.contains("không còn điều đã có người góp ý (dieu-2)") && lost.contains("và các xã"));
    assert!(lost.contains(" checked"), "the declaration stays");
    let whole = "## Điều 1. Phạm vi\n\nToàn huyện.\n\n## Điều 2. Giờ bán hàng\n\nTừ 5 giờ đến 8 giờ.";
    act(&app, &people.officer, &correct, &form(whole, "Sửa lỗi số giờ ở Điều 2"), 403).await;
    act(&app, &people.deputy, &correct, &form(whole, "Sửa lỗi số giờ ở Điều 2"), 303).await;
    let page = app.page(HOST, PAGE).await;
    assert!(page.contains("Từ 5 giờ đến 8 giờ.") && !page.contains("Từ 5 giờ đến 7 giờ."));
    assert!(page.contains("Sửa lỗi số giờ ở Điều 2") && page.contains("Thay đổi sau khi công bố"));

    // The longer time holds: the eighth is over, comments still come; after the fifteenth nothing is changed any more.
    app.db().clock.advance(9 * DAY);
    assert_eq!(say(&app, &[("noi-dung", "Ý kiến gửi trong thời gian kéo dài.")]).await.status(), 200);
    app.db().clock.advance(6 * DAY);
    let people = again(&app).await;
    let late =
        [("phien-ban", "5"), ("ngay-cuoi-moi", "20/01/2017"), ("ly-do-keo-dai", "Theo đề nghị của xã")];
    let late = act(&app, &people.deputy, &longer, &late, 422).await;
    assert!(late.contains("Đã hết thời gian nhận ý kiến"));
    assert_eq!(app.desk(&people.deputy, &correct).await.status(), 409);
}

#[tokio::test]
async fn a_step_that_does_not_go_through_gives_back_all_that_was_typed_and_ticked() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    for words in ["Nên cho bán đến 8 giờ.", "Nên bỏ hẳn Điều 2 của dự thảo.", "Đề nghị làm rõ phạm vi."]
    {
        assert_eq!(say(&app, &[("noi-dung", words)]).await.status(), 200);
    }
    let people = again(&app).await;
    let seen = detail(&app, &people.deputy, &at).await;
    let id = |number| comment(&seen, number)["comment"].as_str().unwrap().to_owned();

    // A reason that is too short: decision and reason come back, in their own field, on their own page.
    let first = format!("{at}/y-kien/{}?trang=1", id(1));
    let short = [("phien-ban", "1"), ("quyet-dinh", "spam"), ("ly-do", "QC")];
    let short = act(&app, &people.deputy, &first, &short, 422).await;
    assert!(
        short.contains("<option value=\"spam\" selected>") && short.contains("name=\"ly-do\" value=\"QC\"")
    );
    assert!(short.contains("href=\"#ly-do-1\"") && short.contains("id=\"ly-do-1-loi\""));
    assert_eq!(short.matches("<option value=\"spam\" selected>").count(), 1, "at this comment alone");
    let show = |number| (format!("{at}/y-kien/{}", id(number)), [("phien-ban", "1"), ("quyet-dinh", "show")]);
    for number in [1, 2] {
        let (path, form) = show(number);
        act(&app, &people.deputy, &path, &form, 303).await;
    }
    // Another was first: what was decided and why stays to be read and sent anew.
    let late = [("phien-ban", "1"), ("quyet-dinh", "insult"), ("ly-do", "Lời lẽ xúc phạm")];
    let late = act(&app, &people.head, &format!("{at}/y-kien/{}", id(1)), &late, 409).await;
    assert!(late.contains("Lời lẽ xúc phạm") && late.contains("<option value=\"insult\" selected>"));

    // The page of comments stays the same after each step on it.
    let (path, form) = show(3);
    let back = app.act(&people.deputy, &format!("{path}?trang=2"), &form).await;
    assert_eq!(TestApp::location(&back), format!("{at}?trang=2#so-3"));
    let revealed = app.act(&people.deputy, &format!("{at}/y-kien/{}/lien-he?trang=2", id(1)), &[]).await;
    assert_eq!(revealed.status(), 200);
    assert!(!text(revealed).await.contains("id=\"so-1\""), "the second page holds none of the three");

    app.db().clock.advance(7 * DAY);
    let people = again(&app).await;
    let answer =
        [("phien-ban", "3"), ("y-kien", "2"), ("y-kien", "3"), ("ket-luan", "partly"), ("giai-trinh", "Ít")];
    let answer = act(&app, &people.officer, &format!("{at}/tiep-thu"), &answer, 422).await;
    for number in [2, 3] {
        assert!(answer.contains(&format!("name=\"y-kien\" value=\"{number}\" checked")), "{number}");
    }
    assert!(!answer.contains("name=\"y-kien\" value=\"1\" checked"));
    assert!(answer.contains("<option value=\"partly\" selected>") && answer.contains(">\nÍt</textarea>"));
    let old = [("phien-ban", "2"), ("bao-cao", "Đã tổng hợp từ các xã.")];
    let old = act(&app, &people.officer, &format!("{at}/tong-hop"), &old, 409).await;
    assert!(old.contains("Đã tổng hợp từ các xã.") && old.contains("còn nguyên bên dưới"));
}

#[tokio::test]
async fn a_stage_offers_what_can_be_done_in_it() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    assert_eq!(say(&app, &[("noi-dung", "Nên cho bán đến 8 giờ sáng.")]).await.status(), 200);
    app.db().clock.advance(7 * DAY);
    let people = again(&app).await;
    let seen = detail(&app, &people.deputy, &at).await;
    let path = format!("{at}/y-kien/{}", comment(&seen, 1)["comment"].as_str().unwrap());
    let offered = async |person: &Person| text(app.desk(person, &at).await).await;
    assert!(offered(&people.deputy).await.contains("<option value=\"show\">"));
    act(&app, &people.deputy, &path, &[("phien-ban", "1"), ("quyet-dinh", "show")], 303).await;
    let answer = [("phien-ban", "3"), ("y-kien", "1"), ("ket-luan", "taken"), ("giai-trinh", "Đã sửa giờ.")];
    act(&app, &people.officer, &format!("{at}/tiep-thu"), &answer, 303).await;
    let account = [("phien-ban", "3"), ("bao-cao", "Nhận 1 ý kiến, tiếp thu.")];
    act(&app, &people.officer, &format!("{at}/tong-hop"), &account, 303).await;
    act(&app, &people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "4")], 303).await;

    // While the account waits nothing new is shown; what should not stand there can still be taken away.
    let page = offered(&people.deputy).await;
    assert!(!page.contains("<option value=\"show\"") && page.contains("<option value=\"insult\">"));
    let away = [("phien-ban", "2"), ("quyet-dinh", "insult"), ("ly-do", "Lời lẽ xúc phạm")];
    act(&app, &people.deputy, &path, &away, 303).await;
    assert!(!offered(&people.deputy).await.contains("Quyết định ý kiến số"), "nothing more can be decided");
}

#[tokio::test]
async fn a_draft_is_found_on_the_desk_and_by_readers_once_they_may_read_it() {
    let app = TestApp::start().await;
    let people_now = people(&app).await;
    let at = drafted(&app, &people_now.officer, "08/01/2017").await;
    assert_eq!(found(&app, "quản lý vỉa hè").await["total"], 0, "a draft is nobody's");
    let look = async |person: &Person| text(app.desk(person, &format!("{DESK}?q=giờ+bán+hàng")).await).await;
    assert!(
        look(&people_now.deputy).await.contains(TITLE) && look(&people_now.officer).await.contains(TITLE)
    );
    let other = app.person("canbo.noivu", "hiephoa", Role::UnitOfficer, Some("noivu")).await;
    assert!(!look(&other).await.contains(TITLE), "another unit's draft");

    act(&app, &people_now.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "1")], 303).await;
    act(&app, &people_now.deputy, &format!("{at}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")], 303)
        .await;
    app.db().clock.advance(3 * DAY);
    let hit = found(&app, "giờ bán hàng vỉa hè").await;
    assert_eq!(hit["total"], 1, "{hit}");
    assert_eq!(hit["hits"][0]["kind"], "consultation");
    let results = app.page(HOST, "/tim-kiem?q=giờ+bán+hàng+vỉa+hè").await;
    assert!(results.contains("Lấy ý kiến góp ý") && results.contains(&format!("{PAGE}#dieu-2")), "{results}");
    let people_now = again(&app).await;
    let down = [("phien-ban", "3"), ("vi-sao-go", "mistake"), ("ly-do-go", "Đăng nhầm bản")];
    act(&app, &people_now.deputy, &format!("{at}/go"), &down, 303).await;
    assert_eq!(found(&app, "giờ bán hàng vỉa hè").await["total"], 0);
    assert!(!look(&people_now.deputy).await.contains(TITLE));
}

#[tokio::test]
async fn lists_for_machines_come_in_pages() {
    let app = TestApp::start().await;
    let at = opened(&app, &people(&app).await).await;
    for number in 1..=3 {
        let words = format!("Ý kiến thứ {number} về giờ bán hàng.");
        assert_eq!(say(&app, &[("noi-dung", words.as_str())]).await.status(), 200);
    }
    let people = again(&app).await;
    let seen = detail(&app, &people.deputy, &at).await;
    for number in 1..=3 {
        let id = comment(&seen, number)["comment"].as_str().unwrap();
        act(
            &app,
            &people.deputy,
            &format!("{at}/y-kien/{id}"),
            &[("phien-ban", "1"), ("quyet-dinh", "show")],
            303,
        )
        .await;
    }
    let mut next = format!("/api/v1/consultations/{}?limit=2", PAGE.rsplit('/').next().unwrap());
    let mut numbers = Vec::new();
    loop {
        let page: Value = serde_json::from_str(&app.page(HOST, &next).await).unwrap();
        numbers
            .extend(page["comments"].as_array().unwrap().iter().map(|one| one["number"].as_i64().unwrap()));
        let Some(url) = page["next"].as_str() else { break };
        next = url[url.find("/api").unwrap()..].to_owned();
    }
    assert_eq!(numbers, [1, 2, 3]);
    let id = at.rsplit('/').next().unwrap();
    let path = format!("/api/v1/staff/hiephoa/consultations/{id}?limit=2");
    let page: Value = app.desk(&people.deputy, &path).await.json().await.unwrap();
    assert_eq!((page["comments"].as_array().unwrap().len(), &page["next"]), (2, &json!(2)));
    let rest: Value = app.desk(&people.deputy, &format!("{path}&after=2")).await.json().await.unwrap();
    assert_eq!((rest["comments"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));

    let list = app.get(HOST, "/api/v1/consultations?limit=1").await;
    assert_eq!(list.headers()["cache-control"], "public, max-age=300");
    let list: Value = list.json().await.unwrap();
    assert_eq!((list["consultations"].as_array().unwrap().len(), &list["next"]), (1, &Value::Null));
    for bad in ["limit=0", "limit=201", "limit=x", "offset=-1"] {
        assert_eq!(app.get(HOST, &format!("/api/v1/consultations?{bad}")).await.status(), 400, "{bad}");
    }
}

/// What was told, to whom by kind: the kinds of all notices about consultations, in order of time.
async fn told(app: &TestApp) -> Vec<String> {
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let sql = "SELECT n.kind || ' ' || a.login AS s FROM desk_notices n JOIN accounts a ON a.account_id = n.account_id \
               WHERE n.tenant_id = $1 AND n.subject_kind = 'consultation' ORDER BY n.at, a.login";
    // Who a person is, no site may ask.
    let mut platform = app.db().platform().await.unwrap();
    platform.all(sql, portal::params![tenant.id()]).await.unwrap()
}

#[tokio::test]
async fn who_may_open_the_authors_and_the_unit_hear_of_what_concerns_them() {
    use portal::desk::notices::{digest::morning, follow::catch_up};
    let app = TestApp::start().await;
    let people = people(&app).await;
    catch_up(app.app.clone()).await.unwrap();
    let at = drafted(&app, &people.officer, "08/01/2017").await;
    act(&app, &people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "1")], 303).await;
    catch_up(app.app.clone()).await.unwrap();
    let waiting = told(&app).await;
    assert!(waiting.contains(&"cho-duyet phoban.hiephoa".to_owned()), "{waiting:?}");
    assert!(waiting.contains(&"cho-duyet truongban.hiephoa".to_owned()), "{waiting:?}");
    assert!(
        waiting.iter().all(|line| line.starts_with("cho-duyet") && !line.contains("canbo")),
        "{waiting:?}"
    );

    let back = [("phien-ban", "2"), ("ly-do-tra", "Thiếu biểu giờ")];
    act(&app, &people.head, &format!("{at}/tra-lai"), &back, 303).await;
    catch_up(app.app.clone()).await.unwrap();
    assert!(told(&app).await.contains(&"tra-lai canbo.tuphap".to_owned()));
    act(&app, &people.officer, &format!("{at}/gui-duyet"), &[("phien-ban", "3")], 303).await;
    act(&app, &people.deputy, &format!("{at}/duyet"), &[("phien-ban", "4"), ("cam-ket", "co")], 303).await;
    catch_up(app.app.clone()).await.unwrap();
    assert!(told(&app).await.contains(&"da-duyet canbo.tuphap".to_owned()));

    // 30/12/2016 + 11 days: the ninth was the first day without comments; the account is due by 23/01/2017.
    app.db().clock.advance(11 * DAY);
    let due = async || told(&app).await.into_iter().filter(|line| line == "den-han canbo.tuphap").count();
    for _ in 0..2 {
        morning(app.app.clone()).await.unwrap();
    }
    assert_eq!(due().await, 1, "the unit hears once that the time is over");
    app.db().clock.advance(14 * DAY);
    morning(app.app.clone()).await.unwrap();
    app.db().clock.advance(DAY);
    morning(app.app.clone()).await.unwrap();
    assert_eq!(due().await, 2, "and once a week that it is late");
}

#[tokio::test]
async fn what_was_typed_of_a_consultation_comes_back_after_the_session_ended() {
    let app = TestApp::start().await;
    let people = people(&app).await;
    app.db().clock.advance(30 * DAY);
    let lost = app.act(&people.officer, &format!("{DESK}/moi"), &draft("08/03/2017")).await;
    assert_eq!(lost.status(), 401);
    let lost = text(lost).await;
    assert!(
        lost.contains("Từ 5 giờ đến 7 giờ.") && lost.contains(&format!("value=\"{DESK}/moi\"")),
        "{lost}"
    );
}

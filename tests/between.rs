//! Between sites: what a commune proposes to the district, and what the district issues to its communes.

use crate::support::app::{Person, TestApp, between};
use crate::support::newsroom::Newsroom;
use portal::base::clock::MINUTE;
use portal::people::Role;
use serde_json::Value;

const DISTRICT: &str = "hiephoa.localhost";
const COMMUNE: &str = "ducthang.hiephoa.localhost";
const ISSUED: &str = "/phat-hanh/hiephoa/ke-hoach-phong-chong-ret";
const TITLE: &str = "Kế hoạch phòng chống rét";

async fn total(app: &TestApp, host: &str, query: &str) -> u64 {
    app.drain().await;
    let found = app.page(host, &format!("/api/v1/search?q={query}")).await;
    serde_json::from_str::<Value>(&found).unwrap()["total"].as_u64().unwrap()
}

fn communes(app: &TestApp) -> Vec<(String, String)> {
    let district = app.app.directory.by_slug("hiephoa").unwrap();
    let below = app.app.directory.tree(district.id());
    let host = |slug: &str| format!("{slug}.hiephoa.localhost");
    below.iter().skip(1).map(|tenant| (tenant.slug().to_owned(), host(tenant.slug()))).collect()
}

/// Letters sent since the last look: to whom and about what.
async fn letters(app: &TestApp) -> Vec<(String, String)> {
    app.drain().await;
    app.mail
        .take()
        .iter()
        .map(|mail| {
            let parsed = mail_parser::MessageParser::default().parse(&mail.mime).unwrap();
            (parsed.subject().unwrap_or_default().to_owned(), parsed.body_text(0).unwrap().into_owned())
        })
        .collect()
}

async fn propose(app: &TestApp, room: &Newsroom, item: &str) -> String {
    let sent = room.act(app, &room.board, item, "de-xuat", &[("loi-nhan", "Kính đề nghị đăng")]).await;
    let place = TestApp::location(&sent);
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    place.rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_proposal_is_taken_over_credited_and_linked_to_its_source() {
    let app = TestApp::start().await;
    let commune = Newsroom::of(&app, "ducthang").await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let item = commune.publish(&app, "Mở lớp dạy nghề may", "Lớp học tại nhà văn hóa xã.").await;
    let denied = commune.act(&app, &commune.writer, &item, "de-xuat", &[]).await;
    assert_eq!(denied.status(), 403, "a member proposes nothing");
    let id = propose(&app, &commune, &item).await;
    let twice = commune.act(&app, &commune.board, &item, "de-xuat", &[]).await;
    assert_eq!(twice.status(), 422);
    assert!(twice.text().await.unwrap().contains("đang chờ cấp trên xử lý"));

    let queue = app.desk(&district.writer, "/hiephoa/de-xuat").await.text().await.unwrap();
    assert!(queue.contains("Mở lớp dạy nghề may"));
    assert!(queue.contains("Ủy ban nhân dân xã Đức Thắng"), "{queue}");
    let page = app.desk(&district.board, &format!("/hiephoa/de-xuat/{id}")).await.text().await.unwrap();
    assert!(page.contains("Kính đề nghị đăng"));
    let place = format!("/hiephoa/de-xuat/{id}");
    // Nobody else opens or decides it.
    let stranger = Newsroom::of(&app, "donglo").await;
    for path in [format!("/donglo/de-xuat/{id}"), place.clone()] {
        assert_eq!(app.desk(&stranger.board, &path).await.status(), 404, "{path}");
    }
    assert_eq!(app.act(&stranger.board, &format!("/donglo/de-xuat/{id}/nhan"), &[]).await.status(), 404);
    let own =
        app.act(&commune.board, &format!("/ducthang/de-xuat/{id}/nhan"), &[("don-vi", "vanphong")]).await;
    assert_eq!(own.status(), 404, "who proposes does not decide");
    assert_eq!(app.act(&district.writer, &format!("{place}/nhan"), &[]).await.status(), 403);

    let taken = app.act(&district.board, &format!("{place}/nhan"), &[("don-vi", "vanphong")]).await;
    let copy = TestApp::location(&taken);
    assert_eq!(taken.status(), 303, "{}", taken.text().await.unwrap());
    assert_eq!(app.act(&district.board, &format!("{place}/nhan"), &[]).await.status(), 409);
    assert_eq!(app.act(&district.board, &format!("{place}/tu-choi"), &[("ly-do", "x")]).await.status(), 409);
    let told = letters(&app).await;
    assert!(told.iter().any(|(_, text)| text.contains("đã nhận nội dung")), "{told:?}");

    // The district's own approval, by another than who took it.
    let sent = district.act(&app, &district.board, &copy, "gui-duyet", &[]).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    let own = district.act(&app, &district.board, &copy, "duyet", &[("cam-ket", "co")]).await;
    assert_eq!(own.status(), 422, "nobody approves what they took");
    let second = app.person("phoban.hiephoa", "hiephoa", Role::Deputy, None).await;
    assert_eq!(district.act(&app, &second, &copy, "duyet", &[("cam-ket", "co")]).await.status(), 303);
    assert_eq!(district.act(&app, &second, &copy, "dang", &[]).await.status(), 303);
    let page = app.page(DISTRICT, "/tin-tuc/mo-lop-day-nghe-may").await;
    let source = app.app.directory.by_slug("ducthang").unwrap().url("/tin-tuc/mo-lop-day-nghe-may");
    assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{source}\">")), "{page}");
    assert!(page.contains("Nguồn: Ủy ban nhân dân xã Đức Thắng") && page.contains("Xem bản gốc"));
    assert!(page.contains("Trang thông tin điện tử Xã Đức Thắng"), "the source is printed with it");

    // The source is withdrawn as a mistake: the district's board judges; its own canonical address stands then.
    let form = [("kieu-go", "sai"), ("ly-do", "Sai thời gian")];
    assert_eq!(commune.act(&app, &commune.board, &item, "go", &form).await.status(), 303);
    let page = app.page(DISTRICT, "/tin-tuc/mo-lop-day-nghe-may").await;
    assert!(!page.contains(&source) && page.contains("Lớp học tại nhà văn hóa xã"));
    let told = letters(&app).await;
    assert!(told.iter().any(|(subject, _)| subject == "Bản gốc của một nội dung đã gỡ"), "{told:?}");
}

#[tokio::test]
async fn a_proposal_is_declined_with_a_reason_or_taken_back() {
    let app = TestApp::start().await;
    let commune = Newsroom::of(&app, "ducthang").await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let item = commune.publish(&app, "Mở lớp dạy nghề may", "Nội dung.").await;
    let id = propose(&app, &commune, &item).await;
    let place = format!("/hiephoa/de-xuat/{id}");
    let silent = app.act(&district.board, &format!("{place}/tu-choi"), &[("ly-do", " ")]).await;
    assert_eq!(silent.status(), 422);
    assert!(silent.text().await.unwrap().contains("Hãy nêu lý do không nhận"));
    let declined =
        app.act(&district.board, &format!("{place}/tu-choi"), &[("ly-do", "Chưa ghi nguồn ảnh")]).await;
    assert_eq!(declined.status(), 303);
    app.do_duties().await;
    let told = letters(&app).await;
    let told: Vec<_> = told.iter().filter(|(_, text)| text.contains("Chưa ghi nguồn ảnh")).collect();
    assert_eq!(told.len(), 1, "once, though the duty comes by again: {told:?}");
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let open = portal::tasks::open(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap();
    assert!(open.iter().any(|task| task.text.contains("Chưa ghi nguồn ảnh")));
    let mine = app.desk(&commune.board, "/ducthang/de-xuat").await.text().await.unwrap();
    assert!(mine.contains("Không nhận"), "{mine}");
    let page = app.desk(&commune.board, &format!("/ducthang/de-xuat/{id}")).await.text().await.unwrap();
    assert!(page.contains("Chưa ghi nguồn ảnh"));

    let id = propose(&app, &commune, &item).await;
    assert_eq!(app.act(&district.board, &format!("/hiephoa/de-xuat/{id}/rut"), &[]).await.status(), 404);
    assert_eq!(app.act(&commune.board, &format!("/ducthang/de-xuat/{id}/rut"), &[]).await.status(), 303);
    assert_eq!(app.act(&commune.board, &format!("/ducthang/de-xuat/{id}/rut"), &[]).await.status(), 409);
    let taken = app.act(&district.board, &format!("/hiephoa/de-xuat/{id}/nhan"), &[]).await;
    assert_eq!(taken.status(), 409);
}

#[tokio::test]
async fn a_secret_at_the_source_goes_from_the_site_that_took_it_over_too() {
    let app = TestApp::start().await;
    let commune = Newsroom::of(&app, "ducthang").await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let item = commune.publish(&app, "Mở lớp dạy nghề may", "Nội dung.").await;
    let id = propose(&app, &commune, &item).await;
    let taken =
        app.act(&district.board, &format!("/hiephoa/de-xuat/{id}/nhan"), &[("don-vi", "vanphong")]).await;
    let copy = TestApp::location(&taken);
    let second = app.person("phoban.hiephoa", "hiephoa", Role::Deputy, None).await;
    assert_eq!(district.act(&app, &district.board, &copy, "gui-duyet", &[]).await.status(), 303);
    assert_eq!(district.act(&app, &second, &copy, "duyet", &[("cam-ket", "co")]).await.status(), 303);
    assert_eq!(district.act(&app, &second, &copy, "dang", &[]).await.status(), 303);
    assert_eq!(app.get(DISTRICT, "/tin-tuc/mo-lop-day-nghe-may").await.status(), 200);
    let form = [("kieu-go", "mat"), ("ly-do", "Có bí mật")];
    assert_eq!(commune.act(&app, &commune.board, &item, "go", &form).await.status(), 303);
    assert_eq!(app.get(DISTRICT, "/tin-tuc/mo-lop-day-nghe-may").await.status(), 410);
    assert_eq!(total(&app, DISTRICT, "day+nghe+may&scope=all").await, 0);
}

async fn issue(app: &TestApp, room: &Newsroom, item: &str, form: &[(&str, &str)]) -> String {
    let sent = room.act(app, &room.board, item, "phat-hanh", form).await;
    let place = TestApp::location(&sent);
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    place.rsplit('/').next().unwrap().to_owned()
}

const ALL_MUST: [(&str, &str); 2] = [("hinh-thuc", "bat-buoc"), ("pham-vi", "tat-ca")];

#[tokio::test]
async fn a_mandatory_issue_reaches_each_commune_once_and_every_change_of_its_source_cascades() {
    let app = TestApp::start().await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let item = district.publish(&app, TITLE, "Che chắn chuồng trại trước đợt rét đậm.").await;
    let all = communes(&app);
    assert_eq!(all.len(), 26);
    // Every site's pages are in the cache before it is issued.
    for (_, host) in &all {
        assert!(!app.page(host, "/tin-tuc").await.contains(TITLE));
        assert_eq!(app.get(host, ISSUED).await.status(), 404, "not before it is issued");
    }
    let id = issue(&app, &district, &item, &ALL_MUST).await;
    let list = app.desk(&district.board, &format!("/hiephoa/phat-hanh/{id}")).await.text().await.unwrap();
    assert!(list.contains("26 nơi nhận, 26 nơi chưa xem"), "{list}");
    let again = district.act(&app, &district.board, &item, "phat-hanh", &ALL_MUST).await;
    assert_eq!(again.status(), 422, "nobody gets it twice");

    let canonical = app.app.directory.by_slug("hiephoa").unwrap().url("/tin-tuc/ke-hoach-phong-chong-ret");
    app.drain().await;
    for (slug, host) in &all {
        let page = app.page(host, ISSUED).await;
        let tenant = app.app.directory.by_slug(slug).unwrap();
        let name = &tenant.identity().full_name;
        assert!(page.contains(&format!("<title>{TITLE} | {name}</title>")), "{slug}: its own layout");
        assert!(page.contains(&format!("<link rel=\"canonical\" href=\"{canonical}\">")), "{slug}");
        assert!(page.contains("Nội dung do Ủy ban nhân dân huyện Hiệp Hòa phát hành"), "{slug}");
        assert!(page.contains("Che chắn chuồng trại"));
        for list in ["/", "/tin-tuc", "/tin-tuc/rss.xml"] {
            let text = app.page(host, list).await;
            assert!(text.contains(ISSUED) && text.contains(TITLE), "{slug}{list}");
        }
    }
    assert!(app.page(COMMUNE, "/tin-tuc").await.contains("Ủy ban nhân dân huyện Hiệp Hòa phát hành"));
    assert_eq!(total(&app, COMMUNE, "phong+chong+ret").await, 1);
    assert_eq!(total(&app, DISTRICT, "phong+chong+ret&scope=all").await, 1, "one source, counted once");
    let results = app.page(COMMUNE, "/tim-kiem?q=phong+chong+ret").await;
    assert!(results.contains(ISSUED), "the commune's search leads to its own page");

    // A correction at the source is there at once, everywhere.
    let fresh = district.correct(&app, &item, TITLE, "Che chắn chuồng trại trước mồng mười.").await;
    district.bring_live(&app, &fresh, "Bổ sung thời hạn.").await;
    for (_, host) in &all {
        let page = app.page(host, ISSUED).await;
        assert!(page.contains("trước mồng mười") && page.contains("Bổ sung thời hạn."), "{host}");
    }
    assert_eq!(total(&app, COMMUNE, "mong+muoi").await, 1);

    // A withdrawal too: a secret leaves nothing behind.
    let form = [("kieu-go", "mat"), ("ly-do", "Lộ bí mật")];
    assert_eq!(district.act(&app, &district.board, &fresh, "go", &form).await.status(), 303);
    for (_, host) in &all {
        let gone = app.get(host, ISSUED).await;
        assert_eq!(gone.status(), 410, "{host}");
        assert!(!gone.text().await.unwrap().contains(TITLE), "{host}");
        for list in ["/", "/tin-tuc", "/tin-tuc/rss.xml"] {
            assert!(!app.page(host, list).await.contains(TITLE), "{host}{list}");
        }
    }
    assert_eq!(total(&app, COMMUNE, "phong+chong+ret").await, 0);

    // Purged, its address still answers the same on every site.
    let form = [("ten", TITLE), ("ly-do", "Theo kết luận kiểm tra")];
    let done = district.act(&app, &district.board, &fresh, "xoa-han", &form).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    assert_eq!(app.get(COMMUNE, ISSUED).await.status(), 410);
}

#[tokio::test]
async fn a_mistake_a_move_and_an_archive_cascade_in_their_kinds() {
    let app = TestApp::start().await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let mut items = Vec::new();
    for title in ["Bài một", "Bài hai", "Bài ba"] {
        let item = district.publish(&app, title, "Nội dung.").await;
        issue(&app, &district, &item, &ALL_MUST).await;
        items.push(item);
    }
    let go = async |item: &str, form: &[(&str, &str)]| {
        assert_eq!(district.act(&app, &district.board, item, "go", form).await.status(), 303);
    };
    for path in ["bai-mot", "bai-hai", "bai-ba"] {
        assert_eq!(app.get(COMMUNE, &format!("/phat-hanh/hiephoa/{path}")).await.status(), 200);
    }
    go(&items[0], &[("kieu-go", "sai"), ("ly-do", "Nhầm số liệu")]).await;
    let gone = app.get(COMMUNE, "/phat-hanh/hiephoa/bai-mot").await;
    assert_eq!(gone.status(), 410);
    assert!(gone.text().await.unwrap().contains("Nhầm số liệu"));
    go(&items[1], &[("kieu-go", "chuyen"), ("chuyen-den", "/tin-tuc/bai-ba"), ("ly-do", "Gộp")]).await;
    let moved = app.get(COMMUNE, "/phat-hanh/hiephoa/bai-hai").await;
    assert_eq!(moved.status(), 308);
    assert!(TestApp::location(&moved).ends_with("/tin-tuc/bai-ba"));
    go(&items[2], &[("kieu-go", "het-han"), ("ly-do", "Hết đợt")]).await;
    let page = app.page(COMMUNE, "/phat-hanh/hiephoa/bai-ba").await;
    assert!(page.contains("Nội dung lưu trữ, không còn cập nhật"));
    assert!(!app.page(COMMUNE, "/tin-tuc").await.contains("bai-ba"));
}

#[tokio::test]
async fn an_optional_issue_waits_for_the_commune_and_opening_it_is_seen() {
    let app = TestApp::start().await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let item = district.publish(&app, TITLE, "Che chắn chuồng trại.").await;
    let none = district
        .act(&app, &district.board, &item, "phat-hanh", &[("hinh-thuc", "tuy-chon"), ("pham-vi", "chon")])
        .await;
    assert_eq!(none.status(), 422);
    assert!(none.text().await.unwrap().contains("Hãy chọn ít nhất một nơi nhận"));
    let form =
        [("hinh-thuc", "tuy-chon"), ("pham-vi", "chon"), ("noi-nhan", "ducthang"), ("noi-nhan", "donglo")];
    let id = issue(&app, &district, &item, &form).await;
    let commune = Newsroom::of(&app, "ducthang").await;
    app.do_duties().await;
    let told = letters(&app).await;
    assert_eq!(
        told.iter().filter(|(_, text)| text.contains(TITLE)).count(),
        1,
        "ducthang has one head: {told:?}"
    );
    app.do_duties().await;
    assert!(letters(&app).await.iter().all(|(_, text)| !text.contains(TITLE)), "told once");

    let place = format!("/ducthang/phat-hanh/{id}");
    assert_eq!(app.get(COMMUNE, ISSUED).await.status(), 404, "it waits");
    assert!(!app.page(COMMUNE, "/tin-tuc").await.contains(TITLE));
    assert_eq!(total(&app, COMMUNE, "phong+chong+ret").await, 0);
    let stranger = Newsroom::of(&app, "hoason").await;
    assert_eq!(app.desk(&stranger.board, &format!("/hoason/phat-hanh/{id}")).await.status(), 404);
    assert_eq!(app.act(&stranger.board, &format!("/hoason/phat-hanh/{id}/hien"), &[]).await.status(), 404);

    // A controller's look is not the commune's; its own person's is.
    let count = async |person: &Person| {
        app.desk(person, &format!("/hiephoa/phat-hanh/{id}")).await.text().await.unwrap()
    };
    let auditor = app.person("kiemtra.ducthang", "ducthang", Role::Auditor, None).await;
    assert_eq!(app.desk(&auditor, &place).await.status(), 200);
    assert!(count(&district.board).await.contains("2 nơi nhận, 2 nơi chưa xem"));
    app.db().clock.advance(MINUTE);
    let opened = app.desk(&commune.board, &place).await.text().await.unwrap();
    assert!(opened.contains("Che chắn chuồng trại") && opened.contains("Hiện trên trang này"), "{opened}");
    let list = count(&district.board).await;
    assert!(list.contains("2 nơi nhận, 1 nơi chưa xem"));
    let unseen = between(&list, "<h2>Chưa xem</h2>", "<h2>Đã xem</h2>");
    assert!(unseen.contains("Đông Lỗ") && !unseen.contains("Đức Thắng"));
    assert!(list.contains("truongban1.ducthang"), "by whom: {list}");

    assert_eq!(app.act(&commune.writer, &format!("{place}/hien"), &[]).await.status(), 403);
    assert_eq!(app.act(&commune.board, &format!("{place}/hien"), &[]).await.status(), 303);
    assert!(app.page(COMMUNE, ISSUED).await.contains("Che chắn chuồng trại"));
    assert!(app.page(COMMUNE, "/tin-tuc").await.contains(TITLE));
    assert_eq!(total(&app, COMMUNE, "phong+chong+ret").await, 1);
    assert_eq!(app.get("donglo.hiephoa.localhost", ISSUED).await.status(), 404);
    assert_eq!(total(&app, "donglo.hiephoa.localhost", "phong+chong+ret").await, 0);
    assert_eq!(app.act(&commune.board, &format!("{place}/an"), &[]).await.status(), 303);
    assert_eq!(app.get(COMMUNE, ISSUED).await.status(), 404);
    assert_eq!(total(&app, COMMUNE, "phong+chong+ret").await, 0);
    assert_eq!(app.act(&commune.board, &format!("{place}/hien"), &[]).await.status(), 303);

    // The issuer takes it back; the item stays on its own site.
    let recall = format!("/hiephoa/phat-hanh/{id}/thu-hoi");
    assert_eq!(app.act(&district.board, &recall, &[]).await.status(), 422);
    assert_eq!(app.act(&commune.board, &format!("{place}/thu-hoi"), &[("ly-do", "x")]).await.status(), 404);
    assert_eq!(app.act(&district.board, &recall, &[("ly-do", "Thay bằng bản khác")]).await.status(), 303);
    assert_eq!(app.get(COMMUNE, ISSUED).await.status(), 410);
    assert!(!app.page(COMMUNE, "/tin-tuc").await.contains(TITLE));
    assert_eq!(total(&app, COMMUNE, "phong+chong+ret").await, 0);
    assert_eq!(app.get(DISTRICT, "/tin-tuc/ke-hoach-phong-chong-ret").await.status(), 200);
    assert_eq!(app.act(&commune.board, &format!("{place}/hien"), &[]).await.status(), 409);
    let again = issue(&app, &district, &item, &ALL_MUST).await;
    assert_ne!(again, id);
    assert_eq!(app.get(COMMUNE, ISSUED).await.status(), 200, "issued anew");
}

#[tokio::test]
async fn what_must_be_shown_cannot_be_hidden_and_nobody_issues_upward() {
    let app = TestApp::start().await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let commune = Newsroom::of(&app, "ducthang").await;
    let item = district.publish(&app, TITLE, "Che chắn chuồng trại.").await;
    let denied = district.act(&app, &district.writer, &item, "phat-hanh", &ALL_MUST).await;
    assert_eq!(denied.status(), 403, "a member issues nothing");
    let up = district.act(&app, &district.board, &item, "de-xuat", &[]).await;
    assert_eq!(up.status(), 422, "nobody stands above the district here");
    let id = issue(&app, &district, &item, &ALL_MUST).await;
    let hidden = app.act(&commune.board, &format!("/ducthang/phat-hanh/{id}/an"), &[]).await;
    assert_eq!(hidden.status(), 409);
    assert_eq!(app.get(COMMUNE, ISSUED).await.status(), 200);
    let own = commune.publish(&app, "Tin của xã", "Nội dung.").await;
    let down = commune.act(&app, &commune.board, &own, "phat-hanh", &ALL_MUST).await;
    assert_eq!(down.status(), 422, "nobody stands below a commune");
    // A draft and what is withdrawn are neither proposed nor issued.
    let form = [("kieu-go", "sai"), ("ly-do", "Đăng nhầm")];
    assert_eq!(commune.act(&app, &commune.board, &own, "go", &form).await.status(), 303);
    assert_eq!(commune.act(&app, &commune.board, &own, "de-xuat", &[]).await.status(), 403);
    // The commune's own pages are no way to other items of the district.
    district.publish(&app, "Tin không phát hành", "Nội dung.").await;
    assert_eq!(app.get(COMMUNE, "/phat-hanh/hiephoa/tin-khong-phat-hanh").await.status(), 404);
    assert_eq!(app.get(COMMUNE, "/phat-hanh/ducthang/tin-cua-xa").await.status(), 404);
    assert_eq!(app.get(COMMUNE, "/phat-hanh/khong-co/x").await.status(), 404);
}

#[tokio::test]
async fn files_and_pictures_of_an_issue_are_fetched_from_the_receiving_site() {
    let app = TestApp::start().await;
    let district = Newsroom::of(&app, "hiephoa").await;
    let form = [
        ("tieu-de", TITLE),
        ("tom-tat", "Tóm tắt."),
        ("noi-dung", "Nội dung."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang thông tin điện tử"),
        ("don-vi", "vanphong"),
    ];
    let saved = app.act(&district.writer, "/hiephoa/tin-bai/moi/tin", &form).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    let edit = app.desk(&district.writer, &format!("{item}/sua")).await.text().await.unwrap();
    assert!(edit.contains(&format!("{item}/tep")));
    let sent = upload(&app, &district.writer, &item, pdf).await;
    assert!(sent.as_u16() < 400, "{sent}");
    district.bring_live(&app, &item, "").await;
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let file: String = app
        .db()
        .read(tenant.id())
        .await
        .unwrap()
        .one("SELECT file_id AS s FROM live_files WHERE tenant_id = $1", vec![])
        .await
        .unwrap();
    let path = format!("/tep/{file}/ke-hoach.pdf");
    assert_eq!(app.get(DISTRICT, &path).await.status(), 200);
    assert_eq!(app.get(COMMUNE, &path).await.status(), 404);
    issue(&app, &district, &item, &ALL_MUST).await;
    let fetched = app.get(COMMUNE, &path).await;
    assert_eq!(fetched.status(), 200);
    assert_eq!(fetched.bytes().await.unwrap().as_ref(), pdf);
    let go = [("kieu-go", "sai"), ("ly-do", "Đăng nhầm")];
    assert_eq!(district.act(&app, &district.board, &item, "go", &go).await.status(), 303);
    assert_eq!(app.get(COMMUNE, &path).await.status(), 404);
}

async fn upload(app: &TestApp, person: &Person, item: &str, bytes: &[u8]) -> reqwest::StatusCode {
    app.upload(person, &format!("{item}/tep"), "ke-hoach.pdf", bytes).await.status()
}

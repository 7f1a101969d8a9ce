//! What happens to a text after it was published: corrected, withdrawn in each of its kinds, archived at its term,
//! looked at again, its links checked, its section kept fresh, its content purged.

use std::time::Duration;

use crate::support::app::{TestApp, between};
use crate::support::desk::Desk;
use crate::support::newsroom::Newsroom;
use portal::base::audit::{Stored, verify};
use portal::base::clock::{DAY, HOUR};
use portal::care::links::check::look;
use portal::care::links::fetch::Fetcher;
use portal::care::links::gather::gather;
use portal::people::Role;
use serde_json::Value;

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const SLUG: &str = "/tin-tuc/lich-tiem-phong-gia-suc";

async fn total(app: &TestApp, host: &str, words: &str) -> u64 {
    app.drain().await;
    let found = app.page(host, &format!("/api/v1/search?q={}", words.replace(' ', "+"))).await;
    serde_json::from_str::<Value>(&found).unwrap()["total"].as_u64().unwrap()
}

async fn tasks(app: &TestApp, slug: &str) -> Vec<portal::tasks::Task> {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    portal::tasks::open(&mut app.db().read(tenant.id()).await.unwrap()).await.unwrap()
}

async fn chain_is_whole(app: &TestApp, slug: &str) {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let events: Vec<Stored> =
        scope.all("SELECT * FROM audit_events WHERE tenant_id = $1 ORDER BY seq", vec![]).await.unwrap();
    let head: String =
        scope.one("SELECT audit_hash AS s FROM tenant_heads WHERE tenant_id = $1", vec![]).await.unwrap();
    assert_eq!(verify(&events, &head), []);
}

#[tokio::test]
async fn a_correction_says_what_it_corrects_and_page_feed_and_search_follow() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let item = room.publish(&app, "Lịch tiêm phòng gia súc", "Tiêm ngày mồng năm tại nhà văn hóa.").await;
    assert!(!app.page(COMMUNE, SLUG).await.contains("Đính chính"));
    assert_eq!(total(&app, COMMUNE, "mồng năm").await, 1);

    let fresh =
        room.correct(&app, &item, "Lịch tiêm phòng gia súc", "Tiêm ngày mồng bảy tại nhà văn hóa.").await;
    let silent = room.act(&app, &room.writer, &fresh, "gui-duyet", &[]).await;
    assert_eq!(silent.status(), 422);
    let text = silent.text().await.unwrap();
    assert!(text.contains("Hãy ghi đã đính chính điều gì") && text.contains("name=\"dinh-chinh\""), "{text}");
    let long = "x".repeat(1001);
    let long = room.act(&app, &room.writer, &fresh, "gui-duyet", &[("dinh-chinh", &long)]).await;
    assert_eq!(long.status(), 422);
    assert!(app.page(COMMUNE, SLUG).await.contains("mồng năm"), "the old text stays until then");

    room.bring_live(&app, &fresh, "Ngày tiêm là mồng bảy, không phải mồng năm <b>.").await;
    let page = app.page(COMMUNE, SLUG).await;
    let notice = between(&page, "aria-label=\"Đính chính\">", "</aside>");
    assert!(notice.contains("Đính chính ngày <time datetime=\"2016-12-30\">30/12/2016"), "{notice}");
    assert!(notice.contains("không phải mồng năm &#60;b&#62;"), "{notice}");
    assert!(page.contains("Tiêm ngày mồng bảy"));
    let feed = app.page(COMMUNE, "/tin-tuc/rss.xml").await;
    assert!(feed.contains("<title>Đính chính: Lịch tiêm phòng gia súc</title>"), "{feed}");
    assert!(feed.contains("Đính chính ngày 30/12/2016: Ngày tiêm là mồng bảy"));
    assert_eq!(total(&app, COMMUNE, "mồng bảy").await, 1);

    let desk = app.desk(&room.board, &fresh).await.text().await.unwrap();
    assert!(desk.contains("Bản 1.1") && desk.contains("Bản 2.2"), "the old text stays in the history");
    let old = app.desk(&room.board, &item).await.text().await.unwrap();
    assert!(old.contains("Tiêm ngày mồng năm"));
}

#[tokio::test]
async fn a_document_s_history_is_public() {
    let app = TestApp::start().await;
    let desk = Desk::of(&app, "ducthang").await;
    let form = |about: &'static str, issued: &'static str| {
        vec![
            ("so-ky-hieu", "15/QĐ-UBND"),
            ("loai", "Quyết định"),
            ("trich-yeu", about),
            ("co-quan-ban-hanh", "Ủy ban nhân dân xã Đức Thắng"),
            ("ngay-ban-hanh", issued),
            ("ngay-hieu-luc", "30/12/2016"),
            ("chuyen-muc", "chi-dao"),
            ("tac-gia", "Văn phòng"),
            ("nguon", "Trang thông tin điện tử"),
            ("don-vi", "vanphong"),
            ("noi-dung", "Căn cứ Luật.\n\n## Điều 1. Phạm vi\n\nToàn xã."),
        ]
    };
    let item = desk.publish(&app, &form("Thành lập tổ công tác", "27/12/2016")).await;
    let page = "/chi-dao/15-qd-ubnd-thanh-lap-to-cong-tac";
    assert!(app.page(COMMUNE, page).await.contains("27/12/2016"));
    let begun = app.act(&desk.writer, &format!("{item}/dinh-chinh"), &[("phien-ban", "4")]).await;
    let fresh = TestApp::location(&begun).trim_end_matches("/sua").to_owned();
    let mut corrected = form("Thành lập tổ công tác", "28/12/2016");
    corrected.push(("phien-ban", "1"));
    assert_eq!(app.act(&desk.writer, &format!("{fresh}/sua"), &corrected).await.status(), 303);
    desk.bring_live(&app, &fresh, 2).await;
    let shown = app.page(COMMUNE, page).await;
    assert!(shown.contains(&format!("{page}/lich-su")), "{shown}");
    let history = app.page(COMMUNE, &format!("{page}/lich-su")).await;
    assert!(history.contains("Sửa cho đúng bản gốc (mẫu)."));
    assert!(history.contains("<td>27/12/2016</td><td>28/12/2016</td>"), "{history}");
    assert!(!history.contains("Điều 1"), "what did not change is not listed");
    assert_eq!(app.get(COMMUNE, "/chi-dao/khong-co/lich-su").await.status(), 404);
}

#[tokio::test]
async fn a_mistake_is_gone_with_its_reason_and_what_moved_leads_there() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let item = room.publish(&app, "Lịch tiêm phòng gia súc", "Nội dung.").await;
    room.publish(&app, "Lịch tiêm phòng mới", "Nội dung mới.").await;

    let silent = room.act(&app, &room.board, &item, "go", &[("kieu-go", "sai")]).await;
    assert_eq!(silent.status(), 422);
    for bad in ["", "https://ngoai.example/x", "/tin-tuc/khong-co", "/tin-tuc/lich-tiem-phong-gia-suc"] {
        let form = [("kieu-go", "chuyen"), ("chuyen-den", bad), ("ly-do", "Đã có bản mới")];
        let refused = room.act(&app, &room.board, &item, "go", &form).await;
        assert_eq!(refused.status(), 422, "{bad}");
        assert!(refused.text().await.unwrap().contains("Đã có bản mới"), "what was typed comes back");
    }
    let form =
        [("kieu-go", "chuyen"), ("chuyen-den", "/tin-tuc/lich-tiem-phong-moi"), ("ly-do", "Đã có bản mới")];
    assert_eq!(room.act(&app, &room.board, &item, "go", &form).await.status(), 303);
    let moved = app.get(COMMUNE, SLUG).await;
    assert_eq!(moved.status(), 308);
    assert!(TestApp::location(&moved).ends_with("/tin-tuc/lich-tiem-phong-moi"));

    let other = room.publish(&app, "Tin đăng nhầm", "Nội dung.").await;
    let form = [("kieu-go", "sai"), ("ly-do", "Đăng nhầm bản dự thảo")];
    assert_eq!(
        room.act(&app, &room.writer, &other, "go", &form).await.status(),
        403,
        "a member takes nothing down"
    );
    assert_eq!(room.act(&app, &room.board, &other, "go", &form).await.status(), 303);
    let gone = app.get(COMMUNE, "/tin-tuc/tin-dang-nham").await;
    assert_eq!(gone.status(), 410);
    let text = gone.text().await.unwrap();
    assert!(text.contains("đã được gỡ") && text.contains("Lý do: Đăng nhầm bản dự thảo"), "{text}");

    // Corrected and published again, its address answers with the text.
    let fresh = room.correct(&app, &other, "Tin đăng nhầm", "Bản đúng.").await;
    room.bring_live(&app, &fresh, "Thay bằng bản chính thức.").await;
    assert!(app.page(COMMUNE, "/tin-tuc/tin-dang-nham").await.contains("Bản đúng."));
}

#[tokio::test]
async fn a_secret_is_gone_everywhere_and_a_purge_leaves_only_the_trail() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let head = &room.board;
    let words = "Kế hoạch diễn tập phòng thủ";
    let draft = [
        ("tieu-de", words),
        ("tom-tat", "Tóm tắt."),
        ("noi-dung", "Tọa độ điểm tập kết."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang thông tin điện tử"),
        ("don-vi", "vanphong"),
    ];
    let saved = app.act(&room.writer, "/ducthang/tin-bai/moi/tin", &draft).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    let pdf = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF";
    let sent = app.upload(&room.writer, &format!("{item}/tep"), "ke-hoach-dien-tap.pdf", pdf).await;
    assert!(sent.status().as_u16() < 400, "{} {}", sent.status(), sent.text().await.unwrap());
    room.bring_live(&app, &item, "").await;
    let path = "/tin-tuc/ke-hoach-dien-tap-phong-thu";
    let page = app.page(COMMUNE, path).await;
    let file = format!("/tep/{}", between(&page, "/tep/", "\""));
    assert_eq!(app.get(COMMUNE, &file).await.status(), 200);
    assert!(app.page(COMMUNE, "/").await.contains(words));
    assert_eq!(total(&app, COMMUNE, "diễn tập").await, 1);

    let form = [("kieu-go", "mat"), ("ly-do", "Lộ tọa độ điểm tập kết")];
    assert_eq!(room.act(&app, head, &item, "go", &form).await.status(), 303);
    let gone = app.get(COMMUNE, path).await;
    assert_eq!(gone.status(), 410);
    let text = gone.text().await.unwrap();
    assert!(!text.contains(words) && !text.contains("tọa độ") && !text.contains("Lý do"), "{text}");
    for page in ["/", "/tin-tuc", "/tin-tuc/rss.xml", "/so-do", "/sitemap.xml"] {
        let text = app.page(COMMUNE, page).await;
        assert!(!text.contains(words) && !text.contains("dien-tap"), "{page}");
    }
    assert_eq!(app.get(COMMUNE, &file).await.status(), 404);
    assert_eq!(total(&app, COMMUNE, "diễn tập").await, 0);
    assert_eq!(total(&app, "hiephoa.localhost", "diễn tập&scope=all").await, 0);
    let open = tasks(&app, "ducthang").await;
    assert!(open.iter().any(|task| task.kind == "item.purge" && !task.text.contains(words)), "{open:?}");

    // The purge: the title typed, a reason, and by a head alone.
    let deputy = app.person("phoban.ducthang", "ducthang", Role::Deputy, None).await;
    let form = [("ten", words), ("ly-do", "Theo kết luận kiểm tra")];
    assert_eq!(room.act(&app, &deputy, &item, "xoa-han", &form).await.status(), 403);
    let wrong = room.act(&app, head, &item, "xoa-han", &[("ten", "Sai"), ("ly-do", "x")]).await;
    assert_eq!(wrong.status(), 422);
    let id = room.item(&app, &item).await;
    let digest = portal::base::seal::sha256_hex(pdf);
    assert!(app.app.files.holds(&digest).await.unwrap());
    let done = room.act(&app, head, &item, "xoa-han", &form).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
    assert!(!app.app.files.holds(&digest).await.unwrap(), "the bytes are gone");
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    for (table, sql) in [
        ("revisions", "SELECT content AS s FROM revisions WHERE tenant_id = $1"),
        (
            "editions",
            "SELECT title || summary || author || COALESCE(reason, '') AS s FROM editions WHERE tenant_id = $1",
        ),
        ("items", "SELECT slug AS s FROM items WHERE tenant_id = $1"),
        ("audit", "SELECT COALESCE(contents, '') AS s FROM audit_events WHERE tenant_id = $1"),
        ("tasks", "SELECT text AS s FROM tasks WHERE tenant_id = $1"),
        ("files", "SELECT name AS s FROM files WHERE tenant_id = $1"),
    ] {
        let texts: Vec<String> = scope.all(sql, vec![]).await.unwrap();
        for text in texts {
            for word in [words, "Tọa độ", "tọa độ", "dien-tap"] {
                assert!(!text.contains(word), "{table} still holds {word}: {text}");
            }
        }
    }
    let kept: Vec<String> = scope
        .all(
            "SELECT action AS s FROM audit_events WHERE tenant_id = $1 AND subject_id = $2 ORDER BY seq",
            portal::params![&id],
        )
        .await
        .unwrap();
    for action in ["item.create", "item.approve", "item.publish", "item.withdraw", "item.purge"] {
        assert!(kept.iter().any(|kept| kept == action), "who did what stays: {kept:?}");
    }
    drop(scope);
    chain_is_whole(&app, "ducthang").await;
    assert_eq!(app.get(COMMUNE, path).await.status(), 410, "the address still says that it is gone");
    let wished: Option<String> = app
        .db()
        .platform()
        .await
        .unwrap()
        .optional("SELECT value AS s FROM deployment WHERE name = 'reindex'", vec![])
        .await
        .unwrap();
    assert!(wished.is_some(), "the indexes are built anew");
    let again =
        room.act(&app, head, &item, "xoa-han", &[("ten", "(nội dung đã xóa hẳn)"), ("ly-do", "x")]).await;
    assert_eq!(again.status(), 422);
}

#[tokio::test]
async fn nothing_recorded_may_be_emptied_without_a_recorded_purge() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    room.publish(&app, "Lịch tiêm phòng gia súc", "Nội dung.").await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    for sql in [
        "UPDATE revisions SET content = '{}' WHERE tenant_id = $1",
        "UPDATE audit_events SET contents = NULL, salt = NULL WHERE tenant_id = $1",
        "UPDATE audit_events SET actor = 'x' WHERE tenant_id = $1",
        "DELETE FROM revisions WHERE tenant_id = $1",
    ] {
        let mut scope = app.db().write(tenant.id(), &portal::base::audit::Actor::system()).await.unwrap();
        assert!(scope.execute(sql, vec![]).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn what_expires_is_archived_under_its_address_and_behind_what_is_current() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let item = room.publish(&app, "Lịch tiêm phòng gia súc", "Lịch tiêm phòng gia súc, gia cầm.").await;
    room.publish(&app, "Tin khác", "Có nhắc lịch tiêm phòng gia súc một lần.").await;
    let bad = room
        .act(&app, &room.board, &item, "thoi-han", &[("het-han", "hôm qua"), ("ngay-ra-soat", "1/1/2016")])
        .await;
    assert_eq!(bad.status(), 422);
    let text = bad.text().await.unwrap();
    assert!(text.contains("không phải là ngày") && text.contains("value=\"hôm qua\""), "{text}");
    let past = room.act(&app, &room.board, &item, "thoi-han", &[("het-han", "30/12/2016")]).await;
    assert_eq!(past.status(), 422);
    let set = room.act(&app, &room.board, &item, "thoi-han", &[("het-han", "2/1/2017")]).await;
    assert_eq!(set.status(), 303);
    assert!(app.desk(&room.board, &item).await.text().await.unwrap().contains("Hết thời hạn"));
    app.do_duties().await;
    assert!(app.page(COMMUNE, "/tin-tuc").await.contains("Lịch tiêm phòng gia súc"), "not before its day");

    app.db().clock.advance(3 * DAY);
    app.do_duties().await;
    app.do_duties().await;
    let page = app.page(COMMUNE, SLUG).await;
    assert!(page.contains("Nội dung lưu trữ, không còn cập nhật") && page.contains("gia cầm"), "{page}");
    for list in ["/", "/tin-tuc", "/tin-tuc/rss.xml"] {
        assert!(!app.page(COMMUNE, list).await.contains("lich-tiem-phong-gia-suc"), "{list}");
    }
    let archive = app.page(COMMUNE, "/tin-tuc?luu-tru=1").await;
    assert!(archive.contains("lich-tiem-phong-gia-suc") && !archive.contains("tin-khac"));
    app.drain().await;
    let found: Value =
        serde_json::from_str(&app.page(COMMUNE, "/api/v1/search?q=lich+tiem+phong+gia+suc").await).unwrap();
    assert_eq!(found["total"], 2);
    assert_eq!(found["hits"][0]["title"], "Tin khác", "what is current comes first: {found}");
    let results = app.page(COMMUNE, "/tim-kiem?q=lich+tiem+phong+gia+suc").await;
    assert!(results.contains("Lưu trữ"));
    chain_is_whole(&app, "ducthang").await;

    // By hand, at once; and back by a correction.
    let room = Newsroom::again(&app, "ducthang", "2").await;
    let other = room.publish(&app, "Thông báo cũ", "Nội dung.").await;
    let form = [("kieu-go", "het-han"), ("ly-do", "Đợt tuyển đã xong")];
    assert_eq!(room.act(&app, &room.board, &other, "go", &form).await.status(), 303);
    assert!(app.page(COMMUNE, "/tin-tuc/thong-bao-cu").await.contains("Nội dung lưu trữ"));
    assert_eq!(
        room.act(&app, &room.board, &other, "go", &form).await.status(),
        422,
        "it is archived already"
    );
    let fresh = room.correct(&app, &other, "Thông báo cũ", "Đợt mới.").await;
    room.bring_live(&app, &fresh, "Cập nhật đợt mới.").await;
    assert!(!app.page(COMMUNE, "/tin-tuc/thong-bao-cu").await.contains("Nội dung lưu trữ"));
    assert!(app.page(COMMUNE, "/tin-tuc").await.contains("thong-bao-cu"));
}

#[tokio::test]
async fn who_must_look_again_is_reminded_once_and_says_so() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let item = room.publish(&app, "Lịch tiêm phòng gia súc", "Nội dung.").await;
    let set = room.act(&app, &room.writer, &item, "thoi-han", &[("ngay-ra-soat", "5/1/2017")]).await;
    assert_eq!(set.status(), 303);
    app.do_duties().await;
    let review =
        async |app: &TestApp| tasks(app, "ducthang").await.iter().filter(|t| t.kind == "item.review").count();
    assert_eq!(review(&app).await, 0);
    app.db().clock.advance(6 * DAY);
    app.do_duties().await;
    app.db().clock.advance(DAY);
    app.do_duties().await;
    assert_eq!(review(&app).await, 1);
    app.drain().await;
    let mails = app.mail.take();
    let about = mails.iter().filter(|mail| {
        let parsed = mail_parser::MessageParser::default().parse(&mail.mime).unwrap();
        parsed.subject().unwrap_or_default().contains("Đến hạn rà soát")
    });
    assert_eq!(about.count(), 1, "one letter to the one head of the board");

    let room = Newsroom::again(&app, "ducthang", "2").await;
    let care = app.desk(&room.board, "/ducthang/cham-soc").await.text().await.unwrap();
    assert!(care.contains("Lịch tiêm phòng gia súc") && care.contains("Đến hạn"));
    let outsider = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    assert_eq!(room.act(&app, &outsider, &item, "da-ra-soat", &[]).await.status(), 403);
    let done = room.act(&app, &room.board, &item, "da-ra-soat", &[("ngay-ra-soat", "5/7/2017")]).await;
    assert_eq!(done.status(), 303);
    assert_eq!(review(&app).await, 0, "the task is done with it");
    assert!(app.desk(&room.board, &item).await.text().await.unwrap().contains("05/07/2017"));
    app.do_duties().await;
    assert_eq!(review(&app).await, 0);
}

/// A server outside that answers by the path.
async fn outside() -> u16 {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut asked = vec![0; 4096];
                let n = stream.read(&mut asked).await.unwrap_or(0);
                let asked = String::from_utf8_lossy(&asked[..n]).into_owned();
                let path = asked.split(' ').nth(1).unwrap_or("/").to_owned();
                let (status, more) = match path.as_str() {
                    "/con" => ("200 OK", String::new()),
                    "/chi-get" if asked.starts_with("GET") => ("200 OK", String::new()),
                    "/chi-get" => ("405 Method Not Allowed", String::new()),
                    "/vong" => ("302 Found", "Location: /vong\r\n".to_owned()),
                    "/dan" => ("302 Found", "Location: /con\r\n".to_owned()),
                    "/vao-trong" => ("302 Found", format!("Location: http://127.0.0.2:{port}/con\r\n")),
                    _ => ("404 Not Found", String::new()),
                };
                let answer =
                    format!("HTTP/1.1 {status}\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n");
                drop(stream.write_all(answer.as_bytes()).await);
            });
        }
    });
    port
}

fn fetcher() -> Fetcher {
    let mut fetcher = Fetcher::default().with_inside(&["127.0.0.1"]);
    fetcher.pause = Duration::ZERO;
    fetcher
}

#[tokio::test]
async fn broken_links_are_listed_after_failing_on_several_days_and_nothing_inside_is_called() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let port = outside().await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let own = tenant.url("/tin-tuc/khong-co");
    let paths = ["con", "chi-get", "dan", "vong", "mat", "vao-trong"];
    let outside: Vec<String> =
        paths.iter().map(|path| format!("[{path}](http://127.0.0.1:{port}/{path})")).collect();
    let body = format!(
        "{} [mình]({own}) [trang chủ]({}) [trong](http://127.0.0.9:{port}/con) [kim loại](http://169.254.169.254/latest)",
        outside.join(" "),
        tenant.url("/")
    );
    let item = room.publish(&app, "Lịch tiêm phòng gia súc", &body).await;
    let states = async |app: &TestApp| -> Vec<(String, String)> {
        let mut scope = app.db().read(tenant.id()).await.unwrap();
        let rows: Vec<String> = scope
            .all("SELECT url || ' ' || state AS s FROM links WHERE tenant_id = $1 ORDER BY url", vec![])
            .await
            .unwrap();
        rows.iter()
            .map(|row| row.rsplit_once(' ').unwrap())
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect()
    };
    let of = |all: &[(String, String)], path: &str| {
        all.iter().find(|(url, _)| url.ends_with(path)).map(|(_, state)| state.clone()).unwrap_or_default()
    };
    gather(&app.app).await.unwrap();
    let mut looked = 0;
    for _ in 0..3 {
        looked += look(&app.app, &fetcher()).await.unwrap();
    }
    assert_eq!(looked, 10, "each once, at most five a host in a turn");
    let all = states(&app).await;
    for alive in ["/con", "/chi-get", "/dan"] {
        assert_eq!(of(&all, &format!("127.0.0.1:{port}{alive}")), "alive", "{alive} {all:?}");
    }
    assert_eq!(of(&all, &tenant.url("/")), "alive", "our own sites are asked without the network");
    for failing in [format!("127.0.0.1:{port}/mat"), format!("127.0.0.1:{port}/vong"), own.clone()] {
        assert_eq!(of(&all, &failing), "failing", "{failing} {all:?}");
    }
    let inside = [
        format!("127.0.0.9:{port}/con"),
        "169.254.169.254/latest".into(),
        format!("127.0.0.1:{port}/vao-trong"),
    ];
    for inside in &inside {
        assert_eq!(of(&all, inside), "unchecked", "nothing inside is called, nor by a redirect: {all:?}");
    }
    assert_eq!(look(&app.app, &fetcher()).await.unwrap(), 0, "nothing is due again at once");
    let list = app.desk(&room.board, "/ducthang/lien-ket-hong").await.text().await.unwrap();
    let dead = between(&list, "<h2>Hỏng</h2>", "<h2>Nghi hỏng</h2>");
    assert!(!dead.contains("/mat") && list.contains("/mat"), "suspected within a day, not yet called broken");

    for _ in 0..2 {
        app.db().clock.advance(DAY);
        for _ in 0..3 {
            look(&app.app, &fetcher()).await.unwrap();
        }
    }
    let room = Newsroom::again(&app, "ducthang", "2").await;
    let list = app.desk(&room.board, "/ducthang/lien-ket-hong").await.text().await.unwrap();
    let dead = between(&list, "<h2>Hỏng</h2>", "<h2>Nghi hỏng</h2>");
    for part in ["/mat", "mã 404", "từ 30/12/2016", "Lịch tiêm phòng gia súc", "khong-co"] {
        assert!(dead.contains(part), "{part}: {dead}");
    }
    assert!(!dead.contains("/con\""));
    let care = app.desk(&room.board, "/ducthang/cham-soc").await.text().await.unwrap();
    assert!(care.contains("3 liên kết hỏng"), "{care}");

    // Left alone, looked at again, and forgotten with the text.
    let id = between(dead, "/ducthang/lien-ket-hong/", "/").to_owned();
    let auditor = app.person("kiemtra.ducthang", "ducthang", Role::Auditor, None).await;
    assert_eq!(app.act(&auditor, &format!("/ducthang/lien-ket-hong/{id}/bo-qua"), &[]).await.status(), 403);
    assert_eq!(
        app.act(&room.board, &format!("/ducthang/lien-ket-hong/{id}/bo-qua"), &[]).await.status(),
        303
    );
    let care = app.desk(&room.board, "/ducthang/cham-soc").await.text().await.unwrap();
    assert!(care.contains("2 liên kết hỏng"));
    assert_eq!(
        app.act(&room.board, &format!("/ducthang/lien-ket-hong/{id}/kiem-tra"), &[]).await.status(),
        303
    );
    let other = Newsroom::of(&app, "donglo").await;
    assert_eq!(
        app.act(&other.board, &format!("/donglo/lien-ket-hong/{id}/kiem-tra"), &[]).await.status(),
        404
    );
    let form = [("kieu-go", "sai"), ("ly-do", "Đăng nhầm")];
    assert_eq!(room.act(&app, &room.board, &item, "go", &form).await.status(), 303);
    gather(&app.app).await.unwrap();
    assert_eq!(states(&app).await, []);
}

#[tokio::test]
async fn a_section_that_becomes_stale_is_told_of_once_and_its_pace_can_be_set() {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    let stale =
        async |app: &TestApp| tasks(app, "ducthang").await.iter().filter(|t| t.kind == "care.stale").count();
    app.do_duties().await;
    assert_eq!(stale(&app).await, 0, "nobody was late with what never held anything");
    room.publish(&app, "Lịch tiêm phòng gia súc", "Nội dung.").await;
    app.do_duties().await;
    assert_eq!(stale(&app).await, 0);
    // Friday's news are fresh through Monday's day off and Tuesday, the next working day.
    app.db().clock.advance(7 * DAY);
    app.do_duties().await;
    app.db().clock.advance(DAY);
    app.do_duties().await;
    assert_eq!(stale(&app).await, 1, "once, not every day anew");
    app.drain().await;
    assert_eq!(app.letters("Chuyên mục quá hạn cập nhật").len(), 1);

    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let room = Newsroom::again(&app, "ducthang", "2").await;
    let care = app.desk(&room.board, "/ducthang/cham-soc").await.text().await.unwrap();
    assert!(
        care.contains("Quá hạn cập nhật") && !care.contains("<select"),
        "the board sees, the office sets"
    );
    assert_eq!(app.act(&room.board, "/ducthang/cham-soc", &[("nhip-tin-tuc", "month")]).await.status(), 403);
    assert_eq!(app.act(&office, "/ducthang/cham-soc", &[("nhip-tin-tuc", "month")]).await.status(), 303);
    let care = app.desk(&office, "/ducthang/cham-soc").await.text().await.unwrap();
    assert!(!care.contains("Quá hạn cập nhật") && care.contains("<option value=\"month\" selected>"));
    app.do_duties().await;
    // Stale again later: told again.
    app.db().clock.advance(40 * DAY + HOUR);
    app.do_duties().await;
    assert_eq!(stale(&app).await, 2);
    chain_is_whole(&app, "ducthang").await;
}

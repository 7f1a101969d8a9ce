//! What people look for, from the search page to the board's page: counted without persons.

use crate::support::app::{Person, TestApp, between};
use portal::base::clock::DAY;
use portal::people::Role;
use portal::search_log::counts::forget;
use reqwest::Response;

const COMMUNE: &str = "ducthang.hiephoa.localhost";
const OTHER: &str = "bacly.hiephoa.localhost";

struct Story {
    app: TestApp,
    board: Person,
}

impl Story {
    async fn begin() -> Self {
        let app = TestApp::start().await;
        let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
        app.drain().await;
        Self { app, board }
    }

    async fn search(&self, words: &str, times: usize) {
        for _ in 0..times {
            let path = format!("/tim-kiem?q={}", words.replace(' ', "+"));
            assert_eq!(self.app.get(COMMUNE, &path).await.status(), 200);
        }
    }

    async fn report(&self, path: &str) -> String {
        let answer = self.app.desk(&self.board, path).await;
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    }

    async fn list(&self, id: &str) -> String {
        let page = self.report("/ducthang/tim-kiem").await;
        between(&page, &format!("<h2 id=\"{id}\">"), "</section>").to_owned()
    }

    async fn sum(&self, name: &str) -> String {
        let page = self.report("/ducthang/tim-kiem").await;
        between(&page, &format!("<dt>{name}</dt><dd class=\"number\">"), "</dd>").to_owned()
    }

    async fn stored(&self) -> Vec<String> {
        self.app.app.search_log.flush(self.app.db()).await.unwrap();
        let sql = "SELECT query || '|' || query_key AS s FROM search_log ORDER BY day, query_key";
        self.app.db().platform().await.unwrap().all(sql, vec![]).await.unwrap()
    }

    async fn open(&self, query: &str) -> Response {
        self.app.post(COMMUNE, &format!("/tim-kiem/mo?{query}"), &[]).await
    }
}

#[tokio::test]
async fn the_board_reads_what_is_missed_and_never_by_whom() {
    let story = Story::begin().await;
    story.search("lịch tiêm chủng", 2).await;
    story.search("lich TIEM chung", 2).await;
    story.search("nghị định 43/2011/NĐ-CP", 3).await;
    story.search("chuyện riêng", 2).await;
    let missed = story.list("khong-thay").await;
    assert!(missed.contains(">lịch tiêm chủng</a>"), "{missed}");
    assert!(missed.contains("4 lần tìm") && missed.contains("không lần nào thấy"));
    assert!(missed.contains("/ducthang/tin-bai/moi/tin\">Viết tin, bài</a>"));
    assert!(missed.contains("/ducthang/tin-bai/moi/van-ban\">Thêm văn bản</a>"), "a number is a document's");
    assert!(!missed.contains("chuyện riêng"), "what two share is counted and not shown");
    assert_eq!(story.sum("Lượt tìm").await, "9");
    assert_eq!(story.sum("Không thấy gì").await, "9 (100 %)");
    let csv = story.report("/ducthang/tim-kiem.csv").await;
    assert!(csv.contains("\"lịch tiêm chủng\",4,4,0,0,\r\n"), "{csv}");
    assert!(csv.contains("(không hiện chữ),2,") && !csv.contains("riêng"));
    story.search("chuyện riêng", 1).await;
    assert!(story.list("khong-thay").await.contains("chuyện riêng"));
}

#[tokio::test]
async fn what_leads_to_a_person_is_neither_kept_nor_shown() {
    let story = Story::begin().await;
    story.search("đơn của 0912 345 678", 4).await;
    story.search("Nguyễn Văn Mẫu", 9).await;
    let stored = story.stored().await.join("\n");
    assert!(!stored.contains("345") && stored.contains("[số điện thoại]"), "{stored}");
    let page = story.report("/ducthang/tim-kiem").await;
    assert!(!page.contains("Nguyễn Văn Mẫu") && !page.contains("số điện thoại]"), "few share them");
    story.search("nguyen van mau", 1).await;
    assert!(story.report("/ducthang/tim-kiem").await.contains("Nguyễn Văn Mẫu"), "ten people do");
    let sql = "SELECT day AS s FROM search_log GROUP BY day";
    let days: Vec<String> = story.app.db().platform().await.unwrap().all(sql, vec![]).await.unwrap();
    assert_eq!(days, ["2016-12-30"], "nothing finer than the day");
}

#[tokio::test]
async fn only_people_s_first_looks_count() {
    let story = Story::begin().await;
    for (path, status) in [
        ("/tim-kiem?q=ao+ca&trang=2", 404),
        ("/tim-kiem?q=ao+ca&kieu=news", 200),
        ("/tim-kiem?q=", 200),
        ("/tim-kiem", 200),
        ("/tim-kiem?q=%3F%21", 200),
    ] {
        assert_eq!(story.app.get(COMMUNE, path).await.status(), status, "{path}");
    }
    story.app.get(COMMUNE, "/api/v1/search?q=ao+ca").await;
    assert_eq!(story.stored().await, Vec::<String>::new());
    story.search("ao cá", 1).await;
    assert_eq!(story.stored().await, ["ao cá|ao ca"]);
    let robots = story.app.page(COMMUNE, "/robots.txt").await;
    assert!(robots.contains("Disallow: /tim-kiem"));
}

#[tokio::test]
async fn opening_a_result_is_reported_by_its_link_and_counts_only_for_what_was_looked_for() {
    let story = Story::begin().await;
    let writer = story.app.person("bientap.ducthang", "ducthang", Role::Member, None).await;
    let form = [
        ("tieu-de", "Lịch tiếp công dân"),
        ("tom-tat", "Lịch tiếp công dân của xã."),
        ("noi-dung", "Chủ tịch xã tiếp công dân vào thứ Năm."),
        ("chuyen-muc", "gioi-thieu"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Văn phòng"),
        ("don-vi", "vanphong"),
    ];
    let saved = story.app.act(&writer, "/ducthang/tin-bai/moi/tin", &form).await;
    let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
    for (version, step) in [("1", "gui-duyet"), ("2", "duyet"), ("3", "dang")] {
        let who = if step == "gui-duyet" { &writer } else { &story.board };
        let done =
            story.app.act(who, &format!("{item}/{step}"), &[("phien-ban", version), ("cam-ket", "co")]).await;
        assert_eq!(done.status(), 303, "{step}: {}", done.text().await.unwrap());
    }
    story.app.drain().await;
    story.search("tiếp công dân", 3).await;
    assert!(story.list("khong-mo").await.contains("tiếp công dân"), "found thrice, opened never");
    let page = story.app.page(COMMUNE, "/tim-kiem?q=ti%E1%BA%BFp+c%C3%B4ng+d%C3%A2n").await;
    let link = between(&page, "<h3><a href=\"", ">");
    let ping = between(link, "ping=\"", "\"").replace("&amp;", "&").replace("&#38;", "&");
    assert!(!link.split('"').next().unwrap().contains("thu="), "the address of a result stays clean: {link}");
    let (_, query) = ping.split_once("/tim-kiem/mo?").expect("the ping");
    assert_eq!(story.open(query).await.status(), 204);
    assert_eq!(story.open("q=chua+ai+tim&thu=1").await.status(), 204);
    for bad in ["q=a", "q=a&thu=0", "q=a&thu=1001", "q=a&thu=-1", "q=a&thu=x"] {
        let answer = story.open(bad).await;
        assert_eq!(answer.status(), 400, "{bad}");
        assert!(answer.text().await.unwrap().contains("từ 1 đến 1000"));
    }
    assert!(!story.list("khong-mo").await.contains(">tiếp công dân<"));
    assert!(story.list("nhieu-nhat").await.contains("mở 1 lần, thường ở vị trí 1,0"));
    assert!(!story.stored().await.join("\n").contains("chua ai tim"), "nobody brings in words by the ping");
}

#[tokio::test]
async fn another_site_s_searches_are_its_own_and_rights_are_asked() {
    let story = Story::begin().await;
    for _ in 0..5 {
        story.app.get(OTHER, "/tim-kiem?q=chuyen+xa+khac").await;
    }
    assert!(!story.report("/ducthang/tim-kiem").await.contains("chuyen xa khac"));
    let contributor = story.app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    for path in ["/ducthang/tim-kiem", "/ducthang/tim-kiem.csv"] {
        assert_eq!(story.app.desk(&contributor, path).await.status(), 403);
    }
    let home = story.app.desk(&contributor, "/ducthang").await.text().await.unwrap();
    assert!(!home.contains("Người dân tìm gì"));
    let home = story.report("/ducthang").await;
    assert!(home.contains("Người dân tìm gì"));
    for wrong in ["?ky=", "?ky=0", "?ky=99999999999999999999", "?ky=x"] {
        assert!(story.report(&format!("/ducthang/tim-kiem{wrong}")).await.contains("30 ngày qua"));
    }
}

#[tokio::test]
async fn rare_words_lose_their_text_after_a_month_and_counts_go_after_thirteen() {
    let story = Story::begin().await;
    story.search("việc hiếm", 2).await;
    story.search("việc thường", 3).await;
    story.stored().await;
    let tenant = story.app.app.directory.by_slug("ducthang").unwrap();
    story.app.db().clock.advance(30 * DAY);
    forget(story.app.db(), tenant.id()).await.unwrap();
    assert_eq!(story.stored().await.len(), 2, "not yet");
    story.app.db().clock.advance(3 * DAY);
    forget(story.app.db(), tenant.id()).await.unwrap();
    assert_eq!(story.stored().await, ["|", "việc thường|viec thuong"]);
    assert_eq!(count(&story).await, 5, "the counts stay");
    story.app.db().clock.advance(400 * DAY);
    forget(story.app.db(), tenant.id()).await.unwrap();
    assert_eq!(count(&story).await, 0);
}

async fn count(story: &Story) -> i64 {
    let sql = "SELECT CAST(COALESCE(SUM(searches), 0) AS BIGINT) AS n FROM search_log";
    let sum: Option<i64> = story.app.db().platform().await.unwrap().optional(sql, vec![]).await.unwrap();
    sum.unwrap()
}

//! What the text sections hold, over HTTP: groups and themes of the news, photo stories, documents introduced, the
//! introduction's tree, the chart, special topics, the directory of links, pages in another language.

use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use crate::support::app::{Person, TestApp, between};
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb};
use portal::base::audit::Actor;
use portal::care::links::check::look;
use portal::care::links::fetch::Fetcher;
use portal::care::links::gather::gather;
use portal::people::Role;
use portal::tenants::{SectionKey, apply, declare};
use serde_json::{Value, json};

const SITE: &str = "ducthang.hiephoa.localhost";
const DISTRICT: &str = "hiephoa.localhost";
const HOUR: i64 = 3_600_000;

/// A writer and a head of the board of one commune.
struct Desk {
    app: TestApp,
    writer: Person,
    head: Person,
}

type Fields<'a> = [(&'a str, &'a str)];

impl Desk {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
        let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
        Self { app, writer, head }
    }

    fn form<'a>(kind: &'a str, title: &'a str, more: &Fields<'a>) -> Vec<(&'a str, &'a str)> {
        let common = [
            ("so", kind),
            ("tieu-de", title),
            ("tac-gia", "Văn phòng xã"),
            ("nguon", "Trang thông tin điện tử xã"),
            ("don-vi", "vanphong"),
        ];
        common.into_iter().chain(more.iter().copied()).collect()
    }

    /// A draft; where it is at the desk.
    async fn draft(&self, kind: &str, title: &str, more: &Fields<'_>) -> String {
        let form = Self::form(kind, title, more);
        let saved = self.app.act(&self.writer, &format!("/ducthang/tin-bai/moi/{kind}"), &form).await;
        let location = TestApp::location(&saved);
        assert!(location.ends_with("/sua"), "{} {}", saved.status(), saved.text().await.unwrap());
        location.trim_end_matches("/sua").to_owned()
    }

    async fn version(&self, item: &str) -> String {
        let edition = item.rsplit('/').next().unwrap();
        let path = format!("/api/v1/staff/ducthang/editions/{edition}");
        let read: Value = self.app.desk(&self.head, &path).await.json().await.unwrap();
        read["version"].to_string()
    }

    async fn step(&self, who: &Person, item: &str, act: &str) -> reqwest::Response {
        let version = self.version(item).await;
        let form = [("phien-ban", version.as_str()), ("cam-ket", "co"), ("ly-do", "Đăng nhầm")];
        self.app.act(who, &format!("{item}/{act}"), &form).await
    }

    /// From a draft to the page.
    async fn live(&self, item: &str) {
        for (who, act) in [(&self.writer, "gui-duyet"), (&self.head, "duyet"), (&self.head, "dang")] {
            let done = self.step(who, item, act).await;
            assert_eq!(done.status(), 303, "{act}: {}", done.text().await.unwrap());
        }
    }

    async fn publish(&self, kind: &str, title: &str, more: &Fields<'_>) -> String {
        let item = self.draft(kind, title, more).await;
        self.live(&item).await;
        item
    }

    async fn news(&self, title: &str, more: &Fields<'_>) -> String {
        let told = [("noi-dung", "Nội dung bài."), ("chuyen-muc", "tin-tuc"), ("chu-de", "trong-huyen")];
        let told: Vec<_> =
            told.into_iter().filter(|(name, _)| more.iter().all(|(one, _)| one != name)).collect();
        self.publish("tin", title, &[&told, more].concat()).await
    }

    /// What is said of a draft that is sent for approval and refused.
    async fn refused(&self, kind: &str, title: &str, more: &Fields<'_>) -> String {
        let item = self.draft(kind, title, more).await;
        let sent = self.step(&self.writer, &item, "gui-duyet").await;
        assert_eq!(sent.status(), 422, "{title}");
        sent.text().await.unwrap()
    }

    async fn withdraw(&self, item: &str) {
        let gone = self.step(&self.head, item, "go").await;
        assert_eq!(gone.status(), 303, "{}", gone.text().await.unwrap());
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.app.get(SITE, path).await;
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.unwrap()
    }

    async fn document(&self, number: &str, summary: &str, more: &Fields<'_>) -> String {
        let told = [
            ("so-ky-hieu", number),
            ("loai", "Quyết định"),
            ("trich-yeu", summary),
            ("co-quan-ban-hanh", "Ủy ban nhân dân xã Đức Thắng"),
            ("ngay-ban-hanh", "20/12/2016"),
            ("ngay-hieu-luc", "21/12/2016"),
            ("noi-dung", "## Điều 1. Phạm vi\n\nToàn xã."),
            ("chuyen-muc", "chi-dao"),
        ];
        let told: Vec<_> =
            told.into_iter().filter(|(name, _)| more.iter().all(|(one, _)| one != name)).collect();
        self.publish("van-ban", "", &[&told, more].concat()).await
    }

    /// A picture in the library; its id.
    async fn picture(&self, about: &Fields<'_>, name: &str, shade: u8) -> String {
        let image = DynamicImage::ImageRgb8(ImageBuffer::from_pixel(640, 480, Rgb([shade, 90, 60])));
        let mut jpeg = Cursor::new(Vec::new());
        image.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
        let added = self
            .app
            .upload_with(&self.writer, "/ducthang/thu-vien/them", about, name, &jpeg.into_inner())
            .await;
        assert_eq!(added.status(), 303, "{}", added.text().await.unwrap());
        TestApp::location(&added).rsplit('/').next().unwrap().to_owned()
    }
}

/// QC-3.2: every news item stands in exactly one of the three groups, which bear the names of the site's own level.
#[tokio::test]
async fn every_news_item_stands_in_exactly_one_of_three_groups() {
    let desk = Desk::start().await;
    let none = [("noi-dung", "Nội dung."), ("chuyen-muc", "tin-tuc")];
    let none = desk.refused("tin", "Tin không nhóm", &none).await;
    assert!(none.contains("Phải chọn một trong ba nhóm tin") && none.contains("Điều 3.2"), "{none}");
    desk.news("Tin của xã", &[]).await;
    desk.news("Tin của tỉnh", &[("chu-de", "trong-tinh")]).await;
    desk.news("Tin nơi khác", &[("chu-de", "noi-bat")]).await;
    let list = desk.page("/tin-tuc").await;
    for name in ["Trong xã", "Trong tỉnh", "Nổi bật khác"] {
        assert!(list.contains(&format!(">{name}")), "{name}: {list}");
    }
    for (group, title) in
        [("trong-huyen", "Tin của xã"), ("trong-tinh", "Tin của tỉnh"), ("noi-bat", "Tin nơi khác")]
    {
        let narrowed = desk.page(&format!("/tin-tuc?loai={group}")).await;
        let titles = ["Tin của xã", "Tin của tỉnh", "Tin nơi khác"];
        let shown: Vec<_> =
            titles.into_iter().filter(|one| narrowed.contains(&format!(">{one}</a>"))).collect();
        assert_eq!(shown, [title], "{group}");
    }
    assert!(desk.app.page(DISTRICT, "/tin-tuc").await.contains(">Trong huyện"));
}

/// QC-2.1: each of the five themes has a list page and a feed; what is corrected or withdrawn shows at once.
#[tokio::test]
async fn each_theme_has_a_list_and_a_feed() {
    let desk = Desk::start().await;
    let both = [("chu-de-tin-kinh-te", "co"), ("chu-de-tin-con-nguoi", "co")];
    let item = desk.news("Chợ quê ngày mới", &both).await;
    for theme in ["kinh-te", "van-hoa", "xa-hoi", "an-ninh-quoc-phong", "con-nguoi"] {
        let told = ["kinh-te", "con-nguoi"].contains(&theme);
        let list = desk.page(&format!("/chu-de/{theme}")).await;
        assert_eq!(list.contains("Chợ quê ngày mới</a>"), told, "{theme}: {list}");
        assert!(list.contains(&format!("/chu-de/{theme}/rss.xml")), "{theme}");
        let feed = desk.page(&format!("/chu-de/{theme}/rss.xml")).await;
        assert_eq!(feed.contains("<item><title>Chợ quê ngày mới</title>"), told, "{theme}: {feed}");
    }
    assert_eq!(desk.app.get(SITE, "/chu-de/khong-co").await.status(), 404);
    assert!(desk.page("/tin-tuc?chu-de=kinh-te").await.contains("Chợ quê ngày mới</a>"));
    assert!(!desk.page("/tin-tuc?chu-de=van-hoa").await.contains("Chợ quê ngày mới</a>"));
    assert!(desk.page("/tin-tuc/cho-que-ngay-moi").await.contains("/chu-de/con-nguoi\">Con người</a>"));

    // A refused form comes back with its ticks.
    let back = Desk::form("tin", "", &[("chu-de-tin-xa-hoi", "co"), ("the-loai", "phong-su-anh")]);
    let back = desk.app.act(&desk.writer, "/ducthang/tin-bai/moi/tin", &back).await;
    assert_eq!(back.status(), 422);
    let back = back.text().await.unwrap();
    assert!(back.contains("name=\"chu-de-tin-xa-hoi\" value=\"co\" checked"), "{back}");
    assert!(back.contains("<option value=\"phong-su-anh\" selected>"), "{back}");

    // Over JSON a theme that the site has not is refused.
    let content = json!({ "content": {
        "kind": "news", "title": "Chủ đề lạ", "summary": "", "topic": "trong-huyen", "body_html": "<p>a</p>",
        "themes": ["khong-co"],
        "common": { "section": "tin-tuc", "unit_key": "vanphong", "author": "a", "source": "b" }
    } });
    let made = desk.app.call(&desk.writer, "POST", "/api/v1/staff/ducthang/items", content).await;
    let edition = made.json::<Value>().await.unwrap()["edition"].as_str().unwrap().to_owned();
    let submit = format!("/api/v1/staff/ducthang/editions/{edition}/submit");
    let sent = desk.app.call(&desk.writer, "POST", &submit, json!({ "version": 1 })).await;
    assert_eq!(sent.status(), 422);
    assert!(sent.text().await.unwrap().contains("không có chủ đề"));

    desk.withdraw(&item).await;
    assert!(!desk.page("/chu-de/kinh-te").await.contains("Chợ quê ngày mới"));
}

/// QC-8.1: a photo story is a sequence of at least three pictures, each with words, author and source.
#[tokio::test]
async fn a_photo_story_needs_three_pictures_each_with_words_and_credit() {
    let desk = Desk::start().await;
    let about = |alt: &'static str, caption: &'static str, author: &'static str| {
        [
            ("tac-gia", author),
            ("nguon", "Trang thông tin điện tử xã"),
            ("mo-ta-anh", alt),
            ("chu-thich", caption),
            ("dong-y", "not-needed"),
        ]
    };
    let mut ids = Vec::new();
    for (at, (alt, caption)) in [
        ("Cổng làng (mẫu)", "Cổng làng cũ"),
        ("Giếng làng (mẫu)", "Giếng đầu làng"),
        ("Đình làng (mẫu)", "Đình sau tu sửa"),
    ]
    .into_iter()
    .enumerate()
    {
        let shade = u8::try_from(at * 60).unwrap();
        ids.push(desk.picture(&about(alt, caption, "Văn hóa xã"), &format!("anh-{at}.jpg"), shade).await);
    }
    let nameless = desk.picture(&about("Cây đa (mẫu)", "Cây đa", ""), "cay-da.jpg", 200).await;
    let body =
        |ids: &[String]| -> String { ids.iter().map(|id| format!("![](/tep/{id}/anh.jpg)\n\n")).collect() };
    let told = |body: &str| {
        [
            ("noi-dung".to_owned(), body.to_owned()),
            ("chuyen-muc".into(), "tin-tuc".into()),
            ("chu-de".into(), "trong-huyen".into()),
            ("the-loai".into(), "phong-su-anh".into()),
        ]
    };
    let two = told(&body(&ids[..2]));
    let two: Vec<(&str, &str)> = two.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let few = desk.refused("tin", "Làng xưa, hai ảnh", &two).await;
    assert!(few.contains("ít nhất 3 ảnh") && few.contains("bài này có 2"), "{few}");
    let with: Vec<String> = ids[..2].iter().cloned().chain([nameless]).collect();
    let with = told(&body(&with));
    let with: Vec<(&str, &str)> = with.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let uncredited = desk.refused("tin", "Làng xưa, thiếu tác giả", &with).await;
    assert!(uncredited.contains("Ảnh chưa ghi tác giả và nguồn"), "{uncredited}");

    let whole = told(&body(&ids));
    let whole: Vec<(&str, &str)> =
        whole.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    desk.publish("tin", "Làng xưa qua ảnh", &whole).await;
    let page = desk.page("/tin-tuc/lang-xua-qua-anh").await;
    assert!(page.contains("class=\"reading story\"") && page.contains("Phóng sự ảnh, 3 ảnh"), "{page}");
    let order =
        ["Cổng làng cũ", "Giếng đầu làng", "Đình sau tu sửa"].map(|caption| page.find(caption).unwrap());
    assert!(order.is_sorted(), "{page}");
    assert_eq!(page.matches("Ảnh: Văn hóa xã. Nguồn: Trang thông tin điện tử xã.").count(), 3, "{page}");
}

/// QC-3.6, P-d: an article introduces documents held; each page leads to the other while both are live.
#[tokio::test]
async fn an_article_introduces_documents_and_they_lead_back() {
    let desk = Desk::start().await;
    let rules = desk.document("12/2016/QĐ-UBND", "Quy chế chợ xã", &[("chuyen-muc", "van-ban")]).await;
    drop(rules);
    let plan = desk.document("15/QĐ-UBND", "Kế hoạch tuyên truyền", &[]).await;
    let section = ("chuyen-muc", "pho-bien-phap-luat");
    let unheld = [("noi-dung", "Bài."), section, ("gioi-thieu-van-ban", "99/2016/QĐ-UBND")];
    let unheld = desk.refused("tin", "Giới thiệu văn bản không có", &unheld).await;
    assert!(unheld.contains("Văn bản số 99/2016/QĐ-UBND chưa được đăng"), "{unheld}");
    let form = desk.app.desk(&desk.writer, "/ducthang/tin-bai/moi/tin").await.text().await.unwrap();
    assert!(form.contains("value=\"15/QĐ-UBND ngày 20/12/2016\""), "the latest can be picked: {form}");

    let two = [
        ("noi-dung", "Bài giới thiệu."),
        section,
        ("gioi-thieu-van-ban", "12/2016/QĐ-UBND"),
        ("chon-van-ban-0", "15/QĐ-UBND ngày 20/12/2016"),
    ];
    let article = desk.publish("tin", "Những điểm mới", &two).await;
    let page = desk.page("/pho-bien-phap-luat/nhung-diem-moi").await;
    let cited = between(&page, "Văn bản được giới thiệu</h2>", "</ul>");
    assert!(cited.contains("12/2016/QĐ-UBND") && cited.contains("15/QĐ-UBND"), "{page}");
    assert_eq!(cited.matches("Còn hiệu lực").count(), 2, "{cited}");
    let paper = "/chi-dao/15-qd-ubnd-ke-hoach-tuyen-truyen";
    let back = desk.page(paper).await;
    assert!(
        between(&back, "Bài giới thiệu văn bản này</h2>", "</section>").contains("Những điểm mới</a>"),
        "{back}"
    );
    assert!(desk.page("/van-ban/12-2016-qd-ubnd-quy-che-cho-xa").await.contains("Những điểm mới</a>"));

    desk.withdraw(&plan).await;
    let page = desk.page("/pho-bien-phap-luat/nhung-diem-moi").await;
    assert!(page.contains("15/QĐ-UBND (không còn đăng trên trang này)"), "{page}");
    desk.withdraw(&article).await;
    let back = desk.page("/van-ban/12-2016-qd-ubnd-quy-che-cho-xa").await;
    assert!(!back.contains("Bài giới thiệu văn bản này"), "{back}");
}

/// P-c, P-đ: the four sub-sections of steering and the four groups of plans are there, the empty ones too.
#[tokio::test]
async fn steering_has_its_four_parts_and_plans_their_four_groups() {
    let desk = Desk::start().await;
    desk.document("21/QĐ-UBND", "Khen thưởng cá nhân", &[("phan", "khen-thuong-xu-phat")]).await;
    desk.document("22/QĐ-UBND", "Chỉ đạo chống rét", &[]).await;
    let list = desk.page("/chi-dao").await;
    for part in [
        "Ý kiến chỉ đạo, điều hành bằng văn bản",
        "Ý kiến xử lý, phản hồi kiến nghị",
        "Khen thưởng, xử phạt",
        "Lịch làm việc của lãnh đạo",
    ] {
        assert!(list.contains(&format!(">{part}</a>")), "{part}: {list}");
    }
    for (part, number) in [
        ("y-kien-chi-dao", Some("22/QĐ-UBND")),
        ("xu-ly-kien-nghi", None),
        ("khen-thuong-xu-phat", Some("21/QĐ-UBND")),
    ] {
        let narrowed = desk.page(&format!("/chi-dao?muc={part}")).await;
        let shown: Vec<_> =
            ["21/QĐ-UBND", "22/QĐ-UBND"].into_iter().filter(|one| narrowed.contains(one)).collect();
        assert_eq!(shown, number.into_iter().collect::<Vec<_>>(), "{part}");
    }

    let told =
        [("f-linh-vuc", "tai-nguyen"), ("f-giai-doan", "2016-2020"), ("f-ngay-phe-duyet", "20/12/2016")];
    desk.publish("chien-luoc", "Khai thác cát sông", &told).await;
    let plans = desk.page("/chien-luoc?so=chien-luoc").await;
    for (group, count) in [
        ("Chính sách ưu đãi, cơ hội đầu tư", 0),
        ("Quy hoạch xây dựng, đô thị, sử dụng đất", 0),
        ("Quy hoạch, kế hoạch khai thác tài nguyên", 1),
        ("Quy hoạch thu gom, xử lý chất thải", 0),
    ] {
        let list = plans
            .split("<li>")
            .find(|item| item.contains(&format!(">{group}")))
            .unwrap_or_else(|| panic!("{group}: {plans}"));
        assert!(list.contains(&format!("<span class=\"count\">{count}</span>")), "{group}: {list}");
    }
    // QC-3.7: by period.
    assert!(
        desk.page("/chien-luoc?so=chien-luoc&giai-doan=2016-2020").await.contains("Khai thác cát sông</a>")
    );
}

/// QC-3.1, P-a: pages stand under each other; an overdue one warns its owner and the board, and the desk says which
/// topics are empty or overdue.
#[tokio::test]
async fn the_introduction_is_a_tree_whose_overdue_pages_warn_owner_and_board() {
    let desk = Desk::start().await;
    let told = |reviewed: &'static str| {
        [("f-chu-de", "van-hoa"), ("f-ngay-ra-soat", reviewed), ("noi-dung", "Nội dung trang.")]
    };
    let nowhere = [&told("20/12/2016")[..], &[("f-thuoc-trang", "khong-co")]].concat();
    let nowhere = desk.refused("gioi-thieu", "Trang lạc", &nowhere).await;
    assert!(nowhere.contains("không có trang giới thiệu nào"), "{nowhere}");
    desk.publish("gioi-thieu", "Di tích của xã", &told("20/12/2016")).await;
    let second =
        [&told("20/12/2016")[..], &[("f-thuoc-trang", "di-tich-cua-xa"), ("f-thu-tu", "2")]].concat();
    desk.publish("gioi-thieu", "Chùa làng", &second).await;
    let first = [&told("01/06/2015")[..], &[("f-thuoc-trang", "di-tich-cua-xa"), ("f-thu-tu", "1")]].concat();
    desk.publish("gioi-thieu", "Đình làng", &first).await;

    let page = desk.page("/gioi-thieu/chua-lang").await;
    let way = between(&page, "aria-label=\"Đường dẫn\"", "</nav>");
    assert!(
        way.contains("Giới thiệu</a>") && way.contains("/gioi-thieu/di-tich-cua-xa\">Di tích của xã</a>"),
        "{way}"
    );
    let tree = between(&page, "<nav class=\"tree\"", "</nav>");
    let order = ["Di tích của xã", "Đình làng", "Chùa làng"].map(|title| tree.find(title).unwrap());
    assert!(order.is_sorted() && tree.matches("<ul>").count() == 2, "{tree}");

    desk.app.do_duties().await;
    desk.app.drain().await;
    let letters = desk.app.letters("Đến hạn rà soát: Đình làng");
    let unit =
        desk.app.app.directory.by_slug("ducthang").unwrap().profile.unit("vanphong").unwrap().email.clone();
    let to: Vec<String> = letters.iter().map(|letter| format!("{letter:?}")).collect();
    assert!(to.len() >= 2 && to.iter().any(|one| one.contains(&unit)), "owner and board: {to:?}");
    assert!(to.iter().any(|one| one.contains("a@example.vn")), "owner and board: {to:?}");

    let care = desk.app.desk(&desk.head, "/ducthang/cham-soc").await.text().await.unwrap();
    let topics = between(&care, "sáu chủ đề bắt buộc", "<h2>Cần rà soát</h2>");
    assert_eq!(topics.matches("Còn trống").count(), 5, "{topics}");
    assert!(topics.contains("Quá hạn rà soát") && topics.contains("Đình làng</a>"), "{topics}");
    let told: Value = desk.app.desk(&desk.head, "/api/v1/staff/ducthang/care").await.json().await.unwrap();
    let topics = told["introduction"].as_array().unwrap();
    assert_eq!(topics.len(), 6, "{told}");
    let culture = topics.iter().find(|topic| topic["topic"] == "van-hoa").unwrap();
    assert_eq!(
        (culture["pages"].as_u64(), culture["complies"].as_bool()),
        (Some(3), Some(false)),
        "{culture}"
    );
}

/// QC-3.3: the chart is drawn with words and described, beside the list that tells the same, also of a past day.
#[tokio::test]
async fn the_chart_is_drawn_beside_its_list() {
    let desk = Desk::start().await;
    let told = [
        ("f-chuc-vu", "Chủ tịch"),
        ("f-don-vi", "Ủy ban nhân dân xã"),
        ("f-tu-ngay", "01/07/2016"),
        ("f-thu-dien-tu", "chutich@ducthang.example"),
    ];
    desk.publish("bo-may", "Người giữ chức vụ (mẫu)", &told).await;
    let page = desk.page("/bo-may?so=so-do").await;
    let region = between(&page, "<div class=\"chart-scroll\"", "</div>");
    assert!(region.contains("role=\"region\" tabindex=\"0\" aria-labelledby=\"so-do-hinh\""), "{region}");
    assert!(
        region.contains("<title id=\"so-do-ten\">") && region.contains("<desc id=\"so-do-ta\">"),
        "{region}"
    );
    assert!(region.contains("Người giữ chức vụ (mẫu)") && region.contains("<tspan"), "{region}");
    assert!(page.contains("<ul class=\"chart\">"), "the list stays");
    let past = desk.page("/bo-may?so=so-do&ngay=30/06/2016").await;
    assert!(!past.contains("Người giữ chức vụ (mẫu)") && past.contains("ngày 30/06/2016</title>"), "{past}");
    assert!(desk.page("/bo-may?so=so-do&in=1").await.contains("class=\"for-print\""));
}

/// QC-3.15: a special topic has its own menu, look and members; once over it is archived and out of the menus.
#[tokio::test]
async fn a_special_topic_holds_its_members_and_leaves_the_menus_at_its_end() {
    let desk = Desk::start().await;
    desk.news("Bài được chọn", &[]).await;
    desk.news("Tin kinh tế", &[("chu-de-tin-kinh-te", "co")]).await;
    desk.news("Tin không thuộc", &[]).await;
    let today = desk.app.db().clock.today();
    let last = portal::base::clock::date_vi(portal::base::clock::plus_days(today, 3));
    let first = portal::base::clock::date_vi(today);
    let days = [("f-tu-ngay", first.as_str()), ("f-den-ngay", last.as_str())];
    let odd = [&days[..], &[("f-noi-dung-thuoc", "https://la.example/x")]].concat();
    let odd = desk
        .app
        .act(&desk.writer, "/ducthang/tin-bai/moi/chuyen-trang", &Desk::form("chuyen-trang", "Lạ", &odd))
        .await;
    assert_eq!(odd.status(), 422);
    assert!(odd.text().await.unwrap().contains("https://la.example/x"), "what was typed is there again");
    let members = "/tin-tuc/bai-duoc-chon\n/tin-tuc?chu-de=kinh-te";
    let told = [
        &days[..],
        &[("f-noi-dung-thuoc", members), ("f-bang-mau", "tre-xanh"), ("f-thuc-don", "Văn bản | /van-ban")],
    ]
    .concat();
    desk.publish("chuyen-trang", "Nông thôn mới", &told).await;

    let page = desk.page("/chuyen-trang/nong-thon-moi").await;
    assert!(page.contains("data-palette=\"tre-xanh\"") && page.contains("<nav class=\"own-menu\""), "{page}");
    assert!(page.contains("Bài được chọn</a>") && page.contains("Tin kinh tế</a>"), "{page}");
    assert!(!page.contains("Tin không thuộc") && !page.contains("Bảng màu"), "{page}");
    let home = desk.page("/").await;
    assert!(
        between(&home, "<details class=\"index\">", "</details>").contains("Nông thôn mới</a>"),
        "{home}"
    );

    desk.app.db().clock.advance(5 * 24 * HOUR);
    desk.app.app.directory.reload(desk.app.db()).await.unwrap();
    let over = desk.page("/chuyen-trang/nong-thon-moi").await;
    assert!(over.contains("Chuyên trang đã kết thúc") && over.contains("Bài được chọn</a>"), "{over}");
    let home = desk.page("/").await;
    assert!(!between(&home, "<details class=\"index\">", "</details>").contains("Nông thôn mới"), "{home}");
}

/// QC-3.16: a broken link of the directory is flagged within a day, and its owner and the board are told. F-2: every
/// site of the deployment and every unit stands there by itself.
#[tokio::test]
async fn the_directory_flags_a_broken_link_within_a_day_and_lists_every_site() {
    let desk = Desk::start().await;
    let list = desk.page("/lien-ket").await;
    let sites = between(&list, "Các trang cùng hệ thống</h3>", "</ul>");
    assert_eq!(sites.matches("<li>").count(), desk.app.app.directory.all().len() - 1, "{list}");
    assert!(sites.contains("Huyện Hiệp Hòa</a>") && sites.contains("Xã Đông Lỗ</a>"), "{sites}");
    let tenant = desk.app.app.directory.by_slug("ducthang").unwrap();
    let units = between(&list, &format!("Các đơn vị của {}</h3>", tenant.identity().body), "</ul>");
    assert_eq!(units.matches("<li>").count(), tenant.profile.units_on(tenant.day).count(), "{list}");

    let own = tenant.url("/tin-tuc/khong-co");
    let told = [("f-nhom", "khac"), ("f-dia-chi", own.as_str())];
    desk.publish("lien-ket", "Trang đã mất", &told).await;
    gather(&desk.app.app).await.unwrap();
    let mut fetcher = Fetcher::default();
    fetcher.pause = Duration::ZERO;
    let started = desk.app.db().clock.now();
    for _ in 0..8 {
        look(&desk.app.app, &fetcher).await.unwrap();
        let mut scope = desk.app.db().read(tenant.id()).await.unwrap();
        let states: Vec<String> =
            scope.all("SELECT state AS s FROM links WHERE tenant_id = $1", vec![]).await.unwrap();
        drop(scope);
        if states == ["dead"] {
            break;
        }
        desk.app.db().clock.advance(HOUR);
    }
    assert!(desk.app.db().clock.now() - started < 24 * HOUR);
    let head = desk.app.sign_in_again("truongban.ducthang").await;
    let page = desk.app.desk(&head, "/ducthang/lien-ket-hong").await.text().await.unwrap();
    let dead = between(&page, "<h2>Hỏng</h2>", "<h2>Nghi hỏng</h2>");
    assert!(dead.contains("khong-co") && dead.contains("Trang đã mất"), "{page}");
    desk.app.drain().await;
    let letters: Vec<String> =
        desk.app.letters("Liên kết hỏng: Trang đã mất").iter().map(|letter| format!("{letter:?}")).collect();
    let unit = tenant.profile.unit("vanphong").unwrap().email.clone();
    assert!(letters.iter().any(|one| one.contains(&unit)), "the owner: {letters:?}");
    assert!(letters.iter().any(|one| one.contains("a@example.vn")), "the board: {letters:?}");
}

/// P-13: a page leads to itself in English and back, or says that there is no such page.
#[tokio::test]
async fn a_translation_and_its_original_lead_to_each_other() {
    let desk = Desk::start().await;
    desk.news("Lễ hội làng", &[]).await;
    let alone = desk.page("/tin-tuc/le-hoi-lang").await;
    assert!(alone.contains("Trang này chưa có bản tiếng Anh.") && !alone.contains("hreflang"), "{alone}");
    let mute = [
        ("noi-dung", "Text."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("ban-dich-cua", "/tin-tuc/le-hoi-lang"),
    ];
    assert!(desk.refused("tin", "Untold", &mute).await.contains("Bản dịch phải ghi ngôn ngữ."));
    let lost = [&mute[..3], &[("ngon-ngu", "en"), ("ban-dich-cua", "khong-co")]].concat();
    assert!(desk.refused("tin", "Lost", &lost).await.contains("không có nội dung đang đăng"));

    let english = [("ngon-ngu", "en"), ("ban-dich-cua", "/tin-tuc/le-hoi-lang")];
    let translation = desk.news("Village festival", &english).await;
    let page = desk.page("/tin-tuc/village-festival").await;
    assert!(page.contains("<h1 lang=\"en\">Village festival</h1>"), "{page}");
    assert!(
        page.contains("hreflang=\"vi\"") && page.contains("/tin-tuc/le-hoi-lang\" lang=\"vi\""),
        "{page}"
    );
    let original = desk.page("/tin-tuc/le-hoi-lang").await;
    assert!(original.contains("/tin-tuc/village-festival\" lang=\"en\" hreflang=\"en\""), "{original}");
    assert!(!original.contains("chưa có bản"), "{original}");

    let told = [("f-chu-de", "lich-su"), ("f-ngay-ra-soat", "20/12/2016"), ("noi-dung", "Nội dung.")];
    desk.publish("gioi-thieu", "Lịch sử xã", &told).await;
    let english = [&told[..], &[("f-ngon-ngu", "en"), ("f-ban-dich-cua", "lich-su-xa")]].concat();
    desk.publish("gioi-thieu", "History of the commune", &english).await;
    assert!(
        desk.page("/gioi-thieu/lich-su-xa")
            .await
            .contains("/gioi-thieu/history-of-the-commune\" lang=\"en\"")
    );

    desk.withdraw(&translation).await;
    assert!(desk.page("/tin-tuc/le-hoi-lang").await.contains("Trang này chưa có bản tiếng Anh."));
}

#[tokio::test]
async fn a_renamed_section_is_found_under_its_former_addresses() {
    let desk = Desk::start().await;
    let app = &desk.app;
    desk.news("Tên cũ của mục", &[]).await;
    let item = "ten-cu-cua-muc";
    let mut set = declare::load(Path::new("tenants/hiep-hoa-2016")).unwrap();
    let site = set.tenants.iter_mut().find(|tenant| tenant.slug == "ducthang").unwrap();
    let news = site.sections.iter_mut().find(|section| section.key == SectionKey::News).unwrap();
    assert_eq!(news.slug, "tin-tuc");
    "tin-cua-xa".clone_into(&mut news.slug);
    apply::apply(app.db(), &Actor::system(), &set, false).await.unwrap();
    app.app.directory.reload(app.db()).await.unwrap();
    for (old, new) in [
        ("/tin-tuc".to_owned(), "/tin-cua-xa".to_owned()),
        ("/tin-tuc?trang=2".into(), "/tin-cua-xa?trang=2".into()),
        ("/tin-tuc/rss.xml".into(), "/tin-cua-xa/rss.xml".into()),
        (format!("/tin-tuc/{item}"), format!("/tin-cua-xa/{item}")),
    ] {
        let answer = app.get(SITE, &old).await;
        assert_eq!(answer.status(), 308, "{old}");
        assert!(TestApp::location(&answer).ends_with(&new), "{old}: {}", TestApp::location(&answer));
        assert_eq!(app.get(SITE, &new).await.status(), 200, "{new}");
    }
}

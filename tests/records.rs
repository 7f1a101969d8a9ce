//! Registers over HTTP: an entry written, refused with every reason, published, listed by its facts, found and followed.

use std::io::Write as _;

use crate::support::app::{Person, TestApp, between};
use portal::care::links::gather::gather;
use portal::import::run::{self, Request, Shape};
use portal::people::Role;

const SITE: &str = "ducthang.hiephoa.localhost";

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// The form of an entry of the commune.
fn entry<'a>(register: &'a str, title: &'a str, facts: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let common = [
        ("so", register),
        ("tieu-de", title),
        ("tac-gia", "Văn phòng xã"),
        ("nguon", "Trang thông tin điện tử xã"),
        ("don-vi", "vanphong"),
    ];
    common.into_iter().chain(facts.iter().copied()).collect()
}

/// A draft of an entry, by its address on the desk.
async fn draft(app: &TestApp, writer: &Person, form: &[(&str, &str)]) -> String {
    let saved = app.act(writer, &format!("/ducthang/tin-bai/moi/{}", form[0].1), form).await;
    TestApp::location(&saved).trim_end_matches("/sua").to_owned()
}

/// What is said of a draft that is sent for approval and refused.
async fn refused(app: &TestApp, writer: &Person, form: &[(&str, &str)]) -> String {
    let item = draft(app, writer, form).await;
    let sent = app.act(writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(sent.status(), 422, "{form:?}");
    sent.text().await.unwrap()
}

async fn published(app: &TestApp, writer: &Person, head: &Person, form: &[(&str, &str)]) -> String {
    let item = draft(app, writer, form).await;
    live(app, writer, head, &item).await;
    item
}

async fn live(app: &TestApp, writer: &Person, head: &Person, item: &str) {
    let edition = item.rsplit('/').next().unwrap();
    let path = format!("/api/v1/staff/ducthang/editions/{edition}");
    for (who, act) in [(writer, "gui-duyet"), (head, "duyet"), (head, "dang")] {
        let read: serde_json::Value = app.desk(head, &path).await.json().await.unwrap();
        let version = read["version"].to_string();
        let form = [("phien-ban", version.as_str()), ("cam-ket", "co")];
        let done = app.act(who, &format!("{item}/{act}"), &form).await;
        assert_eq!(done.status(), 303, "{act}: {}", done.text().await.unwrap());
    }
}

async fn people(app: &TestApp) -> (Person, Person) {
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    (writer, head)
}

#[tokio::test]
async fn a_project_is_refused_with_reasons_published_and_listed_by_stage() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let begin = page(&app, &writer, "/ducthang/tin-bai/moi").await;
    assert!(begin.contains("/ducthang/tin-bai/moi/du-an") && begin.contains("Thủ tục"), "{begin}");

    let odd = [("f-kinh-phi", "nhiều"), ("f-thoi-gian", "năm ngoái"), ("f-linh-vuc", "Giao thông")];
    let back = app.act(&writer, "/ducthang/tin-bai/moi/du-an", &entry("du-an", "Đường làng", &odd)).await;
    assert_eq!(back.status(), 422);
    let back = back.text().await.unwrap();
    for kept in [
        "không phải là số tiền",
        "không phải là năm",
        "value=\"nhiều\"",
        "value=\"Giao thông\"",
        "Đường làng",
    ] {
        assert!(back.contains(kept), "{kept}: {back}");
    }
    // QC-3.9, P-h
    let without = refused(&app, &writer, &entry("du-an", "Đường không tình trạng", &[])).await;
    assert!(without.contains("Phải ghi tình trạng dự án."), "{without}");

    let road = [("f-tinh-trang", "trien-khai"), ("f-kinh-phi", "1,5 tỷ"), ("f-linh-vuc", "Giao thông")];
    published(&app, &writer, &head, &entry("du-an", "Đường thôn Trung", &road)).await;
    let school = [("f-tinh-trang", "chuan-bi"), ("f-linh-vuc", "Giáo dục")];
    published(&app, &writer, &head, &entry("du-an", "Trường mầm non thôn Hạ", &school)).await;

    let all = app.page(SITE, "/du-an").await;
    assert!(all.contains("2 dự án đầu tư") && all.contains("1.500.000.000 đồng"), "{all}");
    let preparing = app.page(SITE, "/du-an?so=du-an&tinh-trang=chuan-bi").await;
    assert!(preparing.contains("Trường mầm non") && !preparing.contains("Đường thôn Trung"), "{preparing}");
    assert!(preparing.contains("Bỏ lọc"));
    // The three lists of the decree stand there, the empty one too.
    for (stage, count) in [("Đang chuẩn bị", 1), ("Đang triển khai", 1), ("Đã hoàn tất", 0)] {
        let list = all
            .split("<li>")
            .find(|item| item.contains(&format!(">{stage}")))
            .unwrap_or_else(|| panic!("{all}"));
        assert!(list.contains(&format!("<span class=\"count\">{count}</span>")), "{stage}: {list}");
    }
    let table = app.page(SITE, "/du-an/du-lieu.csv?so=du-an").await;
    assert!(
        table.starts_with("\u{FEFF}\"Tên dự án\"") && table.contains("\"1.500.000.000 đồng\""),
        "{table}"
    );
    let data: serde_json::Value =
        app.get(SITE, "/du-an/du-lieu.json?so=du-an&tinh-trang=chuan-bi").await.json().await.unwrap();
    assert_eq!(data["entries"][0]["facts"]["tinh-trang"], "chuan-bi");
    assert_eq!(data["entries"].as_array().unwrap().len(), 1);
    assert_eq!(app.get(SITE, "/tin-tuc/du-lieu.csv").await.status(), 404);
    let odd = app.page(SITE, "/du-an?so=du-an&tinh-trang=%27%20OR%201=1").await;
    assert!(odd.contains("Chưa có nội dung nào"), "{odd}");
    let one = app.page(SITE, "/du-an/duong-thon-trung").await;
    assert!(one.contains("Đang triển khai") && one.contains("Văn phòng xã"), "{one}");
    app.drain().await;
    let found = app.page(SITE, "/tim-kiem?q=duong+thon+trung").await;
    assert!(found.contains("/du-an/duong-thon-trung"), "{found}");
    assert!(app.page(SITE, "/du-an/rss.xml").await.contains("Đường thôn Trung"));
}

#[tokio::test]
async fn the_holder_of_a_past_day_stays_to_be_found() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let holder = |from: &'static str, until: &'static str| {
        [
            ("f-chuc-vu", "Chủ tịch Ủy ban nhân dân xã"),
            ("f-don-vi", "Ủy ban nhân dân xã"),
            ("f-tu-ngay", from),
            ("f-den-ngay", until),
            ("f-thu-dien-tu", "chutich@ducthang.example"),
        ]
    };
    let wrong = entry("bo-may", "Người giữ chức vụ sai ngày", &holder("01/07/2016", "01/07/2015"));
    assert!(refused(&app, &writer, &wrong).await.contains("Ngày thôi không được trước"));
    let before = holder("01/07/2011", "30/06/2016");
    published(&app, &writer, &head, &entry("bo-may", "Người giữ chức vụ nhiệm kỳ trước", &before)).await;
    let now = holder("01/07/2016", "");
    published(&app, &writer, &head, &entry("bo-may", "Người giữ chức vụ hiện nay", &now)).await;

    let today = app.page(SITE, "/bo-may").await;
    assert!(today.contains("hiện nay") && !today.contains("nhiệm kỳ trước"), "{today}");
    let past = app.page(SITE, "/bo-may?so=bo-may&ngay=30/06/2016").await;
    assert!(past.contains("nhiệm kỳ trước") && !past.contains("hiện nay"), "{past}");
    let past = app.page(SITE, "/bo-may?so=bo-may&ngay=01/07/2016").await;
    assert!(past.contains("hiện nay") && !past.contains("nhiệm kỳ trước"), "{past}");
    let all = app.page(SITE, "/bo-may?so=bo-may&ngay=tat-ca").await;
    assert!(all.contains("hiện nay") && all.contains("nhiệm kỳ trước"), "{all}");
    let gone = app.page(SITE, "/bo-may/nguoi-giu-chuc-vu-nhiem-ky-truoc").await;
    assert!(gone.contains("Không còn giữ chức vụ") && gone.contains("30/06/2016"), "{gone}");

    // P-k: who is in office today can be reached.
    let contact = app.page(SITE, "/lien-he").await;
    assert!(contact.contains("mailto:chutich@ducthang.example") && contact.contains("hiện nay"), "{contact}");
    assert!(!contact.contains("nhiệm kỳ trước"));
    // What the body issued in the former term leads to who held the posts then.
    let paper = [
        ("", "van-ban"),
        ("so-ky-hieu", "05/QĐ-UBND"),
        ("loai", "Quyết định"),
        ("trich-yeu", "Về việc sửa đường"),
        ("co-quan-ban-hanh", "Ủy ban nhân dân xã Đức Thắng"),
        ("ngay-ban-hanh", "10/05/2014"),
        ("ngay-hieu-luc", "10/05/2014"),
        ("noi-dung", "## Điều 1. Phạm vi\n\nĐường thôn Trung."),
        ("chuyen-muc", "chi-dao"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Bản gốc"),
        ("don-vi", "vanphong"),
    ];
    published(&app, &writer, &head, &paper).await;
    let paper = app.page(SITE, "/chi-dao/05-qd-ubnd-ve-viec-sua-duong").await;
    let url =
        between(&paper, "Người giữ chức vụ khi ban hành</dt><dd><a href=\"", "\"").replace("&#38;", "&");
    assert!(url.ends_with("/bo-may?so=bo-may&ngay=2014-05-10"), "{url}");

    let office = [
        ("f-chuc-vu", "Công chức Tư pháp - Hộ tịch"),
        ("f-tu-ngay", "01/07/2016"),
        ("f-thu-dien-tu", "tuphap@ducthang.example"),
    ];
    let unit = app.app.directory.by_slug("ducthang").unwrap().profile.units[0].name.clone();
    let office: Vec<_> = office.into_iter().chain([("f-don-vi", unit.as_str())]).collect();
    published(&app, &writer, &head, &entry("bo-may", "Người phụ trách bộ phận", &office)).await;
    let chart = app.page(SITE, "/bo-may?so=so-do").await;
    let unit = between(&chart, &format!("<span class=\"unit\">{unit}</span>"), "</ul>");
    assert!(unit.contains("Người phụ trách bộ phận") && !unit.contains("hiện nay"), "{chart}");
    let past = app.page(SITE, "/bo-may?so=so-do&ngay=30/06/2016").await;
    assert!(past.contains("nhiệm kỳ trước") && !past.contains("Người phụ trách bộ phận"), "{past}");
}

#[tokio::test]
async fn over_json_no_value_goes_past_its_form() {
    let app = TestApp::start().await;
    let (writer, _) = people(&app).await;
    let content = |url: &str| {
        serde_json::json!({ "content": {
            "kind": "record", "register": "lien-ket", "title": "Trang lạ",
            "common": { "section": "lien-ket", "unit_key": "vanphong", "author": "a", "source": "b" },
            "facts": { "nhom": "tinh", "dia-chi": url }
        } })
    };
    let path = "/api/v1/staff/ducthang/items";
    let made = app.call(&writer, "POST", path, content("javascript:alert(1)")).await;
    assert_eq!(made.status(), 200);
    let edition = made.json::<serde_json::Value>().await.unwrap()["edition"].as_str().unwrap().to_owned();
    let submit = format!("/api/v1/staff/ducthang/editions/{edition}/submit");
    let sent = app.call(&writer, "POST", &submit, serde_json::json!({ "version": 1 })).await;
    assert_eq!(sent.status(), 422);
    assert!(sent.text().await.unwrap().contains("không đúng dạng"));
    let mut unknown = content("https://a.example");
    unknown["content"]["register"] = "khac".into();
    assert!(app.call(&writer, "POST", path, unknown).await.status().is_client_error());
}

/// QC-3.10, P-18: procedures come in from a file, are listed by field and level, and lead to where they are done.
#[tokio::test]
async fn procedures_are_brought_in_listed_by_field_and_their_way_out_is_counted() {
    let app = TestApp::start().await;
    let (_, head) = people(&app).await;
    drop(app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await);
    let told = |level: &str, more: &str| {
        format!(
            r#""linh-vuc": "Hộ tịch", "co-quan": "Ủy ban nhân dân xã", "muc-do": "{level}", "trinh-tu": "Nộp, kiểm tra, trả.",
            "cach-thuc": "Trực tiếp", "ho-so": "Tờ khai: 01 bản", "thoi-han": "Trong ngày", "doi-tuong": "Cá nhân",
            "ket-qua": "Giấy khai sinh", "phi": "Không thu", "nhan-tra": "Tại một cửa", "can-cu": "Luật Hộ tịch"{more}"#
        )
        .replace('\n', " ")
    };
    let way = r#""linh-vuc": "Đất đai", "co-quan": "Ủy ban nhân dân xã", "hinh-thuc": "toan-trinh", "dia-chi": "https://dichvucong.example/dat-dai""#;
    let mut file = tempfile::NamedTempFile::new().unwrap();
    for line in [
        format!(r#"{{"id": 1, "title": "Đăng ký khai sinh", "facts": {{{}}}}}"#, told("1", "")),
        format!(r#"{{"id": 2, "title": "Xác nhận đất đai", "facts": {{{way}}}}}"#),
        // Each of what follows is refused with its reason.
        format!(r#"{{"id": 3, "title": "Đăng ký kết hôn", "facts": {{{}}}}}"#, told("2", "")),
        r#"{"id": 4, "title": "Thiếu nhóm", "facts": {"linh-vuc": "Hộ tịch", "co-quan": "Xã", "muc-do": "1"}}"#.into(),
        r#"{"id": 5, "title": "Một phần", "facts": {"linh-vuc": "A", "co-quan": "Xã", "hinh-thuc": "mot-phan", "dia-chi": "https://a.example"}}"#.into(),
        r#"{"id": 6, "title": "Mục lạ", "facts": {"la": "x"}}"#.into(),
        r#"{"id": 7, "title": "Địa chỉ lạ", "facts": {"dia-chi": "javascript:alert(1)"}}"#.into(),
    ] {
        writeln!(file, "{line}").unwrap();
    }
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let request = Request {
        shape: Shape::Procedures,
        imported_by: "thanhvien.ducthang",
        approved_by: Some("truongban.ducthang"),
        unit_key: "vanphong",
        source: "Bộ thủ tục cấp xã",
        file: file.path(),
    };
    let report = run::run(app.db(), &tenant, request, |_| {}).await.unwrap();
    assert_eq!((report.counts.created, report.counts.refused), (2, 5), "{report}");
    for (at, reason) in [
        "phải có biểu mẫu để tải về",
        "Phải ghi trình tự thực hiện.",
        "lý do chỉ làm trực tuyến một phần",
        "không có mục “la”",
        "không phải là địa chỉ trang web",
    ]
    .into_iter()
    .enumerate()
    {
        let line = at as u64 + 3;
        let refused = report.refused.iter().find(|refused| refused.line == line).unwrap();
        assert!(refused.reason.contains(reason), "{reason}: {}", refused.reason);
    }
    let again = run::run(app.db(), &tenant, request, |_| {}).await.unwrap();
    assert_eq!((again.counts.created, again.counts.unchanged), (0, 2));

    let list = app.page(SITE, "/dich-vu-cong").await;
    assert!(
        list.contains("Đăng ký khai sinh") && list.contains("linh-vuc=H%E1%BB%99%20t%E1%BB%8Bch"),
        "{list}"
    );
    let field = app.page(SITE, "/dich-vu-cong?so=dich-vu-cong&linh-vuc=%C4%90%E1%BA%A5t%20%C4%91ai").await;
    assert!(field.contains("Xác nhận đất đai") && !field.contains("Đăng ký khai sinh</a>"), "{field}");
    let level = app.page(SITE, "/dich-vu-cong?so=dich-vu-cong&muc-do=1").await;
    assert!(level.contains("Đăng ký khai sinh</a>") && !level.contains("Xác nhận đất đai</a>"), "{level}");

    let page = app.page(SITE, "/dich-vu-cong/xac-nhan-dat-dai").await;
    assert!(page.contains("href=\"https://dichvucong.example/dat-dai\" ping=\""), "{page}");
    for (slug, status) in
        [("xac-nhan-dat-dai", 204), ("xac-nhan-dat-dai", 204), ("dang-ky-khai-sinh", 404), ("khong-co", 404)]
    {
        let path = format!("/dich-vu-cong/{slug}/mo");
        assert_eq!(app.post(SITE, &path, &[]).await.status(), status, "{slug}");
    }
    let list = app.desk(&head, "/ducthang/tin-bai?trang-thai=live").await.text().await.unwrap();
    let edition = list.split("/ducthang/tin-bai/").find(|part| part.contains("Xác nhận đất đai")).unwrap();
    let edition = edition.split('"').next().unwrap();
    let seen = page_of(&app, &head, edition).await;
    assert!(seen.contains("2 trong 12 tháng qua"), "{seen}");
    // QC-3.16, P-18: addresses that stand in facts are looked at like those of texts.
    gather(&app.app).await.unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let links: Vec<String> =
        scope.all("SELECT url AS s FROM links WHERE tenant_id = $1", vec![]).await.unwrap();
    assert!(links.iter().any(|url| url == "https://dichvucong.example/dat-dai"), "{links:?}");
}

async fn page_of(app: &TestApp, who: &Person, edition: &str) -> String {
    page(app, who, &format!("/ducthang/tin-bai/{edition}")).await
}

/// QC-3.14: sound needs its words; its feed carries it for podcast programs, and it is served in stretches.
#[tokio::test]
async fn a_programme_is_heard_read_and_fetched_by_podcast_programs() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let silent =
        refused(&app, &writer, &entry("truyen-thanh", "Bản tin không lời", &[("f-ngay-phat", "28/12/2016")]))
            .await;
    assert!(
        silent.contains("Phải ghi nội dung bằng chữ.") && silent.contains("Phải đính kèm tệp âm thanh."),
        "{silent}"
    );

    let told = [("f-ngay-phat", "28/12/2016"), ("f-loi", "Xin kính chào bà con trong xã.")];
    let item = draft(&app, &writer, &entry("truyen-thanh", "Bản tin cuối năm", &told)).await;
    let sound: Vec<u8> = b"ID3".iter().copied().chain((0..3_000_u32).map(|n| (n % 251) as u8)).collect();
    assert_eq!(app.upload(&writer, &format!("{item}/tep"), "ban-tin.mp3", &sound).await.status(), 303);
    let list: serde_json::Value = app.desk(&head, "/api/v1/staff/ducthang/media").await.json().await.unwrap();
    let file = list["rows"][0]["id"].as_str().unwrap();
    let about = [("dong-y", "not-needed"), ("tac-gia", "Đài xã"), ("nguon", "Trang xã"), ("phien-ban", "1")];
    assert_eq!(app.act(&head, &format!("/ducthang/thu-vien/{file}"), &about).await.status(), 303);
    live(&app, &writer, &head, &item).await;

    let page = app.page(SITE, "/truyen-thanh/ban-tin-cuoi-nam").await;
    assert!(page.contains("<audio controls") && page.contains("Xin kính chào bà con"), "{page}");
    let feed = app.page(SITE, "/truyen-thanh/rss.xml").await;
    let enclosure = between(&feed, "<enclosure ", "/>");
    assert!(enclosure.contains("length=\"3003\"") && enclosure.contains("type=\"audio/mpeg\""), "{feed}");
    let path = between(enclosure, "url=\"", "\"");
    let part = app.fetch(SITE, "GET", &path[path.find("/tep/").unwrap()..], &[("range", "bytes=0-2")]).await;
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap().as_ref()), (206, b"ID3".as_slice()));
}

/// QC-3.15: after its last day a special-topic site is an archive, and its address answers as before.
#[tokio::test]
async fn a_special_topic_ends_and_its_address_stays() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let today = app.db().clock.today();
    let (until, typed) = (portal::base::clock::plus_days(today, 3), portal::base::clock::date_vi);
    let (first, last) = (typed(today), typed(until));
    let days = [("f-tu-ngay", first.as_str()), ("f-den-ngay", last.as_str())];
    let endless = refused(&app, &writer, &entry("chuyen-trang", "Không ngày hết", &days[..1])).await;
    assert!(endless.contains("Phải ghi đến hết ngày."), "{endless}");
    let odd: Vec<_> = days.into_iter().chain([("f-thuc-don", "Lạ | javascript:alert(1)")]).collect();
    let odd =
        app.act(&writer, "/ducthang/tin-bai/moi/chuyen-trang", &entry("chuyen-trang", "Mục lạ", &odd)).await;
    assert_eq!(odd.status(), 422);
    let told: Vec<_> = days
        .into_iter()
        .chain([("f-thuc-don", "Văn bản | /van-ban\nCổng tỉnh | https://tinh.example")])
        .collect();
    published(&app, &writer, &head, &entry("chuyen-trang", "Tết an toàn", &told)).await;

    assert!(app.page(SITE, "/chuyen-trang").await.contains("Tết an toàn"));
    let page = app.page(SITE, "/chuyen-trang/tet-an-toan").await;
    let menu = between(&page, "<nav class=\"own-menu\"", "</nav>");
    assert!(menu.contains("/van-ban\"") && menu.contains("https://tinh.example"), "{page}");
    assert!(!page.contains("Chuyên trang đã kết thúc"));

    app.db().clock.advance(5 * 24 * 3_600_000);
    app.app.directory.reload(app.db()).await.unwrap();
    let over = app.get(SITE, "/chuyen-trang/tet-an-toan").await;
    assert_eq!(over.status(), 200);
    let over = over.text().await.unwrap();
    assert!(over.contains("Chuyên trang đã kết thúc") && over.contains(&last), "{over}");
    assert!(!app.page(SITE, "/chuyen-trang?so=chuyen-trang").await.contains("Tết an toàn"));
    assert!(app.page(SITE, "/chuyen-trang?so=chuyen-trang&ngay=tat-ca").await.contains("Tết an toàn"));
}

/// QC-3.1, P-a: the introduction is a tree of topics; the desk says which are missing, a map comes from the office.
#[tokio::test]
async fn the_introduction_stands_under_its_topics_and_says_what_is_missing() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let of = |topic: &'static str| [("f-chu-de", topic), ("f-ngay-ra-soat", "20/12/2016")];
    let bare = refused(&app, &writer, &entry("gioi-thieu", "Trang trống", &of("lich-su"))).await;
    assert!(bare.contains("Phải có nội dung giới thiệu."), "{bare}");
    let map = refused(&app, &writer, &entry("gioi-thieu", "Bản đồ xã", &of("ban-do"))).await;
    assert!(map.contains("Phải đính kèm tệp bản đồ."), "{map}");
    let begin = page(&app, &writer, "/ducthang/tin-bai/moi").await;
    assert!(begin.contains("còn thiếu: điều kiện tự nhiên, lịch sử"), "{begin}");
    for (title, topic) in [("Làng nghề xưa", "lich-su"), ("Sông ngòi", "tu-nhien")] {
        let told: Vec<_> = of(topic).into_iter().chain([("noi-dung", "Nội dung trang.")]).collect();
        published(&app, &writer, &head, &entry("gioi-thieu", title, &told)).await;
    }
    let begin = page(&app, &writer, "/ducthang/tin-bai/moi").await;
    assert!(begin.contains("còn thiếu: văn hóa") && !begin.contains("lịch sử,"), "{begin}");
    let tree = app.page(SITE, "/gioi-thieu?so=gioi-thieu").await;
    let place = |words: &str| tree.find(words).unwrap_or_else(|| panic!("{words}: {tree}"));
    let order = ["Điều kiện tự nhiên</h3>", "Sông ngòi</a>", "Lịch sử</h3>", "Làng nghề xưa</a>"].map(place);
    assert!(order.is_sorted(), "{order:?}");
}

/// QC-3.16: links stand by group.
#[tokio::test]
async fn links_stand_by_group() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let nowhere =
        refused(&app, &writer, &entry("lien-ket", "Trang không địa chỉ", &[("f-nhom", "tinh")])).await;
    assert!(nowhere.contains("Phải ghi địa chỉ."), "{nowhere}");
    for (title, group) in [("Trang của tỉnh", "tinh"), ("Trang trung ương", "trung-uong")] {
        let told = [("f-nhom", group), ("f-dia-chi", "https://a.example")];
        published(&app, &writer, &head, &entry("lien-ket", title, &told)).await;
    }
    let list = app.page(SITE, "/lien-ket").await;
    let place = |words: &str| list.find(words).unwrap_or_else(|| panic!("{words}: {list}"));
    let order =
        ["Cơ quan trung ương</h3>", "Trang trung ương</a>", "Cơ quan cấp tỉnh</h3>", "Trang của tỉnh</a>"];
    assert!(order.map(place).is_sorted(), "{list}");
}

/// Luật Tiếp cận thông tin Điều 19.1: what must be public says how, when and how long, and where it is seen.
#[tokio::test]
async fn what_must_be_public_is_listed_and_led_to() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let before = app.page(SITE, "/tiep-can-thong-tin").await;
    assert!(before.contains("đang được lập") && before.contains("mẫu 01a"), "{before}");
    let told = [
        ("f-ngay-tao", "20/12/2016"),
        ("f-hinh-thuc", "Đăng trên trang này"),
        ("f-thoi-diem", "Ngay khi ban hành"),
        ("f-thoi-han", "Thường xuyên"),
        ("f-noi-xem", "Bản đầy đủ | /chi-dao/quyet-toan"),
    ];
    let bare = refused(&app, &writer, &entry("cong-khai", "Báo cáo tài chính", &told[..1])).await;
    for asked in ["hình thức công khai", "thời điểm công khai", "thời hạn công khai", "nơi xem"]
    {
        assert!(bare.contains(&format!("Phải ghi {asked}.")), "{asked}: {bare}");
    }
    published(&app, &writer, &head, &entry("cong-khai", "Quyết toán ngân sách", &told)).await;
    let after = app.page(SITE, "/tiep-can-thong-tin").await;
    assert!(after.contains("/gioi-thieu?so=cong-khai") && after.contains("1 mục"), "{after}");
    assert!(app.page(SITE, "/gioi-thieu?so=cong-khai").await.contains("Quyết toán ngân sách"));
    assert!(app.page(SITE, "/gioi-thieu/quyet-toan-ngan-sach").await.contains("/chi-dao/quyet-toan\""));
}

/// Takes a live entry out of what is current.
async fn archived(app: &TestApp, head: &Person, item: &str) {
    let edition = item.rsplit('/').next().unwrap();
    let path = format!("/api/v1/staff/ducthang/editions/{edition}");
    let read: serde_json::Value = app.desk(head, &path).await.json().await.unwrap();
    let version = read["version"].to_string();
    let form = [("phien-ban", version.as_str()), ("kieu-go", "het-han"), ("ly-do", "Không còn hiện hành")];
    let done = app.act(head, &format!("{item}/go"), &form).await;
    assert_eq!(done.status(), 303, "{}", done.text().await.unwrap());
}

#[tokio::test]
async fn an_archived_entry_stands_in_the_archive_of_its_section_and_only_there() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let stage = [("f-tinh-trang", "trien-khai"), ("f-linh-vuc", "Giao thông")];
    let old = published(&app, &writer, &head, &entry("du-an", "Đường cũ thôn Đông", &stage)).await;
    published(&app, &writer, &head, &entry("du-an", "Đường thôn Trung", &stage)).await;
    assert!(!app.page(SITE, "/du-an").await.contains("luu-tru=1"), "no archive, no way to one");
    archived(&app, &head, &old).await;
    let list = app.page(SITE, "/du-an").await;
    assert!(!list.contains("Đường cũ thôn Đông") && list.contains("Đường thôn Trung"));
    assert!(
        list.contains("/du-an/?luu-tru=1\">Đã lưu trữ") || list.contains("luu-tru=1\">Đã lưu trữ"),
        "{list}"
    );
    let archive = app.page(SITE, "/du-an?luu-tru=1").await;
    assert!(archive.contains("Đường cũ thôn Đông") && !archive.contains("Đường thôn Trung"), "{archive}");
    assert!(app.page(SITE, "/du-an/duong-cu-thon-dong").await.contains("Nội dung lưu trữ"));

    // The calendar's own page is the week; its archive is reached all the same.
    let calendar = app.page(SITE, "/lich-cong-tac").await;
    assert!(!calendar.contains("luu-tru=1"));
    let notice = [
        ("", "tin"),
        ("tieu-de", "Đổi lịch tiếp công dân tháng 12"),
        ("noi-dung", "Chuyển sang chiều thứ Năm."),
        ("chuyen-muc", "lich-cong-tac"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang xã"),
        ("don-vi", "vanphong"),
    ];
    let notice = published(&app, &writer, &head, &notice).await;
    archived(&app, &head, &notice).await;
    let calendar = app.page(SITE, "/lich-cong-tac").await;
    assert!(calendar.contains("luu-tru=1") && !calendar.contains("Đổi lịch tiếp công dân"), "{calendar}");
    let archive = app.page(SITE, "/lich-cong-tac?luu-tru=1").await;
    assert!(archive.contains("Đổi lịch tiếp công dân tháng 12"), "{archive}");
}

/// P-k: a row without an official mail address is doubted, not refused; a person says why.
#[tokio::test]
async fn p_k_a_holder_without_official_mail_is_published_with_a_persons_word() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let post =
        [("f-chuc-vu", "Phó Chủ tịch"), ("f-don-vi", "Ủy ban nhân dân xã"), ("f-tu-ngay", "01/07/2016")];
    let item = draft(&app, &writer, &entry("bo-may", "Người chưa có thư công vụ", &post)).await;
    let sent = app.act(&writer, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await;
    assert_eq!(sent.status(), 303, "{}", sent.text().await.unwrap());
    let approve = [("phien-ban", "2"), ("cam-ket", "co")];
    let doubted = app.act(&head, &format!("{item}/duyet"), &approve).await;
    assert_eq!(doubted.status(), 422);
    assert!(doubted.text().await.unwrap().contains("chưa có thư điện tử công vụ"));
    let checks = page(&app, &head, &format!("{item}/kiem-tra")).await;
    let which = between(&checks, "name=\"muc\" value=\"", "\"");
    let mark = between(&checks, "name=\"dau-vet\" value=\"", "\"");
    let word = [("muc", which), ("dau-vet", mark), ("tra-loi", "Đang chờ tỉnh cấp hộp thư")];
    assert_eq!(app.act(&head, &format!("{item}/kiem-tra"), &word).await.status(), 303);
    for act in ["duyet", "dang"] {
        let path = format!("/api/v1/staff/ducthang/editions/{}", item.rsplit('/').next().unwrap());
        let read: serde_json::Value = app.desk(&head, &path).await.json().await.unwrap();
        let version = read["version"].to_string();
        let form = [("phien-ban", version.as_str()), ("cam-ket", "co")];
        assert_eq!(app.act(&head, &format!("{item}/{act}"), &form).await.status(), 303, "{act}");
    }
    assert!(app.page(SITE, "/bo-may").await.contains("Người chưa có thư công vụ"));
    assert!(app.page(SITE, "/lien-he").await.contains("Người chưa có thư công vụ"));
}

/// QC-9.1: a section in which nothing was new for seven days is listed on the desk; one with something new is not.
#[tokio::test]
async fn qc_9_1_a_section_with_nothing_new_in_seven_days_is_listed() {
    use portal::base::clock::DAY;
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let stage = [("f-tinh-trang", "trien-khai"), ("f-linh-vuc", "Giao thông")];
    published(&app, &writer, &head, &entry("du-an", "Đường thôn Trung", &stage)).await;
    let care = page(&app, &head, "/ducthang/cham-soc").await;
    assert!(!care.contains("Quá hạn cập nhật"), "{care}");
    app.db().clock.advance(7 * DAY);
    let head = app.sign_in_again("truongban.ducthang").await;
    assert!(!page(&app, &head, "/ducthang/cham-soc").await.contains("Quá hạn cập nhật"), "the seventh day");
    app.db().clock.advance(DAY);
    let head = app.sign_in_again("truongban.ducthang").await;
    let care = page(&app, &head, "/ducthang/cham-soc").await;
    assert_eq!(care.matches("Quá hạn cập nhật").count(), 1, "{care}");
}

//! What rows of the requirements ask of sound and film, procedures, access to information and open data; and the table
//! that names a test for every row of the sections.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use crate::support::app::{Person, TestApp, between};
use crate::support::xml::well_formed;
use portal::base::clock;
use portal::care::links::gather::gather;
use portal::demo::samples;
use portal::import::run::{self, Request, Shape};
use portal::import::seed;
use portal::people::Role;
use portal::questions;
use serde_json::{Value, json};

const SITE: &str = "ducthang.hiephoa.localhost";
/// A film of three seconds, drawn for the samples.
const FILM: &[u8] = include_bytes!("../tenants/hiep-hoa-2016/hiephoa/mau/tep/thuy-loi.webm");
const CAPTIONS: &[u8] = include_bytes!("../tenants/hiep-hoa-2016/hiephoa/mau/tep/thuy-loi.vtt");
/// A tune of two seconds, made for the samples.
const TUNE: &[u8] = include_bytes!("../tenants/hiep-hoa-2016/hiephoa/mau/tep/nhac-hieu.wav");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

async fn text(response: reqwest::Response) -> String {
    response.text().await.unwrap()
}

async fn people(app: &TestApp) -> (Person, Person) {
    let writer = app.person("ctv.ducthang", "ducthang", Role::Contributor, None).await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    (writer, head)
}

/// A draft of an entry of a register, by its address on the desk.
async fn draft(app: &TestApp, writer: &Person, register: &str, facts: &[(&str, &str)]) -> String {
    let common = [
        ("so", register),
        ("tac-gia", "Đài xã"),
        ("nguon", "Trang thông tin điện tử xã"),
        ("don-vi", "vanphong"),
    ];
    let form: Vec<_> = common.into_iter().chain(facts.iter().copied()).collect();
    let saved = app.act(writer, &format!("/ducthang/tin-bai/moi/{register}"), &form).await;
    TestApp::location(&saved).trim_end_matches("/sua").to_owned()
}

/// Says of everything in the library whose it is and that nobody need agree.
async fn describe_files(app: &TestApp, head: &Person) {
    let list: Value = app.desk(head, "/api/v1/staff/ducthang/media").await.json().await.unwrap();
    for file in list["rows"].as_array().unwrap() {
        let path = format!("/ducthang/thu-vien/{}", file["id"].as_str().unwrap());
        let about =
            [("dong-y", "not-needed"), ("tac-gia", "Đài xã"), ("nguon", "Trang xã"), ("phien-ban", "1")];
        assert_eq!(app.act(head, &path, &about).await.status(), 303);
    }
}

async fn act(app: &TestApp, head: &Person, who: &Person, item: &str, act: &str) -> reqwest::Response {
    let edition = item.rsplit('/').next().unwrap();
    let path = format!("/api/v1/staff/ducthang/editions/{edition}");
    let read: Value = app.desk(head, &path).await.json().await.unwrap();
    let version = read["version"].to_string();
    app.act(who, &format!("{item}/{act}"), &[("phien-ban", version.as_str()), ("cam-ket", "co")]).await
}

async fn bring_live(app: &TestApp, writer: &Person, head: &Person, item: &str) {
    for (who, step) in [(writer, "gui-duyet"), (head, "duyet"), (head, "dang")] {
        let done = act(app, head, who, item, step).await;
        assert_eq!(done.status(), 303, "{step}: {}", text(done).await);
    }
}

/// The commune's samples, live.
async fn filled(app: &TestApp) {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let folder = root().join("tenants/hiep-hoa-2016/ducthang/mau");
    for sample in samples::items(&folder).unwrap() {
        let at = clock::start_of(sample.published);
        seed::publish(app.db(), &tenant, sample.content, &"a".into(), &"b".into(), at).await.unwrap();
    }
}

/// QC-3.13, A-8: a film is refused without a summary and without words; captions are read strictly and played with it.
#[tokio::test]
async fn qc_3_13_a_film_needs_words_and_plays_with_its_captions() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let silent = [("tieu-de", "Phóng sự câm"), ("f-ngay-phat", "28/12/2016")];
    let silent = draft(&app, &writer, "truyen-hinh", &silent).await;
    let refused = act(&app, &head, &writer, &silent, "gui-duyet").await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    for asked in
        ["Phải ghi tóm tắt", "Phải ghi nội dung bằng chữ hoặc đính kèm phụ đề", "Phải đính kèm tệp video"]
    {
        assert!(refused.contains(asked), "{asked}: {refused}");
    }

    let told = [
        ("tieu-de", "Phóng sự nước về"),
        ("tom-tat", "Nước về cuối kênh."),
        ("f-ngay-phat", "28/12/2016"),
        ("f-thoi-luong", "3 giây"),
    ];
    let item = draft(&app, &writer, "truyen-hinh", &told).await;
    let files = format!("{item}/tep");
    assert_eq!(app.upload(&writer, &files, "nuoc.webm", FILM).await.status(), 303);
    let script = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<script>alert(1)</script>\n";
    let script = app.upload(&writer, &files, "nuoc.vtt", script).await;
    assert_eq!(script.status(), 422);
    assert!(text(script).await.contains("dòng 4: có thẻ không được dùng"));
    assert_eq!(app.upload(&writer, &files, "nuoc.vtt", CAPTIONS).await.status(), 303);
    describe_files(&app, &head).await;
    bring_live(&app, &writer, &head, &item).await;

    let page = app.page(SITE, "/truyen-hinh/phong-su-nuoc-ve").await;
    let player = between(&page, "<video ", "</video>");
    for part in
        ["controls preload=\"none\"", "width=\"1280\" height=\"720\"", "kind=\"captions\" srclang=\"vi\""]
    {
        assert!(player.contains(part), "{part}: {player}");
    }
    let path = |url: &str| url[url.find("/tep/").unwrap()..].to_owned();
    let track =
        path(between(player, "<track kind=\"captions\" srclang=\"vi\" label=\"Tiếng Việt\" src=\"", "\""));
    let track = app.get(SITE, &track).await;
    assert_eq!(track.headers()["content-type"], "text/vtt");
    assert_eq!(track.headers()["x-content-type-options"], "nosniff");
    assert_eq!(track.bytes().await.unwrap(), CAPTIONS);
    let film = path(between(player, " src=\"", "\""));
    let part = app.fetch(SITE, "GET", &film, &[("range", "bytes=0-3")]).await;
    assert_eq!((part.status().as_u16(), part.bytes().await.unwrap().as_ref()), (206, &FILM[..4]));
    let list = app.page(SITE, "/truyen-hinh").await;
    assert!(list.contains("Tháng 12 năm 2016</h3>") && list.contains("28/12/2016"), "{list}");
}

/// QC-3.14: the feed of programmes is one that podcast programs take: well formed, with cover, lengths and bytes.
#[tokio::test]
async fn qc_3_14_the_feed_of_programmes_is_complete() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let mut items = Vec::new();
    for (title, day, length) in
        [("Bản tin & nhạc <sáng>", "30/11/2016", "2 giây"), ("Bản tin chiều", "28/12/2016", "1 giờ 5 phút")]
    {
        let told = [
            ("tieu-de", title),
            ("f-ngay-phat", day),
            ("f-thoi-luong", length),
            ("f-loi", "Kính chào bà con."),
        ];
        let item = draft(&app, &writer, "truyen-thanh", &told).await;
        // Other bytes each, for the same are found and offered.
        let tune: Vec<u8> = TUNE.iter().copied().chain(title.bytes()).collect();
        let sent = app.upload(&writer, &format!("{item}/tep"), "ban-tin.wav", &tune).await;
        assert_eq!(sent.status(), 303, "{}", text(sent).await);
        items.push(item);
    }
    describe_files(&app, &head).await;
    for item in &items {
        bring_live(&app, &writer, &head, item).await;
    }
    let answer = app.get(SITE, "/truyen-thanh/rss.xml").await;
    assert_eq!(answer.headers()["content-type"], "application/rss+xml; charset=utf-8");
    let feed = text(answer).await;
    well_formed(&feed);
    let (channel, items) = feed.split_once("<item>").unwrap();
    for part in [
        "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"",
        "<itunes:author>Ủy ban nhân dân xã Đức Thắng</itunes:author>",
        "<itunes:category text=\"Government\"/>",
        "<itunes:explicit>false</itunes:explicit>",
        "<language>vi</language>",
        "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"",
        "<itunes:email>",
    ] {
        assert!(channel.contains(part), "{part}: {channel}");
    }
    let cover = between(channel, "<itunes:image href=\"", "\"");
    let cover = app.get(SITE, &cover[cover.find("/tinh/").unwrap()..]).await;
    assert_eq!(cover.headers()["content-type"], "image/png");
    let cover = cover.bytes().await.unwrap();
    assert!(u32::from_be_bytes(cover[16..20].try_into().unwrap()) >= 1400);

    let items: Vec<&str> = items.split("<item>").collect();
    assert_eq!(items.len(), 2);
    for (item, length) in items.iter().zip([3900, 2]) {
        assert!(item.contains(&format!("<itunes:duration>{length}</itunes:duration>")), "{item}");
        let date = between(item, "<pubDate>", "</pubDate>");
        assert!(jiff::fmt::rfc2822::parse(date).is_ok(), "{date}");
        let url = between(item, "<enclosure url=\"", "\"");
        let file = app.get(SITE, &url[url.find("/tep/").unwrap()..]).await;
        assert_eq!(file.headers()["content-type"], "audio/wav");
        let bytes = file.bytes().await.unwrap().len().to_string();
        assert_eq!(between(item, " length=\"", "\""), bytes);
        assert!(item.contains("<guid>http"), "{item}");
    }
    let list = app.page(SITE, "/truyen-thanh").await;
    let months = ["Tháng 12 năm 2016</h3>", "Tháng 11 năm 2016</h3>"];
    assert!(months.map(|month| list.find(month).unwrap()).is_sorted(), "{list}");
}

/// QC-3.13, QC-3.14: the samples of the district are there to be played: film with poster and captions, sound.
#[tokio::test]
async fn the_samples_of_sound_and_film_are_played() {
    let app = TestApp::start().await;
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    for sample in samples::items(&root().join("tenants/hiep-hoa-2016/hiephoa/mau")).unwrap() {
        for file in &sample.files {
            portal::media::seed::keep(app.db(), &app.app.files, &tenant, file).await.unwrap();
            portal::media::seed::keep(app.db(), &app.app.files, &tenant, file).await.unwrap();
        }
        if !sample.files.is_empty() {
            let at = clock::start_of(sample.published);
            seed::publish(app.db(), &tenant, sample.content, &"a".into(), &"b".into(), at).await.unwrap();
        }
    }
    app.do_duties().await;
    let district = "hiephoa.localhost";
    let film = app.page(district, "/truyen-hinh/phong-su-nuoc-ve-cuoi-kenh-mau").await;
    for part in [" poster=\"", "width=\"640\" height=\"360\"", "<track kind=\"captions\"", "bờ cỏ"] {
        assert!(film.contains(part), "{part}: {film}");
    }
    assert!(!film.contains("<figure class=\"picture\""), "the poster stands in the player alone");
    let list = app.page(district, "/truyen-thanh").await;
    let path = between(&list, "/truyen-thanh/ban-tin-sang", "\"");
    let sound = app.page(district, &format!("/truyen-thanh/ban-tin-sang{path}")).await;
    let url = between(&sound, "<audio controls preload=\"none\" src=\"", "\"");
    assert_eq!(app.get(district, &url[url.find("/tep/").unwrap()..]).await.bytes().await.unwrap(), TUNE);
}

/// Three hundred procedures in seven fields, one of which holds half of them.
async fn import_procedures(app: &TestApp) -> usize {
    drop(app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await);
    let mut file = tempfile::NamedTempFile::new().unwrap();
    for number in 1..=300 {
        let field =
            if number % 2 == 0 { "Đất đai".to_owned() } else { format!("Lĩnh vực {}", number % 6) };
        let (level, mode) = [("1", ""), ("", "toan-trinh"), ("1", "thong-tin")][number % 3];
        let line = json!({ "id": number, "title": format!("Thủ tục số {number}"), "facts": {
            "linh-vuc": field, "co-quan": "Ủy ban nhân dân xã", "muc-do": level, "hinh-thuc": mode,
            "dia-chi": format!("https://dichvucong.example/{number}"), "trinh-tu": "Nộp, kiểm tra, trả.",
            "cach-thuc": "Trực tiếp", "ho-so": "Tờ khai: 01 bản", "thoi-han": "Trong ngày", "doi-tuong": "Cá nhân",
            "ket-qua": "Giấy xác nhận", "phi": "Không thu", "nhan-tra": "Tại một cửa", "can-cu": "Luật Hộ tịch",
        } });
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
    assert_eq!(report.counts.refused, 0, "{report}");
    usize::try_from(report.counts.created).unwrap()
}

/// The paths of this site that a page links to.
fn ways(html: &str) -> BTreeSet<String> {
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .filter_map(|url| {
            let url = url.replace("&amp;", "&").replace("&#38;", "&");
            if url.starts_with('/') {
                return Some(url);
            }
            let (host, path) = url.split_once("://")?.1.split_once('/')?;
            host.starts_with(SITE).then(|| format!("/{path}"))
        })
        .collect()
}

/// QC-3.10, P-18, TT 32/2017 Điều 11.2.b: every procedure is three ways from home at most, however many there are.
#[tokio::test]
async fn qc_3_10_every_procedure_is_three_clicks_from_home() {
    let app = TestApp::start().await;
    let (_, head) = people(&app).await;
    let before = app.page(SITE, "/").await;
    assert!(before.contains("/tim-kiem?q=th%E1%BB%A7+t%E1%BB%A5c"), "a site without procedures searches");
    assert_eq!(import_procedures(&app).await, 300);

    let mut depth: BTreeMap<String, usize> = BTreeMap::from([("/".to_owned(), 0)]);
    let mut level = vec!["/".to_owned()];
    for clicks in 1..=3 {
        let mut next = Vec::new();
        for path in &level {
            for way in ways(&app.page(SITE, path).await) {
                if way.starts_with("/dich-vu-cong") && !way.contains("/du-lieu") && !way.ends_with(".xml") {
                    depth.entry(way.clone()).or_insert_with(|| {
                        next.push(way.clone());
                        clicks
                    });
                }
            }
        }
        // Only lists lead further; the pages of single procedures need not be opened.
        level = next.into_iter().filter(|way| !way.starts_with("/dich-vu-cong/")).collect();
    }
    assert_eq!(depth.get("/dich-vu-cong"), Some(&1), "the tile of the home leads to the section");
    assert!(app.page(SITE, "/").await.contains("300 thủ tục theo lĩnh vực"));
    let far: Vec<usize> = (1..=300)
        .filter(|number| !depth.contains_key(&format!("/dich-vu-cong/thu-tuc-so-{number}")))
        .collect();
    assert_eq!(far, Vec::<usize>::new(), "further than three clicks");

    let count = |page: &str| page.matches("/dich-vu-cong/thu-tuc-so-").count();
    let field = app.page(SITE, "/dich-vu-cong?so=dich-vu-cong&linh-vuc=%C4%90%E1%BA%A5t%20%C4%91ai").await;
    assert_eq!(count(&field), 150, "a field shows all its procedures on one page");
    let level =
        app.page(SITE, "/dich-vu-cong?so=dich-vu-cong&linh-vuc=%C4%90%E1%BA%A5t%20%C4%91ai&muc-do=1").await;
    assert_eq!(count(&level), 100);
    let mode = app.page(SITE, "/dich-vu-cong?so=dich-vu-cong&hinh-thuc=toan-trinh").await;
    assert!(mode.contains("100 thủ tục hành chính, dịch vụ công") && mode.contains("Bỏ lọc"), "{mode}");

    // How often the ways out are opened stands before those who look after them, by month.
    for (number, times) in [(7, 3), (8, 1)] {
        for _ in 0..times {
            let path = format!("/dich-vu-cong/thu-tuc-so-{number}/mo");
            assert_eq!(app.post(SITE, &path, &[]).await.status(), 204);
        }
    }
    let table = text(app.desk(&head, "/ducthang/luot-mo").await).await;
    let most = ["Thủ tục số 7</a>", "Thủ tục số 8</a>"].map(|words| table.find(words).unwrap());
    assert!(most.is_sorted() && table.contains("Tháng 12/2016") && table.contains(">4</td>"), "{table}");
    let csv = text(app.desk(&head, "/ducthang/luot-mo.csv").await).await;
    assert!(csv.contains("\"Thủ tục số 7\",0,0,0,0,0,0,0,0,0,0,0,3,3\r\n"), "{csv}");
    let json: Value = app.desk(&head, "/api/v1/staff/ducthang/openings").await.json().await.unwrap();
    assert_eq!(json["rows"][0]["months"]["2016-12"], 3);
    // Addresses where procedures are done are looked at like those of texts; a dead one is reported on the desk.
    gather(&app.app).await.unwrap();
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let known: i64 = scope
        .one("SELECT COUNT(*) AS n FROM links WHERE tenant_id = $1 AND url LIKE 'https://dichvucong.example/%'", vec![])
        .await
        .unwrap();
    assert!(known > 0, "none is looked at");
}

/// Nghị định 13/2018 Điều 6.3: the list is made from what is published; what lacks its three facts is red for the office.
#[tokio::test]
async fn the_list_of_what_must_be_public_is_made_from_what_is_published() {
    let app = TestApp::start().await;
    filled(&app).await;
    let (writer, _) = people(&app).await;
    let office = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    let path = "/api/v1/staff/ducthang/disclosures";
    let list: Value = app.desk(&office, &format!("{path}?untold=true")).await.json().await.unwrap();
    let rows = list["rows"].as_array().unwrap();
    assert!(rows.len() >= 5, "{list}");
    let document = rows.iter().find(|row| row["number"].is_string()).unwrap();
    let (item, title) = (document["item"].as_str().unwrap(), document["title"].as_str().unwrap());

    let desk = text(app.desk(&office, "/ducthang/cong-khai").await).await;
    let red = between(&desk, &format!("value=\"{item}\""), "</li>");
    assert!(red.contains("badge bad\">Thiếu hình thức, thời điểm, thời hạn"), "{red}");
    let public = app.page(SITE, "/tiep-can-thong-tin/danh-muc").await;
    assert!(public.contains(title) && public.contains("chưa ghi"), "{public}");
    let about = app.page(SITE, "/tiep-can-thong-tin").await;
    assert!(about.contains("Danh mục lập từ") && about.contains("chưa đăng tệp mẫu phiếu"), "{about}");

    let half = [("muc", item), ("hinh-thuc", "Niêm yết tại trụ sở"), ("thoi-diem", "Ngay khi ký")];
    let refused = app.act(&office, "/ducthang/cong-khai", &half).await;
    assert_eq!(refused.status(), 422);
    let refused = text(refused).await;
    for kept in
        ["Phải ghi thời hạn công khai.", "Nghị định 13/2018", "value=\"Niêm yết tại trụ sở\"", "Ngay khi ký"]
    {
        assert!(refused.contains(kept), "{kept}: {refused}");
    }
    assert!(refused.contains(&format!("value=\"{item}\" checked")), "{refused}");
    let whole: Vec<_> = half.into_iter().chain([("thoi-han", "Thường xuyên")]).collect();
    assert_eq!(app.act(&writer, "/ducthang/cong-khai", &whole).await.status(), 403);
    assert_eq!(app.act(&office, "/ducthang/cong-khai", &whole).await.status(), 303);
    let strange = json!({ "items": ["khac"], "form": "a", "moment": "b", "term": "c" });
    assert_eq!(app.call(&office, "PUT", path, strange).await.status(), 404);

    let desk = text(app.desk(&office, "/ducthang/cong-khai").await).await;
    assert!(!desk.contains(&format!("value=\"{item}\"")), "what is told leaves the list of what lacks");
    let public = app.page(SITE, "/tiep-can-thong-tin/danh-muc").await;
    assert!(public.contains("Niêm yết tại trụ sở") && public.contains("Thường xuyên"), "{public}");
    let data: Value = app.get(SITE, "/tiep-can-thong-tin/du-lieu.json").await.json().await.unwrap();
    let told = data["entries"].as_array().unwrap().iter().find(|entry| entry["title"] == title).unwrap();
    assert_eq!((&told["term"], &told["form"]), (&json!("Thường xuyên"), &json!("Niêm yết tại trụ sở")));
    assert!(data["licence"].as_str().unwrap().contains("ghi nguồn") && data["as_of"].is_string());
    let table = app.page(SITE, "/tiep-can-thong-tin/du-lieu.csv").await;
    assert!(
        table.starts_with("\u{FEFF}\"Tên thông tin\",\"Số, ký hiệu\"") && table.contains(title),
        "{table}"
    );
}

/// Documents and published answers are open data too; a cell is never a formula.
#[tokio::test]
async fn documents_and_answers_are_open_data() {
    let app = TestApp::start().await;
    filled(&app).await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    for (subject, publish) in [("=HYPERLINK(\"https://la.example\")", true), ("Câu hỏi còn giữ lại", false)]
    {
        let seeded = questions::seed::Seeded {
            subject: subject.into(),
            body: "Xin hỏi giờ làm việc.".into(),
            unit_key: "vanphong".into(),
            answer: "Sáng 7 giờ 30, chiều 13 giờ 30.".into(),
            asked_at: app.db().clock.now() - 86_400_000,
            answered_at: app.db().clock.now(),
            publish,
        };
        questions::seed::answered(app.db(), &tenant, &seeded, &"b".into()).await.unwrap();
    }
    let table = app.page(SITE, "/hoi-dap/du-lieu.csv").await;
    assert!(
        table.contains("\"'=HYPERLINK(\"\"https://la.example\"\")\"") && table.contains("Sáng 7 giờ 30"),
        "{table}"
    );
    assert!(!table.contains("còn giữ lại"), "{table}");
    let data: Value = app.get(SITE, "/hoi-dap/du-lieu.json").await.json().await.unwrap();
    assert_eq!(data["entries"].as_array().unwrap().len(), 1, "{data}");

    let all: Value = app.get(SITE, "/chi-dao/du-lieu.json").await.json().await.unwrap();
    let entries = all["entries"].as_array().unwrap();
    assert!(entries.len() >= 2 && entries.iter().all(|one| one["issued_on"].is_string()), "{all}");
    let kind = entries[0]["type"].as_str().unwrap();
    let some: Value = app
        .get(SITE, &format!("/chi-dao/du-lieu.json?loai={}", portal::public::pages::home::encode(kind)))
        .await
        .json()
        .await
        .unwrap();
    let same = some["entries"].as_array().unwrap();
    assert!(!same.is_empty() && same.iter().all(|one| one["type"] == kind), "{some}");
    let answer = app.get(SITE, "/van-ban/du-lieu.csv").await;
    let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(name.contains(&format!("van-ban-ducthang-{}.csv", app.db().clock.today())), "{name}");
    assert!(answer.headers()["link"].to_str().unwrap().contains("rel=\"license\""));
    assert!(text(answer).await.starts_with("\u{FEFF}\"Số, ký hiệu\",\"Hình thức văn bản\""));
    let page = app.page(SITE, "/chi-dao").await;
    assert!(page.contains("/chi-dao/du-lieu.csv") && page.contains("ghi nguồn"), "{page}");
    let api: Value = app.get(SITE, "/api/v1/openapi.json").await.json().await.unwrap();
    for path in ["/{section}/du-lieu.json", "/{section}/du-lieu.csv", "/tiep-can-thong-tin/du-lieu.json"] {
        assert!(api["paths"][path]["get"]["responses"]["200"].is_object(), "{path}");
    }
}

/// P-e: a document is not sent without any of the seven facts that the decree names.
#[tokio::test]
async fn p_e_a_document_is_refused_without_any_of_its_seven_facts() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let common =
        [("chuyen-muc", "chi-dao"), ("tac-gia", "Văn phòng"), ("nguon", "Bản gốc"), ("don-vi", "vanphong")];
    let facts = [
        ("loai", "Quyết định", "Phải ghi loại văn bản."),
        ("co-quan-ban-hanh", "Ủy ban nhân dân xã Đức Thắng", "Phải ghi cơ quan ban hành."),
        ("so-ky-hieu", "05/QĐ-UBND", "Phải ghi số, ký hiệu văn bản."),
        ("ngay-ban-hanh", "10/05/2016", "Phải ghi ngày ban hành."),
        ("ngay-hieu-luc", "10/05/2016", "Phải ghi ngày có hiệu lực."),
        ("trich-yeu", "Về việc sửa đường", "Phải ghi trích yếu."),
        ("noi-dung", "## Điều 1. Phạm vi\n\nĐường thôn Trung.", "Phải đính kèm tệp văn bản để tải về"),
    ];
    for (missing, _, told) in facts {
        let given =
            facts.iter().filter(|(name, ..)| *name != missing).map(|(name, value, _)| (*name, *value));
        let form: Vec<_> = common.into_iter().chain(given).collect();
        let saved = app.act(&writer, "/ducthang/tin-bai/moi/van-ban", &form).await;
        let item = TestApp::location(&saved).trim_end_matches("/sua").to_owned();
        let sent = act(&app, &head, &writer, &item, "gui-duyet").await;
        assert_eq!(sent.status(), 422, "{missing}");
        let sent = text(sent).await;
        assert!(sent.contains(told), "{told}: {sent}");
    }
}

/// QC-3.2: news stand in one of the three groups, and one is refused that is in none.
#[tokio::test]
async fn qc_3_2_news_stand_in_exactly_one_of_three_groups() {
    let app = TestApp::start().await;
    let (writer, head) = people(&app).await;
    let mut items = Vec::new();
    for group in ["", "trong-huyen", "trong-tinh", "noi-bat"] {
        let title = format!("Tin của nhóm {group}.");
        let form = [
            ("tieu-de", title.as_str()),
            ("noi-dung", "Nội dung tin."),
            ("chuyen-muc", "tin-tuc"),
            ("chu-de", group),
            ("tac-gia", "Văn phòng"),
            ("nguon", "Trang xã"),
            ("don-vi", "vanphong"),
        ];
        let saved = app.act(&writer, "/ducthang/tin-bai/moi/tin", &form).await;
        items.push(TestApp::location(&saved).trim_end_matches("/sua").to_owned());
    }
    let none = act(&app, &head, &writer, &items[0], "gui-duyet").await;
    assert_eq!(none.status(), 422);
    assert!(text(none).await.contains("Phải chọn một trong ba nhóm tin"));
    for item in &items[1..] {
        bring_live(&app, &writer, &head, item).await;
    }
    for group in ["trong-huyen", "trong-tinh", "noi-bat"] {
        let list = app.page(SITE, &format!("/tin-tuc?loai={group}")).await;
        let main = between(&list, "<main", "</main>");
        for other in ["trong-huyen", "trong-tinh", "noi-bat"] {
            assert_eq!(main.contains(&format!("Tin của nhóm {other}.")), other == group, "{group} {other}");
        }
    }
}

/// The rows that the sections, the mandatory content and the house-keeping are held to (requirements 01, 02).
const ROWS: [&str; 68] = [
    "QC-2.1", "QC-3.1", "QC-3.2", "QC-3.3", "QC-3.4", "QC-3.5", "QC-3.6", "QC-3.7", "QC-3.8", "QC-3.9",
    "QC-3.10", "QC-3.11", "QC-3.12", "QC-3.13", "QC-3.14", "QC-3.15", "QC-3.16", "QC-8.1", "QC-8.2",
    "QC-9.1", "QC-9.2", "QC-9.3", "P-a", "P-b", "P-c", "P-d", "P-đ", "P-e", "P-h", "P-i", "P-k", "P-l",
    "P-11", "P-12", "P-13", "P-14", "P-18", "QC-6.2", "QC-6.4a", "QC-6.4b", "QC-7.2c", "QC-11.1", "QC-11.2",
    "QC-5.1a", "QC-5.1b", "QC-5.2", "QC-6.1", "QC-6.3", "QC-6.5a", "QC-6.5b", "QC-6.5c", "QC-6.6", "QC-7.1a",
    "QC-7.1b", "QC-7.2a", "QC-7.2b", "QC-7.2d", "QC-7.2e", "QC-12.1", "QC-12.2", "QC-12.3", "QC-12.4a",
    "QC-12.4b", "QC-13.1", "QC-13.2", "QC-14a", "QC-14b", "QC-14c",
];

/// Every row names tests that are there; one that nothing covers yet says so with a reason.
#[test]
fn every_row_names_a_test_that_is_there() {
    let table = std::fs::read_to_string(root().join("tests/rows.txt")).unwrap();
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for line in lines {
        let mut words = line.split_whitespace();
        let (row, file) = (words.next().unwrap(), words.next().unwrap_or_else(|| panic!("{line}")));
        assert!(ROWS.contains(&row), "{line}: there is no such row");
        *named.entry(row).or_default() += 1;
        if file == "-" {
            assert!(words.count() > 3, "{line}: say why");
            continue;
        }
        let (Some(test), None) = (words.next(), words.next()) else { panic!("{line}") };
        let source =
            std::fs::read_to_string(root().join(file)).unwrap_or_else(|cause| panic!("{line}: {cause}"));
        let (before, _) =
            source.split_once(&format!("fn {test}(")).unwrap_or_else(|| panic!("{line}: no such test"));
        let attribute = before.rsplit("#[").next().unwrap_or_default();
        assert!(["test]", "tokio::test"].iter().any(|test| attribute.starts_with(test)), "{line}: no test");
    }
    let missing: Vec<_> = ROWS.into_iter().filter(|row| !named.contains_key(row)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

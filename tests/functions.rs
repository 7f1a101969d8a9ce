//! The functions that the decrees ask of a site, each over the whole sample deployment rather than one page of it.

use std::path::Path;

use jiff::civil::date;
use portal::base::audit::Actor;
use portal::base::clock;
use portal::base::working_days::Calendar;
use portal::compliance::{self, Judged, Light};
use portal::demo;
use portal::house::outages;
use portal::items::store::{self, Filter};
use portal::media;
use portal::params;
use portal::people::Role;
use portal::questions::{self, NewQuestion};
use portal::tenants::SectionKey;

use crate::support::app::{Person, TestApp, between};

const SITES: [(&str, &str); 2] =
    [("hiephoa", "hiephoa.localhost"), ("ducthang", "ducthang.hiephoa.localhost")];
const COMMUNE: &str = SITES[1].1;

async fn sample_deployment() -> TestApp {
    let app = TestApp::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
    let set = demo::load(&folder).unwrap();
    demo::fill(app.db(), &app.app.config, &folder, &set).await.unwrap();
    media::duties::pictures(app.app.clone()).await.unwrap();
    app.drain().await;
    app
}

/// Title and address of everything that lives on a site.
async fn live(app: &TestApp, slug: &str) -> Vec<(String, String)> {
    let tenant = app.app.directory.by_slug(slug).unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    let titles = store::titles(&mut scope, &Filter::default(), None).await.unwrap();
    titles
        .into_iter()
        .map(|one| {
            let section = tenant.profile.section(one.section).unwrap();
            (one.title, format!("/{}/{}", section.slug, one.slug))
        })
        .collect()
}

fn coded(words: &str) -> String {
    url::form_urlencoded::byte_serialize(words.as_bytes()).collect()
}

/// F-1 (Nghị định 43/2011 Điều 15.1.a): everything that is published is found by its exact title, with its marks and without.
#[tokio::test]
async fn f_1_every_live_item_is_found_by_its_title_with_and_without_marks() {
    let app = sample_deployment().await;
    for (slug, host) in SITES {
        let all = live(&app, slug).await;
        assert!(all.len() > 10, "{slug}: the samples have gone: {}", all.len());
        let mut missed = Vec::new();
        for (title, path) in &all {
            for words in [title.clone(), vietnamese::folded(title)] {
                let page = app.page(host, &format!("/tim-kiem?q={}", coded(&words))).await;
                // A hit leads to a place in the page, or to the page.
                if !page.contains(&format!("{path}\"")) && !page.contains(&format!("{path}?")) {
                    missed.push(words);
                }
            }
        }
        assert_eq!(missed, Vec::<String>::new(), "{slug}: not on the first page of its own title");
    }
}

/// F-3 (Điều 15.1.c): whatever is published can be printed and saved: one page with the whole text that tells where it comes
/// from.
#[tokio::test]
async fn f_3_every_live_item_has_a_print_view_that_tells_where_it_comes_from() {
    let app = sample_deployment().await;
    let mut printed = 0;
    for (slug, host) in SITES {
        for (title, path) in live(&app, slug).await {
            let page = app.page(host, &path).await;
            if !page.contains(&format!("{path}?in=1")) {
                // An entry of a directory stands on its list and has no page of its own.
                assert!(!page.contains("<article"), "{path} cannot be printed");
                continue;
            }
            let print = app.page(host, &format!("{path}?in=1")).await;
            let text = print.replace("&#38;", "&").replace("&#34;", "\"").replace("&#39;", "'");
            assert!(print.contains("class=\"for-print\"") && text.contains(&title), "{path}");
            for what in ["Địa chỉ trang: http://", "Nguồn", "<time datetime=\""] {
                assert!(print.contains(what), "{path} is printed without {what}");
            }
            let whole = page.split("<p>").skip(1).filter_map(|rest| rest.split("</p>").next());
            for paragraph in whole.filter(|text| text.len() > 200) {
                assert!(print.contains(paragraph), "{path} is printed without “{paragraph}”");
            }
            printed += 1;
        }
    }
    assert!(printed > 30, "{printed}");
}

/// A-1 (Thông tư 32/2017 Điều 16.3): emblem, full name, home and site map at the head of every tenant's page; and the two
/// sections of the menu where they hold something, which the page of compliance looks at.
#[tokio::test]
async fn a_1_the_head_has_emblem_name_and_the_four_entries_of_the_menu() {
    let app = sample_deployment().await;
    for tenant in app.app.directory.all() {
        let host = &tenant.profile.hosts.iter().find(|host| host.trial).unwrap().host;
        let page = app.page(host, "/").await;
        let head = between(&page, "<header", "</header>");
        let plate = between(head, "<a class=\"nameplate\"", "</a>");
        assert!(plate.contains("<img ") && plate.contains("alt=\"Biểu trưng\""), "{host}: {plate}");
        let name = between(plate, "<span class=\"name\">", "</span>");
        assert!(
            name.starts_with("Huyện ") || name.starts_with("Xã ") || name.starts_with("Thị trấn "),
            "{host}: {name}"
        );
        let menu = between(head, "<nav class=\"menu\"", "</nav>");
        let has_services = SITES.iter().any(|(slug, _)| *slug == tenant.slug());
        let of_sections =
            [">Giới thiệu<", ">Dịch vụ công"].into_iter().take(if has_services { 2 } else { 1 });
        for entry in [">Trang chủ<", ">Sơ đồ cổng<"].into_iter().chain(of_sections) {
            assert!(menu.contains(entry), "{host} has no {entry}");
        }
    }
}

/// F-10 (Nghị định 224/2026 Điều 13.1): seven working days, counted without Saturdays, Sundays and the days off of the year.
#[tokio::test]
async fn f_10_under_the_profile_of_2026_an_outage_is_announced_seven_working_days_before() {
    let app = TestApp::of("bac-ninh-2026").await;
    let tenant = app.app.directory.all().into_iter().find(|tenant| tenant.parent.is_none()).unwrap();
    let slug = tenant.slug();
    let office = app.person("vanphong", slug, Role::DistrictOffice, None).await;
    let stop = |working_days: u32| {
        let day = clock::date_vi(Calendar::official().due(app.db().clock.now(), working_days).on);
        [
            ("bat-dau", format!("{day} 22:00")),
            ("ket-thuc", format!("{day} 23:00")),
            ("noi-dung", "Nâng cấp máy chủ.".to_owned()),
        ]
    };
    for (days, expected) in [(1, 422), (6, 422), (7, 303)] {
        let form = stop(days);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = app.act(&office, &format!("/{slug}/tam-ngung"), &form).await;
        assert_eq!(answer.status(), expected, "{days} working days: {}", answer.text().await.unwrap());
    }
}

/// T-12: the day decides which law holds, with nothing set by hand; what was begun under the old one keeps its last day.
#[tokio::test]
async fn the_law_follows_the_day_and_a_question_keeps_that_of_its_receipt() {
    let app = TestApp::start().await;
    assert_eq!(portal::legal::profile(&app.app).key, "2016");
    let ninth = clock::start_of(date(2026, 6, 30)) + 9 * clock::HOUR;
    app.db().clock.advance(ninth - app.db().clock.now());
    app.app.directory.reload(app.db()).await.unwrap();
    let office = app.person("vanphong.hiephoa", "hiephoa", Role::DistrictOffice, None).await;
    let read = async |office: &Person| -> serde_json::Value {
        app.desk(office, "/api/v1/staff/hiephoa/compliance").await.json().await.unwrap()
    };
    let sources = |all: &serde_json::Value| -> Vec<String> {
        all["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["source"].as_str().unwrap().to_owned())
            .collect()
    };
    let announced = async |office: &Person, working_days: u32, text: &str| {
        let day = clock::date_vi(Calendar::official().due(app.db().clock.now(), working_days).on);
        let (begin, end) = (format!("{day} 22:00"), format!("{day} 23:00"));
        let form = [("bat-dau", begin.as_str()), ("ket-thuc", end.as_str()), ("noi-dung", text)];
        let answer = app.act(office, "/hiephoa/tam-ngung", &form).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    let all = read(&office).await;
    assert_eq!(all["profile"], "2022");
    assert!(sources(&all).iter().any(|source| source == "Nghị định 42/2022/NĐ-CP"));
    assert!(sources(&all).iter().all(|source| !source.contains("43/2011") && !source.contains("224/2026")));
    assert_eq!(
        announced(&office, 1, "Nâng cấp máy chủ.").await.0,
        303,
        "the old law asks for one working day"
    );
    let new = NewQuestion {
        name: "Người hỏi mẫu".into(),
        phone: "0912345678".into(),
        subject: "Hỏi ngày cuối của luật cũ (mẫu)".into(),
        body: "Thủ tục cần những giấy tờ gì, nộp ở đâu? (mẫu)".into(),
        consent_answer: true,
        ..NewQuestion::default()
    };
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    questions::ask(app.db(), &app.app.mail, &tenant, new).await.unwrap();
    let due = async || -> String {
        let sql = "SELECT due_on AS s FROM questions WHERE tenant_id = $1";
        app.db().read(tenant.id()).await.unwrap().one(sql, vec![]).await.unwrap()
    };
    let before = due().await;

    app.db().clock.advance(clock::DAY);
    app.app.directory.reload(app.db()).await.unwrap();
    let office = app.sign_in_again("vanphong.hiephoa").await;
    let all = read(&office).await;
    assert_eq!(all["profile"], "2026");
    assert!(sources(&all).iter().all(|source| !source.contains("43/2011") && !source.contains("42/2022")));
    let (status, text) = announced(&office, 1, "Thay đường truyền.").await;
    assert!(status == 422 && text.contains("Nghị định số 224/2026/NĐ-CP, Điều 13.1"), "{text}");
    assert_eq!(announced(&office, 7, "Thay đường truyền.").await.0, 303);
    assert_eq!(due().await, before);
    assert!(
        app.page("hiephoa.localhost", "/tiep-can").await.contains("Nghị định số 224/2026/NĐ-CP, Điều 10"),
        "pages say so too"
    );
}

/// What is computed of the sample site rests on the clauses of its day and tells how old it is; a year later the same is old.
#[tokio::test]
async fn the_sample_site_is_judged_by_the_clauses_of_its_day_and_by_the_age_of_what_it_holds() {
    let app = sample_deployment().await;
    let judged = async |slug: &str| {
        let tenant = app.app.directory.by_slug(slug).unwrap();
        compliance::of(&app.app, &tenant).await.unwrap()
    };
    let find = |all: &[Judged], id: &str| {
        let one = all.iter().find(|one| one.check.id == id);
        one.map(|one| (one.light, one.reason.clone(), one.day))
    };
    let today = app.db().clock.today();
    let all = judged("hiephoa").await;
    for one in &all {
        let of_the_day = ["43/2011", "24/2011", "Quy chế"].iter().any(|act| one.source.contains(act));
        assert!(of_the_day && one.day <= today && !one.reason.is_empty(), "{}: {}", one.check.id, one.source);
    }
    for id in ["P-b", "P-c", "P-d", "P-h", "P-k", "P-11", "P-12", "P-18", "F-2"] {
        let (light, reason, day) = find(&all, id).unwrap();
        assert_ne!(light, Light::Red, "{id}: {reason}");
        assert!(day <= today && reason.contains(&clock::date_vi(day)), "{id} {day}: {reason}");
    }
    assert!(find(&all, "A-4").is_none() && find(&all, "P-19").is_none(), "later acts ask for them");
    let commune = judged("ducthang").await;
    assert!(find(&commune, "P-11").is_none(), "nobody asks a commune for research");
    assert!(find(&commune, "P-12").is_some_and(|found| found.0 != Light::Red));

    app.db().clock.advance(800 * clock::DAY);
    app.app.directory.reload(app.db()).await.unwrap();
    let all = judged("hiephoa").await;
    for (id, light) in [
        ("P-b", Light::Yellow),
        ("P-c", Light::Yellow),
        ("P-d", Light::Red),
        ("P-h", Light::Yellow),
        ("P-11", Light::Red),
        ("P-12", Light::Red),
        ("F-2", Light::Yellow),
    ] {
        let found = find(&all, id).unwrap();
        assert_eq!(found.0, light, "{id}: {}", found.1);
    }
    let (light, reason, _) = find(&all, "A-4").unwrap();
    assert_eq!(light, Light::Green, "the sections that are asked for hold something: {reason}");
    let tenant = app.app.directory.by_slug("hiephoa").unwrap();
    let title = tenant.profile.section(SectionKey::Projects).unwrap().title.clone();
    let mut scope = app.db().write(tenant.id(), &Actor::system()).await.unwrap();
    let sql = "UPDATE tenant_sections SET hidden = TRUE WHERE tenant_id = $1 AND section_key = $2";
    scope.execute(sql, params![SectionKey::Projects.as_str()]).await.unwrap();
    scope.commit().await.unwrap();
    app.app.directory.reload(app.db()).await.unwrap();
    let (light, reason, _) = find(&judged("hiephoa").await, "A-4").unwrap();
    assert!(light == Light::Red && reason.contains(&format!("Đang ẩn: {title}.")), "{reason}");
}

/// F-11 (Nghị định 224/2026 Điều 12.2): how soon pages are answered is measured and given out with the second group.
#[tokio::test]
async fn f_11_how_soon_pages_are_answered_is_measured_and_given_out() {
    let app = TestApp::of("bac-ninh-2026").await;
    let tenant = app.app.directory.all().into_iter().find(|tenant| tenant.parent.is_none()).unwrap();
    let slug = tenant.slug().to_owned();
    let office = app.person("vanphong", &slug, Role::DistrictOffice, None).await;
    let path = format!("/api/v1/staff/{slug}/compliance");
    let f_11 = async || {
        let all: serde_json::Value = app.desk(&office, &path).await.json().await.unwrap();
        assert_eq!(all["profile"], "2026");
        let checks = all["checks"].as_array().unwrap().clone();
        let find = |id: &str| checks.iter().find(|check| check["id"] == id).cloned();
        assert!(find("P-11").is_none() && find("P-12").is_none(), "no law of the day asks for them");
        let found = find("F-11").unwrap();
        let word = |key: &str| found[key].as_str().unwrap().to_owned();
        (word("light"), word("reason"), word("day"))
    };
    let (light, reason, _) = f_11().await;
    assert!(light == "red" && reason.contains("chưa đo tốc độ"), "{reason}");
    for _ in 0..2 {
        outages::beat(app.app.clone()).await.unwrap();
        app.db().clock.advance(clock::MINUTE);
    }
    assert_eq!(f_11().await.0, "yellow", "watched, and not measured");
    for path in ["/", "/", "/tim-kiem", "/khong-co", "/rss.xml"] {
        app.page("bacninh.localhost", path).await;
    }
    app.app.speeds.flush(app.db()).await.unwrap();
    let (light, reason, day) = f_11().await;
    assert!(light == "green" && reason.contains("3 trang trong 7 ngày qua"), "{light}: {reason}");
    assert_eq!(day, app.db().clock.today().to_string());
    let today = app.db().clock.today();
    let feed = app.page("bacninh.localhost", &format!("/api/v1/statistics?from={today}&until={today}")).await;
    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
    let reach = &feed["sites"][0]["reachability"];
    assert_eq!(reach["pages_measured"], 3, "pages alone, and whole ones: {feed}");
    assert!(reach["page_ms_median"].as_i64() <= reach["page_ms_p95"].as_i64(), "{feed}");
    assert!(reach["page_ms_median"].is_i64(), "{feed}");

    app.app.speeds.note(tenant.id(), std::time::Duration::from_secs(9));
    app.app.speeds.flush(app.db()).await.unwrap();
    let (light, reason, _) = f_11().await;
    assert!(light == "yellow" && reason.contains("mức đặt ra là 2000 ms"), "{light}: {reason}");
    app.db().clock.advance(9 * clock::DAY);
    let office = app.sign_in_again("vanphong").await;
    let all: serde_json::Value = app.desk(&office, &path).await.json().await.unwrap();
    let checks = all["checks"].as_array().unwrap();
    let old = checks.iter().find(|check| check["id"] == "F-11").unwrap();
    assert!(old["reason"].as_str().unwrap().contains("chưa đo tốc độ"), "what is old says nothing: {old}");
}

/// A-14 (Thông tư 32/2017 Điều 7.3.c): what is told beside the field is what the server holds to.
#[tokio::test]
async fn a_14_the_limit_of_files_is_told_beside_the_field_and_holds() {
    let app = TestApp::start().await;
    let page = app.page(COMMUNE, "/hoi-dap/gui").await;
    let field = between(&page, "type=\"file\"", ">");
    let hint = format!("id=\"{}\"", between(field, "aria-describedby=\"", "\""));
    let told = page.split(&hint).nth(1).unwrap().split("</p>").next().unwrap();
    let form = [("csrf", "bieu-mau-thu-tep"), ("tieu-de", "x")];
    let sized = |head: &[u8], bytes: usize| {
        let mut file = head.to_vec();
        file.resize(bytes, b' ');
        file
    };
    let kinds: [(&str, &[u8], &str, usize); 2] = [
        ("don.pdf", b"%PDF-1.4\n", "PDF, Word (.docx) tới ", 10),
        ("anh.jpg", b"\xff\xd8\xff\xe0", "WebP tới ", 8),
    ];
    for (name, head, words, megabytes) in kinds {
        assert!(told.contains(&format!("{words}{megabytes} MB")), "{told}");
        let most = megabytes << 20;
        for (bytes, is_too_large) in [(most, false), (most + 1, true)] {
            let answer = app.post_files(COMMUNE, "/hoi-dap/gui", &form, &[(name, &sized(head, bytes))]).await;
            let answer = answer.text().await.unwrap();
            let refused = answer.contains(&format!("lớn hơn mức {megabytes} MB"));
            assert_eq!(refused, is_too_large, "{name} of {bytes} bytes");
        }
    }
}

//! The functions that the decrees ask of a site, each over the whole sample deployment rather than one page of it.

use std::path::Path;

use portal::base::clock;
use portal::base::working_days::Calendar;
use portal::demo;
use portal::items::store::{self, Filter};
use portal::media;
use portal::people::Role;

use crate::support::app::{TestApp, between};

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

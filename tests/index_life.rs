//! The life of the index under SIGKILL: what was withdrawn is never found again, and whatever befalls the folder
//! of the index, the site serves, the search comes back by itself, and no half of an index is ever left.
//!
//! The server is the real binary. It is killed at instants spread over the way from a commit of the database to
//! the commit of the index, and over the building of a new index.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::support::process::Portal;
use portal::base::audit::Actor;
use portal::base::id::EditionId;
use portal::config::Config;
use portal::import::seed;
use portal::items::kinds::Topic;
use portal::items::kinds::{Common, Content, News};
use portal::params;
use portal::tenants::SectionKey;
use portal::tenants::directory::{Directory, Reachability};

const TENANT: &str = "hh-ducthang";
const BOARD: &str = "truongban.ducthang";
const PATIENCE: Duration = Duration::from_secs(60);

/// A word that only the item of that number has, more than one slip away from every other: none is corrected to
/// another.
fn word(n: usize) -> String {
    let digits = n.to_string();
    let letters = digits.bytes().map(|digit| char::from(digit + 49));
    format!("hoa{}", letters.flat_map(|letter| [letter, letter]).collect::<String>())
}

fn news(n: usize) -> Content {
    Content::News(News {
        common: Common {
            section: SectionKey::News,
            unit_key: "vanphong".into(),
            author: "Văn phòng".into(),
            source: "Văn phòng".into(),
            attachments: Vec::new(),
        },
        title: format!("Trồng {} bên đường", word(n)),
        summary: "Thông báo về việc trồng hoa.".into(),
        topic: Some(Topic::Local),
        body_html: format!("<p>Các thôn trồng {} dọc đường làng trước ngày lễ.</p>", word(n)),
        published_on: None,
        event_on: None,
        aspects: Box::default(),
    })
}

/// Publishes so many items into the database, whether or not a server runs beside.
async fn publish(portal: &Portal, numbers: std::ops::Range<usize>) {
    let db = portal.db().await;
    let directory = Directory::new(Reachability::of(&Config { trial_hosts: true, ..Config::default() }));
    directory.reload(&db).await.unwrap();
    let tenant = directory.get(&TENANT.into()).unwrap();
    for n in numbers {
        let mut content = news(n);
        if let Content::News(news) = &mut content {
            news.common.unit_key.clone_from(&tenant.profile.units[0].key);
        }
        let at = db.clock.now();
        seed::publish(&db, &tenant, content, &"a".into(), &"b".into(), at).await.unwrap();
    }
    db.store().close().await;
}

struct Item {
    edition: EditionId,
    version: i64,
    live: bool,
}

impl portal::base::db::FromRow for Item {
    fn from_row(row: &portal::base::db::Row) -> portal::base::error::Result<Self> {
        Ok(Self {
            edition: row.get::<String>("edition_id")?.into(),
            version: row.get("version")?,
            live: row.get::<String>("state")? == "live",
        })
    }
}

async fn item(portal: &Portal, n: usize) -> Item {
    let db = portal.db().await;
    let mut scope = db.read(&TENANT.into()).await.unwrap();
    let title = format!("Trồng {} bên đường", word(n));
    let sql = "SELECT edition_id, version, state FROM editions WHERE tenant_id = $1 AND title = $2";
    let item = scope.one(sql, params![title]).await.unwrap();
    drop(scope);
    db.store().close().await;
    item
}

/// How many results a search has; none where nobody answers.
async fn total(portal: &Portal, words: &str) -> Option<u64> {
    let text = portal.page(&format!("/api/v1/search?limit=1&q={words}")).await?;
    serde_json::from_str::<serde_json::Value>(&text).ok()?["total"].as_u64()
}

async fn until_total(portal: &Portal, words: &str, expected: u64) {
    let end = Instant::now() + PATIENCE;
    loop {
        let found = total(portal, words).await;
        if found == Some(expected) {
            return;
        }
        assert!(Instant::now() < end, "{words}: {found:?} instead of {expected}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn shelf(portal: &Portal) -> PathBuf {
    portal.config.data.join("index/public")
}

fn pointer(portal: &Portal) -> String {
    fs::read_to_string(shelf(portal).join("current")).unwrap_or_default()
}

fn generations(portal: &Portal) -> Vec<String> {
    let entries = fs::read_dir(shelf(portal)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("g-")).collect()
}

/// Waits until one generation is left, and it is the one pointed to.
async fn until_one_generation(portal: &Portal, but_not: &str) {
    let end = Instant::now() + PATIENCE;
    loop {
        let (current, all) = (pointer(portal), generations(portal));
        if all == std::slice::from_ref(&current) && current != but_not {
            return;
        }
        assert!(Instant::now() < end, "{all:?} with {current:?} in place");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A server with so many items, all of them found.
async fn filled(items: usize) -> Portal {
    let mut portal = Portal::new("folder:").await;
    publish(&portal, 0..items).await;
    portal.start().await;
    until_total(&portal, "trong+hoa", items as u64).await;
    until_one_generation(&portal, "").await;
    portal
}

async fn ask_for_a_new_index(portal: &Portal) {
    let db = portal.db().await;
    let mut platform = db.platform_write(&Actor::system()).await.unwrap();
    let sql = "INSERT INTO deployment (name, value) VALUES ($1, $2)";
    platform.execute(sql, params![portal::server::REINDEX, "1"]).await.unwrap();
    platform.commit().await.unwrap();
    db.store().close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_around_a_withdrawal_the_item_is_never_found_again() {
    let waits = [0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 130, 200];
    let mut portal = filled(waits.len()).await;
    let mut withdrawn = 0;
    for (n, wait) in waits.into_iter().enumerate() {
        let before = item(&portal, n).await;
        let path = format!("/ducthang/tin-bai/{}/go", before.edition);
        let version = before.version.to_string();
        let form = [("phien-ban", version.as_str()), ("ly-do", "Đăng nhầm")];
        if n % 2 == 0 {
            // Acknowledged, then killed.
            assert_eq!(portal.act(BOARD, &path, &form).await, 303);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        } else {
            // Killed while it is being done.
            tokio::select! {
                _ = portal.try_act(BOARD, &path, &form) => {}
                () = tokio::time::sleep(Duration::from_millis(150 + wait)) => {}
            }
        }
        portal.kill();
        let live = item(&portal, n).await.live;
        assert!(n % 2 == 1 || !live, "what was acknowledged holds");
        withdrawn += usize::from(!live);
        portal.start().await;
        let text = portal.page(&format!("/tim-kiem?q={}", word(n))).await.unwrap();
        let json = portal.page(&format!("/api/v1/search?q={}", word(n))).await.unwrap();
        if live {
            until_total(&portal, &word(n), 1).await;
        } else {
            let title = format!("Trồng {} bên đường", word(n));
            assert!(
                text.contains("Không tìm thấy") && !text.contains(&title),
                "{n}: the first search after the start finds nothing: {text}"
            );
            assert!(json.contains("\"total\":0"), "{n}: {json}");
            for path in ["/", "/tin-tuc", "/tin-tuc/rss.xml", "/sitemap.xml"] {
                assert!(!portal.page(path).await.unwrap().contains(&title), "{n}: {path}");
            }
        }
    }
    assert!(withdrawn >= waits.len() / 2);
    until_total(&portal, "trong+hoa", (waits.len() - withdrawn) as u64).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_the_index_is_built_anew_the_old_one_answers_and_the_new_one_comes() {
    let items = 300;
    let mut portal = filled(items).await;
    let before = pointer(&portal);
    ask_for_a_new_index(&portal).await;
    for wait in [500, 650, 800, 1_000, 1_300] {
        let end = Instant::now() + Duration::from_millis(wait);
        while Instant::now() < end {
            assert_eq!(
                total(&portal, "trong+hoa").await,
                Some(items as u64),
                "no result is missing meanwhile"
            );
        }
        portal.kill();
        let current = pointer(&portal);
        assert!(shelf(&portal).join(&current).join("meta.json").is_file(), "a whole generation is in place");
        portal.start().await;
        assert_eq!(total(&portal, "trong+hoa").await, Some(items as u64), "as soon as it answers");
    }
    until_one_generation(&portal, &before).await;
    let end = Instant::now() + PATIENCE;
    while !portal.one("SELECT value AS s FROM deployment WHERE name = 'reindex'").await.is_empty() {
        assert!(Instant::now() < end, "the wish is not forgotten before it is fulfilled, but then");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(total(&portal, "trong+hoa").await, Some(items as u64));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_folder_is_built_again_while_the_site_serves() {
    let items = 250;
    let mut portal = filled(items).await;
    portal.kill();
    fs::remove_dir_all(portal.config.data.join("index")).unwrap();
    portal.start().await;
    let home = portal.page("/").await.unwrap();
    assert!(home.contains("Đức Thắng"), "pages are there from the first request");
    let mut said = 0;
    let end = Instant::now() + PATIENCE;
    while total(&portal, "trong+hoa").await != Some(items as u64) {
        let page = portal.page("/tim-kiem?q=trong+hoa").await.unwrap();
        let building = page.contains("đang được dựng lại");
        assert!(building || page.contains(&format!("{items} kết quả")), "never nothing without a word");
        said += usize::from(building);
        assert!(Instant::now() < end, "it does not come back");
    }
    assert!(said > 0, "while it is built, the page says so");
    until_one_generation(&portal, "").await;
    assert!(!portal.page("/tim-kiem?q=trong+hoa").await.unwrap().contains("đang được dựng lại"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_of_another_version_answers_until_the_new_one_is_whole() {
    let items = 120;
    let mut portal = filled(items).await;
    portal.kill();
    let before = pointer(&portal);
    let meta = shelf(&portal).join(&before).join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let mark = "{\\\"version\\\":";
    let at = text.find(mark).expect("the payload") + mark.len();
    let length = text[at..].find(|c: char| !c.is_ascii_digit()).unwrap();
    fs::write(&meta, format!("{}1{}", &text[..at], &text[at + length..])).unwrap();
    portal.start().await;
    assert_eq!(total(&portal, "trong+hoa").await, Some(items as u64), "the old one answers at once");
    until_one_generation(&portal, &before).await;
    assert_eq!(total(&portal, "trong+hoa").await, Some(items as u64));
}

/// The largest file of the index in place.
fn largest(portal: &Portal) -> PathBuf {
    let files = fs::read_dir(shelf(portal).join(pointer(portal))).unwrap().map(|entry| entry.unwrap().path());
    let size = |path: &PathBuf| fs::metadata(path).map_or(0, |meta| meta.len());
    files.filter(|path| path.extension().is_some_and(|ext| ext != "json")).max_by_key(size).unwrap()
}

async fn damaged(portal: &mut Portal, items: u64, damage: impl Fn(&Path)) {
    portal.kill();
    let before = pointer(portal);
    damage(&largest(portal));
    portal.start().await;
    assert!(portal.page("/").await.unwrap().contains("Đức Thắng"));
    until_one_generation(portal, &before).await;
    until_total(portal, "trong+hoa", items).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_index_is_noticed_and_built_anew() {
    let items = 60;
    let mut portal = filled(items).await;
    let items = items as u64;
    damaged(&mut portal, items, |file| fs::write(file, b"").unwrap()).await;
    damaged(&mut portal, items, |file| {
        let mut bytes = fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        fs::write(file, bytes).unwrap();
    })
    .await;
    damaged(&mut portal, items, |file| fs::write(file.parent().unwrap().join("meta.json"), "{").unwrap())
        .await;
    damaged(&mut portal, items, |file| fs::remove_file(file).unwrap()).await;
}

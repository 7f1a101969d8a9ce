//! The province of 2026 with its four communes: the same walks, and no district anywhere but in history.

use std::collections::{BTreeSet, VecDeque};
use std::path::Path;

use crate::support::app::{TestApp, between};
use portal::demo::samples;
use portal::import::seed;
use portal::people::Role;

const PROVINCE: &str = "bacninh.localhost";
const COMMUNE: &str = "xuancam.bacninh.localhost";

async fn filled() -> TestApp {
    let app = TestApp::of("bac-ninh-2026").await;
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/bac-ninh-2026");
    for tenant in app.app.directory.all() {
        for sample in samples::items(&set.join(tenant.slug()).join("mau")).unwrap() {
            let at = portal::base::clock::start_of(sample.published);
            seed::publish(app.db(), &tenant, sample.content, &"a".into(), &"b".into(), at).await.unwrap();
        }
    }
    app.drain().await;
    app
}

#[tokio::test]
async fn a_crawl_finds_no_district_outside_history() {
    let app = filled().await;
    let hosts: Vec<String> = app
        .app
        .directory
        .all()
        .iter()
        .map(|t| t.profile.hosts.iter().find(|h| h.trial).unwrap().host.clone())
        .collect();
    let mut queue: VecDeque<(String, String)> =
        hosts.iter().map(|host| (host.clone(), "/".to_owned())).collect();
    let mut seen: BTreeSet<(String, String)> = queue.iter().cloned().collect();
    let mut pages = 0;
    while let Some((host, path)) = queue.pop_front() {
        let response = app.get(&host, &path).await;
        assert!(
            response.status().is_success() || response.status().is_redirection(),
            "{host}{path}: {}",
            response.status()
        );
        let html = response
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind.to_str().unwrap().starts_with("text/html"));
        let text = response.text().await.unwrap();
        if !html {
            continue;
        }
        pages += 1;
        let history = path.starts_with("/gioi-thieu/") && text.contains("Lịch sử</h2>");
        assert!(
            history || !text.to_lowercase().contains("huyện"),
            "{host}{path}: {}",
            around(&text.to_lowercase(), "huyện")
        );
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some(rest) = link.strip_prefix("http://") else { continue };
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = authority.split(':').next().unwrap_or_default().to_owned();
            let path = format!("/{}", path.split('#').next().unwrap_or_default().replace("&amp;", "&"));
            // Searches are closed to crawlers: they quote whatever was asked for, history too.
            if hosts.contains(&host)
                && !path.starts_with("/tim-kiem")
                && seen.len() < 2000
                && seen.insert((host.clone(), path.clone()))
            {
                queue.push_back((host, path));
            }
        }
    }
    assert!(pages > 100, "only {pages} pages were crawled");
}

fn around<'a>(text: &'a str, word: &str) -> &'a str {
    let at = text.find(word).unwrap_or(0);
    let from = (0..=at.saturating_sub(60)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let to = (at + 60..text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    &text[from..to]
}

#[tokio::test]
async fn the_three_walks_run_without_a_district() {
    let app = filled().await;
    let found = app.page(PROVINCE, "/api/v1/search?q=uy+ban+nhan+dan&scope=all").await;
    assert!(!found.contains("\"total\":0"));
    let board = app.person("truongban.xuancam", "xuancam", Role::BoardHead, None).await;
    let writer = app.person("bientap.xuancam", "xuancam", Role::Member, None).await;
    let form = [
        ("tieu-de", "Lịch tiếp công dân tháng 12"),
        ("noi-dung", "Tiếp công dân vào thứ Năm hằng tuần."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang xã"),
        ("don-vi", "vanphong"),
        ("viec", "gui-duyet"),
    ];
    let item = TestApp::location(&app.act(&writer, "/xuancam/tin-bai/moi/tin", &form).await);
    assert_eq!(
        app.act(&board, &format!("{item}/duyet"), &[("phien-ban", "2"), ("cam-ket", "co")]).await.status(),
        303
    );
    assert_eq!(app.act(&board, &format!("{item}/dang"), &[("phien-ban", "3")]).await.status(), 303);
    assert!(app.page(COMMUNE, "/tin-tuc").await.contains("Lịch tiếp công dân tháng 12"));

    let asked = [
        ("tieu-de", "Cấp đổi giấy chứng nhận"),
        ("noi-dung", "Thủ tục cấp đổi sổ đỏ nộp ở đâu?"),
        ("ho-ten", "Người hỏi"),
        ("thu-dien-tu", "nguoi@example.vn"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post(COMMUNE, "/hoi-dap/gui", &asked).await.status(), 200);
    let list = app.desk(&board, "/xuancam/hoi-dap").await.text().await.unwrap();
    let question = format!("/xuancam/hoi-dap/{}", between(&list, "/xuancam/hoi-dap/", "\""));
    assert_eq!(
        app.act(&writer, &format!("{question}/chuyen"), &[("phien-ban", "1"), ("don-vi", "kinhte")])
            .await
            .status(),
        303
    );
    let answered = app
        .act(
            &writer,
            &format!("{question}/tra-loi"),
            &[("phien-ban", "2"), ("ly-do", "Nộp tại Trung tâm Phục vụ hành chính công xã.")],
        )
        .await;
    assert_eq!(answered.status(), 303);
    assert_eq!(
        app.act(&board, &format!("{question}/duyet"), &[("phien-ban", "3"), ("cam-ket", "co")])
            .await
            .status(),
        303
    );
    assert_eq!(app.act(&board, &format!("{question}/dang"), &[("phien-ban", "4")]).await.status(), 303);
    app.drain().await;
    assert_eq!(app.mail.take().len(), 3, "receipt, dispatch, answer");
    assert!(app.page(COMMUNE, "/api/v1/search?q=cap+doi+so+do").await.contains("Cấp đổi giấy chứng nhận"));
}

//! Planted data: who asks leaves name, mail, telephone, address and identity number everywhere a person might, the
//! question goes its whole way to the page, and then everything that anybody but its keepers can see is looked through.

mod support {
    pub mod app;
}

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use crate::support::app::{Person, TestApp, between};
use portal::people::Role;
use portal::routes::{Entry, Surface};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

const HOST: &str = "ducthang.hiephoa.localhost";
const DISTRICT: &str = "hiephoa.localhost";

/// What is planted: as it is written, and as it may turn up elsewhere.
const PLANTED: [(&str, &[&str]); 5] = [
    ("Vàng Thị Khoai Mẫu", &["vàng thị khoai", "vang thi khoai"]),
    ("khoai.mau@thu-rieng.example", &["khoai.mau", "thu-rieng.example"]),
    ("0987 654 321", &["0987 654 321", "0987654321", "987654321"]),
    ("Ngõ Ba Mươi Bảy thôn Tre Ngà", &["ngõ ba mươi bảy", "ngo ba muoi bay", "tre ngà"]),
    ("024098765432", &["024098765432", "024 098 765 432"]),
];

/// Everything that the process logs.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn clean(place: &str, text: &str) {
    let lower = text.to_lowercase();
    for (_, forms) in PLANTED {
        for form in forms {
            if let Some(at) = lower.find(form) {
                let start =
                    (0..=at.saturating_sub(80)).rev().find(|at| lower.is_char_boundary(*at)).unwrap_or(0);
                let end =
                    (at + 80..lower.len()).find(|at| lower.is_char_boundary(*at)).unwrap_or(lower.len());
                panic!("{place} holds {form:?}: …{}…", &lower[start..end]);
            }
        }
    }
}

fn files_under(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            found.extend(files_under(&entry.path()));
        } else if let Ok(bytes) = std::fs::read(entry.path()) {
            found.push((entry.path().display().to_string(), bytes));
        }
    }
    found
}

/// Every page and feed of the sites, and every page of the console that names nothing.
async fn pages(app: &TestApp, person: &Person, slug: &str) -> Vec<(String, String)> {
    let mut seen = Vec::new();
    for spec in portal::app::routes().into_iter().filter(|spec| spec.method == poem::http::Method::GET) {
        let path = spec.path.replace(":tenant", slug).replace(":section", "hoi-dap").replace(":kind", "tin");
        if path.contains(':') {
            continue;
        }
        if spec.surface() == Surface::Public {
            for host in [HOST, DISTRICT] {
                seen.push((format!("{host}{path}"), app.page(host, &path).await));
            }
        } else if matches!(spec.entry, Entry::Staff(..) | Entry::SignedIn(_)) {
            seen.push((path.clone(), app.desk(person, &path).await.text().await.unwrap_or_default()));
        }
    }
    seen
}

/// A file whose name and words hold what is planted.
fn attachment() -> Vec<u8> {
    let words = PLANTED.map(|(plain, _)| plain).join(" ");
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% {words}\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )
    .into_bytes()
}

#[tokio::test]
async fn nothing_that_leads_to_who_asked_is_anywhere_it_need_not_be() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_writer(log.clone()).finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
    let app = TestApp::start().await;
    let head = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let member = app.person("thanhvien.ducthang", "ducthang", Role::Member, None).await;
    let [name, mail, phone, place, identity] = PLANTED.map(|(plain, _)| plain);
    let body = format!(
        "Tôi tên là {name}, ở {place}, điện thoại {phone}, thư {mail}, căn cước {identity}. Cháu tôi chưa làm khai sinh, nộp ở đâu?"
    );
    let subject = format!("Khai sinh quá hạn, gọi {phone}");
    let form = [
        ("csrf", "bieu-mau-du-lieu"),
        ("tieu-de", subject.as_str()),
        ("noi-dung", body.as_str()),
        ("ho-ten", name),
        ("thu-dien-tu", mail),
        ("dien-thoai", phone),
        ("dia-chi", place),
        ("dong-y-xu-ly", "co"),
    ];
    let file_name = format!("{name} {identity}.pdf");
    let file = attachment();
    let sent = app.post_files(HOST, "/hoi-dap/gui", &form, &[(&file_name, &file)]).await;
    assert_eq!(sent.status(), 200, "{}", sent.text().await.unwrap());
    let code = between(&sent.text().await.unwrap(), "<p class=\"code number\">", "<").to_owned();
    let add = [("ma-theo-doi", code.as_str()), ("bo-sung", body.as_str())];
    assert_eq!(app.post(HOST, "/hoi-dap/theo-doi/bo-sung", &add).await.status(), 200);
    app.drain().await;

    let list = app.desk(&member, "/ducthang/hoi-dap").await.text().await.unwrap();
    let id = between(&list[list.find("<tbody>").unwrap()..], "/ducthang/hoi-dap/", "\"").to_owned();
    let answer =
        format!("Ông {name} ({phone}) mang giấy chứng sinh đến Ủy ban nhân dân xã trong giờ làm việc.");
    let url = |act: &str| format!("/ducthang/hoi-dap/{id}/{act}");
    for (who, act, form) in [
        (&member, "chuyen", vec![("phien-ban", "2"), ("don-vi", "tuphap")]),
        (&member, "tra-loi", vec![("phien-ban", "3"), ("ly-do", answer.as_str())]),
        (&head, "duyet", vec![("phien-ban", "4"), ("cam-ket", "co")]),
        (&head, "dang", vec![("phien-ban", "5")]),
    ] {
        assert_eq!(app.act(who, &url(act), &form).await.status(), 303, "{act}");
        app.drain().await;
    }
    let rated = [("ma-theo-doi", code.as_str()), ("sao", "5"), ("nhan-xet", phone)];
    assert_eq!(app.post(HOST, "/hoi-dap/theo-doi/danh-gia", &rated).await.status(), 200);
    app.do_duties().await;
    app.drain().await;

    // The published page, the lists, the feeds, the search and its suggestions, on the site and the one above.
    for host in [HOST, DISTRICT] {
        for path in [
            "/hoi-dap",
            "/hoi-dap/rss.xml",
            "/api/v1/search?q=khai+sinh&scope=all",
            "/tim-kiem?q=khai+sinh&pham-vi=tat-ca",
            "/tim-kiem/rss.xml?q=khai+sinh",
            "/api/v1/suggest?q=khai",
            "/sitemap.xml",
        ] {
            clean(&format!("{host}{path}"), &app.page(host, path).await);
        }
    }
    let listed = app.page(HOST, "/hoi-dap").await;
    let path = format!("/hoi-dap/{}", between(&listed, "/hoi-dap/khai-sinh", "\"").trim());
    let published = app.page(HOST, &path.replace("/hoi-dap/", "/hoi-dap/khai-sinh")).await;
    assert!(published.contains("giấy chứng sinh"), "it is on the site: {path}");
    clean("the published page", &published);
    // What staff see without the reveal: pages, registers, exports, the trail. Only the question's own page shows the
    // desk the words as they came.
    for (place, text) in pages(&app, &head, "ducthang").await {
        clean(&place, &text);
    }
    for path in ["/audit", "/audit/export", "/tasks", "/questions"] {
        let path = format!("/api/v1/staff/ducthang{path}");
        clean(&path, &app.call(&head, "GET", &path, json!({})).await.text().await.unwrap());
    }
    // The unit and who looks on read the question without who asked it.
    for (login, role, unit) in [
        ("canbo.ducthang", Role::UnitOfficer, Some("tuphap")),
        ("lanhdao.ducthang", Role::Leader, None),
        ("kiemtra.ducthang", Role::Auditor, None),
    ] {
        let person = app.person(login, "ducthang", role, unit).await;
        let page = app.desk(&person, &format!("/ducthang/hoi-dap/{id}")).await;
        assert_eq!(page.status(), 200, "{login}");
        clean(login, &page.text().await.unwrap());
        let path = format!("/api/v1/staff/ducthang/questions/{id}");
        clean(&path, &app.call(&person, "GET", &path, json!({})).await.text().await.unwrap());
        assert_eq!(app.act(&person, &url("lien-he"), &[]).await.status(), 403, "{login}");
    }

    // Mail: the reader's own letters may greet them; no other letter knows them.
    for sent in app.mail.take() {
        if sent.envelope.to.to_string().contains("khoai.mau") {
            continue;
        }
        let parsed = mail_parser::MessageParser::default().parse(&sent.mime).unwrap();
        clean("a letter's subject", parsed.subject().unwrap_or_default());
        clean("a letter", &parsed.body_text(0).unwrap_or_default());
        clean("a letter as sent", &String::from_utf8_lossy(&sent.mime));
    }

    // The disk: both indexes, files, letters kept; the database's own file holds the words that were asked, and nothing
    // of the contact.
    for (path, bytes) in files_under(&app.data().join("index")) {
        clean(&path, &String::from_utf8_lossy(&bytes));
    }
    for folder in ["files", "questions", "mail", "upload"] {
        for (path, bytes) in files_under(&app.data().join(folder)) {
            clean(&path, &String::from_utf8_lossy(&bytes));
        }
    }
    clean("the log", &String::from_utf8_lossy(&log.0.lock().unwrap()));

    // Last, for what is looked for is counted: the index does not find them.
    for (_, forms) in PLANTED {
        let words = forms[0].replace(' ', "+");
        let found = app.page(HOST, &format!("/api/v1/search?q=%22{words}%22&scope=all")).await;
        let found: serde_json::Value = serde_json::from_str(&found).unwrap_or_default();
        assert_eq!(found["total"], 0, "the public index finds {words}");
    }

    // Erased on the reader's word: then not even the database knows.
    let erase = [("ma-theo-doi", code.as_str()), ("chac-xoa", "co")];
    assert_eq!(app.post(HOST, "/hoi-dap/theo-doi/xoa", &erase).await.status(), 200);
    app.drain().await;
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    for sql in [
        "SELECT subject || ' ' || body || ' ' || COALESCE(public_subject, '') || ' ' || COALESCE(public_body, '') || ' ' || COALESCE(public_name, '') AS s FROM questions WHERE tenant_id = $1",
        "SELECT body || ' ' || COALESCE(public_body, '') AS s FROM answers WHERE tenant_id = $1",
        "SELECT note AS s FROM question_events WHERE tenant_id = $1",
        "SELECT note AS s FROM dispatches WHERE tenant_id = $1",
        "SELECT body AS s FROM question_additions WHERE tenant_id = $1",
        "SELECT words AS s FROM question_ratings WHERE tenant_id = $1",
        "SELECT action || ' ' || COALESCE(contents, '') AS s FROM audit_events WHERE tenant_id = $1",
    ] {
        let rows: Vec<String> = scope.all(sql, vec![]).await.unwrap_or_else(|cause| panic!("{sql}: {cause}"));
        for row in rows {
            clean(sql, &row);
        }
    }
    let files: i64 = scope
        .one("SELECT COUNT(*) AS n FROM question_attachments WHERE tenant_id = $1", vec![])
        .await
        .unwrap();
    assert_eq!((files, files_under(&app.data().join("questions")).len()), (0, 0));
    let page = app.desk(&head, &format!("/ducthang/hoi-dap/{id}")).await.text().await.unwrap();
    clean("the question's page after erasure", &page);
}

//! The wall between tenants: for every route of the table and every role, another tenant's ids open nothing.

use crate::support::app::{TestApp, between};
use portal::app::routes;
use portal::people::Role;
use portal::routes::{Entry, Surface};

/// Words that stand only in what belongs to the other tenant.
const MARK: &str = "Riêng của xã Đức Thắng";

struct Theirs {
    edition: String,
    question: String,
    dispatch: String,
    seq: i64,
}

async fn seq(app: &TestApp) -> i64 {
    let tenant = app.app.directory.by_slug("ducthang").unwrap();
    let mut scope = app.db().read(tenant.id()).await.unwrap();
    scope.one("SELECT seq AS n FROM tenant_heads WHERE tenant_id = $1", vec![]).await.unwrap()
}

/// A draft, and a question with a dispatch, in the other tenant.
async fn theirs(app: &TestApp) -> Theirs {
    let board = app.person("truongban.ducthang", "ducthang", Role::BoardHead, None).await;
    let form = [
        ("tieu-de", MARK),
        ("noi-dung", "Nội dung nháp"),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Văn phòng"),
        ("nguon", "Trang xã"),
        ("don-vi", "vanphong"),
    ];
    let edit = TestApp::location(&app.act(&board, "/ducthang/tin-bai/moi/tin", &form).await);
    let edition = edit.trim_end_matches("/sua").rsplit('/').next().unwrap().to_owned();
    let asked = [
        ("tieu-de", MARK),
        ("noi-dung", "Nội dung câu hỏi riêng"),
        ("ho-ten", "Người hỏi"),
        ("dien-thoai", "0912345678"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post("ducthang.hiephoa.localhost", "/hoi-dap/gui", &asked).await.status(), 200);
    let list = app.desk(&board, "/ducthang/hoi-dap").await.text().await.unwrap();
    let question = between(&list, "/ducthang/hoi-dap/", "\"").to_owned();
    let sent = app
        .act(
            &board,
            &format!("/ducthang/hoi-dap/{question}/chuyen"),
            &[("phien-ban", "1"), ("don-vi", "tuphap")],
        )
        .await;
    assert_eq!(sent.status(), 303);
    app.drain().await;
    let mail = app.mail.take().pop().unwrap();
    let text =
        mail_parser::MessageParser::default().parse(&mail.mime).unwrap().body_text(0).unwrap().into_owned();
    let dispatch = between(&text, "/tra-loi/", "\n").trim().to_owned();
    Theirs { edition, question, dispatch, seq: seq(app).await }
}

fn filled(path: &str, tenant: &str, theirs: &Theirs) -> String {
    path.replace(":tenant", tenant)
        .replace(":edition", &theirs.edition)
        .replace(":question", &theirs.question)
        .replace(":kind", "tin")
        .replace(":token", "khong-co-khoa-nay")
        .replace(":appointment", "00000000-0000-7000-8000-000000000000")
        .replace(":external", "00000000-0000-7000-8000-000000000000")
        .replace(":opinion", "00000000-0000-7000-8000-000000000000")
        .replace(":phrase", "00000000-0000-7000-8000-000000000000")
        .replace(":rule", "00000000-0000-7000-8000-000000000000")
        .replace(":account", "00000000-0000-7000-8000-000000000000")
        .replace(":invitation", "00000000-0000-7000-8000-000000000000")
        .replace(":delegation", "00000000-0000-7000-8000-000000000000")
        .replace(":task", "00000000-0000-7000-8000-000000000000")
        .replace(":batch", "00000000-0000-7000-8000-000000000000")
        .replace(":item", "00000000-0000-7000-8000-000000000000")
        .replace(":revision", "00000000-0000-7000-8000-000000000000")
        .replace(":key", "00000000-0000-7000-8000-000000000000")
        .replace(":file", "00000000-0000-7000-8000-000000000000")
        .replace(":proposal", "00000000-0000-7000-8000-000000000000")
        .replace(":issue", "00000000-0000-7000-8000-000000000000")
        .replace(":link", "00000000-0000-7000-8000-000000000000")
        .replace(":source", "hiephoa")
        .replace(":site", "donglo")
        .replace(":name", "x.pdf")
        .replace(":page", "1")
        .replace(":letter", "00000000-0000-7000-8000-000000000000")
        .replace(":place", "0")
        .replace(":mail", "00000000-0000-7000-8000-000000000000")
        .replace(":template", "khong-co-mau-nay")
        .replace(":consultation", "00000000-0000-7000-8000-000000000000")
        .replace(":entry", "00000000-0000-7000-8000-000000000000")
        .replace(":comment", "00000000-0000-7000-8000-000000000000")
        .replace(":person", "00000000-0000-7000-8000-000000000000")
        .replace(":payee", "00000000-0000-7000-8000-000000000000")
        .replace(":run", "00000000-0000-7000-8000-000000000000")
        .replace(":line", "00000000-0000-7000-8000-000000000000")
        .replace(":report", "00000000-0000-7000-8000-000000000000")
        .replace(":below", "khong-co-trang-nay")
        .replace(":instruction", "00000000-0000-7000-8000-000000000000")
        .replace(":distribution", "00000000-0000-7000-8000-000000000000")
        .replace(":receipt", "00000000-0000-7000-8000-000000000000")
        .replace(":archive", "00000000-0000-7000-8000-000000000000")
        .replace(":regulation", "00000000-0000-7000-8000-000000000000")
        .replace(":feedback", "00000000-0000-7000-8000-000000000000")
        .replace(":training", "00000000-0000-7000-8000-000000000000")
}

#[tokio::test]
async fn no_role_of_another_tenant_opens_anything() {
    let app = TestApp::start().await;
    let theirs = theirs(&app).await;
    let mut tried = 0;
    for &role in Role::ALL {
        let unit = matches!(role, Role::UnitHead | Role::UnitOfficer).then_some("tuphap");
        let person = app.person(&format!("{role}.donglo"), "donglo", role, unit).await;
        for spec in routes()
            .into_iter()
            .filter(|spec| spec.surface() == Surface::Console && matches!(spec.entry, Entry::Staff(..)))
        {
            let direct = app
                .any(
                    Some(&person),
                    "quantri.localhost",
                    spec.method.as_str(),
                    &filled(spec.path, "ducthang", &theirs),
                )
                .await;
            assert_eq!(direct.status(), 404, "{role}: {} {}", spec.method, spec.path);
            let across = app
                .any(
                    Some(&person),
                    "quantri.localhost",
                    spec.method.as_str(),
                    &filled(spec.path, "donglo", &theirs),
                )
                .await;
            let (status, named) = (
                across.status().as_u16(),
                spec.path.matches(':').count() > 1 && !spec.path.ends_with(":kind"),
            );
            let text = across.text().await.unwrap();
            assert!(
                !text.contains(MARK) && !text.contains("câu hỏi riêng"),
                "{role}: {} {}",
                spec.method,
                spec.path
            );
            if named {
                // A task that is not there conflicts, as one just done by somebody else; a form that lacks its
                // reason is refused before anything is looked up.
                assert!(
                    matches!(status, 400 | 403 | 404 | 409 | 422),
                    "{role}: {} {} answered {status}",
                    spec.method,
                    spec.path
                );
            }
            tried += 2;
        }
    }
    assert!(tried > 900, "{tried}");
    assert_eq!(seq(&app).await, theirs.seq, "nothing of the other tenant was changed");
}

#[tokio::test]
async fn nobody_comes_in_without_a_session_and_every_unsafe_method_needs_the_token() {
    let app = TestApp::start().await;
    let theirs = theirs(&app).await;
    let insider = app.person("thuongtruc.ducthang", "ducthang", Role::StandingDeputy, None).await;
    let before = seq(&app).await;
    for spec in routes()
        .into_iter()
        .filter(|spec| spec.surface() == Surface::Console && !matches!(spec.entry, Entry::Door(_)))
    {
        let path = filled(spec.path, "ducthang", &theirs);
        let open = app.any(None, "quantri.localhost", spec.method.as_str(), &path).await;
        let to_door = TestApp::location(&open).starts_with("/dang-nhap");
        assert!(to_door || open.status() == 401, "{} {}: {}", spec.method, spec.path, open.status());
        if spec.is_unsafe() && !spec.is_api() && spec.path != "/dang-xuat" {
            assert_eq!(app.forged(&insider, &path).await.status(), 403, "{} {}", spec.method, spec.path);
        }
    }
    assert_eq!(seq(&app).await, before);
}

#[tokio::test]
async fn another_site_serves_nothing_of_this_one() {
    let app = TestApp::start().await;
    let theirs = theirs(&app).await;
    let other = "donglo.hiephoa.localhost";
    assert_eq!(
        app.get("ducthang.hiephoa.localhost", &format!("/tra-loi/{}", theirs.dispatch)).await.status(),
        200
    );
    assert_eq!(app.get(other, &format!("/tra-loi/{}", theirs.dispatch)).await.status(), 404);
    for spec in routes().into_iter().filter(|spec| spec.surface() == Surface::Public && spec.method == "GET")
    {
        let path = spec
            .path
            .replace(":section", "tin-tuc")
            .replace(":theme", "kinh-te")
            .replace(":slug", "rieng-cua-xa-duc-thang")
            .replace(":dispatch", &theirs.dispatch);
        let path = filled(&path, "", &theirs);
        for host in [other, "ducthang.hiephoa.localhost", "hiephoa.localhost"] {
            let page = app.get(host, &path).await;
            let staff_only = host != other && path.starts_with("/tra-loi/");
            if !staff_only {
                assert!(!page.text().await.unwrap().contains(MARK), "{host}{path}");
            }
        }
    }
    let search = app.page("hiephoa.localhost", "/api/v1/search?q=rieng+cua+xa+duc+thang&scope=all").await;
    assert!(!search.contains("Riêng"), "a draft is found: {search}");
}

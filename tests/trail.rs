//! Accountability: what was done is read by item, person and tenant, taken along with a signature, and cannot be
//! changed, removed, re-ordered or cut without being named.

use crate::support::app::{PASSWORD, Person, TestApp, between};
use portal::base::audit::Actor;
use portal::base::clock::HOUR;
use portal::base::id::TenantId;
use portal::people::Role;
use portal::trail::check::{Finding, check};
use portal::trail::{export, heads, store};
use serde_json::{Value, json};

const HERE: &str = "ducthang";

fn news(title: &str) -> Vec<(&str, &str)> {
    vec![
        ("tieu-de", title),
        ("noi-dung", "Nội dung của tin."),
        ("chuyen-muc", "tin-tuc"),
        ("chu-de", "trong-huyen"),
        ("tac-gia", "Ban Tư pháp"),
        ("nguon", "Trang xã"),
        ("don-vi", "tuphap"),
    ]
}

/// Something done to a file that was taken along.
type Change = fn(&mut Value);

/// A draft of a person; its address at the desk.
async fn draft(app: &TestApp, who: &Person, title: &str) -> String {
    let made = app.act(who, &format!("/{HERE}/tin-bai/moi/tin"), &news(title)).await;
    let edit = TestApp::location(&made);
    assert!(edit.ends_with("/sua"), "{}", made.status());
    edit.trim_end_matches("/sua").to_owned()
}

async fn page(app: &TestApp, who: &Person, path: &str) -> String {
    let answer = app.desk(who, path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

fn tenant(app: &TestApp, slug: &str) -> TenantId {
    app.app.directory.by_slug(slug).unwrap().id().clone()
}

/// What whoever owns the database can do, past every guard of the application.
async fn as_owner(app: &TestApp, statements: &[String]) {
    use sqlx::Connection as _;
    match &app.app.config.database.migrator_url {
        Some(url) => {
            let mut owner = sqlx::PgConnection::connect(url).await.unwrap();
            let unguarded = "ALTER TABLE audit_events DISABLE TRIGGER USER";
            sqlx::query(unguarded).execute(&mut owner).await.unwrap();
            for sql in statements {
                sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut owner).await.unwrap();
            }
        }
        None => {
            let file = app.app.config.data.join("portal.sqlite");
            let mut owner =
                sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
            for table in ["audit_events", "audit_heads", "changes"] {
                for verb in ["update", "delete"] {
                    let drop = format!("DROP TRIGGER IF EXISTS {table}_no_{verb}");
                    sqlx::query(sqlx::AssertSqlSafe(drop)).execute(&mut owner).await.unwrap();
                }
            }
            for sql in statements {
                sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut owner).await.unwrap();
            }
        }
    }
}

/// What `portal audit check-export` says of a file.
fn check_file(path: &std::path::Path, key: Option<&str>) -> Result<(), String> {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_portal"));
    command.args(["audit", "check-export"]).arg(path);
    if let Some(key) = key {
        command.args(["--key", key]);
    }
    let output = command.current_dir(path.parent().unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

/// The numbers of a tenant's events.
async fn numbers(app: &TestApp, tenant: &TenantId) -> Vec<i64> {
    let mut scope = app.db().read(tenant).await.unwrap();
    store::chain(&mut scope, 0, 1_000).await.unwrap().into_iter().map(|event| event.seq).collect()
}

#[tokio::test]
async fn every_act_says_who_when_from_where_and_what_changed() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    let item = draft(&app, &head, "Tin một").await;
    let mut changed = news("Tin một, sửa lại");
    changed.extend([("phien-ban", "1"), ("tom-tat", "Tóm tắt bí mật của người viết")]);
    assert_eq!(app.act(&head, &format!("{item}/sua"), &changed).await.status(), 303);

    let trail = page(&app, &head, &format!("/{HERE}/nhat-ky")).await;
    assert!(
        trail.contains("đã sửa tin bài") && trail.contains("thay đổi: ") && trail.contains("tiêu đề"),
        "{trail}"
    );
    assert!(trail.contains("truongban.xa") && trail.contains("127.0.0.1"));
    assert!(!trail.contains("Tóm tắt bí mật"), "the trail names fields, not their words");
    let of_item = page(&app, &head, &item).await;
    assert!(of_item.contains("Lịch sử xử lý") && of_item.contains("đã tạo tin bài"));
    let link = between(&of_item, "href=\"/ducthang/nhat-ky?muc=", "\"").to_owned();
    let one = page(&app, &head, &format!("/{HERE}/nhat-ky?muc={link}")).await;
    assert!(
        one.contains("<td>đã tạo tin bài") && !one.contains("<td>đã bổ nhiệm"),
        "only what was done to this item"
    );
}

#[tokio::test]
async fn the_trail_is_narrowed_and_paged_without_losing_a_row() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    let (member, _) = app.signed_in("thanhvien.xa", HERE, Role::Member, None).await;
    for n in 0..60 {
        draft(&app, if n % 2 == 0 { &head } else { &member }, &format!("Tin số {n}")).await;
    }
    let wrong = [("ten-dang-nhap", "thanhvien.xa"), ("mat-khau", "không phải")];
    assert_eq!(app.post("quantri.localhost", "/dang-nhap", &wrong).await.status(), 422);
    let by_member = page(&app, &head, &format!("/{HERE}/nhat-ky?nguoi=thanhvien.xa&viec=item.create")).await;
    assert_eq!(by_member.matches("<td>đã tạo tin bài").count(), 30);
    assert!(by_member.contains("Đăng nhập và khóa của người này") && by_member.contains("nhập sai mật khẩu"));
    assert!(!by_member.contains("truongban.xa (") && !by_member.contains("<td>truongban.xa</td>"));

    let mut seen: Vec<i64> = Vec::new();
    let mut path = format!("/{HERE}/nhat-ky?viec=item.create");
    loop {
        let text = page(&app, &head, &path).await;
        seen.extend(
            text.split("<tr>\n      <td class=\"number\">")
                .skip(1)
                .map(|row| row.split('<').next().unwrap().parse::<i64>().unwrap()),
        );
        if !text.contains("rel=\"next\"") {
            break;
        }
        let older = between(&text, "rel=\"next\" href=\"", "\"").replace("&#38;", "&").replace("&amp;", "&");
        path = older;
    }
    assert_eq!(seen.len(), 60, "{seen:?}");
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]), "newest first, none twice: {seen:?}");

    let other_day = page(&app, &head, &format!("/{HERE}/nhat-ky?den=29/12/2016")).await;
    assert!(other_day.contains("Không có việc nào như vậy"));
    let today =
        page(&app, &head, &format!("/{HERE}/nhat-ky?tu=30/12/2016&den=30/12/2016&viec=item.create")).await;
    assert!(today.contains("đã tạo tin bài"));
    let wrong = page(&app, &head, &format!("/{HERE}/nhat-ky?tu=hôm-qua")).await;
    assert!(
        wrong.contains("Hãy ghi ngày như") && wrong.contains("value=\"hôm-qua\""),
        "what was typed stays"
    );
}

#[tokio::test]
async fn everybody_reads_their_own_trail_and_nobody_anothers_unnoticed() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    let (writer, _) = app.signed_in("ctv.xa", HERE, Role::Contributor, None).await;
    draft(&app, &writer, "Tin của cộng tác viên").await;
    draft(&app, &head, "Tin của trưởng ban").await;

    let own = page(&app, &writer, &format!("/{HERE}/nhat-ky-cua-toi")).await;
    assert!(own.contains("đã tạo tin bài") && !own.contains("truongban.xa"));
    let table = page(&app, &writer, &format!("/{HERE}/nhat-ky-cua-toi.csv")).await;
    assert!(table.starts_with('\u{FEFF}') && table.contains("đã tạo tin bài"));
    assert_eq!(app.desk(&writer, &format!("/{HERE}/nhat-ky")).await.status(), 403);

    let looks = || async {
        let mut scope = app.db().read(&tenant(&app, HERE)).await.unwrap();
        let filter = portal::trail::Filter { action: Some("audit.read".into()), ..Default::default() };
        store::newest(&mut scope, &filter, None, 100).await.unwrap()
    };
    assert_eq!(looks().await.len(), 0, "one's own trail is nobody else's business");
    page(&app, &head, &format!("/{HERE}/nhat-ky?nguoi=truongban.xa")).await;
    assert_eq!(looks().await.len(), 0);
    page(&app, &head, &format!("/{HERE}/nhat-ky?nguoi=ctv.xa")).await;
    let written = looks().await;
    assert_eq!(written.len(), 1);
    assert!(written[0].contents.as_ref().unwrap().contains("ctv.xa") && written[0].actor == "truongban.xa");
}

#[tokio::test]
async fn an_export_is_checked_without_the_portal_and_any_change_shows() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    draft(&app, &head, "=HYPERLINK(\"http://xau.example\")").await;
    let table = page(&app, &head, &format!("/{HERE}/nhat-ky.csv?tu=30/12/2016")).await;
    assert!(table.starts_with('\u{FEFF}') && table.contains("đã tạo tin bài"));
    assert!(
        table
            .lines()
            .skip(1)
            .all(|line| line.split("\",\"").all(|cell| !cell.trim_start_matches('"').starts_with('=')))
    );

    let text = page(&app, &head, &format!("/{HERE}/nhat-ky.json")).await;
    let file: Value = serde_json::from_str(&text).unwrap();
    let key = file["public_key"].as_str().unwrap().to_owned();
    let shown = page(&app, &head, &format!("/{HERE}/nhat-ky")).await;
    assert!(shown.contains(&key), "the page shows the key that files are compared with");
    let checked = export::check(&text, Some(&key)).unwrap();
    assert!(checked.complete && checked.events > 2);
    let said = page(&app, &head, &format!("/{HERE}/nhat-ky.json?viec=item.create")).await;
    let part = export::check(&said, Some(&key)).unwrap();
    assert!(!part.complete && part.events == 1, "a part is checked link by link");

    let changes: [(&str, Change); 4] = [
        ("chữ ký", |file| file["signed"]["exported_by"] = json!("khac")),
        ("nội dung", |file| file["signed"]["events"][0]["contents"] = json!("[]")),
        ("nối tiếp", |file| drop(file["signed"]["events"].as_array_mut().unwrap().remove(1))),
        ("đầu chuỗi", |file| drop(file["signed"]["events"].as_array_mut().unwrap().pop())),
    ];
    for (what, change) in changes {
        let mut changed = file.clone();
        change(&mut changed);
        let wrong = export::check(&changed.to_string(), Some(&key)).unwrap_err();
        let signature = wrong.iter().any(|line| line.contains("Chữ ký"));
        assert!(signature, "{what}: {wrong:?}");
        assert!(what == "chữ ký" || wrong.iter().any(|line| line.contains(what)), "{what}: {wrong:?}");
    }
    assert!(export::check(&text, Some(&"00".repeat(32))).is_err(), "another deployment's key");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("nhat-ky.json");
    std::fs::write(&path, &text).unwrap();
    assert!(check_file(&path, Some(&key)).is_ok());
    std::fs::write(&path, text.replace("item.create", "item.delete")).unwrap();
    assert!(check_file(&path, None).is_err());
}

#[tokio::test]
async fn a_changed_a_removed_and_a_re_ordered_row_are_named_and_so_is_a_cut_tail() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    for n in 0..6 {
        draft(&app, &head, &format!("Tin số {n}")).await;
    }
    let here = tenant(&app, HERE);
    assert_eq!(check(app.db(), &here).await.unwrap().findings, []);
    let all = numbers(&app, &here).await;
    let (a, b, last) = (all[2], all[3], all[all.len() - 1]);
    let copy =
        |name: &str| format!("CREATE TABLE {name} AS SELECT * FROM audit_events WHERE tenant_id = '{here}'");
    let of_row = |seq: i64| format!("WHERE tenant_id = '{here}' AND seq = {seq}");
    as_owner(&app, &[copy("kept")]).await;
    let restore = [
        format!("DELETE FROM audit_events WHERE tenant_id = '{here}'"),
        "INSERT INTO audit_events SELECT * FROM kept".to_owned(),
    ];

    as_owner(
        &app,
        &[format!(
            "UPDATE audit_events SET contents = REPLACE(contents, 'item.create', 'item.save') {}",
            of_row(a)
        )],
    )
    .await;
    assert_eq!(check(app.db(), &here).await.unwrap().findings, [Finding::Contents(a), Finding::Columns(a)]);
    let shown = page(&app, &head, &format!("/{HERE}/nhat-ky/kiem-tra")).await;
    assert!(shown.contains("Chuỗi bị sửa") && shown.contains(&format!("Dòng số {a}: nội dung đã bị sửa")));
    as_owner(&app, &restore).await;

    as_owner(&app, &[format!("UPDATE audit_events SET actor = 'khac', account_id = NULL {}", of_row(a))])
        .await;
    assert_eq!(check(app.db(), &here).await.unwrap().findings, [Finding::Columns(a)]);
    as_owner(&app, &restore).await;

    as_owner(&app, &[format!("DELETE FROM audit_events {}", of_row(a))]).await;
    assert_eq!(check(app.db(), &here).await.unwrap().findings, [Finding::Missing(a), Finding::Link(b)]);
    as_owner(&app, &restore).await;

    as_owner(
        &app,
        &[
            format!("UPDATE audit_events SET seq = -1 {}", of_row(a)),
            format!("UPDATE audit_events SET seq = {a} {}", of_row(b)),
            format!("UPDATE audit_events SET seq = {b} {}", of_row(-1)),
        ],
    )
    .await;
    assert_eq!(
        check(app.db(), &here).await.unwrap().findings,
        [Finding::Moved { seq: a, was: b }, Finding::Moved { seq: b, was: a }]
    );
    as_owner(&app, &restore).await;

    as_owner(&app, &[format!("DELETE FROM audit_events {}", of_row(last))]).await;
    let cut = check(app.db(), &here).await.unwrap().findings;
    assert!(cut.contains(&Finding::Missing(last)), "{cut:?}");
    assert!(cut.contains(&Finding::Tail { after: all[all.len() - 2] }), "{cut:?}");
    as_owner(&app, &restore).await;
    // The look at the checking page above is no event of its own; all is as it was.
    assert_eq!(check(app.db(), &here).await.unwrap().findings, []);
}

#[tokio::test]
async fn the_daily_head_is_signed_kept_and_mailed_so_that_a_cut_tail_shows_even_with_its_head_set_back() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    app.signed_in("vanphong.huyen", "hiephoa", Role::DistrictOffice, None).await;
    for n in 0..4 {
        draft(&app, &head, &format!("Tin số {n}")).await;
    }
    let here = tenant(&app, HERE);
    app.do_duties().await;
    app.do_duties().await;
    app.drain().await;
    let letters: Vec<String> = app
        .mail
        .take()
        .into_iter()
        .map(|mail| {
            let parsed = mail_parser::MessageParser::default().parse(&mail.mime).unwrap();
            parsed.body_text(0).unwrap().into_owned()
        })
        .filter(|text| text.contains("Mã niêm phong"))
        .collect();
    assert_eq!(letters.len(), 1, "once a day, to the office");
    let last = *numbers(&app, &here).await.last().unwrap();
    assert!(letters[0].contains(&format!("{here} {last} ")), "{}", letters[0]);
    assert!(heads::heads_in(&letters[0]).len() > 20, "every site of the district, and the platform");
    assert_eq!(heads::against(app.db(), &letters[0]).await.unwrap(), Vec::<String>::new());
    let shown = page(&app, &head, &format!("/{HERE}/nhat-ky")).await;
    assert!(shown.contains("Niêm phong gần nhất: 30/12/2016") && shown.contains("Chuỗi nhật ký toàn vẹn"));

    let before = numbers(&app, &here).await;
    let earlier = before[before.len() - 3];
    as_owner(&app, &[
        format!("DELETE FROM audit_events WHERE tenant_id = '{here}' AND seq > {earlier}"),
        format!("DELETE FROM changes WHERE tenant_id = '{here}' AND seq > {earlier}"),
        format!(
            "UPDATE tenant_heads SET seq = {earlier}, audit_hash = (SELECT hash FROM audit_events WHERE tenant_id = '{here}' \
             AND seq = {earlier}) WHERE tenant_id = '{here}'"
        ),
    ])
    .await;
    let found = check(app.db(), &here).await.unwrap().findings;
    assert_eq!(found, [Finding::Signed { day: jiff::civil::date(2016, 12, 30), seq: last }]);
    assert_eq!(heads::against(app.db(), &letters[0]).await.unwrap().len(), 1, "the kept letter shows it too");
    if app.app.config.database.migrator_url.is_none() {
        let folder = tempfile::tempdir().unwrap();
        let (config, letter) = (folder.path().join("portal.toml"), folder.path().join("thu.txt"));
        std::fs::write(&config, format!("data = \"{}\"\n", app.app.config.data.display())).unwrap();
        std::fs::write(&letter, &letters[0]).unwrap();
        let said = std::process::Command::new(env!("CARGO_BIN_EXE_portal"))
            .args(["audit", "verify", "--against"])
            .arg(&letter)
            .arg("--config")
            .arg(&config)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        assert!(
            !said.status.success() && text.contains(&format!("Dòng số {last}: khác với mã niêm phong")),
            "{text}"
        );
        assert!(text.contains("khác với mã trong thư"), "{text}");
    }

    app.db().clock.advance(24 * 3_600_000);
    app.do_duties().await;
    let tasks = portal::tasks::open(&mut app.db().read(&here).await.unwrap()).await.unwrap();
    assert!(
        tasks.iter().any(|task| task.kind == "audit.broken" && task.text.contains(&last.to_string())),
        "{tasks:?}"
    );
}

#[tokio::test]
async fn the_application_itself_can_change_no_event_and_no_signed_head() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    draft(&app, &head, "Tin").await;
    app.do_duties().await;
    for table in ["audit_events", "audit_heads"] {
        for sql in [
            format!("UPDATE {table} SET hash = 'x' WHERE tenant_id = $1"),
            format!("DELETE FROM {table} WHERE tenant_id = $1"),
        ] {
            let mut scope = app.db().write(&tenant(&app, HERE), &Actor::system()).await.unwrap();
            assert!(scope.execute(sqlx::AssertSqlSafe(sql.clone()), vec![]).await.is_err(), "{sql}");
        }
    }
}

#[tokio::test]
async fn the_districts_auditor_reads_a_communes_trail_and_items_and_changes_nothing() {
    let app = TestApp::start().await;
    let (head, _) = app.signed_in("truongban.xa", HERE, Role::BoardHead, None).await;
    let (auditor, _) = app.signed_in("kiemtra.huyen", "hiephoa", Role::Auditor, None).await;
    let item = draft(&app, &head, "Tin của xã").await;
    assert_eq!(app.desk(&auditor, &item).await.status(), 404, "a draft is its writer's");
    assert_eq!(app.act(&head, &format!("{item}/gui-duyet"), &[("phien-ban", "1")]).await.status(), 303);
    app.drain().await;

    let below = page(&app, &auditor, "/hiephoa/cap-duoi").await;
    assert_eq!(below.matches("<li><a class=\"title\"").count(), 26, "every commune");
    let seen = page(&app, &auditor, &item).await;
    assert!(seen.contains("Ông/bà đang xem") && seen.contains("chỉ đọc") && seen.contains("Tin của xã"));
    assert!(!seen.contains("duyet\" method") && !seen.contains("name=\"phien-ban\""), "nothing is offered");
    let list = page(&app, &auditor, &format!("/{HERE}/tin-bai")).await;
    assert!(list.contains("Tin của xã") && !list.contains("/tin-bai/moi/tin"));
    assert!(page(&app, &auditor, &format!("/{HERE}/tin-bai?q=tin+cua+xa")).await.contains("Tin của xã"));
    assert!(page(&app, &auditor, &format!("/{HERE}/nhat-ky")).await.contains("đã gửi duyệt"));
    let mut changed = news("Sửa từ trên");
    changed.push(("phien-ban", "2"));
    for (path, form) in [
        (format!("{item}/sua"), changed),
        (format!("{item}/duyet"), vec![("phien-ban", "2"), ("cam-ket", "co")]),
        (format!("{item}/tra-lai"), vec![("phien-ban", "2"), ("ly-do", "Sai")]),
        (format!("/{HERE}/tin-bai/moi/tin"), news("Tin mới")),
    ] {
        assert_eq!(app.act(&auditor, &path, &form).await.status(), 403, "{path}");
    }
    assert_eq!(
        app.desk(&auditor, &format!("/{HERE}/hoi-dap")).await.status(),
        403,
        "readers' matters stay with the commune"
    );
    let trail = page(&app, &head, &format!("/{HERE}/nhat-ky?viec=audit.read")).await;
    assert!(trail.contains("kiemtra.huyen"), "the commune sees who looked");

    let (deputy, _) = app.signed_in("phoban.huyen", "hiephoa", Role::Deputy, None).await;
    assert_eq!(
        app.desk(&deputy, &format!("/{HERE}/tin-bai")).await.status(),
        404,
        "the district's board is not the commune's"
    );
    assert_eq!(app.desk(&deputy, "/hiephoa/cap-duoi").await.status(), 403);
    let (commune, _) = app.signed_in("kiemtra.xa", HERE, Role::Auditor, None).await;
    assert_eq!(app.desk(&commune, "/hiephoa/nhat-ky").await.status(), 404, "nobody looks upward");
    let today = app.db().clock.today();
    let (former, _) = app.signed_in("nguyen.kiemtra", "hiephoa", Role::Auditor, Some(today)).await;
    assert_eq!(app.desk(&former, &format!("/{HERE}/nhat-ky")).await.status(), 404, "ended yesterday");
}

#[tokio::test]
async fn a_second_sign_in_from_another_network_is_told_to_the_owner() {
    let app = TestApp::behind_a_proxy().await;
    app.person("bientap.ducthang", HERE, Role::Member, None).await;
    let from = async |address: &str, password: &str| {
        let answer = app.sign_in_from("bientap.ducthang", password, address).await.status().as_u16();
        app.drain().await;
        (answer, app.letters("đăng nhập từ mạng khác"))
    };
    let password = format!("{PASSWORD} x");
    let told = async |address: &str| {
        let (status, letters) = from(address, &password).await;
        assert_eq!(status, 303, "{address}");
        letters
    };
    assert!(told("203.0.113.7").await.is_empty(), "the only session");
    assert!(told("203.0.113.200").await.is_empty(), "the same network");
    let (status, letters) = from("198.51.100.20", "sai mat khau").await;
    assert!(status == 422 && letters.is_empty(), "nobody was let in");
    let letters = told("198.51.100.20").await;
    assert_eq!(letters.len(), 1);
    let mime = String::from_utf8_lossy(&letters[0].mime).into_owned();
    let parsed = mail_parser::MessageParser::default().parse(mime.as_bytes()).unwrap();
    let words = parsed.body_text(0).unwrap();
    assert!(words.contains("198.51.100.20") && words.contains("203.0.113."), "{words}");
    assert!(words.contains("/mat-khau") && !words.contains(&password), "{words}");
    assert!(told("198.51.100.21").await.is_empty(), "once a day for a network");
    assert_eq!(told("2001:db8::1").await.len(), 1, "another one");

    // Sessions that ended or lie idle are nobody's work elsewhere.
    app.db().clock.advance(3 * HOUR);
    assert!(told("192.0.2.9").await.is_empty());
}

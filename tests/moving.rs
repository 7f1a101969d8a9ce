//! One site moved whole to another deployment, over both engines: as many rows, the same digests, a chain that holds.

use std::path::Path;

use portal::backup::Fault;
use portal::backup::key::BackupKey;
use portal::backup::manifest::Manifest;
use portal::base::audit::Actor;
use portal::base::entropy::Entropy;
use portal::base::id::TenantId;
use portal::base::scope::Db;
use portal::base::seal::sha256_hex;
use portal::config::{Config, Database};
use portal::deployment::testkit::empty;
use portal::people::Role;
use portal::royalties::store;
use portal::tenants::closing;
use portal::tenants::store::closed;
use portal::{deployment, moving, params, trail};

use crate::support::app::TestApp;
use crate::support::newsroom::Newsroom;

const SITE: &str = "hh-ducthang";
const HOST: &str = "ducthang.hiephoa.localhost";

/// A site with a published item, its file, a reader's question with a letter and an attachment.
async fn lived_in() -> TestApp {
    let app = TestApp::start().await;
    let room = Newsroom::of(&app, "ducthang").await;
    room.publish(&app, "Lịch tiếp công dân tháng Một", "Chủ tịch tiếp công dân sáng thứ Năm.").await;
    app.person("cu-moi", "ducthang", Role::Contributor, None).await;
    let form = [
        ("tieu-de", "Đăng ký khai sinh muộn"),
        ("noi-dung", "Cần giấy tờ gì để đăng ký khai sinh muộn cho cháu?"),
        ("ho-ten", "Người hỏi"),
        ("thu-dien-tu", "nguoi-hoi@example.vn"),
        ("dong-y-xu-ly", "co"),
    ];
    assert_eq!(app.post(HOST, "/hoi-dap/gui", &form).await.status(), 200);
    let db = app.db();
    let sealed = |plain: &[u8]| db.sealer.seal(&format!("question-attachment/{SITE}/a-1"), plain).unwrap();
    let bytes = sealed(b"giay chung sinh (mau)");
    let mut scope = db.write(&SITE.into(), &Actor::system()).await.unwrap();
    let owner: String = scope
        .one("SELECT 'question/' || question_id AS s FROM questions WHERE tenant_id = $1", vec![])
        .await
        .unwrap();
    let attachment = "INSERT INTO question_attachments (tenant_id, attachment_id, owner, name, media_type, bytes, sha256, \
                      created_at) VALUES ($1, 'a-1', $2, $3, 'application/pdf', 21, $4, 0)";
    let name = sealed("giấy chứng sinh.pdf".as_bytes());
    scope.execute(attachment, params![owner, name, sha256_hex(&bytes)]).await.unwrap();
    let file = "INSERT INTO files (tenant_id, file_id, sha256, name, media_type, bytes, created_by, created_at) \
                VALUES ($1, 'f-1', $2, 'lich.pdf', 'application/pdf', 4, NULL, 0)";
    scope.execute(file, params![sha256_hex(b"lich")]).await.unwrap();
    let archived = "INSERT INTO archive_copies (tenant_id, archive_id, item_id, edition_id, sha256, bytes, files, made_at) \
                    SELECT tenant_id, 'c-1', item_id, edition_id, $2, 4, 0, 0 FROM editions WHERE tenant_id = $1";
    scope.execute(archived, params![sha256_hex(b"luu")]).await.unwrap();
    // A row of the ledger that the site above paid.
    for sql in [
        "INSERT INTO royalty_payees (tenant_id, payee_id, account_id, name, unit, version, set_by, set_at) \
         VALUES ($1, 'p-1', NULL, 'Tổ ghi hình (mẫu)', '', 1, 'x', 0)",
        "INSERT INTO royalty_entries (tenant_id, entry_id, month, kind, item_id, payee_id, person, name, task, genre, coefficient, \
         assessment, worth_on, amount, reason, published_on, written_by, written_at) VALUES ($1, 'e-1', '2016-11', \
         'remuneration', NULL, 'p-1', 'p-1', 'Tổ ghi hình (mẫu)', 'Biên tập', '', 0, 0, NULL, 50000, '', NULL, 'x', 0)",
        "INSERT INTO royalty_paid (tenant_id, entry_id, payer_id, run_id, pay_on, run_no) \
         VALUES ($1, 'e-1', 'hh-hiephoa', 'r-1', '2016-12-20', 7)",
    ] {
        scope.execute(sql, params![]).await.unwrap();
    }
    scope.commit().await.unwrap();
    keep(app.data(), "questions", &bytes);
    keep(app.data(), "files", b"lich");
    keep(app.data(), "files", b"luu");
    app
}

fn keep(data: &Path, store: &str, bytes: &[u8]) {
    let sha256 = sha256_hex(bytes);
    let folder = data.join(store).join(&sha256[..2]);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(sha256), bytes).unwrap();
}

/// An empty deployment over SQLite, whatever engine the tests run on.
async fn sqlite(folder: &Path) -> (Db, Config) {
    let config = Config { data: folder.to_owned(), database: Database::default(), ..Config::default() };
    (deployment::open_with(&config, None, Entropy::seeded(31)).await.unwrap(), config)
}

/// What a reader told of themselves, the name of what they attached, and its bytes.
async fn personal(db: &Db, data: &Path) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
    let mut scope = db.read(&SITE.into()).await.unwrap();
    let id: String =
        scope.one("SELECT question_id AS s FROM questions WHERE tenant_id = $1", vec![]).await.unwrap();
    let hex: String = if matches!(db.store(), portal::base::db::Store::Postgres { .. }) {
        scope.one("SELECT encode(contact, 'hex') AS s FROM questions WHERE tenant_id = $1", vec![]).await
    } else {
        scope.one("SELECT lower(hex(contact)) AS s FROM questions WHERE tenant_id = $1", vec![]).await
    }
    .unwrap();
    let contact = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
    let sha256: String =
        scope.one("SELECT sha256 AS s FROM question_attachments WHERE tenant_id = $1", vec![]).await.unwrap();
    let file = std::fs::read(data.join("questions").join(&sha256[..2]).join(&sha256)).unwrap();
    let context = format!("question-attachment/{SITE}/a-1");
    (
        db.sealer.open(&format!("question/{SITE}/{id}"), &contact).unwrap(),
        db.sealer.open(&context, &file).unwrap(),
        std::fs::read(data.join("files").join(&sha256_hex(b"lich")[..2]).join(sha256_hex(b"lich"))).unwrap(),
    )
}

async fn sound(db: &Db) {
    let outcome = trail::check::check(db, &SITE.into()).await.unwrap();
    assert!(outcome.findings.is_empty() && outcome.events > 5, "{outcome:?}");
}

/// The digests of all that no later event changes.
fn lasting(manifest: &Manifest) -> Vec<(String, String)> {
    let moved = manifest.tenant.clone().unwrap();
    let grows = [
        "audit_events",
        "changes",
        "tenant_heads",
        "tenant_parents",
        "proposals",
        "deliveries",
        "moved_keys",
    ];
    moved.digests.into_iter().filter(|(table, _)| !grows.contains(&table.as_str())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_moves_to_another_engine_and_back_whole() {
    let app = lived_in().await;
    let folder = tempfile::tempdir().unwrap();
    let key = BackupKey::fresh(&Entropy::seeded(30));
    let site: TenantId = SITE.into();
    let archive = folder.path().join("archive");
    let sent = moving::export(app.db(), app.data(), &site, &archive, &key).await.unwrap();
    assert!(
        sent.counts["questions"] == 1 && sent.counts["items"] == 1 && sent.counts["accounts"] >= 3,
        "{:?}",
        sent.counts
    );
    let taken = std::fs::read_dir(archive.join("objects")).unwrap().count();
    assert!(taken > 10);

    // Its place above is not here: said, unless it shall stand alone.
    let (there, config) = sqlite(&folder.path().join("there")).await;
    let refused = moving::import(&there, &config.data, &archive, &key, false).await.unwrap_err();
    assert!(refused.to_string().contains("trang hh-hiephoa chưa có ở đây"), "{refused:#}");
    let arrived = moving::import(&there, &config.data, &archive, &key, true).await.unwrap();
    assert!(arrived.left_out >= 1 && arrived.known_accounts == 0);
    sound(&there).await;
    assert_eq!(personal(&there, &config.data).await, personal(app.db(), app.data()).await);
    let archived = sha256_hex(b"luu");
    let archived = std::fs::read(config.data.join("files").join(&archived[..2]).join(&archived)).unwrap();
    assert_eq!(archived, b"luu", "the archive copy came along");
    let mut scope = there.read(&site).await.unwrap();
    assert_eq!(store::open_sum(&mut scope).await.unwrap(), 0, "what was paid from above stays paid");
    drop(scope);
    let mut platform = there.platform().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM accounts WHERE must_change";
    let must: i64 = platform.optional(sql, params![]).await.unwrap().unwrap();
    assert_eq!(must, sent.counts["accounts"], "everybody chooses a password of this deployment");
    drop(platform);

    let twice = moving::import(&there, &config.data, &archive, &key, true).await.unwrap_err().to_string();
    assert!(twice.contains("Đã có trang mang mã") && twice.contains("Tên miền"), "{twice}");

    // And back to the first engine.
    let back = folder.path().join("back");
    let again = moving::export(&there, &config.data, &site, &back, &key).await.unwrap();
    assert_eq!(lasting(&again), lasting(&sent));
    let home = empty().await.unwrap();
    moving::import(&home.db, &home.config.data, &back, &key, false).await.unwrap();
    sound(&home.db).await;
    assert_eq!(personal(&home.db, &home.config.data).await, personal(app.db(), app.data()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_moves_away_takes_nothing_in_and_sends_nothing() {
    let app = lived_in().await;
    let (db, site): (&Db, TenantId) = (app.db(), SITE.into());
    closing::close(db, &site, &Actor::system(), Some("https://ducthang.tinh.example")).await.unwrap();
    app.app.directory.reload(db).await.unwrap();
    let answer = app.get(HOST, "/hoi-dap?trang=2").await;
    assert_eq!(answer.status(), 308);
    assert_eq!(answer.headers()["location"], "https://ducthang.tinh.example/hoi-dap?trang=2");
    let question = [("tieu-de", "Hỏi sau khi trang chuyển"), ("noi-dung", "Có còn nhận câu hỏi không?")];
    assert_eq!(app.post(HOST, "/hoi-dap/gui", &question).await.status(), 308);
    app.drain().await;
    assert!(app.letters("").is_empty(), "its letters wait for where it goes");

    // It goes along open: only here it is closed.
    let folder = tempfile::tempdir().unwrap();
    let key = BackupKey::fresh(&Entropy::seeded(30));
    let archive = folder.path().join("archive");
    moving::export(db, app.data(), &site, &archive, &key).await.unwrap();
    let (there, config) = sqlite(&folder.path().join("there")).await;
    moving::import(&there, &config.data, &archive, &key, true).await.unwrap();
    assert!(closed(&mut there.platform().await.unwrap()).await.unwrap().is_empty());

    closing::close(db, &site, &Actor::system(), None).await.unwrap();
    app.app.directory.reload(db).await.unwrap();
    let gone = app.get(HOST, "/").await;
    assert_eq!(gone.status(), 410);
    assert!(gone.text().await.unwrap().contains("không còn ở địa chỉ này"));
    closing::reopen(db, &site, &Actor::system()).await.unwrap();
    app.app.directory.reload(db).await.unwrap();
    assert_eq!(app.get(HOST, "/").await.status(), 200);
    app.drain().await;
    assert!(!app.letters("").is_empty(), "open again, its letters leave");
    assert!(closing::reopen(db, &site, &Actor::system()).await.is_err(), "it is open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_archive_another_key_and_a_backup_are_refused_and_leave_nothing() {
    let app = lived_in().await;
    let folder = tempfile::tempdir().unwrap();
    let key = BackupKey::fresh(&Entropy::seeded(30));
    let archive = folder.path().join("archive");
    let sent = moving::export(app.db(), app.data(), &SITE.into(), &archive, &key).await.unwrap();
    let (there, config) = sqlite(&folder.path().join("there")).await;
    let other = BackupKey::fresh(&Entropy::seeded(33));
    let wrong = moving::import(&there, &config.data, &archive, &other, true).await.unwrap_err();
    assert!(matches!(wrong.downcast_ref(), Some(Fault::WrongKey)));
    let place = portal::backup::Place::folder(archive.clone(), key.clone());
    let (whole, entropy) =
        (Config { data: folder.path().join("whole"), ..Config::default() }, Entropy::seeded(1));
    let restored = portal::backup::restore::restore(&whole, &place, None, &entropy).await;
    assert!(matches!(restored.unwrap_err().downcast_ref(), Some(Fault::OneTenant)));

    let entry = sent.database.iter().find(|entry| entry.path == "rows/revisions").unwrap();
    let object = archive.join("objects").join(&entry.object[..2]).join(&entry.object);
    let mut bytes = std::fs::read(&object).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&object, bytes).unwrap();
    let damaged = moving::import(&there, &config.data, &archive, &key, true).await.unwrap_err();
    assert!(
        matches!(damaged.downcast_ref(), Some(Fault::Damaged(path)) if path == "rows/revisions"),
        "{damaged:#}"
    );
    let sql = "SELECT COUNT(*) AS n FROM tenants";
    let held: i64 = there.platform().await.unwrap().optional(sql, params![]).await.unwrap().unwrap();
    assert_eq!(held, 0);
}

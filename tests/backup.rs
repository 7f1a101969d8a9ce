//! Backups with the real binary: under load, killed at any instant, damaged; restored into an empty place and proved.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use portal::backup::key::BackupKey;
use portal::backup::manifest::Entry;
use portal::backup::shelf::Shelf;
use portal::backup::store::{self, Kind, Outcome};
use portal::backup::{Fault, check, restore, take};
use portal::base::audit::Actor;
use portal::base::clock::{DAY, HOUR};
use portal::base::entropy::Entropy;
use portal::base::scope::Db;
use portal::base::seal::sha256_hex;
use portal::config::{Backup, Database};
use portal::people::Role;
use portal::{deployment, params};
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};

use crate::support::app::{Person, TestApp};
use crate::support::backup::{Kit, add_file, stored};
use crate::support::command::run;

async fn events(db: &Db) -> i64 {
    let sql = "SELECT COUNT(*) AS n FROM audit_events";
    db.platform().await.unwrap().optional(sql, params![]).await.unwrap().unwrap()
}

async fn runs(db: &Db) -> Vec<store::Run> {
    store::latest(&mut db.platform().await.unwrap(), 100).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_writing_load_comes_back_whole_and_the_next_copies_only_what_is_new() {
    let kit = Kit::new(40).await;
    let stop = Arc::new(AtomicBool::new(false));
    let (db, ended) = (kit.db().clone(), stop.clone());
    let writing = tokio::spawn(async move {
        let tenant = "hh-ducthang".into();
        let mut written = 0;
        while !ended.load(Ordering::Relaxed) {
            let mut scope = db.write(&tenant, &Actor::system()).await.unwrap();
            scope.audit("notice.write", "notice", &written.to_string(), json!({ "n": written }));
            scope.changed("notice", &written.to_string(), portal::base::scope::Reach::Public);
            scope.commit().await.unwrap();
            written += 1;
        }
        written
    });
    let before = events(kit.db()).await;
    let first = kit.portal(&kit.own(), &["backup"]);
    assert_eq!(first.code, 0, "{}", first.said);
    add_file(&kit.deployment.config.data, b"mot tep moi");
    let second = kit.portal(&kit.own(), &["backup"]);
    assert_eq!(second.code, 0, "{}", second.said);
    stop.store(true, Ordering::Relaxed);
    let written = writing.await.unwrap();
    assert!(written > 20, "the writer was held up: {written}");

    let made = runs(kit.db()).await;
    let [second, first] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!((first.outcome, second.outcome), (Outcome::Done, Outcome::Done));
    assert_eq!(second.figures.files, first.figures.files + 1);
    let shelf = Shelf::open(&kit.at(&kit.key)).unwrap();
    let database = shelf.manifest(&second.id).unwrap().database.len();
    assert_eq!(
        second.figures.new_files,
        i64::try_from(database).unwrap() + 1,
        "the database and the new file"
    );
    assert!(second.figures.new_bytes < first.figures.new_bytes, "files are copied once");
    let content: i64 = 40 * 32 * 1500;
    assert!(first.figures.new_bytes > content && second.figures.bytes > content);

    let there = kit.elsewhere("there").await;
    let restored = kit.portal(&there, &["restore"]);
    assert_eq!(restored.code, 0, "{}", restored.said);
    assert_eq!(stored(&there.data), stored(&kit.deployment.config.data));
    let verified = kit.portal(&there, &["audit", "verify"]);
    assert!(verified.code == 0 && verified.said.contains("chuỗi toàn vẹn"), "{}", verified.said);
    let db = deployment::open_with(&there, None, Entropy::system()).await.unwrap();
    let held = events(&db).await;
    assert!(held > before && held <= before + written + 10, "{before} < {held} <= {written}");
    let sql = "SELECT action AS s FROM audit_events WHERE tenant_id = 'hh-hiephoa' ORDER BY seq DESC LIMIT 1";
    let last: Option<String> = db.platform().await.unwrap().optional(sql, params![]).await.unwrap();
    assert_eq!(last.as_deref(), Some("backup.restored"));
    db.store().close().await;

    let again = kit.portal(&there, &["restore"]);
    assert!(again.code == 1 && again.said.contains("không trống"), "{}", again.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_database_is_refused_though_the_folder_is_empty() {
    let kit = Kit::new(1).await;
    take::take(&kit.own(), kit.db(), &Actor::system()).await.unwrap();
    if kit.deployment.config.database.url.is_none() {
        return;
    }
    let wrong = kit.config(&kit.folder.path().join("new"), &kit.deployment.config.database);
    let place = portal::backup::Place::of(&wrong).unwrap();
    let refused = restore::restore(&wrong, &place, None, &Entropy::system()).await.unwrap_err();
    assert!(matches!(refused.downcast_ref(), Some(Fault::NotEmpty(_))), "{refused:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_a_flipped_byte_and_a_missing_file_are_told_apart_and_written_down() {
    let kit = Kit::new(3).await;
    let (config, db, actor) = (kit.own(), kit.db(), Actor::system());
    take::take(&config, db, &actor).await.unwrap();
    let well = check::drill(&config, db, &actor, None).await.unwrap();
    assert!(well.detail.contains("toàn vẹn"), "{}", well.detail);

    let stranger = BackupKey::fresh(&Entropy::seeded(10));
    assert!(matches!(Shelf::open(&kit.at(&stranger)), Err(Fault::WrongKey)));
    let mut other = config.clone();
    other.backup.key = Some(stranger.text());
    let refused = take::take(&other, db, &actor).await.unwrap_err();
    assert!(matches!(refused.downcast_ref(), Some(Fault::WrongKey)), "{refused:#}");

    // The largest object is the database's or a file's; each in its turn is damaged and lost.
    let shelf = Shelf::open(&kit.at(&kit.key)).unwrap();
    let manifest = shelf.manifest(&shelf.runs().unwrap()[0]).unwrap();
    let file = manifest.files.iter().find(|entry| entry.path.starts_with("files/")).unwrap();
    // Tables without rows are one object; one of a table's own tells which it is.
    let shared =
        |entry: &Entry| manifest.database.iter().filter(|other| other.object == entry.object).count() > 1;
    let table = manifest.database.iter().find(|entry| !shared(entry)).unwrap();
    for entry in [table, file] {
        let object = kit.place().join("objects").join(&entry.object[..2]).join(&entry.object);
        let whole = std::fs::read(&object).unwrap();
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        std::fs::write(&object, &flipped).unwrap();
        let damaged = check::drill(&config, db, &actor, None).await.unwrap_err();
        assert!(
            matches!(damaged.downcast_ref(), Some(Fault::Damaged(path)) if *path == entry.path),
            "{damaged:#}"
        );
        std::fs::remove_file(&object).unwrap();
        let missing = check::drill(&config, db, &actor, None).await.unwrap_err();
        assert!(
            matches!(missing.downcast_ref(), Some(Fault::Missing(path)) if *path == entry.path),
            "{missing:#}"
        );
        std::fs::write(&object, &whole).unwrap();
    }
    // A name that no run has is a mistake of who types it, and no failed drill.
    let mistyped = check::drill(&config, db, &actor, Some("20161230T010203Z")).await.unwrap_err();
    assert!(matches!(mistyped.downcast_ref(), Some(Fault::NoRun(_))), "{mistyped:#}");
    // Several broken files are all named.
    let objects: Vec<_> =
        manifest.files.iter().filter(|entry| entry.path.starts_with("files/")).take(2).collect();
    let place = |entry: &Entry| kit.place().join("objects").join(&entry.object[..2]).join(&entry.object);
    let kept: Vec<_> = objects.iter().map(|entry| std::fs::read(place(entry)).unwrap()).collect();
    std::fs::remove_file(place(objects[0])).unwrap();
    std::fs::write(place(objects[1]), b"x").unwrap();
    let own = portal::backup::Place::of(&config).unwrap();
    let beside = kit.folder.path().join("beside");
    let both = check::prove(&own, None, &beside, &Entropy::system()).await.unwrap_err().to_string();
    assert!(both.starts_with("2 tệp") && objects.iter().all(|entry| both.contains(&entry.path)), "{both}");
    for (entry, bytes) in objects.iter().zip(&kept) {
        std::fs::write(place(entry), bytes).unwrap();
    }
    let made = runs(db).await;
    let failed = made.iter().filter(|run| run.kind == Kind::Drill && run.outcome == Outcome::Failed);
    assert_eq!(failed.count(), 4);
    let tasks = "SELECT text AS s FROM tasks WHERE kind = 'backup.failed' AND done_at IS NULL ORDER BY text";
    let open: Vec<String> = db.platform().await.unwrap().all(tasks, params![]).await.unwrap();
    assert!(
        open.len() == 2 && open.iter().any(|text| text.starts_with("Diễn tập khôi phục không thành công")),
        "{open:?}"
    );
    check::drill(&config, db, &actor, None).await.unwrap();
    take::take(&config, db, &actor).await.unwrap();
    let open: Vec<String> = db.platform().await.unwrap().all(tasks, params![]).await.unwrap();
    assert!(open.is_empty(), "{open:?}");

    let list = kit.place().join("runs");
    let name = std::fs::read_dir(&list).unwrap().next().unwrap().unwrap().path();
    let mut bytes = std::fs::read(&name).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&name, bytes).unwrap();
    let run = name.file_stem().unwrap().to_str().unwrap();
    assert!(matches!(shelf.manifest(run), Err(Fault::DamagedManifest(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rots_on_the_disk_and_what_is_gone_is_said() {
    let kit = Kit::new(2).await;
    let config = kit.own();
    let rotten = add_file(&config.data, b"lanh");
    std::fs::write(&rotten, b"hong").unwrap();
    let gone = sha256_hex(b"khong con");
    let mut scope = kit.db().write(&"hh-ducthang".into(), &Actor::system()).await.unwrap();
    let sql = "INSERT INTO files (tenant_id, file_id, sha256, name, media_type, bytes, created_by, created_at) \
               VALUES ($1, 'f-1', $2, 'a.pdf', 'application/pdf', 9, NULL, 0)";
    scope.execute(sql, params![&gone]).await.unwrap();
    scope.commit().await.unwrap();
    let run = take::take(&config, kit.db(), &Actor::system()).await.unwrap();
    assert!(run.detail.contains(&gone) && run.detail.contains("bị hỏng từ trước"), "{}", run.detail);
    check::drill(&config, kit.db(), &Actor::system(), None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_writes_and_what_was_interrupted_is_closed() {
    let kit = Kit::new(1).await;
    let (config, db) = (kit.own(), kit.db());
    take::take(&config, db, &Actor::system()).await.unwrap();
    let shelf = Shelf::open(&kit.at(&kit.key)).unwrap();
    let lock = shelf.lock().unwrap();
    let busy = take::take(&config, db, &Actor::system()).await.unwrap_err();
    assert!(matches!(busy.downcast_ref(), Some(Fault::Busy)), "{busy:#}");
    drop(lock);
    let mut platform = db.platform_write(&Actor::system()).await.unwrap();
    let mut dead = runs(db).await.remove(0);
    dead.id = "dead".into();
    store::begin(&mut platform, &dead).await.unwrap();
    platform.commit().await.unwrap();
    db.clock.advance(HOUR);
    take::take(&config, db, &Actor::system()).await.unwrap();
    let closed = runs(db).await.into_iter().find(|run| run.id == "dead").unwrap();
    assert_eq!(closed.outcome, Outcome::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_backups_go_with_the_objects_that_only_they_had() {
    let kit = Kit::new(2).await;
    let mut config = kit.own();
    (config.backup.daily, config.backup.weekly, config.backup.monthly) = (2, 0, 0);
    let db = kit.db();
    let doomed = add_file(&config.data, b"se bi xoa");
    take::take(&config, db, &Actor::system()).await.unwrap();
    std::fs::remove_file(doomed).unwrap();
    for _ in 0..3 {
        db.clock.advance(DAY);
        take::take(&config, db, &Actor::system()).await.unwrap();
    }
    let shelf = Shelf::open(&kit.at(&kit.key)).unwrap();
    assert_eq!(shelf.runs().unwrap().len(), 2);
    let kept: Vec<_> = shelf.runs().unwrap().iter().map(|run| shelf.manifest(run).unwrap()).collect();
    for object in kit.objects() {
        let name = object.file_name().unwrap().to_str().unwrap();
        assert!(kept.iter().any(|run| run.entries().any(|entry| entry.object == name)), "{name} is nobody's");
    }
    let name = kit.key.name_of(&sha256_hex(b"se bi xoa"), 9);
    assert!(!shelf.objects().unwrap().contains_key(&name), "it was of the first backup alone");
    check::drill(&config, db, &Actor::system(), None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_instant_a_backup_is_whole_or_never_was_and_the_next_goes_on() {
    let kit = Kit::new(120).await;
    let config = kit.own();
    let entropy = Entropy::seeded(77);
    let wait = |most: u16| Duration::from_millis(u64::from(u16::from_le_bytes(entropy.bytes()) % most));
    for round in 0..12 {
        add_file(&config.data, &entropy.bytes::<32>().repeat(40_000));
        kit.killed(&config, &["backup"], wait(1500));
        let Ok(shelf) = Shelf::open(&kit.at(&kit.key)) else { continue };
        for run in shelf.runs().unwrap() {
            let manifest = shelf.manifest(&run).unwrap();
            let there = shelf.objects().unwrap();
            let whole = manifest.entries().all(|entry| there.contains_key(&entry.object));
            assert!(whole, "round {round}: a run without all its objects");
        }
    }
    let done = kit.portal(&config, &["backup"]);
    assert_eq!(done.code, 0, "{}", done.said);
    let proved = kit.portal(&config, &["restore", "--check"]);
    assert!(proved.code == 0 && proved.said.contains("133 tệp khớp mã băm"), "{}", proved.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_restoring_nothing_serves_until_it_is_taken_up_again() {
    let kit = Kit::new(120).await;
    take::take(&kit.own(), kit.db(), &Actor::system()).await.unwrap();
    let entropy = Entropy::seeded(78);
    // Instants are told from the mark that a restoration leaves, since a busy machine may take a second to start a process.
    let whole = kit.elsewhere("whole").await;
    let mut running = kit.spawned(&whole, &["restore"]);
    let begun = Kit::marked(&whole, &mut running).expect("a restoration leaves its mark");
    running.wait().unwrap();
    let length = begun.elapsed();
    let mut interrupted = 0;
    for round in 0..8 {
        let there = kit.elsewhere(&format!("there-{round}")).await;
        let mut running = kit.spawned(&there, &["restore"]);
        Kit::marked(&there, &mut running);
        std::thread::sleep(length * u32::from(entropy.bytes::<1>()[0]) / 256 * round.min(1));
        let _ = running.kill();
        running.wait().unwrap();
        if there.data.join("restoring.json").exists() {
            interrupted += 1;
            let refused = kit.portal(&there, &["audit", "verify"]);
            assert!(refused.code == 1 && refused.said.contains("chưa xong"), "{}", refused.said);
        }
        if !there.data.join("portal.key").exists() || there.data.join("restoring.json").exists() {
            let done = kit.portal(&there, &["restore"]);
            assert_eq!(done.code, 0, "round {round}: {}", done.said);
        }
        assert_eq!(stored(&there.data), stored(&kit.deployment.config.data), "round {round}");
        let verified = kit.portal(&there, &["audit", "verify"]);
        assert_eq!(verified.code, 0, "round {round}: {}", verified.said);
    }
    assert!(interrupted > 0, "no round was interrupted: the test shows nothing");
}

/// What a database holds of the sites, as a process of its own sees it.
async fn sites(database: &Database) -> i64 {
    let mut connection = PgConnection::connect(database.platform_url.as_ref().unwrap()).await.unwrap();
    sqlx::query_scalar("SELECT COUNT(*) FROM tenants").fetch_one(&mut connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_the_rows_and_their_proof_a_restoration_serves_nobody_and_is_proved_when_it_is_taken_up()
 {
    let kit = Kit::new(2).await;
    if kit.deployment.config.database.url.is_none() {
        eprintln!("skipped: PORTAL_TEST_POSTGRES is not set");
        return;
    }
    take::take(&kit.own(), kit.db(), &Actor::system()).await.unwrap();
    let interrupted = async |name: &str| {
        let there = kit.elsewhere(name).await;
        let mut killed = kit.command(&there, &["restore"]);
        let killed = run(killed.env("PORTAL_DIE_AT", "restore-committed"), b"");
        assert_ne!(killed.code, 0, "{}", killed.said);
        assert!(sites(&there.database).await > 1, "its rows were not in yet: the test shows nothing");
        assert!(there.data.join("restoring.json").exists());
        let refused = kit.portal(&there, &["audit", "verify"]);
        assert!(refused.code == 1 && refused.said.contains("chưa xong"), "{}", refused.said);
        there
    };

    let there = interrupted("goes-on").await;
    let done = kit.portal(&there, &["restore"]);
    assert_eq!(done.code, 0, "{}", done.said);
    assert!(!there.data.join("restoring.json").exists() && !there.data.join("backup-work").exists());
    assert_eq!(stored(&there.data), stored(&kit.deployment.config.data));
    let verified = kit.portal(&there, &["audit", "verify"]);
    assert!(verified.code == 0 && verified.said.contains("chuỗi toàn vẹn"), "{}", verified.said);
    let db = deployment::open_with(&there, None, Entropy::system()).await.unwrap();
    let told = "SELECT COUNT(*) AS n FROM audit_events WHERE action = 'backup.restored'";
    let told: Option<i64> = db.platform().await.unwrap().optional(told, params![]).await.unwrap();
    assert_eq!(told, Some(1));
    db.store().close().await;

    // What another process did to the rows meanwhile, the proof finds.
    let there = interrupted("touched").await;
    let mut other = PgConnection::connect(there.database.platform_url.as_ref().unwrap()).await.unwrap();
    let one_less = "DELETE FROM tenant_hosts WHERE ctid IN (SELECT ctid FROM tenant_hosts LIMIT 1)";
    assert_eq!(sqlx::query(one_less).execute(&mut other).await.unwrap().rows_affected(), 1);
    let refused = kit.portal(&there, &["restore"]);
    assert!(refused.code == 1 && refused.said.contains("không khớp bản sao"), "{}", refused.said);
    assert!(there.data.join("restoring.json").exists(), "nobody serves what was not proved");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_duty_makes_what_is_due_and_the_console_shows_it_red_and_green() {
    let place = tempfile::tempdir().unwrap();
    let key = BackupKey::fresh(&Entropy::seeded(3)).text();
    let (folder, words) = (place.path().join("place"), key.clone());
    let app = TestApp::relaying(
        portal::base::mail::transport::Transport::parse(&format!("folder:{}", place.path().display()))
            .unwrap(),
        move |config| {
            config.backup = Backup { place: Some(folder.into()), key: Some(words), ..Backup::default() };
        },
    )
    .await;
    let operator = app.person("vanhanh", "hiephoa", Role::Operator, None).await;
    let writer = app.person("congtacvien", "hiephoa", Role::Contributor, None).await;
    let below = app.person("vanphong.ducthang", "ducthang", Role::DistrictOffice, None).await;
    app.person("bientap", "hiephoa", Role::Member, None).await;
    let office = app.person("vanphong", "hiephoa", Role::DistrictOffice, None).await;
    let overview = async |who: &Person| {
        let page = app.desk(who, "/hiephoa/giam-sat").await.text().await.unwrap();
        let at = page.find("id=\"sao-luu\"").unwrap();
        page[at..page.find("id=\"theo-viec\"").unwrap()].to_owned()
    };
    assert_eq!(app.desk(&writer, "/hiephoa/sao-luu").await.status(), 403);
    let never = overview(&office).await;
    assert!(never.contains("chưa có bản nào") && never.contains("chưa lần nào"), "{never}");
    assert!(never.contains("Chưa có bản sao nào đúng lịch") && never.contains("/hiephoa/sao-luu"), "{never}");
    let page = app.desk(&operator, "/hiephoa/sao-luu").await.text().await.unwrap();
    assert!(
        page.contains("Chưa có bản sao nào đúng lịch") && page.contains("Chưa có lượt sao lưu nào"),
        "{page}"
    );

    portal::backup::watch::turn(&app.app).await.unwrap();
    let page = app.desk(&operator, "/hiephoa/sao-luu").await.text().await.unwrap();
    assert!(page.contains("Sao lưu và diễn tập khôi phục đúng lịch"), "{page}");
    assert_eq!(runs(app.db()).await.len(), 2, "a copy and its proof");
    let well = overview(&office).await;
    assert!(
        well.contains("bản gần nhất 08:00, 30/12/2016") && well.contains("30/12/2016: thành công"),
        "{well}"
    );
    assert!(!well.contains("không đạt yêu cầu") && !well.contains("note bad"), "{well}");
    portal::backup::watch::turn(&app.app).await.unwrap();
    assert_eq!(runs(app.db()).await.len(), 2, "nothing is due");

    // Asked for: the next turn makes it.
    app.db().clock.advance(HOUR);
    let asked = app.act(&operator, "/hiephoa/sao-luu", &[("viec", "drill")]).await;
    assert_eq!(asked.status(), 303);
    let page = app.desk(&operator, "/hiephoa/sao-luu").await.text().await.unwrap();
    assert!(page.contains("Đã ghi yêu cầu"));
    portal::backup::watch::turn(&app.app).await.unwrap();
    assert_eq!(runs(app.db()).await.len(), 3);
    assert_eq!(app.act(&operator, "/hiephoa/sao-luu", &[("viec", "")]).await.status(), 422);
    let refused = app.act(&below, "/ducthang/sao-luu", &[("viec", "backup")]).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("hãy yêu cầu ở trang cấp trên"));

    // The place is lost: red, a task, and the same over JSON.
    std::fs::remove_dir_all(place.path().join("place")).unwrap();
    std::fs::write(place.path().join("place"), b"khong con la thu muc").unwrap();
    app.db().clock.advance(DAY);
    assert!(portal::backup::watch::turn(&app.app).await.is_err());
    let operator = app.sign_in_again("vanhanh").await;
    let page = app.desk(&operator, "/hiephoa/sao-luu").await.text().await.unwrap();
    assert!(page.contains("Lượt sao lưu gần nhất không thành công"), "{page}");
    // The overview follows: in words for who may look at backups, by its colour for everybody.
    let office = app.sign_in_again("vanphong").await;
    let old = overview(&office).await;
    assert!(
        old.contains("không đạt yêu cầu, bản gần nhất 08:00, 30/12/2016")
            && !old.contains("badge good\">bản"),
        "{old}"
    );
    assert!(old.contains("Lượt sao lưu gần nhất không thành công"), "{old}");
    let member = app.sign_in_again("bientap").await;
    let seen = overview(&member).await;
    assert!(seen.contains("không đạt yêu cầu") && !seen.contains("/hiephoa/sao-luu"), "{seen}");
    assert!(!seen.contains("Lượt sao lưu gần nhất"), "{seen}");
    let json: Value =
        app.call(&operator, "GET", "/api/v1/staff/hiephoa/backups", json!({})).await.json().await.unwrap();
    assert_eq!(json["runs"][0]["outcome"], "failed");
    assert_eq!(json["latest_drill"]["outcome"], "done");
    assert!(!json["wrong"].as_array().unwrap().is_empty());
    let wished =
        app.call(&operator, "POST", "/api/v1/staff/hiephoa/backups", json!({ "kind": "backup" })).await;
    assert_eq!(wished.status(), 200);
}

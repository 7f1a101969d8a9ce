//! Backups in a bucket, with a server of S3 on loopback that checks every signature: what is copied, refused, interrupted,
//! locked, restored and swept there.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use portal::backup::shelf::Shelf;
use portal::backup::store::{self, Kind, Outcome};
use portal::backup::{Fault, Place, check, take};
use portal::base::audit::Actor;
use portal::base::clock::DAY;
use portal::base::entropy::Entropy;
use portal::base::seal::sha256_hex;
use portal::config::{Config, S3, Secret};
use portal::params;

use crate::support::backup::{Kit, add_file, stored};
use crate::support::command::{python_with, run};

const BUCKET: &str = "sao-luu";
const PLACE: &str = "s3://sao-luu/hiep-hoa";

/// The server, gone when dropped.
struct Server {
    child: Child,
    s3: S3,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start() -> Option<Self> {
        let Some(python) = python_with("moto.server") else {
            eprintln!("skipped: no python3 with moto[server] (PORTAL_TEST_PYTHON names one)");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/s3.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(BUCKET)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let [endpoint, id, secret] = ready.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("the server said {ready:?}")
        };
        let s3 = S3 {
            endpoint: Some(endpoint.to_owned()),
            access_key_id: Some(id.to_owned()),
            secret_access_key: Some(Secret(secret.to_owned())),
            lock_seconds: 3,
            ..S3::default()
        };
        Some(Self { child, s3 })
    }
}

async fn shelf(config: &Config) -> Shelf {
    let config = config.clone();
    tokio::task::spawn_blocking(move || Shelf::open(&Place::of(&config).unwrap()).unwrap()).await.unwrap()
}

/// Does what waits for the store on a thread that may.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn latest(kit: &Kit) -> store::Run {
    store::latest(&mut kit.db().platform().await.unwrap(), 1).await.unwrap().remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_takes_what_is_new_and_gives_everything_back() {
    let Some(server) = Server::start() else { return };
    let kit = Kit::in_bucket(30, PLACE, server.s3.clone()).await;
    // Larger than what waits in memory, and not a multiple of a piece.
    let large = Entropy::seeded(4).bytes::<32>().repeat(700_001);
    add_file(&kit.deployment.config.data, &large);
    let config = kit.own();
    let first = kit.portal(&config, &["backup"]);
    assert_eq!(first.code, 0, "{}", first.said);
    let one = latest(&kit).await;
    assert_eq!((one.outcome, one.place.as_str()), (Outcome::Done, PLACE));
    add_file(&config.data, b"mot tep moi");
    let second = kit.portal(&config, &["backup"]);
    assert_eq!(second.code, 0, "{}", second.said);
    let two = latest(&kit).await;
    let manifest = {
        let (shelf, run) = (shelf(&config).await, two.id.clone());
        aside(move || shelf.manifest(&run).unwrap()).await
    };
    assert_eq!(two.figures.files, one.figures.files + 1);
    assert_eq!(two.figures.new_files, i64::try_from(manifest.database.len()).unwrap() + 1);

    let proved = kit.portal(&config, &["restore", "--check"]);
    assert!(proved.code == 0 && proved.said.contains("33 tệp khớp mã băm"), "{}", proved.said);
    let listed = kit.portal(&config, &["backup", "list"]);
    // Of one day the last copy stays.
    assert!(listed.code == 0 && listed.said.contains(&two.id), "{}", listed.said);

    // On a machine that knows nothing but the place and the keys.
    let there = kit.elsewhere("there").await;
    let restored = kit.portal(&there, &["restore", "--from", PLACE]);
    assert_eq!(restored.code, 0, "{}", restored.said);
    assert_eq!(stored(&there.data), stored(&config.data));
    let verified = kit.portal(&there, &["audit", "verify"]);
    assert!(verified.code == 0 && verified.said.contains("chuỗi toàn vẹn"), "{}", verified.said);
    for said in [first.said, second.said, proved.said, restored.said] {
        assert!(!said.contains(&server.s3.secret_access_key.as_ref().unwrap().0), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_a_missing_bucket_and_a_store_that_is_down_are_told_apart_and_written_down() {
    let Some(server) = Server::start() else { return };
    let kit = Kit::in_bucket(1, PLACE, server.s3.clone()).await;
    let (well, actor) = (kit.own(), Actor::system());
    let failed = async |config: Config| {
        let cause = take::take(&config, kit.db(), &actor).await.unwrap_err();
        let run = latest(&kit).await;
        assert_eq!((run.kind, run.outcome), (Kind::Backup, Outcome::Failed));
        assert!(!run.detail.contains(&config.backup.s3.secret_access_key.unwrap_or(Secret("-".into())).0));
        (cause, run.detail)
    };
    let mut wrong = well.clone();
    wrong.backup.s3.secret_access_key = Some(Secret("sai-khoa-bi-mat".to_owned()));
    let (cause, said) = failed(wrong).await;
    assert!(matches!(cause.downcast_ref(), Some(Fault::Refused { .. })), "{cause:#}");
    assert!(said.contains("từ chối khóa truy cập (SignatureDoesNotMatch)"), "{said}");

    let mut unset = well.clone();
    unset.backup.s3.secret_access_key = None;
    let (cause, _) = failed(unset).await;
    assert!(matches!(cause.downcast_ref(), Some(Fault::NoAccess(_))), "{cause:#}");

    let mut nowhere = well.clone();
    nowhere.backup.place = Some("s3://khong-co/hiep-hoa".parse().unwrap());
    let (cause, said) = failed(nowhere).await;
    assert!(matches!(cause.downcast_ref(), Some(Fault::NoBucket(_))), "{cause:#}");
    assert!(said.contains("s3://khong-co/hiep-hoa"), "{said}");

    let mut down = well.clone();
    down.backup.s3.endpoint = Some("http://127.0.0.1:9".to_owned());
    let (cause, said) = failed(down).await;
    assert!(matches!(cause.downcast_ref(), Some(Fault::Unreachable(_))), "{cause:#}");
    assert!(said.contains(PLACE) && said.contains("127.0.0.1:9"), "{said}");

    let tasks = "SELECT text AS s FROM tasks WHERE kind = 'backup.failed' AND done_at IS NULL";
    let open: Vec<String> = kit.db().platform().await.unwrap().all(tasks, params![]).await.unwrap();
    assert_eq!(open.len(), 1, "{open:?}");
    take::take(&well, kit.db(), &actor).await.unwrap();
    let open: Vec<String> = kit.db().platform().await.unwrap().all(tasks, params![]).await.unwrap();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_nothing_is_there_and_the_next_run_goes_on_once_the_lock_is_old() {
    let Some(server) = Server::start() else { return };
    let kit = Kit::in_bucket(25, PLACE, S3 { lock_seconds: 8, ..server.s3.clone() }).await;
    let config = kit.own();
    for place in ["backup-settled", "backup-copied"] {
        let killed = run(kit.command(&config, &["backup"]).env("PORTAL_DIE_AT", place), b"");
        assert_ne!(killed.code, 0, "{}", killed.said);
        let busy = take::take(&config, kit.db(), &Actor::system()).await.unwrap_err();
        assert!(matches!(busy.downcast_ref(), Some(Fault::Busy)), "{busy:#}");
        let shelf = shelf(&config).await;
        let (runs, objects) = aside(move || (shelf.runs().unwrap(), shelf.objects().unwrap().len())).await;
        assert!(runs.is_empty() && objects > 0, "{place}: {runs:?}, {objects}");
        // The store says in whole seconds when something was written.
        tokio::time::sleep(Duration::from_secs(10)).await;
    }
    let done = kit.portal(&config, &["backup"]);
    assert_eq!(done.code, 0, "{}", done.said);
    let made = latest(&kit).await;
    let shelf = shelf(&config).await;
    let database = {
        let id = made.id.clone();
        aside(move || shelf.manifest(&id).unwrap().database.len()).await
    };
    assert_eq!(made.figures.new_files, i64::try_from(database).unwrap(), "what was copied is found");
    let proved = kit.portal(&config, &["restore", "--check"]);
    assert!(proved.code == 0 && proved.said.contains("26 tệp khớp mã băm"), "{}", proved.said);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_machine_writes_at_a_time_and_whoever_lost_the_lock_writes_nothing() {
    let Some(server) = Server::start() else { return };
    let kit = Kit::in_bucket(1, PLACE, S3 { lock_seconds: 6, ..server.s3.clone() }).await;
    let config = kit.own();
    take::take(&config, kit.db(), &Actor::system()).await.unwrap();
    let (one, other) = (shelf(&config).await, shelf(&config).await);
    let entropy = Entropy::seeded(6);
    aside(move || {
        let held = one.lock().unwrap();
        assert!(matches!(other.lock(), Err(Fault::Busy)));
        // It is renewed while it is held.
        std::thread::sleep(Duration::from_secs(9));
        assert!(matches!(other.lock(), Err(Fault::Busy)));
        drop(held);
        let held = other.lock().unwrap();
        drop(held);

        let held = one.lock().unwrap();
        let mut manifest = one.manifest(&one.runs().unwrap()[0]).unwrap();
        manifest.run = "zz".to_owned();
        Place::of(&config).unwrap().medium.remove(vec!["lock".to_owned()]).unwrap();
        let taken = other.lock().unwrap();
        let begun = Instant::now();
        while held.forget(std::iter::empty()).is_ok() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it was never noticed");
            std::thread::sleep(Duration::from_millis(100));
        }
        let refused = held.finish(&manifest, &entropy).unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Fault::LostLock(_))), "{refused:#}");
        assert_eq!(one.runs().unwrap().len(), 1);
        drop(held);
        // Giving back what was lost takes nothing from its holder.
        assert!(matches!(one.lock(), Err(Fault::Busy)));
        taken.forget(std::iter::empty()).unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_runs_go_and_damage_is_named_as_in_a_folder() {
    let Some(server) = Server::start() else { return };
    let kit = Kit::in_bucket(2, PLACE, server.s3.clone()).await;
    let (mut config, db, actor) = (kit.own(), kit.db(), Actor::system());
    (config.backup.daily, config.backup.weekly, config.backup.monthly) = (2, 0, 0);
    let doomed = add_file(&config.data, b"se bi xoa");
    take::take(&config, db, &actor).await.unwrap();
    std::fs::remove_file(doomed).unwrap();
    for _ in 0..3 {
        db.clock.advance(DAY);
        take::take(&config, db, &actor).await.unwrap();
    }
    let (held, key, settings) = (shelf(&config).await, kit.key.clone(), config.clone());
    let victim = aside(move || {
        let runs = held.runs().unwrap();
        assert_eq!(runs.len(), 2);
        let kept: Vec<_> = runs.iter().map(|run| held.manifest(run).unwrap()).collect();
        let objects = held.objects().unwrap();
        assert!(!objects.contains_key(&key.name_of(&sha256_hex(b"se bi xoa"), 9)));
        let named = |name: &String| kept.iter().any(|run| run.entries().any(|entry| entry.object == *name));
        assert!(objects.keys().all(named), "an object is nobody's");
        let victim = kept[1].files.iter().find(|entry| entry.path.starts_with("files/")).unwrap().clone();
        let name = format!("objects/{}/{}", &victim.object[..2], victim.object);
        let medium = Place::of(&settings).unwrap().medium;
        let mut whole = Vec::new();
        medium.read(&name).unwrap().unwrap().read_to_end(&mut whole).unwrap();
        whole[60] ^= 1;
        medium.write(&name, whole).unwrap();
        victim
    })
    .await;
    let damaged = check::drill(&config, db, &actor, None).await.unwrap_err();
    assert!(
        matches!(damaged.downcast_ref(), Some(Fault::Damaged(path)) if *path == victim.path),
        "{damaged:#}"
    );
    let settings = config.clone();
    let name = format!("objects/{}/{}", &victim.object[..2], victim.object);
    aside(move || Place::of(&settings).unwrap().medium.remove(vec![name]).unwrap()).await;
    let missing = check::drill(&config, db, &actor, None).await.unwrap_err();
    assert!(
        matches!(missing.downcast_ref(), Some(Fault::Missing(path)) if *path == victim.path),
        "{missing:#}"
    );
    // The next run finds that it is gone and copies it again.
    take::take(&config, db, &actor).await.unwrap();
    check::drill(&config, db, &actor, None).await.unwrap();
}

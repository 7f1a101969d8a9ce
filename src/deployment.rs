//! Opens a deployment: its data folder, key, database, migrations and the day it lives in.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use crate::backup::restore;
use crate::base::audit::Actor;
use crate::base::clock::{self, Clock};
use crate::base::db::Store;
use crate::base::entropy::Entropy;
use crate::base::migrate;
use crate::base::scope::{Db, Platform, PlatformWrite};
use crate::base::seal::Sealer;
use crate::config::Config;
use crate::params;

/// Opens the data folder and the database, migrating it to this version's schema.
///
/// # Errors
/// When the folder cannot be written, the database does not answer, or a newer portal upgraded it.
pub async fn open(config: &Config, entropy: Entropy) -> Result<Db> {
    open_with(config, None, entropy).await
}

/// As [`open`], with a clock of the caller's: for tests.
///
/// # Errors
/// As [`open`].
pub async fn open_with(config: &Config, clock: Option<Clock>, entropy: Entropy) -> Result<Db> {
    std::fs::create_dir_all(&config.data)
        .with_context(|| format!("cannot create {}", config.data.display()))?;
    restore::refuse_half_restored(&config.data)?;
    let key = key(&config.data, &entropy)?;
    let sealer = Sealer::new(&key, entropy.clone());
    let store = store(config).await?;
    let given = clock.is_some();
    let mut db = Db::new(store, clock.unwrap_or_else(Clock::system), entropy, sealer);
    if !given {
        db.clock = living_clock(&db, config).await?;
    }
    db.refresh_generations().await?;
    Ok(db)
}

/// The database alone, migrated to this version's schema.
///
/// # Errors
/// When it does not answer, or a newer portal upgraded it.
pub async fn store(config: &Config) -> Result<Store> {
    let database = &config.database;
    let (Some(app), Some(platform), Some(owner)) =
        (&database.url, &database.platform_url, &database.migrator_url)
    else {
        let store = Store::sqlite(&config.data.join("portal.sqlite")).await?;
        if let Store::Sqlite { writer, .. } = &store {
            migrate::sqlite(writer).await?;
        }
        return Ok(store);
    };
    migrate::postgres(owner).await?;
    migrate::refuse_bypassing_role(app).await?;
    Ok(Store::postgres(app, platform, database.connections.unwrap_or(8)).await?)
}

/// The deployment's key: 32 random bytes, readable by its owner only, made at the first start.
fn key(data: &Path, entropy: &Entropy) -> Result<[u8; 32]> {
    let file = data.join("portal.key");
    if !file.exists() {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(&file) {
            Ok(mut handle) => {
                handle.write_all(&entropy.bytes::<32>())?;
                handle.sync_all()?;
            }
            // Another process of the same deployment was quicker.
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(cause) => return Err(cause).with_context(|| format!("cannot create {}", file.display())),
        }
    }
    let bytes = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    bytes.try_into().map_err(|_| anyhow::anyhow!("{} must hold exactly 32 bytes", file.display()))
}

/// What the deployment remembers of itself under a name.
///
/// # Errors
/// When the database does not answer.
pub async fn remembered(platform: &mut Platform, name: &str) -> Result<Option<String>> {
    Ok(platform.optional("SELECT value AS s FROM deployment WHERE name = $1", params![name]).await?)
}

/// Remembers it.
///
/// # Errors
/// When the database refuses.
pub async fn remember(platform: &mut PlatformWrite, name: &str, value: &str) -> Result<()> {
    let sql = "INSERT INTO deployment (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    platform.execute(sql, params![name, value]).await?;
    Ok(())
}

/// The clock of a deployment that lives in another year keeps running between starts: the shift in days is
/// fixed at the first one.
async fn living_clock(db: &Db, config: &Config) -> Result<Clock> {
    let Some(date) = config.lives_in else { return Ok(Clock::system()) };
    let wanted = format!("{date} {}", clock::days_from_system_to(date));
    let mut platform = db.platform_write(&Actor::system()).await?;
    let kept = remembered(&mut platform, "lives_in").await?;
    let kept = kept.filter(|kept| kept.split(' ').next() == Some(&date.to_string()));
    if kept.is_none() {
        remember(&mut platform, "lives_in", &wanted).await?;
    }
    platform.commit().await?;
    let value = kept.unwrap_or(wanted);
    let days =
        value.split(' ').nth(1).and_then(|days| days.parse().ok()).context("the kept date does not parse")?;
    Ok(Clock::shifted(days))
}

/// Fresh deployments for tests, on the engine that `PORTAL_TEST_POSTGRES` chooses.
#[cfg(any(test, feature = "testkit"))]
pub mod testkit {
    use super::{Config, Result, migrate, open_with};
    use crate::base::clock::{Clock, start_of};
    use crate::base::db::Store;
    use crate::base::entropy::Entropy;
    use crate::base::scope::Db;
    use crate::config::Database;
    use crate::tenants::{apply, declare};
    use sqlx::{Connection, Executor, PgConnection};

    /// A deployment of its own, gone when dropped.
    pub struct TestDeployment {
        /// Its settings.
        pub config: Config,
        /// Its database.
        pub db: Db,
        /// Keeps the folder.
        pub folder: tempfile::TempDir,
    }

    /// An empty deployment on a fixed day, 30/12/2016 08:00.
    ///
    /// # Errors
    /// When the database cannot be made.
    pub async fn empty() -> Result<TestDeployment> {
        let folder = tempfile::tempdir()?;
        if std::env::var_os("PORTAL_TEST_POSTGRES").is_none() {
            std::fs::copy(sqlite_template().await?, folder.path().join("portal.sqlite"))?;
        }
        let config = Config {
            data: folder.path().to_owned(),
            trial_hosts: true,
            database: database(
                &folder.path().file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default(),
            )
            .await?,
            worker: worker(),
            ..Config::default()
        };
        let clock = Clock::fixed(start_of(jiff::civil::date(2016, 12, 30)) + 8 * crate::base::clock::HOUR);
        let db = open_with(&config, Some(clock), Entropy::seeded(1)).await?;
        Ok(TestDeployment { config, db, folder })
    }

    /// The binary beside the tests: a test is no worker.
    fn worker() -> Option<std::path::PathBuf> {
        let tests = std::env::current_exe().ok()?;
        Some(tests.parent()?.parent()?.join("portal"))
    }

    /// A deployment with the tenants that `folder` declares.
    ///
    /// # Errors
    /// When they do not apply.
    pub async fn with_tenants(folder: &std::path::Path) -> Result<TestDeployment> {
        let deployment = empty().await?;
        let set = declare::load(folder).map_err(|complaints| anyhow::anyhow!("{complaints:?}"))?;
        let plan = apply::apply(&deployment.db, &crate::base::audit::Actor::system(), &set, false).await?;
        anyhow::ensure!(plan.obstacles.is_empty(), "{:?}", plan.obstacles);
        Ok(deployment)
    }

    /// A migrated SQLite file to copy: hundreds of tests need one, and migrating takes a third of a second.
    async fn sqlite_template() -> Result<std::path::PathBuf> {
        let kept = std::env::temp_dir().join(format!("portal-schema-{}.sqlite", migrate::fingerprint()));
        if kept.exists() {
            return Ok(kept);
        }
        let folder = tempfile::tempdir()?;
        let made = folder.path().join("portal.sqlite");
        let store = Store::sqlite(&made).await?;
        if let Store::Sqlite { writer, .. } = &store {
            migrate::sqlite(writer).await?;
        }
        // Closing writes what is in the log beside the file into it.
        store.close().await;
        std::fs::rename(&made, &kept)?;
        Ok(kept)
    }

    /// The same for PostgreSQL, made once by whoever comes first.
    async fn postgres_template(server: &str, owner: &mut PgConnection) -> Result<String> {
        let name = format!("portal_schema_{}", migrate::fingerprint());
        owner.execute("SELECT pg_advisory_lock(20161228)").await?;
        let known: Option<(i32,)> = sqlx::query_as("SELECT 1 FROM pg_database WHERE datname = $1")
            .bind(&name)
            .fetch_optional(&mut *owner)
            .await?;
        if known.is_none() {
            let making = format!("{name}_making");
            owner.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE IF EXISTS {making}"))).await?;
            owner.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {making}"))).await?;
            migrate::postgres(&format!("{server}{making}")).await?;
            owner.execute(sqlx::AssertSqlSafe(format!("ALTER DATABASE {making} RENAME TO {name}"))).await?;
        }
        owner.execute("SELECT pg_advisory_unlock(20161228)").await?;
        Ok(name)
    }

    /// A fresh database of the server that `PORTAL_TEST_POSTGRES` names (a superuser's URL ending in a slash).
    async fn database(name: &str) -> Result<Database> {
        let Ok(server) = std::env::var("PORTAL_TEST_POSTGRES") else { return Ok(Database::default()) };
        let name = format!("t{}", name.replace(|c: char| !c.is_ascii_alphanumeric(), ""));
        let mut owner = PgConnection::connect(&format!("{server}postgres")).await?;
        let create = |role: &str| {
            format!(
                "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} LOGIN; END IF; \
                 ALTER ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation OR SQLSTATE 'XX000' THEN NULL; END $$"
            )
        };
        for role in ["portal_app", "portal_platform"] {
            owner.execute(sqlx::AssertSqlSafe(create(role))).await?;
        }
        let template = postgres_template(&server, &mut owner).await?;
        owner.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}"))).await?;
        owner.close().await?;
        let as_role =
            |role: &str| server.replacen("//", &format!("//{role}@"), 1).replacen("postgres@", "", 1) + &name;
        Ok(Database {
            url: Some(as_role("portal_app")),
            platform_url: Some(as_role("portal_platform")),
            migrator_url: Some(format!("{server}{name}")),
            connections: Some(3),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Error;
    use crate::base::id::TenantId;
    use crate::base::scope::Reach;
    use crate::tenants::declare;
    use serde_json::json;

    async fn sample() -> testkit::TestDeployment {
        let folder = tempfile::tempdir().unwrap();
        declare::tests::sample(folder.path());
        testkit::with_tenants(folder.path()).await.unwrap()
    }

    fn a() -> TenantId {
        "t-xa-a".into()
    }

    #[tokio::test]
    async fn the_key_stays_and_the_tenants_come_back() {
        let deployment = sample().await;
        let reopened = open_with(&deployment.config, Some(deployment.db.clock.clone()), Entropy::seeded(2))
            .await
            .unwrap();
        let sealed = deployment.db.sealer.seal("x", b"y").unwrap();
        assert_eq!(reopened.sealer.open("x", &sealed).unwrap(), b"y");
        let held = crate::tenants::store::all(&mut reopened.platform().await.unwrap()).await.unwrap();
        assert_eq!(held.len(), 3);
        assert_eq!(held[1].current, held[1].declared);
    }

    #[tokio::test]
    async fn changes_are_numbered_and_chained_and_generations_rise_only_for_the_public() {
        let deployment = sample().await;
        let db = &deployment.db;
        let before = db.generation(&a());
        for reach in [Reach::Staff, Reach::Public] {
            let mut scope = db.write(&a(), &Actor::system()).await.unwrap();
            scope.changed("item", "i1", reach);
            scope.audit("item.save", "item", "i1", json!({}));
            scope.commit().await.unwrap();
            assert_eq!(db.generation(&a()) > before, reach == Reach::Public);
        }
        let mut scope = db.read(&a()).await.unwrap();
        let events: Vec<crate::base::audit::Stored> =
            scope.all("SELECT * FROM audit_events WHERE tenant_id = $1 ORDER BY seq", vec![]).await.unwrap();
        let head: String =
            scope.one("SELECT audit_hash AS s FROM tenant_heads WHERE tenant_id = $1", vec![]).await.unwrap();
        assert_eq!(events.len(), 3);
        assert_eq!(crate::base::audit::verify(&events, &head), []);
    }

    #[tokio::test]
    async fn what_was_done_cannot_be_undone() {
        let deployment = sample().await;
        let db = &deployment.db;
        for sql in [
            "DELETE FROM audit_events WHERE tenant_id = $1",
            "UPDATE changes SET kind = 'x' WHERE tenant_id = $1",
        ] {
            let mut scope = db.write(&a(), &Actor::system()).await.unwrap();
            assert!(scope.execute(sql, vec![]).await.is_err(), "{sql}");
        }
    }

    #[tokio::test]
    async fn a_forgotten_where_shows_only_its_own_tenant_on_postgres() {
        let deployment = sample().await;
        let db = &deployment.db;
        let mut scope = db.read(&a()).await.unwrap();
        let hosts: Vec<String> =
            scope.all("SELECT host AS s FROM tenant_hosts WHERE $1 <> ''", vec![]).await.unwrap();
        let expected = if matches!(db.store(), Store::Postgres { .. }) { 1 } else { 3 };
        assert_eq!(hosts.len(), expected);
        if expected == 1 {
            let mut scope = db.write(&a(), &Actor::system()).await.unwrap();
            let stolen = scope
                .execute("INSERT INTO counters (tenant_id, counter, n) VALUES ('t-xa-b', $1, 1)", vec![])
                .await;
            assert!(stolen.is_err());
            assert!(
                scope.all::<String>("SELECT login AS s FROM accounts WHERE $1 <> ''", vec![]).await.is_err()
            );
        }
    }

    #[tokio::test]
    async fn counters_count_without_gaps_and_stale_updates_conflict() {
        let deployment = sample().await;
        let db = &deployment.db;
        for expected in 1..=3 {
            let mut scope = db.write(&a(), &Actor::system()).await.unwrap();
            assert_eq!(scope.next_number("questions").await.unwrap(), expected);
            scope.commit().await.unwrap();
        }
        let mut scope = db.write(&a(), &Actor::system()).await.unwrap();
        scope.next_number("questions").await.unwrap();
        drop(scope);
        let mut scope = db.write(&a(), &Actor::system()).await.unwrap();
        assert_eq!(scope.next_number("questions").await.unwrap(), 4);
        let stale =
            scope.execute_one("UPDATE counters SET n = 9 WHERE tenant_id = $1 AND n = 77", vec![]).await;
        assert!(matches!(stale, Err(Error::Conflict(_))));
    }

    #[tokio::test]
    async fn a_newer_schema_is_refused() {
        let deployment = sample().await;
        match deployment.db.store() {
            Store::Sqlite { writer, .. } => {
                sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 0)")
                    .execute(writer)
                    .await
                    .unwrap();
            }
            Store::Postgres { .. } => {
                let url = deployment.config.database.migrator_url.as_deref().unwrap();
                let mut owner = <sqlx::PgConnection as sqlx::Connection>::connect(url).await.unwrap();
                sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', true, '', 0)")
                    .execute(&mut owner)
                    .await
                    .unwrap();
            }
        }
        let refused = open_with(&deployment.config, None, Entropy::seeded(3)).await.unwrap_err();
        assert!(format!("{refused:#}").contains("newer portal"), "{refused:#}");
    }

    #[tokio::test]
    async fn signing_in_locks_after_five_wrong_tries() {
        use crate::people::{accounts, sessions};
        let deployment = sample().await;
        let db = &deployment.db;
        accounts::add(
            db,
            &Actor::system(),
            "ctv.xa-a",
            "Cộng tác viên",
            "ctv@xa-a.example",
            "mot mat khau dai",
        )
        .await
        .unwrap();
        for _ in 0..5 {
            assert!(sessions::sign_in(db, "ctv.xa-a", "sai", None).await.unwrap().is_err());
        }
        let locked = sessions::sign_in(db, "ctv.xa-a", "mot mat khau dai", None).await.unwrap();
        assert!(matches!(locked, Err(sessions::Denied::Locked(_))));
        db.clock.advance(sessions::LOCK);
        let token =
            sessions::sign_in(db, "CTV.xa-a ", "mot mat khau dai", None).await.unwrap().unwrap().token;
        let session = sessions::find(db, &token).await.unwrap().unwrap();
        assert!(session.account.must_change);
        sessions::change_password(db, &session, "mot mat khau dai", "hai mat khau khac", None).await.unwrap();
        assert!(
            sessions::find(db, &token).await.unwrap().is_none(),
            "every session ends with the old password"
        );
        let token =
            sessions::sign_in(db, "ctv.xa-a", "hai mat khau khac", None).await.unwrap().unwrap().token;
        db.clock.advance(sessions::IDLE);
        assert!(sessions::find(db, &token).await.unwrap().is_none(), "an idle session ends");
    }
}

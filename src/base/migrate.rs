//! Brings the schema up to date at start, and raises the wall between tenants over every table.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, SqlitePool};

use super::error::{Error, Result};

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Rows that nobody may change: what was published, and what was done.
const IMMUTABLE: [&str; 23] = [
    "audit_events",
    "audit_heads",
    "revisions",
    "changes",
    "face_versions",
    "royalty_assessments",
    "royalty_shares",
    "royalty_months",
    "royalty_listed",
    "royalty_entries",
    "royalty_runs",
    "royalty_payments",
    "royalty_paid",
    "archive_copies",
    "report_recalls",
    "royalty_notices",
    "royalty_responses",
    "royalty_carries",
    "royalty_carried",
    "royalty_claims",
    "royalty_reopened",
    "royalty_carried_again",
    "royalty_reopened_again",
];

/// Migrates a SQLite file.
///
/// # Errors
/// When the file was made by a newer portal, or a migration fails; then nothing was changed.
pub async fn sqlite(writer: &SqlitePool) -> Result<()> {
    let mut connection = writer.acquire().await?;
    MIGRATOR.run_direct(None, &mut *connection, false).await.map_err(explain)?;
    for table in IMMUTABLE {
        for verb in ["UPDATE", "DELETE"] {
            let trigger = format!(
                "CREATE TRIGGER IF NOT EXISTS {table}_no_{} BEFORE {verb} ON {table} \
                 BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
                verb.to_lowercase()
            );
            sqlx::query(sqlx::AssertSqlSafe(trigger)).execute(&mut *connection).await?;
        }
    }
    sqlx::raw_sql(SQLITE_PURGES).execute(&mut *connection).await?;
    Ok(())
}

/// Migrates a PostgreSQL database as its owner, and gives the two lesser roles what they may do.
///
/// # Errors
/// As [`sqlite`], and when the owner may not create roles that are missing.
pub async fn postgres(migrator_url: &str) -> Result<()> {
    let options: PgConnectOptions = migrator_url.parse()?;
    let mut connection = options.connect().await?;
    sqlx::raw_sql(POSTGRES_ROLES).execute(&mut connection).await?;
    MIGRATOR.run_direct(None, &mut connection, false).await.map_err(explain)?;
    sqlx::raw_sql(POSTGRES_WALL).execute(&mut connection).await?;
    for table in IMMUTABLE {
        let revoke = format!("REVOKE UPDATE, DELETE ON {table} FROM portal_app, portal_platform");
        sqlx::query(sqlx::AssertSqlSafe(revoke)).execute(&mut connection).await?;
    }
    sqlx::raw_sql(POSTGRES_PURGES).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

/// What stands for this schema, with its walls: another text when any of it changes.
#[cfg(any(test, feature = "testkit"))]
pub fn fingerprint() -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for migration in MIGRATOR.iter() {
        hash.update(&*migration.checksum);
    }
    for rules in [SQLITE_PURGES, POSTGRES_ROLES, POSTGRES_WALL, POSTGRES_PURGES] {
        hash.update(rules);
    }
    data_encoding::HEXLOWER.encode(&hash.finalize()[..8])
}

/// The last migration of this portal's schema.
pub fn version() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// Refuses an application role that row-level security does not hold.
///
/// # Errors
/// When the role is a superuser or may bypass row-level security.
pub async fn refuse_bypassing_role(app_url: &str) -> Result<()> {
    let mut connection = PgConnection::connect(app_url).await?;
    let (bypasses,): (bool,) = sqlx::query_as(
        "SELECT rolsuper OR rolbypassrls OR pg_has_role(current_user, 'portal_platform', 'MEMBER') \
         FROM pg_roles WHERE rolname = current_user",
    )
    .fetch_one(&mut connection)
    .await?;
    connection.close().await?;
    if bypasses {
        return Err(Error::internal(
            "the application's database role can see past one tenant: give it neither SUPERUSER, BYPASSRLS nor portal_platform",
        ));
    }
    Ok(())
}

fn explain(cause: MigrateError) -> Error {
    Error::Internal(match cause {
        MigrateError::VersionMissing(version) => anyhow::anyhow!(
            "the database holds schema version {version}, which this portal does not know: it was upgraded by a newer \
             portal. Run that one, or restore the copy taken before the upgrade."
        ),
        other => anyhow::Error::new(other).context("migration"),
    })
}

const POSTGRES_ROLES: &str = "
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') THEN
        CREATE ROLE portal_app NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_platform') THEN
        CREATE ROLE portal_platform NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another portal made them this instant
END $$;
";

/// Every table with a tenant gets the wall, so that a new one cannot forget it; the others are the platform's alone.
const POSTGRES_WALL: &str = "
DO $$
DECLARE
    t record;
BEGIN
    FOR t IN
        SELECT c.relname AS name,
               EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped) AS walled,
               EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_wall') AS done
        FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname <> '_sqlx_migrations'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO portal_platform', t.name);
        IF t.walled AND NOT t.done THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t.name);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t.name);
            EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO portal_app', t.name);
            EXECUTE format('CREATE POLICY tenant_wall ON %I TO portal_app USING (tenant_id = current_setting(''app.tenant'', true)) WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t.name);
            EXECUTE format('CREATE POLICY platform_view ON %I TO portal_platform USING (true) WITH CHECK (true)', t.name);
            EXECUTE format('CREATE POLICY owner_view ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', t.name);
        END IF;
    END LOOP;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO portal_app, portal_platform', current_schema());
END $$;
";

/// The one exception to what nobody may change: with a recorded purge of its item, the content of a revision and
/// the contents and salt of an audit event may be emptied. Digests and chain stay, so that the proof holds.
const SQLITE_PURGES: &str = "
DROP TRIGGER IF EXISTS revisions_no_update;
CREATE TRIGGER revisions_no_update BEFORE UPDATE ON revisions
WHEN NOT (
    NEW.tenant_id = OLD.tenant_id AND NEW.revision_id = OLD.revision_id AND NEW.edition_id = OLD.edition_id
    AND NEW.no = OLD.no AND NEW.sha256 = OLD.sha256 AND NEW.created_by IS OLD.created_by
    AND NEW.created_at = OLD.created_at
    AND EXISTS (SELECT 1 FROM purges p JOIN editions e ON e.tenant_id = p.tenant_id AND e.item_id = p.item_id
                WHERE e.tenant_id = OLD.tenant_id AND e.edition_id = OLD.edition_id)
)
BEGIN SELECT RAISE(ABORT, 'revisions is append-only'); END;
DROP TRIGGER IF EXISTS audit_events_no_update;
CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
WHEN NOT (
    NEW.contents IS NULL AND NEW.salt IS NULL
    AND NEW.tenant_id = OLD.tenant_id AND NEW.seq = OLD.seq AND NEW.at = OLD.at
    AND NEW.account_id IS OLD.account_id AND NEW.actor = OLD.actor AND NEW.action = OLD.action
    AND NEW.subject_kind = OLD.subject_kind AND NEW.subject_id = OLD.subject_id
    AND NEW.content_hash = OLD.content_hash AND NEW.hash = OLD.hash
    AND (
        OLD.subject_kind = 'item' AND EXISTS
            (SELECT 1 FROM purges p WHERE p.tenant_id = OLD.tenant_id AND p.item_id = OLD.subject_id)
        OR OLD.subject_kind = 'file' AND EXISTS
            (SELECT 1 FROM purged_files f WHERE f.tenant_id = OLD.tenant_id AND f.file_id = OLD.subject_id)
    )
)
BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END;
";

/// As [`SQLITE_PURGES`]: the grant opens these columns alone, the triggers ask for the recorded purge.
const POSTGRES_PURGES: &str = "
GRANT UPDATE (content) ON revisions TO portal_app;
GRANT UPDATE (contents, salt) ON audit_events TO portal_app;
CREATE OR REPLACE FUNCTION revisions_only_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM purges p JOIN editions e ON e.tenant_id = p.tenant_id AND e.item_id = p.item_id
                   WHERE e.tenant_id = OLD.tenant_id AND e.edition_id = OLD.edition_id) THEN
        RAISE EXCEPTION 'revisions is append-only';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION audit_events_only_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.contents IS NOT NULL OR NEW.salt IS NOT NULL OR NOT (
        OLD.subject_kind = 'item' AND EXISTS
            (SELECT 1 FROM purges p WHERE p.tenant_id = OLD.tenant_id AND p.item_id = OLD.subject_id)
        OR OLD.subject_kind = 'file' AND EXISTS
            (SELECT 1 FROM purged_files f WHERE f.tenant_id = OLD.tenant_id AND f.file_id = OLD.subject_id)
    ) THEN
        RAISE EXCEPTION 'audit_events is append-only';
    END IF;
    RETURN NEW;
END $$;
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'revisions_purge' AND tgrelid = 'revisions'::regclass) THEN
        CREATE TRIGGER revisions_purge BEFORE UPDATE ON revisions
            FOR EACH ROW EXECUTE FUNCTION revisions_only_purged();
    END IF;
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = 'audit_events_purge' AND tgrelid = 'audit_events'::regclass) THEN
        CREATE TRIGGER audit_events_purge BEFORE UPDATE ON audit_events
            FOR EACH ROW EXECUTE FUNCTION audit_events_only_purged();
    END IF;
END $$;
";

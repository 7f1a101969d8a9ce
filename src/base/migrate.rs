//! Brings the schema up to date at start, and raises the wall between tenants over every table.

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection, SqlitePool};

use super::error::{Error, Result};

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Rows that nobody may change: what was published, and what was done.
const IMMUTABLE: [&str; 4] = ["audit_events", "audit_heads", "revisions", "changes"];

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
    connection.close().await?;
    Ok(())
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

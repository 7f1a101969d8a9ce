//! One connection type over SQLite and PostgreSQL: SQL is written once, with `$1` placeholders.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgArguments, PgPool, PgPoolOptions, PgRow, Postgres};
use sqlx::query::Query;
use sqlx::sqlite::{
    Sqlite, SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteRow, SqliteSynchronous,
};
use sqlx::{Decode, Row as _, SqlSafeStr, Transaction, Type};

use super::alone::Alone;
use super::error::{Error, Result};

/// A bound value. `None` keeps its type, which PostgreSQL needs.
#[derive(Clone, Debug)]
pub enum Param {
    /// BIGINT
    Int(Option<i64>),
    /// TEXT
    Text(Option<String>),
    /// BOOLEAN
    Bool(Option<bool>),
    /// BYTEA
    Bytes(Option<Vec<u8>>),
}

macro_rules! param_from {
    ($($kind:ident: $type:ty => |$value:ident| $convert:expr),* $(,)?) => {$(
        impl From<$type> for Param {
            fn from($value: $type) -> Self {
                Self::$kind(Some($convert))
            }
        }
        impl From<Option<$type>> for Param {
            fn from(value: Option<$type>) -> Self {
                Self::$kind(value.map(|$value| $convert))
            }
        }
    )*};
}

param_from! {
    Int: i64 => |value| value,
    Text: &str => |value| value.to_owned(),
    Text: String => |value| value,
    Text: &String => |value| value.clone(),
    Text: jiff::civil::Date => |value| value.to_string(),
    Text: serde_json::Value => |value| value.to_string(),
    Bool: bool => |value| value,
    Bytes: Vec<u8> => |value| value,
    Bytes: &[u8] => |value| value.to_vec(),
}

/// Bound values, in order: `params![1, "text", None::<i64>]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$($crate::base::db::Param::from($value)),*] };
}

/// A row of either engine.
#[derive(Debug)]
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

/// A Rust type that a column of either engine decodes to.
pub trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}
impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl Row {
    /// The column's value.
    ///
    /// # Errors
    /// When there is no such column or it holds another type: a defect in the query.
    pub fn get<T: Column>(&self, column: &str) -> Result<T> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// A date stored as ISO text.
    ///
    /// # Errors
    /// As [`Row::get`], and when the text is no date.
    pub fn date(&self, column: &str) -> Result<Option<jiff::civil::Date>> {
        let text: Option<String> = self.get(column)?;
        text.map(|text| text.parse().map_err(|_| Error::internal(format!("{column} holds no date: {text}"))))
            .transpose()
    }

    /// A JSON column decoded.
    ///
    /// # Errors
    /// As [`Row::get`], and when the JSON has another shape.
    pub fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        Ok(serde_json::from_str(&self.get::<String>(column)?)?)
    }
}

/// Builds a value from a row.
pub trait FromRow: Sized {
    /// The value of one row.
    ///
    /// # Errors
    /// When a column is missing or does not decode.
    fn from_row(row: &Row) -> Result<Self>;
}

impl FromRow for i64 {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("n")
    }
}

impl FromRow for String {
    fn from_row(row: &Row) -> Result<Self> {
        row.get("s")
    }
}

/// Where the data lies.
#[derive(Clone, Debug)]
pub enum Store {
    /// One file; one writer, two pools of readers, which see the last committed state.
    Sqlite {
        /// Serialises every write.
        writer: SqlitePool,
        /// For one tenant.
        readers: SqlitePool,
        /// Across tenants: apart from those of one tenant, beside which it may be asked for; see [`super::alone`].
        platform: SqlitePool,
    },
    /// A server; the application's role is held by row-level security, the platform's has its own policies.
    Postgres {
        /// Cannot see past one tenant.
        app: PgPool,
        /// For host look-up, workers and oversight.
        platform: PgPool,
    },
}

/// What a transaction is for; decides the connection it gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads of one tenant.
    TenantRead,
    /// Writes of one tenant.
    TenantWrite,
    /// Reads across tenants.
    PlatformRead,
    /// Writes across tenants.
    PlatformWrite,
}

impl Access {
    fn writes(self) -> bool {
        matches!(self, Self::TenantWrite | Self::PlatformWrite)
    }
}

impl Store {
    /// Opens (and creates) the database file.
    ///
    /// # Errors
    /// When the folder cannot be written or the file is no database.
    pub async fn sqlite(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was acknowledged to a person must survive a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(15))
            .foreign_keys(true);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options.clone())
            .await?;
        let reading = options.pragma("query_only", "ON");
        let pool = || SqlitePoolOptions::new().max_connections(4).connect_with(reading.clone());
        Ok(Self::Sqlite { writer, readers: pool().await?, platform: pool().await? })
    }

    /// Connects as the application's and the platform's role.
    ///
    /// # Errors
    /// When the server does not answer or refuses the login.
    pub async fn postgres(app_url: &str, platform_url: &str, connections: u32) -> Result<Self> {
        let pool =
            || PgPoolOptions::new().max_connections(connections).acquire_timeout(Duration::from_secs(20));
        Ok(Self::Postgres {
            app: pool().connect(app_url).await?,
            platform: pool().connect(platform_url).await?,
        })
    }

    /// Begins a transaction of the kind asked for.
    ///
    /// # Errors
    /// When no connection can be had in time.
    pub async fn begin(&self, access: Access) -> Result<Tx> {
        let alone = Alone::claim(access);
        let engine = match self {
            Self::Sqlite { writer, .. } if access.writes() => Engine::Sqlite(begin_write(writer).await?),
            Self::Sqlite { platform, .. } if access == Access::PlatformRead => {
                Engine::Sqlite(platform.begin().await?)
            }
            Self::Sqlite { readers, .. } => Engine::Sqlite(readers.begin().await?),
            Self::Postgres { app, platform } => {
                let pool = match access {
                    Access::TenantRead | Access::TenantWrite => app,
                    Access::PlatformRead | Access::PlatformWrite => platform,
                };
                let statement = if access.writes() {
                    "BEGIN"
                } else {
                    "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
                };
                Engine::Postgres(pool.begin_with(statement).await?)
            }
        };
        Ok(Tx { engine, _alone: alone })
    }

    /// Whether the engine answers at all: for readiness.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        let mut tx = self.begin(Access::PlatformRead).await?;
        tx.all::<i64>("SELECT CAST(1 AS BIGINT) AS n", vec![]).await.map(drop)
    }

    /// Closes every connection; SQLite folds its log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, platform } => {
                platform.close().await;
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { app, platform } => {
                app.close().await;
                platform.close().await;
            }
        }
    }
}

/// A full disk makes SQLite roll back by itself, which the library does not hear of: it refuses every later transaction of the
/// one writing connection. Such a connection is given up for a fresh one, so that writing goes on when there is room again.
async fn begin_write(writer: &SqlitePool) -> sqlx::Result<Transaction<'static, Sqlite>> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match writer.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            writer.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

/// An open transaction; dropped without [`Tx::commit`] it rolls back.
#[derive(Debug)]
pub struct Tx {
    engine: Engine,
    _alone: Alone,
}

#[derive(Debug)]
enum Engine {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

fn bind_sqlite<'q>(sql: impl SqlSafeStr, params: Vec<Param>) -> Query<'q, Sqlite, SqliteArguments> {
    params.into_iter().fold(sqlx::query(sql), |query, param| match param {
        Param::Int(value) => query.bind(value),
        Param::Text(value) => query.bind(value),
        Param::Bool(value) => query.bind(value),
        Param::Bytes(value) => query.bind(value),
    })
}

fn bind_postgres<'q>(sql: impl SqlSafeStr, params: Vec<Param>) -> Query<'q, Postgres, PgArguments> {
    params.into_iter().fold(sqlx::query(sql), |query, param| match param {
        Param::Int(value) => query.bind(value),
        Param::Text(value) => query.bind(value),
        Param::Bool(value) => query.bind(value),
        Param::Bytes(value) => query.bind(value),
    })
}

impl Tx {
    /// Every row of a query.
    ///
    /// # Errors
    /// When the engine refuses the query or a row does not decode.
    pub async fn all<T: FromRow>(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<Vec<T>> {
        match &mut self.engine {
            Engine::Sqlite(tx) => {
                let rows = bind_sqlite(sql, params).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| T::from_row(&Row::Sqlite(row))).collect()
            }
            Engine::Postgres(tx) => {
                let rows = bind_postgres(sql, params).fetch_all(&mut **tx).await?;
                rows.into_iter().map(|row| T::from_row(&Row::Postgres(row))).collect()
            }
        }
    }

    /// The first row, if any.
    ///
    /// # Errors
    /// As [`Tx::all`].
    pub async fn optional<T: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        params: Vec<Param>,
    ) -> Result<Option<T>> {
        Ok(self.all(sql, params).await?.into_iter().next())
    }

    /// Runs a statement; the number of rows it touched.
    ///
    /// # Errors
    /// When the engine refuses it.
    pub async fn execute(&mut self, sql: impl SqlSafeStr, params: Vec<Param>) -> Result<u64> {
        Ok(match &mut self.engine {
            Engine::Sqlite(tx) => bind_sqlite(sql, params).execute(&mut **tx).await?.rows_affected(),
            Engine::Postgres(tx) => bind_postgres(sql, params).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Whether this is PostgreSQL, for the few statements that differ.
    pub fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// When the engine cannot; then nothing was changed.
    pub async fn commit(self) -> Result<()> {
        match self.engine {
            Engine::Sqlite(tx) => tx.commit().await?,
            Engine::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

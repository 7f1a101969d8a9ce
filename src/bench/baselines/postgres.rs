//! PostgreSQL's full text: weighted vectors of the accented and the folded words, all words joined by OR.

use anyhow::{Context, Result, ensure};
use sqlx::{Connection, Executor, PgConnection};

use super::{Asked, fields, words};
use crate::base::text::folded;
use crate::bench::corpus::Corpus;

/// How many passages one statement brings in.
const BATCH: usize = 500;

const SETTINGS: [&str; 3] =
    ["SET temp_buffers = '1GB'", "SET jit = off", "SET maintenance_work_mem = '256MB'"];
const CREATE: &str = "CREATE TEMPORARY TABLE passages (id BIGINT, accented TSVECTOR, folded TSVECTOR)";
const INSERT: &str = "INSERT INTO passages SELECT id, \
    setweight(to_tsvector('simple', heading), 'A') || setweight(to_tsvector('simple', title), 'B') || \
    setweight(to_tsvector('simple', header), 'C') || setweight(to_tsvector('simple', text), 'D'), \
    setweight(to_tsvector('simple', heading_folded), 'A') || setweight(to_tsvector('simple', title_folded), 'B') || \
    setweight(to_tsvector('simple', header_folded), 'C') || setweight(to_tsvector('simple', text_folded), 'D') \
    FROM unnest($1::BIGINT[], $2::TEXT[], $3::TEXT[], $4::TEXT[], $5::TEXT[], $6::TEXT[], $7::TEXT[], $8::TEXT[], $9::TEXT[]) \
    AS row (id, title, heading, header, text, title_folded, heading_folded, header_folded, text_folded)";
const INDEX: [&str; 2] = ["CREATE INDEX passages_folded ON passages USING gin (folded)", "ANALYZE passages"];
/// Whatever fits an accented word fits the folded one, so the folded index alone is asked.
const FIND_BOTH: &str = "SELECT id FROM passages WHERE folded @@ $2::tsquery \
    ORDER BY ts_rank('{0.3, 0.1, 0.2, 1}', accented, $1::tsquery, 1) \
    + ts_rank('{0.3, 0.1, 0.2, 1}', folded, $2::tsquery, 1) DESC, id LIMIT $3";
const FIND_FOLDED: &str = "SELECT id FROM passages WHERE folded @@ $1::tsquery \
    ORDER BY ts_rank('{0.3, 0.1, 0.2, 1}', folded, $1::tsquery, 1) DESC, id LIMIT $2";

/// A connection that holds the index as its temporary table.
pub struct Postgres {
    connection: PgConnection,
}

impl Postgres {
    /// Connects and builds the index.
    ///
    /// # Errors
    /// When the server cannot be reached, the database is not in UTF-8, or no temporary table may be made.
    pub async fn build(url: &str, corpus: &Corpus) -> Result<Self> {
        let mut connection = PgConnection::connect(url).await.context("no connection")?;
        let (encoding,): (String,) =
            sqlx::query_as("SELECT current_setting('server_encoding')").fetch_one(&mut connection).await?;
        ensure!(encoding == "UTF8", "the database is in {encoding}, not in UTF8");
        for setting in SETTINGS {
            connection.execute(setting).await?;
        }
        connection.execute(CREATE).await?;
        let mut batch = Columns::default();
        for (at, (document, passage)) in (0_i64..).zip(corpus.each()) {
            batch.push(at, fields(document, passage));
            if batch.ids.len() == BATCH {
                std::mem::take(&mut batch).insert(&mut connection).await?;
            }
        }
        batch.insert(&mut connection).await?;
        for statement in INDEX {
            connection.execute(statement).await?;
        }
        Ok(Self { connection })
    }

    /// The best passages for the text.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn passages(&mut self, text: &str, limit: usize) -> Result<Vec<usize>> {
        let asked = Asked::of(text);
        if asked.folded.is_empty() {
            return Ok(Vec::new());
        }
        let query = match &asked.accented {
            Some(accented) => sqlx::query_as(FIND_BOTH).bind(any_of(accented)),
            None => sqlx::query_as(FIND_FOLDED),
        };
        let query = query.bind(any_of(&asked.folded)).bind(i64::try_from(limit)?);
        let rows: Vec<(i64,)> = query.fetch_all(&mut self.connection).await?;
        Ok(rows.into_iter().filter_map(|(row,)| usize::try_from(row).ok()).collect())
    }

    /// How many bytes the table and its index take.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn bytes(&mut self) -> Result<u64> {
        let (bytes,): (i64,) = sqlx::query_as("SELECT pg_total_relation_size('passages')")
            .fetch_one(&mut self.connection)
            .await?;
        Ok(u64::try_from(bytes)?)
    }
}

/// The words, quoted, any of which may occur.
fn any_of(words: &[String]) -> String {
    words.iter().map(|word| format!("'{}'", word.replace('\'', "''"))).collect::<Vec<_>>().join(" | ")
}

/// Passages on their way in, one list a column.
#[derive(Default)]
struct Columns {
    ids: Vec<i64>,
    texts: [Vec<String>; 8],
}

impl Columns {
    /// Only words go in: the server's reader of texts takes what stands between signs for files and addresses.
    fn push(&mut self, id: i64, fields: [&str; 4]) {
        self.ids.push(id);
        let accented = fields.map(|field| words(field).join(" "));
        let plain = fields.map(|field| words(&folded(field)).join(" "));
        for (column, text) in self.texts.iter_mut().zip(accented.into_iter().chain(plain)) {
            column.push(text);
        }
    }

    async fn insert(self, connection: &mut PgConnection) -> Result<()> {
        let query = sqlx::query(INSERT).bind(self.ids);
        self.texts.into_iter().fold(query, sqlx::query::Query::bind).execute(connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::corpus::tests::toy;

    #[test]
    fn queries_are_quoted() {
        assert_eq!(any_of(&["đất".into(), "o'".into()]), "'đất' | 'o'''");
    }

    #[tokio::test]
    async fn an_unreachable_server_is_an_error() {
        assert!(Postgres::build("postgres://postgres@127.0.0.1:1/x", &toy()).await.is_err());
    }

    #[tokio::test]
    async fn finds_in_the_toy_corpus() {
        let Ok(server) = std::env::var("PORTAL_TEST_POSTGRES") else { return };
        let mut owner = PgConnection::connect(&format!("{server}postgres")).await.unwrap();
        let name = "bench_toy";
        owner.execute("DROP DATABASE IF EXISTS bench_toy").await.unwrap();
        owner
            .execute("CREATE DATABASE bench_toy ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0")
            .await
            .unwrap();
        let corpus = toy();
        let mut engine = Postgres::build(&format!("{server}{name}"), &corpus).await.unwrap();
        let typed = engine.passages("lòng đường ở đâu", 20).await.unwrap();
        assert_eq!(corpus.passage(typed[0]).source_ref.as_deref(), Some("3"));
        let bare = engine.passages("giay phep nha o", 20).await.unwrap();
        assert_eq!(corpus.passage(bare[0]).source_ref.as_deref(), Some("1"));
        assert!(engine.passages("\"'();*", 20).await.unwrap().is_empty());
        assert!(engine.bytes().await.unwrap() > 0);
    }
}

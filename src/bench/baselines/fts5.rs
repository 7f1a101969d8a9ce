//! SQLite's full-text index: an accented and a folded copy of every field, all words joined by OR, BM25.

use std::path::Path;

use anyhow::Result;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{Asked, fields, once, words};
use crate::base::text::folded;
use crate::bench::corpus::Corpus;

const CREATE: &str = "CREATE VIRTUAL TABLE passages USING fts5(\
    title, heading, header, text, title_folded, heading_folded, header_folded, text_folded, \
    content = '', tokenize = 'unicode61 remove_diacritics 0')";
const INSERT: &str = "INSERT INTO passages (rowid, title, heading, header, text, title_folded, heading_folded, \
    header_folded, text_folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
/// The weights of the columns, the best of those tried on the tuned half of the questions.
const RANK: &str =
    "INSERT INTO passages (passages, rank) VALUES ('rank', 'bm25(0.5, 2, 0.5, 1, 0.5, 2, 0.5, 1)')";
const FIND: &str = "SELECT rowid FROM passages WHERE passages MATCH $1 ORDER BY rank LIMIT $2";

const ACCENTED: &str = "{title heading header text}";
const FOLDED: &str = "{title_folded heading_folded header_folded text_folded}";

/// What the question is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Its words.
    Words,
    /// Its words, and each two that stand side by side as a phrase.
    Pairs,
}

/// The index with the folder that holds it.
pub struct Fts5 {
    connection: SqliteConnection,
    folder: tempfile::TempDir,
}

impl Fts5 {
    /// Builds the index.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn build(corpus: &Corpus) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut connection = open(&folder.path().join("fts5.db")).await?;
        let mut all = connection.begin().await?;
        sqlx::query(CREATE).execute(&mut *all).await?;
        sqlx::query(RANK).execute(&mut *all).await?;
        for (at, (document, passage)) in (0_i64..).zip(corpus.each()) {
            let fields = fields(document, passage);
            let row = sqlx::query(INSERT).bind(at);
            let row = fields.iter().fold(row, |row, field| row.bind(*field));
            let row = fields.iter().fold(row, |row, field| row.bind(folded(field)));
            row.execute(&mut *all).await?;
        }
        sqlx::query("INSERT INTO passages (passages) VALUES ('optimize')").execute(&mut *all).await?;
        all.commit().await?;
        Ok(Self { connection, folder })
    }

    /// The best passages for the text.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn passages(&mut self, text: &str, shape: Shape, limit: usize) -> Result<Vec<usize>> {
        let Some(expression) = expression(text, shape) else { return Ok(Vec::new()) };
        let rows: Vec<(i64,)> = sqlx::query_as(FIND)
            .bind(expression)
            .bind(i64::try_from(limit)?)
            .fetch_all(&mut self.connection)
            .await?;
        Ok(rows.into_iter().filter_map(|(row,)| usize::try_from(row).ok()).collect())
    }

    /// How many bytes the index takes on the disk.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        Ok(std::fs::metadata(self.folder.path().join("fts5.db"))?.len())
    }
}

async fn open(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .pragma("cache_size", "-400000")
        .pragma("mmap_size", "1000000000");
    Ok(options.connect().await?)
}

/// The expression for a question; none for one without words.
///
/// Words as typed are looked for in the accented columns, words without marks in the folded ones; a question
/// without any mark is looked for in the folded columns alone.
fn expression(text: &str, shape: Shape) -> Option<String> {
    let asked = Asked::of(text);
    if asked.folded.is_empty() {
        return None;
    }
    let in_columns = |columns: &str, once_each: &[String], text: &str| {
        let terms = terms(once_each, &words(text), shape);
        format!("{columns} : ({terms})")
    };
    let plain = in_columns(FOLDED, &asked.folded, &folded(text));
    Some(match asked.accented {
        Some(accented) => format!("{} OR {plain}", in_columns(ACCENTED, &accented, text)),
        None => plain,
    })
}

/// The words, quoted, then the pairs of neighbours if they are asked for.
fn terms(words: &[String], in_order: &[String], shape: Shape) -> String {
    let mut terms: Vec<String> = words.iter().map(|word| quoted(word)).collect();
    if shape == Shape::Pairs {
        terms.extend(in_order.windows(2).map(|pair| quoted(&pair.join(" "))));
    }
    once(terms).join(" OR ")
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::corpus::tests::toy;

    #[test]
    fn expressions_are_quoted_and_name_their_columns() {
        assert_eq!(
            expression("dat \"o NEAR", Shape::Words).unwrap(),
            format!("{FOLDED} : (\"dat\" OR \"o\" OR \"near\")")
        );
        assert_eq!(
            expression("đất ở", Shape::Pairs).unwrap(),
            format!(
                "{ACCENTED} : (\"đất\" OR \"ở\" OR \"đất ở\") OR {FOLDED} : (\"dat\" OR \"o\" OR \"dat o\")"
            )
        );
        assert_eq!(expression(" ?! ", Shape::Words), None);
    }

    #[tokio::test]
    async fn finds_in_the_toy_corpus() {
        let corpus = toy();
        let mut engine = Fts5::build(&corpus).await.unwrap();
        for shape in [Shape::Words, Shape::Pairs] {
            let typed = engine.passages("lòng đường ở đâu", shape, 20).await.unwrap();
            assert_eq!(corpus.passage(typed[0]).source_ref.as_deref(), Some("3"));
            let bare = engine.passages("giay phep nha o", shape, 20).await.unwrap();
            assert_eq!(corpus.passage(bare[0]).source_ref.as_deref(), Some("1"));
            assert_eq!(engine.passages("\"'();*", shape, 20).await.unwrap(), [0_usize; 0]);
        }
        assert!(engine.bytes().unwrap() > 0);
    }
}

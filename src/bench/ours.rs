//! The portal's own search over the corpus, in a folder that goes away.

use std::collections::BTreeMap;

use anyhow::Result;

use super::corpus::{Corpus, TENANT};
use crate::search::rank::Features;
use crate::search::{Group, Hit, Index, Query, WriterSize};

/// How many documents one commit takes.
const BATCH: usize = 400;

/// The index with the folder that holds it.
pub struct Ours {
    index: Index,
    folder: tempfile::TempDir,
}

impl Ours {
    /// Builds the index.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn build(corpus: &Corpus) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let index = Index::open(folder.path())?;
        let mut writer = index.writer(WriterSize::default())?;
        for batch in corpus.documents.chunks(BATCH) {
            writer.apply(batch, &[], &BTreeMap::new())?;
        }
        writer.settle()?;
        Ok(Self { index, folder })
    }

    /// The best passages for the text.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn passages(&self, corpus: &Corpus, text: &str, limit: usize) -> Result<Vec<usize>> {
        let place =
            |hit: &Hit| hit.places.first()?.source_ref.as_deref().and_then(|name| corpus.by_reference(name));
        // A hit without a passage keeps its rank: the number past the last stands for it.
        let hits = self.hits(text, Group::Passage, limit)?;
        Ok(hits.iter().map(|hit| place(hit).unwrap_or(usize::MAX)).collect())
    }

    /// The best document for the text.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn document(&self, text: &str) -> Result<Option<usize>> {
        let hits = self.hits(text, Group::Item, 1)?;
        Ok(hits.first().and_then(|hit| hit.item.parse().ok()))
    }

    /// How many bytes the index takes on the disk.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn bytes(&self) -> Result<u64> {
        let mut bytes = 0;
        for entry in std::fs::read_dir(self.folder.path())? {
            bytes += entry?.metadata()?.len();
        }
        Ok(bytes)
    }

    /// The candidates of the second stage with their features, named by their source.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn candidates(&self, text: &str) -> Result<Vec<(Option<String>, Features)>> {
        Ok(self.index.candidates(&query(text, Group::Passage, 1))?)
    }

    fn hits(&self, text: &str, group: Group, limit: usize) -> Result<Vec<Hit>> {
        Ok(self.index.search(&query(text, group, limit))?.hits)
    }
}

fn query(text: &str, group: Group, limit: usize) -> Query {
    Query { text: text.to_owned(), tenants: vec![TENANT.into()], group, limit, ..Query::default() }
}

#[cfg(test)]
mod tests {
    use super::super::corpus::tests::toy;
    use super::*;

    #[test]
    fn finds_in_the_toy_corpus() {
        let corpus = toy();
        let ours = Ours::build(&corpus).unwrap();
        assert_eq!(ours.passages(&corpus, "lòng đường", 20).unwrap()[0], corpus.by_reference("3").unwrap());
        assert_eq!(ours.document("QĐ 10/2016").unwrap(), Some(0));
        assert_eq!(ours.document("chuồn chuồn").unwrap(), None);
        assert!(ours.bytes().unwrap() > 0);
    }
}

//! What should come of the files, by the index that lies beside them.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use reader::Status;

/// The kinds of the index by file.
#[derive(Clone, Debug, Default)]
pub struct Index {
    kinds: HashMap<String, String>,
}

impl Index {
    /// The index at this path; an empty one where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or has no columns `file` and `kind`.
    pub fn beside(path: &Path) -> Result<Self> {
        if !path.is_file() {
            return Ok(Self::default());
        }
        Self::parse(&std::fs::read_to_string(path)?).with_context(|| path.display().to_string())
    }

    fn parse(text: &str) -> Result<Self> {
        let mut lines = text.lines();
        let heads: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
        let place = |name: &str| heads.iter().position(|head| *head == name);
        let (file, kind) = place("file").zip(place("kind")).context("no columns `file` and `kind`")?;
        let row = |line: &str| -> Option<(String, String)> {
            let cells: Vec<&str> = line.split('\t').collect();
            Some(((*cells.get(file)?).to_owned(), (*cells.get(kind)?).to_owned()))
        };
        Ok(Self { kinds: lines.filter_map(row).collect() })
    }

    /// How far a file should be read; none of which the index says nothing.
    pub fn of(&self, name: &str, recognise: bool) -> Option<Status> {
        let kind = self.kinds.get(name)?.to_lowercase();
        Some(if kind.contains("html") {
            Status::Foreign
        } else if kind.contains("scan") && !recognise {
            Status::NeedsRecognition
        } else {
            Status::Text
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_tell_what_should_come_of_a_file() {
        let index = Index::parse(
            "kind\tfile\n\
             HTML error page named .pdf\ta.pdf\n\
             pdf-scan\tb.pdf\n\
             doc(OLE)\tc.docx\n",
        )
        .unwrap();
        assert_eq!(index.of("a.pdf", false), Some(Status::Foreign));
        assert_eq!(index.of("b.pdf", false), Some(Status::NeedsRecognition));
        assert_eq!(index.of("b.pdf", true), Some(Status::Text));
        assert_eq!(index.of("c.docx", false), Some(Status::Text));
        assert_eq!(index.of("d", false), None);
        assert!(Index::parse("tên\tloại\n").is_err());
    }
}

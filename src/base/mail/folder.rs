//! Mail into a folder, one `.eml` file a message: for trials, and for offices that carry it on by other means.

use std::{
    io,
    path::{Path, PathBuf},
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::{fs, io::AsyncWriteExt};

use super::{Outcome, Phase};

/// What a file name keeps of a message id as it stands.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_').remove(b'@').remove(b'+');

/// A folder that takes mail.
#[derive(Clone, Debug)]
pub struct MailFolder(PathBuf);

impl MailFolder {
    /// The folder need not exist yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Where the messages are.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes `<message id>.eml`, whole or not at all. The same message again replaces itself, so that a
    /// repeated hand-over leaves one file; nothing here is ever uncertain.
    pub async fn deliver(
        &self,
        mime: &[u8],
        before_dot: impl Future<Output = anyhow::Result<()>> + Send,
    ) -> Outcome {
        let Some(name) = file_name(mime) else {
            return Outcome::Refused { phase: Phase::Data, reply: "the message has no Message-ID".into() };
        };
        let draft = self.0.join(format!(".{name}.part"));
        if let Err(error) = self.write(&draft, mime).await {
            return Outcome::retry(Phase::Data, error);
        }
        if let Err(error) = before_dot.await {
            return Outcome::retry(Phase::Data, format!("{error:#}"));
        }
        match self.publish(&draft, &self.0.join(&name)).await {
            Ok(()) => Outcome::Delivered { reply: name },
            Err(error) => Outcome::retry(Phase::Dot, error),
        }
    }

    async fn write(&self, draft: &Path, mime: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.0).await?;
        let mut file = fs::File::create(draft).await?;
        file.write_all(mime).await?;
        file.sync_all().await
    }

    /// The new name is durable only once the folder itself is.
    async fn publish(&self, draft: &Path, file: &Path) -> io::Result<()> {
        fs::rename(draft, file).await?;
        fs::File::open(&self.0).await?.sync_all().await
    }
}

/// From the `Message-ID` header, with everything escaped that could leave the folder or hide the file.
fn file_name(mime: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(mime).ok()?;
    let mut head = text.split("\r\n").take_while(|line| !line.is_empty());
    let id = head.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then(|| value.trim())
    })?;
    let id = id.trim_start_matches('<').trim_end_matches('>');
    let safe = utf8_percent_encode(id, KEPT).to_string();
    (!safe.is_empty() && !safe.starts_with('.') && safe.len() <= 200).then(|| format!("{safe}.eml"))
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    const MAIL: &[u8] = b"Subject: x\r\nMessage-ID: <0193.1@hiephoa.example>\r\n\r\nMessage-ID: <other>\r\n";

    fn files(folder: &MailFolder) -> Vec<String> {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn one_file_a_message_however_often_it_is_sent() {
        let root = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(root.path().join("thu/di"));
        for _ in 0..2 {
            let outcome = folder.deliver(MAIL, async { Ok(()) }).await;
            assert_eq!(outcome, Outcome::Delivered { reply: "0193.1@hiephoa.example.eml".into() });
        }
        assert_eq!(files(&folder), ["0193.1@hiephoa.example.eml"]);
        assert_eq!(std::fs::read(folder.path().join("0193.1@hiephoa.example.eml")).unwrap(), MAIL);
    }

    #[tokio::test]
    async fn nothing_appears_before_the_dot_is_committed() {
        let root = tempfile::tempdir().unwrap();
        let folder = MailFolder::new(root.path());
        let watched = async {
            assert!(files(&folder).iter().all(|name| name.ends_with(".part")));
            bail!("no database")
        };
        let outcome = folder.deliver(MAIL, watched).await;
        assert_eq!(outcome, Outcome::retry(Phase::Data, "no database"));
        assert!(files(&folder).iter().all(|name| name.ends_with(".part")));
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_tried_again() {
        let root = tempfile::NamedTempFile::new().unwrap();
        let outcome = MailFolder::new(root.path()).deliver(MAIL, async { Ok(()) }).await;
        assert!(matches!(outcome, Outcome::RetryLater { phase: Phase::Data, .. }), "{outcome:?}");
    }

    #[test]
    fn names_stay_inside_the_folder() {
        let name = |id: &str| file_name(format!("message-id: <{id}>\r\n\r\n").as_bytes());
        assert_eq!(name("a/../b\\c@d").as_deref(), Some("a%2F..%2Fb%5Cc@d.eml"));
        assert_eq!(name("../etc"), None);
        assert_eq!(name(""), None);
        assert_eq!(name(&"x".repeat(300)), None);
        assert_eq!(file_name(b"Subject: x\r\n\r\n"), None);
    }
}

//! The way mail leaves, chosen by one line of configuration.

use super::{
    Envelope, Outcome,
    folder::MailFolder,
    memory::MemoryMail,
    smtp::{BadSmtpUrl, SmtpServer},
};

/// Where a hand-over goes.
#[derive(Clone, Debug)]
pub enum Transport {
    /// A mail server.
    Smtp(Box<SmtpServer>),
    /// A folder of files.
    Folder(MailFolder),
    /// Nowhere.
    Memory(MemoryMail),
}

/// A mail setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadTransport {
    /// The scheme is none of ours.
    #[error("mail goes by smtp://, smtps:// or folder:, not by the given URL")]
    Scheme,
    /// An SMTP URL with a fault.
    #[error(transparent)]
    Smtp(#[from] BadSmtpUrl),
}

impl Transport {
    /// Reads `smtp://…` and `smtps://…` (see [`SmtpServer::parse`]) and `folder:/path`. Reads the files that an
    /// SMTP URL names.
    pub fn parse(url: &str) -> Result<Self, BadTransport> {
        match url.split_once(':') {
            Some(("smtp" | "smtps", _)) => Ok(Self::Smtp(Box::new(SmtpServer::parse(url)?))),
            Some(("folder", path)) if !path.is_empty() => Ok(Self::Folder(MailFolder::new(path))),
            _ => Err(BadTransport::Scheme),
        }
    }

    /// Hands one message to its one recipient.
    ///
    /// `before_dot` is awaited between the last moment at which nothing has left and the first at which
    /// something may have: it commits "about to send the dot". When it fails, nothing is sent. It is not
    /// awaited at all when the hand-over breaks off earlier. Dropping the returned future before `before_dot`
    /// has finished sends nothing; dropping it later leaves the outcome unknown.
    pub async fn deliver(
        &self,
        envelope: &Envelope,
        mime: &[u8],
        before_dot: impl Future<Output = anyhow::Result<()>> + Send,
    ) -> Outcome {
        match self {
            Self::Smtp(server) => server.deliver(envelope, mime, before_dot).await,
            Self::Folder(folder) => folder.deliver(mime, before_dot).await,
            Self::Memory(memory) => memory.deliver(envelope, mime, before_dot).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_chooses() {
        assert!(matches!(Transport::parse("smtp://mail.example:25?tls=none"), Ok(Transport::Smtp(_))));
        assert!(matches!(Transport::parse("smtps://mail.example"), Ok(Transport::Smtp(_))));
        let Ok(Transport::Folder(folder)) = Transport::parse("folder:/var/mail/out") else { panic!() };
        assert_eq!(folder.path(), std::path::Path::new("/var/mail/out"));
        for bad in ["", "folder:", "http://mail.example", "smtp", "smtp://"] {
            assert!(Transport::parse(bad).is_err(), "{bad:?}");
        }
    }
}

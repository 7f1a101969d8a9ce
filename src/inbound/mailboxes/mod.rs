//! Mail that lies at a provider: fetched over IMAP, kept as `portal mail in` keeps it, and only then marked there.
//!
//! Two numbers a mailbox tell how far it was read: up to where everything is kept, and up to where it was marked. A
//! process that dies between the two marks later; one that dies before the first fetches again what is kept once.

mod store;

use std::time::Duration;

use futures_util::future::join_all;

use crate::app::App;
use crate::base::alone::apart;
use crate::base::clock::MINUTE;
use crate::base::die;
use crate::base::error::{Error, Result};
use crate::base::mail::imap::{Connection, Folder, Place, Trouble, Waiting};
use crate::base::mail::received::{self, Headed};
use crate::base::mail::{retry, tokens};
use crate::base::seal::sha256_hex;
use crate::config::Mailbox;
use crate::outbox::alarm;

use super::settle::TRIES;
use super::{Envelope, LARGEST, is_own, of_domain, take_head, take_in};

/// How long one look may take; the duty's lease is longer.
const LOOK: Duration = Duration::from_secs(8 * 60);
/// After so long no further message is begun.
const ENOUGH: Duration = Duration::from_secs(3 * 60);
/// How many messages one look takes.
const AT_ONCE: usize = 200;
/// As much of a head as is read and kept.
const HEAD: usize = 64 * 1024;
/// A refused password is not tried again sooner: providers lock accounts.
const AFTER_REFUSAL: i64 = 15 * MINUTE;

/// Why a look ended early.
enum Failure {
    /// The mailbox's own trouble.
    Theirs(Trouble),
    /// Our database's.
    Ours(Error),
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::Theirs(trouble)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Ours(error)
    }
}

/// Looks into every mailbox whose time has come, side by side: a slow one holds up no other.
///
/// # Errors
/// When the database does not answer; a mailbox's own trouble raises the alarm instead.
pub async fn poll(app: App) -> Result<()> {
    let looks = app.config.mail.mailboxes.iter().map(|mailbox| apart(look_if_due(&app, mailbox)));
    join_all(looks).await.into_iter().collect()
}

/// Signs in and looks at the folder, changing nothing; how many messages lie in it, or what went wrong.
///
/// # Errors
/// What went wrong, for the operator.
pub async fn try_out(mailbox: &Mailbox) -> std::result::Result<u32, String> {
    let tried = async {
        let mut connection = connect(mailbox).await?;
        let folder = connection.examine(&mailbox.folder).await?;
        connection.close().await;
        Ok::<_, Trouble>(folder.messages)
    };
    tried.await.map_err(|trouble| trouble.to_string())
}

async fn connect(mailbox: &Mailbox) -> std::result::Result<Connection, Trouble> {
    let password = mailbox.password().map_err(|cause| Trouble::SignIn(format!("{cause:#}")))?;
    let place =
        Place { host: &mailbox.host, port: mailbox.port(), tls: mailbox.tls, ca: mailbox.ca.as_deref() };
    Connection::open(place, &mailbox.user, &password).await
}

async fn look_if_due(app: &App, mailbox: &Mailbox) -> Result<()> {
    let place = mailbox.place();
    store::know(&app.db, &place).await?;
    let standing = store::standing(&mut app.db.platform().await?, &place).await?.ok_or(Error::NotFound)?;
    if app.db.clock.now() < standing.next_at {
        return Ok(());
    }
    let look = Look { app, mailbox, place: &place };
    let looked = tokio::time::timeout(LOOK, look.run())
        .await
        .unwrap_or_else(|_| Err(Trouble::Unreached("the whole look took too long".into()).into()));
    match looked {
        Ok(more) => look.went_well(&standing, more).await,
        Err(Failure::Theirs(trouble)) => look.failed(&standing, &trouble).await,
        Err(Failure::Ours(error)) => Err(error),
    }
}

/// One look into one mailbox.
struct Look<'a> {
    app: &'a App,
    mailbox: &'a Mailbox,
    place: &'a str,
}

impl Look<'_> {
    /// Takes what is new, then marks what was taken; whether there is more.
    async fn run(&self) -> std::result::Result<bool, Failure> {
        let mut connection = connect(self.mailbox).await?;
        let folder = connection.select(&self.mailbox.folder).await?;
        store::opened(&self.app.db, self.place, folder.validity).await?;
        let more = self.take(&mut connection, folder).await?;
        self.mark(&mut connection, folder).await?;
        connection.close().await;
        Ok(more)
    }

    async fn standing(&self) -> Result<store::Standing> {
        store::standing(&mut self.app.db.platform().await?, self.place).await?.ok_or(Error::NotFound)
    }

    async fn take(&self, connection: &mut Connection, folder: Folder) -> std::result::Result<bool, Failure> {
        if folder.messages == 0 {
            return Ok(false);
        }
        let begun = tokio::time::Instant::now();
        let waiting = connection.newer_than(self.standing().await?.taken).await?;
        for (n, message) in waiting.iter().enumerate() {
            if n == AT_ONCE || begun.elapsed() > ENOUGH {
                return Ok(true);
            }
            self.take_one(connection, folder, *message).await?;
            die::here("mailbox-kept");
            store::taken(&self.app.db, self.place, folder.validity, message.uid).await?;
        }
        Ok(false)
    }

    async fn take_one(
        &self,
        connection: &mut Connection,
        folder: Folder,
        message: Waiting,
    ) -> std::result::Result<(), Failure> {
        let fetched = if message.size > LARGEST {
            self.head(connection, message.uid).await
        } else {
            self.whole(connection, message.uid).await
        };
        match fetched {
            Ok(Some(Fetched::Whole(raw))) => {
                let envelope = self.envelope(&raw).await?;
                Ok(take_in(&self.app.db, &self.app.directory, &envelope, &raw).await?)
            }
            Ok(Some(Fetched::Head(head))) => Ok(self.keep_head(&head, TOO_LARGE).await?),
            // Somebody took it out meanwhile.
            Ok(None) => Ok(()),
            Err(trouble) => {
                if store::tried(&self.app.db, self.place).await? < TRIES {
                    return Err(trouble.into());
                }
                // One that can never be fetched stops no other; a person looks for it in the mailbox.
                let head = format!("Subject: (UID {}/{})\r\n\r\n", folder.validity, message.uid);
                Ok(self.keep_head(head.as_bytes(), UNFETCHED).await?)
            }
        }
    }

    /// The whole message; what the server called smaller than it is, is kept by its head.
    async fn whole(
        &self,
        connection: &mut Connection,
        uid: u32,
    ) -> std::result::Result<Option<Fetched>, Trouble> {
        match connection.message(uid, LARGEST + 1).await? {
            Some(raw) if raw.len() > LARGEST => self.head(connection, uid).await,
            other => Ok(other.map(Fetched::Whole)),
        }
    }

    async fn head(
        &self,
        connection: &mut Connection,
        uid: u32,
    ) -> std::result::Result<Option<Fetched>, Trouble> {
        Ok(connection.head(uid, HEAD).await?.map(Fetched::Head))
    }

    async fn keep_head(&self, head: &[u8], why: &str) -> Result<()> {
        let envelope = self.envelope(head).await?;
        take_head(&self.app.db, &self.app.directory, &envelope, head, why).await
    }

    /// What the envelope was: an address made for one purpose locates best, then one that mail is taken at; the
    /// mailbox's own where none is named. Read on a thread of its own, so that a message which breaks the parser
    /// breaks nothing else.
    async fn envelope(&self, raw: &[u8]) -> Result<Envelope> {
        let head = raw[..raw.len().min(HEAD)].to_vec();
        let read = tokio::task::spawn_blocking(move || received::headed(&head)).await;
        let Headed { from, to } = read.unwrap_or_default();
        let located = to
            .iter()
            .find(|address| tokens::read(&self.app.db.sealer, address).is_some())
            .or_else(|| to.iter().find(|address| is_own(self.app, address)));
        let to = located.unwrap_or(&self.mailbox.address).clone();
        Ok(Envelope { from, to, mailbox: Some(self.place.to_owned()) })
    }

    async fn mark(&self, connection: &mut Connection, folder: Folder) -> std::result::Result<(), Failure> {
        let standing = self.standing().await?;
        if standing.marked >= standing.taken {
            return Ok(());
        }
        let (first, last) = (standing.marked + 1, standing.taken);
        match &self.mailbox.done {
            Some(done) => connection.move_to(done, first, last).await?,
            None => connection.mark_read(first, last).await?,
        }
        Ok(store::marked(&self.app.db, self.place, folder.validity, last).await?)
    }

    async fn went_well(&self, before: &store::Standing, more: bool) -> Result<()> {
        let pause =
            if more { 0 } else { i64::try_from(self.mailbox.every).unwrap_or(i64::MAX).saturating_mul(1000) };
        store::well(&self.app.db, self.place, self.app.db.clock.now().saturating_add(pause)).await?;
        if before.failures == 0 {
            return Ok(());
        }
        let tenant = of_domain(&self.app.directory, &self.mailbox.address)?;
        alarm::mailbox_is_well(&self.app.db, &tenant, &self.key()).await
    }

    /// Backs off; a refused password is told at once, everything else when it has lasted for an hour.
    async fn failed(&self, before: &store::Standing, trouble: &Trouble) -> Result<()> {
        let db = &self.app.db;
        tracing::error!(mailbox = self.place, %trouble, "a mailbox cannot be read");
        let now = db.clock.now();
        let since = before.failing_since.unwrap_or(now);
        let pause = retry::pause(before.failures + 1, db.entropy.jitter());
        let refused = matches!(trouble, Trouble::SignIn(_));
        let pause = if refused { pause.max(AFTER_REFUSAL) } else { pause };
        store::failed(db, self.place, since, now + pause).await?;
        if refused || now - since >= retry::ALARM_AFTER {
            let tenant = of_domain(&self.app.directory, &self.mailbox.address)?;
            let operator = alarm::operator(&self.app.config.mail);
            alarm::of_mailbox(db, operator.as_ref(), &tenant, &self.key(), &self.mailbox.address).await;
        }
        Ok(())
    }

    /// The mailbox in a task, which names no account of a provider.
    fn key(&self) -> String {
        sha256_hex(self.place.as_bytes())[..16].to_owned()
    }
}

/// What could be had of a message.
enum Fetched {
    /// All of it.
    Whole(Vec<u8>),
    /// Its head: the rest is larger than is taken.
    Head(Vec<u8>),
}

const TOO_LARGE: &str =
    "Thư lớn hơn 30 MB nên chỉ giữ phần đầu thư; toàn bộ thư còn trong hộp thư của cơ quan.";
const UNFETCHED: &str =
    "Máy không lấy được thư này từ hộp thư của cơ quan; đề nghị mở hộp thư đó xem trực tiếp.";

//! A mailbox at a provider, over IMAP: what is new in a folder, one message at a time, and where it goes when done.
//!
//! Every answer is read to its tagged end and its status asked, so that a refused FETCH never passes for an empty
//! one. A connection in which anything went wrong is dropped, not used again.

use std::fmt::Debug;
use std::path::Path;
use std::time::Duration;

use async_imap::error::Error;
use async_imap::imap_proto::{AttributeValue, MessageSection, Response, SectionPath, Status};
use async_imap::{Client, Session};
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::base::text::redact;
use crate::base::tls;

/// Name look-up, connection, TLS, greeting and sign-in.
const SIGN_IN: Duration = Duration::from_secs(60);
/// One command; a whole message on a slow line among them.
const COMMAND: Duration = Duration::from_secs(240);

/// How a connection is encrypted.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// TLS from the first byte.
    #[default]
    Wrapped,
    /// STARTTLS or nothing.
    Required,
    /// Plain text, for a server on this machine.
    None,
}

/// What went wrong, in words that name neither an address nor a message.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There was no connection, or it was lost.
    #[error("{0}")]
    Unreached(String),
    /// Our name or password was refused.
    #[error("{0}")]
    SignIn(String),
    /// The server refused a command, or said what cannot be read.
    #[error("{0}")]
    Refused(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        match error {
            Error::No(said) | Error::Bad(said) => Self::Refused(redact(&said, &[])),
            // Of this kind are the library's own, which repeat what could not be read: a message, perhaps.
            Error::Io(error) if error.kind() == std::io::ErrorKind::Other => Self::unreadable(),
            Error::Io(error) => Self::from(error),
            Error::ConnectionLost => Self::lost(),
            _ => Self::unreadable(),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::Other {
            return Self::unreadable();
        }
        Self::Unreached(error.kind().to_string())
    }
}

impl Trouble {
    fn lost() -> Self {
        Self::Unreached("the connection was lost".into())
    }

    fn late() -> Self {
        Self::Unreached("the server took too long".into())
    }

    fn unreadable() -> Self {
        Self::Refused("the server's answer cannot be read".into())
    }
}

trait Wire: AsyncRead + AsyncWrite + Debug + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Debug + Send + Unpin> Wire for T {}

/// Where a server is and how it is spoken to.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its name.
    pub host: &'a str,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub tls: Tls,
    /// One more certificate to trust.
    pub ca: Option<&'a Path>,
}

/// A folder as it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folder {
    /// Numbers of messages mean something only together with this; it changes when the folder is made anew.
    pub validity: u32,
    /// How many messages lie in it.
    pub messages: u32,
}

/// A message that lies in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Its number, higher than that of every message before it.
    pub uid: u32,
    /// Its size as the server says.
    pub size: usize,
}

/// A signed-in connection.
#[derive(Debug)]
pub struct Connection {
    session: Session<Box<dyn Wire>>,
    moves: bool,
    expunges: bool,
}

impl Connection {
    /// Connects and signs in.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn open(place: Place<'_>, user: &str, password: &str) -> Result<Self, Trouble> {
        timeout(SIGN_IN, sign_in(place, user, password)).await.map_err(|_| Trouble::late())?
    }

    /// Opens a folder, to read and to move messages.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn select(&mut self, folder: &str) -> Result<Folder, Trouble> {
        folder_of(in_time(self.session.select(folder)).await?)
    }

    /// Looks at a folder and changes nothing in it.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn examine(&mut self, folder: &str) -> Result<Folder, Trouble> {
        folder_of(in_time(self.session.examine(folder)).await?)
    }

    /// What lies in the open folder behind a number, in order.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn newer_than(&mut self, uid: u32) -> Result<Vec<Waiting>, Trouble> {
        let command = format!("UID FETCH {}:* (UID RFC822.SIZE)", uid.saturating_add(1));
        let mut found = Vec::new();
        self.ask(&command, |response| found.extend(waiting(response))).await?;
        // A range up to the last message holds the last message, even when that is older.
        found.retain(|message| message.uid > uid);
        found.sort_unstable_by_key(|message| message.uid);
        found.dedup();
        Ok(found)
    }

    /// A message as far as `most` bytes, without marking it; none when it is gone.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn message(&mut self, uid: u32, most: usize) -> Result<Option<Vec<u8>>, Trouble> {
        self.part(uid, "", most, Option::is_none).await
    }

    /// The head of a message as far as `most` bytes.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn head(&mut self, uid: u32, most: usize) -> Result<Option<Vec<u8>>, Trouble> {
        let is_head =
            |section: &Option<SectionPath>| section == &Some(SectionPath::Full(MessageSection::Header));
        self.part(uid, "HEADER", most, is_head).await
    }

    async fn part(
        &mut self,
        uid: u32,
        section: &str,
        most: usize,
        is_it: impl Fn(&Option<SectionPath>) -> bool,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let command = format!("UID FETCH {uid} (UID BODY.PEEK[{section}]<0.{most}>)");
        let mut found = None;
        self.ask(&command, |response| {
            let Response::Fetch(_, values) = response else { return };
            let bytes = values.iter().find_map(|value| match value {
                AttributeValue::BodySection { section, data, .. } if is_it(section) => {
                    Some(data.as_ref().map(|data| data.to_vec()).unwrap_or_default())
                }
                _ => None,
            });
            if uid_of(values) == Some(uid) && bytes.is_some() {
                found = bytes;
            }
        })
        .await?;
        Ok(found)
    }

    /// Marks messages from one number to another as read.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn mark_read(&mut self, first: u32, last: u32) -> Result<(), Trouble> {
        self.ask(&format!("UID STORE {first}:{last} +FLAGS.SILENT (\\Seen)"), |_| {}).await
    }

    /// Moves messages from one number to another into a folder, which is made if it is not there.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn move_to(&mut self, folder: &str, first: u32, last: u32) -> Result<(), Trouble> {
        let range = format!("{first}:{last}");
        // Refused where it is there already; what really stands in the way, the next command says.
        match in_time(self.session.create(folder)).await {
            Ok(()) | Err(Trouble::Refused(_)) => {}
            Err(other) => return Err(other),
        }
        if self.moves {
            return in_time(self.session.uid_mv(&range, folder)).await;
        }
        in_time(self.session.uid_copy(&range, folder)).await?;
        self.ask(&format!("UID STORE {range} +FLAGS.SILENT (\\Seen \\Deleted)"), |_| {}).await?;
        // Without UIDPLUS only everything that is marked could be taken out: that is left to the provider.
        if self.expunges {
            self.ask(&format!("UID EXPUNGE {range}"), |_| {}).await?;
        }
        Ok(())
    }

    /// Says goodbye; whether the server hears it is all one.
    pub async fn close(mut self) {
        let _ = in_time(self.session.logout()).await;
    }

    /// Sends a command and reads all that is answered.
    async fn ask(&mut self, command: &str, take: impl FnMut(&Response<'_>)) -> Result<(), Trouble> {
        timeout(COMMAND, self.talk(command, take)).await.map_err(|_| Trouble::late())?
    }

    async fn talk(&mut self, command: &str, mut take: impl FnMut(&Response<'_>)) -> Result<(), Trouble> {
        let id = self.session.run_command(command).await?;
        loop {
            let answer = self.session.read_response().await?.ok_or_else(Trouble::lost)?;
            match answer.parsed() {
                Response::Done { tag, status: Status::Ok, .. } if *tag == id => return Ok(()),
                Response::Done { tag, outcome, .. } if *tag == id => {
                    let said = outcome.information.as_deref().unwrap_or("refused without a word");
                    return Err(Trouble::Refused(redact(said, &[])));
                }
                other => take(other),
            }
        }
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Trouble> {
    Ok(timeout(COMMAND, work).await.map_err(|_| Trouble::late())??)
}

fn folder_of(found: async_imap::types::Mailbox) -> Result<Folder, Trouble> {
    let validity =
        found.uid_validity.ok_or_else(|| Trouble::Refused("the folder has no UIDVALIDITY".into()))?;
    Ok(Folder { validity, messages: found.exists })
}

fn uid_of(values: &[AttributeValue<'_>]) -> Option<u32> {
    values.iter().find_map(|value| match value {
        AttributeValue::Uid(uid) => Some(*uid),
        _ => None,
    })
}

fn waiting(response: &Response<'_>) -> Option<Waiting> {
    let Response::Fetch(_, values) = response else { return None };
    let size = values.iter().find_map(|value| match value {
        AttributeValue::Rfc822Size(size) => usize::try_from(*size).ok(),
        _ => None,
    });
    Some(Waiting { uid: uid_of(values)?, size: size? })
}

async fn sign_in(place: Place<'_>, user: &str, password: &str) -> Result<Connection, Trouble> {
    let bare = place.host.trim_matches(['[', ']']);
    let plain = TcpStream::connect((bare, place.port)).await?;
    let stream: Box<dyn Wire> = match place.tls {
        Tls::None => Box::new(plain),
        Tls::Wrapped => secured(plain, place).await?,
        Tls::Required => {
            let mut client = Client::new(plain);
            greeted(&mut client).await?;
            client.run_command_and_check_ok("STARTTLS", None).await?;
            // What the server said in plain text behind its OK goes with the old client.
            secured(client.into_inner(), place).await?
        }
    };
    let mut client = Client::new(stream);
    if place.tls != Tls::Required {
        greeted(&mut client).await?;
    }
    let mut session = client.login(user, password).await.map_err(|(error, _)| match error {
        Error::No(said) | Error::Bad(said) if !said.contains("UNAVAILABLE") => {
            Trouble::SignIn(redact(&said, &[]))
        }
        other => other.into(),
    })?;
    let can = session.capabilities().await?;
    let (moves, expunges) = (can.has_str("MOVE"), can.has_str("UIDPLUS"));
    Ok(Connection { session, moves, expunges })
}

async fn greeted<T: Wire>(client: &mut Client<T>) -> Result<(), Trouble> {
    let greeting = client.read_response().await?.ok_or_else(Trouble::lost)?;
    match greeting.parsed() {
        Response::Data { status: Status::Ok, .. } => Ok(()),
        Response::Data { outcome, .. } => {
            Err(Trouble::Unreached(redact(outcome.information.as_deref().unwrap_or("no greeting"), &[])))
        }
        _ => Err(Trouble::unreadable()),
    }
}

async fn secured(plain: TcpStream, place: Place<'_>) -> Result<Box<dyn Wire>, Trouble> {
    let connector =
        tls::connector(place.ca).map_err(|cause| Trouble::Unreached(format!("TLS: {cause:#}")))?;
    let name = ServerName::try_from(place.host.trim_matches(['[', ']']).to_owned())
        .map_err(|_| Trouble::Unreached("TLS: the host has no name".into()))?;
    let stream =
        connector.connect(name, plain).await.map_err(|cause| Trouble::Unreached(format!("TLS: {cause}")))?;
    Ok(Box::new(stream))
}

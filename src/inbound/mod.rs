//! Mail that comes in (Quy chế Điều 10.1): taken and committed first, read afterwards, and never dropped.
//!
//! A mail server hands each message to `portal mail in`, which keeps it as it came. Reading follows: the envelope's
//! token tells which dispatch or letter it belongs to; what no rule places waits for a person.

pub mod attachments;
pub mod retention;
mod settle;
pub mod store;
pub mod tray;

use crate::base::audit::Actor;
use crate::base::clock::Millis;
use crate::base::error::{Error, Result};
use crate::base::id::{FileId, MailId, QuestionId, TenantId};
use crate::base::mail::tokens::{self, Purpose};
use crate::base::scope::{Db, Reach};
use crate::tenants::directory::Directory;

pub use settle::read_new;

/// The largest message taken; a mail server is told to keep to the same.
pub const LARGEST: usize = 30 * 1024 * 1024;
/// The local part of every site's address for questions.
pub const QUESTIONS: &str = "hoidap";

/// Where a received message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not read yet.
    New,
    /// Taken as a unit's answer.
    Answer,
    /// Taken as a reader's question.
    Question,
    /// A reader wrote more about their question.
    Addition,
    /// It told about the delivery of a letter of ours.
    Report,
    /// A machine wrote it; nobody answers it.
    Automatic,
    /// A person decides.
    Waiting,
    /// A person has decided.
    Settled,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Answer,
        Self::Question,
        Self::Addition,
        Self::Report,
        Self::Automatic,
        Self::Waiting,
        Self::Settled,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Answer => "answer",
            Self::Question => "question",
            Self::Addition => "addition",
            Self::Report => "report",
            Self::Automatic => "automatic",
            Self::Waiting => "waiting",
            Self::Settled => "settled",
        }
    }

    /// As the desk reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "chưa đọc",
            Self::Answer => "trả lời của đơn vị",
            Self::Question => "câu hỏi mới",
            Self::Addition => "người hỏi bổ sung",
            Self::Report => "báo về việc chuyển thư",
            Self::Automatic => "thư tự động",
            Self::Waiting => "chờ người xử lý",
            Self::Settled => "đã xử lý",
        }
    }

    /// The value of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A received message, without what is sealed.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its id.
    pub id: MailId,
    /// Where it stands.
    pub state: State,
    /// What became of it, or why it waits.
    pub note: String,
    /// The question it belongs to, where that is known.
    pub question: Option<QuestionId>,
    /// When it came.
    pub received_at: Millis,
    /// When it was settled.
    pub settled_at: Option<Millis>,
    /// By whom: a login, or what the system calls itself.
    pub settled_by: Option<String>,
    /// Whether its text is gone, its time being over.
    pub emptied: bool,
}

/// What was attached to a received message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Counted from 0.
    pub place: i64,
    /// Its name.
    pub name: String,
    /// The file, where it was kept.
    pub file: Option<FileId>,
    /// Why it was not, else "".
    pub refusal: String,
}

/// The envelope, as the mail server gave it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Envelope {
    /// The sender; empty for the null sender.
    pub from: String,
    /// The recipient.
    pub to: String,
}

/// Keeps a message as it came; when this returns, it is on disk. A message that was kept before is kept once.
///
/// # Errors
/// [`Error::TooLarge`] above [`LARGEST`]; when the database refuses, and then the mail server keeps it.
pub async fn take_in(db: &Db, directory: &Directory, envelope: &Envelope, raw: &[u8]) -> Result<()> {
    if raw.len() > LARGEST {
        return Err(Error::TooLarge(format!("Thư lớn hơn {} MB.", LARGEST / 1024 / 1024)));
    }
    let tenant = addressed(db, directory, &envelope.to).await?;
    let mut scope = db.write(&tenant, &Actor::system()).await?;
    let id = MailId::fresh(&db.clock, &db.entropy);
    if store::insert(&mut scope, &id, envelope, raw).await? {
        scope.changed("letter", id.as_str(), Reach::Staff);
        scope.commit().await?;
    }
    Ok(())
}

/// Whose the message is: the tenant of the dispatch or letter that its address was made for, else of its domain,
/// else the first of all, where a person will see it.
async fn addressed(db: &Db, directory: &Directory, to: &str) -> Result<TenantId> {
    if let Some((purpose, id)) = tokens::read(&db.sealer, to) {
        let mut platform = db.platform().await?;
        let found = match purpose {
            Purpose::Answer => store::tenant_of_dispatch(&mut platform, &id).await?,
            Purpose::Report => store::tenant_of_letter(&mut platform, &id).await?,
            Purpose::Case => store::tenant_of_question(&mut platform, &id).await?,
        };
        if let Some(tenant) = found {
            return Ok(tenant);
        }
    }
    let domain = to.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let all = directory.all();
    let of_domain = all.iter().find(|tenant| tenant.profile.mail_domain.eq_ignore_ascii_case(&domain));
    let tenant =
        of_domain.or(all.first()).ok_or_else(|| Error::internal("no tenants: run `portal tenants apply`"))?;
    Ok(tenant.id().clone())
}

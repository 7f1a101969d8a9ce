//! One error type for every request: what the person is told, and the cause, which is logged and never shown.

use std::fmt;

use serde::Serialize;

/// Why a change was refused: the field it is about, what to do, and the clause the rule comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The form field's name, or "" for the whole.
    pub field: &'static str,
    /// A Vietnamese sentence: what is wrong and what to do.
    pub message: String,
    /// The article it rests on, or "".
    pub clause: &'static str,
}

impl Refusal {
    /// A refusal about one field.
    pub fn new(field: &'static str, message: impl Into<String>, clause: &'static str) -> Self {
        Self { field, message: message.into(), clause }
    }
}

/// What a handler, a rule or a store may fail with.
#[derive(Debug)]
pub enum Error {
    /// There is no such thing here, or it is another tenant's.
    NotFound,
    /// The thing was here and is gone for good.
    Gone,
    /// Nobody is signed in.
    SignInNeeded,
    /// The signed-in person may not do this here.
    Forbidden,
    /// The form's token is missing or old.
    CsrfMismatch,
    /// Every reason at once.
    Refused(Vec<Refusal>),
    /// The thing changed since it was read; the text says what to do.
    Conflict(String),
    /// The input cannot be read at all.
    BadRequest(String),
    /// A body or a file above its limit; the text names the limit.
    TooLarge(String),
    /// Too many requests; retry after so many seconds.
    TooMany(u64),
    /// Our fault.
    Internal(anyhow::Error),
}

/// The result of everything that may fail before a person.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One refusal as an error.
    pub fn refused(field: &'static str, message: impl Into<String>, clause: &'static str) -> Self {
        Self::Refused(vec![Refusal::new(field, message, clause)])
    }

    /// `Ok` if there is nothing to refuse.
    ///
    /// # Errors
    /// [`Error::Refused`] with all of them otherwise.
    pub fn unless_empty(refusals: Vec<Refusal>) -> Result<()> {
        if refusals.is_empty() { Ok(()) } else { Err(Self::Refused(refusals)) }
    }

    /// An internal error from a sentence for the log.
    pub fn internal(message: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self::Internal(anyhow::anyhow!(message))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("không tìm thấy"),
            Self::Gone => f.write_str("nội dung đã gỡ"),
            Self::SignInNeeded => f.write_str("cần đăng nhập"),
            Self::Forbidden => f.write_str("không có quyền"),
            Self::CsrfMismatch => f.write_str("biểu mẫu đã hết hạn"),
            Self::Refused(refusals) => {
                let messages: Vec<_> = refusals.iter().map(|r| r.message.as_str()).collect();
                f.write_str(&messages.join(" "))
            }
            Self::Conflict(message) | Self::BadRequest(message) | Self::TooLarge(message) => {
                f.write_str(message)
            }
            Self::TooMany(seconds) => write!(f, "quá nhiều yêu cầu, thử lại sau {seconds} giây"),
            Self::Internal(cause) => write!(f, "{cause:#}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<anyhow::Error> for Error {
    fn from(cause: anyhow::Error) -> Self {
        Self::Internal(cause)
    }
}

impl From<sqlx::Error> for Error {
    fn from(cause: sqlx::Error) -> Self {
        Self::Internal(anyhow::Error::new(cause).context("database"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Self::Internal(anyhow::Error::new(cause).context("stored JSON"))
    }
}

impl From<askama::Error> for Error {
    fn from(cause: askama::Error) -> Self {
        Self::Internal(anyhow::Error::new(cause).context("template"))
    }
}

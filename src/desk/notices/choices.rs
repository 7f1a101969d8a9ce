//! How a person wants to hear of each kind of event.

use std::collections::BTreeMap;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Db, Platform};

use super::store;

/// What is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Something was given to me.
    Assigned,
    /// Something of mine came back.
    Returned,
    /// Something of mine was approved.
    Approved,
    /// Somebody spoke about what I work on.
    Comment,
    /// Something waits for the board.
    Waiting,
    /// Something of mine is due soon, or late.
    Due,
}

impl Kind {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 6] =
        [Self::Assigned, Self::Returned, Self::Approved, Self::Comment, Self::Waiting, Self::Due];

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "giao-viec",
            Self::Returned => "tra-lai",
            Self::Approved => "da-duyet",
            Self::Comment => "gop-y",
            Self::Waiting => "cho-duyet",
            Self::Due => "den-han",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Assigned => "Việc được giao cho ông/bà",
            Self::Returned => "Bài của ông/bà bị trả lại",
            Self::Approved => "Việc lấy ý kiến của ông/bà được duyệt",
            Self::Comment => "Góp ý mới",
            Self::Waiting => "Bài chờ duyệt, chờ xác nhận",
            Self::Due => "Việc sắp đến hạn, quá hạn",
        }
    }

    /// What holds for who has not chosen: at once what asks for an act of one's own.
    pub fn usual(self) -> Choice {
        match self {
            Self::Assigned | Self::Returned => Choice::Immediate,
            Self::Approved | Self::Comment | Self::Waiting | Self::Due => Choice::Digest,
        }
    }
}

/// When one is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// By a mail of its own.
    Immediate,
    /// With everything else, in the morning of a working day.
    Digest,
    /// Not by mail.
    Never,
}

impl Choice {
    /// All of them, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Immediate, Self::Digest, Self::Never];

    /// As it is stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "ngay",
            Self::Digest => "hang-ngay",
            Self::Never => "khong",
        }
    }

    /// The choice of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Immediate => "Gửi thư ngay",
            Self::Digest => "Gộp vào thư 7 giờ sáng ngày làm việc",
            Self::Never => "Không gửi thư",
        }
    }
}

/// What a person has chosen; what they have not is as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices(pub(super) BTreeMap<Kind, Choice>);

impl Choices {
    /// For one kind.
    pub fn of(&self, kind: Kind) -> Choice {
        self.0.get(&kind).copied().unwrap_or_else(|| kind.usual())
    }
}

/// What a person has chosen.
///
/// # Errors
/// When the database does not answer.
pub async fn of(platform: &mut Platform, account: &AccountId) -> Result<Choices> {
    store::choices(platform, account).await
}

/// Keeps what a person chooses.
///
/// # Errors
/// When the database refuses.
pub async fn choose(db: &Db, actor: &Actor, account: &AccountId, chosen: &[(Kind, Choice)]) -> Result<()> {
    let mut platform = db.platform_write(actor).await?;
    for (kind, choice) in chosen {
        store::choose(&mut platform, account, *kind, *choice).await?;
    }
    let detail: BTreeMap<&str, &str> =
        chosen.iter().map(|(kind, choice)| (kind.as_str(), choice.as_str())).collect();
    platform.audit(&TenantId::platform(), "notices.choose", "account", account.as_str(), json!(detail));
    platform.commit().await
}

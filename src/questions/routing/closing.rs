//! Closing without an answer: spam and what is out of scope, each with its reason; the reader is told in the same act.

use super::store as routing;
use super::{duplicates, letters};
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::Reach;
use crate::base::text::normalise;
use crate::outbox;
use crate::params;
use crate::people::{Action, State};
use crate::questions::desk::{Act, needed};
use crate::questions::store;

/// The longest reason, in characters.
const LONGEST: usize = 1000;

/// Why a question is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sent in bulk, without a matter.
    Spam,
    /// No matter of any body that can be named.
    OutOfScope,
    /// Something else, said in the reason.
    Other,
}

impl Kind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 3] = [Self::OutOfScope, Self::Spam, Self::Other];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::OutOfScope => "out-of-scope",
            Self::Other => "other",
        }
    }

    /// The value of a stored text; nothing given means something else.
    pub fn parse(text: &str) -> Option<Self> {
        if text.is_empty() {
            Some(Self::Other)
        } else {
            Self::ALL.into_iter().find(|kind| kind.as_str() == text)
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Spam => "Thư rác",
            Self::OutOfScope => "Ngoài phạm vi trả lời",
            Self::Other => "Lý do khác",
        }
    }

    /// After "vì" in a letter; spam gets none, for it would only confirm the address.
    fn to_reader(self) -> Option<&'static str> {
        match self {
            Self::Spam => None,
            Self::OutOfScope => Some("ngoài phạm vi trả lời của Trang"),
            Self::Other => Some("lý do sau"),
        }
    }
}

/// Closes a question without an answer and tells the reader why.
///
/// # Errors
/// [`Error::Refused`] without a reason.
pub async fn close(act: Act<'_>, id: &QuestionId, version: i64, kind: &str, reason: &str) -> Result<()> {
    let kind = Kind::parse(kind)
        .ok_or_else(|| Error::refused("loai-dong", "Hãy chọn vì sao đóng.", "Quy chế Điều 10"))?;
    let reason = normalise(reason);
    let reason = needed(&reason, "ly-do", "Hãy nêu lý do đóng; người hỏi sẽ thấy lý do này.")?;
    if reason.chars().count() > LONGEST {
        return Err(Error::refused("ly-do", "Lý do dài quá 1.000 ký tự.", "Quy chế Điều 10"));
    }
    let mut hand = act.take(id, version, Action::QuestionClose).await?;
    let now = act.db.clock.now();
    store::revoke_dispatches(&mut hand.scope, id, now).await?;
    routing::revoke_opinions(&mut hand.scope, id).await?;
    duplicates::release(&mut hand).await?;
    store::advance(&mut hand.scope, &hand.question.filed, State::Closed, ", closed_at = $6", params![now])
        .await?;
    routing::insert_closing(&mut hand.scope, id, kind.as_str(), reason).await?;
    if let (Some(why), Some(to)) = (kind.to_reader(), act.reader(&hand.question)?) {
        let letter = letters::closed(act.tenant, &hand.question, why, reason, to);
        outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
    }
    let words = format!("{}: {reason}", kind.vietnamese());
    let words = if kind == Kind::Other { reason } else { &words };
    hand.finish(Action::QuestionClose, words, true, Reach::Staff).await
}

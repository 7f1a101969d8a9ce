//! Closing without an answer: spam and what is out of scope, each with its reason; the reader is told in the same act.

use jiff::civil::Date;

use super::refusal::{self, Ground};
use super::store as routing;
use super::{duplicates, letters};
use crate::base::error::{Error, Result};
use crate::base::id::QuestionId;
use crate::base::scope::Reach;
use crate::base::text::normalise;
use crate::outbox;
use crate::params;
use crate::people::{Action, State};
use crate::questions::classes::Class;
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
    /// A request for information that its sender took back.
    TakenBack,
    /// A request for information, on a ground of the law.
    Refused(&'static Ground),
    /// Something else, said in the reason.
    Other,
}

/// As a request that was taken back is stored.
const TAKEN_BACK: &str = "taken-back";

impl Kind {
    /// What the form offers for a class on a day, in its order.
    pub fn offered(class: Class, day: Date) -> Vec<Self> {
        let usual = [Self::OutOfScope, Self::Spam, Self::Other];
        if class != Class::Information {
            return usual.into();
        }
        let refused = refusal::on(day).map(Self::Refused);
        refused.chain([Self::TakenBack]).chain(usual).collect()
    }

    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::OutOfScope => "out-of-scope",
            Self::TakenBack => TAKEN_BACK,
            Self::Refused(ground) => &ground.key,
            Self::Other => "other",
        }
    }

    /// The value of a sent text; nothing given means something else.
    pub fn parse(text: &str) -> Option<Self> {
        let usual = [Self::OutOfScope, Self::Spam, Self::TakenBack, Self::Other];
        match text {
            "" => Some(Self::Other),
            _ => usual
                .into_iter()
                .find(|kind| kind.as_str() == text)
                .or_else(|| refusal::by_key(text).map(Self::Refused)),
        }
    }

    /// As it is stored: what it is, and on which ground.
    pub fn stored(self) -> (&'static str, &'static str) {
        match self {
            Self::TakenBack | Self::Refused(_) => ("other", self.as_str()),
            Self::Spam | Self::OutOfScope | Self::Other => (self.as_str(), ""),
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> String {
        match self {
            Self::Spam => "Thư rác".into(),
            Self::OutOfScope => "Ngoài phạm vi trả lời".into(),
            Self::TakenBack => "Người yêu cầu rút yêu cầu".into(),
            Self::Refused(ground) => format!("Từ chối cung cấp: {}", ground.name),
            Self::Other => "Lý do khác".into(),
        }
    }

    /// After "vì" in a letter; spam gets none, for it would only confirm the address.
    fn to_reader(self) -> Option<String> {
        match self {
            Self::Spam => None,
            Self::OutOfScope => Some("ngoài phạm vi trả lời của Trang".into()),
            Self::TakenBack => Some("người yêu cầu rút yêu cầu".into()),
            Self::Refused(ground) => Some(format!("{} ({})", ground.name, ground.clause)),
            Self::Other => Some("lý do sau".into()),
        }
    }
}

/// Which closings are meant, of those that were the last of their questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// By this choice of the desk.
    As(Kind),
    /// On a ground of the law, whichever.
    Refused,
    /// As another question of the same matter is answered.
    Repeated,
}

impl Ending {
    /// As it stands in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::As(kind) => kind.as_str(),
            Self::Refused => "refused",
            Self::Repeated => "duplicate",
        }
    }

    /// By its word.
    pub fn by_word(word: &str) -> Option<Self> {
        match word {
            "" => None,
            "refused" => Some(Self::Refused),
            "duplicate" => Some(Self::Repeated),
            other => Kind::parse(other).map(Self::As),
        }
    }

    /// As people read it.
    pub fn vietnamese(self) -> String {
        match self {
            Self::As(kind) => kind.vietnamese(),
            Self::Refused => "Từ chối cung cấp".into(),
            Self::Repeated => "Trùng với câu hỏi khác".into(),
        }
    }

    /// What a row `c` of the closings must be.
    pub(in crate::questions) fn condition(self) -> String {
        match self {
            Self::As(kind) => {
                let (kind, ground) = kind.stored();
                format!("c.kind = '{kind}' AND c.ground = '{ground}'")
            }
            Self::Refused => format!("c.ground NOT IN ('', '{TAKEN_BACK}')"),
            Self::Repeated => "c.kind = 'duplicate'".into(),
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
    if !Kind::offered(hand.question.filed.class, act.db.clock.today()).contains(&kind) {
        let message = "Lý do này chỉ dùng cho yêu cầu cung cấp thông tin. Hãy chọn lý do khác.";
        return Err(Error::refused("loai-dong", message, "Luật Tiếp cận thông tin, Điều 28"));
    }
    let now = act.db.clock.now();
    store::revoke_dispatches(&mut hand.scope, id, now).await?;
    routing::revoke_opinions(&mut hand.scope, id).await?;
    duplicates::release(&mut hand).await?;
    store::advance(&mut hand.scope, &hand.question.filed, State::Closed, ", closed_at = $6", params![now])
        .await?;
    routing::insert_closing(&mut hand.scope, id, kind.stored(), reason).await?;
    if let (Some(why), Some(to)) = (kind.to_reader(), act.reader(&hand.question)?) {
        let letter = letters::closed(act.tenant, &hand.question, &why, reason, to);
        outbox::enqueue(&mut hand.scope, &act.mail.named(&act.tenant.identity().body), letter).await?;
    }
    let words = format!("{}: {reason}", kind.vietnamese());
    let words = if kind == Kind::Other { reason } else { &words };
    hand.finish(Action::QuestionClose, words, true, Reach::Staff).await
}

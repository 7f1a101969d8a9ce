//! Between sites: what is proposed upward, and what is issued downward. Both are pointers to a live item, never copies
//! of its text, so that a correction or a withdrawal at the source holds everywhere at once.

pub mod issues;
pub mod notices;
pub mod proposals;
pub mod shown;
pub mod store;

use crate::base::clock::Millis;
use crate::base::id::{ItemId, TenantId};
use crate::items::Kind;
use crate::tenants::SectionKey;

/// The change that tells followers of a delivery; its entity is [`entity`].
pub const DELIVERY: &str = "delivery";

/// What a change of a delivery names: the source and its item.
pub fn entity(source: &TenantId, item: &ItemId) -> String {
    format!("{source}/{item}")
}

/// The source and item that a change of a delivery names.
pub fn of_entity(entity: &str) -> Option<(TenantId, ItemId)> {
    let (source, item) = entity.split_once('/')?;
    Some((source.into(), item.into()))
}

/// What of a source's item is live now; nothing is kept of it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceItem {
    /// Its heading.
    pub title: String,
    /// What stands under it.
    pub summary: String,
    /// Where it stands.
    pub section: SectionKey,
    /// Its part of the address.
    pub slug: String,
    /// Which kind.
    pub kind: Kind,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalState {
    /// The board above has yet to decide.
    Waiting,
    /// It was taken over as an item of the site above.
    Taken,
    /// It was declined with a reason.
    Declined,
    /// Those who proposed it took it back.
    Withdrawn,
}

impl ProposalState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Taken, Self::Declined, Self::Withdrawn];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Taken => "taken",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Waiting => "Chờ xử lý",
            Self::Taken => "Đã nhận",
            Self::Declined => "Không nhận",
            Self::Withdrawn => "Đã rút",
        }
    }
}

/// An item proposed to the site above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// To whom.
    pub receiver: TenantId,
    /// Its id.
    pub id: String,
    /// By whom.
    pub source: TenantId,
    /// Which item of theirs.
    pub item: ItemId,
    /// Where it stands.
    pub state: ProposalState,
    /// What the proposing board adds.
    pub note: String,
    /// Whose login proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: Millis,
    /// Whose login decided.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Millis>,
    /// Why it was declined.
    pub reason: Option<String>,
    /// The item that the receiver made of it.
    pub taken_item: Option<ItemId>,
    /// What of the source is live; none once it is not.
    pub live: Option<SourceItem>,
}

/// Where a delivery stands on the receiving site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// Optional, and nobody has decided.
    Waiting,
    /// Readers see it.
    Shown,
    /// The receiving board decided not to show it.
    Hidden,
    /// The issuer took it back.
    Recalled,
}

impl DeliveryState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Shown, Self::Hidden, Self::Recalled];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Shown => "shown",
            Self::Hidden => "hidden",
            Self::Recalled => "recalled",
        }
    }

    /// The state of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Waiting => "Chờ quyết định",
            Self::Shown => "Đang hiển thị",
            Self::Hidden => "Không hiển thị",
            Self::Recalled => "Đã thu hồi",
        }
    }
}

/// An issue as its issuer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// By whom.
    pub source: TenantId,
    /// Its id.
    pub id: String,
    /// Which item.
    pub item: ItemId,
    /// Whether the sites below must show it.
    pub mandatory: bool,
    /// Whether it went to all below on that day.
    pub to_all: bool,
    /// What the issuing board adds.
    pub note: String,
    /// Whose login issued it.
    pub issued_by: String,
    /// When.
    pub issued_at: Millis,
    /// When it was taken back.
    pub recalled_at: Option<Millis>,
    /// What of it is live.
    pub live: Option<SourceItem>,
    /// To how many sites it went.
    pub deliveries: i64,
    /// On how many of them somebody has opened it.
    pub seen: i64,
}

/// One delivery as its receiver, or its issuer, sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub receiver: TenantId,
    /// Of which issue.
    pub issue: String,
    /// By whom.
    pub source: TenantId,
    /// Which item of theirs.
    pub item: ItemId,
    /// Whether it must be shown.
    pub mandatory: bool,
    /// Where it stands.
    pub state: DeliveryState,
    /// When it arrived.
    pub delivered_at: Millis,
    /// Whose login decided.
    pub decided_by: Option<String>,
    /// When somebody of the receiver first opened it.
    pub seen_at: Option<Millis>,
    /// Who that was, by name.
    pub seen_by: Option<String>,
    /// What of it is live.
    pub live: Option<SourceItem>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_and_entities_read_back() {
        for state in ProposalState::ALL {
            assert_eq!(ProposalState::parse(state.as_str()), Some(state));
        }
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::parse(state.as_str()), Some(state));
        }
        let (source, item) = (TenantId::from("hh-hiephoa"), ItemId::from("i1"));
        assert_eq!(of_entity(&entity(&source, &item)), Some((source, item)));
        assert_eq!(of_entity("x"), None);
    }
}

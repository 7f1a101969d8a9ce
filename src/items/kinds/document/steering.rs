//! The parts of the section of steering that hold documents (Nghị định 43/2011/NĐ-CP Điều 10.1.c).

use serde::{Deserialize, Serialize};

/// One of them; the fourth part of the decree, the leaders' calendar, is a section of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SteeringPart {
    /// What leaders directed in writing.
    #[default]
    #[serde(rename = "y-kien-chi-dao")]
    Directions,
    /// What was settled of petitions and requests of organisations and people.
    #[serde(rename = "xu-ly-kien-nghi")]
    Settled,
    /// Rewards and penalties.
    #[serde(rename = "khen-thuong-xu-phat")]
    Rewards,
}

impl SteeringPart {
    /// All of them, in the order of the decree.
    pub const ALL: [Self; 3] = [Self::Directions, Self::Settled, Self::Rewards];

    /// As it is stored and written in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Directions => "y-kien-chi-dao",
            Self::Settled => "xu-ly-kien-nghi",
            Self::Rewards => "khen-thuong-xu-phat",
        }
    }

    /// What it is called.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Directions => "Ý kiến chỉ đạo, điều hành bằng văn bản",
            Self::Settled => "Ý kiến xử lý, phản hồi kiến nghị",
            Self::Rewards => "Khen thưởng, xử phạt",
        }
    }

    /// The part of a stored text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }
}

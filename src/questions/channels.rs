//! The ways in which readers' matters come in.

/// A way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// The form on the site.
    #[default]
    Web,
    /// A mail to the site's address.
    Mail,
    /// A letter on paper.
    Letter,
    /// Spoken at the office.
    InPerson,
    /// Spoken over the telephone.
    Phone,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Web, Self::Mail, Self::Letter, Self::InPerson, Self::Phone];
    /// Those that the desk writes down itself.
    pub const AT_THE_DESK: [Self; 3] = [Self::Letter, Self::InPerson, Self::Phone];

    /// As it is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Mail => "mail",
            Self::Letter => "letter",
            Self::InPerson => "oral",
            Self::Phone => "phone",
        }
    }

    /// The way of a stored key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.key() == key)
    }

    /// As people read it.
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::Web => "trang thông tin điện tử",
            Self::Mail => "thư điện tử",
            Self::Letter => "thư giấy",
            Self::InPerson => "trực tiếp tại cơ quan",
            Self::Phone => "điện thoại",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back() {
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.key()), Some(channel));
        }
    }
}

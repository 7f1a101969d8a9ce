//! The ways in which results can be narrowed, and what each and its values are called.

use crate::public::pages::effect;
use crate::public::visit::Visit;
use crate::search::Effect;
use crate::tenants::SectionKey;

/// What each kind is called.
const KINDS: [(&str, &str); 5] = [
    ("document", "Văn bản"),
    ("news", "Tin, bài"),
    ("question", "Hỏi đáp"),
    ("record", "Thông tin theo mục"),
    ("consultation", "Lấy ý kiến góp ý"),
];

/// Who reads an address: people on the page, or programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The page of results.
    Page,
    /// The JSON interface.
    Api,
}

/// One way to narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The site it stands on.
    Site,
    /// The kind of content.
    Kind,
    /// The kind of document.
    DocType,
    /// Whether a document is in force.
    Effect,
    /// The issuing body.
    Issuer,
    /// The field it is about.
    Field,
    /// The year.
    Year,
    /// The section.
    Section,
}

impl Way {
    /// All, in the order shown.
    pub const ALL: [Self; 8] = [
        Self::Site,
        Self::Kind,
        Self::DocType,
        Self::Effect,
        Self::Issuer,
        Self::Field,
        Self::Year,
        Self::Section,
    ];

    /// Its parameter.
    pub fn param(self, face: Face) -> &'static str {
        let (page, api) = match self {
            Self::Site => ("noi", "site"),
            Self::Kind => ("kieu", "kind"),
            Self::DocType => ("loai", "doc_type"),
            Self::Effect => ("hieu-luc", "effect"),
            Self::Issuer => ("co-quan", "issuer"),
            Self::Field => ("linh-vuc", "field"),
            Self::Year => ("nam", "year"),
            Self::Section => ("muc", "section"),
        };
        if face == Face::Page { page } else { api }
    }

    /// The way that a facet of the index counts.
    pub fn of_facet(name: &str) -> Option<Self> {
        let name = if name == "doc-type" { "doc_type" } else { name };
        Self::ALL.into_iter().find(|way| way.param(Face::Api) == name)
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Site => "Đăng trên trang",
            Self::Kind => "Loại nội dung",
            Self::DocType => "Loại văn bản",
            Self::Effect => "Hiệu lực của văn bản",
            Self::Issuer => "Cơ quan ban hành",
            Self::Field => "Lĩnh vực",
            Self::Year => "Năm",
            Self::Section => "Chuyên mục",
        }
    }

    /// Whether only one of its values can be chosen.
    pub fn is_single(self) -> bool {
        matches!(self, Self::Effect | Self::Year)
    }

    /// Whether there can be such a value at all, as far as that is known without looking into the index.
    pub fn knows(self, visit: &Visit, value: &str) -> bool {
        match self {
            Self::Site => {
                visit.app.directory.tree(visit.tenant.id()).iter().any(|tenant| tenant.slug() == value)
            }
            Self::Kind => KINDS.iter().any(|(key, _)| *key == value),
            Self::Effect => Effect::parse(value).is_some(),
            Self::Year => {
                value.len() == 4 && value.parse().is_ok_and(|year: i16| (1900..2200).contains(&year))
            }
            Self::Section => SectionKey::parse(value).is_some(),
            Self::DocType | Self::Issuer | Self::Field => true,
        }
    }

    /// A value of the index as it stands in addresses: a site by its short name, not by its id.
    pub fn spoken(self, visit: &Visit, value: &str) -> String {
        let site = (self == Self::Site).then(|| visit.app.directory.get(&value.into())).flatten();
        site.map_or_else(|| value.to_owned(), |tenant| tenant.slug().to_owned())
    }

    /// A value in the words of the page; `value` as it stands in addresses.
    pub fn words(self, visit: &Visit, value: &str) -> String {
        let known = match self {
            Self::Site => {
                visit.app.directory.by_slug(value).map(|tenant| tenant.identity().full_name.clone())
            }
            Self::Kind => Some(kind_words(value).to_owned()).filter(|words| !words.is_empty()),
            Self::Effect => Effect::parse(value).map(|effect| effect::words(effect).to_owned()),
            Self::Section => SectionKey::parse(value)
                .and_then(|key| visit.tenant.profile.section(key))
                .map(|section| section.title.clone()),
            Self::DocType | Self::Issuer | Self::Field | Self::Year => None,
        };
        known.unwrap_or_else(|| value.to_owned())
    }
}

/// What a kind is called.
pub fn kind_words(kind: &str) -> &'static str {
    KINDS.iter().find(|(key, _)| *key == kind).map_or("", |(_, words)| words)
}

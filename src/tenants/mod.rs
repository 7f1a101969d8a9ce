//! Who we are: every site's dated identity, parent, hosts, sections and answering units.

pub mod apply;
pub mod closing;
pub mod declare;
pub mod directory;
pub mod export;
pub mod sections;
pub mod store;
pub mod themes;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::id::TenantId;

pub use sections::SectionKey;
pub use themes::NewsTheme;

/// The level of government a tenant stands for. Levels are data: no code knows what they are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// tỉnh, thành phố
    Province,
    /// huyện, quận, thị xã (until 30/6/2025)
    District,
    /// xã, phường, thị trấn, đặc khu
    Commune,
}

impl Level {
    /// As it is stored and declared.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::District => "district",
            Self::Commune => "commune",
        }
    }

    /// The level of a stored or sent text.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Province, Self::District, Self::Commune].into_iter().find(|level| level.as_str() == text)
    }
}

/// What a tenant is called from a date on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// The first day.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub from: Date,
    /// `huyện`, `xã`, `thị trấn`, …
    #[serde(rename = "type")]
    pub unit_type: String,
    /// The bare name: "Đức Thắng".
    pub name: String,
    /// The statistics office's code; re-used in life for other places, so never a key.
    pub code: String,
    /// "Xã Đức Thắng".
    pub full_name: String,
    /// The body that answers: "Ủy ban nhân dân xã Đức Thắng".
    pub body: String,
    /// The place named in the date line of its documents.
    pub place: String,
    /// The decision it rests on.
    pub decision: String,
}

/// Under which tenant it stands from a date on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The first day.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub from: Date,
    /// The parent's slug.
    pub parent: String,
    /// The decision it rests on.
    pub decision: String,
}

/// A host it answers to, between dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Lower case, without port.
    pub host: String,
    /// The first day.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub from: Date,
    /// The first day on which it is no longer this tenant's.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::base::civil::optional"
    )]
    pub until: Option<Date>,
    /// Only for trying on one machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trial: bool,
    /// The decision it rests on; needed for every change after the first declaration.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decision: String,
}

impl Host {
    /// Whether it is this tenant's on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// The look: a tested palette and an emblem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// One of the palettes of `portal.css`.
    pub palette: String,
    /// In a declaration the file's name, in the database its SVG text.
    pub emblem: String,
    /// One short line under the name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub motto: String,
}

/// The palettes that the style sheet knows.
pub const PALETTES: [&str; 12] = [
    "son-do",
    "lua-chin",
    "tre-xanh",
    "song-cau",
    "gach-nung",
    "cham",
    "hoa-sen",
    "dat-phu-sa",
    "la-che",
    "troi-thu",
    "mau-da",
    "man-chin",
];

/// What the palettes are called, in the order of [`PALETTES`].
pub const PALETTE_TITLES: [(&str, &str); 12] = [
    ("son-do", "Son đỏ"),
    ("lua-chin", "Lúa chín"),
    ("tre-xanh", "Tre xanh"),
    ("song-cau", "Sông Cầu"),
    ("gach-nung", "Gạch nung"),
    ("cham", "Chàm"),
    ("hoa-sen", "Hoa sen"),
    ("dat-phu-sa", "Đất phù sa"),
    ("la-che", "Lá chè"),
    ("troi-thu", "Trời thu"),
    ("mau-da", "Màu đá"),
    ("man-chin", "Mận chín"),
];

/// The five values the law asks for at the foot of every page (TT 32/2017 Đ16.3.c).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Footer {
    /// The responsible unit.
    pub unit: String,
    /// The responsible post.
    pub responsible: String,
    /// Postal address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Official mail.
    pub email: String,
}

/// A section as this tenant shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Which of the sixteen.
    pub key: SectionKey,
    /// Its part of the URL.
    pub slug: String,
    /// Its heading.
    pub title: String,
    /// Not shown by this tenant.
    #[serde(default)]
    pub hidden: bool,
}

/// What a unit is to the body that runs the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// A specialised office.
    Office,
    /// A public service.
    Service,
    /// An answering post of a commune.
    Post,
    /// A vertical body: it can be asked, not given a deadline.
    Vertical,
}

impl UnitKind {
    /// As it is stored and declared.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Service => "service",
            Self::Post => "post",
            Self::Vertical => "vertical",
        }
    }
}

/// A unit that supplies items and answers questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its key within the tenant.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Official short form.
    pub abbr: String,
    /// What it is to us.
    pub kind: UnitKind,
    /// Its box.
    pub email: String,
    /// The post that heads it.
    pub head: String,
    /// Its fields, in the words people use.
    pub fields: Vec<String>,
    /// Its duties, as text to match questions against.
    pub duties: String,
    /// The first day, if it is younger than the tenant.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::base::civil::optional"
    )]
    pub from: Option<Date>,
    /// The first day on which it no longer answers.
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "crate::base::civil::optional"
    )]
    pub until: Option<Date>,
}

/// One tenant with all its dated facts: what a declaration says and what the database holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Own, immutable.
    pub id: TenantId,
    /// Its folder, and its name in the console's addresses.
    pub slug: String,
    /// The level of government.
    pub level: Level,
    /// Where it is mounted under its parent's host: `/xa/ducthang`.
    pub path: Option<String>,
    /// Mail domain of its boxes.
    pub mail_domain: String,
    /// Oldest first.
    pub identities: Vec<Identity>,
    /// Oldest first; empty for the root.
    pub moves: Vec<Move>,
    /// The first that holds on a day is the canonical one.
    pub hosts: Vec<Host>,
    /// The look.
    pub theme: Theme,
    /// The foot of every page.
    pub footer: Footer,
    /// In the tenant's order.
    pub sections: Vec<Section>,
    /// In the declared order.
    pub units: Vec<Unit>,
    /// The themes of news that it adds to those of the regulation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<NewsTheme>,
}

impl Profile {
    /// What it is called on a day; before its first day, what it is called first.
    pub fn identity_on(&self, day: Date) -> &Identity {
        self.identities.iter().rev().find(|identity| identity.from <= day).unwrap_or(&self.identities[0])
    }

    /// The slug of its parent on a day.
    pub fn parent_on(&self, day: Date) -> Option<&str> {
        let last = self.moves.iter().rev().find(|step| step.from <= day);
        last.or(self.moves.first()).map(|step| step.parent.as_str())
    }

    /// A section by its key.
    pub fn section(&self, key: SectionKey) -> Option<&Section> {
        self.sections.iter().find(|section| section.key == key)
    }

    /// A section by its part of the URL, unless hidden.
    pub fn section_by_slug(&self, slug: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.slug == slug && !section.hidden)
    }

    /// A unit by its key.
    pub fn unit(&self, key: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.key == key)
    }

    /// The units that answer on a day.
    pub fn units_on(&self, day: Date) -> impl Iterator<Item = &Unit> {
        self.units.iter().filter(move |unit| {
            unit.from.is_none_or(|from| from <= day) && unit.until.is_none_or(|until| day < until)
        })
    }
}

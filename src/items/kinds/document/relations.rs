//! What a document says about others: which it rests on, replaces, amends, repeals, guides or suspends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::number::DocumentNumber;
use super::{Document, one_line};
use crate::base::text::folded;

/// One of the ways in which a document stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// Rests on the other.
    BasedOn,
    /// Takes the place of the other, which ends.
    Replaces,
    /// Changes or adds to the other.
    Amends,
    /// Ends the other without taking its place.
    Repeals,
    /// Ends a part of the other.
    RepealsPart,
    /// Says how the other is to be carried out.
    Guides,
    /// Stops the other for the time being.
    Suspends,
}

impl RelationKind {
    /// All kinds, in the order in which pages show them.
    pub const ALL: [Self; 7] = [
        Self::Replaces,
        Self::Repeals,
        Self::Amends,
        Self::RepealsPart,
        Self::Suspends,
        Self::Guides,
        Self::BasedOn,
    ];

    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BasedOn => "based_on",
            Self::Replaces => "replaces",
            Self::Amends => "amends",
            Self::Repeals => "repeals",
            Self::RepealsPart => "repeals_part",
            Self::Guides => "guides",
            Self::Suspends => "suspends",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// As a person reads and types it: "Thay thế".
    pub fn vietnamese(self) -> &'static str {
        match self {
            Self::BasedOn => "Căn cứ",
            Self::Replaces => "Thay thế",
            Self::Amends => "Sửa đổi, bổ sung",
            Self::Repeals => "Bãi bỏ",
            Self::RepealsPart => "Bãi bỏ một phần",
            Self::Guides => "Hướng dẫn",
            Self::Suspends => "Đình chỉ",
        }
    }

    /// The same relation seen from the other document: "Được thay thế bởi".
    pub fn seen_from_target(self) -> &'static str {
        match self {
            Self::BasedOn => "Là căn cứ của",
            Self::Replaces => "Được thay thế bởi",
            Self::Amends => "Được sửa đổi, bổ sung bởi",
            Self::Repeals => "Bị bãi bỏ bởi",
            Self::RepealsPart => "Bị bãi bỏ một phần bởi",
            Self::Guides => "Được hướng dẫn bởi",
            Self::Suspends => "Bị đình chỉ bởi",
        }
    }

    /// Whether it bears on the other's being in force.
    pub fn changes(self) -> bool {
        !matches!(self, Self::BasedOn | Self::Guides)
    }
}

/// One document named by another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// How this document stands to it.
    pub kind: RelationKind,
    /// Its number and symbol as written.
    pub number: String,
    /// Its body, where it is another than this document's: numbers of local bodies repeat from place to place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Its day of issue: numbers without a year repeat every year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    /// Its name or abstract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// First day on which the relation has effect; without one, this document's own first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_on: Option<Date>,
}

/// What a document is recognised by.
#[derive(Clone, Copy, Debug)]
pub struct Recognised<'a> {
    /// Number and symbol.
    pub number: &'a str,
    /// Issuing body.
    pub issuer: &'a str,
    /// Day of issue.
    pub issued_on: Option<Date>,
}

impl Document {
    /// What others recognise it by.
    pub fn recognised(&self) -> Recognised<'_> {
        Recognised { number: &self.number, issuer: &self.issuer, issued_on: self.issued_on }
    }
}

impl Relation {
    /// A relation that names a number and nothing more.
    pub fn new(kind: RelationKind, number: &str) -> Self {
        Self {
            kind,
            number: number.to_owned(),
            issuer: None,
            issued_on: None,
            title: None,
            effective_on: None,
        }
    }

    /// Whether the named document is this one, said by a document of `speaker`.
    ///
    /// A document changes those of its own body unless it names another (Luật 80/2015/QH13, Điều 12): a
    /// commune's decision never ends the district's of the same number.
    pub fn names(&self, speaker: &str, target: Recognised<'_>) -> bool {
        let Some(key) = number_key(&self.number) else { return false };
        let same_day = self.issued_on.is_none_or(|day| target.issued_on.is_none_or(|issued| issued == day));
        let body = match &self.issuer {
            Some(issuer) => same_body(issuer, target.issuer),
            None => !self.kind.changes() || names_one_body(&self.number) || same_body(speaker, target.issuer),
        };
        same_day && body && number_key(target.number).is_some_and(|other| other == key)
    }

    pub(super) fn tidied(self) -> Self {
        let text = |text: Option<String>| text.map(|text| one_line(&text)).filter(|text| !text.is_empty());
        Self { number: one_line(&self.number), issuer: text(self.issuer), title: text(self.title), ..self }
    }
}

/// The one form of a number under which documents find each other; none for what is no number.
pub fn number_key(number: &str) -> Option<String> {
    DocumentNumber::parse(number).ok().map(|number| number.to_string())
}

/// Whether two names are of one body; an unknown one may be any.
pub fn same_body(one: &str, other: &str) -> bool {
    let (one, other) = (body_key(one), body_key(other));
    one.is_empty() || other.is_empty() || one == other
}

fn body_key(name: &str) -> String {
    let name = folded(&one_line(name));
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let written_out = words.map(|word| match word {
        "ubnd" => "uy ban nhan dan",
        "hdnd" => "hoi dong nhan dan",
        other => other,
    });
    written_out.collect::<Vec<_>>().join(" ")
}

/// Whether the letters of the number belong to one body in the country, as those of the Government and the
/// ministries do; people's committees and councils share theirs.
fn names_one_body(number: &str) -> bool {
    const NATIONAL: [&str; 12] =
        ["CP", "TTg", "CTN", "HĐBT", "HĐNN", "HĐTP", "NHNN", "TTCP", "KTNN", "TANDTC", "VKSNDTC", "UBDT"];
    const LOCAL: [&str; 4] = ["BĐH", "BBT", "BQL", "BCĐ"];
    let Ok(number) = DocumentNumber::parse(number) else { return false };
    number.issuers().iter().any(|body| {
        let assembly = body.starts_with("QH") || body.starts_with("UBTVQH");
        let ministry = body.starts_with('B') && body.len() > 2 && !LOCAL.contains(&body.as_str());
        assembly || ministry || NATIONAL.contains(&body.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DISTRICT: &str = "Ủy ban nhân dân huyện Hiệp Hòa";

    fn target(number: &'static str, issuer: &'static str) -> Recognised<'static> {
        Recognised { number, issuer, issued_on: Some(date(2014, 5, 20)) }
    }

    #[test]
    fn numbers_are_compared_by_what_they_say_and_not_how_they_are_typed() {
        let relation = Relation::new(RelationKind::Replaces, "số 2/2014/QD-UBND");
        assert!(relation.names("UBND huyện Hiệp Hoà", target("02/2014/QĐ-UBND", DISTRICT)));
        assert!(!relation.names(DISTRICT, target("03/2014/QĐ-UBND", DISTRICT)));
        assert!(!Relation::new(RelationKind::Replaces, "không số").names(DISTRICT, target("", DISTRICT)));
    }

    #[test]
    fn a_document_changes_those_of_its_own_body_unless_it_names_another() {
        let province = "Ủy ban nhân dân tỉnh Bắc Giang";
        let mut relation = Relation::new(RelationKind::Suspends, "02/2014/QĐ-UBND");
        assert!(!relation.names(province, target("02/2014/QĐ-UBND", DISTRICT)));
        relation.issuer = Some("UBND huyện Hiệp Hòa".into());
        assert!(relation.names(province, target("02/2014/QĐ-UBND", DISTRICT)));
        let decree = Relation::new(RelationKind::Amends, "43/2011/NĐ-CP");
        assert!(decree.names("Chính phủ", target("43/2011/NĐ-CP", "Chính phủ nước CHXHCN Việt Nam")));
        let cited = Relation::new(RelationKind::BasedOn, "02/2014/QĐ-UBND");
        assert!(cited.names("Ủy ban nhân dân xã Đông Lỗ", target("02/2014/QĐ-UBND", DISTRICT)));
    }

    #[test]
    fn a_day_of_issue_tells_numbers_apart_that_repeat_every_year() {
        let mut relation = Relation::new(RelationKind::Replaces, "15/QĐ-UBND");
        assert!(relation.names(DISTRICT, target("15/QĐ-UBND", DISTRICT)));
        relation.issued_on = Some(date(2015, 5, 20));
        assert!(!relation.names(DISTRICT, target("15/QĐ-UBND", DISTRICT)));
    }

    #[test]
    fn kinds_have_one_stored_word() {
        for kind in RelationKind::ALL {
            assert_eq!(RelationKind::parse(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}

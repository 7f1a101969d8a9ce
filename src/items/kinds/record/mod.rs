//! Records: what a section tells as facts of a register (projects, procedures, programmes …) rather than as prose.

mod about;
mod broadcasts;
mod disclosed;
mod fact;
pub mod leaders;
mod links;
mod plans;
mod procedures;
mod projects;
mod request_forms;
mod research;
mod specials;
mod statistics;

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::error::{Error, Refusal, Result};
use crate::items::markup;
use crate::tenants::SectionKey;

use super::{Common, one_line};

pub use about::{ABOUT, LANGUAGE, PARENT, PLACE, REVIEWED, SIX, TOPIC, TOPICS, TRANSLATES};
pub use broadcasts::seconds;
pub use disclosed::DISCLOSED;
pub use fact::{Choices, Fact, Member, Shape, members, ways};
pub use leaders::LEADERS;
pub use links::LINKS;
pub use plans::{GROUPS as PLAN_GROUPS, OTHERS as OTHER_PLANS, PLANS};
pub use procedures::PROCEDURES;
pub use projects::PROJECTS;
pub use request_forms::REQUEST_FORMS;
pub use specials::{LOOK, MEMBERS, SPECIALS};
pub use statistics::STATISTICS;

/// A register: what is told of each of its entries, and what must be.
#[derive(Debug)]
pub struct Register {
    /// As it is stored and written in addresses.
    pub key: &'static str,
    /// Where its entries stand.
    pub section: SectionKey,
    /// What one entry is called: "Dự án".
    pub one: &'static str,
    /// What all of them are called.
    pub many: &'static str,
    /// What the entry's heading is called in the form.
    pub title: &'static str,
    /// What is told, in the order of the form and the page.
    pub facts: &'static [Fact],
    /// The file that an entry cannot be without: what its media type begins with, how it is asked for, and the clause.
    pub file: Option<(&'static str, &'static str, &'static str)>,
    /// Whether its list stands in the order of the names, rather than the latest first.
    pub by_name: bool,
    /// The fact by whose values it falls into lists of their own, each a way at the head of the list.
    pub split: Option<&'static str>,
    /// The fact by whose values a list stands under headings.
    pub grouped: Option<&'static str>,
    /// From which day to which an entry holds, if it passes.
    pub holds: Option<Span>,
    /// The fact that leads out of the site to where the thing is done, and the words of that link. How often it is
    /// opened is counted.
    pub door: Option<(&'static str, &'static str)>,
    /// What else stands against publishing an entry.
    pub also: fn(&Record) -> Vec<Refusal>,
}

/// The two days between which an entry holds, and how they are spoken of.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// The fact of the first day.
    pub from: &'static str,
    /// The fact of the last day.
    pub until: &'static str,
    /// How the list asks for the day.
    pub asked: &'static str,
    /// What is told of an end before the beginning.
    pub backwards: &'static str,
    /// What the page says after the last day.
    pub over: &'static str,
}

/// What registers are unless they say more: one list without headings, the latest first.
const PLAIN: Register = Register {
    key: "",
    section: SectionKey::About,
    one: "",
    many: "",
    title: "",
    facts: &[],
    file: None,
    by_name: false,
    split: None,
    grouped: None,
    holds: None,
    door: None,
    also: |_| Vec::new(),
};

/// All registers, in the order of their sections.
pub static REGISTERS: [&Register; 13] = [
    &about::ABOUT,
    &disclosed::DISCLOSED,
    &request_forms::REQUEST_FORMS,
    &leaders::LEADERS,
    &plans::PLANS,
    &statistics::STATISTICS,
    &projects::PROJECTS,
    &procedures::PROCEDURES,
    &research::RESEARCH,
    &broadcasts::TELEVISION,
    &broadcasts::RADIO,
    &specials::SPECIALS,
    &links::LINKS,
];

impl Register {
    /// The register of a stored or written key.
    pub fn parse(key: &str) -> Option<&'static Self> {
        REGISTERS.into_iter().find(|register| register.key == key)
    }

    /// The registers of a section, in order.
    pub fn of_section(section: SectionKey) -> impl Iterator<Item = &'static Self> {
        REGISTERS.into_iter().filter(move |register| register.section == section)
    }

    /// One of its facts.
    pub fn fact(&self, key: &str) -> Option<&'static Fact> {
        self.facts.iter().find(|fact| fact.key == key)
    }

    /// The facts that its list can be narrowed by.
    pub fn facets(&self) -> impl Iterator<Item = &'static Fact> {
        self.facts.iter().filter(|fact| fact.facet)
    }

    /// What a form says of each fact.
    ///
    /// # Errors
    /// [`Error::Refused`] with every fact that cannot be read.
    pub fn read<'a>(&self, typed: impl Fn(&'static str) -> &'a str) -> Result<Facts> {
        let mut facts = BTreeMap::new();
        let mut unread = Vec::new();
        for fact in self.facts {
            match fact.read(typed(fact.field)) {
                Ok(value) if value.is_empty() => {}
                Ok(value) => drop(facts.insert(fact.key.to_owned(), value)),
                Err(why) => unread.push(Refusal::new(fact.field, why, "")),
            }
        }
        Error::unless_empty(unread).map(|()| Facts(facts))
    }
}

impl Serialize for &'static Register {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key)
    }
}

fn stored_register<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<&'static Register, D::Error> {
    let key = String::deserialize(from)?;
    Register::parse(&key).ok_or_else(|| serde::de::Error::custom(format!("unknown register {key}")))
}

/// What is told of an entry, each value in the one form in which it is stored: only [`Register::read`] makes them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<String, String>);

impl Facts {
    /// What is told of a fact, as it is stored; "" where nothing is.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }
}

/// An entry of a register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Record {
    /// What every content has.
    pub common: Common,
    /// Which register.
    #[serde(deserialize_with = "stored_register")]
    pub register: &'static Register,
    /// Its name.
    pub title: String,
    /// One or two sentences.
    #[serde(default)]
    pub summary: String,
    /// What is told of it.
    pub facts: Facts,
    /// More about it, as clean HTML.
    #[serde(default)]
    pub body_html: String,
}

impl PartialEq for Record {
    fn eq(&self, other: &Self) -> bool {
        self.register.key == other.register.key
            && (&self.common, &self.title, &self.summary, &self.facts, &self.body_html)
                == (&other.common, &other.title, &other.summary, &other.facts, &other.body_html)
    }
}

impl Eq for Record {}

impl Record {
    /// The facts that are told, each with its value as people read it.
    pub fn told(&self) -> impl Iterator<Item = (&'static Fact, String)> {
        let told = self.register.facts.iter().filter(|fact| fact.shape.is_told());
        told.map(|fact| (fact, fact.shown(self.facts.get(fact.key)))).filter(|(_, value)| !value.is_empty())
    }

    /// The day that a fact tells.
    fn date(&self, key: &str) -> Option<jiff::civil::Date> {
        self.facts.get(key).parse().ok()
    }

    /// Its last day, where that has passed.
    pub fn over_since(&self, today: jiff::civil::Date) -> Option<jiff::civil::Date> {
        self.register.holds.and_then(|span| self.date(span.until)).filter(|last| *last < today)
    }

    /// Where it leads out of the site to be done.
    pub fn door(&self) -> Option<(&'static str, &str)> {
        let (key, words) = self.register.door?;
        Some((words, self.facts.get(key))).filter(|(_, address)| !address.is_empty())
    }

    /// The addresses that its facts lead to, as they are stored.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.register.facts.iter().flat_map(|fact| {
            let stored = self.facts.get(fact.key);
            match fact.shape {
                Shape::Address if !stored.is_empty() => vec![stored],
                Shape::Ways => ways(stored).map(|(_, address)| address).collect(),
                _ => Vec::new(),
            }
        })
    }

    /// The day it is told of: of the approval, the broadcast, the beginning.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        let mut days = self.register.facts.iter().filter(|fact| matches!(fact.shape, Shape::Day));
        days.find_map(|fact| self.facts.get(fact.key).parse().ok())
    }

    pub(super) fn tidied(self) -> Self {
        Self {
            common: Common { section: self.register.section, ..self.common.tidied() },
            title: one_line(&self.title),
            summary: one_line(&self.summary),
            body_html: markup::clean(&self.body_html).trim().to_owned(),
            ..self
        }
    }

    pub(super) fn plain_text(&self) -> String {
        let facts = self.told().map(|(fact, value)| format!("{}: {value}", fact.label));
        [self.title.clone(), self.summary.clone()]
            .into_iter()
            .chain(facts)
            .chain([markup::plain_text(&self.body_html)])
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What stands against publishing it, beside what stands against any content.
    pub(crate) fn gaps(&self) -> Vec<Refusal> {
        let mut gaps = Vec::new();
        if self.title.is_empty() {
            gaps.push(Refusal::new("title", format!("Phải ghi {}.", lower(self.register.title)), ""));
        }
        for fact in self.register.facts {
            let told = self.facts.get(fact.key);
            if !told.is_empty() && !fact.keeps(told) {
                gaps.push(Refusal::new(fact.field, format!("{}: giá trị không đúng dạng.", fact.label), ""));
            }
            if let Some(clause) = fact.needed.filter(|_| self.facts.get(fact.key).is_empty()) {
                gaps.push(Refusal::new(fact.field, format!("Phải ghi {}.", lower(fact.label)), clause));
            }
        }
        if let Some((kind, asked, clause)) = self.register.file
            && !self.common.attachments.iter().any(|file| file.media_type.starts_with(kind))
        {
            gaps.push(Refusal::new("attachments", asked, clause));
        }
        if let Some(span) = self.register.holds
            && let (Some(from), Some(end)) = (self.date(span.from), self.date(span.until))
            && end < from
        {
            let field = self.register.fact(span.until).map_or("", |fact| fact.field);
            gaps.push(Refusal::new(field, span.backwards, ""));
        }
        gaps.extend((self.register.also)(self));
        gaps
    }
}

/// A label within a sentence.
fn lower(label: &str) -> String {
    let mut chars = label.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn keys_and_fields_are_told_apart() {
        let keys: BTreeSet<_> = REGISTERS.iter().map(|register| register.key).collect();
        assert_eq!(keys.len(), REGISTERS.len());
        for register in REGISTERS {
            let fields: BTreeSet<_> = register.facts.iter().map(|fact| fact.field).collect();
            assert_eq!(fields.len(), register.facts.len(), "{}", register.key);
            for fact in register.facts {
                assert_eq!(fact.field, format!("f-{}", fact.key), "{}", register.key);
            }
            let named = [register.split, register.grouped, register.door.map(|(key, _)| key)];
            let days = register.holds.into_iter().flat_map(|span| [span.from, span.until]);
            for key in named.into_iter().flatten().chain(days) {
                assert!(register.fact(key).is_some(), "{}: {key}", register.key);
            }
        }
    }

    fn record(register: &'static Register, typed: &[(&str, &str)]) -> Record {
        let value = |field: &'static str| {
            typed.iter().find(|(key, _)| field == format!("f-{key}")).map_or("", |(_, value)| value)
        };
        Record {
            common: Common {
                section: register.section,
                unit_key: String::new(),
                author: String::new(),
                source: String::new(),
                attachments: Vec::new(),
            },
            register,
            title: "Tên".into(),
            summary: String::new(),
            facts: register.read(value).unwrap(),
            body_html: String::new(),
        }
    }

    fn fields(record: &Record) -> Vec<&'static str> {
        record.gaps().into_iter().map(|gap| gap.field).collect()
    }

    /// The rows of the requirements that name what an entry cannot be published without.
    #[test]
    fn each_register_asks_for_what_its_clause_names() {
        let rows: [(&str, &'static Register, &[&str]); 13] = [
            ("QC-3.1", &about::ABOUT, &["f-chu-de", "f-ngay-ra-soat", "body"]),
            (
                "Luật TCTT Điều 19.1",
                &disclosed::DISCLOSED,
                &["f-ngay-tao", "f-hinh-thuc", "f-thoi-diem", "f-thoi-han", "f-noi-xem"],
            ),
            ("NĐ 13/2018 Điều 11", &request_forms::REQUEST_FORMS, &["f-ky-hieu", "attachments"]),
            ("QC-3.3, P-k", &leaders::LEADERS, &["f-chuc-vu", "f-don-vi", "f-tu-ngay"]),
            ("QC-3.7, P-đ", &plans::PLANS, &["f-linh-vuc", "f-giai-doan", "f-ngay-phe-duyet"]),
            (
                "P-12",
                &statistics::STATISTICS,
                &["f-so-lieu", "f-bao-cao", "f-phuong-phap", "f-phan-tich", "f-thoi-gian"],
            ),
            ("QC-3.9, P-h", &projects::PROJECTS, &["f-tinh-trang"]),
            ("QC-3.10, P-18", &procedures::PROCEDURES, &["f-linh-vuc", "f-co-quan", "f-muc-do"]),
            (
                "QC-3.11, P-11",
                &research::RESEARCH,
                &["f-ma-so", "f-cap", "f-linh-vuc", "f-chu-tri", "f-thoi-gian"],
            ),
            ("QC-3.13", &broadcasts::TELEVISION, &["f-ngay-phat", "attachments", "summary", "f-loi"]),
            ("QC-3.14", &broadcasts::RADIO, &["f-ngay-phat", "f-loi", "attachments"]),
            ("QC-3.15", &specials::SPECIALS, &["f-tu-ngay", "f-den-ngay"]),
            ("QC-3.16", &links::LINKS, &["f-nhom", "f-dia-chi"]),
        ];
        assert_eq!(rows.len(), REGISTERS.len());
        for (row, register, asked) in rows {
            let untold = record(register, &[]);
            assert_eq!(fields(&untold), asked, "{row}");
            assert_eq!(fields(&Record { title: String::new(), ..untold })[0], "title", "{row}");
        }
    }

    /// P-h: the name and eight facts more, sums with their unit.
    #[test]
    fn a_project_tells_nine_facts() {
        assert_eq!(projects::PROJECTS.facts.len() + 1, 9);
        let told = record(&projects::PROJECTS, &[("tinh-trang", "hoan-tat"), ("kinh-phi", "1,5 tỷ đồng")]);
        assert_eq!(fields(&told), Vec::<&str>::new());
        let shown: Vec<_> = told.told().map(|(_, value)| value).collect();
        assert_eq!(shown, ["1.500.000.000 đồng", "Đã hoàn tất"]);
    }

    /// QC-3.10, P-18: what is offered online says where, in part says why, and of each level of 2011 all is told.
    #[test]
    fn a_procedure_tells_its_way() {
        let whose = [("linh-vuc", "Hộ tịch"), ("co-quan", "Tư pháp")];
        let with = |more: &[(&str, &str)]| fields(&record(&procedures::PROCEDURES, &[&whose, more].concat()));
        let at_three = with(&[("muc-do", "3")]);
        assert!(at_three.contains(&"f-dia-chi") && at_three.contains(&"attachments"), "{at_three:?}");
        let at_one = with(&[("muc-do", "1")]);
        assert_eq!(at_one.len(), 9, "{at_one:?}");
        assert!(!at_one.contains(&"f-dia-chi") && at_one.contains(&"f-trinh-tu"), "{at_one:?}");
        let online = ("dia-chi", "https://a.example");
        assert_eq!(with(&[("hinh-thuc", "mot-phan"), online]), ["f-ly-do"]);
        assert_eq!(with(&[("hinh-thuc", "toan-trinh"), online]), Vec::<&str>::new());
        assert_eq!(with(&[("hinh-thuc", "thong-tin")]), Vec::<&str>::new());
        // Name, field and agency, and each of the other groups alone.
        let whole: Vec<(&str, &str)> = procedures::GROUPS.iter().map(|key| (*key, "x")).collect();
        let of_all = |all: &[(&str, &str)]| with(&[&[("muc-do", "1")], all].concat());
        assert_eq!(of_all(&whole), Vec::<&str>::new());
        for at in 0..whole.len() {
            let without: Vec<_> = whole.iter().filter(|one| **one != whole[at]).copied().collect();
            assert_eq!(of_all(&without), [format!("f-{}", whole[at].0)]);
        }
    }

    /// QC-3.3: who held a post before need not be written to, and ended after they began.
    #[test]
    fn a_former_holder_is_told_by_dates() {
        let post = [("chuc-vu", "Chủ tịch"), ("don-vi", "Ủy ban nhân dân"), ("tu-ngay", "01/07/2011")];
        let until = |last| fields(&record(&leaders::LEADERS, &[&post[..], &[("den-ngay", last)]].concat()));
        assert_eq!(until("30/06/2016"), Vec::<&str>::new());
        assert_eq!(until("30/06/2010"), ["f-den-ngay"]);
    }

    #[test]
    fn what_was_stored_reads_the_same() {
        let told = record(&plans::PLANS, &[("giai-doan", "2016 - 2020"), ("ngay-phe-duyet", "28/12/2016")]);
        let json = serde_json::to_string(&told).unwrap();
        assert!(json.contains("\"register\":\"chien-luoc\"") && json.contains("2016-12-28"), "{json}");
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), told);
        assert!(
            serde_json::from_str::<Record>(&json.replace("chien-luoc\",\"title", "khac\",\"title")).is_err()
        );
    }
}

//! Two texts side by side in one: what was added, taken out or set in another way, word by word.

mod blocks;
mod both;
mod words;

use crate::items::{Content, scan};
use crate::tenants::Profile;

pub use both::both;
pub use words::{Block, Change, Run};

/// A fact that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// What it was; may be empty.
    pub before: String,
    /// What it is now; may be empty.
    pub after: String,
}

/// What differs between two contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The facts that differ.
    pub facts: Vec<Fact>,
    /// The whole text, with what changed in it.
    pub text: Vec<Block>,
}

impl Difference {
    /// Whether anything differs at all.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.text.iter().all(Block::is_same)
    }
}

/// Compares an earlier content with a later one.
pub fn compare(tenant: &Profile, before: &Content, after: &Content) -> Difference {
    let old = facts(tenant, before);
    let new = facts(tenant, after);
    let names = old.iter().chain(&new).map(|fact| fact.0);
    let mut seen: Vec<&'static str> = Vec::new();
    names.for_each(|name| {
        if !seen.contains(&name) {
            seen.push(name);
        }
    });
    let value = |facts: &[(&'static str, String)], name: &str| {
        facts.iter().find(|fact| fact.0 == name).map_or_else(String::new, |fact| fact.1.clone())
    };
    let facts = seen
        .into_iter()
        .map(|name| Fact { name, before: value(&old, name), after: value(&new, name) })
        .filter(|fact| fact.before != fact.after);
    let blocks = (blocks::of(&scan::whole(before)), blocks::of(&scan::whole(after)));
    Difference { facts: facts.collect(), text: words::compared(&blocks.0, &blocks.1) }
}

/// Compares two texts alone.
pub fn texts(before_html: &str, after_html: &str) -> Vec<Block> {
    words::compared(&blocks::of(before_html), &blocks::of(after_html))
}

/// The facts of a content by their Vietnamese names.
fn facts(tenant: &Profile, content: &Content) -> Vec<(&'static str, String)> {
    let common = content.common();
    let section = tenant.section(common.section);
    let unit = tenant.unit(&common.unit_key);
    let files: Vec<&str> = common.attachments.iter().map(|file| file.name.as_str()).collect();
    let mut facts = vec![
        (
            "Chuyên mục",
            section.map_or_else(|| common.section.as_str().to_owned(), |section| section.title.clone()),
        ),
        ("Tác giả", common.author.clone()),
        ("Nguồn", common.source.clone()),
        ("Đơn vị cung cấp", unit.map_or_else(|| common.unit_key.clone(), |unit| unit.name.clone())),
        ("Tệp đính kèm", files.join("; ")),
    ];
    let day = |day: Option<jiff::civil::Date>| day.map(crate::base::clock::date_vi).unwrap_or_default();
    match content {
        Content::News(news) => {
            facts.insert(0, ("Tiêu đề", news.title.clone()));
            facts.insert(1, ("Tóm tắt", news.summary.clone()));
            let topic = news.topic.map_or("", crate::items::Topic::as_str);
            facts.push(("Nhóm tin", topic.to_owned()));
            facts.push(("Ngày xếp trong danh sách", day(news.published_on)));
        }
        Content::Record(record) => {
            facts.insert(0, (record.register.title, record.title.clone()));
            facts.insert(1, ("Tóm tắt", record.summary.clone()));
            let told = record.register.facts.iter();
            facts.extend(told.map(|fact| (fact.label, fact.shown(record.facts.get(fact.key)))));
        }
        Content::Document(document) => {
            let relations: Vec<String> =
                document.relations.iter().map(|relation| format!("{relation:?}")).collect();
            let signer = [&document.signer_authority, &document.signer_post, &document.signer_name];
            let signer: Vec<&str> =
                signer.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
            facts.splice(
                0..0,
                [
                    ("Số, ký hiệu", document.number.clone()),
                    ("Loại văn bản", document.doc_type.clone()),
                    ("Trích yếu", document.summary.clone()),
                    ("Cơ quan ban hành", document.issuer.clone()),
                    ("Người ký", signer.join(", ")),
                    ("Ngày ban hành", day(document.issued_on)),
                    ("Ngày có hiệu lực", day(document.effective_on)),
                    ("Ngày hết hiệu lực", day(document.expires_on)),
                    ("Lĩnh vực", document.fields.join("; ")),
                ],
            );
            facts.push(("Văn bản liên quan", relations.join("; ")));
        }
    }
    facts
}

#[cfg(test)]
mod tests;

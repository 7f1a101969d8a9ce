//! What is looked at before approval, one file a check: each finding refuses, or warns and wants an answer.
//!
//! The publication rule (`items/rules.rs`) says what must be there at all; these look at how it is written.

mod alternative;
mod byline;
mod children;
mod dead_links;
mod encodings;
mod headings;
pub mod images;
mod link_text;
mod personal;
mod reach;
mod secrecy;
mod spelling;
mod tables;

use crate::base::error::Refusal;
use crate::base::seal::sha256_hex;
use crate::tenants::Profile;

use super::{Content, scan};
use images::ImageFacts;
use scan::Piece;

/// Whether a finding can be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It must be put right.
    Refusal,
    /// It must be put right, or a person answers why it stays.
    Warning,
}

/// Something that one check has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// A stable word for the check.
    pub check: &'static str,
    /// The field it is about, as the publication rule calls it.
    pub field: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// The clause behind it, or "".
    pub clause: &'static str,
    /// Whether it can be answered.
    pub weight: Weight,
    /// What was found, each by itself: what an answer is about.
    pub found: Vec<String>,
}

impl Finding {
    /// The digest of what was found: more of it wants another answer.
    pub fn digest(&self) -> String {
        sha256_hex(self.found.join("\n").as_bytes())
    }

    /// As it stands among the reasons against publication.
    pub fn refusal(&self) -> Refusal {
        Refusal::new(self.field, self.message.clone(), self.clause)
    }
}

/// What a check knows of spelling: the words that our own texts use.
pub trait Corpus: Sync {
    /// The words of a text that are likely misspelt.
    fn doubtful(&self, text: &str) -> Vec<String>;
}

/// Where no texts are at hand nothing is doubted.
pub struct NoCorpus;

impl Corpus for NoCorpus {
    fn doubtful(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

/// What is looked at.
pub struct Subject<'a> {
    content: &'a Content,
    tenant: &'a Profile,
    html: &'a [Piece<'a>],
    plain: String,
    images: &'a [ImageFacts],
    dead: &'a [String],
    corpus: &'a dyn Corpus,
}

/// What the checks must be told beside the text.
pub struct Known<'a> {
    /// The tenant, for its offices' telephone numbers.
    pub tenant: &'a Profile,
    /// What is known of each picture, in the order of the text.
    pub images: &'a [ImageFacts],
    /// Addresses that are known to answer no more.
    pub dead: &'a [String],
    /// The words of our own texts.
    pub corpus: &'a dyn Corpus,
}

type Check = fn(&Subject<'_>) -> Vec<Finding>;

/// Every check, in the order in which its findings are told.
const CHECKS: [Check; 12] = [
    secrecy::check,
    byline::check,
    alternative::check,
    children::check,
    personal::check,
    reach::check,
    encodings::check,
    headings::check,
    tables::check,
    link_text::check,
    dead_links::check,
    spelling::check,
];

/// The checks of who can read a text at all (Thông tư 32/2017/TT-BTTTT Điều 18.1).
pub const ACCESS: [&str; 4] = ["image-alt", "headings", "tables", "link-text"];

/// Everything that the checks find, refusals first.
pub fn findings(content: &Content, known: &Known<'_>) -> Vec<Finding> {
    let html = scan::whole(content);
    let pieces = scan::pieces(&html);
    let subject = Subject {
        content,
        tenant: known.tenant,
        html: &pieces,
        plain: content.plain_text(),
        images: known.images,
        dead: known.dead,
        corpus: known.corpus,
    };
    let mut found: Vec<Finding> = CHECKS.iter().flat_map(|check| check(&subject)).collect();
    found.sort_by_key(|finding| finding.weight);
    found
}

/// A finding about the text, if something was found.
fn found(
    check: &'static str,
    weight: Weight,
    clause: &'static str,
    found: Vec<String>,
    message: impl Fn(&str) -> String,
) -> Vec<Finding> {
    if found.is_empty() {
        return Vec::new();
    }
    let shown: Vec<String> = found.iter().take(5).map(|text| format!("“{}”", shortened(text))).collect();
    let more = found.len().saturating_sub(5);
    let more = if more > 0 { format!(" và {more} chỗ khác") } else { String::new() };
    let message = message(&format!("{}{more}", shown.join(", ")));
    vec![Finding { check, field: "body", message, clause, weight, found }]
}

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= 60 { text } else { text.chars().take(60).chain(['…']).collect() }
}

#[cfg(test)]
mod tests;

//! Which documents a document replaces, amends or repeals, as its own text says.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::running::Running;
use super::{Suggestion, number};

/// What a document does to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Takes its place.
    Replaces,
    /// Changes or adds to it.
    Amends,
    /// Ends it.
    Repeals,
    /// Ends a part of it.
    RepealsPart,
}

/// What a document does to which other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What it does.
    pub act: Act,
    /// The number of the other.
    pub number: String,
}

static VERB: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?P<verb>thay the|bai bo|huy bo|sua doi,? bo sung|sua doi|het hieu luc)\b")
        .expect("a fixed pattern")
});
static PART: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:(?:dieu|khoan|muc|chuong|phan) [\divx]+\b|diem [a-z\d]\b|phu luc|cum tu|mot so|mot phan|cac quy dinh)")
        .expect("a fixed pattern")
});

/// All such sentences of the running text; `own` is the document's own number.
pub(super) fn found(running: &Running<'_>, own: Option<&str>) -> Vec<Suggestion<Change>> {
    let mut changes: Vec<Suggestion<Change>> = Vec::new();
    for verb in VERB.captures_iter(&running.plain) {
        let Some(verb) = verb.name("verb") else { continue };
        let sentence = running.sentence(verb.start(), 600);
        if is_told(&running.plain[sentence.start..verb.start()]) {
            continue;
        }
        let (from, to) = if verb.as_str() == "het hieu luc" {
            (sentence.start, verb.start())
        } else {
            // Up to the next verb, which has numbers of its own.
            let end = sentence.end.max(verb.end());
            let next = VERB.find(&running.plain[verb.end()..end]).map(|next| verb.end() + next.start());
            (verb.end(), next.unwrap_or(end))
        };
        let written = running.written(from..to);
        for (at, number) in number::named_in(&written) {
            let known = changes.iter().any(|change| change.value.number == number);
            let cited = is_cited(&written[..at]);
            if known || cited || own == Some(number.as_str()) {
                continue;
            }
            let Some(piece) = running.piece(verb.start()) else { continue };
            let act = act(verb.as_str(), &super::plain::plain(&written[..at]));
            let change = Suggestion::at(piece, Change { act, number });
            changes.push(Suggestion { as_written: running.written(sentence.clone()), ..change });
        }
    }
    changes
}

fn act(verb: &str, between: &str) -> Act {
    let in_part = PART.is_match(between);
    match verb {
        "thay the" if in_part => Act::Amends,
        "thay the" => Act::Replaces,
        "bai bo" | "huy bo" | "het hieu luc" if in_part => Act::RepealsPart,
        "bai bo" | "huy bo" | "het hieu luc" => Act::Repeals,
        _ => Act::Amends,
    }
}

/// Whether the verb tells what was done before: "đã được sửa đổi".
fn is_told(before: &str) -> bool {
    let before = before.trim_end();
    // A law may be called by what it did: "Luật sửa đổi, bổ sung một số điều của …".
    let told = [
        "duoc",
        "da",
        "bi",
        "viec",
        "khong",
        "luat",
        "phap lenh",
        "nghi dinh",
        "nghi quyet",
        "thong tu",
        "quyet dinh",
        "chi thi",
    ];
    told.iter().any(|word| before.ends_with(&format!(" {word}")))
        || before.ends_with("duoc sua doi,")
        || before.trim_start().starts_with("can cu")
        || before.trim_start().starts_with("- can cu")
}

/// Whether the number is only that by which another was changed: "được sửa đổi theo Nghị định số …".
fn is_cited(before: &str) -> bool {
    let before = super::plain::plain(before);
    let last = before.rfind("duoc sua doi").or_else(|| before.rfind("can cu"));
    last.is_some_and(|at| before.len() - at < 80)
}

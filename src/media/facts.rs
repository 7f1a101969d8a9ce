//! What the checks before publication ask of a file: author, source, words, consent.

use crate::base::error::{Refusal, Result};
use crate::base::id::FileId;
use crate::base::scope::Scope;
use crate::files::kind::Family;
use crate::items::Content;

use super::{Consent, Description, Entry, store};

/// What the library knows of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFacts {
    /// The name of its file.
    pub name: String,
    /// Who took it; "" where nobody said.
    pub author: String,
    /// Where it comes from; "" where nobody said.
    pub source: String,
    /// What it shows; "" where nobody said.
    pub alt: String,
    /// Whether those shown agreed.
    pub consent: Consent,
}

impl ImageFacts {
    /// Whether it may not be published whatever else is right: it shows children for whom nobody agreed.
    pub fn blocks(&self) -> bool {
        self.consent == Consent::ChildrenWithout
    }
}

/// What the library knows of a picture; none for what is no picture of this tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn image_facts(scope: &mut Scope, id: &FileId) -> Result<Option<ImageFacts>> {
    let entry = store::any(scope, id).await?.filter(|entry| entry.family == Family::Image);
    Ok(entry.map(|entry| ImageFacts {
        name: entry.file.name,
        author: entry.description.author,
        source: entry.description.source,
        alt: entry.description.alt,
        consent: entry.description.consent,
    }))
}

/// Everything that stands against publishing the pictures, sound and film that a content attaches or shows.
///
/// # Errors
/// When the database does not answer.
pub async fn refusals(scope: &mut Scope, content: &Content) -> Result<Vec<Refusal>> {
    let mut refusals = Vec::new();
    for id in content.file_ids() {
        if let Some(entry) = store::any(scope, &id).await? {
            refusals.extend(entry.gaps());
        }
    }
    Ok(refusals)
}

/// What stands against the sound and film alone, as something about the text; its pictures are looked at one by one.
///
/// # Errors
/// When the database does not answer.
pub async fn recordings(scope: &mut Scope, content: &Content) -> Result<Vec<Refusal>> {
    let entries = store::several(scope, &content.file_ids()).await?;
    let recordings = entries.iter().filter(|entry| matches!(entry.family, Family::Audio | Family::Video));
    let gaps = recordings.flat_map(Entry::gaps);
    Ok(gaps.map(|gap| Refusal::new("body", gap.message, gap.clause)).collect())
}

/// What is missing of one file; the fields are those of its form in the library.
pub fn gaps(name: &str, family: Family, description: &Description) -> Vec<Refusal> {
    const ORIGIN: &str = "Quy chế Điều 8.1";
    const SEEN: &str = "TT 32/2017 Điều 18.1.c";
    const PERSONS: &str = "BLDS Điều 32; Luật Trẻ em Điều 21";
    let mut gaps = Vec::new();
    let mut gap = |field, message: String, clause| gaps.push(Refusal::new(field, message, clause));
    if family == Family::File {
        return gaps;
    }
    let what = match family {
        Family::Image => "Ảnh",
        Family::Audio => "Tệp âm thanh",
        _ => "Video",
    };
    if description.author.is_empty() {
        gap("author", format!("{what} “{name}” chưa ghi tác giả."), ORIGIN);
    }
    if description.source.is_empty() {
        gap("source", format!("{what} “{name}” chưa ghi nguồn."), ORIGIN);
    }
    if family == Family::Image && description.alt.is_empty() {
        gap("alt", format!("Ảnh “{name}” chưa có lời mô tả cho người không nhìn thấy ảnh."), SEEN);
    }
    if family != Family::Audio {
        match description.consent {
            Consent::Unsaid => gap(
                "consent",
                format!("{what} “{name}” chưa ghi người trong ảnh đã đồng ý hay không cần đồng ý."),
                PERSONS,
            ),
            Consent::ChildrenWithout => gap(
                "consent",
                format!(
                    "{what} “{name}” có trẻ em mà chưa có đồng ý của cha, mẹ hoặc người giám hộ: không được đăng."
                ),
                PERSONS,
            ),
            Consent::NotNeeded | Consent::Given { .. } => {}
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(family: Family, description: &Description) -> Vec<&'static str> {
        gaps("a.jpg", family, description).iter().map(|gap| gap.field).collect()
    }

    #[test]
    fn a_picture_needs_author_source_words_and_consent() {
        let nothing = Description::default();
        assert_eq!(fields(Family::Image, &nothing), ["author", "source", "alt", "consent"]);
        assert_eq!(fields(Family::Audio, &nothing), ["author", "source"]);
        assert_eq!(fields(Family::Video, &nothing), ["author", "source", "consent"]);
        assert!(fields(Family::File, &nothing).is_empty());
        let mut all = Description {
            author: "A".into(),
            source: "B".into(),
            alt: "C".into(),
            consent: Consent::NotNeeded,
            ..nothing
        };
        assert!(fields(Family::Image, &all).is_empty());
        all.consent = Consent::ChildrenWithout;
        let gaps = gaps("a.jpg", Family::Image, &all);
        assert!(gaps[0].message.contains("không được đăng"));
    }
}

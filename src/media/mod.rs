//! The media library: pictures, files, sound and film of a tenant, each with author, source, words and consent.

pub mod dress;
pub mod duties;
pub mod facts;
mod receive;
pub mod seed;
pub mod store;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::base::clock::Millis;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{AccountId, FileId};
use crate::base::scope::{Db, Reach, WriteScope};
use crate::base::text::{folded, normalise};
use crate::files::FileStore;
use crate::files::kind::Family;
use crate::items::Attachment;
use crate::people::{Action, Staff, State};
use crate::worker::Pool;
use crate::worker::image::{Format, WIDTHS};

pub use receive::{Arrival, Received};

/// The longest alternative text, in characters: screen readers read it in one breath.
pub const LONGEST_ALT: usize = 250;
/// The longest caption, in characters.
const LONGEST_CAPTION: usize = 1000;
/// The longest name of an author or a source, in characters.
const LONGEST_NAME: usize = 200;

/// Whether those whom a picture shows agreed to being shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Nobody has said yet.
    #[default]
    Unsaid,
    /// It shows nobody, or people in public at a public event.
    NotNeeded,
    /// They, or who answers for them, agreed.
    Given {
        /// Who.
        by: String,
        /// When.
        on: Date,
    },
    /// It shows children for whom nobody agreed: it is not published.
    ChildrenWithout,
}

impl Consent {
    /// As it is stored and sent by forms.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unsaid => "unsaid",
            Self::NotNeeded => "not-needed",
            Self::Given { .. } => "given",
            Self::ChildrenWithout => "children-without",
        }
    }

    /// The choices of a form, with their words.
    pub const CHOICES: [(&'static str, &'static str); 4] = [
        ("unsaid", "Chưa ghi"),
        ("not-needed", "Không cần: ảnh không có người, hoặc ảnh nơi công cộng, sự kiện công khai"),
        ("given", "Đã có đồng ý của người trong ảnh (trẻ em: của cha, mẹ hoặc người giám hộ)"),
        ("children-without", "Có trẻ em, chưa có đồng ý: không được đăng"),
    ];

    /// In words, for a list.
    pub fn vietnamese(&self) -> String {
        match self {
            Self::Unsaid => "Chưa ghi về sự đồng ý".into(),
            Self::NotNeeded => "Không cần đồng ý".into(),
            Self::Given { by, on } => format!("{by} đồng ý ngày {}", on.strftime("%d/%m/%Y")),
            Self::ChildrenWithout => "Có trẻ em, chưa có đồng ý".into(),
        }
    }
}

/// What people say of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Description {
    /// Who took it, wrote it, recorded it (Quy chế Điều 8.1).
    pub author: String,
    /// Where it comes from (Quy chế Điều 8.1).
    pub source: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What stands under it.
    pub caption: String,
    /// Whether those shown agreed.
    pub consent: Consent,
}

impl Description {
    /// In the form in which it is stored: NFC, one line, no stray blanks.
    pub fn tidied(self) -> Self {
        let line = |text: &str| normalise(text).split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            author: line(&self.author),
            source: line(&self.source),
            alt: line(&self.alt),
            caption: line(&self.caption),
            consent: self.consent,
        }
    }

    /// What is wrong with it as typed; missing words are no reason here, they are asked for before publication.
    pub fn refusals(&self, today: Date) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        let mut too_long = |field, text: &str, most: usize, what: &str| {
            let length = text.chars().count();
            if length > most {
                let message = format!("{what} dài {length} ký tự, nhiều hơn mức {most}. Hãy viết gọn lại.");
                refusals.push(Refusal::new(field, message, ""));
            }
        };
        too_long("author", &self.author, LONGEST_NAME, "Tác giả");
        too_long("source", &self.source, LONGEST_NAME, "Nguồn");
        too_long("alt", &self.alt, LONGEST_ALT, "Nội dung thay thế ảnh");
        too_long("caption", &self.caption, LONGEST_CAPTION, "Chú thích");
        if let Consent::Given { by, on } = &self.consent {
            too_long("consent_by", by, LONGEST_NAME, "Tên người đồng ý");
            if by.trim().is_empty() {
                refusals.push(Refusal::new("consent_by", "Hãy ghi ai đã đồng ý.", ""));
            }
            if *on > today {
                refusals.push(Refusal::new("consent_on", "Ngày đồng ý không thể ở sau hôm nay.", ""));
            }
        }
        refusals
    }

    fn folded(&self, name: &str) -> String {
        folded(&[name, &self.author, &self.source, &self.alt, &self.caption].join(" "))
    }
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// A picture whose sizes are not made yet.
    Waiting,
    /// It can be shown.
    Ready,
    /// A picture that could not be read, and why.
    Failed(String),
}

/// A file as it lies in the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file itself, as it was brought.
    pub file: Attachment,
    /// What it is treated as.
    pub family: Family,
    /// What people say of it.
    pub description: Description,
    /// A picture's width and height, upright.
    pub dimensions: Option<(u32, u32)>,
    /// How far it is.
    pub readiness: Readiness,
    /// Whether everybody who may see the library sees it.
    pub shared: bool,
    /// Counts every change of its description.
    pub version: i64,
    /// Who brought it.
    pub created_by: Option<AccountId>,
    /// When.
    pub created_at: Millis,
    /// Since when it is out of the library.
    pub removed_at: Option<Millis>,
}

impl Entry {
    /// Its id.
    pub fn id(&self) -> &FileId {
        &self.file.file_id
    }

    /// The address that texts carry, which every face resolves for itself.
    pub fn url(&self) -> String {
        crate::items::markup::file_path(self.id().as_str(), &self.file.name)
    }

    /// The address of a picture of at most this width, on the console.
    pub fn small_url(&self, most: u32) -> Option<String> {
        let (width, _) = self.dimensions.filter(|_| self.readiness == Readiness::Ready)?;
        let largest = WIDTHS[WIDTHS.len() - 1];
        Some(format!("/anh/{}/{}.{}", self.id(), most.min(width).min(largest), Format::Webp.as_str()))
    }

    /// What is still missing before it may be shown to readers, as fields of its form.
    pub fn gaps(&self) -> Vec<Refusal> {
        facts::gaps(&self.file.name, self.family, &self.description)
    }
}

/// The library's parts: where rows, bytes and workers are.
#[derive(Clone, Debug)]
pub struct Library {
    /// Rows.
    pub db: Db,
    /// Bytes.
    pub files: FileStore,
    /// What reads them.
    pub workers: Pool,
}

/// Writes down what people say of a file.
///
/// # Errors
/// [`Error::Refused`] for what cannot be so, [`Error::Conflict`] when somebody else was first.
pub async fn describe(
    scope: &mut WriteScope,
    staff: &Staff,
    entry: &Entry,
    version: i64,
    description: Description,
) -> Result<()> {
    staff.require(Action::MediaEdit, State::Any)?;
    let description = description.tidied();
    Error::unless_empty(description.refusals(scope.db().clock.today()))?;
    store::describe(scope, entry, version, &description).await?;
    let reach = reach(scope, entry.id()).await?;
    scope.changed("file", entry.id().as_str(), reach);
    scope.audit(
        Action::MediaEdit.as_str(),
        "file",
        entry.id().as_str(),
        changed(&entry.description, &description),
    );
    Ok(())
}

/// Whether readers see the file now.
async fn reach(scope: &mut WriteScope, id: &FileId) -> Result<Reach> {
    Ok(if crate::files::is_public(scope, id).await? { Reach::Public } else { Reach::Staff })
}

/// What changed, for the trail: every field's new words, but of a consent only that there is one.
fn changed(before: &Description, after: &Description) -> Value {
    let mut detail = json!({});
    for (field, old, new) in [
        ("author", &before.author, &after.author),
        ("source", &before.source, &after.source),
        ("alt", &before.alt, &after.alt),
        ("caption", &before.caption, &after.caption),
    ] {
        if old != new {
            detail[field] = json!(new);
        }
    }
    if before.consent != after.consent {
        detail["consent"] = json!(after.consent.as_str());
    }
    detail
}

/// Takes out of the library what nothing uses; its bytes stay for a while, so that it can be brought back.
///
/// # Errors
/// [`Error::Refused`] when something uses it.
pub async fn remove(scope: &mut WriteScope, staff: &Staff, entry: &Entry) -> Result<()> {
    staff.require(Action::MediaRemove, State::Any)?;
    if store::is_used(scope, entry.id()).await? {
        return Err(Error::refused(
            "",
            "Tệp đang được dùng nên không bỏ được. Hãy bỏ tệp khỏi các bài dưới đây trước.",
            "",
        ));
    }
    store::remove(scope, entry.id()).await?;
    scope.changed("file", entry.id().as_str(), Reach::Staff);
    scope.audit(
        Action::MediaRemove.as_str(),
        "file",
        entry.id().as_str(),
        json!({ "name": entry.file.name }),
    );
    Ok(())
}

/// Brings back what was taken out.
///
/// # Errors
/// [`Error::Conflict`] when it is gone for good, or was not out.
pub async fn restore(scope: &mut WriteScope, staff: &Staff, id: &FileId) -> Result<()> {
    staff.require(Action::MediaRemove, State::Any)?;
    store::restore(scope, id).await?;
    scope.changed("file", id.as_str(), Reach::Staff);
    scope.audit("media.restore", "file", id.as_str(), json!({}));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn given(by: &str, on: Date) -> Description {
        Description { consent: Consent::Given { by: by.into(), on }, ..Description::default() }
    }

    #[test]
    fn a_consent_names_who_and_a_day_that_has_been() {
        let today = date(2016, 12, 30);
        assert!(given("Phụ huynh lớp 5A (mẫu)", today).refusals(today).is_empty());
        let refusals = given(" ", date(2016, 12, 31)).refusals(today);
        assert_eq!(
            refusals.iter().map(|refusal| refusal.field).collect::<Vec<_>>(),
            ["consent_by", "consent_on"]
        );
    }

    #[test]
    fn words_are_stored_on_one_line_and_have_a_length() {
        let typed = Description { alt: " Cầu \n mới ".into(), ..Description::default() };
        assert_eq!(typed.tidied().alt, "Cầu mới");
        let long = Description { alt: "a".repeat(LONGEST_ALT + 1), ..Description::default() };
        assert!(long.refusals(date(2016, 1, 1))[0].message.contains("251"));
    }

    #[test]
    fn the_trail_names_what_changed_and_nobody_who_agreed() {
        let before = Description { author: "A".into(), ..Description::default() };
        let after = given("Người mẫu", date(2016, 1, 1));
        let detail = changed(&before, &after);
        assert_eq!(detail, json!({ "author": "", "consent": "given" }));
    }
}

//! Reads the sample content that lies beside a tenant's declaration: Markdown with a TOML head.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use serde::Deserialize;

use crate::base::id::FileId;
use crate::base::seal::sha256_hex;
use crate::files::kind;
use crate::items::Attachment;
use crate::items::kinds::document;
use crate::items::kinds::record::Register;
use crate::items::kinds::{Aspects, Common, Content, Document, News, Record, Topic};
use crate::items::markup;
use crate::media::seed::SampleFile;
use crate::media::{Consent, Description};
use crate::tenants::SectionKey;

/// A sample item with the day it was published.
#[derive(Clone, Debug)]
pub struct Sample {
    /// What it says.
    pub content: Content,
    /// The day it went live.
    pub published: Date,
    /// The files that it attaches.
    pub files: Vec<SampleFile>,
}

/// A sample question with its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SampleQuestion {
    /// The day it was asked.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub asked: Date,
    /// What it is about.
    pub topic: String,
    /// The citizen's words.
    pub text: String,
    /// The unit that answered.
    pub unit: String,
    /// The day it was answered.
    #[serde(deserialize_with = "crate::base::civil::date")]
    pub answered: Date,
    /// The answer.
    pub answer: String,
    /// Whether it is on the site.
    pub publish: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Questions {
    question: Vec<SampleQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    kind: String,
    section: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    summary: String,
    author: String,
    source: String,
    unit: String,
    #[serde(deserialize_with = "crate::base::civil::date")]
    published: Date,
    topic: Option<String>,
    /// Themes of the news.
    #[serde(default)]
    themes: Vec<String>,
    #[serde(default)]
    number: String,
    #[serde(default, rename = "type")]
    doc_type: String,
    #[serde(default)]
    issuer: String,
    #[serde(default)]
    signer_authority: String,
    #[serde(default)]
    signer_post: String,
    #[serde(default)]
    signer_name: String,
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    issued: Option<Date>,
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    effective: Option<Date>,
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    expires: Option<Date>,
    #[serde(default, rename = "abstract")]
    about: String,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    relations: Vec<document::Relation>,
    /// Of an entry: which register, and what is told of it, as it would be typed.
    #[serde(default)]
    register: String,
    #[serde(default)]
    facts: BTreeMap<String, String>,
    /// The files beside it that it attaches.
    #[serde(default)]
    files: Vec<HeadFile>,
    #[serde(default, rename = "issued_to_many")]
    _issued_to_many: bool,
}

/// A file that a sample attaches; author and source are those of the sample.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadFile {
    /// Its name in the folder `tep` beside the samples.
    name: String,
    /// What a picture shows.
    #[serde(default)]
    alt: String,
}

/// The samples of one tenant, in the order of their file names.
///
/// # Errors
/// When a file does not parse; the message names it.
pub fn items(folder: &Path) -> Result<Vec<Sample>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    files.iter().map(|file| item(file).with_context(|| file.display().to_string())).collect()
}

fn item(file: &Path) -> Result<Sample> {
    let text = std::fs::read_to_string(file)?;
    let (head, body) = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .context("has no head between +++ lines")?;
    let head: Head = toml::from_str(head)?;
    let common = Common {
        section: SectionKey::parse(&head.section)
            .with_context(|| format!("there is no section {}", head.section))?,
        unit_key: head.unit.clone(),
        author: head.author.clone(),
        source: head.source.clone(),
        attachments: Vec::new(),
    };
    let folder = file.parent().unwrap_or(Path::new(".")).join("tep");
    let files: Vec<SampleFile> =
        head.files.iter().map(|one| attached(&folder, one, &common)).collect::<Result<_>>()?;
    let attachments = files.iter().map(|file| file.attachment.clone()).collect();
    let common = Common { attachments, ..common };
    let published = head.published;
    let content = match head.kind.as_str() {
        "news" => Content::News(news(head, common, body)),
        "document" => Content::Document(Box::new(document(head, common, body))),
        "record" => Content::Record(Box::new(record(head, common, body)?)),
        other => bail!("there is no kind {other}"),
    };
    Ok(Sample { content: content.tidied(), published, files })
}

fn attached(folder: &Path, file: &HeadFile, common: &Common) -> Result<SampleFile> {
    let path = folder.join(&file.name);
    let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let media_type = kind::of(&file.name, &bytes).map_err(anyhow::Error::msg)?;
    let sha256 = sha256_hex(&bytes);
    Ok(SampleFile {
        attachment: Attachment {
            file_id: FileId::from(format!("mau-{}", &sha256[..24])),
            sha256,
            name: file.name.clone(),
            media_type: media_type.to_owned(),
            bytes: bytes.len() as u64,
        },
        description: Description {
            author: common.author.clone(),
            source: common.source.clone(),
            alt: file.alt.clone(),
            consent: Consent::NotNeeded,
            ..Description::default()
        },
        bytes: bytes.into(),
    })
}

fn news(head: Head, common: Common, body: &str) -> News {
    News {
        common,
        title: head.title,
        summary: head.summary,
        topic: head.topic.as_deref().and_then(Topic::parse),
        body_html: markup::to_html(body),
        published_on: Some(head.published),
        event_on: None,
        aspects: Box::new(Aspects { themes: head.themes, ..Aspects::default() }),
    }
}

fn record(head: Head, common: Common, body: &str) -> Result<Record> {
    let register =
        Register::parse(&head.register).with_context(|| format!("there is no register {}", head.register))?;
    let typed =
        |field: &'static str| head.facts.get(field.trim_start_matches("f-")).map_or("", String::as_str);
    Ok(Record {
        common,
        register,
        title: head.title.clone(),
        summary: head.summary.clone(),
        facts: register.read(typed)?,
        body_html: markup::to_html(body),
    })
}

fn document(head: Head, common: Common, body: &str) -> Document {
    let (preamble_html, articles) = document::from_markdown(body);
    Document {
        common,
        number: head.number,
        doc_type: head.doc_type,
        issuer: head.issuer,
        signer_authority: head.signer_authority,
        signer_post: head.signer_post,
        signer_name: head.signer_name,
        issued_on: head.issued,
        effective_on: head.effective,
        effective_confirmed: true,
        checked: Vec::new(),
        // The samples name the last day in force, the model the first day no longer.
        expires_on: head.expires.map(|last| crate::base::clock::plus_days(last, 1)),
        summary: head.about,
        fields: head.fields,
        preamble_html,
        articles,
        relations: head.relations,
        part: None,
    }
}

/// The sample questions of one tenant.
///
/// # Errors
/// When the file does not parse.
pub fn questions(folder: &Path) -> Result<Vec<SampleQuestion>> {
    let file = folder.join("questions.toml");
    if !file.exists() {
        return Ok(Vec::new());
    }
    let questions: Questions =
        toml::from_str(&std::fs::read_to_string(&file)?).with_context(|| file.display().to_string())?;
    Ok(questions.question)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn sets() -> impl Iterator<Item = std::path::PathBuf> {
        ["hiep-hoa-2016", "bac-ninh-2026"]
            .into_iter()
            .map(|set| Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants").join(set))
    }

    fn folders(set: &Path) -> Vec<std::path::PathBuf> {
        let mut folders: Vec<_> = std::fs::read_dir(set)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect();
        folders.sort();
        folders
    }

    #[test]
    fn every_sample_parses_is_marked_and_names_a_unit_of_its_tenant() {
        for set in sets() {
            let declared = crate::tenants::declare::load(&set).unwrap();
            for tenant in &declared.tenants {
                let folder = set.join(&tenant.slug).join("mau");
                for sample in items(&folder).unwrap() {
                    let title = sample.content.title();
                    assert!(
                        title.ends_with("(mẫu)") || title.contains("10/2016/QĐ-UBND"),
                        "{}: {title}",
                        tenant.slug
                    );
                    assert!(
                        tenant.unit(&sample.content.common().unit_key).is_some(),
                        "{}: {title}",
                        tenant.slug
                    );
                }
                for question in questions(&folder).unwrap() {
                    assert!(tenant.unit(&question.unit).is_some(), "{}: {}", tenant.slug, question.topic);
                }
            }
        }
    }

    #[test]
    fn the_district_has_forty_items_six_communes_eight_and_the_rest_their_introduction_and_contacts() {
        let set = sets().next().unwrap();
        let counts: BTreeMap<String, usize> = folders(&set)
            .iter()
            .map(|folder| {
                (
                    folder.file_name().unwrap().to_string_lossy().into_owned(),
                    items(&folder.join("mau")).unwrap().len(),
                )
            })
            .collect();
        assert_eq!(counts.len(), 27);
        assert!(counts["hiephoa"] >= 40);
        assert!(counts.values().filter(|count| **count >= 8).count() >= 7);
        assert!(counts.values().all(|count| *count >= 2));
    }

    /// The sections that hold something of a tenant's samples.
    fn sections(folder: &Path) -> BTreeSet<SectionKey> {
        let mut held: BTreeSet<_> =
            items(folder).unwrap().iter().map(|sample| sample.content.common().section).collect();
        for (file, section) in
            [("lich.toml", SectionKey::Calendar), ("questions.toml", SectionKey::Questions)]
        {
            if folder.join(file).exists() {
                held.insert(section);
            }
        }
        held
    }

    #[test]
    fn all_sixteen_sections_hold_something_on_the_district_and_eight_on_six_communes() {
        let set = sets().next().unwrap();
        let of = |slug: &str| sections(&set.join(slug).join("mau"));
        let missing: Vec<_> =
            SectionKey::ALL.into_iter().filter(|key| !of("hiephoa").contains(key)).collect();
        assert_eq!(missing, Vec::<SectionKey>::new());
        let communes = ["dongtan", "ducthang", "hoangvan", "maidinh", "ttthang", "xuancam"];
        for slug in communes {
            assert!(of(slug).len() >= 8, "{slug}: {:?}", of(slug));
        }
    }

    /// What is published of the samples passes the same rules as everything else.
    #[test]
    fn every_sample_may_be_published_as_it_is() {
        for set in sets() {
            let declared = crate::tenants::declare::load(&set).unwrap();
            for tenant in &declared.tenants {
                for sample in items(&set.join(&tenant.slug).join("mau")).unwrap() {
                    let day = sample.published.max(tenant.identities[0].from);
                    let refusals = crate::items::rules::refusals(&sample.content, tenant, day, &[]);
                    assert!(refusals.is_empty(), "{} {}: {refusals:?}", tenant.slug, sample.content.title());
                }
            }
        }
    }

    /// Sound and film are there to be played, with words for who cannot hear or see them.
    #[test]
    fn samples_of_sound_and_film_are_small_and_have_their_words() {
        let set = sets().next().unwrap();
        let all = items(&set.join("hiephoa").join("mau")).unwrap();
        let played = |kind: &str| {
            all.iter()
                .flat_map(|sample| &sample.files)
                .any(|file| file.attachment.media_type.starts_with(kind))
        };
        assert!(["audio/", "video/", "image/", "text/vtt"].iter().all(|kind| played(kind)));
        for file in all.iter().flat_map(|sample| &sample.files) {
            assert!(file.attachment.bytes < 60_000, "{}", file.attachment.name);
            if file.attachment.media_type == "text/vtt" {
                assert!(crate::files::captions::check(&file.bytes).is_ok(), "{}", file.attachment.name);
            }
        }
    }

    /// A paragraph without what blanks, marks, capitals and pointing make of it.
    fn plain(paragraph: &str) -> String {
        let folded = crate::base::text::folded(paragraph);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn no_two_tenants_share_a_paragraph_except_what_was_issued_to_both() {
        for set in sets() {
            let mut seen: BTreeMap<String, String> = BTreeMap::new();
            for folder in folders(&set) {
                for entry in std::fs::read_dir(folder.join("mau")).unwrap() {
                    let file = entry.unwrap().path();
                    let Ok(text) = std::fs::read_to_string(&file) else { continue };
                    if text.contains("issued_to_many = true") {
                        continue;
                    }
                    let told = text.split_once("\n+++\n").map_or("", |(head, _)| head);
                    let told = told.lines().filter_map(|line| line.split_once(" = ")).map(|(_, value)| value);
                    for paragraph in text.split("\n\n").chain(told) {
                        let paragraph = plain(paragraph);
                        if paragraph.split(' ').count() < 12 {
                            continue;
                        }
                        let owner = folder.display().to_string();
                        let first = seen.entry(paragraph.clone()).or_insert_with(|| owner.clone());
                        assert_eq!(first, &owner, "{}: {paragraph}", file.display());
                    }
                }
            }
        }
    }
}

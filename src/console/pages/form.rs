//! The editors' forms and the contents they stand for, in both directions.

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::text::legacy::{self, Encoding};
use crate::base::web::form::Form;
use crate::items::kinds::SteeringPart;
use crate::items::kinds::document;
use crate::items::kinds::record::{Record, Register};
use crate::items::markup::word::{self, Report};
use crate::items::{Attachment, Common, Content, Document, Kind, News, Topic, markup};
use crate::tenants::SectionKey;

use super::{aspects, relations};

/// The form's name for a field of the rules.
pub fn field(name: &str) -> String {
    match name {
        "title" => "tieu-de",
        "body" => "noi-dung",
        "section" => "chuyen-muc",
        "topic" => "chu-de",
        "author" => "tac-gia",
        "source" => "nguon",
        "unit_key" => "don-vi",
        "number" => "so-ky-hieu",
        "doc_type" => "loai",
        "abstract" => "trich-yeu",
        "issuer" => "co-quan-ban-hanh",
        "issued_on" => "ngay-ban-hanh",
        "effective_on" => "ngay-hieu-luc",
        "expires_on" => "ngay-het-hieu-luc",
        "event_on" => "ngay-su-viec",
        "relations" => "quan-he",
        "part" => "phan",
        "themes" => "chu-de-tin",
        "introduces" => "gioi-thieu-van-ban",
        "language" => "ngon-ngu",
        "translates" => "ban-dich-cua",
        "attachments" => "tep",
        "no_secret" => "cam-ket",
        "reason" => "ly-do",
        "note" => "dinh-chinh",
        "kind" => "kieu-go",
        "signer_authority" => "tham-quyen-ky",
        "signer_post" => "chuc-vu-ky",
        "signer_name" => "nguoi-ky",
        "moved_to" => "chuyen-den",
        "name" => "ten",
        "term_ends" => "het-han",
        "review_on" => "ngay-ra-soat",
        "audience" => "noi-nhan",
        other => other,
    }
    .to_owned()
}

/// The field whose values name the fields that a person has compared with the file they were read from.
pub const CHECKED: &str = "da-doi-chieu";

/// The fields that can be compared with a file, as the rules call them.
pub const COMPARED: [&str; 11] = [
    "number",
    "doc_type",
    "abstract",
    "issuer",
    "issued_on",
    "effective_on",
    "signer_authority",
    "signer_post",
    "signer_name",
    "relations",
    "body",
];

fn checked(form: &Form) -> Vec<String> {
    let named = |field: &&&str| form.all(CHECKED).any(|one| one == **field);
    COMPARED.iter().filter(named).map(|field| (*field).to_owned()).collect()
}

/// A date as staff type it, 28/12/2016; none for what is no date.
pub fn date(text: &str) -> Option<Date> {
    let mut parts = text.split(['/', '-', '.']).map(|part| part.trim().parse::<i16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// What of a form cannot be read, each with its field.
fn mistakes(form: &Form) -> Vec<Refusal> {
    const DAYS: [(&str, &str); 4] = [
        ("event_on", "Ngày sự việc"),
        ("issued_on", "Ngày ban hành"),
        ("effective_on", "Ngày có hiệu lực"),
        ("expires_on", "Ngày hết hiệu lực"),
    ];
    let unread = DAYS.into_iter().filter_map(|(name, label)| {
        let typed = form.get(&field(name)).to_owned();
        let wrong = !typed.is_empty() && date(&typed).is_none();
        let message =
            format!("{label}: “{typed}” không phải là ngày. Viết ngày/tháng/năm, ví dụ 28/12/2016.");
        wrong.then(|| Refusal::new(name, message, ""))
    });
    let lines = relations::parse(form.raw("quan-he")).err().unwrap_or_default();
    let days = aspects::mistakes(form);
    unread.chain(lines.into_iter().map(|line| Refusal::new("relations", line, ""))).chain(days).collect()
}

/// What a form says, with the files the edition has already.
///
/// # Errors
/// [`Error::Refused`] with everything in it that cannot be read.
pub fn content(kind: Kind, form: &Form, attachments: Vec<Attachment>) -> Result<Content> {
    content_told(kind, form, attachments).map(|(content, _)| content)
}

/// As [`content`], with what was changed in it on the way in.
///
/// # Errors
/// As [`content`].
pub fn content_told(kind: Kind, form: &Form, attachments: Vec<Attachment>) -> Result<(Content, Report)> {
    let mut unread = mistakes(form);
    if kind == Kind::Record
        && let Err(Error::Refused(facts)) = register(form)?.read(|field| form.raw(field))
    {
        unread.extend(facts);
    }
    Error::unless_empty(unread)?;
    read(kind, form, attachments)
}

/// The register that a form's field `so` names.
///
/// # Errors
/// [`Error::BadRequest`] for what is none.
pub fn register(form: &Form) -> Result<&'static Register> {
    Register::parse(form.get("so"))
        .ok_or_else(|| Error::BadRequest("Không có sổ này. Hãy mở lại biểu mẫu.".into()))
}

/// The text of a form, in whichever of its two ways it was written.
pub struct Body {
    /// As pages carry it.
    pub html: String,
    /// As the plain editor shows it.
    pub markdown: String,
    /// What was changed in it.
    pub report: Report,
}

impl Body {
    /// Reads the field `noi-dung`, which `dang-noi-dung` says the way of.
    ///
    /// # Errors
    /// When the text cannot be read at all.
    pub fn of(form: &Form) -> Result<Self> {
        let raw = form.raw("noi-dung");
        if form.get("dang-noi-dung") == "html" {
            let (html, report) = word::taken_in(raw);
            let markdown = markup::to_markdown(&html)?;
            return Ok(Self { html, markdown, report });
        }
        let (markdown, found) = legacy::to_unicode(raw);
        let (html, mut report) = word::taken_in(&markup::raw_html(&markdown));
        found.into_iter().for_each(|encoding| report.read(encoding));
        Ok(Self { html, markdown, report })
    }
}

fn read(kind: Kind, form: &Form, attachments: Vec<Attachment>) -> Result<(Content, Report)> {
    let Body { html, markdown, mut report } = Body::of(form)?;
    let whole = report.converted.first().copied().unwrap_or(Encoding::Unicode);
    // Short fields go with the text: alone they are too few words to be judged.
    let text = |name: &str| {
        let typed = form.get(name);
        legacy::of_paragraph(typed, whole).decode(typed)
    };
    for name in ["tieu-de", "tom-tat", "trich-yeu"] {
        if text(name) != form.get(name) {
            report.read(legacy::of_paragraph(form.get(name), whole));
        }
    }
    let default = if kind == Kind::News { SectionKey::News } else { SectionKey::Steering };
    let common = Common {
        section: SectionKey::parse(form.get("chuyen-muc")).unwrap_or(default),
        unit_key: form.get("don-vi").to_owned(),
        author: form.get("tac-gia").to_owned(),
        source: form.get("nguon").to_owned(),
        attachments,
    };
    let content = match kind {
        Kind::News => Content::News(News {
            common,
            title: text("tieu-de"),
            summary: text("tom-tat"),
            topic: Topic::parse(form.get("chu-de")),
            body_html: html,
            published_on: None,
            event_on: date(form.get("ngay-su-viec")),
            aspects: Box::new(aspects::read(form)),
        }),
        Kind::Record => {
            let register = register(form)?;
            Content::Record(Box::new(Record {
                common: Common { section: register.section, ..common },
                register,
                title: text("tieu-de"),
                summary: text("tom-tat"),
                facts: register.read(|field| form.raw(field))?,
                body_html: html,
            }))
        }
        Kind::Document => {
            let (preamble_html, articles) = document::from_markdown(&markdown);
            Content::Document(Box::new(Document {
                common,
                number: text("so-ky-hieu"),
                doc_type: text("loai"),
                issuer: text("co-quan-ban-hanh"),
                signer_authority: text("tham-quyen-ky"),
                signer_post: text("chuc-vu-ky"),
                signer_name: text("nguoi-ky"),
                issued_on: date(form.get("ngay-ban-hanh")),
                effective_on: date(form.get("ngay-hieu-luc")),
                effective_confirmed: form.all(CHECKED).any(|field| field == "effective_on"),
                checked: checked(form),
                expires_on: date(form.get("ngay-het-hieu-luc")),
                summary: text("trich-yeu"),
                fields: form
                    .get("linh-vuc")
                    .split(';')
                    .map(|field| field.trim().to_owned())
                    .filter(|field| !field.is_empty())
                    .collect(),
                preamble_html,
                articles,
                relations: relations::parse(form.raw("quan-he")).unwrap_or_default(),
                part: SteeringPart::parse(form.get("phan")),
            }))
        }
    };
    Ok((content, report))
}

/// The form of a content: every field with its text, as it can be sent again.
///
/// # Errors
/// When the stored text cannot be read.
pub fn fields(content: &Content) -> Result<Vec<(String, String)>> {
    let common = content.common();
    let shown = |date: Option<Date>| date.map(date_vi).unwrap_or_default();
    let mut fields = match content {
        Content::News(news) => vec![
            ("tieu-de", news.title.clone()),
            ("tom-tat", news.summary.clone()),
            ("chu-de", news.topic.map_or("", Topic::as_str).to_owned()),
            ("noi-dung", markup::to_markdown(&news.body_html)?),
            ("ngay-su-viec", shown(news.event_on)),
        ],
        Content::Record(record) => {
            let facts = record.register.facts.iter();
            let facts = facts.map(|fact| (fact.field, fact.typed(record.facts.get(fact.key))));
            let own = [
                ("so", record.register.key.to_owned()),
                ("tieu-de", record.title.clone()),
                ("tom-tat", record.summary.clone()),
                ("noi-dung", markup::to_markdown(&record.body_html)?),
            ];
            own.into_iter().chain(facts).collect()
        }
        Content::Document(document) => vec![
            ("so-ky-hieu", document.number.clone()),
            ("loai", document.doc_type.clone()),
            ("trich-yeu", document.summary.clone()),
            ("co-quan-ban-hanh", document.issuer.clone()),
            ("tham-quyen-ky", document.signer_authority.clone()),
            ("chuc-vu-ky", document.signer_post.clone()),
            ("nguoi-ky", document.signer_name.clone()),
            ("ngay-ban-hanh", shown(document.issued_on)),
            ("ngay-hieu-luc", shown(document.effective_on)),
            ("ngay-het-hieu-luc", shown(document.expires_on)),
            ("linh-vuc", document.fields.join("; ")),
            ("quan-he", relations::print(&document.relations)),
            ("phan", document.part.map_or("", SteeringPart::as_str).to_owned()),
            ("noi-dung", self::document::to_markdown(document)?),
        ],
    };
    fields.extend([
        ("dang-noi-dung", "markdown".to_owned()),
        ("chuyen-muc", common.section.as_str().to_owned()),
        ("tac-gia", common.author.clone()),
        ("nguon", common.source.clone()),
        ("don-vi", common.unit_key.clone()),
    ]);
    let named = fields.into_iter().map(|(name, value)| (name.to_owned(), value));
    let aspects = match content {
        Content::News(news) => aspects::fields(&news.aspects),
        Content::Document(document) => {
            document.checked.iter().map(|field| (CHECKED.to_owned(), field.clone())).collect()
        }
        Content::Record(_) => Vec::new(),
    };
    Ok(named.chain(aspects).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_people_type_them() {
        assert_eq!(date("28/12/2016"), Some(jiff::civil::date(2016, 12, 28)));
        assert_eq!(date(" 1-2-2017 "), Some(jiff::civil::date(2017, 2, 1)));
        for bad in ["", "2016", "31/02/2016", "1/2/3/4", "hôm nay"] {
            assert_eq!(date(bad), None, "{bad}");
        }
    }
}

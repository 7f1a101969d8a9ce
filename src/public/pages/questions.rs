//! The answered questions: their list and its feed, one of them with what it cites, and what readers say of it.

use serde_json::json;

use crate::base::clock::{iso, local};
use crate::base::error::{Error, Result};
use crate::base::id::FileId;
use crate::base::scope::Scope;
use crate::consultations::store as consultations;
use crate::files::serve::{Served, serve};
use crate::items::kinds::Document;
use crate::items::kinds::document::relations::number_key;
use crate::items::markup::paragraphs;
use crate::public::site::{Around, day, moment};
use crate::public::views::news::Correction;
use crate::public::views::news_list::FilterLink;
use crate::public::views::question::{AnswerView, QuestionListPage, QuestionPage, RatingForm};
use crate::public::views::{FileView, Html, Link, Pager};
use crate::public::visit::{Reply, Visit};
use crate::questions::answering::store::{self as answering, Count, Standing};
use crate::questions::answering::{citations, rating};
use crate::questions::store::{self, PublicQuestion};
use crate::tenants::directory::Tenant;
use crate::tenants::{Section, SectionKey};

use super::cards;
use super::feed::Entry as FeedEntry;
use super::home::encode;
use super::section::PAGE;

/// How many answers a feed holds.
const FEED: usize = 30;
/// How many citing answers a document's page shows.
const CITING: usize = 20;

/// `/hoi-dap?linh-vuc=&don-vi=&trang=`
///
/// # Errors
/// When the database does not answer.
pub async fn list(visit: Visit) -> Result<Reply> {
    let section = visit.tenant.profile.section(SectionKey::Questions).ok_or(Error::NotFound)?;
    listed(&visit, section, "").await
}

/// The word for the same list within the section of legal education: `?so=hoi-dap`.
pub const BY_FIELD: &str = "hoi-dap";
/// What the list is called there.
pub const BY_FIELD_TITLE: &str = "Hỏi đáp theo lĩnh vực";

/// `/pho-bien-phap-luat?so=hoi-dap&linh-vuc=`: the answers by field, beside what the section tells (Quy chế Điều 3.6).
///
/// # Errors
/// When the database does not answer.
pub async fn by_field(visit: &Visit, section: &Section) -> Result<Reply> {
    listed(visit, section, BY_FIELD).await
}

/// The answered questions under a section; `so` is the word for them in its addresses, if they are not all it holds.
async fn listed(visit: &Visit, section: &Section, so: &str) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let path = format!("/{}", section.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let (field, unit) = (asked.query("linh-vuc"), asked.query("don-vi"));
    let given = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let found = answering::public_list(
        &mut scope,
        given(field).as_deref(),
        given(unit).as_deref(),
        (asked.page() - 1) * PAGE,
        PAGE,
    )
    .await?;
    let consulted = !consultations::public_list(&mut scope, 0, 1).await?.is_empty();
    let (fields, units) = (answering::fields(&mut scope).await?, answering::units(&mut scope).await?);
    drop(scope);
    let open = if consulted { super::consultations::open_now(visit).await? } else { Vec::new() };
    let url = |field: &str, unit: &str, page: usize| {
        let mut query = Vec::new();
        for (name, value) in [("so", so), ("linh-vuc", field), ("don-vi", unit)] {
            if !value.is_empty() {
                query.push(format!("{name}={}", encode(value)));
            }
        }
        if page > 1 {
            query.push(format!("trang={page}"));
        }
        let mark = if query.is_empty() { "" } else { "?" };
        tenant.url(&format!("{path}{mark}{}", query.join("&")))
    };
    let title = if so.is_empty() { section.title.as_str() } else { BY_FIELD_TITLE };
    let way = (!so.is_empty()).then(|| Link::new(section.title.clone(), tenant.section_url(section, "")));
    let feed = tenant.profile.section(SectionKey::Questions);
    let name = |key: &str| tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    Reply::page(&QuestionListPage {
        layout: around.layout(
            title,
            &format!("Câu hỏi của người dân đã được {} trả lời.", tenant.identity().body),
            way.into_iter().collect(),
        ),
        title: title.to_owned(),
        search_action: tenant.url("/tim-kiem"),
        search_kept: vec![("kieu".into(), "question".into())],
        topics: filters(&fields, field, "Mọi lĩnh vực", str::to_owned, |value| url(value, unit, 1)),
        units: filters(&units, unit, "Mọi đơn vị", name, |value| url(field, value, 1)),
        promise: format!("trong {}", crate::legal::profile(&visit.app).answer_limit),
        count_text: format!("{} câu hỏi đã trả lời, mới nhất trước", found.total),
        questions: found.questions.iter().map(|question| cards::question(tenant, question)).collect(),
        pager: Pager::over(found.total.div_ceil(PAGE).max(1), asked.page(), |page| url(field, unit, page)),
        feed_url: feed.map(|section| tenant.section_url(section, "rss.xml")),
        data: feed
            .map(|section| {
                [("CSV", "du-lieu.csv"), ("JSON", "du-lieu.json")]
                    .map(|(name, file)| Link::new(name, tenant.section_url(section, file)))
                    .to_vec()
            })
            .unwrap_or_default(),
        consultations: open,
        consultations_url: consulted.then(|| tenant.url(super::consultations::HOME)),
    })
}

/// The links that narrow the list one way; none where there is nothing to choose.
fn filters(
    counts: &[Count],
    chosen: &str,
    all: &str,
    name: impl Fn(&str) -> String,
    url: impl Fn(&str) -> String,
) -> Vec<FilterLink> {
    if counts.len() < 2 && chosen.is_empty() {
        return Vec::new();
    }
    let link = |title: String, value: &str, count| FilterLink {
        link: Link::new(title, url(value)),
        count,
        current: value == chosen,
    };
    let one = |count: &Count| link(name(&count.value), &count.value, u64::try_from(count.count).ok());
    std::iter::once(link(all.to_owned(), "", None)).chain(counts.iter().map(one)).collect()
}

/// `/hoi-dap/:slug`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn one(visit: Visit) -> Result<Reply> {
    let (tenant, slug) = (&visit.tenant, visit.asked.param("slug"));
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let Some(question) = store::public_get(&mut scope, slug).await? else {
        let reason = answering::withdrawn(&mut scope, slug).await?.ok_or(Error::NotFound)?;
        drop(scope);
        return Ok(Reply::Raw(super::errors::gone(&visit.app, tenant, Some(reason)).await));
    };
    let standing = answering::standing(&mut scope, &question.id).await?;
    let field = Some(standing.field.as_str()).filter(|field| !field.is_empty());
    let others = answering::public_list(&mut scope, field, None, 0, 4).await?;
    let corrections = answering::corrections(&mut scope, &question.id).await?;
    let files = answering::files(&mut scope, &question.id).await?;
    drop(scope);
    let cited = Cited::read(&visit, &question.answer).await?;
    let path = super::question_path(tenant, &question.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(SectionKey::Questions)).await?;
    let mut layout = around.layout(&question.subject, &question.subject, super::ask::way(&visit));
    layout.for_print = visit.asked.query("in") == "1";
    let unit = tenant.profile.unit(&question.unit_key);
    let unit_name = unit.map_or_else(String::new, |unit| unit.name.clone());
    let section = tenant.profile.section(SectionKey::Questions);
    let url = &layout.canonical;
    let structured = json_ld(&question, url, &unit_name, &tenant.identity().body, &standing, &corrections);
    Reply::page(&QuestionPage {
        mail_url: Some(format!(
            "mailto:?subject={}&body={}",
            encode(&question.subject),
            encode(&layout.canonical)
        )),
        print_url: Some(format!("{}?in=1", layout.canonical)),
        rating: Some(rating_form(&visit, url, &standing)),
        structured,
        layout,
        title: question.subject.clone(),
        topic: field.zip(section).map(|(field, section)| {
            Link::new(
                field,
                format!(
                    "{}?linh-vuc={}",
                    tenant.section_url(section, "").trim_end_matches('/'),
                    encode(field)
                ),
            )
        }),
        question: Html::sanitised(paragraphs(&question.body)),
        asker: question.name.clone(),
        asked: day(local(question.asked_at).date()),
        answers: vec![AnswerView {
            unit: unit_name,
            at: moment(question.published_at),
            body: cited.linked(&question.answer, &tenant.url("/")),
            signed: unit.map(|unit| unit.head.clone()).filter(|head| !head.is_empty()),
            cited: cited.links(),
            files: files
                .iter()
                .filter(|one| one.published && Some(&one.answer) == question.answer_id.as_ref())
                .map(|one| file_view(tenant, &one.file))
                .collect(),
        }],
        corrections: corrections
            .iter()
            .map(|one| Correction {
                at: day(local(one.decided_at.unwrap_or(one.created_at)).date()),
                text: one.reason.clone(),
                before_url: None,
            })
            .collect(),
        alike: others
            .questions
            .iter()
            .filter(|other| other.id != question.id)
            .take(3)
            .map(|other| cards::question(tenant, other))
            .collect(),
    })
}

fn rating_form(visit: &Visit, url: &str, standing: &Standing) -> RatingForm {
    let count_text = match (standing.helpful, standing.unhelpful) {
        (0, 0) => String::new(),
        (yes, 0) => format!("{yes} người thấy hữu ích"),
        (yes, no) => format!("{yes} người thấy hữu ích, {no} người chưa"),
    };
    RatingForm {
        action: format!("{url}/danh-gia"),
        csrf: String::new(),
        thanked: visit.asked.query("cam-on") == "1",
        count_text,
    }
}

/// `POST /hoi-dap/:slug/danh-gia`: counts whether the answer helped; the reader stays unknown.
///
/// # Errors
/// [`Error::TooMany`] above the limit from one address, [`Error::NotFound`] when no answer stands here.
pub async fn rate(visit: Visit) -> Result<Reply> {
    let (tenant, slug) = (&visit.tenant, visit.asked.param("slug"));
    let section = tenant.profile.section(SectionKey::Questions).ok_or(Error::NotFound)?;
    if visit.asked.param("section") != section.slug {
        return Err(Error::NotFound);
    }
    let helped = match visit.asked.form.get("danh-gia") {
        "co" => true,
        "khong" => false,
        _ => return Err(Error::BadRequest("Hãy chọn Có hoặc Không.".into())),
    };
    visit.app.limits.track.check(visit.asked.client.addr).map_err(|often| Error::TooMany(often.seconds()))?;
    rating::give(&visit.app.db, tenant, slug, helped).await?;
    Ok(Reply::SeeOther(format!("{}?cam-on=1#huu-ich-khong", tenant.url(&super::question_path(tenant, slug)))))
}

/// `/tep-tra-loi/:file/:name`: a file that the board lets readers have with a published answer.
///
/// # Errors
/// [`Error::NotFound`] for every other.
pub async fn file(visit: Visit) -> Result<Reply> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let found = answering::public_file(&mut scope, &FileId::from(visit.asked.param("file"))).await?;
    drop(scope);
    let file = found.ok_or(Error::NotFound)?;
    let served =
        Served { sha256: &file.sha256, bytes: file.bytes, name: &file.name, media_type: &file.media_type };
    serve(&visit.app.files, &served, &visit.asked.method, &visit.asked.headers).await.map(Reply::Raw)
}

fn file_view(tenant: &Tenant, file: &crate::items::Attachment) -> FileView {
    FileView {
        title: file.name.clone(),
        url: tenant.url(&format!("/tep-tra-loi/{}/{}", file.file_id, encode(&file.name))),
        format: file.name.rsplit('.').next().unwrap_or_default().to_uppercase(),
        size: super::item::size(file.bytes),
        ..FileView::default()
    }
}

/// The documents that an answer cites and that stand on this site or on the one above.
struct Cited(Vec<(String, Link)>);

impl Cited {
    async fn read(visit: &Visit, answer: &str) -> Result<Self> {
        let parent = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id));
        let mut found: Vec<(String, Link)> = Vec::new();
        for tenant in std::iter::once(&visit.tenant).chain(&parent) {
            let mut scope = visit.app.db.read(tenant.id()).await?;
            for (key, held) in citations::held(&mut scope, answer).await? {
                if found.iter().all(|(own, _)| *own != key) {
                    let url = super::item_url(tenant, held.section, &held.slug);
                    found.push((key, Link::new(held.title, url)));
                }
            }
        }
        Ok(Self(found))
    }

    fn linked(&self, answer: &str, home: &str) -> Html {
        let url = |key: &str| self.0.iter().find(|(own, _)| own == key).map(|(_, link)| link.url.clone());
        Html::sanitised(citations::linked(&paragraphs(answer), url, home))
    }

    fn links(&self) -> Vec<Link> {
        self.0.iter().map(|(_, link)| link.clone()).collect()
    }
}

/// The published answers of this site that cite a document.
///
/// # Errors
/// When the database does not answer.
pub async fn citing(visit: &Visit, document: &Document) -> Result<Vec<Link>> {
    let Some(key) = number_key(&document.number) else { return Ok(Vec::new()) };
    let tenant = visit.site();
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let found = answering::citing(&mut scope, &key, CITING).await?;
    let link = |(subject, slug): (String, String)| {
        Link::new(subject, tenant.url(&super::question_path(tenant, &slug)))
    };
    Ok(found.into_iter().map(link).collect())
}

fn json_ld(
    question: &PublicQuestion,
    url: &str,
    unit: &str,
    body: &str,
    standing: &Standing,
    corrections: &[answering::Correction],
) -> Html {
    let answer = json!({
        "@type": "Answer",
        "text": question.answer,
        "url": format!("{url}#tra-loi-1"),
        "dateCreated": iso(question.published_at),
        "dateModified": corrections.last().map(|one| iso(one.decided_at.unwrap_or(one.created_at))),
        "upvoteCount": standing.helpful,
        "downvoteCount": standing.unhelpful,
        "author": { "@type": "GovernmentOrganization", "name": if unit.is_empty() { body } else { unit } },
    });
    let page = json!({
        "@context": "https://schema.org",
        "@type": "QAPage",
        "inLanguage": "vi",
        "url": url,
        "mainEntity": {
            "@type": "Question",
            "name": question.subject,
            "text": question.body,
            "dateCreated": iso(question.asked_at),
            "answerCount": 1,
            "about": Some(&standing.field).filter(|field| !field.is_empty()),
            "author": { "@type": "Person", "name": question.name.as_deref().unwrap_or("Người hỏi không công khai họ tên") },
            "acceptedAnswer": answer,
        },
    });
    Html::sanitised(super::legislation::inert(&page.to_string()))
}

/// The answers as entries of a feed, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn feed_entries(visit: &Visit) -> Result<Vec<FeedEntry>> {
    let tenant = &visit.tenant;
    let found = store::public_list(&mut visit.app.db.read(tenant.id()).await?, 0, FEED).await?;
    let entry = |question: &PublicQuestion| {
        let card = cards::question(tenant, question);
        FeedEntry {
            title: question.subject.clone(),
            url: card.link.url,
            id: None,
            summary: card.opening,
            at: Some(question.published_at),
            sound: None,
        }
    };
    Ok(found.questions.iter().map(entry).collect())
}

/// The addresses of all answered questions, for the site map.
///
/// # Errors
/// When the database does not answer.
pub async fn public_urls(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<String>> {
    let all = store::public_list(scope, 0, 1_000_000).await?;
    Ok(all
        .questions
        .iter()
        .map(|question| tenant.url(&super::question_path(tenant, &question.slug)))
        .collect())
}

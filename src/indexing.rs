//! What a changed thing gives to the two indexes.

use std::sync::Arc;

use crate::base::audit::Actor;
use crate::base::error::{Error, Result};
use crate::base::id::{ItemId, QuestionId, TenantId};
use crate::base::scope::{Change, Db, Scope};
use crate::between;
use crate::consultations::{Consultation, Stage, store as consultations};
use crate::extract;
use crate::items::kinds::document::number::DocumentNumber;
use crate::items::kinds::record::Record;
use crate::items::kinds::{Content, Document, News};
use crate::items::relations;
use crate::items::store::{self as items, LiveItem};
use crate::people::State;
use crate::questions::store as questions;
use crate::search::follower::{Awaited, Source, Thing};
use crate::search::service::Which;
use crate::search::{Passage, SearchDocument};
use crate::tasks::{self, NewTask};
use crate::tenants::directory::{Directory, Tenant};
use crate::{base::clock, public::pages};

/// Items, questions and consultations of every tenant.
#[derive(Clone, Debug)]
pub struct Sources {
    /// For the addresses of what is found.
    pub directory: Directory,
}

impl Source for Sources {
    fn touched<'a>(
        &'a self,
        which: Which,
        db: &'a Db,
        tenant: &'a TenantId,
        change: &'a Change,
    ) -> Awaited<'a, Vec<Thing>> {
        Box::pin(async move {
            match (which, change.kind.as_str()) {
                (_, "item" | "question" | "consultation") => Ok(vec![Thing {
                    tenant: tenant.clone(),
                    kind: change.kind.clone(),
                    id: change.entity.clone(),
                }]),
                (Which::Public, between::DELIVERY) => {
                    let of = between::of_entity(&change.entity);
                    Ok(of.into_iter().map(|(source, item)| Thing::item(source, &item)).collect())
                }
                (Which::Public, relations::NUMBER) => self.bearing(db, tenant, &change.entity).await,
                _ => Ok(Vec::new()),
            }
        })
    }

    fn document<'a>(
        &'a self,
        which: Which,
        db: &'a Db,
        thing: &'a Thing,
    ) -> Awaited<'a, Option<SearchDocument>> {
        Box::pin(async move {
            let Some(tenant) = self.directory.get(&thing.tenant) else { return Ok(None) };
            let id = thing.id.as_str();
            match (which, thing.kind.as_str()) {
                (Which::Public, "item") => live_item(db, &self.directory, &tenant, &id.into()).await,
                (Which::Public, "question") => answered(db, &tenant, &id.into()).await,
                (Which::Public, "consultation") => asked(db, &tenant, id).await,
                (Which::Staff, "item") => open_edition(db, &tenant, &id.into()).await,
                (Which::Staff, "question") => filed(db, &tenant, &id.into()).await,
                (Which::Staff, "consultation") => drafted(db, &tenant, id).await,
                _ => Ok(None),
            }
        })
    }

    fn gone<'a>(&'a self, db: &'a Db, tenant: &'a TenantId, after: i64) -> Awaited<'a, Vec<String>> {
        Box::pin(async move {
            let mut scope = db.read(tenant).await?;
            let mut gone = items::taken_down_since(&mut scope, after).await?;
            gone.extend(questions::taken_down_since(&mut scope, after).await?);
            gone.extend(consultations::taken_down_since(&mut scope, after).await?);
            Ok(gone)
        })
    }

    fn refuse<'a>(&'a self, db: &'a Db, thing: &'a Thing, cause: &'a Error) -> Awaited<'a, ()> {
        Box::pin(async move {
            let what = match thing.kind.as_str() {
                "question" => "Câu hỏi",
                "consultation" => "Việc lấy ý kiến",
                _ => "Tin bài, văn bản",
            };
            let text = format!(
                "{what} mã {} chưa vào được phần tìm kiếm nên không ai tìm thấy. Hãy mở ra kiểm tra và lưu lại; \
                 nếu vẫn còn việc này, báo người vận hành: {cause}.",
                thing.id
            );
            let mut scope = db.write(&thing.tenant, &Actor::system()).await?;
            let known = tasks::open(&mut scope).await?;
            if known.iter().any(|task| task.kind == REFUSED && task.subject_id == thing.id) {
                return Ok(());
            }
            let task = NewTask {
                kind: REFUSED,
                text,
                subject_kind: &thing.kind,
                subject_id: &thing.id,
                responsible: None,
            };
            tasks::create(&mut scope, task).await?;
            scope.commit().await
        })
    }
}

/// The task of something that the index cannot take in.
const REFUSED: &str = "search.refused";

impl Sources {
    /// The live documents of a number, here and below: whether they are in force may have changed.
    async fn bearing(&self, db: &Db, tenant: &TenantId, number: &str) -> Result<Vec<Thing>> {
        let Ok(number) = DocumentNumber::parse(number) else { return Ok(Vec::new()) };
        let Some(tenant) = self.directory.get(tenant) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for place in std::iter::once(tenant.id()).chain(&tenant.children) {
            let held = relations::store::held(&mut db.read(place).await?, &number).await?;
            found.extend(held.into_iter().map(|held| Thing {
                tenant: place.clone(),
                kind: "item".into(),
                id: held.item.as_str().to_owned(),
            }));
        }
        Ok(found)
    }
}

async fn live_item(
    db: &Db,
    directory: &Directory,
    tenant: &Arc<Tenant>,
    id: &ItemId,
) -> Result<Option<SearchDocument>> {
    let Some(live) = items::live_by_id(&mut db.read(tenant.id()).await?, id).await? else { return Ok(None) };
    let url = pages::item_path(tenant, live.section, &live.slug);
    let mut given = of_content(tenant, &live, url, Vec::new());
    given.passages.extend(in_files(&mut db.read(tenant.id()).await?, &live.content).await?);
    given.shown_on = between::shown::hosts(db, tenant.id(), id).await?;
    if let Content::Document(document) = &live.content {
        let (from, until, changes) = relations::in_force(db, directory, tenant, id, document).await?;
        (given.effective_from, given.effective_until, given.changes) = (from, until, changes);
    }
    Ok(Some(given))
}

/// Who may find what staff alone may see.
pub const READERS: &str = "staff";
/// Who may find among staff what everybody reads: those who else see their own unit's alone.
pub const OF_ANY_UNIT: &str = "any-unit";
/// Who may find what was sent to the board, from a tenant above.
pub const OVERSEERS: &str = "above";

/// The newest edition that is not live: what somebody is working on.
async fn open_edition(db: &Db, tenant: &Tenant, id: &ItemId) -> Result<Option<SearchDocument>> {
    let mut scope = db.read(tenant.id()).await?;
    let editions = items::editions(&mut scope, id).await?;
    let Some(edition) = editions.into_iter().next().filter(|e| crate::desk::PENDING.contains(&e.state))
    else {
        return Ok(None);
    };
    let item = items::item(&mut scope, id).await?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let live = LiveItem {
        item_id: id.clone(),
        section: item.section,
        slug: item.slug,
        source_key: None,
        listed_on: content.dated(),
        content,
        live_from: edition.updated_at,
        first_live_at: edition.created_at,
        archived_on: None,
    };
    let url = format!("/{}/tin-bai/{}", tenant.slug(), edition.id);
    let owner = edition.created_by.map(|account| format!("account:{account}"));
    let above = (edition.state != State::Draft).then(|| OVERSEERS.to_owned());
    let audience = [Some(READERS.to_owned()), Some(format!("unit:{}", edition.unit_key)), owner, above]
        .into_iter()
        .flatten()
        .collect();
    let mut given = of_content(tenant, &live, url, audience);
    given.passages.extend(in_files(&mut scope, &live.content).await?);
    Ok(Some(given))
}

/// What stands in the files that an item attaches.
async fn in_files(scope: &mut Scope, content: &Content) -> Result<Vec<Passage>> {
    extract::passages::of_files(scope, &content.common().attachments).await
}

fn of_content(tenant: &Tenant, live: &LiveItem, url: String, audience: Vec<String>) -> SearchDocument {
    let content = &live.content;
    let base = SearchDocument {
        tenant: tenant.id().as_str().to_owned(),
        item: live.item_id.as_str().to_owned(),
        kind: content.kind().as_str().to_owned(),
        section: live.section.as_str().to_owned(),
        title: content.title(),
        date: live.listed_on.or_else(|| Some(clock::local(live.first_live_at).date())),
        url,
        archived: live.archived_on.is_some(),
        source_ref: live.source_key.as_deref().and_then(|key| key.strip_prefix("ref:")).map(str::to_owned),
        audience,
        ..SearchDocument::default()
    };
    match content {
        Content::News(news) => SearchDocument {
            header: format!("{}\n{}", news.summary, news.common.author),
            fields: themes(tenant, news),
            passages: vec![Passage {
                text: crate::items::markup::plain_text(&news.body_html),
                ..Passage::default()
            }],
            ..base
        },
        Content::Record(record) => of_record(record, base),
        Content::Document(document) => {
            SearchDocument { passages: passages(document), ..of_document(document, base) }
        }
    }
}

/// The themes of a news item in words: among the results they stand beside the fields of documents.
fn themes(tenant: &Tenant, news: &News) -> Vec<String> {
    let known = news.aspects.themes.iter().filter_map(|key| tenant.profile.news_theme(key));
    known.map(|theme| theme.title.clone()).collect()
}

/// Lines stand in the header, longer facts and the text are passages of their own.
fn of_record(record: &Record, base: SearchDocument) -> SearchDocument {
    let (long, short): (Vec<_>, Vec<_>) = record.told().partition(|(fact, _)| fact.shape.is_long());
    let short: Vec<String> =
        short.into_iter().map(|(fact, value)| format!("{}: {value}", fact.label)).collect();
    let long = long.into_iter().map(|(fact, text)| Passage {
        anchor: fact.key.to_owned(),
        heading: fact.label.to_owned(),
        text,
        ..Passage::default()
    });
    let body = crate::items::markup::plain_text(&record.body_html);
    let body = (!body.is_empty()).then(|| Passage { text: body, ..Passage::default() });
    let mut passages: Vec<Passage> = long.chain(body).collect();
    if passages.is_empty() {
        passages.push(Passage { text: short.join("\n"), ..Passage::default() });
    }
    SearchDocument {
        header: format!("{}\n{}\n{}", record.register.one, record.summary, short.join("\n")),
        passages,
        ..base
    }
}

/// What the facts of a document give to an index, beside what every item gives.
pub fn of_document(document: &Document, base: SearchDocument) -> SearchDocument {
    SearchDocument {
        header: format!("{}\n{}", document.fields.join("; "), document.issuer),
        number: document.parsed_number(),
        number_text: Some(document.number.clone()),
        issuer: Some(document.issuer.clone()),
        doc_type: Some(document.doc_type.clone()),
        fields: document.fields.clone(),
        effective_from: document.effective_on,
        effective_until: document.expires_on,
        ..base
    }
}

fn passages(document: &Document) -> Vec<Passage> {
    let preamble = crate::items::markup::plain_text(&document.preamble_html);
    let first = (!preamble.is_empty()).then(|| Passage { text: preamble, ..Passage::default() });
    let articles = document.articles.iter().map(|article| Passage {
        anchor: article.anchor.clone(),
        heading: article.label(),
        text: article.text.plain().into_owned(),
        source_ref: article.source_ref.clone(),
        file: None,
    });
    first.into_iter().chain(articles).collect()
}

async fn answered(db: &Db, tenant: &Tenant, id: &QuestionId) -> Result<Option<SearchDocument>> {
    let found = questions::public_by_id(&mut db.read(tenant.id()).await?, id).await?;
    Ok(found.map(|question| SearchDocument {
        tenant: tenant.id().as_str().to_owned(),
        item: question.id.as_str().to_owned(),
        kind: "question".into(),
        section: crate::tenants::SectionKey::Questions.as_str().to_owned(),
        title: question.subject.clone(),
        header: tenant.profile.unit(&question.unit_key).map_or_else(String::new, |unit| unit.name.clone()),
        date: Some(clock::local(question.published_at).date()),
        url: pages::question_path(tenant, &question.slug),
        passages: vec![Passage {
            text: format!("{}\n\n{}", question.body, question.answer),
            ..Passage::default()
        }],
        ..SearchDocument::default()
    }))
}

async fn filed(db: &Db, tenant: &Tenant, id: &QuestionId) -> Result<Option<SearchDocument>> {
    let mut scope = db.read(tenant.id()).await?;
    let question = questions::get(&mut scope, id).await?;
    let answers = questions::answers(&mut scope, id).await?;
    let (title, words) = crate::questions::privacy::indexable(db, tenant.id(), &question, &answers)?;
    let unit = question.filed.unit_key.map(|unit| format!("unit:{unit}"));
    Ok(Some(SearchDocument {
        tenant: tenant.id().as_str().to_owned(),
        item: id.as_str().to_owned(),
        kind: "question".into(),
        section: crate::tenants::SectionKey::Questions.as_str().to_owned(),
        title,
        header: format!("Câu hỏi số {}", question.filed.number),
        date: Some(clock::local(question.filed.received_at).date()),
        url: format!("/{}/hoi-dap/{id}", tenant.slug()),
        audience: std::iter::once(READERS.to_owned()).chain(unit).collect(),
        passages: vec![Passage { text: words, ..Passage::default() }],
        ..SearchDocument::default()
    }))
}

/// A consultation that readers see.
async fn asked(db: &Db, tenant: &Tenant, id: &str) -> Result<Option<SearchDocument>> {
    let found = consultations::public_by_id(&mut db.read(tenant.id()).await?, id).await?;
    Ok(found.map(|one| of_consultation(tenant, &one, pages::consultations::path(&one.slug), Vec::new())))
}

/// A consultation on the desk, whatever its stage, as long as it was not taken down.
async fn drafted(db: &Db, tenant: &Tenant, id: &str) -> Result<Option<SearchDocument>> {
    let one = match consultations::get(&mut db.read(tenant.id()).await?, id).await {
        Err(Error::NotFound) => return Ok(None),
        found => found?,
    };
    if one.stage == Stage::TakenDown {
        return Ok(None);
    }
    let everywhere = one.stage.is_public().then(|| OF_ANY_UNIT.to_owned());
    let own = format!("unit:{}", one.what.unit);
    let audience = [Some(READERS.to_owned()), Some(own), everywhere].into_iter().flatten().collect();
    let url = format!("/{}/lay-y-kien/{}", tenant.slug(), one.id);
    Ok(Some(of_consultation(tenant, &one, url, audience)))
}

/// Its note and its articles are passages, each article under its anchor.
fn of_consultation(
    tenant: &Tenant,
    one: &Consultation,
    url: String,
    audience: Vec<String>,
) -> SearchDocument {
    let plain = |html: &str| crate::items::markup::plain_text(html);
    let (preamble, articles) = one.articles();
    let note = plain(&crate::items::markup::to_html_below(&one.what.note, pulldown_cmark::HeadingLevel::H3));
    let whole = [("thuyet-minh", "Thuyết minh", note), ("toan-van", "Toàn văn dự thảo", plain(&preamble))];
    let whole = whole.into_iter().filter(|(.., text)| !text.is_empty()).map(|(anchor, heading, text)| {
        Passage { anchor: anchor.into(), heading: heading.into(), text, ..Passage::default() }
    });
    let articles = articles.iter().map(|article| Passage {
        anchor: article.anchor.clone(),
        heading: article.label(),
        text: article.text.plain().into_owned(),
        ..Passage::default()
    });
    SearchDocument {
        tenant: tenant.id().as_str().to_owned(),
        item: one.id.clone(),
        kind: "consultation".into(),
        section: crate::tenants::SectionKey::Questions.as_str().to_owned(),
        title: one.what.title.clone(),
        header: tenant.profile.unit(&one.what.unit).map_or_else(String::new, |unit| unit.name.clone()),
        date: one.what.begins.or_else(|| Some(clock::local(one.updated_at).date())),
        url,
        audience,
        passages: whole.chain(articles).collect(),
        ..SearchDocument::default()
    }
}

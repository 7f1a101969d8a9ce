//! A document's page: whether it is in force, its text, and the documents it stands to.

use std::sync::Arc;

use jiff::civil::Date;

use crate::base::error::Result;
use crate::base::text::folded;
use crate::items::kinds::Document;
use crate::items::kinds::document::effect::{Dates, effect, span};
use crate::items::kinds::document::{Article, RelationKind};
use crate::items::relations::{self, Outgoing, Whose};
use crate::items::store::LiveItem;
use crate::media::dress::Wardrobe;
use crate::public::site::{day, moment};
use crate::public::views::document::{
    Article as ArticleView, AsOf, Citation, DocumentPage, Fact, Found, StatusLink,
};
use crate::public::views::{Html, Layout, Link};
use crate::public::visit::{Reply, Visit};
use crate::search::marking::Marker;
use crate::tenants::Section;
use crate::tenants::directory::Tenant;

use super::home::encode;
use super::item::{files, layout, mail_url, unit_name};
use super::legislation::{self, Around};
use super::{citation, related, typed_day};

/// `/:section/:slug?ngay=&tim=&in=`: a document, as of today or of the day asked for.
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: &Visit, section: &Section, live: &LiveItem, document: &Document) -> Result<Reply> {
    let (db, directory, tenant) = (&visit.app.db, &visit.app.directory, &visit.tenant);
    let said = relations::outgoing(db, directory, tenant, Some(&live.item_id), document).await?;
    let targets = [(live.item_id.clone(), document.recognised())];
    let mut heard = relations::incoming(db, directory, tenant, &targets, Whose::Everybody).await?;
    let heard = heard.remove(&live.item_id).unwrap_or_default();
    let changes = relations::changes(&heard);
    let asked = AskedDay::of(visit);
    let on = asked.day.unwrap_or(tenant.day);
    let state = effect(document.dates(), &changes, on);
    let (effective_on, expires_on) = span(document.dates(), &changes);
    let mut layout = layout(visit, section, live, &document.title(), &document.summary).await?;
    if let Some(metadata) = layout.metadata.as_mut().filter(|_| !document.issuer.is_empty()) {
        metadata.publisher.clone_from(&document.issuer);
    }
    let marker = Marked::of(visit, live).await?;
    let text = text(document, &marker, &layout);
    Reply::page(&DocumentPage {
        name: document.name(),
        summary: document.summary.clone(),
        status: super::effect::badge(state),
        status_text: super::effect::text(state),
        status_links: status_links(&heard, on),
        as_of: asked.view(&layout),
        structured: legislation::json_ld(
            document,
            Around {
                url: &layout.canonical,
                publisher: &tenant.identity().body,
                day: on,
                effect: state,
                span: Dates { effective_on, expires_on },
                said: &said.iter().map(|one| (one, address(one))).collect::<Vec<_>>(),
            },
        ),
        facts: facts(visit, document).await?,
        corrections: super::item::corrections(visit, live).await?,
        found: marker.found(text.places, &layout),
        preamble: text.preamble,
        articles: text.articles,
        citation: Citation { text: citation::of_document(document), url: layout.canonical.clone() },
        relations: related::groups(visit, document, &said, &heard, on).await?,
        introduced_by: super::introduced::articles(visit, document).await?,
        cited_by: super::questions::citing(visit, document).await?,
        files: files(visit, &document.common.attachments).await?,
        published: moment(live.first_live_at),
        changed: (live.live_from > live.first_live_at).then(|| moment(live.live_from)),
        mail_url: mail_url(&document.name(), &layout),
        print_url: Some(print_url(&layout, asked.day)),
        alike: Vec::new(),
        layout,
    })
}

fn address(outgoing: &Outgoing) -> Option<String> {
    outgoing.target.as_ref().map(related::url)
}

fn print_url(layout: &Layout, asked: Option<Date>) -> String {
    let day = asked.map(|day| format!("&ngay={day}")).unwrap_or_default();
    format!("{}?in=1{day}", layout.canonical)
}

/// The day for which the page is asked.
struct AskedDay {
    typed: String,
    day: Option<Date>,
}

impl AskedDay {
    fn of(visit: &Visit) -> Self {
        let typed: String = visit.asked.query("ngay").trim().chars().take(40).collect();
        Self { day: typed_day::day(&typed), typed }
    }

    fn view(&self, layout: &Layout) -> AsOf {
        let wrong = !self.typed.is_empty() && self.day.is_none();
        AsOf {
            action: layout.canonical.clone(),
            typed: self.day.map_or_else(|| self.typed.clone(), |asked| day(asked).text),
            error: wrong.then(|| {
                format!(
                    "“{}” không phải là ngày. Hãy nhập ngày/tháng/năm, ví dụ 28/12/2016. Tình trạng ở trên là của hôm nay.",
                    self.typed
                )
            }),
            told: self.day.map(|asked| format!("tính đến ngày {}", day(asked).text)),
        }
    }
}

/// The documents that explain the state on a day, and those that will end it.
fn status_links(heard: &[relations::Incoming], on: Date) -> Vec<StatusLink> {
    let link = |other: &relations::Incoming| {
        let words = match (other.kind, other.from) {
            (kind, Some(from)) if from <= on => match kind {
                RelationKind::Replaces => "thay thế bởi".to_owned(),
                RelationKind::Repeals => "bãi bỏ bởi".to_owned(),
                RelationKind::Amends => "sửa đổi, bổ sung bởi".to_owned(),
                RelationKind::RepealsPart => "bãi bỏ một phần bởi".to_owned(),
                RelationKind::Suspends => "đình chỉ bởi".to_owned(),
                RelationKind::BasedOn | RelationKind::Guides => return None,
            },
            (RelationKind::Replaces, Some(from)) => format!("từ {} thay thế bởi", day(from).text),
            (RelationKind::Repeals, Some(from)) => format!("từ {} bãi bỏ bởi", day(from).text),
            (RelationKind::Replaces, None) => "thay thế, chưa rõ từ ngày nào, bởi".to_owned(),
            (RelationKind::Repeals, None) => "bãi bỏ, chưa rõ từ ngày nào, bởi".to_owned(),
            _ => return None,
        };
        Some(StatusLink { words, link: Link::new(related::name(&other.by.held), related::url(&other.by)) })
    };
    heard.iter().filter_map(link).collect()
}

/// The text as shown, with what was searched for.
struct Text {
    preamble: Html,
    articles: Vec<ArticleView>,
    places: usize,
}

fn text(document: &Document, marked: &Marked, layout: &Layout) -> Text {
    let (preamble, mut places) = marked.html(&document.preamble_html);
    let mut articles = Vec::new();
    for article in &document.articles {
        let (view, more) = shown(article, document, marked, layout);
        articles.push(view);
        places += more;
    }
    Text { preamble, articles, places }
}

fn shown(article: &Article, document: &Document, marked: &Marked, layout: &Layout) -> (ArticleView, usize) {
    let heading = article.label();
    let (marked_heading, in_heading) = marked.plain(&heading);
    let (body, in_body) = marked.html(&article.text.html());
    let citation = Citation {
        text: citation::of_article(article, document),
        url: format!("{}#{}", layout.canonical, article.anchor),
    };
    let view = ArticleView {
        anchor: article.anchor.clone(),
        chapter: body.is_empty(),
        heading,
        marked_heading,
        citation: Some(citation),
        body,
    };
    (view, in_heading + in_body)
}

/// The words with which the reader came from a search.
struct Marked {
    tenant: Arc<Tenant>,
    wardrobe: Wardrobe,
    words: String,
    marker: Option<Marker>,
}

impl Marked {
    async fn of(visit: &Visit, live: &LiveItem) -> Result<Self> {
        let words: String = visit.asked.query("tim").trim().chars().take(200).collect();
        let language = visit.app.search.language();
        let marker = (!words.is_empty()).then(|| Marker::new(&words, &live.content.plain_text(), language));
        let wardrobe = super::files::wardrobe(&visit.app, &visit.tenant, &live.content.file_ids()).await?;
        Ok(Self { tenant: visit.site().clone(), wardrobe, words, marker })
    }

    fn html(&self, html: &str) -> (Html, usize) {
        let (html, places) =
            self.marker.as_ref().map_or_else(|| (html.to_owned(), 0), |marker| marker.mark(html));
        (Html::sanitised(super::files::dressed(&self.wardrobe, &self.tenant, &html)), places)
    }

    fn plain(&self, text: &str) -> (Option<Html>, usize) {
        let Some(marker) = &self.marker else { return (None, 0) };
        let (html, places) = marker.mark_plain(text);
        (Some(Html::sanitised(html)), places)
    }

    fn found(&self, places: usize, layout: &Layout) -> Option<Found> {
        let url = layout.canonical.clone();
        self.marker.as_ref().map(|_| Found { words: self.words.clone(), places, plain_url: url })
    }
}

async fn facts(visit: &Visit, document: &Document) -> Result<Vec<Fact>> {
    let date = |date: Option<Date>| date.map_or_else(|| "chưa rõ".to_owned(), |date| day(date).text);
    let signer: Vec<&str> = [&document.signer_authority, &document.signer_post, &document.signer_name]
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    let mut facts = vec![
        Fact::new("Số, ký hiệu", document.number.clone()),
        Fact::new("Hình thức", document.doc_type.clone()),
        Fact::new("Cơ quan ban hành", document.issuer.clone()),
        Fact::new("Người ký", signer.join(", ")),
        Fact::new("Ngày ban hành", date(document.issued_on)),
        Fact::new("Ngày hiệu lực", date(document.effective_on)),
    ];
    if document.expires_on.is_some() {
        facts.push(Fact::new("Ngày hết hiệu lực", date(document.expires_on)));
    }
    facts.push(Fact::new("Lĩnh vực", document.fields.join("; ")));
    facts.push(Fact::new("Đơn vị cung cấp", unit_name(visit, &document.common.unit_key)));
    facts.push(Fact::new("Nguồn", document.common.source.clone()));
    facts.extend(holders(visit, document).await?);
    facts.retain(|fact| !fact.value.is_empty());
    Ok(facts)
}

/// Who held the posts of the body on the day of issue, for its own documents (Quy chế Điều 3.3).
async fn holders(visit: &Visit, document: &Document) -> Result<Option<Fact>> {
    let mut bodies = visit.tenant.profile.identities.iter().map(|identity| &identity.body);
    let own = bodies.any(|body| folded(body) == folded(&document.issuer));
    let Some(issued) = document.issued_on.filter(|_| own) else { return Ok(None) };
    let fact = |url| Fact {
        url: Some(url),
        ..Fact::new("Người giữ chức vụ khi ban hành", format!("Danh sách ngày {}", day(issued).text))
    };
    Ok(super::records::holders_url(visit, issued).await?.map(fact))
}

/// The document's address with the words to mark, before its anchor.
pub fn with_marks(url: &str, words: &str) -> String {
    let (page, anchor) =
        url.split_once('#').map_or((url, String::new()), |(page, anchor)| (page, format!("#{anchor}")));
    format!("{page}?tim={}{anchor}", encode(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_to_mark_stand_before_the_anchor() {
        assert_eq!(with_marks("/a/b#dieu-1", "sổ đỏ"), format!("/a/b?tim={}#dieu-1", encode("sổ đỏ")));
        assert_eq!(with_marks("/a/b", "x"), "/a/b?tim=x");
    }
}

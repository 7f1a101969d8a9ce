//! The home of a site: what citizens come for first.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::base::error::Result;
use crate::items::kinds::Kind;
use crate::items::kinds::record::PROCEDURES;
use crate::items::store::{self as items, Filter, Listed};
use crate::public::site::Around;
use crate::public::views::Link;
use crate::public::views::home::{Action, ActionIcon, HomePage, NewsCard};
use crate::public::visit::{Reply, Visit};
use crate::questions::store as questions;
use crate::tenants::SectionKey;

use super::cards;
use super::issued::{self, Entry};

/// News after the lead story, documents, and answers shown.
const SHOWN: usize = 5;

/// Where procedures are looked for on a site that lists none of its own.
const SEARCH_PROCEDURES: &str = "/tim-kiem?q=th%E1%BB%A7+t%E1%BB%A5c+h%C3%A0nh+ch%C3%ADnh";

/// What people often look for.
const OFTEN: [&str; 5] = ["sổ đỏ", "khai sinh", "hộ nghèo", "đăng ký kinh doanh", "căn cước"];

/// `/`
///
/// # Errors
/// When the database does not answer.
pub async fn home(visit: Visit) -> Result<Reply> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    let around = Around::of(app, tenant, "/", None).await?;
    let mut scope = app.db.read(tenant.id()).await?;
    let answered = questions::public_list(&mut scope, 0, 3).await?;
    drop(scope);
    let news = issued::list(&visit, &Filter::of_sections(&[SectionKey::News]), 0, SHOWN + 1).await?;
    let documents = issued::list(&visit, &Filter::of_kind(Kind::Document), 0, SHOWN).await?;
    let mut cards: Vec<NewsCard> = news.entries.iter().map(|entry| cards::entry(tenant, entry)).collect();
    if cards.is_empty() {
        // A small site opens with whatever it has, rather than with an empty place.
        let all = issued::list(&visit, &Filter::default(), 0, SHOWN + 1).await?;
        cards = all.entries.iter().map(|entry| cards::entry(tenant, entry)).collect();
    }
    if let (Some(lead), Some(entry)) = (cards.first_mut(), news.entries.first()) {
        lead.picture = cards::Pictures::of(app, tenant, std::slice::from_ref(entry)).await?.large(entry);
    }
    let from_parent = from_parent(&visit, &news.entries).await?;
    let lead = (!cards.is_empty()).then(|| cards.remove(0));
    let url = |path: &str| tenant.url(path);
    let section = |key: SectionKey| {
        tenant.profile.section(key).map_or_else(|| url("/"), |section| tenant.section_url(section, ""))
    };
    Reply::page(&HomePage {
        layout: around.layout(
            &tenant.identity().full_name,
            &format!("Trang thông tin điện tử của {}.", tenant.identity().body),
            vec![],
        ),
        often: OFTEN
            .iter()
            .map(|words| Link::new(*words, url(&format!("/tim-kiem?q={}", encode(words)))))
            .collect(),
        reception: Vec::new(),
        actions: actions(documents.total, answered.total, procedures(&visit).await?, &url),
        lead,
        news: cards,
        news_url: section(SectionKey::News),
        documents: cards::entries(app, tenant, &documents.entries).await?,
        documents_url: url("/van-ban-tat-ca"),
        questions: answered.questions.iter().map(|question| cards::question(tenant, question)).collect(),
        questions_url: section(SectionKey::Questions),
        from_parent,
    })
}

/// The section of procedures and how many it lists, so that any of them is three ways from here (TT 32/2017 Điều 11.2.b);
/// none where it lists none.
async fn procedures(visit: &Visit) -> Result<Option<(String, usize)>> {
    let section = visit.tenant.profile.section(PROCEDURES.section).filter(|section| !section.hidden);
    let Some(section) = section else { return Ok(None) };
    let filter = Filter { register: Some(PROCEDURES.key), ..Filter::of_sections(&[section.key]) };
    let total = issued::list(visit, &filter, 0, 1).await?.total;
    Ok((total > 0).then(|| (format!("/{}", section.slug), total)))
}

fn actions(
    documents: usize,
    answered: usize,
    procedures: Option<(String, usize)>,
    url: &impl Fn(&str) -> String,
) -> Vec<Action> {
    let (procedures_path, procedures_text) = procedures.map_or_else(
        || (SEARCH_PROCEDURES.to_owned(), "Giấy tờ cần có, nơi nộp, thời hạn".to_owned()),
        |(path, count)| (path, format!("{count} thủ tục theo lĩnh vực: giấy tờ, nơi nộp, thời hạn")),
    );
    let action = |icon, title: &str, path: &str, text: String| Action {
        icon,
        link: Link::new(title, url(path)),
        text,
    };
    vec![
        action(
            ActionIcon::Document,
            "Tra cứu văn bản",
            "/van-ban-tat-ca",
            format!("{documents} văn bản, tra theo số hoặc nội dung"),
        ),
        action(
            ActionIcon::Question,
            "Hỏi đáp",
            "/hoi-dap/gui",
            format!("Gửi câu hỏi, nhận mã theo dõi; {answered} câu đã trả lời"),
        ),
        action(ActionIcon::Procedure, "Thủ tục hành chính", &procedures_path, procedures_text),
        action(ActionIcon::Calendar, "Liên hệ", "/lien-he", "Địa chỉ, đơn vị phụ trách từng việc".into()),
    ]
}

/// The latest of the site above, without what it has issued to this one and stands here already.
async fn from_parent(visit: &Visit, here: &[Entry]) -> Result<Vec<NewsCard>> {
    let Some(parent) = visit.tenant.parent.as_ref().and_then(|id| visit.app.directory.get(id)) else {
        return Ok(Vec::new());
    };
    let mut scope = visit.app.db.read(parent.id()).await?;
    let latest = items::live_list(&mut scope, &Filter::of_sections(&[SectionKey::News]), 0, 3).await?;
    let elsewhere = |item: &&Listed| here.iter().all(|entry| entry.listed.item_id != item.item_id);
    Ok(latest.items.iter().filter(elsewhere).map(|item| cards::news(&parent, item)).collect())
}

/// All but the characters that stand for themselves in every part of an address (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as a query value.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

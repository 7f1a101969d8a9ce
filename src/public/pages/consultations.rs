//! Consultations before readers: their list and feed, one with its text by article, the form of a comment, and JSON.

use askama::Template as _;
use jiff::civil::Date;
use poem::Response as HttpResponse;
use poem::http::{StatusCode, header};
use pulldown_cmark::HeadingLevel;
use schemars::JsonSchema;
use serde::Serialize;

use crate::base::clock::{date_vi, iso, local, weekday_date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::Scope;
use crate::consultations::comments::{Comment, Counts, Response, Standing, Verdict};
use crate::consultations::intake::{self, NewComment};
use crate::consultations::{Consultation, Phase, rules, store};
use crate::items::kinds::document::Article;
use crate::items::markup::{self, paragraphs};
use crate::items::store as items;
use crate::media::store as media;
use crate::public::site::{Around, day};
use crate::public::views::consultation::{
    AccountView, AnswerGroup, ArticleView, CommentPage, CommentValues, CommentView, CommentedPage,
    ConsultationCard, ConsultationListPage, ConsultationPage,
};
use crate::public::views::{self, Badge, Choice, Html, Link, Pager, Refusals, Stamp, Tone};
use crate::public::visit::{Reply, Visit};
use crate::questions::{Contact, rules as consents, spam};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::about::escape;
use super::{ask, item};

/// Where they stand on every site.
pub const HOME: &str = "/lay-y-kien";
/// Consultations of a list.
const LISTED: usize = 200;
/// Consultations of a feed.
const FEED: usize = 30;
/// Comments on one page.
const PAGE: usize = 50;
/// The most comments that one answer of the JSON interface holds.
const JSON_COMMENTS: usize = 1000;

/// The page of one.
pub fn url(tenant: &Tenant, slug: &str) -> String {
    tenant.url(&format!("{HOME}/{slug}"))
}

fn badge(phase: Phase) -> Badge {
    let tone = match phase {
        Phase::Open => Tone::Good,
        Phase::Announced => Tone::Warn,
        _ => Tone::Plain,
    };
    Badge::new(phase.vietnamese(), tone)
}

fn weekday(day: Option<Date>) -> Stamp {
    day.map(|day| Stamp::new(weekday_date_vi(day), day.to_string())).unwrap_or_default()
}

fn unit_name(tenant: &Tenant, key: &str) -> String {
    tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

async fn card(
    scope: &mut Scope,
    tenant: &Tenant,
    one: &Consultation,
    today: Date,
) -> Result<ConsultationCard> {
    let received = store::counts(scope, &one.id).await?.received;
    Ok(ConsultationCard {
        link: Link::new(one.what.title.clone(), url(tenant, &one.slug)),
        state: badge(one.phase(today)),
        unit: unit_name(tenant, &one.what.unit),
        ends: weekday(one.what.ends),
        count_text: format!("{received} ý kiến"),
    })
}

/// The consultations that take comments on a day, for other pages.
///
/// # Errors
/// When the database does not answer.
pub async fn open_now(visit: &Visit) -> Result<Vec<ConsultationCard>> {
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let mut cards = Vec::new();
    for one in store::public_list(&mut scope, LISTED).await? {
        if one.phase(today) == Phase::Open {
            cards.push(card(&mut scope, &visit.tenant, &one, today).await?);
        }
    }
    Ok(cards)
}

/// `/lay-y-kien`
///
/// # Errors
/// When the database does not answer.
pub async fn list(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let today = visit.app.db.clock.today();
    let around = Around::of(&visit.app, tenant, HOME, Some(SectionKey::Questions)).await?;
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    let mut scope = visit.app.db.read(tenant.id()).await?;
    for one in store::public_list(&mut scope, LISTED).await? {
        let shown = card(&mut scope, tenant, &one, today).await?;
        match one.phase(today) {
            Phase::Announced | Phase::Open => open.push(shown),
            _ => closed.push(shown),
        }
    }
    // What ends first is what a reader must not miss.
    open.reverse();
    let feed_url = tenant.url(&format!("{HOME}/rss.xml"));
    let description = format!("Các dự thảo {} lấy ý kiến góp ý.", tenant.identity().body);
    let mut layout = around.layout("Lấy ý kiến góp ý dự thảo", &description, ask::way(&visit));
    layout.feeds = vec![Link::new("Lấy ý kiến góp ý dự thảo", feed_url.clone())];
    // Before the first one there is nothing to be found here.
    layout.noindex = open.is_empty() && closed.is_empty();
    Reply::page(&ConsultationListPage { layout, open, closed, feed_url })
}

/// `/lay-y-kien/rss.xml`
///
/// # Errors
/// When the database does not answer.
pub async fn feed(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let today = visit.app.db.clock.today();
    let all = store::public_list(&mut visit.app.db.read(tenant.id()).await?, FEED).await?;
    let entry = |one: &Consultation| {
        let at = local(one.account_at.or(one.approved_at).unwrap_or(one.updated_at));
        let ends = one.what.ends.map(date_vi).unwrap_or_default();
        format!(
            "<item><title>{}</title><link>{url}</link><guid isPermaLink=\"false\">{url}#{}</guid><description>{}</description>\
             <pubDate>{}</pubDate></item>\n",
            escape(&one.what.title),
            if one.account_at.is_some() { "ket-qua" } else { "du-thao" },
            escape(&format!("{}. Nhận ý kiến đến hết {ends}.", one.phase(today).vietnamese())),
            at.strftime("%a, %d %b %Y %H:%M:%S +0700"),
            url = escape(&url(tenant, &one.slug)),
        )
    };
    let entries: String = all.iter().map(entry).collect();
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Lấy ý kiến góp ý - {}</title>\
         <link>{}</link><description>{}</description><language>vi</language>\n{entries}</channel></rss>\n",
        escape(&tenant.identity().full_name),
        escape(&tenant.url(HOME)),
        escape(&tenant.identity().body),
    );
    Ok(Reply::Raw(
        HttpResponse::builder().header(header::CONTENT_TYPE, "application/rss+xml; charset=utf-8").body(xml),
    ))
}

fn html(markdown: &str) -> Html {
    Html::sanitised(markup::to_html_below(markdown, HeadingLevel::H3))
}

/// What the state means today.
fn state_text(one: &Consultation, phase: Phase) -> String {
    let day = |day: Option<Date>| day.map(weekday_date_vi).unwrap_or_default();
    match phase {
        Phase::Announced => format!("Nhận ý kiến từ {}", day(one.what.begins)),
        Phase::Open => format!("Nhận ý kiến đến hết {}", day(one.what.ends)),
        _ => format!("Đã hết thời gian góp ý ngày {}", one.what.ends.map(date_vi).unwrap_or_default()),
    }
}

/// How many came and what became of them: the sum always holds.
fn count_text(counts: &Counts) -> String {
    if counts.received == 0 {
        return "Chưa nhận ý kiến nào.".into();
    }
    let Counts { received, shown, withheld, waiting, .. } = counts;
    format!("Đã nhận {received} ý kiến: {shown} đã đăng, {withheld} không đăng, {waiting} chờ xem xét.")
}

fn verdict(verdict: Verdict) -> Badge {
    let tone = match verdict {
        Verdict::Taken => Tone::Good,
        Verdict::Partly => Tone::Warn,
        Verdict::NotTaken => Tone::Plain,
    };
    Badge::new(verdict.vietnamese(), tone)
}

fn article_view(visit: &Visit, one: &Consultation, article: &Article, shown: i64, open: bool) -> ArticleView {
    let form = format!("{}/gop-y?dieu={}", url(&visit.tenant, &one.slug), article.anchor);
    let short = article.label().split(['.', ':']).next().unwrap_or_default().to_owned();
    ArticleView {
        anchor: article.anchor.clone(),
        label: article.label(),
        text: Html::sanitised(article.text.html().into_owned()),
        comment: open.then(|| Link::new(format!("Góp ý {short}"), form)),
        count_text: if shown > 0 { format!("{shown} ý kiến đã đăng") } else { String::new() },
    }
}

fn comment_view(comment: &Comment, articles: &[Article], answered: Option<&Response>) -> CommentView {
    let article = comment.article.as_deref();
    let article = articles.iter().find(|one| Some(one.anchor.as_str()) == article);
    let (body, name) = match &comment.standing {
        Standing::Shown { body, name } => (body.as_str(), name.clone()),
        Standing::Waiting | Standing::Withheld(_) => ("", None),
    };
    CommentView {
        number: comment.number.to_string(),
        about: article.map_or_else(
            || Link::new("Toàn bộ dự thảo", "#toan-van"),
            |one| Link::new(one.label(), format!("#{}", one.anchor)),
        ),
        name: name.unwrap_or_else(|| "Người góp ý không công khai họ tên".into()),
        at: day(local(comment.received_at).date()),
        body: Html::sanitised(paragraphs(body)),
        verdict: answered.map(|response| verdict(response.verdict)),
        answer: answered.map(|response| Html::sanitised(paragraphs(&response.text))).unwrap_or_default(),
    }
}

/// `/lay-y-kien/:slug?trang=`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn one(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let one = store::public(&mut scope, visit.asked.param("slug")).await?;
    let counts = store::counts(&mut scope, &one.id).await?;
    let grounds = store::grounds(&mut scope, &one.id).await?;
    let by_article = store::by_article(&mut scope, &one.id).await?;
    let page = visit.asked.page();
    let comments = store::shown(&mut scope, &one.id, (page - 1) * PAGE, PAGE).await?;
    let phase = one.phase(today);
    // What was written of comments is nobody's before the account is approved.
    let responses =
        if phase == Phase::Accounted { store::responses(&mut scope, &one.id).await? } else { Vec::new() };
    let files = store::files(&mut scope, &one.id).await?;
    let files: Vec<_> =
        media::several(&mut scope, &files).await?.into_iter().map(|entry| entry.file).collect();
    let issued = match &one.issued {
        Some(item) => items::live_by_id(&mut scope, item).await?,
        None => None,
    };
    drop(scope);
    let path = format!("{HOME}/{}", one.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(SectionKey::Questions)).await?;
    let here = url(tenant, &one.slug);
    let pages = usize::try_from(counts.shown).unwrap_or(0).div_ceil(PAGE).max(1);
    let (preamble, articles) = one.articles();
    let open = phase == Phase::Open;
    let answered = |comment: &Comment| {
        let of = |response: &Response| Some(&response.id) == comment.response.as_ref();
        responses.iter().map(|(response, _)| response).find(|response| of(response))
    };
    let mut way = ask::way(&visit);
    way.push(Link::new("Lấy ý kiến góp ý", tenant.url(HOME)));
    let description = format!("{}. {}.", one.what.title, state_text(&one, phase));
    Reply::page(&ConsultationPage {
        layout: around.layout(&one.what.title, &description, way),
        title: one.what.title.clone(),
        state: badge(phase),
        state_text: state_text(&one, phase),
        kind: kind_name(&one),
        unit: unit_name(tenant, &one.what.unit),
        contact: one.what.contact.clone(),
        begins: one.what.begins.map(day).unwrap_or_default(),
        ends: one.what.ends.map(day).unwrap_or_default(),
        ground: one.what.ground.clone(),
        note: html(&one.what.note),
        files: item::files(&visit, &files),
        preamble: Html::sanitised(preamble),
        articles: articles
            .iter()
            .map(|article| {
                let shown = by_article.get(&article.anchor).copied().unwrap_or(0);
                article_view(&visit, &one, article, shown, open)
            })
            .collect(),
        comment_url: open.then(|| format!("{here}/gop-y")),
        count_text: count_text(&counts),
        withheld: grounds
            .iter()
            .map(|(ground, count)| format!("{count} ý kiến không đăng: {}", ground.vietnamese()))
            .collect(),
        comments: comments.iter().map(|it| comment_view(it, &articles, answered(it))).collect(),
        pager: Pager::over(pages, page, |page| format!("{here}?trang={page}#y-kien")),
        account: (phase == Phase::Accounted).then(|| account(&one, &responses)),
        account_text: account_text(&one, phase),
        issued: issued
            .map(|live| Link::new(live.content.title(), super::item_url(tenant, live.section, &live.slug))),
    })
}

fn kind_name(one: &Consultation) -> String {
    let on = one.what.begins.unwrap_or(Date::MAX);
    rules::kind(&one.what.kind, on).map_or_else(|| one.what.kind.clone(), |kind| kind.name.clone())
}

fn account_text(one: &Consultation, phase: Phase) -> String {
    let due = one.account_due().filter(|_| phase == Phase::Closed);
    due.map_or_else(String::new, |due| {
        format!("Kết quả tiếp thu, giải trình được công bố tại đây, chậm nhất ngày {}.", date_vi(due))
    })
}

fn account(one: &Consultation, responses: &[(Response, Vec<i64>)]) -> AccountView {
    let group = |(response, numbers): &(Response, Vec<i64>)| AnswerGroup {
        verdict: verdict(response.verdict),
        numbers: format!("số {}", numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")),
        text: Html::sanitised(paragraphs(&response.text)),
    };
    AccountView {
        at: one.account_at.map(|at| day(local(at).date())).unwrap_or_default(),
        body: html(&one.account),
        answers: responses.iter().map(group).collect(),
    }
}

/// `GET /lay-y-kien/:slug/gop-y?dieu=`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn form(visit: Visit) -> Result<Reply> {
    let one = public(&visit).await?;
    if one.phase(visit.app.db.clock.today()) != Phase::Open {
        return Ok(Reply::SeeOther(url(&visit.tenant, &one.slug)));
    }
    let article = visit.asked.query("dieu").to_owned();
    Reply::private(&form_page(&visit, &one, &article, Refusals::default(), CommentValues::default()).await?)
}

async fn public(visit: &Visit) -> Result<Consultation> {
    store::public(&mut visit.app.db.read(visit.tenant.id()).await?, visit.asked.param("slug")).await
}

async fn form_page(
    visit: &Visit,
    one: &Consultation,
    chosen: &str,
    refusals: Refusals,
    values: CommentValues,
) -> Result<CommentPage> {
    let tenant = &visit.tenant;
    let path = format!("{HOME}/{}/gop-y", one.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(SectionKey::Questions)).await?;
    let (_, articles) = one.articles();
    let choice = |value: &str, label: String| {
        let choice = Choice::new(value, label);
        if value == chosen { choice.chosen() } else { choice }
    };
    let choices = std::iter::once(choice("", "Toàn bộ dự thảo".into()))
        .chain(articles.iter().map(|article| choice(&article.anchor, article.label())));
    let consent = consents::consent(tenant.day);
    let draft = Link::new(one.what.title.clone(), url(tenant, &one.slug));
    let mut way = ask::way(visit);
    way.push(draft.clone());
    Ok(CommentPage {
        layout: around.unlisted("Góp ý dự thảo", way),
        draft,
        until: one.what.ends.map(weekday_date_vi).unwrap_or_default(),
        article: articles
            .iter()
            .find(|article| article.anchor == chosen)
            .map(|article| article_view(visit, one, article, 0, false)),
        action: tenant.url(&path),
        csrf: ask::form_word(visit),
        opened: spam::stamp(&visit.app.db, tenant.id()),
        refusals,
        articles: choices.collect(),
        values,
        consent_handle_text: consent.comment_for(&tenant.identity().body),
        consent_name_text: consent.comment_name.clone(),
    })
}

fn typed(visit: &Visit) -> CommentValues {
    let form = &visit.asked.form;
    CommentValues {
        body: form.get("noi-dung").into(),
        name: form.get("ho-ten").into(),
        email: form.get("thu-dien-tu").into(),
        phone: form.get("dien-thoai").into(),
        place: form.get("dia-chi").into(),
        consent_handle: form.ticked("dong-y-xu-ly"),
        consent_name: form.ticked("dong-y-cong-khai"),
    }
}

fn field(name: &str) -> String {
    match name {
        "article" => "dieu",
        "name" => "ho-ten",
        "email" => "thu-dien-tu",
        "phone" => "dien-thoai",
        "place" => "dia-chi",
        "consent_handle" => "dong-y-xu-ly",
        // What is wrong with the whole is told above the words that were typed.
        _ => "noi-dung",
    }
    .to_owned()
}

fn shown(refusals: Vec<Refusal>) -> Refusals {
    let one = |refusal: Refusal| views::Refusal {
        field: field(refusal.field),
        message: refusal.message,
        clause: Some(refusal.clause.to_owned()).filter(|clause| !clause.is_empty()),
    };
    Refusals(refusals.into_iter().map(one).collect())
}

/// `POST /lay-y-kien/:slug/gop-y`
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Conflict`] when the same form was sent before.
pub async fn send(visit: Visit) -> Result<Reply> {
    let one = public(&visit).await?;
    let (values, form) = (typed(&visit), &visit.asked.form);
    let here = url(&visit.tenant, &one.slug);
    if form.ticked("trang-rieng") {
        // A person does not see this field. Say nothing that would teach the machine.
        return Ok(Reply::SeeOther(here));
    }
    let article = form.get("dieu").to_owned();
    if let Err(often) = ask::allowed(&visit) {
        let message = format!(
            "Từ nơi ông/bà đang gửi vừa có nhiều ý kiến. Xin gửi lại sau {}; mọi điều đã ghi vẫn còn bên dưới.",
            spam::wait(often)
        );
        let page = form_page(&visit, &one, &article, ask::told("noi-dung", message), values).await?;
        return Ok(Reply::Private(StatusCode::TOO_MANY_REQUESTS, page.render()?));
    }
    let new = NewComment {
        article: article.clone(),
        body: values.body.clone(),
        contact: Contact {
            name: values.name.clone(),
            email: values.email.clone(),
            phone: values.phone.clone(),
            place: values.place.clone(),
        },
        consent_handle: values.consent_handle,
        consent_name: values.consent_name,
        nonce: form.get("csrf").to_owned(),
        client: Some(visit.asked.address()),
    };
    match intake::send(&visit.app.db, &visit.tenant, &one.slug, new).await {
        Ok(number) => {
            let around = Around::of(&visit.app, &visit.tenant, HOME, Some(SectionKey::Questions)).await?;
            Reply::private(&CommentedPage {
                layout: around.unlisted("Đã nhận ý kiến góp ý", ask::way(&visit)),
                draft: Link::new(one.what.title.clone(), here),
                number: number.to_string(),
            })
        }
        Err(Error::Refused(refusals)) => {
            Reply::refused(&form_page(&visit, &one, &article, shown(refusals), values).await?)
        }
        Err(other) => Err(other),
    }
}

/// The addresses of all of them, for the map of the site; the list's own first.
///
/// # Errors
/// When the database does not answer.
pub async fn public_urls(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<String>> {
    let all = store::public_list(scope, 10_000).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    Ok(std::iter::once(tenant.url(HOME)).chain(all.iter().map(|one| url(tenant, &one.slug))).collect())
}

/// How many comments came, and where they stand.
#[derive(Serialize, JsonSchema)]
pub struct CountsJson {
    /// All that came: the sum of the three.
    received: i64,
    /// Readers see them.
    shown: i64,
    /// Withheld with a reason.
    withheld: i64,
    /// Nobody has decided yet.
    waiting: i64,
}

impl CountsJson {
    /// The counts for machines.
    pub fn of(counts: &Counts) -> Self {
        let Counts { received, shown, withheld, waiting, .. } = *counts;
        Self { received, shown, withheld, waiting }
    }
}

/// A consultation for machines.
#[derive(Serialize, JsonSchema)]
pub struct ConsultationJson {
    /// Its title.
    title: String,
    /// Its page.
    url: String,
    /// `announced`, `open`, `closed`, `accounted`.
    phase: &'static str,
    /// The unit in charge.
    unit: String,
    /// The first day.
    begins: Option<String>,
    /// The last day.
    ends: Option<String>,
    /// How many comments came.
    counts: CountsJson,
}

/// All of them.
#[derive(Serialize, JsonSchema)]
pub struct ConsultationsJson {
    /// The last to end first.
    consultations: Vec<ConsultationJson>,
}

/// A shown comment for machines.
#[derive(Serialize, JsonSchema)]
pub struct CommentJson {
    /// Its number.
    number: i64,
    /// The anchor of its article; absent for the whole.
    article: Option<String>,
    /// Who said it, where they want to be named.
    name: Option<String>,
    /// When it came.
    received_at: String,
    /// What was said, without what leads to anybody.
    body: String,
    /// `taken`, `partly`, `not-taken`; once the account is out.
    verdict: Option<&'static str>,
    /// Why.
    answer: Option<String>,
}

/// One of them with its comments.
#[derive(Serialize, JsonSchema)]
pub struct ConsultationDetailJson {
    /// What it is.
    consultation: ConsultationJson,
    /// The articles: anchor and heading.
    articles: Vec<(String, String)>,
    /// What readers see of the comments.
    comments: Vec<CommentJson>,
    /// The account on the whole, once it is out.
    account: Option<String>,
}

async fn for_machines(
    scope: &mut Scope,
    tenant: &Tenant,
    one: &Consultation,
    today: Date,
) -> Result<ConsultationJson> {
    Ok(ConsultationJson {
        title: one.what.title.clone(),
        url: url(tenant, &one.slug),
        phase: one.phase(today).as_str(),
        unit: unit_name(tenant, &one.what.unit),
        begins: one.what.begins.map(|day| day.to_string()),
        ends: one.what.ends.map(|day| day.to_string()),
        counts: CountsJson::of(&store::counts(scope, &one.id).await?),
    })
}

/// `/api/v1/consultations`
///
/// # Errors
/// When the database does not answer.
pub async fn json_list(visit: Visit) -> Result<Reply> {
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let mut consultations = Vec::new();
    for one in store::public_list(&mut scope, LISTED).await? {
        consultations.push(for_machines(&mut scope, &visit.tenant, &one, today).await?);
    }
    Reply::json(&ConsultationsJson { consultations })
}

/// `/api/v1/consultations/:slug`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn json_one(visit: Visit) -> Result<Reply> {
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let one = store::public(&mut scope, visit.asked.param("slug")).await?;
    let accounted = one.phase(today) == Phase::Accounted;
    let responses = if accounted { store::responses(&mut scope, &one.id).await? } else { Vec::new() };
    let comments = store::shown(&mut scope, &one.id, 0, JSON_COMMENTS).await?;
    let comments = comments.iter().filter_map(|comment| {
        let Standing::Shown { body, name } = &comment.standing else { return None };
        let answered = responses.iter().find(|(_, numbers)| numbers.contains(&comment.number));
        Some(CommentJson {
            number: comment.number,
            article: comment.article.clone(),
            name: name.clone(),
            received_at: iso(comment.received_at),
            body: body.clone(),
            verdict: answered.map(|(response, _)| response.verdict.as_str()),
            answer: answered.map(|(response, _)| response.text.clone()),
        })
    });
    Reply::json(&ConsultationDetailJson {
        articles: one.articles().1.iter().map(|it| (it.anchor.clone(), it.label())).collect(),
        comments: comments.collect(),
        account: accounted.then(|| one.account.clone()),
        consultation: for_machines(&mut scope, &visit.tenant, &one, today).await?,
    })
}

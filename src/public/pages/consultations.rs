//! Consultations before readers: their list and feed, one with its text by article, and the form of a comment.

mod json;

use askama::Template as _;
use jiff::civil::Date;
use poem::Response as HttpResponse;
use poem::http::{StatusCode, header};
use pulldown_cmark::HeadingLevel;

use crate::base::clock::{date_vi, local, weekday_date_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::scope::Scope;
use crate::consultations::amends::Notice;
use crate::consultations::comments::{Comment, Counts, Response, Standing, Verdict};
use crate::consultations::intake::{self, NewComment};
use crate::consultations::{Consultation, Listed, Phase, rules, store};
use crate::items::kinds::document::Article;
use crate::items::markup::{self, paragraphs};
use crate::items::store as items;
use crate::items::withdrawal::Farewell;
use crate::media::store as media;
use crate::public::site::{Around, day};
use crate::public::views::consultation::{
    AccountView, AnswerGroup, ArticleView, CommentPage, CommentValues, CommentView, CommentedPage,
    ConsultationCard, ConsultationListPage, ConsultationPage, NoticeView,
};
use crate::public::views::{self, Badge, Choice, Html, Link, Pager, Refusals, Stamp, Tone};
use crate::public::visit::{Reply, Visit};
use crate::questions::{Contact, rules as consents, spam};
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::about::escape;
use super::{ask, gone, item};

pub use json::{ConsultationDetailJson, ConsultationsJson, CountsJson, json_list, json_one};

/// Where they stand on every site.
pub const HOME: &str = "/lay-y-kien";
/// Consultations of a list.
const LISTED: usize = 200;
/// Consultations of a feed.
const FEED: usize = 30;
/// Comments on one page.
const PAGE: usize = 50;

/// The page of one.
pub fn url(tenant: &Tenant, slug: &str) -> String {
    tenant.url(&path(slug))
}

/// Its path on its site.
pub fn path(slug: &str) -> String {
    format!("{HOME}/{slug}")
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

fn card(tenant: &Tenant, one: &Listed, today: Date) -> ConsultationCard {
    ConsultationCard {
        link: Link::new(one.title.clone(), url(tenant, &one.slug)),
        state: badge(one.course.phase(today)),
        unit: unit_name(tenant, &one.unit),
        ends: weekday(one.course.ends),
        count_text: format!("{} ý kiến", one.counts.received),
    }
}

/// The consultations that take comments on a day, the first to end first, for other pages.
///
/// # Errors
/// When the database does not answer.
pub async fn open_now(visit: &Visit) -> Result<Vec<ConsultationCard>> {
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let open = store::open_on(&mut scope, today, LISTED).await?;
    Ok(open.iter().map(|one| card(&visit.tenant, one, today)).collect())
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
    for one in store::public_list(&mut scope, 0, LISTED).await? {
        let shown = card(tenant, &one, today);
        match one.course.phase(today) {
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
    let all = store::public_list(&mut visit.app.db.read(tenant.id()).await?, 0, FEED).await?;
    let entry = |one: &Listed| {
        let at = local(one.account_at.or(one.approved_at).unwrap_or(one.updated_at));
        let ends = one.course.ends.map(date_vi).unwrap_or_default();
        format!(
            "<item><title>{}</title><link>{url}</link><guid isPermaLink=\"false\">{url}#{}</guid><description>{}</description>\
             <pubDate>{}</pubDate></item>\n",
            escape(&one.title),
            if one.account_at.is_some() { "ket-qua" } else { "du-thao" },
            escape(&format!("{}. Nhận ý kiến đến hết {ends}.", one.course.phase(today).vietnamese())),
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
    let slug = visit.asked.param("slug");
    let one = match store::public(&mut scope, slug).await {
        Err(Error::NotFound) => {
            let farewell = farewell(&mut scope, slug).await?;
            drop(scope);
            return gone::answer(&visit.app, tenant, farewell).await;
        }
        found => found?,
    };
    let notices = store::notices(&mut scope, &one.id).await?;
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
    let path = path(&one.slug);
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
        notices: notices.iter().map(notice).collect(),
        note: html(&one.what.note),
        files: item::files(&visit, &files).await?,
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

/// What the address answers of one that readers do not see.
async fn farewell(scope: &mut Scope, slug: &str) -> Result<Farewell> {
    let gone = store::gone(scope, slug).await?;
    Ok(gone.map_or(Farewell::Unknown, |gone| Farewell::Gone(gone.told())))
}

fn notice(notice: &Notice) -> NoticeView {
    NoticeView { at: day(local(notice.at).date()), text: notice.sentence() }
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
    Reply::fresh(&form_page(&visit, &one, &article, Refusals::default(), CommentValues::default()).await?)
}

/// The one of the address, where readers see it.
async fn public(visit: &Visit) -> Result<Consultation> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let slug = visit.asked.param("slug");
    match store::public(&mut scope, slug).await {
        Err(Error::NotFound) if store::gone(&mut scope, slug).await?.is_some() => Err(Error::Gone),
        found => found,
    }
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
    let all = store::public_list(scope, 0, 10_000).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    Ok(std::iter::once(tenant.url(HOME)).chain(all.iter().map(|one| url(tenant, &one.slug))).collect())
}

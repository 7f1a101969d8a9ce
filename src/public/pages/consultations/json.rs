//! Consultations for machines: their list and one with its comments, both in pages.

use jiff::civil::Date;
use poem::Response as HttpResponse;
use poem::http::header;
use schemars::JsonSchema;
use serde::Serialize;

use crate::base::clock::iso;
use crate::base::error::{Error, Result};
use crate::consultations::comments::{Comment, Counts, Response, Standing};
use crate::consultations::{Course, Phase, store};
use crate::public::visit::{Reply, Visit};
use crate::tenants::directory::Tenant;

use super::{public, unit_name, url};

/// Where they are asked for.
const PATH: &str = "/api/v1/consultations";
/// So many of a page unless it is asked for otherwise, and so many at most.
const USUAL: usize = 50;
const MOST: usize = 200;

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

/// A page of them.
#[derive(Serialize, JsonSchema)]
pub struct ConsultationsJson {
    /// The last to end first.
    consultations: Vec<ConsultationJson>,
    /// Where the next page is; absent at the end.
    next: Option<String>,
}

/// What readers were told of a change of what they had seen.
#[derive(Serialize, JsonSchema)]
pub struct NoticeJson {
    /// When.
    at: String,
    /// What and why.
    text: String,
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
    /// What readers were told of changes, the newest first.
    notices: Vec<NoticeJson>,
    /// A page of what readers see of the comments, by number.
    comments: Vec<CommentJson>,
    /// Where the next page of comments is; absent at the end.
    next: Option<String>,
    /// The account on the whole, once it is out.
    account: Option<String>,
}

impl ConsultationJson {
    fn of(tenant: &Tenant, named: (&str, &str, &str), course: &Course, counts: &Counts, today: Date) -> Self {
        let (title, slug, unit) = named;
        Self {
            title: title.to_owned(),
            url: url(tenant, slug),
            phase: course.phase(today).as_str(),
            unit: unit_name(tenant, unit),
            begins: course.begins.map(|day| day.to_string()),
            ends: course.ends.map(|day| day.to_string()),
            counts: CountsJson::of(counts),
        }
    }
}

/// A number of the address, within bounds.
fn number(visit: &Visit, name: &str, usual: usize, least: usize, most: usize) -> Result<usize> {
    let typed = visit.asked.query(name);
    if typed.is_empty() {
        return Ok(usual);
    }
    let read = typed.parse().ok().filter(|number| (least..=most).contains(number));
    read.ok_or_else(|| Error::BadRequest(format!("{name} phải là số từ {least} đến {most}")))
}

/// `/api/v1/consultations?limit=&offset=`
///
/// # Errors
/// [`Error::BadRequest`] for a number that does not parse, [`Error::TooMany`] above the limit.
pub async fn json_list(visit: Visit) -> Result<Reply> {
    often(&visit)?;
    let (limit, offset) =
        (number(&visit, "limit", USUAL, 1, MOST)?, number(&visit, "offset", 0, 0, 1_000_000)?);
    let today = visit.app.db.clock.today();
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let mut all = store::public_list(&mut scope, offset, limit + 1).await?;
    let more = all.len() > limit;
    all.truncate(limit);
    let one = |one: &crate::consultations::Listed| {
        let named = (one.title.as_str(), one.slug.as_str(), one.unit.as_str());
        ConsultationJson::of(&visit.tenant, named, &one.course, &one.counts, today)
    };
    let next = format!("{PATH}?limit={limit}&offset={}", offset + limit);
    kept_briefly(&ConsultationsJson {
        consultations: all.iter().map(one).collect(),
        next: more.then(|| visit.tenant.url(&next)),
    })
}

/// Who asks for much waits, as with the other open data.
fn often(visit: &Visit) -> Result<()> {
    let limited = visit.app.limits.search.check(visit.asked.client.addr);
    limited.map_err(|often| Error::TooMany(often.seconds()))
}

/// JSON that may be kept for as long as the calendar's file.
fn kept_briefly(value: &impl Serialize) -> Result<Reply> {
    let body = serde_json::to_vec(value).map_err(Error::from)?;
    Ok(Reply::Raw(
        HttpResponse::builder()
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::CACHE_CONTROL, "public, max-age=300")
            .body(body),
    ))
}

fn comment_json(comment: &Comment, responses: &[(Response, Vec<i64>)]) -> Option<CommentJson> {
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
}

/// `/api/v1/consultations/:slug?limit=&after=`
///
/// # Errors
/// [`Error::NotFound`] when there is none, [`Error::Gone`] when it was taken down.
pub async fn json_one(visit: Visit) -> Result<Reply> {
    let (limit, after) = (number(&visit, "limit", MOST, 1, MOST)?, number(&visit, "after", 0, 0, 1_000_000)?);
    let today = visit.app.db.clock.today();
    let one = public(&visit).await?;
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let accounted = one.phase(today) == Phase::Accounted;
    let responses = if accounted { store::responses(&mut scope, &one.id).await? } else { Vec::new() };
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let mut comments = store::comments_after(&mut scope, &one.id, after, true, limit + 1).await?;
    let more = comments.len() > limit;
    comments.truncate(limit);
    let notices = store::notices(&mut scope, &one.id).await?;
    let counts = store::counts(&mut scope, &one.id).await?;
    let next = comments
        .last()
        .filter(|_| more)
        .map(|last| visit.tenant.url(&format!("{PATH}/{}?limit={limit}&after={}", one.slug, last.number)));
    let named = (one.what.title.as_str(), one.slug.as_str(), one.what.unit.as_str());
    Reply::json(&ConsultationDetailJson {
        articles: one.articles().1.iter().map(|it| (it.anchor.clone(), it.label())).collect(),
        notices: notices
            .iter()
            .map(|notice| NoticeJson { at: iso(notice.at), text: notice.sentence() })
            .collect(),
        comments: comments.iter().filter_map(|it| comment_json(it, &responses)).collect(),
        next,
        account: accounted.then(|| one.account.clone()),
        consultation: ConsultationJson::of(&visit.tenant, named, &one.course(), &counts, today),
    })
}

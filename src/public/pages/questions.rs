//! The answered questions: their list and one of them.

use crate::base::error::{Error, Result};
use crate::base::scope::Scope;
use crate::items::markup::paragraphs;
use crate::public::site::{Around, day, moment};
use crate::public::views::question::{AnswerView, QuestionListPage, QuestionPage};
use crate::public::views::{Html, Pager};
use crate::public::visit::{Reply, Visit};
use crate::questions::store;
use crate::tenants::SectionKey;
use crate::tenants::directory::Tenant;

use super::cards;
use super::home::encode;
use super::section::PAGE;

/// `/hoi-dap`
///
/// # Errors
/// When the database does not answer.
pub async fn list(visit: Visit) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let section = tenant.profile.section(SectionKey::Questions).ok_or(Error::NotFound)?;
    let path = format!("/{}", section.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(section.key)).await?;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let found = store::public_list(&mut scope, (asked.page() - 1) * PAGE, PAGE).await?;
    Reply::page(&QuestionListPage {
        layout: around.layout(
            &section.title,
            &format!("Câu hỏi của người dân đã được {} trả lời.", tenant.identity().body),
            vec![],
        ),
        title: section.title.clone(),
        search_action: tenant.url("/tim-kiem"),
        search_kept: vec![("kieu".into(), "question".into())],
        topics: Vec::new(),
        promise: format!("trong {}", crate::legal::profile(&visit.app).answer_limit),
        count_text: format!("{} câu hỏi đã trả lời, mới nhất trước", found.total),
        questions: found.questions.iter().map(|question| cards::question(tenant, question)).collect(),
        pager: Pager::over(found.total.div_ceil(PAGE).max(1), asked.page(), |page| {
            tenant.url(&format!("{path}?trang={page}"))
        }),
        feed_url: None,
    })
}

/// `/hoi-dap/:slug`
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub async fn one(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let question = store::public_get(&mut scope, visit.asked.param("slug")).await?.ok_or(Error::NotFound)?;
    let others = store::public_list(&mut scope, 0, 4).await?;
    drop(scope);
    let path = super::question_path(tenant, &question.slug);
    let around = Around::of(&visit.app, tenant, &path, Some(SectionKey::Questions)).await?;
    let mut layout = around.layout(&question.subject, &question.subject, super::ask::way(&visit));
    layout.for_print = visit.asked.query("in") == "1";
    let unit = tenant.profile.unit(&question.unit_key);
    Reply::page(&QuestionPage {
        mail_url: Some(format!(
            "mailto:?subject={}&body={}",
            encode(&question.subject),
            encode(&layout.canonical)
        )),
        print_url: Some(format!("{}?in=1", layout.canonical)),
        layout,
        title: question.subject.clone(),
        topic: None,
        question: Html::sanitised(paragraphs(&question.body)),
        asker: question.name.clone(),
        asked: day(crate::base::clock::local(question.asked_at).date()),
        answers: vec![AnswerView {
            unit: unit.map_or_else(String::new, |unit| unit.name.clone()),
            at: moment(question.published_at),
            body: Html::sanitised(paragraphs(&question.answer)),
            signed: unit.map(|unit| unit.head.clone()).filter(|head| !head.is_empty()),
            cited: Vec::new(),
            files: Vec::new(),
        }],
        rating: None,
        alike: others
            .questions
            .iter()
            .filter(|other| other.id != question.id)
            .take(3)
            .map(|other| cards::question(tenant, other))
            .collect(),
    })
}

/// The addresses of all answered questions, for the site map.
///
/// # Errors
/// When the database does not answer.
pub async fn public_urls(scope: &mut Scope, tenant: &Tenant) -> Result<Vec<String>> {
    let all = store::public_list(scope, 0, 10_000).await?;
    Ok(all
        .questions
        .iter()
        .map(|question| tenant.url(&super::question_path(tenant, &question.slug)))
        .collect())
}

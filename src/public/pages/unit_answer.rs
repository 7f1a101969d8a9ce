//! The page behind the link in a unit's mail; looking at it changes nothing.

use crate::base::error::{Error, Result};
use crate::items::markup::paragraphs;
use crate::public::site::{Around, day, moment};
use crate::public::views::unit_answer::{
    UnitAnswerForm, UnitAnswerPage, UnitLink, UnitQuestion as UnitQuestionView,
};
use crate::public::views::{Html, Refusals, Stamp};
use crate::public::visit::{Reply, Visit};
use crate::questions::{self, Link, LinkAnswer, UnitQuestion};

use super::ask::days_left;
use super::home::encode;

/// What the officer declares.
const DECLARATION: &str =
    "Tôi trả lời thay mặt đơn vị; thủ trưởng đơn vị chịu trách nhiệm về nội dung (Quy chế Điều 10, 12).";

/// `GET /tra-loi/:dispatch?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn form(visit: Visit) -> Result<Reply> {
    let link = questions::open_link(
        &visit.app.db,
        &visit.tenant,
        visit.asked.param("dispatch"),
        visit.asked.query("khoa"),
    )
    .await?;
    Reply::private(&page(&visit, link, UnitAnswerForm::default()).await?)
}

async fn page(visit: &Visit, link: Link, typed: UnitAnswerForm) -> Result<UnitAnswerPage> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap", None).await?;
    let unit =
        |key: &str| visit.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let (unit, link) = match link {
        Link::Unknown => return Err(Error::NotFound),
        Link::Revoked(key) => (unit(&key), UnitLink::Revoked),
        Link::Used(key, at) => (unit(&key), UnitLink::Used { at: moment(at) }),
        Link::Expired(key, at) => (unit(&key), UnitLink::Expired { at: moment(at) }),
        Link::Valid(question) => {
            let action = format!(
                "{}?khoa={}",
                visit.tenant.url(&format!("/tra-loi/{}", visit.asked.param("dispatch"))),
                encode(visit.asked.query("khoa"))
            );
            let form = UnitAnswerForm {
                action,
                csrf: visit.app.db.entropy.token(),
                declaration: DECLARATION.into(),
                decline_url: format!(
                    "{}?khoa={}",
                    visit.tenant.url(&format!("/tra-loi/{}/khong-thuoc", visit.asked.param("dispatch"))),
                    encode(visit.asked.query("khoa"))
                ),
                ..typed
            };
            (
                unit(&question.unit_key),
                UnitLink::Valid { question: view(visit, &question), form: Box::new(form) },
            )
        }
    };
    let clock = super::unit_clock::beside(visit).await?;
    let files = super::unit_files::of(visit).await?;
    Ok(UnitAnswerPage {
        clock,
        files,
        layout: around.unlisted("Trả lời câu hỏi của người dân", vec![]),
        unit,
        link,
    })
}

fn view(visit: &Visit, question: &UnitQuestion) -> UnitQuestionView {
    UnitQuestionView {
        number: question.number.to_string(),
        subject: question.subject.clone(),
        text: Html::sanitised(paragraphs(&question.body)),
        class: "Hỏi đáp".into(),
        received: moment(question.received_at),
        due: question.due_on.map_or_else(Stamp::default, day),
        due_text: question.due_on.map_or_else(String::new, |due| days_left(due, visit.app.db.clock.today())),
        remark: question.note.clone(),
    }
}

/// `POST /tra-loi/:dispatch?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn send(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let answer = LinkAnswer {
        body: form.get("tra-loi").into(),
        name: form.get("ho-ten").into(),
        post: form.get("chuc-vu").into(),
        declared: form.ticked("cam-ket"),
    };
    let typed = UnitAnswerForm {
        answer: answer.body.clone(),
        name: answer.name.clone(),
        post: answer.post.clone(),
        declared: answer.declared,
        ..UnitAnswerForm::default()
    };
    let (dispatch, token) = (visit.asked.param("dispatch").to_owned(), visit.asked.query("khoa").to_owned());
    let taken = questions::answer_by_link(
        &visit.app.db,
        &visit.tenant,
        &dispatch,
        &token,
        answer,
        Some(visit.asked.address()),
    )
    .await;
    let refusals = match taken {
        // The page now says that the link was used, and when.
        Ok(()) | Err(Error::Conflict(_)) => Refusals::default(),
        Err(Error::Refused(refusals)) => shown(refusals),
        Err(other) => return Err(other),
    };
    let link = questions::open_link(&visit.app.db, &visit.tenant, &dispatch, &token).await?;
    if refusals.is_empty() {
        return Reply::private(&page(&visit, link, typed).await?);
    }
    Reply::refused(&page(&visit, link, UnitAnswerForm { refusals, ..typed }).await?)
}

fn shown(refusals: Vec<crate::base::error::Refusal>) -> Refusals {
    let mut shown = super::ask::shown(refusals);
    for refusal in &mut shown.0 {
        refusal.field = match refusal.field.as_str() {
            "noi-dung" => "tra-loi",
            "post" => "chuc-vu",
            "declared" => "cam-ket",
            other => other,
        }
        .to_owned();
    }
    shown
}

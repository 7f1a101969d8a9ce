//! A unit's links beside the answer: "not ours" and an opinion. Looking changes nothing, for mail scanners look too.

use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::items::markup::paragraphs;
use crate::public::site::Around;
use crate::public::views::unit_word::{UnitWordForm, UnitWordPage};
use crate::public::views::{Html, Refusals};
use crate::public::visit::{Reply, Visit};
use crate::questions::routing::decline::{LinkDecline, decline_by_link};
use crate::questions::routing::opinions::{self, Given, OpinionLink};
use crate::questions::{self, Link};

use super::home::encode;

fn unit(visit: &Visit, key: &str) -> String {
    visit.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

fn action(visit: &Visit, path: &str) -> String {
    format!("{}?khoa={}", visit.tenant.url(path), encode(visit.asked.query("khoa")))
}

/// What came with the form, to be shown again.
fn typed(visit: &Visit, refusals: Refusals) -> UnitWordForm {
    let form = &visit.asked.form;
    UnitWordForm {
        csrf: visit.app.db.entropy.token(),
        text: form.get("noi-dung").into(),
        name: form.get("ho-ten").into(),
        post: form.get("chuc-vu").into(),
        refusals,
        ..UnitWordForm::default()
    }
}

fn shown(refusals: Vec<Refusal>) -> Refusals {
    let mut shown = super::ask::shown(refusals);
    for refusal in &mut shown.0 {
        let field = match refusal.field.as_str() {
            "reason" | "ly-do" => "noi-dung",
            "post" => "chuc-vu",
            other => other,
        };
        refusal.field = field.to_owned();
    }
    shown
}

async fn finished(visit: &Visit, heading: &str, intro: String) -> Result<UnitWordPage> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap", None).await?;
    Ok(UnitWordPage {
        layout: around.unlisted(heading, vec![]),
        heading: heading.to_owned(),
        intro,
        question: None,
        form: None,
    })
}

const DECLINE: &str = "Không thuộc trách nhiệm của đơn vị";

async fn decline_page(visit: &Visit, refusals: Refusals) -> Result<UnitWordPage> {
    let dispatch = visit.asked.param("dispatch").to_owned();
    let link =
        questions::open_link(&visit.app.db, &visit.tenant, &dispatch, visit.asked.query("khoa")).await?;
    let question = match link {
        Link::Unknown => return Err(Error::NotFound),
        Link::Valid(question) => question,
        Link::Used(key, _) | Link::Expired(key, _) | Link::Revoked(key) => {
            let intro = format!(
                "Liên kết gửi {} không còn dùng được: câu hỏi đã được trả lời hoặc đã chuyển nơi khác.",
                unit(visit, &key)
            );
            return finished(visit, DECLINE, intro).await;
        }
    };
    let page = finished(
        visit,
        DECLINE,
        format!("Câu hỏi số {} được giao cho {}. Nếu không thuộc trách nhiệm, xin nêu lý do; câu hỏi trở về Ban Biên tập và liên kết này mất giá trị.", question.number, unit(visit, &question.unit_key)),
    )
    .await?;
    let form = UnitWordForm {
        action: action(visit, &format!("/tra-loi/{dispatch}/khong-thuoc")),
        label: "Lý do".into(),
        hint: "Nêu căn cứ, và nơi có trách nhiệm nếu biết.".into(),
        button: "Gửi Ban Biên tập".into(),
        ..typed(visit, refusals)
    };
    let text = Html::sanitised(paragraphs(&question.body));
    Ok(UnitWordPage { question: Some((question.subject, text)), form: Some(form), ..page })
}

/// `GET /tra-loi/:dispatch/khong-thuoc?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn decline_form(visit: Visit) -> Result<Reply> {
    Reply::private(&decline_page(&visit, Refusals::default()).await?)
}

/// `POST /tra-loi/:dispatch/khong-thuoc?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn decline(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let sent = LinkDecline {
        reason: form.get("noi-dung").into(),
        name: form.get("ho-ten").into(),
        post: form.get("chuc-vu").into(),
    };
    let done = decline_by_link(
        &visit.app.db,
        &visit.tenant,
        visit.asked.param("dispatch"),
        visit.asked.query("khoa"),
        sent,
        Some(visit.asked.address()),
    )
    .await;
    match done {
        Ok(()) => {
            let intro = "Ban Biên tập đã nhận lý do và sẽ chuyển câu hỏi tới nơi có trách nhiệm. Đơn vị không cần trả lời nữa.";
            Reply::private(&finished(&visit, DECLINE, intro.into()).await?)
        }
        Err(Error::Refused(refusals)) => Reply::refused(&decline_page(&visit, shown(refusals)).await?),
        Err(Error::Conflict(_)) => Reply::private(&decline_page(&visit, Refusals::default()).await?),
        Err(other) => Err(other),
    }
}

const OPINION: &str = "Ý kiến phối hợp";

async fn opinion_page(visit: &Visit, refusals: Refusals) -> Result<UnitWordPage> {
    let id = visit.asked.param("opinion").to_owned();
    let wanted = match opinions::open(&visit.app.db, &visit.tenant, &id, visit.asked.query("khoa")).await? {
        OpinionLink::Unknown => return Err(Error::NotFound),
        OpinionLink::Valid(wanted) => wanted,
        OpinionLink::Given(key, at) => {
            let at = crate::base::clock::time_vi(at);
            return finished(
                visit,
                OPINION,
                format!("Ý kiến của {} đã nhận lúc {at} và đã gửi đơn vị chủ trì.", unit(visit, &key)),
            )
            .await;
        }
        OpinionLink::Over(key) => {
            return finished(
                visit,
                OPINION,
                format!("Câu hỏi này đã được xử lý. {} không cần cho ý kiến nữa.", unit(visit, &key)),
            )
            .await;
        }
    };
    let due =
        wanted.due_on.map(|due| format!(" Hạn trả lời người dân: {}.", date_vi(due))).unwrap_or_default();
    let note = if wanted.note.is_empty() {
        String::new()
    } else {
        format!(" Nội dung cần ý kiến: {}", wanted.note)
    };
    let page = finished(
        visit,
        OPINION,
        format!(
            "{} chủ trì trả lời câu hỏi số {}; đề nghị {} cho ý kiến.{due}{note}",
            unit(visit, &wanted.lead_key),
            wanted.number,
            unit(visit, &wanted.unit_key)
        ),
    )
    .await?;
    let form = UnitWordForm {
        action: action(visit, &format!("/y-kien/{id}")),
        label: "Ý kiến của đơn vị".into(),
        hint: "Gửi cho đơn vị chủ trì; không gửi người hỏi, không đăng.".into(),
        button: "Gửi đơn vị chủ trì".into(),
        ..typed(visit, refusals)
    };
    let text = Html::sanitised(paragraphs(&wanted.body));
    Ok(UnitWordPage { question: Some((wanted.subject, text)), form: Some(form), ..page })
}

/// `GET /y-kien/:opinion?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn opinion_form(visit: Visit) -> Result<Reply> {
    Reply::private(&opinion_page(&visit, Refusals::default()).await?)
}

/// `POST /y-kien/:opinion?khoa=`
///
/// # Errors
/// [`Error::NotFound`] when there is no such link on this site.
pub async fn opinion(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let given = Given {
        body: form.get("noi-dung").into(),
        name: form.get("ho-ten").into(),
        post: form.get("chuc-vu").into(),
    };
    let done = opinions::give(
        &visit.app.db,
        &visit.app.mail,
        &visit.tenant,
        visit.asked.param("opinion"),
        visit.asked.query("khoa"),
        given,
        Some(visit.asked.address()),
    )
    .await;
    match done {
        Ok(()) | Err(Error::Conflict(_)) => Reply::private(&opinion_page(&visit, Refusals::default()).await?),
        Err(Error::Refused(refusals)) => Reply::refused(&opinion_page(&visit, shown(refusals)).await?),
        Err(other) => Err(other),
    }
}

//! The page behind the link in a unit's mail; looking at it changes nothing.

use poem::http::StatusCode;

use crate::app::App;
use crate::base::error::{Error, Refusal, Result};
use crate::base::web::asked::Asked;
use crate::base::working_days::Calendar;
use crate::items::markup::paragraphs;
use crate::public::site::{Around, day, moment};
use crate::public::views::unit_answer::{
    UnitAnswerForm, UnitAnswerPage, UnitLink, UnitQuestion as UnitQuestionView,
};
use crate::public::views::{FileView, Html, Refusals, Stamp};
use crate::public::visit::{Reply, Visit};
use crate::questions::answering::drafts::{self, Beside, ByLink, Typed};
use crate::questions::answering::files;
use crate::questions::{self, Link, LinkAnswer, UnitQuestion};
use crate::tenants::directory::Tenant;

use super::home::encode;
use super::item::size;

/// What the officer declares.
const DECLARATION: &str =
    "Tôi trả lời thay mặt đơn vị; thủ trưởng đơn vị chịu trách nhiệm về nội dung (Quy chế Điều 10, 12).";

/// `GET /tra-loi/:dispatch?khoa=`
///
/// # Errors
/// When the database does not answer.
pub async fn form(visit: Visit) -> Result<Reply> {
    let beside = drafts::by_link(&visit.app.db, &visit.tenant, dispatch(&visit), token(&visit)).await?;
    let typed = begun(beside);
    show(&visit, StatusCode::OK, typed).await
}

fn dispatch(visit: &Visit) -> &str {
    visit.asked.param("dispatch")
}

fn token(visit: &Visit) -> &str {
    visit.asked.query("khoa")
}

/// The form as the draft left it, or as the answer that was sent back.
fn begun(beside: Beside) -> UnitAnswerForm {
    let files = beside.files.iter().map(|file| {
        let view = FileView {
            title: file.name.clone(),
            format: file.name.rsplit('.').next().unwrap_or_default().to_uppercase(),
            size: size(file.bytes),
            ..FileView::default()
        };
        (view, format!("bo-tep:{}", file.file_id))
    });
    let files = files.collect();
    match beside.draft {
        Some(draft) => UnitAnswerForm {
            answer: draft.body,
            name: draft.name,
            post: draft.post,
            draft: draft.version.to_string(),
            saved: Some(moment(draft.saved_at)),
            files,
            ..UnitAnswerForm::default()
        },
        None => UnitAnswerForm {
            answer: beside.returned.unwrap_or_default(),
            draft: "0".into(),
            files,
            ..UnitAnswerForm::default()
        },
    }
}

/// The page for what the link is worth now.
async fn show(visit: &Visit, status: StatusCode, typed: UnitAnswerForm) -> Result<Reply> {
    let link = questions::open_link(&visit.app.db, &visit.tenant, dispatch(visit), token(visit)).await?;
    let status = if matches!(link, Link::Unknown) { StatusCode::NOT_FOUND } else { status };
    let page = page(visit, link, typed).await?;
    Ok(Reply::Private(status, askama::Template::render(&page)?))
}

async fn page(visit: &Visit, link: Link, typed: UnitAnswerForm) -> Result<UnitAnswerPage> {
    let around = Around::of(&visit.app, &visit.tenant, "/hoi-dap", None).await?;
    let unit =
        |key: &str| visit.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone());
    let (unit, link) = match link {
        Link::Unknown => (String::new(), UnitLink::Wrong),
        Link::Revoked(key) => (unit(&key), UnitLink::Revoked),
        Link::Used(key, at) => (unit(&key), UnitLink::Used { at: moment(at) }),
        Link::Expired(key, at) => (unit(&key), UnitLink::Expired { at: moment(at) }),
        Link::Valid(question) => {
            let action = format!(
                "{}?khoa={}",
                visit.tenant.url(&format!("/tra-loi/{}", dispatch(visit))),
                encode(token(visit))
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
                files_hint: files::HINT,
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
        typed: None,
    })
}

/// How many working days are left until a day, in words.
pub fn working_days(left: i64) -> String {
    match left {
        0 => "hết hạn trong hôm nay".into(),
        left if left > 0 => format!("còn {left} ngày làm việc"),
        left => format!("đã quá hạn {} ngày làm việc", -left),
    }
}

fn view(visit: &Visit, question: &UnitQuestion) -> UnitQuestionView {
    UnitQuestionView {
        number: question.number.to_string(),
        subject: question.subject.clone(),
        text: Html::sanitised(paragraphs(&question.body)),
        class: "Hỏi đáp".into(),
        received: moment(question.received_at),
        due: question.due_on.map_or_else(Stamp::default, day),
        due_text: question.due_on.map_or_else(String::new, |due| {
            working_days(Calendar::official().between(visit.app.db.clock.today(), due))
        }),
        remark: question.note.clone(),
    }
}

/// Whether the link is worth anything, asked before the first byte of a file is taken.
///
/// # Errors
/// [`Error::NotFound`] when it is not.
pub async fn door(app: &App, tenant: &Tenant, knock: &Asked) -> Result<()> {
    let link = questions::open_link(&app.db, tenant, knock.param("dispatch"), knock.query("khoa")).await?;
    if matches!(link, Link::Unknown) { Err(Error::NotFound) } else { Ok(()) }
}

/// `POST /tra-loi/:dispatch?khoa=`: keeps the draft whatever was pressed, so that nothing typed is lost; then previews
/// or sends.
///
/// # Errors
/// When the database does not answer.
pub async fn send(visit: Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let what = form.get("viec").to_owned();
    let kept = drafts::save_by_link(
        &visit.app.library,
        &visit.tenant,
        (dispatch(&visit), token(&visit)),
        &typed(&visit),
        &form.uploads,
        what.strip_prefix("bo-tep:"),
        Some(visit.asked.address()),
    )
    .await;
    match kept {
        Ok(ByLink::Kept(refusals)) if !refusals.is_empty() => again(&visit, refusals).await,
        Ok(ByLink::Kept(_)) if what == "luu" || what == "xem" || what.starts_with("bo-tep:") => {
            let beside =
                drafts::by_link(&visit.app.db, &visit.tenant, dispatch(&visit), token(&visit)).await?;
            let form = begun(beside);
            let preview = (what == "xem").then(|| Html::sanitised(paragraphs(&form.answer)));
            let declared = visit.asked.form.ticked("cam-ket");
            show(&visit, StatusCode::OK, UnitAnswerForm { preview, kept: what == "luu", declared, ..form })
                .await
        }
        Ok(ByLink::Kept(_)) => answer(&visit).await,
        Ok(ByLink::Overtaken(theirs)) => {
            let form = UnitAnswerForm {
                draft: theirs.version.to_string(),
                overtaken: Some(Html::sanitised(paragraphs(&theirs.body))),
                ..as_typed(&visit).await?
            };
            show(&visit, StatusCode::CONFLICT, form).await
        }
        Ok(ByLink::Lost(_)) => lost(&visit).await,
        Err(Error::Refused(refusals)) => again(&visit, refusals).await,
        Err(other) => Err(other),
    }
}

fn typed(visit: &Visit) -> Typed {
    let form = &visit.asked.form;
    Typed {
        body: form.raw("tra-loi").into(),
        name: form.get("ho-ten").into(),
        post: form.get("chuc-vu").into(),
        version: form.get("ban-nhap").parse().ok(),
    }
}

/// The form as it was typed, over what is stored beside it.
async fn as_typed(visit: &Visit) -> Result<UnitAnswerForm> {
    let beside = drafts::by_link(&visit.app.db, &visit.tenant, dispatch(visit), token(visit)).await?;
    let typed = typed(visit);
    Ok(UnitAnswerForm {
        answer: typed.body,
        name: typed.name,
        post: typed.post,
        declared: visit.asked.form.ticked("cam-ket"),
        ..begun(beside)
    })
}

async fn again(visit: &Visit, refusals: Vec<Refusal>) -> Result<Reply> {
    let form = UnitAnswerForm { refusals: shown(refusals), ..as_typed(visit).await? };
    show(visit, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// The link is worth nothing any more: what was typed is given back below the reason, for it is kept nowhere.
async fn lost(visit: &Visit) -> Result<Reply> {
    let link = questions::open_link(&visit.app.db, &visit.tenant, dispatch(visit), token(visit)).await?;
    let status = if matches!(link, Link::Unknown) { StatusCode::NOT_FOUND } else { StatusCode::CONFLICT };
    let mut page = page(visit, link, UnitAnswerForm::default()).await?;
    page.typed = Some(visit.asked.form.raw("tra-loi").to_owned()).filter(|text| !text.trim().is_empty());
    Ok(Reply::Private(status, askama::Template::render(&page)?))
}

async fn answer(visit: &Visit) -> Result<Reply> {
    let form = &visit.asked.form;
    let answer = LinkAnswer {
        body: form.get("tra-loi").into(),
        name: form.get("ho-ten").into(),
        post: form.get("chuc-vu").into(),
        declared: form.ticked("cam-ket"),
    };
    let taken = questions::answer_by_link(
        &visit.app.db,
        &visit.tenant,
        dispatch(visit),
        token(visit),
        answer,
        Some(visit.asked.address()),
    )
    .await;
    match taken {
        // The page now says that the answer was received, and when.
        Ok(()) => show(visit, StatusCode::OK, UnitAnswerForm::default()).await,
        Err(Error::Conflict(_) | Error::NotFound) => lost(visit).await,
        Err(Error::Refused(refusals)) => again(visit, refusals).await,
        Err(other) => Err(other),
    }
}

fn shown(refusals: Vec<Refusal>) -> Refusals {
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

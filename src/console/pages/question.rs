//! One question on the desk, and what can be done with it.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, local, time_vi};
use crate::base::error::{Error, Result};
use crate::base::id::{AnswerId, QuestionId};
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::item::{Action as ActionView, Ask, TrailEvent};
use crate::console::views::question::{AnswerCard, AssignForm, Contacts, MailRow, QuestionDeskPage};
use crate::items::markup::paragraphs;
use crate::outbox::{MailState, of_subject};
use crate::people::{Action, State};
use crate::public::views::{Badge, Html, Refusals, Tone};
use crate::questions::desk::{Approval, looks_like_complaint, require_sight};
use crate::questions::privacy::corrections::Looked;
use crate::questions::routing::closing;
use crate::questions::routing::triage::{Triage, look};
use crate::questions::store::{self, Answer, Question};
use crate::questions::{self as service, Contact};
use crate::tenants::Unit;

use super::frame::{badge, layout, post, shown, when};
use super::items::choices;
use super::question_act::act;
use super::questions::due;
use super::routing;

/// What became of the last act, if it is shown on the page itself.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) contact: Option<Contact>,
    pub(super) refused: Option<(Action, Refusals)>,
    pub(super) intake: Refusals,
    /// The request to correct data that was just opened.
    pub(super) looked: Option<Looked>,
    /// What of the routing was refused: the form's path, and why.
    pub(super) part: Option<(&'static str, Refusals)>,
    /// What happened meanwhile.
    pub(super) notice: Option<String>,
}

pub(super) fn id_of(desk: &Desk) -> QuestionId {
    desk.asked.param("question").into()
}

/// `GET /:tenant/hoi-dap/:question`
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Shown::default()).await
}

/// The page with what a form of its sender's part was refused for.
///
/// # Errors
/// As [`view`].
pub async fn with_intake(desk: &Desk, refusals: Refusals) -> Result<Response> {
    show(desk, StatusCode::UNPROCESSABLE_ENTITY, Shown { intake: refusals, ..Shown::default() }).await
}

/// The page with the request to correct data that was just opened, and what its settling was refused for.
///
/// # Errors
/// As [`view`].
pub async fn with_looked(desk: &Desk, refusals: Refusals, looked: Looked) -> Result<Response> {
    let status = if refusals.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(desk, status, Shown { intake: refusals, looked: Some(looked), ..Shown::default() }).await
}

pub(super) async fn show(desk: &Desk, status: StatusCode, with: Shown) -> Result<Response> {
    let id = id_of(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let question = store::get(&mut scope, &id).await?;
    require_sight(&desk.staff, question.filed.unit_key.as_deref())?;
    let answers = store::answers(&mut scope, &id).await?;
    let events = store::events(&mut scope, &id).await?;
    let mails = of_subject(&mut scope, "question", id.as_str()).await?;
    let clock = service::clock::shown::of(&mut scope, &question, &events).await?;
    let reading = service::privacy::Reading::of(&desk.app.db, desk.tenant.id(), &question, &desk.staff)?;
    let intake = super::intake::part(desk, &mut scope, &question, with.intake, with.looked.as_ref()).await?;
    let letters = super::letters::of_question(desk, &mut scope, &id).await?;
    drop(scope);
    let answering = super::answering::part(desk, &question, &answers, with.refused.as_ref()).await?;
    let now = desk.app.db.clock.now();
    let filed = &question.filed;
    let mut actions = actions(desk, &question, &answers, with.refused.as_ref());
    // The bar offers what moves the work on, never what takes something from readers.
    let next =
        (!answering.leads() && actions.first().is_some_and(|first| !first.danger)).then(|| actions.remove(0));
    let complaint = looks_like_complaint(&format!("{} {}", filed.subject, question.body));
    let triage = look(&desk.app.db, &desk.app.memories, &desk.tenant, &question).await?;
    let page = QuestionDeskPage {
        clock: super::question_clock::view(desk, &question, &clock, with.refused.as_ref()),
        notice: with.notice,
        triage: routing::part(desk, &question, &triage, with.part.as_ref()).await?,
        layout: layout(desk, &service::privacy::masked(&filed.subject)).await?,
        number: filed.number.to_string(),
        subject: reading.text(&filed.subject),
        class: if complaint {
            "Có thể là khiếu nại, tố cáo: cần người xem xét, không trả lời như hỏi đáp".into()
        } else {
            filed.class.vietnamese().into()
        },
        intake,
        state: badge(filed.state),
        due: due(desk, filed),
        received_text: format!("Nhận lúc {} qua {}", time_vi(filed.received_at), filed.channel.vietnamese()),
        text: Html::sanitised(paragraphs(&reading.text(&question.body))),
        consent_text: if question.consent_name {
            "Người hỏi đồng ý cho đăng họ tên."
        } else {
            "Người hỏi không đồng ý cho đăng họ tên."
        }
        .into(),
        contacts: contacts(desk, &question, with.contact),
        assign: desk
            .may(Action::QuestionAssign, filed.state)
            .then(|| assign_form(desk, &question, triage, with.refused.as_ref())),
        assigned_text: filed
            .unit_key
            .as_ref()
            .map(|key| format!("{} có trách nhiệm trả lời.", unit_name(desk, key))),
        answers: answers.iter().rev().map(|answer| card(desk, &reading, answer)).collect(),
        next,
        actions,
        answering,
        trail: events
            .iter()
            .rev()
            .map(|event| TrailEvent {
                what: event.note.clone(),
                reason: None,
                who: event.actor.clone(),
                at: when(event.at, now),
            })
            .collect(),
        mails: mails.iter().map(|mail| mail_row(desk, mail, now)).collect(),
        letters,
    };
    desk::html(status, &page)
}

pub(super) fn unit_name(desk: &Desk, key: &str) -> String {
    desk.tenant.profile.unit(key).map_or_else(|| key.to_owned(), |unit| unit.name.clone())
}

fn contacts(desk: &Desk, question: &Question, shown: Option<Contact>) -> Contacts {
    if let Some(contact) = shown {
        let lines = [
            ("Họ tên", contact.name),
            ("Thư điện tử", contact.email),
            ("Điện thoại", contact.phone),
            ("Địa chỉ", contact.place),
        ];
        return Contacts::Shown {
            lines: lines
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            logged_text: format!("Đã ghi nhật ký lúc {}", time_vi(desk.app.db.clock.now())),
        };
    }
    if !question.has_contact() {
        return if question.erased_at().is_some() { Contacts::Erased } else { Contacts::Absent };
    }
    if !desk.may(Action::QuestionContact, State::Any) {
        return Contacts::Withheld;
    }
    Contacts::Hidden { reveal: post(desk, &desk.url(&format!("/hoi-dap/{}/lien-he", question.filed.id))) }
}

fn assign_form(
    desk: &Desk,
    question: &Question,
    triage: Triage,
    refused: Option<&(Action, Refusals)>,
) -> AssignForm {
    let units: Vec<&Unit> = desk.tenant.profile.units_on(desk.tenant.day).collect();
    let form = &desk.asked.form;
    let kept = refused.is_some_and(|(which, _)| *which == Action::QuestionAssign);
    let typed = |name: &str| if kept { form.get(name) } else { "" };
    let received = local(question.filed.received_at).date();
    AssignForm {
        post: post(desk, &desk.url(&format!("/hoi-dap/{}/chuyen", question.filed.id))),
        version: question.filed.version.to_string(),
        suggestions: routing::suggestions(desk, triage, typed("don-vi")),
        units: choices(
            "Chọn đơn vị khác",
            typed("don-vi-khac"),
            units.iter().map(|unit| (unit.key.as_str(), unit.name.clone())),
        ),
        due: question.filed.due_on.map(date_vi).unwrap_or_default(),
        due_hint: format!("Luật định: {}.", crate::legal::on(&desk.app, received).answer_limit),
        remark: form.get("loi-nhan").to_owned(),
        refusals: refused
            .filter(|(which, _)| *which == Action::QuestionAssign)
            .map(|(_, refusals)| refusals.clone())
            .unwrap_or_default(),
    }
}

fn card(desk: &Desk, reading: &service::privacy::Reading, answer: &Answer) -> AnswerCard {
    let way = match (&answer.created_by, &answer.verified_by) {
        (Some(_), _) => Badge::new("trong trang quản trị", Tone::Plain),
        (None, Some(_)) => Badge::new("qua liên kết, người gửi đã xác nhận", Tone::Good),
        (None, None) => Badge::new("qua liên kết, người gửi chưa xác nhận", Tone::Warn),
    };
    let state = match (&answer.approved_by, &answer.returned_reason) {
        (Some(_), _) => Badge::new("Đã duyệt", Tone::Good),
        (None, Some(reason)) => Badge::new(format!("Đã trả lại: {reason}"), Tone::Bad),
        (None, None) => Badge::new("Chờ duyệt", Tone::Warn),
    };
    AnswerCard {
        unit: unit_name(desk, &answer.unit_key),
        way,
        state,
        at: when(answer.created_at, desk.app.db.clock.now()),
        signed: format!("{}, {}", answer.author_name, answer.author_post),
        body: Html::sanitised(paragraphs(&reading.text(&answer.body))),
        actions: Vec::new(),
    }
}

fn mail_row(desk: &Desk, mail: &MailState, now: i64) -> MailRow {
    let may = |action: Action| desk.may(action, State::Any);
    let page = desk.url(&format!("/thu-di/{}", mail.id));
    MailRow {
        what: mail.what.clone(),
        url: may(Action::MailRead).then(|| page.clone()),
        to: mail.recipient_label.clone(),
        state: super::mail::badge(mail.state),
        about: super::mail::told::sentence(mail),
        at: when(mail.delivered_at.unwrap_or(mail.created_at), now),
        again: (may(Action::MailResend) && mail.may_be_resent())
            .then(|| post(desk, &format!("{page}/gui-lai"))),
    }
}

/// What this person may do with the question now; the first is the one in the bar.
fn actions(
    desk: &Desk,
    question: &Question,
    answers: &[Answer],
    refused: Option<&(Action, Refusals)>,
) -> Vec<ActionView> {
    let reason = |label: &str| Ask::Reason { label: label.to_owned() };
    let unverified =
        answers.iter().any(|answer| answer.returned_reason.is_none() && answer.verified_by.is_none());
    let declared = "Tôi đã xác nhận với đơn vị về người trả lời, và xác nhận câu trả lời không chứa bí mật (Quy chế Điều 4, 10).";
    let table: [(Action, &str, &str, &str, Ask, bool); 10] = [
        (
            Action::AnswerApprove,
            "duyet",
            "Duyệt câu trả lời",
            "Câu trả lời sẵn sàng để đăng hoặc gửi riêng.",
            Ask::Declaration { text: declared.into() },
            false,
        ),
        (
            Action::QuestionPublish,
            "dang",
            "Đăng và gửi người hỏi",
            "Đăng trên trang, gửi thư cho người hỏi nếu có địa chỉ.",
            Ask::Nothing,
            false,
        ),
        (
            Action::QuestionAnswer,
            "tra-loi",
            "Trả lời",
            "Trả lời thay mặt đơn vị được giao.",
            reason("Câu trả lời"),
            false,
        ),
        (
            Action::AnswerVerify,
            "xac-nhan",
            "Xác nhận người trả lời",
            "Xác nhận câu trả lời qua liên kết đúng là của đơn vị.",
            Ask::Nothing,
            false,
        ),
        (
            Action::AnswerReturn,
            "tra-lai",
            "Đề nghị trả lời lại",
            "Đơn vị nhận thư mới kèm lý do.",
            reason("Cần sửa gì"),
            false,
        ),
        (
            Action::QuestionReply,
            "gui-rieng",
            "Chỉ gửi riêng người hỏi",
            "Không đăng trên trang.",
            Ask::Nothing,
            false,
        ),
        (
            Action::QuestionTransfer,
            "chuyen-co-quan",
            "Thuộc cơ quan khác",
            "Báo ngay cho người hỏi cơ quan có thẩm quyền.",
            reason("Cơ quan có thẩm quyền, địa chỉ"),
            false,
        ),
        (
            Action::QuestionDecline,
            "khong-thuoc",
            "Không thuộc trách nhiệm của đơn vị",
            "Câu hỏi trở về bàn chuyển câu hỏi kèm lý do; liên kết trong thư giao mất giá trị.",
            reason("Lý do, và nơi có trách nhiệm nếu biết"),
            false,
        ),
        (
            Action::QuestionClose,
            "dong",
            "Đóng, không trả lời",
            "Thư rác hoặc ngoài phạm vi; người hỏi được báo ngay, trừ thư rác.",
            routing::closing_ask(desk, question.filed.class),
            true,
        ),
        (
            Action::QuestionWithdraw,
            "go",
            "Gỡ khỏi trang",
            "Người đọc không còn thấy.",
            reason("Vì sao gỡ"),
            true,
        ),
    ];
    let filed = &question.filed;
    table
        .into_iter()
        .filter(|(action, ..)| {
            desk.may(*action, filed.state)
                && (*action != Action::AnswerVerify || unverified && !desk.staff.only_own_unit())
                // These have forms of their own, see `answering`.
                && !matches!(action, Action::AnswerApprove | Action::QuestionAnswer | Action::QuestionWithdraw)
        })
        .map(|(action, path, label, explanation, ask, danger)| ActionView {
            id: path.to_owned(),
            label: label.to_owned(),
            explanation: explanation.to_owned(),
            post: post(desk, &desk.url(&format!("/hoi-dap/{}/{path}", filed.id))),
            version: filed.version.to_string(),
            ask,
            danger,
            refusals: refused
                .filter(|(which, _)| *which == action)
                .map(|(_, refusals)| refusals.clone())
                .unwrap_or_default(),
        })
        .collect()
}

/// The form's name for a field of the rules.
fn field(name: &str) -> String {
    match name {
        "xac-nhan" => "cam-ket",
        "tra-loi" => "ly-do",
        other => other,
    }
    .to_owned()
}

pub(super) async fn after(desk: &Desk, action: Action, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/hoi-dap/{}", id_of(desk))))),
        Err(Error::Refused(refusals)) => {
            let refused = Some((action, shown(refusals, field)));
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, Shown { refused, ..Shown::default() }).await
        }
        Err(Error::Conflict(message)) => {
            let refused = Some((action, Refusals::default()));
            show(desk, StatusCode::CONFLICT, Shown { refused, notice: Some(message), ..Shown::default() })
                .await
        }
        Err(other) => Err(other),
    }
}

/// The answer that waits for the board.
///
/// # Errors
/// [`Error::NotFound`] where the person sees no such question, [`Error::Conflict`] when another settled its answer
/// a moment ago.
pub(super) async fn open_answer(desk: &Desk) -> Result<AnswerId> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let question = store::get(&mut scope, &id_of(desk)).await?;
    require_sight(&desk.staff, question.filed.unit_key.as_deref())?;
    let answers = store::answers(&mut scope, &question.filed.id).await?;
    let open = answers
        .into_iter()
        .rev()
        .find(|answer| answer.returned_reason.is_none() && answer.approved_by.is_none());
    open.map(|answer| answer.id).ok_or_else(|| {
        Error::Conflict("Câu trả lời này vừa được người khác duyệt hoặc trả lại. Hãy xem lại.".to_owned())
    })
}

/// `POST …/lien-he`: shows the contact, after the look was logged.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn contact(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let act = desk.act(&actor);
    let contact = service::reveal_contact(act, &id_of(&desk)).await?;
    show(&desk, StatusCode::OK, Shown { contact: Some(contact), ..Shown::default() }).await
}

act!(
    /// `POST …/chuyen`
    assign, after(Action::QuestionAssign), |desk, act, id, version| {
        let form = &desk.asked.form;
        let unit = if form.get("don-vi-khac").is_empty() { form.get("don-vi") } else { form.get("don-vi-khac") };
        service::assign(act, &id, version, unit, form.get("loi-nhan"))
    }
);
act!(
    /// `POST …/tra-loi`
    answer, after(Action::QuestionAnswer), |desk, act, id, version| service::answer_as_staff(act, &id, version, desk.asked.form.get("ly-do"))
);
act!(
    /// `POST …/xac-nhan`
    verify, after(Action::AnswerVerify), |desk, act, id, version| async { service::verify_answer(act, &id, version, &open_answer(&desk).await?).await }
);
act!(
    /// `POST …/tra-lai`
    send_back, after(Action::AnswerReturn), |desk, act, id, version| async {
        service::return_answer(act, &id, version, &open_answer(&desk).await?, desk.asked.form.get("ly-do")).await
    }
);
act!(
    /// `POST …/duyet`
    approve, after(Action::AnswerApprove), |desk, act, id, version| async {
        let form = &desk.asked.form;
        let declared = form.ticked("cam-ket");
        let approval = Approval {
            subject: form.get("tieu-de-dang"),
            body: form.get("cau-hoi-dang"),
            answer: form.get("tra-loi-dang"),
            confirms_author: declared,
            looked: declared,
            cleared: form.ticked("khong-khieu-nai"),
            field: form.get("linh-vuc"),
            files: form.all("tep-dang").map(Into::into).collect(),
        };
        service::approve_answer(act, &id, version, &open_answer(&desk).await?, approval).await
    }
);
act!(
    /// `POST …/dang`
    publish, after(Action::QuestionPublish), |desk, act, id, version| service::publish(act, &id, version)
);
act!(
    /// `POST …/gui-rieng`
    reply, after(Action::QuestionReply), |desk, act, id, version| service::reply_privately(act, &id, version)
);
act!(
    /// `POST …/chuyen-co-quan`
    transfer, after(Action::QuestionTransfer), |desk, act, id, version| service::transfer(act, &id, version, desk.asked.form.get("ly-do"), "")
);
act!(
    /// `POST …/dong`
    close, after(Action::QuestionClose), |desk, act, id, version| closing::close(act, &id, version, desk.asked.form.get("loai-dong"), desk.asked.form.get("ly-do"))
);
act!(
    /// `POST …/go`
    withdraw, after(Action::QuestionWithdraw), |desk, act, id, version| service::withdraw(act, &id, version, desk.asked.form.get("ly-do"), desk.asked.form.ticked("bao-nguoi-hoi"))
);

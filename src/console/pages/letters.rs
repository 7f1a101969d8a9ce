//! Letters that came in: the tray where a person decides.

use poem::Response;
use poem::http::{StatusCode, header};

use crate::base::audit::Actor;
use crate::base::clock::time_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{MailId, QuestionId};
use crate::base::scope::Scope;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::letters::{
    LetterFile, LetterPage, LetterRow, LetterText, LettersPage, QuestionLetters, SettleForm,
};
use crate::files::serve::{Served, serve};
use crate::inbound::tray::{self, Decision, Hand, Opened};
use crate::inbound::{Kept, State, store};
use crate::people::{Action, State as Held};
use crate::public::views::{Badge, Choice, Link, Pager, Refusals, Tone};
use crate::questions::desk::require_sight;
use crate::questions::store as questions;

use super::frame::{layout, post, shown, when};

/// Rows on one page.
const PAGE: usize = 30;
/// What has become something, by a machine or a person.
const DONE: &[State] =
    &[State::Answer, State::Question, State::Addition, State::Report, State::Automatic, State::Settled];

fn badge(state: State) -> Badge {
    let tone = match state {
        State::Waiting => Tone::Warn,
        State::New => Tone::Plain,
        _ => Tone::Good,
    };
    Badge::new(state.label(), tone)
}

fn row(desk: &Desk, kept: &Kept) -> LetterRow {
    LetterRow {
        link: Link::new(
            if kept.note.is_empty() { "Thư chưa đọc" } else { &kept.note },
            desk.url(&format!("/thu-den/{}", kept.id)),
        ),
        state: badge(kept.state),
        at: when(kept.received_at, desk.app.db.clock.now()),
    }
}

/// `GET /:tenant/thu-den`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    let done = !desk.asked.query("xong").is_empty();
    let states = if done { DONE } else { &[State::Waiting, State::New] };
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let (total, kept) = store::list(&mut scope, states, (desk.asked.page() - 1) * PAGE, PAGE).await?;
    drop(scope);
    let kept_query = if done { "&xong=co" } else { "" };
    let page = LettersPage {
        layout: layout(&desk, "Thư đến").await?,
        lists: vec![
            (Link::new("Chờ người xử lý", desk.url("/thu-den")), !done),
            (Link::new("Đã xong", desk.url("/thu-den?xong=co")), done),
        ],
        count_text: format!("{total} thư"),
        rows: kept.iter().map(|kept| row(&desk, kept)).collect(),
        empty_text: if done { "Chưa có thư nào." } else { "Không có thư nào chờ." }.into(),
        pager: Pager::over(total.div_ceil(PAGE).max(1), desk.asked.page(), |page| {
            desk.url(&format!("/thu-den?trang={page}{kept_query}"))
        }),
    };
    desk::page(&page)
}

/// What came about a question, for its page; nothing for who may not see letters.
///
/// # Errors
/// When the database does not answer.
pub async fn of_question(desk: &Desk, scope: &mut Scope, id: &QuestionId) -> Result<QuestionLetters> {
    if !desk.may(Action::LetterRead, Held::Any) {
        return Ok(QuestionLetters::default());
    }
    let kept = store::of_question(scope, id).await?;
    Ok(QuestionLetters { rows: kept.iter().map(|kept| row(desk, kept)).collect() })
}

fn id_of(desk: &Desk) -> MailId {
    desk.asked.param("letter").into()
}

fn hand<'a>(desk: &'a Desk, actor: &'a Actor) -> Hand<'a> {
    Hand { app: &desk.app, tenant: &desk.tenant, staff: &desk.staff, actor }
}

/// `GET /:tenant/thu-den/:letter`: what became of it, without what it says.
///
/// # Errors
/// [`Error::NotFound`] when it is not here.
pub async fn view(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, None, Refusals::default()).await
}

/// `POST …/mo`: what it says, after the look was written down.
///
/// # Errors
/// [`Error::NotFound`] when it is not here, or no longer.
pub async fn open(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    let opened = tray::open(hand(&desk, &actor), &id_of(&desk)).await?;
    show(&desk, StatusCode::OK, Some(opened), Refusals::default()).await
}

async fn show(
    desk: &Desk,
    status: StatusCode,
    opened: Option<Opened>,
    refusals: Refusals,
) -> Result<Response> {
    let id = id_of(desk);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let kept = store::get(&mut scope, &id).await?;
    let files = store::files(&mut scope, &id).await?;
    let question = match &kept.question {
        Some(question) => question_of(desk, &mut scope, question).await?,
        None => None,
    };
    drop(scope);
    let url = |path: &str| desk.url(&format!("/thu-den/{id}{path}"));
    let opens = desk.may(Action::LetterOpen, Held::Any) && !kept.emptied;
    let settles = kept.state == State::Waiting && desk.may(Action::LetterSettle, Held::Any);
    let number = question.as_ref().map_or(String::new(), |(number, _)| number.to_string());
    let page = LetterPage {
        layout: layout(desk, "Thư đến").await?,
        state: badge(kept.state),
        note: if kept.note.is_empty() { "Thư chưa được đọc.".into() } else { kept.note.clone() },
        at: when(kept.received_at, desk.app.db.clock.now()),
        settled_text: kept
            .settled_at
            .filter(|_| kept.state != State::Waiting)
            .map(|at| format!("{} ghi lúc {}", kept.settled_by.as_deref().unwrap_or_default(), time_vi(at))),
        question: question.map(|(_, link)| link),
        files: files
            .iter()
            .map(|file| LetterFile {
                name: file.name.clone(),
                url: file.file.as_ref().filter(|_| opens).map(|_| url(&format!("/tep/{}", file.place))),
                refusal: file.refusal.clone(),
            })
            .collect(),
        open: (opens && opened.is_none()).then(|| post(desk, &url("/mo"))),
        original_url: opens.then(|| url("/thu.eml")),
        emptied: kept.emptied,
        settle: settles.then(|| settle_form(desk, opened.as_ref(), &number, url("/xu-ly"), refusals)),
        text: opened.map(|opened| text(desk, opened)),
    };
    desk::html(status, &page)
}

async fn question_of(desk: &Desk, scope: &mut Scope, id: &QuestionId) -> Result<Option<(i64, Link)>> {
    let question = match questions::get(scope, id).await {
        Ok(question) => question,
        Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    if require_sight(&desk.staff, question.filed.unit_key.as_deref()).is_err() {
        return Ok(None);
    }
    let number = question.filed.number;
    Ok(Some((number, Link::new(format!("Câu hỏi số {number}"), desk.url(&format!("/hoi-dap/{id}"))))))
}

fn text(desk: &Desk, opened: Opened) -> LetterText {
    let letter = opened.letter.unwrap_or_default();
    let lines = [
        ("Người gửi (phong bì)", opened.envelope.from),
        ("Người gửi (trong thư)", format!("{} {}", letter.from_name, letter.from)),
        ("Gửi đến", opened.envelope.to),
        ("Tiêu đề", letter.subject),
    ];
    LetterText {
        lines: lines
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
            .collect(),
        text: letter.whole,
        raw: opened.raw,
        cut: opened.cut,
        logged_text: format!("Đã ghi nhật ký lúc {}", time_vi(desk.app.db.clock.now())),
    }
}

fn settle_form(
    desk: &Desk,
    opened: Option<&Opened>,
    number: &str,
    action: String,
    refusals: Refusals,
) -> SettleForm {
    let form = &desk.asked.form;
    let letter = opened.and_then(|opened| opened.letter.as_ref());
    let or = |typed: &str, own: &str| if typed.is_empty() { own.to_owned() } else { typed.to_owned() };
    let choices = [
        ("tra-loi", "Câu trả lời của đơn vị cho một câu hỏi trong sổ"),
        ("bo-sung", "Phần bổ sung cho một câu hỏi trong sổ"),
        ("moi", "Câu hỏi mới: vào sổ và báo tiếp nhận cho người gửi"),
        ("khong", "Không xử lý, có lý do"),
    ];
    SettleForm {
        post: post(desk, &action),
        choices: choices
            .into_iter()
            .map(|(value, label)| {
                let choice = Choice::new(value, label);
                if form.get("viec") == value { choice.chosen() } else { choice }
            })
            .collect(),
        number: or(form.get("so"), number),
        subject: form.get("tieu-de").to_owned(),
        body: or(form.get("noi-dung"), letter.map_or("", |letter| letter.text.as_str())),
        reason: form.get("ly-do").to_owned(),
        refusals,
    }
}

/// The decision of a form.
fn decision(desk: &Desk) -> Result<Decision> {
    let form = &desk.asked.form;
    let number = || {
        form.get("so").parse::<i64>().map_err(|_| {
            Error::refused("so", "Hãy ghi số câu hỏi trong sổ, chỉ gồm chữ số.", "Quy chế Điều 10.1")
        })
    };
    match form.get("viec") {
        "tra-loi" => Ok(Decision::Answer { number: number()?, body: form.get("noi-dung").into() }),
        "bo-sung" => Ok(Decision::Addition { number: number()? }),
        "moi" => {
            Ok(Decision::Question { subject: form.get("tieu-de").into(), body: form.get("noi-dung").into() })
        }
        "khong" => Ok(Decision::Nothing { reason: form.get("ly-do").into() }),
        _ => Err(Error::Refused(vec![Refusal::new("viec", "Hãy chọn thư này là gì.", "")])),
    }
}

/// `POST …/xu-ly`
///
/// # Errors
/// [`Error::Conflict`] when somebody else was faster.
pub async fn settle(desk: Desk) -> Result<Response> {
    let (actor, id) = (desk.actor(), id_of(&desk));
    // A letter of another site is not there, whatever the form lacks.
    store::get(&mut desk.app.db.read(desk.tenant.id()).await?, &id).await?;
    let done = match decision(&desk) {
        Ok(decision) => tray::settle(hand(&desk, &actor), &id, &decision).await,
        Err(cause) => Err(cause),
    };
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/thu-den/{id}")))),
        Err(Error::Refused(refusals)) => {
            show(&desk, StatusCode::UNPROCESSABLE_ENTITY, None, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}

/// `GET …/thu.eml`: the letter as it came, saved and never run.
///
/// # Errors
/// [`Error::NotFound`] when it is not here, or no longer.
pub async fn original(desk: Desk) -> Result<Response> {
    let (actor, id) = (desk.actor(), id_of(&desk));
    let raw = tray::original(hand(&desk, &actor), &id).await?;
    Ok(Response::builder()
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{id}.eml\""))
        .header(header::CACHE_CONTROL, "no-store")
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .body(raw))
}

/// `GET …/tep/:place`: one attachment.
///
/// # Errors
/// [`Error::NotFound`] when it was not kept.
pub async fn file(desk: Desk) -> Result<Response> {
    let place = desk.asked.param("place").parse().map_err(|_| Error::NotFound)?;
    let actor = desk.actor();
    let found = tray::attachment(hand(&desk, &actor), &id_of(&desk), place).await?;
    let served = Served {
        sha256: &found.sha256,
        bytes: found.bytes,
        name: &found.name,
        media_type: &found.media_type,
    };
    serve(&desk.app.files, &served, &desk.asked.method, &desk.asked.headers).await
}

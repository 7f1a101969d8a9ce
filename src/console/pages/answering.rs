//! Answering on the desk: writing beside the question, the words for everybody, corrections, files.

mod part;

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::{FileId, ItemId, QuestionId};
use crate::base::web::form::Upload;
use crate::base::working_days::Calendar;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::answering::{FoundRow, WritingPage};
use crate::files::serve::{Served, serve};
use crate::items::kinds::Content;
use crate::items::markup::paragraphs;
use crate::items::store as items;
use crate::people::{Action, State};
use crate::public::pages::home::encode;
use crate::public::pages::item::size;
use crate::public::pages::{citation, item_url, question_path};
use crate::public::views::{FileView, Html, Link, Refusals};
use crate::questions::answering::corrections::{self, Proposal};
use crate::questions::answering::drafts::{Saved, Typed};
use crate::questions::answering::store::{self, Draft, Wording};
use crate::questions::answering::{Writer, beside, drafts, files, wording as words};
use crate::questions::desk::{Act, require_sight};
use crate::questions::store::{self as register, Question};
use crate::search::Hit;

use super::frame::{layout, post, shown, when};
use super::question::{after, id_of, open_answer};

pub use part::part;

/// The question under one's hand, if one may answer it now, and one's own draft.
///
/// # Errors
/// [`Error::NotFound`] for what the person may not see, [`Error::Forbidden`] where it is not theirs to answer now.
pub async fn own(desk: &Desk) -> Result<(Question, Draft)> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let question = register::get(&mut scope, &id_of(desk)).await?;
    require_sight(&desk.staff, question.filed.unit_key.as_deref())?;
    desk.staff.require(Action::QuestionAnswer, question.filed.state)?;
    let draft = store::draft(&mut scope, &question.filed.id, &writer(desk)).await?.unwrap_or_default();
    Ok((question, draft))
}

fn writer(desk: &Desk) -> Writer {
    Writer::Account(desk.staff.account.clone())
}

/// Keeps one's draft and its files; what another window saved meanwhile, and why files were not kept.
///
/// # Errors
/// As [`own`].
pub async fn save(
    desk: &Desk,
    typed: &Typed,
    uploads: &[Upload],
    dropped: Option<&str>,
) -> Result<(Saved, Vec<Refusal>)> {
    let (question, _) = own(desk).await?;
    let (taken, mut refusals) = files::looked_at(&desk.app.library, uploads).await?;
    let mut scope = desk.app.db.write(desk.tenant.id(), &desk.actor()).await?;
    let saved = drafts::save(&mut scope, &question.filed.id, &writer(desk), typed).await?;
    refusals.extend(files::keep(&mut scope, &question.filed.id, &writer(desk), taken).await?);
    if let Some(file) = dropped {
        store::drop_file(&mut scope, &question.filed.id, &writer(desk), &FileId::from(file)).await?;
    }
    scope.commit().await?;
    Ok((saved, refusals))
}

/// What the writing page shows beside what is stored.
#[derive(Default)]
struct Written {
    typed: Option<String>,
    draft: Option<i64>,
    overtaken: Option<String>,
    refusals: Refusals,
    done: Option<String>,
    sought: Option<String>,
    preview: bool,
}

/// `GET /:tenant/hoi-dap/:question/soan`
///
/// # Errors
/// As [`own`].
pub async fn draft(desk: Desk) -> Result<Response> {
    show(&desk, StatusCode::OK, Written::default()).await
}

/// `POST /:tenant/hoi-dap/:question/soan`: keeps the draft whatever was pressed; then inserts, looks, previews or sends.
///
/// # Errors
/// As [`own`].
pub async fn write(desk: Desk) -> Result<Response> {
    let form = &desk.asked.form;
    let what = form.get("viec").to_owned();
    let mut body = form.raw("tra-loi").to_owned();
    let mut done = None;
    if let Some(cited) = cited(&desk, form.get("chen")).await? {
        format!("{}\n\n{cited}", body.trim_end()).trim_start().clone_into(&mut body);
        done = Some("Đã chèn trích dẫn vào cuối câu trả lời.".to_owned());
    }
    let typed = Typed { body: body.clone(), version: form.get("ban-nhap").parse().ok(), ..Typed::default() };
    let (saved, refusals) = save(&desk, &typed, &form.uploads, what.strip_prefix("bo-tep:")).await?;
    let sought = Some(form.get("tim").to_owned());
    if let Saved::Overtaken(theirs) = saved {
        let written = Written {
            typed: Some(body),
            draft: Some(theirs.version),
            overtaken: Some(theirs.body),
            sought,
            ..Written::default()
        };
        return show(&desk, StatusCode::CONFLICT, written).await;
    }
    let refusals = shown(refusals, str::to_owned);
    if what == "gui" && refusals.is_empty() {
        return send(&desk, &body, sought).await;
    }
    if done.is_none() && what == "luu" && refusals.is_empty() {
        done = Some("Đã lưu bản nháp.".into());
    }
    let status = if refusals.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    show(&desk, status, Written { refusals, done, sought, preview: what == "xem", ..Written::default() })
        .await
}

async fn send(desk: &Desk, body: &str, sought: Option<String>) -> Result<Response> {
    let actor = desk.actor();
    let sent =
        crate::questions::answer_as_staff(act(desk, &actor), &id_of(desk), desk.version()?, body).await;
    match sent {
        Ok(()) => Ok(see_other(&desk.url(&format!("/hoi-dap/{}", id_of(desk))))),
        Err(Error::Refused(refusals)) => {
            let refusals = shown(refusals, str::to_owned);
            show(desk, StatusCode::UNPROCESSABLE_ENTITY, Written { refusals, sought, ..Written::default() })
                .await
        }
        Err(other) => Err(other),
    }
}

fn act<'a>(desk: &'a Desk, actor: &'a crate::base::audit::Actor) -> Act<'a> {
    Act { db: &desk.app.db, mail: &desk.app.mail, tenant: &desk.tenant, actor, staff: &desk.staff }
}

async fn show(desk: &Desk, status: StatusCode, written: Written) -> Result<Response> {
    let (question, kept) = own(desk).await?;
    let filed = &question.filed;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let attached = store::draft_files(&mut scope, &filed.id, &writer(desk)).await?;
    let answers = register::answers(&mut scope, &filed.id).await?;
    drop(scope);
    let last = answers.into_iter().rev().find(|answer| answer.returned_reason.is_some());
    let begun = if kept.version > 0 {
        kept.body.clone()
    } else {
        last.as_ref().map(|last| last.body.clone()).unwrap_or_default()
    };
    let answer = written.typed.unwrap_or(begun);
    let words = written.sought.filter(|words| !words.is_empty());
    let sought = words.unwrap_or_else(|| beside::words_of(&filed.subject, &question.body));
    let found = look(desk, &sought, &filed.id).await?;
    let now = desk.app.db.clock.now();
    let page = WritingPage {
        layout: layout(desk, "Soạn câu trả lời").await?,
        number: filed.number.to_string(),
        subject: filed.subject.clone(),
        text: Html::sanitised(paragraphs(&question.body)),
        due_text: due_text(desk, &question),
        returned: last.and_then(|last| last.returned_reason),
        back: Link::new(format!("Câu hỏi số {}", filed.number), desk.url(&format!("/hoi-dap/{}", filed.id))),
        post: post(desk, &desk.url(&format!("/hoi-dap/{}/soan", filed.id))),
        version: filed.version.to_string(),
        draft: written.draft.unwrap_or(kept.version).to_string(),
        saved: (kept.version > 0).then(|| when(kept.saved_at, now)),
        overtaken: written.overtaken.map(|text| Html::sanitised(paragraphs(&text))),
        done: written.done,
        refusals: written.refusals,
        preview: written.preview.then(|| Html::sanitised(paragraphs(&answer))),
        answer,
        files: attached
            .iter()
            .map(|file| (file_view(file, String::new()), format!("bo-tep:{}", file.file_id)))
            .collect(),
        files_hint: files::HINT,
        sought,
        documents: found.0,
        answers: found.1,
    };
    desk::html(status, &page)
}

fn due_text(desk: &Desk, question: &Question) -> String {
    let Some(due) = question.filed.due_on else { return "không còn hạn".into() };
    let left = Calendar::official().between(desk.app.db.clock.today(), due);
    format!("{}, {}", date_vi(due), crate::public::pages::unit_answer::working_days(left))
}

/// A file as pages list it.
fn file_view(file: &crate::items::Attachment, url: String) -> FileView {
    FileView {
        title: file.name.clone(),
        url,
        format: file.name.rsplit('.').next().unwrap_or_default().to_uppercase(),
        size: size(file.bytes),
        ..FileView::default()
    }
}

/// Documents of this site and those above, answers of this site.
async fn look(desk: &Desk, words: &str, own: &QuestionId) -> Result<(Vec<FoundRow>, Vec<FoundRow>)> {
    let here = desk.tenant.id().clone();
    let above =
        std::iter::successors(desk.tenant.parent.clone(), |id| desk.app.directory.get(id)?.parent.clone());
    let tenants: Vec<_> = std::iter::once(here.clone()).chain(above.take(4)).collect();
    let found = beside::look(&desk.app.search, &tenants, words).await?;
    let documents = found.documents.iter().filter_map(|hit| row(desk, "van-ban", hit)).collect();
    let answers = found.answers.iter().filter(|hit| hit.tenant == here.as_str() && hit.item != own.as_str());
    Ok((documents, answers.filter_map(|hit| row(desk, "hoi-dap", hit)).collect()))
}

fn row(desk: &Desk, kind: &str, hit: &Hit) -> Option<FoundRow> {
    let tenant = desk.app.directory.get(&hit.tenant.as_str().into())?;
    let place = hit.places.first();
    let anchor = place.map_or("", |place| place.anchor.as_str());
    let fragment = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    Some(FoundRow {
        value: format!("{kind}|{}|{}|{anchor}", hit.tenant, hit.item),
        link: Link::new(hit.title.clone(), format!("{}{fragment}", tenant.url(&hit.url))),
        place: place.map_or_else(String::new, |place| place.heading.clone()),
        snippet: Html::sanitised(place.map_or_else(String::new, |place| place.snippet.clone())),
    })
}

/// The citation behind a row's value, written anew from what is live; none where there is none.
async fn cited(desk: &Desk, value: &str) -> Result<Option<String>> {
    let parts: Vec<&str> = value.splitn(4, '|').collect();
    let [kind, tenant, id, anchor] = parts[..] else { return Ok(None) };
    let Some(tenant) = desk.app.directory.get(&tenant.into()) else { return Ok(None) };
    let mut scope = desk.app.db.read(tenant.id()).await?;
    if kind == "hoi-dap" {
        let found = register::public_by_id(&mut scope, &QuestionId::from(id)).await?;
        return Ok(found.map(|question| {
            format!(
                "Xem thêm câu trả lời “{}” ({})",
                question.subject,
                tenant.url(&question_path(&tenant, &question.slug))
            )
        }));
    }
    let Some(live) = items::live_by_id(&mut scope, &ItemId::from(id)).await? else { return Ok(None) };
    let Content::Document(document) = &live.content else { return Ok(None) };
    let article = document.articles.iter().find(|article| !anchor.is_empty() && article.anchor == anchor);
    let (text, fragment) = match article {
        Some(article) => (citation::of_article(article, document), format!("#{anchor}")),
        None => (citation::of_document(document), String::new()),
    };
    Ok(Some(format!("{text} ({}{fragment})", item_url(&tenant, live.section, &live.slug))))
}

/// `POST …/ban-cong-bo`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn wording(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let typed = Wording {
        subject: form.get("tieu-de-dang").into(),
        body: form.get("cau-hoi-dang").into(),
        answer: form.get("tra-loi-dang").into(),
        field: form.get("linh-vuc").into(),
        edited_by: desk.staff.account.clone(),
        edited_at: 0,
    };
    let done =
        words::save(act(&desk, &actor), &id_of(&desk), desk.version()?, &open_answer(&desk).await?, &typed)
            .await;
    after(&desk, Action::AnswerEdit, done).await
}

/// `POST …/dinh-chinh`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn correct(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let proposal = Proposal {
        reason: form.get("ly-do-dinh-chinh"),
        subject: form.get("tieu-de-moi"),
        body: form.get("cau-hoi-moi"),
        answer: form.get("tra-loi-moi"),
    };
    let done = corrections::propose(act(&desk, &actor), &id_of(&desk), desk.version()?, proposal).await;
    after(&desk, Action::AnswerCorrect, done).await
}

/// `POST …/dinh-chinh/duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn approve_correction(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let (looked, cleared) = (form.ticked("xem-dinh-chinh"), form.ticked("khong-khieu-nai"));
    let done =
        corrections::approve(act(&desk, &actor), &id_of(&desk), desk.version()?, looked, cleared).await;
    after(&desk, Action::AnswerCorrectApprove, done).await
}

/// `POST …/dinh-chinh/tra-lai`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn decline_correction(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let done =
        corrections::decline(act(&desk, &actor), &id_of(&desk), desk.version()?, form.get("ly-do-tra")).await;
    after(&desk, Action::AnswerCorrectApprove, done).await
}

/// `GET /:tenant/tep-tra-loi/:file`: a file that came with an answer, for who sees the question.
///
/// # Errors
/// [`Error::NotFound`] for everybody else.
pub async fn file(desk: Desk) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let found = store::file_with_unit(&mut scope, &FileId::from(desk.asked.param("file"))).await?;
    drop(scope);
    let (file, unit) = found.ok_or(Error::NotFound)?;
    require_sight(&desk.staff, unit.as_deref())?;
    desk.staff.require(Action::QuestionRead, State::Any)?;
    let name = encode(&file.name);
    let served =
        Served { sha256: &file.sha256, bytes: file.bytes, name: &name, media_type: &file.media_type };
    serve(&desk.app.files, &served, &desk.asked.method, &desk.asked.headers).await
}

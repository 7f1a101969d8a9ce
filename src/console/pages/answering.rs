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
use crate::console::views::answering::{FoundRow, PastRow, WritingPage};
use crate::files::serve::{Served, serve};
use crate::items::kinds::Content;
use crate::items::markup::paragraphs;
use crate::items::store as items;
use crate::people::{Action, State};
use crate::public::pages::item::size;
use crate::public::pages::{citation, item_url, question_path};
use crate::public::views::{Badge, Choice, FileView, Html, Link, Refusals, Tone};
use crate::questions::answering::corrections::{self, Proposal};
use crate::questions::answering::drafts::{Saved, Typed};
use crate::questions::answering::past::{self, PastAnswer};
use crate::questions::answering::phrases::{self, Phrase};
use crate::questions::answering::store::{self, Draft, Wording};
use crate::questions::answering::{Writer, beside, drafts, files, wording as words};
use crate::questions::desk::require_sight;
use crate::questions::privacy::Reading;
use crate::questions::reader::whole_text;
use crate::questions::store::{self as register, Question};
use crate::search::Hit;

use super::frame::{layout, post, shown, when};
use super::question::{after, id_of, open_answer, unit_name};

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
    // From the question's own page nothing typed comes along: the draft stands as it was kept.
    let mut body = if form.has("tra-loi") { form.raw("tra-loi").to_owned() } else { begun(&desk).await? };
    let mut done = None;
    if let Some(cited) = cited(&desk, form.get("chen")).await? {
        body = phrases::put(&body, &cited);
        let said = if form.get("chen").starts_with("tra-loi") {
            "Đã lấy câu trả lời trước vào cuối bản nháp. Hãy sửa cho đúng câu hỏi này."
        } else {
            "Đã chèn trích dẫn vào cuối câu trả lời."
        };
        done = Some(said.to_owned());
    }
    if what == "chen-cau"
        && let Some(phrase) = phrase(&desk, form.get("mau-cau")).await?
    {
        body = phrases::put(&body, &phrase.body);
        done = Some(format!("Đã chèn mẫu câu “{}” vào cuối câu trả lời.", phrase.name));
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

/// The phrase that was chosen, if it is offered for this question.
async fn phrase(desk: &Desk, id: &str) -> Result<Option<Phrase>> {
    let (question, _) = own(desk).await?;
    let fitting = phrases::fitting(&mut desk.app.db.read(desk.tenant.id()).await?, &question).await?;
    Ok(fitting.into_iter().find(|phrase| phrase.id == id))
}

/// What the form begins with: the draft as it was kept, else the answer that was sent back.
async fn begun(desk: &Desk) -> Result<String> {
    let (question, kept) = own(desk).await?;
    if kept.version > 0 {
        return Ok(kept.body);
    }
    let answers =
        register::answers(&mut desk.app.db.read(desk.tenant.id()).await?, &question.filed.id).await?;
    let last = answers.into_iter().rev().find(|answer| answer.returned_reason.is_some());
    Ok(last.map(|last| last.body).unwrap_or_default())
}

async fn send(desk: &Desk, body: &str, sought: Option<String>) -> Result<Response> {
    let actor = desk.actor();
    let sent = crate::questions::answer_as_staff(desk.act(&actor), &id_of(desk), desk.version()?, body).await;
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

async fn show(desk: &Desk, status: StatusCode, written: Written) -> Result<Response> {
    let (question, kept) = own(desk).await?;
    let filed = &question.filed;
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let attached = store::draft_files(&mut scope, &filed.id, &writer(desk)).await?;
    let answers = register::answers(&mut scope, &filed.id).await?;
    let whole = whole_text(&mut scope, &question).await?;
    let offered = phrases::fitting(&mut scope, &question).await?;
    drop(scope);
    let last = answers.into_iter().rev().find(|answer| answer.returned_reason.is_some());
    let answer = match written.typed {
        Some(typed) => typed,
        None => begun(desk).await?,
    };
    let reading = Reading::of(&desk.app.db, desk.tenant.id(), &question, &desk.staff)?;
    let words = written.sought.filter(|words| !words.is_empty());
    let sought = words
        .unwrap_or_else(|| beside::words_of(&reading.text(&filed.subject), &reading.text(&question.body)));
    let found = look(desk, &sought, &filed.id).await?;
    let now = desk.app.db.clock.now();
    let page = WritingPage {
        layout: layout(desk, "Soạn câu trả lời").await?,
        number: filed.number.to_string(),
        subject: reading.text(&filed.subject),
        text: Html::sanitised(paragraphs(&reading.text(&whole))),
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
        past: past_rows(desk, &question).await?,
        phrases: offered.iter().map(|phrase| Choice::new(phrase.id.clone(), phrase.name.clone())).collect(),
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

/// What was answered before to questions like this one, as far as this person may read those.
pub(super) async fn past_rows(desk: &Desk, question: &Question) -> Result<Vec<PastRow>> {
    let (db, here) = (&desk.app.db, desk.tenant.id());
    let found = past::look(db, &desk.app.memories, here, &desk.staff, question).await?;
    let now = db.clock.now();
    let row = |past: PastAnswer| PastRow {
        link: Link::new(
            format!("số {}: {}", past.number, past.subject),
            desk.url(&format!("/hoi-dap/{}", past.question)),
        ),
        unit: unit_name(desk, &past.unit_key),
        at: when(past.at, now),
        badge: match past.slug {
            Some(_) => Badge::new("đã đăng", Tone::Good),
            None => Badge::new("trả lời riêng, không đăng", Tone::Plain),
        },
        answer: Html::sanitised(paragraphs(&past.answer)),
        take: format!("tra-loi|{here}|{}|", past.question),
        cite: past.slug.map(|_| format!("hoi-dap|{here}|{}|", past.question)),
    };
    Ok(found.into_iter().map(row).collect())
}

/// What is behind a row's value, written anew from what holds now: a citation, or an answer given before; none where
/// there is none, or none for this person.
async fn cited(desk: &Desk, value: &str) -> Result<Option<String>> {
    let parts: Vec<&str> = value.splitn(4, '|').collect();
    let [kind, tenant, id, anchor] = parts[..] else { return Ok(None) };
    let Some(tenant) = desk.app.directory.get(&tenant.into()) else { return Ok(None) };
    let mut scope = desk.app.db.read(tenant.id()).await?;
    if kind == "tra-loi" {
        if tenant.id() != desk.tenant.id() {
            return Ok(None);
        }
        return Ok(past::one(&mut scope, &desk.staff, &id.into()).await?.map(|past| past.answer));
    }
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
        words::save(desk.act(&actor), &id_of(&desk), desk.version()?, &open_answer(&desk).await?, &typed)
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
    let done = corrections::propose(desk.act(&actor), &id_of(&desk), desk.version()?, proposal).await;
    after(&desk, Action::AnswerCorrect, done).await
}

/// `POST …/dinh-chinh/duyet`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn approve_correction(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let (looked, cleared) = (form.ticked("xem-dinh-chinh"), form.ticked("khong-khieu-nai"));
    let done = corrections::approve(desk.act(&actor), &id_of(&desk), desk.version()?, looked, cleared).await;
    after(&desk, Action::AnswerCorrectApprove, done).await
}

/// `POST …/dinh-chinh/tra-lai`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn decline_correction(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let done =
        corrections::decline(desk.act(&actor), &id_of(&desk), desk.version()?, form.get("ly-do-tra")).await;
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
    let served =
        Served { sha256: &file.sha256, bytes: file.bytes, name: &file.name, media_type: &file.media_type };
    serve(&desk.app.files, &served, &desk.asked.method, &desk.asked.headers).await
}

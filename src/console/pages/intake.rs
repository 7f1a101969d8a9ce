//! What the desk takes in itself, and what it does with what senders added: classes, files, requests about data.

use poem::Response;
use poem::http::StatusCode;

use crate::app::App;
use crate::base::clock::{DAY, HOUR, date_vi, local, start_of, time_vi};
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::QuestionId;
use crate::base::scope::Scope;
use crate::base::web::disposition::Disposition;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::intake::{CorrectionPart, FileRow, IntakePart, ReceiptPage, TakePage, TakeValues};
use crate::items::markup::paragraphs;
use crate::people::{Action, State};
use crate::public::pages::ask as public;
use crate::public::pages::item::size;
use crate::public::site::moment;
use crate::public::views::{self, Choice, Html, Refusals};
use crate::questions::attachments::{self, Attached, Owner};
use crate::questions::channels::Channel;
use crate::questions::classes::Class;
use crate::questions::privacy::corrections::{self, Looked, Verdict};
use crate::questions::privacy::store as own;
use crate::questions::store::Question;
use crate::questions::{self, NewQuestion, Receipt, privacy, reclassify};

use super::form::date;
use super::frame::{layout, post, shown, when};

/// A letter is taken in that came so long ago at most.
const OLDEST: i64 = 400 * DAY;

/// `GET /:tenant/ghi-don-thu`
///
/// # Errors
/// When the database does not answer.
pub async fn take_form(desk: Desk) -> Result<Response> {
    let form = desk.app.db.entropy.token();
    take_page(&desk, StatusCode::OK, form, Refusals::default()).await
}

fn owner(desk: &Desk, form: &str) -> Owner {
    let context = format!("question-form/{}", desk.tenant.id());
    Owner::Form(desk.app.db.sealer.digest(&context, form))
}

fn choices<T: Copy>(
    all: &[T],
    chosen: &str,
    key: fn(T) -> &'static str,
    words: fn(T) -> &'static str,
) -> Vec<Choice> {
    let choice = |one: &T| {
        let choice = Choice::new(key(*one), words(*one));
        if key(*one) == chosen { choice.chosen() } else { choice }
    };
    all.iter().map(choice).collect()
}

async fn take_page(desk: &Desk, status: StatusCode, form: String, refusals: Refusals) -> Result<Response> {
    let typed = &desk.asked.form;
    let tenant = desk.tenant.id();
    let staged = attachments::store::of(&mut desk.app.db.read(tenant).await?, &owner(desk, &form)).await?;
    let named = |file: &Attached| Ok((file.id.clone(), desk.app.drawer.name(tenant, file)?));
    let page = TakePage {
        layout: layout(desk, "Ghi đơn thư").await?,
        post: post(desk, &desk.url("/ghi-don-thu")),
        classes: choices(&Class::ALL, typed.get("loai"), Class::key, Class::vietnamese),
        channels: choices(&Channel::AT_THE_DESK, typed.get("kenh"), Channel::key, Channel::vietnamese),
        received: Some(typed.get("ngay-nhan").to_owned())
            .filter(|day| !day.is_empty())
            .unwrap_or_else(|| date_vi(desk.app.db.clock.today())),
        typed: TakeValues {
            subject: typed.get("tieu-de").into(),
            text: typed.get("noi-dung").into(),
            more: typed.get("noi-them").into(),
            name: typed.get("ho-ten").into(),
            email: typed.get("thu-dien-tu").into(),
            phone: typed.get("dien-thoai").into(),
            address: typed.get("dia-chi").into(),
        },
        files: staged.iter().map(named).collect::<Result<_>>()?,
        accept: attachments::ACCEPT,
        form,
        refusals,
    };
    desk::html(status, &page)
}

/// When a letter came: the typed day at the hour of now for today, else the start of its office hours.
fn received(desk: &Desk, typed: &str) -> Result<i64> {
    let now = desk.app.db.clock.now();
    let refused = |message: &str| Error::Refused(vec![Refusal::new("ngay-nhan", message, "Quy chế Điều 10")]);
    let day = date(typed).ok_or_else(|| refused("Hãy ghi ngày nhận, ví dụ 28/12/2016."))?;
    match start_of(day) {
        at if local(now).date() == day => Ok(now.max(at)),
        at if at > now => Err(refused("Ngày nhận không thể ở sau hôm nay.")),
        at if now - at > OLDEST => Err(refused("Ngày nhận đã quá lâu. Hãy kiểm tra lại năm.")),
        at => Ok(at + 8 * HOUR),
    }
}

/// What the desk typed, as a question.
fn typed(desk: &Desk, form: &str) -> Result<NewQuestion> {
    let fields = &desk.asked.form;
    let channel = Channel::parse(fields.get("kenh")).filter(|channel| Channel::AT_THE_DESK.contains(channel));
    let channel = channel.ok_or_else(|| Error::refused("kenh", "Hãy chọn cách nhận.", "Quy chế Điều 10"))?;
    let class = Class::parse(fields.get("loai"));
    Ok(NewQuestion {
        class: class.ok_or_else(|| Error::refused("loai", "Hãy chọn loại.", "Quy chế Điều 10"))?,
        channel,
        name: fields.get("ho-ten").into(),
        email: fields.get("thu-dien-tu").into(),
        phone: fields.get("dien-thoai").into(),
        place: fields.get("dia-chi").into(),
        subject: fields.get("tieu-de").into(),
        body: fields.get("noi-dung").into(),
        more: fields.get("noi-them").into(),
        nonce: Some(form.to_owned()),
        received_at: Some(received(desk, fields.get("ngay-nhan"))?),
        taken_by: Some(desk.actor()),
        ..NewQuestion::default()
    })
}

/// Takes in what the desk wrote down; one way for the page and the interface.
///
/// # Errors
/// [`Error::Refused`] with every reason.
pub async fn take_in(desk: &Desk, new: NewQuestion) -> Result<Receipt> {
    desk.staff.require(Action::QuestionTake, State::Any)?;
    questions::ask(&desk.app.db, &desk.app.mail, &desk.tenant, new).await
}

/// `POST /:tenant/ghi-don-thu`
///
/// # Errors
/// When the database does not answer.
pub async fn take(desk: Desk) -> Result<Response> {
    let fields = &desk.asked.form;
    let sent = fields.get("mau");
    let form = if sent.is_empty() { desk.app.db.entropy.token() } else { sent.to_owned() };
    let (tenant, owner) = (desk.tenant.id(), owner(&desk, &form));
    let unwanted: Vec<&str> = fields.all("bo-tep").collect();
    if !unwanted.is_empty() {
        desk.app.drawer.drop_of(tenant, &owner, &unwanted).await?;
    }
    let told = desk.app.drawer.take(tenant, &owner, &fields.uploads).await?;
    let files = told.into_iter().map(|message| views::Refusal { field: "tep".into(), message, clause: None });
    let mut refused = Refusals(files.collect());
    let checked = typed(&desk, &form).and_then(|new| questions::intake::check(&new).map(|()| new));
    let new = match checked {
        Ok(new) if refused.is_empty() => new,
        Ok(_) => return take_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, form, refused).await,
        Err(Error::Refused(more)) => {
            refused.0.extend(public::shown(more).0);
            return take_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, form, refused).await;
        }
        Err(other) => return Err(other),
    };
    let channel = new.channel;
    receipt(&desk, channel, take_in(&desk, new).await?).await
}

async fn receipt(desk: &Desk, channel: Channel, receipt: Receipt) -> Result<Response> {
    let footer = &desk.tenant.profile.footer;
    let seen = !receipt.class.is_sealed() && desk.may(Action::QuestionRead, State::Any);
    desk::page(&ReceiptPage {
        layout: layout(desk, "Giấy biên nhận").await?,
        body: desk.tenant.identity().body.clone(),
        address: format!("{} · {}", footer.address, footer.phone),
        number: receipt.number.to_string(),
        class: receipt.class.vietnamese().into(),
        channel: channel.vietnamese().into(),
        received: moment(receipt.received_at),
        due: receipt.due_on.map(date_vi).unwrap_or_default(),
        code: receipt.code,
        track: desk.tenant.url("/hoi-dap/theo-doi"),
        next: receipt.class.acknowledged().into(),
        advice: receipt.advice.map(|advice| Html::sanitised(paragraphs(&advice))),
        question: seen.then(|| desk.url(&format!("/hoi-dap/{}", receipt.question_id))),
        again: desk.url("/ghi-don-thu"),
    })
}

/// What a question's page shows of its sender's doings.
///
/// # Errors
/// When the database does not answer.
pub async fn part(
    desk: &Desk,
    scope: &mut Scope,
    question: &Question,
    refusals: Refusals,
    looked: Option<&Looked>,
) -> Result<IntakePart> {
    let (filed, now) = (&question.filed, desk.app.db.clock.now());
    let owner = Owner::Question(filed.id.clone());
    let url = |act: &str| desk.url(&format!("/hoi-dap/{}/{act}", filed.id));
    let all = desk.may(Action::QuestionContact, State::Any);
    let files = attachments::store::of(scope, &owner).await?;
    let files = files.iter().filter(|file| all || file.released_at.is_some());
    let release = desk.may(Action::QuestionRelease, filed.state);
    let row = |file: &Attached| -> Result<FileRow> {
        Ok(FileRow {
            release: release.then(|| post(desk, &url("cho-xem"))),
            ..file_row(&desk.app, desk, file, &url("tep"))?
        })
    };
    let may_open = desk.may(Action::QuestionFile, State::Any);
    let other = |class: &Class| *class != filed.class;
    let classes: Vec<Class> = Class::ALL.into_iter().filter(other).collect();
    let added = own::additions(scope, &filed.id).await?;
    let reading = privacy::Reading::of(&desk.app.db, desk.tenant.id(), question, &desk.staff)?;
    let rating = own::rating(scope, &filed.id).await?.filter(|_| all);
    let requests = own::requests(scope, &owner.key()).await?;
    let may_data = desk.may(Action::QuestionPrivacy, filed.state) && question.erased_at().is_none();
    Ok(IntakePart {
        correction: requests
            .iter()
            .find(|request| request.waits() && may_data)
            .map(|request| correction(desk, request, looked)),
        added: added.iter().map(|it| (when(it.at, now), Html::sanitised(paragraphs(&reading.text(&it.body))))).collect(),
        files: if may_open { files.map(row).collect::<Result<_>>()? } else { Vec::new() },
        rating: rating.map(|rating| format!("{}/5. {}", rating.stars, rating.words)),
        same: question.same_as.is_some().then(|| {
            "Nội dung trùng với một câu hỏi đã nhận trong 14 ngày trước đó; hai câu hỏi được gắn với nhau.".to_owned()
        }),
        classify: desk.may(Action::QuestionClassify, filed.state).then(|| post(desk, &url("doi-loai"))),
        version: filed.version.to_string(),
        classes: choices(&classes, desk.asked.form.get("loai"), Class::key, Class::vietnamese),
        privacy: may_data.then(|| post(desk, &url("du-lieu"))),
        requests: requests.iter().map(request_line).collect(),
        refusals,
    })
}

/// The request that waits, with what it wants once it was opened.
fn correction(desk: &Desk, request: &own::Request, looked: Option<&Looked>) -> CorrectionPart {
    let due = request.due_on.map(|day| format!(" Hạn xử lý: {}.", date_vi(day))).unwrap_or_default();
    let form = &desk.asked.form;
    let rows = looked.map(|looked| corrections::differences(&looked.now, &looked.wanted)).unwrap_or_default();
    CorrectionPart {
        text: format!("Gửi lúc {}.{due}", time_vi(request.asked_at)),
        rows: rows
            .into_iter()
            .map(|(_, label, now, wanted)| (label, now.to_owned(), wanted.to_owned()))
            .collect(),
        note: looked.map(|looked| looked.note.clone()).unwrap_or_default(),
        opened: looked.is_some(),
        answer: form.get("tra-loi-sua").to_owned(),
        no: form.get("y-kien-sua") == "khong",
    }
}

fn request_line(request: &own::Request) -> String {
    let what = match request.kind.as_str() {
        "export" => "xem dữ liệu",
        "correct" if request.waits() => "đề nghị sửa dữ liệu, đang chờ",
        "correct" if request.outcome == "refused" => "đề nghị sửa dữ liệu, không sửa",
        "correct" => "đề nghị sửa dữ liệu, đã sửa",
        "erase" => "xóa theo yêu cầu",
        _ => "xóa khi hết thời gian giữ",
    };
    let due = request.due_on.map(|day| format!(", hạn {}", date_vi(day))).unwrap_or_default();
    let done = request.done_at.map(|at| format!(", xong {}", time_vi(at))).unwrap_or_default();
    format!("{}: {what}{due}{done}", time_vi(request.asked_at))
}

/// A file with the form that opens it.
pub fn file_row(app: &App, desk: &Desk, file: &Attached, open: &str) -> Result<FileRow> {
    Ok(FileRow {
        id: file.id.clone(),
        name: app.drawer.name(desk.tenant.id(), file)?,
        size: size(u64::try_from(file.bytes).unwrap_or(0)),
        released: file.released_at.is_some(),
        open: post(desk, open),
        release: None,
    })
}

fn id_of(desk: &Desk) -> QuestionId {
    desk.asked.param("question").into()
}

async fn after(desk: &Desk, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&desk.url(&format!("/hoi-dap/{}", id_of(desk))))),
        Err(Error::Refused(refusals)) => {
            let field = |name: &str| if name == "ly-do" { "ly-do-doi".to_owned() } else { name.to_owned() };
            super::question::with_intake(desk, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/hoi-dap/:question/doi-loai`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn classify(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let version = desk.version()?;
    let reason = if form.get("ly-do-doi").is_empty() { form.get("ly-do") } else { form.get("ly-do-doi") };
    let done =
        reclassify::reclassify(&desk.app, desk.act(&actor), &id_of(&desk), version, form.get("loai"), reason)
            .await;
    after(&desk, done).await
}

/// `POST /:tenant/hoi-dap/:question/cho-xem`
///
/// # Errors
/// As [`classify`].
pub async fn release(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let done =
        reclassify::release(desk.act(&actor), &id_of(&desk), form.get("tep"), form.ticked("cho")).await;
    after(&desk, done).await
}

/// `POST /:tenant/hoi-dap/:question/tep`: gives a file out, after the look was logged.
///
/// # Errors
/// As [`classify`].
pub async fn file(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    match reclassify::file(desk.act(&actor), &id_of(&desk), desk.asked.form.get("tep")).await {
        Ok(file) => given(&desk.app, desk.tenant.id(), &file).await,
        Err(refused @ Error::Refused(_)) => after(&desk, Err(refused)).await,
        Err(other) => Err(other),
    }
}

/// A reader's file as an answer: saved, never shown or run by the browser.
///
/// # Errors
/// When the file is not there.
pub async fn given(app: &App, tenant: &crate::base::id::TenantId, file: &Attached) -> Result<Response> {
    let opened = app.drawer.read(tenant, file).await?;
    Ok(Response::builder()
        .header("content-type", opened.media_type)
        .header("content-disposition", Disposition::Attachment.named(&opened.name))
        .header("x-content-type-options", "nosniff")
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("cache-control", "no-store")
        .body(opened.bytes))
}

/// `POST /:tenant/hoi-dap/:question/du-lieu`: gives the sender's data out, or erases them, on the sender's word.
///
/// # Errors
/// As [`classify`].
pub async fn data(desk: Desk) -> Result<Response> {
    let (actor, form, id) = (desk.actor(), &desk.asked.form, id_of(&desk));
    if form.get("viec") == "xem" {
        let export = privacy::export_by_staff(&desk.app, desk.act(&actor), &id).await?;
        return Ok(Response::builder()
            .header("content-type", "application/json; charset=utf-8")
            .header("content-disposition", "attachment; filename=\"du-lieu-nguoi-hoi.json\"")
            .body(serde_json::to_vec_pretty(&export)?));
    }
    if form.get("viec") == "xem-sua" {
        let looked = corrections::look(desk.act(&actor), &id).await?;
        return super::question::with_looked(&desk, Refusals::default(), looked).await;
    }
    let version = desk.version()?;
    if form.get("viec") == "sua" {
        return settle(&desk, version).await;
    }
    if form.get("viec") != "xoa" || !form.ticked("chac-xoa") {
        desk.staff.require(Action::QuestionPrivacy, State::Received)?;
        let message = "Hãy đánh dấu để xác nhận người hỏi đã yêu cầu xóa.";
        return after(&desk, Err(Error::refused("chac-xoa", message, "NĐ 13/2023 Điều 16"))).await;
    }
    after(&desk, privacy::erase_by_staff(&desk.app, desk.act(&actor), &id, version).await).await
}

/// Settles the request to correct data; a refused word comes back beside what the request wants.
async fn settle(desk: &Desk, version: i64) -> Result<Response> {
    let (actor, form, id) = (desk.actor(), &desk.asked.form, id_of(desk));
    let verdict = Verdict { granted: form.get("y-kien-sua") != "khong", answer: form.get("tra-loi-sua") };
    match corrections::settle(desk.act(&actor), &id, version, verdict).await {
        Err(Error::Refused(refusals)) => {
            let looked = corrections::look(desk.act(&actor), &id).await?;
            super::question::with_looked(desk, shown(refusals, str::to_owned), looked).await
        }
        done => after(desk, done).await,
    }
}

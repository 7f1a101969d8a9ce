//! The sealed drawer's page: the list without words, one case opened and written down, and what is done with it.

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::{Error, Result};
use crate::console::desk::{self, Desk};
use crate::console::views::intake::{CaseRow, OpenCase, SealedPage};
use crate::items::markup::paragraphs;
use crate::people::{Action, Staff, State};
use crate::public::views::{Badge, Choice, Html, Pager, Refusals, Tone};
use crate::questions::classes::Class;
use crate::questions::desk::Act;
use crate::questions::sealed::{self, Case, Opened, Step};
use crate::tasks::{self, Task};

use super::frame::{layout, post, shown, when};
use super::intake::{file_row, given};

/// Rows on one page.
const PAGE: usize = 30;
const STEPS: [(&str, &str); 4] = [
    ("tra-loi", "Hướng dẫn, trả lời người gửi (kèm nơi giải quyết theo luật)"),
    ("chuyen", "Đã chuyển người có thẩm quyền"),
    ("dong", "Kết thúc, nêu lý do"),
    ("hoi-dap", "Không phải khiếu nại, tố cáo: chuyển về sổ câu hỏi"),
];

/// Whether a person may know of a task: one about a case only who opens the drawer.
pub fn may_know(staff: &Staff, task: &Task) -> bool {
    task.subject_kind != "sealed" || staff.may(Action::SealedRead, State::Any)
}

fn act<'a>(desk: &'a Desk, actor: &'a crate::base::audit::Actor) -> Act<'a> {
    Act { db: &desk.app.db, mail: &desk.app.mail, tenant: &desk.tenant, actor, staff: &desk.staff }
}

/// `GET /:tenant/ngan-rieng`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    page(&desk, StatusCode::OK, None, Refusals::default()).await
}

async fn page(
    desk: &Desk,
    status: StatusCode,
    case: Option<OpenCase>,
    refusals: Refusals,
) -> Result<Response> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let cases = sealed::all(&mut scope, (desk.asked.page() - 1) * PAGE, PAGE).await?;
    let count = sealed::count(&mut scope).await?;
    let tasks = tasks::open(&mut scope).await?;
    drop(scope);
    let page = SealedPage {
        layout: layout(desk, "Ngăn hồ sơ riêng").await?,
        open: post(desk, &desk.url("/ngan-rieng/mo")),
        rows: cases.iter().map(row).collect(),
        tasks: tasks.into_iter().filter(|task| task.subject_kind == "sealed").map(|task| task.text).collect(),
        pager: Pager::over(count.div_ceil(PAGE).max(1), desk.asked.page(), |page| {
            desk.url(&format!("/ngan-rieng?trang={page}"))
        }),
        case: case.map(Box::new),
        refusals,
    };
    desk::html(status, &page)
}

fn title(case: &Case) -> String {
    format!("{} số {}", case.class.vietnamese(), case.number)
}

fn state(case: &Case) -> Badge {
    Badge::new(case.state.vietnamese(), if case.state.is_open() { Tone::Warn } else { Tone::Plain })
}

fn row(case: &Case) -> CaseRow {
    let nameless = if case.anonymous { ", không ghi tên" } else { "" };
    CaseRow {
        id: case.id.clone(),
        title: title(case),
        state: state(case),
        about: format!("{}, {}{nameless}", case.channel.vietnamese(), time_vi(case.received_at)),
        due: case.due_on.map(date_vi).unwrap_or_default(),
    }
}

/// `POST /:tenant/ngan-rieng/mo`: opens a case, after the look was logged.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn open(desk: Desk) -> Result<Response> {
    let actor = desk.actor();
    match sealed::open(act(&desk, &actor), desk.asked.form.get("don")).await {
        Ok(opened) => {
            page(&desk, StatusCode::OK, Some(shown_case(&desk, opened)?), Refusals::default()).await
        }
        Err(Error::Refused(refusals)) => refused(&desk, refusals).await,
        Err(other) => Err(other),
    }
}

async fn refused(desk: &Desk, refusals: Vec<crate::base::error::Refusal>) -> Result<Response> {
    page(desk, StatusCode::UNPROCESSABLE_ENTITY, None, shown(refusals, str::to_owned)).await
}

fn shown_case(desk: &Desk, opened: Opened) -> Result<OpenCase> {
    let (case, now) = (&opened.case, desk.app.db.clock.now());
    let channel = sealed::channel::of(case.class, desk.tenant.day);
    let channel = channel.map(|channel| channel.told(&desk.tenant, case.anonymous)).unwrap_or_default();
    let erased = "Nội dung đã được xóa khi hết thời gian giữ.";
    let (subject, body, contact) = opened.matter.map_or_else(
        || (String::new(), erased.to_owned(), Vec::new()),
        |matter| {
            let contact = [
                ("Họ tên", matter.contact.name),
                ("Thư điện tử", matter.contact.email),
                ("Điện thoại", matter.contact.phone),
                ("Địa chỉ", matter.contact.place),
            ];
            let contact = contact.into_iter().filter(|(_, value)| !value.is_empty());
            (matter.subject, matter.body, contact.map(|(name, value)| (name.to_owned(), value)).collect())
        },
    );
    let may = case.state.is_open() && desk.may(Action::SealedHandle, State::Any);
    let file = |file| file_row(&desk.app, desk, file, &desk.url("/ngan-rieng/tep"));
    let classes = Class::ALL.into_iter().filter(|class| !class.is_sealed());
    let none = std::iter::once(Choice::new("", "Không chuyển"));
    Ok(OpenCase {
        id: case.id.clone(),
        version: case.version.to_string(),
        title: title(case),
        state: state(case),
        subject,
        text: Html::sanitised(paragraphs(&body)),
        contact,
        files: opened.files.iter().map(file).collect::<Result<_>>()?,
        events: opened.events.into_iter().map(|(at, who, what)| (when(at, now), who, what)).collect(),
        channel: Html::sanitised(paragraphs(&channel)),
        handle: may.then(|| post(desk, &desk.url("/ngan-rieng/xu-ly"))),
        steps: STEPS.iter().map(|(value, words)| Choice::new(*value, *words)).collect(),
        classes: none.chain(classes.map(|class| Choice::new(class.key(), class.vietnamese()))).collect(),
        text_typed: desk.asked.form.get("noi-dung").to_owned(),
    })
}

/// `POST /:tenant/ngan-rieng/tep`: gives a file of a case out, after the look was logged.
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn file(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    match sealed::file(act(&desk, &actor), form.get("don"), form.get("tep")).await {
        Ok(file) => given(&desk.app, desk.tenant.id(), &file).await,
        Err(Error::Refused(refusals)) => refused(&desk, refusals).await,
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/ngan-rieng/xu-ly`
///
/// # Errors
/// [`Error::Forbidden`] without the right, [`Error::Conflict`] when it changed since.
pub async fn handle(desk: Desk) -> Result<Response> {
    let (actor, form) = (desk.actor(), &desk.asked.form);
    let (case, version) = (form.get("don"), desk.version()?);
    let step = Step::parse(form.get("buoc"), form.get("loai"), form.get("noi-dung"));
    let done = match step {
        Ok(step) => sealed::handle(act(&desk, &actor), case, version, step).await,
        Err(refused) => Err(refused),
    };
    match done {
        Ok(()) => Ok(desk::see_other(&desk.url("/ngan-rieng"))),
        Err(Error::Refused(refusals)) => {
            // What was typed is given back beside the case it belongs to.
            let opened = match sealed::open(act(&desk, &actor), case).await {
                Ok(opened) => Some(shown_case(&desk, opened)?),
                Err(Error::Refused(_)) => None,
                Err(other) => return Err(other),
            };
            page(&desk, StatusCode::UNPROCESSABLE_ENTITY, opened, shown(refusals, str::to_owned)).await
        }
        Err(other) => Err(other),
    }
}

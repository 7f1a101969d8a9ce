//! The home of the desk: what waits for me, what I sent, what came back.

use poem::Response;

use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::desk::{DeskGroup, DeskPage, Reminder};
use crate::console::views::layout::ListRow;
use crate::items::rights::Sight;
use crate::items::store::{self as items, DeskFilter, DeskRow};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Tone};
use crate::questions::desk::seen_units;
use crate::questions::store::{self as questions, Filed};

use super::frame::{badge, layout, when};

/// Rows of one group.
const ROWS: usize = 8;

/// `GET /:tenant`
///
/// # Errors
/// When the database does not answer.
pub async fn home(desk: Desk) -> Result<Response> {
    let mut groups = Vec::new();
    let mut reminders = Vec::new();
    if desk.may(Action::ItemRead, State::Any) {
        groups.extend(items_groups(&desk).await?);
    }
    if desk.may(Action::QuestionRead, State::Any) {
        let (group, late) = questions_group(&desk).await?;
        groups.push(group);
        if late > 0 {
            let text = format!("{late} câu hỏi đã quá hạn trả lời.");
            reminders.push(Reminder {
                state: Badge::new("Quá hạn", Tone::Bad),
                text,
                link: Some(Link::new("Xem sổ câu hỏi", desk.url("/hoi-dap"))),
            });
        }
    }
    let layout = layout(&desk, "Bàn làm việc").await?;
    desk::page(&DeskPage { layout, begin: begin(&desk), reminders, groups })
}

/// What can be begun.
pub fn begin(desk: &Desk) -> Vec<Link> {
    if !desk.may(Action::ItemCreate, State::Any) {
        return Vec::new();
    }
    vec![
        Link::new("Viết tin, bài", desk.url("/tin-bai/moi/tin")),
        Link::new("Thêm văn bản", desk.url("/tin-bai/moi/van-ban")),
    ]
}

async fn items_groups(desk: &Desk) -> Result<Vec<DeskGroup>> {
    let sight = Sight::of(&desk.staff);
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mine = Some(desk.staff.account.clone());
    let waiting = if desk.may(Action::ItemApprove, State::Submitted)
        || desk.may(Action::ItemReturn, State::Submitted)
    {
        State::Submitted
    } else {
        State::Draft
    };
    let all = |state| DeskFilter { state: Some(state), ..DeskFilter::default() };
    let own = |state| DeskFilter { state: Some(state), created_by: mine.clone(), ..DeskFilter::default() };
    let groups = [
        ("Chờ tôi xử lý", all(waiting), "Không có gì chờ xử lý."),
        ("Chờ đăng", all(State::Approved), "Không có bài nào đã duyệt mà chưa đăng."),
        ("Bản nháp của tôi, kể cả bị trả lại", own(State::Draft), "Chưa có bản nháp nào."),
        ("Tôi đã gửi", own(State::Submitted), "Chưa gửi bài nào."),
    ];
    let mut shown = Vec::new();
    for (title, filter, empty) in groups {
        let (_, rows) = items::desk(&mut scope, &sight, &filter, 0, ROWS).await?;
        shown.push(DeskGroup {
            title: title.into(),
            rows: rows.iter().map(|row| item_row(desk, row)).collect(),
            empty_text: empty.into(),
            all: filter.state.map(|state| {
                Link::new(
                    format!("Tất cả: {}", state.vietnamese()),
                    desk.url(&format!("/tin-bai?trang-thai={state}")),
                )
            }),
        });
    }
    Ok(shown)
}

fn item_row(desk: &Desk, row: &DeskRow) -> ListRow {
    let section =
        desk.tenant.profile.section(row.section).map_or_else(String::new, |section| section.title.clone());
    let reason = row.edition.reason.as_ref().map(|reason| format!(" · Lý do: {reason}")).unwrap_or_default();
    ListRow {
        link: Link::new(row.edition.title.clone(), desk.url(&format!("/tin-bai/{}", row.edition.id))),
        state: badge(row.edition.state),
        about: format!("{section}{reason}"),
        at: when(row.edition.updated_at, desk.app.db.clock.now()),
        current: false,
    }
}

async fn questions_group(desk: &Desk) -> Result<(DeskGroup, usize)> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut rows: Vec<Filed> = Vec::new();
    for state in [State::Received, State::Assigned, State::Answered, State::AnswerApproved] {
        let filter = questions::DeskFilter { state: Some(state), units: seen_units(&desk.staff) };
        rows.extend(questions::list(&mut scope, &filter, 0, 200).await?.1);
    }
    rows.sort_by_key(|row| row.due_on);
    let today = desk.app.db.clock.today();
    let late = rows.iter().filter(|row| row.due_on.is_some_and(|due| due < today)).count();
    let row = |row: &Filed| ListRow {
        link: Link::new(
            format!("{}. {}", row.number, row.subject),
            desk.url(&format!("/hoi-dap/{}", row.id)),
        ),
        state: badge(row.state),
        about: row.due_on.map_or_else(String::new, |due| crate::public::pages::ask::days_left(due, today)),
        at: when(row.received_at, desk.app.db.clock.now()),
        current: false,
    };
    let group = DeskGroup {
        title: "Câu hỏi đang xử lý".into(),
        rows: rows.iter().take(ROWS).map(row).collect(),
        empty_text: "Không có câu hỏi nào đang chờ.".into(),
        all: Some(Link::new("Sổ câu hỏi", desk.url("/hoi-dap"))),
    };
    Ok((group, late))
}

//! The desk of a person, over all their tenants: what waits for me, what is late, what came back, what I sent.

use poem::Response;

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::Result;
use crate::console::desk::{self, Desk};
use crate::console::views::desk::{DeskGroup, DeskPage, Reminder};
use crate::console::views::layout::ListRow;
use crate::desk::mine::{self, Mine};
use crate::desk::queue::Row;
use crate::instructions::{Stage, store as instructions};
use crate::oversight::receipts;
use crate::people::{Action, Staff, State};
use crate::public::views::{Badge, Link, Tone};
use crate::questions::desk::seen_units;
use crate::questions::store::{self as questions, Filed};
use crate::review::emergency::UNCONFIRMED;
use crate::tasks;
use crate::tenants::directory::Tenant;

use super::frame::{badge, layout, when};
use super::led;

/// Rows of one group.
const ROWS: usize = 12;

/// `GET /:tenant`
///
/// # Errors
/// When the database does not answer.
pub async fn home(desk: Desk) -> Result<Response> {
    let mut groups = items_groups(&desk).await?;
    let mut late_here = Vec::new();
    if desk.may(Action::QuestionRead, State::Any) {
        let (group, late) = questions_group(&desk).await?;
        groups.push(group);
        if late > 0 {
            let text = format!("{late} câu hỏi đã quá hạn trả lời.");
            late_here.push(Reminder {
                state: Badge::new("Quá hạn", Tone::Bad),
                text,
                link: Some(Link::new("Xem sổ câu hỏi", desk.url("/hoi-dap"))),
            });
        }
    }
    late_here.extend(urged(&desk).await?);
    let layout = layout(&desk, "Bàn biên tập").await?;
    let led = led::block(&desk).await?;
    desk::page(&DeskPage { layout, begin: begin(&desk), reminders: late_here, led, groups })
}

/// What others ask of who works here: tasks in their name, instructions to the site, urgings that they have not opened.
async fn urged(desk: &Desk) -> Result<Vec<Reminder>> {
    if desk.staff.only_looks_on() {
        return Ok(Vec::new());
    }
    let today = desk.app.db.clock.today();
    let mut platform = desk.app.db.platform().await?;
    let mut found = Vec::new();
    let line = |state: Badge, text: String, title: &str, path: &str| Reminder {
        state,
        text,
        link: Some(Link::new(title, desk.url(path))),
    };
    if desk.may(Action::InstructionRead, State::Any) {
        let open = instructions::open_of(&mut platform, desk.tenant.id()).await?;
        let given: Vec<_> =
            open.iter().filter(|one| one.stage == Stage::Given && one.is_of(&desk.staff)).collect();
        let late = given.iter().filter(|one| one.is_late(today)).count();
        if let Some(first) = given.first() {
            let state = if late > 0 {
                Badge::new("Quá hạn", Tone::Bad)
            } else {
                Badge::new("Chỉ đạo", Tone::Warn)
            };
            let text = format!(
                "{} chỉ đạo giao nơi đây chưa xong, {late} đã quá hạn; sớm nhất: “{}”, hạn {}.",
                given.len(),
                first.title,
                date_vi(first.due)
            );
            found.push(line(state, text, "Xem chỉ đạo", "/chi-dao"));
        }
    }
    let unopened = receipts::unopened(&mut platform, desk.tenant.id(), &desk.staff.account).await?;
    if unopened > 0 {
        let text = format!("{unopened} đôn đốc của cấp trên ông/bà chưa mở.");
        found.push(line(Badge::new("Đôn đốc", Tone::Bad), text, "Xem đôn đốc", "/don-doc"));
    }
    if desk.may(Action::TaskDone, State::Any) {
        let mine = tasks::of_person(&mut platform, &desk.staff.account).await?;
        let shown = |task: &&tasks::Task| {
            task.tenant == *desk.tenant.id() && super::sealed::may_know(&desk.staff, task)
        };
        let mine: Vec<_> = mine.iter().filter(shown).collect();
        if let Some(first) = mine.first() {
            let text = format!("{} việc giao cho ông/bà; trước nhất: {}", mine.len(), first.text);
            found.push(line(Badge::new("Chờ xử lý", Tone::Warn), text, "Xem việc cần xử lý", "/viec"));
        }
    }
    Ok(found)
}

/// What can be begun.
pub fn begin(desk: &Desk) -> Vec<Link> {
    if !desk.may(Action::ItemCreate, State::Any) {
        return Vec::new();
    }
    vec![
        Link::new("Viết tin, bài", desk.url("/tin-bai/moi/tin")),
        Link::new("Thêm văn bản", desk.url("/tin-bai/moi/van-ban")),
        Link::new("Soạn từ tệp", desk.url("/tin-bai/tu-tep")),
        Link::new("Thêm vào chuyên mục khác", desk.url("/tin-bai/moi")),
    ]
}

/// Which rows of a person's desk a group shows.
type Pick = fn(Mine) -> Vec<Row>;

/// The groups: name, rows, what an empty one says, and the queue that shows the rest of this tenant's.
const GROUPS: [(&str, Pick, &str, &str); 6] = [
    ("Chờ tôi xử lý", |mine| mine.waiting, "Không có gì chờ xử lý.", "trang-thai=submitted"),
    ("Quá hạn", |mine| mine.late, "Không có việc nào quá hạn.", "qua-han=co"),
    ("Bị trả lại", |mine| mine.returned, "Không có bài nào bị trả lại.", ""),
    ("Tôi đã gửi", |mine| mine.sent, "Chưa gửi bài nào.", ""),
    (
        "Đã duyệt, chờ đăng",
        |mine| mine.ready,
        "Không có bài nào đã duyệt mà chưa đăng.",
        "trang-thai=approved",
    ),
    ("Bản nháp của tôi", |mine| mine.drafts, "Chưa có bản nháp nào.", "trang-thai=draft"),
];

async fn items_groups(desk: &Desk) -> Result<Vec<DeskGroup>> {
    let places = desk.places();
    let several = places.len() > 1;
    let mut lists: Vec<Vec<(i64, ListRow)>> = vec![Vec::new(); GROUPS.len()];
    let mut reads = false;
    for (tenant, staff) in &places {
        // Who only looks on writes, sends and approves nothing.
        if !staff.may(Action::ItemRead, State::Any) || !writes(staff) {
            continue;
        }
        reads = true;
        let mine = of_place(desk, tenant, staff).await?;
        for (list, (_, pick, ..)) in lists.iter_mut().zip(GROUPS) {
            let rows = pick(mine.clone());
            list.extend(rows.iter().map(|row| (row.edition.updated_at, shown(desk, tenant, row, several))));
        }
    }
    if !reads {
        return Ok(Vec::new());
    }
    let groups = GROUPS.into_iter().zip(lists).map(|((title, _, empty, query), mut list)| {
        list.sort_by_key(|row| std::cmp::Reverse(row.0));
        let count = list.len();
        list.truncate(ROWS);
        let url = desk.url(&format!("/tin-bai?{query}"));
        DeskGroup {
            title: if count > 0 { format!("{title} ({count})") } else { title.into() },
            rows: list.into_iter().map(|row| row.1).collect(),
            empty_text: empty.into(),
            all: (!query.is_empty())
                .then(|| Link::new(format!("Mở danh sách: {}", title.to_lowercase()), url)),
        }
    });
    Ok(groups.collect())
}

/// Whether the person has a hand in what is written, from the first draft to its publication.
fn writes(staff: &Staff) -> bool {
    staff.may(Action::ItemCreate, State::Any)
        || staff.may(Action::ItemConfirm, State::Submitted)
        || staff.may(Action::ItemApprove, State::Submitted)
        || staff.may(Action::ItemPublish, State::Approved)
        || staff.may(Action::ItemEmergencyConfirm, State::Live)
}

async fn of_place(desk: &Desk, tenant: &Tenant, staff: &Staff) -> Result<Mine> {
    let mut scope = desk.app.db.read(tenant.id()).await?;
    mine::read(&mut scope, &tenant.profile, staff, desk.app.db.clock.today()).await
}

fn shown(desk: &Desk, tenant: &Tenant, row: &Row, several: bool) -> ListRow {
    let today = desk.app.db.clock.today();
    let section =
        tenant.profile.section(row.section).map_or_else(String::new, |section| section.title.clone());
    let site = several.then(|| tenant.identity().full_name.clone());
    let due = row.due_on.map(|due| {
        if row.is_late(today) {
            format!("Quá hạn từ {}", date_vi(due))
        } else {
            format!("Hạn {}", date_vi(due))
        }
    });
    let live = row.publish_at.filter(|_| row.edition.state == State::Scheduled);
    let live = live.map(|at| format!("Đăng lúc {}", time_vi(at)));
    let reason = row.edition.reason.as_ref().map(|reason| format!("Lý do: {reason}"));
    let about: Vec<String> = [site, Some(section), due, live, reason].into_iter().flatten().collect();
    ListRow {
        link: Link::new(row.edition.title.clone(), format!("/{}/tin-bai/{}", tenant.slug(), row.edition.id)),
        state: state(row),
        about: about.join(" · "),
        at: when(row.edition.updated_at, desk.app.db.clock.now()),
        current: false,
    }
}

/// The state of a row in words; an emergency that waits is told before anything else.
pub fn state(row: &Row) -> Badge {
    if row.confirm_before.is_some() && row.edition.state == State::Live {
        Badge::new(UNCONFIRMED, Tone::Warn)
    } else {
        badge(row.edition.state)
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
            format!("{}. {}", row.number, crate::questions::privacy::masked(&row.subject)),
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

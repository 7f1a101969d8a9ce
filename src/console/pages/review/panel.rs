//! What stands beside an item: who works on it, what was said, what the checks found, when it goes live.

use crate::base::clock::{date_vi, time_vi};
use crate::base::error::Result;
use crate::console::desk::Desk;
use crate::console::pages::frame::Names;
use crate::console::views::review::{Panel, PanelRow};
use crate::desk::{PENDING, assign, talk};
use crate::items::checks::Weight;
use crate::items::{Edition, store as items};
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Tone};
use crate::review::emergency::UNCONFIRMED;
use crate::review::schedule;

use super::{of_edition, standing_of, waiting_emergency};

/// The panel of an edition.
///
/// # Errors
/// When the database does not answer.
pub async fn panel(desk: &Desk, edition: &Edition, names: &Names) -> Result<Panel> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let content = items::content(&mut scope, &edition.revision).await?;
    let given = assign::of(&mut scope, &edition.id).await?;
    let threads = talk::threads(&mut scope, &edition.id).await?;
    let set = schedule::of(&mut scope, &edition.id).await?.filter(|_| edition.state == State::Scheduled);
    let urgent = waiting_emergency(&mut scope, edition).await?;
    drop(scope);
    let pending = PENDING.contains(&edition.state);
    let link = |words: &str, rest: &str| Some(Link::new(words, of_edition(desk, &edition.id, rest)));
    let mut rows = Vec::new();
    if let Some(urgent) = &urgent {
        rows.push(PanelRow {
            name: "Đăng khẩn".into(),
            state: Some(Badge::new(UNCONFIRMED, Tone::Warn)),
            text: format!("trước {}", time_vi(urgent.confirm_before)),
            link: link("Xem và xác nhận bản đăng khẩn", "/dang-khan"),
        });
    }
    if pending {
        let today = desk.app.db.clock.today();
        let late = given.as_ref().is_some_and(|given| given.due_on < today);
        let may = desk.may(Action::ItemAssign, edition.state);
        rows.push(PanelRow {
            name: "Người xử lý".into(),
            state: late.then(|| Badge::new("Quá hạn", Tone::Bad)),
            text: given.map_or_else(
                || "chưa giao".into(),
                |given| format!("{}, hạn {}", names.of(Some(&given.account)), date_vi(given.due_on)),
            ),
            link: link("Phân công", "/phan-cong").filter(|_| may),
        });
        rows.push(checks_row(desk, edition, &content).await?);
    }
    if pending || !threads.is_empty() {
        let open = threads.iter().filter(|thread| thread.is_open()).count();
        rows.push(PanelRow {
            name: "Góp ý".into(),
            state: (open > 0).then(|| Badge::new(format!("{open} chưa xong"), Tone::Warn)),
            text: format!("{} góp ý", threads.len()),
            link: link("Xem và viết góp ý", "/gop-y"),
        });
    }
    if matches!(edition.state, State::Approved | State::Scheduled) {
        let may = desk.may(Action::ItemSchedule, edition.state);
        rows.push(PanelRow {
            name: "Hẹn giờ đăng".into(),
            state: None,
            text: set.map_or_else(|| "chưa hẹn".into(), |set| time_vi(set.at)),
            link: link("Hẹn giờ đăng", "/hen-gio").filter(|_| may),
        });
    }
    if desk.may(Action::ItemEmergency, edition.state) {
        rows.push(PanelRow {
            name: "Việc gấp".into(),
            state: None,
            text: "đăng trước, người khác xác nhận sau".into(),
            link: link("Đăng khẩn", "/dang-khan"),
        });
    }
    rows.push(PanelRow {
        name: "Lịch sử".into(),
        state: None,
        text: String::new(),
        link: link("Các bản, so sánh, khôi phục", "/lich-su"),
    });
    Ok(Panel { rows })
}

async fn checks_row(desk: &Desk, edition: &Edition, content: &crate::items::Content) -> Result<PanelRow> {
    let standing = standing_of(desk, edition, content).await?;
    let refused = standing.checks.iter().filter(|judged| judged.finding.weight == Weight::Refusal).count();
    let open = standing.checks.iter().filter(|judged| judged.stands()).count() - refused;
    let state = match (refused, open) {
        (0, 0) => Badge::new("Đạt", Tone::Good),
        (0, open) => Badge::new(format!("{open} mục chờ trả lời"), Tone::Warn),
        (refused, _) => Badge::new(format!("{refused} mục phải sửa"), Tone::Bad),
    };
    Ok(PanelRow {
        name: "Kiểm tra".into(),
        state: Some(state),
        text: String::new(),
        link: Some(Link::new("Xem kết quả kiểm tra", of_edition(desk, &edition.id, "/kiem-tra"))),
    })
}

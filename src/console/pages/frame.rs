//! What stands around every staff page: the person's tenants, and the trays with what lies in them.

use std::collections::HashMap;

use crate::base::clock::{DAY, HOUR, MINUTE, Millis, iso, time_vi};
use crate::base::error::{self, Result};
use crate::base::id::AccountId;
use crate::console::desk::Desk;
use crate::console::views::layout::{ConsoleLayout, Post, Tray, TrayGroup, When};
use crate::items::rights::Sight;
use crate::items::store as items;
use crate::people::store as people;
use crate::people::{Action, State};
use crate::public::views::{Badge, Link, Refusal, Refusals, Tone};
use crate::questions::desk::seen_units;
use crate::questions::store as questions;
use crate::tasks;

use super::gate;

/// The layout of a page of this tenant.
///
/// # Errors
/// When the database does not answer.
pub async fn layout(desk: &Desk, title: &str) -> Result<ConsoleLayout> {
    let here = desk.tenant.id();
    let places = desk.places();
    let tenants = places.iter().map(|(tenant, staff)| {
        let mut link = gate::link(&tenant.identity().full_name, tenant.slug(), staff);
        link.current = tenant.id() == here;
        link
    });
    Ok(ConsoleLayout {
        title: title.to_owned(),
        tenant: desk.tenant.identity().full_name.clone(),
        palette: desk.tenant.profile.theme.palette.clone(),
        site_url: desk.tenant.url("/"),
        home_url: desk.url(""),
        person: desk.session.account.name.clone(),
        post: gate::posts(&desk.staff),
        account_url: "/mat-khau".into(),
        sign_out: post(desk, "/dang-xuat"),
        tenants: tenants.collect(),
        trays: trays(desk).await?,
        list: None,
        flash: None,
    })
}

/// A form's address with the session's token.
pub fn post(desk: &Desk, action: &str) -> Post {
    Post { action: action.to_owned(), csrf: desk.session.csrf.clone() }
}

async fn trays(desk: &Desk) -> Result<Vec<TrayGroup>> {
    let mut scope = desk.app.db.read(desk.tenant.id()).await?;
    let mut groups = Vec::new();
    let path = desk.asked.path.clone();
    let tray = |title: &str, url: String, count: usize, tone: Tone| Tray {
        current: url == path,
        link: Link::new(title, url),
        count: count as u64,
        tone,
    };
    if desk.may(Action::ItemRead, State::Any) {
        let mut trays = vec![tray("Tất cả tin bài, văn bản", desk.url("/tin-bai"), 0, Tone::Plain)];
        for (state, count) in items::state_counts(&mut scope, &Sight::of(&desk.staff)).await? {
            trays.push(tray(
                state.vietnamese(),
                desk.url(&format!("/tin-bai?trang-thai={state}")),
                count,
                Tone::Plain,
            ));
        }
        if desk.may(Action::MediaRead, State::Any) {
            trays.push(tray("Thư viện ảnh, tệp", desk.url("/thu-vien"), 0, Tone::Plain));
        }
        groups.push(TrayGroup { title: "Tin bài, văn bản".into(), trays });
    }
    if desk.may(Action::QuestionRead, State::Any) {
        let mut trays = vec![tray("Sổ câu hỏi", desk.url("/hoi-dap"), 0, Tone::Plain)];
        for state in [State::Received, State::Assigned, State::Answered, State::AnswerApproved] {
            let filter = questions::DeskFilter { state: Some(state), units: seen_units(&desk.staff) };
            let count = questions::list(&mut scope, &filter, 0, 1).await?.0;
            trays.push(tray(
                state.vietnamese(),
                desk.url(&format!("/hoi-dap?trang-thai={state}")),
                count,
                Tone::Plain,
            ));
        }
        groups.push(TrayGroup { title: "Hỏi đáp".into(), trays });
    }
    let mut office = Vec::new();
    if desk.may(Action::TaskDone, State::Any) {
        let count = tasks::open(&mut scope).await?.len();
        office.push(tray(
            "Việc cần người xử lý",
            desk.url("/viec"),
            count,
            if count > 0 { Tone::Bad } else { Tone::Plain },
        ));
    }
    for (action, title, url) in [
        (Action::BatchImport, "Lô nhập văn bản", "/nhap"),
        (Action::PeopleRead, "Nhân sự", "/nhan-su"),
        (Action::AuditRead, "Nhật ký", "/nhat-ky"),
        (Action::SearchRead, "Người dân tìm gì", "/tim-kiem"),
        (Action::NoticeWrite, "Báo tạm ngừng", "/tam-ngung"),
    ] {
        if desk.may(action, State::Any) {
            office.push(tray(title, desk.url(url), 0, Tone::Plain));
        }
    }
    if !office.is_empty() {
        groups.push(TrayGroup { title: "Quản trị".into(), trays: office });
    }
    Ok(groups)
}

/// A state in words, with what it means.
pub fn badge(state: State) -> Badge {
    let tone = match state {
        State::Live | State::Published | State::AnsweredPrivately => Tone::Good,
        State::Submitted
        | State::Approved
        | State::Received
        | State::Assigned
        | State::Answered
        | State::AnswerApproved => Tone::Warn,
        State::Withdrawn | State::Closed => Tone::Bad,
        _ => Tone::Plain,
    };
    Badge::new(state.vietnamese(), tone)
}

/// How long ago, and exactly when.
pub fn when(at: Millis, now: Millis) -> When {
    let relative = match now - at {
        past if past < MINUTE => "vừa xong".to_owned(),
        past if past < HOUR => format!("{} phút trước", past / MINUTE),
        past if past < DAY => format!("{} giờ trước", past / HOUR),
        past if past < 30 * DAY => format!("{} ngày trước", past / DAY),
        _ => time_vi(at),
    };
    When { relative, exact: time_vi(at), iso: iso(at) }
}

/// The names of people by their accounts.
#[derive(Debug, Default)]
pub struct Names(HashMap<AccountId, String>);

impl Names {
    /// Of everybody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(desk: &Desk) -> Result<Self> {
        let all = people::accounts(&mut desk.app.db.platform().await?).await?;
        Ok(Self(all.into_iter().map(|account| (account.id, account.name)).collect()))
    }

    /// A person's name; what has none is the system's.
    pub fn of(&self, id: Option<&AccountId>) -> String {
        id.and_then(|id| self.0.get(id)).cloned().unwrap_or_else(|| "Hệ thống".into())
    }
}

/// The rules' refusals under a form's own field names.
pub fn shown(refusals: Vec<error::Refusal>, field: impl Fn(&str) -> String) -> Refusals {
    let one = |refusal: error::Refusal| Refusal {
        field: field(refusal.field),
        message: refusal.message,
        clause: Some(refusal.clause.to_owned()).filter(|clause| !clause.is_empty()),
    };
    Refusals(refusals.into_iter().map(one).collect())
}

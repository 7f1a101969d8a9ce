//! What the pages of the office's house-keeping share: the year asked for, and the way to its neighbours.

use jiff::civil::Date;

use crate::base::error::{Error, Result};
use crate::base::scope::Scope;
use crate::console::desk::Desk;
use crate::console::views::layout::{Tray, TrayGroup};
use crate::house;
use crate::house::{distribution, feedback};
use crate::people::{Action, State};
use crate::public::views::{Link, Tone};

/// The year asked for, or this one.
pub fn year(desk: &Desk) -> i16 {
    house::year(desk.asked.query("nam")).unwrap_or_else(|| desk.app.db.clock.today().year())
}

/// The years around one.
pub fn years(desk: &Desk, path: &str, year: i16) -> Vec<Link> {
    let link = |year: i16| Link::new(format!("Năm {year}"), desk.url(&format!("{path}?nam={year}")));
    vec![link(year - 1), link(year + 1)]
}

/// A day as it was typed: none where nothing was, the first of all days for what is no day, which every rule refuses.
pub fn typed_day(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| super::form::date(text).unwrap_or(Date::MIN))
}

/// What a form of the house came to: nothing, its refusals, or what happened meanwhile.
pub enum Came {
    /// It was done.
    Done,
    /// It comes back with all that was typed.
    Back(super::frame::Said),
}

/// Whether a form was done or comes back.
///
/// # Errors
/// Whatever no form can put right.
pub fn came<T>(done: Result<T>) -> Result<Came> {
    match done {
        Ok(_) => Ok(Came::Done),
        Err(refused @ (Error::Refused(_) | Error::Conflict(_))) => {
            super::frame::Said::of(refused, str::to_owned).map(Came::Back)
        }
        Err(other) => Err(other),
    }
}

/// The trays of the office's house-keeping.
///
/// # Errors
/// When the database does not answer.
pub async fn kept(desk: &Desk, scope: &mut Scope, path: &str) -> Result<Option<TrayGroup>> {
    let filed = feedback::store::count_waiting(scope).await?;
    let unopened =
        distribution::store::count_unopened(&mut desk.app.db.platform().await?, desk.tenant.id()).await?;
    let rows = [
        (Action::DistributionRead, "Gửi văn bản điện tử", "/gui-van-ban", 0),
        (Action::DistributionOpen, "Văn bản nhận", "/van-ban-den", unopened),
        (Action::RegulationRead, "Quy chế hoạt động", "/quy-che", 0),
        (Action::OfficeRead, "Kế hoạch năm", "/ke-hoach", 0),
        (Action::OfficeRead, "Tập huấn", "/tap-huan", 0),
        (Action::OfficeRead, "Khen thưởng", "/khen-thuong", 0),
        (Action::ViolationRead, "Sổ vi phạm", "/vi-pham", 0),
        (Action::OfficeRead, "Thời gian hoạt động", "/hoat-dong", 0),
        (Action::FeedbackFile, "Nêu vướng mắc, đề xuất", "/vuong-mac", 0),
        (Action::FeedbackRead, "Sổ vướng mắc, đề xuất", "/vuong-mac/so", filed),
    ];
    let trays = rows.into_iter().filter(|row| desk.may(row.0, State::Any)).map(|(_, title, url, count)| {
        let url = desk.url(url);
        Tray {
            current: url == path,
            link: Link::new(title, url),
            count: u64::try_from(count).unwrap_or(0),
            tone: if count > 0 { Tone::Warn } else { Tone::Plain },
        }
    });
    let trays: Vec<Tray> = trays.collect();
    Ok((!trays.is_empty()).then(|| TrayGroup { title: "Tổ chức, quy chế".into(), trays }))
}

//! A plan as it leaves the portal: an official document of the kind Kế hoạch, and a table.

use jiff::civil::Date;
use paper::model::{Block, Column, Head, Mark, Paper, Table};
use paper::sheet;

use crate::base::clock::{date_vi, local};
use crate::base::error::Result;
use crate::base::scope::Scope;
use crate::people::Role;
use crate::people::store::appointments_in;
use crate::reports::letterhead::Letterhead;
use crate::tenants::directory::Tenant;

use super::store::{self, Names};
use super::work::owner_name;
use super::{Entry, Happened, Plan, Progress};

/// Where a task stands, as a table says it.
pub fn standing(entry: &Entry, today: Date) -> String {
    let stage = entry.stage.vietnamese();
    match entry.done_on {
        Some(day) if entry.was_late() => format!("{stage} {}, sau hạn", date_vi(day)),
        Some(day) => format!("{stage} {}", date_vi(day)),
        None if entry.is_late(today) => format!("{stage}, quá hạn"),
        None => stage.to_owned(),
    }
}

/// A plan as an official document: a draft as long as nobody has approved it.
///
/// # Errors
/// When the database does not answer.
pub async fn paper(
    scope: &mut Scope,
    tenant: &Tenant,
    plan: &Plan,
    entries: &[Entry],
    names: &Names,
) -> Result<Paper> {
    let today = scope.db().clock.today();
    let approved = plan.approved.as_ref();
    let day = approved.map(|(_, at)| local(*at).date());
    let letterhead = Letterhead::on(scope, &tenant.profile, day.unwrap_or(today)).await?;
    let signer = approved.map(|(by, _)| by);
    let held = appointments_in(scope).await?;
    let role = held
        .iter()
        .filter(|one| Some(&one.account) == signer && day.is_some_and(|day| one.holds_on(day)))
        .map(|one| one.role)
        .find(|role| matches!(role, Role::BoardHead | Role::StandingDeputy))
        .unwrap_or(Role::BoardHead);
    let name = signer.and_then(|by| names.get(by)).map_or("", String::as_str);
    let (number, symbol) = numbered(plan, &letterhead);
    Ok(Paper {
        parent: letterhead.parent.clone(),
        issuer: letterhead.issuer.clone(),
        number,
        symbol,
        place: letterhead.place.clone(),
        day,
        head: Head::Titled {
            kind: "Kế hoạch".to_owned(),
            about: format!("Duy trì, phát triển Trang thông tin điện tử năm {}", plan.year),
        },
        to: Vec::new(),
        body: body(tenant, plan, entries, names, &changed(scope, plan).await?),
        signature: letterhead.signature(role, name),
        copies: letterhead.copies(),
        annexes: Vec::new(),
        stamp: approved.is_none().then(|| paper::wording::DRAFT.to_owned()),
    })
}

/// The number and the symbol that a plan was issued under: `12/KH-BBT`.
fn numbered(plan: &Plan, letterhead: &Letterhead) -> (Option<i64>, String) {
    let (number, symbol) = plan.number.split_once('/').unwrap_or((&plan.number, ""));
    let symbol = if symbol.is_empty() { letterhead.symbol("KH") } else { symbol.trim().to_owned() };
    (number.trim().parse().ok(), symbol)
}

/// What of an approved plan was changed since, as points: the paper does not pass for what was signed.
async fn changed(scope: &mut Scope, plan: &Plan) -> Result<Vec<String>> {
    let steps = store::steps(scope, &plan.id).await?;
    let point = |step: &Happened| {
        let reason = if step.reason.is_empty() { String::new() } else { format!(" ({})", step.reason) };
        let day = date_vi(local(step.at).date());
        format!("Ngày {day}: {}: {}{reason}", step.step.vietnamese().to_lowercase(), step.words)
    };
    Ok(steps.iter().filter(|step| step.afterwards && step.step.alters()).map(point).collect())
}

fn body(tenant: &Tenant, plan: &Plan, entries: &[Entry], names: &Names, changed: &[String]) -> Vec<Block> {
    let mut blocks = vec![Block::part("I. CĂN CỨ, MỤC ĐÍCH")];
    let lines = plan.aims.lines().map(str::trim).filter(|line| !line.is_empty());
    blocks.extend(lines.map(|line| Block::Paragraph(line.to_owned())));
    if plan.aims.is_empty() {
        blocks.push(Block::Paragraph(
            "Duy trì, nâng cao chất lượng hoạt động của Trang thông tin điện tử.".to_owned(),
        ));
    }
    blocks.push(Block::part("II. NHIỆM VỤ"));
    let row = |(nth, entry): (usize, &Entry)| {
        vec![
            (nth + 1).to_string(),
            entry.title.clone(),
            owner_name(tenant, names, &entry.owner),
            date_vi(entry.due),
        ]
    };
    blocks.push(Block::Table(Table {
        caption: String::new(),
        columns: vec![
            Column::middle("TT"),
            Column::words("Nội dung công việc"),
            Column::words("Thực hiện"),
            Column::middle("Hoàn thành trước hết ngày"),
        ],
        rows: entries.iter().enumerate().map(row).collect(),
    }));
    if !changed.is_empty() {
        let told = "Sau khi ban hành, kế hoạch được bổ sung, điều chỉnh như sau:".to_owned();
        blocks.extend([Block::Paragraph(told), Block::Points(Mark::Dash, changed.to_vec())]);
    }
    blocks.push(Block::part("III. TỔ CHỨC THỰC HIỆN"));
    blocks.push(Block::Paragraph(
        "Các cá nhân, đơn vị được giao báo cáo tiến độ, kết quả trong trang quản trị; cơ quan thường trực theo dõi, đôn đốc, \
         tổng hợp vào báo cáo hoạt động 6 tháng và hằng năm."
            .to_owned(),
    ));
    blocks
}

/// A plan with where its tasks stand, as a table.
pub fn table(tenant: &Tenant, plan: &Plan, entries: &[Entry], names: &Names, today: Date) -> sheet::Sheet {
    use sheet::{Cell, Column};
    let row = |(nth, entry): (i64, &Entry)| {
        vec![
            Cell::Whole(nth),
            Cell::text(&entry.title),
            Cell::text(owner_name(tenant, names, &entry.owner)),
            Cell::Day(entry.due),
            Cell::text(standing(entry, today)),
            Cell::day(entry.done_on),
            Cell::text(&entry.result),
        ]
    };
    let number = if plan.number.is_empty() { String::new() } else { format!("Số {}", plan.number) };
    let above = [
        tenant.identity().body.clone(),
        plan.title(),
        number,
        format!("Tiến độ đến {}: {}", date_vi(today), Progress::of(entries).vietnamese()),
    ];
    sheet::Sheet {
        name: format!("Kế hoạch {}", plan.year),
        above: above.into_iter().filter(|line| !line.is_empty()).collect(),
        columns: vec![
            Column::new("TT", 6),
            Column::new("Nội dung công việc", 60),
            Column::new("Thực hiện", 30),
            Column::new("Hạn", 12),
            Column::new("Tình trạng", 26),
            Column::new("Ngày hoàn thành", 16),
            Column::new("Kết quả", 50),
        ],
        rows: (1..).zip(entries).map(row).collect(),
        signatures: vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_read_from_what_was_typed() {
        let letterhead = Letterhead { short: "BBT".into(), ..Letterhead::default() };
        let plan = |number: &str| Plan {
            id: String::new(),
            year: 2017,
            aims: String::new(),
            drafted_by: "a".into(),
            drafted_at: 0,
            number: number.into(),
            approved: None,
            published_at: None,
            version: 1,
        };
        assert_eq!(numbered(&plan("12/KH-UBND"), &letterhead), (Some(12), "KH-UBND".into()));
        assert_eq!(numbered(&plan("12"), &letterhead), (Some(12), "KH-BBT".into()));
        assert_eq!(numbered(&plan(""), &letterhead), (None, "KH-BBT".into()));
    }
}

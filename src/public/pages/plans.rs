//! The plans of a site that its office shows to readers: what is to be done by whom until when, how far it is, what was changed.

use crate::base::clock::{date_vi, local};
use crate::base::error::{Error, Result};
use crate::house;
use crate::house::plan::papers::standing;
use crate::house::plan::{Entry, Happened, Owner, Plan, Progress, store};
use crate::items::markup::paragraphs;
use crate::public::site::Around;
use crate::public::views::plans::{PlanChange, PlanPage, PlanTask};
use crate::public::views::{Badge, Html, Link, Tone};
use crate::public::visit::{Reply, Visit};

/// Where they are read.
pub const PUBLIC: &str = "/ke-hoach-nam";

async fn shown(visit: &Visit) -> Result<Vec<Plan>> {
    let mut all = store::all(&mut visit.app.db.read(visit.tenant.id()).await?).await?;
    all.retain(|plan| plan.published_at.is_some());
    Ok(all)
}

/// Whether readers of a site are shown a plan.
///
/// # Errors
/// When the database does not answer.
pub async fn is_there(visit: &Visit) -> Result<bool> {
    Ok(!shown(visit).await?.is_empty())
}

/// Who is to do a task, as readers are told: people by what they are, not by name.
fn owner(visit: &Visit, owner: &Owner) -> String {
    match owner {
        Owner::Board => "Ban Biên tập".to_owned(),
        Owner::Unit(key) => visit.tenant.profile.unit(key).map_or_else(String::new, |unit| unit.name.clone()),
        Owner::Account(_) => "Cán bộ được phân công".to_owned(),
    }
}

fn badge(entry: &Entry, today: jiff::civil::Date) -> Badge {
    let tone = match entry.done_on {
        Some(_) => Tone::Good,
        None if entry.is_late(today) => Tone::Bad,
        None => Tone::Plain,
    };
    Badge::new(standing(entry, today), tone)
}

/// `/ke-hoach-nam?nam=`
///
/// # Errors
/// [`Error::NotFound`] where no plan is shown.
pub async fn page(visit: Visit) -> Result<Reply> {
    let plans = shown(&visit).await?;
    let typed = visit.asked.query("nam");
    let wanted = house::year(typed);
    let plan =
        plans.iter().find(|plan| wanted.is_none_or(|year| plan.year == year)).ok_or(Error::NotFound)?;
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let entries = store::entries(&mut scope, &plan.id).await?;
    let steps = store::steps(&mut scope, &plan.id).await?;
    drop(scope);
    let today = visit.app.db.clock.today();
    // The latest one is the page itself; another year narrows it.
    let is_latest = plans.first().is_some_and(|first| first.id == plan.id);
    let address = if is_latest { PUBLIC.to_owned() } else { format!("{PUBLIC}?nam={}", plan.year) };
    let around = Around::of(&visit.app, &visit.tenant, &address, None).await?;
    let task = |entry: &Entry| PlanTask {
        title: entry.title.clone(),
        owner: owner(&visit, &entry.owner),
        due: date_vi(entry.due),
        state: badge(entry, today),
    };
    let change = |one: &Happened| PlanChange {
        what: format!("{}, {}", date_vi(local(one.at).date()), one.step.vietnamese().to_lowercase()),
        entry: entries
            .iter()
            .find(|entry| entry.id == one.entry)
            .map_or_else(String::new, |entry| entry.title.clone()),
        reason: one.reason.clone(),
    };
    let approved = plan.approved.as_ref().map(|(_, at)| format!("duyệt ngày {}", date_vi(local(*at).date())));
    let number = (!plan.number.is_empty()).then(|| format!("Số {}", plan.number));
    let about: Vec<String> = number.into_iter().chain(approved).collect();
    Reply::page(&PlanPage {
        layout: around.layout(
            &format!("Kế hoạch năm {}", plan.year),
            "Các việc duy trì, phát triển trang thông tin điện tử trong năm, hạn và tiến độ.",
            vec![Link::new("Quy chế hoạt động", visit.tenant.url("/quy-che"))],
        ),
        title: plan.title(),
        about: about.join(", "),
        progress: Progress::of(&entries).vietnamese(),
        aims: Html::sanitised(paragraphs(&plan.aims)),
        tasks: entries.iter().map(task).collect(),
        changes: steps.iter().rev().filter(|one| one.afterwards).map(change).collect(),
        others: plans
            .iter()
            .filter(|other| other.year != plan.year)
            .map(|other| {
                Link::new(
                    format!("Kế hoạch năm {}", other.year),
                    visit.tenant.url(&format!("{PUBLIC}?nam={}", other.year)),
                )
            })
            .collect(),
    })
}

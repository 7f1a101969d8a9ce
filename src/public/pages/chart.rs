//! The organisation chart: the body, its units by kind, and who holds which post on a day.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::base::clock::date_vi;
use crate::base::error::Result;
use crate::base::text::folded;
use crate::items::kinds::record::LEADERS;
use crate::items::store::{self as items, Filter, Listed};
use crate::public::site::Around;
use crate::public::views::Link;
use crate::public::views::chart::{Branch, ChartPage, Holder, Kin};
use crate::public::views::chart_drawing::drawing;
use crate::public::views::contact::Officer;
use crate::public::visit::{Reply, Visit};
use crate::tenants::{Section, Unit};

use super::about::KINDS;
use super::{records, typed_day};

/// The chart as a register's list is asked for: `?so=so-do`.
pub const KEY: &str = "so-do";
/// What it is called.
pub const TITLE: &str = "Sơ đồ tổ chức";
/// More posts than any body has.
const MOST: usize = 500;

/// `?so=so-do&ngay=`
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: &Visit, section: &Section) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let day = typed_day::day(asked.query("ngay")).unwrap_or(tenant.day);
    let around = Around::of(&visit.app, tenant, &format!("/{}", section.slug), Some(section.key)).await?;
    let mut officers = officers(visit, day).await?;
    let kin = KINDS.into_iter().map(|(kind, title)| Kin {
        title: title.to_owned(),
        units: tenant
            .profile
            .units_on(day)
            .filter(|unit| unit.kind == kind)
            .map(|unit| branch(unit, &mut officers))
            .collect(),
    });
    let kin: Vec<Kin> = kin.filter(|kin| !kin.units.is_empty()).collect();
    let title = format!("{TITLE} {}", tenant.identity().body);
    let head = Branch {
        name: tenant.identity().body.clone(),
        holders: officers.into_iter().map(holder).collect(),
        post: None,
        mail: None,
    };
    let mut layout = around.layout(&title, &format!("{title}, ngày {}.", date_vi(day)), vec![]);
    layout.for_print = asked.query("in") == "1";
    let held = records::held(visit, section).await?;
    Reply::page(&ChartPage {
        drawing: drawing(&format!("{title}, ngày {}", date_vi(day)), &head, &kin),
        print_url: Some(format!("{}?so={KEY}&ngay={day}&in=1", tenant.section_url(section, ""))),
        layout,
        title,
        registers: records::ways_here(visit, section, KEY, &held).await?,
        action: tenant.section_url(section, ""),
        typed_day: asked.query("ngay").to_owned(),
        day: date_vi(day),
        head,
        kin,
    })
}

/// A unit with those whose post is in it; they are taken out of `officers`.
fn branch(unit: &Unit, officers: &mut Vec<Officer>) -> Branch {
    let names = [folded(&unit.name), folded(&unit.abbr)];
    let (mine, others): (Vec<_>, Vec<_>) =
        std::mem::take(officers).into_iter().partition(|officer| names.contains(&folded(&officer.unit)));
    *officers = others;
    let holders: Vec<Holder> = mine.into_iter().map(holder).collect();
    Branch {
        name: unit.name.clone(),
        post: Some(unit.head.clone()).filter(|head| holders.is_empty() && !head.is_empty()),
        holders,
        mail: Some(unit.email.clone()).filter(|mail| !mail.is_empty()),
    }
}

fn holder(officer: Officer) -> Holder {
    Holder { post: officer.post, link: officer.link }
}

/// Who holds which post on a day, as the register tells it; nobody where its section is hidden.
///
/// # Errors
/// When the database does not answer.
pub async fn officers(visit: &Visit, day: Date) -> Result<Vec<Officer>> {
    let tenant = &visit.tenant;
    if tenant.profile.section(LEADERS.section).is_none_or(|section| section.hidden) {
        return Ok(Vec::new());
    }
    let filter = Filter {
        register: Some(LEADERS.key),
        holding: LEADERS.holds.map(|span| (day, (span.from, span.until))),
        ..Filter::of_sections(&[LEADERS.section])
    };
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let mut listed: Vec<Listed> = items::live_list(&mut scope, &filter, 0, MOST).await?.items;
    // As offices list them: who was entered first stands first.
    listed.reverse();
    let ids: Vec<_> = listed.iter().map(|one| one.item_id.clone()).collect();
    let told = items::told_of(&mut scope, &ids).await?;
    let told: HashMap<_, _> = told.into_iter().map(|(item, key, value)| ((item, key), value)).collect();
    let officer = |one: &Listed| {
        let value = |key: &str| told.get(&(one.item_id.clone(), key.to_owned())).cloned().unwrap_or_default();
        Officer {
            link: Link::new(one.title.clone(), super::item_url(tenant, one.section, &one.slug)),
            post: value("chuc-vu"),
            unit: value("don-vi"),
            phone: value("dien-thoai"),
            mail: value("thu-dien-tu"),
        }
    };
    Ok(listed.iter().map(officer).collect())
}

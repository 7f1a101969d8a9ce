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
use crate::public::visit::{Reply, Visit};
use crate::tenants::{Section, Unit, UnitKind};

use super::{records, typed_day};

/// The chart as a register's list is asked for: `?so=so-do`.
pub const KEY: &str = "so-do";
/// What it is called.
pub const TITLE: &str = "Sơ đồ tổ chức";
/// More posts than any body has.
const MOST: usize = 500;

/// What a post's holder is told by.
struct Post {
    holder: Holder,
    unit: String,
}

/// `?so=so-do&ngay=`
///
/// # Errors
/// When the database does not answer.
pub async fn page(visit: &Visit, section: &Section) -> Result<Reply> {
    let (tenant, asked) = (&visit.tenant, &visit.asked);
    let day = typed_day::day(asked.query("ngay")).unwrap_or(tenant.day);
    let around = Around::of(&visit.app, tenant, &format!("/{}", section.slug), Some(section.key)).await?;
    let mut posts = posts(visit, section, day).await?;
    let kinds = [
        (UnitKind::Office, "Cơ quan chuyên môn"),
        (UnitKind::Post, "Bộ phận, chức danh chuyên môn"),
        (UnitKind::Service, "Đơn vị sự nghiệp"),
        (UnitKind::Vertical, "Cơ quan ngành dọc trên địa bàn"),
    ];
    let kin = kinds.into_iter().map(|(kind, title)| Kin {
        title: title.to_owned(),
        units: tenant
            .profile
            .units_on(day)
            .filter(|unit| unit.kind == kind)
            .map(|unit| branch(unit, &mut posts))
            .collect(),
    });
    let kin: Vec<Kin> = kin.filter(|kin| !kin.units.is_empty()).collect();
    let title = format!("{TITLE} {}", tenant.identity().body);
    Reply::page(&ChartPage {
        layout: around.layout(&title, &format!("{title}, ngày {}.", date_vi(day)), vec![]),
        title,
        registers: records::ways_here(visit, section, KEY).await?,
        action: tenant.section_url(section, ""),
        typed_day: asked.query("ngay").to_owned(),
        day: date_vi(day),
        head: Branch {
            name: tenant.identity().body.clone(),
            holders: posts.into_iter().map(|post| post.holder).collect(),
            post: None,
            mail: None,
        },
        kin,
    })
}

/// A unit with those whose post is in it; they are taken out of `posts`.
fn branch(unit: &Unit, posts: &mut Vec<Post>) -> Branch {
    let names = [folded(&unit.name), folded(&unit.abbr)];
    let (mine, others) = std::mem::take(posts).into_iter().partition(|post| names.contains(&post.unit));
    *posts = others;
    let holders: Vec<Holder> = Vec::into_iter(mine).map(|post: Post| post.holder).collect();
    Branch {
        name: unit.name.clone(),
        post: Some(unit.head.clone()).filter(|head| holders.is_empty() && !head.is_empty()),
        holders,
        mail: Some(unit.email.clone()).filter(|mail| !mail.is_empty()),
    }
}

/// Who holds which post on a day.
async fn posts(visit: &Visit, section: &Section, day: Date) -> Result<Vec<Post>> {
    let filter = Filter {
        register: Some(LEADERS.key),
        holding: LEADERS.holds.map(|span| (day, (span.from, span.until))),
        ..Filter::of_sections(&[section.key])
    };
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let mut listed: Vec<Listed> = items::live_list(&mut scope, &filter, 0, MOST).await?.items;
    // As offices list them: who was entered first stands first.
    listed.reverse();
    let ids: Vec<_> = listed.iter().map(|one| one.item_id.clone()).collect();
    let told = items::told_of(&mut scope, &ids).await?;
    let told: HashMap<_, _> = told.into_iter().map(|(item, key, value)| ((item, key), value)).collect();
    let value = |one: &Listed, key: &str| {
        told.get(&(one.item_id.clone(), key.to_owned())).cloned().unwrap_or_default()
    };
    let post = |one: &Listed| Post {
        holder: Holder {
            post: value(one, "chuc-vu"),
            link: Link::new(one.title.clone(), super::item_url(&visit.tenant, one.section, &one.slug)),
        },
        unit: folded(&value(one, "don-vi")),
    };
    Ok(listed.iter().map(post).collect())
}

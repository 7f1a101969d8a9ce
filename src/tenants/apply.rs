//! Brings the database to what the files declare, measured against what they declared last: what the
//! office changed in the console since is drift, reported and refused, never reverted.

use std::fmt;

use serde_json::json;

use crate::base::audit::Actor;
use crate::base::error::Result;
use crate::base::scope::{Db, PlatformWrite, Reach};

use super::declare::Set;
use super::store::{self, Held};
use super::{Identity, Profile};

/// What would be done, or was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A tenant that is not there yet.
    Create(String),
    /// Parts of a tenant that the files changed since they were applied last.
    Change(String, Vec<&'static str>),
}

/// Why nothing was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The office changed these parts in the console; export them or undo them first.
    Drift(String, Vec<&'static str>),
    /// A name, parent or host was changed in place instead of dated, or without its decision.
    Undated(String, String),
    /// The slug is another tenant's.
    SlugTaken(String),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create(slug) => write!(f, "{slug}: sẽ tạo mới"),
            Self::Change(slug, parts) => write!(f, "{slug}: thay đổi {}", parts.join(", ")),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Drift(slug, parts) => write!(
                f,
                "{slug}: {} đã được sửa trong trang quản trị sau lần áp dụng trước; chạy `portal tenants export` để ghi lại vào tệp",
                parts.join(", ")
            ),
            Self::Undated(slug, what) => write!(f, "{slug}: {what}"),
            Self::SlugTaken(slug) => write!(f, "{slug}: đường dẫn này là của đơn vị khác"),
        }
    }
}

/// What stands between the files and the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// What to do.
    pub steps: Vec<Step>,
    /// Why not.
    pub obstacles: Vec<Obstacle>,
    /// Tenants in the database that the files leave out; they stay as they are.
    pub left_out: Vec<String>,
}

/// Compares a declared set with the database.
pub fn plan(set: &Set, held: &[Held]) -> Plan {
    let mut plan = Plan::default();
    for wanted in &set.tenants {
        match held.iter().find(|held| held.current.id == wanted.id) {
            None if held.iter().any(|held| held.current.slug == wanted.slug) => {
                plan.obstacles.push(Obstacle::SlugTaken(wanted.slug.clone()));
            }
            None => plan.steps.push(Step::Create(wanted.slug.clone())),
            Some(held) => compare(wanted, held, &mut plan),
        }
    }
    let wanted = |id| set.tenants.iter().any(|tenant| &tenant.id == id);
    plan.left_out =
        held.iter().filter(|held| !wanted(&held.current.id)).map(|held| held.current.slug.clone()).collect();
    plan
}

fn compare(wanted: &Profile, held: &Held, plan: &mut Plan) {
    let slug = || wanted.slug.clone();
    let changed = differences(wanted, &held.declared);
    let drifted = differences(&held.current, &held.declared);
    // Drift in a part that the files leave alone, or have taken over by export, is nobody's conflict.
    let conflicting: Vec<_> = changed
        .iter()
        .copied()
        .filter(|part| drifted.contains(part) && differences(wanted, &held.current).contains(part))
        .collect();
    if !conflicting.is_empty() {
        plan.obstacles.push(Obstacle::Drift(slug(), conflicting));
    }
    plan.obstacles
        .extend(undated(wanted, &held.declared).into_iter().map(|what| Obstacle::Undated(slug(), what)));
    if !changed.is_empty() {
        plan.steps.push(Step::Change(slug(), changed));
    }
}

fn differences(a: &Profile, b: &Profile) -> Vec<&'static str> {
    let parts = [
        ("slug", a.slug != b.slug),
        ("level", a.level != b.level),
        ("path", a.path != b.path),
        ("mail_domain", a.mail_domain != b.mail_domain),
        ("identity", a.identities != b.identities),
        ("parent", a.moves != b.moves),
        ("hosts", a.hosts != b.hosts),
        ("theme", a.theme != b.theme),
        ("footer", a.footer != b.footer),
        ("sections", a.sections != b.sections),
        ("units", a.units != b.units),
        ("themes", a.themes != b.themes),
    ];
    parts.into_iter().filter_map(|(part, differs)| differs.then_some(part)).collect()
}

/// Names, parents and hosts are dated: a change comes as a new entry with its date and decision.
fn undated(wanted: &Profile, declared: &Profile) -> Vec<String> {
    let mut complaints = Vec::new();
    for old in &declared.identities {
        match wanted.identities.iter().find(|new| new.from == old.from) {
            Some(new) if same_name(new, old) => {}
            _ => complaints.push(format!(
                "tên gọi từ {} bị sửa tại chỗ; hãy thêm [[identity]] mới có ngày và quyết định",
                old.from
            )),
        }
    }
    for old in &declared.moves {
        if !wanted.moves.contains(old) {
            complaints.push(format!(
                "cấp trên từ {} bị sửa tại chỗ; hãy thêm [[moves]] có ngày và quyết định",
                old.from
            ));
        }
    }
    for old in &declared.hosts {
        let kept = wanted.hosts.iter().find(|new| new.host == old.host && new.from == old.from);
        match kept {
            None => complaints
                .push(format!("tên miền {} bị bỏ; hãy ghi ngày kết thúc (until) và quyết định", old.host)),
            Some(new) if new.until != old.until && new.decision.is_empty() => {
                complaints.push(format!("tên miền {} kết thúc mà không nêu quyết định", old.host));
            }
            Some(_) => {}
        }
    }
    let known =
        |host: &super::Host| declared.hosts.iter().any(|old| old.host == host.host && old.from == host.from);
    for new in wanted.hosts.iter().filter(|host| !known(host) && !host.trial && host.decision.is_empty()) {
        complaints.push(format!("tên miền mới {} không nêu quyết định", new.host));
    }
    complaints
}

fn same_name(a: &Identity, b: &Identity) -> bool {
    (&a.unit_type, &a.name, &a.full_name, &a.body) == (&b.unit_type, &b.name, &b.full_name, &b.body)
}

/// Applies a set, unless something stands against it; with `dry_run` only says what it would do.
///
/// # Errors
/// When the database refuses. Obstacles are no error: they are in the plan, and nothing was applied.
pub async fn apply(db: &Db, actor: &Actor, set: &Set, dry_run: bool) -> Result<Plan> {
    let mut platform = db.platform_write(actor).await?;
    let held = store::all(&mut platform).await?;
    let plan = plan(set, &held);
    if dry_run || !plan.obstacles.is_empty() || plan.steps.is_empty() {
        return Ok(plan);
    }
    for (position, wanted) in (0_i64..).zip(&set.tenants) {
        put_one(&mut platform, wanted, held.iter().find(|held| held.current.id == wanted.id), position)
            .await?;
    }
    platform.commit().await?;
    Ok(plan)
}

async fn put_one(
    platform: &mut PlatformWrite,
    wanted: &Profile,
    held: Option<&Held>,
    position: i64,
) -> Result<()> {
    let (profile, parts) = match held {
        None => (wanted.clone(), vec!["all"]),
        Some(held) => {
            let parts = differences(wanted, &held.declared);
            if parts.is_empty() {
                return Ok(());
            }
            (merged(&held.current, wanted, &parts), parts)
        }
    };
    store::put(platform, &profile, wanted, position).await?;
    let id = &profile.id;
    platform.changed(id, "tenant", id.as_str(), Reach::Public);
    platform.audit(id, "tenant.apply", "tenant", id.as_str(), json!({ "parts": parts }));
    Ok(())
}

/// The tenant as it stands, with the parts that the files changed.
fn merged(current: &Profile, wanted: &Profile, parts: &[&'static str]) -> Profile {
    let mut profile = current.clone();
    for part in parts {
        match *part {
            "slug" => profile.slug.clone_from(&wanted.slug),
            "level" => profile.level = wanted.level,
            "path" => profile.path.clone_from(&wanted.path),
            "mail_domain" => profile.mail_domain.clone_from(&wanted.mail_domain),
            "identity" => profile.identities.clone_from(&wanted.identities),
            "parent" => profile.moves.clone_from(&wanted.moves),
            "hosts" => profile.hosts.clone_from(&wanted.hosts),
            "theme" => profile.theme.clone_from(&wanted.theme),
            "footer" => profile.footer.clone_from(&wanted.footer),
            "sections" => profile.sections.clone_from(&wanted.sections),
            "themes" => profile.themes.clone_from(&wanted.themes),
            _ => profile.units.clone_from(&wanted.units),
        }
    }
    profile
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::declare;

    fn set() -> Set {
        let folder = tempfile::tempdir().unwrap();
        declare::tests::sample(folder.path());
        declare::load(folder.path()).unwrap()
    }

    fn held(set: &Set) -> Vec<Held> {
        set.tenants.iter().map(|tenant| Held { current: tenant.clone(), declared: tenant.clone() }).collect()
    }

    #[test]
    fn nothing_to_do_twice_and_leaving_out_abolishes_nothing() {
        let mut set = set();
        let held = held(&set);
        assert_eq!(plan(&set, &held), Plan::default());
        set.tenants.pop();
        assert_eq!(plan(&set, &held), Plan { left_out: vec!["xa-b".into()], ..Plan::default() });
    }

    #[test]
    fn what_the_office_changed_is_refused_not_reverted() {
        let mut set = set();
        let mut held = held(&set);
        held[1].current.footer.phone = "1".into();
        assert_eq!(plan(&set, &held), Plan::default(), "the files did not change: nothing to do");
        set.tenants[1].footer.phone = "2".into();
        assert_eq!(plan(&set, &held).obstacles, [Obstacle::Drift("xa-a".into(), vec!["footer"])]);
        set.tenants[1].footer.phone = "1".into();
        assert_eq!(plan(&set, &held).obstacles, [], "exported values are taken over");
    }

    #[test]
    fn names_and_hosts_change_only_with_date_and_decision() {
        let mut set = set();
        let held = held(&set);
        set.tenants[1].identities[0].name = "Khác".into();
        set.tenants[1].hosts.clear();
        assert_eq!(plan(&set, &held).obstacles.len(), 2);
        let mut dated = self::set();
        let mut renamed = dated.tenants[1].identities[0].clone();
        renamed.from = jiff::civil::date(2020, 1, 1);
        renamed.name = "Khác".into();
        dated.tenants[1].identities.push(renamed);
        assert_eq!(plan(&dated, &held).steps, [Step::Change("xa-a".into(), vec!["identity"])]);
        assert_eq!(plan(&dated, &held).obstacles, []);
    }
}

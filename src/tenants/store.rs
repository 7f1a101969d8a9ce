//! The SQL of the tenants' tables, and nobody else's.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::clock::Millis;
use crate::base::db::{FromRow, Row};
use crate::base::error::{Error, Result};
use crate::base::id::{AccountId, TenantId};
use crate::base::scope::{Platform, PlatformWrite, Scope};
use crate::params;

use super::{Host, Identity, Level, Move, NewsTheme, Profile, Section, SectionKey, Theme, Unit, UnitKind};

/// What is shown of a tenant and never queried, as one JSON column.
#[derive(serde::Serialize, serde::Deserialize)]
struct Settings {
    theme: Theme,
    footer: super::Footer,
    mail_domain: String,
    #[serde(default)]
    themes: Vec<NewsTheme>,
}

struct Core {
    id: TenantId,
    slug: String,
    level: Level,
    path: Option<String>,
    settings: Settings,
    declared: Profile,
}

impl FromRow for Core {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get::<String>("tenant_id")?.into(),
            slug: row.get("slug")?,
            level: serde_json::from_value(row.get::<String>("level")?.into())?,
            path: row.get("path")?,
            settings: row.json("settings")?,
            declared: row.json("declared")?,
        })
    }
}

/// A row that belongs to a tenant.
struct Of<T>(TenantId, T);

impl<T: FromRow> FromRow for Of<T> {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(row.get::<String>("tenant_id")?.into(), T::from_row(row)?))
    }
}

fn date(row: &Row, column: &str) -> Result<jiff::civil::Date> {
    row.date(column)?.ok_or_else(|| Error::internal(format!("{column} is empty")))
}

impl FromRow for Identity {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            from: date(row, "from_on")?,
            unit_type: row.get("unit_type")?,
            name: row.get("name")?,
            code: row.get("code")?,
            full_name: row.get("full_name")?,
            body: row.get("body")?,
            place: row.get("place")?,
            decision: row.get("decision")?,
        })
    }
}

impl FromRow for Move {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { from: date(row, "from_on")?, parent: row.get("parent")?, decision: row.get("decision")? })
    }
}

impl FromRow for Host {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            host: row.get("host")?,
            from: date(row, "from_on")?,
            until: row.date("until_on")?,
            trial: row.get("trial")?,
            decision: row.get("decision")?,
        })
    }
}

impl FromRow for Section {
    fn from_row(row: &Row) -> Result<Self> {
        let key: String = row.get("section_key")?;
        Ok(Self {
            key: SectionKey::parse(&key).ok_or_else(|| Error::internal(format!("unknown section {key}")))?,
            slug: row.get("slug")?,
            title: row.get("title")?,
            hidden: row.get("hidden")?,
        })
    }
}

impl FromRow for Unit {
    fn from_row(row: &Row) -> Result<Self> {
        let kind: UnitKind = serde_json::from_value(row.get::<String>("kind")?.into())?;
        Ok(Self {
            key: row.get("unit_key")?,
            name: row.get("name")?,
            abbr: row.get("abbr")?,
            kind,
            email: row.get("email")?,
            head: row.get("head_post")?,
            fields: row.json("fields")?,
            duties: row.get("duties")?,
            from: row.date("from_on")?,
            until: row.date("until_on")?,
        })
    }
}

/// A tenant as it stands, and as its files declared it when they were last applied.
#[derive(Clone, Debug)]
pub struct Held {
    /// What the database says.
    pub current: Profile,
    /// What was applied last.
    pub declared: Profile,
}

/// Every tenant of the deployment, in its order.
///
/// # Errors
/// When the database does not answer or holds what this version cannot read.
pub async fn all(platform: &mut Platform) -> Result<Vec<Held>> {
    let cores: Vec<Core> = platform
        .all("SELECT tenant_id, slug, level, path, settings, declared FROM tenants ORDER BY position", vec![])
        .await?;
    let mut identities =
        grouped(platform.all("SELECT * FROM tenant_identities ORDER BY tenant_id, from_on", vec![]).await?);
    let mut moves = grouped(
        platform
            .all(
                "SELECT m.tenant_id, m.from_on, p.slug AS parent, m.decision FROM tenant_parents m \
                 JOIN tenants p ON p.tenant_id = m.parent_id ORDER BY m.tenant_id, m.from_on",
                vec![],
            )
            .await?,
    );
    let mut hosts =
        grouped(platform.all("SELECT * FROM tenant_hosts ORDER BY tenant_id, position", vec![]).await?);
    let mut sections =
        grouped(platform.all("SELECT * FROM tenant_sections ORDER BY tenant_id, position", vec![]).await?);
    let mut units =
        grouped(platform.all("SELECT * FROM tenant_units ORDER BY tenant_id, position", vec![]).await?);
    Ok(cores
        .into_iter()
        .map(|core| {
            let id = core.id;
            let current = Profile {
                slug: core.slug,
                level: core.level,
                path: core.path,
                mail_domain: core.settings.mail_domain,
                identities: identities.remove(&id).unwrap_or_default(),
                moves: moves.remove(&id).unwrap_or_default(),
                hosts: hosts.remove(&id).unwrap_or_default(),
                theme: core.settings.theme,
                footer: core.settings.footer,
                sections: sections.remove(&id).unwrap_or_default(),
                units: units.remove(&id).unwrap_or_default(),
                themes: core.settings.themes,
                id,
            };
            Held { current, declared: core.declared }
        })
        .collect())
}

fn grouped<T>(rows: Vec<Of<T>>) -> BTreeMap<TenantId, Vec<T>> {
    let mut groups: BTreeMap<TenantId, Vec<T>> = BTreeMap::new();
    for Of(tenant, row) in rows {
        groups.entry(tenant).or_default().push(row);
    }
    groups
}

/// Writes a tenant whole: its own row, and every dated fact anew. `declared` is remembered as applied.
///
/// # Errors
/// When the database refuses, such as a host that is another tenant's at that time.
pub async fn put(
    platform: &mut PlatformWrite,
    profile: &Profile,
    declared: &Profile,
    position: i64,
) -> Result<()> {
    let id = &profile.id;
    let settings = Settings {
        theme: profile.theme.clone(),
        footer: profile.footer.clone(),
        mail_domain: profile.mail_domain.clone(),
        themes: profile.themes.clone(),
    };
    platform
        .execute(
            "INSERT INTO tenants (tenant_id, slug, level, path, position, settings, declared) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (tenant_id) DO UPDATE SET slug = excluded.slug, level = excluded.level, path = excluded.path, \
             position = excluded.position, settings = excluded.settings, declared = excluded.declared",
            params![
                id,
                &profile.slug,
                profile.level.as_str(),
                profile.path.as_deref(),
                position,
                serde_json::to_string(&settings)?,
                serde_json::to_string(declared)?,
            ],
        )
        .await?;
    platform
        .execute(
            "INSERT INTO tenant_heads (tenant_id, seq, public_seq, audit_hash) VALUES ($1, 0, 0, '') ON CONFLICT (tenant_id) DO NOTHING",
            params![id],
        )
        .await?;
    keep_slugs(platform, id).await?;
    for table in ["tenant_identities", "tenant_parents", "tenant_hosts", "tenant_sections", "tenant_units"] {
        platform
            .execute(sqlx::AssertSqlSafe(format!("DELETE FROM {table} WHERE tenant_id = $1")), params![id])
            .await?;
    }
    put_identities(platform, profile).await?;
    put_hosts(platform, profile).await?;
    put_sections(platform, profile).await?;
    put_units(platform, profile).await
}

async fn put_identities(platform: &mut PlatformWrite, profile: &Profile) -> Result<()> {
    for identity in &profile.identities {
        platform
            .execute(
                "INSERT INTO tenant_identities (tenant_id, from_on, unit_type, name, code, full_name, body, place, decision) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                params![
                    &profile.id,
                    identity.from,
                    &identity.unit_type,
                    &identity.name,
                    &identity.code,
                    &identity.full_name,
                    &identity.body,
                    &identity.place,
                    &identity.decision,
                ],
            )
            .await?;
    }
    for step in &profile.moves {
        platform
            .execute(
                "INSERT INTO tenant_parents (tenant_id, from_on, parent_id, decision) \
                 SELECT $1, $2, tenant_id, $4 FROM tenants WHERE slug = $3",
                params![&profile.id, step.from, &step.parent, &step.decision],
            )
            .await?;
    }
    Ok(())
}

async fn put_hosts(platform: &mut PlatformWrite, profile: &Profile) -> Result<()> {
    for (position, host) in (0_i64..).zip(&profile.hosts) {
        platform
            .execute(
                "INSERT INTO tenant_hosts (tenant_id, host, from_on, until_on, trial, decision, position) VALUES ($1, $2, $3, $4, $5, $6, $7)",
                params![&profile.id, &host.host, host.from, host.until, host.trial, &host.decision, position],
            )
            .await?;
    }
    Ok(())
}

async fn put_sections(platform: &mut PlatformWrite, profile: &Profile) -> Result<()> {
    for (position, section) in (0_i64..).zip(&profile.sections) {
        platform
            .execute(
                "INSERT INTO tenant_sections (tenant_id, section_key, slug, title, hidden, position) VALUES ($1, $2, $3, $4, $5, $6)",
                params![&profile.id, section.key.as_str(), &section.slug, &section.title, section.hidden, position],
            )
            .await?;
    }
    Ok(())
}

/// Keeps the addresses that sections had until now.
async fn keep_slugs(platform: &mut PlatformWrite, id: &TenantId) -> Result<()> {
    platform
        .execute(
            "INSERT INTO section_slugs (tenant_id, slug, section_key) \
             SELECT tenant_id, slug, section_key FROM tenant_sections WHERE tenant_id = $1 \
             ON CONFLICT (tenant_id, slug) DO UPDATE SET section_key = excluded.section_key",
            params![id],
        )
        .await?;
    Ok(())
}

/// The section that once had this part of the address; the one that had it last.
///
/// # Errors
/// When the database does not answer.
pub async fn section_once_at(scope: &mut Scope, slug: &str) -> Result<Option<SectionKey>> {
    let key: Option<String> = scope
        .optional(
            "SELECT section_key AS s FROM section_slugs WHERE tenant_id = $1 AND slug = $2",
            params![slug],
        )
        .await?;
    Ok(key.as_deref().and_then(SectionKey::parse))
}

async fn put_units(platform: &mut PlatformWrite, profile: &Profile) -> Result<()> {
    for (position, unit) in (0_i64..).zip(&profile.units) {
        platform
            .execute(
                "INSERT INTO tenant_units (tenant_id, unit_key, name, abbr, kind, email, head_post, fields, duties, from_on, until_on, position) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                params![
                    &profile.id,
                    &unit.key,
                    &unit.name,
                    &unit.abbr,
                    unit.kind.as_str(),
                    &unit.email,
                    &unit.head,
                    serde_json::to_string(&unit.fields)?,
                    &unit.duties,
                    unit.from,
                    unit.until,
                    position,
                ],
            )
            .await?;
    }
    Ok(())
}

/// The tenants whose sites are being prepared.
///
/// # Errors
/// When the database does not answer.
pub async fn preparing(platform: &mut Platform) -> Result<BTreeSet<TenantId>> {
    let ids: Vec<String> = platform
        .all("SELECT tenant_id AS s FROM tenant_preparations WHERE opened_at IS NULL", vec![])
        .await?;
    Ok(ids.into_iter().map(TenantId::from).collect())
}

/// The tenants whose sites are closed, each with where its readers are sent, or "".
///
/// # Errors
/// When the database does not answer.
pub async fn closed(platform: &mut Platform) -> Result<BTreeMap<TenantId, String>> {
    struct Closed(String, String);
    impl FromRow for Closed {
        fn from_row(row: &Row) -> Result<Self> {
            Ok(Self(row.get("tenant_id")?, row.get("moved_to")?))
        }
    }
    let rows: Vec<Closed> = platform.all("SELECT tenant_id, moved_to FROM tenant_closures", vec![]).await?;
    Ok(rows.into_iter().map(|row| (row.0.into(), row.1)).collect())
}

/// Notes that a tenant's site is closed.
///
/// # Errors
/// When the database refuses.
pub async fn close(platform: &mut PlatformWrite, id: &TenantId, moved_to: &str, at: Millis) -> Result<()> {
    let sql = "INSERT INTO tenant_closures (tenant_id, moved_to, closed_at) VALUES ($1, $2, $3) \
               ON CONFLICT (tenant_id) DO UPDATE SET moved_to = excluded.moved_to";
    platform.execute(sql, params![id, moved_to, at]).await.map(drop)
}

/// Notes that it is open again; whether it was closed.
///
/// # Errors
/// When the database refuses.
pub async fn reopen(platform: &mut PlatformWrite, id: &TenantId) -> Result<bool> {
    let sql = "DELETE FROM tenant_closures WHERE tenant_id = $1";
    Ok(platform.execute(sql, params![id]).await? > 0)
}

/// Notes that a tenant's site is being prepared from now on.
///
/// # Errors
/// When the database refuses.
pub async fn prepare(platform: &mut PlatformWrite, id: &TenantId, by: &AccountId, at: Millis) -> Result<()> {
    let sql = "INSERT INTO tenant_preparations (tenant_id, begun_by, begun_at) VALUES ($1, $2, $3)";
    platform.execute(sql, params![id, by, at]).await.map(drop)
}

/// Opens a site that was being prepared.
///
/// # Errors
/// When the database refuses.
pub async fn open(platform: &mut PlatformWrite, id: &TenantId, by: &AccountId, at: Millis) -> Result<()> {
    let sql = "UPDATE tenant_preparations SET opened_by = $2, opened_at = $3 WHERE tenant_id = $1 AND opened_at IS NULL";
    platform.execute(sql, params![id, by, at]).await.map(drop)
}

/// Under whom a tenant stands on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn parent_on(
    platform: &mut Platform,
    tenant: &TenantId,
    day: jiff::civil::Date,
) -> Result<Option<TenantId>> {
    let parent: Option<String> = platform
        .optional(
            "SELECT parent_id AS s FROM tenant_parents WHERE tenant_id = $1 AND from_on <= $2 ORDER BY from_on DESC LIMIT 1",
            params![tenant, day],
        )
        .await?;
    Ok(parent.map(TenantId::from))
}

/// A tenant and all that stand below it on a day.
///
/// # Errors
/// When the database does not answer.
pub async fn below(
    platform: &mut Platform,
    tenant: &TenantId,
    day: jiff::civil::Date,
) -> Result<BTreeSet<TenantId>> {
    struct Held(TenantId, TenantId);
    impl FromRow for Held {
        fn from_row(row: &Row) -> Result<Self> {
            let id = |name| row.get::<String>(name).map(TenantId::from);
            Ok(Self(id("tenant_id")?, id("parent_id")?))
        }
    }
    let sql = "SELECT tenant_id, parent_id FROM tenant_parents WHERE from_on <= $1 ORDER BY from_on";
    let held: Vec<Held> = platform.all(sql, params![day]).await?;
    // The latest row of a tenant holds.
    let parents: BTreeMap<TenantId, TenantId> = held.into_iter().map(|held| (held.0, held.1)).collect();
    let mut found = BTreeSet::from([tenant.clone()]);
    loop {
        let more: Vec<&TenantId> = parents
            .iter()
            .filter(|(id, parent)| found.contains(*parent) && !found.contains(*id))
            .map(|(id, _)| id)
            .collect();
        if more.is_empty() {
            return Ok(found);
        }
        found.extend(more.into_iter().cloned());
    }
}

//! Writes the tenants back as the files that would declare them as they stand.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};

use super::{Profile, Unit};

/// Writes `set.toml` and a folder a tenant under `folder`; files that are there are replaced.
///
/// # Errors
/// When the folder cannot be written.
pub fn export(folder: &Path, name: &str, legal_profile: Option<&str>, tenants: &[Profile]) -> Result<()> {
    let root = tenants.first().context("there is no tenant to export")?;
    write(&folder.join("set.toml"), &set_file(name, legal_profile, root))?;
    for tenant in tenants {
        let own = folder.join(&tenant.slug);
        write(&own.join("emblem.svg"), &tenant.theme.emblem)?;
        write(&own.join("tenant.toml"), &tenant_file(tenant))?;
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<()> {
    let parent = file.parent().context("a file has a folder")?;
    std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

/// A TOML string, quoted and escaped.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {}", quoted(value));
}

fn set_file(name: &str, legal_profile: Option<&str>, root: &Profile) -> String {
    let mut out = String::new();
    line(&mut out, "name", name);
    if let Some(profile) = legal_profile {
        line(&mut out, "legal_profile", profile);
    }
    for section in &root.sections {
        out.push_str("\n[[sections]]\n");
        line(&mut out, "key", section.key.as_str());
        line(&mut out, "slug", &section.slug);
        line(&mut out, "title", &section.title);
    }
    out
}

fn tenant_file(tenant: &Profile) -> String {
    let mut out = String::new();
    line(&mut out, "id", tenant.id.as_str());
    line(&mut out, "slug", &tenant.slug);
    if let Some(first) = tenant.moves.first() {
        line(&mut out, "parent", &first.parent);
    }
    line(&mut out, "level", tenant.level.as_str());
    line(&mut out, "mail_domain", &tenant.mail_domain);
    if let Some(path) = &tenant.path {
        line(&mut out, "path", path);
    }
    dated_parts(&mut out, tenant);
    let _ = writeln!(out, "\n[theme]");
    line(&mut out, "palette", &tenant.theme.palette);
    line(&mut out, "emblem", "emblem.svg");
    line(&mut out, "motto", &tenant.theme.motto);
    let _ = writeln!(out, "\n[footer]");
    let footer = &tenant.footer;
    for (key, value) in [
        ("unit", &footer.unit),
        ("responsible", &footer.responsible),
        ("address", &footer.address),
        ("phone", &footer.phone),
        ("email", &footer.email),
    ] {
        line(&mut out, key, value);
    }
    for section in &tenant.sections {
        out.push_str("\n[[sections]]\n");
        line(&mut out, "key", section.key.as_str());
        line(&mut out, "slug", &section.slug);
        line(&mut out, "title", &section.title);
        let _ = writeln!(out, "hidden = {}", section.hidden);
    }
    for theme in &tenant.themes {
        out.push_str("\n[[themes]]\n");
        line(&mut out, "key", &theme.key);
        line(&mut out, "title", &theme.title);
    }
    tenant.units.iter().for_each(|unit| unit_entry(&mut out, unit));
    out
}

fn dated_parts(out: &mut String, tenant: &Profile) {
    for identity in &tenant.identities {
        let _ = writeln!(out, "\n[[identity]]\nfrom = {}", identity.from);
        for (key, value) in [
            ("type", &identity.unit_type),
            ("name", &identity.name),
            ("code", &identity.code),
            ("full_name", &identity.full_name),
            ("body", &identity.body),
            ("place", &identity.place),
            ("decision", &identity.decision),
        ] {
            line(out, key, value);
        }
    }
    for step in tenant.moves.iter().skip(1) {
        let _ = writeln!(out, "\n[[moves]]\nfrom = {}", step.from);
        line(out, "parent", &step.parent);
        line(out, "decision", &step.decision);
    }
    for host in &tenant.hosts {
        let _ = writeln!(out, "\n[[hosts]]\nfrom = {}", host.from);
        line(out, "host", &host.host);
        if let Some(until) = host.until {
            let _ = writeln!(out, "until = {until}");
        }
        if host.trial {
            out.push_str("trial = true\n");
        }
        if !host.decision.is_empty() {
            line(out, "decision", &host.decision);
        }
    }
}

fn unit_entry(out: &mut String, unit: &Unit) {
    out.push_str("\n[[units]]\n");
    for (key, value) in [
        ("key", unit.key.as_str()),
        ("name", &unit.name),
        ("abbr", &unit.abbr),
        ("kind", unit.kind.as_str()),
        ("email", &unit.email),
        ("head", &unit.head),
        ("duties", &unit.duties),
    ] {
        line(out, key, value);
    }
    let fields: Vec<_> = unit.fields.iter().map(|field| quoted(field)).collect();
    let _ = writeln!(out, "fields = [{}]", fields.join(", "));
    for (key, date) in [("from", unit.from), ("until", unit.until)] {
        if let Some(date) = date {
            let _ = writeln!(out, "{key} = {date}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::declare;

    #[test]
    fn what_is_exported_declares_the_same() {
        let (source, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        declare::tests::sample(source.path());
        let set = declare::load(source.path()).unwrap();
        export(copy.path(), &set.name, set.legal_profile.as_deref(), &set.tenants).unwrap();
        assert_eq!(declare::load(copy.path()).unwrap().tenants, set.tenants);
    }
}

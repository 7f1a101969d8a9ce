//! What a new site may be called and where it may stand (NĐ 43/2011 Điều 6, NĐ 224/2026 Điều 11.4).

use crate::base::error::Refusal;
use crate::tenants::declare::{bare_slug, is_host};
use crate::tenants::directory::Tenant;
use crate::tenants::{Level, PALETTES, Profile};

use super::{Hosting, NewSite};

/// The clause of names in addresses: the full name without diacritics.
const DOMAIN: &str = "Nghị định 43/2011/NĐ-CP Điều 6";

/// A name as it stands in addresses: small letters without diacritics and blanks.
pub fn bare(text: &str) -> String {
    bare_slug(&text.trim().to_lowercase())
}

/// The site's name in addresses: as typed, else its full name without diacritics.
pub fn slug(new: &NewSite<'_>) -> String {
    let typed = new.slug.trim();
    if typed.is_empty() { bare(new.name) } else { typed.to_lowercase() }
}

/// A site of the same level under the same parent, whose ways the new one takes over.
pub fn neighbour<'a>(level: Level, parent: &Tenant, all: &[&'a Profile]) -> Option<&'a Profile> {
    all.iter()
        .find(|other| other.level == level && other.parent_on(parent.day) == Some(parent.slug()))
        .copied()
}

/// Where it is mounted under the host of the site above: beside its neighbours.
pub fn path(new: &NewSite<'_>, slug: &str, neighbour: Option<&Profile>) -> String {
    let beside = neighbour.and_then(|other| other.path.as_deref()).and_then(|path| path.rsplit_once('/'));
    let folder = beside.map(|(folder, _)| folder.to_owned()).filter(|folder| !folder.is_empty());
    format!("{}/{slug}", folder.unwrap_or_else(|| format!("/{}", bare(new.unit_type))))
}

/// The levels that may stand below a level.
pub fn below(level: Level) -> &'static [Level] {
    match level {
        Level::Province => &[Level::District, Level::Commune],
        Level::District => &[Level::Commune],
        Level::Commune => &[],
    }
}

/// Everything that stands against a new site.
pub fn refusals(new: &NewSite<'_>, hosting: Hosting<'_>, parent: &Tenant, all: &[&Profile]) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |field, message: String, clause| refusals.push(Refusal::new(field, message, clause));
    let possible = below(parent.profile.level);
    if possible.is_empty() {
        refuse("level", "Cấp này không có đơn vị trực thuộc để mở trang.".into(), "");
    } else if !new.level.is_some_and(|level| possible.contains(&level)) {
        refuse("level", "Hãy chọn cấp của đơn vị, dưới cấp của trang này.".into(), "");
    }
    for (field, value, what) in [
        ("unit_type", new.unit_type, "loại đơn vị, ví dụ: xã"),
        ("name", new.name, "tên riêng, ví dụ: Đức Thắng"),
    ] {
        if !is_name(value) {
            refuse(field, format!("Hãy ghi {what} (2 đến 60 chữ cái)."), "");
        }
    }
    if !is_code(new.code.trim()) {
        refuse("code", "Mã đơn vị hành chính gồm 2 đến 5 chữ số.".into(), "");
    }
    if new.decision.trim().is_empty() {
        refuse("decision", "Hãy ghi văn bản thành lập đơn vị hoặc giao mở trang.".into(), "");
    }
    if new.from.is_none_or(|from| from > parent.day) {
        refuse("from", "Hãy ghi ngày đầu của đơn vị, không sau hôm nay, ví dụ 28/12/2016.".into(), "");
    }
    if !PALETTES.contains(&new.palette) {
        refuse("palette", "Hãy chọn một bảng màu trong danh sách.".into(), "");
    }
    refusals.extend(of_code(new, parent, all));
    refusals.extend(of_slug(new, all));
    refusals.extend(of_path(new, parent, all));
    refusals.extend(of_host(new, hosting, all));
    refusals
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    (2..=60).contains(&text.chars().count())
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '\u{2019}' | '\''))
}

fn is_code(code: &str) -> bool {
    (2..=5).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn of_code(new: &NewSite<'_>, parent: &Tenant, all: &[&Profile]) -> Option<Refusal> {
    let same = all.iter().find(|other| {
        Some(other.level) == new.level && other.identity_on(parent.day).code == new.code.trim()
    })?;
    let message = format!("Mã {} đang là của {}.", new.code.trim(), same.identity_on(parent.day).full_name);
    Some(Refusal::new("code", message, ""))
}

/// The name in addresses is the full name without diacritics, and nobody else's: Đông Lỗ and Đồng Lỗ are both `donglo`.
fn of_slug(new: &NewSite<'_>, all: &[&Profile]) -> Option<Refusal> {
    let slug = slug(new);
    let whole = bare(&format!("{}{}", new.unit_type, new.name));
    if slug.is_empty() || (slug != bare(new.name) && slug != whole) {
        let message = format!(
            "Tên trong địa chỉ phải là tên đầy đủ không dấu: {}{}.",
            bare(new.name),
            if whole == bare(new.name) { String::new() } else { format!(" hoặc {whole}") }
        );
        return Some(Refusal::new("slug", message, DOMAIN));
    }
    let taken = all.iter().find(|other| bare_slug(&other.slug) == slug)?;
    let last = taken.identities.last()?;
    let message =
        format!("Tên trong địa chỉ “{slug}” đã là của {}; bỏ dấu thì hai tên trùng nhau.", last.full_name);
    Some(Refusal::new("slug", message, DOMAIN))
}

fn of_path(new: &NewSite<'_>, parent: &Tenant, all: &[&Profile]) -> Option<Refusal> {
    let path = path(new, &slug(new), new.level.and_then(|level| neighbour(level, parent, all)));
    let taken = all.iter().find(|other| {
        other.path.as_deref() == Some(path.as_str()) && other.parent_on(parent.day) == Some(parent.slug())
    })?;
    let message = format!("Đường dẫn {path} đã là của {}.", taken.identity_on(parent.day).full_name);
    Some(Refusal::new("host", message, ""))
}

fn of_host(new: &NewSite<'_>, hosting: Hosting<'_>, all: &[&Profile]) -> Option<Refusal> {
    let host = new.host.trim().to_lowercase();
    if host.is_empty() {
        return None;
    }
    let refuse = |message: String, clause| Some(Refusal::new("host", message, clause));
    if !is_host(&host) || !host.contains('.') {
        return refuse(
            format!("“{host}” không phải là tên miền: chữ thường a-z, không cổng, không gạch chéo."),
            "",
        );
    }
    if host.split('.').next() != Some(slug(new).as_str()) {
        return refuse(format!("Tên miền phải bắt đầu bằng “{}.”.", slug(new)), DOMAIN);
    }
    if host == hosting.console {
        return refuse("Tên miền này là của trang quản trị.".into(), "");
    }
    let owner = all.iter().find(|other| {
        let holds = |held: &&crate::tenants::Host| {
            held.host == host && held.until.is_none_or(|until| new.from.is_some_and(|from| from < until))
        };
        other.hosts.iter().any(|held| holds(&held))
    })?;
    let name = owner.identities.last().map_or("đơn vị khác", |identity| identity.full_name.as_str());
    refuse(format!("Tên miền {host} đang là của {name}."), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new<'a>(name: &'a str, slug: &'a str) -> NewSite<'a> {
        NewSite {
            unit_type: "xã",
            name,
            level: Some(Level::Commune),
            code: "07840",
            decision: "QĐ 1",
            from: None,
            slug,
            host: "",
            palette: "cham",
        }
    }

    #[test]
    fn names_in_addresses_are_full_names_without_diacritics() {
        for (name, slug) in
            [("Hòa Sơn", "hoason"), ("Đồng Tân", "dongtan"), ("Đông Lỗ", "donglo"), ("Đồng Lỗ", "donglo")]
        {
            assert_eq!(super::slug(&new(name, "")), slug);
        }
        assert!(of_slug(&new("Đồng Lỗ", "xadonglo"), &[]).is_none());
        let refusal = of_slug(&new("Đồng Lỗ", "dong-lo"), &[]).unwrap();
        assert!(refusal.message.contains("donglo hoặc xadonglo"), "{}", refusal.message);
    }

    #[test]
    fn codes_are_digits_and_names_are_letters() {
        assert!(is_code("07840") && !is_code("7a") && !is_code("") && !is_code("123456"));
        assert!(is_name("Thắng") && is_name("Mỹ Hào 2") && !is_name("a/b") && !is_name(" "));
    }
}

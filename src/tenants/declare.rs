//! Reads and checks a folder that declares tenants: `set.toml`, and `tenant.toml` in a folder a tenant.
//! Every complaint names its file and line.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use crate::legal;

use super::themes::may_be_added;
use super::{
    Footer, Host, Identity, Level, Move, NewsTheme, PALETTES, Profile, Section, SectionKey, Theme, Unit,
    UnitKind,
};

/// A declared set of tenants that passed every check, parents before children.
#[derive(Clone, Debug)]
pub struct Set {
    /// What it is called.
    pub name: String,
    /// For trying: the profile that holds whatever the day; the day decides if absent.
    pub legal_profile: Option<String>,
    /// The date it suggests for trying.
    pub lives_in: Option<Date>,
    /// The tenants.
    pub tenants: Vec<Profile>,
}

/// What is wrong in a declaration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.message)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetFile {
    name: String,
    #[serde(default)]
    legal_profile: Option<Spanned<String>>,
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    lives_in: Option<Date>,
    sections: Vec<SectionEntry>,
    #[serde(default)]
    unit_sets: BTreeMap<String, Vec<UnitEntry>>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionEntry {
    key: Spanned<String>,
    slug: Option<String>,
    title: Option<String>,
    #[serde(default)]
    hidden: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitEntry {
    key: Spanned<String>,
    name: String,
    abbr: String,
    kind: UnitKind,
    fields: Vec<String>,
    duties: String,
    head: String,
    email: Option<String>,
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    from: Option<Date>,
    #[serde(default, deserialize_with = "crate::base::civil::optional")]
    until: Option<Date>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TenantFile {
    id: Spanned<String>,
    slug: Spanned<String>,
    parent: Option<Spanned<String>>,
    level: Level,
    unit_set: Option<Spanned<String>>,
    mail_domain: String,
    path: Option<Spanned<String>>,
    identity: Vec<Spanned<Identity>>,
    #[serde(default)]
    moves: Vec<Spanned<Move>>,
    #[serde(default)]
    hosts: Vec<Spanned<Host>>,
    theme: Spanned<Theme>,
    footer: Spanned<Footer>,
    #[serde(default)]
    sections: Vec<SectionEntry>,
    #[serde(default)]
    units: Vec<UnitEntry>,
    #[serde(default)]
    themes: Vec<Spanned<NewsTheme>>,
}

/// One file's text, to turn spans into lines.
struct Source {
    file: PathBuf,
    text: String,
}

impl Source {
    fn read(file: &Path) -> Result<Self, Complaint> {
        match std::fs::read_to_string(file) {
            Ok(text) => Ok(Self { file: file.to_owned(), text }),
            Err(cause) => {
                Err(Complaint { file: file.to_owned(), line: 0, message: format!("cannot be read: {cause}") })
            }
        }
    }

    fn parse<T: serde::de::DeserializeOwned>(&self) -> Result<T, Complaint> {
        toml::from_str(&self.text).map_err(|cause| {
            let span = cause.span().unwrap_or(0..0);
            self.complain(span, cause.message().trim().to_owned())
        })
    }

    fn complain(&self, span: Range<usize>, message: impl Into<String>) -> Complaint {
        let line = self.text[..span.start.min(self.text.len())].matches('\n').count() + 1;
        Complaint { file: self.file.clone(), line, message: message.into() }
    }
}

/// Reads and checks the set declared in `folder`.
///
/// # Errors
/// Every complaint at once.
pub fn load(folder: &Path) -> Result<Set, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let set_source = Source::read(&folder.join("set.toml")).map_err(|complaint| vec![complaint])?;
    let set: SetFile = set_source.parse().map_err(|complaint| vec![complaint])?;
    check_set(&set, &set_source, &mut complaints);

    let mut files = Vec::new();
    for file in tenant_files(folder).map_err(|complaint| vec![complaint])? {
        let parsed = Source::read(&file).and_then(|source| Ok((source.parse::<TenantFile>()?, source)));
        match parsed {
            Ok(pair) => files.push(pair),
            Err(complaint) => complaints.push(complaint),
        }
    }
    check_across(&files, &mut complaints);

    let mut tenants = Vec::new();
    for (file, source) in &files {
        tenants.push(profile(file, source, &set, &mut complaints));
    }
    if !complaints.is_empty() {
        complaints.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        return Err(complaints);
    }
    Ok(Set {
        name: set.name,
        legal_profile: set.legal_profile.map(Spanned::into_inner),
        lives_in: set.lives_in,
        tenants: parents_first(tenants),
    })
}

fn tenant_files(folder: &Path) -> Result<Vec<PathBuf>, Complaint> {
    let complain = |message: String| Complaint { file: folder.to_owned(), line: 0, message };
    let entries = std::fs::read_dir(folder).map_err(|cause| complain(format!("cannot be read: {cause}")))?;
    let mut files: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path().join("tenant.toml"))
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(complain("declares no tenant: each has a folder with a tenant.toml".to_owned()));
    }
    Ok(files)
}

fn check_set(set: &SetFile, source: &Source, complaints: &mut Vec<Complaint>) {
    if let Some(pinned) = &set.legal_profile
        && let Some(why) = legal::unknown(pinned.as_ref())
    {
        complaints.push(source.complain(pinned.span(), why));
    }
    let mut seen = BTreeSet::new();
    for entry in &set.sections {
        match SectionKey::parse(entry.key.as_ref()) {
            None => complaints.push(
                source.complain(entry.key.span(), format!("there is no section {}", entry.key.as_ref())),
            ),
            Some(key) if !seen.insert(key) => {
                complaints.push(source.complain(entry.key.span(), format!("section {key} is declared twice")))
            }
            Some(_) if entry.slug.is_none() || entry.title.is_none() => {
                complaints
                    .push(source.complain(entry.key.span(), "a section of the set needs a slug and a title"));
            }
            Some(_) => {}
        }
    }
    for key in SectionKey::ALL.iter().filter(|key| !seen.contains(key)) {
        complaints
            .push(source.complain(0..0, format!("section {key} is missing (Quy chế Điều 3 names sixteen)")));
    }
}

fn check_across(files: &[(TenantFile, Source)], complaints: &mut Vec<Complaint>) {
    let mut ids = BTreeMap::new();
    let mut slugs: BTreeMap<String, String> = BTreeMap::new();
    let mut hosts: Vec<(&Host, &str)> = Vec::new();
    let known: BTreeSet<&str> = files.iter().map(|(file, _)| file.slug.as_ref().as_str()).collect();
    for (file, source) in files {
        let slug = file.slug.as_ref();
        if let Some(other) = ids.insert(file.id.as_ref().clone(), slug) {
            complaints.push(
                source.complain(file.id.span(), format!("id {} is {other}'s already", file.id.as_ref())),
            );
        }
        if let Some(other) = slugs.insert(bare_slug(slug), slug.clone()) {
            complaints.push(source.complain(
                file.slug.span(),
                format!("slug {slug} collides with {other} once stripped of diacritics"),
            ));
        }
        for parent in file
            .parent
            .iter()
            .map(|p| (p.as_ref().as_str(), p.span()))
            .chain(file.moves.iter().map(|m| (m.as_ref().parent.as_str(), m.span())))
        {
            if !known.contains(parent.0) || parent.0 == slug {
                complaints.push(source.complain(parent.1, format!("unknown parent {}", parent.0)));
            }
        }
        for host in &file.hosts {
            let clash = hosts.iter().find(|(other, _)| same_host_and_time(other, host.as_ref()));
            if let Some((_, owner)) = clash {
                complaints.push(
                    source.complain(
                        host.span(),
                        format!("host {} is {owner}'s at that time", host.as_ref().host),
                    ),
                );
            }
            hosts.push((host.as_ref(), slug));
        }
    }
    if files.iter().filter(|(file, _)| file.parent.is_none()).count() != 1 {
        let file = files.first().map(|(_, source)| source.file.clone()).unwrap_or_default();
        complaints.push(Complaint {
            file,
            line: 0,
            message: "a set has exactly one tenant without a parent".to_owned(),
        });
    }
}

fn same_host_and_time(a: &Host, b: &Host) -> bool {
    a.host.eq_ignore_ascii_case(&b.host)
        && a.until.is_none_or(|until| b.from < until)
        && b.until.is_none_or(|until| a.from < until)
}

/// What is left of a slug when marks and separators are dropped: two that agree here look the same when typed.
pub fn bare_slug(slug: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    slug.nfd()
        .filter(|c| c.is_alphanumeric())
        .map(|c| if matches!(c, 'đ' | 'Đ' | 'ð' | 'Ð') { 'd' } else { c.to_ascii_lowercase() })
        .collect()
}

fn profile(file: &TenantFile, source: &Source, set: &SetFile, complaints: &mut Vec<Complaint>) -> Profile {
    check_one(file, source, complaints);
    let mut identities: Vec<Identity> =
        file.identity.iter().map(|identity| identity.as_ref().clone()).collect();
    identities.sort_by_key(|identity| identity.from);
    let first_day = identities.first().map_or(Date::MIN, |identity| identity.from);
    Profile {
        id: file.id.as_ref().as_str().into(),
        slug: file.slug.as_ref().clone(),
        level: file.level,
        path: file.path.as_ref().map(|path| path.as_ref().clone()),
        mail_domain: file.mail_domain.clone(),
        moves: moves(file, first_day),
        identities,
        hosts: file.hosts.iter().map(|host| host.as_ref().clone()).collect(),
        theme: theme(file, source, complaints),
        footer: file.footer.as_ref().clone(),
        sections: sections(file, source, set, complaints),
        units: units(file, source, set, complaints),
        themes: news_themes(file, source, complaints),
    }
}

fn news_themes(file: &TenantFile, source: &Source, complaints: &mut Vec<Complaint>) -> Vec<NewsTheme> {
    let mut seen = BTreeSet::new();
    for theme in &file.themes {
        let key = theme.as_ref().key.as_str();
        if !may_be_added(key) || !seen.insert(key) || theme.as_ref().title.trim().is_empty() {
            complaints.push(source.complain(
                theme.span(),
                format!("theme {key}: a key of a-z, 0-9 and '-' that is not taken, and a title"),
            ));
        }
    }
    file.themes.iter().map(|theme| theme.as_ref().clone()).collect()
}

fn check_one(file: &TenantFile, source: &Source, complaints: &mut Vec<Complaint>) {
    let folder = source.file.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let slug = file.slug.as_ref();
    if folder != Some(slug) {
        complaints
            .push(source.complain(file.slug.span(), format!("slug {slug} is not the name of its folder")));
    }
    if slug.is_empty() || !slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
        complaints.push(source.complain(file.slug.span(), "a slug has only a-z, 0-9 and '-'"));
    }
    if file.identity.is_empty() {
        complaints.push(source.complain(0..0, "needs at least one [[identity]]"));
    }
    for identity in &file.identity {
        if identity.as_ref().decision.trim().is_empty() {
            complaints.push(source.complain(identity.span(), "an identity rests on a decision"));
        }
    }
    if let Some(path) = &file.path
        && !is_mount(path.as_ref())
    {
        complaints
            .push(source.complain(path.span(), "a path looks like /xa/<slug>, without a trailing slash"));
    }
    if file.path.is_none() && file.hosts.is_empty() {
        complaints.push(source.complain(file.slug.span(), "needs a host or a path: nobody could reach it"));
    }
    for host in &file.hosts {
        if !is_host(&host.as_ref().host) {
            complaints.push(source.complain(
                host.span(),
                format!("{} is no host name: lower case, without port", host.as_ref().host),
            ));
        }
    }
    let footer = file.footer.as_ref();
    if [&footer.unit, &footer.responsible, &footer.address, &footer.phone, &footer.email]
        .iter()
        .any(|value| value.trim().is_empty())
    {
        complaints.push(
            source.complain(
                file.footer.span(),
                "all five values of the footer are required (TT 32/2017 Đ16.3.c)",
            ),
        );
    }
}

fn is_mount(path: &str) -> bool {
    path.starts_with('/')
        && !path.ends_with('/')
        && path.split('/').skip(1).all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
}

/// Whether a text is a host's name: lower case, without port.
pub fn is_host(host: &str) -> bool {
    !host.is_empty()
        && host.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        })
}

fn moves(file: &TenantFile, first_day: Date) -> Vec<Move> {
    let first = file.parent.as_ref().map(|parent| Move {
        from: first_day,
        parent: parent.as_ref().clone(),
        decision: "khai báo đầu tiên".to_owned(),
    });
    let mut moves: Vec<_> =
        first.into_iter().chain(file.moves.iter().map(|step| step.as_ref().clone())).collect();
    moves.sort_by_key(|step| step.from);
    moves
}

fn theme(file: &TenantFile, source: &Source, complaints: &mut Vec<Complaint>) -> Theme {
    let theme = file.theme.as_ref();
    let mut refuse = |message: String| complaints.push(source.complain(file.theme.span(), message));
    if !PALETTES.contains(&theme.palette.as_str()) {
        refuse(format!("there is no palette {}; choose one of {}", theme.palette, PALETTES.join(", ")));
    }
    let emblem = source.file.parent().map(|folder| folder.join(&theme.emblem)).unwrap_or_default();
    let svg = std::fs::read_to_string(&emblem).unwrap_or_default();
    if !svg.trim_start().starts_with("<svg") {
        refuse(format!("{} is no SVG file", emblem.display()));
    } else if !is_plain_svg(&svg) {
        refuse(format!("{} holds scripts or references to elsewhere", emblem.display()));
    }
    Theme { palette: theme.palette.clone(), emblem: svg, motto: theme.motto.clone() }
}

/// Whether an emblem is a drawing and no more: it holds no scripts and nothing from elsewhere.
pub fn is_plain_svg(svg: &str) -> bool {
    let lower = svg.to_lowercase();
    let bad =
        ["<script", "onload", "href=\"http", "href='http", "href=\"//", "javascript:", "<foreignobject"];
    let foreign = ["<!doctype", "<!entity", "<iframe", "@import", "url(http", "url(//"];
    let acts = |word: &str| word.starts_with("on") && word.contains('=');
    svg.trim_start().starts_with("<svg")
        && !bad.iter().chain(&foreign).any(|bad| lower.contains(bad))
        && !lower.split_whitespace().any(acts)
}

fn sections(
    file: &TenantFile,
    source: &Source,
    set: &SetFile,
    complaints: &mut Vec<Complaint>,
) -> Vec<Section> {
    let mut sections: Vec<Section> = set.sections.iter().filter_map(section).collect();
    for entry in &file.sections {
        let Some(key) = SectionKey::parse(entry.key.as_ref()) else {
            complaints.push(
                source.complain(entry.key.span(), format!("there is no section {}", entry.key.as_ref())),
            );
            continue;
        };
        if let Some(section) = sections.iter_mut().find(|section| section.key == key) {
            section.slug = entry.slug.clone().unwrap_or_else(|| section.slug.clone());
            section.title = entry.title.clone().unwrap_or_else(|| section.title.clone());
            section.hidden = entry.hidden;
        }
    }
    let mut slugs = BTreeSet::new();
    if let Some(twice) = sections.iter().find(|section| !slugs.insert(bare_slug(&section.slug))) {
        complaints.push(source.complain(0..0, format!("two sections share the address {}", twice.slug)));
    }
    sections
}

fn section(entry: &SectionEntry) -> Option<Section> {
    Some(Section {
        key: SectionKey::parse(entry.key.as_ref())?,
        slug: entry.slug.clone()?,
        title: entry.title.clone()?,
        hidden: entry.hidden,
    })
}

fn units(file: &TenantFile, source: &Source, set: &SetFile, complaints: &mut Vec<Complaint>) -> Vec<Unit> {
    let shared = match &file.unit_set {
        None => &[][..],
        Some(name) => set.unit_sets.get(name.as_ref()).map_or_else(
            || {
                complaints
                    .push(source.complain(name.span(), format!("there is no unit set {}", name.as_ref())));
                &[][..]
            },
            Vec::as_slice,
        ),
    };
    let mut seen = BTreeSet::new();
    let mut units = Vec::new();
    for entry in shared.iter().chain(&file.units) {
        if !seen.insert(entry.key.as_ref().clone()) {
            complaints.push(
                source.complain(entry.key.span(), format!("unit {} is declared twice", entry.key.as_ref())),
            );
        }
        units.push(unit(entry, &file.mail_domain));
    }
    units
}

fn unit(entry: &UnitEntry, mail_domain: &str) -> Unit {
    let key = entry.key.as_ref().clone();
    Unit {
        email: entry.email.clone().unwrap_or_else(|| format!("{key}@{mail_domain}")),
        key,
        name: entry.name.clone(),
        abbr: entry.abbr.clone(),
        kind: entry.kind,
        head: entry.head.clone(),
        fields: entry.fields.clone(),
        duties: entry.duties.clone(),
        from: entry.from,
        until: entry.until,
    }
}

fn parents_first(mut tenants: Vec<Profile>) -> Vec<Profile> {
    let mut sorted: Vec<Profile> = Vec::with_capacity(tenants.len());
    while !tenants.is_empty() {
        let placed: BTreeSet<String> = sorted.iter().map(|tenant| tenant.slug.clone()).collect();
        let (ready, waiting): (Vec<_>, Vec<_>) = tenants
            .into_iter()
            .partition(|tenant| tenant.moves.iter().all(|step| placed.contains(&step.parent)));
        if ready.is_empty() {
            sorted.extend(waiting);
            break;
        }
        sorted.extend(ready);
        tenants = waiting;
    }
    sorted
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Writes a small set: a district `huyen` and two communes.
    pub(crate) fn sample(folder: &Path) {
        let sections: String = SectionKey::ALL
            .iter()
            .map(|key| format!("[[sections]]\nkey = \"{key}\"\nslug = \"{key}\"\ntitle = \"Mục {key}\"\n"))
            .collect();
        write(
            folder,
            "set.toml",
            &format!("name = \"Thử\"\nlegal_profile = \"2016\"\nlives_in = 2016-12-30\n{sections}\n{UNITS}"),
        );
        tenant(folder, "huyen", "", "host = \"huyen.localhost\"");
        tenant(
            folder,
            "xa-a",
            "parent = \"huyen\"\nunit_set = \"commune\"\npath = \"/xa/xa-a\"\n",
            "host = \"xa-a.localhost\"",
        );
        tenant(
            folder,
            "xa-b",
            "parent = \"huyen\"\nunit_set = \"commune\"\npath = \"/xa/xa-b\"\n",
            "host = \"xa-b.localhost\"",
        );
    }

    const UNITS: &str = "[[unit_sets.commune]]\nkey = \"tuphap\"\nname = \"Tư pháp - Hộ tịch\"\nabbr = \"TPHT\"\nkind = \"post\"\n\
                         fields = [\"hộ tịch\", \"khai sinh\"]\nduties = \"Đăng ký khai sinh, kết hôn, khai tử.\"\nhead = \"Công chức\"\n";

    pub(crate) fn write(folder: &Path, name: &str, text: &str) {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn tenant(folder: &Path, slug: &str, head: &str, host: &str) {
        let text = format!(
            "id = \"t-{slug}\"\nslug = \"{slug}\"\nlevel = \"commune\"\nmail_domain = \"{slug}.example\"\n{head}\
             [[identity]]\nfrom = 2016-01-01\ntype = \"xã\"\nname = \"{slug}\"\ncode = \"1\"\nfull_name = \"Xã {slug}\"\n\
             body = \"Ủy ban nhân dân xã {slug}\"\nplace = \"{slug}\"\ndecision = \"NQ 1\"\n\
             [[hosts]]\n{host}\nfrom = 2016-01-01\n[theme]\npalette = \"tre-xanh\"\nemblem = \"emblem.svg\"\n\
             [footer]\nunit = \"a\"\nresponsible = \"b\"\naddress = \"c\"\nphone = \"d\"\nemail = \"e@example.vn\"\n"
        );
        write(folder, &format!("{slug}/tenant.toml"), &text);
        write(folder, &format!("{slug}/emblem.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    }

    fn edit(folder: &Path, name: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        write(folder, name, &text.replacen(from, to, 1));
    }

    fn complaints_after(edits: &[(&str, &str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        sample(folder.path());
        for (name, from, to) in edits {
            edit(folder.path(), name, from, to);
        }
        let root = format!("{}/", folder.path().display());
        load(folder.path())
            .err()
            .unwrap_or_default()
            .iter()
            .map(|c| c.to_string().replace(&root, ""))
            .collect()
    }

    #[test]
    fn a_good_set_loads_parents_first_with_boxes() {
        let folder = tempfile::tempdir().unwrap();
        sample(folder.path());
        let set = load(folder.path()).unwrap();
        assert_eq!(
            set.tenants.iter().map(|t| t.slug.as_str()).collect::<Vec<_>>(),
            ["huyen", "xa-a", "xa-b"]
        );
        assert_eq!(set.tenants[1].units[0].email, "tuphap@xa-a.example");
        assert_eq!(set.lives_in, Some(jiff::civil::date(2016, 12, 30)));
    }

    #[test]
    fn complaints_name_file_and_line() {
        assert_eq!(
            complaints_after(&[("xa-a/tenant.toml", "parent = \"huyen\"", "parent = \"tinh\"")]),
            ["xa-a/tenant.toml:5: unknown parent tinh"]
        );
        assert_eq!(
            complaints_after(&[("xa-b/tenant.toml", "xa-b.localhost", "xa-a.localhost")]),
            ["xa-b/tenant.toml:17: host xa-a.localhost is xa-a's at that time"]
        );
        let unknown = complaints_after(&[("xa-b/tenant.toml", "level =", "colour = 1\nlevel =")]);
        assert!(unknown[0].starts_with("xa-b/tenant.toml:3: unknown field `colour`"), "{unknown:?}");
    }

    #[test]
    fn slugs_that_look_alike_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        sample(folder.path());
        tenant(folder.path(), "xaa", "parent = \"huyen\"\npath = \"/xa/xaa\"\n", "host = \"xaa.localhost\"");
        let complaints = load(folder.path()).unwrap_err();
        assert!(complaints.iter().any(|c| c.message.contains("collides")), "{complaints:?}");
    }

    #[test]
    fn missing_footer_palette_and_section_are_refused() {
        let all = complaints_after(&[
            ("xa-a/tenant.toml", "phone = \"d\"", "phone = \" \""),
            ("xa-b/tenant.toml", "tre-xanh", "tim-mong-mo"),
            ("set.toml", "key = \"du-an\"", "key = \"du-án\""),
        ]);
        for part in ["five values", "no palette tim-mong-mo", "no section du-án", "section du-an is missing"]
        {
            assert!(all.iter().any(|c| c.contains(part)), "{part} not in {all:?}");
        }
    }
}

//! What stands around every page of a site: names, sections, footer, and the metadata of TT 24/2011.

use std::sync::Arc;

use crate::app::App;
use crate::base::clock::{self, Millis};
use crate::base::error::Result;
use crate::base::id::TenantId;
use crate::between;
use crate::face::{self, look::Look};
use crate::notices;
use crate::public::views::{self, DublinCore, Layout, Link, NavLink, SiteView, Stamp};
use crate::tenants::directory::Tenant;
use crate::tenants::{Level, SectionKey};

/// What every site is called above its name.
pub const OVER_NAME: &str = "Trang thông tin điện tử";

/// Sections that stand in the row under the names; the others are in the index.
const PRIMARY: [SectionKey; 5] = [
    SectionKey::About,
    SectionKey::News,
    SectionKey::Legislation,
    SectionKey::Services,
    SectionKey::Questions,
];

/// The site around a page, with one of its sections current.
///
/// # Errors
/// When the database does not answer.
pub async fn view(app: &App, tenant: &Tenant, current: Option<SectionKey>) -> Result<SiteView> {
    let stands_alone = app.directory.all().len() == 1;
    let filled = between::shown::filled(&app.db, tenant.id(), &tenant.profile, stands_alone).await?;
    let mut scope = app.db.read(tenant.id()).await?;
    let notice = notices::current(&mut scope, app.db.clock.now()).await?;
    let look = face::look(&mut scope, tenant).await?;
    drop(scope);
    let mut site = bare(app, tenant);
    dress(&mut site, tenant, &look);
    let shown = tenant.profile.sections.iter().filter(|section| !section.hidden);
    let sections = shown.filter(|section| filled.contains(&section.key));
    site.nav = sections
        .map(|section| NavLink {
            title: section.title.clone(),
            url: tenant.section_url(section, ""),
            current: current == Some(section.key),
            primary: PRIMARY.contains(&section.key),
        })
        .collect();
    site.specials = crate::public::pages::specials::open(app, tenant).await?;
    site.notice = notice.map(|notice| views::Notice {
        kind: "Tạm ngừng có kế hoạch".into(),
        text: notice.sentence(),
        link: None,
    });
    Ok(site)
}

/// Puts a look on a site.
fn dress(site: &mut SiteView, tenant: &Tenant, look: &Look) {
    site.palette.clone_from(&look.palette);
    site.sheet_url = look.sheet().map(|_| tenant.url(&format!("/giao-dien/{}.css", look.digest())));
    let emblem = look.emblem_digest().map_or_else(String::new, |digest| format!("?ban={digest}"));
    site.emblem_url = tenant.url(&format!("/bieu-trung.svg{emblem}"));
}

/// The open sites below, in the order of their names.
pub fn children(app: &App, tenant: &Tenant) -> Vec<Link> {
    let open = app.directory.open_children(tenant);
    let link = |child: &Arc<Tenant>| Link::new(child.identity().full_name.clone(), child.url("/"));
    let mut children: Vec<Link> = open.iter().map(link).collect();
    children.sort_by_key(|link| crate::base::text::folded(&link.title));
    children
}

/// The site without what needs the database: for error pages.
pub fn bare(app: &App, tenant: &Tenant) -> SiteView {
    let identity = tenant.identity();
    let footer = &tenant.profile.footer;
    let link =
        |id: &TenantId| app.directory.get(id).map(|t| Link::new(t.identity().full_name.clone(), t.url("/")));
    SiteView {
        over_name: OVER_NAME.into(),
        name: identity.full_name.clone(),
        body: identity.body.clone(),
        emblem_url: tenant.url("/bieu-trung.svg"),
        palette: tenant.profile.theme.palette.clone(),
        sheet_url: None,
        motto: Some(tenant.profile.theme.motto.clone()).filter(|motto| !motto.is_empty()),
        today: clock::weekday_date_vi(app.db.clock.today()),
        nav: Vec::new(),
        specials: Vec::new(),
        footer: views::Footer {
            unit: footer.unit.clone(),
            responsible: footer.responsible.clone(),
            address: footer.address.clone(),
            phone: footer.phone.clone(),
            email: footer.email.clone(),
        },
        parent: tenant.parent.as_ref().and_then(link),
        children_title: children_title(app, tenant),
        children: children(app, tenant),
        home_url: tenant.url("/"),
        search_url: tenant.url("/tim-kiem"),
        suggest_url: tenant.url("/api/v1/suggest"),
        opensearch_url: tenant.url("/opensearch.xml"),
        ask_url: tenant.url("/hoi-dap/gui"),
        track_url: tenant.url("/hoi-dap/theo-doi"),
        rules_url: tenant.url("/quy-che"),
        sitemap_url: tenant.url("/so-do"),
        contact_url: tenant.url("/lien-he"),
        accessibility_url: tenant.url("/tiep-can"),
        privacy_url: tenant.url("/du-lieu-ca-nhan"),
        notice: None,
    }
}

/// What the sites below are called, from their own types: "Các xã, thị trấn".
pub fn children_title(app: &App, tenant: &Tenant) -> String {
    let mut types: Vec<String> = Vec::new();
    for child in app.directory.open_children(tenant) {
        let unit_type = child.identity().unit_type.clone();
        if !types.contains(&unit_type) {
            types.push(unit_type);
        }
    }
    types.sort_by_key(|name| std::cmp::Reverse(crate::base::text::folded(name)));
    if types.is_empty() { String::new() } else { format!("Các {}", types.join(", ")) }
}

/// What a section's news topic is called on this site: the level's own word, which is data.
pub fn topic_title(tenant: &Tenant, key: &str) -> String {
    let here = match tenant.profile.level {
        Level::Province => "tỉnh".to_owned(),
        Level::District | Level::Commune => tenant.identity().unit_type.clone(),
    };
    match key {
        "trong-tinh" if tenant.profile.level == Level::Province => "Trong nước".to_owned(),
        "trong-tinh" => "Trong tỉnh".to_owned(),
        "noi-bat" => "Nổi bật khác".to_owned(),
        _ => format!("Trong {here}"),
    }
}

/// A page's surroundings.
#[derive(Clone, Debug)]
pub struct Around {
    site: SiteView,
    home: String,
    canonical: String,
    now: Millis,
}

impl Around {
    /// The surroundings of a page at `path`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of(app: &App, tenant: &Tenant, path: &str, current: Option<SectionKey>) -> Result<Self> {
        Ok(Self {
            site: view(app, tenant, current).await?,
            home: tenant.url("/"),
            canonical: tenant.url(path),
            now: app.db.clock.now(),
        })
    }

    /// The same surroundings in another look.
    #[must_use]
    pub fn dressed(mut self, tenant: &Tenant, look: &Look) -> Self {
        dress(&mut self.site, tenant, look);
        self
    }

    /// The same surroundings of a page whose one address is another.
    #[must_use]
    pub fn at(self, canonical: String) -> Self {
        Self { canonical, ..self }
    }

    /// The layout with the page's own title and the way to it.
    pub fn layout(&self, title: &str, description: &str, way: Vec<Link>) -> Layout {
        let mut breadcrumbs = vec![Link::new("Trang chủ", self.home.clone())];
        breadcrumbs.extend(way);
        Layout {
            site: self.site.clone(),
            title: title.to_owned(),
            description: if description.is_empty() { title } else { description }.to_owned(),
            canonical: self.canonical.clone(),
            breadcrumbs,
            metadata: Some(self.metadata(title, description)),
            feeds: Vec::new(),
            noindex: false,
            banners: Vec::new(),
            for_print: false,
            languages: views::layout::Languages::default(),
        }
    }

    /// The layout of a form, a receipt or an error: kept out of search engines.
    pub fn unlisted(&self, title: &str, way: Vec<Link>) -> Layout {
        Layout { noindex: true, metadata: None, ..self.layout(title, "", way) }
    }

    fn metadata(&self, title: &str, description: &str) -> DublinCore {
        DublinCore {
            title: title.to_owned(),
            creator: self.site.body.clone(),
            date: clock::iso(self.now),
            description: if description.is_empty() { title.to_owned() } else { description.to_owned() },
            publisher: self.site.body.clone(),
            identifier: self.canonical.clone(),
            language: Some("vi".into()),
            ..DublinCore::default()
        }
    }

    /// The site itself.
    pub fn site(&self) -> &SiteView {
        &self.site
    }
}

/// A day for people and machines.
pub fn day(date: jiff::civil::Date) -> Stamp {
    Stamp::new(clock::date_vi(date), date.to_string())
}

/// A moment for people and machines.
pub fn moment(at: Millis) -> Stamp {
    Stamp::new(clock::time_vi(at), clock::iso(at))
}

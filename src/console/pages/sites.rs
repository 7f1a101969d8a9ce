//! The sites of the units below: preparing one in steps, and opening it.

use std::sync::Arc;

use poem::Response;
use poem::http::StatusCode;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Refusal, Result};
use crate::base::id::AccountId;
use crate::board::appointments;
use crate::console::desk::{self, Desk, see_other};
use crate::console::views::layout::Post;
use crate::console::views::sites::{
    BeginSite, ContactsForm, PersonForm, SectionsForm, SitePage, SiteRow, SitesPage, UnitTick,
};
use crate::contributors::invitations::{self, NewInvitation};
use crate::opening::{self, Hosting, NewSite, drafts, gaps, rules};
use crate::people::{Role, store as people};
use crate::public::views::{Badge, Choice, Link, Refusals, Tone};
use crate::tenants::directory::Tenant;
use crate::tenants::{Footer, Level, PALETTES, Profile};

use super::board::{typed_post, unread_days};
use super::form::date;
use super::frame::{layout, post, shown};
use super::items::choices;

/// The posts that a new site begins with.
const POSTS: [Role; 6] =
    [Role::BoardHead, Role::StandingDeputy, Role::Deputy, Role::Member, Role::DistrictOffice, Role::Leader];

/// The levels in words.
fn level_title(level: Level) -> &'static str {
    match level {
        Level::Province => "Cấp tỉnh",
        Level::District => "Cấp huyện",
        Level::Commune => "Cấp xã",
    }
}

/// The forms' names for the rules' fields of a new site.
fn field_of_new(name: &str) -> String {
    match name {
        "level" => "cap",
        "unit_type" => "loai",
        "name" => "ten",
        "code" => "ma",
        "from" => "tu-ngay",
        "decision" => "quyet-dinh",
        "slug" => "ten-dia-chi",
        "host" => "ten-mien",
        "palette" => "bang-mau",
        other => other,
    }
    .to_owned()
}

/// The forms' names for the fields of the five values.
fn field_of_contacts(name: &str) -> String {
    match name {
        "unit" => "don-vi-chiu-trach-nhiem",
        "responsible" => "nguoi-chiu-trach-nhiem",
        "address" => "dia-chi",
        "phone" => "dien-thoai",
        "email" => "thu-co-quan",
        "people" => "nhan-su",
        "sections" => "chuyen-muc",
        "units" => "bo-phan",
        other => other,
    }
    .to_owned()
}

/// The site as it is typed by a form.
fn typed(desk: &Desk) -> NewSite<'_> {
    let form = &desk.asked.form;
    NewSite {
        unit_type: form.get("loai"),
        name: form.get("ten"),
        level: Level::parse(form.get("cap")),
        code: form.get("ma"),
        decision: form.get("quyet-dinh"),
        from: date(form.get("tu-ngay")),
        slug: form.get("ten-dia-chi"),
        host: form.get("ten-mien"),
        palette: form.get("bang-mau"),
    }
}

/// What this process says about hosts.
pub fn hosting(desk: &Desk) -> Hosting<'_> {
    Hosting { console: &desk.app.config.console_host, trial: desk.app.config.trial_hosts }
}

/// `GET /:tenant/don-vi`
///
/// # Errors
/// When the database does not answer.
pub async fn list(desk: Desk) -> Result<Response> {
    list_page(&desk, StatusCode::OK, Refusals::default()).await
}

async fn list_page(desk: &Desk, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let below = desk.tenant.children.iter().filter_map(|id| desk.app.directory.get(id));
    let mut sites: Vec<Arc<Tenant>> = below.collect();
    sites.sort_by_key(|site| !site.preparing);
    let page = SitesPage {
        layout: layout(desk, "Trang của đơn vị trực thuộc").await?,
        rows: sites.iter().map(|site| row(desk, site)).collect(),
        form: begin_form(desk, refusals),
    };
    desk::html(status, &page)
}

fn row(desk: &Desk, site: &Tenant) -> SiteRow {
    let name = site.identity().full_name.clone();
    let address = address(site);
    if site.preparing {
        let link = Link::new(name, desk.url(&format!("/don-vi/{}", site.slug())));
        return SiteRow { link, state: Badge::new("Đang chuẩn bị", Tone::Warn), about: address };
    }
    SiteRow {
        link: Link::new(name, site.url("/")), state: Badge::new("Đã mở", Tone::Good), about: address
    }
}

fn address(site: &Tenant) -> String {
    site.url("").split_once("://").map_or_else(|| site.url(""), |(_, rest)| rest.to_owned())
}

fn begin_form(desk: &Desk, refusals: Refusals) -> Option<BeginSite> {
    let possible = rules::below(desk.tenant.profile.level);
    if possible.is_empty() && refusals.is_empty() {
        return None;
    }
    let first = possible.first().map_or("", |level| level.as_str());
    let form = &desk.asked.form;
    let typed = |name: &str| form.get(name).to_owned();
    let chosen = if form.has("cap") { form.get("cap") } else { first };
    let levels = possible.iter().map(|level| (level.as_str(), level_title(*level).to_owned()));
    let palette =
        if form.has("bang-mau") { form.get("bang-mau") } else { desk.tenant.profile.theme.palette.as_str() };
    let from = if form.has("tu-ngay") { typed("tu-ngay") } else { date_vi(desk.app.db.clock.today()) };
    Some(BeginSite {
        post: post(desk, &desk.url("/don-vi")),
        levels: choices("Chọn cấp", chosen, levels),
        unit_type: typed("loai"),
        name: typed("ten"),
        code: typed("ma"),
        from,
        decision: typed("quyet-dinh"),
        slug: typed("ten-dia-chi"),
        host: typed("ten-mien"),
        palettes: choices("Chọn màu", palette, PALETTES.iter().map(|name| (*name, palette_title(name)))),
        refusals,
    })
}

fn palette_title(key: &str) -> String {
    let title = match key {
        "son-do" => "Son đỏ",
        "lua-chin" => "Lúa chín",
        "tre-xanh" => "Tre xanh",
        "song-cau" => "Sông Cầu",
        "gach-nung" => "Gạch nung",
        "cham" => "Chàm",
        "hoa-sen" => "Hoa sen",
        "dat-phu-sa" => "Đất phù sa",
        "la-che" => "Lá chè",
        "troi-thu" => "Trời thu",
        "mau-da" => "Màu đá",
        "man-chin" => "Mận chín",
        other => other,
    };
    title.to_owned()
}

/// `POST /:tenant/don-vi`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn begin(desk: Desk) -> Result<Response> {
    let begun =
        opening::begin(&desk.app.db, hosting(&desk), &desk.tenant, &desk.staff, &desk.actor(), &typed(&desk))
            .await;
    match begun {
        Ok(slug) => {
            desk.app.directory.reload(&desk.app.db).await?;
            Ok(see_other(&desk.url(&format!("/don-vi/{slug}"))))
        }
        Err(Error::Refused(refusals)) => {
            list_page(&desk, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field_of_new)).await
        }
        Err(other) => Err(other),
    }
}

fn site_of(desk: &Desk) -> Result<Arc<Tenant>> {
    opening::preparing(&desk.app.directory, &desk.tenant, desk.asked.param("site"))
}

/// `GET /:tenant/don-vi/:site`
///
/// # Errors
/// [`Error::NotFound`] for a site that is not being prepared below this one.
pub async fn view(desk: Desk) -> Result<Response> {
    let site = site_of(&desk)?;
    steps(&desk, &site, StatusCode::OK, Refusals::default()).await
}

async fn steps(desk: &Desk, site: &Tenant, status: StatusCode, refusals: Refusals) -> Result<Response> {
    let profile = &site.profile;
    let url = |step: &str| post(desk, &desk.url(&format!("/don-vi/{}/{step}", site.slug())));
    let mut platform = desk.app.db.platform().await?;
    let serving = people::serving(&mut platform, site.id(), desk.app.db.clock.today()).await?;
    let accounts = people::accounts(&mut platform).await?;
    drop(platform);
    let invited = invitations::open(&mut desk.app.db.read(site.id()).await?).await?;
    let name_of = |id: &AccountId| {
        accounts.iter().find(|account| &account.id == id).map_or("", |account| account.name.as_str())
    };
    let serve = serving.iter().map(|held| format!("{}: {}", held.role.vietnamese(), name_of(&held.account)));
    let invite =
        invited.iter().map(|one| format!("{}: {}, đã mời, chưa nhận lời", one.role.vietnamese(), one.name));
    let begun = drafts::begun(&desk.app.db, site).await?;
    let page = SitePage {
        layout: layout(desk, &format!("Chuẩn bị trang {}", site.identity().full_name)).await?,
        name: site.identity().full_name.clone(),
        address: address(site),
        back: Link::new("Trang của đơn vị trực thuộc", desk.url("/don-vi")),
        refusals,
        contacts: contacts_form(desk, profile, url("lien-he")),
        sections: SectionsForm { post: url("chuyen-muc"), choices: section_choices(desk, profile) },
        people: serve.chain(invite).collect(),
        person: person_form(desk, url("nhan-su")),
        drafts_text: if begun == 0 { "chưa có".into() } else { format!("{begun} bản nháp") },
        drafts: url("trang-dau"),
        missing: gaps::gaps(profile, &serving).into_iter().map(|gap| gap.message).collect(),
        open: url("mo"),
    };
    desk::html(status, &page)
}

fn contacts_form(desk: &Desk, profile: &Profile, post: Post) -> ContactsForm {
    let form = &desk.asked.form;
    let sent = form.has("don-vi-chiu-trach-nhiem");
    let value = |name: &str, stored: &str| if sent { form.get(name) } else { stored }.to_owned();
    let footer = &profile.footer;
    let unit = |unit: &crate::tenants::Unit| UnitTick {
        kept: !sent || form.all("bo-phan").any(|key| key == unit.key),
        email: value(&format!("thu-{}", unit.key), &unit.email),
        key: unit.key.clone(),
        name: unit.name.clone(),
    };
    ContactsForm {
        post,
        unit: value("don-vi-chiu-trach-nhiem", &footer.unit),
        responsible: value("nguoi-chiu-trach-nhiem", &footer.responsible),
        address: value("dia-chi", &footer.address),
        phone: value("dien-thoai", &footer.phone),
        email: value("thu-co-quan", &footer.email),
        units: profile.units.iter().map(unit).collect(),
    }
}

fn section_choices(desk: &Desk, profile: &Profile) -> Vec<Choice> {
    let form = &desk.asked.form;
    let choice = |section: &crate::tenants::Section| {
        let key = section.key.as_str();
        let shown = if form.get("phan") == "chuyen-muc" {
            form.all("chuyen-muc").any(|sent| sent == key)
        } else {
            !section.hidden
        };
        let choice = Choice::new(key, section.title.clone());
        if shown { choice.chosen() } else { choice }
    };
    profile.sections.iter().map(choice).collect()
}

fn person_form(desk: &Desk, post: Post) -> PersonForm {
    let form = &desk.asked.form;
    let typed = |name: &str| form.get(name).to_owned();
    let roles = POSTS.iter().map(|role| (role.as_str(), role.vietnamese().to_owned()));
    PersonForm {
        post,
        roles: choices("Chọn chức danh", form.get("chuc-danh"), roles),
        login: typed("ten-dang-nhap"),
        name: typed("ho-ten"),
        email: typed("thu-dien-tu"),
        from: if form.has("tu-ngay") { typed("tu-ngay") } else { date_vi(desk.app.db.clock.today()) },
        decision: typed("quyet-dinh"),
    }
}

/// The page again, with the step done or refused.
async fn answered(
    desk: &Desk,
    site: &Tenant,
    done: Result<()>,
    field: fn(&str) -> String,
) -> Result<Response> {
    match done {
        Ok(()) => {
            desk.app.directory.reload(&desk.app.db).await?;
            Ok(see_other(&desk.url(&format!("/don-vi/{}", site.slug()))))
        }
        Err(Error::Refused(refusals)) => {
            steps(desk, site, StatusCode::UNPROCESSABLE_ENTITY, shown(refusals, field)).await
        }
        Err(other) => Err(other),
    }
}

/// `POST /:tenant/don-vi/:site/lien-he`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn contacts(desk: Desk) -> Result<Response> {
    let site = site_of(&desk)?;
    let form = &desk.asked.form;
    let value = |name: &str| form.get(name).trim().to_owned();
    let footer = Footer {
        unit: value("don-vi-chiu-trach-nhiem"),
        responsible: value("nguoi-chiu-trach-nhiem"),
        address: value("dia-chi"),
        phone: value("dien-thoai"),
        email: value("thu-co-quan"),
    };
    let edit = |profile: &mut Profile| {
        let mut refusals = gaps::of_footer(&footer);
        profile.footer = footer;
        profile.units.retain(|unit| form.all("bo-phan").any(|key| key == unit.key));
        if profile.units.is_empty() {
            refusals.push(Refusal::new("units", "Hãy giữ ít nhất một đơn vị.", "Quy chế Điều 12.3"));
        }
        for unit in &mut profile.units {
            unit.email = value(&format!("thu-{}", unit.key));
            if !gaps::is_mail(&unit.email) {
                let message = format!("Thư điện tử của {} không đúng: “{}”.", unit.name, unit.email);
                refusals.push(Refusal::new("units", message, ""));
            }
        }
        refusals
    };
    let done =
        opening::change(&desk.app.db, &desk.tenant, &site, &desk.staff, &desk.actor(), "contacts", edit)
            .await;
    answered(&desk, &site, done, field_of_contacts).await
}

/// `POST /:tenant/don-vi/:site/chuyen-muc`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn sections(desk: Desk) -> Result<Response> {
    let site = site_of(&desk)?;
    let form = &desk.asked.form;
    let edit = |profile: &mut Profile| {
        for section in &mut profile.sections {
            section.hidden = !form.all("chuyen-muc").any(|key| key == section.key.as_str());
        }
        let none = profile.sections.iter().all(|section| section.hidden);
        let refusal = Refusal::new("sections", "Hãy chọn ít nhất một chuyên mục.", "Quy chế Điều 3");
        none.then_some(refusal).into_iter().collect()
    };
    let done =
        opening::change(&desk.app.db, &desk.tenant, &site, &desk.staff, &desk.actor(), "sections", edit)
            .await;
    answered(&desk, &site, done, field_of_contacts).await
}

/// `POST /:tenant/don-vi/:site/nhan-su`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn person(desk: Desk) -> Result<Response> {
    let site = site_of(&desk)?;
    desk.staff.require(crate::people::Action::TenantOpen, crate::people::State::Any)?;
    let form = &desk.asked.form;
    let role = Role::parse(form.get("chuc-danh")).filter(|role| POSTS.contains(role));
    let new = typed_post(form, role);
    let unread = unread_days(form);
    let (db, actor, by) = (&desk.app.db, desk.actor(), &desk.staff.account);
    let done = if !unread.is_empty() {
        Err(Error::Refused(unread))
    } else if new.login.is_empty() {
        let invitation =
            NewInvitation { name: form.get("ho-ten"), email: form.get("thu-dien-tu"), post: new };
        let console = desk.app.config.console_url();
        invitations::send(db, &desk.app.mail, &console, &site, by, &actor, &invitation).await.map(drop)
    } else {
        appointments::appoint_by(db, &site, by, &actor, &new).await
    };
    answered(&desk, &site, done, super::board::field).await
}

/// `POST /:tenant/don-vi/:site/trang-dau`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn first_pages(desk: Desk) -> Result<Response> {
    let site = site_of(&desk)?;
    let done = drafts::begin_all(&desk.app.db, &site, &desk.staff, &desk.actor()).await.map(drop);
    answered(&desk, &site, done, field_of_contacts).await
}

/// `POST /:tenant/don-vi/:site/mo`
///
/// # Errors
/// [`Error::Forbidden`] without the right.
pub async fn open(desk: Desk) -> Result<Response> {
    let site = site_of(&desk)?;
    match opening::open(&desk.app.db, &desk.tenant, &site, &desk.staff, &desk.actor()).await {
        Ok(()) => {
            desk.app.directory.reload(&desk.app.db).await?;
            Ok(see_other(&desk.url("/don-vi")))
        }
        refused => answered(&desk, &site, refused, field_of_contacts).await,
    }
}

//! Pages about the site itself: contacts, rules, accessibility, personal data, emblem, site maps.

use poem::Response;
use poem::http::header;

use crate::base::clock::date_vi;
use crate::base::error::{Error, Result};
use crate::face::{self, Arranged, Part};
use crate::items::kinds::record::{DISCLOSED, REQUEST_FORMS};
use crate::items::store::{self as items, Filter};
use crate::notices;
use crate::public::openapi;
use crate::public::site::{Around, day};
use crate::public::views::contact::{ContactPage, UnitGroup, UnitRow};
use crate::public::views::sitemap::{Branch, SitemapPage, Tree};
use crate::public::views::text::{AccessibilityPage, InformationPage, OutagesPage, PrivacyPage, RulesPage};
use crate::public::views::{FileView, Link};
use crate::public::visit::{Reply, Visit};
use crate::questions::rules::{self as consents, Consent};
use crate::tenants::{Section, SectionKey, Unit, UnitKind};

use super::home::encode;
use super::{chart, disclosed, issued, item};

/// The regulation of the site: the decision that every set of rules page leads to, where it is held.
const REGULATION: &str = "10/2016/QĐ-UBND";

/// The kinds of units, in the order in which they are told.
pub const KINDS: [(UnitKind, &str); 4] = [
    (UnitKind::Office, "Cơ quan chuyên môn"),
    (UnitKind::Post, "Các chức danh chuyên môn"),
    (UnitKind::Service, "Đơn vị sự nghiệp"),
    (UnitKind::Vertical, "Cơ quan ngành dọc"),
];

/// `/lien-he`
///
/// # Errors
/// When the database does not answer.
pub async fn contact(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, "/lien-he", None).await?;
    let units: Vec<&Unit> = visit.tenant.profile.units_on(visit.tenant.day).collect();
    let supplying = items::supplying_units(&mut visit.app.db.read(visit.tenant.id()).await?).await?;
    let group = |(kind, title): (UnitKind, &str)| UnitGroup {
        title: title.to_owned(),
        units: units
            .iter()
            .filter(|unit| unit.kind == kind)
            .map(|unit| row(&visit, unit, &supplying))
            .collect(),
    };
    let groups = KINDS.into_iter().map(group).filter(|group| !group.units.is_empty()).collect();
    let layout = around.layout("Liên hệ", "Địa chỉ, điện thoại, thư điện tử và các đơn vị trả lời.", vec![]);
    let officers = chart::officers(&visit, visit.tenant.day).await?;
    Reply::page(&ContactPage { layout, reception: Vec::new(), officers, groups })
}

/// Where a unit stands on the page of contacts.
pub fn unit_anchor(unit: &Unit) -> String {
    format!("don-vi-{}", unit.key)
}

fn row(visit: &Visit, unit: &Unit, supplying: &[String]) -> UnitRow {
    UnitRow {
        anchor: unit_anchor(unit),
        feed: supplying.contains(&unit.key).then(|| super::feeds::unit_url(&visit.tenant, &unit.key)),
        name: unit.name.clone(),
        duties: unit.duties.clone(),
        head: unit.head.clone(),
        phone: None,
        email: Some(unit.email.clone()),
    }
}

/// `/quy-che`
///
/// # Errors
/// When the database does not answer.
pub async fn rules(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, "/quy-che", None).await?;
    let top = visit
        .tenant
        .parent
        .as_ref()
        .and_then(|id| visit.app.directory.get(id))
        .unwrap_or_else(|| visit.tenant.clone());
    let held = items::document_by_number(&mut visit.app.db.read(top.id()).await?, REGULATION).await?;
    let regulation = match held {
        Some(listed) => Link::new(
            format!("{} số {}", listed.doc_type.unwrap_or_default(), REGULATION),
            crate::public::pages::item_url(&top, listed.section, &listed.slug),
        ),
        None => Link::new("Văn bản của cơ quan chủ quản", top.url("/tim-kiem?q=quy+ch%E1%BA%BF")),
    };
    let profile = crate::legal::profile(&visit.app);
    Reply::page(&RulesPage {
        layout: around.layout(
            "Quy chế hoạt động",
            "Trang này được tổ chức, biên tập và chịu trách nhiệm như thế nào.",
            vec![],
        ),
        regulation,
        whole: super::regulation::is_there(&visit).await?.then(|| {
            Link::new("Toàn văn theo từng điều, so sánh các bản", visit.tenant.url(super::regulation::WHOLE))
        }),
        plan: super::plans::is_there(&visit)
            .await?
            .then(|| Link::new("Kế hoạch năm và tiến độ", visit.tenant.url(super::plans::PUBLIC))),
        standing_office: standing_office(&visit),
        answer_limit: profile.answer_limit.to_owned(),
        document_limit: profile.document_limit.to_owned(),
        limits_from: profile.limits_from.to_owned(),
        deadlines_url: visit.tenant.url(super::deadlines::PATH),
    })
}

/// The announced outages.
const OUTAGES: &str = "/tam-ngung";

/// `/tam-ngung`: every outage that was announced, and what it came to.
///
/// # Errors
/// When the database does not answer.
pub async fn outages(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, OUTAGES, None).await?;
    let all = notices::all(&mut visit.app.db.read(visit.tenant.id()).await?).await?;
    let row = |notice: &notices::Notice| {
        let sudden = notice.force_majeure.as_ref().map(|reason| match reason.trim() {
            "" => "Bất khả kháng.".to_owned(),
            // Notices of before had no reason of their own.
            same if same == notice.text.trim() => "Bất khả kháng.".to_owned(),
            reason => format!("Bất khả kháng: {reason}."),
        });
        let lines = [Some(notice.sentence()), sudden, notice.happened()];
        lines.into_iter().flatten().collect()
    };
    Reply::page(&OutagesPage {
        layout: around.layout(
            "Thông báo tạm ngừng",
            "Các lần tạm ngừng có kế hoạch đã báo trước và kết quả thực tế.",
            vec![],
        ),
        outages: all.iter().map(row).collect(),
    })
}

/// `/tiep-can-thong-tin`: what is public, where to ask for what is not, and how.
///
/// # Errors
/// When the database does not answer.
pub async fn information(visit: Visit) -> Result<Reply> {
    let tenant = &visit.tenant;
    let around = Around::of(&visit.app, tenant, "/tiep-can-thong-tin", None).await?;
    let filter = Filter { register: Some(DISCLOSED.key), ..Filter::of_sections(&[DISCLOSED.section]) };
    let count = issued::list(&visit, &filter, 0, 1).await?.total;
    let section = tenant.profile.section(DISCLOSED.section).filter(|section| !section.hidden && count > 0);
    let published = disclosed::count(&visit).await?;
    Reply::page(&InformationPage {
        layout: around.layout(
            "Tiếp cận thông tin",
            "Danh mục thông tin phải được công khai, nơi và cách yêu cầu cung cấp thông tin.",
            vec![],
        ),
        list: section.map(|section| {
            Link::new(DISCLOSED.many, format!("{}?so={}", tenant.section_url(section, ""), DISCLOSED.key))
        }),
        count,
        published: (published > 0).then(|| {
            let words = format!("Danh mục lập từ {published} văn bản, nội dung đã đăng");
            Link::new(words, tenant.url(disclosed::PATH))
        }),
        office: standing_office(&visit),
        forms: request_forms(&visit).await?,
        api_url: tenant.url("/api"),
    })
}

/// The forms on which people ask, as files to fetch: the site's own, in the order of their names.
async fn request_forms(visit: &Visit) -> Result<Vec<FileView>> {
    let filter = Filter { register: Some(REQUEST_FORMS.key), by_title: true, ..Filter::default() };
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let listed = items::live_list(&mut scope, &filter, 0, 20).await?.items;
    let mut files = Vec::new();
    for one in listed {
        let live = items::live_by_id(&mut scope, &one.item_id).await?;
        let attached = live.map(|live| live.content.common().attachments.clone()).unwrap_or_default();
        let named = |file: FileView| FileView { title: one.title.clone(), ..file };
        files.extend(item::files(visit, &attached).await?.into_iter().map(named));
    }
    Ok(files)
}

fn standing_office(visit: &Visit) -> String {
    let unit = visit.tenant.profile.unit("vanphong");
    unit.map_or_else(|| visit.tenant.identity().body.clone(), |unit| unit.name.clone())
}

/// `/tiep-can`
///
/// # Errors
/// When the database does not answer.
pub async fn accessibility(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, "/tiep-can", None).await?;
    let profile = crate::legal::profile(&visit.app);
    Reply::page(&AccessibilityPage {
        layout: around.layout("Khai báo tiếp cận", "Trang này dùng được cho mọi người đến đâu.", vec![]),
        reviewed: day(visit.tenant.identity().from),
        known_limits: vec![
            "Tệp đính kèm do cơ quan khác phát hành có thể là bản chụp, trình đọc màn hình không đọc được."
                .into(),
        ],
        law: profile.accessibility_law.to_owned(),
    })
}

/// `/du-lieu-ca-nhan`, with `?ban=` a version that held before
///
/// # Errors
/// [`Error::NotFound`] for a version there never was.
pub async fn privacy(visit: Visit) -> Result<Reply> {
    const PATH: &str = "/du-lieu-ca-nhan";
    let tenant = &visit.tenant;
    let asked = visit.asked.query("ban");
    let now = consents::consent(tenant.day);
    let versions = consents::consents_until(tenant.day);
    let shown = match asked {
        "" => now,
        asked => versions.iter().find(|one| one.version == asked).ok_or(Error::NotFound)?,
    };
    let is_former = shown.version != now.version;
    let url = |one: &Consent| tenant.url(&format!("{PATH}?ban={}", encode(&one.version)));
    let around = Around::of(&visit.app, tenant, PATH, None).await?;
    let around = if is_former { around.at(url(shown)) } else { around };
    let profile = crate::legal::profile(&visit.app);
    let body = &tenant.identity().body;
    Reply::page(&PrivacyPage {
        layout: around.layout(
            "Thông báo xử lý dữ liệu cá nhân",
            "Dữ liệu nào được nhận, để làm gì, giữ bao lâu.",
            vec![],
        ),
        version: named(shown),
        is_former,
        agreed: vec![
            shown.answer_for(body),
            shown.name.clone(),
            shown.comment_for(body),
            shown.comment_name.clone(),
        ],
        others: versions
            .iter()
            .filter(|one| one.version != shown.version)
            .map(|one| {
                Link::new(named(one), if one.version == now.version { tenant.url(PATH) } else { url(one) })
            })
            .collect(),
        contact_kept: format!("{} tháng", crate::questions::privacy::months_kept()),
        comment_kept: format!("{} tháng", crate::questions::privacy::comment_months_kept()),
        log_kept: "12 tháng".into(),
        request_limit: profile.privacy_limit.to_owned(),
        law: if is_former { shown.clause.clone() } else { profile.privacy_law.to_owned() },
    })
}

/// A version with the day since which it is asked for.
fn named(consent: &Consent) -> String {
    format!("Bản {}, áp dụng từ {}", consent.version, date_vi(consent.since()))
}

/// `/bieu-trung.svg`, with `?ban=` the digest of one of the site's own: of the look that holds, or of the draft's.
///
/// # Errors
/// When the database does not answer.
pub async fn emblem(visit: Visit) -> Result<Reply> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let mut look = face::look(&mut scope, &visit.tenant).await?;
    let asked = visit.asked.query("ban");
    if !asked.is_empty() && look.emblem_digest().as_deref() != Some(asked) {
        let prepared = face::prepared(&mut scope, &visit.tenant, Part::Look).await?;
        if let Arranged::Look(prepared) = prepared
            && prepared.emblem_digest().as_deref() == Some(asked)
        {
            look = prepared;
        }
    }
    let declared = visit.tenant.profile.theme.emblem.clone();
    let emblem = if look.emblem.is_empty() { declared } else { look.emblem };
    Ok(Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "image/svg+xml")
            .header(header::CACHE_CONTROL, "public, max-age=3600")
            .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
            .body(emblem),
    ))
}

/// A page that every site has besides its sections.
#[derive(Clone, Copy, Debug)]
pub struct StandingPage {
    /// Its path.
    pub path: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Whether it is a form, which search engines leave alone.
    pub is_form: bool,
}

const fn standing(path: &'static str, title: &'static str) -> StandingPage {
    StandingPage { path, title, is_form: false }
}

const fn form(path: &'static str, title: &'static str) -> StandingPage {
    StandingPage { path, title, is_form: true }
}

/// The pages that every site has besides its sections.
pub const STANDING: [StandingPage; 14] = [
    standing("/van-ban-tat-ca", "Tra cứu văn bản"),
    form("/hoi-dap/gui", "Gửi câu hỏi"),
    form("/hoi-dap/theo-doi", "Theo dõi câu hỏi"),
    standing("/lien-he", "Liên hệ"),
    standing("/quy-che", "Quy chế hoạt động"),
    standing(super::deadlines::PATH, "Cách tính thời hạn trả lời"),
    standing("/tiep-can-thong-tin", "Tiếp cận thông tin"),
    standing(disclosed::PATH, "Danh mục thông tin phải được công khai"),
    standing("/tiep-can", "Khai báo tiếp cận"),
    standing("/du-lieu-ca-nhan", "Dữ liệu cá nhân"),
    standing(super::compliance::PATH, "Tự đánh giá việc tuân thủ"),
    standing(OUTAGES, "Thông báo tạm ngừng"),
    standing("/so-do", "Sơ đồ trang"),
    standing(openapi::PATH, "Giao diện lập trình"),
];

/// `/so-do`
///
/// # Errors
/// When the database does not answer.
pub async fn sitemap(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, "/so-do", None).await?;
    let tenant = &visit.tenant;
    let leaf = |title: &str, url: String| Branch { link: Link::new(title, url), below: Tree::default() };
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let mut branches = vec![leaf("Trang chủ", tenant.url("/"))];
    for section in shown_sections(&visit, around.site()) {
        let latest = items::live_titles(&mut scope, Some(section.key), 30).await?;
        let mut below: Vec<Branch> = latest
            .iter()
            .map(|item| leaf(&item.title, super::item_url(tenant, item.section, &item.slug)))
            .collect();
        if section.key == SectionKey::Questions {
            let answered = crate::questions::store::public_list(&mut scope, 0, 30).await?;
            below.extend(answered.questions.iter().map(|question| {
                leaf(&question.subject, tenant.url(&super::question_path(tenant, &question.slug)))
            }));
        }
        branches.push(Branch {
            link: Link::new(section.title.clone(), tenant.section_url(section, "")),
            below: Tree(below),
        });
    }
    let consulted = crate::consultations::store::public_list(&mut scope, 0, 30).await?;
    if !consulted.is_empty() {
        let below = consulted
            .iter()
            .map(|one| leaf(&one.title, super::consultations::url(tenant, &one.slug)))
            .collect();
        let link = Link::new("Lấy ý kiến góp ý", tenant.url(super::consultations::HOME));
        branches.push(Branch { link, below: Tree(below) });
    }
    drop(scope);
    if super::regulation::is_there(&visit).await? {
        branches.push(leaf("Toàn văn quy chế", tenant.url(super::regulation::WHOLE)));
    }
    if super::plans::is_there(&visit).await? {
        branches.push(leaf("Kế hoạch năm và tiến độ", tenant.url(super::plans::PUBLIC)));
    }
    branches.extend(STANDING.iter().map(|page| leaf(page.title, tenant.url(page.path))));
    Reply::page(&SitemapPage {
        layout: around.layout("Sơ đồ trang", "Mọi chuyên mục và nội dung của trang.", vec![]),
        tree: Tree(branches),
        xml_url: tenant.url("/sitemap.xml"),
    })
}

fn shown_sections<'a>(visit: &'a Visit, site: &crate::public::views::SiteView) -> Vec<&'a Section> {
    let shown = |section: &&Section| site.nav.iter().any(|nav| nav.title == section.title);
    visit.tenant.profile.sections.iter().filter(shown).collect()
}

/// Text safe inside XML.
pub fn escape(text: &str) -> String {
    // XML 1.0 has no place for control characters, however they are written.
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

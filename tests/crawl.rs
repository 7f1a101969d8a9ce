//! The face of a site: every page that can be reached from the home holds what the law and the house ask of it, and what
//! the office arranges is looked at, published and brought back.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use crate::support::app::{TestApp, between};
use portal::base::clock::HOUR;
use portal::demo;
use portal::face::arrangement::{Arrangement, Block};
use portal::media;
use portal::people::Role;
use portal::tenants::SectionKey;

const DISTRICT: &str = "hiephoa.localhost";
const COMMUNE: &str = "ducthang.hiephoa.localhost";
/// Where robots.txt asks programs not to go.
const CLOSED: [&str; 3] = ["/tra-loi/", "/tim-kiem", "/xem-truoc/"];
/// What TT 24/2011 wants never to be empty.
const REQUIRED: [&str; 6] =
    ["DC.title", "DC.creator", "DC.date", "DC.description", "DC.publisher", "DC.identifier"];

/// The sample deployment.
async fn demo_app() -> TestApp {
    let app = TestApp::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tenants/hiep-hoa-2016");
    let set = demo::load(&folder).unwrap();
    demo::fill(app.db(), &app.app.config, &folder, &set).await.unwrap();
    demo::offices::fill(&app.app, &folder).await.unwrap();
    // A picture is there for readers once its sizes are made.
    media::duties::pictures(app.app.clone()).await.unwrap();
    app
}

/// The starts of all tags of one name.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!("<{name}");
    page.match_indices(&open)
        .map(|(at, _)| &page[at..])
        .filter(|rest| rest[open.len()..].starts_with([' ', '>', '\n']))
        .map(|rest| &rest[..rest.find('>').unwrap_or(rest.len())])
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?;
    Some(plain(value))
}

/// Text as a browser reads it.
fn plain(text: &str) -> String {
    [("&#38;", "&"), ("&#39;", "'"), ("&#34;", "\""), ("&#60;", "<"), ("&#62;", ">"), ("&quot;", "\"")]
        .into_iter()
        .fold(text.to_owned(), |text, (coded, sign)| text.replace(coded, sign))
        .replace("&amp;", "&")
}

/// Host and path of an address as it stands on a page; none for mail, places in the page and other schemes.
fn split(here: &str, href: &str) -> Option<(String, String)> {
    let href = href.split('#').next().unwrap_or_default();
    if href.is_empty() || href.starts_with("mailto:") || href.starts_with("tel:") {
        return None;
    }
    if href.starts_with('/') {
        return Some((here.to_owned(), href.to_owned()));
    }
    let rest = href.strip_prefix("http://").or_else(|| href.strip_prefix("https://"))?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some((host.split(':').next()?.to_owned(), format!("/{path}")))
}

/// What a crawl found on one host.
#[derive(Debug, Default)]
struct Crawl {
    /// Pages that stand for themselves and may be found by others.
    canonical: BTreeSet<String>,
    /// How many links away from the home each address is.
    depth: BTreeMap<String, usize>,
    /// Everything that is wrong.
    faults: Vec<String>,
}

impl Crawl {
    async fn of(app: &TestApp, host: &str) -> Self {
        let mut crawl = Self::default();
        let mut queue = VecDeque::from(["/".to_owned()]);
        let mut elsewhere = BTreeSet::new();
        crawl.depth.insert("/".into(), 0);
        while let Some(path) = queue.pop_front() {
            let depth = crawl.depth[&path];
            for (to, next) in crawl.visit(app, host, &path).await {
                if to != host {
                    elsewhere.insert((to, next));
                    continue;
                }
                // A link with a query narrows a page; what is narrowed is not narrowed further here.
                let narrows_twice = path.contains('?') && next.contains('?');
                let is_closed = CLOSED.iter().any(|closed| next.starts_with(closed));
                if !narrows_twice && !is_closed && !crawl.depth.contains_key(&next) {
                    crawl.depth.insert(next.clone(), depth + 1);
                    queue.push_back(next);
                }
            }
        }
        for (to, path) in elsewhere.into_iter().filter(|(to, _)| to.ends_with(".localhost")) {
            let status = app.get(&to, &path).await.status().as_u16();
            if status >= 400 {
                crawl.faults.push(format!("{to}{path} answers {status}"));
            }
        }
        crawl
    }

    /// Looks at one address; the links that lead on from it.
    async fn visit(&mut self, app: &TestApp, host: &str, path: &str) -> Vec<(String, String)> {
        let answer = app.get(host, path).await;
        let status = answer.status().as_u16();
        if status >= 400 {
            self.faults.push(format!("{path} answers {status}"));
            return Vec::new();
        }
        if status >= 300 {
            return split(host, &TestApp::location(&answer)).into_iter().collect();
        }
        let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let bytes = answer.bytes().await.unwrap();
        if kind.contains("xml") && !kind.contains("svg") {
            let text = std::str::from_utf8(&bytes).unwrap();
            if let Err(cause) = roxmltree::Document::parse(text) {
                self.faults.push(format!("{path} is no XML: {cause}"));
            }
        } else if kind.contains("json") && serde_json::from_slice::<serde_json::Value>(&bytes).is_err() {
            self.faults.push(format!("{path} is no JSON"));
        }
        if !kind.starts_with("text/html") {
            return Vec::new();
        }
        let page = String::from_utf8(bytes.to_vec()).unwrap();
        self.check(app, host, path, &page);
        let links = tags(&page, "a").into_iter().chain(tags(&page, "link"));
        links.filter_map(|tag| split(host, &attribute(tag, "href")?)).collect()
    }

    fn check(&mut self, app: &TestApp, host: &str, path: &str, page: &str) {
        let mut fault = |what: String| self.faults.push(format!("{path}: {what}"));
        let meta = |name: &str| {
            let tag = tags(page, "meta").into_iter().find(|tag| tag.contains(&format!(" name=\"{name}\"")));
            tag.and_then(|tag| attribute(tag, "content")).unwrap_or_default()
        };
        if between(page, "<title>", "</title>").trim().is_empty() {
            fault("no title".into());
        }
        if meta("description").trim().is_empty() {
            fault("no description".into());
        }
        if !page.contains("<html lang=\"vi\"") {
            fault("no language".into());
        }
        let is_listed = meta("robots") != "noindex";
        for name in REQUIRED.iter().filter(|name| is_listed && meta(name).trim().is_empty()) {
            fault(format!("{name} is empty"));
        }
        for what in self::headings(page) {
            fault(what);
        }
        let footer = &app.app.directory.resolve(host, "/").unwrap().tenant.profile.footer;
        let foot = plain(page.rsplit("<footer").next().unwrap_or_default());
        for value in [&footer.unit, &footer.responsible, &footer.address, &footer.phone, &footer.email] {
            if value.is_empty() || !foot.contains(value.as_str()) {
                fault(format!("the foot lacks “{value}”"));
            }
        }
        for (name, source) in
            [("img", "src"), ("script", "src"), ("source", "src"), ("video", "src"), ("link", "href")]
        {
            for tag in tags(page, name).into_iter().filter(|tag| !tag.contains("rel=\"canonical\"")) {
                let target = attribute(tag, source).and_then(|target| split(host, &target));
                if target.is_some_and(|(to, _)| to != host) {
                    fault(format!("loads from elsewhere: {tag}"));
                }
            }
        }
        let canonical = tags(page, "link").into_iter().find(|tag| tag.contains("rel=\"canonical\""));
        match canonical.and_then(|tag| split(host, &attribute(tag, "href")?)) {
            None => fault("no canonical address".into()),
            Some((to, own)) if to == host && own == path && is_listed && !path.contains('?') => {
                self.canonical.insert(path.to_owned());
            }
            Some(_) => {}
        }
    }
}

/// One h1, and no level skipped.
fn headings(page: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if tags(page, "h1").len() != 1 {
        faults.push(format!("{} first headings", tags(page, "h1").len()));
    }
    let mut above = 1;
    for (at, _) in page.match_indices("<h") {
        let Some(level) = page[at + 2..].chars().next().and_then(|digit| digit.to_digit(10)) else {
            continue;
        };
        if level > above + 1 {
            faults.push(format!("h{level} follows h{above}"));
        }
        above = level;
    }
    faults
}

async fn sitemap(app: &TestApp, host: &str) -> BTreeSet<String> {
    let xml = app.page(host, "/sitemap.xml").await;
    let document = roxmltree::Document::parse(&xml).unwrap();
    let locs = document
        .descendants()
        .filter(|node| node.has_tag_name(("http://www.sitemaps.org/schemas/sitemap/0.9", "loc")));
    let locs: Vec<String> = locs.filter_map(|node| node.text().map(str::to_owned)).collect();
    let paths: BTreeSet<String> = locs.iter().filter_map(|loc| Some(split(host, loc)?.1)).collect();
    assert_eq!(paths.len(), locs.len(), "an address stands twice in {host}'s sitemap");
    paths
}

/// metadata (TT 24/2011 Đ6): from the home on, over every link.
#[tokio::test]
async fn every_page_that_can_be_reached_holds_what_is_asked_of_it_and_the_site_map_names_them_all() {
    let app = demo_app().await;
    for host in [DISTRICT, COMMUNE] {
        let crawl = Crawl::of(&app, host).await;
        let listed = sitemap(&app, host).await;
        let unlisted: Vec<_> = crawl.canonical.difference(&listed).collect();
        let unreached: Vec<_> = listed.difference(&crawl.canonical).collect();
        assert!(
            crawl.faults.is_empty() && unlisted.is_empty() && unreached.is_empty(),
            "{host}\nfaults: {:#?}\nnot in the site map: {unlisted:#?}\nnot reached: {unreached:#?}",
            crawl.faults
        );
        assert!(crawl.canonical.len() > 12, "the crawl has gone blind: {:?}", crawl.canonical);
        let tenant = app.app.directory.resolve(host, "/").unwrap().tenant;
        let services = tenant.profile.section(SectionKey::Services).unwrap();
        let procedures = format!("/{}/", services.slug);
        for path in listed.iter().filter(|path| path.starts_with(&procedures)) {
            assert!(crawl.depth[path] <= 3, "{path} is {} links away", crawl.depth[path]);
        }
    }
}

#[tokio::test]
async fn feeds_of_sections_and_units_are_xml_and_security_txt_holds_for_less_than_a_year() {
    let app = demo_app().await;
    let tenant = app.app.directory.resolve(DISTRICT, "/").unwrap().tenant;
    let sections = tenant.profile.sections.iter().filter(|section| !section.hidden);
    let mut feeds: Vec<String> = sections
        .flat_map(|section| ["rss.xml", "atom.xml"].map(|name| format!("/{}/{name}", section.slug)))
        .collect();
    feeds.extend(tenant.profile.units.iter().map(|unit| format!("/don-vi/{}/rss.xml", unit.key)));
    feeds.push("/tim-kiem/rss.xml?q=quy".into());
    let mut entries = 0;
    for feed in feeds {
        let answer = app.get(DISTRICT, &feed).await;
        assert_eq!(answer.status(), 200, "{feed}");
        let xml = answer.text().await.unwrap();
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|cause| panic!("{feed}: {cause}"));
        entries +=
            document.descendants().filter(|node| ["item", "entry"].contains(&node.tag_name().name())).count();
    }
    assert!(entries > 10, "{entries}");
    assert_eq!(app.get(DISTRICT, "/don-vi/khong-co/rss.xml").await.status(), 404);
    let text = app.page(DISTRICT, "/.well-known/security.txt").await;
    assert!(text.contains(&format!("Contact: mailto:{}", tenant.profile.footer.email)), "{text}");
    assert!(text.contains("Expires: 2017-06-28T00:00:00+07:00"), "{text}");
}

#[tokio::test]
async fn former_versions_of_the_notice_on_personal_data_stay_readable() {
    let app = TestApp::of("bac-ninh-2026").await;
    let root = app.app.directory.all()[0].clone();
    let host = root.profile.hosts.iter().find(|host| host.trial).unwrap().host.clone();
    let now = app.page(&host, "/du-lieu-ca-nhan").await;
    assert!(now.contains("Bản 2026-1, áp dụng từ 01/01/2026") && now.contains("?ban=2016-1"), "{now}");
    let former = app.page(&host, "/du-lieu-ca-nhan?ban=2016-1").await;
    assert!(former.contains("Đây là bản trước") && former.contains("Bản 2016-1, áp dụng từ 01/01/2007"));
    assert_eq!(app.get(&host, "/du-lieu-ca-nhan?ban=khong-co").await.status(), 404);
}

/// The hidden version of a form of the page.
fn version(page: &str) -> String {
    between(page, "name=\"phien-ban\" value=\"", "\"").to_owned()
}

/// The home's form as it stands at the begin, with some fields otherwise; "" takes a field out.
fn home_form(seen: &str, other: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut form = vec![("phien-ban".to_owned(), seen.to_owned())];
    for (place, placed) in Arrangement::default().blocks.iter().enumerate() {
        let fields = placed.block.fields();
        form.push((fields.place.into(), (place + 1).to_string()));
        form.push((fields.shown.into(), "co".into()));
        form.push((fields.count.into(), placed.count.to_string()));
        form.push((fields.heading.into(), String::new()));
    }
    for (name, value) in other {
        form.retain(|(known, _)| known != name);
        if !value.is_empty() {
            form.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    form
}

async fn send(
    app: &TestApp,
    person: &crate::support::app::Person,
    path: &str,
    form: &[(String, String)],
) -> (u16, String) {
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = app.act(person, path, &form).await;
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn look_form(seen: &str, palette: &str, accent: &str) -> Vec<(String, String)> {
    [("phien-ban", seen), ("bang-mau", palette), ("bo-goc", "4"), ("mau-accent", accent), ("bieu-trung", "")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
}

/// QC-6.5b: a change of the look is previewed, then published, then rolled back.
#[tokio::test]
async fn a_look_is_refused_when_illegible_previewed_published_and_brought_back() {
    let app = TestApp::start().await;
    let office = app.person("thuongtruc.xa", "ducthang", Role::StandingDeputy, None).await;
    let member = app.person("bientap.xa", "ducthang", Role::Member, None).await;
    let path = "/ducthang/giao-dien";
    let (status, page) = send(&app, &office, path, &look_form("0", "tre-xanh", "#9bcfa9")).await;
    assert_eq!(status, 422);
    assert!(
        page.contains("href=\"#mau-accent\"") && page.contains("value=\"#9bcfa9\""),
        "what was typed stays"
    );
    assert!(page.contains("Màu nhấn trên nền trang (nền sáng): tương phản"));
    assert_eq!(send(&app, &member, path, &look_form("0", "tre-xanh", "#1d5c30")).await.0, 403);

    assert_eq!(send(&app, &office, path, &look_form("0", "tre-xanh", "#1d5c30")).await.0, 303);
    assert_eq!(send(&app, &office, path, &look_form("0", "cham", "")).await.0, 409, "another was first");
    let page = app.desk(&office, path).await.text().await.unwrap();
    let preview = format!("/xem-truoc/{}", between(&page, "/xem-truoc/", "\""));
    assert!(!app.page(COMMUNE, "/").await.contains("/giao-dien/"), "a draft is nobody's yet");
    let shown = app.get(COMMUNE, &preview).await;
    assert_eq!(shown.headers()["cache-control"], "no-store");
    let shown = shown.text().await.unwrap();
    assert!(shown.contains("data-palette=\"tre-xanh\"") && shown.contains("<strong>Xem trước.</strong>"));
    let sheet = format!("/giao-dien/{}", between(&shown, "/giao-dien/", "\""));
    assert!(app.page(COMMUNE, &sheet).await.contains("--accent: #1d5c30;"));
    assert_eq!(app.get(DISTRICT, &preview).await.status(), 404, "signed for one site");
    assert_eq!(app.get(COMMUNE, &format!("{preview}0")).await.status(), 404);

    let generation = |slug: &str| app.db().generation(app.app.directory.by_slug(slug).unwrap().id());
    let before = (generation("ducthang"), generation("donglo"));
    let seen = version(&page);
    let publish = [("phien-ban".to_owned(), seen.clone())];
    assert_eq!(send(&app, &office, &format!("{path}/dang"), &publish).await.0, 303);
    assert!(
        generation("ducthang") > before.0 && generation("donglo") == before.1,
        "only this site's pages go"
    );
    let home = app.page(COMMUNE, "/").await;
    assert!(home.contains("data-palette=\"tre-xanh\"") && home.contains(&sheet));
    assert!(app.page(COMMUNE, "/lien-he").await.contains(&sheet));
    assert_eq!(send(&app, &office, &format!("{path}/dang"), &publish).await.0, 409, "nothing twice");

    assert_eq!(send(&app, &office, path, &look_form("0", "cham", "")).await.0, 303);
    let page = app.desk(&office, path).await.text().await.unwrap();
    let publish = [("phien-ban".to_owned(), version(&page))];
    assert_eq!(send(&app, &office, &format!("{path}/dang"), &publish).await.0, 303);
    assert!(app.page(COMMUNE, "/").await.contains("data-palette=\"cham\""));
    let back = [("ban".to_owned(), "1".to_owned())];
    assert_eq!(send(&app, &office, &format!("{path}/khoi-phuc"), &back).await.0, 303);
    let home = app.page(COMMUNE, "/").await;
    assert!(home.contains("data-palette=\"tre-xanh\"") && home.contains(&sheet));
    let page = app.desk(&member, path).await.text().await.unwrap();
    assert!(
        page.contains("khôi phục bản 1") && !page.contains("Lưu bản nháp"),
        "who only reads sees no form"
    );

    app.db().clock.advance(25 * HOUR);
    assert_eq!(app.get(COMMUNE, &preview).await.status(), 404, "good for a day");
}

#[tokio::test]
async fn a_home_is_arranged_from_blocks_and_a_former_one_comes_back() {
    let app = TestApp::start().await;
    let office = app.person("vanphong.xa", "ducthang", Role::DistrictOffice, None).await;
    let path = "/ducthang/trang-chu";
    let all: Vec<(&str, &str)> = Block::ALL.iter().map(|block| (block.fields().shown, "")).collect();
    let (status, page) = send(&app, &office, path, &home_form("0", &all)).await;
    assert!(status == 422 && page.contains("Trang chủ phải có ít nhất một khối được hiện."));
    let twice = [("thu-tu-van-ban", "1"), ("so-hoi-dap", "40"), ("tieu-de-xa", "Giữ nguyên (mẫu)")];
    let (status, page) = send(&app, &office, path, &home_form("0", &twice)).await;
    assert_eq!(status, 422);
    assert!(page.contains("cùng thứ tự 1") && page.contains("số mục phải từ 1 đến 12"));
    assert!(
        page.contains("value=\"40\"") && page.contains("value=\"Giữ nguyên (mẫu)\""),
        "what was typed stays"
    );

    // A site with nothing shows no empty box.
    let home = app.page(COMMUNE, "/").await;
    assert!(!home.contains("class=\"empty\"") && !home.contains("id=\"tin-moi\""));
    for action in ["Tra cứu văn bản", "Hỏi đáp", "Thủ tục hành chính"] {
        assert!(home.contains(&format!("<span class=\"title\">{action}</span>")), "{action}");
    }
    let arranged = [("thu-tu-cap-tren", "1"), ("thu-tu-tin-moi", "12"), ("hien-xa", "")];
    assert_eq!(send(&app, &office, path, &home_form("0", &arranged)).await.0, 303);
    let page = app.desk(&office, path).await.text().await.unwrap();
    let publish = [("phien-ban".to_owned(), version(&page))];
    assert_eq!(send(&app, &office, &format!("{path}/dang"), &publish).await.0, 303);
    let told: Arrangement = serde_json::from_str(&app.page(COMMUNE, "/api/v1/home").await).unwrap();
    assert_eq!(told.blocks[0].block, Block::Above);
    assert!(told.blocks.iter().any(|placed| placed.block == Block::Communes && !placed.shown));

    let other = serde_json::json!({ "version": 0, "home": { "blocks": [
        { "block": "hoi-dap", "shown": true, "count": 3 } ] } });
    assert_eq!(app.call(&office, "PUT", "/api/v1/staff/ducthang/home", other).await.status(), 200);
    let held = app.call(&office, "GET", "/api/v1/staff/ducthang/home", serde_json::Value::Null).await;
    let held: serde_json::Value = held.json().await.unwrap();
    let publish = serde_json::json!({ "version": held["version"] });
    let done = app.call(&office, "POST", "/api/v1/staff/ducthang/home/publish", publish).await;
    assert_eq!(done.json::<serde_json::Value>().await.unwrap()["no"], 2);
    let back = serde_json::json!({ "no": 1 });
    assert_eq!(app.call(&office, "POST", "/api/v1/staff/ducthang/home/restore", back).await.status(), 200);
    let told: Arrangement = serde_json::from_str(&app.page(COMMUNE, "/api/v1/home").await).unwrap();
    assert_eq!(told.blocks[0].block, Block::Above);
}

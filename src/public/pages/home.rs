//! The home of a site: what citizens come for first.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use poem::Response;
use poem::http::header;
use serde_json::json;

use crate::base::error::{Error, Result};
use crate::face::arrangement::Arrangement;
use crate::face::{self, Arranged, Part, preview};
use crate::items::kinds::Kind;
use crate::items::kinds::record::PROCEDURES;
use crate::items::store::Filter;
use crate::public::site::{self, Around};
use crate::public::views::home::{Action, ActionIcon, HomePage, HomeRow};
use crate::public::views::{Html, Link};
use crate::public::visit::{Reply, Visit};
use crate::questions::store as questions;
use crate::schedule;
use crate::tenants::SectionKey;

use super::{home_blocks, issued, legislation};

/// Where procedures are looked for on a site that lists none of its own.
const SEARCH_PROCEDURES: &str = "/tim-kiem?q=th%E1%BB%A7+t%E1%BB%A5c+h%C3%A0nh+ch%C3%ADnh";

/// What people often look for.
const OFTEN: [&str; 5] = ["sổ đỏ", "khai sinh", "hộ nghèo", "đăng ký kinh doanh", "căn cước"];

/// `/`
///
/// # Errors
/// When the database does not answer.
pub async fn home(visit: Visit) -> Result<Reply> {
    let around = Around::of(&visit.app, &visit.tenant, "/", None).await?;
    let arrangement = face::arrangement(&mut visit.app.db.read(visit.tenant.id()).await?).await?;
    Reply::page(&composed(&visit, around, &arrangement).await?)
}

/// `/xem-truoc/:token`: the home as it is being prepared, for who has the link while it is good.
///
/// # Errors
/// [`Error::NotFound`] for a link that is not ours, of another site or no longer good.
pub async fn prepared(visit: Visit) -> Result<Reply> {
    let (app, tenant) = (&visit.app, &visit.tenant);
    if !preview::opens(&app.db.sealer, tenant, visit.asked.param("token"), app.db.clock.now()) {
        return Err(Error::NotFound);
    }
    let mut scope = app.db.read(tenant.id()).await?;
    let home = face::prepared(&mut scope, tenant, Part::Home).await?;
    let look = face::prepared(&mut scope, tenant, Part::Look).await?;
    drop(scope);
    let (Arranged::Home(arrangement), Arranged::Look(look)) = (home, look) else {
        return Err(Error::internal("a part of the face is kept under the other's name"));
    };
    let around = Around::of(app, tenant, "/", None).await?.dressed(tenant, &look);
    let mut page = composed(&visit, around, &arrangement).await?;
    page.preview = true;
    page.layout.noindex = true;
    Reply::private(&page)
}

/// `/giao-dien/:name`: the site's own style sheet, named by its words and so never changed.
///
/// # Errors
/// [`Error::NotFound`] for a sheet that the site never had.
pub async fn sheet(visit: Visit) -> Result<Reply> {
    let digest = visit.asked.param("name").strip_suffix(".css").ok_or(Error::NotFound)?;
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    let body = face::store::by_digest(&mut scope, Part::Look, digest).await?.ok_or(Error::NotFound)?;
    let look: face::look::Look = serde_json::from_str(&body)?;
    Ok(Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "text/css; charset=utf-8")
            .header(header::CACHE_CONTROL, "public, max-age=31536000, immutable")
            .body(look.sheet().unwrap_or_default()),
    ))
}

/// `/api/v1/home`: how the home is arranged, as it is published.
///
/// # Errors
/// When the database does not answer.
pub async fn json(visit: Visit) -> Result<Reply> {
    let mut scope = visit.app.db.read(visit.tenant.id()).await?;
    Reply::json(&face::arrangement(&mut scope).await?)
}

async fn composed(visit: &Visit, around: Around, arrangement: &Arrangement) -> Result<HomePage> {
    let tenant = &visit.tenant;
    let url = |path: &str| tenant.url(path);
    let blocks = home_blocks::filled(visit, arrangement).await?;
    Ok(HomePage {
        structured: structured(visit),
        layout: around.layout(
            &tenant.identity().full_name,
            &format!("{} của {}.", site::OVER_NAME, tenant.identity().body),
            vec![],
        ),
        often: OFTEN
            .iter()
            .map(|words| Link::new(*words, url(&format!("/tim-kiem?q={}", encode(words)))))
            .collect(),
        reception: Vec::new(),
        actions: actions(visit).await?,
        rows: HomeRow::of(blocks),
        preview: false,
    })
}

/// The office as schema.org `GovernmentOrganization`, for machines that read pages.
fn structured(visit: &Visit) -> Html {
    let (tenant, footer) = (&visit.tenant, &visit.tenant.profile.footer);
    let described = json!({
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": tenant.identity().body,
        "url": tenant.url("/"),
        "address": footer.address,
        "telephone": footer.phone,
        "email": footer.email,
    });
    Html::sanitised(legislation::inert(&described.to_string()))
}

/// The section of procedures and how many it lists, so that any of them is three ways from here (TT 32/2017 Điều 11.2.b);
/// none where it lists none.
async fn procedures(visit: &Visit) -> Result<Option<(String, usize)>> {
    let tenant = &visit.tenant;
    let section = tenant.profile.section(PROCEDURES.section).filter(|section| !section.hidden);
    let Some(section) = section else { return Ok(None) };
    let filter = Filter { register: Some(PROCEDURES.key), ..Filter::of_sections(&[section.key]) };
    let total = issued::list(visit, &filter, 0, 1).await?.total;
    Ok((total > 0).then(|| (tenant.section_url(section, ""), total)))
}

/// The four things that most readers come for.
async fn actions(visit: &Visit) -> Result<Vec<Action>> {
    let tenant = &visit.tenant;
    let documents = issued::list(visit, &Filter::of_kind(Kind::Document), 0, 1).await?.total;
    let (procedures, procedures_text) = procedures(visit).await?.map_or_else(
        || (tenant.url(SEARCH_PROCEDURES), "Giấy tờ cần có, nơi nộp, thời hạn".to_owned()),
        |(url, count)| (url, format!("{count} thủ tục theo lĩnh vực: giấy tờ, nơi nộp, thời hạn")),
    );
    let mut scope = visit.app.db.read(tenant.id()).await?;
    let answered = questions::public_list(&mut scope, 0, 1).await?.total;
    let planned = schedule::store::public_span(&mut scope).await?.is_some();
    drop(scope);
    let section = |key: SectionKey, holds: bool| {
        let section = tenant.profile.section(key).filter(|section| holds && !section.hidden);
        section.map(|section| tenant.section_url(section, ""))
    };
    let action =
        |icon, title: &str, url: String, text: String| Action { icon, link: Link::new(title, url), text };
    let calendar = match section(SectionKey::Calendar, planned) {
        Some(url) => {
            action(ActionIcon::Calendar, "Lịch công tác", url, "Lịch tuần của lãnh đạo, đơn vị".into())
        }
        None => {
            let text = "Địa chỉ, đơn vị phụ trách từng việc".into();
            action(ActionIcon::Calendar, "Liên hệ", tenant.url("/lien-he"), text)
        }
    };
    Ok(vec![
        action(
            ActionIcon::Document,
            "Tra cứu văn bản",
            tenant.url("/van-ban-tat-ca"),
            format!("{documents} văn bản, tra theo số hoặc nội dung"),
        ),
        action(
            ActionIcon::Question,
            "Hỏi đáp",
            tenant.url("/hoi-dap/gui"),
            format!("Gửi câu hỏi, nhận mã theo dõi; {answered} câu đã trả lời"),
        ),
        action(ActionIcon::Procedure, "Thủ tục hành chính", procedures, procedures_text),
        calendar,
    ])
}

/// All but the characters that stand for themselves in every part of an address (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Text as a query value.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

//! What readers see when something does not work.

use askama::Template as _;
use poem::Response;
use poem::http::{HeaderValue, StatusCode, header};

use crate::api;
use crate::app::App;
use crate::base::error::Error;
use crate::public::site;
use crate::public::views::Layout;
use crate::public::views::error::{BareErrorPage, ErrorPage, Fault};
use crate::tenants::directory::Tenant;

/// The answer to a host that nobody here owns: no content of any site.
pub fn unknown_host() -> Response {
    let body = BareErrorPage::unknown_host().render().unwrap_or_default();
    html(StatusCode::MISDIRECTED_REQUEST, body)
}

/// The answer of a site that is served no more.
pub fn closed(name: &str) -> Response {
    let page = BareErrorPage::closed(name);
    let mut response = html(StatusCode::GONE, page.render().unwrap_or_default());
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// The answer of a site that is not open yet: nothing of it is shown, kept or indexed.
pub fn preparing(app: &App, tenant: &Tenant) -> Response {
    let above = tenant.parent.as_ref().and_then(|id| app.directory.get(id)).map(|parent| parent.url("/"));
    let page = BareErrorPage::preparing(&tenant.identity().full_name, above.as_deref());
    let mut response = html(StatusCode::SERVICE_UNAVAILABLE, page.render().unwrap_or_default());
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("86400"));
    response
}

/// The answer to an error on a known site.
pub async fn of(app: &App, tenant: &Tenant, error: Error) -> Response {
    let (fault, detail) = match &error {
        Error::NotFound | Error::SignInNeeded => (Fault::NotFound, None),
        Error::Gone => (Fault::Gone, None),
        Error::Forbidden => (Fault::Forbidden, None),
        Error::CsrfMismatch => (Fault::FormExpired, None),
        Error::TooLarge(limit) => (Fault::TooLarge, Some(limit.clone())),
        Error::TooMany(seconds) => (Fault::TooMany, Some(format!("Thử lại sau khoảng {seconds} giây."))),
        Error::BadRequest(_) => (Fault::Unreadable, Some(error.to_string())),
        Error::Refused(_) | Error::Conflict(_) => (Fault::FormExpired, Some(error.to_string())),
        Error::Internal(_) => (Fault::Broken, Some(format!("Mã sự cố: {}", api::log_cause(app, &error)))),
    };
    let site = match site::view(app, tenant, None).await {
        Ok(site) => site,
        Err(_) => site::bare(app, tenant),
    };
    page(tenant, site, fault, detail, api::status(&error))
}

/// The answer at an address whose content was taken down; why, where readers may know.
pub async fn gone(app: &App, tenant: &Tenant, reason: Option<String>) -> Response {
    let site = match site::view(app, tenant, None).await {
        Ok(site) => site,
        Err(_) => site::bare(app, tenant),
    };
    let detail = reason.map(|reason| format!("Lý do: {reason}"));
    page(tenant, site, Fault::Gone, detail, StatusCode::GONE)
}

/// The answer to a path or method that no route has.
pub fn of_router(app: &App, tenant: &Tenant, error: &poem::Error) -> Response {
    page(tenant, site::bare(app, tenant), Fault::NotFound, None, error.status())
}

fn page(
    tenant: &Tenant,
    site: crate::public::views::SiteView,
    fault: Fault,
    detail: Option<String>,
    status: StatusCode,
) -> Response {
    let layout = Layout {
        site,
        title: fault.title().into(),
        canonical: tenant.url("/"),
        noindex: true,
        ..Layout::default()
    };
    let body = ErrorPage { layout, fault, detail }.render();
    html(status, body.unwrap_or_else(|_| BareErrorPage::broken().render().unwrap_or_default()))
}

fn html(status: StatusCode, body: String) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/html; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .body(body)
}

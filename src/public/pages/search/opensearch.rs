//! The description by which a browser adds a site to its own search field.

use poem::Response;
use poem::http::header;

use crate::base::error::Result;
use crate::public::pages::about::escape;
use crate::public::visit::{Reply, Visit};

/// The longest short name that OpenSearch allows.
const SHORT_NAME: usize = 16;

/// `/opensearch.xml`
///
/// # Errors
/// Never.
pub async fn opensearch(visit: Visit) -> Result<Reply> {
    let (tenant, identity) = (&visit.tenant, visit.tenant.identity());
    let short: String = identity.full_name.chars().take(SHORT_NAME).collect();
    let url = |path: &str| escape(&tenant.url(path));
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n\
         <ShortName>{}</ShortName>\n\
         <LongName>Tìm trên trang {}</LongName>\n\
         <Description>Tìm văn bản, tin tức và câu trả lời của {}</Description>\n\
         <Language>vi</Language>\n\
         <InputEncoding>UTF-8</InputEncoding>\n\
         <OutputEncoding>UTF-8</OutputEncoding>\n\
         <Image type=\"image/svg+xml\">{}</Image>\n\
         <Url type=\"text/html\" template=\"{}?q={{searchTerms}}\"/>\n\
         <Url type=\"application/rss+xml\" template=\"{}?q={{searchTerms}}\"/>\n\
         <Url type=\"application/x-suggestions+json\" template=\"{}?q={{searchTerms}}&amp;format=opensearch\"/>\n\
         <Url type=\"application/opensearchdescription+xml\" rel=\"self\" template=\"{}\"/>\n\
         </OpenSearchDescription>\n",
        escape(short.trim()),
        escape(&identity.full_name),
        escape(&identity.body),
        url("/bieu-trung.svg"),
        url("/tim-kiem"),
        url("/tim-kiem/rss.xml"),
        url("/api/v1/suggest"),
        url("/opensearch.xml"),
    );
    Ok(Reply::Raw(
        Response::builder()
            .header(header::CONTENT_TYPE, "application/opensearchdescription+xml; charset=utf-8")
            .header(header::CACHE_CONTROL, "public, max-age=3600")
            .body(xml),
    ))
}
